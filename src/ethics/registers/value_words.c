/* An answer as people read it, and as files have it. */
#include "html/html.h"
#include "registers/value_parts.h"

static struct str said(struct ctx *ctx, const char *message)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), NULL, 0);
}

/* ---- Days ---- */

struct str vague_day_words(struct arena *arena, int64_t day, enum value_precision precision)
{
	struct str words = day_words(arena, (struct day){(int32_t)day});
	struct str part;
	for (int i = 0; i < (int)precision; i++)
		(void)str_cut(&words, ' ', &part);
	return words;
}

struct str vague_day_cell(struct arena *arena, int64_t day, enum value_precision precision)
{
	struct str cell = day_str(arena, (struct day){(int32_t)day});
	return str_slice(cell, 0, precision == EXACT_DAY ? 10 : precision == EXACT_MONTH ? 7 : 4);
}

static struct str period_words(struct ctx *ctx, const struct value *value)
{
	struct str from = vague_day_words(ctx->arena, value->number, value->precision);
	if (value->to == DEADLINE_NO_DAY)
		return html_said(ctx->arena, ctx->lang, str_of(msg("since {1}")), &from, 1);
	const struct str both[] = {from, vague_day_words(ctx->arena, value->to, value->to_precision)};
	return html_said(ctx->arena, ctx->lang, str_of(msg("{1} to {2}")), both, 2);
}

/* ---- Numbers ---- */

/* "1234.50", "1,234.50" where grouped, "1,234" where whole units are enough. */
static struct str decimal(struct arena *arena, int64_t units, int digits, bool grouped)
{
	int64_t part = 1;
	for (int i = 0; i < digits; i++)
		part *= 10;
	uint64_t positive = units < 0 ? 0 - (uint64_t)units : (uint64_t)units;
	struct str whole = str_fmt(arena, "%llu", (unsigned long long)(positive / (uint64_t)part));
	struct buf out = buf_open(arena, 32);
	if (units < 0)
		buf_char(&out, '-');
	for (size_t i = 0; i < whole.n; i++) {
		if (grouped && i > 0 && (whole.n - i) % 3 == 0)
			buf_char(&out, ',');
		buf_char(&out, whole.p[i]);
	}
	uint64_t rest = positive % (uint64_t)part;
	if (digits > 0 && (!grouped || rest))
		buf_fmt(&out, ".%0*llu", digits, (unsigned long long)rest);
	return buf_view(&out);
}

struct str value_decimal(struct arena *arena, int64_t units, int digits)
{
	return decimal(arena, units, digits, false);
}

static const struct scheme_band *band_of(const struct scheme_field *field, struct str id)
{
	for (size_t i = 0; i < field->n_bands; i++)
		if (str_eq(field->bands[i].id, id))
			return &field->bands[i];
	return NULL;
}

static struct str money_words(struct ctx *ctx, const struct scheme_field *field, const struct value *value)
{
	const struct scheme_band *band = band_of(field, value->text);
	if (band)
		return band->text;
	if (!str_empty(value->text))
		return value->text;
	struct str number = decimal(ctx->arena, value->number, money_digits(value->currency), true);
	const char *mark = str_eq(value->currency, STR("GBP"))   ? "£"
			   : str_eq(value->currency, STR("EUR")) ? "€"
			   : str_eq(value->currency, STR("USD")) ? "$"
								 : NULL;
	if (!mark)
		return str_fmt(ctx->arena, "%.*s %.*s", STR_ARG(number), STR_ARG(value->currency));
	bool minus = number.p[0] == '-';
	number = str_slice(number, minus, number.n);
	return str_fmt(ctx->arena, "%s%s%.*s", minus ? "-" : "", mark, STR_ARG(number));
}

static struct str share_words(struct arena *arena, int64_t hundredths)
{
	struct str number = decimal(arena, hundredths, 2, true);
	if (str_find_char(number, '.', 0) != STR_NPOS && str_ends(number, STR("0")))
		number = str_slice(number, 0, number.n - 1);
	return str_fmt(arena, "%.*s%%", STR_ARG(number));
}

/* ---- All ---- */

static struct str choice_words(const struct scheme_field *field, struct str id)
{
	for (size_t i = 0; i < field->n_choices; i++)
		if (str_eq(field->choices[i].id, id))
			return field->choices[i].text;
	return id;
}

static struct str organization_words(struct arena *arena, const struct value *value)
{
	if (str_empty(value->id))
		return value->text;
	return str_fmt(arena, "%.*s (%.*s %.*s)", STR_ARG(value->text), STR_ARG(value->scheme), STR_ARG(value->id));
}

struct str file_said(struct arena *arena, struct str name, int64_t bytes)
{
	if (bytes <= 0)
		return name;
	bool is_large = bytes >= INT64_C(1000) * 1024;
	int64_t unit = is_large ? INT64_C(1024) * 1024 : 1024;
	return str_fmt(arena, "%.*s (%lld %s)", STR_ARG(name), (long long)((bytes + unit - 1) / unit),
		       is_large ? "MB" : "KB");
}

struct str value_words(struct ctx *ctx, const struct scheme_field *field, const struct value *value)
{
	switch (value->state) {
	case VALUE_NONE:
		return STR("");
	case VALUE_UNKNOWN:
		return said(ctx, msg("Not known"));
	case VALUE_WORDS:
		return value->text;
	case VALUE_WITHHELD:
		return field->kind == FIELD_ADDRESS && value->is_home ? said(ctx, msg("Home: address withheld by law."))
								      : said(ctx, msg("Withheld"));
	case VALUE_GIVEN:
		break;
	}
	switch (field->kind) {
	case FIELD_MONEY:
		return money_words(ctx, field, value);
	case FIELD_NUMBER:
		return decimal(ctx->arena, value->number, 0, true);
	case FIELD_PERCENTAGE:
		return share_words(ctx->arena, value->number);
	case FIELD_DATE:
		return vague_day_words(ctx->arena, value->number, value->precision);
	case FIELD_PERIOD:
		return period_words(ctx, value);
	case FIELD_YES_NO:
		return value->number ? said(ctx, msg("Yes")) : said(ctx, msg("No"));
	case FIELD_CHOICE:
		return choice_words(field, value->text);
	case FIELD_ORGANIZATION:
		return organization_words(ctx->arena, value);
	case FIELD_FILE:
		return file_said(ctx->arena, value->text, value->number);
	case FIELD_TEXT:
	case FIELD_LONG_TEXT:
	case FIELD_PERSON:
	case FIELD_ADDRESS:
	case FIELD_LINK:
		break;
	}
	return value->text;
}

static struct str money_cell(struct arena *arena, const struct scheme_field *field, const struct value *value)
{
	if (!str_empty(value->text))
		return value->text;
	struct str number = decimal(arena, value->number, money_digits(value->currency), false);
	if (str_eq(value->currency, field->currency))
		return number;
	return str_fmt(arena, "%.*s %.*s", STR_ARG(number), STR_ARG(value->currency));
}

static struct str period_cell(struct arena *arena, const struct value *value)
{
	struct str from = vague_day_cell(arena, value->number, value->precision);
	struct str to =
		value->to == DEADLINE_NO_DAY ? STR("..") : vague_day_cell(arena, value->to, value->to_precision);
	return str_fmt(arena, "%.*s/%.*s", STR_ARG(from), STR_ARG(to));
}

struct str value_cell(struct arena *arena, const struct scheme_field *field, const struct value *value)
{
	switch (value->state) {
	case VALUE_NONE:
		return STR("");
	case VALUE_UNKNOWN:
		return STR("not known");
	case VALUE_WORDS:
		return value->text;
	case VALUE_WITHHELD:
		return STR("withheld");
	case VALUE_GIVEN:
		break;
	}
	switch (field->kind) {
	case FIELD_MONEY:
		return money_cell(arena, field, value);
	case FIELD_NUMBER:
		return decimal(arena, value->number, 0, false);
	case FIELD_PERCENTAGE:
		return decimal(arena, value->number, 2, false);
	case FIELD_DATE:
		return vague_day_cell(arena, value->number, value->precision);
	case FIELD_PERIOD:
		return period_cell(arena, value);
	case FIELD_YES_NO:
		return value->number ? STR("yes") : STR("no");
	case FIELD_ORGANIZATION:
		return organization_words(arena, value);
	case FIELD_ADDRESS:
		return value->is_home ? str_fmt(arena, "(home) %.*s", STR_ARG(value->text)) : value->text;
	case FIELD_FILE:
		return str_empty(value->id) ? value->text
					    : str_fmt(arena, "%.*s %.*s", STR_ARG(value->id), STR_ARG(value->text));
	case FIELD_CHOICE:
	case FIELD_TEXT:
	case FIELD_LONG_TEXT:
	case FIELD_PERSON:
	case FIELD_LINK:
		break;
	}
	return value->text;
}
