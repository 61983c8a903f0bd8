/* Days and periods as people and files write them. */
#include "registers/value_parts.h"

static const char *const month_names[] = {"january", "february", "march",     "april",   "may",      "june",
					  "july",    "august",   "september", "october", "november", "december"};

/* A day that was written: 0 for what is left out. */
struct written {
	int year, month, day;
};

#define PARTS_MOST 4

/* Numbers and words between everything else. */
struct parts {
	struct str p[PARTS_MOST];
	size_t n;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* False: more than four, or something that stands in no date. */
static bool parts_cut(struct str text, struct parts *ret_parts)
{
	struct parts parts = {.n = 0};
	for (size_t i = 0; i < text.n;) {
		size_t from = i;
		if (is_digit(text.p[i]))
			while (i < text.n && is_digit(text.p[i]))
				i++;
		else
			while (i < text.n && is_letter(text.p[i]))
				i++;
		if (i > from) {
			struct str part = str_slice(text, from, i);
			bool is_ending = from > 0 && is_digit(text.p[from - 1]) && part.n == 2 &&
					 (str_eq_nocase(part, STR("st")) || str_eq_nocase(part, STR("nd")) ||
					  str_eq_nocase(part, STR("rd")) || str_eq_nocase(part, STR("th")));
			if (is_ending || str_eq_nocase(part, STR("of")))
				continue;
			if (parts.n == PARTS_MOST)
				return false;
			parts.p[parts.n++] = part;
		} else if (strchr(" /.-,", text.p[i])) {
			i++;
		} else {
			return false;
		}
	}
	*ret_parts = parts;
	return parts.n > 0;
}

/* 1 to 12; 0: it is no month. "Sept" too. */
static int month_of(struct str word)
{
	for (int i = 0; i < 12; i++) {
		struct str name = str_of(month_names[i]);
		if (word.n >= 3 && word.n <= name.n && str_eq_nocase(word, str_slice(name, 0, word.n)))
			return i + 1;
	}
	return 0;
}

static int number_of(struct str part)
{
	int64_t n;
	return part.n <= 4 && str_to_i64(part, &n) ? (int)n : -1;
}

/* "26" is 2026 and "85" 1985. */
static int year_of(struct str part)
{
	int n = number_of(part);
	if (part.n == 2)
		return n < 70 ? 2000 + n : 1900 + n;
	return part.n == 4 ? n : -1;
}

/* Three numbers. */
enum numbers { NUMBERS_FINE, NUMBERS_WRONG, NUMBERS_AMBIGUOUS };
static enum numbers numbers_read(const struct parts *parts, struct str order, struct written *ret_written)
{
	struct written w;
	if (parts->p[0].n == 4) {
		w = (struct written){number_of(parts->p[0]), number_of(parts->p[1]), number_of(parts->p[2])};
		*ret_written = w;
		return parts->p[1].n <= 2 && parts->p[2].n <= 2 ? NUMBERS_FINE : NUMBERS_WRONG;
	}
	int a = number_of(parts->p[0]), b = number_of(parts->p[1]);
	if (parts->p[0].n > 2 || parts->p[1].n > 2 || (parts->p[2].n != 2 && parts->p[2].n != 4))
		return NUMBERS_WRONG;
	bool month_first = str_eq(order, STR("mdy"));
	if (a > 12)
		month_first = false;
	else if (b > 12)
		month_first = true;
	else if (str_empty(order) && a != b)
		return NUMBERS_AMBIGUOUS;
	*ret_written = (struct written){year_of(parts->p[2]), month_first ? a : b, month_first ? b : a};
	return NUMBERS_FINE;
}

/* "12 May 2026", "May 12, 2026", "2026 May 12", "May 2026". */
static bool named_read(const struct parts *parts, struct written *ret_written)
{
	size_t named = 0;
	while (named < parts->n && !month_of(parts->p[named]))
		named++;
	if (named == parts->n)
		return false;
	struct written w = {.month = month_of(parts->p[named])};
	struct str others[PARTS_MOST] = {{NULL, 0}};
	size_t n = 0;
	for (size_t i = 0; i < parts->n; i++)
		if (i != named)
			others[n++] = parts->p[i];
	if (n == 1) {
		w.year = others[0].n == 4 ? number_of(others[0]) : -1;
	} else {
		bool year_first = others[0].n == 4;
		w.year = year_of(others[year_first ? 0 : 1]);
		w.day = others[year_first ? 1 : 0].n <= 2 ? number_of(others[year_first ? 1 : 0]) : -1;
		if (w.day == 0)
			w.day = -1;
	}
	*ret_written = w;
	return n == 1 || n == 2;
}

/* A time behind an ISO day says nothing more: "2026-05-12T00:00:00", "2026-05-12 00:00:00". */
static struct str without_time(struct str text)
{
	struct day day;
	bool has_time = text.n > 10 && (text.p[10] == 'T' || text.p[10] == ' ') &&
			day_parse(str_slice(text, 0, 10), &day) && str_find_char(text, ':', 10) != STR_NPOS;
	return has_time ? str_slice(text, 0, 10) : text;
}

static enum outcome written_read(struct ctx *ctx, struct str at, struct str text, struct str order,
				 struct written *ret_written)
{
	struct parts parts = {.n = 0};
	struct written w = {0};
	bool fine = parts_cut(without_time(text), &parts);
	size_t n_numbers = 0;
	for (size_t i = 0; fine && i < parts.n; i++)
		n_numbers += is_digit(parts.p[i].p[0]);
	if (fine && n_numbers == parts.n) {
		enum numbers numbers = NUMBERS_FINE;
		if (parts.n == 3)
			numbers = numbers_read(&parts, order, &w);
		else if (parts.n == 2 && parts.p[0].n == 4 && parts.p[1].n <= 2)
			w = (struct written){number_of(parts.p[0]), number_of(parts.p[1]), 0};
		else if (parts.n == 2 && parts.p[1].n == 4 && parts.p[0].n <= 2)
			w = (struct written){number_of(parts.p[1]), number_of(parts.p[0]), 0};
		else if (parts.n == 1 && parts.p[0].n == 4)
			w = (struct written){number_of(parts.p[0]), 0, 0};
		else
			numbers = NUMBERS_WRONG;
		if (numbers == NUMBERS_AMBIGUOUS)
			return value_problem(
				ctx, at, msg("Write the month of “{1}” as a word: it can be read in two ways"), text);
		fine = numbers == NUMBERS_FINE && !(parts.n == 2 && w.month == 0);
		if (fine && parts.n == 3 && (w.day == 0 || w.month == 0))
			w.day = w.month = 99;
	} else if (fine) {
		fine = n_numbers + 1 == parts.n && named_read(&parts, &w);
	}
	if (!fine)
		return value_problem(ctx, at, msg("Enter a date like 27 3 2026: “{1}” is none"), text);
	if (w.year < 1000 || !date_valid((struct date){w.year, w.month ? w.month : 1, w.day ? w.day : 1}))
		return value_problem(ctx, at, msg("There is no such day as “{1}”"), text);
	*ret_written = w;
	return OK;
}

static enum outcome day_read(struct ctx *ctx, bool vague, struct str at, struct str text, struct str order,
			     int64_t *ret_day, enum value_precision *ret_precision)
{
	struct written w;
	TRY(written_read(ctx, at, text, order, &w));
	enum value_precision precision = w.day ? EXACT_DAY : w.month ? EXACT_MONTH : EXACT_YEAR;
	if (precision != EXACT_DAY && !vague)
		return value_problem(ctx, at, msg("Enter the day too: “{1}” has none"), text);
	*ret_day = day_of((struct date){w.year, w.month ? w.month : 1, w.day ? w.day : 1}).n;
	*ret_precision = precision;
	return OK;
}

int64_t vague_day_end(int64_t day, enum value_precision precision)
{
	struct date date = day_date((struct day){(int32_t)day});
	if (precision == EXACT_DAY)
		return day;
	date.day = 1;
	date.month = precision == EXACT_YEAR ? 1 : date.month + 1;
	if (precision == EXACT_YEAR || date.month > 12) {
		date.month = 1;
		date.year++;
	}
	return date_valid(date) ? day_of(date).n - 1 : day;
}

enum outcome date_parse(struct ctx *ctx, const struct scheme_field *field, struct str at, struct str text,
			struct str order, struct value *ret_value)
{
	struct value value = {.state = VALUE_GIVEN};
	if (field->unknown && text_is_unknown(text)) {
		*ret_value = (struct value){.state = VALUE_UNKNOWN};
		return OK;
	}
	TRY(day_read(ctx, field->vague, at, text, order, &value.number, &value.precision));
	*ret_value = value;
	return OK;
}

/* ---- Periods ---- */

/* "2026", "2026-05", "2026-05-12". */
static bool is_iso(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (i == 4 || i == 7 ? s.p[i] != '-' : !is_digit(s.p[i]))
			return false;
	return s.n == 4 || s.n == 7 || s.n == 10;
}

/* Cuts at the first of what may stand between two days; false: there is one day alone. */
static bool period_cut(struct str text, struct str *ret_from, struct str *ret_to)
{
	static const struct str between[] = {STR_INIT(" to "), STR_INIT(" until "), STR_INIT(" till "), STR_INIT(" – "),
					     STR_INIT(" — "),  STR_INIT(" - "),     STR_INIT("–")};
	for (size_t i = 0; i < COUNT_OF(between); i++) {
		size_t found = str_find(text, between[i], 0);
		if (found == STR_NPOS)
			continue;
		*ret_from = str_trim(str_slice(text, 0, found));
		*ret_to = str_trim(str_slice(text, found + between[i].n, text.n));
		return true;
	}
	size_t slash = str_find_char(text, '/', 0); /* ISO 8601 */
	bool has_two = slash != STR_NPOS && is_iso(str_slice(text, 0, slash)) &&
		       (is_iso(str_slice(text, slash + 1, text.n)) || str_ends(text, STR("/..")));
	if (has_two) {
		*ret_from = str_slice(text, 0, slash);
		*ret_to = str_slice(text, slash + 1, text.n);
	}
	return has_two;
}

static struct str without_word(struct str text, struct str word)
{
	if (text.n > word.n && str_eq_nocase(str_slice(text, 0, word.n), word))
		return str_trim(str_slice(text, word.n, text.n));
	return text;
}

static bool says_open(struct str text)
{
	static const struct str words[] = {STR_INIT(""),     STR_INIT("now"), STR_INIT("present"), STR_INIT("ongoing"),
					   STR_INIT("open"), STR_INIT(".."),  STR_INIT("today")};
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq_nocase(text, words[i]))
			return true;
	return false;
}

enum outcome period_parse(struct ctx *ctx, const struct scheme_field *field, struct str at, struct str text,
			  struct str order, struct value *ret_value)
{
	struct value value = {.state = VALUE_GIVEN, .to = DEADLINE_NO_DAY};
	struct str from = text, to = {0};
	if (field->unknown && text_is_unknown(text)) {
		*ret_value = (struct value){.state = VALUE_UNKNOWN};
		return OK;
	}
	(void)period_cut(text, &from, &to);
	from = without_word(without_word(from, STR("from ")), STR("since "));
	enum outcome outcome = day_read(ctx, field->vague, at, from, order, &value.number, &value.precision);
	if (!says_open(to)) {
		enum outcome last = day_read(ctx, field->vague, at, to, order, &value.to, &value.to_precision);
		outcome = outcome == OK ? last : outcome;
	}
	TRY(outcome);
	if (value.to != DEADLINE_NO_DAY) {
		value.to = vague_day_end(value.to, value.to_precision);
		if (value.to < value.number)
			return value_problem(ctx, at, msg("“{1}” ends before it begins"), text);
	}
	*ret_value = value;
	return OK;
}
