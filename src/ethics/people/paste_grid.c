/* Pasted text into rows and cells. */
#include "people/paste.h"

#define BLOCK_LINES 8

static struct str squeezed(struct arena *arena, struct str text)
{
	struct buf out = buf_open(arena, text.n);
	struct str rest = text, word;
	while (text_next_word(&rest, &word)) {
		if (out.n > 0)
			buf_char(&out, ' ');
		buf_str(&out, word);
	}
	return buf_view(&out);
}

static void grid_cell(struct paste_grid *grid, struct str cell)
{
	if (grid->n_cells == grid->capacity) {
		size_t capacity = grid->capacity ? 2 * grid->capacity : 256;
		struct str *cells = arena_array(grid->arena, struct str, capacity);
		for (size_t i = 0; i < grid->n_cells; i++)
			cells[i] = grid->cells[i];
		grid->cells = cells;
		grid->capacity = capacity;
	}
	grid->cells[grid->n_cells++] = cli_csv_cell(squeezed(grid->arena, cell));
}

/* Ends the row, unless it holds nothing; false when that is one too many. */
static bool grid_row(struct paste_grid *grid)
{
	size_t start = grid->starts[grid->n_rows], n = grid->n_cells - start;
	bool is_there = false;
	for (size_t i = start; i < grid->n_cells; i++)
		is_there |= grid->cells[i].n > 0;
	if (!is_there) {
		grid->n_cells = start;
		return true;
	}
	if (n > grid->n_columns)
		grid->n_columns = n;
	grid->starts[++grid->n_rows] = grid->n_cells;
	return grid->n_rows <= PASTE_ROWS && n <= PASTE_COLUMNS;
}

/* Takes a quoted cell off the front of *rest, which begins behind its first mark (RFC 4180). */
static struct str take_quoted(struct arena *arena, struct str *rest)
{
	struct buf out = buf_open(arena, 64);
	size_t at = 0;
	for (; at < rest->n; at++) {
		if (rest->p[at] == '"' && at + 1 < rest->n && rest->p[at + 1] == '"')
			at++;
		else if (rest->p[at] == '"')
			break;
		buf_char(&out, rest->p[at]);
	}
	*rest = str_slice(*rest, at + 1, rest->n);
	return buf_view(&out);
}

/* A quoted cell may hold line feeds. */
static bool read_separated(struct paste_grid *grid, struct str text, char separator)
{
	struct str rest = text;
	while (rest.n > 0) {
		struct buf cell = buf_open(grid->arena, 64);
		if (rest.p[0] == '"') {
			rest = str_slice(rest, 1, rest.n);
			buf_str(&cell, take_quoted(grid->arena, &rest));
		}
		size_t at = 0;
		while (at < rest.n && rest.p[at] != separator && rest.p[at] != '\n')
			at++;
		buf_str(&cell, str_slice(rest, 0, at));
		grid_cell(grid, buf_view(&cell));
		bool ends = at == rest.n || rest.p[at] == '\n';
		rest = str_slice(rest, at + 1, rest.n);
		if (ends && !grid_row(grid))
			return false;
	}
	return grid->n_cells == grid->starts[grid->n_rows] || grid_row(grid);
}

static bool is_rule(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (!strchr("|-: \t", line.p[i]))
			return false;
	return true;
}

static bool read_bars(struct paste_grid *grid, struct str text)
{
	struct str rest = text, line, cell;
	while (str_cut(&rest, '\n', &line)) {
		if (is_rule(line))
			continue;
		line = str_trim(line);
		if (str_starts(line, STR("|")))
			line = str_slice(line, 1, line.n);
		if (str_ends(line, STR("|")))
			line = str_slice(line, 0, line.n - 1);
		while (str_cut(&line, '|', &cell))
			grid_cell(grid, cell);
		if (!grid_row(grid))
			return false;
	}
	return true;
}

/* Cards: each person some lines, and an empty one behind them. */
static bool read_blocks(struct paste_grid *grid, struct str text)
{
	struct str rest = text, line;
	while (str_cut(&rest, '\n', &line)) {
		if (text_words(line) > 0)
			grid_cell(grid, line);
		else if (!grid_row(grid))
			return false;
	}
	return grid_row(grid);
}

static bool read_lines(struct paste_grid *grid, struct str text)
{
	struct str rest = text, line;
	while (str_cut(&rest, '\n', &line)) {
		grid_cell(grid, line);
		if (!grid_row(grid))
			return false;
	}
	return true;
}

struct lines {
	size_t n, with_tab, with_bar, with_semicolon, with_comma, empty;
};

static struct lines lines_of(struct str text)
{
	struct lines lines = {0};
	struct str rest = text, line;
	while (str_cut(&rest, '\n', &line)) {
		if (text_words(line) == 0) {
			lines.empty += lines.n > 0 && rest.n > 0;
			continue;
		}
		lines.n++;
		lines.with_tab += str_find_char(line, '\t', 0) != STR_NPOS;
		lines.with_bar += str_find_char(line, '|', 0) != STR_NPOS;
		lines.with_semicolon += str_find_char(line, ';', 0) != STR_NPOS;
		lines.with_comma += str_find_char(line, ',', 0) != STR_NPOS;
	}
	return lines;
}

/* "name,post" */
static bool names_columns(struct arena *arena, struct str line)
{
	struct str rest = line, cell;
	size_t n = 0;
	while (str_cut(&rest, ',', &cell)) {
		if (paste_header_field(arena, cell) == PASTE_NOTHING)
			return false;
		n++;
	}
	return n > 1;
}

/* "Vale, Imogen" on each line is a list of names, not a table of two columns. */
static bool is_table_of_commas(struct arena *arena, struct str text)
{
	struct str rest = text, line;
	size_t most = 0;
	if (str_cut(&rest, '\n', &line) && names_columns(arena, str_trim(line)))
		return true;
	rest = text;
	while (str_cut(&rest, '\n', &line)) {
		size_t n = 0;
		for (size_t i = 0; i < line.n; i++)
			n += line.p[i] == ',';
		most = n > most ? n : most;
	}
	return most >= 2;
}

bool paste_grid_read(struct paste_grid *grid, struct str text)
{
	struct lines lines = lines_of(text);
	if (2 * lines.with_tab >= lines.n)
		return read_separated(grid, text, '\t');
	if (2 * lines.with_bar >= lines.n)
		return read_bars(grid, text);
	if (3 * lines.with_semicolon >= 2 * lines.n)
		return read_separated(grid, text, ';');
	if (3 * lines.with_comma >= 2 * lines.n && is_table_of_commas(grid->arena, text))
		return read_separated(grid, text, ',');
	return lines.empty > 0 && lines.n > lines.empty + 1 && lines.n <= (lines.empty + 1) * BLOCK_LINES
		       ? read_blocks(grid, text)
		       : read_lines(grid, text);
}
