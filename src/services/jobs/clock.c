/* Whether the clock of this machine can be believed. A battery that died or a hand that slipped sets it a year ahead:
 * what erases, and what writes to people, must not take that for a year that went by. */
#include "jobs/jobs.h"
#include "jobs/jobs_sql.h"
#include "jobs/private.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

/* No site is expected to be away for longer, nor a clock to be put right by more. */
#define AHEAD_MS (8 * DAY_MS)
#define BACK_MS  HOUR_MS

/* A doubted clock that has run on for so long, looked at each minute, is believed again. */
#define STEADY_MS DAY_MS
#define PAUSE_MS  (10 * MINUTE_MS)

/* How often it is noted that the clock was believed. */
#define NOTE_MS HOUR_MS

bool clock_believe(struct clock_seen *seen, int64_t now_ms)
{
	bool is_near = now_ms >= seen->believed_ms - BACK_MS && now_ms <= seen->believed_ms + AHEAD_MS;
	if (!seen->believed_ms || is_near) {
		*seen = (struct clock_seen){.believed_ms = now_ms};
		return true;
	}
	bool goes_on = seen->doubted_ms && now_ms >= seen->looked_ms && now_ms <= seen->looked_ms + PAUSE_MS;
	if (!goes_on)
		seen->doubted_ms = now_ms;
	seen->looked_ms = now_ms;
	if (now_ms - seen->doubted_ms < STEADY_MS)
		return false;
	*seen = (struct clock_seen){.believed_ms = now_ms};
	return true;
}

static const struct db_col seen_cols[] = {DB_COL_I64(struct clock_seen, believed_ms),
					  DB_COL_I64(struct clock_seen, doubted_ms),
					  DB_COL_I64(struct clock_seen, looked_ms)};
static const struct db_spec seen_spec = DB_SPEC(struct clock_seen, seen_cols);

enum outcome clock_load(struct ctx *ctx, struct clock_seen *ret_seen)
{
	struct clock_seen seen = {0};
	enum outcome found = db_one(ctx, &jobs_sql_clock, DB_NO_PARAMS, &seen_spec, &seen);
	*ret_seen = seen;
	return found == NOT_FOUND ? OK : found;
}

static enum outcome look_write(struct ctx *ctx, void *args)
{
	struct clock_seen seen;
	(void)args;
	TRY(clock_load(ctx, &seen));
	(void)clock_believe(&seen, ctx->now_ms);
	return db_exec(ctx, &jobs_sql_clock_put,
		       DB_PARAMS(db_int(seen.believed_ms), db_int(seen.doubted_ms), db_int(seen.looked_ms)), NULL);
}

enum outcome clock_look(struct ctx *ctx, bool *ret_believed)
{
	struct clock_seen seen, after;
	TRY(db_read_begin(ctx, ctx->site->database));
	enum outcome loaded = clock_load(ctx, &seen);
	db_read_end(ctx);
	TRY(loaded);
	after = seen;
	*ret_believed = clock_believe(&after, ctx->now_ms);
	if (!*ret_believed && !seen.doubted_ms)
		log_event(LOG_WARN, "clock_doubted", "site=%.*s hint=see-background-work", STR_ARG(site_stem(ctx)));
	bool is_noted = *ret_believed && !seen.doubted_ms && seen.believed_ms &&
			after.believed_ms - seen.believed_ms < NOTE_MS && after.believed_ms >= seen.believed_ms;
	return is_noted ? OK : site_write(ctx, look_write, NULL);
}
