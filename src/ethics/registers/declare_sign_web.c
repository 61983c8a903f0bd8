/* Checking the answers, signing, the receipt. */
#include "registers/declare_web.h"

#include "html/html.h"
#include "registers/registers_sql.h"
#include "registers/registers_views.h"

static struct str said(struct ctx *ctx, const char *message)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), NULL, 0);
}

/* ---- All answers ---- */

static struct str item_state(struct ctx *ctx, const struct declaration_item *item)
{
	struct str day;
	switch (item->act) {
	case ACT_KEEP:
		return said(ctx, msg("Stands as it is"));
	case ACT_CHANGE:
		return said(ctx, msg("Changed"));
	case ACT_CORRECT:
		return html_said(ctx->arena, ctx->lang, str_of(msg("Corrected: {1}")), &item->reason, 1);
	case ACT_END:
		day = day_words(ctx->arena, (struct day){item->end_day});
		return html_said(ctx->arena, ctx->lang, str_of(msg("Ends on {1}")), &day, 1);
	case ACT_WITHDRAW:
		return html_said(ctx->arena, ctx->lang, str_of(msg("Withdrawn: {1}")), &item->reason, 1);
	default:
		return said(ctx, msg("New"));
	}
}

struct declare_check_group *declare_groups(struct ctx *ctx, const struct declare_at *at, bool with_links, size_t *ret_n)
{
	const struct declaration *d = &at->declaration;
	struct declare_check_group *groups = arena_array(ctx->arena, struct declare_check_group, d->n_items);
	for (size_t i = 0; i < d->n_items; i++) {
		const struct declaration_item *item = &d->items[i];
		const struct scheme_category *category = item->declared.category;
		struct summary_row *rows;
		groups[i] = (struct declare_check_group){
			.title = category ? category->title : d->scheme->title,
			.summary = item_summary(ctx, item),
			.state = item_state(ctx, item),
			.href = with_links ? declare_item_path(ctx, at, item->id) : STR(""),
			.is_child = item->parent_id != 0,
			.helper = item->helper.p ? item->helper : STR(""),
		};
		declare_rows(ctx, at, item, with_links, &rows, &groups[i].n);
		groups[i].rows = rows;
	}
	*ret_n = d->n_items;
	return groups;
}

/* ---- Check your answers ---- */

static enum outcome check_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_check_page view = {0};
	TRY(declare_find(ctx, req, DECLARE_WRITE, &view.at));
	struct ctx own = *ctx;
	own.problems = (struct problems){0};
	enum outcome checked = declaration_check(&own, &view.at.declaration);
	enum outcome stale = declaration_stale_check(&own, &view.at.declaration);
	if (checked == OK)
		checked = stale;
	if (checked != OK && checked != INVALID)
		return checked;
	view.page = access_page(ctx, STR("Check your answers"));
	view.page.problems = ctx->problems.first ? ctx->problems.first : own.problems.first;
	declare_steps(ctx, &view.page, &view.at);
	page_step(ctx->arena, &view.page, said(ctx, msg("Tasks")), view.at.path);
	view.banner = scheme_not_filing(ctx, view.at.declaration.scheme);
	view.groups = declare_groups(ctx, &view.at, true, &view.n);
	view.may_sign = checked == OK && !view.at.is_helper;
	if (checked != OK)
		view.missing = declare_tasks(ctx, &view.at, true, &view.n_missing);
	struct html h = html_open(ctx);
	registers_declare_check_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome declare_check_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return check_show(ctx, req, resp);
}

/* ---- Signing ---- */

static struct str next_words(struct ctx *ctx, const struct declaration *d)
{
	if (declaration_waits(d))
		return said(ctx,
			    msg("The ethics officer looks at it first. Nothing of it is public before. You find here "
				"what became of it."));
	if (d->scheme->shown == REGISTER_PUBLIC)
		return said(ctx, msg("It is public at once, but for what is marked as not shown."));
	return said(ctx, msg("It is kept for the office. The public sees figures at most."));
}

static enum outcome fields_fill(struct ctx *ctx, const struct req *req, struct declare_sign_page *view)
{
	struct str demonstration;
	TRY(access_demo_password(ctx, &demonstration));
	view->sure = (struct field){.name = "sure", .problems = ctx->problems.first};
	view->sure_choice = (struct choice){
		.value = STR("yes"),
		.text = view->at.is_clerk ? STR("I entered what the signed form says, and nothing else")
					  : STR("To the best of my knowledge this is true and complete"),
		.chosen = str_eq(req_field(req, "sure"), STR("yes")),
	};
	view->password = (struct field){
		.name = "password",
		.label = STR("Your password"),
		.hint = demonstration.n
				? str_fmt(ctx->arena, "This is a demonstration: type “%.*s”", STR_ARG(demonstration))
				: STR("The one with which you sign in. It shows that it is you who signs"),
		.type = "password",
		.problems = ctx->problems.first,
		.autocomplete = "current-password",
		.spellcheck_off = true,
	};
	return OK;
}

static enum outcome sign_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_sign_page view = {0};
	TRY(declare_find(ctx, req, DECLARE_WRITE, &view.at));
	struct declaration *d = &view.at.declaration;
	view.page = access_page(ctx, view.at.is_clerk ? STR("Enter it in the register") : STR("Sign"));
	view.page.problems = ctx->problems.first;
	declare_steps(ctx, &view.page, &view.at);
	page_step(ctx->arena, &view.page, said(ctx, msg("Tasks")), view.at.path);
	d->says = declaration_says_of(d);
	view.says = declare_says_words(ctx, d);
	view.banner = scheme_not_filing(ctx, d->scheme);
	view.next = next_words(ctx, d);
	if (d->says == SAYS_UNCHANGED)
		view.groups = declare_groups(ctx, &view.at, false, &view.n);
	view.hidden = access_form(ctx, d->version);
	TRY(paper_correct_days(ctx, &view.correct_days));
	if (!view.at.is_clerk)
		TRY(access_has_passkey(ctx, &view.has_passkey));
	TRY(fields_fill(ctx, req, &view));
	struct html h = html_open(ctx);
	registers_declare_sign_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome declare_sign_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_at at;
	TRY(declare_find(ctx, req, DECLARE_WRITE, &at));
	TRY(declare_not_helper(&at));
	enum outcome checked = declaration_check(ctx, &at.declaration);
	if (checked == OK)
		checked = declaration_stale_check(ctx, &at.declaration);
	if (checked == INVALID)
		return check_show(ctx, req, resp);
	TRY(checked);
	return sign_show(ctx, req, resp);
}

struct handing_in {
	const struct declare_at *at;
	struct str form_id, path;
	int64_t version;
	struct journal_seed *seeds;
	size_t n_seeds;
	struct mail_seed mail;
	struct access_question question;
	bool by_passkey;
};

static enum outcome sign_write(struct ctx *ctx, void *args)
{
	struct handing_in *handing = args;
	struct declare_at at;
	struct str before;
	enum outcome used = form_id_use(ctx, handing->form_id, &before);
	if (used == CONFLICT) {
		handing->path = before;
		return OK;
	}
	TRY(used);
	enum outcome found = declare_find_again(ctx, handing->at, &at);
	if (found == CONFLICT) { /* signed in another window */
		handing->path = handing->at->path;
		return OK;
	}
	TRY(found);
	TRY(declare_not_helper(&at));
	if (at.declaration.version != handing->version)
		return CONFLICT;
	TRY(declarations_submit(
		ctx, &(struct declaration_signing){.declaration = &at.declaration,
						   .seeds = handing->seeds,
						   .n_seeds = handing->n_seeds,
						   .mail = &handing->mail,
						   .question = handing->by_passkey ? &handing->question : NULL}));
	handing->path = str_fmt(ctx->arena, "%.*s?done=%s", STR_ARG(at.path), at.is_clerk ? "entered" : "signed");
	return form_id_result(ctx, handing->form_id, handing->path);
}

static enum outcome sure_check(struct ctx *ctx, const struct req *req, const struct declare_at *at)
{
	if (!str_eq(req_field(req, "sure"), STR("yes")))
		(void)problem_add(ctx, "sure",
				  at->is_clerk ? msg("Tick the box once you have compared it with the form")
					       : msg("Tick the box once you have read your answers"));
	return ctx->problems.count ? INVALID : OK;
}

/* The password is asked for at every signature, however fresh the sign-in; a clerk signs nothing (S7). */
static enum outcome confirmed(struct ctx *ctx, const struct req *req, const struct declare_at *at)
{
	enum outcome sure = sure_check(ctx, req, at);
	if (!at->is_clerk && str_empty(req_field(req, "password")))
		(void)problem_add(ctx, "password", msg("Enter your password"));
	if (sure != OK || ctx->problems.count)
		return INVALID;
	return at->is_clerk ? OK : access_step_up(ctx, req, "password");
}

/* Signed already: the same receipt. */
static enum outcome receipt_go(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_at at;
	TRY(declare_find(ctx, req, DECLARE_READ, &at));
	resp_redirect(resp, at.path);
	return OK;
}

static void handing_fill(struct ctx *ctx, const struct req *req, struct handing_in *handing)
{
	handing->form_id = req_field(req, "_form");
	handing->n_seeds = declaration_seeds(&handing->at->declaration);
	handing->mail = mail_seed_new(ctx);
	(void)str_to_i64(req_field(req, "_version"), &handing->version);
	handing->seeds = arena_array(ctx->arena, struct journal_seed, handing->n_seeds);
	for (size_t i = 0; i < handing->n_seeds; i++)
		handing->seeds[i] = journal_seed_new(ctx);
}

static enum outcome sign_answer(struct ctx *ctx, const struct req *req, enum outcome outcome,
				struct handing_in *handing, struct resp *resp)
{
	if (outcome == OK)
		outcome = site_write(ctx, sign_write, handing);
	if (outcome == CONFLICT)
		(void)problem_add(ctx, "",
				  msg("Something changed meanwhile, in another window or in the register. Look at the "
				      "answers once more before you sign"));
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return outcome == CONFLICT ? check_show(ctx, req, resp) : sign_show(ctx, req, resp);
	}
	TRY(outcome);
	resp_redirect(resp, handing->path);
	return OK;
}

/* ---- By a passkey: it signs all the answers, so they are what was checked ---- */

static enum outcome ask_show(struct ctx *ctx, const struct req *req, struct declare_at *at, struct resp *resp)
{
	struct declare_ask_page view = {.page = access_page(ctx, STR("Sign with your passkey")), .at = *at};
	struct declaration *d = &view.at.declaration;
	struct access_question question;
	struct http_field *kept = arena_new(ctx->arena, struct http_field);
	enum outcome sure = sure_check(ctx, req, at);
	if (sure == INVALID) {
		resp->status = 400;
		return sign_show(ctx, req, resp);
	}
	TRY(sure);
	TRY(access_question_new(ctx, &view.ask.asked, &question));
	access_ask_fill(ctx, declaration_statement(ctx, d, &question), &view.ask);
	*kept = (struct http_field){.name = STR("sure"), .value = STR("yes")};
	view.ask.kept = kept;
	view.ask.n_kept = 1;
	view.ask.button = STR("Sign and hand in");
	view.ask.back = str_fmt(ctx->arena, "%.*s/sign", STR_ARG(at->path));
	view.ask.action = str_fmt(ctx->arena, "%.*s/passkey", STR_ARG(at->path));
	view.ask.hidden = access_form(ctx, d->version);
	d->says = declaration_says_of(d);
	view.says = declare_says_words(ctx, d);
	declare_steps(ctx, &view.page, at);
	page_step(ctx->arena, &view.page, said(ctx, msg("Tasks")), at->path);
	struct html h = html_open(ctx);
	registers_declare_ask_show(&h, &view);
	resp->body = html_done(&h);
	resp->sensitive = true;
	return OK;
}

enum outcome declare_sign_passkey_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_at at;
	struct handing_in handing = {.at = &at, .by_passkey = true};
	enum outcome found = declare_find(ctx, req, DECLARE_WRITE, &at);
	if (found == CONFLICT)
		return receipt_go(ctx, req, resp);
	TRY(found);
	TRY(declare_not_helper(&at));
	if (at.is_clerk)
		return FORBIDDEN;
	handing_fill(ctx, req, &handing);
	enum outcome outcome = sure_check(ctx, req, &at);
	if (outcome == OK)
		outcome = access_question_answered(ctx, req, &handing.question);
	return sign_answer(ctx, req, outcome, &handing, resp);
}

enum outcome declare_sign_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_at at;
	struct handing_in handing = {.at = &at};
	enum outcome found = declare_find(ctx, req, DECLARE_WRITE, &at);
	if (found == CONFLICT)
		return receipt_go(ctx, req, resp);
	TRY(found);
	TRY(declare_not_helper(&at));
	if (!at.is_clerk && str_eq(req_field(req, "by"), STR("passkey")))
		return ask_show(ctx, req, &at, resp);
	handing_fill(ctx, req, &handing);
	return sign_answer(ctx, req, confirmed(ctx, req, &at), &handing, resp);
}

/* ---- The receipt ---- */

bool declare_may_correct(const struct ctx *ctx, const struct declaration *paper, int32_t days)
{
	int32_t entered = zone_day(ctx->site->zone, (struct instant){paper->signed_ms}).n;
	return paper->source == SOURCE_PAPER && paper->state == DECLARATION_ACCEPTED &&
	       (!days || site_today(ctx).n <= entered + days);
}

/* Of a declaration of everything its own record; of one entry that entry's. Empty: the log has nothing public of it. */
static enum outcome record_find(struct ctx *ctx, const struct declaration *d, struct str *ret_record_id)
{
	struct journal_record record;
	*ret_record_id = d->record_id.p ? d->record_id : STR("");
	if (d->record_id.n || d->state != DECLARATION_ACCEPTED || d->scheme->shown != REGISTER_PUBLIC || !d->n_puts)
		return OK;
	enum outcome found = journal_find_subject(ctx, "registers", d->puts[0].id, &record);
	if (found == OK && !record.erased_ground.n)
		*ret_record_id = record.place.record_id;
	return found == NOT_FOUND ? OK : found;
}

static enum outcome correct_fill(struct ctx *ctx, struct declare_receipt_page *view)
{
	const struct declaration *d = &view->at.declaration;
	int32_t days;
	TRY(paper_correct_days(ctx, &days));
	if (view->at.is_clerk || !declare_may_correct(ctx, d, days))
		return OK;
	int32_t entered = zone_day(ctx->site->zone, (struct instant){d->signed_ms}).n;
	if (days)
		view->correct_until = day_words(ctx->arena, (struct day){entered + days});
	view->correct = declare_button_of(ctx, str_fmt(ctx->arena, "/my/registers/%.*s", STR_ARG(d->register_id)),
					  "begin", str_of(msg("Correct it")));
	view->correct.name = STR("corrects");
	view->correct.value = id_str(ctx->arena, d->id);
	return OK;
}

/* What the signer's passkey signed (S16), unless it went with an answer that was withheld or removed; `ret_has` false:
 * there is none. It is the signer's alone. */
static enum outcome passkey_find(struct ctx *ctx, const struct declare_at *at, struct access_signed *kept,
				 bool *ret_has)
{
	enum outcome found = at->declaration.by_passkey && !at->is_clerk
				     ? access_signed_of(ctx, DECLARATION_SIGNED, at->declaration.id, kept)
				     : NOT_FOUND;
	*ret_has = found == OK;
	return found == NOT_FOUND ? OK : found;
}

enum outcome declare_receipt_page(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_receipt_page view = {0};
	struct access_signed kept;
	TRY(declare_find(ctx, req, DECLARE_READ, &view.at));
	const struct declaration *d = &view.at.declaration;
	view.page = access_page(ctx, STR("Receipt"));
	view.page.notice = declare_notice(req_query(req, "done"));
	declare_steps(ctx, &view.page, &view.at);
	view.banner = scheme_not_filing(ctx, d->scheme);
	view.says = declare_says_words(ctx, d);
	view.label = declaration_source_words(ctx, d);
	view.when = instant_words(ctx->arena, ctx->site->zone, (struct instant){d->signed_ms});
	if (d->state == DECLARATION_SUBMITTED)
		view.next = next_words(ctx, d);
	else if (d->scheme->shown == REGISTER_PUBLIC)
		view.next =
			said(ctx, msg("It stands in the register. You can change it at any time: a new version stands "
				      "beside the old one, and nothing is overwritten."));
	else
		view.next = said(ctx, msg("It is kept for the office. You can change it at any time."));
	TRY(record_find(ctx, d, &view.record));
	if (view.record.n)
		view.receipt = str_fmt(ctx->arena, "%.*s/receipt.json", STR_ARG(view.at.path));
	TRY(passkey_find(ctx, &view.at, &kept, &view.has_passkey));
	view.groups = declare_groups(ctx, &view.at, false, &view.n);
	if (d->source == SOURCE_PAPER)
		TRY(declare_scan_words(ctx, &view.at, &view.scan));
	TRY(correct_fill(ctx, &view));
	struct html h = html_open(ctx);
	registers_declare_receipt_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

static enum outcome handed_in_find(struct ctx *ctx, const struct req *req, struct declare_at *ret_at)
{
	TRY(declare_find(ctx, req, DECLARE_READ, ret_at));
	int32_t state = ret_at->declaration.state;
	return state == DECLARATION_SUBMITTED || state == DECLARATION_ACCEPTED ? OK : NOT_FOUND;
}

enum outcome declare_receipt_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_at at;
	struct str record_id;
	TRY(handed_in_find(ctx, req, &at));
	TRY(record_find(ctx, &at.declaration, &record_id));
	if (str_empty(record_id))
		return NOT_FOUND;
	TRY(journal_receipt(ctx, record_id, 0, &resp->body));
	resp->type = STR("application/json");
	resp->filename = str_fmt(ctx->arena, "receipt-%.*s.json", STR_ARG(record_id));
	return OK;
}

/* One's own copy: every answer, also what the public does not see, and what one's passkey signed, which
 * docs/verify-receipt.sh checks. */
enum outcome declare_copy_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct declare_at at;
	struct access_signed kept;
	bool has_passkey;
	TRY(handed_in_find(ctx, req, &at));
	const struct declaration *d = &at.declaration;
	TRY(passkey_find(ctx, &at, &kept, &has_passkey));
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "register", d->register_id);
	json_str(&json, "title", d->scheme->title);
	json_str(&json, "name", d->person_name);
	json_str(&json, "signed", instant_str(ctx->arena, (struct instant){d->signed_ms}));
	json_str(&json, "received", day_str(ctx->arena, (struct day){d->received_day}));
	json_str(&json, "says", declare_says_words(ctx, d));
	json_str(&json, "note", scheme_not_filing(ctx, d->scheme));
	json_begin_array(&json, "entries");
	for (size_t i = 0; i < d->n_items; i++) {
		json_begin_object(&json, NULL);
		json_str(&json, "category", d->items[i].category);
		json_str(&json, "summary", item_summary(ctx, &d->items[i]));
		json_str(&json, "state", item_state(ctx, &d->items[i]));
		json_raw(&json, "answers", d->items[i].answers);
		json_end(&json);
	}
	json_end(&json);
	if (has_passkey) {
		json_str(&json, "site", ctx->site->settings.url);
		access_signed_json(ctx->arena, &json, &kept);
	}
	json_end(&json);
	resp->body = buf_view(&out);
	resp->type = STR("application/json");
	resp->filename = str_fmt(ctx->arena, "declaration-%.*s.json", STR_ARG(id_str(ctx->arena, d->id)));
	return OK;
}
