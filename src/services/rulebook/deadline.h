/* Dates that rules give, and why: the small language of deadlines. Pure: no clock, no rows; law comes in as data.
 * design.md 3, D11. */
#pragma once

#include "base/base.h"

/* A day that is not known or that a rule does not give. */
#define DEADLINE_NO_DAY INT32_MIN

/* ---- Which days are worked ---- */

/* The first and last year that calendars know. */
#define CALENDAR_FIRST_YEAR 1900
#define CALENDAR_LAST_YEAR  2199

/* How one holiday falls in a year. */
enum holiday_kind {
	HOLIDAY_DATE = 1, /* on one day alone: year, month, day */
	HOLIDAY_YEARLY,   /* each year on month and day */
	HOLIDAY_WEEKDAY,  /* `offset` days after the nth weekday of month; nth -1: the last */
	HOLIDAY_EASTER,   /* `offset` days after Easter Sunday (Western); may be negative */
};

/* What becomes of one that falls on a day of rest. */
enum holiday_moved {
	MOVED_NOT,
	MOVED_NEXT_WORKING_DAY,
	MOVED_NEAREST_WEEKDAY,  /* Saturday to Friday, Sunday to Monday */
	MOVED_SUNDAY_TO_MONDAY, /* one on a Saturday is lost */
};

struct holiday {
	struct str name;
	enum holiday_kind kind;
	int year, month, day;
	int nth, weekday; /* weekday 1 Monday to 7 Sunday (ISO 8601) */
	int offset;
	enum holiday_moved moved;
	int from_year, to_year; /* the first and last in which it is one; 0: without end */
};

/* Monday is bit 0, Sunday bit 6. */
#define REST_SATURDAY (1U << 5)
#define REST_SUNDAY   (1U << 6)

/* A set of holidays and weekly rest days, worked out for all years that calendars know, so that counting takes constant
 * time. The arena's. Names are not copied. */
struct calendar;
struct calendar *calendar_open(struct arena *arena, const struct holiday *holidays, size_t n, uint8_t rest_weekdays);
/* False for a day outside the years of calendars. */
bool calendar_is_working(const struct calendar *calendar, struct day day);
/* The name of the holiday on that day; empty for a day that is none. */
struct str calendar_holiday(const struct calendar *calendar, struct day day);
/* True for a weekly day of rest. */
bool calendar_is_rest(const struct calendar *calendar, struct day day);
/* The name of the holiday on that day, "Saturday" or another day of rest; empty for a working day. */
struct str calendar_why_not(const struct calendar *calendar, struct day day);

/* 1 Monday to 7 Sunday. */
int day_weekday(struct day day);
/* Western Easter Sunday (the Gregorian computus). */
struct day day_easter(int year);

/* ---- Rules ---- */

enum deadline_trigger {
	TRIGGER_TAKING_OFFICE = 1, /* a term's first day */
	TRIGGER_LEAVING,           /* a term's last day */
	TRIGGER_REELECTED,         /* a term's first day, where the same office was held shortly before */
	TRIGGER_EACH_YEAR,         /* month and day, in calendar years of a term: deadline_each_year */
	TRIGGER_EDITION,           /* a material edition of the code came into force */
	TRIGGER_CANDIDACY,         /* a candidacy's first day */
	TRIGGER_NOMINATIONS,       /* nominations close */
	TRIGGER_ELECTION,          /* polling day */
	TRIGGER_EVENT,             /* a dated event of a named kind: "gift-received" */
	TRIGGER_LAST_TIME,         /* when it was last done; the first time counts from taking office */
	TRIGGER_TERM_END,          /* the day on which a term is due to end, known beforehand (FR-1) */
};

enum deadline_unit {
	UNIT_DAYS = 1,
	UNIT_WORKING_DAYS,
	UNIT_CLEAR_DAYS,         /* neither the trigger's day nor the last one counts: 5 before is the 6th day before */
	UNIT_CLEAR_WORKING_DAYS, /* the same, passing over days that are not worked */
	UNIT_MONTHS,             /* to the same day of the month, or its last */
	UNIT_YEARS,
	UNIT_HOURS, /* from the instant, whatever clocks do meanwhile */
};

enum deadline_roll { ROLL_NOT, ROLL_FORWARD, ROLL_BACK };

/* "28 days after taking office", "1 April each year", "5 clear days before …" */
struct deadline_part {
	enum deadline_trigger trigger; /* 0: there is no such part */
	struct str event;              /* of TRIGGER_EVENT: its kind */
	struct str event_text;         /* what derivations call it: "a gift was received" */
	int month, day;                /* of TRIGGER_EACH_YEAR */
	int every, from_year;          /* of TRIGGER_EACH_YEAR: every so many years from then; 0 and 1: each */
	int32_t n;                     /* how many units, not negative; 0: on the day itself */
	enum deadline_unit unit;
	bool before;
	bool counts_day;    /* the day of the trigger is day 1 */
	int32_t at_minutes; /* of a day's end that is earlier than midnight: minutes after 00:00; 0: end of the day */
};

enum deadline_choice { CHOICE_ONE, CHOICE_EARLIER, CHOICE_LATER };

struct deadline_rule {
	struct deadline_part parts[2];
	enum deadline_choice choice;
	struct deadline_part again; /* once it was done, due again: of TRIGGER_LAST_TIME; trigger 0: never again */
	enum deadline_roll roll;
	const struct calendar *calendar; /* for working days and for rolling; NULL only when neither is used */
	struct str source;               /* "Localism Act 2011 s.30" */
};

/* The rule of the second and every later time: `again` alone. Its trigger is 0 when there is none. */
struct deadline_rule deadline_again(const struct deadline_rule *rule);

/* Of TRIGGER_EACH_YEAR: its day in that year (29 February is the 28th in other years), or DEADLINE_NO_DAY in a year
 * that is not one of the part's. What facts.day is for such a part. */
int32_t deadline_each_year(const struct deadline_part *part, int year);

/* What a rule counts from: for each part its trigger's day (and instant, for hours). */
struct deadline_facts {
	int32_t day[2];          /* DEADLINE_NO_DAY: has not happened, so the part gives none */
	int64_t at_ms[2];        /* for UNIT_HOURS; 0: the day's start in `zone` */
	const struct zone *zone; /* NULL: UTC */
};

struct deadline {
	int32_t day;   /* the last day on which it is in time */
	int64_t at_ms; /* the last instant, of a rule in hours or with at_minutes; else 0: the day's end */
	int part;      /* which part gave it */
};

/* NOT_FOUND when no part gives a day (CHOICE_LATER needs both); INVALID, without a problem, when a day lies outside the
 * years of calendars. No allocation: bulk work calls this ten million times. */
MUST_USE enum outcome deadline_compute(const struct deadline_rule *rule, const struct deadline_facts *facts,
				       struct deadline *ret_deadline);

/* The instant at which the clock on the wall shows that hour of the day, "09:00"; 0 for an empty one, or no day.
 * INVALID, without a problem, for what is no hour. */
MUST_USE enum outcome deadline_instant(const struct zone *zone, int32_t day, struct str hour, int64_t *ret_ms);

/* ---- Why ---- */

/* One step of a derivation: a message id with arguments, never a sentence in one language (D11). An argument is a name,
 * a number, the stored text of a day ("2026-05-12") or of an instant, or itself a message. deadline_step_words says it
 * in ctx's language. */
struct deadline_step {
	const char *message; /* msg(…): "{1} days after {2} is {3}" … */
	struct str args[4];
	unsigned messages; /* bit i: args[i] is a message id */
	int32_t day;       /* where the count stands after this step; DEADLINE_NO_DAY: nowhere new */
	bool gives_day;    /* the message does not say that day: deadline_step_words does, behind it */
};

/* The same computation told step by step: the trigger, each count, the holidays passed over by name, a roll, which of
 * two, the source. The same outcome as deadline_compute. */
MUST_USE enum outcome deadline_explain(struct ctx *ctx, const struct deadline_rule *rule,
				       const struct deadline_facts *facts, struct deadline *ret_deadline,
				       struct deadline_step **ret_steps, size_t *ret_n);
/* Instants are shown in `zone`; NULL: as stored. */
struct str deadline_step_words(struct ctx *ctx, const struct deadline_step *step, const struct zone *zone);

/* "28 days after 12 May 2026 (took office), Localism Act 2011 s.30"; of two parts the one that decides. For notices and
 * calendars. */
struct str deadline_words(struct ctx *ctx, const struct deadline_rule *rule, const struct deadline_facts *facts);

/* The rule itself: "28 days after taking office", in ctx's language. Without its source. */
struct str deadline_rule_words(struct ctx *ctx, const struct deadline_rule *rule);
