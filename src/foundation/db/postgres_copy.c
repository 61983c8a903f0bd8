/* Rows into PostgreSQL in bulk. */
#include "db/postgres.h"

enum outcome postgres_copy_begin(struct ctx *ctx, struct conn *conn, const char *sql)
{
	PGresult *result = PQexec(postgres_handle(conn), sql);
	enum outcome outcome = postgres_outcome(ctx, conn, result, "copy");
	PQclear(result);
	return outcome;
}

/* PostgreSQL documentation, COPY, text format: tabs between values, \N for NULL, backslashes before what would mislead.
 */
static void copy_value(struct buf *line, struct arena *arena, const struct db_param *value)
{
	switch (value->type) {
	case DB_INT:
		buf_i64(line, value->number);
		return;
	case DB_BYTES:
		buf_lit(line, "\\\\x");
		buf_str(line, str_hex(arena, value->text));
		return;
	case DB_TEXT:
		for (size_t i = 0; i < value->text.n; i++) {
			char c = value->text.p[i];
			if (c == '\\' || c == '\t' || c == '\n' || c == '\r')
				buf_char(line, '\\');
			buf_char(line, c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c);
		}
		return;
	case DB_NULL:
	default:
		buf_lit(line, "\\N");
	}
}

enum outcome postgres_copy_row(struct ctx *ctx, struct conn *conn, const struct db_param *values, size_t n)
{
	struct buf line = buf_open(ctx->arena, 256);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(&line, '\t');
		copy_value(&line, ctx->arena, &values[i]);
	}
	buf_char(&line, '\n');
	if (PQputCopyData(postgres_handle(conn), line.p, (int)line.n) == 1)
		return OK;
	conn->lost = true;
	log_event(LOG_ERROR, "db_copy", "row=refused");
	return BROKEN;
}

enum outcome postgres_copy_end(struct ctx *ctx, struct conn *conn)
{
	PGconn *pg = postgres_handle(conn);
	if (PQputCopyEnd(pg, NULL) != 1) {
		conn->lost = true;
		return BROKEN;
	}
	enum outcome outcome = OK;
	for (PGresult *result = PQgetResult(pg); result; result = PQgetResult(pg)) {
		if (outcome == OK)
			outcome = postgres_outcome(ctx, conn, result, "copy");
		PQclear(result);
	}
	return outcome;
}
