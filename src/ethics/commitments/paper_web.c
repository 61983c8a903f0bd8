/* Forms signed on paper: a clerk enters them, puts them right, or takes back what was entered in error (S7). */
#include "commitments/commitments_views.h"
#include "commitments/commitments_web.h"

static struct field field_of(const struct ctx *ctx, const char *name, struct str label, struct str hint,
			     struct str value)
{
	return (struct field){
		.name = name, .label = label, .hint = hint, .value = value, .problems = ctx->problems.first};
}

static struct field day_field_of(const struct ctx *ctx, const char *name, struct str label, struct str value)
{
	struct field field =
		field_of(ctx, name, label, STR("Without a calendar to pick from, write it as 2026-07-01"), value);
	field.type = "date";
	return field;
}

/* What was sent, or what is stored where nothing was. */
static struct str sent_or(const struct req *req, const char *name, struct str stored)
{
	struct str sent = req_field(req, name);
	return sent.p ? sent : stored;
}

static void fields_fill(struct ctx *ctx, const struct req *req, struct commitments_paper_page *view)
{
	const struct commitment *c = &view->commitment;
	view->name = field_of(ctx, "name", STR("Name as it stands on the form"), STR(""),
			      sent_or(req, "name", c->id ? c->name_typed : view->tenure.person_name));
	view->name.spellcheck_off = true;
	view->received = day_field_of(
		ctx, "received", STR("Day on which you received it. This is the date that counts"),
		sent_or(req, "received", c->id ? commitments_day_value(ctx->arena, c->received_day) : STR("")));
	view->form_day = day_field_of(
		ctx, "form_day", STR("Date that stands on the form (optional)"),
		sent_or(req, "form_day", c->id ? commitments_day_value(ctx->arena, c->form_day) : STR("")));
	view->place = field_of(ctx, "place", STR("Where is the paper kept?"),
			       STR("Such as “Clerk’s office, folder 2026-3”. The public does not see this"),
			       sent_or(req, "place", c->paper_place));
	view->before_whom = field_of(ctx, "before_whom", STR("Before whom was it made?"),
				     STR("Name and office, such as “Ombra Fenn, City Clerk”"),
				     sent_or(req, "before_whom", c->before_whom));
	view->made_at =
		field_of(ctx, "made_at", STR("Where was it made?"), STR(""), sent_or(req, "made_at", c->made_at));
	view->made_day = day_field_of(
		ctx, "made_day", STR("On which day was it made?"),
		sent_or(req, "made_day", c->id ? commitments_day_value(ctx->arena, c->made_day) : STR("")));
	view->correction = field_of(ctx, "correction", STR("What did you put right, and why?"),
				    STR("The public reads it"), req_field(req, "correction"));
	view->reason = field_of(ctx, "reason", STR("Why should the entry not be here?"), STR("The public reads it"),
				req_field(req, "reason"));
}

static struct commitment answers_of(const struct req *req)
{
	return (struct commitment){
		.name_typed = req_field(req, "name"),
		.received_day = commitments_day_field(req, "received"),
		.form_day = commitments_day_field(req, "form_day"),
		.paper_place = req_field(req, "place"),
		.before_whom = req_field(req, "before_whom"),
		.made_at = req_field(req, "made_at"),
		.made_day = commitments_day_field(req, "made_day"),
		.correction = req_field(req, "correction"),
	};
}

/* ---- Entering ---- */

static enum outcome paper_load(struct ctx *ctx, const struct req *req, struct commitments_paper_page *view)
{
	int64_t tenure_id;
	if (!id_parse(req->params[1], &tenure_id))
		return NOT_FOUND;
	TRY(commitments_office_load(ctx, req->params[0], STR(""), &view->code, NULL));
	TRY(people_tenure(ctx, tenure_id, &view->tenure));
	TRY(access_need(ctx, RIGHT_CLERK, view->tenure.organization_id));
	return commitments_form(ctx, view->code.id, view->tenure.organization_id, &view->form);
}

/* Editions that have come into force, the newest first. */
static enum outcome editions_fill(struct ctx *ctx, const struct req *req, struct commitments_paper_page *view)
{
	struct edition *editions;
	size_t n;
	TRY(codes_editions(ctx, view->code.id, &editions, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n);
	for (size_t i = 0; i < n; i++) {
		if (editions[i].stage < EDITION_IN_FORCE || editions[i].erased_ms)
			continue;
		struct str value = id_str(ctx->arena, editions[i].id);
		choices[view->n_editions++] = (struct choice){
			.value = value,
			.text = str_fmt(ctx->arena, "Edition %d, in force from %.*s", editions[i].number,
					STR_ARG(day_words(ctx->arena, (struct day){editions[i].in_force_from}))),
			.chosen = str_eq(value, req_field(req, "edition")),
		};
	}
	view->editions = choices;
	view->edition = field_of(ctx, "edition", STR("Which text was signed?"), STR(""), STR(""));
	return OK;
}

static enum outcome paper_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_paper_page view = {.page = access_page(ctx, STR("Enter a form signed on paper"))};
	TRY(paper_load(ctx, req, &view));
	TRY(editions_fill(ctx, req, &view));
	fields_fill(ctx, req, &view);
	commitments_office_steps(ctx, &view.page, &view.code);
	view.office = commitment_office(ctx->arena, &view.tenure);
	view.made = commitment_kind_is_made(view.form.kind);
	view.action = str_fmt(ctx->arena, "/office/commitments/%.*s/paper/%.*s", STR_ARG(view.code.slug),
			      STR_ARG(id_str(ctx->arena, view.tenure.id)));
	view.hidden = access_form(ctx, 0);
	struct html h = html_open(ctx);
	commitments_paper_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome commitments_paper_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return paper_show(ctx, req, resp);
}

struct paper_write {
	struct journal_seed seed;
	struct str form_id;
	struct commitment commitment;
	struct str path;
};

static enum outcome paper_write(struct ctx *ctx, void *args)
{
	struct paper_write *write = args;
	struct str before;
	enum outcome used = form_id_use(ctx, write->form_id, &before);
	if (used == CONFLICT) {
		write->path = before;
		return OK;
	}
	TRY(used);
	enum outcome entered = commitments_enter_paper(ctx, &write->seed, &write->commitment);
	bool already = entered == CONFLICT && write->commitment.record_id.n;
	if (entered != OK && !already)
		return entered;
	write->path = str_fmt(ctx->arena, "/signed/%.*s?done=%s", STR_ARG(write->commitment.record_id),
			      already ? "already" : "entered");
	return form_id_result(ctx, write->form_id, write->path);
}

enum outcome commitments_paper_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_paper_page view = {0};
	TRY(paper_load(ctx, req, &view));
	struct paper_write write = {
		.seed = journal_seed_new(ctx),
		.form_id = req_field(req, "_form"),
		.commitment = answers_of(req),
	};
	write.commitment.tenure_id = view.tenure.id;
	enum outcome outcome;
	if (id_parse(req_field(req, "edition"), &write.commitment.edition_id))
		outcome = site_write(ctx, paper_write, &write);
	else
		outcome = problem_add(ctx, "edition", msg("Choose the text that was signed"));
	if (outcome == INVALID) {
		resp->status = 400;
		return paper_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, write.path);
	return OK;
}

/* ---- Putting right ---- */

static enum outcome correct_load(struct ctx *ctx, const struct req *req, struct commitments_paper_page *view)
{
	struct commitment *c = &view->commitment;
	TRY(commitments_find(ctx, req->params[0], c));
	if (c->method != COMMITMENT_PAPER || c->erased_ms || c->withdrawn_ms)
		return NOT_FOUND;
	TRY(access_need(ctx, RIGHT_CLERK, c->organization_id));
	if (c->person_id && c->person_id == ctx->actor->person_id)
		return FORBIDDEN;
	return commitments_office_load(ctx, c->code_slug, STR(""), &view->code, NULL);
}

static enum outcome correct_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_paper_page view = {.page = access_page(ctx, STR("Put an entry right"))};
	TRY(correct_load(ctx, req, &view));
	fields_fill(ctx, req, &view);
	commitments_office_steps(ctx, &view.page, &view.code);
	view.office = view.commitment.office;
	view.objection = view.commitment.objection;
	view.made = commitment_kind_is_made(view.commitment.kind);
	view.action = str_fmt(ctx->arena, "/office/signatures/%.*s", STR_ARG(view.commitment.record_id));
	view.hidden = access_form(ctx, view.commitment.version);
	view.withdraw_hidden = access_form(ctx, view.commitment.version);
	struct html h = html_open(ctx);
	commitments_correct_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome commitments_correct_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return correct_show(ctx, req, resp);
}

static enum outcome correct_write(struct ctx *ctx, void *args)
{
	struct paper_write *write = args;
	struct str before;
	enum outcome used = form_id_use(ctx, write->form_id, &before);
	if (used == CONFLICT)
		return OK;
	TRY(used);
	TRY(commitments_correct(ctx, &write->seed, &write->commitment));
	return form_id_result(ctx, write->form_id, STR("/office/commitments"));
}

static enum outcome withdraw_write(struct ctx *ctx, void *args)
{
	struct paper_write *write = args;
	struct str before;
	enum outcome used = form_id_use(ctx, write->form_id, &before);
	if (used == CONFLICT)
		return OK;
	TRY(used);
	TRY(commitments_withdraw(ctx, &write->seed, write->commitment.record_id, write->commitment.version,
				 write->commitment.withdrawn_reason));
	return form_id_result(ctx, write->form_id, STR("/office/commitments"));
}

static enum outcome correct_end(struct ctx *ctx, const struct req *req, const struct commitments_paper_page *view,
				enum outcome (*fn)(struct ctx *ctx, void *args), struct paper_write *write,
				struct resp *resp)
{
	enum outcome outcome = site_write(ctx, fn, write);
	if (outcome == CONFLICT)
		(void)problem_add(ctx, "",
				  msg("Somebody changed this entry while you were here. Your answers are kept below."));
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return correct_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, str_fmt(ctx->arena, "/office/commitments/%.*s?done=paper", STR_ARG(view->code.slug)));
	return OK;
}

enum outcome commitments_correct_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_paper_page view = {0};
	TRY(correct_load(ctx, req, &view));
	struct paper_write write = {
		.seed = journal_seed_new(ctx), .form_id = req_field(req, "_form"), .commitment = answers_of(req)};
	write.commitment.record_id = view.commitment.record_id;
	(void)str_to_i64(req_field(req, "_version"), &write.commitment.version);
	return correct_end(ctx, req, &view, correct_write, &write, resp);
}

enum outcome commitments_paper_withdraw_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_paper_page view = {0};
	TRY(correct_load(ctx, req, &view));
	struct paper_write write = {
		.seed = journal_seed_new(ctx),
		.form_id = req_field(req, "_form"),
		.commitment = {.record_id = view.commitment.record_id, .withdrawn_reason = req_field(req, "reason")},
	};
	(void)str_to_i64(req_field(req, "_version"), &write.commitment.version);
	return correct_end(ctx, req, &view, withdraw_write, &write, resp);
}
