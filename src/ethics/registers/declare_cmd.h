/* The verb `registers declare`, for the table of verbs. Private to registers. */
#pragma once

#include "base/cli.h"

MUST_USE enum outcome registers_declare_run(struct ctx *ctx, const struct cli *cli);
