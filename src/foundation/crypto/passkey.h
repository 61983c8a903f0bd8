/* Passkeys: what a browser answers when one is made and when one signs (W3C Web Authentication, Level 2, sections 7.1
 * and 7.2). Pure but for the problems. Attestation is never asked for ("none"), so a new passkey proves nothing about
 * its maker, and the answer is read from clientDataJSON and the authenticator data alone. libfido2's arithmetic. */
#pragma once

#include "base/base.h"

/* COSE algorithms that are offered, in this order: each is checked by libfido2 and by OpenSSL alone. */
enum passkey_algorithm { PASSKEY_ES256 = -7, PASSKEY_EDDSA = -8, PASSKEY_RS256 = -257 };

#define PASSKEY_CLIENT_DATA_BYTES 8192
#define PASSKEY_DATA_BYTES        4096
#define PASSKEY_SIGNATURE_BYTES   1024
#define PASSKEY_ID_BYTES          1023 /* section 4, credential ID */

/* What the answer must be about. The challenge is any bytes: a random one that was given out, or the hash of what is
 * signed. Whether it was used before is the caller's to know. */
struct passkey_expected {
	struct str challenge;
	struct str origin; /* "https://ethics.example.gov", as the browser writes it */
	struct str host;   /* the relying party's id: "ethics.example.gov" */
	bool verified;     /* the authenticator must have made sure who it is: PIN, finger, face */
};

struct passkey {
	struct str credential; /* id, any bytes */
	struct str public_key; /* SubjectPublicKeyInfo, DER: what `openssl pkeyutl -keyform DER` reads */
	int32_t algorithm;     /* enum passkey_algorithm */
	int64_t count;         /* signatures so far, as the authenticator says; 0: it does not count */
	bool verified;         /* it made sure who it is */
	bool synced;           /* kept by a provider beyond one device */
};

/* A new passkey from the answer to navigator.credentials.create. INVALID with one problem under "passkey" that says
 * what does not fit. Results live in ctx's arena. */
MUST_USE enum outcome passkey_registered(struct ctx *ctx, const struct passkey_expected *expected,
					 struct str client_data, struct str authenticator_data,
					 struct passkey *ret_passkey);

/* The answer to navigator.credentials.get. */
struct passkey_answer {
	struct str client_data;        /* clientDataJSON, the bytes as they came */
	struct str authenticator_data; /* raw */
	struct str signature;
};
struct passkey_use {
	int64_t count;
	bool verified;
};

/* Is this the answer that the passkey (its public_key and algorithm) gives to what is expected? INVALID with one
 * problem under "passkey". The count is not looked at: passkey_count_check. */
MUST_USE enum outcome passkey_signed(struct ctx *ctx, const struct passkey_expected *expected,
				     const struct passkey *passkey, const struct passkey_answer *answer,
				     struct passkey_use *ret_use);

/* Section 6.1.1: a count that does not grow says that the passkey was copied. INVALID with a problem under "passkey".
 */
MUST_USE enum outcome passkey_count_check(struct ctx *ctx, int64_t before, int64_t now);
