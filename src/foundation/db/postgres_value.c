/* What a column of PostgreSQL holds, as a value. */
#include "db/postgres.h"

/* Types that a column may have, by their numbers in the server's catalogue (src/include/catalog/pg_type.dat). */
enum { TYPE_BOOL = 16, TYPE_BYTEA = 17, TYPE_INT8 = 20, TYPE_INT2 = 21, TYPE_INT4 = 23, TYPE_TEXT = 25 };
enum { TYPE_NAME = 19, TYPE_UNKNOWN = 705, TYPE_VARCHAR = 1043, TYPE_NUMERIC = 1700 };

/* "\x00ff": PostgreSQL documentation, section 8.4.1 (bytea hex format). */
static enum outcome bytes_of(struct arena *arena, struct str text, struct db_param *ret_value)
{
	if (!str_starts(text, STR("\\x")) || text.n % 2 != 0)
		return BROKEN;
	size_t n = text.n / 2 - 1;
	char *bytes = arena_alloc(arena, n);
	if (!str_unhex(str_slice(text, 2, text.n), bytes, n))
		return BROKEN;
	*ret_value = db_bytes(str_bytes(bytes, n));
	return OK;
}

enum outcome postgres_value(struct arena *arena, const struct cursor *cursor, int col, struct db_param *ret_value)
{
	const PGresult *result = cursor->handle;
	int row = cursor->row;
	if (PQgetisnull(result, row, col)) {
		*ret_value = db_null();
		return OK;
	}
	struct str text = str_bytes(PQgetvalue(result, row, col), (size_t)PQgetlength(result, row, col));
	int64_t number = 0;
	switch (PQftype(result, col)) {
	case TYPE_INT2:
	case TYPE_INT4:
	case TYPE_INT8:
	case TYPE_NUMERIC: /* what sum() of BIGINT is */
		if (!str_to_i64(text, &number))
			break;
		*ret_value = db_int(number);
		return OK;
	case TYPE_BOOL:
		*ret_value = db_int(text.n == 1 && text.p[0] == 't');
		return OK;
	case TYPE_TEXT:
	case TYPE_VARCHAR:
	case TYPE_NAME:
	case TYPE_UNKNOWN:
		*ret_value = db_text(str_bytes(arena_copy(arena, text.p, text.n), text.n));
		return OK;
	case TYPE_BYTEA:
		return bytes_of(arena, text, ret_value);
	default:
		break;
	}
	log_event(LOG_ERROR, "db_value", "stmt=%s col=%d type=%u", cursor->stmt->name, col + 1, PQftype(result, col));
	return BROKEN;
}
