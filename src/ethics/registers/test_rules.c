/* Rules that would leave what was declared without its questions. */
#include "registers/rules.h"
#include "registers/test/entries.h"

struct other_rules {
	const char *from, *to, *said;
};

/* The rules of the stand with one part of them replaced. */
static struct str rules_but(struct arena *arena, const char *from, const char *to)
{
	struct str rules = STR(RULES);
	size_t at = str_find(rules, str_of(from), 0);
	if (at == STR_NPOS)
		fail_msg("the rules do not say %s", from);
	return str_fmt(arena, "%.*s%s%.*s", (int)at, rules.p, to, (int)(rules.n - at - strlen(from)),
		       rules.p + at + strlen(from));
}

static enum outcome fits(struct stand *s, const char *from, const char *to)
{
	struct ctx *ctx = stand_ctx(s);
	const struct rulebook_file file = {STR("rulebook.yaml"), rules_but(s->test->arena, from, to)};
	struct rulebook book;
	problems_clear(ctx);
	if (rulebook_parse(ctx, &file, 1, &book) != OK)
		fail_msg("%s", test_problem(ctx, 0));
	return registers_rules_fit(ctx, &book);
}

#define DAY_FIELD                                                                                                      \
	"          - {id: outcome, name: Outcome, kind: choice, filter: yes, choices: {accepted: Accepted, refused: "  \
	"Refused}}\n"

#define PART "      - {id: part, title: Part, parent: gift, fields: [received]}\n"

static const struct other_rules refused[] = {
	{DAY_FIELD, "",
	 "rulebook.yaml:27:9: category “gift” of register “gifts” has entries, and its field “outcome” is gone: keep "
	 "it, "
	 "with “closed: yes” if it is not to be asked any more"},
	{DAY_FIELD, "          - {id: outcome, name: Outcome, kind: text}\n",
	 "rulebook.yaml:34:13: category “gift” of register “gifts” has entries, and its field “outcome” was of another "
	 "kind: close it, and give the new one another id"},
	{"  - id: gifts\n", "  - id: presents\n",
	 "rulebook.yaml:1:1: register “gifts” has entries, and these rules do not have it: keep it, with “closed: yes” "
	 "if "
	 "nothing new is to be declared in it"},
};

static void what_was_declared_keeps_its_questions(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	for (size_t i = 0; i < COUNT_OF(refused); i++)
		assert_int_equal(fits(s, refused[i].from, refused[i].to), OK);
	struct entry_put *put = gift(s, 0, "Quay Ferries", "40", "2026-05-12");
	assert_int_equal(stand_put(s), OK);
	int64_t id = put->entry_id;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		assert_int_equal(fits(s, refused[i].from, refused[i].to), INVALID);
		assert_string_equal(test_problem(&s->test->ctx, 0), refused[i].said);
		assert_int_equal(s->test->ctx.problems.count, 1);
	}
	assert_int_equal(fits(s, "kind: choice, filter", "kind: choice, closed: yes, filter"), OK);
	assert_int_equal(fits(s, "  - id: gifts\n", "  - id: gifts\n    closed: yes\n"), OK);
	/* Nothing was declared there. */
	assert_int_equal(fits(s, PART, ""), OK);
	assert_int_equal(fits(s, "  - id: family\n", "  - id: kin\n"), OK);
	struct entry_put *part = draft(s, s->gifts, "part", 0);
	part->entry.parent_id = id;
	answer(s, part, "received", "2026-05-13");
	assert_int_equal(stand_put(s), OK);
	assert_int_equal(fits(s, PART, ""), INVALID);
	assert_string_equal(
		test_problem(&s->test->ctx, 0),
		"rulebook.yaml:10:5: register “gifts” has entries in its category “part”, which is gone: keep "
		"it, with “closed: yes” if nothing new is to be declared in it");
	stand_close(s);
}
ON_BOTH(what_was_declared_keeps_its_questions)

int main(void)
{
	const struct CMUnitTest tests[] = {on_both(what_was_declared_keeps_its_questions)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
