/* Any bytes as Popolo JSON. */
#include "people/fuzz_people.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct people_file file = {0};
	if (size > 65536)
		return 0;
	if (people_file_read_popolo(&ctx, STR("file"), str_dup(arena, str_bytes(data, size)), false, &file) == OK)
		check_file(&ctx, &file);
	else
		must(ctx.problems.count > 0, "a refusal says why");
	return 0;
}
