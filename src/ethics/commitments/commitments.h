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
	int32_t method; /* enum commitment_method */
	int64_t signed_ms;
	struct str name;                               /* the person's, as it was on that day */
	struct str office;                             /* "Mayor, City Council", as it was on that day */
	struct str text_hash;                          /* of the edition that was signed, hex */
	struct str record_id;                          /* in the journal */
	struct str person_slug, code_title, code_slug; /* joined */
	int32_t edition_number;
	int64_t erased_ms; /* not 0: the signature was removed then; the journal's record says why */
};

/* "signed in to this site", as the roll says it. */
struct str commitment_method_words(int32_t method);

/* Inside a write: the actor signs the edition in force in one of their own offices: edition_id, tenure_id and text_hash
 * (of the text that was shown) are given, the rest is filled. INVALID when that text is not in force, or the term is
 * not running; FORBIDDEN for somebody else's office; CONFLICT when signed already. */
MUST_USE enum outcome commitments_sign(struct ctx *ctx, const struct journal_seed *seed, struct commitment *commitment);

/* The roll of a code: signatures under any of its editions, by sort key, newest edition first. */
MUST_USE enum outcome commitments_roll(struct ctx *ctx, int64_t code_id, struct commitment **ret_commitments,
				       size_t *ret_n);

/* A person's, newest first. */
MUST_USE enum outcome commitments_of_person(struct ctx *ctx, int64_t person_id, struct commitment **ret_commitments,
					    size_t *ret_n);
MUST_USE enum outcome commitments_find(struct ctx *ctx, struct str record_id, struct commitment *ret_commitment);

/* What the actor could sign today: each code in force with each of their running terms. */
struct commitment_offer {
	struct edition edition;
	struct tenure tenure;
	struct str signed_record; /* not empty: signed already */
};
MUST_USE enum outcome commitments_offers(struct ctx *ctx, struct commitment_offer **ret_offers, size_t *ret_n);

extern const struct feature commitments_feature;
