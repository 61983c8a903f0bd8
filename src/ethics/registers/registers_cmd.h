/* The verbs of `aboveboard registers …`: one table in registers_cmd.c; what each does stands where its subject does. */
#pragma once

#include "registers/registers.h"

#define REGISTERS_VERBS 9
extern const struct verb registers_verbs[REGISTERS_VERBS];

#define REGISTERS_IMPORT_OPTIONS 4
extern const struct cli_option registers_import_options[REGISTERS_IMPORT_OPTIONS];
MUST_USE enum outcome registers_import_run(struct ctx *ctx, const struct cli *cli);
#define REGISTERS_SHEET_OPTIONS 2
extern const struct cli_option registers_sheet_options[REGISTERS_SHEET_OPTIONS];
MUST_USE enum outcome registers_sheet_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome registers_mapping_keys_run(struct ctx *ctx, const struct cli *cli);

/* The register that --register names. INVALID: the rules have none of that name. */
MUST_USE enum outcome registers_named_scheme(struct ctx *ctx, const struct cli *cli, const struct scheme **ret_scheme);

#define REGISTERS_LIST_OPTIONS 5
extern const struct cli_option registers_list_options[REGISTERS_LIST_OPTIONS];
MUST_USE enum outcome registers_list_run(struct ctx *ctx, const struct cli *cli);
