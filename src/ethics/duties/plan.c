/* Rules made ready: words become numbers once, lists become bits. */
#include <stdlib.h>

#include "duties/plan.h"
#include "people/audience.h"

/* ---- Words ---- */

struct duty_word_table {
	struct str *words; /* folded, ascending */
	size_t n, capacity;
	struct arena *arena;
};

static int word_order(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void word_add(struct duty_word_table *table, struct str word)
{
	if (table->n == table->capacity) {
		size_t more = table->capacity ? table->capacity * 2 : 32;
		struct str *words = arena_array(table->arena, struct str, more);
		if (table->n)
			memcpy(words, table->words, table->n * sizeof(*words));
		table->words = words;
		table->capacity = more;
	}
	table->words[table->n++] = text_fold(table->arena, word);
}

static void words_add(struct duty_word_table *table, struct texts words)
{
	for (size_t i = 0; i < words.n; i++)
		word_add(table, words.p[i]);
}

static struct texts texts_of(const struct audience *audience, int field)
{
	return (struct texts){audience->field[field].values, audience->field[field].n};
}

static void words_settle(struct duty_word_table *table)
{
	size_t n = 0;
	if (table->n > 1)
		qsort(table->words, table->n, sizeof(*table->words), word_order);
	for (size_t i = 0; i < table->n; i++)
		if (n == 0 || !str_eq(table->words[n - 1], table->words[i]))
			table->words[n++] = table->words[i];
	table->n = n;
}

static int32_t word_find(const struct duty_word_table *table, struct str folded)
{
	size_t from = 0, to = table->n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = str_cmp(table->words[middle], folded);
		if (order == 0)
			return (int32_t)middle + 1;
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return 0;
}

static bool is_plain(struct str word)
{
	for (size_t i = 0; i < word.n; i++)
		if ((unsigned char)word.p[i] >= 0x80)
			return false;
	return true;
}

#define WORD_SHORT 128

int32_t duty_plan_word(const struct duty_plan *plan, struct str word)
{
	if (word.n == 0)
		return 0;
	if (is_plain(word) && word.n <= WORD_SHORT) {
		/* Bulk loading asks for millions of these; folding plain letters needs no memory. */
		char lower[WORD_SHORT];
		for (size_t i = 0; i < word.n; i++)
			lower[i] = (char)(word.p[i] >= 'A' && word.p[i] <= 'Z' ? word.p[i] + 32 : word.p[i]);
		return word_find(plan->words, (struct str){lower, word.n});
	}
	CLEANUP(arena_closep) struct arena *scratch = arena_open(0);
	return word_find(plan->words, text_fold(scratch, word));
}

int32_t duty_plan_body(const struct duty_plan *plan, int64_t organization_id)
{
	size_t from = 0, to = plan->world->n_bodies;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int64_t id = plan->world->bodies[middle].id;
		if (id == organization_id)
			return (int32_t)middle;
		if (id < organization_id)
			from = middle + 1;
		else
			to = middle;
	}
	return -1;
}

/* ---- Sets ---- */

static uint64_t *bits_new(struct arena *arena, size_t n)
{
	return arena_array(arena, uint64_t, n / 64 + 1);
}

static void bit_set(uint64_t *bits, size_t i)
{
	bits[i / 64] |= UINT64_C(1) << (i % 64);
}

/* An empty list asks nothing. */
static struct duty_set set_of_words(struct arena *arena, const struct duty_plan *plan, struct texts words)
{
	if (words.n == 0)
		return (struct duty_set){0};
	uint64_t *bits = bits_new(arena, plan->words->n + 1);
	for (size_t i = 0; i < words.n; i++)
		bit_set(bits, (size_t)duty_plan_word(plan, words.p[i]));
	bits[0] &= ~UINT64_C(1); /* word 0 is none of them */
	return (struct duty_set){bits, (int32_t)plan->words->n + 1};
}

static bool named(struct texts names, struct str name)
{
	for (size_t i = 0; i < names.n; i++)
		if (str_eq_nocase(names.p[i], name))
			return true;
	return false;
}

/* Is the body, or one above it, among these? A ring of parents ends by the count. */
static bool stands_below(const struct duty_plan *plan, size_t body, struct texts slugs, bool with_above)
{
	const struct duty_world *world = plan->world;
	for (size_t steps = 0; steps <= world->n_bodies; steps++) {
		if (named(slugs, world->bodies[body].slug))
			return true;
		int32_t above =
			world->bodies[body].parent_id ? duty_plan_body(plan, world->bodies[body].parent_id) : -1;
		if (above < 0 || !with_above)
			return false;
		body = (size_t)above;
	}
	return false;
}

static struct duty_set set_of_bodies(struct arena *arena, const struct duty_plan *plan,
				     const struct duty_audience *audience)
{
	const struct duty_world *world = plan->world;
	if (audience->bodies.n == 0 && audience->classifications.n == 0)
		return (struct duty_set){0};
	uint64_t *bits = bits_new(arena, world->n_bodies);
	for (size_t i = 0; i < world->n_bodies; i++) {
		bool is_named = audience->bodies.n == 0 || stands_below(plan, i, audience->bodies, true);
		bool is_kind = audience->classifications.n == 0 ||
			       named(audience->classifications, world->bodies[i].classification);
		if (is_named && is_kind)
			bit_set(bits, i);
	}
	return (struct duty_set){bits, (int32_t)world->n_bodies};
}

static bool set_has(const struct duty_set *set, int32_t i)
{
	return !set->words || (i >= 0 && i < set->n && (set->words[i / 64] >> (i % 64) & 1));
}

/* ---- Audiences ---- */

static bool audience_asks(const struct duty_compiled_audience *a, const struct duty_term *term)
{
	return (a->categories == 0 || (a->categories >> term->category & 1)) && set_has(&a->bodies, term->body) &&
	       set_has(&a->contracts, term->contract) && set_has(&a->workplaces, term->workplace) &&
	       set_has(&a->grades, term->grade) && set_has(&a->statuses, term->status);
}

bool duty_asks(const struct duty_compiled *rule, const struct duty_term *term)
{
	if (rule->categories && !(rule->categories >> term->category & 1))
		return false;
	if (rule->terms.body_id && rule->terms.body_id != term->organization_id)
		return false;
	for (size_t i = 0; i < rule->n_not_bodies; i++)
		if (rule->not_bodies[i] == term->organization_id)
			return false;
	if (!set_has(&rule->bodies, term->body) || !set_has(&rule->contracts, term->contract) ||
	    !set_has(&rule->workplaces, term->workplace) || !set_has(&rule->grades, term->grade) ||
	    !set_has(&rule->statuses, term->status))
		return false;
	if (!set_has(&rule->posts, term->post) && !set_has(&rule->posts, term->role))
		return false;
	for (size_t i = 0; i < rule->n_audiences; i++)
		if (audience_asks(&rule->audiences[i], term))
			return true;
	return rule->n_audiences == 0;
}

static struct duty_compiled_audience audience_compile(struct arena *arena, const struct duty_plan *plan,
						      const struct audience *audience)
{
	struct duty_compiled_audience compiled = {0};
	for (size_t i = 0; i < audience->field[AUDIENCE_CATEGORY].n; i++) {
		int32_t category;
		if (tenure_category_parse(audience->field[AUDIENCE_CATEGORY].values[i], &category))
			compiled.categories |= 1U << category;
	}
	if (audience->field[AUDIENCE_BODY].n) {
		uint64_t *bits = bits_new(arena, plan->world->n_bodies);
		for (size_t i = 0; i < plan->world->n_bodies; i++)
			if (stands_below(plan, i, texts_of(audience, AUDIENCE_BODY), false))
				bit_set(bits, i);
		compiled.bodies = (struct duty_set){bits, (int32_t)plan->world->n_bodies};
	}
	compiled.contracts = set_of_words(arena, plan, texts_of(audience, AUDIENCE_CONTRACT));
	compiled.workplaces = set_of_words(arena, plan, texts_of(audience, AUDIENCE_WORKPLACE));
	compiled.grades = set_of_words(arena, plan, texts_of(audience, AUDIENCE_GRADE));
	compiled.statuses = set_of_words(arena, plan, texts_of(audience, AUDIENCE_STATUS));
	return compiled;
}

/* ---- Rules ---- */

static const struct duty_code *code_of(const struct duty_world *world, struct str slug)
{
	for (size_t i = 0; i < world->n_codes && !str_empty(slug); i++)
		if (str_eq(world->codes[i].slug, slug))
			return &world->codes[i];
	return NULL;
}

static void collect(struct duty_word_table *table, const struct duty_world *world)
{
	word_add(table, STR(DUTY_KIND_NOMINATIONS));
	word_add(table, STR(DUTY_KIND_ELECTION));
	for (size_t i = 0; i < world->n_rules; i++) {
		const struct duty_audience *a = &world->rules[i].audience;
		words_add(table, a->posts);
		words_add(table, a->contracts);
		words_add(table, a->workplaces);
		words_add(table, a->grades);
		words_add(table, a->statuses);
		for (int part = 0; part < 2; part++)
			word_add(table, world->rules[i].deadline.parts[part].event);
	}
	for (size_t i = 0; i < world->n_codes; i++)
		for (size_t j = 0; j < world->codes[i].n_audiences; j++)
			for (int field = AUDIENCE_CONTRACT; field < AUDIENCE_FIELDS; field++)
				words_add(table, texts_of(&world->codes[i].audiences[j], field));
	words_settle(table);
}

static enum duty_course course_of(const struct deadline_rule *rule, int *ret_leading)
{
	static const struct {
		enum deadline_trigger trigger;
		enum duty_course course;
	} courses[] = {
		{TRIGGER_EVENT, COURSE_EVENT},
		{TRIGGER_EDITION, COURSE_EDITION},
		{TRIGGER_EACH_YEAR, COURSE_YEARLY},
		{TRIGGER_LAST_TIME, COURSE_AGAIN},
	};
	for (size_t i = 0; i < COUNT_OF(courses); i++) {
		for (int part = 0; part < 2; part++) {
			if (rule->parts[part].trigger == courses[i].trigger) {
				*ret_leading = part;
				return courses[i].course;
			}
		}
	}
	*ret_leading = 0;
	return rule->again.trigger ? COURSE_AGAIN : COURSE_ONCE;
}

static void rule_compile(struct arena *arena, struct duty_plan *plan, size_t i)
{
	const struct duty_rule *rule = &plan->world->rules[i];
	const struct duty_audience *a = &rule->audience;
	struct duty_compiled *c = &plan->rules[i];
	*c = (struct duty_compiled){
		.rule = rule,
		.number = plan->world->numbers[i],
		.index = (int32_t)i,
		.terms = plan->world->terms ? plan->world->terms[i] : (struct duty_terms){.since_day = DEADLINE_NO_DAY},
		.categories = a->categories,
		.bodies = set_of_bodies(arena, plan, a),
		.posts = set_of_words(arena, plan, a->posts),
		.contracts = set_of_words(arena, plan, a->contracts),
		.workplaces = set_of_words(arena, plan, a->workplaces),
		.grades = set_of_words(arena, plan, a->grades),
		.statuses = set_of_words(arena, plan, a->statuses),
		.again = deadline_again(&rule->deadline),
		.from_day = rule->row.from_day == DEADLINE_NO_DAY ? INT32_MIN : rule->row.from_day,
		.to_day = rule->row.to_day == DEADLINE_NO_DAY ? INT32_MAX : rule->row.to_day,
	};
	c->course = course_of(&rule->deadline, &c->leading);
	c->code = code_of(plan->world, str_empty(rule->code) ? a->code : rule->code);
	const struct duty_code *whose = code_of(plan->world, a->code);
	if (whose && whose->n_audiences) {
		struct duty_compiled_audience *audiences =
			arena_array(arena, struct duty_compiled_audience, whose->n_audiences);
		for (size_t j = 0; j < whose->n_audiences; j++)
			audiences[j] = audience_compile(arena, plan, &whose->audiences[j]);
		c->audiences = audiences;
		c->n_audiences = whose->n_audiences;
	}
	for (int part = 0; part < 2; part++) {
		const struct deadline_part *p = &rule->deadline.parts[part];
		c->events[part] = p->trigger == TRIGGER_EVENT ? duty_plan_word(plan, p->event) : 0;
		c->is_leaving = c->is_leaving || p->trigger == TRIGGER_LEAVING || p->trigger == TRIGGER_TERM_END;
	}
	c->excepts = arena_array(arena, int32_t, rule->n_exceptions);
	for (size_t j = 0; j < rule->n_exceptions; j++)
		c->excepts[j] =
			str_empty(rule->exceptions[j].by) ? c->number : duty_plan_number(plan, rule->exceptions[j].by);
}

/* Bodies with a row of their own are left out of the one for every body. */
static void bodies_leave_out(struct arena *arena, struct duty_plan *plan)
{
	for (size_t i = 0; i < plan->n_rules; i++) {
		struct duty_compiled *c = &plan->rules[i];
		if (c->terms.body_id)
			continue;
		int64_t *own = NULL;
		for (size_t j = 0; j < plan->n_rules; j++) {
			if (plan->rules[j].number != c->number || !plan->rules[j].terms.body_id)
				continue;
			if (!own)
				own = arena_array(arena, int64_t, plan->n_rules);
			own[c->n_not_bodies++] = plan->rules[j].terms.body_id;
		}
		c->not_bodies = own;
	}
}

struct duty_plan *duty_plan_open(struct arena *arena, const struct duty_world *world)
{
	struct duty_plan *plan = arena_new(arena, struct duty_plan);
	plan->world = world;
	plan->words = arena_new(arena, struct duty_word_table);
	plan->words->arena = arena;
	collect(plan->words, world);
	plan->nominations = duty_plan_word(plan, STR(DUTY_KIND_NOMINATIONS));
	plan->election = duty_plan_word(plan, STR(DUTY_KIND_ELECTION));
	plan->rules = arena_array(arena, struct duty_compiled, world->n_rules);
	plan->n_rules = world->n_rules;
	for (size_t i = 0; i < world->n_rules; i++)
		rule_compile(arena, plan, i);
	bodies_leave_out(arena, plan);
	return plan;
}

const struct duty_rule *duty_plan_rule(const struct duty_plan *plan, int32_t rule)
{
	return rule < 0 || (size_t)rule >= plan->n_rules ? NULL : plan->rules[rule].rule;
}

size_t duty_plan_n(const struct duty_plan *plan)
{
	return plan->n_rules;
}

bool duty_plan_heeds_absences(const struct duty_plan *plan)
{
	for (size_t i = 0; i < plan->n_rules; i++)
		for (size_t j = 0; j < plan->rules[i].rule->n_exceptions; j++)
			if (plan->rules[i].rule->exceptions[j].kind == EXCEPT_ABSENT_WHEN_DUE)
				return true;
	return false;
}

int32_t duty_plan_number(const struct duty_plan *plan, struct str duty_id)
{
	for (size_t i = 0; i < plan->n_rules; i++)
		if (str_eq(plan->world->rules[i].id, duty_id))
			return plan->world->numbers[i];
	return 0;
}
