#include "http/test_small.h"

#include <unistd.h>

struct http_server *server;
uint16_t port;
_Atomic uint64_t small_position;
_Atomic unsigned small_renders;
_Atomic bool small_gate_is_shut;
static int the_site;

static enum outcome nothing(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)ctx;
	(void)req;
	(void)resp;
	return OK;
}

enum { RIGHT_TEST = 1 };

static const struct route routes[] = {
	ROUTE_CACHED("/", RIGHT_TEST, "codes", nothing),
	ROUTE_CACHED("/codes/{slug}", RIGHT_TEST, "codes", nothing),
	ROUTE(HTTP_GET, "/echo/{a}/{b}", RIGHT_TEST, CSRF_NONE, nothing),
	ROUTE(HTTP_POST, "/form", RIGHT_TEST, CSRF_FORM, nothing),
	ROUTE_UPLOAD("/upload", RIGHT_TEST, CSRF_FORM, nothing),
};

static struct http_site *site_of(void *data, struct str host)
{
	(void)data;
	return str_eq(host, STR("city.example")) ? (struct http_site *)&the_site : NULL;
}

static struct http_freshness freshness(struct http_site *site, uint64_t kinds)
{
	assert_ptr_equal(site, &the_site);
	assert_int_equal(kinds, 5);
	return (struct http_freshness){.position = small_position, .day = 1};
}

static uint64_t kinds_of(const char *kinds)
{
	return strlen(kinds);
}

static void serve_page(const struct req *req, struct resp *resp)
{
	struct buf page = buf_open(req->arena, 4096);
	buf_fmt(&page, "page %.*s rendering %u headers %zu ", STR_ARG(req->path),
		atomic_fetch_add(&small_renders, 1) + 1, req->n_headers);
	for (size_t i = 0; i < 300; i++)
		buf_lit(&page, "the same again ");
	resp->body = buf_view(&page);
	while (small_gate_is_shut)
		usleep(1000);
}

static void serve_echo(const struct req *req, struct resp *resp)
{
	struct buf text = buf_open(req->arena, 1024);
	buf_fmt(&text, "%.*s lang=%.*s host=%.*s client=%.*s tls=%d a=%.*s b=%.*s q=%.*s c=%.*s", STR_ARG(req->path),
		STR_ARG(req->lang), STR_ARG(req->host), STR_ARG(req->client), req->tls, STR_ARG(req->params[0]),
		STR_ARG(req->params[1]), STR_ARG(req_query(req, "q")), STR_ARG(req_cookie(req, "c")));
	for (size_t i = 0; i < req->n_fields; i++)
		buf_fmt(&text, " [%.*s=%.*s]", STR_ARG(req->fields[i].name), STR_ARG(req->fields[i].value));
	for (size_t i = 0; i < req->n_files; i++)
		buf_fmt(&text, " [%.*s %.*s %zu]", STR_ARG(req->files[i].name), STR_ARG(req->files[i].filename),
			req->files[i].content.n);
	resp->type = STR("text/plain; charset=utf-8");
	resp->body = buf_view(&text);
	resp->cookies[resp->n_cookies++] = STR("s=1; HttpOnly; SameSite=Lax; Path=/");
	resp->sensitive = true;
	while (small_gate_is_shut)
		usleep(1000);
}

/* As many lines as the address says. */
static enum outcome fill_long(struct ctx *ctx, struct http_sink *sink, void *arg)
{
	const struct req *req = arg;
	int64_t n = 0;
	(void)str_to_i64(req->params[1], &n);
	for (int64_t i = 0; i < n; i++) {
		arena_scope(ctx->arena);
		TRY(http_put(sink, str_fmt(ctx->arena, "%07lld\n", (long long)i)));
	}
	return n ? OK : NOT_FOUND;
}

static void serve_long(struct req *req, struct resp *resp)
{
	struct ctx ctx = {.arena = req->arena};
	resp->type = STR("text/csv; charset=utf-8");
	if (resp_fill(&ctx, resp, fill_long, req) != OK)
		resp->status = 404;
}

static void serve(void *data, struct http_site *site, struct req *req, struct resp *resp)
{
	(void)data;
	(void)site;
	resp->status = !req->route ? 404 : req->wrong_method ? 405 : 200;
	if (resp->status != 200)
		resp->body = STR("<p>not here");
	else if (str_eq(req->path, STR("/codes/gone")))
		resp->status = 404;
	else if (req->route->cache)
		serve_page(req, resp);
	else if (str_eq(req->params[0], STR("long")))
		serve_long(req, resp);
	else
		serve_echo(req, resp);
}

static const struct asset assets[] = {
	{"site.css",
	 "/assets/site-1.css",
	 "text/css; charset=utf-8",
	 STR_INIT("a{color:red}"),
	 STR_INIT("GZIP"),
	 STR_INIT("BR"),
	 {0},
	 "\"1\""},
	{"a.js", "/assets/a-1.js", "text/javascript", STR_INIT("1"), {0}, {0}, {0}, "\"2\""},
};

struct http_app small_app(void)
{
	static const struct route *const tables[] = {routes};
	static const size_t tables_n[] = {COUNT_OF(routes)};
	static const char *const languages[] = {"cy"};
	return (struct http_app){
		.routes = tables,
		.routes_n = tables_n,
		.n_rooms = 1,
		.site_of = site_of,
		.freshness = freshness,
		.kinds_of = kinds_of,
		.serve = serve,
		.assets = assets,
		.n_assets = COUNT_OF(assets),
		.languages = languages,
		.n_languages = 1,
	};
}

void small_open(const struct http_limits *limits, const char *proxy)
{
	const struct http_app app = small_app();
	const struct http_options options = {
		.address = STR("127.0.0.1"),
		.proxy = str_of(proxy),
		.event_threads = 2,
		.workers = 4,
		.hsts = proxy != NULL,
	};
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	assert_int_equal(server_open(&ctx, &options, &app, limits, &server), OK);
	port = http_port(server);
	assert_true(port != 0);
}

int small_up(void **state)
{
	const struct http_limits limits = server_limits();
	small_gate_is_shut = false;
	small_open(&limits, NULL);
	return test_ctx_open(state);
}

int small_down(void **state)
{
	small_gate_is_shut = false; /* a test that failed may have left it shut */
	http_close(server);
	return test_ctx_close(state);
}
