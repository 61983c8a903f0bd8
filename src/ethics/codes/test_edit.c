/* Editing a draft: what each act does to the tree, and that no edit breaks it, loses words or cannot be taken back. */
#include "codes/edit.h"

#include "base/property.h"
#include "base/testing.h"

#define FRESH 1000

/* "0 clause (a) | Heading | Text" for each element, one a line; ids 1, 2 … */
static struct provision *tree(struct ctx *ctx, const char *lines, size_t *ret_n)
{
	struct provision *p = arena_array(ctx->arena, struct provision, 40);
	struct str rest = str_of(lines), line;
	size_t n = 0;
	while (rest.n > 0 && str_cut(&rest, '\n', &line)) {
		struct str parts[4] = {0}, cells = line;
		for (size_t i = 0; i < 4 && cells.p && str_cut(&cells, '|', &parts[i]); i++)
			parts[i] = str_trim(parts[i]);
		p[n] = (struct provision){.id = (int64_t)n + 1,
					  .depth = parts[0].p[0] - '0',
					  .kind = parts[0].n > 1 && parts[0].p[1] == 'h' ? PROVISION_HEADING
											 : PROVISION_CLAUSE,
					  .label = parts[1],
					  .heading = parts[2],
					  .text = parts[3]};
		n++;
	}
	*ret_n = n;
	return p;
}

static const char *shown(struct ctx *ctx, const struct provision *p, size_t n)
{
	struct buf out = buf_open(ctx->arena, 256);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "%d%s|%.*s|%.*s|%.*s\n", p[i].depth, p[i].kind == PROVISION_HEADING ? "h" : "",
			STR_ARG(p[i].label), STR_ARG(p[i].heading), STR_ARG(p[i].text));
	return test_c(buf_view(&out));
}

static const char *after(struct ctx *ctx, const char *lines, struct edit edit)
{
	size_t n, m, back;
	struct provision *p = tree(ctx, lines, &n);
	struct edit_change change;
	edit.fresh = edit.fresh ? edit.fresh : FRESH;
	enum outcome outcome = edit_plan(ctx, p, n, &edit, &change);
	if (outcome != OK)
		return outcome == INVALID ? test_problem(ctx, ctx->problems.count - 1) : outcome_name(outcome);
	struct provision *then = edit_apply(ctx->arena, p, n, &change, &m);
	struct edit_change undo = edit_reverse(ctx->arena, p, n, &change);
	struct provision *again = edit_apply(ctx->arena, then, m, &undo, &back);
	assert_string_equal(shown(ctx, again, back), shown(ctx, p, n));
	return shown(ctx, then, m);
}

static void in_and_out_take_along_what_stands_below(void **state)
{
	struct ctx *ctx = *state;
	const char *text = "0|1.||One\n0|2.||Two\n1|(a)||Below\n0|3.||Three\n";
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_IN, .id = 2}),
			    "0|1.||One\n1|2.||Two\n2|(a)||Below\n0|3.||Three\n");
	const char *deep = "0|1.||One\n1|(a)||A\n2|(i)||I\n1|(b)||B\n";
	assert_string_equal(after(ctx, deep, (struct edit){.act = EDIT_OUT, .id = 2}),
			    "0|1.||One\n0|(a)||A\n1|(i)||I\n1|(b)||B\n");
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_IN, .id = 1}),
			    "This cannot be done with the element where it stands now");
	assert_string_equal(after(ctx, deep, (struct edit){.act = EDIT_IN, .id = 2}),
			    "This cannot be done with the element where it stands now");
}

static void a_change_of_level_leaves_no_gap(void **state)
{
	struct ctx *ctx = *state;
	const char *deep = "0|1.||One\n1|(a)||A\n2|(i)||I\n2|(ii)||J\n3|-||K\n1|(b)||B\n";
	struct edit edit = {
		.act = EDIT_CHANGE, .id = 3, .to = {.kind = PROVISION_CLAUSE, .label = STR("(i)"), .text = STR("I")}};
	assert_string_equal(after(ctx, deep, edit), "0|1.||One\n1|(a)||A\n0|(i)||I\n1|(ii)||J\n2|-||K\n1|(b)||B\n");
	edit.to.depth = 3;
	assert_string_equal(after(ctx, deep, edit), "depth: It cannot stand there: choose what it stands below");
}

static void neighbours_change_places_with_what_stands_below(void **state)
{
	struct ctx *ctx = *state;
	const char *text = "0|1.||One\n1|(a)||A\n0|2.||Two\n1|(b)||B\n0|3.||Three\n";
	const char *swapped = "0|2.||Two\n1|(b)||B\n0|1.||One\n1|(a)||A\n0|3.||Three\n";
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_UP, .id = 3}), swapped);
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_DOWN, .id = 1}), swapped);
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_UP, .id = 4}),
			    "This cannot be done with the element where it stands now");
}

static void an_element_is_put_behind_another(void **state)
{
	struct ctx *ctx = *state;
	const char *text = "0|1.||One\n1|(a)||A\n0|2.||Two\n1|(b)||B\n";
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_MOVE, .id = 1, .other = 4}),
			    "0|2.||Two\n1|(b)||B\n1|1.||One\n2|(a)||A\n");
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_MOVE, .id = 3, .other = 1, .below = true}),
			    "0|1.||One\n1|2.||Two\n2|(b)||B\n1|(a)||A\n");
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_MOVE, .id = 4}),
			    "0|(b)||B\n0|1.||One\n1|(a)||A\n0|2.||Two\n");
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_MOVE, .id = 1, .other = 2}),
			    "other: An element cannot be moved below itself");
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_MOVE, .id = 1, .other = 99}), "NOT_FOUND");
}

static void a_split_gives_the_second_part_its_label(void **state)
{
	struct ctx *ctx = *state;
	const char *text = "0|1.||Ask: (a) the clerk; (b) me.\n1|-||Below\n";
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_SPLIT, .id = 1, .at = 5}),
			    "0|1.||Ask:\n0|(a)||the clerk; (b) me.\n1|-||Below\n");
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_SPLIT, .id = 1, .at = 2}),
			    "at: Choose a place that has words before and behind it");
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_SPLIT, .id = 1, .at = 999}),
			    "at: Choose a place that has words before and behind it");
	assert_string_equal(
		after(ctx, "0h|1.|Head|Text behind\n1|-||Below\n", (struct edit){.act = EDIT_SPLIT, .id = 1}),
		"0h|1.|Head|\n1|||Text behind\n1|-||Below\n");
}

static void a_merge_loses_no_word(void **state)
{
	struct ctx *ctx = *state;
	assert_string_equal(after(ctx, "0|1.||Be honest\n0|2.|Always|and fair.\n1|(a)||A\n",
				  (struct edit){.act = EDIT_MERGE, .id = 2}),
			    "0|1.||Be honest 2. Always and fair.\n1|(a)||A\n");
	assert_string_equal(after(ctx, "0h||Part|\n1h||One|\n2|(a)||A\n", (struct edit){.act = EDIT_MERGE, .id = 2}),
			    "0h||Part One|\n1|(a)||A\n");
	assert_string_equal(
		after(ctx, "0|1.||One\n1|(a)||A.\n0|2.||B\n1|-||C\n", (struct edit){.act = EDIT_MERGE, .id = 3}),
		"0|1.||One\n1|(a)||A.\n2. B\n2|-||C\n");
}

static void deleting_alone_lifts_what_stands_below(void **state)
{
	struct ctx *ctx = *state;
	const char *text = "0|1.||One\n1|(a)||A\n2|-||C\n0|2.||Two\n";
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_DELETE, .id = 1}),
			    "0|(a)||A\n1|-||C\n0|2.||Two\n");
	assert_string_equal(after(ctx, text, (struct edit){.act = EDIT_DELETE_ALL, .id = 1}), "0|2.||Two\n");
	assert_string_equal(after(ctx, "0|1.||One\n", (struct edit){.act = EDIT_DELETE, .id = 1}),
			    "This cannot be done with the element where it stands now");
}

static void what_is_added_or_put_back_stands_where_it_was_asked_for(void **state)
{
	struct ctx *ctx = *state;
	const char *text = "0|1.||One\n1|(a)||A\n0|2.||Two\n";
	struct edit edit = {.act = EDIT_ADD,
			    .id = 1,
			    .to = {.kind = PROVISION_CLAUSE, .label = STR(" 1a. "), .text = STR(" New\n\n words ")}};
	assert_string_equal(after(ctx, text, edit), "0|1.||One\n1|(a)||A\n0|1a.||New\nwords\n0|2.||Two\n");
	edit.below = true;
	assert_string_equal(after(ctx, text, edit), "0|1.||One\n1|1a.||New\nwords\n1|(a)||A\n0|2.||Two\n");
	edit.act = EDIT_PUT_BACK;
	edit.to.text = STR("Page 3");
	assert_string_equal(after(ctx, text, edit), "0|1.||One\n1|||Page 3\n1|(a)||A\n0|2.||Two\n");
}

static void faults_of_a_change_are_all_named(void **state)
{
	struct ctx *ctx = *state;
	struct edit edit = {.act = EDIT_CHANGE, .id = 1, .to = {.kind = 99, .text = STR(" \n "), .lang = STR("e!")}};
	(void)after(ctx, "0|1.||One\n", edit);
	assert_int_equal(ctx->problems.count, 3);
}

static void an_element_continues_only_one(void **state)
{
	struct ctx *ctx = *state;
	assert_string_equal(
		after(ctx, "0|1.||One\n0|2.||Two\n", (struct edit){.act = EDIT_CONTINUE, .id = 1, .fresh = 2}),
		"continues: Another element of this draft continues that one already: first say of that one "
		"that it is new");
	assert_string_equal(after(ctx, "0|1.||One\n", (struct edit){.act = EDIT_CONTINUE, .id = 1, .fresh = 7}),
			    "0|1.||One\n");
}

/* ---- Any edits at all ---- */

static struct str gen_words(struct gen *gen, size_t max)
{
	static const char *const words[] = {"be", "honest", "(a)", "1.2", "and.", "fair;", "Ünïcode", "-"};
	struct buf out = buf_open(gen->arena, 64);
	for (size_t n = gen_below(gen, max + 1); n > 0; n--) {
		if (out.n > 0)
			buf_char(&out, gen_below(gen, 5) ? ' ' : '\n');
		buf_c(&out, words[gen_below(gen, COUNT_OF(words))]);
	}
	return buf_view(&out);
}

static struct provision gen_element(struct gen *gen)
{
	struct provision p = {
		.kind = (int32_t)gen_int(gen, 1, PROVISION_KINDS - 1),
		.label = gen_words(gen, 1),
		.heading = gen_words(gen, 2),
		.text = gen_words(gen, 6),
	};
	if (edit_words(&p, 1) == 0)
		p.text = STR("word");
	return p;
}

static struct edit gen_edit(struct gen *gen, const struct provision *p, size_t n, int64_t fresh)
{
	struct edit edit = {
		.act = (int32_t)gen_int(gen, 1, EDIT_ACTS - 1),
		.id = p[gen_below(gen, n)].id,
		.other = gen_below(gen, 6) ? p[gen_below(gen, n)].id : 0,
		.below = gen_bool(gen),
		.at = gen_below(gen, 30),
		.fresh = fresh,
		.to = gen_element(gen),
	};
	edit.to.depth = (int32_t)gen_int(gen, 0, 5);
	if (gen_below(gen, 20) == 0)
		edit.id = 0;
	return edit;
}

static bool is_whole(const struct provision *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i].depth < 0 || p[i].depth > (i > 0 ? p[i - 1].depth + 1 : 0) || edit_words(&p[i], 1) == 0)
			return false;
		if (edit_find(p, n, p[i].id) != i)
			return false;
	}
	return n > 0;
}

static bool is_same(const struct provision *a, size_t n, const struct provision *b, size_t m)
{
	for (size_t i = 0; i < n && n == m; i++)
		if (edit_stamp(a, n, i) != edit_stamp(b, n, i))
			return false;
	return n == m;
}

static struct str all_words(struct arena *arena, const struct provision *p, size_t n)
{
	struct buf out = buf_open(arena, 256);
	for (size_t i = 0; i < n; i++) {
		buf_str(&out, edit_line(arena, &p[i]));
		buf_char(&out, ' ');
	}
	return buf_view(&out);
}

static bool keeps_the_order(int32_t act)
{
	return act == EDIT_SPLIT || act == EDIT_MERGE || act == EDIT_IN || act == EDIT_OUT || act == EDIT_CONTINUE;
}

static bool moves_alone(int32_t act)
{
	return act == EDIT_UP || act == EDIT_DOWN || act == EDIT_MOVE;
}

static bool any_edits_leave_it_whole_and_can_be_taken_back(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	size_t n = (size_t)gen_int(gen, 1, 12), steps = (size_t)gen_int(gen, 1, 8), done = 0, m, counts[9];
	struct provision *p = arena_array(gen->arena, struct provision, n);
	const struct provision *states[9];
	struct edit_change undo[8];
	for (size_t i = 0; i < n; i++) {
		p[i] = gen_element(gen);
		p[i].id = (int64_t)i + 1;
		p[i].depth = i > 0 ? (int32_t)gen_int(gen, 0, p[i - 1].depth + 1) : 0;
	}
	for (size_t step = 0; step < steps; step++) {
		struct edit edit = gen_edit(gen, p, n, FRESH + (int64_t)step);
		struct edit_change change;
		gen_note(gen, "%s of %lld, ", edit_act_name(edit.act), (long long)edit.id);
		if (edit_plan(&ctx, p, n, &edit, &change) != OK)
			continue;
		struct provision *then = edit_apply(gen->arena, p, n, &change, &m);
		struct str before = all_words(gen->arena, p, n), behind = all_words(gen->arena, then, m);
		if (!is_whole(then, m) ||
		    edit_words(then, m) + change.words_removed != edit_words(p, n) + change.words_added)
			return false;
		if (keeps_the_order(edit.act) && !str_eq(before, behind))
			return false;
		if ((keeps_the_order(edit.act) || moves_alone(edit.act)) &&
		    change.words_added + change.words_removed > 0)
			return false;
		if (change.n > 0 && change.shown && edit_find(then, m, change.shown) == m)
			return false;
		states[done] = p;
		counts[done] = n;
		undo[done++] = edit_reverse(gen->arena, p, n, &change);
		p = then;
		n = m;
	}
	while (done > 0) {
		done--;
		p = edit_apply(gen->arena, p, n, &undo[done], &n);
		if (!is_same(p, n, states[done], counts[done]))
			return false;
	}
	return true;
}

static void no_edit_breaks_the_tree(void **state)
{
	(void)state;
	assert_true(property_holds("any edits leave it whole and can be taken back",
				   any_edits_leave_it_whole_and_can_be_taken_back, 20000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(in_and_out_take_along_what_stands_below),
		ctx_test(a_change_of_level_leaves_no_gap),
		ctx_test(neighbours_change_places_with_what_stands_below),
		ctx_test(an_element_is_put_behind_another),
		ctx_test(a_split_gives_the_second_part_its_label),
		ctx_test(a_merge_loses_no_word),
		ctx_test(deleting_alone_lifts_what_stands_below),
		ctx_test(what_is_added_or_put_back_stands_where_it_was_asked_for),
		ctx_test(faults_of_a_change_are_all_named),
		ctx_test(an_element_continues_only_one),
		ctx_test(no_edit_breaks_the_tree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
