/* The office: signing off a period of a register, sources that belong together, homes that may be shown (S2). */
#include "people/office_form.h"
#include "people/people_views.h"
#include "registers/registers_views.h"
#include "registers/review_parts.h"
#include "registers/review_web.h"

/* ---- Scrutiny ---- */

static enum outcome scrutiny_load(struct ctx *ctx, const struct req *req, const struct scheme **ret_scheme,
				  struct scrutiny_period *ret_period)
{
	const struct rulebook *rulebook;
	int64_t version;
	struct day from;
	TRY(rulebook_current(ctx, &rulebook, &version));
	*ret_scheme = rulebook_scheme(rulebook, req->params[0]);
	if (!*ret_scheme || !(*ret_scheme)->scrutiny_months || !day_parse(req->params[1], &from))
		return NOT_FOUND;
	*ret_period = scrutiny_period_of(from.n, (*ret_scheme)->scrutiny_months, ctx->site->settings.fiscal_month);
	return ret_period->from_day == from.n && ret_period->to_day < site_today(ctx).n ? OK : NOT_FOUND;
}

static struct review_task entry_line(struct ctx *ctx, const struct entry *entry)
{
	const struct str args[] = {review_day(ctx, entry->declared_day),
				   entry->person_name.n ? entry->person_name : entry->body_name};
	return (struct review_task){
		.title = entry->withheld_ms ? STR("Withheld by law") : declared_summary(ctx, &entry->declared, false),
		.period = html_said(ctx->arena, ctx->lang, STR("{1}, {2}"), args, COUNT_OF(args)),
		.href = entry->record_id.n
				? str_fmt(ctx->arena, "/office/registers/entries/%.*s", STR_ARG(entry->record_id))
				: STR(""),
	};
}

static enum outcome scrutiny_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct scrutiny_page view = {.page = access_page(ctx, STR("Sign off a period"))};
	struct scrutiny_period period;
	struct entry *entries;
	struct scrutiny *list;
	size_t n_list;
	TRY(scrutiny_load(ctx, req, &view.scheme, &period));
	TRY(scrutiny_entries(ctx, view.scheme->id, period, &entries, &view.n_entries));
	TRY(scrutiny_list(ctx, view.scheme->id, &list, &n_list));
	view.may_sign = access_may(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE);
	for (size_t i = 0; i < n_list; i++)
		if (list[i].from_day == period.from_day)
			view.may_sign = false;
	struct review_task *lines = arena_array(ctx->arena, struct review_task, view.n_entries);
	for (size_t i = 0; i < view.n_entries; i++)
		lines[i] = entry_line(ctx, &entries[i]);
	const struct str days[] = {review_day(ctx, period.from_day), review_day(ctx, period.to_day)};
	view.entries = lines;
	view.period = html_said(ctx->arena, ctx->lang, STR("{1} to {2}"), days, COUNT_OF(days));
	view.action = str_fmt(ctx->arena, "/office/registers/scrutiny/%.*s/%.*s", STR_ARG(view.scheme->id),
			      STR_ARG(req->params[1]));
	view.hidden = access_form(ctx, (int64_t)view.n_entries + 1);
	view.note = form_question(ctx, req, "note", STR("What did you find? (optional)"),
				  STR("Everybody reads this on the page of the register"));
	view.page.problems = ctx->problems.first;
	registers_office_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	registers_scrutiny_sign(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome office_scrutiny_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return scrutiny_show(ctx, req, resp);
}

struct sign_args {
	const struct scheme *scheme;
	struct scrutiny_period period;
	struct str note;
};

static enum outcome sign_change(struct ctx *ctx, struct form_act *act)
{
	const struct sign_args *args = act->args;
	return scrutiny_sign(ctx, &act->seeds[0], args->scheme, args->period, act->version - 1, args->note);
}

enum outcome office_scrutiny_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct sign_args args = {.note = req_field(req, "note")};
	TRY(scrutiny_load(ctx, req, &args.scheme, &args.period));
	struct form_act act = form_act_of(ctx, req, 1);
	act.change = sign_change;
	act.args = &args;
	act.done = STR("/office/registers?done=signed");
	return form_send(ctx, req, resp, &act, OK, scrutiny_show);
}

/* ---- Sources that belong together ---- */

static struct str source_text(struct ctx *ctx, const struct gift_link *link)
{
	return link->id.n ? str_fmt(ctx->arena, "%.*s (%.*s %.*s)", STR_ARG(link->source), STR_ARG(link->scheme),
				    STR_ARG(link->id))
			  : link->source;
}

static enum outcome sources_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct sources_page view = {.page = access_page(ctx, STR("Sources of gifts that belong together"))};
	struct gift_links links;
	TRY(gift_links_load(ctx, &links));
	struct sources_line *lines = arena_array(ctx->arena, struct sources_line, links.n);
	view.may_change = access_may(ctx, RIGHT_OFFICER, ACCESS_WHOLE_SITE);
	for (size_t i = 0; i + 1 < links.n; i++)
		if (links.p[i].group == links.p[i + 1].group)
			lines[view.n_lines++] = (struct sources_line){
				.a = source_text(ctx, &links.p[i]),
				.b = source_text(ctx, &links.p[i + 1]),
				.why = links.p[i].why,
				.by = links.p[i].by_name,
				.group = id_str(ctx->arena, links.p[i].group),
				.hidden = access_form(ctx, 0),
			};
	view.lines = lines;
	view.hidden = access_form(ctx, 0);
	view.a = form_question(ctx, req, "a", STR("A source"), STR("Its name, as it stands in declarations"));
	view.a_id = form_question(ctx, req, "a_id", STR("Its number (optional)"),
				  STR("With its list in front, such as GB-COH 01234567"));
	view.b = form_question(ctx, req, "b", STR("The other one"), STR(""));
	view.b_id = form_question(ctx, req, "b_id", STR("Its number (optional)"), STR(""));
	view.why =
		form_question(ctx, req, "why", STR("How do you know?"),
			      STR("Such as a group’s annual accounts. Members who ask about a gift do not read this"));
	view.page.problems = ctx->problems.first;
	registers_office_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	registers_sources(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome office_sources_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return sources_show(ctx, req, resp);
}

static struct gift_link link_take(const struct req *req, const char *name, const char *number)
{
	struct str rest = str_trim(req_field(req, number));
	struct gift_link link = {.source = str_trim(req_field(req, name))};
	if (rest.n && str_find_char(rest, ' ', 0) != STR_NPOS)
		(void)str_cut(&rest, ' ', &link.scheme);
	link.id = str_trim(rest);
	return link;
}

static enum outcome link_change(struct ctx *ctx, struct form_act *act)
{
	return gift_link_add(ctx, act->args);
}

enum outcome office_sources_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct gift_link_put put = {
		.a = link_take(req, "a", "a_id"), .b = link_take(req, "b", "b_id"), .why = req_field(req, "why")};
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = link_change;
	act.args = &put;
	act.done = STR("/office/registers/sources");
	return form_send(ctx, req, resp, &act, OK, sources_show);
}

static enum outcome unlink_change(struct ctx *ctx, struct form_act *act)
{
	const int64_t *group = act->args;
	return gift_link_end(ctx, *group);
}

enum outcome office_sources_end_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	int64_t group;
	if (!id_parse(req->params[0], &group))
		return NOT_FOUND;
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = unlink_change;
	act.args = &group;
	act.done = STR("/office/registers/sources");
	return form_send(ctx, req, resp, &act, OK, sources_show);
}

/* ---- Homes (S2) ---- */

struct str home_page(struct ctx *ctx, const struct declared *declared, struct str person_slug)
{
	return home_is_in(declared) && person_slug.n
		       ? str_fmt(ctx->arena, "/office/registers/homes/%.*s", STR_ARG(person_slug))
		       : STR("");
}

static enum outcome home_load(struct ctx *ctx, const struct req *req, struct person *ret_person,
			      struct home_permission *ret_permission)
{
	int64_t body_id;
	TRY(people_person_by_slug(ctx, req->params[0], ret_person));
	TRY(people_body_for(ctx, RIGHT_CLERK, ret_person->id, &body_id));
	TRY(access_need(ctx, RIGHT_CLERK, body_id));
	enum outcome found = home_permission_find(ctx, ret_person->id, ret_permission);
	if (found == NOT_FOUND)
		*ret_permission = (struct home_permission){.given_day = DEADLINE_NO_DAY};
	return found == NOT_FOUND ? OK : found;
}

static enum outcome home_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person person;
	struct home_permission permission;
	TRY(home_load(ctx, req, &person, &permission));
	const struct str args[] = {person.name, review_day(ctx, permission.given_day), permission.place};
	struct people_form form = {
		.page = access_page(ctx, STR("Where somebody lives")),
		.hidden = access_form(ctx, permission.version),
		.heading = STR("Where somebody lives"),
		.intro = html_said(
			ctx->arena, ctx->lang,
			permission.id
				? STR("{1} permitted in writing on {2} that the public sees where they live. The "
				      "paper: {3}.")
				: STR("Nobody but the office sees where {1} lives, unless they permit it in writing."),
			args, COUNT_OF(args)),
		.note = permission.id ? STR("Once it is revoked, the address leaves every page, file and search.")
				      : STR("It holds for what is declared from then on, until they revoke it."),
		.action = str_fmt(ctx->arena, "/office/registers/homes/%.*s", STR_ARG(person.slug)),
		.submit = permission.id ? STR("They revoke it") : STR("Note the permission"),
		.is_warning = permission.id != 0,
	};
	form.page.problems = ctx->problems.first;
	if (str_eq(req_query(req, "done"), STR("saved")))
		form.page.notice = STR("Saved.");
	registers_office_steps(ctx, &form.page);
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &form};
	if (!permission.id) {
		form_day(&ask, "given", STR("Day on the signed paper"), NULL, DEADLINE_NO_DAY);
		form_input(&ask, "place", STR("Where is the paper kept?"), NULL, STR(""));
	}
	return review_form_done(ctx, &form, resp);
}

enum outcome office_home_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return home_show(ctx, req, resp);
}

static enum outcome home_change(struct ctx *ctx, struct form_act *act)
{
	const struct home_permission *permission = act->args;
	return act->version ? home_permission_revoke(ctx, permission->person_id, act->version)
			    : home_permission_put(ctx, permission);
}

enum outcome office_home_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct person person;
	struct home_permission permission;
	TRY(home_load(ctx, req, &person, &permission));
	struct home_permission put = {.person_id = person.id, .place = req_field(req, "place")};
	enum outcome decoded = form_take_day(ctx, req, "given", DEADLINE_NO_DAY, &put.given_day);
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = home_change;
	act.args = &put;
	act.done = str_fmt(ctx->arena, "/office/registers/homes/%.*s?done=saved", STR_ARG(person.slug));
	return form_send(ctx, req, resp, &act, decoded, home_show);
}
