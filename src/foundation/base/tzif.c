#include "base/tzif.h"

#define HEADER_BYTES   44
#define OFFSET_SECONDS 93600 /* no place is a day and two hours from UTC (RFC 8536, section 3.2) */
#define RULE_HOURS     167   /* RFC 8536, section 3.3.1 */

/* Bytes that are taken off the front; once too few are left it stays failed. */
struct taking {
	struct str rest;
	bool failed;
};

struct header {
	char version;
	size_t n_ut, n_std, n_leap, n_changes, n_types, n_chars;
};

static struct str take(struct taking *taking, size_t n)
{
	if (taking->failed || n > taking->rest.n) {
		taking->failed = true;
		return (struct str){0};
	}
	struct str part = str_slice(taking->rest, 0, n);
	taking->rest = str_slice(taking->rest, n, taking->rest.n);
	return part;
}

static int64_t big_endian(struct str bytes)
{
	uint64_t value = bytes.n > 0 && (unsigned char)bytes.p[0] >= 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < bytes.n; i++)
		value = value << 8 | (unsigned char)bytes.p[i];
	return (int64_t)value;
}

static size_t take_count(struct taking *taking)
{
	/* A count beyond the file's length cannot be right, and below it no product overflows. */
	uint64_t count = (uint64_t)big_endian(take(taking, 4)) & UINT32_MAX;
	if (count > LIMIT_ZONE_BYTES)
		taking->failed = true;
	return (size_t)count;
}

static struct header take_header(struct taking *taking)
{
	struct header header = {0};
	struct str start = take(taking, 20);
	if (taking->failed || !str_starts(start, STR("TZif"))) {
		taking->failed = true;
		return header;
	}
	header.version = start.p[4];
	header.n_ut = take_count(taking);
	header.n_std = take_count(taking);
	header.n_leap = take_count(taking);
	header.n_changes = take_count(taking);
	header.n_types = take_count(taking);
	header.n_chars = take_count(taking);
	return header;
}

static bool is_abbreviation(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && !(c >= '0' && c <= '9') && c != '+' && c != '-')
			return false;
	}
	return s.n > 0 && s.n <= ZONE_ABBREVIATION_CHARS;
}

static bool type_set(struct zone_type *type, int64_t offset, struct str abbreviation)
{
	if (offset <= -OFFSET_SECONDS || offset >= OFFSET_SECONDS || !is_abbreviation(abbreviation))
		return false;
	*type = (struct zone_type){.offset = (int32_t)offset};
	memcpy(type->abbreviation, abbreviation.p, abbreviation.n);
	return true;
}

static bool read_types(struct arena *arena, struct str records, struct str chars, struct zone *zone)
{
	struct zone_type *types = arena_array(arena, struct zone_type, records.n / 6);
	for (size_t i = 0; i < records.n / 6; i++) {
		struct str record = str_slice(records, 6 * i, 6 * i + 6);
		size_t from = (unsigned char)record.p[5];
		size_t to = str_find_char(chars, '\0', from);
		if (to == STR_NPOS ||
		    !type_set(&types[i], big_endian(str_slice(record, 0, 4)), str_slice(chars, from, to)))
			return false;
	}
	zone->n_types = records.n / 6;
	zone->types = types;
	return zone->n_types > 0;
}

/* The data behind a header, whose times have `width` bytes. */
static bool read_data(struct arena *arena, struct taking *taking, const struct header *header, size_t width,
		      struct zone *zone)
{
	struct str times = take(taking, header->n_changes * width);
	struct str indices = take(taking, header->n_changes);
	struct str records = take(taking, header->n_types * 6);
	struct str chars = take(taking, header->n_chars);
	(void)take(taking, header->n_leap * (width + 4) + header->n_std + header->n_ut);
	/* Leap seconds are not part of the seconds that computers count. */
	if (taking->failed || header->n_leap > 0 || !read_types(arena, records, chars, zone))
		return false;
	int64_t *at = arena_array(arena, int64_t, header->n_changes);
	for (size_t i = 0; i < header->n_changes; i++) {
		at[i] = big_endian(str_slice(times, i * width, (i + 1) * width));
		if ((i > 0 && at[i] <= at[i - 1]) || (unsigned char)indices.p[i] >= header->n_types)
			return false;
	}
	zone->n_changes = header->n_changes;
	zone->change_at = at;
	zone->change_to = arena_copy(arena, indices.p, indices.n);
	return true;
}

static bool take_char(struct str *rest, char c)
{
	if (rest->n == 0 || rest->p[0] != c)
		return false;
	*rest = str_slice(*rest, 1, rest->n);
	return true;
}

/* One to three digits, at most `max`. */
static bool take_number(struct str *rest, int max, int *ret_value)
{
	size_t n = 0;
	int value = 0;
	while (n < rest->n && n < 3 && rest->p[n] >= '0' && rest->p[n] <= '9')
		value = value * 10 + (rest->p[n++] - '0');
	if (n == 0 || value > max)
		return false;
	*rest = str_slice(*rest, n, rest->n);
	*ret_value = value;
	return true;
}

/* "[+-]hh[:mm[:ss]]" in seconds. */
static bool take_time(struct str *rest, int max_hours, int *ret_seconds)
{
	bool negative = take_char(rest, '-');
	int hours, minutes = 0, seconds = 0;
	if (!negative)
		(void)take_char(rest, '+');
	if (!take_number(rest, max_hours, &hours))
		return false;
	if (take_char(rest, ':') &&
	    (!take_number(rest, 59, &minutes) || (take_char(rest, ':') && !take_number(rest, 59, &seconds))))
		return false;
	*ret_seconds = (negative ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
	return true;
}

/* "PST" or "<+03>". */
static bool take_abbreviation(struct str *rest, struct str *ret_abbreviation)
{
	size_t n = 0;
	if (take_char(rest, '<')) {
		n = str_find_char(*rest, '>', 0);
		if (n == STR_NPOS)
			return false;
		*ret_abbreviation = str_slice(*rest, 0, n);
		*rest = str_slice(*rest, n + 1, rest->n);
		return true;
	}
	while (n < rest->n && ((rest->p[n] >= 'a' && rest->p[n] <= 'z') || (rest->p[n] >= 'A' && rest->p[n] <= 'Z')))
		n++;
	*ret_abbreviation = str_slice(*rest, 0, n);
	*rest = str_slice(*rest, n, rest->n);
	return n >= 3;
}

/* ",M3.2.0/2", ",J60/2" or ",59/2". */
static bool take_change(struct str *rest, struct zone_change *change)
{
	change->seconds = 2 * 3600;
	if (!take_char(rest, ','))
		return false;
	if (take_char(rest, 'M')) {
		change->kind = CHANGE_NTH_WEEKDAY;
		if (!take_number(rest, 12, &change->month) || change->month < 1 || !take_char(rest, '.') ||
		    !take_number(rest, 5, &change->week) || change->week < 1 || !take_char(rest, '.') ||
		    !take_number(rest, 6, &change->day))
			return false;
	} else if (take_char(rest, 'J')) {
		change->kind = CHANGE_DAY_NO_LEAP;
		if (!take_number(rest, 365, &change->day) || change->day < 1)
			return false;
	} else {
		change->kind = CHANGE_DAY;
		if (!take_number(rest, 365, &change->day))
			return false;
	}
	return !take_char(rest, '/') || take_time(rest, RULE_HOURS, &change->seconds);
}

/* The rule for times after the table, like "PST8PDT,M3.2.0,M11.1.0": offsets are west of UTC there. */
static bool read_rule(struct str rule, struct zone *zone)
{
	struct str abbreviation;
	int west;
	if (rule.n == 0)
		return true;
	zone->has_rule = true;
	if (!take_abbreviation(&rule, &abbreviation) || !take_time(&rule, 24, &west) ||
	    !type_set(&zone->standard, -west, abbreviation))
		return false;
	if (rule.n == 0)
		return true;
	zone->rule_has_summer = true;
	west -= 3600;
	if (!take_abbreviation(&rule, &abbreviation))
		return false;
	if (rule.n > 0 && rule.p[0] != ',' && !take_time(&rule, 24, &west))
		return false;
	return type_set(&zone->summer, -west, abbreviation) && take_change(&rule, &zone->summer_begins) &&
	       take_change(&rule, &zone->summer_ends) && rule.n == 0;
}

bool tzif_read(struct arena *arena, struct str file, struct zone *ret_zone)
{
	struct taking taking = {.rest = file, .failed = file.n > LIMIT_ZONE_BYTES};
	struct zone zone = {0};
	struct header header = take_header(&taking);
	if (taking.failed)
		return false;
	if (header.version == '\0') {
		if (!read_data(arena, &taking, &header, 4, &zone))
			return false;
		*ret_zone = zone;
		return true;
	}
	if (header.version < '2')
		return false;
	/* Later versions repeat it all with eight-byte times, which make the first part superfluous. */
	(void)take(&taking, header.n_changes * 5 + header.n_types * 6 + header.n_chars + header.n_leap * 8 +
				    header.n_std + header.n_ut);
	header = take_header(&taking);
	if (taking.failed || !read_data(arena, &taking, &header, 8, &zone))
		return false;
	size_t end = str_find_char(taking.rest, '\n', 1);
	if (!str_starts(taking.rest, STR("\n")) || end == STR_NPOS || !read_rule(str_slice(taking.rest, 1, end), &zone))
		return false;
	*ret_zone = zone;
	return true;
}
