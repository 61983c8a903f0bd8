/* Names and addresses of others, masked. Not for other rooms. */
#pragma once

#include "records/records.h"

struct mask;
/* Who is masked: everybody but the person; where there is none, everybody whose name is not public. In a read. */
MUST_USE enum outcome mask_load(struct ctx *ctx, struct arena *keep, int64_t person_id, struct mask **ret_mask);
/* The text with them replaced; *ret_n: how many were. */
struct str mask_text(struct arena *arena, const struct mask *mask, struct str text, size_t *ret_n);
