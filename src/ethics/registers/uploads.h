/* Imports by upload: files that the office sends are kept until a job has read them (D4, D14), somebody has looked at
 * what would happen, and a job has imported them. */
#pragma once

#include "registers/import_parts.h"

enum upload_state {
	UPLOAD_TO_READ = 1, /* waits for the job, which says what would happen */
	UPLOAD_READ,        /* waits for an officer */
	UPLOAD_TO_IMPORT,   /* waits for the job, or is being imported */
	UPLOAD_DONE,
	UPLOAD_FAILED, /* nothing was imported: `problems` say why */
};

/* Days for which an upload, and the rows that were refused, are kept: the amount "uploads-kept-days" of the rules;
 * where they have none, so many. */
#define UPLOADS_KEPT_DAYS 30

struct upload {
	int64_t id, version;
	int32_t state;
	struct str mapping_name; /* of a shipped mapping, or of a register's sheet */
	struct str mapping_tree; /* of one of this site's own; else empty */
	struct str title, register_id;
	struct str by_name;
	int64_t at_ms, ended_ms;
	int64_t done, size;   /* how far the job is */
	struct str told;      /* what it would do, or did: import_sum_json; empty: not known yet */
	struct str problems;  /* JSON: an array of faults */
	int64_t faults_bytes; /* of the file of refused rows */
};
/* In a read. The newest first, at most `most`. */
MUST_USE enum outcome uploads_list(struct ctx *ctx, size_t most, struct upload **ret_uploads, size_t *ret_n);
MUST_USE enum outcome upload_find(struct ctx *ctx, int64_t id, struct upload *ret_upload);
/* The rows that were refused, as they were sent, with what is wrong: a file that can be put right and sent again. */
MUST_USE enum outcome upload_faults(struct ctx *ctx, int64_t id, struct str *ret_csv);

/* Outside of a write: keeps the bytes under the id, in writes of 256 KiB. Until upload_add names it nobody sees it, and
 * the job drops what stays so. */
MUST_USE enum outcome upload_keep(struct ctx *ctx, int64_t id, const struct import_upload *files, size_t n);
/* Inside a write. CONFLICT: it is not in that version, or not in a state for that. */
MUST_USE enum outcome upload_add(struct ctx *ctx, const struct upload *upload);
MUST_USE enum outcome upload_confirm(struct ctx *ctx, int64_t id, int64_t version);
MUST_USE enum outcome upload_drop(struct ctx *ctx, int64_t id, int64_t version);

/* ---- Told by the import ---- */

struct upload_told {
	struct str told, problems, faults;
};
struct upload_told upload_told_of(struct ctx *ctx, const struct import *import);
/* Inside the write with which a run begins to be applied, and inside that which publishes it. */
MUST_USE enum outcome upload_begun(struct ctx *ctx, int64_t id, int64_t run_id, const struct upload_told *told);
MUST_USE enum outcome upload_published(struct ctx *ctx, int64_t run_id);

/* ---- Mappings ---- */

/* Of mappings/, embedded at build time. */
struct shipped_mapping {
	const char *name, *text;
};
extern const struct shipped_mapping shipped_mappings[];
extern const size_t n_shipped_mappings;

/* What a register's own sheet is called here: "gifts day-first" (mapping_sheet.h). */
struct str upload_sheet_name(struct arena *arena, const struct scheme *scheme, enum mapping_dates dates);

/* One of this site's own. */
struct own_mapping {
	struct str name, title, register_id, tree;
};
MUST_USE enum outcome own_mappings(struct ctx *ctx, struct own_mapping **ret_mappings, size_t *ret_n);
/* Inside a write: takes the place of one of that name. */
MUST_USE enum outcome own_mapping_put(struct ctx *ctx, const struct own_mapping *mapping);

/* ---- Jobs ---- */

MUST_USE enum outcome upload_job_left(struct ctx *ctx, int64_t *ret_n);
MUST_USE enum outcome upload_job_run(struct ctx *ctx);
/* Outside of a read or write, where an import of the upload was BROKEN, which it is once more, so that the job waits
 * before it tries again: others go first, and after three tries it is given up, with what was said. */
MUST_USE enum outcome upload_tried(struct ctx *ctx, int64_t id);
MUST_USE enum outcome upload_old_left(struct ctx *ctx, int64_t *ret_n);
MUST_USE enum outcome upload_old_run(struct ctx *ctx);
