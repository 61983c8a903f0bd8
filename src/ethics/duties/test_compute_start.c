/* When a duty begins: for those already in office, for who returns to one, before the site kept records; again. */
#include "base/testing.h"
#include "duties/test/fixture.h"

static const struct duty_exception same_office = {.kind = EXCEPT_SAME_OFFICE_WITHIN, .n = 30};

static struct duty_rule *add_training(struct fixture *f, int32_t years)
{
	struct duty_rule *rule = add_rule(f, TRAIN, rule_new("train", TRIGGER_TAKING_OFFICE, 6));
	rule->deadline.parts[0].unit = UNIT_MONTHS;
	rule->deadline.again = (struct deadline_part){.trigger = TRIGGER_LAST_TIME, .n = years, .unit = UNIT_YEARS};
	return rule;
}

static void who_was_elected_again_in_autumn_still_files_for_the_year(void **state_)
{
	fixture_open;
	const struct duty_exception autumn = {.kind = EXCEPT_TOOK_OFFICE_BETWEEN,
					      .month = 10,
					      .day = 1,
					      .to_month = 12,
					      .to_day = 31,
					      .by = STR("assume")};
	struct duty_rule *rule = add_rule(&f, ASSUME, rule_new("assume", TRIGGER_TAKING_OFFICE, 30));
	rule->exceptions = &same_office;
	rule->n_exceptions = 1;
	rule = add_rule(&f, ANNUAL, rule_new("annual", TRIGGER_EACH_YEAR, 0));
	rule->deadline.parts[0].month = 4;
	rule->deadline.parts[0].day = 1;
	rule->exceptions = &autumn;
	rule->n_exceptions = 1;
	f.since_day = DAY(2026, 1, 1);
	add_term(&f, DAY(2025, 12, 9), TENURE_OPEN);
	compute(&f, DAY(2026, 5, 1));
	assert_int_equal(f.out.p[1].trigger_day, DAY(2026, 4, 1));
	assert_int_equal(f.out.p[1].status,
			 OBLIGATION_NOT_OWED); /* newly in office: the statement on assuming it does */
	f.terms[0].to_day = DAY(2025, 12, 8);
	f.terms[0].from_day = DAY(2022, 12, 6);
	add_term(&f, DAY(2025, 12, 9), TENURE_OPEN);
	compute(&f, DAY(2026, 5, 1));
	assert_int_equal(f.out.p[1].reason, REASON_EXCEPTION); /* the second term's assuming statement */
	assert_int_equal(f.out.p[2].trigger_day, DAY(2026, 4, 1));
	assert_string_equal(state(&f, 2, DAY(2026, 5, 1)), "late");
}

static void a_day_for_those_in_post_moves_no_later_time(void **state_)
{
	fixture_open;
	const struct duty_exception in_post = {
		.kind = EXCEPT_IN_POST_BEFORE, .on_day = DAY(2026, 1, 1), .due_day = DAY(2026, 6, 30)};
	struct duty_rule *rule = add_training(&f, 2);
	rule->exceptions = &in_post;
	rule->n_exceptions = 1;
	add_term(&f, DAY(2020, 3, 1), TENURE_OPEN);
	add_done(&f, TRAIN, DAY(2026, 5, 1));
	compute(&f, DAY(2026, 11, 22));
	assert_int_equal(f.out.n, 2);
	assert_int_equal(f.out.p[0].due_day, DAY(2026, 6, 30));
	assert_int_equal(f.out.p[0].done_day, DAY(2026, 5, 1));
	assert_int_equal(f.out.p[1].due_day, DAY(2028, 5, 1));
	assert_string_equal(state(&f, 1, DAY(2026, 11, 22)), "due");
	/* Trained long ago: again by the day that the exception gives, never earlier. */
	f.facts[0].day = DAY(2021, 1, 1);
	compute(&f, DAY(2026, 3, 1));
	assert_int_equal(f.out.p[1].due_day, DAY(2026, 6, 30));
}

static void a_duty_that_began_later_is_asked_of_those_in_post(void **state_)
{
	fixture_open;
	const struct duty_exception in_post = {
		.kind = EXCEPT_IN_POST_BEFORE, .on_day = DAY(2026, 1, 1), .due_day = DAY(2026, 6, 30)};
	struct duty_rule *rule = add_rule(&f, TASK, rule_new("task", TRIGGER_TAKING_OFFICE, 30));
	rule->row.from_day = DAY(2026, 1, 1);
	struct duty_term *term = add_term(&f, DAY(2015, 1, 1), TENURE_OPEN);
	compute(&f, DAY(2026, 3, 1));
	assert_int_equal(f.out.n, 0); /* nothing says that it binds those already in post */
	rule->exceptions = &in_post;
	rule->n_exceptions = 1;
	compute(&f, DAY(2026, 3, 1));
	assert_int_equal(f.out.n, 1);
	assert_int_equal(f.out.p[0].due_day, DAY(2026, 6, 30));
	assert_string_equal(state(&f, 0, DAY(2026, 3, 1)), "due");
	term->to_day = DAY(2025, 12, 31);
	compute(&f, DAY(2026, 3, 1));
	assert_int_equal(f.out.n, 0);
	/* An earlier row asks them already. */
	term->to_day = TENURE_OPEN;
	rule = add_rule(&f, TASK, rule_new("task", TRIGGER_TAKING_OFFICE, 60));
	rule->row.to_day = DAY(2025, 12, 31);
	compute(&f, DAY(2026, 3, 1));
	assert_int_equal(f.out.n, 1);
	assert_int_equal(f.out.p[0].due_day, DAY(2015, 3, 2));
}

static void training_of_an_earlier_office_that_ran_out_does_not_count(void **state_)
{
	fixture_open;
	struct duty_rule *rule = add_training(&f, 2);
	rule->once_per_person = true;
	add_term(&f, DAY(2010, 1, 1), DAY(2012, 1, 1));
	add_term(&f, DAY(2026, 6, 1), TENURE_OPEN);
	add_done(&f, TRAIN, DAY(2010, 5, 5));
	f.since_day = DAY(2025, 11, 1);
	compute(&f, DAY(2026, 11, 22));
	const struct obligation *o = &f.out.p[f.out.n - 1];
	assert_int_equal(o->tenure_id, 101);
	assert_int_equal(o->due_day, DAY(2026, 12, 1));
	assert_int_equal(o->status, OBLIGATION_OWED);
	/* What reaches into the new term counts on. */
	f.facts[0].day = DAY(2024, 7, 1);
	f.terms[0].to_day = DAY(2024, 12, 31);
	compute(&f, DAY(2026, 5, 1));
	assert_int_equal(f.out.p[f.out.n - 1].due_day, DAY(2026, 7, 1));
}

static void what_was_due_before_the_records_is_not_asked(void **state_)
{
	fixture_open;
	add_rule(&f, ASSUME, rule_new("assume", TRIGGER_TAKING_OFFICE, 30));
	add_term(&f, DAY(2014, 1, 1), TENURE_OPEN);
	f.since_day = DAY(2025, 11, 21);
	compute(&f, DAY(2026, 11, 22));
	assert_int_equal(f.out.n, 1);
	assert_int_equal(f.out.p[0].status, OBLIGATION_NOT_OWED);
	assert_int_equal(f.out.p[0].reason, REASON_BEFORE_RECORDS);
	/* What is known to be done stays so. */
	add_done(&f, ASSUME, DAY(2014, 1, 20));
	compute(&f, DAY(2026, 11, 22));
	assert_string_equal(state(&f, 0, DAY(2026, 11, 22)), "done");
	/* The day of the records itself is in them. */
	f.n_facts = 0;
	f.terms[0].from_day = f.since_day - 30;
	compute(&f, DAY(2026, 11, 22));
	assert_string_equal(state(&f, 0, DAY(2026, 11, 22)), "late");
}

static void training_of_which_nothing_is_known_counts_from_the_records(void **state_)
{
	fixture_open;
	add_training(&f, 2);
	add_term(&f, DAY(2014, 1, 1), TENURE_OPEN);
	f.since_day = DAY(2025, 11, 21);
	compute(&f, DAY(2026, 11, 22));
	assert_int_equal(f.out.n, 2);
	assert_int_equal(f.out.p[0].reason, REASON_BEFORE_RECORDS);
	assert_int_equal(f.out.p[1].due_day, DAY(2027, 11, 21));
	assert_true(f.out.p[1].is_again);
	/* Done since: that one is done, and not late. */
	add_done(&f, TRAIN, DAY(2026, 3, 1));
	compute(&f, DAY(2026, 11, 22));
	assert_int_equal(f.out.n, 3);
	assert_int_equal(f.out.p[0].reason, REASON_BEFORE_RECORDS);
	assert_int_equal(f.out.p[1].done_day, DAY(2026, 3, 1));
	assert_int_equal(obligation_late_days(&f.out.p[1], (struct day){DAY(2026, 11, 22)}), 0);
	assert_int_equal(f.out.p[2].due_day, DAY(2028, 3, 1));
	/* A certificate from before, entered now, says more. */
	f.facts[0].day = DAY(2024, 10, 1);
	compute(&f, DAY(2026, 11, 22));
	assert_int_equal(f.out.n, 2);
	assert_int_equal(f.out.p[1].due_day, DAY(2026, 10, 1));
}

static void the_row_of_the_records_first_day_decides_what_is_due_again(void **state_)
{
	fixture_open;
	add_training(&f, 2)->row.to_day = DAY(2025, 12, 31);
	add_training(&f, 3)->row.from_day = DAY(2026, 1, 1);
	add_term(&f, DAY(2014, 1, 1), TENURE_OPEN);
	f.since_day = DAY(2026, 2, 1);
	compute(&f, DAY(2027, 2, 2));
	assert_int_equal(f.out.n, 2);
	assert_int_equal(f.out.p[1].due_day, DAY(2029, 2, 1));
	add_done(&f, TRAIN, DAY(2027, 1, 5));
	compute(&f, DAY(2027, 2, 2));
	assert_int_equal(f.out.n, 3);
	assert_int_equal(f.out.p[1].done_day, DAY(2027, 1, 5));
	assert_int_equal(f.out.p[2].due_day, DAY(2030, 1, 5));
}

static void re_elected_with_some_days_between_is_re_elected(void **state_)
{
	fixture_open;
	struct duty_rule *rule = add_rule(&f, ASSUME, rule_new("assume", TRIGGER_TAKING_OFFICE, 28));
	rule->exceptions = &same_office;
	rule->n_exceptions = 1;
	add_rule(&f, TASK, rule_new("again", TRIGGER_REELECTED, 28));
	add_term(&f, DAY(2022, 5, 9), DAY(2026, 5, 7));
	struct duty_term *second = add_term(&f, DAY(2026, 5, 11), TENURE_OPEN);
	compute(&f, DAY(2026, 6, 1));
	assert_int_equal(f.out.n, 3);
	assert_int_equal(f.out.p[1].status, OBLIGATION_NOT_OWED);
	assert_int_equal(f.out.p[2].due_day, DAY(2026, 6, 8));
	/* One or the other, never neither. */
	second->from_day = DAY(2026, 6, 7);
	compute(&f, DAY(2026, 6, 10));
	assert_int_equal(f.out.n, 2);
	assert_int_equal(f.out.p[1].status, OBLIGATION_OWED);
}

static void a_body_that_adopts_a_code_again_asks_again(void **state_)
{
	fixture_open;
	static const struct duty_adoption adoptions[] = {
		{.body_id = 1, .from_day = 20600, .to_day = 20660},
		{.body_id = 1, .from_day = 20750, .to_day = INT32_MAX},
	};
	struct duty_rule *rule = add_rule(&f, SIGN, rule_new("sign-code", TRIGGER_TAKING_OFFICE, 30));
	rule->deadline.parts[1] = (struct deadline_part){.trigger = TRIGGER_EDITION, .n = 30, .unit = UNIT_DAYS};
	rule->deadline.choice = CHOICE_LATER;
	rule->code = STR("code");
	f.code = (struct duty_code){.slug = STR("code"),
				    .editions = editions + 1,
				    .n_editions = 1,
				    .adoptions = adoptions,
				    .n_adoptions = 2};
	struct duty_term *term = add_term(&f, 20780, TENURE_OPEN);
	compute(&f, 20790);
	assert_int_equal(f.out.n, 1);
	assert_int_equal(f.out.p[0].due_day, 20810);
	/* In office both times: what ended with the first is asked no more; a signature does for both. */
	term->from_day = 20000;
	compute(&f, 20790);
	assert_int_equal(f.out.n, 2);
	assert_int_equal(f.out.p[0].reason, REASON_TEXT_ENDED);
	assert_int_equal(f.out.p[1].due_day, 20780);
	assert_int_equal(f.out.p[1].status, OBLIGATION_OWED);
	add_done(&f, SIGN, 20610)->subject = 32;
	compute(&f, 20790);
	assert_string_equal(state(&f, 0, 20790), "done");
	assert_string_equal(state(&f, 1, 20790), "done");
}

static void a_removed_text_is_not_to_be_signed(void **state_)
{
	fixture_open;
	const struct duty_edition removed = {.id = 31, .from_day = 18000, .to_day = INT32_MAX, .is_removed = true};
	struct duty_rule *rule = add_rule(&f, SIGN, rule_new("sign-code", TRIGGER_EDITION, 30));
	rule->code = STR("code");
	f.code = (struct duty_code){.slug = STR("code"), .editions = &removed, .n_editions = 1};
	add_term(&f, 17000, TENURE_OPEN);
	compute(&f, 20600);
	assert_int_equal(f.out.p[0].status, OBLIGATION_NOT_OWED);
	assert_int_equal(f.out.p[0].reason, REASON_TEXT_ENDED);
	add_done(&f, SIGN, 18010)->subject = 31;
	compute(&f, 20600);
	assert_string_equal(state(&f, 0, 20600), "done");
}

static size_t counted(const struct fixture *f)
{
	size_t n = 0;
	for (size_t i = 0; i < f->out.n; i++)
		n += f->out.p[i].counted;
	return n;
}

static void a_person_counts_once_and_with_what_is_urgent(void **state_)
{
	fixture_open;
	struct duty_rule *rule = add_rule(&f, ANNUAL, rule_new("annual", TRIGGER_EACH_YEAR, 0));
	rule->deadline.parts[0].month = 4;
	rule->deadline.parts[0].day = 1;
	f.since_day = DAY(2024, 1, 1);
	struct duty_term *term = add_term(&f, DAY(2019, 6, 1), TENURE_OPEN);
	add_done(&f, ANNUAL, DAY(2024, 3, 1));
	compute(&f, DAY(2026, 11, 22));
	assert_int_equal(f.out.n, 4);
	assert_int_equal(counted(&f), 1);
	assert_true(f.out.p[1].counted); /* the statement of 2025, not made */
	add_done(&f, ANNUAL, DAY(2025, 3, 1));
	add_done(&f, ANNUAL, DAY(2026, 3, 1));
	compute(&f, DAY(2026, 11, 22));
	assert_int_equal(counted(&f), 1);
	assert_true(f.out.p[2].counted); /* done last; that of 2027 has not begun */
	term->category = TENURE_EMPLOYEE;
	compute(&f, DAY(2026, 11, 22));
	assert_int_equal(counted(&f), 0);
	term->category = TENURE_ELECTED;
	rule->voluntary = true;
	compute(&f, DAY(2026, 11, 22));
	assert_int_equal(counted(&f), 0);
}

static void who_is_absent_when_it_is_due_has_until_after_the_return(void **state_)
{
	const struct duty_exception absent = {.kind = EXCEPT_ABSENT_WHEN_DUE, .n = 30, .absences = 1U << ABSENCE_LEAVE};
	fixture_open;
	struct duty_rule *rule = add_rule(&f, ANNUAL, rule_new("annual", TRIGGER_TAKING_OFFICE, 28));
	rule->exceptions = &absent;
	rule->n_exceptions = 1;
	add_term(&f, DAY(2026, 5, 12), TENURE_OPEN);
	/* Nobody is told when a suspension ends: this rule does not ask about it. */
	add_away(&f, ABSENCE_SUSPENSION, DAY(2026, 6, 1), TENURE_OPEN);
	compute(&f, DAY(2026, 7, 1));
	assert_string_equal(state(&f, 0, DAY(2026, 7, 1)), "late");
	f.aways[0].kind = ABSENCE_LEAVE;
	compute(&f, DAY(2026, 7, 1));
	assert_int_equal(f.out.p[0].due_day, DEADLINE_NO_DAY);
	assert_int_equal(f.out.p[0].original_day, DAY(2026, 6, 9));
	assert_string_equal(state(&f, 0, DAY(2026, 6, 9)), "due");
	assert_string_equal(state(&f, 0, DAY(2027, 7, 1)), "extended");
	f.aways[0].to_day = DAY(2026, 8, 31);
	compute(&f, DAY(2026, 7, 1));
	assert_int_equal(f.out.p[0].due_day, DAY(2026, 9, 30));
	assert_string_equal(state(&f, 0, DAY(2026, 9, 30)), "extended");
	assert_string_equal(state(&f, 0, DAY(2026, 10, 1)), "late");
	/* Away again on that day; and no later than the term. */
	add_away(&f, ABSENCE_LEAVE, DAY(2026, 9, 20), DAY(2026, 10, 10));
	compute(&f, DAY(2026, 7, 1));
	assert_int_equal(f.out.p[0].due_day, DAY(2026, 11, 9));
	f.terms[0].to_day = DAY(2026, 10, 20);
	compute(&f, DAY(2026, 7, 1));
	assert_int_equal(f.out.p[0].due_day, DAY(2026, 10, 20));
	/* Who does not come back in the term: it lapses with it. */
	f.terms[0].to_day = DAY(2026, 10, 1);
	compute(&f, DAY(2026, 9, 1));
	assert_string_equal(state(&f, 0, DAY(2026, 9, 1)), "extended");
	assert_int_equal(f.out.until, DAY(2026, 10, 2));
	compute(&f, DAY(2026, 10, 2));
	assert_int_equal(f.out.p[0].reason, REASON_ENDED_BEFORE);
	/* Before or after the due day an absence changes nothing. */
	f.n_aways = 1;
	f.terms[0].to_day = TENURE_OPEN;
	f.aways[0].to_day = DAY(2026, 6, 8);
	compute(&f, DAY(2026, 9, 1));
	assert_int_equal(f.out.p[0].due_day, DAY(2026, 6, 9));
	f.aways[0] = (struct duty_away){.tenure_id = 100, .kind = ABSENCE_LEAVE, DAY(2026, 6, 10), TENURE_OPEN};
	compute(&f, DAY(2026, 9, 1));
	assert_int_equal(f.out.p[0].due_day, DAY(2026, 6, 9));
}

static void what_leaving_asks_does_not_wait(void **state_)
{
	const struct duty_exception absent = {.kind = EXCEPT_ABSENT_WHEN_DUE, .n = 30, .absences = 1U << ABSENCE_LEAVE};
	fixture_open;
	struct duty_rule *rule = add_rule(&f, LEAVE, rule_new("leave", TRIGGER_LEAVING, 0));
	rule->exceptions = &absent;
	rule->n_exceptions = 1;
	add_term(&f, DAY(2026, 1, 1), DAY(2026, 6, 30));
	add_away(&f, ABSENCE_LEAVE, DAY(2026, 5, 1), TENURE_OPEN);
	compute(&f, DAY(2026, 7, 5));
	assert_int_equal(f.out.p[0].due_day, DAY(2026, 6, 30));
	assert_string_equal(state(&f, 0, DAY(2026, 7, 5)), "late");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_was_elected_again_in_autumn_still_files_for_the_year),
		cmocka_unit_test(a_day_for_those_in_post_moves_no_later_time),
		cmocka_unit_test(a_duty_that_began_later_is_asked_of_those_in_post),
		cmocka_unit_test(training_of_an_earlier_office_that_ran_out_does_not_count),
		cmocka_unit_test(what_was_due_before_the_records_is_not_asked),
		cmocka_unit_test(training_of_which_nothing_is_known_counts_from_the_records),
		cmocka_unit_test(the_row_of_the_records_first_day_decides_what_is_due_again),
		cmocka_unit_test(re_elected_with_some_days_between_is_re_elected),
		cmocka_unit_test(a_body_that_adopts_a_code_again_asks_again),
		cmocka_unit_test(a_person_counts_once_and_with_what_is_urgent),
		cmocka_unit_test(a_removed_text_is_not_to_be_signed),
		cmocka_unit_test(who_is_absent_when_it_is_due_has_until_after_the_return),
		cmocka_unit_test(what_leaving_asks_does_not_wait),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
