/* Registers as files that need no key and no login: one row an entry, stable ids, ISO dates. In constant memory,
 * whatever their length: bytes go to a sink as they come. journeys.md part 5; decisions D4, D18. */
#pragma once

#include "registers/columns.h"
#include "registers/query.h"

enum export_format {
	EXPORT_CSV = 1,
	EXPORT_JSON,
	EXPORT_JSONL,
	EXPORT_REGMEM,   /* mySociety's shape for registers: person > category > entry > details */
	EXPORT_DECLARED, /* the draft model for declared interests of Open Data Services: declaration > interests */
};

/* Where the bytes go. */
struct export_sink {
	enum outcome (*put)(struct ctx *ctx, void *to, struct str bytes);
	/* Instead of bytes, the cells of each row of CSV, the names of their columns first; NULL: as bytes. */
	enum outcome (*row)(struct ctx *ctx, void *to, const struct str *cells, size_t n);
	/* Where the row of an entry begins, `waiting` bytes behind what was put; entry NULL: the first, whosever it is.
	 * Of CSV; NULL: nobody asks. */
	void (*begins)(void *to, const struct entry *entry, size_t waiting);
	void *to;
};
MUST_USE enum outcome export_row(struct ctx *ctx, const struct export_sink *sink, const struct str *cells, size_t n);

/* What is said of each row beside the entry: shared by files and pages. */
struct row_maker {
	const struct rulebook *book;
	struct str as_of;
	struct {
		int64_t id;
		char record_id[32];
		size_t n;
	} parent; /* the last one that was looked up */
	struct {
		const struct scheme *scheme;
		bool counts; /* a duty of the scheme counts from taking office */
		int64_t tenure_id;
		int32_t from_day, rules_from;
	} office; /* likewise */
};
MUST_USE enum outcome row_maker_open(struct ctx *ctx, const struct register_query *query, struct row_maker *ret_maker);
MUST_USE enum outcome entry_shown_of(struct ctx *ctx, struct row_maker *maker, const struct scheme *scheme,
				     const struct entry *entry, struct entry_shown *ret_row);
/* Does the row pass what lists cannot ask of the database: days-late-min? */
bool entry_shown_passes(const struct register_query *query, const struct entry_shown *row);

/* All entries that the queries ask for, one after the other; those of a register whose scheme shows no entries give
 * nothing. Several registers as CSV have the columns that all have. In a read. */
MUST_USE enum outcome registers_export(struct ctx *ctx, const struct register_query *queries, size_t n,
				       enum export_format format, const struct export_sink *sink);

/* One entry as JSON, in an array or (name NULL at the top) as a line. */
void entry_json(struct ctx *ctx, struct json *json, const struct entry_shown *row);
/* One value as JSON, by the schema that describe.h writes. */
void value_data(struct ctx *ctx, struct json *json, const char *name, const struct scheme_field *field,
		const struct value *value);

/* Ends the read and begins another: what was known at a revision is the same in it. For whoever reads long (D4). In a
 * write it does nothing. */
MUST_USE enum outcome entries_read_anew(struct ctx *ctx);

/* ---- Between export.c and export_shapes.c ---- */

struct exporting {
	const struct export_sink *sink;
	const struct register_query *queries;
	size_t n;
	const struct register_query *query; /* at hand */
	enum export_format format;
	struct row_maker maker;
	const struct column *columns;
	size_t n_columns;
	size_t rows;
	bool goes_on; /* CSV without the names of columns */
};
MUST_USE enum outcome exporting_each(struct ctx *ctx, struct exporting *e,
				     enum outcome (*each)(struct ctx *ctx, const struct entry_shown *row, void *arg),
				     void *arg);
MUST_USE enum outcome export_shapes(struct ctx *ctx, struct exporting *e);
