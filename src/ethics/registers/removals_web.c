/* What was removed from the registers (S3): for everybody, for mirrors, and the officer's checklist. */
#include "registers/atom.h"
#include "registers/registers_views.h"
#include "registers/review_parts.h"
#include "registers/review_web.h"

#define REMOVALS_SHOWN   500
#define REMOVALS_IN_FEED 100

static enum outcome lines_load(struct ctx *ctx, const struct removal_line **ret_lines, size_t *ret_n)
{
	const struct rulebook *rulebook;
	struct entry_removal *removals;
	int64_t version;
	TRY(rulebook_current(ctx, &rulebook, &version));
	TRY(entry_removals(ctx, REMOVALS_SHOWN, &removals, ret_n));
	struct removal_line *lines = arena_array(ctx->arena, struct removal_line, *ret_n);
	for (size_t i = 0; i < *ret_n; i++) {
		const struct entry_removal *r = &removals[i];
		lines[i] = (struct removal_line){
			.title = register_title(rulebook, r->register_id),
			.kind = html_said(ctx->arena, ctx->lang, str_of(removal_kind_words((enum removal_kind)r->kind)),
					  NULL, 0),
			.when = instant_words(ctx->arena, ctx->site->zone, (struct instant){r->at_ms}),
			.why = r->why,
			.by = r->by_office,
			.href = str_fmt(ctx->arena, "/registers/%.*s/%.*s", STR_ARG(r->register_id),
					STR_ARG(r->record_id)),
			.moved = r->moved_to.n ? str_fmt(ctx->arena, "/registers/%.*s/%.*s", STR_ARG(r->register_id),
							 STR_ARG(r->moved_to))
					       : STR(""),
		};
	}
	*ret_lines = lines;
	return OK;
}

enum outcome removals_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct removals_page view = {.page = access_page(ctx, STR("Corrections and removals"))};
	(void)req;
	TRY(lines_load(ctx, &view.lines, &view.n_lines));
	page_step(ctx->arena, &view.page, STR("Registers"), STR("/registers"));
	struct html h = html_open(ctx);
	registers_removals(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome office_removals_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct removals_page view = {.page = access_page(ctx, STR("What was removed"))};
	struct entry_removal removal;
	struct str done = req_query(req, "done");
	TRY(lines_load(ctx, &view.lines, &view.n_lines));
	if (done.n && entry_removal_find(ctx, done, &removal) == OK)
		view.done = site_link(ctx, str_fmt(ctx->arena, "/registers/%.*s/%.*s", STR_ARG(removal.register_id),
						   STR_ARG(removal.record_id)));
	registers_office_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	registers_office_removals(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- For mirrors ---- */

static void removal_json(struct ctx *ctx, struct json *json, const struct entry_removal *r)
{
	json_begin_object(json, NULL);
	json_str(json, "record", r->record_id);
	json_str(json, "register", r->register_id);
	json_str(json, "url",
		 site_link(ctx, str_fmt(ctx->arena, "/registers/%.*s/%.*s", STR_ARG(r->register_id),
					STR_ARG(r->record_id))));
	json_str(json, "kind", removal_kind_name((enum removal_kind)r->kind));
	json_str(json, "why", r->why);
	json_str(json, "by", r->by_office);
	json_str(json, "removed", instant_str(ctx->arena, (struct instant){r->at_ms}));
	if (r->moved_to.n)
		json_str(json, "moved_to", r->moved_to);
	json_end(json);
}

enum outcome removals_json_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct entry_removal *removals;
	size_t n;
	(void)req;
	TRY(entry_removals(ctx, REMOVALS_SHOWN, &removals, &n));
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "note",
		 STR("Delete your copies of these records, of every version and in every file. The newest first."));
	json_begin_array(&json, "removals");
	for (size_t i = 0; i < n; i++)
		removal_json(ctx, &json, &removals[i]);
	json_end(&json);
	json_end(&json);
	resp->type = STR("application/json; charset=utf-8");
	resp->body = buf_view(&out);
	return OK;
}

enum outcome removals_atom_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct entry_removal *removals;
	struct str page = site_link(ctx, STR("/removals")), updated = STR("1970-01-01T00:00:00.000Z");
	size_t n;
	(void)req;
	TRY(entry_removals(ctx, REMOVALS_IN_FEED, &removals, &n));
	if (n)
		updated = instant_str(ctx->arena, (struct instant){removals[0].at_ms});
	struct buf out = buf_open(ctx->arena, 4096);
	struct atom_feed feed = {
		.id = page,
		.title = html_said(ctx->arena, ctx->lang, str_of(msg("Corrections and removals, {1}")),
				   &ctx->site->settings.name, 1),
		.author = ctx->site->settings.name,
		.updated = updated,
		.self = site_link(ctx, STR("/removals.atom")),
		.page = page,
	};
	atom_begin(&out, &feed);
	for (size_t i = 0; i < n; i++) {
		const struct entry_removal *r = &removals[i];
		struct str link = site_link(ctx, str_fmt(ctx->arena, "/registers/%.*s/%.*s", STR_ARG(r->register_id),
							 STR_ARG(r->record_id)));
		const struct atom_entry entry = {
			.id = str_fmt(ctx->arena, "%.*s#%.*s", STR_ARG(page), STR_ARG(r->record_id)),
			.title = html_said(ctx->arena, ctx->lang,
					   str_of(removal_kind_words((enum removal_kind)r->kind)), NULL, 0),
			.updated = instant_str(ctx->arena, (struct instant){r->at_ms}),
			.link = link,
			.summary = r->why,
			.category = removal_kind_name((enum removal_kind)r->kind),
		};
		atom_put(&out, &entry);
	}
	atom_end(&out);
	resp->type = STR("application/atom+xml; charset=utf-8");
	resp->body = buf_view(&out);
	return OK;
}
