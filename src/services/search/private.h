/* Shared by the files of this room. */
#pragma once

#include "search/search.h"

/* ---- words.c, pure: text taken apart ---- */

/* A word as search knows it, and where it stands in the text. */
struct search_word {
	struct str word; /* in the arena */
	size_t from, to;
};

/* The next word at or after *at, which moves past it; false when there is none. A word is letters and digits with their
 * marks, folded; dots between digits belong to it ("1.2.1"); each ideograph is one. */
bool word_next(struct arena *arena, struct str text, size_t *at, struct search_word *ret_word);

/* Appends all words of the text, each behind a space and perhaps a sign; returns how many. */
size_t words_put(struct arena *arena, struct buf *to, struct str text, const char *sign);

/* What db indexes of a document: its title's words once with "^" in front, then its places as "@codes", then the words
 * of title and text. No space in front. */
struct str words_of(struct arena *arena, const struct search_document *document, struct str place);

/* ---- question.c, pure ---- */

/* What somebody looks for. */
struct question {
	const struct db_text_word *words; /* each once */
	size_t n;
	const struct str *phrases; /* of two words at least */
	size_t n_phrases;
	struct str whole; /* all words in the order asked, with single spaces: what a title may be */
};

/* INVALID with a problem: too long, too many words or phrases. No word at all is OK with n 0. */
MUST_USE enum outcome question_read(struct ctx *ctx, struct str asked, struct question *ret_question);

/* ---- rank.c, pure ---- */

/* How well the words of a text answer; the same number everywhere, since it is made of these alone. */
int64_t rank_of(const struct question *question, struct str words);

/* ---- snippet.c, pure ---- */

/* Does the word answer one of the question's? */
bool question_has(const struct question *question, struct str word);

/* The text, cut to some 200 characters around the most words that were looked for. */
const struct search_piece *snippet_of(struct arena *arena, const struct question *question, struct str text,
				      size_t *ret_n);

/* ---- index.c: the job ---- */

#define SEARCH_JOBS 2
extern const struct job search_jobs[SEARCH_JOBS];

/* Inside a write: everything is noted, so that the index is made anew. */
MUST_USE enum outcome index_note_all(struct ctx *ctx, void *args);

#define SEARCH_VERBS 2
extern const struct verb search_verbs[SEARCH_VERBS];
