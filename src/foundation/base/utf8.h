/* Text is checked and normalised once, at the edge (command line, form, file), and trusted from there on. */
#pragma once

#include "base/ctx.h"
#include "base/str.h"

/* Offset of the first byte that is not part of well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms,
 * nothing above U+10FFFF), or STR_NPOS when all of it is. */
size_t utf8_fault(struct str s);

/* The code point at *at (well-formed text only), moving *at past it. */
uint32_t utf8_next(struct str s, size_t *at);

/* Appends the code point. */
struct buf;
void utf8_put(struct buf *buf, uint32_t code_point);

/* Where an edge stands, for its messages. */
struct text_rules {
	const char *name; /* the field's name or the file's: what the problem is reported under */
	size_t max_bytes; /* longer input is INVALID, before anything is allocated */
	bool lines;       /* line feeds and tabs are allowed; CR LF and CR become LF */
	bool is_file;     /* problems are reported as file:line:column */
};

/* Checks and normalises text from outside: UTF-8 (byte order marks in front are dropped), NFC, no NUL, no control
 * characters but what `rules` allows, bounded. INVALID adds a problem that says what and where. */
MUST_USE enum outcome text_accept(struct ctx *ctx, struct str raw, const struct text_rules *rules,
				  struct str *ret_text);

/* Words in the sense of the import reports: maximal runs of characters that are not white space (Unicode
 * White_Space). */
size_t text_words(struct str s);

/* Takes the next such word off the front of *rest; false when there is none left. */
bool text_next_word(struct str *rest, struct str *ret_word);

/* What a character is, where text is taken apart into words. */
enum utf8_class {
	UTF8_OTHER,
	UTF8_LETTER,
	UTF8_IDEOGRAPH, /* a letter of a script that puts no space between words */
	UTF8_DIGIT,     /* and other numbers */
	UTF8_MARK,      /* part of the letter before it */
};
enum utf8_class utf8_class_of(uint32_t code_point);

/* Appends the letters and digits of the code point as search compares them: NFKC_Casefold's mapping without marks. */
void utf8_put_folded(struct buf *buf, uint32_t code_point);

/* Lower-case ASCII letters, digits and single hyphens from the text, for addresses: "Police – Code" gives
 * "police-code". Letters with marks lose them. Empty when nothing is left. */
struct str text_slug(struct arena *arena, struct str s);

/* The text as it is compared where case does not count: Unicode case folding over compatibility forms (NFKC_Casefold's
 * mapping, decomposed), so that two spellings that people take for one are equal bytes. Not for display. */
struct str text_fold(struct arena *arena, struct str s);
