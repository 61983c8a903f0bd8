/* Second steps as rows. */
#include "access/factors.h"
#include "access/access_sql.h"

/* 80 bits: what is stored can be a plain hash. */
#define CODE_BYTES 10

enum outcome factors_of(struct ctx *ctx, int64_t account_id, struct factors *ret_factors)
{
	static const struct db_col cols[] = {
		DB_COL_I64(struct factors, apps),
		DB_COL_I64(struct factors, passkeys),
		DB_COL_I64(struct factors, recovery_codes),
	};
	static const struct db_spec spec = DB_SPEC(struct factors, cols);
	return db_one(ctx, &access_sql_factors_of, DB_PARAMS(db_int(account_id)), &spec, ret_factors);
}

enum outcome factors_accounts(struct ctx *ctx, int64_t **ret_ids, size_t *ret_n)
{
	struct one {
		int64_t id;
	};
	static const struct db_col cols[] = {DB_COL_I64(struct one, id)};
	static const struct db_spec spec = DB_SPEC(struct one, cols);
	return db_list(ctx, &access_sql_accounts_with_factor, DB_NO_PARAMS, &spec, ret_ids, ret_n);
}

/* ---- The setting ---- */

#define REQUIRED STR("second_step_required")

enum outcome second_step_required(struct ctx *ctx, bool *ret_required)
{
	struct setting {
		int64_t value;
	} setting = {.value = 1};
	static const struct db_col cols[] = {DB_COL_I64(struct setting, value)};
	static const struct db_spec spec = DB_SPEC(struct setting, cols);
	enum outcome found = db_one(ctx, &access_sql_setting, DB_PARAMS(db_text(REQUIRED)), &spec, &setting);
	if (found != OK && found != NOT_FOUND)
		return found;
	*ret_required = setting.value && !ctx->site->settings.demo;
	return OK;
}

enum outcome second_step_require(struct ctx *ctx, bool required)
{
	TRY(db_exec(ctx, &access_sql_setting_put, DB_PARAMS(db_text(REQUIRED), db_int(required)), NULL));
	return access_log(ctx, required ? "access.require_second_step" : "access.allow_one_step", 0, STR(""));
}

/* ---- Codes that are printed and typed ---- */

struct str code_new(struct ctx *ctx)
{
	unsigned char bytes[CODE_BYTES];
	random_bytes(ctx, bytes, sizeof(bytes));
	struct str text = base32_str(ctx->arena, str_bytes(bytes, sizeof(bytes)));
	return str_fmt(ctx->arena, "%.4s-%.4s-%.4s-%.4s", text.p, text.p + 4, text.p + 8, text.p + 12);
}

bool code_hash(struct str code, struct hash *ret_hash)
{
	char plain[2 * CODE_BYTES];
	unsigned char bytes[CODE_BYTES];
	size_t n = 0;
	for (size_t i = 0; i < code.n; i++) {
		if (code.p[i] == '-' || code.p[i] == ' ')
			continue;
		if (n == sizeof(plain))
			return false;
		plain[n++] = code.p[i];
	}
	if (!base32_parse(str_bytes(plain, n), bytes, sizeof(bytes)))
		return false;
	*ret_hash = hash_bytes(str_bytes(bytes, sizeof(bytes)));
	return true;
}

/* ---- Recovery codes ---- */

struct recovery recovery_new(struct ctx *ctx)
{
	struct recovery recovery;
	for (size_t i = 0; i < RECOVERY_CODES; i++) {
		recovery.codes[i] = code_new(ctx);
		recovery.ids[i] = id_new(ctx);
	}
	return recovery;
}

enum outcome recovery_put(struct ctx *ctx, int64_t account_id, const struct recovery *recovery)
{
	TRY(db_exec(ctx, &access_sql_recovery_remove, DB_PARAMS(db_int(account_id)), NULL));
	for (size_t i = 0; i < RECOVERY_CODES; i++) {
		struct hash hash;
		if (!code_hash(recovery->codes[i], &hash))
			return BROKEN;
		TRY(db_exec(ctx, &access_sql_recovery_put,
			    DB_PARAMS(db_int(recovery->ids[i]), db_int(account_id), db_bytes(hash_str(&hash))), NULL));
	}
	return OK;
}

enum outcome recovery_use(struct ctx *ctx, int64_t account_id, struct str code)
{
	struct hash hash;
	int64_t changed = 0;
	if (!code_hash(code, &hash))
		return FORBIDDEN;
	TRY(db_exec(ctx, &access_sql_recovery_use,
		    DB_PARAMS(db_int(account_id), db_bytes(hash_str(&hash)), db_int(ctx->now_ms)), &changed));
	return changed == 1 ? OK : FORBIDDEN;
}

/* ---- The app ---- */

enum outcome app_put(struct ctx *ctx, int64_t account_id, struct str sealed, int64_t step)
{
	TRY(db_exec(ctx, &access_sql_app_put,
		    DB_PARAMS(db_int(account_id), db_bytes(sealed), db_int(step), db_int(ctx->now_ms)), NULL));
	return access_log(ctx, "access.add_app", account_id, STR(""));
}

/* Recovery codes are for those who have something to recover from. */
static enum outcome recovery_end(struct ctx *ctx, int64_t account_id)
{
	struct factors left;
	TRY(factors_of(ctx, account_id, &left));
	if (factors_any(&left))
		return OK;
	return db_exec(ctx, &access_sql_recovery_remove, DB_PARAMS(db_int(account_id)), NULL);
}

enum outcome app_remove(struct ctx *ctx, int64_t account_id)
{
	int64_t changed = 0;
	TRY(db_exec(ctx, &access_sql_app_remove, DB_PARAMS(db_int(account_id)), &changed));
	if (changed == 0)
		return NOT_FOUND;
	TRY(recovery_end(ctx, account_id));
	return access_log(ctx, "access.remove_app", account_id, STR(""));
}

/* ---- Passkeys ---- */

static const struct db_col passkey_cols[] = {
	DB_COL_I64(struct passkey_row, id),           DB_COL_I64(struct passkey_row, account_id),
	DB_COL_TEXT(struct passkey_row, name),        DB_COL_BYTES(struct passkey_row, credential),
	DB_COL_BYTES(struct passkey_row, public_key), DB_COL_I32(struct passkey_row, algorithm),
	DB_COL_I64(struct passkey_row, signs),        DB_COL_BYTES(struct passkey_row, salt),
	DB_COL_TEXT(struct passkey_row, record_id),   DB_COL_I64(struct passkey_row, created_ms),
	DB_COL_I64(struct passkey_row, used_ms),
};
const struct db_spec passkey_spec = DB_SPEC(struct passkey_row, passkey_cols);

enum outcome passkey_by_credential(struct ctx *ctx, struct str credential, struct passkey_row *ret_row)
{
	return db_one(ctx, &access_sql_passkey_by_credential, DB_PARAMS(db_bytes(credential)), &passkey_spec, ret_row);
}

enum outcome passkeys_of(struct ctx *ctx, int64_t account_id, struct passkey_row **ret_rows, size_t *ret_n)
{
	return db_list(ctx, &access_sql_passkeys_of, DB_PARAMS(db_int(account_id)), &passkey_spec, ret_rows, ret_n);
}

struct str passkey_record(struct arena *arena, struct str public_key, struct str salt)
{
	const struct str parts[] = {salt, public_key};
	struct hash hash = hash_parts(parts, COUNT_OF(parts));
	struct buf out = buf_open(arena, 128);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "key", hash_hex(arena, &hash));
	json_str(&json, "kind", STR("passkey"));
	json_end(&json);
	return buf_view(&out);
}

enum outcome passkey_put(struct ctx *ctx, int64_t account_id, struct str name, const struct passkey *passkey,
			 const struct passkey_seed *seed)
{
	struct passkey_row known;
	struct journal_place place;
	struct str salt = str_bytes(seed->salt, sizeof(seed->salt));
	enum outcome found = passkey_by_credential(ctx, passkey->credential, &known);
	if (found == OK)
		return problem_add(ctx, "passkey", msg("This passkey is known here already"));
	if (found != NOT_FOUND)
		return found;
	TRY(journal_put(ctx, &seed->journal, "access", seed->id, passkey_record(ctx->arena, passkey->public_key, salt),
			&place));
	TRY(db_exec(ctx, &access_sql_passkey_put,
		    DB_PARAMS(db_int(seed->id), db_int(account_id), db_text(name), db_bytes(passkey->credential),
			      db_bytes(passkey->public_key), db_int(passkey->algorithm), db_int(passkey->count),
			      db_bytes(salt), db_text(place.record_id), db_int(ctx->now_ms)),
		    NULL));
	db_note(ctx, "passkeys", seed->id);
	return access_log(ctx, "access.add_passkey", account_id, name);
}

enum outcome passkey_remove(struct ctx *ctx, int64_t account_id, int64_t id)
{
	struct passkey_row row;
	TRY(db_one(ctx, &access_sql_passkey_by_id, DB_PARAMS(db_int(id)), &passkey_spec, &row));
	if (row.account_id != account_id)
		return NOT_FOUND;
	TRY(db_exec(ctx, &access_sql_passkey_remove, DB_PARAMS(db_int(id), db_int(account_id)), NULL));
	TRY(recovery_end(ctx, account_id));
	return access_log(ctx, "access.remove_passkey", account_id, row.name);
}

enum outcome factors_remove(struct ctx *ctx, int64_t account_id)
{
	struct account account;
	TRY(account_by_id(ctx, account_id, &account));
	TRY(db_exec(ctx, &access_sql_app_remove, DB_PARAMS(db_int(account_id)), NULL));
	TRY(db_exec(ctx, &access_sql_passkeys_remove, DB_PARAMS(db_int(account_id)), NULL));
	TRY(db_exec(ctx, &access_sql_recovery_remove, DB_PARAMS(db_int(account_id)), NULL));
	return access_log(ctx, "access.remove_second_step", account_id, account.name);
}

/* The log's copy: a hash of the key that the row holds. A passkey that was removed leaves the record alone. */
enum outcome access_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct passkey_row row;
	enum outcome found =
		db_one(ctx, &access_sql_passkey_by_id, DB_PARAMS(db_int(record->subject)), &passkey_spec, &row);
	if (found == NOT_FOUND || (found == OK && str_empty(record->content)))
		return OK;
	TRY(found);
	if (str_eq(passkey_record(ctx->arena, row.public_key, row.salt), record->content))
		return OK;
	return problem_add(ctx, "", msg("record {1}: the passkey is not the one that was made"),
			   record->place.record_id);
}

/* Erasing the record says nothing of the passkey any more; the row is its owner's. */
enum outcome access_remove(struct ctx *ctx, struct str record_id)
{
	(void)ctx;
	(void)record_id;
	return OK;
}
