/* Routes of people: who serves, in public; adding, ending and inviting, in the office. */
#include "people/people_web.h"
#include "people/absences.h"

#include "people/office_elections.h"
#include "people/office_invitations.h"
#include "people/office_web.h"
#include "people/people_cmd.h"
#include "people/people_public.h"
#include "people/people_sql.h"
#include "people/people_store.h"
#include "people/people_views.h"

/* ---- The office's list ---- */

static struct str notice_of(struct str done)
{
	if (str_eq(done, STR("person")))
		return STR("Added. Next, invite the person to sign in.");
	if (str_eq(done, STR("table")))
		return STR("Added. Next, invite them to sign in.");
	if (str_eq(done, STR("body")))
		return STR("Added. Next, add the people who serve on it.");
	if (str_eq(done, STR("invited")))
		return STR("This person was invited already. The link was shown once and is not shown again.");
	return STR("");
}

/* Keeps, in front, the terms of bodies that the actor may read; how many. */
static size_t of_bodies_read(const struct ctx *ctx, struct tenure *tenures, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (access_may(ctx, RIGHT_READ, tenures[i].organization_id))
			tenures[kept++] = tenures[i];
	return kept;
}

/* Of each term on the page: what the actor may do with it and its person. */
static enum outcome put_rights(struct ctx *ctx, struct people_office *view)
{
	bool *end = arena_array(ctx->arena, bool, view->n_tenures);
	bool *invite = arena_array(ctx->arena, bool, view->n_tenures);
	for (size_t i = 0; i < view->n_tenures; i++) {
		int64_t body_id;
		TRY(people_body_for(ctx, RIGHT_CLERK, view->tenures[i].person_id, &body_id));
		end[i] = access_may(ctx, RIGHT_CLERK, view->tenures[i].organization_id);
		invite[i] = access_may(ctx, RIGHT_CLERK, body_id);
	}
	view->may_end = end;
	view->may_invite = invite;
	return OK;
}

static enum outcome office_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct people_office view = {
		.page = access_page(ctx, STR("People")),
		.may_change = access_may(ctx, RIGHT_CLERK, 0),
		.may_import = access_may(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE),
	};
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	view.page.notice = notice_of(req_query(req, "done"));
	struct tenure *tenures;
	size_t n;
	TRY(people_tenures_open(ctx, site_today(ctx), &tenures, &n));
	view.name = (struct field){
		.name = "name", .label = STR("Name"), .value = req_query(req, "name"), .spellcheck_off = true};
	n = people_named_like(ctx->arena, tenures, n, req_query(req, "name"));
	n = of_bodies_read(ctx, tenures, n);
	view.pager = people_pager_of(ctx->arena, req, "/office/people", (int64_t)n);
	size_t first = (size_t)(view.pager.page - 1) * PEOPLE_PAGE_ROWS;
	view.tenures = tenures + first;
	view.n_tenures = n - first < PEOPLE_PAGE_ROWS ? n - first : PEOPLE_PAGE_ROWS;
	TRY(put_rights(ctx, &view));
	/* Nobody's body: for those alone who work for the whole site. */
	if (view.may_import)
		TRY(people_persons_without_term(ctx, PEOPLE_PAGE_ROWS, &view.without, &view.n_without));
	struct html h = html_open(ctx);
	people_office(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Adding a person with a post ---- */

static enum outcome body_choices(struct ctx *ctx, struct str chosen, const char *none,
				 const struct choice **ret_choices, size_t *ret_n)
{
	struct organization *organizations;
	size_t n;
	TRY(people_organizations(ctx, &organizations, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n + 1);
	size_t used = 0;
	if (none)
		choices[used++] = (struct choice){.value = STR(""), .text = str_of(none)};
	for (size_t i = 0; i < n; i++) {
		struct str value = id_str(ctx->arena, organizations[i].id);
		choices[used++] =
			(struct choice){.value = value, .text = organizations[i].name, .chosen = str_eq(value, chosen)};
	}
	*ret_choices = choices;
	*ret_n = used;
	return OK;
}

static enum outcome add_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct problem *problems = ctx->problems.first;
	struct people_add view = {
		.page = access_page(ctx, STR("Add a person")),
		.hidden = access_form(ctx, 0),
		.name = {.name = "name",
			 .label = STR("Name"),
			 .hint = STR("As people know them, such as “Imogen Vale”"),
			 .value = req_field(req, "name"),
			 .problems = problems,
			 .spellcheck_off = true},
		.sort_name = {.name = "sort_name",
			      .label = STR("Name to sort by (optional)"),
			      .hint = STR("If it is not the last word that comes first, such as “van Dijk, Anna”"),
			      .value = req_field(req, "sort_name"),
			      .problems = problems,
			      .spellcheck_off = true},
		.body = {.name = "body", .label = STR("Council, committee or board"), .problems = problems},
		.post = {.name = "post",
			 .label = STR("Post"),
			 .hint = STR("Such as “Mayor” or “Member for North Ward”"),
			 .value = req_field(req, "post"),
			 .problems = problems},
		.category = {.name = "category", .label = STR("How is the post held?"), .problems = problems},
		.from = {.name = "from",
			 .label = STR("First day in the post"),
			 .hint = STR("Without a calendar to pick from, write it as 2026-07-01"),
			 .type = "date",
			 .value = req_field(req, "from"),
			 .problems = problems},
	};
	TRY(body_choices(ctx, req_field(req, "body"), NULL, &view.bodies, &view.n_bodies));
	view.categories = form_category_choices(ctx, req_field(req, "category"), &view.n_categories);
	people_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	people_add(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* The page again with the person's answers and what to put right. */
static enum outcome add_again(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	resp->status = 400;
	return add_show(ctx, req, resp);
}

struct add_write {
	struct journal_seed person_seed, tenure_seed;
	struct str form_id;
	struct person person;
	struct tenure tenure;
};

static enum outcome add_write(struct ctx *ctx, void *args)
{
	struct add_write *add = args;
	struct str before;
	enum outcome used = form_id_use(ctx, add->form_id, &before);
	if (used == CONFLICT)
		return OK; /* the same form again: it shows the same result */
	TRY(used);
	TRY(people_add_person(ctx, &add->person_seed, &add->person));
	TRY(people_post_by_label(ctx, &add->tenure));
	TRY(people_seats_check(ctx, &add->tenure));
	add->tenure.person_id = add->person.id;
	TRY(people_add_tenure(ctx, &add->tenure_seed, &add->tenure));
	return form_id_result(ctx, add->form_id, STR("/office/people"));
}

/* Every fault of the form at once. */
static enum outcome add_decode(struct ctx *ctx, const struct req *req, struct add_write *ret_add)
{
	struct add_write add = {
		.person_seed = journal_seed_new(ctx),
		.tenure_seed = journal_seed_new(ctx),
		.form_id = req_field(req, "_form"),
		.person = {.name = req_field(req, "name"), .sort_name = str_trim(req_field(req, "sort_name"))},
		.tenure = {.post = str_trim(req_field(req, "post")), .to_day = TENURE_OPEN},
	};
	struct day from = {0};
	bool dated = day_parse(str_trim(req_field(req, "from")), &from);
	add.tenure.from_day = from.n;
	if (!tenure_category_parse(req_field(req, "category"), &add.tenure.category))
		add.tenure.category = 0;
	if (!id_parse(req_field(req, "body"), &add.tenure.organization_id))
		add.tenure.organization_id = 0;
	enum outcome person = person_check(ctx, &add.person);
	enum outcome tenure = tenure_check(ctx, &add.tenure);
	if (!dated)
		return problem_add(ctx, "from", msg("Enter the first day as year-month-day, such as 2026-07-01"));
	TRY(person);
	TRY(tenure);
	*ret_add = add;
	return OK;
}

static enum outcome add_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return add_show(ctx, req, resp);
}

static enum outcome add_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct add_write add;
	if (add_decode(ctx, req, &add) != OK)
		return add_again(ctx, req, resp);
	TRY(access_need(ctx, RIGHT_CLERK, add.tenure.organization_id));
	enum outcome outcome = site_write(ctx, add_write, &add);
	if (outcome == INVALID)
		return add_again(ctx, req, resp);
	TRY(outcome);
	resp_redirect(resp, STR("/office/people?done=person"));
	return OK;
}

/* ---- Adding a body ---- */

static enum outcome add_body_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct people_add_body view = {
		.page = access_page(ctx, STR("Add a council, committee or board")),
		.hidden = access_form(ctx, 0),
		.name = {.name = "name",
			 .label = STR("Name"),
			 .hint = STR("Such as “City Council” or “Planning Commission”"),
			 .value = req_field(req, "name"),
			 .problems = ctx->problems.first},
		.parent = {.name = "parent",
			   .label = STR("Which body does it stand under?"),
			   .problems = ctx->problems.first},
	};
	TRY(body_choices(ctx, req_field(req, "parent"), "None", &view.parents, &view.n_parents));
	people_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	people_add_body(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

struct body_write {
	struct journal_seed seed;
	struct str form_id;
	struct organization organization;
};

static enum outcome body_write(struct ctx *ctx, void *args)
{
	struct body_write *body = args;
	struct str before;
	enum outcome used = form_id_use(ctx, body->form_id, &before);
	if (used == CONFLICT)
		return OK;
	TRY(used);
	TRY(people_add_organization(ctx, &body->seed, &body->organization));
	return form_id_result(ctx, body->form_id, STR("/office/people"));
}

static enum outcome add_body_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return add_body_show(ctx, req, resp);
}

static enum outcome add_body_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct body_write body = {
		.seed = journal_seed_new(ctx),
		.form_id = req_field(req, "_form"),
		.organization = {.name = str_trim(req_field(req, "name"))},
	};
	if (!id_parse(req_field(req, "parent"), &body.organization.parent_id))
		body.organization.parent_id = 0;
	int64_t above = body.organization.parent_id;
	TRY(access_need(ctx, RIGHT_CLERK, above ? above : ACCESS_WHOLE_SITE));
	enum outcome outcome = site_write(ctx, body_write, &body);
	if (outcome == INVALID) {
		resp->status = 400;
		return add_body_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, STR("/office/people?done=body"));
	return OK;
}

/* ---- Inviting a person to sign in ---- */

/* A clerk invites those who serve, or will, and only on bodies of the clerk's. */
static enum outcome invite_load(struct ctx *ctx, const struct req *req, struct person *ret_person)
{
	struct person person;
	struct tenure *tenures;
	size_t n;
	TRY(people_person_by_slug(ctx, req->params[0], &person));
	TRY(people_tenures_of(ctx, person.id, &tenures, &n));
	bool serves = false;
	int64_t body_id;
	for (size_t i = 0; i < n; i++)
		serves |= tenures[i].to_day >= site_today(ctx).n;
	TRY(people_body_for(ctx, RIGHT_CLERK, person.id, &body_id));
	TRY(access_need(ctx, RIGHT_CLERK, serves ? body_id : ACCESS_WHOLE_SITE));
	*ret_person = person;
	return OK;
}

static enum outcome invite_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person person;
	TRY(invite_load(ctx, req, &person));
	struct people_invite view = {
		.page = access_page(ctx, STR("Invite a person")),
		.hidden = access_form(ctx, 0),
		.person = person,
		.email = {.name = "email",
			  .label = STR("E-mail address"),
			  .hint = STR("They sign in with it. If you leave it empty, they give it themselves"),
			  .type = "email",
			  .value = req_field(req, "email"),
			  .problems = ctx->problems.first,
			  .spellcheck_off = true},
	};
	people_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	people_invite(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

struct invite_write {
	struct str form_id;
	struct person person;
	struct str email;
	struct str token;
	struct str path;
	struct str before; /* where the same form led the first time; empty */
};

static enum outcome invite_write(struct ctx *ctx, void *args)
{
	struct invite_write *invite = args;
	int64_t account_id;
	TRY(form_id_use(ctx, invite->form_id, &invite->before));
	TRY(access_person_free(ctx, invite->person.id));
	TRY(access_invite(ctx, invite->person.name, invite->email, invite->person.id, ROLE_PERSON, 0, invite->token,
			  &invite->path, &account_id));
	return form_id_result(ctx, invite->form_id, STR("/office/people?done=invited"));
}

static enum outcome invite_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return invite_show(ctx, req, resp);
}

static enum outcome invite_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct invite_write invite = {.form_id = req_field(req, "_form"),
				      .email = str_trim(req_field(req, "email")),
				      .token = token_new(ctx)};
	TRY(invite_load(ctx, req, &invite.person));
	enum outcome outcome = OK;
	if (str_empty(invite.email))
		outcome = problem_add(ctx, "email", msg("Enter the person’s e-mail address"));
	if (outcome == OK)
		outcome = site_write(ctx, invite_write, &invite);
	if (outcome == INVALID) {
		resp->status = 400;
		return invite_show(ctx, req, resp);
	}
	if (outcome == CONFLICT && invite.before.n) {
		resp_redirect(resp, invite.before);
		return OK;
	}
	TRY(outcome);
	struct people_invited view = {
		.page = access_page(ctx, STR("Link to hand over")),
		.person = invite.person,
		.link = site_link(ctx, invite.path),
	};
	people_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	people_invited(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static const struct route people_routes[] = {
	ROUTE_CACHED("/members", RIGHT_PUBLIC, "people", people_members_get),
	ROUTE_CACHED("/bodies", RIGHT_PUBLIC, "people", people_bodies_get),
	ROUTE(HTTP_GET, "/office/people", RIGHT_READ, CSRF_NONE, office_get),
	ROUTE(HTTP_GET, "/office/people/add", RIGHT_CLERK, CSRF_NONE, add_get),
	ROUTE(HTTP_POST, "/office/people/add", RIGHT_CLERK, CSRF_FORM, add_post),
	ROUTE(HTTP_GET, "/office/bodies/add", RIGHT_CLERK, CSRF_NONE, add_body_get),
	ROUTE(HTTP_POST, "/office/bodies/add", RIGHT_CLERK, CSRF_FORM, add_body_post),
	ROUTE(HTTP_GET, "/office/people/duplicates", RIGHT_CLERK, CSRF_NONE, office_duplicates_get),
	ROUTE(HTTP_GET, "/office/people/{person}/merge", RIGHT_CLERK, CSRF_NONE, office_merge_get),
	ROUTE(HTTP_POST, "/office/people/{person}/merge", RIGHT_CLERK, CSRF_FORM, office_merge_post),
	ROUTE(HTTP_POST, "/office/people/{person}/unmerge", RIGHT_CLERK, CSRF_FORM, office_unmerge_post),
	ROUTE(HTTP_GET, "/office/people/paste", RIGHT_CLERK, CSRF_NONE, office_paste_get),
	ROUTE(HTTP_POST, "/office/people/paste", RIGHT_CLERK, CSRF_FORM, office_paste_post),
	ROUTE(HTTP_GET, "/office/people/import", RIGHT_CLERK, CSRF_NONE, office_file_get),
	ROUTE_UPLOAD("/office/people/import", RIGHT_CLERK, CSRF_FORM, office_file_post),
	ROUTE(HTTP_GET, "/office/people/{person}", RIGHT_READ, CSRF_NONE, office_person_get),
	ROUTE(HTTP_GET, "/office/people/{person}/name", RIGHT_CLERK, CSRF_NONE, office_name_get),
	ROUTE(HTTP_POST, "/office/people/{person}/name", RIGHT_CLERK, CSRF_FORM, office_name_post),
	ROUTE(HTTP_GET, "/office/people/{person}/names", RIGHT_CLERK, CSRF_NONE, office_names_get),
	ROUTE(HTTP_POST, "/office/people/{person}/names", RIGHT_CLERK, CSRF_FORM, office_names_post),
	ROUTE(HTTP_GET, "/office/people/{person}/contact", RIGHT_CLERK, CSRF_NONE, office_contact_get),
	ROUTE(HTTP_POST, "/office/people/{person}/contact", RIGHT_CLERK, CSRF_FORM, office_contact_post),
	ROUTE(HTTP_GET, "/office/people/{person}/identifier", RIGHT_CLERK, CSRF_NONE, office_identifier_get),
	ROUTE(HTTP_POST, "/office/people/{person}/identifier", RIGHT_CLERK, CSRF_FORM, office_identifier_post),
	ROUTE(HTTP_POST, "/office/people/{person}/remove", RIGHT_CLERK, CSRF_FORM, office_remove_post),
	ROUTE(HTTP_GET, "/office/people/{person}/died", RIGHT_CLERK, CSRF_NONE, office_died_get),
	ROUTE(HTTP_POST, "/office/people/{person}/died", RIGHT_CLERK, CSRF_FORM, office_died_post),
	ROUTE(HTTP_GET, "/office/people/{person}/term", RIGHT_CLERK, CSRF_NONE, office_term_add_get),
	ROUTE(HTTP_POST, "/office/people/{person}/term", RIGHT_CLERK, CSRF_FORM, office_term_add_post),
	ROUTE(HTTP_GET, "/office/terms/{term}", RIGHT_CLERK, CSRF_NONE, office_term_get),
	ROUTE(HTTP_POST, "/office/terms/{term}", RIGHT_CLERK, CSRF_FORM, office_term_post),
	ROUTE(HTTP_GET, "/office/bodies", RIGHT_READ, CSRF_NONE, office_bodies_get),
	ROUTE(HTTP_GET, "/office/bodies/{body}", RIGHT_READ, CSRF_NONE, office_body_get),
	ROUTE(HTTP_GET, "/office/bodies/{body}/change", RIGHT_CLERK, CSRF_NONE, office_body_change_get),
	ROUTE(HTTP_POST, "/office/bodies/{body}/change", RIGHT_CLERK, CSRF_FORM, office_body_change_post),
	ROUTE(HTTP_GET, "/office/bodies/{body}/contact", RIGHT_CLERK, CSRF_NONE, office_body_contact_get),
	ROUTE(HTTP_POST, "/office/bodies/{body}/contact", RIGHT_CLERK, CSRF_FORM, office_body_contact_post),
	ROUTE(HTTP_GET, "/office/bodies/{body}/identifier", RIGHT_CLERK, CSRF_NONE, office_body_identifier_get),
	ROUTE(HTTP_POST, "/office/bodies/{body}/identifier", RIGHT_CLERK, CSRF_FORM, office_body_identifier_post),
	ROUTE(HTTP_POST, "/office/bodies/{body}/remove", RIGHT_CLERK, CSRF_FORM, office_body_remove_post),
	ROUTE(HTTP_GET, "/office/bodies/{body}/post", RIGHT_CLERK, CSRF_NONE, office_post_add_get),
	ROUTE(HTTP_POST, "/office/bodies/{body}/post", RIGHT_CLERK, CSRF_FORM, office_post_add_post),
	ROUTE(HTTP_GET, "/office/posts/{post}", RIGHT_CLERK, CSRF_NONE, office_post_get),
	ROUTE(HTTP_POST, "/office/posts/{post}", RIGHT_CLERK, CSRF_FORM, office_post_post),
	ROUTE(HTTP_GET, "/office/elections", RIGHT_READ, CSRF_NONE, office_elections_get),
	ROUTE(HTTP_GET, "/office/elections/add", RIGHT_CLERK, CSRF_NONE, office_election_add_get),
	ROUTE(HTTP_POST, "/office/elections/add", RIGHT_CLERK, CSRF_FORM, office_election_add_post),
	ROUTE(HTTP_GET, "/office/elections/{election}", RIGHT_READ, CSRF_NONE, office_election_get),
	ROUTE(HTTP_GET, "/office/elections/{election}/change", RIGHT_CLERK, CSRF_NONE, office_election_change_get),
	ROUTE(HTTP_POST, "/office/elections/{election}/change", RIGHT_CLERK, CSRF_FORM, office_election_change_post),
	ROUTE(HTTP_GET, "/office/elections/{election}/candidate", RIGHT_CLERK, CSRF_NONE, office_candidate_add_get),
	ROUTE(HTTP_POST, "/office/elections/{election}/candidate", RIGHT_CLERK, CSRF_FORM, office_candidate_add_post),
	ROUTE(HTTP_GET, "/office/candidacies/{term}/blank", RIGHT_CLERK, CSRF_NONE, office_blank_get),
	ROUTE(HTTP_POST, "/office/candidacies/{term}/blank", RIGHT_CLERK, CSRF_FORM, office_blank_post),
	ROUTE(HTTP_GET, "/office/terms/{term}/end", RIGHT_CLERK, CSRF_NONE, office_end_get),
	ROUTE(HTTP_POST, "/office/terms/{term}/end", RIGHT_CLERK, CSRF_FORM, office_end_post),
	ROUTE(HTTP_GET, "/office/terms/{term}/absence", RIGHT_CLERK, CSRF_NONE, office_absence_add_get),
	ROUTE(HTTP_POST, "/office/terms/{term}/absence", RIGHT_CLERK, CSRF_FORM, office_absence_add_post),
	ROUTE(HTTP_GET, "/office/absences/{absence}", RIGHT_CLERK, CSRF_NONE, office_absence_get),
	ROUTE(HTTP_POST, "/office/absences/{absence}", RIGHT_CLERK, CSRF_FORM, office_absence_post),
	ROUTE(HTTP_GET, "/office/absences/{absence}/substitute", RIGHT_CLERK, CSRF_NONE, office_substitute_get),
	ROUTE(HTTP_POST, "/office/absences/{absence}/substitute", RIGHT_CLERK, CSRF_FORM, office_substitute_post),
	ROUTE(HTTP_GET, "/office/bodies/{body}/co-opt", RIGHT_CLERK, CSRF_NONE, office_co_opt_get),
	ROUTE(HTTP_POST, "/office/bodies/{body}/co-opt", RIGHT_CLERK, CSRF_FORM, office_co_opt_post),
	ROUTE(HTTP_GET, "/office/invitations", RIGHT_CLERK, CSRF_NONE, office_invitations_get),
	ROUTE(HTTP_POST, "/office/invitations", RIGHT_CLERK, CSRF_FORM, office_invitations_post),
	ROUTE(HTTP_GET, "/office/invitations/{batch}", RIGHT_CLERK, CSRF_NONE, office_invite_batch_get),
	ROUTE(HTTP_POST, "/office/invitations/{batch}/letters", RIGHT_CLERK, CSRF_FORM, office_invite_letters_post),
	ROUTE(HTTP_POST, "/office/invitations/{batch}/cancel", RIGHT_CLERK, CSRF_FORM, office_invite_cancel_post),
	ROUTE(HTTP_GET, "/office/people/{person}/invite", RIGHT_CLERK, CSRF_NONE, invite_get),
	ROUTE(HTTP_POST, "/office/people/{person}/invite", RIGHT_CLERK, CSRF_FORM, invite_post),
};

static const struct menu_entry people_menu[] = {
	{msg("Members"), "/members", RIGHT_PUBLIC, NULL},
	{msg("Councils and committees"), "/bodies", RIGHT_PUBLIC, NULL},
	{msg("People"), "/office/people", RIGHT_READ, msg("Who serves on which body, and who is invited to sign in.")},
	{msg("Invitations"), "/office/invitations", RIGHT_CLERK,
	 msg("Invite many people at once to sign in, by e-mail and by letter."), .is_task = true},
	{msg("Elections"), "/office/elections", RIGHT_READ, msg("Their days, and who stands for which post.")},
};

static const struct holding holdings[] = {
	{.table = "person", .title = msg("Who they are"), .rows = &people_sql_held_persons},
	{.table = "person_name", .title = msg("Names"), .rows = &people_sql_held_names},
	{.table = "contact",
	 .personal = true,
	 .title = msg("Addresses and numbers"),
	 .rows = &people_sql_held_contacts},
	{.table = "identifier", .personal = true, .title = msg("Identifiers"), .rows = &people_sql_held_identifiers},
	{.table = "tenure", .title = msg("Terms and jobs"), .rows = &people_sql_held_tenures},
	{.table = "absence", .personal = true, .title = msg("Absences"), .rows = &people_sql_held_absences},
	{.table = "candidacy", .title = msg("Candidacies"), .rows = &people_sql_held_candidacies},
	{.table = "invitation", .personal = true, .title = msg("Invitations"), .rows = &people_sql_held_invitations},
	{.table = "person_merge", .title = msg("Entries found to be the same person"), .rows = &people_sql_held_merges},
	{.table = "person_merge_tenure",
	 .title = msg("Terms moved with these"),
	 .none = msg("follows from other rows, which are given")},
	{.table = "invitation_batch", .title = msg("Who invited"), .none = msg("stands in the activity log")},
	{.table = "new_council_line",
	 .title = msg("New councils"),
	 .none = msg("follows from other rows, which are given")},
	{.table = "import_key",
	 .title = msg("Keys of imports"),
	 .none = msg("numbers of other systems for rows that are given")},
};

const struct feature people_feature = {
	.name = "people",
	.routes = people_routes,
	.n_routes = COUNT_OF(people_routes),
	.menu = people_menu,
	.n_menu = COUNT_OF(people_menu),
	.verbs = people_verbs,
	.n_verbs = PEOPLE_VERBS,
	.migrations = people_migrations,
	.n_migrations = &people_migrations_n,
	.jobs = people_jobs,
	.n_jobs = PEOPLE_JOBS,
	.restored = invitations_restored,
	.search_documents = people_search_documents,
	.search_subjects = people_search_subjects,
	.follow = people_follow,
	.remove = people_remove,
	.rules_fit = people_rules_fit,
	.audit = people_audit,
	.holdings = holdings,
	.n_holdings = COUNT_OF(holdings),
};
