/* My helper, and whom I help. */
#include "registers/declare_web.h"

#include "html/html.h"
#include "registers/registers_views.h"

/* ---- Whom I named ---- */

static struct helper_row row_of(struct ctx *ctx, const struct helper *helper)
{
	struct day today = site_today(ctx);
	return (struct helper_row){
		.helper = helper,
		.from = day_words(ctx->arena, (struct day){helper->from_day}),
		.to = day_words(ctx->arena, (struct day){helper->to_day}),
		.ended = helper->ended_ms
				 ? instant_words(ctx->arena, ctx->site->zone, (struct instant){helper->ended_ms})
				 : STR(""),
		.holds = helper_holds(helper, today),
		.is_open = helper->ended_ms == 0 && helper->to_day >= today.n,
		.hidden = access_form(ctx, helper->version),
	};
}

static const struct helper_row *rows_of(struct ctx *ctx, const struct helper *helpers, size_t n)
{
	struct helper_row *rows = arena_array(ctx->arena, struct helper_row, n);
	for (size_t i = 0; i < n; i++)
		rows[i] = row_of(ctx, &helpers[i]);
	return rows;
}

static enum outcome mine_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct helper_mine_page view = {.page = access_page(ctx, STR("My helper"))};
	struct helper *helpers;
	if (!ctx->actor->person_id)
		return FORBIDDEN;
	TRY(helpers_of_person(ctx, ctx->actor->person_id, &helpers, &view.n));
	view.rows = rows_of(ctx, helpers, view.n);
	view.page.problems = ctx->problems.first;
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	page_step(ctx->arena, &view.page, STR("Declare"), STR("/my/registers"));
	if (str_eq(req_query(req, "done"), STR("named")))
		view.page.notice = STR("Named. Whoever signs in here with this address is told by mail, and finds you "
				       "under “Whom I help”. "
				       "If nobody does, nothing comes of it: ask the clerk to invite your helper, and "
				       "name them again.");
	if (str_eq(req_query(req, "done"), STR("ended")))
		view.page.notice = STR("Ended. Your helper sees and changes nothing of yours any more.");
	view.form.hidden = access_form(ctx, 0);
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &view.form};
	form_input(&ask, "email", STR("E-mail address of your helper"), "The one with which your helper signs in here",
		   STR(""));
	form_day(&ask, "from", STR("First day"), "", site_today(ctx).n);
	form_day(&ask, "to", STR("Last day"), "It ends by itself after this day. You can end it sooner at any time",
		 DEADLINE_NO_DAY);
	form_checkbox(&ask, "withheld", STR("My helper may also read what I ask to have withheld"), false);
	struct html h = html_open(ctx);
	registers_helper_mine_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome helper_mine_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return mine_show(ctx, req, resp);
}

struct naming {
	struct helper_put put;
	int64_t ends; /* 0: one is named */
};

static enum outcome mine_change(struct ctx *ctx, struct form_act *act)
{
	const struct naming *naming = act->args;
	return naming->ends ? helper_end(ctx, naming->ends, act->version) : helper_name(ctx, &naming->put);
}

enum outcome helper_mine_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct naming naming = {.put = {.email = str_trim(req_field(req, "email")),
					.sees_withheld = form_ticked(req, "withheld"),
					.mail = mail_seed_new(ctx)}};
	if (!ctx->actor->person_id)
		return FORBIDDEN;
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = mine_change;
	act.args = &naming;
	act.done = STR("/my/helper?done=named");
	if (req_field(req, "end").n) {
		if (!id_parse(req_field(req, "end"), &naming.ends))
			return NOT_FOUND;
		act.done = STR("/my/helper?done=ended");
		return form_send(ctx, req, resp, &act, OK, mine_show);
	}
	enum outcome from = form_take_day(ctx, req, "from", DEADLINE_NO_DAY, &naming.put.from_day);
	enum outcome to = form_take_day(ctx, req, "to", DEADLINE_NO_DAY, &naming.put.to_day);
	return form_send(ctx, req, resp, &act, from == OK ? to : from, mine_show);
}

/* ---- Whom I help ---- */

enum outcome helping_list_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct helping_list_page view = {.page = access_page(ctx, STR("Whom I help"))};
	struct helper *helpers;
	TRY(helping(ctx, &helpers, &view.n));
	view.rows = rows_of(ctx, helpers, view.n);
	struct html h = html_open(ctx);
	registers_helping_list_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* FORBIDDEN also where there is no such person, so that it tells nobody who is here. */
static enum outcome helped_find(struct ctx *ctx, struct str slug, struct helper *ret_helper)
{
	struct helper *helpers;
	size_t n;
	TRY(helping(ctx, &helpers, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(helpers[i].person_slug, slug))
			return helper_need(ctx, helpers[i].person_id, ret_helper);
	return FORBIDDEN;
}

/* What is owed, without why, for whom it was put off and what was done before. */
static enum outcome owed_fill(struct ctx *ctx, const struct duty_item *items, size_t n, struct helping_page *view)
{
	struct str *owed = arena_array(ctx->arena, struct str, n);
	for (size_t i = 0; i < n; i++) {
		const struct obligation *o = &items[i].o;
		if (o->status != OBLIGATION_OWED)
			continue;
		bool is_late = obligation_state(o, site_today(ctx), ctx->now_ms) == STATE_LATE;
		struct str args[2] = {items[i].title, o->due_day == DEADLINE_NO_DAY
							      ? STR("")
							      : day_words(ctx->arena, (struct day){o->due_day})};
		owed[view->n_owed++] = html_said(ctx->arena, ctx->lang,
						 str_of(str_empty(args[1]) ? msg("{1}")
							: is_late          ? msg("{1}: due date passed, {2}")
									   : msg("{1}: due by {2}")),
						 args, 2);
	}
	view->owed = owed;
	return OK;
}

static enum outcome registers_fill(struct ctx *ctx, const struct duty_item *items, size_t n_items,
				   struct helping_page *view)
{
	struct register_for *registers;
	struct declaration *all;
	size_t n_all;
	TRY(registers_for_person(ctx, view->helper.person_id, &registers, &view->n));
	TRY(declarations_of_person(ctx, view->helper.person_id, STR(""), &all, &n_all));
	struct helping_register *rows = arena_array(ctx->arena, struct helping_register, view->n);
	for (size_t i = 0; i < view->n; i++) {
		const struct scheme *scheme = registers[i].scheme;
		rows[i] = (struct helping_register){
			.journey = declare_journey(scheme),
			.due = declare_due_of(ctx, scheme, items, n_items),
		};
		rows[i].drafts = declare_drafts(ctx, all, n_all, scheme->id, &rows[i].n_drafts);
		/* For which body is for the person to say. */
		if (!scheme->of_body)
			rows[i].begin =
				declare_button_of(ctx,
						  str_fmt(ctx->arena, "/helping/%.*s/registers/%.*s",
							  STR_ARG(view->helper.person_slug), STR_ARG(scheme->id)),
						  "begin", str_of(msg("Prepare a declaration")));
		rows[i].begin.is_secondary = true;
	}
	view->registers = rows;
	return OK;
}

static enum outcome one_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct helping_page view = {0};
	struct duty_item *items;
	size_t n;
	TRY(helped_find(ctx, req->params[0], &view.helper));
	view.page = access_page(ctx, view.helper.person_name);
	view.page.problems = ctx->problems.first;
	page_step(ctx->arena, &view.page, STR("Whom I help"), STR("/helping"));
	view.until = day_words(ctx->arena, (struct day){view.helper.to_day});
	TRY(duties_of_person(ctx, view.helper.person_id, &items, &n));
	TRY(owed_fill(ctx, items, n, &view));
	TRY(registers_fill(ctx, items, n, &view));
	struct html h = html_open(ctx);
	registers_helping_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome helping_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return one_show(ctx, req, resp);
}

enum outcome helping_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct helper helper;
	struct register_for own;
	TRY(helped_find(ctx, req->params[0], &helper));
	TRY(register_for_person(ctx, helper.person_id, req->params[1], &own));
	if (own.scheme->of_body)
		return NOT_FOUND;
	struct declare_beginning b = {
		.form_id = req_field(req, "_form"),
		.act = STR("begin"),
		.begin = {.register_id = own.scheme->id,
			  .person_id = helper.person_id,
			  .tenure_id = own.tenures[0].id,
			  .source = SOURCE_PERSON,
			  .received_day = DEADLINE_NO_DAY,
			  .form_day = DEADLINE_NO_DAY},
	};
	enum outcome outcome = declare_begin(ctx, &b);
	if (outcome == INVALID) {
		resp->status = 400;
		return one_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, b.path);
	return OK;
}
