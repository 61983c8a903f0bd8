/* The office's forms of a term: one more for a person, and everything about one put right. */
#include "people/office_web.h"

#include "people/absences.h"
#include "people/people_views.h"

struct choice *office_ending_choices(struct ctx *ctx, size_t *ret_n)
{
	static const int32_t order[ENDING_LAST] = {ENDING_TERM, ENDING_RESIGNED, ENDING_REMOVED, ENDING_DISQUALIFIED,
						   ENDING_DIED};
	struct choice *choices = arena_array(ctx->arena, struct choice, ENDING_LAST + 1);
	choices[0] = (struct choice){.value = STR(""), .text = STR("Not said")};
	for (size_t i = 0; i < COUNT_OF(order); i++)
		choices[i + 1] =
			(struct choice){.value = tenure_ending_name(order[i]), .text = tenure_ending_name(order[i])};
	*ret_n = ENDING_LAST + 1;
	return choices;
}

/* Posts of the body that have a row, and "another". */
static enum outcome post_choices(struct ctx *ctx, int64_t body_id, struct choice **ret_choices, size_t *ret_n)
{
	struct post *posts;
	size_t n;
	TRY(people_posts(ctx, body_id, &posts, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n + 1);
	choices[0] = (struct choice){.value = STR(""), .text = STR("Another, named below")};
	for (size_t i = 0; i < n; i++)
		choices[i + 1] = (struct choice){.value = id_str(ctx->arena, posts[i].id), .text = posts[i].label};
	*ret_choices = choices;
	*ret_n = n + 1;
	return OK;
}

/* The line manager is named by slug, as addresses have it, or by name where there is one of that name. */
static enum outcome manager_take(struct ctx *ctx, const struct req *req, int64_t *ret_id)
{
	struct str name = str_trim(req_field(req, "manager"));
	struct person person;
	*ret_id = 0;
	if (str_empty(name))
		return OK;
	TRY(people_person_named(ctx, name, "manager", &person));
	*ret_id = person.id;
	return OK;
}

static struct str manager_name(struct ctx *ctx, int64_t id)
{
	struct person manager;
	return id && people_person(ctx, id, &manager) == OK ? manager.name : STR("");
}

/* How it came about, and what of it is for the office alone. */
static void ask_more(struct form_asker *ask, const struct tenure *t)
{
	static const char *const entries[] = {
		[ENTRY_NOT_SAID] = msg("Not said"),
		[ENTRY_ELECTION] = msg("Elected at an election"),
		[ENTRY_BY_ELECTION] = msg("Elected at a by-election"),
		[ENTRY_CO_OPTION] = msg("Co-opted by the members"),
		[ENTRY_APPOINTMENT] = msg("Appointed"),
	};
	struct choice *choices = arena_array(ask->ctx->arena, struct choice, ENTRY_LAST + 1);
	for (int32_t i = ENTRY_NOT_SAID; i <= ENTRY_LAST; i++)
		choices[i] = (struct choice){.value = tenure_entry_name(i), .text = str_of(entries[i])};
	form_select(ask, "entry", STR("How did the person come into the post? (optional)"), NULL, choices,
		    ENTRY_LAST + 1, tenure_entry_name(t->entry));
	form_input(ask, "entry_note", STR("By what (optional)"),
		   "Such as “Resolution 2026-14”. Public, where the post is", t->entry_note);
	form_input(ask, "contract", STR("Kind of contract (optional)"),
		   "Such as “permanent” or “agency”. For the office alone", t->contract);
	form_input(ask, "workplace", STR("Workplace (optional)"), "For the office alone", t->workplace);
	form_input(ask, "grade", STR("Grade (optional)"), "For the office alone", t->grade);
	form_input(ask, "status", STR("Membership status (optional)"),
		   "Such as “voting” or “co-opted”. For the office alone", t->status);
	form_input(ask, "manager", STR("Line manager (optional)"), "The name, for the office alone",
		   manager_name(ask->ctx, t->manager_id));
}

/* What all forms of a term ask for, decoded; every fault at once. */
static enum outcome term_decode(struct ctx *ctx, const struct req *req, struct tenure *t)
{
	t->post = str_trim(req_field(req, "post"));
	if (!id_parse(req_field(req, "post_id"), &t->post_id))
		t->post_id = 0;
	if (!tenure_category_parse(req_field(req, "category"), &t->category))
		t->category = 0;
	if (!tenure_ending_parse(req_field(req, "ending"), &t->ending))
		t->ending = ENDING_NOT_SAID;
	if (!tenure_entry_parse(req_field(req, "entry"), &t->entry))
		t->entry = ENTRY_NOT_SAID;
	t->entry_note = str_trim(req_field(req, "entry_note"));
	t->contract = str_trim(req_field(req, "contract"));
	t->workplace = str_trim(req_field(req, "workplace"));
	t->grade = str_trim(req_field(req, "grade"));
	t->status = str_trim(req_field(req, "status"));
	enum outcome from = form_take_day(ctx, req, "from", TENURE_FROM_EVER, &t->from_day);
	enum outcome to = form_take_day(ctx, req, "to", TENURE_OPEN, &t->to_day);
	enum outcome manager = manager_take(ctx, req, &t->manager_id);
	enum outcome checked = tenure_check(ctx, t);
	TRY(from);
	TRY(to);
	TRY(manager);
	return checked;
}

static enum outcome term_put(struct ctx *ctx, struct form_act *act)
{
	struct tenure tenure = *(const struct tenure *)act->args;
	bool is_new = tenure.id == 0;
	TRY(people_seats_check(ctx, &tenure));
	TRY(people_put_tenure(ctx, &act->seeds[0], &tenure, NULL));
	return access_log(ctx, is_new ? "people.add_term" : "people.change_term", tenure.id,
			  tenure_office(ctx->arena, &tenure));
}

/* ---- One more ---- */

/* Whoever has a person serve on one more body gets a say over the person, and so needs it before. */
static enum outcome add_load(struct ctx *ctx, const struct req *req, struct person *ret_person)
{
	return office_person_load(ctx, req->params[0], RIGHT_CLERK, ret_person);
}

static enum outcome add_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person person;
	struct choice *bodies, *categories, *endings;
	size_t n_bodies, n_categories, n_endings;
	const struct tenure empty = {.from_day = TENURE_FROM_EVER, .to_day = TENURE_OPEN};
	TRY(add_load(ctx, req, &person));
	TRY(form_body_choices(ctx, &bodies, &n_bodies));
	categories = form_category_choices(ctx, STR(""), &n_categories);
	endings = office_ending_choices(ctx, &n_endings);
	struct people_form form = {
		.page = access_page(ctx, STR("Add a term or job")),
		.hidden = access_form(ctx, 0),
		.heading = STR("Add a term or job"),
		.intro = str_fmt(ctx->arena, "%.*s", STR_ARG(person.name)),
		.action = str_fmt(ctx->arena, "/office/people/%.*s/term", STR_ARG(person.slug)),
		.submit = STR("Add it"),
	};
	form.page.problems = ctx->problems.first;
	people_steps(ctx, &form.page);
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &form};
	form_select(&ask, "body", STR("Council, committee or board"), NULL, bodies, n_bodies, STR(""));
	form_input(&ask, "post", STR("Post"), "Such as “Mayor” or “Member for North Ward”", STR(""));
	form_radios(&ask, "category", STR("How is the post held?"), categories, n_categories, STR(""));
	form_day(&ask, "from", STR("First day (optional)"), NULL, TENURE_FROM_EVER);
	form_day(&ask, "to", STR("Last day (optional)"), NULL, TENURE_OPEN);
	form_select(&ask, "ending", STR("Why did it end?"), NULL, endings, n_endings, STR(""));
	ask_more(&ask, &empty);
	struct html h = html_open(ctx);
	people_form_show(&h, &form);
	resp->body = html_done(&h);
	return OK;
}

enum outcome office_term_add_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return add_show(ctx, req, resp);
}

enum outcome office_term_add_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person person;
	struct tenure tenure = {0};
	TRY(add_load(ctx, req, &person));
	tenure.person_id = person.id;
	if (!id_parse(req_field(req, "body"), &tenure.organization_id))
		tenure.organization_id = 0;
	enum outcome decoded = term_decode(ctx, req, &tenure);
	TRY(access_need(ctx, RIGHT_CLERK, tenure.organization_id ? tenure.organization_id : 0));
	TRY(people_post_by_label(ctx, &tenure));
	struct form_act act = form_act_of(ctx, req, 1);
	act.change = term_put;
	act.args = &tenure;
	act.done = str_fmt(ctx->arena, "/office/people/%.*s?done=changed", STR_ARG(person.slug));
	return form_send(ctx, req, resp, &act, decoded, add_show);
}

/* ---- Putting right ---- */

enum outcome office_term_load(struct ctx *ctx, const struct req *req, struct tenure *ret_tenure)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(people_tenure(ctx, id, ret_tenure));
	if (ret_tenure->erased_ms)
		return NOT_FOUND;
	return access_need(ctx, RIGHT_CLERK, ret_tenure->organization_id);
}

static enum outcome term_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct tenure t;
	struct choice *posts, *categories, *endings;
	size_t n_posts, n_categories, n_endings;
	TRY(office_term_load(ctx, req, &t));
	TRY(post_choices(ctx, t.organization_id, &posts, &n_posts));
	categories = form_category_choices(ctx, STR(""), &n_categories);
	endings = office_ending_choices(ctx, &n_endings);
	struct people_form form = {
		.page = access_page(ctx, STR("Change a term or job")),
		.hidden = access_form(ctx, t.version),
		.heading = STR("Change a term or job"),
		.intro = str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(t.person_name), STR_ARG(t.organization_name)),
		.note = STR("What is public is changed on the public site at once, and the publication log keeps what "
			    "stood "
			    "there before."),
		.action = str_fmt(ctx->arena, "/office/terms/%.*s", STR_ARG(id_str(ctx->arena, t.id))),
		.submit = STR("Save"),
	};
	form.page.problems = ctx->problems.first;
	people_steps(ctx, &form.page);
	page_step(ctx->arena, &form.page, t.person_name,
		  str_fmt(ctx->arena, "/office/people/%.*s", STR_ARG(t.person_slug)));
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &form, .is_stale = form_is_stale(resp)};
	if (n_posts > 1)
		form_select(&ask, "post_id", STR("Post of this body"), NULL, posts, n_posts,
			    t.post_id ? id_str(ctx->arena, t.post_id) : STR(""));
	form_input(&ask, "post", STR("Post"), "Such as “Mayor” or “Member for North Ward”", t.post);
	form_radios(&ask, "category", STR("How is the post held?"), categories, n_categories,
		    tenure_category_name(t.category));
	form_day(&ask, "from", STR("First day (optional)"), NULL, t.from_day);
	form_day(&ask, "to", STR("Last day (optional)"), NULL, t.to_day);
	form_select(&ask, "ending", STR("Why did it end?"), NULL, endings, n_endings, tenure_ending_name(t.ending));
	ask_more(&ask, &t);
	struct html h = html_open(ctx);
	people_form_show(&h, &form);
	resp->body = html_done(&h);
	return OK;
}

enum outcome office_term_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return term_show(ctx, req, resp);
}

enum outcome office_term_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct tenure tenure;
	TRY(office_term_load(ctx, req, &tenure));
	enum outcome decoded = term_decode(ctx, req, &tenure);
	struct form_act act = form_act_of(ctx, req, 1);
	tenure.version = act.version;
	act.change = term_put;
	act.args = &tenure;
	act.done = str_fmt(ctx->arena, "/office/people/%.*s?done=changed", STR_ARG(tenure.person_slug));
	return form_send(ctx, req, resp, &act, decoded, term_show);
}

/* ---- What pages about one term share ---- */

struct form_asker office_term_form(struct ctx *ctx, const struct req *req, const struct resp *resp,
				   const struct tenure *tenure, int64_t version, const char *title, struct str action)
{
	struct people_form *form = arena_new(ctx->arena, struct people_form);
	form->page = access_page(ctx, str_of(title));
	form->page.problems = ctx->problems.first;
	form->hidden = access_form(ctx, version);
	form->heading = str_of(title);
	form->intro =
		str_fmt(ctx->arena, "%.*s, %.*s, %.*s.", STR_ARG(tenure->person_name),
			STR_ARG(tenure_office(ctx->arena, tenure)), STR_ARG(people_term_words(ctx->arena, tenure)));
	form->action = action;
	people_steps(ctx, &form->page);
	page_step(ctx->arena, &form->page, tenure->person_name,
		  str_fmt(ctx->arena, "/office/people/%.*s", STR_ARG(tenure->person_slug)));
	return (struct form_asker){.ctx = ctx, .req = req, .form = form, .is_stale = form_is_stale(resp)};
}

enum outcome office_form_done(struct form_asker *ask, struct resp *resp, const char *submit)
{
	ask->form->submit = str_of(submit);
	struct html h = html_open(ask->ctx);
	people_form_show(&h, ask->form);
	resp->body = html_done(&h);
	return OK;
}
