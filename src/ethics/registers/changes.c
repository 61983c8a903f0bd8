#include "registers/changes.h"

#include "registers/registers_sql.h"
#include "registers/store.h"

#define PAGE_ROWS       500
#define PAGES_IN_A_READ 20 /* a longer read would pin the log of the database (D4) */

/* ---- What an address asks ---- */

static enum outcome since_read(struct ctx *ctx, struct str since, struct changes_filter *filter)
{
	struct day day;
	struct instant at;
	if (day_parse(since, &day))
		at = zone_day_start(ctx->site->zone, day);
	else if (!instant_parse(since, &at))
		return problem_add(ctx, "since",
				   msg("Write the day as year-month-day, such as 2026-07-01, or a day with its time"));
	filter->since_ms = at.ms;
	return OK;
}

static enum outcome register_read(struct ctx *ctx, struct str id, struct changes_filter *filter)
{
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	const struct scheme *scheme = rulebook_scheme(book, id);
	if (!scheme || scheme->shown == REGISTER_PRIVATE)
		return NOT_FOUND;
	filter->register_id = scheme->id;
	return OK;
}

static enum outcome member_read(struct ctx *ctx, struct str slug, struct changes_filter *filter)
{
	struct person person;
	TRY(people_person_by_slug(ctx, slug, &person));
	if (!person.is_public)
		return NOT_FOUND;
	filter->person_id = person.id;
	return OK;
}

enum outcome changes_filter_read(struct ctx *ctx, const struct asked *asked, size_t n, struct changes_filter *filter)
{
	for (size_t i = 0; i < n; i++) {
		struct str name = asked[i].name, value = asked[i].value;
		if (!value.n)
			continue;
		if (str_eq(name, STR("since")))
			TRY(since_read(ctx, value, filter));
		else if (str_eq(name, STR("register")))
			TRY(register_read(ctx, value, filter));
		else if (str_eq(name, STR("member")))
			TRY(member_read(ctx, value, filter));
		else if (!str_eq(name, STR("before")))
			return problem_add(ctx, str_c(ctx->arena, name),
					   msg("Changes are asked by “since”, “register” and “member” alone"));
		else if (!str_to_i64(value, &filter->before) || filter->before < 1)
			return problem_add(ctx, "before",
					   msg("This page of the list is not there. Begin with the first."));
	}
	return OK;
}

/* ---- The list ---- */

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
	w->columns = columns_common(ctx, &w->n_columns);
	return export_row(ctx, w->sink, column_names(ctx->arena, w->columns, w->n_columns), w->n_columns);
}

static enum outcome row_write(struct ctx *ctx, struct writing *w, const struct entry *entry)
{
	struct entry_shown row;
	TRY(entry_shown_of(ctx, &w->maker, entry->declared.scheme, entry, &row));
	if (w->format == EXPORT_CSV)
		return export_row(ctx, w->sink, column_cells(ctx, w->columns, w->n_columns, &row), w->n_columns);
	struct buf out = buf_open(ctx->arena, 2048);
	buf_c(&out, w->format == EXPORT_JSON && w->rows ? ",\n" : "");
	struct json json = json_open(&out, JSON_PLAIN);
	entry_json(ctx, &json, &row);
	buf_c(&out, w->format == EXPORT_JSONL ? "\n" : "");
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
	for (int pages = 1; more; pages++) {
		TRY(page_write(ctx, &w, &at, &more));
		if (more && pages % PAGES_IN_A_READ == 0)
			TRY(entries_read_anew(ctx));
	}
	return format == EXPORT_JSON ? sink->put(ctx, sink->to, STR("\n]}\n")) : OK;
}
