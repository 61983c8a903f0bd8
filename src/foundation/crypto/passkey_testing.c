#include "crypto/passkey_testing.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include "crypto/crypto.h"

#define MUST(call)                                                                                                     \
	do {                                                                                                           \
		if (!(call))                                                                                           \
			die("test authenticator: %s", #call);                                                          \
	} while (0)

struct test_authenticator test_authenticator_open(struct arena *arena, int algorithm)
{
	struct test_authenticator made = {.algorithm = algorithm, .flags = 0x05};
	if (algorithm == PASSKEY_ES256)
		made.key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	else if (algorithm == PASSKEY_EDDSA)
		made.key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	else
		made.key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	MUST(made.key);
	unsigned char id[32];
	random_bytes(NULL, id, sizeof(id));
	made.credential = str_dup(arena, str_bytes(id, sizeof(id)));
	return made;
}

void test_authenticator_close(struct test_authenticator *authenticator)
{
	EVP_PKEY_free(authenticator->key);
	authenticator->key = NULL;
}

/* ---- CBOR (RFC 8949), as much as a COSE key needs ---- */

static void cbor_head(struct buf *out, int major, size_t n)
{
	if (n < 24) {
		buf_char(out, (char)(major << 5 | (int)n));
	} else if (n < 256) {
		buf_char(out, (char)(major << 5 | 24));
		buf_char(out, (char)n);
	} else {
		buf_char(out, (char)(major << 5 | 25));
		buf_char(out, (char)(n >> 8));
		buf_char(out, (char)n);
	}
}

static void cbor_int(struct buf *out, int value)
{
	cbor_head(out, value < 0, (size_t)(value < 0 ? -1 - value : value));
}

static void cbor_number(struct buf *out, int label, const EVP_PKEY *key, const char *name)
{
	BIGNUM *number = NULL;
	unsigned char bytes[512];
	MUST(EVP_PKEY_get_bn_param(key, name, &number));
	int n = strcmp(name, OSSL_PKEY_PARAM_RSA_E) == 0 ? 3 : strcmp(name, OSSL_PKEY_PARAM_RSA_N) == 0 ? 256 : 32;
	MUST(BN_bn2binpad(number, bytes, n) == n);
	BN_free(number);
	cbor_int(out, label);
	cbor_head(out, 2, (size_t)n);
	buf_bytes(out, bytes, (size_t)n);
}

/* RFC 9053 sections 7.1, 7.2; RFC 8230 section 4. */
static void put_cose_key(struct buf *out, const struct test_authenticator *authenticator)
{
	unsigned char raw[32];
	size_t n = sizeof(raw);
	int kind = authenticator->algorithm == PASSKEY_ES256 ? 2 : authenticator->algorithm == PASSKEY_EDDSA ? 1 : 3;
	cbor_head(out, 5, kind == 2 ? 5 : 4);
	cbor_int(out, 1);
	cbor_int(out, kind);
	cbor_int(out, 3);
	cbor_int(out, authenticator->algorithm);
	if (kind == 3) {
		cbor_number(out, -1, authenticator->key, OSSL_PKEY_PARAM_RSA_N);
		cbor_number(out, -2, authenticator->key, OSSL_PKEY_PARAM_RSA_E);
		return;
	}
	cbor_int(out, -1);
	cbor_int(out, kind == 2 ? 1 : 6);
	if (kind == 2) {
		cbor_number(out, -2, authenticator->key, OSSL_PKEY_PARAM_EC_PUB_X);
		cbor_number(out, -3, authenticator->key, OSSL_PKEY_PARAM_EC_PUB_Y);
		return;
	}
	MUST(EVP_PKEY_get_raw_public_key(authenticator->key, raw, &n) && n == sizeof(raw));
	cbor_int(out, -2);
	cbor_head(out, 2, n);
	buf_bytes(out, raw, n);
}

/* ---- Answers ---- */

static struct str client_data(struct arena *arena, const struct test_asked *asked, const char *type)
{
	return str_fmt(arena, "{\"type\":\"%s\",\"challenge\":\"%.*s\",\"origin\":\"%s\"%s}",
		       asked->type ? asked->type : type, STR_ARG(base64url_str(arena, asked->challenge)), asked->origin,
		       asked->extra ? asked->extra : ",\"crossOrigin\":false");
}

static struct buf data_begin(struct test_authenticator *authenticator, struct arena *arena, const char *host,
			     uint8_t more_flags)
{
	struct buf data = buf_open(arena, 1024);
	struct hash hash = hash_bytes(str_of(host));
	buf_str(&data, hash_str(&hash));
	buf_char(&data, (char)(authenticator->flags | more_flags));
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_char(&data, (char)(authenticator->count >> shift));
	return data;
}

struct passkey_answer test_authenticator_create(struct test_authenticator *authenticator, struct arena *arena,
						const struct test_asked *asked)
{
	struct buf data = data_begin(authenticator, arena, asked->host, 0x40);
	for (size_t i = 0; i < 16; i++)
		buf_char(&data, 0);
	buf_char(&data, (char)(authenticator->credential.n >> 8));
	buf_char(&data, (char)authenticator->credential.n);
	buf_str(&data, authenticator->credential);
	put_cose_key(&data, authenticator);
	return (struct passkey_answer){
		.client_data = client_data(arena, asked, "webauthn.create"),
		.authenticator_data = buf_view(&data),
	};
}

struct passkey_answer test_authenticator_get(struct test_authenticator *authenticator, struct arena *arena,
					     const struct test_asked *asked)
{
	struct passkey_answer answer = {.client_data = client_data(arena, asked, "webauthn.get")};
	struct buf data = data_begin(authenticator, arena, asked->host, 0);
	answer.authenticator_data = buf_view(&data);
	struct hash client = hash_bytes(answer.client_data);
	struct buf whole = buf_open(arena, 1024);
	buf_str(&whole, answer.authenticator_data);
	buf_str(&whole, hash_str(&client));
	size_t n = PASSKEY_SIGNATURE_BYTES;
	unsigned char *signature = arena_alloc(arena, n);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	const EVP_MD *digest = authenticator->algorithm == PASSKEY_EDDSA ? NULL : EVP_sha256();
	MUST(md && EVP_DigestSignInit(md, NULL, digest, NULL, authenticator->key) == 1);
	MUST(EVP_DigestSign(md, signature, &n, (const unsigned char *)whole.p, whole.n) == 1);
	EVP_MD_CTX_free(md);
	answer.signature = str_bytes(signature, n);
	return answer;
}
