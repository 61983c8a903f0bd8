/* "May I accept this?": what the thresholds of a scheme say of one offer, beside what the same and associated sources
 * gave. Pure: rows, clock and law come in. */
#pragma once

#include "registers/value.h"

/* One gift as a threshold looks at it. What it is worth lies between `least` and `most`: they are equal where the
 * amount is known, the ends of a band, or 0 and INT64_MAX where it is not known or said in words. */
struct gift {
	int64_t entry_id; /* 0: the one that is asked about */
	int32_t day;
	int64_t least, most;   /* minor units of `currency` */
	struct str currency;   /* empty: not known */
	struct str source;     /* the name */
	struct str scheme, id; /* the source's identifier; may be empty */
};

/* Sources that belong together: a company and its subsidiary. Recorded by the officer; members of one number. */
struct gift_link {
	int64_t group;
	struct str source, scheme, id;
	struct str why, by_name; /* as stored; not heeded */
	int64_t at_ms;
};

/* What a threshold says. */
enum gift_verdict {
	GIFT_NO_RULE = 1, /* no amount holds on that day, or it is in another currency */
	GIFT_BELOW,
	GIFT_PERHAPS, /* a value is not known exactly, and it may be reached */
	GIFT_REACHED, /* exceeded, where the threshold says above */
};

struct gift_finding {
	const struct scheme_threshold *threshold;
	const struct rule_amount *amount; /* the row that holds on the day of the offer; NULL: none */
	enum gift_verdict verdict;
	int32_t from_day, to_day;          /* the window that decides: of WINDOW_EACH the day itself */
	int64_t before_least, before_most; /* without this one */
	int64_t with_least, with_most;
	const struct gift *const *others; /* in that window, by day: those that count together with it */
	size_t n_others;
	/* What must be done by when, where the verdict is not GIFT_BELOW and the threshold names a duty: */
	const struct duty_rule *duty; /* NULL: none holds that day */
	struct deadline deadline;     /* day DEADLINE_NO_DAY: it has none that counts from a day known here */
	struct str derivation;        /* "28 days after 12 May 2026 (a gift was received), …" */
};

/* What of a declared entry a threshold counts; false: nothing, since another category, its condition does not hold, it
 * was not answered, or it is "nothing to declare". */
bool gift_of_entry(const struct scheme_threshold *threshold, int64_t entry_id, const struct declared *declared,
		   struct gift *ret_gift);

/* Do these two come from one source, all told? The same identifier; or, where they do not have two identifiers of one
 * scheme that differ, the same name whatever its case and spaces; or both belong together by links, however many. */
bool gift_same_source(struct arena *arena, const struct gift *a, const struct gift *b, const struct gift_link *links,
		      size_t n_links);

/* The first day of the span of so many months that ends with that day: of 3 months that end on 28 February it is
 * 29 November. Where a month has no such day, the day after its last one (deadline_compute's own rule). */
int32_t gift_span_from(int32_t day, int32_t months);
/* The first and last day of the year of 12 months that begins with that month, in which the day lies. */
void gift_year(int32_t day, int32_t first_month, int32_t *ret_from, int32_t *ret_to);

struct gift_question {
	const struct rulebook *rulebook;
	const struct scheme_threshold *threshold;
	int32_t fiscal_month;
	const struct gift *offer;  /* in the currency of its amounts */
	const struct gift *others; /* of the same person, what the threshold counts; of any source */
	size_t n_others;
	const struct gift_link *links;
	size_t n_links;
};

/* Never a lesser verdict for a greater amount, another gift of the same source, or one more link. Of any span of months
 * that has the day of the offer in it, that one decides which says most; of equal ones that with the greater amounts,
 * then the one that ends first. */
void gift_find(struct ctx *ctx, const struct gift_question *question, struct gift_finding *ret_finding);

/* What all findings say together, the first that applies. */
enum gift_answer {
	GIFT_MAY_NOT = 1,  /* a limit would be exceeded */
	GIFT_ASK_FIRST,    /* the officer's approval is needed */
	GIFT_FIND_VALUE,   /* it may be above a limit: find out what it is worth */
	GIFT_REGISTER,     /* it may be accepted, and must be registered or reported */
	GIFT_MAY_REGISTER, /* the same if its value is what it may be */
	GIFT_NOTHING,      /* nothing asks for more */
};
enum gift_answer gift_answer(const struct gift_finding *findings, size_t n);

/* One person's part of what is offered to several: rounded up, so that parts are never less than the whole. */
int64_t gift_part(int64_t amount, int64_t people);
