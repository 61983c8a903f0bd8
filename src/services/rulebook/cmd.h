/* The room's verbs. Private to rulebook. */
#pragma once

#include "rulebook/rulebook.h"

#define RULEBOOK_VERBS 5
extern const struct verb rulebook_verbs[RULEBOOK_VERBS];

enum outcome rulebook_check_run(struct ctx *ctx, const struct cli *cli);
enum outcome rulebook_apply_run(struct ctx *ctx, const struct cli *cli);
enum outcome rulebook_show_run(struct ctx *ctx, const struct cli *cli);
enum outcome rulebook_schema_run(struct ctx *ctx, const struct cli *cli);
enum outcome rulebook_explain_run(struct ctx *ctx, const struct cli *cli);

/* The text of docs/rulebook.md, from the tables that the loader uses. */
struct str rulebook_schema(struct arena *arena);
