/* Two names compared: how alike they are, and why. Nothing of it says that they are one: people decide (S11). Pure. */
#pragma once

#include "screening/name.h"

/* What became of words of the two names. */
enum part_kind {
	PART_SAME = 1,        /* the same letters */
	PART_SPELLING,        /* alike, with letters changed */
	PART_SCRIPT_OR_SOUND, /* other letters for the same sound */
	PART_JOINED,          /* written as one word and as two */
	PART_INITIAL,         /* a letter for a word that begins with it */
	PART_SHORT,           /* a short form of a given name */
	PART_INITIALS,        /* letters for several words */
	PART_ONLY_ONE,        /* in one of the two alone */
	PART_OTHER,           /* each has one that the other has not */
	PART_NUMBER,          /* another number: another thing */
};

struct pair_part {
	enum part_kind kind;
	struct str a, b; /* as tokens have them; empty: not there */
	double likeness; /* 0 to 1 */
};

#define PAIR_PARTS (2 * NAME_TOKENS)

struct pair {
	double score; /* 0: nothing in common; 1: the same */
	struct pair_part parts[PAIR_PARTS];
	size_t n;
};

/* From this score on names are taken to be alike. One for all; docs/screening.md says how it was found. */
#define PAIR_ALIKE 0.70

/* The names live as long as the pair. Which name comes first makes no difference. */
void pair_compare(const struct name *a, const struct name *b, enum name_kind kind, struct pair *ret_pair);

/* The best of their names. */
void names_compare(const struct names *a, const struct names *b, enum name_kind kind, struct pair *ret_pair);

/* "the same: bank; one has it alone: schweiz" for people who read the explanation. */
struct str pair_words(struct arena *arena, const struct pair *pair);

/* How alike two words are, 0 to 1: by letters that are changed, added, left out or exchanged, those that are easily
 * taken for one another less. */
double words_alike(struct str a, struct str b);
