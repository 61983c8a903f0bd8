/* For whom a register is: which of a person's terms its `who` names. */
#include "registers/declarations.h"

static bool named(struct texts names, struct str name)
{
	for (size_t i = 0; i < names.n; i++)
		if (!str_empty(name) && str_eq_nocase(names.p[i], name))
			return true;
	return false;
}

static const struct organization *body_of(const struct organization *bodies, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (bodies[i].id == id)
			return &bodies[i];
	return NULL;
}

/* The body or one above it; a ring of parents ends by the count. */
static bool stands_below(const struct organization *bodies, size_t n, const struct organization *body,
			 struct texts slugs)
{
	for (size_t steps = 0; body && steps <= n; steps++) {
		if (named(slugs, body->slug))
			return true;
		body = body_of(bodies, n, body->parent_id);
	}
	return false;
}

static bool asks(struct texts names, struct str name)
{
	return names.n == 0 || named(names, name);
}

bool audience_has(const struct duty_audience *who, const struct tenure *tenure, struct str role,
		  const struct organization *bodies, size_t n_bodies)
{
	const struct organization *body = body_of(bodies, n_bodies, tenure->organization_id);
	if (who->categories && !(who->categories >> tenure->category & 1))
		return false;
	if (who->bodies.n && !stands_below(bodies, n_bodies, body, who->bodies))
		return false;
	if (who->classifications.n && !(body && named(who->classifications, body->classification)))
		return false;
	if (who->posts.n && !named(who->posts, tenure->post) && !named(who->posts, role))
		return false;
	return asks(who->contracts, tenure->contract) && asks(who->workplaces, tenure->workplace) &&
	       asks(who->grades, tenure->grade) && asks(who->statuses, tenure->status);
}

/* What is asked once for all registers of a person. */
struct person_terms {
	struct tenure *tenures; /* that run today */
	struct str *roles;
	size_t n;
	struct organization *bodies;
	size_t n_bodies;
};

static enum outcome terms_load(struct ctx *ctx, int64_t person_id, struct person_terms *ret_terms)
{
	struct person_terms terms = {0};
	struct tenure *all;
	size_t n;
	struct day today = site_today(ctx);
	TRY(people_tenures_of(ctx, person_id, &all, &n));
	TRY(people_organizations(ctx, &terms.bodies, &terms.n_bodies));
	terms.roles = arena_array(ctx->arena, struct str, n);
	terms.tenures = all;
	for (size_t i = 0; i < n; i++) {
		struct post post = {0};
		if (all[i].erased_ms || !tenure_holds(&all[i], today))
			continue;
		if (all[i].post_id)
			TRY(people_post(ctx, all[i].post_id, &post));
		terms.roles[terms.n] = post.role;
		terms.tenures[terms.n++] = all[i];
	}
	*ret_terms = terms;
	return OK;
}

static struct register_for fit(struct ctx *ctx, const struct scheme *scheme, const struct person_terms *terms)
{
	struct tenure *fits = arena_array(ctx->arena, struct tenure, terms->n);
	struct register_for found = {.scheme = scheme, .tenures = fits};
	for (size_t i = 0; i < terms->n; i++)
		if (audience_has(&scheme->who, &terms->tenures[i], terms->roles[i], terms->bodies, terms->n_bodies))
			fits[found.n++] = terms->tenures[i];
	return found;
}

enum outcome registers_for_person(struct ctx *ctx, int64_t person_id, struct register_for **ret_registers,
				  size_t *ret_n)
{
	const struct rulebook *book;
	int64_t version;
	struct person_terms terms;
	size_t n = 0;
	TRY(rulebook_current(ctx, &book, &version));
	TRY(terms_load(ctx, person_id, &terms));
	struct register_for *registers = arena_array(ctx->arena, struct register_for, book->n_schemes);
	for (size_t i = 0; i < book->n_schemes; i++) {
		struct register_for found = fit(ctx, &book->schemes[i], &terms);
		if (found.n)
			registers[n++] = found;
	}
	*ret_registers = registers;
	*ret_n = n;
	return OK;
}

enum outcome register_for_person(struct ctx *ctx, int64_t person_id, struct str register_id,
				 struct register_for *ret_register)
{
	struct register_for *registers;
	size_t n;
	TRY(registers_for_person(ctx, person_id, &registers, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eq(registers[i].scheme->id, register_id)) {
			*ret_register = registers[i];
			return OK;
		}
	}
	return NOT_FOUND;
}

const struct scheme *register_for_duty(const struct register_for *registers, size_t n, struct str duty)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < registers[i].scheme->duties.n; j++)
			if (str_eq(registers[i].scheme->duties.p[j], duty))
				return registers[i].scheme;
	return NULL;
}
