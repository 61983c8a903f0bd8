/* What position.c and copy.c need of PostgreSQL beside the engine's common face. */
#pragma once

#include <libpq-fe.h>

#include "db/engine.h"

/* libpq's handle, for waiting on its socket and for COPY. */
PGconn *postgres_handle(struct conn *conn);
