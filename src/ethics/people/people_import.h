/* Files of people into a site and out of it. */
#pragma once

#include "intake/intake.h"
#include "people/file.h"

/* What became of the rows of one kind. */
struct import_counts {
	int64_t created, changed, unchanged;
	int64_t removed; /* left out, since the record of that row was removed here */
};

struct people_import_result {
	struct import_counts organizations, posts, persons, tenures;
	struct str *notes; /* what a person should look at, such as two people of one name */
	size_t n_notes;
};

struct people_import {
	struct people_file file;
	struct journal_seed *seeds; /* as many as rows */
	size_t n_seeds;
	struct str form_id; /* of the page's form from which it comes, which counts once; empty: none */
	bool in_office;     /* not by whoever runs the machine: a person who is here is changed with the right over them
			       alone */
	bool dry_run;
	bool done; /* a dry run came to its end */
	struct people_import_result result;
};

/* Reads the file in the intake child: `format` is "popolo", "csv" or empty (by name and content); `category` and
 * `ignore` as in file.h. Everything that can be known from the file alone is checked there. */
MUST_USE enum outcome people_import_read(struct ctx *ctx, struct str filename, struct str content, struct str format,
					 struct str ignore, int32_t category, struct people_import *ret_import);

/* Seeds for the rows of import->file. */
void people_import_seed(struct ctx *ctx, struct people_import *import);

/* The whole import in one write, all or nothing: a row is found again by identifier, then by the id that it had in an
 * earlier file, by its id here, then by exact name and body; what the file says replaces what is here, what it leaves
 * open stays. A dry run does the same and undoes it. All problems at once, at their places in the file. */
MUST_USE enum outcome people_import_apply(struct ctx *ctx, struct people_import *import);

/* Everything as a file. `for_office`: also what is not public. Ids are those of the files from which rows came. */
MUST_USE enum outcome people_export(struct ctx *ctx, bool for_office, struct people_file *ret_file);
