/* A SQLite file made for others to read and to query: plain tables of named columns, whatever the engine of the site.
 * It is written once from the first row to the last, in bounded memory, and is no database of ours afterwards. */
#pragma once

#include "base/base.h"

enum table_type {
	TABLE_TEXT = 1,
	TABLE_WHOLE,  /* a whole number; what is none stays text */
	TABLE_NUMBER, /* a number, for sums; what is none stays text */
};

struct table_column {
	struct str name;
	enum table_type type;
	bool is_key;        /* one of the table's primary key */
	struct str table;   /* whose first key column this one names; empty: none */
	struct str key_col; /* that column's name */
};

struct table_file;
struct table;

/* Makes the file; BROKEN with a problem where that fails, also where one is there. What it names lives in ctx's arena,
 * so that arena is not wound back before table_file_close. */
MUST_USE enum outcome table_file_open(struct ctx *ctx, const char *path, struct table_file **ret_file);
/* Names may be any text but NUL. With an index for each column that names another table's key. */
MUST_USE enum outcome table_file_table(struct ctx *ctx, struct table_file *file, struct str name,
				       const struct table_column *columns, size_t n, struct table **ret_table);
/* A cell for each column; an empty one is NULL. A row whose key is there already changes nothing. */
MUST_USE enum outcome table_file_row(struct ctx *ctx, struct table *table, const struct str *cells);
/* All of it is on disk when this returns. */
MUST_USE enum outcome table_file_done(struct ctx *ctx, struct table_file *file);
/* Also after a failure, when what was written is for nothing. NULL is allowed. */
void table_file_close(struct table_file *file);
