/* The office's pages of one code: its editions, the bodies that adopted it, the texts that it is related to, its end.
 */
#include "codes/codes_store.h"
#include "codes/editions_views.h"
#include "codes/editions_web.h"
#include "people/people.h"

static struct str of_path(struct ctx *ctx, struct str slug, const char *rest)
{
	return str_fmt(ctx->arena, "/office/codes/of/%.*s%s", STR_ARG(slug), rest);
}

static struct page code_page(struct ctx *ctx, struct str slug, struct str code_title, struct str title)
{
	struct page page = access_page(ctx, title);
	page_step(ctx->arena, &page, STR("Office"), STR("/office"));
	page_step(ctx->arena, &page, STR("Codes of conduct"), STR("/office/codes"));
	if (!str_eq(title, code_title))
		page_step(ctx->arena, &page, code_title, of_path(ctx, slug, ""));
	return page;
}

static struct str notice_of(struct str done)
{
	if (str_eq(done, STR("adopted")))
		return STR("Published. The body's name stands on the page of the code now.");
	if (str_eq(done, STR("ended")))
		return STR("Published. It has an end now.");
	if (str_eq(done, STR("related")))
		return STR("Published. It stands on the pages of both texts now.");
	if (str_eq(done, STR("repealed")))
		return STR("Published. The code has an end now.");
	return STR("");
}

/* The bodies whose adoptions the actor may publish. */
static enum outcome body_choices(struct ctx *ctx, struct str chosen, const struct choice **ret_choices, size_t *ret_n)
{
	struct organization *bodies;
	size_t n, used = 0;
	TRY(people_organizations(ctx, &bodies, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct str value = id_str(ctx->arena, bodies[i].id);
		if (access_may(ctx, RIGHT_OFFICER, bodies[i].id))
			choices[used++] = (struct choice){
				.value = value, .text = bodies[i].name, .chosen = str_eq(value, chosen)};
	}
	*ret_choices = choices;
	*ret_n = used;
	return OK;
}

/* ---- The code ---- */

static enum outcome drafts_of(struct ctx *ctx, int64_t code_id, const struct edition **ret_drafts, size_t *ret_n)
{
	struct edition *drafts;
	size_t n = 0, used = 0;
	if (!access_may(ctx, RIGHT_READ, ACCESS_WHOLE_SITE))
		return OK;
	TRY(codes_drafts(ctx, &drafts, &n));
	for (size_t i = 0; i < n; i++)
		if (drafts[i].code_id == code_id)
			drafts[used++] = drafts[i];
	*ret_drafts = drafts;
	*ret_n = used;
	return OK;
}

enum outcome codes_of_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct codes_of_page view = {0};
	struct edition *editions;
	struct repeal *repeals;
	struct adoption *adoptions;
	struct relation *relations;
	TRY(codes_by_slug(ctx, req->params[0], &view.code));
	view.page = code_page(ctx, view.code.slug, view.code.title, view.code.title);
	view.page.notice = notice_of(req_query(req, "done"));
	view.may_publish = access_may(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE);
	TRY(drafts_of(ctx, view.code.id, &view.drafts, &view.n_drafts));
	TRY(codes_editions(ctx, view.code.id, &editions, &view.n_editions));
	TRY(codes_repeals(ctx, view.code.id, &repeals, &view.n_repeals));
	TRY(codes_adoptions_of_code(ctx, view.code.id, &adoptions, &view.n_adoptions));
	TRY(codes_relations_of_code(ctx, view.code.id, &relations, &view.n_relations));
	view.may_adopt = access_may(ctx, RIGHT_OFFICER, view.n_adoptions > 0 ? 0 : ACCESS_WHOLE_SITE);
	view.editions = editions;
	view.repeals = repeals;
	view.adoptions = adoptions;
	view.relations = relations;
	view.is_published = view.n_editions > 0;
	struct html h = html_open(ctx);
	codes_of_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- An adoption ---- */

static enum outcome edition_choices(struct ctx *ctx, const struct code *code, struct str chosen,
				    const struct choice **ret_choices, size_t *ret_n)
{
	struct edition *editions;
	size_t n;
	TRY(codes_editions(ctx, code->id, &editions, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n + 1);
	choices[0] = (struct choice){.value = STR(""), .text = STR("The code as amended from time to time")};
	for (size_t i = 0; i < n; i++) {
		struct str value = id_str(ctx->arena, editions[i].id);
		choices[i + 1] = (struct choice){
			.value = value,
			.text = str_fmt(ctx->arena, "Edition %d, and it stays with that one", editions[i].number),
			.chosen = str_eq(value, chosen)};
	}
	*ret_choices = choices;
	*ret_n = n + 1;
	return OK;
}

static enum outcome adopt_show(struct ctx *ctx, const struct req *req, bool is_typed, struct resp *resp)
{
	struct code code;
	struct adoption *adoptions;
	size_t n_adoptions;
	TRY(codes_by_slug(ctx, req->params[0], &code));
	TRY(codes_adoptions_of_code(ctx, code.id, &adoptions, &n_adoptions));
	const struct problem *problems = ctx->problems.first;
	const struct instrument none = {.day = INT32_MIN};
	struct codes_adopt_page view = {
		.page = code_page(ctx, code.slug, code.title, STR("Record an adoption")),
		.hidden = access_form(ctx, 0),
		.code = code,
		.is_first = n_adoptions == 0,
		.body = {.name = "body", .label = STR("Which body adopted it?"), .problems = problems},
		.edition = {.name = "edition", .label = STR("What did it adopt?"), .problems = problems},
		.from = {.name = "from",
			 .label = STR("First day"),
			 .hint = STR(
				 "From which the code binds its members. Without a calendar to pick from, write it as "
				 "2026-07-01"),
			 .type = "date",
			 .value = is_typed ? req_field(req, "from") : day_str(ctx->arena, site_today(ctx)),
			 .problems = problems},
		.act = codes_instrument_fields_of(ctx, req, is_typed, &none),
	};
	TRY(body_choices(ctx, req_field(req, "body"), &view.bodies, &view.n_bodies));
	TRY(edition_choices(ctx, &code, req_field(req, "edition"), &view.editions, &view.n_editions));
	struct html h = html_open(ctx);
	codes_adopt_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome codes_adopt_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct code code;
	TRY(codes_by_slug(ctx, req->params[0], &code));
	TRY(codes_adopt_need(ctx, code.id, 0));
	return adopt_show(ctx, req, false, resp);
}

static enum outcome adopt_act(struct ctx *ctx, struct codes_form *form)
{
	TRY(codes_adopt(ctx, &form->seed, &form->adoption));
	form->path = of_path(ctx, form->adoption.code_slug, "?done=adopted");
	return OK;
}

enum outcome codes_adopt_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct code code;
	TRY(codes_by_slug(ctx, req->params[0], &code));
	struct codes_form form = codes_form_of(ctx, req, adopt_act);
	struct adoption *adoption = &form.adoption;
	adoption->code_id = code.id;
	if (!id_parse(req_field(req, "body"), &adoption->body_id))
		adoption->body_id = ACCESS_WHOLE_SITE; /* no body: an officer of the whole site is told */
	TRY(codes_adopt_need(ctx, code.id, adoption->body_id));
	if (req_field(req, "edition").n > 0 && !id_parse(req_field(req, "edition"), &adoption->edition_id))
		(void)problem_add(ctx, "edition", msg("Choose a published edition of this code"));
	adoption->from_day = codes_day_typed(ctx, req, "from");
	if (adoption->from_day == INT32_MIN && !ctx->problems.first)
		(void)problem_add(ctx, "from", msg("Enter the first day as year-month-day, such as 2026-07-01"));
	adoption->instrument = codes_instrument_typed(ctx, req);
	enum outcome outcome = codes_form_write(ctx, &form);
	if (outcome == INVALID) {
		codes_form_refused(ctx, outcome, resp);
		return adopt_show(ctx, req, true, resp);
	}
	TRY(outcome);
	resp_redirect(resp, form.path);
	return OK;
}

/* The adoption of the address, if the actor may end it. */
static enum outcome adoption_asked(struct ctx *ctx, const struct req *req, struct adoption *ret_adoption)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(codes_adoption(ctx, id, ret_adoption));
	if (ret_adoption->erased_ms)
		return NOT_FOUND;
	return access_need(ctx, RIGHT_OFFICER, ret_adoption->body_id);
}

static enum outcome adoption_end_show(struct ctx *ctx, const struct req *req, bool is_typed, struct resp *resp)
{
	struct adoption adoption;
	TRY(adoption_asked(ctx, req, &adoption));
	struct codes_adoption_end_page view = {
		.page = code_page(ctx, adoption.code_slug, adoption.code_title, STR("End an adoption")),
		.hidden = access_form(ctx, adoption.version),
		.adoption = adoption,
		.to = {.name = "to",
		       .label = STR("Last day"),
		       .hint = STR("Without a calendar to pick from, write it as 2026-12-31"),
		       .type = "date",
		       .value = is_typed ? req_field(req, "to") : codes_day_value(ctx->arena, adoption.to_day),
		       .problems = ctx->problems.first},
	};
	struct html h = html_open(ctx);
	codes_adoption_end_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome codes_adoption_end_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return adoption_end_show(ctx, req, false, resp);
}

static enum outcome adoption_end_act(struct ctx *ctx, struct codes_form *form)
{
	form->adoption.version = form->version;
	TRY(codes_adoption_end(ctx, &form->seed, &form->adoption, form->day));
	form->path = of_path(ctx, form->adoption.code_slug, "?done=ended");
	return OK;
}

enum outcome codes_adoption_end_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct codes_form form = codes_form_of(ctx, req, adoption_end_act);
	TRY(adoption_asked(ctx, req, &form.adoption));
	form.day.n = codes_day_typed(ctx, req, "to");
	if (form.day.n == INT32_MIN && !ctx->problems.first)
		(void)problem_add(ctx, "to", msg("Enter the last day as year-month-day, such as 2026-12-31"));
	enum outcome outcome = codes_form_write(ctx, &form);
	if (outcome == INVALID || outcome == CONFLICT) {
		codes_form_refused(ctx, outcome, resp);
		return adoption_end_show(ctx, req, true, resp);
	}
	TRY(outcome);
	resp_redirect(resp, form.path);
	return OK;
}

/* ---- Repeal ---- */

static enum outcome repeal_show(struct ctx *ctx, const struct req *req, bool is_typed, struct resp *resp)
{
	struct code code;
	TRY(codes_by_slug(ctx, req->params[0], &code));
	const struct instrument none = {.day = INT32_MIN};
	struct codes_repeal_page view = {
		.page = code_page(ctx, code.slug, code.title, STR("Repeal this code")),
		.hidden = access_form(ctx, 0),
		.code = code,
		.on = {.name = "on",
		       .label = STR("First day without the code"),
		       .hint = STR("Without a calendar to pick from, write it as 2027-01-01"),
		       .type = "date",
		       .value = is_typed ? req_field(req, "on") : STR(""),
		       .problems = ctx->problems.first},
		.retroactive = {.name = "retroactive",
				.label = STR("Only if that day is before the day of the act"),
				.problems = ctx->problems.first},
		.reaches_back = {.value = STR("yes"),
				 .text = STR("That day is before the day of the act, and the act itself says so"),
				 .chosen = is_typed && req_field(req, "retroactive").n > 0},
		.act = codes_instrument_fields_of(ctx, req, is_typed, &none),
	};
	struct html h = html_open(ctx);
	codes_repeal_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome codes_repeal_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	return repeal_show(ctx, req, false, resp);
}

static enum outcome repeal_act(struct ctx *ctx, struct codes_form *form)
{
	TRY(codes_repeal(ctx, &form->seed, &form->repeal, form->flag));
	form->path = of_path(ctx, form->repeal.code_slug, "?done=repealed");
	return OK;
}

enum outcome codes_repeal_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct code code;
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	TRY(codes_by_slug(ctx, req->params[0], &code));
	struct codes_form form = codes_form_of(ctx, req, repeal_act);
	form.repeal.code_id = code.id;
	form.repeal.instrument = codes_instrument_typed(ctx, req);
	form.repeal.on_day = codes_day_typed(ctx, req, "on");
	form.flag = req_field(req, "retroactive").n > 0;
	if (form.repeal.on_day == INT32_MIN && !ctx->problems.first)
		(void)problem_add(ctx, "on",
				  msg("Enter the first day without the code as year-month-day, such as 2027-01-01"));
	enum outcome outcome = codes_form_write(ctx, &form);
	if (outcome == INVALID) {
		codes_form_refused(ctx, outcome, resp);
		return repeal_show(ctx, req, true, resp);
	}
	TRY(outcome);
	resp_redirect(resp, form.path);
	return OK;
}
