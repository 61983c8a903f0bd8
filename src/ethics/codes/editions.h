/* The rules of editions, of the acts that make them, and of what other bodies and texts have to do with them. Private
 * to codes. */
#pragma once

#include "codes/codes.h"

#define EDITION_TITLE_BYTES 300

/* A language tag by its form; a link that begins with http:// or https://. */
bool lang_valid(struct str lang);
bool link_valid(struct str link);

/* A problem for each field that cannot be: instrument_kind, instrument_number, instrument_body, instrument_day,
 * instrument_link. */
void instrument_check(struct ctx *ctx, const struct instrument *instrument, struct day today);

/* INVALID with all problems of a draft: title, lang, change, in_force_from, and the instrument's. */
MUST_USE enum outcome edition_check(struct ctx *ctx, const struct edition *edition, struct day today);

/* The same, and what only matters once it is published: the change is said from the second edition on, and the first
 * day is not before the instrument's unless that is meant. edition->number is the one it is about to get. */
MUST_USE enum outcome edition_publish_check(struct ctx *ctx, const struct edition *edition, struct day today);
