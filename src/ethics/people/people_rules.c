/* A rulebook names bodies; they have to be here. */
#include "people/people_store.h"
#include "rulebook/rulebook.h"

static enum outcome check_bodies(struct ctx *ctx, const struct duty_rule *duty)
{
	for (size_t i = 0; i < duty->audience.bodies.n; i++) {
		struct organization body;
		enum outcome outcome = people_organization_by_slug(ctx, duty->audience.bodies.p[i], &body);
		if (outcome == NOT_FOUND)
			(void)problem_at(
				ctx, duty->bodies_place.file, duty->bodies_place.line, duty->bodies_place.column,
				msg("duty “{1}” is for the body “{2}”, which is not on this site: add it first, or "
				    "name another"),
				duty->id, duty->audience.bodies.p[i]);
		else if (outcome != OK)
			return outcome;
	}
	return OK;
}

enum outcome people_rules_fit(struct ctx *ctx, const struct rulebook *book)
{
	size_t before = ctx->problems.count;
	for (size_t i = 0; i < book->n_duties; i++)
		if (i == 0 || !str_eq(book->duties[i].id, book->duties[i - 1].id))
			TRY(check_bodies(ctx, &book->duties[i]));
	return ctx->problems.count > before ? INVALID : OK;
}
