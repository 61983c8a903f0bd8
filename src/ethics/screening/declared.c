/* Facts of what was declared. */
#include "screening/screening.h"
#include "screening/screening_cmd.h"
#include "screening/screening_sql.h"

static enum outcome facts_add(struct ctx *ctx, int64_t entry_id, int64_t person_id, const struct declared_fact *facts,
			      size_t n)
{
	for (size_t i = 0; i < n; i++)
		TRY(db_exec(ctx, &screening_sql_declared_add,
			    DB_PARAMS(db_int(entry_id), db_int((int64_t)i), db_ref(person_id), db_int(facts[i].kind),
				      db_text(facts[i].name), db_text(facts[i].scheme), db_text(facts[i].identifier)),
			    NULL));
	db_note(ctx, "screening", entry_id);
	return OK;
}

static enum outcome facts_check(struct ctx *ctx, size_t n)
{
	if (n > FACTS_MOST)
		return problem_add(ctx, "entry",
				   msg("There are too many names and places in one declaration: at most {1}"),
				   str_fmt(ctx->arena, "%d", FACTS_MOST));
	return OK;
}

enum outcome screening_put_declared(struct ctx *ctx, int64_t entry_id, int64_t person_id,
				    const struct declared_fact *facts, size_t n)
{
	TRY(facts_check(ctx, n));
	TRY(db_exec(ctx, &screening_sql_declared_take, DB_PARAMS(db_int(entry_id)), NULL));
	return facts_add(ctx, entry_id, person_id, facts, n);
}

enum outcome screening_add_declared(struct ctx *ctx, int64_t entry_id, int64_t person_id,
				    const struct declared_fact *facts, size_t n)
{
	TRY(facts_check(ctx, n));
	return facts_add(ctx, entry_id, person_id, facts, n);
}

enum outcome screening_take_declared(struct ctx *ctx, int64_t entry_id)
{
	db_note(ctx, "screening", entry_id);
	return db_exec(ctx, &screening_sql_declared_take, DB_PARAMS(db_int(entry_id)), NULL);
}

static const struct db_col fact_cols[] = {
	DB_COL_I32(struct declared_fact, kind),
	DB_COL_TEXT(struct declared_fact, name),
	DB_COL_TEXT(struct declared_fact, scheme),
	DB_COL_TEXT(struct declared_fact, identifier),
};
static const struct db_spec fact_spec = DB_SPEC(struct declared_fact, fact_cols);

enum outcome screening_declared(struct ctx *ctx, int64_t entry_id, struct declared_fact **ret_facts, size_t *ret_n)
{
	return db_list(ctx, &screening_sql_declared_of, DB_PARAMS(db_int(entry_id)), &fact_spec, ret_facts, ret_n);
}

static const struct holding holdings[] = {
	{.table = "declared_fact",
	 .title = msg("Facts of what is declared, for meeting checks"),
	 .none = msg("follows from other rows, which are given")},
};

const struct feature screening_feature = {
	.name = "screening",
	.migrations = screening_migrations,
	.n_migrations = &screening_migrations_n,
	.verbs = screening_verbs,
	.n_verbs = SCREENING_VERBS,
	.holdings = holdings,
	.n_holdings = COUNT_OF(holdings),
};
