/* The office's pages: drafts, reviewing, discarding. */
#include "codes/check.h"
#include "codes/codes_store.h"
#include "codes/codes_views.h"
#include "codes/codes_web.h"
#include "codes/compare_web.h"
#include "codes/editions_web.h"
#include "codes/review_web.h"

enum outcome codes_office_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct codes_office_page view = {
		.page = access_page(ctx, STR("Codes of conduct")),
		.may_prepare = access_may(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE),
		.may_read = access_may(ctx, RIGHT_READ, ACCESS_WHOLE_SITE),
		.hidden = access_form(ctx, 0),
	};
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	if (str_eq(req_query(req, "done"), STR("discarded")))
		view.page.notice = STR("The draft is discarded.");
	struct edition *drafts;
	if (view.may_read) {
		TRY(codes_drafts(ctx, &drafts, &view.n_drafts));
		view.drafts = drafts;
	}
	TRY(codes_rows(ctx, &view.rows, &view.n_rows));
	struct html h = html_open(ctx);
	codes_office_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

void codes_office_steps(struct ctx *ctx, struct page *page)
{
	page_step(ctx->arena, page, STR("Office"), STR("/office"));
	page_step(ctx->arena, page, STR("Codes of conduct"), STR("/office/codes"));
}

/* ---- A draft ---- */

static const char *const kind_titles[PROVISION_KINDS] = {
	[PROVISION_TITLE] = msg("Title lines"),
	[PROVISION_PREAMBLE] = msg("Paragraphs of the preamble"),
	[PROVISION_EPIGRAPH] = msg("Epigraphs"),
	[PROVISION_INSTRUMENT] = msg("Adoption and amendment lines"),
	[PROVISION_HEADING] = msg("Headings"),
	[PROVISION_VALUE] = msg("Values"),
	[PROVISION_PRINCIPLE] = msg("Principles"),
	[PROVISION_STANDARD] = msg("Standards"),
	[PROVISION_SECTION] = msg("Sections"),
	[PROVISION_CLAUSE] = msg("Clauses"),
	[PROVISION_TENET] = msg("Tenets"),
	[PROVISION_GUIDELINE] = msg("Guidelines"),
	[PROVISION_EXAMPLE] = msg("Examples"),
	[PROVISION_COMMITMENT] = msg("Commitments"),
	[PROVISION_SIGNATURE] = msg("Lines to sign on"),
	[PROVISION_PARAGRAPH] = msg("Other paragraphs"),
	[PROVISION_ITEM] = msg("List items"),
	[PROVISION_POLICY] = msg("Policies"),
};

static void count_kinds(struct ctx *ctx, struct codes_review_page *view)
{
	int64_t counts[PROVISION_KINDS] = {0};
	for (size_t i = 0; i < view->n_provisions; i++)
		counts[view->provisions[i].kind]++;
	struct summary_row *rows = arena_array(ctx->arena, struct summary_row, PROVISION_KINDS);
	for (int32_t kind = 1; kind < PROVISION_KINDS; kind++)
		if (counts[kind] > 0)
			rows[view->n_kinds++] = (struct summary_row){.key = str_of(kind_titles[kind]),
								     .value = codes_number(ctx->arena, counts[kind])};
	view->kinds = rows;
}

/* "2 of 3 have answered", or that nobody was asked. */
static enum outcome consultation_status(struct ctx *ctx, const struct edition *edition, struct codes_task *task)
{
	struct consultee *consultees;
	size_t n, n_answered = 0;
	TRY(codes_consultees(ctx, edition->id, &consultees, &n));
	for (size_t i = 0; i < n; i++)
		n_answered += consultees[i].answered_on != INT32_MIN;
	task->is_done = edition->stage != EDITION_CONSULTATION;
	if (n > 0)
		task->status = str_fmt(ctx->arena, "%zu of %zu answered", n_answered, n);
	else
		task->status = STR("Nobody asked");
	return OK;
}

/* What there is to do before a draft is published. */
static enum outcome draft_tasks(struct ctx *ctx, struct codes_review_page *view)
{
	const struct edition *e = &view->edition;
	struct code_fault *faults;
	size_t n_faults;
	codes_check(ctx->arena, view->provisions, view->n_provisions, &faults, &n_faults);
	struct str elements = str_fmt(ctx->arena, "%.*s\u00a0elements",
				      STR_ARG(codes_number(ctx->arena, (int64_t)view->n_provisions)));
	struct str act = codes_instrument(ctx->arena, ctx->lang, &e->instrument);
	struct codes_task tasks[] = {
		{.id = STR("task-text"),
		 .name = STR("Read and correct the text"),
		 .hint = STR("Element by element: what each is, where it stands, what it says"),
		 .href = review_path(ctx, e->id, "/text"),
		 .status = n_faults > 0 ? str_fmt(ctx->arena, "%zu\u00a0to\u00a0look\u00a0at", n_faults) : elements,
		 .is_done = n_faults == 0},
		{.id = STR("task-preview"),
		 .name = STR("See it as the public would"),
		 .hint = STR("Also to be printed"),
		 .href = review_path(ctx, e->id, "/preview"),
		 .is_done = true},
		{.id = STR("task-title"),
		 .name = STR("Title and language"),
		 .href = review_path(ctx, e->id, "/title"),
		 .status = e->lang,
		 .is_done = true},
		{.id = STR("task-instrument"),
		 .name = STR("The act that makes it"),
		 .hint = STR("The resolution by which it was adopted or amended"),
		 .href = review_path(ctx, e->id, "/instrument"),
		 .status = act.n == 0                   ? STR("Not given")
			   : e->instrument.number.n > 0 ? e->instrument.number
							: STR("Given"),
		 .is_done = act.n > 0},
		{.id = STR("task-consultation"),
		 .name = STR("Consultation"),
		 .hint = STR("Whom you asked, and who has answered"),
		 .href = review_path(ctx, e->id, "/consultation")},
		{.id = STR("task-publish"),
		 .name = STR("Publish it"),
		 .hint = STR("From which day on, and whether everyone is asked to sign again"),
		 .href = review_path(ctx, e->id, "/publish"),
		 .status = STR("Not published"),
		 .is_done = true},
	};
	TRY(consultation_status(ctx, e, &tasks[COUNT_OF(tasks) - 2]));
	view->tasks = arena_copy(ctx->arena, tasks, sizeof(tasks));
	view->n_tasks = view->may_prepare ? COUNT_OF(tasks) : 2;
	if (view->may_prepare && !view->may_publish)
		view->n_tasks--;
	return OK;
}

static struct str notice_of(struct str done)
{
	if (str_eq(done, STR("title")))
		return STR("Title and language are saved.");
	if (str_eq(done, STR("instrument")))
		return STR("The act is saved.");
	return STR("");
}

/* `done`: what was saved before this page, in its address. */
static enum outcome review_show(struct ctx *ctx, const struct edition *edition, struct str done, struct resp *resp)
{
	struct codes_review_page view = {
		.page = access_page(ctx, edition->code_title),
		.hidden_discard = access_form(ctx, edition->version),
		.edition = *edition,
		.may_prepare = access_may(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE),
		.may_publish = access_may(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE),
	};
	view.page.notice = notice_of(done);
	struct provision *provisions;
	struct str *furniture;
	codes_office_steps(ctx, &view.page);
	TRY(codes_provisions(ctx, edition->id, &provisions, &view.n_provisions));
	TRY(codes_furniture(ctx, edition->id, &furniture, &view.n_furniture));
	view.provisions = provisions;
	view.furniture = furniture;
	count_kinds(ctx, &view);
	view.path = review_path(ctx, edition->id, "");
	TRY(review_sum(ctx, edition->id, &view.sum));
	TRY(draft_tasks(ctx, &view));
	struct html h = html_open(ctx);
	codes_review_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome edition_load(struct ctx *ctx, const struct req *req, struct edition *ret_edition)
{
	int64_t id;
	TRY(access_need(ctx, RIGHT_READ, ACCESS_WHOLE_SITE));
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	return codes_edition(ctx, id, ret_edition);
}

static struct str edition_path(struct ctx *ctx, const struct edition *edition)
{
	return str_fmt(ctx->arena, "/codes/%.*s/editions/%d", STR_ARG(edition->code_slug), edition->number);
}

enum outcome codes_review_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct edition edition;
	TRY(edition_load(ctx, req, &edition));
	if (edition.stage <= EDITION_CONSULTATION)
		return review_show(ctx, &edition, req_query(req, "done"), resp);
	resp_redirect(resp, edition_path(ctx, &edition));
	return OK;
}

struct edition_write {
	struct str form_id;
	struct edition edition;
};

static enum outcome discard_write(struct ctx *ctx, void *args)
{
	struct edition_write *write = args;
	struct str before;
	enum outcome used = form_id_use(ctx, write->form_id, &before);
	if (used == CONFLICT)
		return OK;
	TRY(used);
	TRY(codes_discard(ctx, &write->edition));
	return form_id_result(ctx, write->form_id, STR("/office/codes"));
}

static struct edition_write write_of(const struct req *req)
{
	struct edition_write write = {.form_id = req_field(req, "_form")};
	if (!id_parse(req->params[0], &write.edition.id))
		write.edition.id = 0;
	if (!str_to_i64(req_field(req, "_version"), &write.edition.version))
		write.edition.version = 0;
	return write;
}

/* The draft as it is now, with what is to be put right. */
static enum outcome review_again(struct ctx *ctx, const struct req *req, unsigned status, struct resp *resp)
{
	struct edition edition;
	TRY(edition_load(ctx, req, &edition));
	if (edition.stage > EDITION_CONSULTATION)
		return CONFLICT;
	resp->status = status;
	return review_show(ctx, &edition, (struct str){0}, resp);
}

static enum outcome conclude(struct ctx *ctx, const struct req *req, enum outcome outcome, struct str path,
			     struct resp *resp)
{
	if (outcome == INVALID)
		return review_again(ctx, req, 400, resp);
	if (outcome == CONFLICT) {
		(void)problem_add(ctx, "",
				  msg("Somebody changed this draft while you were reading it. Nothing was done. Below "
				      "is how it is "
				      "now"));
		return review_again(ctx, req, 409, resp);
	}
	TRY(outcome);
	resp_redirect(resp, path);
	return OK;
}

enum outcome codes_discard_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	struct edition_write write = write_of(req);
	enum outcome outcome = site_write(ctx, discard_write, &write);
	return conclude(ctx, req, outcome, STR("/office/codes?done=discarded"), resp);
}
