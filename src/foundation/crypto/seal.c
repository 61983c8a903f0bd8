/* Sealing, and bytes as text for addresses and scripts. */
#include <sodium.h>

#include "crypto/crypto.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES

_Static_assert(SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the size of a key");

static const unsigned char *bytes_of(struct str s)
{
	return (const unsigned char *)(s.p ? s.p : "");
}

struct str seal(struct ctx *ctx, struct str key, struct str context, struct str plain)
{
	if (key.n != SEAL_KEY_BYTES)
		die("seal: a key of %zu bytes", key.n);
	unsigned char *sealed = arena_alloc(ctx->arena, NONCE_BYTES + plain.n + TAG_BYTES);
	random_bytes(ctx, sealed, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, NULL, bytes_of(plain), plain.n,
						   bytes_of(context), context.n, NULL, sealed, bytes_of(key));
	return str_bytes(sealed, NONCE_BYTES + plain.n + TAG_BYTES);
}

bool seal_open(struct arena *arena, struct str key, struct str context, struct str sealed, struct str *ret_plain)
{
	if (key.n != SEAL_KEY_BYTES || sealed.n < NONCE_BYTES + TAG_BYTES)
		return false;
	size_t n = sealed.n - NONCE_BYTES - TAG_BYTES;
	unsigned char *plain = arena_alloc(arena, n + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, bytes_of(sealed) + NONCE_BYTES, n + TAG_BYTES,
						       bytes_of(context), context.n, bytes_of(sealed),
						       bytes_of(key)) != 0)
		return false;
	*ret_plain = str_bytes(plain, n);
	return true;
}

struct str base64url_str(struct arena *arena, struct str bytes)
{
	size_t room = sodium_base64_encoded_len(bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *text = arena_alloc(arena, room);
	sodium_bin2base64(text, room, bytes_of(bytes), bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return str_of(text);
}

bool base64url_parse(struct arena *arena, struct str text, size_t most, struct str *ret_bytes)
{
	size_t n;
	if (text.n > (most * 4 + 2) / 3)
		return false;
	unsigned char *bytes = arena_alloc(arena, most + 1);
	if (sodium_base642bin(bytes, most, text.p ? text.p : "", text.n, NULL, &n, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return false;
	*ret_bytes = str_bytes(bytes, n);
	return true;
}
