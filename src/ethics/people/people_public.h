/* Of people_public.c, for the table of routes; and the statements behind it. */
#pragma once

#include "people/people_web.h"

MUST_USE enum outcome people_members_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome people_bodies_get(struct ctx *ctx, const struct req *req, struct resp *resp);

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
MUST_USE enum outcome people_posts_held(struct ctx *ctx, int64_t body_id, struct day day,
					const struct post_held **ret_posts, size_t *ret_n);
MUST_USE enum outcome people_bodies_count(struct ctx *ctx, struct str pattern, int64_t *ret_n);
MUST_USE enum outcome people_bodies_list(struct ctx *ctx, struct str pattern, int64_t limit, int64_t offset,
					 struct organization **ret_bodies, size_t *ret_n);
MUST_USE enum outcome people_bodies_below(struct ctx *ctx, int64_t body_id, const struct organization **ret_bodies,
					  size_t *ret_n);
