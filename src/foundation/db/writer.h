/* What writer.c (queues and threads) and group.c (one group of writes) share. */
#pragma once

#include "db/database.h"

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

/* ---- writer.c ---- */

/* Takes the next write off the database's queue; NULL when there is none that may share a transaction. */
struct write *write_take(struct database *database);
/* Is there one, of whatever kind? */
bool write_waits(struct database *database);

/* Tells the caller, after which the write is gone. */
void write_done(struct write *write);

/* ---- group.c; by whoever set is_busy ---- */

/* Runs the write and what else waits, commits, and tells every caller. */
void group_run(struct database *database, struct write *first);

/* Runs write->work instead. */
void work_run(struct database *database, struct write *write);

/* Opens the writer's connection if need be and takes the lock. */
MUST_USE enum outcome writer_lock(struct ctx *ctx, struct database *database);

/* Closes the writer's connection, if there is one. */
void writer_drop(struct database *database);
