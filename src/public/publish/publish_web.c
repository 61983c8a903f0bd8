/* Routes of publish: the log, a record in it, its receipt. */
#include "publish/publish_web.h"
#include "publish/publish_cmd.h"

#include "commitments/commitments.h"
#include "publish/bundle.h"
#include "publish/publish.h"
#include "publish/publish_views.h"

/* More versions than this are reached one by one. */
#define VERSIONS_LISTED 100

static struct str when(struct ctx *ctx, int64_t time_ms)
{
	struct instant time = {time_ms};
	return ctx->site->zone ? instant_words(ctx->arena, ctx->site->zone, time) : instant_str(ctx->arena, time);
}

static enum outcome log_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct journal_head head;
	TRY(journal_head(ctx, &head));
	const struct publish_log view = {
		.page = access_page(ctx, STR("Publication log")),
		.size = head.size,
		.root = hash_hex(ctx->arena, &head.root),
		.origin = ctx->site->settings.url,
	};
	struct html h = html_open(ctx);
	publish_log_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* The record of the route's {record} and {version}; without one the newest. */
static enum outcome record_of(struct ctx *ctx, const struct req *req, struct journal_record *ret_record)
{
	int64_t version = 0;
	if (!str_empty(req->params[1]) && (!str_to_i64(req->params[1], &version) || version < 1))
		return NOT_FOUND;
	enum commitment_display display;
	TRY(journal_find(ctx, req->params[0], version, ret_record));
	TRY(commitments_display(ctx, ret_record, &display));
	if (display == DISPLAY_NONE || (display == DISPLAY_NEWEST && ret_record->place.version < ret_record->newest))
		ret_record->content = ret_record->salt = (struct str){0};
	return OK;
}

static void versions_list(struct ctx *ctx, const struct journal_record *record, struct publish_record *view)
{
	int64_t first = record->newest > VERSIONS_LISTED ? record->newest - VERSIONS_LISTED + 1 : 1;
	struct page_link *links = arena_array(ctx->arena, struct page_link, (size_t)(record->newest - first + 1));
	for (int64_t version = record->newest; version >= first; version--)
		links[view->n_versions++] = (struct page_link){
			.text = str_fmt(ctx->arena, "%lld", (long long)version),
			.href = str_fmt(ctx->arena, "/log/records/%.*s/versions/%lld", STR_ARG(record->place.record_id),
					(long long)version),
			.current = version == record->place.version,
		};
	view->versions = links;
}

static enum outcome proof_show(struct ctx *ctx, const struct journal_record *record, struct publish_record *view)
{
	struct journal_head *head = arena_new(ctx->arena, struct journal_head);
	struct journal_proof proof;
	TRY(journal_head(ctx, head));
	TRY(journal_prove(ctx, record->place.index, head->size, &proof));
	struct str *hashes = arena_array(ctx->arena, struct str, proof.n);
	for (size_t i = 0; i < proof.n; i++)
		hashes[i] = hash_hex(ctx->arena, &proof.hash[i]);
	view->head = head;
	view->root = hash_hex(ctx->arena, &head->root);
	view->proof = hashes;
	view->n_proof = proof.n;
	return OK;
}

static enum outcome record_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct journal_record record;
	TRY(record_of(ctx, req, &record));
	struct publish_record view = {
		.page = access_page(ctx, STR("A record in the publication log")),
		.record = &record,
		.removed = !str_empty(record.erased_ground),
		.hidden = str_empty(record.erased_ground) && !record.content.p,
		.published = when(ctx, record.time_ms),
		.removed_at = when(ctx, record.erased_ms),
		.leaf_hash = hash_hex(ctx->arena, &record.place.leaf),
	};
	view.is_removal = view.removed && record.place.version == record.newest;
	if (record.content.p) {
		struct hash content = journal_content_hash(record.salt, record.content);
		view.content_hash = hash_hex(ctx->arena, &content);
		view.salt = str_hex(ctx->arena, record.salt);
		view.receipt_path = str_fmt(ctx->arena, "/log/records/%.*s/versions/%lld/receipt.json",
					    STR_ARG(record.place.record_id), (long long)record.place.version);
	}
	page_step(ctx->arena, &view.page, STR("Publication log"), STR("/log"));
	versions_list(ctx, &record, &view);
	TRY(proof_show(ctx, &record, &view));
	struct html h = html_open(ctx);
	publish_record_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome receipt_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct journal_record record;
	TRY(record_of(ctx, req, &record));
	if (!record.content.p)
		return NOT_FOUND;
	TRY(journal_receipt(ctx, record.place.record_id, record.place.version, &resp->body));
	resp->type = STR("application/json");
	resp->filename = str_fmt(ctx->arena, "receipt-%.*s-%lld.json", STR_ARG(record.place.record_id),
				 (long long)record.place.version);
	return OK;
}

static const struct route routes[] = {
	ROUTE_CACHED("/log", RIGHT_PUBLIC, "journal", log_get),
	ROUTE_CACHED("/log/records/{record}", RIGHT_PUBLIC, "journal", record_get),
	ROUTE_CACHED("/log/records/{record}/versions/{version}", RIGHT_PUBLIC, "journal", record_get),
	ROUTE(HTTP_GET, "/log/records/{record}/versions/{version}/receipt.json", RIGHT_PUBLIC, CSRF_NONE, receipt_get),
	ROUTE(HTTP_GET, "/data/public.sqlite", RIGHT_PUBLIC, CSRF_NONE, bundle_database_get),
	ROUTE(HTTP_GET, "/data/all.zip", RIGHT_PUBLIC, CSRF_NONE, bundle_archive_get),
};

static const struct job jobs[] = {
	{
		.name = "publish.bundle",
		.about = msg("Makes the database and the archive of all that is public, once a day, and at once when "
			     "something was removed"),
		.after = BUNDLE_CHANGES,
		.every_s = 300,
		.alone = true,
		.slow = true,
		.left = bundle_left,
		.run = bundle_run,
		.hurry = bundle_hurry,
	},
};

const struct feature publish_feature = {
	.name = "publish",
	.routes = routes,
	.n_routes = COUNT_OF(routes),
	.verbs = publish_verbs,
	.n_verbs = PUBLISH_VERBS,
	.jobs = jobs,
	.n_jobs = COUNT_OF(jobs),
	.restored = bundle_restored,
};
