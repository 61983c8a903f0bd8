/* A software authenticator: what a browser with a passkey would answer, and whatever a test wants to be wrong about it.
 * For tests only. */
#pragma once

#include <openssl/evp.h>

#include "crypto/passkey.h"

struct test_authenticator {
	EVP_PKEY *key;
	int algorithm;
	struct str credential;
	uint32_t count;
	uint8_t flags; /* of the next answers: 0x05 is "present" and "verified" */
};

/* A new key of the algorithm. */
struct test_authenticator test_authenticator_open(struct arena *arena, int algorithm);
void test_authenticator_close(struct test_authenticator *authenticator);

/* Answers as of a browser on `origin`, whose relying party is `host`. */
struct test_asked {
	const char *origin;
	const char *host;
	struct str challenge;
	const char *type;  /* NULL: what fits the call */
	const char *extra; /* more members of clientDataJSON, such as ",\"crossOrigin\":true"; NULL: none */
};
struct passkey_answer test_authenticator_create(struct test_authenticator *authenticator, struct arena *arena,
						const struct test_asked *asked);
struct passkey_answer test_authenticator_get(struct test_authenticator *authenticator, struct arena *arena,
					     const struct test_asked *asked);
