/* What a person owes, from terms, events and facts: worked cases. */
#include "base/testing.h"
#include "duties/test/fixture.h"

static void within_28_days_of_taking_office(void **state_)
{
	fixture_open;
	add_rule(&f, ASSUME, rule_new("assume", TRIGGER_TAKING_OFFICE, 28));
	add_term(&f, DAY(2026, 5, 12), TENURE_OPEN);
	compute(&f, DAY(2026, 6, 9));
	assert_int_equal(f.out.n, 1);
	assert_int_equal(f.out.p[0].due_day, DAY(2026, 6, 9));
	assert_string_equal(state(&f, 0, DAY(2026, 6, 9)), "due");
	assert_string_equal(state(&f, 0, DAY(2026, 6, 10)), "late");
	assert_int_equal(obligation_late_days(&f.out.p[0], (struct day){DAY(2026, 6, 12)}), 3);
	assert_string_equal(state(&f, 0, DAY(2026, 4, 1)), "upcoming");
	add_done(&f, ASSUME, DAY(2026, 6, 11));
	compute(&f, DAY(2026, 7, 1));
	assert_string_equal(state(&f, 0, DAY(2026, 7, 1)), "done");
	assert_int_equal(obligation_late_days(&f.out.p[0], (struct day){DAY(2026, 9, 1)}), 2);
}

static void an_extended_one_is_not_late_and_late_counts_from_the_new_day(void **state_)
{
	fixture_open;
	add_rule(&f, ASSUME, rule_new("assume", TRIGGER_TAKING_OFFICE, 30));
	add_term(&f, DAY(2026, 1, 1), TENURE_OPEN);
	f.marks[f.n_marks++] = (struct duty_mark){.id = 5,
						  .tenure_id = 100,
						  .duty = ASSUME,
						  .trigger_day = DAY(2026, 1, 1),
						  .kind = DUTY_EXTEND,
						  .until_day = DAY(2026, 3, 1)};
	compute(&f, DAY(2026, 2, 15));
	assert_string_equal(state(&f, 0, DAY(2026, 2, 15)), "extended");
	assert_string_equal(state(&f, 0, DAY(2026, 1, 20)), "due");
	assert_string_equal(state(&f, 0, DAY(2026, 3, 2)), "late");
	assert_int_equal(obligation_late_days(&f.out.p[0], (struct day){DAY(2026, 3, 4)}), 3);
	f.marks[0].kind = DUTY_WAIVE;
	compute(&f, DAY(2026, 3, 4));
	assert_string_equal(state(&f, 0, DAY(2026, 3, 4)), "waived");
}

static void a_year_s_statement_is_asked_for_each_year_of_the_term_and_the_next(void **state_)
{
	fixture_open;
	struct duty_rule *rule = add_rule(&f, ANNUAL, rule_new("annual", TRIGGER_EACH_YEAR, 0));
	rule->deadline.parts[0].month = 4;
	rule->deadline.parts[0].day = 1;
	f.since_day = DAY(2025, 1, 1);
	add_term(&f, DAY(2019, 6, 1), TENURE_OPEN);
	compute(&f, DAY(2026, 11, 22));
	assert_int_equal(f.out.n, 3);
	assert_int_equal(f.out.p[0].due_day, DAY(2025, 4, 1));
	assert_int_equal(f.out.p[2].due_day, DAY(2027, 4, 1));
	assert_string_equal(state(&f, 1, DAY(2026, 11, 22)), "late");
	assert_string_equal(state(&f, 2, DAY(2026, 11, 22)), "upcoming");
	assert_int_equal(f.out.until, DAY(2027, 4, 1));
	/* Filed late for 2025, then in time for 2026: each fills the earliest open one. */
	add_done(&f, ANNUAL, DAY(2025, 5, 2));
	add_done(&f, ANNUAL, DAY(2026, 3, 20));
	compute(&f, DAY(2026, 11, 22));
	assert_int_equal(f.out.p[0].done_day, DAY(2025, 5, 2));
	assert_int_equal(f.out.p[1].done_day, DAY(2026, 3, 20));
	assert_int_equal(f.out.p[2].status, OBLIGATION_OWED);
}

static void a_rule_in_hours_is_late_at_its_instant(void **state_)
{
	(void)state_;
	const int32_t day = DAY(2026, 3, 30);
	const int64_t noon = ((int64_t)day * 24 + 12) * 3600000;
	struct obligation o = {.status = OBLIGATION_OWED, .trigger_day = day - 3, .original_day = day, .due_day = day};
	assert_int_equal(obligation_state(&o, (struct day){day}, noon + 1), STATE_DUE); /* the whole day */
	o.due_ms = noon;
	assert_int_equal(obligation_state(&o, (struct day){day}, noon), STATE_DUE);
	assert_int_equal(obligation_state(&o, (struct day){day}, noon + 1), STATE_LATE);
	assert_int_equal(obligation_state(&o, (struct day){day + 1}, noon), STATE_LATE);
	o.voluntary = true;
	assert_int_equal(obligation_state(&o, (struct day){day}, noon + 1), STATE_DUE);
}

/* A window before the term's end; of a mandate that ended early another rule, after it (FR-1). */
static void a_term_that_ends_early_is_asked_after_its_end(void **state_)
{
	fixture_open;
	static const struct duty_exception early = {.kind = EXCEPT_ENDED_EARLY, .reason = STR_INIT("Early")};
	static const struct duty_exception in_time = {.kind = EXCEPT_ENDED_IN_TIME, .reason = STR_INIT("In time")};
	struct duty_rule *rule = add_rule(&f, ANNUAL, rule_new("before", TRIGGER_TERM_END, 1));
	rule->deadline.parts[0].before = true;
	rule->deadline.parts[0].unit = UNIT_MONTHS;
	rule->opens = rule->deadline;
	rule->opens.parts[0].n = 2;
	rule->exceptions = &early;
	rule->n_exceptions = 1;
	rule = add_rule(&f, LEAVE, rule_new("after", TRIGGER_LEAVING, 2));
	rule->deadline.parts[0].unit = UNIT_MONTHS;
	rule->exceptions = &in_time;
	rule->n_exceptions = 1;
	struct duty_term *term = add_term(&f, DAY(2026, 3, 22), DAY(2032, 3, 31));
	compute(&f, DAY(2026, 4, 1));
	assert_int_equal(f.out.n, 2);
	assert_int_equal(f.out.p[0].opens_day, DAY(2032, 1, 31));
	assert_int_equal(f.out.p[0].due_day, DAY(2032, 2, 29));
	assert_string_equal(state(&f, 0, DAY(2032, 1, 30)), "upcoming");
	assert_string_equal(state(&f, 0, DAY(2032, 1, 31)), "due");
	assert_string_equal(state(&f, 0, DAY(2032, 3, 1)), "late");
	assert_string_equal(state(&f, 1, DAY(2026, 4, 1)), "not-applicable");
	term->to_day = DAY(2028, 5, 10);
	term->ended_early = true;
	compute(&f, DAY(2028, 5, 12));
	assert_string_equal(state(&f, 0, DAY(2028, 5, 12)), "not-applicable");
	assert_int_equal(f.out.p[1].due_day, DAY(2028, 7, 10));
	assert_string_equal(state(&f, 1, DAY(2028, 5, 12)), "due");
}

static void who_took_office_in_autumn_has_filed_for_the_year(void **state_)
{
	fixture_open;
	const struct duty_exception autumn = {.kind = EXCEPT_TOOK_OFFICE_BETWEEN,
					      .month = 10,
					      .day = 1,
					      .to_month = 12,
					      .to_day = 31,
					      .reason = STR("The assuming office statement counts as the annual one")};
	struct duty_rule *rule = add_rule(&f, ANNUAL, rule_new("annual", TRIGGER_EACH_YEAR, 0));
	rule->deadline.parts[0].month = 4;
	rule->deadline.parts[0].day = 1;
	rule->exceptions = &autumn;
	rule->n_exceptions = 1;
	struct duty_term *term = add_term(&f, DAY(2025, 10, 1), TENURE_OPEN);
	compute(&f, DAY(2026, 5, 1));
	assert_int_equal(f.out.p[0].status, OBLIGATION_NOT_OWED);
	assert_int_equal(f.out.p[0].reason, REASON_EXCEPTION);
	assert_int_equal(f.out.p[1].status, OBLIGATION_OWED);
	term->from_day = DAY(2025, 9, 30);
	compute(&f, DAY(2026, 5, 1));
	assert_int_equal(f.out.p[0].status, OBLIGATION_OWED);
	term->from_day = DAY(2025, 12, 31);
	compute(&f, DAY(2026, 5, 1));
	assert_int_equal(f.out.p[0].status, OBLIGATION_NOT_OWED);
}

static void the_same_office_again_is_neither_leaving_nor_assuming(void **state_)
{
	fixture_open;
	const struct duty_exception again = {.kind = EXCEPT_SAME_OFFICE_WITHIN, .n = 30};
	struct duty_rule *rule = add_rule(&f, ASSUME, rule_new("assume", TRIGGER_TAKING_OFFICE, 30));
	rule->exceptions = &again;
	rule->n_exceptions = 1;
	rule = add_rule(&f, LEAVE, rule_new("leave", TRIGGER_LEAVING, 30));
	rule->exceptions = &again;
	rule->n_exceptions = 1;
	add_term(&f, DAY(2022, 5, 1), DAY(2026, 5, 1));
	struct duty_term *second = add_term(&f, DAY(2026, 5, 31), TENURE_OPEN);
	compute(&f, DAY(2026, 7, 1));
	assert_int_equal(f.out.n, 3);
	assert_int_equal(f.out.p[0].status, OBLIGATION_OWED);
	assert_int_equal(f.out.p[1].status, OBLIGATION_NOT_OWED);
	assert_int_equal(f.out.p[2].status, OBLIGATION_NOT_OWED);
	second->from_day = DAY(2026, 6, 1);
	compute(&f, DAY(2026, 7, 1));
	assert_int_equal(f.out.p[1].status, OBLIGATION_OWED);
	assert_int_equal(f.out.p[2].status, OBLIGATION_OWED);
	second->from_day = DAY(2026, 5, 31);
	second->office = 56;
	compute(&f, DAY(2026, 7, 1));
	assert_int_equal(f.out.p[1].status, OBLIGATION_OWED);
}

static void another_office_here_within_so_many_days(void **state_)
{
	fixture_open;
	const struct duty_exception other = {.kind = EXCEPT_SAME_AUTHORITY_WITHIN, .n = 45};
	struct duty_rule *rule = add_rule(&f, ASSUME, rule_new("assume", TRIGGER_TAKING_OFFICE, 30));
	rule->exceptions = &other;
	rule->n_exceptions = 1;
	add_term(&f, DAY(2020, 1, 1), DAY(2026, 1, 1));
	struct duty_term *second = add_term(&f, DAY(2026, 2, 15), TENURE_OPEN);
	second->office = 77;
	compute(&f, DAY(2026, 3, 1));
	assert_int_equal(f.out.p[1].status, OBLIGATION_NOT_OWED);
	second->from_day = DAY(2026, 2, 16);
	compute(&f, DAY(2026, 3, 1));
	assert_int_equal(f.out.p[1].status, OBLIGATION_OWED);
}

static void what_was_done_shortly_before_need_not_be_done_again(void **state_)
{
	fixture_open;
	const struct duty_exception done = {.kind = EXCEPT_DONE_WITHIN, .n = 60, .by = STR("annual")};
	struct duty_rule *rule = add_rule(&f, LEAVE, rule_new("leave", TRIGGER_LEAVING, 30));
	rule->exceptions = &done;
	rule->n_exceptions = 1;
	add_rule(&f, ANNUAL, rule_new("annual", TRIGGER_TAKING_OFFICE, 0));
	add_term(&f, DAY(2022, 5, 1), DAY(2026, 5, 1));
	struct duty_fact *fact = add_done(&f, ANNUAL, DAY(2026, 3, 2));
	compute(&f, DAY(2026, 7, 1));
	assert_int_equal(f.out.p[0].status, OBLIGATION_NOT_OWED);
	fact->day = DAY(2026, 3, 1);
	compute(&f, DAY(2026, 7, 1));
	assert_int_equal(f.out.p[0].status, OBLIGATION_OWED);
}

static void who_was_in_post_before_a_day_has_until_another(void **state_)
{
	fixture_open;
	const struct duty_exception exceptions[] = {
		{.kind = EXCEPT_IN_POST_BEFORE, .on_day = DAY(2026, 1, 1), .due_day = DAY(2026, 6, 30)},
		{.kind = EXCEPT_TOOK_OFFICE_FROM, .on_day = DAY(2027, 1, 1)},
	};
	struct duty_rule *rule = add_rule(&f, ASSUME, rule_new("assume", TRIGGER_TAKING_OFFICE, 30));
	rule->exceptions = exceptions;
	rule->n_exceptions = 2;
	struct duty_term *term = add_term(&f, DAY(2025, 12, 31), TENURE_OPEN);
	compute(&f, DAY(2026, 2, 1));
	assert_int_equal(f.out.p[0].due_day, DAY(2026, 6, 30));
	term->from_day = DAY(2026, 1, 1);
	compute(&f, DAY(2026, 2, 1));
	assert_int_equal(f.out.p[0].due_day, DAY(2026, 1, 31));
	term->from_day = DAY(2027, 1, 1);
	compute(&f, DAY(2027, 2, 1));
	assert_int_equal(f.out.n, 0);
}

static void one_statement_does_for_several_posts(void **state_)
{
	fixture_open;
	struct duty_rule *rule = add_rule(&f, ASSUME, rule_new("assume", TRIGGER_TAKING_OFFICE, 30));
	add_term(&f, DAY(2026, 1, 1), TENURE_OPEN);
	struct duty_term *second = add_term(&f, DAY(2026, 1, 1), TENURE_OPEN);
	second->office = 56;
	compute(&f, DAY(2026, 1, 5));
	assert_int_equal(f.out.n, 2);
	rule->once_per_person = true;
	compute(&f, DAY(2026, 1, 5));
	assert_int_equal(f.out.n, 1);
	second->from_day = DAY(2026, 1, 10);
	add_done(&f, ASSUME, DAY(2026, 1, 20));
	compute(&f, DAY(2026, 2, 5));
	assert_int_equal(f.out.n, 2);
	assert_int_equal(f.out.p[0].done_day, DAY(2026, 1, 20));
	assert_int_equal(f.out.p[1].done_day, DAY(2026, 1, 20));
	f.facts[0].day = DAY(2026, 1, 5); /* before the second post */
	compute(&f, DAY(2026, 2, 5));
	assert_int_equal(f.out.p[1].status, OBLIGATION_OWED);
}

static void the_row_of_the_trigger_s_day_decides(void **state_)
{
	fixture_open;
	struct duty_rule *rule = add_rule(&f, ASSUME, rule_new("assume", TRIGGER_TAKING_OFFICE, 30));
	rule->row.to_day = DAY(2026, 12, 31);
	rule = add_rule(&f, ASSUME, rule_new("assume", TRIGGER_TAKING_OFFICE, 10));
	rule->row.from_day = DAY(2027, 1, 1);
	add_term(&f, DAY(2026, 12, 31), DAY(2027, 6, 1));
	add_term(&f, DAY(2027, 1, 1), TENURE_OPEN);
	compute(&f, DAY(2027, 3, 1));
	assert_int_equal(f.out.n, 2);
	assert_int_equal(f.out.p[0].due_day, DAY(2027, 1, 30));
	assert_int_equal(f.out.p[1].due_day, DAY(2027, 1, 11));
}

static void each_gift_is_an_obligation_of_its_own(void **state_)
{
	fixture_open;
	struct duty_rule *rule = add_rule(&f, GIFT, rule_new("gift", TRIGGER_EVENT, 28));
	rule->deadline.parts[0].event = STR("gift-received");
	add_term(&f, DAY(2025, 1, 1), TENURE_OPEN);
	for (size_t i = 0; i < 2; i++)
		f.events[f.n_events++] =
			(struct duty_happened){.tenure_id = 100, .subject = 40 + (int64_t)i, .day = DAY(2026, 2, 1)};
	add_done(&f, GIFT, DAY(2026, 2, 20))->subject = 41;
	compute(&f, DAY(2026, 3, 10));
	assert_int_equal(f.out.n, 2);
	assert_string_equal(state(&f, 0, DAY(2026, 3, 10)), "late");
	assert_string_equal(state(&f, 1, DAY(2026, 3, 10)), "done");
}

static void a_material_edition_asks_anew(void **state_)
{
	fixture_open;
	struct duty_rule *rule = add_rule(&f, SIGN, rule_new("sign-code", TRIGGER_TAKING_OFFICE, 30));
	rule->deadline.parts[1] = (struct deadline_part){.trigger = TRIGGER_EDITION, .n = 30, .unit = UNIT_DAYS};
	rule->deadline.choice = CHOICE_LATER;
	rule->code = STR("code");
	f.code = (struct duty_code){.slug = STR("code"), .editions = editions, .n_editions = 2};
	add_term(&f, 19000, TENURE_OPEN);
	compute(&f, 20400);
	assert_int_equal(f.out.n, 2);
	assert_int_equal(f.out.p[0].due_day, 19030);
	assert_string_equal(state(&f, 1, 20400), "upcoming");
	compute(&f, 20600);
	assert_int_equal(f.out.p[0].reason, REASON_ASKED_ANEW);
	assert_int_equal(f.out.p[1].due_day, 20530);
	add_done(&f, SIGN, 19010)->subject = 31;
	compute(&f, 20600);
	assert_int_equal(f.out.p[0].done_day, 19010);
	assert_string_equal(state(&f, 1, 20600), "late");
	/* Bodies that did not adopt it are not asked; one that stays with the first edition is asked for that. */
	const struct duty_adoption adoption = {.body_id = 2, .edition_id = 31, .from_day = 20000, .to_day = INT32_MAX};
	f.code.adoptions = &adoption;
	f.code.n_adoptions = 1;
	compute(&f, 20600);
	assert_int_equal(f.out.n, 0);
	f.terms[0].organization_id = 2;
	f.n_facts = 0;
	compute(&f, 20600);
	assert_int_equal(f.out.n, 1);
	assert_int_equal(f.out.p[0].due_day, 20030);
	assert_int_equal(f.out.p[0].status, OBLIGATION_OWED);
}

static void training_is_due_again_from_the_last_time(void **state_)
{
	fixture_open;
	struct duty_rule *rule = add_rule(&f, TRAIN, rule_new("train", TRIGGER_TAKING_OFFICE, 1));
	rule->deadline.parts[0].unit = UNIT_YEARS;
	rule->deadline.again = (struct deadline_part){.trigger = TRIGGER_LAST_TIME, .n = 2, .unit = UNIT_YEARS};
	add_term(&f, DAY(2022, 3, 1), TENURE_OPEN);
	compute(&f, DAY(2026, 1, 1));
	assert_int_equal(f.out.n, 1);
	assert_int_equal(f.out.p[0].due_day, DAY(2023, 3, 1));
	add_done(&f, TRAIN, DAY(2022, 9, 9));
	add_done(&f, TRAIN, DAY(2024, 10, 1));
	compute(&f, DAY(2026, 1, 1));
	assert_int_equal(f.out.n, 3);
	assert_int_equal(f.out.p[1].due_day, DAY(2024, 9, 9));
	assert_int_equal(obligation_late_days(&f.out.p[1], (struct day){DAY(2026, 1, 1)}), 22);
	assert_int_equal(f.out.p[2].due_day, DAY(2026, 10, 1));
	assert_int_equal(f.out.p[2].status, OBLIGATION_OWED);
}

static void the_end_of_a_term_lifts_what_was_not_due_yet(void **state_)
{
	fixture_open;
	add_rule(&f, ASSUME, rule_new("assume", TRIGGER_TAKING_OFFICE, 28));
	add_rule(&f, LEAVE, rule_new("leave", TRIGGER_LEAVING, 30));
	struct duty_term *term = add_term(&f, DAY(2026, 5, 1), DAY(2026, 5, 20));
	compute(&f, DAY(2026, 8, 1));
	assert_int_equal(f.out.p[0].reason, REASON_ENDED_BEFORE);
	assert_string_equal(state(&f, 1, DAY(2026, 8, 1)), "late");
	term->to_day = DAY(2026, 5, 29);
	compute(&f, DAY(2026, 8, 1));
	assert_string_equal(state(&f, 0, DAY(2026, 8, 1)), "late");
	term->died_day = DAY(2026, 5, 29);
	compute(&f, DAY(2026, 8, 1));
	assert_int_equal(f.out.p[0].reason, REASON_DIED);
	assert_int_equal(f.out.p[1].reason, REASON_DIED);
	term->died_day = DEADLINE_NO_DAY;
	f.since_day = DAY(2026, 7, 1);
	compute(&f, DAY(2026, 8, 1));
	assert_int_equal(f.out.p[1].reason, REASON_BEFORE_RECORDS);
}

static void audiences_are_heeded(void **state_)
{
	fixture_open;
	static struct str names[] = {STR_INIT("council")}, kinds[] = {STR_INIT("Committee")},
			  posts[] = {STR_INIT("Chair")};
	struct duty_rule *rule = add_rule(&f, TASK, rule_new("task", TRIGGER_TAKING_OFFICE, 1));
	add_term(&f, 20000, TENURE_OPEN);
	add_term(&f, 20001, TENURE_OPEN)->organization_id = 2;
	add_term(&f, 20002, TENURE_OPEN)->organization_id = 9;
	rule->audience.bodies = (struct texts){names, 1};
	compute(&f, 20010);
	assert_int_equal(f.out.n, 2); /* the council, and the committee below it */
	rule->audience.classifications = (struct texts){kinds, 1};
	compute(&f, 20010);
	assert_int_equal(f.out.n, 1);
	rule->audience = (struct duty_audience){.categories = 1U << TENURE_APPOINTED};
	compute(&f, 20010);
	assert_int_equal(f.out.n, 0);
	rule->audience = (struct duty_audience){.posts = {posts, 1}};
	compute(&f, 20010);
	assert_int_equal(f.out.n, 0);
	f.terms[1].role = 1;
	struct duty_world world = {.rules = f.rules, .numbers = f.numbers, .n_rules = 1};
	f.terms[1].role = duty_plan_word(duty_plan_open(arena, &world), STR("chair"));
	assert_int_not_equal(f.terms[1].role, 0);
	compute(&f, 20010);
	assert_int_equal(f.out.n, 1);
}

static void a_reference_reads_back(void **state_)
{
	(void)state_;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct obligation o = {.tenure_id = 123456789, .duty = 12, .trigger_day = -300, .subject = 99}, back;
	assert_true(obligation_ref_parse(obligation_ref(arena, &o), &back));
	assert_int_equal(back.tenure_id, o.tenure_id);
	assert_int_equal(back.duty, 12);
	assert_int_equal(back.trigger_day, -300);
	assert_int_equal(back.subject, 99);
	o.subject = 0;
	o.trigger_day = DEADLINE_NO_DAY;
	assert_true(obligation_ref_parse(obligation_ref(arena, &o), &back));
	assert_int_equal(back.trigger_day, DEADLINE_NO_DAY);
	assert_int_equal(back.subject, 0);
	const char *const bad[] = {"",
				   "-",
				   "0000000000001",
				   "0000000000001-1",
				   "0000000000001-0-1",
				   "0000000000001-1--1",
				   "0000000000001-1-1-x",
				   "0000000000001-1-1-0000000000001-"};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(obligation_ref_parse(str_of(bad[i]), &back));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(within_28_days_of_taking_office),
		cmocka_unit_test(an_extended_one_is_not_late_and_late_counts_from_the_new_day),
		cmocka_unit_test(a_year_s_statement_is_asked_for_each_year_of_the_term_and_the_next),
		cmocka_unit_test(a_rule_in_hours_is_late_at_its_instant),
		cmocka_unit_test(a_term_that_ends_early_is_asked_after_its_end),
		cmocka_unit_test(who_took_office_in_autumn_has_filed_for_the_year),
		cmocka_unit_test(the_same_office_again_is_neither_leaving_nor_assuming),
		cmocka_unit_test(another_office_here_within_so_many_days),
		cmocka_unit_test(what_was_done_shortly_before_need_not_be_done_again),
		cmocka_unit_test(who_was_in_post_before_a_day_has_until_another),
		cmocka_unit_test(one_statement_does_for_several_posts),
		cmocka_unit_test(the_row_of_the_trigger_s_day_decides),
		cmocka_unit_test(each_gift_is_an_obligation_of_its_own),
		cmocka_unit_test(a_material_edition_asks_anew),
		cmocka_unit_test(training_is_due_again_from_the_last_time),
		cmocka_unit_test(the_end_of_a_term_lifts_what_was_not_due_yet),
		cmocka_unit_test(audiences_are_heeded),
		cmocka_unit_test(a_reference_reads_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
