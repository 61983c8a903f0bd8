/* Requests that no browser sends: each gets a refusal and a closed connection, and the server goes on serving. */
#include <dirent.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/server.h"
#include "http/test_client.h"

static struct http_server *server;
static uint16_t port;

static struct http_site *site_of(void *data, struct str host)
{
	(void)host;
	return data;
}

static struct http_freshness freshness(struct http_site *site, uint64_t kinds)
{
	(void)site;
	return (struct http_freshness){.position = kinds};
}

static void serve(void *data, struct http_site *site, struct req *req, struct resp *resp)
{
	(void)data;
	(void)site;
	resp->body = req->method == HTTP_POST ? STR("posted") : STR("got");
}

static int server_up(void **state)
{
	const struct http_app app = {.site_of = site_of, .freshness = freshness, .serve = serve, .data = &server};
	const struct http_options options = {.address = STR("127.0.0.1"), .event_threads = 1, .workers = 2};
	if (test_ctx_open(state) != 0)
		return -1;
	return http_open(*state, &options, &app, &server) == OK ? (port = http_port(server), 0) : -1;
}

static int server_down(void **state)
{
	http_close(server);
	return test_ctx_close(state);
}

static bool still_serves(struct arena *arena)
{
	return talk_status(talk_get(arena, port, "/", "")) == 200;
}

struct malformed {
	const char *what;
	struct str request;
};

#define HOST "Host: a.example\r\n"
#define CASE(what, request)                                                                                            \
	{                                                                                                              \
		what, STR_INIT(request)                                                                                \
	}

/* RFC 9110, 9112, and what request smuggling has used: each must end in a refusal and a closed connection. */
static const struct malformed malformed[] = {
	CASE("no Host", "GET / HTTP/1.1\r\n\r\n"),
	CASE("no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n"),
	CASE("two Hosts", "GET / HTTP/1.1\r\n" HOST HOST "\r\n"),
	CASE("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
	CASE("a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
	CASE("a Host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"),
	CASE("a Host with a comma", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
	CASE("a space before the colon", "GET / HTTP/1.1\r\nHost : a.example\r\n\r\n"),
	CASE("a tab before the colon", "GET / HTTP/1.1\r\n" HOST "Content-Length\t: 0\r\n\r\n"),
	CASE("a folded line", "GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n"),
	CASE("a folded line with a tab", "GET / HTTP/1.1\r\nX: a\r\n\tb\r\n" HOST "\r\n"),
	CASE("a first header that starts with a space", "GET / HTTP/1.1\r\n " HOST "\r\n"),
	CASE("a bare line feed after the request line", "GET / HTTP/1.1\n" HOST "\r\n"),
	CASE("a bare line feed after a header", "GET / HTTP/1.1\r\n" HOST "X: a\nY: b\r\n\r\n"),
	CASE("a bare line feed at the end", "GET / HTTP/1.1\r\n" HOST "\n"),
	CASE("a NUL in a value", "GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n"),
	CASE("a NUL at the end of a value", "GET / HTTP/1.1\r\n" HOST "X: ab\0\r\n\r\n"),
	CASE("a NUL at the end of the last value", "GET / HTTP/1.1\r\nHost: a.example\0\r\n\r\n"),
	CASE("a NUL in a name", "GET / HTTP/1.1\r\n" HOST "X\0Y: a\r\n\r\n"),
	CASE("a NUL in the address", "GET /a\0b HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a NUL before the version", "GET /a \0HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a bare CR in a value", "GET / HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n"),
	CASE("a bell in a value", "GET / HTTP/1.1\r\n" HOST "X: a\ab\r\n\r\n"),
	CASE("a DEL in a value", "GET / HTTP/1.1\r\n" HOST "X: a\177b\r\n\r\n"),
	CASE("a control character far into a value",
	     "GET / HTTP/1.1\r\n" HOST "X: 0123456789abcdef0123456789\vf\r\n\r\n"),
	CASE("a header without a colon", "GET / HTTP/1.1\r\n" HOST "X\r\n\r\n"),
	CASE("a header without a name", "GET / HTTP/1.1\r\n" HOST ": a\r\n\r\n"),
	CASE("a name with a bracket", "GET / HTTP/1.1\r\n" HOST "X[: a\r\n\r\n"),
	CASE("a name with a byte above 127", "GET / HTTP/1.1\r\n" HOST "X\xc3\xa9: a\r\n\r\n"),
	CASE("HTTP/1.9", "GET / HTTP/1.9\r\n" HOST "\r\n"),
	CASE("HTTP/2.0", "GET / HTTP/2.0\r\n" HOST "\r\n"),
	CASE("HTTP/0.9 in words", "GET / HTTP/0.9\r\n" HOST "\r\n"),
	CASE("HTTP/0.9 as it was", "GET /\r\n\r\n"),
	CASE("a version in lower case", "GET / http/1.1\r\n" HOST "\r\n"),
	CASE("HTTP/1.10", "GET / HTTP/1.10\r\n" HOST "\r\n"),
	CASE("a space in the address", "GET /a b HTTP/1.1\r\n" HOST "\r\n"),
	CASE("two spaces before the address", "GET  / HTTP/1.1\r\n" HOST "\r\n"),
	CASE("two spaces before the version", "GET /  HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a space behind the version", "GET / HTTP/1.1 \r\n" HOST "\r\n"),
	CASE("a space before the method", " GET / HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a tab for a space", "GET\t/ HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a whole address", "GET http://a.example/ HTTP/1.1\r\n" HOST "\r\n"),
	CASE("no slash", "GET a HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a way up", "GET /a/../b HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a way up at the end", "GET /a/.. HTTP/1.1\r\n" HOST "\r\n"),
	CASE("an encoded way up", "GET /a/%2e%2E/b HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a dot segment", "GET /./a HTTP/1.1\r\n" HOST "\r\n"),
	CASE("an encoded slash", "GET /a%2fb HTTP/1.1\r\n" HOST "\r\n"),
	CASE("an encoded backslash", "GET /a%5Cb HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a backslash", "GET /a\\b HTTP/1.1\r\n" HOST "\r\n"),
	CASE("two slashes", "GET //a HTTP/1.1\r\n" HOST "\r\n"),
	CASE("an encoded NUL", "GET /a%00 HTTP/1.1\r\n" HOST "\r\n"),
	CASE("an encoded line break", "GET /a%0d%0aX:%20b HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a path that is not UTF-8", "GET /%ff HTTP/1.1\r\n" HOST "\r\n"),
	CASE("an overlong slash", "GET /a%c0%afb HTTP/1.1\r\n" HOST "\r\n"),
	CASE("half an escape", "GET /a% HTTP/1.1\r\n" HOST "\r\n"),
	CASE("an escape that is none", "GET /a%zz HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a fragment", "GET /a#b HTTP/1.1\r\n" HOST "\r\n"),
	CASE("bytes above 127 in the address", "GET /caf\xc3\xa9 HTTP/1.1\r\n" HOST "\r\n"),
	CASE("bytes above 127 in the query", "GET /?\xff HTTP/1.1\r\n" HOST "\r\n"),
	CASE("two Content-Lengths", "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n\r\na"),
	CASE("two different Content-Lengths",
	     "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
	CASE("a list of Content-Lengths", "POST / HTTP/1.1\r\n" HOST "Content-Length: 1, 1\r\n\r\na"),
	CASE("a signed Content-Length", "POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\na"),
	CASE("a negative Content-Length", "POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\na"),
	CASE("a Content-Length in hexadecimal", "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x1\r\n\r\na"),
	CASE("a Content-Length with letters", "POST / HTTP/1.1\r\n" HOST "Content-Length: 1a\r\n\r\na"),
	CASE("a Content-Length with a space", "POST / HTTP/1.1\r\n" HOST "Content-Length: 1 1\r\n\r\na"),
	CASE("an empty Content-Length", "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n"),
	CASE("a Content-Length beyond 64 bits",
	     "POST / HTTP/1.1\r\n" HOST "Content-Length: 18446744073709551617\r\n\r\na"),
	CASE("Content-Length and Transfer-Encoding",
	     "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	CASE("Transfer-Encoding and Content-Length",
	     "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
	CASE("two Transfer-Encodings",
	     "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	CASE("chunked twice", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
	CASE("identity", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n"),
	CASE("gzip, chunked", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
	CASE("xchunked", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
	CASE("chunked behind a vertical tab",
	     "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n"),
	CASE("chunked in HTTP/1.0", "POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	CASE("a body without a length",
	     "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"),
	CASE("a GET with a body", "GET / HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\na"),
	CASE("a GET with chunks", "GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	CASE("two Content-Types",
	     "POST / HTTP/1.1\r\n" HOST "Content-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 0\r\n\r\n"),
	CASE("PUT", "PUT / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n"),
	CASE("CONNECT", "CONNECT a.example:443 HTTP/1.1\r\n" HOST "\r\n"),
	CASE("OPTIONS of the server", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n"),
	CASE("TRACE", "TRACE / HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a method in lower case", "get / HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a method of its own", "BREW / HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a method with a control character", "G\001T / HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 \r\n\r\n"),
	CASE("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
};

/* Some of it may never look like a request at all: then the connection is cut without a word. */
static void every_malformed_request_is_refused(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	size_t wrong = 0;
	for (size_t i = 0; i < COUNT_OF(malformed); i++) {
		int fd = talk_open(port);
		talk_send(fd, malformed[i].request);
		bool closed = false;
		struct str response = talk_read(arena, fd, 1000, &closed);
		close(fd);
		unsigned status = talk_status(response);
		bool refused = (status >= 400 && status < 600) || (closed && response.n == 0);
		if (refused && closed)
			continue;
		print_error("%s: status %u, %s\n", malformed[i].what, status, closed ? "closed" : "left open");
		wrong++;
	}
	assert_int_equal(wrong, 0);
	assert_true(still_serves(arena));
}

/* What is refused must not let a second request through, whatever stands behind it. */
static void nothing_behind_a_refusal_is_served(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	for (size_t i = 0; i < COUNT_OF(malformed); i++) {
		struct buf both = buf_open(arena, 1024);
		buf_str(&both, malformed[i].request);
		buf_lit(&both, "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
		int fd = talk_open(port);
		talk_send(fd, buf_view(&both));
		struct str response = talk_read(arena, fd, 1000, NULL);
		close(fd);
		if (str_find(response, STR("HTTP/1.1 200"), 0) != STR_NPOS)
			fail_msg("behind \"%s\" a request was served", malformed[i].what);
	}
}

static const struct malformed sound[] = {
	CASE("the plainest request", "GET / HTTP/1.1\r\n" HOST "\r\n"),
	CASE("HTTP/1.0", "GET / HTTP/1.0\r\n" HOST "\r\n"),
	CASE("no space behind the colon", "GET / HTTP/1.1\r\nHost:a.example\r\n\r\n"),
	CASE("space around the value", "GET / HTTP/1.1\r\nHost:  a.example \t\r\n\r\n"),
	CASE("an empty value", "GET / HTTP/1.1\r\n" HOST "X:\r\nY: \r\n\r\n"),
	CASE("a value with a tab and Latin-1", "GET / HTTP/1.1\r\n" HOST "X: a\tb\xe9\r\n\r\n"),
	CASE("a line break before the request", "\r\nGET / HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a port", "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n"),
	CASE("an IPv6 address", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
	CASE("an encoded path", "GET /caf%C3%A9%20x HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a query", "GET /?a=b&c=%20&//..%2f HTTP/1.1\r\n" HOST "\r\n"),
	CASE("an empty query", "GET /? HTTP/1.1\r\n" HOST "\r\n"),
	CASE("dots that are no way up", "GET /..a/b../.c HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a POST without a body", "POST / HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a POST with a length", "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\na=b"),
	CASE("many headers",
	     "GET / HTTP/1.1\r\n" HOST
	     "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\nF: 6\r\nG: 7\r\nH: 8\r\nI: 9\r\nCookie: a=b; c=d\r\n\r\n"),
};

/* A check that refuses everything would pass the test above. */
static void sound_requests_are_served(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	for (size_t i = 0; i < COUNT_OF(sound); i++) {
		int fd = talk_open(port);
		talk_send(fd, sound[i].request);
		unsigned status = talk_status(talk_response(arena, fd));
		close(fd);
		if (status != 200)
			fail_msg("%s: status %u", sound[i].what, status);
	}
}

/* The same, arriving in pieces: the library's buffer grows and moves meanwhile. */
static void pieces_make_no_difference(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	for (size_t i = 0; i < COUNT_OF(sound); i++) {
		int fd = talk_open(port);
		for (size_t at = 0; at < sound[i].request.n; at++) {
			talk_send(fd, str_slice(sound[i].request, at, at + 1));
			if (at % 7 == 0)
				usleep(300);
		}
		unsigned status = talk_status(talk_response(arena, fd));
		close(fd);
		if (status != 200)
			fail_msg("%s in pieces: status %u", sound[i].what, status);
	}
}

/* ---- Cases of another project's parser, where its files are at hand ---- */

#define CASES "data/hostile/http/test/request"

/* Its notation: lines end in CR LF, a backslash at a line's end joins lines, \r \n \t \f and \xHH are bytes. */
static struct str case_bytes(struct arena *arena, struct str text)
{
	struct buf out = buf_open(arena, text.n * 2);
	for (size_t i = 0; i < text.n; i++) {
		char next = i + 1 < text.n ? text.p[i + 1] : '\0';
		static const char from[] = "rntf", to[] = "\r\n\t\f";
		const char *escape = next ? strchr(from, next) : NULL;
		if (text.p[i] == '\n') {
			buf_lit(&out, "\r\n");
		} else if (text.p[i] != '\\') {
			buf_char(&out, text.p[i]);
		} else if (next == '\n') {
			i++;
		} else if (escape) {
			buf_char(&out, to[escape - from]);
			i++;
		} else if (next == 'x' && i + 3 < text.n) {
			unsigned char byte = 0;
			if (str_unhex(str_slice(text, i + 2, i + 4), &byte, 1))
				buf_char(&out, (char)byte);
			i += 3;
		}
	}
	return buf_view(&out);
}

static size_t occurrences(struct str text, struct str what)
{
	size_t n = 0;
	for (size_t at = str_find(text, what, 0); at != STR_NPOS; at = str_find(text, what, at + what.n))
		n++;
	return n;
}

/* Where that parser stops with an error, at most the messages that it completed before may have been served, and a
 * connection that was answered must end (half a request may wait for its deadline). Its lenient modes are not ours:
 * those cases must only do no harm. */
static void run_case(struct arena *arena, const char *file, struct str meta, struct str request, struct str log)
{
	int fd = talk_open(port);
	talk_send(fd, case_bytes(arena, request));
	usleep(500);
	shutdown(fd, SHUT_WR);
	bool closed = false;
	struct str response = talk_read(arena, fd, 1000, &closed);
	close(fd);
	bool is_strict = str_find(meta, STR("\"request\""), 0) != STR_NPOS;
	bool has_error = str_find(log, STR("error code="), 0) != STR_NPOS;
	size_t served = occurrences(response, STR("HTTP/1.1 200")),
	       complete = occurrences(log, STR("message complete"));
	if ((!closed && response.n) || (is_strict && has_error && served > complete))
		fail_msg("%s: %zu served, %zu complete, %s:\n%.*s", file, served, complete, closed ? "closed" : "open",
			 STR_ARG(request));
}

static size_t run_file(struct ctx *ctx, const char *folder, const char *name)
{
	struct str text;
	const char *path = test_c(str_fmt(ctx->arena, "%s/%s", folder, name));
	assert_int_equal(file_read(ctx, path, 1 << 20, &text), OK);
	size_t n = 0;
	for (size_t at = str_find(text, STR("<!-- meta="), 0); at != STR_NPOS;
	     at = str_find(text, STR("<!-- meta="), at)) {
		size_t meta_end = str_find(text, STR("-->"), at);
		size_t request = str_find(text, STR("```http\n"), at),
		       request_end = str_find(text, STR("\n```"), request);
		size_t log = str_find(text, STR("```log\n"), at), log_end = str_find(text, STR("\n```"), log);
		if (log_end == STR_NPOS)
			break;
		run_case(ctx->arena, name, str_slice(text, at, meta_end), str_slice(text, request + 8, request_end),
			 str_slice(text, log, log_end));
		at = log_end;
		n++;
	}
	return n;
}

static void the_cases_of_another_parser_hold(void **state)
{
	struct ctx *ctx = *state;
	const char *shared = getenv("ABOVEBOARD_SHARED");
	const char *path = test_c(str_fmt(ctx->arena, "%s/" CASES, shared ? shared : "../shared"));
	DIR *folder = opendir(path);
	if (!folder) {
		print_message("%s is not here: its cases are skipped\n", path);
		skip();
	}
	size_t n = 0;
	for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
		if (str_ends(str_of(entry->d_name), STR(".md")))
			n += run_file(ctx, path, entry->d_name);
	closedir(folder);
	assert_true(n > 100);
	assert_true(still_serves(ctx->arena));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_malformed_request_is_refused, server_up, server_down),
		cmocka_unit_test_setup_teardown(nothing_behind_a_refusal_is_served, server_up, server_down),
		cmocka_unit_test_setup_teardown(sound_requests_are_served, server_up, server_down),
		cmocka_unit_test_setup_teardown(pieces_make_no_difference, server_up, server_down),
		cmocka_unit_test_setup_teardown(the_cases_of_another_parser_hold, server_up, server_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
