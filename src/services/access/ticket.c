#include "access/access_sql.h"
#include "access/factors.h"

/* nonce 16, expires 8, what for 1, account 8, then a tag of 16 over all of it. */
#define NONCE 16
#define BODY  (NONCE + 8 + 1 + 8)
#define TAG   16

static void put_i64(unsigned char *to, int64_t value)
{
	for (int i = 0; i < 8; i++)
		to[i] = (unsigned char)((uint64_t)value >> (56 - 8 * i));
}

static int64_t get_i64(const unsigned char *from)
{
	uint64_t value = 0;
	for (int i = 0; i < 8; i++)
		value = value << 8 | from[i];
	return (int64_t)value;
}

static enum outcome tag_of(struct ctx *ctx, const unsigned char *body, struct hash *ret_tag)
{
	struct str key;
	TRY(site_key(ctx, "access.ticket", &key));
	*ret_tag = hash_keyed(key, str_bytes(body, BODY));
	return OK;
}

enum outcome ticket_new(struct ctx *ctx, enum ticket_for what, int64_t account_id, struct str *ret_text)
{
	unsigned char bytes[BODY + TAG];
	struct hash tag;
	random_bytes(ctx, bytes, NONCE);
	put_i64(bytes + NONCE, ctx->now_ms + (int64_t)LIMIT_QUESTION_MINUTES * MINUTE_MS);
	bytes[NONCE + 8] = (unsigned char)what;
	put_i64(bytes + NONCE + 9, account_id);
	TRY(tag_of(ctx, bytes, &tag));
	memcpy(bytes + BODY, tag.b, TAG);
	*ret_text = base64url_str(ctx->arena, str_bytes(bytes, sizeof(bytes)));
	return OK;
}

enum outcome ticket_read(struct ctx *ctx, enum ticket_for what, struct str text, struct ticket *ret_ticket)
{
	struct str bytes;
	struct hash tag;
	if (!base64url_parse(ctx->arena, text, BODY + TAG, &bytes) || bytes.n != BODY + TAG)
		return problem_add(ctx, "passkey", msg("This form was not complete. Reload the page and try again"));
	const unsigned char *body = (const unsigned char *)bytes.p;
	TRY(tag_of(ctx, body, &tag));
	if (!secret_eq(str_bytes(body + BODY, TAG), str_bytes(tag.b, TAG)) || body[NONCE + 8] != what)
		return problem_add(ctx, "passkey",
				   msg("This form is not one of this page. Reload the page and try again"));
	struct ticket ticket = {
		.bytes = bytes,
		.account_id = get_i64(body + NONCE + 9),
		.expires_ms = get_i64(body + NONCE),
	};
	if (ticket.expires_ms <= ctx->now_ms)
		return problem_add(ctx, "passkey", msg("This page was open for too long. Reload it and try again"));
	*ret_ticket = ticket;
	return OK;
}

enum outcome ticket_use(struct ctx *ctx, const struct ticket *ticket)
{
	struct hash hash = hash_bytes(ticket->bytes);
	int64_t changed = 0;
	TRY(db_exec(ctx, &access_sql_tickets_forget, DB_PARAMS(db_int(ctx->now_ms)), NULL));
	TRY(db_exec(ctx, &access_sql_ticket_use, DB_PARAMS(db_bytes(hash_str(&hash)), db_int(ticket->expires_ms)),
		    &changed));
	if (changed == 1)
		return OK;
	return problem_add(ctx, "passkey", msg("This answer was used before. Reload the page and try again"));
}
