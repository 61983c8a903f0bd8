/* Text at the edge, and JSON. */
#include "base/property.h"
#include "base/testing.h"

#include <jansson.h>

static const struct text_rules line = {.name = "title", .max_bytes = 4000};
static const struct text_rules file = {.name = "code.txt", .max_bytes = 4000, .lines = true, .is_file = true};

static void utf8_faults_are_found_where_they_are(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t fault;
	} cases[] = {
		{"", STR_NPOS},
		{"plain ASCII of some length", STR_NPOS},
		{"\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", STR_NPOS},
		{"\xed\x9f\xbf\xee\x80\x80", STR_NPOS},
		{"abc\x80", 3},  /* a continuation alone */
		{"\xc0\x80", 0}, /* overlong */
		{"\xc1\xbf", 0},
		{"\xe0\x9f\xbf", 0},
		{"\xf0\x8f\xbf\xbf", 0},
		{"\xed\xa0\x80", 0},     /* a surrogate */
		{"\xf4\x90\x80\x80", 0}, /* above U+10FFFF */
		{"\xf5\x80\x80\x80", 0},
		{"12345678\xe2\x82", 8}, /* cut off */
		{"1234567\xe2\x82X", 7},
		{"\xff", 0},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(utf8_fault(str_of(cases[i].text)), cases[i].fault);
}

static void code_points_come_back(void **state)
{
	struct ctx *ctx = *state;
	for (uint32_t c = 0; c <= 0x10ffff; c += c < 0x1000 ? 1 : 61) {
		arena_scope(ctx->arena);
		struct buf buf = buf_open(ctx->arena, 4);
		size_t at = 0;
		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		utf8_put(&buf, c);
		assert_int_equal(utf8_fault(buf_view(&buf)), STR_NPOS);
		assert_int_equal(utf8_next(buf_view(&buf), &at), c);
		assert_int_equal(at, buf.n);
	}
}

static void text_is_normalised(void **state)
{
	struct ctx *ctx = *state;
	struct str text;
	assert_int_equal(text_accept(ctx, STR("Jose\xcc\x81 \xe2\x84\xab"), &line, &text), OK);
	assert_text(text, "Jos\xc3\xa9 \xc3\x85");
	assert_int_equal(text_accept(ctx,
				     STR("\xef\xbb\xbf"
					 "a\r\nb\rc\n\td\r\n\r"),
				     &file, &text),
			 OK);
	assert_text(text, "a\nb\nc\n\td\n\n");
	assert_int_equal(text_accept(ctx,
				     STR("\xef\xbb\xbf\xef\xbb\xbf"
					 "a"),
				     &line, &text),
			 OK);
	assert_text(text, "a");
	assert_int_equal(text_accept(ctx, (struct str){0}, &line, &text), OK);
	assert_int_equal(text.n, 0);
	assert_int_equal(ctx->problems.count, 0);
}

static void text_faults_say_what_and_where(void **state)
{
	struct ctx *ctx = *state;
	struct str text = STR("untouched");
	struct text_rules small = {.name = "title", .max_bytes = 3};
	static const struct {
		const struct text_rules *rules;
		struct str raw;
		const char *problem;
	} cases[] = {
		{&file,
		 STR_INIT("a\r\nb\xc3\xa9"
			  "c\xe9"),
		 "code.txt:2:4: the byte 0xe9 is not part of UTF-8 text"},
		{&file, STR_INIT("a\rb\0"), "code.txt:2:2: this is not text (it holds a NUL byte)"},
		{&file, STR_INIT("a\n\n\x1b"), "code.txt:3:1: remove the control character U+001B"},
		{&file, STR_INIT("a\xc2\x85"), "code.txt:1:2: remove the control character U+0085"},
		{&file,
		 STR_INIT("\xff\xfe"
			  "a\0"),
		 "code.txt:1:1: this is UTF-16 text"},
		{&line, STR_INIT("a\nb"), "title: write this on one line"},
		{&line, STR_INIT("a\tb"), "title: remove the control character U+0009"},
		{&line, STR_INIT("a\x80"), "title: the byte 0x80 is not part of UTF-8 text"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		problems_clear(ctx);
		assert_int_equal(text_accept(ctx, cases[i].raw, cases[i].rules, &text), INVALID);
		struct str said = str_of(test_problem(ctx, 0));
		if (!str_starts(said, str_of(cases[i].problem)))
			assert_string_equal(test_problem(ctx, 0), cases[i].problem);
	}
	problems_clear(ctx);
	assert_int_equal(text_accept(ctx, STR("abcd"), &small, &text), INVALID);
	assert_string_equal(test_problem(ctx, 0), "title: this is 4 bytes long; at most 3 are allowed");
	/* U+0958 fits, but stands as two characters in NFC. */
	problems_clear(ctx);
	assert_int_equal(text_accept(ctx, STR("\xe0\xa5\x98"), &small, &text), INVALID);
	assert_text(text, "untouched");
}

static bool accepting_twice_changes_nothing(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	struct str raw = gen_bool(gen) ? gen_text(gen, 30) : gen_bytes(gen, 12), once, twice;
	gen_note(gen, "hex=%.*s", STR_ARG(str_hex(gen->arena, raw)));
	if (text_accept(&ctx, raw, &file, &once) != OK)
		return ctx.problems.count == 1;
	return utf8_fault(once) == STR_NPOS && text_accept(&ctx, once, &file, &twice) == OK && str_eq(once, twice);
}

static bool words_are_counted_alike(struct gen *gen)
{
	struct str text = gen_text(gen, 40), rest = text, word;
	size_t n = 0;
	gen_note(gen, "hex=%.*s", STR_ARG(str_hex(gen->arena, text)));
	for (; text_next_word(&rest, &word); n++) {
		if (word.n == 0 || text_words(word) != 1)
			return false;
	}
	return n == text_words(text) && rest.n == 0;
}

static bool slugs_are_plain(struct gen *gen)
{
	struct str text = gen_text(gen, 40), slug = text_slug(gen->arena, text);
	gen_note(gen, "hex=%.*s slug=%.*s", STR_ARG(str_hex(gen->arena, text)), STR_ARG(slug));
	for (size_t i = 0; i < slug.n; i++) {
		char c = slug.p[i];
		bool inner_hyphen = c == '-' && i > 0 && i + 1 < slug.n && slug.p[i - 1] != '-';
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !inner_hyphen)
			return false;
	}
	return str_eq(text_slug(gen->arena, slug), slug);
}

static bool json_strings_come_back(struct gen *gen)
{
	struct str text = gen_text(gen, 40);
	struct buf out = buf_open(gen->arena, 0);
	gen_note(gen, "hex=%.*s", STR_ARG(str_hex(gen->arena, text)));
	json_quote(&out, text);
	json_t *value = json_loadb(out.p, out.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	bool same = value && str_eq(str_bytes(json_string_value(value), json_string_length(value)), text);
	json_decref(value);
	return same;
}

/* Marks are put in order in time by the square of their number, before anybody has signed in. */
static void heaps_of_marks_are_refused(void **state)
{
	struct ctx *ctx = *state;
	struct str text;
	struct buf buf = buf_open(ctx->arena, 128);
	buf_char(&buf, 'a');
	for (int i = 0; i < 15; i++)
		buf_lit(&buf, "\xcc\x81\xcc\x96");
	buf_lit(&buf, "b\xcc\x81");
	assert_int_equal(text_accept(ctx, buf_view(&buf), &line, &text), OK);
	buf.n -= 3;
	buf_lit(&buf, "\xcc\x81");
	assert_int_equal(text_accept(ctx, buf_view(&buf), &line, &text), INVALID);
	assert_string_equal(ctx->problems.first->message, "a letter carries more than {1} marks: remove some");
}

static void text_properties(void **state)
{
	(void)state;
	assert_true(property_holds("accepting twice changes nothing", accepting_twice_changes_nothing, 3000));
	assert_true(property_holds("words are counted alike", words_are_counted_alike, 1000));
	assert_true(property_holds("slugs are plain", slugs_are_plain, 1000));
	assert_true(property_holds("JSON strings come back", json_strings_come_back, 1000));
}

static void slugs_read_well(void **state)
{
	struct ctx *ctx = *state;
	assert_text(text_slug(ctx->arena, STR("Police \xe2\x80\x93 Code")), "police-code");
	assert_text(text_slug(ctx->arena, STR("  The Mayor\xe2\x80\x99s Code, 2nd ed. ")), "the-mayors-code-2nd-ed");
	assert_text(text_slug(ctx->arena, STR("C\xc3\xb3"
					      "digo de \xc3\x89tica")),
		    "codigo-de-etica");
	assert_text(text_slug(ctx->arena, STR("Stra\xc3\x9f"
					      "e \xc3\x98rsted \xc5\x81\xc3\xb3"
					      "d\xc5\xba \xef\xac\x81")),
		    "strasse-orsted-lodz-fi");
	assert_text(text_slug(ctx->arena, STR("\xe4\xb8\xad\xe6\x96\x87")), "");
}

static void words_end_at_unicode_white_space(void **state)
{
	(void)state;
	assert_int_equal(text_words(STR("")), 0);
	assert_int_equal(text_words(STR(" \xc2\xa0\xe3\x80\x80\n")), 0);
	assert_int_equal(text_words(STR("one\xc2\xa0two\xe2\x80\x83three \xe2\x80\x94 5\xe2\x80\x8b"
					"b")),
			 5);
}

static void put_document(struct json *json)
{
	json_begin_object(json, NULL);
	json_begin_array(json, "a");
	json_i64(json, NULL, -3);
	json_bool(json, NULL, true);
	json_begin_object(json, NULL);
	json_end(json);
	json_end(json);
	json_str(json, "b", STR("\xe2\x82\xac\"\\/\b\f\n\r\t\x01\x7f"));
	json_put_null(json, "c");
	json_raw(json, "d", STR("{\"x\":1}"));
	json_end(json);
}

static void json_is_written_in_three_styles(void **state)
{
	struct ctx *ctx = *state;
	static const char compact[] = "{\"a\":[-3,true,{}],\"b\":\"\xe2\x82\xac\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7f\","
				      "\"c\":null,\"d\":{\"x\":1}}";
	struct buf out = buf_open(ctx->arena, 0);
	struct json json = json_open(&out, JSON_PLAIN);
	put_document(&json);
	assert_text(buf_view(&out), compact);
	out.n = 0;
	json = json_open(&out, JSON_CANONICAL);
	put_document(&json);
	assert_text(buf_view(&out), compact);
	out.n = 0;
	json = json_open(&out, JSON_INDENTED);
	put_document(&json);
	assert_text(buf_view(&out),
		    "{\n  \"a\": [\n    -3,\n    true,\n    {}\n  ],\n  \"b\": \"\xe2\x82\xac\\\"\\\\/\\b\\f"
		    "\\n\\r\\t\\u0001\x7f\",\n  \"c\": null,\n  \"d\": {\"x\":1}\n}\n");
}

/* The ways to misuse the writer. */
static void misuse_json(void *arg)
{
	struct buf out = buf_open(arena_open(0), 0);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	switch (*(int *)arg) {
	case 0:
		json_put_null(&json, NULL);
		break;
	case 1:
		json_end(&json);
		json_end(&json);
		break;
	case 2:
		json_end(&json);
		json_put_null(&json, NULL);
		break;
	case 3:
		json_put_null(&json, "b");
		json_put_null(&json, "a");
		break;
	case 4:
		json_i64(&json, "a", 1LL << 53);
		break;
	case 5:
		for (int i = 0; i < JSON_DEPTH; i++)
			json_begin_object(&json, "a");
	}
}

static void json_misuse_ends_the_process(void **state)
{
	(void)state;
	static const char *const said[] = {"no name", "without an open", "second", "does not follow", "2^53", "deeper"};
	for (int i = 0; i < (int)COUNT_OF(said); i++)
		assert_true(test_ends(misuse_json, &i, EXIT_BROKEN, said[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(utf8_faults_are_found_where_they_are),
		ctx_test(code_points_come_back),
		ctx_test(text_is_normalised),
		ctx_test(text_faults_say_what_and_where),
		ctx_test(heaps_of_marks_are_refused),
		ctx_test(text_properties),
		ctx_test(slugs_read_well),
		ctx_test(words_end_at_unicode_white_space),
		ctx_test(json_is_written_in_three_styles),
		ctx_test(json_misuse_ends_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
