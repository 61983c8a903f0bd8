/* "May I …?": the rulebook's guidance, asked and answered by address alone. Nobody is asked who they are, and what they
 * ask is not kept. */
#include "pages/may_web.h"

#include "access/access.h"
#include "http/http.h"
#include "pages/pages_views.h"

enum outcome pages_may_list_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct rulebook *book;
	int64_t version;
	(void)req;
	TRY(rulebook_current(ctx, &book, &version));
	struct may_list view = {
		.page = access_page(ctx, STR("May I …?")), .guidances = book->guidances, .n = book->n_guidances};
	struct html h = html_open(ctx);
	pages_may_list_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- The provision on which an answer rests ---- */

/* "3.1" for "3.1." and "3.1)": as people cite it. */
static struct str label_plain(struct str label)
{
	label = str_trim(label);
	while (label.n && (label.p[label.n - 1] == '.' || label.p[label.n - 1] == ')'))
		label = str_slice(label, 0, label.n - 1);
	return label;
}

static const struct provision *passage_find(const struct provision *provisions, size_t n, struct str passage)
{
	struct str wanted = label_plain(passage);
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(label_plain(provisions[i].label), wanted))
			return &provisions[i];
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(str_trim(provisions[i].heading), wanted))
			return &provisions[i];
	return NULL;
}

/* Where the row's code, or its passage, can be read; nothing where the code is not in force here. */
static enum outcome rests_on(struct ctx *ctx, const struct guidance_row *row, struct may_page *view)
{
	struct code code;
	struct edition edition;
	struct provision *provisions;
	size_t n;
	if (str_empty(row->code))
		return OK;
	enum outcome found = codes_by_slug(ctx, row->code, &code);
	if (found == OK)
		found = codes_edition_in_force(ctx, code.id, &edition);
	if (found == NOT_FOUND)
		return OK;
	TRY(found);
	view->passage = edition.code_title;
	view->href = str_fmt(ctx->arena, "/codes/%.*s", STR_ARG(code.slug));
	TRY(codes_provisions(ctx, edition.id, &provisions, &n));
	const struct provision *p = str_empty(row->passage) ? NULL : passage_find(provisions, n, row->passage);
	if (!p)
		return OK;
	view->passage = str_fmt(ctx->arena, "%.*s, %.*s", STR_ARG(edition.code_title), STR_ARG(row->passage));
	view->href = str_fmt(ctx->arena, "/codes/%.*s/provisions/%.*s", STR_ARG(code.slug),
			     STR_ARG(id_str(ctx->arena, p->id)));
	return OK;
}

/* ---- Asking ---- */

/* The chosen answers in the order of the questions; INVALID with a problem for each question that has none. */
static enum outcome answers_take(struct ctx *ctx, const struct req *req, const struct guidance *guidance,
				 const struct str **ret_answers)
{
	struct str *answers = arena_array(ctx->arena, struct str, guidance->n_questions);
	enum outcome outcome = OK;
	for (size_t q = 0; q < guidance->n_questions; q++) {
		const struct guidance_question *question = &guidance->questions[q];
		struct str sent = req_query(req, str_c(ctx->arena, question->id));
		for (size_t i = 0; i < question->n_answers; i++)
			if (str_eq(question->answers[i].id, sent))
				answers[q] = sent;
		if (str_empty(answers[q]))
			outcome = problem_add(ctx, str_c(ctx->arena, question->id), msg("Choose one: {1}"),
					      question->text);
	}
	*ret_answers = answers;
	return outcome;
}

static const struct may_question *questions_of(struct ctx *ctx, const struct req *req, const struct guidance *guidance)
{
	struct may_question *questions = arena_array(ctx->arena, struct may_question, guidance->n_questions);
	for (size_t q = 0; q < guidance->n_questions; q++) {
		const struct guidance_question *question = &guidance->questions[q];
		struct choice *choices = arena_array(ctx->arena, struct choice, question->n_answers);
		struct str sent = req_query(req, str_c(ctx->arena, question->id));
		for (size_t i = 0; i < question->n_answers; i++)
			choices[i] = (struct choice){.value = question->answers[i].id,
						     .text = question->answers[i].text,
						     .chosen = str_eq(question->answers[i].id, sent)};
		questions[q] = (struct may_question){
			.field = {.name = str_c(ctx->arena, question->id),
				  .label = question->text,
				  .value = sent,
				  .problems = ctx->problems.first},
			.choices = choices,
			.n_choices = question->n_answers,
		};
	}
	return questions;
}

/* Was the form sent? An empty one too: then each question says so. */
static bool is_asked(struct ctx *ctx, const struct req *req, const struct guidance *guidance)
{
	for (size_t q = 0; q < guidance->n_questions; q++)
		if (req_query(req, str_c(ctx->arena, guidance->questions[q].id)).n)
			return true;
	return req_query(req, "ask").n > 0;
}

enum outcome pages_may_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	const struct rulebook *book;
	int64_t version;
	struct may_page view = {0};
	TRY(rulebook_current(ctx, &book, &version));
	view.guidance = rulebook_guidance(book, req->params[0]);
	if (!view.guidance)
		return NOT_FOUND;
	if (is_asked(ctx, req, view.guidance)) {
		const struct str *answers;
		if (answers_take(ctx, req, view.guidance, &answers) == OK) {
			view.row = guidance_answer_on(view.guidance, answers, site_today(ctx));
			view.is_silent = !view.row;
		} else {
			resp->status = 400;
		}
	}
	if (view.row)
		TRY(rests_on(ctx, view.row, &view));
	view.page = access_page(ctx, view.guidance->title);
	view.page.problems = ctx->problems.first;
	page_step(ctx->arena, &view.page, STR("May I …?"), STR("/may-i"));
	view.action = str_fmt(ctx->arena, "/may-i/%.*s", STR_ARG(view.guidance->id));
	view.questions = questions_of(ctx, req, view.guidance);
	view.n_questions = view.guidance->n_questions;
	struct html h = html_open(ctx);
	pages_may_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}
