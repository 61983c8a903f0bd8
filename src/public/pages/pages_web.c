/* Routes of pages: each gathers from several rooms and shows their panels. */
#include "pages/pages_web.h"
#include "pages/council_web.h"
#include "pages/mail_web.h"
#include "pages/may_web.h"

#include "mail/mail.h"
#include "pages/pages.h"
#include "pages/pages_views.h"
#include "pages/search_web.h"
#include "registers/declarations.h"
#include "registers/helpers.h"
#include "registers/tasks.h"

/* ---- Public ---- */

/* The codes that have an edition in force, in order. */
static enum outcome codes_in_force(struct ctx *ctx, const struct code **ret_codes, size_t *ret_n)
{
	struct code *codes;
	size_t n;
	TRY(codes_list(ctx, &codes, &n));
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		struct edition edition;
		enum outcome outcome = codes_edition_in_force(ctx, codes[i].id, &edition);
		if (outcome == OK)
			codes[kept++] = codes[i];
		else if (outcome != NOT_FOUND)
			return outcome;
	}
	*ret_codes = codes;
	*ret_n = kept;
	return OK;
}

static enum outcome home_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct pages_home view = {.page = access_page(ctx, STR("Home")), .site_name = ctx->site->settings.name};
	view.page.n_breadcrumbs = 0;
	TRY(codes_in_force(ctx, &view.codes, &view.n_codes));
	struct html h = html_open(ctx);
	pages_home_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* Is the term public through signatures alone, all of which are gone? */
static bool is_gone(const struct tenure *term, const struct commitment *commitments, size_t n)
{
	bool gone = false;
	for (size_t i = 0; i < n; i++) {
		if (commitments[i].tenure_id != term->id)
			continue;
		if (!commitment_is_gone(&commitments[i]))
			return false;
		gone = true;
	}
	return gone && !tenure_category_is_public(term->category);
}

/* The terms without the candidacies of pledges that are off display (S4, S8). */
static void gone_drop(struct ctx *ctx, const struct commitment *commitments, size_t n_commitments,
		      const struct tenure **terms, size_t *n)
{
	struct tenure *kept = arena_array(ctx->arena, struct tenure, *n);
	size_t n_kept = 0;
	for (size_t i = 0; i < *n; i++)
		if (!is_gone(&(*terms)[i], commitments, n_commitments))
			kept[n_kept++] = (*terms)[i];
	*terms = kept;
	*n = n_kept;
}

/* What they signed and wrote, as far as it is on display. */
static enum outcome signed_load(struct ctx *ctx, struct pages_member *view)
{
	struct commitment *commitments;
	size_t n;
	TRY(commitments_of_person(ctx, view->panel.person.id, &commitments, &n));
	TRY(commitments_kept_of_person(ctx, view->panel.person.id, &view->kept));
	gone_drop(ctx, commitments, n, &view->panel.now, &view->panel.n_now);
	gone_drop(ctx, commitments, n, &view->panel.before, &view->panel.n_before);
	for (size_t i = 0; i < n; i++)
		if (!commitment_is_gone(&commitments[i]))
			commitments[view->n_commitments++] = commitments[i];
	view->commitments = commitments;
	return OK;
}

/* Staff, candidates and suppliers have a page of their own only once they chose to sign. */
static enum outcome member_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct pages_member view = {0};
	enum outcome loaded = people_person_load(ctx, req->params[0], req_query(req, "on"), &view.panel);
	if (loaded == INVALID)
		resp->status = 400;
	else
		TRY(loaded);
	TRY(signed_load(ctx, &view));
	if (!people_has_page(&view.panel) && view.n_commitments == 0)
		return NOT_FOUND;
	TRY(registers_panel_load(ctx, view.panel.person.id, &view.registers));
	view.page = access_page(ctx, view.panel.name);
	view.page.problems = ctx->problems.first;
	/* The address of somebody who was found to be this person leads here too. */
	view.page.canonical = site_link(ctx, str_fmt(ctx->arena, "/members/%.*s", STR_ARG(view.panel.person.slug)));
	page_step(ctx->arena, &view.page, STR("Members"), STR("/members"));
	struct html h = html_open(ctx);
	pages_member_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome body_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct pages_body view = {0};
	enum outcome loaded = people_body_load(ctx, req->params[0], req_query(req, "on"), &view.panel);
	if (loaded == INVALID)
		resp->status = 400;
	else
		TRY(loaded);
	struct code_in_force *codes;
	TRY(codes_in_force_for_body(ctx, view.panel.organization.id, view.panel.day, &codes, &view.n_codes));
	view.codes = codes;
	view.page = access_page(ctx, people_shown(view.panel.organization.name));
	view.page.problems = ctx->problems.first;
	page_step(ctx->arena, &view.page, STR("Councils and committees"), STR("/bodies"));
	struct html h = html_open(ctx);
	pages_body_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* The pages about the site itself differ only in their view. */
static enum outcome about(struct ctx *ctx, struct resp *resp, struct str title,
			  void (*show)(struct html *h, const struct pages_about *v))
{
	struct pages_about view = {
		.page = access_page(ctx, title),
		.site_name = ctx->site->settings.name,
		.url = ctx->site->settings.url,
	};
	struct html h = html_open(ctx);
	show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome about_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	return about(ctx, resp, STR("About this site"), pages_about_show);
}

static enum outcome privacy_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	return about(ctx, resp, STR("Privacy"), pages_privacy_show);
}

static enum outcome accessibility_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	return about(ctx, resp, STR("Accessibility"), pages_accessibility_show);
}

/* ---- Signed in ---- */

/* What declaring fulfils is done by declaring; what a declaration gives to see to, where it says so. */
static enum outcome declare_link(struct ctx *ctx, struct duties_panel *panel)
{
	struct register_for *registers;
	size_t n;
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	TRY(registers_for_person(ctx, ctx->actor->person_id, &registers, &n));
	struct duties_row *rows = arena_array(ctx->arena, struct duties_row, panel->n_owed);
	for (size_t i = 0; i < panel->n_owed; i++) {
		rows[i] = panel->owed[i];
		const struct scheme *scheme = register_for_duty(registers, n, rows[i].item.duty);
		if (duty_is_of_task(book, rows[i].item.rule)) {
			rows[i].act = STR("See to it");
			rows[i].act_href = STR("/my/tasks");
		}
		if (!scheme)
			continue;
		rows[i].act = STR("Declare");
		rows[i].act_href = str_fmt(ctx->arena, "/my/registers/%.*s", STR_ARG(scheme->id));
	}
	panel->owed = rows;
	return OK;
}

static enum outcome my_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct pages_my view = {.page = access_page(ctx, STR("To do")), .is_member = ctx->actor->person_id != 0};
	if (!view.is_member && access_may(ctx, RIGHT_OFFICE, 0)) {
		resp_redirect(resp, STR("/office"));
		return OK;
	}
	struct helper *helped;
	TRY(helping(ctx, &helped, &view.n_helped));
	if (view.is_member) {
		struct commitment_ask *offers;
		TRY(commitments_offers(ctx, &offers, &view.n_offers));
		view.offers = offers;
		struct commitment *commitments;
		TRY(commitments_of_person(ctx, ctx->actor->person_id, &commitments, &view.n_commitments));
		view.commitments = commitments;
		TRY(duties_panel_load(ctx, ctx->actor->person_id, &view.duties));
		TRY(declare_link(ctx, &view.duties));
	}
	struct html h = html_open(ctx);
	pages_my_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* What the actor can do in the office. */
static void tasks_list(const struct ctx *ctx, struct pages_office *view)
{
	const struct features *features = ctx->site->features;
	size_t n = 0;
	for (size_t i = 0; i < features->n; i++)
		n += features->p[i]->n_menu;
	struct menu_entry *tasks = arena_array(ctx->arena, struct menu_entry, n);
	for (size_t i = 0; i < features->n; i++) {
		for (size_t j = 0; j < features->p[i]->n_menu; j++) {
			const struct menu_entry *entry = &features->p[i]->menu[j];
			if (entry->about && access_menu_shows(ctx, entry))
				tasks[view->n_tasks++] = *entry;
		}
	}
	view->tasks = tasks;
}

/* What matters today, for whom it concerns. */
static enum outcome today_load(struct ctx *ctx, struct pages_office *view)
{
	if (access_may(ctx, RIGHT_READ, 0)) {
		struct duties_waiting *waiting;
		TRY(duties_waiting_load(ctx, &waiting, &view->n_waiting));
		view->waiting = waiting;
	}
	if (access_may(ctx, RIGHT_READ, ACCESS_WHOLE_SITE)) {
		const struct rulebook *book;
		int64_t number;
		TRY(rulebook_current(ctx, &book, &number));
		view->n_unconfirmed = (int64_t)rulebook_unconfirmed(book);
	}
	if (access_may(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE) || access_may(ctx, RIGHT_ADMINISTER, ACCESS_WHOLE_SITE)) {
		struct mail_counts counts;
		TRY(mail_count(ctx, &counts));
		view->n_mail_problems = counts.failing + counts.given_up;
	}
	return OK;
}

static enum outcome office_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct pages_office view = {.page = access_page(ctx, STR("Office"))};
	struct helper *helped;
	tasks_list(ctx, &view);
	TRY(today_load(ctx, &view));
	TRY(helping(ctx, &helped, &view.n_helped));
	if (access_may(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE)) {
		struct edition *drafts;
		TRY(codes_drafts(ctx, &drafts, &view.n_drafts));
		view.drafts = drafts;
	}
	struct html h = html_open(ctx);
	pages_office_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static const struct route pages_routes[] = {
	ROUTE_CACHED("/", RIGHT_PUBLIC, "codes people commitments", home_get),
	ROUTE_CACHED("/members/{person}", RIGHT_PUBLIC, "codes people commitments registers rulebook", member_get),
	ROUTE_CACHED("/bodies/{body}", RIGHT_PUBLIC, "codes people", body_get),
	ROUTE_CACHED("/about", RIGHT_PUBLIC, "site", about_get),
	ROUTE_CACHED("/privacy", RIGHT_PUBLIC, "site", privacy_get),
	ROUTE_CACHED("/accessibility", RIGHT_PUBLIC, "site", accessibility_get),
	ROUTE(HTTP_GET, "/search", RIGHT_PUBLIC, CSRF_NONE, pages_search_get),
	ROUTE(HTTP_GET, "/search.json", RIGHT_PUBLIC, CSRF_NONE, pages_search_json_get),
	ROUTE_CACHED("/may-i", RIGHT_PUBLIC, "rulebook", pages_may_list_get),
	ROUTE_CACHED("/may-i/{guidance}", RIGHT_PUBLIC, "codes rulebook", pages_may_get),
	ROUTE(HTTP_GET, "/my", RIGHT_PERSON, CSRF_NONE, my_get),
	ROUTE(HTTP_GET, "/office", RIGHT_OFFICE, CSRF_NONE, office_get),
	ROUTE(HTTP_GET, "/office/mail", RIGHT_OFFICE, CSRF_NONE, pages_mail_get),
	ROUTE(HTTP_GET, "/office/mail/{message}", RIGHT_OFFICE, CSRF_NONE, pages_message_get),
	ROUTE(HTTP_POST, "/office/mail/{message}", RIGHT_OFFICE, CSRF_FORM, pages_message_post),
	ROUTE(HTTP_GET, "/office/mail-server", RIGHT_ADMINISTER, CSRF_NONE, pages_mail_server_get),
	ROUTE(HTTP_POST, "/office/mail-server", RIGHT_ADMINISTER, CSRF_FORM, pages_mail_server_post),
	ROUTE(HTTP_POST, "/office/mail-server/test", RIGHT_ADMINISTER, CSRF_FORM, pages_mail_test_post),
	ROUTE(HTTP_GET, "/office/new-council", RIGHT_CLERK, CSRF_NONE, pages_council_get),
	ROUTE(HTTP_POST, "/office/new-council", RIGHT_CLERK, CSRF_FORM, pages_council_post),
	ROUTE(HTTP_GET, "/office/new-council/{council}", RIGHT_READ, CSRF_NONE, pages_council_one_get),
	ROUTE(HTTP_POST, "/office/new-council/{council}/undo", RIGHT_CLERK, CSRF_FORM, pages_council_undo_post),
};

static const struct menu_entry pages_menu[] = {
	{msg("To do"), "/my", RIGHT_MEMBER, NULL},
	{msg("Declare"), "/my/registers", RIGHT_MEMBER, NULL},
	{msg("Office"), "/office", RIGHT_OFFICE, NULL},
	{msg("New council"), "/office/new-council", RIGHT_CLERK,
	 msg("After an election: paste the result, see what follows, do it in one."), true},
	{msg("Mail"), "/office/mail", RIGHT_OFFICE, msg("Messages that wait or could not be sent.")},
	{msg("Mail server"), "/office/mail-server", RIGHT_ADMINISTER,
	 msg("Through which server the site sends e-mail.")},
};

const struct feature pages_feature = {
	.name = "pages",
	.routes = pages_routes,
	.n_routes = COUNT_OF(pages_routes),
	.menu = pages_menu,
	.n_menu = COUNT_OF(pages_menu),
	.verbs = council_verbs,
	.n_verbs = COUNCIL_VERBS,
};
