/* What entries add up to: by who gave, by month, by category. Pure: entries come in one by one. */
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

/* Of so many names each has a row of its own while they are added up; those that come later are others. */
#define TOTALS_GIVERS 100000

/* The arena's own: not wound back while entries come. */
struct totals *totals_open(struct arena *arena, const struct totals_of *of);
/* The same scheme, read anew: what it was told before is not asked any more. */
void totals_go_on(struct totals *totals, const struct totals_of *of);
/* `seen`: what anybody may see. Nothing to declare, and what is withheld, does not count. */
void totals_add(struct totals *totals, const struct declared *seen, int32_t declared_day);

struct totals_sum {
	int64_t entries;     /* that count */
	int64_t amount;      /* minor units of the field's currency */
	int64_t left_out;    /* do not count: what was refused */
	int64_t without;     /* of them, those whose value is a band, in words, not known or in another currency */
	struct str currency; /* empty: nothing is added up, entries are counted */
};

enum totals_by { TOTALS_BY_GIVER, TOTALS_BY_MONTH, TOTALS_BY_CATEGORY, TOTALS_BYS };

enum totals_line_is {
	TOTALS_LINE_NAMED,
	TOTALS_LINE_OTHERS,  /* all that are not among the greatest */
	TOTALS_LINE_UNNAMED, /* nobody is named, or the name is not shown */
	TOTALS_LINE_BEFORE,  /* all before the month of `label` */
	TOTALS_LINE_UNDATED,
};

struct totals_line {
	enum totals_line_is is;
	struct str label;
	int64_t amount, count;
};

/* What they came to, in few lines: each list adds up to the sum. Months in their order, all others by size. */
struct totals_cut {
	struct totals_sum sum;
	struct {
		const struct totals_line *lines;
		size_t n;
	} by[TOTALS_BYS];
	bool has_more_givers; /* than TOTALS_GIVERS */
};
void totals_cut(struct arena *arena, const struct totals *totals, struct totals_cut *ret_cut);
/* With texts of its own. */
void totals_copy(struct arena *arena, const struct totals_cut *cut, struct totals_cut *ret_cut);

/* "£1,234.50" */
struct str totals_words(struct ctx *ctx, const struct totals_of *of, int64_t amount);
