/* Bodies that rules pass over because nobody said what kind of body they are. */
#include "duties/duties_store.h"

static bool any_goes_by_kind(const struct rulebook *rulebook)
{
	for (size_t i = 0; i < rulebook->n_duties; i++)
		if (rulebook->duties[i].audience.classifications.n)
			return true;
	return false;
}

enum outcome duties_unkinded(struct ctx *ctx, struct organization **ret_bodies, size_t *ret_n)
{
	const struct rulebook *rulebook;
	int64_t version;
	struct organization *bodies;
	size_t n, kept = 0;
	TRY(rulebook_current(ctx, &rulebook, &version));
	*ret_n = 0;
	if (!any_goes_by_kind(rulebook))
		return OK;
	TRY(people_organizations(ctx, &bodies, &n));
	for (size_t i = 0; i < n; i++) {
		const struct organization *body = &bodies[i];
		bool is_over = body->dissolved_day != PEOPLE_NO_DAY && body->dissolved_day < site_today(ctx).n;
		if (str_empty(body->classification) && !is_over)
			bodies[kept++] = *body;
	}
	*ret_bodies = bodies;
	*ret_n = kept;
	return OK;
}
