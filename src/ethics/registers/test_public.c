/* What public pages are made of, without rows: charts, totals, feeds, columns, descriptions. */
#include <jansson.h>

#include "base/testing.h"
#include "registers/atom.h"
#include "registers/chart.h"
#include "registers/columns.h"
#include "registers/describe.h"
#include "registers/due.h"
#include "registers/limits.h"
#include "registers/totals.h"
#include "site/site.h"

static const struct scheme_choice outcomes[] = {{STR_INIT("accepted"), STR_INIT("Accepted")},
						{STR_INIT("refused"), STR_INIT("Refused")}};
static const struct scheme_band bands[] = {{STR_INIT("small"), STR_INIT("up to £500"), 0, 50000}};
static const struct scheme_field fields[] = {
	{.id = STR_INIT("donor"), .name = STR_INIT("Given by"), .kind = FIELD_ORGANIZATION, .shown = SHOWN_PUBLIC},
	{.id = STR_INIT("received"), .name = STR_INIT("Day"), .kind = FIELD_DATE, .shown = SHOWN_PUBLIC},
	{.id = STR_INIT("value"),
	 .name = STR_INIT("Value"),
	 .kind = FIELD_MONEY,
	 .shown = SHOWN_PUBLIC,
	 .currency = STR_INIT("GBP"),
	 .unknown = true,
	 .bands = bands,
	 .n_bands = 1},
	{.id = STR_INIT("what became-of it"),
	 .kind = FIELD_CHOICE,
	 .shown = SHOWN_PUBLIC,
	 .choices = outcomes,
	 .n_choices = 2},
	{.id = STR_INIT("note"), .kind = FIELD_TEXT, .shown = SHOWN_PUBLIC},
	{.id = STR_INIT("phone"), .kind = FIELD_TEXT, .shown = SHOWN_OFFICE},
	{.id = STR_INIT("where"), .kind = FIELD_ADDRESS, .shown = SHOWN_REDACTED},
	{.id = STR_INIT("with"), .kind = FIELD_PERSON, .shown = SHOWN_PUBLIC, .many = 5},
	{.id = STR_INIT("held"), .kind = FIELD_PERIOD, .shown = SHOWN_PUBLIC},
};
static const struct scheme_category category = {
	.id = STR_INIT("gift"), .title = STR_INIT("Gifts"), .fields = fields, .n_fields = COUNT_OF(fields)};
static const struct str duty_ids[] = {STR_INIT("gift")};
static const struct scheme_threshold threshold = {
	.value = STR_INIT("value"), .day = STR_INIT("received"), .by = STR_INIT("donor")};
static const struct scheme scheme = {.thresholds = &threshold,
				     .n_thresholds = 1,
				     .id = STR_INIT("gifts"),
				     .title = STR_INIT("Gifts and hospitality"),
				     .shown = REGISTER_PUBLIC,
				     .duties = {duty_ids, 1},
				     .event = STR_INIT("gift-received"),
				     .event_day = STR_INIT("received"),
				     .withheld = STR_INIT("Withheld by law."),
				     .categories = &category,
				     .n_categories = 1};
static struct site site = {.settings = {.name = STR_INIT("Alder Quay"), .url = STR_INIT("https://e.example")}};

static int begin(void **state)
{
	int failed = test_ctx_open(state);
	((struct ctx *)*state)->site = &site;
	return failed;
}

static struct value money(int64_t amount)
{
	return (struct value){.state = VALUE_GIVEN, .number = amount, .currency = STR("GBP")};
}

static struct declared gift_of(struct arena *arena, const char *donor, int64_t amount, int32_t day)
{
	struct value *values = arena_array(arena, struct value, 3);
	struct answer *answers = arena_array(arena, struct answer, 3);
	values[0] = (struct value){.state = VALUE_GIVEN, .text = str_of(donor)};
	values[1] = (struct value){.state = VALUE_GIVEN, .number = day};
	values[2] = money(amount);
	if (amount < 0)
		values[2] = (struct value){.state = VALUE_WORDS, .text = STR("Above limit")};
	for (size_t i = 0; i < 3; i++)
		answers[i] = (struct answer){.field = fields[i].id, .values = &values[i], .n = 1};
	return (struct declared){
		.scheme = &scheme, .category = &category, .whose = WHOSE_SELF, .answers = answers, .n_answers = 3};
}

/* ---- Charts ---- */

static void bars_are_as_long_as_their_sizes(void **state)
{
	struct ctx *ctx = *state;
	const struct chart_row rows[] = {{.label = STR_INIT("a"), .size = 1000},
					 {.label = STR_INIT("b"), .size = 500},
					 {.label = STR_INIT("c"), .size = 0},
					 {.label = STR_INIT("d"), .size = 1}};
	struct chart chart = {.rows = rows, .n_rows = 4};
	chart_place(ctx->arena, &chart, 0);
	assert_int_equal(chart.bars[0].width, 2 * chart.bars[1].width);
	assert_int_equal(chart.bars[2].width, 0);
	assert_int_equal(chart.bars[3].width, 1); /* there is something */
	assert_int_equal(chart.limit_x, 0);
	chart_place(ctx->arena, &chart, 2000);
	assert_int_equal(chart.limit_x, 2 * chart.bars[0].width);
	const struct chart_row many[] = {{.size = 10}, {.size = 1000000, .is_many = true}, {.size = 20}};
	chart = (struct chart){.rows = many, .n_rows = 3};
	chart_place(ctx->arena, &chart, 0);
	assert_int_equal(chart.bars[1].width, 0);
	assert_int_equal(chart.bars[2].width, 2 * chart.bars[0].width);
	const struct chart_row great[] = {{.size = INT64_MAX}, {.size = INT64_MAX / 2}};
	chart = (struct chart){.rows = great, .n_rows = 2};
	chart_place(ctx->arena, &chart, 0);
	assert_true(chart.bars[0].width > 0 && chart.bars[0].width + chart.bars[0].value_x < CHART_WIDTH * 2);
	assert_in_range(chart.bars[1].width, chart.bars[0].width / 2 - 1, chart.bars[0].width / 2 + 1);
}

static void a_long_label_is_cut_between_characters(void **state)
{
	struct ctx *ctx = *state;
	struct buf label = buf_open(ctx->arena, 0);
	for (int i = 0; i < 60; i++)
		buf_lit(&label, "é");
	const struct chart_row rows[] = {{.label = buf_view(&label), .size = 1}};
	struct chart chart = {.rows = rows, .n_rows = 1};
	chart_place(ctx->arena, &chart, 0);
	assert_true(str_ends(chart.bars[0].label, STR("é…")));
	assert_int_equal(utf8_fault(chart.bars[0].label), STR_NPOS);
}

/* ---- Totals ---- */

static void amounts_add_up_and_others_are_counted(void **state)
{
	struct ctx *ctx = *state;
	const struct totals_of of = totals_of(&scheme);
	assert_ptr_equal(of.value, &fields[2]);
	assert_ptr_equal(of.by, &fields[0]);
	struct totals *totals = totals_open(ctx->arena, &of);
	const int32_t may = day_of((struct date){2026, 5, 3}).n, june = day_of((struct date){2026, 6, 1}).n;
	const struct declared gifts[] = {
		gift_of(ctx->arena, "Harbour Ltd", 10050, may), gift_of(ctx->arena, "HARBOUR LTD", 950, may),
		gift_of(ctx->arena, "Quay & Sons", 500, june), gift_of(ctx->arena, "Quay & Sons", -1, june)};
	for (size_t i = 0; i < COUNT_OF(gifts); i++)
		totals_add(totals, &gifts[i], may);
	totals_add(totals, &(const struct declared){.scheme = &scheme, .category = &category, .is_nil = true}, may);
	struct totals_cut cut;
	totals_cut(ctx->arena, totals, &cut);
	assert_int_equal(cut.sum.entries, 4);
	assert_int_equal(cut.sum.amount, 11500);
	assert_int_equal(cut.sum.without, 1);
	assert_int_equal(cut.by[TOTALS_BY_MONTH].n, 2);
	assert_true(str_eq(cut.by[TOTALS_BY_MONTH].lines[0].label, STR("May 2026")));
	assert_int_equal(cut.by[TOTALS_BY_MONTH].lines[0].amount, 11000);
	assert_int_equal(cut.by[TOTALS_BY_GIVER].n, 2);
	assert_int_equal(cut.by[TOTALS_BY_GIVER].lines[0].count, 2);
	assert_int_equal(cut.by[TOTALS_BY_CATEGORY].n, 1);
	assert_int_equal(cut.by[TOTALS_BY_CATEGORY].lines[0].count, 4);
	assert_true(str_eq(totals_words(ctx, &of, cut.by[TOTALS_BY_CATEGORY].lines[0].amount), STR("£115")));
}

static void adds_up(const struct totals_cut *cut)
{
	for (size_t by = 0; by < TOTALS_BYS; by++) {
		int64_t amount = 0, count = 0;
		for (size_t i = 0; i < cut->by[by].n; i++) {
			amount += cut->by[by].lines[i].amount;
			count += cut->by[by].lines[i].count;
		}
		assert_int_equal(amount, cut->sum.amount);
		assert_int_equal(count, cut->sum.entries);
	}
}

/* More givers than are told apart, more months than a chart has bars, nobody named, no date: nothing is lost. */
static void however_many_they_are_each_list_adds_up(void **state)
{
	struct ctx *ctx = *state;
	const struct totals_of of = totals_of(&scheme);
	struct totals *totals = totals_open(ctx->arena, &of);
	const int32_t january = day_of((struct date){2020, 1, 1}).n;
	for (int i = 0; i < TOTALS_GIVERS + 50; i++) {
		CLEANUP(arena_closep) struct arena *own = arena_open(0);
		struct declared gift =
			gift_of(own, str_c(own, str_fmt(own, "Giver %d", i)), 100 + (i == 70000), january + i % 1800);
		totals_add(totals, &gift, january);
	}
	struct totals_cut cut, copy;
	totals_cut(ctx->arena, totals, &cut);
	assert_true(cut.has_more_givers);
	totals_copy(ctx->arena, &cut, &copy);
	adds_up(&copy);
	assert_true(str_eq(copy.by[TOTALS_BY_GIVER].lines[0].label, STR("Giver 70000")));
	assert_int_equal(copy.by[TOTALS_BY_GIVER].n, 13);
	assert_int_equal(copy.by[TOTALS_BY_GIVER].lines[12].is, TOTALS_LINE_OTHERS);
	assert_int_equal(copy.by[TOTALS_BY_MONTH].n, CHART_BARS);
	assert_int_equal(copy.by[TOTALS_BY_MONTH].lines[0].is, TOTALS_LINE_BEFORE);
	assert_true(str_eq(copy.by[TOTALS_BY_MONTH].lines[0].label, copy.by[TOTALS_BY_MONTH].lines[1].label));
}

static void who_is_not_named_and_what_has_no_date_are_lines_of_their_own(void **state)
{
	struct ctx *ctx = *state;
	const struct totals_of of = totals_of(&scheme);
	struct totals *totals = totals_open(ctx->arena, &of);
	struct declared gift = gift_of(ctx->arena, "Quay & Sons", 700, 20454);
	totals_add(totals, &gift, 20454);
	const struct answer value = *declared_answer(&gift, STR("value"));
	gift.answers = &value;
	gift.n_answers = 1;
	totals_add(totals, &gift, DEADLINE_NO_DAY);
	struct totals_cut cut;
	totals_cut(ctx->arena, totals, &cut);
	adds_up(&cut);
	assert_int_equal(cut.by[TOTALS_BY_GIVER].n, 2);
	assert_int_equal(cut.by[TOTALS_BY_GIVER].lines[1].is, TOTALS_LINE_UNNAMED);
	assert_int_equal(cut.by[TOTALS_BY_MONTH].n, 2);
	assert_int_equal(cut.by[TOTALS_BY_MONTH].lines[1].is, TOTALS_LINE_UNDATED);
	assert_false(cut.has_more_givers);
}

/* ---- Limits ---- */

static const struct scheme_field spent_fields[] = {
	{.id = STR_INIT("received"), .kind = FIELD_DATE, .shown = SHOWN_PUBLIC},
	{.id = STR_INIT("value"), .kind = FIELD_MONEY, .shown = SHOWN_PUBLIC, .currency = STR_INIT("GBP")},
};
static const struct scheme_category spent = {.id = STR_INIT("spent"), .fields = spent_fields, .n_fields = 2};

static void spend(struct ctx *ctx, struct limits *limits, int64_t amount, int32_t day)
{
	struct declared declared = gift_of(ctx->arena, "Quay Ferries", amount, day);
	declared.category = &spent;
	limits_add(limits, &declared);
}

/* What was spent in 2024 and 2025 comes to against a limit that was raised for 2025. */
static void charts_of(struct ctx *ctx, enum scheme_window window, int32_t months, const struct chart **ret_charts,
		      size_t *ret_n)
{
	static const struct rule_amount amounts[] = {
		{.id = STR_INIT("limit"),
		 .about = STR_INIT("The most"),
		 .amount = 10000,
		 .currency = STR_INIT("GBP"),
		 .row = {.source = STR_INIT("Minute 1"), .from_day = DEADLINE_NO_DAY, .to_day = 20088}},
		{.id = STR_INIT("limit"),
		 .about = STR_INIT("The most"),
		 .amount = 20000,
		 .currency = STR_INIT("GBP"),
		 .row = {.from_day = 20089, .to_day = DEADLINE_NO_DAY}},
	};
	static const struct rulebook book = {.amounts = amounts, .n_amounts = 2};
	struct scheme_threshold limit = threshold;
	limit.by = STR("");
	limit.amount = STR("limit");
	limit.window = window;
	limit.n = months;
	struct limits *limits = limits_open(ctx->arena, &limit, 4, (struct day){20269}); /* 30 June 2025 */
	static const struct {
		int32_t day;
		int64_t amount;
	} gifts[] = {{20088, 3000}, {19723, 2000}, {20089, 5000}, {20088, 400}, {20270, 90000}, {20100, -1}};
	for (size_t i = 0; i < COUNT_OF(gifts); i++)
		spend(ctx, limits, gifts[i].amount, gifts[i].day);
	*ret_charts = limits_charts(ctx, limits, &book, ret_n);
}

static void a_row_is(const struct chart *chart, size_t row, const char *label, int64_t size, int64_t count)
{
	assert_true(row < chart->n_rows);
	assert_text(chart->rows[row].label, label);
	assert_int_equal(chart->rows[row].size, size);
	assert_int_equal(chart->rows[row].count, count);
}

/* A limit holds for its own period alone: what lies in the future, and what has no exact value, is left out. */
static void what_was_had_of_a_limit_is_added_up_by_its_periods(void **state)
{
	struct ctx *ctx = *state;
	const struct chart *charts;
	size_t n;
	charts_of(ctx, WINDOW_CALENDAR_YEAR, 0, &charts, &n);
	assert_int_equal(n, 2);
	a_row_is(&charts[0], 0, "1 January 2024 to 31 December 2024", 5400, 3);
	a_row_is(&charts[1], 0, "1 January 2025 to 31 December 2025", 5000, 1);
	assert_true(str_starts(charts[0].limit, STR("£54 of a limit of £100. Minute 1")));
	assert_true(charts[0].limit_x > 0);
	charts_of(ctx, WINDOW_FISCAL_YEAR, 0, &charts, &n);
	assert_int_equal(n, 2);
	a_row_is(&charts[0], 0, "1 April 2023 to 31 March 2024", 2000, 1);
	a_row_is(&charts[1], 0, "1 April 2024 to 31 March 2025", 8400, 3);
	charts_of(ctx, WINDOW_ROLLING, 6, &charts, &n);
	assert_int_equal(n, 1);
	a_row_is(&charts[0], 0, "31 December 2024 to 30 June 2025", 8400, 3);
	charts_of(ctx, WINDOW_EACH, 0, &charts, &n);
	assert_int_equal(n, 2);
	assert_int_equal(charts[0].n_rows, 3);
	a_row_is(&charts[0], 0, "1 January 2024", 2000, 1);
	a_row_is(&charts[1], 0, "1 January 2025", 5000, 1);
}

static void the_newest_periods_of_a_limit_are_shown(void **state)
{
	struct ctx *ctx = *state;
	static const struct rule_amount amount = {.id = STR_INIT("limit"),
						  .amount = 100,
						  .currency = STR_INIT("GBP"),
						  .row = {.from_day = DEADLINE_NO_DAY, .to_day = DEADLINE_NO_DAY}};
	static const struct rulebook book = {.amounts = &amount, .n_amounts = 1};
	struct scheme_threshold limit = threshold;
	limit.amount = STR("limit");
	limit.window = WINDOW_EACH;
	struct limits *limits = limits_open(ctx->arena, &limit, 1, (struct day){20000});
	for (int i = 0; i < 100; i++)
		spend(ctx, limits, 100 + i * 37 % 100, 19000 + i * 37 % 100);
	size_t n;
	const struct chart *charts = limits_charts(ctx, limits, &book, &n);
	assert_int_equal(n, 1);
	assert_int_equal(charts[0].n_rows, CHART_BARS);
	for (size_t i = 0; i < CHART_BARS; i++)
		assert_int_equal(charts[0].rows[i].size, 200 - (int64_t)(CHART_BARS - i));
}

/* ---- By when ---- */

static void lateness_is_counted_by_the_rule(void **state)
{
	struct ctx *ctx = *state;
	const struct duty_rule duty = {.id = STR("gift"),
				       .row = {.from_day = DEADLINE_NO_DAY, .to_day = DEADLINE_NO_DAY},
				       .deadline = {.parts = {{.trigger = TRIGGER_EVENT,
							       .event = STR("gift-received"),
							       .n = 28,
							       .unit = UNIT_DAYS}}}};
	const struct rulebook book = {.duties = &duty, .n_duties = 1};
	const struct declared gift = gift_of(ctx->arena, "Harbour Ltd", 1, 20000);
	assert_int_equal(declared_due_day(&book, &gift, 20000, DEADLINE_NO_DAY, NULL), 20028);
	const struct entry entry = {0};
	struct entry_shown row = {.entry = &entry, .received_day = 20031, .due_day = 20028};
	assert_int_equal(entry_days_late(&row), 3);
	row.due_day = 20031;
	assert_int_equal(entry_days_late(&row), 0);
	row.due_day = DEADLINE_NO_DAY;
	assert_int_equal(entry_days_late(&row), DEADLINE_NO_DAY);
	assert_int_equal(declared_due_day(&(const struct rulebook){0}, &gift, 20000, 19000, NULL), DEADLINE_NO_DAY);
}

/* Localism Act 2011 s.30: 28 days after taking office, of what is held then. */
static void what_was_held_is_due_after_taking_office(void **state)
{
	struct ctx *ctx = *state;
	const struct duty_rule duty = {
		.id = STR("start"),
		.row = {.from_day = DEADLINE_NO_DAY, .to_day = DEADLINE_NO_DAY},
		.deadline = {.parts = {{.trigger = TRIGGER_TAKING_OFFICE, .n = 28, .unit = UNIT_DAYS}}},
	};
	const struct rulebook book = {.duties = &duty, .n_duties = 1};
	const struct str named[] = {STR("start")};
	struct scheme asked = {.duties = {named, 1}};
	const struct scheme_category kind = {.id = STR("job"), .holds = STR("held")};
	struct value held = {.state = VALUE_GIVEN};
	const struct answer answer = {.field = STR("held"), .values = &held, .n = 1};
	const struct declared job = {.scheme = &asked, .category = &kind, .answers = &answer, .n_answers = 1};
	const struct day office = day_of((struct date){2026, 5, 12});
	const struct {
		struct date held;
		enum value_precision precision;
		bool is_due;
	} cases[] = {
		{{2026, 5, 12}, EXACT_DAY, true},   {{2026, 5, 13}, EXACT_DAY, false},
		{{2026, 4, 1}, EXACT_MONTH, true},  {{2026, 5, 1}, EXACT_MONTH, false},
		{{2025, 1, 1}, EXACT_YEAR, true},   {{2026, 1, 1}, EXACT_YEAR, false},
		{{2025, 12, 1}, EXACT_MONTH, true},
	};
	assert_true(due_by_office(&book, &asked));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		held.number = day_of(cases[i].held).n;
		held.precision = cases[i].precision;
		assert_int_equal(declared_due_day(&book, &job, (int32_t)held.number, office.n, NULL),
				 cases[i].is_due ? office.n + 28 : DEADLINE_NO_DAY);
	}
	held = (struct value){.state = VALUE_UNKNOWN};
	assert_int_equal(declared_due_day(&book, &job, 0, office.n, NULL), DEADLINE_NO_DAY);
	asked.duties.n = 0;
	held = (struct value){.state = VALUE_GIVEN};
	assert_int_equal(declared_due_day(&book, &job, 0, office.n, NULL), DEADLINE_NO_DAY);
	assert_false(due_by_office(&book, &asked));
	(void)ctx;
}

/* ---- Columns ---- */

static struct str cell_of(struct ctx *ctx, const struct entry_shown *row, const char *name)
{
	size_t n;
	const struct column *columns = columns_of(ctx, &scheme, &n);
	for (size_t i = 0; i < n; i++)
		if (str_eq(columns[i].name, str_of(name)))
			return column_cell(ctx, &columns[i], row);
	fail_msg("there is no column %s", name);
	return STR("");
}

static void assert_cell(struct ctx *ctx, const struct entry_shown *row, const char *name, const char *value)
{
	struct str cell = cell_of(ctx, row, name);
	if (!str_eq(cell, str_of(value)))
		fail_msg("%s is '%.*s'", name, STR_ARG(cell));
}

static void every_column_has_a_name_of_its_own(void **state)
{
	struct ctx *ctx = *state;
	size_t n, with = 0;
	const struct column *columns = columns_of(ctx, &scheme, &n);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++)
			if (str_eq(columns[i].name, columns[j].name))
				fail_msg("two columns %.*s", STR_ARG(columns[i].name));
		assert_false(str_eq(columns[i].name, STR("phone")));
		assert_false(str_eq(columns[i].name, STR("where")));
		with += str_eq(columns[i].name, STR("with"));
	}
	assert_int_equal(with, 1);
	const struct entry entry = {0};
	const struct entry_shown row = {.entry = &entry, .seen = gift_of(ctx->arena, "x", 1, 20000)};
	assert_cell(ctx, &row, "answer_note", ""); /* beside the note of every row */
	assert_cell(ctx, &row, "what_became_of_it", "");
}

static void a_row_says_what_and_no_more(void **state)
{
	struct ctx *ctx = *state;
	struct entry entry = {
		.record_id = STR("R1"),
		.register_id = STR("gifts"),
		.person_id = 5,
		.person_is_public = true,
		.person_name = STR("Imogen Vale"),
		.person_slug = STR("imogen-vale"),
		.version = 2,
		.act = ENTRY_CORRECTED,
		.from_day = 20000,
		.to_day = TENURE_OPEN,
		.declared_day = 20010,
		.reason = STR("a slip"),
	};
	struct entry_shown row = {.entry = &entry,
				  .seen = gift_of(ctx->arena, "Harbour Ltd", 123450, 20000),
				  .received_day = 20010,
				  .due_day = 20009,
				  .as_of = STR("2026-11-22")};
	assert_cell(ctx, &row, "id", "R1");
	assert_cell(ctx, &row, "link", "https://e.example/registers/gifts/R1");
	assert_cell(ctx, &row, "status", "corrected");
	assert_cell(ctx, &row, "value", "1234.50");
	assert_cell(ctx, &row, "value_currency", "GBP");
	assert_cell(ctx, &row, "value_words", "");
	assert_cell(ctx, &row, "donor", "Harbour Ltd");
	assert_cell(ctx, &row, "days_late", "1");
	assert_cell(ctx, &row, "ended", "");
	assert_cell(ctx, &row, "person", "Imogen Vale");
	assert_cell(ctx, &row, "person_link", "https://e.example/members/imogen-vale/interests");
	/* Somebody who is not public stands under the office. */
	entry.person_is_public = false;
	entry.office = STR("Planning officer");
	assert_cell(ctx, &row, "person", "");
	assert_cell(ctx, &row, "person_id", "");
	assert_cell(ctx, &row, "person_link", "");
	assert_cell(ctx, &row, "person_post", "Planning officer");
	entry.person_is_public = true;
	/* Of what is withheld nothing is said but that there is one, and whose register it is in. */
	entry.withheld_ms = 1;
	static const char *const shut[] = {"id",      "link",  "version", "whose",         "arose",     "received",
					   "summary", "donor", "value",   "change_reason", "days_late", "published"};
	for (size_t i = 0; i < COUNT_OF(shut); i++)
		assert_cell(ctx, &row, shut[i], "");
	assert_cell(ctx, &row, "note", "Withheld by law.");
	assert_cell(ctx, &row, "status", "withheld");
}

/* ---- Descriptions ---- */

static void descriptions_are_json_and_name_every_column(void **state)
{
	struct ctx *ctx = *state;
	struct str text = register_csvw(ctx, &scheme);
	json_t *csvw = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(csvw);
	const json_t *listed = json_object_get(json_object_get(csvw, "tableSchema"), "columns");
	size_t n;
	const struct column *columns = columns_of(ctx, &scheme, &n);
	assert_int_equal(json_array_size(listed), n);
	for (size_t i = 0; i < n; i++) {
		const char *name = json_string_value(json_object_get(json_array_get(listed, i), "name"));
		assert_true(str_eq(columns[i].name, str_of(name)));
	}
	json_decref(csvw);
	text = register_json_schema(ctx, &scheme);
	json_t *schema = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(schema);
	assert_true(str_find(text, STR("\"phone\""), 0) == STR_NPOS);
	assert_true(str_find(text, STR("\"where\""), 0) != STR_NPOS);
	json_decref(schema);
}

/* ---- Feeds ---- */

static void a_feed_is_xml_whatever_its_texts_hold(void **state)
{
	struct ctx *ctx = *state;
	struct buf out = buf_open(ctx->arena, 0);
	const struct atom_feed feed = {.id = STR("https://e.example/f"),
				       .title = STR("<script>\x01&\"\xef\xbf\xbf"),
				       .author = STR("A & B"),
				       .updated = STR("2026-11-22T12:00:00.000Z"),
				       .self = STR("https://e.example/f?before=1&x=2"),
				       .next = STR("https://e.example/f?before=1")};
	const struct atom_entry entry = {.id = STR("https://e.example/e#1"),
					 .title = STR("]]>"),
					 .updated = STR("2026-11-22T12:00:00.000Z"),
					 .summary = STR("a\nb")};
	atom_begin(&out, &feed);
	atom_put(&out, &entry);
	atom_end(&out);
	struct str xml = buf_view(&out);
	assert_true(str_find(xml, STR("&lt;script&gt;&amp;&quot;<"), 0) != STR_NPOS);
	assert_true(str_find(xml, STR("before=1&amp;x=2"), 0) != STR_NPOS);
	assert_true(str_find(xml, STR("rel=\"next\""), 0) != STR_NPOS);
	assert_true(str_find(xml, STR("rel=\"previous\""), 0) == STR_NPOS);
	assert_true(str_find(xml, STR("]]&gt;"), 0) != STR_NPOS);
	assert_true(str_ends(xml, STR("</feed>\n")));
}

#define public_test(test) cmocka_unit_test_setup_teardown(test, begin, test_ctx_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		public_test(bars_are_as_long_as_their_sizes),
		public_test(a_long_label_is_cut_between_characters),
		public_test(however_many_they_are_each_list_adds_up),
		public_test(who_is_not_named_and_what_has_no_date_are_lines_of_their_own),
		public_test(amounts_add_up_and_others_are_counted),
		public_test(what_was_had_of_a_limit_is_added_up_by_its_periods),
		public_test(the_newest_periods_of_a_limit_are_shown),
		public_test(lateness_is_counted_by_the_rule),
		public_test(what_was_held_is_due_after_taking_office),
		public_test(every_column_has_a_name_of_its_own),
		public_test(a_row_says_what_and_no_more),
		public_test(descriptions_are_json_and_name_every_column),
		public_test(a_feed_is_xml_whatever_its_texts_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
