/* The room's verbs. Private to codes. */
#pragma once

#include "codes/codes.h"

#define CODES_VERBS 14
extern const struct verb codes_verbs[CODES_VERBS];

/* The edition as plain text: labels, headings and text as printed, an empty line between elements. */
struct str codes_plain_text(struct arena *arena, const struct provision *provisions, size_t n);

/* The code of that slug; a problem when there is none. */
MUST_USE enum outcome codes_cmd_code(struct ctx *ctx, struct str slug, struct code *ret_code);
