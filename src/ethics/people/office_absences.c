/* The office's forms of suspensions, leave and substitutes; and of a member whom a body co-opts. */
#include "people/office_web.h"

#include "people/absences.h"

static struct str done_path(struct ctx *ctx, struct str person_slug)
{
	return str_fmt(ctx->arena, "/office/people/%.*s?done=changed", STR_ARG(person_slug));
}

/* ---- Suspension and leave ---- */

static enum outcome absence_load(struct ctx *ctx, const struct req *req, struct absence *ret_absence,
				 struct tenure *ret_tenure)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(people_absence(ctx, id, ret_absence));
	TRY(people_tenure(ctx, ret_absence->tenure_id, ret_tenure));
	if (ret_tenure->erased_ms)
		return NOT_FOUND;
	return access_need(ctx, RIGHT_CLERK, ret_tenure->organization_id);
}

static void ask_absence(struct form_asker *ask, const struct absence *a)
{
	static const char *const texts[] = {
		[ABSENCE_LEAVE] = msg("Leave of absence, such as illness, a birth or service elsewhere"),
		[ABSENCE_SUSPENSION] = msg("Suspension"),
	};
	struct choice *kinds = arena_array(ask->ctx->arena, struct choice, ABSENCE_SUSPENSION);
	for (int32_t kind = ABSENCE_LEAVE; kind <= ABSENCE_SUSPENSION; kind++)
		kinds[kind - 1] = (struct choice){.value = absence_kind_name(kind), .text = str_of(texts[kind])};
	form_radios(ask, "kind", STR("What is it?"), kinds, ABSENCE_SUSPENSION, absence_kind_name(a->kind));
	form_day(ask, "from", STR("First day"), NULL, a->from_day);
	form_day(ask, "to", STR("Last day (optional)"), "If you leave it empty: it goes on", a->to_day);
	form_checkbox(ask, "shown", STR("It is leave, and the public page shows it"), a->shown);
	form_input(ask, "reason", STR("Reason (optional)"), "For the office alone; write no diagnosis here", a->reason);
	ask->form->note = STR(
		"A suspension from an elected or appointed post is public. Leave is for the office alone unless you "
		"show it. Deadlines go on, unless a rule of yours says that they wait.");
}

static enum outcome absence_decode(struct ctx *ctx, const struct req *req, struct absence *a)
{
	if (!absence_kind_parse(req_field(req, "kind"), &a->kind))
		a->kind = 0;
	a->shown = form_ticked(req, "shown");
	a->reason = str_trim(req_field(req, "reason"));
	enum outcome from = form_take_day(ctx, req, "from", PEOPLE_NO_DAY, &a->from_day);
	TRY(form_take_day(ctx, req, "to", TENURE_OPEN, &a->to_day));
	return from;
}

static enum outcome absence_put(struct ctx *ctx, struct form_act *act)
{
	struct absence absence = *(const struct absence *)act->args;
	return people_put_absence(ctx, &act->seeds[0], &absence);
}

static enum outcome absence_drop(struct ctx *ctx, struct form_act *act)
{
	return people_drop_absence(ctx, &act->seeds[0], act->args);
}

static enum outcome add_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct tenure tenure;
	TRY(office_term_load(ctx, req, &tenure));
	const struct absence empty = {.from_day = PEOPLE_NO_DAY, .to_day = TENURE_OPEN};
	struct form_asker ask = office_term_form(
		ctx, req, resp, &tenure, 0, msg("Leave of absence or suspension"),
		str_fmt(ctx->arena, "/office/terms/%.*s/absence", STR_ARG(id_str(ctx->arena, tenure.id))));
	ask_absence(&ask, &empty);
	return office_form_done(&ask, resp, msg("Save"));
}

enum outcome office_absence_add_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return add_show(ctx, req, resp);
}

enum outcome office_absence_add_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct tenure tenure;
	TRY(office_term_load(ctx, req, &tenure));
	struct absence absence = {.tenure_id = tenure.id};
	enum outcome decoded = absence_decode(ctx, req, &absence);
	struct form_act act = form_act_of(ctx, req, 1);
	act.change = absence_put;
	act.args = &absence;
	act.done = done_path(ctx, tenure.person_slug);
	return form_send(ctx, req, resp, &act, decoded, add_show);
}

static enum outcome change_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct absence absence;
	struct tenure tenure;
	TRY(absence_load(ctx, req, &absence, &tenure));
	struct form_asker ask =
		office_term_form(ctx, req, resp, &tenure, absence.version, msg("Change or end an absence"),
				 str_fmt(ctx->arena, "/office/absences/%.*s", STR_ARG(id_str(ctx->arena, absence.id))));
	ask_absence(&ask, &absence);
	form_checkbox(&ask, "mistake", STR("This absence was entered by mistake: take it away"), false);
	ask.form->note = STR("Whoever stands in stops no later than the last day. What was public before stays in the "
			     "publication log.");
	return office_form_done(&ask, resp, msg("Save"));
}

enum outcome office_absence_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return change_show(ctx, req, resp);
}

enum outcome office_absence_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct absence absence;
	struct tenure tenure;
	TRY(absence_load(ctx, req, &absence, &tenure));
	bool is_mistake = form_ticked(req, "mistake");
	enum outcome decoded = is_mistake ? OK : absence_decode(ctx, req, &absence);
	struct form_act act = form_act_of(ctx, req, 1);
	absence.version = act.version;
	act.change = is_mistake ? absence_drop : absence_put;
	act.args = &absence;
	act.done = done_path(ctx, tenure.person_slug);
	return form_send(ctx, req, resp, &act, decoded, change_show);
}

/* ---- Who stands in ---- */

/* One more term of a person who may be new. */
struct term_add {
	struct absence absence;
	struct person person;
	struct tenure tenure;
};

static struct choice *held_choices(struct ctx *ctx)
{
	struct choice *choices = arena_array(ctx->arena, struct choice, TENURE_APPOINTED);
	for (int32_t i = TENURE_ELECTED; i <= TENURE_APPOINTED; i++)
		choices[i - 1] = (struct choice){.value = tenure_category_name(i), .text = tenure_category_name(i)};
	return choices;
}

static enum outcome person_put(struct ctx *ctx, const struct form_act *act, struct person *person)
{
	return person->id ? OK : people_add_person(ctx, &act->seeds[0], person);
}

static enum outcome substitute_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct absence absence;
	struct tenure tenure;
	TRY(absence_load(ctx, req, &absence, &tenure));
	struct form_asker ask = office_term_form(
		ctx, req, resp, &tenure, 0, msg("Add a substitute"),
		str_fmt(ctx->arena, "/office/absences/%.*s/substitute", STR_ARG(id_str(ctx->arena, absence.id))));
	ask.form->intro = str_fmt(ctx->arena, "%.*s, %.*s. %.*s.", STR_ARG(tenure.person_name),
				  STR_ARG(tenure_office(ctx->arena, &tenure)),
				  STR_ARG(absence_words(ctx->arena, &tenure, &absence)));
	form_ask_person(&ask, msg("They are in the list of people already"));
	form_radios(&ask, "category", STR("How do they hold the post?"), held_choices(ctx), TENURE_APPOINTED,
		    tenure_category_name(tenure.category));
	form_day(&ask, "from", STR("First day (optional)"), "If you leave it empty: the absence’s", TENURE_FROM_EVER);
	form_day(&ask, "to", STR("Last day (optional)"), "If you leave it empty: the absence’s", TENURE_OPEN);
	form_input(&ask, "entry_note", STR("By what (optional)"), "Such as “Resolution 2026-14”. Public", STR(""));
	ask.form->note = str_fmt(ctx->arena,
				 "The public sees that they stand in for %.*s, and so that somebody is absent. They "
				 "take no seat, owe what the post asks, and stop when the absence ends.",
				 STR_ARG(tenure.person_name));
	return office_form_done(&ask, resp, msg("Add the substitute"));
}

enum outcome office_substitute_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return substitute_show(ctx, req, resp);
}

static enum outcome substitute_put(struct ctx *ctx, struct form_act *act)
{
	const struct term_add *add = act->args;
	struct person person = add->person;
	struct tenure tenure = add->tenure;
	TRY(person_put(ctx, act, &person));
	tenure.person_id = person.id;
	return people_add_substitute(ctx, &act->seeds[1], &add->absence, &tenure);
}

static enum outcome term_decode(struct ctx *ctx, const struct req *req, struct term_add *add)
{
	enum outcome person = form_take_person(ctx, req, &add->person);
	enum outcome from = form_take_day(ctx, req, "from", TENURE_FROM_EVER, &add->tenure.from_day);
	enum outcome to = form_take_day(ctx, req, "to", TENURE_OPEN, &add->tenure.to_day);
	add->tenure.entry_note = str_trim(req_field(req, "entry_note"));
	TRY(person);
	TRY(from);
	return to;
}

enum outcome office_substitute_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct term_add add = {0};
	struct tenure absent;
	TRY(absence_load(ctx, req, &add.absence, &absent));
	enum outcome decoded = term_decode(ctx, req, &add);
	if (decoded == FORBIDDEN)
		return decoded;
	if (!tenure_category_parse(req_field(req, "category"), &add.tenure.category))
		add.tenure.category = 0;
	struct form_act act = form_act_of(ctx, req, 2);
	act.change = substitute_put;
	act.args = &add;
	act.done = done_path(ctx, absent.person_slug);
	return form_send(ctx, req, resp, &act, decoded, substitute_show);
}

/* ---- Co-option ---- */

static enum outcome body_load(struct ctx *ctx, const struct req *req, struct organization *ret_body)
{
	TRY(people_organization_by_slug(ctx, req->params[0], ret_body));
	if (ret_body->erased_ms)
		return NOT_FOUND;
	return access_need(ctx, RIGHT_CLERK, ret_body->id);
}

static enum outcome co_opt_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct organization body;
	TRY(body_load(ctx, req, &body));
	struct people_form form = {
		.page = access_page(ctx, STR("Co-opt a member")),
		.hidden = access_form(ctx, 0),
		.heading = STR("Co-opt a member"),
		.intro = str_fmt(ctx->arena, "%.*s. For a seat that the body fills itself. They hold it as appointed.",
				 STR_ARG(body.name)),
		.action = str_fmt(ctx->arena, "/office/bodies/%.*s/co-opt", STR_ARG(body.slug)),
		.note = STR(
			"Name, post, first day and the resolution are public at once. What a new member owes begins "
			"to count; next, invite the person to sign in."),
	};
	form.page.problems = ctx->problems.first;
	people_steps(ctx, &form.page);
	page_step(ctx->arena, &form.page, body.name, str_fmt(ctx->arena, "/office/bodies/%.*s", STR_ARG(body.slug)));
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &form, .is_stale = form_is_stale(resp)};
	form_ask_person(&ask, msg("They are in the list of people already"));
	form_input(&ask, "post", STR("Post"), "Such as “Member for North Ward”", STR(""));
	form_day(&ask, "from", STR("First day in the post"), NULL, TENURE_FROM_EVER);
	form_day(&ask, "to", STR("Last day (optional)"), "Such as the end of the term that they complete", TENURE_OPEN);
	form_input(&ask, "entry_note", STR("By what"), "Such as “Resolution 2026-14 of 3 May 2026”. Public", STR(""));
	return office_form_done(&ask, resp, msg("Co-opt this member"));
}

enum outcome office_co_opt_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return co_opt_show(ctx, req, resp);
}

static enum outcome co_opt_put(struct ctx *ctx, struct form_act *act)
{
	const struct term_add *add = act->args;
	struct person person = add->person;
	struct tenure tenure = add->tenure;
	TRY(people_seats_check(ctx, &tenure));
	TRY(person_put(ctx, act, &person));
	tenure.person_id = person.id;
	act->done = str_fmt(ctx->arena, "/office/people/%.*s?done=changed", STR_ARG(person.slug));
	return people_add_tenure(ctx, &act->seeds[1], &tenure);
}

enum outcome office_co_opt_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct organization body;
	TRY(body_load(ctx, req, &body));
	struct term_add add = {.tenure = {.organization_id = body.id,
					  .category = TENURE_APPOINTED,
					  .entry = ENTRY_CO_OPTION,
					  .post = str_trim(req_field(req, "post"))}};
	enum outcome decoded = term_decode(ctx, req, &add);
	if (decoded == FORBIDDEN)
		return decoded;
	if (str_empty(add.tenure.post))
		decoded = problem_add(ctx, "post", msg("Enter the post, such as “Mayor”"));
	if (str_empty(str_trim(req_field(req, "from"))))
		decoded = problem_add(ctx, "from", msg("Enter the first day as year-month-day, such as 2026-07-01"));
	if (str_empty(add.tenure.entry_note))
		decoded = problem_add(ctx, "entry_note", msg("Say by which resolution or decision"));
	TRY(people_post_by_label(ctx, &add.tenure));
	struct form_act act = form_act_of(ctx, req, 2);
	act.change = co_opt_put;
	act.args = &add;
	return form_send(ctx, req, resp, &act, decoded, co_opt_show);
}
