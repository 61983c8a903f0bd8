/* A mapping as anybody may write it, and behind a byte of 0 a file that is read through it. */
#include <stdlib.h>

#include "registers/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char book[] = "rulebook: {id: t, title: T, currency: GBP}\n"
			   "registers:\n"
			   "  - id: gifts\n"
			   "    title: Gifts\n"
			   "    nil: yes\n"
			   "    source: S\n"
			   "    categories:\n"
			   "      - id: gift\n"
			   "        title: Gifts\n"
			   "        fields:\n"
			   "          - {id: donor, name: From, kind: organization, many: 3}\n"
			   "          - {id: day, name: Day, kind: date}\n"
			   "          - {id: value, name: Value, kind: money, unknown: yes}\n"
			   "          - {id: held, name: Held, kind: period}\n";

static void rows_read(struct ctx *ctx, const struct mapping_head *head, struct csv_reader *reader)
{
	struct csv_row row;
	for (enum outcome next = OK; next != NOT_FOUND;) {
		next = csv_next(ctx, reader, &row);
		for (size_t i = 0; next == OK && i < head->file->n_entries; i++) {
			const struct mapping_entry *entry = &head->file->entries[i];
			struct mapped mapped;
			size_t before = ctx->problems.count;
			if (!mapping_reads(head, &row, ctx->arena) || !mapping_makes(head, entry, &row, ctx->arena))
				continue;
			enum outcome outcome = mapping_row(ctx, head, entry, &row, (struct day){20779}, &mapped);
			if ((outcome == OK) != (ctx->problems.count == before) || (outcome == OK && !mapped.digest))
				abort();
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct str all = str_bytes(data, size), text;
	size_t end = str_find_char(all, '\0', 0);
	const struct text_rules rules = {.name = "m.yaml", .max_bytes = 65536, .lines = true, .is_file = true};
	const struct rulebook_file file = {STR("rulebook.yaml"), str_of(book)};
	const struct csv_options options = {.row_bytes = 5000, .cell_bytes = 1000, .check = true};
	struct rulebook rulebook;
	struct mapping mapping;
	if (text_accept(&ctx, str_slice(all, 0, end), &rules, &text) != OK)
		return 0;
	if (rulebook_parse(&ctx, &file, 1, &rulebook) != OK)
		abort();
	enum outcome outcome = mapping_read(&ctx, STR("m.yaml"), text, &mapping);
	if ((outcome == OK) != (ctx.problems.count == 0))
		abort();
	if (outcome != OK || mapping_check(&ctx, &mapping, &rulebook.schemes[0]) != OK || end == STR_NPOS)
		return 0;
	for (size_t i = 0; i < mapping.n_files; i++) {
		struct csv_reader *reader = csv_open(&ctx, STR("f"), str_slice(all, end + 1, all.n), &options);
		struct csv_row row;
		struct mapping_head head;
		if (csv_next(&ctx, reader, &row) == OK &&
		    mapping_head_read(&ctx, &mapping, &mapping.files[i], &rulebook.schemes[0], STR("f"), &row, &head) ==
			    OK)
			rows_read(&ctx, &head, reader);
	}
	return 0;
}
