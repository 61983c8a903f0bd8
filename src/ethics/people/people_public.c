/* What everybody sees of people: members and bodies as at any day. */
#include "people/people_public.h"

#include "people/absences.h"

#include "people/people_sql.h"
#include "people/people_store.h"
#include "people/people_views.h"

#define PANEL_ROWS  200
#define QUERY_BYTES 200

struct str people_shown(struct str name)
{
	return name.n ? name : STR("Name removed");
}

struct str people_shown_post(struct str post)
{
	return post.n ? post : STR("Post removed");
}

struct str people_contact_word(struct str kind)
{
	static const char *const words[][2] = {
		{"email", msg("E-mail")},    {"phone", msg("Phone")}, {"fax", msg("Fax")},
		{"address", msg("Address")}, {"post", msg("Post")},   {"url", msg("Web page")},
	};
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(kind, str_of(words[i][0])))
			return str_of(words[i][1]);
	return kind;
}

struct str people_name_words(struct arena *arena, const struct person_name *name)
{
	const struct tenure term = {.from_day = name->from_day,
				    .to_day = name->to_day == PEOPLE_NO_DAY ? TENURE_OPEN : name->to_day};
	if (name->from_day == PEOPLE_NO_DAY && name->to_day == PEOPLE_NO_DAY)
		return STR("");
	return people_term_words(arena, &term);
}

struct str people_day_words(struct arena *arena, int32_t day)
{
	return day == PEOPLE_NO_DAY ? STR("not known") : day_words(arena, (struct day){day});
}

/* The day that an address asks for; today without one. */
static enum outcome day_asked(struct ctx *ctx, struct str on, struct day *ret_day)
{
	*ret_day = site_today(ctx);
	if (str_empty(str_trim(on)) || day_parse(str_trim(on), ret_day))
		return OK;
	return problem_add(ctx, "on", msg("Enter the day as year-month-day, such as 2024-05-01"));
}

static struct field day_field(struct ctx *ctx, struct str on)
{
	return (struct field){.name = "on",
			      .label = STR("As at"),
			      .hint = STR("Without a calendar to pick from, write it as 2024-05-01"),
			      .type = "date",
			      .value = on,
			      .problems = ctx->problems.first};
}

/* Names as they were on an earlier day. */
static enum outcome names_as_at(struct ctx *ctx, struct day day, struct tenure *tenures, size_t n)
{
	struct person_name *names;
	size_t n_names;
	if (day.n >= site_today(ctx).n)
		return OK;
	TRY(people_names_on(ctx, day, &names, &n_names));
	for (size_t i = 0; i < n; i++) {
		size_t from = 0, to = n_names;
		while (from < to) {
			size_t middle = from + (to - from) / 2;
			if (names[middle].person_id < tenures[i].person_id)
				from = middle + 1;
			else
				to = middle;
		}
		if (from < n_names && names[from].person_id == tenures[i].person_id)
			tenures[i].person_name = names[from].name;
	}
	return OK;
}

/* ---- Lists ---- */

static int64_t page_asked(const struct req *req)
{
	int64_t page = 1;
	if (!str_to_i64(req_query(req, "page"), &page) || page < 1 || page > 100000)
		return 1;
	return page;
}

/* "imogen vale" finds by slug and by sort key, wherever it stands in them. */
static struct str pattern_of(struct arena *arena, struct str name)
{
	struct str slug = text_slug(arena, str_slice(name, 0, QUERY_BYTES));
	return slug.n ? str_fmt(arena, "%%%.*s%%", STR_ARG(slug)) : STR("");
}

/* The same list, another stretch of it. */
static struct str page_href(struct arena *arena, const struct req *req, const char *path, int64_t page)
{
	struct buf href = buf_open(arena, 128);
	buf_fmt(&href, "%s?page=%lld", path, (long long)page);
	for (size_t i = 0; i < req->n_query_fields; i++) {
		const struct http_field *field = &req->query_fields[i];
		if (!str_eq(field->name, STR("page")) && field->value.n)
			buf_fmt(&href, "&%.*s=%.*s", STR_ARG(http_encode(arena, field->name)),
				STR_ARG(http_encode(arena, field->value)));
	}
	return buf_view(&href);
}

size_t people_named_like(struct arena *arena, struct tenure *tenures, size_t n, struct str name)
{
	struct str slug = text_slug(arena, str_slice(name, 0, QUERY_BYTES));
	size_t kept = 0;
	if (str_empty(slug))
		return n;
	for (size_t i = 0; i < n; i++) {
		struct str sorted = text_slug(arena, tenures[i].person_sort_name);
		if (str_find(tenures[i].person_slug, slug, 0) != STR_NPOS || str_find(sorted, slug, 0) != STR_NPOS)
			tenures[kept++] = tenures[i];
	}
	return kept;
}

struct people_pager people_pager_of(struct arena *arena, const struct req *req, const char *path, int64_t total)
{
	struct people_pager pager = {.page = page_asked(req),
				     .total = total,
				     .pages = total ? (total + PEOPLE_PAGE_ROWS - 1) / PEOPLE_PAGE_ROWS : 1};
	if (pager.page > pager.pages)
		pager.page = pager.pages;
	if (pager.page > 1)
		pager.previous = page_href(arena, req, path, pager.page - 1);
	if (pager.page < pager.pages)
		pager.next = page_href(arena, req, path, pager.page + 1);
	return pager;
}

/* people_serving and its like give rows in the order of bodies. */
static const struct people_group *groups_of(struct arena *arena, const struct tenure *tenures, size_t n, size_t *ret_n)
{
	struct people_group *groups = arena_array(arena, struct people_group, n);
	size_t used = 0;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || tenures[i].organization_id != tenures[i - 1].organization_id)
			groups[used++] = (struct people_group){.body = people_shown(tenures[i].organization_name),
							       .slug = tenures[i].organization_slug,
							       .tenures = &tenures[i]};
		groups[used - 1].n++;
	}
	*ret_n = used;
	return groups;
}

static enum outcome body_filter(struct ctx *ctx, struct str slug, struct people_members *view, int64_t *ret_id)
{
	struct organization *bodies;
	size_t n;
	TRY(people_organizations(ctx, &bodies, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n + 1);
	choices[0] = (struct choice){.value = STR(""), .text = STR("All")};
	*ret_id = 0;
	for (size_t i = 0; i < n; i++) {
		bool chosen = str_eq(bodies[i].slug, slug);
		choices[i + 1] = (struct choice){.value = bodies[i].slug, .text = bodies[i].name, .chosen = chosen};
		if (chosen)
			*ret_id = bodies[i].id;
	}
	view->bodies = choices;
	view->n_bodies = n + 1;
	return OK;
}

static enum outcome members_list(struct ctx *ctx, const struct req *req, struct day day, int64_t body_id,
				 struct people_members *view)
{
	const struct people_query query = {
		.day = day,
		.body_id = body_id,
		.pattern = pattern_of(ctx->arena, req_query(req, "name")),
		.is_past = view->is_past,
	};
	int64_t total;
	struct tenure *tenures;
	size_t n;
	TRY(people_members_count(ctx, &query, &total));
	view->pager = people_pager_of(ctx->arena, req, "/members", total);
	TRY(people_members_list(ctx, &query, PEOPLE_PAGE_ROWS, (view->pager.page - 1) * PEOPLE_PAGE_ROWS, &tenures,
				&n));
	TRY(names_as_at(ctx, day, tenures, n));
	view->groups = groups_of(ctx->arena, tenures, n, &view->n_groups);
	return OK;
}

enum outcome people_members_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct day day;
	int64_t body_id;
	bool is_past = str_eq(req_query(req, "who"), STR("past"));
	if (day_asked(ctx, req_query(req, "on"), &day) != OK)
		resp->status = 400;
	struct people_members view = {
		.page = access_page(ctx, STR("Members")),
		.is_past = is_past,
		.day = day_words(ctx->arena, day),
		.on = day_field(ctx, req_query(req, "on")),
		.name = {.name = "name", .label = STR("Name"), .value = req_query(req, "name"), .spellcheck_off = true},
		.body = {.name = "body", .label = STR("Council, committee or board")},
		.who = {.name = "who", .label = STR("Who")},
	};
	struct choice *whos = arena_array(ctx->arena, struct choice, 2);
	whos[0] = (struct choice){.value = STR(""), .text = STR("Who served that day"), .chosen = !is_past};
	whos[1] = (struct choice){.value = STR("past"), .text = STR("Whose term ended before"), .chosen = is_past};
	view.whos = whos;
	view.n_whos = 2;
	view.page.problems = ctx->problems.first;
	TRY(body_filter(ctx, req_query(req, "body"), &view, &body_id));
	TRY(members_list(ctx, req, day, body_id, &view));
	struct html h = html_open(ctx);
	people_members(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome people_bodies_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct people_bodies view = {
		.page = access_page(ctx, STR("Councils and committees")),
		.name = {.name = "name", .label = STR("Name"), .value = req_query(req, "name")},
	};
	struct str pattern = pattern_of(ctx->arena, req_query(req, "name"));
	int64_t total;
	struct organization *bodies;
	TRY(people_bodies_count(ctx, pattern, &total));
	view.pager = people_pager_of(ctx->arena, req, "/bodies", total);
	TRY(people_bodies_list(ctx, pattern, PEOPLE_PAGE_ROWS, (view.pager.page - 1) * PEOPLE_PAGE_ROWS, &bodies,
			       &view.n_bodies));
	view.bodies = bodies;
	struct html h = html_open(ctx);
	people_bodies(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- One body, one person ---- */

struct people_details people_public_details(struct people_details all)
{
	struct people_details details = {.names = all.names, .contacts = all.contacts, .identifiers = all.identifiers};
	for (size_t i = 0; i < all.n_names; i++)
		if (all.names[i].is_public && all.names[i].kind == NAME_FORMER)
			details.names[details.n_names++] = all.names[i];
	for (size_t i = 0; i < all.n_contacts; i++)
		if (all.contacts[i].is_public)
			details.contacts[details.n_contacts++] = all.contacts[i];
	for (size_t i = 0; i < all.n_identifiers; i++)
		if (all.identifiers[i].is_public)
			details.identifiers[details.n_identifiers++] = all.identifiers[i];
	return details;
}

/* When and why a record was removed. */
static enum outcome removal_of(struct ctx *ctx, struct str record_id, struct str *ret_when, struct str *ret_ground)
{
	struct journal_record record;
	TRY(journal_find(ctx, record_id, 0, &record));
	*ret_when =
		day_words(ctx->arena, ctx->site->zone ? zone_day(ctx->site->zone, (struct instant){record.erased_ms})
						      : instant_day((struct instant){record.erased_ms}));
	*ret_ground = record.erased_ground;
	return OK;
}

static struct str list_href(struct arena *arena, const struct people_body *body, bool is_past)
{
	return str_fmt(arena, "/members?body=%.*s%s%s%.*s", STR_ARG(body->organization.slug),
		       is_past ? "&who=past" : "", body->is_today ? "" : "&on=", body->is_today ? 0 : 10,
		       body->is_today ? "" : day_str(arena, body->day).p);
}

static enum outcome body_lists(struct ctx *ctx, struct people_body *body)
{
	struct people_query query = {.day = body->day, .body_id = body->organization.id};
	struct tenure *members, *past;
	int64_t n_members, n_past;
	TRY(people_members_count(ctx, &query, &n_members));
	TRY(people_members_list(ctx, &query, PANEL_ROWS, 0, &members, &body->n_members));
	query.is_past = true;
	TRY(people_members_count(ctx, &query, &n_past));
	TRY(people_members_list(ctx, &query, PANEL_ROWS, 0, &past, &body->n_past));
	TRY(names_as_at(ctx, body->day, members, body->n_members));
	TRY(people_absences_of_body(ctx, body->organization.id, members, body->n_members));
	people_absences_public(ctx->arena, members, body->n_members, &body->day);
	body->members = members;
	body->past = past;
	if (n_members > PANEL_ROWS)
		body->all_members = list_href(ctx->arena, body, false);
	if (n_past > PANEL_ROWS)
		body->all_past = list_href(ctx->arena, body, true);
	TRY(people_posts_held(ctx, body->organization.id, body->day, &body->posts, &body->n_posts));
	return people_bodies_below(ctx, body->organization.id, &body->below, &body->n_below);
}

enum outcome people_body_load(struct ctx *ctx, struct str slug, struct str on, struct people_body *ret_body)
{
	struct people_body body = {0};
	TRY(people_organization_by_slug(ctx, slug, &body.organization));
	enum outcome asked = day_asked(ctx, on, &body.day);
	body.on = day_field(ctx, on);
	body.is_today = body.day.n == site_today(ctx).n;
	if (body.organization.erased_ms)
		TRY(removal_of(ctx, body.organization.record_id, &body.removed, &body.removed_ground));
	if (body.organization.parent_id)
		TRY(people_organization(ctx, body.organization.parent_id, &body.above));
	struct people_details details;
	TRY(people_details(ctx, body.organization.id, &details));
	body.details = people_public_details(details);
	TRY(body_lists(ctx, &body));
	*ret_body = body;
	return asked;
}

enum outcome people_person_load(struct ctx *ctx, struct str slug, struct str on, struct people_person_panel *ret_person)
{
	struct people_person_panel panel = {0};
	struct people_details details;
	struct tenure *tenures;
	size_t n;
	TRY(people_person_by_slug(ctx, slug, &panel.person));
	enum outcome asked = day_asked(ctx, on, &panel.day);
	panel.on = day_field(ctx, on);
	panel.is_today = panel.day.n == site_today(ctx).n;
	if (panel.person.erased_ms)
		TRY(removal_of(ctx, panel.person.record_id, &panel.removed, &panel.removed_ground));
	TRY(people_details(ctx, panel.person.id, &details));
	panel.details = people_public_details(details);
	panel.name = people_shown(person_name_on(&panel.person, panel.details.names, panel.details.n_names, panel.day));
	TRY(people_tenures_of(ctx, panel.person.id, &tenures, &n));
	TRY(people_absences_of_person(ctx, panel.person.id, tenures, n));
	people_absences_public(ctx->arena, tenures, n, NULL);
	struct tenure *now = arena_array(ctx->arena, struct tenure, n),
		      *before = arena_array(ctx->arena, struct tenure, n);
	for (size_t i = 0; i < n; i++) {
		panel.holds_public_post |= tenure_category_is_public(tenures[i].category);
		if (!tenure_is_listed(&tenures[i], site_today(ctx)))
			continue;
		if (tenures[i].to_day < panel.day.n)
			before[panel.n_before++] = tenures[i];
		else if (panel.is_today || tenures[i].from_day <= panel.day.n)
			now[panel.n_now++] = tenures[i];
	}
	panel.now = now;
	panel.before = before;
	*ret_person = panel;
	return asked;
}

bool people_has_page(const struct people_person_panel *person)
{
	return person->removed.n ? person->person.is_public : person->holds_public_post;
}
