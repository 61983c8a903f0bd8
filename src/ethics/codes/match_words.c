/* Words as numbers. */
#include "codes/match_words.h"

#define COMMON 16 /* two words in a row that more texts have tell nothing */

struct word_pair {
	uint64_t pair;
	size_t text;
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9fb21c651e98df25u;
	return hash ^ (hash >> 29);
}

static uint64_t bytes_hash(uint64_t seed, struct str s)
{
	uint64_t hash = mix(seed, s.n);
	size_t i = 0;
	for (; i + 8 <= s.n; i += 8) {
		uint64_t word;
		memcpy(&word, s.p + i, 8);
		hash = mix(hash, word);
	}
	for (; i < s.n; i++)
		hash = mix(hash, (unsigned char)s.p[i] + 1U);
	return hash;
}

uint64_t words_hash(uint64_t seed, struct str text)
{
	uint64_t hash = mix(0x51ed270b7f3a8c11u, seed);
	struct str word;
	while (text_next_word(&text, &word))
		hash = bytes_hash(hash, word);
	return hash;
}

bool words_same(struct str a, struct str b)
{
	for (;;) {
		struct str x, y;
		bool has_x = text_next_word(&a, &x), has_y = text_next_word(&b, &y);
		if (!has_x || !has_y)
			return has_x == has_y;
		if (!str_eq(x, y))
			return false;
	}
}

/* ---- Numbers for words ---- */

static bool is_mark(char c)
{
	unsigned char u = (unsigned char)c;
	return u < 128 && !((u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') || (u >= 'a' && u <= 'z'));
}

static uint64_t folded_hash(struct str word)
{
	struct str bare = word;
	while (bare.n > 0 && is_mark(bare.p[0]))
		bare = (struct str){bare.p + 1, bare.n - 1};
	while (bare.n > 0 && is_mark(bare.p[bare.n - 1]))
		bare.n--;
	if (bare.n == 0)
		bare = word;
	uint64_t hash = 0x2545f4914f6cdd1du;
	for (size_t i = 0; i < bare.n; i++) {
		unsigned char c = (unsigned char)bare.p[i];
		hash = mix(hash, c >= 'A' && c <= 'Z' ? c + 32U : c);
	}
	return hash ? hash : 1;
}

static struct word_slot *slot_of(const struct words *words, uint64_t hash)
{
	size_t at = (size_t)hash & (words->n_slots - 1);
	while (words->slots[at].hash != 0 && words->slots[at].hash != hash)
		at = (at + 1) & (words->n_slots - 1);
	return &words->slots[at];
}

static void slots_double(struct words *words)
{
	const struct word_slot *old = words->slots;
	size_t n = words->n_slots;
	words->n_slots = n ? n * 2 : 1024;
	words->slots = arena_array(words->arena, struct word_slot, words->n_slots);
	for (size_t i = 0; i < n; i++)
		if (old[i].hash != 0)
			*slot_of(words, old[i].hash) = old[i];
}

static uint32_t number_of(struct words *words, uint64_t hash)
{
	if (words->n_words * 2 >= words->n_slots)
		slots_double(words);
	struct word_slot *slot = slot_of(words, hash);
	if (slot->hash == 0)
		*slot = (struct word_slot){hash, (uint32_t)words->n_words++};
	return slot->id;
}

uint32_t words_number(struct words *words, struct str word)
{
	uint64_t hash = bytes_hash(0, word);
	return number_of(words, hash ? hash : 1);
}

struct words words_open(struct arena *arena, size_t n_texts)
{
	return (struct words){.arena = arena, .texts = arena_array(arena, struct word_list, n_texts), .n = n_texts};
}

static int id_cmp(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

void words_add(struct words *words, size_t at, struct str heading, struct str text)
{
	struct word_list *t = &words->texts[at];
	size_t n = text_words(heading) + text_words(text);
	t->in_order = arena_array(words->arena, uint32_t, n);
	t->sorted = arena_array(words->arena, uint32_t, n);
	struct str word;
	while (text_next_word(&heading, &word))
		t->in_order[t->n++] = number_of(words, folded_hash(word));
	while (text_next_word(&text, &word))
		t->in_order[t->n++] = number_of(words, folded_hash(word));
	for (size_t i = 0; i < n; i++)
		t->sorted[i] = t->in_order[i];
	qsort(t->sorted, n, sizeof(t->sorted[0]), id_cmp);
	t->weight = n;
}

/* The number of bits of n: a logarithm that needs no floating point. */
static uint32_t bits(size_t n)
{
	uint32_t count = 0;
	for (; n > 0; n >>= 1)
		count++;
	return count;
}

void words_weigh(struct words *words)
{
	uint32_t *in = arena_array(words->arena, uint32_t, words->n_words);
	for (size_t i = 0; i < words->n; i++) {
		const struct word_list *t = &words->texts[i];
		for (size_t k = 0; k < t->n; k++)
			in[t->sorted[k]] += k == 0 || t->sorted[k] != t->sorted[k - 1];
	}
	for (size_t w = 0; w < words->n_words; w++)
		in[w] = bits(words->n / in[w]);
	words->weights = in;
	for (size_t i = 0; i < words->n; i++) {
		struct word_list *t = &words->texts[i];
		t->weight = 0;
		for (size_t k = 0; k < t->n; k++)
			t->weight += in[t->sorted[k]];
	}
}

/* What both have, by weight. */
static uint64_t in_both(const struct words *words, const struct word_list *x, const struct word_list *y)
{
	uint64_t both = 0;
	for (size_t i = 0, j = 0; i < x->n && j < y->n;) {
		if (x->sorted[i] == y->sorted[j]) {
			both += words->weights ? words->weights[x->sorted[i]] : 1;
			i++;
			j++;
		} else if (x->sorted[i] < y->sorted[j]) {
			i++;
		} else {
			j++;
		}
	}
	return both;
}

int32_t words_share(const struct words *words, size_t a, size_t b, int32_t least)
{
	const struct word_list *x = &words->texts[a], *y = &words->texts[b];
	uint64_t whole = x->weight + y->weight, lesser = x->weight < y->weight ? x->weight : y->weight;
	if (lesser == 0 || 2000 * lesser / whole < (uint64_t)least)
		return 0;
	int32_t share = (int32_t)(2000 * in_both(words, x, y) / whole);
	return share < least ? 0 : share;
}

int32_t words_within(const struct words *words, size_t a, size_t b)
{
	const struct word_list *x = &words->texts[a];
	return x->weight == 0 ? 0 : (int32_t)(1000 * in_both(words, x, &words->texts[b]) / x->weight);
}

/* ---- Who has which two words in a row ---- */

static int pair_cmp(const void *a, const void *b)
{
	const struct word_pair *x = a, *y = b;
	if (x->pair != y->pair)
		return x->pair < y->pair ? -1 : 1;
	return (x->text > y->text) - (x->text < y->text);
}

/* The nth two in a row: the first word stands behind nothing. */
static uint64_t pair_at(const struct word_list *t, size_t at)
{
	return ((uint64_t)(at > 0 ? t->in_order[at - 1] + 1 : 0) << 32) | t->in_order[at];
}

struct word_index words_index(struct arena *arena, const struct words *words, size_t from, size_t to)
{
	struct word_index index = {.words = words, .from = from};
	size_t n = 0, kept = 0;
	for (size_t i = from; i < to; i++)
		n += words->texts[i].n;
	index.pairs = arena_array(arena, struct word_pair, n);
	index.counts = arena_array(arena, uint32_t, to - from);
	index.touched = arena_array(arena, size_t, to - from);
	n = 0;
	for (size_t i = from; i < to; i++)
		for (size_t k = 0; k < words->texts[i].n; k++)
			index.pairs[n++] = (struct word_pair){pair_at(&words->texts[i], k), i};
	if (n > 0)
		qsort(index.pairs, n, sizeof(index.pairs[0]), pair_cmp);
	for (size_t first_of = 0, k; first_of < n; first_of = k) {
		size_t first = kept;
		uint64_t pair = index.pairs[first_of].pair;
		size_t last_text = SIZE_MAX;
		for (k = first_of; k < n && index.pairs[k].pair == pair; k++) {
			if (index.pairs[k].text != last_text)
				index.pairs[kept++] = index.pairs[k];
			last_text = index.pairs[kept - 1].text;
		}
		if (kept - first > COMMON)
			kept = first;
	}
	index.n_pairs = kept;
	return index;
}

static size_t pairs_from(const struct word_index *index, uint64_t pair)
{
	size_t from = 0, to = index->n_pairs;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (index->pairs[middle].pair < pair)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

size_t words_find(struct word_index *index, size_t at, struct word_found ret_found[WORD_INDEX_FOUND])
{
	const struct word_list *t = &index->words->texts[at];
	size_t n_touched = 0, n_found = 0;
	for (size_t k = 0; k < t->n; k++) {
		uint64_t pair = pair_at(t, k);
		for (size_t p = pairs_from(index, pair); p < index->n_pairs && index->pairs[p].pair == pair; p++)
			if (index->counts[index->pairs[p].text - index->from]++ == 0)
				index->touched[n_touched++] = index->pairs[p].text;
	}
	for (size_t k = 0; k < n_touched; k++) {
		uint32_t *count = &index->counts[index->touched[k] - index->from];
		const struct word_found found = {index->touched[k], *count};
		size_t place = n_found < WORD_INDEX_FOUND ? n_found++ : WORD_INDEX_FOUND;
		for (; place > 0; place--) {
			const struct word_found *before = &ret_found[place - 1];
			if (before->pairs > found.pairs || (before->pairs == found.pairs && before->text < found.text))
				break;
			if (place < WORD_INDEX_FOUND)
				ret_found[place] = *before;
		}
		if (place < WORD_INDEX_FOUND)
			ret_found[place] = found;
		*count = 0;
	}
	return n_found;
}
