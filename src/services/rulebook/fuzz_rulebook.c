/* A file of a rulebook, as anybody may write it. */
#include <stdlib.h>

#include "rulebook/scheme.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	const struct text_rules rules = {.name = "rulebook.yaml", .max_bytes = 65536, .lines = true, .is_file = true};
	struct ctx ctx = {.arena = arena};
	struct rulebook book;
	struct str text;
	if (text_accept(&ctx, str_bytes(data, size), &rules, &text) != OK)
		return 0;
	const struct rulebook_file files[] = {
		{STR("about.md"), STR("Text of its own.")},
		{STR("rulebook.yaml"), text},
	};
	enum outcome outcome = rulebook_parse(&ctx, files, COUNT_OF(files), &book);
	if ((outcome == OK) != (ctx.problems.count == 0))
		abort();
	for (size_t i = 0; outcome == OK && i < book.n_duties; i++) {
		struct deadline_facts facts = {.day = {20000, 20010}};
		struct deadline deadline;
		if (deadline_compute(&book.duties[i].deadline, &facts, &deadline) == OK &&
		    deadline.day == DEADLINE_NO_DAY)
			abort();
	}
	for (size_t i = 0; outcome == OK && i < book.n_schemes; i++) {
		const struct scheme *scheme = &book.schemes[i];
		if (rulebook_scheme(&book, scheme->id) != scheme || scheme->keys.n > SCHEME_KEYS)
			abort();
		for (size_t j = 0; j < scheme->n_categories; j++)
			if (scheme_category(scheme, scheme->categories[j].id) != &scheme->categories[j])
				abort();
	}
	return 0;
}
