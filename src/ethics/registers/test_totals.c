/* What a register adds up to, found by a job: as much as on the spot, not long after a change, and never more at once
 * than may wait. */
#include "registers/test/entries.h"

#include "registers/totals_kept.h"

#define FEW 3 /* entries that are added up on the spot */

static void gifts_put(struct stand *s)
{
	static const char *const donors[] = {"Quay Ferries", "Harbour Bank", "Tall Ships", "QUAY FERRIES"};
	for (size_t i = 0; i < 12; i++) {
		char value[16], day[16];
		snprintf(value, sizeof(value), "%zu.50", 10 + i);
		snprintf(day, sizeof(day), "2026-0%zu-12", 1 + i % 4);
		gift(s, i % 2, donors[i % 4], value, day);
	}
	assert_int_equal(stand_put(s), OK);
}

static void find(struct stand *s, const char *name, const char *value, size_t most, struct totals_found *ret_found)
{
	struct ctx *ctx = stand_ctx(s);
	const struct asked word = {str_of(name), str_of(value)};
	struct register_query query;
	assert_int_equal(register_query_read(ctx, s->gifts, &word, 1, &query), OK);
	assert_int_equal(totals_find(ctx, &query, most, ret_found), OK);
}

static enum totals_answer asked(struct stand *s, const char *name, const char *value)
{
	struct totals_found found;
	find(s, name, value, FEW, &found);
	return found.answer;
}

static int64_t left(struct stand *s)
{
	int64_t n;
	assert_int_equal(totals_job_left(stand_ctx(s), &n), OK);
	return n;
}

/* As room jobs does. */
static void job_do(struct stand *s)
{
	struct ctx *ctx = stand_ctx(s);
	for (int i = 0; i < 100 && left(s) > 0; i++) {
		db_read_end(ctx);
		assert_int_equal(totals_job_run(ctx), OK);
		assert_int_equal(site_read_begin(ctx, ctx->site), OK);
	}
	assert_int_equal(left(s), 0);
}

static void lines_equal(const struct totals_cut *a, const struct totals_cut *b)
{
	assert_int_equal(a->sum.entries, b->sum.entries);
	assert_int_equal(a->sum.amount, b->sum.amount);
	for (size_t by = 0; by < TOTALS_BYS; by++) {
		assert_int_equal(a->by[by].n, b->by[by].n);
		for (size_t i = 0; i < a->by[by].n; i++) {
			assert_true(str_eq(a->by[by].lines[i].label, b->by[by].lines[i].label));
			assert_int_equal(a->by[by].lines[i].amount, b->by[by].lines[i].amount);
			assert_int_equal(a->by[by].lines[i].count, b->by[by].lines[i].count);
		}
	}
}

static void the_job_finds_what_is_added_up_on_the_spot(enum db_engine engine)
{
	static const char *const words[][2] = {
		{"category", ""},           {"value-min", "14"},     {"donor", "quay"},    {"as-at", "2026-03-12"},
		{"outcome", "accepted"},    {"sort", "value"},       {"category", "gift"}, {"member", "imogen-vale"},
		{"known-at", "2030-01-01"}, {"body", "city-council"}};
	struct stand *s = stand_open(engine);
	size_t n = 0;
	gifts_put(s);
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct totals_found here, found;
		find(s, words[i][0], words[i][1], 1000, &here);
		assert_int_equal(here.answer, TOTALS_FOUND);
		if (here.cut.sum.entries <= FEW)
			continue;
		/* The order that is asked for is no other question. */
		bool is_known = strcmp(words[i][0], "sort") == 0;
		assert_int_equal(asked(s, words[i][0], words[i][1]), is_known ? TOTALS_FOUND : TOTALS_SOON);
		assert_int_equal(totals_asked(s->test->site), !is_known);
		assert_int_equal(asked(s, words[i][0], words[i][1]), is_known ? TOTALS_FOUND : TOTALS_SOON);
		job_do(s);
		assert_false(totals_asked(s->test->site));
		find(s, words[i][0], words[i][1], FEW, &found);
		assert_int_equal(found.answer, TOTALS_FOUND);
		assert_int_equal(found.as_of_ms, 0);
		lines_equal(&here.cut, &found.cut);
		n++;
	}
	assert_true(n >= 7);
	stand_close(s);
}

static enum outcome hide(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return registers_hide(ctx, &s->seeds[0], s->id, STR("shown until 2026"));
}

/* Once it is withheld, what was found before is shown for less than a minute, and says as of when. */
static void what_goes_is_out_within_a_minute(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct totals_found before, found;
	gifts_put(s);
	const int64_t found_ms = s->test->ctx.now_ms;
	assert_int_equal(asked(s, "", ""), TOTALS_SOON);
	job_do(s);
	find(s, "", "", FEW, &before);
	assert_int_equal(before.answer, TOTALS_FOUND);
	s->test->ctx.now_ms += 3600000;
	find(s, "", "", FEW, &found);
	assert_int_equal(found.as_of_ms, 0);
	struct entry_filter filter = {.register_id = STR("gifts"), .as_at = DEADLINE_NO_DAY, .most = 1};
	struct entry *entries;
	struct str key;
	size_t n;
	int64_t id;
	assert_int_equal(registers_known_at(stand_ctx(s), INT64_MAX, &filter.known), OK);
	assert_int_equal(registers_list(&s->test->ctx, &filter, &entries, &n, &key, &id), OK);
	s->id = entries[0].id;
	assert_int_equal(stand_act(s, hide), OK);
	s->test->ctx.now_ms += 40000;
	find(s, "", "", FEW, &found);
	assert_int_equal(found.answer, TOTALS_FOUND);
	assert_int_equal(found.as_of_ms, found_ms);
	lines_equal(&before.cut, &found.cut);
	assert_true(totals_asked(s->test->site));
	s->test->ctx.now_ms += 15000;
	assert_int_equal(asked(s, "", ""), TOTALS_SOON);
	job_do(s);
	find(s, "", "", FEW, &found);
	assert_int_equal(found.answer, TOTALS_FOUND);
	assert_int_equal(found.as_of_ms, 0);
	assert_int_equal(found.cut.sum.entries, before.cut.sum.entries - 1);
	/* Nobody asks again: the job lets go of it. */
	s->id = 0;
	gift(s, 0, "Quay Ferries", "9", "2026-05-01");
	assert_int_equal(stand_put(s), OK);
	assert_int_equal(left(s), 0);
	/* What was only added hides nothing: it is shown for longer, as of then. */
	s->test->ctx.now_ms += 60000;
	assert_int_equal(left(s), 0);
	find(s, "", "", FEW, &found);
	assert_int_equal(found.answer, TOTALS_FOUND);
	assert_true(found.as_of_ms > 0);
	job_do(s);
	gift(s, 0, "Quay Ferries", "9", "2026-05-01");
	assert_int_equal(stand_put(s), OK);
	s->test->ctx.now_ms += 1000000;
	assert_int_equal(left(s), 1);
	job_do(s);
	stand_close(s);
}

static void however_many_ask_little_waits(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	size_t soon = 0, busy = 0;
	gifts_put(s);
	for (int round = 0; round < 10; round++) {
		char value[16];
		for (int i = 0; i < 20; i++) {
			snprintf(value, sizeof(value), "%d.%02d", round % 5, i);
			enum totals_answer answer = asked(s, "value-min", value);
			soon += answer == TOTALS_SOON;
			busy += answer == TOTALS_BUSY;
		}
		/* The whole register waits for nobody's filters, and they do not drive out what was found of it. */
		assert_int_equal(asked(s, "", ""), round == 0 ? TOTALS_SOON : TOTALS_FOUND);
		assert_true(left(s) <= 5);
		job_do(s);
	}
	assert_true(soon >= 4 && busy >= 100);
	/* Words that are longer than what is kept. */
	char longest[700];
	memset(longest, 'q', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	struct totals_found found;
	find(s, "donor", longest, 0, &found);
	assert_int_equal(found.answer, TOTALS_FOUND);
	assert_int_equal(found.cut.sum.entries, 0);
	stand_close(s);
}

static void another_process_begins_anew(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	gifts_put(s);
	assert_int_equal(asked(s, "", ""), TOTALS_SOON);
	job_do(s);
	assert_int_equal(asked(s, "", ""), TOTALS_FOUND);
	/* The site opened once more is another one: nothing is kept of it. */
	uint64_t serial = s->test->site->serial;
	s->test->site->serial = UINT64_MAX - (uint64_t)engine;
	assert_int_equal(asked(s, "", ""), TOTALS_SOON);
	assert_int_equal(left(s), 1);
	job_do(s);
	s->test->site->serial = serial;
	assert_int_equal(asked(s, "", ""), TOTALS_FOUND);
	stand_close(s);
}

ON_BOTH(the_job_finds_what_is_added_up_on_the_spot)
ON_BOTH(what_goes_is_out_within_a_minute)
ON_BOTH(however_many_ask_little_waits)
ON_BOTH(another_process_begins_anew)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(the_job_finds_what_is_added_up_on_the_spot),
		on_both(what_goes_is_out_within_a_minute),
		on_both(however_many_ask_little_waits),
		on_both(another_process_begins_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
