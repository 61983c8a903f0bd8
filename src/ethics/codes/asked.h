/* Which edition somebody asks for: by its number or by a day; and which two they want compared. Private to codes. */
#pragma once

#include "codes/compare.h"

/* The published edition that `name` names: "3" or "edition:3", or the one in force on a day, "2013-09-23". INVALID with
 * a problem at `where` that says what there is. */
MUST_USE enum outcome codes_edition_asked(struct ctx *ctx, const struct code *code, const char *where, struct str name,
					  struct edition *ret_edition);

/* The same by a day alone. */
MUST_USE enum outcome codes_edition_asked_on(struct ctx *ctx, const struct code *code, const char *where,
					     struct day day, struct edition *ret_edition);

/* Did a come into force before b, or is it the same edition? */
bool codes_edition_came_first(const struct edition *a, const struct edition *b);

/* Two published editions compared, the one that came into force first as the earlier, however they are given. NOT_FOUND
 * when the text of one was removed. */
struct edition_comparison {
	struct edition earlier, later;
	struct comparison comparison;
};
MUST_USE enum outcome codes_compare_editions(struct ctx *ctx, const struct edition *one, const struct edition *other,
					     struct edition_comparison *ret_comparison);

/* As JSON, for the verb and the page alike. */
struct str codes_comparison_json(struct ctx *ctx, const struct edition_comparison *c);

/* `codes compare`. */
MUST_USE enum outcome codes_compare_run(struct ctx *ctx, const struct cli *cli);
extern const struct cli_option codes_compare_options[1];
