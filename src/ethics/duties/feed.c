/* Calendars (iCalendar): a secret one of what one owes, and a public one of the days that rules fix for each year. */
#include "crypto/crypto.h"
#include "duties/duties_sql.h"
#include "duties/duties_views.h"
#include "duties/duties_web.h"
#include "duties/remind.h"
#include "people/office_form.h"

#define YEARS_AHEAD 2

struct feed_row {
	int64_t person_id, turn, made_ms;
};
static const struct db_col feed_cols[] = {
	DB_COL_I64(struct feed_row, person_id),
	DB_COL_I64(struct feed_row, turn),
	DB_COL_I64(struct feed_row, made_ms),
};
static const struct db_spec feed_spec = DB_SPEC(struct feed_row, feed_cols);

/* ---- The secret ---- */

/* Made of the site's key, so that it can be shown again although the database holds its hash alone. */
static enum outcome token_of(struct ctx *ctx, int64_t person_id, int64_t turn, struct str *ret_token)
{
	struct str key;
	TRY(site_key(ctx, "duties.calendar", &key));
	struct hash token =
		hash_keyed(key, str_fmt(ctx->arena, "calendar %lld %lld", (long long)person_id, (long long)turn));
	*ret_token = hash_hex(ctx->arena, &token);
	return OK;
}

/* ---- Events ---- */

static struct str uid_of(struct ctx *ctx, struct str name)
{
	return str_fmt(ctx->arena, "duty-%.*s@%.*s", STR_ARG(name), STR_ARG(ctx->site->settings.host));
}

/* On the days on which the rule reminds the person; where it says none a week and a day before. */
static void alarms_put(const struct duty_rule *rule, struct calendar_event *event)
{
	size_t n = 0, most = COUNT_OF(event->remind_days);
	for (size_t i = 0; rule && i < rule->n_reminders && n < most; i++)
		if (rule->reminders[i].days < 0 && rule->reminders[i].to_person)
			event->remind_days[n++] = -rule->reminders[i].days;
	if (n)
		return;
	event->remind_days[0] = 7;
	event->remind_days[1] = 1;
}

static struct str said(struct ctx *ctx, const char *message, struct str arg)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), &arg, 1);
}

static enum outcome description_of(struct ctx *ctx, const struct duty_item *item, struct str *ret_text)
{
	struct duty_step *steps;
	size_t n;
	struct buf out = buf_open(ctx->arena, 512);
	const struct duty_item plain = duty_item_for_mail(item); /* calendar providers read it too */
	TRY(duties_explain(ctx, &plain, &steps, &n));
	buf_fmt(&out, "%.*s\n", STR_ARG(item->office));
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "%zu. %.*s\n", i + 1, STR_ARG(duty_step_words(ctx, &steps[i])));
	if (item->rule && item->rule->row.confirm)
		buf_fmt(&out, "%.*s\n", STR_ARG(said(ctx, msg("This rule is to be confirmed"), STR(""))));
	*ret_text = buf_view(&out);
	return OK;
}

static enum outcome own_event(struct ctx *ctx, const struct duty_item *item, struct calendar_event *ret_event)
{
	int64_t version;
	struct str ref = obligation_ref(ctx->arena, &item->o);
	bool is_signed = item->rule && item->rule->kind == DUTY_COMMITMENT;
	struct calendar_event event = {
		.uid = uid_of(ctx, ref),
		.title = item->title,
		.url = site_link(ctx, is_signed ? STR("/my") : str_fmt(ctx->arena, "/my/duties/%.*s", STR_ARG(ref))),
		.day = {item->o.due_day},
		.at_ms = item->o.due_ms,
	};
	TRY(duties_change_version(ctx, item, &version));
	TRY(description_of(ctx, item, &event.description));
	/* More time given and taken back are two changes of the day. */
	event.sequence = (int32_t)(2 * version - (item->change.id ? 1 : 0));
	int32_t since = item->o.trigger_day == DEADLINE_NO_DAY ? item->o.due_day : item->o.trigger_day;
	/* What counts from a day ahead stands as it is since today. */
	since = since < site_today(ctx).n ? since : site_today(ctx).n;
	event.changed = zone_day_start(ctx->site->zone, (struct day){since});
	if (item->change.put_ms > event.changed.ms)
		event.changed.ms = item->change.put_ms;
	alarms_put(item->rule, &event);
	*ret_event = event;
	return OK;
}

static enum outcome own_write(struct ctx *ctx, int64_t person_id, struct str *ret_text)
{
	struct duty_item *items;
	size_t n, used = 0;
	TRY(duties_of_person(ctx, person_id, &items, &n));
	struct calendar_event *events = arena_array(ctx->arena, struct calendar_event, n);
	for (size_t i = 0; i < n; i++)
		if (items[i].o.status == OBLIGATION_OWED && !items[i].o.voluntary &&
		    items[i].o.due_day != DEADLINE_NO_DAY)
			TRY(own_event(ctx, &items[i], &events[used++]));
	return calendar_write(ctx, said(ctx, msg("To do: {1}"), ctx->site->settings.name), events, used, ret_text);
}

/* ---- Statutory days ---- */

static enum outcome year_event(struct ctx *ctx, const struct duty_rule *rule, int year, struct calendar_event *events,
			       size_t *n)
{
	const struct deadline_part *part = &rule->deadline.parts[0];
	struct deadline_facts facts = {.day = {deadline_each_year(part, year), DEADLINE_NO_DAY},
				       .zone = ctx->site->zone};
	struct deadline deadline;
	if (facts.day[0] == DEADLINE_NO_DAY || !rule_holds_on(&rule->row, (struct day){facts.day[0]}))
		return OK;
	enum outcome found = deadline_compute(&rule->deadline, &facts, &deadline);
	if (found != OK)
		return found == NOT_FOUND || found == INVALID ? OK : found;
	struct str words = deadline_words(ctx, &rule->deadline, &facts);
	events[(*n)++] = (struct calendar_event){
		.uid = uid_of(ctx, str_fmt(ctx->arena, "%.*s-%d", STR_ARG(rule->id), year)),
		.title = rule->title,
		.description = rule->row.confirm ? said(ctx, msg("{1} (to be confirmed)"), words) : words,
		.url = site_link(ctx, STR("/duties")),
		.day = {deadline.day},
		.at_ms = deadline.at_ms,
		.changed = zone_day_start(ctx->site->zone, day_of((struct date){year - 1, 1, 1})),
	};
	return OK;
}

static enum outcome public_write(struct ctx *ctx, struct str *ret_text)
{
	CLEANUP(duty_now_close) struct duty_now now = {0};
	TRY(duty_now_open(ctx, &now));
	int year = day_date(site_today(ctx)).year;
	size_t n = 0, n_rules = duty_plan_n(now.plan);
	struct calendar_event *events = arena_array(ctx->arena, struct calendar_event, n_rules * YEARS_AHEAD);
	for (size_t i = 0; i < n_rules; i++) {
		const struct duty_rule *rule = duty_plan_rule(now.plan, (int32_t)i);
		if (rule->voluntary || rule->deadline.parts[0].trigger != TRIGGER_EACH_YEAR ||
		    rule->deadline.parts[1].trigger)
			continue;
		for (int ahead = 0; ahead < YEARS_AHEAD; ahead++)
			TRY(year_event(ctx, rule, year + ahead, events, &n));
	}
	return calendar_write(ctx, said(ctx, msg("Due dates: {1}"), ctx->site->settings.name), events, n, ret_text);
}

/* ---- Routes ---- */

enum outcome duties_calendar_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	resp->type = STR("text/calendar; charset=utf-8");
	return public_write(ctx, &resp->body);
}

/* Whoever knows the address reads it; no cookie is looked at or set. It ends with the account. */
enum outcome duties_feed_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct str token = req->params[0], ending = STR(".ics");
	struct feed_row row;
	struct access_reach account;
	if (!str_ends(token, ending))
		return NOT_FOUND;
	token.n -= ending.n;
	struct hash hash = token_hash(token);
	TRY(db_one(ctx, &duties_sql_feed_of_token, DB_PARAMS(db_bytes(hash_str(&hash))), &feed_spec, &row));
	TRY(access_reach_person(ctx, row.person_id, &account));
	resp->type = STR("text/calendar; charset=utf-8");
	resp->sensitive = true;
	return own_write(ctx, row.person_id, &resp->body);
}

static enum outcome feed_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct duties_feed_page view = {.page = access_page(ctx, STR("Calendar of what you have to do"))};
	struct feed_row row;
	struct str token;
	if (!ctx->actor || !ctx->actor->person_id)
		return FORBIDDEN;
	enum outcome found = db_one(ctx, &duties_sql_feed, DB_PARAMS(db_int(ctx->actor->person_id)), &feed_spec, &row);
	if (found != OK && found != NOT_FOUND)
		return found;
	if (found == OK) {
		TRY(token_of(ctx, row.person_id, row.turn, &token));
		view.address = site_link(ctx, str_fmt(ctx->arena, "/calendar/%.*s.ics", STR_ARG(token)));
		view.since = instant_words(ctx->arena, ctx->site->zone, (struct instant){row.made_ms});
	}
	view.hidden = access_form(ctx, 0);
	view.page.problems = ctx->problems.first;
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	struct html h = html_open(ctx);
	duties_feed_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome duties_my_calendar_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return feed_show(ctx, req, resp);
}

struct feed_change {
	int64_t person_id, turn;
	struct hash hash;
	bool stop;
};

static enum outcome feed_change(struct ctx *ctx, struct form_act *act)
{
	const struct feed_change *change = act->args;
	if (change->stop)
		TRY(db_exec(ctx, &duties_sql_feed_drop, DB_PARAMS(db_int(change->person_id)), NULL));
	else
		TRY(db_exec(ctx, &duties_sql_feed_put,
			    DB_PARAMS(db_int(change->person_id), db_int(change->turn),
				      db_bytes(hash_str(&change->hash)), db_int(ctx->now_ms)),
			    NULL));
	return access_log(ctx, change->stop ? "duties.calendar_end" : "duties.calendar", change->person_id, STR(""));
}

enum outcome duties_my_calendar_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	if (!ctx->actor || !ctx->actor->person_id)
		return FORBIDDEN;
	struct feed_change change = {
		.person_id = ctx->actor->person_id, .turn = id_new(ctx), .stop = form_ticked(req, "stop")};
	struct str token;
	TRY(token_of(ctx, change.person_id, change.turn, &token));
	change.hash = token_hash(token);
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = feed_change;
	act.args = &change;
	act.done = STR("/my/calendar");
	return form_send(ctx, req, resp, &act, OK, feed_show);
}
