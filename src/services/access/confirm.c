/* Asking somebody who is signed in for their password again. */
#include "access/access_sql.h"
#include "access/private.h"

/* What confirms where an account has no password: those that one click makes on a demonstration. */
static const struct str demo_password = STR_INIT("demonstration");

enum outcome password_of_actor(struct ctx *ctx, const char *field, struct str password, struct str client,
			       struct try *ret_try, struct account *ret_account)
{
	int64_t wait_ms;
	struct account own;
	if (!ctx->actor || ctx->actor->account_id == 0)
		return FORBIDDEN;
	TRY(account_by_id(ctx, ctx->actor->account_id, &own));
	enum outcome checked = sign_in_check(ctx, own.email, password, client, ret_try, ret_account, &wait_ms);
	if (checked != FORBIDDEN)
		return checked;
	if (wait_ms)
		return problem_add(ctx, field, msg("Too many tries. Wait {1} minutes, then try again"),
				   str_fmt(ctx->arena, "%lld", (long long)((wait_ms + MINUTE_MS - 1) / MINUTE_MS)));
	return problem_add(ctx, field, msg("This is not your password. Nothing else that you entered is lost"));
}

enum outcome access_demo_password(struct ctx *ctx, struct str *ret_password)
{
	struct account own;
	*ret_password = (struct str){0};
	if (!demo_allowed(ctx) || !ctx->actor || ctx->actor->account_id == 0)
		return OK;
	TRY(account_by_id(ctx, ctx->actor->account_id, &own));
	if (!own.password.p)
		*ret_password = demo_password;
	return OK;
}

static enum outcome forget_write(struct ctx *ctx, void *args)
{
	return try_forget(ctx, args);
}

enum outcome access_confirm_password(struct ctx *ctx, const char *field, struct str password, struct str client)
{
	struct try try;
	struct account account;
	struct str demonstration;
	if (str_empty(password))
		return problem_add(ctx, field, msg("Enter your password"));
	TRY(access_demo_password(ctx, &demonstration));
	if (!str_empty(demonstration) && str_eq(password, demonstration))
		return OK;
	TRY(password_of_actor(ctx, field, password, client, &try, &account));
	return site_write(ctx, forget_write, &try);
}
