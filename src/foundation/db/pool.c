/* Readers: connections that are lent to one request at a time, at most LIMIT_READERS in the process. */
#include <pthread.h>
#include <time.h>

#include "db/database.h"

#define WAIT_SECONDS 2

/* PostgreSQL: with the writer's and the listener's connection these make four (D17). */
#define POSTGRES_READERS 2

#define LONG_READ_MS 5000

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t returned;
	size_t n_open; /* lent and idle, of all databases */
	struct conn *newest;
	struct conn *oldest;
} pool = {.mutex = PTHREAD_MUTEX_INITIALIZER, .returned = PTHREAD_COND_INITIALIZER};

static void idle_push(struct conn *conn)
{
	conn->newer = NULL;
	conn->older = pool.newest;
	*(pool.newest ? &pool.newest->newer : &pool.oldest) = conn;
	pool.newest = conn;
}

static void idle_remove(struct conn *conn)
{
	*(conn->newer ? &conn->newer->older : &pool.newest) = conn->older;
	*(conn->older ? &conn->older->newer : &pool.oldest) = conn->newer;
}

static struct conn *idle_of(const struct database *database)
{
	struct conn *conn = pool.newest;
	while (conn && conn->database != database)
		conn = conn->older;
	return conn;
}

/* Called with the mutex; the connection is closed after it is given up. */
static struct conn *take_out(struct conn *conn)
{
	idle_remove(conn);
	conn->database->n_readers--;
	pool.n_open--;
	return conn;
}

static bool may_open(const struct database *database)
{
	if (database->engine->name == DB_POSTGRES && database->n_readers >= POSTGRES_READERS)
		return false;
	return pool.n_open < LIMIT_READERS || pool.oldest;
}

/* Either an idle reader, or the right to open one; *ret_closing is one that must be closed for it. */
static enum outcome reader_get(struct database *database, struct conn **ret_idle, struct conn **ret_closing)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += WAIT_SECONDS;
	*ret_idle = NULL;
	*ret_closing = NULL;
	pthread_mutex_lock(&pool.mutex);
	for (;;) {
		struct conn *idle = idle_of(database);
		if (idle) {
			idle_remove(idle);
			*ret_idle = idle;
			break;
		}
		if (may_open(database)) {
			if (pool.n_open >= LIMIT_READERS)
				*ret_closing = take_out(pool.oldest);
			pool.n_open++;
			database->n_readers++;
			break;
		}
		if (pthread_cond_clockwait(&pool.returned, &pool.mutex, CLOCK_MONOTONIC, &until) != 0) {
			pthread_mutex_unlock(&pool.mutex);
			log_event(LOG_WARN, "db_readers", "wait_s=%d", WAIT_SECONDS);
			return RETRY;
		}
	}
	pthread_mutex_unlock(&pool.mutex);
	return OK;
}

static void reader_drop(struct database *database, struct conn *conn)
{
	if (conn)
		conn->engine->close(conn);
	pthread_mutex_lock(&pool.mutex);
	pool.n_open--;
	database->n_readers--;
	pthread_cond_broadcast(&pool.returned);
	pthread_mutex_unlock(&pool.mutex);
}

/* Begins on *conn, which may be NULL; a connection that was lost while it was idle is opened again, once. */
static enum outcome reader_begin(struct ctx *ctx, struct database *database, struct conn **conn)
{
	const struct engine *engine = database->engine;
	if (fault_here(FAULT_SQL))
		return BROKEN;
	if (*conn) {
		enum outcome outcome = engine->control(ctx, *conn, BEGIN_READ);
		if (outcome == OK || !(*conn)->lost)
			return outcome;
		engine->close(*conn);
		*conn = NULL;
	}
	TRY(engine->open(ctx, database->address, CONN_READER, conn));
	(*conn)->database = database;
	return engine->control(ctx, *conn, BEGIN_READ);
}

enum outcome db_read_begin(struct ctx *ctx, struct database *database)
{
	if (ctx->db)
		die("a read began inside a read or a write");
	struct conn *conn = NULL;
	struct conn *closing = NULL;
	TRY(reader_get(database, &conn, &closing));
	if (closing)
		closing->engine->close(closing);
	enum outcome outcome = reader_begin(ctx, database, &conn);
	if (outcome != OK) {
		reader_drop(database, conn);
		return outcome;
	}
	conn->db = (struct db){.conn = conn, .database = database, .began_ms = clock_ms()};
	ctx->db = &conn->db;
	return OK;
}

/* On the connection that it has: were it to wait for another, two readers of a database that has two would wait for
 * each other. */
enum outcome db_read_anew(struct ctx *ctx)
{
	struct db *db = ctx->db;
	if (!db || db->is_write)
		die("a read that did not begin cannot begin anew");
	struct conn *conn = db->conn;
	if (fault_here(FAULT_SQL))
		return BROKEN;
	TRY(conn->engine->control(ctx, conn, ROLLBACK));
	TRY(conn->engine->control(ctx, conn, BEGIN_READ));
	db->began_ms = clock_ms();
	return OK;
}

enum outcome db_time_limit(struct ctx *ctx, uint64_t ms)
{
	return ctx->db->conn->engine->time_limit(ctx, ctx->db->conn, ms);
}

void db_read_end(struct ctx *ctx)
{
	struct db *db = ctx->db;
	if (!db || db->is_write)
		die("a read ended that did not begin");
	ctx->db = NULL;
	struct conn *conn = db->conn;
	struct database *database = db->database;
	int64_t took = clock_ms() - db->began_ms;
	if (took > LONG_READ_MS)
		log_event(LOG_WARN, "db_long_read", "ms=%lld", (long long)took);
	if (conn->lost || conn->engine->control(ctx, conn, ROLLBACK) != OK) {
		reader_drop(database, conn);
		return;
	}
	pthread_mutex_lock(&pool.mutex);
	idle_push(conn);
	pthread_cond_broadcast(&pool.returned);
	pthread_mutex_unlock(&pool.mutex);
}

void pool_forget(struct database *database)
{
	for (;;) {
		pthread_mutex_lock(&pool.mutex);
		struct conn *conn = idle_of(database);
		if (conn)
			take_out(conn);
		size_t lent = database->n_readers;
		pthread_cond_broadcast(&pool.returned);
		pthread_mutex_unlock(&pool.mutex);
		if (!conn) {
			if (lent > 0)
				die("a database was closed while it was read");
			return;
		}
		conn->engine->close(conn);
	}
}
