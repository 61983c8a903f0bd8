/* What one person had of a limit, period by period: of a published scheme of expenses, as its rules say. Pure: entries
 * come in one by one. */
#pragma once

#include "registers/chart.h"
#include "registers/gifts.h"

struct limits;

/* Of one threshold whose effect is a limit and that counts all sources together. `day`: of a rolling window the last
 * day; nothing later is counted. The arena's own: not wound back while entries come. */
struct limits *limits_open(struct arena *arena, const struct scheme_threshold *threshold, int32_t fiscal_month,
			   struct day day);
/* `seen`: what anybody may see. What has no exact amount or day is left out. */
void limits_add(struct limits *limits, const struct declared *seen);
/* A chart for each amount that the limit has had, the oldest first, each with its periods: the newest CHART_BARS of
 * them in all. Of WINDOW_EACH every entry is a period. */
const struct chart *limits_charts(struct ctx *ctx, const struct limits *limits, const struct rulebook *rulebook,
				  size_t *ret_n);
