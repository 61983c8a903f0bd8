/* What both fuzz targets of the import do with their input. */
#pragma once

#include "codes/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts, so that the fuzzer keeps the input. */
static inline void must(bool claim, const char *what)
{
	if (claim)
		return;
	log_event(LOG_ERROR, "fuzz_code", "broken=\"%s\"", what);
	abort();
}

/* The promises of codes.h about any import. */
static inline void check_import(const struct code_import *import)
{
	must(import->words_in == import->words_stored + import->words_furniture, "words balance");
	must(import->n > 0 && import->title.n > 0, "there is something");
	int32_t above = -1;
	for (size_t i = 0; i < import->n; i++) {
		const struct provision *p = &import->provisions[i];
		must(p->position == (int32_t)i && p->anchor.n > 0, "positions and anchors are given");
		must(p->depth >= 0 && p->depth <= above + 1, "no depth is skipped");
		must(p->label.n + p->heading.n + p->text.n > 0, "nothing is empty");
		above = p->depth;
	}
}

static inline int fuzz_code(const uint8_t *data, size_t size, enum code_format format)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	const struct text_rules rules = {.name = "file", .max_bytes = 65536, .lines = true, .is_file = true};
	struct ctx ctx = {.arena = arena};
	struct code_import import;
	struct str text;
	if (text_accept(&ctx, str_dup(arena, str_bytes(data, size)), &rules, &text) != OK)
		return 0;
	(void)codes_format_guess(STR("file.txt"), text);
	enum outcome outcome = codes_parse(&ctx, STR("file"), text, format, &import);
	must(outcome == OK || outcome == INVALID, "no word is lost");
	if (outcome != OK)
		return 0;
	struct code_fault *faults;
	size_t n;
	check_import(&import);
	codes_check(arena, import.provisions, import.n, &faults, &n);
	for (size_t i = 0; i < n; i++)
		must(faults[i].provision < import.n && code_fault_words(arena, &faults[i]).n > 0, "faults are named");
	return 0;
}
