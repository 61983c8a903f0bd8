/* A rulebook names codes; those that people are to sign, or whose audience counts, have to be here. */
#include "codes/codes_store.h"
#include "rulebook/rulebook.h"

static enum outcome check_code(struct ctx *ctx, const struct duty_rule *duty, struct str slug)
{
	struct code code;
	if (str_empty(slug))
		return OK;
	enum outcome outcome = codes_by_slug(ctx, slug, &code);
	if (outcome != NOT_FOUND)
		return outcome;
	(void)problem_at(
		ctx, duty->place.file, duty->place.line, duty->place.column,
		msg("duty “{1}” names the code “{2}”, which is not on this site: import it first, or name another"),
		duty->id, slug);
	return OK;
}

enum outcome codes_rules_follow(struct ctx *ctx)
{
	const struct rulebook *book;
	int64_t version;
	size_t before = ctx->problems.count;
	TRY(rulebook_current(ctx, &book, &version));
	for (size_t i = 0; i < book->n_duties; i++) {
		TRY(check_code(ctx, &book->duties[i], book->duties[i].code));
		if (!str_eq(book->duties[i].code, book->duties[i].audience.code))
			TRY(check_code(ctx, &book->duties[i], book->duties[i].audience.code));
	}
	return ctx->problems.count > before ? INVALID : OK;
}
