/* Obligations as rows, on both engines: kept up to date by what changes, extended, waived, filed, counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "duties/duties_test_sql.h"
#include "duties/test/stand.h"

static enum outcome take_done(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return duties_take_done(ctx, s->done.source, s->done.source_id, STR("withdrawn"));
}

static enum outcome forget_done(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return duties_forget_done(ctx, s->done.source, s->done.source_id);
}

static enum outcome do_extend(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return duties_extend(ctx, s->ref, &s->change);
}

static enum outcome do_waive(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return duties_waive(ctx, s->ref, &s->change);
}

static enum outcome do_file(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return duties_file(ctx, s->ref, &s->filing);
}

static enum outcome do_unchange(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return duties_unchange(ctx, s->ref, s->change.version, STR("Not so"));
}

static enum outcome do_remove(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return duties_remove(ctx, s->people[0].record_id);
}

/* Holds another post there, too. */
static enum outcome again(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure tenure = {.person_id = s->people[s->who].id,
				.organization_id = s->bodies[0].id,
				.category = TENURE_ELECTED,
				.post = STR("Chair"),
				.from_day = s->from,
				.to_day = TENURE_OPEN};
	return people_add_tenure(ctx, &s->seeds[0], &tenure);
}

/* Rules that this program cannot read, as an older one may have left them. */
static enum outcome leave_unreadable(struct ctx *ctx, void *args)
{
	(void)args;
	TRY(db_exec(ctx, &duties_test_sql_version_add,
		    DB_PARAMS(db_text(STR("0000000000000000000000000000000000000000000000000000000000000000"))), NULL));
	return db_exec(ctx, &duties_test_sql_file_add, DB_PARAMS(db_text(STR("written: [by an older program"))), NULL);
}

static size_t listed(struct stand *s, int64_t body_id, int32_t from, int32_t to)
{
	const struct duty_filter filter = {.body_id = body_id, .from_day = from, .to_day = to, .most = 10};
	struct duty_item *items;
	size_t n;
	int64_t counted;
	assert_int_equal(duties_worklist(&s->test->ctx, &filter, &items, &n, NULL), OK);
	assert_int_equal(duties_count(&s->test->ctx, &filter, 10, &counted), OK);
	assert_int_equal(counted, n);
	return n;
}

static struct duty_figures figures(struct stand *s)
{
	struct duty_figures *f;
	size_t n;
	assert_int_equal(duty_figures_exact(&s->test->ctx, STR("code"), &f, &n), OK);
	assert_int_equal(n, 1);
	return f[0];
}

static void all_statements_prepare(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	for (size_t i = 0; i < duties_sql_all_n; i++)
		assert_int_equal(db_prepare(&test->ctx, duties_sql_all[i]), OK);
	test_site_close(test);
}
ON_BOTH(all_statements_prepare)

static void a_rule_gives_everybody_rows_by_a_job(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	int32_t due = today(&s) + 30;
	/* Computed at once for one who asks, before any job ran. */
	struct duty_item item = one_of(&s, 0);
	assert_int_equal(item.o.due_day, due);
	assert_int_equal(item.o.id, 0);
	struct duty_progress progress;
	assert_int_equal(duties_progress(&s.test->ctx, &progress), OK);
	assert_true(progress.left > 0);
	assert_int_equal(listed(&s, 0, INT32_MIN, INT32_MAX), 0);
	run_jobs(&s);
	assert_int_equal(listed(&s, 0, INT32_MIN, INT32_MAX), 3);
	assert_int_equal(listed(&s, s.bodies[1].id, INT32_MIN, INT32_MAX), 1);
	assert_int_equal(listed(&s, 0, INT32_MIN, due - 1), 0);
	assert_int_equal(figures(&s).owe, 3);
	assert_int_equal(figures(&s).late, 0);
	struct duty_item found;
	assert_int_equal(duties_find(&s.test->ctx, obligation_ref(s.test->arena, &item.o), &found), OK);
	assert_true(str_eq(found.person_name, STR("Imogen Vale")));
	assert_true(str_find(duty_why(&s.test->ctx, &found), STR("Resolution 2026-14"), 0) != STR_NPOS);
	assert_int_equal(duties_find(&s.test->ctx, STR("0000000000001-1-1"), &found), NOT_FOUND);
	test_site_close(s.test);
}
ON_BOTH(a_rule_gives_everybody_rows_by_a_job)

static void what_changes_is_followed_in_its_transaction(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	run_jobs(&s);
	/* Signed, and taken back. */
	s.done = (struct duty_done){.tenure_id = s.tenures[0].id,
				    .code = STR("code"),
				    .day = today(&s),
				    .trigger_day = DEADLINE_NO_DAY,
				    .source = STR("commitments"),
				    .source_id = 77,
				    .words = STR("Signed")};
	assert_int_equal(act(&s, put_done), OK);
	assert_int_equal(one_of(&s, 0).o.status, OBLIGATION_DONE);
	assert_int_equal(listed(&s, 0, INT32_MIN, INT32_MAX), 2);
	assert_int_equal(figures(&s).done, 1);
	assert_int_equal(act(&s, put_done), OK); /* the same again is one */
	assert_int_equal(figures(&s).done, 1);
	assert_int_equal(act(&s, take_done), OK);
	assert_int_equal(one_of(&s, 0).o.status, OBLIGATION_OWED);
	assert_int_equal(listed(&s, 0, INT32_MIN, INT32_MAX), 3);
	assert_int_equal(figures(&s).done, 0);
	/* A term that ends before the due day lifts it. */
	s.who = 1;
	s.from = today(&s) + 2;
	assert_int_equal(act(&s, do_end), OK);
	assert_int_equal(one_of(&s, 1).o.reason, REASON_ENDED_BEFORE);
	assert_int_equal(listed(&s, 0, INT32_MIN, INT32_MAX), 2);
	assert_int_equal(figures(&s).not_owed, 1);
	test_site_close(s.test);
}
ON_BOTH(what_changes_is_followed_in_its_transaction)

/* Its keeping time is over (S8): whose term has ended is not late again; who still serves has to sign again. */
static void what_is_no_longer_kept_makes_nobody_late(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	run_jobs(&s);
	for (size_t i = 0; i < 2; i++) {
		s.done = (struct duty_done){.tenure_id = s.tenures[i].id,
					    .code = STR("code"),
					    .day = today(&s),
					    .trigger_day = DEADLINE_NO_DAY,
					    .source = STR("commitments"),
					    .source_id = 77 + (int64_t)i,
					    .words = STR("Signed")};
		assert_int_equal(act(&s, put_done), OK);
	}
	s.who = 0;
	s.from = today(&s) + 32;
	assert_int_equal(act(&s, do_end), OK);
	s.test->ctx.now_ms += 45LL * 24 * 60 * 60 * 1000;
	for (int64_t id = 77; id <= 78; id++) {
		s.done.source_id = id;
		assert_int_equal(act(&s, forget_done), OK);
	}
	struct duty_item over = one_of(&s, 0), serving = one_of(&s, 1);
	assert_int_equal(over.o.status, OBLIGATION_DONE);
	assert_int_equal(over.done.words.n, 0);
	assert_int_equal(obligation_state(&serving.o, (struct day){today(&s)}, 0), STATE_LATE);
	test_site_close(s.test);
}
ON_BOTH(what_is_no_longer_kept_makes_nobody_late)

static void more_time_is_kept_with_who_and_why(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	run_jobs(&s);
	struct duty_item item = one_of(&s, 0);
	s.ref = obligation_ref(s.test->arena, &item.o);
	s.change = (struct duty_change){.until_day = item.o.due_day};
	assert_int_equal(act(&s, do_extend), INVALID); /* no reason, no later day */
	s.change = (struct duty_change){.until_day = item.o.due_day + 30, .reason = STR("In hospital")};
	assert_int_equal(act(&s, do_extend), OK);
	assert_int_equal(act(&s, do_extend), CONFLICT); /* somebody was first */
	item = one_of(&s, 0);
	assert_int_equal(item.o.due_day, item.o.original_day + 30);
	assert_true(str_eq(item.change.reason, STR("In hospital")));
	assert_true(str_eq(item.change.by_whom, access_command_line.name));
	assert_int_equal(listed(&s, 0, item.o.due_day, item.o.due_day), 1);
	s.change.version = 1;
	assert_int_equal(act(&s, do_waive), OK);
	assert_int_equal(one_of(&s, 0).o.status, OBLIGATION_WAIVED);
	assert_int_equal(figures(&s).waived, 1);
	assert_int_equal(listed(&s, 0, INT32_MIN, INT32_MAX), 2);
	/* Who has no right on the body. */
	static const struct grant none;
	const struct actor stranger = {.account_id = 5, .grants = &none};
	s.test->ctx.actor = &stranger;
	s.change.version = 2;
	assert_int_equal(act(&s, do_extend), FORBIDDEN);
	s.filing = (struct duty_filing){.day = today(&s), .confirm = true};
	assert_int_equal(act(&s, do_file), FORBIDDEN);
	test_site_close(s.test);
}
ON_BOTH(more_time_is_kept_with_who_and_why)

static void rows_are_what_is_computed_whatever_happened(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	run_jobs(&s);
	s.local.within_days = 10;
	assert_int_equal(act(&s, put_rule), OK);
	assert_int_equal(one_of(&s, 2).o.due_day, today(&s) + 10);
	run_jobs(&s);
	assert_int_equal(listed(&s, 0, today(&s) + 10, today(&s) + 10), 3);
	s.local.mandatory = false;
	assert_int_equal(act(&s, put_rule), OK);
	run_jobs(&s);
	assert_int_equal(listed(&s, 0, INT32_MIN, INT32_MAX), 0);
	s.local.mandatory = true;
	s.local.body_id = s.bodies[1].id;
	s.local.within_days = 5;
	assert_int_equal(act(&s, put_rule), OK);
	run_jobs(&s);
	assert_int_equal(listed(&s, 0, INT32_MIN, INT32_MAX), 1);
	test_site_close(s.test);
}
ON_BOTH(rows_are_what_is_computed_whatever_happened)

static void whom_s4_protects_is_not_counted(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	run_jobs(&s);
	assert_int_equal(figures(&s).owe, 3);
	static const int32_t others[] = {TENURE_EMPLOYEE, TENURE_CONSULTANT, TENURE_SUPPLIER, TENURE_CANDIDATE};
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		s.category = others[i];
		assert_int_equal(act(&s, take_in), OK);
		assert_int_equal(figures(&s).owe, 3);
	}
	assert_int_equal(listed(&s, 0, INT32_MIN, INT32_MAX), 6); /* all but the candidate are asked */
	/* Three persons are too few to show anything. */
	struct duty_figures *f;
	size_t n;
	assert_int_equal(duties_figures(&s.test->ctx, STR("code"), &f, &n), OK);
	assert_int_equal(f[0].few, 5);
	assert_int_equal(f[0].owe, 0);
	s.category = TENURE_APPOINTED;
	assert_int_equal(act(&s, take_in), OK);
	assert_int_equal(act(&s, take_in), OK);
	assert_int_equal(duties_figures(&s.test->ctx, STR("code"), &f, &n), OK);
	assert_int_equal(f[0].few, 0);
	assert_int_equal(f[0].owe, 5);
	/* One of them signs: neither that one is shown, nor the four who are left. */
	s.done = (struct duty_done){.tenure_id = s.tenures[0].id,
				    .code = STR("code"),
				    .day = today(&s),
				    .trigger_day = DEADLINE_NO_DAY,
				    .source = STR("commitments"),
				    .source_id = 77,
				    .words = STR("Signed")};
	assert_int_equal(act(&s, put_done), OK);
	assert_int_equal(figures(&s).done, 1);
	assert_int_equal(duties_figures(&s.test->ctx, STR("code"), &f, &n), OK);
	assert_int_equal(f[0].few, 5);
	assert_int_equal(f[0].done, 0);
	test_site_close(s.test);
}
ON_BOTH(whom_s4_protects_is_not_counted)

static void figures_of_few_are_hidden(void **state)
{
	(void)state;
	const struct {
		struct duty_figures f;
		bool is_few;
	} cases[] = {
		{{.owe = 5}, false},
		{{.owe = 4}, true},
		{{.done = 3, .owe = 3}, true},
		{{.done = 5, .owe = 5, .late = 5}, false},
		{{.done = 5, .owe = 9, .late = 5}, true}, /* four are not late */
		{{.done = 5, .owe = 10, .late = 1}, true},
		{{.done = 12, .done_late = 4}, true},
		{{.done = 12, .done_late = 8}, true},
		{{.done = 12, .waived = 1}, true},
		{{.done = 12, .not_owed = 1}, false}, /* is not shown */
		{{.done = 0}, true},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct duty_figures f = cases[i].f;
		duty_figures_hide(&f, 5);
		assert_int_equal(f.few, cases[i].is_few ? 5 : 0);
		assert_int_equal(f.done, cases[i].is_few ? 0 : cases[i].f.done);
	}
}

/* What is left of everybody's, and rounding. */
static void figures_of_a_body_tell_of_nobody_elsewhere(void **state)
{
	(void)state;
	const struct {
		struct duty_figures f, all;
		int64_t done; /* shown; -1: few */
	} cases[] = {
		{{.done = 12}, {.done = 12}, 10},
		{{.done = 13}, {.done = 13}, 15},
		{{.done = 12}, {.done = 17}, 10},
		{{.done = 12}, {.done = 13}, -1}, /* one is elsewhere */
		{{.done = 12}, {.done = 22, .done_late = 1}, -1},
		{{.done = 4}, {.done = 40}, -1},
		{{.done = 12, .owe = 6}, {.done = 12, .owe = 9}, -1},
		{{.done = 12}, {.done = 11}, 10}, /* one counts with another body */
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct duty_figures f = cases[i].f;
		duty_figures_of_body_hide(&f, &cases[i].all, 5);
		assert_int_equal(f.few, cases[i].done < 0 ? 5 : 0);
		assert_int_equal(f.done, cases[i].done < 0 ? 0 : cases[i].done);
	}
}

static void a_body_has_figures_of_its_own(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	struct duty_figures *f;
	size_t n;
	run_jobs(&s);
	assert_int_equal(duty_figures_exact_of_body(&s.test->ctx, s.bodies[0].id, &f, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(f[0].owe, 2);
	assert_int_equal(duty_figures_exact_of_body(&s.test->ctx, s.bodies[1].id, &f, &n), OK);
	assert_int_equal(f[0].owe, 1);
	s.done = (struct duty_done){.tenure_id = s.tenures[0].id,
				    .code = STR("code"),
				    .day = today(&s),
				    .trigger_day = DEADLINE_NO_DAY,
				    .source = STR("commitments"),
				    .source_id = 77,
				    .words = STR("Signed")};
	assert_int_equal(act(&s, put_done), OK);
	s.category = TENURE_EMPLOYEE;
	assert_int_equal(act(&s, take_in), OK);
	assert_int_equal(duty_figures_exact_of_body(&s.test->ctx, s.bodies[0].id, &f, &n), OK);
	assert_int_equal(f[0].owe, 1);
	assert_int_equal(f[0].done, 1);
	assert_int_equal(duties_figures_of_body(&s.test->ctx, s.bodies[0].id, &f, &n), OK);
	assert_int_equal(f[0].few, 5);
	/* Whoever has two terms there is one person. */
	s.who = 1;
	assert_int_equal(act(&s, again), OK);
	assert_int_equal(duty_figures_exact_of_body(&s.test->ctx, s.bodies[0].id, &f, &n), OK);
	assert_int_equal(f[0].owe, 1);
	test_site_close(s.test);
}
ON_BOTH(a_body_has_figures_of_its_own)

static void nobody_decides_on_their_own(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	run_jobs(&s);
	struct duty_item item = one_of(&s, 0);
	struct actor officer = access_command_line;
	officer.person_id = s.people[0].id;
	s.test->ctx.actor = &officer;
	s.ref = obligation_ref(s.test->arena, &item.o);
	s.change = (struct duty_change){.until_day = item.o.due_day + 30, .reason = STR("Busy")};
	assert_int_equal(act(&s, do_extend), INVALID);
	assert_int_equal(act(&s, do_waive), INVALID);
	officer.person_id = s.people[1].id;
	assert_int_equal(act(&s, do_extend), OK);
	officer.person_id = s.people[0].id;
	s.change.version = 1;
	assert_int_equal(act(&s, do_unchange), INVALID);
	assert_int_equal(one_of(&s, 0).o.due_day, item.o.due_day + 30);
	test_site_close(s.test);
}
ON_BOTH(nobody_decides_on_their_own)

static int64_t details(struct stand *s, const char *like)
{
	struct duty_count count;
	assert_int_equal(db_one(&s->test->ctx, &duties_test_sql_details, DB_PARAMS(db_text(str_of(like))),
				&duty_count_spec, &count),
			 OK);
	return count.n;
}

static void a_removed_person_s_reasons_leave_the_activity_log(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	run_jobs(&s);
	struct duty_item item = one_of(&s, 0);
	s.ref = obligation_ref(s.test->arena, &item.o);
	s.change = (struct duty_change){.until_day = item.o.due_day + 30, .reason = STR("Was in hospital")};
	assert_int_equal(act(&s, do_extend), OK);
	assert_int_equal(details(&s, "%hospital%"), 1);
	assert_int_equal(act(&s, do_remove), OK);
	assert_int_equal(details(&s, "%hospital%"), 0);
	test_site_close(s.test);
}
ON_BOTH(a_removed_person_s_reasons_leave_the_activity_log)

static void rules_that_cannot_be_read_hold_up_nobody(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	assert_int_equal(act(&s, leave_unreadable), OK);
	s.who = 1;
	s.from = today(&s) + 2;
	assert_int_equal(act(&s, do_end), OK);
	assert_int_equal(act(&s, put_rule), OK);
	assert_int_equal(s.test->ctx.problems.count, 0);
	test_site_close(s.test);
}
ON_BOTH(rules_that_cannot_be_read_hold_up_nobody)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(all_statements_prepare),
		on_both(a_rule_gives_everybody_rows_by_a_job),
		on_both(what_changes_is_followed_in_its_transaction),
		on_both(what_is_no_longer_kept_makes_nobody_late),
		on_both(more_time_is_kept_with_who_and_why),
		on_both(rows_are_what_is_computed_whatever_happened),
		on_both(whom_s4_protects_is_not_counted),
		cmocka_unit_test(figures_of_few_are_hidden),
		cmocka_unit_test(figures_of_a_body_tell_of_nobody_elsewhere),
		on_both(a_body_has_figures_of_its_own),
		on_both(nobody_decides_on_their_own),
		on_both(a_removed_person_s_reasons_leave_the_activity_log),
		on_both(rules_that_cannot_be_read_hold_up_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
