/* Row ids: 63 bits, time-ordered (41 bits of milliseconds since 2020-01-01, 10 of node, 12 of counter). In JSON and
 * addresses they are strings in Crockford base 32, 13 characters. 0 is "no id". */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

/* A new id from ctx->now, the process's node number and a counter that never repeats within a process: ids made in
 * the same millisecond still ascend. */
int64_t id_new(struct ctx *ctx);

/* This process's node number, 0 to 1023, and where it begins to count in each millisecond, 0 to 2047 (both 0 until
 * set): two processes that write to one site in the same millisecond, or with the same --now, must not share both.
 * Called once, before the first id. */
void id_node_set(unsigned node, unsigned first);

struct str id_str(struct arena *arena, int64_t id);

/* Reads 13 Crockford base 32 characters (either case; o is 0, i and l are 1). False for anything else, for 0 and
 * for numbers above 63 bits. */
bool id_parse(struct str s, int64_t *ret_id);

/* Lower-case Crockford base 32 of any bytes, no padding; for tokens and record ids. */
struct str base32_str(struct arena *arena, struct str bytes);

/* Reads exactly n bytes from base 32; false for other characters, other lengths or leftover bits that are not 0. */
bool base32_parse(struct str s, void *ret_bytes, size_t n);
