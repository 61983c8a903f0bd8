/* A line as words that know where they stand. Private to rulebook's phrases. */
#pragma once

#include "rulebook/phrase.h"

#define PHRASE_WORDS 64

struct phrase {
	struct ctx *ctx;
	const struct yaml_node *node;
	const char *field;
	struct str words[PHRASE_WORDS]; /* slices of the node's text; "," "(" ")" are words of their own */
	size_t n, at;
};

/* INVALID when there are too many words. */
MUST_USE enum outcome phrase_open(struct ctx *ctx, const struct yaml_node *node, const char *field,
				  struct phrase *ret_phrase);

/* Takes the words if they come next, compared without case; "a|b" takes either. */
bool phrase_takes(struct phrase *phrase, const char *words);

/* Takes a number without a sign, at most `most`. */
bool phrase_takes_number(struct phrase *phrase, int32_t most, int32_t *ret_number);

/* Takes "the", "a" or "an" if it comes next. */
void phrase_skip_article(struct phrase *phrase);

/* The next word; empty at the end. */
struct str phrase_next(const struct phrase *phrase);

/* Takes a month's name: 1 to 12; 0 when the next word is none. And a weekday's, 1 Monday to 7 Sunday. */
int phrase_takes_month(struct phrase *phrase);
int phrase_takes_weekday(struct phrase *phrase);

/* The problem that something else was expected where the phrase stands. Always INVALID. */
enum outcome phrase_expected(const struct phrase *phrase, const char *what);

/* INVALID unless all words were taken. */
MUST_USE enum outcome phrase_end(const struct phrase *phrase);
