/* Whole files. Names are NUL-terminated paths as the system takes them. */
#pragma once

#include "base/ctx.h"

void fd_closep(int *fd);

/* Reads a regular file, at most max_bytes (checked before anything is allocated). "-" is standard input. A fault adds
 * a problem that names the file: NOT_FOUND, INVALID (too large, a directory, not readable) or BROKEN. */
MUST_USE enum outcome file_read(struct ctx *ctx, const char *path, size_t max_bytes, struct str *ret_content);

/* Writes a file durably: aside, fsync, rename, fsync of the directory. `mode` as in open(2). */
MUST_USE enum outcome file_write(struct ctx *ctx, const char *path, struct str content, unsigned mode);

/* A new file without a name in $TMPDIR, or on disk in /var/tmp, where /tmp may be in memory: gone when it is closed. -1
 * with errno set. */
int file_nameless(void);

/* write(2) until all is written; false with errno set. */
bool fd_write_all(int fd, struct str content);
