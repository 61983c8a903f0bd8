#include "intake/intake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is refused is said, and what is taken can be written and read again as the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	CLEANUP(json_decrefp) json_t *value = intake_json(&ctx, STR("input"), str_bytes(data, size));
	if ((value == NULL) != (ctx.problems.count == 1))
		abort();
	if (!value)
		return 0;
	char *written = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
	CLEANUP(json_decrefp) json_t *again = intake_json(&ctx, STR("written"), str_of(written));
	if (!again || !json_equal(value, again))
		abort();
	free(written);
	return 0;
}
