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

struct import {
	/* Given: */
	struct str mapping_name, mapping_text; /* as files have it */
	const struct str *paths;               /* files, or folders of them */
	size_t n_paths;
	bool dry_run;
	struct str faults; /* where rows that are refused go; empty: nowhere */
	void (*progress)(void *arg, enum import_phase phase, uint64_t done, uint64_t all);
	void *arg;
	/* Found: */
	struct mapping mapping;
	struct import_sum sum;
};

/* Outside of a read, ctx->site open. First finishes an import that a crash left unfinished. Rows with faults are
 * refused, each with its problems, and the others are imported: that is OK, with sum.n_refused. INVALID: nothing was
 * imported; CONFLICT: another one is underway. A dry run writes nothing. */
MUST_USE enum outcome registers_import(struct ctx *ctx, struct import *import);

/* Outside of a read: finishes what a crash left unfinished, if there is something; *ret_some says so. */
MUST_USE enum outcome registers_import_finish(struct ctx *ctx, bool *ret_some);

/* The job that finishes what a crash left. */
MUST_USE enum outcome import_job_left(struct ctx *ctx, int64_t *ret_n);
MUST_USE enum outcome import_job_run(struct ctx *ctx);
