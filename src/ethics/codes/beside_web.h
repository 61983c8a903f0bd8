/* What a public page says beside the text. Private to codes. */
#pragma once

#include "codes/codes_web.h"
#include "people/audience.h"

/* Of each provision, to whom it applies, in words, where that is not as with what it stands under; else empty. */
const struct str *codes_applies(struct arena *arena, const struct provision *provisions, size_t n);

/* To whom the provision with this id applies, in words; empty: everybody. */
struct str codes_applies_to(struct arena *arena, const struct provision *provisions, size_t n, int64_t id);

/* What may apply to somebody among the reader's audience. */
struct provision *codes_only_for(struct arena *arena, const struct audience *reader, const struct provision *provisions,
				 size_t n, size_t *ret_n);

/* The audiences that the text names, each with the address of the page that shows only what applies to it. */
const struct codes_reader *codes_readers(struct arena *arena, struct str path, const struct provision *provisions,
					 size_t n, struct str chosen, size_t *ret_n);

/* The relations of a code as its pages show them, by provision id; those with 0 are of the whole text. `reader`: only
 * what may concern them; NULL: all. */
MUST_USE enum outcome codes_notes(struct ctx *ctx, int64_t code_id, const struct audience *reader,
				  const struct codes_note **ret_notes, size_t *ret_n);
/* Those of one provision. */
const struct codes_note *codes_notes_beside(const struct codes_note *notes, size_t n, int64_t provision_id,
					    size_t *ret_n);

/* The bodies that adopted the code. */
MUST_USE enum outcome codes_adopters(struct ctx *ctx, int64_t code_id, const struct codes_adopter **ret_adopters,
				     size_t *ret_n);
