/* A declaration as it is being written: its list of tasks, a category, an entry. */
#include "registers/declare_web.h"

#include "html/html.h"
#include "registers/registers_views.h"
#include "registers/review.h"

static struct str said(struct ctx *ctx, const char *message)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), NULL, 0);
}

static struct str said_number(struct ctx *ctx, const char *message, size_t n)
{
	struct str number = str_fmt(ctx->arena, "%zu", n);
	return html_said(ctx->arena, ctx->lang, str_of(message), &number, 1);
}

/* ---- The list of tasks ---- */

static struct str task_words(struct ctx *ctx, enum task_state state, size_t n, const char **ret_colour)
{
	*ret_colour = NULL;
	switch (state) {
	case TASK_OPEN:
		*ret_colour = "blue";
		return said(ctx, msg("Not answered yet"));
	case TASK_UNFINISHED:
		*ret_colour = "yellow";
		return said(ctx, msg("Not finished"));
	case TASK_NIL:
		return said(ctx, msg("Nothing to declare"));
	case TASK_DONE:
		return said_number(ctx, msg("Declared: {1}"), n);
	case TASK_STANDS:
		return said_number(ctx, msg("As it stood: {1}"), n);
	case TASK_EMPTY:
		break;
	}
	return said(ctx, msg("Nothing so far"));
}

struct declare_task *declare_tasks(struct ctx *ctx, const struct declare_at *at, bool missing, size_t *ret_n)
{
	const struct declaration *d = &at->declaration;
	struct declare_task *tasks = arena_array(ctx->arena, struct declare_task, d->scheme->n_categories);
	size_t used = 0;
	for (size_t i = 0; i < d->scheme->n_categories; i++) {
		const struct scheme_category *category = &d->scheme->categories[i];
		size_t n;
		enum task_state state = task_state_of(ctx, d, category->id, &n);
		if (category->parent.n || (category->closed && n == 0))
			continue;
		if (missing && state != TASK_OPEN && state != TASK_UNFINISHED)
			continue;
		struct declare_task *task = &tasks[used++];
		*task = (struct declare_task){
			.id = category->id,
			.title = category->title,
			.label = category->label,
			.href = str_fmt(ctx->arena, "%.*s/categories/%.*s", STR_ARG(at->path), STR_ARG(category->id)),
		};
		task->state = task_words(ctx, state, n, &task->colour);
	}
	*ret_n = used;
	return tasks;
}

static bool has_live(const struct declaration *d)
{
	for (size_t i = 0; i < d->n_items; i++)
		if (item_is_live(&d->items[i]) && !d->items[i].is_nil)
			return true;
	return false;
}

/* What whoever returned it asks for. */
static enum outcome message_fill(struct ctx *ctx, struct declare_tasks_page *view)
{
	enum outcome found = review_message(ctx, view->at.declaration.id, &view->message);
	return found == NOT_FOUND ? OK : found;
}

static enum outcome tasks_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_tasks_page view = {0};
	TRY(declare_find(ctx, req, DECLARE_WRITE, &view.at));
	const struct declaration *d = &view.at.declaration;
	struct ctx own = *ctx;
	own.problems = (struct problems){0};
	view.page = access_page(ctx, declare_journey(d->scheme));
	view.page.problems = ctx->problems.first;
	view.page.notice = declare_notice(req_query(req, "done"));
	declare_steps(ctx, &view.page, &view.at);
	view.banner = scheme_not_filing(ctx, d->scheme);
	view.how = declaration_source_words(ctx, d);
	if (view.at.is_clerk)
		TRY(declare_scan_words(ctx, &view.at, &view.scan));
	if (d->state == DECLARATION_RETURNED && !view.at.is_helper) /* it may speak of what is withheld (S1) */
		TRY(message_fill(ctx, &view));
	view.tasks = declare_tasks(ctx, &view.at, false, &view.n);
	enum outcome ready = declaration_check(&own, d);
	view.is_ready = ready == OK;
	if (d->scheme->nil && !has_live(d) && !view.at.is_helper)
		view.nil = declare_button_of(ctx, view.at.path, "nil",
					     str_of(msg("I have nothing to declare in any of these")));
	view.nil.is_secondary = true;
	if (d->state == DECLARATION_DRAFT && !view.at.is_helper)
		view.drop = declare_button_of(ctx, view.at.path, "drop", str_of(msg("Throw this draft away")));
	view.drop.is_warning = true;
	struct html h = html_open(ctx);
	registers_declare_tasks_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome declare_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_at at;
	TRY(declare_find(ctx, req, DECLARE_READ, &at));
	bool is_open = at.declaration.state == DECLARATION_DRAFT || at.declaration.state == DECLARATION_RETURNED;
	if (!is_open || (at.declaration.source == SOURCE_PAPER && !at.is_clerk))
		return declare_receipt_page(ctx, req, resp);
	return tasks_show(ctx, req, resp);
}

/* ---- What a button does ---- */

struct acting {
	const struct declare_at *at;
	struct str form_id, act, category, path;
	int64_t item_id;
	struct declaration_item item; /* as the form of an entry says */
	int64_t version;
};

static enum outcome act_do(struct ctx *ctx, struct acting *acting)
{
	struct declare_at at;
	int64_t item_id;
	TRY(declare_find_again(ctx, acting->at, &at));
	struct declaration *d = &at.declaration;
	/* A helper prepares: that there is nothing to declare is for the person to say. */
	if (!str_eq(acting->act, STR("add")))
		TRY(declare_not_helper(&at));
	if (str_eq(acting->act, STR("drop"))) {
		if (d->state != DECLARATION_DRAFT)
			return CONFLICT;
		acting->path =
			at.is_clerk ? STR("/office/paper-forms?done=dropped") : STR("/my/registers?done=dropped");
		return declaration_drop(ctx, d);
	}
	if (str_eq(acting->act, STR("nil"))) {
		acting->path = str_fmt(ctx->arena, "%.*s?done=saved", STR_ARG(at.path));
		return declaration_nil(ctx, d, acting->category);
	}
	if (!str_eq(acting->act, STR("add")))
		return NOT_FOUND;
	TRY(declaration_add(ctx, d, acting->category, acting->item_id, &item_id));
	if (at.is_helper)
		TRY(helper_log(ctx, "registers.help_add", d->person_id, d->id, d->register_id));
	return declare_first_path(ctx, d->id, item_id, &acting->path);
}

static enum outcome act_write(struct ctx *ctx, void *args)
{
	struct acting *acting = args;
	struct str before;
	enum outcome used = form_id_use(ctx, acting->form_id, &before);
	if (used == CONFLICT) {
		acting->path = before;
		return OK;
	}
	TRY(used);
	TRY(act_do(ctx, acting));
	return form_id_result(ctx, acting->form_id, acting->path);
}

enum outcome declare_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_at at;
	TRY(declare_find(ctx, req, DECLARE_WRITE, &at));
	struct acting acting = {.at = &at,
				.form_id = req_field(req, "_form"),
				.act = req_field(req, "act"),
				.category = req_field(req, "category")};
	if (!acting.category.p)
		acting.category = STR("");
	if (req_field(req, "parent").n && !id_parse(req_field(req, "parent"), &acting.item_id))
		return NOT_FOUND;
	enum outcome outcome = site_write(ctx, act_write, &acting);
	if (outcome == INVALID) {
		resp->status = 400;
		return tasks_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, acting.path);
	return OK;
}

/* ---- A category ---- */

static struct declare_item_row row_of(struct ctx *ctx, const struct declare_at *at, const struct declaration_item *item)
{
	struct declare_item_row row = {
		.item = item,
		.summary = item_summary(ctx, item),
		.href = declare_item_path(ctx, at, item->id),
		.is_child = item->parent_id != 0,
	};
	if (item_faults(ctx, item)) {
		row.state = said(ctx, msg("Not finished"));
		row.colour = "yellow";
	} else if (item->act == ACT_END) {
		row.state = said(ctx, msg("Ends"));
		row.colour = "grey";
	} else if (item->act == ACT_WITHDRAW) {
		row.state = said(ctx, msg("Withdrawn"));
		row.colour = "grey";
	} else if (item->act == ACT_KEEP) {
		row.state = said(ctx, msg("As it stood"));
		row.colour = "grey";
	} else {
		row.state = said(ctx, item->act == ACT_NEW ? msg("New") : msg("Changed"));
	}
	return row;
}

static void rows_fill(struct ctx *ctx, struct declare_category_page *view)
{
	const struct declaration *d = &view->at.declaration;
	struct declare_item_row *rows = arena_array(ctx->arena, struct declare_item_row, d->n_items);
	for (size_t i = 0; i < d->n_items; i++) {
		const struct declaration_item *parent = declaration_item_of(d, d->items[i].parent_id);
		if (str_eq(parent ? parent->category : d->items[i].category, view->category->id))
			rows[view->n++] = row_of(ctx, &view->at, &d->items[i]);
	}
	view->rows = rows;
}

static enum outcome category_find(struct ctx *ctx, const struct req *req, struct declare_category_page *view)
{
	TRY(declare_find(ctx, req, DECLARE_WRITE, &view->at));
	view->category = scheme_category(view->at.declaration.scheme, req->params[1]);
	return view->category && str_empty(view->category->parent) ? OK : NOT_FOUND;
}

static enum outcome category_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_category_page view = {0};
	TRY(category_find(ctx, req, &view));
	const struct declaration *d = &view.at.declaration;
	view.page = access_page(ctx, view.category->title);
	view.page.problems = ctx->problems.first;
	view.page.notice = declare_notice(req_query(req, "done"));
	declare_steps(ctx, &view.page, &view.at);
	page_step(ctx->arena, &view.page, said(ctx, msg("Tasks")), view.at.path);
	rows_fill(ctx, &view);
	view.asks_any = d->scheme->nil && view.n == 0 && !view.category->closed && !view.at.is_helper;
	view.may_add = !view.category->closed;
	view.hidden = access_form(ctx, 0);
	view.any = (struct field){
		.name = "any", .label = STR("Have you anything to declare here?"), .problems = ctx->problems.first};
	view.choices[0] = (struct choice){.value = STR("yes"), .text = STR("Yes")};
	view.choices[1] = (struct choice){.value = STR("no"),
					  .text = STR("No, I have nothing to declare here"),
					  .hint = STR("This is recorded as your answer")};
	view.add = declare_button_of(ctx, view.at.path, "add",
				     str_of(view.n ? msg("Add another") : msg("Add a declaration")));
	view.add.name = STR("category");
	view.add.value = view.category->id;
	view.add.is_secondary = view.n > 0;
	struct html h = html_open(ctx);
	registers_declare_category_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome declare_category_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return category_show(ctx, req, resp);
}

enum outcome declare_category_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_category_page view = {0};
	TRY(category_find(ctx, req, &view));
	struct str any = req_field(req, "any");
	struct acting acting = {.at = &view.at,
				.form_id = req_field(req, "_form"),
				.act = str_eq(any, STR("yes")) ? STR("add") : STR("nil"),
				.category = view.category->id};
	enum outcome outcome = str_eq(any, STR("yes")) || str_eq(any, STR("no"))
				       ? site_write(ctx, act_write, &acting)
				       : problem_add(ctx, "any", msg("Say whether you have anything to declare here"));
	if (outcome == INVALID) {
		resp->status = 400;
		return category_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, acting.path);
	return OK;
}

/* ---- An entry ---- */

void declare_rows(struct ctx *ctx, const struct declare_at *at, const struct declaration_item *item, bool with_links,
		  struct summary_row **ret_rows, size_t *ret_n)
{
	struct question *questions;
	size_t n;
	item_questions(ctx, item, at->n_bodies > 1, &questions, &n);
	struct summary_row *rows = arena_array(ctx->arena, struct summary_row, n);
	size_t used = 0;
	for (size_t i = 0; i < n; i++) {
		const struct question *q = &questions[i];
		bool is_answered = question_is_answered(q, item);
		if ((!is_answered && !with_links) || (at->is_helper && q->kind == QUESTION_WITHHELD))
			continue;
		rows[used] = (struct summary_row){
			.key = q->label,
			.value = is_answered ? question_words(ctx, q, item, at->bodies, at->n_bodies)
					     : said(ctx, msg("Not answered")),
			.action = is_answered ? STR("Change") : STR("Answer"),
		};
		if (with_links)
			rows[used].href = str_fmt(ctx->arena, "%.*s/%.*s?change=1",
						  STR_ARG(declare_item_path(ctx, at, item->id)), STR_ARG(q->id));
		used++;
	}
	*ret_rows = rows;
	*ret_n = used;
}

static void children_fill(struct ctx *ctx, struct declare_item_page *view)
{
	const struct declaration *d = &view->at.declaration;
	const struct scheme *scheme = d->scheme;
	struct declare_item_row *rows = arena_array(ctx->arena, struct declare_item_row, d->n_items);
	struct declare_button *adds = arena_array(ctx->arena, struct declare_button, scheme->n_categories);
	for (size_t i = 0; i < d->n_items; i++)
		if (d->items[i].parent_id == view->item->id)
			rows[view->n_children++] = row_of(ctx, &view->at, &d->items[i]);
	for (size_t i = 0; i < scheme->n_categories; i++) {
		const struct scheme_category *category = &scheme->categories[i];
		if (!str_eq(category->parent, view->item->category) || str_empty(category->parent) || category->closed)
			continue;
		struct declare_button *add = &adds[view->n_adds++];
		*add = declare_button_of(
			ctx, view->at.path, "add",
			html_said(ctx->arena, ctx->lang, str_of(msg("Add: {1}")), &category->title, 1));
		add->name = category->id;
		add->value = id_str(ctx->arena, view->item->id);
		add->is_secondary = true;
	}
	view->children = rows;
	view->adds = adds;
}

static const struct {
	int32_t act;
	const char *value, *text, *hint;
} whats[] = {
	{ACT_KEEP, "keep", msg("It stands as it is"), NULL},
	{ACT_CHANGE, "change", msg("It has changed"), msg("Change the answers above that are otherwise now")},
	{ACT_CORRECT, "correct", msg("It was never right as it stands"),
	 msg("Change the answers above, and say below what was wrong. The public reads it")},
	{ACT_END, "end", msg("It has ended"), msg("Enter the last day below")},
	{ACT_WITHDRAW, "withdraw", msg("It should not stand in the register"),
	 msg("It is withdrawn. Say below why: the public reads it")},
};

static void what_fill(struct ctx *ctx, const struct req *req, struct declare_item_page *view)
{
	const struct declaration_item *item = view->item;
	struct str sent = req_field(req, "what");
	bool is_sent = req->method == HTTP_POST;
	for (size_t i = 0; i < COUNT_OF(whats); i++) {
		if (item->is_nil && (whats[i].act == ACT_CHANGE || whats[i].act == ACT_CORRECT))
			continue;
		view->choices[view->n_choices++] = (struct choice){
			.value = str_of(whats[i].value),
			.text = str_of(whats[i].text),
			.hint = str_of(whats[i].hint ? whats[i].hint : ""),
			.chosen = is_sent ? str_eq(sent, str_of(whats[i].value)) : item->act == whats[i].act,
		};
	}
	view->what =
		(struct field){.name = "what", .label = STR("What has become of it?"), .problems = ctx->problems.first};
	view->day = (struct field){
		.name = "day",
		.label = STR("If it has ended: its last day"),
		.hint = STR("Without a calendar to pick from, write it as 2026-07-01"),
		.type = "date",
		.value = is_sent                            ? req_field(req, "day")
			 : item->end_day != DEADLINE_NO_DAY ? day_str(ctx->arena, (struct day){item->end_day})
							    : STR(""),
		.problems = ctx->problems.first,
	};
	view->reason = (struct field){
		.name = "reason",
		.label = STR("If it was never right, or should not stand there: why?"),
		.value = is_sent ? req_field(req, "reason") : item->reason,
		.problems = ctx->problems.first,
		.rows = 3,
	};
}

enum outcome declare_item_find(struct ctx *ctx, const struct req *req, struct declare_at *at,
			       const struct declaration_item **ret_item)
{
	int64_t id;
	TRY(declare_find(ctx, req, DECLARE_WRITE, at));
	if (!id_parse(req->params[1], &id))
		return NOT_FOUND;
	*ret_item = declaration_item_of(&at->declaration, id);
	return *ret_item ? OK : NOT_FOUND;
}

static struct str item_back(struct ctx *ctx, const struct declare_at *at, const struct declaration_item *item)
{
	if (item->parent_id)
		return declare_item_path(ctx, at, item->parent_id);
	if (at->declaration.scheme->single || str_empty(item->category))
		return at->path;
	return str_fmt(ctx->arena, "%.*s/categories/%.*s", STR_ARG(at->path), STR_ARG(item->category));
}

/* What the register says by now, where it moved on since this was begun. */
static enum outcome meanwhile_fill(struct ctx *ctx, struct declare_item_page *view)
{
	struct entry entry;
	bool is_stale;
	TRY(item_stale(ctx, view->item, &entry, &is_stale));
	if (!is_stale)
		return OK;
	struct declare_at *at = &view->at;
	struct declaration_item now = {
		.whose = entry.declared.whose, .bodies = entry.bodies, .declared = entry.declared};
	struct summary_row *rows;
	declare_rows(ctx, at, &now, false, &rows, &view->n_meanwhile);
	view->meanwhile = rows;
	view->is_stale = true;
	return OK;
}

static enum outcome item_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_item_page view = {0};
	TRY(declare_item_find(ctx, req, &view.at, &view.item));
	const struct scheme_category *category = view.item->declared.category;
	view.summary = item_summary(ctx, view.item);
	view.page = access_page(ctx, category ? category->title : view.summary);
	view.page.problems = ctx->problems.first;
	view.page.notice = declare_notice(req_query(req, "done"));
	declare_steps(ctx, &view.page, &view.at);
	page_step(ctx->arena, &view.page, said(ctx, msg("Tasks")), view.at.path);
	view.back = item_back(ctx, &view.at, view.item);
	struct summary_row *rows;
	declare_rows(ctx, &view.at, view.item, true, &rows, &view.n_rows);
	view.rows = rows;
	children_fill(ctx, &view);
	view.stands = view.item->entry_id != 0;
	view.hidden = access_form(ctx, view.item->version);
	what_fill(ctx, req, &view);
	view.faults = item_faults(ctx, view.item);
	TRY(meanwhile_fill(ctx, &view));
	if (!view.stands && (!view.at.is_helper || view.item->added_by == ctx->actor->account_id)) {
		view.drop = declare_button_of(ctx, declare_item_path(ctx, &view.at, view.item->id), "drop",
					      str_of(msg("Remove it")));
		view.drop.is_warning = true;
	}
	struct html h = html_open(ctx);
	registers_declare_item_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome declare_item_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return item_show(ctx, req, resp);
}

#define REASON_BYTES 2000

/* What has become of what stands in the register. */
static enum outcome what_take(struct ctx *ctx, const struct req *req, struct declaration_item *item)
{
	struct str what = req_field(req, "what"), reason = str_trim(req_field(req, "reason"));
	int32_t act = -1;
	for (size_t i = 0; i < COUNT_OF(whats); i++)
		if (str_eq(what, str_of(whats[i].value)))
			act = whats[i].act;
	if (act < 0 || (item->is_nil && (act == ACT_CHANGE || act == ACT_CORRECT)))
		return problem_add(ctx, "what", msg("Say what has become of it"));
	item->end_day = DEADLINE_NO_DAY;
	if (act == ACT_END) {
		struct day day;
		if (!day_parse(str_trim(req_field(req, "day")), &day))
			return problem_add(ctx, "day", msg("Enter the last day as year-month-day, such as 2026-07-01"));
		if (day.n > site_today(ctx).n)
			return problem_add(ctx, "day", msg("The last day must not be in the future"));
		item->end_day = day.n;
	}
	bool has_reason = act == ACT_CORRECT || act == ACT_WITHDRAW;
	if (has_reason && str_empty(reason))
		return problem_add(ctx, "reason", msg("Say what was wrong: the public reads it"));
	if (reason.n > REASON_BYTES)
		return problem_add(ctx, "reason", msg("Say it in at most 2000 characters"));
	item->reason = has_reason ? reason : STR("");
	item->act = act;
	return OK;
}

/* As it stands in the register now, whatever was answered here. */
static enum outcome item_restore(struct ctx *ctx, struct declaration_item *item)
{
	struct entry entry;
	TRY(registers_entry_by_id(ctx, item->entry_id, &entry));
	item->entry_version = entry.version;
	item->declared = entry.declared;
	item->whose = entry.declared.whose;
	item->bodies = entry.bodies;
	return OK;
}

/* Both were shown: it rests on what stands now. */
static enum outcome item_rest(struct ctx *ctx, struct declaration_item *item)
{
	struct entry entry;
	TRY(registers_entry_by_id(ctx, item->entry_id, &entry));
	item->entry_version = entry.version;
	return OK;
}

static enum outcome item_write(struct ctx *ctx, void *args)
{
	struct acting *acting = args;
	struct declare_at at;
	TRY(declare_find_again(ctx, acting->at, &at));
	const struct declaration_item *stored = declaration_item_of(&at.declaration, acting->item_id);
	if (!stored)
		return str_eq(acting->act, STR("drop")) ? OK : NOT_FOUND;
	if (at.is_helper) {
		bool drops = str_eq(acting->act, STR("drop"));
		if (drops && stored->added_by != ctx->actor->account_id)
			return FORBIDDEN; /* the person's own: they would not see that it went */
		TRY(helper_log(ctx, drops ? "registers.help_drop" : "registers.help_change", at.declaration.person_id,
			       at.declaration.id, at.declaration.register_id));
	}
	if (str_eq(acting->act, STR("drop")))
		return declaration_item_drop(ctx, &at.declaration, stored);
	struct declaration_item item = *stored;
	if (acting->version != stored->version && stored->act != acting->item.act)
		return CONFLICT;
	item.act = acting->item.act;
	item.end_day = acting->item.end_day;
	item.reason = acting->item.reason;
	if (at.is_helper)
		item.helped_by = ctx->actor->account_id;
	if (item.act == ACT_KEEP || item.act == ACT_WITHDRAW)
		TRY(item_restore(ctx, &item));
	else
		TRY(item_rest(ctx, &item));
	return declaration_item_save(ctx, &item);
}

enum outcome declare_item_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_at at;
	const struct declaration_item *item;
	TRY(declare_item_find(ctx, req, &at, &item));
	struct acting acting = {.at = &at, .act = req_field(req, "act"), .item_id = item->id, .item = *item};
	struct str back = item_back(ctx, &at, item);
	(void)str_to_i64(req_field(req, "_version"), &acting.version);
	enum outcome outcome = OK;
	if (!str_eq(acting.act, STR("drop")))
		outcome = item->entry_id ? what_take(ctx, req, &acting.item) : NOT_FOUND;
	if (outcome == OK)
		outcome = site_write(ctx, item_write, &acting);
	if (outcome == CONFLICT)
		(void)problem_add(ctx, "what",
				  msg("You answered this in another window meanwhile. What you chose here is kept "
				      "below: look at the answers above, then send it again"));
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return item_show(ctx, req, resp);
	}
	TRY(outcome);
	bool goes_on = acting.item.act == ACT_CHANGE || acting.item.act == ACT_CORRECT;
	resp_redirect(resp, str_eq(acting.act, STR("drop"))
				    ? str_fmt(ctx->arena, "%.*s?done=removed", STR_ARG(back))
				    : str_fmt(ctx->arena, "%.*s?done=saved",
					      STR_ARG(goes_on ? declare_item_path(ctx, &at, item->id) : back)));
	return OK;
}
