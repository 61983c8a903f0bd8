/* The server from outside: ready pages, handlers, forms, limits of time and number, and how it ends. */
#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/server.h"
#include "http/test_client.h"

static struct http_server *server;
static uint16_t port;
static _Atomic uint64_t position;
static _Atomic unsigned renders;
static _Atomic bool gate_is_shut;
static int the_site;

/* ---- A small program behind the server ---- */

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
	return (struct http_freshness){.position = position, .day = 1};
}

static uint64_t kinds_of(const char *kinds)
{
	return strlen(kinds);
}

static void serve_page(const struct req *req, struct resp *resp)
{
	struct buf page = buf_open(req->arena, 4096);
	buf_fmt(&page, "page %.*s rendering %u headers %zu ", STR_ARG(req->path), atomic_fetch_add(&renders, 1) + 1,
		req->n_headers);
	for (size_t i = 0; i < 300; i++)
		buf_lit(&page, "the same again ");
	resp->body = buf_view(&page);
	while (gate_is_shut)
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
	while (gate_is_shut)
		usleep(1000);
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

static struct http_app small_app(void)
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

static void open_server(const struct http_limits *limits, const char *proxy)
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

static int server_up(void **state)
{
	const struct http_limits limits = server_limits();
	gate_is_shut = false;
	open_server(&limits, NULL);
	return test_ctx_open(state);
}

static int server_down(void **state)
{
	gate_is_shut = false; /* a test that failed may have left it shut */
	http_close(server);
	return test_ctx_close(state);
}

#define server_test(test) cmocka_unit_test_setup_teardown(test, server_up, server_down)

/* ---- Ready pages and assets ---- */

static void a_public_page_is_rendered_once_and_then_ready(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	unsigned before = renders;
	struct str first = talk_get(arena, port, "/codes/ethics", "");
	struct str second = talk_get(arena, port, "/codes/ethics", "Cookie: c=somebody\r\n");
	assert_int_equal(talk_status(first), 200);
	assert_true(str_eq(talk_body(first), talk_body(second)));
	assert_int_equal(renders, before + 1);
	assert_int_equal(http_counts(server).ready_hits, 1);
	assert_true(str_find(talk_body(first), STR(" headers 0 "), 0) != STR_NPOS);
	assert_text(talk_header(first, "Cache-Control"), "public, no-cache");
	assert_true(talk_header(first, "ETag").n > 64);
	assert_null(talk_header(first, "Set-Cookie").p);
	assert_text(talk_header(first, "Vary"), "Accept-Encoding");
}

static void a_page_falls_with_a_change_of_its_kinds(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	struct str first = talk_get(arena, port, "/", "");
	position++;
	struct str second = talk_get(arena, port, "/", "");
	assert_int_equal(talk_status(second), 200);
	assert_false(str_eq(talk_body(first), talk_body(second)));
}

static void an_unchanged_page_is_not_sent_again(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	struct str first = talk_get(arena, port, "/", "");
	const char *header =
		test_c(str_fmt(arena, "If-None-Match: \"x\", %.*s\r\n", STR_ARG(talk_header(first, "ETag"))));
	struct str again = talk_get(arena, port, "/", header);
	assert_int_equal(talk_status(again), 304);
	assert_int_equal(talk_body(again).n, 0);
	assert_text(talk_header(again, "ETag"), test_c(talk_header(first, "ETag")));
	assert_int_equal(talk_status(talk_get(arena, port, "/", "If-None-Match: \"x\"\r\n")), 200);
}

static void pages_are_compressed_for_who_takes_it(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	struct str plain = talk_get(arena, port, "/", "");
	struct str gzip = talk_get(arena, port, "/", "Accept-Encoding: br, gzip\r\n");
	assert_text(talk_header(gzip, "Content-Encoding"), "gzip");
	assert_true(talk_body(gzip).n < talk_body(plain).n / 4);
	assert_null(talk_header(talk_get(arena, port, "/", "Accept-Encoding: gzip;q=0\r\n"), "Content-Encoding").p);
}

static void head_has_the_headers_and_no_body(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	struct str get = talk_get(arena, port, "/", "");
	struct str head =
		talk(arena, port, STR("HEAD / HTTP/1.1\r\nHost: city.example\r\nConnection: close\r\n\r\n"), NULL);
	assert_int_equal(talk_status(head), 200);
	assert_int_equal(talk_body(head).n, 0);
	assert_text(talk_header(head, "Content-Length"), test_c(talk_header(get, "Content-Length")));
}

static void a_page_that_is_not_there_is_not_kept(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	for (int i = 0; i < 2; i++) {
		struct str gone = talk_get(arena, port, "/codes/gone", "");
		assert_int_equal(talk_status(gone), 404);
		assert_text(talk_header(gone, "Cache-Control"), "private, no-cache");
	}
	assert_int_equal(http_counts(server).ready_hits, 0);
}

static void a_query_is_never_answered_from_ready_pages(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	struct str plain = talk_get(arena, port, "/", "");
	struct str query = talk_get(arena, port, "/?page=2", "");
	assert_int_equal(talk_status(query), 200);
	assert_false(str_eq(talk_body(plain), talk_body(query)));
	assert_text(talk_header(query, "Cache-Control"), "private, no-cache");
	assert_int_equal(http_counts(server).ready_hits, 0);
}

static void every_answer_carries_the_security_headers(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	static const char *const paths[] = {"/", "/nowhere", "/assets/site-1.css", "/echo/1/2", "/a//b"};
	static const char *const names[] = {"Content-Security-Policy",
					    "Cross-Origin-Opener-Policy",
					    "Cross-Origin-Resource-Policy",
					    "Permissions-Policy",
					    "Referrer-Policy",
					    "X-Content-Type-Options"};
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct str response = talk_get(arena, port, paths[i], "");
		for (size_t k = 0; k < COUNT_OF(names); k++)
			if (!talk_header(response, names[k]).n)
				fail_msg("%s has no %s", paths[i], names[k]);
		assert_null(talk_header(response, "Strict-Transport-Security").p);
	}
}

static void assets_come_in_the_best_encoding_and_for_ever(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	struct str plain = talk_get(arena, port, "/assets/site-1.css", "");
	assert_text(talk_body(plain), "a{color:red}");
	assert_text(talk_header(plain, "Cache-Control"), "public, max-age=31536000, immutable");
	assert_text(talk_header(plain, "Content-Type"), "text/css; charset=utf-8");
	assert_text(talk_body(talk_get(arena, port, "/assets/site-1.css", "Accept-Encoding: gzip, br\r\n")), "BR");
	assert_text(talk_body(talk_get(arena, port, "/assets/site-1.css", "Accept-Encoding: gzip\r\n")), "GZIP");
	assert_text(talk_body(talk_get(arena, port, "/assets/a-1.js", "Accept-Encoding: gzip, br\r\n")), "1");
	assert_int_equal(talk_status(talk_get(arena, port, "/assets/a-1.js", "If-None-Match: \"2\"\r\n")), 304);
	assert_int_equal(talk_status(talk_get(arena, port, "/assets/none.js", "")), 404);
}

/* ---- Handlers ---- */

static void a_handler_sees_the_request_decoded(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	struct str got = talk_get(arena, port, "/cy/echo/caf%C3%A9/2?q=a%20b+c&x", "Cookie: b=1; c=\"42\"\r\n");
	assert_text(talk_body(got),
		    "/echo/café/2 lang=cy host=city.example client=127.0.0.1 tls=0 a=café b=2 q=a b c c=42");
	assert_text(talk_header(got, "Cache-Control"), "no-store");
	assert_text(talk_header(got, "Set-Cookie"), "s=1; HttpOnly; SameSite=Lax; Path=/");
}

static void forms_and_files_arrive(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	struct str form = talk_post(arena, port, "/form", "Content-Type: application/x-www-form-urlencoded\r\n",
				    STR("name=Ann+%C3%96&note=1%0D%0A2&empty="));
	assert_true(str_ends(talk_body(form), STR(" [name=Ann Ö] [note=1\n2] [empty=]")));
	struct str upload =
		talk_post(arena, port, "/upload", "Content-Type: multipart/form-data; boundary=xyz\r\n",
			  STR("--xyz\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nhello\r\n--xyz\r\n"
			      "Content-Disposition: form-data; name=\"f\"; filename=\"C:\\a\\b.txt\"\r\n"
			      "Content-Type: text/plain\r\n\r\n1\0002\r\n--xyz--\r\n"));
	assert_true(str_ends(talk_body(upload), STR(" [t=hello] [f b.txt 3]")));
}

static void damaged_forms_are_refused_with_a_reason(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	static const char *const type = "Content-Type: application/x-www-form-urlencoded\r\n";
	struct str utf8 = talk_post(arena, port, "/form", type, STR("name=%FF"));
	assert_int_equal(talk_status(utf8), 400);
	assert_true(str_find(talk_body(utf8), STR("- name: "), 0) != STR_NPOS);
	assert_int_equal(talk_status(talk_post(arena, port, "/form", type, STR("name=a%00b"))), 400);
	assert_int_equal(talk_status(talk_post(arena, port, "/form", type, STR("name=%zz"))), 400);
	assert_int_equal(
		talk_status(talk_post(arena, port, "/upload", "Content-Type: multipart/form-data; boundary=x\r\n",
				      STR("--x\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\ncut"))),
		400);
	assert_int_equal(talk_status(talk_post(arena, port, "/form", "Content-Type: application/json\r\n", STR("{}"))),
			 415);
}

static struct str repeated(struct arena *arena, size_t n, char c)
{
	char *p = arena_alloc(arena, n);
	memset(p, c, n);
	return (struct str){p, n};
}

static void what_is_too_large_is_refused(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	static const char *const type = "Content-Type: application/x-www-form-urlencoded\r\n";
	struct str body = repeated(arena, (size_t)LIMIT_FORM_BYTES + 1, 'a');
	memcpy((char *)(uintptr_t)body.p, "n=", 2);
	assert_int_equal(talk_status(talk_post(arena, port, "/form", type, body)), 413);
	assert_int_equal(talk_status(talk_post(arena, port, "/upload", type, body)), 200);
	assert_int_equal(talk_status(talk_post(arena, port, "/form", type, repeated(arena, 2000, '&'))), 400);
	struct str path = str_fmt(arena, "/%.*s", STR_ARG(repeated(arena, 9000, 'p')));
	assert_int_equal(talk_status(talk_get(arena, port, test_c(path), "")), 414);
	struct str header = str_fmt(arena, "X: %.*s\r\n", STR_ARG(repeated(arena, 11000, 'h')));
	assert_int_equal(talk_status(talk_get(arena, port, "/", test_c(header))), 431);
	header = str_fmt(arena, "X: %.*s\r\n", STR_ARG(repeated(arena, 60000, 'h')));
	assert_int_equal(talk_status(talk_get(arena, port, "/", test_c(header))), 431);
	header = str_fmt(arena, "X: %.*s\r\n", STR_ARG(repeated(arena, 9000, 'h')));
	assert_int_equal(talk_status(talk_get(arena, port, "/", test_c(header))), 200);
}

static void a_form_from_another_site_is_refused(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	static const struct {
		const char *header;
		unsigned status;
	} cases[] = {
		{"Sec-Fetch-Site: cross-site\r\n", 403},
		{"Sec-Fetch-Site: same-site\r\n", 403},
		{"Sec-Fetch-Site: same-origin\r\nOrigin: https://city.example\r\n", 200},
		{"Origin: https://evil.example\r\n", 403},
		{"Origin: null\r\n", 403},
		{"Origin: https://city.example:8443\r\n", 200},
		{"Origin: https://city.example.evil.example\r\n", 403},
		{"", 200},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str got = talk_post(arena, port, "/form", cases[i].header, STR("a=b"));
		if (talk_status(got) != cases[i].status)
			fail_msg("%s gave %u", cases[i].header, talk_status(got));
	}
}

static void the_wrong_method_is_told_the_right_one(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	struct str get = talk_get(arena, port, "/form", "");
	assert_int_equal(talk_status(get), 405);
	assert_text(talk_header(get, "Allow"), "POST");
	struct str post = talk_post(arena, port, "/", "", STR(""));
	assert_int_equal(talk_status(post), 405);
	assert_text(talk_header(post, "Allow"), "GET, HEAD");
	assert_int_equal(talk_status(talk_get(arena, port, "/nowhere", "")), 404);
	assert_int_equal(
		talk_status(talk(arena, port, STR("GET / HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n"),
				 NULL)),
		421);
}

static void a_body_waits_for_100_continue(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	int fd = talk_open(port);
	talk_send(fd, STR("POST /form HTTP/1.1\r\nHost: city.example\r\nConnection: close\r\nContent-Length: 3\r\n"
			  "Expect: 100-continue\r\n\r\n"));
	assert_true(str_starts(talk_response(arena, fd), STR("HTTP/1.1 100 Continue\r\n")));
	talk_send(fd, STR("a=b"));
	assert_true(str_ends(talk_read(arena, fd, 5000, NULL), STR(" [a=b]")));
	close(fd);
}

static void a_connection_serves_many_requests(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	int fd = talk_open(port);
	static const char *const paths[] = {"/",        "/echo/1/2", "/", "/assets/a-1.js", "/echo/3/4?q=1",
					    "/nowhere", "/codes/x"};
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		talk_send(fd, str_fmt(arena, "GET %s HTTP/1.1\r\nHost: CITY.example:80\r\n\r\n", paths[i]));
		assert_int_equal(talk_status(talk_response(arena, fd)), i == 5 ? 404 : 200);
	}
	talk_send(fd, STR("POST /form HTTP/1.1\r\nHost: city.example\r\nContent-Length: 3\r\n\r\na=b"
			  "GET /assets/a-1.js HTTP/1.1\r\nHost: city.example\r\nConnection: close\r\n\r\n"));
	struct str both = talk_read(arena, fd, 5000, NULL);
	assert_true(str_find(both, STR(" [a=b]HTTP/1.1 200 OK"), 0) != STR_NPOS);
	close(fd);
}

/* ---- Many at once ---- */

static void *get_home(void *data)
{
	struct arena *arena = arena_open(0);
	struct str got = talk_get(arena, port, "/codes/many", "");
	*(unsigned *)data = talk_status(got);
	arena_close(arena);
	return NULL;
}

static void a_page_is_rendered_once_however_many_ask(void **state)
{
	(void)state;
	pthread_t threads[20];
	unsigned statuses[COUNT_OF(threads)];
	unsigned before = renders;
	gate_is_shut = true;
	for (size_t i = 0; i < COUNT_OF(threads); i++)
		pthread_create(&threads[i], NULL, get_home, &statuses[i]);
	while (http_counts(server).requests < COUNT_OF(threads))
		usleep(1000);
	gate_is_shut = false;
	for (size_t i = 0; i < COUNT_OF(threads); i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < COUNT_OF(threads); i++)
		assert_int_equal(statuses[i], 200);
	assert_int_equal(renders, before + 1);
}

/* ---- Limits ---- */

static int short_up(void **state)
{
	struct http_limits limits = server_limits();
	limits.header_seconds = 1;
	limits.body_seconds = 1;
	limits.idle_seconds = 1;
	limits.client_connections = 3;
	gate_is_shut = false;
	open_server(&limits, NULL);
	return test_ctx_open(state);
}

#define short_test(test) cmocka_unit_test_setup_teardown(test, short_up, server_down)

/* Sends one byte of the text every 100 ms; how long until the server cut the connection, or 0. */
static unsigned trickle(int fd, struct str begin, char c)
{
	talk_send(fd, begin);
	for (unsigned ms = 0; ms < 8000; ms += 100) {
		char got;
		ssize_t n = recv(fd, &got, 1, MSG_DONTWAIT);
		if (n == 0 || (n < 0 && errno != EAGAIN))
			return ms;
		talk_send(fd, (struct str){&c, 1});
		usleep(100 * 1000);
	}
	return 0;
}

static void slow_clients_are_cut(void **state)
{
	(void)state;
	static const struct {
		const char *begin;
		char c;
	} cases[] = {
		{"GET / HTTP/1.1\r\nHost: city.example\r\nX: ", 'x'},
		{"GET /", 'x'},
		{"POST /form HTTP/1.1\r\nHost: city.example\r\nContent-Length: 1000\r\n\r\n", 'x'},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int fd = talk_open(port);
		unsigned ms = trickle(fd, str_of(cases[i].begin), cases[i].c);
		close(fd);
		if (ms < 500 || ms > 4000)
			fail_msg("%s was cut after %u ms", cases[i].begin, ms);
	}
}

static void an_idle_connection_is_closed(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	int fd = talk_open(port);
	talk_send(fd, STR("GET / HTTP/1.1\r\nHost: city.example\r\n\r\n"));
	bool closed = false;
	assert_int_equal(talk_status(talk_read(arena, fd, 5000, &closed)), 200);
	assert_true(closed);
	close(fd);
}

static void a_client_has_only_so_many_connections(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	int fds[4];
	bool closed = false;
	for (size_t i = 0; i < 3; i++) {
		fds[i] = talk_open(port);
		talk_send(fds[i], STR("GET / HTTP/1.1\r\nHost: city.example\r\n\r\n"));
		assert_int_equal(talk_status(talk_response(arena, fds[i])), 200);
	}
	fds[3] = talk_open(port);
	assert_int_equal(talk_read(arena, fds[3], 500, &closed).n, 0);
	assert_true(closed);
	for (size_t i = 0; i < 4; i++)
		close(fds[i]);
	usleep(200 * 1000);
	assert_int_equal(talk_status(talk_get(arena, port, "/", "")), 200);
}

/* ---- The trusted proxy ---- */

static int proxied_up(void **state)
{
	struct http_limits limits = server_limits();
	limits.client_connections = 2;
	gate_is_shut = false;
	open_server(&limits, "127.0.0.1");
	return test_ctx_open(state);
}

static int narrow_up(void **state)
{
	struct http_limits limits = server_limits();
	limits.queue = 1;
	gate_is_shut = false;
	open_server(&limits, "127.0.0.1");
	return test_ctx_open(state);
}

#define narrow_test(test)  cmocka_unit_test_setup_teardown(test, narrow_up, server_down)
#define proxied_test(test) cmocka_unit_test_setup_teardown(test, proxied_up, server_down)

static void forwarded_headers_are_believed_from_the_proxy(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	struct str got = talk(arena, port,
			      STR("GET /echo/1/2 HTTP/1.1\r\nHost: backend\r\nX-Forwarded-Host: City.example\r\n"
				  "X-Forwarded-For: 10.9.9.9, 203.0.113.7\r\nX-Forwarded-Proto: https\r\n"
				  "Connection: close\r\n\r\n"),
			      NULL);
	assert_true(str_find(talk_body(got), STR("host=city.example client=203.0.113.7 tls=1"), 0) != STR_NPOS);
	assert_text(talk_header(got, "Strict-Transport-Security"), "max-age=31536000");
}

static void forwarded_headers_of_others_are_ignored(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	struct str got =
		talk_get(arena, port, "/echo/1/2", "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Host: x.example\r\n");
	assert_int_equal(talk_status(got), 200);
	assert_true(str_find(talk_body(got), STR("host=city.example client=127.0.0.1 tls=0"), 0) != STR_NPOS);
}

/* Sends without reading. */
static int ask(struct arena *arena, const char *client, unsigned n)
{
	int fd = talk_open(port);
	talk_send(fd, str_fmt(arena,
			      "GET /echo/1/%u HTTP/1.1\r\nHost: city.example\r\nX-Forwarded-For: %s\r\nConnection: "
			      "close\r\n\r\n",
			      n, client));
	return fd;
}

static void a_forwarded_client_has_only_so_many_requests(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	gate_is_shut = true;
	int first = ask(arena, "203.0.113.7", 1), second = ask(arena, "203.0.113.7", 2);
	while (http_counts(server).requests < 2)
		usleep(1000);
	usleep(50 * 1000);
	int third = ask(arena, "203.0.113.7", 3);
	struct str refused = talk_read(arena, third, 5000, NULL);
	assert_int_equal(talk_status(refused), 429);
	assert_true(talk_header(refused, "Retry-After").n > 0);
	int other = ask(arena, "203.0.113.8", 4);
	gate_is_shut = false;
	assert_int_equal(talk_status(talk_read(arena, first, 5000, NULL)), 200);
	assert_int_equal(talk_status(talk_read(arena, second, 5000, NULL)), 200);
	assert_int_equal(talk_status(talk_read(arena, other, 5000, NULL)), 200);
	close(first);
	close(second);
	close(third);
	close(other);
}

static void beyond_the_queue_the_answer_is_503(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	int fds[6];
	gate_is_shut = true;
	/* Four workers and a queue of one: the sixth finds no place. */
	for (unsigned i = 0; i < 6; i++) {
		fds[i] = ask(arena, test_c(str_fmt(arena, "203.0.113.%u", i)), i);
		while (http_counts(server).requests < i + 1)
			usleep(1000);
		usleep(50 * 1000);
	}
	struct str refused = talk_read(arena, fds[5], 5000, NULL);
	assert_int_equal(talk_status(refused), 503);
	assert_true(talk_header(refused, "Retry-After").n > 0);
	gate_is_shut = false;
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(talk_status(talk_read(arena, fds[i], 5000, NULL)), 200);
	for (unsigned i = 0; i < 6; i++)
		close(fds[i]);
}

/* Leaves a socket file behind that nobody listens on, as a crash does. */
static void leave_stale(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	memcpy(address.sun_path, path, strlen(path));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
}

static void a_unix_socket_serves_its_proxy(void **state)
{
	struct ctx *ctx = *state;
	const char *path = test_c(str_fmt(ctx->arena, "%s/http.sock", test_folder()));
	const struct http_app app = small_app();
	const struct http_options options = {.address = str_fmt(ctx->arena, "unix:%s", path),
					     .proxy = STR("unix"),
					     .event_threads = 1,
					     .workers = 1};
	leave_stale(path);
	assert_int_equal(http_open(ctx, &options, &app, &server), OK);
	struct http_server *second = NULL;
	assert_int_equal(http_open(ctx, &options, &app, &second), INVALID);
	assert_non_null(strstr(test_problem(ctx, 0), "Another program listens on unix:"));
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	memcpy(address.sun_path, path, strlen(path));
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	talk_send(fd, STR("GET /echo/1/2 HTTP/1.1\r\nHost: city.example\r\nX-Forwarded-For: 203.0.113.7\r\n"
			  "X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n"));
	struct str got = talk_read(ctx->arena, fd, 5000, NULL);
	assert_true(str_find(talk_body(got), STR("client=203.0.113.7 tls=1"), 0) != STR_NPOS);
	close(fd);
	http_close(server);
	assert_int_equal(access(path, F_OK), -1);
}

/* ---- The end ---- */

static void *close_server(void *data)
{
	(void)data;
	http_close(server);
	return NULL;
}

static void what_has_begun_is_finished_at_the_end(void **state)
{
	const struct http_limits limits = server_limits();
	open_server(&limits, NULL);
	struct arena *arena = ((struct ctx *)*state)->arena;
	gate_is_shut = true;
	int idle = talk_open(port), begun = talk_open(port);
	talk_send(begun, STR("GET /echo/1/2 HTTP/1.1\r\nHost: city.example\r\n\r\n"));
	while (http_counts(server).requests < 1)
		usleep(1000);
	pthread_t closer;
	pthread_create(&closer, NULL, close_server, NULL);
	bool closed = false;
	assert_int_equal(talk_read(arena, idle, 2000, &closed).n, 0);
	assert_true(closed);
	gate_is_shut = false;
	struct str got = talk_read(arena, begun, 5000, &closed);
	assert_int_equal(talk_status(got), 200);
	assert_true(closed);
	pthread_join(closer, NULL);
	close(idle);
	close(begun);
}

static void an_address_that_is_taken_is_said_plainly(void **state)
{
	struct ctx *ctx = *state;
	const struct http_limits limits = server_limits();
	open_server(&limits, NULL);
	const struct http_options options = {.address = STR("127.0.0.1"), .port = port};
	const struct http_app app = {0};
	struct http_server *second = NULL;
	assert_int_equal(http_open(ctx, &options, &app, &second), INVALID);
	assert_null(second);
	assert_non_null(strstr(test_problem(ctx, 0), "Another program listens on 127.0.0.1, port "));
	const struct http_options wrong = {.address = STR("localhost")};
	assert_int_equal(http_open(ctx, &wrong, &app, &second), INVALID);
	assert_non_null(strstr(test_problem(ctx, 1), "localhost is not an IP address"));
	http_close(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		server_test(a_public_page_is_rendered_once_and_then_ready),
		server_test(a_page_falls_with_a_change_of_its_kinds),
		server_test(an_unchanged_page_is_not_sent_again),
		server_test(pages_are_compressed_for_who_takes_it),
		server_test(head_has_the_headers_and_no_body),
		server_test(a_page_that_is_not_there_is_not_kept),
		server_test(a_query_is_never_answered_from_ready_pages),
		server_test(every_answer_carries_the_security_headers),
		server_test(assets_come_in_the_best_encoding_and_for_ever),
		server_test(a_handler_sees_the_request_decoded),
		server_test(forms_and_files_arrive),
		server_test(damaged_forms_are_refused_with_a_reason),
		server_test(what_is_too_large_is_refused),
		server_test(a_form_from_another_site_is_refused),
		server_test(the_wrong_method_is_told_the_right_one),
		server_test(a_body_waits_for_100_continue),
		server_test(a_connection_serves_many_requests),
		server_test(a_page_is_rendered_once_however_many_ask),
		short_test(slow_clients_are_cut),
		short_test(an_idle_connection_is_closed),
		short_test(a_client_has_only_so_many_connections),
		proxied_test(forwarded_headers_are_believed_from_the_proxy),
		server_test(forwarded_headers_of_others_are_ignored),
		proxied_test(a_forwarded_client_has_only_so_many_requests),
		narrow_test(beyond_the_queue_the_answer_is_503),
		ctx_test(a_unix_socket_serves_its_proxy),
		ctx_test(what_has_begun_is_finished_at_the_end),
		ctx_test(an_address_that_is_taken_is_said_plainly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
