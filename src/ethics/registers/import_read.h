/* The first half of an import: files → staged rows. Not for others. */
#pragma once

#include "registers/import_parts.h"

#define IMPORT_NOTES_MAX 50

/* A file of the import with the part of the mapping by which it is read. */
struct import_file {
	const struct mapping_file *file;
	struct str path, name;              /* name: without the folders */
	const struct import_upload *upload; /* NULL: it lies under the path */
	bool is_faults;                     /* a file of faults of an earlier import */
	uint64_t bytes;
};

struct import_reading {
	struct import *import;
	const struct scheme *scheme;
	struct day today;
	struct import_file *files;
	size_t n_files;
	uint64_t bytes, bytes_done;
	int64_t source_no, run_id; /* run_id 0: a dry run */
	struct fault_file faults;
	/* While it is read: */
	struct key_table *keys;
	size_t n_hidden;   /* of them are of entries that are gone */
	struct str hiding; /* the key under which they are kept, where there are any */
	struct import_people people;
	struct stage stage, late; /* late: those whose parents came after them */
	const struct import_file *at;
	int64_t part_no;
	bool *part_read; /* of each file of the mapping: some of the import's files was one, and all of it was read */
	int64_t *part_nos;
	int64_t unreadable; /* rows of this file */
	int64_t read_ms;    /* since when ctx reads */
	struct arena *rows; /* of one row; opened anew now and then, since problems are kept */
};

/* Opens a file, or what was sent; the descriptor, if there is one, is the caller's. Outside of a read where it was
 * sent: the child may take its time. */
MUST_USE enum outcome import_csv_open(struct ctx *ctx, const struct import_upload *upload, struct str path,
				      const struct csv_options *options, int *ret_fd, struct csv_reader **ret_reader);
/* The mapping, and that it fits the site's register. */
MUST_USE enum outcome import_read_mapping(struct ctx *ctx, struct import_reading *reading);
/* Which file is read by which part, in the mapping's order. */
MUST_USE enum outcome import_plan(struct ctx *ctx, struct import_reading *reading);
/* When the source published it, as it is said or as names say it. */
MUST_USE enum outcome import_dated(struct ctx *ctx, struct import_reading *reading);
/* The mapping's number here, and those of its parts; a dry run makes none. */
MUST_USE enum outcome import_source(struct ctx *ctx, struct import_reading *reading);
/* That every file has the columns which the mapping uses. */
MUST_USE enum outcome import_heads(struct ctx *ctx, struct import_reading *reading);
/* Every row: checked, compared, staged. */
MUST_USE enum outcome import_read_all(struct ctx *ctx, struct import_reading *reading);
