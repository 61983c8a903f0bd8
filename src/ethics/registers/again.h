/* What a restore of an older backup makes again of removals, beside erasing (D10): the list of removals says with each
 * how, in words of this room. Nothing public becomes of it, and nothing that is to be kept is lost. */
#pragma once

#include "registers/review.h"

/* An interest that is sealed, ready to be stored, and to stand in the list of removals. */
struct sealing {
	struct withheld_put put;
	struct str sealed;
	int64_t by_account, at_ms;
	struct str by_name;
	int64_t entry_id; /* whose files are to be kept with it; 0: nobody's are here */
};
/* Seals the versions of an entry, the current one first. In a read or write. */
MUST_USE enum outcome sealing_make(struct ctx *ctx, const struct entry *versions, size_t n, bool show_category,
				   struct sealing *ret_sealing);
/* Inside a write. */
MUST_USE enum outcome sealing_store(struct ctx *ctx, const struct sealing *sealing);

/* What the public reads in the record's place. Removals that look alike to the public have the same length in the list
 * of removals, where they are sealed, unless an interest with many or long versions was withheld. */
struct again {
	enum removal_kind kind; /* 0: nothing */
	struct str why;
	struct str by; /* who decided; empty: the ethics officer, or a deputy */
};
struct str again_withheld(struct ctx *ctx, const struct again *again, const struct sealing *sealing);
/* Declared anew by that person; 0: it is gone. `parent`: the record of what it belonged to, which goes with it; empty:
 * none does. */
struct str again_removed(struct ctx *ctx, const struct again *again, int64_t person_id, struct str parent);
/* Off display, and kept for the office (S8). */
struct str again_hidden(struct ctx *ctx);
/* Published anew without where the person lives, by what said so (S2). */
struct str again_home(struct ctx *ctx, const struct again *again, const struct home_left *left);

/* feature.removing. */
enum outcome registers_removing(struct ctx *ctx, struct str record_id, struct str how, bool is_there);
