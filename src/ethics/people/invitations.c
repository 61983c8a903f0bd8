/* Who may be invited, how, and the rows of batches. */
#include "people/invitations.h"

#include "mail/mail.h"
#include "people/people_sql.h"
#include "people/people_store.h"

#define HOUR_MS      INT64_C(3600000)
#define DAY_MS       (24 * HOUR_MS)
#define BATCHES_MOST 10

static const struct db_col batch_cols[] = {
	DB_COL_I64(struct invitation_batch, id),         DB_COL_I64(struct invitation_batch, made_ms),
	DB_COL_I64(struct invitation_batch, account_id), DB_COL_I64(struct invitation_batch, due_ms),
	DB_COL_BOOL(struct invitation_batch, paper),     DB_COL_TEXT(struct invitation_batch, intro),
	DB_COL_I64(struct invitation_batch, person_id),  DB_COL_I64(struct invitation_batch, waiting),
	DB_COL_I64(struct invitation_batch, sent),       DB_COL_I64(struct invitation_batch, to_print),
	DB_COL_I64(struct invitation_batch, printed),
};
static const struct db_spec batches_spec = DB_SPEC(struct invitation_batch, batch_cols);
static const struct db_spec batch_spec = {batch_cols, 6, sizeof(struct invitation_batch)};

static const struct db_col row_cols[] = {
	DB_COL_I64(struct invitation, id),           DB_COL_I64(struct invitation, batch_id),
	DB_COL_I64(struct invitation, person_id),    DB_COL_I32(struct invitation, way),
	DB_COL_I32(struct invitation, note),         DB_COL_I32(struct invitation, state),
	DB_COL_I64(struct invitation, at_ms),        DB_COL_I64(struct invitation, until_ms),
	DB_COL_I64(struct invitation, message_id),   DB_COL_I64(struct invitation, account_id),
	DB_COL_I64(struct invitation, due_ms),       DB_COL_TEXT(struct invitation, person_name),
	DB_COL_TEXT(struct invitation, person_slug),
};
const struct db_spec invitation_spec = DB_SPEC(struct invitation, row_cols);

const char *invitation_note_words(int32_t note)
{
	static const char *const words[] = {
		[NOTE_NONE] = "",
		[NOTE_BY_POST] = msg("Wants letters, not e-mail."),
		[NOTE_NO_ADDRESS] = msg("No e-mail address is known that can be written to."),
		[NOTE_SHARED] = msg("Others have the same e-mail address, and could use the link."),
		[NOTE_TAKEN] = msg("Somebody else signs in with this e-mail address."),
		[NOTE_CHOSEN] = msg("You chose letters."),
		[NOTE_HAS_PASSWORD] = msg("Has a password already."),
		[NOTE_STOPPED] = msg("An administrator stopped this account."),
		[NOTE_DIED] = msg("Has died."),
		[NOTE_LEFT] = msg("Has no term or job any more."),
		[NOTE_GONE] = msg("Was removed, or is the same person as somebody else here."),
		[NOTE_RESTORED] = msg("The site was restored from a backup: it may have gone out before."),
	};
	return note >= 0 && (size_t)note < COUNT_OF(words) ? words[note] : "";
}

/* ---- One person ---- */

/* Terms that are not over. */
static enum outcome offices_find(struct ctx *ctx, struct invitee *invitee, bool *ret_any)
{
	struct tenure *tenures;
	size_t n;
	int32_t today = site_today(ctx).n;
	struct buf out = buf_open(ctx->arena, 128);
	TRY(people_tenures_of(ctx, invitee->person.id, &tenures, &n));
	*ret_any = false;
	for (size_t i = 0; i < n; i++) {
		if (tenures[i].to_day < today || tenures[i].erased_ms)
			continue;
		if (*ret_any)
			buf_lit(&out, "; ");
		else
			invitee->body_id = tenures[i].organization_id;
		*ret_any = true;
		buf_str(&out, tenure_office(ctx->arena, &tenures[i]));
	}
	invitee->offices = buf_view(&out);
	return OK;
}

/* Which way an invitation goes. An address that several people have would let each of them sign in as this one. */
static enum outcome way_find(struct ctx *ctx, bool paper, struct invitee *invitee)
{
	struct people_number others = {0};
	bool taken = false;
	if (invitee->email.n) {
		TRY(db_one(ctx, &people_sql_email_shared,
			   DB_PARAMS(db_text(invitee->email), db_int(invitee->person.id)), &people_number_spec,
			   &others));
		TRY(access_email_taken(ctx, invitee->email, invitee->person.id, &taken));
	}
	invitee->note = taken                     ? NOTE_TAKEN
			: others.n                ? NOTE_SHARED
			: invitee->person.by_post ? NOTE_BY_POST
			: !invitee->email.n       ? NOTE_NO_ADDRESS
			: paper                   ? NOTE_CHOSEN
						  : NOTE_NONE;
	invitee->way = invitee->note == NOTE_NONE ? INVITE_BY_MAIL : INVITE_BY_LETTER;
	if (taken || others.n)
		invitee->email = STR(""); /* the person gives another one with the password */
	return OK;
}

static enum outcome newest_find(struct ctx *ctx, int64_t person_id, struct invitation *ret_row)
{
	enum outcome found =
		db_one(ctx, &people_sql_invitation_newest, DB_PARAMS(db_int(person_id)), &invitation_spec, ret_row);
	if (found == NOT_FOUND)
		*ret_row = (struct invitation){0};
	return found == NOT_FOUND ? OK : found;
}

enum outcome invitee_load(struct ctx *ctx, int64_t person_id, bool paper, struct invitee *ret_invitee)
{
	struct invitee invitee = {0};
	bool serves;
	TRY(people_person(ctx, person_id, &invitee.person));
	TRY(people_addresses(ctx, person_id, &invitee.email, &invitee.address));
	TRY(offices_find(ctx, &invitee, &serves));
	TRY(way_find(ctx, paper, &invitee));
	TRY(access_standing_of(ctx, person_id, &invitee.standing));
	TRY(newest_find(ctx, person_id, &invitee.last));
	if (invitee.person.erased_ms || invitee.person.merged_into)
		invitee.note = NOTE_GONE;
	else if (invitee.person.died_day != PEOPLE_NO_DAY)
		invitee.note = NOTE_DIED;
	else if (!serves)
		invitee.note = NOTE_LEFT;
	else if (invitee.standing.disabled_ms)
		invitee.note = NOTE_STOPPED;
	else if (invitee.standing.has_password)
		invitee.note = NOTE_HAS_PASSWORD;
	*ret_invitee = invitee;
	return OK;
}

bool invitation_was_made(const struct invitee *who)
{
	return who->standing.account_id || who->last.state == INVITATION_WAITING ||
	       who->last.state == INVITATION_TO_PRINT;
}

/* ---- The list ---- */

enum outcome invitation_need(struct ctx *ctx, int64_t person_id)
{
	int64_t body_id;
	TRY(people_body_for(ctx, RIGHT_CLERK, person_id, &body_id));
	return access_need(ctx, RIGHT_CLERK, body_id);
}

static bool may_invite(struct ctx *ctx, int64_t person_id)
{
	int64_t body_id;
	return people_body_for(ctx, RIGHT_CLERK, person_id, &body_id) == OK && access_may(ctx, RIGHT_CLERK, body_id);
}

/* Terms come by name: those of one person stand among others of the same name at most. */
static bool is_listed(const struct invitee *invitees, size_t n, const struct tenure *tenure)
{
	for (size_t i = n; i-- > 0 && str_eq(invitees[i].person.sort_name, tenure->person_sort_name);)
		if (invitees[i].person.id == tenure->person_id)
			return true;
	return false;
}

enum outcome invitees_list(struct ctx *ctx, int64_t body_id, int32_t since_day, struct invitee **ret_invitees,
			   size_t *ret_n, bool *ret_more)
{
	struct tenure *tenures;
	size_t n_tenures, n = 0, most = INVITE_MOST;
	TRY(people_tenures_open(ctx, site_today(ctx), &tenures, &n_tenures));
	struct invitee *invitees = arena_array(ctx->arena, struct invitee, n_tenures < most ? n_tenures : most);
	*ret_more = false;
	for (size_t i = 0; i < n_tenures && !*ret_more; i++) {
		const struct tenure *t = &tenures[i];
		struct invitee invitee;
		/* Without the right on this body there is none over the person: told without a question to the
		 * database. */
		if ((body_id && t->organization_id != body_id) || t->from_day < since_day ||
		    !access_may(ctx, RIGHT_CLERK, t->organization_id) || is_listed(invitees, n, t) ||
		    !may_invite(ctx, t->person_id))
			continue;
		TRY(invitee_load(ctx, t->person_id, false, &invitee));
		if (invitee.note == NOTE_HAS_PASSWORD || invitee.note == NOTE_DIED)
			continue;
		*ret_more = n == most;
		if (!*ret_more)
			invitees[n++] = invitee;
	}
	*ret_invitees = invitees;
	*ret_n = n;
	return OK;
}

/* ---- Batches ---- */

enum outcome invitation_due(struct ctx *ctx, struct day day, int64_t *ret_due_ms)
{
	const struct zone *zone = ctx->site->zone;
	int32_t today = site_today(ctx).n;
	if (day.n < today || day.n > today + INVITE_DAYS_AHEAD)
		return problem_add(ctx, "on", msg("Choose today or a later day, within a year"));
	/* Nine by the clock on the wall: on a day on which clocks change, too. */
	struct instant about = {zone_day_start(zone, day).ms + INVITE_HOUR * HOUR_MS};
	*ret_due_ms = day.n == today
			      ? ctx->now_ms
			      : day.n * DAY_MS + INVITE_HOUR * HOUR_MS - INT64_C(1000) * zone_offset(zone, about, NULL);
	return OK;
}

enum outcome invitations_put(struct ctx *ctx, struct invitation_batch *batch, const struct invitee *invitees, size_t n)
{
	batch->id = id_new(ctx);
	batch->made_ms = ctx->now_ms;
	batch->account_id = ctx->actor ? ctx->actor->account_id : 0;
	TRY(db_exec(ctx, &people_sql_batch_insert,
		    DB_PARAMS(db_int(batch->id), db_int(batch->made_ms), db_int(batch->account_id),
			      db_int(batch->due_ms), db_int(batch->paper), db_text(batch->intro)),
		    NULL));
	for (size_t i = 0; i < n; i++) {
		bool by_mail = invitees[i].way == INVITE_BY_MAIL;
		TRY(invitations_cancel(ctx, invitees[i].person.id));
		TRY(db_exec(ctx, &people_sql_invitation_insert,
			    DB_PARAMS(db_int(id_new(ctx)), db_int(batch->id), db_int(invitees[i].person.id),
				      db_int(invitees[i].way), db_int(invitees[i].note),
				      db_int(invitation_note_skips(invitees[i].note) ? INVITATION_SKIPPED
					     : by_mail                               ? INVITATION_WAITING
										     : INVITATION_TO_PRINT),
				      db_int(ctx->now_ms)),
			    NULL));
		TRY(access_log(ctx, "people.invite", invitees[i].person.id, by_mail ? STR("e-mail") : STR("letter")));
	}
	db_note(ctx, "invitations", batch->id);
	return OK;
}

enum outcome invitation_batch_find(struct ctx *ctx, int64_t id, struct invitation_batch *ret_batch)
{
	return db_one(ctx, &people_sql_batch_by_id, DB_PARAMS(db_int(id)), &batch_spec, ret_batch);
}

enum outcome invitation_batches(struct ctx *ctx, struct invitation_batch **ret_batches, size_t *ret_n)
{
	struct invitation_batch *batches;
	size_t n, kept = 0;
	TRY(db_list(ctx, &people_sql_batches, DB_PARAMS(db_int(BATCHES_MOST)), &batches_spec, &batches, &n));
	for (size_t i = 0; i < n; i++)
		if (may_invite(ctx, batches[i].person_id))
			batches[kept++] = batches[i];
	*ret_batches = batches;
	*ret_n = kept;
	return OK;
}

enum outcome invitations_of(struct ctx *ctx, int64_t batch_id, struct invitation **ret_rows, size_t *ret_n)
{
	struct invitation *rows;
	size_t n, kept = 0;
	TRY(db_list(ctx, &people_sql_invitations_of_batch, DB_PARAMS(db_int(batch_id)), &invitation_spec, &rows, &n));
	for (size_t i = 0; i < n; i++)
		if (may_invite(ctx, rows[i].person_id))
			rows[kept++] = rows[i];
	*ret_rows = rows;
	*ret_n = kept;
	return OK;
}

enum outcome invitation_put_state(struct ctx *ctx, const struct invitation *row)
{
	return db_exec(ctx, &people_sql_invitation_state_put,
		       DB_PARAMS(db_int(row->id), db_int(row->way), db_int(row->note), db_int(row->state),
				 db_int(ctx->now_ms), db_int(row->until_ms), db_int(row->message_id)),
		       NULL);
}

/* ---- For other rooms, and for one who is removed ---- */

enum outcome invitations_sent_since(struct ctx *ctx, int64_t person_id, int64_t since_ms, bool *ret_sent)
{
	struct people_number sent;
	struct access_standing standing;
	TRY(db_one(ctx, &people_sql_invitations_sent_since, DB_PARAMS(db_int(person_id), db_int(since_ms)),
		   &people_number_spec, &sent));
	TRY(access_standing_of(ctx, person_id, &standing));
	*ret_sent = sent.n > 0 || (standing.account_id && standing.created_ms >= since_ms);
	return OK;
}

enum outcome invitations_cancel(struct ctx *ctx, int64_t person_id)
{
	return db_exec(ctx, &people_sql_invitations_cancel, DB_PARAMS(db_int(person_id), db_int(ctx->now_ms)), NULL);
}

static enum outcome restored_write(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, &people_sql_invitations_restored, DB_PARAMS(db_int(NOTE_RESTORED), db_int(ctx->now_ms)),
		       NULL);
}

enum outcome invitations_restored(struct ctx *ctx)
{
	return site_write(ctx, restored_write, NULL);
}

enum outcome invitations_forget(struct ctx *ctx, int64_t person_id)
{
	return db_exec(ctx, &people_sql_invitations_forget, DB_PARAMS(db_int(person_id)), NULL);
}
