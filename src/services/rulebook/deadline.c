/* Counting days. */
#include "rulebook/calendar.h"

#define MS_PER_MINUTE INT64_C(60000)
#define MS_PER_HOUR   INT64_C(3600000)
#define MS_PER_DAY    INT64_C(86400000)

struct deadline_rule deadline_again(const struct deadline_rule *rule)
{
	struct deadline_rule again = *rule;
	again.parts[0] = rule->again;
	again.parts[1] = (struct deadline_part){.n = 0};
	again.choice = CHOICE_ONE;
	again.again = (struct deadline_part){.n = 0};
	return again;
}

static int month_days(int year, int month)
{
	int days = 31;
	while (!date_valid((struct date){year, month, days}))
		days--;
	return days;
}

int32_t deadline_each_year(const struct deadline_part *part, int year)
{
	if (year < CALENDAR_FIRST_YEAR || year > CALENDAR_LAST_YEAR)
		return DEADLINE_NO_DAY;
	if (part->every > 1 && (year < part->from_year || (year - part->from_year) % part->every != 0))
		return DEADLINE_NO_DAY;
	int last = month_days(year, part->month);
	return day_of((struct date){year, part->month, part->day < last ? part->day : last}).n;
}

/* ---- Counting; each gives DEADLINE_NO_DAY outside the years of calendars ---- */

static int32_t known(int64_t day)
{
	return calendar_knows(day) ? (int32_t)day : DEADLINE_NO_DAY;
}

static int32_t count_days(const struct deadline_part *part, int32_t day)
{
	int64_t n = (int64_t)part->n - part->counts_day;
	return known(part->before ? day - n : day + n);
}

static int32_t count_working(const struct calendar *calendar, const struct deadline_part *part, int32_t day,
			     bool counts_day)
{
	int32_t at = day - CALENDAR_FIRST_DAY;
	int64_t index = part->before ? (int64_t)calendar->before[at + counts_day] - part->n
				     : (int64_t)calendar->before[at + !counts_day] + part->n - 1;
	if (index < 0 || index >= calendar->n_working)
		return DEADLINE_NO_DAY;
	return calendar->day_of[index] + CALENDAR_FIRST_DAY;
}

static int32_t count_clear(const struct deadline_part *part, int32_t day)
{
	int64_t n = (int64_t)part->n + 1;
	return known(part->before ? day - n : day + n);
}

static int32_t count_clear_working(const struct calendar *calendar, const struct deadline_part *part, int32_t day)
{
	int32_t last = part->n ? count_working(calendar, part, day, false) : day;
	if (last == DEADLINE_NO_DAY)
		return DEADLINE_NO_DAY;
	return known(part->before ? (int64_t)last - 1 : (int64_t)last + 1);
}

/* A period that begins with the trigger's day ends before the same day of its last month; where that month has no such
 * day, with the month's end. */
static int32_t count_months(const struct deadline_part *part, int32_t day)
{
	int64_t n = part->unit == UNIT_YEARS ? (int64_t)part->n * 12 : part->n;
	struct date date = day_date((struct day){day});
	int64_t month = (int64_t)date.year * 12 + date.month - 1 + (part->before ? -n : n);
	if (month < CALENDAR_FIRST_YEAR * 12 || month >= (CALENDAR_LAST_YEAR + 1) * 12)
		return DEADLINE_NO_DAY;
	struct date to = {(int)(month / 12), (int)(month % 12) + 1, date.day};
	bool is_cut = false;
	if (to.day > 28) {
		int last = month_days(to.year, to.month);
		is_cut = to.day > last;
		to.day = is_cut ? last : to.day;
	}
	int64_t there = day_of(to).n;
	if (part->counts_day && part->before)
		there++;
	else if (part->counts_day && !is_cut)
		there--;
	return known(there);
}

static int32_t count_part(const struct deadline_rule *rule, const struct deadline_part *part, int32_t day)
{
	if (part->n == 0 && part->unit != UNIT_CLEAR_DAYS && part->unit != UNIT_CLEAR_WORKING_DAYS)
		return day;
	switch (part->unit) {
	case UNIT_WORKING_DAYS:
		return count_working(rule->calendar, part, day, part->counts_day);
	case UNIT_CLEAR_DAYS:
		return count_clear(part, day);
	case UNIT_CLEAR_WORKING_DAYS:
		return count_clear_working(rule->calendar, part, day);
	case UNIT_MONTHS:
	case UNIT_YEARS:
		return count_months(part, day);
	case UNIT_DAYS:
	case UNIT_HOURS:
		break;
	}
	return count_days(part, day);
}

static int32_t roll(const struct deadline_rule *rule, int32_t day)
{
	const struct calendar *calendar = rule->calendar;
	int32_t at = day - CALENDAR_FIRST_DAY;
	if (rule->roll == ROLL_NOT || calendar_works_at(calendar, at))
		return day;
	int32_t index = calendar->before[at] - (rule->roll == ROLL_BACK);
	if (index < 0 || index >= calendar->n_working)
		return DEADLINE_NO_DAY;
	return calendar->day_of[index] + CALENDAR_FIRST_DAY;
}

/* ---- Instants ---- */

/* When the clock on the wall shows so many minutes after midnight; where it never does, as if it had not been moved. */
static int64_t wall_ms(const struct zone *zone, int32_t day, int32_t minutes)
{
	int64_t wall = day * MS_PER_DAY + minutes * MS_PER_MINUTE;
	if (!zone)
		return wall;
	struct instant start = zone_day_start(zone, (struct day){day});
	int64_t guess = wall - zone_offset(zone, start, NULL) * INT64_C(1000);
	int64_t ms = wall - zone_offset(zone, (struct instant){guess}, NULL) * INT64_C(1000);
	bool is_there =
		zone_offset(zone, (struct instant){ms}, NULL) == zone_offset(zone, (struct instant){guess}, NULL);
	return is_there ? ms : guess;
}

enum outcome deadline_instant(const struct zone *zone, int32_t day, struct str hour, int64_t *ret_ms)
{
	struct str minute = str_trim(hour), text;
	uint64_t h, m;
	*ret_ms = 0;
	if (str_empty(minute))
		return OK;
	if (!str_cut(&minute, ':', &text) || !str_to_u64(text, &h) || minute.n != 2 || !str_to_u64(minute, &m) ||
	    h > 23 || m > 59)
		return INVALID;
	if (calendar_knows(day))
		*ret_ms = wall_ms(zone, day, (int32_t)(h * 60 + m));
	return OK;
}

static enum outcome compute_hours(const struct deadline_part *part, int32_t day, int64_t at_ms, const struct zone *zone,
				  struct deadline *ret)
{
	int64_t ms = part->n * MS_PER_HOUR;
	int64_t from = at_ms ? at_ms : wall_ms(zone, day, 0);
	int64_t at = part->before ? from - ms : from + ms;
	struct day there = zone ? zone_day(zone, (struct instant){at}) : instant_day((struct instant){at});
	if (!calendar_knows(there.n))
		return INVALID;
	*ret = (struct deadline){.day = there.n, .at_ms = at};
	return OK;
}

static enum outcome compute_part(const struct deadline_rule *rule, const struct deadline_facts *facts, int i,
				 struct deadline *ret)
{
	const struct deadline_part *part = &rule->parts[i];
	int32_t day = facts->day[i];
	if (day == DEADLINE_NO_DAY)
		return NOT_FOUND;
	if (!calendar_knows(day))
		return INVALID;
	if (part->unit == UNIT_HOURS) {
		TRY(compute_hours(part, day, facts->at_ms[i], facts->zone, ret));
		ret->part = i;
		return OK;
	}
	int32_t there = count_part(rule, part, day);
	if (there != DEADLINE_NO_DAY)
		there = roll(rule, there);
	if (there == DEADLINE_NO_DAY)
		return INVALID;
	int64_t at_ms = part->at_minutes ? wall_ms(facts->zone, there, part->at_minutes) : 0;
	*ret = (struct deadline){.day = there, .at_ms = at_ms, .part = i};
	return OK;
}

/* The end of a day is later than every instant in it. */
static bool is_earlier(const struct deadline *a, const struct deadline *b)
{
	if (a->day != b->day || a->at_ms == b->at_ms)
		return a->day < b->day;
	return a->at_ms && (!b->at_ms || a->at_ms < b->at_ms);
}

enum outcome deadline_compute(const struct deadline_rule *rule, const struct deadline_facts *facts,
			      struct deadline *ret_deadline)
{
	struct deadline first = {0}, second = {0};
	enum outcome outcome = compute_part(rule, facts, 0, &first);
	if (rule->choice == CHOICE_ONE) {
		if (outcome == OK)
			*ret_deadline = first;
		return outcome;
	}
	enum outcome other = compute_part(rule, facts, 1, &second);
	if (outcome == INVALID || other == INVALID)
		return INVALID;
	bool needs_both = rule->choice == CHOICE_LATER;
	if ((outcome != OK && other != OK) || (needs_both && (outcome != OK || other != OK)))
		return NOT_FOUND;
	bool takes_second = outcome != OK ||
			    (other == OK && (needs_both ? is_earlier(&first, &second) : is_earlier(&second, &first)));
	*ret_deadline = takes_second ? second : first;
	return OK;
}
