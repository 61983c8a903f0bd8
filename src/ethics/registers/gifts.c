/* "May I accept this?": windows, sources that belong together, and what thresholds say. */
#include "registers/gifts.h"

#include <stdlib.h>

/* ---- One gift ---- */

static const struct value *first_value(const struct declared *declared, struct str field)
{
	const struct answer *answer = str_empty(field) ? NULL : declared_answer(declared, field);
	return answer && answer->n && answer->values[0].state != VALUE_NONE ? &answer->values[0] : NULL;
}

static void amount_of(const struct declared *declared, const struct scheme_threshold *threshold, struct gift *gift)
{
	const struct value *value = first_value(declared, threshold->value);
	const struct scheme_field *field = scheme_field(declared->category, threshold->value);
	gift->least = 0;
	gift->most = INT64_MAX;
	if (!value || !field || value->state != VALUE_GIVEN)
		return;
	gift->currency = value->currency.n ? value->currency : field->currency;
	if (field->n_bands == 0) {
		gift->least = gift->most = value->number;
		return;
	}
	for (size_t i = 0; i < field->n_bands; i++)
		if (str_eq(field->bands[i].id, value->text)) {
			gift->least = field->bands[i].from;
			gift->most = field->bands[i].to;
		}
}

bool gift_of_entry(const struct scheme_threshold *threshold, int64_t entry_id, const struct declared *declared,
		   struct gift *ret_gift)
{
	if (!declared->category || declared->is_nil || !scheme_field(declared->category, threshold->value) ||
	    !declared_meets(declared, &threshold->counts))
		return false;
	const struct value *day = first_value(declared, threshold->day);
	const struct value *by = first_value(declared, threshold->by);
	if (!day || day->state != VALUE_GIVEN)
		return false;
	struct gift gift = {.entry_id = entry_id, .day = (int32_t)day->number};
	if (by) {
		gift.source = by->text;
		gift.scheme = by->scheme;
		gift.id = by->id;
	}
	amount_of(declared, threshold, &gift);
	*ret_gift = gift;
	return true;
}

/* ---- Sources ---- */

static struct str name_key(struct arena *arena, struct str name)
{
	struct str folded = str_trim(text_fold(arena, name));
	struct buf key = buf_open(arena, folded.n + 1);
	for (size_t i = 0; i < folded.n; i++)
		if (folded.p[i] != ' ' || (key.n && key.p[key.n - 1] != ' '))
			buf_char(&key, folded.p[i]);
	return buf_view(&key);
}

struct source {
	struct str name, scheme, id; /* the name as compared */
};

static struct source source_of(struct arena *arena, struct str name, struct str scheme, struct str id)
{
	return (struct source){name_key(arena, name), name_key(arena, scheme), name_key(arena, id)};
}

static bool source_eq(const struct source *a, const struct source *b)
{
	if (a->id.n && b->id.n && str_eq(a->scheme, b->scheme))
		return str_eq(a->id, b->id);
	return a->name.n && str_eq(a->name, b->name);
}

/* Marks every link whose group has a member that is `from`, and then the groups of these members, until nothing is
 * added. */
static void links_reach(struct arena *arena, const struct source *from, const struct gift_link *links,
			const struct source *members, size_t n, bool *reached)
{
	(void)arena;
	bool is_growing = true;
	for (size_t i = 0; i < n; i++)
		reached[i] = source_eq(from, &members[i]);
	while (is_growing) {
		is_growing = false;
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; reached[i] && j < n; j++)
				if (!reached[j] &&
				    (links[i].group == links[j].group || source_eq(&members[i], &members[j])))
					is_growing = reached[j] = true;
	}
}

/* One source and all that belong to it, found once for many gifts. */
struct sources {
	struct source asked;
	const struct source *members;
	const bool *reached;
	size_t n;
};

static struct sources sources_of(struct arena *arena, const struct gift *gift, const struct gift_link *links, size_t n)
{
	struct source *members = arena_array(arena, struct source, n);
	bool *reached = arena_array(arena, bool, n);
	struct sources sources = {.asked = source_of(arena, gift->source, gift->scheme, gift->id), .n = n};
	for (size_t i = 0; i < n; i++)
		members[i] = source_of(arena, links[i].source, links[i].scheme, links[i].id);
	links_reach(arena, &sources.asked, links, members, n, reached);
	sources.members = members;
	sources.reached = reached;
	return sources;
}

static bool sources_have(struct arena *arena, const struct sources *sources, const struct gift *gift)
{
	arena_scope(arena);
	struct source other = source_of(arena, gift->source, gift->scheme, gift->id);
	if (source_eq(&sources->asked, &other))
		return true;
	for (size_t i = 0; i < sources->n; i++)
		if (sources->reached[i] && source_eq(&sources->members[i], &other))
			return true;
	return false;
}

bool gift_same_source(struct arena *arena, const struct gift *a, const struct gift *b, const struct gift_link *links,
		      size_t n_links)
{
	struct sources sources = sources_of(arena, a, links, n_links);
	return sources_have(arena, &sources, b);
}

/* ---- Windows ---- */

int32_t gift_span_from(int32_t day, int32_t months)
{
	const struct deadline_rule rule = {
		.parts = {{.trigger = TRIGGER_EVENT, .n = months, .unit = UNIT_MONTHS, .before = true}}};
	const struct deadline_facts facts = {.day = {day, DEADLINE_NO_DAY}};
	struct deadline before;
	if (months <= 0 || deadline_compute(&rule, &facts, &before) != OK)
		return day;
	return before.day + 1;
}

void gift_year(int32_t day, int32_t first_month, int32_t *ret_from, int32_t *ret_to)
{
	struct date date = day_date((struct day){day});
	int first = first_month >= 1 && first_month <= 12 ? first_month : 1;
	int year = date.month >= first ? date.year : date.year - 1;
	*ret_from = day_of((struct date){year, first, 1}).n;
	*ret_to = day_of((struct date){year + 1, first, 1}).n - 1;
}

/* ---- What a threshold says ---- */

static int64_t sum(int64_t a, int64_t b)
{
	return b > INT64_MAX - a ? INT64_MAX : a + b;
}

static enum gift_verdict verdict_of(const struct scheme_threshold *threshold, int64_t amount, int64_t least,
				    int64_t most)
{
	if (threshold->above ? least > amount : least >= amount)
		return GIFT_REACHED;
	return (threshold->above ? most > amount : most >= amount) ? GIFT_PERHAPS : GIFT_BELOW;
}

/* Adds up what lies in the window, and keeps it where it says more than what was found so far. */
static void window_try(struct ctx *ctx, const struct gift_question *q, const struct gift *const *same, size_t n,
		       int32_t from, int32_t to, struct gift_finding *best)
{
	struct gift_finding found = *best;
	const struct gift **others = arena_array(ctx->arena, const struct gift *, n);
	found.from_day = from;
	found.to_day = to;
	found.before_least = found.before_most = 0;
	found.n_others = 0;
	for (size_t i = 0; i < n; i++) {
		if (same[i]->day < from || same[i]->day > to)
			continue;
		others[found.n_others++] = same[i];
		found.before_least = sum(found.before_least, same[i]->least);
		found.before_most = sum(found.before_most, same[i]->most);
	}
	found.others = others;
	found.with_least = sum(found.before_least, q->offer->least);
	found.with_most = sum(found.before_most, q->offer->most);
	found.verdict = verdict_of(q->threshold, found.amount->amount, found.with_least, found.with_most);
	if (found.verdict > best->verdict ||
	    (found.verdict == best->verdict &&
	     (found.with_least > best->with_least ||
	      (found.with_least == best->with_least && found.with_most > best->with_most))))
		*best = found;
}

static void windows_try(struct ctx *ctx, const struct gift_question *q, const struct gift *const *same, size_t n,
			struct gift_finding *best)
{
	int32_t day = q->offer->day, from = day, to = day;
	switch (q->threshold->window) {
	case WINDOW_EACH:
		window_try(ctx, q, NULL, 0, day, day, best);
		return;
	case WINDOW_CALENDAR_YEAR:
	case WINDOW_FISCAL_YEAR:
		gift_year(day, q->threshold->window == WINDOW_FISCAL_YEAR ? q->fiscal_month : 1, &from, &to);
		window_try(ctx, q, same, n, from, to, best);
		return;
	case WINDOW_ROLLING:
		break;
	}
	/* Any span with the offer in it: what lies in one lies in one that ends with the day of a gift too. */
	window_try(ctx, q, same, n, gift_span_from(day, q->threshold->n), day, best);
	for (size_t i = 0; i < n; i++)
		if (same[i]->day > day && (i == 0 || same[i]->day != same[i - 1]->day) &&
		    gift_span_from(same[i]->day, q->threshold->n) <= day)
			window_try(ctx, q, same, n, gift_span_from(same[i]->day, q->threshold->n), same[i]->day, best);
}

static int by_day(const void *a, const void *b)
{
	const struct gift *x = *(const struct gift *const *)a, *y = *(const struct gift *const *)b;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->entry_id < y->entry_id ? -1 : x->entry_id > y->entry_id;
}

/* What counts together with the offer, by day. An amount in another currency is one that is not known. */
static const struct gift **same_sources(struct ctx *ctx, const struct gift_question *q, struct str currency,
					size_t *ret_n)
{
	const struct gift **same = arena_array(ctx->arena, const struct gift *, q->n_others);
	struct sources sources = sources_of(ctx->arena, q->offer, q->links, q->n_links);
	size_t n = 0;
	for (size_t i = 0; i < q->n_others; i++) {
		const struct gift *other = &q->others[i];
		if (!str_empty(q->threshold->by) && !sources_have(ctx->arena, &sources, other))
			continue;
		if (other->currency.n && !str_eq(other->currency, currency)) {
			struct gift *unknown = arena_new(ctx->arena, struct gift);
			*unknown = *other;
			unknown->least = 0;
			unknown->most = INT64_MAX;
			other = unknown;
		}
		same[n++] = other;
	}
	if (n > 1)
		qsort(same, n, sizeof(const struct gift *), by_day);
	*ret_n = n;
	return same;
}

static void duty_find(struct ctx *ctx, const struct gift_question *q, struct gift_finding *finding)
{
	finding->deadline.day = DEADLINE_NO_DAY;
	if (finding->verdict < GIFT_PERHAPS || str_empty(q->threshold->duty))
		return;
	finding->duty = rulebook_duty_on(q->rulebook, q->threshold->duty, (struct day){q->offer->day});
	if (!finding->duty)
		return;
	struct deadline_facts facts = {.day = {DEADLINE_NO_DAY, DEADLINE_NO_DAY}};
	const struct deadline_rule *rule = &finding->duty->deadline;
	for (size_t i = 0; i < COUNT_OF(rule->parts); i++)
		if (rule->parts[i].trigger == TRIGGER_EVENT)
			facts.day[i] = q->offer->day;
		else if (rule->parts[i].trigger == TRIGGER_EACH_YEAR)
			facts.day[i] =
				deadline_each_year(&rule->parts[i], day_date((struct day){q->offer->day}).year + 1);
	if (deadline_compute(rule, &facts, &finding->deadline) == OK)
		finding->derivation = deadline_words(ctx, rule, &facts);
	else
		finding->deadline.day = DEADLINE_NO_DAY;
}

void gift_find(struct ctx *ctx, const struct gift_question *question, struct gift_finding *ret_finding)
{
	const struct scheme_threshold *threshold = question->threshold;
	const struct gift *offer = question->offer;
	struct gift_finding best = {
		.threshold = threshold,
		.amount = rulebook_amount_on(question->rulebook, threshold->amount, (struct day){offer->day}),
		.from_day = offer->day,
		.to_day = offer->day,
		.verdict = GIFT_NO_RULE,
		.deadline = {.day = DEADLINE_NO_DAY},
	};
	if (best.amount && str_eq(best.amount->currency, offer->currency)) {
		size_t n;
		const struct gift **same = same_sources(ctx, question, offer->currency, &n);
		windows_try(ctx, question, same, n, &best);
		duty_find(ctx, question, &best);
	}
	*ret_finding = best;
}

/* ---- All together ---- */

static enum gift_answer answer_of(const struct gift_finding *finding)
{
	bool is_sure = finding->verdict == GIFT_REACHED;
	if (finding->verdict < GIFT_PERHAPS)
		return GIFT_NOTHING;
	switch (finding->threshold->effect) {
	case EFFECT_LIMIT:
		return is_sure ? GIFT_MAY_NOT : GIFT_FIND_VALUE;
	case EFFECT_ASK:
	case EFFECT_CONFLICT:
		return is_sure ? GIFT_ASK_FIRST : GIFT_FIND_VALUE;
	case EFFECT_REGISTER:
	case EFFECT_REPORT:
		break;
	}
	return is_sure ? GIFT_REGISTER : GIFT_MAY_REGISTER;
}

enum gift_answer gift_answer(const struct gift_finding *findings, size_t n)
{
	enum gift_answer answer = GIFT_NOTHING;
	for (size_t i = 0; i < n; i++) {
		enum gift_answer one = answer_of(&findings[i]);
		answer = one < answer ? one : answer;
	}
	return answer;
}

int64_t gift_part(int64_t amount, int64_t people)
{
	return people <= 1 ? amount : amount / people + (amount % people != 0);
}
