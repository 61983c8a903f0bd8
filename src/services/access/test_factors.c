/* Second steps, passkeys and confirming again: on both engines, with a software authenticator. */
#include "access/factors.h"
#include "access/test_stand.h"
#include "crypto/passkey_testing.h"

#define URL "https://ethics.example.gov"

/* The text between two marks of a page. */
static struct str between(const struct answer *answer, const char *from, const char *to)
{
	size_t at = str_find(answer->resp.body, str_of(from), 0);
	assert_true(at != STR_NPOS);
	at += strlen(from);
	return str_slice(answer->resp.body, at, str_find(answer->resp.body, str_of(to), at));
}

static struct str bytes_of(struct stand *stand, struct str text)
{
	struct str bytes;
	assert_true(base64url_parse(stand->ctx.arena, text, PASSKEY_DATA_BYTES, &bytes));
	return bytes;
}

static struct str text_of(struct stand *stand, struct str bytes)
{
	return base64url_str(stand->ctx.arena, bytes);
}

static struct test_asked asked_of(struct stand *stand, struct str question)
{
	return (struct test_asked){.origin = URL, .host = "ethics.example.gov", .challenge = bytes_of(stand, question)};
}

/* Adds a passkey to the account that is signed in. */
static struct answer add_passkey(struct stand *stand, struct test_authenticator *authenticator, const char *name)
{
	struct answer page = get(stand, "/account/passkeys/add", NULL);
	struct str question = between(&page, "data-question=\"", "\"");
	struct test_asked asked = asked_of(stand, question);
	struct passkey_answer made = test_authenticator_create(authenticator, stand->ctx.arena, &asked);
	return ask(stand, HTTP_POST,
		   &(struct asked){.pattern = "/account/passkeys/add",
				   FIELDS({STR("_csrf"), page.csrf}, {STR("question"), question},
					  {STR("name"), str_of(name)},
					  {STR("client_data"), text_of(stand, made.client_data)},
					  {STR("authenticator_data"), text_of(stand, made.authenticator_data)})});
}

static struct answer answer_with(struct stand *stand, const char *pattern, struct str question, struct str credential,
				 const struct passkey_answer *given)
{
	return ask(stand, HTTP_POST,
		   &(struct asked){.pattern = pattern,
				   FIELDS({STR("question"), question}, {STR("ticket"), question},
					  {STR("credential"), text_of(stand, credential)},
					  {STR("client_data"), text_of(stand, given->client_data)},
					  {STR("authenticator_data"), text_of(stand, given->authenticator_data)},
					  {STR("signature"), text_of(stand, given->signature)})});
}

static struct str question_of(struct stand *stand)
{
	struct answer page = get(stand, "/sign-in", NULL);
	return between(&page, "data-question=\"", "\"");
}

static void a_passkey_signs_in(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, URL, false))
		skip();
	struct test_authenticator key = test_authenticator_open(stand.ctx.arena, PASSKEY_ES256);
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_CLERK);
	struct answer added = add_passkey(&stand, &key, "Ada’s telephone");
	assert_int_equal(added.outcome, OK);
	assert_true(shows(&added, "Your recovery codes"));
	assert_true(shows(&(struct answer){.resp = get(&stand, "/account", NULL).resp}, "Ada’s telephone"));
	struct answer twice = add_passkey(&stand, &key, "Again");
	assert_int_equal(twice.resp.status, 400);
	assert_true(shows(&twice, "known here already"));

	stand.cookie = STR("");
	key.count = 5;
	struct str question = question_of(&stand);
	struct test_asked asked = asked_of(&stand, question);
	struct passkey_answer given = test_authenticator_get(&key, stand.ctx.arena, &asked);
	struct answer in = answer_with(&stand, "/sign-in/passkey", question, key.credential, &given);
	assert_int_equal(in.resp.status, 303);
	assert_text(get(&stand, "/account", NULL).actor->name, "Ada Quill");

	/* The same answer again; one that counts no further; one that nobody verified. */
	stand.cookie = STR("");
	struct answer replayed = answer_with(&stand, "/sign-in/passkey", question, key.credential, &given);
	assert_int_equal(replayed.resp.status, 400);
	assert_true(shows(&replayed, "used before"));
	question = question_of(&stand);
	asked = asked_of(&stand, question);
	given = test_authenticator_get(&key, stand.ctx.arena, &asked);
	struct answer copied = answer_with(&stand, "/sign-in/passkey", question, key.credential, &given);
	assert_true(shows(&copied, "may have a copy"));
	key.count = 9;
	key.flags = 0x01;
	question = question_of(&stand);
	asked = asked_of(&stand, question);
	given = test_authenticator_get(&key, stand.ctx.arena, &asked);
	struct answer unverified = answer_with(&stand, "/sign-in/passkey", question, key.credential, &given);
	assert_true(shows(&unverified, "did not make sure that it is you"));
	assert_int_equal(unverified.resp.n_cookies, 0);
	test_authenticator_close(&key);
	stand_end(&stand);
}

static void answers_that_do_not_fit_are_refused(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, URL, false))
		skip();
	struct test_authenticator key = test_authenticator_open(stand.ctx.arena, PASSKEY_EDDSA);
	struct test_authenticator other = test_authenticator_open(stand.ctx.arena, PASSKEY_EDDSA);
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_CLERK);
	assert_int_equal(add_passkey(&stand, &key, "Key").outcome, OK);
	stand.cookie = STR("");
	static const struct {
		const char *origin;
		const char *host;
		const char *says;
	} cases[] = {
		{"https://evil.example", "ethics.example.gov", "on another site than this one"},
		{URL, "evil.example", "belongs to another site"},
		{URL, "ethics.example.gov", "changed on the way"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str question = question_of(&stand);
		struct test_asked asked = asked_of(&stand, question);
		asked.origin = cases[i].origin;
		asked.host = cases[i].host;
		struct passkey_answer given = test_authenticator_get(&key, stand.ctx.arena, &asked);
		if (i == 2) {
			char *tampered = arena_copy(stand.ctx.arena, given.signature.p, given.signature.n);
			tampered[3] ^= 1;
			given.signature = str_bytes(tampered, given.signature.n);
		}
		struct answer refused = answer_with(&stand, "/sign-in/passkey", question, key.credential, &given);
		assert_int_equal(refused.resp.status, 400);
		assert_true(shows(&refused, cases[i].says));
		assert_int_equal(refused.resp.n_cookies, 0);
	}
	/* A question that this site did not ask, one of another page, one too old; a passkey that nobody added. */
	struct str question = question_of(&stand);
	struct test_asked asked = asked_of(&stand, question);
	struct passkey_answer given = test_authenticator_get(&key, stand.ctx.arena, &asked);
	struct str forged = text_of(&stand, str_bytes(arena_alloc(stand.ctx.arena, 49), 49));
	struct answer foreign = answer_with(&stand, "/sign-in/passkey", forged, key.credential, &given);
	assert_true(shows(&foreign, "not one of this page"));
	struct answer unknown = answer_with(&stand, "/sign-in/passkey", question, other.credential, &given);
	assert_true(shows(&unknown, "not known here"));
	stand.ctx.now_ms += (int64_t)LIMIT_QUESTION_MINUTES * MINUTE_MS;
	struct answer late = answer_with(&stand, "/sign-in/passkey", question, key.credential, &given);
	assert_true(shows(&late, "open for too long"));
	struct answer empty = ask(&stand, HTTP_POST, &(struct asked){.pattern = "/sign-in/passkey"});
	assert_int_equal(empty.resp.status, 400);
	test_authenticator_close(&key);
	test_authenticator_close(&other);
	stand_end(&stand);
}

/* Adds an app; returns its secret. The codes are those that the page showed, the first of them in *ret_code. */
static struct str add_app(struct stand *stand, struct str *ret_code)
{
	struct answer page = get(stand, "/account/app", NULL);
	struct str typed = between(&page, "<code class=\"site-code\">", "</code>");
	struct str sealed = between(&page, "name=\"secret\" value=\"", "\"");
	struct ctx *ctx = &stand->ctx;
	unsigned char secret[TOTP_SECRET_BYTES] = {0};
	size_t bits = 0;
	for (size_t i = 0; i < typed.n; i++) {
		const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
		if (typed.p[i] == ' ')
			continue;
		size_t value = (size_t)(strchr(alphabet, typed.p[i]) - alphabet);
		for (size_t bit = 0; bit < 5; bit++, bits++)
			secret[bits / 8] |= (unsigned char)((value >> (4 - bit) & 1) << (7 - bits % 8));
	}
	struct str key = str_dup(ctx->arena, str_bytes(secret, sizeof(secret)));
	struct str code = totp_code(ctx->arena, key, ctx->now_ms / TOTP_STEP_MS);
	assert_true(shows(&page, "<path"));
	struct answer wrong = ask(stand, HTTP_POST,
				  &(struct asked){.pattern = "/account/app",
						  FIELDS({STR("_csrf"), page.csrf}, {STR("secret"), sealed},
							 {STR("code"), STR("12345")})});
	assert_int_equal(wrong.resp.status, 400);
	assert_text(between(&wrong, "<code class=\"site-code\">", "</code>"), test_c(typed));
	struct answer added =
		ask(stand, HTTP_POST,
		    &(struct asked){.pattern = "/account/app",
				    FIELDS({STR("_csrf"), page.csrf}, {STR("secret"), sealed}, {STR("code"), code})});
	assert_int_equal(added.outcome, OK);
	assert_true(shows(&added, "Your recovery codes"));
	*ret_code = between(&added, "<code class=\"site-code\">", "</code>");
	return key;
}

static struct answer step(struct stand *stand, struct str ticket, struct str code, const char *client)
{
	return ask(stand, HTTP_POST,
		   &(struct asked){.pattern = "/sign-in/step",
				   .client = client,
				   FIELDS({STR("ticket"), ticket}, {STR("code"), code})});
}

static void an_app_is_a_second_step(enum db_engine engine)
{
	struct stand stand;
	struct str recovery;
	if (!stand_begin(&stand, engine, URL, false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_CLERK);
	struct str secret = add_app(&stand, &recovery);
	struct ctx *ctx = &stand.ctx;
	stand.cookie = STR("");
	struct answer page = sign_in(&stand, "ada@example.gov", PASSWORD, NULL);
	assert_int_equal(page.resp.status, 200);
	assert_int_equal(page.resp.n_cookies, 0);
	struct str ticket = between(&page, "name=\"ticket\" value=\"", "\"");
	assert_int_equal(
		step(&stand, ticket, totp_code(ctx->arena, secret, ctx->now_ms / TOTP_STEP_MS), NULL).resp.status, 400);
	ctx->now_ms += TOTP_STEP_MS;
	struct str code = totp_code(ctx->arena, secret, ctx->now_ms / TOTP_STEP_MS);
	assert_int_equal(step(&stand, ticket, code, NULL).resp.status, 303);
	assert_false(get(&stand, "/account", NULL).sign_in);
	struct answer again = step(&stand, ticket, code, NULL);
	assert_int_equal(again.resp.status, 400);
	assert_true(shows(&again, "was used before"));

	/* A recovery code: once. */
	stand.cookie = STR("");
	assert_int_equal(step(&stand, ticket, recovery, NULL).resp.status, 303);
	assert_int_equal(step(&stand, ticket, recovery, NULL).resp.status, 400);
	assert_true(shows(&(struct answer){.resp = get(&stand, "/account", NULL).resp}, "Codes left: 9"));
	/* A ticket of another kind, or one that is too old, is none. */
	assert_int_equal(step(&stand, question_of(&stand), code, NULL).resp.status, 400);
	ctx->now_ms += (int64_t)LIMIT_QUESTION_MINUTES * MINUTE_MS;
	assert_int_equal(
		step(&stand, ticket, totp_code(ctx->arena, secret, ctx->now_ms / TOTP_STEP_MS), NULL).resp.status, 400);

	/* Codes are not guessed for long. */
	stand.cookie = STR("");
	page = sign_in(&stand, "ada@example.gov", PASSWORD, "192.0.2.50");
	ticket = between(&page, "name=\"ticket\" value=\"", "\"");
	ctx->now_ms += TRIES_WINDOW_MS / 2;
	for (uint64_t i = 0; i < LIMIT_SIGN_IN_TRIES; i++) {
		struct answer guess = step(&stand, ticket, STR("000000"),
					   str_c(ctx->arena, str_fmt(ctx->arena, "192.0.2.%d", 60 + (int)i)));
		assert_int_equal(guess.resp.status, 400);
		assert_false(shows(&guess, "Too many tries"));
	}
	code = totp_code(ctx->arena, secret, ctx->now_ms / TOTP_STEP_MS);
	struct answer limited = step(&stand, ticket, code, "192.0.2.99");
	assert_int_equal(limited.resp.status, 400);
	assert_true(shows(&limited, "Too many tries"));
	stand_end(&stand);
}

static struct answer end_sessions(struct stand *stand, struct str csrf, const char *field, struct str value)
{
	return ask(stand, HTTP_POST,
		   &(struct asked){.pattern = "/office/accounts/second-step",
				   FIELDS({STR("_csrf"), csrf}, {STR("required"), STR("no")}, {str_of(field), value})});
}

static void an_act_of_the_office_asks_again(enum db_engine engine)
{
	struct stand stand;
	struct str recovery;
	if (!stand_begin(&stand, engine, URL, false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_ADMINISTRATOR);
	struct str secret = add_app(&stand, &recovery);
	struct ctx *ctx = &stand.ctx;
	ctx->now_ms += (int64_t)LIMIT_CONFIRM_MINUTES * MINUTE_MS - 1;
	struct str csrf = csrf_of(&stand);
	assert_int_equal(end_sessions(&stand, csrf, "x", STR("")).resp.status, 303);
	ctx->now_ms += 1;
	struct answer asks = end_sessions(&stand, csrf, "x", STR("<kept>"));
	assert_int_equal(asks.resp.status, 200);
	assert_true(shows(&asks, "Confirm that it is you"));
	assert_true(shows(&asks, "name=\"x\" value=\"&lt;kept&gt;\""));
	assert_true(shows(&asks, "name=\"required\" value=\"no\""));
	struct answer wrong = end_sessions(&stand, csrf, "_confirm_password", STR("three loud herons"));
	assert_int_equal(wrong.resp.status, 400);
	assert_true(shows(&wrong, "This is not your password"));
	assert_false(shows(&wrong, "three loud herons"));
	assert_int_equal(end_sessions(&stand, csrf, "_confirm_password", STR(PASSWORD)).resp.status, 303);
	assert_int_equal(end_sessions(&stand, csrf, "x", STR("")).resp.status, 303);

	ctx->now_ms += (int64_t)LIMIT_CONFIRM_MINUTES * MINUTE_MS;
	struct str code = totp_code(ctx->arena, secret, ctx->now_ms / TOTP_STEP_MS);
	assert_int_equal(end_sessions(&stand, csrf, "_confirm_code", STR("000000")).resp.status, 400);
	assert_int_equal(end_sessions(&stand, csrf, "_confirm_code", code).resp.status, 303);
	stand_end(&stand);
}

static void officers_need_a_second_step(enum db_engine engine)
{
	struct stand stand;
	struct str recovery;
	if (!stand_begin(&stand, engine, URL, false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_OFFICER);
	assert_int_equal(get(&stand, "/office/activity", NULL).resp.status, 200);
	stand.cookie = STR("");
	assert_int_equal(sign_in(&stand, "ada@example.gov", PASSWORD, NULL).resp.status, 303);
	struct answer sent = get(&stand, "/office/activity", NULL);
	assert_int_equal(sent.resp.status, 303);
	assert_text(sent.resp.location, "/account?do=second-step");
	(void)add_app(&stand, &recovery);
	assert_int_equal(get(&stand, "/office/activity", NULL).resp.status, 200);
	/* An auditor does not. */
	(void)signed_in(&stand, "Bo Reed", "bo@example.gov", ROLE_AUDITOR);
	stand.cookie = STR("");
	assert_int_equal(sign_in(&stand, "bo@example.gov", PASSWORD, NULL).resp.status, 303);
	assert_int_equal(get(&stand, "/office/activity", NULL).resp.status, 200);
	stand_end(&stand);
}

/* What strangers try does not reach a browser that is known. */
static void a_known_browser_has_its_own_allowance(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, URL, false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_CLERK);
	struct str device = stand.last_device;
	assert_true(str_starts(device, STR("__Host-device=")));
	stand.cookie = STR("");
	char client[40];
	for (uint64_t i = 0; i <= LIMIT_SIGN_IN_TRIES; i++) {
		snprintf(client, sizeof(client), "192.0.2.%d", (int)i + 10);
		(void)sign_in(&stand, "ada@example.gov", "three loud herons", client);
	}
	assert_int_equal(sign_in(&stand, "ada@example.gov", PASSWORD, "192.0.2.99").resp.status, 429);
	stand.device = device;
	assert_int_equal(sign_in(&stand, "ada@example.gov", PASSWORD, "192.0.2.99").resp.status, 303);
	/* A new password forgets every other browser. */
	struct str csrf = csrf_of(&stand);
	stand.device = STR("");
	struct answer changed = ask(&stand, HTTP_POST,
				    &(struct asked){.pattern = "/account/password",
						    FIELDS({STR("_csrf"), csrf}, {STR("password"), STR(PASSWORD)},
							   {STR("new_password"), STR("four quiet herons")})});
	assert_int_equal(changed.resp.status, 303);
	stand.cookie = STR("");
	stand.device = device;
	assert_int_equal(sign_in(&stand, "ada@example.gov", "four quiet herons", "192.0.2.99").resp.status, 429);
	stand_end(&stand);
}

struct fetched {
	struct passkey_row row;
	struct journal_record record;
};

static void the_log_holds_a_hash_of_each_passkey(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, URL, false))
		skip();
	struct test_authenticator key = test_authenticator_open(stand.ctx.arena, PASSKEY_RS256);
	struct invited ada = signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_CLERK);
	assert_int_equal(add_passkey(&stand, &key, "Ada’s telephone").outcome, OK);
	struct ctx *ctx = &stand.ctx;
	struct passkey_row *rows;
	size_t n;
	struct journal_record record;
	assert_int_equal(site_read_begin(ctx, stand.site), OK);
	assert_int_equal(passkeys_of(ctx, ada.account_id, &rows, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(journal_find(ctx, rows[0].record_id, 0, &record), OK);
	assert_true(str_eq(record.content, passkey_record(ctx->arena, rows[0].public_key, rows[0].salt)));
	assert_true(str_find(record.content, STR("Ada"), 0) == STR_NPOS);
	assert_int_equal(access_feature.audit(ctx, &record), OK);
	record.content = STR("{\"key\":\"00\",\"kind\":\"passkey\"}");
	assert_int_equal(access_feature.audit(ctx, &record), INVALID);
	db_read_end(ctx);
	problems_clear(ctx);

	/* Removed: it signs in no more, and the log still holds. */
	struct str csrf = csrf_of(&stand);
	struct answer removed = ask(&stand, HTTP_POST,
				    &(struct asked){.pattern = "/account/passkeys/{passkey}/remove",
						    .param = str_c(ctx->arena, id_str(ctx->arena, rows[0].id)),
						    FIELDS({STR("_csrf"), csrf})});
	assert_int_equal(removed.resp.status, 303);
	struct journal_report report;
	assert_int_equal(site_read_begin(ctx, stand.site), OK);
	assert_int_equal(journal_verify(ctx, &report), OK);
	db_read_end(ctx);
	test_authenticator_close(&key);
	stand_end(&stand);
}

/* Notices of today would be no news once there is a mail server. */
static void nothing_waits_where_no_mail_is_sent(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, URL, false))
		skip();
	struct test_authenticator key = test_authenticator_open(stand.ctx.arena, PASSKEY_ES256);
	struct mail_row *rows;
	size_t n;
	struct ctx *ctx = &stand.ctx;
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_CLERK);
	assert_int_equal(add_passkey(&stand, &key, "Key").outcome, OK);
	assert_int_equal(site_read_begin(ctx, stand.site), OK);
	assert_int_equal(mail_list(ctx, 0, 0, &rows, &n), OK);
	assert_int_equal(n, 0);
	db_read_end(ctx);
	test_authenticator_close(&key);
	stand_end(&stand);
}

#define BOTH(X)                                                                                                        \
	X(a_passkey_signs_in)                                                                                          \
	X(answers_that_do_not_fit_are_refused)                                                                         \
	X(an_app_is_a_second_step)                                                                                     \
	X(an_act_of_the_office_asks_again)                                                                             \
	X(officers_need_a_second_step)                                                                                 \
	X(a_known_browser_has_its_own_allowance)                                                                       \
	X(the_log_holds_a_hash_of_each_passkey)                                                                        \
	X(nothing_waits_where_no_mail_is_sent)
BOTH(DEFINE_BOTH)

int main(void)
{
	crypto_init();
	password_cost_lower(1, 64 * 1024);
	const struct CMUnitTest tests[] = {BOTH(LIST_BOTH)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
