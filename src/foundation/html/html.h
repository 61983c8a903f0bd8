/* Making HTML. Views are compiled from the templates by tools/htmlc.py (README.md has the language); what they call is
 * here. */
#pragma once

#include "base/base.h"
#include "html/assets.h"

/* A language of messages; NULL is the source language (English as written in the templates). */
struct lang {
	const char *tag;      /* "cy", "es"; "qps" is the pseudo-language of tests */
	struct str catalogue; /* a checked .mo file */
};
extern const struct lang lang_pseudo;

/* Takes a catalogue as gettext's msgfmt writes it (.mo, little-endian, sorted, UTF-8), checking every offset once, so
 * that looking up needs no check and no lock. `mo` lives as long as the language. INVALID with a problem that names the
 * language. */
MUST_USE enum outcome lang_open(struct ctx *ctx, const char *tag, struct str mo, struct lang *ret_lang);

/* The translation, or the message itself where there is none. */
struct str lang_lookup(const struct lang *lang, struct str message);

/* The words for roles and things that a site may replace by its own (the rulebook's pack), and ours. In a template:
 * {{word officer}}. */
#define WORDS(X)                                                                                                       \
	X(officer, msg("ethics officer"))                                                                              \
	X(clerk, msg("clerk"))                                                                                         \
	X(member, msg("member"))                                                                                       \
	X(body, msg("body"))                                                                                           \
	X(tenure, msg("term"))                                                                                         \
	X(obligation, msg("to do"))                                                                                    \
	X(commitment, msg("signed commitment"))                                                                        \
	X(commitments, msg("signed commitments"))                                                                      \
	X(entry, msg("declaration"))                                                                                   \
	X(entries, msg("declarations"))                                                                                \
	X(match, msg("may be connected"))                                                                              \
	X(screening, msg("meeting check"))                                                                             \
	X(journal, msg("publication log"))                                                                             \
	X(rulebook, msg("rules and deadlines"))                                                                        \
	X(programme, msg("ethics plan"))                                                                               \
	X(late, msg("due date passed"))                                                                                \
	X(code, msg("code of conduct"))                                                                                \
	X(licence, msg("no licence is named: ask the publisher before you publish copies"))

enum word {
#define WORD_(name, text) WORD_##name,
	WORDS(WORD_)
#undef WORD_
};

/* A site's own word: key is the name in WORDS. */
struct page_word {
	struct str key;
	struct str text;
};

struct html {
	struct buf out;
	const struct lang *lang;
	const struct page_word *words; /* the site's words; those that are missing are ours */
	size_t n_words;
};

/* A new document for ctx's language. */
struct html html_open(struct ctx *ctx);

/* What was made, valid as long as the arena. */
static inline struct str html_done(const struct html *h)
{
	return buf_view(&h->out);
}

/* The message in the document's language; itself where there is no translation. */
struct str html_translated(struct html *h, struct str message);

/* A message with its arguments in a language (NULL: the source's), for what is put together before there is a document.
 */
struct str html_said(struct arena *arena, const struct lang *lang, struct str message, const struct str *args,
		     size_t n);

/* The problem's text in the document's language. */
struct str html_problem(struct html *h, const struct problem *problem);

/* The word for the thing, in lower case or with a capital in front. */
struct str html_word(struct html *h, enum word word);
struct str html_word_capital(struct html *h, enum word word);

/* Trusted Markdown from staff (CommonMark) as HTML: headings start at `top_level`; raw HTML is dropped, of images their
 * description stays; links as html_url. */
void html_markdown(struct html *h, struct str markdown, int top_level);

/* ---- Called by compiled views only ---- */

/* Markup written in a template. */
static inline void html_literal(struct html *h, const char *p, size_t n)
{
	buf_bytes(&h->out, p, n);
}

/* A text node; and one with expressions, {1} … in the message. */
void html_message(struct html *h, struct str message);
void html_message_with(struct html *h, struct str message, const struct str *args, size_t n);

/* The same in an attribute that people see or hear: aria-label, alt, title … */
void html_shown(struct html *h, struct str message);
void html_shown_with(struct html *h, struct str message, const struct str *args, size_t n);

void html_text(struct html *h, struct str s);
void html_attribute(struct html *h, struct str s);
void html_url(struct html *h, struct str s);
void html_url_part(struct html *h, struct str s);

/* Any value as text: struct str, const char * (NULL: empty), signed and unsigned integers. */
static inline struct str html_value_str(struct html *h, struct str s)
{
	(void)h;
	return s;
}
static inline struct str html_value_c(struct html *h, const char *s)
{
	(void)h;
	return str_of(s);
}
struct str html_value_i64(struct html *h, long long value);
struct str html_value_u64(struct html *h, unsigned long long value);
#define html_value(h, value)                                                                                           \
	_Generic((value), struct str: html_value_str, char *: html_value_c, const char *: html_value_c,                \
	         bool: html_value_u64, short: html_value_i64, int: html_value_i64, long: html_value_i64,               \
	         long long: html_value_i64, unsigned char: html_value_u64, unsigned short: html_value_u64,             \
	         unsigned: html_value_u64, unsigned long: html_value_u64, unsigned long long: html_value_u64)((h),     \
	                                                                                                      (value))
