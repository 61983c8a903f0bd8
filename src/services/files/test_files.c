/* Files in the store, on both engines: brought in by chunks, held by rows of other rooms, gone when nobody holds them.
 */
#include "base/testing.h"
#include "files/files_sql.h"
#include "files/private.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature, &site_feature, &files_feature};
static const struct features features = {table, COUNT_OF(table)};

static const struct file_holder first = {"test.row", 1}, second = {"test.row", 2};

/* Bytes that do not repeat, so that a chunk in the wrong place shows. */
static struct str content_of(struct arena *arena, size_t n, unsigned seed)
{
	char *bytes = arena_alloc(arena, n);
	struct random random = random_seeded(seed);
	struct ctx ctx = {.arena = arena, .random = &random};
	random_bytes(&ctx, bytes, n);
	return str_bytes(bytes, n);
}

static struct file_ref put(struct test_site *test, bool is_public, struct str content)
{
	struct file_ref ref;
	assert_int_equal(file_put(&test->ctx, "file", is_public, FILE_PDF, content, &ref), OK);
	test_site_refresh(test);
	return ref;
}

struct act {
	struct file_holder holder;
	const struct file_ref *refs;
	size_t n;
	enum { HOLD, HOLD_ONLY, LET_GO, LET_GO_PUBLIC } what;
};

static enum outcome act_write(struct ctx *ctx, void *args)
{
	const struct act *act = args;
	switch (act->what) {
	case HOLD:
		return file_hold(ctx, act->holder, act->refs);
	case HOLD_ONLY:
		return files_hold_only(ctx, act->holder, act->refs, act->n, false);
	case LET_GO:
	case LET_GO_PUBLIC:
		break;
	}
	return files_let_go(ctx, act->holder, act->what == LET_GO_PUBLIC);
}

static enum outcome act(struct test_site *test, struct act act)
{
	enum outcome outcome = site_write(&test->ctx, act_write, &act);
	test_site_refresh(test);
	return outcome;
}

static enum outcome gather(struct ctx *ctx, struct str bytes, void *arg)
{
	(void)ctx;
	assert_true(bytes.n <= (size_t)256 * 1024);
	buf_str(arg, bytes);
	return OK;
}

static bool is_kept(struct test_site *test, const struct file_ref *ref, struct str content)
{
	struct buf got = buf_open(test->arena, content.n);
	enum outcome outcome = file_each(&test->ctx, ref, gather, &got);
	problems_clear(&test->ctx);
	return outcome == OK && str_eq(buf_view(&got), content);
}

static int64_t count(struct test_site *test)
{
	struct files_figures figures;
	assert_int_equal(files_figures(&test->ctx, &figures), OK);
	return figures.files;
}

static void every_size_comes_back(enum db_engine engine)
{
	static const size_t sizes[] = {1, 262143, 262144, 262145, 1048576, 1048577, 3000000};
	struct test_site *test = test_site_open(engine, &features);
	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		for (int is_public = 0; is_public < 2; is_public++) {
			struct str content = content_of(test->arena, sizes[i], (unsigned)i);
			struct file_ref ref = put(test, is_public, content);
			assert_true(is_kept(test, &ref, content));
			struct file_info info;
			assert_int_equal(file_find(&test->ctx, &ref, &info), OK);
			assert_int_equal(info.bytes, sizes[i]);
			assert_int_equal(info.is_public, is_public);
		}
	assert_int_equal(count(test), 2 * COUNT_OF(sizes));
	test_site_close(test);
}

static void the_same_is_kept_once_and_goes_with_its_last_holder(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct str content = content_of(test->arena, 300000, 7);
	struct file_ref ref = put(test, false, content), again = put(test, false, content);
	assert_true(hash_eq(&ref.hash, &again.hash));
	assert_int_equal(count(test), 1);
	assert_int_equal(act(test, (struct act){first, &ref, 1, HOLD}), OK);
	assert_int_equal(act(test, (struct act){first, &ref, 1, HOLD}), OK);
	assert_int_equal(act(test, (struct act){second, &ref, 1, HOLD}), OK);
	assert_int_equal(act(test, (struct act){first, NULL, 0, LET_GO}), OK);
	assert_true(is_kept(test, &ref, content));
	assert_int_equal(act(test, (struct act){second, NULL, 0, LET_GO}), OK);
	assert_false(is_kept(test, &ref, content));
	assert_int_equal(count(test), 0);
	assert_int_equal(act(test, (struct act){first, &ref, 1, HOLD}), NOT_FOUND);
	test_site_close(test);
}

static void a_holder_holds_what_it_says(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct str a = content_of(test->arena, 100, 1), b = content_of(test->arena, 100, 2);
	const struct file_ref refs[] = {put(test, false, a), put(test, false, b), put(test, true, a)};
	assert_int_equal(act(test, (struct act){first, refs, 3, HOLD_ONLY}), OK);
	assert_int_equal(count(test), 3);
	assert_int_equal(act(test, (struct act){first, NULL, 0, LET_GO_PUBLIC}), OK);
	assert_true(is_kept(test, &refs[0], a) && is_kept(test, &refs[1], b) && !is_kept(test, &refs[2], a));
	assert_int_equal(act(test, (struct act){first, &refs[1], 1, HOLD_ONLY}), OK);
	assert_true(!is_kept(test, &refs[0], a) && is_kept(test, &refs[1], b));
	/* What is not here cannot be held, and then nothing changes. */
	assert_int_equal(act(test, (struct act){first, refs, 1, HOLD_ONLY}), NOT_FOUND);
	assert_true(is_kept(test, &refs[1], b));
	test_site_close(test);
}

static enum outcome quota_write(struct ctx *ctx, void *args)
{
	return files_quota_put(ctx, *(const int64_t *)args);
}

static void there_is_room_for_so_much(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct file_ref ref;
	int64_t quota = 1000;
	assert_int_equal(site_write(&test->ctx, quota_write, &quota), OK);
	test_site_refresh(test);
	(void)put(test, false, content_of(test->arena, 600, 1));
	assert_int_equal(file_put(&test->ctx, "paper", false, FILE_PDF, content_of(test->arena, 401, 2), &ref),
			 INVALID);
	assert_true(str_eq(test->ctx.problems.first->where, STR("paper")));
	test_site_refresh(test);
	assert_int_equal(count(test), 1);
	(void)put(test, false, content_of(test->arena, 400, 2));
	/* What is here already needs no more room. */
	(void)put(test, false, content_of(test->arena, 600, 1));
	assert_int_equal(count(test), 2);
	test_site_close(test);
}

static enum outcome sweep_write(struct ctx *ctx, void *args)
{
	(void)args;
	return files_jobs[0].run(ctx);
}

static void what_nobody_holds_goes_after_a_day(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct str a = content_of(test->arena, 100, 1), b = content_of(test->arena, 100, 2);
	struct file_ref held = put(test, false, a), unheld = put(test, false, b);
	assert_int_equal(act(test, (struct act){first, &held, 1, HOLD}), OK);
	int64_t left = -1;
	assert_int_equal(files_jobs[0].left(&test->ctx, &left), OK);
	assert_int_equal(left, 0);
	test->ctx.now_ms += INT64_C(25) * 3600 * 1000;
	assert_int_equal(files_jobs[0].left(&test->ctx, &left), OK);
	assert_int_equal(left, 1);
	assert_int_equal(site_write(&test->ctx, sweep_write, NULL), OK);
	test_site_refresh(test);
	assert_true(is_kept(test, &held, a));
	assert_false(is_kept(test, &unheld, b));
	test_site_close(test);
}

/* At each step of SQL: what is not whole is nobody's, and the next try makes it whole. */
static void a_crash_in_the_middle_is_made_good(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct str content = content_of(test->arena, 1400000, 3);
	struct file_ref ref = {.hash = hash_bytes(content)};
	bool failed = true;
	for (uint64_t nth = 1; failed; nth++) {
		struct file_info info;
		struct file_ref got;
		fault_arm(FAULT_SQL, nth);
		failed = file_put(&test->ctx, "file", false, FILE_PDF, content, &got) != OK;
		fault_arm(FAULT_SQL, 0);
		test_site_refresh(test);
		bool is_whole = file_find(&test->ctx, &ref, &info) == OK;
		assert_true(!is_whole || is_kept(test, &ref, content));
		assert_true(failed || is_whole);
		assert_true(nth < 100);
	}
	assert_int_equal(count(test), 1);
	test_site_close(test);
}

static int64_t places_of(const char *path, struct str needle)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct str bytes;
	int64_t n = 0;
	assert_int_equal(file_read(&ctx, path, (size_t)64 << 20, &bytes), OK);
	for (size_t at = 0; (at = str_find(bytes, needle, at)) != STR_NPOS; at++)
		n++;
	return n;
}

/* SQLite's file shows what is in it. */
static void bytes_of_a_private_file_stand_nowhere(void **state)
{
	(void)state;
	struct test_site *test = test_site_open(DB_SQLITE, &features);
	struct buf content = buf_open(test->arena, 300000);
	while (content.n < 300000)
		buf_lit(&content, "The hamper came to 12 Harbour Street. ");
	struct str words = STR("12 Harbour Street");
	struct file_ref ref = put(test, false, buf_view(&content));
	assert_int_equal(act(test, (struct act){first, &ref, 1, HOLD}), OK);
	assert_int_equal(database_scrub(&test->ctx, test->site->database), OK);
	assert_int_equal(places_of(test->place.address, words), 0);
	assert_int_equal(places_of(test->place.address, hash_str(&ref.hash)), 0);
	/* And of a public copy that is gone. */
	ref = put(test, true, buf_view(&content));
	assert_int_equal(act(test, (struct act){second, &ref, 1, HOLD}), OK);
	db_read_end(&test->ctx);
	assert_int_equal(database_scrub(&test->ctx, test->site->database), OK);
	assert_true(places_of(test->place.address, words) > 0);
	assert_int_equal(site_read_begin(&test->ctx, test->site), OK);
	assert_int_equal(act(test, (struct act){second, NULL, 0, LET_GO}), OK);
	db_read_end(&test->ctx);
	assert_int_equal(database_scrub(&test->ctx, test->site->database), OK);
	assert_int_equal(places_of(test->place.address, words), 0);
	assert_int_equal(site_read_begin(&test->ctx, test->site), OK);
	test_site_close(test);
}

ON_BOTH(every_size_comes_back)
ON_BOTH(the_same_is_kept_once_and_goes_with_its_last_holder)
ON_BOTH(a_holder_holds_what_it_says)
ON_BOTH(there_is_room_for_so_much)
ON_BOTH(what_nobody_holds_goes_after_a_day)
ON_BOTH(a_crash_in_the_middle_is_made_good)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		on_both(every_size_comes_back),
		on_both(the_same_is_kept_once_and_goes_with_its_last_holder),
		on_both(a_holder_holds_what_it_says),
		on_both(there_is_room_for_so_much),
		on_both(what_nobody_holds_goes_after_a_day),
		on_both(a_crash_in_the_middle_is_made_good),
		cmocka_unit_test(bytes_of_a_private_file_stand_nowhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
