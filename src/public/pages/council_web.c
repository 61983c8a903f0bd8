/* A new council in the office: the result is pasted, each row and each seat is asked about, everything that follows is
 * shown, then done or not. Nothing is kept in between: each page carries the answers of the ones before. */
#include "pages/council_web.h"

#include "pages/pages_views.h"
#include "people/office_form.h"

#define TITLE msg("New council")

/* ---- What a request says ---- */

struct asking {
	struct council_act act;
	struct organization body; /* id 0: not chosen */
	struct election election; /* id 0: none */
	const struct rule_amount *rule;
	struct paste table;
};

static enum council_step step_of(const struct req *req)
{
	static const struct str steps[] = {
		[COUNCIL_STEP_BODY] = STR_INIT("body"),       [COUNCIL_STEP_TABLE] = STR_INIT("table"),
		[COUNCIL_STEP_COLUMNS] = STR_INIT("columns"), [COUNCIL_STEP_PEOPLE] = STR_INIT("people"),
		[COUNCIL_STEP_PREVIEW] = STR_INIT("preview"), [COUNCIL_STEP_APPLY] = STR_INIT("apply"),
	};
	for (size_t i = 0; i < COUNT_OF(steps); i++)
		if (str_eq(req_field(req, "step"), steps[i]))
			return (enum council_step)i;
	return COUNCIL_STEP_BODY;
}

static const struct {
	enum result_scope scope;
	struct str value;
	const char *text, *hint;
} scopes[] = {
	{RESULT_WHOLE, STR_INIT("whole"), msg("The whole body"),
	 msg("Whoever is elected and not in the result leaves, unless you say that they stay")},
	{RESULT_SEATS, STR_INIT("seats"), msg("Some of the seats, such as a third"),
	 msg("Only the seats in the result change; everybody else stays")},
	{RESULT_BY_ELECTION, STR_INIT("by-election"), msg("A by-election"),
	 msg("One seat that fell vacant is filled; everybody else stays")},
};

/* Body, election and scope: the first page. */
static enum outcome take_body(struct ctx *ctx, const struct req *req, struct asking *a)
{
	int64_t id;
	struct str election = req_field(req, "election");
	enum outcome outcome = OK;
	if (election.n &&
	    (!id_parse(election, &id) || people_election(ctx, id, &a->election) != OK || a->election.erased_ms))
		outcome = problem_add(ctx, "election", msg("Choose an election of the list, or none"));
	if (!id_parse(req_field(req, "body"), &id))
		id = a->election.organization_id;
	enum outcome found = id ? people_organization(ctx, id, &a->body) : NOT_FOUND;
	if (found != OK || a->body.erased_ms)
		outcome = problem_add(ctx, "body", msg("Choose the council, committee or board"));
	else if (a->election.id && a->election.organization_id != a->body.id)
		outcome = problem_add(ctx, "election", msg("“{1}” is an election to {2}"), a->election.name,
				      a->election.organization_name);
	for (size_t i = 0; i < COUNT_OF(scopes); i++)
		if (str_eq(req_field(req, "scope"), scopes[i].value))
			a->act.order.scope = scopes[i].scope;
	if (!a->act.order.scope)
		outcome = problem_add(ctx, "scope", msg("Choose what was up for election"));
	TRY(outcome);
	TRY(access_need(ctx, RIGHT_CLERK, a->body.id));
	a->act.body_id = a->body.id;
	a->act.council.election_id = a->election.id;
	return OK;
}

static enum outcome take_days(struct ctx *ctx, const struct req *req, struct asking *a)
{
	struct result_order *order = &a->act.order;
	enum outcome first = form_take_day(ctx, req, "first_day", PEOPLE_NO_DAY, &order->first_day);
	enum outcome last = form_take_day(ctx, req, "last_day", PEOPLE_NO_DAY, &order->last_day);
	TRY(first);
	TRY(last);
	order->seat = str_trim(req_field(req, "seat"));
	return result_days_check(ctx, order->first_day, order->last_day);
}

static enum outcome take_table(struct ctx *ctx, const struct req *req, struct asking *a)
{
	enum outcome outcome = office_paste_take(ctx, req, PASTE_OF_RESULT, &a->table);
	if (outcome == INVALID && text_words(req_field(req, "table")) > 0) {
		/* Of a result in several parts each would end the terms of the others. */
		problems_clear(ctx);
		return problem_add(ctx, "table",
				   msg("This is more than {1} rows or {2} columns. Paste the rows of those who were "
				       "elected alone"),
				   str_fmt(ctx->arena, "%d", PASTE_ROWS), str_fmt(ctx->arena, "%d", PASTE_COLUMNS));
	}
	return outcome;
}

/* Answers to questions: "line-…" and "term-…". */
static bool is_answer(struct str name)
{
	return str_starts(name, STR("line-")) || str_starts(name, STR("term-"));
}

static enum outcome take_people(struct ctx *ctx, const struct req *req, struct asking *a)
{
	struct result_order *order = &a->act.order;
	struct paste_row *rows;
	TRY(paste_rows(ctx, &a->table, &rows, &order->n_rows));
	order->rows = rows;
	struct result_answer *answers = arena_array(ctx->arena, struct result_answer, req->n_fields + 1);
	for (size_t i = 0; i < req->n_fields; i++)
		if (is_answer(req->fields[i].name))
			answers[order->n_answers++] = (struct result_answer){req->fields[i].name, req->fields[i].value};
	order->answers = answers;
	return OK;
}

/* Who is who, as far as it can be known. */
static enum outcome take_result(struct ctx *ctx, struct asking *a)
{
	TRY(result_world_load(ctx, a->body.id, a->election.id, a->act.order.rows, a->act.order.n_rows, &a->act.world));
	result_match(ctx->arena, &a->act.world, &a->act.order, &a->act.result);
	return OK;
}

/* As much as the pages before this step have asked. *ret_step: on which a fault can be put right. */
static enum outcome take(struct ctx *ctx, const struct req *req, enum council_step step, struct asking *a,
			 enum council_step *ret_step)
{
	*ret_step = COUNCIL_STEP_BODY;
	if (step > COUNCIL_STEP_BODY)
		TRY(take_body(ctx, req, a));
	*ret_step = COUNCIL_STEP_TABLE;
	if (step > COUNCIL_STEP_TABLE) {
		enum outcome days = take_days(ctx, req, a), table = take_table(ctx, req, a);
		TRY(days);
		TRY(table);
	}
	*ret_step = COUNCIL_STEP_COLUMNS;
	if (step > COUNCIL_STEP_COLUMNS) {
		TRY(take_people(ctx, req, a));
		TRY(take_result(ctx, a));
	}
	*ret_step = COUNCIL_STEP_PEOPLE;
	if (step > COUNCIL_STEP_PEOPLE)
		TRY(result_check(ctx, &a->act.order, &a->act.result));
	return OK;
}

/* ---- What a page shows ---- */

/* Elections of bodies for which the actor is a clerk; the one of the address is chosen. */
static enum outcome put_elections(struct ctx *ctx, const struct req *req, struct council_pages *view,
				  int64_t *ret_body_id)
{
	struct election *elections;
	size_t n;
	struct str slug = req_query(req, "election");
	TRY(people_elections(ctx, &elections, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n + 1);
	choices[view->n_elections++] = (struct choice){.value = STR(""), .text = STR("None of the list")};
	*ret_body_id = 0;
	for (size_t i = 0; i < n; i++) {
		const struct election *e = &elections[i];
		if (!access_may(ctx, RIGHT_CLERK, e->organization_id))
			continue;
		struct str value = id_str(ctx->arena, e->id);
		bool is_named = slug.n && str_eq(e->slug, slug);
		choices[view->n_elections++] = (struct choice){
			.value = value,
			.text = str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(e->name),
					STR_ARG(election_day_words(ctx->arena, e))),
			.chosen = is_named || str_eq(value, view->election.value),
		};
		if (is_named)
			*ret_body_id = e->organization_id;
	}
	view->elections = choices;
	return OK;
}

static enum outcome put_first(struct ctx *ctx, const struct req *req, struct council_pages *view)
{
	struct choice *bodies;
	struct new_council *councils;
	int64_t body_id;
	size_t n;
	view->body = form_question(ctx, req, "body", STR("Council, committee or board"), STR(""));
	view->election = form_question(ctx, req, "election", STR("Which election was it?"),
				       STR("Then its candidates are recognised, and the days come from election day"));
	view->scope = form_question(ctx, req, "scope", STR("What was up for election?"), STR(""));
	TRY(put_elections(ctx, req, view, &body_id));
	TRY(form_body_choices(ctx, &bodies, &view->n_bodies));
	for (size_t i = 0; i < view->n_bodies; i++)
		bodies[i].chosen = str_eq(bodies[i].value, body_id ? id_str(ctx->arena, body_id) : view->body.value);
	view->bodies = bodies;
	struct choice *choices = arena_array(ctx->arena, struct choice, COUNT_OF(scopes));
	for (size_t i = 0; i < COUNT_OF(scopes); i++)
		choices[i] = (struct choice){.value = scopes[i].value,
					     .text = str_of(scopes[i].text),
					     .hint = str_of(scopes[i].hint),
					     .chosen = str_eq(scopes[i].value, view->scope.value)};
	view->scopes = choices;
	view->n_scopes = COUNT_OF(scopes);
	TRY(people_new_councils(ctx, &councils, &n));
	for (size_t i = 0; i < n; i++)
		if (access_may(ctx, RIGHT_READ, councils[i].organization_id))
			councils[view->n_councils++] = councils[i];
	view->councils = councils;
	return OK;
}

/* The days as the rule gives them, where there is one and nobody entered others. */
static enum outcome put_days(struct ctx *ctx, const struct req *req, struct asking *a, struct council_pages *view)
{
	int32_t first = PEOPLE_NO_DAY;
	view->body_name = a->body.name;
	view->first_day = form_question(ctx, req, "first_day", STR("First day of the new terms"),
					STR("Without a calendar to pick from, write it as 2026-07-01"));
	view->last_day = form_question(ctx, req, "last_day", STR("Last day of the terms that end"),
				       STR("As a rule the day before"));
	view->first_day.type = view->last_day.type = "date";
	view->seat = form_question(ctx, req, "seat", STR("Seat, where a row names none (optional)"),
				   STR("Such as “Member”"));
	view->table = form_question(
		ctx, req, "table", STR("The result"),
		STR("One row a person: name, ward or seat, and the e-mail address if you have it. A column "
		    "that says who was elected, yes or no, may stand in it."));
	view->table.rows = 12;
	if (a->election.id)
		TRY(council_first_day(ctx, a->election.polling_day, &first, &a->rule));
	if (a->rule)
		view->rule = str_fmt(ctx->arena, "%.*s after election day, %.*s (%.*s)%s",
				     STR_ARG(rule_amount_words(ctx->arena, a->rule)),
				     STR_ARG(election_day_words(ctx->arena, &a->election)),
				     STR_ARG(a->rule->row.source), a->rule->row.confirm ? ", to be confirmed" : "");
	if (first != PEOPLE_NO_DAY && !view->first_day.value.n && !view->last_day.value.n) {
		view->first_day.value = people_day(ctx->arena, first);
		view->last_day.value = people_day(ctx->arena, first - 1);
	}
	return OK;
}

/* Which page asks for the field. */
static enum council_step page_of(struct str name)
{
	static const struct {
		const char *name;
		enum council_step step;
	} fields[] = {
		{"body", COUNCIL_STEP_BODY},       {"election", COUNCIL_STEP_BODY},  {"scope", COUNCIL_STEP_BODY},
		{"first_day", COUNCIL_STEP_TABLE}, {"last_day", COUNCIL_STEP_TABLE}, {"seat", COUNCIL_STEP_TABLE},
		{"table", COUNCIL_STEP_TABLE},     {"header", COUNCIL_STEP_COLUMNS},
	};
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (str_eq(name, str_of(fields[i].name)))
			return fields[i].step;
	if (str_starts(name, STR("column-")))
		return COUNCIL_STEP_COLUMNS;
	return is_answer(name) ? COUNCIL_STEP_PEOPLE : COUNCIL_STEP_APPLY;
}

static void put_carried(struct ctx *ctx, const struct req *req, struct council_pages *view)
{
	struct council_carry *carried = arena_array(ctx->arena, struct council_carry, req->n_fields + 1);
	for (size_t i = 0; i < req->n_fields; i++) {
		const struct http_field *field = &req->fields[i];
		enum council_step page = page_of(field->name);
		if (page == COUNCIL_STEP_APPLY || page == view->step || !field->value.n)
			continue;
		/* Another table, or other seats: then who is who is asked anew. */
		if (page == COUNCIL_STEP_PEOPLE && view->step < COUNCIL_STEP_COLUMNS)
			continue;
		if (str_eq(field->name, STR("table")))
			view->carried_table = field->value;
		else
			carried[view->n_carried++] = (struct council_carry){field->name, field->value};
	}
	view->carried = carried;
}

static enum outcome council_show(struct ctx *ctx, const struct req *req, struct resp *resp, struct asking *a,
				 enum council_step step)
{
	struct council_pages view = {
		.page = access_page(ctx, str_of(TITLE)),
		.hidden = access_form(ctx, 0),
		.step = step,
	};
	view.page.problems = ctx->problems.first;
	people_steps(ctx, &view.page);
	view.page.wide = step >= COUNCIL_STEP_PEOPLE;
	put_carried(ctx, req, &view);
	switch (step) {
	case COUNCIL_STEP_BODY:
		TRY(put_first(ctx, req, &view));
		break;
	case COUNCIL_STEP_TABLE:
		TRY(put_days(ctx, req, a, &view));
		break;
	case COUNCIL_STEP_COLUMNS:
		office_paste_columns(ctx, &a->table, PASTE_OF_RESULT, &view.columns);
		break;
	case COUNCIL_STEP_PEOPLE:
		council_people_fill(ctx, req, &a->act, &view);
		break;
	case COUNCIL_STEP_PREVIEW:
	case COUNCIL_STEP_APPLY:
		council_preview_fill(ctx, &a->act, &view);
		break;
	}
	if (ctx->problems.first && resp->status == 200)
		resp->status = 400;
	struct html h = html_open(ctx);
	pages_council_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Routes ---- */

enum outcome pages_council_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct asking a = {0};
	return council_show(ctx, req, resp, &a, COUNCIL_STEP_BODY);
}

/* The preview, or the act: the same write. */
static enum outcome send(struct ctx *ctx, const struct req *req, struct resp *resp, struct asking *a,
			 enum council_step step)
{
	struct council_act *act = &a->act;
	act->preview = step == COUNCIL_STEP_PREVIEW;
	act->form_id = req_field(req, "_form");
	act->basis = act->preview ? STR("") : req_field(req, "basis");
	TRY(council_seed(ctx, act));
	enum outcome outcome = site_write(ctx, council_write, act);
	if (outcome == INVALID)
		return council_show(ctx, req, resp, a, COUNCIL_STEP_PEOPLE);
	if (outcome == OK) {
		resp_redirect(resp, act->before.n ? act->before : council_path(ctx->arena, act->council.id));
		return OK;
	}
	if (outcome != CONFLICT || !act->tried)
		return outcome;
	if (!act->preview) {
		resp->status = 409;
		(void)problem_add(
			ctx, "",
			msg("Somebody changed people, seats or terms of this body while you were here. Nothing "
			    "was done, and your answers are kept. What would happen now stands below: look at "
			    "it again"));
	}
	return council_show(ctx, req, resp, a, COUNCIL_STEP_PREVIEW);
}

enum outcome pages_council_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct asking a = {0};
	enum council_step step = step_of(req), back;
	enum outcome taken = take(ctx, req, step, &a, &back);
	if (taken == INVALID) {
		/* The table's own page asks who is meant before its problems can be told there. */
		if (back == COUNCIL_STEP_COLUMNS && a.table.n_columns == 0)
			back = COUNCIL_STEP_TABLE;
		return council_show(ctx, req, resp, &a, back);
	}
	TRY(taken);
	return step >= COUNCIL_STEP_PREVIEW ? send(ctx, req, resp, &a, step) : council_show(ctx, req, resp, &a, step);
}

static enum outcome one_load(struct ctx *ctx, const struct req *req, enum right right, struct new_council *ret_council)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(people_new_council(ctx, id, ret_council));
	return access_need(ctx, right, ret_council->organization_id);
}

static enum outcome one_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct council_page view = {0};
	TRY(one_load(ctx, req, RIGHT_READ, &view.council));
	view.page = access_page(ctx, str_of(TITLE));
	view.page.problems = ctx->problems.first;
	view.hidden = access_form(ctx, view.council.version);
	people_steps(ctx, &view.page);
	page_step(ctx->arena, &view.page, str_of(TITLE), STR("/office/new-council"));
	TRY(council_page_fill(ctx, &view));
	struct html h = html_open(ctx);
	pages_council_one_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome pages_council_one_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return one_show(ctx, req, resp);
}

enum outcome pages_council_undo_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct council_undo undo = {.form_id = req_field(req, "_form")};
	TRY(one_load(ctx, req, RIGHT_CLERK, &undo.council));
	if (!str_to_i64(req_field(req, "_version"), &undo.council.version))
		undo.council.version = 0;
	enum outcome outcome = council_undo(ctx, &undo);
	if (outcome == CONFLICT)
		(void)problem_add(ctx, "", msg("Somebody was faster: look at what stands here now"));
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return one_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, council_path(ctx->arena, undo.council.id));
	return OK;
}
