/* What an invitation says, and its way out: the job for messages, the print for letters. */
#include "html/html.h"
#include "mail/mail.h"
#include "people/invitations.h"
#include "people/people_sql.h"
#include "people/people_store.h"
#include "people/people_views.h"

/* ---- Words ---- */

struct str invitation_said(struct ctx *ctx, const char *message, struct str a, struct str b)
{
	const struct str args[] = {a, b};
	return html_said(ctx->arena, ctx->lang, str_of(message), args, COUNT_OF(args));
}

/* Lines that hold anything. */
static void intro_put(struct invitation_text *text, struct str intro)
{
	struct str line;
	while (str_cut(&intro, '\n', &line))
		if (str_trim(line).n && text->n_intro < INTRO_PARAGRAPHS)
			text->intro[text->n_intro++] = str_trim(line);
}

/* Where to ask: the body's public address or number, else where the site's mail comes from; empty: none is known. */
static enum outcome contact_find(struct ctx *ctx, int64_t body_id, struct str *ret_contact)
{
	struct people_details details;
	struct mail_server server;
	*ret_contact = STR("");
	TRY(people_details(ctx, body_id, &details));
	for (size_t i = 0; i < details.n_contacts; i++) {
		const struct contact *c = &details.contacts[i];
		bool is_email = str_eq(c->kind, STR("email"));
		if (c->is_public && (is_email || (!ret_contact->n && str_eq(c->kind, STR("phone")))))
			*ret_contact = c->value;
		if (c->is_public && is_email)
			return OK;
	}
	if (ret_contact->n)
		return OK;
	enum outcome found = mail_server_load(ctx, &server);
	if (found == OK)
		*ret_contact = server.from;
	return found == NOT_FOUND ? OK : found;
}

static enum outcome ask_put(struct ctx *ctx, const struct invitation_batch *batch, const struct invitee *invitee,
			    struct invitation_text *text)
{
	struct access_reach clerk = {0};
	struct str contact, who = text->site;
	enum outcome found = batch->account_id ? access_reach_account(ctx, batch->account_id, &clerk) : NOT_FOUND;
	if (found != OK && found != NOT_FOUND)
		return found;
	if (found == OK && clerk.name.n)
		who = str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(clerk.name), STR_ARG(text->site));
	TRY(contact_find(ctx, invitee->body_id, &contact));
	text->ask = contact.n ? invitation_said(ctx, msg("Questions? Ask {1}: {2}"), who, contact)
			      : invitation_said(ctx, msg("Questions? Ask {1}."), who, STR(""));
	return OK;
}

static void letter_words(struct ctx *ctx, struct str code, struct str until, struct invitation_text *text)
{
	text->how = invitation_said(
		ctx,
		msg("To begin, type this address into a web browser, or point a telephone at the square. "
		    "Then enter your code, and choose a password."),
		STR(""), STR(""));
	text->link = site_link(ctx, STR("/invitation"));
	text->code = code;
	text->until = invitation_said(
		ctx,
		msg("The code works once, until {1}. It is for you alone: whoever has it can sign in as "
		    "you. If it has ended or is lost, ask us for a new one."),
		until, STR(""));
	text->paper = invitation_said(
		ctx,
		msg("To sign in you need an e-mail address of your own. If you have none, or would rather "
		    "not: everything can be done on paper too, and counts the same. Tell us, and we "
		    "send you the forms."),
		STR(""), STR(""));
	/* Without a picture the address is there to be typed. */
	(void)qr_path(ctx->arena, text->link, &text->qr_path, &text->qr_side);
}

static void mail_words(struct ctx *ctx, struct str link, struct str until, struct invitation_text *text)
{
	text->how = invitation_said(ctx, msg("To begin, open this link and choose a password:"), STR(""), STR(""));
	text->link = link;
	text->until = invitation_said(
		ctx,
		msg("The link works once, until {1}. It is for you alone: whoever has it can sign in as "
		    "you. If it has ended, ask us for a new one."),
		until, STR(""));
	text->paper = invitation_said(
		ctx,
		msg("Everything can be done on paper too, and counts the same. Tell us, and we send you "
		    "the forms."),
		STR(""), STR(""));
}

enum outcome invitation_text_of(struct ctx *ctx, const struct invitation_batch *batch, const struct invitee *invitee,
				struct str secret, int64_t until_ms, struct invitation_text *ret_text)
{
	struct instant until = {until_ms};
	struct str site = ctx->site->settings.name;
	struct invitation_text text = {
		.lang = str_of(ctx->lang ? ctx->lang->tag : "en"),
		.site = site,
		.today = day_words(ctx->arena, site_today(ctx)),
		.name = invitee->person.name,
		.address = invitee->address,
		.title = invitation_said(ctx, msg("Your invitation to sign in at {1}"), site, STR("")),
		.greeting = invitation_said(ctx, msg("Dear {1},"), invitee->person.name, STR("")),
		.lead = invitation_said(
			ctx,
			msg("{1} invites you to sign in to its ethics site, as {2}. There you see what you "
			    "have to do and until when, sign the code of conduct, and keep what you signed."),
			site, invitee->offices),
	};
	intro_put(&text, batch->intro);
	if (invitee->way == INVITE_BY_LETTER)
		letter_words(ctx, secret, day_words(ctx->arena, zone_day(ctx->site->zone, until)), &text);
	else
		mail_words(ctx, secret, instant_words(ctx->arena, ctx->site->zone, until), &text);
	TRY(ask_put(ctx, batch, invitee, &text));
	*ret_text = text;
	return OK;
}

static void part_put(struct buf *out, struct str part)
{
	if (part.n)
		buf_fmt(out, "%.*s\n\n", STR_ARG(part));
}

struct str invitation_plain(struct arena *arena, const struct invitation_text *text)
{
	struct buf out = buf_open(arena, 2048);
	part_put(&out, text->greeting);
	for (size_t i = 0; i < text->n_intro; i++)
		part_put(&out, text->intro[i]);
	const struct str parts[] = {text->lead, text->how, text->link, text->code, text->until, text->paper, text->ask};
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		part_put(&out, parts[i]);
	buf_fmt(&out, "%.*s\n", STR_ARG(text->site));
	return buf_view(&out);
}

/* ---- Messages ---- */

static struct mail_message message_of(struct ctx *ctx, const struct invitation_text *text)
{
	struct html h = html_open(ctx);
	people_invitation_mail(&h, text);
	return (struct mail_message){
		.kind = STR("people.invitation"),
		.to_name = str_slice(text->name, 0, MAIL_NAME_BYTES),
		.title = text->title,
		.text = invitation_plain(ctx->arena, text),
		.html = html_done(&h),
	};
}

enum outcome invitation_test(struct ctx *ctx, const struct mail_seed *seed, const struct invitation_text *text,
			     struct str to, struct str to_name)
{
	int64_t id;
	struct mail_message message = message_of(ctx, text);
	message.kind = STR("people.test");
	message.title = invitation_said(ctx, msg("Test: {1}"), text->title, STR(""));
	message.to = to;
	message.to_name = to_name;
	message.person_id = ctx->actor->person_id;
	return mail_put(ctx, seed, &message, &id);
}

struct slice {
	bool planned;
	struct str tokens[INVITE_SLICE];
	struct mail_seed seeds[INVITE_SLICE];
};

/* A message that still waits, for want of a mail server, has a link that works no more once there is a new one. */
static enum outcome outbox_withdraw(struct ctx *ctx, int64_t person_id)
{
	struct people_number message;
	struct mail_row mail;
	struct str text;
	enum outcome found = db_one(ctx, &people_sql_invitation_message, DB_PARAMS(db_int(person_id)),
				    &people_number_spec, &message);
	if (found == OK)
		found = mail_find(ctx, message.n, &mail, &text);
	if (found == OK && mail.state == MAIL_WAITING) {
		struct ctx own = *ctx; /* it may be on its way just now: then it arrives */
		own.problems = (struct problems){0};
		found = mail_cancel(&own, message.n);
	}
	return found == NOT_FOUND || found == CONFLICT ? OK : found;
}

static enum outcome mail_send(struct ctx *ctx, const struct invitation_batch *batch, const struct invitee *invitee,
			      struct str token, const struct mail_seed *seed, struct invitation *row)
{
	struct str path;
	struct invitation_text text;
	const struct access_invitee who = {
		.person_id = invitee->person.id, .name = invitee->person.name, .email = invitee->email, .token = token};
	TRY(outbox_withdraw(ctx, invitee->person.id));
	TRY(access_invite_person(ctx, &who, &path, &row->until_ms));
	TRY(invitation_text_of(ctx, batch, invitee, site_link(ctx, path), row->until_ms, &text));
	struct mail_message message = message_of(ctx, &text);
	message.person_id = invitee->person.id;
	message.subject_id = invitee->person.id;
	message.to = invitee->email;
	message.secret = true;
	row->state = INVITATION_SENT;
	return mail_put(ctx, seed, &message, &row->message_id);
}

/* As of this write: since somebody chose them, people die, leave, change their address or were invited otherwise. */
static enum outcome row_send(struct ctx *ctx, struct invitation *row, struct str token, const struct mail_seed *seed)
{
	struct invitee invitee;
	struct invitation_batch batch;
	TRY(invitation_batch_find(ctx, row->batch_id, &batch));
	TRY(invitee_load(ctx, row->person_id, batch.paper, &invitee));
	row->way = invitee.way;
	row->note = invitee.note;
	if (invitation_note_skips(invitee.note))
		row->state = INVITATION_SKIPPED;
	else if (invitee.way == INVITE_BY_LETTER)
		row->state = INVITATION_TO_PRINT;
	else
		TRY(mail_send(ctx, &batch, &invitee, token, seed, row));
	return invitation_put_state(ctx, row);
}

static enum outcome slice_write(struct ctx *ctx, void *args)
{
	const struct slice *slice = args;
	struct invitation *rows;
	size_t n;
	TRY(db_list(ctx, &people_sql_invitations_due,
		    DB_PARAMS(db_int(slice->planned), db_int(ctx->now_ms), db_int(INVITE_SLICE)), &invitation_spec,
		    &rows, &n));
	for (size_t i = 0; i < n; i++)
		TRY(row_send(ctx, &rows[i], slice->tokens[i], &slice->seeds[i]));
	return OK;
}

static enum outcome send_slice(struct ctx *ctx, bool planned)
{
	struct slice slice = {.planned = planned};
	for (size_t i = 0; i < INVITE_SLICE; i++) {
		slice.tokens[i] = token_new(ctx);
		slice.seeds[i] = mail_seed_new(ctx);
	}
	return site_write(ctx, slice_write, &slice);
}

static enum outcome due_count(struct ctx *ctx, bool planned, int64_t *ret_n)
{
	struct people_number due;
	TRY(db_one(ctx, &people_sql_invitations_due_count, DB_PARAMS(db_int(planned), db_int(ctx->now_ms)),
		   &people_number_spec, &due));
	*ret_n = due.n;
	return OK;
}

static enum outcome now_run(struct ctx *ctx)
{
	return send_slice(ctx, false);
}

static enum outcome now_left(struct ctx *ctx, int64_t *ret_n)
{
	return due_count(ctx, false, ret_n);
}

static enum outcome planned_run(struct ctx *ctx)
{
	return send_slice(ctx, true);
}

static enum outcome planned_left(struct ctx *ctx, int64_t *ret_n)
{
	return due_count(ctx, true, ret_n);
}

const struct job people_jobs[PEOPLE_JOBS] = {
	{
		.name = "people.invite",
		.about = msg("Sends invitations to sign in"),
		.after = "invitations",
		.every_s = 600,
		.alone = true,
		.left = now_left,
		.run = now_run,
	},
	{
		.name = "people.invite.planned",
		.about = msg("Sends invitations that were planned for a day, from nine in the morning"),
		.every_s = 60,
		.alone = true,
		.dated = true,
		.left = planned_left,
		.run = planned_run,
	},
};

/* ---- Letters ---- */

struct printing {
	const struct invitation_batch *batch;
	struct str form_id; /* of the first slice; empty: used */
	struct str before;
	const struct invitation *rows;
	size_t n;
	struct str codes[INVITE_SLICE];
	struct invitation_text letters[INVITE_SLICE];
	bool printed[INVITE_SLICE];
};

static enum outcome row_print(struct ctx *ctx, const struct printing *p, size_t i, struct invitation_text *letter,
			      bool *ret_printed)
{
	struct invitee invitee;
	struct invitation row;
	struct str path;
	*ret_printed = false;
	TRY(db_one(ctx, &people_sql_invitation_by_id, DB_PARAMS(db_int(p->rows[i].id)), &invitation_spec, &row));
	if (row.state != INVITATION_TO_PRINT && row.state != INVITATION_PRINTED)
		return OK;
	TRY(invitee_load(ctx, row.person_id, true, &invitee));
	if (invitation_note_skips(invitee.note)) {
		if (row.state == INVITATION_PRINTED)
			return OK;
		row.note = invitee.note;
		row.state = INVITATION_SKIPPED;
		return invitation_put_state(ctx, &row);
	}
	const struct access_invitee who = {
		.person_id = row.person_id, .name = invitee.person.name, .email = invitee.email, .code = p->codes[i]};
	TRY(outbox_withdraw(ctx, row.person_id));
	TRY(access_invite_person(ctx, &who, &path, &row.until_ms));
	TRY(invitation_text_of(ctx, p->batch, &invitee, p->codes[i], row.until_ms, letter));
	TRY(access_log(ctx, "people.print_invitation", row.person_id, STR("")));
	row.state = INVITATION_PRINTED;
	*ret_printed = true;
	return invitation_put_state(ctx, &row);
}

static enum outcome print_write(struct ctx *ctx, void *args)
{
	struct printing *p = args;
	if (p->form_id.n) {
		TRY(form_id_use(ctx, p->form_id, &p->before));
		TRY(form_id_result(ctx, p->form_id,
				   str_fmt(ctx->arena, "/office/invitations/%.*s?done=before",
					   STR_ARG(id_str(ctx->arena, p->batch->id)))));
	}
	for (size_t i = 0; i < p->n; i++)
		TRY(row_print(ctx, p, i, &p->letters[i], &p->printed[i]));
	return OK;
}

enum outcome invitations_print(struct ctx *ctx, const struct invitation_batch *batch, struct str form_id,
			       struct str *ret_before, struct invitation_text **ret_letters, size_t *ret_n)
{
	struct invitation *rows;
	size_t n, used = 0;
	TRY(invitations_of(ctx, batch->id, &rows, &n));
	struct invitation_text *letters = arena_array(ctx->arena, struct invitation_text, n);
	struct printing *p = arena_new(ctx->arena, struct printing);
	for (size_t at = 0; at < n; at += INVITE_SLICE) {
		*p = (struct printing){.batch = batch,
				       .form_id = at ? STR("") : form_id,
				       .rows = &rows[at],
				       .n = n - at < INVITE_SLICE ? n - at : INVITE_SLICE};
		for (size_t i = 0; i < p->n; i++)
			p->codes[i] = access_code_new(ctx);
		enum outcome outcome = site_write(ctx, print_write, p);
		*ret_before = p->before;
		TRY(outcome);
		for (size_t i = 0; i < p->n; i++)
			if (p->printed[i])
				letters[used++] = p->letters[i];
	}
	*ret_letters = letters;
	*ret_n = used;
	return OK;
}
