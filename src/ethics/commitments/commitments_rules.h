/* The rules of signing, between this room's files. */
#pragma once

#include "commitments/commitments.h"

/* May the actor sign this edition in this term today? */
MUST_USE enum outcome commitment_check(struct ctx *ctx, const struct commitment *commitment,
				       const struct edition *edition, const struct tenure *tenure, struct day today);

/* The public projection: what the journal keeps and a receipt proves (canonical JSON). Holds no row ids. */
struct str commitment_record(struct arena *arena, const struct commitment *commitment);
