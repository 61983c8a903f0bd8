/* Cross-references that lead nowhere: "see section 1.4", "§ 2635.204(a)", "paragraph (b) of this section". */
#include "codes/check_index.h"

#define PATH_PARTS 8
#define REF_BYTES  48

/* "15.280(m)(3)": a number, and labels below it. */
struct reference {
	struct str number; /* empty: "paragraph (b)" */
	struct str parts[PATH_PARTS];
	size_t n_parts;
	struct str text; /* as printed */
};

/* What names a part of a text. A word of kind RELATIVE is also used of parts within a section. */
enum naming { NAMES_NOTHING, NAMES_SECTION, NAMES_RELATIVE };

static enum naming naming_of(struct str word)
{
	static const struct {
		const char *word;
		enum naming naming;
	} words[] = {
		{"section", NAMES_SECTION},      {"sections", NAMES_SECTION},
		{"sec.", NAMES_SECTION},         {"§", NAMES_SECTION},
		{"§§", NAMES_SECTION},           {"rule", NAMES_SECTION},
		{"rules", NAMES_SECTION},        {"article", NAMES_SECTION},
		{"articles", NAMES_SECTION},     {"standard", NAMES_SECTION},
		{"principle", NAMES_SECTION},    {"part", NAMES_SECTION},
		{"paragraph", NAMES_RELATIVE},   {"paragraphs", NAMES_RELATIVE},
		{"subsection", NAMES_RELATIVE},  {"item", NAMES_RELATIVE},
		{"subsections", NAMES_RELATIVE}, {"items", NAMES_RELATIVE},
		{"clause", NAMES_RELATIVE},      {"subparagraph", NAMES_RELATIVE},
		{"clauses", NAMES_RELATIVE},     {"provisions", NAMES_RELATIVE},
		{"subdivision", NAMES_RELATIVE}, {"provision", NAMES_RELATIVE},
	};
	while (word.n > 0 && (word.p[0] == '(' || word.p[0] == '"'))
		word = str_slice(word, 1, word.n);
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq_nocase(word, str_of(words[i].word)))
			return words[i].naming;
	return NAMES_NOTHING;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "(a)" at `at`, its inside at most three letters or digits; moves behind it. */
static bool take_part(struct str word, size_t *at, struct str *ret_part)
{
	size_t end = *at + 1;
	if (*at >= word.n || word.p[*at] != '(')
		return false;
	while (end < word.n && is_alnum(word.p[end]))
		end++;
	if (end == *at + 1 || end > *at + 5 || end >= word.n || word.p[end] != ')')
		return false;
	*ret_part = str_slice(word, *at + 1, end);
	*at = end + 1;
	return true;
}

/* A word that is a reference's number and parts. What follows it in the word is punctuation. */
static bool take_reference(struct str word, struct reference *ret_reference)
{
	static const struct str sign = STR_INIT("§");
	struct reference reference = {.text = word};
	size_t at = str_starts(word, sign) ? sign.n : 0, from = at;
	if (word.n > REF_BYTES)
		return false;
	while (at < word.n && (is_alnum(word.p[at]) || (word.p[at] == '.' && at > from)))
		at++;
	reference.number = str_slice(word, from, at);
	while (reference.number.n > 0 && reference.number.p[reference.number.n - 1] == '.')
		reference.number.n--;
	if (reference.number.n > 0 && !is_digit(reference.number.p[0]))
		return false;
	while (reference.n_parts < PATH_PARTS && take_part(word, &at, &reference.parts[reference.n_parts]))
		reference.n_parts++;
	reference.text = str_slice(word, 0, from + reference.number.n > at ? from + reference.number.n : at);
	for (; at < word.n; at++)
		if (is_alnum(word.p[at]) || word.p[at] == '(' || word.p[at] == '-')
			return false;
	*ret_reference = reference;
	return reference.number.n > 0 || reference.n_parts > 0;
}

/* ---- Is it there? ---- */

static bool has_path(const struct checking *c, size_t holder, const struct str *parts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		holder = check_find_below(c, holder, parts[i]);
		if (!holder)
			return false;
	}
	return true;
}

/* Somewhere around the provision: below it, below what it stands below, and so on. */
static bool has_path_around(const struct checking *c, size_t i, const struct str *parts, size_t n)
{
	for (size_t holder = i + 1; holder > 0; holder = c->parents[holder - 1])
		if (has_path(c, holder, parts, n))
			return true;
	return has_path(c, 0, parts, n);
}

static void check_numbered(struct checking *c, size_t i, const struct reference *reference)
{
	size_t target = check_find_absolute(c, reference->number);
	if (!target) {
		if (check_has_alike(c, reference->number))
			check_add(c, CODE_FAULT_REFERENCE, i, msg("This refers to “{1}”, which is not in this text"),
				  reference->text, (struct str){0}, (struct str){0});
		return;
	}
	if (str_find_char(reference->number, '.', 0) != STR_NPOS &&
	    !has_path(c, target, reference->parts, reference->n_parts))
		check_add(c, CODE_FAULT_REFERENCE, i, msg("This refers to “{1}”, and there is no such part of “{2}”"),
			  reference->text, c->p[target - 1].label, (struct str){0});
}

/* ---- Reading a text ---- */

static struct str without_marks(struct str word)
{
	while (word.n > 0 && strchr(".,;:)", word.p[word.n - 1]))
		word.n--;
	return word;
}

/* What follows says that the part is another text's: "paragraph (a) of the Act". */
static bool is_elsewhere(struct str rest, struct str last)
{
	struct str word;
	if (last.n > 0 && strchr(".,;:", last.p[last.n - 1]))
		return false;
	if (!text_next_word(&rest, &word))
		return false;
	if (!str_eq(word, STR("of")) && !str_eq(word, STR("in")) && !str_eq(word, STR("under")))
		return false;
	if (!text_next_word(&rest, &word))
		return false;
	word = without_marks(word);
	return !str_eq(word, STR("this")) && !str_eq(word, STR("these"));
}

static bool joins(struct str word)
{
	static const char *const words[] = {"and", "or", "through", "to", "and/or"};
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(word, str_of(words[i])))
			return true;
	return false;
}

/* "(4)" of "(d)(1) through (4)" stands where "(1)" does. */
static bool has_sibling_path(const struct checking *c, size_t i, const struct reference *before,
			     const struct reference *reference)
{
	if (before->n_parts <= reference->n_parts)
		return false;
	struct str parts[PATH_PARTS];
	size_t kept = before->n_parts - reference->n_parts;
	memcpy(parts, before->parts, sizeof(before->parts));
	for (size_t j = 0; j < reference->n_parts; j++)
		parts[kept + j] = reference->parts[j];
	return has_path_around(c, i, parts, before->n_parts);
}

/* A reference and those that "and", "or" and "through" add to it; *rest moves on behind them. */
struct chain {
	struct reference refs[PATH_PARTS];
	size_t n;
	bool is_elsewhere;
};

static void take_chain(struct str *rest, struct chain *chain)
{
	struct str word, ahead = *rest;
	chain->n = 0;
	while (chain->n < PATH_PARTS && text_next_word(&ahead, &word)) {
		if (chain->n > 0 && joins(word))
			continue;
		if (!take_reference(word, &chain->refs[chain->n]))
			break;
		chain->n++;
		*rest = ahead;
		chain->is_elsewhere = is_elsewhere(ahead, word);
		bool goes_on = word.p[word.n - 1] == ',';
		struct str peek = ahead, next;
		if (!goes_on && (!text_next_word(&peek, &next) || !joins(next)))
			break;
	}
}

static void check_chain(struct checking *c, size_t i, enum naming naming, const struct chain *chain)
{
	for (size_t j = 0; j < chain->n; j++) {
		const struct reference *reference = &chain->refs[j];
		if (reference->number.n > 0) {
			check_numbered(c, i, reference);
			continue;
		}
		if (naming != NAMES_RELATIVE || chain->is_elsewhere ||
		    has_path_around(c, i, reference->parts, reference->n_parts) ||
		    (j > 0 && has_sibling_path(c, i, &chain->refs[j - 1], reference)))
			continue;
		check_add(c, CODE_FAULT_REFERENCE, i,
			  msg("This refers to “{1}”, which is not in this part of the text"), reference->text,
			  (struct str){0}, (struct str){0});
	}
}

/* "Government Code Section 81000": another text's. */
static bool names_other_text(struct str before)
{
	static const char *const words[] = {"Code", "Statutes", "Act", "Law", "U.S.C.", "CFR", "Stat.", "Charter"};
	before = without_marks(before);
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(before, without_marks(str_of(words[i]))))
			return true;
	return false;
}

void check_references(struct checking *c, size_t i)
{
	static const struct str sign = STR_INIT("§");
	struct str rest = c->p[i].text, word, before = {0};
	while (text_next_word(&rest, &word)) {
		struct reference reference;
		struct chain chain = {.n = 0};
		enum naming naming = naming_of(word);
		if (naming != NAMES_NOTHING && !names_other_text(before)) {
			take_chain(&rest, &chain);
			check_chain(c, i, naming, &chain);
		} else if (str_starts(word, sign) && !names_other_text(before) && take_reference(word, &reference)) {
			check_numbered(c, i, &reference);
		}
		before = word;
	}
}
