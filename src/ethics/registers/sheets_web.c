/* The sheet of a register: what goes into its columns, and the empty sheet as a file. */
#include "registers/registers_views.h"
#include "registers/review_web.h"
#include "registers/uploads_web.h"

struct str sheet_path(struct arena *arena, const struct scheme *scheme, const char *rest)
{
	return str_fmt(arena, "/office/registers/sheets/%.*s%s", STR_ARG(scheme->id), rest);
}

static enum outcome sheet_find(struct ctx *ctx, const struct req *req, const struct scheme **ret_scheme)
{
	const struct rulebook *rulebook;
	int64_t version;
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	TRY(rulebook_current(ctx, &rulebook, &version));
	*ret_scheme = rulebook_scheme(rulebook, req->params[0]);
	return *ret_scheme && sheet_is_there(*ret_scheme) ? OK : NOT_FOUND;
}

enum outcome office_sheet_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct scheme *scheme;
	TRY(sheet_find(ctx, req, &scheme));
	struct office_sheet_page view = {
		.page = access_page(ctx, scheme->title),
		.title = scheme->title,
		.csv = sheet_path(ctx->arena, scheme, "/sheet.csv"),
	};
	view.columns = sheet_columns(ctx->arena, scheme, &view.n_columns);
	registers_office_steps(ctx, &view.page);
	page_step(ctx->arena, &view.page, STR("Import a register"), STR("/office/registers/import"));
	struct html h = html_open(ctx);
	registers_sheet_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome office_sheet_csv_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct scheme *scheme;
	TRY(sheet_find(ctx, req, &scheme));
	resp->body = sheet_csv(ctx->arena, scheme);
	resp->type = STR("text/csv; charset=utf-8");
	resp->filename = str_fmt(ctx->arena, "%.*s.csv", STR_ARG(scheme->id));
	return OK;
}
