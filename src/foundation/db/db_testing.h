/* For tests of any room that stores: a new, empty place for a database on either engine. The PostgreSQL server is the
 * one of $ABOVEBOARD_TEST_PG, a postgresql:// address whose user may create databases; without it those tests are
 * skipped. */
#pragma once

#include <libpq-fe.h>
#include <unistd.h>

#include "db/db.h"

/* Where a test's database goes. */
struct test_place {
	enum db_engine engine;
	char address[512]; /* nothing stands there yet: open with create */
	char name[64];     /* PostgreSQL: of the database */
	char folder[64];   /* SQLite: the file's */
};

/* Runs one statement on the test server; false when that fails. */
static inline bool test_server_run(const char *sql)
{
	PGconn *pg = PQconnectdb(getenv("ABOVEBOARD_TEST_PG"));
	PGresult *result = PQexec(pg, sql);
	bool is_done = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
	if (!is_done)
		fprintf(stderr, "test server: %s", PQerrorMessage(pg));
	PQclear(result);
	PQfinish(pg);
	return is_done;
}

/* "postgresql://host/other?x=y" with the path replaced by `name`. */
static inline void test_address(char *to, size_t n, const char *name)
{
	struct str address = str_of(getenv("ABOVEBOARD_TEST_PG"));
	size_t host = str_find(address, STR("://"), 0) + 3;
	size_t query = str_find_char(address, '?', host);
	size_t path = str_find_char(address, '/', host);
	size_t server = path != STR_NPOS ? path : query != STR_NPOS ? query : address.n;
	snprintf(to, n, "%.*s/%s%.*s", (int)server, address.p, name, query == STR_NPOS ? 0 : (int)(address.n - query),
		 query == STR_NPOS ? "" : address.p + query);
}

/* False when there is no server to test on: skip(). */
static inline bool test_place_open(enum db_engine engine, struct test_place *ret_place)
{
	static unsigned counter;
	*ret_place = (struct test_place){.engine = engine};
	if (engine == DB_SQLITE) {
		const char *base = getenv("TMPDIR");
		snprintf(ret_place->folder, sizeof(ret_place->folder), "%s/aboveboard-test-XXXXXX",
			 base ? base : "/tmp");
		if (!mkdtemp(ret_place->folder))
			die("no temporary folder");
		snprintf(ret_place->address, sizeof(ret_place->address), "%s/site.db", ret_place->folder);
		return true;
	}
	if (!getenv("ABOVEBOARD_TEST_PG"))
		return false;
	snprintf(ret_place->name, sizeof(ret_place->name), "aboveboard_test_%d_%u", (int)getpid(), ++counter);
	test_address(ret_place->address, sizeof(ret_place->address), ret_place->name);
	char sql[256];
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'", ret_place->name);
	return test_server_run(sql);
}

/* Removes what the test left. */
static inline void test_place_close(const struct test_place *place)
{
	char text[600];
	if (place->engine == DB_POSTGRES) {
		snprintf(text, sizeof(text), "DROP DATABASE IF EXISTS %s WITH (FORCE)", place->name);
		(void)test_server_run(text);
		return;
	}
	const char *suffixes[] = {"", "-wal", "-shm", "-journal", ".lock", ".keys"};
	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		snprintf(text, sizeof(text), "%s%s", place->address, suffixes[i]);
		(void)unlink(text);
	}
	(void)rmdir(place->folder);
}

/* The test on each engine: NAME_on_sqlite and NAME_on_postgres. */
#define ON_BOTH(test)                                                                                                  \
	static void test##_on_sqlite(void **state)                                                                     \
	{                                                                                                              \
		(void)state;                                                                                           \
		test(DB_SQLITE);                                                                                       \
	}                                                                                                              \
	static void test##_on_postgres(void **state)                                                                   \
	{                                                                                                              \
		(void)state;                                                                                           \
		test(DB_POSTGRES);                                                                                     \
	}

/* Both of them in a table of cmocka's tests. */
#define on_both(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)
