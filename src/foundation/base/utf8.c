#include <utf8proc.h>

#include "base/base.h"

/* Length of the well-formed sequence at p (1 to 4), or 0; RFC 3629, section 4. */
static size_t sequence_length(const unsigned char *p, size_t n)
{
	unsigned char first = p[0];
	if (first < 0x80)
		return 1;
	size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
	if (first < 0xc2 || first > 0xf4 || n < length)
		return 0;
	/* The second byte's range excludes overlong forms, surrogates and what lies above U+10FFFF. */
	unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	return length;
}

size_t utf8_fault(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t at = 0;
	while (at < s.n) {
		uint64_t eight;
		if (s.n - at >= sizeof(eight)) {
			memcpy(&eight, p + at, sizeof(eight));
			if (!(eight & 0x8080808080808080)) {
				at += sizeof(eight);
				continue;
			}
		}
		size_t length = sequence_length(p + at, s.n - at);
		if (length == 0)
			return at;
		at += length;
	}
	return STR_NPOS;
}

uint32_t utf8_next(struct str s, size_t *at)
{
	const unsigned char *p = (const unsigned char *)s.p + *at;
	if (p[0] < 0x80) {
		*at += 1;
		return p[0];
	}
	if (p[0] < 0xe0) {
		*at += 2;
		return (p[0] & 0x1fU) << 6 | (p[1] & 0x3fU);
	}
	if (p[0] < 0xf0) {
		*at += 3;
		return (p[0] & 0x0fU) << 12 | (p[1] & 0x3fU) << 6 | (p[2] & 0x3fU);
	}
	*at += 4;
	return (p[0] & 0x07U) << 18 | (p[1] & 0x3fU) << 12 | (p[2] & 0x3fU) << 6 | (p[3] & 0x3fU);
}

void utf8_put(struct buf *buf, uint32_t c)
{
	if (c < 0x80) {
		buf_char(buf, (char)c);
		return;
	}
	char *p = buf_reserve(buf, 4);
	size_t n = 0;
	if (c < 0x800) {
		p[n++] = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		p[n++] = (char)(0xe0 | c >> 12);
		p[n++] = (char)(0x80 | (c >> 6 & 0x3f));
	} else {
		p[n++] = (char)(0xf0 | c >> 18);
		p[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		p[n++] = (char)(0x80 | (c >> 6 & 0x3f));
	}
	p[n++] = (char)(0x80 | (c & 0x3f));
	buf->n += n;
}

/* Reports a fault of the text at the byte `at`, before which it is well-formed. Always INVALID. */
static enum outcome text_problem(struct ctx *ctx, struct str raw, size_t at, const struct text_rules *rules,
				 const char *message, struct str arg)
{
	if (!rules->is_file)
		return problem_add(ctx, rules->name, message, arg);
	int64_t line = 1, column = 1;
	for (size_t i = 0; i < at;) {
		uint32_t c = utf8_next(raw, &i);
		bool ends_line = c == '\n' || (c == '\r' && (i >= raw.n || raw.p[i] != '\n'));
		line += ends_line;
		column = ends_line ? 1 : column + 1;
	}
	return problem_at(ctx, str_of(rules->name), line, column, message, arg);
}

static enum outcome check_encoding(struct ctx *ctx, struct str raw, const struct text_rules *rules)
{
	if (raw.n >= 2 && (memcmp(raw.p, "\xff\xfe", 2) == 0 || memcmp(raw.p, "\xfe\xff", 2) == 0))
		return text_problem(ctx, raw, 0, rules, msg("this is UTF-16 text: save it as UTF-8 and try again"),
				    (struct str){0});
	size_t fault = utf8_fault(raw);
	size_t nul = str_find_char(raw, '\0', 0);
	if (nul != STR_NPOS && nul < fault)
		return text_problem(ctx, raw, nul, rules,
				    msg("this is not text (it holds a NUL byte): save it as UTF-8 text and try again"),
				    (struct str){0});
	if (fault == STR_NPOS)
		return OK;
	unsigned char byte = (unsigned char)raw.p[fault];
	return text_problem(ctx, raw, fault, rules,
			    msg("the byte 0x{1} is not part of UTF-8 text: save the text as UTF-8 and try again"),
			    str_hex(ctx->arena, str_bytes(&byte, 1)));
}

static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xfffe || c == 0xffff;
}

/* The Stream-Safe Text Format (UAX #15, section 13): no writing needs more marks on one letter, and to put marks in
 * order takes time by the square of their number. */
#define MARKS_IN_A_ROW 30

static bool is_mark(uint32_t c)
{
	return c >= 0x300 && utf8proc_get_property((utf8proc_int32_t)c)->combining_class != 0;
}

/* Refuses control characters and heaps of marks, and turns the ends of lines into LF; *ret_above is whether a character
 * may need composing (all below U+0300 stand in NFC already). */
static enum outcome clean_controls(struct ctx *ctx, struct str raw, const struct text_rules *rules,
				   struct str *ret_clean, bool *ret_above)
{
	struct buf clean = buf_open(ctx->arena, raw.n);
	bool above = false;
	size_t marks = 0;
	for (size_t at = 0; at < raw.n;) {
		size_t start = at;
		uint32_t c = utf8_next(raw, &at);
		above |= c >= 0x300;
		marks = is_mark(c) ? marks + 1 : 0;
		if (marks > MARKS_IN_A_ROW)
			return text_problem(ctx, raw, start, rules,
					    msg("a letter carries more than {1} marks: remove some"),
					    str_fmt(ctx->arena, "%d", MARKS_IN_A_ROW));
		if (is_control(c)) {
			if (!rules->lines && (c == '\n' || c == '\r'))
				return text_problem(ctx, raw, start, rules, msg("write this on one line"),
						    (struct str){0});
			if (!rules->lines || (c != '\n' && c != '\r' && c != '\t'))
				return text_problem(
					ctx, raw, start, rules,
					msg("remove the control character U+{1}: it has no meaning in text"),
					str_fmt(ctx->arena, "%04X", (unsigned)c));
			if (c == '\r' && at < raw.n && raw.p[at] == '\n')
				continue;
			buf_char(&clean, c == '\t' ? '\t' : '\n');
			continue;
		}
		buf_bytes(&clean, raw.p + start, at - start);
	}
	*ret_clean = buf_view(&clean);
	*ret_above = above;
	return OK;
}

static struct str compose(struct arena *arena, struct str s)
{
	CLEANUP(arena_closep) struct arena *aside = arena_open(0);
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.p;
	utf8proc_ssize_t n = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, NULL, 0, options);
	if (n < 0)
		die("text cannot be normalised: %s", utf8proc_errmsg(n));
	/* utf8proc ends what it wrote with a NUL, for which it wants one element more. */
	utf8proc_int32_t *points = arena_array(aside, utf8proc_int32_t, (size_t)n + 1);
	n = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, points, n, options);
	if (n >= 0)
		n = utf8proc_reencode(points, n, options);
	if (n < 0)
		die("text cannot be normalised: %s", utf8proc_errmsg(n));
	struct str composed = str_bytes(points, (size_t)n);
	return str_eq(composed, s) ? s : str_dup(arena, composed);
}

static enum outcome too_long(struct ctx *ctx, size_t n, const struct text_rules *rules)
{
	return problem_add(ctx, rules->name, msg("this is {1} bytes long; at most {2} are allowed"),
			   str_fmt(ctx->arena, "%zu", n), str_fmt(ctx->arena, "%zu", rules->max_bytes));
}

enum outcome text_accept(struct ctx *ctx, struct str raw, const struct text_rules *rules, struct str *ret_text)
{
	if (raw.n > rules->max_bytes)
		return too_long(ctx, raw.n, rules);
	while (str_starts(raw, STR("\xef\xbb\xbf")))
		raw = str_slice(raw, 3, raw.n);
	struct str text = {0};
	bool above = false;
	TRY(check_encoding(ctx, raw, rules));
	TRY(clean_controls(ctx, raw, rules, &text, &above));
	if (above)
		text = compose(ctx->arena, text);
	if (text.n > rules->max_bytes)
		return too_long(ctx, text.n, rules);
	*ret_text = text;
	return OK;
}

static bool is_white_space(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool text_next_word(struct str *rest, struct str *ret_word)
{
	size_t start = STR_NPOS, at = 0, before = 0;
	while (at < rest->n) {
		before = at;
		bool is_white = is_white_space(utf8_next(*rest, &at));
		if (!is_white && start == STR_NPOS)
			start = before;
		if (is_white && start != STR_NPOS)
			break;
		before = at;
	}
	if (start == STR_NPOS) {
		*rest = str_slice(*rest, rest->n, rest->n);
		return false;
	}
	*ret_word = str_slice(*rest, start, before);
	*rest = str_slice(*rest, before, rest->n);
	return true;
}

size_t text_words(struct str s)
{
	struct str word;
	size_t n = 0;
	while (text_next_word(&s, &word))
		n++;
	return n;
}

/* Letters that Unicode does not take apart, as they are written without them. */
static struct str plain_letters(uint32_t c)
{
	switch (c) {
	case 0xe6: /* æ */
		return STR("ae");
	case 0xf0:  /* ð */
	case 0x111: /* đ */
		return STR("d");
	case 0xf8: /* ø */
		return STR("o");
	case 0xfe: /* þ */
		return STR("th");
	case 0x127: /* ħ */
		return STR("h");
	case 0x131: /* ı */
		return STR("i");
	case 0x142: /* ł */
		return STR("l");
	case 0x153: /* œ */
		return STR("oe");
	}
	return (struct str){0};
}

/* ---- Words as search knows them ---- */

static bool is_ideograph(uint32_t c)
{
	return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x3ffff);
}

enum utf8_class utf8_class_of(uint32_t c)
{
	if (c < 0x80) {
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		return is_letter ? UTF8_LETTER : c >= '0' && c <= '9' ? UTF8_DIGIT : UTF8_OTHER;
	}
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return is_ideograph(c) ? UTF8_IDEOGRAPH : UTF8_LETTER;
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return UTF8_DIGIT;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return UTF8_MARK;
	default:
		return UTF8_OTHER;
	}
}

/* The longest decomposition in Unicode, of U+FDFA, is 18 code points. */
#define DECOMPOSED 32

static size_t taken_apart(uint32_t c, utf8proc_int32_t *parts, size_t room, int options)
{
	int boundary = 0, how = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | options;
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, (utf8proc_ssize_t)room,
						     (utf8proc_option_t)how, &boundary);
	if (n < 0 || (size_t)n > room)
		die("the character U+%04X cannot be taken apart", (unsigned)c);
	return (size_t)n;
}

void utf8_put_folded(struct buf *buf, uint32_t c)
{
	if (c < 0x80) {
		if (utf8_class_of(c) != UTF8_OTHER)
			buf_char(buf, (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
		return;
	}
	utf8proc_int32_t parts[DECOMPOSED];
	size_t n = taken_apart(c, parts, COUNT_OF(parts), UTF8PROC_STRIPMARK);
	for (size_t i = 0; i < n; i++) {
		enum utf8_class class = utf8_class_of((uint32_t)parts[i]);
		struct str letters = plain_letters((uint32_t)parts[i]);
		if (letters.n > 0)
			buf_str(buf, letters);
		else if (class != UTF8_OTHER && class != UTF8_MARK)
			utf8_put(buf, (uint32_t)parts[i]);
	}
}

static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == 0x2019 || c == 0x2bc;
}

struct str text_slug(struct arena *arena, struct str s)
{
	struct buf slug = buf_open(arena, s.n);
	bool gap = false;
	for (size_t at = 0; at < s.n;) {
		uint32_t point = utf8_next(s, &at);
		if (is_apostrophe(point))
			continue;
		utf8proc_int32_t parts[DECOMPOSED];
		size_t n = taken_apart(point, parts, COUNT_OF(parts), UTF8PROC_STRIPMARK);
		for (size_t i = 0; i < n; i++) {
			uint32_t c = (uint32_t)parts[i];
			bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
			struct str letters = plain_letters(c);
			if (!plain && letters.n == 0) {
				gap = true;
				continue;
			}
			if (gap && slug.n > 0)
				buf_char(&slug, '-');
			gap = false;
			if (plain)
				buf_char(&slug, (char)c);
			else
				buf_str(&slug, letters);
		}
	}
	return buf_view(&slug);
}

struct str text_fold(struct arena *arena, struct str s)
{
	struct buf folded = buf_open(arena, s.n);
	for (size_t at = 0; at < s.n;) {
		uint32_t point = utf8_next(s, &at);
		utf8proc_int32_t parts[DECOMPOSED];
		size_t n = taken_apart(point, parts, COUNT_OF(parts), 0);
		for (size_t i = 0; i < n; i++)
			utf8_put(&folded, (uint32_t)parts[i]);
	}
	return buf_view(&folded);
}
