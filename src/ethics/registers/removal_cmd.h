/* `aboveboard registers remove` (S3), also where no server runs. */
#pragma once

#include "registers/registers.h"

#define REGISTERS_REMOVE_OPTIONS 6
extern const struct cli_option registers_remove_options[REGISTERS_REMOVE_OPTIONS];
MUST_USE enum outcome registers_remove_run(struct ctx *ctx, const struct cli *cli);
