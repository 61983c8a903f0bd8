/* Of people_public.c, for the table of routes; and the statements behind it. */
#pragma once

#include "people/people_web.h"

MUST_USE enum outcome people_members_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome people_bodies_get(struct ctx *ctx, const struct req *req, struct resp *resp);

/* Rows on one page of a long list, and the page that the address asks for, of `total` rows. */
#define PEOPLE_PAGE_ROWS 100
struct people_pager people_pager_of(struct arena *arena, const struct req *req, const char *path, int64_t total);

/* Keeps, in front, the terms of people whose name has these words in it; how many. Empty: all. */
size_t people_named_like(struct arena *arena, struct tenure *tenures, size_t n, struct str name);

/* Of names, contacts and identifiers what everybody may see; in place of the others. */
struct people_details people_public_details(struct people_details all);

/* Elected and appointed terms: those that hold on the day, or those that ended before. */
struct people_query {
	struct day day;
	int64_t body_id;    /* 0: all */
	struct str pattern; /* of slugs, as LIKE has it; empty: all */
	bool is_past;
};
MUST_USE enum outcome people_members_count(struct ctx *ctx, const struct people_query *query, int64_t *ret_n);
MUST_USE enum outcome people_members_list(struct ctx *ctx, const struct people_query *query, int64_t limit,
					  int64_t offset, struct tenure **ret_tenures, size_t *ret_n);
/* Public former names in use that day, by person. */
MUST_USE enum outcome people_names_on(struct ctx *ctx, struct day day, struct person_name **ret_names, size_t *ret_n);
MUST_USE enum outcome people_persons_without_term(struct ctx *ctx, int64_t most, const struct person **ret_persons,
						  size_t *ret_n);
MUST_USE enum outcome people_posts_held(struct ctx *ctx, int64_t body_id, struct day day,
					const struct post_held **ret_posts, size_t *ret_n);
MUST_USE enum outcome people_bodies_count(struct ctx *ctx, struct str pattern, int64_t *ret_n);
MUST_USE enum outcome people_bodies_list(struct ctx *ctx, struct str pattern, int64_t limit, int64_t offset,
					 struct organization **ret_bodies, size_t *ret_n);
MUST_USE enum outcome people_bodies_below(struct ctx *ctx, int64_t body_id, const struct organization **ret_bodies,
					  size_t *ret_n);
