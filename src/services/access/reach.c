/* Whom other rooms write to: the addresses of accounts, and who holds a role. */
#include "access/access_sql.h"
#include "access/private.h"

static const struct db_col reach_cols[] = {
	DB_COL_I64(struct access_reach, account_id),
	DB_COL_I64(struct access_reach, person_id),
	DB_COL_TEXT(struct access_reach, name),
	DB_COL_TEXT(struct access_reach, email),
};
static const struct db_spec reach_spec = DB_SPEC(struct access_reach, reach_cols);

struct holder_row {
	int64_t account_id, person_id, body_id;
};
static const struct db_col holder_cols[] = {
	DB_COL_I64(struct holder_row, account_id),
	DB_COL_I64(struct holder_row, person_id),
	DB_COL_I64(struct holder_row, body_id),
};
static const struct db_spec holder_spec = DB_SPEC(struct holder_row, holder_cols);

enum outcome access_reach_person(struct ctx *ctx, int64_t person_id, struct access_reach *ret_reach)
{
	return db_one(ctx, &access_sql_reach_of_person, DB_PARAMS(db_int(person_id)), &reach_spec, ret_reach);
}

enum outcome access_reach_account(struct ctx *ctx, int64_t account_id, struct access_reach *ret_reach)
{
	return db_one(ctx, &access_sql_reach_of_account, DB_PARAMS(db_int(account_id)), &reach_spec, ret_reach);
}

enum outcome access_reach_email(struct ctx *ctx, struct str email, struct access_reach *ret_reach)
{
	return db_one(ctx, &access_sql_reach_of_email, DB_PARAMS(db_text(email_fold(ctx->arena, email))), &reach_spec,
		      ret_reach);
}

static int64_t parent_of(const struct body *bodies, size_t n, int64_t body_id)
{
	for (size_t i = 0; i < n; i++)
		if (bodies[i].id == body_id)
			return bodies[i].parent_id;
	return 0;
}

/* Is `above` the body, one above it, or the whole site? */
static bool covers(const struct body *bodies, size_t n, int64_t above, int64_t body_id)
{
	/* No more steps than bodies, should they ever form a ring. */
	for (size_t i = 0; above != 0 && body_id != above; i++) {
		if (body_id == 0 || i > n)
			return false;
		body_id = parent_of(bodies, n, body_id);
	}
	return true;
}

enum outcome access_holders(struct ctx *ctx, enum role role, int64_t body_id, struct access_reach **ret_holders,
			    size_t *ret_n)
{
	struct holder_row *rows;
	struct body *bodies;
	size_t n, n_bodies, used = 0;
	TRY(db_list(ctx, &access_sql_holders, DB_PARAMS(db_int(role), db_int(site_today(ctx).n)), &holder_spec, &rows,
		    &n));
	TRY(bodies_list(ctx, &bodies, &n_bodies));
	struct access_reach *holders = arena_array(ctx->arena, struct access_reach, n);
	for (size_t i = 0; i < n; i++) {
		if (!covers(bodies, n_bodies, rows[i].body_id, body_id))
			continue;
		if (used && holders[used - 1].account_id == rows[i].account_id)
			continue;
		holders[used++] =
			(struct access_reach){.account_id = rows[i].account_id, .person_id = rows[i].person_id};
	}
	*ret_holders = holders;
	*ret_n = used;
	return OK;
}
