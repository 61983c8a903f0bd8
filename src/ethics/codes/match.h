/* Which provision of an earlier edition each one of a later edition continues, told from their words and their places
 * alone. Pure and deterministic; near-linear in the number of words. Private to codes. */
#pragma once

#include "codes/codes.h"

/* For each later provision the index of the earlier one that it continues, or SIZE_MAX: it is new. No earlier one is
 * continued twice. Identical provisions come first, then the same words under another label, then similar words under
 * the same label or in the same place, then similar words anywhere; what stands above most of the same passages
 * continues what stood above them. `ret_other` has room for n_later. */
void codes_match(struct arena *arena, const struct provision *earlier, size_t n_earlier, const struct provision *later,
		 size_t n_later, size_t *ret_other);

/* What two provisions have in common that count as one, whoever said so: the ground (enum match_ground) and, of their
 * words, the share that both have, 0 to 100. `in_place`: they stand below the same other one. */
int32_t codes_match_ground(struct arena *arena, const struct provision *earlier, const struct provision *later,
			   bool in_place, int32_t *ret_share);

/* Where the parent of each provision stands; SIZE_MAX: it has none. `ret_parents` has room for n. */
void codes_parents(struct arena *arena, const struct provision *provisions, size_t n, size_t *ret_parents);
