/* One group of writes: each in its savepoint, all in one transaction under the site's lock. What fails beyond its own
 * savepoint is run again alone, so that no write pays for a neighbour. */
#include <time.h>

#include "db/db_sql.h"
#include "db/writer.h"

/* A group takes no more writes after this, so that other processes get their turn. */
#define GROUP_MS 20

/* A log longer than this is moved into the file after a commit behind which nobody waits; one that is longer than the
 * other, in any case. */
#define LOG_BYTES      ((size_t)4 * 1024 * 1024)
#define LOG_BYTES_MOST ((size_t)16 * 1024 * 1024)

#define RECONNECTS    8
#define GROUP_KEPT_MS ((int64_t)3600 * 1000)

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
	bool has_begun;
};

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
		/* Kept, so that a write may wind back what it allocates for each of many rows. */
		struct change *changes = arena_array(arena_kept(ctx->arena), struct change, capacity);
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

void writer_drop(struct database *database)
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
enum outcome writer_lock(struct ctx *ctx, struct database *database)
{
	for (unsigned try = 1;; try++) {
		TRY(writer_open(ctx, database));
		enum outcome outcome = database->engine->lock(ctx, database->writer);
		if (outcome == OK || !database->writer->lost || try >= RECONNECTS)
			return outcome;
		nap(try);
	}
}

/* The next write of the queue joins the group, if there is one and the group may grow. */
static struct write *group_next(struct group *group)
{
	struct database *database = group->database;
	if (!group->may_grow || group->n >= LIMIT_WRITE_GROUP || clock_ms() - group->began_ms > GROUP_MS)
		return NULL;
	struct write *write = write_take(database);
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
	if (group->id % 64 != 0)
		return OK;
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

/* After a COMMIT that failed SQLite has forgotten it, but its frames may stand in the log, whole: a process that opens
 * the log after a crash would keep what somebody was told was not. A line of our own is committed over them. */
static void commit_over(struct ctx *ctx, struct group *group)
{
	struct conn *writer = group->database->writer;
	struct db db = {.conn = writer, .database = group->database, .is_write = true};
	enum outcome outcome = writer->engine->control(ctx, writer, ROLLBACK);
	if (outcome == OK)
		outcome = writer->engine->control(ctx, writer, BEGIN_WRITE);
	if (outcome == OK) {
		ctx->db = &db;
		outcome = group_id(ctx, group);
		ctx->db = NULL;
	}
	if (outcome == OK)
		outcome = writer->engine->control(ctx, writer, COMMIT);
	if (outcome != OK)
		log_event(LOG_ERROR, "db_commit_failed", "kept=unknown");
}

static enum outcome group_commit(struct group *group)
{
	struct database *database = group->database;
	struct ctx *ctx = &group->first->ctx;
	TRY(group_finish(ctx, group));
	enum outcome outcome = control(group, group->first, COMMIT);
	if (outcome != OK && database->writer->engine->name == DB_SQLITE)
		commit_over(ctx, group);
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
	group->has_begun = outcome == OK;
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

void group_run(struct database *database, struct write *first)
{
	struct group group = {
		.database = database,
		.first = first,
		.end = &first->next,
		.n = 1,
		.began_ms = clock_ms(),
		.may_grow = true,
	};
	enum outcome outcome = group_try(&group);
	for (unsigned try = 1; outcome == RETRY && !group.has_begun && try < LIMIT_WRITE_TRIES; try++) {
		if (database->writer && !database->writer->lost)
			database->engine->unlock(database->writer);
		nap(try);
		outcome = group_try(&group);
	}
	bool is_locked = database->writer && !database->writer->lost;
	if (outcome != OK && is_locked)
		database->engine->unlock(database->writer);
	/* What failed before any write ran, or was alone, failed for good. */
	bool is_settled = outcome == OK || !group.has_begun || (group.n == 1 && outcome != RETRY);
	/* A caller's write is gone as soon as it is told. */
	for (struct write *write = group.first, *next = NULL; write; write = next) {
		next = write->next;
		write->next = NULL;
		if (!is_settled)
			write_alone(database, write);
		else if (outcome != OK)
			write->outcome = outcome;
		write_done(write);
	}
	if (outcome != OK || !is_locked)
		return;
	struct ctx ctx = {.arena = database->writer_arena};
	struct arena_mark mark = arena_mark(database->writer_arena);
	size_t log = database->engine->log_bytes(database->writer);
	if (log > LOG_BYTES_MOST || (log > LOG_BYTES && !write_waits(database)))
		(void)database->engine->checkpoint(&ctx, database->writer);
	arena_reset(mark);
	database->engine->unlock(database->writer);
}

void work_run(struct database *database, struct write *write)
{
	write_reset(write);
	enum outcome outcome = writer_lock(&write->ctx, database);
	if (outcome == OK) {
		outcome = write->work(&write->ctx, database->writer);
		if (!database->writer->lost)
			database->engine->unlock(database->writer);
	}
	write->outcome = outcome;
	write_done(write);
}
