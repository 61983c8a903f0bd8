/* What the columns of a pasted table seem to hold, and days as people write them. */
#include "people/paste.h"

/* ---- Days ---- */

static int month_of(struct str word)
{
	static const struct str months[] = {
		STR_INIT("january"),   STR_INIT("february"), STR_INIT("march"),    STR_INIT("april"),
		STR_INIT("may"),       STR_INIT("june"),     STR_INIT("july"),     STR_INIT("august"),
		STR_INIT("september"), STR_INIT("october"),  STR_INIT("november"), STR_INIT("december"),
	};
	if (str_ends(word, STR(".")))
		word.n--;
	for (int i = 0; word.n >= 3 && i < 12; i++)
		if (word.n <= months[i].n && str_eq_nocase(word, str_slice(months[i], 0, word.n)))
			return i + 1;
	return 0;
}

/* The number that a part of a day is: "14", "14th", "2012,"; 0 when it is none. */
static int number_of(struct str part)
{
	static const struct str ends[] = {STR_INIT("st"), STR_INIT("nd"), STR_INIT("rd"), STR_INIT("th"),
					  STR_INIT(",")};
	int64_t value;
	for (size_t i = COUNT_OF(ends); i-- > 0;)
		if (str_ends(part, ends[i]))
			part.n -= ends[i].n;
	return part.n <= 4 && str_to_i64(part, &value) && value > 0 ? (int)value : 0;
}

static bool make_day(int year, int month, int day, struct day *ret_day)
{
	const struct date date = {.year = year, .month = month, .day = day};
	if (year < 1800 || year > 2200 || !date_valid(date))
		return false;
	*ret_day = day_of(date);
	return true;
}

static size_t day_parts(struct str text, struct str *ret_parts, size_t capacity)
{
	size_t n = 0, from = 0;
	for (size_t i = 0; i <= text.n; i++) {
		if (i < text.n && !strchr(" /.-", text.p[i]))
			continue;
		if (i > from) {
			if (n == capacity)
				return 0;
			ret_parts[n++] = str_slice(text, from, i);
		}
		from = i + 1;
	}
	return n;
}

bool paste_day(struct str text, bool month_first, struct day *ret_day)
{
	struct str parts[3];
	if (day_parse(text, ret_day))
		return true;
	size_t n = day_parts(text, parts, COUNT_OF(parts));
	if (n == 2 && month_of(parts[0]))
		return make_day(number_of(parts[1]), month_of(parts[0]), 1, ret_day);
	if (n != 3)
		return false;
	int a = number_of(parts[0]), b = number_of(parts[1]), year = number_of(parts[2]);
	if (month_of(parts[0]))
		return make_day(year, month_of(parts[0]), b, ret_day);
	if (month_of(parts[1]))
		return make_day(year, month_of(parts[1]), a, ret_day);
	return month_first ? make_day(year, a, b, ret_day) : make_day(year, b, a, ret_day);
}

/* The first day that cannot be read the other way decides. */
bool paste_is_month_first(const struct paste *paste, bool otherwise)
{
	for (size_t i = 0; i < paste->n_rows * paste->n_columns; i++) {
		struct day day;
		struct str parts[3], cell = paste->cells[i];
		if (day_parse(cell, &day) || day_parts(cell, parts, 3) != 3 || !number_of(parts[0]) ||
		    !number_of(parts[1]))
			continue;
		bool as_month = paste_day(cell, true, &day), as_day = paste_day(cell, false, &day);
		if (as_month != as_day)
			return as_month;
	}
	return otherwise;
}

/* ---- What a column holds ---- */

static const struct {
	struct str word; /* in the header's words, folded */
	int32_t field;
} header_words[] = {
	{STR_INIT("first name"), PASTE_FIRST_NAME},
	{STR_INIT("given name"), PASTE_FIRST_NAME},
	{STR_INIT("forename"), PASTE_FIRST_NAME},
	{STR_INIT("last name"), PASTE_LAST_NAME},
	{STR_INIT("surname"), PASTE_LAST_NAME},
	{STR_INIT("family name"), PASTE_LAST_NAME},
	{STR_INIT("committee"), PASTE_BODY},
	{STR_INIT("organisation"), PASTE_BODY},
	{STR_INIT("organization"), PASTE_BODY},
	{STR_INIT("board"), PASTE_BODY},
	{STR_INIT("body"), PASTE_BODY},
	{STR_INIT("department"), PASTE_BODY},
	{STR_INIT("email"), PASTE_EMAIL},
	{STR_INIT("e-mail"), PASTE_EMAIL},
	{STR_INIT("phone"), PASTE_PHONE},
	{STR_INIT("telephone"), PASTE_PHONE},
	{STR_INIT("mobile"), PASTE_PHONE},
	{STR_INIT("category"), PASTE_CATEGORY},
	{STR_INIT("ward"), PASTE_AREA},
	{STR_INIT("district"), PASTE_AREA},
	{STR_INIT("division"), PASTE_AREA},
	{STR_INIT("area"), PASTE_AREA},
	{STR_INIT("term begins"), PASTE_FROM},
	{STR_INIT("term began"), PASTE_FROM},
	{STR_INIT("elected on"), PASTE_FROM},
	{STR_INIT("appointed on"), PASTE_FROM},
	{STR_INIT("start"), PASTE_FROM},
	{STR_INIT("from"), PASTE_FROM},
	{STR_INIT("since"), PASTE_FROM},
	{STR_INIT("sworn in"), PASTE_FROM},
	{STR_INIT("expires"), PASTE_TO},
	{STR_INIT("expiration"), PASTE_TO},
	{STR_INIT("term ends"), PASTE_TO},
	{STR_INIT("end"), PASTE_TO},
	{STR_INIT("until"), PASTE_TO},
	{STR_INIT("to"), PASTE_TO},
	{STR_INIT("position"), PASTE_POST},
	{STR_INIT("role"), PASTE_POST},
	{STR_INIT("title"), PASTE_POST},
	{STR_INIT("office"), PASTE_POST},
	{STR_INIT("post"), PASTE_POST},
	{STR_INIT("seat"), PASTE_POST},
	{STR_INIT("name"), PASTE_NAME},
	{STR_INIT("member"), PASTE_NAME},
	{STR_INIT("councillor"), PASTE_NAME},
	{STR_INIT("councilmember"), PASTE_NAME},
	{STR_INIT("elected"), PASTE_ELECTED},
	{STR_INIT("outcome"), PASTE_ELECTED},
	{STR_INIT("result"), PASTE_ELECTED},
	{STR_INIT("id"), PASTE_IDENTIFIER},
	{STR_INIT("identifier"), PASTE_IDENTIFIER},
};

int32_t paste_header_field(struct arena *arena, struct str cell)
{
	struct str words = str_fmt(arena, " %.*s ", STR_ARG(text_fold(arena, cell)));
	for (size_t i = 0; i < COUNT_OF(header_words); i++) {
		struct str word = str_fmt(arena, " %.*s", STR_ARG(header_words[i].word));
		size_t at = str_find(words, word, 0);
		/* "Names" and "Email:" too, not "Townhall" for "to". */
		if (at != STR_NPOS &&
		    (words.p[at + word.n] < 'a' || words.p[at + word.n] > 'z' || words.p[at + word.n] == 's'))
			return header_words[i].field;
	}
	return PASTE_NOTHING;
}

static bool looks_like_email(struct str cell)
{
	size_t at = str_find_char(cell, '@', 0);
	return at != STR_NPOS && at > 0 && str_find_char(cell, '.', at) != STR_NPOS;
}

static bool looks_like_phone(struct str cell)
{
	size_t digits = 0;
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] >= '0' && cell.p[i] <= '9')
			digits++;
		else if (!strchr("+() .-/x", cell.p[i]))
			return false;
	}
	return digits >= 6;
}

static bool looks_like_post(struct arena *arena, struct str cell)
{
	static const struct str words[] = {
		STR_INIT("mayor"),     STR_INIT("chair"),    STR_INIT("member"),       STR_INIT("councillor"),
		STR_INIT("president"), STR_INIT("vice"),     STR_INIT("treasurer"),    STR_INIT("clerk"),
		STR_INIT("secretary"), STR_INIT("director"), STR_INIT("commissioner"), STR_INIT("leader"),
		STR_INIT("trustee"),   STR_INIT("governor"), STR_INIT("officer"),      STR_INIT("councilmember"),
		STR_INIT("manager"),   STR_INIT("seat"),
	};
	struct str rest = text_fold(arena, cell), word;
	while (text_next_word(&rest, &word))
		for (size_t i = 0; i < COUNT_OF(words); i++)
			if (str_starts(word, words[i]))
				return true;
	return false;
}

static bool looks_like_area(struct arena *arena, struct str cell)
{
	struct str folded = text_fold(arena, cell);
	return str_find(folded, STR("ward"), 0) != STR_NPOS || str_find(folded, STR("district"), 0) != STR_NPOS ||
	       str_find(folded, STR("division"), 0) != STR_NPOS;
}

static bool looks_like_name(struct str cell)
{
	size_t words = text_words(cell);
	for (size_t i = 0; i < cell.n; i++)
		if ((cell.p[i] >= '0' && cell.p[i] <= '9') || cell.p[i] == '@')
			return false;
	return words >= 2 && words <= 6;
}

static int32_t field_of_cell(struct arena *arena, struct str cell, bool month_first)
{
	struct day day;
	int32_t category;
	if (looks_like_email(cell))
		return PASTE_EMAIL;
	if (paste_day(cell, month_first, &day))
		return PASTE_FROM;
	if (looks_like_phone(cell))
		return PASTE_PHONE;
	if (tenure_category_parse(cell, &category))
		return PASTE_CATEGORY;
	if (looks_like_area(arena, cell))
		return PASTE_AREA;
	if (looks_like_post(arena, cell))
		return looks_like_name(cell) && text_words(cell) > 2 ? PASTE_NAME : PASTE_POST;
	return looks_like_name(cell) ? PASTE_NAME : PASTE_NOTHING;
}

/* What most cells of a column are, of those with a word in them. */
static int32_t field_of_column(struct arena *arena, const struct paste *paste, size_t column)
{
	size_t counts[PASTE_FIELDS] = {0}, filled = 0;
	for (size_t row = paste->has_header; row < paste->n_rows; row++) {
		arena_scope(arena);
		struct str cell = paste_cell(paste, row, column);
		if (cell.n == 0)
			continue;
		filled++;
		counts[field_of_cell(arena, cell, paste->month_first)]++;
	}
	int32_t most = PASTE_NOTHING;
	for (int32_t field = PASTE_NAME; field < PASTE_FIELDS; field++)
		if (counts[field] > counts[most] || (most == PASTE_NOTHING && counts[field] > 0))
			most = field;
	return 2 * counts[most] > filled ? most : PASTE_NOTHING;
}

static bool has_field(const struct paste *paste, int32_t field)
{
	for (size_t i = 0; i < paste->n_columns; i++)
		if (paste->fields[i] == field)
			return true;
	return false;
}

/* Each field at most once: the first column keeps it; a second column of days is the last day. */
static void put_field(struct paste *paste, size_t column, int32_t field)
{
	if (field == PASTE_FROM && has_field(paste, PASTE_FROM))
		field = PASTE_TO;
	paste->fields[column] = has_field(paste, field) ? PASTE_NOTHING : field;
}

void paste_guess(struct arena *arena, struct paste *paste)
{
	int32_t named[PASTE_COLUMNS];
	size_t n_named = 0;
	bool is_plain = true;
	for (size_t i = 0; i < paste->n_columns; i++) {
		struct day day;
		struct str cell = paste_cell(paste, 0, i);
		named[i] = paste_header_field(arena, cell);
		n_named += named[i] != PASTE_NOTHING;
		is_plain &= !looks_like_email(cell) && !looks_like_phone(cell) && !paste_day(cell, true, &day);
	}
	/* "Member | Name of the ward" names its columns, "Imogen Vale | Member for Hill Ward" does not. */
	paste->has_header = is_plain && paste->n_rows > 1 && n_named > 0 && 2 * n_named >= paste->n_columns &&
			    (paste->n_columns > 1 || text_words(paste_cell(paste, 0, 0)) == 1);
	if (paste->has_header && paste->n_columns > 1)
		for (size_t i = 0; i < paste->n_columns; i++)
			if (named[i] != PASTE_NOTHING && text_words(paste_cell(paste, 0, i)) > 3)
				paste->has_header = false;
	for (size_t i = 0; i < paste->n_columns; i++) {
		if (!paste->has_header || named[i] == PASTE_NOTHING)
			continue;
		bool is_day = named[i] == PASTE_ELECTED && field_of_column(arena, paste, i) == PASTE_FROM;
		put_field(paste, i, is_day ? PASTE_FROM : named[i]); /* "Elected: 6 May 2021" */
	}
	for (size_t i = 0; i < paste->n_columns; i++)
		if (paste->fields[i] == PASTE_NOTHING && (!paste->has_header || named[i] == PASTE_NOTHING))
			put_field(paste, i, field_of_column(arena, paste, i));
	if (has_field(paste, PASTE_LAST_NAME) && has_field(paste, PASTE_NAME) && !has_field(paste, PASTE_FIRST_NAME))
		for (size_t i = 0; i < paste->n_columns; i++)
			if (paste->fields[i] == PASTE_NAME)
				paste->fields[i] = PASTE_FIRST_NAME;
}
