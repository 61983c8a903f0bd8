/* Files behind answers: who holds which (D21, S17). An item of a draft holds what its answers name, and until they are
 * published their public copies, but none of what is sealed (S1); an entry holds what each of its versions names, and
 * of public copies those of the current version alone. */
#pragma once

#include "files/files.h"
#include "registers/declarations.h"

/* False: the answer names no file, or no public copy. */
bool value_file(const struct value *value, bool is_public, struct file_ref *ret_ref);

/* The one file of that field; NULL: there is none, or it is withheld. */
const struct value *declared_file(const struct declared *declared, struct str field);

/* Inside a write. INVALID with a problem when a file is not here any more. */
MUST_USE enum outcome item_files_hold(struct ctx *ctx, const struct declaration_item *item);
MUST_USE enum outcome entry_files_hold(struct ctx *ctx, const struct entry *entry);
/* All private ones of that entry, or of the item of a draft that would be it, by the withheld one `id` (S1); before
 * they are let go. */
MUST_USE enum outcome withheld_files_hold(struct ctx *ctx, int64_t id, int64_t entry_id);

/* In a read or write. Of what was withheld the answers name no public copy any more, and no file that a restore did not
 * bring back. */
MUST_USE enum outcome withheld_files_fit(struct ctx *ctx, struct declared *declared);
/* In a read or write. The answers name no public copy that is not here any more; of what is sealed none. */
MUST_USE enum outcome item_copies_forget(struct ctx *ctx, struct declaration_item *item, bool is_sealed, bool *ret_any);

/* ---- Scans of signed forms (S7) ---- */

/* It holds all that was signed: it goes with the first of its answers that is withheld, removed or over. */
struct scan {
	struct str sha256;
	int64_t bytes;
	int32_t kind; /* enum file_kind */
};
/* In a read or write. NOT_FOUND: there is none. */
MUST_USE enum outcome scan_find(struct ctx *ctx, int64_t declaration_id, struct scan *ret_scan);
/* Inside a write: in the place of the one before. */
MUST_USE enum outcome scan_put(struct ctx *ctx, int64_t declaration_id, const struct scan *scan);
MUST_USE enum outcome scan_forget(struct ctx *ctx, int64_t declaration_id);

/* ---- Letting go ---- */

/* Inside a write: lets go of all, or of public copies alone. Entries that are withheld are entries. */
MUST_USE enum outcome entry_files_let_go(struct ctx *ctx, int64_t entry_id, bool only_public);
MUST_USE enum outcome item_files_let_go(struct ctx *ctx, int64_t item_id);

/* Inside a write, before their rows go: of every item that the statement, with these parameters, names. */
MUST_USE enum outcome items_files_let_go(struct ctx *ctx, const struct db_stmt *ids, struct db_params params,
					 bool only_public);
/* Inside a write: no public copy is left of an entry that nobody sees any more (S8). */
MUST_USE enum outcome entry_off_display_files(struct ctx *ctx, int64_t entry_id);
/* Inside a write, behind registers_put: from now on the entries alone hold public copies. */
MUST_USE enum outcome declaration_copies_hand_over(struct ctx *ctx, const struct declaration *declaration);
