/* What bench_registers measures with: gifts that nobody gave, and the sqlite3 shell with the same rows. */
#pragma once

#include "base/base.h"

#define FIELDS 5
#define TODAY  20779 /* 22 November 2026 */

struct names {
	struct str *p;
	size_t n;
};

struct world {
	struct names first, last;
	int64_t entries, persons;
};

struct gift {
	int64_t person;
	struct str category, cells[FIELDS]; /* as a file has them, in the order of the fields */
	int32_t declared;
};

double clock_s(void);

/* The census names of a file, the first `most`. */
struct names names_read(struct arena *arena, const char *folder, const char *file, size_t most);

/* Entry i, the same at each call. */
struct gift gift_of(struct arena *arena, const struct world *w, int64_t i);
struct str sort_name(struct arena *arena, const struct world *w, int64_t person);

struct took {
	double clock, processor;
};

/* `to`: a file for what it prints; NULL: nothing is. */
struct took shell_run(const char *database, const char *script, const char *to);
/* The rows into FOLDER/flat.db, whose table the files in `sql` make. */
struct took shell_import(struct arena *arena, const struct world *w, const char *folder, const char *sql);
