/* Who helps whom: rows and rights. */
#include "registers/helpers.h"

#include "registers/registers_sql.h"
#include "registers/review_parts.h"
#include "registers/store.h"

#define NAMED_A_DAY 10
#define DAY_MS      INT64_C(86400000)

static const struct db_col helper_cols[] = {
	DB_COL_I64(struct helper, id),
	DB_COL_I64(struct helper, version),
	DB_COL_I64(struct helper, person_id),
	DB_COL_I64(struct helper, account_id),
	DB_COL_I32(struct helper, from_day),
	DB_COL_I32(struct helper, to_day),
	DB_COL_BOOL(struct helper, sees_withheld),
	DB_COL_I64(struct helper, ended_ms),
	DB_COL_TEXT(struct helper, person_name),
	DB_COL_TEXT(struct helper, person_slug),
	DB_COL_TEXT(struct helper, email),
};
static const struct db_spec helper_spec = DB_SPEC(struct helper, helper_cols);

bool helper_holds(const struct helper *helper, struct day day)
{
	return helper->ended_ms == 0 && helper->from_day <= day.n && helper->to_day >= day.n;
}

enum outcome helpers_of_person(struct ctx *ctx, int64_t person_id, struct helper **ret_helpers, size_t *ret_n)
{
	return db_list(ctx, &registers_sql_helpers_of_person, DB_PARAMS(db_int(person_id)), &helper_spec, ret_helpers,
		       ret_n);
}

/* Nobody, and the command line, helps nobody. */
static enum outcome now_list(struct ctx *ctx, int64_t person_id, struct helper **ret_helpers, size_t *ret_n)
{
	*ret_n = 0;
	if (!ctx->actor || !ctx->actor->account_id)
		return OK;
	return db_list(ctx, &registers_sql_helper_now,
		       DB_PARAMS(db_int(ctx->actor->account_id), db_int(site_today(ctx).n), db_int(person_id)),
		       &helper_spec, ret_helpers, ret_n);
}

enum outcome helping(struct ctx *ctx, struct helper **ret_helpers, size_t *ret_n)
{
	return now_list(ctx, 0, ret_helpers, ret_n);
}

enum outcome helper_need(struct ctx *ctx, int64_t person_id, struct helper *ret_helper)
{
	struct helper *found;
	size_t n = 0;
	if (person_id)
		TRY(now_list(ctx, person_id, &found, &n));
	if (n == 0)
		return FORBIDDEN;
	*ret_helper = found[0];
	for (size_t i = 1; i < n; i++)
		ret_helper->sees_withheld |= found[i].sees_withheld;
	return OK;
}

static enum outcome put_check(struct ctx *ctx, const struct helper_put *put)
{
	size_t before = ctx->problems.count;
	int32_t today = site_today(ctx).n;
	struct access_reach own;
	struct entry_number named;
	TRY(access_reach_account(ctx, ctx->actor->account_id, &own));
	TRY(db_one(ctx, &registers_sql_helpers_named,
		   DB_PARAMS(db_int(ctx->actor->person_id), db_int(ctx->now_ms - DAY_MS)), &entry_number_spec, &named));
	if (str_empty(put->email))
		(void)problem_add(ctx, "email", msg("Enter the e-mail address with which your helper signs in"));
	else if (mail_address_check(ctx, "email", put->email) == OK && str_eq_nocase(put->email, own.email))
		(void)problem_add(ctx, "email", msg("This is your own address"));
	if (named.n >= NAMED_A_DAY)
		(void)problem_add(ctx, "email", msg("You named {1} helpers since yesterday. Name others tomorrow"),
				  str_fmt(ctx->arena, "%d", NAMED_A_DAY));
	if (put->from_day == DEADLINE_NO_DAY)
		(void)problem_add(ctx, "from", msg("Enter the first day as year-month-day, such as 2026-07-01"));
	if (put->to_day == DEADLINE_NO_DAY)
		(void)problem_add(ctx, "to", msg("Enter the last day as year-month-day, such as 2026-07-01"));
	else if (put->to_day < today || put->to_day < put->from_day)
		(void)problem_add(ctx, "to", msg("The last day must not lie before the first, or in the past"));
	return ctx->problems.count > before ? INVALID : OK;
}

enum outcome helper_name(struct ctx *ctx, const struct helper_put *put)
{
	struct access_reach account = {0};
	if (!ctx->actor || !ctx->actor->person_id)
		return FORBIDDEN;
	TRY(put_check(ctx, put));
	int64_t id = id_new(ctx);
	enum outcome found = access_reach_email(ctx, put->email, &account);
	if (found != OK && found != NOT_FOUND)
		return found;
	TRY(db_exec(ctx, &registers_sql_helper_insert,
		    DB_PARAMS(db_int(id), db_int(ctx->actor->person_id), db_int(account.account_id),
			      db_int(put->from_day), db_int(put->to_day), db_int(put->sees_withheld),
			      db_int(ctx->now_ms), db_text(put->email)),
		    NULL));
	if (found == OK)
		TRY(review_tell_account(ctx, &put->mail, &account, id, msg("You were named as a helper"),
					msg("Dear {1},\n\nsomebody named you as their helper: you may prepare their "
					    "declarations. Who it is, "
					    "and until when, you see here after signing in:\n\n{2}\n\nYou need not do "
					    "anything.\n\n{3}\n"),
					STR("/helping")));
	return access_log(ctx, "registers.name_helper", id, put->email);
}

enum outcome helper_end(struct ctx *ctx, int64_t id, int64_t version)
{
	int64_t changed;
	if (!ctx->actor || !ctx->actor->person_id)
		return FORBIDDEN;
	TRY(db_exec(ctx, &registers_sql_helper_end,
		    DB_PARAMS(db_int(id), db_int(ctx->actor->person_id), db_int(version), db_int(ctx->now_ms)),
		    &changed));
	return changed == 1 ? access_log(ctx, "registers.end_helper", id, STR("")) : CONFLICT;
}

enum outcome helper_log(struct ctx *ctx, const char *act, int64_t person_id, int64_t subject, struct str detail)
{
	struct access_reach principal = {0};
	const struct actor *helper = ctx->actor;
	struct actor acting = *helper;
	enum outcome found = access_reach_person(ctx, person_id, &principal);
	if (found != OK && found != NOT_FOUND)
		return found;
	acting.acts_for = principal.account_id;
	ctx->actor = &acting;
	enum outcome logged = access_log(ctx, act, subject, detail);
	ctx->actor = helper;
	return logged;
}
