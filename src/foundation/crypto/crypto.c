#include "crypto/crypto.h"

#include <sodium.h>

#define TOKEN_BYTES 32

void crypto_init(void)
{
	if (sodium_init() < 0)
		die("libsodium cannot start");
#ifdef ABOVEBOARD_FAULTS
	const char *passwords = getenv("ABOVEBOARD_PASSWORDS");
	if (passwords && strcmp(passwords, "cheap") == 0)
		password_cost_lower(1, 64 * 1024ULL);
#endif
}

struct hash hash_bytes(struct str bytes)
{
	return hash_parts(&bytes, 1);
}

struct hash hash_parts(const struct str *parts, size_t n)
{
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < n; i++)
		crypto_hash_sha256_update(&state, (const unsigned char *)parts[i].p, parts[i].n);
	struct hash hash;
	crypto_hash_sha256_final(&state, hash.b);
	return hash;
}

struct hasher {
	crypto_hash_sha256_state state;
};

struct hasher *hasher_open(struct arena *arena)
{
	struct hasher *hasher = arena_new(arena, struct hasher);
	crypto_hash_sha256_init(&hasher->state);
	return hasher;
}

void hasher_add(struct hasher *hasher, struct str bytes)
{
	crypto_hash_sha256_update(&hasher->state, (const unsigned char *)bytes.p, bytes.n);
}

struct hash hasher_done(struct hasher *hasher)
{
	struct hash hash;
	crypto_hash_sha256_final(&hasher->state, hash.b);
	return hash;
}

bool hash_eq(const struct hash *a, const struct hash *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

struct str hash_hex(struct arena *arena, const struct hash *hash)
{
	return str_hex(arena, hash_str(hash));
}

bool hash_parse(struct str hex, struct hash *ret_hash)
{
	struct hash hash;
	if (!str_unhex(hex, hash.b, sizeof(hash.b)))
		return false;
	*ret_hash = hash;
	return true;
}

struct hash hash_keyed(struct str key, struct str bytes)
{
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.p, key.n);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)bytes.p, bytes.n);
	struct hash hash;
	crypto_auth_hmacsha256_final(&state, hash.b);
	sodium_memzero(&state, sizeof(state));
	return hash;
}

bool secret_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0);
}

void secret_wipe(void *p, size_t n)
{
	if (n > 0)
		sodium_memzero(p, n);
}

struct str token_new(struct ctx *ctx)
{
	unsigned char secret[TOKEN_BYTES];
	random_bytes(ctx, secret, sizeof(secret));
	struct str token = base32_str(ctx->arena, str_bytes(secret, sizeof(secret)));
	secret_wipe(secret, sizeof(secret));
	return token;
}

struct hash token_hash(struct str token)
{
	return hash_bytes(token);
}
