/* `aboveboard codes draft` and `codes discard`. */
#include "codes/review_cmd.h"
#include "codes/codes_cmd.h"
#include "codes/codes_store.h"
#include "codes/review_store.h"

static enum outcome draft_write(struct ctx *ctx, void *args)
{
	struct edition *edition = args;
	struct edition from = *edition;
	return review_copy(ctx, &from, edition);
}

static enum outcome summary(struct ctx *ctx, const struct cli *cli, const struct edition *edition, const char *words)
{
	if (!cli->json) {
		cli_say("“%.*s”, draft of edition %d of %.*s, %s.", STR_ARG(edition->code_title), edition->number,
			STR_ARG(edition->code_slug), words);
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "code", edition->code_slug);
	json_i64(&json, "edition", edition->number);
	json_str(&json, "edition_id", id_str(ctx->arena, edition->id));
	json_str(&json, "title", edition->code_title);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

enum outcome codes_draft_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	struct edition edition;
	TRY(codes_cmd_code(ctx, cli->args[0], &code));
	enum outcome outcome = codes_edition_in_force(ctx, code.id, &edition);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("“{1}” has no text in force to amend. Import a text instead."),
				   code.slug);
	TRY(outcome);
	TRY(site_write(ctx, draft_write, &edition));
	return summary(ctx, cli, &edition, "is a copy of the text in force");
}

static enum outcome discard_write(struct ctx *ctx, void *args)
{
	return codes_discard(ctx, args);
}

enum outcome codes_discard_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	struct edition edition;
	TRY(codes_cmd_code(ctx, cli->args[0], &code));
	enum outcome outcome = codes_newest_draft(ctx, code.id, &edition);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("“{1}” has no draft to discard."), code.slug);
	TRY(outcome);
	TRY(site_write(ctx, discard_write, &edition));
	return summary(ctx, cli, &edition, "is discarded");
}
