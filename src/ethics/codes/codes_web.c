/* Public pages: the codes, a code, its earlier editions, downloads. */
#include "codes/codes_web.h"

#include "codes/beside_web.h"
#include "codes/codes_cmd.h"
#include "codes/codes_export.h"
#include "codes/codes_sql.h"
#include "codes/codes_store.h"
#include "codes/codes_views.h"
#include "codes/compare_web.h"
#include "codes/editions_web.h"
#include "codes/review_web.h"

/* ---- The list ---- */

enum outcome codes_rows(struct ctx *ctx, const struct codes_list_row **ret_rows, size_t *ret_n)
{
	struct code *codes;
	size_t n, used = 0;
	TRY(codes_list(ctx, &codes, &n));
	struct codes_list_row *rows = arena_array(ctx->arena, struct codes_list_row, n);
	for (size_t i = 0; i < n; i++) {
		rows[used].code = codes[i];
		enum outcome outcome = codes_edition_shown(ctx, codes[i].id, &rows[used].edition);
		if (outcome == NOT_FOUND)
			continue;
		TRY(outcome);
		used++;
	}
	*ret_rows = rows;
	*ret_n = used;
	return OK;
}

static enum outcome list_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct codes_list_page view = {.page = access_page(ctx, STR("Codes of conduct"))};
	TRY(codes_rows(ctx, &view.rows, &view.n_rows));
	struct html h = html_open(ctx);
	codes_list_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- What was removed ---- */

static enum outcome gone_of(struct ctx *ctx, const struct edition *edition, struct codes_gone *ret_gone)
{
	struct journal_record record;
	TRY(journal_find(ctx, edition->record_id, 0, &record));
	*ret_gone = (struct codes_gone){
		.edition = *edition,
		.when = day_words(ctx->arena, zone_day(ctx->site->zone, (struct instant){record.erased_ms})),
		.ground = record.erased_ground,
	};
	return OK;
}

enum outcome codes_gone(struct ctx *ctx, const struct edition *editions, size_t n, struct resp *resp)
{
	struct codes_gone *gone = arena_array(ctx->arena, struct codes_gone, n);
	struct codes_gone_page view = {.page = access_page(ctx, STR("Removed from here")), .gone = gone, .n_gone = n};
	for (size_t i = 0; i < n; i++)
		TRY(gone_of(ctx, &editions[i], &gone[i]));
	page_step(ctx->arena, &view.page, STR("Codes of conduct"), STR("/codes"));
	page_step(ctx->arena, &view.page, editions[0].code_title,
		  str_fmt(ctx->arena, "/codes/%.*s", STR_ARG(editions[0].code_slug)));
	struct html h = html_open(ctx);
	codes_gone_show(&h, &view);
	resp->status = 410;
	resp->body = html_done(&h);
	return OK;
}

/* ---- One code ---- */

enum outcome codes_edition_of_address(struct ctx *ctx, const struct req *req, struct edition *ret_edition)
{
	struct code code;
	int64_t number;
	TRY(codes_by_slug(ctx, req->params[0], &code));
	if (str_empty(req->params[1]))
		return codes_edition_shown(ctx, code.id, ret_edition);
	if (!str_to_i64(req->params[1], &number))
		return NOT_FOUND;
	return codes_edition_numbered(ctx, code.id, number, ret_edition);
}

/* The first line of the text is the page's heading. */
static void take_title(struct ctx *ctx, struct codes_page *view)
{
	view->title = view->edition.code_title;
	view->title_anchor = STR("title");
	if (view->n_provisions == 0 || view->provisions[0].kind != PROVISION_TITLE)
		return;
	const struct provision *title = &view->provisions[0];
	view->title = edit_line(ctx->arena, title);
	view->title_anchor = title->anchor;
	view->provisions++;
	view->n_provisions--;
}

/* The edition that was in force on the day asked for; INVALID where there was none, and the page says so. */
static enum outcome edition_on(struct ctx *ctx, const struct req *req, struct codes_page *view, struct resp *resp)
{
	struct code code;
	struct day day;
	struct str on = str_trim(req_query(req, "on"));
	TRY(codes_by_slug(ctx, req->params[0], &code));
	enum outcome outcome = INVALID;
	if (!day_parse(on, &day))
		outcome = problem_add(ctx, "on", msg("“{1}” is no day. Write it as 2011-10-18"), on);
	else
		outcome = codes_edition_asked_on(ctx, &code, "on", day, &view->edition);
	if (outcome == OK) {
		view->on = codes_day(ctx->arena, day.n);
		return OK;
	}
	if (outcome == INVALID) {
		resp->status = day_parse(on, &day) ? 404 : 400;
		codes_no_text(ctx, &code, req, resp);
	}
	return outcome;
}

/* The editions around the one that is shown. */
static enum outcome put_editions(struct ctx *ctx, struct codes_page *view)
{
	struct edition *editions;
	TRY(codes_editions(ctx, view->edition.code_id, &editions, &view->n_editions));
	view->editions = editions;
	for (size_t i = 0; i < view->n_editions; i++) {
		if (editions[i].stage == EDITION_IN_FORCE && editions[i].id != view->edition.id)
			view->current = editions[i];
		if (editions[i].id == view->edition.id && i + 1 < view->n_editions)
			view->before = &editions[i + 1];
	}
	return OK;
}

/* Asked for what applies to some alone ("?for="): the text is cut to that. INVALID when they are none. */
static enum outcome put_reader(struct ctx *ctx, const struct req *req, struct codes_page *view,
			       struct audience *ret_reader)
{
	struct str asked = str_trim(req_query(req, "for"));
	view->whole_href =
		str_fmt(ctx->arena, "/codes/%.*s/editions/%d", STR_ARG(view->edition.code_slug), view->edition.number);
	view->readers = codes_readers(ctx->arena, view->whole_href, view->provisions, view->n_provisions, asked,
				      &view->n_readers);
	TRY(audience_parse(ctx, "for", asked, ret_reader));
	if (audience_is_everybody(ret_reader))
		return OK;
	view->reader = audience_words(ctx->arena, ret_reader);
	view->provisions =
		codes_only_for(ctx->arena, ret_reader, view->provisions, view->n_provisions, &view->n_provisions);
	return OK;
}

/* The bodies and the other texts that have to do with this one. */
static enum outcome put_others(struct ctx *ctx, const struct audience *reader, struct codes_page *view,
			       struct codes_beside *beside)
{
	TRY(codes_adopters(ctx, view->edition.code_id, &view->adopters, &view->n_adopters));
	TRY(codes_notes(ctx, view->edition.code_id, view->reader.n > 0 ? reader : NULL, &beside->notes,
			&beside->n_notes));
	view->notes = codes_notes_beside(beside->notes, beside->n_notes, 0, &view->n_notes);
	view->act = codes_instrument(ctx->arena, ctx->lang, &view->edition.instrument);
	return OK;
}

/* The text with what stands beside it. */
static enum outcome put_text(struct ctx *ctx, const struct req *req, struct codes_page *view, struct resp *resp)
{
	struct provision *provisions;
	struct provision_evidence *evidence;
	struct audience reader = {0};
	struct codes_beside beside = {.slug = view->edition.code_slug};
	if (!str_eq(view->edition.lang, STR("en")))
		beside.lang = view->edition.lang;
	TRY(codes_provisions(ctx, view->edition.id, &provisions, &view->n_provisions));
	TRY(codes_evidence(ctx, view->edition.id, &evidence, &beside.n_evidence));
	view->provisions = provisions;
	beside.evidence = evidence;
	take_title(ctx, view);
	if (put_reader(ctx, req, view, &reader) == INVALID)
		resp->status = 400;
	TRY(put_others(ctx, &reader, view, &beside));
	beside.applies = codes_applies(ctx->arena, view->provisions, view->n_provisions);
	view->groups = codes_tree(ctx->arena, view->provisions, view->n_provisions, &beside, &view->n_groups);
	view->contents = codes_contents(ctx->arena, view->provisions, view->n_provisions, &view->n_contents);
	for (size_t i = 0; i < view->n_provisions && !view->has_principles; i++)
		view->has_principles = view->provisions[i].kind == PROVISION_VALUE ||
				       view->provisions[i].kind == PROVISION_PRINCIPLE ||
				       view->provisions[i].kind == PROVISION_TENET;
	return OK;
}

static enum outcome code_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct codes_page view = {0};
	if (req_query(req, "on").p && str_empty(req->params[1])) {
		enum outcome outcome = edition_on(ctx, req, &view, resp);
		if (outcome == INVALID)
			return OK;
		TRY(outcome);
	} else {
		TRY(codes_edition_of_address(ctx, req, &view.edition));
	}
	TRY(put_editions(ctx, &view));
	TRY(put_text(ctx, req, &view, resp));
	if (view.edition.erased_ms)
		TRY(gone_of(ctx, &view.edition, &view.gone));
	view.page = access_page(ctx, view.edition.code_title);
	page_step(ctx->arena, &view.page, STR("Codes of conduct"), STR("/codes"));
	if (view.current.id)
		page_step(ctx->arena, &view.page, view.edition.code_title,
			  str_fmt(ctx->arena, "/codes/%.*s", STR_ARG(view.edition.code_slug)));
	if (str_eq(req_query(req, "done"), STR("published")))
		view.page.notice =
			view.edition.stage == EDITION_IN_FORCE
				? STR("Published. Everybody can read this page now, and members can sign this code.")
			: view.edition.stage == EDITION_ADOPTED
				? STR("Published. Everybody can read this page now. It is not in force yet.")
				: STR("Published. Everybody can read this page now, among the earlier editions.");
	view.page.canonical = site_link(ctx, str_fmt(ctx->arena, "/codes/%.*s/editions/%d",
						     STR_ARG(view.edition.code_slug), view.edition.number));
	struct html h = html_open(ctx);
	codes_page_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome text_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct edition edition;
	struct provision *provisions;
	size_t n;
	TRY(codes_edition_of_address(ctx, req, &edition));
	if (edition.erased_ms)
		return codes_gone(ctx, &edition, 1, resp);
	TRY(codes_provisions(ctx, edition.id, &provisions, &n));
	resp->type = STR("text/plain; charset=utf-8");
	resp->body = codes_plain_text(ctx->arena, provisions, n);
	return OK;
}

/* The bytes that were published, signed and hashed, as the journal keeps them. */
static enum outcome json_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct edition edition;
	struct journal_record record;
	TRY(codes_edition_of_address(ctx, req, &edition));
	if (edition.erased_ms)
		return codes_gone(ctx, &edition, 1, resp);
	TRY(journal_find(ctx, edition.record_id, 1, &record));
	resp->type = STR("application/json");
	resp->body = record.content;
	return OK;
}

static const struct route codes_routes[] = {
	ROUTE_CACHED("/codes", RIGHT_PUBLIC, "codes", list_get),
	ROUTE_CACHED("/codes/{code}", RIGHT_PUBLIC, "codes evidence", code_get),
	ROUTE_CACHED("/codes/{code}/text.txt", RIGHT_PUBLIC, "codes", text_get),
	ROUTE_CACHED("/codes/{code}/code.json", RIGHT_PUBLIC, "codes", json_get),
	ROUTE_CACHED("/codes/{code}/editions/{edition}", RIGHT_PUBLIC, "codes evidence", code_get),
	ROUTE_CACHED("/codes/{code}/editions/{edition}/passages", RIGHT_PUBLIC, "codes", codes_passages_get),
	ROUTE_CACHED("/codes/{code}/history", RIGHT_PUBLIC, "codes", codes_history_get),
	ROUTE_CACHED("/codes/{code}/principles", RIGHT_PUBLIC, "codes evidence", codes_principles_get),
	ROUTE_CACHED("/codes/{code}/provisions/{provision}", RIGHT_PUBLIC, "codes evidence", codes_passage_get),
	ROUTE(HTTP_GET, "/codes/{code}/compare", RIGHT_PUBLIC, CSRF_NONE, codes_compare_form_get),
	ROUTE_CACHED("/codes/{code}/compare/{from}/{to}", RIGHT_PUBLIC, "codes", codes_compare_get),
	ROUTE_CACHED("/codes/{code}/compare/{from}/{to}/comparison.json", RIGHT_PUBLIC, "codes", codes_comparison_get),
	ROUTE_CACHED("/codes/{code}/editions/{edition}/text.txt", RIGHT_PUBLIC, "codes", text_get),
	ROUTE_CACHED("/codes/{code}/editions/{edition}/code.json", RIGHT_PUBLIC, "codes", json_get),
	ROUTE_CACHED("/codes/{code}/code.akn.xml", RIGHT_PUBLIC, "codes", codes_download_get),
	ROUTE_CACHED("/codes/{code}/code.md", RIGHT_PUBLIC, "codes", codes_download_get),
	ROUTE_CACHED("/codes/{code}/code.txt", RIGHT_PUBLIC, "codes", codes_download_get),
	ROUTE_CACHED("/codes/{code}/code.csv", RIGHT_PUBLIC, "codes", codes_download_get),
	ROUTE_CACHED("/codes/{code}/editions/{edition}/code.akn.xml", RIGHT_PUBLIC, "codes", codes_download_get),
	ROUTE_CACHED("/codes/{code}/editions/{edition}/code.md", RIGHT_PUBLIC, "codes", codes_download_get),
	ROUTE_CACHED("/codes/{code}/editions/{edition}/code.txt", RIGHT_PUBLIC, "codes", codes_download_get),
	ROUTE_CACHED("/codes/{code}/editions/{edition}/code.csv", RIGHT_PUBLIC, "codes", codes_download_get),
	ROUTE(HTTP_GET, "/office/codes", RIGHT_READ, CSRF_NONE, codes_office_get),
	ROUTE(HTTP_GET, "/office/codes/import", RIGHT_CLERK, CSRF_NONE, codes_import_get),
	ROUTE_UPLOAD("/office/codes/import", RIGHT_CLERK, CSRF_FORM, codes_import_post),
	ROUTE(HTTP_POST, "/office/codes/amend", RIGHT_CLERK, CSRF_FORM, codes_amend_post),
	ROUTE(HTTP_GET, "/office/codes/editions/{edition}", RIGHT_READ, CSRF_NONE, codes_review_get),
	ROUTE(HTTP_POST, "/office/codes/editions/{edition}/publish", RIGHT_OFFICER, CSRF_FORM, codes_publish_post),
	ROUTE(HTTP_POST, "/office/codes/editions/{edition}/discard", RIGHT_CLERK, CSRF_FORM, codes_discard_post),
	ROUTE(HTTP_GET, "/office/codes/editions/{edition}/text", RIGHT_READ, CSRF_NONE, review_text_get),
	ROUTE(HTTP_POST, "/office/codes/editions/{edition}/text", RIGHT_CLERK, CSRF_FORM, review_text_post),
	ROUTE(HTTP_GET, "/office/codes/editions/{edition}/text/{element}", RIGHT_CLERK, CSRF_NONE, review_element_get),
	ROUTE(HTTP_POST, "/office/codes/editions/{edition}/text/{element}", RIGHT_CLERK, CSRF_FORM,
	      review_element_post),
	ROUTE(HTTP_POST, "/office/codes/editions/{edition}/text/{element}/split", RIGHT_CLERK, CSRF_FORM,
	      review_split_post),
	ROUTE(HTTP_POST, "/office/codes/editions/{edition}/text/{element}/continues", RIGHT_CLERK, CSRF_FORM,
	      review_continues_post),
	ROUTE(HTTP_GET, "/office/codes/editions/{edition}/add", RIGHT_CLERK, CSRF_NONE, review_add_get),
	ROUTE(HTTP_POST, "/office/codes/editions/{edition}/add", RIGHT_CLERK, CSRF_FORM, review_add_post),
	ROUTE(HTTP_GET, "/office/codes/editions/{edition}/left-out", RIGHT_READ, CSRF_NONE, review_lines_get),
	ROUTE(HTTP_POST, "/office/codes/editions/{edition}/left-out", RIGHT_CLERK, CSRF_FORM, review_lines_post),
	ROUTE(HTTP_GET, "/office/codes/editions/{edition}/steps", RIGHT_READ, CSRF_NONE, review_steps_get),
	ROUTE(HTTP_GET, "/office/codes/editions/{edition}/preview", RIGHT_READ, CSRF_NONE, review_preview_get),
	ROUTE(HTTP_GET, "/office/codes/editions/{edition}/title", RIGHT_CLERK, CSRF_NONE, codes_title_get),
	ROUTE(HTTP_POST, "/office/codes/editions/{edition}/title", RIGHT_CLERK, CSRF_FORM, codes_title_post),
	ROUTE(HTTP_GET, "/office/codes/editions/{edition}/instrument", RIGHT_CLERK, CSRF_NONE, codes_instrument_get),
	ROUTE(HTTP_POST, "/office/codes/editions/{edition}/instrument", RIGHT_CLERK, CSRF_FORM, codes_instrument_post),
	ROUTE(HTTP_GET, "/office/codes/editions/{edition}/consultation", RIGHT_READ, CSRF_NONE, codes_consultation_get),
	ROUTE(HTTP_POST, "/office/codes/editions/{edition}/consultation", RIGHT_CLERK, CSRF_FORM,
	      codes_consultation_post),
	ROUTE(HTTP_POST, "/office/codes/editions/{edition}/stage", RIGHT_CLERK, CSRF_FORM, codes_stage_post),
	ROUTE(HTTP_GET, "/office/codes/consultees/{consultee}", RIGHT_CLERK, CSRF_NONE, codes_consultee_get),
	ROUTE(HTTP_POST, "/office/codes/consultees/{consultee}", RIGHT_CLERK, CSRF_FORM, codes_consultee_post),
	ROUTE(HTTP_POST, "/office/codes/consultees/{consultee}/remove", RIGHT_CLERK, CSRF_FORM,
	      codes_consultee_remove_post),
	ROUTE(HTTP_GET, "/office/codes/editions/{edition}/publish", RIGHT_OFFICER, CSRF_NONE, codes_publish_get),
	ROUTE(HTTP_GET, "/office/codes/of/{code}", RIGHT_READ, CSRF_NONE, codes_of_get),
	ROUTE(HTTP_GET, "/office/codes/of/{code}/adopt", RIGHT_OFFICER, CSRF_NONE, codes_adopt_get),
	ROUTE(HTTP_POST, "/office/codes/of/{code}/adopt", RIGHT_OFFICER, CSRF_FORM, codes_adopt_post),
	ROUTE(HTTP_GET, "/office/adoptions/{adoption}/end", RIGHT_OFFICER, CSRF_NONE, codes_adoption_end_get),
	ROUTE(HTTP_POST, "/office/adoptions/{adoption}/end", RIGHT_OFFICER, CSRF_FORM, codes_adoption_end_post),
	ROUTE(HTTP_GET, "/office/codes/of/{code}/relate", RIGHT_OFFICER, CSRF_NONE, codes_relate_get),
	ROUTE(HTTP_POST, "/office/codes/of/{code}/relate", RIGHT_OFFICER, CSRF_FORM, codes_relate_post),
	ROUTE(HTTP_GET, "/office/relations/{relation}/end", RIGHT_OFFICER, CSRF_NONE, codes_relation_end_get),
	ROUTE(HTTP_POST, "/office/relations/{relation}/end", RIGHT_OFFICER, CSRF_FORM, codes_relation_end_post),
	ROUTE(HTTP_GET, "/office/codes/of/{code}/repeal", RIGHT_OFFICER, CSRF_NONE, codes_repeal_get),
	ROUTE(HTTP_POST, "/office/codes/of/{code}/repeal", RIGHT_OFFICER, CSRF_FORM, codes_repeal_post),
};

static const struct menu_entry codes_menu[] = {
	{msg("Code of conduct"), "/codes", RIGHT_PUBLIC, NULL},
	{msg("Codes of conduct"), "/office/codes", RIGHT_READ, msg("Drafts, and what is published.")},
};

static const struct holding holdings[] = {
	{.table = "provision_evidence",
	 .title = msg("Facts beside provisions"),
	 .none = msg("follows from other rows, which are given")},
};

const struct feature codes_feature = {
	.name = "codes",
	.routes = codes_routes,
	.n_routes = COUNT_OF(codes_routes),
	.verbs = codes_verbs,
	.n_verbs = CODES_VERBS,
	.menu = codes_menu,
	.n_menu = COUNT_OF(codes_menu),
	.migrations = codes_migrations,
	.n_migrations = &codes_migrations_n,
	.search_documents = codes_search_documents,
	.search_subjects = codes_search_subjects,
	.follow = codes_follow,
	.remove = codes_remove,
	.rules_fit = codes_rules_fit,
	.audit = codes_audit,
	.holdings = holdings,
	.n_holdings = COUNT_OF(holdings),
};
