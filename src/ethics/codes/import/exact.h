/* What the readers of our own exports (Akoma Ntoso, JSON, CSV, Markdown) check alike. Private to codes. */
#pragma once

#include "codes/import/import.h"

#define ANCHOR_BYTES_MAX 240  /* of an anchor */
#define FACT_BYTES       2000 /* of a fact on a line */

/* Where in a file something stands. */
struct place {
	struct str where; /* the file's name, and where lines say nothing the path within: "code.json: provisions[3]" */
	int64_t line;     /* from 1; 0: none */
	int64_t column;
	bool is_whole; /* the file itself */
};

/* A place within a place: "code.json: provisions[3]" and "anchor". A place that has a line stays as it is. */
struct place place_in(struct arena *arena, struct place place, const char *name);

/* Provisions as a file says them, in its order. */
struct exact {
	struct ctx *ctx;
	const struct code_file *file;
	struct provision *p;
	struct place *places;
	size_t n;
	size_t capacity;
	bool is_refused; /* too many */
};

/* Adds one, its texts checked and composed. Problems, not an outcome, say what cannot be: a depth that skips one, an
 * anchor, id or language that is none, an element without a word, too many. `id` is as printed; empty: a new one. An
 * empty anchor is made at the end. */
void exact_add(struct exact *exact, struct provision p, struct str id, struct place place);

/* All of it as an import without facts. INVALID when anything was wrong: no element, the same anchor or id twice, an
 * anchor here and none there, or a problem before. */
MUST_USE enum outcome exact_close(struct exact *exact, struct code_import *ret_import);

/* Facts as a file prints them; empty: not said. */
struct facts_text {
	struct str slug, number, change, in_force_from, lang, origin;
	struct str instrument_kind, instrument_number, instrument_body, instrument_day, instrument_link;
};

/* Facts of the texts; a problem at the place, with the fact's name, for each that cannot be. */
MUST_USE enum outcome exact_facts(struct ctx *ctx, const struct facts_text *text, struct place place,
				  struct edition_facts *ret_facts);

/* A title from outside: one line; where there is none, one made of the file's name. */
MUST_USE enum outcome exact_title(struct ctx *ctx, const struct code_file *file, struct str title, struct place place,
				  struct str *ret_title);
