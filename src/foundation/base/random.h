/* Randomness, with a seam: a test gives a ctx a seeded stream and gets the same ids and salts every time. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* A deterministic stream for tests. Never used for secrets of a real site: serve and init refuse one. */
struct random {
	uint64_t state[4];
};

struct random random_seeded(uint64_t seed);

struct ctx;

/* Fills n bytes from ctx->random where it is set (tests), else from the kernel (getrandom). ctx may be NULL. */
void random_bytes(struct ctx *ctx, void *ret_bytes, size_t n);
