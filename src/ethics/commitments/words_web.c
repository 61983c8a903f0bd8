/* "How I keep the code", in an office-holder's own words (S16). */
#include "commitments/commitments_views.h"
#include "commitments/commitments_web.h"

#define TEXT_ROWS 8

static struct str day_of_ms(struct ctx *ctx, int64_t ms)
{
	return day_words(ctx->arena, zone_day(ctx->site->zone, (struct instant){ms}));
}

static bool is_principle(const struct provision *p)
{
	switch (p->kind) {
	case PROVISION_VALUE:
	case PROVISION_PRINCIPLE:
	case PROVISION_STANDARD:
	case PROVISION_TENET:
	case PROVISION_COMMITMENT:
		return true;
	default:
		return false;
	}
}

/* What one promises by the code: its principles; of a code without any, its sections and clauses. */
static bool is_written_about(const struct provision *p, bool has_principles)
{
	return has_principles ? is_principle(p) : p->kind == PROVISION_SECTION || p->kind == PROVISION_CLAUSE;
}

static struct str passage_shown(struct arena *arena, const struct provision *p)
{
	/* A bullet names nothing. */
	struct str label = text_slug(arena, p->label).n ? p->label : STR("");
	const struct str parts[] = {label, p->heading, p->text};
	struct buf out = buf_open(arena, 256);
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		if (out.n && parts[i].n)
			buf_char(&out, ' ');
		buf_str(&out, parts[i]);
	}
	return buf_view(&out);
}

static enum outcome code_load(struct ctx *ctx, const struct req *req, struct edition *ret_edition)
{
	struct code code;
	TRY(codes_by_slug(ctx, req->params[0], &code));
	return codes_edition_in_force(ctx, code.id, ret_edition);
}

/* Whose words these pages may be about: an office-holder's, and of whoever wrote some before. */
static enum outcome own_load(struct ctx *ctx, struct commitment_words **ret_words, size_t *ret_n)
{
	struct tenure tenure;
	struct commitment_words *words = NULL;
	size_t n = 0;
	if (ctx->actor->person_id)
		TRY(commitments_words_of_person(ctx, ctx->actor->person_id, &words, &n));
	if (n == 0)
		TRY(commitment_own_post(ctx, &tenure));
	*ret_words = words;
	*ret_n = n;
	return OK;
}

static void own_steps(struct ctx *ctx, struct page *page)
{
	page_step(ctx->arena, page, STR("To do"), STR("/my"));
	page_step(ctx->arena, page, STR("My commitments"), STR("/my/commitments"));
}

/* What the actor wrote to the provision and did not withdraw; id 0: nothing. */
static struct commitment_words words_about(const struct commitment_words *words, size_t n, int64_t provision_id)
{
	for (size_t i = 0; i < n; i++)
		if (words[i].provision_id == provision_id)
			return words[i];
	return (struct commitment_words){0};
}

enum outcome commitments_words_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_words_page view = {.page = access_page(ctx, STR("How I keep the code"))};
	struct provision *provisions;
	struct commitment_words *words;
	size_t n, n_words;
	bool has_principles = false;
	TRY(code_load(ctx, req, &view.edition));
	TRY(codes_provisions(ctx, view.edition.id, &provisions, &n));
	TRY(own_load(ctx, &words, &n_words));
	for (size_t i = 0; i < n; i++)
		has_principles = has_principles || is_principle(&provisions[i]);
	struct commitments_words_row *rows = arena_array(ctx->arena, struct commitments_words_row, n);
	for (size_t i = 0; i < n; i++) {
		if (!is_written_about(&provisions[i], has_principles))
			continue;
		struct commitments_words_row row = {
			.p = &provisions[i],
			.passage = passage_shown(ctx->arena, &provisions[i]),
			.words = words_about(words, n_words, provisions[i].id),
		};
		if (row.words.withdrawn_ms)
			row.words = (struct commitment_words){0};
		if (row.words.id)
			row.changed = day_of_ms(ctx, row.words.changed_ms);
		rows[view.n_rows++] = row;
	}
	view.rows = rows;
	own_steps(ctx, &view.page);
	if (str_eq(req_query(req, "done"), STR("written")))
		view.page.notice = STR("Published. It stands on your public page and beside the code.");
	if (str_eq(req_query(req, "done"), STR("withdrawn")))
		view.page.notice = STR("Withdrawn. It is no longer shown.");
	struct html h = html_open(ctx);
	commitments_words_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- Writing ---- */

static enum outcome edit_load(struct ctx *ctx, const struct req *req, struct commitments_words_edit_page *view)
{
	int64_t id;
	struct provision *provisions;
	struct commitment_words *words;
	size_t n, n_words;
	if (!id_parse(req->params[1], &id))
		return NOT_FOUND;
	TRY(code_load(ctx, req, &view->edition));
	TRY(codes_provisions(ctx, view->edition.id, &provisions, &n));
	TRY(own_load(ctx, &words, &n_words));
	view->words = words_about(words, n_words, id);
	for (size_t i = 0; i < n; i++) {
		if (provisions[i].id == id) {
			view->provision = provisions[i];
			return OK;
		}
	}
	return NOT_FOUND;
}

static enum outcome edit_show(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_words_edit_page view = {.page = access_page(ctx, STR("How I keep this"))};
	TRY(edit_load(ctx, req, &view));
	own_steps(ctx, &view.page);
	page_step(ctx->arena, &view.page, STR("How I keep the code"),
		  str_fmt(ctx->arena, "/my/words/%.*s", STR_ARG(view.edition.code_slug)));
	struct str typed = req_field(req, "text");
	view.hidden = access_form(ctx, view.words.version);
	view.withdraw_hidden = access_form(ctx, view.words.version);
	view.text = (struct field){
		.name = "text",
		.label = STR("How do you keep this?"),
		.hint = STR("In your own words, as plain text. It is public, with your name and the day"),
		.value = typed.p ? typed : view.words.text,
		.rows = TEXT_ROWS,
		.problems = ctx->problems.first,
	};
	struct html h = html_open(ctx);
	commitments_words_edit_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome commitments_words_edit_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	return edit_show(ctx, req, resp);
}

struct words_write {
	struct journal_seed seed;
	struct str form_id;
	struct commitment_words words;
	bool withdraws;
};

static enum outcome words_write(struct ctx *ctx, void *args)
{
	struct words_write *write = args;
	struct str before;
	enum outcome used = form_id_use(ctx, write->form_id, &before);
	if (used == CONFLICT)
		return OK;
	TRY(used);
	if (write->withdraws)
		TRY(commitments_words_withdraw(ctx, &write->seed, write->words.record_id, write->words.version));
	else
		TRY(commitments_words_put(ctx, &write->seed, &write->words));
	return form_id_result(ctx, write->form_id, STR("/my/commitments"));
}

static enum outcome words_done(struct ctx *ctx, const struct commitments_words_edit_page *view, const char *done,
			       struct resp *resp)
{
	resp_redirect(resp, str_fmt(ctx->arena, "/my/words/%.*s?done=%s", STR_ARG(view->edition.code_slug), done));
	return OK;
}

enum outcome commitments_words_edit_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_words_edit_page view = {0};
	int64_t version = 0;
	TRY(edit_load(ctx, req, &view));
	(void)str_to_i64(req_field(req, "_version"), &version);
	struct words_write write = {
		.seed = journal_seed_new(ctx),
		.form_id = req_field(req, "_form"),
		.words = {.edition_id = view.edition.id,
			  .provision_id = view.provision.id,
			  .text = req_field(req, "text"),
			  .version = version},
	};
	enum outcome outcome = site_write(ctx, words_write, &write);
	if (outcome == CONFLICT)
		(void)problem_add(ctx, "text",
				  msg("This was changed in another window. What stands now is: “{1}”. Yours is kept "
				      "below; send it again to replace that"),
				  view.words.text);
	if (outcome == INVALID || outcome == CONFLICT) {
		resp->status = outcome == CONFLICT ? 409 : 400;
		return edit_show(ctx, req, resp);
	}
	TRY(outcome);
	return words_done(ctx, &view, "written", resp);
}

enum outcome commitments_words_withdraw_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct commitments_words_edit_page view = {0};
	TRY(edit_load(ctx, req, &view));
	if (!view.words.id)
		return NOT_FOUND;
	struct words_write write = {
		.seed = journal_seed_new(ctx),
		.form_id = req_field(req, "_form"),
		.words = {.record_id = view.words.record_id},
		.withdraws = true,
	};
	(void)str_to_i64(req_field(req, "_version"), &write.words.version);
	enum outcome outcome = site_write(ctx, words_write, &write);
	if (outcome == CONFLICT) {
		(void)problem_add(ctx, "",
				  msg("This was changed in another window. What stands now is below. Look at it before "
				      "you withdraw it."));
		resp->status = 409;
		return edit_show(ctx, req, resp);
	}
	TRY(outcome);
	return words_done(ctx, &view, "withdrawn", resp);
}
