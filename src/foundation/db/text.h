/* What this room's own files ask of the index of texts. */
#pragma once

#include "db/engine.h"

/* SQLite, under the lock, in no transaction: what was deleted from the index is no longer in its pages (D10). */
MUST_USE enum outcome text_index_merge(struct ctx *ctx, struct conn *conn);

/* In a transaction, after rows were copied: the index is made of them. PostgreSQL made it on the way. */
MUST_USE enum outcome text_index_rebuild(struct ctx *ctx, struct conn *conn);
