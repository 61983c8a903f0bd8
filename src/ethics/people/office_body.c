/* The office's pages of one body and its posts. */
#include "people/office_web.h"

#include "people/people_public.h"
#include "people/people_views.h"

static struct str body_path(struct ctx *ctx, const struct organization *body, const char *rest)
{
	return str_fmt(ctx->arena, "/office/bodies/%.*s%s", STR_ARG(body->slug), rest);
}

static void body_steps(struct ctx *ctx, struct page *page, const struct organization *body)
{
	people_steps(ctx, page);
	page_step(ctx->arena, page, STR("Bodies"), STR("/office/bodies"));
	if (body)
		page_step(ctx->arena, page, body->name, body_path(ctx, body, ""));
}

static enum outcome body_load(struct ctx *ctx, const struct req *req, enum right right, struct organization *ret_body)
{
	TRY(people_organization_by_slug(ctx, req->params[0], ret_body));
	if (ret_body->erased_ms)
		return NOT_FOUND;
	return access_need(ctx, right, ret_body->id);
}

enum outcome office_bodies_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct office_bodies view = {
		.page = access_page(ctx, STR("Councils, committees and boards")),
		.may_change = access_may(ctx, RIGHT_CLERK, 0),
	};
	struct organization *bodies;
	TRY(people_organizations(ctx, &bodies, &view.n_bodies));
	view.bodies = bodies;
	people_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	people_bodies_office(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static void fact(struct office_body *view, const char *key, struct str value)
{
	if (value.n)
		view->facts[view->n_facts++] = (struct summary_row){.key = str_of(key), .value = value};
}

/* How many hold each post today. */
static enum outcome held_today(struct ctx *ctx, int64_t body_id, const struct post *posts, size_t n,
			       const int64_t **ret_held)
{
	const struct post_held *rows;
	size_t n_rows;
	int64_t *held = arena_array(ctx->arena, int64_t, n);
	TRY(people_posts_held(ctx, body_id, site_today(ctx), &rows, &n_rows));
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n_rows; j++)
			held[i] = rows[j].id == posts[i].id ? rows[j].holders : held[i];
	*ret_held = held;
	return OK;
}

enum outcome office_body_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct office_body view = {0};
	struct people_details details;
	struct post *posts;
	struct organization above = {0};
	TRY(body_load(ctx, req, RIGHT_READ, &view.body));
	TRY(people_details(ctx, view.body.id, &details));
	TRY(people_posts(ctx, view.body.id, &posts, &view.n_posts));
	if (view.body.parent_id)
		TRY(people_organization(ctx, view.body.parent_id, &above));
	view.posts = posts;
	TRY(held_today(ctx, view.body.id, posts, view.n_posts, &view.held));
	view.may_change = access_may(ctx, RIGHT_CLERK, view.body.id);
	view.n_contacts = details.n_contacts;
	view.n_identifiers = details.n_identifiers;
	office_lines(ctx, &details, view.may_change ? body_path(ctx, &view.body, "/remove") : STR(""),
		     view.body.version, NULL, &view.contacts, &view.identifiers);
	view.page = access_page(ctx, view.body.name);
	view.page.problems = ctx->problems.first;
	if (str_eq(req_query(req, "done"), STR("changed")))
		view.page.notice = STR("Changed. It is public now.");
	body_steps(ctx, &view.page, NULL);
	fact(&view, msg("Kind"), view.body.classification);
	fact(&view, msg("Under"), above.name);
	if (view.body.founded_day != PEOPLE_NO_DAY)
		fact(&view, msg("Since"), people_day_words(ctx->arena, view.body.founded_day));
	if (view.body.dissolved_day != PEOPLE_NO_DAY)
		fact(&view, msg("Until"), people_day_words(ctx->arena, view.body.dissolved_day));
	struct html h = html_open(ctx);
	people_body_office(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Forms of a body ---- */

struct body_change {
	struct organization body;
	struct people_details details;
	bool has_details;
	struct post post;
};

static struct form_asker form_begin(struct ctx *ctx, const struct req *req, const struct resp *resp,
				    const struct organization *body, int64_t version, const char *title,
				    struct str action)
{
	struct people_form *form = arena_new(ctx->arena, struct people_form);
	form->page = access_page(ctx, str_of(title));
	form->page.problems = ctx->problems.first;
	form->hidden = access_form(ctx, version);
	form->heading = str_of(title);
	form->note = STR("This is public at once.");
	form->action = action;
	body_steps(ctx, &form->page, body);
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

static enum outcome body_put(struct ctx *ctx, struct form_act *act)
{
	struct body_change *change = act->args;
	struct organization body = change->body;
	TRY(people_put_organization(ctx, &act->seeds[0], &body, change->has_details ? &change->details : NULL, NULL));
	return access_log(ctx, "people.change_body", body.id, body.name);
}

static struct form_act act_for(struct ctx *ctx, const struct req *req, struct body_change *change,
			       enum outcome (*what)(struct ctx *ctx, struct form_act *act))
{
	struct form_act act = form_act_of(ctx, req, 1);
	act.change = what;
	act.args = change;
	act.done = body_path(ctx, &change->body, "?done=changed");
	change->body.version = act.version;
	return act;
}

static enum outcome parent_choices(struct ctx *ctx, int64_t but_id, struct choice **ret_choices, size_t *ret_n)
{
	struct organization *bodies;
	size_t n, used = 1;
	TRY(people_organizations(ctx, &bodies, &n));
	struct choice *choices = arena_array(ctx->arena, struct choice, n + 1);
	choices[0] = (struct choice){.value = STR(""), .text = STR("None")};
	for (size_t i = 0; i < n; i++)
		if (bodies[i].id != but_id)
			choices[used++] =
				(struct choice){.value = id_str(ctx->arena, bodies[i].id), .text = bodies[i].name};
	*ret_choices = choices;
	*ret_n = used;
	return OK;
}

static enum outcome change_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct organization body;
	struct choice *parents;
	size_t n_parents;
	TRY(body_load(ctx, req, RIGHT_CLERK, &body));
	TRY(parent_choices(ctx, body.id, &parents, &n_parents));
	struct form_asker ask =
		form_begin(ctx, req, resp, &body, body.version, msg("Change a body"), body_path(ctx, &body, "/change"));
	form_input(&ask, "name", STR("Name"), NULL, body.name);
	form_input(&ask, "classification", STR("Kind (optional)"),
		   "Such as “council”, “commission” or “parish council”", body.classification);
	form_select(&ask, "parent", STR("Which body does it stand under?"), NULL, parents, n_parents,
		    body.parent_id ? id_str(ctx->arena, body.parent_id) : STR(""));
	form_day(&ask, "founded", STR("First day (optional)"), NULL, body.founded_day);
	form_day(&ask, "dissolved", STR("Last day, if it is no more (optional)"), NULL, body.dissolved_day);
	return form_done(&ask, resp, msg("Save"));
}

enum outcome office_body_change_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return change_show(ctx, req, resp);
}

/* A body moves only between bodies that the clerk has, both ways: rights hold below. */
static enum outcome move_check(struct ctx *ctx, int64_t before_id, int64_t after_id)
{
	if (before_id == after_id)
		return OK;
	TRY(access_need(ctx, RIGHT_CLERK, before_id ? before_id : ACCESS_WHOLE_SITE));
	return access_need(ctx, RIGHT_CLERK, after_id ? after_id : ACCESS_WHOLE_SITE);
}

enum outcome office_body_change_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct body_change change = {0};
	TRY(body_load(ctx, req, RIGHT_CLERK, &change.body));
	struct organization *body = &change.body;
	int64_t before_id = body->parent_id;
	body->name = str_trim(req_field(req, "name"));
	body->classification = req_field(req, "classification");
	if (!id_parse(req_field(req, "parent"), &body->parent_id))
		body->parent_id = 0;
	enum outcome founded = form_take_day(ctx, req, "founded", PEOPLE_NO_DAY, &body->founded_day);
	enum outcome dissolved = form_take_day(ctx, req, "dissolved", PEOPLE_NO_DAY, &body->dissolved_day);
	enum outcome decoded = organization_check(ctx, body);
	decoded = founded != OK ? founded : dissolved != OK ? dissolved : decoded;
	TRY(move_check(ctx, before_id, body->parent_id));
	struct form_act act = act_for(ctx, req, &change, body_put);
	return form_send(ctx, req, resp, &act, decoded, change_show);
}

static enum outcome details_post(struct ctx *ctx, const struct req *req, struct resp *resp,
				 enum outcome (*decode)(struct ctx *ctx, const struct req *req,
							struct people_details *details),
				 enum outcome (*show)(struct ctx *ctx, const struct req *req, struct resp *resp))
{
	struct body_change change = {.has_details = true};
	TRY(body_load(ctx, req, RIGHT_CLERK, &change.body));
	TRY(people_details(ctx, change.body.id, &change.details));
	enum outcome decoded = decode(ctx, req, &change.details);
	struct form_act act = act_for(ctx, req, &change, body_put);
	return form_send(ctx, req, resp, &act, decoded, show);
}

static enum outcome contact_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct organization body;
	TRY(body_load(ctx, req, RIGHT_CLERK, &body));
	struct form_asker ask = form_begin(ctx, req, resp, &body, body.version, msg("Add an address or number"),
					   body_path(ctx, &body, "/contact"));
	ask.form->note = STR("");
	office_ask_contact(&ask);
	return form_done(&ask, resp, msg("Save"));
}

enum outcome office_body_contact_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return contact_show(ctx, req, resp);
}

enum outcome office_body_contact_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return details_post(ctx, req, resp, office_take_contact, contact_show);
}

static enum outcome identifier_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct organization body;
	TRY(body_load(ctx, req, RIGHT_CLERK, &body));
	struct form_asker ask = form_begin(ctx, req, resp, &body, body.version, msg("Add an identifier"),
					   body_path(ctx, &body, "/identifier"));
	ask.form->note = STR("");
	office_ask_identifier(&ask);
	return form_done(&ask, resp, msg("Add it"));
}

enum outcome office_body_identifier_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return identifier_show(ctx, req, resp);
}

enum outcome office_body_identifier_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return details_post(ctx, req, resp, office_take_identifier, identifier_show);
}

enum outcome office_body_remove_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return details_post(ctx, req, resp, office_take_removal, office_body_get);
}

/* ---- Posts ---- */

static void ask_post(struct form_asker *ask, const struct post *post)
{
	form_input(ask, "label", STR("Post"), "As a term shows it, such as “Member for North Ward”", post->label);
	form_input(ask, "role", STR("Role (optional)"), "Such as “Member”", post->role);
	form_input(ask, "area", STR("Area or ward (optional)"), NULL, post->area);
	form_input(ask, "seats", STR("How many people may hold it at once?"), NULL,
		   str_fmt(ask->ctx->arena, "%d", post->seats));
}

static enum outcome post_decode(struct ctx *ctx, const struct req *req, struct post *post)
{
	int64_t seats;
	post->label = str_trim(req_field(req, "label"));
	post->role = req_field(req, "role");
	post->area = req_field(req, "area");
	post->seats = str_to_i64(str_trim(req_field(req, "seats")), &seats) && seats > 0 && seats <= 1000
			      ? (int32_t)seats
			      : 0;
	return post_check(ctx, post);
}

static enum outcome post_put(struct ctx *ctx, struct form_act *act)
{
	struct body_change *change = act->args;
	struct post post = change->post;
	bool is_new = post.id == 0;
	TRY(people_put_post(ctx, &act->seeds[0], &post, NULL));
	return access_log(ctx, is_new ? "people.add_post" : "people.change_post", post.id, post.label);
}

static enum outcome post_add_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct organization body;
	const struct post empty = {.seats = 1};
	TRY(body_load(ctx, req, RIGHT_CLERK, &body));
	struct form_asker ask = form_begin(ctx, req, resp, &body, 0, msg("Add a post"), body_path(ctx, &body, "/post"));
	ask_post(&ask, &empty);
	return form_done(&ask, resp, msg("Add it"));
}

enum outcome office_post_add_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return post_add_show(ctx, req, resp);
}

enum outcome office_post_add_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct body_change change = {0};
	TRY(body_load(ctx, req, RIGHT_CLERK, &change.body));
	change.post.organization_id = change.body.id;
	enum outcome decoded = post_decode(ctx, req, &change.post);
	struct form_act act = act_for(ctx, req, &change, post_put);
	return form_send(ctx, req, resp, &act, decoded, post_add_show);
}

static enum outcome post_load(struct ctx *ctx, const struct req *req, struct post *ret_post,
			      struct organization *ret_body)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(people_post(ctx, id, ret_post));
	if (ret_post->erased_ms)
		return NOT_FOUND;
	TRY(people_organization(ctx, ret_post->organization_id, ret_body));
	return access_need(ctx, RIGHT_CLERK, ret_post->organization_id);
}

static enum outcome post_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct post post;
	struct organization body;
	TRY(post_load(ctx, req, &post, &body));
	struct form_asker ask =
		form_begin(ctx, req, resp, &body, post.version, msg("Change a post"),
			   str_fmt(ctx->arena, "/office/posts/%.*s", STR_ARG(id_str(ctx->arena, post.id))));
	ask_post(&ask, &post);
	return form_done(&ask, resp, msg("Save"));
}

enum outcome office_post_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return post_show(ctx, req, resp);
}

enum outcome office_post_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct body_change change = {0};
	TRY(post_load(ctx, req, &change.post, &change.body));
	enum outcome decoded = post_decode(ctx, req, &change.post);
	struct form_act act = act_for(ctx, req, &change, post_put);
	change.post.version = act.version;
	return form_send(ctx, req, resp, &act, decoded, post_show);
}
