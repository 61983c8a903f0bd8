/* Accounts, grants, links and the activity log as rows. */
#include "access/access_sql.h"
#include "access/private.h"
#include "mail/mail.h"

/* ---- Accounts ---- */

static const struct db_col account_cols[] = {
	DB_COL_I64(struct account, id),          DB_COL_I64(struct account, version),
	DB_COL_TEXT(struct account, name),       DB_COL_TEXT(struct account, email),
	DB_COL_TEXT(struct account, password),   DB_COL_I64(struct account, person_id),
	DB_COL_I64(struct account, disabled_ms),
};
static const struct db_spec account_spec = DB_SPEC(struct account, account_cols);

enum outcome account_by_id(struct ctx *ctx, int64_t id, struct account *ret_account)
{
	return db_one(ctx, &access_sql_account_by_id, DB_PARAMS(db_int(id)), &account_spec, ret_account);
}

enum outcome account_by_email(struct ctx *ctx, struct str email, struct account *ret_account)
{
	struct str folded = email_fold(ctx->arena, email);
	return db_one(ctx, &access_sql_account_by_email, DB_PARAMS(db_text(folded)), &account_spec, ret_account);
}

enum outcome account_of_role(struct ctx *ctx, enum role role, struct account *ret_account)
{
	return db_one(ctx, &access_sql_account_of_role, DB_PARAMS(db_int(role), db_int(site_today(ctx).n)),
		      &account_spec, ret_account);
}

enum outcome accounts_list(struct ctx *ctx, struct account **ret_accounts, size_t *ret_n)
{
	return db_list(ctx, &access_sql_accounts, DB_NO_PARAMS, &account_spec, ret_accounts, ret_n);
}

enum outcome email_free(struct ctx *ctx, struct str email)
{
	struct account account;
	enum outcome found = account_by_email(ctx, email, &account);
	if (found == OK)
		return problem_add(ctx, "email", msg("there is an account for {1} already"), email);
	return found == NOT_FOUND ? OK : found;
}

enum outcome account_password_put(struct ctx *ctx, int64_t account_id, struct str password_hash)
{
	return db_exec(ctx, &access_sql_account_password_put, DB_PARAMS(db_int(account_id), db_text(password_hash)),
		       NULL);
}

enum outcome account_identify(struct ctx *ctx, int64_t account_id, struct str name, struct str email)
{
	TRY(email_free(ctx, email));
	return db_exec(
		ctx, &access_sql_account_identity_put,
		DB_PARAMS(db_int(account_id), db_text(name), db_text(email), db_text(email_fold(ctx->arena, email))),
		NULL);
}

/* ---- Grants ---- */

static const struct db_col grant_cols[] = {
	DB_COL_I64(struct grant, id),         DB_COL_I64(struct grant, account_id), DB_COL_I32(struct grant, role),
	DB_COL_I64(struct grant, body_id),    DB_COL_I32(struct grant, from),       DB_COL_I32(struct grant, to),
	DB_COL_I64(struct grant, deputy_for), DB_COL_TEXT(struct grant, reason),
};
static const struct db_spec grant_spec = DB_SPEC(struct grant, grant_cols);

enum outcome grants_in_force(struct ctx *ctx, int64_t account_id, struct grant **ret_grants, size_t *ret_n)
{
	return db_list(ctx, &access_sql_grants_in_force, DB_PARAMS(db_int(account_id), db_int(site_today(ctx).n)),
		       &grant_spec, ret_grants, ret_n);
}

enum outcome grants_list(struct ctx *ctx, struct grant **ret_grants, size_t *ret_n)
{
	return db_list(ctx, &access_sql_grants_not_over, DB_PARAMS(db_int(site_today(ctx).n)), &grant_spec, ret_grants,
		       ret_n);
}

enum outcome administrators_count(struct ctx *ctx, int64_t but_grant_id, int64_t but_account_id, int64_t *ret_n)
{
	struct count {
		int64_t n;
	} count;
	static const struct db_col cols[] = {DB_COL_I64(struct count, n)};
	static const struct db_spec spec = DB_SPEC(struct count, cols);
	TRY(db_one(ctx, &access_sql_administrators,
		   DB_PARAMS(db_int(site_today(ctx).n), db_int(but_grant_id), db_int(but_account_id)), &spec, &count));
	*ret_n = count.n;
	return OK;
}

enum outcome grant_put(struct ctx *ctx, const struct grant *grant)
{
	TRY(db_exec(ctx, &access_sql_grant_put,
		    DB_PARAMS(db_int(id_new(ctx)), db_int(grant->account_id), db_int(grant->role),
			      db_int(grant->body_id), db_int(grant->from.n), db_int(grant->to.n),
			      db_ref(grant->deputy_for), db_text(str_trim(grant->reason)), db_int(ctx->now_ms)),
		    NULL));
	struct account account;
	TRY(account_by_id(ctx, grant->account_id, &account));
	return access_log(ctx, grant->deputy_for ? "access.deputise" : "access.grant", grant->account_id,
			  str_fmt(ctx->arena, "%.*s: %s", STR_ARG(account.name), role_name(grant->role)));
}

/* One administrator who loses the telephone leaves a site that nobody can help (S6). */
static enum outcome keep_an_administrator(struct ctx *ctx, int64_t but_grant_id, int64_t but_account_id,
					  struct str reason)
{
	int64_t others, now;
	TRY(administrators_count(ctx, but_grant_id, but_account_id, &others));
	TRY(administrators_count(ctx, 0, 0, &now));
	if (others == 0)
		return problem_add(
			ctx, "",
			msg("this is the last administrator who can sign in; first make somebody else administrator "
			    "and let them set a password"));
	if (others == 1 && now > 1 && str_empty(reason))
		return problem_add(ctx, "",
				   msg("this leaves one administrator, and nobody to help when that one cannot "
				       "sign in; write beside the button why, or make somebody else "
				       "administrator first"));
	return OK;
}

static struct str with_reason(struct ctx *ctx, struct str what, struct str reason)
{
	return reason.n ? str_fmt(ctx->arena, "%.*s (%.*s)", STR_ARG(what), STR_ARG(reason)) : what;
}

enum outcome grant_end(struct ctx *ctx, int64_t grant_id, struct str reason)
{
	struct grant grant;
	enum outcome found = db_one(ctx, &access_sql_grant_by_id, DB_PARAMS(db_int(grant_id)), &grant_spec, &grant);
	if (found == NOT_FOUND)
		return CONFLICT;
	TRY(found);
	if (grant.role == ROLE_ADMINISTRATOR && !grant.deputy_for)
		TRY(keep_an_administrator(ctx, grant_id, 0, reason));
	TRY(db_exec(ctx, &access_sql_grant_end, DB_PARAMS(db_int(grant_id), db_int(ctx->now_ms)), NULL));
	struct account account;
	TRY(account_by_id(ctx, grant.account_id, &account));
	struct str what = str_fmt(ctx->arena, "%.*s: %s", STR_ARG(account.name), role_name(grant.role));
	return access_log(ctx, "access.end_right", grant.account_id, with_reason(ctx, what, reason));
}

/* ---- Accounts that may not or may again sign in ---- */

static enum outcome put_disabled(struct ctx *ctx, int64_t account_id, int64_t version, struct db_param disabled_ms)
{
	int64_t changed = 0;
	TRY(db_exec(ctx, &access_sql_account_disabled_put, DB_PARAMS(db_int(account_id), db_int(version), disabled_ms),
		    &changed));
	return changed == 1 ? OK : CONFLICT;
}

enum outcome account_disable(struct ctx *ctx, int64_t account_id, int64_t version, struct str reason)
{
	TRY(keep_an_administrator(ctx, 0, account_id, reason));
	TRY(put_disabled(ctx, account_id, version, db_int(ctx->now_ms)));
	TRY(db_exec(ctx, &access_sql_sessions_end_others, DB_PARAMS(db_int(account_id), db_int(0), db_int(ctx->now_ms)),
		    NULL));
	TRY(db_exec(ctx, &access_sql_invitations_void, DB_PARAMS(db_int(account_id), db_int(ctx->now_ms)), NULL));
	struct account account;
	TRY(account_by_id(ctx, account_id, &account));
	return access_log(ctx, "access.disable", account_id, with_reason(ctx, account.name, reason));
}

enum outcome account_enable(struct ctx *ctx, int64_t account_id, int64_t version)
{
	TRY(put_disabled(ctx, account_id, version, db_null()));
	struct account account;
	TRY(account_by_id(ctx, account_id, &account));
	return access_log(ctx, "access.enable", account_id, account.name);
}

/* ---- Invitations ---- */

enum outcome invitation_put(struct ctx *ctx, int64_t account_id, struct str token, struct str *ret_path)
{
	struct hash hash = token_hash(token);
	int64_t expires_ms = ctx->now_ms + (int64_t)LIMIT_INVITATION_HOURS * HOUR_MS;
	TRY(db_exec(ctx, &access_sql_invitations_void, DB_PARAMS(db_int(account_id), db_int(ctx->now_ms)), NULL));
	TRY(db_exec(ctx, &access_sql_invitations_forget, DB_PARAMS(db_int(ctx->now_ms - ENDED_KEPT_MS)), NULL));
	TRY(db_exec(ctx, &access_sql_invitation_put,
		    DB_PARAMS(db_int(id_new(ctx)), db_int(account_id), db_bytes(hash_str(&hash)), db_int(expires_ms),
			      db_int(0)),
		    NULL));
	*ret_path = str_fmt(ctx->arena, "/set-password/%.*s", STR_ARG(token));
	return OK;
}

enum outcome invitation_find(struct ctx *ctx, const struct hash *hash, bool by_letter, struct link_owner *ret_owner)
{
	static const struct db_col cols[] = {DB_COL_I64(struct link_owner, account_id),
					     DB_COL_TEXT(struct link_owner, name),
					     DB_COL_TEXT(struct link_owner, email)};
	static const struct db_spec spec = DB_SPEC(struct link_owner, cols);
	return db_one(ctx, &access_sql_invitation_find,
		      DB_PARAMS(db_bytes(hash_str(hash)), db_int(ctx->now_ms), db_int(by_letter)), &spec, ret_owner);
}

enum outcome invitation_use(struct ctx *ctx, struct str token)
{
	struct hash hash = token_hash(token);
	int64_t changed = 0;
	TRY(db_exec(ctx, &access_sql_invitation_use, DB_PARAMS(db_bytes(hash_str(&hash)), db_int(ctx->now_ms)),
		    &changed));
	return changed == 1 ? OK : CONFLICT;
}

enum outcome access_invite(struct ctx *ctx, struct str name, struct str email, int64_t person_id, enum role role,
			   int64_t body_id, struct str token, struct str *ret_path, int64_t *ret_account_id)
{
	email = str_trim(email);
	name = str_trim(name);
	struct str folded = email_fold(ctx->arena, email);
	if (name.n > ACCOUNT_NAME_BYTES_MAX)
		return problem_add(ctx, "name", msg("the name is too long"));
	if (email.n) {
		TRY(mail_address_check(ctx, "email", email));
		TRY(email_free(ctx, email));
	}
	struct grant grant = {
		.account_id = id_new(ctx),
		.role = role,
		.body_id = body_id,
		.from = site_today(ctx),
		.to = {DAY_OPEN},
	};
	TRY(grant_check(ctx, &grant));
	TRY(db_exec(ctx, &access_sql_account_put,
		    DB_PARAMS(db_int(grant.account_id), db_text(name), db_text(email),
			      email.n ? db_text(folded) : db_null(), db_ref(person_id), db_int(ctx->now_ms)),
		    NULL));
	TRY(access_log(ctx, "access.invite", grant.account_id, name));
	TRY(grant_put(ctx, &grant));
	TRY(invitation_put(ctx, grant.account_id, token, ret_path));
	*ret_account_id = grant.account_id;
	return OK;
}

enum outcome access_person_free(struct ctx *ctx, int64_t person_id)
{
	struct account account;
	enum outcome found =
		db_one(ctx, &access_sql_account_of_person, DB_PARAMS(db_int(person_id)), &account_spec, &account);
	if (found == OK)
		return problem_add(ctx, "email",
				   msg("{1} has an account already, with {2}. Who has no password yet is invited again "
				       "under Invitations; for others an administrator makes a new link"),
				   account.name, account.email);
	return found == NOT_FOUND ? OK : found;
}

/* ---- What people tells ---- */

enum outcome access_put_person_ended(struct ctx *ctx, int64_t person_id, struct day last_day)
{
	int64_t changed = 0;
	TRY(db_exec(ctx, &access_sql_grants_end_with_post, DB_PARAMS(db_int(person_id), db_int(last_day.n)), &changed));
	return changed ? access_log(ctx, "access.rights_end_with_post", person_id, day_str(ctx->arena, last_day)) : OK;
}

enum outcome access_put_person_holds(struct ctx *ctx, int64_t person_id, struct day last_day)
{
	int64_t changed = 0;
	TRY(db_exec(ctx, &access_sql_grants_of_member_last,
		    DB_PARAMS(db_int(person_id), db_int(ROLE_PERSON), db_int(last_day.n)), &changed));
	struct str until = last_day.n == DAY_OPEN ? STR("") : day_str(ctx->arena, last_day);
	return changed ? access_log(ctx, "access.rights_with_post", person_id, until) : OK;
}

/* The account's row stays, since rights and acts name it; nothing in it says whose it was. */
static enum outcome account_forget(struct ctx *ctx, int64_t account_id)
{
	static const struct db_stmt *const forgets[] = {
		&access_sql_sessions_remove, &access_sql_invitations_remove, &access_sql_app_remove,
		&access_sql_recovery_remove, &access_sql_passkeys_remove,
	};
	TRY(db_exec(ctx, &access_sql_account_forget, DB_PARAMS(db_int(account_id), db_int(ctx->now_ms)), NULL));
	for (size_t i = 0; i < COUNT_OF(forgets); i++)
		TRY(db_exec(ctx, forgets[i], DB_PARAMS(db_int(account_id)), NULL));
	TRY(db_exec(ctx, &access_sql_devices_forget, DB_PARAMS(db_int(account_id), db_bytes(STR(""))), NULL));
	return access_log_forget(ctx, account_id);
}

/* A merge may have left a person with more than one. */
enum outcome access_put_person_removed(struct ctx *ctx, int64_t person_id)
{
	struct account account;
	enum outcome found;
	while ((found = db_one(ctx, &access_sql_account_of_person, DB_PARAMS(db_int(person_id)), &account_spec,
			       &account)) == OK)
		TRY(account_forget(ctx, account.id));
	return found == NOT_FOUND ? OK : found;
}

enum outcome access_put_body(struct ctx *ctx, int64_t body_id, int64_t parent_id, struct str name, struct str slug)
{
	return db_exec(ctx, &access_sql_body_put,
		       DB_PARAMS(db_int(body_id), db_int(parent_id), db_text(name), db_text(slug)), NULL);
}

enum outcome bodies_list(struct ctx *ctx, struct body **ret_bodies, size_t *ret_n)
{
	static const struct db_col cols[] = {DB_COL_I64(struct body, id), DB_COL_I64(struct body, parent_id),
					     DB_COL_TEXT(struct body, name), DB_COL_TEXT(struct body, slug)};
	static const struct db_spec spec = DB_SPEC(struct body, cols);
	return db_list(ctx, &access_sql_bodies, DB_NO_PARAMS, &spec, ret_bodies, ret_n);
}

/* ---- The activity log ---- */

enum outcome activity_put(struct ctx *ctx, const struct actor *actor, const char *act, int64_t subject,
			  struct str detail)
{
	struct account principal = {0};
	if (actor->acts_for)
		TRY(account_by_id(ctx, actor->acts_for, &principal));
	return db_exec(ctx, &access_sql_activity_put,
		       DB_PARAMS(db_int(id_new(ctx)), db_int(ctx->now_ms), db_int(actor->account_id),
				 db_text(actor->name), db_ref(actor->acts_for), db_text_or_null(principal.name),
				 db_text(str_of(act)), db_int(subject), db_text(detail)),
		       NULL);
}

enum outcome access_log(struct ctx *ctx, const char *act, int64_t subject, struct str detail)
{
	static const struct actor program = {.name = STR_INIT("the program")};
	return activity_put(ctx, ctx->actor ? ctx->actor : &program, act, subject, detail);
}

enum outcome access_log_forget(struct ctx *ctx, int64_t subject)
{
	return db_exec(ctx, &access_sql_activity_forget, DB_PARAMS(db_int(subject)), NULL);
}

enum outcome activity_before(struct ctx *ctx, int64_t id, bool readings, size_t most, struct activity **ret_rows,
			     size_t *ret_n)
{
	static const struct db_col cols[] = {
		DB_COL_I64(struct activity, id),      DB_COL_I64(struct activity, at_ms),
		DB_COL_TEXT(struct activity, who),    DB_COL_TEXT(struct activity, for_whom),
		DB_COL_TEXT(struct activity, act),    DB_COL_I64(struct activity, subject),
		DB_COL_TEXT(struct activity, detail),
	};
	static const struct db_spec spec = DB_SPEC(struct activity, cols);
	return db_list(ctx, &access_sql_activity_before, DB_PARAMS(db_int(id), db_int((int64_t)most), db_int(readings)),
		       &spec, ret_rows, ret_n);
}

enum outcome access_put_person_merged(struct ctx *ctx, int64_t from, int64_t to, bool *ret_moved)
{
	struct account ours, theirs;
	enum outcome has =
		db_one(ctx, &access_sql_account_active_of_person, DB_PARAMS(db_int(from)), &account_spec, &ours);
	if (has == NOT_FOUND) {
		*ret_moved = false;
		return OK;
	}
	TRY(has);
	enum outcome other =
		db_one(ctx, &access_sql_account_active_of_person, DB_PARAMS(db_int(to)), &account_spec, &theirs);
	if (other == OK)
		return problem_add(
			ctx, "other",
			msg("Both have an account, with {1} and {2}. An administrator disables one of them first."),
			ours.email, theirs.email);
	if (other != NOT_FOUND)
		return other;
	TRY(db_exec(ctx, &access_sql_account_change_person, DB_PARAMS(db_int(from), db_int(to)), NULL));
	*ret_moved = true;
	return OK;
}
