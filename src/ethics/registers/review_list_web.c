/* What waits in the office, and for whoever approves, each with its clock. */
#include "registers/registers_views.h"
#include "registers/review_parts.h"
#include "registers/review_web.h"

#define TASKS_MOST 100

void registers_office_steps(struct ctx *ctx, struct page *page)
{
	page_step(ctx->arena, page, STR("Office"), STR("/office"));
	page_step(ctx->arena, page, STR("Declarations"), STR("/office/registers"));
}

struct str register_title(const struct rulebook *rulebook, struct str id)
{
	const struct scheme *scheme = rulebook_scheme(rulebook, id);
	return scheme ? scheme->title : id;
}

struct str review_day(struct ctx *ctx, int32_t day)
{
	return day == DEADLINE_NO_DAY ? STR("") : day_words(ctx->arena, (struct day){day});
}

static struct str when_text(struct ctx *ctx, int64_t ms)
{
	return instant_words(ctx->arena, ctx->site->zone, (struct instant){ms});
}

static struct str period_text(struct ctx *ctx, int32_t from, int32_t to)
{
	const struct str args[] = {review_day(ctx, from), review_day(ctx, to)};
	return html_said(ctx->arena, ctx->lang, STR("{1} to {2}"), args, COUNT_OF(args));
}

/* ---- Clocks as tags ---- */

const char *review_clock_words(enum clock_state state)
{
	switch (state) {
	case CLOCK_OVER:
		return msg("due date passed");
	case CLOCK_SOON:
		return msg("due now");
	case CLOCK_RUNS:
		return msg("in time");
	case CLOCK_NONE:
		break;
	}
	return NULL;
}

const char *review_clock_colour(enum clock_state state)
{
	return state == CLOCK_OVER ? "red" : state == CLOCK_SOON ? "yellow" : state == CLOCK_RUNS ? "green" : NULL;
}

/* ---- What waits ---- */

/* Outside of the office: whom one of the register's steps names. */
bool review_is_of_step(const struct declaration *d, const struct review_who *who)
{
	uint32_t steps = d->scheme ? d->scheme->steps : 0;
	return (who->is_manager && (steps & 1U << STEP_MANAGER)) || (who->is_head && (steps & 1U << STEP_HEAD));
}

/* May the actor see that it waits: whoever could decide now or later, and clerks of the body. */
bool review_is_shown(const struct declaration *d, const struct review_who *who)
{
	return who->is_officer || who->is_clerk || review_is_of_step(d, who);
}

static enum outcome row_make(struct ctx *ctx, const struct rulebook *rulebook, const struct declaration *d,
			     struct waiting_row *ret_row, bool *ret_shown)
{
	struct review_who who;
	enum scheme_step step;
	struct review_clock clock;
	TRY(review_standing(ctx, d, &who, &step));
	*ret_shown = review_is_shown(d, &who);
	review_clock(ctx, rulebook, d->scheme, d->received_day, site_today(ctx), &clock);
	*ret_row = (struct waiting_row){
		.d = d,
		.title = register_title(rulebook, d->register_id),
		.received = review_day(ctx, d->received_day),
		.due = review_day(ctx, clock.due_day),
		.clock = review_clock_words(clock.state),
		.colour = review_clock_colour(clock.state),
		.step = step ? str_of(approval_step_name(step)) : STR(""),
		.href = str_fmt(ctx->arena, "/office/registers/declarations/%.*s", STR_ARG(id_str(ctx->arena, d->id))),
		.is_own = who.person_id && who.person_id == d->person_id,
	};
	return OK;
}

/* Those of one state; of REVIEW_AFTER only where nobody looked yet. */
static enum outcome rows_add(struct ctx *ctx, const struct rulebook *rulebook, enum declaration_state state,
			     struct str register_id, struct waiting_row *rows, size_t most, size_t *n)
{
	struct declaration *waiting;
	size_t n_waiting;
	TRY(declarations_in_state(ctx, state, register_id, &waiting, &n_waiting));
	for (size_t i = 0; i < n_waiting && *n < most; i++) {
		struct declaration *d = &waiting[i];
		struct review *reviews;
		size_t n_reviews;
		bool shown;
		d->scheme = d->scheme ? d->scheme : rulebook_scheme(rulebook, d->register_id);
		if (state == DECLARATION_ACCEPTED) {
			TRY(reviews_of(ctx, d->id, &reviews, &n_reviews));
			if (n_reviews)
				continue;
		}
		TRY(row_make(ctx, rulebook, d, &rows[*n], &shown));
		*n += shown;
	}
	return OK;
}

static enum outcome waiting_load(struct ctx *ctx, const struct rulebook *rulebook, struct review_list_page *view)
{
	struct waiting_row *rows = arena_array(ctx->arena, struct waiting_row, TASKS_MOST);
	TRY(rows_add(ctx, rulebook, DECLARATION_SUBMITTED, STR(""), rows, TASKS_MOST, &view->n_rows));
	for (size_t i = 0; i < rulebook->n_schemes; i++)
		if (rulebook->schemes[i].review == REVIEW_AFTER)
			TRY(rows_add(ctx, rulebook, DECLARATION_ACCEPTED, rulebook->schemes[i].id, rows, TASKS_MOST,
				     &view->n_rows));
	view->rows = rows;
	return OK;
}

static enum outcome requests_load(struct ctx *ctx, const struct rulebook *rulebook, struct review_list_page *view)
{
	struct withhold_request *requests;
	size_t n;
	TRY(withhold_requests(ctx, &requests, &n));
	struct waiting_row *rows = arena_array(ctx->arena, struct waiting_row, n);
	for (size_t i = 0; i < n; i++) {
		struct entry entry;
		bool may;
		TRY(withheld_may_read(ctx, requests[i].person_id, &may));
		if (!may || requests[i].person_id == ctx->actor->person_id ||
		    registers_entry_by_id(ctx, requests[i].entry_id, &entry) != OK || str_empty(entry.record_id))
			continue;
		struct declaration *d = arena_new(ctx->arena, struct declaration);
		d->person_name = requests[i].person_name;
		rows[view->n_requests++] = (struct waiting_row){
			.d = d,
			.title = register_title(rulebook, entry.register_id),
			.received = when_text(ctx, requests[i].asked_ms),
			.href = str_fmt(ctx->arena, "/office/registers/entries/%.*s", STR_ARG(entry.record_id)),
		};
	}
	view->requests = rows;
	return OK;
}

static enum outcome tasks_load(struct ctx *ctx, const struct rulebook *rulebook, struct review_list_page *view)
{
	struct review_task *tasks = arena_array(ctx->arena, struct review_task, TASKS_MOST);
	struct review_task *steps = arena_array(ctx->arena, struct review_task, rulebook->n_schemes);
	for (size_t i = 0; i < rulebook->n_schemes; i++) {
		const struct scheme *scheme = &rulebook->schemes[i];
		struct scrutiny_period *periods;
		size_t n;
		TRY(scrutiny_due(ctx, scheme, &periods, &n));
		for (size_t j = 0; j < n && view->n_tasks < TASKS_MOST; j++)
			tasks[view->n_tasks++] = (struct review_task){
				.title = scheme->title,
				.period = period_text(ctx, periods[j].from_day, periods[j].to_day),
				.href = str_fmt(ctx->arena, "/office/registers/scrutiny/%.*s/%.*s", STR_ARG(scheme->id),
						STR_ARG(day_str(ctx->arena, (struct day){periods[j].from_day}))),
			};
		if (scheme->steps)
			steps[view->n_approvals++] = (struct review_task){
				.title = scheme->title,
				.href = str_fmt(ctx->arena, "/office/registers/approvals/%.*s", STR_ARG(scheme->id)),
			};
	}
	view->tasks = tasks;
	view->approvals = steps;
	return OK;
}

static struct str done_words(const struct req *req)
{
	struct str done = req_query(req, "done");
	if (str_eq(done, STR("accepted")))
		return STR("Accepted. What it says stands in the register.");
	if (str_eq(done, STR("approved")))
		return STR("Approved. The next step was asked.");
	if (str_eq(done, STR("returned")))
		return STR("Sent back with your message.");
	if (str_eq(done, STR("signed")))
		return STR("Signed off. Everybody sees that on the page of the register.");
	if (str_eq(done, STR("kept")))
		return STR("It stays public.");
	return str_eq(done, STR("withheld"))
		       ? STR("Withheld. Nothing of it is left on public pages, in files or in search.")
		       : STR("");
}

enum outcome review_list_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_list_page view = {.page = access_page(ctx, STR("Declarations"))};
	const struct rulebook *rulebook;
	struct withheld *withheld;
	int64_t version;
	TRY(rulebook_current(ctx, &rulebook, &version));
	TRY(waiting_load(ctx, rulebook, &view));
	TRY(requests_load(ctx, rulebook, &view));
	view.is_officer = access_may(ctx, RIGHT_OFFICER, 0);
	if (view.is_officer)
		TRY(tasks_load(ctx, rulebook, &view));
	for (size_t i = 0; i < rulebook->n_schemes && access_may(ctx, RIGHT_CLERK, 0); i++)
		view.has_tasks = view.has_tasks || rulebook->schemes[i].n_tasks;
	TRY(withheld_list(ctx, &withheld, &view.n_withheld));
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	view.page.notice = done_words(req);
	struct html h = html_open(ctx);
	registers_review_list(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

/* What waits for the actor as a line manager or head of a department: not in the office. */
enum outcome approvals_mine_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_list_page view = {.page = access_page(ctx, STR("Waiting for your approval"))};
	const struct rulebook *rulebook;
	int64_t version;
	TRY(rulebook_current(ctx, &rulebook, &version));
	struct waiting_row *rows = arena_array(ctx->arena, struct waiting_row, TASKS_MOST);
	for (size_t i = 0; i < rulebook->n_schemes; i++)
		if (rulebook->schemes[i].steps)
			TRY(rows_add(ctx, rulebook, DECLARATION_SUBMITTED, rulebook->schemes[i].id, rows, TASKS_MOST,
				     &view.n_rows));
	for (size_t i = 0; i < view.n_rows; i++)
		rows[i].href = str_fmt(ctx->arena, "/my/approvals/%.*s", STR_ARG(id_str(ctx->arena, rows[i].d->id)));
	view.rows = rows;
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	view.page.notice = done_words(req);
	struct html h = html_open(ctx);
	registers_approvals_mine(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}
