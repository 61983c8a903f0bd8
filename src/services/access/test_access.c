/* Who may do what, and signing in, on both engines. */
#include <pthread.h>

#include "access/access_sql.h"
#include "access/pages.h"
#include "base/property.h"
#include "base/testing.h"
#include "db/db_testing.h"

#define NOW_MS   1795377600000 /* 2026-11-22 20:00 UTC */
#define TODAY    20779         /* that day */
#define PASSWORD "three quiet herons"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature, &site_feature, &access_feature};
static const struct features features = {table, COUNT_OF(table)};

/* ---- Rules ---- */

/* What the property below says again in its own words: does the role include the right? */
static bool includes(enum role role, enum right right)
{
	static const bool matrix[][RIGHT_ADMINISTER + 1] = {
		[ROLE_PERSON] = {[RIGHT_PERSON] = true},
		[ROLE_CLERK] = {[RIGHT_PERSON] = true, [RIGHT_CLERK] = true},
		[ROLE_OFFICER] =
			{[RIGHT_PERSON] = true, [RIGHT_CLERK] = true, [RIGHT_OFFICER] = true, [RIGHT_AUDIT] = true},
		[ROLE_AUDITOR] = {[RIGHT_PERSON] = true, [RIGHT_AUDIT] = true},
		[ROLE_ADMINISTRATOR] = {[RIGHT_PERSON] = true, [RIGHT_AUDIT] = true, [RIGHT_ADMINISTER] = true},
	};
	return matrix[role][right];
}

#define BODIES 6

/* A tree of bodies 1 … 6 in which each stands below an earlier one or alone; and sometimes a ring. */
static void make_bodies(struct gen *gen, struct body *bodies)
{
	for (int64_t id = 1; id <= BODIES; id++)
		bodies[id - 1] = (struct body){.id = id, .parent_id = (int64_t)gen_below(gen, (uint64_t)id)};
	if (gen_below(gen, 8) == 1)
		bodies[0].parent_id = BODIES;
}

static bool is_below(const struct body *bodies, int64_t id, int64_t above, int steps)
{
	if (id == above)
		return true;
	return id && steps && is_below(bodies, bodies[id - 1].parent_id, above, steps - 1);
}

static bool a_right_needs_a_grant_of_its_role_above_the_body(struct gen *gen)
{
	struct body bodies[BODIES];
	struct grant grants[4];
	make_bodies(gen, bodies);
	struct actor actor = {.account_id = 7, .grants = grants, .bodies = bodies, .n_bodies = BODIES};
	actor.n_grants = gen_below(gen, COUNT_OF(grants) + 1);
	enum right right = (enum right)gen_int(gen, RIGHT_PERSON, RIGHT_ADMINISTER);
	int64_t body = (int64_t)gen_below(gen, BODIES + 1);
	bool wanted = right == RIGHT_PERSON;
	bool wanted_own = false;
	for (size_t i = 0; i < actor.n_grants; i++) {
		grants[i] = (struct grant){
			.account_id = 7,
			.role = (enum role)gen_int(gen, ROLE_PERSON, ROLE_ADMINISTRATOR),
			.body_id = (int64_t)gen_below(gen, BODIES + 1),
			.deputy_for = gen_bool(gen) ? 9 : 0,
		};
		gen_note(gen, "role %d for body %d%s", (int)grants[i].role, (int)grants[i].body_id,
			 grants[i].deputy_for ? " as deputy" : "");
		bool fits = includes(grants[i].role, right) &&
			    (!body || !grants[i].body_id || is_below(bodies, body, grants[i].body_id, BODIES));
		wanted = wanted || fits;
		wanted_own = wanted_own || (fits && !grants[i].deputy_for);
	}
	gen_note(gen, "asked: right %d for body %d", (int)right, (int)body);
	struct ctx ctx = {.arena = gen->arena, .actor = &actor};
	bool may = access_may(&ctx, right, body);
	if (access_need(&ctx, right, body) != (may ? OK : FORBIDDEN) || may != wanted)
		return false;
	bool acts_for_another = ctx.actor->acts_for != 0;
	return !may || right == RIGHT_PERSON || acts_for_another == !wanted_own;
}

static void rights_hold_for_their_role_and_body(void **state)
{
	(void)state;
	assert_true(property_holds("rights", a_right_needs_a_grant_of_its_role_above_the_body, 20000));
}

static void visitors_hold_none_and_the_command_line_all(void **state)
{
	(void)state;
	struct ctx ctx = {0};
	for (enum right right = RIGHT_PUBLIC; right <= RIGHT_ADMINISTER; right++) {
		ctx.actor = NULL;
		assert_int_equal(access_may(&ctx, right, 3), right <= RIGHT_SIGN_IN);
		ctx.actor = &access_command_line;
		assert_true(access_may(&ctx, right, 3));
	}
}

static void deputies_are_bounded_and_explained(void **state)
{
	struct ctx *ctx = *state;
	const struct grant good = {.account_id = 1,
				   .role = ROLE_OFFICER,
				   .from = {10},
				   .to = {20},
				   .deputy_for = 2,
				   .reason = STR("leave")};
	struct grant grant = good;
	assert_int_equal(grant_check(ctx, &grant), OK);
	grant.to.n = DAY_OPEN;
	assert_int_equal(grant_check(ctx, &grant), INVALID);
	grant = good;
	grant.reason = STR(" ");
	assert_int_equal(grant_check(ctx, &grant), INVALID);
	grant = good;
	grant.deputy_for = 1;
	assert_int_equal(grant_check(ctx, &grant), INVALID);
	grant = good;
	grant.to.n = 9;
	assert_int_equal(grant_check(ctx, &grant), INVALID);
	grant = (struct grant){.account_id = 1, .role = ROLE_ADMINISTRATOR, .body_id = 4, .to = {DAY_OPEN}};
	assert_int_equal(grant_check(ctx, &grant), INVALID);
}

static void passwords_are_long_and_not_the_first_that_are_tried(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *password;
		bool is_good;
	} cases[] = {
		{PASSWORD, true},
		{"elevenchars", false},
		{"twelve chars", true},
		{"aaaaaaaaaaaaaaaa", false},
		{"passwordPASSWORD", false},
		{"Ada Lovelace-Quill", false},
		{"ada.quill@example.gov", false},
		{"ADA.QUILL@example.gov", false},
		{"\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xc3\xa4\xc3\xb6", false},
		{"    three herons    ", true},
		{"123456789012", false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		enum outcome outcome = password_check(ctx, "password", str_of(cases[i].password),
						      STR("Ada Lovelace-Quill"), STR("ada.quill@example.gov"));
		if (outcome != (cases[i].is_good ? OK : INVALID))
			fail_msg("\"%s\" gives %s", cases[i].password, outcome_name(outcome));
	}
}

static void email_addresses_are_told_from_other_things(void **state)
{
	struct ctx *ctx = *state;
	static const char *const good[] = {"a@b", "ada.quill+x@example.gov", "ren\xc3\xa9@exemple.fr"};
	static const char *const bad[] = {"", "ada", "@b", "a@", "a@b@c", "a b@c", "a@b\n", "<a@b>", "a@b,c@d"};
	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_int_equal(email_check(ctx, str_of(good[i])), OK);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (!strchr(bad[i], '\n'))
			assert_int_equal(email_check(ctx, str_of(bad[i])), INVALID);
	assert_true(str_eq(email_fold(ctx->arena, STR(" Ada.QUILL@Example.GOV ")), STR("ada.quill@example.gov")));
}

static void only_paths_of_this_site_come_next(void **state)
{
	(void)state;
	static const char *const bad[] = {"",      "x",    "//evil.example", "/\\evil.example", "https://evil.example",
					  "/a\\b", "/a b", "/a\nb",          "javascript:x"};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_text(next_path(str_of(bad[i]), STR("/home")), "/home");
	assert_text(next_path(STR("/office/people?x=1"), STR("/home")), "/office/people?x=1");
	assert_text(next_path(STR("/"), STR("/home")), "/");
}

static void clients_are_told_coarsely(void **state)
{
	struct ctx *ctx = *state;
	assert_text(
		client_words(ctx->arena,
			     STR("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0")),
		"Firefox on Windows");
	assert_text(client_words(ctx->arena, STR("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) "
						 "Chrome/140.0.0.0 Safari/537.36 Edg/140.0")),
		    "Edge on Windows");
	assert_text(client_words(ctx->arena,
				 STR("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140 Safari/537.36")),
		    "Chrome on Android");
	assert_text(
		client_words(ctx->arena,
			     STR("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1")),
		"Safari on iPhone");
	assert_text(client_words(ctx->arena, STR("curl/8")), "A browser");
	assert_text(client_words(ctx->arena, (struct str){NULL, 0}), "A browser");
}

static void a_token_is_masked_anew_and_still_the_same(void **state)
{
	struct ctx *ctx = *state;
	struct str token = token_new(ctx);
	struct str one = csrf_mask(ctx, token);
	struct str two = csrf_mask(ctx, token);
	assert_false(str_eq(one, two));
	assert_true(csrf_agrees(one, two));
	assert_false(csrf_agrees(one, csrf_mask(ctx, token_new(ctx))));
	assert_false(csrf_agrees(one, STR("")));
	assert_false(csrf_agrees((struct str){NULL, 0}, (struct str){NULL, 0}));
	assert_false(csrf_agrees(str_slice(one, 1, one.n), two));
}

/* ---- A site with requests ---- */

struct stand {
	struct test_place place;
	struct ctx ctx;
	struct site *site;
	struct str cookie; /* of the browser */
};

static bool stand_begin(struct stand *stand, enum db_engine engine, const char *url, bool demo)
{
	*stand = (struct stand){0};
	if (!test_place_open(engine, &stand->place))
		return false;
	stand->ctx = (struct ctx){.arena = arena_open(0), .now_ms = NOW_MS, .actor = &access_command_line};
	const struct site_draft draft = {
		.name = STR("Port Alder"), .url = str_of(url), .zone_name = STR("UTC"), .demo = demo};
	assert_int_equal(site_create(&stand->ctx, &features, str_of(stand->place.address), &draft), OK);
	assert_int_equal(site_open(&stand->ctx, &features, str_of(stand->place.address), false, &stand->site), OK);
	stand->ctx.site = stand->site;
	return true;
}

static void stand_end(struct stand *stand)
{
	site_close(stand->site);
	test_place_close(&stand->place);
	arena_close(stand->ctx.arena);
}

struct invited {
	const char *name;
	const char *email;
	enum role role;
	int64_t person_id;
	struct str token;
	struct str path;
	int64_t account_id;
};

static enum outcome invite_write(struct ctx *ctx, void *args)
{
	struct invited *invited = args;
	return access_invite(ctx, str_of(invited->name), str_of(invited->email), invited->person_id, invited->role, 0,
			     invited->token, &invited->path, &invited->account_id);
}

static struct invited invite(struct stand *stand, const char *name, const char *email, enum role role)
{
	struct invited invited = {
		.name = name, .email = email, .role = role, .token = token_new(&stand->ctx), .person_id = 77};
	assert_int_equal(site_write(&stand->ctx, invite_write, &invited), OK);
	return invited;
}

/* One request as the program answers it: who asks, may they, the handler. */
struct answer {
	enum outcome outcome;
	bool sign_in;
	struct resp resp;
	struct str csrf; /* of the actor */
	const struct actor *actor;
};

struct asked {
	const char *pattern;
	const char *param;
	const struct http_field *fields;
	size_t n_fields;
	const char *client;
};

#define FIELDS(...)                                                                                                    \
	.fields = (const struct http_field[]){__VA_ARGS__},                                                            \
	.n_fields = sizeof((const struct http_field[]){__VA_ARGS__}) / sizeof(struct http_field)

static const struct route *route_of(enum http_method method, const char *pattern)
{
	for (size_t i = 0; i < access_feature.n_routes; i++) {
		const struct route *route = &access_feature.routes[i];
		if (route->method == method && strcmp(route->pattern, pattern) == 0)
			return route;
	}
	die("no route %s", pattern);
}

static void keep_cookie(struct stand *stand, const struct resp *resp)
{
	for (size_t i = 0; i < resp->n_cookies; i++) {
		struct str cookie = str_slice(resp->cookies[i], 0, str_find_char(resp->cookies[i], ';', 0));
		stand->cookie = str_ends(cookie, STR("=")) ? STR("") : cookie;
	}
}

static struct answer ask(struct stand *stand, enum http_method method, const struct asked *asked)
{
	struct ctx ctx = stand->ctx;
	ctx.actor = NULL;
	ctx.problems = (struct problems){0};
	const struct http_field headers[] = {{STR("user-agent"), STR("Firefox/140 (X11; Linux)")},
					     {STR("cookie"), stand->cookie}};
	struct req req = {
		.method = method,
		.client = str_of(asked->client ? asked->client : "192.0.2.1"),
		.route = route_of(method, asked->pattern),
		.params = {str_of(asked->param)},
		.fields = method == HTTP_POST ? asked->fields : NULL,
		.n_fields = method == HTTP_POST ? asked->n_fields : 0,
		.query_fields = method == HTTP_GET ? asked->fields : NULL,
		.n_query_fields = method == HTTP_GET ? asked->n_fields : 0,
		.headers = headers,
		.n_headers = 2,
	};
	struct answer answer = {.resp = {.status = 200}};
	assert_int_equal(site_read_begin(&ctx, stand->site), OK);
	assert_int_equal(access_identify(&ctx, &req), OK);
	if (ctx.actor)
		answer.csrf = ctx.actor->csrf;
	answer.actor = ctx.actor;
	answer.outcome = access_admit(&ctx, &req, &answer.sign_in);
	if (answer.outcome == OK)
		answer.outcome = req.route->handle(&ctx, &req, &answer.resp);
	db_read_end(&ctx);
	if (answer.outcome == OK)
		keep_cookie(stand, &answer.resp);
	return answer;
}

static struct answer get(struct stand *stand, const char *pattern, const char *param)
{
	return ask(stand, HTTP_GET, &(struct asked){.pattern = pattern, .param = param});
}

static struct str csrf_of(struct stand *stand)
{
	return get(stand, "/account", NULL).csrf;
}

static struct answer set_password(struct stand *stand, const struct invited *invited, const char *password)
{
	return ask(stand, HTTP_POST,
		   &(struct asked){.pattern = "/set-password/{token}",
				   .param = str_c(stand->ctx.arena, invited->token),
				   FIELDS({STR("password"), str_of(password)})});
}

static struct answer sign_in(struct stand *stand, const char *email, const char *password, const char *client)
{
	return ask(stand, HTTP_POST,
		   &(struct asked){.pattern = "/sign-in",
				   .client = client,
				   FIELDS({STR("email"), str_of(email)}, {STR("password"), str_of(password)},
					  {STR("next"), STR("/office/people")})});
}

static bool shows(const struct answer *answer, const char *words)
{
	return str_find(answer->resp.body, str_of(words), 0) != STR_NPOS;
}

/* Signed in as a new account of the role. */
static struct invited signed_in(struct stand *stand, const char *name, const char *email, enum role role)
{
	struct invited invited = invite(stand, name, email, role);
	stand->cookie = STR("");
	struct answer answer = set_password(stand, &invited, PASSWORD);
	assert_int_equal(answer.outcome, OK);
	assert_int_equal(answer.resp.status, 303);
	assert_true(stand->cookie.n > 0);
	return invited;
}

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
	assert_true(shows(&taken, "there is an account for"));
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

/* ---- Rights as rows ---- */

static enum outcome end_post_write(struct ctx *ctx, void *args)
{
	return access_put_person_ended(ctx, 77, (struct day){*(const int32_t *)args});
}

static void rights_end_with_the_post(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_AUDITOR);
	assert_int_equal(get(&stand, "/office/activity", NULL).outcome, OK);
	int32_t last_day = TODAY + 1;
	assert_int_equal(site_write(&stand.ctx, end_post_write, &last_day), OK);
	stand.ctx.now_ms += DAY_MS - HOUR_MS;
	(void)sign_in(&stand, "ada@example.gov", PASSWORD, NULL);
	assert_int_equal(get(&stand, "/office/activity", NULL).outcome, OK);
	stand.ctx.now_ms += DAY_MS;
	(void)sign_in(&stand, "ada@example.gov", PASSWORD, NULL);
	struct answer over = get(&stand, "/office/activity", NULL);
	assert_int_equal(over.outcome, FORBIDDEN);
	assert_false(over.sign_in);
	assert_int_equal(get(&stand, "/account", NULL).outcome, OK);
	stand_end(&stand);
}

static struct str id_after(struct str body, const char *before, struct str from)
{
	size_t start = from.n ? str_find(body, from, 0) : 0;
	size_t at = str_find(body, str_of(before), start);
	if (start == STR_NPOS || at == STR_NPOS)
		fail_msg("%s is not on the page", before);
	at += strlen(before);
	return str_slice(body, at, at + 13);
}

static struct answer post_id(struct stand *stand, const char *pattern, struct str id, struct str csrf,
			     const char *version)
{
	return ask(stand, HTTP_POST,
		   &(struct asked){.pattern = pattern,
				   .param = str_c(stand->ctx.arena, id),
				   FIELDS({STR("_csrf"), csrf}, {STR("_version"), str_of(version)})});
}

static void the_last_administrator_stays(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	struct invited second = invite(&stand, "Bo Reed", "bo@example.gov", ROLE_ADMINISTRATOR);
	struct invited first = signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_ADMINISTRATOR);
	struct answer page = get(&stand, "/office/accounts", NULL);
	assert_true(shows(&page, "Only one administrator can sign in"));
	struct str right = id_after(page.resp.body, "/office/rights/", STR("Ada Quill</h2>"));
	struct answer refused = post_id(&stand, "/office/rights/{right}/end", right, page.csrf, "");
	assert_int_equal(refused.resp.status, 400);
	assert_true(shows(&refused, "last administrator"));
	struct str id = id_str(stand.ctx.arena, first.account_id);
	assert_int_equal(post_id(&stand, "/office/accounts/{account}/disable", id, page.csrf, "2").resp.status, 400);

	struct str mine = stand.cookie;
	stand.cookie = STR("");
	assert_int_equal(set_password(&stand, &second, PASSWORD).resp.status, 303);
	stand.cookie = mine;
	page = get(&stand, "/office/accounts", NULL);
	assert_false(shows(&page, "Only one administrator can sign in"));
	assert_int_equal(post_id(&stand, "/office/rights/{right}/end", right, page.csrf, "").resp.status, 303);
	assert_int_equal(get(&stand, "/office/accounts", NULL).outcome, FORBIDDEN);
	stand_end(&stand);
}

static void a_disabled_account_is_out_at_once(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	struct invited clerk = signed_in(&stand, "Cy Fenn", "cy@example.gov", ROLE_CLERK);
	struct str clerks = stand.cookie;
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_ADMINISTRATOR);
	struct str administrators = stand.cookie;
	struct str csrf = csrf_of(&stand);
	struct str id = id_str(stand.ctx.arena, clerk.account_id);
	assert_int_equal(post_id(&stand, "/office/accounts/{account}/disable", id, csrf, "1").outcome, CONFLICT);
	assert_int_equal(post_id(&stand, "/office/accounts/{account}/disable", id, csrf, "2").resp.status, 303);
	stand.cookie = clerks;
	assert_true(get(&stand, "/account", NULL).sign_in);
	assert_int_equal(sign_in(&stand, "cy@example.gov", PASSWORD, NULL).resp.status, 403);
	stand.cookie = administrators;
	assert_int_equal(post_id(&stand, "/office/accounts/{account}/enable", id, csrf, "3").resp.status, 303);
	stand.cookie = STR("");
	assert_int_equal(sign_in(&stand, "cy@example.gov", PASSWORD, NULL).resp.status, 303);
	stand_end(&stand);
}

static enum outcome body_write(struct ctx *ctx, void *args)
{
	(void)args;
	TRY(access_put_body(ctx, 500, 0, STR("Council")));
	TRY(access_put_body(ctx, 501, 0, STR("Parish")));
	return access_put_body(ctx, 501, 500, STR("Alder Parish"));
}

static enum outcome log_write(struct ctx *ctx, void *args)
{
	(void)args;
	TRY(access_need(ctx, RIGHT_OFFICER, 501));
	return access_log(ctx, "codes.publish", 1, STR("Code of ethics"));
}

static void deputies_act_for_somebody_in_their_body(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	assert_int_equal(site_write(&stand.ctx, body_write, NULL), OK);
	struct invited officer = invite(&stand, "Olga Officer", "olga@example.gov", ROLE_OFFICER);
	struct invited deputy = signed_in(&stand, "Dee Deputy", "dee@example.gov", ROLE_PERSON);
	struct str deputys = stand.cookie;
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_ADMINISTRATOR);
	struct str id = id_str(stand.ctx.arena, deputy.account_id);
	struct answer form = get(&stand, "/office/accounts/{account}/rights", str_c(stand.ctx.arena, id));
	assert_true(shows(&form, "Alder Parish"));
	struct str form_id = form_id_new(&stand.ctx);
	for (int i = 0; i < 2; i++) {
		struct answer given =
			ask(&stand, HTTP_POST,
			    &(struct asked){.pattern = "/office/accounts/{account}/rights",
					    .param = str_c(stand.ctx.arena, id),
					    FIELDS({STR("_csrf"), form.csrf}, {STR("_form"), form_id},
						   {STR("role"), STR("officer")},
						   {STR("body"), id_str(stand.ctx.arena, 500)},
						   {STR("from"), STR("2026-11-22")}, {STR("to"), STR("2026-11-23")},
						   {STR("deputy_for"), id_str(stand.ctx.arena, officer.account_id)},
						   {STR("reason"), STR("Leave")})});
		assert_int_equal(given.resp.status, 303);
		assert_text(given.resp.location,
			    i == 0 ? "/office/accounts?done=right" : "/office/accounts?done=before");
	}
	stand.cookie = deputys;
	struct answer account = get(&stand, "/account", NULL);
	assert_int_equal(account.actor->n_grants, 2);
	struct ctx acting = stand.ctx;
	acting.actor = account.actor;
	assert_true(access_may(&acting, RIGHT_OFFICER, 501));
	assert_false(access_may(&acting, RIGHT_OFFICER, 502));
	assert_int_equal(site_write(&acting, log_write, NULL), OK);
	struct answer log = get(&stand, "/office/activity", NULL);
	assert_int_equal(log.outcome, OK);
	assert_true(shows(&log, "Dee Deputy, for Olga Officer"));
	assert_true(shows(&log, "Codes: publish"));
	stand.ctx.now_ms += 2 * DAY_MS;
	(void)sign_in(&stand, "dee@example.gov", PASSWORD, NULL);
	assert_int_equal(get(&stand, "/account", NULL).actor->n_grants, 1);
	stand_end(&stand);
}

static enum outcome many_write(struct ctx *ctx, void *args)
{
	(void)args;
	for (int i = 0; i < 120; i++)
		TRY(access_log(ctx, "test.act", i, str_fmt(ctx->arena, "line %d.", i)));
	return OK;
}

static void the_activity_log_is_read_page_by_page(enum db_engine engine)
{
	struct stand stand;
	if (!stand_begin(&stand, engine, "http://localhost:8080", false))
		skip();
	(void)signed_in(&stand, "Ada Quill", "ada@example.gov", ROLE_AUDITOR);
	assert_int_equal(site_write(&stand.ctx, many_write, NULL), OK);
	struct answer page = get(&stand, "/office/activity", NULL);
	assert_true(shows(&page, "line 119."));
	assert_true(shows(&page, "line 70."));
	assert_false(shows(&page, "line 69."));
	struct str before = id_after(page.resp.body, "/office/activity?before=", STR(""));
	page = ask(&stand, HTTP_GET, &(struct asked){.pattern = "/office/activity", FIELDS({STR("before"), before})});
	assert_true(shows(&page, "line 69."));
	assert_true(shows(&page, "line 20."));
	assert_false(shows(&page, "line 70."));
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
	assert_int_equal(get(&stand, "/office/accounts", NULL).outcome, FORBIDDEN);
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
	X(rights_end_with_the_post)                                                                                    \
	X(the_last_administrator_stays)                                                                                \
	X(a_disabled_account_is_out_at_once)                                                                           \
	X(deputies_act_for_somebody_in_their_body)                                                                     \
	X(the_activity_log_is_read_page_by_page)                                                                       \
	X(a_demonstration_offers_every_role)                                                                           \
	X(restoring_ends_sessions_and_links)

#define DEFINE_BOTH(name)                                                                                              \
	static void name##_sqlite(void **state)                                                                        \
	{                                                                                                              \
		(void)state;                                                                                           \
		name(DB_SQLITE);                                                                                       \
	}                                                                                                              \
	static void name##_postgres(void **state)                                                                      \
	{                                                                                                              \
		(void)state;                                                                                           \
		name(DB_POSTGRES);                                                                                     \
	}
BOTH(DEFINE_BOTH)

#define LIST_BOTH(name) cmocka_unit_test(name##_sqlite), cmocka_unit_test(name##_postgres),

int main(void)
{
	crypto_init();
	password_cost_lower(1, 64 * 1024);
	const struct CMUnitTest tests[] = {cmocka_unit_test(rights_hold_for_their_role_and_body),
					   cmocka_unit_test(visitors_hold_none_and_the_command_line_all),
					   ctx_test(deputies_are_bounded_and_explained),
					   ctx_test(passwords_are_long_and_not_the_first_that_are_tried),
					   ctx_test(email_addresses_are_told_from_other_things),
					   cmocka_unit_test(only_paths_of_this_site_come_next),
					   ctx_test(clients_are_told_coarsely),
					   ctx_test(a_token_is_masked_anew_and_still_the_same),
					   cmocka_unit_test(one_click_needs_the_flag),
					   BOTH(LIST_BOTH)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
