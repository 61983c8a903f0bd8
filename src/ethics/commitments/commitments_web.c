/* Routes of commitments: the roll and receipts, in public; signing, by whoever holds the post. */
#include "commitments/commitments_web.h"

#include "commitments/commitments_cmd.h"
#include "commitments/commitments_sql.h"
#include "commitments/commitments_store.h"
#include "commitments/commitments_views.h"

/* ---- Public ---- */

static void code_steps(struct ctx *ctx, struct page *page, struct str slug, struct str title)
{
	page_step(ctx->arena, page, STR("Codes of conduct"), STR("/codes"));
	page_step(ctx->arena, page, title, str_fmt(ctx->arena, "/codes/%.*s", STR_ARG(slug)));
}

static enum outcome roll_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_roll_page view = {.zone = ctx->site->zone};
	TRY(codes_by_slug(ctx, req->params[0], &view.code));
	struct edition edition;
	TRY(codes_edition_in_force(ctx, view.code.id, &edition));
	struct commitment *commitments;
	TRY(commitments_roll(ctx, view.code.id, &commitments, &view.n_commitments));
	view.commitments = commitments;
	view.page = access_page(ctx, str_fmt(ctx->arena, "Who has signed “%.*s”", STR_ARG(view.code.title)));
	code_steps(ctx, &view.page, view.code.slug, view.code.title);
	struct html h = html_open(ctx);
	commitments_roll_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome receipt_page_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_receipt_page view = {.page = access_page(ctx, STR("Signed commitment"))};
	TRY(commitments_find(ctx, req->params[0], &view.commitment));
	code_steps(ctx, &view.page, view.commitment.code_slug, view.commitment.code_title);
	page_step(ctx->arena, &view.page, STR("Who has signed"),
		  str_fmt(ctx->arena, "/codes/%.*s/signed", STR_ARG(view.commitment.code_slug)));
	if (str_eq(req_query(req, "done"), STR("signed")))
		view.page.notice = STR("Signed. The signature is public now, and this page is its receipt.");
	view.signed_words = instant_words(ctx->arena, ctx->site->zone, (struct instant){view.commitment.signed_ms});
	view.receipt_path = str_fmt(ctx->arena, "/signed/%.*s/receipt.json", STR_ARG(view.commitment.record_id));
	struct html h = html_open(ctx);
	commitments_receipt_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome receipt_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitment commitment;
	TRY(commitments_find(ctx, req->params[0], &commitment));
	if (commitment.erased_ms)
		return NOT_FOUND;
	TRY(journal_receipt(ctx, commitment.record_id, 1, &resp->body));
	resp->type = STR("application/json");
	resp->filename = str_fmt(ctx->arena, "receipt-%.*s.json", STR_ARG(commitment.record_id));
	return OK;
}

/* ---- Signing ---- */

/* What the address names: an edition, and a term of the actor's own. */
static enum outcome sign_load(struct ctx *ctx, const struct req *req, struct edition *ret_edition,
			      struct tenure *ret_tenure)
{
	int64_t edition_id, tenure_id;
	if (!id_parse(req->params[0], &edition_id) || !id_parse(req->params[1], &tenure_id))
		return NOT_FOUND;
	struct edition edition;
	struct tenure tenure;
	TRY(codes_edition(ctx, edition_id, &edition));
	TRY(people_tenure(ctx, tenure_id, &tenure));
	if (tenure.person_id != ctx->actor->person_id)
		return FORBIDDEN;
	if (edition.stage != EDITION_IN_FORCE)
		return NOT_FOUND;
	*ret_edition = edition;
	*ret_tenure = tenure;
	return OK;
}

static enum outcome sign_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_sign_page view = {.page = access_page(ctx, STR("Sign a code of conduct"))};
	TRY(sign_load(ctx, req, &view.edition, &view.tenure));
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	struct provision *provisions;
	TRY(codes_provisions(ctx, view.edition.id, &provisions, &view.n_provisions));
	view.provisions = provisions;
	view.office = tenure_office(ctx->arena, &view.tenure);
	view.hidden = access_form(ctx, 0);
	view.read = (struct field){.name = "read", .label = STR("Before you sign"), .problems = ctx->problems.first};
	view.read_choice = (struct choice){
		.value = STR("yes"),
		.text = STR("I have read this code and I promise to keep it"),
		.chosen = str_eq(req_field(req, "read"), STR("yes")),
	};
	struct html h = html_open(ctx);
	commitments_sign_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome sign_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return sign_show(ctx, req, resp);
}

struct signing {
	struct journal_seed seed;
	struct str form_id;
	struct commitment commitment;
	struct str path; /* of the receipt's page */
};

static enum outcome sign_write(struct ctx *ctx, void *args)
{
	struct signing *signing = args;
	struct str before;
	enum outcome used = form_id_use(ctx, signing->form_id, &before);
	if (used == CONFLICT) {
		signing->path = before;
		return OK; /* the same form again: the same receipt */
	}
	TRY(used);
	TRY(commitments_sign(ctx, &signing->seed, &signing->commitment));
	signing->path = str_fmt(ctx->arena, "/signed/%.*s?done=signed", STR_ARG(signing->commitment.record_id));
	return form_id_result(ctx, signing->form_id, signing->path);
}

static enum outcome sign_again(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	resp->status = 400;
	return sign_show(ctx, req, resp);
}

static enum outcome sign_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct edition edition;
	struct tenure tenure;
	TRY(sign_load(ctx, req, &edition, &tenure));
	if (!str_eq(req_field(req, "read"), STR("yes"))) {
		(void)problem_add(ctx, "read", msg("Tick the box once you have read the code"));
		return sign_again(ctx, req, resp);
	}
	struct signing signing = {
		.seed = journal_seed_new(ctx),
		.form_id = req_field(req, "_form"),
		.commitment = {.edition_id = edition.id, .tenure_id = tenure.id, .text_hash = req_field(req, "text")},
	};
	enum outcome outcome = site_write(ctx, sign_write, &signing);
	if (outcome == INVALID)
		return sign_again(ctx, req, resp);
	TRY(outcome);
	resp_redirect(resp, signing.path);
	return OK;
}

static const struct route commitments_routes[] = {
	ROUTE_CACHED("/codes/{code}/signed", RIGHT_PUBLIC, "codes commitments", roll_get),
	ROUTE_CACHED("/signed/{record}", RIGHT_PUBLIC, "codes commitments", receipt_page_get),
	ROUTE(HTTP_GET, "/signed/{record}/receipt.json", RIGHT_PUBLIC, CSRF_NONE, receipt_get),
	ROUTE(HTTP_GET, "/sign/{edition}/{term}", RIGHT_PERSON, CSRF_NONE, sign_get),
	ROUTE(HTTP_POST, "/sign/{edition}/{term}", RIGHT_PERSON, CSRF_FORM, sign_post),
};

const struct feature commitments_feature = {
	.name = "commitments",
	.routes = commitments_routes,
	.n_routes = COUNT_OF(commitments_routes),
	.verbs = commitments_verbs,
	.n_verbs = COMMITMENTS_VERBS,
	.migrations = commitments_migrations,
	.n_migrations = &commitments_migrations_n,
	.remove = commitments_remove,
	.audit = commitments_audit,
};
