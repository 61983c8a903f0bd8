/* Verbs about editions, their acts, and what other bodies and texts have to do with them. Private to codes. */
#pragma once

#include "base/cli.h"
#include "codes/codes.h"

/* clang-format off */
/* The act that made an edition, adopted a code or repealed it. */
#define INSTRUMENT_OPTIONS \
	{"instrument-number", CLI_TEXT, false, "TEXT", "as printed: \"Resolution 2026-31\""}, \
	{"instrument-body", CLI_TEXT, false, "NAME", "who made the act, as printed"}, \
	{"instrument-day", CLI_DAY, false, "DAY", "the day on which the act was made"}, \
	{"instrument-link", CLI_TEXT, false, "URL", "where the act can be read"}
#define INSTRUMENT_OPTIONS_N 4

/* What can be said of an edition that is imported or published. */
#define EDITION_OPTIONS \
	{"in-force-from", CLI_DAY, false, "DAY", "the first day in force (default: what the draft says, or today)"}, \
	{"material", CLI_FLAG, false, NULL, "everyone is asked to sign again"}, \
	{"minor", CLI_FLAG, false, NULL, "signatures under the edition before stay valid"}, \
	{"instrument-kind", CLI_TEXT, false, "KIND", "adoption, amendment or restatement"}, \
	INSTRUMENT_OPTIONS, \
	{"retroactive", CLI_FLAG, false, NULL, "the act itself reaches back to an earlier first day"}, \
	{"lang", CLI_TEXT, false, "TAG", "the language of the text (default: en)"}
#define EDITION_OPTIONS_N (6 + INSTRUMENT_OPTIONS_N)
/* clang-format on */

extern const struct cli_option edition_options[EDITION_OPTIONS_N];
#define CONSULT_OPTIONS_N 7
extern const struct cli_option consult_options[CONSULT_OPTIONS_N];
#define REPEAL_OPTIONS_N (2 + INSTRUMENT_OPTIONS_N)
extern const struct cli_option repeal_options[REPEAL_OPTIONS_N];
#define ADOPT_OPTIONS_N (3 + INSTRUMENT_OPTIONS_N)
extern const struct cli_option adopt_options[ADOPT_OPTIONS_N];
#define END_ADOPTION_OPTIONS_N 2
extern const struct cli_option end_adoption_options[END_ADOPTION_OPTIONS_N];
#define RELATE_OPTIONS_N 2
extern const struct cli_option relate_options[RELATE_OPTIONS_N];

/* Puts what was typed into the facts, or into the act; the rest stays. INVALID for words that are none. */
MUST_USE enum outcome edition_options_take(struct ctx *ctx, const struct cli *cli, struct edition_facts *facts);
void instrument_options_take(const struct cli *cli, struct instrument *instrument);

/* The planned first day, or today. */
struct day edition_first_day(const struct edition *edition, struct day today);

/* What a verb that published one record says of it: a line, or with --json an object with its kind and record. */
MUST_USE enum outcome codes_said(struct ctx *ctx, const struct cli *cli, const char *kind, struct str record_id,
				 struct str words);

MUST_USE enum outcome codes_publish_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome codes_consult_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome codes_repeal_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome codes_adopt_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome codes_end_adoption_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome codes_relate_run(struct ctx *ctx, const struct cli *cli);
