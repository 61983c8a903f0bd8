/* Any text as an answer to a field of each kind: taken or refused with a word, and what is taken comes back. */
#include "registers/value_parts.h"

static void must(bool holds, const char *what)
{
	if (!holds)
		die("%s", what);
}

static const struct scheme_choice choices[] = {{STR_INIT("yes"), STR_INIT("Accepted")}};
static const struct scheme_band bands[] = {{STR_INIT("low"), STR_INIT("2,000 to 10,000 USD"), 200000, 1000000}};

static void value_try(struct ctx *ctx, const struct scheme_field *field, struct str text)
{
	struct value value, back;
	problems_clear(ctx);
	if (value_parse(ctx, field, STR("x"), text, STR("dmy"), &value) != OK) {
		must(ctx->problems.count > 0, "a refusal says why");
		return;
	}
	must(value_key(ctx->arena, field, &value).n <= 100, "keys are short");
	(void)value_words(ctx, field, &value);
	struct str cell = value_cell(ctx->arena, field, &value);
	must(value_parse(ctx, field, STR("x"), cell, STR("dmy"), &back) == OK, "a cell is read back");
	must(back.state == value.state && back.number == value.number && back.to == value.to, "a cell says the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	const struct text_rules rules = {.name = "text", .max_bytes = 4096, .lines = true};
	struct ctx ctx = {.arena = arena};
	struct str text;
	if (text_accept(&ctx, str_dup(arena, str_bytes(data, size)), &rules, &text) != OK)
		return 0;
	for (int kind = FIELD_TEXT; kind < FIELD_FILE; kind++) {
		struct scheme_field field = {.kind = (enum scheme_kind)kind,
					     .shown = SHOWN_PUBLIC,
					     .currency = STR("GBP"),
					     .choices = choices,
					     .n_choices = 1};
		value_try(&ctx, &field, text);
		field.unknown = field.vague = true;
		value_try(&ctx, &field, text);
		field.bands = bands;
		field.n_bands = 1;
		value_try(&ctx, &field, text);
	}
	return 0;
}
