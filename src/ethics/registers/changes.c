#include "registers/changes.h"

#include "base/cli.h"
#include "registers/registers_sql.h"
#include "registers/store.h"

#define PAGE_ROWS 500

enum outcome changes_list(struct ctx *ctx, const struct changes_filter *filter, struct change_row **ret_rows,
			  size_t *ret_n, int64_t *ret_before)
{
	struct revision_at at;
	struct stored_entry *stored;
	struct entry_reader reader;
	size_t n, used = 0;
	TRY(registers_known_at(ctx, INT64_MAX, &at));
	TRY(entry_reader_open(ctx, &reader));
	TRY(db_list(ctx, &registers_sql_public_changes,
		    DB_PARAMS(db_int(filter->before ? filter->before : INT64_MAX), db_int(at.upto), db_int(at.but),
			      db_text(filter->register_id), db_int(filter->person_id), db_int(filter->since_ms),
			      db_int((int64_t)filter->most)),
		    &stored_entry_spec, &stored, &n));
	struct change_row *rows = arena_array(ctx->arena, struct change_row, n);
	for (size_t i = 0; i < n; i++) {
		TRY(stored_entry_read(ctx, &reader, &stored[i]));
		const struct scheme *scheme = stored[i].entry.declared.scheme;
		if (scheme && scheme->shown == REGISTER_PUBLIC)
			rows[used++] = (struct change_row){stored[i].no, stored[i].entry};
	}
	*ret_before = n == filter->most ? stored[n - 1].no : 0;
	*ret_rows = rows;
	*ret_n = used;
	return OK;
}

/* ---- As files ---- */

struct writing {
	enum export_format format;
	const struct export_sink *sink;
	struct row_maker maker;
	const struct column *columns; /* of any register, without its answers */
	size_t n_columns, rows;
};

static enum outcome columns_fill(struct ctx *ctx, struct writing *w)
{
	static const struct scheme none = {.shown = REGISTER_PUBLIC};
	w->columns = columns_of(ctx, &none, &w->n_columns);
	struct str *names = arena_array(ctx->arena, struct str, w->n_columns);
	for (size_t i = 0; i < w->n_columns; i++)
		names[i] = w->columns[i].name;
	struct buf out = buf_open(ctx->arena, 1024);
	cli_csv_row(&out, names, w->n_columns);
	return w->sink->put(ctx, w->sink->to, buf_view(&out));
}

static enum outcome row_write(struct ctx *ctx, struct writing *w, const struct entry *entry)
{
	struct entry_shown row;
	TRY(entry_shown_of(ctx, &w->maker, entry->declared.scheme, entry, &row));
	struct buf out = buf_open(ctx->arena, 2048);
	if (w->format == EXPORT_CSV) {
		struct str *cells = arena_array(ctx->arena, struct str, w->n_columns);
		for (size_t i = 0; i < w->n_columns; i++)
			cells[i] = column_cell(ctx, &w->columns[i], &row);
		cli_csv_row(&out, cells, w->n_columns);
	} else {
		buf_c(&out, w->format == EXPORT_JSON && w->rows ? ",\n" : "");
		struct json json = json_open(&out, JSON_PLAIN);
		entry_json(ctx, &json, &row);
		buf_c(&out, w->format == EXPORT_JSONL ? "\n" : "");
	}
	w->rows++;
	return w->sink->put(ctx, w->sink->to, buf_view(&out));
}

static enum outcome page_write(struct ctx *ctx, struct writing *w, struct changes_filter *filter, bool *ret_more)
{
	arena_scope(ctx->arena);
	struct change_row *rows;
	size_t n;
	TRY(changes_list(ctx, filter, &rows, &n, &filter->before));
	for (size_t i = 0; i < n; i++)
		TRY(row_write(ctx, w, &rows[i].entry));
	*ret_more = filter->before != 0;
	return OK;
}

enum outcome changes_export(struct ctx *ctx, const struct changes_filter *filter, enum export_format format,
			    const struct export_sink *sink)
{
	struct writing w = {.format = format, .sink = sink};
	struct changes_filter at = *filter;
	bool more = true;
	at.most = PAGE_ROWS;
	TRY(row_maker_open(ctx, &(const struct register_query){0}, &w.maker));
	if (format == EXPORT_CSV)
		TRY(columns_fill(ctx, &w));
	if (format == EXPORT_JSON)
		TRY(sink->put(ctx, sink->to,
			      str_fmt(ctx->arena, "{\"title\":\"Changes\",\"as_of\":\"%.*s\",\"entries\":[\n",
				      STR_ARG(w.maker.as_of))));
	while (more)
		TRY(page_write(ctx, &w, &at, &more));
	return format == EXPORT_JSON ? sink->put(ctx, sink->to, STR("\n]}\n")) : OK;
}
