/* Imports: files through a mapping into entries of a register. D4: rows are checked and staged, applied in slices that
 * nobody sees, and published at once. */
#pragma once

#include "registers/mapping.h"
#include "registers/registers.h"

struct import_sum {
	int64_t n_new, n_changed, n_gone, n_same;
	int64_t n_refused;  /* rows */
	int64_t n_left_out; /* rows that the mapping leaves out */
	int64_t n_people;   /* added */
	int64_t n_files;
	bool not_all_read; /* some row could not be taken apart, so what a file has no longer is not known */
	struct str *notes; /* what a person should look at */
	size_t n_notes;
};

enum import_phase { IMPORT_READING = 1, IMPORT_APPLYING };

/* A file that somebody sent: a child takes it apart (D14). */
struct import_upload {
	struct str name, content;
};

struct import {
	/* Given: */
	struct str mapping_name, mapping_text; /* as files have it */
	struct str mapping_tree;               /* in place of the text: as mapping_tree_make gave it */
	const struct str *paths;               /* files, or folders of them */
	size_t n_paths;
	const struct import_upload *uploads; /* in place of paths */
	size_t n_uploads;
	int64_t upload_id; /* of an import by upload (uploads.h), which is told; 0 */
	bool dry_run;
	bool is_dated; /* `published` is given, as the day on which the source published it; else the mapping may know
			  it */
	struct day published;
	struct str faults;     /* a file where rows that are refused go; empty: none */
	struct buf *faults_to; /* or where they are kept; NULL */
	void (*progress)(void *arg, enum import_phase phase, uint64_t done, uint64_t all);
	void *arg;
	/* Found: */
	int64_t source_ms; /* when the source published it; 0: not known, or newer things are here */
	struct mapping mapping;
	struct import_sum sum;
};

/* Outside of a read, ctx->site open. First finishes an import that a crash left unfinished. Rows with faults are
 * refused, each with its problems, and the others are imported: that is OK, with sum.n_refused. INVALID: nothing was
 * imported; CONFLICT: another one is underway. A dry run writes nothing. */
MUST_USE enum outcome registers_import(struct ctx *ctx, struct import *import);

/* What it did, or would do, as JSON. */
struct str import_sum_json(struct arena *arena, const struct import *import);

/* Outside of a read: finishes what a crash left unfinished, if there is something; *ret_some says so. */
MUST_USE enum outcome registers_import_finish(struct ctx *ctx, bool *ret_some);

/* The job that finishes what a crash left. */
MUST_USE enum outcome import_job_left(struct ctx *ctx, int64_t *ret_n);
MUST_USE enum outcome import_job_run(struct ctx *ctx);

/* struct job.hurry: imports of the process end with RETRY as soon as they can. What was only staged is dropped, what
 * was begun to be applied is finished later. */
void import_hurry(bool is_ending);
bool import_must_end(void);

/* The name of the key (site_key) under which keys of entries that are gone are kept. */
#define IMPORT_KEY_NAME "registers.removed"
/* Inside a write: what sources call the entry, and what they said of it, can be confirmed by no guess any more (S1,
 * S3). */
MUST_USE enum outcome import_keys_hide(struct ctx *ctx, int64_t entry_id);
