/* Any bytes as CSV: from a file and from memory the same rows, and what is refused is said. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "intake/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t rows(struct ctx *ctx, struct csv_reader *reader)
{
	struct csv_row row;
	size_t n = 0;
	for (;;) {
		size_t before = ctx->problems.count;
		enum outcome next = csv_next(ctx, reader, &row);
		if (next == NOT_FOUND)
			return n;
		if ((next == OK) != (ctx->problems.count == before))
			abort();
		for (size_t i = 0; next == OK && i < row.n; i++) {
			int64_t line, column;
			csv_place(&row, i, &line, &column);
			if (utf8_fault(row.cells[i]) != STR_NPOS || line < row.line || column < 1)
				abort();
		}
		n++;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena}, again = {.arena = arena};
	const struct csv_options options = {.row_bytes = 500, .cell_bytes = 100, .check = true};
	CLEANUP(fd_closep) int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct csv_reader *reader;
	struct str content = str_bytes(data, size);
	if (fd < 0 || !fd_write_all(fd, content) || csv_open_file(&ctx, STR("f"), fd, &options, &reader) != OK)
		return 0;
	size_t n = rows(&ctx, reader);
	if (utf8_fault(content) == STR_NPOS && n != rows(&again, csv_open(&again, STR("f"), content, &options)))
		abort();
	return 0;
}
