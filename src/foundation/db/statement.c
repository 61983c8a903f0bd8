/* Statements, whatever the engine: parameters in, typed rows out. */
#include "db/engine.h"

enum outcome engine_disk_full(struct ctx *ctx)
{
	log_event(LOG_ERROR, "db_disk_full", "changed=nothing");
	problem_add(ctx, "", msg("The disk is full. Nothing was changed: make room, then try again."));
	return BROKEN;
}

static enum outcome failed(struct db *db, enum outcome outcome)
{
	if (outcome != OK && db->failed == OK)
		db->failed = outcome;
	return outcome;
}

static enum outcome params_check(const struct db_stmt *stmt, struct db_params params)
{
	if (params.n != stmt->n_params) {
		log_event(LOG_ERROR, "db_params", "stmt=%s wants=%u given=%zu", stmt->name, stmt->n_params, params.n);
		return BROKEN;
	}
	for (size_t i = 0; i < params.n; i++) {
		if (params.p[i].type == DB_TEXT && str_find_char(params.p[i].text, '\0', 0) != STR_NPOS) {
			log_event(LOG_ERROR, "db_params", "stmt=%s param=%zu has=NUL", stmt->name, i + 1);
			return BROKEN;
		}
	}
	return OK;
}

static enum outcome start(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params, bool stream,
			  struct cursor *ret_cursor)
{
	struct db *db = ctx->db;
	if (!db)
		die("%s was asked outside of a read or a write", stmt->name);
	if (db->failed != OK)
		return db->failed;
	TRY(failed(db, params_check(stmt, params)));
	if (fault_here(FAULT_SQL)) {
		log_event(LOG_ERROR, "db_fault", "stmt=%s", stmt->name);
		return failed(db, BROKEN);
	}
	return failed(db, db->conn->engine->start(ctx, db->conn, stmt, params, stream, ret_cursor));
}

static enum outcome next(struct ctx *ctx, struct cursor *cursor, bool *ret_row)
{
	return failed(ctx->db, cursor->conn->engine->next(ctx, cursor, ret_row));
}

static enum outcome number_put(const struct db_col *col, const struct db_param *value, char *field)
{
	if (value->type != DB_INT && value->type != DB_NULL)
		return BROKEN;
	int64_t number = value->type == DB_NULL ? col->otherwise : value->number;
	int32_t small = (int32_t)number;
	bool truth = number != 0;
	switch (col->field) {
	case DB_FIELD_I32:
		if (small != number)
			return BROKEN;
		memcpy(field, &small, sizeof(small));
		return OK;
	case DB_FIELD_BOOL:
		memcpy(field, &truth, sizeof(truth));
		return OK;
	default:
		memcpy(field, &number, sizeof(number));
		return OK;
	}
}

static enum outcome text_put(enum db_type wanted, const struct db_param *value, char *field)
{
	if (value->type != wanted && value->type != DB_NULL)
		return BROKEN;
	struct str text = value->type == DB_NULL ? (struct str){NULL, 0} : value->text;
	memcpy(field, &text, sizeof(text));
	return OK;
}

static enum outcome row_read(struct ctx *ctx, const struct cursor *cursor, const struct db_spec *spec, char *row)
{
	for (size_t i = 0; i < spec->n; i++) {
		const struct db_col *col = &spec->cols[i];
		struct db_param value;
		TRY(failed(ctx->db, cursor->conn->engine->value(ctx->arena, cursor, (int)i, &value)));
		enum outcome outcome;
		if (col->field == DB_FIELD_TEXT || col->field == DB_FIELD_BYTES)
			outcome = text_put(col->field == DB_FIELD_TEXT ? DB_TEXT : DB_BYTES, &value, row + col->offset);
		else
			outcome = number_put(col, &value, row + col->offset);
		if (outcome != OK) {
			log_event(LOG_ERROR, "db_row", "stmt=%s col=%zu misfit=type", cursor->stmt->name, i + 1);
			return failed(ctx->db, outcome);
		}
	}
	return OK;
}

static enum outcome spec_check(struct ctx *ctx, const struct cursor *cursor, const struct db_spec *spec)
{
	if ((size_t)cursor->n_cols == spec->n)
		return OK;
	log_event(LOG_ERROR, "db_row", "stmt=%s cols=%d wanted=%zu", cursor->stmt->name, cursor->n_cols, spec->n);
	return failed(ctx->db, BROKEN);
}

enum outcome db_prepare(struct ctx *ctx, const struct db_stmt *stmt)
{
	struct db *db = ctx->db;
	return db->failed != OK ? db->failed : failed(db, db->conn->engine->prepare(ctx, db->conn, stmt));
}

enum outcome db_exec(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params, int64_t *ret_changed)
{
	struct cursor cursor;
	bool row = false;
	TRY(start(ctx, stmt, params, false, &cursor));
	enum outcome outcome = next(ctx, &cursor, &row);
	int64_t changed = cursor.changed;
	cursor.conn->engine->end(&cursor);
	TRY(outcome);
	if (row) {
		log_event(LOG_ERROR, "db_row", "stmt=%s returns=rows", stmt->name);
		return failed(ctx->db, BROKEN);
	}
	if (ret_changed)
		*ret_changed = changed;
	return OK;
}

static enum outcome one_of(struct ctx *ctx, struct cursor *cursor, const struct db_spec *spec, void *ret_row)
{
	bool row = false;
	TRY(spec_check(ctx, cursor, spec));
	TRY(next(ctx, cursor, &row));
	if (!row)
		return NOT_FOUND;
	char *value = arena_alloc(ctx->arena, spec->size);
	TRY(row_read(ctx, cursor, spec, value));
	TRY(next(ctx, cursor, &row));
	if (row) {
		log_event(LOG_ERROR, "db_row", "stmt=%s returns=many", cursor->stmt->name);
		return failed(ctx->db, BROKEN);
	}
	memcpy(ret_row, value, spec->size);
	return OK;
}

enum outcome db_one(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params, const struct db_spec *spec,
		    void *ret_row)
{
	struct cursor cursor;
	TRY(start(ctx, stmt, params, false, &cursor));
	enum outcome outcome = one_of(ctx, &cursor, spec, ret_row);
	cursor.conn->engine->end(&cursor);
	return outcome;
}

static enum outcome list_of(struct ctx *ctx, struct cursor *cursor, const struct db_spec *spec, char **ret_rows,
			    size_t *ret_n)
{
	size_t capacity = 16;
	size_t n = 0;
	char *rows = arena_calloc(ctx->arena, capacity, spec->size);
	TRY(spec_check(ctx, cursor, spec));
	for (;; n++) {
		bool row = false;
		TRY(next(ctx, cursor, &row));
		if (!row)
			break;
		if (n == capacity) {
			char *more = arena_calloc(ctx->arena, capacity * 2, spec->size);
			memcpy(more, rows, n * spec->size);
			rows = more;
			capacity *= 2;
		}
		TRY(row_read(ctx, cursor, spec, rows + n * spec->size));
	}
	*ret_rows = rows;
	*ret_n = n;
	return OK;
}

enum outcome db_list(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params, const struct db_spec *spec,
		     void *ret_rows, size_t *ret_n)
{
	struct cursor cursor;
	char *rows = NULL;
	TRY(start(ctx, stmt, params, false, &cursor));
	enum outcome outcome = list_of(ctx, &cursor, spec, &rows, ret_n);
	cursor.conn->engine->end(&cursor);
	if (outcome == OK)
		memcpy(ret_rows, &rows, sizeof(rows));
	return outcome;
}

/* A row and what was made for it go when it is done; problems stay, so a row that has one is kept with them. */
static void row_forget(const struct ctx *ctx, struct arena_mark mark, size_t problems_before)
{
	if (ctx->problems.count == problems_before)
		arena_reset(mark);
}

static enum outcome each_of(struct ctx *ctx, struct cursor *cursor, const struct db_spec *spec,
			    enum outcome (*each)(struct ctx *ctx, const void *row, void *arg), void *arg)
{
	TRY(spec_check(ctx, cursor, spec));
	for (;;) {
		struct arena_mark mark = arena_mark(ctx->arena);
		size_t problems = ctx->problems.count;
		bool row = false;
		TRY(next(ctx, cursor, &row));
		if (!row)
			return OK;
		char *value = arena_alloc(ctx->arena, spec->size);
		TRY(row_read(ctx, cursor, spec, value));
		TRY(each(ctx, value, arg));
		row_forget(ctx, mark, problems);
	}
}

enum outcome db_each(struct ctx *ctx, const struct db_stmt *stmt, struct db_params params, const struct db_spec *spec,
		     enum outcome (*each)(struct ctx *ctx, const void *row, void *arg), void *arg)
{
	struct cursor cursor;
	TRY(start(ctx, stmt, params, true, &cursor));
	enum outcome outcome = each_of(ctx, &cursor, spec, each, arg);
	cursor.conn->engine->end(&cursor);
	return outcome;
}
