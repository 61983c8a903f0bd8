#include <stdatomic.h>

#include "base/base.h"

#define ID_CHARS        13
#define ID_EPOCH_MS     1577836800000 /* 2020-01-01T00:00:00Z */
#define ID_MS_BITS      41
#define ID_NODE_BITS    10
#define ID_COUNTER_BITS 12

static const char base32_digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

static atomic_uint id_node, id_first;

/* The newest id's milliseconds and counter, as one number: a counter that overflows runs into the next millisecond. */
static _Atomic uint64_t id_latest;

void id_node_set(unsigned node, unsigned first)
{
	if (node >= 1U << ID_NODE_BITS || first >= 1U << (ID_COUNTER_BITS - 1))
		die("the node number %u or the first count %u is too large", node, first);
	atomic_store(&id_node, node);
	atomic_store(&id_first, first);
}

int64_t id_new(struct ctx *ctx)
{
	uint64_t ms = ctx->now_ms > ID_EPOCH_MS ? (uint64_t)(ctx->now_ms - ID_EPOCH_MS) : 0;
	uint64_t latest = atomic_load(&id_latest);
	uint64_t mine;
	do {
		mine = ms << ID_COUNTER_BITS | atomic_load(&id_first);
		if (mine <= latest)
			mine = latest + 1;
	} while (!atomic_compare_exchange_weak(&id_latest, &latest, mine));
	if (ms >> ID_MS_BITS || mine >> (ID_MS_BITS + ID_COUNTER_BITS))
		die("the clock is past the year 2089, for which ids have no room; put the machine's clock right");
	uint64_t counter = mine & ((1U << ID_COUNTER_BITS) - 1);
	uint64_t node = atomic_load(&id_node);
	return (int64_t)(mine >> ID_COUNTER_BITS << (ID_NODE_BITS + ID_COUNTER_BITS) | node << ID_COUNTER_BITS |
			 counter);
}

struct str id_str(struct arena *arena, int64_t id)
{
	char *p = arena_alloc(arena, ID_CHARS);
	uint64_t rest = (uint64_t)id;
	for (size_t i = ID_CHARS; i-- > 0; rest >>= 5)
		p[i] = base32_digits[rest & 31];
	return (struct str){p, ID_CHARS};
}

/* The five bits a character stands for, or -1. */
static int base32_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	if (c == 'o')
		c = '0';
	if (c == 'i' || c == 'l')
		c = '1';
	const char *found = c ? strchr(base32_digits, c) : NULL;
	return found ? (int)(found - base32_digits) : -1;
}

bool id_parse(struct str s, int64_t *ret_id)
{
	uint64_t id = 0;
	if (s.n != ID_CHARS || base32_value(s.p[0]) > 7)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int value = base32_value(s.p[i]);
		if (value < 0)
			return false;
		id = id << 5 | (uint64_t)value;
	}
	if (id == 0)
		return false;
	*ret_id = (int64_t)id;
	return true;
}

struct str base32_str(struct arena *arena, struct str bytes)
{
	if (bytes.n > SIZE_MAX / 8 - 1)
		die("%zu bytes are too many for base 32", bytes.n);
	size_t n = (bytes.n * 8 + 4) / 5;
	char *p = arena_alloc(arena, n);
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t next = 0;
	for (size_t i = 0; i < n; i++) {
		if (n_bits < 5) {
			bits = bits << 8 | (next < bytes.n ? (unsigned char)bytes.p[next] : 0);
			next++;
			n_bits += 8;
		}
		n_bits -= 5;
		p[i] = base32_digits[bits >> n_bits & 31];
	}
	return (struct str){p, n};
}

bool base32_parse(struct str s, void *ret_bytes, size_t n)
{
	if (n > SIZE_MAX / 8 - 1 || s.n != (n * 8 + 4) / 5)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (base32_value(s.p[i]) < 0)
			return false;
	}
	unsigned spare = (unsigned)(s.n * 5 - n * 8);
	if (spare > 0 && (base32_value(s.p[s.n - 1]) & ((1 << spare) - 1)) != 0)
		return false;
	unsigned char *bytes = ret_bytes;
	uint32_t bits = 0;
	unsigned n_bits = 0;
	for (size_t i = 0, done = 0; i < s.n; i++) {
		bits = bits << 5 | (uint32_t)base32_value(s.p[i]);
		n_bits += 5;
		if (n_bits >= 8 && done < n) {
			n_bits -= 8;
			bytes[done++] = (unsigned char)(bits >> n_bits);
		}
	}
	return true;
}
