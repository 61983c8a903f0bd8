/* Every statement of the program, prepared on both engines (D7): one that an engine cannot read fails here, not in use.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "access/access_sql.h"
#include "codes/codes_sql.h"
#include "commitments/commitments_sql.h"
#include "duties/duties.h"
#include "journal/journal_sql.h"
#include "mail/mail.h"
#include "people/people_sql.h"
#include "search/search.h"
#include "search/search_sql.h"
#include "site/site_sql.h"
#include "site/site_testing.h"

#include "commitments/commitments.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature,    &access_feature,
					      &search_feature, &mail_feature,   &rulebook_feature,   &people_feature,
					      &codes_feature,  &duties_feature, &commitments_feature};
static const struct features features = {table, COUNT_OF(table)};

static const struct {
	const struct db_stmt *const *statements;
	const size_t *n;
} rooms[] = {
	{site_sql_all, &site_sql_all_n},
	{journal_sql_all, &journal_sql_all_n},
	{access_sql_all, &access_sql_all_n},
	{search_sql_all, &search_sql_all_n},
	{people_sql_all, &people_sql_all_n},
	{codes_sql_all, &codes_sql_all_n},
	{commitments_sql_all, &commitments_sql_all_n},
};

static void every_statement_is_read(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	size_t prepared = 0;
	for (size_t i = 0; i < COUNT_OF(rooms); i++) {
		assert_true(*rooms[i].n > 0);
		for (size_t j = 0; j < *rooms[i].n; j++, prepared++)
			if (db_prepare(&test->ctx, rooms[i].statements[j]) != OK)
				fail_msg("%s", rooms[i].statements[j]->name);
	}
	assert_true(prepared > 50);
	test_site_close(test);
}

ON_BOTH(every_statement_is_read)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_is_read_on_sqlite),
		cmocka_unit_test(every_statement_is_read_on_postgres),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
