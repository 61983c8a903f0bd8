/* Printed labels: "1.2.1", "(a)", "12.", "Article IV.", "§ 3". */
#include "codes/import/import.h"

#define LABEL_DIGITS 4
#define ROMAN_MAX    50

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool one_of(struct str word, const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(word, list[i]))
			return true;
	return false;
}

static bool is_bullet(struct str word)
{
	static const struct str bullets[] = {STR_INIT("-"), STR_INIT("*"), STR_INIT("+"), STR_INIT("•"), STR_INIT("–"),
					     STR_INIT("—"), STR_INIT("·"), STR_INIT("◦"), STR_INIT("▪"), STR_INIT("‣"),
					     STR_INIT("●"), STR_INIT("■"), STR_INIT("○")};
	return one_of(word, bullets, COUNT_OF(bullets));
}

static int64_t roman_digit(char c)
{
	switch (c | 0x20) {
	case 'i':
		return 1;
	case 'v':
		return 5;
	case 'x':
		return 10;
	case 'l':
		return 50;
	}
	return 0;
}

/* The number that a well-formed roman numeral up to ROMAN_MAX names; 0 for anything else. */
static int64_t roman(struct str s)
{
	int64_t value = 0, repeats = 0, last = INT64_MAX;
	for (size_t i = 0; i < s.n; i++) {
		int64_t digit = roman_digit(s.p[i]);
		int64_t next = i + 1 < s.n ? roman_digit(s.p[i + 1]) : 0;
		if (digit == 0 || is_upper(s.p[i]) != is_upper(s.p[0]))
			return 0;
		if (next > digit) {
			if ((digit != 1 && digit != 10) || next > 10 * digit || next - digit > last)
				return 0;
			digit = next - digit;
			i++;
		}
		repeats = digit == last ? repeats + 1 : 1;
		if (digit > last || repeats > 3 || (repeats > 1 && digit != 1 && digit != 10))
			return 0;
		last = digit;
		value += digit;
	}
	return value <= ROMAN_MAX ? value : 0;
}

/* "3" or "3.10.2": false unless all of it is numbers between dots. */
static bool take_numbers(struct str s, struct label *label)
{
	struct str rest = s, part;
	label->parts = 0;
	while (str_cut(&rest, '.', &part)) {
		uint64_t number;
		if (part.n > LABEL_DIGITS || !str_to_u64(part, &number))
			return false;
		label->value = (int64_t)number;
		if (label->parts++ == 0)
			label->first = label->value;
	}
	return label->parts > 0 && s.p[s.n - 1] != '.';
}

/* "a", "bb", "iv". */
static bool take_letters(struct str s, struct label *label)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_letter(s.p[i]))
			return false;
	if (s.n == 0 || s.n > 8)
		return false;
	label->is_upper = is_upper(s.p[0]);
	label->as_roman = roman(s);
	bool is_doubled = s.n == 2 && s.p[0] == s.p[1];
	if (s.n == 1 || (is_doubled && !label->as_roman)) {
		label->type = LABEL_LETTER;
		label->value = (s.p[0] | 0x20) - 'a' + 1 + (is_doubled ? 26 : 0);
		return true;
	}
	label->type = LABEL_ROMAN;
	label->value = label->as_roman;
	label->as_letter = is_doubled ? (s.p[0] | 0x20) - 'a' + 27 : 0;
	return label->as_roman > 0;
}

static bool take_marked(struct str word, struct label *label)
{
	struct str inner = word;
	if (str_starts(inner, STR("("))) {
		if (!str_ends(inner, STR(")")))
			return false;
		label->is_paren = true;
		inner = str_slice(inner, 1, inner.n - 1);
	} else {
		while (inner.n > 0 && strchr(".):", inner.p[inner.n - 1]) && word.n - inner.n < 2)
			inner.n--;
	}
	bool is_closed = inner.n < word.n;
	if (inner.n == 0)
		return false;
	if (is_digit(inner.p[0])) {
		if (!take_numbers(inner, label))
			return false;
		if (label->parts > 1)
			label->type = LABEL_DECIMAL;
		else
			label->type = label->is_paren ? LABEL_PAREN_NUMBER : LABEL_INTEGER;
		return is_closed || label->parts > 1;
	}
	return is_closed && word.p[word.n - 1] != ':' && take_letters(inner, label);
}

/* "12", "12.3-4", "IV", "A": what may follow a keyword or a section sign. */
static bool is_number_word(struct str word)
{
	while (word.n > 0 && strchr(".:)", word.p[word.n - 1]))
		word.n--;
	if (word.n == 0 || word.n > 24)
		return false;
	if (is_digit(word.p[0])) {
		for (size_t i = 0; i < word.n; i++)
			if (!is_digit(word.p[i]) && !is_letter(word.p[i]) && !strchr(".-()", word.p[i]))
				return false;
		return true;
	}
	return is_upper(word.p[0]) && (word.n == 1 || roman(word) > 0);
}

struct keyword {
	struct str word;
	int rank;
};

static const struct keyword keywords[] = {
	{STR_INIT("title"), 1},    {STR_INIT("annex"), 1},    {STR_INIT("appendix"), 1}, {STR_INIT("schedule"), 1},
	{STR_INIT("part"), 2},     {STR_INIT("chapter"), 3},  {STR_INIT("subpart"), 4},  {STR_INIT("subchapter"), 4},
	{STR_INIT("article"), 5},  {STR_INIT("division"), 5}, {STR_INIT("canon"), 6},    {STR_INIT("rule"), 7},
	{STR_INIT("section"), 7},  {STR_INIT("sec."), 7},     {STR_INIT("tenet"), 8},    {STR_INIT("principle"), 8},
	{STR_INIT("standard"), 8}, {STR_INIT("value"), 8},
};

static int keyword_rank(struct str word)
{
	if (word.n == 0 || !is_upper(word.p[0]))
		return 0;
	for (size_t i = 0; i < COUNT_OF(keywords); i++)
		if (str_eq_nocase(word, keywords[i].word))
			return keywords[i].rank;
	return 0;
}

static struct str until(struct str from, struct str to)
{
	return (struct str){from.p, (size_t)(to.p + to.n - from.p)};
}

static bool take_keyword(struct str first, struct str rest, struct label *label, struct str *ret_rest)
{
	struct str number;
	label->rank = keyword_rank(first);
	if (label->rank == 0 || !text_next_word(&rest, &number) || !is_number_word(number))
		return false;
	label->type = LABEL_KEYWORD;
	bool has_open = str_find_char(number, '(', 0) != STR_NPOS;
	label->is_closed = strchr(has_open ? ".:" : ".:)", number.p[number.n - 1]) != NULL;
	label->text = until(first, number);
	*ret_rest = rest;
	return true;
}

/* "§ 12.3", "§12.3", and "§ § 12.3" as some editions print it. */
static bool take_sign(struct str first, struct str rest, struct label *label, struct str *ret_rest)
{
	static const struct str sign = STR_INIT("§");
	struct str word = first;
	while (str_eq(word, sign) || str_eq(word, STR("§§")))
		if (!text_next_word(&rest, &word))
			return false;
	if (str_starts(word, sign))
		word = str_slice(word, sign.n, word.n);
	else if (word.p == first.p)
		return false;
	if (word.n == 0 || !is_digit(word.p[0]) || !is_number_word(word))
		return false;
	label->type = LABEL_SIGN;
	label->text = until(first, word);
	*ret_rest = rest;
	return true;
}

/* "(a)" of "(a)(1)(i)": every part of the word is a label of its own. */
static bool take_glued(struct str word, struct label *label)
{
	size_t end = str_find(word, STR(")("), 0);
	if (end == STR_NPOS || word.p[0] != '(')
		return false;
	struct str rest = word;
	while (rest.n > 0) {
		struct label part = {0};
		size_t close = str_find_char(rest, ')', 0);
		if (close == STR_NPOS || !take_marked(str_slice(rest, 0, close + 1), &part) || !part.is_paren)
			return false;
		rest = str_slice(rest, close + 1, rest.n);
	}
	label->text = str_slice(word, 0, end + 1);
	label->is_glued = true;
	return take_marked(label->text, label);
}

/* Behind a label the text begins with its next word. */
static struct str skip_space(struct str s)
{
	struct str rest = s, word;
	if (!text_next_word(&rest, &word))
		return str_slice(s, s.n, s.n);
	return (struct str){word.p, (size_t)(s.p + s.n - word.p)};
}

bool label_take(struct str text, struct label *ret_label, struct str *ret_rest)
{
	struct label label = {0};
	struct str rest = text, word;
	if (!text_next_word(&rest, &word))
		return false;
	bool is_label = true;
	if (is_bullet(word)) {
		label.type = LABEL_BULLET;
	} else if (take_glued(word, &label)) {
		rest = str_slice(text, (size_t)(label.text.p - text.p) + label.text.n, text.n);
	} else if (!take_marked(word, &label)) {
		label = (struct label){0};
		is_label = take_keyword(word, rest, &label, &rest) || take_sign(word, rest, &label, &rest);
	}
	if (!is_label)
		return false;
	if (label.text.n == 0)
		label.text = word;
	*ret_label = label;
	*ret_rest = skip_space(rest);
	return true;
}

int label_keyword_rank(struct str text)
{
	static const struct str dashes[] = {STR_INIT("—"), STR_INIT("–"), STR_INIT("-"), STR_INIT(":")};
	struct str rest = text, word;
	if (!text_next_word(&rest, &word))
		return 0;
	int rank = keyword_rank(word);
	if (rank == 0 || !text_next_word(&rest, &word))
		return 0;
	for (size_t i = 0; i < COUNT_OF(dashes); i++) {
		size_t at = str_find(word, dashes[i], 0);
		if (at != STR_NPOS && at > 0 && is_number_word(str_slice(word, 0, at)))
			return rank;
	}
	return is_number_word(word) ? rank : 0;
}
