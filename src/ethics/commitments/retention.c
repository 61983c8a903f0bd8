/* Until when signatures are shown and kept (S8): legal holds, and the job that ends what is over. */
#include "commitments/commitments_sql.h"
#include "commitments/commitments_store.h"
#include "rulebook/rulebook.h"

/* So many signatures are ended in one call of the job, each in a write of its own. */
#define SLICE 20

static const struct db_col retained_cols[] = {
	DB_COL_I64(struct commitment_retained, id),
	DB_COL_TEXT(struct commitment_retained, record_id),
	DB_COL_I64(struct commitment_retained, code_id),
	DB_COL_I64(struct commitment_retained, organization_id),
	DB_COL_TEXT(struct commitment_retained, name),
	DB_COL_TEXT(struct commitment_retained, office),
	DB_COL_I32(struct commitment_retained, category),
	DB_COL_I32(struct commitment_retained, to_day),
	DB_COL_I32_OR(struct commitment_retained, shown_until, COMMITMENT_NO_DAY),
	DB_COL_I32_OR(struct commitment_retained, kept_until, COMMITMENT_NO_DAY),
	DB_COL_I64(struct commitment_retained, display_ended_ms),
	DB_COL_I64(struct commitment_retained, erasing_ms),
	DB_COL_BOOL(struct commitment_retained, held),
	DB_COL_TEXT(struct commitment_retained, source),
	DB_COL_I32(struct commitment_retained, keep_days),
};
static const struct db_spec retained_spec = DB_SPEC(struct commitment_retained, retained_cols);

static const struct db_col hold_cols[] = {
	DB_COL_I64(struct commitment_legal_hold, id),
	DB_COL_I64(struct commitment_legal_hold, version),
	DB_COL_I64(struct commitment_legal_hold, commitment_id),
	DB_COL_TEXT(struct commitment_legal_hold, why),
	DB_COL_I64(struct commitment_legal_hold, by_account),
	DB_COL_TEXT(struct commitment_legal_hold, by_name),
	DB_COL_I64(struct commitment_legal_hold, from_ms),
	DB_COL_I64(struct commitment_legal_hold, ended_ms),
	DB_COL_TEXT(struct commitment_legal_hold, ended_by),
	DB_COL_TEXT(struct commitment_legal_hold, ended_why),
};
static const struct db_spec hold_spec = DB_SPEC(struct commitment_legal_hold, hold_cols);

/* ---- Legal holds ---- */

enum outcome commitment_legal_holds(struct ctx *ctx, int64_t commitment_id, struct commitment_legal_hold **ret_holds,
				    size_t *ret_n)
{
	return db_list(ctx, &commitments_sql_holds, DB_PARAMS(db_int(commitment_id)), &hold_spec, ret_holds, ret_n);
}

enum outcome commitment_is_held(struct ctx *ctx, int64_t commitment_id, bool *ret_held)
{
	struct commitment_legal_hold *holds;
	size_t n;
	TRY(commitment_legal_holds(ctx, commitment_id, &holds, &n));
	*ret_held = n && !holds[0].ended_ms;
	return OK;
}

enum outcome commitments_erasable(struct ctx *ctx, struct str record_id)
{
	struct commitment commitment;
	bool held;
	enum outcome found = commitments_find(ctx, record_id, &commitment);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	TRY(commitment_is_held(ctx, commitment.id, &held));
	return held ? problem_add(ctx, "record",
				  msg("This signature is under a legal hold. End the hold first; until then it can be "
				      "taken from display."))
		    : OK;
}

enum outcome commitment_pledges(struct ctx *ctx, int64_t code_id, int64_t organization_id,
				struct commitment **ret_pledges, size_t *ret_n)
{
	struct commitment *all;
	size_t n, kept = 0;
	TRY(commitments_roll(ctx, code_id, organization_id, &all, &n));
	for (size_t i = 0; i < n; i++) {
		bool held;
		if (all[i].category != TENURE_CANDIDATE || all[i].erased_ms || all[i].display_ended_ms)
			continue;
		TRY(commitment_is_held(ctx, all[i].id, &held));
		if (!held)
			all[kept++] = all[i];
	}
	*ret_pledges = all;
	*ret_n = kept;
	return OK;
}

/* The signature and the hold in force; its id is 0 where there is none. */
static enum outcome held_load(struct ctx *ctx, struct str record_id, struct commitment *ret_commitment,
			      struct commitment_legal_hold *ret_hold)
{
	struct commitment_legal_hold *holds;
	size_t n;
	TRY(commitments_find(ctx, record_id, ret_commitment));
	TRY(access_need(ctx, RIGHT_OFFICER, ret_commitment->organization_id));
	TRY(commitment_legal_holds(ctx, ret_commitment->id, &holds, &n));
	*ret_hold = n && !holds[0].ended_ms ? holds[0] : (struct commitment_legal_hold){0};
	return OK;
}

static struct str actor_name(const struct ctx *ctx)
{
	return ctx->actor ? ctx->actor->name : STR("");
}

enum outcome commitment_legal_hold_put(struct ctx *ctx, struct str record_id, struct str why)
{
	struct commitment c;
	struct commitment_legal_hold hold;
	TRY(held_load(ctx, record_id, &c, &hold));
	if (c.erased_ms || c.erasing_ms)
		return problem_add(ctx, "",
				   msg("Its time here is over: it is being erased, and cannot be held any more."));
	if (hold.id)
		return CONFLICT;
	if (!commitment_text_good(ctx, "why", str_trim(why), COMMITMENT_TEXT_BYTES,
				  msg("Say why it must be kept: which request, case or order")))
		return INVALID;
	TRY(db_exec(ctx, &commitments_sql_hold_insert,
		    DB_PARAMS(db_int(id_new(ctx)), db_int(c.id), db_text(str_trim(why)),
			      db_int(ctx->actor ? ctx->actor->account_id : 0), db_text(actor_name(ctx)),
			      db_int(ctx->now_ms)),
		    NULL));
	db_note(ctx, "retention", c.id);
	return access_log(ctx, "commitments.hold", c.id, c.office);
}

enum outcome commitment_legal_hold_end(struct ctx *ctx, struct str record_id, int64_t version, struct str why)
{
	struct commitment c;
	struct commitment_legal_hold hold;
	int64_t changed;
	TRY(held_load(ctx, record_id, &c, &hold));
	if (!hold.id)
		return CONFLICT;
	if (!commitment_text_good(ctx, "why", str_trim(why), COMMITMENT_TEXT_BYTES,
				  msg("Say why it need not be kept any more")))
		return INVALID;
	TRY(db_exec(ctx, &commitments_sql_hold_end,
		    DB_PARAMS(db_int(hold.id), db_int(version), db_int(ctx->now_ms), db_text(actor_name(ctx)),
			      db_text(str_trim(why))),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	db_note(ctx, "retention", c.id);
	return access_log(ctx, "commitments.hold_end", c.id, c.office);
}

/* ---- What is over ---- */

enum outcome commitment_pledge_days(struct ctx *ctx, int32_t *ret_days)
{
	const struct rulebook *rulebook;
	int64_t version;
	TRY(rulebook_current(ctx, &rulebook, &version));
	*ret_days = rulebook_number_on(rulebook, STR("pledge-public-after-election"), STR("day"), site_today(ctx),
				       COMMITMENT_PLEDGE_DAYS);
	return OK;
}

enum outcome commitment_retained_of(struct ctx *ctx, int64_t code_id, struct commitment_retained **ret_retained,
				    size_t *ret_n)
{
	int32_t pledge_days;
	TRY(commitment_pledge_days(ctx, &pledge_days));
	return db_list(ctx, &commitments_sql_retained,
		       DB_PARAMS(db_int(code_id), db_int(pledge_days), db_int(COMMITMENT_NO_DAY), db_int(0)),
		       &retained_spec, ret_retained, ret_n);
}

/* What is due today; one signature alone unless id is 0. */
static enum outcome due_list(struct ctx *ctx, int64_t id, struct commitment_retained **ret_due, size_t *ret_n)
{
	int32_t pledge_days;
	TRY(commitment_pledge_days(ctx, &pledge_days));
	return db_list(ctx, &commitments_sql_retained,
		       DB_PARAMS(db_int(0), db_int(pledge_days), db_int(site_today(ctx).n), db_int(id)), &retained_spec,
		       ret_due, ret_n);
}

static bool is_to_erase(const struct ctx *ctx, const struct commitment_retained *r)
{
	return r->erasing_ms || (!r->held && r->kept_until != COMMITMENT_NO_DAY && r->kept_until < site_today(ctx).n);
}

/* One signature's end, as one write of it sees it. */
struct ending {
	struct journal_seed seed;
	int64_t id;
	struct str record_id;
	struct str ground;
};

/* Is it still due in this write: nobody held it since, and no other process ended it? NOT_FOUND: no. */
static enum outcome due_now(struct ctx *ctx, int64_t id, struct commitment_retained *ret_due)
{
	struct commitment_retained *due;
	size_t n;
	TRY(due_list(ctx, id, &due, &n));
	if (n == 0)
		return NOT_FOUND;
	*ret_due = due[0];
	return OK;
}

static enum outcome display_write(struct ctx *ctx, void *args)
{
	const struct ending *ending = args;
	struct commitment_retained due;
	struct commitment c;
	enum outcome found = due_now(ctx, ending->id, &due);
	if (found == NOT_FOUND || (found == OK && due.display_ended_ms))
		return OK;
	TRY(found);
	TRY(commitments_find(ctx, ending->record_id, &c));
	c.election = c.category == TENURE_CANDIDATE ? day_words(ctx->arena, (struct day){due.to_day}) : STR("");
	return commitment_display_end(ctx, &ending->seed, &c);
}

static enum outcome erasing_write(struct ctx *ctx, void *args)
{
	const struct ending *ending = args;
	struct commitment_retained due;
	TRY(due_now(ctx, ending->id, &due));
	if (!is_to_erase(ctx, &due))
		return NOT_FOUND;
	return due.erasing_ms
		       ? OK
		       : db_exec(ctx, &commitments_sql_erasing, DB_PARAMS(db_int(due.id), db_int(ctx->now_ms)), NULL);
}

static enum outcome erase_write(struct ctx *ctx, void *args)
{
	const struct ending *ending = args;
	enum outcome erased = journal_erase(ctx, &ending->seed, ending->record_id, ending->ground);
	if (erased == CONFLICT)
		return OK; /* another process was first */
	TRY(erased);
	return access_log(ctx, "commitments.kept_until", 0, ending->record_id);
}

/* Once the erasure is begun nobody can hold it any more: what is noted for restores is erased here too, by whoever
 * comes next if this process ends. */
static enum outcome erase(struct ctx *ctx, struct ending *ending, bool *ret_erased)
{
	enum outcome begun = site_write(ctx, erasing_write, ending);
	if (begun == NOT_FOUND)
		return OK;
	TRY(begun);
	struct journal_removal removal = {.record_id = ending->record_id};
	TRY(journal_removals_write(ctx, "", &removal, 1, ending->ground, erase_write, ending));
	*ret_erased = true;
	return OK;
}

static enum outcome one_end(struct ctx *ctx, const struct commitment_retained *due, bool *ret_erased)
{
	struct ending ending = {
		.seed = journal_seed_new(ctx),
		.id = due->id,
		.record_id = due->record_id,
		.ground = str_fmt(ctx->arena, "Kept for %d days after the end of the term, as decided%s%.*s%s.",
				  due->keep_days, due->source.n ? " (" : "", STR_ARG(due->source),
				  due->source.n ? ")" : ""),
	};
	return is_to_erase(ctx, due) ? erase(ctx, &ending, ret_erased) : site_write(ctx, display_write, &ending);
}

static enum outcome retention_left(struct ctx *ctx, int64_t *ret_n)
{
	struct commitment_retained *due;
	size_t n;
	TRY(due_list(ctx, 0, &due, &n));
	*ret_n = (int64_t)n;
	return OK;
}

static enum outcome retention_run(struct ctx *ctx)
{
	struct commitment_retained *due;
	size_t n;
	bool erased = false;
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome listed = due_list(ctx, 0, &due, &n);
	db_read_end(ctx);
	TRY(listed);
	for (size_t i = 0; i < n && i < SLICE; i++)
		TRY(one_end(ctx, &due[i], &erased));
	return erased ? database_scrub(ctx, ctx->site->database) : OK;
}

const struct job commitments_jobs[COMMITMENTS_JOBS] = {
	{
		.name = "commitments.retention",
		.about = msg("Takes signatures from display, and erases them, when their time is over"),
		.after = "commitments people retention",
		.every_s = 3600,
		.alone = true,
		.dated = true,
		.left = retention_left,
		.run = retention_run,
	},
};
