/* What both fuzz targets of files of people do with what they read. */
#pragma once

#include "intake/csv.h"
#include "people/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts, so that the fuzzer keeps the input. */
static inline void must(bool claim, const char *what)
{
	if (claim)
		return;
	log_event(LOG_ERROR, "fuzz_people", "broken=\"%s\"", what);
	abort();
}

/* The cells that are written are the cells that are read. */
static inline void check_cells(struct ctx *ctx, struct str written, size_t n_rows)
{
	const struct text_rules rules = {.name = "file", .max_bytes = SIZE_MAX, .lines = true};
	struct buf again = buf_open(ctx->arena, written.n);
	struct str lines;
	struct csv csv;
	must(text_accept(ctx, written, &rules, &lines) == OK, "a spreadsheet is text");
	must(csv_read(ctx, STR("file"), lines, n_rows, &csv) == OK, "the spreadsheet we write we read");
	for (size_t i = 0; i < csv.n_rows; i++)
		cli_csv_row(&again, csv.cells + i * csv.n_columns, csv.n_columns);
	must(str_eq(buf_view(&again), written), "no cell is another on the way");
}

/* The promises of file.h: what passes its checks is written, read and written again the same. */
static inline void check_file(struct ctx *ctx, struct people_file *file)
{
	struct people_file again, third;
	if (people_file_check(ctx, file, TENURE_ELECTED) != OK) {
		must(ctx->problems.count > 0, "a refusal says why");
		return;
	}
	struct str written = people_file_write_popolo(ctx->arena, file, true);
	must(people_file_read_popolo(ctx, file->name, written, true, &again) == OK, "what we write we read");
	must(people_file_check(ctx, &again, 0) == OK, "and it is as good as before");
	must(str_eq(people_file_write_popolo(ctx->arena, &again, true), written), "nothing is lost on the way");
	written = people_file_write_popolo(ctx->arena, file, false);
	must(people_file_read_popolo(ctx, file->name, written, false, &third) == OK || third.name.n == 0 ||
		     ctx->problems.count > 0,
	     "what others read says why it is refused");
	check_cells(ctx, people_file_write_csv(ctx->arena, file, true), file->n_tenures);
}
