/* Terms with what is owed in them: who starts, who leaves, who has to sign. */
#include <stdlib.h>

#include "duties/duties_sql.h"
#include "duties/duties_store.h"

static const struct db_col term_cols[] = {
	DB_COL_I64(struct tenure, id),
	DB_COL_I64(struct tenure, person_id),
	DB_COL_I64(struct tenure, organization_id),
	DB_COL_I32(struct tenure, category),
	DB_COL_TEXT(struct tenure, post),
	DB_COL_I32(struct tenure, from_day),
	DB_COL_I32(struct tenure, to_day),
	DB_COL_TEXT(struct tenure, person_name),
	DB_COL_TEXT(struct tenure, person_slug),
	DB_COL_TEXT(struct tenure, organization_name),
	DB_COL_TEXT(struct tenure, organization_slug),
};
static const struct db_spec term_spec = DB_SPEC(struct tenure, term_cols);

static int by_due(const void *a, const void *b)
{
	const struct duty_item *x = a, *y = b;
	/* Without a day last: DEADLINE_NO_DAY is the least number. */
	bool none = x->o.due_day == DEADLINE_NO_DAY;
	if (none != (y->o.due_day == DEADLINE_NO_DAY))
		return none ? 1 : -1;
	return x->o.due_day < y->o.due_day ? -1 : x->o.due_day > y->o.due_day;
}

/* Takes of one person's obligations those of the term. */
static void term_settle(struct ctx *ctx, const struct duty_now *now, const struct duty_out *out,
			struct duty_term_item *term)
{
	struct duty_item *owed = arena_array(ctx->arena, struct duty_item, out->n);
	for (size_t i = 0; i < out->n; i++) {
		const struct obligation *o = &out->p[i];
		if (o->tenure_id != term->tenure.id || o->voluntary)
			continue;
		if (o->status == OBLIGATION_DONE)
			term->n_done++;
		if (o->status != OBLIGATION_OWED)
			continue;
		owed[term->n_owed] = duty_item_of(ctx, now, o);
		owed[term->n_owed].person_name = term->tenure.person_name;
		term->n_owed++;
		term->n_late += obligation_state(o, site_today(ctx), ctx->now_ms) == STATE_LATE;
	}
	if (term->n_owed > 1)
		qsort(owed, term->n_owed, sizeof(*owed), by_due);
	term->owed = owed;
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

/* At most DUTY_IDS of them. */
static enum outcome terms_settle(struct ctx *ctx, const struct duty_now *now, struct duty_term_item *terms, size_t n)
{
	int64_t ids[DUTY_IDS];
	struct duty_group group;
	struct duty_person person;
	struct duty_out out = {.arena = ctx->arena};
	for (size_t i = 0; i < n; i++)
		ids[i] = terms[i].tenure.person_id;
	qsort(ids, n, sizeof(*ids), by_number);
	TRY(duty_group_load_of(ctx, now, ids, n, &group));
	while (duty_group_next(&group, &person)) {
		duty_compute(now->plan, &person, site_today(ctx), &out);
		for (size_t i = 0; i < n; i++)
			if (terms[i].tenure.person_id == person.terms[0].person_id)
				term_settle(ctx, now, &out, &terms[i]);
	}
	return OK;
}

enum outcome duties_turns(struct ctx *ctx, const struct duty_turn_filter *f, struct duty_term_item **ret_terms,
			  size_t *ret_n, struct duty_turn_filter *ret_next)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	struct tenure *rows;
	struct duty_turn_filter next = *f;
	size_t n;
	const struct db_param params[6] = {
		db_int(f->from_day), db_int(f->to_day),        db_int(f->after_id ? f->after_day : INT32_MIN),
		db_int(f->after_id), db_int((int64_t)f->most), db_int(f->body_id)};
	const struct db_stmt *stmt = f->turn == DUTY_STARTS
					     ? f->body_id ? &duties_sql_starters_of_body : &duties_sql_starters
				     : f->body_id ? &duties_sql_leavers_of_body
						  : &duties_sql_leavers;
	TRY(duty_now_open(ctx, &now));
	TRY(db_list(ctx, stmt, (struct db_params){params, stmt->n_params}, &term_spec, &rows, &n));
	struct duty_term_item *terms = arena_array(ctx->arena, struct duty_term_item, n);
	for (size_t i = 0; i < n; i++)
		terms[i].tenure = rows[i];
	for (size_t i = 0; i < n; i += DUTY_IDS)
		TRY(terms_settle(ctx, &now, terms + i, n - i < DUTY_IDS ? n - i : DUTY_IDS));
	next.after_id = n == f->most && n ? rows[n - 1].id : 0;
	if (next.after_id)
		next.after_day = f->turn == DUTY_STARTS ? rows[n - 1].from_day : rows[n - 1].to_day;
	if (ret_next)
		*ret_next = next;
	*ret_terms = terms;
	*ret_n = n;
	return OK;
}

enum outcome duties_turns_count(struct ctx *ctx, const struct duty_turn_filter *f, int64_t most, int64_t *ret_n)
{
	const struct db_param params[4] = {db_int(f->from_day), db_int(f->to_day), db_int(most), db_int(f->body_id)};
	const struct db_stmt *stmt =
		f->turn == DUTY_STARTS ? f->body_id ? &duties_sql_starters_count_of_body : &duties_sql_starters_count
		: f->body_id           ? &duties_sql_leavers_count_of_body
				       : &duties_sql_leavers_count;
	struct duty_count count;
	TRY(db_one(ctx, stmt, (struct db_params){params, stmt->n_params}, &duty_count_spec, &count));
	*ret_n = count.n;
	return OK;
}

/* ---- Who has to sign ---- */

static void signer_settle(const struct duty_now *now, const struct duty_out *out, struct str code,
			  struct duty_signer *signer)
{
	for (size_t i = 0; i < out->n; i++) {
		const struct obligation *o = &out->p[i];
		const struct duty_rule *rule = duty_plan_rule(now->plan, o->rule);
		if (!rule || rule->kind != DUTY_COMMITMENT || !str_eq(rule->code, code) || o->voluntary ||
		    o->status != OBLIGATION_OWED || (o->tenure_id != signer->tenure_id && !rule->once_per_person))
			continue;
		signer->due_day = o->due_day > signer->due_day ? o->due_day : signer->due_day;
	}
}

enum outcome duties_sign_by(struct ctx *ctx, struct str code, struct duty_signer *signers, size_t n)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	struct duty_out out = {.arena = ctx->arena};
	TRY(duty_now_open(ctx, &now));
	for (size_t from = 0; from < n; from += DUTY_IDS) {
		size_t some = n - from < DUTY_IDS ? n - from : DUTY_IDS;
		int64_t ids[DUTY_IDS];
		struct duty_group group;
		struct duty_person person;
		for (size_t i = 0; i < some; i++) {
			ids[i] = signers[from + i].person_id;
			signers[from + i].due_day = DEADLINE_NO_DAY;
		}
		qsort(ids, some, sizeof(*ids), by_number);
		TRY(duty_group_load_of(ctx, &now, ids, some, &group));
		while (duty_group_next(&group, &person)) {
			duty_compute(now.plan, &person, site_today(ctx), &out);
			for (size_t i = from; i < from + some; i++)
				if (signers[i].person_id == person.terms[0].person_id)
					signer_settle(&now, &out, code, &signers[i]);
		}
	}
	return OK;
}
