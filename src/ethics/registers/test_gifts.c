/* What thresholds say of an offer: worked cases with their sources (tests/gifts), sources that belong together, and
 * what holds whatever the gifts are. */
#include "base/property.h"
#include "base/testing.h"
#include "registers/review.h"

#define CASES_BYTES 65536

static int32_t on(struct str text)
{
	struct day day;
	if (!day_parse(text, &day))
		fail_msg("%.*s is no day", STR_ARG(text));
	return day.n;
}

static int64_t number(struct str text)
{
	int64_t n;
	if (!str_to_i64(text, &n))
		fail_msg("%.*s is no number", STR_ARG(text));
	return n;
}

/* ---- The worked cases ---- */

static void worth(struct str text, struct gift *gift)
{
	struct str rest = text, part;
	if (str_eq(text, STR("?"))) {
		gift->least = 0;
		gift->most = INT64_MAX;
		return;
	}
	(void)str_cut(&rest, '~', &part);
	gift->least = gift->most = number(part);
	if (rest.n)
		gift->most = number(rest);
}

/* "2025-01-16 1500 *" */
static struct gift gift_read(struct str text)
{
	struct str rest = str_trim(text), day, amount;
	(void)str_cut(&rest, ' ', &day);
	(void)str_cut(&rest, ' ', &amount);
	struct gift gift = {.day = on(day),
			    .currency = STR("GBP"),
			    .source = str_eq(rest, STR("*")) || !rest.n ? STR("Foundry & Sons") : rest};
	worth(amount, &gift);
	return gift;
}

static void window_read(struct str text, struct scheme_threshold *threshold, int32_t *ret_month)
{
	struct str rest = text, word;
	(void)str_cut(&rest, ' ', &word);
	*ret_month = 1;
	if (str_eq(word, STR("each")))
		threshold->window = WINDOW_EACH;
	else if (str_eq(word, STR("calendar-year")))
		threshold->window = WINDOW_CALENDAR_YEAR;
	else if (str_eq(word, STR("fiscal-year"))) {
		threshold->window = WINDOW_FISCAL_YEAR;
		*ret_month = (int32_t)number(rest);
	} else {
		assert_true(str_eq(word, STR("rolling")));
		threshold->window = WINDOW_ROLLING;
		threshold->n = (int32_t)number(rest);
	}
}

struct world {
	struct rulebook rulebook;
	struct rule_amount amount;
	struct scheme_threshold threshold;
	struct gift offer;
	struct gift others[16];
	struct gift_question question;
};

static void world_open(struct world *w)
{
	*w = (struct world){
		.amount = {.id = STR("limit"),
			   .currency = STR("GBP"),
			   .row = {.from_day = DEADLINE_NO_DAY, .to_day = DEADLINE_NO_DAY}},
		.threshold = {.amount = STR("limit"), .by = STR("donor"), .effect = EFFECT_REGISTER},
	};
	w->rulebook.amounts = &w->amount;
	w->rulebook.n_amounts = 1;
	w->question = (struct gift_question){
		.rulebook = &w->rulebook, .threshold = &w->threshold, .offer = &w->offer, .others = w->others};
}

static struct gift_finding asked(struct ctx *ctx, struct world *w)
{
	struct gift_finding finding;
	gift_find(ctx, &w->question, &finding);
	return finding;
}

static void case_run(struct ctx *ctx, struct str line)
{
	static const char *const says[] = {[GIFT_NO_RULE] = "no rule",
					   [GIFT_BELOW] = "below",
					   [GIFT_PERHAPS] = "perhaps",
					   [GIFT_REACHED] = "reached"};
	struct str about, window, limit, gifts, offer, verdict, from, to, total;
	struct world w;
	world_open(&w);
	assert_true(str_cut(&line, ',', &about) && str_cut(&line, ',', &window) && str_cut(&line, ',', &limit) &&
		    str_cut(&line, ',', &gifts) && str_cut(&line, ',', &offer) && str_cut(&line, ',', &verdict) &&
		    str_cut(&line, ',', &from) && str_cut(&line, ',', &to) && str_cut(&line, ',', &total));
	assert_true(line.n > 10); /* its source */
	window_read(window, &w.threshold, &w.question.fiscal_month);
	w.threshold.above = str_starts(limit, STR("above "));
	w.amount.amount = number(str_slice(limit, w.threshold.above ? 6 : 5, limit.n));
	for (struct str one; gifts.n && str_cut(&gifts, ';', &one);)
		w.others[w.question.n_others++] = gift_read(one);
	w.offer = gift_read(offer);
	struct gift_finding finding = asked(ctx, &w);
	if (!str_eq(verdict, str_of(says[finding.verdict])) || finding.with_least != number(total) ||
	    finding.from_day != on(from) || finding.to_day != on(to))
		fail_msg("%.*s: %s, %s to %s, %lld", STR_ARG(about), says[finding.verdict],
			 test_c(day_str(ctx->arena, (struct day){finding.from_day})),
			 test_c(day_str(ctx->arena, (struct day){finding.to_day})), (long long)finding.with_least);
}

static void worked_cases_come_out_as_their_sources_say(void **state)
{
	struct ctx *ctx = *state;
	struct str here = STR(__FILE__), cases, line;
	size_t n = 0;
	struct str path = str_fmt(ctx->arena, "%.*stests/gifts/windows.csv",
				  (int)(here.n - sizeof("src/ethics/registers/test_gifts.c") + 1), here.p);
	/* The compiler was given the path from the build's folder; the test may run there or above it. */
	if (file_read(ctx, str_c(ctx->arena, path), CASES_BYTES, &cases) != OK)
		assert_int_equal(file_read(ctx, "tests/gifts/windows.csv", CASES_BYTES, &cases), OK);
	(void)str_cut(&cases, '\n', &line);
	while (cases.n && str_cut(&cases, '\n', &line)) {
		case_run(ctx, line);
		n++;
	}
	assert_true(n >= 30);
}

/* ---- Sources ---- */

static void the_same_source_is_known_by_its_number_or_its_name(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		struct gift a, b;
		bool same;
	} pairs[] = {
		{{.source = STR_INIT("Foundry Ltd")}, {.source = STR_INIT("foundry  LTD ")}, true},
		{{.source = STR_INIT("Foundry Ltd")}, {.source = STR_INIT("Foundry")}, false},
		{{.source = STR_INIT("Foundry Ltd"), .scheme = STR_INIT("GB-COH"), .id = STR_INIT("01")},
		 {.source = STR_INIT("The Old Foundry"), .scheme = STR_INIT("GB-COH"), .id = STR_INIT("01")},
		 true},
		{{.source = STR_INIT("Foundry Ltd"), .scheme = STR_INIT("GB-COH"), .id = STR_INIT("01")},
		 {.source = STR_INIT("Foundry Ltd"), .scheme = STR_INIT("GB-COH"), .id = STR_INIT("02")},
		 false},
		{{.source = STR_INIT("Foundry Ltd"), .scheme = STR_INIT("GB-COH"), .id = STR_INIT("01")},
		 {.source = STR_INIT("Foundry Ltd")},
		 true},
		{{.source = STR_INIT("")}, {.source = STR_INIT("")}, false},
	};
	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		assert_int_equal(gift_same_source(ctx->arena, &pairs[i].a, &pairs[i].b, NULL, 0), pairs[i].same);
		assert_int_equal(gift_same_source(ctx->arena, &pairs[i].b, &pairs[i].a, NULL, 0), pairs[i].same);
	}
}

static void sources_that_belong_together_count_together(void **state)
{
	struct ctx *ctx = *state;
	static const struct gift_link links[] = {
		{.group = 1, .source = STR_INIT("Foundry Ltd")},
		{.group = 1, .source = STR_INIT("Foundry Holdings"), .scheme = STR_INIT("GB-COH"), .id = STR_INIT("9")},
		{.group = 2, .scheme = STR_INIT("GB-COH"), .id = STR_INIT("9"), .source = STR_INIT("FH plc")},
		{.group = 2, .source = STR_INIT("Quay Hotel")},
		{.group = 3, .source = STR_INIT("Bystander")},
		{.group = 3, .source = STR_INIT("Its friend")},
	};
	struct gift foundry = {.source = STR("foundry ltd")}, hotel = {.source = STR("Quay Hotel")},
		    bystander = {.source = STR("Its Friend")};
	assert_true(gift_same_source(ctx->arena, &foundry, &hotel, links, COUNT_OF(links)));
	assert_true(gift_same_source(ctx->arena, &hotel, &foundry, links, COUNT_OF(links)));
	assert_false(gift_same_source(ctx->arena, &foundry, &bystander, links, COUNT_OF(links)));
	assert_false(gift_same_source(ctx->arena, &foundry, &hotel, links, 2));
}

static void all_of_them_count_where_the_rule_names_no_source(void **state)
{
	struct ctx *ctx = *state;
	struct world w;
	world_open(&w);
	w.threshold.window = WINDOW_CALENDAR_YEAR;
	w.threshold.by = STR("");
	w.amount.amount = 5000;
	w.offer = gift_read(STR("2025-02-01 1000 Foundry"));
	w.others[w.question.n_others++] = gift_read(STR("2025-03-01 4000 Quay Hotel"));
	assert_int_equal(asked(ctx, &w).verdict, GIFT_REACHED);
}

static void another_currency_is_not_guessed(void **state)
{
	struct ctx *ctx = *state;
	struct world w;
	world_open(&w);
	w.threshold.window = WINDOW_CALENDAR_YEAR;
	w.amount.amount = 5000;
	w.offer = gift_read(STR("2025-02-01 1000 *"));
	w.others[w.question.n_others++] = gift_read(STR("2025-03-01 9000 *"));
	w.others[0].currency = STR("USD");
	struct gift_finding finding = asked(ctx, &w);
	assert_int_equal(finding.verdict, GIFT_PERHAPS);
	assert_int_equal(finding.with_least, 1000);
	w.offer.currency = STR("USD");
	assert_int_equal(asked(ctx, &w).verdict, GIFT_NO_RULE);
}

static void the_row_of_the_day_holds(void **state)
{
	struct ctx *ctx = *state;
	struct world w;
	struct rule_amount rows[2];
	world_open(&w);
	rows[0] = rows[1] = w.amount;
	rows[0].row.to_day = on(STR("2024-12-31"));
	rows[0].amount = 59000;
	rows[1].row.from_day = on(STR("2025-01-01"));
	rows[1].amount = 63000;
	w.rulebook.amounts = rows;
	w.rulebook.n_amounts = 2;
	w.threshold.window = WINDOW_CALENDAR_YEAR;
	w.threshold.above = true;
	w.offer = gift_read(STR("2024-12-31 60000 *"));
	assert_int_equal(asked(ctx, &w).verdict, GIFT_REACHED);
	assert_ptr_equal(asked(ctx, &w).amount, &rows[0]);
	w.offer.day++;
	assert_int_equal(asked(ctx, &w).verdict, GIFT_BELOW);
	assert_ptr_equal(asked(ctx, &w).amount, &rows[1]);
}

static void the_strictest_rule_answers(void **state)
{
	(void)state;
	static const struct scheme_threshold limit = {.effect = EFFECT_LIMIT}, ask = {.effect = EFFECT_ASK},
					     list = {.effect = EFFECT_REGISTER};
	struct gift_finding all[] = {{.threshold = &list, .verdict = GIFT_REACHED},
				     {.threshold = &ask, .verdict = GIFT_BELOW},
				     {.threshold = &limit, .verdict = GIFT_BELOW}};
	assert_int_equal(gift_answer(all, 0), GIFT_NOTHING);
	assert_int_equal(gift_answer(all, 3), GIFT_REGISTER);
	all[0].verdict = GIFT_PERHAPS;
	assert_int_equal(gift_answer(all, 3), GIFT_MAY_REGISTER);
	all[1].verdict = GIFT_REACHED;
	assert_int_equal(gift_answer(all, 3), GIFT_ASK_FIRST);
	all[2].verdict = GIFT_PERHAPS;
	assert_int_equal(gift_answer(all, 3), GIFT_ASK_FIRST);
	all[2].verdict = GIFT_REACHED;
	assert_int_equal(gift_answer(all, 3), GIFT_MAY_NOT);
}

static void parts_are_never_less_than_the_whole(void **state)
{
	(void)state;
	assert_int_equal(gift_part(10000, 3), 3334);
	assert_int_equal(gift_part(9000, 3), 3000);
	assert_int_equal(gift_part(9000, 1), 9000);
	assert_int_equal(gift_part(9000, 0), 9000);
}

/* ---- What always holds ---- */

static struct gift any_gift(struct gen *gen)
{
	static const char *const names[] = {"Foundry", "Quay Hotel", "Harbour Trust"};
	struct gift gift = {.day = 20000 + (int32_t)gen_below(gen, 1500),
			    .least = (int64_t)gen_below(gen, 8000),
			    .currency = STR("GBP"),
			    .source = str_of(names[gen_below(gen, COUNT_OF(names))])};
	gift.most = gen_below(gen, 5) == 1 ? INT64_MAX : gift.least + (int64_t)gen_below(gen, 2) * 500;
	return gift;
}

static void any_world(struct gen *gen, struct world *w)
{
	static const enum scheme_window windows[] = {WINDOW_EACH, WINDOW_ROLLING, WINDOW_CALENDAR_YEAR,
						     WINDOW_FISCAL_YEAR};
	world_open(w);
	w->threshold.window = windows[gen_below(gen, COUNT_OF(windows))];
	w->threshold.n = 1 + (int32_t)gen_below(gen, 24);
	w->threshold.above = gen_bool(gen);
	w->question.fiscal_month = 1 + (int32_t)gen_below(gen, 12);
	w->amount.amount = 1 + (int64_t)gen_below(gen, 20000);
	w->offer = any_gift(gen);
	w->question.n_others = gen_below(gen, COUNT_OF(w->others) - 1);
	for (size_t i = 0; i < w->question.n_others; i++)
		w->others[i] = any_gift(gen);
	gen_note(gen, "window=%d n=%d limit=%lld others=%zu", (int)w->threshold.window, w->threshold.n,
		 (long long)w->amount.amount, w->question.n_others);
}

static bool a_greater_amount_never_says_less(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	struct world w;
	any_world(gen, &w);
	struct gift_finding before = asked(&ctx, &w);
	int64_t more = (int64_t)gen_below(gen, 9000);
	w.offer.least += more;
	w.offer.most = w.offer.most == INT64_MAX ? INT64_MAX : w.offer.most + more;
	struct gift_finding after = asked(&ctx, &w);
	return after.verdict >= before.verdict && after.with_least >= before.with_least;
}

static bool one_more_gift_never_says_less(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	struct world w;
	any_world(gen, &w);
	enum gift_verdict before = asked(&ctx, &w).verdict;
	w.others[w.question.n_others++] = any_gift(gen);
	return asked(&ctx, &w).verdict >= before;
}

static bool one_more_link_never_says_less(struct gen *gen)
{
	static const struct gift_link links[] = {{.group = 1, .source = STR_INIT("foundry")},
						 {.group = 1, .source = STR_INIT("Quay Hotel")}};
	struct ctx ctx = {.arena = gen->arena};
	struct world w;
	any_world(gen, &w);
	enum gift_verdict before = asked(&ctx, &w).verdict;
	w.question.links = links;
	w.question.n_links = COUNT_OF(links);
	return asked(&ctx, &w).verdict >= before;
}

/* The last day of so many months that begin with that day. */
static int32_t months_with(int32_t first, int32_t months)
{
	const struct deadline_rule rule = {
		.parts = {{.trigger = TRIGGER_EVENT, .n = months, .unit = UNIT_MONTHS, .counts_day = true}}};
	const struct deadline_facts facts = {.day = {first, DEADLINE_NO_DAY}};
	struct deadline last;
	assert_int_equal(deadline_compute(&rule, &facts, &last), OK);
	return last.day;
}

/* The longest that so many months count: a day earlier they would end before it. */
static bool a_span_is_the_longest(struct gen *gen)
{
	int32_t last = 10000 + (int32_t)gen_below(gen, 20000), months = 1 + (int32_t)gen_below(gen, 36);
	int32_t from = gift_span_from(last, months);
	gen_note(gen, "last=%s months=%d", test_c(day_str(gen->arena, (struct day){last})), months);
	return months_with(from, months) >= last && months_with(from - 1, months) < last;
}

static void what_always_holds(void **state)
{
	(void)state;
	assert_true(property_holds("a greater amount never says less", a_greater_amount_never_says_less, 3000));
	assert_true(property_holds("one more gift never says less", one_more_gift_never_says_less, 3000));
	assert_true(property_holds("one more link never says less", one_more_link_never_says_less, 1000));
	assert_true(property_holds("a span is the longest", a_span_is_the_longest, 5000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(worked_cases_come_out_as_their_sources_say),
		ctx_test(the_same_source_is_known_by_its_number_or_its_name),
		ctx_test(sources_that_belong_together_count_together),
		ctx_test(all_of_them_count_where_the_rule_names_no_source),
		ctx_test(another_currency_is_not_guessed),
		ctx_test(the_row_of_the_day_holds),
		ctx_test(the_strictest_rule_answers),
		cmocka_unit_test(parts_are_never_less_than_the_whole),
		cmocka_unit_test(what_always_holds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
