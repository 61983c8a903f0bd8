/* The order of results. Made of the question and the text's own words alone, in whole numbers, so that both engines,
 * and a copy of the site, give the same. */
#include <limits.h>

#include "search/private.h"

/* A word's share grows with how often it stands there, ever less, and is worth less in a long text: the middle part of
 * the BM25 formula (Robertson and Zaragoza, 2009, section 3.5) with k1 = 1.2, b = 0.75 and 40 words as the usual
 * length. How rare a word is makes no difference, since every text found has them all. */
#define SHARE_MOST   2200
#define USUAL_LENGTH 40

#define IN_TITLE     1500 /* a word that stands in the title */
#define IS_NEXT      1000 /* the words stand beside each other, as asked */
#define TITLE_BEGINS 4000 /* the title begins with what was asked: a printed label */
#define TITLE_IS     8000

/* Not less than LIMIT_SEARCH_WORDS. */
#define RANKED_WORDS 32

struct counted {
	int64_t n[RANKED_WORDS]; /* how often each word of the question stands in the text */
	bool in_title[RANKED_WORDS];
	int64_t length;
};

static bool answers(const struct db_text_word *asked, struct str word)
{
	return asked->may_go_on ? str_starts(word, asked->word) : str_eq(word, asked->word);
}

static struct counted count(const struct question *question, struct str words)
{
	struct counted counted = {0};
	/* Most words of a text begin otherwise than any that was asked for. */
	bool may_begin[UCHAR_MAX + 1] = {false};
	for (size_t i = 0; i < question->n; i++)
		may_begin[(unsigned char)question->words[i].word.p[0]] = true;
	struct str word;
	while (str_cut(&words, ' ', &word)) {
		if (word.n == 0 || word.p[0] == '@')
			continue;
		bool of_title = word.p[0] == '^';
		counted.length += !of_title;
		struct str plain = str_slice(word, of_title, word.n);
		if (plain.n == 0 || !may_begin[(unsigned char)plain.p[0]])
			continue;
		for (size_t i = 0; i < question->n; i++) {
			if (!answers(&question->words[i], plain))
				continue;
			counted.n[i] += !of_title;
			counted.in_title[i] |= of_title;
		}
	}
	return counted;
}

/* Does the title begin with all that was asked, and is it no more than that? */
static void title_compare(const struct question *question, struct str words, bool *ret_begins, bool *ret_is)
{
	struct str asked = question->whole;
	struct str wanted;
	struct str word = {0};
	*ret_begins = true;
	*ret_is = false;
	while (str_cut(&asked, ' ', &wanted)) {
		bool is_there = str_cut(&words, ' ', &word) && str_starts(word, STR("^"));
		*ret_begins = *ret_begins && is_there && str_eq(str_slice(word, 1, word.n), wanted);
	}
	*ret_is = *ret_begins && !str_starts(words, STR("^"));
}

/* Do the words stand in the text as asked, beside each other? */
static bool is_beside(const struct question *question, struct str words)
{
	struct str whole = question->whole;
	size_t at = str_find(words, STR("@"), 0);
	while (at != STR_NPOS && (at = str_find(words, whole, at + 1)) != STR_NPOS) {
		bool begins = words.p[at - 1] == ' ';
		bool ends = at + whole.n == words.n || words.p[at + whole.n] == ' ';
		if (begins && ends)
			return true;
	}
	return false;
}

int64_t rank_of(const struct question *question, struct str words)
{
	if (question->n > RANKED_WORDS)
		die("a question of more words than can be ranked");
	struct counted counted = count(question, words);
	int64_t rank = 0;
	for (size_t i = 0; i < question->n; i++) {
		int64_t n = counted.n[i] * 1000;
		int64_t usual = 300 + 900 * counted.length / USUAL_LENGTH;
		rank += SHARE_MOST * n / (n + usual);
		rank += counted.in_title[i] ? IN_TITLE : 0;
	}
	bool begins;
	bool is;
	title_compare(question, words, &begins, &is);
	rank += is ? TITLE_IS : begins ? TITLE_BEGINS : 0;
	return rank + (question->n > 1 && is_beside(question, words) ? IS_NEXT : 0);
}
