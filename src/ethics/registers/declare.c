/* The rules of declaring. Pure but for the clock's day. */
#include "registers/declare.h"

#include "html/html.h"

bool item_is_live(const struct declaration_item *item)
{
	return item->act != ACT_END && item->act != ACT_WITHDRAW;
}

static struct str said(struct ctx *ctx, const char *message)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), NULL, 0);
}

struct str item_summary(struct ctx *ctx, const struct declaration_item *item)
{
	if (item->is_nil)
		return said(ctx, msg("Nothing to declare"));
	if (!item->declared.category) /* its answers are kept here no more */
		return said(ctx, msg("Withheld or removed"));
	struct str summary = declared_summary(ctx, &item->declared, false);
	return summary.n ? summary : said(ctx, msg("Nothing answered yet"));
}

size_t item_faults(struct ctx *ctx, const struct declaration_item *item)
{
	struct ctx own = *ctx;
	struct declared declared = item->declared;
	own.problems = (struct problems){0};
	if (item->act == ACT_KEEP || !item_is_live(item))
		return 0;
	if (declared_check(&own, &declared, site_today(ctx)) == OK)
		return item->act == ACT_CORRECT && str_empty(item->reason) ? 1 : 0;
	return own.problems.count;
}

enum task_state task_state_of(struct ctx *ctx, const struct declaration *declaration, struct str category,
			      size_t *ret_n)
{
	size_t n = 0, unfinished = 0, stands = 0, nil = 0;
	bool is_all_nil = false;
	for (size_t i = 0; i < declaration->n_items; i++) {
		const struct declaration_item *item = &declaration->items[i];
		const struct declaration_item *parent = declaration_item_of(declaration, item->parent_id);
		if (!item_is_live(item))
			continue;
		is_all_nil |= item->is_nil && str_empty(item->category);
		if (!str_eq(parent ? parent->category : item->category, category))
			continue;
		unfinished += item_faults(ctx, item) != 0;
		nil += item->is_nil;
		stands += item->act == ACT_KEEP;
		n++;
	}
	*ret_n = n - nil;
	if (unfinished)
		return TASK_UNFINISHED;
	if (nil || is_all_nil)
		return TASK_NIL;
	if (n)
		return stands == n ? TASK_STANDS : TASK_DONE;
	return declaration->scheme->nil && !declaration->scheme->single ? TASK_OPEN : TASK_EMPTY;
}

int32_t declaration_says_of(const struct declaration *declaration)
{
	bool is_kept = true, is_nil = true;
	for (size_t i = 0; i < declaration->n_items; i++) {
		const struct declaration_item *item = &declaration->items[i];
		is_kept &= item->act == ACT_KEEP;
		is_nil &= item->is_nil || !item_is_live(item);
	}
	return is_kept ? SAYS_UNCHANGED : is_nil ? SAYS_NIL : SAYS_ENTRIES;
}

/* Each category of its own is answered, and no item misses anything. */
static void categories_check(struct ctx *ctx, const struct declaration *declaration)
{
	const struct scheme *scheme = declaration->scheme;
	for (size_t i = 0; i < scheme->n_categories; i++) {
		const struct scheme_category *category = &scheme->categories[i];
		size_t n;
		if (category->parent.n)
			continue;
		enum task_state state = task_state_of(ctx, declaration, category->id, &n);
		if (state == TASK_UNFINISHED)
			(void)problem_add(ctx, str_c(ctx->arena, category->id),
					  msg("Finish what you began under “{1}”, or remove it"), category->title);
		else if (state == TASK_OPEN && !category->closed)
			(void)problem_add(
				ctx, str_c(ctx->arena, category->id),
				msg("Answer “{1}”: declare something, or say that there is nothing to declare"),
				category->title);
	}
}

enum outcome declaration_check(struct ctx *ctx, const struct declaration *declaration)
{
	size_t before = ctx->problems.count;
	if (!declaration->scheme)
		return NOT_FOUND;
	if (declaration->n_items == 0)
		return problem_add(ctx, "", msg("There is nothing in it yet: declare something first"));
	/* What stands is confirmed as it is, though a category may never have been asked about. */
	if (declaration_says_of(declaration) == SAYS_UNCHANGED)
		return OK;
	categories_check(ctx, declaration);
	return ctx->problems.count > before ? INVALID : OK;
}

bool declaration_waits(const struct declaration *declaration)
{
	const struct scheme *scheme = declaration->scheme;
	/* One thing that was approved, signed again as it is, asks for the approval to be renewed. */
	if (scheme->review == REVIEW_BEFORE || scheme->steps)
		return declaration->n_puts > 0 || (scheme->steps && scheme->single && declaration->n_items > 0);
	for (size_t i = 0; i < declaration->n_items; i++)
		if (declaration->items[i].asks_withheld && declaration->items[i].act != ACT_KEEP)
			return true;
	return false;
}

struct str declaration_source_words(struct ctx *ctx, const struct declaration *declaration)
{
	if (declaration->source != SOURCE_PAPER || declaration->received_day == DEADLINE_NO_DAY)
		return STR("");
	struct str day = day_words(ctx->arena, (struct day){declaration->received_day});
	return html_said(ctx->arena, ctx->lang, str_of(msg("Entered by the clerk from a signed form received {1}")),
			 &day, 1);
}

struct str scheme_not_filing(struct ctx *ctx, const struct scheme *scheme)
{
	if (scheme->banner.n)
		return scheme->banner;
	if (scheme->filing != FILING_NONE && scheme->filing != FILING_COPY)
		return STR("");
	if (str_empty(scheme->filed_with))
		return STR("");
	return html_said(
		ctx->arena, ctx->lang,
		str_of(msg("What you enter here is not a filing in law. The law has you file with {1}, and that "
			   "still has to be done there.")),
		&scheme->filed_with, 1);
}
