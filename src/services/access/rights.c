/* Who may do what: rules. */
#include "access/private.h"

static const char *const role_names[] = {
	[ROLE_PERSON] = msg("member"),
	[ROLE_CLERK] = msg("clerk"),
	[ROLE_OFFICER] = msg("ethics officer"),
	[ROLE_AUDITOR] = msg("auditor"),
	[ROLE_ADMINISTRATOR] = msg("administrator"),
};

/* What is typed and stored in forms; "person" for a member, since candidates and staff sign in too. */
static const char *const role_words[] = {
	[ROLE_PERSON] = "person",
	[ROLE_CLERK] = "clerk",
	[ROLE_OFFICER] = "officer",
	[ROLE_AUDITOR] = "auditor",
	[ROLE_ADMINISTRATOR] = "administrator",
};

const char *role_name(enum role role)
{
	return role >= ROLE_PERSON && role <= ROLE_ADMINISTRATOR ? role_names[role] : msg("unknown role");
}

const char *role_word(enum role role)
{
	return role >= ROLE_PERSON && role <= ROLE_ADMINISTRATOR ? role_words[role] : "";
}

bool role_parse(struct str s, enum role *ret_role)
{
	for (enum role role = ROLE_PERSON; role <= ROLE_ADMINISTRATOR; role++) {
		if (str_eq(s, str_of(role_words[role]))) {
			*ret_role = role;
			return true;
		}
	}
	return false;
}

const struct actor access_command_line = {.name = STR_INIT("command line")};

static bool role_gives(enum role role, enum right right)
{
	switch (right) {
	case RIGHT_PUBLIC:
	case RIGHT_SIGN_IN:
	case RIGHT_PERSON:
		return true;
	case RIGHT_MEMBER:
		return role == ROLE_PERSON;
	case RIGHT_OFFICE:
		return role != ROLE_PERSON;
	case RIGHT_READ:
		return role == ROLE_CLERK || role == ROLE_OFFICER || role == ROLE_AUDITOR;
	case RIGHT_CLERK:
		return role == ROLE_CLERK || role == ROLE_OFFICER;
	case RIGHT_OFFICER:
		return role == ROLE_OFFICER;
	case RIGHT_AUDIT:
		return role == ROLE_AUDITOR || role == ROLE_OFFICER || role == ROLE_ADMINISTRATOR;
	case RIGHT_ADMINISTER:
		return role == ROLE_ADMINISTRATOR;
	}
	return false;
}

static int64_t body_parent(const struct actor *actor, int64_t body_id)
{
	size_t from = 0;
	size_t to = actor->n_bodies;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (actor->bodies[middle].id == body_id)
			return actor->bodies[middle].parent_id;
		if (actor->bodies[middle].id < body_id)
			from = middle + 1;
		else
			to = middle;
	}
	return 0;
}

static bool grant_covers(const struct actor *actor, const struct grant *grant, int64_t body_id)
{
	if (grant->body_id == 0 || body_id == 0)
		return true;
	/* Bounded by the number of bodies, so that a tree that was entered as a ring ends too. */
	for (size_t steps = 0; body_id && steps <= actor->n_bodies; steps++) {
		if (grant->body_id == body_id)
			return true;
		body_id = body_parent(actor, body_id);
	}
	return false;
}

const struct grant *grant_giving(const struct actor *actor, enum right right, int64_t body_id)
{
	const struct grant *deputys = NULL;
	for (size_t i = 0; i < actor->n_grants; i++) {
		const struct grant *grant = &actor->grants[i];
		if (!role_gives(grant->role, right) || !grant_covers(actor, grant, body_id))
			continue;
		if (!grant->deputy_for)
			return grant;
		if (!deputys)
			deputys = grant;
	}
	return deputys;
}

bool access_may(const struct ctx *ctx, enum right right, int64_t body_id)
{
	if (right == RIGHT_PUBLIC || right == RIGHT_SIGN_IN)
		return true;
	if (!ctx->actor)
		return false;
	return ctx->actor->account_id == 0 || right == RIGHT_PERSON || grant_giving(ctx->actor, right, body_id);
}

enum outcome access_need(struct ctx *ctx, enum right right, int64_t body_id)
{
	if (!access_may(ctx, right, body_id)) {
		(void)problem_add(ctx, "", msg("your rights do not cover this; an administrator can grant them"));
		return FORBIDDEN;
	}
	if (!ctx->actor || ctx->actor->account_id == 0)
		return OK;
	const struct grant *grant = grant_giving(ctx->actor, right, body_id);
	int64_t acts_for = grant ? grant->deputy_for : 0;
	if (acts_for != ctx->actor->acts_for) {
		struct actor *actor = arena_copy(ctx->arena, ctx->actor, sizeof(*ctx->actor));
		actor->acts_for = acts_for;
		ctx->actor = actor;
	}
	return OK;
}

enum outcome grant_check(struct ctx *ctx, const struct grant *grant)
{
	size_t problems_before = ctx->problems.count;
	if (grant->role < ROLE_PERSON || grant->role > ROLE_ADMINISTRATOR)
		(void)problem_add(ctx, "role", msg("choose a role"));
	if (grant->to.n < grant->from.n)
		(void)problem_add(ctx, "to", msg("the last day must not be before the first"));
	if (grant->role == ROLE_ADMINISTRATOR && grant->body_id)
		(void)problem_add(ctx, "body", msg("an administrator's right is for the whole site"));
	if (grant->deputy_for && grant->deputy_for == grant->account_id)
		(void)problem_add(ctx, "deputy_for",
				  msg("nobody is their own deputy: choose the person they stand in for"));
	if (grant->deputy_for && grant->to.n == DAY_OPEN)
		(void)problem_add(ctx, "to", msg("a deputy's right needs a last day"));
	if (grant->deputy_for && str_empty(str_trim(grant->reason)))
		(void)problem_add(ctx, "reason", msg("say why a deputy is needed; auditors read it"));
	return ctx->problems.count > problems_before ? INVALID : OK;
}
