/* To whom a text applies. */
#include "base/testing.h"

#include "base/property.h"
#include "people/audience.h"

static struct audience parsed(struct ctx *ctx, const char *text)
{
	struct audience audience = {0};
	assert_int_equal(audience_parse(ctx, "audience", str_of(text), &audience), OK);
	return audience;
}

static void the_text_becomes_canonical(void **state)
{
	static const char *const cases[][2] = {
		{"", ""},
		{"  ;; ", ""},
		{"category=elected", "category=elected"},
		{"workplace = Depot ; CATEGORY = Appointed , elected, appointed",
		 "category=appointed,elected; workplace=Depot"},
		{"workplace=depot,Depot", "workplace=depot"},
		{"grade=\"A, B\",\"say \"\"x\"\"\"", "grade=\"A, B\",\"say \"\"x\"\"\""},
		{"category=supplier contact;body=city-council", "category=supplier contact; body=city-council"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ctx *ctx = *state;
		struct audience audience = parsed(ctx, cases[i][0]);
		assert_text(audience_text(ctx->arena, &audience), cases[i][1]);
	}
}

static void what_is_wrong_is_said(void **state)
{
	static const char *const cases[] = {
		"elected",   "category=king", "category=", "colour=red", "grade=A; grade=B",
		"grade=\"A", "grade=\"A\"B",  "grade=A\"", "grade=,A",
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ctx *ctx = *state;
		struct audience audience;
		problems_clear(ctx);
		assert_int_equal(audience_parse(ctx, "audience", str_of(cases[i]), &audience), INVALID);
		assert_int_equal(ctx->problems.count, 1);
		assert_text(ctx->problems.first->where, "audience");
	}
}

static void people_read_words(void **state)
{
	struct ctx *ctx = *state;
	struct audience audience = parsed(ctx, "workplace=Depot; category=elected,appointed,candidate");
	assert_text(audience_words(ctx->arena, &audience),
		    "appointed members, candidates and elected members, workplace Depot");
	audience = parsed(ctx, "");
	assert_text(audience_words(ctx->arena, &audience), "everybody");
	assert_true(audience_is_everybody(&audience));
}

static void it_holds_when_each_field_fits(void **state)
{
	struct ctx *ctx = *state;
	struct tenure tenure = {.category = TENURE_EMPLOYEE,
				.workplace = STR("Dépôt"),
				.contract = STR("fixed term"),
				.organization_slug = STR("works")};
	static const struct {
		const char *text;
		bool holds;
	} cases[] = {
		{"", true},
		{"category=employee", true},
		{"category=elected,employee", true},
		{"category=elected", false},
		{"workplace=DÉPÔT", true},
		{"workplace=Depot", false},
		{"category=employee; contract=permanent", false},
		{"category=employee; contract=permanent,Fixed Term; body=works", true},
		{"body=city-council", false},
		{"grade=A", false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct audience audience = parsed(ctx, cases[i].text);
		if (audience_holds(ctx->arena, &audience, &tenure) != cases[i].holds)
			fail_msg("%s", cases[i].text);
	}
}

static bool canonical_text_reads_to_itself(struct gen *gen)
{
	static const char *const names[] = {"body", "contract", "workplace", "grade", "status"};
	struct ctx ctx = {.arena = gen->arena};
	struct buf text = buf_open(gen->arena, 64);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct str value = gen_text(gen, 12);
		if (gen_bool(gen))
			buf_fmt(&text, ";%s=%.*s", names[i], STR_ARG(value));
	}
	gen_note(gen, "%.*s", STR_ARG(buf_view(&text)));
	struct audience first, second;
	if (audience_parse(&ctx, "audience", buf_view(&text), &first) != OK)
		return true;
	struct str canonical = audience_text(gen->arena, &first);
	return audience_parse(&ctx, "audience", canonical, &second) == OK &&
	       str_eq(audience_text(gen->arena, &second), canonical);
}

static void canonical_text_is_stable(void **state)
{
	(void)state;
	assert_true(property_holds("canonical text", canonical_text_reads_to_itself, 2000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(the_text_becomes_canonical), ctx_test(what_is_wrong_is_said),
		ctx_test(people_read_words),          ctx_test(it_holds_when_each_field_fits),
		ctx_test(canonical_text_is_stable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
