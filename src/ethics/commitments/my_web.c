/* One's own commitments: receipts, copies of what a clerk entered, withdrawing, objecting. */
#include "commitments/commitments_views.h"
#include "commitments/commitments_web.h"

static struct str notice_of(struct str done)
{
	if (str_eq(done, STR("declined")))
		return STR("Noted. Only the office of your body sees it. You can still sign at any time.");
	if (str_eq(done, STR("withdrawn")))
		return STR("Withdrawn. The roll says so, and the signature's record stays in the publication log.");
	if (str_eq(done, STR("objected")))
		return STR("Sent to the clerk. Until it is checked, the roll says that you object.");
	if (str_eq(done, STR("shown")))
		return STR("Everybody can have the receipt with your passkey's signature now.");
	if (str_eq(done, STR("hidden")))
		return STR("Only you can have the receipt with your passkey's signature now.");
	return STR("");
}

/* The last day on which the member may object to an entry of a clerk's; empty: not any more, or never. */
static struct str object_until(struct ctx *ctx, const struct commitment *c)
{
	int32_t last = zone_day(ctx->site->zone, (struct instant){c->signed_ms}).n + COMMITMENT_OBJECT_DAYS;
	bool open = c->method == COMMITMENT_PAPER && !c->withdrawn_ms && !c->display_ended_ms && !c->objected_ms;
	return open && site_today(ctx).n <= last ? day_words(ctx->arena, (struct day){last}) : STR("");
}

static void rows_fill(struct ctx *ctx, const struct commitment *commitments, size_t n, struct commitments_my_page *view)
{
	struct commitments_my_row *rows = arena_array(ctx->arena, struct commitments_my_row, n);
	for (size_t i = 0; i < n; i++) {
		const struct commitment *c = &commitments[i];
		rows[i] = (struct commitments_my_row){
			.c = c,
			.how = commitment_how_words(ctx, c),
			.also = c->display_ended_ms ? commitment_off_display_words(ctx->arena, c)
						    : commitment_also_words(ctx, c),
			.object_until = object_until(ctx, c),
		};
	}
	view->rows = rows;
	view->n_rows = n;
}

/* The codes whose principles an office-holder may write about: those that ask them in such a post. */
static void codes_fill(struct ctx *ctx, struct commitments_my_page *view)
{
	struct page_link *links = arena_array(ctx->arena, struct page_link, view->n_asks);
	for (size_t i = 0; i < view->n_asks; i++) {
		const struct commitment_ask *ask = &view->asks[i];
		struct str href = str_fmt(ctx->arena, "/my/words/%.*s", STR_ARG(ask->edition.code_slug));
		bool known = ask->tenure.category != TENURE_ELECTED && ask->tenure.category != TENURE_APPOINTED;
		for (size_t j = 0; j < view->n_codes && !known; j++)
			known = str_eq(links[j].href, href);
		if (!known)
			links[view->n_codes++] = (struct page_link){.text = ask->edition.code_title, .href = href};
	}
	view->codes = links;
}

enum outcome commitments_my_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_my_page view = {.page = access_page(ctx, STR("My commitments"))};
	struct commitment *commitments = NULL;
	struct commitment_ask *asks;
	size_t n = 0;
	view.page.notice = notice_of(req_query(req, "done"));
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	if (ctx->actor->person_id)
		TRY(commitments_of_person(ctx, ctx->actor->person_id, &commitments, &n));
	TRY(commitments_offers(ctx, &asks, &view.n_asks));
	view.asks = asks;
	rows_fill(ctx, commitments, n, &view);
	codes_fill(ctx, &view);
	struct html h = html_open(ctx);
	commitments_my_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Withdrawing and objecting ---- */

enum outcome commitments_own(struct ctx *ctx, const struct req *req, struct commitment *ret_commitment)
{
	struct commitment commitment;
	TRY(commitments_find(ctx, req->params[0], &commitment));
	if (commitment.person_id == 0 || commitment.person_id != ctx->actor->person_id)
		return FORBIDDEN;
	*ret_commitment = commitment;
	return OK;
}

static enum outcome act_show(struct ctx *ctx, const struct req *req, const char *act, struct field text,
			     void (*show)(struct html *h, const struct commitments_act_page *v), struct str title,
			     struct resp *resp)
{
	struct commitments_act_page view = {.page = access_page(ctx, title)};
	TRY(commitments_own(ctx, req, &view.commitment));
	page_step(ctx->arena, &view.page, STR("To do"), STR("/my"));
	page_step(ctx->arena, &view.page, STR("My commitments"), STR("/my/commitments"));
	view.hidden = access_form(ctx, view.commitment.version);
	view.action = str_fmt(ctx->arena, "/my/commitments/%.*s/%s", STR_ARG(view.commitment.record_id), act);
	view.text = text;
	view.text.problems = ctx->problems.first;
	struct html h = html_open(ctx);
	show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome withdraw_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct field text = {.name = "reason",
				   .label = STR("Why (optional)"),
				   .hint = STR("What you write here is public"),
				   .value = req_field(req, "reason")};
	return act_show(ctx, req, "withdraw", text, commitments_withdraw_show, STR("Withdraw a signature"), resp);
}

static enum outcome object_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct field text = {.name = "objection",
				   .label = STR("What is wrong?"),
				   .hint = STR("Only the office of your body reads it"),
				   .value = req_field(req, "objection")};
	return act_show(ctx, req, "object", text, commitments_object_show, STR("Object to an entry"), resp);
}

enum outcome commitments_withdraw_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return withdraw_show(ctx, req, resp);
}

enum outcome commitments_object_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return object_show(ctx, req, resp);
}

struct own_act {
	struct journal_seed seed;
	struct str form_id;
	struct str record_id;
	int64_t version;
	struct str text;
	enum outcome (*act)(struct ctx *ctx, const struct journal_seed *seed, struct str record_id, int64_t version,
			    struct str text);
};

static enum outcome own_write(struct ctx *ctx, void *args)
{
	struct own_act *own = args;
	struct str before;
	enum outcome used = form_id_use(ctx, own->form_id, &before);
	if (used == CONFLICT)
		return OK;
	TRY(used);
	TRY(own->act(ctx, &own->seed, own->record_id, own->version, own->text));
	return form_id_result(ctx, own->form_id, STR("/my/commitments"));
}

static enum outcome own_post(struct ctx *ctx, const struct req *req, const char *field,
			     enum outcome (*act)(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
						 int64_t version, struct str text),
			     enum outcome (*show)(struct ctx *ctx, const struct req *req, struct resp *resp),
			     const char *done, struct resp *resp)
{
	struct commitment commitment;
	TRY(commitments_own(ctx, req, &commitment));
	struct own_act own = {
		.seed = journal_seed_new(ctx),
		.form_id = req_field(req, "_form"),
		.record_id = commitment.record_id,
		.text = req_field(req, field),
		.act = act,
	};
	(void)str_to_i64(req_field(req, "_version"), &own.version);
	enum outcome outcome = site_write(ctx, own_write, &own);
	if (outcome == CONFLICT)
		(void)problem_add(
			ctx, "",
			msg("This signature was changed in another window. What you wrote is kept below. Look "
			    "at your commitments before you send it again."));
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, str_fmt(ctx->arena, "/my/commitments?done=%s", done));
	return OK;
}

enum outcome commitments_withdraw_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return own_post(ctx, req, "reason", commitments_withdraw, withdraw_show, "withdrawn", resp);
}

enum outcome commitments_object_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return own_post(ctx, req, "objection", commitments_object, object_show, "objected", resp);
}
