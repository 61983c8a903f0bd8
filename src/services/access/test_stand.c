#include <unistd.h>

#include "access/test_stand.h"
#include "journal/journal.h"
#include "mail/mail.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature, &site_feature, &journal_feature, &mail_feature,
					      &access_feature};
static const struct features features = {table, COUNT_OF(table)};

bool stand_begin(struct stand *stand, enum db_engine engine, const char *url, bool demo)
{
	*stand = (struct stand){0};
	/* A site on a server keeps its keys in the working directory. */
	static const char *folder;
	if (!folder)
		folder = test_folder();
	assert_int_equal(chdir(folder), 0);
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

void stand_end(struct stand *stand)
{
	site_close(stand->site);
	test_place_close(&stand->place);
	arena_close(stand->ctx.arena);
}

enum outcome invite_write(struct ctx *ctx, void *args)
{
	struct invited *invited = args;
	return access_invite(ctx, str_of(invited->name), str_of(invited->email), invited->person_id, invited->role, 0,
			     invited->token, &invited->path, &invited->account_id);
}

struct invited invite(struct stand *stand, const char *name, const char *email, enum role role)
{
	struct invited invited = {
		.name = name, .email = email, .role = role, .token = token_new(&stand->ctx), .person_id = 77};
	assert_int_equal(site_write(&stand->ctx, invite_write, &invited), OK);
	return invited;
}

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
		bool is_device = str_find(cookie, STR("device="), 0) != STR_NPOS;
		if (is_device)
			stand->last_device = cookie;
		else
			stand->cookie = str_ends(cookie, STR("=")) ? STR("") : cookie;
	}
}

struct answer ask(struct stand *stand, enum http_method method, const struct asked *asked)
{
	struct ctx ctx = stand->ctx;
	ctx.actor = NULL;
	ctx.problems = (struct problems){0};
	struct str cookies = str_fmt(ctx.arena, "%.*s%s%.*s", STR_ARG(stand->cookie),
				     stand->cookie.n && stand->device.n ? "; " : "", STR_ARG(stand->device));
	const struct http_field headers[] = {{STR("user-agent"), STR("Firefox/140 (X11; Linux)")},
					     {STR("cookie"), cookies}};
	struct req req = {
		.method = method,
		.client = str_of(asked->client ? asked->client : "192.0.2.1"),
		.route = route_of(method, asked->pattern),
		.path = str_of(asked->pattern),
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
	bool answered = false;
	if (answer.outcome == OK)
		answer.outcome = access_guard(&ctx, &req, &answer.resp, &answered);
	if (answer.outcome == OK && !answered)
		answer.outcome = req.route->handle(&ctx, &req, &answer.resp);
	db_read_end(&ctx);
	if (answer.outcome == OK)
		keep_cookie(stand, &answer.resp);
	return answer;
}

struct answer get(struct stand *stand, const char *pattern, const char *param)
{
	return ask(stand, HTTP_GET, &(struct asked){.pattern = pattern, .param = param});
}

struct str csrf_of(struct stand *stand)
{
	return get(stand, "/account", NULL).csrf;
}

struct answer set_password(struct stand *stand, const struct invited *invited, const char *password)
{
	return ask(stand, HTTP_POST,
		   &(struct asked){.pattern = "/set-password/{token}",
				   .param = str_c(stand->ctx.arena, invited->token),
				   FIELDS({STR("password"), str_of(password)})});
}

struct answer sign_in(struct stand *stand, const char *email, const char *password, const char *client)
{
	return ask(stand, HTTP_POST,
		   &(struct asked){.pattern = "/sign-in",
				   .client = client,
				   FIELDS({STR("email"), str_of(email)}, {STR("password"), str_of(password)},
					  {STR("next"), STR("/office/people")})});
}

bool shows(const struct answer *answer, const char *words)
{
	return str_find(answer->resp.body, str_of(words), 0) != STR_NPOS;
}

struct invited signed_in(struct stand *stand, const char *name, const char *email, enum role role)
{
	struct invited invited = invite(stand, name, email, role);
	stand->cookie = STR("");
	struct answer answer = set_password(stand, &invited, PASSWORD);
	assert_int_equal(answer.outcome, OK);
	assert_int_equal(answer.resp.status, 303);
	assert_true(stand->cookie.n > 0);
	return invited;
}
