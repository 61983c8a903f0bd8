/* Fields of registers: what fits their kind, choices, bands, limits, conditions. */
#include "rulebook/build.h"

#define FIELDS_MOST  60
#define CHOICES_MOST 200

/* ---- What fits which kind ---- */

#define KIND(kind)  (1U << (kind))
#define KINDS_WORDS (KIND(FIELD_TEXT) | KIND(FIELD_LONG_TEXT) | KIND(FIELD_PERSON) | KIND(FIELD_ORGANIZATION))
#define KINDS_LIST                                                                                                     \
	(KIND(FIELD_TEXT) | KIND(FIELD_MONEY) | KIND(FIELD_NUMBER) | KIND(FIELD_DATE) | KIND(FIELD_PERIOD) |           \
	 KIND(FIELD_YES_NO) | KIND(FIELD_CHOICE) | KIND(FIELD_PERSON) | KIND(FIELD_ORGANIZATION) |                     \
	 KIND(FIELD_PERCENTAGE))
#define KINDS_NUMBER (KIND(FIELD_MONEY) | KIND(FIELD_NUMBER) | KIND(FIELD_PERCENTAGE))

static const struct {
	const char *key;
	uint32_t kinds;
} fitting[] = {
	{"choices", KIND(FIELD_CHOICE)},
	{"bands", KIND(FIELD_MONEY)},
	{"currency", KIND(FIELD_MONEY)},
	{"at-least", KINDS_NUMBER},
	{"at-most", KINDS_NUMBER},
	{"characters", KINDS_WORDS},
	{"vague", KIND(FIELD_DATE) | KIND(FIELD_PERIOD)},
	{"filter", KINDS_LIST},
	{"sort", KINDS_LIST},
	{"compare", KINDS_WORDS | KIND(FIELD_ADDRESS)},
};

/* A key may stand in the shared field that this one uses. */
static const struct yaml_node *key_of(const struct raw_field *raw, const struct raw_field *base, const char *key)
{
	const struct yaml_node *own = raw->node->kind == YAML_MAP ? yaml_get(raw->node, key) : NULL;
	return own || !base ? own : yaml_get(base->node, key);
}

static void check_kind(struct build *build, const struct raw_field *raw, const struct raw_field *base)
{
	for (size_t i = 0; i < COUNT_OF(fitting); i++) {
		const struct yaml_node *there = key_of(raw, base, fitting[i].key);
		if (there && !(fitting[i].kinds & KIND(raw->kind)))
			yaml_fault(build->ctx, there, msg("{1}: a field of this kind has no use for it"),
				   str_of(fitting[i].key));
	}
}

/* What everybody's lists are made of is what everybody may see. */
static void check_keys(struct build *build, const struct raw_field *raw)
{
	const char *key = raw->filter ? "filter" : "sort";
	if (!raw->filter && !raw->sort)
		return;
	if (raw->shown && raw->shown != SHOWN_PUBLIC)
		yaml_fault(build->ctx, build_at(raw->node, key),
			   msg("{1}: lists are public, and this field is not: leave out one of the two"), str_of(key));
	if (raw->sort && raw->many > 1)
		yaml_fault(build->ctx, build_at(raw->node, "sort"),
			   msg("sort: a field with several answers has no place in an order"));
}

static void check_together(struct build *build, const struct raw_field *raw)
{
	if (raw->required && raw->required_when)
		yaml_fault(build->ctx, build_at(raw->node, "required-when"),
			   msg("required-when: the field is “required” already: leave out one of the two"));
	if (raw->many > 1 && (raw->kind == FIELD_YES_NO || raw->kind == FIELD_FILE))
		yaml_fault(build->ctx, build_at(raw->node, "many"), msg("{1}: a field of this kind has no use for it"),
			   STR("many"));
	check_keys(build, raw);
}

/* ---- Choices, bands, limits ---- */

static void build_choices(struct build *build, const struct raw_field *raw, struct scheme_field *field)
{
	const struct yaml_node *node = raw->choices;
	if (raw->kind != FIELD_CHOICE)
		return;
	if (!node || node->n < 2 || node->n > CHOICES_MOST) {
		yaml_fault(build->ctx, node ? node : raw->node,
			   msg("choices: a choice needs at least two, and at most {1}"), STR("200"));
		return;
	}
	struct scheme_choice *choices = arena_array(build->ctx->arena, struct scheme_choice, node->n);
	for (size_t i = 0; i < node->n; i++) {
		choices[i] = (struct scheme_choice){node->keys[i]->text, str_trim(node->items[i]->text)};
		if (str_eq(choices[i].id, STR("given")))
			yaml_fault(build->ctx, node->keys[i], msg("choices: “given” means any answer in conditions"));
	}
	field->choices = choices;
	field->n_choices = node->n;
}

static int digits_of(const struct scheme_field *field)
{
	if (field->kind == FIELD_NUMBER)
		return 0;
	return field->kind == FIELD_PERCENTAGE ? 2 : currency_digits(field->currency);
}

static bool read_decimal(struct build *build, const struct scheme_field *field, const struct yaml_node *node,
			 const char *key, int64_t *ret_n)
{
	int digits = digits_of(field);
	if (!node || digits < 0)
		return false;
	if (phrase_decimal(str_trim(node->text), digits, ret_n))
		return true;
	yaml_fault(build->ctx, node, msg("{1}: expected a number with at most {2} decimals; found {3}"), str_of(key),
		   str_fmt(build->ctx->arena, "%d", digits), yaml_found(build->ctx->arena, node));
	return false;
}

static void build_limits(struct build *build, const struct raw_field *raw, struct scheme_field *field)
{
	if (!(KINDS_NUMBER & KIND(field->kind)))
		return;
	bool least = read_decimal(build, field, raw->at_least, "at-least", &field->from);
	bool most = read_decimal(build, field, raw->at_most, "at-most", &field->to);
	if (least && !raw->at_most)
		field->to = INT64_MAX;
	if (least && most && field->to <= field->from)
		yaml_fault(build->ctx, raw->at_most, msg("at-most: this is not more than “at-least”"));
}

static void build_bands(struct build *build, const struct raw_field *raw, struct scheme_field *field)
{
	const struct raw_band *raws = raw->bands.p;
	struct scheme_band *bands = arena_array(build->ctx->arena, struct scheme_band, raw->bands.n);
	for (size_t i = 0; field->kind == FIELD_MONEY && i < raw->bands.n; i++) {
		struct scheme_band *band = &bands[i];
		*band = (struct scheme_band){.id = raws[i].id, .text = raws[i].text, .to = INT64_MAX};
		bool from = !raws[i].from || read_decimal(build, field, raws[i].from, "from", &band->from);
		bool to = !raws[i].to || read_decimal(build, field, raws[i].to, "to", &band->to);
		if (!to)
			band->to = band->from;
		if (!raws[i].to && i + 1 < raw->bands.n)
			yaml_fault(build->ctx, raws[i].node, msg("to: only the last band may leave it out"));
		else if (from && to && band->to < band->from)
			yaml_fault(build->ctx, build_at(raws[i].node, "to"), msg("to: the band ends before it begins"));
		if (i > 0 && from && raws[i - 1].to && band->from <= bands[i - 1].to)
			yaml_fault(build->ctx, build_at(raws[i].node, "from"),
				   msg("from: the band before this one reaches as far: bands stand in order and do not "
				       "overlap"));
		for (size_t j = 0; j < i; j++)
			if (!str_empty(band->id) && str_eq(bands[j].id, band->id))
				yaml_fault(build->ctx, build_at(raws[i].node, "id"),
					   msg("id: the band “{1}” stands here twice"), band->id);
	}
	field->bands = bands;
	field->n_bands = raw->bands.n;
}

static void build_currency(struct build *build, const struct raw_field *raw, const struct raw_field *base,
			   struct scheme_field *field)
{
	if (field->kind != FIELD_MONEY)
		return;
	field->currency = str_empty(raw->currency) ? build->currency : raw->currency;
	const struct yaml_node *node = key_of(raw, base, "currency");
	if (str_empty(field->currency))
		yaml_fault(build->ctx, raw->node,
			   msg("money needs a “currency”, here or in “rulebook” of rulebook.yaml"));
	else if (node && currency_digits(field->currency) < 0)
		yaml_fault(build->ctx, node, msg("currency: expected a currency such as GBP, USD or EUR; found {1}"),
			   yaml_found(build->ctx->arena, node));
}

/* ---- A field ---- */

static void need(struct build *build, const struct raw_field *raw, const char *key, bool is_there)
{
	if (!is_there && !yaml_get(raw->node, key))
		yaml_fault(build->ctx, raw->node, msg("{1} needs “{2}”"), STR("a field"), str_of(key));
}

static void build_field(struct build *build, const struct raw_field *raw, const struct raw_field *base,
			struct scheme_field *ret_field)
{
	*ret_field = (struct scheme_field){
		.id = raw->id,
		.label = str_empty(raw->label) ? raw->name : raw->label,
		.name = raw->name,
		.hint = raw->hint,
		.kind = (enum scheme_kind)raw->kind,
		.shown = raw->shown                ? (enum scheme_shown)raw->shown
			 : raw->kind == FIELD_FILE ? SHOWN_OFFICE
						   : SHOWN_PUBLIC,
		.required = raw->required,
		.filter = raw->filter,
		.sort = raw->sort,
		.unknown = raw->unknown,
		.vague = raw->vague,
		.closed = raw->closed,
		.compare = raw->compare,
		.many = raw->many ? raw->many : 1,
		.most = raw->characters,
		.place = raw->node->place,
	};
	if (raw->node->kind != YAML_MAP)
		return;
	need(build, raw, "id", !str_empty(raw->id));
	need(build, raw, "name", !str_empty(raw->name));
	need(build, raw, "kind", raw->kind);
	if (!raw->kind)
		return;
	check_kind(build, raw, base);
	check_together(build, raw);
	build_currency(build, raw, base, ret_field);
	build_choices(build, raw, ret_field);
	build_limits(build, raw, ret_field);
	build_bands(build, raw, ret_field);
}

void build_check_shared(struct build *build, const struct spec_list *fields)
{
	const struct raw_field *raws = fields->p;
	for (size_t i = 0; i < fields->n; i++) {
		struct scheme_field field;
		build_field(build, &raws[i], NULL, &field);
		if (!str_empty(raws[i].use))
			yaml_fault(build->ctx, build_at(raws[i].node, "use"),
				   msg("use: only fields of a category take shared ones"));
		for (size_t j = 0; j < i; j++)
			if (!str_empty(raws[i].id) && str_eq(raws[j].id, raws[i].id))
				yaml_fault(build->ctx, build_at(raws[i].node, "id"),
					   msg("id: the field “{1}” stands here twice"), raws[i].id);
	}
}

/* ---- Conditions ---- */

static bool is_answer(const struct scheme_field *field, struct str answer)
{
	bool is_one = str_eq(answer, STR("given"));
	if (field->kind == FIELD_YES_NO)
		is_one = is_one || str_eq(answer, STR("yes")) || str_eq(answer, STR("no"));
	for (size_t i = 0; i < field->n_choices; i++)
		is_one = is_one || str_eq(field->choices[i].id, answer);
	return is_one;
}

static void unknown_answer(struct build *build, const struct yaml_node *node, const struct scheme_field *field)
{
	struct str *known = arena_array(build->ctx->arena, struct str, field->n_choices + 3);
	size_t n = 0;
	for (size_t i = 0; i < field->n_choices; i++)
		known[n++] = field->choices[i].id;
	if (field->kind == FIELD_YES_NO) {
		known[n++] = STR("yes");
		known[n++] = STR("no");
	}
	known[n++] = STR("given");
	spec_unknown(build->ctx, node, node->text, known, n,
		     str_fmt(build->ctx->arena, "an answer to %.*s", STR_ARG(field->id)));
}

static void unknown_field(struct build *build, const struct yaml_node *node, const struct scheme_field *fields,
			  size_t n)
{
	struct str *known = arena_array(build->ctx->arena, struct str, n);
	for (size_t i = 0; i < n; i++)
		known[i] = fields[i].id;
	spec_unknown(build->ctx, node, node->text, known, n, STR("a field that stands before it"));
}

struct scheme_condition build_condition(struct build *build, const struct yaml_node *node,
					const struct scheme_field *fields, size_t n)
{
	const struct scheme_field *field = NULL;
	if (!node)
		return (struct scheme_condition){.answers = {0}};
	for (size_t i = 0; i < n; i++)
		if (str_eq(fields[i].id, node->keys[0]->text))
			field = &fields[i];
	if (!field) {
		unknown_field(build, node->keys[0], fields, n);
		return (struct scheme_condition){.answers = {0}};
	}
	const struct yaml_node *said = node->items[0];
	size_t n_answers = said->kind == YAML_LIST ? said->n : 1;
	struct str *answers = arena_array(build->ctx->arena, struct str, n_answers);
	for (size_t i = 0; i < n_answers; i++) {
		const struct yaml_node *answer = said->kind == YAML_LIST ? said->items[i] : said;
		answers[i] = answer->text;
		if (!is_answer(field, answer->text))
			unknown_answer(build, answer, field);
	}
	return (struct scheme_condition){field->id, {answers, n_answers}};
}

/* ---- The fields of a category ---- */

static const struct raw_field *shared_named(struct build *build, const struct shared_fields *shared,
					    const struct yaml_node *node)
{
	struct str *known = arena_array(build->ctx->arena, struct str, shared->n[0] + shared->n[1]);
	size_t n = 0;
	for (size_t part = 0; part < COUNT_OF(shared->raws); part++)
		for (size_t i = 0; i < shared->n[part]; i++) {
			known[n++] = shared->raws[part][i].id;
			if (str_eq(shared->raws[part][i].id, node->text))
				return &shared->raws[part][i];
		}
	spec_unknown(build->ctx, node, node->text, known, n, STR("one of the register's “fields”"));
	return NULL;
}

/* One of its own, or a shared one with what is written in its place. False: there is none of that id. */
static bool take(struct build *build, const struct shared_fields *shared, const struct yaml_node *item,
		 struct raw_field *ret_raw, const struct raw_field **ret_base)
{
	const struct yaml_node *use = item->kind == YAML_MAP ? yaml_get(item, "use") : item;
	*ret_base = NULL;
	if (use && use->kind == YAML_SCALAR && spec_id_is(use->text)) {
		const struct raw_field *base = shared_named(build, shared, use);
		if (!base)
			return false;
		*ret_raw = *base;
		if (item->kind == YAML_MAP)
			*ret_base = base;
	}
	if (item->kind == YAML_MAP)
		return spec_read(build->ctx, &scheme_field_spec, item, ret_raw) == OK;
	return ret_raw->node != NULL;
}

void build_fields(struct build *build, const struct shared_fields *shared, const struct yaml_node *list,
		  struct scheme_category *category)
{
	size_t most = list ? list->n : 0, n = 0;
	struct scheme_field *fields = arena_array(build->ctx->arena, struct scheme_field, most);
	if (most > FIELDS_MOST) {
		yaml_fault(build->ctx, list, msg("fields: a category has at most {1}"), STR("60"));
		most = 0;
	}
	for (size_t i = 0; i < most; i++) {
		struct raw_field raw = {.kind = 0};
		const struct raw_field *base;
		size_t before = build->ctx->problems.count;
		if (!take(build, shared, list->items[i], &raw, &base))
			continue;
		struct ctx *ctx = build->ctx;
		struct ctx quiet = {.arena = ctx->arena};
		/* A field that is taken as it is was checked where it stands. */
		build->ctx = list->items[i]->kind == YAML_MAP ? ctx : &quiet;
		build_field(build, &raw, base, &fields[n]);
		build->ctx = ctx;
		if (quiet.problems.count || ctx->problems.count > before)
			fields[n].kind = 0;
		fields[n].asked_when = build_condition(build, raw.asked_when, fields, n);
		fields[n].required_when = build_condition(build, raw.required_when, fields, n);
		for (size_t j = 0; j < n; j++)
			if (!str_empty(raw.id) && str_eq(fields[j].id, raw.id))
				yaml_fault(build->ctx, list->items[i],
					   msg("fields: the category has the field “{1}” already"), raw.id);
		n++;
	}
	category->fields = fields;
	category->n_fields = n;
}

/* ---- Summaries ---- */

void build_check_summary(struct build *build, const struct yaml_node *node, const struct scheme_category *category)
{
	struct str text = category->summary;
	for (size_t at = 0; (at = str_find_char(text, '{', at)) != STR_NPOS;) {
		size_t end = str_find_char(text, '}', at);
		struct str id = end == STR_NPOS ? STR("") : str_slice(text, at + 1, end);
		const struct scheme_field *field = scheme_field(category, id);
		if (end == STR_NPOS || !field) {
			yaml_fault(build->ctx, node, msg("summary: the category has no field “{1}”"), id);
			return;
		}
		at = end;
	}
}
