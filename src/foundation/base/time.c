#include "base/base.h"

#define MS_PER_DAY 86400000LL

static const char *const month_names[12] = {
	"January", "February", "March",     "April",   "May",      "June",
	"July",    "August",   "September", "October", "November", "December",
};

/* Days from 1 March of the year 0 to the first of each month in a year that begins in March. */
static const int march_days[12] = {0, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 337};

/* Days from 1 March of the year 0 to 1970-01-01. */
#define EPOCH_FROM_MARCH_0 719468

static bool year_is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool date_valid(struct date date)
{
	static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1)
		return false;
	int length = lengths[date.month - 1] + (date.month == 2 && year_is_leap(date.year));
	return date.day <= length;
}

struct day day_of(struct date date)
{
	/* A year that begins in March has its leap day at its end, so that months have fixed offsets. */
	int year = date.month > 2 ? date.year : date.year - 1;
	int month = (date.month + 9) % 12;
	int days = year * 365 + year / 4 - year / 100 + year / 400 + march_days[month] + date.day - 1;
	return (struct day){days - EPOCH_FROM_MARCH_0};
}

/* Without a loop or a branch that hangs on the date: bulk work asks ten million times. Years and months are found by
 * multiplying with fractions that are exact for all days of 400 years (Neri and Schneider, "Euclidean affine functions
 * and their application to calendar algorithms", 2022). */
struct date day_date(struct day day)
{
	static const int days_in_400_years = 146097;
	int64_t days = (int64_t)day.n + EPOCH_FROM_MARCH_0;
	int64_t cycle = days >= 0 ? days / days_in_400_years : -((days_in_400_years - 1 - days) / days_in_400_years);
	uint32_t quarter_days = 4 * (uint32_t)(days - cycle * days_in_400_years) + 3;
	uint32_t century = quarter_days / 146097;
	uint32_t in_century = quarter_days % 146097 | 3;
	uint32_t year_of_century = in_century / 1461;
	uint32_t in_year = in_century % 1461 / 4;
	uint32_t months = 2141 * in_year + 197913; /* in 65536ths, from 3 for March to 14 for February */
	bool is_next_year = in_year >= 306;
	return (struct date){
		.year = (int)(cycle * 400) + (int)(century * 100 + year_of_century) + is_next_year,
		.month = (int)(months >> 16) - (is_next_year ? 12 : 0),
		.day = (int)((months & 0xffff) / 2141) + 1,
	};
}

/* Exactly n digits at s.p[at]. */
static bool digits_at(struct str s, size_t at, size_t n, int *ret_value)
{
	int value = 0;
	if (at > s.n || n > s.n - at)
		return false;
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		value = value * 10 + (s.p[i] - '0');
	}
	*ret_value = value;
	return true;
}

static bool char_at(struct str s, size_t at, char c)
{
	return at < s.n && s.p[at] == c;
}

bool day_parse(struct str s, struct day *ret_day)
{
	struct date date;
	if (s.n != 10 || !digits_at(s, 0, 4, &date.year) || !char_at(s, 4, '-') || !digits_at(s, 5, 2, &date.month) ||
	    !char_at(s, 7, '-') || !digits_at(s, 8, 2, &date.day) || !date_valid(date))
		return false;
	*ret_day = day_of(date);
	return true;
}

struct str day_str(struct arena *arena, struct day day)
{
	struct date date = day_date(day);
	if (date.year < 0 || date.year > 9999)
		return str_fmt(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
	/* Files have several of these in each row. */
	char *text = arena_alloc(arena, 10);
	for (int i = 3, year = date.year; i >= 0; i--, year /= 10)
		text[i] = (char)('0' + year % 10);
	text[4] = text[7] = '-';
	text[5] = (char)('0' + date.month / 10);
	text[6] = (char)('0' + date.month % 10);
	text[8] = (char)('0' + date.day / 10);
	text[9] = (char)('0' + date.day % 10);
	return (struct str){text, 10};
}

struct str day_words(struct arena *arena, struct day day)
{
	struct date date = day_date(day);
	return str_fmt(arena, "%d %s %d", date.day, month_names[date.month - 1], date.year);
}

struct instant instant_now(void)
{
	struct timespec now;
	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		die("the system's clock cannot be read: %m");
	return (struct instant){(int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000};
}

/* "", ".1" to ".123456789" at *at, moved past it; digits beyond the third are dropped. */
static bool fraction_at(struct str s, size_t *at, int *ret_ms)
{
	*ret_ms = 0;
	if (!char_at(s, *at, '.'))
		return true;
	size_t digits = 0;
	int scale = 100, digit;
	while (digits_at(s, *at + 1 + digits, 1, &digit)) {
		*ret_ms += digit * scale;
		scale /= 10;
		digits++;
	}
	*at += 1 + digits;
	return digits >= 1 && digits <= 9;
}

/* "Z", "+01:00" or "-08:00" at `at`, up to the end. */
static bool offset_at(struct str s, size_t at, int *ret_seconds)
{
	int hours, minutes;
	if ((char_at(s, at, 'Z') || char_at(s, at, 'z')) && s.n == at + 1) {
		*ret_seconds = 0;
		return true;
	}
	bool east = char_at(s, at, '+');
	if ((!east && !char_at(s, at, '-')) || !digits_at(s, at + 1, 2, &hours) || !char_at(s, at + 3, ':') ||
	    !digits_at(s, at + 4, 2, &minutes) || s.n != at + 6 || hours > 23 || minutes > 59)
		return false;
	*ret_seconds = (east ? 1 : -1) * (hours * 3600 + minutes * 60);
	return true;
}

bool instant_parse(struct str s, struct instant *ret_instant)
{
	struct day day;
	int hour, minute, second, ms, offset;
	size_t at = 19;
	if (!day_parse(str_slice(s, 0, 10), &day) || (!char_at(s, 10, 'T') && !char_at(s, 10, 't')) ||
	    !digits_at(s, 11, 2, &hour) || !char_at(s, 13, ':') || !digits_at(s, 14, 2, &minute) ||
	    !char_at(s, 16, ':') || !digits_at(s, 17, 2, &second) || hour > 23 || minute > 59 || second > 59)
		return false;
	if (!fraction_at(s, &at, &ms) || !offset_at(s, at, &offset))
		return false;
	int64_t seconds = (int64_t)day.n * 86400 + hour * 3600 + minute * 60 + second - offset;
	struct instant instant = {seconds * 1000 + ms};
	if (instant_bounded(instant).ms != instant.ms)
		return false;
	*ret_instant = instant;
	return true;
}

struct instant instant_bounded(struct instant instant)
{
	const int64_t first = day_of((struct date){1, 1, 1}).n * MS_PER_DAY;
	const int64_t end = (day_of((struct date){9999, 12, 31}).n + 1) * MS_PER_DAY;
	if (instant.ms < first)
		return (struct instant){first};
	return (struct instant){instant.ms < end ? instant.ms : end - 1};
}

struct day instant_day(struct instant instant)
{
	int64_t ms = instant_bounded(instant).ms;
	return (struct day){(int32_t)(ms >= 0 ? ms / MS_PER_DAY : -((MS_PER_DAY - 1 - ms) / MS_PER_DAY))};
}

static char *put_digits(char *at, int value, int n)
{
	for (int i = n - 1; i >= 0; i--, value /= 10)
		at[i] = (char)('0' + value % 10);
	return at + n;
}

void instant_print(struct instant instant, char ret_text[INSTANT_CHARS + 1])
{
	struct day day = instant_day(instant);
	struct date date = day_date(day);
	int ms = (int)(instant_bounded(instant).ms - day.n * MS_PER_DAY);
	char *at = put_digits(ret_text, date.year, 4);
	*at++ = '-';
	at = put_digits(at, date.month, 2);
	*at++ = '-';
	at = put_digits(at, date.day, 2);
	*at++ = 'T';
	at = put_digits(at, ms / 3600000, 2);
	*at++ = ':';
	at = put_digits(at, ms / 60000 % 60, 2);
	*at++ = ':';
	at = put_digits(at, ms / 1000 % 60, 2);
	*at++ = '.';
	at = put_digits(at, ms % 1000, 3);
	*at++ = 'Z';
	*at = '\0';
}

struct str instant_str(struct arena *arena, struct instant instant)
{
	char *text = arena_alloc(arena, INSTANT_CHARS + 1);
	instant_print(instant, text);
	return (struct str){text, INSTANT_CHARS};
}

struct str instant_words(struct arena *arena, const struct zone *zone, struct instant instant)
{
	const char *abbreviation;
	int offset = zone_offset(zone, instant, &abbreviation);
	struct instant local = instant_bounded((struct instant){instant_bounded(instant).ms + offset * 1000LL});
	struct day day = instant_day(local);
	int minutes = (int)((local.ms - day.n * MS_PER_DAY) / 60000);
	int hour = minutes / 60;
	return str_fmt(arena, "%.*s, %d:%02d %s %s", STR_ARG(day_words(arena, day)), hour % 12 ? hour % 12 : 12,
		       minutes % 60, hour < 12 ? "am" : "pm", abbreviation);
}
