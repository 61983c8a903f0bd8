/* Amounts, days of the year, holidays, reminders. */
#include "rulebook/words.h"

/* ---- Amounts ---- */

static const struct {
	const char *name;
	int digits;
} currencies[] = {
	{"AUD", 2}, {"BGN", 2}, {"BRL", 2}, {"CAD", 2}, {"CHF", 2}, {"CZK", 2}, {"DKK", 2}, {"EUR", 2},
	{"GBP", 2}, {"HUF", 2}, {"INR", 2}, {"ISK", 0}, {"JPY", 0}, {"KRW", 0}, {"MXN", 2}, {"NOK", 2},
	{"NZD", 2}, {"PLN", 2}, {"RON", 2}, {"SEK", 2}, {"UAH", 2}, {"USD", 2}, {"ZAR", 2},
};

int currency_digits(struct str currency)
{
	for (size_t i = 0; i < COUNT_OF(currencies); i++)
		if (str_eq(currency, str_of(currencies[i].name)))
			return currencies[i].digits;
	return -1;
}

bool phrase_decimal(struct str word, int digits, int64_t *ret_n)
{
	int64_t n = 0;
	int behind = -1;
	bool any = false;
	for (size_t i = 0; i < word.n; i++) {
		char c = word.p[i];
		if (c == '.' && behind < 0 && any) {
			behind = 0;
		} else if (c >= '0' && c <= '9' && n < INT64_C(100000000000000)) {
			n = n * 10 + (c - '0');
			any = true;
			behind += behind >= 0;
		} else {
			return false;
		}
	}
	if (!any || behind == 0 || behind > digits)
		return false;
	for (int i = behind < 0 ? 0 : behind; i < digits; i++)
		n *= 10;
	*ret_n = n;
	return true;
}

static bool is_capitals(struct str word)
{
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] < 'A' || word.p[i] > 'Z')
			return false;
	return word.n == 3;
}

enum outcome phrase_amount(struct ctx *ctx, const struct yaml_node *node, const char *field, struct amount *ret_amount)
{
	struct phrase phrase;
	struct amount amount = {0};
	TRY(phrase_open(ctx, node, field, &phrase));
	struct str number = phrase_next(&phrase);
	struct str unit = phrase.n > 1 ? str_slice(node->text, (size_t)(phrase.words[1].p - node->text.p), node->text.n)
				       : STR("");
	bool is_money = phrase.n == 2 && is_capitals(unit);
	int digits = is_money ? currency_digits(unit) : 0;
	if (digits < 0) {
		phrase.at = 1;
		return phrase_expected(&phrase, "a currency such as GBP, USD or EUR");
	}
	if (!phrase_decimal(number, digits, &amount.n))
		return phrase_expected(&phrase, "an amount such as “630 USD”, “49.50 GBP” or “21 working days”");
	if (is_money)
		amount.currency = unit;
	else
		amount.unit = unit;
	*ret_amount = amount;
	return OK;
}

/* ---- Days of the year ---- */

static bool takes_day(struct phrase *phrase, int *ret_month, int *ret_day)
{
	size_t begin = phrase->at;
	int32_t day;
	int month = 0;
	if (phrase_takes_number(phrase, 31, &day))
		month = phrase_takes_month(phrase);
	if (!month || day < 1 || !date_valid((struct date){2024, month, day})) {
		phrase->at = begin;
		return false;
	}
	*ret_month = month;
	*ret_day = day;
	return true;
}

enum outcome phrase_day(struct ctx *ctx, const struct yaml_node *node, const char *field, int *ret_month, int *ret_day)
{
	struct phrase phrase;
	TRY(phrase_open(ctx, node, field, &phrase));
	if (!takes_day(&phrase, ret_month, ret_day))
		return phrase_expected(&phrase, "a day and month that exist, such as 1 October");
	return phrase_end(&phrase);
}

/* ---- Holidays ---- */

static int takes_ordinal(struct phrase *phrase)
{
	static const char *const words[] = {"first|1st", "second|2nd", "third|3rd", "fourth|4th", "fifth|5th"};
	for (int i = 0; i < (int)COUNT_OF(words); i++)
		if (phrase_takes(phrase, words[i]))
			return i + 1;
	return phrase_takes(phrase, "last") ? -1 : 0;
}

static bool takes_weekday_of_month(struct phrase *phrase, struct holiday *holiday)
{
	phrase_skip_article(phrase);
	holiday->kind = HOLIDAY_WEEKDAY;
	holiday->nth = takes_ordinal(phrase);
	holiday->weekday = holiday->nth ? phrase_takes_weekday(phrase) : 0;
	if (!holiday->weekday || !phrase_takes(phrase, "of|in"))
		return false;
	holiday->month = phrase_takes_month(phrase);
	return holiday->month > 0;
}

/* "Easter" or "the fourth Thursday of November". */
static bool takes_moving(struct phrase *phrase, struct holiday *holiday)
{
	if (phrase_takes(phrase, "Easter Sunday") || phrase_takes(phrase, "Easter")) {
		holiday->kind = HOLIDAY_EASTER;
		return true;
	}
	return takes_weekday_of_month(phrase, holiday);
}

#define HOLIDAY_OFFSET_MOST 100
#define HOLIDAYS                                                                                                                         \
	"“1 January”, “2026-05-08”, “last Monday of May”, “2 days before Easter” or “1 day after the fourth Thursday " \
	"of November”"

enum outcome phrase_holiday(struct ctx *ctx, const struct yaml_node *node, const char *field, struct holiday *holiday)
{
	struct phrase phrase;
	struct day day;
	int32_t offset = 0;
	TRY(phrase_open(ctx, node, field, &phrase));
	if (day_parse(phrase_next(&phrase), &day)) {
		struct date date = day_date(day);
		*holiday = (struct holiday){.name = holiday->name,
					    .kind = HOLIDAY_DATE,
					    .year = date.year,
					    .month = date.month,
					    .day = date.day,
					    .moved = holiday->moved,
					    .from_year = holiday->from_year,
					    .to_year = holiday->to_year};
		phrase.at++;
		return phrase_end(&phrase);
	}
	if (takes_day(&phrase, &holiday->month, &holiday->day)) {
		holiday->kind = HOLIDAY_YEARLY;
		return phrase_end(&phrase);
	}
	if (phrase_takes_number(&phrase, HOLIDAY_OFFSET_MOST, &offset)) {
		if (!phrase_takes(&phrase, "day|days"))
			return phrase_expected(&phrase, HOLIDAYS);
		bool before = phrase_takes(&phrase, "before");
		if (!before && !phrase_takes(&phrase, "after"))
			return phrase_expected(&phrase, "“before” or “after”");
		holiday->offset = before ? -offset : offset;
	}
	if (!takes_moving(&phrase, holiday))
		return phrase_expected(&phrase, HOLIDAYS);
	return phrase_end(&phrase);
}

/* ---- Reminders ---- */

enum outcome phrase_reminder(struct ctx *ctx, const struct yaml_node *node, const char *field, int32_t *ret_days)
{
	struct phrase phrase;
	int32_t days = 0;
	TRY(phrase_open(ctx, node, field, &phrase));
	if (!phrase_takes(&phrase, "on the day")) {
		if (!phrase_takes_number(&phrase, 3660, &days) || days < 1 || !phrase_takes(&phrase, "day|days"))
			return phrase_expected(&phrase, "“14 days before”, “on the day” or “3 days after”");
		if (phrase_takes(&phrase, "before"))
			days = -days;
		else if (!phrase_takes(&phrase, "after"))
			return phrase_expected(&phrase, "“before” or “after”");
	}
	*ret_days = days;
	return phrase_end(&phrase);
}
