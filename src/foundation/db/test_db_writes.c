/* The writer: groups, savepoints, retries, what follows, failures and death at any moment. */
#include <pthread.h>
#include <semaphore.h>
#include <sys/wait.h>

#include "db/test/stand.h"

/* ---- Neighbours ---- */

struct gate {
	sem_t is_in;
	sem_t may_go;
};

static enum outcome held(struct ctx *ctx, void *args)
{
	(void)ctx;
	struct gate *gate = args;
	sem_post(&gate->is_in);
	sem_wait(&gate->may_go);
	return OK;
}

struct caller {
	struct database *database;
	struct gate *gate;
	pthread_t thread;
	int64_t id;
	int64_t n;
	enum outcome wanted;
	enum outcome outcome;
	size_t problems;
};

static enum outcome put_then(struct ctx *ctx, void *args)
{
	const struct caller *caller = args;
	struct row row = {.id = caller->id};
	TRY(row_put(ctx, &row));
	db_note(ctx, "sample", caller->id);
	if (caller->wanted == INVALID)
		return problem_add(ctx, "id", "{1} is not wanted", STR("it"));
	return caller->wanted;
}

static void *call_held(void *arg)
{
	struct caller *caller = arg;
	struct ctx ctx = {.arena = arena_open(0)};
	caller->outcome = db_write(&ctx, caller->database, held, caller->gate);
	arena_close(ctx.arena);
	return NULL;
}

static void *call_put(void *arg)
{
	struct caller *caller = arg;
	struct ctx ctx = {.arena = arena_open(0)};
	caller->outcome = db_write(&ctx, caller->database, put_then, caller);
	caller->problems = ctx.problems.count;
	arena_close(ctx.arena);
	return NULL;
}

/* Writes that wait share a commit; one that fails takes nobody with it. */
static void test_neighbours(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct gate gate;
	sem_init(&gate.is_in, 0, 0);
	sem_init(&gate.may_go, 0, 0);
	struct caller first = {.database = stand.database, .gate = &gate};
	pthread_create(&first.thread, NULL, call_held, &first);
	sem_wait(&gate.is_in);
	struct caller callers[30];
	for (size_t i = 0; i < COUNT_OF(callers); i++) {
		enum outcome wanted = i % 3 == 1 ? INVALID : i % 3 == 2 ? FORBIDDEN : OK;
		callers[i] = (struct caller){.database = stand.database, .id = (int64_t)i + 1, .wanted = wanted};
		pthread_create(&callers[i].thread, NULL, call_put, &callers[i]);
	}
	usleep(50000);
	sem_post(&gate.may_go);
	pthread_join(first.thread, NULL);
	assert_int_equal(first.outcome, OK);
	for (size_t i = 0; i < COUNT_OF(callers); i++) {
		pthread_join(callers[i].thread, NULL);
		assert_int_equal(callers[i].outcome, callers[i].wanted);
		assert_int_equal(callers[i].problems, callers[i].wanted == INVALID);
	}
	assert_int_equal(number_asked(&stand.ctx, stand.database, &sample_sql_count), 10);
	/* Positions count groups: ten commits of one write each would have moved it by ten. */
	uint64_t position = database_position(stand.database, db_kinds("sample"));
	assert_true(position >= 1 && position < 10);
	stand_close(&stand);
}

/* ---- Retries ---- */

struct tries {
	unsigned n;
	unsigned busy;
	size_t used;
};

static enum outcome tried(struct ctx *ctx, void *args)
{
	struct tries *tries = args;
	tries->n++;
	assert_int_equal(ctx->problems.count, 0);
	if (tries->n == 1)
		tries->used = arena_used(ctx->arena);
	assert_int_equal(arena_used(ctx->arena), tries->used);
	(void)arena_alloc(ctx->arena, 100000);
	struct row row = {.id = 1};
	TRY(row_put(ctx, &row));
	db_note(ctx, "sample", 1);
	problem_add(ctx, "", "this try");
	return tries->n <= tries->busy ? RETRY : OK;
}

static void test_retries(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	problem_add(ctx, "", "from before");
	struct tries tries = {.busy = 1000};
	assert_int_equal(db_write(ctx, stand.database, tried, &tries), RETRY);
	assert_int_equal(tries.n, LIMIT_WRITE_TRIES);
	problems_clear(ctx);
	problem_add(ctx, "", "from before");
	tries = (struct tries){.busy = 3};
	assert_int_equal(db_write(ctx, stand.database, tried, &tries), OK);
	assert_int_equal(tries.n, 4);
	assert_int_equal(ctx->problems.count, 2);
	assert_string_equal(ctx->problems.first->message, "from before");
	assert_string_equal(ctx->problems.last->message, "this try");
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), 1);
	stand_close(&stand);
}

/* ---- What follows ---- */

static enum outcome followed(struct ctx *ctx, const struct change *changes, size_t n)
{
	assert_true(db_is_write(ctx));
	for (size_t i = 0; i < n; i++) {
		const struct change *change = &changes[i];
		if (change->subject == 13)
			return FORBIDDEN;
		TRY(db_exec(ctx, &sample_sql_log_put,
			    DB_PARAMS(db_int(change->subject), db_text(str_of(change->kind)), db_int(change->subject)),
			    NULL));
		if (change->subject < 100)
			db_note(ctx, "later", change->subject + 100);
	}
	return OK;
}

static void test_follow(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	database_close(stand.database);
	struct db_options options = options_of(&stand.place);
	options.follow = followed;
	assert_int_equal(database_open(ctx, &options, &stand.database), OK);
	struct caller good = {.id = 1};
	struct caller refused = {.id = 2, .wanted = INVALID};
	struct caller unlucky = {.id = 13};
	assert_int_equal(db_write(ctx, stand.database, put_then, &good), OK);
	assert_int_equal(db_write(ctx, stand.database, put_then, &refused), INVALID);
	assert_int_equal(db_write(ctx, stand.database, put_then, &unlucky), FORBIDDEN);
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), 1);
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_log_count), 2);
	uint64_t first = database_position(stand.database, db_kinds("sample"));
	assert_true(first > 0);
	assert_int_equal(database_position(stand.database, db_kinds("later")), first);
	assert_int_equal(database_position(stand.database, db_kinds("nothing")), 0);
	good.id = 3;
	assert_int_equal(db_write(ctx, stand.database, put_then, &good), OK);
	assert_int_equal(database_position(stand.database, db_kinds("nothing sample")), first + 1);
	stand_reopen(&stand);
	assert_int_equal(database_position(stand.database, db_kinds("later")), first + 1);
	stand_close(&stand);
}

/* ---- Failures ---- */

#ifdef ABOVEBOARD_FAULTS
/* With the nth step failing, for every n until none is hit: nothing is left behind, and the next write works. */
static unsigned survive(struct stand *stand, enum fault fault)
{
	struct ctx *ctx = &stand->ctx;
	unsigned failed = 0;
	for (uint64_t n = 1; n < 1000; n++) {
		int64_t before = number_asked(ctx, stand->database, &sample_sql_count);
		struct caller caller = {.id = (int64_t)(fault * 10000 + n)};
		fault_arm(fault, n);
		enum outcome outcome = db_write(ctx, stand->database, put_then, &caller);
		bool was_hit = fault_passages(fault) >= n;
		fault_arm(fault, 0);
		assert_true(outcome == OK || (was_hit && (outcome == BROKEN || outcome == RETRY)));
		assert_int_equal(number_asked(ctx, stand->database, &sample_sql_count), before + (outcome == OK));
		failed += outcome != OK;
		problems_clear(ctx);
		if (!was_hit)
			return failed;
	}
	fail();
	return 0;
}

static void test_nth_statement_fails(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	assert_in_range(survive(&stand, FAULT_SQL), 4, 20);
	stand_close(&stand);
}

static void test_disk_full(void **state)
{
	(void)state;
	struct stand stand = stand_open(DB_SQLITE);
	struct ctx *ctx = &stand.ctx;
	assert_true(survive(&stand, FAULT_WRITE) > 0);
	struct caller caller = {.id = 1};
	fault_arm(FAULT_WRITE, 1);
	assert_int_equal(db_write(ctx, stand.database, put_then, &caller), BROKEN);
	assert_non_null(ctx->problems.first);
	assert_non_null(strstr(ctx->problems.first->message, "full"));
	problems_clear(ctx);
	assert_true(survive(&stand, FAULT_SYNC) > 0);
	int64_t rows = number_asked(ctx, stand.database, &sample_sql_count);
	stand_reopen(&stand);
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), rows);
	stand_close(&stand);
}

/* The connection ends just before the COMMIT, or just before its answer: the write is done once. */
static void test_commit_lost(void **state)
{
	(void)state;
	struct stand stand = stand_open(DB_POSTGRES);
	struct ctx *ctx = &stand.ctx;
	struct caller caller = {.id = 1};
	fault_arm(FAULT_SYNC, 1);
	assert_int_equal(db_write(ctx, stand.database, put_then, &caller), OK);
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), 1);
	caller.id = 2;
	fault_arm(FAULT_WRITE, 1);
	assert_int_equal(db_write(ctx, stand.database, put_then, &caller), OK);
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), 2);
	assert_int_equal(database_position(stand.database, db_kinds("sample")), 2);
	stand_close(&stand);
}
#endif

/* The server ends all connections (a restart, a failover): reads and writes go on with new ones. While it refuses them,
 * callers are told to try again, soon. */
static void test_connections_cut(void **state)
{
	(void)state;
	struct stand stand = stand_open(DB_POSTGRES);
	struct ctx *ctx = &stand.ctx;
	struct caller caller = {.id = 1};
	char sql[256];
	snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'",
		 stand.place.name);
	assert_int_equal(db_write(ctx, stand.database, put_then, &caller), OK);
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), 1);
	assert_true(test_server_run(sql));
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), 1);
	caller.id = 2;
	assert_int_equal(db_write(ctx, stand.database, put_then, &caller), OK);
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), 2);

	char allow[256];
	snprintf(allow, sizeof(allow), "ALTER DATABASE %s ALLOW_CONNECTIONS false", stand.place.name);
	assert_true(test_server_run(allow));
	assert_true(test_server_run(sql));
	caller.id = 3;
	assert_int_equal(db_write(ctx, stand.database, put_then, &caller), RETRY);
	assert_int_equal(db_read_begin(ctx, stand.database), RETRY);
	assert_null(ctx->db);
	snprintf(allow, sizeof(allow), "ALTER DATABASE %s ALLOW_CONNECTIONS true", stand.place.name);
	assert_true(test_server_run(allow));
	assert_int_equal(db_write(ctx, stand.database, put_then, &caller), OK);
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), 3);
	stand_close(&stand);
}

/* ---- Death ---- */

struct pair {
	int64_t id;
};

static enum outcome pair_put(struct ctx *ctx, void *args)
{
	const struct pair *pair = args;
	struct row row = {.id = pair->id};
	TRY(row_put(ctx, &row));
	return db_exec(ctx, &sample_sql_log_put, DB_PARAMS(db_int(pair->id), db_text(STR("pair")), db_int(pair->id)),
		       NULL);
}

static _Noreturn void write_until_killed(const struct test_place *place, int told, int64_t from)
{
	struct ctx ctx = {.arena = arena_open(0)};
	struct db_options options = options_of(place);
	struct database *database = NULL;
	if (database_open(&ctx, &options, &database) != OK)
		_exit(1);
	for (struct pair pair = {from};; pair.id++) {
		if (db_write(&ctx, database, pair_put, &pair) != OK)
			_exit(2);
		if (write(told, &pair.id, sizeof(pair.id)) != sizeof(pair.id))
			_exit(3);
	}
}

static void test_killed(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	database_close(stand.database);
	stand.database = NULL;
	int64_t from = 1;
	for (unsigned round = 0; round < 10; round++) {
		int told[2];
		assert_int_equal(pipe(told), 0);
		pid_t child = fork();
		if (child == 0)
			write_until_killed(&stand.place, told[1], from);
		close(told[1]);
		int64_t last = 0;
		while (last < from + round * 7) {
			assert_int_equal(read(told[0], &last, sizeof(last)), sizeof(last));
		}
		usleep(round * 137);
		kill(child, SIGKILL);
		int status = 0;
		waitpid(child, &status, 0);
		assert_true(WIFSIGNALED(status));
		while (read(told[0], &last, sizeof(last)) == sizeof(last))
			;
		close(told[0]);
		stand_reopen(&stand);
		int64_t rows = number_asked(ctx, stand.database, &sample_sql_count);
		assert_int_equal(number_asked(ctx, stand.database, &sample_sql_log_count), rows);
		/* What was said to be done is there; at most one more that could not be said any more. */
		assert_true(rows == last || rows == last + 1);
		from = rows + 1;
		struct pair pair = {from++};
		assert_int_equal(db_write(ctx, stand.database, pair_put, &pair), OK);
		database_close(stand.database);
		stand.database = NULL;
	}
	stand_close(&stand);
}

/* ---- Many ---- */

#define CALLERS 16
#define WRITES  200

static void *call_many(void *arg)
{
	struct caller *caller = arg;
	struct ctx ctx = {.arena = arena_open(0)};
	for (int64_t i = 0; i < WRITES && caller->outcome == OK; i++) {
		arena_scope(ctx.arena);
		struct caller write = {.id = caller->id * WRITES + i + 1};
		caller->outcome = db_write(&ctx, caller->database, put_then, &write);
		if (caller->outcome == OK && i % 20 == 0) {
			struct row row = {0};
			caller->outcome = db_read_begin(&ctx, caller->database);
			if (caller->outcome == OK) {
				caller->outcome =
					db_one(&ctx, &sample_sql_get, DB_PARAMS(db_int(write.id)), &row_spec, &row);
				db_read_end(&ctx);
			}
		}
	}
	arena_close(ctx.arena);
	return NULL;
}

static void test_many(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct caller callers[CALLERS];
	for (int64_t i = 0; i < CALLERS; i++) {
		callers[i] = (struct caller){.database = stand.database, .id = i};
		pthread_create(&callers[i].thread, NULL, call_many, &callers[i]);
	}
	for (size_t i = 0; i < CALLERS; i++) {
		pthread_join(callers[i].thread, NULL);
		assert_int_equal(callers[i].outcome, OK);
	}
	assert_int_equal(number_asked(&stand.ctx, stand.database, &sample_sql_count), CALLERS * WRITES);
	stand_close(&stand);
}

/* Two processes write the same site at the same time. */
static void test_two_processes(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	database_close(stand.database);
	stand.database = NULL;
	pid_t child = fork();
	struct db_options options = options_of(&stand.place);
	struct database *database = NULL;
	enum outcome outcome = database_open(ctx, &options, &database);
	struct caller caller = {.database = database, .id = child == 0 ? 0 : 1};
	if (outcome == OK) {
		call_many(&caller);
		database_close(database);
	}
	if (child == 0)
		_exit(outcome != OK || caller.outcome != OK);
	assert_int_equal(outcome, OK);
	assert_int_equal(caller.outcome, OK);
	int status = -1;
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	stand_reopen(&stand);
	assert_int_equal(number_asked(ctx, stand.database, &sample_sql_count), 2 * WRITES);
	stand_close(&stand);
}

/* What another process commits is known here within a second. */
static void test_position_of_others(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	struct ctx *ctx = &stand.ctx;
	database_close(stand.database);
	int start[2];
	assert_int_equal(pipe(start), 0);
	pid_t child = fork();
	if (child == 0) {
		char go;
		struct db_options options = options_of(&stand.place);
		struct caller caller = {.id = 1};
		_exit(read(start[0], &go, 1) != 1 || database_open(ctx, &options, &stand.database) != OK ||
		      db_write(ctx, stand.database, put_then, &caller) != OK);
	}
	struct db_options options = options_of(&stand.place);
	assert_int_equal(database_open(ctx, &options, &stand.database), OK);
	uint64_t kinds = db_kinds("sample");
	assert_int_equal(database_position(stand.database, kinds), 0);
	usleep(300000);
	assert_int_equal(write(start[1], "!", 1), 1);
	int status = -1;
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	for (unsigned i = 0; i < 100 && database_position(stand.database, kinds) == 0; i++)
		usleep(10000);
	assert_int_equal(database_position(stand.database, kinds), 1);
	close(start[0]);
	close(start[1]);
	stand_close(&stand);
}

BOTH(test_neighbours)
BOTH(test_retries)
BOTH(test_follow)
BOTH(test_killed)
BOTH(test_many)
BOTH(test_two_processes)
BOTH(test_position_of_others)
#ifdef ABOVEBOARD_FAULTS
BOTH(test_nth_statement_fails)
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN_BOTH(test_neighbours),
		RUN_BOTH(test_retries),
		RUN_BOTH(test_follow),
		RUN_BOTH(test_killed),
		RUN_BOTH(test_many),
		RUN_BOTH(test_two_processes),
		RUN_BOTH(test_position_of_others),
		cmocka_unit_test(test_connections_cut),
#ifdef ABOVEBOARD_FAULTS
		RUN_BOTH(test_nth_statement_fails),
		cmocka_unit_test(test_disk_full),
		cmocka_unit_test(test_commit_lost),
#endif
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
