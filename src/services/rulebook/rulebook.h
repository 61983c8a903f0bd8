/* The body's policy as data: duties, holidays, amounts, guidance, words; read from a folder of YAML and Markdown,
 * checked, and applied to a site all or nothing. design.md 3, D4, D11, D12, D14; docs/rulebook.md has the format. */
#pragma once

#include "access/access.h"
#include "journal/journal.h"
#include "rulebook/deadline.h"

/* Where something stands in a rulebook. */
struct rulebook_place {
	struct str file;  /* relative to the folder */
	int line, column; /* from 1 */
};

/* Since when until when a row holds, and on whose word. Every number stands in such a row. */
struct rule_source {
	int32_t from_day, to_day; /* first and last day; DEADLINE_NO_DAY: open */
	struct str source;        /* "Gov. Code 87202" */
	struct str link;          /* may be empty */
	struct str notes;         /* for those who look after the rules; may be empty */
	bool confirm;             /* not yet confirmed: the program says "to be confirmed" wherever it shows it */
};

/* True when the row holds on the day. Pure. */
bool rule_holds_on(const struct rule_source *row, struct day day);

/* ---- Duties ---- */

struct texts {
	const struct str *p;
	size_t n;
};

/* Who owes it. Each list: any of; an empty list: everybody. All lists must agree. */
struct duty_audience {
	uint32_t categories;          /* bits 1 << enum tenure_category as people numbers them; 0: all */
	struct texts bodies;          /* slugs; a body stands for those below it */
	struct texts classifications; /* of bodies: "council" */
	struct texts posts;           /* a post's role or label, compared without case */
	struct texts contracts, workplaces, grades, statuses;
	struct str code; /* slug: whoever the audience of its edition in force names; empty: no code */
};

enum duty_kind {
	DUTY_COMMITMENT = 1, /* to sign a code */
	DUTY_FILING,         /* to file elsewhere: done only by "filed with … on …, receipt …" (S5) */
	DUTY_DECLARATION,    /* to declare in a register here */
	DUTY_TRAINING,
	DUTY_NOTICE, /* to tell somebody */
	DUTY_TASK,   /* anything else a person confirms to have done */
};

enum duty_form { DUTY_FORM_NONE, DUTY_FORM_LOCAL, DUTY_FORM_STATUTORY, DUTY_FORM_OATH, DUTY_FORM_ACCEPTANCE };

enum duty_exception_kind {
	EXCEPT_TOOK_OFFICE_BETWEEN = 1, /* month/day to month/day of the year before the deadline's: `by` doubles as
					   this one (CA-SEI-2) */
	EXCEPT_SAME_OFFICE_WITHIN,    /* the same office again within n days: neither leaving nor assuming (CA-SEI-4) */
	EXCEPT_SAME_AUTHORITY_WITHIN, /* another office here within n days */
	EXCEPT_DONE_WITHIN,           /* duty `by` was done within n days before the trigger */
	EXCEPT_IN_POST_BEFORE,        /* who took office before `on_day` has until `due_day` */
	EXCEPT_TOOK_OFFICE_FROM,      /* who took office on or after `on_day`: the duty does not hold */
	EXCEPT_ABSENT_WHEN_DUE, /* on leave or suspended on the due day: n days from the return, while absent none */
	EXCEPT_ENDED_EARLY,     /* the term ended before its time: somebody resigned, was removed or disqualified */
	EXCEPT_ENDED_IN_TIME,   /* it did not */
};

struct duty_exception {
	enum duty_exception_kind kind;
	int month, day, to_month, to_day;
	int32_t n;
	int32_t on_day, due_day; /* DEADLINE_NO_DAY where the kind has none */
	uint32_t absences;       /* bits 1 << 1: leave, 1 << 2: suspension */
	struct str by;           /* a duty's id */
	struct str reason;       /* what people read: "The assuming statement counts as the annual one" */
	struct str source;
	bool confirm;
};

struct duty_reminder {
	int32_t days; /* after the deadline; negative: before */
	bool to_person, to_manager, to_officer, to_chair;
};

/* One row of a duty. Rows of one duty stand together in order of time; they have its id and different days. Which of
 * them holds is asked for the day of the trigger. */
struct duty_rule {
	struct str id;    /* "ca-sei-assuming" */
	struct str title; /* "Assuming office statement" */
	struct str text;  /* Markdown: what one does, for the person */
	enum duty_kind kind;
	struct rule_source row;
	struct duty_audience audience;
	struct deadline_rule deadline; /* `again` in it: of training and the like */
	struct deadline_rule opens;    /* not before this; parts[0].trigger 0: at any time */
	bool once_per_person;          /* several posts, one statement */
	struct str filed_with;         /* of DUTY_FILING: "the FPPC's system or the City Clerk" */
	enum duty_form form;           /* of DUTY_COMMITMENT */
	struct str code;               /* of DUTY_COMMITMENT: slug */
	struct str passage; /* the provision's label in `code`, else audience.code, from which it comes; may be empty */
	bool voluntary;     /* a candidate's pledge: never owed, never late, never counted (S4) */
	const struct duty_exception *exceptions; /* the duty's, then the row's own */
	size_t n_exceptions;
	const struct duty_reminder *reminders; /* in order of days */
	size_t n_reminders;
	int64_t fine_per_day, fine_most; /* minor units; shown, never imposed; 0: none stated */
	struct str fine_currency, fine_source;
	bool fine_confirm;
	struct rulebook_place place; /* of the row */
	struct rulebook_place code_place, bodies_place,
		who_code_place; /* of what it names of the site; file empty: it names none */
};

/* ---- Events, amounts, words, guidance ---- */

/* A kind of event with a date, beside the fixed triggers. */
struct rule_event {
	struct str id;   /* "gift-received" */
	struct str text; /* "a gift was offered or received" */
	struct str notes;
	struct rulebook_place place;
};

/* One row of an amount; rows of one amount stand together in order of time. */
struct rule_amount {
	struct str id; /* "gift-limit" */
	struct str about;
	struct rule_source row;
	int64_t amount;      /* minor units of `currency`, or a plain number when that is empty */
	struct str currency; /* ISO 4217 */
	struct str unit;     /* "days" of a plain number; may be empty */
	struct rulebook_place place;
};

/* "630.00 USD", "21 working days". */
struct str rule_amount_words(struct arena *arena, const struct rule_amount *amount);
/* "10 USD a day, at most 100 USD (Gov. Code 91013)", in ctx's language; empty where the row states none. */
struct str rule_fine_words(struct ctx *ctx, const struct duty_rule *duty);

/* "May I …?": a decision table. The first row all of whose conditions hold answers. */
enum guidance_answer { ANSWER_YES = 1, ANSWER_NO, ANSWER_ASK };

struct guidance_row {
	const struct str *when; /* as many as there are questions: an answer's id; empty: any */
	enum guidance_answer answer;
	struct str text;          /* Markdown */
	struct str code, passage; /* on which it rests; may be empty */
	struct rule_source row;
	struct rulebook_place place;
};

struct guidance_choice {
	struct str id, text;
};

struct guidance_question {
	struct str id, text;
	const struct guidance_choice *answers;
	size_t n_answers;
};

struct guidance {
	struct str id, title, text;
	const struct guidance_question *questions;
	size_t n_questions;
	const struct guidance_row *rows;
	size_t n_rows;
	struct rulebook_place place;
};

/* The first row that answers on that day; `answers` are the chosen answers' ids in the order of the questions. NULL
 * when an answer is none of the question's, or no row holds. Pure. */
const struct guidance_row *guidance_answer_on(const struct guidance *guidance, const struct str *answers,
					      struct day day);

/* {{word officer}} */
struct rule_word {
	struct str id, text;
};

struct holiday_set {
	struct str id, title;
	struct rule_source row; /* without days */
	const struct holiday *holidays;
	size_t n;
	struct rulebook_place place;
};

struct scheme; /* rulebook/scheme.h */

struct rulebook {
	struct str id, title, text;
	struct str sha256;              /* of all its files, in order of their names: hex */
	const struct duty_rule *duties; /* rows, in the order of the files */
	size_t n_duties;
	const struct rule_amount *amounts;
	size_t n_amounts;
	const struct rule_event *events;
	size_t n_events;
	const struct guidance *guidances;
	size_t n_guidances;
	const struct rule_word *words;
	size_t n_words;
	const struct holiday_set *holiday_sets;
	size_t n_holiday_sets;
	const struct scheme *schemes; /* registers */
	size_t n_schemes;
};

/* The row of a duty or amount that holds on a day; NULL: none does. Pure. */
const struct duty_rule *rulebook_duty_on(const struct rulebook *rulebook, struct str id, struct day day);
const struct rule_amount *rulebook_amount_on(const struct rulebook *rulebook, struct str id, struct day day);
/* What a plain amount says that day: "30 days" is 30 of the unit "day". `otherwise` where the rulebook has none in that
 * unit, above 0. Pure. */
int32_t rulebook_number_on(const struct rulebook *rulebook, struct str id, struct str unit, struct day day,
			   int32_t otherwise);
/* Rows of duties and amounts that nobody has confirmed yet. */
size_t rulebook_unconfirmed(const struct rulebook *rulebook);
const struct holiday_set *rulebook_holidays(const struct rulebook *rulebook, struct str id);
const struct guidance *rulebook_guidance(const struct rulebook *rulebook, struct str id);

/* ---- Reading a folder ---- */

/* One file of a rulebook: its name relative to the folder and its text, UTF-8 and NFC. */
struct rulebook_file {
	struct str name;
	struct str text;
};

/* All files of a folder and of those that it includes, by name. INVALID with problems. */
MUST_USE enum outcome rulebook_files(struct ctx *ctx, struct str folder, struct rulebook_file **ret_files,
				     size_t *ret_n);

/* Reads and checks the files: every fault as file:line:column with what was expected. INVALID: not one row is given. */
MUST_USE enum outcome rulebook_parse(struct ctx *ctx, const struct rulebook_file *files, size_t n,
				     struct rulebook *ret_rulebook);

/* Both. What holds for a site alone (that a duty's code is there) is checked when it is applied. */
MUST_USE enum outcome rulebook_read(struct ctx *ctx, struct str folder, struct rulebook *ret_rulebook);

/* ---- The rulebook of a site ---- */

/* The rulebook that applies to ctx's site as of now, from its stored text; empty (id empty), with version 0, when there
 * is none. In a read or write. Kept for the process, shared by sites that have the same one, and valid for at least a
 * day. Versions are numbered 1, 2, … in the order in which they were applied; db_note("rulebook", version). */
MUST_USE enum outcome rulebook_current(struct ctx *ctx, const struct rulebook **ret_rulebook, int64_t *ret_version);

extern const struct feature rulebook_feature;
