/* What both fuzz targets of files of people do with what they read. */
#pragma once

#include "people/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts, so that the fuzzer keeps the input. */
static inline void must(bool claim, const char *what)
{
	if (claim)
		return;
	log_event(LOG_ERROR, "fuzz_people", "broken=\"%s\"", what);
	abort();
}

/* The promises of file.h: what passes its checks is written, read and written again the same. */
static inline void check_file(struct ctx *ctx, struct people_file *file)
{
	struct people_file again, third;
	if (people_file_check(ctx, file, TENURE_ELECTED) != OK) {
		must(ctx->problems.count > 0, "a refusal says why");
		return;
	}
	struct str written = people_file_write_popolo(ctx->arena, file, true);
	must(people_file_read_popolo(ctx, file->name, written, true, &again) == OK, "what we write we read");
	must(people_file_check(ctx, &again, 0) == OK, "and it is as good as before");
	must(str_eq(people_file_write_popolo(ctx->arena, &again, true), written), "nothing is lost on the way");
	written = people_file_write_popolo(ctx->arena, file, false);
	must(people_file_read_popolo(ctx, file->name, written, false, &third) == OK || third.name.n == 0 ||
		     ctx->problems.count > 0,
	     "what others read says why it is refused");
	(void)people_file_write_csv(ctx->arena, file, true);
}
