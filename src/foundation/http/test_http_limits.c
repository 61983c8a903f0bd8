/* The server's limits of time and number, its trusted proxy, and how it ends. */
#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/test_client.h"
#include "http/test_small.h"

#define server_test(test) cmocka_unit_test_setup_teardown(test, small_up, small_down)

/* ---- Limits ---- */

static int short_up(void **state)
{
	struct http_limits limits = server_limits();
	limits.header_seconds = 1;
	limits.body_seconds = 1;
	limits.idle_seconds = 1;
	limits.client_connections = 3;
	small_gate_is_shut = false;
	small_open(&limits, NULL);
	return test_ctx_open(state);
}

#define short_test(test) cmocka_unit_test_setup_teardown(test, short_up, small_down)

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

/* Whoever has not signed in may begin to send a file, and what came of it is kept in memory. */
static void a_client_sends_only_so_many_files_at_once(void **state)
{
	struct arena *arena = ((struct ctx *)*state)->arena;
	int fds[4];
	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		fds[i] = talk_open(port);
		talk_send(fds[i], STR("POST /upload HTTP/1.1\r\nHost: city.example\r\nContent-Length: 9\r\n\r\na=1"));
	}
	while (http_counts(server).requests < COUNT_OF(fds))
		usleep(1000);
	usleep(50 * 1000);
	assert_int_equal(talk_status(talk_post(arena, port, "/upload", "", STR("a=1"))), 503);
	assert_int_equal(talk_status(talk_post(arena, port, "/form", "", STR("a=1"))), 200);
	talk_send(fds[0], STR("&b=222"));
	assert_int_equal(talk_status(talk_response(arena, fds[0])), 200);
	close(fds[1]);
	usleep(200 * 1000);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(talk_status(talk_post(arena, port, "/upload", "", STR("a=1"))), 200);
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		if (i != 1)
			close(fds[i]);
}

/* ---- The trusted proxy ---- */

static int proxied_up(void **state)
{
	struct http_limits limits = server_limits();
	limits.client_connections = 2;
	small_gate_is_shut = false;
	small_open(&limits, "127.0.0.1");
	return test_ctx_open(state);
}

static int narrow_up(void **state)
{
	struct http_limits limits = server_limits();
	limits.queue = 1;
	small_gate_is_shut = false;
	small_open(&limits, "127.0.0.1");
	return test_ctx_open(state);
}

#define narrow_test(test)  cmocka_unit_test_setup_teardown(test, narrow_up, small_down)
#define proxied_test(test) cmocka_unit_test_setup_teardown(test, proxied_up, small_down)

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
	small_gate_is_shut = true;
	int first = ask(arena, "203.0.113.7", 1), second = ask(arena, "203.0.113.7", 2);
	while (http_counts(server).requests < 2)
		usleep(1000);
	usleep(50 * 1000);
	int third = ask(arena, "203.0.113.7", 3);
	struct str refused = talk_read(arena, third, 5000, NULL);
	assert_int_equal(talk_status(refused), 429);
	assert_true(talk_header(refused, "Retry-After").n > 0);
	int other = ask(arena, "203.0.113.8", 4);
	small_gate_is_shut = false;
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
	small_gate_is_shut = true;
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
	small_gate_is_shut = false;
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
	small_open(&limits, NULL);
	struct arena *arena = ((struct ctx *)*state)->arena;
	small_gate_is_shut = true;
	int idle = talk_open(port), begun = talk_open(port);
	talk_send(begun, STR("GET /echo/1/2 HTTP/1.1\r\nHost: city.example\r\n\r\n"));
	while (http_counts(server).requests < 1)
		usleep(1000);
	pthread_t closer;
	pthread_create(&closer, NULL, close_server, NULL);
	bool closed = false;
	assert_int_equal(talk_read(arena, idle, 2000, &closed).n, 0);
	assert_true(closed);
	small_gate_is_shut = false;
	struct str got = talk_read(arena, begun, 5000, &closed);
	assert_int_equal(talk_status(got), 200);
	assert_true(closed);
	pthread_join(closer, NULL);
	close(idle);
	close(begun);
}

/* Asks for pages, ready and made, one after the other until the connection ends. */
static void *ask_on_and_on(void *data)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	int fd = talk_open(port);
	size_t answers = 0;
	for (;; answers++) {
		arena_scope(arena);
		talk_send(fd, answers % 2 ? STR("GET /echo/1/2 HTTP/1.1\r\nHost: city.example\r\n\r\n")
					  : STR("GET / HTTP/1.1\r\nHost: city.example\r\n\r\n"));
		if (talk_status(talk_response(arena, fd)) != 200)
			break;
	}
	close(fd);
	*(size_t *)data = answers;
	return NULL;
}

static void it_ends_under_load(void **state)
{
	(void)state;
	const struct http_limits limits = server_limits();
	pthread_t clients[8];
	size_t answers[COUNT_OF(clients)];
	small_open(&limits, NULL);
	for (size_t i = 0; i < COUNT_OF(clients); i++)
		pthread_create(&clients[i], NULL, ask_on_and_on, &answers[i]);
	usleep(200 * 1000);
	time_t begun = time(NULL);
	http_close(server);
	assert_true(time(NULL) - begun < 5);
	for (size_t i = 0; i < COUNT_OF(clients); i++) {
		pthread_join(clients[i], NULL);
		assert_true(answers[i] > 2);
	}
}

static void an_address_that_is_taken_is_said_plainly(void **state)
{
	struct ctx *ctx = *state;
	const struct http_limits limits = server_limits();
	small_open(&limits, NULL);
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
		short_test(slow_clients_are_cut),
		short_test(an_idle_connection_is_closed),
		short_test(a_client_has_only_so_many_connections),
		server_test(a_client_sends_only_so_many_files_at_once),
		proxied_test(forwarded_headers_are_believed_from_the_proxy),
		server_test(forwarded_headers_of_others_are_ignored),
		proxied_test(a_forwarded_client_has_only_so_many_requests),
		narrow_test(beyond_the_queue_the_answer_is_503),
		ctx_test(a_unix_socket_serves_its_proxy),
		ctx_test(what_has_begun_is_finished_at_the_end),
		ctx_test(it_ends_under_load),
		ctx_test(an_address_that_is_taken_is_said_plainly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
