/* The words of provisions as numbers, how many two of them share, and who shares the rarer ones. Case and the
 * punctuation around a word do not count here. Private to codes. */
#pragma once

#include "codes/codes.h"

/* A 64-bit hash of the words as they are; white space aside, equal texts give equal hashes. */
uint64_t words_hash(uint64_t seed, struct str text);
/* Word by word the same. */
bool words_same(struct str a, struct str b);

/* The words of one text, as they come and sorted. */
struct word_list {
	uint32_t *in_order;
	uint32_t *sorted;
	size_t n;
	uint64_t weight; /* of all of them */
};

struct word_slot {
	uint64_t hash; /* 0: free */
	uint32_t id;
};

struct words {
	struct arena *arena;
	struct word_list *texts;
	size_t n;
	struct word_slot *slots;
	size_t n_slots;    /* a power of two */
	uint32_t *weights; /* by word: 1 until words_weigh */
	size_t n_words, words_room;
};

struct words words_open(struct arena *arena, size_t n_texts);
/* A number for the word exactly as it is, case, punctuation and all: the same for the same word. */
uint32_t words_number(struct words *words, struct str word);
/* The text with this number is heading and text. */
void words_add(struct words *words, size_t at, struct str heading, struct str text);
/* From here on a word counts the more the fewer texts have it. */
void words_weigh(struct words *words);
/* Of the words of both, how many are in both, out of 1000; or 0 where that is less than `least`, which may save the
 * counting. */
int32_t words_share(const struct words *words, size_t a, size_t b, int32_t least);

/* Of the words of the first, how many are in the second too, out of 1000. */
int32_t words_within(const struct words *words, size_t a, size_t b);

#define WORD_INDEX_FOUND 4

struct word_found {
	size_t text;
	uint32_t pairs; /* of words in a row, in both */
};

/* Which of some texts have which two words in a row. */
struct word_index {
	const struct words *words;
	size_t from;
	struct word_pair *pairs;
	size_t n_pairs;
	uint32_t *counts;
	size_t *touched;
};

/* Of the texts numbered from, …, to - 1. */
struct word_index words_index(struct arena *arena, const struct words *words, size_t from, size_t to);
/* Those that share most pairs of words with the text, the most first; what many have tells nothing. */
size_t words_find(struct word_index *index, size_t at, struct word_found ret_found[WORD_INDEX_FOUND]);
