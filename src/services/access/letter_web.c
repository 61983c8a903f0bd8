/* "Enter the code from your letter": it leads to the page that sets a password. */
#include "access/access_views.h"
#include "access/factors.h"
#include "access/pages.h"
#include "access/views.h"

static enum outcome show_letter(struct ctx *ctx, struct str code, struct resp *resp)
{
	struct access_letter_page view = {
		.page = access_page(ctx, STR("Enter the code from your letter")),
		.code = code,
		.days = (int64_t)LIMIT_LETTER_DAYS,
	};
	view.page.problems = ctx->problems.first;
	struct html h = html_open(ctx);
	access_letter_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome access_letter_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	return show_letter(ctx, STR(""), resp);
}

struct entering {
	const struct try *try;
	struct hash code;
	struct str token;
	struct str path;
};

static enum outcome enter_write(struct ctx *ctx, void *args)
{
	struct entering *entering = args;
	TRY(letter_enter(ctx, &entering->code, entering->token, &entering->path));
	return try_undo(ctx, entering->try);
}

enum outcome access_letter_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct try try = try_of_network(ctx, req);
	struct entering entering = {.try = &try, .token = token_new(ctx)};
	struct str code = str_trim(req_field(req, "code"));
	int64_t wait_ms = 0;
	if (!code_hash(code, &entering.code)) {
		resp->status = 400;
		(void)problem_add(ctx, "code",
				  msg("A code has 16 letters and digits, in four groups of four. Type all of them"));
		return show_letter(ctx, str_slice(code, 0, 100), resp);
	}
	enum outcome outcome = try_begin(ctx, &try, &wait_ms);
	if (outcome == FORBIDDEN) {
		resp->status = 429;
		(void)wait_problem(ctx, "code", wait_ms);
		return show_letter(ctx, code, resp);
	}
	TRY(outcome);
	outcome = site_write(ctx, enter_write, &entering);
	if (outcome == NOT_FOUND) {
		resp->status = 400;
		(void)problem_add(ctx, "code",
				  msg("This code lets nobody in: it was mistyped, used before, replaced by a newer "
				      "letter, or its time is over. Compare it with the letter"));
		return show_letter(ctx, code, resp);
	}
	TRY(outcome);
	resp_redirect(resp, entering.path);
	return OK;
}
