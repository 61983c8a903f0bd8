/* Any two texts as names: taken apart, compared, explained. */
#include "base/utf8.h"
#include "screening/pair.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	const struct text_rules rules = {.name = "text", .max_bytes = 4096, .lines = true};
	struct ctx ctx = {.arena = arena};
	struct str text, a;
	if (text_accept(&ctx, str_dup(arena, str_bytes(data, size)), &rules, &text) != OK)
		return 0;
	struct str b = text;
	if (!str_cut(&b, '\n', &a))
		return 0;
	for (enum name_kind kind = NAME_PERSON; kind <= NAME_ORGANIZATION; kind++) {
		struct names x, y;
		struct pair pair, turned;
		names_read(arena, a, kind, &x);
		names_read(arena, b, kind, &y);
		names_compare(&x, &y, kind, &pair);
		names_compare(&y, &x, kind, &turned);
		if (pair.score != turned.score || pair.score < 0 || pair.score > 1)
			die("%.*s and %.*s: %f, turned %f", STR_ARG(a), STR_ARG(b), pair.score, turned.score);
		(void)pair_words(arena, &pair);
	}
	return 0;
}
