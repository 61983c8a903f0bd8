/* Scheduled and long work of a site: struct feature has a table of jobs for each room. Decisions D1, D3, D4. */
#pragma once

#include "access/access.h"
#include "site/site.h"

/* What is stored of a job, and what there is to do. */
struct job_state {
	const struct job *job;
	int64_t left;   /* to do now */
	int64_t ran_ms; /* when it last did something; 0: never */
	int64_t tries;  /* failed ones since it last succeeded; 0: all is well */
	int64_t failed_ms;
	int64_t again_ms; /* not before this; 0: at once */
	struct str why;   /* what the last failure said, for people */
};

/* All jobs of ctx's site, in the order of their rooms. In a read. */
MUST_USE enum outcome jobs_list(struct ctx *ctx, struct job_state **ret_states, size_t *ret_n);

/* What one call did. */
struct job_report {
	int64_t slices;
	int64_t left; /* to do, as of now */
	enum outcome outcome;
};

/* Outside of a read: runs the job on ctx's site until nothing is left, or for `most_ms`; 0: for as long as it takes.
 * What fails is logged, stored and tried again later, each time after twice as long, at most an hour: *ret_again_ms is
 * when; 0: nothing failed. A job that waits for its next try is not run unless `now_anyway`. Several processes may run
 * the same job: a slice is a write, and finds what others left. The outcome is that of storing what happened; the job's
 * own is in the report. */
MUST_USE enum outcome jobs_run(struct ctx *ctx, const struct job *job, int64_t most_ms, bool now_anyway,
			       struct job_report *ret_report, int64_t *ret_again_ms);

/* Pure: how long to wait after so many failures in a row. */
int64_t job_wait_ms(int64_t tries);

/* Threads that run the jobs of all these sites, at most a second after what they wait for was committed, by whichever
 * process. It blocks nobody who reads, and holds the writer for one slice at a time. */
struct job_thread;
void jobs_start(const struct site_table *sites, struct job_thread **ret_thread);
/* Ends it after the slice at hand. NULL is allowed. */
void jobs_stop(struct job_thread *thread);

extern const struct feature jobs_feature;
