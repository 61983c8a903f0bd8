/* Parameters to SQLite, and what its rows hold. */
#include "db/sqlite.h"

int sqlite_bind(sqlite3_stmt *handle, int at, const struct db_param *param)
{
	const char *p = param->text.p ? param->text.p : "";
	switch (param->type) {
	case DB_INT:
		return sqlite3_bind_int64(handle, at, param->number);
	case DB_TEXT:
		return sqlite3_bind_text64(handle, at, p, param->text.n, SQLITE_STATIC, SQLITE_UTF8);
	case DB_BYTES:
		return sqlite3_bind_blob64(handle, at, p, param->text.n, SQLITE_STATIC);
	case DB_NULL:
	default:
		return sqlite3_bind_null(handle, at);
	}
}

enum outcome sqlite_value(struct arena *arena, const struct cursor *cursor, int col, struct db_param *ret_value)
{
	sqlite3_stmt *handle = cursor->handle;
	switch (sqlite3_column_type(handle, col)) {
	case SQLITE_NULL:
		*ret_value = db_null();
		return OK;
	case SQLITE_INTEGER:
		*ret_value = db_int(sqlite3_column_int64(handle, col));
		return OK;
	case SQLITE_TEXT: {
		const void *p = sqlite3_column_text(handle, col);
		size_t n = (size_t)sqlite3_column_bytes(handle, col);
		if (!p && n > 0)
			return BROKEN;
		*ret_value = db_text(str_bytes(arena_copy(arena, p ? p : "", n), n));
		return OK;
	}
	case SQLITE_BLOB: {
		const void *p = sqlite3_column_blob(handle, col);
		size_t n = (size_t)sqlite3_column_bytes(handle, col);
		if (!p && n > 0)
			return BROKEN;
		*ret_value = db_bytes(str_bytes(arena_copy(arena, p ? p : "", n), n));
		return OK;
	}
	default:
		log_event(LOG_ERROR, "db_value", "col=%d type=float", col);
		return BROKEN;
	}
}
