/* What a room adds to the program. main.c holds the one const table of these; nothing is registered at run time (D1).
 */
#pragma once

#include "db/db.h"
#include "http/http.h"

/* What a route asks for. Who holds which is access_may's to say. */
enum right {
	RIGHT_PUBLIC = 1, /* anybody; the page is the same for everyone */
	RIGHT_SIGN_IN,    /* anybody, but the page may set a session */
	RIGHT_PERSON,     /* whoever is signed in */
	RIGHT_MEMBER,     /* has promises of their own to make */
	RIGHT_OFFICE,     /* has some task in the office */
	RIGHT_READ,       /* reads what is prepared: clerk, officer or auditor */
	RIGHT_CLERK,      /* prepares: clerk or officer */
	RIGHT_OFFICER,    /* reviews and publishes */
	RIGHT_AUDIT,      /* reads: auditor, officer or administrator */
	RIGHT_ADMINISTER, /* accounts and settings */
};

/* An entry of a menu: on public pages those of RIGHT_PUBLIC, on a signed-in person's pages those that they may use, in
 * the order of their rights. */
struct menu_entry {
	const char *text; /* msg(…) */
	const char *href;
	enum right right;
	const char *about; /* msg(…): what one does there, for the office's first page; NULL: not listed there */
	bool is_task;      /* stands on the office's first page alone: what one does now and then */
};

struct site;           /* services/site */
struct journal_record; /* services/journal */
struct search_sink;    /* services/search */
struct rulebook;       /* services/rulebook */

/* Work that a site does by itself, in slices: room jobs runs it. */
struct job {
	const char *name;  /* "search.index": the room's and its own */
	const char *about; /* msg(…): what it does, for administrators */
	const char *after; /* kinds of changes after which there may be something to do; NULL: none */
	int every_s;       /* at least so often it is asked whether there is something to do; 0: after changes alone */
	bool alone;        /* runs outside of a write and makes its own */
	bool slow; /* waits for other machines, or takes minutes: runs on a thread apart, so that it holds up no other
		      job */
	/* Does somebody wait for it, in this process? Looked at several times a second beside `after` and `every_s`, so
	 * it reads no database. Such jobs of all sites have one thread of their own, and take turns there in slices of
	 * a second. Any thread; NULL: nobody ever does. */
	bool (*asked)(const struct site *site);
	bool dated; /* erases, or writes to people, because a day has come: waits while the clock is doubted */
	/* How much there is to do now; 0: nothing, and run() is not called. In a read. */
	enum outcome (*left)(struct ctx *ctx, int64_t *ret_n);
	/* Does a part that takes some 20 ms, in a write unless `alone`. May be run again by another node, and after a
	 * crash, so it takes its work from rows and leaves there what it has done. */
	enum outcome (*run)(struct ctx *ctx);
	/* Called from another thread: from now on run() returns as soon as it can, or may take its time again. NULL: it
	 * never takes long. */
	void (*hurry)(bool is_ending);
};

/* Something held about a person, or that a request for records may find (S18). */
struct held {
	int64_t id, at_ms; /* 0: it has no time */
	int64_t person_id; /* whose; 0: nobody's here */
	struct str title, text;
	bool is_other;   /* it is about somebody else, such as a partner: `text` is masked as a whole */
	bool for_person; /* asked for by that person alone, and given whole */
	bool is_back;    /* kept from the public: counted and held back */
};

/* A table of a room whose rows are about people, and how a request for them is answered. Every table that names a
 * person, a term, an account, an entry or a declaration stands in its room's list. */
struct holding {
	const char *table;
	const char *title; /* msg(…): what its rows are */
	const char *none;  /* msg(…): why it gives nothing of its own, such as keys; NULL */
	const char *back;  /* msg(…): the ground on which its rows are counted and held back; NULL */
	bool is_file;      /* its id is of a file in room files: the bundle about its own person holds it */
	bool personal;     /* details such as a telephone number: given to their own person alone */
	/* struct held but is_other, in its order; $1 person or 0, $2 and $3 from and to in ms. NULL with `none` alone.
	 */
	const struct db_stmt *rows;
	/* Adds what SQL cannot say; NULL: nothing. In a read. */
	enum outcome (*fill)(struct ctx *ctx, struct held *held);
};

struct feature {
	const char *name; /* the room's */
	const struct route *routes;
	size_t n_routes;
	const struct verb *verbs;
	size_t n_verbs;
	const struct menu_entry *menu;
	size_t n_menu;
	const struct db_migration *migrations;
	const size_t *n_migrations;
	const struct job *jobs;
	size_t n_jobs;
	/* What people may find of one of this room's rows: gives its documents to the sink, none when there is nothing
	 * to find. In a write of search's job. NULL: nothing of this room is found. */
	enum outcome (*search_documents)(struct ctx *ctx, int64_t subject, struct search_sink *sink);
	/* Notes (search_note) every row that people may find, when the whole index is made anew. In a write. */
	enum outcome (*search_subjects)(struct ctx *ctx);
	/* Brings what this room derives up to date with what a write changed, in its transaction. NULL: derives
	 * nothing. */
	enum outcome (*follow)(struct ctx *ctx, const struct change *changes, size_t n);
	/* Checks and prepares a fresh site's own rows, in the transaction of init. NULL: needs none. */
	enum outcome (*begin)(struct ctx *ctx);
	/* Destroys this room's own copy of a record, in the write in which the journal erases it and again after a
	 * restore (D10): harmless when repeated, OK when the room knows nothing of the record. NULL: the room keeps no
	 * copy. */
	enum outcome (*remove)(struct ctx *ctx, struct str record_id);
	/* Before a restore makes a removal again that this room noted with `how` (journal_removals_note_how), in its
	 * write: puts what stands in the record's place. `is_there`: the restored site has the record, which is erased
	 * right after. NULL: the room notes none so. */
	enum outcome (*removing)(struct ctx *ctx, struct str record_id, struct str how, bool is_there);
	/* May the record be erased now? INVALID with a problem while it may not, such as under a legal hold (S8). Asked
	 * before an erasure and in its write, but not when a restore repeats one. NULL: this room keeps nothing back.
	 */
	enum outcome (*erasable)(struct ctx *ctx, struct str record_id);
	/* Is all here that the rules name: the codes, the bodies? INVALID with a problem at the place in its file for
	 * each that is not. Asked before rules are applied, and in that write. NULL: this room keeps nothing that rules
	 * name.
	 */
	enum outcome (*rules_fit)(struct ctx *ctx, const struct rulebook *book);
	/* What it holds about people. */
	const struct holding *holdings;
	size_t n_holdings;
	/* Once for a site just restored from a backup, outside of any write, ctx->site set. NULL: nothing to do. */
	enum outcome (*restored)(struct ctx *ctx);
	/* Do this room's rows say what the newest version of this record of its own says? INVALID with a problem that
	 * says what differs; called by journal_verify in a read. Of a removed record content is empty and erased_ground
	 * is not: then the rows must show nothing of it. NULL: the room keeps no copy. */
	enum outcome (*audit)(struct ctx *ctx, const struct journal_record *record);
};

/* The table and its length, as main.c has them. */
struct features {
	const struct feature *const *p;
	size_t n;
};
