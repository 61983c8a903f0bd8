/* What the files of the CSV reader share; not for others. */
#pragma once

#include "intake/csv.h"
#include "intake/intake.h"

#define CELLS_MAX 2000

struct csv_reader {
	struct csv_options options;
	struct str filename;
	const char *p; /* the window: all of the content, or what was read of the file and not yet given */
	size_t n, at;
	int64_t line;
	bool is_last; /* nothing follows the window */
	bool skips;   /* stands in a line that was refused and goes on behind the window */
	/* Of a file: */
	int fd;
	char *window;
	uint64_t read, size; /* bytes of it */
	/* The row at hand: */
	struct str *cells;
	size_t *ats, *ends; /* in the window, from the row's beginning */
	bool *doubled;
	struct str given; /* what the child said of the rows to come (csv_child.c); NULL: this process reads them */
};

struct csv_reader *reader_new(struct ctx *ctx, struct str filename, const struct csv_options *options);
/* INVALID with a problem: UTF-16, or a spreadsheet's own file, by how it begins. */
MUST_USE enum outcome csv_refuse_foreign(struct ctx *ctx, struct str filename, struct str head);
/* Into UTF-8, at most three bytes each; returns how many. */
size_t windows_to_utf8(const unsigned char *from, size_t n, char *to);
/* Checked and normalised as text_accept does; false: it cannot be stored. */
bool csv_cell_accept(struct arena *arena, struct str *cell);
/* The next row of those that the child gave. */
MUST_USE enum outcome csv_given_next(struct ctx *ctx, struct csv_reader *reader, struct csv_row *ret_row);
