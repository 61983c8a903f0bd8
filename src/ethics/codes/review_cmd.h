/* Verbs of drafts. Private to codes. */
#pragma once

#include "codes/codes.h"

MUST_USE enum outcome codes_draft_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome codes_discard_run(struct ctx *ctx, const struct cli *cli);
