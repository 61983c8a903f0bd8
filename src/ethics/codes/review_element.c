/* One element of a draft: its form, dividing its text, a new element, what it continues. */
#include "codes/codes_store.h"
#include "codes/codes_views.h"
#include "codes/review_web.h"

#define SPLIT_PLACES  40
#define SPLIT_SHOWN   8 /* words at each side of a place */
#define TEXT_ROWS_MIN 4
#define TEXT_ROWS_MAX 24
#define ROW_CHARS     70
#define GONE_SHOWN    400

/* ---- The form ---- */

static const struct choice *kind_choices(struct ctx *ctx, int32_t chosen, size_t *ret_n)
{
	struct choice *choices = arena_array(ctx->arena, struct choice, PROVISION_KINDS);
	size_t n = 0;
	for (int32_t kind = 1; kind < PROVISION_KINDS; kind++)
		choices[n++] = (struct choice){.value = str_of(provision_kind_name(kind)),
					       .text = review_kind(kind),
					       .chosen = kind == chosen};
	*ret_n = n;
	return choices;
}

/* Where the ith element could stand: at the top, below the one before it, or below one above that. */
static const struct choice *depth_choices(struct ctx *ctx, const struct provision *p, size_t i, int32_t chosen,
					  size_t *ret_n)
{
	int32_t deepest = i > 0 ? p[i - 1].depth + 1 : 0;
	struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)deepest + 1);
	size_t above = i;
	for (int32_t depth = deepest; depth >= 0; depth--) {
		while (above > 0 && (above == i || p[above].depth >= depth))
			above--;
		bool is_top = depth == 0;
		choices[depth] = (struct choice){
			.value = str_fmt(ctx->arena, "%d", depth),
			.text = is_top ? STR("At the top, below nothing")
				       : str_fmt(ctx->arena, "Below “%.*s”",
						 STR_ARG(review_beginning(ctx->arena, &p[above]))),
			.chosen = depth == chosen,
		};
	}
	*ret_n = (size_t)deepest + 1;
	return choices;
}

static int rows_for(struct str text)
{
	size_t rows = text.n / ROW_CHARS + 2;
	for (size_t at = str_find_char(text, '\n', 0); at != STR_NPOS; at = str_find_char(text, '\n', at + 1))
		rows++;
	return rows < TEXT_ROWS_MIN ? TEXT_ROWS_MIN : rows > TEXT_ROWS_MAX ? TEXT_ROWS_MAX : (int)rows;
}

/* The fields, holding these values. */
static void fields_fill(struct ctx *ctx, const struct provision *p, struct review_element_page *view)
{
	const struct problem *problems = ctx->problems.first;
	view->kind = (struct field){.name = "kind", .label = STR("What is it?"), .problems = problems};
	view->label = (struct field){
		.name = "label",
		.label = STR("Number or mark, as printed"),
		.hint = STR("For example 1.2.1, (a) or §\u00a03. Leave it empty where there is none"),
		.value = p->label,
		.problems = problems,
		.spellcheck_off = true,
	};
	view->heading = (struct field){.name = "heading",
				       .label = STR("Heading"),
				       .hint = STR("Leave it empty where there is none"),
				       .value = p->heading,
				       .problems = problems,
				       .rows = 2};
	view->text = (struct field){.name = "text",
				    .label = STR("Text"),
				    .value = p->text,
				    .problems = problems,
				    .rows = rows_for(p->text)};
	view->audience = (struct field){
		.name = "audience",
		.label = STR("To whom it applies (optional)"),
		.hint = STR("Leave it empty for everybody to whom what stands above it applies. Or write, for example, "
			    "category=elected,appointed; workplace=Depot"),
		.value = p->audience,
		.problems = problems,
		.spellcheck_off = true,
	};
	view->lang = (struct field){
		.name = "lang",
		.label = STR("Language (optional)"),
		.hint = STR("Only where it differs from that of the code: “es” for Spanish, “cy” for Welsh"),
		.value = p->lang,
		.problems = problems,
		.spellcheck_off = true,
	};
	view->kinds = kind_choices(ctx, p->kind, &view->n_kinds);
}

/* What a form says of an element. */
static struct provision typed_element(const struct req *req)
{
	struct provision p = {
		.label = req_field(req, "label"),
		.heading = req_field(req, "heading"),
		.text = req_field(req, "text"),
		.audience = req_field(req, "audience"),
		.lang = req_field(req, "lang"),
	};
	int64_t depth;
	if (!provision_kind_parse(req_field(req, "kind"), &p.kind))
		p.kind = 0;
	p.depth =
		str_to_i64(req_field(req, "depth"), &depth) && depth >= 0 && depth < EDIT_DEPTHS ? (int32_t)depth : -1;
	return p;
}

/* ---- Places at which a text can be divided ---- */

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* Does something begin at this word: a line, a sentence, or what a mark such as "(a)" announces? */
static bool begins_something(struct str text, size_t at)
{
	size_t before = at;
	while (before > 0 && is_space(text.p[before - 1])) {
		if (text.p[before - 1] == '\n')
			return true;
		before--;
	}
	if (before > 0 && strchr(".!?;:", text.p[before - 1]))
		return true;
	return text.p[at] == '(' && at + 2 < text.n &&
	       (text.p[at + 2] == ')' || (at + 3 < text.n && text.p[at + 3] == ')'));
}

static struct str words_from(struct str text, size_t at)
{
	struct str rest = str_slice(text, at, text.n), word = {0}, whole = rest;
	for (size_t i = 0; i < SPLIT_SHOWN && text_next_word(&rest, &word); i++)
		;
	return str_slice(whole, 0, word.p ? (size_t)(word.p + word.n - whole.p) : 0);
}

static struct str words_up_to(struct str text, size_t at)
{
	size_t from = at, words = 0;
	while (from > 0 && words <= SPLIT_SHOWN) {
		from--;
		words += from > 0 && is_space(text.p[from - 1]) && !is_space(text.p[from]);
	}
	return str_trim(str_slice(text, from, at));
}

static void add_places(struct ctx *ctx, const struct provision *p, struct str chosen, struct review_element_page *view)
{
	struct choice *places = arena_array(ctx->arena, struct choice, SPLIT_PLACES);
	struct str rest = p->text, word;
	size_t n = 0;
	while (n < SPLIT_PLACES && text_next_word(&rest, &word)) {
		size_t at = (size_t)(word.p - p->text.p);
		bool is_first = text_words(str_slice(p->text, 0, at)) == 0;
		bool has_head = p->heading.n > 0;
		if (is_first ? !has_head : !begins_something(p->text, at))
			continue;
		struct str value = str_fmt(ctx->arena, "%zu", is_first ? 0 : at);
		struct str before =
			is_first ? edit_line(ctx->arena, &(struct provision){.label = p->label, .heading = p->heading})
				 : words_up_to(p->text, at);
		places[n++] = (struct choice){
			.value = value,
			.text = str_fmt(ctx->arena, "%.*s …", STR_ARG(words_from(p->text, at))),
			.hint = str_fmt(ctx->arena, "after “… %.*s”", STR_ARG(before)),
			.chosen = str_eq(value, chosen),
		};
	}
	view->places = places;
	view->n_places = n;
}

/* ---- What it continues ---- */

static struct str origin_sentence(struct arena *arena, const struct codes_origins *origins,
				  const struct provision_origin *origin)
{
	int number = origins->before.number;
	if (origin->other.id == 0)
		return str_fmt(arena, "It is new: nothing in edition %d was found that it continues.", number);
	struct str share =
		origin->share < 100 ? str_fmt(arena, ", %d of 100 words are the same", origin->share) : STR("");
	return str_fmt(arena, "In edition %d it read: “%.*s” (%s%.*s)", number,
		       STR_ARG(edit_line(arena, &origin->other)), match_ground_words(origin->ground), STR_ARG(share));
}

static enum outcome add_origin(struct ctx *ctx, const struct review_draft *draft, size_t i,
			       struct review_element_page *view)
{
	struct codes_origins origins;
	TRY(codes_origins(ctx, &draft->edition, &origins));
	if (origins.before.id == 0 || origins.n != draft->n)
		return OK;
	const struct provision_origin *origin = &origins.origins[i];
	struct choice *choices = arena_array(ctx->arena, struct choice, origins.n_gone + 2);
	size_t n = 0;
	if (origin->other.id)
		choices[n++] = (struct choice){
			.value = id_str(ctx->arena, origin->other.id),
			.text = str_fmt(ctx->arena, "This is the former “%.*s”",
					STR_ARG(review_beginning(ctx->arena, &origin->other))),
			.chosen = true,
		};
	choices[n++] =
		(struct choice){.value = STR("new"), .text = STR("This is new"), .chosen = origin->other.id == 0};
	/* Of very many, those that stood about where this one stands. */
	size_t near = i * origins.n_gone / draft->n, from = near > GONE_SHOWN / 2 ? near - GONE_SHOWN / 2 : 0;
	for (size_t k = from; k < origins.n_gone && k < from + GONE_SHOWN; k++)
		choices[n++] = (struct choice){
			.value = id_str(ctx->arena, origins.gone[k].id),
			.text = str_fmt(ctx->arena, "This is the former “%.*s”",
					STR_ARG(review_beginning(ctx->arena, &origins.gone[k]))),
		};
	view->has_origins = true;
	view->origin = origin_sentence(ctx->arena, &origins, origin);
	view->continues = (struct field){.name = "continues",
					 .label = STR("What was it?"),
					 .hint = STR("Passages of the edition before that nothing else continues"),
					 .problems = ctx->problems.first};
	view->continued = choices;
	view->n_continued = n;
	return OK;
}

/* ---- The page ---- */

static struct str element_path(struct ctx *ctx, int64_t edition_id, int64_t id)
{
	return str_fmt(ctx->arena, "%.*s/text/%.*s", STR_ARG(review_path(ctx, edition_id, "")),
		       STR_ARG(id_str(ctx->arena, id)));
}

static struct review_element_page element_page(struct ctx *ctx, const struct review_draft *draft, size_t i,
					       const struct provision *values)
{
	const struct provision *p = &draft->p[i];
	int64_t edition_id = draft->edition.id;
	struct str id = id_str(ctx->arena, p->id), path = review_path(ctx, edition_id, "");
	struct review_element_page view = {
		.page = review_page(ctx, &draft->edition, STR("Edit an element")),
		.hidden = access_form(ctx, edit_stamp(draft->p, draft->n, i)),
		.hidden_split = access_form(ctx, edit_stamp(draft->p, draft->n, i)),
		.hidden_continue = access_form(ctx, edit_stamp(draft->p, draft->n, i)),
		.hidden_place = access_form(ctx, 0),
		.edition = draft->edition,
		.path = element_path(ctx, edition_id, p->id),
		.draft_path = path,
		.text_path = review_text_path(ctx, edition_id, p->id, 0),
		.add_path = str_fmt(ctx->arena, "%.*s/add?after=%.*s", STR_ARG(path), STR_ARG(id)),
		.move_path = str_fmt(ctx->arena, "%.*s/text?move=%.*s#e-%.*s", STR_ARG(path), STR_ARG(id), STR_ARG(id)),
		.id = id,
		.stamp = edit_stamp_place(draft->p, draft->n, i),
		.p = p,
		.before = i > 0 ? &draft->p[i - 1] : NULL,
		.behind = i + 1 < draft->n ? &draft->p[i + 1] : NULL,
		.after_id = i > 0 ? id_str(ctx->arena, draft->p[i - 1].id) : STR(""),
		.n_below = edit_end(draft->p, draft->n, i) - i - 1,
		.may_merge = edit_possible(draft->p, draft->n, i, EDIT_MERGE),
		.may_delete = edit_possible(draft->p, draft->n, i, EDIT_DELETE),
	};
	page_step(ctx->arena, &view.page, STR("Text"), view.text_path);
	view.may_delete_all = view.n_below > 0 && edit_possible(draft->p, draft->n, i, EDIT_DELETE_ALL);
	view.depth =
		(struct field){.name = "depth", .label = STR("Where does it stand?"), .problems = ctx->problems.first};
	fields_fill(ctx, values, &view);
	view.depths = depth_choices(ctx, draft->p, i, values->depth, &view.n_depths);
	return view;
}

static enum outcome element_show(struct ctx *ctx, const struct req *req, const struct review_draft *draft, size_t i,
				 const struct provision *values, bool is_conflict, struct resp *resp)
{
	struct review_element_page view = element_page(ctx, draft, i, values);
	struct review_step last;
	view.at = (struct field){
		.name = "at", .label = STR("Where does the new element begin?"), .problems = ctx->problems.first};
	view.may_split = text_words(draft->p[i].text) > 1;
	if (view.may_split)
		add_places(ctx, &draft->p[i], req_field(req, "at"), &view);
	view.words = (struct field){.name = "words",
				    .label = view.n_places > 0 ? STR("Or the words with which it begins")
							       : STR("The words with which the new element begins"),
				    .hint = STR("The first words of the new element, as they stand in the text"),
				    .value = req_field(req, "words"),
				    .problems = ctx->problems.first};
	if (is_conflict) {
		TRY(review_step_last(ctx, draft->edition.id, &last));
		view.is_conflict = true;
		view.conflict_by = last.by_whom;
		view.page.title = STR("Somebody changed this first");
	} else {
		TRY(add_origin(ctx, draft, i, &view));
	}
	view.page.problems = ctx->problems.first;
	struct html h = html_open(ctx);
	codes_edit_element_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

/* The element that the address names; its index is draft->n when it is not there. */
static enum outcome element_load(struct ctx *ctx, const struct req *req, struct review_draft *ret_draft,
				 int64_t *ret_id, size_t *ret_i)
{
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	TRY(review_load(ctx, req, ret_draft));
	if (!id_parse(req->params[1], ret_id))
		return NOT_FOUND;
	*ret_i = edit_find(ret_draft->p, ret_draft->n, *ret_id);
	return OK;
}

enum outcome review_element_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_draft draft;
	int64_t id;
	size_t i;
	TRY(element_load(ctx, req, &draft, &id, &i));
	if (i == draft.n)
		return NOT_FOUND;
	return element_show(ctx, req, &draft, i, &draft.p[i], false, resp);
}

/* ---- A new element ---- */

static enum outcome add_show(struct ctx *ctx, const struct req *req, const struct review_draft *draft, bool is_gone,
			     const struct provision *values, struct str after, bool below, struct resp *resp)
{
	struct choice *choice = arena_new(ctx->arena, struct choice);
	int64_t after_id;
	size_t i = id_parse(after, &after_id) ? edit_find(draft->p, draft->n, after_id) : draft->n;
	struct review_step last;
	(void)req;
	*choice = (struct choice){.value = STR("below"),
				  .text = STR("It stands below the one before it"),
				  .hint = STR("Otherwise it comes after that one and all that stands below it"),
				  .chosen = below};
	struct review_element_page view = {
		.page = review_page(ctx, &draft->edition,
				    is_gone ? STR("Somebody removed this element") : STR("Add an element")),
		.hidden = access_form(ctx, 0),
		.edition = draft->edition,
		.draft_path = review_path(ctx, draft->edition.id, ""),
		.text_path = review_text_path(ctx, draft->edition.id, i < draft->n ? draft->p[i].id : 0, 0),
		.before = i < draft->n ? &draft->p[i] : NULL,
		.after_id = i < draft->n ? id_str(ctx->arena, draft->p[i].id) : STR(""),
		.depth = {.name = "below", .problems = ctx->problems.first},
		.depths = choice,
		.is_gone = is_gone,
	};
	page_step(ctx->arena, &view.page, STR("Text"), view.text_path);
	fields_fill(ctx, values, &view);
	if (is_gone) {
		TRY(review_step_last(ctx, draft->edition.id, &last));
		view.conflict_by = last.by_whom;
	}
	view.page.problems = ctx->problems.first;
	struct html h = html_open(ctx);
	codes_edit_add_show(&h, &view);
	resp->body = html_done(&h);
	return OK;
}

enum outcome review_add_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_draft draft;
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	TRY(review_load(ctx, req, &draft));
	const struct provision empty = {.kind = PROVISION_PARAGRAPH};
	return add_show(ctx, req, &draft, false, &empty, req_query(req, "after"), false, resp);
}

enum outcome review_add_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_draft draft;
	TRY(access_need(ctx, RIGHT_CLERK, ACCESS_WHOLE_SITE));
	TRY(review_load(ctx, req, &draft));
	struct str after = req_field(req, "after");
	bool below = str_eq(req_field(req, "below"), STR("below"));
	struct review_write write = {.form_id = req_field(req, "_form")};
	struct edit *edit = &write.edit.edit;
	write.edit.edition_id = draft.edition.id;
	*edit = (struct edit){.act = EDIT_ADD, .below = below, .fresh = id_new(ctx), .to = typed_element(req)};
	if (!id_parse(after, &edit->id))
		edit->id = 0;
	enum outcome outcome = review_write(ctx, &write);
	if (outcome != INVALID && outcome != CONFLICT)
		return review_conclude(ctx, req, outcome, &write, resp);
	if (outcome == CONFLICT)
		(void)problem_add(
			ctx, "",
			msg("The element before it is no longer there. Nothing was done: it would come at the very "
			    "beginning now"));
	resp->status = outcome == CONFLICT ? 409 : 400;
	return add_show(ctx, req, &draft, false, &edit->to, after, below, resp);
}

/* ---- Saving ---- */

static struct review_write write_of(struct ctx *ctx, const struct req *req, int64_t edition_id, int64_t id, int32_t act)
{
	struct review_write write = {
		.form_id = req_field(req, "_form"),
		.edit = {.edition_id = edition_id, .edit = {.act = act, .id = id, .fresh = id_new(ctx)}},
	};
	if (!str_to_i64(req_field(req, "_version"), &write.edit.stamp))
		write.edit.stamp = 0;
	return write;
}

/* Nothing of what was typed is lost: the form again, or that of a new element when this one is gone. */
static enum outcome element_again(struct ctx *ctx, const struct req *req, bool is_conflict,
				  const struct provision *typed, struct resp *resp)
{
	struct review_draft draft;
	int64_t id;
	size_t i;
	TRY(element_load(ctx, req, &draft, &id, &i));
	resp->status = is_conflict ? 409 : 400;
	if (i < draft.n)
		return element_show(ctx, req, &draft, i, typed, is_conflict, resp);
	return add_show(ctx, req, &draft, true, typed, req_field(req, "after"), false, resp);
}

enum outcome review_element_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_draft draft;
	int64_t id;
	size_t i;
	TRY(element_load(ctx, req, &draft, &id, &i));
	struct provision typed = typed_element(req);
	struct review_write write = write_of(ctx, req, draft.edition.id, id, EDIT_CHANGE);
	write.edit.edit.to = typed;
	enum outcome outcome = review_write(ctx, &write);
	if (outcome != INVALID && outcome != CONFLICT)
		return review_conclude(ctx, req, outcome, &write, resp);
	if (outcome == CONFLICT)
		problems_clear(ctx);
	return element_again(ctx, req, outcome == CONFLICT, &typed, resp);
}

/* The place that was chosen, or where the words begin that were typed. */
static bool place_parse(const struct req *req, const struct provision *p, size_t *ret_at)
{
	struct str words = str_trim(req_field(req, "words"));
	int64_t at;
	if (words.n == 0) {
		if (!str_to_i64(req_field(req, "at"), &at) || at < 0)
			return false;
		*ret_at = (size_t)at;
		return true;
	}
	for (size_t found = str_find(p->text, words, 0); found != STR_NPOS;
	     found = str_find(p->text, words, found + 1)) {
		if (found > 0 && !is_space(p->text.p[found - 1]))
			continue;
		*ret_at = found;
		return true;
	}
	return false;
}

enum outcome review_split_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_draft draft;
	int64_t id;
	size_t i;
	TRY(element_load(ctx, req, &draft, &id, &i));
	struct review_write write = write_of(ctx, req, draft.edition.id, id, EDIT_SPLIT);
	bool has_words = str_trim(req_field(req, "words")).n > 0;
	enum outcome outcome = CONFLICT;
	if (i < draft.n && place_parse(req, &draft.p[i], &write.edit.edit.at))
		outcome = review_write(ctx, &write);
	else if (i < draft.n && has_words)
		outcome = problem_add(ctx, "words", msg("These words do not stand in the text of this element"));
	else if (i < draft.n)
		outcome = problem_add(ctx, "at", msg("Choose where the new element begins, or enter its first words"));
	if (outcome == INVALID) {
		resp->status = 400;
		return element_show(ctx, req, &draft, i, &draft.p[i], false, resp);
	}
	return review_conclude(ctx, req, outcome, &write, resp);
}

/* Only what nothing else of the draft continues can be chosen. */
static bool may_continue(const struct codes_origins *origins, size_t i, int64_t id)
{
	if (i < origins->n && origins->origins[i].other.id == id)
		return true;
	for (size_t k = 0; k < origins->n_gone; k++)
		if (origins->gone[k].id == id)
			return true;
	return false;
}

enum outcome review_continues_post(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct review_draft draft;
	struct codes_origins origins;
	int64_t id, other;
	size_t i;
	TRY(element_load(ctx, req, &draft, &id, &i));
	TRY(codes_origins(ctx, &draft.edition, &origins));
	struct review_write write = write_of(ctx, req, draft.edition.id, id, EDIT_CONTINUE);
	struct str chosen = req_field(req, "continues");
	enum outcome outcome = CONFLICT;
	bool is_new = str_eq(chosen, STR("new"));
	bool was_new = i < origins.n && origins.origins[i].other.id == 0;
	if (i < draft.n && is_new && was_new)
		write.edit.edit.fresh = id;
	else if (i < draft.n && !is_new && id_parse(chosen, &other) && may_continue(&origins, i, other))
		write.edit.edit.fresh = other;
	else if (i < draft.n && !is_new)
		outcome = problem_add(
			ctx, "continues",
			msg("Another element of this draft continues that one already: first say of that one "
			    "that it is new"));
	if (i < draft.n && outcome != INVALID)
		outcome = review_write(ctx, &write);
	if (outcome == INVALID) {
		resp->status = 400;
		return element_show(ctx, req, &draft, i, &draft.p[i], false, resp);
	}
	return review_conclude(ctx, req, outcome, &write, resp);
}
