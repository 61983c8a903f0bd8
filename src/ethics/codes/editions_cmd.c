/* `aboveboard codes publish`, and the options that say what an edition is. */
#include "codes/editions_cmd.h"

#include "codes/codes_cmd.h"
#include "codes/codes_store.h"

const struct cli_option edition_options[EDITION_OPTIONS_N] = {EDITION_OPTIONS};

static void take_text(const struct cli *cli, const char *name, struct str *text)
{
	if (cli_given(cli, name))
		*text = cli_text(cli, name);
}

static void take_day(const struct cli *cli, const char *name, int32_t *day)
{
	if (cli_given(cli, name))
		*day = (int32_t)cli_int(cli, name, 0);
}

enum outcome edition_options_take(struct ctx *ctx, const struct cli *cli, struct edition_facts *facts)
{
	enum outcome outcome = OK;
	bool is_material = cli_given(cli, "material"), is_minor = cli_given(cli, "minor");
	if (is_material && is_minor)
		outcome = problem_add(ctx, "change", msg("Say either --material or --minor"));
	else if (is_material || is_minor)
		facts->change = is_material ? CHANGE_MATERIAL : CHANGE_MINOR;
	if (cli_given(cli, "instrument-kind") &&
	    !instrument_kind_parse(cli_text(cli, "instrument-kind"), &facts->instrument.kind))
		outcome = problem_add(ctx, "instrument-kind", msg("Use adoption, amendment, restatement or repeal"));
	take_day(cli, "in-force-from", &facts->in_force_from);
	take_text(cli, "instrument-number", &facts->instrument.number);
	take_text(cli, "instrument-body", &facts->instrument.body);
	take_day(cli, "instrument-day", &facts->instrument.day);
	take_text(cli, "instrument-link", &facts->instrument.link);
	take_text(cli, "lang", &facts->lang);
	return outcome;
}

struct day edition_first_day(const struct edition *edition, struct day today)
{
	return edition->in_force_from == INT32_MIN ? today : (struct day){edition->in_force_from};
}

/* ---- codes publish ---- */

struct publishing {
	struct journal_seed seed;
	struct edition edition;
};

static enum outcome publish_write(struct ctx *ctx, void *args)
{
	struct publishing *publishing = args;
	struct edition *edition = &publishing->edition;
	return codes_publish(ctx, &publishing->seed, edition, edition_first_day(edition, site_today(ctx)));
}

/* The draft with what was typed. */
static enum outcome publish_take(struct ctx *ctx, const struct cli *cli, struct edition *draft)
{
	struct edition_facts facts = {
		.change = draft->change,
		.in_force_from = draft->in_force_from,
		.instrument = draft->instrument,
		.lang = draft->lang,
	};
	TRY(edition_options_take(ctx, cli, &facts));
	draft->change = facts.change;
	draft->in_force_from = facts.in_force_from;
	draft->instrument = facts.instrument;
	draft->lang = facts.lang;
	draft->is_retroactive = cli_given(cli, "retroactive");
	return OK;
}

static enum outcome publish_json(struct ctx *ctx, const struct edition *edition)
{
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "code", edition->code_slug);
	json_i64(&json, "edition", edition->number);
	json_str(&json, "change", str_of(edition_change_name(edition->change)));
	json_str(&json, "in_force_from", day_str(ctx->arena, (struct day){edition->in_force_from}));
	json_str(&json, "record", edition->record_id);
	json_str(&json, "text_sha256", edition->text_hash);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

enum outcome codes_publish_run(struct ctx *ctx, const struct cli *cli)
{
	struct publishing publishing = {.seed = journal_seed_new(ctx)};
	struct edition *edition = &publishing.edition;
	struct code code;
	TRY(codes_cmd_code(ctx, cli->args[0], &code));
	enum outcome outcome = codes_newest_draft(ctx, code.id, edition);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("“{1}” has no draft to publish. Import one first."), code.slug);
	TRY(outcome);
	TRY(publish_take(ctx, cli, edition));
	TRY(site_write(ctx, publish_write, &publishing));
	if (cli->json)
		return publish_json(ctx, edition);
	cli_say("Published edition %d of “%.*s”, in force from %.*s.", edition->number, STR_ARG(edition->code_title),
		STR_ARG(day_str(ctx->arena, (struct day){edition->in_force_from})));
	if (edition->number > 1)
		cli_say("%s", edition->change == CHANGE_MINOR ? "Signatures under the edition before it stay valid."
							      : "Everyone is asked to sign again.");
	return OK;
}
