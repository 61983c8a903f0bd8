/* Text in rows and cells (RFC 4180), as it comes from spreadsheets. Pure. */
#pragma once

#include "base/base.h"

struct csv {
	struct str *cells; /* n_rows × n_columns; the first row is the head */
	int64_t *lines;    /* of each row: the line on which it begins, from 1 */
	size_t n_rows;
	size_t n_columns;
};

/* The separator is the one of comma, semicolon and tab that stands most often in the first line. Quoted cells may hold
 * lines; empty rows are left out; short rows are filled with empty cells; cells are trimmed, and
 * without the apostrophe of cli_csv_cell. INVALID with problems, by
 * line: a row that is longer than the head, a quote that is not closed or stands within a cell, more than `max_rows`
 * rows. */
MUST_USE enum outcome csv_read(struct ctx *ctx, struct str filename, struct str text, size_t max_rows,
			       struct csv *ret_csv);
