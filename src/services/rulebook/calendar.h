/* How a calendar counts. Private to rulebook. */
#pragma once

#include "rulebook/deadline.h"

/* 1900-01-01 and the day after 2199-12-31. */
#define CALENDAR_FIRST_DAY (-25567)
#define CALENDAR_END_DAY   84006
#define CALENDAR_DAYS      (CALENDAR_END_DAY - CALENDAR_FIRST_DAY)

struct calendar_holiday {
	int32_t at; /* days from CALENDAR_FIRST_DAY */
	struct str name;
};

struct calendar {
	uint8_t rest_weekdays;
	const struct calendar_holiday *holidays; /* by day */
	size_t n_holidays;
	int32_t n_working;
	int32_t before[CALENDAR_DAYS + 1]; /* working days before each day */
	int32_t day_of[CALENDAR_DAYS];     /* the nth working day, both from 0 */
};

static inline bool calendar_knows(int64_t day)
{
	return day >= CALENDAR_FIRST_DAY && day < CALENDAR_END_DAY;
}

static inline bool calendar_works_at(const struct calendar *calendar, int32_t at)
{
	return calendar->before[at + 1] != calendar->before[at];
}
