/* Verbs about editions, their acts, and what other bodies and texts have to do with them. Private to codes. */
#pragma once

#include "base/cli.h"
#include "codes/codes.h"

/* What can be said of an edition that is imported or published. */
#define EDITION_OPTIONS                                                                                                \
	{"in-force-from", CLI_DAY, false, "DAY", "the first day in force (default: what the draft says, or today)"},   \
		{"material", CLI_FLAG, false, NULL, "everyone is asked to sign again"},                                \
		{"minor", CLI_FLAG, false, NULL, "signatures under the edition before stay valid"},                    \
		{"instrument-kind", CLI_TEXT, false, "KIND", "adoption, amendment or restatement"},                    \
		{"instrument-number", CLI_TEXT, false, "TEXT", "as printed: \"Resolution 2026-31\""},                  \
		{"instrument-body", CLI_TEXT, false, "NAME", "who made the act, as printed"},                          \
		{"instrument-day", CLI_DAY, false, "DAY", "the day on which the act was made"},                        \
		{"instrument-link", CLI_TEXT, false, "URL", "where the act can be read"},                              \
		{"retroactive", CLI_FLAG, false, NULL, "the act itself reaches back to an earlier first day"},         \
	{                                                                                                              \
		"lang", CLI_TEXT, false, "TAG", "the language of the text (default: en)"                               \
	}
#define EDITION_OPTIONS_N 10
extern const struct cli_option edition_options[EDITION_OPTIONS_N];

/* Puts what was typed into the facts; the rest stays. INVALID for words that are none. */
MUST_USE enum outcome edition_options_take(struct ctx *ctx, const struct cli *cli, struct edition_facts *facts);

/* The planned first day, or today. */
struct day edition_first_day(const struct edition *edition, struct day today);

MUST_USE enum outcome codes_publish_run(struct ctx *ctx, const struct cli *cli);
