/* CSV of provisions (RFC 4180): a row for each, the columns in any order. */
#include "codes/import/exact.h"

enum column {
	COLUMN_ID,
	COLUMN_ANCHOR,
	COLUMN_DEPTH,
	COLUMN_KIND,
	COLUMN_LABEL,
	COLUMN_HEADING,
	COLUMN_TEXT,
	COLUMN_AUDIENCE,
	COLUMN_LANG,
	COLUMNS,
};

static const char *const column_names[COLUMNS] = {"id",      "anchor", "depth",    "kind", "label",
						  "heading", "text",   "audience", "lang"};

struct rows {
	struct ctx *ctx;
	struct str filename;
	struct str rest;
	int64_t line; /* of what comes next */
	int64_t row_line;
	struct str cells[2 * COLUMNS];
	size_t n;
	bool is_broken;
};

/* A cell in quotation marks; a quotation mark in it is doubled. */
static struct str quoted_cell(struct rows *rows)
{
	struct buf cell = buf_open(rows->ctx->arena, 64);
	size_t i = 1;
	for (; i < rows->rest.n; i++) {
		char c = rows->rest.p[i];
		rows->line += c == '\n';
		if (c == '"' && (i + 1 == rows->rest.n || rows->rest.p[i + 1] != '"'))
			break;
		i += c == '"';
		buf_char(&cell, c);
	}
	if (i >= rows->rest.n) {
		rows->is_broken = true;
		(void)problem_at(rows->ctx, rows->filename, rows->row_line, 0,
				 msg("a quotation mark in this row is never closed"));
	}
	rows->rest = str_slice(rows->rest, i + 1, rows->rest.n);
	return buf_view(&cell);
}

static struct str plain_cell(struct rows *rows)
{
	size_t i = 0;
	while (i < rows->rest.n && rows->rest.p[i] != ',' && rows->rest.p[i] != '\n')
		i++;
	struct str cell = str_slice(rows->rest, 0, i);
	rows->rest = str_slice(rows->rest, i, rows->rest.n);
	return cell;
}

/* False at the end. */
static bool next_row(struct rows *rows)
{
	if (rows->rest.n == 0 || rows->is_broken)
		return false;
	rows->row_line = rows->line;
	rows->n = 0;
	for (;;) {
		struct str cell = rows->rest.n > 0 && rows->rest.p[0] == '"' ? quoted_cell(rows) : plain_cell(rows);
		if (rows->n < COUNT_OF(rows->cells))
			rows->cells[rows->n] = cli_csv_cell(cell);
		rows->n++;
		if (rows->rest.n == 0 || rows->is_broken)
			return !rows->is_broken;
		char c = rows->rest.p[0];
		rows->rest = str_slice(rows->rest, 1, rows->rest.n);
		if (c == '\n') {
			rows->line++;
			return true;
		}
		if (c != ',') {
			rows->is_broken = true;
			(void)problem_at(rows->ctx, rows->filename, rows->line, 0,
					 msg("behind a closing quotation mark comes a comma or the end of the row"));
			return false;
		}
	}
}

/* Which column each cell of a row is; false with problems when the header cannot be. */
static bool read_header(struct rows *rows, size_t *ret_column_of)
{
	bool has[COLUMNS] = {0}, is_right = true;
	struct ctx *ctx = rows->ctx;
	for (size_t i = 0; i < rows->n && i < COUNT_OF(rows->cells); i++) {
		struct str name = str_trim(rows->cells[i]);
		size_t column = 0;
		while (column < COLUMNS && !str_eq(name, str_of(column_names[column])))
			column++;
		if (column == COLUMNS || has[column]) {
			(void)problem_at(ctx, rows->filename, 1, 0,
					 column == COLUMNS
						 ? msg("there is no column “{1}”: a code has id, anchor, depth, "
						       "kind, label, heading, text, audience and lang")
						 : msg("the column “{1}” stands twice"),
					 name);
			is_right = false;
			continue;
		}
		has[column] = true;
		ret_column_of[i] = column;
	}
	if (is_right && !has[COLUMN_TEXT]) {
		(void)problem_at(ctx, rows->filename, 1, 0,
				 msg("the column “text” is missing: the first row names the columns"));
		is_right = false;
	}
	return is_right && rows->n <= COUNT_OF(rows->cells);
}

static void read_provision(struct rows *rows, const struct str *cell, struct exact *exact)
{
	struct place place = {rows->filename, rows->row_line, 0};
	struct provision p = {
		.kind = PROVISION_PARAGRAPH,
		.anchor = cell[COLUMN_ANCHOR],
		.label = cell[COLUMN_LABEL],
		.heading = cell[COLUMN_HEADING],
		.text = cell[COLUMN_TEXT],
		.audience = cell[COLUMN_AUDIENCE],
		.lang = cell[COLUMN_LANG],
	};
	int64_t depth = 0;
	if (cell[COLUMN_DEPTH].n > 0 && (!str_to_i64(cell[COLUMN_DEPTH], &depth) || depth < 0 || depth > INT32_MAX))
		(void)problem_at(rows->ctx, rows->filename, rows->row_line, 0,
				 msg("the depth “{1}” is no whole number from 0"), cell[COLUMN_DEPTH]);
	else
		p.depth = (int32_t)depth;
	if (cell[COLUMN_KIND].n > 0 && !provision_kind_parse(cell[COLUMN_KIND], &p.kind))
		(void)problem_at(rows->ctx, rows->filename, rows->row_line, 0, msg("“{1}” is no kind of provision"),
				 cell[COLUMN_KIND]);
	exact_add(exact, p, cell[COLUMN_ID], place);
}

/* The title's words on a line; a CSV of provisions says no other. */
static struct str title_of(struct arena *arena, const struct code_import *import, struct str filename)
{
	struct buf title = buf_open(arena, 128);
	for (size_t i = 0; i < import->n && import->provisions[i].kind == PROVISION_TITLE && title.n == 0; i++) {
		struct str rest = import->provisions[i].text, word;
		while (text_next_word(&rest, &word)) {
			if (title.n > 0)
				buf_char(&title, ' ');
			buf_str(&title, word);
		}
	}
	return title.n > 0 ? buf_view(&title) : import_title_from(arena, filename);
}

enum outcome csv_parse(struct ctx *ctx, const struct code_file *file, struct code_import *ret_import)
{
	struct rows rows = {.ctx = ctx, .filename = file->name, .rest = file->content, .line = 1};
	struct exact exact = {.ctx = ctx, .file = file};
	size_t column_of[2 * COLUMNS] = {0};
	struct code_import import;
	if (!next_row(&rows))
		return rows.is_broken ? INVALID
				      : problem_at(ctx, file->name, 1, 1, msg("there are no words in this file"));
	size_t n_columns = rows.n;
	if (!read_header(&rows, column_of))
		return INVALID;
	while (exact.n <= LIMIT_PROVISIONS && next_row(&rows)) {
		struct str cells[COLUMNS] = {{0}};
		if (rows.n == 1 && rows.cells[0].n == 0)
			continue;
		if (rows.n != n_columns) {
			(void)problem_at(ctx, file->name, rows.row_line, 0,
					 msg("this row has {1} cells, the first has {2}"),
					 str_fmt(ctx->arena, "%zu", rows.n), str_fmt(ctx->arena, "%zu", n_columns));
			continue;
		}
		for (size_t i = 0; i < rows.n; i++)
			cells[column_of[i]] = rows.cells[i];
		read_provision(&rows, cells, &exact);
	}
	TRY(exact_close(&exact, &import));
	import.title = title_of(ctx->arena, &import, file->name);
	*ret_import = import;
	return OK;
}
