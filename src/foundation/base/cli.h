/* Verbs on the command line: `aboveboard <room> <verb> [options] ARGS`. A verb declares its options; parsing, --help
 * and wrong usage are done here, the same for all. */
#pragma once

#include "base/ctx.h"
#include "base/json.h"

enum cli_kind {
	CLI_FLAG, /* --json */
	CLI_TEXT, /* --slug TEXT: checked and normalised text */
	CLI_INT,  /* --port N */
	CLI_DAY,  /* --on 2026-11-22 */
};

struct cli_option {
	const char *name; /* without the dashes */
	enum cli_kind kind;
	bool required;
	const char *placeholder; /* "FILE"; NULL for flags */
	const char *help;
};

#define CLI_OPTIONS 24

/* Exit codes of the whole program. */
enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, EXIT_BROKEN = 3 };

/* What was typed, checked against the verb's declaration. */
struct cli {
	const struct verb *verb;
	bool given[CLI_OPTIONS];
	struct str text[CLI_OPTIONS];
	int64_t number[CLI_OPTIONS];
	struct str *args;
	size_t n_args;
	bool json; /* --json or --format json: the summary is one JSON object on standard output */
	bool csv;  /* --format csv; neither: text */
};

/* Where a verb runs. */
enum cli_site {
	CLI_NO_SITE,    /* no --site at all */
	CLI_SITE_NAMED, /* --site is read: ctx->site holds its address and the features, and no database; the verb makes
			   or opens the site itself */
	CLI_SITE_ANY,   /* as CLI_SITE_NAMED, but --site may be missing: the address is empty then */
	CLI_SITE_OPEN,  /* ctx->site and ctx->db are open for reading */
	CLI_SITE_MAYBE, /* as CLI_SITE_OPEN where --site is given; else ctx->db is NULL */
};

struct verb {
	const char *room; /* NULL: a verb of the program itself (init, serve …) */
	const char *name;
	const char *summary; /* one line, no full stop */
	const char *args;    /* "FILE…", or NULL */
	size_t args_min;
	size_t args_max;
	enum cli_site site;
	const struct cli_option *options; /* beyond --site, --json, --format, --now, --help, which all verbs have; one
					     of these names stands in the place of everyone's */
	size_t n_options;
	bool csv; /* a list: the verb heeds cli->csv; where false, --format csv is wrong usage */
	const char *example;
	MUST_USE enum outcome (*run)(struct ctx *ctx, const struct cli *cli);
};

/* The declared option's value; the option must exist in the verb's table (else the process ends: our bug). */
struct str cli_text(const struct cli *cli, const char *name); /* empty when not given */
int64_t cli_int(const struct cli *cli, const char *name, int64_t otherwise);
bool cli_given(const struct cli *cli, const char *name);

/* Parses argv, what stands behind the verb's name, for the verb: `--name value` or `--name=value`, `--` ends the
 * options. All verbs take --site (else *ret_site is $ABOVEBOARD_SITE), --json, --format text|json (csv too, for lists),
 * --now (sets ctx->now_ms and now_given) and --help. Arguments and --site are checked but keep their bytes. INVALID
 * with problems on wrong usage; *ret_help is set when --help was asked. */
MUST_USE enum outcome cli_parse(struct ctx *ctx, const struct verb *verb, int argc, char **argv, struct cli *ret_cli,
				struct str *ret_site, bool *ret_help);

/* The text of --help for the verb. */
struct str cli_help(struct arena *arena, const struct verb *verb);

/* Data to standard output; BROKEN when it cannot be written (a full disk, a closed pipe). */
MUST_USE enum outcome cli_print(struct ctx *ctx, struct str data);

/* A row of CSV as in RFC 4180; with a cell quoted where it has to be. Spreadsheets run a cell as a formula that begins
 * with = + - @, a tab or a carriage return: such a cell, and one that has only apostrophes before these, gets an
 * apostrophe in front. */
void cli_csv_row(struct buf *out, const struct str *cells, size_t n);

/* The cell without the apostrophe that cli_csv_row put there; any other cell as it is. Every reader of CSV calls it. */
struct str cli_csv_cell(struct str cell);

/* One line to standard error. */
void cli_say(const char *format, ...) PRINTF_LIKE(1, 2);
