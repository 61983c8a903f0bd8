/* Any bytes as a spreadsheet of people. */
#include "people/fuzz_people.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	const struct text_rules rules = {.name = "file", .max_bytes = 65536, .lines = true, .is_file = true};
	struct ctx ctx = {.arena = arena};
	struct people_file file = {0};
	struct str text;
	if (text_accept(&ctx, str_dup(arena, str_bytes(data, size)), &rules, &text) != OK)
		return 0;
	if (people_file_read_csv(&ctx, STR("file"), text, STR("notes,remarks"), &file) == OK)
		check_file(&ctx, &file);
	else
		must(ctx.problems.count > 0, "a refusal says why");
	return 0;
}
