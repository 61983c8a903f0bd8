/* `aboveboard registers import` and `mapping-keys`. */
#include <unistd.h>

#include "registers/import.h"
#include "registers/mapping_sheet.h"
#include "registers/registers_cmd.h"

/* ---- Progress ---- */

#define BAR_CELLS 30
#define BAR_MS    200

struct bar {
	int64_t said_ms;
	bool is_open;
};

static void bar_say(void *arg, enum import_phase phase, uint64_t done, uint64_t all)
{
	struct bar *bar = arg;
	int64_t now = instant_now().ms;
	if (all == 0 || now - bar->said_ms < BAR_MS)
		return;
	bar->said_ms = now;
	bar->is_open = true;
	done = done < all ? done : all;
	int full = (int)(done * BAR_CELLS / all);
	(void)dprintf(STDERR_FILENO, "\r%-9s [%.*s%.*s] %3d %%", phase == IMPORT_READING ? "Reading" : "Importing",
		      full, "##############################", BAR_CELLS - full, "..............................",
		      (int)(done * 100 / all));
}

static void bar_end(const struct bar *bar)
{
	if (bar->is_open)
		(void)dprintf(STDERR_FILENO, "\r%*s\r", BAR_CELLS + 20, "");
}

/* ---- What it did ---- */

static void sum_say(const struct import *import)
{
	const struct import_sum *sum = &import->sum;
	cli_say("%lld new, %lld changed, %lld gone, %lld the same, %lld refused", (long long)sum->n_new,
		(long long)sum->n_changed, (long long)sum->n_gone, (long long)sum->n_same, (long long)sum->n_refused);
	if (sum->n_left_out)
		cli_say("Rows that the mapping leaves out: %lld", (long long)sum->n_left_out);
	if (sum->n_people)
		cli_say("People added: %lld", (long long)sum->n_people);
	for (size_t i = 0; i < sum->n_notes; i++)
		cli_say("Look at: %.*s", STR_ARG(sum->notes[i]));
	if (sum->not_all_read && import->mapping.absence == ABSENCE_GONE)
		cli_say("Some rows could not be taken apart: nothing in their files counts as gone.");
	if (sum->n_refused && import->faults.n)
		cli_say("The rows that were refused stand in %.*s: put them right there and import that file.",
			STR_ARG(import->faults));
	else if (sum->n_refused)
		cli_say("Give --faults FILE to keep the rows that are refused.");
	if (import->dry_run)
		cli_say("This was a dry run: nothing was changed.");
}

static enum outcome import_with(struct ctx *ctx, const struct cli *cli)
{
	struct bar bar = {0};
	struct import import = {
		.mapping_name = cli_text(cli, "mapping"),
		.paths = cli->args,
		.n_paths = cli->n_args,
		.dry_run = cli_given(cli, "dry-run"),
		.is_dated = cli_given(cli, "published"),
		.published = {(int32_t)cli_int(cli, "published", 0)},
		.faults = cli_text(cli, "faults"),
		.progress = isatty(STDERR_FILENO) ? bar_say : NULL,
		.arg = &bar,
	};
	TRY(file_read(ctx, str_c(ctx->arena, import.mapping_name), LIMIT_RULEBOOK_BYTES, &import.mapping_text));
	enum outcome outcome = registers_import(ctx, &import);
	bar_end(&bar);
	TRY(outcome);
	if (cli->json)
		TRY(cli_print(ctx, import_sum_json(ctx->arena, &import)));
	else
		sum_say(&import);
	return import.sum.n_refused ? INVALID : OK;
}

/* Opens the site itself: it reads and writes for longer than one snapshot should live. */
enum outcome registers_import_run(struct ctx *ctx, const struct cli *cli)
{
	struct site *named = ctx->site;
	struct site *site;
	TRY(site_open(ctx, named->features, named->address, false, &site));
	ctx->site = site;
	enum outcome outcome = import_with(ctx, cli);
	ctx->site = named;
	site_close(site);
	return outcome;
}

const struct cli_option registers_import_options[REGISTERS_IMPORT_OPTIONS] = {
	{"mapping", CLI_TEXT, true, "FILE", "how the files become entries: see docs/mappings.md"},
	{"dry-run", CLI_FLAG, false, NULL, "say what would happen and change nothing"},
	{"published", CLI_DAY, false, "DAY",
	 "when the source published it; otherwise as the mapping reads it in the name"},
	{"faults", CLI_TEXT, false, "FILE", "write the rows that are refused there, with what is wrong"},
};

const struct cli_option registers_sheet_options[REGISTERS_SHEET_OPTIONS] = {
	{"register", CLI_TEXT, true, "ID", "which one"},
	{"mapping", CLI_FLAG, false, NULL, "print the mapping of the sheet, to be changed or used as it is"},
};

enum outcome registers_sheet_run(struct ctx *ctx, const struct cli *cli)
{
	const struct scheme *scheme;
	TRY(registers_named_scheme(ctx, cli, &scheme));
	if (!sheet_is_there(scheme))
		return problem_add(ctx, "--register",
				   msg("Entries of “{1}” belong to bodies: they do not come in by a sheet"),
				   scheme->id);
	return cli_print(ctx, cli_given(cli, "mapping") ? sheet_mapping(ctx->arena, scheme, DATES_DMY)
							: sheet_csv(ctx->arena, scheme));
}

enum outcome registers_mapping_keys_run(struct ctx *ctx, const struct cli *cli)
{
	(void)cli;
	return cli_print(ctx, mapping_schema(ctx->arena));
}
