/* What later rooms put, and what the office and a person say about one obligation. */
#include "duties/duties_sql.h"
#include "duties/duties_store.h"

static const struct db_col pair_cols[] = {
	DB_COL_I64(struct duty_fact, id),
	DB_COL_I64(struct duty_fact, tenure_id),
};
static const struct db_spec pair_spec = DB_SPEC(struct duty_fact, pair_cols);

static struct db_param day_param(int32_t day)
{
	return day == DEADLINE_NO_DAY ? db_null() : db_int(day);
}

static struct str actor_name(const struct ctx *ctx)
{
	return ctx->actor ? ctx->actor->name : STR("the program");
}

static void changed(struct ctx *ctx, int64_t tenure_id)
{
	db_note(ctx, "duties_fact", tenure_id);
}

/* ---- Done ---- */

static enum outcome done_withdraw(struct ctx *ctx, struct str source, int64_t source_id, struct str reason)
{
	struct duty_fact *facts;
	size_t n;
	TRY(db_list(ctx, &duties_sql_done_of_source, DB_PARAMS(db_text(source), db_int(source_id)), &pair_spec, &facts,
		    &n));
	for (size_t i = 0; i < n; i++) {
		TRY(db_exec(ctx, &duties_sql_done_withdraw,
			    DB_PARAMS(db_int(facts[i].id), db_int(ctx->now_ms), db_text(reason)), NULL));
		changed(ctx, facts[i].tenure_id);
	}
	return OK;
}

static enum outcome done_add(struct ctx *ctx, const struct duty_done *done, int32_t number)
{
	changed(ctx, done->tenure_id);
	return db_exec(ctx, &duties_sql_done_put,
		       DB_PARAMS(db_int(id_new(ctx)), db_int(done->tenure_id), db_int(number), db_int(done->day),
				 day_param(done->trigger_day), db_int(done->subject), db_text(done->source),
				 db_int(done->source_id), db_text(done->words), db_text(done->path),
				 db_text(actor_name(ctx)), db_int(ctx->now_ms)),
		       NULL);
}

enum outcome duties_put_done(struct ctx *ctx, const struct duty_done *done)
{
	int32_t number;
	if (done->source_id)
		TRY(done_withdraw(ctx, done->source, done->source_id, STR("")));
	TRY(duty_number(ctx, str_empty(done->duty) ? duty_sign_id(ctx->arena, done->code) : done->duty, &number));
	return done_add(ctx, done, number);
}

enum outcome duties_take_done(struct ctx *ctx, struct str source, int64_t source_id, struct str reason)
{
	return done_withdraw(ctx, source, source_id, reason);
}

enum outcome duties_forget_done(struct ctx *ctx, struct str source, int64_t source_id)
{
	struct duty_fact *facts;
	size_t n;
	TRY(db_list(ctx, &duties_sql_done_tenures, DB_PARAMS(db_text(source), db_int(source_id)), &pair_spec, &facts,
		    &n));
	for (size_t i = 0; i < n; i++)
		changed(ctx, facts[i].tenure_id);
	TRY(db_exec(ctx, &duties_sql_done_expire,
		    DB_PARAMS(db_text(source), db_int(source_id), db_int(site_today(ctx).n)), NULL));
	return db_exec(ctx, &duties_sql_done_forget, DB_PARAMS(db_text(source), db_int(source_id)), NULL);
}

enum outcome duties_remove(struct ctx *ctx, struct str record_id)
{
	struct db_params record = DB_PARAMS(db_text(record_id));
	struct duty_count *tenures;
	size_t n;
	/* Why somebody was given more time is said in the activity log too. */
	TRY(db_list(ctx, &duties_sql_tenures_of_record, record, &duty_count_spec, &tenures, &n));
	for (size_t i = 0; i < n; i++)
		TRY(access_log_forget(ctx, tenures[i].n));
	TRY(db_exec(ctx, &duties_sql_done_remove, record, NULL));
	TRY(db_exec(ctx, &duties_sql_event_remove, record, NULL));
	TRY(db_exec(ctx, &duties_sql_reminded_remove, record, NULL));
	TRY(db_exec(ctx, &duties_sql_line_remove, record, NULL));
	TRY(db_exec(ctx, &duties_sql_line_recipient_remove, record, NULL));
	TRY(db_exec(ctx, &duties_sql_feed_remove, record, NULL));
	return db_exec(ctx, &duties_sql_change_remove, record, NULL);
}

/* ---- Events ---- */

static enum outcome event_changed(struct ctx *ctx, struct str source, int64_t source_id)
{
	struct duty_fact before;
	enum outcome found = db_one(ctx, &duties_sql_event_tenure, DB_PARAMS(db_text(source), db_int(source_id)),
				    &pair_spec, &before);
	if (found == OK)
		changed(ctx, before.tenure_id);
	return found == NOT_FOUND ? OK : found;
}

enum outcome duties_put_event(struct ctx *ctx, const struct duty_event *event)
{
	TRY(event_changed(ctx, event->source, event->source_id));
	changed(ctx, event->tenure_id);
	return db_exec(ctx, &duties_sql_event_put,
		       DB_PARAMS(db_text(event->source), db_int(event->source_id), db_int(event->tenure_id),
				 db_text(event->kind), db_int(event->day), db_int(event->at_ms)),
		       NULL);
}

enum outcome duties_take_event(struct ctx *ctx, struct str source, int64_t source_id)
{
	TRY(event_changed(ctx, source, source_id));
	return db_exec(ctx, &duties_sql_event_drop, DB_PARAMS(db_text(source), db_int(source_id)), NULL);
}

/* ---- What codes ask ---- */

enum outcome duties_put_rule(struct ctx *ctx, const struct duty_local *local)
{
	db_note(ctx, "duties_rules", 0);
	return db_exec(ctx, &duties_sql_local_put,
		       DB_PARAMS(db_text(local->code), db_int(local->body_id), db_text(local->title),
				 db_text(local->form), db_int(local->mandatory), db_int(local->within_days),
				 day_param(local->since_day), db_text(local->source), db_text(local->link)),
		       NULL);
}

enum outcome duties_take_rule(struct ctx *ctx, struct str code, int64_t body_id)
{
	db_note(ctx, "duties_rules", 0);
	return db_exec(ctx, &duties_sql_local_drop, DB_PARAMS(db_text(code), db_int(body_id)), NULL);
}

/* ---- Extensions and waivers ---- */

#define REASON_BYTES 2000

static enum outcome reason_good(struct ctx *ctx, struct str reason)
{
	reason = str_trim(reason);
	if (str_empty(reason))
		return problem_add(ctx, "reason", msg("Say why, for the record"));
	return reason.n > REASON_BYTES ? problem_add(ctx, "reason", msg("Say it in at most 2000 characters")) : OK;
}

static enum outcome change_good(struct ctx *ctx, const struct duty_item *item, const struct duty_change *change,
				int32_t kind)
{
	size_t before = ctx->problems.count;
	(void)reason_good(ctx, change->reason);
	if (kind == DUTY_EXTEND && change->until_day == DEADLINE_NO_DAY)
		(void)problem_add(ctx, "until", msg("Enter the new due date, such as 2026-12-31"));
	else if (kind == DUTY_EXTEND && item->o.original_day != DEADLINE_NO_DAY &&
		 change->until_day <= item->o.original_day)
		(void)problem_add(ctx, "until", msg("Enter a day after {1}, when it is due by the rule"),
				  day_words(ctx->arena, (struct day){item->o.original_day}));
	if (item->o.status == OBLIGATION_DONE)
		(void)problem_add(ctx, "", msg("This was done on {1}: there is nothing to extend or waive"),
				  day_words(ctx->arena, (struct day){item->o.done_day}));
	if (item->o.status == OBLIGATION_NOT_OWED || item->o.voluntary)
		(void)problem_add(ctx, "", msg("This is not owed: there is nothing to extend or waive"));
	return ctx->problems.count > before ? INVALID : OK;
}

/* The newest version of what was ever said about the obligation; 0: nothing was. */
static enum outcome change_newest(struct ctx *ctx, const struct obligation *o, struct duty_change *ret_change)
{
	struct duty_change *changes;
	size_t n;
	TRY(db_list(ctx, &duties_sql_changes_of,
		    DB_PARAMS(db_int(o->tenure_id), db_int(o->duty),
			      db_int(o->trigger_day == DEADLINE_NO_DAY ? -1 : o->trigger_day), db_int(o->subject)),
		    &duty_change_spec, &changes, &n));
	*ret_change = n ? changes[0] : (struct duty_change){0};
	return OK;
}

static enum outcome change_end(struct ctx *ctx, const struct duty_change *newest)
{
	if (!newest->id || newest->withdrawn_ms)
		return OK;
	return db_exec(ctx, &duties_sql_change_withdraw, DB_PARAMS(db_int(newest->id), db_int(ctx->now_ms)), NULL);
}

/* Nobody decides what they owe themselves (S6). */
static enum outcome change_need(struct ctx *ctx, const struct duty_item *item)
{
	TRY(access_need(ctx, RIGHT_OFFICER, item->o.organization_id));
	if (!duties_is_own(ctx, item))
		return OK;
	return problem_add(ctx, "", msg("This is yours to do: another officer has to decide on it"));
}

bool duties_is_own(const struct ctx *ctx, const struct duty_item *item)
{
	return ctx->actor && ctx->actor->person_id && ctx->actor->person_id == item->o.person_id;
}

static enum outcome change_log(struct ctx *ctx, const char *act, const struct duty_item *item, struct str ref,
			       struct str reason)
{
	return access_log(ctx, act, item->o.tenure_id,
			  str_fmt(ctx->arena, "%.*s: %.*s", STR_ARG(ref), STR_ARG(str_trim(reason))));
}

/* What is said is about the term; its row's version is the newest change's. */
static enum outcome change_put(struct ctx *ctx, struct str ref, const struct duty_change *change, int32_t kind)
{
	struct duty_item item;
	struct duty_change newest;
	TRY(duties_find(ctx, ref, &item));
	TRY(change_need(ctx, &item));
	TRY(change_good(ctx, &item, change, kind));
	TRY(change_newest(ctx, &item.o, &newest));
	if (newest.version != change->version)
		return CONFLICT;
	TRY(change_end(ctx, &newest));
	TRY(db_exec(ctx, &duties_sql_change_put,
		    DB_PARAMS(db_int(id_new(ctx)), db_int(item.o.tenure_id), db_int(item.o.duty),
			      day_param(item.o.trigger_day), db_int(item.o.subject), db_int(newest.version + 1),
			      db_int(kind), kind == DUTY_EXTEND ? db_int(change->until_day) : db_null(),
			      db_text(str_trim(change->reason)), db_text(actor_name(ctx)), db_int(ctx->now_ms)),
		    NULL));
	changed(ctx, item.o.tenure_id);
	return change_log(ctx, kind == DUTY_EXTEND ? "duties.extend" : "duties.waive", &item, ref, change->reason);
}

enum outcome duties_extend(struct ctx *ctx, struct str ref, const struct duty_change *change)
{
	return change_put(ctx, ref, change, DUTY_EXTEND);
}

enum outcome duties_waive(struct ctx *ctx, struct str ref, const struct duty_change *change)
{
	return change_put(ctx, ref, change, DUTY_WAIVE);
}

enum outcome duties_unchange(struct ctx *ctx, struct str ref, int64_t version, struct str reason)
{
	struct duty_item item;
	struct duty_change newest;
	TRY(duties_find(ctx, ref, &item));
	TRY(change_need(ctx, &item));
	TRY(reason_good(ctx, reason));
	TRY(change_newest(ctx, &item.o, &newest));
	if (!newest.id || newest.withdrawn_ms || newest.version != version)
		return CONFLICT;
	TRY(change_end(ctx, &newest));
	changed(ctx, item.o.tenure_id);
	return change_log(ctx, "duties.unchange", &item, ref, reason);
}

enum outcome duties_change_version(struct ctx *ctx, const struct duty_item *item, int64_t *ret_version)
{
	struct duty_change newest;
	TRY(change_newest(ctx, &item->o, &newest));
	*ret_version = newest.version;
	return OK;
}

/* ---- Filed elsewhere, or done ---- */

#define LINE_BYTES 300

static void line_good(struct ctx *ctx, const char *field, struct str line, const char *missing)
{
	if (str_empty(str_trim(line)))
		(void)problem_add(ctx, field, missing);
	else if (line.n > LINE_BYTES)
		(void)problem_add(ctx, field, msg("Say it in at most 300 characters"));
}

static enum outcome filing_good(struct ctx *ctx, const struct duty_item *item, const struct duty_filing *filing)
{
	size_t before = ctx->problems.count;
	bool is_filing = item->rule && item->rule->kind == DUTY_FILING;
	if (item->rule && item->rule->kind == DUTY_COMMITMENT)
		return problem_add(ctx, "", msg("This is done by signing, or by entering a signed form on paper"));
	if (item->o.status == OBLIGATION_DONE)
		return problem_add(ctx, "", msg("This was done on {1} already"),
				   day_words(ctx->arena, (struct day){item->o.done_day}));
	if (is_filing && filing->confirm)
		return problem_add(ctx, "",
				   msg("The law asks for this elsewhere: say with whom it was filed, and its receipt"));
	if (is_filing) {
		line_good(ctx, "with", filing->filed_with, msg("Enter with whom it was filed, such as “City Clerk”"));
		line_good(ctx, "receipt", filing->receipt,
			  msg("Enter the receipt's number, or what proves that it was filed"));
	}
	if (filing->day == DEADLINE_NO_DAY)
		(void)problem_add(ctx, "on", msg("Enter the day, such as 2026-05-28"));
	else if (filing->day > site_today(ctx).n)
		(void)problem_add(ctx, "on", msg("Enter a day that is not in the future"));
	else if (filing->day < item->o.opens_day)
		(void)problem_add(ctx, "on", msg("This can be done from {1} on, not before"),
				  day_words(ctx->arena, (struct day){item->o.opens_day}));
	return ctx->problems.count > before ? INVALID : OK;
}

/* The person, or a clerk of the body. */
static enum outcome filing_need(struct ctx *ctx, const struct obligation *o)
{
	if (ctx->actor && ctx->actor->person_id && ctx->actor->person_id == o->person_id)
		return OK;
	return access_need(ctx, RIGHT_CLERK, o->organization_id);
}

enum outcome duties_file(struct ctx *ctx, struct str ref, const struct duty_filing *filing)
{
	struct duty_item item;
	TRY(duties_find(ctx, ref, &item));
	TRY(filing_need(ctx, &item.o));
	TRY(filing_good(ctx, &item, filing));
	bool is_filing = item.rule && item.rule->kind == DUTY_FILING;
	struct str day = day_words(ctx->arena, (struct day){filing->day});
	struct str receipt = str_trim(filing->receipt);
	const struct duty_done done = {
		.tenure_id = item.o.tenure_id,
		.day = filing->day,
		.trigger_day = item.o.trigger_day,
		.subject = item.o.subject,
		.source = is_filing ? STR("filed") : STR("confirmed"),
		.words = is_filing ? str_fmt(ctx->arena, "Filed with %.*s on %.*s, receipt %.*s",
					     STR_ARG(str_trim(filing->filed_with)), STR_ARG(day), STR_ARG(receipt))
				   : str_fmt(ctx->arena, "Done on %.*s%s%.*s", STR_ARG(day), receipt.n ? ", " : "",
					     STR_ARG(receipt)),
		.path = STR(""),
	};
	TRY(done_add(ctx, &done, item.o.duty));
	return access_log(ctx, is_filing ? "duties.file" : "duties.confirm", item.o.tenure_id,
			  str_fmt(ctx->arena, "%.*s: %.*s", STR_ARG(ref), STR_ARG(done.words)));
}

enum outcome duties_unfile(struct ctx *ctx, struct str ref, struct str reason)
{
	struct duty_item item;
	TRY(duties_find(ctx, ref, &item));
	TRY(filing_need(ctx, &item.o));
	if (str_empty(str_trim(reason)))
		return problem_add(ctx, "reason", msg("Say why, for the record"));
	bool is_ours = str_eq(item.done.source, STR("filed")) || str_eq(item.done.source, STR("confirmed"));
	if (!item.done.id || !is_ours)
		return CONFLICT;
	TRY(db_exec(ctx, &duties_sql_done_withdraw,
		    DB_PARAMS(db_int(item.done.id), db_int(ctx->now_ms), db_text(str_trim(reason))), NULL));
	changed(ctx, item.o.tenure_id);
	return access_log(ctx, "duties.unfile", item.o.tenure_id,
			  str_fmt(ctx->arena, "%.*s: %.*s", STR_ARG(ref), STR_ARG(str_trim(reason))));
}
