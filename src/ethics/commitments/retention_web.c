/* The office: until when signatures of terms that are over are shown and kept, and legal holds (S8). */
#include "commitments/commitments_views.h"
#include "commitments/commitments_web.h"
#include "people/office_form.h"
#include "people/people_views.h"

static struct str day_shown(struct ctx *ctx, int32_t day)
{
	return day == COMMITMENT_NO_DAY ? STR("not decided") : day_words(ctx->arena, (struct day){day});
}

enum outcome commitments_retention_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_retention_page view = {.page = access_page(ctx, STR("How long signatures are kept"))};
	struct commitment_retained *retained;
	size_t n;
	TRY(commitments_office_load(ctx, req->params[0], STR(""), &view.code, NULL));
	TRY(commitment_retained_of(ctx, view.code.id, &retained, &n));
	TRY(commitment_pledge_days(ctx, &view.pledge_days));
	struct commitments_retention_row *rows = arena_array(ctx->arena, struct commitments_retention_row, n);
	for (size_t i = 0; i < n; i++) {
		const struct commitment_retained *r = &retained[i];
		if (!access_may(ctx, RIGHT_READ, r->organization_id))
			continue;
		rows[view.n++] = (struct commitments_retention_row){
			.r = r,
			.over = day_shown(ctx, r->to_day),
			.shown = r->display_ended_ms ? STR("no longer shown") : day_shown(ctx, r->shown_until),
			.kept = day_shown(ctx, r->kept_until),
			.may_hold = access_may(ctx, RIGHT_OFFICER, r->organization_id) && !r->erasing_ms,
		};
	}
	view.rows = rows;
	commitments_office_steps(ctx, &view.page, &view.code);
	if (str_eq(req_query(req, "done"), STR("hold")))
		view.page.notice = STR("Saved.");
	struct html h = html_open(ctx);
	commitments_retention_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Legal holds ---- */

static enum outcome hold_load(struct ctx *ctx, const struct req *req, struct commitment *ret_commitment,
			      struct commitment_legal_hold *ret_hold)
{
	struct commitment_legal_hold *holds;
	size_t n;
	TRY(commitments_find(ctx, req->params[0], ret_commitment));
	TRY(access_need(ctx, RIGHT_OFFICER, ret_commitment->organization_id));
	if (ret_commitment->erased_ms)
		return NOT_FOUND;
	TRY(commitment_legal_holds(ctx, ret_commitment->id, &holds, &n));
	*ret_hold = n && !holds[0].ended_ms ? holds[0] : (struct commitment_legal_hold){0};
	return OK;
}

static enum outcome hold_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitment c;
	struct commitment_legal_hold hold;
	TRY(hold_load(ctx, req, &c, &hold));
	struct people_form form = {
		.page = access_page(ctx, STR("Legal hold")),
		.hidden = access_form(ctx, hold.version),
		.heading = hold.id ? STR("Held") : STR("Hold this signature"),
		.intro = str_fmt(ctx->arena, "%.*s, %.*s.", STR_ARG(c.name), STR_ARG(c.office)),
		.note = STR("While it is held, the signature is neither taken from display nor erased, however long "
			    "its term "
			    "is over. The public does not see the hold."),
		.action = str_fmt(ctx->arena, "/office/signatures/%.*s/hold", STR_ARG(c.record_id)),
		.submit = hold.id ? STR("It need not be held any more") : STR("Hold it"),
		.is_warning = hold.id != 0,
	};
	if (hold.id)
		form.intro =
			str_fmt(ctx->arena, "%.*s Held since %.*s by %.*s: %.*s", STR_ARG(form.intro),
				STR_ARG(instant_words(ctx->arena, ctx->site->zone, (struct instant){hold.from_ms})),
				STR_ARG(hold.by_name), STR_ARG(hold.why));
	form.page.problems = ctx->problems.first;
	struct code code;
	TRY(codes_by_slug(ctx, c.code_slug, &code));
	commitments_office_steps(ctx, &form.page, &code);
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &form};
	form_input(&ask, "why", STR("Why?"), hold.id ? NULL : "Which request, case or order asks for it", STR(""));
	struct html h = html_open(ctx);
	people_form_show(&h, &form);
	resp->body = html_done(&h);
	return OK;
}

enum outcome commitments_hold_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return hold_show(ctx, req, resp);
}

struct hold_args {
	struct str record_id, why;
};

static enum outcome hold_change(struct ctx *ctx, struct form_act *act)
{
	const struct hold_args *args = act->args;
	return act->version ? commitment_legal_hold_end(ctx, args->record_id, act->version, args->why)
			    : commitment_legal_hold_put(ctx, args->record_id, args->why);
}

enum outcome commitments_hold_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitment c;
	struct commitment_legal_hold hold;
	TRY(hold_load(ctx, req, &c, &hold));
	struct hold_args args = {c.record_id, req_field(req, "why")};
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = hold_change;
	act.args = &args;
	act.done = str_fmt(ctx->arena, "/office/commitments/%.*s/retention?done=hold", STR_ARG(c.code_slug));
	return form_send(ctx, req, resp, &act, OK, hold_show);
}
