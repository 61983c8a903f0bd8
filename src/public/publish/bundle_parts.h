/* Between bundle.c and the two files that it makes. */
#pragma once

#include "publish/bundle.h"

/* What both say of themselves. */
struct bundle_about {
	struct str title, publisher, licence, as_of, source, note;
	struct str log; /* how the publication log stood, in words */
	struct str origin, root;
	int64_t log_size;
};

/* Inside a read, which they end and begin anew. RETRY while the program ends. */
MUST_USE enum outcome bundle_database(struct ctx *ctx, const struct bundle_about *about, const char *path);
MUST_USE enum outcome bundle_archive(struct ctx *ctx, const struct bundle_about *about, int fd);
/* Asked for each piece and each row. */
bool bundle_must_end(void);
