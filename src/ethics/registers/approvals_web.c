/* The office: outside work that was approved, and approvals that no longer hold (S14). */
#include "people/office_form.h"
#include "registers/registers_views.h"
#include "registers/review_parts.h"
#include "registers/review_web.h"

static struct str id_text(struct ctx *ctx, int64_t id)
{
	return id_str(ctx->arena, id);
}

enum outcome approvals_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct approvals_page view = {.page = access_page(ctx, STR("Approvals"))};
	const struct rulebook *rulebook;
	struct approval *all;
	int64_t version;
	size_t n;
	TRY(rulebook_current(ctx, &rulebook, &version));
	view.scheme = rulebook_scheme(rulebook, req->params[0]);
	if (!view.scheme || !view.scheme->steps)
		return NOT_FOUND;
	TRY(approvals(ctx, view.scheme->id, 0, &all, &n));
	struct approval_line *lines = arena_array(ctx->arena, struct approval_line, n);
	for (size_t i = 0; i < n; i++) {
		int64_t body_id;
		TRY(people_body_for(ctx, RIGHT_READ, all[i].person_id, &body_id));
		if (!access_may(ctx, RIGHT_OFFICER, body_id))
			continue;
		bool holds = approval_holds(&all[i], site_today(ctx));
		lines[view.n_lines++] = (struct approval_line){
			.a = &all[i],
			.from = review_day(ctx, all[i].from_day),
			.until = review_day(ctx, all[i].until_day),
			.state = all[i].withdrawn_ms ? msg("withdrawn")
				 : holds             ? msg("holds")
						     : msg("expired"),
			.colour = all[i].withdrawn_ms ? "red"
				  : holds             ? "green"
						      : "grey",
			.href = holds ? str_fmt(ctx->arena, "/office/registers/approvals/%.*s/%.*s",
						STR_ARG(view.scheme->id), STR_ARG(id_text(ctx, all[i].id)))
				      : STR(""),
		};
	}
	view.lines = lines;
	registers_office_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	registers_approvals(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

static enum outcome withdraw_load(struct ctx *ctx, const struct req *req, struct approval *ret_approval)
{
	int64_t id, body_id;
	if (!id_parse(req->params[1], &id))
		return NOT_FOUND;
	TRY(approval_find(ctx, id, ret_approval));
	TRY(people_body_for(ctx, RIGHT_READ, ret_approval->person_id, &body_id));
	TRY(access_need(ctx, RIGHT_OFFICER, body_id));
	return str_eq(ret_approval->register_id, req->params[0]) ? OK : NOT_FOUND;
}

static enum outcome withdraw_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct approval approval;
	TRY(withdraw_load(ctx, req, &approval));
	struct people_form form = {
		.page = access_page(ctx, STR("Withdraw an approval")),
		.hidden = access_form(ctx, approval.version),
		.heading = STR("Withdraw an approval"),
		.intro = approval.person_name,
		.note = STR("It no longer holds from today on. The person is told by mail to look."),
		.action = str_fmt(ctx->arena, "/office/registers/approvals/%.*s/%.*s", STR_ARG(approval.register_id),
				  STR_ARG(id_text(ctx, approval.id))),
		.submit = STR("Withdraw it"),
		.is_warning = true,
	};
	form.page.problems = ctx->problems.first;
	registers_office_steps(ctx, &form.page);
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &form};
	form_input(&ask, "why", STR("Why?"), "The person reads this", STR(""));
	return review_form_done(ctx, &form, resp);
}

enum outcome approval_withdraw_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return withdraw_show(ctx, req, resp);
}

struct withdraw_args {
	int64_t id;
	struct str why;
	struct mail_seed mail;
};

static enum outcome withdraw_change(struct ctx *ctx, struct form_act *act)
{
	const struct withdraw_args *args = act->args;
	return approval_withdraw(ctx, &args->mail, args->id, act->version, args->why);
}

enum outcome approval_withdraw_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct approval approval;
	TRY(withdraw_load(ctx, req, &approval));
	struct withdraw_args args = {approval.id, req_field(req, "why"), mail_seed_new(ctx)};
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = withdraw_change;
	act.args = &args;
	act.done = str_fmt(ctx->arena, "/office/registers/approvals/%.*s", STR_ARG(approval.register_id));
	return form_send(ctx, req, resp, &act, OK, withdraw_show);
}
