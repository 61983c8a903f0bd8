/* Days, instants and time zones. */
#include "base/property.h"
#include "base/testing.h"
#include "base/tzif.h"

static struct instant at(const char *text)
{
	struct instant instant;
	if (!instant_parse(str_of(text), &instant))
		fail_msg("%s is no instant", text);
	return instant;
}

static struct day on(const char *text)
{
	struct day day;
	if (!day_parse(str_of(text), &day))
		fail_msg("%s is no day", text);
	return day;
}

static const struct zone *zone_named(struct ctx *ctx, const char *name)
{
	const struct zone *zone = NULL;
	if (zone_open(ctx, str_of(name), &zone) != OK)
		fail_msg("there is no zone %s", name);
	return zone;
}

static void every_day_comes_back(void **state)
{
	struct ctx *ctx = *state;
	int n = on("0001-01-01").n;
	assert_int_equal(on("1970-01-01").n, 0);
	assert_int_equal(on("2000-03-01").n, 11017);
	for (int year = 1; year <= 9999; year++) {
		for (int month = 1; month <= 12; month++) {
			for (int day = 1; day <= 31; day++) {
				struct date date = {year, month, day};
				if (!date_valid(date))
					continue;
				struct date back = day_date((struct day){n});
				if (day_of(date).n != n || back.year != year || back.month != month || back.day != day)
					fail_msg("%04d-%02d-%02d does not come back", year, month, day);
				n++;
			}
		}
	}
	assert_int_equal(n, on("9999-12-31").n + 1);
	assert_text(day_words(ctx->arena, on("2026-11-22")), "22 November 2026");
}

static void days_that_do_not_exist_are_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {"2026-02-29", "1900-02-29", "2026-13-01",  "2026-00-10",
					    "2026-04-31", "0000-01-01", "2026-1-01",   "2026/01/01",
					    "2026-01-00", " 2026-01-1", "2026-01-01 ", ""};
	struct day day = {7};
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_false(day_parse(str_of(wrong[i]), &day));
	assert_int_equal(day.n, 7);
	assert_true(day_parse(STR("2000-02-29"), &day));
}

static bool day_text_comes_back(struct gen *gen)
{
	struct day day = {(int32_t)gen_int(gen, -719162, 2932896)}, back;
	struct str text = day_str(gen->arena, day);
	gen_note(gen, "n=%d text=%.*s", (int)day.n, STR_ARG(text));
	return day_parse(text, &back) && back.n == day.n;
}

static bool instant_text_comes_back(struct gen *gen)
{
	struct instant instant = {gen_int(gen, -62135596800000, 253402300799999)}, back;
	struct str text = instant_str(gen->arena, instant);
	gen_note(gen, "ms=%lld text=%.*s", (long long)instant.ms, STR_ARG(text));
	return instant_parse(text, &back) && back.ms == instant.ms &&
	       instant_day(instant).n == on(test_c(str_slice(text, 0, 10))).n;
}

static void texts_come_back(void **state)
{
	(void)state;
	assert_true(property_holds("a day's text comes back", day_text_comes_back, 2000));
	assert_true(property_holds("an instant's text comes back", instant_text_comes_back, 2000));
}

static void instants_are_read_as_rfc_3339_says(void **state)
{
	struct ctx *ctx = *state;
	static const char *const wrong[] = {
		"2026-11-22",
		"2026-11-22T19:28:14",
		"2026-11-22 19:28:14Z",
		"2026-11-22T24:00:00Z",
		"2026-11-22T19:60:00Z",
		"2026-11-22T19:28:60Z",
		"2026-11-22T19:28:14.Z",
		"2026-11-22T19:28:14.1234567890Z",
		"2026-11-22T19:28Z",
		"2026-11-22T19:28:14+0100",
		"2026-11-22T19:28:14+24:00",
		"2026-11-22T19:28:14Zz",
		"0001-01-01T00:00:00+00:01",
		"9999-12-31T23:59:59-00:01",
	};
	struct instant instant;
	assert_int_equal(at("2026-11-22T19:28:14.123Z").ms, 1795375694123);
	assert_int_equal(at("2026-11-22T11:28:14-08:00").ms, 1795375694000);
	assert_int_equal(at("2026-11-22t19:28:14.1239z").ms, 1795375694123);
	assert_int_equal(at("1969-12-31T23:59:59.999Z").ms, -1);
	assert_text(instant_str(ctx->arena, (struct instant){-1}), "1969-12-31T23:59:59.999Z");
	assert_text(instant_str(ctx->arena, (struct instant){INT64_MAX}), "9999-12-31T23:59:59.999Z");
	assert_text(instant_str(ctx->arena, (struct instant){INT64_MIN}), "0001-01-01T00:00:00.000Z");
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		if (instant_parse(str_of(wrong[i]), &instant))
			fail_msg("%s was read", wrong[i]);
	}
}

static void zones_know_their_offsets(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *zone, *instant;
		int offset;
		const char *abbreviation;
	} cases[] = {
		{"Etc/UTC", "2026-11-22T00:00:00Z", 0, "UTC"},
		{"America/Los_Angeles", "2026-11-22T19:28:14Z", -28800, "PST"},
		{"America/Los_Angeles", "1800-01-01T00:00:00Z", -28378, "LMT"},
		{"America/Los_Angeles", "2026-03-08T09:59:59.999Z", -28800, "PST"},
		{"America/Los_Angeles", "2026-03-08T10:00:00Z", -25200, "PDT"},
		{"America/Los_Angeles", "2126-03-10T09:59:59Z", -28800, "PST"}, /* by the rule after the table */
		{"America/Los_Angeles", "2126-03-10T10:00:00Z", -25200, "PDT"},
		{"America/Los_Angeles", "2126-11-03T09:00:00Z", -28800, "PST"},
		{"Europe/London", "2060-03-28T00:59:59Z", 0, "GMT"},
		{"Europe/London", "2060-03-28T01:00:00Z", 3600, "BST"},
		{"Australia/Sydney", "2060-01-01T00:00:00Z", 39600, "AEDT"},
		{"Australia/Sydney", "2060-07-01T00:00:00Z", 36000, "AEST"},
		{"America/Nuuk", "2060-03-28T00:59:59Z", -7200, "-02"},
		{"America/Nuuk", "2060-03-28T01:00:00Z", -3600, "-01"},
		{"Asia/Kolkata", "2060-01-01T00:00:00Z", 19800, "IST"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *abbreviation;
		int offset = zone_offset(zone_named(ctx, cases[i].zone), at(cases[i].instant), &abbreviation);
		if (offset != cases[i].offset || strcmp(abbreviation, cases[i].abbreviation) != 0)
			fail_msg("%s at %s: %d %s", cases[i].zone, cases[i].instant, offset, abbreviation);
	}
}

static void days_begin_where_the_zone_says(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *zone, *day, *start;
	} cases[] = {
		{"Etc/UTC", "2026-11-22", "2026-11-22T00:00:00.000Z"},
		{"America/Los_Angeles", "2026-03-08", "2026-03-08T08:00:00.000Z"},
		{"America/Los_Angeles", "2026-03-09", "2026-03-09T07:00:00.000Z"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00.000Z"}, /* no midnight: 23:59 then 01:00 */
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00.000Z"},      /* no such day: the next one's start */
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00.000Z"},
		{"America/St_Johns", "2010-11-07",
		 "2010-11-07T02:30:00.000Z"}, /* 00:01, then 23:01 of the day before */
		{"Pacific/Kiritimati", "2060-01-01", "2059-12-31T10:00:00.000Z"},
		{"Europe/London", "2060-07-01", "2060-06-30T23:00:00.000Z"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct instant start = zone_day_start(zone_named(ctx, cases[i].zone), on(cases[i].day));
		assert_text(instant_str(ctx->arena, start), cases[i].start);
	}
	assert_int_equal(zone_day(zone_named(ctx, "America/Los_Angeles"), at("2026-11-22T07:59:59Z")).n,
			 on("2026-11-21").n);
	assert_text(instant_words(ctx->arena, zone_named(ctx, "America/Los_Angeles"), at("2026-11-22T19:28:14Z")),
		    "22 November 2026, 11:28 am PST");
	assert_text(instant_words(ctx->arena, zone_named(ctx, "Etc/UTC"), at("2026-11-22T00:05:00Z")),
		    "22 November 2026, 12:05 am UTC");
	assert_text(instant_words(ctx->arena, zone_named(ctx, "Etc/UTC"), at("2026-11-22T12:00:00Z")),
		    "22 November 2026, 12:00 pm UTC");
}

static bool a_day_starts_once(struct gen *gen)
{
	static const char *const names[] = {"Etc/UTC",          "Europe/London",     "America/Los_Angeles",
					    "Asia/Tokyo",       "America/Sao_Paulo", "Australia/Lord_Howe",
					    "Africa/Casablanca"};
	struct ctx ctx = {.arena = gen->arena};
	const char *name = names[gen_below(gen, COUNT_OF(names))];
	const struct zone *zone = zone_named(&ctx, name);
	struct day day = {(int32_t)gen_int(gen, -20000, 80000)};
	struct instant start = zone_day_start(zone, day);
	gen_note(gen, "zone=%s day=%.*s start=%.*s", name, STR_ARG(day_str(gen->arena, day)),
		 STR_ARG(instant_str(gen->arena, start)));
	return zone_day(zone, start).n == day.n && zone_day(zone, (struct instant){start.ms - 1}).n == day.n - 1;
}

static void day_starts_and_days_agree(void **state)
{
	(void)state;
	assert_true(property_holds("a day starts once", a_day_starts_once, 3000));
}

static void zones_that_are_none_are_refused(void **state)
{
	struct ctx *ctx = *state;
	static const char *const wrong[] = {
		"",        "Mars/Olympus", "../../etc/passwd", "/etc/localtime",  "Europe",
		"Europe/", "localtime",    "tzdata.zi",        "Europe/London\n", "Europe//../London"};
	const struct zone *zone = NULL;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		if (zone_open(ctx, str_of(wrong[i]), &zone) != INVALID)
			fail_msg("%s is a zone", wrong[i]);
	}
	assert_null(zone);
	assert_int_equal(ctx->problems.count, COUNT_OF(wrong));
	assert_string_equal(test_problem(ctx, 1),
			    "timezone: there is no time zone Mars/Olympus: write a name like America/Los_Angeles");
	assert_ptr_equal(zone_named(ctx, "Europe/London"), zone_named(ctx, "Europe/London"));
}

/* A version 2 file with one type, UTC+1 "CET", and the rule. */
static struct str made_file(struct arena *arena, const char *rule)
{
	struct buf file = buf_open(arena, 256);
	for (int part = 0; part < 2; part++) {
		buf_lit(&file, "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
		buf_lit(&file, "\0\0\0\0\0\0\0\1\0\0\0\4\0\0\x0e\x10\0\0CET\0");
	}
	buf_fmt(&file, "\n%s\n", rule);
	return buf_view(&file);
}

static void rules_after_the_table_are_read_strictly(void **state)
{
	struct ctx *ctx = *state;
	static const char *const right[] = {"",
					    "CET-1",
					    "<+0330>-3:30",
					    "CET-1CEST,M3.5.0,M10.5.0/3",
					    "CET-1CEST-2,J60/0,J300/-1:30:10",
					    "XXX3EDT4,0/0,J365/23"};
	static const char *const wrong[] = {"CE-1",
					    "CET",
					    "CET-25",
					    "CET-1CEST",
					    "CET-1CEST,M3.5.0",
					    "CET-1CEST,M13.5.0,M10.5.0",
					    "CET-1CEST,M3.6.0,M10.5.0",
					    "CET-1CEST,M3.5.7,M10.5.0",
					    "CET-1CEST,J0,J365",
					    "CET-1CEST,0,366",
					    "CET-1CEST,0,365/168",
					    "CET-1CEST,0,365/2:60",
					    "CET-1CEST,M3.5.0,M10.5.0/3x",
					    "<CET",
					    "<CE T>-1",
					    "<>-1",
					    "ABCDEFGHIJKLMNOPQ-1",
					    "CET-1 "};
	struct zone zone;
	for (size_t i = 0; i < COUNT_OF(right); i++) {
		if (!tzif_read(ctx->arena, made_file(ctx->arena, right[i]), &zone))
			fail_msg("%s was refused", right[i]);
	}
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		if (tzif_read(ctx->arena, made_file(ctx->arena, wrong[i]), &zone))
			fail_msg("%s was read", wrong[i]);
	}
	/* Summer all year, as RFC 8536, section 3.3.1 writes it. */
	assert_true(tzif_read(ctx->arena, made_file(ctx->arena, "XXX3EDT4,0/0,J365/23"), &zone));
	for (int64_t day = 0; day < 20000; day++)
		assert_int_equal(zone_offset(&zone, (struct instant){day * 86400000 + 7200000}, NULL), -4 * 3600);
}

static void cut_files_are_refused(void **state)
{
	struct ctx *ctx = *state;
	struct str whole;
	struct zone zone;
	assert_int_equal(file_read(ctx, "/usr/share/zoneinfo/Europe/London", LIMIT_ZONE_BYTES, &whole), OK);
	assert_true(tzif_read(ctx->arena, whole, &zone));
	for (size_t n = 0; n < whole.n; n++) {
		arena_scope(ctx->arena);
		/* A copy of just that length, so that reading past its end is caught. */
		if (tzif_read(ctx->arena, str_dup(ctx->arena, str_slice(whole, 0, n)), &zone))
			fail_msg("%zu of %zu bytes were read as a whole", n, whole.n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(every_day_comes_back),
		ctx_test(days_that_do_not_exist_are_refused),
		ctx_test(texts_come_back),
		ctx_test(instants_are_read_as_rfc_3339_says),
		ctx_test(zones_know_their_offsets),
		ctx_test(days_begin_where_the_zone_says),
		ctx_test(day_starts_and_days_agree),
		ctx_test(zones_that_are_none_are_refused),
		ctx_test(rules_after_the_table_are_read_strictly),
		ctx_test(cut_files_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
