#include "access/lines.h"

enum outcome names_load(struct ctx *ctx, struct names *ret_names)
{
	struct names names;
	struct account *accounts;
	struct body *bodies;
	TRY(accounts_list(ctx, &accounts, &names.n_accounts));
	TRY(bodies_list(ctx, &bodies, &names.n_bodies));
	names.accounts = accounts;
	names.bodies = bodies;
	*ret_names = names;
	return OK;
}

static struct str account_name(const struct names *names, int64_t id)
{
	for (size_t i = 0; i < names->n_accounts; i++) {
		if (names->accounts[i].id == id)
			return names->accounts[i].name;
	}
	return (struct str){NULL, 0};
}

static struct str body_name(const struct names *names, int64_t id)
{
	for (size_t i = 0; i < names->n_bodies; i++) {
		if (names->bodies[i].id == id)
			return names->bodies[i].name;
	}
	return id ? STR("?") : STR("");
}

const struct grant_line *grant_lines(struct ctx *ctx, const struct names *names, const struct grant *grants, size_t n,
				     int64_t account_id, size_t *ret_n)
{
	struct grant_line *lines = arena_array(ctx->arena, struct grant_line, n);
	size_t n_lines = 0;
	for (size_t i = 0; i < n; i++) {
		const struct grant *grant = &grants[i];
		if (grant->account_id != account_id)
			continue;
		lines[n_lines++] = (struct grant_line){
			.id = id_str(ctx->arena, grant->id),
			.administrator = grant->role == ROLE_ADMINISTRATOR && !grant->deputy_for,
			.role = role_name(grant->role),
			.body = body_name(names, grant->body_id),
			.from = day_words(ctx->arena, grant->from),
			.to = grant->to.n == DAY_OPEN ? STR("") : day_words(ctx->arena, grant->to),
			.deputy_for = account_name(names, grant->deputy_for),
			.reason = grant->reason,
			.later = grant->from.n > site_today(ctx).n,
		};
	}
	*ret_n = n_lines;
	return lines;
}
