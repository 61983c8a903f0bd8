/* The office's pages of a consultation: who is asked about a draft, and what they answered. */
#include "codes/codes_store.h"
#include "codes/editions_views.h"
#include "codes/editions_web.h"

#define NOTE_ROWS 4

static struct str consultation_path(struct ctx *ctx, int64_t edition_id, const char *query)
{
	return str_fmt(ctx->arena, "/office/codes/editions/%.*s/consultation%s",
		       STR_ARG(id_str(ctx->arena, edition_id)), query);
}

static struct page consultation_page(struct ctx *ctx, const struct edition *edition, struct str title)
{
	struct page page = access_page(ctx, title);
	page_step(ctx->arena, &page, STR("Office"), STR("/office"));
	page_step(ctx->arena, &page, STR("Codes of conduct"), STR("/office/codes"));
	page_step(ctx->arena, &page, edition->code_title,
		  str_fmt(ctx->arena, "/office/codes/editions/%.*s", STR_ARG(id_str(ctx->arena, edition->id))));
	return page;
}

static const struct choice *kind_choices(struct ctx *ctx, struct str chosen, size_t *ret_n)
{
	const struct choice kinds[] = {
		{.value = STR("body"), .text = STR("A council, committee, board or commission")},
		{.value = STR("meet and confer"),
		 .text = STR("An employee organization (meet and confer)"),
		 .hint = STR("Where the code binds employees, the law may ask you to negotiate with them first")},
		{.value = STR("counsel"), .text = STR("Legal counsel")},
		{.value = STR("public"), .text = STR("The public")},
		{.value = STR("other"), .text = STR("Somebody else")},
	};
	struct choice *copy = arena_copy(ctx->arena, kinds, sizeof(kinds));
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		copy[i].chosen = str_eq(copy[i].value, chosen);
	*ret_n = COUNT_OF(kinds);
	return copy;
}

static struct str notice_of(struct str done)
{
	if (str_eq(done, STR("asked")))
		return STR("Noted. The draft is in consultation. It is not public.");
	if (str_eq(done, STR("saved")))
		return STR("Saved.");
	if (str_eq(done, STR("removed")))
		return STR("Removed.");
	if (str_eq(done, STR("stage")))
		return STR("Done.");
	return STR("");
}

static struct field name_field(struct str value, const struct problem *problems)
{
	return (struct field){.name = "name",
			      .label = STR("Who is asked?"),
			      .hint = STR("Such as “Alder Quay Employees Association”"),
			      .value = value,
			      .problems = problems};
}

static struct field day_field(const char *name, const char *label, struct str value, const struct problem *problems)
{
	return (struct field){.name = name,
			      .label = str_of(label),
			      .hint = STR("Without a calendar to pick from, write it as 2026-12-01"),
			      .type = "date",
			      .value = value,
			      .problems = problems};
}

static struct field note_field(struct str value, const struct problem *problems)
{
	return (struct field){.name = "note",
			      .label = STR("What they said (optional)"),
			      .hint = STR("For the office alone. It is never published"),
			      .value = value,
			      .problems = problems,
			      .rows = NOTE_ROWS};
}

/* ---- The list, and one more ---- */

static enum outcome consultation_show(struct ctx *ctx, const struct req *req, bool is_typed, struct resp *resp)
{
	int64_t id;
	struct edition edition;
	struct consultee *consultees;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(codes_edition(ctx, id, &edition));
	const struct problem *problems = ctx->problems.first;
	struct codes_consultation_page view = {
		.page = consultation_page(ctx, &edition, STR("Consultation")),
		.edition = edition,
		.may_change = edition.stage <= EDITION_CONSULTATION && access_may(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE),
		.hidden_add = access_form(ctx, edition.version),
		.hidden_stage = access_form(ctx, edition.version),
		.name = name_field(is_typed ? req_field(req, "name") : STR(""), problems),
		.kind = {.name = "kind", .label = STR("Who are they?"), .problems = problems},
		.asked_on = day_field("asked_on", "When were they asked?",
				      is_typed ? req_field(req, "asked_on") : day_str(ctx->arena, site_today(ctx)),
				      problems),
		.note = note_field(is_typed ? req_field(req, "note") : STR(""), problems),
	};
	view.page.notice = notice_of(req_query(req, "done"));
	view.kinds = kind_choices(ctx, is_typed ? req_field(req, "kind") : STR("body"), &view.n_kinds);
	TRY(codes_consultees(ctx, id, &consultees, &view.n_consultees));
	view.consultees = consultees;
	struct html h = html_open(ctx);
	codes_consultation_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome codes_consultation_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_READ, ACCESS_WHOLE_SITE));
	return consultation_show(ctx, req, false, resp);
}

/* What was typed about one of them. An answer's day may be empty. */
static void consultee_take(struct ctx *ctx, const struct req *req, struct consultee *consultee)
{
	consultee->name = str_trim(req_field(req, "name"));
	consultee->note = str_trim(req_field(req, "note"));
	consultee->asked_on = codes_day_typed(ctx, req, "asked_on");
	consultee->answered_on = codes_day_typed(ctx, req, "answered_on");
	if (consultee->asked_on == INT32_MIN && !ctx->problems.first)
		(void)problem_add(ctx, "asked_on", msg("Enter the day on which they were asked"));
	if (!consultee_kind_parse(req_field(req, "kind"), &consultee->kind))
		(void)problem_add(ctx, "kind", msg("Choose who they are"));
}

static enum outcome add_act(struct ctx *ctx, struct codes_form *form)
{
	TRY(codes_consultee_add(ctx, &form->consultee));
	form->path = consultation_path(ctx, form->consultee.edition_id, "?done=asked");
	return OK;
}

enum outcome codes_consultation_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	struct codes_form form = codes_form_of(ctx, req, add_act);
	if (!id_parse(req->params[0], &form.consultee.edition_id))
		return NOT_FOUND;
	consultee_take(ctx, req, &form.consultee);
	enum outcome outcome = codes_form_write(ctx, &form);
	if (outcome == INVALID || outcome == CONFLICT) {
		codes_form_refused(ctx, outcome, resp);
		return consultation_show(ctx, req, true, resp);
	}
	TRY(outcome);
	resp_redirect(resp, form.path);
	return OK;
}

static enum outcome stage_act(struct ctx *ctx, struct codes_form *form)
{
	form->edition.version = form->version;
	TRY(codes_edition_consult(ctx, &form->edition, form->flag));
	form->path = consultation_path(ctx, form->edition.id, "?done=stage");
	return OK;
}

enum outcome codes_stage_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	struct codes_form form = codes_form_of(ctx, req, stage_act);
	if (!id_parse(req->params[0], &form.edition.id))
		return NOT_FOUND;
	form.flag = str_eq(req_field(req, "stage"), STR("consultation"));
	enum outcome outcome = codes_form_write(ctx, &form);
	if (outcome == CONFLICT) {
		codes_form_refused(ctx, outcome, resp);
		return consultation_show(ctx, req, false, resp);
	}
	TRY(outcome);
	resp_redirect(resp, form.path);
	return OK;
}

/* ---- One of them ---- */

static enum outcome consultee_asked(struct ctx *ctx, const struct req *req, struct consultee *ret_consultee,
				    struct edition *ret_edition)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(codes_consultee(ctx, id, ret_consultee));
	TRY(codes_edition(ctx, ret_consultee->edition_id, ret_edition));
	return ret_edition->stage <= EDITION_CONSULTATION ? OK : NOT_FOUND;
}

static enum outcome consultee_show(struct ctx *ctx, const struct req *req, bool is_typed, struct resp *resp)
{
	struct consultee c;
	struct edition edition;
	TRY(consultee_asked(ctx, req, &c, &edition));
	const struct problem *problems = ctx->problems.first;
	struct str asked = codes_day_value(ctx->arena, c.asked_on),
		   answered = codes_day_value(ctx->arena, c.answered_on);
	struct codes_consultee_page view = {
		.page = consultation_page(ctx, &edition, c.name),
		.hidden = access_form(ctx, c.version),
		.hidden_remove = access_form(ctx, c.version),
		.consultee = c,
		.name = name_field(is_typed ? req_field(req, "name") : c.name, problems),
		.kind = {.name = "kind", .label = STR("Who are they?"), .problems = problems},
		.asked_on = day_field("asked_on", "When were they asked?",
				      is_typed ? req_field(req, "asked_on") : asked, problems),
		.answered_on = day_field("answered_on", "When did they answer? (leave empty until they do)",
					 is_typed ? req_field(req, "answered_on") : answered, problems),
		.note = note_field(is_typed ? req_field(req, "note") : c.note, problems),
	};
	page_step(ctx->arena, &view.page, STR("Consultation"), consultation_path(ctx, edition.id, ""));
	view.kinds = kind_choices(ctx, is_typed ? req_field(req, "kind") : str_of(consultee_kind_name(c.kind)),
				  &view.n_kinds);
	struct html h = html_open(ctx);
	codes_consultee_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome codes_consultee_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	return consultee_show(ctx, req, false, resp);
}

static enum outcome save_act(struct ctx *ctx, struct codes_form *form)
{
	form->consultee.version = form->version;
	TRY(codes_consultee_update(ctx, &form->consultee));
	form->path = consultation_path(ctx, form->consultee.edition_id, "?done=saved");
	return OK;
}

static enum outcome remove_act(struct ctx *ctx, struct codes_form *form)
{
	enum outcome found = codes_consultee(ctx, form->consultee.id, &form->consultee);
	if (found == NOT_FOUND)
		return CONFLICT;
	TRY(found);
	form->consultee.version = form->version;
	TRY(codes_consultee_remove(ctx, &form->consultee));
	form->path = consultation_path(ctx, form->consultee.edition_id, "?done=removed");
	return OK;
}

enum outcome codes_consultee_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct edition edition;
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	struct codes_form form = codes_form_of(ctx, req, save_act);
	TRY(consultee_asked(ctx, req, &form.consultee, &edition));
	consultee_take(ctx, req, &form.consultee);
	enum outcome outcome = codes_form_write(ctx, &form);
	if (outcome == INVALID || outcome == CONFLICT) {
		codes_form_refused(ctx, outcome, resp);
		return consultee_show(ctx, req, true, resp);
	}
	TRY(outcome);
	resp_redirect(resp, form.path);
	return OK;
}

enum outcome codes_consultee_remove_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	struct codes_form form = codes_form_of(ctx, req, remove_act);
	if (!id_parse(req->params[0], &form.consultee.id))
		return NOT_FOUND;
	enum outcome outcome = codes_form_write(ctx, &form);
	if (outcome == CONFLICT) {
		codes_form_refused(ctx, outcome, resp);
		return consultee_show(ctx, req, false, resp);
	}
	TRY(outcome);
	resp_redirect(resp, form.path);
	return OK;
}
