/* All that is public as tables: those of the CSV files, with the same columns, and keys between them. */
#include "db/table_file.h"
#include "publish/bundle_parts.h"

#include "commitments/commitments.h"
#include "registers/data_files.h"

struct bundle_tables {
	struct table_file *file;
	struct table *metadata, *people, *bodies;
	const struct bundle_about *about;
};

/* Rows of one CSV file on their way into a table. */
struct rows {
	struct bundle_tables *tables;
	struct str name, title, file; /* the table's, for people, and the file's under /data */
	const struct column *columns; /* types of those that are known; others are text */
	size_t n_columns;
	bool has_versions, has_parents;
	struct table *table; /* NULL before the first row */
	size_t person, person_id, person_link, body, body_id;
};

#define NOWHERE SIZE_MAX

static const struct table_column metadata_columns[] = {
	{.name = STR_INIT("name"), .type = TABLE_TEXT, .is_key = true},
	{.name = STR_INIT("title"), .type = TABLE_TEXT},
	{.name = STR_INIT("publisher"), .type = TABLE_TEXT},
	{.name = STR_INIT("licence"), .type = TABLE_TEXT},
	{.name = STR_INIT("as_of"), .type = TABLE_TEXT},
	{.name = STR_INIT("source"), .type = TABLE_TEXT},
	{.name = STR_INIT("note"), .type = TABLE_TEXT},
};
static const struct table_column people_columns[] = {
	{.name = STR_INIT("id"), .type = TABLE_TEXT, .is_key = true},
	{.name = STR_INIT("name"), .type = TABLE_TEXT},
	{.name = STR_INIT("link"), .type = TABLE_TEXT},
};

/* Register ids may hold hyphens; as a name in SQL that would need quotes. None is called like another table: rules
 * that have such a one are refused. */
static struct str table_name(struct arena *arena, struct str id)
{
	char *name = arena_copy(arena, id.p, id.n);
	for (size_t i = 0; i < id.n; i++)
		if (name[i] == '-')
			name[i] = '_';
	return (struct str){name, id.n};
}

static enum outcome described(struct ctx *ctx, struct bundle_tables *tables, struct str name, struct str title,
			      struct str file)
{
	const struct bundle_about *about = tables->about;
	const struct str cells[COUNT_OF(metadata_columns)] = {
		name,
		title,
		about->publisher,
		about->licence,
		about->as_of,
		file.n ? site_link(ctx, str_fmt(ctx->arena, "/data/%.*s", STR_ARG(file))) : about->source,
		about->note,
	};
	return table_file_row(ctx, tables->metadata, cells);
}

static enum table_type type_of(const struct rows *rows, struct str name)
{
	for (size_t i = 0; i < rows->n_columns; i++) {
		if (!str_eq(rows->columns[i].name, name))
			continue;
		switch (rows->columns[i].type) {
		case COLUMN_WHOLE:
			return TABLE_WHOLE;
		case COLUMN_DECIMAL:
			return TABLE_NUMBER;
		default:
			return TABLE_TEXT;
		}
	}
	return TABLE_TEXT;
}

static size_t place_of(const struct str *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], str_of(name)))
			return i;
	return NOWHERE;
}

static enum outcome table_begin(struct ctx *ctx, struct rows *rows, const struct str *names, size_t n)
{
	struct table_column *columns = arena_array(ctx->arena, struct table_column, n);
	for (size_t i = 0; i < n; i++) {
		columns[i] = (struct table_column){.name = names[i], .type = type_of(rows, names[i])};
		columns[i].is_key =
			str_eq(names[i], STR("id")) || (rows->has_versions && str_eq(names[i], STR("version")));
		columns[i].key_col = STR("id");
		if (str_eq(names[i], STR("person_id")))
			columns[i].table = STR("people");
		else if (str_eq(names[i], STR("for_body_id")))
			columns[i].table = STR("bodies");
		else if (rows->has_parents && str_eq(names[i], STR("belongs_to")))
			columns[i].table = rows->name;
	}
	rows->person = place_of(names, n, "person");
	rows->person_id = place_of(names, n, "person_id");
	rows->person_link = place_of(names, n, "person_link");
	rows->body = place_of(names, n, "for_body");
	rows->body_id = place_of(names, n, "for_body_id");
	return table_file_table(ctx, rows->tables->file, rows->name, columns, n, &rows->table);
}

/* Whoever a row names is in their own table, since both come from the same row. */
static enum outcome row_put(struct ctx *ctx, void *to, const struct str *cells, size_t n)
{
	struct rows *rows = to;
	if (bundle_must_end())
		return RETRY;
	if (!rows->table)
		return table_begin(ctx, rows, cells, n);
	if (rows->person_id != NOWHERE && cells[rows->person_id].n) {
		const struct str person[] = {cells[rows->person_id], cells[rows->person], cells[rows->person_link]};
		TRY(table_file_row(ctx, rows->tables->people, person));
	}
	if (rows->body_id != NOWHERE && cells[rows->body_id].n) {
		const struct str body[] = {cells[rows->body_id], cells[rows->body], STR("")};
		TRY(table_file_row(ctx, rows->tables->bodies, body));
	}
	return table_file_row(ctx, rows->table, cells);
}

/* Also what ended or was withdrawn: `status` tells them apart. */
static enum outcome register_rows(struct ctx *ctx, struct bundle_tables *tables, const struct scheme *scheme)
{
	static const struct asked all[] = {{STR_INIT("ended"), STR_INIT("yes")}};
	struct data_file file;
	struct rows rows = {.tables = tables,
			    .name = table_name(ctx->arena, scheme->id),
			    .title = scheme->title,
			    .file = str_fmt(ctx->arena, "%.*s.csv", STR_ARG(scheme->id)),
			    .has_parents = true};
	const struct export_sink sink = {.row = row_put, .to = &rows};
	rows.columns = columns_of(ctx, scheme, &rows.n_columns);
	TRY(data_file_open(ctx, rows.file, all, COUNT_OF(all), &file));
	TRY(data_file_write(ctx, &file, &sink));
	return described(ctx, tables, rows.name, rows.title, rows.file);
}

/* Versions that were published, and what was removed. */
static enum outcome other_rows(struct ctx *ctx, struct bundle_tables *tables, struct str name, struct str title,
			       bool has_versions)
{
	struct data_file file;
	struct rows rows = {.tables = tables,
			    .name = name,
			    .title = title,
			    .file = str_fmt(ctx->arena, "%.*s.csv", STR_ARG(name)),
			    .has_versions = has_versions};
	const struct export_sink sink = {.row = row_put, .to = &rows};
	rows.columns = columns_common(ctx, &rows.n_columns);
	TRY(data_file_open(ctx, rows.file, NULL, 0, &file));
	TRY(data_file_write(ctx, &file, &sink));
	return described(ctx, tables, rows.name, rows.title, rows.file);
}

static enum outcome signature_rows(struct ctx *ctx, struct bundle_tables *tables)
{
	struct rows rows = {.tables = tables, .name = STR("signatures"), .title = STR("Signed commitments")};
	TRY(commitments_signatures(ctx, row_put, &rows));
	return described(ctx, tables, rows.name, rows.title, STR("signatures.csv"));
}

static enum outcome all_rows(struct ctx *ctx, struct bundle_tables *tables)
{
	const struct rulebook *book;
	int64_t version;
	struct table_file *file = tables->file;
	TRY(rulebook_current(ctx, &book, &version));
	TRY(table_file_table(ctx, file, STR("metadata"), metadata_columns, COUNT_OF(metadata_columns),
			     &tables->metadata));
	TRY(table_file_table(ctx, file, STR("people"), people_columns, COUNT_OF(people_columns), &tables->people));
	TRY(table_file_table(ctx, file, STR("bodies"), people_columns, COUNT_OF(people_columns) - 1, &tables->bodies));
	TRY(described(ctx, tables, STR(BUNDLE_DATABASE), tables->about->title, STR("")));
	for (size_t i = 0; i < book->n_schemes; i++) {
		if (book->schemes[i].shown != REGISTER_PUBLIC)
			continue;
		TRY(register_rows(ctx, tables, &book->schemes[i]));
		TRY(entries_read_anew(ctx));
	}
	TRY(other_rows(ctx, tables, STR("changes"), STR("Changes of all registers, version by version"), true));
	TRY(entries_read_anew(ctx));
	TRY(other_rows(ctx, tables, STR("removals"), STR("What was removed from the registers"), false));
	TRY(signature_rows(ctx, tables));
	TRY(described(ctx, tables, STR("people"), STR("People whom a row names"), STR("")));
	return described(ctx, tables, STR("bodies"), STR("Bodies that a row is of"), STR(""));
}

enum outcome bundle_database(struct ctx *ctx, const struct bundle_about *about, const char *path)
{
	struct bundle_tables tables = {.about = about};
	TRY(table_file_open(ctx, path, &tables.file));
	enum outcome outcome = all_rows(ctx, &tables);
	if (outcome == OK)
		outcome = table_file_done(ctx, tables.file);
	table_file_close(tables.file);
	return outcome;
}
