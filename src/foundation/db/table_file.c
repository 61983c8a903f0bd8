#include "db/table_file.h"

#include <sqlite3.h>

#include "base/log.h"
#include "db/fault_vfs.h"

#define CACHE "PRAGMA cache_size=-4096"

struct table_file {
	sqlite3 *db;
	struct table *tables;
};

struct table {
	struct table_file *file;
	struct table *next;
	sqlite3_stmt *insert;
	const struct table_column *columns;
	size_t n;
};

static enum outcome outcome_of(struct ctx *ctx, const struct table_file *file, int code)
{
	if (code == SQLITE_OK || code == SQLITE_DONE)
		return OK;
	/* What the parser says is made of names of tables and columns, which are public. */
	log_event(LOG_ERROR, "table_file", "code=%d says=\"%s\"", code, file->db ? sqlite3_errmsg(file->db) : "");
	(void)problem_add(ctx, "file", msg("The database for everybody could not be written."));
	return BROKEN;
}

static enum outcome run(struct ctx *ctx, const struct table_file *file, const char *sql)
{
	return outcome_of(ctx, file, sqlite3_exec(file->db, sql, NULL, NULL, NULL));
}

enum outcome table_file_open(struct ctx *ctx, const char *path, struct table_file **ret_file)
{
	struct table_file *file = arena_new(ctx->arena, struct table_file);
	fault_vfs_register();
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_NOMUTEX;
	enum outcome outcome = outcome_of(ctx, file, sqlite3_open_v2(path, &file->db, flags, FAULT_VFS));
	/* Until it is whole nobody reads it, and nobody mends it. */
	if (outcome == OK)
		outcome = run(ctx, file, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; " CACHE "; BEGIN");
	if (outcome != OK) {
		table_file_close(file);
		return outcome;
	}
	*ret_file = file;
	return OK;
}

/* Names come from rulebooks: none can end the quotes. */
static void put_name(struct buf *sql, struct str name)
{
	buf_char(sql, '"');
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] == '"')
			buf_char(sql, '"');
		buf_char(sql, name.p[i]);
	}
	buf_char(sql, '"');
}

static const char *type_name(enum table_type type)
{
	return type == TABLE_WHOLE ? "INTEGER" : type == TABLE_NUMBER ? "NUMERIC" : "TEXT";
}

static void put_keys(struct buf *sql, const struct table_column *columns, size_t n)
{
	size_t keys = 0;
	for (size_t i = 0; i < n; i++) {
		if (!columns[i].is_key)
			continue;
		buf_c(sql, keys++ ? ", " : ", PRIMARY KEY (");
		put_name(sql, columns[i].name);
	}
	buf_c(sql, keys ? ")" : "");
	for (size_t i = 0; i < n; i++) {
		if (!columns[i].table.n)
			continue;
		buf_lit(sql, ", FOREIGN KEY (");
		put_name(sql, columns[i].name);
		buf_lit(sql, ") REFERENCES ");
		put_name(sql, columns[i].table);
		buf_lit(sql, " (");
		put_name(sql, columns[i].key_col);
		buf_lit(sql, ")");
	}
}

static enum outcome create(struct ctx *ctx, struct table_file *file, struct str name,
			   const struct table_column *columns, size_t n)
{
	struct buf sql = buf_open(ctx->arena, 1024);
	buf_lit(&sql, "CREATE TABLE ");
	put_name(&sql, name);
	buf_lit(&sql, " (");
	for (size_t i = 0; i < n; i++) {
		buf_c(&sql, i ? ", " : "");
		put_name(&sql, columns[i].name);
		buf_fmt(&sql, " %s", type_name(columns[i].type));
	}
	put_keys(&sql, columns, n);
	buf_lit(&sql, ")");
	for (size_t i = 0; i < n; i++) {
		if (!columns[i].table.n)
			continue;
		buf_lit(&sql, "; CREATE INDEX ");
		put_name(&sql, str_fmt(ctx->arena, "%.*s by %.*s", STR_ARG(name), STR_ARG(columns[i].name)));
		buf_lit(&sql, " ON ");
		put_name(&sql, name);
		buf_lit(&sql, " (");
		put_name(&sql, columns[i].name);
		buf_lit(&sql, ")");
	}
	return run(ctx, file, str_c(ctx->arena, buf_view(&sql)));
}

enum outcome table_file_table(struct ctx *ctx, struct table_file *file, struct str name,
			      const struct table_column *columns, size_t n, struct table **ret_table)
{
	TRY(create(ctx, file, name, columns, n));
	struct table *table = arena_new(ctx->arena, struct table);
	*table = (struct table){.file = file, .next = file->tables, .columns = columns, .n = n};
	struct buf sql = buf_open(ctx->arena, 256);
	buf_lit(&sql, "INSERT OR IGNORE INTO ");
	put_name(&sql, name);
	buf_lit(&sql, " VALUES (");
	for (size_t i = 0; i < n; i++)
		buf_c(&sql, i ? ", ?" : "?");
	buf_lit(&sql, ")");
	struct str text = buf_view(&sql);
	TRY(outcome_of(ctx, file, sqlite3_prepare_v2(file->db, text.p, (int)text.n, &table->insert, NULL)));
	file->tables = table;
	*ret_table = table;
	return OK;
}

enum outcome table_file_row(struct ctx *ctx, struct table *table, const struct str *cells)
{
	int code = SQLITE_OK;
	for (size_t i = 0; i < table->n && code == SQLITE_OK; i++)
		code = cells[i].n ? sqlite3_bind_text64(table->insert, (int)i + 1, cells[i].p, cells[i].n,
							SQLITE_STATIC, SQLITE_UTF8)
				  : sqlite3_bind_null(table->insert, (int)i + 1);
	if (code == SQLITE_OK)
		code = fault_here(FAULT_SQL) ? SQLITE_IOERR : sqlite3_step(table->insert);
	int end = sqlite3_reset(table->insert);
	return outcome_of(ctx, table->file, code == SQLITE_DONE ? end : code);
}

enum outcome table_file_done(struct ctx *ctx, struct table_file *file)
{
	/* From here on what is written is synced, so the last page is. */
	return run(ctx, file, "COMMIT; PRAGMA synchronous=FULL; BEGIN; PRAGMA user_version=1; COMMIT");
}

void table_file_close(struct table_file *file)
{
	if (!file)
		return;
	for (struct table *table = file->tables; table; table = table->next)
		(void)sqlite3_finalize(table->insert);
	file->tables = NULL;
	(void)sqlite3_close(file->db);
	file->db = NULL;
}
