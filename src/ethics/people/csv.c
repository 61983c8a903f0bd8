#include "people/csv.h"

#define COLUMNS_MAX 200

/* Where the reader stands. */
struct cursor {
	struct str text;
	size_t at;
	int64_t line;
	char separator;
};

static char separator_of(struct str text)
{
	static const char choices[] = ",;\t";
	struct str head = str_slice(text, 0, str_find_char(text, '\n', 0));
	size_t best = 0, counts[3] = {0};
	for (size_t i = 0; i < head.n; i++)
		for (size_t c = 0; c < 3; c++)
			counts[c] += head.p[i] == choices[c];
	for (size_t c = 1; c < 3; c++)
		best = counts[c] > counts[best] ? c : best;
	return choices[best];
}

static bool at_end(const struct cursor *c)
{
	return c->at >= c->text.n || c->text.p[c->at] == c->separator || c->text.p[c->at] == '\n';
}

static enum outcome quoted_cell(struct ctx *ctx, struct str filename, struct cursor *c, struct str *ret_cell)
{
	int64_t line = c->line;
	size_t from = ++c->at;
	bool doubled = false;
	for (; c->at < c->text.n; c->at++) {
		c->line += c->text.p[c->at] == '\n';
		if (c->text.p[c->at] != '"')
			continue;
		if (c->at + 1 >= c->text.n || c->text.p[c->at + 1] != '"')
			break;
		doubled = true;
		c->at++;
	}
	if (c->at >= c->text.n)
		return problem_at(ctx, filename, line, 0, msg("A quote opens here and is never closed"));
	*ret_cell = str_slice(c->text, from, c->at++);
	while (!at_end(c) && c->text.p[c->at] == ' ')
		c->at++;
	if (!at_end(c))
		return problem_at(
			ctx, filename, c->line, 0,
			msg("After a closing quote there must be a separator: a quote within a cell is written twice"));
	if (!doubled)
		return OK;
	struct buf cell = buf_open(ctx->arena, ret_cell->n);
	for (size_t i = 0; i < ret_cell->n; i++) {
		buf_char(&cell, ret_cell->p[i]);
		i += ret_cell->p[i] == '"';
	}
	*ret_cell = buf_view(&cell);
	return OK;
}

static enum outcome cell_read(struct ctx *ctx, struct str filename, struct cursor *c, struct str *ret_cell)
{
	while (!at_end(c) && c->text.p[c->at] == ' ')
		c->at++;
	if (c->at < c->text.n && c->text.p[c->at] == '"')
		return quoted_cell(ctx, filename, c, ret_cell);
	size_t from = c->at;
	while (!at_end(c))
		c->at++;
	*ret_cell = str_trim(str_slice(c->text, from, c->at));
	return OK;
}

/* One row into cells, of which there are at most `max`; *ret_n is how many it has. */
static enum outcome row_read(struct ctx *ctx, struct str filename, struct cursor *c, struct str *cells, size_t max,
			     size_t *ret_n)
{
	size_t n = 0;
	int64_t line = c->line;
	for (;;) {
		struct str cell;
		TRY(cell_read(ctx, filename, c, &cell));
		if (n < max)
			cells[n] = str_trim(cli_csv_cell(str_trim(cell)));
		n += n < max || cell.n > 0;
		if (c->at >= c->text.n || c->text.p[c->at] == '\n')
			break;
		c->at++;
	}
	c->line++;
	c->at++;
	*ret_n = n;
	if (n > max)
		return problem_at(ctx, filename, line, 0,
				  msg("This row has more cells than the first one, which has {1}"),
				  str_fmt(ctx->arena, "%zu", max));
	return OK;
}

static size_t lines_of(struct str text)
{
	size_t n = 1;
	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static bool is_empty(const struct str *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cells[i].n)
			return false;
	return true;
}

/* The head: as many columns as it has cells. */
static enum outcome head_read(struct ctx *ctx, struct str filename, struct cursor *c, struct str *head, size_t *ret_n)
{
	size_t n = 0;
	TRY(row_read(ctx, filename, c, head, COLUMNS_MAX, &n));
	while (n > 0 && head[n - 1].n == 0)
		n--;
	if (n == 0)
		return problem_at(ctx, filename, 1, 1, msg("The first row must name the columns"));
	*ret_n = n;
	return OK;
}

enum outcome csv_read(struct ctx *ctx, struct str filename, struct str text, size_t max_rows, struct csv *ret_csv)
{
	struct cursor c = {.text = text, .line = 1, .separator = separator_of(text)};
	struct str *head = arena_array(ctx->arena, struct str, COLUMNS_MAX);
	struct csv csv = {0};
	enum outcome outcome = OK;
	TRY(head_read(ctx, filename, &c, head, &csv.n_columns));
	size_t room = lines_of(text) < max_rows + 1 ? lines_of(text) : max_rows + 1;
	csv.cells = arena_array(ctx->arena, struct str, (room + 1) * csv.n_columns);
	csv.lines = arena_array(ctx->arena, int64_t, room + 1);
	memcpy(csv.cells, head, csv.n_columns * sizeof(*head));
	csv.lines[0] = 1;
	csv.n_rows = 1;
	while (c.at < text.n) {
		struct str *cells = csv.cells + csv.n_rows * csv.n_columns;
		size_t n = 0;
		int64_t line = c.line;
		memset(cells, 0, csv.n_columns * sizeof(*cells));
		size_t before = c.at;
		if (row_read(ctx, filename, &c, cells, csv.n_columns, &n) != OK) {
			outcome = INVALID;
			/* A quote gone wrong leaves no telling where the next row begins. */
			if (n <= csv.n_columns || c.at == before)
				return INVALID;
			continue;
		}
		if (is_empty(cells, csv.n_columns))
			continue;
		if (csv.n_rows > max_rows)
			return problem_at(ctx, filename, line, 0,
					  msg("A file has at most {1} rows: cut it into several"),
					  str_fmt(ctx->arena, "%zu", max_rows));
		csv.lines[csv.n_rows++] = line;
	}
	*ret_csv = csv;
	return outcome;
}
