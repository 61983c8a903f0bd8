/* Seeds of many records at once. */
#pragma once

#include "journal/journal.h"

/* Seeds of many records that are put one after the other: their ids are as random, but ascend, so that an index of them
 * grows at its end. That says nothing which the order of the leaves does not. In the ctx's arena; 16 bytes each. */
struct journal_seeds {
	unsigned char (*ids)[16];
	size_t n, next;
};
struct journal_seeds journal_seeds_new(struct ctx *ctx, size_t n);
/* Of more than there are the ids ascend no longer. */
struct journal_seed journal_seeds_next(struct ctx *ctx, struct journal_seeds *seeds);
