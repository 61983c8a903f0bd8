/* What the files of the import share; not for others. */
#pragma once

#include "registers/import.h"

enum { RUN_STAGING = 1, RUN_APPLYING, RUN_DONE };

/* A run as stored. */
struct import_run {
	int64_t id, source_no, state, begun_ms, seen_ms, revision, category;
	int64_t source_ms; /* when the source published it; 0: not known */
	struct str register_name, owner, body, post, scheme;
};

struct import_known {
	struct str key;
	int64_t part_no, entry_id, digest;
};
extern const struct db_spec import_known_spec;

/* ---- What a source calls its entries ---- */

/* A table of keys by their hashes: 16 bytes each, so that millions take little. */
struct key_table;
struct key_table *keys_open(void);
void keys_closep(struct key_table **keys);
struct key_mark {
	bool known, seen;
	int64_t digest;
};
struct key_mark keys_find(const struct key_table *keys, struct str key);
/* False: the table is full (LIMIT_IMPORT_ROWS). */
bool keys_put(struct key_table *keys, struct str key, struct key_mark mark);

/* What stands in the place of a key whose entry is gone: nobody without the site's keys can ask whether a guess is it.
 * A row with that key is left alone all the same. */
struct str import_key_hidden(struct arena *arena, struct str site_key, int64_t source_no, struct str key);
bool import_key_is_hidden(struct str key);

/* ---- Staged rows ---- */

struct staged {
	enum entry_act act;
	struct str key, parent;
	int64_t part_no, digest;
	int64_t entry_id;  /* 0: a new one */
	int64_t person_id; /* 0: `person` */
	int64_t person;    /* number among those whom the import adds */
	int32_t declared_day, from, to;
	struct str category; /* empty: of the whole register */
	struct declared declared;
};

void staged_pack(struct buf *out, const struct staged *row);
/* INVALID where it is none of ours. The scheme may have changed since: an answer that has no field any more is left
 * out. */
MUST_USE enum outcome staged_unpack(struct arena *arena, struct str packed, size_t *at, const struct scheme *scheme,
				    struct staged *ret_row);

/* Gathers rows into chunks and writes these. */
struct stage {
	struct ctx *ctx;
	struct arena *arena; /* of the chunk */
	struct buf rows;
	int64_t run_id, no, n;
};
void stage_open(struct stage *stage, struct ctx *ctx, int64_t run_id, int64_t first_no);
MUST_USE enum outcome stage_add(struct stage *stage, const struct staged *row);
MUST_USE enum outcome stage_flush(struct stage *stage);
void stage_closep(struct stage *stage);

/* ---- People ---- */

struct import_people {
	const struct mapping_person *mapping;
	struct person_slot *slots;
	size_t n_slots, n;
	struct arena *arena;
	int64_t n_new;
};
void import_people_open(struct import_people *people, const struct mapping_person *mapping);
void import_people_closep(struct import_people *people);
/* Who it is: an id, or the number of somebody to be added; *ret_is_new: for the first time. In a read. */
MUST_USE enum outcome import_person_find(struct ctx *ctx, struct import_people *people, const struct mapped *mapped,
					 int64_t *ret_person_id, int64_t *ret_no, bool *ret_is_new);

/* ---- Faults ---- */

struct fault_file {
	struct str path;
	struct buf *to; /* in place of a file; NULL */
	bool is_begun;
	int fd;                  /* -1: not yet */
	const struct str *names; /* columns of all files together */
	size_t n;
};
/* The row as it was, and what is wrong with it. */
#define FAULTS_BYTES ((size_t)16 * 1024 * 1024) /* that are kept; of more, none are */
MUST_USE enum outcome faults_put(struct ctx *ctx, struct fault_file *faults, const struct str *names, size_t n_names,
				 const struct csv_row *row, struct str file, struct str what);

/* ---- Applying ---- */

/* Applies all that is staged of the run and publishes it. Outside of a read. */
MUST_USE enum outcome import_apply(struct ctx *ctx, const struct import_run *run, struct import *import);
/* The runs that are not done; in a read. */
MUST_USE enum outcome import_runs(struct ctx *ctx, struct import_run **ret_runs, size_t *ret_n);
/* This process, as others can ask whether it lives; and whether that one does. */
struct str import_owner(struct arena *arena);
bool import_owner_lives(struct str owner, int64_t seen_ms, int64_t now_ms);
