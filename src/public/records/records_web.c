/* The office's page of requests, and the room's row of the table of features. */
#include <unistd.h>

#include "people/office_form.h"
#include "records/records_sql.h"
#include "records/records_views.h"
#include "records/records_web.h"

static enum outcome page_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct records_page view = {.page = access_page(ctx, STR("Requests for records"))};
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	view.page.problems = ctx->problems.first;
	view.find_hidden = access_form(ctx, 0);
	view.person_hidden = access_form(ctx, 0);
	view.terms = form_question(ctx, req, "terms", STR("Words that stand in each record"),
				   STR("Such as the name of a company. All of them, in any order"));
	view.from = form_question(ctx, req, "from", STR("From (optional)"), STR("Such as 2026-07-01"));
	view.to = form_question(ctx, req, "to", STR("To (optional)"), STR("Such as 2026-12-31"));
	view.person = form_question(ctx, req, "person", STR("Who?"),
				    STR("Their name, or the last part of the address of their page"));
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	resp->status = ctx->problems.first ? 400 : 200;
	struct html h = html_open(ctx);
	records_page_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

static enum outcome records_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return page_show(ctx, req, resp);
}

static enum outcome note_write(struct ctx *ctx, void *args)
{
	return records_note(ctx, args);
}

static enum outcome piece_send(struct ctx *ctx, struct http_sink *sink, void *args)
{
	(void)ctx;
	const int *fd = args;
	char piece[16384];
	ssize_t n;
	for (off_t at = 0; (n = pread(*fd, piece, sizeof(piece), at)) > 0; at += n)
		TRY(http_put(sink, str_bytes(piece, (size_t)n)));
	return n == 0 ? OK : BROKEN;
}

/* Who takes it is noted before they have it. */
static enum outcome bundle_send(struct ctx *ctx, struct resp *resp, const struct records_asked *asked, struct str name)
{
	CLEANUP(arena_closep) struct arena *keep = arena_open(0);
	CLEANUP(fd_closep) int fd = file_nameless();
	struct records_asked note = *asked;
	CLEANUP(records_close) struct records_found found = {0};
	if (fd < 0)
		return BROKEN;
	TRY(records_find(ctx, asked, keep, &found));
	TRY(records_zip(ctx, &found, fd));
	TRY(site_write(ctx, note_write, &note));
	TRY(resp_fill(ctx, resp, piece_send, &fd));
	resp->type = STR("application/zip");
	resp->filename = name;
	resp->sensitive = true;
	return OK;
}

static enum outcome find_take(struct ctx *ctx, const struct req *req, struct records_asked *ret_asked)
{
	struct records_asked asked = {0};
	enum outcome outcome = form_take_day(ctx, req, "from", INT32_MIN, &asked.from_day);
	if (form_take_day(ctx, req, "to", INT32_MAX, &asked.to_day) != OK)
		outcome = INVALID;
	asked.terms = records_terms(ctx->arena, req_field(req, "terms"), &asked.n_terms);
	if (asked.n_terms == 0)
		outcome = problem_add(ctx, "terms", msg("Say which words to look for"));
	if (outcome == OK && asked.from_day > asked.to_day)
		outcome = problem_add(ctx, "to", msg("The last day comes before the first"));
	*ret_asked = asked;
	return outcome;
}

static enum outcome find_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct records_asked asked;
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	if (find_take(ctx, req, &asked) != OK)
		return page_show(ctx, req, resp);
	return bundle_send(ctx, resp, &asked, STR("records.zip"));
}

static enum outcome person_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person person;
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	enum outcome found = people_person_named(ctx, req_field(req, "person"), "person", &person);
	if (found == INVALID)
		return page_show(ctx, req, resp);
	TRY(found);
	const struct records_asked asked = {
		.person_id = person.id, .person_name = person.name, .from_day = INT32_MIN, .to_day = INT32_MAX};
	return bundle_send(ctx, resp, &asked, str_fmt(ctx->arena, "%.*s.zip", STR_ARG(person.slug)));
}

static const struct route routes[] = {
	ROUTE(HTTP_GET, "/office/records", RIGHT_OFFICER, CSRF_NONE, records_get),
	ROUTE(HTTP_POST, "/office/records/find", RIGHT_OFFICER, CSRF_FORM, find_post),
	ROUTE(HTTP_POST, "/office/records/person", RIGHT_OFFICER, CSRF_FORM, person_post),
};

static const struct menu_entry menu[] = {
	{msg("Requests for records"), "/office/records", RIGHT_OFFICER,
	 msg("Gather what a request asks for, or all that is held about one person."), true},
};

const struct feature records_feature = {
	.name = "records",
	.routes = routes,
	.n_routes = COUNT_OF(routes),
	.verbs = records_verbs,
	.n_verbs = RECORDS_VERBS,
	.menu = menu,
	.n_menu = COUNT_OF(menu),
};
