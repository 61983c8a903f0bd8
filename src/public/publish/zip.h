/* A ZIP archive, written from the first file to the last in constant memory (PKWARE's APPNOTE 6.3.10, deflate). The
 * same files give the same bytes: no times, no owners. An archive and each file in it stay below 4 GiB. */
#pragma once

#include "base/base.h"
#include "crypto/crypto.h"

struct zip;

/* A file of the archive, as manifests name it. */
struct zip_file {
	struct str name;
	uint64_t bytes;
	struct hash sha256;
};

/* Into an empty file open for writing, which stays the caller's. All lives in ctx's arena, which is not wound back
 * before zip_close. */
struct zip *zip_open(struct ctx *ctx, int fd);
MUST_USE enum outcome zip_begin(struct ctx *ctx, struct zip *zip, struct str name);
MUST_USE enum outcome zip_put(struct ctx *ctx, struct zip *zip, struct str bytes);
MUST_USE enum outcome zip_end(struct ctx *ctx, struct zip *zip);
/* A whole file: begun, put, ended. */
MUST_USE enum outcome zip_whole(struct ctx *ctx, struct zip *zip, struct str name, struct str bytes);
/* What was put so far, in its order. */
const struct zip_file *zip_files(struct ctx *ctx, const struct zip *zip, size_t *ret_n);
/* The table of contents. */
MUST_USE enum outcome zip_done(struct ctx *ctx, struct zip *zip);
/* Also after a failure. NULL is allowed. */
void zip_close(struct zip *zip);
