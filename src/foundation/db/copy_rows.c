/* The one place where SQL is put together: from the names in the database's own catalogue, quoted, and from nothing
 * else.
 *
 * Foreign keys: rows may refer to rows that come later, also in a circle. SQLite defers all of them for the
 * transaction. PostgreSQL defers only what was declared so; all are declared deferrable for the time of the copy, which
 * their owner may. */
#include "db/copy.h"
#include "db/postgres.h"
#include "db/text.h"

/* db_migration is written by migrating the target, db_group is of no use in another database. */
static const struct db_stmt tables = {
	.name = "copy.tables",
	.sqlite = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
		  "AND name NOT IN ('sqlite_schema', 'sqlite_sequence', 'sqlite_stat1', 'db_migration', 'db_group') "
		  "ORDER BY name",
	.postgres = "SELECT relname FROM pg_class WHERE relnamespace = 'aboveboard'::regnamespace AND relkind = 'r' "
		    "AND relname NOT IN ('db_migration', 'db_group') ORDER BY relname",
};

static const struct db_stmt columns = {
	.name = "copy.columns",
	.sqlite = "SELECT name FROM pragma_table_info(?1) ORDER BY name",
	.postgres = "SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
		    "WHERE c.relnamespace = 'aboveboard'::regnamespace AND c.relname = $1::text AND a.attnum > 0 "
		    "AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY attname",
	.n_params = 1,
};

static const struct db_stmt foreign_keys_loosen = {
	.name = "copy.foreign_keys_loosen",
	.postgres = "SELECT format('ALTER TABLE aboveboard.%I ALTER CONSTRAINT %I DEFERRABLE', relname, conname) "
		    "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
		    "WHERE contype = 'f' AND connamespace = 'aboveboard'::regnamespace AND NOT condeferrable",
};

static const struct db_stmt foreign_keys_tighten = {
	.name = "copy.foreign_keys_tighten",
	.postgres = "SELECT format('ALTER TABLE aboveboard.%I ALTER CONSTRAINT %I NOT DEFERRABLE', relname, conname) "
		    "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
		    "WHERE contype = 'f' AND connamespace = 'aboveboard'::regnamespace AND condeferrable",
};

static const struct db_col name_cols[] = {{DB_FIELD_TEXT, 0, 0}};
static const struct db_spec name_spec = {name_cols, 1, sizeof(struct str)};
static const struct db_col count_cols[] = {{DB_FIELD_I64, 0, 0}};
static const struct db_spec count_spec = {count_cols, 1, sizeof(int64_t)};

struct names {
	struct str *p;
	size_t n;
};

/* One table's way: what is asked of the source and told to the target. */
struct table {
	struct str name;
	struct names columns;
	struct db_stmt select;
	struct db_stmt empty;
	struct db_stmt insert; /* PostgreSQL: COPY */
	struct db_stmt count;
};

/* Runs on `conn` as ctx->db what statement.c runs. */
static enum outcome names_of(struct ctx *ctx, struct conn *conn, const struct db_stmt *stmt, struct db_params params,
			     struct names *ret_names)
{
	struct db db = {.conn = conn};
	struct db *before = ctx->db;
	ctx->db = &db;
	enum outcome outcome = db_list(ctx, stmt, params, &name_spec, &ret_names->p, &ret_names->n);
	ctx->db = before;
	return outcome;
}

static enum outcome count_of(struct ctx *ctx, struct conn *conn, const struct db_stmt *stmt, int64_t *ret_n)
{
	struct db db = {.conn = conn};
	struct db *before = ctx->db;
	ctx->db = &db;
	enum outcome outcome = db_one(ctx, stmt, DB_NO_PARAMS, &count_spec, ret_n);
	ctx->db = before;
	return outcome;
}

static bool names_eq(const struct names *a, const struct names *b)
{
	bool eq = a->n == b->n;
	for (size_t i = 0; eq && i < a->n; i++)
		eq = str_eq(a->p[i], b->p[i]);
	return eq;
}

/* "name", with quotation marks within doubled. */
static void quote(struct buf *sql, struct str name)
{
	buf_char(sql, '"');
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] == '"')
			buf_char(sql, '"');
		buf_char(sql, name.p[i]);
	}
	buf_char(sql, '"');
}

static void quote_all(struct buf *sql, const struct names *names)
{
	for (size_t i = 0; i < names->n; i++) {
		if (i > 0)
			buf_lit(sql, ", ");
		quote(sql, names->p[i]);
	}
}

static struct db_stmt stmt_of(struct ctx *ctx, const char *name, const struct buf *sql, size_t n_params)
{
	const char *text = str_c(ctx->arena, buf_view(sql));
	return (struct db_stmt){.name = name, .sqlite = text, .postgres = text, .n_params = (unsigned)n_params};
}

static void table_write(struct ctx *ctx, struct table *table, enum db_engine target)
{
	/* Names must differ, since PostgreSQL keeps prepared statements by name. */
	struct buf select = buf_open(ctx->arena, 256);
	buf_lit(&select, "SELECT ");
	quote_all(&select, &table->columns);
	buf_lit(&select, " FROM ");
	quote(&select, table->name);
	table->select = stmt_of(ctx, str_c(ctx->arena, str_fmt(ctx->arena, "copy.%.*s.select", STR_ARG(table->name))),
				&select, 0);

	struct buf empty = buf_open(ctx->arena, 256);
	buf_lit(&empty, "DELETE FROM ");
	quote(&empty, table->name);
	table->empty = stmt_of(ctx, str_c(ctx->arena, str_fmt(ctx->arena, "copy.%.*s.empty", STR_ARG(table->name))),
			       &empty, 0);

	struct buf count = buf_open(ctx->arena, 256);
	buf_lit(&count, "SELECT count(*) FROM ");
	quote(&count, table->name);
	table->count = stmt_of(ctx, str_c(ctx->arena, str_fmt(ctx->arena, "copy.%.*s.count", STR_ARG(table->name))),
			       &count, 0);

	struct buf insert = buf_open(ctx->arena, 256);
	buf_c(&insert, target == DB_POSTGRES ? "COPY " : "INSERT INTO ");
	quote(&insert, table->name);
	buf_lit(&insert, " (");
	quote_all(&insert, &table->columns);
	buf_c(&insert, target == DB_POSTGRES ? ") FROM STDIN" : ") VALUES (");
	for (size_t i = 0; target == DB_SQLITE && i < table->columns.n; i++)
		buf_fmt(&insert, "%s?%zu", i > 0 ? ", " : "", i + 1);
	if (target == DB_SQLITE)
		buf_char(&insert, ')');
	table->insert = stmt_of(ctx, str_c(ctx->arena, str_fmt(ctx->arena, "copy.%.*s.insert", STR_ARG(table->name))),
				&insert, table->columns.n);
}

static enum outcome table_read(struct ctx *ctx, struct conn *from, struct conn *to, struct str name,
			       struct table *ret_table)
{
	struct table table = {.name = name};
	struct names there = {0};
	TRY(names_of(ctx, from, &columns, DB_PARAMS(db_text(name)), &table.columns));
	TRY(names_of(ctx, to, &columns, DB_PARAMS(db_text(name)), &there));
	if (!names_eq(&table.columns, &there)) {
		log_event(LOG_ERROR, "db_copy", "table=%.*s differs=columns", STR_ARG(name));
		return BROKEN;
	}
	table_write(ctx, &table, to->engine->name);
	*ret_table = table;
	return OK;
}

static enum outcome row_write(struct ctx *ctx, struct conn *to, const struct table *table,
			      const struct db_param *values)
{
	if (fault_here(FAULT_SQL))
		return BROKEN;
	if (to->engine->name == DB_POSTGRES)
		return postgres_copy_row(ctx, to, values, table->columns.n);
	struct cursor insert;
	bool row = false;
	TRY(to->engine->start(ctx, to, &table->insert, (struct db_params){values, table->columns.n}, false, &insert));
	enum outcome outcome = to->engine->next(ctx, &insert, &row);
	to->engine->end(&insert);
	return outcome;
}

/* A migration of the target may have put rows of its own there, which the source has too, or had. */
static enum outcome table_empty(struct ctx *ctx, struct conn *to, const struct table *table)
{
	struct db db = {.conn = to};
	struct db *before = ctx->db;
	ctx->db = &db;
	enum outcome outcome = db_exec(ctx, &table->empty, DB_NO_PARAMS, NULL);
	ctx->db = before;
	return outcome;
}

static enum outcome rows_pass(struct ctx *ctx, struct cursor *select, struct conn *to, const struct table *table)
{
	size_t n = table->columns.n;
	struct db_param *values = arena_array(ctx->arena, struct db_param, n);
	for (;;) {
		struct arena_mark mark = arena_mark(ctx->arena);
		bool row = false;
		TRY(select->conn->engine->next(ctx, select, &row));
		if (!row)
			return OK;
		for (size_t i = 0; i < n; i++)
			TRY(select->conn->engine->value(ctx->arena, select, (int)i, &values[i]));
		TRY(row_write(ctx, to, table, values));
		arena_reset(mark);
	}
}

static enum outcome table_copy(struct ctx *ctx, struct conn *from, struct conn *to, const struct table *table)
{
	bool in_bulk = to->engine->name == DB_POSTGRES;
	struct cursor select;
	if (in_bulk)
		TRY(postgres_copy_begin(ctx, to, table->insert.postgres));
	enum outcome outcome = from->engine->start(ctx, from, &table->select, DB_NO_PARAMS, true, &select);
	if (outcome == OK) {
		outcome = rows_pass(ctx, &select, to, table);
		from->engine->end(&select);
	}
	if (outcome == OK && in_bulk)
		return postgres_copy_end(ctx, to);
	/* Only giving up the connection leaves a COPY that cannot be finished. */
	to->lost = to->lost || (outcome != OK && in_bulk);
	return outcome;
}

static enum outcome table_compare(struct ctx *ctx, struct conn *from, struct conn *to, const struct table *table)
{
	int64_t sent = -1;
	int64_t came = -1;
	TRY(count_of(ctx, from, &table->count, &sent));
	TRY(count_of(ctx, to, &table->count, &came));
	if (sent == came)
		return OK;
	log_event(LOG_ERROR, "db_copy", "table=%.*s sent=%lld came=%lld", STR_ARG(table->name), (long long)sent,
		  (long long)came);
	return BROKEN;
}

static enum outcome each_run(struct ctx *ctx, struct conn *conn, const struct db_stmt *stmt)
{
	struct names texts = {0};
	TRY(names_of(ctx, conn, stmt, DB_NO_PARAMS, &texts));
	for (size_t i = 0; i < texts.n; i++)
		TRY(conn->engine->migrate(ctx, conn, str_c(ctx->arena, texts.p[i]), false));
	return OK;
}

static enum outcome keys_loosen(struct ctx *ctx, struct conn *to)
{
	if (to->engine->name == DB_SQLITE)
		return to->engine->migrate(ctx, to, "PRAGMA defer_foreign_keys=ON", false);
	TRY(each_run(ctx, to, &foreign_keys_loosen));
	return to->engine->migrate(ctx, to, "SET CONSTRAINTS ALL DEFERRED", false);
}

/* On PostgreSQL this checks them all; SQLite does so at the COMMIT. */
static enum outcome keys_tighten(struct ctx *ctx, struct conn *to)
{
	if (to->engine->name == DB_SQLITE)
		return OK;
	TRY(to->engine->migrate(ctx, to, "SET CONSTRAINTS ALL IMMEDIATE", false));
	return each_run(ctx, to, &foreign_keys_tighten);
}

static enum outcome all_copy(struct ctx *ctx, struct conn *from, struct conn *to)
{
	struct names names = {0};
	struct names there = {0};
	TRY(names_of(ctx, from, &tables, DB_NO_PARAMS, &names));
	TRY(names_of(ctx, to, &tables, DB_NO_PARAMS, &there));
	if (!names_eq(&names, &there)) {
		log_event(LOG_ERROR, "db_copy", "differs=tables");
		return BROKEN;
	}
	struct table *all = arena_array(ctx->arena, struct table, names.n);
	TRY(keys_loosen(ctx, to));
	for (size_t i = 0; i < names.n; i++) {
		TRY(table_read(ctx, from, to, names.p[i], &all[i]));
		TRY(table_empty(ctx, to, &all[i]));
	}
	for (size_t i = 0; i < names.n; i++)
		TRY(table_copy(ctx, from, to, &all[i]));
	TRY(keys_tighten(ctx, to));
	TRY(text_index_rebuild(ctx, to));
	for (size_t i = 0; i < names.n; i++)
		TRY(table_compare(ctx, from, to, &all[i]));
	return OK;
}

enum outcome copy_rows(struct ctx *ctx, struct conn *from, struct conn *to)
{
	TRY(from->engine->control(ctx, from, BEGIN_READ));
	enum outcome outcome = to->engine->control(ctx, to, BEGIN_WRITE);
	if (outcome == OK)
		outcome = all_copy(ctx, from, to);
	if (outcome == OK)
		outcome = to->engine->control(ctx, to, COMMIT);
	if (outcome != OK && !to->lost)
		(void)to->engine->control(ctx, to, ROLLBACK);
	if (!from->lost)
		(void)from->engine->control(ctx, from, ROLLBACK);
	if (outcome != CONFLICT)
		return outcome;
	log_event(LOG_ERROR, "db_copy", "differs=rows");
	return BROKEN;
}
