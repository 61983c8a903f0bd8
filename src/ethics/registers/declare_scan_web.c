/* The scan of a signed form (S7): attached by the clerk who types it in, kept for the office and for whoever signed. */
#include "html/html.h"
#include "registers/attached.h"
#include "registers/declare_web.h"
#include "registers/registers_views.h"

static struct str said(struct ctx *ctx, const char *message)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), NULL, 0);
}

static struct str scan_name(struct ctx *ctx, const struct scan *scan)
{
	return str_fmt(ctx->arena, "signed-form.%.*s", STR_ARG(file_suffix((enum file_kind)scan->kind)));
}

/* The scan shows all that was signed: where some of it is asked to be withheld, it is for those who may read that (S1).
 * NOT_FOUND. */
static enum outcome scan_see(struct ctx *ctx, const struct declare_at *at, struct scan *ret_scan)
{
	const struct declaration *d = &at->declaration;
	bool may = true;
	for (size_t i = 0; i < d->n_items && may; i++)
		if (d->items[i].is_sealed)
			TRY(sealed_may_open(ctx, d, &may));
	return may ? scan_find(ctx, d->id, ret_scan) : NOT_FOUND;
}

enum outcome declare_scan_words(struct ctx *ctx, const struct declare_at *at, struct str *ret_words)
{
	struct scan scan;
	enum outcome found = scan_see(ctx, at, &scan);
	*ret_words = found == OK ? file_said(ctx->arena, scan_name(ctx, &scan), scan.bytes) : STR("");
	return found == NOT_FOUND ? OK : found;
}

static enum outcome scan_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_scan_page view = {.page = access_page(ctx, said(ctx, msg("The scan of the signed form")))};
	TRY(declare_find(ctx, req, DECLARE_WRITE, &view.at));
	if (!view.at.is_clerk)
		return NOT_FOUND;
	view.page.problems = ctx->problems.first;
	declare_steps(ctx, &view.page, &view.at);
	page_step(ctx->arena, &view.page, said(ctx, msg("Tasks")), view.at.path);
	view.hidden = access_form(ctx, view.at.declaration.version);
	TRY(declare_scan_words(ctx, &view.at, &view.stored));
	view.file =
		(struct field){.name = "scan",
			       .label = view.stored.n ? said(ctx, msg("Another scan in its place"))
						      : said(ctx, msg("Choose the scan")),
			       .hint = said(ctx, msg("All pages in one PDF, or a picture (JPEG or PNG); at most 7 MB")),
			       .problems = ctx->problems.first};
	struct html h = html_open(ctx);
	registers_declare_scan_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome declare_scan_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return scan_show(ctx, req, resp);
}

struct attaching {
	const struct declare_at *at;
	struct scan scan;
};

static enum outcome attach_write(struct ctx *ctx, void *args)
{
	const struct attaching *attaching = args;
	struct declare_at at;
	TRY(declare_find_again(ctx, attaching->at, &at));
	if (!at.is_clerk)
		return FORBIDDEN;
	TRY(scan_put(ctx, at.declaration.id, &attaching->scan));
	return access_log(ctx, "registers.scan", at.declaration.id, at.declaration.register_id);
}

static enum outcome scan_take(struct ctx *ctx, const struct req *req, struct scan *ret_scan)
{
	const struct http_file *sent = req_file(req, "scan");
	struct file_look look;
	struct file_ref ref;
	if (!sent || (str_empty(sent->filename) && str_empty(sent->content)))
		return problem_add(ctx, "scan", msg("Choose a file"));
	TRY(file_look(ctx, "scan", sent->content, &look));
	if (look.kind == FILE_TEXT)
		return problem_add(ctx, "scan", msg("A scan is a PDF or a picture"));
	TRY(file_put(ctx, "scan", false, look.kind, sent->content, &ref));
	*ret_scan = (struct scan){.sha256 = hash_hex(ctx->arena, &ref.hash),
				  .bytes = (int64_t)sent->content.n,
				  .kind = (int32_t)look.kind};
	return OK;
}

enum outcome declare_scan_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_at at;
	struct attaching attaching = {.at = &at};
	TRY(declare_find(ctx, req, DECLARE_WRITE, &at));
	if (!at.is_clerk)
		return NOT_FOUND;
	enum outcome outcome = scan_take(ctx, req, &attaching.scan);
	if (outcome == OK)
		outcome = site_write(ctx, attach_write, &attaching);
	if (outcome == INVALID) {
		resp->status = 400;
		return scan_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, str_fmt(ctx->arena, "%.*s?done=saved", STR_ARG(at.path)));
	return OK;
}

static enum outcome read_write(struct ctx *ctx, void *args)
{
	const struct declaration *d = args;
	return access_log(ctx, "registers.read_file", d->id, d->register_id);
}

enum outcome declare_scan_file_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_at at;
	struct scan scan;
	struct file_ref ref = {.is_public = false};
	TRY(declare_find(ctx, req, DECLARE_READ, &at));
	TRY(scan_see(ctx, &at, &scan));
	if (!hash_parse(scan.sha256, &ref.hash))
		return BROKEN;
	if (at.is_clerk)
		TRY(site_write(ctx, read_write, &at.declaration));
	return file_send(ctx, resp, &ref, scan_name(ctx, &scan));
}
