/* Hashes, seals, passwords, tokens. Everything is libsodium's; this header is what the project uses of it. Passkeys and
 * one-time codes have headers of their own. */
#pragma once

#include "base/base.h"

/* SHA-256 (FIPS 180-4). */
struct hash {
	unsigned char b[32];
};

/* Ends the process when libsodium cannot start. Called once by main and by tests; harmless again. */
void crypto_init(void);

struct hash hash_bytes(struct str bytes);

/* Of the concatenation of n parts. */
struct hash hash_parts(const struct str *parts, size_t n);

/* Of what comes piece by piece. */
struct hasher;
struct hasher *hasher_open(struct arena *arena);
void hasher_add(struct hasher *hasher, struct str bytes);
struct hash hasher_done(struct hasher *hasher);

bool hash_eq(const struct hash *a, const struct hash *b);
static inline struct str hash_str(const struct hash *hash)
{
	return (struct str){(const char *)hash->b, sizeof(hash->b)};
}
struct str hash_hex(struct arena *arena, const struct hash *hash);
bool hash_parse(struct str hex, struct hash *ret_hash);

/* HMAC-SHA-256 (RFC 2104). */
struct hash hash_keyed(struct str key, struct str bytes);

/* Equal without telling by time where they differ; lengths are not secret. */
bool secret_eq(struct str a, struct str b);

/* Overwrites a secret, also where the compiler would leave it out. */
void secret_wipe(void *p, size_t n);

/* A random token of 256 bits, lower-case base 32 (52 characters). What is stored of it is its SHA-256. */
struct str token_new(struct ctx *ctx);
struct hash token_hash(struct str token);

/* base64url without padding (RFC 4648 section 5). Parsing takes nothing but what is written so, at most `most` bytes.
 */
struct str base64url_str(struct arena *arena, struct str bytes);
bool base64url_parse(struct arena *arena, struct str text, size_t most, struct str *ret_bytes);

/* XChaCha20-Poly1305: `plain` sealed under a key of 32 bytes for one use, which `context` names ("access.totp 17"). It
 * opens with the same key and context alone. */
#define SEAL_KEY_BYTES 32
struct str seal(struct ctx *ctx, struct str key, struct str context, struct str plain);
bool seal_open(struct arena *arena, struct str key, struct str context, struct str sealed, struct str *ret_plain);

/* argon2id (RFC 9106), 64 MiB, 3 passes; the result carries its own parameters and salt. At most two run at once and
 * LIMIT_PASSWORD_QUEUE wait (D19): beyond that RETRY. */
MUST_USE enum outcome password_hash(struct ctx *ctx, struct str password, struct str *ret_hash);

/* FORBIDDEN when the password is not the one. An empty `hash` costs the same time and is FORBIDDEN: so that a sign-in
 * tells nobody which accounts exist. */
MUST_USE enum outcome password_verify(struct ctx *ctx, struct str hash, struct str password);

#ifdef ABOVEBOARD_FAULTS
/* Test builds only: cheaper passwords from now on, so that a suite of sign-ins takes milliseconds. Before any thread
 * starts. ABOVEBOARD_PASSWORDS=cheap in the environment does it for a program. */
void password_cost_lower(uint64_t passes, size_t memory);
#endif
