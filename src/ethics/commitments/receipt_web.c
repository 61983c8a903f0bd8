/* The receipt of a signature: a page, and JSON that proves it without this program. */
#include "commitments/commitments_views.h"
#include "commitments/commitments_web.h"

/* ---- What became of it ---- */

enum outcome commitments_standing(struct ctx *ctx, const struct commitment *c,
				  struct commitments_standing *ret_standing)
{
	size_t n_successors = 0;
	struct commitment_holds holds;
	const struct commitment_hold *hold;
	struct commitments_standing standing = {.state = commitment_state_name(c)};
	TRY(commitment_holds_load(ctx, c->code_id, &holds));
	TRY(commitment_hold_for(ctx, &holds, c->organization_id, &hold));
	struct edition *successors = arena_array(ctx->arena, struct edition, holds.n_editions);
	for (size_t i = holds.n_editions; i-- > 0;)
		if (holds.editions[i].number > c->edition_number)
			successors[n_successors++] = holds.editions[i];
	if (commitment_is_members(c)) {
		standing.in_force = hold->any ? hold->edition.number : 0;
		standing.counts = commitment_hold_counts(&holds, hold, c);
		if (str_eq(standing.state, STR("stands")) && hold->any && !standing.counts)
			standing.state = STR("superseded");
		standing.counts = standing.counts && str_eq(standing.state, STR("stands"));
	}
	standing.successors = successors;
	standing.n_successors = n_successors;
	*ret_standing = standing;
	return OK;
}

void commitments_standing_json(struct ctx *ctx, struct json *json, const struct commitments_standing *standing)
{
	json_str(json, "state", standing->state);
	if (standing->in_force)
		json_i64(json, "edition_in_force", standing->in_force);
	if (standing->counts)
		json_bool(json, "counts_for_edition_in_force", true);
	json_begin_array(json, "successors");
	for (size_t i = 0; i < standing->n_successors; i++) {
		const struct edition *e = &standing->successors[i];
		json_begin_object(json, NULL);
		json_i64(json, "edition", e->number);
		json_str(json, "change", e->change == CHANGE_MINOR ? STR("minor") : STR("material"));
		json_str(json, "in_force_from", day_str(ctx->arena, (struct day){e->in_force_from}));
		json_end(json);
	}
	json_end(json);
}

/* ---- The page ---- */

static void successors_fill(struct ctx *ctx, const struct commitments_standing *standing,
			    struct commitments_receipt_page *view)
{
	struct commitments_successor *rows =
		arena_array(ctx->arena, struct commitments_successor, standing->n_successors);
	for (size_t i = 0; i < standing->n_successors; i++) {
		const struct edition *e = &standing->successors[i];
		rows[i] = (struct commitments_successor){
			.number = e->number,
			.words = str_fmt(
				ctx->arena, "in force from %.*s. %s",
				STR_ARG(day_words(ctx->arena, (struct day){e->in_force_from})),
				e->change == CHANGE_MINOR
					? "A minor change: signatures under the edition before it count for it too"
					: "A material change: it asks everyone to sign again"),
		};
	}
	view->successors = rows;
	view->n_successors = standing->n_successors;
}

/* A day that follows from the end of the term; `days` below 0: not decided. */
static struct str until(struct ctx *ctx, const struct commitment *c, const struct commitment_form *form, int32_t days)
{
	if (days < 0)
		return STR("");
	struct str source = form->retention_source;
	struct str words = str_fmt(ctx->arena, "%d days after the end of the term%s%.*s%s", days, source.n ? " (" : "",
				   STR_ARG(source), source.n ? ")" : "");
	if (c->term_to == TENURE_OPEN || c->term_to > INT32_MAX - days)
		return words;
	return str_fmt(ctx->arena, "%.*s: %.*s", STR_ARG(day_words(ctx->arena, (struct day){c->term_to + days})),
		       STR_ARG(words));
}

static void row(struct summary_row *rows, size_t *n, struct str key, struct str value)
{
	if (!str_empty(value))
		rows[(*n)++] = (struct summary_row){.key = key, .value = value};
}

static struct str day_shown(struct ctx *ctx, int32_t day)
{
	return day == COMMITMENT_NO_DAY ? STR("") : day_words(ctx->arena, (struct day){day});
}

/* What only some signatures have. */
static void rows_fill(struct ctx *ctx, struct commitments_receipt_page *view)
{
	const struct commitment *c = &view->commitment;
	struct summary_row *rows = arena_array(ctx->arena, struct summary_row, 12);
	size_t n = 0;
	row(rows, &n, STR("What it is"), commitment_kind_words(c->kind));
	if (!str_eq(c->name, c->name_typed))
		row(rows, &n, STR("Name as typed"), c->name_typed);
	row(rows, &n, STR("Words signed"), c->statement);
	row(rows, &n, STR("Made before"), c->before_whom);
	row(rows, &n, STR("Made at"), c->made_at);
	row(rows, &n, STR("Made on"), day_shown(ctx, c->made_day));
	row(rows, &n, STR("Deadline"), day_shown(ctx, c->due_day));
	row(rows, &n, STR("If the deadline is missed"), c->effect);
	row(rows, &n, STR("Date on the form"), day_shown(ctx, c->form_day));
	row(rows, &n, STR("Shown here until"), view->shown_until);
	row(rows, &n, STR("Kept until"), view->kept_until);
	view->rows = rows;
	view->n_rows = n;
}

static struct str notice_of(struct str done)
{
	if (str_eq(done, STR("signed")))
		return STR("Signed. The signature is public now, and this page is its receipt.");
	if (str_eq(done, STR("already")))
		return STR("You had signed already. This page is the receipt.");
	if (str_eq(done, STR("entered")))
		return STR("Entered. It is public now, and the member finds a copy on their own page.");
	return STR("");
}

/* Of those that the signer lets everybody have; NULL: none. */
static enum outcome public_assertion(struct ctx *ctx, const struct commitment *c, struct access_signed *assertion,
				     const struct access_signed **ret_public)
{
	enum outcome found = access_signed_of(ctx, COMMITMENT_SIGNED, c->id, assertion);
	if (found != OK && found != NOT_FOUND)
		return found;
	*ret_public = found == OK && assertion->public_ms ? assertion : NULL;
	return OK;
}

enum outcome commitments_receipt_page_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_receipt_page view = {.page = access_page(ctx, STR("Signed commitment"))};
	struct commitment *c = &view.commitment;
	struct commitment_form form;
	struct commitments_standing standing;
	struct access_signed assertion;
	const struct access_signed *shown;
	int32_t pledge_days;
	TRY(commitments_find(ctx, req->params[0], c));
	TRY(commitments_form(ctx, c->code_id, c->organization_id, &form));
	TRY(commitments_standing(ctx, c, &standing));
	TRY(commitment_pledge_days(ctx, &pledge_days));
	commitments_code_steps(ctx, &view.page, c->code_slug, c->code_title);
	page_step(ctx->arena, &view.page, STR("Who has signed"),
		  str_fmt(ctx->arena, "/codes/%.*s/signed", STR_ARG(c->code_slug)));
	view.page.notice = notice_of(req_query(req, "done"));
	view.how = c->method == COMMITMENT_PAPER ? commitment_how_words(ctx, c) : commitment_method_words(c->method);
	view.also = commitment_also_words(ctx, c);
	view.shown_until = until(ctx, c, &form,
				 c->category != TENURE_CANDIDATE ? form.public_days
				 : form.pledge_days >= 0         ? form.pledge_days
								 : pledge_days);
	view.kept_until = until(ctx, c, &form, form.keep_days);
	view.receipt_path = str_fmt(ctx->arena, "/signed/%.*s/receipt.json", STR_ARG(c->record_id));
	TRY(public_assertion(ctx, c, &assertion, &shown));
	view.with_passkey = shown != NULL;
	rows_fill(ctx, &view);
	successors_fill(ctx, &standing, &view);
	struct html h = html_open(ctx);
	commitments_receipt_show(&h, &view, instant_words(ctx->arena, ctx->site->zone, (struct instant){c->signed_ms}));
	resp->body = html_done(&h);
	return OK;
}

/* ---- JSON ---- */

struct receipt_more {
	struct ctx *ctx;
	struct commitments_standing standing;
	const struct access_signed *passkey; /* NULL: without */
};

/* What the passkey signed; and no evidence, but what the reader of a receipt wants to know: what became of it. */
static void more_write(struct json *json, void *args)
{
	struct receipt_more *more = args;
	json_begin_object(json, "standing");
	json_str(json, "as_of", instant_str(more->ctx->arena, (struct instant){more->ctx->now_ms}));
	commitments_standing_json(more->ctx, json, &more->standing);
	json_end(json);
	if (more->passkey)
		access_signed_json(more->ctx->arena, json, more->passkey);
}

enum outcome commitments_receipt_json(struct ctx *ctx, const struct commitment *c, const struct access_signed *passkey,
				      struct resp *resp)
{
	struct receipt_more more = {.ctx = ctx, .passkey = passkey};
	if (commitment_is_gone(c))
		return NOT_FOUND;
	TRY(commitments_standing(ctx, c, &more.standing));
	TRY(journal_receipt_with(ctx, c->record_id, 1, more_write, &more, &resp->body));
	resp->type = STR("application/json");
	resp->filename = str_fmt(ctx->arena, "receipt-%.*s.json", STR_ARG(c->record_id));
	return OK;
}

enum outcome commitments_receipt_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitment commitment;
	struct access_signed assertion;
	const struct access_signed *shown;
	TRY(commitments_find(ctx, req->params[0], &commitment));
	TRY(public_assertion(ctx, &commitment, &assertion, &shown));
	return commitments_receipt_json(ctx, &commitment, shown, resp);
}
