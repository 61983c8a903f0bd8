/* What the two engines have in common, seen from within this room. An engine knows connections, control of transactions
 * and statements; it knows nothing of pools, writers or positions. */
#pragma once

#include "db/db.h"

struct conn;

enum conn_role {
	CONN_READER, /* read-only; limits on time where the engine has them */
	CONN_COPY,   /* a reader that may take long: backups */
	CONN_WRITER,
};

/* What a connection is told besides statements. SAVE, KEEP and UNDO are the savepoint of one write in a group. */
enum control { BEGIN_READ, BEGIN_WRITE, COMMIT, ROLLBACK, SAVE, KEEP, UNDO };

/* What stands at an address. */
enum contents {
	CONTENTS_NOTHING, /* ours, but no migration was ever applied */
	CONTENTS_TABLES,
};

/* A statement that is being run. */
struct cursor {
	struct conn *conn;
	const struct db_stmt *stmt;
	void *handle; /* SQLite's statement, PostgreSQL's result */
	int n_cols;
	int row; /* PostgreSQL: in the result at hand */
	int n_rows;
	unsigned portal; /* PostgreSQL: number of the server's cursor; 0: none */
	bool cached;     /* SQLite: the statement goes back to the connection's cache */
	int64_t changed; /* rows, once the statement is done */
};

struct engine {
	enum db_engine name;

	/* Makes the database, empty, for open() to find. CONFLICT when it is there already. */
	enum outcome (*create)(struct ctx *ctx, const char *address);
	/* Undoes create() and all that was done since; no connection may be open. */
	void (*destroy)(const char *address);
	/* Opens a connection; a problem says what is wrong with the database, if anything. */
	enum outcome (*open)(struct ctx *ctx, const char *address, enum conn_role role, struct conn **ret_conn);
	void (*close)(struct conn *conn);
	enum outcome (*contents)(struct ctx *ctx, struct conn *conn, enum contents *ret_contents);

	/* The lock that makes this connection the only one that may write or checkpoint; waits for it. */
	enum outcome (*lock)(struct ctx *ctx, struct conn *conn);
	void (*unlock)(struct conn *conn);

	enum outcome (*control)(struct ctx *ctx, struct conn *conn, enum control control);
	/* True while a transaction that can still be kept, or undone to its savepoint, is open. */
	bool (*in_transaction)(const struct conn *conn);

	/* A migration's text; `first` when the database holds nothing yet. In a transaction. */
	enum outcome (*migrate)(struct ctx *ctx, struct conn *conn, const char *text, bool first);

	/* Prepares a statement without running it. */
	enum outcome (*prepare)(struct ctx *ctx, struct conn *conn, const struct db_stmt *stmt);
	/* Starts a statement; a stream holds few rows in memory at a time and is for SELECT only. */
	enum outcome (*start)(struct ctx *ctx, struct conn *conn, const struct db_stmt *stmt, struct db_params params,
			      bool stream, struct cursor *ret_cursor);
	/* Moves to the next row; false: there is none, the statement is done. */
	enum outcome (*next)(struct ctx *ctx, struct cursor *cursor, bool *ret_row);
	/* A value of the row, with its text in the arena. */
	enum outcome (*value)(struct arena *arena, const struct cursor *cursor, int col, struct db_param *ret_value);
	/* Ends the statement, done or not. After start() was OK. */
	void (*end)(struct cursor *cursor);

	/* In a write's transaction: other nodes are told when it is committed. */
	enum outcome (*notify)(struct ctx *ctx, struct conn *conn);
	/* Under the lock, outside of transactions: what was committed moves from the log into the database, as far as
	 * that disturbs nobody. */
	enum outcome (*checkpoint)(struct ctx *ctx, struct conn *conn);
	/* Under the lock, before close(), which gives up the lock: leaves one whole file behind if nobody else has it
	 * open. */
	void (*finish)(struct ctx *ctx, struct conn *conn);
	/* After an erasure, under the lock: what was removed is physically gone (D10). */
	enum outcome (*scrub)(struct ctx *ctx, struct conn *conn);
	/* From now on, until this read or write ends, statements that run longer fail as RETRY: SQLite counts from now,
	 * PostgreSQL for each. */
	enum outcome (*time_limit)(struct ctx *ctx, struct conn *conn, uint64_t ms);
	/* Bytes that wait for a checkpoint. */
	size_t (*log_bytes)(const struct conn *conn);
};

extern const struct engine engine_sqlite;
extern const struct engine engine_postgres;

/* What ctx->db points to: a reader that is lent, or the transaction of a write. */
struct db {
	struct conn *conn;
	struct database *database;
	bool is_write;
	/* The first failure of a statement. PostgreSQL runs nothing more in such a transaction; so that both engines
	 * behave the same, every later statement returns it too and the write is undone. */
	enum outcome failed;
	int64_t began_ms;
	struct change *changes;
	size_t n_changes;
	size_t changes_capacity;
};

/* Both engines' connections begin with this. */
struct conn {
	const struct engine *engine;
	struct database *database;
	struct arena *arena; /* holds the connection itself */
	bool lost;           /* of no more use: close it */
	struct db db;        /* of a reader */
	struct conn *newer;  /* idle readers, by their last use */
	struct conn *older;
};

/* Milliseconds of a clock that nobody sets. */
int64_t clock_ms(void);

/* Logs that the disk is full and adds the problem that says so. Returns BROKEN. */
enum outcome engine_disk_full(struct ctx *ctx);
