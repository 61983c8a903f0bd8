/* The job duties.remind: finds whom the rules' reminders are for, then sends each recipient one message a day. All that
 * it knows stands in rows, so that a crash, a second node or a night without power neither doubles nor loses one. */
#include "duties/remind.h"
#include "duties/duties_sql.h"

/* A slice takes some 20 ms (D4). */
#define SLICE_ROWS       DUTY_IDS
#define SLICE_RECIPIENTS 4
#define HOUR_MS          INT64_C(3600000)
#define DAY_HOURS        24

struct remind_state {
	int32_t done_day, day;
	int64_t version, at_pair;
	int32_t after_day;
	int64_t after_id;
};
static const struct db_col state_cols[] = {
	DB_COL_I32(struct remind_state, done_day),  DB_COL_I32(struct remind_state, day),
	DB_COL_I64(struct remind_state, version),   DB_COL_I64(struct remind_state, at_pair),
	DB_COL_I32(struct remind_state, after_day), DB_COL_I64(struct remind_state, after_id),
};
static const struct db_spec state_spec = DB_SPEC(struct remind_state, state_cols);

static const struct db_col line_cols[] = {
	DB_COL_I64(struct duty_line, kind),        DB_COL_I64(struct duty_line, recipient_id),
	DB_COL_I64(struct duty_line, o.person_id), DB_COL_I64(struct duty_line, o.tenure_id),
	DB_COL_I32(struct duty_line, o.duty),      DB_COL_I32(struct duty_line, o.trigger_day),
	DB_COL_I64(struct duty_line, o.subject),   DB_COL_I64(struct duty_line, o.organization_id),
	DB_COL_I64(struct duty_line, state),       DB_COL_I64(struct duty_line, put_ms),
};
static const struct db_spec line_spec = DB_SPEC(struct duty_line, line_cols);

/* ---- Lines ---- */

enum outcome duty_line_put(struct ctx *ctx, int64_t kind, int64_t recipient_id, const struct obligation *o,
			   enum line_state state)
{
	return db_exec(ctx, &duties_sql_line_put,
		       DB_PARAMS(db_int(kind), db_int(recipient_id), db_int(o->tenure_id), db_int(o->duty),
				 db_int(o->trigger_day), db_int(o->subject), db_int(o->organization_id),
				 db_int(o->due_day), db_int(state), db_int(ctx->now_ms)),
		       NULL);
}

enum outcome duty_lines_of(struct ctx *ctx, const struct recipient *to, enum line_state state, size_t most,
			   struct duty_line **ret_lines, size_t *ret_n, int64_t *ret_all)
{
	struct duty_count all;
	TRY(db_one(ctx, &duties_sql_lines_count, DB_PARAMS(db_int(to->kind), db_int(to->id), db_int(state)),
		   &duty_count_spec, &all));
	*ret_all = all.n;
	return db_list(ctx, &duties_sql_lines_of,
		       DB_PARAMS(db_int(to->kind), db_int(to->id), db_int(state), db_int((int64_t)most)), &line_spec,
		       ret_lines, ret_n);
}

enum outcome duty_paper_bodies(struct ctx *ctx, int64_t **ret_ids, size_t *ret_n)
{
	struct duty_count *bodies;
	TRY(db_list(ctx, &duties_sql_paper_bodies, DB_NO_PARAMS, &duty_count_spec, &bodies, ret_n));
	int64_t *ids = arena_array(ctx->arena, int64_t, *ret_n);
	for (size_t i = 0; i < *ret_n; i++)
		ids[i] = bodies[i].n;
	*ret_ids = ids;
	return OK;
}

enum outcome duty_lines_on_paper(struct ctx *ctx, int64_t body_id, size_t most, struct duty_line **ret_lines,
				 size_t *ret_n)
{
	return db_list(ctx, &duties_sql_lines_on_paper, DB_PARAMS(db_int(body_id), db_int((int64_t)most)), &line_spec,
		       ret_lines, ret_n);
}

enum outcome duty_line_drop(struct ctx *ctx, const struct duty_line *line, int64_t until_ms)
{
	const struct obligation *o = &line->o;
	return db_exec(ctx, &duties_sql_line_drop,
		       DB_PARAMS(db_int(line->kind), db_int(line->recipient_id), db_int(o->tenure_id), db_int(o->duty),
				 db_int(o->trigger_day), db_int(o->subject), db_int(until_ms)),
		       NULL);
}

struct duty_item duty_item_for_mail(const struct duty_item *item)
{
	struct duty_item plain = *item;
	plain.change.reason = plain.change.by_whom = STR("");
	if (duty_item_waits(item)) {
		plain.o.exception = -1;
		if (!plain.change.id && plain.o.due_day != DEADLINE_NO_DAY)
			plain.change = (struct duty_change){
				.id = -1, .kind = DUTY_EXTEND, .until_day = plain.o.due_day, .reason = STR("")};
	}
	return plain;
}

enum outcome duty_lines_items(struct ctx *ctx, const struct duty_line *lines, size_t n, struct duty_item **ret_items,
			      size_t *ret_n)
{
	struct obligation *rows = arena_array(ctx->arena, struct obligation, n);
	for (size_t i = 0; i < n; i++)
		rows[i] = lines[i].o;
	TRY(duties_owed_now(ctx, rows, n, ret_items, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		(*ret_items)[i] = duty_item_for_mail(&(*ret_items)[i]);
	return OK;
}

/* ---- Who is told ---- */

static enum outcome officers_put(struct ctx *ctx, const struct obligation *o)
{
	struct access_reach *officers;
	size_t n;
	TRY(access_holders(ctx, ROLE_OFFICER, o->organization_id, &officers, &n));
	for (size_t i = 0; i < n; i++) {
		bool is_person = officers[i].person_id != 0;
		TRY(duty_line_put(ctx, is_person ? RECIPIENT_PERSON : RECIPIENT_ACCOUNT,
				  is_person ? officers[i].person_id : officers[i].account_id, o, LINE_WAITING));
	}
	return OK;
}

static enum outcome chairs_put(struct ctx *ctx, const struct obligation *o)
{
	struct duty_count *chairs;
	size_t n;
	TRY(db_list(ctx, &duties_sql_chairs, DB_PARAMS(db_int(o->organization_id), db_int(site_today(ctx).n)),
		    &duty_count_spec, &chairs, &n));
	for (size_t i = 0; i < n; i++)
		TRY(duty_line_put(ctx, RECIPIENT_PERSON, chairs[i].n, o, LINE_WAITING));
	return OK;
}

static enum outcome lines_put(struct ctx *ctx, const struct obligation *o, const struct duty_reminder *to)
{
	struct duty_count manager;
	if (to->to_person)
		TRY(duty_line_put(ctx, RECIPIENT_PERSON, o->person_id, o, LINE_WAITING));
	if (to->to_manager) {
		TRY(db_one(ctx, &duties_sql_manager_of, DB_PARAMS(db_int(o->tenure_id)), &duty_count_spec, &manager));
		if (manager.n)
			TRY(duty_line_put(ctx, RECIPIENT_PERSON, manager.n, o, LINE_WAITING));
	}
	if (to->to_officer)
		TRY(officers_put(ctx, o));
	return to->to_chair ? chairs_put(ctx, o) : OK;
}

/* ---- Steps ---- */

/* Until which step it was reminded; INT32_MIN: of none. */
static enum outcome reminded_until(struct ctx *ctx, const struct obligation *o, int32_t *ret_days)
{
	struct duty_count days = {.n = INT32_MIN};
	enum outcome found = db_one(ctx, &duties_sql_reminded,
				    DB_PARAMS(db_int(o->tenure_id), db_int(o->duty), db_int(o->trigger_day),
					      db_int(o->subject), db_int(o->due_day)),
				    &duty_count_spec, &days);
	*ret_days = found == OK ? (int32_t)days.n : INT32_MIN;
	return found == NOT_FOUND ? OK : found;
}

/* All steps that have come since it was last reminded count as one; the last of them is noted. */
static struct duty_reminder steps_come(const struct duty_item *item, int32_t after_days, int32_t today, bool *ret_any)
{
	struct duty_reminder all = {.days = after_days};
	*ret_any = false;
	if (item->o.opens_day > today)
		return all;
	for (size_t i = 0; i < item->rule->n_reminders; i++) {
		const struct duty_reminder *step = &item->rule->reminders[i];
		int64_t day = (int64_t)item->o.due_day + step->days;
		if (step->days <= after_days || day > today || day < today - REMIND_BEHIND_DAYS)
			continue;
		*ret_any = true;
		all.days = step->days > all.days ? step->days : all.days;
		all.to_person = all.to_person || step->to_person;
		all.to_manager = all.to_manager || step->to_manager;
		all.to_officer = all.to_officer || step->to_officer;
		all.to_chair = all.to_chair || step->to_chair;
	}
	return all;
}

/* Nobody is reminded during an absence for which the rule itself waits. */
static bool is_away(const struct duty_item *item, int32_t today)
{
	if (!duty_item_waits(item))
		return false;
	return item->o.due_day == DEADLINE_NO_DAY ||
	       today <= item->o.due_day - item->rule->exceptions[item->o.exception].n;
}

static enum outcome item_remind(struct ctx *ctx, const struct duty_item *item)
{
	int32_t after;
	bool any = false;
	struct duty_reminder come = {0};
	if (item->rule && !is_away(item, site_today(ctx).n)) {
		TRY(reminded_until(ctx, &item->o, &after));
		come = steps_come(item, after, site_today(ctx).n, &any);
	}
	if (!any)
		return OK;
	TRY(lines_put(ctx, &item->o, &come));
	return db_exec(ctx, &duties_sql_reminded_put,
		       DB_PARAMS(db_int(item->o.tenure_id), db_int(item->o.duty), db_int(item->o.trigger_day),
				 db_int(item->o.subject), db_int(item->o.due_day), db_int(come.days)),
		       NULL);
}

/* The nth of all steps of all rules; false: there are not so many. */
static bool pair_at(const struct duty_now *now, int64_t at, int32_t *ret_duty, int32_t *ret_days)
{
	for (size_t i = 0; i < duty_plan_n(now->plan); i++) {
		const struct duty_rule *rule = duty_plan_rule(now->plan, (int32_t)i);
		if (at >= (int64_t)rule->n_reminders) {
			at -= (int64_t)rule->n_reminders;
			continue;
		}
		*ret_duty = duty_plan_number(now->plan, rule->id);
		*ret_days = rule->reminders[at].days;
		return true;
	}
	return false;
}

/* ---- A slice ---- */

struct slice {
	struct mail_seed seeds[SLICE_RECIPIENTS];
	struct remind_state state;
};

/* A day far ahead was done by a clock that has been put back since. */
static bool is_done(const struct remind_state *state, int32_t today)
{
	return state->done_day == today || state->done_day == today + 1;
}

static enum outcome state_put(struct ctx *ctx, const struct remind_state *s)
{
	return db_exec(ctx, &duties_sql_remind_state_put,
		       DB_PARAMS(db_int(s->done_day), db_int(s->day), db_int(s->version), db_int(s->at_pair),
				 db_int(s->after_day), db_int(s->after_id)),
		       NULL);
}

/* Some rows that a step of a rule has come for; *ret_any false: there are none left. */
static enum outcome rows_remind(struct ctx *ctx, const struct duty_now *now, struct remind_state *state, bool *ret_any)
{
	int32_t duty, days, today = site_today(ctx).n;
	struct obligation *rows;
	struct duty_item *items;
	size_t n = 0, n_items;
	while (n == 0) {
		*ret_any = pair_at(now, state->at_pair, &duty, &days);
		if (!*ret_any)
			return OK;
		TRY(db_list(ctx, &duties_sql_remind_rows,
			    DB_PARAMS(db_int(duty), db_int((int64_t)today - days - REMIND_BEHIND_DAYS),
				      db_int((int64_t)today - days), db_int(state->after_day), db_int(state->after_id),
				      db_int(days), db_int(SLICE_ROWS)),
			    &duty_row_spec, &rows, &n));
		TRY(duties_owed_now(ctx, rows, n, &items, &n_items));
		for (size_t i = 0; i < n_items; i++)
			TRY(item_remind(ctx, &items[i]));
		state->at_pair += n < SLICE_ROWS;
		state->after_day = n < SLICE_ROWS ? INT32_MIN : rows[n - 1].due_day;
		state->after_id = n < SLICE_ROWS ? 0 : rows[n - 1].id;
	}
	return OK;
}

struct recipient_row {
	int64_t kind, id;
};
static const struct db_col recipient_cols[] = {
	DB_COL_I64(struct recipient_row, kind),
	DB_COL_I64(struct recipient_row, id),
};
static const struct db_spec recipient_spec = DB_SPEC(struct recipient_row, recipient_cols);

static enum outcome digests_send(struct ctx *ctx, const struct slice *slice, bool *ret_any)
{
	struct recipient_row *rows;
	size_t n;
	TRY(db_list(ctx, &duties_sql_line_recipients, DB_PARAMS(db_int(SLICE_RECIPIENTS)), &recipient_spec, &rows, &n));
	for (size_t i = 0; i < n; i++)
		TRY(digest_send(ctx, &slice->seeds[i], rows[i].kind, rows[i].id));
	*ret_any = n > 0;
	return OK;
}

static enum outcome slice_write(struct ctx *ctx, void *args)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	const struct slice *slice = args;
	struct remind_state state;
	int32_t today = site_today(ctx).n;
	bool any;
	TRY(duty_now_open(ctx, &now));
	TRY(db_one(ctx, &duties_sql_remind_state, DB_NO_PARAMS, &state_spec, &state));
	if (is_done(&state, today))
		return OK; /* another node was first */
	if (state.day != today)
		TRY(db_exec(ctx, &duties_sql_lines_wake, DB_NO_PARAMS, NULL));
	if (state.day != today || state.version != now.state.version)
		state = (struct remind_state){
			.done_day = state.done_day, .day = today, .version = now.state.version, .after_day = INT32_MIN};
	TRY(rows_remind(ctx, &now, &state, &any));
	if (!any)
		TRY(digests_send(ctx, slice, &any));
	if (!any)
		state.done_day = today;
	return state_put(ctx, &state);
}

/* ---- The job ---- */

/* The clock on the wall: on a day on which clocks change, too. */
static bool is_morning(const struct ctx *ctx)
{
	int64_t local_ms =
		ctx->now_ms + INT64_C(1000) * zone_offset(ctx->site->zone, (struct instant){ctx->now_ms}, NULL);
	return local_ms / HOUR_MS % DAY_HOURS >= REMIND_HOUR;
}

enum outcome duties_remind_left(struct ctx *ctx, int64_t *ret_n)
{
	struct duty_progress progress;
	struct remind_state state;
	struct day today = site_today(ctx);
	*ret_n = 0;
	if (!is_morning(ctx))
		return OK;
	TRY(db_one(ctx, &duties_sql_remind_state, DB_NO_PARAMS, &state_spec, &state));
	TRY(duties_progress(ctx, &progress));
	/* Rows of older rules would remind of what nobody owes, and miss what somebody does. */
	*ret_n = !is_done(&state, today.n) && progress.left == 0;
	return OK;
}

enum outcome duties_remind_run(struct ctx *ctx)
{
	struct slice slice;
	for (size_t i = 0; i < COUNT_OF(slice.seeds); i++)
		slice.seeds[i] = mail_seed_new(ctx);
	return site_write(ctx, slice_write, &slice);
}
