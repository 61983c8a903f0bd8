/* Rows of the public lists. */
#include "people/people_public.h"

#include "people/people_sql.h"
#include "people/people_store.h"

static enum outcome number(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params, int64_t *ret_n)
{
	struct people_number number;
	TRY(db_one(ctx, stmt, params, &people_number_spec, &number));
	*ret_n = number.n;
	return OK;
}

enum outcome people_members_count(struct ctx *ctx, const struct people_query *query, int64_t *ret_n)
{
	return number(ctx, query->is_past ? &people_sql_members_past_count : &people_sql_members_on_count,
		      DB_PARAMS(db_int(query->day.n), db_int(query->body_id), db_text(query->pattern)), ret_n);
}

enum outcome people_members_list(struct ctx *ctx, const struct people_query *query, int64_t limit, int64_t offset,
				 struct tenure **ret_tenures, size_t *ret_n)
{
	return db_list(ctx, query->is_past ? &people_sql_members_past : &people_sql_members_on,
		       DB_PARAMS(db_int(query->day.n), db_int(query->body_id), db_text(query->pattern), db_int(limit),
				 db_int(offset)),
		       &people_tenure_spec, ret_tenures, ret_n);
}

enum outcome people_names_on(struct ctx *ctx, struct day day, struct person_name **ret_names, size_t *ret_n)
{
	return db_list(ctx, &people_sql_names_on, DB_PARAMS(db_int(day.n)), &people_name_spec, ret_names, ret_n);
}

enum outcome people_persons_without_term(struct ctx *ctx, int64_t most, const struct person **ret_persons,
					 size_t *ret_n)
{
	struct person *persons;
	TRY(db_list(ctx, &people_sql_persons_without_term, DB_PARAMS(db_int(most)), &people_person_spec, &persons,
		    ret_n));
	*ret_persons = persons;
	return OK;
}

enum outcome people_posts_held(struct ctx *ctx, int64_t body_id, struct day day, const struct post_held **ret_posts,
			       size_t *ret_n)
{
	static const struct db_col cols[] = {
		DB_COL_I64(struct post_held, id),      DB_COL_TEXT(struct post_held, label),
		DB_COL_TEXT(struct post_held, area),   DB_COL_I32(struct post_held, seats),
		DB_COL_I64(struct post_held, holders),
	};
	static const struct db_spec spec = DB_SPEC(struct post_held, cols);
	struct post_held *posts;
	TRY(db_list(ctx, &people_sql_posts_held, DB_PARAMS(db_int(body_id), db_int(day.n)), &spec, &posts, ret_n));
	*ret_posts = posts;
	return OK;
}

enum outcome people_bodies_count(struct ctx *ctx, struct str pattern, int64_t *ret_n)
{
	return number(ctx, &people_sql_bodies_count, DB_PARAMS(db_text(pattern)), ret_n);
}

enum outcome people_bodies_list(struct ctx *ctx, struct str pattern, int64_t limit, int64_t offset,
				struct organization **ret_bodies, size_t *ret_n)
{
	return db_list(ctx, &people_sql_bodies, DB_PARAMS(db_text(pattern), db_int(limit), db_int(offset)),
		       &people_organization_spec, ret_bodies, ret_n);
}

enum outcome people_bodies_below(struct ctx *ctx, int64_t body_id, const struct organization **ret_bodies,
				 size_t *ret_n)
{
	struct organization *bodies;
	TRY(db_list(ctx, &people_sql_bodies_below, DB_PARAMS(db_int(body_id)), &people_organization_spec, &bodies,
		    ret_n));
	*ret_bodies = bodies;
	return OK;
}
