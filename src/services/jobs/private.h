/* Shared by the files of this room. */
#pragma once

#include "html/components.h"
#include "jobs/jobs.h"

/* One job in words. */
struct job_line {
	struct str about;
	struct str name;
	int64_t left;
	struct str ran; /* "22 November 2026, 12:00"; empty: never */
	bool failed;
	int64_t tries;
	struct str again; /* when it is tried again */
	struct str why;
};

struct jobs_page {
	struct page page;
	const struct job_line *lines;
	size_t n_lines;
};

#define JOBS_VERBS 2
extern const struct verb jobs_verbs[JOBS_VERBS];

MUST_USE enum outcome job_state_of(struct ctx *ctx, const struct job *job, struct job_state *ret_state);

/* A clock that nobody sets. */
int64_t jobs_clock_ms(void);
