/* Deadlines and the calendars that they count by. */
#include "base/property.h"
#include "base/testing.h"
#include "rulebook/calendar.h"

static int32_t on(const char *text)
{
	struct day day;
	if (!day_parse(str_of(text), &day))
		fail_msg("%s is no day", text);
	return day.n;
}

static int64_t at(const char *text)
{
	struct instant instant;
	if (!instant_parse(str_of(text), &instant))
		fail_msg("%s is no instant", text);
	return instant.ms;
}

static const char *text_of(struct ctx *ctx, int32_t day)
{
	return test_c(day_str(ctx->arena, (struct day){day}));
}

/* The bank holidays of England and Wales as the tests need them. */
static const struct holiday english[] = {
	{.name = STR_INIT("New Year's Day"),
	 .kind = HOLIDAY_YEARLY,
	 .month = 1,
	 .day = 1,
	 .moved = MOVED_NEXT_WORKING_DAY},
	{.name = STR_INIT("Good Friday"), .kind = HOLIDAY_EASTER, .offset = -2},
	{.name = STR_INIT("Easter Monday"), .kind = HOLIDAY_EASTER, .offset = 1},
	{.name = STR_INIT("Early May bank holiday"),
	 .kind = HOLIDAY_WEEKDAY,
	 .month = 5,
	 .nth = 1,
	 .weekday = 1,
	 .to_year = 2019},
	{.name = STR_INIT("Early May bank holiday"), .kind = HOLIDAY_DATE, .year = 2020, .month = 5, .day = 8},
	{.name = STR_INIT("Spring bank holiday"), .kind = HOLIDAY_WEEKDAY, .month = 5, .nth = -1, .weekday = 1},
	{.name = STR_INIT("Christmas Day"),
	 .kind = HOLIDAY_YEARLY,
	 .month = 12,
	 .day = 25,
	 .moved = MOVED_NEXT_WORKING_DAY},
	{.name = STR_INIT("Boxing Day"),
	 .kind = HOLIDAY_YEARLY,
	 .month = 12,
	 .day = 26,
	 .moved = MOVED_NEXT_WORKING_DAY},
};

static const struct holiday american[] = {
	{.name = STR_INIT("Independence Day"),
	 .kind = HOLIDAY_YEARLY,
	 .month = 7,
	 .day = 4,
	 .moved = MOVED_NEAREST_WEEKDAY},
	{.name = STR_INIT("Day after Thanksgiving"),
	 .kind = HOLIDAY_WEEKDAY,
	 .month = 11,
	 .nth = 4,
	 .weekday = 4,
	 .offset = 1},
	{.name = STR_INIT("Farmworkers Day"),
	 .kind = HOLIDAY_YEARLY,
	 .month = 3,
	 .day = 31,
	 .moved = MOVED_SUNDAY_TO_MONDAY},
};

#define WEEKEND (REST_SATURDAY | REST_SUNDAY)

static void holidays_fall_where_they_should(void **state)
{
	struct ctx *ctx = *state;
	const struct calendar *england = calendar_open(ctx->arena, english, COUNT_OF(english), WEEKEND);
	const struct calendar *america = calendar_open(ctx->arena, american, COUNT_OF(american), WEEKEND);
	static const struct {
		const char *day, *name;
	} cases[] = {
		{"2026-04-03", "Good Friday"},
		{"2026-04-06", "Easter Monday"},
		{"2019-05-06", "Early May bank holiday"},
		{"2020-05-04", ""},
		{"2020-05-08", "Early May bank holiday"},
		{"2026-05-25", "Spring bank holiday"},
		{"2021-12-25", "Saturday"},
		{"2021-12-27", "Christmas Day"},
		{"2021-12-28", "Boxing Day"},
		{"2022-12-26", "Boxing Day"},
		{"2022-12-27", "Christmas Day"},
		{"2022-12-28", ""},
		{"2022-01-03", "New Year's Day"},
		{"2038-04-25", "Sunday"},
		{"2038-04-26", "Easter Monday"},
		{"2026-11-22", "Sunday"},
		{"2026-11-23", ""},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct day day = {on(cases[i].day)};
		assert_text(calendar_why_not(england, day), cases[i].name);
		assert_int_equal(calendar_is_working(england, day), cases[i].name[0] == 0);
	}
	assert_text(calendar_why_not(america, (struct day){on("2026-07-03")}), "Independence Day");
	assert_text(calendar_why_not(america, (struct day){on("2027-07-05")}), "Independence Day");
	assert_text(calendar_why_not(america, (struct day){on("2024-04-01")}), "Farmworkers Day");
	assert_true(calendar_is_working(america, (struct day){on("2029-03-30")}));
	assert_true(calendar_is_working(america, (struct day){on("2029-04-02")}));
	assert_text(calendar_why_not(america, (struct day){on("2024-11-29")}), "Day after Thanksgiving");
	assert_text(calendar_why_not(america, (struct day){on("2030-11-29")}), "Day after Thanksgiving");
}

/* ---- Worked cases ---- */

static struct deadline_rule rule_of(int32_t n, enum deadline_unit unit, bool before)
{
	return (struct deadline_rule){
		.parts = {{.trigger = TRIGGER_TAKING_OFFICE, .n = n, .unit = unit, .before = before}}};
}

static void check(struct ctx *ctx, const struct deadline_rule *rule, const char *from, const char *expected)
{
	struct deadline_facts facts = {.day = {on(from), DEADLINE_NO_DAY}};
	struct deadline deadline;
	assert_int_equal(deadline_compute(rule, &facts, &deadline), OK);
	assert_string_equal(text_of(ctx, deadline.day), expected);
}

static void days_are_counted_as_law_counts_them(void **state)
{
	struct ctx *ctx = *state;
	const struct calendar *england = calendar_open(ctx->arena, english, COUNT_OF(english), WEEKEND);
	static const struct {
		int32_t n;
		enum deadline_unit unit;
		bool before, counts_day;
		enum deadline_roll roll;
		const char *from, *expected;
	} cases[] = {
		{28, UNIT_DAYS, false, false, ROLL_NOT, "2026-05-12", "2026-06-09"},
		{28, UNIT_DAYS, false, true, ROLL_NOT, "2026-05-12", "2026-06-08"},
		{0, UNIT_DAYS, false, true, ROLL_NOT, "2026-05-12", "2026-05-12"},
		{28, UNIT_DAYS, false, false, ROLL_NOT, "2024-02-01", "2024-02-29"},
		{30, UNIT_DAYS, true, false, ROLL_NOT, "2026-03-01", "2026-01-30"},
		{5, UNIT_CLEAR_DAYS, true, false, ROLL_NOT, "2026-05-12", "2026-05-06"},
		{5, UNIT_CLEAR_WORKING_DAYS, true, false, ROLL_NOT, "2026-05-12", "2026-05-04"},
		{5, UNIT_CLEAR_WORKING_DAYS, true, false, ROLL_BACK, "2026-04-14", "2026-04-02"},
		{5, UNIT_WORKING_DAYS, false, false, ROLL_NOT, "2026-04-02", "2026-04-13"},
		{1, UNIT_WORKING_DAYS, false, true, ROLL_NOT, "2026-04-03", "2026-04-07"},
		{1, UNIT_WORKING_DAYS, false, true, ROLL_NOT, "2026-04-07", "2026-04-07"},
		{1, UNIT_WORKING_DAYS, true, false, ROLL_NOT, "2026-04-07", "2026-04-02"},
		{1, UNIT_MONTHS, false, false, ROLL_NOT, "2026-01-31", "2026-02-28"},
		{1, UNIT_MONTHS, false, true, ROLL_NOT, "2026-01-31", "2026-02-28"},
		{1, UNIT_MONTHS, false, true, ROLL_NOT, "2026-01-15", "2026-02-14"},
		{2, UNIT_MONTHS, true, false, ROLL_NOT, "2026-04-30", "2026-02-28"},
		{1, UNIT_YEARS, false, false, ROLL_NOT, "2024-02-29", "2025-02-28"},
		{4, UNIT_YEARS, false, false, ROLL_NOT, "2024-02-29", "2028-02-29"},
		{0, UNIT_DAYS, false, false, ROLL_FORWARD, "2026-04-03", "2026-04-07"},
		{0, UNIT_DAYS, false, false, ROLL_BACK, "2026-04-06", "2026-04-02"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct deadline_rule rule = rule_of(cases[i].n, cases[i].unit, cases[i].before);
		rule.parts[0].counts_day = cases[i].counts_day;
		rule.roll = cases[i].roll;
		rule.calendar = england;
		check(ctx, &rule, cases[i].from, cases[i].expected);
	}
}

static void hours_run_through_the_change_of_clocks(void **state)
{
	struct ctx *ctx = *state;
	struct deadline_rule rule = rule_of(72, UNIT_HOURS, true);
	struct deadline_facts facts = {.day = {on("2026-11-02"), DEADLINE_NO_DAY}};
	struct deadline deadline;
	assert_int_equal(zone_open(ctx, STR("America/Los_Angeles"), &facts.zone), OK);
	/* Monday 2 November 2026, 9:00 PST; clocks went back on Sunday, so 72 hours before is Friday 10:00 PDT. */
	facts.at_ms[0] = at("2026-11-02T17:00:00Z");
	assert_int_equal(deadline_compute(&rule, &facts, &deadline), OK);
	assert_string_equal(text_of(ctx, deadline.day), "2026-10-30");
	assert_int_equal(deadline.at_ms, at("2026-10-30T17:00:00Z"));
	struct deadline_rule noon = rule_of(1, UNIT_DAYS, false);
	noon.parts[0].at_minutes = 12 * 60;
	facts.day[0] = on("2026-10-31");
	assert_int_equal(deadline_compute(&noon, &facts, &deadline), OK);
	assert_int_equal(deadline.at_ms, at("2026-11-01T20:00:00Z"));
	/* 2:30 is not there when clocks go forward. */
	noon.parts[0].at_minutes = 150;
	facts.day[0] = on("2026-03-07");
	assert_int_equal(deadline_compute(&noon, &facts, &deadline), OK);
	assert_int_equal(deadline.at_ms, at("2026-03-08T10:30:00Z"));
}

static void one_of_two_dates_decides(void **state)
{
	struct ctx *ctx = *state;
	struct deadline_rule rule = {
		.parts = {{.trigger = TRIGGER_TAKING_OFFICE, .n = 30, .unit = UNIT_DAYS},
			  {.trigger = TRIGGER_EACH_YEAR, .month = 4, .day = 1, .unit = UNIT_DAYS}},
		.choice = CHOICE_EARLIER,
	};
	struct deadline_facts facts = {.day = {on("2026-03-20"), on("2026-04-01")}};
	struct deadline deadline;
	assert_int_equal(deadline_compute(&rule, &facts, &deadline), OK);
	assert_string_equal(text_of(ctx, deadline.day), "2026-04-01");
	assert_int_equal(deadline.part, 1);
	rule.choice = CHOICE_LATER;
	assert_int_equal(deadline_compute(&rule, &facts, &deadline), OK);
	assert_string_equal(text_of(ctx, deadline.day), "2026-04-19");
	facts.day[1] = DEADLINE_NO_DAY;
	assert_int_equal(deadline_compute(&rule, &facts, &deadline), NOT_FOUND);
	rule.choice = CHOICE_EARLIER;
	assert_int_equal(deadline_compute(&rule, &facts, &deadline), OK);
	assert_int_equal(deadline.part, 0);
	rule.parts[1].every = 2;
	rule.parts[1].from_year = 2026;
	assert_int_equal(deadline_each_year(&rule.parts[1], 2027), DEADLINE_NO_DAY);
	assert_int_equal(deadline_each_year(&rule.parts[1], 2028), on("2028-04-01"));
	const struct deadline_part leap = {.month = 2, .day = 29};
	assert_int_equal(deadline_each_year(&leap, 2027), on("2027-02-28"));
}

static void what_lies_outside_the_calendars_is_refused(void **state)
{
	(void)state;
	struct deadline_rule rule = rule_of(INT32_MAX, UNIT_DAYS, false);
	struct deadline_facts facts = {.day = {on("2199-12-01"), DEADLINE_NO_DAY}};
	struct deadline deadline = {.day = 7};
	static const enum deadline_unit units[] = {UNIT_DAYS, UNIT_CLEAR_DAYS, UNIT_MONTHS, UNIT_YEARS, UNIT_HOURS};
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		rule.parts[0].unit = units[i];
		rule.parts[0].before = i % 2;
		assert_int_equal(deadline_compute(&rule, &facts, &deadline), INVALID);
	}
	facts.day[0] = on("1850-01-01");
	assert_int_equal(deadline_compute(&rule, &facts, &deadline), INVALID);
	facts.day[0] = DEADLINE_NO_DAY;
	assert_int_equal(deadline_compute(&rule, &facts, &deadline), NOT_FOUND);
	assert_int_equal(deadline.day, 7);
}

/* ---- Told ---- */

static void each_date_explains_itself(void **state)
{
	struct ctx *ctx = *state;
	struct deadline_rule rule = rule_of(5, UNIT_WORKING_DAYS, false);
	struct deadline_facts facts = {.day = {on("2026-04-02"), DEADLINE_NO_DAY}};
	struct deadline deadline;
	struct deadline_step *steps;
	size_t n;
	rule.calendar = calendar_open(ctx->arena, english, COUNT_OF(english), WEEKEND);
	rule.source = STR("Localism Act 2011 s.30");
	assert_int_equal(deadline_explain(ctx, &rule, &facts, &deadline, &steps, &n), OK);
	static const char *const told[] = {
		"Took office on 2 April 2026",
		"5 working days after 2 April 2026: 13 April 2026",
		"4 weekly days of rest were passed over",
		"3 April 2026 was passed over: Good Friday",
		"6 April 2026 was passed over: Easter Monday",
		"The rule: Localism Act 2011 s.30",
	};
	assert_int_equal(n, COUNT_OF(told));
	for (size_t i = 0; i < n; i++)
		assert_text(deadline_step_words(ctx, &steps[i], NULL), told[i]);
	rule = rule_of(28, UNIT_DAYS, false);
	rule.source = STR("Localism Act 2011 s.30");
	facts.day[0] = on("2026-05-12");
	assert_text(deadline_words(ctx, &rule, &facts),
		    "28 days after 12 May 2026 (took office), Localism Act 2011 s.30");
	assert_text(deadline_rule_words(ctx, &rule), "28 days after taking office");
	rule.again = (struct deadline_part){.trigger = TRIGGER_LAST_TIME, .n = 2, .unit = UNIT_YEARS};
	assert_text(deadline_rule_words(ctx, &rule), "28 days after taking office, then 2 years after the last time");
	rule = rule_of(0, UNIT_DAYS, false);
	rule.roll = ROLL_FORWARD;
	rule.calendar = calendar_open(ctx->arena, english, COUNT_OF(english), WEEKEND);
	facts.day[0] = on("2026-11-22");
	assert_int_equal(deadline_explain(ctx, &rule, &facts, &deadline, &steps, &n), OK);
	assert_int_equal(n, 2);
	assert_text(
		deadline_step_words(ctx, &steps[1], NULL),
		"22 November 2026 is not a working day (Sunday); the next one is the last in time: 23 November 2026");
}

/* ---- The same by walking from day to day ---- */

static bool walk_is_off(const struct calendar *calendar, int32_t day)
{
	return !str_empty(calendar_why_not(calendar, (struct day){day}));
}

static int32_t walk_working(const struct calendar *calendar, int32_t day, int32_t n, int step, bool counts_day)
{
	if (counts_day && n > 0)
		day -= step;
	while (n > 0) {
		day += step;
		n -= !walk_is_off(calendar, day);
	}
	return day;
}

static int32_t walk_months(const struct deadline_part *part, int32_t day, int step)
{
	struct date date = day_date((struct day){day});
	int months = part->n * (part->unit == UNIT_YEARS ? 12 : 1);
	int wanted = date.day;
	bool is_cut = false;
	while (months-- > 0) {
		date.month += step;
		if (date.month == 0 || date.month == 13) {
			date.year += step;
			date.month = date.month == 0 ? 12 : 1;
		}
	}
	for (date.day = wanted; !date_valid(date); date.day--)
		is_cut = true;
	int32_t there = day_of(date).n;
	if (part->counts_day && part->n > 0 && !(step > 0 && is_cut))
		there -= step;
	return there;
}

static int32_t walk_part(const struct deadline_rule *rule, const struct deadline_part *part, int32_t day)
{
	int step = part->before ? -1 : 1;
	int32_t n = part->n;
	switch (part->unit) {
	case UNIT_DAYS:
	case UNIT_CLEAR_DAYS:
		for (; n > (part->counts_day && part->unit == UNIT_DAYS); n--)
			day += step;
		return part->unit == UNIT_CLEAR_DAYS ? day + step : part->n ? day : day;
	case UNIT_WORKING_DAYS:
		return walk_working(rule->calendar, day, n, step, part->counts_day);
	case UNIT_CLEAR_WORKING_DAYS:
		return walk_working(rule->calendar, day, n, step, false) + step;
	case UNIT_MONTHS:
	case UNIT_YEARS:
		return walk_months(part, day, step);
	case UNIT_HOURS:
		break;
	}
	return day;
}

static int32_t walk(const struct deadline_rule *rule, const struct deadline_facts *facts)
{
	int32_t days[2] = {DEADLINE_NO_DAY, DEADLINE_NO_DAY};
	for (int i = 0; i < (rule->choice == CHOICE_ONE ? 1 : 2); i++) {
		days[i] = walk_part(rule, &rule->parts[i], facts->day[i]);
		while (rule->roll != ROLL_NOT && walk_is_off(rule->calendar, days[i]))
			days[i] += rule->roll == ROLL_FORWARD ? 1 : -1;
	}
	if (rule->choice == CHOICE_ONE)
		return days[0];
	return (rule->choice == CHOICE_EARLIER) == (days[0] < days[1]) ? days[0] : days[1];
}

static struct deadline_part gen_part(struct gen *gen)
{
	return (struct deadline_part){
		.trigger = TRIGGER_TAKING_OFFICE,
		.n = (int32_t)gen_below(gen, 80),
		.unit = (enum deadline_unit)gen_int(gen, UNIT_DAYS, UNIT_YEARS),
		.before = gen_bool(gen),
		.counts_day = gen_bool(gen),
	};
}

static const struct calendar *shared_calendar;

static struct deadline_rule gen_rule(struct gen *gen)
{
	struct deadline_rule rule = {
		.choice = (enum deadline_choice)gen_below(gen, 3),
		.roll = (enum deadline_roll)gen_below(gen, 3),
		.calendar = shared_calendar,
	};
	for (int i = 0; i < 2; i++) {
		rule.parts[i] = gen_part(gen);
		gen_note(gen, "part %d: n=%d unit=%d before=%d counts=%d ", i, rule.parts[i].n, rule.parts[i].unit,
			 rule.parts[i].before, rule.parts[i].counts_day);
	}
	gen_note(gen, "choice=%d roll=%d ", rule.choice, rule.roll);
	return rule;
}

static bool computing_explaining_and_walking_agree(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	struct deadline_rule rule = gen_rule(gen);
	struct deadline_facts facts = {.day = {on("2026-01-01") + (int32_t)gen_int(gen, -9000, 9000),
					       on("2026-01-01") + (int32_t)gen_int(gen, -9000, 9000)}};
	struct deadline computed = {0}, explained = {0};
	struct deadline_step *steps;
	size_t n;
	gen_note(gen, "days=%d %d", facts.day[0], facts.day[1]);
	if (deadline_compute(&rule, &facts, &computed) != OK ||
	    deadline_explain(&ctx, &rule, &facts, &explained, &steps, &n) != OK)
		return false;
	int32_t last = DEADLINE_NO_DAY;
	for (size_t i = 0; i < n; i++)
		last = steps[i].day == DEADLINE_NO_DAY ? last : steps[i].day;
	gen_note(gen, " computed %d walked %d", computed.day, walk(&rule, &facts));
	return computed.day == walk(&rule, &facts) && computed.day == explained.day &&
	       computed.at_ms == explained.at_ms && last == computed.day;
}

static bool a_later_trigger_never_gives_an_earlier_date(struct gen *gen)
{
	struct deadline_rule rule = gen_rule(gen);
	rule.choice = CHOICE_ONE;
	int32_t day = on("2026-01-01") + (int32_t)gen_int(gen, -9000, 9000);
	struct deadline_facts first = {.day = {day, day}}, next = {.day = {day + 1, day + 1}};
	struct deadline a, b;
	gen_note(gen, "day=%d", day);
	return deadline_compute(&rule, &first, &a) == OK && deadline_compute(&rule, &next, &b) == OK && a.day <= b.day;
}

static bool a_date_lies_on_its_side_of_the_trigger(struct gen *gen)
{
	struct deadline_rule rule = gen_rule(gen);
	rule.choice = CHOICE_ONE;
	rule.roll = rule.parts[0].before ? ROLL_BACK : ROLL_FORWARD;
	int32_t day = on("2026-01-01") + (int32_t)gen_int(gen, -9000, 9000);
	struct deadline_facts facts = {.day = {day}};
	struct deadline deadline;
	gen_note(gen, "day=%d", day);
	return deadline_compute(&rule, &facts, &deadline) == OK &&
	       (rule.parts[0].before ? deadline.day <= day : deadline.day >= day);
}

static void properties_hold(void **state)
{
	struct ctx *ctx = *state;
	shared_calendar = calendar_open(ctx->arena, english, COUNT_OF(english), WEEKEND);
	assert_true(property_holds("compute, explain and walk agree", computing_explaining_and_walking_agree, 4000));
	assert_true(property_holds("monotone", a_later_trigger_never_gives_an_earlier_date, 4000));
	assert_true(property_holds("never on the wrong side", a_date_lies_on_its_side_of_the_trigger, 4000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(holidays_fall_where_they_should),
		ctx_test(days_are_counted_as_law_counts_them),
		ctx_test(hours_run_through_the_change_of_clocks),
		ctx_test(one_of_two_dates_decides),
		ctx_test(what_lies_outside_the_calendars_is_refused),
		ctx_test(each_date_explains_itself),
		ctx_test(properties_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
