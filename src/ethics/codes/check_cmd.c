/* `aboveboard codes check`: what is odd about labels and references, of a code on the site or of files. */
#include "codes/check_cmd.h"

#include <unistd.h>

#include "codes/check.h"
#include "codes/codes_cmd.h"
#include "codes/codes_import.h"
#include "codes/codes_store.h"

const struct cli_option codes_check_options[CODES_CHECK_OPTIONS] = {
	{"edition", CLI_INT, false, "N", "a published edition (default: the newest draft, else the one in force)"},
	{"format", CLI_TEXT, false, "NAME", "of files: " CODE_FORMATS "; json: the answer as JSON"},
};

struct checked {
	struct str name; /* the code, or the file */
	struct provision *provisions;
	size_t n;
};

static enum outcome check_files(struct ctx *ctx, const struct cli *cli, struct checked *ret_checked)
{
	struct code_file *files = arena_array(ctx->arena, struct code_file, cli->n_args);
	struct code_import import;
	for (size_t i = 0; i < cli->n_args; i++) {
		files[i].name = cli->args[i];
		TRY(file_read(ctx, str_c(ctx->arena, cli->args[i]), LIMIT_CODE_BYTES, &files[i].content));
	}
	TRY(codes_import_files_here(ctx, files, cli->n_args, cli_text(cli, "format"), &import));
	*ret_checked = (struct checked){.name = cli->args[0], .provisions = import.provisions, .n = import.n};
	return OK;
}

static enum outcome edition_of(struct ctx *ctx, const struct cli *cli, const struct code *code,
			       struct edition *ret_edition)
{
	enum outcome outcome;
	if (cli_given(cli, "edition")) {
		outcome = codes_edition_numbered(ctx, code->id, cli_int(cli, "edition", 0), ret_edition);
		if (outcome == NOT_FOUND)
			return problem_add(ctx, "--edition", msg("“{1}” has no published edition of that number"),
					   code->slug);
		return outcome;
	}
	outcome = codes_newest_draft(ctx, code->id, ret_edition);
	if (outcome == NOT_FOUND)
		outcome = codes_edition_in_force(ctx, code->id, ret_edition);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("“{1}” has no draft, and no edition in force: name one with --edition"),
				   code->slug);
	return outcome;
}

static enum outcome check_code(struct ctx *ctx, const struct cli *cli, struct checked *ret_checked)
{
	struct code code;
	struct edition edition;
	TRY(codes_cmd_code(ctx, cli->args[0], &code));
	TRY(edition_of(ctx, cli, &code, &edition));
	ret_checked->name = code.slug;
	return codes_provisions(ctx, edition.id, &ret_checked->provisions, &ret_checked->n);
}

static struct str faults_json(struct ctx *ctx, const struct checked *checked, const struct code_fault *faults, size_t n)
{
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "checked", checked->name);
	json_i64(&json, "provisions", (int64_t)checked->n);
	json_begin_array(&json, "faults");
	for (size_t i = 0; i < n; i++) {
		json_begin_object(&json, NULL);
		json_str(&json, "kind", str_of(code_fault_name(faults[i].kind)));
		json_str(&json, "anchor", faults[i].anchor);
		json_str(&json, "label", faults[i].label);
		json_str(&json, "message", code_fault_words(ctx->arena, &faults[i]));
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

static struct str faults_text(struct ctx *ctx, const struct checked *checked, const struct code_fault *faults, size_t n)
{
	struct buf out = buf_open(ctx->arena, 4096);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "%.*s: %s: %.*s\n", STR_ARG(faults[i].anchor), code_fault_name(faults[i].kind),
			STR_ARG(code_fault_words(ctx->arena, &faults[i])));
	if (n == 0)
		buf_fmt(&out, "%.*s: %zu elements, no fault found in labels and references\n", STR_ARG(checked->name),
			checked->n);
	return buf_view(&out);
}

enum outcome codes_check_run(struct ctx *ctx, const struct cli *cli)
{
	struct checked checked = {.n = 0};
	bool is_file = cli->n_args > 1 || access(str_c(ctx->arena, cli->args[0]), F_OK) == 0;
	if (!is_file && !ctx->db)
		return problem_add(ctx, "",
				   msg("There is no file “{1}”. To check a code on a site, name the site with --site."),
				   cli->args[0]);
	TRY(is_file ? check_files(ctx, cli, &checked) : check_code(ctx, cli, &checked));
	struct code_fault *faults;
	size_t n;
	codes_check(ctx->arena, checked.provisions, checked.n, &faults, &n);
	TRY(cli_print(ctx, cli->json ? faults_json(ctx, &checked, faults, n) : faults_text(ctx, &checked, faults, n)));
	if (n == 0)
		return OK;
	return problem_add(ctx, "", msg("Faults found: {1}. Nothing was changed."), str_fmt(ctx->arena, "%zu", n));
}
