/* What the fuzz targets of the formats that are exported do with their input: what is taken in keeps the promises of
 * any import, and exported as Akoma Ntoso and JSON it comes back as it was. */
#pragma once

#include "codes/codes_export.h"
#include "codes/codes_import.h"
#include "codes/fuzz_code.h"

static inline struct edition_export export_of(const struct code_import *import)
{
	struct edition_export from = {
		.edition = {.number = 1,
			    .in_force_from = INT32_MIN,
			    .instrument = {.day = INT32_MIN},
			    .lang = STR("en")},
		.origin = STR("https://ethics.example.gov"),
		.provisions = import->provisions,
		.n = import->n,
	};
	const struct edition_facts *facts = import->facts;
	if (facts) {
		from.edition.number = facts->number > 0 ? facts->number : 1;
		from.edition.change = facts->change;
		from.edition.in_force_from = facts->in_force_from;
		from.edition.instrument = facts->instrument;
		from.edition.lang = facts->lang.n > 0 ? facts->lang : STR("en");
		from.edition.code_slug = facts->slug;
	}
	from.edition.code_title = import->title;
	return from;
}

static inline void check_comes_back(struct ctx *ctx, const char *name, const struct edition_export *from)
{
	struct code_import import;
	bool is_akn = strcmp(name, "a.xml") == 0;
	struct str file = is_akn ? export_akn(ctx->arena, from) : export_json(ctx->arena, from);
	if (file.n > LIMIT_CODE_BYTES)
		return;
	must(codes_import_files_here(ctx, &(struct code_file){.name = str_of(name), .content = file}, 1,
				     is_akn ? STR("akn") : STR("json"), &import) == OK,
	     "an export can be read");
	const struct edition_export back = export_of(&import);
	must(str_eq(export_json(ctx->arena, from), export_json(ctx->arena, &back)), "an export is the same edition");
}

static inline int fuzz_export(const uint8_t *data, size_t size, const char *name, const char *format)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct code_import import;
	if (size > 65536)
		return 0;
	struct str content = str_dup(arena, str_bytes(data, size));
	enum outcome outcome = codes_import_files_here(
		&ctx, &(struct code_file){.name = str_of(name), .content = content}, 1, str_of(format), &import);
	must(outcome == OK || outcome == INVALID, "no word is lost");
	if (outcome != OK)
		return 0;
	check_import(&import);
	for (size_t i = 0; i < import.n; i++)
		if (import.provisions[i].id == 0)
			import.provisions[i].id = INT64_MAX - (int64_t)i;
	const struct edition_export from = export_of(&import);
	check_comes_back(&ctx, "a.xml", &from);
	check_comes_back(&ctx, "a.json", &from);
	return 0;
}
