/* Editing a draft as a write, and taking it back. */
#include "codes/review_store.h"

#include "codes/codes_sql.h"
#include "codes/codes_store.h"
#include "codes/editions.h"
#include "codes/import/import.h"
#include "codes/review_rows.h"

#define WHAT_WORDS 8

static const struct db_col step_cols[] = {
	DB_COL_I64(struct review_step, seq),           DB_COL_BOOL(struct review_step, is_undone),
	DB_COL_I32(struct review_step, act),           DB_COL_I64(struct review_step, shown_id),
	DB_COL_TEXT(struct review_step, what),         DB_COL_TEXT(struct review_step, by_whom),
	DB_COL_I64(struct review_step, at_ms),         DB_COL_I64(struct review_step, words_added),
	DB_COL_I64(struct review_step, words_removed), DB_COL_I64(struct review_step, line),
	DB_COL_TEXT(struct review_step, splices),
};
static const struct db_spec step_spec = DB_SPEC(struct review_step, step_cols);

static const struct db_col sum_cols[] = {
	DB_COL_I64(struct review_sum, steps),
	DB_COL_I64(struct review_sum, words_added),
	DB_COL_I64(struct review_sum, words_removed),
};
static const struct db_spec sum_spec = DB_SPEC(struct review_sum, sum_cols);

static const struct db_col line_cols[] = {
	DB_COL_I64(struct review_line, position),
	DB_COL_TEXT(struct review_line, text),
	{DB_FIELD_I64, offsetof(struct review_line, after_id), -1},
	DB_COL_BOOL(struct review_line, is_back),
};
static const struct db_spec line_spec = DB_SPEC(struct review_line, line_cols);

static const struct db_col number_cols[] = {{DB_FIELD_I64, 0, 0}};
static const struct db_spec number_spec = DB_SPEC(int64_t, number_cols);

/* ---- Reading ---- */

enum outcome review_is_edited(struct ctx *ctx, int64_t edition_id, bool *ret_is_edited)
{
	int64_t n;
	TRY(db_one(ctx, &codes_sql_step_any, DB_PARAMS(db_int(edition_id)), &number_spec, &n));
	*ret_is_edited = n > 0;
	return OK;
}

static enum outcome draft_edition(struct ctx *ctx, int64_t edition_id, struct edition *ret_edition)
{
	struct edition edition;
	TRY(codes_edition(ctx, edition_id, &edition));
	if (edition.stage > EDITION_CONSULTATION)
		return NOT_FOUND;
	*ret_edition = edition;
	return OK;
}

enum outcome review_draft(struct ctx *ctx, int64_t edition_id, struct review_draft *ret_draft)
{
	struct review_draft draft;
	TRY(draft_edition(ctx, edition_id, &draft.edition));
	TRY(codes_provisions(ctx, edition_id, &draft.p, &draft.n));
	*ret_draft = draft;
	return OK;
}

enum outcome review_steps(struct ctx *ctx, int64_t edition_id, int64_t max, struct review_step **ret_steps,
			  size_t *ret_n)
{
	return db_list(ctx, &codes_sql_steps, DB_PARAMS(db_int(edition_id), db_int(max)), &step_spec, ret_steps, ret_n);
}

static enum outcome step_or_none(struct ctx *ctx, const struct db_stmt *stmt, int64_t edition_id,
				 struct review_step *ret_step)
{
	struct review_step step = {0};
	enum outcome found = db_one(ctx, stmt, DB_PARAMS(db_int(edition_id)), &step_spec, &step);
	if (found != NOT_FOUND)
		TRY(found);
	*ret_step = step;
	return OK;
}

enum outcome review_step_last(struct ctx *ctx, int64_t edition_id, struct review_step *ret_step)
{
	return step_or_none(ctx, &codes_sql_step_last, edition_id, ret_step);
}

enum outcome review_step_next(struct ctx *ctx, int64_t edition_id, struct review_step *ret_step)
{
	return step_or_none(ctx, &codes_sql_step_next, edition_id, ret_step);
}

enum outcome review_sum(struct ctx *ctx, int64_t edition_id, struct review_sum *ret_sum)
{
	return db_one(ctx, &codes_sql_steps_sum, DB_PARAMS(db_int(edition_id)), &sum_spec, ret_sum);
}

enum outcome review_lines(struct ctx *ctx, int64_t edition_id, struct review_line **ret_lines, size_t *ret_n)
{
	return db_list(ctx, &codes_sql_lines, DB_PARAMS(db_int(edition_id)), &line_spec, ret_lines, ret_n);
}

/* ---- One write ---- */

/* The first words of an element, for the list of what was done. */
static struct str beginning_of(struct arena *arena, const struct provision *p)
{
	struct str line = edit_line(arena, p), rest = line, word = {0};
	for (size_t i = 0; i < WHAT_WORDS && text_next_word(&rest, &word); i++)
		;
	if (!word.p)
		return STR("");
	size_t end = (size_t)(word.p + word.n - line.p);
	return str_fmt(arena, "%.*s%s", (int)end, line.p, end < line.n ? " …" : "");
}

/* What the title element says; empty: there is none. */
static struct str title_of(struct arena *arena, const struct review_rows *rows)
{
	if (rows->n == 0 || rows->p[0].kind != PROVISION_TITLE)
		return (struct str){0};
	return edit_line(arena, &rows->p[0]);
}

/* A draft that is called as its title element says follows it. */
static enum outcome draft_touch(struct ctx *ctx, const struct edition *edition, struct str title_before,
				struct str title_after)
{
	struct str title = edition->code_title;
	int64_t changed;
	bool follows = title_after.n > 0 && title_after.n <= EDITION_TITLE_BYTES && str_eq(title, title_before);
	if (follows && !str_eq(title, title_after)) {
		title = title_after;
		TRY(db_exec(ctx, &codes_sql_draft_code_retitle,
			    DB_PARAMS(db_int(edition->code_id), db_text(title), db_text(text_slug(ctx->arena, title))),
			    NULL));
	}
	TRY(db_exec(ctx, &codes_sql_draft_touch, DB_PARAMS(db_int(edition->id), db_text(title)), &changed));
	return changed == 1 ? OK : CONFLICT;
}

static enum outcome size_check(struct ctx *ctx, const struct review_rows *rows, const struct edit_change *change)
{
	size_t bytes = 0, more = 0;
	for (size_t i = 0; i < rows->n; i++)
		bytes += rows->p[i].label.n + rows->p[i].heading.n + rows->p[i].text.n;
	for (size_t i = 0; i < change->n; i++)
		for (size_t k = 0; k < change->splices[i].n_rows; k++)
			more += change->splices[i].rows[k].text.n;
	if (change->words_added <= change->words_removed || bytes + more <= LIMIT_CODE_BYTES)
		return OK;
	return problem_add(ctx, "text", msg("The whole code would be longer than {1} million characters"),
			   str_fmt(ctx->arena, "%llu", (unsigned long long)(LIMIT_CODE_BYTES / 1024 / 1024)));
}

/* Changes the rows; *ret_back takes it back. */
static enum outcome change_store(struct ctx *ctx, const struct edition *edition, struct review_rows *rows,
				 const struct edit_change *change, struct edit_change *ret_back)
{
	struct str title_before = title_of(ctx->arena, rows);
	*ret_back = edit_reverse(ctx->arena, rows->p, rows->n, change);
	TRY(review_rows_change(ctx, edition->id, rows, change));
	return draft_touch(ctx, edition, title_before, title_of(ctx->arena, rows));
}

static enum outcome stamp_check(const struct review_edit *edit, const struct review_rows *rows)
{
	int32_t act = edit->edit.act;
	if (act == EDIT_ADD || act == EDIT_PUT_BACK)
		return OK;
	size_t i = edit_find(rows->p, rows->n, edit->edit.id);
	if (i == rows->n)
		return CONFLICT;
	bool is_own = act == EDIT_CHANGE || act == EDIT_SPLIT || act == EDIT_CONTINUE;
	int64_t stamp = is_own ? edit_stamp(rows->p, rows->n, i) : edit_stamp_place(rows->p, rows->n, i);
	return stamp == edit->stamp ? OK : CONFLICT;
}

/* ---- What was left out ---- */

static enum outcome line_take(struct ctx *ctx, const struct review_edit *asked, const struct review_rows *rows,
			      struct edit *edit)
{
	struct review_line line;
	enum outcome found = db_one(ctx, &codes_sql_line, DB_PARAMS(db_int(asked->edition_id), db_int(asked->line)),
				    &line_spec, &line);
	if (found == NOT_FOUND || (found == OK && line.is_back))
		return CONFLICT;
	TRY(found);
	edit->to.text = line.text;
	if (edit->id >= 0)
		return OK;
	bool is_known =
		line.after_id >= 0 && (line.after_id == 0 || edit_find(rows->p, rows->n, line.after_id) < rows->n);
	edit->id = is_known ? line.after_id : rows->p[rows->n - 1].id;
	return OK;
}

/* The line of the furniture that the edit is about; -1: none. */
static enum outcome line_store(struct ctx *ctx, const struct review_edit *asked, const struct review_rows *before,
			       int64_t *ret_line)
{
	int64_t line = -1;
	if (asked->edit.act == EDIT_PUT_BACK) {
		line = asked->line;
		TRY(db_exec(ctx, &codes_sql_line_flip, DB_PARAMS(db_int(asked->edition_id), db_int(line)), NULL));
	} else if (asked->edit.act == EDIT_LEAVE_OUT) {
		size_t i = edit_find(before->p, before->n, asked->edit.id);
		int64_t after_id = i > 0 ? before->p[i - 1].id : 0;
		TRY(db_one(ctx, &codes_sql_line_free, DB_PARAMS(db_int(asked->edition_id)), &number_spec, &line));
		TRY(db_exec(ctx, &codes_sql_line_insert,
			    DB_PARAMS(db_int(asked->edition_id), db_int(line),
				      db_text(edit_line(ctx->arena, &before->p[i])), db_int(after_id)),
			    NULL));
	}
	*ret_line = line;
	return OK;
}

/* ---- One edit ---- */

static enum outcome step_store(struct ctx *ctx, const struct review_edit *asked, const struct edit_change *change,
			       const struct edit_change *back, struct str what, int64_t line, int64_t *ret_seq)
{
	struct review_step last;
	int64_t edition_id = asked->edition_id;
	TRY(db_exec(ctx, &codes_sql_steps_undone_forget, DB_PARAMS(db_int(edition_id)), NULL));
	TRY(review_step_last(ctx, edition_id, &last));
	int64_t seq = id_new(ctx);
	if (seq <= last.seq)
		seq = last.seq + 1;
	TRY(db_exec(ctx, &codes_sql_step_insert,
		    DB_PARAMS(db_int(edition_id), db_int(seq), db_int(asked->edit.act), db_int(change->shown),
			      db_text(what), db_text(ctx->actor ? ctx->actor->name : STR("")), db_int(ctx->now_ms),
			      db_int((int64_t)change->words_added), db_int((int64_t)change->words_removed),
			      db_int(line), db_text(review_splices_write(ctx->arena, back))),
		    NULL));
	*ret_seq = seq;
	return db_exec(ctx, &codes_sql_steps_fade, DB_PARAMS(db_int(edition_id), db_int(REVIEW_STEPS_KEPT)), NULL);
}

static struct str what_of(struct arena *arena, const struct review_edit *asked, const struct review_rows *before,
			  const struct review_rows *after, int64_t shown)
{
	size_t i = edit_find(before->p, before->n, asked->edit.id);
	bool is_new = asked->edit.act == EDIT_ADD || asked->edit.act == EDIT_PUT_BACK;
	if (!is_new && i < before->n)
		return beginning_of(arena, &before->p[i]);
	size_t at = edit_find(after->p, after->n, shown);
	return at < after->n ? beginning_of(arena, &after->p[at]) : STR("");
}

static struct str logged(struct arena *arena, const struct edition *edition, const char *how, int32_t act,
			 struct str what)
{
	return str_fmt(arena, "%.*s: %s%s “%.*s”", STR_ARG(edition->code_title), how, edit_act_name(act),
		       STR_ARG(what));
}

enum outcome review_edit(struct ctx *ctx, const struct review_edit *asked, struct review_done *ret_done)
{
	struct edition edition;
	struct review_rows rows;
	struct edit edit = asked->edit;
	struct edit_change change, back;
	enum outcome found = draft_edition(ctx, asked->edition_id, &edition);
	if (found == NOT_FOUND)
		return CONFLICT;
	TRY(found);
	TRY(review_rows(ctx, edition.id, &rows));
	TRY(stamp_check(asked, &rows));
	if (edit.act == EDIT_PUT_BACK)
		TRY(line_take(ctx, asked, &rows, &edit));
	found = edit_plan(ctx, rows.p, rows.n, &edit, &change);
	if (found == NOT_FOUND)
		return CONFLICT;
	TRY(found);
	*ret_done = (struct review_done){.shown = change.shown};
	if (change.n == 0)
		return OK;
	TRY(size_check(ctx, &rows, &change));
	const struct review_rows before = rows;
	int64_t line;
	TRY(change_store(ctx, &edition, &rows, &change, &back));
	TRY(line_store(ctx, asked, &before, &line));
	struct str what = what_of(ctx->arena, asked, &before, &rows, change.shown);
	TRY(step_store(ctx, asked, &change, &back, what, line, &ret_done->seq));
	return access_log(ctx, "codes.edit", edition.id, logged(ctx->arena, &edition, "", edit.act, what));
}

/* ---- Taking back ---- */

static enum outcome step_turn(struct ctx *ctx, int64_t edition_id, int64_t seq, bool redo, struct review_done *ret_done)
{
	struct edition edition;
	struct review_rows rows;
	struct review_step step;
	struct edit_change change, back;
	enum outcome found = draft_edition(ctx, edition_id, &edition);
	if (found == NOT_FOUND)
		return CONFLICT;
	TRY(found);
	TRY(step_or_none(ctx, redo ? &codes_sql_step_next : &codes_sql_step_last, edition_id, &step));
	if (step.seq == 0 || step.seq != seq)
		return CONFLICT;
	if (step.splices.n == 0)
		return problem_add(ctx, "", msg("This was too long ago to be undone"));
	TRY(review_rows(ctx, edition_id, &rows));
	TRY(review_splices_read(ctx, step.splices, rows.n, &change));
	TRY(change_store(ctx, &edition, &rows, &change, &back));
	TRY(db_exec(ctx, &codes_sql_step_flip,
		    DB_PARAMS(db_int(edition_id), db_int(seq), db_text(review_splices_write(ctx->arena, &back))),
		    NULL));
	if (step.line >= 0)
		TRY(db_exec(ctx, &codes_sql_line_flip, DB_PARAMS(db_int(edition_id), db_int(step.line)), NULL));
	const struct edit_splice *first = &change.splices[change.n - 1];
	size_t at = first->at < rows.n ? first->at : rows.n - 1;
	*ret_done = (struct review_done){.shown = rows.p[at].id, .seq = seq};
	return access_log(ctx, redo ? "codes.edit" : "codes.undo", edition_id,
			  logged(ctx->arena, &edition, redo ? "again " : "", step.act, step.what));
}

enum outcome review_undo(struct ctx *ctx, int64_t edition_id, int64_t seq, struct review_done *ret_done)
{
	return step_turn(ctx, edition_id, seq, false, ret_done);
}

enum outcome review_redo(struct ctx *ctx, int64_t edition_id, int64_t seq, struct review_done *ret_done)
{
	return step_turn(ctx, edition_id, seq, true, ret_done);
}

/* ---- Beginning and end of a draft ---- */

enum outcome review_copy(struct ctx *ctx, const struct edition *from, struct edition *ret_edition)
{
	struct provision *provisions;
	size_t n;
	TRY(codes_provisions(ctx, from->id, &provisions, &n));
	if (n == 0)
		return problem_add(ctx, "", msg("The text of this edition was removed, so it cannot be amended"));
	int64_t id = id_new(ctx), words = (int64_t)edit_words(provisions, n);
	TRY(db_exec(ctx, &codes_sql_edition_insert,
		    DB_PARAMS(db_int(id), db_int(from->code_id), db_int(0), db_int(0), db_text(from->code_title),
			      db_text(from->lang), db_int(0), db_text(STR("")), db_text(STR("")), db_null(),
			      db_text(STR("")), db_null(), db_int(words), db_int(words), db_int(0),
			      db_int(ctx->now_ms)),
		    NULL));
	TRY(db_exec(ctx, &codes_sql_provisions_copy, DB_PARAMS(db_int(id), db_int(from->id)), NULL));
	TRY(access_log(ctx, "codes.copy", id, from->code_title));
	return codes_edition(ctx, id, ret_edition);
}

/* Two anchors may change places, so the old ones go first. */
static enum outcome anchors_store(struct ctx *ctx, int64_t edition_id, const struct provision *now,
				  const struct review_rows *stored)
{
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < stored->n; i++) {
			arena_scope(ctx->arena);
			if (str_eq(now[i].anchor, stored->p[i].anchor))
				continue;
			struct str none = str_fmt(ctx->arena, "~%.*s", STR_ARG(id_str(ctx->arena, now[i].id)));
			TRY(db_exec(ctx, &codes_sql_provision_anchor_set,
				    DB_PARAMS(db_int(edition_id), db_int(now[i].id),
					      db_text(pass == 0 ? none : now[i].anchor)),
				    NULL));
		}
	}
	return OK;
}

enum outcome review_settle(struct ctx *ctx, int64_t edition_id)
{
	bool is_edited;
	struct review_rows stored;
	struct provision *now;
	size_t n;
	TRY(review_is_edited(ctx, edition_id, &is_edited));
	if (is_edited) {
		TRY(review_rows(ctx, edition_id, &stored));
		TRY(codes_provisions(ctx, edition_id, &now, &n));
		TRY(anchors_store(ctx, edition_id, now, &stored));
	}
	return review_forget(ctx, edition_id);
}

enum outcome review_forget(struct ctx *ctx, int64_t edition_id)
{
	return db_exec(ctx, &codes_sql_steps_forget, DB_PARAMS(db_int(edition_id)), NULL);
}
