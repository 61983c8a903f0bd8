/* The roll: who signed, when, how, under which edition; as a page and as data. */
#include <stdlib.h>

#include "commitments/commitments_views.h"
#include "commitments/commitments_web.h"

void commitments_code_steps(struct ctx *ctx, struct page *page, struct str slug, struct str title)
{
	page_step(ctx->arena, page, STR("Codes of conduct"), STR("/codes"));
	page_step(ctx->arena, page, title, str_fmt(ctx->arena, "/codes/%.*s", STR_ARG(slug)));
}

/* ---- Words ---- */

struct str commitment_state_name(const struct commitment *c)
{
	if (c->erased_ms)
		return STR("removed");
	if (c->display_ended_ms)
		return STR("off-display");
	return c->withdrawn_ms ? STR("withdrawn") : STR("stands");
}

static struct str day_of_ms(struct ctx *ctx, int64_t ms)
{
	return day_words(ctx->arena, zone_day(ctx->site->zone, (struct instant){ms}));
}

struct str commitment_how_words(struct ctx *ctx, const struct commitment *c)
{
	if (c->method == COMMITMENT_PAPER)
		return str_fmt(ctx->arena, "Entered by the clerk from a signed form received %.*s",
			       STR_ARG(day_words(ctx->arena, (struct day){c->received_day})));
	return str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(day_of_ms(ctx, c->signed_ms)),
		       STR_ARG(commitment_method_words(c->method)));
}

struct str commitment_also_words(struct ctx *ctx, const struct commitment *c)
{
	struct buf out = buf_open(ctx->arena, 0);
	if (c->objected_ms)
		buf_c(&out, "The member says that this entry is not right. The clerk is checking it. ");
	if (c->corrected_ms)
		buf_fmt(&out, "Corrected on %.*s: %.*s ", STR_ARG(day_of_ms(ctx, c->corrected_ms)),
			STR_ARG(c->correction));
	if (c->withdrawn_ms)
		buf_fmt(&out, "Withdrawn on %.*s%s%.*s", STR_ARG(day_of_ms(ctx, c->withdrawn_ms)),
			c->withdrawn_reason.n ? ": " : "", STR_ARG(c->withdrawn_reason));
	return str_trim(buf_view(&out));
}

/* ---- One roll ---- */

struct roll {
	struct commitment_holds holds;
	struct edition in_force; /* of the body whose roll it is, or of the whole site; id 0: none */
	const struct commitment *commitments;
	size_t n;
};

static enum outcome roll_load(struct ctx *ctx, int64_t code_id, int64_t body_id, struct roll *roll)
{
	struct commitment *commitments;
	const struct commitment_hold *hold;
	TRY(commitment_holds_load(ctx, code_id, &roll->holds));
	if (roll->holds.n_editions == 0)
		return NOT_FOUND;
	TRY(commitment_hold_for(ctx, &roll->holds, body_id, &hold));
	if (hold->any)
		roll->in_force = hold->edition;
	TRY(commitments_roll(ctx, code_id, body_id, &commitments, &roll->n));
	roll->commitments = commitments;
	for (size_t i = 0; i < roll->n; i++)
		TRY(commitment_hold_for(ctx, &roll->holds, commitments[i].organization_id, &hold));
	return OK;
}

/* What holds for the body in which it was signed; all of them were found when the roll was loaded. */
static const struct commitment_hold *hold_of(const struct roll *roll, const struct commitment *c)
{
	const struct commitment_hold *hold = roll->holds.first;
	while (hold && hold->body_id != c->organization_id)
		hold = hold->next;
	return hold;
}

/* What the roll says of the edition. That a newer one is not signed yet it does not say: that would be a name without a
 * signature, which S4 allows on five conditions alone. */
static struct str edition_words(struct ctx *ctx, const struct roll *roll, const struct commitment *c)
{
	const struct commitment_hold *hold = hold_of(roll, c);
	const int now = hold && hold->any ? hold->edition.number : 0;
	if (commitment_is_members(c) && c->edition_number < now && !c->withdrawn_ms &&
	    commitment_hold_counts(&roll->holds, hold, c))
		return str_fmt(ctx->arena, "%d, which counts for edition %d too", c->edition_number, now);
	return str_fmt(ctx->arena, "%d", c->edition_number);
}

static void rows_fill(struct ctx *ctx, const struct roll *roll, struct commitments_roll_page *view)
{
	struct commitments_roll_row *rows[4];
	struct commitments_rows *lists[4] = {&view->members, &view->candidates, &view->others, &view->gone};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		rows[i] = arena_array(ctx->arena, struct commitments_roll_row, roll->n);
		lists[i]->p = rows[i];
	}
	for (size_t i = 0; i < roll->n; i++) {
		const struct commitment *c = &roll->commitments[i];
		if (view->edition && c->edition_number != view->edition)
			continue;
		bool gone = commitment_is_gone(c);
		size_t list = gone ? 3 : commitment_is_members(c) ? 0 : c->category == TENURE_CANDIDATE ? 1 : 2;
		struct commitments_roll_row row = {.c = c};
		if (!gone) {
			row.edition = edition_words(ctx, roll, c);
			row.how = commitment_how_words(ctx, c);
			row.also = commitment_also_words(ctx, c);
		} else if (c->display_ended_ms) {
			row.also = commitment_off_display_words(ctx->arena, c);
		}
		rows[list][lists[list]->n++] = row;
	}
}

/* Names without a signature, as far as S4 lets the public see them. */
static enum outcome absent_fill(struct ctx *ctx, const struct roll *roll, struct commitments_roll_page *view)
{
	struct commitment_ask *asks;
	size_t n;
	if (!roll->in_force.id || (view->edition && view->edition != roll->in_force.number))
		return OK;
	TRY(commitments_asked(ctx, view->code.id, view->body.id, &asks, &n));
	struct commitments_absent_row *rows = arena_array(ctx->arena, struct commitments_absent_row, n);
	for (size_t i = 0; i < n; i++) {
		const struct commitment_ask *ask = &asks[i];
		if (ask->unnamed)
			continue;
		bool reason = ask->decline.id && ask->decline.reason_public && !str_empty(ask->decline.reason);
		rows[view->n_absent++] = (struct commitments_absent_row){
			.name = ask->tenure.person_name,
			.office = commitment_office(ctx->arena, &ask->tenure),
			.why = str_fmt(ctx->arena,
				       "Nothing received by %.*s. Signing is mandatory: %.*s. Published by %.*s%s%.*s",
				       STR_ARG(day_words(ctx->arena, site_today(ctx))), STR_ARG(ask->form.instrument),
				       STR_ARG(ask->resolution), reason ? ". In their own words: " : "",
				       STR_ARG(reason ? ask->decline.reason : STR(""))),
		};
	}
	view->absent = rows;
	return OK;
}

/* ---- Other views of the roll ---- */

static void edition_links(struct ctx *ctx, const struct roll *roll, struct commitments_roll_page *view)
{
	struct page_link *links = arena_array(ctx->arena, struct page_link, roll->holds.n_editions + 1);
	struct str slug = view->code.slug;
	links[view->n_editions++] = (struct page_link){
		.text = STR("All editions"),
		.href = str_fmt(ctx->arena, "/codes/%.*s/signed", STR_ARG(slug)),
		.current = view->edition == 0,
	};
	for (size_t i = 0; i < roll->holds.n_editions; i++)
		links[view->n_editions++] = (struct page_link){
			.text = str_fmt(ctx->arena, "Edition %d", roll->holds.editions[i].number),
			.href = str_fmt(ctx->arena, "/codes/%.*s/editions/%d/signed", STR_ARG(slug),
					roll->holds.editions[i].number),
			.current = view->edition == roll->holds.editions[i].number,
		};
	view->editions = links;
}

static enum outcome body_links(struct ctx *ctx, const struct roll *roll, struct commitments_roll_page *view)
{
	struct organization *bodies;
	size_t n;
	TRY(people_organizations(ctx, &bodies, &n));
	struct page_link *links = arena_array(ctx->arena, struct page_link, n);
	for (size_t i = 0; i < n; i++) {
		bool any = false;
		for (size_t j = 0; j < roll->n && !any; j++)
			any = roll->commitments[j].organization_id == bodies[i].id;
		if (any)
			links[view->n_bodies++] = (struct page_link){
				.text = bodies[i].name,
				.href = str_fmt(ctx->arena, "/codes/%.*s/signed/%.*s", STR_ARG(view->code.slug),
						STR_ARG(bodies[i].slug)),
			};
	}
	view->bodies = links;
	return OK;
}

static enum outcome roll_show(struct ctx *ctx, struct commitments_roll_page *view, struct resp *resp)
{
	struct roll roll = {0};
	TRY(roll_load(ctx, view->code.id, view->body.id, &roll));
	view->in_force = roll.in_force.number;
	view->asks_again = roll.in_force.id && roll.in_force.change == CHANGE_MATERIAL && roll.holds.n_editions > 1 &&
			   roll.in_force.number > 1;
	TRY(commitments_form(ctx, view->code.id, view->body.id, &view->form));
	rows_fill(ctx, &roll, view);
	TRY(absent_fill(ctx, &roll, view));
	if (!view->body.id) {
		edition_links(ctx, &roll, view);
		TRY(body_links(ctx, &roll, view));
	}
	struct str query = {0};
	if (view->body.id)
		query = str_fmt(ctx->arena, "?body=%.*s", STR_ARG(view->body.slug));
	else if (view->edition)
		query = str_fmt(ctx->arena, "?edition=%d", view->edition);
	struct str slug = view->code.slug;
	view->csv = str_fmt(ctx->arena, "/codes/%.*s/signed.csv%.*s", STR_ARG(slug), STR_ARG(query));
	view->json = str_fmt(ctx->arena, "/codes/%.*s/signed.json%.*s", STR_ARG(slug), STR_ARG(query));
	view->page = access_page(ctx, str_fmt(ctx->arena, "Who has signed “%.*s”", STR_ARG(view->code.title)));
	commitments_code_steps(ctx, &view->page, view->code.slug, view->code.title);
	if (view->body.id || view->edition)
		page_step(ctx->arena, &view->page, STR("Who has signed"),
			  str_fmt(ctx->arena, "/codes/%.*s/signed", STR_ARG(view->code.slug)));
	struct html h = html_open(ctx);
	commitments_roll_show(&h, view);
	resp->body = html_done(&h);
	return OK;
}

static bool edition_number(struct str s, int32_t *ret_number)
{
	int64_t number;
	if (!str_to_i64(s, &number) || number < 1 || number > INT32_MAX)
		return false;
	*ret_number = (int32_t)number;
	return true;
}

enum outcome commitments_roll_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_roll_page view = {0};
	TRY(codes_by_slug(ctx, req->params[0], &view.code));
	if (req_query(req, "edition").n && !edition_number(req_query(req, "edition"), &view.edition))
		return NOT_FOUND;
	return roll_show(ctx, &view, resp);
}

enum outcome commitments_roll_edition_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_roll_page view = {0};
	struct edition *editions;
	size_t n;
	TRY(codes_by_slug(ctx, req->params[0], &view.code));
	if (!edition_number(req->params[1], &view.edition))
		return NOT_FOUND;
	TRY(codes_editions(ctx, view.code.id, &editions, &n));
	for (size_t i = 0; i < n; i++)
		if (editions[i].number == view.edition)
			return roll_show(ctx, &view, resp);
	return NOT_FOUND;
}

enum outcome commitments_roll_body_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_roll_page view = {0};
	TRY(codes_by_slug(ctx, req->params[0], &view.code));
	TRY(people_organization_by_slug(ctx, req->params[1], &view.body));
	return roll_show(ctx, &view, resp);
}

/* ---- As data ---- */

static struct commitments_export export_of(const struct roll *roll, const struct commitment *c)
{
	const struct commitment_hold *hold = hold_of(roll, c);
	return (struct commitments_export){
		.c = c,
		.in_force = hold && hold->any ? hold->edition.number : 0,
		.counts = hold && commitment_hold_counts(&roll->holds, hold, c),
	};
}

/* Adds what one code has. */
static enum outcome export_add(struct ctx *ctx, const struct code *code, int64_t body_id, int32_t edition,
			       struct commitments_export **rows, size_t *n)
{
	struct roll roll = {0};
	enum outcome outcome = roll_load(ctx, code->id, body_id, &roll);
	if (outcome == NOT_FOUND)
		return OK;
	TRY(outcome);
	struct commitments_export *more = arena_array(ctx->arena, struct commitments_export, *n + roll.n);
	for (size_t i = 0; i < *n; i++)
		more[i] = (*rows)[i];
	*rows = more;
	for (size_t i = 0; i < roll.n; i++)
		if (!edition || roll.commitments[i].edition_number == edition)
			more[(*n)++] = export_of(&roll, &roll.commitments[i]);
	return OK;
}

enum outcome commitments_export_all(struct ctx *ctx, struct commitments_export **ret_rows, size_t *ret_n)
{
	struct code *codes;
	size_t n_codes;
	*ret_rows = NULL;
	*ret_n = 0;
	TRY(codes_list(ctx, &codes, &n_codes));
	for (size_t i = 0; i < n_codes; i++)
		TRY(export_add(ctx, &codes[i], 0, 0, ret_rows, ret_n));
	return OK;
}

static enum outcome export_load(struct ctx *ctx, const struct req *req, struct commitments_export **ret_rows,
				size_t *ret_n)
{
	struct organization body = {0};
	int32_t edition = 0;
	struct code *codes;
	size_t n_codes;
	struct str wanted = req->params[0].n ? req->params[0] : req_query(req, "code");
	if (req_query(req, "body").n)
		TRY(people_organization_by_slug(ctx, req_query(req, "body"), &body));
	if (req_query(req, "edition").n && !edition_number(req_query(req, "edition"), &edition))
		return NOT_FOUND;
	struct code one;
	if (wanted.n)
		TRY(codes_by_slug(ctx, wanted, &one));
	TRY(codes_list(ctx, &codes, &n_codes));
	for (size_t i = 0; i < n_codes; i++)
		if (!wanted.n || codes[i].id == one.id)
			TRY(export_add(ctx, &codes[i], body.id, edition, ret_rows, ret_n));
	return OK;
}

enum outcome commitments_csv_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_export *rows = NULL;
	size_t n = 0;
	TRY(export_load(ctx, req, &rows, &n));
	resp->type = STR("text/csv; charset=utf-8");
	resp->filename = STR("signatures.csv");
	return commitments_export_csv(ctx, rows, n, &resp->body);
}

enum outcome commitments_json_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_export *rows = NULL;
	size_t n = 0;
	TRY(export_load(ctx, req, &rows, &n));
	resp->type = STR("application/json");
	resp->body = commitments_export_json(ctx, rows, n);
	return OK;
}
