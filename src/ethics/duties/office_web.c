/* The office: one obligation, more time, waivers, filings, its letter. */
#include "duties/duties_views.h"
#include "duties/duties_web.h"
#include "duties/remind.h"
#include "people/office_form.h"
#include "people/people_views.h"

struct str duties_office_path(struct ctx *ctx, const struct duty_item *item)
{
	return str_fmt(ctx->arena, "/office/duties/%.*s", STR_ARG(obligation_ref(ctx->arena, &item->o)));
}

/* ---- One ---- */

static enum outcome item_find(struct ctx *ctx, const struct req *req, enum right right, struct duty_item *ret_item)
{
	TRY(duties_find(ctx, req->params[0], ret_item));
	return access_need(ctx, right, ret_item->o.organization_id);
}

static void steps_put(struct ctx *ctx, struct page *page)
{
	page_step(ctx->arena, page, STR("Office"), STR("/office"));
	page_step(ctx->arena, page, STR("Due dates"), STR("/office/duties"));
}

static bool is_entered(const struct duty_item *item)
{
	return item->done.id &&
	       (str_eq(item->done.source, STR("filed")) || str_eq(item->done.source, STR("confirmed")));
}

enum outcome duties_item_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct duty_item item;
	struct duties_item_page view = {0};
	TRY(item_find(ctx, req, RIGHT_READ, &item));
	view.page = access_page(ctx, item.title);
	TRY(duties_item_load(ctx, &item, &view));
	view.path = duties_office_path(ctx, &item);
	bool clerk = access_may(ctx, RIGHT_CLERK, item.o.organization_id);
	bool officer = access_may(ctx, RIGHT_OFFICER, item.o.organization_id) && !duties_is_own(ctx, &item);
	bool is_open = item.o.status == OBLIGATION_OWED && !item.o.voluntary;
	view.may_file = view.may_file && clerk;
	view.may_extend = officer && is_open;
	view.may_undo = clerk && is_entered(&item);
	view.may_take_back = officer && item.change.id != 0 && item.o.status != OBLIGATION_DONE;
	if (req_query(req, "done").n)
		view.page.notice = STR("Saved. The activity log says who, when and why.");
	steps_put(ctx, &view.page);
	struct html h = html_open(ctx);
	duties_item_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome duties_letter_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct duty_item item;
	struct duties_item_page view = {0};
	TRY(item_find(ctx, req, RIGHT_CLERK, &item));
	if (item.o.status != OBLIGATION_OWED || item.o.voluntary)
		return NOT_FOUND;
	view.page = access_page(ctx, STR("Letter"));
	item = duty_item_for_mail(&item);
	TRY(duties_item_load(ctx, &item, &view));
	steps_put(ctx, &view.page);
	struct html h = html_open(ctx);
	duties_letter_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Acts: /office/duties/{duty}/extend, waive, take-back, file, undo ---- */

enum act_kind { ACT_NONE, ACT_EXTEND, ACT_WAIVE, ACT_TAKE_BACK, ACT_FILE, ACT_UNDO };

static enum act_kind act_of(struct str name)
{
	static const char *const names[] = {[ACT_EXTEND] = "extend",
					    [ACT_WAIVE] = "waive",
					    [ACT_TAKE_BACK] = "take-back",
					    [ACT_FILE] = "file",
					    [ACT_UNDO] = "undo"};
	for (int i = ACT_EXTEND; i <= ACT_UNDO; i++)
		if (str_eq(name, str_of(names[i])))
			return (enum act_kind)i;
	return ACT_NONE;
}

/* The last word of the address: each act has a route of its own, with the right that it needs. */
static struct str act_word(const struct req *req)
{
	size_t from = req->path.n;
	while (from > 0 && req->path.p[from - 1] != '/')
		from--;
	return str_slice(req->path, from, req->path.n);
}

static enum outcome act_find(struct ctx *ctx, const struct req *req, struct duty_item *ret_item,
			     enum act_kind *ret_kind)
{
	*ret_kind = act_of(act_word(req));
	if (*ret_kind == ACT_NONE)
		return NOT_FOUND;
	bool for_officer = *ret_kind != ACT_FILE && *ret_kind != ACT_UNDO;
	return item_find(ctx, req, for_officer ? RIGHT_OFFICER : RIGHT_CLERK, ret_item);
}

static void act_ask(struct form_asker *ask, enum act_kind kind, const struct duty_item *item)
{
	bool is_filing = item->rule && item->rule->kind == DUTY_FILING;
	if (kind == ACT_FILE) {
		if (is_filing)
			form_input(ask, "with", STR("Filed with"), NULL, item->rule->filed_with);
		form_day(ask, "on", STR("On which day it was received"), NULL, DEADLINE_NO_DAY);
		form_input(ask, "receipt", is_filing ? STR("Number of the receipt") : STR("What proves it (optional)"),
			   NULL, STR(""));
		return;
	}
	if (kind == ACT_EXTEND)
		form_day(ask, "until", STR("New due date"), NULL, DEADLINE_NO_DAY);
	form_input(ask, "reason", STR("Why"), "It is kept with your name and the day", STR(""));
}

static enum outcome act_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	static const char *const headings[] = {[ACT_NONE] = "",
					       [ACT_EXTEND] = "Give more time",
					       [ACT_WAIVE] = "Waive it",
					       [ACT_TAKE_BACK] = "Take back more time or a waiver",
					       [ACT_FILE] = "Record that it was done or filed",
					       [ACT_UNDO] = "Take back what was recorded"};
	struct duty_item item;
	enum act_kind kind;
	int64_t version;
	TRY(act_find(ctx, req, &item, &kind));
	TRY(duties_change_version(ctx, &item, &version));
	struct people_form form = {
		.page = access_page(ctx, str_of(headings[kind])),
		.hidden = access_form(ctx, version),
		.heading = str_of(headings[kind]),
		.intro = str_fmt(ctx->arena, "%.*s: %.*s", STR_ARG(item.person_name), STR_ARG(item.title)),
		.action = str_fmt(ctx->arena, "%.*s/%.*s", STR_ARG(duties_office_path(ctx, &item)),
				  STR_ARG(act_word(req))),
		.submit = STR("Save"),
		.is_warning = kind == ACT_UNDO || kind == ACT_TAKE_BACK,
	};
	form.page.problems = ctx->problems.first;
	steps_put(ctx, &form.page);
	page_step(ctx->arena, &form.page, item.title, duties_office_path(ctx, &item));
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &form, .is_stale = form_is_stale(resp)};
	act_ask(&ask, kind, &item);
	struct html h = html_open(ctx);
	people_form_show(&h, &form);
	resp->body = html_done(&h);
	return OK;
}

struct acting {
	struct str ref, reason;
	enum act_kind kind;
	struct duty_change change;
	struct duty_filing filing;
};

static enum outcome act_change(struct ctx *ctx, struct form_act *act)
{
	struct acting *a = act->args;
	a->change.version = act->version;
	switch (a->kind) {
	case ACT_EXTEND:
		return duties_extend(ctx, a->ref, &a->change);
	case ACT_WAIVE:
		return duties_waive(ctx, a->ref, &a->change);
	case ACT_FILE:
		return duties_file(ctx, a->ref, &a->filing);
	case ACT_TAKE_BACK:
		return duties_unchange(ctx, a->ref, act->version, a->reason);
	case ACT_UNDO:
		return duties_unfile(ctx, a->ref, a->reason);
	case ACT_NONE:
		break;
	}
	return NOT_FOUND;
}

enum outcome duties_act_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return act_show(ctx, req, resp);
}

enum outcome duties_act_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct duty_item item;
	struct acting a = {.ref = req->params[0], .reason = req_field(req, "reason")};
	TRY(act_find(ctx, req, &item, &a.kind));
	a.change.reason = a.reason;
	a.filing = (struct duty_filing){.filed_with = req_field(req, "with"),
					.receipt = req_field(req, "receipt"),
					.confirm = item.rule && item.rule->kind != DUTY_FILING};
	enum outcome decoded = form_take_day(ctx, req, "until", DEADLINE_NO_DAY, &a.change.until_day);
	if (decoded == OK)
		decoded = form_take_day(ctx, req, "on", DEADLINE_NO_DAY, &a.filing.day);
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = act_change;
	act.args = &a;
	act.done = str_fmt(ctx->arena, "%.*s?done=yes", STR_ARG(duties_office_path(ctx, &item)));
	return form_send(ctx, req, resp, &act, decoded, act_show);
}
