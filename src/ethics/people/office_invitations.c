/* The office invites many people at once: whom and how, what they will read, a test, then all of them. */
#include "people/office_invitations.h"

#include "mail/mail.h"
#include "people/people_views.h"

#define BOX "row-"

/* ---- What was filled in ---- */

struct inviting {
	struct invitation_batch batch; /* not made yet */
	struct invitee *people;
	size_t n;
	struct mail_seed seed; /* of a test */
};

/* Those who are ticked, as of now: who died or left since the page was shown is among them, with the reason. */
static enum outcome people_take(struct ctx *ctx, const struct req *req, struct inviting *inviting)
{
	size_t most = req->n_fields < INVITE_MOST ? req->n_fields : INVITE_MOST;
	inviting->people = arena_array(ctx->arena, struct invitee, most);
	for (size_t i = 0; i < req->n_fields && inviting->n < most; i++) {
		struct str name = req->fields[i].name;
		int64_t person_id;
		if (!str_starts(name, STR(BOX)) || !id_parse(str_slice(name, strlen(BOX), name.n), &person_id))
			continue;
		TRY(invitation_need(ctx, person_id));
		TRY(invitee_load(ctx, person_id, inviting->batch.paper, &inviting->people[inviting->n]));
		inviting->n++;
	}
	return inviting->n ? OK : problem_add(ctx, "", msg("Tick the people whom you want to invite"));
}

static enum outcome inviting_take(struct ctx *ctx, const struct req *req, struct inviting *inviting)
{
	int32_t on = site_today(ctx).n;
	*inviting = (struct inviting){.batch = {.intro = str_trim(req_field(req, "intro")),
						.paper = form_ticked(req, "paper"),
						.account_id = ctx->actor->account_id},
				      .seed = mail_seed_new(ctx)};
	if (inviting->batch.intro.n > INVITE_INTRO_BYTES)
		(void)problem_add(ctx, "intro", msg("Write at most {1} letters"),
				  str_fmt(ctx->arena, "%d", INVITE_INTRO_BYTES));
	if (form_take_day(ctx, req, "on", on, &on) == OK)
		(void)!invitation_due(ctx, (struct day){on}, &inviting->batch.due_ms);
	enum outcome taken = people_take(ctx, req, inviting);
	if (taken != OK && taken != INVALID)
		return taken;
	return ctx->problems.first ? INVALID : OK;
}

/* ---- In words ---- */

static struct str instant_shown(struct ctx *ctx, int64_t ms)
{
	return instant_words(ctx->arena, ctx->site->zone, (struct instant){ms});
}

struct str invitation_how(struct ctx *ctx, int32_t way, int32_t note, struct str email)
{
	struct str why = invitation_said(ctx, invitation_note_words(note), STR(""), STR(""));
	if (invitation_note_skips(note))
		return invitation_said(ctx, msg("Cannot be invited. {1}"), why, STR(""));
	if (way == INVITE_BY_MAIL)
		return email.n ? invitation_said(ctx, msg("By e-mail to {1}"), email, STR(""))
			       : invitation_said(ctx, msg("By e-mail"), STR(""), STR(""));
	return invitation_said(ctx, msg("By letter. {1}"), why, STR(""));
}

struct str invitation_batch_path(struct ctx *ctx, int64_t batch_id)
{
	return str_fmt(ctx->arena, "/office/invitations/%.*s", STR_ARG(id_str(ctx->arena, batch_id)));
}

/* Who invited, and when. */
static enum outcome by_whom(struct ctx *ctx, const struct invitation *row, struct str *ret_words)
{
	struct access_reach who = {0};
	struct str when = instant_shown(ctx, row->at_ms);
	enum outcome found = row->account_id ? access_reach_account(ctx, row->account_id, &who) : NOT_FOUND;
	if (found != OK && found != NOT_FOUND)
		return found;
	*ret_words = who.name.n ? invitation_said(ctx, msg("{1}, by {2}."), when, who.name)
				: invitation_said(ctx, msg("{1}."), when, STR(""));
	return OK;
}

/* What the outbox says of a message that is not simply sent. */
static enum outcome outbox_shown(struct ctx *ctx, const struct invitation *row, struct invitation_shown *shown)
{
	struct mail_row mail;
	struct str text;
	enum outcome found = row->message_id ? mail_find(ctx, row->message_id, &mail, &text) : NOT_FOUND;
	if (found == NOT_FOUND)
		return OK; /* forgotten long ago */
	TRY(found);
	if (mail.state == MAIL_WAITING) {
		shown->state = STR("on its way");
		shown->colour = "blue";
		if (mail.tries)
			shown->more = invitation_said(ctx, msg("{1} Not delivered yet: {2}"), shown->more, mail.why);
	} else if (mail.state != MAIL_SENT) {
		shown->state = STR("not delivered");
		shown->colour = "red";
		shown->more = invitation_said(ctx, msg("{1} {2}"), shown->more, mail.why);
	}
	return OK;
}

enum outcome invitation_shown_of(struct ctx *ctx, const struct invitation *row, const struct access_standing *standing,
				 struct invitation_shown *ret_shown)
{
	struct invitation_shown shown = {.state = STR("not yet"), .colour = "grey", .more = STR("")};
	bool is_newest = row->id && row->until_ms == standing->until_ms;
	if (row->state == INVITATION_WAITING) {
		shown.state = STR("planned");
		shown.colour = "blue";
		shown.more = instant_shown(ctx, row->due_ms);
	} else if (row->state == INVITATION_TO_PRINT) {
		shown.state = STR("letter to print");
		shown.colour = "yellow";
	} else if (row->state == INVITATION_SENT || row->state == INVITATION_PRINTED) {
		shown.state = row->state == INVITATION_SENT ? STR("sent") : STR("printed");
		shown.colour = "green";
		TRY(by_whom(ctx, row, &shown.more));
		TRY(outbox_shown(ctx, row, &shown));
		if (standing->has_password)
			shown.state = STR("signed in");
		else if (row->until_ms <= ctx->now_ms || (!is_newest && standing->until_ms <= ctx->now_ms))
			shown.state = STR("link ended");
		if (!standing->has_password && row->until_ms <= ctx->now_ms)
			shown.colour = "red";
	} else if (row->state == INVITATION_SKIPPED) {
		shown.state = STR("left out");
		shown.more = invitation_said(ctx, invitation_note_words(row->note), STR(""), STR(""));
	} else if (row->state == INVITATION_CANCELLED) {
		shown.state = STR("cancelled");
		TRY(by_whom(ctx, row, &shown.more));
	} else if (standing->account_id && standing->until_ms > ctx->now_ms) {
		shown.state = STR("has a link");
		shown.colour = "blue";
		shown.more = invitation_said(ctx, msg("It was handed over, and works until {1}."),
					     instant_shown(ctx, standing->until_ms), STR(""));
	} else if (standing->account_id) {
		shown.state = STR("link ended");
		shown.colour = "red";
	}
	*ret_shown = shown;
	return OK;
}

/* ---- The list ---- */

/* Ticked to begin with: who was never invited, or whose link has ended. */
static bool is_wanted(const struct ctx *ctx, const struct invitee *who, bool ended)
{
	bool is_under_way = who->last.state == INVITATION_WAITING || who->last.state == INVITATION_TO_PRINT;
	return ended ? !is_under_way && who->standing.account_id && who->standing.until_ms <= ctx->now_ms
		     : !invitation_was_made(who);
}

static enum outcome line_of(struct ctx *ctx, const struct req *req, const struct invitee *who, struct invite_line *line)
{
	struct invitation_shown shown;
	TRY(invitation_shown_of(ctx, &who->last, &who->standing, &shown));
	*line = (struct invite_line){
		.who = *who,
		.box = str_fmt(ctx->arena, BOX "%.*s", STR_ARG(id_str(ctx->arena, who->person.id))),
		.how = invitation_how(ctx, who->way, who->note, who->email),
		.state = shown.state,
		.state_more = shown.more,
		.colour = shown.colour,
		.may_choose = !invitation_note_skips(who->note),
		.batch = who->last.id ? invitation_batch_path(ctx, who->last.batch_id) : STR(""),
	};
	bool is_sent = req->method == HTTP_POST;
	bool ended = str_eq(is_sent ? req_field(req, "tick") : req_query(req, "tick"), STR("ended"));
	line->chosen = line->may_choose &&
		       (is_sent ? form_ticked(req, str_c(ctx->arena, line->box)) : is_wanted(ctx, who, ended));
	return OK;
}

static struct str asked(const struct req *req, const char *name)
{
	return req->method == HTTP_POST ? req_field(req, name) : req_query(req, name);
}

static enum outcome put_filter(struct ctx *ctx, const struct req *req, struct office_invitations *view)
{
	static const struct choice ticks[] = {
		{.value = STR_INIT("new"), .text = STR_INIT("Those who were never invited")},
		{.value = STR_INIT("ended"), .text = STR_INIT("Those whose link or code has ended")},
	};
	struct choice *bodies, *all, *tick = arena_array(ctx->arena, struct choice, COUNT_OF(ticks));
	size_t n;
	TRY(form_body_choices(ctx, &bodies, &n));
	all = arena_array(ctx->arena, struct choice, n + 1);
	all[0] = (struct choice){.text = STR("All")};
	for (size_t i = 0; i < n; i++)
		all[i + 1] = bodies[i];
	view->body = (struct field){
		.name = "body", .label = STR("Council, committee or board"), .value = asked(req, "body")};
	view->since = (struct field){.name = "since",
				     .label = STR("Only those whose term begins on this day or later (optional)"),
				     .type = "date",
				     .value = asked(req, "since"),
				     .problems = ctx->problems.first};
	view->tick = (struct field){.name = "tick", .label = STR("Tick to begin with"), .value = asked(req, "tick")};
	for (size_t i = 0; i <= n; i++)
		all[i].chosen = str_eq(all[i].value, view->body.value);
	for (size_t i = 0; i < COUNT_OF(ticks); i++) {
		tick[i] = ticks[i];
		tick[i].chosen = str_eq(ticks[i].value, view->tick.value);
	}
	view->bodies = all;
	view->n_bodies = n + 1;
	view->ticks = tick;
	view->n_ticks = COUNT_OF(ticks);
	return OK;
}

static void put_questions(struct ctx *ctx, const struct req *req, struct office_invitations *view)
{
	const struct problem *problems = ctx->problems.first;
	view->intro = (struct field){
		.name = "intro",
		.label = STR("A few words of your own (optional)"),
		.hint = STR("They stand first, in each message and letter. The next page shows you the whole text."),
		.value = req_field(req, "intro"),
		.rows = 4,
		.problems = problems};
	view->on = (struct field){
		.name = "on",
		.label = STR("On which day?"),
		.hint = STR("Today: at once. On a later day: at nine in the morning, and until then you "
			    "can cancel it. Letters you print yourself, whenever you like."),
		.type = "date",
		.value = req->method == HTTP_POST ? req_field(req, "on") : day_str(ctx->arena, site_today(ctx)),
		.problems = problems};
	view->paper = (struct field){.name = "paper"};
	view->paper_choice = (struct choice){.value = STR("yes"),
					     .text = STR("Letters to everybody, no e-mail"),
					     .chosen = form_ticked(req, "paper")};
}

static enum outcome put_batches(struct ctx *ctx, struct office_invitations *view)
{
	struct invitation_batch *batches;
	TRY(invitation_batches(ctx, &batches, &view->n_batches));
	struct str *days = arena_array(ctx->arena, struct str, view->n_batches);
	struct str *words = arena_array(ctx->arena, struct str, view->n_batches);
	for (size_t i = 0; i < view->n_batches; i++) {
		const struct invitation_batch *b = &batches[i];
		days[i] = instant_shown(ctx, b->made_ms);
		words[i] = str_fmt(ctx->arena, "%lld sent, %lld planned, %lld letters printed, %lld to print",
				   (long long)b->sent, (long long)b->waiting, (long long)b->printed,
				   (long long)b->to_print);
	}
	view->batches = batches;
	view->batch_days = days;
	view->batch_words = words;
	return OK;
}

static enum outcome list_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct office_invitations view = {.page = access_page(ctx, STR("Invitations")),
					  .hidden = access_form(ctx, 0),
					  .has_mail = mail_ready(ctx)};
	struct invitee *people;
	size_t n;
	int64_t body_id = 0;
	struct day since = {TENURE_FROM_EVER};
	struct str since_text = str_trim(asked(req, "since"));
	if (since_text.n && !day_parse(since_text, &since))
		(void)problem_add(ctx, "since", msg("Enter the day as year-month-day, such as 2026-07-01"));
	if (!id_parse(asked(req, "body"), &body_id))
		body_id = 0;
	TRY(invitees_list(ctx, body_id, since.n, &people, &n, &view.has_more));
	struct invite_line *lines = arena_array(ctx->arena, struct invite_line, n);
	for (size_t i = 0; i < n; i++)
		TRY(line_of(ctx, req, &people[i], &lines[i]));
	view.lines = lines;
	view.n_lines = n;
	TRY(put_filter(ctx, req, &view));
	put_questions(ctx, req, &view);
	TRY(put_batches(ctx, &view));
	view.page.problems = ctx->problems.first;
	view.page.wide = true;
	people_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	people_invitations_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome office_invitations_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return list_show(ctx, req, resp);
}

/* ---- The preview ---- */

/* What one of them would read, with nothing in it that lets anybody in. */
static enum outcome sample_put(struct ctx *ctx, const struct inviting *inviting, int32_t way,
			       const struct invitation_text **ret_text)
{
	struct invitation_text *text = arena_new(ctx->arena, struct invitation_text);
	const struct invitee *who = NULL;
	for (size_t i = 0; i < inviting->n && !who; i++)
		if (inviting->people[i].way == way && !invitation_note_skips(inviting->people[i].note))
			who = &inviting->people[i];
	*ret_text = NULL;
	if (!who)
		return OK;
	bool by_mail = way == INVITE_BY_MAIL;
	int64_t valid_ms =
		INT64_C(3600000) * (by_mail ? (int64_t)LIMIT_INVITATION_HOURS : 24 * (int64_t)LIMIT_LETTER_DAYS);
	TRY(invitation_text_of(ctx, &inviting->batch, who,
			       by_mail ? site_link(ctx, STR("/set-password/…")) : STR("XXXX-XXXX-XXXX-XXXX"),
			       (by_mail ? inviting->batch.due_ms : ctx->now_ms) + valid_ms, text));
	*ret_text = text;
	return OK;
}

/* What the next step needs again. */
static void put_fields(struct ctx *ctx, const struct req *req, struct office_invite_preview *view)
{
	static const char *const kept[] = {"body", "since", "tick", "intro", "on", "paper"};
	struct http_field *fields = arena_array(ctx->arena, struct http_field, req->n_fields);
	for (size_t i = 0; i < req->n_fields; i++) {
		bool is_kept = str_starts(req->fields[i].name, STR(BOX));
		for (size_t j = 0; j < COUNT_OF(kept); j++)
			is_kept = is_kept || str_eq(req->fields[i].name, str_of(kept[j]));
		if (is_kept)
			fields[view->n_fields++] = req->fields[i];
	}
	view->fields = fields;
}

static enum outcome preview_show(struct ctx *ctx, const struct req *req, const struct inviting *inviting,
				 struct str notice, struct resp *resp)
{
	struct office_invite_preview view = {.page = access_page(ctx, STR("What will be sent")),
					     .hidden = access_form(ctx, 0),
					     .has_mail = mail_ready(ctx)};
	struct invite_line *lines = arena_array(ctx->arena, struct invite_line, inviting->n);
	for (size_t i = 0; i < inviting->n; i++) {
		const struct invitee *who = &inviting->people[i];
		bool skips = invitation_note_skips(who->note);
		TRY(line_of(ctx, req, who, &lines[i]));
		view.n_skipped += skips;
		view.n_mails += !skips && who->way == INVITE_BY_MAIL;
		view.n_letters += !skips && who->way == INVITE_BY_LETTER;
	}
	view.lines = lines;
	view.n_lines = inviting->n;
	view.is_later = inviting->batch.due_ms > ctx->now_ms;
	view.when = instant_shown(ctx, inviting->batch.due_ms);
	view.submit = view.is_later ? STR("Plan these invitations") : STR("Send these invitations");
	view.may_test = view.n_mails > 0;
	TRY(sample_put(ctx, inviting, INVITE_BY_MAIL, &view.mail));
	TRY(sample_put(ctx, inviting, INVITE_BY_LETTER, &view.letter));
	put_fields(ctx, req, &view);
	view.page.notice = notice;
	view.page.problems = ctx->problems.first;
	people_steps(ctx, &view.page);
	page_step(ctx->arena, &view.page, STR("Invitations"), STR("/office/invitations"));
	struct html h = html_open(ctx);
	people_invite_preview_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Testing and sending ---- */

static enum outcome test_write(struct ctx *ctx, void *args)
{
	const struct inviting *inviting = args;
	const struct invitation_text *text;
	struct access_reach self;
	enum outcome found = access_reach_account(ctx, ctx->actor->account_id, &self);
	if (found == NOT_FOUND)
		return problem_add(ctx, "", msg("Your account has no e-mail address to send a test to"));
	TRY(found);
	TRY(sample_put(ctx, inviting, INVITE_BY_MAIL, &text));
	if (!text)
		return problem_add(ctx, "", msg("Nobody here is invited by e-mail"));
	return invitation_test(ctx, &inviting->seed, text, self.email, self.name);
}

static enum outcome send_change(struct ctx *ctx, struct form_act *act)
{
	struct inviting *inviting = act->args;
	TRY(invitations_put(ctx, &inviting->batch, inviting->people, inviting->n));
	act->done = str_fmt(ctx->arena, "%.*s?done=made", STR_ARG(invitation_batch_path(ctx, inviting->batch.id)));
	return OK;
}

enum outcome office_invitations_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct inviting *inviting = arena_new(ctx->arena, struct inviting);
	struct str step = req_field(req, "step");
	if (str_eq(step, STR("back")))
		return list_show(ctx, req, resp);
	enum outcome taken = inviting_take(ctx, req, inviting);
	if (taken != OK && taken != INVALID)
		return taken;
	if (taken == INVALID || str_eq(step, STR("send"))) {
		struct form_act act = form_act_of(ctx, req, 0);
		act.change = send_change;
		act.args = inviting;
		return form_send(ctx, req, resp, &act, taken, list_show);
	}
	struct str notice = STR("");
	if (str_eq(step, STR("test"))) {
		enum outcome tested = site_write(ctx, test_write, inviting);
		if (tested != OK && tested != INVALID)
			return tested;
		notice = tested == OK ? STR("A test is on its way to your own address.") : STR("");
		resp->status = tested == OK ? 200 : 400;
	}
	return preview_show(ctx, req, inviting, notice, resp);
}
