/* `aboveboard people import` and `people export`. */
#include "people/people_cmd.h"

#include "people/people_import.h"

/* ---- people import ---- */

static const struct {
	const char *kind;
	size_t offset;
} kinds[] = {
	{"organizations", offsetof(struct people_import_result, organizations)},
	{"posts", offsetof(struct people_import_result, posts)},
	{"persons", offsetof(struct people_import_result, persons)},
	{"memberships", offsetof(struct people_import_result, tenures)},
};

static const struct import_counts *counts_of(const struct people_import_result *result, size_t kind)
{
	return (const void *)((const char *)result + kinds[kind].offset);
}

static struct str import_json(struct arena *arena, const struct people_import *import)
{
	struct buf out = buf_open(arena, 1024);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "file", import->file.name);
	json_bool(&json, "dry_run", import->dry_run);
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		const struct import_counts *counts = counts_of(&import->result, i);
		json_begin_object(&json, kinds[i].kind);
		json_i64(&json, "created", counts->created);
		json_i64(&json, "changed", counts->changed);
		json_i64(&json, "unchanged", counts->unchanged);
		json_i64(&json, "removed_here", counts->removed);
		json_end(&json);
	}
	json_begin_array(&json, "left_out");
	for (size_t i = 0; i < import->file.n_left_out; i++) {
		json_begin_object(&json, NULL);
		json_str(&json, "field", import->file.left_out[i].field);
		json_i64(&json, "rows", import->file.left_out[i].n);
		json_end(&json);
	}
	json_end(&json);
	json_begin_array(&json, "notes");
	for (size_t i = 0; i < import->result.n_notes; i++)
		json_str(&json, NULL, import->result.notes[i]);
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

static void import_say(const struct people_import *import)
{
	static const char *const words[] = {"bodies", "posts", "people", "terms"};
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		const struct import_counts *counts = counts_of(&import->result, i);
		cli_say("%-7s %lld added, %lld changed, %lld as before%s", words[i], (long long)counts->created,
			(long long)counts->changed, (long long)counts->unchanged,
			counts->removed ? "; some were removed here and stay so" : "");
	}
	for (size_t i = 0; i < import->file.n_left_out; i++)
		cli_say("Left out: %.*s (%lld)", STR_ARG(import->file.left_out[i].field),
			(long long)import->file.left_out[i].n);
	for (size_t i = 0; i < import->result.n_notes; i++)
		cli_say("Look at: %.*s", STR_ARG(import->result.notes[i]));
	if (import->dry_run)
		cli_say("This was a dry run: nothing was changed.");
}

static enum outcome format_check(struct ctx *ctx, struct str format)
{
	if (str_empty(format) || str_eq(format, STR("popolo")) || str_eq(format, STR("csv")))
		return OK;
	return problem_add(ctx, "--format", msg("Use popolo or csv"));
}

enum outcome people_import_run(struct ctx *ctx, const struct cli *cli)
{
	struct people_import import;
	struct str content;
	int32_t category = 0;
	TRY(format_check(ctx, cli_text(cli, "format")));
	if (cli_given(cli, "category") && !tenure_category_parse(cli_text(cli, "category"), &category))
		return problem_add(
			ctx, "category",
			msg("Use elected, appointed, candidate, employee, consultant or “supplier contact”"));
	TRY(file_read(ctx, str_c(ctx->arena, cli->args[0]), LIMIT_INTAKE_BYTES, &content));
	TRY(people_import_read(ctx, cli->args[0], content, cli_text(cli, "format"), cli_text(cli, "ignore"), category,
			       &import));
	import.dry_run = cli_given(cli, "dry-run");
	TRY(people_import_apply(ctx, &import));
	if (cli->json)
		return cli_print(ctx, import_json(ctx->arena, &import));
	import_say(&import);
	return OK;
}

const struct cli_option people_import_options[PEOPLE_IMPORT_OPTIONS] = {
	{"format", CLI_TEXT, false, "FORMAT", "popolo or csv, where the file does not tell"},
	{"category", CLI_TEXT, false, "HOW",
	 "how posts are held for which the file does not say it: elected, appointed …"},
	{"ignore", CLI_TEXT, false, "COLUMNS", "columns of a CSV file to leave out, with commas between"},
	{"dry-run", CLI_FLAG, false, NULL, "say what would happen and change nothing"},
};

/* ---- people export ---- */

enum outcome people_export_run(struct ctx *ctx, const struct cli *cli)
{
	struct people_file file;
	TRY(format_check(ctx, cli_text(cli, "format")));
	bool for_office = cli_given(cli, "office");
	TRY(people_export(ctx, for_office, &file));
	if (str_eq(cli_text(cli, "format"), STR("csv")))
		return cli_print(ctx, people_file_write_csv(ctx->arena, &file, for_office));
	return cli_print(ctx, people_file_write_popolo(ctx->arena, &file, false));
}
