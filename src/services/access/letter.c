/* Links and codes for members: rows. A code is typed on a page, which makes a link of it; so it stands in no address.
 */
#include "access/access_sql.h"
#include "access/factors.h"
#include "access/invite.h"
#include "mail/mail.h"

static const struct db_col standing_cols[] = {
	DB_COL_I64(struct access_standing, person_id),     DB_COL_I64(struct access_standing, account_id),
	DB_COL_BOOL(struct access_standing, has_password), DB_COL_I64(struct access_standing, disabled_ms),
	DB_COL_I64(struct access_standing, created_ms),    DB_COL_I64(struct access_standing, until_ms),
};
static const struct db_spec standing_spec = DB_SPEC(struct access_standing, standing_cols);

enum outcome access_standing_of(struct ctx *ctx, int64_t person_id, struct access_standing *ret_standing)
{
	struct access_standing *standings;
	size_t n;
	TRY(db_list(ctx, &access_sql_standings, DB_PARAMS(db_int(person_id)), &standing_spec, &standings, &n));
	*ret_standing = n ? standings[0] : (struct access_standing){.person_id = person_id};
	return OK;
}

enum outcome access_email_taken(struct ctx *ctx, struct str email, int64_t person_id, bool *ret_taken)
{
	struct account account;
	enum outcome found = account_by_email(ctx, email, &account);
	*ret_taken = found == OK && account.person_id != person_id;
	return found == NOT_FOUND ? OK : found;
}

struct str access_code_new(struct ctx *ctx)
{
	struct str code = code_new(ctx);
	char *upper = str_c(ctx->arena, code);
	for (size_t i = 0; i < code.n; i++)
		if (upper[i] >= 'a' && upper[i] <= 'z')
			upper[i] = (char)(upper[i] - 'a' + 'A');
	return str_bytes(upper, code.n);
}

/* ---- Inviting ---- */

static enum outcome code_put(struct ctx *ctx, int64_t account_id, struct str code, int64_t *ret_until_ms)
{
	struct hash hash;
	if (!code_hash(code, &hash))
		return BROKEN;
	*ret_until_ms = ctx->now_ms + (int64_t)LIMIT_LETTER_DAYS * DAY_MS;
	TRY(db_exec(ctx, &access_sql_invitations_void, DB_PARAMS(db_int(account_id), db_int(ctx->now_ms)), NULL));
	return db_exec(ctx, &access_sql_invitation_put,
		       DB_PARAMS(db_int(id_new(ctx)), db_int(account_id), db_bytes(hash_str(&hash)),
				 db_int(*ret_until_ms), db_int(1)),
		       NULL);
}

/* An account that was invited before: its owner's name and address may have been put right since. */
static enum outcome identity_put(struct ctx *ctx, int64_t account_id, const struct access_invitee *invitee)
{
	struct str folded = email_fold(ctx->arena, invitee->email);
	if (invitee->email.n) {
		bool taken;
		TRY(mail_address_check(ctx, "email", invitee->email));
		TRY(access_email_taken(ctx, invitee->email, invitee->person_id, &taken));
		if (taken)
			return email_free(ctx, invitee->email);
	}
	return db_exec(ctx, &access_sql_account_identity_waiting,
		       DB_PARAMS(db_int(account_id), db_text(invitee->name), db_text(invitee->email),
				 invitee->email.n ? db_text(folded) : db_null()),
		       NULL);
}

enum outcome access_invite_person(struct ctx *ctx, const struct access_invitee *invitee, struct str *ret_path,
				  int64_t *ret_until_ms)
{
	struct access_standing standing;
	struct str path = STR("");
	bool by_letter = invitee->code.n > 0;
	int64_t until_ms = ctx->now_ms + (int64_t)LIMIT_INVITATION_HOURS * HOUR_MS;
	TRY(access_standing_of(ctx, invitee->person_id, &standing));
	if (standing.has_password || standing.disabled_ms)
		return CONFLICT;
	if (!standing.account_id) {
		/* With a letter, nobody ever sees the link that every new account begins with. */
		TRY(access_invite(ctx, invitee->name, invitee->email, invitee->person_id, ROLE_PERSON, 0,
				  by_letter ? invitee->code : invitee->token, &path, &standing.account_id));
	} else {
		TRY(identity_put(ctx, standing.account_id, invitee));
		TRY(access_log(ctx, "access.new_link", standing.account_id, invitee->name));
		if (!by_letter)
			TRY(invitation_put(ctx, standing.account_id, invitee->token, &path));
	}
	if (by_letter)
		TRY(code_put(ctx, standing.account_id, invitee->code, &until_ms));
	*ret_path = by_letter ? STR("") : path;
	*ret_until_ms = until_ms;
	return OK;
}

/* ---- A code that is typed ---- */

enum outcome letter_enter(struct ctx *ctx, const struct hash *code, struct str token, struct str *ret_path)
{
	struct link_owner invitation;
	TRY(invitation_find(ctx, code, true, &invitation));
	struct hash hash = token_hash(token);
	struct db_param account_id = db_int(invitation.account_id);
	TRY(db_exec(ctx, &access_sql_invitation_links_void, DB_PARAMS(account_id, db_int(ctx->now_ms)), NULL));
	TRY(db_exec(ctx, &access_sql_invitation_put,
		    DB_PARAMS(db_int(id_new(ctx)), account_id, db_bytes(hash_str(&hash)), db_int(ctx->now_ms + HOUR_MS),
			      db_int(0)),
		    NULL));
	*ret_path = str_fmt(ctx->arena, "/set-password/%.*s", STR_ARG(token));
	return OK;
}
