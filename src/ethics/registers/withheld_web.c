/* Withheld interests (S1): who may read them does so here, and that is noted; a member asks for one to be withheld. */
#include "people/office_form.h"
#include "registers/registers_views.h"
#include "registers/review_parts.h"
#include "registers/review_web.h"

static bool is_mine(const struct req *req)
{
	return str_starts(req->path, STR("/my/"));
}

static struct str withheld_path(struct ctx *ctx, const struct req *req, int64_t id)
{
	return str_fmt(ctx->arena, "%s%.*s", is_mine(req) ? "/my/withheld/" : "/office/registers/withheld/",
		       STR_ARG(id_str(ctx->arena, id)));
}

enum outcome office_withheld_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct withheld_page view = {.page = access_page(ctx, STR("Withheld interests"))};
	const struct rulebook *rulebook;
	struct withheld *list;
	int64_t version;
	TRY(rulebook_current(ctx, &rulebook, &version));
	TRY(withheld_list(ctx, &list, &view.n_lines));
	struct withheld_line *lines = arena_array(ctx->arena, struct withheld_line, view.n_lines);
	for (size_t i = 0; i < view.n_lines; i++)
		lines[i] = (struct withheld_line){
			.title = register_title(rulebook, list[i].register_id),
			.person = list[i].person_name,
			.when = instant_words(ctx->arena, ctx->site->zone, (struct instant){list[i].at_ms}),
			.href = withheld_path(ctx, req, list[i].id),
			.category = list[i].category,
		};
	view.lines = lines;
	if (is_mine(req))
		page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	else
		registers_office_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	registers_withheld_list(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

static enum outcome one_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct withheld_one view = {.page = access_page(ctx, STR("A withheld interest"))};
	const struct rulebook *rulebook;
	struct entry entry;
	int64_t id, version, body_id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(withheld_entry(ctx, id, &view.withheld, &entry));
	TRY(rulebook_current(ctx, &rulebook, &version));
	TRY(people_body_for(ctx, RIGHT_READ, view.withheld.person_id, &body_id));
	view.may_end = !is_mine(req) && access_may(ctx, RIGHT_OFFICER, body_id) &&
		       ctx->actor->person_id != view.withheld.person_id;
	view.title = register_title(rulebook, view.withheld.register_id);
	view.category = entry.declared.category ? entry.declared.category->title : STR("");
	view.answers = review_answers(ctx, &entry.declared,
				      str_fmt(ctx->arena, "%.*s/files", STR_ARG(withheld_path(ctx, req, id))),
				      &view.n_answers);
	view.action = withheld_path(ctx, req, id);
	view.hidden = access_form(ctx, view.withheld.version);
	view.page.problems = ctx->problems.first;
	page_step(ctx->arena, &view.page, STR("Withheld interests"),
		  is_mine(req) ? STR("/my/withheld") : STR("/office/registers/withheld"));
	struct html h = html_open(ctx);
	registers_withheld_one(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return withheld_read_note(ctx, id);
}

enum outcome office_withheld_one_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return one_show(ctx, req, resp);
}

static enum outcome end_change(struct ctx *ctx, struct form_act *act)
{
	const int64_t *id = act->args;
	struct str record_id;
	TRY(withheld_end(ctx, &act->seeds[0], *id, act->version, &record_id));
	act->done = str_fmt(ctx->arena, "/office/registers/entries/%.*s", STR_ARG(record_id));
	return OK;
}

enum outcome office_withheld_end_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	struct form_act act = form_act_of(ctx, req, 1);
	act.change = end_change;
	act.args = &id;
	return form_send(ctx, req, resp, &act, OK, one_show);
}

/* ---- A member asks ---- */

static enum outcome ask_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct my_withheld_page view = {.page = access_page(ctx, STR("Ask to withhold an interest"))};
	struct revision_at now;
	struct entry entry;
	TRY(registers_known_at(ctx, INT64_MAX, &now));
	TRY(registers_entry(ctx, req->params[0], now, &entry));
	if (!ctx->actor->person_id || ctx->actor->person_id != entry.person_id)
		return FORBIDDEN;
	view.title = entry.declared.category ? entry.declared.category->title : entry.register_id;
	view.action = str_fmt(ctx->arena, "/my/withhold/%.*s", STR_ARG(entry.record_id));
	view.hidden = access_form(ctx, entry.version);
	view.page.problems = ctx->problems.first;
	if (str_eq(req_query(req, "done"), STR("asked")))
		view.page.notice = STR("Asked. The ethics officer decides, and may call you.");
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	struct html h = html_open(ctx);
	registers_my_withhold(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome my_withhold_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return ask_show(ctx, req, resp);
}

static enum outcome ask_change(struct ctx *ctx, struct form_act *act)
{
	const struct req *req = act->args;
	return withhold_ask(ctx, req->params[0]);
}

enum outcome my_withhold_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct req args = *req;
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = ask_change;
	act.args = &args;
	act.done = str_fmt(ctx->arena, "/my/withhold/%.*s?done=asked", STR_ARG(req->params[0]));
	return form_send(ctx, req, resp, &act, OK, ask_show);
}
