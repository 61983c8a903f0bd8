/* A form that comes when its session has ended: what was typed is shown again, to be sent once more after signing in.
 */
#include "access/access_views.h"
#include "access/private.h"
#include "access/views.h"

#define KEPT "_kept"

/* Everything but tokens and what is secret. */
static bool is_kept(struct str name)
{
	return !str_eq(name, STR("_csrf")) && !str_eq(name, STR(KEPT)) && !str_starts(name, STR("_confirm_")) &&
	       str_find(name, STR("password"), 0) == STR_NPOS;
}

static bool is_ours(const struct ctx *ctx, const struct req *req)
{
	if (req->method != HTTP_POST || req->route->csrf != CSRF_FORM || req->route->upload || req->n_fields == 0)
		return false;
	if (!ctx->actor)
		return session_cookie(ctx, req).n > 0;
	return str_eq(req_field(req, KEPT), STR("yes")) && !csrf_agrees(req_field(req, "_csrf"), ctx->actor->csrf);
}

enum outcome access_keep(struct ctx *ctx, const struct req *req, struct resp *resp, bool *ret_answered)
{
	*ret_answered = is_ours(ctx, req);
	if (!*ret_answered)
		return OK;
	problems_clear(ctx);
	struct access_kept_page view = {
		.page = access_page(ctx, ctx->actor ? STR("Send it once more") : STR("You were signed out")),
		.is_signed_in = ctx->actor != NULL,
		.hidden = {.csrf = ctx->actor ? ctx->actor->csrf : STR("")},
		.action = req->path,
	};
	struct http_field *fields = arena_array(ctx->arena, struct http_field, req->n_fields + 1);
	for (size_t i = 0; i < req->n_fields; i++)
		if (is_kept(req->fields[i].name))
			fields[view.n_fields++] = req->fields[i];
	fields[view.n_fields++] = (struct http_field){.name = STR(KEPT), .value = STR("yes")};
	view.fields = fields;
	struct html h = html_open(ctx);
	access_kept_show(&h, &view);
	resp->status = 403;
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}
