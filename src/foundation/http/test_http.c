/* The parts of http that need no network: addresses, routes, forms, negotiation, clients, the cache. */
#include "base/file.h"
#include "base/property.h"
#include "base/testing.h"
#include "http/answer.h"
#include "http/cache.h"
#include "http/client.h"
#include "http/form.h"
#include "http/route.h"
#include "http/sink.h"
#include "http/strict.h"

static struct arena *arena_of(void **state)
{
	return ((struct ctx *)*state)->arena;
}

/* ---- Addresses ---- */

static const char *decoded(struct arena *arena, struct str raw)
{
	char *out = arena_alloc(arena, raw.n);
	size_t n;
	return path_decode(raw, out, &n) ? test_c((struct str){out, n}) : NULL;
}

static void a_path_is_decoded_or_refused(void **state)
{
	struct arena *arena = arena_of(state);
	assert_string_equal(decoded(arena, STR("/")), "/");
	assert_string_equal(decoded(arena, STR("/a%20b/c%C3%B6/")), "/a b/cö/");
	assert_string_equal(decoded(arena, STR("/a+b")), "/a+b");
	static const char *const refused[] = {"",     "a",    "//",     "/a//b",      "/..",   "/a/./b", "/%2e%2e/a",
					      "/%2F", "/%5c", "/a%00b", "/%0a",       "/%7F",  "/a%09b", "/%",
					      "/%4",  "/%g0", "/%C3",   "/%ED%A0%80", "/a\\b", "/a b",   "/\xc3\xa9"};
	for (size_t i = 0; i < COUNT_OF(refused); i++)
		if (decoded(arena, str_of(refused[i])))
			fail_msg("%s was accepted", refused[i]);
}

static bool encoding_comes_back(struct gen *gen)
{
	struct str s = gen_bytes(gen, 60);
	gen_note(gen, "s=%.*s", STR_ARG(str_hex(gen->arena, s)));
	struct str encoded = http_encode(gen->arena, s);
	char *out = arena_alloc(gen->arena, encoded.n);
	size_t n;
	return percent_decode(encoded, gen_bool(gen), out, &n) && str_eq((struct str){out, n}, s);
}

static void what_is_encoded_comes_back(void **state)
{
	(void)state;
	assert_true(property_holds("encoded and decoded", encoding_comes_back, 2000));
}

/* ---- Routes ---- */

static enum outcome nothing(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	(void)ctx;
	(void)req;
	(void)resp;
	return OK;
}

static const struct route routes_a[] = {
	ROUTE_CACHED("/", 1, "all", nothing),
	ROUTE(HTTP_GET, "/codes/{slug}", 1, CSRF_NONE, nothing),
	ROUTE(HTTP_GET, "/codes/new", 1, CSRF_NONE, nothing),
	ROUTE(HTTP_POST, "/codes/new", 1, CSRF_FORM, nothing),
};
static const struct route routes_b[] = {
	ROUTE(HTTP_GET, "/codes/{slug}/editions/{edition}", 1, CSRF_NONE, nothing),
	ROUTE(HTTP_GET, "/codes/new/editions/first", 1, CSRF_NONE, nothing),
	ROUTE(HTTP_POST, "/codes/{slug}/publish", 1, CSRF_FORM, nothing),
};

static uint64_t kinds_of(const char *kinds)
{
	return strlen(kinds);
}

static struct router *two_rooms(struct arena *arena)
{
	static const struct route *const tables[] = {routes_a, routes_b};
	static const size_t tables_n[] = {COUNT_OF(routes_a), COUNT_OF(routes_b)};
	const struct http_app app = {.routes = tables, .routes_n = tables_n, .n_rooms = 2, .kinds_of = kinds_of};
	return router_open(arena, &app);
}

static void expect_route(const struct router *router, enum http_method method, const char *path,
			 const struct route *route, bool wrong_method)
{
	struct route_match match = router_match(router, method, str_of(path));
	if ((match.entry ? match.entry->route : NULL) != route || match.wrong_method != wrong_method)
		fail_msg("%s gave %s", path, match.entry ? match.entry->route->pattern : "nothing");
}

static void a_literal_beats_a_parameter(void **state)
{
	const struct router *router = two_rooms(arena_of(state));
	expect_route(router, HTTP_GET, "/", &routes_a[0], false);
	expect_route(router, HTTP_GET, "/codes/ethics", &routes_a[1], false);
	expect_route(router, HTTP_GET, "/codes/new", &routes_a[2], false);
	expect_route(router, HTTP_POST, "/codes/new", &routes_a[3], false);
	expect_route(router, HTTP_GET, "/codes/new/editions/first", &routes_b[1], false);
	/* The literal leads nowhere: back to the parameter. */
	expect_route(router, HTTP_GET, "/codes/new/editions/2", &routes_b[0], false);
	expect_route(router, HTTP_POST, "/codes/new/publish", &routes_b[2], false);
}

static void what_fits_nothing_is_told_apart(void **state)
{
	const struct router *router = two_rooms(arena_of(state));
	expect_route(router, HTTP_POST, "/codes/ethics", &routes_a[1], true);
	expect_route(router, HTTP_GET, "/codes/ethics/publish", &routes_b[2], true);
	static const char *const nowhere[] = {"/codes",         "/codes/", "/codes/a/",
					      "/codes/a/b/c/d", "/x",      "/codes/a/editions"};
	for (size_t i = 0; i < COUNT_OF(nowhere); i++)
		expect_route(router, HTTP_GET, nowhere[i], NULL, false);
}

static void parameters_are_slices_of_the_path(void **state)
{
	struct route_match match = router_match(two_rooms(arena_of(state)), HTTP_GET, STR("/codes/new/editions/2"));
	assert_text(match.params[0], "new");
	assert_text(match.params[1], "2");
	assert_int_equal(match.params[2].n, 0);
	assert_int_equal(router_match(two_rooms(arena_of(state)), HTTP_GET, STR("/")).entry->kinds, 3);
}

static void open_bad_routes(void *pattern)
{
	const struct route routes[] = {ROUTE(HTTP_GET, "/a", 1, CSRF_NONE, nothing), {HTTP_GET, pattern, 1, CSRF_NONE}};
	const struct route *const tables[] = {routes};
	const size_t tables_n[] = {2};
	const struct http_app app = {.routes = tables, .routes_n = tables_n, .n_rooms = 1, .kinds_of = kinds_of};
	(void)router_open(arena_open(0), &app);
}

static void a_route_that_is_none_ends_the_process(void **state)
{
	(void)state;
	assert_true(test_ends(open_bad_routes, (void *)"/a", EXIT_BROKEN, "routes /a and /a are the same"));
	assert_true(test_ends(open_bad_routes, (void *)"a", EXIT_BROKEN, "route a: a pattern starts with '/'"));
	assert_true(test_ends(open_bad_routes, (void *)"/b{c}", EXIT_BROKEN, "either a word or one whole {parameter}"));
	assert_true(test_ends(open_bad_routes, (void *)"/{a}/{b}/{c}/{d}/{e}", EXIT_BROKEN, "more than 4 parameters"));
}

/* ---- Forms ---- */

static const char *fields_of(struct ctx *ctx, struct str body)
{
	struct form form;
	struct buf text = buf_open(ctx->arena, 64);
	if (form_urlencoded(ctx, body, &form) != OK)
		return NULL;
	for (size_t i = 0; i < form.n_fields; i++)
		buf_fmt(&text, "[%.*s=%.*s]", STR_ARG(form.fields[i].name), STR_ARG(form.fields[i].value));
	return test_c(buf_view(&text));
}

static void fields_are_decoded_and_normalised(void **state)
{
	struct ctx *ctx = *state;
	assert_string_equal(fields_of(ctx, STR("")), "");
	assert_string_equal(fields_of(ctx, STR("a=1&b=x+y%26&&a=2")), "[a=1][b=x y&][a=2]");
	assert_string_equal(fields_of(ctx, STR("a&b=&=c")), "[a=][b=][=c]");
	assert_string_equal(fields_of(ctx, STR("a=1%0D%0A2%0D3")), "[a=1\n2\n3]");
	assert_string_equal(fields_of(ctx, STR("a=e%CC%81")), "[a=é]");
	assert_null(fields_of(ctx, STR("a=%C3")));
	assert_null(fields_of(ctx, STR("a=%00")));
	assert_null(fields_of(ctx, STR("a=%1")));
	assert_null(fields_of(ctx, STR("%FF=1")));
	assert_int_equal(ctx->problems.count, 4);
}

static void fields_are_counted_before_they_are_read(void **state)
{
	struct ctx *ctx = *state;
	struct buf body = buf_open(ctx->arena, 4096);
	for (size_t i = 0; i < LIMIT_FORM_FIELDS; i++)
		buf_lit(&body, "&a");
	assert_null(fields_of(ctx, buf_view(&body)));
	assert_non_null(strstr(test_problem(ctx, 0), "more than 1000 fields"));
	assert_non_null(fields_of(ctx, str_slice(buf_view(&body), 1, body.n)));
}

#define BOUNDARY         "multipart/form-data; boundary=\"b:1\""
#define PART(head, body) "--b:1\r\nContent-Disposition: form-data; " head "\r\n\r\n" body "\r\n"

static void parts_become_fields_and_files(void **state)
{
	struct ctx *ctx = *state;
	struct form form = {0};
	struct str body =
		STR(PART("name=\"a\"", "1\r\n2") PART("name=\"f\"; filename=\"/tmp/x%22y.csv\"",
						      "a,b\r\n--b:2\0") PART("name=\"none\"; filename=\"\"", "")
			    PART("name=\"empty\"",
				 "") "--b:1\r\nX: "
				     "y\r\ncontent-disposition:form-data;name=plain\r\n\r\nz\r\n--b:1--\r\nepilogue");
	assert_int_equal(form_multipart(ctx, STR(BOUNDARY), body, &form), OK);
	assert_int_equal(form.n_fields, 3);
	assert_text(form.fields[0].value, "1\n2");
	assert_text(form.fields[1].name, "empty");
	assert_non_null(form.fields[1].value.p);
	assert_text(form.fields[2].name, "plain");
	assert_int_equal(form.n_files, 1);
	assert_text(form.files[0].filename, "x\"y.csv");
	assert_true(str_eq(form.files[0].content, STR("a,b\r\n--b:2\0")));
}

static void damaged_parts_are_refused_whole(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *type;
		struct str body;
	} cases[] = {
		{BOUNDARY, STR_INIT("")},
		{BOUNDARY, STR_INIT("--b:1\r\n")},
		{BOUNDARY, STR_INIT(PART("name=\"a\"", "1"))},
		{BOUNDARY, STR_INIT(PART("name=\"a\"", "1") "--b:1")},
		{BOUNDARY, STR_INIT(PART("nom=\"a\"", "1") "--b:1--")},
		{BOUNDARY, STR_INIT(PART("name=\"a", "1") "--b:1--")},
		{BOUNDARY, STR_INIT("--b:1\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b:1--")},
		{BOUNDARY, STR_INIT("--b:1\r\nContent-Type: text/plain\r\n\r\n1\r\n--b:1--")},
		{BOUNDARY, STR_INIT("--b:1\r\nno colon\r\n\r\n1\r\n--b:1--")},
		{BOUNDARY, STR_INIT(PART("name=\"a\"", "\xff") "--b:1--")},
		{BOUNDARY, STR_INIT("x" PART("name=\"a\"", "1") "--b:1--")},
		{"multipart/form-data", STR_INIT(PART("name=\"a\"", "1") "--b:1--")},
		{"multipart/form-data; boundary=", STR_INIT("--\r\n")},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct form form = {.n_fields = 77};
		if (form_multipart(ctx, str_of(cases[i].type), cases[i].body, &form) != INVALID || form.n_fields != 77)
			fail_msg("case %zu was accepted", i);
	}
}

/* What a browser would send for these values comes back as they were. */
static bool multipart_comes_back(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	const struct text_rules rules = {.name = "v", .max_bytes = 4096, .lines = true};
	struct str file = gen_bytes(gen, 80), value;
	if (text_accept(&ctx, gen_text(gen, 20), &rules, &value) != OK)
		return true;
	struct buf body = buf_open(gen->arena, 512);
	buf_lit(&body, PART("name=\"v\"", ""));
	body.n -= 2;
	buf_str(&body, value);
	buf_lit(&body, "\r\n--b:1\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n");
	buf_str(&body, file);
	buf_lit(&body, "\r\n--b:1--\r\n");
	gen_note(gen, "body=%.*s", STR_ARG(str_hex(gen->arena, buf_view(&body))));
	struct form form;
	return form_multipart(&ctx, STR(BOUNDARY), buf_view(&body), &form) == OK && form.n_fields == 1 &&
	       form.n_files == 1 && str_eq(form.fields[0].value, value) && str_eq(form.files[0].content, file);
}

static void what_a_browser_sends_comes_back(void **state)
{
	(void)state;
	assert_true(property_holds("multipart there and back", multipart_comes_back, 2000));
}

static void cookies_are_found_by_their_whole_name(void **state)
{
	(void)state;
	struct str header = STR("ab=1; a=\"2\"; b=x=y;c; a=3");
	assert_text(cookie_find(header, STR("a")), "2");
	assert_text(cookie_find(header, STR("b")), "x=y");
	assert_null(cookie_find(header, STR("c")).p);
	assert_null(cookie_find(STR(""), STR("a")).p);
	assert_null(cookie_find((struct str){0}, STR("a")).p);
}

/* ---- What the client takes ---- */

static void codings_are_negotiated(void **state)
{
	(void)state;
	static const struct {
		const char *header;
		bool gzip;
	} cases[] = {
		{"gzip", true},        {"GZIP", true},         {"br, gzip", true},
		{"gzip;q=0", false},   {"gzip; q=0.0", false}, {"gzip;q=0.001", true},
		{"*", true},           {"*;q=0", false},       {"gzip;q=0, *", false},
		{"*;q=0, gzip", true}, {"xgzip", false},       {"gzipx", false},
		{"", false},           {"identity", false},    {"deflate, gzip;q=1", true},
		{",,gzip", true},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (accepts_coding(str_of(cases[i].header), STR("gzip")) != cases[i].gzip)
			fail_msg("\"%s\"", cases[i].header);
}

static void tags_match_weakly(void **state)
{
	(void)state;
	assert_true(etag_matches(STR("\"a\""), STR("W/\"a\"")));
	assert_true(etag_matches(STR("\"b\", W/\"a\""), STR("\"a\"")));
	assert_true(etag_matches(STR("*"), STR("\"a\"")));
	assert_false(etag_matches(STR("\"b\""), STR("\"a\"")));
	assert_false(etag_matches(STR("a"), STR("\"a\"")));
	assert_false(etag_matches(STR(""), STR("\"a\"")));
}

/* ---- Clients ---- */

static void addresses_of_clients_are_read(void **state)
{
	struct arena *arena = arena_of(state);
	static const char *const cases[][2] = {
		{"203.0.113.7", "203.0.113.7"},        {" 203.0.113.7:4711 ", "203.0.113.7"},
		{"2001:DB8::1", "2001:db8::1"},        {"[2001:db8::1]:443", "2001:db8::1"},
		{"::ffff:203.0.113.7", "203.0.113.7"},
	};
	struct client client;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_true(client_parse(str_of(cases[i][0]), &client));
		assert_text(client_str(arena, &client), cases[i][1]);
	}
	static const char *const wrong[] = {"", "unknown", "1.2.3", "1.2.3.4.5", "2001:db8::g"};
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_false(client_parse(str_of(wrong[i]), &client));
	assert_true(client_forwarded(STR("1.1.1.1, 2.2.2.2 ,203.0.113.9"), &client));
	assert_text(client_str(arena, &client), "203.0.113.9");
	assert_false(client_forwarded(STR("1.1.1.1,"), &client));
}

static void clients_are_counted_each_by_itself(void **state)
{
	struct client_counts *counts = client_counts_open(arena_of(state), 2);
	struct client a, b, six, neighbour;
	assert_true(client_parse(STR("203.0.113.1"), &a) && client_parse(STR("203.0.113.2"), &b));
	assert_true(client_parse(STR("2001:db8::1"), &six) && client_parse(STR("2001:db8::ffff"), &neighbour));
	assert_true(client_enter(counts, &a) && client_enter(counts, &a));
	assert_false(client_enter(counts, &a));
	assert_true(client_enter(counts, &b));
	client_leave(counts, &a);
	assert_true(client_enter(counts, &a));
	assert_true(client_enter(counts, &six) && client_enter(counts, &neighbour));
	assert_false(client_enter(counts, &six));
	client_counts_close(counts);
}

/* ---- The cache ---- */

static uint64_t position;
static int a_site, another_site;

static struct http_freshness freshness(struct http_site *site, uint64_t kinds)
{
	(void)site;
	(void)kinds;
	return (struct http_freshness){.position = position};
}

static void wait_for_nothing(struct waiter *waiter)
{
	(void)waiter;
}

static struct answer *page(struct arena *arena, size_t bytes)
{
	char *p = arena_alloc(arena, bytes);
	memset(p, 'x', bytes);
	const struct resp resp = {.status = 200, .body = {p, bytes}};
	const struct answer_options options = {.lifetime = LIFETIME_PUBLIC};
	return answer_kept(arena, &resp, &options, NULL);
}

static void keep(struct cache *cache, struct arena *arena, const struct page_key *key, size_t bytes)
{
	struct waiter waiter = {0};
	struct rendering *rendering = cache_begin(cache, arena, key, 1, &waiter, wait_for_nothing);
	assert_non_null(rendering);
	struct answer *answer = page(arena, bytes);
	assert_ptr_equal(cache_end(cache, rendering, answer, true), &waiter);
	answer_release(answer);
}

static bool is_ready(struct cache *cache, const struct page_key *key)
{
	struct answer *answer = cache_find(cache, key);
	answer_release(answer);
	return answer != NULL;
}

static void pages_are_kept_by_site_and_path_until_something_changes(void **state)
{
	struct arena *arena = arena_of(state);
	struct cache *cache = cache_open(arena, 1 << 20, freshness);
	const struct page_key key = {(struct http_site *)&a_site, STR("/a")};
	assert_false(is_ready(cache, &key));
	keep(cache, arena, &key, 100);
	assert_true(is_ready(cache, &key));
	assert_false(is_ready(cache, &(struct page_key){(struct http_site *)&another_site, STR("/a")}));
	assert_false(is_ready(cache, &(struct page_key){key.site, STR("/A")}));
	position++;
	assert_false(is_ready(cache, &key));
	cache_close(cache);
}

static void the_least_recently_used_page_goes_first(void **state)
{
	struct arena *arena = arena_of(state);
	struct cache *cache = cache_open(arena, 300000, freshness);
	struct page_key keys[3] = {{(struct http_site *)&a_site, STR("/1")},
				   {(struct http_site *)&a_site, STR("/2")},
				   {(struct http_site *)&a_site, STR("/3")}};
	keep(cache, arena, &keys[0], 90000);
	keep(cache, arena, &keys[1], 120000);
	assert_true(is_ready(cache, &keys[0]));
	keep(cache, arena, &keys[2], 120000);
	assert_true(is_ready(cache, &keys[0]));
	assert_false(is_ready(cache, &keys[1]));
	assert_true(is_ready(cache, &keys[2]));
	struct page_key huge = {(struct http_site *)&a_site, STR("/4")};
	keep(cache, arena, &huge, 400000);
	assert_false(is_ready(cache, &huge));
	assert_true(is_ready(cache, &keys[2]));
	cache_close(cache);
}

static void a_rendering_is_shared_only_while_it_is_fresh(void **state)
{
	struct arena *arena = arena_of(state);
	struct cache *cache = cache_open(arena, 1 << 20, freshness);
	const struct page_key key = {(struct http_site *)&a_site, STR("/a")};
	struct waiter first = {0}, second = {0}, late = {0};
	struct rendering *old = cache_begin(cache, arena, &key, 1, &first, wait_for_nothing);
	assert_null(cache_begin(cache, arena, &key, 1, &second, wait_for_nothing));
	position++;
	struct rendering *renewed = cache_begin(cache, arena, &key, 1, &late, wait_for_nothing);
	assert_non_null(renewed);
	struct answer *answer = page(arena, 10);
	struct waiter *waiters = cache_end(cache, old, answer, true);
	assert_ptr_equal(waiters, &second);
	assert_ptr_equal(waiters->next, &first);
	assert_null(waiters->next->next);
	assert_false(is_ready(cache, &key));
	assert_ptr_equal(cache_end(cache, renewed, answer, true), &late);
	assert_true(is_ready(cache, &key));
	answer_release(answer);
	cache_close(cache);
}

/* ---- Files on their way ---- */

static enum outcome long_fill(struct ctx *ctx, struct http_sink *sink, void *args)
{
	(void)args;
	for (int i = 0; i < 80; i++) {
		arena_scope(ctx->arena);
		char *bytes = arena_alloc(ctx->arena, 4096);
		TRY(http_put(sink, str_bytes(bytes, 4096)));
	}
	return OK;
}

static void who_is_slow_to_take_kept_files_holds_up_no_export(void **state)
{
	struct ctx *ctx = *state;
	struct req req = {.arena = ctx->arena};
	struct resp kept[256] = {0}, made = {0}, more = {0};
	for (size_t i = 0; i < COUNT_OF(kept); i++) {
		int fd = file_nameless();
		assert_true(fd >= 0);
		assert_int_equal(resp_file(&req, &kept[i], fd, 1, STR("\"a\"")), OK);
	}
	assert_int_equal(resp_file(&req, &more, file_nameless(), 1, STR("\"a\"")), RETRY);
	assert_int_equal(resp_fill(ctx, &made, long_fill, NULL), OK);
	assert_non_null(made.sink);
	sink_close(made.sink);
	for (size_t i = 0; i < COUNT_OF(kept); i++)
		sink_close(kept[i].sink);
	assert_int_equal(resp_file(&req, &more, file_nameless(), 1, STR("\"a\"")), OK);
	sink_close(more.sink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(a_path_is_decoded_or_refused),
		ctx_test(what_is_encoded_comes_back),
		ctx_test(a_literal_beats_a_parameter),
		ctx_test(what_fits_nothing_is_told_apart),
		ctx_test(parameters_are_slices_of_the_path),
		ctx_test(a_route_that_is_none_ends_the_process),
		ctx_test(fields_are_decoded_and_normalised),
		ctx_test(fields_are_counted_before_they_are_read),
		ctx_test(parts_become_fields_and_files),
		ctx_test(damaged_parts_are_refused_whole),
		ctx_test(what_a_browser_sends_comes_back),
		ctx_test(cookies_are_found_by_their_whole_name),
		ctx_test(codings_are_negotiated),
		ctx_test(tags_match_weakly),
		ctx_test(addresses_of_clients_are_read),
		ctx_test(clients_are_counted_each_by_itself),
		ctx_test(pages_are_kept_by_site_and_path_until_something_changes),
		ctx_test(the_least_recently_used_page_goes_first),
		ctx_test(a_rendering_is_shared_only_while_it_is_fresh),
		ctx_test(who_is_slow_to_take_kept_files_holds_up_no_export),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
