/* Routes of duties; rows and items as pages show them; the figures for everybody; one's own. */
#include "duties/duties_web.h"

#include "duties/duties_sql.h"
#include "duties/duties_views.h"
#include "people/office_form.h"
#include "people/people_views.h"

static const struct {
	const char *words, *colour;
} states[] = {
	[STATE_UPCOMING] = {"Later", "grey"},
	[STATE_DUE] = {"To do", "blue"},
	[STATE_EXTENDED] = {"Extended", "yellow"},
	[STATE_LATE] = {"Due date passed", "red"},
	[STATE_DONE] = {"Done", "green"},
	[STATE_WAIVED] = {"Waived", "grey"},
	[STATE_NOT_APPLICABLE] = {"Not for you", "grey"},
};

enum outcome duties_row_of(struct ctx *ctx, const struct duty_item *item, struct duties_row *ret_row)
{
	enum obligation_state state = obligation_state(&item->o, site_today(ctx), ctx->now_ms);
	struct duties_row row = {
		.item = *item,
		.due = item->o.due_day == DEADLINE_NO_DAY && duty_item_waits(item) ? STR("After the return")
		       : item->o.due_day == DEADLINE_NO_DAY                        ? STR("No date")
							    : day_words(ctx->arena, (struct day){item->o.due_day}),
		.state = str_of(item->o.voluntary && state != STATE_DONE ? "Voluntary" : states[state].words),
		.why = duty_why(ctx, item),
		.colour = states[state].colour,
		.href = str_fmt(ctx->arena, "/my/duties/%.*s", STR_ARG(obligation_ref(ctx->arena, &item->o))),
	};
	row.ref = obligation_ref(ctx->arena, &item->o);
	row.act_href = str_fmt(ctx->arena, "%.*s/file", STR_ARG(row.href));
	if (item->o.due_ms)
		row.due = instant_words(ctx->arena, ctx->site->zone, (struct instant){item->o.due_ms});
	*ret_row = row;
	return OK;
}

/* ---- One's own ---- */

#define PANEL_DONE 20

/* May it be recorded as done today? A code is signed, not recorded. */
static bool may_record(struct ctx *ctx, const struct duty_item *item)
{
	return item->o.status == OBLIGATION_OWED && item->rule && item->rule->kind != DUTY_COMMITMENT &&
	       item->o.opens_day <= site_today(ctx).n;
}

static struct str record_words(struct ctx *ctx, const struct duty_item *item)
{
	if (!may_record(ctx, item))
		return STR("");
	return str_of(item->rule->kind == DUTY_FILING ? msg("I have filed it") : msg("I have done it"));
}

/* One act that did several duties, or one duty in several posts, is one line of what one did. */
static bool is_told(const struct duties_row *done, size_t n, const struct duty_item *item)
{
	for (size_t i = 0; i < n; i++)
		if (item->done.path.n && str_eq(done[i].item.done.path, item->done.path) &&
		    done[i].item.done.day == item->done.day && str_eq(done[i].item.done.words, item->done.words))
			return true;
	return false;
}

enum outcome duties_panel_load(struct ctx *ctx, int64_t person_id, struct duties_panel *ret_panel)
{
	struct duty_item *items;
	size_t n;
	struct duties_panel panel = {0};
	TRY(duties_of_person(ctx, person_id, &items, &n));
	struct duties_row *owed = arena_array(ctx->arena, struct duties_row, n);
	struct duties_row *done = arena_array(ctx->arena, struct duties_row, n);
	for (size_t i = 0; i < n; i++) {
		if (items[i].rule && items[i].rule->kind == DUTY_COMMITMENT)
			continue;
		if (items[i].o.status == OBLIGATION_OWED) {
			TRY(duties_row_of(ctx, &items[i], &owed[panel.n_owed]));
			owed[panel.n_owed++].act = record_words(ctx, &items[i]);
		} else if (items[i].o.status == OBLIGATION_DONE && panel.n_done < PANEL_DONE &&
			   !is_told(done, panel.n_done, &items[i])) {
			TRY(duties_row_of(ctx, &items[i], &done[panel.n_done++]));
		}
	}
	panel.owed = owed;
	panel.done = done;
	*ret_panel = panel;
	return OK;
}

/* The actor's own, nobody else's. */
static enum outcome own_find(struct ctx *ctx, const struct req *req, struct duty_item *ret_item)
{
	TRY(duties_find(ctx, req->params[0], ret_item));
	return ctx->actor && ctx->actor->person_id == ret_item->o.person_id ? OK : FORBIDDEN;
}

enum outcome duties_item_load(struct ctx *ctx, const struct duty_item *item, struct duties_item_page *view)
{
	struct duty_step *steps;
	TRY(duties_row_of(ctx, item, &view->row));
	TRY(duties_explain(ctx, item, &steps, &view->n_steps));
	struct str *words = arena_array(ctx->arena, struct str, view->n_steps);
	for (size_t i = 0; i < view->n_steps; i++)
		words[i] = duty_step_words(ctx, &steps[i]);
	view->steps = words;
	const struct duty_rule *rule = item->rule;
	view->text = rule ? rule->text : STR("");
	view->fine = rule ? rule_fine_words(ctx, rule) : STR("");
	view->may_file = may_record(ctx, item);
	return OK;
}

enum outcome duties_my_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct duty_item item;
	struct duties_item_page view = {0};
	TRY(own_find(ctx, req, &item));
	view.page = access_page(ctx, item.title);
	TRY(duties_item_load(ctx, &item, &view));
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	if (str_eq(req_query(req, "done"), STR("filed")))
		view.page.notice = STR("Saved.");
	struct html h = html_open(ctx);
	duties_item_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Recording that it was done: the same form for oneself and for the office ---- */

struct filing_act {
	struct str ref;
	struct duty_filing filing;
};

static enum outcome filing_change(struct ctx *ctx, struct form_act *act)
{
	const struct filing_act *args = act->args;
	return duties_file(ctx, args->ref, &args->filing);
}

static enum outcome my_file_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct duty_item item;
	TRY(own_find(ctx, req, &item));
	struct people_form form = {
		.page = access_page(ctx, STR("Record that it is done")),
		.hidden = access_form(ctx, 0),
		.heading = STR("Record that it is done"),
		.intro = item.title,
		.action = str_fmt(ctx->arena, "/my/duties/%.*s/file", STR_ARG(req->params[0])),
		.submit = STR("Save"),
	};
	form.page.problems = ctx->problems.first;
	page_step(ctx->arena, &form.page, STR("To do"), STR("/my"));
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &form, .is_stale = form_is_stale(resp)};
	if (item.rule && item.rule->kind == DUTY_FILING)
		form_input(&ask, "with", STR("Filed with"), NULL, item.rule->filed_with);
	form_day(&ask, "on", STR("On which day"), NULL, site_today(ctx).n);
	form_input(&ask, "receipt",
		   item.rule && item.rule->kind == DUTY_FILING ? STR("Number of the receipt")
							       : STR("What proves it (optional)"),
		   NULL, STR(""));
	struct html h = html_open(ctx);
	people_form_show(&h, &form);
	resp->body = html_done(&h);
	return OK;
}

enum outcome duties_my_file_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return my_file_show(ctx, req, resp);
}

enum outcome duties_my_file_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct duty_item item;
	TRY(own_find(ctx, req, &item));
	struct filing_act args = {.ref = req->params[0],
				  .filing = {.filed_with = req_field(req, "with"),
					     .receipt = req_field(req, "receipt"),
					     .confirm = item.rule && item.rule->kind != DUTY_FILING}};
	enum outcome decoded = form_take_day(ctx, req, "on", DEADLINE_NO_DAY, &args.filing.day);
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = filing_change;
	act.args = &args;
	act.done = str_fmt(ctx->arena, "/my/duties/%.*s?done=filed", STR_ARG(req->params[0]));
	return form_send(ctx, req, resp, &act, decoded, my_file_show);
}

/* ---- For everybody ---- */

#define BAR_WIDTH 400

static int64_t bar_of(int64_t n, int64_t most)
{
	return most ? n * BAR_WIDTH / most : 0;
}

static enum outcome figures_show(struct ctx *ctx, struct resp *resp, struct duties_public_page *view,
				 const struct duty_figures *figures, size_t n)
{
	struct duties_bar *bars = arena_array(ctx->arena, struct duties_bar, n);
	for (size_t i = 0; i < n; i++) {
		const struct duty_figures *f = &figures[i];
		int64_t most = f->done > f->owe ? f->done : f->owe;
		if (f->few) {
			view->few = f->few;
			continue;
		}
		bars[view->n_bars++] = (struct duties_bar){
			.f = *f,
			.label = str_fmt(ctx->arena, "Done: %lld. To do: %lld. Due date passed: %lld.",
					 (long long)f->done, (long long)f->owe, (long long)f->late),
			.width_done = bar_of(f->done, most),
			.width_owe = bar_of(f->owe, most),
			.width_late = bar_of(f->late, most),
		};
	}
	view->bars = bars;
	struct html h = html_open(ctx);
	duties_public_show(&h, view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome duties_public_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct duties_public_page view = {.page = access_page(ctx, STR("What is owed by when"))};
	struct str slug = STR("");
	struct duty_figures *figures;
	size_t n;
	if (req->params[0].n) {
		struct code code;
		struct edition edition;
		TRY(codes_by_slug(ctx, req->params[0], &code));
		TRY(codes_edition_in_force(ctx, code.id, &edition)); /* drafts are not public */
		slug = code.slug;
		view.code_title = edition.code_title;
		page_step(ctx->arena, &view.page, STR("Codes of conduct"), STR("/codes"));
		page_step(ctx->arena, &view.page, edition.code_title,
			  str_fmt(ctx->arena, "/codes/%.*s", STR_ARG(slug)));
	}
	TRY(duties_figures(ctx, slug, &figures, &n));
	return figures_show(ctx, resp, &view, figures, n);
}

enum outcome duties_body_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct duties_public_page view = {.page = access_page(ctx, STR("What is owed by when"))};
	struct organization body;
	struct duty_figures *figures;
	size_t n;
	TRY(people_organization_by_slug(ctx, req->params[0], &body));
	if (body.erased_ms)
		return NOT_FOUND;
	view.body_name = body.name;
	page_step(ctx->arena, &view.page, STR("Councils and committees"), STR("/bodies"));
	page_step(ctx->arena, &view.page, body.name, str_fmt(ctx->arena, "/bodies/%.*s", STR_ARG(body.slug)));
	TRY(duties_figures_of_body(ctx, body.id, &figures, &n));
	return figures_show(ctx, resp, &view, figures, n);
}

// clang-format off
static const struct route duties_routes[] = {
	ROUTE_CACHED("/duties", RIGHT_PUBLIC, "duties people codes", duties_public_get),
	ROUTE_CACHED("/codes/{code}/duties", RIGHT_PUBLIC, "duties people codes", duties_public_get),
	ROUTE_CACHED("/bodies/{body}/duties", RIGHT_PUBLIC, "duties people codes", duties_body_get),
	ROUTE_CACHED("/calendar.ics", RIGHT_PUBLIC, "duties", duties_calendar_get),
	ROUTE(HTTP_GET, "/calendar/{token}", RIGHT_PUBLIC, CSRF_NONE, duties_feed_get),
	ROUTE(HTTP_GET, "/my/calendar", RIGHT_PERSON, CSRF_NONE, duties_my_calendar_get),
	ROUTE(HTTP_POST, "/my/calendar", RIGHT_PERSON, CSRF_FORM, duties_my_calendar_post),
	ROUTE(HTTP_GET, "/my/duties/{duty}", RIGHT_PERSON, CSRF_NONE, duties_my_get),
	ROUTE(HTTP_GET, "/my/duties/{duty}/file", RIGHT_PERSON, CSRF_NONE, duties_my_file_get),
	ROUTE(HTTP_POST, "/my/duties/{duty}/file", RIGHT_PERSON, CSRF_FORM, duties_my_file_post),
	ROUTE(HTTP_GET, "/office/events", RIGHT_CLERK, CSRF_NONE, duties_events_get),
	ROUTE(HTTP_GET, "/office/events/{body}", RIGHT_CLERK, CSRF_NONE, duties_events_body_get),
	ROUTE(HTTP_POST, "/office/events/{body}", RIGHT_CLERK, CSRF_FORM, duties_events_body_post),
	ROUTE(HTTP_POST, "/office/events/{event}/remove", RIGHT_CLERK, CSRF_FORM, duties_event_remove_post),
	ROUTE(HTTP_GET, "/office/duties", RIGHT_READ, CSRF_NONE, duties_office_get),
	ROUTE(HTTP_GET, "/office/duties/list.csv", RIGHT_READ, CSRF_NONE, duties_office_csv_get),
	ROUTE(HTTP_POST, "/office/duties/remind", RIGHT_CLERK, CSRF_FORM, duties_remind_post),
	ROUTE(HTTP_GET, "/office/duties/letters", RIGHT_CLERK, CSRF_NONE, duties_letters_get),
	ROUTE(HTTP_POST, "/office/duties/letters", RIGHT_CLERK, CSRF_FORM, duties_letters_post),
	ROUTE(HTTP_GET, "/office/duties/{duty}", RIGHT_READ, CSRF_NONE, duties_item_get),
	ROUTE(HTTP_GET, "/office/duties/{duty}/letter", RIGHT_CLERK, CSRF_NONE, duties_letter_get),
	ROUTE(HTTP_GET, "/office/duties/{duty}/file", RIGHT_CLERK, CSRF_NONE, duties_act_get),
	ROUTE(HTTP_POST, "/office/duties/{duty}/file", RIGHT_CLERK, CSRF_FORM, duties_act_post),
	ROUTE(HTTP_GET, "/office/duties/{duty}/undo", RIGHT_CLERK, CSRF_NONE, duties_act_get),
	ROUTE(HTTP_POST, "/office/duties/{duty}/undo", RIGHT_CLERK, CSRF_FORM, duties_act_post),
	ROUTE(HTTP_GET, "/office/duties/{duty}/take-back", RIGHT_OFFICER, CSRF_NONE, duties_act_get),
	ROUTE(HTTP_POST, "/office/duties/{duty}/take-back", RIGHT_OFFICER, CSRF_FORM, duties_act_post),
	ROUTE(HTTP_GET, "/office/duties/{duty}/extend", RIGHT_OFFICER, CSRF_NONE, duties_act_get),
	ROUTE(HTTP_POST, "/office/duties/{duty}/extend", RIGHT_OFFICER, CSRF_FORM, duties_act_post),
	ROUTE(HTTP_GET, "/office/duties/{duty}/waive", RIGHT_OFFICER, CSRF_NONE, duties_act_get),
	ROUTE(HTTP_POST, "/office/duties/{duty}/waive", RIGHT_OFFICER, CSRF_FORM, duties_act_post),
};
// clang-format on

static const struct menu_entry duties_menu[] = {
	{msg("Due dates"), "/office/duties", RIGHT_READ,
	 msg("What is due soon, what should have been done, more time, filings and letters.")},
};

static const struct holding holdings[] = {
	{.table = "duty_done", .title = msg("Duties done"), .rows = &duties_sql_held_done},
	{.table = "duty_event", .title = msg("Events of duties"), .rows = &duties_sql_held_events},
	{.table = "duty_change", .title = msg("Extensions and waivers"), .rows = &duties_sql_held_changes},
	{.table = "obligation", .title = msg("Duties and due days"), .rows = &duties_sql_held_obligations},
	{.table = "duty_reminded", .title = msg("Reminders sent"), .none = msg("the messages are given")},
	{.table = "duty_line",
	 .title = msg("Reminders to be sent"),
	 .none = msg("follows from other rows, which are given")},
	{.table = "duty_feed",
	 .title = msg("Calendar addresses"),
	 .none = msg("keys of signing in, which nobody can read")},
};

const struct feature duties_feature = {
	.name = "duties",
	.routes = duties_routes,
	.n_routes = COUNT_OF(duties_routes),
	.verbs = duties_verbs,
	.n_verbs = DUTIES_VERBS,
	.menu = duties_menu,
	.n_menu = COUNT_OF(duties_menu),
	.migrations = duties_migrations,
	.n_migrations = &duties_migrations_n,
	.jobs = duties_jobs,
	.n_jobs = DUTIES_JOBS,
	.follow = duties_follow,
	.remove = duties_remove,
	.holdings = holdings,
	.n_holdings = COUNT_OF(holdings),
};
