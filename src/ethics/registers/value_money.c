/* Amounts as people and files write them. */
#include "registers/value_parts.h"
#include "rulebook/phrase.h"

#define UNITS_MOST INT64_C(999999999999999) /* below 2^53: canonical JSON has no larger number */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int money_digits(struct str currency)
{
	int digits = currency_digits(currency);
	return digits < 0 ? 2 : digits;
}

/* Without what stands between thousands and is neither point nor comma: spaces of all kinds, apostrophes. False: there
 * is something else in it. */
static bool digits_and_marks(struct str text, char *to, size_t most, size_t *ret_n)
{
	size_t n = 0;
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		if (c == ' ' || c == 0xa0 || c == 0x2009 || c == 0x202f || c == '\'' || c == 0x2019)
			continue;
		if (n == most || c > 127 || (!is_digit((char)c) && c != '.' && c != ','))
			return false;
		to[n++] = (char)c;
	}
	*ret_n = n;
	return n > 0;
}

/* Where the decimal mark stands, n: there is none. False: the marks contradict each other. */
static bool decimal_mark(const char *p, size_t n, int digits, size_t *ret_mark)
{
	size_t last = n, n_points = 0, n_commas = 0;
	for (size_t i = 0; i < n; i++) {
		if (is_digit(p[i]))
			continue;
		last = i;
		*(p[i] == '.' ? &n_points : &n_commas) += 1;
	}
	*ret_mark = n;
	if (last == n)
		return true;
	size_t behind = n - last - 1;
	size_t same = p[last] == '.' ? n_points : n_commas;
	bool both = n_points && n_commas;
	if (both ? same == 1 : same == 1 && (behind != 3 || digits == 3))
		*ret_mark = last;
	return *ret_mark == n || (behind <= (size_t)digits && behind > 0);
}

/* Groups of three between the marks in front of the decimal one, all marks alike. */
static bool groups_are_three(const char *p, size_t mark)
{
	size_t group = 0;
	char separator = 0;
	for (size_t i = 0; i < mark; i++) {
		if (is_digit(p[i])) {
			group++;
			continue;
		}
		if (group == 0 || group > 3 || (separator && (group != 3 || p[i] != separator)))
			return false;
		separator = p[i];
		group = 0;
	}
	return !separator || group == 3;
}

static bool units_of(const char *p, size_t n, size_t mark, int digits, int64_t *ret_units)
{
	int64_t units = 0;
	int behind = 0;
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(p[i]))
			continue;
		units = units * 10 + (p[i] - '0');
		behind += i > mark;
		if (units > UNITS_MOST)
			return false;
	}
	for (; behind < digits; behind++) {
		units *= 10;
		if (units > UNITS_MOST)
			return false;
	}
	*ret_units = units;
	return true;
}

bool decimal_parse(struct str text, int digits, int64_t *ret_units)
{
	char p[40];
	size_t n, mark;
	int64_t units;
	bool minus = false;
	text = str_trim(text);
	if (text.n > 2 && text.p[0] == '(' && text.p[text.n - 1] == ')') {
		minus = true;
		text = str_slice(text, 1, text.n - 1);
	} else if (str_starts(text, STR("-")) || str_starts(text, STR("\u2212"))) {
		minus = true;
		text = str_slice(text, text.p[0] == '-' ? 1 : 3, text.n);
	}
	if (!digits_and_marks(text, p, sizeof(p), &n) || !is_digit(p[n - 1]) || !decimal_mark(p, n, digits, &mark) ||
	    !groups_are_three(p, mark) || !units_of(p, n, mark, digits, &units))
		return false;
	*ret_units = minus ? -units : units;
	return true;
}

/* ---- Currencies ---- */

static const struct {
	struct str mark, currency;
} marks[] = {
	{STR_INIT("£"), STR_INIT("GBP")},
	{STR_INIT("€"), STR_INIT("EUR")},
	{STR_INIT("¥"), STR_INIT("JPY")},
	{STR_INIT("$"), STR_INIT("USD")},
};

/* A dollar is the field's own where that is one. */
static struct str marked(struct str currency, const struct scheme_field *field)
{
	bool is_dollar = str_eq(currency, STR("USD")) && str_ends(field->currency, STR("D"));
	return is_dollar ? field->currency : currency;
}

/* Takes a currency off the front or the end of *text; empty: none stands there. */
static struct str currency_cut(struct arena *arena, const struct scheme_field *field, struct str *text)
{
	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		struct str mark = marks[i].mark;
		if (str_starts(*text, mark))
			*text = str_trim(str_slice(*text, mark.n, text->n));
		else if (str_ends(*text, mark))
			*text = str_trim(str_slice(*text, 0, text->n - mark.n));
		else
			continue;
		return marked(marks[i].currency, field);
	}
	if (text->n < 4)
		return (struct str){0};
	for (int end = 0; end < 2; end++) {
		struct str code = end ? str_slice(*text, text->n - 3, text->n) : str_slice(*text, 0, 3);
		char *upper = str_c(arena, code);
		for (size_t i = 0; i < code.n; i++)
			if (upper[i] >= 'a' && upper[i] <= 'z')
				upper[i] = (char)(upper[i] - 'a' + 'A');
		if (currency_digits(str_of(upper)) < 0)
			continue;
		*text = str_trim(end ? str_slice(*text, 0, text->n - 3) : str_slice(*text, 3, text->n));
		return str_of(upper);
	}
	return (struct str){0};
}

/* "-£50" and "(£50)": the sign stands in front of the mark. */
static bool amount_parse(struct arena *arena, const struct scheme_field *field, struct str text, int64_t *ret_units,
			 struct str *ret_currency)
{
	bool minus = false;
	if (text.n > 2 && text.p[0] == '(' && text.p[text.n - 1] == ')') {
		minus = true;
		text = str_trim(str_slice(text, 1, text.n - 1));
	} else if (str_starts(text, STR("-"))) {
		minus = true;
		text = str_trim(str_slice(text, 1, text.n));
	}
	struct str currency = currency_cut(arena, field, &text);
	if (str_empty(currency))
		currency = field->currency;
	int64_t units;
	if (!decimal_parse(text, money_digits(currency), &units) || (minus && units < 0))
		return false;
	*ret_units = minus ? -units : units;
	*ret_currency = currency;
	return true;
}

static const struct scheme_band *band_named(struct arena *arena, const struct scheme_field *field, struct str text)
{
	struct str folded = text_fold(arena, text);
	for (size_t i = 0; i < field->n_bands; i++)
		if (str_eq(text, field->bands[i].id) || str_eq(folded, text_fold(arena, field->bands[i].text)))
			return &field->bands[i];
	return NULL;
}

static const struct scheme_band *band_around(const struct scheme_field *field, int64_t units)
{
	for (size_t i = 0; i < field->n_bands; i++)
		if (units >= field->bands[i].from && units <= field->bands[i].to)
			return &field->bands[i];
	return NULL;
}

enum outcome money_parse(struct ctx *ctx, const struct scheme_field *field, struct str at, struct str text,
			 struct value *ret_value)
{
	struct value value = {.state = VALUE_GIVEN};
	const struct scheme_band *band = band_named(ctx->arena, field, text);
	bool is_amount = !band && amount_parse(ctx->arena, field, text, &value.number, &value.currency);
	if (is_amount && field->n_bands && str_eq(value.currency, field->currency))
		band = band_around(field, value.number);
	if (band) {
		*ret_value = (struct value){.state = VALUE_GIVEN, .text = band->id};
		return OK;
	}
	if (is_amount && !field->n_bands) {
		*ret_value = value;
		return OK;
	}
	if (field->unknown) {
		value = (struct value){.state = text_is_unknown(text) ? VALUE_UNKNOWN : VALUE_WORDS};
		if (value.state == VALUE_WORDS)
			value.text = text;
		*ret_value = value;
		return OK;
	}
	if (is_amount)
		return value_problem(ctx, at, msg("{1} lies in none of the bands"), text);
	return value_problem(ctx, at,
			     field->n_bands ? msg("Choose one of the bands: “{1}” is none of them")
					    : msg("Enter an amount like 1,234.50: “{1}” is none"),
			     text);
}
