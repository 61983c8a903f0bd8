/* What content is, by its bytes alone; pure. Runs in the child. Private to files, and to its tests. */
#pragma once

#include "files/files.h"

/* Bytes of the content from `from` to before `to`. */
struct file_range {
	size_t from, to;
};

/* The parts that make a copy without metadata, in order; those of `blank` become spaces in it. */
struct file_parts {
	enum file_kind kind;
	uint32_t hints;
	bool can_clean;
	struct file_range *keep, *blank;
	size_t n_keep, n_blank;
	size_t keep_room, blank_room;
};

/* OK, or INVALID with a problem. */
MUST_USE enum outcome parts_look(struct ctx *ctx, struct str content, struct file_parts *ret_parts);

void parts_keep(struct arena *arena, struct file_parts *parts, size_t from, size_t to);
void parts_blank(struct arena *arena, struct file_parts *parts, size_t from, size_t to);

/* The copy that they make of it; {NULL, 0} when they cannot. */
struct str parts_copy(struct arena *arena, struct str content, const struct file_parts *parts);

/* PDF (ISO 32000-1). */
MUST_USE enum outcome pdf_look(struct ctx *ctx, struct str content, struct file_parts *parts);

uint32_t hints_of(struct str text);
