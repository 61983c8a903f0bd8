/* Signed commitments. Safeguards S4, S7, S16. */
#pragma once

#include "codes/codes.h"
#include "people/people.h"

enum commitment_method { COMMITMENT_SIGNED_IN = 1 };

struct commitment {
	int64_t id;
	int64_t edition_id;
	int64_t person_id;
	int64_t tenure_id;
	int32_t method;       /* enum commitment_method */
	int64_t signed_ms;
	struct str name;      /* the person's, as it was on that day */
	struct str office;    /* "Mayor, City Council", as it was on that day */
	struct str text_hash; /* of the edition that was signed, hex */
	struct str record_id; /* in the journal */
	struct str code_title, code_slug; /* joined */
	int32_t edition_number;
	struct str erased_ground; /* not empty: the signature is no longer shown, and why */
};

/* Inside a write: the actor signs the edition in force in one of their own offices. INVALID when the edition is not in force
 * or `text_hash` is not the text that was shown; FORBIDDEN for somebody else's office; CONFLICT when signed already. */
MUST_USE enum outcome commitments_sign(struct ctx *ctx, const struct journal_seed *seed, struct commitment *commitment);

/* The roll of a code: signatures under any of its editions, by name. */
MUST_USE enum outcome commitments_roll(struct ctx *ctx, int64_t code_id, struct commitment **ret_commitments, size_t *ret_n);
MUST_USE enum outcome commitments_of_person(struct ctx *ctx, int64_t person_id, struct commitment **ret_commitments, size_t *ret_n);
MUST_USE enum outcome commitments_find(struct ctx *ctx, struct str record_id, struct commitment *ret_commitment);

extern const struct feature commitments_feature;
