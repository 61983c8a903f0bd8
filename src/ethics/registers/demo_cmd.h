/* Of demo_cmd.c, for the table of verbs. */
#pragma once

#include "registers/registers.h"

MUST_USE enum outcome registers_put_run(struct ctx *ctx, const struct cli *cli);
