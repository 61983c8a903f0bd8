/* Text from outside, in every way base takes it in. */
#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool claim, const char *what)
{
	if (claim)
		return;
	cli_say("fuzz_text: it does not hold that %s", what);
	abort();
}

static void check_accepted(struct ctx *ctx, struct str text, const struct text_rules *rules)
{
	struct str again, rest = text, word;
	size_t words = 0;
	must(utf8_fault(text) == STR_NPOS && text.n <= rules->max_bytes, "accepted text is bounded UTF-8");
	must(text_accept(ctx, text, rules, &again) == OK && str_eq(text, again), "accepting twice changes nothing");
	while (text_next_word(&rest, &word))
		words += word.n > 0;
	must(words == text_words(text), "words are counted alike");
	struct str slug = text_slug(ctx->arena, text);
	must(str_eq(slug, text_slug(ctx->arena, slug)), "a slug is its own slug");
	struct buf out = buf_open(ctx->arena, 0);
	json_quote(&out, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	const struct text_rules file = {.name = "file", .max_bytes = 4096, .lines = true, .is_file = true};
	const struct text_rules line = {.name = "line", .max_bytes = 256};
	struct ctx ctx = {.arena = arena};
	struct str raw = str_dup(arena, str_bytes(data, size)), text;
	struct instant instant;
	struct day day;
	int64_t number;
	char bytes[8];
	if (text_accept(&ctx, raw, &file, &text) == OK)
		check_accepted(&ctx, text, &file);
	if (text_accept(&ctx, raw, &line, &text) == OK)
		check_accepted(&ctx, text, &line);
	if (day_parse(raw, &day))
		must(str_eq(day_str(arena, day), raw), "a day comes back");
	if (instant_parse(raw, &instant))
		must(instant_bounded(instant).ms == instant.ms, "an instant lies in its bounds");
	if (id_parse(raw, &number))
		must(number > 0, "an id is positive");
	(void)str_to_i64(raw, &number);
	(void)base32_parse(raw, bytes, sizeof(bytes));
	return 0;
}
