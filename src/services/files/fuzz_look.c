/* Any bytes as a file: what is taken can be copied within its bounds, and its copy is taken too. A copy of the copy of
 * a picture is that copy; a PDF keeps its size, since spaces take the place of what it says about itself. */
#include <stdlib.h>

#include "files/look.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool claim)
{
	if (!claim)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct file_parts parts, again;
	struct str content = str_bytes(data, size);
	enum outcome outcome = parts_look(&ctx, content, &parts);
	must((outcome == OK) == (ctx.problems.count == 0));
	must(file_name(arena, content, FILE_PDF).n <= 100);
	if (outcome != OK || !parts.can_clean)
		return 0;
	for (size_t i = 0; i < parts.n_keep; i++)
		must(parts.keep[i].from < parts.keep[i].to && parts.keep[i].to <= size);
	struct str copy = parts_copy(arena, content, &parts);
	must(copy.n <= size && parts_look(&ctx, copy, &again) == OK && again.kind == parts.kind);
	if (parts.kind == FILE_PDF)
		must(copy.n == size);
	else
		must(again.can_clean && str_eq(parts_copy(arena, copy, &again), copy));
	return 0;
}
