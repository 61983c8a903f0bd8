#include <stdarg.h>

#include "base/property.h"

#define SHRINK_TRIES 5000

static uint64_t next_random(struct gen *gen)
{
	struct ctx ctx = {.random = gen->random};
	uint64_t value;
	random_bytes(&ctx, &value, sizeof(value));
	return value;
}

/* 0 to max by chance, or what stands next in the list that is replayed. */
static uint64_t draw(struct gen *gen, uint64_t max, uint64_t chance)
{
	if (gen->next >= GEN_DRAWS)
		return 0;
	uint64_t value = chance;
	if (!gen->random)
		value = gen->next < gen->n_draws ? gen->draws[gen->next] : 0;
	if (value > max)
		value = max == UINT64_MAX ? value : value % (max + 1);
	gen->draws[gen->next++] = value;
	return value;
}

uint64_t gen_below(struct gen *gen, uint64_t bound)
{
	if (bound < 2)
		return 0;
	return draw(gen, bound - 1, gen->random ? next_random(gen) : 0);
}

/* A number up to max of which the ends and the small ones are likelier than chance has them. */
static uint64_t chance_biased(struct gen *gen, uint64_t max)
{
	uint64_t random = next_random(gen), few = random >> 8 & 15;
	switch (random % 4) {
	case 0:
		return few;
	case 1:
		return few <= max ? max - few : max;
	case 2:
		return next_random(gen) >> (random >> 16 & 63);
	default:
		return next_random(gen);
	}
}

int64_t gen_int(struct gen *gen, int64_t min, int64_t max)
{
	int64_t nearest = min > 0 ? min : max < 0 ? max : 0;
	bool below = nearest > min && (nearest == max || gen_bool(gen));
	uint64_t span = below ? (uint64_t)nearest - (uint64_t)min : (uint64_t)max - (uint64_t)nearest;
	uint64_t far = draw(gen, span, gen->random ? chance_biased(gen, span) : 0);
	return (int64_t)(below ? (uint64_t)nearest - far : (uint64_t)nearest + far);
}

bool gen_bool(struct gen *gen)
{
	return gen_below(gen, 2) == 1;
}

struct str gen_bytes(struct gen *gen, size_t max)
{
	struct buf bytes = buf_open(gen->arena, max);
	/* A draw before each element, rather than a length, lets the shrinking cut elements out. */
	while (bytes.n < max && gen_below(gen, 16) > 0)
		buf_char(&bytes, (char)gen_below(gen, 256));
	return buf_view(&bytes);
}

static uint32_t gen_character(struct gen *gen)
{
	static const uint32_t awkward[] = {
		'a',    ' ',    '\t',   '\n',   '\r',   '"',    '\\',   '/',     0x1f,    0x7f,    0x80,
		0x85,   0xa0,   0xe9,   0xdf,   0x7ff,  0x800,  0x300,  0x301,   0x323,   0x345,   0x390,
		0x1100, 0x1161, 0x11a7, 0x11a8, 0xac00, 0xd7ff, 0xe000, 0x1e9b,  0x2002,  0x2019,  0x2028,
		0x2126, 0x212b, 0x3000, 0xfb01, 0xfdfa, 0xfeff, 0xffff, 0x10000, 0x1d15e, 0x1f600, 0x10ffff,
	};
	switch (gen_below(gen, 4)) {
	case 0:
		return 'a' + (uint32_t)gen_below(gen, 26);
	case 1:
		return awkward[gen_below(gen, COUNT_OF(awkward))];
	case 2:
		return ' ' + (uint32_t)gen_below(gen, 0x2fff);
	default: {
		uint32_t c = (uint32_t)gen_below(gen, 0x110000 - 0x800);
		return c >= 0xd800 ? c + 0x800 : c;
	}
	}
}

struct str gen_text(struct gen *gen, size_t max)
{
	struct buf text = buf_open(gen->arena, max);
	for (size_t i = 0; i < max && gen_below(gen, 16) > 0; i++)
		utf8_put(&text, gen_character(gen));
	return buf_view(&text);
}

void gen_note(struct gen *gen, const char *format, ...)
{
	char note[4096];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(note, sizeof(note), format, args);
	va_end(args);
	buf_fmt(&gen->notes, "  %s\n", note);
}

/* Tries the rule on the draws from `random`, or on those in the gen when it is NULL. */
static bool try_rule(struct gen *gen, bool (*rule)(struct gen *gen), struct random *random)
{
	arena_scope(gen->arena);
	gen->random = random;
	gen->next = 0;
	gen->notes = buf_open(gen->arena, 0);
	bool holds = rule(gen);
	if (!holds) {
		struct str notes = buf_view(&gen->notes);
		gen->n_said = notes.n < sizeof(gen->said) ? notes.n : sizeof(gen->said);
		memcpy(gen->said, notes.p ? notes.p : "", gen->n_said);
	}
	gen->n_draws = gen->next;
	return holds;
}

/* Takes the candidate when it breaks the rule too and is simpler than the best so far. */
static bool keep_if_broken(struct gen *best, struct gen *candidate, bool (*rule)(struct gen *gen))
{
	if (try_rule(candidate, rule, NULL) || candidate->n_draws > best->n_draws)
		return false;
	bool simpler = candidate->n_draws < best->n_draws;
	for (size_t i = 0; !simpler && i < best->n_draws; i++) {
		if (candidate->draws[i] > best->draws[i])
			return false;
		simpler = candidate->draws[i] < best->draws[i];
	}
	if (simpler)
		*best = *candidate;
	return simpler;
}

static void copy_draws(struct gen *to, const struct gen *from)
{
	memcpy(to->draws, from->draws, sizeof(to->draws));
	to->n_draws = from->n_draws;
}

/* Cuts runs of draws out. */
static bool shrink_length(struct gen *best, struct gen *aside, bool (*rule)(struct gen *gen), unsigned *tries)
{
	bool shrunk = false;
	for (size_t run = 8; run > 0; run /= 2) {
		for (size_t at = 0; at + run <= best->n_draws && *tries < SHRINK_TRIES;) {
			copy_draws(aside, best);
			memmove(aside->draws + at, aside->draws + at + run,
				(aside->n_draws - at - run) * sizeof(aside->draws[0]));
			aside->n_draws -= run;
			++*tries;
			if (keep_if_broken(best, aside, rule))
				shrunk = true;
			else
				at++;
		}
	}
	return shrunk;
}

/* Makes single draws smaller: 0, then by halving the distance. */
static bool shrink_values(struct gen *best, struct gen *aside, bool (*rule)(struct gen *gen), unsigned *tries)
{
	bool shrunk = false;
	for (size_t at = 0; at < best->n_draws; at++) {
		uint64_t low = 0; /* below it the rule holds */
		while (at < best->n_draws && low < best->draws[at] && *tries < SHRINK_TRIES) {
			uint64_t middle = low + (best->draws[at] - low) / 2;
			if (low == 0 && best->draws[at] > 1 && middle == best->draws[at] / 2)
				middle = 0;
			copy_draws(aside, best);
			aside->draws[at] = middle;
			++*tries;
			if (keep_if_broken(best, aside, rule))
				shrunk = true;
			else
				low = middle + 1;
		}
	}
	return shrunk;
}

static uint64_t choose_seed(void)
{
	uint64_t seed;
	const char *given = getenv("ABOVEBOARD_SEED");
	if (!given)
		random_bytes(NULL, &seed, sizeof(seed));
	else if (!str_to_u64(str_of(given), &seed))
		die("ABOVEBOARD_SEED=%s is not a number", given);
	return seed;
}

bool property_holds(const char *name, bool (*rule)(struct gen *gen), unsigned runs)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct gen *best = arena_new(arena, struct gen);
	struct gen *aside = arena_new(arena, struct gen);
	uint64_t seed = choose_seed();
	struct random random = random_seeded(seed);
	best->arena = arena;
	aside->arena = arena;
	for (unsigned run = 1; run <= runs; run++) {
		if (try_rule(best, rule, &random))
			continue;
		unsigned tries = 0;
		bool shrunk = true;
		while (shrunk) {
			shrunk = shrink_length(best, aside, rule, &tries);
			shrunk = shrink_values(best, aside, rule, &tries) || shrunk;
		}
		fprintf(stderr, "%s does not hold (run %u of %u, ABOVEBOARD_SEED=%llu). The smallest case found:\n",
			name, run, runs, (unsigned long long)seed);
		fprintf(stderr, "%.*s", (int)best->n_said, best->said);
		if (try_rule(best, rule, NULL))
			fprintf(stderr, "  Tried once more, it holds: more than its draws decides.\n");
		return false;
	}
	return true;
}
