/* The officer: what a code asks for, names without a signature (S4), pledges whose election is over (S8). */
#include "commitments/commitments_views.h"
#include "commitments/commitments_web.h"

static struct field field_of(const struct ctx *ctx, const char *name, struct str label, struct str hint,
			     struct str value)
{
	return (struct field){
		.name = name, .label = label, .hint = hint, .value = value, .problems = ctx->problems.first};
}

/* A code belongs to no body: what holds for every body is for the whole site's officer. */
static enum outcome officer_load(struct ctx *ctx, const struct req *req, struct code *ret_code,
				 struct organization *ret_body)
{
	TRY(commitments_office_load(ctx, req->params[0], req->params[1], ret_code, ret_body));
	return access_need(ctx, RIGHT_OFFICER, ret_body->id ? ret_body->id : ACCESS_WHOLE_SITE);
}

static struct str body_word(const struct organization *body)
{
	return body->id ? body->slug : STR("every");
}

static struct str back_to(struct ctx *ctx, const struct code *code, const char *done)
{
	return str_fmt(ctx->arena, "/office/commitments/%.*s?done=%s", STR_ARG(code->slug), done);
}

/* ---- What the code asks for ---- */

static struct str days_value(struct arena *arena, int32_t days, int32_t none)
{
	return days == none ? STR("") : str_fmt(arena, "%d", days);
}

static void form_fields(struct ctx *ctx, const struct commitment_form *form, struct commitments_form_page *view)
{
	view->kind = field_of(ctx, "kind", STR("What is signed?"), STR(""), STR(""));
	view->statement =
		field_of(ctx, "statement", STR("The words that are signed"),
			 STR("They stand above the signature, and are kept with it word for word"), form->statement);
	view->mandatory = field_of(ctx, "mandatory", STR(""), STR(""), STR(""));
	view->mandatory_choice = (struct choice){
		.value = STR("yes"),
		.text = STR("Signing is mandatory"),
		.hint = STR("Only where a law or a resolution says so. For candidates it never is"),
		.chosen = form->mandatory,
	};
	view->instrument = field_of(ctx, "instrument", STR("Which law or resolution makes it so?"),
				    STR("As it is cited, such as “Resolution 2026-14, section 3”"), form->instrument);
	view->instrument_link =
		field_of(ctx, "instrument_link", STR("Its address (optional)"), STR(""), form->instrument_link);
	view->within = field_of(ctx, "within", STR("Within how many days?"),
				STR("After taking office, or after a new text came into force that asks everyone to "
				    "sign again. Leave it "
				    "empty if there is no deadline"),
				days_value(ctx->arena, form->within_days, 0));
	view->effect = field_of(ctx, "effect", STR("What happens if the deadline is missed? (optional)"), STR(""),
				form->effect);
	view->public_days =
		field_of(ctx, "public_days", STR("Signatures are shown for how many days after a term ends?"),
			 STR("Leave it empty if that is not decided"), days_value(ctx->arena, form->public_days, -1));
	view->keep_days = field_of(ctx, "keep_days", STR("And kept for how many days?"), STR(""),
				   days_value(ctx->arena, form->keep_days, -1));
	view->pledge_days = field_of(ctx, "pledge_days",
				     STR("Pledges of candidates are shown for how many days after the election?"),
				     STR("Leave it empty for 30"), days_value(ctx->arena, form->pledge_days, -1));
	view->retention_source =
		field_of(ctx, "retention_source", STR("Which rule says so?"), STR(""), form->retention_source);
	for (int32_t kind = COMMITMENT_LOCAL; kind <= COMMITMENT_ACCEPTANCE; kind++)
		view->kinds[kind - 1] = (struct choice){
			.value = str_of(commitment_kind_name(kind)),
			.text = commitment_kind_words(kind),
			.chosen = form->kind == kind,
		};
}

static int32_t days_field(const struct req *req, const char *name, int32_t none)
{
	int64_t days;
	struct str typed = str_trim(req_field(req, name));
	if (str_empty(typed))
		return none;
	return str_to_i64(typed, &days) && days >= 0 && days <= COMMITMENT_DAYS_AT_MOST ? (int32_t)days : INT32_MIN;
}

static struct commitment_form form_of(const struct req *req)
{
	struct commitment_form form = {
		.statement = str_trim(req_field(req, "statement")),
		.mandatory = str_eq(req_field(req, "mandatory"), STR("yes")),
		.instrument = str_trim(req_field(req, "instrument")),
		.instrument_link = str_trim(req_field(req, "instrument_link")),
		.within_days = days_field(req, "within", 0),
		.effect = str_trim(req_field(req, "effect")),
		.public_days = days_field(req, "public_days", -1),
		.keep_days = days_field(req, "keep_days", -1),
		.pledge_days = days_field(req, "pledge_days", -1),
		.retention_source = str_trim(req_field(req, "retention_source")),
	};
	(void)commitment_kind_parse(req_field(req, "kind"), &form.kind);
	return form;
}

static enum outcome form_show(struct ctx *ctx, const struct req *req, const struct commitment_form *form,
			      struct resp *resp)
{
	struct commitments_form_page view = {.page = access_page(ctx, STR("What this code asks for"))};
	TRY(officer_load(ctx, req, &view.code, &view.body));
	form_fields(ctx, form, &view);
	commitments_office_steps(ctx, &view.page, &view.code);
	view.hidden = access_form(ctx, form->version);
	view.action = str_fmt(ctx->arena, "/office/commitments/%.*s/form/%.*s", STR_ARG(view.code.slug),
			      STR_ARG(body_word(&view.body)));
	struct html h = html_open(ctx);
	commitments_form_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* The form of exactly this body, or what holds for it now as the beginning of a new one. */
static enum outcome form_stored(struct ctx *ctx, const struct code *code, int64_t body_id,
				struct commitment_form *ret_form)
{
	struct commitment_form form;
	TRY(commitments_form(ctx, code->id, body_id, &form));
	if (form.organization_id != body_id)
		form.version = 0;
	*ret_form = form;
	return OK;
}

enum outcome commitments_form_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct code code;
	struct organization body = {0};
	struct commitment_form form;
	TRY(officer_load(ctx, req, &code, &body));
	TRY(form_stored(ctx, &code, body.id, &form));
	return form_show(ctx, req, &form, resp);
}

struct form_write {
	struct journal_seed seed;
	struct str form_id;
	struct commitment_form form;
};

static enum outcome form_write(struct ctx *ctx, void *args)
{
	struct form_write *write = args;
	struct str before;
	enum outcome used = form_id_use(ctx, write->form_id, &before);
	if (used == CONFLICT)
		return OK;
	TRY(used);
	TRY(commitment_form_put(ctx, &write->seed, &write->form));
	return form_id_result(ctx, write->form_id, STR("/office/commitments"));
}

enum outcome commitments_form_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct code code;
	struct organization body = {0};
	TRY(officer_load(ctx, req, &code, &body));
	struct form_write write = {
		.seed = journal_seed_new(ctx), .form_id = req_field(req, "_form"), .form = form_of(req)};
	write.form.code_id = code.id;
	write.form.organization_id = body.id;
	if (!str_to_i64(req_field(req, "_version"), &write.form.version))
		write.form.version = 0;
	enum outcome outcome = site_write(ctx, form_write, &write);
	if (outcome == CONFLICT) {
		(void)problem_add(ctx, "",
				  msg("Somebody changed this while you were here. Your answers are kept below. "
				      "Open the page again to see what stands now."));
		resp->status = 409;
		return form_show(ctx, req, &write.form, resp);
	}
	if (outcome == INVALID) {
		resp->status = 400;
		return form_show(ctx, req, &write.form, resp);
	}
	TRY(outcome);
	resp_redirect(resp, back_to(ctx, &code, "form"));
	return OK;
}

/* ---- Names without a signature (S4) ---- */

static enum outcome names_rows(struct ctx *ctx, struct commitments_names_page *view)
{
	struct commitment_ask *asks;
	size_t n, used = 0;
	struct day today = site_today(ctx);
	TRY(commitments_asked(ctx, view->code.id, view->body.id, &asks, &n));
	struct commitments_names_row *rows = arena_array(ctx->arena, struct commitments_names_row, n);
	for (size_t i = 0; i < n; i++) {
		if (asks[i].answer >= ANSWER_PAPER)
			continue;
		struct commitments_names_row row = {.ask = &asks[i],
						    .bar = commitment_ask_bar(&asks[i], today.n, today)};
		if (asks[i].due_day != COMMITMENT_NO_DAY)
			row.due = day_words(ctx->arena, (struct day){asks[i].due_day});
		if (row.bar == NULL && !asks[i].confirmed)
			row.id =
				view->n_ready++ == 0 ? STR("absent") : str_fmt(ctx->arena, "absent-%zu", view->n_ready);
		rows[used++] = row;
	}
	view->rows = rows;
	view->n_rows = used;
	return OK;
}

static enum outcome names_load(struct ctx *ctx, const struct req *req, struct commitments_names_page *view)
{
	struct commitment_resolution *resolutions;
	size_t n;
	TRY(officer_load(ctx, req, &view->code, &view->body));
	if (!view->body.id)
		return NOT_FOUND;
	TRY(commitment_resolutions(ctx, view->code.id, &resolutions, &n));
	for (size_t i = 0; i < n; i++)
		if (resolutions[i].organization_id == view->body.id)
			view->resolution = resolutions[i];
	return OK;
}

static enum outcome names_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_names_page view = {.page = access_page(ctx, STR("Names without a signature"))};
	TRY(names_load(ctx, req, &view));
	TRY(names_rows(ctx, &view));
	commitments_office_steps(ctx, &view.page, &view.code);
	if (str_eq(req_query(req, "done"), STR("confirmed")))
		view.page.notice = STR("Confirmed for today. At midnight the names go, unless you confirm again.");
	if (str_eq(req_query(req, "done"), STR("resolved")))
		view.page.notice = STR("Noted, and public.");
	view.resolved = day_words(ctx->arena, (struct day){view.resolution.resolved_day});
	view.action = str_fmt(ctx->arena, "/office/commitments/%.*s/names/%.*s", STR_ARG(view.code.slug),
			      STR_ARG(view.body.slug));
	view.hidden = access_form(ctx, view.resolution.version);
	view.confirm_hidden = access_form(ctx, 0);
	view.number = field_of(ctx, "number", STR("The resolution"), STR("Such as “Resolution 2026-31”"),
			       req_field(req, "number"));
	view.link = field_of(ctx, "link", STR("Its address (optional)"), STR(""), req_field(req, "link"));
	view.resolved_day =
		field_of(ctx, "resolved", STR("Day on which the body resolved it"),
			 STR("Without a calendar to pick from, write it as 2026-07-01"), req_field(req, "resolved"));
	view.resolved_day.type = "date";
	view.absent = field_of(ctx, "absent", STR(""), STR(""), STR(""));
	struct html h = html_open(ctx);
	commitments_names_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome commitments_names_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return names_show(ctx, req, resp);
}

struct names_write {
	struct journal_seed seed;
	struct str form_id;
	struct str act;
	struct commitment_resolution resolution;
	int64_t version;
	int64_t edition_id;
	int64_t *absent;
	size_t n_absent;
};

static enum outcome names_write(struct ctx *ctx, void *args)
{
	struct names_write *write = args;
	struct str before;
	enum outcome used = form_id_use(ctx, write->form_id, &before);
	if (used == CONFLICT)
		return OK;
	TRY(used);
	if (str_eq(write->act, STR("resolve")))
		TRY(commitment_resolve(ctx, &write->seed, &write->resolution));
	else if (str_eq(write->act, STR("end")))
		TRY(commitment_resolution_end(ctx, &write->seed, write->resolution.record_id, write->version));
	else
		TRY(commitment_confirm_absent(ctx, &write->seed, write->edition_id, write->resolution.organization_id,
					      write->absent, write->n_absent));
	return form_id_result(ctx, write->form_id, STR("/office/commitments"));
}

/* The terms that the page listed as ready, all of which the officer confirms with one tick. */
static enum outcome names_absent(struct ctx *ctx, const struct req *req, struct commitments_names_page *view,
				 struct names_write *write)
{
	TRY(names_rows(ctx, view));
	write->absent = arena_array(ctx->arena, int64_t, view->n_rows);
	for (size_t i = 0; i < req->n_fields; i++) {
		int64_t id;
		if (!str_eq(req->fields[i].name, STR("absent[]")) || !id_parse(req->fields[i].value, &id))
			continue;
		bool known = false;
		for (size_t j = 0; j < write->n_absent; j++)
			known = known || write->absent[j] == id;
		if (!known && write->n_absent < view->n_rows)
			write->absent[write->n_absent++] = id;
	}
	struct edition edition;
	TRY(codes_edition_for_body(ctx, view->code.id, view->body.id, site_today(ctx), &edition));
	write->edition_id = edition.id;
	return OK;
}

enum outcome commitments_names_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_names_page view = {0};
	TRY(names_load(ctx, req, &view));
	struct names_write write = {
		.seed = journal_seed_new(ctx),
		.form_id = req_field(req, "_form"),
		.act = req_field(req, "act"),
		.resolution = {.code_id = view.code.id,
			       .organization_id = view.body.id,
			       .number = req_field(req, "number"),
			       .link = req_field(req, "link"),
			       .resolved_day = commitments_day_field(req, "resolved"),
			       .record_id = req_field(req, "resolution")},
	};
	(void)str_to_i64(req_field(req, "_version"), &write.version);
	bool confirms = str_eq(write.act, STR("confirm"));
	if (confirms)
		TRY(names_absent(ctx, req, &view, &write));
	enum outcome outcome = site_write(ctx, names_write, &write);
	if (outcome == CONFLICT)
		(void)problem_add(ctx, "", msg("Somebody changed this while you were here. What stands now is below."));
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return names_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, str_fmt(ctx->arena, "/office/commitments/%.*s/names/%.*s?done=%s", STR_ARG(view.code.slug),
				    STR_ARG(view.body.slug), confirms ? "confirmed" : "resolved"));
	return OK;
}

/* ---- Pledges whose election is over (S8) ---- */

static enum outcome display_load(struct ctx *ctx, const struct req *req, struct commitments_display_page *view)
{
	struct commitment *pledges;
	TRY(officer_load(ctx, req, &view->code, &view->body));
	TRY(commitment_pledges(ctx, view->code.id, view->body.id, &pledges, &view->n));
	view->pledges = pledges;
	return OK;
}

/* Stands for the list as it was shown: which pledges, in which versions. */
static int64_t pledges_version(const struct commitments_display_page *view)
{
	uint64_t sum = view->n;
	for (size_t i = 0; i < view->n; i++)
		sum += (uint64_t)view->pledges[i].id * (uint64_t)view->pledges[i].version;
	return (int64_t)(sum & INT64_MAX);
}

static enum outcome display_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_display_page view = {.page = access_page(ctx, STR("Pledges of candidates"))};
	TRY(display_load(ctx, req, &view));
	commitments_office_steps(ctx, &view.page, &view.code);
	view.action = str_fmt(ctx->arena, "/office/commitments/%.*s/display/%.*s", STR_ARG(view.code.slug),
			      STR_ARG(body_word(&view.body)));
	view.hidden = access_form(ctx, pledges_version(&view));
	view.election = field_of(ctx, "election", STR("For which election were they made?"),
				 STR("Such as “3 November 2026”"), req_field(req, "election"));
	struct html h = html_open(ctx);
	commitments_display_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome commitments_display_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return display_show(ctx, req, resp);
}

struct display_write {
	struct journal_seed *seeds;
	struct str form_id, election;
	const struct commitment *pledges;
	size_t n;
};

static enum outcome display_write(struct ctx *ctx, void *args)
{
	struct display_write *write = args;
	struct str before;
	if (!str_empty(write->form_id)) {
		enum outcome used = form_id_use(ctx, write->form_id, &before);
		if (used == CONFLICT)
			return OK;
		TRY(used);
	}
	for (size_t i = 0; i < write->n; i++)
		TRY(commitments_end_display(ctx, &write->seeds[i], write->pledges[i].record_id, write->election));
	return str_empty(write->form_id) ? OK : form_id_result(ctx, write->form_id, STR("/office/commitments"));
}

enum outcome commitments_end_display_of(struct ctx *ctx, struct str form_id, const struct commitment *pledges, size_t n,
					struct str election)
{
	struct display_write write = {arena_array(ctx->arena, struct journal_seed, n), form_id, election, pledges, n};
	for (size_t i = 0; i < n; i++)
		write.seeds[i] = journal_seed_new(ctx);
	return site_write(ctx, display_write, &write);
}

/* A form that was sent before is none that saw other pledges: the write tells. */
static enum outcome display_send(struct ctx *ctx, const struct req *req, const struct commitments_display_page *view,
				 int64_t seen)
{
	bool same = seen == pledges_version(view);
	if (view->n > 0 && !same)
		return CONFLICT;
	return commitments_end_display_of(ctx, req_field(req, "_form"), view->pledges, view->n,
					  req_field(req, "election"));
}

enum outcome commitments_display_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_display_page view = {0};
	int64_t seen = 0;
	TRY(display_load(ctx, req, &view));
	(void)str_to_i64(req_field(req, "_version"), &seen);
	enum outcome outcome = display_send(ctx, req, &view, seen);
	if (outcome == CONFLICT)
		(void)problem_add(
			ctx, "",
			msg("These are not the pledges that you saw: one was made or changed since. Look at the "
			    "list, then send again."));
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return display_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, back_to(ctx, &view.code, "display"));
	return OK;
}
