/* The office's side of registers: review with its clocks, approvals step by step, scrutiny, what is withheld (S1), put
 * right or removed (S3), homes (S2), how long something is kept (S8). */
#pragma once

#include "registers/declarations.h"
#include "registers/gifts.h"

#define REVIEW_TEXT_BYTES 4000

/* ---- Clocks; pure ---- */

enum clock_state { CLOCK_NONE = 1, CLOCK_RUNS, CLOCK_SOON, CLOCK_OVER };

/* By when what was received is public, by the duty that the scheme names (`public_by`). */
struct review_clock {
	enum clock_state state; /* soon: today or tomorrow */
	int32_t received_day, due_day;
	const struct duty_rule *duty; /* NULL: no clock */
	struct str derivation;        /* "2 working days after 12 May 2026 (…), Gov. Code 81008" */
};
void review_clock(struct ctx *ctx, const struct rulebook *rulebook, const struct scheme *scheme, int32_t received_day,
		  struct day today, struct review_clock *ret_clock);

/* ---- Steps; pure ---- */

enum review_act {
	REVIEW_ACCEPTED = 1, /* the last step: what it says stands in the register */
	REVIEW_APPROVED,     /* one step of several */
	REVIEW_REFUSED,      /* outside work that is not approved */
	REVIEW_RETURNED,     /* with a message, to be sent again */
	REVIEW_LOOKED,       /* REVIEW_AFTER: it stood already, and nothing was wrong */
};

/* The first of the scheme's steps that is not among those approved; 0: none is left. */
enum scheme_step approval_step_next(uint32_t steps, uint32_t approved);
/* msg: "line manager". */
const char *approval_step_name(enum scheme_step step);

/* Who would decide, and about what. */
struct review_who {
	int64_t person_id;         /* of whoever decides; 0: none */
	bool is_officer, is_clerk; /* of the body */
	bool is_manager, is_head;  /* of whoever declares */
	bool is_manager_known, is_head_known;
};
/* NULL: may. Else why not (a msg): one's own is for somebody else (S6), and each step for whom it names. Where nobody
 * is known as line manager or head of the department, the officer decides in their place. */
const char *review_bar(const struct review_who *who, int64_t declarer, enum scheme_step step);

/* ---- Reviews of declarations ---- */

struct review {
	int64_t id, declaration_id, declaration_version;
	int32_t act;        /* enum review_act */
	int32_t step;       /* enum scheme_step; 0: the scheme has none */
	struct str message; /* to the person, or conditions; may be empty */
	int32_t until_day;  /* approved until; DEADLINE_NO_DAY: no end */
	int64_t by_account;
	struct str by_name;
	int64_t at_ms;
};
/* All of one declaration, the oldest first. */
MUST_USE enum outcome reviews_of(struct ctx *ctx, int64_t declaration_id, struct review **ret_reviews, size_t *ret_n);
/* What whoever returned it last said; NOT_FOUND: nobody returned it. */
MUST_USE enum outcome review_message(struct ctx *ctx, int64_t declaration_id, struct str *ret_message);

/* An answer that the public does not see, since whoever reviews it says so. */
struct redaction {
	int64_t item; /* of declaration->puts */
	struct str field, why;
};

/* What somebody decides. */
struct review_decision {
	struct journal_seed *seeds; /* declaration_seeds and one for each that is withheld */
	size_t n_seeds;
	int64_t declaration_id, version;
	enum scheme_step step; /* as shown: next then */
	enum review_act act;   /* ACCEPTED, RETURNED or REFUSED; what stands already is LOOKED at, a step APPROVED */
	struct str message;
	int32_t until_day;
	const struct redaction *redactions;
	size_t n_redactions;
	const bool *withhold; /* of each put (S1) */
	size_t n_withhold;
	struct mail_seed mail;
};
/* Inside a write: all that the decision does, the person's mail and the activity log. FORBIDDEN without the right, or
 * when it is the actor's own (S6); CONFLICT when somebody was first; INVALID with every fault. */
MUST_USE enum outcome review_decide(struct ctx *ctx, const struct review_decision *decision);
/* Who the actor is in this; the step that is next, 0: none. */
MUST_USE enum outcome review_standing(struct ctx *ctx, const struct declaration *declaration,
				      struct review_who *ret_who, enum scheme_step *ret_step);
/* The body whose officers review it. */
MUST_USE enum outcome review_body(struct ctx *ctx, const struct declaration *declaration, int64_t *ret_body_id);

/* An approval, once all steps were taken: of outside work (S14). It is the person's and the office's; the public sees
 * counts. */
struct approval {
	int64_t id, version;
	int64_t declaration_id, person_id;
	struct str register_id;
	struct str conditions;
	int32_t from_day, until_day; /* DEADLINE_NO_DAY: no end */
	int64_t withdrawn_ms;
	struct str withdrawn_why, withdrawn_by;
	struct str person_name;
};
/* Of one register; of one person unless 0; the newest first. */
MUST_USE enum outcome approvals(struct ctx *ctx, struct str register_id, int64_t person_id,
				struct approval **ret_approvals, size_t *ret_n);
MUST_USE enum outcome approval_find(struct ctx *ctx, int64_t id, struct approval *ret_approval);
bool approval_holds(const struct approval *approval, struct day day);
/* Inside a write, by an officer: it no longer holds; the person is told. */
MUST_USE enum outcome approval_withdraw(struct ctx *ctx, const struct mail_seed *mail, int64_t id, int64_t version,
					struct str why);

/* The job that tells the person, and whoever approved it, that an approval ends soon (the amount
 * "approval-reminder-days" of the rules; without it only on the last day), and that it ended: once each, unless it was
 * renewed for longer. */
enum approval_told { TOLD_NOTHING, TOLD_SOON, TOLD_OVER };
MUST_USE enum outcome approvals_ending_left(struct ctx *ctx, int64_t *ret_n);
MUST_USE enum outcome approvals_ending_run(struct ctx *ctx);

/* ---- Sources of gifts that belong together ---- */

struct gift_links {
	const struct gift_link *p;
	size_t n;
};
MUST_USE enum outcome gift_links_load(struct ctx *ctx, struct gift_links *ret_links);
/* Inside a write, by an officer: these two belong together, and why. */
struct gift_link_put {
	struct gift_link a, b;
	struct str why;
};
MUST_USE enum outcome gift_link_add(struct ctx *ctx, const struct gift_link_put *put);
MUST_USE enum outcome gift_link_end(struct ctx *ctx, int64_t group);
/* The gifts of one person that a threshold counts: as now known, by its register, and as what waits for review would
 * have it. */
MUST_USE enum outcome gifts_of_person(struct ctx *ctx, const struct scheme *scheme,
				      const struct scheme_threshold *threshold, int64_t person_id,
				      struct gift **ret_gifts, size_t *ret_n);

/* ---- Scrutiny: the officer signs off each period of a register ---- */

struct scrutiny_period {
	int32_t from_day, to_day;
};
/* The period of so many months, counted from the fiscal year's first month, in which the day lies. Pure. */
struct scrutiny_period scrutiny_period_of(int32_t day, int32_t months, int32_t fiscal_month);

struct scrutiny {
	int64_t id;
	struct str register_id;
	int32_t from_day, to_day;
	int64_t entries; /* looked through */
	struct str note, by_name;
	int64_t signed_ms;
	struct str record_id;
	int64_t erased_ms;
};
/* Signed off, the newest first. Public. */
MUST_USE enum outcome scrutiny_list(struct ctx *ctx, struct str register_id, struct scrutiny **ret_list, size_t *ret_n);
/* Periods that are over and nobody signed off: from the register's first entry on, at most 24, the oldest first. */
MUST_USE enum outcome scrutiny_due(struct ctx *ctx, const struct scheme *scheme, struct scrutiny_period **ret_periods,
				   size_t *ret_n);
/* Inside a write, by an officer of the whole site. CONFLICT: it was signed off before, or `entries` are not as many as
 * it has now. */
MUST_USE enum outcome scrutiny_sign(struct ctx *ctx, const struct journal_seed *seed, const struct scheme *scheme,
				    struct scrutiny_period period, int64_t entries, struct str note);
/* At most SCRUTINY_ENTRIES, the newest first. */
#define SCRUTINY_ENTRIES 1000
MUST_USE enum outcome scrutiny_entries(struct ctx *ctx, struct str register_id, struct scrutiny_period period,
				       struct entry **ret_entries, size_t *ret_n);
MUST_USE enum outcome scrutiny_audit(struct ctx *ctx, const struct journal_record *record);
MUST_USE enum outcome scrutiny_remove(struct ctx *ctx, struct str record_id);

/* ---- Withheld (S1) ---- */

/* What there is of a withheld interest, for those who may know that it is there. */
struct withheld {
	int64_t id, version; /* of its entry */
	struct str register_id;
	int64_t person_id;
	struct str person_name;
	struct str category; /* named by the officer's choice; else empty */
	struct str by_name;
	int64_t at_ms;
};
/* May the actor read it: the person, or an officer of one of the person's bodies, deputies too; never the command line,
 * and no other role. */
MUST_USE enum outcome withheld_may_read(struct ctx *ctx, int64_t person_id, bool *ret_may);
/* All that the actor may read. */
MUST_USE enum outcome withheld_list(struct ctx *ctx, struct withheld **ret_list, size_t *ret_n);
/* FORBIDDEN. Its content as JSON; reading is noted in the activity log by the caller (withheld_read_note). */
MUST_USE enum outcome withheld_open(struct ctx *ctx, int64_t id, struct withheld *ret_withheld, struct str *ret_json);
MUST_USE enum outcome withheld_read_note(struct ctx *ctx, int64_t id);

/* Under which key of SITE.keys withheld interests are sealed, and what asks to be. */
#define SEAL_NAME "registers.withheld"

/* In a request's read, which is begun anew, by an officer: the entry of that record is withheld from now on, with what
 * belongs to it: first noted for restores, then written, then scrubbed. `show_category`: the public learns of which
 * kind it is. */
MUST_USE enum outcome entry_withhold(struct ctx *ctx, struct str record_id, int64_t version, bool show_category,
				     struct str form_id);
/* Inside a write: a put that was never published is withheld from the first. */
MUST_USE enum outcome put_withhold(struct ctx *ctx, const struct entry_put *put, bool show_category);
/* What was in it, as it stood when it was withheld. FORBIDDEN. */
MUST_USE enum outcome withheld_entry(struct ctx *ctx, int64_t id, struct withheld *ret_withheld,
				     struct entry *ret_entry);
/* Inside a write, by an officer: it is no longer sensitive, and published as a new entry. */
MUST_USE enum outcome withheld_end(struct ctx *ctx, const struct journal_seed *seed, int64_t id, int64_t version,
				   struct str *ret_record_id);

/* A person asks that an entry of theirs be withheld; the officer decides. */
struct withhold_request {
	int64_t entry_id, person_id, asked_ms;
	struct str person_name;
};
/* Inside a write, by the person. Asking twice is asking once. */
MUST_USE enum outcome withhold_ask(struct ctx *ctx, struct str record_id);
MUST_USE enum outcome withhold_requests(struct ctx *ctx, struct withhold_request **ret_requests, size_t *ret_n);
/* Inside a write: it is not withheld. */
MUST_USE enum outcome withhold_request_drop(struct ctx *ctx, int64_t entry_id);

/* ---- Put right today (S3) ---- */

enum removal_kind { REMOVAL_TYPING = 1, REMOVAL_PERSON, REMOVAL_UNFIT };
struct str removal_kind_name(enum removal_kind kind); /* "typing-mistake" */
const char *removal_kind_words(enum removal_kind kind);
bool removal_kind_parse(struct str s, enum removal_kind *ret_kind);

struct entry_removal {
	struct str record_id;
	struct str register_id;
	int32_t kind;
	struct str why;       /* public */
	struct str by_office; /* who decided: the role, never a person's name on its own */
	int64_t at_ms;
	struct str moved_to; /* the record that took its place; may be empty */
};
MUST_USE enum outcome entry_removal_find(struct ctx *ctx, struct str record_id, struct entry_removal *ret_removal);
/* The newest first, at most `most`. */
MUST_USE enum outcome entry_removals(struct ctx *ctx, size_t most, struct entry_removal **ret_removals, size_t *ret_n);

struct removal_put {
	struct str record_id;
	int64_t version;
	enum removal_kind kind; /* PERSON or UNFIT; a typing mistake is a correction: registers_put */
	struct str why;
	int64_t person_id; /* PERSON: whose it is; 0: nobody's here */
	struct str by;     /* who decided, as everybody reads it; empty: the office of whoever acts */
	struct str form_id;
};
/* As entry_withhold: noted, removed with what belongs to it, moved, scrubbed. */
MUST_USE enum outcome entry_remove(struct ctx *ctx, const struct removal_put *put);
/* The one person of that name, or of that last part of the address of their page; 0 where `name` is empty. INVALID
 * with a problem under `field`. */
MUST_USE enum outcome removal_person(struct ctx *ctx, const char *field, struct str name, int64_t *ret_person_id);

/* A typing mistake: one answer is put right, and the old text stays readable, struck through. */
struct correction {
	const struct scheme_field *field;
	const struct answer *answer; /* as it stands: correction_fits */
	struct str text;             /* as people write it */
	struct str reason;           /* public */
};
/* One value that can be written anew in a line. */
bool correction_fits(const struct scheme_field *field, const struct answer *answer);
/* The field and its answer; NOT_FOUND: there is none that can be corrected so. */
MUST_USE enum outcome correction_find(const struct entry *entry, struct str field_id,
				      const struct scheme_field **ret_field, const struct answer **ret_answer);
/* What is put for it, but for its seed. INVALID with problems under "text" and "reason". */
MUST_USE enum outcome correction_of(struct ctx *ctx, const struct entry *entry, const struct correction *correction,
				    struct entry_put *ret_put);
/* Inside a write. */
MUST_USE enum outcome correction_write(struct ctx *ctx, struct entry_put *put);

/* ---- How long (S8) ---- */

/* The last day on which an entry is shown, or kept; DEADLINE_NO_DAY: no end. Pure. */
struct keep_facts {
	int32_t left_day;       /* when the person's last term ended; DEADLINE_NO_DAY: in office */
	int32_t ended_day;      /* when it ceased to hold; DEADLINE_NO_DAY */
	int32_t registered_day; /* when it was first published */
};
int32_t keep_until(const struct rulebook *rulebook, const struct scheme_keep *keep, const struct keep_facts *facts);

struct entry_hold {
	int64_t id, version, entry_id;
	struct str why, by_name;
	int64_t from_ms, ended_ms;
};
/* The hold in force; NOT_FOUND: none. */
MUST_USE enum outcome entry_hold_find(struct ctx *ctx, int64_t entry_id, struct entry_hold *ret_hold);
/* Inside a write, by an officer. */
MUST_USE enum outcome entry_hold_put(struct ctx *ctx, int64_t entry_id, struct str why);
MUST_USE enum outcome entry_hold_end(struct ctx *ctx, int64_t entry_id, int64_t version);
/* feature.erasable. */
MUST_USE enum outcome entry_erasable(struct ctx *ctx, struct str record_id);

/* ---- Homes (S2) ---- */

/* A person permits in writing that the public sees where they live; revoked at any time. */
struct home_permission {
	int64_t id, version, person_id;
	int32_t given_day;
	struct str place; /* where the paper is */
	struct str by_name;
	int64_t put_ms;
};
/* What is to be put right of an entry: versions that show where somebody lives, and the field of versions up to one. */
struct home_left {
	int64_t entry_id;
	struct str field; /* said to be a home, in what waits for review; in the list of removals several between
			   * spaces; empty: by what the versions say */
	int64_t upto;     /* the version on which that rests */
	int64_t tries;
};
MUST_USE enum outcome home_permission_find(struct ctx *ctx, int64_t person_id, struct home_permission *ret_permission);
/* Inside a write, by a clerk. */
MUST_USE enum outcome home_permission_put(struct ctx *ctx, const struct home_permission *permission);
/* Inside a write, by the person or a clerk; what shows the home is then put right at once by the job
 * "registers.retention". */
MUST_USE enum outcome home_permission_revoke(struct ctx *ctx, int64_t person_id, int64_t version);
MUST_USE enum outcome home_permitted(struct ctx *ctx, int64_t person_id, bool *ret_permitted);
/* Does an answer say that it is where somebody lives? Pure. */
bool home_is_in(const struct declared *declared);
/* Marks where the person lives as shown or not, before it is put. */
void home_mark(struct ctx *ctx, struct declared *declared, bool is_permitted);
/* The same of each put by what its person permits now: whatever publishes what a person declared asks this. */
MUST_USE enum outcome homes_mark(struct ctx *ctx, struct entry_put *puts, size_t n);
/* Inside a write: marked puts say where somebody lives, and wait for review: what stands shows it no longer. */
MUST_USE enum outcome homes_submit(struct ctx *ctx, const struct entry_put *puts, size_t n);

/* The job that takes from display and erases what is over. */
MUST_USE enum outcome retention_left(struct ctx *ctx, int64_t *ret_n);
MUST_USE enum outcome retention_run(struct ctx *ctx);
