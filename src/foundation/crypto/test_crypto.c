#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "crypto/crypto.h"

#define CHEAP_PASSES    1
#define CHEAP_MEMORY    (64 * 1024)
#define STANDARD_PASSES 3
#define STANDARD_MEMORY (64 * 1024 * 1024)

static struct ctx test_ctx(void)
{
	return (struct ctx){.arena = arena_open(0)};
}

static void expect_hex(struct arena *arena, struct hash hash, const char *hex)
{
	assert_string_equal(str_c(arena, hash_hex(arena, &hash)), hex);
}

/* FIPS 180-4 examples, as NIST publishes them. */
static void sha256_gives_the_standard_examples(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	expect_hex(arena, hash_bytes((struct str){0}),
		   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	expect_hex(arena, hash_bytes(STR("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	expect_hex(arena, hash_bytes(STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
		   "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	char *million = arena_alloc(arena, 1000000);
	memset(million, 'a', 1000000);
	expect_hex(arena, hash_bytes(str_bytes(million, 1000000)),
		   "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void the_hash_of_parts_is_that_of_the_whole(void **state)
{
	(void)state;
	const struct str parts[] = {STR("a"), {NULL, 0}, STR("b"), STR("c")};
	struct hash whole = hash_bytes(STR("abc"));
	struct hash of_parts = hash_parts(parts, COUNT_OF(parts));
	assert_true(hash_eq(&whole, &of_parts));
	of_parts.b[31] ^= 1;
	assert_false(hash_eq(&whole, &of_parts));
}

static void a_hash_reads_back_from_hex(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct hash hash = hash_bytes(STR("abc"));
	struct hash read = {{0}};
	assert_true(hash_parse(hash_hex(arena, &hash), &read));
	assert_true(hash_eq(&hash, &read));
	struct str hex = hash_hex(arena, &hash);
	assert_false(hash_parse(str_slice(hex, 0, 63), &read));
	assert_false(hash_parse(str_slice(hex, 0, 62), &read));
	assert_false(hash_parse(STR(""), &read));
	assert_false(hash_parse(STR("zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), &read));
	assert_true(hash_eq(&hash, &read));
}

/* RFC 4231 sections 4.2, 4.3 and 4.7. */
static void hmac_gives_the_standard_examples(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	char key[131];
	memset(key, 0x0b, 20);
	expect_hex(arena, hash_keyed(str_bytes(key, 20), STR("Hi There")),
		   "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	expect_hex(arena, hash_keyed(STR("Jefe"), STR("what do ya want for nothing?")),
		   "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof(key));
	expect_hex(
		arena,
		hash_keyed(str_bytes(key, sizeof(key)), STR("Test Using Larger Than Block-Size Key - Hash Key First")),
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void secrets_compare_by_content_and_can_be_wiped(void **state)
{
	(void)state;
	assert_true(secret_eq(STR("token"), STR("token")));
	assert_true(secret_eq((struct str){0}, STR("")));
	assert_false(secret_eq(STR("token"), STR("tokem")));
	assert_false(secret_eq(STR("token"), STR("toke")));
	char secret[] = "secret";
	secret_wipe(secret, sizeof(secret));
	for (size_t i = 0; i < sizeof(secret); i++)
		assert_int_equal(secret[i], 0);
}

static void a_token_is_52_characters_and_only_its_hash_is_known(void **state)
{
	(void)state;
	struct ctx ctx = test_ctx();
	struct random random = random_seeded(7);
	ctx.random = &random;
	struct str first = token_new(&ctx);
	struct str second = token_new(&ctx);
	random = random_seeded(7);
	struct str again = token_new(&ctx);
	unsigned char bytes[32];
	assert_int_equal(first.n, 52);
	assert_true(base32_parse(first, bytes, sizeof(bytes)));
	assert_false(str_eq(first, second));
	assert_true(str_eq(first, again));
	struct hash stored = token_hash(first);
	struct hash expected = hash_bytes(first);
	assert_true(hash_eq(&stored, &expected));
	arena_close(ctx.arena);
}

static void a_password_is_hashed_at_the_standard_cost(void **state)
{
	(void)state;
	struct ctx ctx = test_ctx();
	struct str hash;
	assert_int_equal(password_hash(&ctx, STR("correct horse battery"), &hash), OK);
	assert_true(str_starts(hash, STR("$argon2id$v=19$m=65536,t=3,p=1$")));
	assert_int_equal(password_verify(&ctx, hash, STR("correct horse battery")), OK);
	assert_int_equal(password_verify(&ctx, hash, STR("correct horse batterz")), FORBIDDEN);
	arena_close(ctx.arena);
}

/* The example of the argon2 reference implementation's own tests (version 19, 2 passes, 64 MiB). */
static void a_hash_made_elsewhere_is_understood(void **state)
{
	(void)state;
	struct ctx ctx = test_ctx();
	struct str hash = STR("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");
	assert_int_equal(password_verify(&ctx, hash, STR("password")), OK);
	assert_int_equal(password_verify(&ctx, hash, STR("Password")), FORBIDDEN);
	arena_close(ctx.arena);
}

static void equal_passwords_have_different_hashes(void **state)
{
	(void)state;
	password_cost_lower(CHEAP_PASSES, CHEAP_MEMORY);
	struct ctx ctx = test_ctx();
	struct str a, b;
	assert_int_equal(password_hash(&ctx, STR("same"), &a), OK);
	assert_int_equal(password_hash(&ctx, STR("same"), &b), OK);
	assert_false(str_eq(a, b));
	arena_close(ctx.arena);
	password_cost_lower(STANDARD_PASSES, STANDARD_MEMORY);
}

static void no_hash_no_password_and_bad_hashes_let_nobody_in(void **state)
{
	(void)state;
	password_cost_lower(CHEAP_PASSES, CHEAP_MEMORY);
	struct ctx ctx = test_ctx();
	struct str hash;
	assert_int_equal(password_hash(&ctx, STR("something"), &hash), OK);
	assert_int_equal(password_verify(&ctx, (struct str){0}, STR("something")), FORBIDDEN);
	assert_int_equal(password_verify(&ctx, (struct str){0}, (struct str){0}), FORBIDDEN);
	assert_int_equal(password_verify(&ctx, hash, (struct str){0}), FORBIDDEN);
	assert_int_equal(password_verify(&ctx, str_slice(hash, 0, hash.n / 2), STR("something")), BROKEN);
	assert_int_equal(password_verify(&ctx, STR("plain"), STR("plain")), BROKEN);
	char *endless = arena_alloc(ctx.arena, 500);
	memset(endless, 'x', 500);
	assert_int_equal(password_verify(&ctx, str_bytes(endless, 500), STR("something")), BROKEN);
	arena_close(ctx.arena);
	password_cost_lower(STANDARD_PASSES, STANDARD_MEMORY);
}

static void a_password_beyond_the_limit_is_refused_before_any_work(void **state)
{
	(void)state;
	struct ctx ctx = test_ctx();
	size_t n = (size_t)LIMIT_PASSWORD_BYTES + 1;
	char *text = arena_alloc(ctx.arena, n);
	memset(text, 'p', n);
	struct str hash = STR("untouched");
	assert_int_equal(password_hash(&ctx, str_bytes(text, n), &hash), INVALID);
	assert_int_equal(ctx.problems.count, 1);
	assert_true(str_eq(hash, STR("untouched")));
	assert_int_equal(password_verify(&ctx, STR("plain"), str_bytes(text, n)), FORBIDDEN);
	arena_close(ctx.arena);
}

#define CROWD 80

static pthread_barrier_t start;

static void *one_of_the_crowd(void *arg)
{
	enum outcome *ret_outcome = arg;
	struct ctx ctx = test_ctx();
	struct str hash;
	pthread_barrier_wait(&start);
	*ret_outcome = password_hash(&ctx, STR("password of the crowd"), &hash);
	arena_close(ctx.arena);
	return NULL;
}

static void a_crowd_is_served_up_to_the_queue_and_the_rest_sent_away(void **state)
{
	(void)state;
	password_cost_lower(1, 16 * 1024 * 1024);
	pthread_t threads[CROWD];
	enum outcome outcomes[CROWD];
	assert_int_equal(pthread_barrier_init(&start, NULL, CROWD), 0);
	for (size_t i = 0; i < CROWD; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, one_of_the_crowd, &outcomes[i]), 0);
	size_t served = 0, sent_away = 0;
	for (size_t i = 0; i < CROWD; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		served += outcomes[i] == OK;
		sent_away += outcomes[i] == RETRY;
	}
	pthread_barrier_destroy(&start);
	assert_int_equal(served + sent_away, CROWD);
	assert_true(served >= 2 + LIMIT_PASSWORD_QUEUE);
	assert_true(sent_away > 0);

	struct ctx ctx = test_ctx();
	struct str hash;
	assert_int_equal(password_hash(&ctx, STR("after the crowd"), &hash), OK);
	arena_close(ctx.arena);
	password_cost_lower(STANDARD_PASSES, STANDARD_MEMORY);
}

int main(void)
{
	crypto_init();
	crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_gives_the_standard_examples),
		cmocka_unit_test(the_hash_of_parts_is_that_of_the_whole),
		cmocka_unit_test(a_hash_reads_back_from_hex),
		cmocka_unit_test(hmac_gives_the_standard_examples),
		cmocka_unit_test(secrets_compare_by_content_and_can_be_wiped),
		cmocka_unit_test(a_token_is_52_characters_and_only_its_hash_is_known),
		cmocka_unit_test(a_password_is_hashed_at_the_standard_cost),
		cmocka_unit_test(a_hash_made_elsewhere_is_understood),
		cmocka_unit_test(equal_passwords_have_different_hashes),
		cmocka_unit_test(no_hash_no_password_and_bad_hashes_let_nobody_in),
		cmocka_unit_test(a_password_beyond_the_limit_is_refused_before_any_work),
		cmocka_unit_test(a_crowd_is_served_up_to_the_queue_and_the_rest_sent_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
