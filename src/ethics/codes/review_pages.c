/* Around the text of a draft: what was left out, what was changed, and how the public would see it. */
#include "codes/codes_store.h"
#include "codes/codes_views.h"
#include "codes/review_web.h"

#define STEPS_SHOWN 500

/* ---- What was left out ---- */

static struct str place_words(struct ctx *ctx, const struct review_draft *draft, int64_t after_id)
{
	if (after_id == 0)
		return STR("It stood at the beginning");
	size_t i = after_id > 0 ? edit_find(draft->p, draft->n, after_id) : draft->n;
	if (i == draft->n)
		return STR("Where it stood is not known: it would come at the end");
	return str_fmt(ctx->arena, "It stood after “%.*s”", STR_ARG(review_beginning(ctx->arena, &draft->p[i])));
}

static enum outcome lines_show(struct ctx *ctx, const struct review_draft *draft, struct resp *resp)
{
	struct review_lines_page view = {
		.page = review_page(ctx, &draft->edition, STR("What was left out")),
		.hidden = access_form(ctx, 0),
		.edition = draft->edition,
		.path = review_path(ctx, draft->edition.id, ""),
		.may_prepare = access_may(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE),
	};
	struct review_line *lines;
	TRY(review_lines(ctx, draft->edition.id, &lines, &view.n_rows));
	struct review_lines_row *rows = arena_array(ctx->arena, struct review_lines_row, view.n_rows);
	for (size_t i = 0; i < view.n_rows; i++)
		rows[i] = (struct review_lines_row){&lines[i], place_words(ctx, draft, lines[i].after_id)};
	view.rows = rows;
	view.page.problems = ctx->problems.first;
	struct html h = html_open(ctx);
	codes_edit_lines_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome review_lines_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_draft draft;
	TRY(review_load(ctx, req, &draft));
	return lines_show(ctx, &draft, resp);
}

enum outcome review_lines_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_draft draft;
	struct review_write write = {.form_id = req_field(req, "_form")};
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	TRY(review_load(ctx, req, &draft));
	write.edit.edition_id = draft.edition.id;
	write.edit.edit = (struct edit){.act = EDIT_PUT_BACK, .id = -1, .fresh = id_new(ctx)};
	if (!str_to_i64(req_field(req, "line"), &write.edit.line))
		return INVALID;
	enum outcome outcome = review_write(ctx, &write);
	if (outcome != CONFLICT)
		return review_conclude(ctx, req, outcome, &write, resp);
	(void)problem_add(ctx, "", msg("Somebody put this line back before you. Nothing was done"));
	resp->status = 409;
	return lines_show(ctx, &draft, resp);
}

/* ---- What was changed ---- */

enum outcome review_steps_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_draft draft;
	struct review_step *steps;
	TRY(review_load(ctx, req, &draft));
	struct review_steps_page view = {
		.page = review_page(ctx, &draft.edition, STR("What was changed")),
		.hidden = access_form(ctx, 0),
		.edition = draft.edition,
		.path = review_path(ctx, draft.edition.id, ""),
		.may_prepare = access_may(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE),
	};
	TRY(review_steps(ctx, draft.edition.id, STEPS_SHOWN, &steps, &view.n_rows));
	TRY(review_step_last(ctx, draft.edition.id, &view.undo));
	TRY(review_step_next(ctx, draft.edition.id, &view.redo));
	TRY(review_sum(ctx, draft.edition.id, &view.sum));
	view.undo_words = review_step_words(ctx->arena, &view.undo);
	view.redo_words = review_step_words(ctx->arena, &view.redo);
	struct review_steps_row *rows = arena_array(ctx->arena, struct review_steps_row, view.n_rows);
	for (size_t i = 0; i < view.n_rows; i++) {
		bool is_here = steps[i].shown_id && edit_find(draft.p, draft.n, steps[i].shown_id) < draft.n;
		rows[i] = (struct review_steps_row){
			.words = review_step_words(ctx->arena, &steps[i]),
			.by_whom = steps[i].by_whom,
			.when = instant_words(ctx->arena, ctx->site->zone, (struct instant){steps[i].at_ms}),
			.added = steps[i].words_added,
			.removed = steps[i].words_removed,
			.is_undone = steps[i].is_undone,
			.href = is_here ? review_text_path(ctx, draft.edition.id, steps[i].shown_id, 0) : STR(""),
		};
	}
	view.rows = rows;
	struct html h = html_open(ctx);
	codes_edit_steps_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* ---- As the public would see it ---- */

enum outcome review_preview_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_draft draft;
	TRY(review_load(ctx, req, &draft));
	struct review_preview_page view = {
		.page = review_page(ctx, &draft.edition, STR("As the public would see it")),
		.edition = draft.edition,
		.path = review_path(ctx, draft.edition.id, ""),
		.title = draft.edition.code_title,
		.provisions = draft.p,
		.n_provisions = draft.n,
	};
	if (draft.n > 0 && draft.p[0].kind == PROVISION_TITLE) {
		view.title = edit_line(ctx->arena, &draft.p[0]);
		view.provisions++;
		view.n_provisions--;
	}
	view.contents = codes_contents(ctx->arena, view.provisions, view.n_provisions, &view.n_contents);
	struct html h = html_open(ctx);
	codes_edit_preview_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}
