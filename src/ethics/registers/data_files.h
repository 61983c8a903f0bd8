/* The files under /data that hold what the registers have: the same bytes for whoever asks for one by its address and
 * for the archive of all of them. journeys.md part 5. */
#pragma once

#include "registers/changes.h"

struct data_file_kind;

struct data_file {
	struct str name; /* "gifts.csv" */
	const struct data_file_kind *kind;
	const char *type;
	bool describes; /* the file holds no rows: it says what those of another are */
	/* What its rows are: */
	const struct register_query *queries; /* of each register in it */
	size_t n;
	struct changes_filter changes;
	struct removals_filter {
		struct str ground; /* "person", "unfit"; empty: any */
	} removals;
};

/* The file of that name with what these words of an address ask of it. In a read. NOT_FOUND; INVALID with the problems
 * of the words. */
MUST_USE enum outcome data_file_open(struct ctx *ctx, struct str name, const struct asked *asked, size_t n,
				     struct data_file *ret_file);
/* In a read, in constant memory. A sink with `row` gets the cells of a CSV file. */
MUST_USE enum outcome data_file_write(struct ctx *ctx, const struct data_file *file, const struct export_sink *sink);

/* The names of all of them, those of one register beside each other; "changes" and "removals" last. */
MUST_USE enum outcome data_file_names(struct ctx *ctx, const struct str **ret_names, size_t *ret_n);
