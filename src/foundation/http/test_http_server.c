/* The server from outside: ready pages, assets, handlers, forms. */
#include <pthread.h>
#include <unistd.h>

#include "http/test_client.h"
#include "http/test_small.h"

#define server_test(test) cmocka_unit_test_setup_teardown(test, small_up, small_down)

/* ---- Ready pages and assets ---- */

static void a_public_page_is_rendered_once_and_then_ready(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	unsigned before = small_renders;
	struct str first = talk_get(arena, port, "/codes/ethics", "");
	struct str second = talk_get(arena, port, "/codes/ethics", "Cookie: c=somebody\r\n");
	assert_int_equal(talk_status(first), 200);
	assert_true(str_eq(talk_body(first), talk_body(second)));
	assert_int_equal(small_renders, before + 1);
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
	small_position++;
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

static void a_long_body_arrives_whole(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	static const int lengths[] = {1, 32767, 32768, 32769, 400000};
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		const char *path = test_c(str_fmt(arena, "/echo/long/%d", lengths[i]));
		struct str got = talk_get(arena, port, path, "");
		struct str body = talk_body(got);
		assert_int_equal(talk_status(got), 200);
		assert_text(talk_header(got, "Content-Type"), "text/csv; charset=utf-8");
		assert_int_equal(body.n, 8 * (size_t)lengths[i]);
		struct str last = str_fmt(arena, "%07d\n", lengths[i] - 1);
		assert_true(str_starts(body, STR("0000000\n")));
		assert_true(str_ends(body, last));
	}
	assert_int_equal(talk_status(talk_get(arena, port, "/echo/long/0", "")), 404);
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
	unsigned before = small_renders;
	small_gate_is_shut = true;
	for (size_t i = 0; i < COUNT_OF(threads); i++)
		pthread_create(&threads[i], NULL, get_home, &statuses[i]);
	while (http_counts(server).requests < COUNT_OF(threads))
		usleep(1000);
	small_gate_is_shut = false;
	for (size_t i = 0; i < COUNT_OF(threads); i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < COUNT_OF(threads); i++)
		assert_int_equal(statuses[i], 200);
	assert_int_equal(small_renders, before + 1);
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
		server_test(a_long_body_arrives_whole),
		server_test(forms_and_files_arrive),
		server_test(damaged_forms_are_refused_with_a_reason),
		server_test(what_is_too_large_is_refused),
		server_test(a_form_from_another_site_is_refused),
		server_test(the_wrong_method_is_told_the_right_one),
		server_test(a_body_waits_for_100_continue),
		server_test(a_connection_serves_many_requests),
		server_test(a_page_is_rendered_once_however_many_ask),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
