/* The office: who has signed, declined, or not yet. Never public. */
#include "base/cli.h"
#include "commitments/commitments_views.h"
#include "commitments/commitments_web.h"

void commitments_office_steps(struct ctx *ctx, struct page *page, const struct code *code)
{
	page_step(ctx->arena, page, STR("Office"), STR("/office"));
	page_step(ctx->arena, page, STR("Signatures"), STR("/office/commitments"));
	if (code)
		page_step(ctx->arena, page, code->title,
			  str_fmt(ctx->arena, "/office/commitments/%.*s", STR_ARG(code->slug)));
}

/* Everything at /office/commitments/{code}/…: its code, and where there is one, its body. "every" is no body. */
enum outcome commitments_office_load(struct ctx *ctx, struct str code_slug, struct str body_slug, struct code *ret_code,
				     struct organization *ret_body)
{
	TRY(codes_by_slug(ctx, code_slug, ret_code));
	if (ret_body && !str_eq(body_slug, STR("every")))
		TRY(people_organization_by_slug(ctx, body_slug, ret_body));
	return OK;
}

enum outcome commitments_office_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct commitments_office_list view = {.page = access_page(ctx, STR("Signatures"))};
	struct code *codes;
	size_t n;
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	TRY(codes_list(ctx, &codes, &n));
	struct edition *editions = arena_array(ctx->arena, struct edition, n);
	for (size_t i = 0; i < n; i++) {
		enum outcome outcome = codes_edition_in_force(ctx, codes[i].id, &editions[view.n]);
		if (outcome == OK)
			view.n++;
		else if (outcome != NOT_FOUND)
			return outcome;
	}
	view.editions = editions;
	struct html h = html_open(ctx);
	commitments_office_list_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- One code ---- */

static struct str day_of_ms(struct ctx *ctx, int64_t ms)
{
	return day_words(ctx->arena, zone_day(ctx->site->zone, (struct instant){ms}));
}

static struct str answer_words(struct ctx *ctx, const struct commitment_ask *ask)
{
	const struct commitment *c = &ask->signature;
	switch (ask->answer) {
	case ANSWER_SIGNED:
		return str_fmt(ctx->arena, "Signed edition %d on %.*s", c->edition_number,
			       STR_ARG(day_of_ms(ctx, c->signed_ms)));
	case ANSWER_PAPER:
		return str_fmt(ctx->arena, "On paper: edition %d, received %.*s", c->edition_number,
			       STR_ARG(day_words(ctx->arena, (struct day){c->received_day})));
	case ANSWER_DECLINED:
		return str_fmt(ctx->arena, "Does not wish to sign, %.*s%s%.*s",
			       STR_ARG(day_of_ms(ctx, ask->decline.declined_ms)), ask->decline.reason.n ? ": " : "",
			       STR_ARG(ask->decline.reason));
	default:
		break;
	}
	if (c->id)
		return str_fmt(ctx->arena, "Not yet; signed edition %d", c->edition_number);
	return STR("Not yet");
}

/* The asks of the bodies that the actor may read, or of the one that the query names. */
static enum outcome rows_load(struct ctx *ctx, const struct req *req, const struct code *code,
			      const struct commitments_office_row **ret_rows, size_t *ret_n)
{
	struct organization one = {0};
	if (req_query(req, "body").n)
		TRY(people_organization_by_slug(ctx, req_query(req, "body"), &one));
	struct commitment_ask *asks;
	size_t n, used = 0;
	TRY(commitments_asked(ctx, code->id, one.id, &asks, &n));
	struct commitments_office_row *rows = arena_array(ctx->arena, struct commitments_office_row, n);
	for (size_t i = 0; i < n; i++) {
		const struct commitment_ask *ask = &asks[i];
		int64_t body = ask->tenure.organization_id;
		if (!access_may(ctx, RIGHT_READ, body))
			continue;
		bool may = access_may(ctx, RIGHT_CLERK, body) &&
			   (ctx->actor->person_id == 0 || ctx->actor->person_id != ask->tenure.person_id);
		rows[used++] = (struct commitments_office_row){
			.ask = ask,
			.answer = answer_words(ctx, ask),
			.may_enter = may && ask->answer < ANSWER_PAPER,
			.may_correct = may && ask->signature.id && ask->signature.method == COMMITMENT_PAPER,
		};
	}
	*ret_rows = rows;
	*ret_n = used;
	return OK;
}

static enum outcome bodies_load(struct ctx *ctx, const struct req *req, struct commitments_office_page *view)
{
	struct organization *bodies;
	size_t n;
	TRY(people_organizations(ctx, &bodies, &n));
	struct page_link *links = arena_array(ctx->arena, struct page_link, n + 1);
	struct str wanted = req_query(req, "body");
	struct str path = str_fmt(ctx->arena, "/office/commitments/%.*s", STR_ARG(view->code.slug));
	links[view->n_shown++] = (struct page_link){.text = STR("All"), .href = path, .current = wanted.n == 0};
	for (size_t i = 0; i < n; i++)
		if (access_may(ctx, RIGHT_READ, bodies[i].id))
			links[view->n_shown++] = (struct page_link){
				.text = bodies[i].name,
				.href = str_fmt(ctx->arena, "%.*s?body=%.*s", STR_ARG(path), STR_ARG(bodies[i].slug)),
				.current = str_eq(wanted, bodies[i].slug),
			};
	view->shown = links;
	view->csv =
		str_fmt(ctx->arena, "%.*s/people.csv%s%.*s", STR_ARG(path), wanted.n ? "?body=" : "", STR_ARG(wanted));
	for (size_t i = 0; i < n; i++)
		if (access_may(ctx, RIGHT_OFFICER, bodies[i].id))
			bodies[view->n_bodies++] = bodies[i];
	view->bodies = bodies;
	return OK;
}

enum outcome commitments_office_code_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_office_page view = {.page = access_page(ctx, STR("Who has signed"))};
	TRY(commitments_office_load(ctx, req->params[0], STR(""), &view.code, NULL));
	TRY(codes_edition_in_force(ctx, view.code.id, &view.edition));
	TRY(rows_load(ctx, req, &view.code, &view.rows, &view.n_rows));
	TRY(bodies_load(ctx, req, &view));
	view.is_officer = access_may(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE);
	commitments_office_steps(ctx, &view.page, NULL);
	if (str_eq(req_query(req, "done"), STR("form")))
		view.page.notice = STR("Saved. It holds for every signature from now on.");
	if (str_eq(req_query(req, "done"), STR("display")))
		view.page.notice = STR("Done. These pledges are no longer on display.");
	if (str_eq(req_query(req, "done"), STR("paper")))
		view.page.notice = STR("Saved. The roll says so, and the record has a new version.");
	struct html h = html_open(ctx);
	commitments_office_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static const struct str answer_names[] = {
	[ANSWER_NOT_YET] = STR_INIT("not-yet"),
	[ANSWER_DECLINED] = STR_INIT("declined"),
	[ANSWER_PAPER] = STR_INIT("paper"),
	[ANSWER_SIGNED] = STR_INIT("signed"),
};

enum outcome commitments_office_csv_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct str head[] = {STR("name"), STR("post"),     STR("answer"), STR("edition"),
				   STR("due"),  STR("received"), STR("record"), STR("objected")};
	struct code code;
	const struct commitments_office_row *rows;
	size_t n;
	TRY(commitments_office_load(ctx, req->params[0], STR(""), &code, NULL));
	TRY(rows_load(ctx, req, &code, &rows, &n));
	struct buf out = buf_open(ctx->arena, 4096);
	cli_csv_row(&out, head, COUNT_OF(head));
	for (size_t i = 0; i < n; i++) {
		const struct commitment_ask *ask = rows[i].ask;
		bool any = ask->signature.id != 0;
		const struct str row[] = {
			ask->tenure.person_name,
			commitment_office(ctx->arena, &ask->tenure),
			answer_names[ask->answer],
			any ? str_fmt(ctx->arena, "%d", ask->signature.edition_number) : STR(""),
			commitments_day_value(ctx->arena, ask->due_day),
			any ? commitments_day_value(ctx->arena, ask->signature.received_day) : STR(""),
			any ? ask->signature.record_id : STR(""),
			any && ask->signature.objected_ms ? STR("yes") : STR(""),
		};
		cli_csv_row(&out, row, COUNT_OF(row));
	}
	resp->type = STR("text/csv; charset=utf-8");
	resp->filename = str_fmt(ctx->arena, "signatures-%.*s.csv", STR_ARG(code.slug));
	resp->body = buf_view(&out);
	return OK;
}
