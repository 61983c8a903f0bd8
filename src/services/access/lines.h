/* Rights as pages show them. */
#pragma once

#include "access/views.h"

/* Whose names stand in rights. */
struct names {
	const struct account *accounts;
	size_t n_accounts;
	const struct body *bodies;
	size_t n_bodies;
};
MUST_USE enum outcome names_load(struct ctx *ctx, struct names *ret_names);

/* The grants that are this account's, in words. */
const struct grant_line *grant_lines(struct ctx *ctx, const struct names *names, const struct grant *grants, size_t n,
				     int64_t account_id, size_t *ret_n);
