/* The office's pages of elections: their days, who stands, the blank form handed over (CA-CAND-1). */
#include "people/office_elections.h"

#include "people/office_web.h"
#include "people/people_views.h"

static void election_steps(struct ctx *ctx, struct page *page, const struct election *election)
{
	page_step(ctx->arena, page, STR("Office"), STR("/office"));
	page_step(ctx->arena, page, STR("Elections"), STR("/office/elections"));
	if (election)
		page_step(ctx->arena, page, election->name,
			  str_fmt(ctx->arena, "/office/elections/%.*s", STR_ARG(election->slug)));
}

static enum outcome election_load(struct ctx *ctx, const struct req *req, enum right right,
				  struct election *ret_election)
{
	TRY(people_election_by_slug(ctx, req->params[0], ret_election));
	if (ret_election->erased_ms)
		return NOT_FOUND;
	return access_need(ctx, right, ret_election->organization_id);
}

/* ---- The list ---- */

enum outcome office_elections_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct office_elections view = {
		.page = access_page(ctx, STR("Elections")),
		.may_change = access_may(ctx, RIGHT_CLERK, 0),
	};
	struct election *elections;
	(void)req;
	TRY(people_elections(ctx, &elections, &view.n_elections));
	view.elections = elections;
	page_step(ctx->arena, &view.page, STR("Office"), STR("/office"));
	struct html h = html_open(ctx);
	people_elections_office(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- One ---- */

static void fact(struct ctx *ctx, struct office_election *view, const char *key, int32_t day)
{
	view->facts[view->n_facts++] =
		(struct summary_row){.key = str_of(key), .value = people_day_words(ctx->arena, day)};
}

enum outcome office_election_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct office_election view = {0};
	struct candidacy *candidacies;
	TRY(election_load(ctx, req, RIGHT_READ, &view.election));
	TRY(people_candidacies(ctx, view.election.id, &candidacies, &view.n_candidacies));
	view.candidacies = candidacies;
	view.may_change = access_may(ctx, RIGHT_CLERK, view.election.organization_id);
	view.page = access_page(ctx, view.election.name);
	struct str done = req_query(req, "done");
	if (str_eq(done, STR("changed")))
		view.page.notice =
			STR("Saved. The election's days are public, and its candidacies have moved with them.");
	else if (str_eq(done, STR("added")))
		view.page.notice = STR("Saved. Nothing of it is public before the candidate chooses to sign.");
	else if (str_eq(done, STR("blank")))
		view.page.notice = STR("Saved, for the office alone.");
	election_steps(ctx, &view.page, NULL);
	fact(ctx, &view, msg("Nominations open"), view.election.opens_day);
	fact(ctx, &view, msg("Nominations close"), view.election.closes_day);
	fact(ctx, &view, msg("Election day"), view.election.polling_day);
	struct html h = html_open(ctx);
	people_election_office(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Forms ---- */

static struct form_asker ask_begin(struct ctx *ctx, const struct req *req, const struct resp *resp,
				   const struct election *election, int64_t version, const char *title,
				   struct str action)
{
	struct people_form *form = arena_new(ctx->arena, struct people_form);
	form->page = access_page(ctx, str_of(title));
	form->page.problems = ctx->problems.first;
	form->hidden = access_form(ctx, version);
	form->heading = str_of(title);
	form->action = action;
	election_steps(ctx, &form->page, election);
	return (struct form_asker){.ctx = ctx, .req = req, .form = form, .is_stale = form_is_stale(resp)};
}

static enum outcome ask_done(struct form_asker *ask, struct resp *resp)
{
	struct html h = html_open(ask->ctx);
	people_form_show(&h, ask->form);
	resp->body = html_done(&h);
	return OK;
}

static void ask_election(struct form_asker *ask, const struct election *e)
{
	form_input(ask, "name", STR("Election"), "Such as “Municipal election 2028”", e->name);
	form_day(ask, "opens", STR("Nomination papers are handed out from"), NULL, e->opens_day);
	form_day(ask, "closes", STR("Last day for nominations"), NULL, e->closes_day);
	form_day(ask, "polling", STR("Election day"), NULL, e->polling_day);
	ask->form->note = STR("This is public at once.");
	ask->form->submit = STR("Save");
}

static enum outcome election_decode(struct ctx *ctx, const struct req *req, struct election *e)
{
	e->name = req_field(req, "name");
	enum outcome opens = form_take_day(ctx, req, "opens", PEOPLE_NO_DAY, &e->opens_day);
	enum outcome closes = form_take_day(ctx, req, "closes", PEOPLE_NO_DAY, &e->closes_day);
	enum outcome polling = form_take_day(ctx, req, "polling", PEOPLE_NO_DAY, &e->polling_day);
	TRY(opens);
	TRY(closes);
	TRY(polling);
	return election_check(ctx, e);
}

static enum outcome election_put(struct ctx *ctx, struct form_act *act)
{
	struct election election = *(const struct election *)act->args;
	bool is_new = election.id == 0;
	TRY(people_put_election(ctx, act->seeds, act->n_seeds, &election));
	act->done = str_fmt(ctx->arena, "/office/elections/%.*s?done=changed", STR_ARG(election.slug));
	return access_log(ctx, is_new ? "people.add_election" : "people.change_election", election.id, election.name);
}

/* ---- A new election ---- */

static enum outcome add_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct election empty = {
		.opens_day = PEOPLE_NO_DAY, .closes_day = PEOPLE_NO_DAY, .polling_day = PEOPLE_NO_DAY};
	struct choice *bodies;
	size_t n_bodies;
	TRY(form_body_choices(ctx, &bodies, &n_bodies));
	struct form_asker ask =
		ask_begin(ctx, req, resp, NULL, 0, msg("Add an election"), STR("/office/elections/add"));
	form_select(&ask, "body", STR("Council, committee or board"), NULL, bodies, n_bodies, STR(""));
	ask_election(&ask, &empty);
	return ask_done(&ask, resp);
}

enum outcome office_election_add_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return add_show(ctx, req, resp);
}

enum outcome office_election_add_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct election election = {0};
	enum outcome decoded = election_decode(ctx, req, &election);
	if (!id_parse(req_field(req, "body"), &election.organization_id))
		decoded = problem_add(ctx, "body", msg("Choose the council, committee or board"));
	TRY(access_need(ctx, RIGHT_CLERK, election.organization_id));
	struct form_act act = form_act_of(ctx, req, 1);
	act.change = election_put;
	act.args = &election;
	return form_send(ctx, req, resp, &act, decoded, add_show);
}

/* ---- Its days put right ---- */

static struct str election_path(struct ctx *ctx, const struct election *election, const char *rest)
{
	return str_fmt(ctx->arena, "/office/elections/%.*s%s", STR_ARG(election->slug), rest);
}

static enum outcome change_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct election election;
	TRY(election_load(ctx, req, RIGHT_CLERK, &election));
	struct form_asker ask = ask_begin(ctx, req, resp, &election, election.version, msg("Change an election"),
					  election_path(ctx, &election, "/change"));
	ask.form->intro = STR("Candidacies move with the election: who stands until election day stands until the new "
			      "one.");
	ask_election(&ask, &election);
	return ask_done(&ask, resp);
}

enum outcome office_election_change_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return change_show(ctx, req, resp);
}

enum outcome office_election_change_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct election election;
	struct candidacy *candidacies;
	size_t n;
	TRY(election_load(ctx, req, RIGHT_CLERK, &election));
	TRY(people_candidacies(ctx, election.id, &candidacies, &n));
	enum outcome decoded = election_decode(ctx, req, &election);
	struct form_act act = form_act_of(ctx, req, n + 1);
	election.version = act.version;
	act.change = election_put;
	act.args = &election;
	return form_send(ctx, req, resp, &act, decoded, change_show);
}

/* ---- Who stands ---- */

struct candidate_add {
	struct election election;
	struct person person; /* id 0: new */
	struct tenure tenure;
};

static enum outcome candidate_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct election election;
	TRY(election_load(ctx, req, RIGHT_CLERK, &election));
	struct form_asker ask = ask_begin(ctx, req, resp, &election, 0, msg("Add a candidate"),
					  election_path(ctx, &election, "/candidate"));
	ask.form->intro = STR("Nothing of this is public. A candidate who chooses to sign the pledge is listed then; "
			      "nothing is ever said about anybody who does not.");
	form_ask_person(&ask, msg("They are in the list of people already, such as a member who stands again"));
	form_input(&ask, "post", STR("For which post?"), "Such as “Mayor” or “Member for North Ward”", STR(""));
	form_day(&ask, "from", STR("Candidate since (optional)"), "If you leave it empty: since nominations opened",
		 TENURE_FROM_EVER);
	ask.form->submit = STR("Add the candidate");
	return ask_done(&ask, resp);
}

enum outcome office_candidate_add_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return candidate_show(ctx, req, resp);
}

static enum outcome candidate_decode(struct ctx *ctx, const struct req *req, struct candidate_add *add)
{
	enum outcome post = OK;
	add->tenure = (struct tenure){.post = str_trim(req_field(req, "post"))};
	enum outcome person = form_take_person(ctx, req, &add->person);
	if (str_empty(add->tenure.post))
		post = problem_add(ctx, "post", msg("Enter the post for which they stand"));
	TRY(form_take_day(ctx, req, "from", TENURE_FROM_EVER, &add->tenure.from_day));
	TRY(person);
	return post;
}

static enum outcome candidate_put(struct ctx *ctx, struct form_act *act)
{
	const struct candidate_add *add = act->args;
	struct person person = add->person;
	struct tenure tenure = add->tenure;
	if (!person.id)
		TRY(people_add_person(ctx, &act->seeds[0], &person));
	tenure.person_id = person.id;
	TRY(people_put_candidacy(ctx, &act->seeds[1], &add->election, &tenure));
	return access_log(ctx, "people.add_candidate", tenure.id, tenure_office(ctx->arena, &tenure));
}

enum outcome office_candidate_add_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct candidate_add add;
	TRY(election_load(ctx, req, RIGHT_CLERK, &add.election));
	enum outcome decoded = candidate_decode(ctx, req, &add);
	struct form_act act = form_act_of(ctx, req, 2);
	act.change = candidate_put;
	act.args = &add;
	act.done = election_path(ctx, &add.election, "?done=added");
	return form_send(ctx, req, resp, &act, decoded, candidate_show);
}

/* ---- The blank form ---- */

static enum outcome blank_load(struct ctx *ctx, const struct req *req, struct candidacy *ret_candidacy,
			       struct election *ret_election)
{
	int64_t id;
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	TRY(people_candidacy(ctx, id, ret_candidacy));
	TRY(people_election(ctx, ret_candidacy->election_id, ret_election));
	if (ret_candidacy->tenure.erased_ms || ret_election->erased_ms)
		return NOT_FOUND;
	return access_need(ctx, RIGHT_CLERK, ret_candidacy->tenure.organization_id);
}

static enum outcome blank_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct candidacy candidacy;
	struct election election;
	TRY(blank_load(ctx, req, &candidacy, &election));
	struct form_asker ask = ask_begin(ctx, req, resp, &election, 0, msg("Blank form handed over"),
					  str_fmt(ctx->arena, "/office/candidacies/%.*s/blank",
						  STR_ARG(id_str(ctx->arena, candidacy.tenure.id))));
	ask.form->intro = str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(candidacy.tenure.person_name),
				  STR_ARG(tenure_office(ctx->arena, &candidacy.tenure)));
	form_day(&ask, "day", STR("On which day?"), "If you leave it empty, it was not handed over",
		 candidacy.blank_day == PEOPLE_NO_DAY && req->method == HTTP_GET ? site_today(ctx).n
										 : candidacy.blank_day);
	ask.form->note =
		STR("The blank form of the pledge goes with the nomination papers, together with the words that "
		    "signing is voluntary. This is recorded for the office alone and never published.");
	ask.form->submit = STR("Save");
	return ask_done(&ask, resp);
}

enum outcome office_blank_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return blank_show(ctx, req, resp);
}

static enum outcome blank_put(struct ctx *ctx, struct form_act *act)
{
	const struct candidacy *candidacy = act->args;
	return people_candidacy_blank(ctx, candidacy->tenure.id, candidacy->blank_day);
}

enum outcome office_blank_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct candidacy candidacy;
	struct election election;
	TRY(blank_load(ctx, req, &candidacy, &election));
	enum outcome decoded = form_take_day(ctx, req, "day", PEOPLE_NO_DAY, &candidacy.blank_day);
	struct form_act act = form_act_of(ctx, req, 1);
	act.change = blank_put;
	act.args = &candidacy;
	act.done = election_path(ctx, &election, "?done=blank");
	return form_send(ctx, req, resp, &act, decoded, blank_show);
}
