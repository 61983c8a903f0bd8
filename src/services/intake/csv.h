/* Text in rows and cells (RFC 4180), as it comes from spreadsheets: one reader for all. */
#pragma once

#include "base/base.h"

/* ---- A row at a time, in constant memory ---- */

enum csv_encoding {
	CSV_GUESS, /* UTF-8 where all of it is that, else Windows-1252 */
	CSV_UTF8,
	CSV_WINDOWS_1252, /* and with it Latin-1 */
};

struct csv_options {
	char separator; /* 0: the one of comma, semicolon and tab that stands most often in the first line */
	enum csv_encoding encoding;
	size_t row_bytes;  /* a longer row is a fault; 0: any */
	size_t cell_bytes; /* likewise */
	bool check;        /* cells are checked and normalised as text_accept does */
};

struct csv_row {
	const struct str *cells; /* trimmed, without the apostrophe of cli_csv_cell */
	size_t n;
	int64_t line;      /* on which it begins, from 1 */
	struct str raw;    /* as it stood, without its end; of a faulty row its first line */
	const size_t *ats; /* where in `raw` each cell begins */
};

struct csv_reader;

/* Reads the content; UTF-8 that passed text_accept unless the options say otherwise. */
struct csv_reader *csv_open(struct ctx *ctx, struct str filename, struct str content,
			    const struct csv_options *options);
/* Reads a regular file of any size; the descriptor stays the caller's. INVALID with a problem: no regular file, UTF-16,
 * a spreadsheet's own format. */
MUST_USE enum outcome csv_open_file(struct ctx *ctx, struct str filename, int fd, const struct csv_options *options,
				    struct csv_reader **ret_reader);

/* Reads bytes from outside, of any encoding: they are taken apart in a child (D14), and its answer is read here. As
 * csv_open_file for whoever calls csv_next. */
MUST_USE enum outcome csv_open_upload(struct ctx *ctx, struct str filename, struct str content,
				      const struct csv_options *options, struct csv_reader **ret_reader);
struct intake_parser;
extern const struct intake_parser csv_parser;

/* The next row that has something in it; valid until the next call. NOT_FOUND: there is none. INVALID with a problem:
 * this row cannot be read, the next call gives the one after it; a quote that is never closed ends with its line. */
MUST_USE enum outcome csv_next(struct ctx *ctx, struct csv_reader *reader, struct csv_row *ret_row);

/* Where a cell stands: its line, and the character of that line, both from 1. */
void csv_place(const struct csv_row *row, size_t cell, int64_t *ret_line, int64_t *ret_column);

/* Bytes of the source behind which the reader stands, of how many. */
void csv_progress(const struct csv_reader *reader, uint64_t *ret_done, uint64_t *ret_all);

/* ---- A whole table ---- */

struct csv {
	struct str *cells; /* n_rows × n_columns; the first row is the head */
	int64_t *lines;    /* of each row: the line on which it begins, from 1 */
	size_t n_rows;
	size_t n_columns;
};

/* Quoted cells may hold lines; empty rows are left out; short rows are filled with empty cells. INVALID with problems,
 * by line: a row that is longer than the head, a quote that is not closed or stands within a cell, more than `max_rows`
 * rows. */
MUST_USE enum outcome csv_read(struct ctx *ctx, struct str filename, struct str text, size_t max_rows,
			       struct csv *ret_csv);
