/* Reading registers. */
#include <unistd.h>

#include "base/testing.h"
#include "rulebook/store.h"

static struct str corpus(struct ctx *ctx, const char *name)
{
	static const char *const tops[] = {"", "../"};
	for (size_t i = 0; i < COUNT_OF(tops); i++) {
		char *path = str_c(ctx->arena, str_fmt(ctx->arena, "%ssrc/services/rulebook/corpus/fuzz_rulebook/%s",
						       tops[i], name));
		struct str text;
		if (access(path, R_OK) == 0 && file_read(ctx, path, 1 << 20, &text) == OK)
			return text;
	}
	fail_msg("%s is not here", name);
	return STR("");
}

static enum outcome parse(struct ctx *ctx, struct str text, struct rulebook *ret_book)
{
	const struct rulebook_file files[] = {{STR("rulebook.yaml"), text}};
	problems_clear(ctx);
	return rulebook_parse(ctx, files, COUNT_OF(files), ret_book);
}

/* `text` behind what every rulebook begins with, six lines. */
static enum outcome parse_behind(struct ctx *ctx, const char *text, struct rulebook *ret_book)
{
	return parse(
		ctx,
		str_fmt(ctx->arena,
			"rulebook: {id: t, title: T, currency: EUR}\n"
			"registers:\n"
			"  - id: gifts\n"
			"    title: Gifts\n"
			"    source: Code\n"
			"    fields: [{id: donor, name: Donor, kind: text}, {id: value, name: Value, kind: money}]\n%s",
			text),
		ret_book);
}

static void a_register_is_read(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook book;
	if (parse(ctx, corpus(ctx, "registers"), &book) != OK)
		fail_msg("%s", test_problem(ctx, 0));
	const struct scheme *gifts = rulebook_scheme(&book, STR("gifts"));
	assert_non_null(gifts);
	assert_null(rulebook_scheme(&book, STR("interests")));
	assert_true(gifts->single && gifts->nil && !gifts->of_body);
	assert_int_equal(gifts->filing, FILING_NONE);
	assert_int_equal(gifts->shown, REGISTER_PUBLIC);
	assert_int_equal(gifts->review, REVIEW_NONE);
	assert_int_equal(gifts->scrutiny_months, 3);
	assert_int_equal(gifts->public_until.since, SINCE_FOREVER);
	assert_int_equal(gifts->keep_until.since, SINCE_REGISTERED);
	assert_text(gifts->keep_until.amount, "kept");
	assert_text(gifts->duties.p[0], "gift");
	assert_int_equal(gifts->keys.n, 4);
	assert_text(gifts->keys.p[3], "outcome");
	const struct scheme_category *gift = scheme_category(gifts, STR("gift"));
	assert_non_null(gift);
	assert_int_equal(gift->whose, WHOSE_SELF);
	assert_int_equal(gift->n_fields, 5);
	assert_text(gift->fields[0].label, "Who gave it?");
	assert_text(gift->fields[1].label, "Day");
	assert_text(gift->fields[2].label, "What is it worth?");
	assert_text(gift->fields[2].name, "Value");
	assert_text(gift->fields[2].currency, "GBP");
	assert_true(gift->fields[2].sort && gift->fields[2].unknown && !gift->fields[2].required);
	assert_text(gift->fields[4].asked_when.field, "outcome");
	assert_text(gift->fields[4].asked_when.answers.p[0], "refused");
	assert_null(scheme_field(gift, STR("giver")));
	assert_text(scheme_category(gifts, STR("part"))->parent, "gift");
	assert_int_equal(gifts->n_thresholds, 1);
	assert_int_equal(gifts->thresholds[0].window, WINDOW_ROLLING);
	assert_int_equal(gifts->thresholds[0].n, 3);
	assert_text(gifts->thresholds[0].counts.answers.p[0], "accepted");
}

static void every_fault_says_where_and_what(void **state)
{
	static const char *const said[] = {
		"rulebook.yaml:12:14: duties: “file-it” is a filing with somebody else; declaring here does it only "
		"where the register says “filing: approved”",
		"rulebook.yaml:12:23: “gift” is not a duty; there are: file-it",
		"rulebook.yaml:13:12: “gift-recieved” is not an event (declare it under “events”); did you mean "
		"“gift-received”?",
		"rulebook.yaml:15:16: “soon” is not an event (declare it under “events”); there are: gift-received",
		"rulebook.yaml:16:17: keep-until: “days” is no number of years, months or days",
		"rulebook.yaml:17:24: public-until: expected “after leaving office”, “after it ended” or “after it was "
		"registered”; found “after”",
		"rulebook.yaml:18:12: steps: what needs approval is reviewed before it is published: write “review: "
		"before”",
		"rulebook.yaml:19:13: filing: a copy needs “filed-with”: with whom the law has it filed",
		"rulebook.yaml:23:71: choices: a field of this kind has no use for it",
		"rulebook.yaml:24:9: money needs a “currency”, here or in “rulebook” of rulebook.yaml",
		"rulebook.yaml:28:17: parent: categories belong to one another in a circle",
		"rulebook.yaml:30:19: summary: the category has no field “doner”",
		"rulebook.yaml:32:13: “doner” is not one of the register's “fields”; did you mean “donor”?",
		"rulebook.yaml:35:68: “refussed” is not an answer to outcome; did you mean “refused”?",
		"rulebook.yaml:36:59: “later” is not a field that stands before it; there are: value, outcome, why",
		"rulebook.yaml:36:97: filter: lists are public, and this field is not: leave out one of the two",
		"rulebook.yaml:37:58: at-least: a field of this kind has no use for it",
		"rulebook.yaml:37:91: required-when: the field is “required” already: leave out one of the two",
		"rulebook.yaml:38:128: from: the band before this one reaches as far: bands stand in order and do not "
		"overlap",
		"rulebook.yaml:38:136: to: expected a number with at most 2 decimals; found “20.555”",
		"rulebook.yaml:38:150: id: the band “a” stands here twice",
		"rulebook.yaml:39:13: a field needs “kind”",
		"rulebook.yaml:40:45: parent: categories belong to one another in a circle",
		"rulebook.yaml:40:60: id: in another category “outcome” is a field of another kind (line 34); give one "
		"of the two another id",
		"rulebook.yaml:41:14: id: “gift” stands already in rulebook.yaml, line 26",
		"rulebook.yaml:43:85: “accept” is not an answer to outcome; did you mean “accepted”?",
		"rulebook.yaml:43:104: within: expected “months”; found “weeks”",
		"rulebook.yaml:43:135: “x” is not a duty; there are: file-it",
		"rulebook.yaml:44:14: id: “a” stands already in rulebook.yaml, line 43",
		"rulebook.yaml:44:25: amount: “days” counts persons, not money",
		"rulebook.yaml:44:38: “worth” is not a field of this register; there are: value, outcome, why, who, "
		"later, pay, donor",
		"rulebook.yaml:44:67: “forbid” is not a word for effect; there are: register, report, limit, conflict, "
		"ask",
		"rulebook.yaml:45:10: id: “gifts” stands already in rulebook.yaml, line 10",
		"rulebook.yaml:46:14: add-to: there is no register “nothing”",
		"rulebook.yaml:46:23: title: what adds to a register cannot change this",
	};
	struct ctx *ctx = *state;
	struct rulebook book;
	assert_int_equal(parse(ctx, corpus(ctx, "registers-refused"), &book), INVALID);
	for (size_t i = 0; i < COUNT_OF(said); i++)
		assert_string_equal(test_problem(ctx, i), said[i]);
	assert_int_equal(ctx->problems.count, COUNT_OF(said));
}

static void a_register_is_not_called_like_other_open_data(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook book;
	static const char *const taken[] = {"metadata", "people", "changes", "signatures", "all", "sqlite-master"};
	for (size_t i = 0; i < COUNT_OF(taken); i++) {
		assert_int_equal(
			parse_behind(ctx,
				     str_fmt(ctx->arena,
					     "    categories: [{id: gift, title: G, fields: [donor]}]\n"
					     "  - {id: %s, title: M, source: Code, categories: [{id: a, title: A, "
					     "fields: [{id: b, name: B, kind: text}]}]}\n",
					     taken[i])
					     .p,
				     &book),
			INVALID);
		assert_string_equal(test_problem(ctx, 0),
				    str_fmt(ctx->arena,
					    "rulebook.yaml:8:10: id: “%s” is the name of something else in files and "
					    "tables of open data: choose another, such as “our-%s”",
					    taken[i], taken[i])
					    .p);
		assert_int_equal(ctx->problems.count, 1);
	}
}

static void lists_have_at_most_so_many_keys(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook book;
	struct buf text = buf_open(ctx->arena, 0);
	buf_lit(&text, "    categories:\n      - id: gift\n        title: G\n        fields:\n");
	for (int i = 0; i < SCHEME_KEYS + 2; i++)
		buf_fmt(&text, "          - {id: f%d, name: F, kind: text, filter: yes}\n", i);
	assert_int_equal(parse_behind(ctx, str_c(ctx->arena, buf_view(&text)), &book), INVALID);
	assert_string_equal(
		test_problem(ctx, 0),
		"rulebook.yaml:23:13: “f12” is one field too many by which this register's lists are filtered "
		"or sorted: at most 12");
	assert_int_equal(ctx->problems.count, 1);
}

static void a_field_is_an_id_or_a_map(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook book;
	assert_int_equal(
		parse_behind(ctx,
			     "    categories:\n"
			     "      - {id: gift, title: G, fields: [donor, No Id, [value], {use: [donor]}, {}]}\n",
			     &book),
		INVALID);
	static const char *const said[] = {
		"rulebook.yaml:8:46: fields: expected the id of a shared field, or a field; found “No Id”",
		"rulebook.yaml:8:53: fields: expected the id of a shared field, or a field; found a list",
	};
	for (size_t i = 0; i < COUNT_OF(said); i++)
		assert_string_equal(test_problem(ctx, i), said[i]);
	assert_true(ctx->problems.count > COUNT_OF(said));
}

static void bands_and_limits_are_in_minor_units(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook book;
	assert_int_equal(parse_behind(ctx,
				      "    categories:\n"
				      "      - id: share\n"
				      "        title: S\n"
				      "        whose: [self, partner]\n"
				      "        closed: yes\n"
				      "        fields:\n"
				      "          - {id: worth, name: W, kind: money, bands: [{id: a, text: A, from: "
				      "2000, to: 10000}, "
				      "{id: b, text: B, from: 10000.01}]}\n"
				      "          - {id: part, name: P, kind: percentage, at-least: 0.5, at-most: 100}\n"
				      "          - {id: rooms, name: R, kind: number, at-least: 1, closed: yes}\n",
				      &book),
			 OK);
	const struct scheme_category *share = &book.schemes[0].categories[0];
	assert_int_equal(share->whose, WHOSE_SELF | WHOSE_PARTNER);
	assert_true(share->closed);
	assert_int_equal(share->fields[0].bands[0].from, 200000);
	assert_int_equal(share->fields[0].bands[0].to, 1000000);
	assert_int_equal(share->fields[0].bands[1].from, 1000001);
	assert_true(share->fields[0].bands[1].to == INT64_MAX);
	assert_text(share->fields[0].currency, "EUR");
	assert_int_equal(share->fields[1].from, 50);
	assert_int_equal(share->fields[1].to, 10000);
	assert_int_equal(share->fields[2].from, 1);
	assert_true(share->fields[2].closed && share->fields[2].to == INT64_MAX);
}

static const char added[] =
	"    categories: [{id: gift, title: G, fields: [donor, value]}]\n"
	"    thresholds:\n"
	"      - {id: from, amount: low, value: value, within: each, effect: register, source: S}\n"
	"  - add-to: gifts\n"
	"    duties: [declare]\n"
	"    event: given\n"
	"    fields: [{id: where, name: Where, kind: text}]\n"
	"    categories: [{id: meal, title: M, fields: [donor, where]}]\n"
	"    thresholds:\n"
	"      - {id: from, amount: high, value: value, within: fiscal year, effect: limit, source: S}\n"
	"      - {id: other, amount: low, value: value, within: calendar year, above: yes, effect: ask, "
	"source: S}\n"
	"events: [{id: given, text: given}]\n"
	"duties: [{id: declare, title: D, kind: declaration, rows: [{due: 1 day after given, source: S}]}]\n"
	"amounts:\n"
	"  - {id: low, about: L, rows: [{amount: 50, source: S}]}\n"
	"  - {id: high, about: H, rows: [{amount: 500 EUR, source: S}]}\n";

static void a_rulebook_adds_to_a_register_that_it_includes(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook book;
	if (parse_behind(ctx, added, &book) != OK)
		fail_msg("%s", test_problem(ctx, 0));
	assert_int_equal(book.n_schemes, 1);
	const struct scheme *gifts = &book.schemes[0];
	assert_int_equal(gifts->n_categories, 2);
	assert_text(gifts->categories[1].fields[0].id, "donor");
	assert_text(gifts->categories[1].fields[1].id, "where");
	assert_text(gifts->duties.p[0], "declare");
	assert_text(gifts->event, "given");
	assert_int_equal(gifts->n_thresholds, 2);
	assert_text(gifts->thresholds[0].amount, "high");
	assert_int_equal(gifts->thresholds[0].window, WINDOW_FISCAL_YEAR);
	assert_int_equal(gifts->thresholds[1].effect, EFFECT_ASK);
	assert_true(gifts->thresholds[1].above);
}

static void what_differs_is_named_by_register_and_category(void **state)
{
	struct ctx *ctx = *state;
	struct rulebook before, after, none = {.n_schemes = 0};
	const char *one = "    categories: [{id: gift, title: G, fields: [donor, value]}]\n";
	const char *two = "    nil: yes\n"
			  "    categories: [{id: gift, title: G, fields: [donor, {use: value, required: yes}]}, "
			  "{id: meal, title: M, fields: [donor]}]\n";
	struct rule_change *changes;
	size_t n;
	assert_int_equal(parse_behind(ctx, one, &before), OK);
	assert_int_equal(parse_behind(ctx, two, &after), OK);
	rulebook_changes(ctx->arena, &before, &before, &changes, &n);
	assert_int_equal(n, 0);
	rulebook_changes(ctx->arena, &before, &after, &changes, &n);
	assert_int_equal(n, 3);
	assert_string_equal(changes[0].kind, "register");
	assert_int_equal(changes[0].difference, RULE_CHANGED);
	assert_text(changes[1].id, "gifts/gift");
	assert_int_equal(changes[1].difference, RULE_CHANGED);
	assert_text(changes[2].id, "gifts/meal");
	assert_int_equal(changes[2].difference, RULE_ADDED);
	rulebook_changes(ctx->arena, &none, &after, &changes, &n);
	assert_int_equal(n, 1);
	rulebook_changes(ctx->arena, &after, &none, &changes, &n);
	assert_int_equal(n, 1);
	assert_int_equal(changes[0].difference, RULE_REMOVED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(a_register_is_read),
		ctx_test(every_fault_says_where_and_what),
		ctx_test(a_register_is_not_called_like_other_open_data),
		ctx_test(lists_have_at_most_so_many_keys),
		ctx_test(a_field_is_an_id_or_a_map),
		ctx_test(bands_and_limits_are_in_minor_units),
		ctx_test(a_rulebook_adds_to_a_register_that_it_includes),
		ctx_test(what_differs_is_named_by_register_and_category),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
