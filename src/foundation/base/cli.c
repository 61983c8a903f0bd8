#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

#include "base/base.h"

/* Longer than the kernel lets any single argument be. */
#define CLI_VALUE_BYTES ((size_t)128 * 1024)

/* Options that every verb has. */
enum common { COMMON_SITE, COMMON_JSON, COMMON_FORMAT, COMMON_NOW, COMMON_HELP };

static const struct cli_option common_options[] = {
	[COMMON_SITE] = {"site", CLI_TEXT, false, "SITE",
			 "the site: a file or a postgresql:// address (otherwise $ABOVEBOARD_SITE)"},
	[COMMON_JSON] = {"json", CLI_FLAG, false, NULL, "the summary as one JSON object"},
	[COMMON_FORMAT] = {"format", CLI_TEXT, false, "FORMAT", "text or json"},
	[COMMON_NOW] = {"now", CLI_TEXT, false, "INSTANT", "the day or time to reckon with, like 2026-11-22T09:00:00Z"},
	[COMMON_HELP] = {"help", CLI_FLAG, false, NULL, "show this text"},
};

/* A command line that is being read. */
struct reading {
	struct ctx *ctx;
	struct cli *cli;
	int argc;
	char **argv;
	int next;
	bool common_given[COUNT_OF(common_options)];
	struct str site;
	bool now_given;
	struct instant now;
	bool help;
};

static size_t option_index(const struct cli *cli, const char *name)
{
	for (size_t i = 0; i < cli->verb->n_options; i++) {
		if (strcmp(cli->verb->options[i].name, name) == 0)
			return i;
	}
	die("the command %s has no option --%s", cli->verb->name, name);
}

struct str cli_text(const struct cli *cli, const char *name)
{
	return cli->text[option_index(cli, name)];
}

int64_t cli_int(const struct cli *cli, const char *name, int64_t otherwise)
{
	size_t i = option_index(cli, name);
	return cli->given[i] ? cli->number[i] : otherwise;
}

bool cli_given(const struct cli *cli, const char *name)
{
	return cli->given[option_index(cli, name)];
}

/* The option as people type it, for messages. */
static const char *dashed(struct ctx *ctx, struct str name)
{
	return str_fmt(ctx->arena, "--%.*s", STR_ARG(name)).p;
}

/* An argument as typed (a file's name keeps its bytes), but text all the same. */
static void read_argument(struct reading *reading, const char *where, struct str raw, struct str *ret_text)
{
	struct text_rules rules = {.name = where, .max_bytes = CLI_VALUE_BYTES};
	struct str normalised;
	if (text_accept(reading->ctx, raw, &rules, &normalised) == OK)
		*ret_text = raw;
}

static const char *formats_of(const struct verb *verb)
{
	return verb->csv ? "text, csv or json" : common_options[COMMON_FORMAT].help;
}

/* A day is its noon, UTC, which is on the same day in nearly every zone. */
static bool now_parse(struct str value, struct instant *ret_now)
{
	struct day day;
	if (!day_parse(value, &day))
		return instant_parse(value, ret_now);
	ret_now->ms = (int64_t)day.n * 24 * 3600 * 1000 + (int64_t)12 * 3600 * 1000;
	return true;
}

static void read_common(struct reading *reading, enum common which, const char *where, struct str value)
{
	struct ctx *ctx = reading->ctx;
	switch (which) {
	case COMMON_SITE:
		read_argument(reading, where, value, &reading->site);
		break;
	case COMMON_JSON:
		reading->cli->json = true;
		break;
	case COMMON_FORMAT:
		if (str_eq(value, STR("json")))
			reading->cli->json = true;
		else if (reading->cli->verb->csv && str_eq(value, STR("csv")))
			reading->cli->csv = true;
		else if (!str_eq(value, STR("text")))
			(void)problem_add(ctx, where, msg("this command has no format {1}: write {2}"), value,
					  str_of(formats_of(reading->cli->verb)));
		break;
	case COMMON_NOW:
		if (!now_parse(value, &reading->now))
			(void)problem_add(
				ctx, where,
				msg("{1} is neither a day like 2026-11-22 nor a time like 2026-11-22T09:00:00Z"),
				value);
		reading->now_given = true;
		break;
	case COMMON_HELP:
		reading->help = true;
		break;
	}
}

static void read_declared(struct reading *reading, size_t i, const char *where, struct str value)
{
	struct ctx *ctx = reading->ctx;
	struct cli *cli = reading->cli;
	struct text_rules rules = {.name = where, .max_bytes = CLI_VALUE_BYTES};
	struct str text = {0};
	struct day day;
	if (cli->verb->options[i].kind != CLI_FLAG && text_accept(ctx, value, &rules, &text) != OK)
		return;
	cli->text[i] = text;
	switch (cli->verb->options[i].kind) {
	case CLI_FLAG:
	case CLI_TEXT:
		break;
	case CLI_INT:
		if (!str_to_i64(text, &cli->number[i]))
			(void)problem_add(ctx, where, msg("{1} is not a whole number"), text);
		break;
	case CLI_DAY:
		if (day_parse(text, &day))
			cli->number[i] = day.n;
		else
			(void)problem_add(ctx, where, msg("{1} is not a day like 2026-11-22"), text);
		break;
	}
}

/* The option's value: behind the '=', or the next argument. False, with a problem, when it is missing or too much. */
static bool take_value(struct reading *reading, const struct cli_option *option, const char *where, bool has_value,
		       struct str *value)
{
	if (option->kind == CLI_FLAG) {
		if (has_value)
			(void)problem_add(reading->ctx, where, msg("this option takes no value"));
		return !has_value;
	}
	if (has_value)
		return true;
	bool is_there = reading->next < reading->argc && strncmp(reading->argv[reading->next], "--", 2) != 0;
	if (is_there)
		*value = str_of(reading->argv[reading->next++]);
	else
		(void)problem_add(reading->ctx, where, msg("a value is missing: write {1} {2}"), str_of(where),
				  str_of(option->placeholder ? option->placeholder : "VALUE"));
	return is_there;
}

/* One option, from behind its dashes. */
static void read_option(struct reading *reading, struct str typed)
{
	struct str rest = typed, name = typed;
	(void)str_cut(&rest, '=', &name);
	struct cli *cli = reading->cli;
	const char *where = "";
	if (utf8_fault(name) == STR_NPOS)
		where = dashed(reading->ctx, name);
	for (size_t i = 0; i < cli->verb->n_options + COUNT_OF(common_options); i++) {
		bool declared = i < cli->verb->n_options;
		size_t at = declared ? i : i - cli->verb->n_options;
		const struct cli_option *option = declared ? &cli->verb->options[at] : &common_options[at];
		if (!str_eq(name, str_of(option->name)))
			continue;
		bool *given = declared ? &cli->given[at] : &reading->common_given[at];
		if (*given)
			(void)problem_add(reading->ctx, where, msg("this option is given twice"));
		*given = true;
		if (!take_value(reading, option, where, rest.p != NULL, &rest))
			return;
		if (declared)
			read_declared(reading, at, where, rest);
		else
			read_common(reading, (enum common)at, where, rest);
		return;
	}
	(void)problem_add(reading->ctx, where, msg("this command has no such option; --help lists those it has"));
}

static void read_all(struct reading *reading)
{
	struct cli *cli = reading->cli;
	bool options_ended = false;
	while (reading->next < reading->argc) {
		struct str typed = str_of(reading->argv[reading->next++]);
		if (!options_ended && str_eq(typed, STR("--"))) {
			options_ended = true;
		} else if (!options_ended && str_starts(typed, STR("--"))) {
			read_option(reading, str_slice(typed, 2, typed.n));
		} else if (!options_ended && str_eq(typed, STR("-h"))) {
			reading->help = true;
		} else if (!options_ended && typed.n > 1 && typed.p[0] == '-') {
			(void)problem_add(reading->ctx, "",
					  msg("options begin with two dashes; --help lists those of this command"));
		} else {
			read_argument(reading, "", typed, &cli->args[cli->n_args++]);
		}
	}
}

static void check_complete(struct reading *reading)
{
	const struct cli *cli = reading->cli;
	const struct verb *verb = cli->verb;
	struct ctx *ctx = reading->ctx;
	for (size_t i = 0; i < verb->n_options; i++) {
		if (verb->options[i].required && !cli->given[i])
			(void)problem_add(ctx, dashed(ctx, str_of(verb->options[i].name)),
					  msg("this option is needed: {1}"), str_of(verb->options[i].help));
	}
	if (cli->n_args < verb->args_min)
		(void)problem_add(ctx, "", msg("{1} is missing; --help shows an example"),
				  str_of(verb->args ? verb->args : "an argument"));
	if (cli->n_args > verb->args_max)
		(void)problem_add(ctx, "", msg("there is an argument too many, {1}; --help shows an example"),
				  cli->args[verb->args_max]);
	bool needed = verb->site == CLI_SITE_NAMED || verb->site == CLI_SITE_OPEN;
	if (needed && reading->site.n == 0)
		(void)problem_add(ctx, "--site",
				  msg("name the site, a file or a postgresql:// address, here or in $ABOVEBOARD_SITE"));
}

enum outcome cli_parse(struct ctx *ctx, const struct verb *verb, int argc, char **argv, struct cli *ret_cli,
		       struct str *ret_site, bool *ret_help)
{
	struct cli cli = {.verb = verb};
	size_t n = argc > 0 ? (size_t)argc : 0;
	struct reading reading = {.ctx = ctx, .cli = &cli, .argc = argc, .argv = argv};
	size_t problems_before = ctx->problems.count;
	if (verb->n_options > CLI_OPTIONS)
		die("the command %s has more than %d options", verb->name, CLI_OPTIONS);
	cli.args = arena_array(ctx->arena, struct str, n);
	read_all(&reading);
	if (reading.help) {
		problems_clear(ctx);
		*ret_cli = cli;
		*ret_site = reading.site;
		*ret_help = true;
		return OK;
	}
	if (!reading.common_given[COMMON_SITE] && getenv("ABOVEBOARD_SITE"))
		read_argument(&reading, "$ABOVEBOARD_SITE", str_of(getenv("ABOVEBOARD_SITE")), &reading.site);
	check_complete(&reading);
	if (ctx->problems.count > problems_before)
		return INVALID;
	if (reading.now_given) {
		ctx->now_ms = reading.now.ms;
		ctx->now_given = true;
	}
	*ret_cli = cli;
	*ret_site = reading.site;
	*ret_help = false;
	return OK;
}

static struct str option_label(struct arena *arena, const struct cli_option *option)
{
	if (option->kind == CLI_FLAG)
		return str_fmt(arena, "--%s", option->name);
	return str_fmt(arena, "--%s %s", option->name, option->placeholder ? option->placeholder : "VALUE");
}

/* A verb's own --format stands in the place of everyone's. */
static bool is_declared(const struct verb *verb, const char *name)
{
	for (size_t i = 0; i < verb->n_options; i++)
		if (strcmp(verb->options[i].name, name) == 0)
			return true;
	return false;
}

struct str cli_help(struct arena *arena, const struct verb *verb)
{
	struct buf text = buf_open(arena, 1024);
	buf_fmt(&text, "Usage: aboveboard %s%s%s [options]", verb->room ? verb->room : "", verb->room ? " " : "",
		verb->name);
	if (verb->args)
		buf_fmt(&text, " %s", verb->args);
	buf_fmt(&text, "\n\n%s.\n\nOptions:\n", verb->summary);
	int width = 0;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < verb->n_options + COUNT_OF(common_options); i++) {
			const struct cli_option *option =
				i < verb->n_options ? &verb->options[i] : &common_options[i - verb->n_options];
			if (option == &common_options[COMMON_SITE] && verb->site == CLI_NO_SITE)
				continue;
			if (i >= verb->n_options && is_declared(verb, option->name))
				continue;
			struct str label = option_label(arena, option);
			if (pass == 0) {
				width = (int)label.n > width ? (int)label.n : width;
				continue;
			}
			bool is_format = option == &common_options[COMMON_FORMAT];
			buf_fmt(&text, "  %-*s  %s%s\n", width, label.p, is_format ? formats_of(verb) : option->help,
				option->required ? " (needed)" : "");
		}
	}
	if (verb->example)
		buf_fmt(&text, "\nExample:\n  %s\n", verb->example);
	return buf_view(&text);
}

enum outcome cli_print(struct ctx *ctx, struct str data)
{
	if (fd_write_all(STDOUT_FILENO, data))
		return OK;
	int error = errno;
	(void)problem_add(ctx, "", msg("the result could not be written to standard output: {1}"),
			  str_of(strerrordesc_np(error) ? strerrordesc_np(error) : "unknown fault"));
	log_event(LOG_ERROR, "cli_print", "errno=%d", error);
	return BROKEN;
}

static bool csv_needs_quotes(struct str cell)
{
	static const bool quoted[256] = {[','] = true, ['"'] = true, ['\r'] = true, ['\n'] = true};
	bool needs = false;
	for (size_t i = 0; i < cell.n; i++)
		needs |= quoted[(unsigned char)cell.p[i]];
	return needs;
}

/* Would a spreadsheet run the cell as a formula, but for the apostrophes before it? */
static bool csv_is_formula(struct str cell)
{
	size_t at = 0;
	while (at < cell.n && cell.p[at] == '\'')
		at++;
	return at < cell.n && memchr("=+-@\t\r", cell.p[at], 6);
}

void cli_csv_row(struct buf *out, const struct str *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool quotes = csv_needs_quotes(cells[i]);
		if (i > 0)
			buf_char(out, ',');
		if (quotes)
			buf_char(out, '"');
		if (csv_is_formula(cells[i]))
			buf_char(out, '\'');
		if (!quotes)
			buf_str(out, cells[i]);
		for (size_t j = 0; quotes && j < cells[i].n; j++) {
			if (cells[i].p[j] == '"')
				buf_char(out, '"');
			buf_char(out, cells[i].p[j]);
		}
		if (quotes)
			buf_char(out, '"');
	}
	buf_lit(out, "\r\n");
}

struct str cli_csv_cell(struct str cell)
{
	bool is_marked = cell.n > 0 && cell.p[0] == '\'' && csv_is_formula(cell);
	return is_marked ? str_slice(cell, 1, cell.n) : cell;
}

void cli_say(const char *format, ...)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	char *line = arena_alloc(arena, n > 0 ? (size_t)n + 2 : 2);
	if (n > 0)
		(void)vsnprintf(line, (size_t)n + 1, format, again);
	va_end(again);
	/* What is said may quote a file or an argument, which must not steer the reader's terminal. */
	for (int i = 0; i < n; i++) {
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = '?';
	}
	line[n > 0 ? n : 0] = '\n';
	(void)fd_write_all(STDERR_FILENO, (struct str){line, n > 0 ? (size_t)n + 1 : 1});
}
