/* Facts of what was declared, on both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/mail.h"
#include "screening/screening.h"
#include "screening/screening_sql.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature, &mail_feature,
					      &access_feature, &search_feature, &people_feature,  &screening_feature};
static const struct features features = {table, COUNT_OF(table)};

static enum outcome put_two(struct ctx *ctx, void *args)
{
	(void)args;
	const struct declared_fact facts[] = {
		{.kind = FACT_ORGANIZATION,
		 .name = STR("Quay Freight Ltd"),
		 .scheme = STR("GB-COH"),
		 .identifier = STR("01234567")},
		{.kind = FACT_PLACE, .name = STR("Shed 4, North Quay")},
	};
	return screening_put_declared(ctx, 7, 3, facts, COUNT_OF(facts));
}

static enum outcome put_one(struct ctx *ctx, void *args)
{
	(void)args;
	const struct declared_fact fact = {.kind = FACT_PERSON, .name = STR("Ada Reed")};
	return screening_put_declared(ctx, 7, 0, &fact, 1);
}

static enum outcome take(struct ctx *ctx, void *args)
{
	(void)args;
	return screening_take_declared(ctx, 7);
}

static enum outcome put_too_many(struct ctx *ctx, void *args)
{
	(void)args;
	struct declared_fact *facts = arena_array(ctx->arena, struct declared_fact, FACTS_MOST + 1);
	return screening_put_declared(ctx, 7, 3, facts, FACTS_MOST + 1);
}

static size_t facts_of_seven(struct test_site *test, struct declared_fact **ret_facts)
{
	size_t n;
	test_site_refresh(test);
	assert_int_equal(screening_declared(&test->ctx, 7, ret_facts, &n), OK);
	return n;
}

static void facts_are_replaced_and_taken(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct declared_fact *facts;
	assert_int_equal(site_write(&test->ctx, put_two, NULL), OK);
	assert_int_equal(facts_of_seven(test, &facts), 2);
	assert_true(str_eq(facts[0].identifier, STR("01234567")));
	assert_int_equal(facts[1].kind, FACT_PLACE);
	assert_int_equal(site_write(&test->ctx, put_one, NULL), OK);
	assert_int_equal(facts_of_seven(test, &facts), 1);
	assert_true(str_eq(facts[0].name, STR("Ada Reed")));
	assert_int_equal(site_write(&test->ctx, put_too_many, NULL), INVALID);
	assert_int_equal(facts_of_seven(test, &facts), 1);
	assert_int_equal(site_write(&test->ctx, take, NULL), OK);
	assert_int_equal(facts_of_seven(test, &facts), 0);
	test_site_close(test);
}
ON_BOTH(facts_are_replaced_and_taken)

static void all_statements_prepare(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	for (size_t i = 0; i < screening_sql_all_n; i++)
		assert_int_equal(db_prepare(&test->ctx, screening_sql_all[i]), OK);
	test_site_close(test);
}
ON_BOTH(all_statements_prepare)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_are_replaced_and_taken_on_sqlite),
		cmocka_unit_test(facts_are_replaced_and_taken_on_postgres),
		cmocka_unit_test(all_statements_prepare_on_sqlite),
		cmocka_unit_test(all_statements_prepare_on_postgres),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
