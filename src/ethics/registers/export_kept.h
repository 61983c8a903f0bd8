/* A register's whole file as it stands now, kept once it was asked for twice. While nothing changes, whoever asks next
 * is sent the same bytes; where entries were declared, changed or imported since, their rows alone are made anew and
 * the others copied; after any other change, all of them. Beside the site, in a file without a name, so that nothing of
 * it outlives the process. */
#pragma once

#include "registers/export.h"

/* Whatever a row says comes from these. "registers" alone: of what changed in rows a new version of the entry tells, or
 * it is withheld, which are made anew each time. Whoever changes or takes a row in another way notes "unlisted" too. */
#define EXPORT_KEPT_CHANGES  "registers " EXPORT_KEPT_UNLISTED
#define EXPORT_KEPT_UNLISTED "unlisted removals rulebook people site"

/* In a cell of the file: the instant as of which it is asked for, the one thing that differs from time to time. Nothing
 * that is published holds this byte. */
#define KEPT_AS_OF STR("\0")

/* May the answer be kept, and sent again? Of one register, all of it as it stands now, as bytes. */
bool export_is_whole(const struct ctx *ctx, const struct register_query *queries, size_t n, enum export_format format,
		     const struct export_sink *sink);

/* Writes the file, `goes_on`: its rows alone, of the query's stretch of the list. */
typedef enum outcome export_make(struct ctx *ctx, const struct register_query *query, bool goes_on,
				 const struct export_sink *sink);

/* In a read, which it may end and begin anew. `make` writes with KEPT_AS_OF where `as_of` is to stand; it is not called
 * where the file is kept. */
MUST_USE enum outcome export_kept(struct ctx *ctx, const struct register_query *query, const struct export_sink *sink,
				  export_make *make);

/* The job registers.files: lets go of what cannot be made right by versions. */
enum outcome export_kept_left(struct ctx *ctx, int64_t *ret_n);
enum outcome export_kept_run(struct ctx *ctx);
