/* Tokens against forged requests. The secret is derived from the session's own token, so nothing of it is stored. */
#include "access/private.h"

#define SECRET_BYTES 32

struct str csrf_mask(struct ctx *ctx, struct str session_token)
{
	struct hash secret = hash_keyed(session_token, STR("csrf"));
	unsigned char masked[2 * SECRET_BYTES];
	random_bytes(ctx, masked, SECRET_BYTES);
	for (size_t i = 0; i < SECRET_BYTES; i++)
		masked[SECRET_BYTES + i] = masked[i] ^ secret.b[i];
	secret_wipe(&secret, sizeof(secret));
	return base32_str(ctx->arena, str_bytes(masked, sizeof(masked)));
}

static bool unmask(struct str token, unsigned char ret_secret[SECRET_BYTES])
{
	unsigned char masked[2 * SECRET_BYTES];
	if (!base32_parse(token, masked, sizeof(masked)))
		return false;
	for (size_t i = 0; i < SECRET_BYTES; i++)
		ret_secret[i] = masked[i] ^ masked[SECRET_BYTES + i];
	return true;
}

bool csrf_agrees(struct str a, struct str b)
{
	unsigned char of_a[SECRET_BYTES];
	unsigned char of_b[SECRET_BYTES];
	bool agrees = unmask(a, of_a) && unmask(b, of_b) &&
		      secret_eq(str_bytes(of_a, SECRET_BYTES), str_bytes(of_b, SECRET_BYTES));
	secret_wipe(of_a, sizeof(of_a));
	secret_wipe(of_b, sizeof(of_b));
	return agrees;
}
