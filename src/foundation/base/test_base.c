#include "base/property.h"
#include "base/testing.h"

#include <unistd.h>

static void arena_gives_zeroed_aligned_bytes(void **state)
{
	struct ctx *ctx = *state;
	struct arena_mark mark = arena_mark(ctx->arena);
	for (size_t n = 0; n < 40; n++)
		memset(arena_alloc(ctx->arena, n), 0xff, n);
	arena_reset(mark);
	for (size_t n = 1; n < 40; n++) {
		const char *p = arena_alloc(ctx->arena, n);
		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
	}
}

static void arena_scope_winds_back_over_chunks(void **state)
{
	struct ctx *ctx = *state;
	size_t before = arena_used(ctx->arena);
	char *kept = arena_copy(ctx->arena, "kept", 5);
	for (int i = 0; i < 100; i++) {
		arena_scope(ctx->arena);
		for (size_t n = 1; n < 3000000; n *= 3)
			memset(arena_alloc(ctx->arena, n), i, n);
	}
	assert_string_equal(kept, "kept");
	assert_int_equal(arena_used(ctx->arena), before + 16);
}

static void arena_grows_the_newest_block_in_place(void **state)
{
	struct ctx *ctx = *state;
	char *p = arena_copy(ctx->arena, "ab", 2);
	char *grown = arena_grow(ctx->arena, p, 2, 100);
	assert_ptr_equal(p, grown);
	(void)arena_alloc(ctx->arena, 1);
	char *moved = arena_grow(ctx->arena, grown, 100, 200);
	assert_ptr_not_equal(moved, grown);
	assert_memory_equal(moved, "ab", 2);
	assert_memory_equal(arena_grow(ctx->arena, moved, 200, 5000000), "ab", 2);
}

static void take_too_much(void *arg)
{
	struct arena *arena = arena_open(*(size_t *)arg);
	for (;;)
		(void)arena_alloc(arena, 1000);
}

static void overflow_a_product(void *arg)
{
	(void)arena_calloc(arena_open(0), SIZE_MAX / 2, *(size_t *)arg);
}

static void arena_ends_the_process_beyond_its_limit(void **state)
{
	(void)state;
	size_t limit = 100000, three = 3;
	assert_true(test_ends(take_too_much, &limit, EXIT_BROKEN, "LIMIT_ARENA_BYTES allows (100000 bytes)"));
	assert_true(test_ends(overflow_a_product, &three, EXIT_BROKEN, "overflows"));
}

#ifdef ABOVEBOARD_FAULTS
static void lack_memory(void *arg)
{
	fault_arm(FAULT_ALLOC, *(uint64_t *)arg);
	size_t limit = 1000000;
	take_too_much(&limit);
}

/* The environment is read once, so that only a new program reads it anew. */
static void start_with_fault(void *arg)
{
	(void)setenv("ABOVEBOARD_FAULT", arg, 1);
	(void)execl("/proc/self/exe", "test_base", (char *)NULL);
}

/* Only in children: what they arm ends with them. */
static void fault_makes_the_nth_passage_fail(void **state)
{
	(void)state;
	for (uint64_t nth = 1; nth <= 3; nth++)
		assert_true(test_ends(lack_memory, &nth, EXIT_BROKEN, "out of memory"));
	assert_true(test_ends(start_with_fault, "alloc:1", EXIT_BROKEN, "out of memory"));
	assert_true(test_ends(start_with_fault, "allocs:1", EXIT_BROKEN, "ABOVEBOARD_FAULT=allocs:1: expected"));
}
#endif

static void str_compares_finds_and_cuts(void **state)
{
	(void)state;
	struct str s = STR("one,two,,three"), rest = s, part;
	assert_true(str_eq_nocase(STR("Content-Type"), STR("content-TYPE")));
	assert_false(str_eq_nocase(STR("a["), STR("a{")));
	assert_true(str_cmp(STR("ab"), STR("abc")) < 0 && str_cmp(STR("b"), STR("abc")) > 0);
	assert_true(str_cmp(STR("\xff"), STR("a")) > 0);
	assert_true(str_starts(s, STR("one")) && str_ends(s, STR("three")) && !str_starts(STR("o"), STR("one")));
	assert_int_equal(str_find(s, STR("two"), 0), 4);
	assert_int_equal(str_find(s, STR("two"), 5), STR_NPOS);
	assert_int_equal(str_find(s, STR(""), 3), 3);
	assert_int_equal(str_find_char(s, ',', 4), 7);
	assert_text(str_slice(s, 4, 7), "two");
	assert_text(str_slice(s, 9, 1000), "three");
	assert_text(str_slice(s, 1000, 2), "");
	assert_text(str_trim(STR(" \t x y\r\n\f\v")), "x y");
	assert_true(str_cut(&rest, ',', &part) && str_eq(part, STR("one")));
	assert_true(str_cut(&rest, ',', &part) && str_eq(part, STR("two")));
	assert_true(str_cut(&rest, ',', &part) && str_empty(part));
	assert_true(str_cut(&rest, ',', &part) && str_eq(part, STR("three")));
	assert_false(str_cut(&rest, ',', &part));
}

static void str_reads_whole_numbers_only(void **state)
{
	(void)state;
	static const char *const not_numbers[] = {"",   "-", "+1", " 1", "1 ", "0x1", "1.0", "9223372036854775808",
						  "--1"};
	int64_t i = 7;
	uint64_t u = 7;
	for (size_t k = 0; k < COUNT_OF(not_numbers); k++)
		assert_false(str_to_i64(str_of(not_numbers[k]), &i));
	assert_int_equal(i, 7);
	assert_true(str_to_i64(STR("-9223372036854775808"), &i) && i == INT64_MIN);
	assert_true(str_to_i64(STR("9223372036854775807"), &i) && i == INT64_MAX);
	assert_false(str_to_u64(STR("18446744073709551616"), &u) || str_to_u64(STR("-1"), &u));
	assert_true(str_to_u64(STR("18446744073709551615"), &u) && u == UINT64_MAX);
}

static void buf_builds_text(void **state)
{
	struct ctx *ctx = *state;
	struct buf buf = buf_open(ctx->arena, 0);
	buf_lit(&buf, "x");
	buf_c(&buf, "=");
	buf_i64(&buf, INT64_MIN);
	buf_char(&buf, ' ');
	buf_u64(&buf, UINT64_MAX);
	buf_fmt(&buf, " %s%03d", "n", 7);
	buf_str(&buf, (struct str){0});
	assert_text(buf_view(&buf), "x=-9223372036854775808 18446744073709551615 n007");
	for (int i = 0; i < 100000; i++)
		buf_fmt(&buf, "%d", i % 10);
	assert_int_equal(buf.n, 48 + 100000);
}

static bool hex_comes_back(struct gen *gen)
{
	struct str bytes = gen_bytes(gen, 30);
	char back[30];
	struct str hex = str_hex(gen->arena, bytes);
	gen_note(gen, "hex=%.*s", STR_ARG(hex));
	return hex.n == 2 * bytes.n && str_unhex(hex, back, bytes.n) && str_eq(str_bytes(back, bytes.n), bytes);
}

static bool base32_comes_back(struct gen *gen)
{
	struct str bytes = gen_bytes(gen, 30);
	char back[30];
	struct str text = base32_str(gen->arena, bytes);
	gen_note(gen, "hex=%.*s base32=%.*s", STR_ARG(str_hex(gen->arena, bytes)), STR_ARG(text));
	return base32_parse(text, back, bytes.n) && str_eq(str_bytes(back, bytes.n), bytes) &&
	       !base32_parse(text, back, bytes.n + 1);
}

static bool id_comes_back(struct gen *gen)
{
	int64_t id = gen_int(gen, 1, INT64_MAX), back = 0;
	struct str text = id_str(gen->arena, id);
	gen_note(gen, "id=%lld text=%.*s", (long long)id, STR_ARG(text));
	return text.n == 13 && id_parse(text, &back) && back == id;
}

static void encodings_come_back(void **state)
{
	(void)state;
	assert_true(property_holds("hex comes back", hex_comes_back, 500));
	assert_true(property_holds("base32 comes back", base32_comes_back, 500));
	assert_true(property_holds("id comes back", id_comes_back, 1000));
}

static void encodings_refuse_what_they_did_not_write(void **state)
{
	struct ctx *ctx = *state;
	char bytes[8];
	int64_t id = 5;
	assert_text(base32_str(ctx->arena, STR("\xff")), "zw");
	assert_true(base32_parse(STR("ZW"), bytes, 1));
	assert_false(base32_parse(STR("zz"), bytes, 1)); /* leftover bits */
	assert_false(base32_parse(STR("uw"), bytes, 1) || base32_parse(STR("z"), bytes, 1));
	assert_false(str_unhex(STR("0g"), bytes, 1) || str_unhex(STR("000"), bytes, 1));
	assert_false(id_parse(STR("0000000000000"), &id) || id_parse(STR("8000000000000"), &id));
	assert_false(id_parse(STR("000000000000"), &id) || id_parse(STR("000000000000u"), &id));
	assert_false(id_parse(str_bytes("000000000000\0", 13), &id));
	assert_int_equal(id, 5);
	assert_true(id_parse(STR("000000000000L"), &id) && id == 1);
	assert_true(id_parse(STR("7zzzzzzzzzzzz"), &id) && id == INT64_MAX);
}

static void ids_ascend_and_carry_their_time(void **state)
{
	struct ctx *ctx = *state;
	int64_t last = 0;
	for (int i = 0; i < 10000; i++) {
		int64_t id = id_new(ctx);
		assert_true(id > last);
		last = id;
	}
	ctx->now_ms -= 1000;
	assert_true(id_new(ctx) > last);
	ctx->now_ms += 2000;
	assert_int_equal(id_new(ctx) >> 22, ctx->now_ms - 1577836800000);
	ctx->now_ms = 0;
	assert_true(id_new(ctx) > 0);
}

static void random_repeats_only_when_seeded(void **state)
{
	(void)state;
	struct random one = random_seeded(42), two = random_seeded(42), other = random_seeded(43);
	struct ctx a = {.random = &one}, b = {.random = &two}, c = {.random = &other};
	char bytes[4][20];
	random_bytes(&a, bytes[0], 20);
	random_bytes(&b, bytes[1], 20);
	random_bytes(&c, bytes[2], 20);
	random_bytes(NULL, bytes[3], 20);
	assert_memory_equal(bytes[0], bytes[1], 20);
	assert_memory_not_equal(bytes[0], bytes[2], 20);
	assert_memory_not_equal(bytes[0], bytes[3], 20);
}

static void problems_say_where_and_what(void **state)
{
	struct ctx *ctx = *state;
	struct str url = STR("ftp://x");
	assert_int_equal(problem_add(ctx, "url", msg("{1} is not {{an} https address{5}{2}"), url), INVALID);
	assert_int_equal(problem_at(ctx, STR("code.txt"), 3, 14, msg("no label")), INVALID);
	assert_int_equal(problem_at(ctx, STR("code.txt"), 3, 0, msg("no label")), INVALID);
	assert_int_equal(problem_add(ctx, "", msg("nothing to sign")), INVALID);
	assert_string_equal(test_problem(ctx, 0), "url: ftp://x is not {an} https address{5}");
	assert_string_equal(test_problem(ctx, 1), "code.txt:3:14: no label");
	assert_string_equal(test_problem(ctx, 2), "code.txt:3: no label");
	assert_string_equal(test_problem(ctx, 3), "nothing to sign");
	for (uint64_t i = 0; i < LIMIT_PROBLEMS; i++) {
		arena_scope(ctx->arena);
		(void)problem_add(ctx, "n", msg("again {1}"), str_fmt(ctx->arena, "%d", (int)i));
	}
	assert_string_equal(test_problem(ctx, LIMIT_PROBLEMS - 1), "n: again 195");
	assert_int_equal(ctx->problems.count, LIMIT_PROBLEMS + 4);
	assert_string_equal(test_problem(ctx, LIMIT_PROBLEMS), "");
	problems_clear(ctx);
	assert_null(ctx->problems.first);
}

static void outcomes_have_names(void **state)
{
	(void)state;
	assert_string_equal(outcome_name(OK), "OK");
	assert_string_equal(outcome_name(BROKEN), "BROKEN");
}

static void log_something(void *arg)
{
	log_event(LOG_WARN, "test", "code=%d text=%s", 7, (const char *)arg);
}

static void log_below_the_threshold(void *arg)
{
	log_threshold(LOG_ERROR);
	log_something(arg);
}

static void log_writes_one_clean_line(void **state)
{
	(void)state;
	assert_true(test_ends(log_something, "a\nb\x1b", 0, "Z level=warn event=test code=7 text=a?b?\n"));
	assert_true(test_ends(log_below_the_threshold, "", 0, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(arena_gives_zeroed_aligned_bytes),
		ctx_test(arena_scope_winds_back_over_chunks),
		ctx_test(arena_grows_the_newest_block_in_place),
		ctx_test(arena_ends_the_process_beyond_its_limit),
#ifdef ABOVEBOARD_FAULTS
		ctx_test(fault_makes_the_nth_passage_fail),
#endif
		ctx_test(str_compares_finds_and_cuts),
		ctx_test(str_reads_whole_numbers_only),
		ctx_test(buf_builds_text),
		ctx_test(encodings_come_back),
		ctx_test(encodings_refuse_what_they_did_not_write),
		ctx_test(ids_ascend_and_carry_their_time),
		ctx_test(random_repeats_only_when_seeded),
		ctx_test(problems_say_where_and_what),
		ctx_test(outcomes_have_names),
		ctx_test(log_writes_one_clean_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
