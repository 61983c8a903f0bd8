/* CSV, a row at a time. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/csv_parts.h"

#define WINDOW_BYTES ((size_t)4 * 1024 * 1024)

/* ---- Opening ---- */

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

struct csv_reader *reader_new(struct ctx *ctx, struct str filename, const struct csv_options *options)
{
	struct csv_reader *reader = arena_new(ctx->arena, struct csv_reader);
	*reader = (struct csv_reader){.options = *options, .filename = filename, .line = 1, .fd = -1};
	reader->cells = arena_array(ctx->arena, struct str, CELLS_MAX);
	reader->ats = arena_array(ctx->arena, size_t, CELLS_MAX);
	reader->ends = arena_array(ctx->arena, size_t, CELLS_MAX);
	reader->doubled = arena_array(ctx->arena, bool, CELLS_MAX);
	return reader;
}

static void begin(struct csv_reader *reader)
{
	struct str text = {reader->p, reader->n};
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		reader->at = 3;
	if (!reader->options.separator)
		reader->options.separator = separator_of(str_slice(text, reader->at, text.n));
}

struct csv_reader *csv_open(struct ctx *ctx, struct str filename, struct str content, const struct csv_options *options)
{
	struct csv_reader *reader = reader_new(ctx, filename, options);
	reader->p = content.p;
	reader->n = content.n;
	reader->size = content.n;
	reader->is_last = true;
	begin(reader);
	return reader;
}

/* Windows-1252 beyond Latin-1: 0x80 to 0x9F. 0: no character. */
static const uint16_t windows_1252[32] = {
	0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

size_t windows_to_utf8(const unsigned char *from, size_t n, char *to)
{
	size_t out = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t c = from[i];
		if (c >= 0x80 && c < 0xA0)
			c = windows_1252[c - 0x80] ? windows_1252[c - 0x80] : 0xFFFD;
		if (c < 0x80) {
			to[out++] = (char)c;
		} else if (c < 0x800) {
			to[out++] = (char)(0xC0 | c >> 6);
			to[out++] = (char)(0x80 | (c & 0x3F));
		} else {
			to[out++] = (char)(0xE0 | c >> 12);
			to[out++] = (char)(0x80 | (c >> 6 & 0x3F));
			to[out++] = (char)(0x80 | (c & 0x3F));
		}
	}
	return out;
}

static enum outcome bytes_at(struct ctx *ctx, const struct csv_reader *reader, uint64_t at, void *to, size_t most,
			     size_t *ret_n)
{
	for (;;) {
		ssize_t n = pread(reader->fd, to, most, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			(void)problem_at(ctx, reader->filename, 0, 0, msg("the system reports a fault: {1}"),
					 str_of(strerrordesc_np(errno)));
			return BROKEN;
		}
		*ret_n = (size_t)n;
		return OK;
	}
}

/* Goes on reading behind what of the window is not used yet. */
static enum outcome fill(struct ctx *ctx, struct csv_reader *reader)
{
	size_t left = reader->n - reader->at, n = 0;
	memmove(reader->window, reader->p + reader->at, left);
	reader->at = 0;
	reader->n = left;
	size_t room = WINDOW_BYTES - left;
	if (reader->options.encoding == CSV_WINDOWS_1252) {
		/* What is read stands at the end of the room, and is never overtaken by what is written. */
		size_t most = room / 3;
		unsigned char *from = (unsigned char *)reader->window + WINDOW_BYTES - most;
		TRY(bytes_at(ctx, reader, reader->read, from, most, &n));
		reader->n += windows_to_utf8(from, n, reader->window + left);
	} else {
		TRY(bytes_at(ctx, reader, reader->read, reader->window + left, room, &n));
		reader->n += n;
	}
	reader->read += n;
	reader->is_last = n == 0;
	return OK;
}

/* Is all of the file UTF-8? */
static enum outcome encoding_guess(struct ctx *ctx, struct csv_reader *reader)
{
	uint64_t at = 0;
	for (;;) {
		size_t n;
		TRY(bytes_at(ctx, reader, at, reader->window, WINDOW_BYTES, &n));
		size_t fault = utf8_fault((struct str){reader->window, n});
		/* What a read cuts apart is read again as a whole. */
		bool is_cut = fault != STR_NPOS && n == WINDOW_BYTES && n - fault < 4;
		if (fault != STR_NPOS && !is_cut) {
			reader->options.encoding = CSV_WINDOWS_1252;
			return OK;
		}
		at += is_cut ? fault : n;
		if (n < WINDOW_BYTES)
			break;
	}
	reader->options.encoding = CSV_UTF8;
	return OK;
}

enum outcome csv_refuse_foreign(struct ctx *ctx, struct str filename, struct str head)
{
	if (str_starts(head, STR("\xFF\xFE")) || str_starts(head, STR("\xFE\xFF")))
		return problem_at(ctx, filename, 1, 1, msg("this is UTF-16 text: save it as CSV (UTF-8)"));
	if (str_starts(head, STR("PK\x03\x04")) || str_starts(head, STR("\xd0\xcf\x11\xe0")))
		return problem_at(ctx, filename, 1, 1,
				  msg("this is a spreadsheet's own file: save it as CSV (UTF-8), and import that"));
	return OK;
}

enum outcome csv_open_file(struct ctx *ctx, struct str filename, int fd, const struct csv_options *options,
			   struct csv_reader **ret_reader)
{
	struct stat stat;
	if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
		return problem_at(ctx, filename, 0, 0, msg("this is no file that can be read twice: name a file"));
	struct csv_reader *reader = reader_new(ctx, filename, options);
	reader->fd = fd;
	reader->size = (uint64_t)stat.st_size;
	reader->window = arena_alloc(ctx->arena, WINDOW_BYTES);
	reader->p = reader->window;
	if (options->encoding == CSV_GUESS)
		TRY(encoding_guess(ctx, reader));
	size_t n;
	TRY(bytes_at(ctx, reader, 0, reader->window, 4, &n));
	TRY(csv_refuse_foreign(ctx, filename, (struct str){reader->window, n}));
	TRY(fill(ctx, reader));
	begin(reader);
	*ret_reader = reader;
	return OK;
}

/* ---- One row ---- */

enum scan { SCAN_ROW, SCAN_MORE, SCAN_QUOTE_OPEN, SCAN_QUOTE_WITHIN, SCAN_LONG, SCAN_MANY };

/* Where the scan of a row stands. */
struct cursor {
	const char *p;
	size_t at, end;
	char separator;
	bool is_last;
	int64_t line;
};

static bool ends_cell(const struct cursor *c)
{
	return c->at >= c->end || c->p[c->at] == c->separator || c->p[c->at] == '\n' || c->p[c->at] == '\r';
}

static enum scan scan_quoted(struct cursor *c, size_t *ret_from, size_t *ret_to, bool *ret_doubled)
{
	*ret_from = ++c->at;
	for (;; c->at++) {
		if (c->at >= c->end)
			return c->is_last ? SCAN_QUOTE_OPEN : SCAN_MORE;
		c->line += c->p[c->at] == '\n';
		if (c->p[c->at] != '"')
			continue;
		if (c->at + 1 >= c->end && !c->is_last)
			return SCAN_MORE;
		if (c->at + 1 >= c->end || c->p[c->at + 1] != '"')
			break;
		*ret_doubled = true;
		c->at++;
	}
	*ret_to = c->at++;
	while (!ends_cell(c) && c->p[c->at] == ' ')
		c->at++;
	return ends_cell(c) ? SCAN_ROW : SCAN_QUOTE_WITHIN;
}

static enum scan scan_cell(struct cursor *c, size_t *ret_from, size_t *ret_to, bool *ret_doubled)
{
	*ret_doubled = false;
	while (!ends_cell(c) && c->p[c->at] == ' ')
		c->at++;
	if (c->at < c->end && c->p[c->at] == '"')
		return scan_quoted(c, ret_from, ret_to, ret_doubled);
	*ret_from = c->at;
	/* A carriage return alone stands within a cell: what follows it is looked at by the row. */
	while (c->at < c->end && c->p[c->at] != c->separator && c->p[c->at] != '\n')
		c->at++;
	*ret_to = c->at;
	return SCAN_ROW;
}

/* The row from the cursor on; *ret_n cells. The cursor stands at its end then. */
static enum scan scan_row(struct csv_reader *reader, struct cursor *c, size_t *ret_n)
{
	size_t n = 0, start = c->at;
	for (;;) {
		const size_t at = c->at;
		size_t from = at, to = at;
		bool doubled = false;
		enum scan scan = scan_cell(c, &from, &to, &doubled);
		if (reader->options.row_bytes && c->at - start > reader->options.row_bytes)
			return scan == SCAN_ROW ? SCAN_LONG : SCAN_QUOTE_OPEN;
		if (scan != SCAN_ROW)
			return scan;
		if (c->at < c->end && c->p[c->at] == '\r')
			c->at++;
		if (c->at >= c->end && !c->is_last)
			return SCAN_MORE;
		if (n == CELLS_MAX)
			return SCAN_MANY;
		reader->ats[n] = at;
		reader->ends[n] = to;
		reader->doubled[n] = doubled;
		reader->cells[n++] = (struct str){c->p + from, to - from};
		if (c->at >= c->end || c->p[c->at] != c->separator)
			break;
		c->at++;
	}
	*ret_n = n;
	return SCAN_ROW;
}

static struct str undoubled(struct arena *arena, struct str cell)
{
	struct buf out = buf_open(arena, cell.n);
	for (size_t i = 0; i < cell.n; i++) {
		buf_char(&out, cell.p[i]);
		i += cell.p[i] == '"';
	}
	return buf_view(&out);
}

static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] > '~')
			return false;
	return true;
}

bool csv_cell_accept(struct arena *arena, struct str *cell)
{
	struct ctx aside = {.arena = arena};
	const struct text_rules rules = {.name = "", .max_bytes = SIZE_MAX, .lines = true};
	if (is_plain(*cell))
		return true;
	if (text_accept(&aside, *cell, &rules, cell) != OK)
		return false;
	*cell = str_trim(*cell);
	return true;
}

static enum outcome cell_read(struct ctx *ctx, const struct csv_reader *reader, const struct csv_row *row, size_t i,
			      struct str *cell)
{
	int64_t line, column;
	*cell = str_trim(*cell);
	if (reader->doubled[i])
		*cell = undoubled(ctx->arena, *cell);
	*cell = str_trim(cli_csv_cell(*cell));
	if (reader->options.cell_bytes && cell->n > reader->options.cell_bytes) {
		csv_place(row, i, &line, &column);
		return problem_at(
			ctx, reader->filename, line, column, msg("This cell has {1} bytes; at most {2} are read"),
			str_fmt(ctx->arena, "%zu", cell->n), str_fmt(ctx->arena, "%zu", reader->options.cell_bytes));
	}
	if (!reader->options.check || csv_cell_accept(ctx->arena, cell))
		return OK;
	csv_place(row, i, &line, &column);
	return problem_at(ctx, reader->filename, line, column,
			  msg("This cell has a character that cannot be stored, such as a control character"));
}

static enum outcome row_give(struct ctx *ctx, struct csv_reader *reader, size_t start, size_t n,
			     struct csv_row *ret_row)
{
	enum outcome outcome = OK;
	struct csv_row row = *ret_row;
	for (size_t i = 0; i < n; i++) {
		reader->ats[i] -= start;
		if (cell_read(ctx, reader, &row, i, &reader->cells[i]) != OK)
			outcome = INVALID;
	}
	ret_row->cells = reader->cells;
	ret_row->n = n;
	return outcome;
}

/* The row at `start` cannot be taken apart: the reader goes on behind its first line. */
static enum outcome row_refuse(struct ctx *ctx, struct csv_reader *reader, enum scan scan, const struct cursor *c,
			       struct csv_row *row)
{
	struct str rest = str_slice((struct str){reader->p, reader->n}, reader->at, reader->n);
	size_t end = str_find_char(rest, '\n', 0);
	row->raw = str_slice(rest, 0, end);
	reader->at += end == STR_NPOS ? rest.n : end + 1;
	reader->skips = end == STR_NPOS;
	reader->line++;
	switch (scan) {
	case SCAN_QUOTE_OPEN:
		return problem_at(ctx, reader->filename, row->line, 0, msg("A quote opens here and is never closed"));
	case SCAN_QUOTE_WITHIN:
		return problem_at(
			ctx, reader->filename, c->line, 0,
			msg("After a closing quote there must be a separator: a quote within a cell is written twice"));
	case SCAN_MANY:
		return problem_at(ctx, reader->filename, row->line, 0, msg("This row has more than {1} cells"),
				  str_fmt(ctx->arena, "%d", CELLS_MAX));
	default:
		return problem_at(ctx, reader->filename, row->line, 0,
				  msg("This row has more than {1} bytes: is a quote missing?"),
				  str_fmt(ctx->arena, "%zu", reader->options.row_bytes));
	}
}

/* To the end of the line that was refused. */
static enum outcome skip(struct ctx *ctx, struct csv_reader *reader)
{
	while (reader->skips && !(reader->at >= reader->n && reader->is_last)) {
		size_t end = str_find_char((struct str){reader->p, reader->n}, '\n', reader->at);
		reader->skips = end == STR_NPOS;
		reader->at = end == STR_NPOS ? reader->n : end + 1;
		if (reader->skips && !reader->is_last)
			TRY(fill(ctx, reader));
	}
	return OK;
}

static bool is_empty(const struct str *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cells[i].n)
			return false;
	return true;
}

enum outcome csv_next(struct ctx *ctx, struct csv_reader *reader, struct csv_row *ret_row)
{
	if (reader->given.p)
		return csv_given_next(ctx, reader, ret_row);
	for (;;) {
		TRY(skip(ctx, reader));
		struct cursor c = {reader->p,       reader->at,  reader->n, reader->options.separator,
				   reader->is_last, reader->line};
		size_t n = 0, start = reader->at;
		if (start >= reader->n && reader->is_last)
			return NOT_FOUND;
		enum scan scan = start >= reader->n ? SCAN_MORE : scan_row(reader, &c, &n);
		if (scan == SCAN_MORE && reader->n - reader->at < WINDOW_BYTES / 2) {
			TRY(fill(ctx, reader));
			continue;
		}
		struct csv_row row = {.line = reader->line, .ats = reader->ats};
		if (scan != SCAN_ROW) {
			enum outcome outcome = row_refuse(ctx, reader, scan, &c, &row);
			*ret_row = row;
			return outcome;
		}
		row.raw = str_slice((struct str){reader->p, c.at}, start, c.at);
		reader->at = c.at < reader->n ? c.at + 1 : c.at;
		reader->line = c.line + 1;
		if (is_empty(reader->cells, n))
			continue;
		enum outcome outcome = row_give(ctx, reader, start, n, &row);
		*ret_row = row;
		if (outcome != OK || !is_empty(row.cells, row.n))
			return outcome;
	}
}

void csv_place(const struct csv_row *row, size_t cell, int64_t *ret_line, int64_t *ret_column)
{
	int64_t line = row->line, column = 1;
	for (size_t i = 0; i < row->ats[cell] && i < row->raw.n; i++) {
		bool is_end = row->raw.p[i] == '\n';
		line += is_end;
		column = is_end ? 1 : column + (((unsigned char)row->raw.p[i] & 0xC0) != 0x80);
	}
	*ret_line = line;
	*ret_column = column;
}

void csv_progress(const struct csv_reader *reader, uint64_t *ret_done, uint64_t *ret_all)
{
	uint64_t left = reader->given.p ? reader->given.n : reader->n - reader->at;
	if (reader->given.p) {
		*ret_done = reader->size - left;
		*ret_all = reader->size;
		return;
	}
	*ret_done = reader->fd < 0 ? reader->at : reader->read > left ? reader->read - left : 0;
	*ret_all = reader->size;
}
