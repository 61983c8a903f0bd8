/* The writer: writes of one database queue, and one of two threads takes as many as wait. */
#include <pthread.h>
#include <time.h>

#include "db/writer.h"

#define WRITER_THREADS 2

/* A database that was not written for QUIET_MS has its log moved into the file; after IDLE_MS its connection is closed.
 */
#define QUIET_MS 2000
#define IDLE_MS  30000
#define SWEEP_MS 1000

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t work;
	pthread_cond_t idle; /* a database is no longer busy */
	struct database *ready;
	struct database **ready_end;
	struct database *written; /* those with a writer's connection */
	size_t n_databases;       /* that ever wrote and are open */
	size_t n_threads;
	bool is_stopping;
	pthread_t threads[WRITER_THREADS];
} writers = {
	.mutex = PTHREAD_MUTEX_INITIALIZER,
	.work = PTHREAD_COND_INITIALIZER,
	.idle = PTHREAD_COND_INITIALIZER,
	.ready_end = &writers.ready,
};

/* ---- The queue ---- */

static struct write *queue_pop(struct database *database)
{
	struct write *write = database->queue;
	if (!write)
		return NULL;
	database->queue = write->next;
	if (!database->queue)
		database->queue_end = &database->queue;
	database->n_queued--;
	write->next = NULL;
	return write;
}

struct write *write_take(struct database *database)
{
	pthread_mutex_lock(&writers.mutex);
	struct write *write = database->queue && !database->queue->work ? queue_pop(database) : NULL;
	pthread_mutex_unlock(&writers.mutex);
	return write;
}

bool write_waits(struct database *database)
{
	pthread_mutex_lock(&writers.mutex);
	bool waits = database->queue != NULL;
	pthread_mutex_unlock(&writers.mutex);
	return waits;
}

void write_done(struct write *write)
{
	pthread_mutex_lock(&writers.mutex);
	write->is_done = true;
	pthread_cond_signal(&write->done);
	pthread_mutex_unlock(&writers.mutex);
}

/* ---- The threads ---- */

static void ready_push(struct database *database)
{
	database->is_ready = true;
	database->next_ready = NULL;
	*writers.ready_end = database;
	writers.ready_end = &database->next_ready;
}

static struct database *ready_pop(void)
{
	struct database *database = writers.ready;
	if (!database)
		return NULL;
	writers.ready = database->next_ready;
	if (!writers.ready)
		writers.ready_end = &writers.ready;
	database->is_ready = false;
	return database;
}

/* One database that was quiet for a while and has something to tidy up. */
static struct database *quiet_find(int64_t now)
{
	for (struct database *d = writers.written; d; d = d->next_written) {
		int64_t quiet = now - d->written_ms;
		if (d->is_busy || d->is_ready || !d->writer || quiet < QUIET_MS)
			continue;
		if (quiet >= IDLE_MS || d->engine->log_bytes(d->writer) > 0)
			return d;
	}
	return NULL;
}

/* The log moves into the file; a connection that was long idle is closed. */
static void tidy(struct database *database, int64_t now)
{
	struct ctx ctx = {.arena = database->writer_arena};
	struct arena_mark mark = arena_mark(database->writer_arena);
	if (!database->writer->lost && database->engine->log_bytes(database->writer) > 0 &&
	    database->engine->lock(&ctx, database->writer) == OK) {
		(void)database->engine->checkpoint(&ctx, database->writer);
		database->engine->unlock(database->writer);
	}
	if (now - database->written_ms >= IDLE_MS)
		writer_drop(database);
	arena_reset(mark);
}

static void *writer_main(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&writers.mutex);
	while (!writers.is_stopping) {
		int64_t now = clock_ms();
		struct database *database = ready_pop();
		struct write *write = database ? queue_pop(database) : NULL;
		if (!database)
			database = quiet_find(now);
		if (!database) {
			int64_t until = now + SWEEP_MS;
			struct timespec t = {.tv_sec = until / 1000, .tv_nsec = (until % 1000) * 1000000};
			(void)pthread_cond_clockwait(&writers.work, &writers.mutex, CLOCK_MONOTONIC, &t);
			continue;
		}
		database->is_busy = true;
		pthread_mutex_unlock(&writers.mutex);
		if (write && write->work)
			work_run(database, write);
		else if (write)
			group_run(database, write);
		else
			tidy(database, now);
		pthread_mutex_lock(&writers.mutex);
		database->is_busy = false;
		if (write)
			database->written_ms = clock_ms();
		if (database->queue)
			ready_push(database);
		pthread_cond_broadcast(&writers.idle);
	}
	pthread_mutex_unlock(&writers.mutex);
	return NULL;
}

static void threads_start(void)
{
	while (writers.n_threads < WRITER_THREADS) {
		if (pthread_create(&writers.threads[writers.n_threads], NULL, writer_main, NULL) != 0)
			die("the system refused a thread");
		writers.n_threads++;
	}
}

/* Called with the mutex. */
static void first_write(struct database *database)
{
	if (database->writer_arena)
		return;
	while (writers.is_stopping)
		pthread_cond_wait(&writers.idle, &writers.mutex);
	database->writer_arena = arena_open(0);
	database->next_written = writers.written;
	writers.written = database;
	writers.n_databases++;
	threads_start();
}

/* Problems move to the caller behind those it has. */
static void problems_move(struct ctx *to, const struct ctx *from)
{
	if (!from->problems.first)
		return;
	if (to->problems.last)
		to->problems.last->next = from->problems.first;
	else
		to->problems.first = from->problems.first;
	to->problems.last = from->problems.last;
	to->problems.count += from->problems.count;
}

static enum outcome queue_and_wait(struct database *database, struct write *write)
{
	struct ctx *ctx = write->caller;
	if (db_is_write(ctx))
		die("a write began inside a write");
	write->mark = arena_mark(ctx->arena);
	pthread_mutex_lock(&writers.mutex);
	if (database->n_queued >= LIMIT_WRITE_QUEUE) {
		pthread_mutex_unlock(&writers.mutex);
		log_event(LOG_WARN, "db_queue_full", "writes=%zu", database->n_queued);
		return RETRY;
	}
	first_write(database);
	pthread_cond_init(&write->done, NULL);
	*database->queue_end = write;
	database->queue_end = &write->next;
	database->n_queued++;
	if (!database->is_busy && !database->is_ready) {
		ready_push(database);
		pthread_cond_signal(&writers.work);
	}
	while (!write->is_done)
		pthread_cond_wait(&write->done, &writers.mutex);
	pthread_mutex_unlock(&writers.mutex);
	pthread_cond_destroy(&write->done);
	problems_move(ctx, &write->ctx);
	return write->outcome;
}

enum outcome db_write(struct ctx *ctx, struct database *database, enum outcome (*fn)(struct ctx *ctx, void *args),
		      void *args)
{
	struct write write = {.caller = ctx, .fn = fn, .args = args};
	return queue_and_wait(database, &write);
}

enum outcome writer_run(struct ctx *ctx, struct database *database,
			enum outcome (*work)(struct ctx *ctx, struct conn *conn))
{
	struct write write = {.caller = ctx, .work = work};
	return queue_and_wait(database, &write);
}

static enum outcome scrub(struct ctx *ctx, struct conn *conn)
{
	return conn->engine->scrub(ctx, conn);
}

enum outcome database_scrub(struct ctx *ctx, struct database *database)
{
	return writer_run(ctx, database, scrub);
}

/* The last database that wrote takes the threads with it. */
static void threads_stop(void)
{
	writers.is_stopping = true;
	pthread_cond_broadcast(&writers.work);
	pthread_mutex_unlock(&writers.mutex);
	for (size_t i = 0; i < writers.n_threads; i++)
		pthread_join(writers.threads[i], NULL);
	pthread_mutex_lock(&writers.mutex);
	writers.n_threads = 0;
	writers.is_stopping = false;
	pthread_cond_broadcast(&writers.idle);
}

void writer_forget(struct database *database)
{
	pthread_mutex_lock(&writers.mutex);
	while (database->is_busy || database->is_ready || database->queue)
		pthread_cond_wait(&writers.idle, &writers.mutex);
	while (writers.is_stopping)
		pthread_cond_wait(&writers.idle, &writers.mutex);
	bool wrote = database->writer_arena != NULL;
	if (wrote) {
		struct database **at = &writers.written;
		while (*at != database)
			at = &(*at)->next_written;
		*at = database->next_written;
		if (--writers.n_databases == 0)
			threads_stop();
	}
	pthread_mutex_unlock(&writers.mutex);
	if (!wrote)
		return;
	struct ctx ctx = {.arena = database->writer_arena};
	if (database->engine->name == DB_SQLITE && writer_lock(&ctx, database) == OK)
		database->engine->finish(&ctx, database->writer);
	writer_drop(database);
	arena_close(database->writer_arena);
}
