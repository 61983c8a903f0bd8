/* What a parser in the child may do, what it may not, and what becomes of its answer; JSON read strictly. */
#include "base/property.h"
#include "base/testing.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "intake/frame.h"

/* ---- Parsers for the child; the test runs itself again as `intake-child NAME` ---- */

static enum outcome parse_echo(struct ctx *ctx, struct str content, struct str options, struct buf *ret_json)
{
	(void)ctx;
	struct json json = json_open(ret_json, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_i64(&json, "bytes", (int64_t)content.n);
	json_str(&json, "first", str_slice(content, 0, 40));
	json_raw(&json, "options", options);
	json_end(&json);
	return OK;
}

static enum outcome parse_faults(struct ctx *ctx, struct str content, struct str options, struct buf *ret_json)
{
	(void)options;
	(void)ret_json;
	(void)problem_at(ctx, STR("inside"), 3, 7, msg("{1} is not {2}"), str_slice(content, 0, 2), STR("right"));
	(void)problem_add(ctx, "title", msg("There is no title"));
	return INVALID;
}

static enum outcome parse_silently_not(struct ctx *ctx, struct str content, struct str options, struct buf *ret_json)
{
	(void)ctx;
	(void)content;
	(void)options;
	(void)ret_json;
	return INVALID;
}

/* Does what the content says, as a parser would that an attacker has taken over. */
static enum outcome parse_evil(struct ctx *ctx, struct str content, struct str options, struct buf *ret_json)
{
	(void)options;
	if (str_eq(content, STR("socket")))
		(void)!socket(AF_INET, SOCK_STREAM, 0);
	else if (str_eq(content, STR("write a file")))
		(void)!open("/tmp/aboveboard-test-evil", O_WRONLY | O_CREAT, 0600);
	else if (str_eq(content, STR("exec")))
		(void)!execl("/bin/true", "true", NULL);
	else if (str_eq(content, STR("fork")))
		(void)!fork();
	else if (str_eq(content, STR("code")))
		(void)!mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	else if (str_eq(content, STR("read a file")))
		(void)!open("/etc/hostname", O_RDONLY);
	else if (str_eq(content, STR("crash")))
		raise(SIGKILL);
	else if (str_eq(content, STR("leave")))
		_exit(EXIT_DONE);
	else if (str_eq(content, STR("memory")))
		for (;;)
			memset(arena_alloc(ctx->arena, 1 << 20), 1, 1 << 20);
	else if (str_eq(content, STR("forever")))
		for (volatile unsigned i = 0;; i = i + 1)
			;
	else if (str_eq(content, STR("flood")))
		for (size_t i = 0; i < LIMIT_INTAKE_BYTES / 1024 + 1024; i++)
			(void)!write(STDOUT_FILENO, arena_alloc(ctx->arena, 1024), 1024);
	else if (str_eq(content, STR("not text")))
		buf_lit(ret_json, "\"\xff\"");
	else if (str_eq(content, STR("garbage")))
		(void)!write(STDOUT_FILENO, "garbage that is longer than a head", 34);
	return OK;
}

static const struct intake_parser echo = {"echo", parse_echo};
static const struct intake_parser faults = {"faults", parse_faults};
static const struct intake_parser silent = {"silent", parse_silently_not};
static const struct intake_parser evil = {"evil", parse_evil};
static const struct intake_parser *const parsers[] = {&echo, &faults, &silent, &evil};

/* ---- The child ---- */

static void a_file_is_read_in_a_child(void **state)
{
	struct ctx *ctx = *state;
	struct str json;
	assert_int_equal(intake_run(ctx, "echo", STR("a.txt"), STR("hello"), STR("{\"k\":1}"), &json), OK);
	assert_text(json, "{\"bytes\":5,\"first\":\"hello\",\"options\":{\"k\":1}}");
	assert_int_equal(intake_run(ctx, "echo", STR("a.txt"), (struct str){0}, STR("null"), &json), OK);
	assert_text(json, "{\"bytes\":0,\"first\":\"\",\"options\":null}");
	assert_int_equal(ctx->problems.count, 0);
}

static void a_large_file_goes_through(void **state)
{
	struct ctx *ctx = *state;
	struct str json;
	size_t n = 20 * 1024 * 1024;
	char *large = arena_alloc(ctx->arena, n);
	memset(large, 'x', n);
	assert_int_equal(intake_run(ctx, "echo", STR("a.txt"), str_bytes(large, n), STR("{}"), &json), OK);
	assert_true(str_starts(json, STR("{\"bytes\":20971520,")));
	char *too_large = arena_alloc(ctx->arena, LIMIT_INTAKE_BYTES + 1);
	assert_int_equal(
		intake_run(ctx, "echo", STR("a.txt"), str_bytes(too_large, LIMIT_INTAKE_BYTES + 1), STR("{}"), &json),
		INVALID);
}

static void faults_come_back_with_the_file_s_name(void **state)
{
	struct ctx *ctx = *state;
	struct str json = STR("untouched");
	assert_int_equal(intake_run(ctx, "faults", STR("code.md"), STR("öh"), STR("{}"), &json), INVALID);
	assert_int_equal(ctx->problems.count, 2);
	assert_string_equal(test_problem(ctx, 0), "code.md:3:7: ö is not right");
	assert_string_equal(test_problem(ctx, 1), "title: There is no title");
	assert_text(json, "untouched");
}

static void a_parser_that_refuses_without_a_word_is_excused(void **state)
{
	struct ctx *ctx = *state;
	struct str json;
	assert_int_equal(intake_run(ctx, "silent", STR("code.md"), STR("x"), STR("{}"), &json), INVALID);
	assert_int_equal(ctx->problems.count, 1);
}

static void a_parser_that_is_not_there_is_our_fault(void **state)
{
	struct ctx *ctx = *state;
	struct str json;
	assert_int_equal(intake_run(ctx, "missing", STR("code.md"), STR("x"), STR("{}"), &json), BROKEN);
}

static enum outcome evil_does(struct ctx *ctx, const char *what)
{
	struct str json;
	problems_clear(ctx);
	enum outcome outcome = intake_run(ctx, "evil", STR("code.md"), str_of(what), STR("{}"), &json);
	if (outcome != OK)
		assert_true(str_starts(str_of(test_problem(ctx, 0)), STR("code.md: The file could not be read")));
	return outcome;
}

static void a_parser_gone_wrong_reaches_nothing(void **state)
{
	static const char *const deeds[] = {
		"socket", "write a file", "exec", "fork", "crash", "leave", "memory", "flood", "not text", "garbage",
	};
	assert_int_equal(evil_does(*state, "nothing"), OK);
	for (size_t i = 0; i < COUNT_OF(deeds); i++)
		if (evil_does(*state, deeds[i]) != INVALID)
			fail_msg("a parser can do this and go on: %s", deeds[i]);
	assert_int_not_equal(access("/tmp/aboveboard-test-evil", F_OK), 0);
}

/* Sanitizers themselves read files and map pages, so that the whole list stands in release builds alone. */
#if !INTAKE_SANITIZED
static void without_sanitizers_it_cannot_even_read(void **state)
{
	assert_int_equal(evil_does(*state, "read a file"), INVALID);
	assert_int_equal(evil_does(*state, "code"), INVALID);
}
#endif

#ifdef ABOVEBOARD_FAULTS
static void a_parser_that_never_ends_is_ended(void **state)
{
	intake_patience_lower(500);
	assert_int_equal(evil_does(*state, "forever"), INVALID);
	intake_patience_lower(0);
}
#endif

static size_t open_files(void)
{
	DIR *folder = opendir("/proc/self/fd");
	size_t n = 0;
	assert_non_null(folder);
	while (readdir(folder))
		n++;
	(void)closedir(folder);
	return n;
}

static void nothing_is_left_open(void **state)
{
	size_t before = open_files();
	assert_int_equal(evil_does(*state, "nothing"), OK);
	assert_int_equal(evil_does(*state, "leave"), INVALID);
	assert_int_equal(open_files(), before);
}

/* ---- JSON ---- */

static void expect_fault(struct ctx *ctx, const char *json, const char *problem)
{
	problems_clear(ctx);
	assert_null(intake_json(ctx, STR("in.json"), str_of(json)));
	assert_string_equal(test_problem(ctx, 0), problem);
}

static void faults_in_json_are_told_with_their_place(void **state)
{
	struct ctx *ctx = *state;
	expect_fault(ctx, "{\"a\":1,\n \"a\":2}", "in.json:2:4: The same name stands twice in one object");
	expect_fault(ctx, "[1, 2", "in.json:1:5: The JSON ends before it is complete");
	expect_fault(ctx, "", "in.json:1:1: The JSON ends before it is complete");
	expect_fault(ctx, "[] x", "in.json:1:4: Something follows after the end of the JSON");
	expect_fault(ctx, "[\"\xff\"]", "in.json:1:2: This is not UTF-8 text");
	expect_fault(ctx, "[99999999999999999999]", "in.json:1:21: The number is too large");
	expect_fault(ctx, "[\"\\u0000\"]", "in.json:1:9: A text contains the character NUL, which is not allowed");
	expect_fault(ctx, "{'a':1}", "in.json:1:2: This is not JSON");
}

static void json_nests_64_deep_and_no_deeper(void **state)
{
	struct ctx *ctx = *state;
	struct buf deep = buf_open(ctx->arena, 256);
	buf_lit(&deep, "[\"[[[\\\"[[[\",\n");
	for (int i = 1; i < 64; i++)
		buf_char(&deep, '[');
	for (int i = 0; i < 64; i++)
		buf_char(&deep, ']');
	CLEANUP(json_decrefp) json_t *value = intake_json(ctx, STR("in.json"), buf_view(&deep));
	assert_non_null(value);
	expect_fault(ctx, test_c(str_fmt(ctx->arena, "[\n%.*s]", STR_ARG(buf_view(&deep)))),
		     "in.json:3:63: Lists and objects stand more than 64 deep in one another");
}

/* What the suite wants taken and this program refuses on purpose. */
static bool is_refused_on_purpose(struct str name)
{
	static const struct str names[] = {
		STR_INIT("y_object_duplicated_key.json"),
		STR_INIT("y_object_duplicated_key_and_value.json"),
		STR_INIT("y_object_escaped_null_in_key.json"),
		STR_INIT("y_string_null_escape.json"),
	};
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq(names[i], name))
			return true;
	return false;
}

static void run_json_case(struct ctx *ctx, const char *folder, struct str name, size_t *taken, size_t *refused)
{
	struct str content;
	problems_clear(ctx);
	assert_int_equal(file_read(ctx, str_fmt(ctx->arena, "%s/%.*s", folder, STR_ARG(name)).p, 1 << 20, &content),
			 OK);
	CLEANUP(json_decrefp) json_t *value = intake_json(ctx, name, content);
	assert_int_equal(value == NULL, ctx->problems.count == 1);
	if (name.p[0] == 'y' && (value != NULL) == is_refused_on_purpose(name))
		fail_msg("%s: %s", test_c(name), value ? "taken" : test_problem(ctx, 0));
	if (name.p[0] == 'n' && value)
		fail_msg("%s is taken", test_c(name));
	*taken += value != NULL;
	*refused += value == NULL;
}

static void the_json_test_suite_comes_out_right(void **state)
{
	struct ctx *ctx = *state;
	const char *shared = getenv("ABOVEBOARD_SHARED");
	const char *path = str_fmt(ctx->arena, "%s/data/hostile/json/test_parsing", shared ? shared : "../shared").p;
	DIR *folder = opendir(path);
	size_t taken = 0, refused = 0;
	if (!folder) {
		print_message("the JSON test suite is not here (ABOVEBOARD_SHARED)\n");
		skip();
	}
	for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
		if (str_ends(str_of(entry->d_name), STR(".json")))
			run_json_case(ctx, path, str_of(entry->d_name), &taken, &refused);
	(void)closedir(folder);
	assert_true(taken > 80 && refused > 180);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "intake-child") == 0)
		return intake_child(parsers, COUNT_OF(parsers), argv[2]);
	const struct CMUnitTest tests[] = {
		ctx_test(a_file_is_read_in_a_child),
		ctx_test(a_large_file_goes_through),
		ctx_test(faults_come_back_with_the_file_s_name),
		ctx_test(a_parser_that_refuses_without_a_word_is_excused),
		ctx_test(a_parser_that_is_not_there_is_our_fault),
		ctx_test(a_parser_gone_wrong_reaches_nothing),
#if !INTAKE_SANITIZED
		ctx_test(without_sanitizers_it_cannot_even_read),
#endif
#ifdef ABOVEBOARD_FAULTS
		ctx_test(a_parser_that_never_ends_is_ended),
#endif
		ctx_test(nothing_is_left_open),
		ctx_test(faults_in_json_are_told_with_their_place),
		ctx_test(json_nests_64_deep_and_no_deeper),
		ctx_test(the_json_test_suite_comes_out_right),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
