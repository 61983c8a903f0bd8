/* A rulebook names codes; those that people are to sign, or whose audience counts, have to be here. */
#include "codes/codes_store.h"
#include "rulebook/rulebook.h"

static enum outcome check_code(struct ctx *ctx, const struct duty_rule *duty, struct str slug,
			       const struct rulebook_place *place)
{
	struct code code;
	if (str_empty(slug))
		return OK;
	enum outcome outcome = codes_by_slug(ctx, slug, &code);
	if (outcome != NOT_FOUND)
		return outcome;
	(void)problem_at(
		ctx, place->file, place->line, place->column,
		msg("duty “{1}” names the code “{2}”, which is not on this site: import it first, or name another"),
		duty->id, slug);
	return OK;
}

enum outcome codes_rules_fit(struct ctx *ctx, const struct rulebook *book)
{
	size_t before = ctx->problems.count;
	for (size_t i = 0; i < book->n_duties; i++) {
		const struct duty_rule *duty = &book->duties[i];
		if (i > 0 && str_eq(duty->id, book->duties[i - 1].id))
			continue;
		TRY(check_code(ctx, duty, duty->code, &duty->code_place));
		if (!str_eq(duty->code, duty->audience.code))
			TRY(check_code(ctx, duty, duty->audience.code, &duty->who_code_place));
	}
	return ctx->problems.count > before ? INVALID : OK;
}
