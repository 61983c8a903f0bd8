/* Text taken apart into words, the same for what is indexed and for what is asked. */
#include "search/private.h"

/* The code point at `at`; 0 at the end. */
static uint32_t peek(struct str text, size_t at)
{
	return at < text.n ? utf8_next(text, &at) : 0;
}

/* The offset behind the word that begins at `from`. */
static size_t word_end(struct str text, size_t from)
{
	size_t at = from;
	enum utf8_class before = utf8_class_of(utf8_next(text, &at));
	bool is_ideograph = before == UTF8_IDEOGRAPH;
	while (at < text.n) {
		size_t next = at;
		uint32_t c = utf8_next(text, &next);
		enum utf8_class class = utf8_class_of(c);
		bool goes_on = class == UTF8_MARK || (!is_ideograph && (class == UTF8_LETTER || class == UTF8_DIGIT));
		bool is_joint = c == '.' && before == UTF8_DIGIT && utf8_class_of(peek(text, next)) == UTF8_DIGIT;
		if (!goes_on && !is_joint)
			break;
		before = class;
		at = next;
	}
	return at;
}

static struct str folded(struct arena *arena, struct str word)
{
	struct buf out = buf_open(arena, word.n + 8);
	for (size_t at = 0; at < word.n;) {
		size_t whole = out.n;
		uint32_t c = utf8_next(word, &at);
		if (c == '.')
			buf_char(&out, '.');
		else
			utf8_put_folded(&out, c);
		if (out.n > LIMIT_SEARCH_WORD_BYTES) {
			out.n = whole;
			break;
		}
	}
	return buf_view(&out);
}

bool word_next(struct arena *arena, struct str text, size_t *at, struct search_word *ret_word)
{
	while (*at < text.n) {
		size_t from = *at;
		enum utf8_class class = utf8_class_of(utf8_next(text, at));
		if (class == UTF8_OTHER || class == UTF8_MARK)
			continue;
		*at = word_end(text, from);
		struct str word = folded(arena, str_slice(text, from, *at));
		if (word.n == 0)
			continue;
		*ret_word = (struct search_word){.word = word, .from = from, .to = *at};
		return true;
	}
	return false;
}

size_t words_put(struct arena *arena, struct buf *to, struct str text, const char *sign)
{
	size_t n = 0;
	struct search_word word;
	for (size_t at = 0; word_next(arena, text, &at, &word); n++) {
		buf_char(to, ' ');
		buf_c(to, sign);
		buf_str(to, word.word);
	}
	return n;
}

struct str words_of(struct arena *arena, const struct search_document *document, struct str place)
{
	struct buf words = buf_open(arena, document->text.n + 3 * document->title.n + 64);
	(void)words_put(arena, &words, document->title, "^");
	struct str one;
	while (str_cut(&place, ' ', &one)) {
		buf_lit(&words, " @");
		buf_str(&words, one);
	}
	(void)words_put(arena, &words, document->title, "");
	(void)words_put(arena, &words, document->text, "");
	return str_slice(buf_view(&words), 1, words.n);
}
