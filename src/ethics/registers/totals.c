#include "registers/totals.h"

#include <stdlib.h>

#define BUCKETS_FIRST 64
#define LINES_NAMED   12

struct sum {
	struct sum *next;
	struct str key; /* made comparable */
	struct str label;
	uint32_t hash;
	int32_t month; /* year * 12 + month - 1 */
	int64_t amount, count;
};

struct totals {
	struct arena *arena;
	struct totals_of of;
	struct totals_sum sum;
	struct sum **givers; /* by their hash, in so many buckets */
	size_t n_buckets, n_givers;
	struct totals_line others, unnamed, undated;
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
	totals->sum.currency = of->value ? str_dup(arena, of->value->currency) : STR("");
	totals->n_buckets = BUCKETS_FIRST;
	totals->givers = arena_array(arena, struct sum *, totals->n_buckets);
	totals->others.is = TOTALS_LINE_OTHERS;
	totals->unnamed.is = TOTALS_LINE_UNNAMED;
	totals->undated.is = TOTALS_LINE_UNDATED;
	return totals;
}

void totals_go_on(struct totals *totals, const struct totals_of *of)
{
	totals->of = *of;
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

static void amount_add(int64_t *sum, int64_t amount)
{
	if (__builtin_add_overflow(*sum, amount, sum))
		*sum = INT64_MAX;
}

static void sum_add(struct sum *sum, int64_t amount)
{
	sum->count++;
	amount_add(&sum->amount, amount);
}

static void line_add(struct totals_line *line, int64_t amount, int64_t count)
{
	line->count += count;
	amount_add(&line->amount, amount);
}

/* Twice as many buckets where each would hold more than one. */
static void givers_spread(struct totals *totals)
{
	if (totals->n_givers < totals->n_buckets)
		return;
	size_t n = totals->n_buckets * 2;
	struct sum **givers = arena_array(totals->arena, struct sum *, n);
	for (size_t i = 0; i < totals->n_buckets; i++)
		for (struct sum *sum = totals->givers[i], *next; sum; sum = next) {
			next = sum->next;
			sum->next = givers[sum->hash % n];
			givers[sum->hash % n] = sum;
		}
	totals->givers = givers;
	totals->n_buckets = n;
}

static void giver_add(struct totals *totals, struct str name, int64_t amount)
{
	struct arena_mark mark = arena_mark(totals->arena);
	struct str key = text_fold(totals->arena, name);
	uint32_t hash = 2166136261U;
	for (size_t i = 0; i < key.n; i++)
		hash = (hash ^ (unsigned char)key.p[i]) * 16777619U;
	struct sum *found = totals->givers[hash % totals->n_buckets];
	while (found && (found->hash != hash || !str_eq(found->key, key)))
		found = found->next;
	if (found || totals->n_givers == TOTALS_GIVERS) {
		arena_reset(mark);
		if (found)
			sum_add(found, amount);
		else
			line_add(&totals->others, amount, 1);
		return;
	}
	givers_spread(totals);
	struct sum **place = &totals->givers[hash % totals->n_buckets];
	struct sum *sum = arena_new(totals->arena, struct sum);
	*sum = (struct sum){.next = *place, .key = key, .label = str_dup(totals->arena, name), .hash = hash};
	*place = sum;
	totals->n_givers++;
	sum_add(sum, amount);
}

/* Few, and mostly the one of the entry before: a list is enough, the last one in front. */
static void list_add(struct totals *totals, struct sum **first, size_t *n, int32_t month, struct str label,
		     int64_t amount)
{
	struct sum **place = first;
	while (*place && ((*place)->month != month || !str_eq((*place)->label, label)))
		place = &(*place)->next;
	struct sum *sum = *place;
	if (sum) {
		*place = sum->next;
	} else {
		sum = arena_new(totals->arena, struct sum);
		*sum = (struct sum){.month = month, .label = str_dup(totals->arena, label)};
		(*n)++;
	}
	sum->next = *first;
	*first = sum;
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
	amount_add(&totals->sum.amount, amount);
	const struct value *giver = totals->of.by ? given(seen, totals->of.by->id) : NULL;
	if (giver)
		giver_add(totals, giver->text, amount);
	else
		line_add(&totals->unnamed, amount, 1);
	const struct value *when = given(seen, totals->of.day);
	int32_t day = when && when->precision != EXACT_YEAR ? (int32_t)when->number : declared_day;
	if (day != DEADLINE_NO_DAY) {
		struct date date = day_date((struct day){day});
		list_add(totals, &totals->months, &totals->n_months, date.year * 12 + date.month - 1, STR(""), amount);
	} else {
		line_add(&totals->undated, amount, 1);
	}
	list_add(totals, &totals->categories, &totals->n_categories, 0, seen->category->title, amount);
}

/* ---- In few lines ---- */

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

static int by_month(const void *a, const void *b)
{
	const struct sum *one = *(const struct sum *const *)a, *other = *(const struct sum *const *)b;
	return (one->month > other->month) - (one->month < other->month);
}

/* Where nothing is added up, all amounts are 0. */
static int by_size(const void *a, const void *b)
{
	const struct sum *one = *(const struct sum *const *)a, *other = *(const struct sum *const *)b;
	if (one->amount != other->amount)
		return one->amount < other->amount ? 1 : -1;
	if (one->count != other->count)
		return one->count < other->count ? 1 : -1;
	return str_cmp(one->label, other->label);
}

struct cutting {
	struct arena *arena;
	struct totals_line lines[CHART_BARS];
	size_t n;
};

static void named_put(struct cutting *cutting, const struct sum *sum)
{
	cutting->lines[cutting->n++] = (struct totals_line){
		.label = sum->month ? month_label(cutting->arena, sum->month) : str_dup(cutting->arena, sum->label),
		.amount = sum->amount,
		.count = sum->count,
	};
}

static void line_put(struct cutting *cutting, const struct totals_line *line)
{
	if (line->count)
		cutting->lines[cutting->n++] = *line;
}

/* The greatest, and one line for all others. */
static void greatest_put(struct cutting *cutting, const struct sum **sums, size_t n, struct totals_line others)
{
	if (n)
		qsort(sums, n, sizeof(const struct sum *), by_size);
	for (size_t i = 0; i < n; i++)
		if (i < LINES_NAMED)
			named_put(cutting, sums[i]);
		else
			line_add(&others, sums[i]->amount, sums[i]->count);
	line_put(cutting, &others);
}

/* The newest, and one line for all before them. */
static void months_put(struct cutting *cutting, const struct sum **sums, size_t n, const struct totals_line *undated)
{
	struct totals_line before = {.is = TOTALS_LINE_BEFORE};
	size_t room = CHART_BARS - (undated->count ? 1 : 0), from = n > room ? n - (room - 1) : 0;
	if (n)
		qsort(sums, n, sizeof(const struct sum *), by_month);
	for (size_t i = 0; i < from; i++)
		line_add(&before, sums[i]->amount, sums[i]->count);
	if (from)
		before.label = month_label(cutting->arena, sums[from]->month);
	line_put(cutting, &before);
	for (size_t i = from; i < n; i++)
		named_put(cutting, sums[i]);
	line_put(cutting, undated);
}

static size_t list_of(const struct sum *first, const struct sum **sums)
{
	size_t n = 0;
	for (const struct sum *sum = first; sum; sum = sum->next)
		sums[n++] = sum;
	return n;
}

static void cut_take(struct cutting *cutting, enum totals_by by, struct totals_cut *cut)
{
	cut->by[by].lines = arena_copy(cutting->arena, cutting->lines, cutting->n * sizeof(struct totals_line));
	cut->by[by].n = cutting->n;
	cutting->n = 0;
}

void totals_cut(struct arena *arena, const struct totals *totals, struct totals_cut *ret_cut)
{
	CLEANUP(arena_closep) struct arena *own = arena_open(0);
	size_t most = totals->n_givers + totals->n_months + totals->n_categories, n = 0;
	const struct sum **sums = arena_array(own, const struct sum *, most + 1);
	struct cutting cutting = {.arena = arena};
	*ret_cut = (struct totals_cut){.sum = totals->sum, .has_more_givers = totals->others.count > 0};
	ret_cut->sum.currency = str_dup(arena, totals->sum.currency);
	for (size_t i = 0; i < totals->n_buckets; i++)
		n += list_of(totals->givers[i], sums + n);
	greatest_put(&cutting, sums, n, totals->others);
	if (n)
		line_put(&cutting, &totals->unnamed);
	cut_take(&cutting, TOTALS_BY_GIVER, ret_cut);
	months_put(&cutting, sums, list_of(totals->months, sums), &totals->undated);
	cut_take(&cutting, TOTALS_BY_MONTH, ret_cut);
	greatest_put(&cutting, sums, list_of(totals->categories, sums), (struct totals_line){.is = TOTALS_LINE_OTHERS});
	cut_take(&cutting, TOTALS_BY_CATEGORY, ret_cut);
}

void totals_copy(struct arena *arena, const struct totals_cut *cut, struct totals_cut *ret_cut)
{
	*ret_cut = *cut;
	ret_cut->sum.currency = str_dup(arena, cut->sum.currency);
	for (size_t by = 0; by < TOTALS_BYS; by++) {
		struct totals_line *lines = arena_array(arena, struct totals_line, cut->by[by].n);
		for (size_t i = 0; i < cut->by[by].n; i++) {
			lines[i] = cut->by[by].lines[i];
			lines[i].label = str_dup(arena, lines[i].label);
		}
		ret_cut->by[by].lines = lines;
	}
}
