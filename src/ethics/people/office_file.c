/* People from a file that is uploaded: the file, what would happen, done. Nothing is kept in between: the second page
 * carries the file, and it is parsed again. */
#include "people/office_file.h"

#include "people/office_web.h"
#include "people/people_views.h"

#define CARRIED_BYTES 200000 /* what a page carries; larger files are for the command line */

static enum outcome file_show(struct ctx *ctx, const struct req *req, struct resp *resp, struct office_file *view)
{
	const struct problem *problems = ctx->problems.first;
	view->page = access_page(ctx, STR("Add people from a file"));
	view->page.problems = problems;
	view->hidden = access_form(ctx, 0);
	view->file = (struct field){
		.name = "file",
		.label = STR("The file"),
		.hint = STR(
			"Popolo (JSON), or a spreadsheet saved as CSV (UTF-8) with the columns name, body and post"),
		.problems = problems};
	view->ignore = (struct field){.name = "ignore",
				      .label = STR("Columns of the spreadsheet to leave out (optional)"),
				      .hint = STR("With commas between"),
				      .value = req_field(req, "ignore"),
				      .problems = problems,
				      .spellcheck_off = true};
	view->category = (struct field){.name = "category",
					.label = STR("How are posts held for which the file does not say it?"),
					.value = req_field(req, "category"),
					.problems = problems};
	view->categories = form_category_choices(ctx, view->category.value, &view->n_categories);
	people_steps(ctx, &view->page);
	resp->status = problems ? 400 : 200;
	struct html h = html_open(ctx);
	people_file_show(&h, view);
	resp->body = html_done(&h);
	return OK;
}

/* A file may name any body, so this is for whoever has the right for the whole site. */
enum outcome office_file_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct office_file view = {0};
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	return file_show(ctx, req, resp, &view);
}

/* The file as it was chosen, or as the preview carried it. */
static enum outcome take_file(struct ctx *ctx, const struct req *req, struct office_file *view,
			      struct people_import *ret_import)
{
	const struct http_file *file = req_file(req, "file");
	struct str category = req_field(req, "category");
	int32_t held = 0;
	view->filename = file ? file->filename : req_field(req, "filename");
	view->content = file ? file->content : req_field(req, "content");
	if (str_empty(view->content))
		return problem_add(ctx, "file", msg("Choose a file that is not empty"));
	if (view->content.n > CARRIED_BYTES)
		return problem_add(
			ctx, "file",
			msg("This file is larger than {1} bytes: cut it into several, or use “aboveboard people "
			    "import” on the server"),
			str_fmt(ctx->arena, "%d", CARRIED_BYTES));
	if (category.n && !tenure_category_parse(category, &held))
		return problem_add(ctx, "category", msg("Choose how these posts are held"));
	if (str_empty(view->filename))
		view->filename = STR("file");
	return people_import_read(ctx, view->filename, view->content, STR(""), req_field(req, "ignore"), held,
				  ret_import);
}

enum outcome office_file_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct office_file view = {0};
	struct people_import import = {0};
	bool adds = str_eq(req_field(req, "step"), STR("add"));
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	enum outcome outcome = take_file(ctx, req, &view, &import);
	if (outcome == OK) {
		import.in_office = true;
		import.dry_run = !adds;
		import.form_id = req_field(req, "_form");
		outcome = people_import_apply(ctx, &import);
	}
	if (outcome == INVALID)
		return file_show(ctx, req, resp, &view);
	TRY(outcome);
	if (adds) {
		resp_redirect(resp, STR("/office/people?done=table"));
		return OK;
	}
	view.is_preview = true;
	view.import = &import;
	return file_show(ctx, req, resp, &view);
}
