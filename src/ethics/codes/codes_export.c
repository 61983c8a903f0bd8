/* Which edition is exported, and to where: `codes export`, and the downloads of the public pages. */
#include "codes/codes_export.h"

#include "codes/asked.h"
#include "codes/codes_cmd.h"
#include "codes/codes_sql.h"
#include "codes/codes_store.h"
#include "codes/codes_web.h"

static const struct db_col text_cols[] = {{DB_FIELD_TEXT, 0, 0}};
static const struct db_spec text_spec = DB_SPEC(struct str, text_cols);

enum outcome codes_export_load(struct ctx *ctx, const struct edition *edition, struct edition_export *ret_export)
{
	struct edition_export from = {.edition = *edition};
	struct provision *provisions;
	if (edition->erased_ms)
		return NOT_FOUND;
	TRY(codes_provisions(ctx, edition->id, &provisions, &from.n));
	from.provisions = provisions;
	enum outcome outcome =
		db_one(ctx, &codes_sql_origin_of, DB_PARAMS(db_int(edition->id)), &text_spec, &from.origin);
	if (outcome == NOT_FOUND)
		from.origin = ctx->site->settings.url;
	else
		TRY(outcome);
	*ret_export = from;
	return OK;
}

/* ---- The verb ---- */

const struct cli_option export_options[EXPORT_OPTIONS] = {
	{"slug", CLI_TEXT, true, "NAME", "the code's name in addresses"},
	{"format", CLI_TEXT, true, "NAME", "akn, markdown, text, json or csv"},
	{"edition", CLI_INT, false, "N", "the published edition of this number (default: the one in force)"},
	{"on", CLI_DAY, false, "DAY", "the edition that was in force on this day"},
};

/* The edition in force; else the next to come or the last there was; of a code that was never published the draft. */
static enum outcome edition_by_default(struct ctx *ctx, const struct code *code, struct edition *ret_edition)
{
	struct edition *editions;
	size_t n;
	enum outcome outcome = codes_edition_in_force(ctx, code->id, ret_edition);
	if (outcome != NOT_FOUND)
		return outcome;
	TRY(codes_editions(ctx, code->id, &editions, &n));
	if (n == 0)
		return codes_newest_draft(ctx, code->id, ret_edition);
	*ret_edition = editions[0];
	return OK;
}

static enum outcome edition_wanted(struct ctx *ctx, const struct cli *cli, const struct code *code,
				   struct edition *ret_edition)
{
	if (cli_given(cli, "edition") && cli_given(cli, "on"))
		return problem_add(ctx, "--on", msg("name the edition by its number or by a day, not by both"));
	if (cli_given(cli, "edition")) {
		struct str number = str_fmt(ctx->arena, "%lld", (long long)cli_int(cli, "edition", 0));
		return codes_edition_asked(ctx, code, "--edition", number, ret_edition);
	}
	if (cli_given(cli, "on"))
		return codes_edition_asked_on(ctx, code, "--on", (struct day){(int32_t)cli_int(cli, "on", 0)},
					      ret_edition);
	return edition_by_default(ctx, code, ret_edition);
}

static const struct export_format *format_named(struct str name)
{
	for (size_t i = 0; i < EXPORT_FORMATS; i++)
		if (str_eq(name, str_of(export_formats[i].name)))
			return &export_formats[i];
	return NULL;
}

enum outcome codes_export_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	struct edition edition;
	struct edition_export from;
	const struct export_format *format = format_named(cli_text(cli, "format"));
	if (!format)
		return problem_add(ctx, "--format",
				   msg("there is no format “{1}”: use akn, markdown, text, json or csv"),
				   cli_text(cli, "format"));
	TRY(codes_cmd_code(ctx, cli_text(cli, "slug"), &code));
	TRY(edition_wanted(ctx, cli, &code, &edition));
	enum outcome outcome = codes_export_load(ctx, &edition, &from);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "",
				   msg("the text of edition {1} of “{2}” was removed: there is nothing to export"),
				   str_fmt(ctx->arena, "%d", edition.number), code.slug);
	TRY(outcome);
	return cli_print(ctx, format->write(ctx->arena, &from));
}

/* ---- Downloads ---- */

enum outcome codes_download_get(struct ctx *ctx, const struct req *req, struct resp *resp)
{
	struct edition edition;
	struct edition_export from;
	for (size_t i = 0; i < EXPORT_FORMATS; i++) {
		const struct export_format *format = &export_formats[i];
		if (!str_ends(req->path, str_fmt(ctx->arena, "/%s", format->file)))
			continue;
		TRY(codes_edition_of_address(ctx, req, &edition));
		if (edition.erased_ms)
			return codes_gone(ctx, &edition, 1, resp);
		TRY(codes_export_load(ctx, &edition, &from));
		resp->type = str_of(format->type);
		resp->body = format->write(ctx->arena, &from);
		return OK;
	}
	return NOT_FOUND;
}
