#include "html/html.h"

const struct lang lang_pseudo = {.tag = "qps"};

static const struct page_word words_built_in[] = {
#define WORD_(name, text) {STR_INIT(#name), {text, sizeof(text) - 1}},
	WORDS(WORD_)
#undef WORD_
};

/* Most pages fit, so that the buffer grows seldom. */
enum { DOCUMENT_BYTES = 32 * 1024 };

struct html html_open(struct ctx *ctx)
{
	struct html h = {.out = buf_open(ctx->arena, DOCUMENT_BYTES), .lang = ctx->lang};
	/* They are in the language of the rulebook, which is the source's: a translation has its own. */
	if (!ctx->lang) {
		h.words = ctx->words;
		h.n_words = ctx->n_words;
	}
	return h;
}

/* ---- Escaping ---- */

/* What must not stand as it is: 1 in text, 2 in attributes only. */
static const unsigned char special[256] = {['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 2, ['\''] = 2};

static void put_entity(struct buf *out, char c)
{
	switch (c) {
	case '&':
		buf_lit(out, "&amp;");
		break;
	case '<':
		buf_lit(out, "&lt;");
		break;
	case '>':
		buf_lit(out, "&gt;");
		break;
	case '"':
		buf_lit(out, "&quot;");
		break;
	default:
		buf_lit(out, "&#39;");
		break;
	}
}

static inline void escape(struct buf *out, struct str s, unsigned char up_to)
{
	size_t from = 0;
	for (size_t at = 0; at < s.n; at++) {
		unsigned char kind = special[(unsigned char)s.p[at]];
		if (kind == 0 || kind > up_to)
			continue;
		buf_bytes(out, s.p + from, at - from);
		put_entity(out, s.p[at]);
		from = at + 1;
	}
	if (from < s.n)
		buf_bytes(out, s.p + from, s.n - from);
}

void html_text(struct html *h, struct str s)
{
	escape(&h->out, s, 1);
}

void html_attribute(struct html *h, struct str s)
{
	escape(&h->out, s, 2);
}

static bool is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	       c == '_' || c == '~';
}

/* RFC 3986, section 2.2, and the percent sign: what may stand in an address that is one already. */
static bool is_address(unsigned char c)
{
	return is_unreserved(c) || (c != 0 && strchr(":/?#[]@!$&()*+,;=%", c));
}

static void put_percent(struct buf *out, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char encoded[3] = {'%', digits[c >> 4], digits[c & 15]};
	buf_bytes(out, encoded, sizeof(encoded));
}

static bool starts_nocase(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq_nocase(str_slice(s, 0, prefix.n), prefix);
}

/* Addresses that lead to this site or are what a reader can see: anything else (javascript:, data:, //host) is refused.
 */
static bool address_allowed(struct str s)
{
	if (s.n == 0)
		return false;
	if (s.p[0] == '#' || s.p[0] == '?')
		return true;
	if (s.p[0] == '/')
		return s.n == 1 || (s.p[1] != '/' && s.p[1] != '\\');
	if (starts_nocase(s, STR("mailto:")))
		return true;
	size_t host = starts_nocase(s, STR("https://")) ? 8 : starts_nocase(s, STR("http://")) ? 7 : s.n;
	return host < s.n && (is_unreserved((unsigned char)s.p[host]) || s.p[host] == '[');
}

void html_url(struct html *h, struct str s)
{
	if (!address_allowed(s)) {
		buf_char(&h->out, '#');
		return;
	}
	for (size_t at = 0; at < s.n; at++) {
		unsigned char c = (unsigned char)s.p[at];
		if (!is_address(c))
			put_percent(&h->out, c);
		else if (c == '&')
			put_entity(&h->out, '&');
		else
			buf_char(&h->out, (char)c);
	}
}

void html_url_part(struct html *h, struct str s)
{
	/* "/{{a}}/{{b}}" with an empty a would be "//b", which is another host. */
	if (s.n == 0 && str_ends(buf_view(&h->out), STR("\"/")))
		buf_char(&h->out, '.');
	for (size_t at = 0; at < s.n; at++) {
		unsigned char c = (unsigned char)s.p[at];
		if (is_unreserved(c) || c == '@')
			buf_char(&h->out, (char)c);
		else
			put_percent(&h->out, c);
	}
}

/* ---- Values ---- */

enum { DIGITS = 24 };

struct str html_value_i64(struct html *h, long long value)
{
	struct buf digits = buf_open(h->out.arena, DIGITS);
	buf_i64(&digits, value);
	return buf_view(&digits);
}

struct str html_value_u64(struct html *h, unsigned long long value)
{
	struct buf digits = buf_open(h->out.arena, DIGITS);
	buf_u64(&digits, value);
	return buf_view(&digits);
}

/* ---- Messages ---- */

struct str html_translated(struct html *h, struct str message)
{
	if (!h->lang || message.n == 0)
		return message;
	if (h->lang != &lang_pseudo)
		return lang_lookup(h->lang, message);
	struct buf out = buf_open(h->out.arena, message.n + 8);
	buf_lit(&out, "⟦");
	buf_str(&out, message);
	buf_lit(&out, "⟧");
	return buf_view(&out);
}

/* Puts the message with its arguments: {1} is the first, {{ a brace. */
static inline void put_message(struct html *h, struct str message, const struct str *args, size_t n,
			       unsigned char up_to)
{
	struct str text = html_translated(h, message);
	size_t from = 0;
	for (;;) {
		size_t brace = str_find_char(text, '{', from);
		if (brace == STR_NPOS || brace + 1 >= text.n)
			break;
		escape(&h->out, str_slice(text, from, brace), up_to);
		char next = text.p[brace + 1];
		size_t arg = (size_t)(next - '1');
		if (next >= '1' && next <= '9' && arg < n && brace + 2 < text.n && text.p[brace + 2] == '}') {
			escape(&h->out, args[arg], up_to);
			from = brace + 3;
		} else {
			buf_char(&h->out, '{');
			from = brace + (next == '{' ? 2 : 1);
		}
	}
	escape(&h->out, str_slice(text, from, text.n), up_to);
}

void html_message(struct html *h, struct str message)
{
	put_message(h, message, NULL, 0, 1);
}

void html_message_with(struct html *h, struct str message, const struct str *args, size_t n)
{
	put_message(h, message, args, n, 1);
}

void html_shown(struct html *h, struct str message)
{
	put_message(h, message, NULL, 0, 2);
}

void html_shown_with(struct html *h, struct str message, const struct str *args, size_t n)
{
	put_message(h, message, args, n, 2);
}

static struct str with_capital(struct arena *arena, struct str s)
{
	struct str text = str_dup(arena, s);
	char *first = (char *)text.p;
	if (text.n && first[0] >= 'a' && first[0] <= 'z')
		first[0] = (char)(first[0] - 'a' + 'A');
	return text;
}

struct str html_said(struct arena *arena, const struct lang *lang, struct str message, const struct str *args, size_t n)
{
	struct html h = {.out = {.arena = arena}, .lang = lang};
	return msg_format(arena, html_translated(&h, message), args, n);
}

struct str html_problem(struct html *h, const struct problem *problem)
{
	return with_capital(h->out.arena, msg_format(h->out.arena, html_translated(h, str_of(problem->message)),
						     problem->args, COUNT_OF(problem->args)));
}

struct str html_word(struct html *h, enum word word)
{
	const struct page_word *ours = &words_built_in[word];
	for (size_t i = 0; i < h->n_words; i++) {
		if (str_eq(h->words[i].key, ours->key))
			return h->words[i].text;
	}
	return html_translated(h, ours->text);
}

struct str html_word_capital(struct html *h, enum word word)
{
	return with_capital(h->out.arena, html_word(h, word));
}
