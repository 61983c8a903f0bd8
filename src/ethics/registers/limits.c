#include "registers/limits.h"

#include "html/html.h"
#include "registers/public_web.h"

struct period {
	struct period *next; /* an older one */
	int32_t from_day, to_day;
	int32_t newest_day; /* of its entries: whose amount applies */
	int64_t amount;
	int64_t entries;
};

struct limits {
	struct arena *arena;
	const struct scheme_threshold *threshold;
	const struct scheme_field *field; /* of the first entry that counts */
	struct str currency;
	struct period *newest;
	size_t n;
	int32_t fiscal_month;
	struct day day;
};

struct limits *limits_open(struct arena *arena, const struct scheme_threshold *threshold, int32_t fiscal_month,
			   struct day day)
{
	struct limits *limits = arena_new(arena, struct limits);
	*limits = (struct limits){.arena = arena, .threshold = threshold, .fiscal_month = fiscal_month, .day = day};
	return limits;
}

/* ---- Adding ---- */

static bool window_of(const struct limits *limits, int32_t day, int32_t *ret_from, int32_t *ret_to)
{
	switch (limits->threshold->window) {
	case WINDOW_EACH:
		*ret_from = *ret_to = day;
		return true;
	case WINDOW_ROLLING:
		*ret_from = gift_span_from(limits->day.n, limits->threshold->n);
		*ret_to = limits->day.n;
		return day >= *ret_from;
	case WINDOW_CALENDAR_YEAR:
	case WINDOW_FISCAL_YEAR:
		gift_year(day, limits->threshold->window == WINDOW_CALENDAR_YEAR ? 1 : limits->fiscal_month, ret_from,
			  ret_to);
		return true;
	}
	return false;
}

static void oldest_drop(struct limits *limits)
{
	struct period **place = &limits->newest;
	while (*place && (*place)->next)
		place = &(*place)->next;
	*place = NULL;
	limits->n--;
}

/* The period of these days, begun where it is not there; NULL: older than all that are shown. */
static struct period *period_at(struct limits *limits, int32_t from, int32_t to)
{
	struct period **place = &limits->newest;
	while (*place && (*place)->from_day > from)
		place = &(*place)->next;
	struct period *there = *place;
	if (there && there->from_day == from && limits->threshold->window != WINDOW_EACH)
		return there;
	if (limits->n == CHART_BARS && !there)
		return NULL;
	struct period *period = arena_new(limits->arena, struct period);
	*period = (struct period){.next = there, .from_day = from, .to_day = to};
	*place = period;
	if (++limits->n > CHART_BARS)
		oldest_drop(limits);
	return period;
}

void limits_add(struct limits *limits, const struct declared *seen)
{
	struct gift gift;
	int32_t from, to;
	if (!gift_of_entry(limits->threshold, 0, seen, &gift) || gift.least != gift.most || gift.least < 0 ||
	    gift.day > limits->day.n || !window_of(limits, gift.day, &from, &to))
		return;
	if (!limits->field) {
		limits->field = scheme_field(seen->category, limits->threshold->value);
		limits->currency = limits->field->currency;
	}
	struct period *period = str_eq(gift.currency, limits->currency) ? period_at(limits, from, to) : NULL;
	if (!period)
		return;
	period->entries++;
	period->newest_day = period->newest_day > gift.day ? period->newest_day : gift.day;
	if (__builtin_add_overflow(period->amount, gift.least, &period->amount))
		period->amount = INT64_MAX;
}

/* ---- Charts ---- */

static struct str said(struct ctx *ctx, const char *message, struct str first, struct str second)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), (const struct str[]){first, second}, 2);
}

static struct str money(struct ctx *ctx, const struct limits *limits, int64_t amount)
{
	const struct value value = {.state = VALUE_GIVEN, .number = amount, .currency = limits->currency};
	return value_words(ctx, limits->field, &value);
}

static struct chart_row row_of(struct ctx *ctx, const struct limits *limits, const struct period *period)
{
	struct str from = register_day_words(ctx, period->from_day), to = register_day_words(ctx, period->to_day);
	return (struct chart_row){
		.label = period->from_day == period->to_day ? from : said(ctx, msg("{1} to {2}"), from, to),
		.value = money(ctx, limits, period->amount),
		.size = period->amount,
		.count = period->entries,
	};
}

static void chart_words(struct ctx *ctx, const struct limits *limits, const struct rule_amount *amount,
			struct chart *chart)
{
	struct str limit = money(ctx, limits, amount->amount);
	chart->title = amount->about.n ? amount->about : said(ctx, msg("Against the limit"), STR(""), STR(""));
	chart->label_head = said(ctx, msg("Period"), STR(""), STR(""));
	chart->value_head = said(ctx, msg("Sum"), STR(""), STR(""));
	chart->count_head = said(ctx, msg("Entries"), STR(""), STR(""));
	chart->text = chart->n_rows == 1
			      ? said(ctx, msg("{1} of a limit of {2}."), chart->rows[0].value, limit)
			      : said(ctx, msg("A bar for each period; the line is the limit of {1}."), limit, STR(""));
	chart->limit = chart->text;
	if (amount->row.source.n)
		chart->limit = str_fmt(ctx->arena, "%.*s %.*s%s", STR_ARG(chart->text), STR_ARG(amount->row.source),
				       amount->row.confirm ? " (to be confirmed)" : "");
}

const struct chart *limits_charts(struct ctx *ctx, const struct limits *limits, const struct rulebook *rulebook,
				  size_t *ret_n)
{
	struct chart *charts = arena_array(ctx->arena, struct chart, limits->n);
	struct chart_row *rows = arena_array(ctx->arena, struct chart_row, limits->n);
	const struct rule_amount *of = NULL; /* of the chart at hand */
	size_t n = 0, at = limits->n;
	/* From the newest back: rows fill their array from its end, so that each chart has its oldest first. */
	for (const struct period *period = limits->newest; period; period = period->next) {
		const struct rule_amount *amount =
			rulebook_amount_on(rulebook, limits->threshold->amount, (struct day){period->newest_day});
		if (!amount || !str_eq(amount->currency, limits->currency))
			continue;
		if (amount != of)
			charts[n++] = (struct chart){0};
		of = amount;
		rows[--at] = row_of(ctx, limits, period);
		struct chart *chart = &charts[n - 1];
		chart->rows = &rows[at];
		chart->n_rows++;
		chart_words(ctx, limits, amount, chart);
		chart_place(ctx->arena, chart, amount->amount);
	}
	for (size_t i = 0; i < n / 2; i++) {
		struct chart other = charts[i];
		charts[i] = charts[n - 1 - i];
		charts[n - 1 - i] = other;
	}
	*ret_n = n;
	return charts;
}
