/* Files, the command line, and the property helper itself. */
#include "base/property.h"
#include "base/testing.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *path_in(struct ctx *ctx, const char *folder, const char *name)
{
	return str_fmt(ctx->arena, "%s/%s", folder, name).p;
}

static size_t files_in(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	size_t n = 0;
	assert_non_null(folder);
	while ((entry = readdir(folder)))
		n += entry->d_name[0] != '.';
	(void)closedir(folder);
	return n;
}

static void files_come_back(void **state)
{
	struct ctx *ctx = *state;
	const char *folder = test_folder();
	const char *path = path_in(ctx, folder, "a");
	struct stat status;
	struct str content;
	assert_int_equal(file_write(ctx, path, STR("first\0x"), 0600), OK);
	assert_int_equal(file_write(ctx, path, STR("second"), 0600), OK);
	assert_int_equal(file_read(ctx, path, 6, &content), OK);
	assert_text(content, "second");
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(files_in(folder), 1);
	assert_int_equal(ctx->problems.count, 0);
}

static void file_faults_name_the_file(void **state)
{
	struct ctx *ctx = *state;
	const char *folder = test_folder();
	const char *path = path_in(ctx, folder, "a"), *pipe = path_in(ctx, folder, "pipe");
	struct str content = STR("untouched");
	assert_int_equal(file_write(ctx, path, STR("seven b"), 0600), OK);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_int_equal(file_read(ctx, path_in(ctx, folder, "none"), 10, &content), NOT_FOUND);
	assert_int_equal(file_read(ctx, folder, 10, &content), INVALID);
	assert_int_equal(file_read(ctx, pipe, 10, &content), INVALID);
	assert_int_equal(file_read(ctx, path, 6, &content), INVALID);
	assert_int_equal(file_write(ctx, path_in(ctx, folder, "no/where"), content, 0600), INVALID);
	assert_text(content, "untouched");
	static const char *const said[] = {"/none: there is no such file", ": this is a folder: name a file",
					   "/pipe: this is not a regular file: to read a pipe, write - for its name",
					   "/a: this file is too large: at most 6 bytes are allowed",
					   "/no/where: the folder for this file does not exist"};
	for (size_t i = 0; i < COUNT_OF(said); i++)
		assert_true(str_ends(str_of(test_problem(ctx, i)), str_of(said[i])));
}

static void standard_input_is_bounded(void **state)
{
	struct ctx *ctx = *state;
	int ends[2], saved = dup(STDIN_FILENO);
	struct str content;
	assert_int_equal(pipe(ends), 0);
	assert_true(fd_write_all(ends[1], STR("0123456789")));
	(void)close(ends[1]);
	(void)dup2(ends[0], STDIN_FILENO);
	(void)close(ends[0]);
	assert_int_equal(file_read(ctx, "-", 5, &content), INVALID);
	assert_string_equal(test_problem(ctx, 0), "-: this file is too large: at most 5 bytes are allowed");
	assert_int_equal(file_read(ctx, "-", 5, &content), OK);
	assert_int_equal(content.n, 0);
	(void)dup2(saved, STDIN_FILENO);
	(void)close(saved);
}

#ifdef ABOVEBOARD_FAULTS
static void a_failed_write_leaves_the_old_file(void **state)
{
	struct ctx *ctx = *state;
	const char *folder = test_folder();
	const char *path = path_in(ctx, folder, "a");
	static const enum fault faults[] = {FAULT_WRITE, FAULT_SYNC, FAULT_RENAME};
	struct str content;
	assert_int_equal(file_write(ctx, path, STR("old"), 0600), OK);
	log_threshold(LOG_ERROR + 1);
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		fault_arm(faults[i], 1);
		assert_int_equal(file_write(ctx, path, STR("new"), 0600), BROKEN);
		fault_arm(faults[i], 0);
		assert_int_equal(file_read(ctx, path, 10, &content), OK);
		assert_text(content, "old");
		assert_int_equal(files_in(folder), 1);
	}
	log_threshold(LOG_INFO);
	assert_int_equal(ctx->problems.count, COUNT_OF(faults));
	assert_true(str_ends(str_of(test_problem(ctx, 0)),
			     STR("/a: the disk is full: nothing was changed; make room and try again")));
}
#endif

static const struct cli_option import_options[] = {
	{"slug", CLI_TEXT, true, "WORD", "the code's name in addresses"},
	{"limit", CLI_INT, false, "N", "at most so many"},
	{"on", CLI_DAY, false, "DAY", "in force from"},
	{"dry-run", CLI_FLAG, false, NULL, "change nothing"},
};

static enum outcome run_nothing(struct ctx *ctx, const struct cli *cli)
{
	(void)ctx;
	(void)cli;
	return OK;
}

static const struct verb import_verb = {
	.room = "codes",
	.name = "import",
	.summary = "Takes in a code",
	.args = "FILE",
	.args_min = 1,
	.args_max = 1,
	.site = CLI_SITE_OPEN,
	.options = import_options,
	.n_options = COUNT_OF(import_options),
	.csv = true,
	.example = "aboveboard codes import --site city.db --slug ethics code.txt",
	.run = run_nothing,
};

struct parsed {
	struct cli cli;
	struct str site;
	bool help;
};

/* Parses the words of one line, divided by single spaces. */
static enum outcome parse(struct ctx *ctx, const char *words, struct parsed *ret_parsed)
{
	char *argv[32];
	int argc = 0;
	struct str rest = str_of(words), word;
	while (rest.n > 0 && str_cut(&rest, ' ', &word))
		argv[argc++] = str_c(ctx->arena, word);
	return cli_parse(ctx, &import_verb, argc, argv, &ret_parsed->cli, &ret_parsed->site, &ret_parsed->help);
}

static void command_lines_are_read(void **state)
{
	struct ctx *ctx = *state;
	struct parsed parsed;
	(void)unsetenv("ABOVEBOARD_SITE");
	assert_int_equal(
		parse(ctx,
		      "--site=s.db a.txt --slug e\xcc\x81 --limit=-3 --on 2026-11-22 --json --now 2026-11-22T00:00:00Z",
		      &parsed),
		OK);
	assert_text(parsed.site, "s.db");
	assert_text(parsed.cli.args[0], "a.txt");
	assert_text(cli_text(&parsed.cli, "slug"), "\xc3\xa9");
	assert_int_equal(cli_int(&parsed.cli, "limit", 10), -3);
	assert_int_equal(cli_int(&parsed.cli, "on", 0), 20779);
	assert_true(parsed.cli.json && !parsed.cli.csv && !parsed.help && !cli_given(&parsed.cli, "dry-run"));
	assert_true(ctx->now_given && ctx->now_ms == 20779 * 86400000LL);
	(void)setenv("ABOVEBOARD_SITE", "env.db", 1);
	assert_int_equal(parse(ctx, "--slug= --dry-run --format csv -- --odd", &parsed), OK);
	assert_text(parsed.site, "env.db");
	assert_text(parsed.cli.args[0], "--odd");
	assert_true(cli_given(&parsed.cli, "dry-run") && cli_given(&parsed.cli, "slug") && parsed.cli.csv);
	assert_int_equal(cli_int(&parsed.cli, "limit", 10), 10);
	assert_int_equal(parse(ctx, "--slug x -", &parsed), OK);
	assert_text(parsed.cli.args[0], "-");
	(void)unsetenv("ABOVEBOARD_SITE");
}

static void wrong_usage_is_told_all_at_once(void **state)
{
	struct ctx *ctx = *state;
	struct parsed parsed;
	int64_t now_ms = ctx->now_ms;
	assert_int_equal(parse(ctx,
			       "a b --limit many --on 2026-02-30 --dry-run=yes --nope=1 -x --format xml --now today "
			       "--limit 3 --slug",
			       &parsed),
			 INVALID);
	static const char *const said[] = {
		"--limit: many is not a whole number",
		"--on: 2026-02-30 is not a day like 2026-11-22",
		"--dry-run: this option takes no value",
		"--nope: this command has no such option; --help lists those it has",
		"options begin with two dashes; --help lists those of this command",
		"--format: this command has no format xml: write text, csv or json",
		"--now: today is neither a day like 2026-11-22 nor a time like 2026-11-22T09:00:00Z",
		"--limit: this option is given twice",
		"--slug: a value is missing: write --slug WORD",
		"there is an argument too many, b; --help shows an example",
		"--site: name the site, a file or a postgresql:// address, here or in $ABOVEBOARD_SITE",
	};
	for (size_t i = 0; i < COUNT_OF(said); i++)
		assert_string_equal(test_problem(ctx, i), said[i]);
	assert_int_equal(ctx->problems.count, COUNT_OF(said));
	assert_int_equal(ctx->now_ms, now_ms);
	problems_clear(ctx);
	assert_int_equal(parse(ctx, "--site s --slug \xff", &parsed), INVALID);
	assert_string_equal(test_problem(ctx, 1), "FILE is missing; --help shows an example");
	problems_clear(ctx);
	assert_int_equal(parse(ctx, "--site s a", &parsed), INVALID);
	assert_string_equal(test_problem(ctx, 0), "--slug: this option is needed: the code's name in addresses");
}

static void csv_is_for_verbs_that_list(void **state)
{
	struct ctx *ctx = *state;
	struct cli cli;
	struct str site;
	bool help;
	struct verb verb = import_verb;
	char *argv[] = {"--site=s", "--slug=x", "--format=csv", "a"};
	verb.csv = false;
	assert_int_equal(cli_parse(ctx, &verb, COUNT_OF(argv), argv, &cli, &site, &help), INVALID);
	assert_string_equal(test_problem(ctx, 0), "--format: this command has no format csv: write text or json");
	struct buf out = buf_open(ctx->arena, 64);
	const struct str cells[] = {STR("plain"), STR("a,b"), STR("say \"yes\""), STR(""), STR("two\nlines")};
	cli_csv_row(&out, cells, COUNT_OF(cells));
	assert_text(buf_view(&out), "plain,\"a,b\",\"say \"\"yes\"\"\",,\"two\nlines\"\r\n");
}

static void no_cell_is_run_as_a_formula(void **state)
{
	struct ctx *ctx = *state;
	static const char *const cells[][2] = {
		{"=1+1", "'=1+1"},
		{"+44 20 7946 0000", "'+44 20 7946 0000"},
		{"-5", "'-5"},
		{"@here", "'@here"},
		{"\tx", "'\tx"},
		{"\rx", "\"'\rx\""},
		{"'-5", "''-5"},
		{"''=a,b", "\"'''=a,b\""},
		{"'t Hooft", "'t Hooft"},
		{"'", "'"},
		{"5-3", "5-3"},
		{"", ""},
	};
	for (size_t i = 0; i < COUNT_OF(cells); i++) {
		struct buf out = buf_open(ctx->arena, 64), plain = buf_open(ctx->arena, 64);
		const struct str cell = str_of(cells[i][0]);
		cli_csv_row(&out, &cell, 1);
		assert_text(buf_view(&out), str_fmt(ctx->arena, "%s\r\n", cells[i][1]).p);
		for (size_t j = 0; j < out.n - 2; j++)
			if (buf_view(&out).p[j] != '"')
				buf_char(&plain, buf_view(&out).p[j]);
		assert_text(cli_csv_cell(buf_view(&plain)), cells[i][0]);
		if (cells[i][0][0] != '\'')
			assert_text(cli_csv_cell(cell), cells[i][0]);
	}
}

static void help_needs_nothing_else(void **state)
{
	struct ctx *ctx = *state;
	struct parsed parsed = {0};
	assert_int_equal(parse(ctx, "--nope --help", &parsed), OK);
	assert_true(parsed.help);
	assert_int_equal(ctx->problems.count, 0);
	assert_text(cli_help(ctx->arena, &import_verb),
		    "Usage: aboveboard codes import [options] FILE\n"
		    "\n"
		    "Takes in a code.\n"
		    "\n"
		    "Options:\n"
		    "  --slug WORD      the code's name in addresses (needed)\n"
		    "  --limit N        at most so many\n"
		    "  --on DAY         in force from\n"
		    "  --dry-run        change nothing\n"
		    "  --site SITE      the site: a file or a postgresql:// address (otherwise $ABOVEBOARD_SITE)\n"
		    "  --json           the summary as one JSON object\n"
		    "  --format FORMAT  text, csv or json\n"
		    "  --now INSTANT    the day or time to reckon with, like 2026-11-22T09:00:00Z\n"
		    "  --help           show this text\n"
		    "\n"
		    "Example:\n"
		    "  aboveboard codes import --site city.db --slug ethics code.txt\n");
}

static void ask_for_an_unknown_option(void *arg)
{
	const struct cli *cli = arg;
	(void)cli_text(cli, "nope");
}

static void say_what_steers_terminals(void *arg)
{
	(void)arg;
	cli_say("%s", "a\x1b[2Jb\n");
}

static void what_is_said_is_clean(void **state)
{
	(void)state;
	struct cli cli = {.verb = &import_verb};
	assert_true(test_ends(ask_for_an_unknown_option, &cli, EXIT_BROKEN, "import has no option --nope"));
	assert_true(test_ends(say_what_steers_terminals, NULL, 0, "a?[2Jb?\n"));
}

static void printing_to_a_full_disk_is_broken(void **state)
{
	struct ctx *ctx = *state;
	int saved = dup(STDOUT_FILENO), full = open("/dev/full", O_WRONLY);
	assert_true(full >= 0);
	(void)fflush(stdout);
	(void)dup2(full, STDOUT_FILENO);
	log_threshold(LOG_ERROR + 1);
	enum outcome outcome = cli_print(ctx, STR("data\n"));
	log_threshold(LOG_INFO);
	(void)dup2(saved, STDOUT_FILENO);
	(void)close(saved);
	(void)close(full);
	assert_int_equal(outcome, BROKEN);
	assert_string_equal(test_problem(ctx, 0),
			    "the result could not be written to standard output: No space left on device");
}

static bool all_below_1000(struct gen *gen)
{
	int64_t n = gen_int(gen, -5000, 5000);
	struct str text = gen_text(gen, 20);
	gen_note(gen, "n=%lld words=%zu bytes=%zu", (long long)n, text_words(text), text.n);
	return n < 1000 || text.n < 3;
}

static void look_for_a_counterexample(void *arg)
{
	(void)setenv("ABOVEBOARD_SEED", "7", 1);
	(void)arg;
	if (!property_holds("all below 1000", all_below_1000, 1000))
		_exit(9);
}

static void counterexamples_are_made_small(void **state)
{
	(void)state;
	assert_true(test_ends(look_for_a_counterexample, NULL, 9, "  n=1000 words=1 bytes=3\n"));
	assert_true(test_ends(look_for_a_counterexample, NULL, 9, "ABOVEBOARD_SEED=7"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(files_come_back),
		ctx_test(file_faults_name_the_file),
		ctx_test(standard_input_is_bounded),
#ifdef ABOVEBOARD_FAULTS
		ctx_test(a_failed_write_leaves_the_old_file),
#endif
		ctx_test(command_lines_are_read),
		ctx_test(wrong_usage_is_told_all_at_once),
		ctx_test(csv_is_for_verbs_that_list),
		ctx_test(no_cell_is_run_as_a_formula),
		ctx_test(help_needs_nothing_else),
		ctx_test(what_is_said_is_clean),
		ctx_test(printing_to_a_full_disk_is_broken),
		ctx_test(counterexamples_are_made_small),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
