/* A whole table of CSV. */
#include "intake/csv.h"

#define COLUMNS_MAX 200

static size_t lines_of(struct str text)
{
	size_t n = 1;
	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static enum outcome too_long(struct ctx *ctx, struct str filename, int64_t line, size_t n_columns)
{
	return problem_at(ctx, filename, line, 0, msg("This row has more cells than the first one, which has {1}"),
			  str_fmt(ctx->arena, "%zu", n_columns));
}

/* As many cells as it has without the empty ones at its end. */
static size_t width(const struct csv_row *row)
{
	size_t n = row->n;
	while (n > 0 && row->cells[n - 1].n == 0)
		n--;
	return n;
}

/* The content stays where it is, so a cell is a view of it, or was written anew into the arena. */
static void row_put(struct csv *csv, const struct csv_row *row)
{
	size_t n = row->n < csv->n_columns ? row->n : csv->n_columns;
	memcpy(csv->cells + csv->n_rows * csv->n_columns, row->cells, n * sizeof(*row->cells));
	csv->lines[csv->n_rows++] = row->line;
}

static enum outcome head_read(struct ctx *ctx, struct str filename, struct csv_reader *reader, struct csv_row *ret_row)
{
	enum outcome outcome = csv_next(ctx, reader, ret_row);
	if (outcome == NOT_FOUND || (outcome == OK && ret_row->line != 1))
		return problem_at(ctx, filename, 1, 1, msg("The first row must name the columns"));
	TRY(outcome);
	return width(ret_row) > COLUMNS_MAX ? too_long(ctx, filename, 1, COLUMNS_MAX) : OK;
}

enum outcome csv_read(struct ctx *ctx, struct str filename, struct str text, size_t max_rows, struct csv *ret_csv)
{
	const struct csv_options options = {.encoding = CSV_UTF8};
	struct csv_reader *reader = csv_open(ctx, filename, text, &options);
	struct csv_row row;
	struct csv csv = {0};
	enum outcome outcome = OK;
	TRY(head_read(ctx, filename, reader, &row));
	csv.n_columns = width(&row);
	size_t room = lines_of(text) < max_rows + 1 ? lines_of(text) : max_rows + 1;
	csv.cells = arena_array(ctx->arena, struct str, (room + 1) * csv.n_columns);
	csv.lines = arena_array(ctx->arena, int64_t, room + 1);
	row_put(&csv, &row);
	for (;;) {
		enum outcome next = csv_next(ctx, reader, &row);
		if (next == NOT_FOUND)
			break;
		/* A quote gone wrong leaves no telling where the next row begins. */
		TRY(next);
		if (width(&row) > csv.n_columns) {
			outcome = too_long(ctx, filename, row.line, csv.n_columns);
			continue;
		}
		if (csv.n_rows > max_rows)
			return problem_at(ctx, filename, row.line, 0,
					  msg("A file has at most {1} rows: cut it into several"),
					  str_fmt(ctx->arena, "%zu", max_rows));
		row_put(&csv, &row);
	}
	*ret_csv = csv;
	return outcome;
}
