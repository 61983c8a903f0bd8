/* What describes a register's files to programs: JSON Schema (2020-12) of its JSON, CSVW (W3C, Metadata Vocabulary for
 * Tabular Data) of its CSV. Both are made of the scheme. Pure but for the site's address. */
#pragma once

#include "registers/columns.h"

struct str register_json_schema(struct ctx *ctx, const struct scheme *scheme);
struct str register_csvw(struct ctx *ctx, const struct scheme *scheme);
