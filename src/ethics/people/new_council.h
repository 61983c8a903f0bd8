/* A new council: terms that end and terms that begin, in one act that can be undone. journeys.md 2, "The Thursday after
 * the election". */
#pragma once

#include "people/result.h"

struct new_council {
	int64_t id;
	int64_t version;
	int64_t organization_id;
	int64_t election_id; /* 0: without one */
	int32_t first_day, last_day;
	int64_t made_ms;
	struct str made_by;
	int64_t undone_ms; /* 0: it holds */
	struct str undone_by;
	struct str organization_name, organization_slug, election_name; /* joined */
};

enum new_council_kind { COUNCIL_ENDED = 1, COUNCIL_BEGAN };

/* A term that the act ended, or began. */
struct new_council_line {
	int32_t kind;
	int64_t tenure_id, tenure_version; /* as the act left it */
	int32_t to_day, ending;            /* of COUNCIL_ENDED: before the act */
	bool person_is_new;                /* the act added the person */
	struct tenure tenure;              /* as it is now */
};

/* Seeds that people_put_new_council needs at most. */
size_t new_council_seeds(const struct result_order *order, const struct result_world *world);

/* Inside a write, by a clerk of the body: applies the result; `council` says body and election, the rest is filled in.
 * INVALID with what result_check says, with a problem under a line whose person serves on bodies that the actor's
 * rights do not cover (S6), or when nothing would change; RETRY: too few seeds. One line of the activity log for the
 * whole. */
MUST_USE enum outcome people_put_new_council(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds,
					     const struct result_order *order, const struct result_world *world,
					     const struct result *result, struct new_council *council);

MUST_USE enum outcome people_new_council(struct ctx *ctx, int64_t id, struct new_council *ret_council);
/* Newest first. */
MUST_USE enum outcome people_new_councils(struct ctx *ctx, struct new_council **ret_councils, size_t *ret_n);
/* In the order in which they were put: those that end first. */
MUST_USE enum outcome people_new_council_lines(struct ctx *ctx, int64_t council_id, struct new_council_line **ret_lines,
					       size_t *ret_n);

/* Why it can no longer be undone: INVALID with problems. It was undone; one of its new people was invited; somebody
 * changed one of its terms. What later rooms know, such as signatures, they ask themselves. */
MUST_USE enum outcome people_new_council_undoable(struct ctx *ctx, const struct new_council *council,
						  const struct new_council_line *lines, size_t n);

/* Before the write that undoes, when it can be undone: notes which records will be removed, so that a restore removes
 * them too (journal_removals_note). */
MUST_USE enum outcome people_new_council_note(struct ctx *ctx, const struct new_council *council,
					      const struct new_council_line *lines, size_t n);

/* Inside a write, by a clerk of the body: terms that the act ended are open again, the records of those that it began
 * are removed, and of people whom it added. People who were here before keep the addresses that it added. `seeds`: two
 * for each line. CONFLICT when council->version is not the stored one. */
MUST_USE enum outcome people_undo_new_council(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds,
					      const struct new_council *council);
