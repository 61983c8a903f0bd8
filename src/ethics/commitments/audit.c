/* The journal's questions to this room: do its rows say what was published, and removing them. */
#include "commitments/commitments_sql.h"
#include "commitments/commitments_store.h"

enum outcome commitment_row_fits(struct ctx *ctx, const struct journal_record *record, int64_t erased_ms, bool shows,
				 struct str own)
{
	if (!str_empty(record->erased_ground)) {
		if (erased_ms != 0 && !shows)
			return OK;
		return problem_add(ctx, "", msg("the record was removed, but its table still shows it"));
	}
	if (erased_ms != 0)
		return problem_add(ctx, "", msg("its table says that the record was removed, but the log does not"));
	if (!str_eq(own, record->content))
		return problem_add(ctx, "", msg("what is in its table is not what was published"));
	return OK;
}

enum outcome commitments_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct commitment c;
	enum outcome outcome = commitments_find(ctx, record->place.record_id, &c);
	if (outcome == OK)
		return commitment_row_fits(ctx, record, c.erased_ms,
					   !str_empty(c.name) || !str_empty(c.name_typed) || c.tenure_id != 0,
					   commitment_record(ctx->arena, &c));
	if (outcome == NOT_FOUND)
		outcome = form_audit(ctx, record);
	if (outcome == NOT_FOUND)
		outcome = absence_audit(ctx, record);
	if (outcome == NOT_FOUND)
		outcome = words_audit(ctx, record);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("the record of a signature is in no table"));
	return outcome;
}

enum outcome commitments_remove(struct ctx *ctx, struct str record_id)
{
	int64_t changed = 0, declines = 0;
	TRY(db_exec(ctx, &commitments_sql_erase, DB_PARAMS(db_text(record_id), db_int(ctx->now_ms)), &changed));
	TRY(db_exec(ctx, &commitments_sql_decline_erase, DB_PARAMS(db_text(record_id)), &declines));
	TRY(form_remove(ctx, record_id));
	TRY(absence_remove(ctx, record_id));
	TRY(words_remove(ctx, record_id));
	if (changed || declines)
		db_note(ctx, "commitments", 0);
	return OK;
}
