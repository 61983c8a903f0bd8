/* Deadlines as people write them: what is read can be said and computed. */
#include <stdlib.h>

#include "rulebook/phrase.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool claim, const char *what)
{
	if (claim)
		return;
	cli_say("fuzz_deadline: it does not hold that %s", what);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	const struct text_rules rules = {.name = "deadline", .max_bytes = 500};
	struct ctx ctx = {.arena = arena};
	struct deadline_rule rule;
	struct str text;
	if (text_accept(&ctx, str_bytes(data, size), &rules, &text) != OK)
		return 0;
	enum outcome outcome = deadline_parse(&ctx, text, &rule);
	must((outcome == OK) == (ctx.problems.count == 0), "a fault has its problem");
	if (outcome != OK)
		return 0;
	rule.calendar = calendar_open(arena, NULL, 0, REST_SATURDAY | REST_SUNDAY);
	must(deadline_rule_words(&ctx, &rule).n > 0, "a rule has words");
	struct deadline_facts facts = {.day = {20000, 20010}};
	struct deadline deadline, explained;
	struct deadline_step *steps;
	size_t n;
	outcome = deadline_compute(&rule, &facts, &deadline);
	must(deadline_explain(&ctx, &rule, &facts, &explained, &steps, &n) == outcome,
	     "computing and explaining agree");
	must(outcome != OK || (deadline.day == explained.day && deadline.at_ms == explained.at_ms), "on the date too");
	return 0;
}
