/* Elections, and who stands in them. Safeguards S4 and S8; domain-rules CA-CAND-1.
 *
 * Somebody is a candidate from the first to the last day of a tenure of category candidate. That tenure takes its days
 * from the election, so candidate mode begins and ends by itself; when the election's days change, they change too. */
#pragma once

#include "people/people.h"

struct election {
	int64_t id;
	int64_t version;
	int64_t organization_id;
	struct str slug;
	struct str name;    /* "General municipal election" */
	int32_t opens_day;  /* from which nomination papers are handed out */
	int32_t closes_day; /* last day for nominations */
	int32_t polling_day;
	struct str record_id;
	int64_t erased_ms;
	struct str organization_name, organization_slug; /* joined */
};

/* Who stands, and when the blank form of a pledge was handed over with the nomination papers: recorded by the clerk,
 * for the office alone. That nobody signed one, or did not want to, is recorded nowhere. */
struct candidacy {
	struct tenure tenure;
	int64_t election_id;
	int32_t blank_day; /* PEOPLE_NO_DAY: not handed over, or not recorded */
	struct str blank_by;
};

/* A name that is there and bounded, days in order: all faults at once. Pure. */
MUST_USE enum outcome election_check(struct ctx *ctx, struct election *election);

/* "3 November 2026". */
struct str election_day_words(struct arena *arena, const struct election *election);

/* Inside a write: a new election (id 0), or a stored one put right, which never moves to another body. What is public
 * is a record of the log; new days move the candidacies that had the old ones: the first day of who stood from the
 * opening of nominations on, the last day of who stood until polling day. `seeds`: one for the election, one for each
 * of its candidacies; too few is RETRY. CONFLICT when `version` is not the stored one (0: whatever it is). The caller
 * puts the act into the activity log. */
MUST_USE enum outcome people_put_election(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds,
					  struct election *election);

/* Inside a write: the person stands for the post in the election, from tenure->from_day (TENURE_FROM_EVER: from the
 * opening of nominations on) until polling day. With tenure->id a candidacy that is here already is linked. INVALID
 * with problems: a day outside the election's, no candidate's tenure, another body's. */
MUST_USE enum outcome people_put_candidacy(struct ctx *ctx, const struct journal_seed *seed,
					   const struct election *election, struct tenure *tenure);

/* Inside a write, by a clerk of the body: the blank form was handed over on that day (PEOPLE_NO_DAY: it was not, after
 * all). In the activity log; never published. NOT_FOUND when nobody stands with that tenure. */
MUST_USE enum outcome people_candidacy_blank(struct ctx *ctx, int64_t tenure_id, int32_t day);

MUST_USE enum outcome people_election(struct ctx *ctx, int64_t id, struct election *ret_election);
MUST_USE enum outcome people_election_by_slug(struct ctx *ctx, struct str slug, struct election *ret_election);
/* The latest polling day first; removed ones are left out. */
MUST_USE enum outcome people_elections(struct ctx *ctx, struct election **ret_elections, size_t *ret_n);
/* The election in which this tenure stands; NOT_FOUND. */
MUST_USE enum outcome people_election_of(struct ctx *ctx, int64_t tenure_id, struct election *ret_election);

MUST_USE enum outcome people_candidacy(struct ctx *ctx, int64_t tenure_id, struct candidacy *ret_candidacy);
/* By the names' sort keys alone (S4); for the office. */
MUST_USE enum outcome people_candidacies(struct ctx *ctx, int64_t election_id, struct candidacy **ret_candidacies,
					 size_t *ret_n);

/* What the log keeps of an election. */
struct str election_record(struct arena *arena, const struct election *election);
