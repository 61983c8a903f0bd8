/* Thresholds of registers: amounts, windows, and what follows. */
#include "rulebook/build.h"
#include "rulebook/words.h"

#define WINDOW_MONTHS_MOST 120

/* ---- What is not there ---- */

const struct scheme_field *build_field_named(const struct scheme *scheme, struct str id)
{
	for (size_t i = 0; i < scheme->n_categories; i++) {
		const struct scheme_field *field = scheme_field(&scheme->categories[i], id);
		if (field)
			return field;
	}
	return NULL;
}

void build_unknown_field(struct build *build, const struct yaml_node *node, const struct scheme *scheme, struct str id)
{
	size_t most = 0, n = 0;
	for (size_t i = 0; i < scheme->n_categories; i++)
		most += scheme->categories[i].n_fields;
	struct str *known = arena_array(build->ctx->arena, struct str, most);
	for (size_t i = 0; i < scheme->n_categories; i++)
		for (size_t j = 0; j < scheme->categories[i].n_fields; j++) {
			const struct scheme_field *field = &scheme->categories[i].fields[j];
			bool is_new = true;
			for (size_t k = 0; k < n; k++)
				is_new = is_new && !str_eq(known[k], field->id);
			if (is_new)
				known[n++] = field->id;
		}
	spec_unknown(build->ctx, node, id, known, n, STR("a field of this register"));
}

void build_unknown_duty(struct build *build, const struct yaml_node *node, struct str id)
{
	const struct rulebook *book = build->book;
	struct str *known = arena_array(build->ctx->arena, struct str, book->n_duties);
	size_t n = 0;
	for (size_t i = 0; i < book->n_duties; i++)
		if (i == 0 || !str_eq(book->duties[i].id, book->duties[i - 1].id))
			known[n++] = book->duties[i].id;
	spec_unknown(build->ctx, node, id, known, n, STR("a duty"));
}

void build_unknown_amount(struct build *build, const struct yaml_node *node, struct str id)
{
	const struct rulebook *book = build->book;
	struct str *known = arena_array(build->ctx->arena, struct str, book->n_amounts);
	size_t n = 0;
	for (size_t i = 0; i < book->n_amounts; i++)
		if (i == 0 || !str_eq(book->amounts[i].id, book->amounts[i - 1].id))
			known[n++] = book->amounts[i].id;
	spec_unknown(build->ctx, node, id, known, n, STR("an amount"));
}

/* ---- Their parts ---- */

static void read_window(struct build *build, const struct yaml_node *node, struct scheme_threshold *threshold)
{
	struct phrase phrase;
	if (!node || phrase_open(build->ctx, node, "within", &phrase) != OK)
		return;
	phrase_skip_article(&phrase);
	if (phrase_takes(&phrase, "each")) {
		threshold->window = WINDOW_EACH;
	} else if (phrase_takes(&phrase, "calendar year")) {
		threshold->window = WINDOW_CALENDAR_YEAR;
	} else if (phrase_takes(&phrase, "fiscal|financial year")) {
		threshold->window = WINDOW_FISCAL_YEAR;
	} else if (phrase_takes_number(&phrase, WINDOW_MONTHS_MOST, &threshold->n) && threshold->n > 0) {
		threshold->window = WINDOW_ROLLING;
		if (!phrase_takes(&phrase, "month|months")) {
			(void)phrase_expected(&phrase, "“months”");
			return;
		}
	} else {
		(void)phrase_expected(&phrase, "“each”, “3 months”, “calendar year” or “fiscal year”");
		return;
	}
	if (phrase_end(&phrase) != OK)
		threshold->window = 0;
}

static void check_field(struct build *build, const struct yaml_node *map, const char *key, const struct scheme *scheme,
			struct str id, uint32_t kinds, const char *what)
{
	if (str_empty(id))
		return;
	const struct scheme_field *field = build_field_named(scheme, id);
	if (!field)
		build_unknown_field(build, build_at(map, key), scheme, id);
	else if (field->kind && !(kinds >> field->kind & 1))
		yaml_fault(build->ctx, build_at(map, key), msg("{1}: expected {2}; “{3}” is another kind of field"),
			   str_of(key), str_of(what), id);
}

static void check_amount(struct build *build, const struct raw_threshold *raw, const struct scheme *scheme)
{
	const struct rule_amount *amount = NULL;
	for (size_t i = 0; !amount && i < build->book->n_amounts; i++)
		if (str_eq(build->book->amounts[i].id, raw->amount))
			amount = &build->book->amounts[i];
	if (str_empty(raw->amount))
		return;
	if (!amount) {
		build_unknown_amount(build, build_at(raw->node, "amount"), raw->amount);
		return;
	}
	const struct scheme_field *field = build_field_named(scheme, raw->value);
	if (field && field->kind == FIELD_MONEY && !str_empty(amount->currency) &&
	    !str_eq(amount->currency, field->currency))
		yaml_fault(build->ctx, build_at(raw->node, "amount"),
			   msg("amount: “{1}” is in {2}, but the field “{3}” in {4}"), raw->amount, amount->currency,
			   raw->value, field->currency);
	else if (str_empty(amount->currency) && !str_empty(amount->unit))
		yaml_fault(build->ctx, build_at(raw->node, "amount"), msg("amount: “{1}” counts {2}, not money"),
			   raw->amount, amount->unit);
}

struct scheme_condition build_counts(struct build *build, const struct yaml_node *node, const struct scheme *scheme)
{
	const struct scheme_category *category = NULL;
	if (!node)
		return (struct scheme_condition){.answers = {0}};
	for (size_t i = 0; !category && i < scheme->n_categories; i++)
		if (scheme_field(&scheme->categories[i], node->keys[0]->text))
			category = &scheme->categories[i];
	if (category)
		return build_condition(build, node, category->fields, category->n_fields);
	build_unknown_field(build, node->keys[0], scheme, node->keys[0]->text);
	return (struct scheme_condition){.answers = {0}};
}

static bool is_duty(const struct rulebook *book, struct str id)
{
	for (size_t i = 0; i < book->n_duties; i++)
		if (str_eq(book->duties[i].id, id))
			return true;
	return false;
}

static void build_threshold(struct build *build, const struct raw_threshold *raw, const struct scheme *scheme,
			    struct scheme_threshold *ret)
{
	*ret = (struct scheme_threshold){
		.id = raw->id,
		.amount = raw->amount,
		.value = raw->value,
		.day = raw->day,
		.by = raw->by,
		.above = raw->above,
		.effect = (enum scheme_effect)raw->effect,
		.duty = raw->duty,
		.text = raw->text,
		.row = raw->row,
		.place = raw->node->place,
	};
	if (raw->row.from_day != DEADLINE_NO_DAY && raw->row.to_day != DEADLINE_NO_DAY &&
	    raw->row.to_day < raw->row.from_day)
		yaml_fault(build->ctx, build_at(raw->node, "to"), msg("to: this is before “from”"));
	check_amount(build, raw, scheme);
	check_field(build, raw->node, "value", scheme, raw->value, 1U << FIELD_MONEY, "a field of money");
	check_field(build, raw->node, "day", scheme, raw->day, 1U << FIELD_DATE | 1U << FIELD_PERIOD,
		    "a date or a period");
	check_field(build, raw->node, "by", scheme, raw->by,
		    1U << FIELD_TEXT | 1U << FIELD_PERSON | 1U << FIELD_ORGANIZATION,
		    "a text, a person or an organization");
	ret->counts = build_counts(build, raw->counts, scheme);
	read_window(build, raw->within, ret);
	if (!str_empty(raw->duty) && !is_duty(build->book, raw->duty))
		build_unknown_duty(build, build_at(raw->node, "duty"), raw->duty);
}

/* ---- All of them ---- */

static size_t place_for(struct build *build, const struct raw_threshold *raw, const struct scheme_threshold *done,
			size_t n, size_t n_own)
{
	for (size_t i = 0; i < n; i++) {
		if (str_empty(raw->id) || !str_eq(done[i].id, raw->id))
			continue;
		if (i < n_own)
			return i;
		yaml_fault(build->ctx, build_at(raw->node, "id"), msg("id: “{1}” stands already in {2}, line {3}"),
			   raw->id, done[i].place.file, str_fmt(build->ctx->arena, "%d", done[i].place.line));
	}
	return n;
}

void build_thresholds(struct build *build, const struct register_parts *parts, struct scheme *scheme)
{
	size_t n = 0, n_own = 0, most = 0;
	for (size_t i = 0; i < parts->n; i++)
		most += parts->p[i]->thresholds.n;
	struct scheme_threshold *all = arena_array(build->ctx->arena, struct scheme_threshold, most);
	for (size_t i = 0; i < parts->n; i++) {
		const struct raw_threshold *raws = parts->p[i]->thresholds.p;
		for (size_t j = 0; j < parts->p[i]->thresholds.n; j++) {
			size_t at = place_for(build, &raws[j], all, n, n_own);
			build_threshold(build, &raws[j], scheme, &all[at]);
			n += at == n;
		}
		if (i == 0)
			n_own = n;
	}
	scheme->thresholds = all;
	scheme->n_thresholds = n;
}
