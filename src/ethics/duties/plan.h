/* A person's obligations from rules and facts. Pure: no SQL, no clock, nothing allocated per obligation, so that ten
 * million take seconds and constant memory. Private to duties. */
#pragma once

#include "duties/duties.h"
#include "people/absences.h"

/* ---- What rules look at, as numbers ---- */

struct duty_body {
	int64_t id, parent_id; /* parent 0: none */
	struct str slug, classification;
};

/* A material edition, and until when it is the one that asks. */
struct duty_edition {
	int64_t id;
	int32_t from_day, to_day; /* last day; INT32_MAX: open */
	bool is_removed;          /* its text was erased: nobody is asked to sign it any more */
};

struct duty_adoption {
	int64_t body_id;
	int64_t edition_id; /* the material edition with which the body stays; 0: as amended */
	int32_t from_day, to_day;
};

struct duty_code {
	struct str slug;
	const struct duty_edition *editions; /* oldest first */
	size_t n_editions;
	const struct duty_adoption *adoptions; /* none: it is the whole site's */
	size_t n_adoptions;
	const struct audience *audiences; /* whom its edition in force names, any of them; none: everybody */
	size_t n_audiences;
};

/* What a rule has beside what a rulebook says: of those that codes ask for. */
struct duty_terms {
	int64_t body_id;   /* of that body alone; 0: of all but those that have one of their own */
	int32_t since_day; /* no edition binds before; DEADLINE_NO_DAY */
	bool undated;      /* owed, and by no day */
};

struct duty_world {
	const struct duty_rule *rules;  /* rows of one duty beside each other */
	const int32_t *numbers;         /* each rule's duty number */
	const struct duty_terms *terms; /* each rule's; NULL: no rule has any */
	size_t n_rules;
	const struct duty_body *bodies;
	size_t n_bodies;
	const struct duty_code *codes;
	size_t n_codes;
	int32_t since_day;      /* recurring duties are asked for from here on */
	int32_t reelected_days; /* re-elected, not newly in office: with no more days than these between the terms */
	const struct zone *zone;
};

/* Where the rulebook has no amount "re-election-gap". A term often ends some days before the next one begins. */
#define DUTY_REELECTED_DAYS 30

struct duty_plan;
/* The world must live as long as the plan. */
struct duty_plan *duty_plan_open(struct arena *arena, const struct duty_world *world);
const struct duty_rule *duty_plan_rule(const struct duty_plan *plan, int32_t rule);
size_t duty_plan_n(const struct duty_plan *plan);
/* Does a rule ask about absences? */
bool duty_plan_heeds_absences(const struct duty_plan *plan);
int32_t duty_plan_number(const struct duty_plan *plan, struct str duty_id); /* 0: no such duty */
/* 0: no rule asks for this word, so it does not matter. Case does not count. */
int32_t duty_plan_word(const struct duty_plan *plan, struct str word);
int32_t duty_plan_body(const struct duty_plan *plan, int64_t organization_id); /* -1: unknown */
/* Of events: the kind's word. */
#define DUTY_KIND_NOMINATIONS "nominations"
#define DUTY_KIND_ELECTION    "election"

/* One term, as far as rules look at it. */
struct duty_term {
	int64_t id, person_id, organization_id;
	int64_t office; /* the same: the same office of the same body */
	int32_t category, from_day, to_day;
	int32_t body;                                           /* duty_plan_body */
	int32_t post, role, contract, workplace, grade, status; /* duty_plan_word */
	int32_t died_day;                                       /* DEADLINE_NO_DAY */
	bool ended_early;                                       /* its holder resigned, was removed or disqualified */
};

struct duty_happened {
	int64_t tenure_id, subject, at_ms;
	int32_t kind; /* duty_plan_word */
	int32_t day;
};

struct duty_away { /* an absence within a term */
	int64_t tenure_id;
	int32_t kind, from_day, to_day; /* enum absence_kind */
};

struct duty_fact {
	int64_t id, tenure_id, subject;
	int32_t duty, day, trigger_day;
};

struct duty_mark { /* an extension or a waiver that holds */
	int64_t id, tenure_id, subject;
	int32_t duty, trigger_day, kind, until_day;
};

/* All that one person's obligations follow from. Terms by first day and id; absences and facts by day. */
struct duty_person {
	const struct duty_term *terms;
	const struct duty_happened *events;
	const struct duty_fact *facts;
	const struct duty_mark *marks;
	const struct duty_away *aways;
	size_t n_terms, n_events, n_facts, n_marks, n_aways;
};

/* Where obligations go; used again for each person. */
struct duty_out {
	struct arena *arena;
	struct obligation *p;
	size_t n, capacity;
	int32_t until; /* the first day after today on which time alone may change them; INT32_MAX: none */
};

/* The person's obligations as of today into `out` (emptied first), by duty, term and day. A rule whose days lie outside
 * of calendars gives one without a due day. */
void duty_compute(const struct duty_plan *plan, const struct duty_person *person, struct day today,
		  struct duty_out *out);

/* Of one person's obligations of a duty: which stands for them in figures. */
bool duty_stands_before(const struct obligation *a, const struct obligation *b, struct day today);

/* ---- Between plan.c, compute.c, except.c and fulfil.c ---- */

struct duty_set { /* of small numbers; no words: everything */
	const uint64_t *words;
	int32_t n; /* numbers are below this */
};

enum duty_course { COURSE_ONCE, COURSE_YEARLY, COURSE_EDITION, COURSE_EVENT, COURSE_AGAIN };

struct duty_compiled {
	const struct duty_rule *rule;
	const struct duty_code *code; /* whose editions it counts from or whose audience it has; NULL */
	int32_t number, index;
	struct duty_terms terms;
	const int64_t *not_bodies; /* that have a row of their own */
	size_t n_not_bodies;
	uint32_t categories;
	struct duty_set bodies, posts, contracts, workplaces, grades, statuses;
	const struct duty_compiled_audience *audiences; /* of the code; any of them */
	size_t n_audiences;
	enum duty_course course;
	int leading;       /* the part that gives the course */
	int32_t events[2]; /* kinds */
	int32_t *excepts;  /* each exception's `by` as a duty's number */
	struct deadline_rule again;
	int32_t from_day, to_day; /* of the row */
	bool is_leaving;          /* counts from the term's end, so that its end does not lift it */
};

struct duty_compiled_audience {
	uint32_t categories;
	struct duty_set bodies, contracts, workplaces, grades, statuses;
};

struct duty_work {
	const struct duty_plan *plan;
	const struct duty_person *person;
	struct day today;
	struct duty_out *out;
	size_t first; /* of the duty at hand, in out */
};

struct duty_plan {
	const struct duty_world *world;
	struct duty_compiled *rules;
	size_t n_rules;
	struct duty_word_table *words;
	int32_t nominations, election;
};

bool duty_asks(const struct duty_compiled *rule, const struct duty_term *term);

/* What an exception makes of one: false when the row does not hold at all. `is_first`: not a later time of what is due
 * again. */
bool duty_except(const struct duty_work *work, const struct duty_compiled *rule, const struct duty_term *term,
		 bool is_first, struct obligation *o);
/* The day before which the term began and on which it still ran, of the row's exception for those already in post;
 * DEADLINE_NO_DAY. */
int32_t duty_in_post_before(const struct duty_compiled *rule, const struct duty_term *term);
/* Did the person hold the same office within so many days before the term (or, after: after it)? */
bool duty_same_office(const struct duty_work *work, const struct duty_term *term, int32_t within, bool after);

/* Extensions and waivers, then what facts did: of all in out. */
void duty_mark_all(const struct duty_work *work);
void duty_fulfil_all(const struct duty_work *work);
