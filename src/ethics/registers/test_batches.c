/* Batches: unseen until they are published, in order by then, on both engines. */
#include "registers/test/listed.h"

static void a_batch_is_seen_when_it_is_published(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry e;
	(void)gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	assert_int_equal(stand_put(s), OK);
	int64_t old = s->puts[0].entry_id;
	assert_int_equal(stand_act(s, batch_begin), OK);
	assert_int_equal(stand_act(s, batch_begin), CONFLICT);
	(void)gift(s, 1, "Harbour Bank", "£70", "2026-05-13");
	(void)redraft(s, old);
	s->values[1][2].number = 9900;
	s->answers[1][2].values = &s->values[1][2];
	assert_int_equal(stand_act(s, batch_put), OK);
	struct str unseen = s->record_ids[0];
	s->n_puts = 0;
	/* Others go on beside it, but not with what it changes. */
	s->test->ctx.now_ms += 1000;
	int64_t beside_ms = s->test->ctx.now_ms;
	(void)gift(s, 1, "Tall Ships", "£10", "2026-05-14");
	assert_int_equal(stand_put(s), OK);
	(void)redraft(s, old);
	s->puts[0].version = 2;
	assert_int_equal(stand_put(s), CONFLICT);
	struct entry_filter filter = filter_of(stand_ctx(s), "received");
	assert_string_equal(said(list_words(s, &filter)), "Quay Ferries Tall Ships");
	assert_int_equal(registers_entry(&s->test->ctx, unseen, filter.known, &e), NOT_FOUND);
	assert_int_equal(registers_entry_by_id(&s->test->ctx, old, &e), OK);
	assert_int_equal(e.version, 1);
	s->test->ctx.now_ms += 1000;
	assert_int_equal(stand_act(s, batch_publish), CONFLICT); /* not in order yet */
	assert_int_equal(stand_order(s), OK);
	assert_int_equal(stand_act(s, batch_publish), OK);
	assert_int_equal(stand_act(s, batch_publish), CONFLICT);
	filter = filter_of(stand_ctx(s), "received");
	assert_string_equal(said(list_words(s, &filter)), "Quay Ferries Harbour Bank Tall Ships");
	assert_int_equal(registers_entry_by_id(&s->test->ctx, old, &e), OK);
	assert_int_equal(declared_answer(&e.declared, STR("value"))->values[0].number, 9900);
	/* As it was known while the batch was underway. */
	assert_int_equal(registers_known_at(&s->test->ctx, beside_ms, &filter.known), OK);
	assert_true(filter.known.but != 0);
	assert_string_equal(said(list_words(s, &filter)), "Quay Ferries Tall Ships");
	assert_int_equal(registers_entry(&s->test->ctx, unseen, filter.known, &e), NOT_FOUND);
	struct journal_report report;
	assert_int_equal(journal_verify(&s->test->ctx, &report), OK);
	stand_close(s);
}
ON_BOTH(a_batch_is_seen_when_it_is_published)

/* Ordering fails at each of its steps, and goes on. */
static void a_batch_that_was_half_in_order_is_put_in_order(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	static const char *const donors[] = {"Quay Ferries", "Harbour Bank", "Tall Ships", "Old Mill", "Anchor Inn"};
	assert_int_equal(stand_act(s, batch_begin), OK);
	for (size_t i = 0; i < COUNT_OF(donors); i++) {
		(void)gift(s, i % 2, donors[i], "£40", "2026-05-12");
		assert_int_equal(stand_act(s, batch_put), OK);
		s->n_puts = 0;
	}
	uint64_t failures = 0;
	for (uint64_t nth = 1;; nth++) {
		fault_arm(FAULT_SQL, nth);
		enum outcome outcome = stand_order(s);
		bool is_over = fault_passages(FAULT_SQL) < nth;
		fault_arm(FAULT_SQL, 0);
		failures += outcome != OK;
		if (is_over)
			break;
	}
	assert_true(failures > 10);
	/* One is removed before its turn, one after it. */
	for (size_t i = 0; i < 2; i++) {
		(void)gift(s, 1, "Soon gone", "£1", "2026-05-12");
		assert_int_equal(stand_act(s, batch_put), OK);
		s->n_puts = 0;
		s->record_id = s->record_ids[0];
		if (i == 1)
			assert_int_equal(stand_order(s), OK);
		assert_int_equal(stand_act(s, erase), OK);
	}
	assert_int_equal(stand_order(s), OK);
	struct entry_filter filter = filter_of(stand_ctx(s), "donor");
	assert_string_equal(said(list_words(s, &filter)), "");
	assert_int_equal(stand_act(s, batch_publish), OK);
	filter = filter_of(stand_ctx(s), "received");
	assert_string_equal(said(list_words(s, &filter)), "Quay Ferries Harbour Bank Tall Ships Old Mill Anchor Inn");
	struct journal_report report;
	assert_int_equal(journal_verify(&s->test->ctx, &report), OK);
	stand_close(s);
}
ON_BOTH(a_batch_that_was_half_in_order_is_put_in_order)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(a_batch_is_seen_when_it_is_published),
		on_both(a_batch_that_was_half_in_order_is_put_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
