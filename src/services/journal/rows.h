/* How the log's rows become structs; shared by the room's store and its verification. */
#pragma once

#include "journal/tree.h"

#define HASH_BYTES sizeof(struct hash)

/* The stored head; edge as in struct journal_tree. */
struct journal_head_row {
	int64_t size;
	struct str root;
	struct str edge;
};

/* A leaf with its record, and where verification reads it, the place of the version before (-1: none). place.leaf is
 * not stored here: it stands in the tiles. */
struct journal_leaf_row {
	struct journal_record record;
	int64_t previous;
};

extern const struct db_spec journal_head_spec;   /* struct journal_head_row */
extern const struct db_spec journal_record_spec; /* struct journal_record */
extern const struct db_spec journal_leaf_spec;   /* struct journal_leaf_row */
extern const struct db_spec journal_bytes_spec;  /* struct str */
extern const struct db_spec journal_number_spec; /* int64_t */

/* Of a stored record: its text and place as the journal names them. */
struct str journal_removal_content(struct arena *arena, struct str ground, int64_t removed_ms);

/* journal_erase for a removal of an earlier time (a restore repeats it). */
MUST_USE enum outcome journal_erase_as_of(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
					  struct str ground, int64_t removed_ms);

/* Nodes of the stored tree; reads each tile once. Lives in ctx's arena. */
struct journal_nodes journal_stored_nodes(struct ctx *ctx);
