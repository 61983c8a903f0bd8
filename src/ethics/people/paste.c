/* A pasted table and its rows put together. */
#include "people/paste.h"

/* ---- Names of fields ---- */

static const struct str field_names[PASTE_FIELDS] = {
	[PASTE_NOTHING] = STR_INIT("nothing"),
	[PASTE_NAME] = STR_INIT("name"),
	[PASTE_FIRST_NAME] = STR_INIT("first-name"),
	[PASTE_LAST_NAME] = STR_INIT("last-name"),
	[PASTE_POST] = STR_INIT("post"),
	[PASTE_AREA] = STR_INIT("area"),
	[PASTE_BODY] = STR_INIT("body"),
	[PASTE_CATEGORY] = STR_INIT("category"),
	[PASTE_FROM] = STR_INIT("from"),
	[PASTE_TO] = STR_INIT("to"),
	[PASTE_EMAIL] = STR_INIT("email"),
	[PASTE_PHONE] = STR_INIT("phone"),
	[PASTE_IDENTIFIER] = STR_INIT("identifier"),
	[PASTE_ELECTED] = STR_INIT("elected"),
};

struct str paste_field_name(int32_t field)
{
	return field >= 0 && field < PASTE_FIELDS ? field_names[field] : field_names[PASTE_NOTHING];
}

bool paste_field_parse(struct str s, int32_t *ret_field)
{
	for (int32_t i = 0; i < PASTE_FIELDS; i++) {
		if (str_eq(s, field_names[i])) {
			*ret_field = i;
			return true;
		}
	}
	return false;
}

void paste_keep(struct paste *paste, uint32_t fields)
{
	for (size_t i = 0; i < paste->n_columns; i++)
		if (!(fields >> paste->fields[i] & 1))
			paste->fields[i] = PASTE_NOTHING;
}

struct str paste_cell(const struct paste *paste, size_t row, size_t column)
{
	return paste->cells[row * paste->n_columns + column];
}

enum outcome paste_read(struct ctx *ctx, struct str text, bool month_first, struct paste *ret_paste)
{
	struct paste_grid *grid = arena_new(ctx->arena, struct paste_grid);
	grid->arena = ctx->arena;
	if (text_words(text) == 0)
		return problem_add(ctx, "table", msg("Paste a table here: one person a row"));
	if (!paste_grid_read(grid, text))
		return problem_add(ctx, "table",
				   msg("This is more than {1} rows or {2} columns. Paste it in several parts"),
				   str_fmt(ctx->arena, "%d", PASTE_ROWS), str_fmt(ctx->arena, "%d", PASTE_COLUMNS));
	struct paste paste = {.n_rows = grid->n_rows, .n_columns = grid->n_columns};
	paste.cells = arena_array(ctx->arena, struct str, paste.n_rows * paste.n_columns);
	for (size_t row = 0; row < grid->n_rows; row++)
		for (size_t i = grid->starts[row]; i < grid->starts[row + 1]; i++)
			paste.cells[row * paste.n_columns + (i - grid->starts[row])] = grid->cells[i];
	paste.month_first = paste_is_month_first(&paste, month_first);
	paste_guess(ctx->arena, &paste);
	*ret_paste = paste;
	return OK;
}

/* ---- Rows ---- */

static bool take_front(struct str *text, struct str word)
{
	if (text->n <= word.n || !str_eq_nocase(str_slice(*text, 0, word.n), word) || text->p[word.n] != ' ')
		return false;
	*text = str_trim(str_slice(*text, word.n, text->n));
	return true;
}

static bool take_any(struct str *text, const struct str *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (take_front(text, words[i]))
			return true;
	return false;
}

void paste_name(struct arena *arena, struct str text, struct str *ret_name, struct str *ret_sort_name,
		struct str *ret_post)
{
	static const struct str titles[] = {
		STR_INIT("Cllr"),
		STR_INIT("Cllr."),
		STR_INIT("Councillor"),
		STR_INIT("Councilmember"),
		STR_INIT("Council Member"),
		STR_INIT("Hon."),
		STR_INIT("Hon"),
		STR_INIT("The Hon."),
		STR_INIT("The Honorable"),
		STR_INIT("Honorable"),
		STR_INIT("Mr"),
		STR_INIT("Mr."),
		STR_INIT("Mrs"),
		STR_INIT("Mrs."),
		STR_INIT("Ms"),
		STR_INIT("Ms."),
		STR_INIT("Miss"),
		STR_INIT("Mx"),
		STR_INIT("Mx."),
		STR_INIT("Commissioner"),
	};
	static const struct str posts[] = {STR_INIT("Deputy Mayor"), STR_INIT("Vice Mayor"), STR_INIT("Mayor Pro Tem"),
					   STR_INIT("Mayor"),        STR_INIT("Vice Chair"), STR_INIT("Chair")};
	struct str post = {0}, sort_name = {0};
	size_t bracket = str_find_char(text, '(', 0);
	if (bracket != STR_NPOS && bracket > 0 && str_ends(text, STR(")"))) {
		post = str_trim(str_slice(text, bracket + 1, text.n - 1));
		text = str_trim(str_slice(text, 0, bracket));
	}
	for (size_t i = 0; i < COUNT_OF(posts); i++)
		if (take_front(&text, posts[i]) && post.n == 0)
			post = posts[i];
	while (take_any(&text, titles, COUNT_OF(titles)))
		;
	size_t comma = str_find_char(text, ',', 0);
	if (comma != STR_NPOS && comma > 0) {
		struct str last = str_trim(str_slice(text, 0, comma)),
			   first = str_trim(str_slice(text, comma + 1, text.n));
		if (text_words(last) == 1 && text_words(first) > 0 && text_words(first) <= 3) {
			sort_name = str_fmt(arena, "%.*s, %.*s", STR_ARG(last), STR_ARG(first));
			text = str_fmt(arena, "%.*s %.*s", STR_ARG(first), STR_ARG(last));
		}
	}
	*ret_name = text;
	*ret_sort_name = sort_name;
	*ret_post = post;
}

/* "Elected", "yes", a tick; "Not elected", "no", nothing. False: neither. */
static bool take_elected(struct arena *arena, struct str cell, bool *ret_not_elected)
{
	static const struct str yes[] = {STR_INIT("elected"), STR_INIT("re-elected"), STR_INIT("reelected"),
					 STR_INIT("won"),     STR_INIT("yes"),        STR_INIT("y"),
					 STR_INIT("x"),       STR_INIT("1"),          STR_INIT("true"),
					 STR_INIT("✓"),       STR_INIT("✔")};
	static const struct str no[] = {STR_INIT(""),   STR_INIT("not elected"), STR_INIT("lost"),
					STR_INIT("no"), STR_INIT("n"),           STR_INIT("0"),
					STR_INIT("-"),  STR_INIT("–"),           STR_INIT("false")};
	struct str folded = text_fold(arena, cell);
	for (size_t i = 0; i < COUNT_OF(no); i++)
		*ret_not_elected |= str_eq(folded, no[i]);
	for (size_t i = 0; i < COUNT_OF(yes); i++)
		if (str_eq(folded, yes[i]))
			return true;
	return *ret_not_elected;
}

/* One column of one row. */
static enum outcome take_cell(struct ctx *ctx, const struct paste *paste, size_t column, struct str cell,
			      struct str *first, struct str *last, struct paste_row *row)
{
	struct str post;
	struct day day;
	struct str line = str_fmt(ctx->arena, "%lld", (long long)row->line);
	switch (paste->fields[column]) {
	case PASTE_NAME:
		paste_name(ctx->arena, cell, &row->name, &row->sort_name, &post);
		row->post = row->post.n > 0 ? row->post : post;
		return OK;
	case PASTE_FIRST_NAME:
		*first = cell;
		return OK;
	case PASTE_LAST_NAME:
		*last = cell;
		return OK;
	case PASTE_POST:
		row->post = cell.n > 0 ? cell : row->post;
		return OK;
	case PASTE_AREA:
		row->area = cell;
		return OK;
	case PASTE_BODY:
		row->body = cell;
		return OK;
	case PASTE_CATEGORY:
		row->category = cell;
		return OK;
	case PASTE_EMAIL:
		row->email = cell;
		return OK;
	case PASTE_PHONE:
		row->phone = cell;
		return OK;
	case PASTE_FROM:
	case PASTE_TO:
		if (cell.n == 0)
			return OK;
		if (!paste_day(cell, paste->month_first, &day))
			return problem_add(ctx, "table", msg("Row {1}: “{2}” is not a day. Write it like 14 May 2026"),
					   line, cell);
		*(paste->fields[column] == PASTE_FROM ? &row->from_day : &row->to_day) = day.n;
		return OK;
	case PASTE_IDENTIFIER:
		row->identifier = cell;
		return OK;
	case PASTE_ELECTED:
		if (take_elected(ctx->arena, cell, &row->not_elected))
			return OK;
		return problem_add(ctx, "table",
				   msg("Row {1}: “{2}” does not say whether somebody was elected: write yes or no"),
				   line, cell);
	default:
		return OK;
	}
}

static enum outcome take_row(struct ctx *ctx, const struct paste *paste, size_t at, struct paste_row *ret_row)
{
	struct paste_row row = {.line = (int64_t)at + 1, .from_day = PEOPLE_NO_DAY, .to_day = PEOPLE_NO_DAY};
	struct str first = {0}, last = {0};
	enum outcome outcome = OK;
	for (size_t i = 0; i < paste->n_columns; i++)
		if (take_cell(ctx, paste, i, paste_cell(paste, at, i), &first, &last, &row) != OK)
			outcome = INVALID;
	if (last.n > 0) {
		row.name = str_trim(str_fmt(ctx->arena, "%.*s %.*s", STR_ARG(first), STR_ARG(last)));
		row.sort_name = first.n > 0 ? str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(last), STR_ARG(first)) : last;
	}
	if (row.name.n == 0)
		return problem_add(ctx, "table",
				   msg("Row {1} has no name. Leave it out, or choose another column for names"),
				   str_fmt(ctx->arena, "%lld", (long long)row.line));
	*ret_row = row;
	return outcome;
}

static enum outcome fields_check(struct ctx *ctx, const struct paste *paste)
{
	size_t counts[PASTE_FIELDS] = {0};
	for (size_t i = 0; i < paste->n_columns; i++)
		counts[paste->fields[i]]++;
	for (int32_t field = PASTE_NAME; field < PASTE_FIELDS; field++)
		if (counts[field] > 1)
			(void)problem_add(ctx, "table", msg("Two columns are both “{1}”. Choose one of them"),
					  paste_field_name(field));
	if (counts[PASTE_NAME] + counts[PASTE_LAST_NAME] == 0)
		(void)problem_add(ctx, "table", msg("No column holds names. Choose the one that does"));
	return ctx->problems.first ? INVALID : OK;
}

enum outcome paste_rows(struct ctx *ctx, const struct paste *paste, struct paste_row **ret_rows, size_t *ret_n)
{
	TRY(fields_check(ctx, paste));
	struct paste_row *rows = arena_array(ctx->arena, struct paste_row, paste->n_rows);
	size_t n = 0;
	enum outcome outcome = OK;
	for (size_t i = paste->has_header; i < paste->n_rows; i++) {
		if (take_row(ctx, paste, i, &rows[n]) == OK)
			n++;
		else
			outcome = INVALID;
	}
	if (outcome != OK)
		return outcome;
	*ret_rows = rows;
	*ret_n = n;
	return OK;
}
