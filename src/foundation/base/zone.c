#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tzif.h"

#define ZONE_NAME_CHARS 64
#define DAY_SECONDS     86400
#define WIDEST_OFFSET   93600

/* A stretch of time in which nothing changes. */
struct span {
	const struct zone_type *type;
	int64_t until; /* seconds since 1970 of the next change; INT64_MAX: none */
};

static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;
static struct arena *zones_arena;
static struct zone *zones;

static int64_t floor_div(int64_t a, int64_t b)
{
	return a >= 0 ? a / b : -((b - 1 - a) / b);
}

/* The day of the year on which a change falls. */
static struct day change_day(const struct zone_change *change, int year)
{
	int32_t first = day_of((struct date){year, 1, 1}).n;
	if (change->kind == CHANGE_DAY)
		return (struct day){first + change->day};
	if (change->kind == CHANGE_DAY_NO_LEAP) {
		bool after_leap_day = change->day >= 60 && date_valid((struct date){year, 2, 29});
		return (struct day){first + change->day - 1 + after_leap_day};
	}
	struct date date = {year, change->month, 1};
	int32_t month_first = day_of(date).n;
	int weekday = (int)(((int64_t)month_first % 7 + 11) % 7); /* 1970-01-01 was a Thursday, 4 */
	date.day = 1 + (change->day - weekday + 7) % 7 + (change->week - 1) * 7;
	while (!date_valid(date))
		date.day -= 7;
	return day_of(date);
}

/* The span at t under the yearly rule: the latest change up to t, the earliest after it. */
static struct span rule_span(const struct zone *zone, int64_t t)
{
	struct span span = {&zone->standard, INT64_MAX};
	if (!zone->rule_has_summer)
		return span;
	struct instant instant = instant_bounded((struct instant){t * 1000});
	int year = day_date(instant_day(instant)).year;
	int64_t latest = INT64_MIN;
	for (int y = year - 1; y <= year + 1; y++) {
		if (y < 1 || y > 9999)
			continue;
		int64_t ends = change_day(&zone->summer_ends, y).n * (int64_t)DAY_SECONDS + zone->summer_ends.seconds -
			       zone->summer.offset;
		int64_t begins = change_day(&zone->summer_begins, y).n * (int64_t)DAY_SECONDS +
				 zone->summer_begins.seconds - zone->standard.offset;
		if (ends <= t && ends > latest) {
			latest = ends;
			span.type = &zone->standard;
		}
		/* Summer that ends when the next begins lasts all year. */
		if (begins <= t && begins >= latest) {
			latest = begins;
			span.type = &zone->summer;
		}
		if (ends > t && ends < span.until)
			span.until = ends;
		if (begins > t && begins < span.until)
			span.until = begins;
	}
	return span;
}

static struct span zone_span(const struct zone *zone, int64_t t)
{
	size_t low = 0, high = zone->n_changes; /* the number of changes up to t lies between them */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (zone->change_at[middle] <= t)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == zone->n_changes && zone->has_rule)
		return rule_span(zone, t);
	size_t type = low > 0 ? zone->change_to[low - 1] : 0;
	return (struct span){&zone->types[type], low < zone->n_changes ? zone->change_at[low] : INT64_MAX};
}

int zone_offset(const struct zone *zone, struct instant instant, const char **ret_abbreviation)
{
	struct span span = zone_span(zone, floor_div(instant_bounded(instant).ms, 1000));
	if (ret_abbreviation)
		*ret_abbreviation = span.type->abbreviation;
	return span.type->offset;
}

struct day zone_day(const struct zone *zone, struct instant instant)
{
	int64_t ms = instant_bounded(instant).ms + zone_offset(zone, instant, NULL) * INT64_C(1000);
	return instant_day((struct instant){ms});
}

struct instant zone_day_start(const struct zone *zone, struct day day)
{
	int64_t midnight = day.n * (int64_t)DAY_SECONDS; /* by the clock on the wall */
	int64_t from = midnight - WIDEST_OFFSET;
	for (;;) {
		struct span span = zone_span(zone, from);
		int64_t start = midnight - span.type->offset;
		if (start < from)
			start = from;
		if (start < span.until)
			return instant_bounded((struct instant){start * 1000});
		from = span.until;
	}
}

static bool name_allowed(struct str name)
{
	if (name.n == 0 || name.n > ZONE_NAME_CHARS || name.p[0] == '/' || name.p[name.n - 1] == '/')
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && !(c >= '0' && c <= '9') && !memchr("/_-+", c, 4))
			return false;
	}
	/* What these mean differs from machine to machine. */
	return !str_eq(name, STR("localtime")) && !str_eq(name, STR("posixrules"));
}

static const char *zones_folder(void)
{
#ifdef ABOVEBOARD_FAULTS
	const char *folder = getenv("TZDIR");
	if (folder)
		return folder;
#endif
	return "/usr/share/zoneinfo";
}

/* The zone's file, or nothing when it is not there, too large or no file. */
static struct str zone_file(struct arena *arena, struct str name)
{
	const char *path = str_fmt(arena, "%s/%.*s", zones_folder(), STR_ARG(name)).p;
	CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;
	if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) ||
	    (uint64_t)status.st_size > LIMIT_ZONE_BYTES)
		return (struct str){0};
	size_t size = (size_t)status.st_size, n = 0;
	char *bytes = arena_alloc(arena, size);
	while (n < size) {
		ssize_t got = read(fd, bytes + n, size - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return (struct str){0};
		n += (size_t)got;
	}
	return (struct str){bytes, n};
}

/* The zone, read now or earlier; NULL when there is none of that name. Called under the lock. */
static const struct zone *zone_find(struct ctx *ctx, struct str name)
{
	for (const struct zone *zone = zones; zone; zone = zone->next) {
		if (str_eq(zone->name, name))
			return zone;
	}
	if (!zones_arena)
		zones_arena = arena_open(0);
	struct arena_mark mark = arena_mark(zones_arena);
	struct zone *zone = arena_new(zones_arena, struct zone);
	if (!tzif_read(zones_arena, zone_file(ctx->arena, name), zone)) {
		arena_reset(mark);
		return NULL;
	}
	zone->name = str_dup(zones_arena, name);
	zone->next = zones;
	zones = zone;
	return zone;
}

enum outcome zone_open(struct ctx *ctx, struct str name, const struct zone **ret_zone)
{
	const struct zone *zone = NULL;
	if (name_allowed(name)) {
		arena_scope(ctx->arena);
		(void)pthread_mutex_lock(&zones_lock);
		zone = zone_find(ctx, name);
		(void)pthread_mutex_unlock(&zones_lock);
	}
	if (!zone)
		return problem_add(ctx, "timezone",
				   msg("there is no time zone {1}: write a name like America/Los_Angeles"), name);
	*ret_zone = zone;
	return OK;
}
