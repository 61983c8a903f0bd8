/* Rows of texts on their way into several files of one bundle: written once into a file without a name, then read as
 * often as needed, so that any number of them takes constant memory. */
#pragma once

#include "base/file.h"

#define SPOOL_TEXTS 6 /* of a row */

struct spool {
	int fd;
	char *block;    /* what is not in the file yet */
	size_t n;       /* of its bytes */
	uint64_t bytes; /* in the file */
	size_t n_rows;
};

/* INVALID with a problem where no such file can be made. The block lives in the arena. */
MUST_USE enum outcome spool_open(struct ctx *ctx, struct arena *arena, struct spool *ret_spool);
void spool_close(struct spool *spool);
MUST_USE enum outcome spool_put(struct ctx *ctx, struct spool *spool, const struct str texts[SPOOL_TEXTS]);
/* Every row, in its order; the texts live until the call returns. Ends at the first outcome that is not OK. */
MUST_USE enum outcome spool_each(struct ctx *ctx, struct spool *spool,
				 enum outcome (*fn)(struct ctx *ctx, const struct str texts[SPOOL_TEXTS], void *args),
				 void *args);
