/* What rules may not take from registers that have entries. Private to registers. */
#pragma once

#include "registers/registers.h"

/* feature.rules_fit: a register, category or field that has entries stays in the rules, closed where nothing new is
 * declared in it; a field keeps its kind. INVALID with a problem for each. */
MUST_USE enum outcome registers_rules_fit(struct ctx *ctx, const struct rulebook *book);
