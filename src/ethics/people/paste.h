/* A table that somebody copied from a web page, a spreadsheet or a letter: its rows and columns, and what each column
 * seems to hold. Pure. Private to people. */
#pragma once

#include "people/people.h"

#define PASTE_COLUMNS 30
#define PASTE_ROWS    2000

enum paste_field {
	PASTE_NOTHING, /* a column that is not wanted */
	PASTE_NAME,
	PASTE_FIRST_NAME,
	PASTE_LAST_NAME,
	PASTE_POST,
	PASTE_AREA,
	PASTE_BODY,
	PASTE_CATEGORY,
	PASTE_FROM,
	PASTE_TO,
	PASTE_EMAIL,
	PASTE_PHONE,
	PASTE_IDENTIFIER, /* a number under which others know the person */
	PASTE_ELECTED,    /* whether the row's person was elected */
	PASTE_FIELDS,     /* one more than the last */
};

struct paste {
	struct str *cells; /* row by row, each of n_columns; trimmed, white space made single */
	size_t n_rows;
	size_t n_columns;
	bool has_header;               /* the first row names the columns */
	int32_t fields[PASTE_COLUMNS]; /* enum paste_field of each column */
	bool month_first;              /* 3/4/2026 is the 4th of March */
};

/* One person's row, put together. */
struct paste_row {
	int64_t line;               /* from 1, as pasted: for messages */
	struct str name, sort_name; /* sort_name empty where the row does not say which is the last name */
	struct str post, area, body, category, email, phone, identifier;
	bool not_elected;         /* the row says so */
	int32_t from_day, to_day; /* PEOPLE_NO_DAY */
};

/* As bits 1 << enum paste_field: what a list of people has, and the result of an election. */
#define PASTE_OF_PEOPLE ((UINT32_C(1) << (PASTE_PHONE + 1)) - 1)
#define PASTE_OF_RESULT                                                                                                \
	(UINT32_C(1) << PASTE_NOTHING | UINT32_C(1) << PASTE_NAME | UINT32_C(1) << PASTE_FIRST_NAME |                  \
	 UINT32_C(1) << PASTE_LAST_NAME | UINT32_C(1) << PASTE_POST | UINT32_C(1) << PASTE_AREA |                      \
	 UINT32_C(1) << PASTE_EMAIL | UINT32_C(1) << PASTE_PHONE | UINT32_C(1) << PASTE_IDENTIFIER |                   \
	 UINT32_C(1) << PASTE_ELECTED)

/* Columns of other fields hold nothing. */
void paste_keep(struct paste *paste, uint32_t fields);

/* "name"; and back. What stands in forms. */
struct str paste_field_name(int32_t field);
bool paste_field_parse(struct str s, int32_t *ret_field);

/* Cuts the text into rows and columns: at tabs, else at the bars of a Markdown table, else at semicolons or commas
 * (quoted cells as in RFC 4180), else into blocks between empty lines, one line a cell. Rows without a word are left
 * out, rows that are shorter are filled with empty cells. `month_first` is what an ambiguous day is taken for where no
 * day of the table says otherwise. Guesses header and fields. INVALID with a problem on field "table": nothing there,
 * more than PASTE_ROWS rows or PASTE_COLUMNS columns. `text` is accepted text with lines. */
MUST_USE enum outcome paste_read(struct ctx *ctx, struct str text, bool month_first, struct paste *ret_paste);

struct str paste_cell(const struct paste *paste, size_t row, size_t column);

/* The rows below the header as the fields say. INVALID with problems that name line and column: no name, a day that is
 * none; a field that stands twice; no column with names. */
MUST_USE enum outcome paste_rows(struct ctx *ctx, const struct paste *paste, struct paste_row **ret_rows,
				 size_t *ret_n);

/* "14 May 2012", "May 14, 2012", "14.5.2012", "5/14/2012", "2012-05-14", "May 2012" (its first day). */
bool paste_day(struct str text, bool month_first, struct day *ret_day);

/* Takes "Cllr", "Councillor", "Hon." and the like off the front of a name, and "(Chair)" or ", MBE" off its end; "Vale,
 * Imogen" becomes "Imogen Vale". *ret_sort_name is empty where nothing says which is the last name; *ret_post is what
 * title or bracket say of a post ("Mayor"), else empty. */
void paste_name(struct arena *arena, struct str text, struct str *ret_name, struct str *ret_sort_name,
		struct str *ret_post);

/* ---- Between paste.c, paste_grid.c and paste_guess.c ---- */

/* A table that grows: its cells are spans of the text, its rows have any length. */
struct paste_grid {
	struct arena *arena;
	struct str *cells;
	size_t n_cells, capacity;
	size_t starts[PASTE_ROWS + 2]; /* of each row, in cells */
	size_t n_rows;
	size_t n_columns;
};

/* False when there are too many rows or columns. */
bool paste_grid_read(struct paste_grid *grid, struct str text);

/* Fills in has_header and fields. */
void paste_guess(struct arena *arena, struct paste *paste);

/* The field that a header's cell names; PASTE_NOTHING for one that it does not know. */
int32_t paste_header_field(struct arena *arena, struct str cell);

/* What the days of the table say about their order. */
bool paste_is_month_first(const struct paste *paste, bool otherwise);
