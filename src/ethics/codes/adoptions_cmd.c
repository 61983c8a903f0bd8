/* `aboveboard codes adopt, end-adoption, relate`. */
#include "codes/codes_cmd.h"
#include "codes/codes_store.h"
#include "codes/editions.h"
#include "codes/editions_cmd.h"
#include "people/people.h"

/* ---- codes adopt, codes end-adoption ---- */

const struct cli_option adopt_options[ADOPT_OPTIONS_N] = {
	{"body", CLI_TEXT, true, "SLUG", "the body that adopts the code"},
	{"edition", CLI_INT, false, "N", "the edition with which it stays (default: as amended from time to time)"},
	{"from", CLI_DAY, false, "DAY", "the first day (default: today)"},
	INSTRUMENT_OPTIONS,
};

const struct cli_option end_adoption_options[END_ADOPTION_OPTIONS_N] = {
	{"body", CLI_TEXT, true, "SLUG", "the body that adopted the code"},
	{"on", CLI_DAY, false, "DAY", "the last day (default: today)"},
};

struct adopting {
	struct journal_seed seed;
	struct adoption adoption;
	struct day last_day;
};

static enum outcome body_named(struct ctx *ctx, struct str slug, struct organization *ret_body)
{
	enum outcome outcome = people_organization_by_slug(ctx, slug, ret_body);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "--body", msg("There is no body “{1}”. See “people list”."), slug);
	return outcome;
}

static enum outcome adopt_write(struct ctx *ctx, void *args)
{
	struct adopting *adopting = args;
	return codes_adopt(ctx, &adopting->seed, &adopting->adoption);
}

enum outcome codes_adopt_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	struct organization body;
	struct edition edition = {0};
	TRY(codes_cmd_code(ctx, cli->args[0], &code));
	TRY(body_named(ctx, cli_text(cli, "body"), &body));
	if (cli_given(cli, "edition")) {
		enum outcome found = codes_edition_numbered(ctx, code.id, cli_int(cli, "edition", 0), &edition);
		if (found == NOT_FOUND)
			return problem_add(ctx, "--edition", msg("“{1}” has no published edition of that number"),
					   code.slug);
		TRY(found);
	}
	struct adopting adopting = {
		.seed = journal_seed_new(ctx),
		.adoption = {.body_id = body.id,
			     .code_id = code.id,
			     .edition_id = edition.id,
			     .from_day = (int32_t)cli_int(cli, "from", site_today(ctx).n),
			     .instrument = {.day = INT32_MIN}},
	};
	instrument_options_take(cli, &adopting.adoption.instrument);
	TRY(site_write(ctx, adopt_write, &adopting));
	const struct adoption *done = &adopting.adoption;
	struct str from = day_str(ctx->arena, (struct day){done->from_day});
	return codes_said(ctx, cli, "adoption", done->record_id,
			  done->edition_number
				  ? str_fmt(ctx->arena, "%.*s has edition %d of “%.*s” from %.*s on.",
					    STR_ARG(done->body_name), done->edition_number, STR_ARG(done->code_title),
					    STR_ARG(from))
				  : str_fmt(ctx->arena, "%.*s has “%.*s”, as amended from time to time, from %.*s on.",
					    STR_ARG(done->body_name), STR_ARG(done->code_title), STR_ARG(from)));
}

static enum outcome end_adoption_write(struct ctx *ctx, void *args)
{
	struct adopting *adopting = args;
	return codes_adoption_end(ctx, &adopting->seed, &adopting->adoption, adopting->last_day);
}

/* The adoption of the code by the body that has no last day. */
static enum outcome adoption_open(struct ctx *ctx, const struct code *code, const struct organization *body,
				  struct adoption *ret_adoption)
{
	struct adoption *adoptions;
	size_t n;
	TRY(codes_adoptions_of_code(ctx, code->id, &adoptions, &n));
	for (size_t i = 0; i < n; i++) {
		if (adoptions[i].body_id == body->id && adoptions[i].to_day == INT32_MAX) {
			*ret_adoption = adoptions[i];
			return OK;
		}
	}
	return problem_add(ctx, "--body", msg("{1} has no adoption of “{2}” that could end"), body->name, code->slug);
}

enum outcome codes_end_adoption_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	struct organization body;
	struct adopting adopting = {
		.seed = journal_seed_new(ctx),
		.last_day = {(int32_t)cli_int(cli, "on", site_today(ctx).n)},
	};
	TRY(codes_cmd_code(ctx, cli->args[0], &code));
	TRY(body_named(ctx, cli_text(cli, "body"), &body));
	TRY(adoption_open(ctx, &code, &body, &adopting.adoption));
	TRY(site_write(ctx, end_adoption_write, &adopting));
	return codes_said(ctx, cli, "adoption", adopting.adoption.record_id,
			  str_fmt(ctx->arena, "%.*s has “%.*s” until %.*s.", STR_ARG(body.name), STR_ARG(code.title),
				  STR_ARG(day_str(ctx->arena, adopting.last_day))));
}

/* ---- codes relate ---- */

const struct cli_option relate_options[RELATE_OPTIONS_N] = {
	{"audience", CLI_TEXT, false, "RULE", "for whom: \"category=candidate; workplace=Depot\" (default: everybody)"},
	{"end", CLI_FLAG, false, NULL, "it no longer holds"},
};

struct relating {
	struct journal_seed seed;
	struct relation relation;
};

static enum outcome relate_write(struct ctx *ctx, void *args)
{
	struct relating *relating = args;
	return codes_relate(ctx, &relating->seed, &relating->relation);
}

static enum outcome relation_end_write(struct ctx *ctx, void *args)
{
	struct relating *relating = args;
	return codes_relation_end(ctx, &relating->seed, &relating->relation);
}

/* "ethics" or "ethics#s1.2": a code, or the passage with that anchor. */
static enum outcome text_named(struct ctx *ctx, struct str typed, int64_t *ret_code_id, int64_t *ret_provision_id)
{
	struct code code;
	size_t at = 0;
	while (at < typed.n && typed.p[at] != '#')
		at++;
	TRY(codes_cmd_code(ctx, str_bytes(typed.p, at), &code));
	*ret_code_id = code.id;
	*ret_provision_id = 0;
	if (at == typed.n)
		return OK;
	struct str anchor = str_bytes(typed.p + at + 1, typed.n - at - 1);
	enum outcome found = codes_passage(ctx, code.id, anchor, ret_provision_id);
	if (found == NOT_FOUND)
		return problem_add(ctx, "",
				   msg("“{1}” has no passage “{2}”. The sign ¶ beside a passage leads to its "
				       "address"),
				   code.slug, anchor);
	return found;
}

/* The relation that holds between the two ends. */
static enum outcome relation_known(struct ctx *ctx, struct relation *relation)
{
	struct relation *known;
	size_t n;
	TRY(codes_relations_of_code(ctx, relation->code_id, &known, &n));
	for (size_t i = 0; i < n; i++) {
		const struct relation *r = &known[i];
		if (r->kind == relation->kind && r->code_id == relation->code_id &&
		    r->provision_id == relation->provision_id && r->to_code_id == relation->to_code_id &&
		    r->to_provision_id == relation->to_provision_id) {
			*relation = *r;
			return OK;
		}
	}
	return problem_add(ctx, "", msg("No such relation is recorded"));
}

enum outcome codes_relate_run(struct ctx *ctx, const struct cli *cli)
{
	struct relating relating = {.seed = journal_seed_new(ctx)};
	struct relation *relation = &relating.relation;
	relation->audience = cli_text(cli, "audience");
	if (!relation_kind_parse(cli->args[1], &relation->kind))
		return problem_add(ctx, "", msg("Use supplements, clarifies, gives-way-to or read-with"));
	TRY(text_named(ctx, cli->args[0], &relation->code_id, &relation->provision_id));
	TRY(text_named(ctx, cli->args[2], &relation->to_code_id, &relation->to_provision_id));
	if (cli_given(cli, "end"))
		TRY(relation_known(ctx, relation));
	TRY(site_write(ctx, cli_given(cli, "end") ? relation_end_write : relate_write, &relating));
	return codes_said(ctx, cli, "relation", relation->record_id,
			  str_fmt(ctx->arena, "“%.*s” %s “%.*s”%s.", STR_ARG(relation->code_title),
				  relation_kind_words(relation->kind), STR_ARG(relation->to_code_title),
				  cli_given(cli, "end") ? ": no longer" : ""));
}
