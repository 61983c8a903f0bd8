/* Registers: what people declare, versioned; nothing is overwritten. D2, D4, D6, D10; safeguards S1 to S3, S5 to S8. */
#pragma once

#include "people/people.h"
#include "registers/value.h"

/* ---- When a version is known ----
 *
 * Every write that publishes entries is a revision: numbers ascend in the order in which they began. A version is known
 * from one revision until before another. A bulk import is one revision that nobody sees before it is published, and
 * one runs at a time; so what is known at an instant is all up to a revision but for at most one in between (D4). */
#define REVISION_OPEN INT32_MAX

struct revision_at {
	int64_t upto; /* the newest revision that counts */
	int64_t but;  /* a revision below it that was not published yet; 0: none */
};

/* What was known at that instant; INT64_MAX: now. In a read or write. */
MUST_USE enum outcome registers_known_at(struct ctx *ctx, int64_t at_ms, struct revision_at *ret_at);

/* ---- Entries ---- */

enum entry_act {
	ENTRY_DECLARED = 1,
	ENTRY_CHANGED,   /* it is otherwise now */
	ENTRY_CORRECTED, /* it was never as it stood here: `reason` says what was wrong */
	ENTRY_ENDED,     /* it no longer holds, from `to_day` on */
	ENTRY_WITHDRAWN, /* it should not stand here: `reason` says why; only the fact stays public */
	ENTRY_GONE,      /* a later snapshot of the source has it no longer */
};

/* How it came here. */
enum entry_source { SOURCE_PERSON = 1, SOURCE_PAPER, SOURCE_IMPORT, SOURCE_OFFICE };

/* A version of an entry with what the entry is. */
struct entry {
	int64_t id;
	struct str record_id; /* its public id; empty where nothing of it was ever published */
	struct str register_id;
	int64_t person_id;   /* 0: of a body */
	int64_t body_id;     /* of a register of bodies; else 0 */
	int64_t parent_id;   /* the entry to which it belongs; 0 */
	int64_t withheld_ms; /* S1: not 0: there is one, and no more is said */
	int64_t hidden_ms;   /* S8: not 0: kept for the office, shown to nobody else */
	int64_t erased_ms;
	/* This version: */
	int64_t version; /* 1, 2, … */
	enum entry_act act;
	enum entry_source source;
	struct str reason;
	int64_t known_from, known_to; /* revisions; known_to REVISION_OPEN: current */
	int64_t known_from_ms;        /* when its revision was published */
	int32_t from_day, to_day;     /* holds; DEADLINE_NO_DAY, TENURE_OPEN */
	int32_t declared_day;         /* signed, or received on paper */
	int64_t declaration_id;       /* with which it came; 0 */
	int64_t tenure_id;            /* in which office; 0 */
	struct str bodies;        /* slugs between spaces for which it counts; empty: all on which the person sits */
	struct declared declared; /* in a withheld entry: nothing */
	struct str office;        /* as it was when this was published: "Mayor, City Council"; may be empty */
	struct str category_id;   /* also of one that the scheme has no more */
	struct str sort_key;      /* of lists: after_key and after_id of what stands behind this one */
	int64_t sort_id;
	struct str person_name, person_slug, body_name, body_slug; /* joined */
	bool person_is_public;                                     /* else the name is for the office alone */
};

/* What a write puts. */
struct entry_put {
	int64_t id;         /* of a new one: from id_new, before the write, so that others can name it; 0: made here */
	int64_t version;    /* on which it rests, CONFLICT when another is current; 0: a new one */
	struct entry entry; /* all but ids and revisions. from_day, to_day 0 or DEADLINE_NO_DAY: as declared_holds
			     * says; declared_day 0 or DEADLINE_NO_DAY: today. Its parent may be an earlier put */
	struct journal_seed seed; /* before the write */
	int64_t entry_id;         /* then: the entry's id */
	bool is_same;             /* then: nothing changed, and nothing was written */
};

/* Inside a write: one revision for all of them. Checks each (declared_check), stores and publishes where the scheme
 * says so, tells duties its event, screening what is compared and search its words, notes "registers". Puts with which
 * nothing changes write nothing. The category that is closed takes nothing new. INVALID with the problems of put i
 * under "entries[i]." where there are several; CONFLICT when an entry moved on, or an import holds it. `ret_record_ids`
 * may be NULL; a record id is empty where nothing is public. Who may is the caller's matter, and so is the activity
 * log. */
MUST_USE enum outcome registers_put(struct ctx *ctx, struct entry_put *puts, size_t n, struct str *ret_record_ids);

/* Many entries in many writes, seen by nobody before the last: a batch is one revision (D4). What it put stays in the
 * publication log, so a batch that was interrupted is finished, not dropped: its caller keeps rows of what is still to
 * be put. CONFLICT: one is underway. */
MUST_USE enum outcome registers_batch_begin(struct ctx *ctx, int64_t *ret_revision);
/* As registers_put, in a write of its own, of some 20 ms; what it puts has passed declared_check, and duties are told
 * nothing. */
MUST_USE enum outcome registers_batch_put(struct ctx *ctx, int64_t revision, struct entry_put *puts, size_t n,
					  struct str *ret_record_ids);
/* Outside of a write, once all is put: what was put takes its place in the order of lists, in slices that still nobody
 * sees. May be repeated. CONFLICT: it is not underway. */
MUST_USE enum outcome registers_batch_order(struct ctx *ctx, int64_t revision);
/* Everybody sees it from this write's commit on. A job tells search. CONFLICT: it is not underway, or not in order. */
MUST_USE enum outcome registers_batch_publish(struct ctx *ctx, int64_t revision, int64_t source_ms);
/* What its source published at `source_ms` (0: not known), "as known at" has since then, where nothing newer is here;
 * else since it is published here: 0. */
MUST_USE enum outcome registers_known_since(struct ctx *ctx, int64_t source_ms, int64_t *ret_known_ms);

/* S1: an entry of which nothing is said but that there is one; the category only where it is given. Its content is the
 * caller's to keep under a key of its own. It stands in every list, as known at whatever time, and nothing of it tells
 * when it was withheld: its id is no time, unlike others. */
struct withheld_put {
	int64_t id; /* of registers_withheld_id */
	struct str register_id;
	int64_t person_id, body_id;
	struct str category;
};
int64_t registers_withheld_id(struct ctx *ctx);
/* Inside a write. */
MUST_USE enum outcome registers_put_withheld(struct ctx *ctx, const struct withheld_put *put);
/* Inside a write: without a trace; it goes as if it had never been. */
MUST_USE enum outcome registers_drop_withheld(struct ctx *ctx, int64_t id);
/* Inside a write, S8: nobody but the office sees it any more, and the publication log no longer has its content. The
 * caller notes the removal first (journal_removals_note). */
MUST_USE enum outcome registers_hide(struct ctx *ctx, const struct journal_seed *seed, int64_t id, struct str ground);

/* Inside a write: the same without the publication log, whose record the caller erases. CONFLICT: it is hidden already,
 * withheld or gone. */
MUST_USE enum outcome registers_off_display(struct ctx *ctx, int64_t id);

/* Inside a write, S8: one that is hidden, or of which nothing was ever published, goes for good. */
MUST_USE enum outcome registers_blank(struct ctx *ctx, int64_t id);

/* One by its public id, as known then; NOT_FOUND also for one that is withheld. Of one that was erased or hidden only
 * that, and when. Answers hold all: what of them is public, declared_json and declared_summary know. */
MUST_USE enum outcome registers_entry(struct ctx *ctx, struct str record_id, struct revision_at at,
				      struct entry *ret_entry);
/* As known now; shut in the same way. */
MUST_USE enum outcome registers_entry_by_id(struct ctx *ctx, int64_t id, struct entry *ret_entry);
/* Its versions that are known now, newest first; shut in the same way. What of a hidden one is kept for the office,
 * store.h gives to this room alone. */
MUST_USE enum outcome registers_history(struct ctx *ctx, int64_t id, struct entry **ret_entries, size_t *ret_n);

/* ---- Lists (D6) ---- */

#define REGISTER_FILTERS 4

struct entry_filter {
	struct str register_id; /* must be one */
	struct str category;    /* empty: any */
	int64_t person_id;      /* 0: any */
	int64_t body_id;        /* 0: any */
	int32_t as_at;          /* holds on that day, and was not withdrawn; DEADLINE_NO_DAY: whenever */
	struct revision_at known;
	bool ended; /* also those that ended, were withdrawn or are gone; else current ones alone */
	struct {
		struct str field;    /* a key of the scheme; empty: none */
		struct str from, to; /* value keys: within both; equal: that value; "\xff" is behind all */
	} values[REGISTER_FILTERS];
	struct str sort; /* a key of the scheme, "registered" or "person"; empty: "registered" */
	bool descending;
	struct str after_key; /* paging: behind this row; both as given in the row before; empty: from the first */
	int64_t after_id;
	struct str
		until_key; /* the last row, given like that, of a list that descends; what is withheld is not in it */
	int64_t until_id;  /* 0: to the end */
	size_t most;
	/* Where all pages are read, a walk passes each row once; filtered needs a filter, and is for tests. */
	enum { LIST_CHEAPEST, LIST_WALKED, LIST_FILTERED } way;
};

/* *ret_next_key, *ret_next_id: after_… of the page behind; id 0: there is none. Content of withheld entries is left
 * out; they come last, and are found by no filter but register, person and body. Erased and hidden ones are in no list.
 */
MUST_USE enum outcome registers_list(struct ctx *ctx, const struct entry_filter *filter, struct entry **ret_entries,
				     size_t *ret_n, struct str *ret_next_key, int64_t *ret_next_id);
/* The same for all of them, in constant memory, in the order of the filter; pages at a fixed position, in reads that
 * each end after some thousands (D4): no other walk of rows may be underway around it. */
MUST_USE enum outcome registers_each(struct ctx *ctx, const struct entry_filter *filter,
				     enum outcome (*each)(struct ctx *ctx, const struct entry *entry, void *arg),
				     void *arg);
/* One page of such a walk, behind the one before: `filter` goes on, its key in `key`; *ret_more: there is another. */
#define ENTRY_KEY_MOST 128
MUST_USE enum outcome registers_each_page(struct ctx *ctx, struct entry_filter *filter,
					  enum outcome (*each)(struct ctx *ctx, const struct entry *entry, void *arg),
					  void *arg, char key[static ENTRY_KEY_MOST], bool *ret_more);

struct intake_parser;
extern const struct intake_parser mapping_parser;

extern const struct feature registers_feature;
