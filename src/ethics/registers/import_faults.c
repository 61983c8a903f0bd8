/* Rows that are refused, as a file that can be put right and imported. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "registers/import_parts.h"

static enum outcome not_written(struct ctx *ctx, const struct fault_file *faults)
{
	return problem_at(ctx, faults->path, 0, 0, msg("this file cannot be written: {1}"),
			  str_of(strerrordesc_np(errno)));
}

static enum outcome row_write(struct ctx *ctx, const struct fault_file *faults, const struct str *cells)
{
	struct buf out = buf_open(ctx->arena, 1024);
	if (faults->to && faults->to->n > FAULTS_BYTES)
		return OK;
	if (faults->to) {
		cli_csv_row(faults->to, cells, faults->n + 3);
		return OK;
	}
	cli_csv_row(&out, cells, faults->n + 3);
	return fd_write_all(faults->fd, buf_view(&out)) ? OK : not_written(ctx, faults);
}

static enum outcome begin(struct ctx *ctx, struct fault_file *faults)
{
	faults->is_begun = true;
	if (!faults->to)
		faults->fd = open(str_c(ctx->arena, faults->path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (!faults->to && faults->fd < 0)
		return not_written(ctx, faults);
	struct str *head = arena_array(ctx->arena, struct str, faults->n + 3);
	memcpy(head, faults->names, faults->n * sizeof(*head));
	head[faults->n] = FAULT_COLUMN_FILE;
	head[faults->n + 1] = FAULT_COLUMN_LINE;
	head[faults->n + 2] = FAULT_COLUMN_WHAT;
	return row_write(ctx, faults, head);
}

enum outcome faults_put(struct ctx *ctx, struct fault_file *faults, const struct str *names, size_t n_names,
			const struct csv_row *row, struct str file, struct str what)
{
	if (str_empty(faults->path) && !faults->to)
		return OK;
	if (!faults->is_begun)
		TRY(begin(ctx, faults));
	struct str *cells = arena_array(ctx->arena, struct str, faults->n + 3);
	for (size_t i = 0; i < row->n && i < n_names; i++)
		for (size_t k = 0; k < faults->n; k++)
			if (str_eq_nocase(faults->names[k], names[i]))
				cells[k] = row->cells[i];
	cells[faults->n] = file;
	cells[faults->n + 1] = str_fmt(ctx->arena, "%lld", (long long)row->line);
	cells[faults->n + 2] = what;
	return row_write(ctx, faults, cells);
}
