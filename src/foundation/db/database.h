/* An open database, as this room's files see it. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "db/engine.h"

#define DB_KINDS 64

/* What a SQLite database's files look like from outside: it moves with every commit of any process. */
struct trace {
	int64_t wal_bytes;
	int64_t wal_ns;
	int64_t file_bytes;
	int64_t file_ns;
};

struct database {
	struct arena *arena;
	const struct engine *engine;
	const char *address;
	enum outcome (*follow)(struct ctx *ctx, const struct change *changes, size_t n);
	const struct db_migration *const *migrations;
	const size_t *migrations_n;
	size_t n_rooms;

	_Atomic uint64_t positions[DB_KINDS];

	_Atomic bool is_watched;
	struct database *next_watched; /* guarded by the watcher's mutex */
	/* Of the watcher's thread. */
	struct trace trace;
	struct conn *listener;
	int64_t listen_again_ms;

	/* Guarded by the pool's mutex. */
	size_t n_readers;

	/* Guarded by the writers' mutex. */
	struct write *queue;
	struct write **queue_end;
	size_t n_queued;
	bool is_busy;  /* a writer thread is at work on it */
	bool is_ready; /* waits for a writer thread */
	struct database *next_ready;
	struct database *next_written; /* databases with a writer's connection */
	int64_t written_ms;            /* end of the last group */

	/* Used by whoever set is_busy. */
	struct conn *writer;
	struct arena *writer_arena;
};

/* ---- database.c ---- */

/* Applies what is missing. `only`, which may be NULL, are the migrations that another database has: no others are
 * applied. In no transaction, under the lock. */
struct applied {
	struct str room;
	int64_t number;
	struct str sha256;
};

MUST_USE enum outcome migrations_read(struct ctx *ctx, struct applied **ret_applied, size_t *ret_n);
MUST_USE enum outcome migrations_check(struct ctx *ctx, const struct database *database, const struct applied *applied,
				       size_t n, size_t *ret_pending);
MUST_USE enum outcome migrations_apply(struct ctx *ctx, struct database *database, struct conn *writer,
				       const struct applied *only, size_t n_only);

/* What was applied to the database behind the connection; none when it is empty. */
MUST_USE enum outcome applied_in(struct ctx *ctx, struct conn *conn, struct applied **ret_applied, size_t *ret_n);

/* A database that nothing is connected to yet; with its own arena, which closing it closes. */
struct database *database_new(const struct db_options *options);

/* ---- pool.c ---- */

/* Closes the database's idle readers; none may be lent. */
void pool_forget(struct database *database);

/* ---- writer.c ---- */

/* Waits for the database's queue, then closes its writer. */
void writer_forget(struct database *database);

/* Runs work(ctx, conn, arg) on the writer's connection, outside of transactions, under the lock, in the caller's turn.
 */
MUST_USE enum outcome writer_run(struct ctx *ctx, struct database *database,
				 enum outcome (*work)(struct ctx *ctx, struct conn *conn));

/* ---- position.c ---- */

/* The word of a kind's number; NULL when there is none yet. */
const char *kind_word(unsigned kind);

/* Reads all positions through ctx->db and publishes them. */
MUST_USE enum outcome positions_read(struct ctx *ctx, struct database *database);

/* In a write's transaction: gives the kinds a new position. */
MUST_USE enum outcome positions_move(struct ctx *ctx, uint64_t kinds, uint64_t *ret_position);

/* After the commit. */
void positions_publish(struct database *database, uint64_t kinds, uint64_t position);

/* ---- watcher.c ---- */

/* From now on positions follow what other processes commit. */
void watcher_add(struct database *database);

/* Stops that. */
void watcher_forget(struct database *database);
