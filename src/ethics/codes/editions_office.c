/* The office's pages of one draft: title and language, the act, the consultation, publishing. One thing a page. */
#include "codes/codes_store.h"
#include "codes/compare_web.h"
#include "codes/editions_views.h"
#include "codes/editions_web.h"

static struct str draft_path(struct ctx *ctx, int64_t edition_id, const char *page)
{
	return str_fmt(ctx->arena, "/office/codes/editions/%.*s%s", STR_ARG(id_str(ctx->arena, edition_id)), page);
}

/* The edition of the address. */
static enum outcome edition_asked(struct ctx *ctx, const struct req *req, struct edition *ret_edition)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	return codes_edition(ctx, id, ret_edition);
}

/* The same while it is a draft; NOT_FOUND once it is published: nothing about it can change then. */
static enum outcome draft_asked(struct ctx *ctx, const struct req *req, struct edition *ret_edition)
{
	struct edition edition;
	TRY(edition_asked(ctx, req, &edition));
	if (edition.stage > EDITION_CONSULTATION)
		return NOT_FOUND;
	*ret_edition = edition;
	return OK;
}

static struct page draft_page(struct ctx *ctx, const struct edition *edition, struct str title)
{
	struct page page = access_page(ctx, title);
	page_step(ctx->arena, &page, STR("Office"), STR("/office"));
	page_step(ctx->arena, &page, STR("Codes of conduct"), STR("/office/codes"));
	page_step(ctx->arena, &page, edition->code_title, draft_path(ctx, edition->id, ""));
	return page;
}

static enum outcome shown(struct html *h, struct resp *resp)
{
	resp->body = html_done(h);
	return OK;
}

/* The draft as its form wants it: what is stored, with the version that the form knew. */
static enum outcome form_draft(struct ctx *ctx, const struct codes_form *form, struct edition *ret_edition)
{
	struct edition edition;
	enum outcome found = codes_edition(ctx, form->edition.id, &edition);
	if (found == NOT_FOUND)
		return CONFLICT;
	TRY(found);
	edition.version = form->version;
	*ret_edition = edition;
	return OK;
}

/* ---- Title and language ---- */

static enum outcome title_show(struct ctx *ctx, const struct req *req, bool is_typed, struct resp *resp)
{
	struct edition edition;
	TRY(draft_asked(ctx, req, &edition));
	const struct summary_row stored[] = {
		{.key = STR("Title"), .value = edition.code_title},
		{.key = STR("Language"), .value = edition.lang},
	};
	struct codes_title_page view = {
		.page = draft_page(ctx, &edition, STR("Title and language")),
		.hidden = access_form(ctx, edition.version),
		.edition = edition,
		.title = {.name = "title",
			  .label = STR("Title"),
			  .hint = STR("How lists and links call the code. The text itself stays as it is"),
			  .value = is_typed ? req_field(req, "title") : edition.code_title,
			  .problems = ctx->problems.first},
		.lang = {.name = "lang",
			 .label = STR("Language of the text"),
			 .hint = STR("As a language tag: en for English, cy for Welsh, es for Spanish"),
			 .value = is_typed ? req_field(req, "lang") : edition.lang,
			 .problems = ctx->problems.first,
			 .spellcheck_off = true},
		.stored = stored,
		.n_stored = resp->status == 409 ? COUNT_OF(stored) : 0,
	};
	struct html h = html_open(ctx);
	codes_title_show(&h, &view);
	return shown(&h, resp);
}

enum outcome codes_title_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	return title_show(ctx, req, false, resp);
}

static enum outcome title_act(struct ctx *ctx, struct codes_form *form)
{
	struct edition edition;
	TRY(form_draft(ctx, form, &edition));
	edition.code_title = form->edition.code_title;
	edition.lang = form->edition.lang;
	TRY(codes_edition_update(ctx, &edition));
	form->path = draft_path(ctx, edition.id, "?done=title");
	return OK;
}

enum outcome codes_title_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	struct codes_form form = codes_form_of(ctx, req, title_act);
	TRY(draft_asked(ctx, req, &form.edition));
	form.edition.code_title = str_trim(req_field(req, "title"));
	form.edition.lang = str_trim(req_field(req, "lang"));
	enum outcome outcome = codes_form_write(ctx, &form);
	if (outcome == INVALID || outcome == CONFLICT) {
		codes_form_refused(ctx, outcome, resp);
		return title_show(ctx, req, true, resp);
	}
	TRY(outcome);
	resp_redirect(resp, form.path);
	return OK;
}

/* ---- The act ---- */

static enum outcome instrument_show(struct ctx *ctx, const struct req *req, bool is_typed, struct resp *resp)
{
	struct edition edition;
	TRY(draft_asked(ctx, req, &edition));
	const struct instrument *act = &edition.instrument;
	const struct summary_row stored[] = {
		{.key = STR("Act"), .value = codes_instrument(ctx->arena, ctx->lang, act)},
		{.key = STR("Kind"), .value = str_of(instrument_kind_name(act->kind))},
		{.key = STR("Link"), .value = act->link},
	};
	struct codes_instrument_page view = {
		.page = draft_page(ctx, &edition, STR("The act that makes this edition")),
		.hidden = access_form(ctx, edition.version),
		.edition = edition,
		.act = codes_instrument_fields_of(ctx, req, is_typed, act),
		.stored = stored,
		.n_stored = resp->status == 409 ? COUNT_OF(stored) : 0,
	};
	struct html h = html_open(ctx);
	codes_instrument_show(&h, &view);
	return shown(&h, resp);
}

enum outcome codes_instrument_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	return instrument_show(ctx, req, false, resp);
}

static enum outcome instrument_act(struct ctx *ctx, struct codes_form *form)
{
	struct edition edition;
	TRY(form_draft(ctx, form, &edition));
	edition.instrument = form->edition.instrument;
	TRY(codes_edition_update(ctx, &edition));
	form->path = draft_path(ctx, edition.id, "?done=instrument");
	return OK;
}

enum outcome codes_instrument_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	struct codes_form form = codes_form_of(ctx, req, instrument_act);
	TRY(draft_asked(ctx, req, &form.edition));
	form.edition.instrument = codes_instrument_typed(ctx, req);
	enum outcome outcome = codes_form_write(ctx, &form);
	if (outcome == INVALID || outcome == CONFLICT) {
		codes_form_refused(ctx, outcome, resp);
		return instrument_show(ctx, req, true, resp);
	}
	TRY(outcome);
	resp_redirect(resp, form.path);
	return OK;
}

/* ---- Publishing ---- */

/* Those who were asked and have not answered, one after the other. */
static enum outcome waited_for(struct ctx *ctx, int64_t edition_id, struct str *ret_names)
{
	struct consultee *consultees;
	size_t n;
	struct buf out = buf_open(ctx->arena, 128);
	TRY(codes_consultees(ctx, edition_id, &consultees, &n));
	for (size_t i = 0; i < n; i++) {
		if (consultees[i].answered_on != INT32_MIN)
			continue;
		if (out.n > 0)
			buf_lit(&out, ", ");
		buf_str(&out, consultees[i].name);
	}
	*ret_names = buf_view(&out);
	return OK;
}

static void publish_rows(struct ctx *ctx, struct codes_publish_page *view)
{
	const struct edition *e = &view->edition;
	struct str act = codes_instrument(ctx->arena, ctx->lang, &e->instrument);
	const struct summary_row rows[] = {
		{.key = STR("Title"),
		 .value = e->code_title,
		 .href = draft_path(ctx, e->id, "/title"),
		 .action = STR("Change")},
		{.key = STR("Language"),
		 .value = e->lang,
		 .href = draft_path(ctx, e->id, "/title"),
		 .action = STR("Change")},
		{.key = STR("Act"),
		 .value = act.n > 0 ? act : STR("Not given"),
		 .href = draft_path(ctx, e->id, "/instrument"),
		 .action = STR("Change")},
		{.key = STR("Words"), .value = codes_number(ctx->arena, e->words_stored)},
	};
	view->rows = arena_copy(ctx->arena, rows, sizeof(rows));
	view->n_rows = COUNT_OF(rows);
}

static const struct choice *change_choices(struct ctx *ctx, struct str chosen, size_t *ret_n)
{
	const struct choice choices[] = {
		{.value = STR("material"),
		 .text = STR("Material: everyone is asked to sign again"),
		 .hint = STR("The edition asks something else of people than the one before"),
		 .chosen = str_eq(chosen, STR("material"))},
		{.value = STR("minor"),
		 .text = STR("Minor: signatures stay valid"),
		 .hint = STR("Such as a corrected spelling or a new title of a department. Nobody is asked again"),
		 .chosen = str_eq(chosen, STR("minor"))},
	};
	*ret_n = COUNT_OF(choices);
	return arena_copy(ctx->arena, choices, sizeof(choices));
}

static enum outcome publish_show(struct ctx *ctx, const struct req *req, bool is_typed, struct resp *resp)
{
	struct edition edition;
	TRY(draft_asked(ctx, req, &edition));
	const struct problem *problems = ctx->problems.first;
	struct day planned = {edition.in_force_from == INT32_MIN ? site_today(ctx).n : edition.in_force_from};
	struct codes_publish_page view = {
		.page = draft_page(ctx, &edition, STR("Publish this edition")),
		.hidden = access_form(ctx, edition.version),
		.edition = edition,
		.asks_change = edition.number > 1,
		.change = {.name = "change",
			   .label = STR("How much does this edition change?"),
			   .hint = STR("Whatever you choose, what people signed earlier stays what they signed"),
			   .problems = problems},
		.from = {.name = "in_force_from",
			 .label = STR("First day in force"),
			 .hint = STR(
				 "The edition before it stays in force until then. Without a calendar to pick from, "
				 "write it as 2027-01-01"),
			 .type = "date",
			 .value = is_typed ? req_field(req, "in_force_from") : day_str(ctx->arena, planned),
			 .problems = problems},
		.retroactive = {.name = "retroactive",
				.label = STR("Only if the first day is before the day of the act"),
				.problems = problems},
		.reaches_back = {.value = STR("yes"),
				 .text = STR("The first day is before the day of the act, and the act itself says so"),
				 .chosen = is_typed && req_field(req, "retroactive").n > 0},
	};
	struct str change = is_typed ? req_field(req, "change") : str_of(edition_change_name(edition.change));
	view.changes = change_choices(ctx, change, &view.n_changes);
	publish_rows(ctx, &view);
	TRY(waited_for(ctx, edition.id, &view.waiting));
	struct html h = html_open(ctx);
	codes_publish_show(&h, &view);
	return shown(&h, resp);
}

enum outcome codes_publish_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	return publish_show(ctx, req, false, resp);
}

static enum outcome publish_act(struct ctx *ctx, struct codes_form *form)
{
	struct edition edition;
	TRY(form_draft(ctx, form, &edition));
	edition.change = form->edition.change;
	edition.is_retroactive = form->flag;
	TRY(codes_publish(ctx, &form->seed, &edition, form->day));
	form->path = str_fmt(ctx->arena, "/codes/%.*s/editions/%d?done=published", STR_ARG(edition.code_slug),
			     edition.number);
	return OK;
}

enum outcome codes_publish_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	TRY(access_need(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE));
	struct codes_form form = codes_form_of(ctx, req, publish_act);
	TRY(edition_asked(ctx, req, &form.edition));
	form.flag = req_field(req, "retroactive").n > 0;
	form.edition.change = 0;
	if (req_field(req, "change").n > 0 && !edition_change_parse(req_field(req, "change"), &form.edition.change))
		(void)problem_add(ctx, "change", msg("Choose whether the change is material or minor"));
	form.day.n = codes_day_typed(ctx, req, "in_force_from");
	if (form.day.n == INT32_MIN && !ctx->problems.first)
		(void)problem_add(ctx, "in_force_from",
				  msg("Enter the first day as year-month-day, such as 2027-01-01"));
	enum outcome outcome = codes_form_write(ctx, &form);
	if ((outcome == INVALID || outcome == CONFLICT) && form.edition.stage <= EDITION_CONSULTATION) {
		codes_form_refused(ctx, outcome, resp);
		return publish_show(ctx, req, true, resp);
	}
	TRY(outcome);
	resp_redirect(resp, form.path);
	return OK;
}
