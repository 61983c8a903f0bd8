/* A line taken apart. */
#include "rulebook/words.h"

static bool is_alone(char c)
{
	return c == ',' || c == '(' || c == ')';
}

enum outcome phrase_open(struct ctx *ctx, const struct yaml_node *node, const char *field, struct phrase *ret_phrase)
{
	struct phrase phrase = {.ctx = ctx, .node = node, .field = field};
	struct str text = node->text;
	for (size_t at = 0; at < text.n;) {
		size_t from = at++;
		if (text.p[from] == ' ')
			continue;
		while (!is_alone(text.p[from]) && at < text.n && text.p[at] != ' ' && !is_alone(text.p[at]))
			at++;
		if (phrase.n == PHRASE_WORDS)
			return yaml_fault(ctx, node, msg("{1}: this line has too many words"), str_of(field));
		phrase.words[phrase.n++] = str_slice(text, from, at);
	}
	*ret_phrase = phrase;
	return OK;
}

struct str phrase_next(const struct phrase *phrase)
{
	return phrase->at < phrase->n ? phrase->words[phrase->at] : STR("");
}

/* "a|b" against one word. */
static bool word_fits(struct str pattern, struct str word)
{
	struct str one;
	while (str_cut(&pattern, '|', &one))
		if (str_eq_nocase(one, word))
			return true;
	return false;
}

bool phrase_takes(struct phrase *phrase, const char *words)
{
	struct str rest = str_of(words), pattern;
	size_t at = phrase->at;
	while (str_cut(&rest, ' ', &pattern)) {
		if (at >= phrase->n || !word_fits(pattern, phrase->words[at]))
			return false;
		at++;
	}
	phrase->at = at;
	return true;
}

bool phrase_takes_number(struct phrase *phrase, int32_t most, int32_t *ret_number)
{
	uint64_t number;
	if (phrase->at >= phrase->n || !str_to_u64(phrase->words[phrase->at], &number) || number > (uint64_t)most)
		return false;
	phrase->at++;
	*ret_number = (int32_t)number;
	return true;
}

void phrase_skip_article(struct phrase *phrase)
{
	(void)phrase_takes(phrase, "the|a|an");
}

static int takes_one_of(struct phrase *phrase, const char *const *names, int n)
{
	for (int i = 0; i < n; i++)
		if (phrase_takes(phrase, names[i]))
			return i + 1;
	return 0;
}

int phrase_takes_month(struct phrase *phrase)
{
	static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
					     "July",    "August",   "September", "October", "November", "December"};
	return takes_one_of(phrase, months, COUNT_OF(months));
}

int phrase_takes_weekday(struct phrase *phrase)
{
	static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
					       "Friday", "Saturday", "Sunday"};
	return takes_one_of(phrase, weekdays, COUNT_OF(weekdays));
}

enum outcome phrase_expected(const struct phrase *phrase, const char *what)
{
	struct ctx *ctx = phrase->ctx;
	struct str word = phrase_next(phrase), text = phrase->node->text;
	struct str found = str_empty(word) ? STR("nothing more") : str_fmt(ctx->arena, "“%.*s”", STR_ARG(word));
	size_t column = 0;
	size_t end = str_empty(word) ? text.n : (size_t)(word.p - text.p);
	if (phrase->node->is_plain)
		for (size_t at = 0; at < end; column++)
			(void)utf8_next(text, &at);
	const struct str args[5] = {str_of(phrase->field), str_of(what), found};
	return yaml_fault_at(ctx, phrase->node, column, msg("{1}: expected {2}; found {3}"), args);
}

enum outcome phrase_end(const struct phrase *phrase)
{
	return phrase->at == phrase->n ? OK : phrase_expected(phrase, "nothing more");
}
