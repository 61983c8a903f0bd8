/* What always holds of what a person owes, whatever the rules, terms and facts are. */
#include "base/property.h"
#include "base/testing.h"
#include "duties/test/fixture.h"

static void any_rules(struct gen *gen, struct fixture *f)
{
	static const struct duty_exception exceptions[] = {
		{.kind = EXCEPT_TOOK_OFFICE_BETWEEN, .month = 10, .day = 1, .to_month = 12, .to_day = 31},
		{.kind = EXCEPT_SAME_OFFICE_WITHIN, .n = 30},
		{.kind = EXCEPT_SAME_AUTHORITY_WITHIN, .n = 45},
		{.kind = EXCEPT_DONE_WITHIN, .n = 60},
		{.kind = EXCEPT_IN_POST_BEFORE, .on_day = 20300, .due_day = 20600},
		{.kind = EXCEPT_TOOK_OFFICE_FROM, .on_day = 20900},
		{.kind = EXCEPT_ABSENT_WHEN_DUE, .n = 20, .absences = 6},
	};
	static const enum deadline_trigger triggers[] = {TRIGGER_TAKING_OFFICE, TRIGGER_LEAVING,   TRIGGER_EACH_YEAR,
							 TRIGGER_EVENT,         TRIGGER_LAST_TIME, TRIGGER_EDITION};
	size_t n_rules = 1 + gen_below(gen, 4);
	for (size_t i = 0; i < n_rules; i++) {
		enum deadline_trigger trigger = triggers[gen_below(gen, COUNT_OF(triggers))];
		struct duty_rule *rule = add_rule(f, (int32_t)i + 1, rule_new("any", trigger, 0));
		rule->id = str_fmt(gen->arena, "any-%zu", i);
		rule->deadline.parts[0].n = (int32_t)gen_below(gen, 60);
		rule->deadline.parts[0].month = 1 + (int)gen_below(gen, 12);
		rule->deadline.parts[0].day = 1 + (int)gen_below(gen, 28);
		rule->deadline.parts[0].event = STR("gift-received");
		rule->code = STR("code");
		rule->once_per_person = gen_bool(gen);
		rule->voluntary = gen_below(gen, 5) == 1;
		if (trigger == TRIGGER_LAST_TIME && gen_bool(gen))
			rule->deadline.again = rule->deadline.parts[0];
		if (gen_below(gen, 3) == 1)
			rule->row.from_day = 20250 + (int32_t)gen_below(gen, 60);
		size_t from = gen_below(gen, COUNT_OF(exceptions) + 1);
		rule->exceptions = exceptions + from;
		rule->n_exceptions = gen_below(gen, COUNT_OF(exceptions) + 1 - from);
	}
}

static void any_terms(struct gen *gen, struct fixture *f)
{
	f->n_terms = gen_below(gen, 5) % COUNT_OF(f->terms);
	int32_t from = 19900;
	for (size_t i = 0; i < f->n_terms; i++) {
		from += (int32_t)gen_below(gen, 500);
		f->terms[i] =
			(struct duty_term){.id = 100 + (int64_t)i,
					   .person_id = 7,
					   .organization_id = 1 + (int64_t)gen_below(gen, 2),
					   .office = (int64_t)gen_below(gen, 2),
					   .category = TENURE_ELECTED,
					   .from_day = from,
					   .to_day = gen_bool(gen) ? TENURE_OPEN : from + (int32_t)gen_below(gen, 900),
					   .died_day = DEADLINE_NO_DAY};
	}
}

static void any_facts(struct gen *gen, struct fixture *f)
{
	f->n_events = gen_below(gen, 3);
	for (size_t i = 0; i < f->n_events; i++)
		f->events[i] = (struct duty_happened){
			.tenure_id = 100, .subject = 40 + (int64_t)i, .day = 20000 + (int32_t)gen_below(gen, 900)};
	int32_t day = 19900;
	f->n_facts = gen_below(gen, COUNT_OF(f->facts));
	for (size_t i = 0; i < f->n_facts; i++) {
		day += (int32_t)gen_below(gen, 400);
		f->facts[i] = (struct duty_fact){.id = 900 + (int64_t)i,
						 .tenure_id = 100 + (int64_t)gen_below(gen, 2),
						 .duty = 1 + (int32_t)gen_below(gen, 3),
						 .day = day,
						 .trigger_day = DEADLINE_NO_DAY};
	}
	f->n_marks = gen_below(gen, 2);
}

static void any_aways(struct gen *gen, struct fixture *f)
{
	f->n_aways = gen_below(gen, COUNT_OF(f->aways));
	int32_t day = 19900;
	for (size_t i = 0; i < f->n_aways; i++) {
		f->aways[i] = (struct duty_away){.tenure_id = 100 + (int64_t)gen_below(gen, 2),
						 .kind = 1 + (int32_t)gen_below(gen, 2),
						 .from_day = day += (int32_t)gen_below(gen, 300),
						 .to_day = day + (int32_t)gen_below(gen, 200)};
		day = f->aways[i].to_day + 1;
		if (i + 1 == f->n_aways && gen_bool(gen))
			f->aways[i].to_day = TENURE_OPEN;
	}
}

/* Any rules, terms, facts of few days, so that they meet. */
static struct fixture anything(struct gen *gen)
{
	struct fixture f = fixture_new(gen->arena);
	f.code = (struct duty_code){.slug = STR("code"), .editions = editions, .n_editions = 2};
	any_rules(gen, &f);
	any_terms(gen, &f);
	any_facts(gen, &f);
	any_aways(gen, &f);
	if (gen_bool(gen))
		f.since_day = 20000 + (int32_t)gen_below(gen, 600);
	return f;
}

static bool same_name(const struct obligation *a, const struct obligation *b)
{
	return a->duty == b->duty && a->tenure_id == b->tenure_id && a->trigger_day == b->trigger_day &&
	       a->subject == b->subject;
}

static bool names_are_unique_and_recomputing_changes_nothing(struct gen *gen)
{
	struct fixture f = anything(gen);
	int32_t today = 20000 + (int32_t)gen_below(gen, 1500);
	compute(&f, today);
	size_t n = f.out.n;
	struct obligation *before = arena_array(gen->arena, struct obligation, n);
	if (n)
		memcpy(before, f.out.p, n * sizeof(*before));
	gen_note(gen, "rules=%zu terms=%zu facts=%zu n=%zu", f.n_rules, f.n_terms, f.n_facts, n);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			if (same_name(&before[i], &before[j]))
				return false;
	compute(&f, today);
	return f.out.n == n && (n == 0 || memcmp(before, f.out.p, n * sizeof(*before)) == 0);
}

static bool what_stands_keeps_its_name_and_day_as_time_passes(struct gen *gen)
{
	struct fixture f = anything(gen);
	int32_t today = 20000 + (int32_t)gen_below(gen, 1500);
	while (f.n_facts && f.facts[f.n_facts - 1].day > today)
		f.n_facts--;
	compute(&f, today);
	size_t n = f.out.n;
	struct obligation *before = arena_array(gen->arena, struct obligation, n);
	if (n)
		memcpy(before, f.out.p, n * sizeof(*before));
	compute(&f, today + (int32_t)gen_below(gen, 800));
	for (size_t i = 0; i < n; i++) {
		bool is_there = false;
		for (size_t j = 0; j < f.out.n; j++)
			is_there =
				is_there ||
				(same_name(&before[i], &f.out.p[j]) && before[i].due_day == f.out.p[j].due_day &&
				 (before[i].done_day == f.out.p[j].done_day || before[i].done_day == DEADLINE_NO_DAY));
		if (!is_there) {
			gen_note(gen, "today=%d course=%d trigger=%d due=%d done=%d once=%d facts=%zu", today,
				 (int)f.rules[before[i].rule].deadline.parts[0].trigger, before[i].trigger_day,
				 before[i].due_day, before[i].done_day, f.rules[before[i].rule].once_per_person,
				 f.n_facts);
			return false;
		}
	}
	return true;
}

static bool the_day_until_which_nothing_changes_is_right(struct gen *gen)
{
	struct fixture f = anything(gen);
	int32_t today = 20000 + (int32_t)gen_below(gen, 1500);
	compute(&f, today);
	int32_t until = f.out.until;
	size_t n = f.out.n;
	struct obligation *before = arena_array(gen->arena, struct obligation, n);
	if (n)
		memcpy(before, f.out.p, n * sizeof(*before));
	int32_t then = until == INT32_MAX ? today + 3000 : until - 1;
	gen_note(gen, "today=%d until=%d", today, until);
	compute(&f, then);
	return f.out.n == n && (n == 0 || memcmp(before, f.out.p, n * sizeof(*before)) == 0);
}

static bool what_is_voluntary_is_never_late_and_a_date_never_precedes_its_trigger(struct gen *gen)
{
	struct fixture f = anything(gen);
	int32_t today = 20000 + (int32_t)gen_below(gen, 3000);
	compute(&f, today);
	for (size_t i = 0; i < f.out.n; i++) {
		const struct obligation *o = &f.out.p[i];
		enum obligation_state state = obligation_state(o, (struct day){today}, 0);
		bool is_rule_s = true; /* no exception gave another day */
		for (size_t j = 0; j < f.rules[o->rule].n_exceptions; j++)
			is_rule_s = is_rule_s && f.rules[o->rule].exceptions[j].kind != EXCEPT_IN_POST_BEFORE;
		if (o->voluntary && (state == STATE_LATE || obligation_late_days(o, (struct day){today})))
			return false;
		if (is_rule_s && o->due_day != DEADLINE_NO_DAY && o->due_day < o->trigger_day)
			return false;
		if ((state == STATE_LATE) != (obligation_late_days(o, (struct day){today}) > 0 && state != STATE_DONE))
			return false;
		if ((o->status == OBLIGATION_NOT_OWED) != (o->reason != REASON_NONE) && o->status != OBLIGATION_DONE)
			return false;
	}
	return true;
}

#define property(name)                                                                                                 \
	static void name##_property(void **state_)                                                                     \
	{                                                                                                              \
		(void)state_;                                                                                          \
		assert_true(property_holds(#name, name, 3000));                                                        \
	}
property(names_are_unique_and_recomputing_changes_nothing) property(what_stands_keeps_its_name_and_day_as_time_passes)
	property(the_day_until_which_nothing_changes_is_right)
		property(what_is_voluntary_is_never_late_and_a_date_never_precedes_its_trigger)

			int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_unique_and_recomputing_changes_nothing_property),
		cmocka_unit_test(what_stands_keeps_its_name_and_day_as_time_passes_property),
		cmocka_unit_test(the_day_until_which_nothing_changes_is_right_property),
		cmocka_unit_test(what_is_voluntary_is_never_late_and_a_date_never_precedes_its_trigger_property),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
