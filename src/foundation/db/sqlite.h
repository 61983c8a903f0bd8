/* What copies need of SQLite beside the engine's common face. */
#pragma once

#include <sqlite3.h>

#include "db/engine.h"

sqlite3 *sqlite_handle(struct conn *conn);

/* What a result code means; a failure is logged under the name. */
MUST_USE enum outcome sqlite_outcome(struct ctx *ctx, struct conn *conn, int code, const char *name);

/* ---- Between sqlite.c and sqlite_value.c ---- */

/* SQLite's result code; the parameter's bytes must stay until the statement is reset. */
int sqlite_bind(sqlite3_stmt *handle, int at, const struct db_param *param);
/* As struct engine's. */
enum outcome sqlite_value(struct arena *arena, const struct cursor *cursor, int col, struct db_param *ret_value);
