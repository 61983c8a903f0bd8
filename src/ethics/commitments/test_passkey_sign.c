/* Signing with a passkey, on both engines, by a software authenticator; and its receipt, checked by the verb's own
 * check and by the script in docs. */
#include <stdlib.h>

#include "access/factors.h"
#include "commitments/commitments_web.h"
#include "commitments/test/stand.h"
#include "crypto/passkey_testing.h"

#define URL "https://ethics.example.gov"

/* The stand, with an account of Imogen's that has a passkey. */
struct keyed {
	struct stand *s;
	struct test_authenticator key;
	struct actor actor;
	struct str token;
	struct passkey passkey;
	struct passkey_seed seed;
	struct access_question question;
	struct access_asked asked;
	struct str statement;
};

static enum outcome account_write(struct ctx *ctx, void *args)
{
	struct keyed *k = args;
	struct str path;
	TRY(access_invite(ctx, STR("Imogen Vale"), STR("imogen@example.gov"), k->actor.person_id, ROLE_PERSON, 0,
			  k->token, &path, &k->actor.account_id));
	return passkey_put(ctx, k->actor.account_id, STR("Telephone"), &k->passkey, &k->seed);
}

static struct test_asked asked_of(struct str challenge)
{
	return (struct test_asked){.origin = URL, .host = "ethics.example.gov", .challenge = challenge};
}

static struct keyed keyed_open(enum db_engine engine, int algorithm)
{
	struct keyed k = {.s = stand_open(engine)};
	struct ctx *ctx = &k.s->test->ctx;
	const struct passkey_expected expected = {
		.challenge = STR("0123456789abcdef"), .origin = STR(URL), .host = STR("ethics.example.gov")};
	struct test_asked asked = asked_of(expected.challenge);
	k.key = test_authenticator_open(k.s->test->arena, algorithm);
	k.actor = k.s->actors[IMOGEN];
	struct passkey_answer made = test_authenticator_create(&k.key, k.s->test->arena, &asked);
	assert_int_equal(passkey_registered(ctx, &expected, made.client_data, made.authenticator_data, &k.passkey), OK);
	k.token = token_new(ctx);
	k.seed = (struct passkey_seed){.journal = journal_seed_new(ctx), .id = id_new(ctx)};
	random_bytes(ctx, k.seed.salt, sizeof(k.seed.salt));
	stand_as(k.s, &access_command_line);
	assert_int_equal(site_write(ctx, account_write, &k), OK);
	test_site_refresh(k.s->test);
	stand_as(k.s, &k.actor);
	return k;
}

static void keyed_close(struct keyed *k)
{
	test_authenticator_close(&k->key);
	stand_close(k->s);
}

/* What Imogen is asked to sign, now. */
static void ask(struct keyed *k)
{
	struct stand *s = k->s;
	struct ctx *ctx = &s->test->ctx;
	struct commitment_form form;
	stand_as(s, &k->actor);
	assert_int_equal(commitments_form(ctx, s->edition.code_id, s->body.id, &form), OK);
	s->commitment = (struct commitment){
		.edition_id = s->edition.id,
		.tenure_id = s->tenures[IMOGEN].id,
		.text_hash = s->edition.text_hash,
		.statement = str_dup(s->test->arena, form.statement),
		.made_day = COMMITMENT_NO_DAY,
	};
	s->commitment.name_typed = STR("imogen VALE");
	assert_int_equal(access_question_new(ctx, &k->asked, &k->question), OK);
	assert_int_equal(commitments_statement(ctx, &s->commitment, &k->question, &k->statement), OK);
}

static struct passkey_answer answer_of(struct keyed *k)
{
	struct hash words = hash_bytes(k->statement);
	struct test_asked asked = asked_of(hash_str(&words));
	return test_authenticator_get(&k->key, k->s->test->arena, &asked);
}

static enum outcome sign_write(struct ctx *ctx, void *args)
{
	struct keyed *k = args;
	return commitments_sign_by_passkey(ctx, &k->s->seeds[0], &k->s->commitment, &k->question);
}

/* The form that the browser sends, and what comes of it. */
static enum outcome send(struct keyed *k, const struct passkey_answer *given)
{
	struct ctx *ctx = &k->s->test->ctx;
	struct arena *arena = k->s->test->arena;
	const struct http_field fields[] = {
		{STR("question"), k->asked.question},
		{STR("credential"), base64url_str(arena, k->key.credential)},
		{STR("client_data"), base64url_str(arena, given->client_data)},
		{STR("authenticator_data"), base64url_str(arena, given->authenticator_data)},
		{STR("signature"), base64url_str(arena, given->signature)},
	};
	const struct req req = {.arena = arena, .fields = fields, .n_fields = COUNT_OF(fields)};
	problems_clear(ctx);
	enum outcome outcome = access_question_answered(ctx, &req, &k->question);
	if (outcome != OK)
		return outcome;
	for (size_t i = 0; i < COUNT_OF(k->s->seeds); i++)
		k->s->seeds[i] = journal_seed_new(ctx);
	return site_write(ctx, sign_write, k);
}

static void refused(struct keyed *k, enum outcome outcome, const char *says)
{
	struct ctx *ctx = &k->s->test->ctx;
	struct commitment *none;
	size_t n;
	assert_int_equal(outcome, INVALID);
	assert_non_null(ctx->problems.first);
	struct str words = problem_str(ctx->arena, ctx->problems.first);
	if (str_find(words, str_of(says), 0) == STR_NPOS)
		fail_msg("not “%s”: %.*s", says, STR_ARG(words));
	test_site_refresh(k->s->test);
	assert_int_equal(commitments_of_person(ctx, k->actor.person_id, &none, &n), OK);
	assert_int_equal(n, 0);
}

static void sign_now(struct keyed *k)
{
	ask(k);
	struct passkey_answer given = answer_of(k);
	assert_int_equal(send(k, &given), OK);
	test_site_refresh(k->s->test);
}

static struct str receipt_of(struct keyed *k, bool own)
{
	struct resp resp = {0};
	struct req req = {.arena = k->s->test->arena, .params = {k->s->commitment.record_id}};
	stand_as(k->s, own ? &k->actor : NULL);
	assert_int_equal(own ? commitments_my_receipt_get(&k->s->test->ctx, &req, &resp)
			     : commitments_receipt_get(&k->s->test->ctx, &req, &resp),
			 OK);
	stand_as(k->s, &k->actor);
	return resp.body;
}

static struct access_signed assertion_of(struct keyed *k)
{
	struct access_signed a = {0};
	enum outcome found = access_signed_of(&k->s->test->ctx, COMMITMENT_SIGNED, k->s->commitment.id, &a);
	assert_true(found == OK || found == NOT_FOUND);
	return a;
}

/* ---- Signing ---- */

static void a_passkey_signs_the_statement(enum db_engine engine)
{
	struct keyed k = keyed_open(engine, PASSKEY_ES256);
	sign_now(&k);
	struct commitment c = stand_signature(k.s);
	assert_int_equal(c.method, COMMITMENT_PASSKEY);
	assert_true(str_eq(commitment_method_words(c.method), STR("signed in with a passkey")));
	struct journal_record record;
	assert_int_equal(journal_find(&k.s->test->ctx, c.record_id, 1, &record), OK);
	assert_true(str_find(record.content, STR("\"method\":\"passkey\""), 0) != STR_NPOS);
	assert_true(str_find(record.content, k.question.nonce, 0) == STR_NPOS);
	assert_true(str_find(k.statement, c.text_hash, 0) != STR_NPOS);
	assert_true(str_find(k.statement, STR("\"name_typed\":\"imogen VALE\""), 0) != STR_NPOS);
	struct access_signed a = assertion_of(&k);
	assert_true(str_eq(a.statement, k.statement));
	assert_int_equal(a.public_ms, 0);
	assert_int_equal(commitment_assertion_check(&k.s->test->ctx, &a, STR(URL), record.content), OK);
	assert_int_equal(journal_find(&k.s->test->ctx, a.key_record, 1, &record), OK);
	assert_true(str_eq(record.content, access_key_record(k.s->test->arena, a.public_key, a.key_salt)));
	keyed_close(&k);
}
ON_BOTH(a_passkey_signs_the_statement)

static void what_does_not_fit_is_refused(enum db_engine engine)
{
	struct keyed k = keyed_open(engine, PASSKEY_ES256);
	struct arena *arena = k.s->test->arena;

	ask(&k);
	struct passkey_answer given = answer_of(&k);
	char *tampered = arena_copy(arena, given.signature.p, given.signature.n);
	tampered[given.signature.n - 3] ^= 1;
	struct passkey_answer wrong = given;
	wrong.signature = str_bytes(tampered, given.signature.n);
	refused(&k, send(&k, &wrong), "changed on the way");

	/* Other words than those that were asked about. */
	struct commitment typed = k.s->commitment;
	k.s->commitment.name_typed = STR("Imogen Vale");
	refused(&k, send(&k, &given), "");
	k.s->commitment = typed;

	struct hash words = hash_bytes(k.statement);
	struct test_asked asked = asked_of(hash_str(&words));
	asked.origin = "https://evil.example";
	wrong = test_authenticator_get(&k.key, arena, &asked);
	refused(&k, send(&k, &wrong), "on another site");
	asked = asked_of(hash_str(&words));
	asked.host = "evil.example";
	wrong = test_authenticator_get(&k.key, arena, &asked);
	refused(&k, send(&k, &wrong), "another site");
	k.key.flags = 0x01;
	wrong = answer_of(&k);
	refused(&k, send(&k, &wrong), "did not make sure that it is you");
	k.key.flags = 0x05;

	/* Ten minutes later it is too late. */
	k.s->test->ctx.now_ms += INT64_C(600000);
	refused(&k, send(&k, &given), "open for too long");
	k.s->test->ctx.now_ms -= INT64_C(600000);
	assert_int_equal(send(&k, &given), OK);
	keyed_close(&k);
}
ON_BOTH(what_does_not_fit_is_refused)

static void an_answer_counts_once_and_for_its_owner(enum db_engine engine)
{
	struct keyed k = keyed_open(engine, PASSKEY_EDDSA);
	sign_now(&k);
	struct passkey_answer given = answer_of(&k);
	assert_int_equal(stand_withdraw(k.s, ""), OK);
	assert_int_equal(assertion_of(&k).subject_id, 0); /* destroyed with it */
	problems_clear(&k.s->test->ctx);
	assert_int_equal(send(&k, &given), INVALID);
	assert_true(str_find(problem_str(k.s->test->arena, k.s->test->ctx.problems.first), STR("used before"), 0) !=
		    STR_NPOS);
	test_site_refresh(k.s->test);

	/* Tobias sends Imogen's question, and then her passkey's answer to his own. */
	ask(&k);
	given = answer_of(&k);
	struct actor imogen = k.actor;
	k.actor = k.s->actors[TOBIAS];
	k.actor.account_id = 77;
	stand_as(k.s, &k.actor);
	refused(&k, send(&k, &given), "");
	assert_int_equal(access_question_new(&k.s->test->ctx, &k.asked, &k.question), OK);
	k.s->commitment.tenure_id = k.s->tenures[TOBIAS].id;
	k.s->commitment.name_typed = STR("Tobias Renn");
	assert_int_equal(commitments_statement(&k.s->test->ctx, &k.s->commitment, &k.question, &k.statement), OK);
	given = answer_of(&k);
	refused(&k, send(&k, &given), "belongs to somebody else");
	k.actor = imogen;
	keyed_close(&k);
}
ON_BOTH(an_answer_counts_once_and_for_its_owner)

/* ---- Who may have it ---- */

struct choice_args {
	struct keyed *k;
	int64_t version;
	bool everybody;
};

static enum outcome show_write(struct ctx *ctx, void *args)
{
	const struct choice_args *choice = args;
	return commitment_assertion_show(ctx, choice->k->s->commitment.record_id, choice->version, choice->everybody);
}

static enum outcome choose(struct keyed *k, int64_t version, bool everybody)
{
	struct choice_args choice = {.k = k, .version = version, .everybody = everybody};
	enum outcome outcome = site_write(&k->s->test->ctx, show_write, &choice);
	test_site_refresh(k->s->test);
	return outcome;
}

static bool has_assertion(struct str receipt)
{
	return str_find(receipt, STR("signed_statement"), 0) != STR_NPOS;
}

static void it_is_the_signers_to_show(enum db_engine engine)
{
	struct keyed k = keyed_open(engine, PASSKEY_ES256);
	sign_now(&k);
	assert_true(has_assertion(receipt_of(&k, true)));
	assert_false(has_assertion(receipt_of(&k, false)));
	stand_as(k.s, &k.s->actors[TOBIAS]);
	assert_int_equal(choose(&k, 1, true), FORBIDDEN);
	stand_as(k.s, &access_command_line);
	assert_int_equal(choose(&k, 1, true), FORBIDDEN);
	stand_as(k.s, &k.actor);
	assert_int_equal(choose(&k, 1, true), OK);
	assert_true(has_assertion(receipt_of(&k, false)));
	assert_int_equal(choose(&k, 1, false), CONFLICT);
	assert_int_equal(choose(&k, 2, false), OK);
	assert_false(has_assertion(receipt_of(&k, false)));
	assert_int_equal(stand_erase(k.s, k.s->commitment.record_id), OK);
	assert_int_equal(assertion_of(&k).subject_id, 0);
	keyed_close(&k);
}
ON_BOTH(it_is_the_signers_to_show)

/* ---- Receipts ---- */

static enum outcome check(struct keyed *k, struct str receipt)
{
	struct ctx *ctx = &k->s->test->ctx;
	struct str content;
	struct access_signed a;
	problems_clear(ctx);
	CLEANUP(json_decrefp) json_t *whole = json_loadb(receipt.p, receipt.n, 0, NULL);
	assert_non_null(whole);
	assert_int_equal(journal_receipt_check(ctx, receipt, &content), OK);
	TRY(access_signed_read(ctx, whole, &a));
	return commitment_assertion_check(ctx, &a, intake_text(whole, "site"), content);
}

static char script_path[4096];

/* On PostgreSQL the keys of a site stand where the program runs: here that is a folder of this test's own. */
static void folder_enter(char *folder)
{
	char *found = realpath("docs/verify-receipt.sh", NULL);
	assert_non_null(found);
	assert_true(strlen(found) < sizeof(script_path));
	memcpy(script_path, found, strlen(found) + 1);
	free(found);
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
}

static void folder_leave(const char *folder)
{
	(void)unlink("ethics.example.gov.keys");
	(void)unlink("ethics.example.gov.removals");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* The script's exit code. */
static int script(struct keyed *k, struct str receipt, const char *site)
{
	char path[] = "/tmp/aboveboard-receipt-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, receipt.p, receipt.n), (ssize_t)receipt.n);
	close(fd);
	struct str command = str_fmt(k->s->test->arena, "sh '%s' %s %s >/dev/null 2>&1", script_path, path, site);
	int status = system(str_c(k->s->test->arena, command));
	assert_int_equal(unlink(path), 0);
	return WEXITSTATUS(status);
}

static struct str with(struct keyed *k, struct str receipt, const char *from, const char *to)
{
	size_t at = str_find(receipt, str_of(from), 0);
	assert_true(at != STR_NPOS);
	return str_fmt(k->s->test->arena, "%.*s%s%.*s", STR_ARG(str_slice(receipt, 0, at)), to,
		       STR_ARG(str_slice(receipt, at + strlen(from), receipt.n)));
}

static void words_that_need_escapes(struct keyed *k)
{
	struct stand *s = k->s;
	stand_as(s, &access_command_line);
	assert_int_equal(commitments_form(&s->test->ctx, s->edition.code_id, s->body.id, &s->form), OK);
	s->form.statement = STR("I promise, as “one” \"says\" \\ with \\\"é\\\\\": 1/2 <&> %s $x `y`.\nAnd again.");
	assert_int_equal(stand_act(s, stand_form_write), OK);
	stand_as(s, &k->actor);
}

static void anybody_can_check_a_receipt(enum db_engine engine)
{
	static const int algorithms[] = {PASSKEY_ES256, PASSKEY_EDDSA, PASSKEY_RS256};
	for (size_t i = 0; i < COUNT_OF(algorithms); i++) {
		struct keyed k = keyed_open(engine, algorithms[i]);
		words_that_need_escapes(&k);
		sign_now(&k);
		struct str receipt = receipt_of(&k, true);
		assert_int_equal(check(&k, receipt), OK);
		assert_int_equal(script(&k, receipt, URL), 0);
		assert_int_equal(script(&k, receipt, "https://evil.example"), 1);
		assert_int_equal(script(&k, receipt_of(&k, false), URL), 1); /* has none */
		static const char *const tampered[][2] = {
			{"\\\"name_typed\\\":\\\"imogen VALE\\\",\\\"nonce",
			 "\\\"name_typed\\\":\\\"Imogen VALE\\\",\\\"nonce"},
			{"\"authenticator_data\": \"", "\"authenticator_data\": \"AAAA"},
			{"\"client_data\": \"", "\"client_data\": \"AAAA"},
			{"\"signature\": \"", "\"signature\": \"AAAA"},
			{"\"public_key\": \"", "\"public_key\": \"AAAA"},
		};
		for (size_t j = 0; j < COUNT_OF(tampered); j++) {
			struct str changed = with(&k, receipt, tampered[j][0], tampered[j][1]);
			assert_int_equal(check(&k, changed), INVALID);
			assert_int_equal(script(&k, changed, URL), 1);
		}
		/* A statement that was truly signed, but is not what was published. */
		struct journal_record record;
		struct access_signed a = assertion_of(&k);
		assert_int_equal(journal_find(&k.s->test->ctx, k.s->commitment.record_id, 1, &record), OK);
		struct str other =
			with(&k, record.content, "\"name_typed\":\"imogen VALE\"", "\"name_typed\":\"Imogen Vale\"");
		assert_int_equal(commitment_assertion_check(&k.s->test->ctx, &a, STR(URL), other), INVALID);
		problems_clear(&k.s->test->ctx);
		keyed_close(&k);
	}
}
ON_BOTH(anybody_can_check_a_receipt)

int main(void)
{
	char folder[] = "/tmp/aboveboard-passkey-XXXXXX";
	crypto_init();
	folder_enter(folder);
	const struct CMUnitTest tests[] = {
		on_both(a_passkey_signs_the_statement),
		on_both(what_does_not_fit_is_refused),
		on_both(an_answer_counts_once_and_for_its_owner),
		on_both(it_is_the_signers_to_show),
		on_both(anybody_can_check_a_receipt),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	folder_leave(folder);
	return failed;
}
