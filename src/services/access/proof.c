/* A second step's answer: read from a form, used up in a write. */
#include "access/access_sql.h"
#include "access/factors.h"

#define ENROL_MS (30 * MINUTE_MS)

/* ---- The app's secret ---- */

static struct str context_of(struct ctx *ctx, const char *what, int64_t account_id)
{
	return str_fmt(ctx->arena, "access.%s %lld", what, (long long)account_id);
}

/* Eight bytes of time before the secret: a form that was left open does not count. */
enum outcome app_secret_seal(struct ctx *ctx, int64_t account_id, struct str secret, struct str *ret_text)
{
	struct str key;
	TRY(site_key(ctx, "access.seal", &key));
	struct str plain =
		str_fmt(ctx->arena, "%lld %.*s", (long long)ctx->now_ms, STR_ARG(str_hex(ctx->arena, secret)));
	struct str sealed = seal(ctx, key, context_of(ctx, "app-form", account_id), plain);
	*ret_text = base64url_str(ctx->arena, sealed);
	return OK;
}

enum outcome app_secret_open(struct ctx *ctx, int64_t account_id, struct str text, struct str *ret_secret)
{
	struct str key, sealed, plain, time;
	int64_t made_ms = 0;
	unsigned char secret[TOTP_SECRET_BYTES];
	TRY(site_key(ctx, "access.seal", &key));
	if (!base64url_parse(ctx->arena, text, 256, &sealed) ||
	    !seal_open(ctx->arena, key, context_of(ctx, "app-form", account_id), sealed, &plain) ||
	    !str_cut(&plain, ' ', &time) || !str_to_i64(time, &made_ms) || made_ms + ENROL_MS <= ctx->now_ms ||
	    !str_unhex(plain, secret, sizeof(secret)))
		return problem_add(ctx, "code", msg("This page was open for too long. Scan the new picture below"));
	*ret_secret = str_dup(ctx->arena, str_bytes(secret, sizeof(secret)));
	return OK;
}

enum outcome app_secret_keep(struct ctx *ctx, int64_t account_id, struct str secret, struct str *ret_sealed)
{
	struct str key;
	TRY(site_key(ctx, "access.seal", &key));
	*ret_sealed = seal(ctx, key, context_of(ctx, "app", account_id), secret);
	return OK;
}

/* ---- Reading ---- */

static struct str field_of(struct ctx *ctx, const struct req *req, const char *prefix, const char *name)
{
	return req_field(req, str_fmt(ctx->arena, "%s%s", prefix, name).p);
}

enum outcome proof_read(struct ctx *ctx, const struct req *req, const char *prefix, enum ticket_for what,
			int64_t account_id, struct proof *ret_proof)
{
	struct proof proof = {.code = str_trim(field_of(ctx, req, prefix, "code"))};
	struct str credential = field_of(ctx, req, prefix, "credential");
	TRY(site_key(ctx, "access.seal", &proof.seal_key));
	if (str_empty(credential)) {
		if (str_empty(proof.code))
			return problem_add(ctx, str_fmt(ctx->arena, "%scode", prefix).p, msg("Enter the code"));
		*ret_proof = proof;
		return OK;
	}
	proof.by_passkey = true;
	TRY(ticket_read(ctx, what, field_of(ctx, req, prefix, "question"), &proof.ticket));
	if ((account_id && proof.ticket.account_id != account_id) ||
	    !base64url_parse(ctx->arena, credential, PASSKEY_ID_BYTES, &proof.credential) ||
	    !base64url_parse(ctx->arena, field_of(ctx, req, prefix, "client_data"), PASSKEY_CLIENT_DATA_BYTES,
			     &proof.answer.client_data) ||
	    !base64url_parse(ctx->arena, field_of(ctx, req, prefix, "authenticator_data"), PASSKEY_DATA_BYTES,
			     &proof.answer.authenticator_data) ||
	    !base64url_parse(ctx->arena, field_of(ctx, req, prefix, "signature"), PASSKEY_SIGNATURE_BYTES,
			     &proof.answer.signature))
		return problem_add(ctx, "passkey",
				   msg("The browser's answer cannot be read. Try again, or use another "
				       "browser"));
	*ret_proof = proof;
	return OK;
}

/* ---- Using it up, in a write ---- */

static enum outcome passkey_use_up(struct ctx *ctx, const struct proof *proof, int64_t account_id,
				   int64_t *ret_account_id)
{
	struct passkey_row row;
	struct passkey_use use;
	enum outcome found = passkey_by_credential(ctx, proof->credential, &row);
	if (found == NOT_FOUND || (found == OK && account_id && row.account_id != account_id))
		return problem_add(ctx, "passkey",
				   msg("This passkey is not known here: it was removed, or belongs to "
				       "somebody else. Sign in another way"));
	TRY(found);
	const struct passkey passkey = {
		.credential = row.credential, .public_key = row.public_key, .algorithm = row.algorithm};
	const struct passkey_expected expected = {
		.challenge = proof->challenge.n ? proof->challenge : proof->ticket.bytes,
		.origin = ctx->site->settings.url,
		.host = ctx->site->settings.host,
		.verified = proof->needs_verified,
	};
	TRY(ticket_use(ctx, &proof->ticket));
	TRY(passkey_signed(ctx, &expected, &passkey, &proof->answer, &use));
	TRY(passkey_count_check(ctx, row.signs, use.count));
	TRY(db_exec(ctx, &access_sql_passkey_used, DB_PARAMS(db_int(row.id), db_int(use.count), db_int(ctx->now_ms)),
		    NULL));
	*ret_account_id = row.account_id;
	return OK;
}

struct app_row {
	struct str sealed;
	int64_t last_step;
	int64_t created_ms;
};

/* FORBIDDEN: not this code. */
static enum outcome app_use(struct ctx *ctx, const struct proof *proof, int64_t account_id)
{
	static const struct db_col cols[] = {DB_COL_BYTES(struct app_row, sealed),
					     DB_COL_I64(struct app_row, last_step),
					     DB_COL_I64(struct app_row, created_ms)};
	static const struct db_spec spec = DB_SPEC(struct app_row, cols);
	struct app_row app;
	struct str secret;
	int64_t step;
	enum outcome found = db_one(ctx, &access_sql_app_of, DB_PARAMS(db_int(account_id)), &spec, &app);
	if (found == NOT_FOUND)
		return FORBIDDEN;
	TRY(found);
	if (!seal_open(ctx->arena, proof->seal_key, context_of(ctx, "app", account_id), app.sealed, &secret)) {
		log_event(LOG_ERROR, "app_secret", "keys=%.*s.keys", STR_ARG(site_stem(ctx)));
		return problem_add(ctx, "code",
				   msg("Codes cannot be checked: the site's keys are not those with which the app "
				       "was set up. Use a passkey, or tell whoever runs this site"));
	}
	if (!totp_check(secret, ctx->now_ms, app.last_step, proof->code, &step))
		return FORBIDDEN;
	return db_exec(ctx, &access_sql_app_step, DB_PARAMS(db_int(account_id), db_int(step)), NULL);
}

enum outcome proof_use(struct ctx *ctx, const struct proof *proof, int64_t account_id, int64_t *ret_account_id)
{
	if (proof->by_passkey)
		return passkey_use_up(ctx, proof, account_id, ret_account_id);
	enum outcome used = app_use(ctx, proof, account_id);
	if (used == FORBIDDEN) {
		used = recovery_use(ctx, account_id, proof->code);
		if (used == OK)
			TRY(access_log(ctx, "access.use_recovery_code", account_id, STR("")));
	}
	if (used == FORBIDDEN)
		return problem_add(ctx, "code",
				   msg("This code is not right, or was used before. Wait for the next code of "
				       "your app, or use one of your recovery codes"));
	TRY(used);
	*ret_account_id = account_id;
	return OK;
}
