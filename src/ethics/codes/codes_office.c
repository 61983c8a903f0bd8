/* The office's pages: drafts, adding a file, reviewing, publishing, discarding. */
#include "codes/codes_import.h"
#include "codes/codes_store.h"
#include "codes/codes_views.h"
#include "codes/codes_web.h"
#include "codes/review_web.h"

#define TEXT_ROWS 12

enum outcome codes_office_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct codes_office_page view = {
		.page = access_page(ctx, STR("Codes of conduct")),
		.may_prepare = access_may(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE),
	};
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	if (str_eq(req_query(req, "done"), STR("discarded")))
		view.page.notice = STR("The draft is discarded.");
	struct edition *drafts;
	TRY(codes_drafts(ctx, &drafts, &view.n_drafts));
	view.drafts = drafts;
	TRY(codes_rows(ctx, &view.rows, &view.n_rows));
	struct html h = html_open(ctx);
	codes_office_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static void office_steps(struct ctx *ctx, struct page *page)
{
	page_step(ctx->arena, page, STR("Office"), STR("/office"));
	page_step(ctx->arena, page, STR("Codes of conduct"), STR("/office/codes"));
}

/* ---- Adding a file ---- */

static enum outcome code_choices(struct ctx *ctx, struct str chosen, const struct choice **ret_choices, size_t *ret_n)
{
	struct code *codes;
	size_t n;
	TRY(codes_list(ctx, &codes, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n + 1);
	choices[0] = (struct choice){.value = STR(""), .text = STR("A new code")};
	for (size_t i = 0; i < n; i++)
		choices[i + 1] = (struct choice){
			.value = codes[i].slug,
			.text = str_fmt(ctx->arena, "A new edition of “%.*s”", STR_ARG(codes[i].title)),
			.chosen = str_eq(codes[i].slug, chosen),
		};
	*ret_choices = choices;
	*ret_n = n + 1;
	return OK;
}

static const struct choice *format_choices(struct ctx *ctx, struct str chosen, size_t *ret_n)
{
	const struct choice choices[] = {
		{.value = STR("guess"),
		 .text = STR("Let the program find out"),
		 .chosen = chosen.n == 0 || str_eq(chosen, STR("guess"))},
		{.value = STR("text"), .text = STR("Plain text"), .chosen = str_eq(chosen, STR("text"))},
		{.value = STR("markdown"), .text = STR("Markdown"), .chosen = str_eq(chosen, STR("markdown"))},
	};
	*ret_n = COUNT_OF(choices);
	return arena_copy(ctx->arena, choices, sizeof(choices));
}

static enum outcome import_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct problem *problems = ctx->problems.first;
	struct codes_import_page view = {
		.page = access_page(ctx, STR("Add a code or a new edition")),
		.hidden = access_form(ctx, 0),
		.file = {.name = "file",
			 .label = STR("A file"),
			 .hint = STR(
				 "Plain text or Markdown, at most 4 MB. In a word processor, first save it as plain "
				 "text"),
			 .problems = problems},
		.text = {.name = "text",
			 .label = STR("Or the text itself"),
			 .hint = STR("Paste the whole code, with its title and numbers"),
			 .value = req_field(req, "text"),
			 .problems = problems,
			 .rows = TEXT_ROWS,
			 .spellcheck_off = true},
		.code = {.name = "code", .label = STR("What is it?"), .problems = problems},
		.title = {.name = "title",
			  .label = STR("Title (optional)"),
			  .hint = STR("Only if the text does not begin with its title"),
			  .value = req_field(req, "title"),
			  .problems = problems},
		.format = {.name = "format", .label = STR("How is it written?"), .problems = problems},
	};
	office_steps(ctx, &view.page);
	TRY(code_choices(ctx, req_field(req, "code"), &view.codes, &view.n_codes));
	view.formats = format_choices(ctx, req_field(req, "format"), &view.n_formats);
	struct html h = html_open(ctx);
	codes_import_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* A code belongs to no body, so a right for a body does not reach it. */
enum outcome codes_import_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	return import_show(ctx, req, resp);
}

struct import_write {
	struct str form_id;
	struct str slug; /* empty: a new code */
	struct code_import import;
	struct str path; /* of the draft */
};

static enum outcome import_write(struct ctx *ctx, void *args)
{
	struct import_write *write = args;
	struct edition edition;
	struct str slug = write->slug, before;
	enum outcome used = form_id_use(ctx, write->form_id, &before);
	if (used == CONFLICT) {
		write->path = before;
		return OK; /* the same form again: the same draft */
	}
	TRY(used);
	if (slug.n == 0)
		TRY(codes_new_slug(ctx, write->import.title, &slug));
	TRY(codes_add_draft(ctx, slug, &write->import, &edition));
	write->path = str_fmt(ctx->arena, "/office/codes/editions/%.*s", STR_ARG(id_str(ctx->arena, edition.id)));
	return form_id_result(ctx, write->form_id, write->path);
}

/* The file, or what was pasted. */
static enum outcome import_decode(struct ctx *ctx, const struct req *req, struct import_write *ret_write)
{
	struct import_write write = {.form_id = req_field(req, "_form"), .slug = req_field(req, "code")};
	const struct http_file *file = req_file(req, "file");
	struct str text = req_field(req, "text"), title = str_trim(req_field(req, "title")),
		   format = req_field(req, "format");
	struct code code;
	bool has_file = file && file->content.n > 0;
	if (!has_file && str_trim(text).n == 0)
		return problem_add(ctx, "file", msg("Choose a file that is not empty, or paste the text below"));
	if (has_file && str_trim(text).n > 0)
		return problem_add(ctx, "text", msg("Give either a file or a text, not both"));
	if (write.slug.n > 0 && codes_by_slug(ctx, write.slug, &code) != OK)
		return problem_add(ctx, "code", msg("This code is no longer here. Choose another, or a new code"));
	if (str_eq(format, STR("guess")))
		format = (struct str){0};
	TRY(codes_import_aside(ctx, has_file ? file->filename : STR("text"), has_file ? file->content : text, format,
			       &write.import));
	if (title.n > 0)
		write.import.title = title;
	*ret_write = write;
	return OK;
}

enum outcome codes_import_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct import_write write;
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	enum outcome outcome = import_decode(ctx, req, &write);
	if (outcome == OK)
		outcome = site_write(ctx, import_write, &write);
	if (outcome == INVALID) {
		resp->status = 400;
		return import_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, write.path);
	return OK;
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

/* What there is to do before a draft is published. */
static void draft_tasks(struct ctx *ctx, struct codes_review_page *view)
{
	struct str elements =
		str_fmt(ctx->arena, "%.*s elements", STR_ARG(codes_number(ctx->arena, (int64_t)view->n_provisions)));
	const struct codes_task tasks[] = {
		{.id = STR("task-text"),
		 .name = STR("Read and correct the text"),
		 .hint = STR("Element by element: what each is, where it stands, what it says"),
		 .href = review_path(ctx, view->edition.id, "/text"),
		 .status = elements,
		 .is_done = true},
		{.id = STR("task-preview"),
		 .name = STR("See it as the public would"),
		 .hint = STR("Also to be printed"),
		 .href = review_path(ctx, view->edition.id, "/preview"),
		 .status = STR(""),
		 .is_done = true},
	};
	view->tasks = arena_copy(ctx->arena, tasks, sizeof(tasks));
	view->n_tasks = COUNT_OF(tasks);
}

/* `from` is what stands in the form's field. */
static enum outcome review_show(struct ctx *ctx, const struct edition *edition, struct str from, struct resp *resp)
{
	struct codes_review_page view = {
		.page = access_page(ctx, edition->code_title),
		.hidden = access_form(ctx, edition->version),
		.hidden_discard = access_form(ctx, edition->version),
		.edition = *edition,
		.may_prepare = access_may(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE),
		.may_publish = access_may(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE),
		.from = {.name = "in_force_from",
			 .label = STR("First day in force"),
			 .hint = STR(
				 "The edition before it stays in force until then. Without a calendar to pick from, "
				 "write it as 2027-01-01"),
			 .type = "date",
			 .value = from,
			 .problems = ctx->problems.first},
	};
	struct provision *provisions;
	struct str *furniture;
	office_steps(ctx, &view.page);
	TRY(codes_provisions(ctx, edition->id, &provisions, &view.n_provisions));
	TRY(codes_furniture(ctx, edition->id, &furniture, &view.n_furniture));
	view.provisions = provisions;
	view.furniture = furniture;
	count_kinds(ctx, &view);
	view.path = review_path(ctx, edition->id, "");
	TRY(review_sum(ctx, edition->id, &view.sum));
	draft_tasks(ctx, &view);
	struct html h = html_open(ctx);
	codes_review_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome edition_load(struct ctx *ctx, const struct req *req, struct edition *ret_edition)
{
	int64_t id;
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
		return review_show(ctx, &edition, day_str(ctx->arena, site_today(ctx)), resp);
	resp_redirect(resp, edition_path(ctx, &edition));
	return OK;
}

struct edition_write {
	struct journal_seed seed;
	struct str form_id;
	struct edition edition;
	struct day from;
	struct str path;
};

static enum outcome publish_write(struct ctx *ctx, void *args)
{
	struct edition_write *write = args;
	struct str before;
	enum outcome used = form_id_use(ctx, write->form_id, &before);
	if (used == CONFLICT) {
		write->path = before;
		return OK; /* the same form again: the edition that it published */
	}
	TRY(used);
	int64_t version = write->edition.version;
	TRY(codes_edition(ctx, write->edition.id, &write->edition));
	write->edition.version = version;
	TRY(codes_publish(ctx, &write->seed, &write->edition, write->from));
	write->path = str_fmt(ctx->arena, "%.*s?done=published", STR_ARG(edition_path(ctx, &write->edition)));
	return form_id_result(ctx, write->form_id, write->path);
}

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

static struct edition_write write_of(struct ctx *ctx, const struct req *req)
{
	struct edition_write write = {.seed = journal_seed_new(ctx), .form_id = req_field(req, "_form")};
	if (!id_parse(req->params[0], &write.edition.id))
		write.edition.id = 0;
	if (!str_to_i64(req_field(req, "_version"), &write.edition.version))
		write.edition.version = 0;
	return write;
}

/* The draft as it is now, with what the officer typed and what is to be put right. */
static enum outcome review_again(struct ctx *ctx, const struct req *req, unsigned status, struct resp *resp)
{
	struct edition edition;
	TRY(edition_load(ctx, req, &edition));
	if (edition.stage > EDITION_CONSULTATION)
		return CONFLICT;
	resp->status = status;
	return review_show(ctx, &edition, req_field(req, "in_force_from"), resp);
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

enum outcome codes_publish_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	struct edition_write write = write_of(ctx, req);
	enum outcome outcome = OK;
	if (!day_parse(str_trim(req_field(req, "in_force_from")), &write.from))
		outcome = problem_add(ctx, "in_force_from",
				      msg("Enter the first day as year-month-day, such as 2027-01-01"));
	if (outcome == OK)
		outcome = site_write(ctx, publish_write, &write);
	return conclude(ctx, req, outcome, write.path, resp);
}

enum outcome codes_discard_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	struct edition_write write = write_of(ctx, req);
	enum outcome outcome = site_write(ctx, discard_write, &write);
	return conclude(ctx, req, outcome, STR("/office/codes?done=discarded"), resp);
}
