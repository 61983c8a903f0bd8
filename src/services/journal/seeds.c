#include "journal/seeds.h"

#include <stdlib.h>

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, 16);
}

struct journal_seeds journal_seeds_new(struct ctx *ctx, size_t n)
{
	struct journal_seeds seeds = {.ids = arena_calloc(ctx->arena, n, 16), .n = n};
	if (n > 0)
		random_bytes(ctx, seeds.ids, n * 16);
	qsort(seeds.ids, n, 16, by_bytes);
	return seeds;
}

struct journal_seed journal_seeds_next(struct ctx *ctx, struct journal_seeds *seeds)
{
	struct journal_seed seed = journal_seed_new(ctx);
	if (seeds->next < seeds->n)
		memcpy(seed.id, seeds->ids[seeds->next++], 16);
	return seed;
}
