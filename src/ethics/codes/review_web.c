/* The text of a draft as a list of elements, and what is done to it by a button. */
#include "codes/review_web.h"

#include "codes/check.h"
#include "codes/codes_store.h"
#include "codes/codes_views.h"
#include "people/audience.h"

#define ROWS_OF_A_PAGE 100
#define JUMPS          300
#define FAULTS         100
#define INDENTS        8
#define NAME_BYTES     80
#define FORM_ID_BYTES  16

/* ---- Words ---- */

struct str review_kind(int32_t kind)
{
	static const char *const kinds[PROVISION_KINDS] = {
		[PROVISION_TITLE] = msg("Title"),
		[PROVISION_PREAMBLE] = msg("Preamble"),
		[PROVISION_EPIGRAPH] = msg("Epigraph"),
		[PROVISION_INSTRUMENT] = msg("Adoption or amendment"),
		[PROVISION_HEADING] = msg("Heading"),
		[PROVISION_VALUE] = msg("Value"),
		[PROVISION_PRINCIPLE] = msg("Principle"),
		[PROVISION_STANDARD] = msg("Standard"),
		[PROVISION_SECTION] = msg("Section"),
		[PROVISION_CLAUSE] = msg("Clause"),
		[PROVISION_TENET] = msg("Tenet"),
		[PROVISION_GUIDELINE] = msg("Guideline"),
		[PROVISION_EXAMPLE] = msg("Example"),
		[PROVISION_COMMITMENT] = msg("Commitment"),
		[PROVISION_SIGNATURE] = msg("Line to sign on"),
		[PROVISION_PARAGRAPH] = msg("Paragraph"),
		[PROVISION_ITEM] = msg("List item"),
		[PROVISION_POLICY] = msg("Policy"),
	};
	return kind > 0 && kind < PROVISION_KINDS ? str_of(kinds[kind]) : STR("");
}

struct str review_step_words(struct arena *arena, const struct review_step *step)
{
	static const char *const words[EDIT_ACTS] = {
		[EDIT_CHANGE] = msg("changed"),
		[EDIT_IN] = msg("moved one level down"),
		[EDIT_OUT] = msg("moved one level up"),
		[EDIT_UP] = msg("moved up"),
		[EDIT_DOWN] = msg("moved down"),
		[EDIT_MOVE] = msg("moved"),
		[EDIT_SPLIT] = msg("divided"),
		[EDIT_MERGE] = msg("merged with the one before"),
		[EDIT_ADD] = msg("added"),
		[EDIT_DELETE] = msg("deleted"),
		[EDIT_DELETE_ALL] = msg("deleted with what stood below"),
		[EDIT_LEAVE_OUT] = msg("left out"),
		[EDIT_PUT_BACK] = msg("put back"),
		[EDIT_CONTINUE] = msg("said what it was before"),
	};
	const char *act = step->act > 0 && step->act < EDIT_ACTS ? words[step->act] : "";
	return str_fmt(arena, "%s “%.*s”", act, STR_ARG(step->what));
}

struct str review_beginning(struct arena *arena, const struct provision *p)
{
	struct str line = edit_line(arena, p), rest = line, word;
	size_t end = 0;
	while (text_next_word(&rest, &word) && (size_t)(word.p + word.n - line.p) <= NAME_BYTES)
		end = (size_t)(word.p + word.n - line.p);
	if (end == line.n)
		return line;
	return end == 0 ? review_kind(p->kind) : str_fmt(arena, "%.*s …", (int)end, line.p);
}

/* ---- Addresses ---- */

struct str review_path(struct ctx *ctx, int64_t edition_id, const char *more)
{
	return str_fmt(ctx->arena, "/office/codes/editions/%.*s%s", STR_ARG(id_str(ctx->arena, edition_id)), more);
}

struct str review_text_path(struct ctx *ctx, int64_t edition_id, int64_t element_id, int64_t done)
{
	struct str base = review_path(ctx, edition_id, "/text");
	struct str step = done ? str_fmt(ctx->arena, "done=%lld", (long long)done) : STR("");
	if (element_id == 0)
		return done ? str_fmt(ctx->arena, "%.*s?%.*s", STR_ARG(base), STR_ARG(step)) : base;
	struct str id = id_str(ctx->arena, element_id);
	return str_fmt(ctx->arena, "%.*s?at=%.*s%s%.*s#e-%.*s", STR_ARG(base), STR_ARG(id), done ? "&" : "",
		       STR_ARG(step), STR_ARG(id));
}

enum outcome review_load(struct ctx *ctx, const struct req *req, struct review_draft *ret_draft)
{
	int64_t id;
	TRY(access_need(ctx, RIGHT_READ, ACCESS_WHOLE_SITE));
	if (!id_parse(req->params[0], &id))
		return NOT_FOUND;
	return review_draft(ctx, id, ret_draft);
}

struct page review_page(struct ctx *ctx, const struct edition *edition, struct str title)
{
	struct page page = access_page(ctx, title);
	page_step(ctx->arena, &page, STR("Office"), STR("/office"));
	page_step(ctx->arena, &page, STR("Codes of conduct"), STR("/office/codes"));
	page_step(ctx->arena, &page, edition->code_title, review_path(ctx, edition->id, ""));
	return page;
}

/* ---- The rows of a page ---- */

static struct str origin_words(struct arena *arena, const struct provision_origin *origin)
{
	if (origin->ground == MATCH_NEW)
		return STR("new");
	if (origin->ground == MATCH_SAME)
		return (struct str){0};
	return str_fmt(arena, "was “%.*s”, %s", STR_ARG(review_beginning(arena, &origin->other)),
		       match_ground_words(origin->ground));
}

static bool origin_is_unsure(const struct provision_origin *origin)
{
	return origin->ground == MATCH_SIMILAR || origin->ground == MATCH_OTHER;
}

/* A stored audience was checked when it was stored. */
static struct str audience_shown(struct arena *arena, struct str text)
{
	struct ctx aside = {.arena = arena};
	struct audience audience;
	if (text.n == 0 || audience_parse(&aside, "audience", text, &audience) != OK)
		return text;
	return audience_words(arena, &audience);
}

static struct review_row row_of(struct ctx *ctx, const struct review_draft *draft, size_t i)
{
	const struct provision *p = &draft->p[i];
	return (struct review_row){
		.p = p,
		.id = id_str(ctx->arena, p->id),
		.kind = review_kind(p->kind),
		.audience = audience_shown(ctx->arena, p->audience),
		.name = review_beginning(ctx->arena, p),
		.indent = p->depth < INDENTS ? p->depth : INDENTS,
		.stamp = edit_stamp_place(draft->p, draft->n, i),
		.may_in = edit_possible(draft->p, draft->n, i, EDIT_IN),
		.may_out = edit_possible(draft->p, draft->n, i, EDIT_OUT),
		.may_up = edit_possible(draft->p, draft->n, i, EDIT_UP),
		.may_down = edit_possible(draft->p, draft->n, i, EDIT_DOWN),
		.may_merge = edit_possible(draft->p, draft->n, i, EDIT_MERGE),
	};
}

/* What each element was in the edition before, where there is one. */
static enum outcome add_origins(struct ctx *ctx, const struct review_draft *draft, size_t first,
				struct review_row *rows, size_t n)
{
	struct codes_origins origins;
	TRY(codes_origins(ctx, &draft->edition, &origins));
	if (origins.before.id == 0 || origins.n != draft->n)
		return OK;
	for (size_t i = 0; i < n; i++) {
		rows[i].origin = origin_words(ctx->arena, &origins.origins[first + i]);
		rows[i].is_unsure = origin_is_unsure(&origins.origins[first + i]);
	}
	return OK;
}

/* What is odd about labels and references: beside the elements of this page, and as a list of the whole text. */
static void add_faults(struct ctx *ctx, const struct review_draft *draft, size_t first, struct review_row *rows,
		       struct review_text_page *view)
{
	struct code_fault *faults;
	size_t n, listed;
	codes_check(ctx->arena, draft->p, draft->n, &faults, &n);
	struct review_jump *jumps = arena_array(ctx->arena, struct review_jump, FAULTS);
	struct str *words = arena_array(ctx->arena, struct str, n);
	for (size_t i = 0; i < n; i++) {
		size_t at = faults[i].provision;
		if (i >= FAULTS && (at < first || at >= first + view->n_rows))
			continue;
		words[i] = code_fault_words(ctx->arena, &faults[i]);
		if (i < FAULTS)
			jumps[i] = (struct review_jump){
				.text = words[i], .href = review_text_path(ctx, draft->edition.id, draft->p[at].id, 0)};
		if (at < first || at >= first + view->n_rows)
			continue;
		struct review_row *row = &rows[at - first];
		row->faults = row->n_faults == 0 ? &words[i] : row->faults;
		row->n_faults++;
	}
	listed = n < FAULTS ? n : FAULTS;
	view->faults = jumps;
	view->n_faults = listed;
	view->n_more_faults = n - listed;
}

/* Headings of the first two levels, to go to; one that is too long a list keeps the first level. */
static void add_jumps(struct ctx *ctx, const struct review_draft *draft, struct review_text_page *view)
{
	struct review_jump *jumps = arena_array(ctx->arena, struct review_jump, JUMPS);
	for (int32_t deepest = 1; deepest >= 0; deepest--) {
		view->n_jumps = 0;
		for (size_t i = 0; i < draft->n && view->n_jumps < JUMPS; i++) {
			const struct provision *p = &draft->p[i];
			if (p->depth > deepest || p->heading.n == 0)
				continue;
			jumps[view->n_jumps++] = (struct review_jump){
				.text = review_beginning(ctx->arena,
							 &(struct provision){.label = p->label, .heading = p->heading}),
				.href = review_text_path(ctx, draft->edition.id, p->id, 0),
				.is_second = p->depth == 1,
			};
		}
		if (view->n_jumps < JUMPS)
			break;
	}
	view->jumps = jumps;
}

/* An element for which a place is chosen: "?move=" and its id. */
static void add_moving(struct ctx *ctx, const struct req *req, const struct review_draft *draft, size_t first,
		       struct review_row *rows, struct review_text_page *view)
{
	int64_t id;
	if (!view->may_prepare || !id_parse(req_query(req, "move"), &id))
		return;
	size_t i = edit_find(draft->p, draft->n, id);
	if (i == draft->n)
		return;
	view->moving = review_beginning(ctx->arena, &draft->p[i]);
	view->moving_id = id_str(ctx->arena, id);
	view->moving_stamp = edit_stamp_place(draft->p, draft->n, i);
	view->cancel = review_text_path(ctx, draft->edition.id, id, 0);
	for (size_t k = 0, end = edit_end(draft->p, draft->n, i); k < view->n_rows; k++)
		rows[k].is_moving = first + k >= i && first + k < end;
}

static struct str part_path(struct ctx *ctx, const struct review_draft *draft, const struct review_text_page *view,
			    size_t from)
{
	struct str path = str_fmt(ctx->arena, "%.*s/text?from=%zu", STR_ARG(view->path), from + 1);
	if (view->moving.n == 0)
		return path;
	(void)draft;
	return str_fmt(ctx->arena, "%.*s&move=%.*s", STR_ARG(path), STR_ARG(view->moving_id));
}

/* What an element stands below, from the top: "Part 2 › § 3 Gifts". */
static struct str above_words(struct ctx *ctx, const struct provision *p, size_t i)
{
	struct str words = {0};
	int32_t depth = p[i].depth;
	for (size_t at = i; at > 0 && depth > 0; at--) {
		if (p[at - 1].depth >= depth)
			continue;
		struct str one = review_beginning(ctx->arena, &p[at - 1]);
		words = words.n > 0 ? str_fmt(ctx->arena, "%.*s › %.*s", STR_ARG(one), STR_ARG(words)) : one;
		depth = p[at - 1].depth;
	}
	return words;
}

/* The first element of the page: that of the part where `at` is, or the one that ?from= counts. */
static size_t first_of(const struct req *req, const struct review_draft *draft, size_t at)
{
	int64_t from = 0;
	if (at < draft->n)
		return at - at % ROWS_OF_A_PAGE;
	if (!str_to_i64(req_query(req, "from"), &from) || from < 1 || (size_t)from > draft->n)
		return 0;
	return ((size_t)from - 1) - ((size_t)from - 1) % ROWS_OF_A_PAGE;
}

static enum outcome add_steps(struct ctx *ctx, const struct req *req, const struct review_draft *draft,
			      struct review_text_page *view)
{
	int64_t done = 0;
	TRY(review_step_last(ctx, draft->edition.id, &view->undo));
	TRY(review_step_next(ctx, draft->edition.id, &view->redo));
	TRY(review_sum(ctx, draft->edition.id, &view->sum));
	view->undo_words = review_step_words(ctx->arena, &view->undo);
	view->redo_words = review_step_words(ctx->arena, &view->redo);
	if (!str_to_i64(req_query(req, "done"), &done) || done == 0)
		return OK;
	if (view->undo.seq == done)
		view->done = str_fmt(ctx->arena, "Done: %.*s.", STR_ARG(view->undo_words));
	else if (view->redo.seq == done)
		view->done = str_fmt(ctx->arena, "Undone: %.*s.", STR_ARG(view->redo_words));
	return OK;
}

static enum outcome text_show(struct ctx *ctx, const struct req *req, const struct review_draft *draft, int64_t at_id,
			      struct resp *resp)
{
	struct review_text_page view = {
		.page = review_page(ctx, &draft->edition, STR("The text, element by element")),
		.hidden = access_form(ctx, 0),
		.edition = draft->edition,
		.title = draft->edition.code_title,
		.path = review_path(ctx, draft->edition.id, ""),
		.may_prepare = access_may(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE),
		.n_all = draft->n,
	};
	size_t at = at_id ? edit_find(draft->p, draft->n, at_id) : draft->n, first = first_of(req, draft, at);
	view.n_rows = draft->n - first < ROWS_OF_A_PAGE ? draft->n - first : ROWS_OF_A_PAGE;
	struct review_row *rows = arena_array(ctx->arena, struct review_row, view.n_rows);
	for (size_t i = 0; i < view.n_rows; i++) {
		rows[i] = row_of(ctx, draft, first + i);
		rows[i].is_shown = first + i == at;
	}
	TRY(add_origins(ctx, draft, first, rows, view.n_rows));
	TRY(add_steps(ctx, req, draft, &view));
	add_jumps(ctx, draft, &view);
	add_faults(ctx, draft, first, rows, &view);
	add_moving(ctx, req, draft, first, rows, &view);
	view.rows = rows;
	view.first = first + 1;
	view.above = draft->n > 0 ? above_words(ctx, draft->p, first) : STR("");
	view.last = first + view.n_rows;
	view.page.problems = ctx->problems.first;
	if (first > 0)
		view.previous = part_path(ctx, draft, &view, first - ROWS_OF_A_PAGE);
	if (view.last < draft->n)
		view.next = part_path(ctx, draft, &view, view.last);
	struct html h = html_open(ctx);
	codes_edit_text_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome review_text_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_draft draft;
	int64_t at = 0;
	TRY(review_load(ctx, req, &draft));
	if (!id_parse(req_query(req, "at"), &at) && !id_parse(req_query(req, "move"), &at))
		at = 0;
	if (req_query(req, "from").n > 0)
		at = 0;
	return text_show(ctx, req, &draft, at, resp);
}

enum outcome review_text_again(struct ctx *ctx, const struct req *req, int64_t element_id, unsigned status,
			       struct resp *resp)
{
	struct review_draft draft;
	enum outcome found = review_load(ctx, req, &draft);
	if (found == NOT_FOUND)
		return CONFLICT; /* published or discarded meanwhile */
	TRY(found);
	resp->status = status;
	return text_show(ctx, req, &draft, element_id, resp);
}

/* ---- A write ---- */

struct str review_form_id(struct ctx *ctx, struct str form_id, struct str what)
{
	unsigned char bytes[FORM_ID_BYTES];
	if (!base32_parse(form_id, bytes, sizeof(bytes)))
		return form_id;
	const struct str parts[] = {form_id, STR(" "), what};
	struct hash hash = hash_parts(parts, COUNT_OF(parts));
	return base32_str(ctx->arena, str_slice(hash_str(&hash), 0, FORM_ID_BYTES));
}

static struct str button_id(struct ctx *ctx, const struct review_write *write)
{
	const struct edit *edit = &write->edit.edit;
	struct str what = str_fmt(ctx->arena, "%d %d %d %lld %lld %lld %lld", edit->act, write->undo, write->redo,
				  (long long)edit->id, (long long)edit->other, (long long)write->seq,
				  (long long)write->edit.line);
	return review_form_id(ctx, write->form_id, what);
}

static enum outcome write_run(struct ctx *ctx, void *args)
{
	struct review_write *write = args;
	struct review_done done = {0};
	struct str id = button_id(ctx, write), before;
	enum outcome used = form_id_use(ctx, id, &before);
	if (used == CONFLICT) {
		write->path = before;
		return OK; /* the same button again: what it gave */
	}
	TRY(used);
	int64_t edition_id = write->edit.edition_id;
	if (write->undo)
		TRY(review_undo(ctx, edition_id, write->seq, &done));
	else if (write->redo)
		TRY(review_redo(ctx, edition_id, write->seq, &done));
	else
		TRY(review_edit(ctx, &write->edit, &done));
	write->path = review_text_path(ctx, edition_id, done.shown, done.seq);
	return form_id_result(ctx, id, write->path);
}

enum outcome review_write(struct ctx *ctx, struct review_write *write)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	return site_write(ctx, write_run, write);
}

enum outcome review_conclude(struct ctx *ctx, const struct req *req, enum outcome outcome,
			     const struct review_write *write, struct resp *resp)
{
	if (outcome == CONFLICT) {
		problems_clear(ctx);
		(void)problem_add(
			ctx, "",
			msg("Somebody changed this part of the draft before you. Nothing was done. Below is how it "
			    "is now"));
	}
	if (outcome == CONFLICT || outcome == INVALID)
		return review_text_again(ctx, req, write->edit.edit.id > 0 ? write->edit.edit.id : 0,
					 outcome == CONFLICT ? 409 : 400, resp);
	TRY(outcome);
	resp_redirect(resp, write->path);
	return OK;
}

/* ---- Buttons ---- */

/* "up.ID.STAMP", "move.ID.STAMP.OTHER.behind", "undo.SEQ". */
static bool button_parse(struct str value, struct review_write *write)
{
	struct str parts[5] = {0};
	size_t n = 0;
	while (n < COUNT_OF(parts) && value.p && str_cut(&value, '.', &parts[n]))
		n++;
	struct edit *edit = &write->edit.edit;
	write->undo = str_eq(parts[0], STR("undo"));
	write->redo = str_eq(parts[0], STR("redo"));
	if (write->undo || write->redo)
		return n == 2 && str_to_i64(parts[1], &write->seq);
	if (n < 3 || !edit_act_parse(parts[0], &edit->act) || !id_parse(parts[1], &edit->id) ||
	    !str_to_i64(parts[2], &write->edit.stamp))
		return false;
	if (edit->act == EDIT_MOVE) {
		edit->below = str_eq(parts[4], STR("below"));
		return n == 5 && (str_eq(parts[3], STR("0")) || id_parse(parts[3], &edit->other));
	}
	return n == 3 && (edit->act == EDIT_UP || edit->act == EDIT_DOWN || edit->act == EDIT_IN ||
			  edit->act == EDIT_OUT || edit->act == EDIT_MERGE || edit->act == EDIT_DELETE ||
			  edit->act == EDIT_DELETE_ALL || edit->act == EDIT_LEAVE_OUT);
}

enum outcome review_text_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_write write = {.form_id = req_field(req, "_form")};
	if (!id_parse(req->params[0], &write.edit.edition_id))
		return NOT_FOUND;
	if (!button_parse(req_field(req, "do"), &write))
		return INVALID;
	return review_conclude(ctx, req, review_write(ctx, &write), &write, resp);
}
