/* Days and instants. Instants are UTC and shown in the site's zone; days are calendar days without a zone
 * (proleptic Gregorian). No floating point, no process-wide zone. */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

/* Days since 1970-01-01. Bounded to the years 1 to 9999. */
struct day {
	int32_t n;
};

/* Milliseconds since 1970-01-01T00:00:00Z. */
struct instant {
	int64_t ms;
};

struct date {
	int year;  /* 1 to 9999 */
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
};

struct day day_of(struct date date);
struct date day_date(struct day day);

/* True when the three numbers name a day that exists. */
bool date_valid(struct date date);

/* "2026-11-22" in and out (ISO 8601 calendar date, exactly ten characters). */
bool day_parse(struct str s, struct day *ret_day);
struct str day_str(struct arena *arena, struct day day);

/* "22 November 2026", as people read it in English. */
struct str day_words(struct arena *arena, struct day day);

/* The instant now, from the system's clock. Only edges call it (a request or a command begins); everything else
 * uses ctx->now. */
struct instant instant_now(void);

/* "2026-11-22T19:28:14.123Z" (RFC 3339, always UTC, milliseconds) in and out; parsing also takes whole seconds and
 * an offset. */
bool instant_parse(struct str s, struct instant *ret_instant);
struct str instant_str(struct arena *arena, struct instant instant);

/* The same text into the caller's array, without an arena; an instant outside the years 1 to 9999 is shown as the first
 * or last within them. */
#define INSTANT_CHARS 24
void instant_print(struct instant instant, char ret_text[INSTANT_CHARS + 1]);

/* The instant, or the first or last of the years 1 to 9999 where it lies outside them. */
struct instant instant_bounded(struct instant instant);

/* The UTC day of the instant. */
struct day instant_day(struct instant instant);

/* A time zone read from the system's TZif files (RFC 8536), usable by many threads. */
struct zone;

/* Opens a zone by its IANA name ("Europe/London"). The name may hold letters, digits, '/', '_', '-', '+' and no
 * "..". INVALID adds a problem when there is no such zone. The zone lives as long as the process (they are few and
 * shared; a name is read once). */
MUST_USE enum outcome zone_open(struct ctx *ctx, struct str name, const struct zone **ret_zone);

/* Seconds east of UTC at the instant; *ret_abbreviation ("PST") may be NULL. */
int zone_offset(const struct zone *zone, struct instant instant, const char **ret_abbreviation);

/* The calendar day on which the instant falls in the zone. */
struct day zone_day(const struct zone *zone, struct instant instant);

/* The first instant of the day in the zone. */
struct instant zone_day_start(const struct zone *zone, struct day day);

/* "22 November 2026, 11:28 am PST" in the zone. */
struct str instant_words(struct arena *arena, const struct zone *zone, struct instant instant);
