/* Any bytes as a browser's answers about passkeys: nothing verifies under a key that nobody else has, and what is taken
 * for a new passkey is one. */
#include "crypto/crypto.h"
#include "crypto/passkey_testing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str take(struct str *rest)
{
	if (rest->n < 2)
		return (struct str){NULL, 0};
	size_t n = (size_t)(unsigned char)rest->p[0] << 8 | (unsigned char)rest->p[1];
	struct str part = str_slice(*rest, 2, 2 + n);
	*rest = str_slice(*rest, 2 + part.n, rest->n);
	return part;
}

/* Three keys for the whole run. */
static const struct passkey *own_key(size_t which)
{
	static const int algorithms[] = {PASSKEY_ES256, PASSKEY_EDDSA, PASSKEY_RS256};
	static struct passkey keys[3];
	static struct arena *arena;
	if (!arena) {
		arena = arena_open(0);
		struct ctx ctx = {.arena = arena};
		const struct test_asked asked = {.origin = "https://a.example", .host = "a.example"};
		const struct passkey_expected expected = {.origin = STR("https://a.example"), .host = STR("a.example")};
		for (size_t i = 0; i < COUNT_OF(keys); i++) {
			struct test_authenticator made = test_authenticator_open(arena, algorithms[i]);
			struct passkey_answer answer = test_authenticator_create(&made, arena, &asked);
			if (passkey_registered(&ctx, &expected, answer.client_data, answer.authenticator_data,
					       &keys[i]) != OK)
				die("fuzz_passkey: a good passkey is refused");
			test_authenticator_close(&made);
		}
	}
	return &keys[which % COUNT_OF(keys)];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct str rest = str_bytes(data, size);
	const struct passkey_expected expected = {.challenge = STR("nonce"),
						  .origin = STR("https://ethics.example.gov"),
						  .host = STR("ethics.example.gov")};
	struct passkey_answer answer = {.client_data = take(&rest)};
	answer.authenticator_data = take(&rest);
	answer.signature = take(&rest);
	struct passkey made;
	struct passkey_use use;
	if (passkey_registered(&ctx, &expected, answer.client_data, answer.authenticator_data, &made) == OK) {
		if (!made.credential.n || made.credential.n > PASSKEY_ID_BYTES || !made.public_key.n || !made.algorithm)
			die("fuzz_passkey: a passkey without its parts");
	} else if (ctx.problems.count != 1) {
		die("fuzz_passkey: a refusal says why, once");
	}
	if (passkey_signed(&ctx, &expected, own_key(size), &answer, &use) == OK)
		die("fuzz_passkey: a forged answer is taken");
	return 0;
}
