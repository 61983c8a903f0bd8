/* Catalogues from anybody: one that is accepted answers every question from within itself. */
#include "html/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct lang lang;
	struct str mo = str_dup(arena, str_bytes(data, size));
	if (lang_open(&ctx, "cy", mo, &lang) != OK)
		return 0;
	static const char *const messages[] = {"", "Members", "Zebra", "a"};
	for (size_t i = 0; i < COUNT_OF(messages); i++) {
		struct str found = lang_lookup(&lang, str_of(messages[i]));
		if (found.p != messages[i] && (found.p < mo.p || found.p + found.n > mo.p + mo.n))
			die("fuzz_catalogue: a translation from elsewhere");
	}
	return 0;
}
