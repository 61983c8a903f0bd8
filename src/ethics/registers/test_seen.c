/* Who sees which answer. */
#include "base/testing.h"
#include "registers/seen.h"

static const struct scheme_field fields[] = {
	{.id = STR_INIT("what"), .kind = FIELD_TEXT, .shown = SHOWN_PUBLIC},
	{.id = STR_INIT("phone"), .kind = FIELD_TEXT, .shown = SHOWN_OFFICE},
	{.id = STR_INIT("account"), .kind = FIELD_TEXT, .shown = SHOWN_REDACTED},
	{.id = STR_INIT("place"), .kind = FIELD_ADDRESS, .shown = SHOWN_PUBLIC},
	{.id = STR_INIT("who"), .kind = FIELD_PERSON, .shown = SHOWN_PUBLIC},
	{.id = STR_INIT("scan"), .kind = FIELD_FILE, .shown = SHOWN_PUBLIC},
};
static const struct scheme_category category = {.id = STR_INIT("a"), .fields = fields, .n_fields = COUNT_OF(fields)};
static struct scheme scheme = {.id = STR_INIT("interests"), .categories = &category, .n_categories = 1};

#define ONE(id, v, ...)                                                                                                \
	{                                                                                                              \
		.field = STR_INIT(id), .values = v, .n = 1, ##__VA_ARGS__                                              \
	}

static const struct value given = {.state = VALUE_GIVEN, .text = STR_INIT("x")};
static const struct value home = {.state = VALUE_GIVEN, .text = STR_INIT("x"), .is_home = true};
static const struct value shown_home = {
	.state = VALUE_GIVEN, .text = STR_INIT("x"), .is_home = true, .is_shown_home = true};

static struct declared seen_of(struct arena *arena, const struct answer *answers, size_t n, uint32_t whose)
{
	const struct declared declared = {
		.scheme = &scheme, .category = &category, .whose = whose, .answers = answers, .n_answers = n};
	return declared_seen(arena, &declared);
}

static void the_office_alone_sees_what_is_for_it(void **state)
{
	struct ctx *ctx = *state;
	const struct answer answers[] = {ONE("what", &given), ONE("phone", &given), ONE("account", &given),
					 ONE("scan", &given), ONE("gone", &given)};
	scheme.shown = REGISTER_PUBLIC;
	struct declared seen = seen_of(ctx->arena, answers, COUNT_OF(answers), WHOSE_SELF);
	assert_int_equal(seen.n_answers, 3);
	assert_int_equal(seen.answers[0].values[0].state, VALUE_GIVEN);
	assert_true(str_eq(seen.answers[1].field, STR("account")));
	for (size_t i = 1; i < 3; i++) {
		assert_int_equal(seen.answers[i].values[0].state, VALUE_WITHHELD);
		assert_int_equal(seen.answers[i].values[0].text.n, 0);
	}
}

static void nobody_sees_a_home_a_partner_or_what_was_kept_back(void **state)
{
	struct ctx *ctx = *state;
	const struct answer answers[] = {ONE("place", &home), ONE("who", &given),
					 ONE("what", &given, .withheld_why = STR_INIT("a reason"))};
	scheme.shown = REGISTER_PUBLIC;
	struct declared seen = seen_of(ctx->arena, answers, COUNT_OF(answers), WHOSE_PARTNER);
	assert_int_equal(seen.n_answers, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(seen.answers[i].values[0].state, VALUE_WITHHELD);
		assert_int_equal(seen.answers[i].values[0].text.n, 0);
	}
	assert_true(str_eq(seen.answers[2].withheld_why, STR("a reason")));
	const struct answer permitted[] = {ONE("place", &shown_home), ONE("who", &given)};
	seen = seen_of(ctx->arena, permitted, 2, WHOSE_SELF);
	assert_int_equal(seen.answers[0].values[0].state, VALUE_GIVEN);
	assert_int_equal(seen.answers[1].values[0].state, VALUE_GIVEN);
}

/* S17: never the file itself, and of its copy only where nothing is kept back. */
static void everybody_sees_of_a_file_its_copy(void **state)
{
	struct ctx *ctx = *state;
	const struct value file = {.state = VALUE_GIVEN,
				   .text = STR("home.pdf"),
				   .id = STR("aa"),
				   .number = 9,
				   .copy = {STR("scan.pdf"), STR("bb"), 7}};
	const struct answer shown[] = {ONE("scan", &file)};
	const struct answer kept[] = {ONE("scan", &file, .withheld_why = STR_INIT("a reason"))};
	const struct declared declared = {.scheme = &scheme, .category = &category, .answers = shown, .n_answers = 1};
	scheme.shown = REGISTER_PUBLIC;
	struct declared seen = seen_of(ctx->arena, shown, 1, WHOSE_SELF);
	const struct value *copy = &seen.answers[0].values[0];
	assert_int_equal(copy->state, VALUE_GIVEN);
	assert_true(str_eq(copy->text, STR("scan.pdf")) && str_eq(copy->id, STR("bb")) && copy->number == 7);
	assert_int_equal(copy->copy.id.n, 0);
	assert_false(answer_is_seen(&declared, &fields[5], &shown[0]));
	assert_int_equal(value_right(&declared, &fields[5], &file), RIGHT_CLERK);
	seen = seen_of(ctx->arena, kept, 1, WHOSE_SELF);
	assert_int_equal(seen.answers[0].values[0].state, VALUE_WITHHELD);
	assert_int_equal(seen.answers[0].values[0].text.n, 0);
	scheme.shown = REGISTER_COUNTS;
	assert_int_equal(seen_of(ctx->arena, shown, 1, WHOSE_SELF).n_answers, 0);
}

static void a_register_of_counts_shows_nothing(void **state)
{
	struct ctx *ctx = *state;
	const struct answer answers[] = {ONE("what", &given), ONE("account", &given)};
	scheme.shown = REGISTER_COUNTS;
	assert_int_equal(seen_of(ctx->arena, answers, 2, WHOSE_SELF).n_answers, 0);
	scheme.shown = REGISTER_PRIVATE;
	assert_int_equal(seen_of(ctx->arena, answers, 2, WHOSE_SELF).n_answers, 0);
}

#define seen_test(test) cmocka_unit_test_setup_teardown(test, test_ctx_open, test_ctx_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		seen_test(the_office_alone_sees_what_is_for_it),
		seen_test(nobody_sees_a_home_a_partner_or_what_was_kept_back),
		seen_test(everybody_sees_of_a_file_its_copy),
		seen_test(a_register_of_counts_shows_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
