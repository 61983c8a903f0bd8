/* What is shown of a text that was found: the part with the most of the words, each marked. */
#include "search/private.h"

/* About two lines. */
#define SHOWN_BYTES 240

/* Words before the first one that was found. */
#define LEAD_WORDS 6

/* A text longer than this is looked through no further. */
#define LOOKED_BYTES ((size_t)64 * 1024)

bool question_has(const struct question *question, struct str word)
{
	for (size_t i = 0; i < question->n; i++) {
		const struct db_text_word *asked = &question->words[i];
		if (asked->may_go_on ? str_starts(word, asked->word) : str_eq(word, asked->word))
			return true;
	}
	return false;
}

struct place {
	size_t from, to; /* of a word in the text */
	bool is_found;
};

struct places {
	struct place *p;
	size_t n;
};

static struct places places_of(struct arena *arena, const struct question *question, struct str text)
{
	struct places places = {.p = arena_array(arena, struct place, text.n / 2 + 1)};
	struct search_word word;
	for (size_t at = 0; word_next(arena, text, &at, &word);)
		places.p[places.n++] = (struct place){word.from, word.to, question_has(question, word.word)};
	return places;
}

/* The word at which to begin: the window behind it holds the most words that were found. */
static size_t best_start(const struct places *places)
{
	size_t best = 0, most = 0, end = 0, found = 0;
	for (size_t i = 0; i < places->n; i++) {
		while (end < places->n && places->p[end].to - places->p[i].from <= SHOWN_BYTES)
			found += places->p[end++].is_found;
		if (found > most && places->p[i].is_found) {
			most = found;
			best = i;
		}
		if (end > i)
			found -= places->p[i].is_found;
		else
			end = i + 1;
	}
	return best > LEAD_WORDS ? best - LEAD_WORDS : 0;
}

struct pieces {
	struct search_piece *p;
	size_t n;
};

static void piece_add(struct pieces *pieces, struct str text, bool is_found)
{
	if (text.n > 0)
		pieces->p[pieces->n++] = (struct search_piece){text, is_found};
}

/* Where the window ends: behind the last word that fits. */
static size_t window_end(const struct places *places, size_t start, struct str text)
{
	size_t end = start;
	while (end < places->n && places->p[end].to - places->p[start].from <= SHOWN_BYTES)
		end++;
	return end == places->n ? text.n : places->p[end > start ? end - 1 : start].to;
}

const struct search_piece *snippet_of(struct arena *arena, const struct question *question, struct str text,
				      size_t *ret_n)
{
	bool is_cut = text.n > LOOKED_BYTES;
	if (is_cut)
		while (text.n > LOOKED_BYTES || ((unsigned char)text.p[text.n] & 0xc0) == 0x80)
			text.n--;
	struct places places = places_of(arena, question, text);
	size_t start = best_start(&places);
	size_t from = start > 0 ? places.p[start].from : 0;
	size_t to = places.n > 0 ? window_end(&places, start, text) : (text.n < SHOWN_BYTES ? text.n : 0);
	struct pieces pieces = {.p = arena_array(arena, struct search_piece, 2 * places.n + 3)};
	piece_add(&pieces, from > 0 ? STR("… ") : STR(""), false);
	size_t at = from;
	for (size_t i = start; i < places.n && places.p[i].to <= to; i++) {
		if (!places.p[i].is_found)
			continue;
		piece_add(&pieces, str_slice(text, at, places.p[i].from), false);
		piece_add(&pieces, str_slice(text, places.p[i].from, places.p[i].to), true);
		at = places.p[i].to;
	}
	piece_add(&pieces, str_slice(text, at, to), false);
	piece_add(&pieces, to < text.n || is_cut ? STR(" …") : STR(""), false);
	*ret_n = pieces.n;
	return pieces.p;
}
