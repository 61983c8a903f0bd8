/* What a passkey signed, kept beside what was signed: given to the signer, and checked by anybody who has it. */
#include "access/access_sql.h"
#include "access/signing.h"

static const struct db_col signed_cols[] = {
	DB_COL_I64(struct access_signed, subject_id),
	DB_COL_I64(struct access_signed, version),
	DB_COL_TEXT(struct access_signed, statement),
	DB_COL_BYTES(struct access_signed, client_data),
	DB_COL_BYTES(struct access_signed, authenticator_data),
	DB_COL_BYTES(struct access_signed, signature),
	DB_COL_BYTES(struct access_signed, public_key),
	DB_COL_I32(struct access_signed, algorithm),
	DB_COL_BYTES(struct access_signed, key_salt),
	DB_COL_TEXT(struct access_signed, key_record),
	DB_COL_I64(struct access_signed, public_ms),
};
static const struct db_spec signed_spec = DB_SPEC(struct access_signed, signed_cols);

/* ---- Rows ---- */

enum outcome access_signed_put(struct ctx *ctx, struct str room, int64_t subject_id, struct str statement,
			       const struct access_assertion *a)
{
	return db_exec(ctx, &access_sql_signed_insert,
		       DB_PARAMS(db_text(room), db_int(subject_id), db_text(statement), db_bytes(a->answer.client_data),
				 db_bytes(a->answer.authenticator_data), db_bytes(a->answer.signature),
				 db_bytes(a->public_key), db_int(a->algorithm), db_bytes(a->key_salt),
				 db_text(a->key_record)),
		       NULL);
}

enum outcome access_signed_forget(struct ctx *ctx, struct str room, int64_t subject_id)
{
	return db_exec(ctx, &access_sql_signed_forget, DB_PARAMS(db_text(room), db_int(subject_id)), NULL);
}

enum outcome access_signed_of(struct ctx *ctx, struct str room, int64_t subject_id, struct access_signed *ret_signed)
{
	return db_one(ctx, &access_sql_signed_of, DB_PARAMS(db_text(room), db_int(subject_id)), &signed_spec,
		      ret_signed);
}

enum outcome access_signed_show(struct ctx *ctx, struct str room, int64_t subject_id, int64_t version, bool everybody)
{
	int64_t changed;
	TRY(db_exec(ctx, &access_sql_signed_show,
		    DB_PARAMS(db_text(room), db_int(subject_id), db_int(version), db_int(everybody ? ctx->now_ms : 0)),
		    &changed));
	return changed == 1 ? OK : CONFLICT;
}

/* ---- In a receipt ---- */

static struct str text_of(const json_t *object, const char *name)
{
	return str_of(json_string_value(json_object_get(object, name)));
}

static void put_bytes(struct arena *arena, struct json *json, const char *name, struct str bytes)
{
	json_str(json, name, base64url_str(arena, bytes));
}

void access_signed_json(struct arena *arena, struct json *json, const struct access_signed *a)
{
	json_begin_object(json, "passkey");
	json_str(json, "signed_statement", a->statement);
	put_bytes(arena, json, "client_data", a->client_data);
	put_bytes(arena, json, "authenticator_data", a->authenticator_data);
	put_bytes(arena, json, "signature", a->signature);
	put_bytes(arena, json, "public_key", a->public_key);
	json_i64(json, "algorithm", a->algorithm);
	json_str(json, "key_salt", str_hex(arena, a->key_salt));
	json_str(json, "key_record", a->key_record);
	json_end(json);
}

static bool get_bytes(struct ctx *ctx, const json_t *object, const char *name, size_t most, struct str *ret_bytes)
{
	return base64url_parse(ctx->arena, text_of(object, name), most, ret_bytes) && ret_bytes->n;
}

enum outcome access_signed_read(struct ctx *ctx, const json_t *receipt, struct access_signed *ret_signed)
{
	const json_t *object = json_object_get(receipt, "passkey");
	const json_t *algorithm = json_object_get(object, "algorithm");
	char *salt = arena_alloc(ctx->arena, ACCESS_KEY_SALT_BYTES);
	struct access_signed a = {
		.statement = str_dup(ctx->arena, text_of(object, "signed_statement")),
		.key_record = str_dup(ctx->arena, text_of(object, "key_record")),
		.key_salt = str_bytes(salt, ACCESS_KEY_SALT_BYTES),
	};
	if (!object)
		return NOT_FOUND;
	if (str_empty(a.statement) || str_empty(a.key_record) || !json_is_integer(algorithm) ||
	    json_integer_value(algorithm) < INT32_MIN || json_integer_value(algorithm) > INT32_MAX ||
	    !str_unhex(text_of(object, "key_salt"), salt, ACCESS_KEY_SALT_BYTES) ||
	    !get_bytes(ctx, object, "client_data", PASSKEY_CLIENT_DATA_BYTES, &a.client_data) ||
	    !get_bytes(ctx, object, "authenticator_data", PASSKEY_DATA_BYTES, &a.authenticator_data) ||
	    !get_bytes(ctx, object, "signature", PASSKEY_SIGNATURE_BYTES, &a.signature) ||
	    !get_bytes(ctx, object, "public_key", PASSKEY_DATA_BYTES, &a.public_key))
		return problem_add(ctx, "receipt",
				   msg("What the passkey signed is damaged: a part of it is missing or unreadable"));
	a.algorithm = (int32_t)json_integer_value(algorithm);
	*ret_signed = a;
	return OK;
}

/* ---- Checking ---- */

static struct str host_of(struct str site)
{
	size_t scheme = str_find(site, STR("://"), 0);
	struct str authority = scheme == STR_NPOS ? site : str_slice(site, scheme + 3, site.n);
	size_t port = str_find(authority, STR(":"), 0);
	return port == STR_NPOS ? authority : str_slice(authority, 0, port);
}

enum outcome access_signed_check(struct ctx *ctx, const struct access_signed *a, struct str site)
{
	struct passkey_use use;
	struct hash words = hash_bytes(a->statement);
	const struct passkey_expected expected = {
		.challenge = hash_str(&words), .origin = site, .host = host_of(site), .verified = true};
	const struct passkey passkey = {.public_key = a->public_key, .algorithm = a->algorithm};
	const struct passkey_answer answer = {
		.client_data = a->client_data, .authenticator_data = a->authenticator_data, .signature = a->signature};
	return passkey_signed(ctx, &expected, &passkey, &answer, &use);
}
