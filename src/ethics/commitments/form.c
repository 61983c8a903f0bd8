/* What a code asks for: rows and records. */
#include "commitments/commitments_sql.h"
#include "commitments/commitments_store.h"

static const struct db_col form_cols[] = {
	DB_COL_I64(struct commitment_form, id),
	DB_COL_I64(struct commitment_form, version),
	DB_COL_I64(struct commitment_form, code_id),
	DB_COL_I64(struct commitment_form, organization_id),
	DB_COL_I32(struct commitment_form, kind),
	DB_COL_TEXT(struct commitment_form, statement),
	DB_COL_BOOL(struct commitment_form, mandatory),
	DB_COL_TEXT(struct commitment_form, instrument),
	DB_COL_TEXT(struct commitment_form, instrument_link),
	DB_COL_I32(struct commitment_form, within_days),
	DB_COL_TEXT(struct commitment_form, effect),
	DB_COL_I32_OR(struct commitment_form, public_days, -1),
	DB_COL_I32_OR(struct commitment_form, keep_days, -1),
	DB_COL_TEXT(struct commitment_form, retention_source),
	DB_COL_TEXT(struct commitment_form, record_id),
	DB_COL_I64(struct commitment_form, erased_ms),
	DB_COL_I32(struct commitment_form, since_day),
	DB_COL_I32_OR(struct commitment_form, pledge_days, -1),
};
static const struct db_spec form_spec = DB_SPEC(struct commitment_form, form_cols);

enum outcome commitment_forms(struct ctx *ctx, int64_t code_id, struct commitment_form **ret_forms, size_t *ret_n)
{
	return db_list(ctx, &commitments_sql_forms, DB_PARAMS(db_int(code_id)), &form_spec, ret_forms, ret_n);
}

enum outcome commitments_form(struct ctx *ctx, int64_t code_id, int64_t organization_id,
			      struct commitment_form *ret_form)
{
	struct commitment_form *forms;
	size_t n;
	TRY(commitment_forms(ctx, code_id, &forms, &n));
	*ret_form = commitment_form_for(forms, n, code_id, organization_id);
	return OK;
}

enum outcome commitment_code_slug(struct ctx *ctx, int64_t code_id, struct str *ret_slug)
{
	struct code *codes;
	size_t n;
	TRY(codes_list(ctx, &codes, &n));
	for (size_t i = 0; i < n; i++) {
		if (codes[i].id == code_id) {
			*ret_slug = codes[i].slug;
			return OK;
		}
	}
	return NOT_FOUND;
}

static enum outcome form_record(struct ctx *ctx, const struct commitment_form *form, struct str *ret_record)
{
	struct organization body = {0};
	struct str slug;
	TRY(commitment_code_slug(ctx, form->code_id, &slug));
	if (form->organization_id)
		TRY(people_organization(ctx, form->organization_id, &body));
	*ret_record = commitment_form_record(ctx->arena, form, slug, body.record_id);
	return OK;
}

static struct db_param days_param(int32_t days)
{
	return days < 0 ? db_null() : db_int(days);
}

static enum outcome form_insert(struct ctx *ctx, const struct journal_seed *seed, struct commitment_form *form,
				struct str record)
{
	struct journal_place place;
	form->id = id_new(ctx);
	TRY(journal_put(ctx, seed, "commitments", form->id, record, &place));
	form->record_id = place.record_id;
	form->version = 1;
	return db_exec(ctx, &commitments_sql_form_insert,
		       DB_PARAMS(db_int(form->id), db_int(form->code_id), db_int(form->organization_id),
				 db_int(form->kind), db_text(form->statement), db_int(form->mandatory),
				 db_text(form->instrument), db_text(form->instrument_link), db_int(form->within_days),
				 db_text(form->effect), days_param(form->public_days), days_param(form->keep_days),
				 db_text(form->retention_source), db_text(form->record_id), db_int(form->since_day),
				 days_param(form->pledge_days)),
		       NULL);
}

static enum outcome form_change(struct ctx *ctx, const struct journal_seed *seed, struct commitment_form *form,
				struct str record)
{
	int64_t changed;
	struct journal_place place;
	TRY(db_exec(ctx, &commitments_sql_form_change,
		    DB_PARAMS(db_int(form->id), db_int(form->version), db_int(form->kind), db_text(form->statement),
			      db_int(form->mandatory), db_text(form->instrument), db_text(form->instrument_link),
			      db_int(form->within_days), db_text(form->effect), days_param(form->public_days),
			      days_param(form->keep_days), db_text(form->retention_source), db_int(form->since_day),
			      days_param(form->pledge_days)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	form->version++;
	return journal_put_version(ctx, seed, form->record_id, record, &place);
}

enum outcome commitment_form_put(struct ctx *ctx, const struct journal_seed *seed, struct commitment_form *form)
{
	struct commitment_form *forms;
	size_t n;
	struct str record;
	TRY(access_need(ctx, RIGHT_OFFICER, form->organization_id ? form->organization_id : ACCESS_WHOLE_SITE));
	TRY(commitment_form_check(ctx, form));
	TRY(commitment_forms(ctx, form->code_id, &forms, &n));
	const struct commitment_form *before = NULL;
	for (size_t i = 0; i < n; i++)
		if (forms[i].organization_id == form->organization_id)
			before = &forms[i];
	if (before ? before->erased_ms != 0 || before->version != form->version : form->version != 0)
		return CONFLICT;
	bool asks_as_before =
		before && before->mandatory == form->mandatory && before->within_days == form->within_days;
	form->since_day = asks_as_before ? before->since_day : site_today(ctx).n;
	TRY(form_record(ctx, form, &record));
	if (before) {
		form->id = before->id;
		form->record_id = before->record_id;
		TRY(form_change(ctx, seed, form, record));
	} else {
		TRY(form_insert(ctx, seed, form, record));
	}
	TRY(commitment_tell_rule(ctx, form));
	db_note(ctx, "commitments", form->id);
	return access_log(ctx, "commitments.form", form->id, commitment_kind_words(form->kind));
}

/* ---- The journal's questions ---- */

enum outcome form_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct commitment_form form;
	struct str own;
	TRY(db_one(ctx, &commitments_sql_form_by_record, DB_PARAMS(db_text(record->place.record_id)), &form_spec,
		   &form));
	TRY(form_record(ctx, &form, &own));
	return commitment_row_fits(ctx, record, form.erased_ms, !str_empty(form.statement), own);
}

enum outcome form_remove(struct ctx *ctx, struct str record_id)
{
	int64_t changed = 0;
	struct commitment_form form;
	enum outcome found =
		db_one(ctx, &commitments_sql_form_by_record, DB_PARAMS(db_text(record_id)), &form_spec, &form);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	form.erased_ms = ctx->now_ms;
	TRY(commitment_tell_rule(ctx, &form));
	TRY(db_exec(ctx, &commitments_sql_form_erase, DB_PARAMS(db_text(record_id), db_int(ctx->now_ms)), &changed));
	if (changed)
		db_note(ctx, "commitments", 0);
	return OK;
}
