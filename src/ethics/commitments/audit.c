/* The journal's questions to this room: do its rows say what was published, what of it is on display, and removing it.
 */
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
	struct commitment before = {0};
	enum outcome found = commitments_find(ctx, record_id, &before);
	if (found != OK && found != NOT_FOUND)
		return found;
	if (found == OK)
		TRY(commitment_tell_removed(ctx, &before));
	TRY(db_exec(ctx, &commitments_sql_erase, DB_PARAMS(db_text(record_id), db_int(ctx->now_ms)), &changed));
	TRY(db_exec(ctx, &commitments_sql_decline_erase, DB_PARAMS(db_text(record_id)), &declines));
	TRY(form_remove(ctx, record_id));
	TRY(absence_remove(ctx, record_id));
	TRY(words_remove(ctx, record_id));
	if (changed) {
		TRY(access_signed_forget(ctx, COMMITMENT_SIGNED, before.id));
		TRY(db_exec(ctx, &commitments_sql_holds_forget, DB_PARAMS(db_int(before.id)), NULL));
		TRY(access_log_forget(ctx, before.id));
	}
	if (changed || declines)
		db_note(ctx, "commitments", before.person_id); /* what else stands of them no longer has it beside it */
	return OK;
}

/* ---- What is on display ---- */

/* Are there signatures, of the term unless tenure_id is 0, and all of them gone? */
static enum outcome all_gone(struct ctx *ctx, int64_t person_id, int64_t tenure_id, bool *ret_gone)
{
	struct commitment *commitments;
	size_t n;
	bool any = false, stands = false;
	TRY(commitments_of_person(ctx, person_id, &commitments, &n));
	for (size_t i = 0; i < n; i++) {
		if (tenure_id && commitments[i].tenure_id != tenure_id)
			continue;
		any = true;
		stands = stands || !commitment_is_gone(&commitments[i]);
	}
	*ret_gone = any && !stands;
	return OK;
}

/* Elected and appointed terms are public without a signature, and so is whoever held one. */
static enum outcome person_gone(struct ctx *ctx, int64_t person_id, bool *ret_gone)
{
	struct tenure *tenures;
	size_t n;
	*ret_gone = false;
	TRY(people_tenures_of(ctx, person_id, &tenures, &n));
	for (size_t i = 0; i < n; i++)
		if (tenure_category_is_public(tenures[i].category))
			return OK;
	return all_gone(ctx, person_id, 0, ret_gone);
}

static enum outcome people_gone(struct ctx *ctx, int64_t subject, bool *ret_gone)
{
	struct tenure tenure;
	*ret_gone = false;
	enum outcome found = people_tenure(ctx, subject, &tenure);
	if (found == NOT_FOUND)
		return person_gone(ctx, subject, ret_gone);
	TRY(found);
	return tenure_category_is_public(tenure.category) ? OK : all_gone(ctx, tenure.person_id, tenure.id, ret_gone);
}

enum outcome commitments_display(struct ctx *ctx, const struct journal_record *record,
				 enum commitment_display *ret_display)
{
	struct commitment c;
	bool gone = false;
	*ret_display = DISPLAY_ALL;
	if (str_eq(record->room, STR("people"))) {
		TRY(people_gone(ctx, record->subject, &gone));
		*ret_display = gone ? DISPLAY_NONE : DISPLAY_ALL;
	} else if (str_eq(record->room, STR("commitments"))) {
		enum outcome found = commitments_find(ctx, record->place.record_id, &c);
		if (found != NOT_FOUND)
			TRY(found);
		if (found == OK && !c.erased_ms && commitment_is_gone(&c))
			*ret_display = DISPLAY_NEWEST;
	}
	return OK;
}
