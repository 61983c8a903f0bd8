/* What the tests of db stand on: a place for a database, the database open there, rows to put in it. */
#pragma once

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>

#include <cmocka.h>

#include "db/db_testing.h"
#include "db/sample_sql.h"

struct row {
	int64_t id;
	int32_t small;
	bool truth;
	struct str words;
	struct str bytes;
	int64_t big;
};

static const struct db_col row_cols[] = {
	DB_COL_I64(struct row, id),     DB_COL_I32(struct row, small),   DB_COL_BOOL(struct row, truth),
	DB_COL_TEXT(struct row, words), DB_COL_BYTES(struct row, bytes), {DB_FIELD_I64, offsetof(struct row, big), -7},
};
static const struct db_spec row_spec = DB_SPEC(struct row, row_cols);

struct number {
	int64_t n;
};
static const struct db_col number_cols[] = {DB_COL_I64(struct number, n)};
static const struct db_spec number_spec = DB_SPEC(struct number, number_cols);

/* What a test stands on: a place, a database that is open there, a ctx. */
struct stand {
	struct test_place place;
	struct database *database;
	struct ctx ctx;
};

static const struct db_migration *const rooms[] = {db_migrations, sample_migrations};

static inline enum outcome no_follow(struct ctx *ctx, const struct change *changes, size_t n)
{
	(void)ctx;
	(void)changes;
	(void)n;
	return OK;
}

static inline struct db_options options_of(const struct test_place *place)
{
	static size_t counts[2];
	counts[0] = db_migrations_n;
	counts[1] = sample_migrations_n;
	return (struct db_options){.address = str_of(place->address),
				   .migrations = rooms,
				   .migrations_n = counts,
				   .n_rooms = 2,
				   .follow = no_follow};
}

static inline void say_problems(const struct ctx *ctx)
{
	for (const struct problem *p = ctx->problems.first; p; p = p->next)
		print_message("%.*s\n", STR_ARG(problem_str(ctx->arena, p)));
}

static inline struct stand stand_open(enum db_engine engine)
{
	struct stand stand = {0};
	if (!test_place_open(engine, &stand.place))
		skip();
	stand.ctx = (struct ctx){.arena = arena_open(0), .now_ms = 1795000000000};
	struct db_options options = options_of(&stand.place);
	options.create = true;
	enum outcome outcome = database_open(&stand.ctx, &options, &stand.database);
	say_problems(&stand.ctx);
	assert_int_equal(outcome, OK);
	return stand;
}

static inline void stand_close(struct stand *stand)
{
	database_close(stand->database);
	test_place_close(&stand->place);
	arena_close(stand->ctx.arena);
}

static inline void stand_reopen(struct stand *stand)
{
	database_close(stand->database);
	struct db_options options = options_of(&stand->place);
	enum outcome outcome = database_open(&stand->ctx, &options, &stand->database);
	say_problems(&stand->ctx);
	assert_int_equal(outcome, OK);
}

static inline int64_t number_asked(struct ctx *ctx, struct database *database, const struct db_stmt *stmt)
{
	struct number number = {-1};
	assert_int_equal(db_read_begin(ctx, database), OK);
	assert_int_equal(db_one(ctx, stmt, DB_NO_PARAMS, &number_spec, &number), OK);
	db_read_end(ctx);
	return number.n;
}

static inline enum outcome row_put(struct ctx *ctx, void *args)
{
	const struct row *row = args;
	return db_exec(ctx, &sample_sql_put,
		       DB_PARAMS(db_int(row->id), db_int(row->small), db_int(row->truth), db_text_or_null(row->words),
				 row->bytes.p ? db_bytes(row->bytes) : db_null(), db_int(row->big)),
		       NULL);
}

/* A test on both engines. */
#define BOTH(name)                                                                                                     \
	static void name##_sqlite(void **state)                                                                        \
	{                                                                                                              \
		(void)state;                                                                                           \
		name(DB_SQLITE);                                                                                       \
	}                                                                                                              \
	static void name##_postgres(void **state)                                                                      \
	{                                                                                                              \
		(void)state;                                                                                           \
		name(DB_POSTGRES);                                                                                     \
	}

#define RUN_BOTH(name) cmocka_unit_test(name##_sqlite), cmocka_unit_test(name##_postgres)
