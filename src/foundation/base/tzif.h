/* The file format of time zones (RFC 8536, TZif versions 1 to 4). Private to base: zone.c reads files through it, its
 * fuzz target reads anything. */
#pragma once

#include "base/base.h"

#define ZONE_ABBREVIATION_CHARS 15

struct zone_type {
	int32_t offset; /* seconds east of UTC */
	char abbreviation[ZONE_ABBREVIATION_CHARS + 1];
};

/* A yearly change of the rule for years past the table (POSIX TZ). */
struct zone_change {
	enum { CHANGE_NTH_WEEKDAY, CHANGE_DAY_NO_LEAP, CHANGE_DAY } kind;
	int month; /* CHANGE_NTH_WEEKDAY: 1 to 12 */
	int week;  /* 1 to 5; 5 is the last */
	int day; /* the weekday, Sunday 0; or the day of the year, 1 to 365 without 29 February, or 0 to 365 with it */
	int seconds; /* local time of that day at which the change happens; may lie outside the day */
};

struct zone {
	struct zone *next;
	struct str name;
	size_t n_changes;
	const int64_t *change_at; /* ascending, seconds since 1970 */
	const uint8_t *change_to; /* index into types */
	size_t n_types;
	const struct zone_type *types; /* the first holds before the first change */
	bool has_rule;                 /* after the last change */
	bool rule_has_summer;
	struct zone_type standard;
	struct zone_type summer;
	struct zone_change summer_begins;
	struct zone_change summer_ends;
};

/* Reads a TZif file into the zone (without its name); false when it is malformed or counts leap seconds. */
bool tzif_read(struct arena *arena, struct str file, struct zone *ret_zone);
