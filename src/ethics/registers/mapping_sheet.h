/* The sheet of a register: a table for a spreadsheet with a column for each answer, and the mapping that brings it in.
 * Both are made of the scheme, so that an office can begin without writing a mapping. Pure.
 */
#pragma once

#include "registers/mapping.h"

struct sheet_column {
	struct str name;
	struct str what;  /* what goes into it; empty: its name says it */
	struct str hint;  /* how it is written; empty: as anybody would */
	struct str words; /* the words that it takes, "; " between; empty: any */
	bool must;
};

/* Can its entries come in by a sheet? Those of bodies cannot: no file says whose they are. */
bool sheet_is_there(const struct scheme *scheme);
const struct sheet_column *sheet_columns(struct arena *arena, const struct scheme *scheme, size_t *ret_n);
/* The row of columns, for a spreadsheet. */
struct str sheet_csv(struct arena *arena, const struct scheme *scheme);
/* The mapping, as YAML. `dates` is an enum mapping_dates: what 03/04/2026 means. */
struct str sheet_mapping(struct arena *arena, const struct scheme *scheme, enum mapping_dates dates);
