/* Texts found by their words: the same on both engines. */
#include "db/test/stand.h"

static struct db_text_query query_of(struct arena *arena, const char *words, const char *phrase)
{
	struct str rest = str_of(words);
	struct str word;
	struct db_text_word *all = arena_array(arena, struct db_text_word, rest.n + 1);
	struct str *phrases = arena_array(arena, struct str, 1);
	struct db_text_query query = {.words = all, .phrases = phrases, .n_phrases = phrase ? 1 : 0};
	phrases[0] = str_of(phrase);
	while (str_cut(&rest, ' ', &word)) {
		bool goes_on = str_ends(word, STR("*"));
		all[query.n++] = (struct db_text_word){str_slice(word, 0, word.n - goes_on), goes_on};
	}
	return query;
}

struct put {
	int64_t id;
	const char *words;
};

static enum outcome put(struct ctx *ctx, void *args)
{
	const struct put *p = args;
	return p->words ? db_text_add(ctx, p->id, str_of(p->words)) : db_text_forget(ctx, p->id);
}

static void write_text(struct stand *stand, int64_t id, const char *words)
{
	struct put p = {id, words};
	assert_int_equal(db_write(&stand->ctx, stand->database, put, &p), OK);
}

/* The ids found, as "1 4". */
static void finds(struct stand *stand, const char *words, const char *phrase, size_t most, const char *wanted)
{
	struct ctx *ctx = &stand->ctx;
	struct db_text *texts;
	size_t n;
	assert_int_equal(db_read_begin(ctx, stand->database), OK);
	struct db_text_query query = query_of(ctx->arena, words, phrase);
	assert_int_equal(db_text_find(ctx, &query, most, &texts, &n), OK);
	struct buf got = buf_open(ctx->arena, 64);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&got, "%s%lld", i ? " " : "", (long long)texts[i].id);
	db_read_end(ctx);
	if (!str_eq(buf_view(&got), str_of(wanted)))
		fail_msg("“%s” finds %.*s, not %s", words, STR_ARG(buf_view(&got)), wanted);
}

/* The ids found where the last word goes on only if it must, and "+" when it did. */
static void widens(struct stand *stand, const char *words, size_t most, const char *wanted)
{
	struct ctx *ctx = &stand->ctx;
	struct db_text *texts;
	size_t n;
	bool goes_on;
	assert_int_equal(db_read_begin(ctx, stand->database), OK);
	struct db_text_query query = query_of(ctx->arena, words, NULL);
	assert_int_equal(db_text_find_widening(ctx, &query, most, &texts, &n, &goes_on), OK);
	struct buf got = buf_open(ctx->arena, 64);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&got, "%s%lld", i ? " " : "", (long long)texts[i].id);
	buf_c(&got, goes_on ? "+" : "");
	db_read_end(ctx);
	if (!str_eq(buf_view(&got), str_of(wanted)))
		fail_msg("“%s” finds %.*s, not %s", words, STR_ARG(buf_view(&got)), wanted);
}

static void fill(struct stand *stand)
{
	write_text(stand, 1, "^gifts ^3.1 gifts 3.1 no member takes a gift");
	write_text(stand, 2, "@codes a gift is a promise");
	write_text(stand, 5, "naïve über 東 ολα gift of words");
	/* In bands of their own, of PostgreSQL's index. */
	write_text(stand, 9000, "gift late");
	write_text(stand, 70000, "gift later 3.1.2");
	write_text(stand, 70001, "nothing here");
}

static void all_find(struct stand *stand)
{
	finds(stand, "gift", NULL, 100, "1 2 5 9000 70000");
	finds(stand, "gift", NULL, 4, "1 2 5 9000");
	finds(stand, "gift a", NULL, 100, "1 2");
	finds(stand, "gif*", NULL, 100, "1 2 5 9000 70000");
	finds(stand, "late*", NULL, 100, "9000 70000");
	finds(stand, "late", NULL, 100, "9000");
	finds(stand, "3.1", NULL, 100, "1");
	finds(stand, "3.1*", NULL, 100, "1 70000");
	finds(stand, "^gifts", NULL, 100, "1");
	finds(stand, "^gift", NULL, 100, "");
	finds(stand, "@codes gift", NULL, 100, "2");
	finds(stand, "東", NULL, 100, "5");
	finds(stand, "ολα über", NULL, 100, "5");
	finds(stand, "a gift", "a gift", 100, "1 2");
	finds(stand, "gift a", "gift a", 100, "");
	finds(stand, "gift is", "gift is", 100, "2");
	finds(stand, "gift of words", "of words", 100, "5");
	finds(stand, "absent", NULL, 100, "");
	widens(stand, "late*", 1, "9000");
	widens(stand, "late*", 2, "9000 70000+");
	widens(stand, "late*", 3, "9000 70000+");
	widens(stand, "gift*", 3, "1 2 5");
	widens(stand, "gif*", 3, "1 2 5+");
	widens(stand, "gift late*", 2, "9000 70000+");
	widens(stand, "gift", 2, "1 2");
	widens(stand, "gift", 9, "1 2 5 9000 70000");
	widens(stand, "absent*", 1, "+");
}

static void texts_are_found(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	fill(&stand);
	all_find(&stand);
	write_text(&stand, 2, NULL);
	write_text(&stand, 9000, NULL);
	finds(&stand, "gift", NULL, 100, "1 5 70000");
	finds(&stand, "@codes", NULL, 100, "");
	write_text(&stand, 2, "other words");
	finds(&stand, "gift", NULL, 100, "1 5 70000");
	finds(&stand, "other", NULL, 100, "2");
	stand_close(&stand);
}

/* A backup, restored on either engine, finds what its site found. */
/* At both sides of where one band ends and the next begins, and far behind. */
static void bands_follow_each_other(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	static const int64_t ids[] = {4096, 1023, 2048, 1, 1024, 5000000000, 2047, 4095};
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		write_text(&stand, ids[i], "edge");
	finds(&stand, "edge", NULL, 100, "1 1023 1024 2047 2048 4095 4096 5000000000");
	for (size_t most = 1; most < 3; most++)
		finds(&stand, "edge", NULL, most, most == 1 ? "1" : "1 1023");
	finds(&stand, "edg*", NULL, 5, "1 1023 1024 2047 2048");
	/* Texts with the word itself on both sides of where the wide question stops. */
	write_text(&stand, 2, "edges");
	write_text(&stand, 1025, "edges of an edge");
	widens(&stand, "edge*", 4, "1 1023 1024 1025");
	widens(&stand, "edge*", 9, "1 1023 1024 1025 2047 2048 4095 4096 5000000000");
	widens(&stand, "edge*", 10, "1 2 1023 1024 1025 2047 2048 4095 4096 5000000000+");
	widens(&stand, "edges edge*", 1, "1025");
	widens(&stand, "edges*", 2, "2 1025");
	widens(&stand, "edges*", 3, "2 1025+");
	stand_close(&stand);
}

static void a_copy_finds_the_same(enum db_engine from, enum db_engine to)
{
	struct stand stand = stand_open(from);
	fill(&stand);
	struct test_place target;
	if (!test_place_open(to, &target))
		skip();
	struct ctx *ctx = &stand.ctx;
	const char *path = str_c(ctx->arena, str_fmt(ctx->arena, "/tmp/aboveboard-text-%d.db", (int)getpid()));
	assert_int_equal(database_backup(ctx, stand.database, path), OK);
	struct db_options options = options_of(&target);
	options.create = true;
	assert_int_equal(database_restore(ctx, path, &options), OK);
	(void)unlink(path);
	struct stand copy = {.place = target, .ctx = {.arena = arena_open(0), .now_ms = ctx->now_ms}};
	options.create = false;
	assert_int_equal(database_open(&copy.ctx, &options, &copy.database), OK);
	all_find(&copy);
	write_text(&copy, 1, NULL);
	finds(&copy, "3.1*", NULL, 100, "70000");
	stand_close(&copy);
	stand_close(&stand);
}

static void a_copy_finds_the_same_sqlite(void **state)
{
	(void)state;
	a_copy_finds_the_same(DB_SQLITE, DB_SQLITE);
}

static void a_copy_finds_the_same_to_postgres(void **state)
{
	(void)state;
	a_copy_finds_the_same(DB_SQLITE, DB_POSTGRES);
}

static void a_copy_finds_the_same_from_postgres(void **state)
{
	(void)state;
	a_copy_finds_the_same(DB_POSTGRES, DB_SQLITE);
}

static bool file_holds(struct ctx *ctx, const char *path, struct str words)
{
	struct str bytes;
	if (access(path, F_OK) != 0)
		return false;
	assert_int_equal(file_read(ctx, path, 64 * 1024 * 1024, &bytes), OK);
	return str_find(bytes, words, 0) != STR_NPOS;
}

/* No byte of a text that was removed stays in the file: neither in its row nor in the index. */
static void what_was_removed_is_gone(void **state)
{
	(void)state;
	struct stand stand = stand_open(DB_SQLITE);
	struct ctx *ctx = &stand.ctx;
	for (int64_t id = 1; id <= 300; id++)
		write_text(&stand, id,
			   str_c(ctx->arena,
				 str_fmt(ctx->arena, "word%lld other%lld kept", (long long)id, (long long)(id % 7))));
	write_text(&stand, 301, "zanzibarquux stays nowhere");
	for (int64_t id = 302; id <= 400; id++)
		write_text(&stand, id, "kept");
	assert_int_equal(database_scrub(ctx, stand.database), OK);
	assert_true(file_holds(ctx, stand.place.address, STR("zanzibarquux")));
	write_text(&stand, 301, NULL);
	assert_int_equal(database_scrub(ctx, stand.database), OK);
	const char *wal = str_c(ctx->arena, str_fmt(ctx->arena, "%s-wal", stand.place.address));
	assert_false(file_holds(ctx, stand.place.address, STR("anzibarquux")));
	assert_false(file_holds(ctx, wal, STR("anzibarquux")));
	finds(&stand, "kept", NULL, 2, "1 2");
	stand_close(&stand);
}

/* A scrub on PostgreSQL makes the index anew, which still finds. */
static void a_scrub_keeps_the_rest(enum db_engine engine)
{
	struct stand stand = stand_open(engine);
	fill(&stand);
	write_text(&stand, 2, NULL);
	assert_int_equal(database_scrub(&stand.ctx, stand.database), OK);
	finds(&stand, "gift", NULL, 100, "1 5 9000 70000");
	stand_close(&stand);
}

static void words_are_checked(void **state)
{
	(void)state;
	static const char *const good[] = {"a", "1.2.1", "^head", "@codes",
					   "\xc3\xbc"
					   "ber"};
	static const char *const bad[] = {"", "A", "a b", "a\"", "a'", "a^", "#1", "a\\", "%", "_", "a*"};
	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_true(db_text_word_is(str_of(good[i])));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(db_text_word_is(str_of(bad[i])));
}

BOTH(texts_are_found)
BOTH(bands_follow_each_other)
BOTH(a_scrub_keeps_the_rest)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_checked),
		RUN_BOTH(texts_are_found),
		RUN_BOTH(bands_follow_each_other),
		RUN_BOTH(a_scrub_keeps_the_rest),
		cmocka_unit_test(a_copy_finds_the_same_sqlite),
		cmocka_unit_test(a_copy_finds_the_same_to_postgres),
		cmocka_unit_test(a_copy_finds_the_same_from_postgres),
		cmocka_unit_test(what_was_removed_is_gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
