/* The outbox as rows, on both engines; addresses. */
#include "mail/mail_testing.h"

/* ---- Addresses ---- */

static void addresses_that_can_be_written_to(void **state)
{
	struct ctx *ctx = *state;
	static const char *const good[] = {
		"ada@example.gov",
		"a@b.co",
		"first.last+tag@sub.example.co.uk",
		"o'brien@example.org",
		"a!#$%&'*+-/=?^_`{|}~b@example.org",
		"jürgen@example.org",
		"用户@example.org",
		"root@localhost",
		"x@xn--bcher-kva.example",
		"1234567890123456789012345678901234567890123456789012345678901234@example.org",
	};
	for (size_t i = 0; i < COUNT_OF(good); i++)
		if (mail_address_check(ctx, "email", str_of(good[i])) != OK)
			fail_msg("%s: %s", good[i], test_problem(ctx, 0));
}

static void addresses_that_cannot(void **state)
{
	struct ctx *ctx = *state;
	static const char *const bad[] = {
		"",
		"ada",
		"@example.org",
		"ada@",
		"ada@example",
		"ada@@example.org",
		"ada@example.org@example.org",
		".ada@example.org",
		"ada.@example.org",
		"a..b@example.org",
		"a b@example.org",
		"ada@exam ple.org",
		"ada@.example.org",
		"ada@example..org",
		"ada@example.org.",
		"ada@-example.org",
		"ada@example-.org",
		"ada@[192.0.2.1]",
		"ada@192.0.2.1",
		"\"a b\"@example.org",
		"ada(home)@example.org",
		"<ada@example.org>",
		"ada@example.org\r\nBcc: all@example.org",
		"ada\r\n@example.org",
		"ada@bücher.example",
		"ada,bea@example.org",
		"ada@example.org,bea@example.org",
		"a\xc2\xa0@example.org",
		"a\xff@example.org",
		"a\x01@example.org",
		"12345678901234567890123456789012345678901234567890123456789012345@example.org",
	};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		problems_clear(ctx);
		if (mail_address_check(ctx, "email", str_of(bad[i])) != INVALID)
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(ctx->problems.count, 1);
	}
	assert_int_equal(mail_address_check(ctx, "email", str_bytes("a\0b@example.org", 15)), INVALID);
}

/* ---- The outbox ---- */

static void a_message_is_put_and_listed(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct mail_row *rows;
	size_t n;
	struct str text;
	struct mail_counts counts;
	int64_t first = put(test, notice);
	int64_t second = put(test, notice);
	assert_int_equal(mail_list(&test->ctx, 0, 0, &rows, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(rows[0].id, second);
	assert_int_equal(rows[1].id, first);
	assert_text(rows[0].kind, "duties.digest");
	assert_text(rows[0].to, "ada@example.gov");
	assert_text(rows[0].to_name, "Ada Quill");
	assert_int_equal(rows[0].subject_id, 7);
	assert_int_equal(rows[0].person_id, 70);
	assert_int_equal(rows[0].state, MAIL_WAITING);
	assert_int_equal(rows[0].put_ms, TEST_NOW_MS);
	assert_true(str_ends(rows[0].message_id, STR("@ethics.example.gov")));
	assert_false(str_eq(rows[0].message_id, rows[1].message_id));
	assert_int_equal(mail_list(&test->ctx, MAIL_WAITING, second, &rows, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(rows[0].id, first);
	assert_int_equal(mail_list(&test->ctx, MAIL_SENT, 0, &rows, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(mail_find(&test->ctx, first, &rows[0], &text), OK);
	assert_text(text, "Two forms are due.\n");
	assert_int_equal(mail_find(&test->ctx, 1, &rows[0], &text), NOT_FOUND);
	assert_int_equal(mail_count(&test->ctx, &counts), OK);
	assert_int_equal(counts.waiting, 2);
	assert_int_equal(counts.failing, 0);
	assert_false(mail_ready(&test->ctx));
	test_site_close(test);
}

static void what_is_put_once_is_not_put_twice(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct mail_message message = notice;
	struct mail_row *rows;
	size_t n;
	message.once = STR("duties.digest 70 2026-11-22");
	assert_true(put(test, message) > 0);
	assert_int_equal(put(test, message), 0);
	message.once = STR("duties.digest 70 2026-11-23");
	assert_true(put(test, message) > 0);
	assert_int_equal(mail_list(&test->ctx, 0, 0, &rows, &n), OK);
	assert_int_equal(n, 2);
	test_site_close(test);
}

static void what_cannot_be_sent_is_refused(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct mail_message bad[6] = {notice, notice, notice, notice, notice, notice};
	bad[0].to = STR("ada@example");
	bad[1].title = STR("Two\r\nBcc: all@example.org");
	bad[2].kind = STR("Duties digest");
	bad[3].to_name = STR("Ada\nQuill");
	bad[4].text = str_bytes(arena_alloc(test->arena, MAIL_TEXT_BYTES + 1), MAIL_TEXT_BYTES + 1);
	bad[5].title = STR("");
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct putting putting = {mail_seed_new(&test->ctx), bad[i], -1};
		assert_int_equal(site_write(&test->ctx, put_write, &putting), INVALID);
		assert_int_equal(putting.id, -1);
		test_site_refresh(test);
	}
	test_site_close(test);
}

static void a_message_is_cancelled_and_tried_again(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	int64_t id = put(test, notice);
	int64_t none = 1;
	assert_int_equal(site_write(&test->ctx, cancel_write, &id), OK);
	test_site_refresh(test);
	assert_int_equal(row_of(test, id).state, MAIL_CANCELLED);
	test->ctx.now_ms += 5000;
	assert_int_equal(site_write(&test->ctx, again_write, &id), OK);
	test_site_refresh(test);
	assert_int_equal(row_of(test, id).state, MAIL_WAITING);
	assert_int_equal(row_of(test, id).again_ms, TEST_NOW_MS + 5000);
	assert_int_equal(site_write(&test->ctx, again_write, &none), NOT_FOUND);
	test_site_close(test);
}

static void a_secret_text_is_never_shown_and_destroyed(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct mail_message message = notice;
	struct mail_row row;
	struct str text;
	message.secret = true;
	int64_t id = put(test, message);
	assert_int_equal(mail_find(&test->ctx, id, &row, &text), OK);
	assert_int_equal(text.n, 0);
	assert_int_equal(site_write(&test->ctx, cancel_write, &id), OK);
	test_site_refresh(test);
	assert_int_equal(site_write(&test->ctx, again_write, &id), CONFLICT);
	assert_non_null(test->ctx.problems.first);
	test_site_close(test);
}

static enum outcome forget_write(struct ctx *ctx, void *args)
{
	return mail_forget_person(ctx, *(int64_t *)args);
}

static void nothing_is_kept_of_a_person_who_is_erased(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct mail_message other = notice;
	struct mail_row *rows;
	size_t n;
	int64_t nobody = 0, person = 70;
	other.person_id = 0;
	put(test, notice);
	int64_t kept = put(test, other);
	assert_int_equal(site_write(&test->ctx, forget_write, &person), OK);
	assert_int_equal(site_write(&test->ctx, forget_write, &nobody), OK);
	test_site_refresh(test);
	assert_int_equal(mail_list(&test->ctx, 0, 0, &rows, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(rows[0].id, kept);
	test_site_close(test);
}

static void every_statement_is_read(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	for (size_t i = 0; i < mail_sql_all_n; i++)
		if (db_prepare(&test->ctx, mail_sql_all[i]) != OK)
			fail_msg("%s", mail_sql_all[i]->name);
	test_site_close(test);
}

ON_BOTH(a_message_is_put_and_listed)
ON_BOTH(what_is_put_once_is_not_put_twice)
ON_BOTH(what_cannot_be_sent_is_refused)
ON_BOTH(a_message_is_cancelled_and_tried_again)
ON_BOTH(a_secret_text_is_never_shown_and_destroyed)
ON_BOTH(nothing_is_kept_of_a_person_who_is_erased)
ON_BOTH(every_statement_is_read)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(addresses_that_can_be_written_to),
		ctx_test(addresses_that_cannot),
		on_both(a_message_is_put_and_listed),
		on_both(what_is_put_once_is_not_put_twice),
		on_both(what_cannot_be_sent_is_refused),
		on_both(a_message_is_cancelled_and_tried_again),
		on_both(a_secret_text_is_never_shown_and_destroyed),
		on_both(nothing_is_kept_of_a_person_who_is_erased),
		on_both(every_statement_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
