/* What the pages of a pasted table show; between office_paste.c and views/paste.html. */
#pragma once

#include "html/components.h"
#include "http/http.h"
#include "people/paste_file.h"
#include "people/people_import.h"

enum paste_step {
	PASTE_STEP_TABLE,   /* the table is asked for */
	PASTE_STEP_COLUMNS, /* what each column holds */
	PASTE_STEP_PREVIEW, /* what would happen */
	PASTE_STEP_ADD,
};

/* A column with the choice of what it holds. */
struct paste_column {
	struct field field;
	const struct choice *choices;
	size_t n_choices;
};

struct paste_line {
	const struct str *cells;
	size_t n;
};

/* A table with the choice of what each column holds, for whichever page asks. */
struct paste_columns {
	struct choice header; /* "The first row names the columns" */
	struct field header_field;
	const struct paste_column *columns;
	size_t n_columns;
	const struct paste_line *lines; /* of the table, the first ones */
	size_t n_lines, n_rows;
	bool has_header;
};

/* The table of the form, with columns as the form says where it does. `fields` are those that the page offers. INVALID
 * with problems, as paste_read. */
MUST_USE enum outcome office_paste_take(struct ctx *ctx, const struct req *req, uint32_t fields,
					struct paste *ret_paste);
void office_paste_columns(struct ctx *ctx, const struct paste *paste, uint32_t fields,
			  struct paste_columns *ret_columns);
/* In America 3/4 is the 4th of March. */
bool office_paste_month_first(const struct ctx *ctx);

struct office_paste {
	struct page page;
	struct form_hidden hidden;
	enum paste_step step;
	struct field table, body, new_body, post, from, category;
	const struct choice *bodies, *categories;
	size_t n_bodies, n_categories;
	struct paste_columns columns;
	const struct file_tenure *tenures;
	size_t n_tenures;
	const struct people_file *file;
	const struct people_import_result *result;
};

/* Asked by the view. */
struct str paste_person_shown(const struct office_paste *v, const struct file_tenure *tenure);
struct str paste_count(struct arena *arena, int64_t n);
