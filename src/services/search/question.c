/* What somebody typed, as words to look for. There is no wrong question, only ones too long. */
#include "search/private.h"

/* A beginning so short would be that of a large part of all words. */
#define BEGINNING_CHARS 3

struct reading {
	struct arena *arena;
	struct db_text_word *words;
	size_t n;
	bool is_full;
	struct str *phrases;
	size_t n_phrases;
	struct buf whole;
	struct buf phrase; /* the one that is open, each word behind a space */
	size_t n_phrase;   /* words in it */
	bool in_phrase;
	size_t last; /* of the word read last */
	bool last_in_phrase;
};

static void word_add(struct reading *r, struct str word)
{
	buf_c(&r->whole, r->whole.n ? " " : "");
	buf_str(&r->whole, word);
	if (r->in_phrase) {
		buf_char(&r->phrase, ' ');
		buf_str(&r->phrase, word);
		r->n_phrase++;
	}
	size_t i = 0;
	while (i < r->n && !str_eq(r->words[i].word, word))
		i++;
	r->last = i;
	r->last_in_phrase = r->in_phrase;
	if (i < r->n)
		return;
	r->is_full = r->n == LIMIT_SEARCH_WORDS;
	if (!r->is_full)
		r->words[r->n++].word = word;
}

static void phrase_end(struct reading *r)
{
	if (r->n_phrase > 1) {
		if (r->n_phrases < DB_TEXT_PHRASES)
			r->phrases[r->n_phrases] = str_slice(buf_view(&r->phrase), 1, r->phrase.n);
		r->n_phrases++;
	}
	r->phrase = buf_open(r->arena, 64);
	r->n_phrase = 0;
}

/* Straight and curled, and those of French and German. */
static bool is_quote(uint32_t c)
{
	return c == '"' || (c >= 0x201c && c <= 0x201f) || c == 0xab || c == 0xbb;
}

/* Words up to the next quotation mark. */
static void read_part(struct reading *r, struct str part)
{
	struct search_word word;
	for (size_t at = 0; !r->is_full && word_next(r->arena, part, &at, &word);)
		word_add(r, word.word);
}

static void read_all(struct reading *r, struct str asked)
{
	size_t from = 0;
	for (size_t at = 0; at < asked.n;) {
		size_t before = at;
		if (!is_quote(utf8_next(asked, &at)))
			continue;
		read_part(r, str_slice(asked, from, before));
		if (r->in_phrase)
			phrase_end(r);
		r->in_phrase = !r->in_phrase;
		from = at;
	}
	read_part(r, str_slice(asked, from, asked.n));
	if (r->in_phrase)
		phrase_end(r);
}

static size_t chars_of(struct str word)
{
	size_t n = 0;
	for (size_t at = 0; at < word.n; n++)
		(void)utf8_next(word, &at);
	return n;
}

enum outcome question_read(struct ctx *ctx, struct str asked, struct question *ret_question)
{
	if (asked.n > LIMIT_SEARCH_BYTES)
		return problem_add(ctx, "q", msg("Search for fewer words: at most {1} characters"),
				   str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_SEARCH_BYTES));
	struct reading r = {
		.arena = ctx->arena,
		.words = arena_array(ctx->arena, struct db_text_word, LIMIT_SEARCH_WORDS),
		.phrases = arena_array(ctx->arena, struct str, DB_TEXT_PHRASES),
		.whole = buf_open(ctx->arena, asked.n + 1),
		.phrase = buf_open(ctx->arena, 64),
	};
	read_all(&r, asked);
	if (r.is_full)
		return problem_add(ctx, "q", msg("Search for fewer words: at most {1} different ones"),
				   str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_SEARCH_WORDS));
	if (r.n_phrases > DB_TEXT_PHRASES)
		return problem_add(ctx, "q", msg("Put at most {1} groups of words between quotation marks"),
				   str_fmt(ctx->arena, "%d", DB_TEXT_PHRASES));
	bool ends_open = !r.last_in_phrase && r.n > 0;
	if (ends_open && chars_of(r.words[r.last].word) >= BEGINNING_CHARS)
		r.words[r.last].may_go_on = true;
	*ret_question = (struct question){
		.words = r.words,
		.n = r.n,
		.phrases = r.phrases,
		.n_phrases = r.n_phrases,
		.whole = buf_view(&r.whole),
	};
	return OK;
}
