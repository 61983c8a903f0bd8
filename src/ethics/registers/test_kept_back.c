/* What of a published entry not everybody sees is in no record, list, file or search, on both engines. */
#include "registers/query.h"
#include "registers/review.h"
#include "registers/seen.h"
#include "registers/test/entries.h"

#define SECRET "Nightingale Refuge"

static bool log_says(struct stand *s, struct str record_id, const char *words)
{
	struct journal_record record;
	assert_int_equal(journal_find(stand_ctx(s), record_id, 0, &record), OK);
	return str_find(record.content, str_of(words), 0) != STR_NPOS;
}

static size_t found(struct stand *s, const char *words)
{
	struct search_results results;
	int64_t n;
	struct ctx *ctx = stand_ctx(s);
	db_read_end(ctx);
	assert_int_equal(search_catch_up(ctx, &n), OK);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
	assert_int_equal(search_find(ctx, str_of(words), STR("registers"), 0, 10, &results), OK);
	return results.n_hits;
}

static size_t listed(struct stand *s, const char *field, const char *words)
{
	struct register_query query;
	struct entry *entries;
	struct str key;
	int64_t id;
	size_t n;
	const struct asked asked = {str_of(field), str_of(words)};
	problems_clear(stand_ctx(s));
	if (register_query_read(stand_ctx(s), s->gifts, &asked, 1, &query) != OK)
		return 0;
	assert_int_equal(registers_list(stand_ctx(s), &query.filter, &entries, &n, &key, &id), OK);
	return n;
}

static void keep_back(struct entry_put *put, struct stand *s, const char *why)
{
	s->answers[put - s->puts][0].withheld_why = str_of(why);
}

static void what_a_reviewer_keeps_back_is_nowhere(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry entry;
	struct entry_put *put = gift(s, 0, SECRET, "£400", "2026-05-12");
	keep_back(put, s, "It would say where somebody is cared for");
	assert_int_equal(stand_put(s), OK);
	int64_t id = s->puts[0].entry_id;
	struct str record_id = str_dup(s->test->arena, s->record_ids[0]);
	assert_false(log_says(s, record_id, SECRET));
	assert_true(log_says(s, record_id, "\"kept\":\"It would say where somebody is cared for\""));
	assert_int_equal(found(s, "Nightingale"), 0);
	assert_int_equal(listed(s, "donor", "nightingale"), 0);
	assert_int_equal(registers_entry_by_id(stand_ctx(s), id, &entry), OK);
	const struct answer *donor = declared_answer(&entry.declared, STR("donor"));
	assert_text(donor->values[0].text, SECRET);
	assert_text(donor->withheld_why, "It would say where somebody is cared for");
	struct declared seen = declared_seen(s->test->arena, &entry.declared);
	assert_int_equal(declared_answer(&seen, STR("donor"))->values[0].state, VALUE_WITHHELD);
	/* A further version keeps it back as well. */
	put = redraft(s, id);
	s->values[0][2].number = 50000;
	s->answers[0][2].values = &s->values[0][2];
	assert_int_equal(stand_put(s), OK);
	assert_false(log_says(s, record_id, SECRET));
	assert_int_equal(found(s, "Nightingale"), 0);
	assert_int_equal(listed(s, "donor", "nightingale"), 0);
	stand_close(s);
}
ON_BOTH(what_a_reviewer_keeps_back_is_nowhere)

static struct person aide;

static enum outcome aide_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return people_add_person(ctx, &s->seeds[0], &aide);
}

static void whoever_is_shown_by_their_post_is_not_found_by_name(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry_filter filter = {
		.register_id = STR("gifts"), .as_at = DEADLINE_NO_DAY, .sort = STR("person"), .most = 1};
	struct entry *entries;
	struct str key;
	int64_t id;
	size_t n;
	aide = (struct person){.name = STR("Quill Aldous"), .sort_name = STR("Aldous Quill")};
	assert_int_equal(stand_act(s, aide_write), OK);
	assert_int_equal(people_person(stand_ctx(s), aide.id, &aide), OK);
	assert_false(aide.is_public);
	gift(s, 0, "Mill", "£400", "2026-05-12")->entry.person_id = aide.id;
	gift(s, 0, "Barn", "£400", "2026-05-13")->entry.person_id = aide.id;
	assert_int_equal(stand_put(s), OK);
	assert_int_equal(listed(s, "member", str_c(s->test->arena, aide.slug)), 0);
	/* Paging by the order of names tells none. */
	assert_int_equal(registers_known_at(stand_ctx(s), INT64_MAX, &filter.known), OK);
	assert_int_equal(registers_list(stand_ctx(s), &filter, &entries, &n, &key, &id), OK);
	assert_int_not_equal(id, 0);
	assert_int_equal(key.n, 0);
	stand_close(s);
}
ON_BOTH(whoever_is_shown_by_their_post_is_not_found_by_name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(what_a_reviewer_keeps_back_is_nowhere),
		on_both(whoever_is_shown_by_their_post_is_not_found_by_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
