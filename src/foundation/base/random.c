#include <errno.h>
#include <sys/random.h>

#include "base/base.h"

/* SplitMix64 (Steele, Lea, Flood 2014): spreads a small seed over the state. */
static uint64_t spread(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

struct random random_seeded(uint64_t seed)
{
	struct random random;
	for (size_t i = 0; i < COUNT_OF(random.state); i++)
		random.state[i] = spread(&seed);
	return random;
}

static uint64_t rotate(uint64_t x, unsigned by)
{
	return x << by | x >> (64 - by);
}

/* xoshiro256** (Blackman, Vigna 2018). */
static uint64_t random_next(struct random *random)
{
	uint64_t *s = random->state;
	uint64_t result = rotate(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

void random_bytes(struct ctx *ctx, void *ret_bytes, size_t n)
{
	unsigned char *p = ret_bytes;
	if (ctx && ctx->random) {
		for (size_t i = 0; i < n; i += 8) {
			uint64_t word = random_next(ctx->random);
			for (size_t k = 0; k < 8 && i + k < n; k++)
				p[i + k] = (unsigned char)(word >> (8 * k));
		}
		return;
	}
	while (n > 0) {
		ssize_t got = getrandom(p, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			die("the system gives no random numbers: %m");
		p += got;
		n -= (size_t)got;
	}
}
