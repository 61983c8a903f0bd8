/* The rules of names and terms, and their rows and records on both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "people/people_sql.h"
#include "people/people_store.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature, &site_feature, &journal_feature, &access_feature,
					      &people_feature};
static const struct features features = {table, COUNT_OF(table)};

static void expect(struct str got, const char *wanted)
{
	if (!str_eq(got, str_of(wanted)))
		fail_msg("%.*s is not %s", STR_ARG(got), wanted);
}

/* ---- Rules ---- */

static void a_name_sorts_by_its_last_word_unless_told(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct person plain = {.name = STR(" Imogen Vale ")};
	assert_int_equal(person_check(&ctx, &plain), OK);
	expect(plain.name, "Imogen Vale");
	expect(plain.sort_name, "Vale, Imogen");
	struct person told = {.name = STR("Anna van Dijk"), .sort_name = STR("van Dijk, Anna")};
	assert_int_equal(person_check(&ctx, &told), OK);
	expect(told.sort_name, "van Dijk, Anna");
	struct person single = {.name = STR("Ottoline")};
	assert_int_equal(person_check(&ctx, &single), OK);
	expect(single.sort_name, "Ottoline");
}

static void every_fault_of_a_term_is_named_at_once(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct tenure tenure = {.category = 9, .from_day = 10, .to_day = 9};
	assert_int_equal(tenure_check(&ctx, &tenure), INVALID);
	assert_int_equal(ctx.problems.count, 4);
}

static void a_term_holds_from_its_first_to_its_last_day(void **state)
{
	(void)state;
	const struct tenure tenure = {.from_day = 100, .to_day = 200};
	assert_false(tenure_holds(&tenure, (struct day){99}));
	assert_true(tenure_holds(&tenure, (struct day){100}));
	assert_true(tenure_holds(&tenure, (struct day){200}));
	assert_false(tenure_holds(&tenure, (struct day){201}));
}

/* ---- Rows and records ---- */

struct fixture {
	struct journal_seed seeds[4];
	struct organization body;
	struct person person;
	struct tenure tenure;
	struct day last_day;
};

static enum outcome add_all(struct ctx *ctx, void *args)
{
	struct fixture *f = args;
	TRY(people_add_organization(ctx, &f->seeds[0], &f->body));
	TRY(people_add_person(ctx, &f->seeds[1], &f->person));
	f->tenure.person_id = f->person.id;
	f->tenure.organization_id = f->body.id;
	return people_add_tenure(ctx, &f->seeds[2], &f->tenure);
}

static enum outcome end_it(struct ctx *ctx, void *args)
{
	struct fixture *f = args;
	return people_end_tenure(ctx, &f->seeds[3], &f->tenure, f->last_day);
}

static struct fixture fixture_of(struct ctx *ctx, const char *name)
{
	struct fixture f = {
		.body = {.name = STR("City Council")},
		.person = {.name = str_of(name)},
		.tenure = {.category = TENURE_ELECTED, .post = STR("Mayor"), .from_day = 20000, .to_day = TENURE_OPEN},
		.last_day = {20700},
	};
	for (size_t i = 0; i < COUNT_OF(f.seeds); i++)
		f.seeds[i] = journal_seed_new(ctx);
	return f;
}

static void serving_is_who_holds_a_post_that_day(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	struct fixture f = fixture_of(&test->ctx, "Imogen Vale");
	struct fixture g = fixture_of(&test->ctx, "Imogen Vale");
	assert_int_equal(site_write(&test->ctx, add_all, &f), OK);
	assert_int_equal(site_write(&test->ctx, add_all, &g), OK);
	expect(f.person.slug, "imogen-vale");
	expect(g.person.slug, "imogen-vale-2");

	test_site_refresh(test);
	struct tenure *serving;
	size_t n;
	assert_int_equal(people_serving(&test->ctx, (struct day){20000}, &serving, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(people_serving(&test->ctx, (struct day){19999}, &serving, &n), OK);
	assert_int_equal(n, 0);

	assert_int_equal(site_write(&test->ctx, end_it, &f), OK);
	assert_int_equal(site_write(&test->ctx, end_it, &f), CONFLICT); /* the version has moved on */
	test_site_refresh(test);
	assert_int_equal(people_serving(&test->ctx, (struct day){20700}, &serving, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(people_serving(&test->ctx, (struct day){20701}, &serving, &n), OK);
	assert_int_equal(n, 1);

	struct journal_report report;
	assert_int_equal(journal_verify(&test->ctx, &report), OK);
	test_site_close(test);
}

static enum outcome end_behind_the_journals_back(struct ctx *ctx, void *args)
{
	const struct tenure *tenure = args;
	return db_exec(ctx, &people_sql_tenure_end, DB_PARAMS(db_int(tenure->id), db_int(1), db_int(20001)), NULL);
}

static void a_silent_edit_is_caught(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	struct fixture f = fixture_of(&test->ctx, "Imogen Vale");
	assert_int_equal(site_write(&test->ctx, add_all, &f), OK);
	assert_int_equal(site_write(&test->ctx, end_behind_the_journals_back, &f.tenure), OK);
	test_site_refresh(test);
	struct journal_report report;
	assert_int_equal(journal_verify(&test->ctx, &report), INVALID);
	bool named = false;
	for (const struct problem *p = test->ctx.problems.first; p; p = p->next)
		named |= str_find(problem_str(test->arena, p), f.tenure.record_id, 0) != STR_NPOS;
	assert_true(named);
	test_site_close(test);
}

static void nothing_is_added_when_a_rule_refuses(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	struct fixture f = fixture_of(&test->ctx, "Imogen Vale");
	f.tenure.to_day = f.tenure.from_day - 1;
	assert_int_equal(site_write(&test->ctx, add_all, &f), INVALID);
	test_site_refresh(test);
	struct organization *bodies;
	size_t n;
	assert_int_equal(people_organizations(&test->ctx, &bodies, &n), OK);
	assert_int_equal(n, 0);
	struct journal_report report;
	assert_int_equal(journal_verify(&test->ctx, &report), OK);
	test_site_close(test);
}

ON_BOTH(serving_is_who_holds_a_post_that_day)
ON_BOTH(a_silent_edit_is_caught)
ON_BOTH(nothing_is_added_when_a_rule_refuses)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_sorts_by_its_last_word_unless_told),
		cmocka_unit_test(every_fault_of_a_term_is_named_at_once),
		cmocka_unit_test(a_term_holds_from_its_first_to_its_last_day),
		cmocka_unit_test(serving_is_who_holds_a_post_that_day_on_sqlite),
		cmocka_unit_test(serving_is_who_holds_a_post_that_day_on_postgres),
		cmocka_unit_test(a_silent_edit_is_caught_on_sqlite),
		cmocka_unit_test(a_silent_edit_is_caught_on_postgres),
		cmocka_unit_test(nothing_is_added_when_a_rule_refuses_on_sqlite),
		cmocka_unit_test(nothing_is_added_when_a_rule_refuses_on_postgres),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
