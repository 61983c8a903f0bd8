/* What an entry says: what is asked, what the public sees, what comes back. */
#include "base/testing.h"

#include "base/property.h"
#include "people/people.h"
#include "registers/value_parts.h"

#define TODAY 20779 /* 22 November 2026 */

static const struct str refused[] = {STR_INIT("refused")};
static const struct str given[] = {STR_INIT("given")};
static const struct scheme_choice outcomes[] = {{STR_INIT("accepted"), STR_INIT("Accepted")},
						{STR_INIT("refused"), STR_INIT("Refused")}};
static const struct scheme_field fields[] = {
	{.id = STR_INIT("what"),
	 .name = STR_INIT("what it was"),
	 .kind = FIELD_TEXT,
	 .shown = SHOWN_PUBLIC,
	 .required = true,
	 .many = 1},
	{.id = STR_INIT("donor"),
	 .name = STR_INIT("who gave it"),
	 .kind = FIELD_ORGANIZATION,
	 .shown = SHOWN_PUBLIC,
	 .required = true,
	 .many = 3,
	 .sort = true},
	{.id = STR_INIT("value"),
	 .name = STR_INIT("what it is worth"),
	 .kind = FIELD_MONEY,
	 .shown = SHOWN_PUBLIC,
	 .currency = STR_INIT("GBP"),
	 .from = 0,
	 .to = 10000000,
	 .unknown = true},
	{.id = STR_INIT("received"),
	 .name = STR_INIT("the day"),
	 .kind = FIELD_DATE,
	 .shown = SHOWN_PUBLIC,
	 .required = true},
	{.id = STR_INIT("outcome"),
	 .name = STR_INIT("what you did"),
	 .kind = FIELD_CHOICE,
	 .shown = SHOWN_PUBLIC,
	 .choices = outcomes,
	 .n_choices = 2},
	{.id = STR_INIT("reason"),
	 .name = STR_INIT("why"),
	 .kind = FIELD_TEXT,
	 .shown = SHOWN_PUBLIC,
	 .asked_when = {STR_INIT("outcome"), {refused, 1}},
	 .required = true},
	{.id = STR_INIT("place"), .name = STR_INIT("where"), .kind = FIELD_ADDRESS, .shown = SHOWN_PUBLIC},
	{.id = STR_INIT("phone"),
	 .name = STR_INIT("a number"),
	 .kind = FIELD_TEXT,
	 .shown = SHOWN_REDACTED,
	 .required_when = {STR_INIT("place"), {given, 1}}},
	{.id = STR_INIT("note"), .name = STR_INIT("a note"), .kind = FIELD_LONG_TEXT, .shown = SHOWN_OFFICE},
};
static const struct scheme_category categories[] = {{.id = STR_INIT("gift"),
						     .title = STR_INIT("Gifts"),
						     .fields = fields,
						     .n_fields = COUNT_OF(fields),
						     .whose = WHOSE_SELF | WHOSE_PARTNER,
						     .holds = STR_INIT("received"),
						     .summary = STR_INIT("{donor}: {what} ({value})")}};
static const struct scheme scheme = {.id = STR_INIT("gifts"),
				     .shown = REGISTER_PUBLIC,
				     .title = STR_INIT("Gifts"),
				     .nil = true,
				     .event_day = STR_INIT("received"),
				     .categories = categories,
				     .n_categories = 1};

#define MOST 16
struct draft {
	struct declared d;
	struct answer answers[MOST];
	struct value values[MOST];
};

static void answer(struct ctx *ctx, struct draft *draft, const char *id, const char *text)
{
	const struct scheme_field *field = scheme_field(&categories[0], str_of(id));
	size_t n = draft->d.n_answers++;
	assert_int_equal(value_parse(ctx, field, str_of(id), str_of(text), STR("dmy"), &draft->values[n]), OK);
	draft->answers[n] = (struct answer){.field = str_of(id), .values = &draft->values[n], .n = 1};
	draft->d.answers = draft->answers;
}

static struct draft *draft_new(struct ctx *ctx)
{
	struct draft *draft = arena_new(ctx->arena, struct draft);
	draft->d = (struct declared){.scheme = &scheme, .category = &categories[0], .whose = WHOSE_SELF};
	return draft;
}

static struct draft *full(struct ctx *ctx)
{
	struct draft *draft = draft_new(ctx);
	answer(ctx, draft, "note", "Rang on Monday");
	answer(ctx, draft, "what", "A framed map");
	answer(ctx, draft, "donor", "Quay Ferries Ltd (GB-COH 01234567)");
	answer(ctx, draft, "value", "£40.50");
	answer(ctx, draft, "received", "12/05/2026");
	answer(ctx, draft, "outcome", "accepted");
	answer(ctx, draft, "place", "(home) 1 Quay Street");
	answer(ctx, draft, "phone", "555 0100");
	return draft;
}

static struct str json_of(struct ctx *ctx, const struct declared *d, bool is_public)
{
	struct buf *out = arena_new(ctx->arena, struct buf);
	*out = buf_open(ctx->arena, 256);
	struct json json = json_open(out, JSON_CANONICAL);
	declared_json(&json, NULL, d, is_public);
	return buf_view(out);
}

static void every_fault_at_once(void **state)
{
	struct ctx *ctx = *state;
	struct draft *draft = draft_new(ctx);
	draft->d.whose = WHOSE_CHILD;
	answer(ctx, draft, "value", "£200,000");
	answer(ctx, draft, "received", "23 November 2026");
	answer(ctx, draft, "outcome", "refused");
	answer(ctx, draft, "place", "1 Quay Street");
	assert_int_equal(declared_check(ctx, &draft->d, (struct day){TODAY}), INVALID);
	const char *wanted[] = {"whose: Say whose it is",
				"what: Enter what it was",
				"donor: Enter who gave it",
				"value: Enter £100,000 or less",
				"received: 23 November 2026 lies ahead: enter a day that has come",
				"reason: Enter why",
				"phone: Enter a number"};
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		assert_string_equal(test_problem(ctx, i), wanted[i]);
	assert_int_equal(ctx->problems.count, COUNT_OF(wanted));
}

static void what_needs_approval_may_lie_ahead(void **state)
{
	struct ctx *ctx = *state;
	struct scheme approved = scheme;
	struct draft *draft = full(ctx);
	approved.steps = 1U << STEP_MANAGER;
	draft->values[4].number = TODAY + 30;
	assert_int_equal(declared_check(ctx, &draft->d, (struct day){TODAY}), INVALID);
	draft->d.scheme = &approved;
	assert_int_equal(declared_check(ctx, &draft->d, (struct day){TODAY}), OK);
}

static void what_is_not_asked_is_dropped(void **state)
{
	struct ctx *ctx = *state;
	struct draft *draft = full(ctx);
	answer(ctx, draft, "reason", "It was too much");
	assert_int_equal(declared_check(ctx, &draft->d, (struct day){TODAY}), OK);
	assert_null(declared_answer(&draft->d, STR("reason")));
	assert_text(draft->d.answers[0].field, "what");
	assert_int_equal(draft->d.n_answers, 8);
	int32_t from, to;
	declared_holds(&draft->d, 5, &from, &to);
	assert_int_equal(from, day_of((struct date){2026, 5, 12}).n);
	assert_int_equal(to, TENURE_OPEN);
}

static void too_many(void **state)
{
	struct ctx *ctx = *state;
	struct draft *draft = full(ctx);
	struct value four[4];
	for (size_t i = 0; i < 4; i++)
		four[i] = draft->values[2];
	draft->answers[2].values = four;
	draft->answers[2].n = 4;
	assert_int_equal(declared_check(ctx, &draft->d, (struct day){TODAY}), INVALID);
	assert_string_equal(test_problem(ctx, 0), "donor: At most 3 answers are possible here");
}

static void the_public_sees_neither_homes_nor_notes(void **state)
{
	struct ctx *ctx = *state;
	struct draft *draft = full(ctx);
	assert_int_equal(declared_check(ctx, &draft->d, (struct day){TODAY}), OK);
	assert_text(
		json_of(ctx, &draft->d, true),
		"{\"donor\":[{\"id\":\"01234567\",\"name\":\"Quay Ferries Ltd\",\"scheme\":\"GB-COH\"}],"
		"\"outcome\":\"accepted\",\"phone\":{\"withheld\":true},\"place\":{\"home\":true,\"withheld\":true},"
		"\"received\":\"2026-05-12\",\"value\":{\"amount\":\"40.50\",\"currency\":\"GBP\"},"
		"\"what\":\"A framed map\"}");
	assert_text(declared_summary(ctx, &draft->d, true),
		    "Quay Ferries Ltd (GB-COH 01234567): A framed map (£40.50)");
	struct buf out = buf_open(ctx->arena, 64);
	struct json json = json_open(&out, JSON_CANONICAL);
	assert_true(declared_private_json(&json, NULL, &draft->d));
	assert_text(buf_view(&out), "{\"note\":\"Rang on Monday\",\"phone\":\"555 0100\","
				    "\"place\":{\"home\":true,\"text\":\"1 Quay Street\"}}");
}

static void what_comes_back_is_the_same(void **state)
{
	struct ctx *ctx = *state;
	struct draft *draft = full(ctx);
	assert_int_equal(declared_check(ctx, &draft->d, (struct day){TODAY}), OK);
	struct str first = json_of(ctx, &draft->d, false);
	json_t *root = json_loadb(first.p, first.n, 0, NULL);
	struct declared back;
	assert_int_equal(declared_read(ctx, &scheme, STR("gift"), root, &back), OK);
	json_decref(root);
	assert_text(json_of(ctx, &back, false), test_c(first));
}

static void an_answer_without_a_field_is_kept(void **state)
{
	struct ctx *ctx = *state;
	json_t *root = json_loads("{\"colour\":\"blue\",\"size\":{\"n\":3},\"value\":7,\"what\":\"A map\"}", 0, NULL);
	struct declared back;
	assert_int_equal(declared_read(ctx, &scheme, STR("gift"), root, &back), OK);
	json_decref(root);
	assert_int_equal(back.n_answers, 4);
	assert_text(declared_answer(&back, STR("colour"))->values[0].text, "blue");
	assert_text(declared_answer(&back, STR("size"))->values[0].text, "{\"n\":3}");
	assert_int_equal(declared_answer(&back, STR("value"))->values[0].state, VALUE_WORDS);
	assert_text(json_of(ctx, &back, true), "{\"value\":{\"words\":\"7\"},\"what\":\"A map\"}");
}

static void nothing_to_declare(void **state)
{
	struct ctx *ctx = *state;
	struct declared d = {.scheme = &scheme, .is_nil = true};
	assert_int_equal(declared_check(ctx, &d, (struct day){TODAY}), OK);
	assert_text(declared_summary(ctx, &d, true), "Nothing to declare");
	struct scheme without = scheme;
	without.nil = false;
	d.scheme = &without;
	assert_int_equal(declared_check(ctx, &d, (struct day){TODAY}), INVALID);
}

static void a_summary_without_an_answer(void **state)
{
	struct ctx *ctx = *state;
	struct draft *draft = draft_new(ctx);
	assert_text(declared_summary(ctx, &draft->d, true), "Gifts");
	answer(ctx, draft, "what", "A framed map");
	assert_text(declared_summary(ctx, &draft->d, true), "A framed map");
	answer(ctx, draft, "note", "x");
	answer(ctx, draft, "phone", "555 0100");
	struct scheme_category plain = categories[0];
	plain.summary = STR("");
	draft->d.category = &plain;
	assert_text(declared_summary(ctx, &draft->d, true), "A framed map: Withheld");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(every_fault_at_once),
		ctx_test(what_needs_approval_may_lie_ahead),
		ctx_test(what_is_not_asked_is_dropped),
		ctx_test(too_many),
		ctx_test(the_public_sees_neither_homes_nor_notes),
		ctx_test(what_comes_back_is_the_same),
		ctx_test(an_answer_without_a_field_is_kept),
		ctx_test(nothing_to_declare),
		ctx_test(a_summary_without_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
