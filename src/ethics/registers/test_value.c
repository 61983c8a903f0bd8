/* One answer: as people write it, as they read it, as files and lists have it; on generated values too. */
#include "base/testing.h"

#include "base/property.h"
#include "registers/value_parts.h"

static const struct scheme_choice outcomes[] = {{STR_INIT("accepted"), STR_INIT("Accepted")},
						{STR_INIT("refused"), STR_INIT("Refused: sent back")}};
static const struct scheme_band bands[] = {{STR_INIT("low"), STR_INIT("2,000 to 10,000 USD"), 200000, 1000000},
					   {STR_INIT("high"), STR_INIT("Over 10,000 USD"), 1000001, INT64_MAX}};
static const struct scheme_field pounds = {.id = STR_INIT("value"),
					   .name = STR_INIT("value"),
					   .kind = FIELD_MONEY,
					   .shown = SHOWN_PUBLIC,
					   .currency = STR_INIT("GBP"),
					   .unknown = true};
static const struct scheme_field exact = {.kind = FIELD_MONEY, .shown = SHOWN_PUBLIC, .currency = STR_INIT("GBP")};
static const struct scheme_field banded = {
	.kind = FIELD_MONEY, .shown = SHOWN_PUBLIC, .currency = STR_INIT("USD"), .bands = bands, .n_bands = 2};
static const struct scheme_field day = {.kind = FIELD_DATE, .shown = SHOWN_PUBLIC};
static const struct scheme_field vague = {.kind = FIELD_DATE, .shown = SHOWN_PUBLIC, .vague = true, .unknown = true};
static const struct scheme_field period = {.kind = FIELD_PERIOD, .shown = SHOWN_PUBLIC, .vague = true};
static const struct scheme_field yes_no = {.kind = FIELD_YES_NO, .shown = SHOWN_PUBLIC};
static const struct scheme_field choice = {
	.kind = FIELD_CHOICE, .shown = SHOWN_PUBLIC, .choices = outcomes, .n_choices = 2};
static const struct scheme_field company = {.kind = FIELD_ORGANIZATION, .shown = SHOWN_PUBLIC};
static const struct scheme_field place = {.kind = FIELD_ADDRESS, .shown = SHOWN_PUBLIC};
static const struct scheme_field share = {.kind = FIELD_PERCENTAGE, .shown = SHOWN_PUBLIC};
static const struct scheme_field count = {.kind = FIELD_NUMBER, .shown = SHOWN_PUBLIC};
static const struct scheme_field web = {.kind = FIELD_LINK, .shown = SHOWN_PUBLIC};
static const struct scheme_field line = {.kind = FIELD_TEXT, .shown = SHOWN_PUBLIC, .most = 20};
static const struct scheme_field file = {.kind = FIELD_FILE, .shown = SHOWN_PUBLIC};

struct reading {
	const struct scheme_field *field;
	const char *text, *order;
	const char *cell; /* NULL: refused */
	const char *words;
};

static const struct reading readings[] = {
	{&pounds, "£1,234.50", "", "1234.50", "£1,234.50"},
	{&pounds, "1.234,50 EUR", "", "1234.50 EUR", "€1,234.50"},
	{&pounds, " GBP 1 234 ", "", "1234.00", "£1,234"},
	{&pounds, "1,800", "", "1800.00", "£1,800"},
	{&pounds, "1.800", "", "1800.00", "£1,800"},
	{&pounds, "12,5", "", "12.50", "£12.50"},
	{&pounds, "5000", "", "5000.00", "£5,000"},
	{&pounds, "-£50", "", "-50.00", "-£50"},
	{&pounds, "(£50.20)", "", "-50.20", "-£50.20"},
	{&pounds, "£2,160.00", "", "2160.00", "£2,160"},
	{&pounds, "$50", "", "50.00 USD", "$50"},
	{&pounds, "1'234.50 CHF", "", "1234.50 CHF", "1,234.50 CHF"},
	{&pounds, "Above limit", "", "Above limit", "Above limit"},
	{&pounds, "approx 40", "", "approx 40", "approx 40"},
	{&pounds, "£175-200", "", "£175-200", "£175-200"},
	{&pounds, "<10", "", "<10", "<10"},
	{&pounds, "Not known", "", "not known", "Not known"},
	{&exact, "approx 40", "", NULL, NULL},
	{&exact, "12.345.67", "", NULL, NULL},
	{&exact, "1,23,456", "", NULL, NULL},
	{&exact, "£", "", NULL, NULL},
	{&exact, "99999999999999999999", "", NULL, NULL},
	{&exact, "1.2345", "", NULL, NULL},
	{&exact, "--5", "", NULL, NULL},
	{&banded, "low", "", "low", "2,000 to 10,000 USD"},
	{&banded, "over 10,000 usd", "", "high", "Over 10,000 USD"},
	{&banded, "2,500", "", "low", "2,000 to 10,000 USD"},
	{&banded, "1,999", "", NULL, NULL},
	{&day, "2026-05-12", "", "2026-05-12", "12 May 2026"},
	{&day, "12 May 2026", "", "2026-05-12", "12 May 2026"},
	{&day, "12th of May, 2026", "", "2026-05-12", "12 May 2026"},
	{&day, "May 12, 2026", "", "2026-05-12", "12 May 2026"},
	{&day, "12/05/2026", "dmy", "2026-05-12", "12 May 2026"},
	{&day, "12/05/2026", "mdy", "2026-12-05", "5 December 2026"},
	{&day, "12/05/2026", "", NULL, NULL},
	{&day, "23.05.2026", "", "2026-05-23", "23 May 2026"},
	{&day, "05/23/2026", "dmy", "2026-05-23", "23 May 2026"},
	{&day, "2026/05/12", "", "2026-05-12", "12 May 2026"},
	{&day, "12-May-26", "", "2026-05-12", "12 May 2026"},
	{&day, "1 Sept 1985", "", "1985-09-01", "1 September 1985"},
	{&day, "2026-05-12T00:00:00", "", "2026-05-12", "12 May 2026"},
	{&day, "2026-02-30", "", NULL, NULL},
	{&day, "31 April 2026", "", NULL, NULL},
	{&day, "29/02/2025", "dmy", NULL, NULL},
	{&day, "2026-00-12", "", NULL, NULL},
	{&day, "0 May 2026", "", NULL, NULL},
	{&day, "45/45/2026", "dmy", NULL, NULL},
	{&day, "0026-05-12", "", NULL, NULL},
	{&day, "Nil return", "", NULL, NULL},
	{&day, "May 2026", "", NULL, NULL},
	{&day, "12 Mayhem 2026", "", NULL, NULL},
	{&day, "not known", "", NULL, NULL},
	{&vague, "May 2026", "", "2026-05", "May 2026"},
	{&vague, "05/2026", "", "2026-05", "May 2026"},
	{&vague, "2026", "", "2026", "2026"},
	{&vague, "unknown", "", "not known", "Not known"},
	{&period, "1 May 2024 to 3 June 2025", "", "2024-05-01/2025-06-03", "1 May 2024 to 3 June 2025"},
	{&period, "01/05/2024 - 03/06/2025", "dmy", "2024-05-01/2025-06-03", "1 May 2024 to 3 June 2025"},
	{&period, "since 2024-05-01", "", "2024-05-01/..", "since 1 May 2024"},
	{&period, "2024-05-01/..", "", "2024-05-01/..", "since 1 May 2024"},
	{&period, "May 2024 – present", "", "2024-05/..", "since May 2024"},
	{&period, "2024-05/2025-06", "", "2024-05/2025-06", "May 2024 to June 2025"},
	{&period, "12 May 2012 to 2026", "", "2012-05-12/2026", "12 May 2012 to 2026"},
	{&period, "2024 – 3 June 2025", "", "2024/2025-06-03", "2024 to 3 June 2025"},
	{&period, "3 June 2025 to 1 May 2024", "", NULL, NULL},
	{&period, "to 1 May 2024", "", NULL, NULL},
	{&yes_no, "Y", "", "yes", "Yes"},
	{&yes_no, "False", "", "no", "No"},
	{&yes_no, "maybe", "", NULL, NULL},
	{&choice, "ACCEPTED", "", "accepted", "Accepted"},
	{&choice, "refused:  sent back", "", "refused", "Refused: sent back"},
	{&choice, "kept", "", NULL, NULL},
	{&company, "Quay Ferries Ltd (GB-COH 01234567)", "", "Quay Ferries Ltd (GB-COH 01234567)",
	 "Quay Ferries Ltd (GB-COH 01234567)"},
	{&company, "Quay Ferries (North) Ltd", "", "Quay Ferries (North) Ltd", "Quay Ferries (North) Ltd"},
	{&company, "Quay Ferries (the old one)", "", "Quay Ferries (the old one)", "Quay Ferries (the old one)"},
	{&place, "1 Quay Street", "", "1 Quay Street", "1 Quay Street"},
	{&place, "(home) 1 Quay Street", "", "(home) 1 Quay Street", "1 Quay Street"},
	{&share, "12,5 %", "", "12.50", "12.5%"},
	{&share, "0.25", "", "0.25", "0.25%"},
	{&share, "half", "", NULL, NULL},
	{&count, "1,234", "", "1234", "1,234"},
	{&count, "1.5", "", NULL, NULL},
	{&web, "https://example.org/a?b=c", "", "https://example.org/a?b=c", "https://example.org/a?b=c"},
	{&web, "javascript:alert(1)", "", NULL, NULL},
	{&web, "https://a b", "", NULL, NULL},
	{&line, " two\n words ", "", "two words", "two words"},
	{&line, "one two three four five", "", NULL, NULL},
	{&file, "report.pdf", "", NULL, NULL},
	{&line, "   ", "", "", ""},
};

static void as_people_write(void **state)
{
	struct ctx *ctx = *state;
	for (size_t i = 0; i < COUNT_OF(readings); i++) {
		const struct reading *r = &readings[i];
		struct value value;
		problems_clear(ctx);
		enum outcome outcome =
			value_parse(ctx, r->field, STR("value"), str_of(r->text), str_of(r->order), &value);
		if (outcome != (r->cell ? OK : INVALID))
			fail_msg("“%s”: %s %s", r->text, outcome_name(outcome),
				 outcome == OK ? test_c(value_cell(ctx->arena, r->field, &value)) : "");
		assert_int_equal(ctx->problems.count, r->cell ? 0 : 1);
		if (!r->cell)
			continue;
		assert_text(value_cell(ctx->arena, r->field, &value), r->cell);
		assert_text(value_words(ctx, r->field, &value), r->words);
	}
}

/* ---- On generated values ---- */

static struct value any_value(struct gen *gen, const struct scheme_field *field)
{
	struct value value = {.state = VALUE_GIVEN, .to = DEADLINE_NO_DAY};
	switch (field->kind) {
	case FIELD_MONEY:
		value.number = gen_int(gen, -INT64_C(99999999999), INT64_C(99999999999));
		value.currency = gen_bool(gen) ? STR("GBP") : STR("JPY");
		break;
	case FIELD_DATE:
	case FIELD_PERIOD:
		value.number = gen_int(gen, -40000, 60000);
		if (field->kind == FIELD_PERIOD && gen_bool(gen))
			value.to = value.number + (int64_t)gen_below(gen, 1000);
		break;
	default:
		value.number = gen_int(gen, 0, field->kind == FIELD_YES_NO ? 1 : 10000);
	}
	return value;
}

static const struct scheme_field *const numeric[] = {&exact, &day, &period, &share, &count, &yes_no};

static bool cell_is_read_back(struct gen *gen)
{
	const struct scheme_field *field = numeric[gen_below(gen, COUNT_OF(numeric))];
	struct ctx ctx = {.arena = gen->arena};
	struct value value = any_value(gen, field), back;
	struct str cell = value_cell(gen->arena, field, &value);
	gen_note(gen, "cell=%.*s", STR_ARG(cell));
	return value_parse(&ctx, field, STR("x"), cell, STR(""), &back) == OK && back.number == value.number &&
	       (field->kind != FIELD_PERIOD || back.to == value.to) && str_eq(back.currency, value.currency);
}

static bool json_is_read_back(struct gen *gen)
{
	const struct scheme_field *field = numeric[gen_below(gen, COUNT_OF(numeric))];
	struct value value = any_value(gen, field), back;
	struct buf out = buf_open(gen->arena, 64);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	value_to_json(&json, "v", field, &value, gen->arena);
	json_end(&json);
	gen_note(gen, "json=%.*s", STR_ARG(buf_view(&out)));
	json_t *root = json_loadb(out.p, out.n, 0, NULL);
	value_of_json(gen->arena, field, json_object_get(root, "v"), &back);
	json_decref(root);
	return back.state == VALUE_GIVEN && back.number == value.number &&
	       (field->kind != FIELD_PERIOD || back.to == value.to);
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static bool keys_sort_as_values(struct gen *gen)
{
	const struct scheme_field *field = numeric[gen_below(gen, COUNT_OF(numeric))];
	struct value a = any_value(gen, field), b = any_value(gen, field);
	a.currency = b.currency = STR("GBP");
	struct str x = value_key(gen->arena, field, &a), y = value_key(gen->arena, field, &b);
	gen_note(gen, "%lld %lld", (long long)a.number, (long long)b.number);
	return sign(str_cmp(x, y)) == (a.number > b.number) - (a.number < b.number) && x.n <= 96;
}

static bool any_text_is_taken_or_refused(struct gen *gen)
{
	static const struct scheme_field *const fields[] = {&pounds, &exact,  &banded, &day,     &vague,
							    &period, &yes_no, &choice, &company, &place,
							    &share,  &count,  &web,    &line,    &file};
	struct str text = gen_text(gen, 60);
	struct ctx ctx = {.arena = gen->arena};
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		struct value value;
		problems_clear(&ctx);
		enum outcome outcome = value_parse(&ctx, fields[i], STR("x"), text, STR(""), &value);
		gen_note(gen, "field %zu: %.*s", i, STR_ARG(text));
		if (outcome == OK && value_key(gen->arena, fields[i], &value).n > 100)
			return false;
		if (outcome != OK && (outcome != INVALID || ctx.problems.count == 0))
			return false;
		if (outcome == OK)
			(void)value_words(&ctx, fields[i], &value);
	}
	return true;
}

static void properties(void **state)
{
	(void)state;
	assert_true(property_holds("a cell is read back", cell_is_read_back, 2000));
	assert_true(property_holds("JSON is read back", json_is_read_back, 2000));
	assert_true(property_holds("keys sort as values", keys_sort_as_values, 4000));
	assert_true(property_holds("any text", any_text_is_taken_or_refused, 2000));
}

static void what_has_no_number_sorts_first(void **state)
{
	struct ctx *ctx = *state;
	const struct value none = {.state = VALUE_NONE}, unknown = {.state = VALUE_UNKNOWN},
			   words = {.state = VALUE_WORDS, .text = STR("Above limit")},
			   minus = {.state = VALUE_GIVEN, .number = INT64_MIN + 1, .currency = STR("GBP")};
	struct str keys[] = {value_key(ctx->arena, &pounds, &none), value_key(ctx->arena, &pounds, &unknown),
			     value_key(ctx->arena, &pounds, &words), value_key(ctx->arena, &pounds, &minus)};
	assert_int_equal(keys[0].n, 0);
	for (size_t i = 1; i < COUNT_OF(keys); i++)
		assert_true(str_cmp(keys[i - 1], keys[i]) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(as_people_write),
		ctx_test(properties),
		ctx_test(what_has_no_number_sorts_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
