/* Words, questions, order, snippets; and finding, the same on both engines. */
#include "base/testing.h"
#include "search/private.h"
#include "search/search_sql.h"
#include "site/site_testing.h"

/* ---- Words ---- */

static void words_are(const char *text, const char *wanted)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct buf words = buf_open(arena, 64);
	(void)words_put(arena, &words, str_of(text), "");
	if (!str_eq(str_slice(buf_view(&words), 1, words.n), str_of(wanted)))
		fail_msg("“%s” is taken apart as “%.*s”, not “%s”", text, STR_ARG(buf_view(&words)), wanted);
}

static void text_is_taken_apart(void **state)
{
	(void)state;
	words_are("No Member may accept a Gift.", "no member may accept a gift");
	words_are("1.2.1 Gifts", "1.2.1 gifts");
	words_are("See 3.14., then 5.", "see 3.14 then 5");
	words_are("(a)(1)(i)", "a 1 i");
	words_are("§ 15.20-3", "15.20 3");
	words_are("the member's", "the member s");
	words_are("Ærø, Łódź, naïve, Ｆｕｌｌ", "aero lodz naive full");
	words_are("STRASSE Straße", "strasse strasse");
	words_are("e\xcc\x81t\xc3\xa9", "ete");
	words_are("Ωμέγα ωμεγα", "ωμεγα ωμεγα");
	words_are("東京都 Tokyo", "東 京 都 tokyo");
	words_are("co-operate re.port", "co operate re port");
	words_are("½ x² ﬁne", "12 x2 fine");
	words_are(" \t\n-–—…!?", "");
	words_are("", "");
}

static void a_long_word_is_cut(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct buf text = buf_open(arena, 4096);
	for (int i = 0; i < 1000; i++)
		buf_lit(&text, "é");
	struct search_word word;
	size_t at = 0;
	assert_true(word_next(arena, buf_view(&text), &at, &word));
	assert_int_equal(word.word.n, LIMIT_SEARCH_WORD_BYTES);
	assert_int_equal(at, text.n);
	assert_true(db_text_word_is(word.word));
}

/* ---- Questions ---- */

/* "gift a* | of interest": words, those that may go on with *, then phrases. */
static void question_is(const char *asked, const char *wanted)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct question question;
	struct buf got = buf_open(arena, 64);
	assert_int_equal(question_read(&ctx, str_of(asked), &question), OK);
	for (size_t i = 0; i < question.n; i++)
		buf_fmt(&got, "%s%.*s%s", i ? " " : "", STR_ARG(question.words[i].word),
			question.words[i].may_go_on ? "*" : "");
	for (size_t i = 0; i < question.n_phrases; i++)
		buf_fmt(&got, " | %.*s", STR_ARG(question.phrases[i]));
	if (!str_eq(buf_view(&got), str_of(wanted)))
		fail_msg("“%s” asks “%.*s”, not “%s”", asked, STR_ARG(buf_view(&got)), wanted);
}

static void any_text_is_a_question(void **state)
{
	(void)state;
	question_is("gift", "gift*");
	question_is("gifts from suppliers", "gifts from suppliers*");
	question_is("a", "a");
	question_is("Ng", "ng");
	question_is("3.1", "3.1*");
	question_is("gift gift", "gift*");
	question_is("\"conflict of interest\"", "conflict of interest | conflict of interest");
	question_is("\"conflict of interest\" gifts", "conflict of interest gifts* | conflict of interest");
	question_is("“conflict of”", "conflict of | conflict of");
	question_is("\"one", "one");
	question_is("\"one two", "one two | one two");
	question_is("\"one\" two", "one two*");
	question_is("\"\" \"\"", "");
	question_is("AND OR NOT (NEAR) * ^ : ; -- ' \\ %_ &|!<->", "and or not near*");
	question_is("!?", "");
}

static void too_much_is_refused(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct question question;
	struct buf text = buf_open(arena, 1024);
	for (int i = 0; i < 21; i++)
		buf_fmt(&text, "w%d ", i);
	assert_int_equal(question_read(&ctx, buf_view(&text), &question), INVALID);
	assert_int_equal(ctx.problems.count, 1);
	problems_clear(&ctx);
	assert_int_equal(question_read(&ctx, STR("\"a b\" \"c d\" \"e f\""), &question), INVALID);
	problems_clear(&ctx);
	for (int i = 0; i < 100; i++)
		buf_lit(&text, "word ");
	assert_int_equal(question_read(&ctx, buf_view(&text), &question), INVALID);
}

/* ---- Order and snippets ---- */

static int64_t rank(struct arena *arena, const char *asked, const char *title, const char *text)
{
	struct ctx ctx = {.arena = arena};
	struct question question;
	const struct search_document document = {.title = str_of(title), .text = str_of(text)};
	assert_int_equal(question_read(&ctx, str_of(asked), &question), OK);
	return rank_of(&question, words_of(arena, &document, STR("codes")));
}

static void better_answers_come_first(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	const char *long_text =
		"one gift among many other words that say nothing of it and go on and on for a while so that "
		"the text is long and the word stands in it but once";
	assert_true(rank(arena, "gift", "3.1 Gifts", "no") > rank(arena, "gift", "", "gift gift gift"));
	assert_true(rank(arena, "gift", "", "gift gift") > rank(arena, "gift", "", "gift"));
	assert_true(rank(arena, "gift", "", "one gift") > rank(arena, "gift", "", long_text));
	assert_true(rank(arena, "late gift", "", "a late gift") > rank(arena, "late gift", "", "a gift late"));
	assert_true(rank(arena, "3.1", "3.1", "x") > rank(arena, "3.1", "3.1 Gifts", "x"));
	assert_true(rank(arena, "3.1", "3.1 Gifts", "x") > rank(arena, "3.1", "See 3.1", "x"));
	assert_int_equal(rank(arena, "gift", "", "nothing"), 0);
}

static void snippet_is(const char *asked, const char *text, const char *wanted)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct question question;
	assert_int_equal(question_read(&ctx, str_of(asked), &question), OK);
	size_t n;
	const struct search_piece *pieces = snippet_of(arena, &question, str_of(text), &n);
	struct buf got = buf_open(arena, 256);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&got, pieces[i].is_found ? "[%.*s]" : "%.*s", STR_ARG(pieces[i].text));
	if (!str_eq(buf_view(&got), str_of(wanted)))
		fail_msg("“%s” shows “%.*s”, not “%s”", asked, STR_ARG(buf_view(&got)), wanted);
}

static void words_found_are_marked(void **state)
{
	(void)state;
	snippet_is("gift", "No Gifts, no gift.", "No [Gifts], no [gift].");
	snippet_is("naive", "A naïve reader", "A [naïve] reader");
	snippet_is("absent", "short text", "short text");
	snippet_is("x", "", "");
	snippet_is(
		"gift",
		"First come a great many words about nothing that anybody would look for, and they go on until the "
		"reader has had enough of them and wishes for the end, which does come, but not before these words are "
		"over, and then at last the gift is named in a sentence of its own.",
		"… over, and then at last the [gift] is named in a sentence of its own.");
}

/* ---- On both engines ---- */

struct shelf_document {
	int64_t subject;
	const char *title;
	const char *text;
};

/* What the room "shelf" of these tests has. */
static struct shelf_document shelf[2048];
static size_t n_shelf;
static int32_t shelf_again;

static enum outcome shelf_documents(struct ctx *ctx, int64_t subject, struct search_sink *sink)
{
	bool has_group = false;
	if (shelf_again)
		search_again_on(sink, (struct day){shelf_again});
	for (size_t i = 0; i < n_shelf; i++) {
		if (shelf[i].subject != subject)
			continue;
		if (!has_group)
			TRY(search_group(ctx, sink, STR("shelf"),
					 str_fmt(ctx->arena, "/shelf/%lld", (long long)subject),
					 str_fmt(ctx->arena, "Shelf %lld", (long long)subject)));
		has_group = true;
		const struct search_document document = {
			.path = str_fmt(ctx->arena, "/shelf/%lld#%zu", (long long)subject, i),
			.title = str_of(shelf[i].title),
			.text = str_of(shelf[i].text),
			.lang = STR("en"),
		};
		TRY(search_put(ctx, sink, &document));
	}
	return OK;
}

static enum outcome shelf_subjects(struct ctx *ctx)
{
	for (size_t i = 0; i < n_shelf; i++)
		TRY(search_note(ctx, "shelf", shelf[i].subject));
	return OK;
}

static const struct feature shelf_feature = {
	.name = "shelf",
	.search_documents = shelf_documents,
	.search_subjects = shelf_subjects,
};
static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature, &site_feature, &search_feature, &shelf_feature};
static const struct features features = {table, COUNT_OF(table)};

static void shelf_fill(void)
{
	static const struct shelf_document filling[] = {
		{1, "Code of Conduct", ""},
		{1, "3.1 Gifts", "No member takes a gift."},
		{1, "3.1.1", "A gift to the town is no gift to the member."},
		{1, "", "Conflict of interest is declared at once."},
		{2, "Gifts and travel", "Travel is paid by the town."},
		{2, "", "An interest that is in conflict."},
		{2, "", "Étienne’s naïve gift"},
	};
	memcpy(shelf, filling, sizeof(filling));
	n_shelf = COUNT_OF(filling);
	shelf_again = 0;
}

static enum outcome note(struct ctx *ctx, void *args)
{
	return search_note(ctx, "shelf", *(int64_t *)args);
}

static enum outcome removal(struct ctx *ctx, void *args)
{
	return search_remove(ctx, "shelf", *(int64_t *)args);
}

static int64_t write_and_index(struct test_site *test, enum outcome (*fn)(struct ctx *ctx, void *args), int64_t subject)
{
	int64_t n = 0;
	db_read_end(&test->ctx);
	assert_int_equal(site_write(&test->ctx, fn, &subject), OK);
	if (fn == note)
		assert_int_equal(search_catch_up(&test->ctx, &n), OK);
	assert_int_equal(site_read_begin(&test->ctx, test->site), OK);
	return n;
}

/* Paths without "/shelf/", as "1#1 2#4". */
static void finds_in(struct test_site *test, const char *asked, const char *place, const char *wanted)
{
	struct search_results results;
	struct buf got = buf_open(test->arena, 256);
	assert_int_equal(search_find(&test->ctx, str_of(asked), str_of(place), 0, 50, &results), OK);
	for (size_t i = 0; i < results.n_hits; i++)
		buf_fmt(&got, "%s%.*s", i ? " " : "", STR_ARG(str_slice(results.hits[i].path, 7, SIZE_MAX)));
	assert_int_equal(results.n, results.n_hits);
	if (!str_eq(buf_view(&got), str_of(wanted)))
		fail_msg("“%s” finds “%.*s”, not “%s”", asked, STR_ARG(buf_view(&got)), wanted);
}

static void finds(struct test_site *test, const char *asked, const char *wanted)
{
	finds_in(test, asked, "", wanted);
}

static void documents_are_found(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	shelf_fill();
	finds(test, "gift", "");
	assert_int_equal(write_and_index(test, note, 1), 1);
	assert_int_equal(write_and_index(test, note, 2), 1);
	finds(test, "gift", "1#1 2#4 1#2 2#6");
	finds(test, "gifts", "2#4 1#1");
	finds(test, "GIFT member", "1#2 1#1");
	finds(test, "3.1", "1#1 1#2");
	finds(test, "3.1.1", "1#2");
	finds(test, "etienne", "2#6");
	finds(test, "Étienne naive", "2#6");
	finds(test, "conflict interest", "2#5 1#3");
	finds(test, "\"conflict of interest\"", "1#3");
	finds(test, "\"interest of conflict\"", "");
	finds(test, "code of conduct", "1#0");
	finds_in(test, "gift", "shelf", "1#1 2#4 1#2 2#6");
	finds_in(test, "gift", "codes", "");
	finds_in(test, "gift", "No Such Place!", "");
	finds(test, "' OR 1=1 --", "");
	finds(test, "\"", "");
	test_site_close(test);
}

static void what_changes_is_found_anew(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	shelf_fill();
	(void)write_and_index(test, note, 1);
	(void)write_and_index(test, note, 2);
	shelf[1].text = "No member takes a present.";
	n_shelf = 2;
	(void)write_and_index(test, note, 1);
	finds(test, "gift", "1#1 2#4 2#6");
	finds(test, "present", "1#1");
	finds(test, "interest", "2#5");
	(void)write_and_index(test, note, 2);
	finds(test, "interest", "");
	(void)write_and_index(test, removal, 1);
	finds(test, "present", "");
	test_site_close(test);
}

/* A row noted for a later day is looked at when that day has come. */
static void a_day_brings_what_nobody_wrote(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	shelf_fill();
	shelf_again = site_today(&test->ctx).n + 1;
	(void)write_and_index(test, note, 1);
	shelf_again = 0;
	shelf[1].text = "Tomorrow's text";
	int64_t n = -1;
	db_read_end(&test->ctx);
	assert_int_equal(search_catch_up(&test->ctx, &n), OK);
	assert_int_equal(n, 0);
	test->ctx.now_ms += INT64_C(24) * 3600 * 1000;
	assert_int_equal(search_catch_up(&test->ctx, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(site_read_begin(&test->ctx, test->site), OK);
	finds(test, "tomorrow", "1#1");
	test_site_close(test);
}

/* More than fits into a slice, and more than is ranked. */
static void many_are_found_in_pages(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	n_shelf = 1500;
	for (size_t i = 0; i < n_shelf; i++)
		shelf[i] = (struct shelf_document){(int64_t)(i / 750) + 1, i == 1400 ? "Common" : "", "common words"};
	(void)write_and_index(test, note, 1);
	(void)write_and_index(test, note, 2);
	struct search_results results;
	assert_int_equal(search_find(&test->ctx, STR("common"), STR(""), 0, 20, &results), OK);
	assert_int_equal(results.n, LIMIT_SEARCH_RESULTS);
	assert_true(results.are_more);
	assert_int_equal(results.n_hits, 20);
	assert_text(results.hits[0].path, "/shelf/2#1400");
	assert_text(results.hits[1].path, "/shelf/1#0");
	assert_int_equal(search_find(&test->ctx, STR("common"), STR(""), 980, 20, &results), OK);
	assert_int_equal(results.n_hits, 20);
	assert_text(results.hits[19].path, "/shelf/2#998");
	assert_int_equal(search_find(&test->ctx, STR("common"), STR(""), 2000, 20, &results), OK);
	assert_int_equal(results.n_hits, 0);
	/* Removing all of it. */
	(void)write_and_index(test, removal, 1);
	assert_int_equal(search_find(&test->ctx, STR("common"), STR(""), 0, 20, &results), OK);
	assert_int_equal(results.n, 750);
	assert_false(results.are_more);
	n_shelf = 0;
	(void)write_and_index(test, note, 2);
	finds(test, "common", "");
	test_site_close(test);
}

/* The work is a row of the write's own transaction: a process that ends before the job leaves it to the next. Then
 * every step of the job fails once, and nothing is lost or found twice. */
static void a_crash_loses_nothing(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct ctx *ctx = &test->ctx;
	shelf_fill();
	int64_t subject = 1;
	int64_t n;
	db_read_end(ctx);
	assert_int_equal(site_write(ctx, note, &subject), OK);
	site_close(test->site);
	assert_int_equal(site_open(ctx, &features, str_of(test->place.address), false, &test->site), OK);
	ctx->site = test->site;
	uint64_t failures = 0;
	for (uint64_t nth = 1;; nth++) {
		fault_arm(FAULT_SQL, nth);
		enum outcome outcome = search_catch_up(ctx, &n);
		bool is_over = fault_passages(FAULT_SQL) < nth;
		fault_arm(FAULT_SQL, 0);
		problems_clear(ctx);
		failures += outcome != OK;
		if (is_over)
			break;
		assert_int_equal(site_read_begin(ctx, test->site), OK);
		/* All or nothing; an answer that was lost after the commit is a failure too. */
		struct search_results results;
		assert_int_equal(search_find(ctx, STR("gift"), STR(""), 0, 50, &results), OK);
		assert_true(results.n == 2 || (results.n == 0 && outcome != OK));
		db_read_end(ctx);
		if (results.n > 0)
			assert_int_equal(site_write(ctx, removal, &subject), OK);
		assert_int_equal(site_write(ctx, note, &subject), OK);
	}
	assert_true(failures > 5);
	assert_int_equal(search_catch_up(ctx, &n), OK);
	assert_int_equal(site_read_begin(ctx, test->site), OK);
	finds(test, "gift", "1#1 1#2");
	test_site_close(test);
}

static void all_is_made_anew(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct ctx *ctx = &test->ctx;
	shelf_fill();
	(void)write_and_index(test, note, 1);
	shelf[0].subject = 3;
	int64_t n;
	db_read_end(ctx);
	assert_int_equal(site_write(ctx, index_note_all, NULL), OK);
	assert_int_equal(search_catch_up(ctx, &n), OK);
	assert_int_equal(n, 3);
	assert_int_equal(site_read_begin(ctx, test->site), OK);
	finds(test, "code of conduct", "3#0");
	finds(test, "gift", "1#1 2#4 1#2 2#6");
	test_site_close(test);
}

static void every_statement_is_read(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	for (size_t i = 0; i < search_sql_all_n; i++)
		if (db_prepare(&test->ctx, search_sql_all[i]) != OK)
			fail_msg("%s", search_sql_all[i]->name);
	test_site_close(test);
}

/* Sixty characters that nobody can search for stay out of the file once they are removed (D10). */
static void removed_words_leave_the_file(void **state)
{
	(void)state;
	struct test_site *test = test_site_open(DB_SQLITE, &features);
	struct ctx *ctx = &test->ctx;
	struct str bytes;
	shelf_fill();
	shelf[2].text = "The secretquaverword of zebulonquist";
	(void)write_and_index(test, note, 1);
	(void)write_and_index(test, note, 2);
	db_read_end(ctx);
	assert_int_equal(database_scrub(ctx, test->site->database), OK);
	assert_int_equal(file_read(ctx, test->place.address, 64 * 1024 * 1024, &bytes), OK);
	assert_int_not_equal(str_find(bytes, STR("ebulonquist"), 0), STR_NPOS);
	int64_t subject = 1;
	int64_t left = 0;
	assert_int_equal(site_write(ctx, removal, &subject), OK);
	assert_int_equal(site_read_begin(ctx, test->site), OK);
	finds(test, "zebulonquist", "");
	assert_int_equal(search_jobs[1].left(ctx, &left), OK);
	assert_int_equal(left, 1);
	db_read_end(ctx);
	assert_int_equal(search_jobs[1].run(ctx), OK);
	static const char *const endings[] = {"", "-wal"};
	static const char *const gone[] = {"ebulonquist", "ecretquaver"};
	for (size_t i = 0; i < COUNT_OF(endings); i++) {
		const char *path = str_c(ctx->arena, str_fmt(ctx->arena, "%s%s", test->place.address, endings[i]));
		assert_int_equal(file_read(ctx, path, 64 * 1024 * 1024, &bytes), OK);
		for (size_t j = 0; j < COUNT_OF(gone); j++)
			assert_int_equal(str_find(bytes, str_of(gone[j]), 0), STR_NPOS);
	}
	assert_int_equal(site_read_begin(ctx, test->site), OK);
	assert_int_equal(search_jobs[1].left(ctx, &left), OK);
	assert_int_equal(left, 0);
	finds(test, "gift", "2#4 2#6");
	test_site_close(test);
}

ON_BOTH(documents_are_found)
ON_BOTH(what_changes_is_found_anew)
ON_BOTH(a_day_brings_what_nobody_wrote)
ON_BOTH(many_are_found_in_pages)
ON_BOTH(a_crash_loses_nothing)
ON_BOTH(all_is_made_anew)
ON_BOTH(every_statement_is_read)

#define RUN_BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_taken_apart),
		cmocka_unit_test(a_long_word_is_cut),
		cmocka_unit_test(any_text_is_a_question),
		cmocka_unit_test(too_much_is_refused),
		cmocka_unit_test(better_answers_come_first),
		cmocka_unit_test(words_found_are_marked),
		cmocka_unit_test(removed_words_leave_the_file),
		RUN_BOTH(documents_are_found),
		RUN_BOTH(what_changes_is_found_anew),
		RUN_BOTH(a_day_brings_what_nobody_wrote),
		RUN_BOTH(many_are_found_in_pages),
		RUN_BOTH(a_crash_loses_nothing),
		RUN_BOTH(all_is_made_anew),
		RUN_BOTH(every_statement_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
