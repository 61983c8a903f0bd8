/* Pages of what entries give to see to: for line managers, and in the office. */
#include "people/office_form.h"
#include "registers/registers_views.h"
#include "registers/review_parts.h"
#include "registers/review_web.h"
#include "registers/seen.h"

static bool is_mine(const struct req *req)
{
	return str_starts(req->path, STR("/my/"));
}

static struct str base_of(const struct req *req)
{
	return is_mine(req) ? STR("/my/tasks") : STR("/office/registers/tasks");
}

static bool is_holder(const struct ctx *ctx, const struct entry_task *task)
{
	return task->holder_id && ctx->actor->person_id == task->holder_id;
}

/* Whom the page shows it to: in one's own pages whoever sees to it, in the office clerks of the person's bodies. */
static enum outcome may_see(struct ctx *ctx, const struct req *req, const struct entry_task *task, int64_t *ret_body_id)
{
	TRY(people_body_for(ctx, RIGHT_READ, task->person_id, ret_body_id));
	if (is_mine(req))
		return is_holder(ctx, task) ? OK : FORBIDDEN;
	return access_need(ctx, RIGHT_CLERK, *ret_body_id);
}

enum outcome tasks_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct tasks_page view = {.page = access_page(ctx, STR("To be seen to")), .is_mine = is_mine(req)};
	const struct rulebook *rulebook;
	struct entry_task *tasks;
	int64_t version, body_id;
	size_t n;
	TRY(rulebook_current(ctx, &rulebook, &version));
	TRY(entry_tasks(ctx, &tasks, &n));
	struct task_line *lines = arena_array(ctx->arena, struct task_line, n);
	for (size_t i = 0; i < n; i++) {
		const struct entry_task *task = &tasks[i];
		enum outcome seen = may_see(ctx, req, task, &body_id);
		if (seen == FORBIDDEN)
			continue;
		TRY(seen);
		lines[view.n_lines++] = (struct task_line){
			.title = entry_task_title(rulebook, task->event),
			.person = task->person_name,
			.holder = task->holder_name,
			.state = task->arranged_ms ? STR("Arranged") : STR("To do"),
			.colour = task->arranged_ms ? "green" : "blue",
			.href = str_fmt(ctx->arena, "%.*s/%.*s/%.*s", STR_ARG(base_of(req)),
					STR_ARG(id_str(ctx->arena, task->entry_id)), STR_ARG(task->event)),
		};
	}
	view.lines = lines;
	if (view.is_mine)
		page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	else
		registers_office_steps(ctx, &view.page);
	if (str_eq(req_query(req, "done"), STR("arranged")))
		view.page.notice = STR("Noted.");
	struct html h = html_open(ctx);
	registers_tasks(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

/* ---- One ---- */

static enum outcome task_load(struct ctx *ctx, const struct req *req, struct task_page *view, struct entry *ret_entry)
{
	int64_t id, body_id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(entry_task_find(ctx, id, req->params[1], &view->task));
	TRY(may_see(ctx, req, &view->task, &body_id));
	TRY(registers_entry_by_id(ctx, id, ret_entry));
	const struct declared seen =
		is_mine(req) ? ret_entry->declared : declared_office(ctx, &ret_entry->declared, body_id);
	view->answers = review_answers(ctx, &seen, STR(""), &view->n_answers);
	return OK;
}

struct read_note {
	int64_t id;
	struct str register_id;
};

static enum outcome read_write(struct ctx *ctx, void *args)
{
	const struct read_note *note = args;
	return access_log(ctx, "registers.read", note->id, note->register_id);
}

/* Why the actor does not decide it; empty: does. Leaves no problem behind. */
static enum outcome bar_of(struct ctx *ctx, const struct entry_task *task, const struct entry *entry,
			   struct str *ret_bar)
{
	struct ctx aside = *ctx;
	problems_clear(&aside);
	*ret_bar = STR("");
	enum outcome may = entry_task_may(&aside, task, entry);
	if (may == INVALID && aside.problems.first)
		*ret_bar = html_said(ctx->arena, ctx->lang, str_of(aside.problems.first->message),
				     aside.problems.first->args, COUNT_OF(aside.problems.first->args));
	else if (may == FORBIDDEN)
		*ret_bar = html_said(ctx->arena, ctx->lang, str_of(msg("The ethics officer decides this.")), NULL, 0);
	else
		return may;
	return OK;
}

static enum outcome task_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct task_page view = {.page = access_page(ctx, STR("To be seen to"))};
	const struct rulebook *rulebook;
	struct entry entry;
	int64_t version;
	TRY(rulebook_current(ctx, &rulebook, &version));
	TRY(task_load(ctx, req, &view, &entry));
	TRY(bar_of(ctx, &view.task, &entry, &view.bar));
	view.title = entry_task_title(rulebook, view.task.event);
	view.action = req->path;
	view.hidden = access_form(ctx, view.task.version);
	view.arranged =
		form_question(ctx, req, "arranged", STR("What was arranged, and from when on?"),
			      STR("Who decides instead. The office, and whoever sees to it after you, read this"));
	if (view.task.arranged_ms)
		view.when = instant_words(ctx->arena, ctx->site->zone, (struct instant){view.task.arranged_ms});
	view.page.problems = ctx->problems.first;
	if (is_mine(req))
		page_step(ctx->arena, &view.page, STR("To be seen to"), base_of(req));
	else
		registers_office_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	registers_task(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	struct read_note note = {view.task.entry_id, view.task.register_id};
	return req->method == HTTP_GET ? site_write(ctx, read_write, &note) : OK;
}

enum outcome task_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return task_show(ctx, req, resp);
}

struct arrange_args {
	int64_t entry_id;
	struct str event, arranged;
};

static enum outcome arrange_change(struct ctx *ctx, struct form_act *act)
{
	const struct arrange_args *args = act->args;
	return entry_task_arrange(ctx, args->entry_id, args->event, act->version, args->arranged);
}

enum outcome task_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct task_page view = {0};
	struct entry entry;
	TRY(task_load(ctx, req, &view, &entry));
	struct arrange_args args = {view.task.entry_id, view.task.event, req_field(req, "arranged")};
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = arrange_change;
	act.args = &args;
	act.done = str_fmt(ctx->arena, "%.*s?done=arranged", STR_ARG(base_of(req)));
	return form_send(ctx, req, resp, &act, OK, task_show);
}
