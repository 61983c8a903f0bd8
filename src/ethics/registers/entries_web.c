/* The office puts one entry right: withhold now (S3), withheld by law (S1), a correction, a legal hold (S8). */
#include "people/office_form.h"
#include "people/people_views.h"
#include "registers/registers_views.h"
#include "registers/review_parts.h"
#include "registers/review_web.h"
#include "registers/seen.h"

enum outcome review_form_done(struct ctx *ctx, struct people_form *form, struct resp *resp)
{
	struct html h = html_open(ctx);
	people_form_show(&h, form);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome office_entry_load(struct ctx *ctx, const struct req *req, enum right right, struct entry *ret_entry)
{
	struct revision_at now;
	int64_t body_id;
	TRY(registers_known_at(ctx, INT64_MAX, &now));
	TRY(registers_entry(ctx, req->params[0], now, ret_entry));
	if (ret_entry->erased_ms || ret_entry->hidden_ms)
		return NOT_FOUND;
	TRY(going_body(ctx, ret_entry, &body_id));
	return access_need(ctx, right, body_id);
}

static struct str entry_title(const struct entry *entry)
{
	if (entry->declared.is_nil)
		return STR("Nothing to declare");
	return entry->declared.category ? entry->declared.category->title : entry->register_id;
}

static struct str office_path(struct ctx *ctx, const struct entry *entry, const char *rest)
{
	return str_fmt(ctx->arena, "/office/registers/entries/%.*s%s", STR_ARG(entry->record_id), rest);
}

static void entry_steps(struct ctx *ctx, struct page *page, const struct entry *entry)
{
	registers_office_steps(ctx, page);
	page_step(ctx->arena, page, entry_title(entry), office_path(ctx, entry, ""));
}

static bool is_own(const struct ctx *ctx, const struct entry *entry)
{
	return ctx->actor && ctx->actor->person_id && ctx->actor->person_id == entry->person_id;
}

static enum outcome asked_load(struct ctx *ctx, struct office_entry_page *view)
{
	struct withhold_request *requests;
	size_t n;
	TRY(withhold_requests(ctx, &requests, &n));
	for (size_t i = 0; i < n; i++)
		if (requests[i].entry_id == view->entry.id) {
			view->is_asked = true;
			view->asked =
				instant_words(ctx->arena, ctx->site->zone, (struct instant){requests[i].asked_ms});
		}
	return OK;
}

static enum outcome read_write(struct ctx *ctx, void *args)
{
	const struct entry *entry = args;
	return access_log(ctx, "registers.read", entry->id, entry->register_id);
}

enum outcome office_entry_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct office_entry_page view = {.page = access_page(ctx, STR("Put an entry right"))};
	struct entry_removal removal;
	struct entry_hold hold;
	int64_t body_id;
	enum outcome found = office_entry_load(ctx, req, RIGHT_READ, &view.entry);
	if (found == NOT_FOUND && entry_removal_find(ctx, req->params[0], &removal) == OK) {
		resp_redirect(resp,
			      str_fmt(ctx->arena, "/office/registers/removals?done=%.*s", STR_ARG(removal.record_id)));
		return OK;
	}
	TRY(found);
	TRY(going_body(ctx, &view.entry, &body_id));
	view.title = entry_title(&view.entry);
	view.action = office_path(ctx, &view.entry, "");
	view.public_path = str_fmt(ctx->arena, "/registers/%.*s/%.*s", STR_ARG(view.entry.register_id),
				   STR_ARG(view.entry.record_id));
	const struct declared office = declared_office(ctx, &view.entry.declared, body_id);
	view.answers = review_answers(ctx, &office, office_path(ctx, &view.entry, "/files"), &view.n_answers);
	if (access_may(ctx, RIGHT_CLERK, body_id))
		view.home = home_page(ctx, &office, view.entry.person_slug);
	view.may_decide = access_may(ctx, RIGHT_OFFICER, body_id) && !is_own(ctx, &view.entry);
	view.hidden = access_form(ctx, view.entry.version);
	found = entry_hold_find(ctx, view.entry.id, &hold);
	if (found == OK)
		view.held = hold.why;
	else if (found != NOT_FOUND)
		return found;
	if (view.may_decide)
		TRY(asked_load(ctx, &view));
	if (str_eq(req_query(req, "done"), STR("saved")))
		view.page.notice = STR("Saved.");
	registers_office_steps(ctx, &view.page);
	struct html h = html_open(ctx);
	registers_office_entry(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return site_write(ctx, read_write, &view.entry);
}

/* ---- Withhold now (S3) ---- */

static enum outcome remove_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct office_removal_page view = {.page = access_page(ctx, STR("Withhold now"))};
	struct str sent = req_field(req, "kind");
	TRY(office_entry_load(ctx, req, RIGHT_OFFICER, &view.entry));
	view.page.problems = ctx->problems.first;
	view.hidden = access_form(ctx, view.entry.version);
	view.title = entry_title(&view.entry);
	view.action = office_path(ctx, &view.entry, "/remove");
	view.correct = office_path(ctx, &view.entry, "#answers");
	view.kind = form_question(ctx, req, "kind", STR("What is wrong?"), STR(""));
	view.kinds[0] = (struct choice){
		.value = removal_kind_name(REMOVAL_UNFIT),
		.text = STR("It should not have been published"),
		.hint = STR("It is removed from every page, file, feed and search"),
	};
	view.kinds[1] = (struct choice){
		.value = removal_kind_name(REMOVAL_PERSON),
		.text = STR("It stands under the wrong person"),
		.hint = STR("It is removed, and put under the right one if you name them"),
	};
	for (size_t i = 0; i < 2; i++)
		view.kinds[i].chosen = str_eq(view.kinds[i].value, sent);
	view.why = form_question(
		ctx, req, "why", STR("Why? Everybody reads this"),
		STR("Say nothing of what is removed, such as “It named the wrong company”. Leave it empty where it "
		    "should not have been published: then it says that alone, as of what is withheld by law"));
	view.person =
		form_question(ctx, req, "person", STR("Whose is it? (only where the person is wrong)"),
			      STR("The name, or the last part of the address of their page. Leave it empty if it is "
				  "nobody’s here"));
	entry_steps(ctx, &view.page, &view.entry);
	struct html h = html_open(ctx);
	registers_office_remove(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome office_entry_remove_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return remove_show(ctx, req, resp);
}

/* What an act outside of one write came to: as form_send says it. */
static enum outcome outside_done(struct ctx *ctx, const struct req *req, struct resp *resp, enum outcome outcome,
				 struct str done,
				 enum outcome (*show)(struct ctx *ctx, const struct req *req, struct resp *resp))
{
	if (outcome == CONFLICT)
		(void)problem_add(ctx, "",
				  msg("Somebody changed this while you were here. Your answers are kept. Look at what "
				      "stands now, then send again."));
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, done);
	return OK;
}

static int64_t version_of(const struct req *req)
{
	int64_t version;
	return str_to_i64(req_field(req, "_version"), &version) ? version : 0;
}

static struct str removals_path(struct ctx *ctx, struct str record_id)
{
	return str_fmt(ctx->arena, "/office/registers/removals?done=%.*s", STR_ARG(record_id));
}

/* A form that is sent again after it was done finds its entry gone. */
static bool was_done(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct entry_removal removal;
	if (entry_removal_find(ctx, req->params[0], &removal) != OK)
		return false;
	resp_redirect(resp, removals_path(ctx, removal.record_id));
	return true;
}

enum outcome office_entry_remove_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct entry entry;
	enum removal_kind kind = 0;
	struct removal_put put = {
		.record_id = req->params[0],
		.version = version_of(req),
		.why = req_field(req, "why"),
		.form_id = req_field(req, "_form"),
	};
	enum outcome found = office_entry_load(ctx, req, RIGHT_OFFICER, &entry);
	if (found == NOT_FOUND && was_done(ctx, req, resp))
		return OK;
	TRY(found);
	(void)removal_kind_parse(req_field(req, "kind"), &kind);
	put.kind = kind;
	enum outcome outcome = removal_person(ctx, "person", req_field(req, "person"), &put.person_id);
	if (outcome == OK && kind != REMOVAL_PERSON)
		put.person_id = 0;
	if (outcome == OK)
		outcome = entry_remove(ctx, &put);
	return outside_done(ctx, req, resp, outcome, removals_path(ctx, req->params[0]), remove_show);
}

/* ---- Withheld by law (S1) ---- */

static enum outcome withhold_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct office_withhold_page view = {.page = access_page(ctx, STR("Withhold an interest"))};
	const struct rulebook *rulebook;
	int64_t version;
	TRY(office_entry_load(ctx, req, RIGHT_OFFICER, &view.entry));
	TRY(rulebook_current(ctx, &rulebook, &version));
	const struct scheme *scheme = rulebook_scheme(rulebook, view.entry.register_id);
	view.page.problems = ctx->problems.first;
	view.hidden = access_form(ctx, view.entry.version);
	view.title = entry_title(&view.entry);
	view.text = scheme ? scheme->withheld : STR("");
	view.action = office_path(ctx, &view.entry, "/withhold");
	view.category = form_question(ctx, req, "category", STR(""), STR(""));
	view.category_choice = (struct choice){
		.value = STR("yes"),
		.text = STR("Everybody may know of which kind it is"),
		.hint = STR("Leave it unticked if the kind alone could lead to the person"),
		.chosen = form_ticked(req, "category"),
	};
	entry_steps(ctx, &view.page, &view.entry);
	struct html h = html_open(ctx);
	registers_office_withhold(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome office_entry_withhold_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return withhold_show(ctx, req, resp);
}

enum outcome office_entry_withhold_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct entry entry;
	enum outcome found = office_entry_load(ctx, req, RIGHT_OFFICER, &entry);
	if (found == NOT_FOUND && was_done(ctx, req, resp))
		return OK;
	TRY(found);
	enum outcome outcome = entry_withhold(ctx, req->params[0], version_of(req), form_ticked(req, "category"),
					      req_field(req, "_form"));
	return outside_done(ctx, req, resp, outcome, STR("/office/registers?done=withheld"), withhold_show);
}

/* The person asked for it, and the officer leaves it public. */
static enum outcome keep_change(struct ctx *ctx, struct form_act *act)
{
	const struct entry *entry = act->args;
	TRY(withhold_request_drop(ctx, entry->id));
	return access_log(ctx, "registers.withhold_refused", entry->id, STR(""));
}

enum outcome office_entry_keep_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct entry entry;
	TRY(office_entry_load(ctx, req, RIGHT_OFFICER, &entry));
	if (is_own(ctx, &entry))
		return FORBIDDEN;
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = keep_change;
	act.args = &entry;
	act.done = STR("/office/registers?done=kept");
	return form_send(ctx, req, resp, &act, OK, office_entry_get);
}

/* ---- A legal hold ---- */

static enum outcome hold_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct entry entry;
	struct entry_hold hold = {0};
	TRY(office_entry_load(ctx, req, RIGHT_OFFICER, &entry));
	enum outcome found = entry_hold_find(ctx, entry.id, &hold);
	if (found != OK && found != NOT_FOUND)
		return found;
	struct people_form form = {
		.page = access_page(ctx, STR("Legal hold")),
		.hidden = access_form(ctx, hold.version),
		.heading = hold.id ? STR("Held") : STR("Hold this declaration"),
		.intro = hold.id ? hold.why : entry_title(&entry),
		.note = STR("While it is held it is neither taken from display nor erased when its time is over. The "
			    "public does not see the hold."),
		.action = office_path(ctx, &entry, "/hold"),
		.submit = hold.id ? STR("It need not be held any more") : STR("Hold it"),
		.is_warning = hold.id != 0,
	};
	form.page.problems = ctx->problems.first;
	entry_steps(ctx, &form.page, &entry);
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &form};
	if (!hold.id)
		form_input(&ask, "why", STR("Why?"), "Which request, case or order asks for it", STR(""));
	return review_form_done(ctx, &form, resp);
}

enum outcome office_entry_hold_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return hold_show(ctx, req, resp);
}

struct hold_args {
	int64_t entry_id;
	struct str why;
};

static enum outcome hold_change(struct ctx *ctx, struct form_act *act)
{
	const struct hold_args *args = act->args;
	return act->version ? entry_hold_end(ctx, args->entry_id, act->version)
			    : entry_hold_put(ctx, args->entry_id, args->why);
}

enum outcome office_entry_hold_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct entry entry;
	TRY(office_entry_load(ctx, req, RIGHT_OFFICER, &entry));
	struct hold_args args = {entry.id, req_field(req, "why")};
	struct form_act act = form_act_of(ctx, req, 0);
	act.change = hold_change;
	act.args = &args;
	act.done = office_path(ctx, &entry, "?done=saved");
	return form_send(ctx, req, resp, &act, OK, hold_show);
}

/* ---- A typing mistake: a correction, the old text struck through ---- */

static enum outcome correct_load(struct ctx *ctx, const struct req *req, struct entry *ret_entry,
				 const struct scheme_field **ret_field, const struct answer **ret_answer)
{
	TRY(office_entry_load(ctx, req, RIGHT_OFFICER, ret_entry));
	if (is_own(ctx, ret_entry))
		return FORBIDDEN;
	return correction_find(ret_entry, req->params[1], ret_field, ret_answer);
}

static struct choice *correct_choices(struct ctx *ctx, const struct scheme_field *field, size_t *ret_n)
{
	size_t n = field->n_choices + field->n_bands;
	struct choice *choices = arena_array(ctx->arena, struct choice, n);
	for (size_t i = 0; i < field->n_choices; i++)
		choices[i] = (struct choice){.value = field->choices[i].id, .text = field->choices[i].text};
	for (size_t i = 0; i < field->n_bands; i++)
		choices[field->n_choices + i] =
			(struct choice){.value = field->bands[i].id, .text = field->bands[i].text};
	*ret_n = n;
	return choices;
}

static enum outcome correct_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct entry entry;
	const struct scheme_field *field;
	const struct answer *answer;
	size_t n;
	TRY(correct_load(ctx, req, &entry, &field, &answer));
	struct people_form form = {
		.page = access_page(ctx, STR("Correct a typing mistake")),
		.hidden = access_form(ctx, entry.version),
		.heading = STR("Correct a typing mistake"),
		.intro = entry_title(&entry),
		.note = STR(
			"The old text stays readable on the page of the entry, struck through, with your reason. If it "
			"must not be readable any more, withhold it instead."),
		.action = str_fmt(ctx->arena, "%.*s/%.*s", STR_ARG(office_path(ctx, &entry, "/correct")),
				  STR_ARG(field->id)),
		.submit = STR("Publish the correction"),
	};
	form.page.problems = ctx->problems.first;
	entry_steps(ctx, &form.page, &entry);
	struct form_asker ask = {.ctx = ctx, .req = req, .form = &form, .is_stale = form_is_stale(resp)};
	struct str now = value_cell(ctx->arena, field, &answer->values[0]);
	struct choice *choices = correct_choices(ctx, field, &n);
	if (n)
		form_select(&ask, "text", field->name, NULL, choices, n, answer->values[0].text);
	else
		form_input(&ask, "text", field->name, NULL, now);
	form_input(&ask, "reason", STR("What was wrong?"), "Everybody reads this", STR(""));
	return review_form_done(ctx, &form, resp);
}

enum outcome office_entry_correct_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return correct_show(ctx, req, resp);
}

static enum outcome correct_change(struct ctx *ctx, struct form_act *act)
{
	struct entry_put *put = act->args;
	put->version = act->version;
	put->seed = act->seeds[0];
	return correction_write(ctx, put);
}

enum outcome office_entry_correct_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct entry entry;
	const struct scheme_field *field;
	const struct answer *answer;
	TRY(correct_load(ctx, req, &entry, &field, &answer));
	struct entry_put put;
	const struct correction correction = {
		.field = field, .answer = answer, .text = req_field(req, "text"), .reason = req_field(req, "reason")};
	enum outcome decoded = correction_of(ctx, &entry, &correction, &put);
	struct form_act act = form_act_of(ctx, req, 1);
	act.change = correct_change;
	act.args = &put;
	act.done = office_path(ctx, &entry, "?done=saved");
	return form_send(ctx, req, resp, &act, decoded, correct_show);
}
