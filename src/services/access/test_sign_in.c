/* Links, signing in and out, sessions, limits: on both engines. */
#include <pthread.h>

#include "access/test_stand.h"

static void a_link_sets_a_password_once(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "https://ethics.example.gov", false))
		skip();
	struct invited ada = invite(&stand, "Ada Quill", "Ada@Example.gov", ROLE_CLERK);
	assert_true(str_starts(ada.path, STR("/set-password/")));
	char *token = str_c(stand.ctx.arena, ada.token);

	struct answer page = get(&stand, "/set-password/{token}", token);
	assert_int_equal(page.resp.status, 200);
	assert_true(shows(&page, "Ada Quill"));
	struct answer short_one = set_password(&stand, &ada, "too short");
	assert_int_equal(short_one.resp.status, 400);
	assert_true(shows(&short_one, "at least 12"));

	struct answer done = set_password(&stand, &ada, PASSWORD);
	assert_int_equal(done.resp.status, 303);
	assert_true(str_starts(done.resp.cookies[0], STR("__Host-session=")));
	assert_true(str_find(done.resp.cookies[0], STR("; Path=/; HttpOnly; SameSite=Lax; Secure"), 0) != STR_NPOS);
	assert_text(get(&stand, "/account", NULL).actor->name, "Ada Quill");

	assert_int_equal(set_password(&stand, &ada, "another long password").resp.status, 404);
	assert_int_equal(get(&stand, "/set-password/{token}", token).resp.status, 404);
	assert_int_equal(get(&stand, "/set-password/{token}", "nonsense").resp.status, 404);

	struct invited late = invite(&stand, "Bo Late", "bo@example.gov", ROLE_CLERK);
	stand.ctx.now_ms += (int64_t)LIMIT_INVITATION_HOURS * HOUR_MS;
	assert_int_equal(get(&stand, "/set-password/{token}", str_c(stand.ctx.arena, late.token)).resp.status, 404);
	stand_end(&stand);
}

static void an_address_has_one_account(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "https://ethics.example.gov", false))
		skip();
	(void)invite(&stand, "Ada Quill", "Ada@Example.gov", ROLE_CLERK);
	struct invited again = {
		.name = "Ada Two", .email = " ada@example.GOV", .role = ROLE_AUDITOR, .token = STR("x")};
	assert_int_equal(site_write(&stand.ctx, invite_write, &again), INVALID);
	assert_text(stand.ctx.problems.first->where, "email");

	struct invited first = invite(&stand, "", "", ROLE_ADMINISTRATOR);
	char *token = str_c(stand.ctx.arena, first.token);
	struct answer taken =
		ask(&stand, HTTP_POST,
		    &(struct asked){.pattern = "/set-password/{token}",
				    .param = token,
				    FIELDS({STR("name"), STR("Ed Mint")}, {STR("email"), STR("ADA@example.gov")},
					   {STR("password"), STR(PASSWORD)})});
	assert_int_equal(taken.resp.status, 400);
	assert_true(shows(&taken, "There is an account for"));
	struct answer nobody = ask(&stand, HTTP_POST,
				   &(struct asked){.pattern = "/set-password/{token}",
						   .param = token,
						   FIELDS({STR("password"), STR(PASSWORD)})});
	assert_int_equal(nobody.resp.status, 400);
	struct answer good =
		ask(&stand, HTTP_POST,
		    &(struct asked){.pattern = "/set-password/{token}",
				    .param = token,
				    FIELDS({STR("name"), STR("Ed Mint")}, {STR("email"), STR("ed@example.gov")},
					   {STR("password"), STR(PASSWORD)})});
	assert_int_equal(good.resp.status, 303);
	assert_text(get(&stand, "/account", NULL).actor->name, "Ed Mint");
	stand_end(&stand);
}

struct racer {
	struct stand *stand;
	struct str token;
	enum outcome outcome;
};

static enum outcome use_write(struct ctx *ctx, void *args)
{
	return invitation_use(ctx, *(const struct str *)args);
}

static void *race(void *arg)
{
	struct racer *racer = arg;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = racer->stand->ctx;
	ctx.arena = arena;
	ctx.problems = (struct problems){0};
	racer->outcome = site_write(&ctx, use_write, &racer->token);
	return NULL;
}

static void two_who_use_a_link_at_once_are_one(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "https://ethics.example.gov", false))
		skip();
	for (int round = 0; round < 5; round++) {
		struct invited invited =
			invite(&stand, "Ada", str_c(stand.ctx.arena, str_fmt(stand.ctx.arena, "a%d@b.gov", round)),
			       ROLE_CLERK);
		struct racer racers[2] = {{&stand, invited.token, BROKEN}, {&stand, invited.token, BROKEN}};
		pthread_t threads[2];
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
		for (size_t i = 0; i < 2; i++)
			pthread_join(threads[i], NULL);
		assert_int_equal((racers[0].outcome == OK) + (racers[1].outcome == OK), 1);
		assert_int_equal((racers[0].outcome == CONFLICT) + (racers[1].outcome == CONFLICT), 1);
	}
	stand_end(&stand);
}

static void signing_in_and_out(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_CLERK);
	stand.cookie = STR("");
	struct answer visitor = get(&stand, "/account", NULL);
	assert_int_equal(visitor.outcome, FORBIDDEN);
	assert_true(visitor.sign_in);

	struct answer unknown = sign_in(&stand, "eve@example.gov", PASSWORD, NULL);
	struct answer wrong = sign_in(&stand, "ada@example.gov", "three loud herons", NULL);
	assert_int_equal(unknown.resp.status, 403);
	assert_int_equal(wrong.resp.status, 403);
	assert_int_equal(unknown.resp.n_cookies + wrong.resp.n_cookies, 0);
	assert_true(shows(&wrong, "The e-mail address or the password is not right"));
	assert_true(shows(&unknown, "The e-mail address or the password is not right"));
	assert_false(shows(&wrong, "three loud herons"));

	struct answer right = sign_in(&stand, " ADA@example.gov ", PASSWORD, NULL);
	assert_int_equal(right.resp.status, 303);
	assert_text(right.resp.location, "/office/people");
	assert_true(str_starts(right.resp.cookies[0], STR("session=")));
	assert_true(str_find(right.resp.cookies[0], STR("Secure"), 0) == STR_NPOS);

	struct str old = stand.cookie;
	assert_int_equal(sign_in(&stand, "ada@example.gov", PASSWORD, NULL).resp.status, 303);
	assert_false(str_eq(old, stand.cookie));
	struct str current = stand.cookie;
	stand.cookie = old;
	assert_true(get(&stand, "/account", NULL).sign_in);
	stand.cookie = current;

	struct answer unproven = ask(&stand, HTTP_POST, &(struct asked){.pattern = "/sign-out"});
	assert_int_equal(unproven.outcome, FORBIDDEN);
	assert_false(unproven.sign_in);
	struct answer out = ask(&stand, HTTP_POST,
				&(struct asked){.pattern = "/sign-out", FIELDS({STR("_csrf"), csrf_of(&stand)})});
	assert_int_equal(out.outcome, OK);
	assert_true(str_find(out.resp.cookies[0], STR("Max-Age=0"), 0) != STR_NPOS);
	stand.cookie = current;
	assert_true(get(&stand, "/account", NULL).sign_in);
	stand_end(&stand);
}

static void sessions_end_by_themselves(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_CLERK);
	stand.ctx.now_ms += (int64_t)LIMIT_SESSION_IDLE_MINUTES * MINUTE_MS;
	assert_true(get(&stand, "/account", NULL).sign_in);
	stand.ctx.now_ms -= 1;
	assert_false(get(&stand, "/account", NULL).sign_in);

	/* Now used every half hour: only the twelve hours end it. */
	stand.ctx.now_ms = NOW_MS;
	for (int64_t minutes = 0; minutes < (int64_t)LIMIT_SESSION_HOURS * 60; minutes += 30) {
		stand.ctx.now_ms = NOW_MS + minutes * MINUTE_MS;
		assert_false(get(&stand, "/account", NULL).sign_in);
	}
	stand.ctx.now_ms = NOW_MS + (int64_t)LIMIT_SESSION_HOURS * HOUR_MS - 1;
	assert_false(get(&stand, "/account", NULL).sign_in);
	stand.ctx.now_ms += 1;
	assert_true(get(&stand, "/account", NULL).sign_in);
	stand_end(&stand);
}

static void guessing_is_slowed(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_CLERK);
	stand.cookie = STR("");
	char client[40];
	for (uint64_t i = 0; i < LIMIT_SIGN_IN_TRIES; i++) {
		snprintf(client, sizeof(client), "192.0.2.%d", (int)i + 10);
		assert_int_equal(sign_in(&stand, "ada@example.gov", "three loud herons", client).resp.status, 403);
	}
	struct answer limited = sign_in(&stand, "ada@example.gov", PASSWORD, "192.0.2.99");
	assert_int_equal(limited.resp.status, 429);
	assert_int_equal(limited.resp.n_cookies, 0);
	assert_true(shows(&limited, "Too many tries"));
	assert_true(shows(&limited, "15"));

	/* The client's own limit; an IPv6 customer's whole network is one client. */
	for (uint64_t i = 0; i < LIMIT_SIGN_IN_TRIES; i++) {
		char email[40];
		snprintf(client, sizeof(client), "2001:db8:1:2::%x", (unsigned)i + 1);
		snprintf(email, sizeof(email), "nobody%d@example.gov", (int)i);
		assert_int_equal(sign_in(&stand, email, "three loud herons", client).resp.status, 403);
	}
	assert_int_equal(sign_in(&stand, "fresh@example.gov", PASSWORD, "2001:db8:1:2:ffff::1").resp.status, 429);
	assert_int_equal(sign_in(&stand, "fresh@example.gov", PASSWORD, "2001:db8:1:3::1").resp.status, 403);

	stand.ctx.now_ms += TRIES_WINDOW_MS;
	assert_int_equal(sign_in(&stand, "ada@example.gov", PASSWORD, "192.0.2.99").resp.status, 303);
	/* A right password takes the failed tries back. */
	for (uint64_t i = 0; i < 3 * LIMIT_SIGN_IN_TRIES; i++)
		assert_int_equal(sign_in(&stand, "ada@example.gov", PASSWORD, "192.0.2.99").resp.status, 303);
	stand_end(&stand);
}

static void a_new_password_ends_the_other_sessions(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_CLERK);
	struct str elsewhere = stand.cookie;
	stand.cookie = STR("");
	assert_int_equal(sign_in(&stand, "ada@example.gov", PASSWORD, NULL).resp.status, 303);
	struct answer page = get(&stand, "/account", NULL);
	assert_true(shows(&page, "End all others"));
	assert_true(shows(&page, "Firefox on Linux"));

	struct answer wrong =
		ask(&stand, HTTP_POST,
		    &(struct asked){.pattern = "/account/password",
				    FIELDS({STR("_csrf"), page.csrf}, {STR("password"), STR("not this one at all")},
					   {STR("new_password"), STR("four quiet herons")})});
	assert_int_equal(wrong.resp.status, 400);
	struct answer right = ask(&stand, HTTP_POST,
				  &(struct asked){.pattern = "/account/password",
						  FIELDS({STR("_csrf"), page.csrf}, {STR("password"), STR(PASSWORD)},
							 {STR("new_password"), STR("four quiet herons")})});
	assert_int_equal(right.outcome, OK);
	assert_int_equal(right.resp.status, 303);
	assert_false(get(&stand, "/account", NULL).sign_in);
	struct str here = stand.cookie;
	stand.cookie = elsewhere;
	assert_true(get(&stand, "/account", NULL).sign_in);
	stand.cookie = here;
	assert_false(shows(&(struct answer){.resp = get(&stand, "/account", NULL).resp}, "End all others"));
	stand.cookie = STR("");
	assert_int_equal(sign_in(&stand, "ada@example.gov", PASSWORD, NULL).resp.status, 403);
	assert_int_equal(sign_in(&stand, "ada@example.gov", "four quiet herons", NULL).resp.status, 303);
	stand_end(&stand);
}

static const struct asked as_officer = {.pattern = "/demo-sign-in", FIELDS({STR_INIT("role"), STR_INIT("officer")})};

/* Before access_demo_allow is called for the first time. */
static void one_click_needs_the_flag(void **state)
{
	(void)state;
	struct stand stand;
	assert_true(stand_begin(&stand, DB_SQLITE, "http://localhost:8080", true));
	assert_int_equal(ask(&stand, HTTP_POST, &as_officer).outcome, NOT_FOUND);
	struct answer page = get(&stand, "/sign-in", NULL);
	assert_false(shows(&page, "Sign in as"));
	stand_end(&stand);
}

static void a_demonstration_offers_every_role(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", true))
		skip();
	access_demo_allow();
	struct answer page = get(&stand, "/sign-in", NULL);
	assert_true(shows(&page, "Sign in as the ethics officer"));
	struct answer in = ask(&stand, HTTP_POST, &as_officer);
	assert_int_equal(in.resp.status, 303);
	assert_int_equal(get(&stand, "/office/activity", NULL).outcome, OK);
	assert_int_equal(get(&stand, "/office/accounts/invite", NULL).outcome, FORBIDDEN);
	stand_end(&stand);

	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	assert_int_equal(ask(&stand, HTTP_POST, &as_officer).outcome, NOT_FOUND);
	page = get(&stand, "/sign-in", NULL);
	assert_false(shows(&page, "demonstration"));
	stand_end(&stand);
}

static void restoring_ends_sessions_and_links(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_CLERK);
	struct invited bo = invite(&stand, "Bo Reed", "bo@example.gov", ROLE_CLERK);
	assert_int_equal(access_feature.restored(&stand.ctx), OK);
	assert_true(get(&stand, "/account", NULL).sign_in);
	assert_int_equal(get(&stand, "/set-password/{token}", str_c(stand.ctx.arena, bo.token)).resp.status, 404);
	stand_end(&stand);
}

#define BOTH(X)                                                                                                        \
	X(a_link_sets_a_password_once)                                                                                 \
	X(an_address_has_one_account)                                                                                  \
	X(two_who_use_a_link_at_once_are_one)                                                                          \
	X(signing_in_and_out)                                                                                          \
	X(sessions_end_by_themselves)                                                                                  \
	X(guessing_is_slowed)                                                                                          \
	X(a_new_password_ends_the_other_sessions)                                                                      \
	X(a_demonstration_offers_every_role)                                                                           \
	X(restoring_ends_sessions_and_links)
BOTH(DEFINE_BOTH)

int main(void)
{
	crypto_init();
	password_cost_lower(1, 64 * 1024);
	const struct CMUnitTest tests[] = {cmocka_unit_test(one_click_needs_the_flag), BOTH(LIST_BOTH)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
