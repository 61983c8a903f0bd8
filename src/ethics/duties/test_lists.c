/* What the office and everybody are shown: who starts, who leaves, what stands beside provisions. On both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "duties/test/stand.h"
#include "rulebook/store.h"

/* The one who leaves is elected again. */
static enum outcome go_on(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	const struct tenure *left = &s->tenures[s->who];
	struct tenure tenure = {.person_id = left->person_id,
				.organization_id = left->organization_id,
				.category = left->category,
				.post = left->post,
				.from_day = s->from,
				.to_day = TENURE_OPEN};
	return people_add_tenure(ctx, &s->seeds[0], &tenure);
}

static size_t turning(struct stand *s, struct duty_turn_filter filter, struct duty_term_item **ret_terms)
{
	size_t n;
	int64_t counted;
	filter.most = 10;
	assert_int_equal(duties_turns(&s->test->ctx, &filter, ret_terms, &n, NULL), OK);
	assert_int_equal(duties_turns_count(&s->test->ctx, &filter, 10, &counted), OK);
	assert_int_equal(counted, n);
	return n;
}

static void who_starts_and_who_leaves(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	struct duty_term_item *terms;
	const int32_t day = today(&s);
	const struct duty_turn_filter began = {.turn = DUTY_STARTS, .from_day = day - 60, .to_day = day + 14};
	struct duty_turn_filter ended = began, there = began, page = began;
	size_t n, seen = 0;
	ended.turn = DUTY_LEAVES;
	/* Computed now, whatever the job has done. */
	assert_int_equal(turning(&s, began, &terms), 3);
	assert_int_equal(terms[0].n_owed, 1);
	assert_int_equal(terms[0].n_done, 0);
	assert_true(str_eq(terms[0].owed[0].title, STR("Sign the code")));
	assert_int_equal(turning(&s, ended, &terms), 0);
	there.body_id = s.bodies[1].id;
	assert_int_equal(turning(&s, there, &terms), 1);
	assert_true(str_eq(terms[0].tenure.person_name, STR("Ada Kestrel")));
	there.from_day = day - 39;
	assert_int_equal(turning(&s, there, &terms), 0);
	/* A page at a time. */
	page.most = 2;
	do {
		assert_int_equal(duties_turns(&s.test->ctx, &page, &terms, &n, &page), OK);
		seen += n;
	} while (page.after_id);
	assert_int_equal(seen, 3);
	/* Who leaves, but not who goes on in the same place. */
	s.who = 1;
	s.from = day + 2;
	assert_int_equal(act(&s, do_end), OK);
	assert_int_equal(turning(&s, ended, &terms), 1);
	assert_int_equal(terms[0].tenure.id, s.tenures[1].id);
	s.from = day + 3;
	assert_int_equal(act(&s, go_on), OK);
	assert_int_equal(turning(&s, ended, &terms), 0);
	assert_int_equal(turning(&s, began, &terms), 4);
	/* No candidate is a new starter. */
	s.category = TENURE_CANDIDATE;
	assert_int_equal(act(&s, take_in), OK);
	assert_int_equal(turning(&s, began, &terms), 4);
	test_site_close(s.test);
}
ON_BOTH(who_starts_and_who_leaves)

static void what_is_done_shows_at_once(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	struct duty_term_item *terms;
	const struct duty_turn_filter began = {
		.turn = DUTY_STARTS, .from_day = today(&s) - 60, .to_day = today(&s) + 14};
	s.done = (struct duty_done){.tenure_id = s.tenures[0].id,
				    .code = STR("code"),
				    .day = today(&s),
				    .trigger_day = DEADLINE_NO_DAY,
				    .source = STR("commitments"),
				    .source_id = 77,
				    .words = STR("Signed")};
	assert_int_equal(act(&s, put_done), OK);
	assert_int_equal(turning(&s, began, &terms), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(terms[i].n_done, terms[i].tenure.id == s.tenures[0].id);
		assert_int_equal(terms[i].n_owed, terms[i].tenure.id != s.tenures[0].id);
	}
	test_site_close(s.test);
}
ON_BOTH(what_is_done_shows_at_once)

/* ---- Beside provisions ---- */

#define RULEBOOK                                                                                                       \
	"rulebook: {id: test, title: Test}\n"                                                                          \
	"duties:\n"                                                                                                    \
	"  - id: hear\n"                                                                                               \
	"    title: Hear everybody in a meeting\n"                                                                     \
	"    kind: task\n"                                                                                             \
	"    who: {categories: [elected], code: code}\n"                                                               \
	"    passage: \"2\"\n"                                                                                         \
	"    rows: [{due: 90 days after taking office, source: Code}]\n"                                               \
	"amounts:\n"                                                                                                   \
	"  - id: statistics-least\n"                                                                                   \
	"    about: Fewest\n"                                                                                          \
	"    rows: [{amount: %d persons, source: Law}]\n"

static void apply_rules(struct stand *s, int least)
{
	struct ctx *ctx = &s->test->ctx;
	const struct rulebook_file files[] = {{STR("rulebook.yaml"), str_fmt(ctx->arena, RULEBOOK, least)}};
	struct rulebook book;
	int64_t version;
	bool changed;
	assert_int_equal(rulebook_parse(ctx, files, COUNT_OF(files), &book), OK);
	db_read_end(ctx);
	assert_int_equal(rulebook_apply(ctx, files, COUNT_OF(files), &book, &version, &changed), OK);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
	run_jobs(s);
}

static size_t beside(struct stand *s, struct provision_evidence *ret_evidence)
{
	struct provision_evidence *evidence;
	size_t n;
	assert_int_equal(codes_evidence(&s->test->ctx, s->edition.id, &evidence, &n), OK);
	if (n)
		*ret_evidence = evidence[0];
	return n;
}

static void what_comes_from_a_provision_stands_beside_it(enum db_engine engine)
{
	struct stand s = stand_open(engine);
	struct provision_evidence e;
	apply_rules(&s, 5);
	assert_int_equal(beside(&s, &e), 1);
	assert_true(str_eq(e.text, STR("Hear everybody in a meeting")));
	assert_true(str_eq(e.href, STR("/rules/hear")));
	/* Three persons are too few to say anything of them. */
	assert_int_equal(e.figures_href.n, 0);
	assert_int_equal(e.owe, 0);
	apply_rules(&s, 2);
	assert_int_equal(beside(&s, &e), 1);
	assert_true(str_eq(e.figures_href, STR("/codes/code/duties#duty-hear")));
	assert_int_equal(e.owe, 3);
	assert_int_equal(e.day, today(&s));
	/* The next day brings its own figures, and no notice that something is still worked out. */
	struct duty_progress progress;
	s.test->ctx.now_ms += 24LL * 60 * 60 * 1000;
	test_site_refresh(s.test);
	assert_int_equal(duties_progress(&s.test->ctx, &progress), OK);
	assert_int_equal(progress.left, 0);
	run_jobs(&s);
	assert_int_equal(beside(&s, &e), 1);
	assert_int_equal(e.day, today(&s));
	test_site_close(s.test);
}
ON_BOTH(what_comes_from_a_provision_stands_beside_it)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(who_starts_and_who_leaves),
		on_both(what_is_done_shows_at_once),
		on_both(what_comes_from_a_provision_stands_beside_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
