/* Holidays of all years, worked out once. */
#include <stdlib.h>

#include "rulebook/calendar.h"

int day_weekday(struct day day)
{
	/* 1970-01-01 was a Thursday. */
	int since_monday = (int)(((int64_t)day.n + 3) % 7);
	return (since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

/* The computus as Meeus gives it (Astronomical Algorithms, chapter 8), valid for all Gregorian years. */
struct day day_easter(int year)
{
	int golden = year % 19;
	int century = year / 100;
	int in_century = year % 100;
	int lunar = (8 * century + 13) / 25;
	int moon = (19 * golden + century - century / 4 - lunar + 15) % 30;
	int sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - moon - in_century % 4) % 7;
	int late = (golden + 11 * moon + 22 * sunday) / 451;
	int march = moon + sunday - 7 * late + 114;
	return day_of((struct date){year, march / 31, march % 31 + 1});
}

static bool rests(uint8_t rest_weekdays, int32_t at)
{
	return rest_weekdays >> (day_weekday((struct day){at + CALENDAR_FIRST_DAY}) - 1) & 1;
}

/* Where the nth weekday of the month lies; false when the month has no fifth. */
static bool nth_weekday(const struct holiday *holiday, int year, struct day *ret_day)
{
	if (holiday->nth < 0) {
		struct date next = {holiday->month == 12 ? year + 1 : year, holiday->month % 12 + 1, 1};
		struct day last = {day_of(next).n - 1};
		last.n -= (day_weekday(last) - holiday->weekday + 7) % 7;
		*ret_day = last;
		return true;
	}
	struct day first = day_of((struct date){year, holiday->month, 1});
	struct day day = {first.n + (holiday->weekday - day_weekday(first) + 7) % 7 + 7 * (holiday->nth - 1)};
	*ret_day = day;
	return day_date(day).month == holiday->month;
}

/* The day of the holiday in that year, before it is moved; false when there is none. */
static bool falls_on(const struct holiday *holiday, int year, struct day *ret_day)
{
	struct date date = {holiday->kind == HOLIDAY_DATE ? holiday->year : year, holiday->month, holiday->day};
	struct day day = {0};
	if (year < holiday->from_year || (holiday->to_year && year > holiday->to_year))
		return false;
	switch (holiday->kind) {
	case HOLIDAY_DATE:
	case HOLIDAY_YEARLY:
		if (date.year != year || !date_valid(date))
			return false;
		*ret_day = day_of(date);
		return true;
	case HOLIDAY_WEEKDAY:
		if (!nth_weekday(holiday, year, &day))
			return false;
		break;
	case HOLIDAY_EASTER:
		day = day_easter(year);
		break;
	}
	*ret_day = (struct day){day.n + holiday->offset};
	return true;
}

/* One holiday of one year while the calendar is made. */
struct falling {
	int32_t at;
	bool moves;
	enum holiday_moved moved;
	size_t order; /* as the set lists them */
	struct str name;
};

/* Those that stay come before those that move, so that these find their places taken; both by day. */
static int falling_order(const void *a, const void *b)
{
	const struct falling *x = a, *y = b;
	if (x->moves != y->moves)
		return x->moves - y->moves;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static int holiday_order(const void *a, const void *b)
{
	const struct calendar_holiday *x = a, *y = b;
	return (x->at > y->at) - (x->at < y->at);
}

static bool moves(const struct holiday *holiday, uint8_t rest_weekdays, struct day day)
{
	if (holiday->moved == MOVED_NOT || !rests(rest_weekdays, day.n - CALENDAR_FIRST_DAY))
		return false;
	return holiday->moved != MOVED_SUNDAY_TO_MONDAY || day_weekday(day) == 7;
}

static size_t collect(struct falling *all, const struct holiday *holidays, size_t n, uint8_t rest_weekdays)
{
	size_t n_all = 0;
	for (int year = CALENDAR_FIRST_YEAR; year <= CALENDAR_LAST_YEAR; year++)
		for (size_t i = 0; i < n; i++) {
			struct day day;
			if (!falls_on(&holidays[i], year, &day) || !calendar_knows(day.n))
				continue;
			int32_t at = day.n - CALENDAR_FIRST_DAY;
			all[n_all++] = (struct falling){
				.at = at,
				.moves = moves(&holidays[i], rest_weekdays, day),
				.moved = holidays[i].moved,
				.order = i,
				.name = holidays[i].name,
			};
		}
	qsort(all, n_all, sizeof(*all), falling_order);
	return n_all;
}

/* The place to which a holiday moves that falls on a day of rest. */
static int32_t moved_to(const struct falling *falling, const bool *off)
{
	int32_t at = falling->at;
	bool to_friday = falling->moved == MOVED_NEAREST_WEEKDAY &&
			 day_weekday((struct day){at + CALENDAR_FIRST_DAY}) == 6 && at > 0;
	if (to_friday && !off[at - 1])
		return at - 1;
	while (at < CALENDAR_DAYS && off[at])
		at++;
	return at;
}

static void count(struct calendar *calendar, const bool *off)
{
	for (int32_t at = 0; at < CALENDAR_DAYS; at++) {
		calendar->before[at] = calendar->n_working;
		if (!off[at])
			calendar->day_of[calendar->n_working++] = at;
	}
	calendar->before[CALENDAR_DAYS] = calendar->n_working;
}

struct calendar *calendar_open(struct arena *arena, const struct holiday *holidays, size_t n, uint8_t rest_weekdays)
{
	struct calendar *calendar = arena_new(arena, struct calendar);
	size_t most = n * (CALENDAR_LAST_YEAR - CALENDAR_FIRST_YEAR + 1);
	struct calendar_holiday *named = arena_array(arena, struct calendar_holiday, most);
	arena_scope(arena);
	bool *off = arena_array(arena, bool, CALENDAR_DAYS);
	struct falling *all = arena_array(arena, struct falling, most);
	size_t n_all = collect(all, holidays, n, rest_weekdays);
	calendar->rest_weekdays = rest_weekdays;
	for (int32_t at = 0; at < CALENDAR_DAYS; at++)
		off[at] = rests(rest_weekdays, at);
	for (size_t i = 0; i < n_all; i++) {
		int32_t at = all[i].moves ? moved_to(&all[i], off) : all[i].at;
		if (at >= CALENDAR_DAYS)
			continue;
		off[at] = true;
		named[calendar->n_holidays++] = (struct calendar_holiday){at, all[i].name};
	}
	qsort(named, calendar->n_holidays, sizeof(*named), holiday_order);
	calendar->holidays = named;
	count(calendar, off);
	return calendar;
}

bool calendar_is_working(const struct calendar *calendar, struct day day)
{
	return calendar_knows(day.n) && calendar_works_at(calendar, day.n - CALENDAR_FIRST_DAY);
}

bool calendar_is_rest(const struct calendar *calendar, struct day day)
{
	return rests(calendar->rest_weekdays, day.n - CALENDAR_FIRST_DAY);
}

struct str calendar_holiday(const struct calendar *calendar, struct day day)
{
	if (!calendar_knows(day.n) || !calendar->n_holidays)
		return STR("");
	const struct calendar_holiday wanted = {.at = day.n - CALENDAR_FIRST_DAY};
	const struct calendar_holiday *found =
		bsearch(&wanted, calendar->holidays, calendar->n_holidays, sizeof(*calendar->holidays), holiday_order);
	return found ? found->name : STR("");
}

struct str calendar_why_not(const struct calendar *calendar, struct day day)
{
	static const char *const names[] = {msg("Monday"), msg("Tuesday"),  msg("Wednesday"), msg("Thursday"),
					    msg("Friday"), msg("Saturday"), msg("Sunday")};
	struct str holiday = calendar_holiday(calendar, day);
	if (!str_empty(holiday))
		return holiday;
	return calendar_is_rest(calendar, day) ? str_of(names[day_weekday(day) - 1]) : STR("");
}
