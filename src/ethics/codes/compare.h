/* Two editions of a code compared, by provision and by word. Pure and deterministic. Private to codes. */
#pragma once

#include "codes/codes.h"
#include "codes/word_diff.h"

/* What became of one provision. Of a removed one `later` is NULL, of an added one `earlier`; otherwise nothing said
 * means: the same. */
struct compared {
	const struct provision *earlier, *later;
	bool is_changed;                     /* other words in heading or text */
	bool is_moved;                       /* below another one, or in another order among its neighbours */
	bool is_relabelled;                  /* "(b)" became "(c)" */
	bool is_for_others;                  /* it applies to others than before */
	const struct provision *split_from;  /* of an added one: its words stood in this earlier one, which lost them */
	const struct provision *merged_into; /* of a removed one: its words stand in this later one, which got them */
	const struct word_run *heading, *text; /* of a changed one; of the others n_… is 0 */
	size_t n_heading, n_text;
};

/* A changed, moved, relabelled provision counts in each. same + changed-and-the-like + added are those of the later
 * edition. Comparing the other way round gives the same counts with added and removed exchanged. */
struct compare_counts {
	size_t same, changed, moved, relabelled, for_others, added, removed;
	size_t words_added, words_removed; /* in all of them, headings included and labels not */
};

struct comparison {
	struct compared
		*rows; /* in the later edition's order; what was removed where it stood, as far as one can say */
	size_t n;
	struct compare_counts counts;
};

/* Provisions with the same id are one. */
struct comparison codes_compare(struct arena *arena, const struct provision *earlier, size_t n_earlier,
				const struct provision *later, size_t n_later);

/* Neither added, removed, changed, moved, relabelled nor for others. */
bool compared_is_same(const struct compared *row);

/* "changed", "moved" …: what is said of a row, the most telling first; none of one that is the same. */
#define COMPARED_WORDS 4
size_t compared_words(const struct compared *row, const char *ret_words[COMPARED_WORDS]);
