/* Running a job: slice after slice, and what is remembered of it. */
#include "jobs/jobs.h"

#include <time.h>

#include "jobs/jobs_sql.h"
#include "jobs/private.h"

#define WAIT_FIRST_MS 1000
#define WAIT_MOST_MS  ((int64_t)3600 * 1000)

struct kept {
	struct str name;
	struct job_state state;
};

static const struct db_col kept_cols[] = {
	DB_COL_TEXT(struct kept, name),          DB_COL_I64(struct kept, state.ran_ms),
	DB_COL_I64(struct kept, state.tries),    DB_COL_I64(struct kept, state.failed_ms),
	DB_COL_I64(struct kept, state.again_ms), DB_COL_TEXT(struct kept, state.why),
};
static const struct db_spec kept_spec = DB_SPEC(struct kept, kept_cols);

int64_t jobs_clock_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t job_wait_ms(int64_t tries)
{
	int64_t wait = WAIT_FIRST_MS;
	for (int64_t i = 1; i < tries && wait < WAIT_MOST_MS; i++)
		wait *= 2;
	return wait < WAIT_MOST_MS ? wait : WAIT_MOST_MS;
}

/* ---- What is stored ---- */

enum outcome job_state_of(struct ctx *ctx, const struct job *job, struct job_state *ret_state)
{
	struct kept kept = {0};
	enum outcome found = db_one(ctx, &jobs_sql_job, DB_PARAMS(db_text(str_of(job->name))), &kept_spec, &kept);
	if (found != OK && found != NOT_FOUND)
		return found;
	kept.state.job = job;
	TRY(job->left(ctx, &kept.state.left));
	*ret_state = kept.state;
	return OK;
}

enum outcome jobs_list(struct ctx *ctx, struct job_state **ret_states, size_t *ret_n)
{
	const struct features *features = ctx->site->features;
	size_t n = 0;
	for (size_t i = 0; i < features->n; i++)
		n += features->p[i]->n_jobs;
	struct job_state *states = arena_array(ctx->arena, struct job_state, n);
	n = 0;
	for (size_t i = 0; i < features->n; i++)
		for (size_t j = 0; j < features->p[i]->n_jobs; j++)
			TRY(job_state_of(ctx, &features->p[i]->jobs[j], &states[n++]));
	*ret_states = states;
	*ret_n = n;
	return OK;
}

/* ---- Running ---- */

struct slice {
	const struct job *job;
};

static enum outcome ran_put(struct ctx *ctx, const struct job *job)
{
	return db_exec(ctx, &jobs_sql_ran, DB_PARAMS(db_text(str_of(job->name)), db_int(ctx->now_ms)), NULL);
}

static enum outcome slice_write(struct ctx *ctx, void *args)
{
	const struct slice *slice = args;
	TRY(slice->job->run(ctx));
	return ran_put(ctx, slice->job);
}

static enum outcome ran_write(struct ctx *ctx, void *args)
{
	const struct slice *slice = args;
	return ran_put(ctx, slice->job);
}

static enum outcome slice_run(struct ctx *ctx, const struct job *job)
{
	struct slice slice = {job};
	if (!job->alone)
		return site_write(ctx, slice_write, &slice);
	TRY(job->run(ctx));
	/* What anybody can ask for writes once it is done, not with every slice. */
	if (job->asked && job->asked(ctx->site))
		return OK;
	return site_write(ctx, ran_write, &slice);
}

struct failure {
	const struct job *job;
	int64_t tries;
	int64_t again_ms;
	struct str why;
};

static enum outcome failure_write(struct ctx *ctx, void *args)
{
	const struct failure *failure = args;
	return db_exec(ctx, &jobs_sql_failed,
		       DB_PARAMS(db_text(str_of(failure->job->name)), db_int(failure->tries), db_int(ctx->now_ms),
				 db_int(failure->again_ms), db_text(failure->why)),
		       NULL);
}

/* The job's first problem, or the name of its outcome. */
static struct str why_of(struct ctx *ctx, enum outcome outcome)
{
	return ctx->problems.first ? problem_str(ctx->arena, ctx->problems.first) : str_of(outcome_name(outcome));
}

static enum outcome failed(struct ctx *ctx, const struct job *job, enum outcome outcome, int64_t tries,
			   int64_t *ret_again_ms)
{
	struct failure failure = {
		.job = job,
		.tries = tries + 1,
		.again_ms = ctx->now_ms + job_wait_ms(tries + 1),
		.why = why_of(ctx, outcome),
	};
	log_event(LOG_ERROR, "job_failed", "job=%s outcome=%s tries=%lld", job->name, outcome_name(outcome),
		  (long long)failure.tries);
	problems_clear(ctx);
	*ret_again_ms = failure.again_ms;
	return site_write(ctx, failure_write, &failure);
}

static enum outcome state_now(struct ctx *ctx, const struct job *job, struct job_state *ret_state)
{
	TRY(db_read_begin(ctx, ctx->site->database));
	enum outcome outcome = job_state_of(ctx, job, ret_state);
	db_read_end(ctx);
	return outcome;
}

enum outcome jobs_run(struct ctx *ctx, const struct job *job, int64_t most_ms, bool now_anyway,
		      struct job_report *ret_report, int64_t *ret_again_ms)
{
	struct job_state state;
	int64_t until = jobs_clock_ms() + most_ms;
	*ret_again_ms = 0;
	TRY(state_now(ctx, job, &state));
	struct job_report report = {.left = state.left};
	/* One that is later than any wait was set by a clock that has been put back since. */
	bool waits = state.again_ms > ctx->now_ms && state.again_ms <= ctx->now_ms + WAIT_MOST_MS;
	if (!now_anyway && waits) {
		*ret_again_ms = state.again_ms;
		*ret_report = report;
		return OK;
	}
	while (report.left > 0 && report.outcome == OK && (report.slices == 0 || !most_ms || jobs_clock_ms() < until)) {
		report.outcome = slice_run(ctx, job);
		if (report.outcome != OK)
			TRY(failed(ctx, job, report.outcome, state.tries, ret_again_ms));
		else
			report.slices++;
		TRY(state_now(ctx, job, &state));
		report.left = state.left;
	}
	*ret_report = report;
	return OK;
}
