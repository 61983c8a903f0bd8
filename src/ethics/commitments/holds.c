/* Which edition of a code holds for a body, and whom its text asks. */
#include "commitments/commitments_sql.h"
#include "commitments/commitments_store.h"

/* ---- Audiences, pure ---- */

/* What a text is made of, beside what only names or introduces it. */
static bool is_rule(const struct provision *p)
{
	switch (p->kind) {
	case PROVISION_TITLE:
	case PROVISION_PREAMBLE:
	case PROVISION_EPIGRAPH:
	case PROVISION_INSTRUMENT:
	case PROVISION_HEADING:
	case PROVISION_SIGNATURE:
		return false;
	default:
		return true;
	}
}

static bool is_for(struct ctx *ctx, struct str text, const struct tenure *tenure)
{
	struct audience audience;
	if (str_empty(text))
		return true;
	/* What cannot be read any more bars nobody. */
	return audience_parse(ctx, "audience", text, &audience) != OK || audience_holds(ctx->arena, &audience, tenure);
}

bool commitment_text_asks(struct ctx *ctx, const struct provision *provisions, size_t n, const struct tenure *tenure)
{
	bool has_rules = false;
	struct str last = {0};
	for (size_t i = 0; i < n; i++) {
		const struct provision *p = &provisions[i];
		if (p->kind == PROVISION_TITLE && !is_for(ctx, p->audience, tenure))
			return false;
		if (!is_rule(p))
			continue;
		struct str audience = provision_audience(provisions, i);
		if (has_rules && str_eq(audience, last))
			continue;
		if (is_for(ctx, audience, tenure))
			return true;
		has_rules = true;
		last = audience;
	}
	return !has_rules;
}

/* ---- What holds for each body, found once ---- */

/* A guide that clarifies another text for some people alone is theirs alone. */
static enum outcome guide_load(struct ctx *ctx, struct commitment_holds *holds)
{
	struct relation *relations;
	size_t n, used = 0;
	TRY(codes_relations_of_code(ctx, holds->code_id, &relations, &n));
	struct str *audiences = arena_array(ctx->arena, struct str, n);
	for (size_t i = 0; i < n; i++) {
		if (relations[i].code_id != holds->code_id || relations[i].provision_id != 0)
			continue;
		if (str_empty(relations[i].audience))
			return OK;
		audiences[used++] = relations[i].audience;
	}
	holds->guide_for = audiences;
	holds->n_guide_for = used;
	return OK;
}

enum outcome commitment_holds_load(struct ctx *ctx, int64_t code_id, struct commitment_holds *ret_holds)
{
	struct edition *editions;
	struct commitment_holds holds = {.code_id = code_id};
	TRY(codes_editions(ctx, code_id, &editions, &holds.n_editions));
	holds.editions = editions;
	TRY(guide_load(ctx, &holds));
	*ret_holds = holds;
	return OK;
}

static enum outcome audiences_load(struct ctx *ctx, struct commitment_hold *hold)
{
	struct commitment_id_row count;
	struct provision *provisions;
	TRY(db_one(ctx, &commitments_sql_audiences, DB_PARAMS(db_int(hold->edition.id)), &commitment_id_spec, &count));
	if (count.id == 0)
		return OK;
	TRY(codes_provisions(ctx, hold->edition.id, &provisions, &hold->n_provisions));
	hold->provisions = provisions;
	return OK;
}

/* The day of a record's first version. */
static enum outcome published_day(struct ctx *ctx, struct str record_id, int32_t *ret_day)
{
	struct journal_record record;
	TRY(journal_find(ctx, record_id, 1, &record));
	*ret_day = zone_day(ctx->site->zone, (struct instant){record.time_ms}).n;
	return OK;
}

/* From when the edition binds the members of the body; COMMITMENT_NO_DAY: it was never published. */
static enum outcome binds_from(struct ctx *ctx, const struct commitment_holds *holds, int64_t edition_id,
			       int64_t body_id, int32_t *ret_day)
{
	struct adoption *adoptions;
	size_t n;
	int32_t published, adopted = COMMITMENT_NO_DAY;
	const struct edition *asking = commitment_asking(holds->editions, holds->n_editions, edition_id);
	*ret_day = COMMITMENT_NO_DAY;
	if (!asking)
		return OK;
	TRY(published_day(ctx, asking->record_id, &published));
	TRY(codes_adoptions_of_code(ctx, holds->code_id, &adoptions, &n));
	for (size_t i = 0; i < n; i++)
		if (adoptions[i].body_id == body_id && adoption_holds(&adoptions[i], site_today(ctx)))
			adopted = adoptions[i].from_day;
	*ret_day = commitment_binds_from(asking, published, adopted);
	return OK;
}

enum outcome commitment_hold_for(struct ctx *ctx, struct commitment_holds *holds, int64_t body_id,
				 const struct commitment_hold **ret_hold)
{
	for (const struct commitment_hold *known = holds->first; known; known = known->next) {
		if (known->body_id == body_id) {
			*ret_hold = known;
			return OK;
		}
	}
	struct commitment_hold *hold = arena_new(ctx->arena, struct commitment_hold);
	*hold = (struct commitment_hold){.body_id = body_id,
					 .guide_for = holds->guide_for,
					 .n_guide_for = holds->n_guide_for,
					 .next = holds->first};
	enum outcome found =
		body_id ? codes_edition_for_body(ctx, holds->code_id, body_id, site_today(ctx), &hold->edition)
			: codes_edition_in_force(ctx, holds->code_id, &hold->edition);
	if (found != OK && found != NOT_FOUND)
		return found;
	hold->any = found == OK;
	if (hold->any) {
		hold->edition.stage = EDITION_IN_FORCE;
		TRY(binds_from(ctx, holds, hold->edition.id, body_id, &hold->asks_from));
		TRY(audiences_load(ctx, hold));
	}
	holds->first = hold;
	*ret_hold = hold;
	return OK;
}

bool commitment_hold_asks(struct ctx *ctx, const struct commitment_hold *hold, const struct tenure *tenure)
{
	bool is_theirs = hold->n_guide_for == 0;
	for (size_t i = 0; i < hold->n_guide_for && !is_theirs; i++)
		is_theirs = is_for(ctx, hold->guide_for[i], tenure);
	return hold->any && !hold->edition.erased_ms && is_theirs &&
	       (hold->n_provisions == 0 || commitment_text_asks(ctx, hold->provisions, hold->n_provisions, tenure));
}

bool commitment_hold_counts(const struct commitment_holds *holds, const struct commitment_hold *hold,
			    const struct commitment *c)
{
	return hold->any && !c->erased_ms && !c->withdrawn_ms &&
	       commitment_counts(holds->editions, holds->n_editions, c->edition_id, hold->edition.id);
}

enum outcome commitment_edition_for(struct ctx *ctx, int64_t edition_id, const struct tenure *tenure,
				    struct edition *ret_edition, bool *ret_asks, int32_t *ret_asks_from)
{
	struct edition edition;
	struct commitment_holds holds;
	const struct commitment_hold *hold;
	TRY(codes_edition(ctx, edition_id, &edition));
	TRY(commitment_holds_load(ctx, edition.code_id, &holds));
	TRY(commitment_hold_for(ctx, &holds, tenure->organization_id, &hold));
	bool is_held = hold->any && hold->edition.id == edition.id;
	if (is_held)
		edition.stage = EDITION_IN_FORCE;
	else if (edition.stage == EDITION_IN_FORCE)
		edition.stage = EDITION_SUPERSEDED;
	*ret_asks = is_held && commitment_hold_asks(ctx, hold, tenure);
	TRY(binds_from(ctx, &holds, edition.id, tenure->organization_id, ret_asks_from));
	*ret_edition = edition;
	return OK;
}
