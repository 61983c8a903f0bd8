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
	struct str doubted; /* what the clock says, where it is doubted */
	struct str believed;
};

#define JOBS_VERBS 2
extern const struct verb jobs_verbs[JOBS_VERBS];

MUST_USE enum outcome job_state_of(struct ctx *ctx, const struct job *job, struct job_state *ret_state);

/* ---- The clock that somebody may set ---- */

struct clock_seen {
	int64_t believed_ms; /* the last time that was believed; 0: none yet */
	int64_t doubted_ms;  /* since when, by the doubted clock; 0: it is believed */
	int64_t looked_ms;   /* when that clock was last looked at */
};

/* Pure: false while the clock is doubted: it is more than 8 days later than when it was last believed, or more than an
 * hour earlier, and has not yet run on so for a day. */
bool clock_believe(struct clock_seen *seen, int64_t now_ms);
MUST_USE enum outcome clock_load(struct ctx *ctx, struct clock_seen *ret_seen);
/* Outside of a read: looks at the clock, and notes what was seen. */
MUST_USE enum outcome clock_look(struct ctx *ctx, bool *ret_believed);

/* A clock that nobody sets. */
int64_t jobs_clock_ms(void);
