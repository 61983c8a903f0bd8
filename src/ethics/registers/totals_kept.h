/* What registers add up to. Few entries are added up for whoever asks; more by a job beside the requests (room jobs),
 * in reads of a second each, and what it found is kept in memory until something changes. Anybody may ask, so what
 * waits is bounded, and so is what one answer may cost. */
#pragma once

#include "registers/query.h"
#include "registers/totals.h"

enum totals_answer {
	TOTALS_FOUND = 1,
	TOTALS_SOON,  /* they are being added up, or will be */
	TOTALS_BUSY,  /* as many wait as may: nothing was begun */
	TOTALS_NEVER, /* they take longer than anybody's question may cost */
};

struct totals_found {
	enum totals_answer answer;
	struct totals_cut cut; /* of TOTALS_FOUND */
	int64_t as_of_ms;      /* something has changed since; 0: as it stands now */
	int64_t n;             /* of TOTALS_SOON: entries looked at so far */
};

/* In a read, which it may end and begin anew. At most `most` entries are added up here. What it found is shown for less
 * than 60 seconds after a change (S3). The order that the query asks for, and its page, do not count. */
MUST_USE enum outcome totals_find(struct ctx *ctx, const struct register_query *query, size_t most,
				  struct totals_found *ret_found);

/* Here and now, for what is known to be short: *ret_is_too_long where it is not, or takes longer than the read may. */
MUST_USE enum outcome totals_add_up(struct ctx *ctx, const struct register_query *query, size_t most,
				    struct totals_cut *ret_cut, bool *ret_is_too_long);

/* The job registers.totals. */
bool totals_asked(const struct site *site);
enum outcome totals_job_left(struct ctx *ctx, int64_t *ret_n);
enum outcome totals_job_run(struct ctx *ctx);
