/* The verbs of commitments, for its row of the feature table. */
#pragma once

#include "base/cli.h"

#define COMMITMENTS_VERBS 6
extern const struct verb commitments_verbs[COMMITMENTS_VERBS];

/* What they run, file by file. */
MUST_USE enum outcome commitments_verify_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome commitments_sign_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome commitments_keep_run(struct ctx *ctx, const struct cli *cli);

struct code;
struct organization;
/* The code of the first argument; the body of --body, if given. Problems say what there is not. */
MUST_USE enum outcome commitments_named(struct ctx *ctx, const struct cli *cli, struct code *ret_code,
					struct organization *ret_body);
