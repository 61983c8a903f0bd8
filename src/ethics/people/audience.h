/* To whom a text applies: by how somebody holds a post, by contract, workplace, grade, membership status, body. Pure.
 */
#pragma once

#include "people/people.h"

enum audience_field {
	AUDIENCE_CATEGORY,
	AUDIENCE_BODY, /* the body's slug */
	AUDIENCE_CONTRACT,
	AUDIENCE_WORKPLACE,
	AUDIENCE_GRADE,
	AUDIENCE_STATUS,
	AUDIENCE_FIELDS,
};

/* One of the values of each field that is asked for. Nothing asked: everybody. */
struct audience {
	struct {
		struct str *values; /* in ascending order, none twice */
		size_t n;
	} field[AUDIENCE_FIELDS];
};

/* Reads "category=elected,appointed; workplace=Depot"; a value that holds , ; = or a quote stands in double quotes, a
 * quote in it twice. Empty text is everybody. INVALID with problems, under `where`: an unknown field or category, a
 * field twice or without a value, an open quote. */
MUST_USE enum outcome audience_parse(struct ctx *ctx, const char *where, struct str text,
				     struct audience *ret_audience);

/* The canonical text, as it is stored: fields in the order of the enum, values in ascending order. What it gives,
 * audience_parse reads to the same. Empty: everybody. */
struct str audience_text(struct arena *arena, const struct audience *audience);

/* "candidates and employees, workplace Depot"; "everybody". */
struct str audience_words(struct arena *arena, const struct audience *audience);

bool audience_is_everybody(const struct audience *audience);

/* Does the text apply to whoever holds this post? Case does not count. A body means that body alone. */
bool audience_holds(struct arena *arena, const struct audience *audience, const struct tenure *tenure);
