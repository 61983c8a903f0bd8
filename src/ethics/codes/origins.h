/* Provisions followed through the editions of their code: between origins.c, codes_store.c and the pages. Private to
 * codes. */
#pragma once

#include "codes/codes.h"

/* Inside a write: the ids for the provisions of a new draft of the code: those of the provisions that they continue in
 * the published editions, newest first, and in other drafts; new ones for the rest. An id that a provision of the
 * import has already (an export read back) is kept. `ret_ids` has room for import->n. */
MUST_USE enum outcome codes_provision_ids(struct ctx *ctx, int64_t code_id, int64_t edition_id,
					  const struct code_import *import, int64_t *ret_ids);

/* Inside a write, when something of a person changed: what stands beside provisions leads to their page of now, and
 * once their record was removed it names nobody. */
MUST_USE enum outcome codes_evidence_follow(struct ctx *ctx, int64_t person_id);

/* A provision in one published edition. */
struct provision_in_edition {
	int64_t edition_id;
	struct provision provision;
};

/* The provision in each published edition of the code that has it, oldest first. */
MUST_USE enum outcome codes_provision_followed(struct ctx *ctx, int64_t code_id, int64_t provision_id,
					       struct provision_in_edition **ret_in, size_t *ret_n);
