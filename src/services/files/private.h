/* Shared by the files of this room. */
#pragma once

#include "files/files.h"

#define FILES_JOBS 1
extern const struct job files_jobs[FILES_JOBS];

/* In a read: is what the row holds what its key says? */
MUST_USE enum outcome file_fits(struct ctx *ctx, int64_t id, struct str key, bool is_public, int64_t bytes,
				bool *ret_fits);
