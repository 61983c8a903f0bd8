#include "journal/rows.h"

static const struct db_col head_cols[] = {
	DB_COL_I64(struct journal_head_row, size),
	DB_COL_BYTES(struct journal_head_row, root),
	DB_COL_BYTES(struct journal_head_row, edge),
};
const struct db_spec journal_head_spec = DB_SPEC(struct journal_head_row, head_cols);

#define RECORD_COLS(type, prefix)                                                                                      \
	DB_COL_I64(type, prefix place.index), DB_COL_TEXT(type, prefix place.record_id),                               \
		DB_COL_I64(type, prefix place.version), DB_COL_I64(type, prefix time_ms),                              \
		DB_COL_BYTES(type, prefix leaf_bytes), DB_COL_BYTES(type, prefix content),                             \
		DB_COL_BYTES(type, prefix salt), DB_COL_TEXT(type, prefix room), DB_COL_I64(type, prefix subject),     \
		DB_COL_I64(type, prefix erased_ms), DB_COL_TEXT(type, prefix erased_ground),                           \
		DB_COL_I64(type, prefix newest)

static const struct db_col record_cols[] = {RECORD_COLS(struct journal_record, )};
const struct db_spec journal_record_spec = DB_SPEC(struct journal_record, record_cols);

static const struct db_col leaf_cols[] = {
	RECORD_COLS(struct journal_leaf_row, record.),
	{DB_FIELD_I64, offsetof(struct journal_leaf_row, previous), -1},
};
const struct db_spec journal_leaf_spec = DB_SPEC(struct journal_leaf_row, leaf_cols);

static const struct db_col bytes_cols[] = {{DB_FIELD_BYTES, 0, 0}};
const struct db_spec journal_bytes_spec = DB_SPEC(struct str, bytes_cols);

static const struct db_col number_cols[] = {{DB_FIELD_I64, 0, 0}};
const struct db_spec journal_number_spec = DB_SPEC(int64_t, number_cols);
