/* The context of whatever acts for somebody: a request, a command or a job. First parameter everywhere. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/outcome.h"
#include "base/str.h"

struct site;      /* services/site: the authority */
struct db;        /* foundation/db: a reader, or the transaction of a write */
struct actor;     /* services/access: who acts, and with which rights; NULL is a visitor */
struct lang;      /* foundation/html: the language of messages; NULL is the source language */
struct page_word; /* foundation/html: a word of the site's own */
struct random;    /* base/random.h; NULL is the kernel's */

/* One thing that a person should put right. The text is a message id with its arguments, never a finished sentence,
 * so that it can be shown in the reader's language. */
struct problem {
	struct str where;    /* a form field's or an option's name, or a file's name; may be empty */
	int64_t line;        /* 1-based; 0 when `where` is not a file */
	int64_t column;      /* 1-based, in characters; 0 when unknown */
	const char *message; /* msgid; {1}…{4} stand for the arguments */
	struct str args[4];
	struct problem *next;
};

/* All problems found so far, in the order found; at most LIMIT_PROBLEMS are kept, the rest counted. */
struct problems {
	struct problem *first;
	struct problem *last;
	size_t count;
};

struct ctx {
	struct arena *arena;
	struct site *site;
	struct db *db;
	const struct actor *actor;
	int64_t now_ms; /* the act's instant (struct instant's ms); fixed before the first try of a write */
	bool now_given; /* --now: a write refuses it except on demo and test sites */
	const struct lang *lang;
	const struct page_word
		*words; /* the site's own words for roles and things, of its rulebook; for pages (html) */
	size_t n_words;
	struct random *random;
	struct problems problems;
};

/* Marks a literal as text shown to people, for extraction; returns it. */
#define msg(literal) ("" literal)

/* Adds a problem with a field (or option) name. Up to four arguments of struct str:
 *   problem_add(ctx, "url", msg("{1} is not an https address"), value); */
#define problem_add(ctx, where, message, ...)                                                                          \
	problem_put((ctx), str_of(where), 0, 0, (message), (const struct str[5]){__VA_ARGS__})

/* Adds a problem at a place in a file; line and column are 1-based. */
#define problem_at(ctx, file, line, column, message, ...)                                                              \
	problem_put((ctx), (file), (line), (column), (message), (const struct str[5]){__VA_ARGS__})

/* Copies all text, so that it outlives an arena_scope. `args` holds four and a spare. */
void problem_keep(struct ctx *ctx, struct str where, int64_t line, int64_t column, const char *message,
		  const struct str args[5]);

/* What the two macros call. Always INVALID, so that a rule can end with `return problem_add(…)`; it stands here so that
 * compilers and analyzers see that. */
static inline enum outcome problem_put(struct ctx *ctx, struct str where, int64_t line, int64_t column,
				       const char *message, const struct str args[5])
{
	problem_keep(ctx, where, line, column, message, args);
	return INVALID;
}

/* The message with its arguments put in: "{1}" … "{4}"; "{{" is a brace. */
struct str msg_format(struct arena *arena, struct str message, const struct str *args, size_t n_args);

/* "file:line:column: text", "field: text" or "text", in the source language; for the command line and logs. */
struct str problem_str(struct arena *arena, const struct problem *problem);

/* Forgets the problems (a write that is tried again). */
void problems_clear(struct ctx *ctx);
