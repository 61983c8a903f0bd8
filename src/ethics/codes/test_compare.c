/* Provisions followed across editions, and two texts compared: what is found, and what holds for any two texts. */
#include "codes/compare.h"
#include "codes/match.h"

#include "base/property.h"
#include "base/testing.h"

/* ---- Texts for tests: one provision a line, "depth|label|heading|text" ---- */

static struct provision *edition_of(struct arena *arena, const char *lines, size_t *ret_n)
{
	struct str rest = str_of(lines), line;
	struct provision *p = arena_array(arena, struct provision, rest.n + 1);
	size_t n = 0;
	while (str_cut(&rest, '\n', &line)) {
		struct str depth, label, heading;
		if (line.n == 0 || !str_cut(&line, '|', &depth) || !str_cut(&line, '|', &label) ||
		    !str_cut(&line, '|', &heading))
			continue;
		p[n] = (struct provision){.position = (int32_t)n, .depth = depth.p[0] - '0', .kind = PROVISION_CLAUSE};
		p[n].kind = label.n == 0 && heading.n > 0 ? PROVISION_HEADING : PROVISION_CLAUSE;
		p[n].label = label;
		p[n].heading = heading;
		p[n].text = line;
		p[n].anchor = str_fmt(arena, "p%zu", n + 1);
		n++;
	}
	*ret_n = n;
	return p;
}

/* "0 - 2": for each later provision the earlier one. */
static const char *matched(struct arena *arena, const char *earlier, const char *later)
{
	size_t n_e, n_l;
	struct provision *e = edition_of(arena, earlier, &n_e), *l = edition_of(arena, later, &n_l);
	size_t *other = arena_array(arena, size_t, n_l);
	codes_match(arena, e, n_e, l, n_l, other);
	struct buf out = buf_open(arena, 64);
	for (size_t j = 0; j < n_l; j++) {
		buf_str(&out, j > 0 ? STR(" ") : STR(""));
		if (other[j] == SIZE_MAX)
			buf_char(&out, '-');
		else
			buf_i64(&out, (int64_t)other[j]);
	}
	return test_c(buf_view(&out));
}

#define GIFTS                                                                                                          \
	"A member does not accept a gift worth more than fifty dollars from anybody who does business with the city."
#define TRAVEL  "Travel that somebody else pays for is declared to the clerk within ten days of coming home again."
#define RECORDS "Records of the office are kept for seven years and are open to whoever asks for them in writing."
#define SPEECH                                                                                                         \
	"Nobody speaks for the council unless the council has asked them to, and says so when they speak for "         \
	"themselves."

/* ---- Matching ---- */

static void what_is_the_same_is_found(void **state)
{
	struct ctx *ctx = *state;
	const char *text = "0||Gifts|\n1|1.||" GIFTS "\n1|2.||" TRAVEL "\n0||Records|\n1|1.||" RECORDS "\n";
	assert_string_equal(matched(ctx->arena, text, text), "0 1 2 3 4");
	assert_string_equal(matched(ctx->arena, "", text), "- - - - -");
	assert_string_equal(matched(ctx->arena, text, ""), "");
}

static void a_clause_put_in_between_relabels_those_behind_it(void **state)
{
	struct ctx *ctx = *state;
	assert_string_equal(matched(ctx->arena, "0|(a)||" GIFTS "\n0|(b)||" TRAVEL "\n0|(c)||" RECORDS "\n",
				    "0|(a)||" GIFTS "\n0|(b)||" SPEECH "\n0|(c)||" TRAVEL "\n0|(d)||" RECORDS "\n"),
			    "0 - 1 2");
}

static void similar_words_under_the_same_label_are_the_same_clause(void **state)
{
	struct ctx *ctx = *state;
	const char *later =
		"0|(a)||A member does not accept a gift worth more than twenty dollars from any firm at all.\n"
		"0|(b)||Travel is declared to the clerk before one leaves.\n";
	assert_string_equal(matched(ctx->arena, "0|(a)||" GIFTS "\n0|(b)||" TRAVEL "\n", later), "0 1");
}

static void other_words_under_the_same_label_are_new(void **state)
{
	struct ctx *ctx = *state;
	assert_string_equal(
		matched(ctx->arena, "0|1.||" GIFTS "\n0|2.||" TRAVEL "\n", "0|1.||" RECORDS "\n0|2.||" SPEECH "\n"),
		"- -");
}

static void what_moves_keeps_its_identity(void **state)
{
	struct ctx *ctx = *state;
	const char *earlier = "0||Part One|\n1|1.||" GIFTS "\n1|2.||" TRAVEL "\n0||Part Two|\n1|3.||" RECORDS "\n";
	const char *later =
		"0||Part One|\n1|1.||" TRAVEL "\n0||Part Two|\n1|2.||" RECORDS
		"\n1|3.||A member does not accept a gift worth more than ninety dollars from anybody who does "
		"business with the city.\n";
	assert_string_equal(matched(ctx->arena, earlier, later), "0 2 3 4 1");
}

static void repeated_words_are_told_apart_by_their_places(void **state)
{
	struct ctx *ctx = *state;
	const char *earlier = "0||Gifts|\n1|(a)||Definitions.\n1|(b)||" GIFTS
			      "\n0||Travel|\n1|(a)||Definitions.\n1|(b)||" TRAVEL "\n";
	const char *later = "0||Travel|\n1|(a)||Definitions.\n1|(b)||" TRAVEL
			    "\n0||Gifts|\n1|(a)||Definitions.\n1|(b)||" GIFTS "\n";
	assert_string_equal(matched(ctx->arena, earlier, later), "3 4 5 0 1 2");
}

static void a_heading_follows_what_stands_below_it(void **state)
{
	struct ctx *ctx = *state;
	assert_string_equal(matched(ctx->arena, "0||Presents|\n1|1.||" GIFTS "\n1|2.||" TRAVEL "\n",
				    "0||What others pay|\n1|1.||" GIFTS "\n1|2.||" TRAVEL "\n"),
			    "0 1 2");
}

static void bullets_are_no_names(void **state)
{
	struct ctx *ctx = *state;
	assert_string_equal(matched(ctx->arena, "0|-||Rule 16. Citizen Agenda Requests\n0|-||Rule 20. Control\n",
				    "0|-||Rule 11. Agenda Deadline\n0|-||Rule 12. Extra Items\n"),
			    "- -");
}

static void many_equal_bullets_take_their_turn(void **state)
{
	struct ctx *ctx = *state;
	enum { N = 15000 };
	struct provision *e = arena_array(ctx->arena, struct provision, N),
			 *l = arena_array(ctx->arena, struct provision, N);
	size_t *other = arena_array(ctx->arena, size_t, N);
	for (int32_t i = 0; i < N; i++) {
		e[i] = (struct provision){
			.position = i, .kind = PROVISION_ITEM, .label = STR("-"), .text = STR("Be fair.")};
		l[i] = e[i];
		l[i].text = i % 3 ? STR("Be fair.") : STR("Be kind to all who come to the counter of the town.");
	}
	codes_match(ctx->arena, e, N, l, N, other);
	size_t n = 0;
	for (size_t i = 0; i < N; i++)
		n += other[i] != SIZE_MAX;
	assert_int_equal(n, 10000);
	for (int32_t i = 0; i < N; i++)
		l[i].text = str_fmt(
			ctx->arena,
			"Item %d of the list of duties that every member of this council has to keep in mind.", i);
	for (int32_t i = 0; i < N; i++)
		e[i].text =
			str_fmt(ctx->arena,
				"Item %d of the list of duties that every member of the board has to keep in mind.", i);
	codes_match(ctx->arena, e, N, l, N, other);
	for (size_t i = 0; i < N; i++)
		assert_int_equal(other[i], i);
}

static void grounds_say_what_is_shared(void **state)
{
	struct ctx *ctx = *state;
	size_t n;
	struct provision *p =
		edition_of(ctx->arena,
			   "0|1.||" GIFTS "\n0|2.||" GIFTS "\n0|1.||" RECORDS
			   "\n0|1.||A member does not accept a gift worth more than ninety dollars from a firm.\n",
			   &n);
	int32_t share;
	assert_int_equal(codes_match_ground(ctx->arena, &p[0], &p[0], true, &share), MATCH_SAME);
	assert_int_equal(codes_match_ground(ctx->arena, &p[0], &p[1], true, &share), MATCH_WORDS);
	assert_int_equal(share, 100);
	assert_int_equal(codes_match_ground(ctx->arena, &p[0], &p[3], true, &share), MATCH_PLACE);
	assert_in_range(share, 60, 75);
	assert_int_equal(codes_match_ground(ctx->arena, &p[0], &p[3], false, &share), MATCH_SIMILAR);
	assert_int_equal(codes_match_ground(ctx->arena, &p[0], &p[2], true, &share), MATCH_OTHER);
}

/* ---- Words ---- */

/* "a [-b-] {+c+} d", white space as it is. */
static const char *diffed(struct arena *arena, const char *earlier, const char *later)
{
	size_t n;
	const struct word_run *runs = word_diff(arena, arena_kept(arena), str_of(earlier), str_of(later), &n);
	struct buf out = buf_open(arena, 128);
	for (size_t i = 0; i < n; i++) {
		struct str words = str_trim(runs[i].kind == RUN_REMOVED ? runs[i].earlier : runs[i].later);
		buf_fmt(&out, i > 0 ? " " : "");
		buf_fmt(&out,
			runs[i].kind == RUN_SAME    ? "%.*s"
			: runs[i].kind == RUN_ADDED ? "{+%.*s+}"
						    : "[-%.*s-]",
			STR_ARG(words));
	}
	return test_c(buf_view(&out));
}

static void words_are_compared(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	assert_string_equal(diffed(arena, "a b c d", "a b c d"), "a b c d");
	assert_string_equal(diffed(arena, "a b\nc d", "a b c\n\td"), "a b c\n\td");
	assert_string_equal(diffed(arena, "", "a b"), "{+a b+}");
	assert_string_equal(diffed(arena, "a b", ""), "[-a b-]");
	assert_string_equal(diffed(arena, "", ""), "");
	assert_string_equal(diffed(arena, "five minutes are allowed", "three minutes are allowed"),
			    "[-five-] {+three+} minutes are allowed");
	assert_string_equal(diffed(arena, "Keep it. Tell all.", "Keep it. Tell the clerk. Tell all."),
			    "Keep it. {+Tell the clerk.+} Tell all.");
	assert_string_equal(
		diffed(arena, "be barred by the mayor at all times", "not be heard, by a chair or mayor at all times"),
		"{+not+} be [-barred-] {+heard,+} by [-the-] {+a chair or+} mayor at all times");
	assert_string_equal(diffed(arena, "loud or rude remarks", "each disruptive or truly harmful remarks"),
			    "[-loud or rude-] {+each disruptive or truly harmful+} remarks");
}

static struct str gen_words(struct gen *gen, size_t max)
{
	static const char *const words[] = {"a", "b", "c", "the", "gift.", "and", "member", "\xc3\xa9t\xc3\xa9"};
	static const char *const spaces[] = {" ", "\n", "  ", "\t"};
	size_t n = (size_t)gen_below(gen, max + 1);
	struct buf out = buf_open(gen->arena, 64);
	if (gen_below(gen, 8) == 1)
		buf_c(&out, spaces[gen_below(gen, COUNT_OF(spaces))]);
	for (size_t i = 0; i < n; i++) {
		buf_c(&out, words[gen_below(gen, COUNT_OF(words))]);
		if (i + 1 < n || gen_bool(gen))
			buf_c(&out, spaces[gen_below(gen, COUNT_OF(spaces))]);
	}
	return buf_view(&out);
}

static struct str joined(struct arena *arena, const struct word_run *runs, size_t n, bool later)
{
	struct buf out = buf_open(arena, 64);
	for (size_t i = 0; i < n; i++)
		buf_str(&out, later ? runs[i].later : runs[i].earlier);
	return buf_view(&out);
}

static bool runs_are_both_texts(struct gen *gen)
{
	struct str a = gen_words(gen, 60), b = gen_words(gen, 60);
	gen_note(gen, "a=“%.*s” b=“%.*s”", STR_ARG(a), STR_ARG(b));
	size_t n, n_back;
	const struct word_run *runs = word_diff(gen->arena, arena_kept(gen->arena), a, b, &n),
			      *back = word_diff(gen->arena, arena_kept(gen->arena), b, a, &n_back);
	if (!str_eq(joined(gen->arena, runs, n, false), a) || !str_eq(joined(gen->arena, runs, n, true), b))
		return false;
	size_t same = 0, same_back = 0;
	for (size_t i = 0; i < n; i++)
		same += runs[i].kind == RUN_SAME ? text_words(runs[i].later) : 0;
	for (size_t i = 0; i < n_back; i++)
		same_back += back[i].kind == RUN_SAME ? text_words(back[i].later) : 0;
	return same == same_back;
}

/* The same words under RUN_SAME, on both sides, and none empty. */
static bool same_words_are_the_same(struct gen *gen)
{
	struct str a = gen_words(gen, 40), b = gen_words(gen, 40);
	gen_note(gen, "a=“%.*s” b=“%.*s”", STR_ARG(a), STR_ARG(b));
	size_t n;
	const struct word_run *runs = word_diff(gen->arena, arena_kept(gen->arena), a, b, &n);
	for (size_t i = 0; i < n; i++) {
		struct str x = runs[i].earlier, y = runs[i].later, w, v;
		if (x.n + y.n == 0 || (i > 0 && runs[i].kind == runs[i - 1].kind))
			return false;
		if (runs[i].kind != RUN_SAME)
			continue;
		while (text_next_word(&x, &w))
			if (!text_next_word(&y, &v) || !str_eq(w, v))
				return false;
		if (text_next_word(&y, &v))
			return false;
	}
	return true;
}

static void any_two_texts_can_be_made_of_their_difference(void **state)
{
	(void)state;
	assert_true(property_holds("runs are both texts", runs_are_both_texts, 3000));
	assert_true(property_holds("same words are the same", same_words_are_the_same, 3000));
}

/* Texts that have next to nothing in common end in time, and still say both. */
static void huge_texts_end(void **state)
{
	struct ctx *ctx = *state;
	struct buf a = buf_open(ctx->arena, 0), b = buf_open(ctx->arena, 0);
	uint64_t x = 1;
	for (size_t i = 0; i < 60000; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		buf_fmt(&a, "w%u ", (unsigned)(x >> 33) % 500);
		x = x * 6364136223846793005u + 1442695040888963407u;
		buf_fmt(&b, "w%u ", (unsigned)(x >> 33) % 500);
	}
	size_t n;
	const struct word_run *runs = word_diff(ctx->arena, arena_kept(ctx->arena), buf_view(&a), buf_view(&b), &n);
	assert_true(str_eq(joined(ctx->arena, runs, n, false), buf_view(&a)));
	assert_true(str_eq(joined(ctx->arena, runs, n, true), buf_view(&b)));
}

/* ---- Editions ---- */

/* The later edition with ids of the earlier one where it continues it. */
static struct comparison compared_by(struct arena *arena, struct provision *e, size_t n_e, struct provision *l,
				     size_t n_l)
{
	size_t *other = arena_array(arena, size_t, n_l);
	codes_match(arena, e, n_e, l, n_l, other);
	for (size_t i = 0; i < n_e; i++)
		e[i].id = (int64_t)i + 1;
	for (size_t j = 0; j < n_l; j++)
		l[j].id = other[j] == SIZE_MAX ? (int64_t)(10000 + j) : (int64_t)other[j] + 1;
	return codes_compare(arena, e, n_e, l, n_l);
}

/* "p1 changed, p2 removed" of all that is not the same. */
static const char *compared_lines(struct arena *arena, const char *earlier, const char *later)
{
	size_t n_e, n_l;
	struct provision *e = edition_of(arena, earlier, &n_e), *l = edition_of(arena, later, &n_l);
	struct comparison c = compared_by(arena, e, n_e, l, n_l);
	struct buf out = buf_open(arena, 128);
	for (size_t i = 0; i < c.n; i++) {
		const struct compared *row = &c.rows[i];
		const char *words[COMPARED_WORDS];
		size_t n = compared_words(row, words);
		if (n == 0)
			continue;
		buf_str(&out, out.n > 0 ? STR("; ") : STR(""));
		buf_str(&out, row->later ? row->later->anchor : row->earlier->anchor);
		for (size_t k = 0; k < n; k++)
			buf_fmt(&out, " %s", words[k]);
		if (row->split_from)
			buf_fmt(&out, " from %.*s", STR_ARG(row->split_from->anchor));
		if (row->merged_into)
			buf_fmt(&out, " into %.*s", STR_ARG(row->merged_into->anchor));
	}
	return test_c(buf_view(&out));
}

static void each_provision_says_what_became_of_it(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	const char *text = "0||Gifts|\n1|1.||" GIFTS "\n1|2.||" TRAVEL "\n0||Records|\n1|1.||" RECORDS "\n";
	assert_string_equal(compared_lines(arena, text, text), "");
	assert_string_equal(
		compared_lines(arena, text, "0||Gifts|\n1|1.||" TRAVEL "\n0||Records|\n1|1.||" RECORDS "\n"),
		"p2 removed; p2 relabelled");
	assert_string_equal(compared_lines(arena, text,
					   "0||Gifts|\n1|2.||" TRAVEL "\n0||Records|\n1|1.||" RECORDS "\n1|2.||" GIFTS
					   "\n"),
			    "p5 moved relabelled");
	assert_string_equal(compared_lines(arena, text,
					   "0||Records|\n1|1.||" RECORDS "\n0||Gifts|\n1|1.||" GIFTS "\n1|2.||" TRAVEL
					   "\n"),
			    "p1 moved");
	assert_string_equal(compared_lines(arena, text,
					   "0||Gifts|\n1|1.||" GIFTS "\n0||New|\n1|2.||" TRAVEL
					   "\n0||Records|\n1|1.||" RECORDS "\n"),
			    "p3 added");
}

static void what_was_split_or_merged_is_told(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	const char *one = "0|1.||" GIFTS " " TRAVEL "\n0|2.||" RECORDS "\n";
	const char *two = "0|1.||" GIFTS "\n0|2.||" TRAVEL "\n0|3.||" RECORDS "\n";
	assert_string_equal(compared_lines(arena, one, two), "p1 changed; p2 added from p1; p3 relabelled");
	assert_string_equal(compared_lines(arena, two, one), "p1 changed; p2 removed into p1; p2 relabelled");
}

/* What every diff needs meanwhile does not add up. */
static void the_largest_codes_fit(void **state)
{
	struct ctx *ctx = *state;
	enum { N = 15000 };
	struct provision *e = arena_array(ctx->arena, struct provision, N),
			 *l = arena_array(ctx->arena, struct provision, N);
	for (int32_t i = 0; i < N; i++) {
		e[i] = (struct provision){.id = i + 1, .position = i, .kind = PROVISION_CLAUSE, .text = STR(GIFTS)};
		l[i] = e[i];
		l[i].heading = STR("Gifts");
		l[i].text = STR(
			"A member accepts no gift worth more than ten dollars from anybody who does business with us.");
	}
	CLEANUP(arena_closep) struct arena *arena = arena_open((size_t)64 * 1024 * 1024);
	struct comparison c = codes_compare(arena, e, N, l, N);
	assert_int_equal(c.counts.changed, N);
}

static struct provision *gen_edition(struct gen *gen, size_t *ret_n)
{
	static const char *const texts[] = {GIFTS, TRAVEL, RECORDS, SPEECH, "Be fair.", "Be fair to all.", ""};
	static const char *const labels[] = {"", "1.", "2.", "(a)", "-"};
	size_t n = (size_t)gen_below(gen, 12);
	struct provision *p = arena_array(gen->arena, struct provision, n);
	int32_t depth = 0;
	for (size_t i = 0; i < n; i++) {
		depth = i == 0 ? 0 : (int32_t)gen_below(gen, (uint64_t)depth + 2);
		p[i] = (struct provision){.position = (int32_t)i, .depth = depth};
		p[i].kind = PROVISION_CLAUSE + (int32_t)gen_below(gen, 2);
		p[i].label = str_of(labels[gen_below(gen, COUNT_OF(labels))]);
		p[i].text = str_of(texts[gen_below(gen, COUNT_OF(texts))]);
		if (gen_below(gen, 4) == 1)
			p[i].text = gen_words(gen, 12);
		gen_note(gen, "%d|%.*s|%.*s\n", depth, STR_ARG(p[i].label), STR_ARG(p[i].text));
	}
	gen_note(gen, "--\n");
	*ret_n = n;
	return p;
}

static bool nobody_is_continued_twice(struct gen *gen)
{
	size_t n_e, n_l;
	struct provision *e = gen_edition(gen, &n_e), *l = gen_edition(gen, &n_l);
	size_t *other = arena_array(gen->arena, size_t, n_l);
	bool *taken = arena_array(gen->arena, bool, n_e);
	codes_match(gen->arena, e, n_e, l, n_l, other);
	for (size_t j = 0; j < n_l; j++) {
		if (other[j] == SIZE_MAX)
			continue;
		if (other[j] >= n_e || taken[other[j]])
			return false;
		taken[other[j]] = true;
	}
	codes_match(gen->arena, e, n_e, e, n_e, arena_array(gen->arena, size_t, n_e));
	return true;
}

static bool comparing_turns_around(struct gen *gen)
{
	size_t n_e, n_l;
	struct provision *e = gen_edition(gen, &n_e), *l = gen_edition(gen, &n_l);
	struct comparison c = compared_by(gen->arena, e, n_e, l, n_l), back = codes_compare(gen->arena, l, n_l, e, n_e);
	const struct compare_counts *x = &c.counts, *y = &back.counts;
	size_t later = 0, earlier = 0;
	for (size_t i = 0; i < c.n; i++) {
		later += c.rows[i].later != NULL;
		earlier += c.rows[i].earlier != NULL;
		if (c.rows[i].later && c.rows[i].later != &l[later - 1])
			return false;
	}
	return later == n_l && earlier == n_e && x->same == y->same && x->changed == y->changed &&
	       x->moved == y->moved && x->relabelled == y->relabelled && x->added == y->removed &&
	       x->removed == y->added && x->words_added == y->words_removed && x->words_removed == y->words_added;
}

static bool an_edition_is_the_same_as_itself(struct gen *gen)
{
	size_t n;
	struct provision *e = gen_edition(gen, &n);
	struct provision *again = arena_array(gen->arena, struct provision, n);
	for (size_t i = 0; i < n; i++)
		again[i] = e[i];
	struct comparison c = compared_by(gen->arena, e, n, again, n);
	return c.n == n && c.counts.same == n;
}

static void what_holds_for_any_two_editions(void **state)
{
	(void)state;
	assert_true(property_holds("nobody is continued twice", nobody_is_continued_twice, 3000));
	assert_true(property_holds("comparing turns around", comparing_turns_around, 3000));
	assert_true(property_holds("an edition is the same as itself", an_edition_is_the_same_as_itself, 3000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(what_is_the_same_is_found),
		ctx_test(a_clause_put_in_between_relabels_those_behind_it),
		ctx_test(similar_words_under_the_same_label_are_the_same_clause),
		ctx_test(other_words_under_the_same_label_are_new),
		ctx_test(what_moves_keeps_its_identity),
		ctx_test(repeated_words_are_told_apart_by_their_places),
		ctx_test(a_heading_follows_what_stands_below_it),
		ctx_test(bullets_are_no_names),
		ctx_test(many_equal_bullets_take_their_turn),
		ctx_test(grounds_say_what_is_shared),
		ctx_test(words_are_compared),
		ctx_test(any_two_texts_can_be_made_of_their_difference),
		ctx_test(huge_texts_end),
		ctx_test(each_provision_says_what_became_of_it),
		ctx_test(what_was_split_or_merged_is_told),
		ctx_test(the_largest_codes_fit),
		ctx_test(what_holds_for_any_two_editions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
