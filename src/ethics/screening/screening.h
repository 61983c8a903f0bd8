/* What is declared, ready to be compared with what is decided on. design.md 2; S11. */
#pragma once

#include "people/people.h"

enum fact_kind {
	FACT_ORGANIZATION = 1,
	FACT_PERSON,
	FACT_PLACE, /* an address, a parcel: never where somebody lives (S2) */
};

struct declared_fact {
	enum fact_kind kind;
	struct str name;               /* as it was declared */
	struct str scheme, identifier; /* "GB-COH", "04309989"; may be empty */
};

/* How many facts of one entry are kept. */
#define FACTS_MOST 64

/* Inside a write: these are the facts of the entry now; those before go. `person_id` is whose interest it is, 0: a
 * body's. Facts beyond FACTS_MOST are INVALID with a problem. */
MUST_USE enum outcome screening_put_declared(struct ctx *ctx, int64_t entry_id, int64_t person_id,
					     const struct declared_fact *facts, size_t n);
/* The same for an entry that has none here yet: one statement fewer, of imports. */
MUST_USE enum outcome screening_add_declared(struct ctx *ctx, int64_t entry_id, int64_t person_id,
					     const struct declared_fact *facts, size_t n);

/* Inside a write: the entry has none any more: it ended, was withdrawn, withheld or removed. */
MUST_USE enum outcome screening_take_declared(struct ctx *ctx, int64_t entry_id);

/* Of one entry, in the order in which they were put. */
MUST_USE enum outcome screening_declared(struct ctx *ctx, int64_t entry_id, struct declared_fact **ret_facts,
					 size_t *ret_n);

extern const struct feature screening_feature;
