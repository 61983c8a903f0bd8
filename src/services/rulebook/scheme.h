/* Registers as data: what is declared in them, by whom, and what of it the public sees. A scheme is described in the
 * rulebook; room registers makes forms, tables, pages and files of it. No register has C of its own. */
#pragma once

#include "rulebook/rulebook.h"

enum scheme_kind {
	FIELD_TEXT = 1,  /* one line */
	FIELD_LONG_TEXT, /* several lines */
	FIELD_MONEY,     /* an amount, or a band where the field has bands, or in words: "Above limit", "not known" */
	FIELD_NUMBER,    /* whole */
	FIELD_DATE,      /* a day; a month or a year where `vague` */
	FIELD_PERIOD,    /* from a day, to a day or open */
	FIELD_YES_NO,
	FIELD_CHOICE,       /* one of choices */
	FIELD_PERSON,       /* a name */
	FIELD_ORGANIZATION, /* a name, with an identifier and its scheme where known */
	FIELD_ADDRESS,      /* a place: asks "Is this where you live?" (S2) */
	FIELD_PERCENTAGE,   /* in hundredths of a per cent */
	FIELD_LINK,         /* https://… */
	FIELD_FILE,         /* uploaded, private; a public copy apart (S17) */
};

/* Who sees the answer. */
enum scheme_shown {
	SHOWN_PUBLIC = 1,
	SHOWN_REDACTED, /* the public sees that there is one: "Withheld" */
	SHOWN_OFFICE,   /* the person, and whoever reviews */
};

struct scheme_choice {
	struct str id, text;
};

/* "2,000 to 10,000 USD": from and to in minor units, both within; to INT64_MAX: no upper end. */
struct scheme_band {
	struct str id, text;
	int64_t from, to;
};

/* The field of this id in the same category has one of these answers: ids of choices, "yes", "no", or "given". */
struct scheme_condition {
	struct str field; /* empty: always */
	struct texts answers;
};

struct scheme_field {
	struct str id;    /* "donor" */
	struct str label; /* the question: "Who gave it?" */
	struct str name;  /* the column: "Donor" */
	struct str hint;
	enum scheme_kind kind;
	enum scheme_shown shown;
	bool required;
	struct scheme_condition asked_when;    /* else it is neither asked nor kept */
	struct scheme_condition required_when; /* beside `required` */
	bool filter, sort;                     /* of lists; at most SCHEME_KEYS of a register's fields */
	bool unknown;        /* "not known" is an answer: of money also words instead of an amount, of a date none */
	bool vague;          /* of a date, a period: a month or a year is enough */
	bool closed;         /* not asked any more; what was answered stays, and is shown as it was */
	bool compare;        /* is compared with agenda items, suppliers and payments: names, identifiers, places */
	int32_t many;        /* how many answers at most; 1: one */
	int32_t most;        /* characters of a text; 0: the kind's own limit */
	int64_t from, to;    /* least and most of a number, an amount, a percentage; equal: no limit */
	struct str currency; /* of money: ISO 4217; never empty there */
	const struct scheme_choice *choices;
	size_t n_choices;
	const struct scheme_band *bands;
	size_t n_bands;
	struct rulebook_place place;
};

#define SCHEME_MANY 20 /* answers to one field */
#define SCHEME_KEYS 12 /* fields of one register by which lists are filtered or sorted */

/* Whose interest it is: bits. */
#define WHOSE_SELF      (1U << 0)
#define WHOSE_PARTNER   (1U << 1) /* spouse, civil partner, or lives with as one */
#define WHOSE_CHILD     (1U << 2)
#define WHOSE_HOUSEHOLD (1U << 3)
#define WHOSE_FAMILY    (1U << 4) /* any other relative */

struct scheme_category {
	struct str id;
	struct str title;  /* "Land and property" */
	struct str label;  /* as the form prints it: "A-1", "1.2"; may be empty */
	struct str text;   /* Markdown: what belongs here */
	struct str source; /* where the law says so */
	struct str parent; /* the category whose entries these belong to: payments of an employment; empty: none */
	uint32_t whose;    /* which may be answered; WHOSE_SELF alone: it is not asked */
	bool closed;       /* nothing new is declared in it; what was stays */
	struct str holds;  /* the field, a period or a date, that says since when and until when it holds; empty: from
			    * the day on which it is declared until it is ended */
	const struct scheme_field *fields;
	size_t n_fields;
	struct str summary; /* the line of lists: "{donor}: {what}" with ids of fields; empty: the first texts */
	struct rulebook_place place;
};

/* In what time amounts count together. */
enum scheme_window {
	WINDOW_EACH = 1, /* not at all: each by itself */
	WINDOW_ROLLING,  /* `n` months that end with the day of the entry, any such span */
	WINDOW_CALENDAR_YEAR,
	WINDOW_FISCAL_YEAR, /* the site's */
};

enum scheme_effect {
	EFFECT_REGISTER = 1, /* must be registered from this amount on */
	EFFECT_REPORT,       /* is reported elsewhere */
	EFFECT_LIMIT,        /* must not be exceeded */
	EFFECT_CONFLICT,     /* the giver becomes an interest that keeps one from deciding */
	EFFECT_ASK,          /* asks the officer's approval */
};

struct scheme_threshold {
	struct str id;
	struct str amount; /* an amount of the rulebook, whose rows say since when how much */
	struct str value;  /* the field of money that counts */
	struct str day;    /* the field that says when */
	struct str by;     /* the field that says from whom; associated sources count as one. Empty: all together */
	struct scheme_condition counts; /* which entries count: {outcome, [accepted, kept]} */
	enum scheme_window window;
	int32_t n;  /* months of WINDOW_ROLLING */
	bool above; /* from above the amount on; else from the amount itself on */
	enum scheme_effect effect;
	struct str duty;        /* whose deadline then runs; may be empty */
	struct str text;        /* Markdown: what it means for whoever asks */
	struct rule_source row; /* source, link, confirm */
	struct rulebook_place place;
};

/* What an entry gives whoever manages its person to see to. */
struct scheme_task {
	struct scheme_condition when;
	struct str event; /* what duties of the kind task count from */
	struct str line;  /* a field of kind person: also where whom it names stands in the person's line; empty: not */
};

/* How long something stays: from when, and how long an amount of the rulebook says ("interests-public-after-office").
 */
enum scheme_since { SINCE_FOREVER, SINCE_LEAVING, SINCE_ENDED, SINCE_REGISTERED };
struct scheme_keep {
	enum scheme_since since; /* SINCE_FOREVER: no end */
	struct str amount;
};

/* S5: does what is declared here count as a filing in law? */
enum scheme_filing { FILING_NONE = 1, FILING_COPY, FILING_APPROVED };

/* Is anybody asked before an entry is published? */
enum scheme_review { REVIEW_NONE = 1, REVIEW_BEFORE, REVIEW_AFTER };

/* What the public sees of the register as a whole. */
enum scheme_public { REGISTER_PUBLIC = 1, REGISTER_COUNTS, REGISTER_PRIVATE };

/* Who approves, one after the other (outside employment). */
enum scheme_step { STEP_MANAGER = 1, STEP_HEAD, STEP_OFFICER, STEP_CLERK };

struct scheme {
	struct str id;      /* "gifts" */
	struct str title;   /* "Gifts and hospitality" */
	struct str journey; /* what declaring is called: "Interests for meeting checks"; empty: the title */
	struct str text;    /* Markdown: what the register is, above its page */
	struct rule_source row;
	enum scheme_filing filing;
	struct str filed_with; /* of FILING_NONE and FILING_COPY: with whom the law has it filed */
	struct str banner;     /* S5: on each page of declaring, and on the receipt: "This is not your Form 700. …" */
	struct duty_audience who;
	bool of_body; /* entries belong to a body, not to a person: payments to the agency, tickets */
	bool single;  /* each entry is declared by itself (a gift); else a declaration has them all (interests) */
	bool nil;     /* "nothing to declare" is a record */
	enum scheme_public shown;
	enum scheme_review review;
	struct str public_by;    /* a duty whose deadline runs from the day on which a declaration was received: by then
				  * what was declared is public; empty: no such clock */
	uint32_t steps;          /* bits 1 << enum scheme_step: whose approval it needs, in their order */
	struct texts duties;     /* ids: done by declaring */
	struct str event;        /* of duties: what an entry tells them, on the day that `event_day` says */
	struct str event_day;    /* a field of date; empty: the day of declaring */
	struct str withheld;     /* S1: what stands in the place of a withheld entry */
	struct str reconfirm;    /* the event that a declaration is which leaves something standing; empty: none */
	int32_t scrutiny_months; /* the officer signs off each such period; 0: no */
	struct scheme_keep public_until, keep_until;
	const struct scheme_category *categories;
	size_t n_categories;
	const struct scheme_threshold *thresholds;
	size_t n_thresholds;
	const struct scheme_task *tasks;
	size_t n_tasks;
	struct texts keys; /* ids of fields marked filter or sort, of all categories, in the order of their first
			    * mention; the same id in two categories is one key and has one kind */
	struct rulebook_place place;
};

/* NULL: there is none. Pure. */
const struct scheme *rulebook_scheme(const struct rulebook *rulebook, struct str id);
const struct scheme_category *scheme_category(const struct scheme *scheme, struct str id);
const struct scheme_field *scheme_field(const struct scheme_category *category, struct str id);
