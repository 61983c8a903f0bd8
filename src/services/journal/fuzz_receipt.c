/* A receipt comes from anywhere: it is refused with a reason, or its arithmetic holds. */
#include "journal/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct str content = {NULL, 0};
	enum outcome outcome = journal_receipt_check(&ctx, str_bytes(data, size), &content);
	if (outcome == OK && (!content.p || ctx.problems.count != 0))
		abort();
	if (outcome != OK && (outcome != INVALID || ctx.problems.count == 0 || content.p))
		abort();
	return 0;
}
