/* The log's pages, as their handlers make them. */
#include "journal/test/shelf.h"
#include "publish/publish.h"

static enum outcome answer(struct stand *stand, const char *pattern, struct str record, const char *version,
			   struct resp *ret_resp)
{
	struct ctx *ctx = &stand->ctx;
	const struct req req = {.params = {record, str_of(version)}};
	for (size_t i = 0; i < publish_feature.n_routes; i++) {
		const struct route *route = &publish_feature.routes[i];
		if (strcmp(route->pattern, pattern) != 0)
			continue;
		*ret_resp = (struct resp){.status = 200};
		assert_int_equal(db_read_begin(ctx, stand->site.database), OK);
		enum outcome outcome = route->handle(ctx, &req, ret_resp);
		db_read_end(ctx);
		return outcome;
	}
	fail_msg("no route %s", pattern);
	return BROKEN;
}

#define RECORD_ROUTE  "/log/records/{record}"
#define VERSION_ROUTE "/log/records/{record}/versions/{version}"
#define RECEIPT_ROUTE "/log/records/{record}/versions/{version}/receipt.json"

static void expect(const struct resp *resp, const char *words, bool is_there)
{
	if ((str_find(resp->body, str_of(words), 0) != STR_NPOS) != is_there)
		fail_msg("“%s” %s in: %s", words, is_there ? "is not" : "is", test_c(resp->body));
}

static void the_log_says_its_size_and_root(void **state)
{
	(void)state;
	struct stand *stand = stand_open(DB_SQLITE);
	struct journal_report report;
	struct resp resp;
	shelf_fill(stand, 3);
	assert_int_equal(stand_verify(stand, &report), OK);
	assert_int_equal(answer(stand, "/log", (struct str){0}, "", &resp), OK);
	expect(&resp, test_c(hash_hex(stand->ctx.arena, &report.head.root)), true);
	expect(&resp, "It does not show that the record is true or complete, or that nothing was left out.", true);
	stand_close(stand);
}

static void a_record_stands_with_its_place_and_proof(void **state)
{
	(void)state;
	struct stand *stand = stand_open(DB_SQLITE);
	struct ctx *ctx = &stand->ctx;
	struct resp resp;
	struct str content;
	struct str record = shelf_record_id(ctx->arena, 2);
	shelf_fill(stand, 3);
	assert_int_equal(answer(stand, RECORD_ROUTE, record, "", &resp), OK);
	expect(&resp, "words of 2", true);
	expect(&resp, "1, counted from 0 (entries so far: 3)", true);
	expect(&resp, "This shows that the record you see is the one published here on", true);
	assert_int_equal(answer(stand, RECEIPT_ROUTE, record, "1", &resp), OK);
	assert_int_equal(journal_receipt_check(ctx, resp.body, &content), OK);
	assert_text(content, "{\"words\":\"words of 2\"}");
	stand_close(stand);
}

static void a_removed_record_s_page_says_why_and_not_what(void **state)
{
	(void)state;
	struct stand *stand = stand_open(DB_SQLITE);
	struct resp resp;
	struct str record = shelf_record_id(stand->ctx.arena, 2);
	shelf_fill(stand, 3);
	assert_int_equal(shelf_erase(stand, 2, "Wrong <person>"), OK);
	const char *const versions[] = {"", "1", "2"};
	for (size_t i = 0; i < COUNT_OF(versions); i++) {
		assert_int_equal(answer(stand, i ? VERSION_ROUTE : RECORD_ROUTE, record, versions[i], &resp), OK);
		expect(&resp, "Why: Wrong &lt;person&gt;", true);
		expect(&resp, "The log still shows that a record was here.", true);
		expect(&resp, "words of 2", false);
	}
	assert_int_equal(answer(stand, RECEIPT_ROUTE, record, "1", &resp), NOT_FOUND);
	stand_close(stand);
}

static void what_is_not_there_is_not_found(void **state)
{
	(void)state;
	struct stand *stand = stand_open(DB_SQLITE);
	struct resp resp;
	struct str record = shelf_record_id(stand->ctx.arena, 1);
	shelf_fill(stand, 1);
	assert_int_equal(answer(stand, RECORD_ROUTE, STR("nothing"), "", &resp), NOT_FOUND);
	assert_int_equal(answer(stand, VERSION_ROUTE, record, "2", &resp), NOT_FOUND);
	assert_int_equal(answer(stand, VERSION_ROUTE, record, "0", &resp), NOT_FOUND);
	assert_int_equal(answer(stand, VERSION_ROUTE, record, "one", &resp), NOT_FOUND);
	assert_int_equal(answer(stand, RECEIPT_ROUTE, record, "2", &resp), NOT_FOUND);
	stand_close(stand);
}

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_log_says_its_size_and_root),
		cmocka_unit_test(a_record_stands_with_its_place_and_proof),
		cmocka_unit_test(a_removed_record_s_page_says_why_and_not_what),
		cmocka_unit_test(what_is_not_there_is_not_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
