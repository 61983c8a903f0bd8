/* What tests of imports read of them. */
#pragma once

#include "codes/codes_import.h"

/* "2 clause [1.2] <> Members shall:": depth, kind and words, one line each. */
static inline struct str outline(struct ctx *ctx, const struct code_import *import)
{
	struct buf lines = buf_open(ctx->arena, 4096);
	for (size_t i = 0; i < import->n; i++) {
		const struct provision *p = &import->provisions[i];
		buf_fmt(&lines, "%d %s [%.*s] <%.*s> %.*s\n", p->depth, provision_kind_name(p->kind), STR_ARG(p->label),
			STR_ARG(p->heading), STR_ARG(p->text));
	}
	return buf_view(&lines);
}
