/* `aboveboard codes publish, consult, repeal`, and the options that say what an edition is. */
#include "codes/editions_cmd.h"

#include "codes/codes_cmd.h"
#include "codes/codes_store.h"
#include "codes/editions.h"

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

void instrument_options_take(const struct cli *cli, struct instrument *instrument)
{
	take_text(cli, "instrument-number", &instrument->number);
	take_text(cli, "instrument-body", &instrument->body);
	take_day(cli, "instrument-day", &instrument->day);
	take_text(cli, "instrument-link", &instrument->link);
}

enum outcome edition_options_take(struct ctx *ctx, const struct cli *cli, struct edition_facts *facts)
{
	enum outcome outcome = OK;
	bool is_material = cli_given(cli, "material"), is_minor = cli_given(cli, "minor");
	if (is_material && is_minor)
		outcome = problem_add(ctx, "--material", msg("Say either --material or --minor"));
	else if (is_material || is_minor)
		facts->change = is_material ? CHANGE_MATERIAL : CHANGE_MINOR;
	if (cli_given(cli, "instrument-kind") &&
	    !instrument_kind_parse(cli_text(cli, "instrument-kind"), &facts->instrument.kind))
		outcome = problem_add(ctx, "--instrument-kind", msg("Use adoption, amendment, restatement or repeal"));
	take_day(cli, "in-force-from", &facts->in_force_from);
	instrument_options_take(cli, &facts->instrument);
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

/* The newest draft of the code of that slug. */
static enum outcome draft_named(struct ctx *ctx, struct str slug, struct edition *ret_draft)
{
	struct code code;
	TRY(codes_cmd_code(ctx, slug, &code));
	enum outcome outcome = codes_newest_draft(ctx, code.id, ret_draft);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("“{1}” has no draft. Import one first."), code.slug);
	return outcome;
}

enum outcome codes_publish_run(struct ctx *ctx, const struct cli *cli)
{
	struct publishing publishing = {.seed = journal_seed_new(ctx)};
	struct edition *edition = &publishing.edition;
	TRY(draft_named(ctx, cli->args[0], edition));
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

enum outcome codes_said(struct ctx *ctx, const struct cli *cli, const char *kind, struct str record_id,
			struct str words)
{
	if (!cli->json) {
		cli_say("%.*s", STR_ARG(words));
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "kind", str_of(kind));
	json_str(&json, "record", record_id);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

/* ---- codes consult ---- */

const struct cli_option consult_options[CONSULT_OPTIONS_N] = {
	{"ask", CLI_TEXT, false, "NAME", "this one was asked; the draft is in consultation from then on"},
	{"kind", CLI_TEXT, false, "KIND",
	 "with --ask: body, meet-and-confer, counsel, public or other (default: body)"},
	{"answer", CLI_TEXT, false, "NAME", "this one has answered"},
	{"remove", CLI_TEXT, false, "NAME", "this one was not asked after all"},
	{"end", CLI_FLAG, false, NULL, "the consultation is over: the draft is a draft again"},
	{"on", CLI_DAY, false, "DAY", "with --ask or --answer: when (default: today)"},
	{"note", CLI_TEXT, false, "TEXT", "with --ask or --answer: what was said"},
};

struct consulting {
	struct edition edition;
	struct consultee consultee;
	enum outcome (*act)(struct ctx *ctx, struct consultee *consultee); /* NULL: back to a draft */
};

static enum outcome remove_act(struct ctx *ctx, struct consultee *consultee)
{
	return codes_consultee_remove(ctx, consultee);
}

static enum outcome consult_write(struct ctx *ctx, void *args)
{
	struct consulting *consulting = args;
	if (consulting->act)
		return consulting->act(ctx, &consulting->consultee);
	return codes_edition_consult(ctx, &consulting->edition, false);
}

static enum outcome consultee_named(struct ctx *ctx, int64_t edition_id, struct str name,
				    struct consultee *ret_consultee)
{
	struct consultee *consultees;
	size_t n;
	TRY(codes_consultees(ctx, edition_id, &consultees, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eq(consultees[i].name, name)) {
			*ret_consultee = consultees[i];
			return OK;
		}
	}
	return problem_add(ctx, "", msg("“{1}” was not asked about this draft"), name);
}

/* Which of the four acts was typed, and about whom. */
static enum outcome consult_take(struct ctx *ctx, const struct cli *cli, struct consulting *consulting)
{
	struct consultee *consultee = &consulting->consultee;
	int64_t edition_id = consulting->edition.id, today = site_today(ctx).n;
	int32_t on = (int32_t)cli_int(cli, "on", today);
	if (cli_given(cli, "ask") + cli_given(cli, "answer") + cli_given(cli, "remove") + cli_given(cli, "end") != 1)
		return problem_add(ctx, "", msg("Say one of --ask, --answer, --remove and --end"));
	if (cli_given(cli, "ask")) {
		*consultee = (struct consultee){.edition_id = edition_id,
						.name = cli_text(cli, "ask"),
						.kind = CONSULTEE_BODY,
						.asked_on = on,
						.answered_on = INT32_MIN};
		consulting->act = codes_consultee_add;
		if (cli_given(cli, "kind") && !consultee_kind_parse(cli_text(cli, "kind"), &consultee->kind))
			return problem_add(ctx, "--kind", msg("Use body, meet-and-confer, counsel, public or other"));
	} else if (cli_given(cli, "answer")) {
		TRY(consultee_named(ctx, edition_id, cli_text(cli, "answer"), consultee));
		consultee->answered_on = on;
		consulting->act = codes_consultee_update;
	} else if (cli_given(cli, "remove")) {
		TRY(consultee_named(ctx, edition_id, cli_text(cli, "remove"), consultee));
		consulting->act = remove_act;
	}
	take_text(cli, "note", &consultee->note);
	return OK;
}

/* Who was asked, when, and who has answered. */
static enum outcome consult_text(struct ctx *ctx, int64_t edition_id)
{
	struct consultee *consultees;
	size_t n;
	struct buf out = buf_open(ctx->arena, 512);
	TRY(codes_consultees(ctx, edition_id, &consultees, &n));
	for (size_t i = 0; i < n; i++) {
		const struct consultee *c = &consultees[i];
		buf_fmt(&out, "%.*s\t%s\tasked %.*s\t", STR_ARG(c->name), consultee_kind_name(c->kind),
			STR_ARG(day_str(ctx->arena, (struct day){c->asked_on})));
		if (c->answered_on == INT32_MIN)
			buf_lit(&out, "not answered\n");
		else
			buf_fmt(&out, "answered %.*s\n", STR_ARG(day_str(ctx->arena, (struct day){c->answered_on})));
	}
	return cli_print(ctx, buf_view(&out));
}

static enum outcome consult_json(struct ctx *ctx, const struct edition *edition)
{
	struct consultee *consultees;
	size_t n;
	struct buf out = buf_open(ctx->arena, 512);
	struct json json = json_open(&out, JSON_INDENTED);
	TRY(codes_consultees(ctx, edition->id, &consultees, &n));
	json_begin_object(&json, NULL);
	json_str(&json, "code", edition->code_slug);
	json_str(&json, "stage", str_of(edition_stage_name(edition->stage)));
	json_begin_array(&json, "consultees");
	for (size_t i = 0; i < n; i++) {
		const struct consultee *c = &consultees[i];
		json_begin_object(&json, NULL);
		json_str(&json, "name", c->name);
		json_str(&json, "kind", str_of(consultee_kind_name(c->kind)));
		json_str(&json, "asked_on", day_str(ctx->arena, (struct day){c->asked_on}));
		if (c->answered_on != INT32_MIN)
			json_str(&json, "answered_on", day_str(ctx->arena, (struct day){c->answered_on}));
		json_str(&json, "note", c->note);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

/* A new snapshot after a write, so that a summary shows what was written. */
static enum outcome look_again(struct ctx *ctx)
{
	struct site *site = ctx->site;
	db_read_end(ctx);
	return site_read_begin(ctx, site);
}

enum outcome codes_consult_run(struct ctx *ctx, const struct cli *cli)
{
	struct consulting consulting = {0};
	TRY(draft_named(ctx, cli->args[0], &consulting.edition));
	TRY(consult_take(ctx, cli, &consulting));
	TRY(site_write(ctx, consult_write, &consulting));
	TRY(look_again(ctx));
	TRY(codes_edition(ctx, consulting.edition.id, &consulting.edition));
	return cli->json ? consult_json(ctx, &consulting.edition) : consult_text(ctx, consulting.edition.id);
}

/* ---- codes repeal ---- */

const struct cli_option repeal_options[REPEAL_OPTIONS_N] = {
	{"on", CLI_DAY, true, "DAY", "the first day on which the code is no longer in force"},
	{"retroactive", CLI_FLAG, false, NULL, "the act itself reaches back to an earlier day"},
	INSTRUMENT_OPTIONS,
};

struct repealing {
	struct journal_seed seed;
	struct repeal repeal;
	bool is_retroactive;
};

static enum outcome repeal_write(struct ctx *ctx, void *args)
{
	struct repealing *repealing = args;
	return codes_repeal(ctx, &repealing->seed, &repealing->repeal, repealing->is_retroactive);
}

enum outcome codes_repeal_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	TRY(codes_cmd_code(ctx, cli->args[0], &code));
	struct repealing repealing = {
		.seed = journal_seed_new(ctx),
		.repeal = {.code_id = code.id,
			   .on_day = (int32_t)cli_int(cli, "on", 0),
			   .instrument = {.day = INT32_MIN}},
		.is_retroactive = cli_given(cli, "retroactive"),
	};
	instrument_options_take(cli, &repealing.repeal.instrument);
	TRY(site_write(ctx, repeal_write, &repealing));
	struct str on = day_str(ctx->arena, (struct day){repealing.repeal.on_day});
	return codes_said(ctx, cli, "repeal", repealing.repeal.record_id,
			  str_fmt(ctx->arena, "“%.*s” is repealed: not in force from %.*s on.", STR_ARG(code.title),
				  STR_ARG(on)));
}
