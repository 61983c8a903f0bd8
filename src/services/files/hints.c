/* What in a text looks like something that should not be published. Guesses, for somebody to look at: S11 holds here
 * too. */
#include "files/look.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Nine to fifteen digits (ITU-T E.164) with spaces, dots, dashes and brackets between, and at least one of these or a
 * plus in front; not a day. */
static bool has_phone(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]) || (i && (is_digit(s.p[i - 1]) || is_letter(s.p[i - 1]))))
			continue;
		size_t digits = 0, between = i && (s.p[i - 1] == '+' || s.p[i - 1] == '('), at = i;
		for (; at < s.n && (is_digit(s.p[at]) || strchr(" .-()/", s.p[at])) && s.p[at]; at++) {
			digits += is_digit(s.p[at]);
			between += !is_digit(s.p[at]) && at + 1 < s.n && is_digit(s.p[at + 1]);
		}
		if (digits >= 9 && digits <= 15 && between)
			return true;
		i = at;
	}
	return false;
}

static bool has_mail(struct str s)
{
	for (size_t at = 0; (at = str_find_char(s, '@', at)) != STR_NPOS; at++) {
		size_t dot = str_find_char(s, '.', at);
		bool before = at > 0 && (is_letter(s.p[at - 1]) || is_digit(s.p[at - 1]));
		if (before && dot != STR_NPOS && dot > at + 1 && dot - at < 64 && dot + 1 < s.n &&
		    is_letter(s.p[dot + 1]) && !memchr(s.p + at, ' ', dot - at) && !memchr(s.p + at, '\n', dot - at))
			return true;
	}
	return false;
}

static bool word_is_any(struct str word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(word, str_of(words[i])))
			return true;
	return false;
}

static bool is_house_number(struct str word)
{
	if (word.n == 0 || word.n > 5 || !is_digit(word.p[0]))
		return false;
	for (size_t i = 1; i < word.n; i++)
		if (!is_digit(word.p[i]) && !(i + 1 == word.n && is_letter(word.p[i])))
			return false;
	return true;
}

/* "SW1A 1AA" as two words: the shapes that British postcodes have. */
static bool is_postcode(struct str outward, struct str inward)
{
	if (inward.n != 3 || !is_digit(inward.p[0]) || !is_letter(inward.p[1]) || !is_letter(inward.p[2]))
		return false;
	if (outward.n < 2 || outward.n > 4 || !is_letter(outward.p[0]))
		return false;
	bool digit = false;
	for (size_t i = 1; i < outward.n; i++) {
		if (!is_digit(outward.p[i]) && !is_letter(outward.p[i]))
			return false;
		digit = digit || is_digit(outward.p[i]);
	}
	return digit;
}

static uint32_t hints_of_words(struct str s)
{
	static const char *const streets[] = {"street",    "st",      "road",    "rd",    "avenue", "ave",
					      "lane",      "drive",   "close",   "court", "way",    "place",
					      "crescent",  "terrace", "gardens", "grove", "square", "blvd",
					      "boulevard", "rue",     "strasse", "straße"};
	static const char *const signatures[] = {"signature", "signed", "sgd"};
	uint32_t hints = 0;
	struct str word, before = {0};
	size_t since_number = SIZE_MAX;
	while (text_next_word(&s, &word)) {
		while (word.n && strchr(".,;:()\"'", word.p[word.n - 1]))
			word.n--;
		if (is_house_number(word))
			since_number = 0;
		else if (since_number < 4)
			since_number++;
		if (since_number >= 1 && since_number <= 4 && word_is_any(word, streets, COUNT_OF(streets)))
			hints |= FILE_HINT_ADDRESS;
		if (is_postcode(before, word))
			hints |= FILE_HINT_ADDRESS;
		if (word_is_any(word, signatures, COUNT_OF(signatures)))
			hints |= FILE_HINT_SIGNATURE;
		before = word;
	}
	return hints;
}

uint32_t hints_of(struct str text)
{
	return hints_of_words(text) | (has_phone(text) ? (uint32_t)FILE_HINT_PHONE : 0) |
	       (has_mail(text) ? (uint32_t)FILE_HINT_MAIL : 0);
}
