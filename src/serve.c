/* Ties the server to everything above it: a request's host name finds the site, its cookie the actor, its path the
 * route; the handler's outcome becomes a page here and nowhere else. */
#include "serve.h"

#include <signal.h>
#include <sys/resource.h>

#include "access/access.h"
#include "html/components.h"
#include "http/http.h"
#include "jobs/jobs.h"
#include "rulebook/rulebook.h"
#include "site/site.h"

struct serving {
	struct site_table *sites;
	bool demo; /* --demo */
};

/* ---- Event threads: no lock that waits, no database ---- */

static struct http_site *serve_site_of(void *data, struct str host)
{
	const struct serving *serving = data;
	return (struct http_site *)sites_find(serving->sites, host);
}

/* Any page may show a word of the rulebook. */
static uint64_t serve_kinds(const char *words)
{
	return db_kinds(words) | db_kinds("rulebook");
}

static struct http_freshness serve_freshness(struct http_site *http_site, uint64_t kinds)
{
	const struct site *site = (const struct site *)http_site;
	return (struct http_freshness){
		.position = database_position(site->database, kinds),
		.day = zone_day(site->zone, instant_now()).n,
	};
}

/* ---- Outcomes as pages ---- */

struct apology {
	enum outcome outcome;
	unsigned status;
	const char *heading;
	const char *explanation;
	const char *advice;
};

static const struct apology apologies[] = {
	{NOT_FOUND, 404, msg("Page not found"), msg("There is no page at this address, or it has been removed."),
	 msg("Check the address, or start from the home page.")},
	{INVALID, 400, msg("We could not accept this"),
	 msg("Something in what was sent is not right. Nothing was changed."),
	 msg("Go back, put it right and send it again.")},
	{FORBIDDEN, 403, msg("You cannot do this"), msg("Your sign-in does not allow it. Nothing was changed."),
	 msg("If you think it should, ask an administrator of this site.")},
	{CONFLICT, 409, msg("Somebody changed this first"),
	 msg("While you were working, this was changed or done already. Nothing of theirs was overwritten."),
	 msg("Go back, reload the page to see how it is now, and try again.")},
	{RETRY, 503, msg("Busy at the moment"), msg("Too many people are doing this at once. Nothing was changed."),
	 msg("Wait a minute and try again.")},
	{BROKEN, 500, msg("Something went wrong here"), msg("This is our fault, not yours. Nothing was changed."),
	 msg("Try again later. If it happens again, tell whoever runs this site what you were doing.")},
};

static const struct apology method_apology = {
	INVALID,
	405,
	msg("This page cannot be used that way"),
	msg("The address exists, but it takes another kind of request."),
	msg("Go to the page and use the form on it."),
};

static void apologise(struct ctx *ctx, const struct apology *apology, struct resp *resp)
{
	struct html h = html_open(ctx);
	struct error_page error = {
		.page = access_page(ctx, str_of(apology->heading)),
		.status = apology->status,
		.heading = str_of(apology->heading),
		.explanation = str_of(apology->explanation),
		.advice = str_of(apology->advice),
	};
	error_page_show(&h, &error);
	*resp = (struct resp){.status = apology->status, .body = html_done(&h), .sensitive = true};
}

static void conclude(struct ctx *ctx, enum outcome outcome, struct resp *resp)
{
	for (size_t i = 0; i < COUNT_OF(apologies); i++)
		if (apologies[i].outcome == outcome)
			apologise(ctx, &apologies[i], resp);
}

/* ---- One request ---- */

static void go_and_sign_in(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct str next = req->method == HTTP_GET ? req->path : STR("/");
	resp_redirect(resp, str_fmt(ctx->arena, "/sign-in?next=%.*s", STR_ARG(http_encode(ctx->arena, next))));
}

/* The site's own words. Rules that cannot be read have none: that is for the pages of the rules to say. */
static enum outcome words_take(struct ctx *ctx)
{
	const struct rulebook *book;
	int64_t version;
	enum outcome outcome = rulebook_current(ctx, &book, &version);
	if (outcome == INVALID) {
		problems_clear(ctx);
		return OK;
	}
	TRY(outcome);
	struct page_word *words = arena_array(ctx->arena, struct page_word, book->n_words);
	for (size_t i = 0; i < book->n_words; i++)
		words[i] = (struct page_word){book->words[i].id, book->words[i].text};
	ctx->words = words;
	ctx->n_words = book->n_words;
	return OK;
}

static enum outcome handle(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	/* A public page never learns who asks, so that it cannot depend on it. */
	if (req->route->right != RIGHT_PUBLIC)
		TRY(access_identify(ctx, req));
	bool sign_in = false;
	enum outcome admitted = access_admit(ctx, req, &sign_in);
	bool answered = false;
	if (admitted == FORBIDDEN)
		TRY(access_keep(ctx, req, resp, &answered));
	if (answered)
		return OK;
	if (sign_in) {
		go_and_sign_in(ctx, req, resp);
		return OK;
	}
	TRY(admitted);
	if (req->route->right != RIGHT_PUBLIC)
		resp->sensitive = true;
	TRY(words_take(ctx));
	TRY(access_guard(ctx, req, resp, &answered));
	return answered ? OK : req->route->handle(ctx, req, resp);
}

static void serve_request(void *data, struct http_site *http_site, struct req *req, struct resp *resp)
{
	(void)data;
	struct site *site = (struct site *)http_site;
	struct ctx ctx = {.arena = req->arena, .now_ms = instant_now().ms};
	*resp = (struct resp){.status = 200};
	enum outcome outcome = site_read_begin(&ctx, site);
	ctx.site = site;
	if (!req->route)
		outcome = outcome == OK ? NOT_FOUND : outcome;
	else if (req->wrong_method)
		outcome = outcome == OK ? INVALID : outcome;
	else if (outcome == OK)
		outcome = handle(&ctx, req, resp);
	if (outcome == BROKEN)
		log_event(LOG_ERROR, "request", "route=%s outcome=%s", req->route ? req->route->pattern : "none",
			  outcome_name(outcome));
	if (outcome != OK && req->wrong_method)
		apologise(&ctx, &method_apology, resp);
	else if (outcome != OK)
		conclude(&ctx, outcome, resp);
	if (ctx.db)
		db_read_end(&ctx);
}

/* ---- The verb ---- */

static const struct cli_option serve_options[] = {
	{"listen", CLI_TEXT, false, "ADDRESS:PORT", "where to listen (default 127.0.0.1:8080); unix:PATH for a socket"},
	{"sites", CLI_TEXT, false, "FOLDER", "serve every site file (*.db) in the folder, told apart by host name"},
	{"proxy", CLI_TEXT, false, "ADDRESS",
	 "believe forwarded headers from this peer alone: a reverse proxy's, or unix for a socket's"},
	{"tls-ahead", CLI_FLAG, false, NULL, "TLS stands in front: send Strict-Transport-Security"},
	{"upgrade", CLI_FLAG, false, NULL, "bring an older site's database up to date first"},
	{"new-keys", CLI_FLAG, false, NULL, "the site's file of secrets is lost: begin a new one"},
	{"demo", CLI_FLAG, false, NULL, "offer one-click sign-in in each role, on demo sites only"},
};

/* "127.0.0.1:8080", "[::1]:8080", "unix:/run/x.sock". */
static enum outcome listen_parse(struct ctx *ctx, struct str listen, struct http_options *options)
{
	if (str_empty(listen))
		listen = STR("127.0.0.1:8080");
	options->address = listen;
	if (str_starts(listen, STR("unix:")))
		return OK;
	size_t colon = listen.n;
	while (colon > 0 && listen.p[colon - 1] != ':')
		colon--;
	int64_t port = 0;
	if (colon == 0 || !str_to_i64(str_slice(listen, colon, listen.n), &port) || port < 0 || port > 65535)
		return problem_add(ctx, "listen", msg("{1} is not ADDRESS:PORT, such as 127.0.0.1:8080"), listen);
	struct str address = str_slice(listen, 0, colon - 1);
	if (str_starts(address, STR("[")) && str_ends(address, STR("]")))
		address = str_slice(address, 1, address.n - 1);
	options->address = address;
	options->port = (uint16_t)port;
	return OK;
}

static void wait_for_the_end(void)
{
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	int got;
	sigwait(&signals, &got);
}

/* Connections, readers and watched sites together may pass the usual 1,024; what the system grants is enough to serve
 * with. */
static void descriptors_raise(void)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return;
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) != 0)
		log_event(LOG_WARN, "descriptors", "allowed=%llu", (unsigned long long)files.rlim_cur);
}

/* Before any thread starts, so that all of them inherit the mask. */
static void signals_prepare(void)
{
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

/* What is served, where, and in a demonstration how to sign in. */
static void announce(const struct http_options *options, const struct serving *serving, uint16_t port)
{
	for (size_t i = 0; i < sites_n(serving->sites); i++) {
		const struct site_settings *settings = &sites_at(serving->sites, i)->settings;
		cli_say("%.*s: %.*s", STR_ARG(settings->name), STR_ARG(settings->url));
		if (settings->demo && serving->demo)
			cli_say("To sign in, open %.*s/sign-in: one click for each role.", STR_ARG(settings->url));
	}
	if (str_starts(options->address, STR("unix:")))
		cli_say("Serving on %.*s. Stop with Ctrl-C.", STR_ARG(options->address));
	else
		cli_say("Serving on http://%.*s:%u. Stop with Ctrl-C.", STR_ARG(options->address), port);
}

static enum outcome listen_and_serve(struct ctx *ctx, const struct http_options *options, struct serving *serving)
{
	const struct features *features = ctx->site->features;
	const struct route **routes = arena_array(ctx->arena, const struct route *, features->n);
	size_t *routes_n = arena_array(ctx->arena, size_t, features->n);
	for (size_t i = 0; i < features->n; i++) {
		routes[i] = features->p[i]->routes;
		routes_n[i] = features->p[i]->n_routes;
	}
	const struct http_app app = {
		.routes = routes,
		.routes_n = routes_n,
		.n_rooms = features->n,
		.site_of = serve_site_of,
		.freshness = serve_freshness,
		.kinds_of = serve_kinds,
		.serve = serve_request,
		.assets = assets,
		.n_assets = assets_n,
		.data = serving,
	};
	struct http_server *server;
	TRY(http_open(ctx, options, &app, &server));
	struct job_thread *jobs;
	jobs_start(serving->sites, &jobs);
	announce(options, serving, http_port(server));
	wait_for_the_end();
	cli_say("Finishing what has begun …");
	http_close(server);
	jobs_stop(jobs);
	return OK;
}

/* A site whose secrets cannot be kept is served all the same: pages that need them say so. */
static enum outcome keys_check(struct ctx *ctx, const struct site_table *sites, bool renew)
{
	for (size_t i = 0; i < sites_n(sites); i++) {
		struct ctx its = {.arena = ctx->arena, .now_ms = ctx->now_ms, .site = sites_at(sites, i)};
		enum outcome outcome = site_keys_check(&its, renew);
		if (outcome == INVALID) {
			ctx->problems = its.problems;
			return outcome;
		}
		if (outcome != OK)
			log_event(LOG_WARN, "keys", "site=%.*s outcome=%s", STR_ARG(site_stem(&its)),
				  outcome_name(outcome));
	}
	return OK;
}

static enum outcome serve_run(struct ctx *ctx, const struct cli *cli)
{
	if (str_empty(ctx->site->address) && !cli_given(cli, "sites"))
		return problem_add(ctx, "--site", msg("name a site with --site, or a folder of sites with --sites"));
	struct http_options options = {.proxy = cli_text(cli, "proxy"), .hsts = cli_given(cli, "tls-ahead")};
	TRY(listen_parse(ctx, cli_text(cli, "listen"), &options));
	descriptors_raise();
	signals_prepare();
	struct serving serving = {.demo = cli_given(cli, "demo")};
	if (serving.demo)
		access_demo_allow();
	TRY(sites_open(ctx, ctx->site->features, ctx->site->address, cli_text(cli, "sites"), cli_given(cli, "upgrade"),
		       &serving.sites));
	enum outcome outcome = keys_check(ctx, serving.sites, cli_given(cli, "new-keys"));
	if (outcome == OK)
		outcome = listen_and_serve(ctx, &options, &serving);
	sites_close(serving.sites);
	return outcome;
}

static const struct verb serve_verbs[] = {
	{
		.name = "serve",
		.summary = "serve one site, or a folder of them",
		.site = CLI_SITE_ANY,
		.options = serve_options,
		.n_options = COUNT_OF(serve_options),
		.example = "aboveboard serve --site city.db --listen 127.0.0.1:8080",
		.run = serve_run,
	},
};

const struct feature serve_feature = {.name = "serve", .verbs = serve_verbs, .n_verbs = COUNT_OF(serve_verbs)};
