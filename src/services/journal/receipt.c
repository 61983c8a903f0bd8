#include <jansson.h>

#include "journal/journal.h"

/* A receipt holds one record, which no room makes larger than a code of conduct. */
#define RECEIPT_BYTES (16 * 1024 * 1024)
#define SALT_BYTES    16

static const struct str receipt_kind = STR_INIT("aboveboard receipt");

/* ---- Making one ---- */

static struct str when_words(struct ctx *ctx, int64_t time_ms)
{
	struct instant time = {time_ms};
	bool zoned = ctx->site && ctx->site->zone;
	return zoned ? instant_words(ctx->arena, ctx->site->zone, time) : instant_str(ctx->arena, time);
}

static struct str receipt_note(struct ctx *ctx, int64_t time_ms)
{
	const struct str args[] = {when_words(ctx, time_ms)};
	return msg_format(
		ctx->arena,
		str_of(msg("This shows that the record you see is the one published here on {1}. It does not show "
			   "that the record is true or complete, or that nothing was left out.")),
		args, COUNT_OF(args));
}

enum outcome journal_receipt(struct ctx *ctx, struct str record_id, int64_t version, struct str *ret_json)
{
	return journal_receipt_with(ctx, record_id, version, NULL, NULL, ret_json);
}

enum outcome journal_receipt_with(struct ctx *ctx, struct str record_id, int64_t version,
				  void (*more)(struct json *json, void *args), void *args, struct str *ret_json)
{
	struct journal_record record;
	struct journal_head head;
	struct journal_proof proof;
	TRY(journal_find(ctx, record_id, version, &record));
	if (!record.content.p)
		return problem_add(ctx, "record",
				   msg("The record {1} was removed: there is nothing left to give a receipt for"),
				   record_id);
	TRY(journal_head(ctx, &head));
	TRY(journal_prove(ctx, record.place.index, head.size, &proof));
	struct buf out = buf_open(ctx->arena, record.content.n + 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "kind", receipt_kind);
	json_i64(&json, "v", 1);
	json_str(&json, "note", receipt_note(ctx, record.time_ms));
	json_str(&json, "site", ctx->site ? ctx->site->settings.url : (struct str){0});
	json_str(&json, "content", record.content);
	json_str(&json, "salt", str_hex(ctx->arena, record.salt));
	json_str(&json, "leaf", record.leaf_bytes);
	json_i64(&json, "index", record.place.index);
	json_i64(&json, "size", head.size);
	json_str(&json, "root", hash_hex(ctx->arena, &head.root));
	json_begin_array(&json, "proof");
	for (size_t i = 0; i < proof.n; i++)
		json_str(&json, NULL, hash_hex(ctx->arena, &proof.hash[i]));
	json_end(&json);
	if (more)
		more(&json, args);
	json_end(&json);
	*ret_json = buf_view(&out);
	return OK;
}

/* ---- Checking one ---- */

struct receipt {
	struct str site;
	struct str content;
	struct str salt;
	struct str leaf;
	int64_t index;
	struct journal_head head;
	struct journal_proof proof;
	struct str record_id; /* of the leaf, as are the next two */
	int64_t version;
	int64_t time_ms;
};

static enum outcome refuse(struct ctx *ctx, const char *message)
{
	return problem_add(ctx, "receipt", message);
}

static bool get_text(struct ctx *ctx, const json_t *object, const char *name, struct str *ret_text)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_string(value))
		return false;
	*ret_text = str_dup(ctx->arena, str_bytes(json_string_value(value), json_string_length(value)));
	return true;
}

static bool get_number(const json_t *object, const char *name, int64_t *ret_number)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_integer(value))
		return false;
	*ret_number = json_integer_value(value);
	return true;
}

static bool get_hash(struct ctx *ctx, const json_t *object, const char *name, struct hash *ret_hash)
{
	struct str hex;
	return get_text(ctx, object, name, &hex) && hash_parse(hex, ret_hash);
}

static bool get_salt(struct ctx *ctx, const json_t *object, struct str *ret_salt)
{
	struct str hex;
	char *salt = arena_alloc(ctx->arena, SALT_BYTES);
	if (!get_text(ctx, object, "salt", &hex) || !str_unhex(hex, salt, SALT_BYTES))
		return false;
	*ret_salt = str_bytes(salt, SALT_BYTES);
	return true;
}

static bool get_proof(const json_t *object, struct journal_proof *ret_proof)
{
	const json_t *list = json_object_get(object, "proof");
	size_t n = json_array_size(list);
	if (!json_is_array(list) || n > COUNT_OF(ret_proof->hash))
		return false;
	for (size_t i = 0; i < n; i++) {
		const json_t *hex = json_array_get(list, i);
		if (!json_is_string(hex) ||
		    !hash_parse(str_bytes(json_string_value(hex), json_string_length(hex)), &ret_proof->hash[i]))
			return false;
	}
	ret_proof->n = n;
	return true;
}

static bool get_leaf(struct ctx *ctx, struct receipt *receipt)
{
	CLEANUP(json_decrefp) json_t *leaf = json_loadb(receipt->leaf.p, receipt->leaf.n, JSON_REJECT_DUPLICATES, NULL);
	struct str time;
	struct instant instant;
	if (!get_text(ctx, leaf, "id", &receipt->record_id) || !get_number(leaf, "version", &receipt->version) ||
	    !get_text(ctx, leaf, "time", &time) || !instant_parse(time, &instant))
		return false;
	receipt->time_ms = instant.ms;
	return receipt->version >= 1 && receipt->version <= INT32_MAX;
}

static enum outcome receipt_read(struct ctx *ctx, struct str json, struct receipt *ret_receipt)
{
	struct receipt receipt = {.index = -1};
	struct str kind;
	int64_t format;
	json_error_t error;
	if (json.n > RECEIPT_BYTES)
		return refuse(ctx, msg("The file is too large to be a receipt"));
	CLEANUP(json_decrefp) json_t *object = json_loadb(json.p ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &error);
	if (!object)
		return problem_at(ctx, STR("receipt"), error.line > 0 ? error.line : 1,
				  error.column > 0 ? error.column : 1, msg("This is not a receipt: it is not JSON"));
	if (!get_text(ctx, object, "kind", &kind) || !str_eq(kind, receipt_kind))
		return refuse(ctx, msg("This is not a receipt of this program"));
	if (!get_number(object, "v", &format) || format != 1)
		return refuse(ctx, msg("The receipt is of a kind that this version of the program does not know"));
	if (!get_text(ctx, object, "site", &receipt.site) || !get_text(ctx, object, "content", &receipt.content) ||
	    !get_salt(ctx, object, &receipt.salt) || !get_text(ctx, object, "leaf", &receipt.leaf) ||
	    !get_number(object, "index", &receipt.index) || !get_number(object, "size", &receipt.head.size) ||
	    !get_hash(ctx, object, "root", &receipt.head.root) || !get_proof(object, &receipt.proof) ||
	    !get_leaf(ctx, &receipt))
		return refuse(ctx, msg("The receipt is damaged: a part of it is missing or unreadable"));
	*ret_receipt = receipt;
	return OK;
}

/* Its own arithmetic, from the content up to the root. */
static enum outcome receipt_fits(struct ctx *ctx, const struct receipt *receipt)
{
	struct hash content = journal_content_hash(receipt->salt, receipt->content);
	struct str leaf = journal_leaf(ctx->arena, receipt->record_id, receipt->version, receipt->time_ms, &content);
	if (!str_eq(leaf, receipt->leaf))
		return refuse(ctx,
			      msg("The record in the receipt is not the one that its entry in the log was made from"));
	struct hash leaf_hash = journal_leaf_hash(receipt->leaf);
	if (!journal_proof_holds(&leaf_hash, receipt->index, receipt->head.size, &receipt->proof, &receipt->head.root))
		return refuse(ctx, msg("The proof in the receipt does not lead from the record to the log's root"));
	return OK;
}

static enum outcome receipt_is_ours(struct ctx *ctx, const struct receipt *receipt)
{
	struct journal_record record;
	if (ctx->site && !str_eq(receipt->site, ctx->site->settings.url))
		return problem_add(ctx, "receipt", msg("The receipt was given by another site, {1}"), receipt->site);
	enum outcome outcome = journal_find(ctx, receipt->record_id, receipt->version, &record);
	if (outcome == NOT_FOUND || (outcome == OK && record.place.index != receipt->index))
		return refuse(ctx, msg("The log of this site has no such record"));
	TRY(outcome);
	if (!str_eq(record.leaf_bytes, receipt->leaf))
		return refuse(ctx, msg("The log of this site has another entry for this record"));
	struct journal_head head;
	TRY(journal_head_at(ctx, receipt->head.size, &head));
	if (!hash_eq(&head.root, &receipt->head.root))
		return refuse(ctx, msg("The log of this site never had the root that the receipt names"));
	return OK;
}

enum outcome journal_receipt_check(struct ctx *ctx, struct str json, struct str *ret_content)
{
	struct receipt receipt;
	TRY(receipt_read(ctx, json, &receipt));
	TRY(receipt_fits(ctx, &receipt));
	if (ctx->db)
		TRY(receipt_is_ours(ctx, &receipt));
	*ret_content = receipt.content;
	return OK;
}
