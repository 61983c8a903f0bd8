/* The verb `codes check`. Private to codes. */
#pragma once

#include "codes/codes.h"

#define CODES_CHECK_OPTIONS 2
extern const struct cli_option codes_check_options[CODES_CHECK_OPTIONS];
MUST_USE enum outcome codes_check_run(struct ctx *ctx, const struct cli *cli);
