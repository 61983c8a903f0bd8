/* Names of people and organizations, taken apart into what can be compared: case, marks, scripts and punctuation are
 * gone, and each word says of which kind it is. Pure. */
#pragma once

#include "base/base.h"

enum name_kind { NAME_PERSON = 1, NAME_ORGANIZATION };

enum token_kind {
	TOKEN_PLAIN = 1,
	TOKEN_INITIAL,  /* one letter */
	TOKEN_NUMBER,   /* "4", "four", "IV": what has another number is another thing (D24) */
	TOKEN_PARTICLE, /* "al", "bin", "de", "of": says nothing by itself */
	TOKEN_TITLE,    /* "Mr", "Sheikh", "Sir" */
	TOKEN_COMMON,   /* "group", "international": too many names have it to tell them apart */
	TOKEN_FORM,     /* "Ltd", "GmbH": a legal form, as one token of however many words */
};

/* Legal forms of many countries by what they are. */
enum legal_form {
	FORM_NONE,
	FORM_PRIVATE, /* limited liability, closely held: Ltd, LLC, GmbH, SARL, OOO */
	FORM_PUBLIC,  /* shares that may be offered: PLC, AG, SA, OJSC */
	FORM_SHARES,  /* a company by shares of which kind the words do not say: Inc, Corp, JSC */
	FORM_PARTNERSHIP,
	FORM_COMPANY, /* "Co": any of them */
	FORM_COMMON_GOOD,
	FORM_COOPERATIVE,
};

#define NAME_TOKENS 24 /* of a name; the rest is not compared */

/* Of which given names a word is a form: a bit for each. */
#define SHORT_WORDS 2
struct short_forms {
	uint64_t bits[SHORT_WORDS];
};

struct name_token {
	struct str text;  /* lower-case Latin letters and digits */
	struct str sound; /* letters that are heard or written one for another made one */
	enum token_kind kind;
	enum legal_form form;
	int64_t number; /* of TOKEN_NUMBER */
	uint32_t letters,
		sounds; /* which letters stand in `text` and `sound`, a bit each: most words are told apart by them */
	struct short_forms shorts;
};

struct name {
	struct name_token tokens[NAME_TOKENS];
	size_t n;
	bool is_guess; /* from a script that does not write vowels: only what else is heard is compared */
};

/* Any text, of any script; what has no letter and no digit has no token. All lives in the arena. */
void name_read(struct arena *arena, struct str text, enum name_kind kind, struct name *ret_name);

/* The names that a text gives one thing: "Harbour Foods Ltd t/a The Crab Shack", "Quay Ferries / QF Lines", "Ada Quill
 * a.k.a. Ada Renn". The whole text is the first of them. */
#define NAMES_MOST 4
struct names {
	struct name p[NAMES_MOST];
	size_t n;
};
void names_read(struct arena *arena, struct str text, enum name_kind kind, struct names *ret_names);

/* ---- Words that are facts about names; all as tokens have them ---- */

/* The longest legal form that begins with these tokens; *ret_n: of how many. FORM_NONE: none does. */
enum legal_form legal_form_at(const struct name_token *tokens, size_t n, size_t *ret_n);
bool name_is_particle(struct str word, enum name_kind kind);
bool name_is_title(struct str word);
bool name_is_common(struct str word);
/* 0 to 3999: "four", "forty", "iv" (only from `roman` on, for single letters are initials); -1: it is none. */
int64_t name_number(struct str word, bool roman);
/* "bob" and "robert" have one in common. */
struct short_forms name_shorts(struct str word);
