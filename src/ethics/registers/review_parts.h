/* What the office's side of registers shares within the room. */
#pragma once

#include "http/http.h"
#include "registers/review.h"

struct people_form;

/* INVALID with a problem where the person is the actor (S6). */
MUST_USE enum outcome review_not_own(struct ctx *ctx, int64_t person_id);

/* False with a problem under the field: it is empty and `missing` (NULL: it may be) says what is asked for, or too
 * long.
 */
bool review_text_good(struct ctx *ctx, const char *field, struct str text, const char *missing);

/* Tells a person by mail, if they have an address; nothing of what they declared stands in it. {1} their name, {2} the
 * address of the path, {3} the site's name. */
MUST_USE enum outcome review_tell(struct ctx *ctx, const struct mail_seed *seed, int64_t person_id, int64_t subject,
				  const char *title, const char *text, struct str path);

/* "ethics officer", or "a deputy of the ethics officer": who decided, as the public reads it. */
struct str review_office(struct ctx *ctx);

/* An entry and those that belong to it, which go together. */
struct going {
	int64_t entry_id;
	int64_t body_id;       /* whose officers decide */
	struct entry *entries; /* the entry itself first */
	struct journal_seed *seeds;
	size_t n;
};
/* In a read: the entry of that record as it stands, what belongs to it, and may the actor remove it? FORBIDDEN; INVALID
 * where it is the actor's own (S6); CONFLICT when its version is another; NOT_FOUND. */
MUST_USE enum outcome going_load(struct ctx *ctx, struct str record_id, int64_t version, struct going *ret_going);
/* In a read: the same of an entry whose record is not asked for. */
MUST_USE enum outcome going_body(struct ctx *ctx, const struct entry *entry, int64_t *ret_body_id);
/* Notes all of them for restores (journal_removals_note_all). Outside of a write. */
MUST_USE enum outcome going_note(struct ctx *ctx, const struct going *going, struct str ground);
/* Inside the write: the ith goes from the log and from all rooms, with what the public reads in its place. */
MUST_USE enum outcome going_erase(struct ctx *ctx, const struct going *going, size_t i, enum removal_kind kind,
				  struct str why, struct str moved_to);
/* What the log says of a removal of this kind; the same for what is withheld, so that nothing tells them apart. */
struct str removal_ground(enum removal_kind kind);

/* Ends a page that is one form. */
MUST_USE enum outcome review_form_done(struct ctx *ctx, struct people_form *form, struct resp *resp);

/* Of the job: homes that the public must not see any more, since their person revoked it. */
MUST_USE enum outcome homes_left(struct ctx *ctx, int64_t *ret_n);
MUST_USE enum outcome homes_run(struct ctx *ctx, bool *ret_erased);
