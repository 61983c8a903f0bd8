/* CSV a row at a time: what is refused and where, encodings, and that a file reads as its content does. */
#include "base/property.h"
#include "base/testing.h"

#include <sys/mman.h>
#include <unistd.h>

#include "intake/csv.h"
#include "intake/intake.h"

static const struct csv_options strict = {.row_bytes = 1000, .cell_bytes = 200, .check = true};

/* All rows as one text: cells between bars, rows on lines of their own with their number; "!" where one is refused. */
static struct str rows_of(struct ctx *ctx, struct csv_reader *reader)
{
	struct buf out = buf_open(ctx->arena, 256);
	struct csv_row row;
	for (enum outcome next = csv_next(ctx, reader, &row); next != NOT_FOUND; next = csv_next(ctx, reader, &row)) {
		buf_fmt(&out, "%lld", (long long)row.line);
		buf_c(&out, next == OK ? "" : "!");
		for (size_t i = 0; next == OK && i < row.n; i++) {
			buf_char(&out, '|');
			buf_str(&out, row.cells[i]);
		}
		buf_char(&out, '\n');
	}
	return buf_view(&out);
}

static int file_of(struct str content)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	assert_true(fd >= 0 && fd_write_all(fd, content));
	return fd;
}

static struct str file_rows(struct ctx *ctx, struct str content, const struct csv_options *options)
{
	CLEANUP(fd_closep) int fd = file_of(content);
	struct csv_reader *reader;
	if (csv_open_file(ctx, STR("f"), fd, options, &reader) != OK)
		return STR("refused");
	return rows_of(ctx, reader);
}

static void a_row_that_is_wrong_costs_no_other(void **state)
{
	static const struct {
		const char *text, *rows, *problem;
	} cases[] = {
		{"a,b\r\n1,2\r\n", "1|a|b\n2|1|2\n", ""},
		{"\xEF\xBB\xBF"
		 "a,b\n1,2",
		 "1|a|b\n2|1|2\n", ""},
		{"a,b\n1,\"x\n\"\"y\"\"\"\n3,4", "1|a|b\n2|1|x\n\"y\"\n4|3|4\n", ""},
		{"a,b\n1,\"2\n3,4\n", "1|a|b\n2!\n3|3|4\n", "f:2: A quote opens here and is never closed"},
		{"a,b\n\"1\"2,x\n3,4\n", "1|a|b\n2!\n3|3|4\n",
		 "f:2: After a closing quote there must be a separator: a quote within a cell is written twice"},
		{"a,b\nok,\x01\n3,4\n", "1|a|b\n2!\n3|3|4\n",
		 "f:2:4: This cell has a character that cannot be stored, such as a control character"},
		{"a;b\n'=1;2\n", "1|a|b\n2|=1|2\n", ""},
		{"a,b\nqu\xe9,\x80 5\n", "1|a|b\n2|qué|€ 5\n", ""},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ctx *ctx = *state;
		problems_clear(ctx);
		assert_text(file_rows(ctx, str_of(cases[i].text), &strict), cases[i].rows);
		assert_string_equal(test_problem(ctx, 0), cases[i].problem);
	}
}

/* In a child too, what is read and what is refused is the same, with the same places. */
static void an_upload_reads_as_a_file(void **state)
{
	static const struct str texts[] = {
		STR_INIT("a,b\r\n1,2\r\n"),
		STR_INIT("\xEF\xBB\xBF"
			 "a,b\n1,\"x\n\"\"y\"\"\"\n3,4"),
		STR_INIT("a,b\n1,\"2\n3,4\n"),
		STR_INIT("a,b\n\"1\"2,x\n3,4\n"),
		STR_INIT("a,b\nok,\x01\n3,4\n"),
		STR_INIT("a;b\n'=1;2\n"),
		STR_INIT("a,b\nqu\xe9,\x80 5\n"),
		STR_INIT("a,b\n1,x\0y\n3,4\n"),
		STR_INIT(""),
	};
	struct ctx *ctx = *state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct csv_reader *reader;
		problems_clear(ctx);
		struct str rows = file_rows(ctx, texts[i], &strict);
		size_t n = ctx->problems.count;
		assert_int_equal(csv_open_upload(ctx, STR("f"), texts[i], &strict, &reader), OK);
		assert_true(str_eq(rows_of(ctx, reader), rows));
		assert_int_equal(ctx->problems.count, 2 * n);
		for (size_t k = 0; k < n; k++)
			assert_string_equal(test_problem(ctx, k), test_problem(ctx, n + k));
	}
	struct csv_reader *reader;
	problems_clear(ctx);
	assert_int_equal(csv_open_upload(ctx, STR("f"), STR("PK\x03\x04 and so on"), &strict, &reader), INVALID);
	assert_string_equal(test_problem(ctx, 0),
			    "f:1:1: this is a spreadsheet's own file: save it as CSV (UTF-8), and import that");
}

static void a_byte_of_nothing_is_refused_in_its_place(void **state)
{
	struct ctx *ctx = *state;
	assert_text(file_rows(ctx, str_bytes("a,b\n1,x\0y\n3,4\n", 14), &strict), "1|a|b\n2!\n3|3|4\n");
	assert_string_equal(test_problem(ctx, 0),
			    "f:2:3: This cell has a character that cannot be stored, such as a control character");
}

static void what_is_no_csv_is_told(void **state)
{
	struct ctx *ctx = *state;
	assert_text(file_rows(ctx,
			      str_bytes("\xFF\xFE"
					"a\0",
					4),
			      &strict),
		    "refused");
	assert_text(file_rows(ctx, STR("PK\x03\x04 and so on"), &strict), "refused");
	assert_string_equal(test_problem(ctx, 0), "f:1:1: this is UTF-16 text: save it as CSV (UTF-8)");
	assert_string_equal(test_problem(ctx, 1),
			    "f:1:1: this is a spreadsheet's own file: save it as CSV (UTF-8), and import that");
}

/* Longer than the reader's window: a cell, a line without an end, and a quote that swallows all of it. */
static void what_is_too_long_is_told_and_passed_over(void **state)
{
	struct ctx *ctx = *state;
	size_t n = 10 * 1024 * 1024;
	char *long_text = arena_alloc(ctx->arena, n);
	memset(long_text, 'x', n);
	struct buf text = buf_open(ctx->arena, 3 * n);
	buf_lit(&text, "a,b\n1,");
	buf_bytes(&text, long_text, n);
	buf_lit(&text, "\n3,4\n5,\"");
	buf_bytes(&text, long_text, n);
	buf_lit(&text, "\n7,8\n");
	assert_text(file_rows(ctx, buf_view(&text), &strict), "1|a|b\n2!\n3|3|4\n4!\n5|7|8\n");
	assert_string_equal(test_problem(ctx, 0), "f:2: This row has more than 1000 bytes: is a quote missing?");
	assert_string_equal(test_problem(ctx, 1), "f:4: A quote opens here and is never closed");
}

static void a_cell_has_a_limit_of_its_own(void **state)
{
	struct ctx *ctx = *state;
	struct buf text = buf_open(ctx->arena, 512);
	buf_lit(&text, "a,b\n\"two\nlines\",");
	for (int i = 0; i < 201; i++)
		buf_char(&text, 'x');
	assert_text(file_rows(ctx, buf_view(&text), &strict), "1|a|b\n2!\n");
	assert_string_equal(test_problem(ctx, 0), "f:3:8: This cell has 201 bytes; at most 200 are read");
}

/* Whether it comes from a file in pieces or lies in memory, and whatever is refused, rows are the same. */
static bool a_file_reads_as_its_content(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena}, again = {.arena = gen->arena};
	struct buf text = buf_open(gen->arena, 64);
	size_t n = gen_below(gen, 60);
	static const char pieces[] = ",,\n\n\"\"\";ab \r'=x";
	for (size_t i = 0; i < n; i++)
		buf_char(&text, pieces[gen_below(gen, sizeof(pieces) - 1)]);
	gen_note(gen, "%.*s", STR_ARG(str_hex(gen->arena, buf_view(&text))));
	struct str file = file_rows(&ctx, buf_view(&text), &strict);
	struct str memory = rows_of(&again, csv_open(&again, STR("f"), buf_view(&text), &strict));
	return str_eq(file, memory) && ctx.problems.count == again.problems.count;
}

static void files_read_as_their_content(void **state)
{
	(void)state;
	assert_true(property_holds("file and content", a_file_reads_as_its_content, 2000));
}

/* Rows that lie across the ends of what is read at once. */
static void a_large_file_loses_no_row(void **state)
{
	struct ctx *ctx = *state;
	struct buf text = buf_open(ctx->arena, (size_t)16 * 1024 * 1024);
	size_t n_rows = 150000;
	for (size_t i = 0; i < n_rows; i++)
		buf_fmt(&text, "%zu,\"quoted, with \"\"marks\"\" and é\",%zu\r\n", i, i * 7919 % 1000003);
	CLEANUP(fd_closep) int fd = file_of(buf_view(&text));
	struct csv_reader *reader;
	struct csv_row row;
	assert_int_equal(csv_open_file(ctx, STR("f"), fd, &strict, &reader), OK);
	for (size_t i = 0; i < n_rows; i++) {
		arena_scope(ctx->arena);
		assert_int_equal(csv_next(ctx, reader, &row), OK);
		assert_int_equal(row.line, i + 1);
		assert_text(row.cells[0], test_c(str_fmt(ctx->arena, "%zu", i)));
		assert_text(row.cells[1], "quoted, with \"marks\" and é");
	}
	assert_int_equal(csv_next(ctx, reader, &row), NOT_FOUND);
	uint64_t done, all;
	csv_progress(reader, &done, &all);
	assert_int_equal(done, all);
}

static const struct intake_parser *const parsers[] = {&csv_parser};

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "intake-child") == 0)
		return intake_child(parsers, COUNT_OF(parsers), argv[2]);
	const struct CMUnitTest tests[] = {
		ctx_test(a_row_that_is_wrong_costs_no_other),        ctx_test(an_upload_reads_as_a_file),
		ctx_test(a_byte_of_nothing_is_refused_in_its_place), ctx_test(what_is_no_csv_is_told),
		ctx_test(what_is_too_long_is_told_and_passed_over),  ctx_test(a_cell_has_a_limit_of_its_own),
		cmocka_unit_test(files_read_as_their_content),       ctx_test(a_large_file_loses_no_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
