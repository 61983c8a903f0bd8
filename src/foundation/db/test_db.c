/* Every test of statements and writes runs on both engines. */
#include "db/db_sql.h"
#include "db/test/stand.h"

/* ---- Values ---- */

static void test_values(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	static const char every_byte[] = "\x00\x01\x7f\x80\xff\\x'\"\n";
	struct row rows[] = {
		{1,
		 INT32_MAX,
		 true,
		 STR_INIT("Žluťoučký “kůň” 𝄞 \\ ' \" \t\n"),
		 {every_byte, sizeof(every_byte) - 1},
		 INT64_MAX},
		{2, INT32_MIN, false, STR_INIT(""), STR_INIT(""), INT64_MIN},
		{INT64_MAX, 0, true, {NULL, 0}, {NULL, 0}, 0},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(db_write(ctx, stand.database, row_put, &rows[i]), OK);
	stand_reopen(&stand);

	assert_int_equal(db_read_begin(ctx, stand.database), OK);
	struct row *got = NULL;
	size_t n = 0;
	assert_int_equal(db_list(ctx, &sample_sql_rows, DB_NO_PARAMS, &row_spec, &got, &n), OK);
	assert_int_equal(n, COUNT_OF(rows));
	for (size_t i = 0; i < n; i++) {
		assert_true(got[i].id == rows[i].id && got[i].small == rows[i].small && got[i].truth == rows[i].truth);
		assert_true(got[i].big == rows[i].big);
		assert_true(str_eq(got[i].words, rows[i].words) && !got[i].words.p == !rows[i].words.p);
		assert_true(str_eq(got[i].bytes, rows[i].bytes) && !got[i].bytes.p == !rows[i].bytes.p);
	}
	struct row one = {.id = 99};
	assert_int_equal(db_one(ctx, &sample_sql_get, DB_PARAMS(db_int(3)), &row_spec, &one), NOT_FOUND);
	assert_int_equal(one.id, 99);
	assert_int_equal(db_one(ctx, &sample_sql_get, DB_PARAMS(db_int(2)), &row_spec, &one), OK);
	assert_int_equal(one.small, INT32_MIN);
	db_read_end(ctx);
	stand_close(&stand);
}

static void test_null_otherwise(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	struct number total = {5};
	assert_int_equal(db_read_begin(ctx, stand.database), OK);
	assert_int_equal(db_one(ctx, &sample_sql_total, DB_NO_PARAMS, &number_spec, &total), OK);
	assert_int_equal(total.n, 0);
	db_read_end(ctx);
	stand_close(&stand);
}

/* Both engines put text in the order of its bytes. */
static void test_order(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	const char *words[] = {"é", "a", "B", "_", "aa", "Z", "ab", " "};
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct row row = {.id = (int64_t)i + 1, .words = str_of(words[i])};
		assert_int_equal(db_write(ctx, stand.database, row_put, &row), OK);
	}
	static const struct db_col cols[] = {{DB_FIELD_TEXT, 0, 0}};
	static const struct db_spec spec = {cols, 1, sizeof(struct str)};
	struct str *got = NULL;
	size_t n = 0;
	assert_int_equal(db_read_begin(ctx, stand.database), OK);
	assert_int_equal(db_list(ctx, &sample_sql_words_in_order, DB_NO_PARAMS, &spec, &got, &n), OK);
	assert_int_equal(n, COUNT_OF(words));
	for (size_t i = 1; i < n; i++)
		assert_true(str_cmp(got[i - 1], got[i]) < 0);
	db_read_end(ctx);
	stand_close(&stand);
}

struct walk {
	struct database *database;
	size_t n;
	size_t stop_at;
	size_t most_used;
};

static enum outcome walked(struct ctx *ctx, const void *row_v, void *arg)
{
	const struct row *row = row_v;
	struct walk *walk = arg;
	assert_int_equal(row->id, (int64_t)walk->n + 1);
	struct row again = {0};
	assert_int_equal(db_one(ctx, &sample_sql_get, DB_PARAMS(db_int(row->id)), &row_spec, &again), OK);
	assert_true(str_eq(again.bytes, row->bytes));
	walk->n++;
	walk->most_used = arena_used(ctx->arena) > walk->most_used ? arena_used(ctx->arena) : walk->most_used;
	return walk->n == walk->stop_at ? FORBIDDEN : OK;
}

static enum outcome many_put(struct ctx *ctx, void *args)
{
	(void)args;
	char bytes[1000] = {7};
	for (int64_t id = 1; id <= 1000; id++) {
		struct row row = {.id = id, .bytes = {bytes, sizeof(bytes)}};
		TRY(row_put(ctx, &row));
	}
	return OK;
}

static void test_each(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	assert_int_equal(db_write(ctx, stand.database, many_put, NULL), OK);
	assert_int_equal(db_read_begin(ctx, stand.database), OK);
	struct walk walk = {.database = stand.database};
	size_t before = arena_used(ctx->arena);
	assert_int_equal(db_each(ctx, &sample_sql_rows, DB_NO_PARAMS, &row_spec, walked, &walk), OK);
	assert_int_equal(walk.n, 1000);
	assert_true(walk.most_used - before < 10000);
	assert_int_equal(arena_used(ctx->arena), before);
	walk = (struct walk){.database = stand.database, .stop_at = 300};
	assert_int_equal(db_each(ctx, &sample_sql_rows, DB_NO_PARAMS, &row_spec, walked, &walk), FORBIDDEN);
	assert_int_equal(walk.n, 300);
	/* The reader is still good for more. */
	struct number count = {0};
	assert_int_equal(db_one(ctx, &sample_sql_count, DB_NO_PARAMS, &number_spec, &count), OK);
	assert_int_equal(count.n, 1000);
	db_read_end(ctx);
	stand_close(&stand);
}

/* ---- Outcomes ---- */

static enum outcome child_put(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, &sample_sql_child_put, DB_PARAMS(db_int(1), db_int(12345)), NULL);
}

static enum outcome changed_count(struct ctx *ctx, void *args)
{
	return db_exec(ctx, &sample_sql_rename, DB_PARAMS(db_int(1), db_text(STR("new"))), args);
}

/* Goes on after a failure, which no engine may reward. */
static enum outcome careless(struct ctx *ctx, void *args)
{
	(void)args;
	struct row row = {.id = 50, .words = STR("only here")};
	TRY(row_put(ctx, &row));
	struct row same = {.id = 1};
	assert_int_equal(row_put(ctx, &same), CONFLICT);
	row.id = 51;
	assert_int_equal(row_put(ctx, &row), CONFLICT);
	return OK;
}

static enum outcome wrong(struct ctx *ctx, void *args)
{
	(void)args;
	struct number number;
	return db_one(ctx, &sample_sql_wrong, DB_NO_PARAMS, &number_spec, &number);
}

static enum outcome too_few(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, &sample_sql_put, DB_PARAMS(db_int(1)), NULL);
}

static enum outcome with_nul(struct ctx *ctx, void *args)
{
	(void)args;
	struct row row = {.id = 60, .words = {"a\0b", 3}};
	return row_put(ctx, &row);
}

static void test_outcomes(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	struct row row = {.id = 1, .words = STR("one")};
	int64_t changed = 0;
	assert_int_equal(db_write(ctx, stand.database, row_put, &row), OK);
	assert_int_equal(db_write(ctx, stand.database, row_put, &row), CONFLICT);
	row.id = 2;
	assert_int_equal(db_write(ctx, stand.database, row_put, &row), CONFLICT);
	assert_int_equal(db_write(ctx, stand.database, child_put, NULL), CONFLICT);
	assert_int_equal(db_write(ctx, stand.database, careless, NULL), CONFLICT);
	assert_int_equal(db_write(ctx, stand.database, wrong, NULL), BROKEN);
	assert_int_equal(db_write(ctx, stand.database, too_few, NULL), BROKEN);
	assert_int_equal(db_write(ctx, stand.database, with_nul, NULL), BROKEN);
	assert_int_equal(db_write(ctx, stand.database, changed_count, &changed), OK);
	assert_int_equal(changed, 1);
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), 1);
	stand_close(&stand);
}

/* A reader cannot write, and sees one state however long it is lent. */
static void test_snapshot(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	struct ctx reading = {.arena = arena_open(0)};
	struct row row = {.id = 1};
	struct number count = {0};
	assert_int_equal(db_read_begin(&reading, stand.database), OK);
	assert_int_equal(db_one(&reading, &sample_sql_count, DB_NO_PARAMS, &number_spec, &count), OK);
	assert_int_equal(count.n, 0);
	assert_int_equal(db_write(ctx, stand.database, row_put, &row), OK);
	assert_int_equal(db_one(&reading, &sample_sql_count, DB_NO_PARAMS, &number_spec, &count), OK);
	assert_int_equal(count.n, 0);
	assert_false(db_is_write(&reading));
	row.id = 2;
	assert_int_not_equal(row_put(&reading, &row), OK);
	db_read_end(&reading);
	assert_int_equal(number_asked(&reading, stand.database, &sample_sql_count), 1);
	arena_close(reading.arena);
	stand_close(&stand);
}

/* As many as PostgreSQL lends at once each read anew, and none waits for another. */
static void test_reading_anew(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	struct ctx reading[2] = {{.arena = ctx->arena}, {.arena = ctx->arena}};
	struct row row = {.id = 1};
	struct number count = {0};
	for (size_t i = 0; i < COUNT_OF(reading); i++) {
		assert_int_equal(db_read_begin(&reading[i], stand.database), OK);
		assert_int_equal(db_one(&reading[i], &sample_sql_count, DB_NO_PARAMS, &number_spec, &count), OK);
	}
	assert_int_equal(db_write(ctx, stand.database, row_put, &row), OK);
	for (size_t i = 0; i < COUNT_OF(reading); i++) {
		assert_int_equal(db_read_anew(&reading[i]), OK);
		assert_int_equal(db_one(&reading[i], &sample_sql_count, DB_NO_PARAMS, &number_spec, &count), OK);
		assert_int_equal(count.n, 1);
		db_read_end(&reading[i]);
	}
	stand_close(&stand);
}

static void test_own_statements(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	assert_int_equal(db_read_begin(ctx, stand.database), OK);
	struct {
		struct str room;
		int64_t number;
		struct str sha256;
	} *applied = NULL;
	static const struct db_col cols[] = {{DB_FIELD_TEXT, 0, 0}, {DB_FIELD_I64, 16, 0}, {DB_FIELD_TEXT, 24, 0}};
	static const struct db_spec spec = {cols, 3, 40};
	size_t n = 0;
	assert_int_equal(db_list(ctx, &db_sql_migrations, DB_NO_PARAMS, &spec, &applied, &n), OK);
	assert_int_equal(n, db_migrations_n + sample_migrations_n);
	assert_true(str_eq(applied[0].room, STR("db")) && applied[0].number == 1);
	assert_true(str_eq(applied[0].sha256, str_of(db_migrations[0].sha256)));
	db_read_end(ctx);
	stand_close(&stand);
}

/* Every statement is one that both engines take, but for the one that is there to be refused. */
static void test_statements(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	size_t refused = 0;
	for (size_t i = 0; i < db_sql_all_n + sample_sql_all_n; i++) {
		const struct db_stmt *stmt = i < db_sql_all_n ? db_sql_all[i] : sample_sql_all[i - db_sql_all_n];
		assert_int_equal(db_read_begin(ctx, stand.database), OK);
		enum outcome outcome = db_prepare(ctx, stmt);
		assert_int_equal(outcome, stmt == &sample_sql_wrong ? BROKEN : OK);
		refused += outcome != OK;
		db_read_end(ctx);
	}
	assert_int_equal(refused, 1);
	stand_close(&stand);
}

BOTH(test_values)
BOTH(test_statements)
BOTH(test_null_otherwise)
BOTH(test_order)
BOTH(test_each)
BOTH(test_outcomes)
BOTH(test_snapshot)
BOTH(test_own_statements)
BOTH(test_reading_anew)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN_BOTH(test_values),   RUN_BOTH(test_statements),     RUN_BOTH(test_null_otherwise),
		RUN_BOTH(test_order),    RUN_BOTH(test_each),           RUN_BOTH(test_outcomes),
		RUN_BOTH(test_snapshot), RUN_BOTH(test_own_statements), RUN_BOTH(test_reading_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
