/* What can be found. Decisions D9, D10. */
#pragma once

#include "db/db.h"
#include "site/site.h"

/* ---- What rooms tell search ---- */

/* Inside a write: what people may find of this row of the room may have changed. Takes one row of a queue; a job asks
 * the room's feature.search_documents later, at most a second if the site is served. */
MUST_USE enum outcome search_note(struct ctx *ctx, const char *room, int64_t subject);

/* Inside a write: nothing of this row is found from its commit on, and its words go from the index for good (D10): at
 * the next database_scrub, which a job runs by itself within a minute. What may still be found of it is noted after
 * this. */
MUST_USE enum outcome search_remove(struct ctx *ctx, const char *room, int64_t subject);

/* One thing to be found. */
struct search_document {
	struct str path;    /* where it is read: "/codes/ethics#s1.2.1" */
	struct str title;   /* its label and heading, its name; hits in it come first. May be empty */
	struct str context; /* the headings above it: "Part 3, Conduct"; may be empty */
	struct str text;
	struct str lang; /* BCP 47 */
};

/* Called by feature.search_documents. First the group under which all of the row's documents are shown: a code, a
 * person itself. `place` is a word by which a search can be narrowed ("codes", "people"), and behind a space perhaps
 * another that is narrower ("registers registers.gifts"). */
MUST_USE enum outcome search_group(struct ctx *ctx, struct search_sink *sink, struct str place, struct str path,
				   struct str title);
/* Then each document, in reading order, the same at each call. */
MUST_USE enum outcome search_put(struct ctx *ctx, struct search_sink *sink, const struct search_document *document);
/* What is found changes on this day, though nothing is written then: the row is looked at again. */
void search_again_on(struct search_sink *sink, struct day day);

/* ---- What people ask ---- */

/* A piece of a document's text, around words that were found. */
struct search_piece {
	struct str text;
	bool is_found; /* a word that was looked for */
};

struct search_hit {
	struct str group_path, group_title;
	struct str path, title, context, text, lang;
	const struct search_piece *pieces; /* of the text: where most of the words stand */
	size_t n_pieces;
};

struct search_results {
	size_t n;      /* found, at most LIMIT_SEARCH_RESULTS */
	bool are_more; /* there are more than that */
	const struct search_hit *hits;
	size_t n_hits; /* of the part that was asked for */
};

/* Finds documents that have all words of `asked`, the last one also as a beginning; words between quotation marks in
 * this order, beside each other. Any text is a question. Titles first, then by how often and how close, then by their
 * order when they were indexed; the same on both engines. `place`, which may be empty, is a group's. Gives the hits
 * from `first`, at most `most`. INVALID with a problem of the field "q": too long, too many words, or it took too long;
 * a question without a word finds nothing. */
MUST_USE enum outcome search_find(struct ctx *ctx, struct str asked, struct str place, size_t first, size_t most,
				  struct search_results *ret_results);

/* The results as JSON, for pages and the command line. */
struct str search_json(struct ctx *ctx, struct str asked, size_t first, const struct search_results *results);

/* ---- The index ---- */

/* Does all that is queued, in writes of its own; outside of a read. *ret_n is the rows of rooms that were indexed. For
 * the command line, which cannot wait for the job. */
MUST_USE enum outcome search_catch_up(struct ctx *ctx, int64_t *ret_n);

extern const struct feature search_feature;
