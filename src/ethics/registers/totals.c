#include "registers/totals.h"

#include <stdlib.h>

#define BUCKETS 1024
#define GIVERS  20000 /* that are told apart; more are added up as others */

struct sum {
	struct sum *next;
	struct str key; /* made comparable */
	struct str label;
	int32_t month; /* year * 12 + month - 1 */
	int64_t amount, count;
};

struct totals {
	struct arena *arena;
	struct totals_of of;
	struct totals_sum sum;
	struct sum *givers[BUCKETS];
	size_t n_givers;
	struct sum *months, *categories;
	size_t n_months, n_categories;
};

static const struct scheme_field *first_of(const struct scheme *scheme, enum scheme_kind kind)
{
	for (size_t i = 0; i < scheme->n_categories; i++)
		for (size_t j = 0; j < scheme->categories[i].n_fields; j++) {
			const struct scheme_field *field = &scheme->categories[i].fields[j];
			if (field->kind == kind && !field->n_bands && field_seen(scheme, field) == SEEN_WHOLE)
				return field;
		}
	return NULL;
}

static const struct scheme_field *field_named(const struct scheme *scheme, struct str id)
{
	for (size_t i = 0; id.n && i < scheme->n_categories; i++) {
		const struct scheme_field *field = scheme_field(&scheme->categories[i], id);
		if (field)
			return field_seen(scheme, field) == SEEN_WHOLE ? field : NULL;
	}
	return NULL;
}

struct totals_of totals_of(const struct scheme *scheme)
{
	struct totals_of of = {.scheme = scheme, .day = scheme->event_day};
	if (scheme->n_thresholds) {
		of.value = field_named(scheme, scheme->thresholds[0].value);
		of.by = field_named(scheme, scheme->thresholds[0].by);
		of.day = scheme->thresholds[0].day.n ? scheme->thresholds[0].day : of.day;
		/* Of what somebody gave: a limit of all together may be of one kind of expense alone. */
		for (size_t i = 0; i < scheme->n_thresholds && !of.counts; i++)
			if (scheme->thresholds[i].by.n && scheme->thresholds[i].counts.field.n)
				of.counts = &scheme->thresholds[i].counts;
	}
	if (!of.value)
		of.value = first_of(scheme, FIELD_MONEY);
	if (!of.by)
		of.by = first_of(scheme, FIELD_ORGANIZATION);
	return of;
}

struct totals *totals_open(struct arena *arena, const struct totals_of *of)
{
	struct totals *totals = arena_new(arena, struct totals);
	totals->arena = arena;
	totals->of = *of;
	totals->sum.currency = of->value ? of->value->currency : STR("");
	return totals;
}

/* ---- Adding ---- */

static const struct value *given(const struct declared *seen, struct str field)
{
	const struct answer *answer = field.n ? declared_answer(seen, field) : NULL;
	return answer && answer->n && answer->values[0].state == VALUE_GIVEN ? &answer->values[0] : NULL;
}

/* False: it counts, but has no amount that could be added. */
static bool amount_of(const struct totals *totals, const struct declared *seen, int64_t *ret_amount)
{
	const struct answer *answer = totals->of.value ? declared_answer(seen, totals->of.value->id) : NULL;
	int64_t amount = 0;
	if (!answer || answer->n == 0)
		return false;
	for (size_t i = 0; i < answer->n; i++) {
		const struct value *value = &answer->values[i];
		bool is_other = value->currency.n && !str_eq(value->currency, totals->sum.currency);
		if (value->state != VALUE_GIVEN || value->text.n || is_other || value->number < 0 ||
		    __builtin_add_overflow(amount, value->number, &amount))
			return false;
	}
	*ret_amount = amount;
	return true;
}

static void sum_add(struct sum *sum, int64_t amount)
{
	sum->count++;
	if (__builtin_add_overflow(sum->amount, amount, &sum->amount))
		sum->amount = INT64_MAX;
}

static void giver_add(struct totals *totals, struct str name, int64_t amount)
{
	struct str key = text_fold(totals->arena, name);
	uint32_t hash = 2166136261U;
	for (size_t i = 0; i < key.n; i++)
		hash = (hash ^ (unsigned char)key.p[i]) * 16777619U;
	struct sum **place = &totals->givers[hash % BUCKETS];
	while (*place && !str_eq((*place)->key, key))
		place = &(*place)->next;
	if (!*place) {
		if (totals->n_givers == GIVERS)
			return;
		totals->n_givers++;
		*place = arena_new(totals->arena, struct sum);
		(*place)->key = str_dup(totals->arena, key);
		(*place)->label = str_dup(totals->arena, name);
	}
	sum_add(*place, amount);
}

/* Few: a list is enough. */
static void list_add(struct totals *totals, struct sum **first, size_t *n, int32_t month, struct str label,
		     int64_t amount)
{
	struct sum *sum = *first;
	while (sum && (sum->month != month || !str_eq(sum->label, label)))
		sum = sum->next;
	if (!sum) {
		sum = arena_new(totals->arena, struct sum);
		*sum = (struct sum){.next = *first, .month = month, .label = str_dup(totals->arena, label)};
		*first = sum;
		(*n)++;
	}
	sum_add(sum, amount);
}

/* A choice that is one of them, or any answer where they say so. */
static bool holds(const struct scheme_condition *condition, const struct declared *seen)
{
	const struct value *value = given(seen, condition->field);
	for (size_t i = 0; value && i < condition->answers.n; i++) {
		struct str answer = condition->answers.p[i];
		if (str_eq(answer, value->text) || str_eq(answer, STR("given")) ||
		    str_eq(answer, value->number ? STR("yes") : STR("no")))
			return true;
	}
	return false;
}

void totals_add(struct totals *totals, const struct declared *seen, int32_t declared_day)
{
	if (seen->is_nil || !seen->category)
		return;
	if (totals->of.counts && !holds(totals->of.counts, seen)) {
		totals->sum.left_out++;
		return;
	}
	int64_t amount = 0;
	totals->sum.entries++;
	if (totals->of.value && !amount_of(totals, seen, &amount))
		totals->sum.without++;
	if (__builtin_add_overflow(totals->sum.amount, amount, &totals->sum.amount))
		totals->sum.amount = INT64_MAX;
	const struct value *giver = totals->of.by ? given(seen, totals->of.by->id) : NULL;
	if (giver)
		giver_add(totals, giver->text, amount);
	const struct value *when = given(seen, totals->of.day);
	int32_t day = when && when->precision != EXACT_YEAR ? (int32_t)when->number : declared_day;
	if (day != DEADLINE_NO_DAY) {
		struct date date = day_date((struct day){day});
		list_add(totals, &totals->months, &totals->n_months, date.year * 12 + date.month - 1, STR(""), amount);
	}
	list_add(totals, &totals->categories, &totals->n_categories, 0, seen->category->title, amount);
}

struct totals_sum totals_sum(const struct totals *totals)
{
	return totals->sum;
}

/* ---- Rows ---- */

struct str totals_words(struct ctx *ctx, const struct totals_of *of, int64_t amount)
{
	const struct value value = {.state = VALUE_GIVEN, .number = amount, .currency = of->value->currency};
	return value_words(ctx, of->value, &value);
}

static struct str month_label(struct arena *arena, int32_t month)
{
	struct day day = day_of((struct date){month / 12, month % 12 + 1, 1});
	struct str words = day_words(arena, day);
	return str_slice(words, str_find_char(words, ' ', 0) + 1, words.n);
}

static struct chart_row row_of(struct ctx *ctx, const struct totals *totals, const struct sum *sum)
{
	bool is_money = totals->of.value != NULL;
	return (struct chart_row){
		.label = sum->month ? month_label(ctx->arena, sum->month) : sum->label,
		.value = is_money ? totals_words(ctx, &totals->of, sum->amount)
				  : str_fmt(ctx->arena, "%lld", (long long)sum->count),
		.size = is_money ? sum->amount : sum->count,
		.count = sum->count,
	};
}

static int by_month(const void *a, const void *b)
{
	const struct sum *one = *(const struct sum *const *)a, *other = *(const struct sum *const *)b;
	return (one->month > other->month) - (one->month < other->month);
}

struct chart_row *totals_rows(struct ctx *ctx, const struct totals *totals, enum totals_by by, size_t *ret_n)
{
	size_t most = totals->n_givers + totals->n_months + totals->n_categories, n = 0;
	const struct sum **sums = arena_array(ctx->arena, const struct sum *, most + 1);
	for (size_t i = 0; by == TOTALS_BY_GIVER && i < BUCKETS; i++)
		for (const struct sum *sum = totals->givers[i]; sum; sum = sum->next)
			sums[n++] = sum;
	const struct sum *first = by == TOTALS_BY_MONTH ? totals->months : totals->categories;
	for (const struct sum *sum = by == TOTALS_BY_GIVER ? NULL : first; sum; sum = sum->next)
		sums[n++] = sum;
	if (by == TOTALS_BY_MONTH && n)
		qsort(sums, n, sizeof(const struct sum *), by_month);
	size_t from = by == TOTALS_BY_MONTH && n > CHART_BARS ? n - CHART_BARS : 0;
	struct chart_row *rows = arena_array(ctx->arena, struct chart_row, n - from);
	for (size_t i = from; i < n; i++)
		rows[i - from] = row_of(ctx, totals, sums[i]);
	*ret_n = n - from;
	return rows;
}
