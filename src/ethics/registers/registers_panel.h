/* What the page of a member shows of their declarations: a panel for room pages. */
#pragma once

#include "registers/public_web.h"

struct registers_panel {
	struct str name, path;
	const struct register_file *lines; /* a register and how many entries: where they stand */
	size_t n_lines;
};
/* Nothing is filled in where no register is kept, or the person is not public: `path` is empty then. */
MUST_USE enum outcome registers_panel_load(struct ctx *ctx, int64_t person_id, struct registers_panel *ret_panel);
