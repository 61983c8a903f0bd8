/* A person with rules, terms and facts, and what follows from them: for the tests of what is computed. */
#pragma once

#include "base/property.h"
#include "base/testing.h"
#include "duties/plan.h"

#define DAY(y, m, d) (day_of((struct date){(y), (m), (d)}).n)

enum { ASSUME = 1, LEAVE, ANNUAL, GIFT, SIGN, TRAIN, PLEDGE, TASK };

static inline struct duty_rule rule_new(const char *id, enum deadline_trigger trigger, int32_t n)
{
	return (struct duty_rule){
		.id = str_of(id),
		.title = str_of(id),
		.kind = DUTY_TASK,
		.row = {.from_day = DEADLINE_NO_DAY, .to_day = DEADLINE_NO_DAY},
		.deadline = {.parts = {{.trigger = trigger, .n = n, .unit = UNIT_DAYS}}, .choice = CHOICE_ONE},
	};
}

#define RULES 8

struct fixture {
	struct arena *arena;
	struct duty_rule rules[RULES];
	int32_t numbers[RULES];
	struct duty_terms more[RULES];
	size_t n_rules;
	struct duty_term terms[4];
	struct duty_happened events[4];
	struct duty_fact facts[6];
	struct duty_mark marks[4];
	struct duty_away aways[4];
	size_t n_terms, n_events, n_facts, n_marks, n_aways;
	struct duty_code code;
	int32_t since_day;
	struct duty_out out;
};

static inline struct fixture fixture_new(struct arena *arena)
{
	return (struct fixture){.arena = arena, .since_day = INT32_MIN, .out = {.arena = arena}};
}

static inline struct duty_rule *add_rule(struct fixture *f, int32_t number, struct duty_rule rule)
{
	f->numbers[f->n_rules] = number;
	f->more[f->n_rules].since_day = DEADLINE_NO_DAY;
	f->rules[f->n_rules] = rule;
	return &f->rules[f->n_rules++];
}

static inline struct duty_term *add_term(struct fixture *f, int32_t from, int32_t to)
{
	f->terms[f->n_terms] = (struct duty_term){
		.id = 100 + (int64_t)f->n_terms,
		.person_id = 7,
		.organization_id = 1,
		.office = 55,
		.category = TENURE_ELECTED,
		.from_day = from,
		.to_day = to,
		.died_day = DEADLINE_NO_DAY,
	};
	return &f->terms[f->n_terms++];
}

static inline void add_away(struct fixture *f, int32_t kind, int32_t from, int32_t to)
{
	f->aways[f->n_aways++] = (struct duty_away){.tenure_id = 100, .kind = kind, .from_day = from, .to_day = to};
}

static inline struct duty_fact *add_done(struct fixture *f, int32_t duty, int32_t day)
{
	f->facts[f->n_facts] = (struct duty_fact){.id = 900 + (int64_t)f->n_facts,
						  .tenure_id = 100,
						  .duty = duty,
						  .day = day,
						  .trigger_day = DEADLINE_NO_DAY};
	return &f->facts[f->n_facts++];
}

static const struct duty_body bodies[] = {
	{.id = 1, .slug = STR_INIT("council"), .classification = STR_INIT("council")},
	{.id = 2, .parent_id = 1, .slug = STR_INIT("planning"), .classification = STR_INIT("committee")},
};

static inline void compute(struct fixture *f, int32_t today)
{
	struct duty_world *world = arena_new(f->arena, struct duty_world);
	*world = (struct duty_world){
		.rules = f->rules,
		.numbers = f->numbers,
		.terms = f->more,
		.n_rules = f->n_rules,
		.bodies = bodies,
		.n_bodies = COUNT_OF(bodies),
		.codes = &f->code,
		.n_codes = f->code.slug.n ? 1 : 0,
		.since_day = f->since_day,
		.reelected_days = DUTY_REELECTED_DAYS,
	};
	struct duty_plan *plan = duty_plan_open(f->arena, world);
	for (size_t i = 0; i < f->n_terms; i++)
		f->terms[i].body = duty_plan_body(plan, f->terms[i].organization_id);
	for (size_t i = 0; i < f->n_events; i++)
		f->events[i].kind = duty_plan_word(plan, STR("gift-received"));
	const struct duty_person person = {
		.terms = f->terms,
		.events = f->events,
		.facts = f->facts,
		.marks = f->marks,
		.aways = f->aways,
		.n_terms = f->n_terms,
		.n_events = f->n_events,
		.n_facts = f->n_facts,
		.n_marks = f->n_marks,
		.n_aways = f->n_aways,
	};
	duty_compute(plan, &person, (struct day){today}, &f->out);
}

static inline const char *state(struct fixture *f, size_t i, int32_t today)
{
	return obligation_state_name(obligation_state(&f->out.p[i], (struct day){today}, 0));
}

static const struct duty_edition editions[] = {
	{.id = 31, .from_day = 18000, .to_day = 20499},
	{.id = 32, .from_day = 20500, .to_day = INT32_MAX},
};

#define fixture_open                                                                                                   \
	(void)state_;                                                                                                  \
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);                                                     \
	struct fixture f = fixture_new(arena)
