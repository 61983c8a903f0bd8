/* Passkeys with a software authenticator; one-time codes; seals. */
#include "base/testing.h"
#include "crypto/crypto.h"
#include "crypto/passkey_testing.h"
#include "crypto/totp.h"

#define ORIGIN "https://ethics.example.gov"
#define HOST   "ethics.example.gov"

static const int algorithms[] = {PASSKEY_ES256, PASSKEY_EDDSA, PASSKEY_RS256};

static struct passkey_expected expected_of(struct str challenge)
{
	return (struct passkey_expected){.challenge = challenge, .origin = STR(ORIGIN), .host = STR(HOST)};
}

static const struct test_asked here = {.origin = ORIGIN, .host = HOST, .challenge = STR_INIT("sixteen bytes or more")};

static struct passkey registered(struct ctx *ctx, struct test_authenticator *authenticator)
{
	struct passkey passkey;
	struct passkey_expected expected = expected_of(here.challenge);
	struct passkey_answer made = test_authenticator_create(authenticator, ctx->arena, &here);
	assert_int_equal(passkey_registered(ctx, &expected, made.client_data, made.authenticator_data, &passkey), OK);
	return passkey;
}

static void a_passkey_of_every_kind_is_made_and_signs(void **state)
{
	struct ctx *ctx = *state;
	for (size_t i = 0; i < COUNT_OF(algorithms); i++) {
		struct test_authenticator authenticator = test_authenticator_open(ctx->arena, algorithms[i]);
		struct passkey passkey = registered(ctx, &authenticator);
		assert_true(str_eq(passkey.credential, authenticator.credential));
		assert_int_equal(passkey.algorithm, algorithms[i]);
		assert_true(passkey.verified);
		struct passkey_expected expected = expected_of(here.challenge);
		expected.verified = true;
		authenticator.count = 0xfedcba98;
		struct passkey_answer answer = test_authenticator_get(&authenticator, ctx->arena, &here);
		struct passkey_use use;
		assert_int_equal(passkey_signed(ctx, &expected, &passkey, &answer, &use), OK);
		assert_int_equal(use.count, 0xfedcba98);
		assert_true(use.verified);
		/* Of another passkey, and of another kind. */
		struct test_authenticator other = test_authenticator_open(ctx->arena, algorithms[i]);
		struct passkey theirs = registered(ctx, &other);
		assert_int_equal(passkey_signed(ctx, &expected, &theirs, &answer, &use), INVALID);
		passkey.algorithm = algorithms[(i + 1) % COUNT_OF(algorithms)];
		assert_int_equal(passkey_signed(ctx, &expected, &passkey, &answer, &use), INVALID);
		test_authenticator_close(&authenticator);
		test_authenticator_close(&other);
	}
}

/* Every answer that is not to what was asked, and the words that say so. */
static void what_does_not_fit_is_refused_and_said(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		struct test_asked asked;
		uint8_t flags;
		const char *says;
	} cases[] = {
		{{.origin = "https://evil.example", .host = HOST}, 0x05, "another site than this one"},
		{{.origin = ORIGIN ":8443", .host = HOST}, 0x05, "another site than this one"},
		{{.origin = ORIGIN, .host = "evil.example"}, 0x05, "belongs to another site"},
		{{.origin = ORIGIN, .host = HOST, .type = "webauthn.other"},
		 0x05,
		 "something else than what was asked"},
		{{.origin = ORIGIN, .host = HOST, .extra = ",\"crossOrigin\":true"},
		 0x05,
		 "inside another site's page"},
		{{.origin = ORIGIN, .host = HOST, .extra = ",\"topOrigin\":\"https://e.example\""},
		 0x05,
		 "inside another site's page"},
		{{.origin = ORIGIN, .host = HOST, .challenge = STR_INIT("an older question")},
		 0x05,
		 "another question"},
		{{.origin = ORIGIN, .host = HOST, .extra = ",\"origin\":\"" ORIGIN "\""}, 0x05, "cannot be read"},
		{{.origin = ORIGIN, .host = HOST}, 0x04, "Nobody touched"},
		{{.origin = ORIGIN, .host = HOST}, 0x01, "did not make sure that it is you"},
	};
	struct test_authenticator authenticator = test_authenticator_open(ctx->arena, PASSKEY_ES256);
	struct passkey passkey = registered(ctx, &authenticator);
	struct passkey_expected expected = expected_of(here.challenge);
	expected.verified = true;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct test_asked asked = cases[i].asked;
		if (!asked.challenge.n)
			asked.challenge = here.challenge;
		authenticator.flags = cases[i].flags;
		struct passkey_answer answer = test_authenticator_get(&authenticator, ctx->arena, &asked);
		struct passkey_answer made = test_authenticator_create(&authenticator, ctx->arena, &asked);
		struct passkey_use use;
		struct passkey none;
		problems_clear(ctx);
		assert_int_equal(passkey_signed(ctx, &expected, &passkey, &answer, &use), INVALID);
		assert_non_null(strstr(test_problem(ctx, 0), cases[i].says));
		problems_clear(ctx);
		assert_int_equal(passkey_registered(ctx, &expected, made.client_data, made.authenticator_data, &none),
				 INVALID);
		assert_non_null(strstr(test_problem(ctx, 0), cases[i].says));
		assert_int_equal(ctx->problems.count, 1);
	}
	test_authenticator_close(&authenticator);
}

/* A bit of anything that is signed, or of the signature, and it does not verify. */
static void every_changed_bit_is_noticed(void **state)
{
	struct ctx *ctx = *state;
	struct passkey_expected expected = expected_of(here.challenge);
	for (size_t kind = 0; kind < COUNT_OF(algorithms); kind++) {
		struct test_authenticator authenticator = test_authenticator_open(ctx->arena, algorithms[kind]);
		struct passkey passkey = registered(ctx, &authenticator);
		struct passkey_answer answer = test_authenticator_get(&authenticator, ctx->arena, &here);
		struct str *parts[] = {&answer.client_data, &answer.authenticator_data, &answer.signature};
		for (size_t part = 0; part < COUNT_OF(parts); part++) {
			struct str whole = *parts[part];
			for (size_t bit = 0; bit < whole.n * 8; bit += 3) {
				arena_scope(ctx->arena);
				char *changed = arena_copy(ctx->arena, whole.p, whole.n);
				changed[bit / 8] = (char)(changed[bit / 8] ^ 1 << bit % 8);
				*parts[part] = str_bytes(changed, whole.n);
				struct passkey_use use;
				problems_clear(ctx);
				assert_int_equal(passkey_signed(ctx, &expected, &passkey, &answer, &use), INVALID);
			}
			*parts[part] = str_slice(whole, 0, whole.n - 1);
			struct passkey_use use;
			assert_int_equal(passkey_signed(ctx, &expected, &passkey, &answer, &use), INVALID);
			*parts[part] = whole;
		}
		struct passkey_use use;
		assert_int_equal(passkey_signed(ctx, &expected, &passkey, &answer, &use), OK);
		test_authenticator_close(&authenticator);
	}
}

static void a_registration_needs_a_whole_key(void **state)
{
	struct ctx *ctx = *state;
	struct test_authenticator authenticator = test_authenticator_open(ctx->arena, PASSKEY_ES256);
	struct passkey_expected expected = expected_of(here.challenge);
	struct passkey_answer made = test_authenticator_create(&authenticator, ctx->arena, &here);
	struct passkey passkey;
	for (size_t n = 0; n < made.authenticator_data.n; n++)
		assert_int_equal(passkey_registered(ctx, &expected, made.client_data,
						    str_slice(made.authenticator_data, 0, n), &passkey),
				 INVALID);
	/* A point that is not on the curve. */
	char *off = arena_copy(ctx->arena, made.authenticator_data.p, made.authenticator_data.n);
	off[made.authenticator_data.n - 1] ^= 1;
	assert_int_equal(passkey_registered(ctx, &expected, made.client_data, str_bytes(off, made.authenticator_data.n),
					    &passkey),
			 INVALID);
	test_authenticator_close(&authenticator);
}

static void a_count_that_does_not_grow_is_a_copy(void **state)
{
	struct ctx *ctx = *state;
	assert_int_equal(passkey_count_check(ctx, 0, 0), OK);
	assert_int_equal(passkey_count_check(ctx, 0, 1), OK);
	assert_int_equal(passkey_count_check(ctx, 7, 8), OK);
	assert_int_equal(passkey_count_check(ctx, 7, 7), INVALID);
	assert_int_equal(passkey_count_check(ctx, 7, 0), INVALID);
	assert_non_null(strstr(test_problem(ctx, 0), "may have a copy"));
}

/* RFC 6238 appendix B (SHA-1), of which the last six digits. */
static void one_time_codes_are_those_of_the_standard(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		int64_t seconds;
		const char *code;
	} vectors[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
		       {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
	struct str secret = STR("12345678901234567890");
	for (size_t i = 0; i < COUNT_OF(vectors); i++) {
		int64_t step = 0;
		int64_t now_ms = vectors[i].seconds * 1000;
		assert_text(totp_code(ctx->arena, secret, vectors[i].seconds / 30), vectors[i].code);
		assert_true(totp_check(secret, now_ms, 0, str_of(vectors[i].code), &step));
		assert_int_equal(step, vectors[i].seconds / 30);
		assert_false(totp_check(secret, now_ms, step, str_of(vectors[i].code), &step));
		/* One step early or late is a clock that goes wrong; two are not. */
		assert_true(totp_check(secret, now_ms + 30000, 0, str_of(vectors[i].code), &step));
		assert_true(totp_check(secret, now_ms - 30000, 0, str_of(vectors[i].code), &step));
		assert_false(totp_check(secret, now_ms + 60000, 0, str_of(vectors[i].code), &step));
		assert_false(now_ms > 60000 && totp_check(secret, now_ms - 60000, 0, str_of(vectors[i].code), &step));
	}
	int64_t step;
	assert_true(totp_check(secret, 59000, 0, STR("287 082"), &step));
	assert_false(totp_check(secret, 59000, 0, STR("28708"), &step));
	assert_false(totp_check(secret, 59000, 0, STR("2870820"), &step));
	assert_false(totp_check(secret, 59000, 0, STR(""), &step));
	assert_text(totp_secret_text(ctx->arena, secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	assert_text(totp_address(ctx->arena, STR("Port Alder"), STR("a@b.gov"), STR("12345678901234567890")),
		    "otpauth://totp/Port%20Alder:a%40b%2Egov?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Port%"
		    "20Alder");
}

static void a_seal_opens_with_its_key_and_context_alone(void **state)
{
	struct ctx *ctx = *state;
	struct str key = STR("0123456789abcdef0123456789abcdef");
	struct str sealed = seal(ctx, key, STR("access.totp 17"), STR("secret"));
	struct str plain;
	assert_true(str_find(sealed, STR("secret"), 0) == STR_NPOS);
	assert_true(seal_open(ctx->arena, key, STR("access.totp 17"), sealed, &plain));
	assert_text(plain, "secret");
	assert_false(seal_open(ctx->arena, key, STR("access.totp 18"), sealed, &plain));
	assert_false(
		seal_open(ctx->arena, STR("0123456789abcdef0123456789abcdeg"), STR("access.totp 17"), sealed, &plain));
	assert_false(seal_open(ctx->arena, key, STR("access.totp 17"), str_slice(sealed, 0, sealed.n - 1), &plain));
	assert_false(seal_open(ctx->arena, key, STR("access.totp 17"), STR(""), &plain));
	for (size_t i = 0; i < sealed.n; i++) {
		char *changed = arena_copy(ctx->arena, sealed.p, sealed.n);
		changed[i] ^= 1;
		assert_false(seal_open(ctx->arena, key, STR("access.totp 17"), str_bytes(changed, sealed.n), &plain));
	}
}

static void bytes_go_through_an_address(void **state)
{
	struct ctx *ctx = *state;
	struct str bytes;
	assert_text(base64url_str(ctx->arena, str_bytes("\xfb\xff\xfe", 3)), "-__-");
	assert_text(base64url_str(ctx->arena, STR("")), "");
	assert_true(base64url_parse(ctx->arena, STR("-__-"), 3, &bytes));
	assert_true(str_eq(bytes, str_bytes("\xfb\xff\xfe", 3)));
	assert_false(base64url_parse(ctx->arena, STR("-__-"), 2, &bytes));
	assert_false(base64url_parse(ctx->arena, STR("+//+"), 3, &bytes));
	assert_false(base64url_parse(ctx->arena, STR("-__-="), 9, &bytes));
	assert_false(base64url_parse(ctx->arena, STR("-_ _-"), 9, &bytes));
}

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		ctx_test(a_passkey_of_every_kind_is_made_and_signs),
		ctx_test(what_does_not_fit_is_refused_and_said),
		ctx_test(every_changed_bit_is_noticed),
		ctx_test(a_registration_needs_a_whole_key),
		ctx_test(a_count_that_does_not_grow_is_a_copy),
		ctx_test(one_time_codes_are_those_of_the_standard),
		ctx_test(a_seal_opens_with_its_key_and_context_alone),
		ctx_test(bytes_go_through_an_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
