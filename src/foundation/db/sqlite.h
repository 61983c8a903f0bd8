/* What copies need of SQLite beside the engine's common face. */
#pragma once

#include <sqlite3.h>

#include "db/engine.h"

sqlite3 *sqlite_handle(struct conn *conn);

/* What a result code means; a failure is logged under the name. */
MUST_USE enum outcome sqlite_outcome(struct ctx *ctx, struct conn *conn, int code, const char *name);
