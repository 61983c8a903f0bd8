/* The office's pages of one person: what is known, and forms that change it. */
#include "people/office_web.h"

#include "people/absences.h"
#include "people/people_public.h"
#include "people/people_views.h"

enum outcome office_person_load(struct ctx *ctx, struct str slug, enum right right, struct person *ret_person)
{
	struct person person;
	int64_t body_id;
	TRY(people_person_by_slug(ctx, slug, &person));
	if (person.erased_ms)
		return NOT_FOUND;
	TRY(people_body_for(ctx, right, person.id, &body_id));
	TRY(access_need(ctx, right, body_id));
	*ret_person = person;
	return OK;
}

static enum outcome person_load(struct ctx *ctx, const struct req *req, enum right right, struct person *ret_person)
{
	return office_person_load(ctx, req->params[0], right, ret_person);
}

static struct str person_path(struct ctx *ctx, const struct person *person, const char *rest)
{
	return str_fmt(ctx->arena, "/office/people/%.*s%s", STR_ARG(person->slug), rest);
}

static void person_steps(struct ctx *ctx, struct page *page, const struct person *person)
{
	people_steps(ctx, page);
	page_step(ctx->arena, page, person->name, person_path(ctx, person, ""));
}

static void fact(struct office_person *view, const char *key, struct str value)
{
	if (value.n)
		view->facts[view->n_facts++] = (struct summary_row){.key = str_of(key), .value = value};
}

static struct str notice_of(struct str done)
{
	if (str_eq(done, STR("ended")))
		return STR("The last day is set. What this person owes follows it at once.");
	return str_eq(done, STR("changed")) ? STR("Changed.") : STR("");
}

enum outcome office_person_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct office_person view = {0};
	struct people_details details;
	struct tenure *tenures;
	int64_t body_id;
	TRY(person_load(ctx, req, RIGHT_READ, &view.person));
	TRY(people_details(ctx, view.person.id, &details));
	TRY(people_tenures_of(ctx, view.person.id, &tenures, &view.n_tenures));
	TRY(people_body_for(ctx, RIGHT_CLERK, view.person.id, &body_id));
	TRY(people_absences_of_person(ctx, view.person.id, tenures, view.n_tenures));
	view.tenures = tenures;
	view.today = site_today(ctx);
	view.may_change = access_may(ctx, RIGHT_CLERK, body_id);
	bool *may_change_term = arena_array(ctx->arena, bool, view.n_tenures);
	for (size_t i = 0; i < view.n_tenures; i++) {
		view.has_page |= tenure_category_is_public(tenures[i].category) || tenures[i].is_public;
		may_change_term[i] = access_may(ctx, RIGHT_CLERK, tenures[i].organization_id);
		if (!may_change_term[i])
			people_absences_public(ctx->arena, &tenures[i], 1, NULL);
	}
	view.may_change_term = may_change_term;
	if (!view.may_change && !access_may(ctx, RIGHT_READ, ACCESS_WHOLE_SITE))
		details = people_public_details(details);
	view.n_names = details.n_names;
	view.n_contacts = details.n_contacts;
	view.n_identifiers = details.n_identifiers;
	office_lines(ctx, &details, view.may_change ? person_path(ctx, &view.person, "/remove") : STR(""),
		     view.person.version, &view.names, &view.contacts, &view.identifiers);
	if (view.may_change)
		TRY(office_undos(ctx, &view.person, &view.undos, &view.n_undos));
	view.page = access_page(ctx, view.person.name);
	view.page.notice = notice_of(req_query(req, "done"));
	view.page.problems = ctx->problems.first;
	people_steps(ctx, &view.page);
	fact(&view, msg("Sorted as"), view.person.sort_name);
	if (view.person.name_from_day != PEOPLE_NO_DAY)
		fact(&view, msg("This name since"), people_day_words(ctx->arena, view.person.name_from_day));
	if (view.person.died_day != PEOPLE_NO_DAY)
		fact(&view, msg("Died"), people_day_words(ctx->arena, view.person.died_day));
	fact(&view, msg("Reached"), view.person.by_post ? STR("by post") : STR("by e-mail"));
	struct html h = html_open(ctx);
	people_person_office(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Forms ---- */

/* A form about the person: opened by each of the functions below, shown by form_done. */
static struct form_asker form_begin(struct ctx *ctx, const struct req *req, const struct resp *resp,
				    const struct person *person, const char *title, const char *rest)
{
	struct people_form *form = arena_new(ctx->arena, struct people_form);
	form->page = access_page(ctx, str_of(title));
	form->page.problems = ctx->problems.first;
	form->hidden = access_form(ctx, person->version);
	form->heading = str_of(title);
	form->action = person_path(ctx, person, rest);
	person_steps(ctx, &form->page, person);
	return (struct form_asker){.ctx = ctx, .req = req, .form = form, .is_stale = form_is_stale(resp)};
}

static enum outcome form_done(struct form_asker *ask, struct resp *resp, const char *submit)
{
	ask->form->submit = str_of(submit);
	struct html h = html_open(ask->ctx);
	people_form_show(&h, ask->form);
	resp->body = html_done(&h);
	return OK;
}

/* What a form of a person changes. */
struct person_change {
	struct person person;
	struct people_details details;
	struct str sort_name;
	bool is_rename, former_is_public;
	struct str name;
	int32_t day;
};

static struct form_act act_for(struct ctx *ctx, const struct req *req, struct person_change *change, size_t n_seeds,
			       enum outcome (*what)(struct ctx *ctx, struct form_act *act))
{
	struct form_act act = form_act_of(ctx, req, n_seeds);
	act.change = what;
	act.args = change;
	act.done = person_path(ctx, &change->person, "?done=changed");
	change->person.version = act.version;
	return act;
}

/* The person with all its details as the form leaves them. */
static enum outcome details_change(struct ctx *ctx, struct form_act *act)
{
	struct person_change *change = act->args;
	struct person person = change->person;
	TRY(people_put_person(ctx, &act->seeds[0], &person, &change->details, NULL));
	return access_log(ctx, "people.change", person.id, person.name);
}

/* ---- The name ---- */

static enum outcome name_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	static const char *const whats[][2] = {
		{"new", msg("The person has a new name: the one so far becomes a former name")},
		{"typo", msg("The name was misspelt")}};
	struct person person;
	TRY(person_load(ctx, req, RIGHT_CLERK, &person));
	struct form_asker ask = form_begin(ctx, req, resp, &person, msg("Change the name"), "/name");
	struct choice *choices = arena_array(ctx->arena, struct choice, COUNT_OF(whats));
	for (size_t i = 0; i < COUNT_OF(whats); i++)
		choices[i] = (struct choice){.value = str_of(whats[i][0]), .text = str_of(whats[i][1])};
	form_radios(&ask, "what", STR("What happened?"), choices, COUNT_OF(whats), STR("new"));
	form_input(&ask, "name", STR("Name"), "As people know them", person.name);
	form_input(&ask, "sort_name", STR("Name to sort by (optional)"),
		   "If it is not the last word that comes first, such as “van Dijk, Anna”", STR(""));
	form_day(&ask, "name_from", STR("New name from (optional)"), NULL, PEOPLE_NO_DAY);
	form_checkbox(&ask, "former_public", STR("Show the former name on the public site"), false);
	return form_done(&ask, resp, msg("Change the name"));
}

static enum outcome name_change(struct ctx *ctx, struct form_act *act)
{
	struct person_change *change = act->args;
	if (change->is_rename)
		return people_rename(ctx, &act->seeds[0], &change->person, change->name, change->sort_name, change->day,
				     change->former_is_public);
	struct person person = change->person;
	person.name = change->name;
	person.sort_name = change->sort_name;
	TRY(people_put_person(ctx, &act->seeds[0], &person, NULL, NULL));
	return access_log(ctx, "people.change", person.id, person.name);
}

enum outcome office_name_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return name_show(ctx, req, resp);
}

enum outcome office_name_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person_change change = {
		.name = str_trim(req_field(req, "name")),
		.sort_name = str_trim(req_field(req, "sort_name")),
		.is_rename = !str_eq(req_field(req, "what"), STR("typo")),
		.former_is_public = form_ticked(req, "former_public"),
	};
	TRY(person_load(ctx, req, RIGHT_CLERK, &change.person));
	enum outcome decoded = form_take_day(ctx, req, "name_from", PEOPLE_NO_DAY, &change.day);
	struct form_act act = act_for(ctx, req, &change, 1, name_change);
	return form_send(ctx, req, resp, &act, decoded, name_show);
}

/* ---- Other names ---- */

static enum outcome names_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person person;
	TRY(person_load(ctx, req, RIGHT_CLERK, &person));
	struct form_asker ask = form_begin(ctx, req, resp, &person, msg("Add a name"), "/names");
	struct choice *choices = arena_array(ctx->arena, struct choice, NAME_MATCHING);
	for (int32_t i = NAME_FORMER; i <= NAME_MATCHING; i++)
		choices[i - 1] = (struct choice){.value = person_name_kind_name(i), .text = person_name_kind_name(i)};
	form_radios(&ask, "name_kind", STR("What kind of name is it?"), choices, NAME_MATCHING, STR("former"));
	form_input(&ask, "other_name", STR("Name"), NULL, STR(""));
	form_day(&ask, "name_from", STR("In use from (optional)"), NULL, PEOPLE_NO_DAY);
	form_day(&ask, "name_to", STR("In use until (optional)"), NULL, PEOPLE_NO_DAY);
	form_checkbox(&ask, "name_public", STR("Show it on the public site"), false);
	return form_done(&ask, resp, msg("Add this name"));
}

static enum outcome names_decode(struct ctx *ctx, const struct req *req, struct people_details *details)
{
	struct person_name *names = arena_array(ctx->arena, struct person_name, details->n_names + 1);
	struct person_name name = person_name_new(NAME_FORMER, req_field(req, "other_name"));
	for (size_t i = 0; i < details->n_names; i++)
		names[i] = details->names[i];
	if (!person_name_kind_parse(req_field(req, "name_kind"), &name.kind))
		name.kind = 0;
	name.is_public = form_ticked(req, "name_public");
	enum outcome from = form_take_day(ctx, req, "name_from", PEOPLE_NO_DAY, &name.from_day);
	enum outcome to = form_take_day(ctx, req, "name_to", PEOPLE_NO_DAY, &name.to_day);
	TRY(person_name_check(ctx, &name));
	TRY(from);
	TRY(to);
	names[details->n_names++] = name;
	details->names = names;
	return OK;
}

enum outcome office_names_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return names_show(ctx, req, resp);
}

/* A POST that puts the details as `decode` leaves them. */
static enum outcome details_post(struct ctx *ctx, const struct req *req, struct resp *resp,
				 enum outcome (*decode)(struct ctx *ctx, const struct req *req,
							struct people_details *details),
				 enum outcome (*show)(struct ctx *ctx, const struct req *req, struct resp *resp))
{
	struct person_change change = {0};
	TRY(person_load(ctx, req, RIGHT_CLERK, &change.person));
	TRY(people_details(ctx, change.person.id, &change.details));
	enum outcome decoded = decode(ctx, req, &change.details);
	struct form_act act = act_for(ctx, req, &change, 1, details_change);
	return form_send(ctx, req, resp, &act, decoded, show);
}

enum outcome office_names_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return details_post(ctx, req, resp, names_decode, names_show);
}

enum outcome office_remove_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return details_post(ctx, req, resp, office_take_removal, office_person_get);
}

/* ---- Contact and identifiers ---- */

static enum outcome contact_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person person;
	TRY(person_load(ctx, req, RIGHT_CLERK, &person));
	struct form_asker ask = form_begin(ctx, req, resp, &person, msg("Add an address or number"), "/contact");
	office_ask_contact(&ask);
	form_checkbox(&ask, "by_post", STR("Reach this person by post, not by e-mail"), person.by_post);
	return form_done(&ask, resp, msg("Save"));
}

enum outcome office_contact_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return contact_show(ctx, req, resp);
}

enum outcome office_contact_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person_change change = {0};
	TRY(person_load(ctx, req, RIGHT_CLERK, &change.person));
	TRY(people_details(ctx, change.person.id, &change.details));
	bool by_post = form_ticked(req, "by_post");
	/* An empty address is fine where only the way changes. */
	bool adds = str_trim(req_field(req, "contact")).n || by_post == change.person.by_post;
	enum outcome decoded = adds ? office_take_contact(ctx, req, &change.details) : OK;
	change.person.by_post = by_post;
	struct form_act act = act_for(ctx, req, &change, 1, details_change);
	return form_send(ctx, req, resp, &act, decoded, contact_show);
}

static enum outcome identifier_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person person;
	TRY(person_load(ctx, req, RIGHT_CLERK, &person));
	struct form_asker ask = form_begin(ctx, req, resp, &person, msg("Add an identifier"), "/identifier");
	office_ask_identifier(&ask);
	return form_done(&ask, resp, msg("Add it"));
}

enum outcome office_identifier_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return identifier_show(ctx, req, resp);
}

enum outcome office_identifier_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return details_post(ctx, req, resp, office_take_identifier, identifier_show);
}

/* ---- Death ---- */

static enum outcome died_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person person;
	TRY(person_load(ctx, req, RIGHT_CLERK, &person));
	struct form_asker ask = form_begin(ctx, req, resp, &person, msg("This person died"), "/died");
	ask.form->intro =
		STR("Terms and jobs that have not ended end that day, and rights with them. The public site says "
		    "“served until”. Reminders stop.");
	form_day(&ask, "died", STR("Day of death"), NULL, person.died_day);
	ask.form->is_warning = true;
	return form_done(&ask, resp, msg("Save the day"));
}

static enum outcome died_change(struct ctx *ctx, struct form_act *act)
{
	struct person_change *change = act->args;
	return people_died(ctx, act->seeds, act->n_seeds, &change->person, (struct day){change->day});
}

enum outcome office_died_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return died_show(ctx, req, resp);
}

enum outcome office_died_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person_change change = {0};
	struct tenure *tenures;
	size_t n;
	TRY(person_load(ctx, req, RIGHT_CLERK, &change.person));
	TRY(people_tenures_of(ctx, change.person.id, &tenures, &n));
	enum outcome decoded = form_take_day(ctx, req, "died", PEOPLE_NO_DAY, &change.day);
	if (decoded == OK && change.day == PEOPLE_NO_DAY)
		decoded = problem_add(ctx, "died", msg("Enter the day"));
	if (decoded == OK && change.day > site_today(ctx).n)
		decoded = problem_add(ctx, "died", msg("The day must not be after {1}"),
				      day_words(ctx->arena, site_today(ctx)));
	struct form_act act = act_for(ctx, req, &change, n + 4, died_change);
	return form_send(ctx, req, resp, &act, decoded, died_show);
}
