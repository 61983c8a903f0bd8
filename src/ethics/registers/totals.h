/* What entries add up to: by who gave, by month, by category; and what one person had of a limit. Pure: entries come in
 * one by one. */
#pragma once

#include "registers/chart.h"
#include "registers/seen.h"

struct totals;

/* What of a scheme is added up: its first public field of money, and by whom. NULL fields: the scheme has none. */
struct totals_of {
	const struct scheme *scheme;
	const struct scheme_field *value;
	const struct scheme_field *by;
	const struct scheme_condition *counts; /* which entries count: what was accepted; NULL: all */
	struct str day;                        /* the field that says when; empty: the day on which it was declared */
};
struct totals_of totals_of(const struct scheme *scheme);

/* The arena's own: not wound back while entries come. */
struct totals *totals_open(struct arena *arena, const struct totals_of *of);
/* `seen`: what anybody may see. Nothing to declare, and what is withheld, does not count. */
void totals_add(struct totals *totals, const struct declared *seen, int32_t declared_day);

struct totals_sum {
	int64_t entries;     /* that count */
	int64_t amount;      /* minor units of the field's currency */
	int64_t left_out;    /* do not count: what was refused */
	int64_t without;     /* of them, those whose value is a band, in words, not known or in another currency */
	struct str currency; /* empty: nothing is added up, entries are counted */
};
struct totals_sum totals_sum(const struct totals *totals);

enum totals_by { TOTALS_BY_GIVER = 1, TOTALS_BY_MONTH, TOTALS_BY_CATEGORY };
/* The rows of a chart, months in their order, all others by size; none: *ret_n 0. */
struct chart_row *totals_rows(struct ctx *ctx, const struct totals *totals, enum totals_by by, size_t *ret_n);
/* "£1,234.50" */
struct str totals_words(struct ctx *ctx, const struct totals_of *of, int64_t amount);
