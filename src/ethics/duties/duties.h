/* Who owes what by when, and why. Duties come from the rulebook and from what a code asks; obligations are one person's
 * instances of them. Safeguards S4 to S7; decisions D1, D4, D11. */
#pragma once

#include "codes/codes.h"
#include "people/people.h"
#include "rulebook/rulebook.h"

/* How soon a due date is "soon": of worklists and of obligation_state. */
#define DUTY_SOON_DAYS 14

/* A duty's number on this site: small, given when its id is first seen, never given again. 0: none. */

/* ---- One obligation ---- */

enum obligation_status {
	OBLIGATION_OWED = 1,
	OBLIGATION_DONE,
	OBLIGATION_WAIVED,
	OBLIGATION_NOT_OWED, /* not applicable: `reason` says why */
};

/* Why something is not owed. */
enum duty_reason {
	REASON_NONE,
	REASON_EXCEPTION,      /* of the rule: its exception number `exception` */
	REASON_ENDED_BEFORE,   /* the term ended before it was due */
	REASON_BEFORE_RECORDS, /* the term ended, or it was due, before the site kept records of it */
	REASON_ASKED_ANEW,     /* a later edition asks for the same */
	REASON_TEXT_ENDED,     /* the code no longer binds the body */
	REASON_DIED,
};

/* Derived from the row and the day, never stored. */
enum obligation_state {
	STATE_UPCOMING = 1, /* what it counts from lies ahead, by more than DUTY_SOON_DAYS */
	STATE_DUE,
	STATE_EXTENDED, /* past its own date, not past the one it was extended to */
	STATE_LATE,     /* "due date passed" */
	STATE_DONE,
	STATE_WAIVED,
	STATE_NOT_APPLICABLE,
};

/* Days are DEADLINE_NO_DAY where there is none. The four of (duty, tenure, trigger, subject) name it for good:
 * recomputing gives the same obligation the same name. */
struct obligation {
	int64_t id; /* of its row; 0: not stored yet, or stored otherwise */
	int32_t duty;
	int32_t trigger_day; /* what its deadline counts from; of a choice of two the one chosen */
	int64_t tenure_id;   /* of a duty owed once per person the first term that brings it */
	int64_t subject;     /* the event's, or the edition's that asks; 0: none */
	int64_t person_id, organization_id;
	int32_t original_day;   /* due by the rule */
	int32_t due_day;        /* that, or what it was extended to */
	int32_t opens_day;      /* it can be done from then on; not above 0: at any time */
	int64_t due_ms;         /* of a rule in hours: the last instant; else 0 */
	int32_t done_day;       /* when it was done; DEADLINE_NO_DAY */
	int64_t done_id;        /* by which fact */
	int64_t change_id;      /* the extension or waiver that holds; 0 */
	int32_t counts_from[2]; /* what the parts of the rule were given: deadline_explain says the steps again */
	int64_t counts_ms[2];
	int32_t rule;      /* which rule of the plan; -1: not known (read from a row) */
	int16_t status;    /* enum obligation_status */
	int16_t reason;    /* enum duty_reason */
	int16_t exception; /* of the rule, of REASON_EXCEPTION or of a day that an exception gave; -1 */
	bool voluntary;    /* never owed, never late, never counted (S4) */
	bool counted; /* stands for its person in the figures: one of each duty at most, and none of whom S4 protects */
	bool is_again; /* a later time of what is due again; without a subject: counted from the first day of the
			* records, since it is not known when it was last done */
};

/* What it is today; now_ms: of a rule in hours it is late from behind its last instant, also on that day; 0: from the
 * next day. */
enum obligation_state obligation_state(const struct obligation *obligation, struct day today, int64_t now_ms);
/* "upcoming", "due", "extended", "late", "done", "waived", "not-applicable": as in data. */
const char *obligation_state_name(enum obligation_state state);
/* How many days after the date that counts (an extension's) it was done, or today is; 0: not late. */
int32_t obligation_late_days(const struct obligation *obligation, struct day today);

/* "0D3…-4-20585": what addresses, forms and the command line call it; and back. With a subject: a fourth part. */
struct str obligation_ref(struct arena *arena, const struct obligation *obligation);
bool obligation_ref_parse(struct str ref, struct obligation *ret_obligation);

/* ---- Facts from later rooms and from people; each inside a write ----
 *
 * A fact is about a term. Putting one updates that person's obligations in the same transaction, once the write's
 * function has returned (`follow`). Facts of one `source` word and `source_id` are one: putting it again changes it. */

/* That a duty was done. */
struct duty_done {
	int64_t id;
	int64_t tenure_id;
	struct str duty;     /* the duty's id; empty: the one that `code` asks for by a signature */
	struct str code;     /* slug, of a signature */
	int32_t day;         /* on which it was done: of paper and of filings, received */
	int32_t trigger_day; /* of the obligation that it fulfils; DEADLINE_NO_DAY: the first open one it fits */
	int64_t subject;     /* of the event, or the material edition asked for; 0: any */
	struct str source;   /* "commitments", "filed", "confirmed": a room's own word, or how a person said so */
	int64_t source_id;   /* that room's row; 0: none */
	struct str words;    /* how, for people: "Filed with the City Clerk on 28 May 2026, receipt 2026-113" */
	struct str path;     /* where its receipt can be seen; empty: nowhere */
	/* As stored: */
	struct str by_whom;
	int64_t put_ms, withdrawn_ms;
	struct str withdrawn_reason;
};
MUST_USE enum outcome duties_put_done(struct ctx *ctx, const struct duty_done *done);
/* It no longer counts: a signature withdrawn or removed, a filing entered by mistake. OK when there is none. */
MUST_USE enum outcome duties_take_done(struct ctx *ctx, struct str source, int64_t source_id, struct str reason);
/* Leaves nothing of it: its record was removed (S3, S8). Of a term that is over the day alone stays, so that nobody is
 * late because what they did is no longer kept. */
MUST_USE enum outcome duties_forget_done(struct ctx *ctx, struct str source, int64_t source_id);

/* That something happened from which a rule counts: "gift-received", "interest-changed". When nominations
 * close and polling day (TRIGGER_NOMINATIONS, TRIGGER_ELECTION) are read from the candidacy's election
 * (people/elections.h): nobody puts them, but for a candidacy that belongs to none ("nominations", "election"). */
struct duty_event {
	int64_t tenure_id;
	struct str kind;
	int32_t day;
	int64_t at_ms; /* for rules in hours; 0: the day's start */
	struct str source;
	int64_t source_id; /* is the obligation's subject */
};
MUST_USE enum outcome duties_put_event(struct ctx *ctx, const struct duty_event *event);
/* What no other room records, the office does: a clerk of the body. */
struct duty_happening {
	int64_t id, tenure_id;
	struct str event; /* of the rulebook */
	int32_t day;
	int64_t at_ms;          /* 0: no hour is known */
	struct str person_name; /* read alone */
};
/* Events of the rulebook in force from which one of its duties counts; none where there is no rulebook. */
MUST_USE enum outcome duties_events_known(struct ctx *ctx, struct rule_event **ret_events, size_t *ret_n);
/* In a write. INVALID with problems under "event" and "on". */
MUST_USE enum outcome duties_happen(struct ctx *ctx, const struct duty_happening *happening);
/* It did not happen; INVALID where something was done because of it. */
MUST_USE enum outcome duties_unhappen(struct ctx *ctx, int64_t id);
/* The newest of a body. */
MUST_USE enum outcome duties_happened(struct ctx *ctx, int64_t body_id, struct duty_happening **ret_list,
				      size_t *ret_n);
MUST_USE enum outcome duties_take_event(struct ctx *ctx, struct str source, int64_t source_id);

/* What a code asks of every body (body_id 0) or of one: a duty of kind DUTY_COMMITMENT with the id "sign-SLUG", where
 * no duty of the rulebook asks for the same code. Counts from the later of the term's first day, the day from which the
 * edition binds the body, and since_day. */
struct duty_local {
	struct str code; /* slug */
	int64_t body_id;
	struct str title, form; /* form: local, statutory, oath, acceptance */
	bool mandatory;         /* else voluntary */
	int32_t within_days;    /* 0: no deadline, so nothing is owed by a day */
	int32_t since_day;      /* DEADLINE_NO_DAY: always */
	struct str source, link;
};
MUST_USE enum outcome duties_put_rule(struct ctx *ctx, const struct duty_local *local);
MUST_USE enum outcome duties_take_rule(struct ctx *ctx, struct str code, int64_t body_id);

/* ---- The office's acts; each inside a write, FORBIDDEN without the right on the term's body, logged ---- */

enum duty_change_kind { DUTY_EXTEND = 1, DUTY_WAIVE };

struct duty_item;
struct duty_change {
	int64_t id;
	int64_t version; /* as shown in the form; 0: there was none */
	int32_t kind;    /* enum duty_change_kind */
	int32_t until_day;
	struct str reason;
	/* As stored: */
	struct str by_whom;
	int64_t put_ms, withdrawn_ms;
};
/* An officer gives more time, or none is needed. `ref` names the obligation. INVALID with every fault; CONFLICT when
 * somebody changed it first. The earlier extension or waiver no longer counts, and is kept. */
MUST_USE enum outcome duties_extend(struct ctx *ctx, struct str ref, const struct duty_change *change);
MUST_USE enum outcome duties_waive(struct ctx *ctx, struct str ref, const struct duty_change *change);
/* Is it the actor's own? Then neither extends nor waives them it, whatever their rights (S6): INVALID. */
bool duties_is_own(const struct ctx *ctx, const struct duty_item *item);
/* An officer takes the extension or waiver back. */
MUST_USE enum outcome duties_unchange(struct ctx *ctx, struct str ref, int64_t version, struct str reason);

/* "Filed with … on …, receipt …" (S5): by the person, or by a clerk of the body. `confirm`: of duties that are no
 * filing: it was done on that day, as the person or a paper says. */
struct duty_filing {
	struct str filed_with; /* of DUTY_FILING */
	struct str receipt;
	int32_t day;
	bool confirm;
};
MUST_USE enum outcome duties_file(struct ctx *ctx, struct str ref, const struct duty_filing *filing);
/* That was entered by mistake; CONFLICT when there is none that duties_file put. */
MUST_USE enum outcome duties_unfile(struct ctx *ctx, struct str ref, struct str reason);
/* The version that the next extension or waiver of it must have: that of the newest one ever; 0: there was none. */
MUST_USE enum outcome duties_change_version(struct ctx *ctx, const struct duty_item *item, int64_t *ret_version);

/* ---- Reading ---- */

/* An obligation with all that pages say of it. */
struct duty_item {
	struct obligation o;
	const struct duty_rule *rule; /* NULL: the rule is gone */
	struct str duty, title;
	struct str person_name, person_slug, office, body_name, body_slug;
	int32_t category;
	struct duty_done done;     /* id 0: none */
	struct duty_change change; /* id 0: none */
};

/* A person's, computed now from what is known, so never stale; by due day, those done last. */
MUST_USE enum outcome duties_of_person(struct ctx *ctx, int64_t person_id, struct duty_item **ret_items, size_t *ret_n);
/* One; NOT_FOUND when nothing is owed, or was, by that name. */
MUST_USE enum outcome duties_find(struct ctx *ctx, struct str ref, struct duty_item *ret_item);

/* Everybody's, computed now, person by person in the order of their ids; in constant memory but for what `each` keeps.
 * Of an item the names, the fact and the extension are not filled: duties_fill does. */
MUST_USE enum outcome
duties_each(struct ctx *ctx, enum outcome (*each)(struct ctx *ctx, const struct duty_item *item, void *arg), void *arg);
MUST_USE enum outcome duties_fill(struct ctx *ctx, struct duty_item *item);

/* What is owed (OBLIGATION_OWED, not voluntary) with a due day within from_day to to_day, by due day. What the page
 * shows is computed now; while duties_progress says that something is left, what became due by new rules may be
 * missing. */
struct duty_filter {
	int64_t body_id; /* 0: of all; else of that body alone */
	int32_t duty;    /* 0: any */
	int32_t from_day, to_day;
	int32_t after_day; /* with after_id: behind this row; both 0: from the first */
	int64_t after_id;
	size_t most;
};
/* *ret_next: the filter of the page behind this one; its after_id is 0 where there is none. */
MUST_USE enum outcome duties_worklist(struct ctx *ctx, const struct duty_filter *filter, struct duty_item **ret_items,
				      size_t *ret_n, struct duty_filter *ret_next);
/* How many that are, counted no further than `most`. */
MUST_USE enum outcome duties_count(struct ctx *ctx, const struct duty_filter *filter, int64_t most, int64_t *ret_n);

/* Who starts and who leaves: terms whose first or last day lies within from_day to to_day, by that day, with what is
 * owed in them now. Candidacies and suppliers' contacts are no such terms; nobody leaves who goes on in the same body
 * (a term of the same kind, no more than 30 days later). */
enum duty_turn { DUTY_STARTS = 1, DUTY_LEAVES };
struct duty_turn_filter {
	enum duty_turn turn;
	int64_t body_id; /* 0: of all; else of that body alone */
	int32_t from_day, to_day;
	int32_t after_day; /* with after_id: behind this row; both 0: from the first */
	int64_t after_id;
	size_t most;
};
struct duty_term_item {
	struct tenure tenure; /* as lists show it: no details */
	const struct duty_item *owed;
	size_t n_owed, n_late, n_done;
};
/* *ret_next: as of duties_worklist. */
MUST_USE enum outcome duties_turns(struct ctx *ctx, const struct duty_turn_filter *filter,
				   struct duty_term_item **ret_terms, size_t *ret_n, struct duty_turn_filter *ret_next);
MUST_USE enum outcome duties_turns_count(struct ctx *ctx, const struct duty_turn_filter *filter, int64_t most,
					 int64_t *ret_n);

/* Until when the holder of each term has to sign the code, more time counted; DEADLINE_NO_DAY where nothing is owed: it
 * is waived, done, not asked or has no deadline. In the order of the terms; computed now. */
struct duty_signer {
	int64_t person_id, tenure_id;
	int32_t due_day; /* is filled */
};
MUST_USE enum outcome duties_sign_by(struct ctx *ctx, struct str code, struct duty_signer *signers, size_t n);

/* What somebody can owe here, by title: no duty that is voluntary. */
struct duty_known {
	int32_t duty;
	struct str id, title;
};
MUST_USE enum outcome duties_known(struct ctx *ctx, struct duty_known **ret_known, size_t *ret_n);

/* Of one duty, persons who are elected or appointed, everybody together: never a name, a candidate, an employee, or
 * what is voluntary (S4). A person with several obligations of the duty counts once, with the one that is most urgent.
 */
struct duty_figures {
	int32_t duty;
	struct str id, title;
	int32_t few;       /* not 0: all figures are 0 here, since fewer persons than this stand behind one of them */
	int64_t owe, late; /* of those who owe it, past the date that counts */
	int64_t done, done_late, waived, not_owed;
};
/* By title; of one code's duties unless `code` is empty. None is shown behind which fewer persons stand than the
 * rulebook's amount "statistics-least" says, else 5. */
MUST_USE enum outcome duties_figures(struct ctx *ctx, struct str code, struct duty_figures **ret_figures,
				     size_t *ret_n);

/* Of one body, those who are elected or appointed there, each once per duty. Rounded to whole fives (or what the
 * rulebook's amount says), and hidden where few stand behind them or behind the difference to those of all: a body's
 * figures and everybody's must not tell of a few elsewhere. Duties that concern nobody there are left out. */
MUST_USE enum outcome duties_figures_of_body(struct ctx *ctx, int64_t body_id, struct duty_figures **ret_figures,
					     size_t *ret_n);

/* Persons whose rows were computed by other rules than today's, and all who have any. */
struct duty_progress {
	int64_t left, all;
};
MUST_USE enum outcome duties_progress(struct ctx *ctx, struct duty_progress *ret_progress);

/* ---- Why ---- */

/* The derivation: each step a message with its arguments, in order; then what an exception, an extension or a waiver
 * did to it. */
struct duty_step {
	const char *message; /* msgid with {1} … {4}; NULL: `step` says it */
	struct str args[4];
	struct deadline_step step;
	int32_t day;
};
MUST_USE enum outcome duties_explain(struct ctx *ctx, const struct duty_item *item, struct duty_step **ret_steps,
				     size_t *ret_n);
struct str duty_step_words(struct ctx *ctx, const struct duty_step *step);
/* One line: "28 days after 12 May 2026 (took office), Localism Act 2011 s.30; extended to …, by …" */
struct str duty_why(struct ctx *ctx, const struct duty_item *item);

extern const struct feature duties_feature;
