/* A question of an entry: shown, answered, stored at once. */
#include "registers/declare_web.h"

#include "html/html.h"
#include "registers/registers_views.h"

static struct str said(struct ctx *ctx, const char *message)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), NULL, 0);
}

static enum outcome question_load(struct ctx *ctx, const struct req *req, struct declare_question_page *view)
{
	struct question *questions;
	size_t n;
	TRY(declare_item_find(ctx, req, &view->at, &view->item));
	item_questions(ctx, view->item, view->at.n_bodies > 1, &questions, &n);
	const struct question *question = question_find(questions, n, req->params[2]);
	if (!question)
		return NOT_FOUND;
	view->question = *question;
	return OK;
}

static enum outcome question_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_question_page view = {0};
	TRY(question_load(ctx, req, &view));
	view.page = access_page(ctx, view.question.label);
	view.page.problems = ctx->problems.first;
	declare_steps(ctx, &view.page, &view.at);
	page_step(ctx->arena, &view.page, said(ctx, msg("Tasks")), view.at.path);
	view.caption = view.item->declared.category->title;
	view.token = question_token(ctx, &view.question, view.item);
	view.back = declare_item_path(ctx, &view.at, view.item->id);
	view.is_change = req_query(req, "change").n || str_eq(req_field(req, "then"), STR("item"));
	view.form.page = view.page;
	view.form.hidden = access_form(ctx, view.item->version);
	view.form.action = str_fmt(ctx->arena, "%.*s/%.*s", STR_ARG(view.back), STR_ARG(view.question.id));
	declare_question_ask(ctx, req, &view.at, view.item, &view.question, &view);
	if (resp->status == 409) {
		view.stored = question_words(ctx, &view.question, view.item, view.at.bodies, view.at.n_bodies);
		if (str_empty(view.stored))
			view.stored = said(ctx, msg("Not answered"));
	}
	struct html h = html_open(ctx);
	registers_declare_question_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome declare_question_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return question_show(ctx, req, resp);
}

/* An answer that is stored at once. The same answer again is no change; another one where the stored answer is not the
 * one that the form showed is a CONFLICT, so that neither of two windows is overwritten unseen. */
struct answering {
	const struct declare_at *at;
	const struct req *req;
	struct str question_id, was;
	int64_t item_id;
	struct str next; /* question; empty: the item */
};

static enum outcome answer_write(struct ctx *ctx, void *args)
{
	struct answering *a = args;
	struct declare_at at;
	struct question *questions;
	size_t n;
	TRY(declare_find_again(ctx, a->at, &at));
	const struct declaration_item *stored = declaration_item_of(&at.declaration, a->item_id);
	if (!stored)
		return NOT_FOUND;
	struct declaration_item item = *stored;
	item_questions(ctx, &item, at.n_bodies > 1, &questions, &n);
	const struct question *question = question_find(questions, n, a->question_id);
	if (!question)
		return NOT_FOUND;
	struct question asked = *question;
	struct str before = question_token(ctx, &asked, stored);
	TRY(declare_question_take(ctx, a->req, &at, &asked, &item));
	if (!str_eq(before, question_token(ctx, &asked, &item))) {
		if (!str_eq(before, a->was))
			return CONFLICT;
		if (item.act == ACT_KEEP)
			item.act = at.declaration.corrects_id ? ACT_CORRECT : ACT_CHANGE;
		if (item.act == ACT_CORRECT && str_empty(item.reason) && at.declaration.corrects_id)
			item.reason = said(ctx, msg("The form was entered otherwise than it was signed"));
		TRY(declaration_item_save(ctx, &item));
	}
	item_questions(ctx, &item, at.n_bodies > 1, &questions, &n);
	const struct question *next = question_next(questions, n, a->question_id);
	a->next = next ? next->id : STR("");
	return OK;
}

enum outcome declare_question_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_question_page view = {0};
	TRY(question_load(ctx, req, &view));
	struct answering answering = {
		.at = &view.at,
		.req = req,
		.question_id = view.question.id,
		.was = req_field(req, "was"),
		.item_id = view.item->id,
	};
	bool is_new = view.item->act == ACT_NEW;
	enum outcome outcome = site_write(ctx, answer_write, &answering);
	if (outcome == CONFLICT)
		(void)problem_add(
			ctx, "",
			msg("You answered this in another window meanwhile. What you wrote here is kept below; "
			    "beside it stands what is stored. Send it again if yours is right"));
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return question_show(ctx, req, resp);
	}
	TRY(outcome);
	struct str item_path = declare_item_path(ctx, &view.at, view.item->id);
	bool again = str_eq(req_field(req, "again"), STR("yes"));
	struct str next = again ? view.question.id : answering.next;
	bool on = again || (next.n && is_new && !str_eq(req_field(req, "then"), STR("item")));
	resp_redirect(resp, on ? str_fmt(ctx->arena, "%.*s/%.*s", STR_ARG(item_path), STR_ARG(next))
			       : str_fmt(ctx->arena, "%.*s?done=saved", STR_ARG(item_path)));
	return OK;
}
