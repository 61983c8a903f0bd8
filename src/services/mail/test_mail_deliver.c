/* What becomes of messages when the server cannot be reached, when time goes by, and when a node dies. Deliveries that
 * succeed: tests/blackbox/test_mail.py. */
#include "mail/mail_testing.h"

#define MINUTE_MS ((int64_t)60 * 1000)
#define DAY_MS    (1440 * MINUTE_MS)

/* ---- A site with messages ---- */

/* Nothing listens there. */
static const struct mail_server nowhere = {
	.url = STR_INIT("smtp://127.0.0.1:1"),
	.from = STR_INIT("ethics@example.gov"),
};

static enum outcome server_write(struct ctx *ctx, void *args)
{
	return mail_server_put(ctx, args, -1);
}

static void set_server(struct test_site *test, const struct mail_server *server)
{
	assert_int_equal(site_write(&test->ctx, server_write, (void *)(uintptr_t)server), OK);
	test_site_refresh(test);
}

static int64_t left(struct test_site *test, size_t job)
{
	int64_t n = -1;
	assert_int_equal(mail_jobs[job].left(&test->ctx, &n), OK);
	return n;
}

static void run(struct test_site *test)
{
	db_read_end(&test->ctx);
	assert_int_equal(mail_jobs[0].run(&test->ctx), OK);
	assert_int_equal(site_read_begin(&test->ctx, test->site), OK);
}

/* ---- Waiting ---- */

static void waits_double_up_to_four_hours(void **state)
{
	(void)state;
	assert_int_equal(mail_wait_ms(1), MINUTE_MS);
	assert_int_equal(mail_wait_ms(2), 2 * MINUTE_MS);
	assert_int_equal(mail_wait_ms(8), 128 * MINUTE_MS);
	assert_int_equal(mail_wait_ms(9), 240 * MINUTE_MS);
	assert_int_equal(mail_wait_ms(1000000), 240 * MINUTE_MS);
}

static void without_a_server_messages_wait(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	int64_t id = put(test, notice);
	assert_int_equal(left(test, 0), 0);
	test->ctx.now_ms += 30 * DAY_MS;
	assert_int_equal(left(test, 0), 0);
	set_server(test, &nowhere);
	assert_true(mail_ready(&test->ctx));
	assert_int_equal(left(test, 0), 1);
	set_server(test, NULL);
	assert_false(mail_ready(&test->ctx));
	assert_int_equal(left(test, 0), 0);
	assert_int_equal(row_of(test, id).state, MAIL_WAITING);
	assert_int_equal(row_of(test, id).tries, 0);
	test_site_close(test);
}

static void a_server_that_is_down_is_tried_again_later(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct mail_counts counts;
	int64_t first = put(test, notice);
	int64_t second = put(test, notice);
	set_server(test, &nowhere);
	assert_int_equal(left(test, 0), 2);
	run(test);
	assert_int_equal(left(test, 0), 0);
	struct mail_row row = row_of(test, first);
	assert_int_equal(row.state, MAIL_WAITING);
	assert_int_equal(row.tries, 1);
	assert_true(row.again_ms >= TEST_NOW_MS + MINUTE_MS && row.again_ms < TEST_NOW_MS + 2 * MINUTE_MS);
	assert_non_null(strstr(test_c(row.why), "cannot be reached"));
	/* The other one would not go either. */
	assert_int_equal(row_of(test, second).tries, 1);
	assert_int_equal(mail_count(&test->ctx, &counts), OK);
	assert_int_equal(counts.waiting, 2);
	assert_int_equal(counts.failing, 2);
	test->ctx.now_ms = row.again_ms;
	assert_true(left(test, 0) > 0);
	run(test);
	assert_int_equal(row_of(test, first).tries, 2);
	assert_true(row_of(test, first).again_ms >= test->ctx.now_ms + 2 * MINUTE_MS);
	/* Another server is tried at once. */
	set_server(test, &nowhere);
	assert_int_equal(left(test, 0), 2);
	test_site_close(test);
}

static void after_five_days_a_message_is_given_up(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct mail_message secret = notice;
	struct str texts;
	struct mail_row row;
	secret.secret = true;
	int64_t first = put(test, notice);
	int64_t second = put(test, secret);
	set_server(test, &nowhere);
	run(test);
	test->ctx.now_ms += 5 * DAY_MS - MINUTE_MS;
	run(test);
	assert_int_equal(row_of(test, first).state, MAIL_WAITING);
	test->ctx.now_ms += 240 * MINUTE_MS;
	run(test);
	assert_int_equal(mail_find(&test->ctx, first, &row, &texts), OK);
	assert_int_equal(row.state, MAIL_GIVEN_UP);
	assert_non_null(strstr(test_c(row.why), "cannot be reached"));
	assert_text(texts, "Two forms are due.\n");
	assert_int_equal(row_of(test, second).state, MAIL_GIVEN_UP);
	assert_int_equal(left(test, 0), 0);
	test_site_close(test);
}

/* ---- Claims ---- */

static enum outcome claim_write(struct ctx *ctx, void *args)
{
	(void)args;
	return db_exec(ctx, &mail_sql_claim,
		       DB_PARAMS(db_int(ctx->now_ms), db_text(STR("another node")),
				 db_int(ctx->now_ms + 15 * MINUTE_MS), db_int(20)),
		       NULL);
}

static void what_another_node_sends_is_left_alone(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	int64_t id = put(test, notice);
	set_server(test, &nowhere);
	assert_int_equal(site_write(&test->ctx, claim_write, NULL), OK);
	test_site_refresh(test);
	assert_int_equal(left(test, 0), 0);
	run(test);
	assert_int_equal(row_of(test, id).tries, 0);
	assert_int_equal(site_write(&test->ctx, again_write, &id), CONFLICT);
	problems_clear(&test->ctx);
	assert_int_equal(site_write(&test->ctx, cancel_write, &id), CONFLICT);
	/* It died: its claim ends, and nothing is lost. */
	test->ctx.now_ms += 15 * MINUTE_MS;
	test_site_refresh(test);
	assert_int_equal(left(test, 0), 1);
	run(test);
	assert_int_equal(row_of(test, id).tries, 1);
	test_site_close(test);
}

/* ---- Forgetting ---- */

static enum outcome forget_write(struct ctx *ctx, void *args)
{
	(void)args;
	return mail_jobs[1].run(ctx);
}

static void texts_go_after_90_days_and_messages_after_400(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct mail_row row;
	struct str text;
	int64_t id = put(test, notice);
	int64_t waits = put(test, notice);
	assert_int_equal(site_write(&test->ctx, cancel_write, &id), OK);
	test_site_refresh(test);
	test->ctx.now_ms += 89 * DAY_MS;
	assert_int_equal(left(test, 1), 0);
	test->ctx.now_ms += 2 * DAY_MS;
	assert_int_equal(left(test, 1), 1);
	assert_int_equal(site_write(&test->ctx, forget_write, NULL), OK);
	test_site_refresh(test);
	assert_int_equal(left(test, 1), 0);
	assert_int_equal(mail_find(&test->ctx, id, &row, &text), OK);
	assert_int_equal(text.n, 0);
	test->ctx.now_ms += 310 * DAY_MS;
	assert_int_equal(left(test, 1), 1);
	assert_int_equal(site_write(&test->ctx, forget_write, NULL), OK);
	test_site_refresh(test);
	assert_int_equal(mail_find(&test->ctx, id, &row, &text), NOT_FOUND);
	assert_int_equal(mail_find(&test->ctx, waits, &row, &text), OK);
	assert_true(text.n > 0);
	test_site_close(test);
}

static void a_restored_site_sends_nothing_twice(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	int64_t id = put(test, notice);
	assert_int_equal(mail_feature.restored(&test->ctx), OK);
	test_site_refresh(test);
	assert_int_equal(row_of(test, id).state, MAIL_CANCELLED);
	assert_non_null(strstr(test_c(row_of(test, id).why), "backup"));
	assert_int_equal(site_write(&test->ctx, again_write, &id), OK);
	test_site_close(test);
}

/* ---- The server ---- */

static void servers_that_are_taken(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *given, *url;
		bool is_plain;
	} servers[] = {
		{"smtps://mail.example.gov", "smtps://mail.example.gov:465", false},
		{"smtp://mail.example.gov", "smtp://mail.example.gov:587", false},
		{" smtp://mail.example.gov:25/ ", "smtp://mail.example.gov:25", false},
		{"smtp://localhost", "smtp://localhost:25", true},
		{"smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525", true},
		{"smtp://[::1]:2525", "smtp://[::1]:2525", true},
		{"smtps://localhost", "smtps://localhost:465", false},
		{"smtp://192.0.2.1", "smtp://192.0.2.1:587", false},
		{"smtp://127.example.gov", "smtp://127.example.gov:587", false},
		{"smtp://127.0.0.1.example.gov", "smtp://127.0.0.1.example.gov:587", false},
		{"smtp://localhost.example.gov", "smtp://localhost.example.gov:587", false},
	};
	for (size_t i = 0; i < COUNT_OF(servers); i++) {
		const struct mail_server_draft draft = {.server = str_of(servers[i].given),
							.from = STR("City Clerk <ethics@example.gov>")};
		struct mail_server server;
		if (mail_server_check(ctx, &draft, &server) != OK)
			fail_msg("%s: %s", servers[i].given, test_problem(ctx, 0));
		assert_text(server.url, servers[i].url);
		if (mail_server_is_plain(&server) != servers[i].is_plain)
			fail_msg("%s is plain: %d", servers[i].given, !servers[i].is_plain);
		assert_text(server.from_name, "City Clerk");
		assert_text(server.from, "ethics@example.gov");
		/* A password never goes over a plain line. */
		server.user = STR("ethics");
		assert_false(mail_server_is_plain(&server));
	}
}

static void servers_that_are_not(void **state)
{
	struct ctx *ctx = *state;
	static const char *const bad[] = {
		"",
		"mail.example.gov",
		"http://mail.example.gov",
		"smtp://",
		"smtp://:25",
		"smtp://mail.example.gov:0",
		"smtp://mail.example.gov:65536",
		"smtp://mail.example.gov:25x",
		"smtp://user:password@mail.example.gov",
		"smtp://mail.example.gov/path",
		"smtp://mail.example.gov?x",
		"smtp://mail example.gov",
		"smtp://-o.example.gov",
		"smtp://mail.example.gov\r\nDATA",
	};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const struct mail_server_draft draft = {.server = str_of(bad[i]), .from = STR("ethics@example.gov")};
		struct mail_server server;
		problems_clear(ctx);
		if (mail_server_check(ctx, &draft, &server) != INVALID)
			fail_msg("taken: %s", bad[i]);
	}
	const struct mail_server_draft all = {
		.server = STR("x"), .from = STR("nobody"), .user = STR("u"), .authority = STR("no certificate")};
	struct mail_server server;
	problems_clear(ctx);
	assert_int_equal(mail_server_check(ctx, &all, &server), INVALID);
	assert_int_equal(ctx->problems.count, 3);
}

static void a_password_belongs_to_one_server_and_user(void **state)
{
	(void)state;
	struct test_site *test = test_site_open(DB_SQLITE, &features);
	struct mail_server server = nowhere;
	struct str password;
	assert_int_equal(mail_password_find(&test->ctx, &server, &password), OK);
	assert_int_equal(password.n, 0);
	server.user = STR("ethics");
	assert_int_equal(mail_password_find(&test->ctx, &server, &password), NOT_FOUND);
	assert_int_equal(mail_password_put(&test->ctx, &server, STR("harbour lantern")), OK);
	assert_int_equal(mail_password_find(&test->ctx, &server, &password), OK);
	assert_text(password, "harbour lantern");
	assert_int_equal(mail_password_put(&test->ctx, &server, STR("two\nlines")), INVALID);
	server.url = STR("smtp://other.example.gov:587");
	assert_int_equal(mail_password_find(&test->ctx, &server, &password), NOT_FOUND);
	test_site_close(test);
}

static void a_missing_password_keeps_messages_waiting(void **state)
{
	(void)state;
	struct test_site *test = test_site_open(DB_SQLITE, &features);
	struct mail_server server = nowhere;
	server.user = STR("ethics");
	int64_t id = put(test, notice);
	set_server(test, &server);
	run(test);
	assert_int_equal(row_of(test, id).state, MAIL_WAITING);
	assert_int_equal(row_of(test, id).tries, 1);
	assert_non_null(strstr(test_c(row_of(test, id).why), "password"));
	test_site_close(test);
}

ON_BOTH(without_a_server_messages_wait)
ON_BOTH(a_server_that_is_down_is_tried_again_later)
ON_BOTH(after_five_days_a_message_is_given_up)
ON_BOTH(what_another_node_sends_is_left_alone)
ON_BOTH(texts_go_after_90_days_and_messages_after_400)
ON_BOTH(a_restored_site_sends_nothing_twice)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_double_up_to_four_hours),
		ctx_test(servers_that_are_taken),
		ctx_test(servers_that_are_not),
		cmocka_unit_test(a_password_belongs_to_one_server_and_user),
		cmocka_unit_test(a_missing_password_keeps_messages_waiting),
		on_both(without_a_server_messages_wait),
		on_both(a_server_that_is_down_is_tried_again_later),
		on_both(after_five_days_a_message_is_given_up),
		on_both(what_another_node_sends_is_left_alone),
		on_both(texts_go_after_90_days_and_messages_after_400),
		on_both(a_restored_site_sends_nothing_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
