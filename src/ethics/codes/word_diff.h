/* Two texts compared word by word. Words are what stands between white space; where lines break does not count. Pure,
 * deterministic, in linear space; the same both ways round. Private to codes. */
#pragma once

#include "codes/codes.h"

enum word_run_kind { RUN_SAME = 1, RUN_REMOVED, RUN_ADDED };

/* Words in a row of which the same holds, with the white space behind them. */
struct word_run {
	int32_t kind;       /* enum word_run_kind */
	struct str earlier; /* of same and removed words, as the earlier text has them */
	struct str later;   /* of same and added words, as the later text has them */
};

/* The runs in order: the earlier ones of all together are the earlier text, the later ones the later text, byte for
 * byte. Removed words come before those that were added in their place. What is only needed meanwhile is taken from
 * `scratch`, another arena, and given back. */
struct word_run *word_diff(struct arena *arena, struct arena *scratch, struct str earlier, struct str later,
			   size_t *ret_n);
