/* A name from text to tokens. */
#include "screening/name.h"

#include <pthread.h>
#include <stdlib.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "base/utf8.h"

/* ---- Other scripts ---- */

#define WORD_MOST 400 /* bytes of a word that is romanized */

static bool is_latin(struct str text)
{
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		enum utf8_class class = utf8_class_of(c);
		if ((class == UTF8_LETTER || class == UTF8_IDEOGRAPH) && c >= 0x370)
			return false;
	}
	return true;
}

static struct {
	pthread_once_t once;
	pthread_mutex_t mutex; /* one at a time: ICU does not promise that a transliterator may be shared */
	UTransliterator *trans;
} to_latin = {.once = PTHREAD_ONCE_INIT, .mutex = PTHREAD_MUTEX_INITIALIZER};

static void latin_close(void)
{
	utrans_close(to_latin.trans);
}

static void latin_open(void)
{
	static const UChar id[] = u"Any-Latin; Latin-ASCII; Lower";
	UErrorCode error = U_ZERO_ERROR;
	to_latin.trans = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
	if (to_latin.trans)
		(void)atexit(latin_close);
}

/* Where it cannot be done the word stays as it is. */
static struct str word_romanized(struct arena *arena, struct str text)
{
	UErrorCode error = U_ZERO_ERROR;
	int32_t n = 0, most = (int32_t)text.n * 6 + 16, limit, out_n = 0;
	(void)pthread_once(&to_latin.once, latin_open);
	if (!to_latin.trans || text.n == 0 || text.n > WORD_MOST)
		return text;
	UChar *units = arena_array(arena, UChar, (size_t)most);
	u_strFromUTF8(units, most, &n, text.p, (int32_t)text.n, &error);
	limit = n;
	pthread_mutex_lock(&to_latin.mutex);
	utrans_transUChars(to_latin.trans, units, &n, most, 0, &limit, &error);
	pthread_mutex_unlock(&to_latin.mutex);
	char *out = arena_alloc(arena, (size_t)n * 3 + 1);
	u_strToUTF8(out, n * 3 + 1, &out_n, units, n, &error);
	return U_SUCCESS(error) ? str_bytes(out, (size_t)out_n) : text;
}

/* Of scripts that write no vowels, or a sign for a syllable, sounds are a guess: what is left of them is compared. */
static bool is_without_vowels(uint32_t c)
{
	return (c >= 0x590 && c <= 0x8FF) || (c >= 0xFB1D && c <= 0xFEFC) || (c >= 0x2E80 && c <= 0x9FFF) ||
	       (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF);
}

/* Word by word, so that the syllables of one word of Chinese stay together. */
static struct str romanized(struct arena *arena, struct str text, bool *ret_is_guess)
{
	struct buf out = buf_open(arena, text.n * 2 + 8), word = buf_open(arena, 64);
	for (size_t at = 0; at <= text.n;) {
		uint32_t c = at < text.n ? utf8_next(text, &at) : (uint32_t)(at++, ' ');
		bool is_in = utf8_class_of(c) != UTF8_OTHER || c == 0x200C || c == 0x200D;
		*ret_is_guess = *ret_is_guess || is_without_vowels(c);
		if (is_in) {
			utf8_put(&word, c);
			continue;
		}
		struct str latin = word_romanized(arena, buf_view(&word));
		for (size_t i = 0; i < latin.n; i++)
			if (latin.p[i] != ' ')
				buf_char(&out, latin.p[i]);
		word.n = 0;
		utf8_put(&out, c);
	}
	return buf_view(&out);
}

/* ---- Letters ---- */

static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == '`' || (c >= 0x2018 && c <= 0x201B) || (c >= 0x2B9 && c <= 0x2BF) || c == 0xB4;
}

/* What is not seen: joiners, marks of direction, soft hyphens. */
static bool is_unseen(uint32_t c)
{
	return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

static bool is_word_at(struct str text, size_t at)
{
	return utf8_class_of(utf8_next(text, &at)) != UTF8_OTHER;
}

/* Points stay within "p.l.c": whether the letters are one word depends on the kind of name. */
static struct str latin_of(struct arena *arena, struct str text, bool *ret_is_guess)
{
	struct buf out = buf_open(arena, text.n + 8);
	struct str plain = is_latin(text) ? text : romanized(arena, text, ret_is_guess);
	bool is_apart = false;
	for (size_t at = 0; at < plain.n;) {
		uint32_t c = utf8_next(plain, &at);
		enum utf8_class class = utf8_class_of(c);
		if (is_apostrophe(c) || is_unseen(c) || class == UTF8_MARK)
			continue;
		if (c == '&' || c == '+') {
			buf_lit(&out, " and");
			is_apart = true;
			continue;
		}
		if (c == '.' && out.n && !is_apart && at < plain.n && is_word_at(plain, at)) {
			buf_char(&out, '.');
			continue;
		}
		if (class == UTF8_OTHER) {
			is_apart = out.n > 0;
			continue;
		}
		if (is_apart && out.n)
			buf_char(&out, ' ');
		is_apart = false;
		utf8_put_folded(&out, c);
	}
	return buf_view(&out);
}

/* ---- Sounds ---- */

/* What is heard, or written from another script, one for another: k, c and q; v and w; i, j and y. */
static struct str sound_of(struct arena *arena, struct str word)
{
	static const struct {
		struct str from;
		const char *to;
	} rules[] = {
		{STR_INIT("sch"), "s"}, {STR_INIT("tch"), "c"}, {STR_INIT("kh"), "h"}, {STR_INIT("gh"), "g"},
		{STR_INIT("ph"), "f"},  {STR_INIT("sh"), "s"},  {STR_INIT("ch"), "c"}, {STR_INIT("th"), "t"},
		{STR_INIT("dh"), "d"},  {STR_INIT("zh"), "z"},  {STR_INIT("ts"), "c"}, {STR_INIT("tz"), "c"},
		{STR_INIT("ck"), "k"},  {STR_INIT("qu"), "k"},  {STR_INIT("ks"), "x"}, {STR_INIT("ou"), "u"},
		{STR_INIT("oo"), "u"},  {STR_INIT("ee"), "i"},  {STR_INIT("ie"), "i"}, {STR_INIT("ei"), "i"},
		{STR_INIT("ey"), "i"},  {STR_INIT("iy"), "i"},  {STR_INIT("ij"), "i"}, {STR_INIT("ae"), "e"},
		{STR_INIT("ue"), "u"},  {STR_INIT("oe"), "o"},
	};
	static const char one[] = "abkdefghiiklmnopkrstuvvxiz"; /* of a to z */
	struct buf out = buf_open(arena, word.n + 1);
	for (size_t at = 0; at < word.n;) {
		struct str rest = str_slice(word, at, word.n);
		size_t rule = 0;
		while (rule < COUNT_OF(rules) && !str_starts(rest, rules[rule].from))
			rule++;
		char c = rest.p[0];
		if (rule < COUNT_OF(rules))
			c = rules[rule].to[0];
		else if (c >= 'a' && c <= 'z')
			c = one[c - 'a'];
		at += rule < COUNT_OF(rules) ? rules[rule].from.n : 1;
		if (out.n == 0 || buf_view(&out).p[out.n - 1] != c)
			buf_char(&out, c);
	}
	return buf_view(&out);
}

/* ---- Tokens ---- */

/* "p.l.c" is one word of an organization, and three of a person: initials. "e.on" is two of either. */
static struct str without_points(struct arena *arena, struct str latin, bool joins_letters)
{
	struct buf out = buf_open(arena, latin.n + 1);
	struct str rest = latin, word;
	while (str_cut(&rest, ' ', &word)) {
		bool joins = joins_letters;
		for (size_t i = 1; i < word.n; i += 2)
			joins = joins && word.p[i] == '.';
		joins = joins && word.n % 2 == 1;
		if (out.n)
			buf_char(&out, ' ');
		for (size_t i = 0; i < word.n; i++)
			if (word.p[i] != '.')
				buf_char(&out, word.p[i]);
			else if (!joins)
				buf_char(&out, ' ');
	}
	return buf_view(&out);
}

static uint32_t letters_of(struct str word)
{
	uint32_t letters = 0;
	for (size_t i = 0; i < word.n; i++)
		letters |= word.p[i] >= 'a' && word.p[i] <= 'z' ? 1U << (word.p[i] - 'a') : 1U << 31;
	return letters;
}

static void token_tell(struct arena *arena, struct name_token *token, enum name_kind kind, bool is_first)
{
	struct str word = token->text;
	token->kind = TOKEN_PLAIN;
	token->sound = sound_of(arena, word);
	token->letters = letters_of(word);
	token->sounds = letters_of(token->sound);
	if (kind == NAME_PERSON)
		token->shorts = name_shorts(word);
	token->number = name_number(word, kind == NAME_ORGANIZATION && !is_first);
	if (token->number >= 0)
		token->kind = TOKEN_NUMBER;
	else if (name_is_particle(word, kind))
		token->kind = TOKEN_PARTICLE;
	else if (word.n == 1)
		token->kind = TOKEN_INITIAL;
	else if (kind == NAME_PERSON && name_is_title(word))
		token->kind = TOKEN_TITLE;
	else if (kind == NAME_ORGANIZATION && name_is_common(word))
		token->kind = TOKEN_COMMON;
}

/* "forty", "four" is 44. */
static void numbers_join(struct name *name)
{
	size_t n = 0;
	for (size_t i = 0; i < name->n; i++) {
		struct name_token *last = n ? &name->tokens[n - 1] : NULL, *token = &name->tokens[i];
		bool is_unit = last && last->kind == TOKEN_NUMBER && token->kind == TOKEN_NUMBER &&
			       last->number >= 20 && last->number < 100 && last->number % 10 == 0 &&
			       token->number > 0 && token->number < 10;
		if (is_unit)
			last->number += token->number;
		else
			name->tokens[n++] = *token;
	}
	name->n = n;
}

/* Legal forms become one token each; what is the whole name is none. */
static void forms_join(struct name *name)
{
	size_t n = 0, found;
	for (size_t i = 0; i < name->n;) {
		enum legal_form form = legal_form_at(&name->tokens[i], name->n - i, &found);
		struct name_token token = name->tokens[i];
		if (form != FORM_NONE && found < name->n) {
			token.kind = TOKEN_FORM;
			token.form = form;
		}
		name->tokens[n++] = token;
		i += form != FORM_NONE && found < name->n ? found : 1;
	}
	name->n = n;
}

void name_read(struct arena *arena, struct str text, enum name_kind kind, struct name *ret_name)
{
	*ret_name = (struct name){.n = 0};
	struct str latin = latin_of(arena, text, &ret_name->is_guess), word;
	latin = without_points(arena, latin, kind == NAME_ORGANIZATION);
	while (latin.n && ret_name->n < NAME_TOKENS && str_cut(&latin, ' ', &word)) {
		struct name_token *token = &ret_name->tokens[ret_name->n];
		*token = (struct name_token){.text = word};
		token_tell(arena, token, kind, ret_name->n == 0);
		ret_name->n++;
	}
	numbers_join(ret_name);
	if (kind == NAME_ORGANIZATION)
		forms_join(ret_name);
}

/* ---- Several names in one text ---- */

/* Where another name begins behind this one; *ret_next: there. The text's end: there is none. */
static size_t name_end(struct str text, size_t from, size_t *ret_next)
{
	static const struct str words[] = {STR_INIT(" t/a "),      STR_INIT(" trading as "),    STR_INIT(" dba "),
					   STR_INIT(" d/b/a "),    STR_INIT(" aka "),           STR_INIT(" a.k.a. "),
					   STR_INIT(" a.k.a "),    STR_INIT(" also known as "), STR_INIT(" alias "),
					   STR_INIT(" formerly "), STR_INIT(" f/k/a "),         STR_INIT("; ")};
	for (size_t at = from; at < text.n; at++) {
		for (size_t i = 0; i < COUNT_OF(words); i++)
			if (text.n - at > words[i].n && str_eq_nocase(str_slice(text, at, at + words[i].n), words[i])) {
				*ret_next = at + words[i].n;
				return at;
			}
		/* "Quay / Ferries"; not "A/S", "c/o" and "24/7". */
		bool is_between = text.p[at] == '/' && at >= from + 3 && at + 3 < text.n;
		for (size_t i = 1; is_between && i <= 3; i++)
			is_between = strchr("/0123456789", text.p[at - i]) == NULL &&
				     strchr("/0123456789", text.p[at + i]) == NULL &&
				     (i == 1 || (text.p[at - i] != ' ' && text.p[at + i] != ' '));
		if (is_between) {
			*ret_next = at + 1;
			return at;
		}
	}
	*ret_next = text.n;
	return text.n;
}

void names_read(struct arena *arena, struct str text, enum name_kind kind, struct names *ret_names)
{
	size_t next = 0;
	ret_names->n = 1;
	name_read(arena, text, kind, &ret_names->p[0]);
	for (size_t from = 0; from < text.n && ret_names->n < NAMES_MOST; from = next) {
		size_t end = name_end(text, from, &next);
		if (from == 0 && end == text.n)
			return;
		name_read(arena, str_slice(text, from, end), kind, &ret_names->p[ret_names->n]);
		ret_names->n += ret_names->p[ret_names->n].n > 0;
	}
}
