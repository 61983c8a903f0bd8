/* The writer. Writes of one database queue; one of two threads takes as many as wait, runs each in its savepoint and
 * commits them together. What fails beyond its own savepoint is run again alone, so that no write pays for a neighbour.
 */
#include <pthread.h>
#include <time.h>

#include "db/database.h"
#include "db/db_sql.h"

#define WRITER_THREADS 2

/* A group takes no more writes after this, so that other processes get their turn. */
#define GROUP_MS 20

/* A log longer than this is moved into the file after a commit, a shorter one when nothing was written for a while. */
#define LOG_BYTES     ((size_t)4 * 1024 * 1024)
#define QUIET_MS      2000
#define IDLE_MS       30000
#define SWEEP_MS      1000
#define RECONNECTS    8
#define GROUP_KEPT_MS ((int64_t)3600 * 1000)

/* A caller that waits, on its own stack. */
struct write {
	struct write *next;
	struct ctx *caller;
	enum outcome (*fn)(struct ctx *ctx, void *args);
	void *args;
	enum outcome (*work)(struct ctx *ctx, struct conn *conn); /* instead of fn: outside of transactions */
	struct ctx ctx;
	struct arena_mark mark;
	enum outcome outcome;
	bool is_done;
	pthread_cond_t done;
};

/* Writes that share one transaction. */
struct group {
	struct database *database;
	struct write *first;
	struct write **end;
	size_t n;
	size_t n_kept;
	uint64_t kinds;
	uint64_t position;
	int64_t id;
	int64_t began_ms;
	bool may_grow;
};

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

static int64_t monotonic_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void nap(unsigned try)
{
	long ms = 1L << (try < 7 ? try : 7);
	struct timespec t = {.tv_nsec = ms * 1000000};
	nanosleep(&t, NULL);
}

void db_note(struct ctx *ctx, const char *kind, int64_t subject)
{
	struct db *db = ctx->db;
	if (!db || !db->is_write)
		die("a change of %s was noted outside of a write", kind);
	if (db->n_changes == db->changes_capacity) {
		size_t capacity = db->changes_capacity ? db->changes_capacity * 2 : 16;
		struct change *changes = arena_array(ctx->arena, struct change, capacity);
		if (db->n_changes > 0)
			memcpy(changes, db->changes, db->n_changes * sizeof(*changes));
		db->changes = changes;
		db->changes_capacity = capacity;
	}
	db->changes[db->n_changes++] = (struct change){kind, subject};
}

bool db_is_write(const struct ctx *ctx)
{
	return ctx->db && ctx->db->is_write;
}

static enum outcome control(struct group *group, struct write *write, enum control control)
{
	struct conn *writer = group->database->writer;
	if (fault_here(FAULT_SQL)) {
		log_event(LOG_ERROR, "db_fault", "control=%d", (int)control);
		return BROKEN;
	}
	return writer->engine->control(&write->ctx, writer, control);
}

/* ---- One write ---- */

/* A ctx for the next try: as the caller's, without what an earlier try left. */
static void write_reset(struct write *write)
{
	arena_reset(write->mark);
	write->ctx = *write->caller;
	write->ctx.db = NULL;
	write->ctx.problems = (struct problems){0};
}

static enum outcome write_call(struct group *group, struct write *write, struct db *db)
{
	struct ctx *ctx = &write->ctx;
	ctx->db = db;
	enum outcome outcome = write->fn(ctx, write->args);
	if (db->failed != OK)
		outcome = db->failed;
	/* What follows may note changes itself; each round tells the rooms of the new ones only. */
	size_t told = 0;
	while (outcome == OK && group->database->follow && told < db->n_changes) {
		size_t n = db->n_changes;
		outcome = group->database->follow(ctx, db->changes + told, n - told);
		told = n;
		if (db->failed != OK)
			outcome = db->failed;
	}
	ctx->db = NULL;
	return outcome;
}

static uint64_t kinds_of(const struct db *db)
{
	uint64_t kinds = 0;
	for (size_t i = 0; i < db->n_changes; i++)
		kinds |= db_kinds(db->changes[i].kind);
	return kinds;
}

/* Runs a write in its savepoint. What is returned is the group's outcome: OK also when the write itself was undone. */
static enum outcome write_run(struct group *group, struct write *write)
{
	struct conn *writer = group->database->writer;
	for (unsigned try = 1;; try++) {
		write_reset(write);
		struct db db = {.conn = writer, .database = group->database, .is_write = true};
		TRY(control(group, write, SAVE));
		write->outcome = write_call(group, write, &db);
		if (write->outcome == OK) {
			TRY(control(group, write, KEEP));
			group->kinds |= kinds_of(&db);
			group->n_kept++;
			return OK;
		}
		if (writer->lost || !writer->engine->in_transaction(writer))
			return write->outcome;
		TRY(control(group, write, UNDO));
		TRY(control(group, write, KEEP));
		if (write->outcome != RETRY || try >= LIMIT_WRITE_TRIES)
			return OK;
		nap(try);
	}
}

/* ---- One group ---- */

static void writer_drop(struct database *database)
{
	if (database->writer)
		database->writer->engine->close(database->writer);
	database->writer = NULL;
}

static enum outcome writer_open(struct ctx *ctx, struct database *database)
{
	if (database->writer && database->writer->lost)
		writer_drop(database);
	if (!database->writer) {
		TRY(database->engine->open(ctx, database->address, CONN_WRITER, &database->writer));
		database->writer->database = database;
	}
	return OK;
}

/* Takes the lock, on a new connection if the old one turns out to be lost. */
static enum outcome writer_lock(struct ctx *ctx, struct database *database)
{
	for (unsigned try = 1;; try++) {
		TRY(writer_open(ctx, database));
		enum outcome outcome = database->engine->lock(ctx, database->writer);
		if (outcome == OK || !database->writer->lost || try >= RECONNECTS)
			return outcome;
		nap(try);
	}
}

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

/* The next write of the queue joins the group, if there is one and the group may grow. */
static struct write *group_next(struct group *group)
{
	struct database *database = group->database;
	if (!group->may_grow || group->n >= LIMIT_WRITE_GROUP || monotonic_ms() - group->began_ms > GROUP_MS)
		return NULL;
	pthread_mutex_lock(&writers.mutex);
	struct write *write = database->queue && !database->queue->work ? queue_pop(database) : NULL;
	pthread_mutex_unlock(&writers.mutex);
	if (write) {
		*group->end = write;
		group->end = &write->next;
		group->n++;
	}
	return write;
}

static enum outcome group_id(struct ctx *ctx, struct group *group)
{
	uint64_t id = 0;
	struct ctx unseeded = {.arena = ctx->arena};
	random_bytes(&unseeded, &id, sizeof(id));
	group->id = (int64_t)(id >> 1);
	int64_t now = instant_now().ms;
	TRY(db_exec(ctx, &db_sql_group_add, DB_PARAMS(db_int(group->id), db_int(now)), NULL));
	return db_exec(ctx, &db_sql_groups_forget, DB_PARAMS(db_int(now - GROUP_KEPT_MS)), NULL);
}

/* What every group stores for itself, beside its writes. */
static enum outcome group_finish(struct ctx *ctx, struct group *group)
{
	struct conn *writer = group->database->writer;
	struct db db = {.conn = writer, .database = group->database, .is_write = true};
	ctx->db = &db;
	enum outcome outcome = OK;
	if (group->kinds)
		outcome = positions_move(ctx, group->kinds, &group->position);
	if (outcome == OK && writer->engine->name == DB_POSTGRES)
		outcome = group_id(ctx, group);
	if (outcome == OK && group->kinds)
		outcome = writer->engine->notify(ctx, writer);
	ctx->db = NULL;
	return outcome;
}

static const struct db_col count_cols[] = {{DB_FIELD_I64, 0, 0}};
static const struct db_spec count_spec = {count_cols, 1, sizeof(int64_t)};

/* After a COMMIT whose answer was lost: under the lock of a new connection the old one's transaction is settled. */
static enum outcome group_look_up(struct ctx *ctx, struct group *group, bool *ret_committed)
{
	TRY(writer_lock(ctx, group->database));
	struct db db = {.conn = group->database->writer, .database = group->database};
	int64_t n = 0;
	ctx->db = &db;
	enum outcome outcome = db_one(ctx, &db_sql_group_find, DB_PARAMS(db_int(group->id)), &count_spec, &n);
	ctx->db = NULL;
	if (outcome != OK)
		group->database->engine->unlock(group->database->writer);
	else
		*ret_committed = n > 0;
	return outcome;
}

static enum outcome group_commit(struct group *group)
{
	struct database *database = group->database;
	struct ctx *ctx = &group->first->ctx;
	TRY(group_finish(ctx, group));
	enum outcome outcome = control(group, group->first, COMMIT);
	if (outcome == OK || !database->writer->lost)
		return outcome;
	for (unsigned try = 1; try <= RECONNECTS; try++) {
		bool is_committed = false;
		if (group_look_up(ctx, group, &is_committed) == OK) {
			log_event(LOG_WARN, "db_commit_lost", "committed=%d", is_committed);
			return is_committed ? OK : RETRY;
		}
		nap(try);
	}
	log_event(LOG_ERROR, "db_commit_lost", "committed=unknown");
	return BROKEN;
}

/* Runs the group's writes and commits. Anything but OK: nothing of the group was kept. */
static enum outcome group_try(struct group *group)
{
	struct database *database = group->database;
	struct write *first = group->first;
	write_reset(first);
	TRY(writer_lock(&first->ctx, database));
	enum outcome outcome = control(group, first, BEGIN_WRITE);
	for (struct write *write = first; outcome == OK && write; write = write->next ? write->next : group_next(group))
		outcome = write_run(group, write);
	if (outcome == OK && group->n_kept > 0)
		outcome = group_commit(group);
	if ((outcome != OK || group->n_kept == 0) && database->writer && !database->writer->lost)
		(void)database->engine->control(&first->ctx, database->writer, ROLLBACK);
	if (outcome == OK && group->kinds)
		positions_publish(database, group->kinds, group->position);
	return outcome;
}

static void write_tell(struct write *write)
{
	pthread_mutex_lock(&writers.mutex);
	write->is_done = true;
	pthread_cond_signal(&write->done);
	pthread_mutex_unlock(&writers.mutex);
}

/* After its group failed as a whole. */
static void write_alone(struct database *database, struct write *write)
{
	for (unsigned try = 1;; try++) {
		struct group group = {.database = database, .first = write, .end = &write->next, .n = 1};
		enum outcome outcome = group_try(&group);
		if (database->writer && !database->writer->lost)
			database->engine->unlock(database->writer);
		if (outcome == OK)
			return;
		write->outcome = outcome;
		if (outcome != RETRY || try >= LIMIT_WRITE_TRIES)
			return;
		nap(try);
	}
}

static void group_run(struct database *database, struct write *first)
{
	struct group group = {
	    .database = database,
	    .first = first,
	    .end = &first->next,
	    .n = 1,
	    .began_ms = monotonic_ms(),
	    .may_grow = true,
	};
	enum outcome outcome = group_try(&group);
	bool is_locked = database->writer && !database->writer->lost;
	if (outcome != OK && is_locked)
		database->engine->unlock(database->writer);
	/* A caller's write is gone as soon as it is told. */
	for (struct write *write = group.first, *next = NULL; write; write = next) {
		next = write->next;
		write->next = NULL;
		bool is_settled = outcome == OK || (group.n == 1 && outcome != RETRY);
		if (outcome != OK && is_settled)
			write->outcome = outcome;
		if (!is_settled)
			write_alone(database, write);
		write_tell(write);
	}
	if (outcome != OK || !is_locked)
		return;
	struct ctx ctx = {.arena = database->writer_arena};
	struct arena_mark mark = arena_mark(database->writer_arena);
	if (database->engine->log_bytes(database->writer) > LOG_BYTES)
		(void)database->engine->checkpoint(&ctx, database->writer, false);
	arena_reset(mark);
	database->engine->unlock(database->writer);
}

static void work_run(struct database *database, struct write *write)
{
	write_reset(write);
	enum outcome outcome = writer_lock(&write->ctx, database);
	if (outcome == OK) {
		outcome = write->work(&write->ctx, database->writer);
		if (!database->writer->lost)
			database->engine->unlock(database->writer);
	}
	write->outcome = outcome;
	write_tell(write);
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
		(void)database->engine->checkpoint(&ctx, database->writer, false);
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
		int64_t now = monotonic_ms();
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
			database->written_ms = monotonic_ms();
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
	if (writer_lock(&ctx, database) == OK) {
		(void)database->engine->checkpoint(&ctx, database->writer, true);
		database->engine->unlock(database->writer);
	}
	writer_drop(database);
	arena_close(database->writer_arena);
}
