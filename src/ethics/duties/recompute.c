/* Rows kept up to date: one person's in the transaction that changed something, everybody's by a job. */
#include <time.h>

#include "base/log.h"
#include "duties/duties_sql.h"
#include "duties/duties_store.h"

/* A slice takes some 20 ms (D4): groups of so many terms until it is over. */
#define SLICE_MS    15
#define GROUP_TERMS 200

/* ---- Follow ---- */

/* What a write's changes mean here. */
struct effect {
	bool rules;       /* rules, codes or bodies */
	int64_t *persons; /* some more than once */
	size_t n;
};

static enum outcome count_of(struct ctx *ctx, const struct db_stmt *stmt, int64_t id, int64_t *ret_n)
{
	struct duty_count count;
	TRY(db_one(ctx, stmt, DB_PARAMS(db_int(id)), &duty_count_spec, &count));
	*ret_n = count.n;
	return OK;
}

static enum outcome person_changed(struct ctx *ctx, int64_t subject, struct effect *effect)
{
	struct duty_count person;
	int64_t n;
	enum outcome found =
		db_one(ctx, &duties_sql_person_of_tenure, DB_PARAMS(db_int(subject)), &duty_count_spec, &person);
	if (found != OK && found != NOT_FOUND)
		return found;
	if (found == NOT_FOUND) {
		TRY(count_of(ctx, &duties_sql_is_person, subject, &n));
		effect->rules = effect->rules || n == 0;
		person.n = subject;
		if (n == 0)
			return OK;
	}
	effect->persons[effect->n++] = person.n;
	return OK;
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static enum outcome persons_refresh(struct ctx *ctx, struct effect *effect)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	TRY(duty_now_open(ctx, &now));
	if (effect->n > 1)
		qsort(effect->persons, effect->n, sizeof(*effect->persons), by_number);
	for (size_t i = 0; i < effect->n; i++) {
		int64_t id = effect->persons[i], n;
		if (i > 0 && effect->persons[i - 1] == id)
			continue;
		arena_scope(ctx->arena);
		TRY(duty_rows_refresh(ctx, &now, id - 1, id, &n));
	}
	return OK;
}

/* Rules that an older program stored and this one cannot read hold up nobody's work: rows stay as they are, and all are
 * computed anew when the rulebook is applied again. */
static enum outcome unless_unreadable(struct ctx *ctx, enum outcome outcome)
{
	if (outcome != INVALID)
		return outcome;
	log_event(LOG_ERROR, "duties_rules", "outcome=%s hint=apply-the-rulebook-again", outcome_name(outcome));
	problems_clear(ctx);
	return OK;
}

enum outcome duties_follow(struct ctx *ctx, const struct change *changes, size_t n)
{
	struct effect effect = {.persons = arena_array(ctx->arena, int64_t, n)};
	struct duty_state state;
	for (size_t i = 0; i < n; i++) {
		const char *kind = changes[i].kind;
		if (strcmp(kind, "rulebook") == 0 || strcmp(kind, "duties_rules") == 0)
			effect.rules = true;
	}
	TRY(duty_state_load(ctx, &state));
	if (!state.version && !effect.rules)
		return OK;
	for (size_t i = 0; i < n; i++) {
		const char *kind = changes[i].kind;
		effect.rules = effect.rules || strcmp(kind, "codes") == 0;
		if (strcmp(kind, "people") == 0 || strcmp(kind, "duties_fact") == 0)
			TRY(person_changed(ctx, changes[i].subject, &effect));
	}
	if (effect.rules)
		return unless_unreadable(ctx, duty_rules_changed(ctx));
	if (effect.n == 0)
		return OK;
	db_note(ctx, "duties", 0);
	return unless_unreadable(ctx, persons_refresh(ctx, &effect));
}

/* ---- The job ---- */

static int64_t clock_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum outcome persons_left(struct ctx *ctx, int64_t *ret_n)
{
	struct duty_state state;
	TRY(duty_state_load(ctx, &state));
	*ret_n = 0;
	if (!state.version)
		return OK;
	int64_t left = state.all_n < 0 ? 1 : state.all_n - state.done_n;
	if (state.cursor_id < INT64_MAX)
		*ret_n = left > 0 ? left : 1;
	else if (site_today(ctx).n >= state.until_day)
		*ret_n = 1;
	return OK;
}

static enum outcome recompute_left(struct ctx *ctx, int64_t *ret_n)
{
	struct duty_state state;
	TRY(duty_state_load(ctx, &state));
	TRY(persons_left(ctx, ret_n));
	if (*ret_n == 0 && state.version && state.told_day < site_today(ctx).n)
		*ret_n = 1;
	return OK;
}

/* The last person of the next group; INT64_MAX: it is the last group. */
static enum outcome group_end(struct ctx *ctx, int64_t after_id, int64_t *ret_id)
{
	struct duty_count *persons;
	size_t n;
	TRY(db_list(ctx, &duties_sql_next_persons, DB_PARAMS(db_int(after_id), db_int(GROUP_TERMS)), &duty_count_spec,
		    &persons, &n));
	*ret_id = n < GROUP_TERMS ? INT64_MAX : persons[n - 1].n;
	return OK;
}

static enum outcome recompute_run(struct ctx *ctx)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	int64_t until_ms = clock_ms() + SLICE_MS;
	struct duty_state state;
	TRY(duty_state_load(ctx, &state));
	if (state.cursor_id == INT64_MAX) {
		/* A day has come on which time alone changes something. */
		if (site_today(ctx).n >= state.until_day)
			return duty_rules_changed(ctx);
		return state.told_day < site_today(ctx).n ? duty_beside_put(ctx) : OK;
	}
	if (state.cursor_id < 0)
		TRY(db_exec(ctx, &duties_sql_rules_count, DB_NO_PARAMS, NULL));
	TRY(duty_now_open(ctx, &now));
	int64_t at = state.cursor_id < 0 ? 0 : state.cursor_id, all = 0;
	do {
		int64_t end, n;
		arena_scope(ctx->arena);
		TRY(group_end(ctx, at, &end));
		TRY(duty_rows_refresh(ctx, &now, at, end, &n));
		at = end;
		all += n;
	} while (at < INT64_MAX && clock_ms() < until_ms);
	db_note(ctx, "duties_stale", 0);
	if (at == INT64_MAX)
		db_note(ctx, "duties", 0);
	return db_exec(ctx, &duties_sql_rules_went_on, DB_PARAMS(db_int(at), db_int(all)), NULL);
}

const struct job duties_jobs[DUTIES_JOBS] = {
	{
		.name = "duties.recompute",
		.about = msg("Works out anew what everybody has to do, after rules, codes or bodies changed"),
		.after = "duties_stale",
		.every_s = 600,
		.left = recompute_left,
		.run = recompute_run,
	},
	{
		.name = "duties.remind",
		.about = msg("Reminds people of what is due, by e-mail, once a day from six in the morning"),
		.every_s = 300,
		.alone = true,
		.dated = true,
		.left = duties_remind_left,
		.run = duties_remind_run,
	},
};

enum outcome duties_progress(struct ctx *ctx, struct duty_progress *ret_progress)
{
	struct duty_state state;
	TRY(duty_state_load(ctx, &state));
	TRY(persons_left(ctx, &ret_progress->left));
	ret_progress->all = state.all_n > ret_progress->left ? state.all_n : ret_progress->left;
	return OK;
}
