/* What the files of the import share; not for others. */
#pragma once

#include "people/people_import.h"
#include "people/people_store.h"

#define IMPORT_NOTES_MAX 50

/* In place of a row's id. */
#define NOT_DONE 0
#define FAILED   (-1)
#define REMOVED  (-2)
#define UNDERWAY (-3)

/* One import underway. */
struct import_apply {
	struct people_import *import;
	struct people_file *file;
	size_t next_seed;
	struct file_index organizations, posts, persons, tenures;
	struct file_index terms; /* of file->tenures by person */
	int64_t *organization_ids, *post_ids, *person_ids, *tenure_ids;
	bool *person_is_new;  /* this import added them */
	enum outcome outcome; /* INVALID as soon as one row was refused */
};

const struct journal_seed *import_next_seed(struct import_apply *a);
void import_count(struct import_counts *counts, enum people_change change);
/* Something for a person to look at; `{1}` is arg. */
void import_note(struct ctx *ctx, struct import_apply *a, struct str at, const char *message, struct str arg);
/* A row that a rule refused is told at its place, and the others are still tried: INVALID becomes OK, and the whole
 * import will be refused. */
MUST_USE enum outcome import_settle(struct ctx *ctx, struct import_apply *a, struct str at, struct problem *before,
				    enum outcome outcome);
/* Is this row of the site one that another row of the file was already? Two of a file are never one by their names. */
bool import_is_taken(const int64_t *ids, size_t n, int64_t id);
bool import_is_made_up(struct str id);
MUST_USE enum outcome import_ids_named(struct ctx *ctx, const struct db_stmt *stmt, struct str name,
				       struct people_number **ret, size_t *ret_n);
/* What the file gives beside what is here already: nothing goes. */
struct people_details import_merged(struct arena *arena, const struct people_details *here,
				    const struct people_details *file);
/* The row by one of its identifiers, by the id of an earlier file, or by its own id here. 0: none. The caller looks
 * whether the id is one of its kind. */
MUST_USE enum outcome import_known_id(struct ctx *ctx, const char *kind, struct str id,
				      const struct people_details *details, int64_t *ret_id);
MUST_USE enum outcome import_keep_key(struct ctx *ctx, const char *kind, struct str id, int64_t row_id);
/* What the file says goes before what is here; what it leaves open stays. */
void import_take_text(struct str *here, struct str file);
void import_take_day(int32_t *here, int32_t file, int32_t unknown);

/* INVALID with a problem where a clerk's file would change a person of other bodies too (S6). */
MUST_USE enum outcome import_may_change(struct ctx *ctx, const struct import_apply *a, const struct person *person);

/* The file's ith body, and first those above it. */
MUST_USE enum outcome import_put_organization(struct ctx *ctx, struct import_apply *a, size_t i);
/* The row's id of a body that the file names: one of its own, or one that is here. 0: none. */
MUST_USE enum outcome import_organization_of(struct ctx *ctx, struct import_apply *a, struct str id, int64_t *ret_id);
MUST_USE enum outcome import_post_apply(struct ctx *ctx, struct import_apply *a, const struct file_post *post,
					const struct journal_seed *seed, int64_t *ret_id);
MUST_USE enum outcome import_person_apply(struct ctx *ctx, struct import_apply *a, const struct file_person *person,
					  const struct journal_seed *seed, int64_t *ret_id);
MUST_USE enum outcome import_tenure_apply(struct ctx *ctx, struct import_apply *a, const struct file_tenure *t,
					  const struct journal_seed *seed);
