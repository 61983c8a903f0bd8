/* What the watcher, copies and the engine's own files need of PostgreSQL beside the common face. */
#pragma once

#include <libpq-fe.h>

#include "db/engine.h"

PGconn *postgres_handle(struct conn *conn);

/* What a result means; a failure is logged under the name. */
MUST_USE enum outcome postgres_outcome(struct ctx *ctx, struct conn *conn, const PGresult *result, const char *name);

/* A column of the cursor's row, copied to the arena. BROKEN, logged, of a type that no table of ours has. */
MUST_USE enum outcome postgres_value(struct arena *arena, const struct cursor *cursor, int col,
				     struct db_param *ret_value);

/* Opens a connection that is told of every group that is committed. */
MUST_USE enum outcome postgres_listen(struct ctx *ctx, const char *address, struct conn **ret_conn);

/* Takes in what the server sent; true when a group was committed. */
MUST_USE enum outcome postgres_told(struct conn *conn, bool *ret_told);

/* The socket, to wait on. */
int postgres_fd(const struct conn *conn);

/* Rows in bulk, by COPY: begin once for a table, a row at a time, end. `sql` is "COPY … FROM STDIN". */
MUST_USE enum outcome postgres_copy_begin(struct ctx *ctx, struct conn *conn, const char *sql);
MUST_USE enum outcome postgres_copy_row(struct ctx *ctx, struct conn *conn, const struct db_param *values, size_t n);
MUST_USE enum outcome postgres_copy_end(struct ctx *ctx, struct conn *conn);
