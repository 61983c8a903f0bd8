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
/* Of a statement that gives the columns of approvals. */
MUST_USE enum outcome approvals_by(struct ctx *ctx, const struct db_stmt *statement, struct db_params params,
				   struct approval **ret_approvals, size_t *ret_n);
/* The same to whoever has that account. */
MUST_USE enum outcome review_tell_account(struct ctx *ctx, const struct mail_seed *seed,
					  const struct access_reach *reach, int64_t subject, const char *title,
					  const char *text, struct str path);

/* "ethics officer", or "a deputy of the ethics officer": who decided, as the public reads it. */
struct str review_office(struct ctx *ctx);

/* An entry and those that belong to it, which go together. */
struct going {
	int64_t entry_id;
	int64_t body_id;       /* whose officers decide */
	struct entry *entries; /* the entry itself first */
	struct journal_seed *seeds;
	size_t n;
	struct str by; /* who decided; empty: review_office */
};
/* In a read: the entry of that record as it stands, what belongs to it, and may the actor remove it? FORBIDDEN; INVALID
 * where it is the actor's own (S6); CONFLICT when its version is another; NOT_FOUND. */
MUST_USE enum outcome going_load(struct ctx *ctx, struct str record_id, int64_t version, struct going *ret_going);
/* In a read: the same of an entry whose record is not asked for. */
MUST_USE enum outcome going_body(struct ctx *ctx, const struct entry *entry, int64_t *ret_body_id);
/* Are these the same entries in the same versions? */
bool going_is_same(const struct going *a, const struct going *b);
/* The write by which all of them go, noted for restores, how[i] with the ith (again.h). Outside of a read. */
MUST_USE enum outcome going_write(struct ctx *ctx, const struct going *going, const struct str *how, struct str ground,
				  enum outcome (*fn)(struct ctx *ctx, void *args), void *args);
/* Inside the write: the ith goes from the log and from all rooms, with what the public reads in its place. */
MUST_USE enum outcome going_erase(struct ctx *ctx, const struct going *going, size_t i, enum removal_kind kind,
				  struct str why, struct str moved_to);
/* Inside a write: what the public reads of it. */
MUST_USE enum outcome removal_put(struct ctx *ctx, const struct entry_removal *removal);
/* Inside a write: declared anew by another person, the office's act. An entry first, then what belongs to it; a seed of
 * each. `parent_id`: what the first belongs to; 0: nothing. */
MUST_USE enum outcome entries_give(struct ctx *ctx, const struct entry *entries, size_t n, int64_t person_id,
				   int64_t parent_id, const struct journal_seed *seeds, struct str *ret_records);
/* What the log says of a removal of this kind; the same for what is withheld, so that nothing tells them apart. */
struct str removal_ground(enum removal_kind kind);

/* Ends a page that is one form. */
MUST_USE enum outcome review_form_done(struct ctx *ctx, struct people_form *form, struct resp *resp);

/* That there is one; nothing of what is in it, and no rights are asked. */
MUST_USE enum outcome withheld_find(struct ctx *ctx, int64_t id, struct withheld *ret_withheld);

/* Homes that the public must not see any more: since the person says now that they live there, or permits it no more.
 * The job puts them right: all versions are published anew under another record, without the place. */
MUST_USE enum outcome homes_left(struct ctx *ctx, int64_t *ret_n);
MUST_USE enum outcome homes_run(struct ctx *ctx, bool *ret_erased);
/* Inside a write: the entry's versions show the place no more, and the old record may be erased: `seeds` are as many as
 * there are versions. NOT_FOUND: none of them shows it. CONFLICT: an import that is underway has one of them, or there
 * are more. */
MUST_USE enum outcome home_replace(struct ctx *ctx, int64_t entry_id, const struct home_left *left,
				   const struct journal_seed *seeds, size_t n_seeds, struct str *ret_record_id);
