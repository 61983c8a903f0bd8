/* Making HTML. Views are compiled from views/*.html by tools/htmlc.py (README.md has the language); what they call is
 * here. */
#pragma once

#include "base/base.h"
#include "html/assets.h"

/* A language of messages; NULL is the source language (English as written in the templates). */
struct lang {
	const char *tag;    /* "cy", "es"; "qps" is the pseudo-language of tests */
	const void *catalogue;
};
extern const struct lang lang_pseudo;

struct html {
	struct buf out;
	const struct lang *lang;
	const struct page_word *words; /* the site's words; NULL: the built-in English ones */
	size_t n_words;
};

struct page_word {
	struct str key;
	struct str text;
};

/* A new document for ctx's language. */
struct html html_open(struct ctx *ctx);

/* What was made, valid as long as the arena. */
static inline struct str html_done(const struct html *h)
{
	return buf_view(&h->out);
}

/* ---- Called by compiled views only ---- */

void html_literal(struct html *h, const char *p, size_t n);           /* markup written in a template */
void html_message(struct html *h, struct str message);                /* a text node without expressions */
void html_message_with(struct html *h, struct str message, const struct str *args, size_t n);
void html_text(struct html *h, struct str s);
void html_attribute(struct html *h, struct str s);
void html_url(struct html *h, struct str s);
void html_url_part(struct html *h, struct str s);
void html_word(struct html *h, struct str key);

/* Any value as text: struct str, const char *, signed and unsigned integers. */
struct str html_value_str(struct html *h, struct str s);
struct str html_value_c(struct html *h, const char *s);
struct str html_value_i64(struct html *h, long long value);
struct str html_value_u64(struct html *h, unsigned long long value);
#define html_value(h, value)                                                                                           \
	_Generic((value), struct str: html_value_str, const struct str: html_value_str, char *: html_value_c,          \
	         const char *: html_value_c, bool: html_value_u64, int: html_value_i64, long: html_value_i64,          \
	         long long: html_value_i64, unsigned: html_value_u64, unsigned long: html_value_u64,                   \
	         unsigned long long: html_value_u64)((h), (value))

/* Trusted Markdown from staff (CommonMark) as HTML: headings start at `top_level`; raw HTML is dropped; links as html_url. */
void html_markdown(struct html *h, struct str markdown, int top_level);
