/* Entries as they are stored, listed, known, moved and removed, on both engines. */
#include "registers/test/listed.h"

static void every_statement(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	for (size_t i = 0; i < registers_sql_all_n; i++)
		if (db_prepare(&s->test->ctx, registers_sql_all[i]) != OK)
			fail_msg("%s", registers_sql_all[i]->name);
	stand_close(s);
}
ON_BOTH(every_statement)

static void what_is_put_is_found(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry_put *put = gift(s, 0, "Quay Ferries (GB-COH 01234567)", "£40.50", "2026-05-12");
	answer(s, put, "place", "(home) 1 Quay Street");
	answer(s, put, "note", "Rang on Monday");
	put->entry.tenure_id = s->tenures[0].id;
	assert_int_equal(stand_put(s), OK);
	struct ctx *ctx = stand_ctx(s);
	struct revision_at now;
	struct entry e;
	assert_int_equal(registers_known_at(ctx, INT64_MAX, &now), OK);
	assert_int_equal(registers_entry(ctx, s->record_ids[0], now, &e), OK);
	assert_string_equal(said(e.person_name), "Imogen Vale");
	assert_string_equal(said(e.office), "Member, City Council");
	assert_string_equal(said(declared_answer(&e.declared, STR("note"))->values[0].text), "Rang on Monday");
	assert_true(declared_answer(&e.declared, STR("place"))->values[0].is_home);
	assert_int_equal(e.from_day, day_of((struct date){2026, 5, 12}).n);
	assert_int_equal(e.known_to, REVISION_OPEN);
	struct journal_record record;
	assert_int_equal(journal_find(ctx, s->record_ids[0], 0, &record), OK);
	struct str wanted = str_fmt(
		s->test->arena,
		"{\"act\":\"declared\",\"answers\":{\"donor\":[{\"id\":\"01234567\",\"name\":\"Quay "
		"Ferries\",\"scheme\":\"GB-COH\"}],"
		"\"outcome\":\"accepted\",\"place\":{\"home\":true,\"withheld\":true},\"received\":\"2026-05-12\","
		"\"value\":{\"amount\":\"40.50\",\"currency\":\"GBP\"}},\"category\":\"gift\",\"declared\":\"2026-11-"
		"22\","
		"\"from\":\"2026-05-12\",\"kind\":\"entry\",\"name\":\"Imogen Vale\",\"office\":\"Member, City "
		"Council\","
		"\"person\":\"%.*s\",\"register\":\"gifts\",\"source\":\"person\",\"version\":1}",
		STR_ARG(s->people[0].record_id));
	assert_string_equal(said(record.content), str_c(s->test->arena, wanted));
	struct declared_fact *facts;
	size_t n;
	assert_int_equal(screening_declared(ctx, e.id, &facts, &n), OK);
	assert_int_equal(n, 1);
	assert_string_equal(said(facts[0].identifier), "01234567");
	stand_close(s);
}
ON_BOTH(what_is_put_is_found)

static void the_same_twice_changes_nothing(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct journal_head before, after;
	(void)gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	assert_int_equal(stand_put(s), OK);
	int64_t id = s->puts[0].entry_id;
	assert_int_equal(journal_head(stand_ctx(s), &before), OK);
	(void)redraft(s, id);
	assert_int_equal(stand_put(s), OK);
	assert_true(s->puts[0].is_same);
	assert_int_equal(s->puts[0].entry_id, id);
	assert_int_equal(journal_head(stand_ctx(s), &after), OK);
	assert_int_equal(after.size, before.size);
	struct entry *history;
	size_t n;
	assert_int_equal(registers_history(stand_ctx(s), id, &history, &n), OK);
	assert_int_equal(n, 1);
	stand_close(s);
}
ON_BOTH(the_same_twice_changes_nothing)

static void a_later_version_supersedes(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct revision_at first, second;
	struct entry e;
	(void)gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	assert_int_equal(stand_put(s), OK);
	int64_t id = s->puts[0].entry_id;
	struct str record_id = s->record_ids[0];
	assert_int_equal(registers_known_at(stand_ctx(s), TEST_NOW_MS, &first), OK);
	struct entry_put *put = redraft(s, id);
	s->values[0][2].number = 5000;
	s->answers[0][2].values = &s->values[0][2];
	put->entry.act = ENTRY_CORRECTED;
	put->entry.reason = STR("It was worth more");
	assert_int_equal(stand_put(s), OK);
	struct ctx *ctx = stand_ctx(s);
	assert_int_equal(registers_known_at(ctx, INT64_MAX, &second), OK);
	assert_int_equal(registers_entry(ctx, record_id, first, &e), OK);
	assert_int_equal(declared_answer(&e.declared, STR("value"))->values[0].number, 4000);
	assert_int_equal(e.version, 1);
	assert_int_equal(registers_entry(ctx, record_id, second, &e), OK);
	assert_int_equal(declared_answer(&e.declared, STR("value"))->values[0].number, 5000);
	assert_string_equal(said(e.reason), "It was worth more");
	assert_int_equal(e.act, ENTRY_CORRECTED);
	struct revision_at never = {0};
	assert_int_equal(registers_entry(ctx, record_id, never, &e), NOT_FOUND);
	/* On what is no longer current. */
	put = redraft(s, id);
	put->version = 1;
	assert_int_equal(stand_put(s), CONFLICT);
	assert_string_equal(test_problem(&s->test->ctx, 0),
			    "entry: Somebody else has changed this declaration: look at it again");
	struct journal_report report;
	assert_int_equal(journal_verify(stand_ctx(s), &report), OK);
	stand_close(s);
}
ON_BOTH(a_later_version_supersedes)

static void faults_name_their_put(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	(void)gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	(void)draft(s, s->gifts, "gift", 1);
	assert_int_equal(stand_put(s), INVALID);
	assert_string_equal(test_problem(&s->test->ctx, 0), "entries[1].donor: Enter Given by");
	assert_string_equal(test_problem(&s->test->ctx, 1), "entries[1].received: Enter Day");
	struct entry_filter filter = filter_of(stand_ctx(s), "");
	assert_string_equal(said(list_words(s, &filter)), "");
	stand_close(s);
}
ON_BOTH(faults_name_their_put)

static void what_is_not_public_is_kept_whole(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry e;
	struct entry_put *put = draft(s, s->family, "relative", 0);
	answer(s, put, "who", "Rhoda Vale");
	assert_int_equal(stand_put(s), OK);
	assert_int_equal(s->record_ids[0].n, 0);
	assert_int_equal(registers_entry_by_id(stand_ctx(s), s->puts[0].entry_id, &e), OK);
	assert_string_equal(said(declared_answer(&e.declared, STR("who"))->values[0].text), "Rhoda Vale");
	assert_int_equal(e.record_id.n, 0);
	struct journal_report report;
	assert_int_equal(journal_verify(stand_ctx(s), &report), OK);
	stand_close(s);
}
ON_BOTH(what_is_not_public_is_kept_whole)

/* ---- Search ---- */

static enum outcome batch_notes(struct ctx *ctx, void *args)
{
	int64_t left;
	(void)args;
	TRY(batch_search_run(ctx));
	TRY(batch_search_left(ctx, &left));
	return left == 0 ? OK : BROKEN;
}

static size_t found(struct stand *s, const char *words)
{
	struct search_results results;
	assert_int_equal(search_find(stand_ctx(s), str_of(words), STR(""), 0, 50, &results), OK);
	return results.n;
}

static void index_all(struct stand *s)
{
	int64_t n;
	db_read_end(&s->test->ctx);
	assert_int_equal(search_catch_up(&s->test->ctx, &n), OK);
	assert_int_equal(site_read_begin(&s->test->ctx, s->test->site), OK);
}

static void search_finds_what_is_public(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry_put *put = gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	answer(s, put, "note", "Confidential");
	answer(s, put, "place", "(home) 1 Larch Row");
	assert_int_equal(stand_put(s), OK);
	assert_int_equal(stand_act(s, batch_begin), OK);
	(void)gift(s, 1, "Harbour Bank", "£70", "2026-05-13");
	assert_int_equal(stand_act(s, batch_put), OK);
	s->n_puts = 0;
	index_all(s);
	assert_int_equal(found(s, "ferries"), 1);
	assert_int_equal(found(s, "confidential"), 0);
	assert_int_equal(found(s, "larch"), 0);
	assert_int_equal(found(s, "harbour"), 0);
	assert_int_equal(stand_order(s), OK);
	assert_int_equal(stand_act(s, batch_publish), OK);
	assert_int_equal(stand_act(s, batch_notes), OK);
	index_all(s);
	assert_int_equal(found(s, "harbour"), 1);
	stand_close(s);
}
ON_BOTH(search_finds_what_is_public)

/* ---- Other rules ---- */

static enum outcome keys_make(struct ctx *ctx, void *args)
{
	int64_t left = 1;
	(void)args;
	for (int i = 0; i < 10 && left; i++) {
		TRY(keys_make_run(ctx));
		TRY(keys_make_left(ctx, &left));
	}
	return left == 0 ? OK : BROKEN;
}

static void new_keys_of_old_entries(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct rulebook *book = arena_new(s->test->arena, struct rulebook);
	int64_t version, left;
	bool changed;
	(void)gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	(void)gift(s, 0, "Harbour Bank", "£4", "2026-05-13");
	assert_int_equal(stand_put(s), OK);
	/* By the value one may not sort at first. */
	struct str rules = STR(RULES), sorts = STR("unknown: yes, sort: yes");
	size_t at = str_find(rules, sorts, 0);
	const struct rulebook_file file = {STR("rulebook.yaml"),
					   str_fmt(s->test->arena, "%.*s%s%.*s", (int)at, rules.p, "unknown: yes",
						   STR_ARG(str_slice(rules, at + sorts.n, rules.n)))};
	const struct rulebook_file before = {STR("rulebook.yaml"), rules};
	assert_int_equal(rulebook_parse(&s->test->ctx, &file, 1, book), OK);
	assert_int_equal(rulebook_apply(&s->test->ctx, &file, 1, book, &version, &changed), OK);
	assert_int_equal(keys_make_left(stand_ctx(s), &left), OK);
	assert_true(left > 0);
	assert_int_equal(stand_act(s, keys_make), OK);
	s->gifts = rulebook_scheme(book, STR("gifts"));
	struct entry_put *put = draft(s, s->gifts, "gift", 1);
	answer(s, put, "donor", "Tall Ships");
	answer(s, put, "received", "2026-05-14");
	assert_int_equal(stand_put(s), OK);
	assert_int_equal(rulebook_parse(&s->test->ctx, &before, 1, book), OK);
	assert_int_equal(rulebook_apply(&s->test->ctx, &before, 1, book, &version, &changed), OK);
	struct entry_filter filter = filter_of(stand_ctx(s), "value");
	assert_string_equal(said(list_words(s, &filter)), "Harbour Bank Quay Ferries");
	assert_int_equal(stand_act(s, keys_make), OK);
	filter = filter_of(stand_ctx(s), "value");
	assert_string_equal(said(list_words(s, &filter)), "Tall Ships Harbour Bank Quay Ferries");
	struct journal_report report;
	assert_int_equal(journal_verify(&s->test->ctx, &report), OK);
	stand_close(s);
}
ON_BOTH(new_keys_of_old_entries)

/* ---- What goes ---- */

static enum outcome hide(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return registers_hide(ctx, &s->seeds[0], s->id, STR("shown until 2026"));
}

static void nothing_is_left_of_what_is_removed(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry e;
	struct entry_put *put = gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	answer(s, put, "note", "Confidential");
	assert_int_equal(stand_put(s), OK);
	s->record_id = s->record_ids[0];
	int64_t id = s->puts[0].entry_id;
	put = gift(s, 0, "Its child", "£40", "2026-05-12");
	put->entry.parent_id = id;
	assert_int_equal(stand_put(s), OK);
	int64_t child = s->puts[0].entry_id;
	s->id = id;
	struct str person = s->people[0].record_id, entry = s->record_id;
	s->record_id = person;
	assert_int_equal(stand_act(s, erase), INVALID);
	assert_string_equal(test_problem(&s->test->ctx, 0),
			    "record: This person has 2 declarations that are published: remove these first");
	s->record_id = entry;
	assert_int_equal(stand_act(s, erase), OK);
	struct entry_filter filter = filter_of(stand_ctx(s), "");
	assert_string_equal(said(list_words(s, &filter)), "Its child");
	assert_int_equal(registers_entry(&s->test->ctx, entry, filter.known, &e), OK);
	assert_true(e.erased_ms != 0);
	assert_int_equal(e.declared.n_answers, 0);
	assert_int_equal(registers_entry_by_id(&s->test->ctx, child, &e), OK);
	assert_int_equal(e.parent_id, 0);
	struct declared_fact *facts;
	size_t n;
	assert_int_equal(screening_declared(&s->test->ctx, id, &facts, &n), OK);
	assert_int_equal(n, 0);
	(void)redraft(s, child);
	s->puts[0].id = id;
	assert_int_equal(stand_put(s), CONFLICT);
	struct journal_report report;
	assert_int_equal(journal_verify(stand_ctx(s), &report), OK);
	stand_close(s);
}
ON_BOTH(nothing_is_left_of_what_is_removed)

static void what_is_hidden_the_office_keeps(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct entry e;
	(void)gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	assert_int_equal(stand_put(s), OK);
	s->id = s->puts[0].entry_id;
	s->record_id = s->record_ids[0];
	(void)redraft(s, s->id);
	s->puts[0].entry.act = ENTRY_ENDED;
	s->puts[0].entry.to_day = 20700;
	assert_int_equal(stand_put(s), OK);
	assert_int_equal(stand_act(s, hide), OK);
	assert_int_equal(stand_act(s, hide), CONFLICT);
	struct entry_filter filter = filter_of(stand_ctx(s), "");
	filter.ended = true;
	assert_string_equal(said(list_words(s, &filter)), "");
	assert_int_equal(registers_entry(&s->test->ctx, s->record_id, filter.known, &e), OK);
	assert_int_equal(e.declared.n_answers, 0);
	struct entry *history;
	size_t n;
	assert_int_equal(registers_history(&s->test->ctx, s->id, &history, &n), OK);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++) {
		assert_null(history[i].declared.category);
		assert_int_equal(history[i].declared.n_answers + history[i].reason.n + history[i].person_name.n, 0);
	}
	assert_int_equal(registers_versions(&s->test->ctx, s->id, &history, &n), OK);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(said(declared_answer(&history[i].declared, STR("donor"))->values[0].text),
				    "Quay Ferries");
	struct journal_record record;
	assert_int_equal(journal_find(&s->test->ctx, s->record_id, 1, &record), OK);
	assert_int_equal(record.content.n, 0);
	struct journal_report report;
	assert_int_equal(journal_verify(&s->test->ctx, &report), OK);
	stand_close(s);
}
ON_BOTH(what_is_hidden_the_office_keeps)

static enum outcome withheld_put(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	s->id = registers_withheld_id(ctx);
	return registers_put_withheld(
		ctx, &(struct withheld_put){.id = s->id, .register_id = STR("gifts"), .person_id = s->people[0].id});
}

static enum outcome withheld_drop(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return registers_drop_withheld(ctx, s->id);
}

static void what_is_withheld_comes_last(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	assert_int_equal(stand_act(s, withheld_put), OK);
	int64_t first = s->id;
	assert_int_equal(stand_act(s, withheld_put), OK);
	(void)gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	(void)gift(s, 1, "Harbour Bank", "£70", "2026-05-13");
	assert_int_equal(stand_put(s), OK);
	struct entry_filter filter = filter_of(stand_ctx(s), "received");
	for (filter.most = 1; filter.most < 6; filter.most++)
		assert_string_equal(said(list_words(s, &filter)), "Quay Ferries Harbour Bank withheld withheld");
	filter.person_id = s->people[1].id;
	assert_string_equal(said(list_words(s, &filter)), "Harbour Bank");
	filter.person_id = 0;
	filter.category = STR("gift");
	assert_string_equal(said(list_words(s, &filter)), "Quay Ferries Harbour Bank");
	filter.category = (struct str){0};
	s->id = first;
	assert_int_equal(stand_act(s, withheld_drop), OK);
	s->id = s->puts[0].entry_id;
	assert_int_equal(stand_act(s, withheld_drop), OK); /* it is not withheld: nothing happens */
	test_site_refresh(s->test);
	assert_string_equal(said(list_words(s, &filter)), "Quay Ferries Harbour Bank withheld");
	stand_close(s);
}
ON_BOTH(what_is_withheld_comes_last)

/* ---- Whose they are ---- */

static enum outcome rename_second(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return people_rename(ctx, &s->seeds[0], &s->people[1], STR("Zelda Ashgrove"), STR("Zzz, Zelda"), 20700, true);
}

static enum outcome merge(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return people_merge(ctx, s->seeds, COUNT_OF(s->seeds), &s->people[0], &s->people[1], STR("the same"));
}

static enum outcome unmerge(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct person_merge *merges;
	size_t n;
	TRY(people_merges(ctx, s->people[0].id, &merges, &n));
	return people_unmerge(ctx, s->seeds, COUNT_OF(s->seeds), &merges[0]);
}

static void entries_follow_their_person(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	(void)gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	(void)gift(s, 1, "Harbour Bank", "£70", "2026-05-13");
	assert_int_equal(stand_put(s), OK);
	struct entry_filter filter = filter_of(stand_ctx(s), "person");
	assert_string_equal(said(list_words(s, &filter)), "Harbour Bank Quay Ferries");
	assert_int_equal(stand_act(s, rename_second), OK);
	test_site_refresh(s->test);
	assert_string_equal(said(list_words(s, &filter)), "Quay Ferries Harbour Bank");
	assert_int_equal(people_person(&s->test->ctx, s->people[0].id, &s->people[0]), OK);
	assert_int_equal(people_person(&s->test->ctx, s->people[1].id, &s->people[1]), OK);
	assert_int_equal(stand_act(s, merge), OK);
	test_site_refresh(s->test);
	filter.person_id = s->people[0].id;
	assert_string_equal(said(list_words(s, &filter)), "Quay Ferries Harbour Bank");
	struct journal_report report;
	assert_int_equal(journal_verify(&s->test->ctx, &report), OK);
	assert_int_equal(stand_act(s, unmerge), OK);
	test_site_refresh(s->test);
	assert_string_equal(said(list_words(s, &filter)), "Quay Ferries");
	filter.person_id = s->people[1].id;
	assert_string_equal(said(list_words(s, &filter)), "Harbour Bank");
	assert_int_equal(journal_verify(&s->test->ctx, &report), OK);
	stand_close(s);
}
ON_BOTH(entries_follow_their_person)

/* ---- Failures ---- */

/* Every step of a write fails once: all of it is there, or nothing. */
static void a_failure_leaves_nothing_half_done(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	(void)gift(s, 0, "Quay Ferries", "£40", "2026-05-12");
	assert_int_equal(stand_put(s), OK);
	int64_t id = s->puts[0].entry_id;
	uint64_t failures = 0;
	for (uint64_t nth = 1;; nth++) {
		struct journal_head before, after;
		struct entry e;
		struct entry_put *put = redraft(s, id);
		int64_t version = put->version;
		s->values[0][2].number += 1;
		s->answers[0][2].values = &s->values[0][2];
		(void)gift(s, 1, "Harbour Bank", "£70", "2026-05-13");
		assert_int_equal(journal_head(stand_ctx(s), &before), OK);
		fault_arm(FAULT_SQL, nth);
		enum outcome outcome = stand_put(s);
		bool is_over = fault_passages(FAULT_SQL) < nth;
		fault_arm(FAULT_SQL, 0);
		failures += outcome != OK;
		struct ctx *ctx = stand_ctx(s);
		assert_int_equal(journal_head(ctx, &after), OK);
		assert_int_equal(registers_entry_by_id(ctx, id, &e), OK);
		bool is_done = e.version == version + 1;
		assert_int_equal(after.size, before.size + (is_done ? 2 : 0));
		if (outcome == OK)
			assert_true(is_done);
		if (is_over)
			break;
	}
	assert_true(failures > 10);
	struct journal_report report;
	assert_int_equal(journal_verify(&s->test->ctx, &report), OK);
	stand_close(s);
}
ON_BOTH(a_failure_leaves_nothing_half_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(every_statement),
		on_both(what_is_put_is_found),
		on_both(the_same_twice_changes_nothing),
		on_both(a_later_version_supersedes),
		on_both(faults_name_their_put),
		on_both(what_is_not_public_is_kept_whole),
		on_both(search_finds_what_is_public),
		on_both(new_keys_of_old_entries),
		on_both(nothing_is_left_of_what_is_removed),
		on_both(what_is_hidden_the_office_keeps),
		on_both(what_is_withheld_comes_last),
		on_both(entries_follow_their_person),
		on_both(a_failure_leaves_nothing_half_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
