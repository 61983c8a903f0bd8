/* The rules of editing a draft. */
#include "codes/edit.h"

#include "codes/editions.h"
#include "codes/import/import.h"
#include "people/audience.h"

/* ---- Words ---- */

static int word_order(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static struct str *words_of(struct arena *arena, const struct provision *p, size_t *ret_n)
{
	const struct str parts[] = {p->label, p->heading, p->text};
	struct str *words = arena_array(arena, struct str, edit_words(p, 1));
	size_t n = 0;
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		struct str rest = parts[i];
		while (text_next_word(&rest, &words[n]))
			n++;
	}
	if (n > 1)
		qsort(words, n, sizeof(*words), word_order);
	*ret_n = n;
	return words;
}

/* Which words one has that the other has not, whatever their order. */
static void count_changed_words(struct arena *arena, const struct provision *before, const struct provision *after,
				struct edit_change *change)
{
	size_t n_old, n_new, i = 0, j = 0;
	struct str *old = words_of(arena, before, &n_old), *new = words_of(arena, after, &n_new);
	while (i < n_old || j < n_new) {
		int order = i == n_old ? 1 : j == n_new ? -1 : str_cmp(old[i], new[j]);
		change->words_removed += order < 0;
		change->words_added += order > 0;
		i += order <= 0;
		j += order >= 0;
	}
}

/* ---- What an element may be ---- */

/* Lines without white space at their ends, none of them empty: paragraphs of one element are lines. */
static struct str tidy_lines(struct arena *arena, struct str text)
{
	struct buf out = buf_open(arena, text.n);
	struct str rest = text, line;
	while (rest.n > 0 && str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		if (text_words(line) == 0)
			continue;
		if (out.n > 0)
			buf_char(&out, '\n');
		buf_str(&out, line);
	}
	return buf_view(&out);
}

static struct str tidy_line(struct arena *arena, struct str text)
{
	const struct provision p = {.text = text};
	return edit_line(arena, &p);
}

static void size_check(struct ctx *ctx, const char *field, struct str value, size_t bytes)
{
	if (value.n > bytes)
		(void)problem_add(ctx, field, msg("This is too long: at most {1} characters"),
				  str_fmt(ctx->arena, "%zu", bytes));
}

/* The fields as they are stored, or what is wrong with them. */
static enum outcome element_check(struct ctx *ctx, const struct provision *to, struct provision *ret_element)
{
	size_t before = ctx->problems.count;
	struct provision element = *to;
	element.label = tidy_line(ctx->arena, to->label);
	element.heading = tidy_lines(ctx->arena, to->heading);
	element.text = tidy_lines(ctx->arena, to->text);
	element.audience = str_trim(to->audience);
	element.lang = str_trim(to->lang);
	if (to->kind <= 0 || to->kind >= PROVISION_KINDS)
		(void)problem_add(ctx, "kind", msg("Choose what it is"));
	size_check(ctx, "label", element.label, EDIT_LABEL_BYTES);
	size_check(ctx, "heading", element.heading, EDIT_HEADING_BYTES);
	size_check(ctx, "text", element.text, EDIT_TEXT_BYTES);
	if (element.label.n + element.heading.n + element.text.n == 0)
		(void)problem_add(ctx, "text",
				  msg("An element has to have words. To remove it, go back and choose “Delete”"));
	struct audience audience;
	if (audience_parse(ctx, "audience", element.audience, &audience) == OK)
		element.audience = audience_text(ctx->arena, &audience);
	if (element.lang.n > 0 && !lang_valid(element.lang))
		(void)problem_add(ctx, "lang", msg("Enter a language tag such as “es” or “cy”, or nothing"));
	if (ctx->problems.count > before)
		return INVALID;
	*ret_element = element;
	return OK;
}

static bool is_same_element(const struct provision *a, const struct provision *b)
{
	return a->kind == b->kind && str_eq(a->label, b->label) && str_eq(a->heading, b->heading) &&
	       str_eq(a->text, b->text) && str_eq(a->audience, b->audience) && str_eq(a->lang, b->lang);
}

/* ---- Changes ---- */

/* The text that is planned for: what every act is given. */
struct plan {
	struct ctx *ctx;
	const struct provision *p;
	size_t n;
	const struct edit *edit;
	size_t i;   /* the element */
	size_t end; /* of what stands below it */
};

static struct edit_splice splice_of(const struct plan *plan, size_t at, size_t n_old)
{
	return (struct edit_splice){
		.at = at,
		.n_old = n_old,
		.rows = arena_copy(plan->ctx->arena, plan->p + at, n_old * sizeof(struct provision)),
		.n_rows = n_old,
	};
}

static struct edit_change change_of(struct edit_splice splice, int64_t shown)
{
	return (struct edit_change){.splices = {splice}, .n = 1, .shown = shown};
}

/* The element, as `first` has it, and what stands below it go to another level. Each level up takes along what has come
 * to stand below it on the level before. */
static enum outcome plan_depth(const struct plan *plan, const struct provision *first, int32_t depth,
			       struct edit_change *ret_change)
{
	const struct provision *p = plan->p;
	int32_t delta = depth - p[plan->i].depth;
	int32_t highest = plan->i > 0 ? p[plan->i - 1].depth + 1 : 0;
	if (depth < 0 || depth > highest)
		return problem_add(plan->ctx, "depth", msg("It cannot stand there: choose what it stands below"));
	if (delta > 0 && edit_deepest(p, plan->i, plan->end) + delta >= EDIT_DEPTHS)
		return problem_add(plan->ctx, "depth", msg("This would be more than {1} levels deep"),
				   str_fmt(plan->ctx->arena, "%d", EDIT_DEPTHS));
	size_t end = plan->end;
	while (delta < -1 && end < plan->n && p[end].depth > depth)
		end++;
	struct edit_splice splice = splice_of(plan, plan->i, end - plan->i);
	splice.rows[0] = *first;
	splice.rows[0].depth = p[plan->i].depth;
	for (size_t k = 0; delta > 0 && k < splice.n_rows; k++)
		splice.rows[k].depth += delta;
	for (; delta < 0; delta++) {
		size_t below = edit_end(splice.rows, splice.n_rows, 0);
		for (size_t k = 0; k < below; k++)
			splice.rows[k].depth--;
	}
	*ret_change = change_of(splice, p[plan->i].id);
	return OK;
}

static enum outcome plan_change(const struct plan *plan, struct edit_change *ret_change)
{
	const struct provision *now = &plan->p[plan->i];
	struct provision to = plan->edit->to;
	struct edit_change change;
	TRY(element_check(plan->ctx, &plan->edit->to, &to));
	if (is_same_element(now, &to) && now->depth == to.depth) {
		*ret_change = (struct edit_change){.shown = now->id};
		return OK;
	}
	to.id = now->id;
	to.position = now->position;
	to.anchor = now->anchor;
	struct provision *row = arena_copy(plan->ctx->arena, &to, sizeof(to));
	if (now->depth == to.depth)
		change = change_of((struct edit_splice){plan->i, 1, row, 1}, now->id);
	else
		TRY(plan_depth(plan, row, to.depth, &change));
	count_changed_words(plan->ctx->arena, now, row, &change);
	*ret_change = change;
	return OK;
}

/* Takes the element and what stands below it out of one place and puts it before index `to` at another level. */
static enum outcome plan_move(const struct plan *plan, size_t to, int32_t depth, struct edit_change *ret_change)
{
	const struct provision *p = plan->p;
	size_t count = plan->end - plan->i;
	int32_t delta = depth - p[plan->i].depth;
	*ret_change = (struct edit_change){.shown = p[plan->i].id};
	if (delta == 0 && (to == plan->i || to == plan->end))
		return OK;
	if (to > plan->i && to < plan->end)
		return problem_add(plan->ctx, "other", msg("An element cannot be moved below itself"));
	if (delta > 0 && edit_deepest(p, plan->i, plan->end) + delta >= EDIT_DEPTHS)
		return problem_add(plan->ctx, "other", msg("This would be more than {1} levels deep"),
				   str_fmt(plan->ctx->arena, "%d", EDIT_DEPTHS));
	struct edit_splice moved = splice_of(plan, plan->i, count);
	for (size_t k = 0; k < count; k++)
		moved.rows[k].depth += delta;
	ret_change->splices[0] = (struct edit_splice){.at = plan->i, .n_old = count};
	moved.at = to > plan->i ? to - count : to;
	moved.n_old = 0;
	ret_change->splices[1] = moved;
	ret_change->n = 2;
	return OK;
}

/* Where something goes that is put behind another element, or as the first below it. */
static enum outcome place_of(const struct plan *plan, int64_t other, bool below, size_t *ret_at, int32_t *ret_depth)
{
	if (other == 0) {
		*ret_at = 0;
		*ret_depth = 0;
		return OK;
	}
	size_t at = edit_find(plan->p, plan->n, other);
	if (at == plan->n)
		return NOT_FOUND;
	*ret_at = below ? at + 1 : edit_end(plan->p, plan->n, at);
	*ret_depth = plan->p[at].depth + (below ? 1 : 0);
	return OK;
}

static enum outcome plan_put(const struct plan *plan, struct edit_change *ret_change)
{
	size_t to;
	int32_t depth;
	const struct edit *edit = plan->edit;
	TRY(place_of(plan, edit->other, edit->below, &to, &depth));
	size_t other = edit->other ? edit_find(plan->p, plan->n, edit->other) : plan->n;
	if (other >= plan->i && other < plan->end)
		return problem_add(plan->ctx, "other", msg("An element cannot be moved below itself"));
	return plan_move(plan, to, depth, ret_change);
}

static enum outcome plan_swap(const struct plan *plan, struct edit_change *ret_change)
{
	const struct provision *p = plan->p;
	int32_t depth = p[plan->i].depth;
	if (plan->edit->act == EDIT_UP)
		return plan_move(plan, edit_sibling_before(p, plan->n, plan->i), depth, ret_change);
	return plan_move(plan, edit_end(p, plan->n, plan->end), depth, ret_change);
}

/* ---- Splitting and merging ---- */

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* Kinds whose text is divided from them rather than into two of them: what stands below stays below. */
static bool heads_others(int32_t kind)
{
	return kind == PROVISION_HEADING || kind == PROVISION_VALUE || kind == PROVISION_PRINCIPLE ||
	       kind == PROVISION_SECTION || kind == PROVISION_POLICY;
}

static enum outcome plan_split(const struct plan *plan, struct edit_change *ret_change)
{
	const struct provision *p = &plan->p[plan->i];
	size_t at = plan->edit->at;
	struct str first = str_trim(str_slice(p->text, 0, at)), second = str_trim(str_slice(p->text, at, p->text.n));
	bool is_between = at == 0 || at >= p->text.n || is_space(p->text.p[at]) || is_space(p->text.p[at - 1]);
	bool is_first_empty = text_words(first) + text_words(p->label) + text_words(p->heading) == 0;
	if (!is_between || text_words(second) == 0 || is_first_empty)
		return problem_add(plan->ctx, "at", msg("Choose a place that has words before and behind it"));
	if (plan->n + 1 > LIMIT_PROVISIONS)
		return problem_add(plan->ctx, "at", msg("A code has at most {1} elements"),
				   str_fmt(plan->ctx->arena, "%llu", (unsigned long long)LIMIT_PROVISIONS));
	struct provision *rows = arena_array(plan->ctx->arena, struct provision, 2);
	struct label label = {0};
	struct str rest;
	rows[0] = rows[1] = *p;
	rows[0].text = first;
	rows[1].id = plan->edit->fresh;
	rows[1].anchor = rows[1].label = rows[1].heading = (struct str){0};
	rows[1].text = second;
	if (label_take(second, &label, &rest) && text_words(rest) > 0) {
		rows[1].label = label.text;
		rows[1].text = str_trim(rest);
	} else if (heads_others(p->kind)) {
		rows[1].kind = PROVISION_PARAGRAPH;
		rows[1].depth = p->depth + 1 < EDIT_DEPTHS ? p->depth + 1 : p->depth;
	}
	*ret_change = change_of((struct edit_splice){plan->i, 1, rows, 2}, plan->edit->fresh);
	return OK;
}

/* Two texts of one element: a new line where a sentence ended, else a space. */
static struct str joined(struct arena *arena, struct str a, struct str b)
{
	if (a.n == 0 || b.n == 0)
		return a.n > 0 ? a : b;
	char between = shape_ends_sentence(a) ? '\n' : ' ';
	return str_fmt(arena, "%.*s%c%.*s", STR_ARG(a), between, STR_ARG(b));
}

static struct str with_space(struct arena *arena, struct str a, struct str b)
{
	if (a.n == 0 || b.n == 0)
		return a.n > 0 ? a : b;
	return str_fmt(arena, "%.*s %.*s", STR_ARG(a), STR_ARG(b));
}

static enum outcome plan_merge(const struct plan *plan, struct edit_change *ret_change)
{
	struct arena *arena = plan->ctx->arena;
	const struct provision *p = &plan->p[plan->i], *before = p - 1;
	int32_t delta = before->depth - p->depth;
	if (delta > 0 && edit_deepest(plan->p, plan->i, plan->end) + delta >= EDIT_DEPTHS)
		return problem_add(plan->ctx, "", msg("This would be more than {1} levels deep"),
				   str_fmt(arena, "%d", EDIT_DEPTHS));
	struct edit_splice splice = splice_of(plan, plan->i - 1, plan->end - plan->i + 1);
	struct provision *merged = &splice.rows[0];
	bool is_heading = before->heading.n > 0 && before->text.n == 0 && p->label.n == 0 && p->text.n == 0;
	if (is_heading)
		merged->heading = with_space(arena, before->heading, p->heading);
	else
		merged->text = joined(arena, before->text,
				      with_space(arena, with_space(arena, p->label, p->heading), p->text));
	size_t n = 1;
	for (size_t k = 2; k < splice.n_rows; k++) {
		splice.rows[n] = splice.rows[k];
		splice.rows[n++].depth += delta;
	}
	splice.n_rows = n;
	*ret_change = change_of(splice, before->id);
	return OK;
}

/* ---- Adding and deleting ---- */

static enum outcome plan_insert(const struct plan *plan, size_t at, struct provision element,
				struct edit_change *ret_change)
{
	if (plan->n + 1 > LIMIT_PROVISIONS)
		return problem_add(plan->ctx, "text", msg("A code has at most {1} elements"),
				   str_fmt(plan->ctx->arena, "%llu", (unsigned long long)LIMIT_PROVISIONS));
	if (element.depth >= EDIT_DEPTHS)
		return problem_add(plan->ctx, "below", msg("This would be more than {1} levels deep"),
				   str_fmt(plan->ctx->arena, "%d", EDIT_DEPTHS));
	element.id = plan->edit->fresh;
	element.anchor = (struct str){0};
	struct provision *row = arena_copy(plan->ctx->arena, &element, sizeof(element));
	*ret_change = change_of((struct edit_splice){at, 0, row, 1}, element.id);
	ret_change->words_added = edit_words(row, 1);
	return OK;
}

static enum outcome plan_add(const struct plan *plan, struct edit_change *ret_change)
{
	struct provision element;
	size_t at;
	int32_t depth;
	TRY(place_of(plan, plan->edit->id, plan->edit->below, &at, &depth));
	TRY(element_check(plan->ctx, &plan->edit->to, &element));
	element.depth = depth;
	return plan_insert(plan, at, element, ret_change);
}

/* Right behind the element in reading order: below it when others are. */
static enum outcome plan_put_back(const struct plan *plan, struct edit_change *ret_change)
{
	struct provision element = {.kind = PROVISION_PARAGRAPH,
				    .text = tidy_lines(plan->ctx->arena, plan->edit->to.text)};
	size_t at = 0;
	if (plan->edit->id) {
		size_t i = edit_find(plan->p, plan->n, plan->edit->id);
		if (i == plan->n)
			return NOT_FOUND;
		at = i + 1;
		element.depth =
			at < plan->n && plan->p[at].depth > plan->p[i].depth ? plan->p[at].depth : plan->p[i].depth;
	}
	if (text_words(element.text) == 0)
		return NOT_FOUND;
	return plan_insert(plan, at, element, ret_change);
}

static enum outcome plan_delete(const struct plan *plan, struct edit_change *ret_change)
{
	bool all = plan->edit->act == EDIT_DELETE_ALL;
	struct edit_splice splice = splice_of(plan, plan->i, plan->end - plan->i);
	size_t gone = all ? splice.n_old : 1;
	size_t words = edit_words(splice.rows, gone);
	splice.rows += gone;
	splice.n_rows -= gone;
	for (size_t k = 0; k < splice.n_rows; k++)
		splice.rows[k].depth--;
	size_t stays = plan->i + (all ? splice.n_old : 1);
	int64_t shown = plan->i > 0 ? plan->p[plan->i - 1].id : stays < plan->n ? plan->p[stays].id : 0;
	*ret_change = change_of(splice, shown);
	ret_change->words_removed = words;
	return OK;
}

static enum outcome plan_continue(const struct plan *plan, struct edit_change *ret_change)
{
	int64_t id = plan->edit->fresh;
	*ret_change = (struct edit_change){.shown = id};
	if (plan->p[plan->i].id == id)
		return OK;
	size_t other = edit_find(plan->p, plan->n, id);
	if (id == 0 || other < plan->n)
		return problem_add(
			plan->ctx, "continues",
			msg("Another element of this draft continues that one already: first say of that one "
			    "that it is new"));
	struct edit_splice splice = splice_of(plan, plan->i, 1);
	splice.rows[0].id = id;
	*ret_change = change_of(splice, id);
	return OK;
}

/* ---- All of them ---- */

static enum outcome plan_act(const struct plan *plan, struct edit_change *ret_change)
{
	switch (plan->edit->act) {
	case EDIT_CHANGE:
		return plan_change(plan, ret_change);
	case EDIT_IN:
		return plan_depth(plan, &plan->p[plan->i], plan->p[plan->i].depth + 1, ret_change);
	case EDIT_OUT:
		return plan_depth(plan, &plan->p[plan->i], plan->p[plan->i].depth - 1, ret_change);
	case EDIT_UP:
	case EDIT_DOWN:
		return plan_swap(plan, ret_change);
	case EDIT_MOVE:
		return plan_put(plan, ret_change);
	case EDIT_SPLIT:
		return plan_split(plan, ret_change);
	case EDIT_MERGE:
		return plan_merge(plan, ret_change);
	case EDIT_DELETE:
	case EDIT_DELETE_ALL:
	case EDIT_LEAVE_OUT:
		return plan_delete(plan, ret_change);
	case EDIT_CONTINUE:
		return plan_continue(plan, ret_change);
	default:
		return problem_add(plan->ctx, "", msg("There is no such change"));
	}
}

enum outcome edit_plan(struct ctx *ctx, const struct provision *p, size_t n, const struct edit *edit,
		       struct edit_change *ret_change)
{
	struct plan plan = {.ctx = ctx, .p = p, .n = n, .edit = edit};
	if (edit->act == EDIT_ADD)
		return plan_add(&plan, ret_change);
	if (edit->act == EDIT_PUT_BACK)
		return plan_put_back(&plan, ret_change);
	plan.i = edit_find(p, n, edit->id);
	if (plan.i == n)
		return NOT_FOUND;
	plan.end = edit_end(p, n, plan.i);
	if (!edit_possible(p, n, plan.i, edit->act))
		return problem_add(ctx, "", msg("This cannot be done with the element where it stands now"));
	return plan_act(&plan, ret_change);
}
