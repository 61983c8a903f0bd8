/* The publication log. Decisions D2, D3; RFC 6962 section 2.1 for hashing; C2SP tlog-tiles for tiles. */
#pragma once

#include "crypto/crypto.h"
#include "db/db.h"
#include "site/site.h"

/* A record's place in the log. */
struct journal_place {
	struct str record_id; /* 26 characters of base 32: 128 random bits */
	int64_t version;      /* 1, 2, … of this record */
	int64_t index;        /* of its leaf, from 0 */
	struct hash leaf;     /* RFC 6962 leaf hash */
};

/* Before a write: what a first version of a record needs that must not change when the write is tried again (D3). */
struct journal_seed {
	unsigned char id[16];
	unsigned char salt[16];
};
struct journal_seed journal_seed_new(struct ctx *ctx);

/* Inside a write: appends a new record (version 1). `room` ("codes") and `subject` (its row) let the room find it again
 * and never enter the leaf. `content` is the public projection as canonical JSON (RFC 8785), stored once, verbatim. */
MUST_USE enum outcome journal_put(struct ctx *ctx, const struct journal_seed *seed, const char *room, int64_t subject,
				  struct str content, struct journal_place *ret_place);

/* Inside a write: appends the next version of an existing record; only the seed's salt is used. */
MUST_USE enum outcome journal_put_version(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
					  struct str content, struct journal_place *ret_place);

/* Inside a write: many of these at once, for less than each alone: the tree is loaded and stored once. */
struct journal_many {
	const struct journal_seed *seed;
	int64_t subject;            /* of a new record */
	struct str record_id;       /* empty: a new record; else the next version of this one */
	struct str content;         /* as of journal_put */
	struct journal_place place; /* is filled */
};
MUST_USE enum outcome journal_put_many(struct ctx *ctx, const char *room, struct journal_many *puts, size_t n);

/* Inside a write: destroys content and salt of every version of the record (S3, S8), in every room too
 * (feature.remove). The leaves stay, and the removal is itself published as the record's last version, with the content
 * {"ground": …, "removed": time}: nothing goes without a trace, and nobody can later change when or why it went.
 * `ground` is shown to the public; only the seed's salt is used. CONFLICT when it was removed before,
 * INVALID with a problem while a room keeps it back (journal_erasable). The caller notes the removal first:
 * journal_removals_write. Notes "removals", by which files that hold all that is public are made anew. */
MUST_USE enum outcome journal_erase(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
				    struct str ground);

/* INVALID with a problem while a room keeps the record back, such as under a legal hold (S8). In a read or a write. */
MUST_USE enum outcome journal_erasable(struct ctx *ctx, struct str record_id);

/* Inside a write: each room's copy of the record goes (feature.remove). journal_erase calls it; what was never
 * published has no record to erase, and is removed by this alone. */
MUST_USE enum outcome journal_remove_from_rooms(struct ctx *ctx, struct str record_id);

/* What is stored of one version of a record. `content` and `salt` are empty once erased. In every version of a removed
 * record `erased_ground` says why and `erased_ms` when; else they are empty and 0. */
struct journal_record {
	struct journal_place place;
	int64_t time_ms;
	struct str leaf_bytes;
	struct str content;
	struct str salt;
	struct str room;
	int64_t subject;
	struct str erased_ground;
	int64_t erased_ms;
	int64_t newest; /* the record's newest version; of a removed record that is the removal */
};
/* The version of the record; version 0: the newest, the removal of a removed record included. */
MUST_USE enum outcome journal_find(struct ctx *ctx, struct str record_id, int64_t version,
				   struct journal_record *ret_record);
/* The newest version of the record that a room keeps for this row; of a removed record the last before the removal. */
MUST_USE enum outcome journal_find_subject(struct ctx *ctx, const char *room, int64_t subject,
					   struct journal_record *ret_record);

/* Inside a write: the record is from now on of another row of its room, which may then publish a new record in its
 * place. */
MUST_USE enum outcome journal_move_subject(struct ctx *ctx, struct str record_id, int64_t subject);

/* Size and root now (of the empty tree: SHA-256 of nothing). */
struct journal_head {
	int64_t size;
	struct hash root;
};
MUST_USE enum outcome journal_head(struct ctx *ctx, struct journal_head *ret_head);
/* The root when the log had this size; INVALID when it never had. */
MUST_USE enum outcome journal_head_at(struct ctx *ctx, int64_t size, struct journal_head *ret_head);

/* The proof that the leaf at `index` is in the tree of `size`: at most 63 hashes, RFC 6962 section 2.1.1. */
struct journal_proof {
	struct hash hash[63];
	size_t n;
};
MUST_USE enum outcome journal_prove(struct ctx *ctx, int64_t index, int64_t size, struct journal_proof *ret_proof);

/* Pure: does the proof lead from the leaf to the root? */
bool journal_proof_holds(const struct hash *leaf, int64_t index, int64_t size, const struct journal_proof *proof,
			 const struct hash *root);

/* Pure: the leaf's bytes, and hashes. */
struct str journal_leaf(struct arena *arena, struct str record_id, int64_t version, int64_t time_ms,
			const struct hash *content);
struct hash journal_leaf_hash(struct str leaf_bytes);
struct hash journal_node_hash(const struct hash *left, const struct hash *right);
struct hash journal_content_hash(struct str salt, struct str content);

/* Recomputes everything: content against leaf, leaf bytes against their fields, leaf hashes, every tile, the stored
 * head; and asks each room (feature.audit) whether its rows say what its newest record says. INVALID with a problem
 * that names the first record that does not fit. */
struct journal_report {
	int64_t records;
	int64_t erased;
	struct journal_head head;
};
MUST_USE enum outcome journal_verify(struct ctx *ctx, struct journal_report *ret_report);

/* ---- Receipts ---- */

/* A receipt is JSON that proves without us: the record, its salt, its leaf, a proof and the head it leads to. */
MUST_USE enum outcome journal_receipt(struct ctx *ctx, struct str record_id, int64_t version, struct str *ret_json);

/* The same with more members, which prove nothing and which a check does not look at; `more` writes them. */
MUST_USE enum outcome journal_receipt_with(struct ctx *ctx, struct str record_id, int64_t version,
					   void (*more)(struct json *json, void *args), void *args,
					   struct str *ret_json);

/* Checks a receipt's own arithmetic and, where ctx->db is open, that this site's log has that leaf and had that root.
 * INVALID with problems that say what does not fit. *ret_content is the record's JSON. */
MUST_USE enum outcome journal_receipt_check(struct ctx *ctx, struct str json, struct str *ret_content);

/* ---- Removals (D10) ---- */

/* Notes in SITE.removals, outside the database and outside backups, that records that go together are about to be
 * erased, so that a restore of an older backup erases them again. Durable when it returns. Called before the write that
 * erases: a crash between the two leaves a note without an erasure, never the other way round. `ground` is shown to the
 * public; the file names records by the random ids that the log shows, and nobody. */
MUST_USE enum outcome journal_removals_note_all(struct ctx *ctx, const struct str *record_ids, size_t n,
						struct str ground);
/* The same where a restore does more than erase: `how` is for the room's own feature.removing, and is sealed under a
 * key of SITE.keys. Its length shows. */
struct journal_removal {
	struct str record_id;
	struct str how;  /* UTF-8; empty: it is erased, and that is all */
	struct str note; /* is filled: which note it is */
};
MUST_USE enum outcome journal_removals_note_how(struct ctx *ctx, const char *room, struct journal_removal *removals,
						size_t n, struct str ground);
/* Behind the write, outside of a read: notes of each whether it was erased, so that a restore does not make what was
 * refused. `written`: what became of the write, for what the log does not know. What a crash leaves unsaid a job says
 * later; until then a restore erases. */
void journal_removals_settle(struct ctx *ctx, const struct journal_removal *removals, size_t n, enum outcome written);
/* All three, outside of a read: the note, the write, what became of it. */
MUST_USE enum outcome journal_removals_write(struct ctx *ctx, const char *room, struct journal_removal *removals,
					     size_t n, struct str ground,
					     enum outcome (*fn)(struct ctx *ctx, void *args), void *args);

/* How many removals of the list say how they were made in words that the keys beside the site do not open: a restore
 * would erase what they name and put nothing in its place. */
MUST_USE enum outcome journal_removals_shut(struct ctx *ctx, int64_t *ret_n);
/* Applies the removals file to a restored site (ctx->site), one write for each record that is there and not yet
 * removed, then scrubs the database. Repeating it is harmless. *ret_n is the number erased. */
MUST_USE enum outcome journal_removals_apply(struct ctx *ctx, int64_t *ret_n);

extern const struct feature journal_feature;
