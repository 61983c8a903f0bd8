/* Legal holds on declarations (S8). */
#include "registers/registers_sql.h"
#include "registers/review_parts.h"

static const struct db_col hold_cols[] = {
	DB_COL_I64(struct entry_hold, id),       DB_COL_I64(struct entry_hold, version),
	DB_COL_I64(struct entry_hold, entry_id), DB_COL_TEXT(struct entry_hold, why),
	DB_COL_TEXT(struct entry_hold, by_name), DB_COL_I64(struct entry_hold, from_ms),
	DB_COL_I64(struct entry_hold, ended_ms),
};
static const struct db_spec hold_spec = DB_SPEC(struct entry_hold, hold_cols);

static struct str actor_name(const struct ctx *ctx)
{
	return ctx->actor ? ctx->actor->name : STR("");
}

static int64_t actor_account(const struct ctx *ctx)
{
	return ctx->actor ? ctx->actor->account_id : 0;
}

/* ---- Legal holds ---- */

enum outcome entry_hold_find(struct ctx *ctx, int64_t entry_id, struct entry_hold *ret_hold)
{
	return db_one(ctx, &registers_sql_hold_of, DB_PARAMS(db_int(entry_id)), &hold_spec, ret_hold);
}

static enum outcome need_officer(struct ctx *ctx, int64_t entry_id)
{
	struct entry entry;
	int64_t body_id;
	TRY(registers_entry_by_id(ctx, entry_id, &entry));
	TRY(going_body(ctx, &entry, &body_id));
	TRY(access_need(ctx, RIGHT_OFFICER, body_id));
	return review_not_own(ctx, entry.person_id);
}

enum outcome entry_hold_put(struct ctx *ctx, int64_t entry_id, struct str why)
{
	struct entry_hold before;
	TRY(need_officer(ctx, entry_id));
	enum outcome found = entry_hold_find(ctx, entry_id, &before);
	if (found != NOT_FOUND)
		return found == OK ? CONFLICT : found;
	if (!review_text_good(ctx, "why", str_trim(why), msg("Say why it must be kept: which request, case or order")))
		return INVALID;
	TRY(db_exec(ctx, &registers_sql_hold_add,
		    DB_PARAMS(db_int(id_new(ctx)), db_int(entry_id), db_text(str_trim(why)), db_int(actor_account(ctx)),
			      db_text(actor_name(ctx)), db_int(ctx->now_ms)),
		    NULL));
	db_note(ctx, "retention", entry_id);
	return access_log(ctx, "registers.hold", entry_id, STR(""));
}

enum outcome entry_hold_end(struct ctx *ctx, int64_t entry_id, int64_t version)
{
	int64_t changed;
	TRY(need_officer(ctx, entry_id));
	TRY(db_exec(ctx, &registers_sql_hold_end, DB_PARAMS(db_int(entry_id), db_int(version), db_int(ctx->now_ms)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	db_note(ctx, "retention", entry_id);
	return access_log(ctx, "registers.hold_end", entry_id, STR(""));
}

enum outcome entry_erasable(struct ctx *ctx, struct str record_id)
{
	struct journal_record record;
	struct entry_hold hold;
	enum outcome found = journal_find(ctx, record_id, 0, &record);
	if (found == NOT_FOUND || (found == OK && !str_eq(record.room, STR("registers"))))
		return OK;
	TRY(found);
	found = entry_hold_find(ctx, record.subject, &hold);
	if (found == OK)
		return problem_add(ctx, "record",
				   msg("This declaration is under a legal hold. End the hold first; it can be withheld "
				       "until then."));
	return found == NOT_FOUND ? OK : found;
}
