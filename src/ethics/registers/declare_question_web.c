/* A question of an entry: shown, answered, stored at once. */
#include "registers/declare_web.h"

#include "html/html.h"
#include "registers/registers_views.h"

static struct str said(struct ctx *ctx, const char *message)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), NULL, 0);
}

enum outcome declare_question_load(struct ctx *ctx, const struct req *req, struct declare_question_page *view)
{
	struct question *questions;
	size_t n;
	TRY(declare_item_find(ctx, req, &view->at, &view->item));
	item_questions(ctx, view->item, view->at.n_bodies > 1, &questions, &n);
	const struct question *question = question_find(questions, n, req->params[2]);
	if (!question)
		return NOT_FOUND;
	view->question = *question;
	/* Whether something is to be withheld is for the person to say (S1). */
	return question->kind == QUESTION_WITHHELD ? declare_not_helper(&view->at) : OK;
}

static bool is_file(const struct question *question)
{
	return question->field && question->field->kind == FIELD_FILE;
}

static enum outcome question_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_question_page view = {0};
	TRY(declare_question_load(ctx, req, &view));
	if (is_file(&view.question))
		return declare_file_show(ctx, req, resp, &view);
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

enum outcome declare_answer_write(struct ctx *ctx, void *args)
{
	struct declare_answering *a = args;
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
	if (asked.kind == QUESTION_WITHHELD)
		TRY(declare_not_helper(&at));
	struct str before = question_token(ctx, &asked, stored);
	if (a->is_file)
		declared_answer_set(ctx->arena, &item.declared, asked.id, &a->file, a->file.state == VALUE_GIVEN);
	else
		TRY(declare_question_take(ctx, a->req, &at, &asked, &item));
	if (!str_eq(before, question_token(ctx, &asked, &item))) {
		if (!str_eq(before, a->was))
			return CONFLICT;
		if (item.act == ACT_KEEP)
			item.act = at.declaration.corrects_id ? ACT_CORRECT : ACT_CHANGE;
		if (item.act == ACT_CORRECT && str_empty(item.reason) && at.declaration.corrects_id)
			item.reason = said(ctx, msg("The form was entered otherwise than it was signed"));
		if (at.is_helper) {
			item.helped_by = ctx->actor->account_id;
			TRY(helper_log(ctx, "registers.help_answer", at.declaration.person_id, at.declaration.id,
				       at.declaration.register_id));
		}
		TRY(declaration_item_save(ctx, &item));
		a->is_sealed = item.is_sealed && (!stored->is_sealed || a->file.copy.id.n > 0);
	}
	item_questions(ctx, &item, at.n_bodies > 1, &questions, &n);
	const struct question *next = question_next(questions, n, a->question_id);
	a->next = next ? next->id : STR("");
	return OK;
}

/* A reader that is open meanwhile would keep in the write-ahead log what was sealed. */
enum outcome declare_scrub(struct ctx *ctx)
{
	db_read_end(ctx);
	enum outcome scrubbed = database_scrub(ctx, ctx->site->database);
	TRY(site_read_begin(ctx, ctx->site));
	return scrubbed;
}

enum outcome declare_question_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_question_page view = {0};
	TRY(declare_question_load(ctx, req, &view));
	if (is_file(&view.question))
		return NOT_FOUND; /* its form goes elsewhere: it is larger than others may be */
	struct declare_answering answering = {
		.at = &view.at,
		.req = req,
		.question_id = view.question.id,
		.was = req_field(req, "was"),
		.item_id = view.item->id,
	};
	bool is_new = view.item->act == ACT_NEW;
	enum outcome outcome = site_write(ctx, declare_answer_write, &answering);
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
	if (answering.is_sealed)
		TRY(declare_scrub(ctx));
	struct str item_path = declare_item_path(ctx, &view.at, view.item->id);
	bool again = str_eq(req_field(req, "again"), STR("yes"));
	struct str next = again ? view.question.id : answering.next;
	bool on = again || (next.n && is_new && !str_eq(req_field(req, "then"), STR("item")));
	resp_redirect(resp, on ? str_fmt(ctx->arena, "%.*s/%.*s", STR_ARG(item_path), STR_ARG(next))
			       : str_fmt(ctx->arena, "%.*s?done=saved", STR_ARG(item_path)));
	return OK;
}
