/* The office's pages of people who stand in the list twice. */
#include "people/office_web.h"

#include "people/people_views.h"

/* ---- The list ---- */

static enum outcome terms_words(struct ctx *ctx, int64_t person_id, struct str *ret_words)
{
	struct tenure *tenures;
	size_t n;
	TRY(people_tenures_of(ctx, person_id, &tenures, &n));
	struct buf out = buf_open(ctx->arena, 128);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_lit(&out, "; ");
		buf_str(&out, tenure_office(ctx->arena, &tenures[i]));
		buf_lit(&out, ", ");
		buf_str(&out, people_term_words(ctx->arena, &tenures[i]));
	}
	*ret_words = n ? buf_view(&out) : STR("no terms");
	return OK;
}

static bool may_change(struct ctx *ctx, int64_t person_id)
{
	int64_t body_id;
	return people_body_for(ctx, RIGHT_CLERK, person_id, &body_id) == OK && access_may(ctx, RIGHT_CLERK, body_id);
}

enum outcome office_duplicates_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)req;
	struct office_duplicates view = {.page = access_page(ctx, STR("People who may stand here twice"))};
	struct person_pair *pairs;
	size_t n;
	TRY(people_duplicates(ctx, &pairs, &n));
	struct office_pair *shown = arena_array(ctx->arena, struct office_pair, n);
	for (size_t i = 0; i < n; i++) {
		struct office_pair *pair = &shown[view.n_pairs];
		if (!may_change(ctx, pairs[i].a) || !may_change(ctx, pairs[i].b))
			continue;
		TRY(people_person(ctx, pairs[i].a, &pair->a));
		TRY(people_person(ctx, pairs[i].b, &pair->b));
		TRY(terms_words(ctx, pair->a.id, &pair->a_terms));
		TRY(terms_words(ctx, pair->b.id, &pair->b_terms));
		view.n_pairs++;
	}
	view.pairs = shown;
	people_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	people_duplicates_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Merging ---- */

struct merging {
	struct person keep, away;
	struct str reason;
	struct person_merge merge;
};

static struct str office_path(struct ctx *ctx, const struct person *person, const char *rest)
{
	return str_fmt(ctx->arena, "/office/people/%.*s%s", STR_ARG(person->slug), rest);
}

static enum outcome merge_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct merging m = {0};
	struct str other = req_query(req, "other"), keeps, goes;
	TRY(office_person_load(ctx, req->params[0], RIGHT_CLERK, &m.keep));
	struct people_form *form = arena_new(ctx->arena, struct people_form);
	form->page = access_page(ctx, STR("The same person"));
	form->page.problems = ctx->problems.first;
	form->hidden = access_form(ctx, m.keep.version);
	form->heading = str_fmt(ctx->arena, "Who is the same person as %.*s?", STR_ARG(m.keep.name));
	form->action = office_path(ctx, &m.keep, "/merge");
	form->submit = STR("Make them one person");
	people_steps(ctx, &form->page);
	page_step(ctx->arena, &form->page, m.keep.name, office_path(ctx, &m.keep, ""));
	TRY(terms_words(ctx, m.keep.id, &keeps));
	form->intro = str_fmt(ctx->arena, "%.*s: %.*s.", STR_ARG(m.keep.name), STR_ARG(keeps));
	if (other.n) {
		enum outcome found = office_person_load(ctx, other, RIGHT_CLERK, &m.away);
		if (found != OK && found != NOT_FOUND)
			return found;
	}
	if (m.away.id) {
		TRY(terms_words(ctx, m.away.id, &goes));
		form->note = str_fmt(ctx->arena, "%.*s: %.*s.", STR_ARG(m.away.name), STR_ARG(goes));
	}
	struct form_asker ask = {.ctx = ctx, .req = req, .form = form, .is_stale = form_is_stale(resp)};
	form_input(&ask, "other", STR("The other one"),
		   "The last part of the address of that person’s page, such as “imogen-vale-2”. Their terms and "
		   "signatures, "
		   "names, addresses and sign-in become this person’s. You can undo it here.",
		   other);
	form_input(&ask, "reason", STR("How do you know?"), "For the office and its activity log", STR(""));
	struct html h = html_open(ctx);
	people_form_show(&h, form);
	resp->body = html_done(&h);
	return OK;
}

enum outcome office_merge_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return merge_show(ctx, req, resp);
}

static enum outcome merge_change(struct ctx *ctx, struct form_act *act)
{
	const struct merging *m = act->args;
	struct person keep = m->keep;
	keep.version = act->version;
	return people_merge(ctx, act->seeds, act->n_seeds, &keep, &m->away, m->reason);
}

static enum outcome merge_decode(struct ctx *ctx, const struct req *req, struct merging *m)
{
	struct str other = str_trim(req_field(req, "other"));
	m->reason = str_trim(req_field(req, "reason"));
	enum outcome found = people_person_by_slug(ctx, other, &m->away);
	if (found != OK && found != NOT_FOUND)
		return found;
	if (found == NOT_FOUND || m->away.erased_ms)
		(void)problem_add(ctx, "other", msg("There is no person with the address “{1}”"), other);
	if (m->reason.n == 0 || m->reason.n > 500)
		(void)problem_add(ctx, "reason",
				  msg("Say in at most 500 letters how you know that they are one person"));
	return ctx->problems.first ? INVALID : OK;
}

enum outcome office_merge_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct merging m = {0};
	struct tenure *tenures;
	size_t n = 0;
	TRY(office_person_load(ctx, req->params[0], RIGHT_CLERK, &m.keep));
	enum outcome decoded = merge_decode(ctx, req, &m);
	if (decoded == OK) {
		TRY(office_person_load(ctx, m.away.slug, RIGHT_CLERK, &m.away));
		TRY(people_tenures_of(ctx, m.away.id, &tenures, &n));
	}
	struct form_act act = form_act_of(ctx, req, n + 4);
	act.change = merge_change;
	act.args = &m;
	act.done = office_path(ctx, &m.keep, "?done=changed");
	return form_send(ctx, req, resp, &act, decoded, merge_show);
}

/* ---- And back ---- */

enum outcome office_undos(struct ctx *ctx, const struct person *person, const struct office_undo **ret_undos,
			  size_t *ret_n)
{
	struct person_merge *merges;
	TRY(people_merges(ctx, person->id, &merges, ret_n));
	struct office_undo *undos = arena_array(ctx->arena, struct office_undo, *ret_n);
	for (size_t i = 0; i < *ret_n; i++)
		undos[i] = (struct office_undo){
			.hidden = access_form(ctx, person->version),
			.action = office_path(ctx, person, "/unmerge"),
			.id = id_str(ctx->arena, merges[i].id),
			.away_name = people_shown(merges[i].away_name),
			.day = day_words(ctx->arena, zone_day(ctx->site->zone, (struct instant){merges[i].merged_ms})),
			.reason = merges[i].reason,
		};
	*ret_undos = undos;
	return OK;
}

static enum outcome unmerge_change(struct ctx *ctx, struct form_act *act)
{
	const struct merging *m = act->args;
	return people_unmerge(ctx, act->seeds, act->n_seeds, &m->merge);
}

enum outcome office_unmerge_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct merging m = {0};
	struct person_merge *merges;
	struct tenure *tenures;
	size_t n, n_tenures;
	int64_t id;
	TRY(office_person_load(ctx, req->params[0], RIGHT_CLERK, &m.keep));
	TRY(people_merges(ctx, m.keep.id, &merges, &n));
	TRY(people_tenures_of(ctx, m.keep.id, &tenures, &n_tenures));
	enum outcome decoded = id_parse(req_field(req, "merge"), &id) ? NOT_FOUND : INVALID;
	for (size_t i = 0; decoded == NOT_FOUND && i < n; i++) {
		if (merges[i].id == id) {
			m.merge = merges[i];
			decoded = OK;
		}
	}
	if (decoded != OK)
		decoded = problem_add(ctx, "", msg("This merge was undone already"));
	struct form_act act = form_act_of(ctx, req, n_tenures + 4);
	act.change = unmerge_change;
	act.args = &m;
	act.done = office_path(ctx, &m.keep, "?done=changed");
	return form_send(ctx, req, resp, &act, decoded, office_person_get);
}
