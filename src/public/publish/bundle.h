/* All that is public, twice, for whoever wants the whole of it: a SQLite database (public.sqlite) and an archive of all
 * files of /data (all.zip). Made by a job once a day into a folder beside the site, in constant memory, whatever the
 * site's engine; and made anew at once when something was removed (S3): until then nobody gets them. */
#pragma once

#include "access/access.h"

#define BUNDLE_DATABASE "public.sqlite"
#define BUNDLE_ARCHIVE  "all.zip"

/* Outside of a read: both files into a folder that is there, where neither is. INVALID with a problem otherwise. */
MUST_USE enum outcome bundle_write(struct ctx *ctx, const char *folder);

/* A file as it is kept for downloads; RETRY: it is about to be made, perhaps since something was removed. The caller
 * closes the descriptor. */
struct bundle_file {
	int fd;
	uint64_t bytes;
	struct str sha256; /* hex */
};
MUST_USE enum outcome bundle_open(struct ctx *ctx, struct str name, struct bundle_file *ret_file);

/* The job publish.bundle. */
enum outcome bundle_left(struct ctx *ctx, int64_t *ret_n);
enum outcome bundle_run(struct ctx *ctx);
void bundle_hurry(bool is_ending);
/* feature.restored */
enum outcome bundle_restored(struct ctx *ctx);
#define BUNDLE_CHANGES "removals rulebook"
