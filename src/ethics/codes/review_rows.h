/* The rows of a draft as they are stored, and changing them. Private to codes. */
#pragma once

#include "codes/review_store.h"

/* In their order; positions are the keys of it. */
struct review_rows {
	struct provision *p;
	size_t n;
};
MUST_USE enum outcome review_rows(struct ctx *ctx, int64_t edition_id, struct review_rows *ret_rows);

/* Inside a write: changes the rows, writing only those that the change names and, where there is no room for new ones,
 * their neighbours. *rows is as stored afterwards. */
MUST_USE enum outcome review_rows_change(struct ctx *ctx, int64_t edition_id, struct review_rows *rows,
					 const struct edit_change *change);

/* A change as the JSON that a step keeps; and back, for a text of n elements. BROKEN when it is not what was written.
 */
struct str review_splices_write(struct arena *arena, const struct edit_change *change);
MUST_USE enum outcome review_splices_read(struct ctx *ctx, struct str text, size_t n, struct edit_change *ret_change);
