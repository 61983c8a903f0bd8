/* What changed in the registers, the newest first: for feeds and files. */
#pragma once

#include "registers/export.h"

struct changes_filter {
	struct str register_id; /* empty: all that are public */
	int64_t person_id;      /* 0: any */
	int64_t since_ms;       /* published then or later; 0: ever */
	int64_t before;         /* a change's number: those before it; 0: from the newest */
	size_t most;
};

/* From the words of an address: since, register, member, before. NOT_FOUND; INVALID with the problem of a word. */
MUST_USE enum outcome changes_filter_read(struct ctx *ctx, const struct asked *asked, size_t n,
					  struct changes_filter *filter);

struct change_row {
	int64_t no;
	struct entry entry;
};

/* At most `most`; registers that show no entries are left out, so there may be fewer although there are more.
 * *ret_before: of the filter of what lies behind; 0: nothing does. */
MUST_USE enum outcome changes_list(struct ctx *ctx, const struct changes_filter *filter, struct change_row **ret_rows,
				   size_t *ret_n, int64_t *ret_before);
/* All of them in constant memory. */
MUST_USE enum outcome changes_export(struct ctx *ctx, const struct changes_filter *filter, enum export_format format,
				     const struct export_sink *sink);
