/* Rulebooks applied to sites, on both engines. */
#include "base/testing.h"
#include "rulebook/rulebook_sql.h"
#include "rulebook/store.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature, &site_feature, &journal_feature, &access_feature,
					      &rulebook_feature};
static const struct features features = {table, COUNT_OF(table)};

#define HEAD "rulebook: {id: test, title: Test}\namounts:\n  - id: gift-limit\n    about: The most\n    rows:\n"
#define OLD  "      - {from: 2025-01-01, amount: 630 USD, source: Law}\n"
#define ENDS "      - {from: 2025-01-01, to: 2026-12-31, amount: 630 USD, source: Law}\n"
#define NEW  "      - {from: 2027-01-01, amount: 650 USD, source: Law, confirm: yes}\n"

static enum outcome apply(struct ctx *ctx, const char *text, int64_t *ret_version, bool *ret_changed)
{
	const struct rulebook_file files[] = {{STR("rulebook.yaml"), str_of(text)}};
	struct rulebook book;
	TRY(rulebook_parse(ctx, files, COUNT_OF(files), &book));
	return rulebook_apply(ctx, files, COUNT_OF(files), &book, ret_version, ret_changed);
}

static const char *limit_on(struct test_site *test, const char *text)
{
	const struct rulebook *book;
	int64_t version;
	struct day day;
	assert_true(day_parse(str_of(text), &day));
	assert_int_equal(rulebook_current(&test->ctx, &book, &version), OK);
	const struct rule_amount *amount = rulebook_amount_on(book, STR("gift-limit"), day);
	return amount ? test_c(rule_amount_words(test->arena, amount)) : "";
}

static void a_rulebook_is_applied_whole(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	const struct rulebook *book;
	struct journal_report report;
	int64_t version = 7;
	bool changed;
	test->ctx.actor = &access_command_line;
	assert_int_equal(rulebook_current(&test->ctx, &book, &version), OK);
	assert_int_equal(version, 0);
	assert_int_equal(book->id.n, 0);
	assert_int_equal(apply(&test->ctx, HEAD OLD, &version, &changed), OK);
	assert_true(changed);
	assert_int_equal(version, 1);
	assert_int_equal(apply(&test->ctx, HEAD OLD, &version, &changed), OK);
	assert_false(changed);
	test_site_refresh(test);
	assert_string_equal(limit_on(test, "2027-01-01"), "630 USD");
	assert_int_equal(apply(&test->ctx, HEAD ENDS NEW, &version, &changed), OK);
	assert_true(changed);
	assert_int_equal(version, 2);
	test_site_refresh(test);
	assert_string_equal(limit_on(test, "2026-12-31"), "630 USD");
	assert_string_equal(limit_on(test, "2027-01-01"), "650 USD");
	assert_int_equal(journal_verify(&test->ctx, &report), OK);
	assert_int_equal(report.records, 2);
	test_site_close(test);
}
ON_BOTH(a_rulebook_is_applied_whole)

static enum outcome spoil(struct ctx *ctx, void *args)
{
	(void)args;
	TRY(db_exec(ctx, &rulebook_sql_files_remove, DB_PARAMS(db_int(1)), NULL));
	return db_exec(ctx, &rulebook_sql_file_put,
		       DB_PARAMS(db_int(1), db_text(STR("rulebook.yaml")), db_text(STR(HEAD NEW))), NULL);
}

static void a_changed_file_shows(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct journal_report report;
	int64_t version;
	bool changed;
	test->ctx.actor = &access_command_line;
	assert_int_equal(apply(&test->ctx, HEAD OLD, &version, &changed), OK);
	assert_int_equal(site_write(&test->ctx, spoil, NULL), OK);
	test_site_refresh(test);
	assert_int_equal(journal_verify(&test->ctx, &report), INVALID);
	test_site_close(test);
}
ON_BOTH(a_changed_file_shows)

struct erasing {
	struct journal_seed seed;
	struct str record_id;
};

static enum outcome erase(struct ctx *ctx, void *args)
{
	struct erasing *erasing = args;
	return journal_erase(ctx, &erasing->seed, erasing->record_id, STR("applied by mistake"));
}

static void a_removed_rulebook_leaves_nothing(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct rulebook_version newest;
	struct journal_report report;
	const struct rulebook *book;
	int64_t version;
	bool changed;
	test->ctx.actor = &access_command_line;
	assert_int_equal(apply(&test->ctx, HEAD OLD, &version, &changed), OK);
	test_site_refresh(test);
	assert_int_equal(rulebook_newest(&test->ctx, &newest), OK);
	struct erasing erasing = {journal_seed_new(&test->ctx), newest.record_id};
	assert_int_equal(site_write(&test->ctx, erase, &erasing), OK);
	test_site_refresh(test);
	assert_int_equal(rulebook_current(&test->ctx, &book, &version), OK);
	assert_int_equal(book->n_amounts, 0);
	assert_int_equal(journal_verify(&test->ctx, &report), OK);
	test_site_close(test);
}
ON_BOTH(a_removed_rulebook_leaves_nothing)

static void what_differs_is_named(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook before, after;
	struct rule_change *changes;
	size_t n;
	const struct rulebook_file old[] = {{STR("rulebook.yaml"), STR(HEAD OLD)}};
	const struct rulebook_file new[] = {{STR("rulebook.yaml"), STR(HEAD ENDS NEW)}};
	assert_int_equal(rulebook_parse(ctx, old, 1, &before), OK);
	assert_int_equal(rulebook_parse(ctx, new, 1, &after), OK);
	rulebook_changes(ctx->arena, &before, &after, &changes, &n);
	assert_int_equal(n, 2);
	assert_int_equal(changes[0].difference, RULE_ENDED);
	assert_int_equal(changes[1].difference, RULE_ADDED);
	rulebook_changes(ctx->arena, &after, &before, &changes, &n);
	assert_int_equal(n, 2);
	assert_int_equal(changes[1].difference, RULE_REMOVED);
	rulebook_changes(ctx->arena, &after, &after, &changes, &n);
	assert_int_equal(n, 0);
}

static void every_statement_prepares(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	for (size_t i = 0; i < rulebook_sql_all_n; i++)
		assert_int_equal(db_prepare(&test->ctx, rulebook_sql_all[i]), OK);
	test_site_close(test);
}
ON_BOTH(every_statement_prepares)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(a_rulebook_is_applied_whole),       on_both(a_changed_file_shows),
		on_both(a_removed_rulebook_leaves_nothing), ctx_test(what_differs_is_named),
		on_both(every_statement_prepares),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
