#include "registers/data_files.h"

#include "registers/describe.h"
#include "registers/review.h"

#define REMOVALS_LISTED 10000

struct data_file_kind {
	struct str suffix;
	enum export_format format; /* 0: describes the file */
	const char *type;
	struct str (*describe)(struct ctx *ctx, const struct scheme *scheme);
};

static const struct data_file_kind kinds[] = {
	/* The longer ones first. */
	{STR_INIT(".csv-metadata.json"), 0, "application/csvm+json", register_csvw},
	{STR_INIT(".schema.json"), 0, "application/schema+json", register_json_schema},
	{STR_INIT(".regmem.json"), EXPORT_REGMEM, "application/json", NULL},
	{STR_INIT(".declared.json"), EXPORT_DECLARED, "application/json", NULL},
	{STR_INIT(".jsonl"), EXPORT_JSONL, "application/jsonl", NULL},
	{STR_INIT(".json"), EXPORT_JSON, "application/json", NULL},
	{STR_INIT(".csv"), EXPORT_CSV, "text/csv; charset=utf-8", NULL},
};

#define ENTRIES  STR("entries")
#define CHANGES  STR("changes")
#define REMOVALS STR("removals")

static struct str base_name(const struct data_file *file)
{
	return str_slice(file->name, 0, file->name.n - file->kind->suffix.n);
}

/* What others' shapes put together by person comes person by person. */
static void order_set(struct register_query *query, enum export_format format)
{
	if (format != EXPORT_REGMEM && format != EXPORT_DECLARED)
		return;
	query->filter.sort = STR("person");
	query->filter.descending = false;
}

/* A register's own, or of all registers that show their entries. */
static enum outcome queries_read(struct ctx *ctx, const struct asked *asked, size_t n, struct data_file *file)
{
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	struct str name = base_name(file);
	bool is_all = str_eq(name, ENTRIES);
	struct register_query *queries = arena_array(ctx->arena, struct register_query, book->n_schemes + 1);
	for (size_t i = 0; i < book->n_schemes; i++) {
		const struct scheme *scheme = &book->schemes[i];
		if (scheme->shown != REGISTER_PUBLIC || (!is_all && !str_eq(scheme->id, name)))
			continue;
		TRY(register_query_read(ctx, scheme, asked, n, &queries[file->n]));
		order_set(&queries[file->n++], file->kind->format);
	}
	file->queries = queries;
	return file->n ? OK : NOT_FOUND;
}

static enum outcome removals_read(struct ctx *ctx, const struct asked *asked, size_t n, struct data_file *file)
{
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(asked[i].name, STR("ground")))
			return problem_add(ctx, str_c(ctx->arena, asked[i].name),
					   msg("The list of removals is filtered by “ground” alone"));
		file->removals.ground = asked[i].value;
	}
	return OK;
}

/* Its scheme must be one whose entries are shown. */
static enum outcome described_read(struct ctx *ctx, struct data_file *file)
{
	enum outcome read = queries_read(ctx, NULL, 0, file);
	return read == OK && file->n != 1 ? NOT_FOUND : read;
}

enum outcome data_file_open(struct ctx *ctx, struct str name, const struct asked *asked, size_t n,
			    struct data_file *ret_file)
{
	struct data_file file = {.name = name};
	for (size_t i = 0; i < COUNT_OF(kinds) && !file.kind; i++)
		if (str_ends(name, kinds[i].suffix))
			file.kind = &kinds[i];
	if (!file.kind)
		return NOT_FOUND;
	struct str base = base_name(&file);
	bool is_changes = str_eq(base, CHANGES), is_removals = str_eq(base, REMOVALS);
	file.type = file.kind->type;
	file.describes = file.kind->describe != NULL;
	if (is_changes && file.kind->format && file.kind->format <= EXPORT_JSONL)
		TRY(changes_filter_read(ctx, asked, n, &file.changes));
	else if (is_removals && file.kind->format == EXPORT_CSV)
		TRY(removals_read(ctx, asked, n, &file));
	else if (is_changes || is_removals)
		return NOT_FOUND;
	else
		TRY(file.describes ? described_read(ctx, &file) : queries_read(ctx, asked, n, &file));
	*ret_file = file;
	return OK;
}

/* What was taken down, for those who keep copies (S3). */
static enum outcome removals_write(struct ctx *ctx, const struct removals_filter *filter,
				   const struct export_sink *sink)
{
	static const struct str names[] = {
		STR_INIT("id"),         STR_INIT("link"),    STR_INIT("register"), STR_INIT("kind"),  STR_INIT("why"),
		STR_INIT("decided_by"), STR_INIT("removed"), STR_INIT("moved_to"), STR_INIT("as_of"), STR_INIT("note")};
	struct entry_removal *removals;
	size_t n;
	TRY(entry_removals(ctx, REMOVALS_LISTED, &removals, &n));
	TRY(export_row(ctx, sink, names, COUNT_OF(names)));
	for (size_t i = 0; i < n; i++) {
		arena_scope(ctx->arena);
		const struct entry_removal *r = &removals[i];
		struct str kind = removal_kind_name((enum removal_kind)r->kind);
		if (filter->ground.n && !str_eq(filter->ground, kind))
			continue;
		const struct str row[COUNT_OF(names)] = {
			r->record_id,
			site_link(ctx, str_fmt(ctx->arena, "/registers/%.*s/%.*s", STR_ARG(r->register_id),
					       STR_ARG(r->record_id))),
			r->register_id,
			kind,
			r->why,
			r->by_office,
			instant_str(ctx->arena, (struct instant){r->at_ms}),
			r->moved_to,
			instant_str(ctx->arena, (struct instant){ctx->now_ms}),
			html_said(ctx->arena, ctx->lang, str_of(msg("Whoever keeps a copy is asked to delete it.")),
				  NULL, 0),
		};
		TRY(export_row(ctx, sink, row, COUNT_OF(row)));
	}
	return OK;
}

enum outcome data_file_write(struct ctx *ctx, const struct data_file *file, const struct export_sink *sink)
{
	struct str base = base_name(file);
	if (file->describes)
		return sink->put(ctx, sink->to, file->kind->describe(ctx, file->queries[0].scheme));
	if (str_eq(base, REMOVALS))
		return removals_write(ctx, &file->removals, sink);
	if (str_eq(base, CHANGES))
		return changes_export(ctx, &file->changes, file->kind->format, sink);
	return registers_export(ctx, file->queries, file->n, file->kind->format, sink);
}

enum outcome data_file_names(struct ctx *ctx, const struct str **ret_names, size_t *ret_n)
{
	const struct rulebook *book;
	int64_t version;
	size_t n = 0;
	TRY(rulebook_current(ctx, &book, &version));
	struct str *names = arena_array(ctx->arena, struct str, (book->n_schemes + 2) * COUNT_OF(kinds));
	for (size_t i = 0; i < book->n_schemes; i++)
		for (size_t k = COUNT_OF(kinds); book->schemes[i].shown == REGISTER_PUBLIC && k-- > 0;)
			names[n++] =
				str_fmt(ctx->arena, "%.*s%.*s", STR_ARG(book->schemes[i].id), STR_ARG(kinds[k].suffix));
	for (size_t k = COUNT_OF(kinds); k-- > 0;)
		if (kinds[k].format && kinds[k].format <= EXPORT_JSONL)
			names[n++] = str_fmt(ctx->arena, "changes%.*s", STR_ARG(kinds[k].suffix));
	names[n++] = STR("removals.csv");
	*ret_names = names;
	*ret_n = n;
	return OK;
}
