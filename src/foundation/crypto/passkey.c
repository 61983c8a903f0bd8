#include "crypto/passkey.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <jansson.h>
#include <openssl/x509.h>

#include "crypto/crypto.h"

/* Authenticator data begins: the hash of the relying party's id, flags, the count (section 6.1). */
#define AT_FLAGS  32
#define AT_COUNT  33
#define DATA_MIN  37
#define AT_ID     55 /* behind the device's model and the id's length */
#define PRESENT   0x01
#define VERIFIED  0x04
#define EXTENDED  0x80
#define SYNCED    0x10 /* "backup state" of Level 3 */
#define HAS_KEY   0x40
#define KEY_BYTES 1024 /* of a public key as DER: RSA with 4096 bits and more */

static enum outcome fault(struct ctx *ctx, const char *message)
{
	return problem_add(ctx, "passkey", message);
}

/* ---- clientDataJSON (section 5.8.1) ---- */

static struct str member(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_string(value))
		return (struct str){NULL, 0};
	return str_bytes(json_string_value(value), json_string_length(value));
}

static enum outcome client_data_check(struct ctx *ctx, const struct passkey_expected *expected, const char *type,
				      struct str client_data)
{
	if (client_data.n > PASSKEY_CLIENT_DATA_BYTES)
		return fault(ctx, msg("The browser's answer is too long to be one"));
	CLEANUP(json_decrefp)
	json_t *object = json_loadb(client_data.p ? client_data.p : "", client_data.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(object))
		return fault(ctx, msg("The browser's answer cannot be read. Try again, or use another browser"));
	if (!str_eq(member(object, "type"), str_of(type)))
		return fault(ctx, msg("The browser answered something else than what was asked. Try again"));
	if (!str_eq(member(object, "origin"), expected->origin))
		return fault(ctx, msg("The passkey was used on another site than this one. Open this site by its own "
				      "address and try again"));
	const json_t *crossed = json_object_get(object, "crossOrigin");
	if ((crossed && !json_is_false(crossed)) || json_object_get(object, "topOrigin"))
		return fault(ctx, msg("The passkey was used inside another site's page. Open this site by itself and "
				      "try again"));
	if (!secret_eq(member(object, "challenge"), base64url_str(ctx->arena, expected->challenge)))
		return fault(ctx, msg("The passkey answered another question than the one that this page asked. "
				      "Reload the page and try again"));
	return OK;
}

/* ---- Authenticator data ---- */

static enum outcome data_check(struct ctx *ctx, const struct passkey_expected *expected, struct str data)
{
	if (data.n < DATA_MIN || data.n > PASSKEY_DATA_BYTES)
		return fault(ctx, msg("What the passkey's device answered cannot be read. Try again"));
	struct hash host = hash_bytes(expected->host);
	if (memcmp(data.p, host.b, sizeof(host.b)) != 0)
		return fault(ctx, msg("This passkey belongs to another site"));
	unsigned char flags = (unsigned char)data.p[AT_FLAGS];
	if (!(flags & PRESENT))
		return fault(ctx, msg("Nobody touched the passkey's device. Try again"));
	if (expected->verified && !(flags & VERIFIED))
		return fault(ctx, msg("The passkey did not make sure that it is you, by a PIN, a finger or a face. "
				      "Sign in with your password; the passkey can be your second step"));
	return OK;
}

static int64_t count_of(struct str data)
{
	int64_t count = 0;
	for (size_t i = 0; i < 4; i++)
		count = count << 8 | (unsigned char)data.p[AT_COUNT + i];
	return count;
}

static void cred_freep(fido_cred_t **cred)
{
	fido_cred_free(cred);
}

static void assert_freep(fido_assert_t **assertion)
{
	fido_assert_free(assertion);
}

static void key_freep(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

/* libfido2 has a type and functions for each kind of key: here they are one. */
struct kind {
	int algorithm;
	void *(*make)(void);
	void (*end)(void *pk);
	int (*from_bytes)(void *pk, const void *p, size_t n);
	int (*from_key)(void *pk, const EVP_PKEY *key);
	EVP_PKEY *(*to_key)(const void *pk);
};

#define DEFINE_KIND(name)                                                                                              \
	static void *name##_make(void)                                                                                 \
	{                                                                                                              \
		return name##_pk_new();                                                                                \
	}                                                                                                              \
	static void name##_end(void *pk)                                                                               \
	{                                                                                                              \
		name##_pk_t *own = pk;                                                                                 \
		name##_pk_free(&own);                                                                                  \
	}                                                                                                              \
	static int name##_from_bytes(void *pk, const void *p, size_t n)                                                \
	{                                                                                                              \
		return name##_pk_from_ptr(pk, p, n);                                                                   \
	}                                                                                                              \
	static int name##_from_key(void *pk, const EVP_PKEY *key)                                                      \
	{                                                                                                              \
		return name##_pk_from_EVP_PKEY(pk, key);                                                               \
	}                                                                                                              \
	static EVP_PKEY *name##_to_key(const void *pk)                                                                 \
	{                                                                                                              \
		return name##_pk_to_EVP_PKEY(pk);                                                                      \
	}
#define KIND(algorithm, name)                                                                                          \
	{                                                                                                              \
		algorithm, name##_make, name##_end, name##_from_bytes, name##_from_key, name##_to_key                  \
	}

DEFINE_KIND(es256)
DEFINE_KIND(eddsa)
DEFINE_KIND(rs256)

static const struct kind kinds[] = {KIND(PASSKEY_ES256, es256), KIND(PASSKEY_EDDSA, eddsa), KIND(PASSKEY_RS256, rs256)};

static EVP_PKEY *key_of_cred(const fido_cred_t *cred, const struct kind *kind)
{
	void *pk = kind->make();
	EVP_PKEY *key = NULL;
	if (pk && kind->from_bytes(pk, fido_cred_pubkey_ptr(cred), fido_cred_pubkey_len(cred)) == FIDO_OK)
		key = kind->to_key(pk);
	if (pk)
		kind->end(pk);
	return key;
}

/* Passes one item of CBOR (RFC 8949, 3) that is a whole number or bytes; false for anything else. */
static bool item_pass(struct str data, size_t *at)
{
	if (*at >= data.n)
		return false;
	unsigned kind = (unsigned char)data.p[*at] >> 5, more = data.p[*at] & 31;
	uint64_t value = more;
	*at += 1;
	if (kind > 2 || more > 27)
		return false;
	if (more >= 24) {
		size_t n = (size_t)1 << (more - 24);
		if (data.n - *at < n)
			return false;
		value = 0;
		for (size_t i = 0; i < n; i++)
			value = value << 8 | (unsigned char)data.p[*at + i];
		*at += n;
	}
	if (kind < 2)
		return true;
	if (value > data.n - *at)
		return false;
	*at += (size_t)value;
	return true;
}

/* Ends the data behind its key, without extensions, which nobody asked for (WebAuthn 6.1). libfido2's parser sets aside
 * whatever room an answer claims to need, so what it is given is a small map of numbers and bytes. */
static bool key_cut(struct arena *arena, struct str data, struct str *ret_data)
{
	if (data.n < AT_ID)
		return false;
	size_t at = AT_ID + ((size_t)(unsigned char)data.p[AT_ID - 2] << 8 | (unsigned char)data.p[AT_ID - 1]);
	if (at >= data.n || ((unsigned char)data.p[at] & 0xe0) != 0xa0 || (data.p[at] & 31) > 23)
		return false;
	unsigned items = 2 * ((unsigned)data.p[at] & 31);
	at++;
	for (unsigned i = 0; i < items; i++)
		if (!item_pass(data, &at))
			return false;
	char *copy = arena_alloc(arena, at);
	memcpy(copy, data.p, at);
	copy[AT_FLAGS] = (char)(copy[AT_FLAGS] & ~EXTENDED);
	*ret_data = str_bytes(copy, at);
	return true;
}

/* libfido2 reads a key only of the algorithm that it was told, so each is tried. */
static bool read_key(struct arena *arena, struct str data, const struct kind *kind, struct passkey *passkey)
{
	CLEANUP(cred_freep) fido_cred_t *cred = fido_cred_new();
	if (!cred || fido_cred_set_type(cred, kind->algorithm) != FIDO_OK ||
	    fido_cred_set_authdata_raw(cred, (const unsigned char *)data.p, data.n) != FIDO_OK ||
	    fido_cred_id_len(cred) == 0 || fido_cred_id_len(cred) > PASSKEY_ID_BYTES)
		return false;
	CLEANUP(key_freep) EVP_PKEY *key = key_of_cred(cred, kind);
	unsigned char der[KEY_BYTES];
	unsigned char *end = der;
	int n = key ? i2d_PUBKEY(key, NULL) : 0;
	if (n <= 0 || n > (int)sizeof(der) || i2d_PUBKEY(key, &end) != n)
		return false;
	passkey->credential = str_dup(arena, str_bytes(fido_cred_id_ptr(cred), fido_cred_id_len(cred)));
	passkey->public_key = str_dup(arena, str_bytes(der, (size_t)n));
	passkey->algorithm = kind->algorithm;
	return true;
}

enum outcome passkey_registered(struct ctx *ctx, const struct passkey_expected *expected, struct str client_data,
				struct str data, struct passkey *ret_passkey)
{
	struct passkey passkey = {0};
	TRY(client_data_check(ctx, expected, "webauthn.create", client_data));
	TRY(data_check(ctx, expected, data));
	struct str cut = {0};
	bool has_key = ((unsigned char)data.p[AT_FLAGS] & HAS_KEY) && key_cut(ctx->arena, data, &cut);
	for (size_t i = 0; has_key && i < COUNT_OF(kinds) && !passkey.algorithm; i++)
		(void)read_key(ctx->arena, cut, &kinds[i], &passkey);
	if (!passkey.algorithm)
		return fault(ctx, msg("The new passkey has a kind of key that this site cannot check. Use another "
				      "device or another passkey provider"));
	passkey.count = count_of(data);
	passkey.verified = (unsigned char)data.p[AT_FLAGS] & VERIFIED;
	passkey.synced = (unsigned char)data.p[AT_FLAGS] & SYNCED;
	*ret_passkey = passkey;
	return OK;
}

/* ---- Signatures ---- */

static int verify_with(const fido_assert_t *assertion, const struct passkey *passkey)
{
	const unsigned char *der = (const unsigned char *)passkey->public_key.p;
	CLEANUP(key_freep) EVP_PKEY *key = d2i_PUBKEY(NULL, &der, (long)passkey->public_key.n);
	int r = FIDO_ERR_INVALID_ARGUMENT;
	for (size_t i = 0; key && i < COUNT_OF(kinds); i++) {
		if (kinds[i].algorithm != passkey->algorithm)
			continue;
		void *pk = kinds[i].make();
		if (pk && kinds[i].from_key(pk, key) == FIDO_OK)
			r = fido_assert_verify(assertion, 0, passkey->algorithm, pk);
		if (pk)
			kinds[i].end(pk);
	}
	return r;
}

static int verify(struct ctx *ctx, const struct passkey_expected *expected, const struct passkey *passkey,
		  const struct passkey_answer *answer)
{
	CLEANUP(assert_freep) fido_assert_t *assertion = fido_assert_new();
	struct hash client = hash_bytes(answer->client_data);
	int r = assertion ? fido_assert_set_clientdata_hash(assertion, client.b, sizeof(client.b)) : FIDO_ERR_INTERNAL;
	if (r == FIDO_OK)
		r = fido_assert_set_rp(assertion, str_c(ctx->arena, expected->host));
	if (r == FIDO_OK)
		r = fido_assert_set_count(assertion, 1);
	if (r == FIDO_OK)
		r = fido_assert_set_up(assertion, FIDO_OPT_TRUE);
	if (r == FIDO_OK && expected->verified)
		r = fido_assert_set_uv(assertion, FIDO_OPT_TRUE);
	if (r == FIDO_OK)
		r = fido_assert_set_authdata_raw(assertion, 0, (const unsigned char *)answer->authenticator_data.p,
						 answer->authenticator_data.n);
	if (r == FIDO_OK)
		r = fido_assert_set_sig(assertion, 0, (const unsigned char *)answer->signature.p, answer->signature.n);
	return r == FIDO_OK ? verify_with(assertion, passkey) : r;
}

enum outcome passkey_signed(struct ctx *ctx, const struct passkey_expected *expected, const struct passkey *passkey,
			    const struct passkey_answer *answer, struct passkey_use *ret_use)
{
	TRY(client_data_check(ctx, expected, "webauthn.get", answer->client_data));
	TRY(data_check(ctx, expected, answer->authenticator_data));
	if (str_empty(answer->signature) || answer->signature.n > PASSKEY_SIGNATURE_BYTES ||
	    verify(ctx, expected, passkey, answer) != FIDO_OK)
		return fault(ctx, msg("The signature is not that of this passkey: what it signed was changed on the "
				      "way. Try again"));
	*ret_use = (struct passkey_use){
		.count = count_of(answer->authenticator_data),
		.verified = (unsigned char)answer->authenticator_data.p[AT_FLAGS] & VERIFIED,
	};
	return OK;
}

enum outcome passkey_count_check(struct ctx *ctx, int64_t before, int64_t now)
{
	if (now > before || (now == 0 && before == 0))
		return OK;
	return fault(ctx, msg("This passkey was used elsewhere since it was last used here: somebody may have a copy "
			      "of it. Sign in another way, then remove it"));
}
