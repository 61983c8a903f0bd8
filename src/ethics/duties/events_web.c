/* The office: something happened from which a deadline counts. */
#include "duties/duties_views.h"
#include "duties/duties_web.h"
#include "people/office_form.h"
#include "people/people_views.h"
#include "rulebook/rulebook.h"

static void steps_put(struct ctx *ctx, struct page *page)
{
	page_step(ctx->arena, page, STR("Office"), STR("/office"));
	page_step(ctx->arena, page, STR("Due dates"), STR("/office/duties"));
}

/* ---- Which body ---- */

enum outcome duties_events_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct duties_bodies_page view = {.page = access_page(ctx, STR("Something happened"))};
	struct organization *bodies;
	size_t n;
	TRY(people_organizations(ctx, &bodies, &n));
	for (size_t i = 0; i < n; i++)
		if (access_may(ctx, RIGHT_CLERK, bodies[i].id))
			bodies[view.n_bodies++] = bodies[i];
	if (view.n_bodies == 0)
		return access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE);
	if (view.n_bodies == 1) {
		resp_redirect(resp, str_fmt(ctx->arena, "/office/events/%.*s", STR_ARG(bodies[0].slug)));
		return OK;
	}
	view.bodies = bodies;
	steps_put(ctx, &view.page);
	struct html h = html_open(ctx);
	duties_bodies_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- One body's ---- */

static enum outcome body_load(struct ctx *ctx, const struct req *req, struct organization *ret_body)
{
	TRY(people_organization_by_slug(ctx, req->params[0], ret_body));
	return ret_body->erased_ms ? NOT_FOUND : access_need(ctx, RIGHT_CLERK, ret_body->id);
}

static struct str event_text(const struct rule_event *events, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(events[i].id, id))
			return events[i].text;
	return id;
}

static struct choice none_chosen(void)
{
	return (struct choice){.value = STR(""), .text = STR("Choose")};
}

/* Whoever holds a post there, or did until lately: a gift is told of after somebody left, too. */
#define LATELY_DAYS 366

static enum outcome terms_choose(struct ctx *ctx, int64_t body_id, struct choice **ret_choices, size_t *ret_n)
{
	struct tenure *terms;
	size_t n, used = 1;
	TRY(people_tenures_of_body(ctx, body_id, &terms, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n + 1);
	choices[0] = none_chosen();
	for (size_t i = 0; i < n; i++)
		if (!terms[i].erased_ms && terms[i].to_day >= site_today(ctx).n - LATELY_DAYS)
			choices[used++] = (struct choice){
				.value = id_str(ctx->arena, terms[i].id),
				.text = str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(terms[i].person_name),
						STR_ARG(terms[i].post)),
			};
	*ret_choices = choices;
	*ret_n = used;
	return OK;
}

static enum outcome form_fill(struct ctx *ctx, const struct req *req, const struct resp *resp,
			      const struct rule_event *events, size_t n_events, int64_t body_id,
			      struct people_form *form)
{
	struct form_asker ask = {.ctx = ctx, .req = req, .form = form, .is_stale = form_is_stale(resp)};
	struct choice *terms, *kinds = arena_array(ctx->arena, struct choice, n_events + 1);
	size_t n;
	TRY(terms_choose(ctx, body_id, &terms, &n));
	kinds[0] = none_chosen();
	for (size_t i = 0; i < n_events; i++)
		kinds[i + 1] = (struct choice){.value = events[i].id, .text = events[i].text};
	form_select(&ask, "event", STR("What happened?"), NULL, kinds, n_events + 1, STR(""));
	form_select(&ask, "term", STR("Whom does it concern?"), NULL, terms, n, STR(""));
	form_day(&ask, "on", STR("On which day?"), NULL, DEADLINE_NO_DAY);
	form_input(&ask, "at", STR("At what time? (optional)"),
		   "Such as 09:00: for rules that count hours, like the notice of a meeting", STR(""));
	return OK;
}

/* What the person owes because of the event that was just recorded. */
static enum outcome follows_put(struct ctx *ctx, const struct req *req, const struct duty_happening *list, size_t n,
				struct duties_events_page *view)
{
	int64_t id;
	struct tenure tenure;
	struct duty_item *items;
	size_t n_items, i = 0;
	if (!id_parse(req_query(req, "done"), &id))
		return OK;
	while (i < n && list[i].id != id)
		i++;
	if (i == n)
		return OK;
	TRY(people_tenure(ctx, list[i].tenure_id, &tenure));
	TRY(duties_of_person(ctx, tenure.person_id, &items, &n_items));
	struct duties_row *rows = arena_array(ctx->arena, struct duties_row, n_items);
	for (size_t j = 0; j < n_items; j++) {
		if (items[j].o.subject != id)
			continue;
		TRY(duties_row_of(ctx, &items[j], &rows[view->n_follows]));
		rows[view->n_follows++].href = duties_office_path(ctx, &items[j]);
	}
	view->follows = rows;
	view->person = tenure.person_name;
	view->page.notice = STR("Saved. Only the office sees it.");
	return OK;
}

static enum outcome events_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct organization body;
	struct rule_event *events;
	struct duty_happening *list;
	size_t n_events, n;
	TRY(body_load(ctx, req, &body));
	TRY(duties_events_known(ctx, &events, &n_events));
	TRY(duties_happened(ctx, body.id, &list, &n));
	struct duties_events_page view = {
		.page = access_page(ctx, STR("Something happened")),
		.body = body.name,
		.path = str_fmt(ctx->arena, "/office/events/%.*s", STR_ARG(body.slug)),
		.n_kinds = n_events,
	};
	view.form = (struct people_form){.hidden = access_form(ctx, 0), .action = view.path, .submit = STR("Save")};
	view.page.problems = ctx->problems.first;
	TRY(form_fill(ctx, req, resp, events, n_events, body.id, &view.form));
	struct duties_event_row *rows = arena_array(ctx->arena, struct duties_event_row, n);
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct duties_event_row){
			.hidden = access_form(ctx, 0),
			.what = event_text(events, n_events, list[i].event),
			.who = list[i].person_name,
			.day = day_words(ctx->arena, (struct day){list[i].day}),
			.path = str_fmt(ctx->arena, "/office/events/%.*s/remove",
					STR_ARG(id_str(ctx->arena, list[i].id))),
		};
	view.rows = rows;
	view.n_rows = n;
	TRY(follows_put(ctx, req, list, n, &view));
	steps_put(ctx, &view.page);
	struct html h = html_open(ctx);
	duties_events_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome duties_events_body_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return events_show(ctx, req, resp);
}

static enum outcome happen_change(struct ctx *ctx, struct form_act *act)
{
	return duties_happen(ctx, act->args);
}

enum outcome duties_events_body_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct organization body;
	struct tenure tenure = {0};
	struct duty_happening h = {.id = id_new(ctx), .event = req_field(req, "event")};
	TRY(body_load(ctx, req, &body));
	enum outcome decoded = form_take_day(ctx, req, "on", DEADLINE_NO_DAY, &h.day);
	bool found = id_parse(req_field(req, "term"), &h.tenure_id) && people_tenure(ctx, h.tenure_id, &tenure) == OK;
	if (!found || tenure.organization_id != body.id)
		decoded = problem_add(ctx, "term", msg("Choose whom it concerns"));
	if (deadline_instant(ctx->site->zone, h.day, req_field(req, "at"), &h.at_ms) != OK)
		decoded = problem_add(ctx, "at", msg("Enter an hour of the day such as 09:00, or leave it empty"));
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = happen_change;
	act.args = &h;
	act.done = str_fmt(ctx->arena, "/office/events/%.*s?done=%.*s", STR_ARG(body.slug),
			   STR_ARG(id_str(ctx->arena, h.id)));
	return form_send(ctx, req, resp, &act, decoded, events_show);
}

/* ---- It did not happen ---- */

static enum outcome unhappen_change(struct ctx *ctx, struct form_act *act)
{
	const int64_t *id = act->args;
	return duties_unhappen(ctx, *id);
}

static enum outcome unhappen_refused(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct duties_bodies_page view = {.page = access_page(ctx, STR("Something happened"))};
	view.page.problems = ctx->problems.first;
	steps_put(ctx, &view.page);
	struct html h = html_open(ctx);
	duties_bodies_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome duties_event_remove_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = unhappen_change;
	act.args = &id;
	act.done = STR("/office/events");
	return form_send(ctx, req, resp, &act, OK, unhappen_refused);
}
