/* A feed as RFC 4287 has it, in pages as RFC 5005 section 3 has them. */
#pragma once

#include "base/base.h"

struct atom_feed {
	struct str id; /* an address that never changes */
	struct str title;
	struct str author;
	struct str updated;               /* RFC 3339 */
	struct str self, page;            /* this document; the page that it follows */
	struct str first, next, previous; /* empty: none */
};

struct atom_entry {
	struct str id, title, updated, published; /* published may be empty */
	struct str link;                          /* empty: it has no page */
	struct str summary;                       /* plain text */
	struct str category;                      /* a term; empty: none */
};

/* All texts are plain; what XML cannot hold is left out of them. */
void atom_begin(struct buf *out, const struct atom_feed *feed);
void atom_put(struct buf *out, const struct atom_entry *entry);
void atom_end(struct buf *out);
