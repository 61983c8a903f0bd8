/* Jobs: slices until nothing is left, failures that wait, the thread. */
#include "base/testing.h"
#include "jobs/jobs.h"
#include "jobs/jobs_sql.h"
#include "jobs/private.h"
#include "site/site_testing.h"

#include <stdatomic.h>

/* The rows of a job of these tests are numbers in this process: what is left of each. */
static atomic_int to_do, done, alone_to_do;
static atomic_int failing; /* so many more runs fail */
static atomic_int slow_to_do, is_ending, asked_to_do;

static enum outcome count_left(struct ctx *ctx, int64_t *ret_n)
{
	(void)ctx;
	*ret_n = to_do;
	return OK;
}

static enum outcome count_run(struct ctx *ctx)
{
	assert_true(db_is_write(ctx));
	if (failing > 0) {
		failing--;
		return problem_add(ctx, "", msg("the harbour is frozen"));
	}
	to_do--;
	done++;
	return OK;
}

static enum outcome alone_left(struct ctx *ctx, int64_t *ret_n)
{
	(void)ctx;
	*ret_n = alone_to_do;
	return OK;
}

static enum outcome nothing(struct ctx *ctx, void *args)
{
	(void)args;
	db_note(ctx, "test_thing", 0);
	return OK;
}

static enum outcome alone_run(struct ctx *ctx)
{
	assert_null(ctx->db);
	alone_to_do--;
	return site_write(ctx, nothing, NULL);
}

static enum outcome slow_left(struct ctx *ctx, int64_t *ret_n)
{
	(void)ctx;
	*ret_n = slow_to_do;
	return OK;
}

/* Waits until it is told to hurry. */
static enum outcome slow_run(struct ctx *ctx)
{
	(void)ctx;
	while (!is_ending) {
		const struct timespec nap = {.tv_nsec = 2000000};
		nanosleep(&nap, NULL);
	}
	slow_to_do = 0;
	return OK;
}

static void slow_hurry(bool ending)
{
	is_ending = ending;
}

static bool is_asked(const struct site *site)
{
	(void)site;
	return asked_to_do > 0;
}

static enum outcome asked_left(struct ctx *ctx, int64_t *ret_n)
{
	(void)ctx;
	*ret_n = asked_to_do;
	return OK;
}

static enum outcome asked_run(struct ctx *ctx)
{
	(void)ctx;
	asked_to_do--;
	return OK;
}

static const struct job test_jobs[] = {
	{.name = "test.count", .about = "Counts", .after = "test_thing", .left = count_left, .run = count_run},
	{.name = "test.alone", .about = "Is alone", .every_s = 1, .alone = true, .left = alone_left, .run = alone_run},
	{.name = "test.slow",
	 .about = "Is slow",
	 .after = "test_slow",
	 .alone = true,
	 .slow = true,
	 .left = slow_left,
	 .run = slow_run,
	 .hurry = slow_hurry},
	{.name = "test.asked",
	 .about = "Is asked",
	 .alone = true,
	 .asked = is_asked,
	 .left = asked_left,
	 .run = asked_run},
};
static const struct feature test_feature = {.name = "test", .jobs = test_jobs, .n_jobs = COUNT_OF(test_jobs)};
static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature jobs_tables = {
	.name = "jobs", .migrations = jobs_migrations, .n_migrations = &jobs_migrations_n};
static const struct feature *const table[] = {&db_feature, &site_feature, &jobs_tables, &test_feature};
static const struct features features = {table, COUNT_OF(table)};

static void waits_double_up_to_an_hour(void **state)
{
	(void)state;
	assert_int_equal(job_wait_ms(1), 1000);
	assert_int_equal(job_wait_ms(2), 2000);
	assert_int_equal(job_wait_ms(5), 16000);
	assert_int_equal(job_wait_ms(13), 3600000);
	assert_int_equal(job_wait_ms(1000000), 3600000);
}

#define MINUTE INT64_C(60000)
#define DAY    (1440 * MINUTE)

/* Looked at each minute for so long; whether it was believed in the end. */
static bool believed_after(struct clock_seen *seen, int64_t from_ms, int64_t for_ms)
{
	bool believed = false;
	for (int64_t ms = from_ms; ms <= from_ms + for_ms; ms += MINUTE)
		believed = clock_believe(seen, ms);
	return believed;
}

static void a_clock_that_jumps_is_doubted_until_it_is_right_or_steady(void **state)
{
	(void)state;
	const int64_t now = 1000 * DAY, ahead = now + 366 * DAY;
	struct clock_seen seen = {0};
	assert_true(clock_believe(&seen, now));
	assert_true(clock_believe(&seen, now + 7 * DAY)); /* the site was away */
	assert_true(clock_believe(&seen, now + 7 * DAY - 30 * MINUTE));
	assert_false(clock_believe(&seen, ahead));
	assert_false(believed_after(&seen, ahead, DAY - MINUTE));
	assert_true(clock_believe(&seen, now + 8 * DAY)); /* put right */
	assert_int_equal(seen.doubted_ms, 0);
	assert_false(clock_believe(&seen, now + 8 * DAY - DAY));
	assert_true(clock_believe(&seen, now + 8 * DAY));
	assert_true(believed_after(&seen, ahead, DAY)); /* it was a year indeed */
	assert_int_equal(seen.believed_ms, ahead + DAY);
	/* A second jump, and a machine that is off meanwhile, begin the day anew. */
	assert_false(clock_believe(&seen, ahead + 100 * DAY));
	assert_false(clock_believe(&seen, ahead + 102 * DAY));
	assert_false(believed_after(&seen, ahead + 200 * DAY, DAY - MINUTE));
}

static void what_is_seen_of_the_clock_is_kept(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct ctx *ctx = &test->ctx;
	struct clock_seen seen;
	bool believed;
	db_read_end(ctx);
	assert_int_equal(clock_look(ctx, &believed), OK);
	assert_true(believed);
	ctx->now_ms += 366 * DAY;
	assert_int_equal(clock_look(ctx, &believed), OK);
	assert_false(believed);
	assert_int_equal(site_read_begin(ctx, test->site), OK);
	assert_int_equal(clock_load(ctx, &seen), OK);
	assert_int_equal(seen.doubted_ms, ctx->now_ms);
	assert_int_equal(seen.believed_ms, ctx->now_ms - 366 * DAY);
	test_site_close(test);
}

static struct job_state state_now(struct test_site *test)
{
	struct job_state state;
	assert_int_equal(site_read_begin(&test->ctx, test->site), OK);
	assert_int_equal(job_state_of(&test->ctx, &test_jobs[0], &state), OK);
	db_read_end(&test->ctx);
	return state;
}

static void a_job_runs_until_nothing_is_left(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct ctx *ctx = &test->ctx;
	struct job_report report;
	int64_t again_ms;
	db_read_end(ctx);
	to_do = 5;
	done = failing = 0;
	assert_int_equal(jobs_run(ctx, &test_jobs[0], 0, false, &report, &again_ms), OK);
	assert_int_equal(report.slices, 5);
	assert_int_equal(report.left, 0);
	assert_int_equal(done, 5);
	assert_int_equal(state_now(test).ran_ms, ctx->now_ms);
	assert_int_equal(jobs_run(ctx, &test_jobs[0], 0, false, &report, &again_ms), OK);
	assert_int_equal(report.slices, 0);
	alone_to_do = 2;
	assert_int_equal(jobs_run(ctx, &test_jobs[1], 0, false, &report, &again_ms), OK);
	assert_int_equal(report.slices, 2);
	assert_int_equal(alone_to_do, 0);
	assert_int_equal(site_read_begin(ctx, test->site), OK);
	test_site_close(test);
}

static void a_failed_job_waits_and_is_tried_again(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct ctx *ctx = &test->ctx;
	struct job_report report;
	int64_t again_ms;
	db_read_end(ctx);
	to_do = 1;
	done = 0;
	failing = 2;
	assert_int_equal(jobs_run(ctx, &test_jobs[0], 0, false, &report, &again_ms), OK);
	assert_int_equal(report.outcome, INVALID);
	assert_int_equal(again_ms, ctx->now_ms + 1000);
	struct job_state state = state_now(test);
	assert_int_equal(state.tries, 1);
	assert_text(state.why, "the harbour is frozen");
	/* Not before its time. */
	assert_int_equal(jobs_run(ctx, &test_jobs[0], 0, false, &report, &again_ms), OK);
	assert_int_equal(report.slices, 0);
	assert_int_equal(failing, 1);
	ctx->now_ms += 1000;
	assert_int_equal(jobs_run(ctx, &test_jobs[0], 0, false, &report, &again_ms), OK);
	assert_int_equal(again_ms, ctx->now_ms + 2000);
	assert_int_equal(state_now(test).tries, 2);
	/* Somebody does not want to wait. */
	assert_int_equal(jobs_run(ctx, &test_jobs[0], 0, true, &report, &again_ms), OK);
	assert_int_equal(report.slices, 1);
	assert_int_equal(again_ms, 0);
	state = state_now(test);
	assert_int_equal(state.tries, 0);
	assert_int_equal(state.why.n, 0);
	assert_int_equal(site_read_begin(ctx, test->site), OK);
	test_site_close(test);
}

/* Waits up to 5 s for the number to become 0; the milliseconds that it took. */
static int64_t awaits_zero(atomic_int *n)
{
	int64_t began = jobs_clock_ms();
	while (*n > 0 && jobs_clock_ms() - began < 5000) {
		const struct timespec nap = {.tv_nsec = 2000000};
		nanosleep(&nap, NULL);
	}
	assert_int_equal(*n, 0);
	return jobs_clock_ms() - began;
}

/* A write of this process wakes the thread, a commit of another one too, and time does. */
static void the_thread_is_at_most_a_second_late(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct ctx *ctx = &test->ctx;
	struct site_table *sites;
	struct job_thread *thread;
	db_read_end(ctx);
	to_do = done = failing = alone_to_do = 0;
	slow_to_do = 1; /* holds up no other job */
	struct ctx opening = {.arena = test->arena, .now_ms = ctx->now_ms};
	assert_int_equal(sites_open(&opening, &features, str_of(test->place.address), STR(""), false, &sites), OK);
	jobs_start(sites, &thread);
	struct ctx writing = {.arena = test->arena, .now_ms = ctx->now_ms, .site = sites_at(sites, 0)};
	to_do = 3;
	assert_int_equal(site_write(&writing, nothing, NULL), OK);
	assert_true(awaits_zero(&to_do) < 1000);
	/* `test->site` is another database to the thread, as another process's would be. */
	to_do = 2;
	assert_int_equal(site_write(ctx, nothing, NULL), OK);
	assert_true(awaits_zero(&to_do) < 1500);
	alone_to_do = 1;
	assert_true(awaits_zero(&alone_to_do) < 2500);
	asked_to_do = 2; /* no change, and no time */
	assert_true(awaits_zero(&asked_to_do) < 1000);
	assert_int_equal(slow_to_do, 1);
	jobs_stop(thread); /* and does not keep the process from ending */
	assert_int_equal(slow_to_do, 0);
	assert_false(is_ending);
	sites_close(sites);
	assert_int_equal(site_read_begin(ctx, test->site), OK);
	test_site_close(test);
}

static void every_statement_is_read(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	for (size_t i = 0; i < jobs_sql_all_n; i++)
		if (db_prepare(&test->ctx, jobs_sql_all[i]) != OK)
			fail_msg("%s", jobs_sql_all[i]->name);
	test_site_close(test);
}

ON_BOTH(what_is_seen_of_the_clock_is_kept)
ON_BOTH(a_job_runs_until_nothing_is_left)
ON_BOTH(a_failed_job_waits_and_is_tried_again)
ON_BOTH(the_thread_is_at_most_a_second_late)
ON_BOTH(every_statement_is_read)

#define RUN_BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_double_up_to_an_hour),
		cmocka_unit_test(a_clock_that_jumps_is_doubted_until_it_is_right_or_steady),
		RUN_BOTH(what_is_seen_of_the_clock_is_kept),
		RUN_BOTH(a_job_runs_until_nothing_is_left),
		RUN_BOTH(a_failed_job_waits_and_is_tried_again),
		RUN_BOTH(the_thread_is_at_most_a_second_late),
		RUN_BOTH(every_statement_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
