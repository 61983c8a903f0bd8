/* The verbs of people, for its row of the feature table. */
#pragma once

#include "base/cli.h"

#define PEOPLE_VERBS 7
extern const struct verb people_verbs[PEOPLE_VERBS];

/* Of people_files_cmd.c, for the table of verbs. */
#define PEOPLE_IMPORT_OPTIONS 4
#define PEOPLE_EXPORT_OPTIONS 2
extern const struct cli_option people_import_options[PEOPLE_IMPORT_OPTIONS];
extern const struct cli_option people_export_options[PEOPLE_EXPORT_OPTIONS];
MUST_USE enum outcome people_import_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome people_export_run(struct ctx *ctx, const struct cli *cli);
