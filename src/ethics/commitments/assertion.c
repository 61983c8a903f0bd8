/* What a passkey signed: kept beside the signature, given to the signer, and checked by anybody who has it. */
#include "commitments/commitments_sql.h"
#include "commitments/commitments_store.h"

static const struct db_col assertion_cols[] = {
	DB_COL_I64(struct commitment_assertion, commitment_id),
	DB_COL_I64(struct commitment_assertion, version),
	DB_COL_TEXT(struct commitment_assertion, statement),
	DB_COL_BYTES(struct commitment_assertion, client_data),
	DB_COL_BYTES(struct commitment_assertion, authenticator_data),
	DB_COL_BYTES(struct commitment_assertion, signature),
	DB_COL_BYTES(struct commitment_assertion, public_key),
	DB_COL_I32(struct commitment_assertion, algorithm),
	DB_COL_BYTES(struct commitment_assertion, key_salt),
	DB_COL_TEXT(struct commitment_assertion, key_record),
	DB_COL_I64(struct commitment_assertion, public_ms),
};
static const struct db_spec assertion_spec = DB_SPEC(struct commitment_assertion, assertion_cols);

/* ---- Rows ---- */

enum outcome commitment_assertion_put(struct ctx *ctx, int64_t commitment_id, struct str statement,
				      const struct access_assertion *a)
{
	return db_exec(ctx, &commitments_sql_assertion_insert,
		       DB_PARAMS(db_int(commitment_id), db_text(statement), db_bytes(a->answer.client_data),
				 db_bytes(a->answer.authenticator_data), db_bytes(a->answer.signature),
				 db_bytes(a->public_key), db_int(a->algorithm), db_bytes(a->key_salt),
				 db_text(a->key_record)),
		       NULL);
}

enum outcome commitment_assertion_forget(struct ctx *ctx, int64_t commitment_id)
{
	return db_exec(ctx, &commitments_sql_assertion_forget, DB_PARAMS(db_int(commitment_id)), NULL);
}

enum outcome commitment_assertion_of(struct ctx *ctx, int64_t commitment_id, struct commitment_assertion *ret_assertion)
{
	return db_one(ctx, &commitments_sql_assertion_of, DB_PARAMS(db_int(commitment_id)), &assertion_spec,
		      ret_assertion);
}

enum outcome commitment_assertion_show(struct ctx *ctx, struct str record_id, int64_t version, bool everybody)
{
	struct commitment c;
	int64_t changed;
	TRY(commitments_find(ctx, record_id, &c));
	if (!ctx->actor || ctx->actor->person_id == 0 || ctx->actor->person_id != c.person_id)
		return FORBIDDEN;
	TRY(db_exec(ctx, &commitments_sql_assertion_show,
		    DB_PARAMS(db_int(c.id), db_int(version), db_int(everybody ? ctx->now_ms : 0)), &changed));
	if (changed != 1)
		return CONFLICT;
	db_note(ctx, "commitments", c.id);
	return access_log(ctx, everybody ? "commitments.show_passkey" : "commitments.hide_passkey", c.id, c.office);
}

/* ---- In a receipt ---- */

static void put_bytes(struct arena *arena, struct json *json, const char *name, struct str bytes)
{
	json_str(json, name, base64url_str(arena, bytes));
}

void commitment_assertion_json(struct arena *arena, struct json *json, const struct commitment_assertion *a)
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
	return base64url_parse(ctx->arena, intake_text(object, name), most, ret_bytes) && ret_bytes->n;
}

enum outcome commitment_assertion_read(struct ctx *ctx, const json_t *receipt,
				       struct commitment_assertion *ret_assertion)
{
	const json_t *object = json_object_get(receipt, "passkey");
	const json_t *algorithm = json_object_get(object, "algorithm");
	char *salt = arena_alloc(ctx->arena, COMMITMENT_KEY_SALT_BYTES);
	struct commitment_assertion a = {
		.statement = str_dup(ctx->arena, intake_text(object, "signed_statement")),
		.key_record = str_dup(ctx->arena, intake_text(object, "key_record")),
		.key_salt = str_bytes(salt, COMMITMENT_KEY_SALT_BYTES),
	};
	if (!object)
		return NOT_FOUND;
	if (str_empty(a.statement) || str_empty(a.key_record) || !json_is_integer(algorithm) ||
	    json_integer_value(algorithm) < INT32_MIN || json_integer_value(algorithm) > INT32_MAX ||
	    !str_unhex(intake_text(object, "key_salt"), salt, COMMITMENT_KEY_SALT_BYTES) ||
	    !get_bytes(ctx, object, "client_data", PASSKEY_CLIENT_DATA_BYTES, &a.client_data) ||
	    !get_bytes(ctx, object, "authenticator_data", PASSKEY_DATA_BYTES, &a.authenticator_data) ||
	    !get_bytes(ctx, object, "signature", PASSKEY_SIGNATURE_BYTES, &a.signature) ||
	    !get_bytes(ctx, object, "public_key", PASSKEY_DATA_BYTES, &a.public_key))
		return problem_add(ctx, "receipt",
				   msg("What the passkey signed is damaged: a part of it is missing or unreadable"));
	a.algorithm = (int32_t)json_integer_value(algorithm);
	*ret_assertion = a;
	return OK;
}

/* ---- Checking ---- */

static bool same(const json_t *a, const json_t *b, const char *name)
{
	const json_t *one = json_object_get(a, name), *other = json_object_get(b, name);
	return one && other ? json_equal(one, other) == 1 : !one && !other;
}

static bool get_time(const json_t *object, const char *name, int64_t *ret_ms)
{
	struct instant time;
	if (!instant_parse(intake_text(object, name), &time))
		return false;
	*ret_ms = time.ms;
	return true;
}

#define MINUTE_MS INT64_C(60000)

/* Is the statement that of the record, made at most so long before it as a question waits? */
static enum outcome statement_check(struct ctx *ctx, struct str statement, struct str record)
{
	static const char *const names[] = {"before_whom", "code",   "edition",   "made_at",     "made_on",
					    "name_typed",  "office", "statement", "text_sha256", "type"};
	int64_t asked_ms, signed_ms;
	CLEANUP(json_decrefp) json_t *said = json_loadb(statement.p, statement.n, JSON_REJECT_DUPLICATES, NULL);
	CLEANUP(json_decrefp) json_t *published = json_loadb(record.p, record.n, JSON_REJECT_DUPLICATES, NULL);
	if (!str_eq(intake_text(said, "kind"), STR("commitment-statement")) ||
	    !str_eq(intake_text(published, "method"), commitment_method_name(COMMITMENT_PASSKEY)))
		return problem_add(ctx, "receipt", msg("What the passkey signed is not a signature under a code"));
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (!same(said, published, names[i]))
			return problem_add(ctx, "receipt",
					   msg("What the passkey signed is not what was published: “{1}” differs"),
					   str_of(names[i]));
	if (!get_time(said, "time", &asked_ms) || !get_time(published, "signed", &signed_ms) || signed_ms < asked_ms ||
	    signed_ms - asked_ms > (int64_t)LIMIT_QUESTION_MINUTES * MINUTE_MS)
		return problem_add(ctx, "receipt",
				   msg("What the passkey signed was not signed at the time that was published"));
	return OK;
}

static struct str host_of(struct str site)
{
	size_t scheme = str_find(site, STR("://"), 0);
	struct str authority = scheme == STR_NPOS ? site : str_slice(site, scheme + 3, site.n);
	size_t port = str_find(authority, STR(":"), 0);
	return port == STR_NPOS ? authority : str_slice(authority, 0, port);
}

enum outcome commitment_assertion_check(struct ctx *ctx, const struct commitment_assertion *a, struct str site,
					struct str record)
{
	struct passkey_use use;
	struct hash words = hash_bytes(a->statement);
	const struct passkey_expected expected = {
		.challenge = hash_str(&words), .origin = site, .host = host_of(site), .verified = true};
	const struct passkey passkey = {.public_key = a->public_key, .algorithm = a->algorithm};
	const struct passkey_answer answer = {
		.client_data = a->client_data, .authenticator_data = a->authenticator_data, .signature = a->signature};
	TRY(passkey_signed(ctx, &expected, &passkey, &answer, &use));
	return statement_check(ctx, a->statement, record);
}
