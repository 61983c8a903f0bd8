/* Rows from one database into another of the same shape, whatever their engines. */
#pragma once

#include "db/engine.h"

/* Copies every table, row by row, in one transaction of each: what the source shows at one moment, all or nothing in
 * the target. The target holds the same migrations and no rows of its own. Then every table's rows are counted on both
 * sides; a difference is BROKEN. */
MUST_USE enum outcome copy_rows(struct ctx *ctx, struct conn *from, struct conn *to);
