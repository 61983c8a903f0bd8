/* How long signatures are shown and kept (S8), on both engines. */
#include "base/fault.h"
#include "commitments/test/stand.h"

static void a_pledge_leaves_display(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	stand_as(s, &access_command_line);
	assert_int_equal(stand_act(s, stand_display_write), CONFLICT); /* no candidate's */
	assert_int_equal(stand_sign(s, TOBIAS), OK);
	assert_true(str_eq(stand_signature(s).office, STR("Candidate: Member, City Council")));
	stand_as(s, &s->actors[IMOGEN]);
	assert_int_equal(stand_act(s, stand_display_write), FORBIDDEN);
	stand_as(s, &access_command_line);
	assert_int_equal(stand_act(s, stand_display_write), OK);
	assert_int_equal(stand_act(s, stand_display_write), CONFLICT);
	struct journal_record record;
	enum commitment_display display;
	assert_int_equal(journal_find(&s->test->ctx, s->commitment.record_id, 0, &record), OK);
	assert_int_equal(commitments_display(&s->test->ctx, &record, &display), OK);
	assert_int_equal(display, DISPLAY_NEWEST);
	assert_true(str_find(record.content, STR("Tobias"), 0) == STR_NPOS);
	assert_true(str_find(record.content, STR("term_record"), 0) == STR_NPOS);
	assert_true(str_find(record.content, STR("3 November 2026"), 0) != STR_NPOS);
	stand_close(s);
}
ON_BOTH(a_pledge_leaves_display)

/* ---- The job ---- */

#define DAY_MS (24LL * 3600 * 1000)

static int64_t left(struct stand *s)
{
	int64_t n;
	test_site_refresh(s->test);
	assert_int_equal(commitments_jobs[0].left(&s->test->ctx, &n), OK);
	return n;
}

static uint64_t steps; /* of the last run */

/* As the jobs' thread does: nobody acts, and no read is open. */
static enum outcome run(struct stand *s)
{
	struct ctx *ctx = &s->test->ctx;
	stand_as(s, NULL);
	db_read_end(ctx);
	ctx->site = s->test->site;
	enum outcome outcome = commitments_jobs[0].run(ctx);
	steps = fault_passages(FAULT_SQL);
	fault_arm(FAULT_SQL, 0);
	problems_clear(ctx);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
	stand_as(s, &access_command_line);
	return outcome;
}

static enum outcome term_end_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure tenure;
	TRY(people_tenure(ctx, s->tenures[s->from].id, &tenure));
	return people_end_tenure(ctx, &s->seeds[0], &tenure, site_today(ctx));
}

/* Their term ends today. */
static void term_end(struct stand *s, int32_t who)
{
	stand_as(s, &access_command_line);
	s->from = who;
	assert_int_equal(stand_act(s, term_end_write), OK);
}

static void days_set(struct stand *s, int32_t public_days, int32_t keep_days, int32_t pledge_days)
{
	stand_as(s, &access_command_line);
	s->form = commitment_form_default(s->edition.code_id, 0);
	s->form.public_days = public_days;
	s->form.keep_days = keep_days;
	s->form.pledge_days = pledge_days;
	s->form.retention_source = STR("Records schedule 4");
	assert_int_equal(stand_act(s, stand_form_write), OK);
}

static void days_pass(struct stand *s, int64_t days)
{
	s->test->ctx.now_ms += days * DAY_MS;
}

static void a_pledge_leaves_display_by_itself(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	assert_int_equal(stand_sign(s, TOBIAS), OK);
	term_end(s, IMOGEN);
	term_end(s, TOBIAS);
	days_pass(s, COMMITMENT_PLEDGE_DAYS);
	assert_int_equal(left(s), 0);
	assert_int_equal(run(s), OK);
	assert_int_equal(stand_signature(s).display_ended_ms, 0);
	days_pass(s, 1);
	assert_int_equal(left(s), 1); /* of members nothing is decided */
	assert_int_equal(run(s), OK);
	struct commitment c = stand_signature(s);
	assert_true(c.display_ended_ms != 0);
	assert_true(str_eq(c.election, STR("22 November 2026")));
	assert_int_equal(c.version, 2);
	assert_int_equal(left(s), 0);
	assert_int_equal(run(s), OK);
	assert_int_equal(stand_signature(s).version, 2);
	stand_close(s);
}
ON_BOTH(a_pledge_leaves_display_by_itself)

static void a_pledge_stays_as_long_as_is_set(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	days_set(s, 3, -1, 5);
	assert_int_equal(stand_sign(s, TOBIAS), OK);
	term_end(s, TOBIAS);
	days_pass(s, 5);
	assert_int_equal(left(s), 0);
	days_pass(s, 1);
	assert_int_equal(left(s), 1);
	stand_close(s);
}
ON_BOTH(a_pledge_stays_as_long_as_is_set)

static void a_signature_leaves_display_and_is_erased(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct journal_record record;
	days_set(s, 10, 20, -1);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	struct str record_id = str_dup(s->test->arena, s->commitment.record_id);
	days_pass(s, 100);
	assert_int_equal(left(s), 0); /* in office */
	term_end(s, IMOGEN);
	days_pass(s, 11);
	assert_int_equal(left(s), 1);
	assert_int_equal(run(s), OK);
	struct commitment c = stand_signature(s);
	assert_true(c.display_ended_ms != 0);
	assert_true(str_empty(c.election));
	assert_int_equal(journal_find(&s->test->ctx, record_id, 0, &record), OK);
	assert_true(str_find(record.content, STR("Imogen"), 0) == STR_NPOS);
	stand_verified(s);
	days_pass(s, 9);
	assert_int_equal(left(s), 0);
	days_pass(s, 1);
	assert_int_equal(left(s), 1);
	assert_int_equal(run(s), OK);
	assert_int_equal(left(s), 0);
	assert_int_equal(run(s), OK);
	c = stand_signature(s);
	assert_true(c.erased_ms != 0);
	assert_int_equal(c.tenure_id, 0);
	assert_true(str_empty(c.name));
	assert_int_equal(journal_find(&s->test->ctx, record_id, 0, &record), OK);
	assert_true(str_eq(record.erased_ground,
			   STR("Kept for 20 days after the end of the term, as decided (Records schedule 4).")));
	assert_int_equal(record.newest, 3);
	stand_close(s);
}
ON_BOTH(a_signature_leaves_display_and_is_erased)

static enum outcome hold_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitment_legal_hold_put(ctx, s->commitment.record_id, s->text);
}

static enum outcome hold_end_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitment_legal_hold_end(ctx, s->commitment.record_id, s->from, s->text);
}

static enum outcome erase_held_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return journal_erase(ctx, &s->seeds[0], s->commitment.record_id, STR("A test"));
}

/* A term that has not ended has no last day to count from. */
static void an_open_term_is_not_listed(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	days_set(s, 10, 20, -1);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	assert_int_equal(left(s), 0);
	struct commitment_retained *rows;
	size_t n;
	assert_int_equal(commitment_retained_of(&s->test->ctx, s->edition.code_id, &rows, &n), OK);
	assert_int_equal(n, 0);
	stand_close(s);
}

static void a_legal_hold_beats_both(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct commitment_legal_hold *holds;
	size_t n;
	days_set(s, 10, 20, -1);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	term_end(s, IMOGEN);
	s->text = STR("Case 26-114");
	stand_as(s, &s->actors[IMOGEN]);
	assert_int_equal(stand_act(s, hold_write), FORBIDDEN);
	stand_as(s, &access_command_line);
	s->text = STR(" ");
	assert_int_equal(stand_act(s, hold_write), INVALID);
	s->text = STR("Case 26-114");
	assert_int_equal(stand_act(s, hold_write), OK);
	assert_int_equal(stand_act(s, hold_write), CONFLICT);
	struct commitment *pledges;
	struct str record_id = str_dup(s->test->arena, s->commitment.record_id);
	assert_int_equal(stand_sign(s, TOBIAS), OK);
	stand_as(s, &access_command_line);
	assert_int_equal(stand_act(s, hold_write), OK);
	assert_int_equal(stand_act(s, stand_display_write), INVALID);
	assert_int_equal(commitment_pledges(&s->test->ctx, s->edition.code_id, 0, &pledges, &n), OK);
	assert_int_equal(n, 0);
	s->commitment.record_id = record_id;
	days_pass(s, 1000);
	assert_int_equal(left(s), 0);
	assert_int_equal(run(s), OK);
	assert_int_equal(stand_signature(s).version, 1);
	assert_int_equal(commitment_legal_holds(&s->test->ctx, stand_signature(s).id, &holds, &n), OK);
	assert_int_equal(n, 1);
	assert_true(str_eq(holds[0].why, STR("Case 26-114")));
	assert_true(holds[0].from_ms != 0 && holds[0].ended_ms == 0 && holds[0].by_name.n > 0);
	assert_int_equal(stand_act(s, erase_held_write), INVALID);
	assert_int_equal(stand_signature(s).erased_ms, 0);
	s->text = STR("The case is closed");
	s->from = 7;
	assert_int_equal(stand_act(s, hold_end_write), CONFLICT);
	s->from = 1;
	assert_int_equal(stand_act(s, hold_end_write), OK);
	assert_int_equal(stand_act(s, hold_end_write), CONFLICT);
	assert_int_equal(left(s), 1);
	assert_int_equal(run(s), OK); /* both days are over: it is erased at once */
	assert_true(stand_signature(s).erased_ms != 0);
	assert_int_equal(stand_act(s, hold_write), INVALID);
	stand_close(s);
}
ON_BOTH(an_open_term_is_not_listed)
ON_BOTH(a_legal_hold_beats_both)

/* Each step of the erasure fails once: whoever comes next ends it, and it is erased once. */
static void an_erasure_that_was_begun_is_ended(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct journal_record record;
	uint64_t failures = 0;
	days_set(s, 10, 20, -1);
	assert_int_equal(stand_sign(s, IMOGEN), OK);
	term_end(s, IMOGEN);
	days_pass(s, 21);
	s->text = STR("Case 26-114");
	bool was_begun = false;
	for (uint64_t nth = 1;; nth++) {
		fault_arm(FAULT_SQL, nth);
		enum outcome outcome = run(s);
		struct commitment c = stand_signature(s);
		failures += outcome != OK;
		if (c.erasing_ms && !c.erased_ms) {
			was_begun = true;
			assert_int_equal(stand_act(s, hold_write), INVALID); /* too late */
			assert_int_equal(left(s), 1);
		}
		if (steps < nth)
			break;
	}
	assert_true(failures > 5);
	assert_true(was_begun);
	assert_int_equal(left(s), 0);
	assert_true(stand_signature(s).erased_ms != 0);
	assert_int_equal(journal_find(&s->test->ctx, s->commitment.record_id, 0, &record), OK);
	assert_int_equal(record.newest, 2);
	stand_close(s);
}
ON_BOTH(an_erasure_that_was_begun_is_ended)

#define BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		BOTH(a_pledge_leaves_display),
		BOTH(a_pledge_leaves_display_by_itself),
		BOTH(a_pledge_stays_as_long_as_is_set),
		BOTH(a_signature_leaves_display_and_is_erased),
		BOTH(an_open_term_is_not_listed),
		BOTH(a_legal_hold_beats_both),
		BOTH(an_erasure_that_was_begun_is_ended),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
