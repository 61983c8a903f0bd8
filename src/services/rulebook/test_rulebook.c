/* Reading rulebooks. */
#include <unistd.h>

#include "base/testing.h"
#include "rulebook/cmd.h"
#include "rulebook/phrase.h"

static int32_t on(const char *text)
{
	struct day day;
	if (!day_parse(str_of(text), &day))
		fail_msg("%s is no day", text);
	return day.n;
}

static struct str file_text(struct ctx *ctx, const char *path)
{
	struct str text;
	if (file_read(ctx, path, 1 << 20, &text) != OK)
		fail_msg("%s cannot be read", path);
	return text;
}

static enum outcome parse(struct ctx *ctx, struct str text, struct rulebook *ret_book)
{
	const struct rulebook_file files[] = {{STR("about.md"), STR("All about it.\n")}, {STR("rulebook.yaml"), text}};
	problems_clear(ctx);
	return rulebook_parse(ctx, files, COUNT_OF(files), ret_book);
}

/* Where the project's folder is: tests run in it or in a build folder. */
static const char *in_project(struct ctx *ctx, const char *path)
{
	static const char *const tops[] = {"", "../"};
	for (size_t i = 0; i < COUNT_OF(tops); i++) {
		char *there = str_c(ctx->arena, str_fmt(ctx->arena, "%s%s", tops[i], path));
		if (access(there, R_OK) == 0)
			return there;
	}
	fail_msg("%s is not here", path);
	return "";
}

static void a_whole_rulebook_is_read(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook book;
	struct str text = file_text(ctx, in_project(ctx, "src/services/rulebook/corpus/fuzz_rulebook/whole"));
	if (parse(ctx, text, &book) != OK)
		fail_msg("%s", test_problem(ctx, 0));
	assert_text(book.id, "example");
	assert_text(book.text, "All about it.");
	assert_int_equal(book.n_duties, 3);
	const struct duty_rule *assume = rulebook_duty_on(&book, STR("assume"), (struct day){on("2026-12-31")});
	assert_non_null(assume);
	assert_int_equal(assume->kind, DUTY_FILING);
	assert_int_equal(assume->audience.categories, 1U << 1 | 1U << 2);
	assert_int_equal(assume->fine_per_day, 1000);
	assert_int_equal(assume->fine_most, 10000);
	assert_true(assume->row.confirm);
	assert_int_equal(assume->n_exceptions, 1);
	assert_int_equal(assume->n_reminders, 2);
	assert_int_equal(assume->reminders[0].days, -14);
	assert_text(deadline_rule_words(ctx, &assume->deadline), "30 days after taking office");
	const struct duty_rule *later = rulebook_duty_on(&book, STR("assume"), (struct day){on("2027-01-01")});
	assert_text(deadline_rule_words(ctx, &later->deadline),
		    "the earlier of 20 working days after taking office and 1 April each year");
	assert_int_equal(book.guidances[0].n_rows, 2);
	const struct str official[] = {STR("official")}, nobody[] = {STR("nobody")};
	assert_int_equal(guidance_answer_on(&book.guidances[0], official, (struct day){0})->answer, ANSWER_ASK);
	assert_null(guidance_answer_on(&book.guidances[0], nobody, (struct day){0}));
	assert_text(book.words[0].text, "monitoring officer");
}

static void a_changed_amount_leaves_what_was_before(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook book;
	struct str text = file_text(ctx, in_project(ctx, "src/services/rulebook/corpus/fuzz_rulebook/whole"));
	assert_int_equal(parse(ctx, text, &book), OK);
	const struct rule_amount *before = rulebook_amount_on(&book, STR("gift-limit"), (struct day){on("2026-12-31")});
	const struct rule_amount *after = rulebook_amount_on(&book, STR("gift-limit"), (struct day){on("2027-01-01")});
	assert_text(rule_amount_words(ctx->arena, before), "630 USD");
	assert_text(rule_amount_words(ctx->arena, after), "649.50 USD");
	assert_null(rulebook_amount_on(&book, STR("gift-limit"), (struct day){on("2024-12-31")}));
}

/* One fault each: what is written, and what is said of it. `due` and the like stand in a duty. */
static void faults_say_where_and_what(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *due, *said;
	} deadlines[] = {
		{"28 days aftr taking office", "rulebook.yaml:7:22: due: expected “after” or “before”; found “aftr”"},
		{"soon",
		 "rulebook.yaml:7:14: due: expected a deadline, such as “28 days after taking office” or “1 April each "
		 "year”; found “soon”"},
		{"31 April each year", "rulebook.yaml:7:14: due: expected a day that this month has; found “31”"},
		{"-5 days after taking office",
		 "rulebook.yaml:7:14: due: expected a deadline, such as “28 days after taking "
		 "office” or “1 April each year”; found “-5”"},
		{"99999999 days after taking office",
		 "rulebook.yaml:7:14: due: expected a number up to 36600; found “99999999”"},
		{"28 days after taking office tomorrow",
		 "rulebook.yaml:7:42: due: expected nothing more; found “tomorrow”"},
		{"28 days after gifts",
		 "rulebook.yaml:7:14: “gifts” is not a trigger or an event (declare it under “events”); "
		 "there are: none"},
		{"72 hours before taking office by 17:00",
		 "rulebook.yaml:7:44: due: expected nothing of the kind, since hours, clear days and the day alone are "
		 "counted in one "
		 "way only; found “by”"},
	};
	for (size_t i = 0; i < COUNT_OF(deadlines); i++) {
		struct rulebook book;
		struct str text =
			str_fmt(ctx->arena,
				"rulebook: {id: a, title: A}\nduties:\n  - id: d\n    title: D\n    kind: task\n"
				"    rows:\n      - due: %s\n        source: S\n",
				deadlines[i].due);
		assert_int_equal(parse(ctx, text, &book), INVALID);
		assert_string_equal(test_problem(ctx, 0), deadlines[i].said);
		assert_int_equal(ctx->problems.count, 1);
	}
}

static void all_faults_are_named_at_once(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook book;
	assert_int_equal(
		parse(ctx,
		      STR("rulebook: {id: A b, titel: A}\n"
			  "duties:\n"
			  "  - id: d\n"
			  "    title: D\n"
			  "    kind: tsk\n"
			  "    rows:\n"
			  "      - {due: 1 day after taking office, opens: 2 days after taking office, to: 2026-02-30, "
			  "source: S}\n"
			  "      - {from: 2027-01-01, due: 1 day after taking office, source: S, link: ftp://x}\n"
			  "    exceptions:\n"
			  "      - {if: done-within, by: other, days: 5, reason: R, source: S}\n"
			  "    reminders:\n"
			  "      - {when: on the day, to: [person]}\n"
			  "      - {when: 1 day before, to: [person]}\n"),
		      &book),
		INVALID);
	static const char *const said[] = {
		"rulebook.yaml:1:11: rulebook needs “title”",
		"rulebook.yaml:1:16: id: expected an id: small letters a to z, digits and single hyphens; found “A b”",
		"rulebook.yaml:1:21: “titel” is not a key of rulebook; did you mean “title”?",
		"rulebook.yaml:5:11: “tsk” is not a word for kind; did you mean “task”?",
		"rulebook.yaml:7:9: to: only the last row may leave it out",
		"rulebook.yaml:7:49: opens: the window would open after it closes, for instance on 2026-01-30 for "
		"2026-01-29",
		"rulebook.yaml:7:81: to: expected a day that exists, such as 2026-11-22; found “2026-02-30”",
		"rulebook.yaml:8:77: link: expected an address that begins with https://; found “ftp://x”",
		"rulebook.yaml:10:31: “other” is not a duty; there are: d",
		"rulebook.yaml:13:16: when: reminders stand in the order of time",
	};
	for (size_t i = 0; i < COUNT_OF(said); i++)
		assert_string_equal(test_problem(ctx, i), said[i]);
	assert_int_equal(ctx->problems.count, COUNT_OF(said));
}

static void only_plain_yaml_is_read(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *text, *said;
	} cases[] = {
		{"a: &x 1\n", "rulebook.yaml:1:7: anchors (&) and tags (!) are not read here: write the value out"},
		{"a: !!str 1\n", "rulebook.yaml:1:10: anchors (&) and tags (!) are not read here: write the value out"},
		{"a: *x\n", "rulebook.yaml:1:5: aliases (*) are not read here: write the value out"},
		{"a: 1\na: 2\n", "rulebook.yaml:2:1: “a” stands here twice, first in line 1"},
		{"a: 1\n---\nb: 2\n", "rulebook.yaml:2:1: a file holds one document: leave out the second “---”"},
		{"a: [1\n", "rulebook.yaml:2:1: this is not YAML: flow sequence without a closing bracket"},
		{"- a\n",
		 "rulebook.yaml:1:1: expected a file of a rulebook: lines such as “rulebook: …”; found a list"},
		{"[[[[[[[[[[[[[[[[[[[[", "rulebook.yaml:1:17: this is nested more than 16 levels deep"},
		{"a: \"x\\0y\"\n", "rulebook.yaml:1:5: this text has a character that cannot be stored"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct rulebook book;
		assert_int_equal(parse(ctx, str_of(cases[i].text), &book), INVALID);
		assert_string_equal(test_problem(ctx, 0), cases[i].said);
	}
}

static void duties_do_not_count_in_a_circle(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook book;
	struct buf text = buf_open(ctx->arena, 0);
	buf_lit(&text, "rulebook: {id: a, title: A}\nduties:\n");
	for (int i = 0; i < 3; i++)
		buf_fmt(&text,
			"  - id: d%d\n    title: D\n    kind: task\n    rows:\n      - {due: on taking office, source: "
			"S}\n"
			"    exceptions:\n      - {if: done-within, by: d%d, days: 5, reason: R, source: S}\n",
			i, (i + 1) % 3);
	assert_int_equal(parse(ctx, buf_view(&text), &book), INVALID);
	assert_int_equal(ctx->problems.count, 1);
	assert_string_equal(test_problem(ctx, 0),
			    "rulebook.yaml:23:31: by: “d2” and “d0” count for one another in a circle");
}

static void every_combination_has_its_answer(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook book;
	struct str head = STR("rulebook: {id: a, title: A}\nguidance:\n  - id: g\n    title: G\n    questions:\n"
			      "      - {id: who, text: W, answers: {a: A, b: B}}\n"
			      "      - {id: where, text: W, answers: {c: C, d: D}}\n    rows:\n"
			      "      - {when: {who: a}, answer: no, text: T, source: S}\n");
	assert_int_equal(parse(ctx, head, &book), INVALID);
	assert_string_equal(test_problem(ctx, 0), "rulebook.yaml:9:7: rows: nothing answers who: b, where: c");
	struct str more = str_fmt(ctx->arena,
				  "%.*s      - {answer: yes, text: T, source: S}\n"
				  "      - {when: {where: c}, answer: yes, text: T, source: S}\n",
				  STR_ARG(head));
	assert_int_equal(parse(ctx, more, &book), INVALID);
	assert_string_equal(test_problem(ctx, 0),
			    "rulebook.yaml:11:9: this row never answers: the rows before it always do");
}

static void the_reference_page_is_what_the_loader_reads(void **state)
{
	struct ctx *ctx = *state;
	struct str page = file_text(ctx, in_project(ctx, "docs/rulebook.md"));
	if (!str_eq(page, rulebook_schema(ctx->arena)))
		fail_msg("docs/rulebook.md is not what the tables say: aboveboard rulebook schema > docs/rulebook.md");
	/* The deadlines of the page's table are deadlines. */
	size_t n = 0;
	struct str line;
	while (str_cut(&page, '\n', &line)) {
		size_t end = str_find(line, STR("` | "), 0);
		bool is_row = str_starts(line, STR("| `")) && (str_find(line, STR("office"), 0) < end ||
							       str_find(line, STR(" each year`"), 0) < STR_NPOS);
		struct deadline_rule rule;
		if (!is_row || str_find(line, STR("(must)"), 0) != STR_NPOS ||
		    str_find(line, STR("map"), 0) != STR_NPOS)
			continue;
		problems_clear(ctx);
		if (deadline_parse(ctx, str_slice(line, 3, end), &rule) != OK)
			fail_msg("%s", test_problem(ctx, 0));
		n++;
	}
	assert_true(n >= 7);
}

static void a_number_counts_in_its_own_unit(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook book;
	assert_int_equal(parse(ctx,
			       STR("rulebook: {id: test, title: Test}\n"
				   "amounts:\n"
				   "  - id: gap\n"
				   "    about: A gap\n"
				   "    rows:\n"
				   "      - {from: 2026-01-01, amount: 45 days, source: A test}\n"
				   "  - id: day\n"
				   "    about: One day\n"
				   "    rows:\n"
				   "      - {amount: 1 day, source: A test}\n"
				   "  - id: money\n"
				   "    about: Money\n"
				   "    rows:\n"
				   "      - {amount: 50 USD, source: A test}\n"),
			       &book),
			 OK);
	const struct day today = {on("2026-11-23")}, before = {on("2025-12-31")};
	assert_int_equal(rulebook_number_on(&book, STR("gap"), STR("day"), today, 30), 45);
	assert_int_equal(rulebook_number_on(&book, STR("gap"), STR("day"), before, 30), 30);
	assert_int_equal(rulebook_number_on(&book, STR("gap"), STR("month"), today, 30), 30);
	assert_int_equal(rulebook_number_on(&book, STR("day"), STR("day"), today, 30), 1);
	assert_int_equal(rulebook_number_on(&book, STR("money"), STR("day"), today, 30), 30);
	assert_int_equal(rulebook_number_on(&book, STR("none"), STR("day"), today, 30), 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(a_whole_rulebook_is_read),
		ctx_test(a_changed_amount_leaves_what_was_before),
		ctx_test(faults_say_where_and_what),
		ctx_test(all_faults_are_named_at_once),
		ctx_test(only_plain_yaml_is_read),
		ctx_test(duties_do_not_count_in_a_circle),
		ctx_test(a_number_counts_in_its_own_unit),
		ctx_test(every_combination_has_its_answer),
		ctx_test(the_reference_page_is_what_the_loader_reads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
