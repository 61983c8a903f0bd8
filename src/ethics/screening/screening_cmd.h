/* The verbs of the room. */
#pragma once

#include "base/cli.h"

#define SCREENING_VERBS 1
extern const struct verb screening_verbs[SCREENING_VERBS];

MUST_USE enum outcome screening_pairs_run(struct ctx *ctx, const struct cli *cli);
