/* Property tests: a rule is tried on generated values; a counterexample is made small before it is shown. For tests
 * only.
 *
 *     static bool reversed_twice_is_the_same(struct gen *gen)
 *     {
 *             struct str s = gen_bytes(gen, 40);
 *             gen_note(gen, "s=%.*s", STR_ARG(str_hex(gen->arena, s)));
 *             return str_eq(reverse(reverse(s)), s);
 *     }
 *     assert_true(property_holds("reversed twice", reversed_twice_is_the_same, 1000));
 *
 * A generator draws numbers and builds its value from them. What is shrunk is the list of numbers, so that every
 * generator shrinks without code of its own: fewer and smaller numbers make shorter and simpler values. */
#pragma once

#include "base/base.h"

#define GEN_DRAWS 4096
#define GEN_SAID  8192

struct gen {
	struct arena *arena;   /* emptied after each try */
	struct random *random; /* NULL while an earlier list of draws is replayed */
	uint64_t draws[GEN_DRAWS];
	size_t n_draws;
	size_t next;
	struct buf notes;
	char said[GEN_SAID]; /* the notes of the last try that did not hold */
	size_t n_said;
};

/* 0 to bound - 1; shrinks to 0. Once GEN_DRAWS are used up, 0. */
uint64_t gen_below(struct gen *gen, uint64_t bound);

/* min to max, both included; shrinks to the one nearest to 0. Small numbers and both ends come up often. */
int64_t gen_int(struct gen *gen, int64_t min, int64_t max);

bool gen_bool(struct gen *gen);

/* Any bytes, at most max. */
struct str gen_bytes(struct gen *gen, size_t max);

/* Well-formed UTF-8, at most max characters, rich in those that go wrong: controls, quotes, combining marks, Hangul,
 * white space of all kinds, the first and last of each length. Shrinks to "a"s. */
struct str gen_text(struct gen *gen, size_t max);

/* Describes what was generated; shown for the smallest counterexample. */
void gen_note(struct gen *gen, const char *format, ...) PRINTF_LIKE(2, 3);

/* Tries the rule `runs` times. On the first counterexample, prints the smallest one found, what was noted when it
 * failed, and the seed to standard error and returns false. The seed is $ABOVEBOARD_SEED, otherwise random. */
bool property_holds(const char *name, bool (*rule)(struct gen *gen), unsigned runs);
