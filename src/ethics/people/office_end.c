/* The office ends a term: why, on which day, and what that does. */
#include "people/office_web.h"

#include "people/absences.h"
#include "people/people_views.h"

/* What the person goes on with, and how many terms that is. */
static struct str kept_terms(struct ctx *ctx, const struct tenure *ended, const struct tenure *tenures, size_t n,
			     size_t *ret_kept)
{
	struct buf kept = buf_open(ctx->arena, 128);
	*ret_kept = 0;
	for (size_t i = 0; i < n; i++) {
		if (tenures[i].id == ended->id || tenures[i].to_day < site_today(ctx).n)
			continue;
		buf_fmt(&kept, "%s%.*s", (*ret_kept)++ ? "; " : "", STR_ARG(tenure_office(ctx->arena, &tenures[i])));
	}
	return buf_view(&kept);
}

/* In sentences; none depends on the day that will be chosen. */
static enum outcome effects_load(struct ctx *ctx, const struct tenure *t, struct office_end *view)
{
	struct tenure *tenures, *substitutes;
	struct absence *absences;
	size_t n, n_substitutes, n_absences, n_kept, used = 0;
	int32_t today = site_today(ctx).n;
	TRY(people_tenures_of(ctx, t->person_id, &tenures, &n));
	TRY(people_substitutes(ctx, t->id, &substitutes, &n_substitutes));
	TRY(people_absences_of(ctx, t->id, &absences, &n_absences));
	struct str *lines = arena_array(ctx->arena, struct str, n_substitutes + n_absences + 5);
	struct str kept = kept_terms(ctx, t, tenures, n, &n_kept);
	lines[used++] =
		n_kept ? str_fmt(ctx->arena, "Rights that came with the post end after that day. %.*s keeps: %.*s.",
				 STR_ARG(t->person_name), STR_ARG(kept))
		       : STR("This is the last term or job here: rights end after that day.");
	for (size_t i = 0; i < n_absences; i++)
		if (absence_last_day(t, &absences[i]) >= today)
			lines[used++] = str_fmt(ctx->arena, "%.*s: that ends with the term.",
						STR_ARG(absence_words(ctx->arena, t, &absences[i])));
	for (size_t i = 0; i < n_substitutes; i++)
		if (substitutes[i].to_day >= today)
			lines[used++] = str_fmt(ctx->arena, "%.*s, who stands in, stops no later than that day.",
						STR_ARG(substitutes[i].person_name));
	lines[used++] = STR("What is owed follows at once: what the post asked may fall away, and what leaving asks "
			    "begins to count. “Due dates” lists both.");
	lines[used++] = STR("Signatures made in it stay on the roll.");
	if (n_kept)
		lines[used++] = STR("If they died, all their terms and jobs end that day, and reminders stop.");
	if (tenure_category_is_public(t->category))
		lines[used++] = STR("The last day and why it ended are public at once.");
	view->effects = lines;
	view->n_effects = used;
	return OK;
}

/* ---- The page ---- */

static enum outcome end_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct office_end view = {0};
	TRY(office_term_load(ctx, req, &view.tenure));
	view.page = access_page(ctx, STR("End a term"));
	view.page.problems = ctx->problems.first;
	view.hidden = access_form(ctx, view.tenure.version);
	struct choice *endings = office_ending_choices(ctx, &view.n_endings);
	for (size_t i = 0; i < view.n_endings; i++)
		endings[i].chosen = str_eq(endings[i].value, req_field(req, "ending"));
	view.endings = endings;
	view.ending =
		(struct field){.name = "ending", .label = STR("Why does it end?"), .problems = ctx->problems.first};
	view.to = (struct field){.name = "to",
				 .label = STR("Last day in the post"),
				 .hint = STR("Without a calendar to pick from, write it as 2026-07-01"),
				 .type = "date",
				 .value = req_field(req, "to"),
				 .problems = ctx->problems.first};
	TRY(effects_load(ctx, &view.tenure, &view));
	people_steps(ctx, &view.page);
	page_step(ctx->arena, &view.page, view.tenure.person_name,
		  str_fmt(ctx->arena, "/office/people/%.*s", STR_ARG(view.tenure.person_slug)));
	struct html h = html_open(ctx);
	people_end(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome office_end_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return end_show(ctx, req, resp);
}

static enum outcome end_put(struct ctx *ctx, struct form_act *act)
{
	const struct tenure *ended = act->args;
	struct tenure now;
	struct person person;
	if (ended->ending != ENDING_DIED)
		return people_end_tenure(ctx, &act->seeds[0], ended, (struct day){ended->to_day});
	TRY(people_tenure(ctx, ended->id, &now));
	TRY(people_person(ctx, ended->person_id, &person));
	if (now.version != ended->version)
		return CONFLICT;
	return people_died(ctx, act->seeds, act->n_seeds, &person, (struct day){ended->to_day});
}

static enum outcome end_decode(struct ctx *ctx, const struct req *req, struct tenure *t)
{
	if (!tenure_ending_parse(req_field(req, "ending"), &t->ending))
		t->ending = ENDING_NOT_SAID;
	if (str_empty(str_trim(req_field(req, "to"))))
		return problem_add(ctx, "to", msg("Enter the last day as year-month-day, such as 2026-07-01"));
	TRY(form_take_day(ctx, req, "to", TENURE_OPEN, &t->to_day));
	if (t->ending == ENDING_DIED && t->to_day > site_today(ctx).n)
		return problem_add(ctx, "to", msg("The day must not be after {1}"),
				   day_words(ctx->arena, site_today(ctx)));
	return OK;
}

enum outcome office_end_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct tenure tenure, *tenures;
	size_t n;
	int64_t body_id;
	TRY(office_term_load(ctx, req, &tenure));
	TRY(people_tenures_of(ctx, tenure.person_id, &tenures, &n));
	enum outcome decoded = end_decode(ctx, req, &tenure);
	/* Death ends the terms on every body. */
	if (tenure.ending == ENDING_DIED) {
		TRY(people_body_for(ctx, RIGHT_CLERK, tenure.person_id, &body_id));
		TRY(access_need(ctx, RIGHT_CLERK, body_id));
	}
	struct form_act act = form_act_of(ctx, req, n + 4);
	tenure.version = act.version;
	act.change = end_put;
	act.args = &tenure;
	act.done = str_fmt(ctx->arena, "/office/people/%.*s?done=ended", STR_ARG(tenure.person_slug));
	return form_send(ctx, req, resp, &act, decoded, end_show);
}
