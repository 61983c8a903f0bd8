/* `aboveboard commitments …`: checking receipts, listing the roll. */
#include "commitments/commitments_cmd.h"

#include "commitments/commitments.h"

#define RECEIPT_BYTES (1024 * 1024)

static enum outcome verify_run(struct ctx *ctx, const struct cli *cli)
{
	struct str json, content;
	TRY(file_read(ctx, str_c(ctx->arena, cli->args[0]), RECEIPT_BYTES, &json));
	TRY(journal_receipt_check(ctx, json, &content));
	cli_say(ctx->db ? "The receipt holds, and this site’s publication log has the record."
			: "The receipt’s arithmetic holds. Give --site to check it against a site’s publication log.");
	return cli_print(ctx, str_fmt(ctx->arena, "%.*s\n", STR_ARG(content)));
}

static void list_json(struct arena *arena, struct buf *out, const struct commitment *commitments, size_t n)
{
	struct json json = json_open(out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "signatures");
	for (size_t i = 0; i < n; i++) {
		const struct commitment *c = &commitments[i];
		json_begin_object(&json, NULL);
		json_str(&json, "record", c->record_id);
		json_bool(&json, "removed", c->erased_ms != 0);
		json_str(&json, "name", c->name);
		json_str(&json, "office", c->office);
		json_i64(&json, "edition", c->edition_number);
		json_str(&json, "signed", instant_str(arena, (struct instant){c->signed_ms}));
		json_str(&json, "text_sha256", c->text_hash);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

static void list_text(struct arena *arena, struct buf *out, const struct commitment *commitments, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct commitment *c = &commitments[i];
		buf_fmt(out, "%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(c->record_id),
			STR_ARG(c->erased_ms ? STR("(removed)") : c->name), STR_ARG(c->office),
			STR_ARG(instant_str(arena, (struct instant){c->signed_ms})));
	}
}

static void list_csv(struct arena *arena, struct buf *out, const struct commitment *commitments, size_t n)
{
	const struct str head[] = {STR("record"),  STR("removed"), STR("name"),       STR("office"),
				   STR("edition"), STR("signed"),  STR("text_sha256")};
	cli_csv_row(out, head, COUNT_OF(head));
	for (size_t i = 0; i < n; i++) {
		const struct commitment *c = &commitments[i];
		const struct str row[] = {
			c->record_id,
			c->erased_ms ? STR("true") : STR("false"),
			c->name,
			c->office,
			str_fmt(arena, "%d", c->edition_number),
			instant_str(arena, (struct instant){c->signed_ms}),
			c->text_hash,
		};
		cli_csv_row(out, row, COUNT_OF(row));
	}
}

static enum outcome list_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	enum outcome outcome = codes_by_slug(ctx, cli_text(cli, "code"), &code);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "code", msg("There is no code “{1}”. See “codes list”."),
				   cli_text(cli, "code"));
	TRY(outcome);
	struct commitment *commitments;
	size_t n;
	TRY(commitments_roll(ctx, code.id, &commitments, &n));
	struct buf out = buf_open(ctx->arena, 4096);
	if (cli->json)
		list_json(ctx->arena, &out, commitments, n);
	else if (cli->csv)
		list_csv(ctx->arena, &out, commitments, n);
	else
		list_text(ctx->arena, &out, commitments, n);
	return cli_print(ctx, buf_view(&out));
}

static const struct cli_option list_options[] = {
	{"code", CLI_TEXT, true, "SLUG", "the code of conduct"},
};

const struct verb commitments_verbs[COMMITMENTS_VERBS] = {
	{
		.room = "commitments",
		.name = "verify",
		.summary = "check a receipt: its arithmetic, and with --site that the log has it",
		.args = "FILE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_MAYBE,
		.example = "aboveboard commitments verify --site city.db receipt.json",
		.run = verify_run,
	},
	{
		.room = "commitments",
		.name = "list",
		.summary = "list who has signed a code",
		.site = CLI_SITE_OPEN,
		.options = list_options,
		.n_options = COUNT_OF(list_options),
		.csv = true,
		.example = "aboveboard commitments list --site city.db --code ethics --json",
		.run = list_run,
	},
};
