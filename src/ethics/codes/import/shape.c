/* What a block is, seen by itself: a heading, an item, an adoption line, a signature line, page furniture. */
#include "codes/import/import.h"

#define HEADING_WORDS    14
#define HEADING_BYTES    120
#define INSTRUMENT_WORDS 40
#define SIGNATURE_WORDS  12
#define NAME_WORDS       3
#define RUN_IN_BYTES     120
#define INDENTED         4
#define HISTORY_WORDS    3

static bool is_plain(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0xc0;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Marks of punctuation above U+00C0 that stand around words. */
static bool is_quote_mark(uint32_t c)
{
	return c >= 0x2010 && c <= 0x203a;
}

bool shape_next_plain(struct arena *arena, struct str *rest, struct str *ret_word)
{
	struct str word;
	while (text_next_word(rest, &word)) {
		size_t from = word.n, to = 0;
		for (size_t at = 0; at < word.n;) {
			size_t start = at;
			uint32_t c = utf8_next(word, &at);
			if (!is_plain(c) || is_quote_mark(c))
				continue;
			from = start < from ? start : from;
			to = at;
		}
		if (from >= to)
			continue;
		char *lower = arena_copy(arena, word.p + from, to - from);
		for (size_t i = 0; i < to - from; i++)
			if (is_upper(lower[i]))
				lower[i] = (char)(lower[i] | 0x20);
		*ret_word = str_bytes(lower, to - from);
		return true;
	}
	return false;
}

/* Text without closing quotation marks, brackets and asterisks at its end. */
static struct str without_closers(struct str text)
{
	static const struct str closers[] = {STR_INIT("”"), STR_INIT("’"), STR_INIT("\""), STR_INIT("'"),
					     STR_INIT(")"), STR_INIT("*"), STR_INIT("_")};
	for (size_t i = 0; i < COUNT_OF(closers);) {
		if (text.n > 0 && str_ends(text, closers[i])) {
			text = str_trim(str_slice(text, 0, text.n - closers[i].n));
			i = 0;
		} else {
			i++;
		}
	}
	return text;
}

bool shape_ends_sentence(struct str text)
{
	text = without_closers(str_trim(text));
	return text.n > 0 && strchr(".!?:;", text.p[text.n - 1]);
}

bool shape_is_capitals(struct str text)
{
	size_t upper = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (is_lower(text.p[i]))
			return false;
		upper += is_upper(text.p[i]);
	}
	return upper >= 3;
}

bool shape_is_heading_like(struct str text)
{
	if (text.n == 0 || text.n > HEADING_BYTES || text_words(text) > HEADING_WORDS)
		return false;
	bool has_lines = str_find_char(text, '\n', 0) != STR_NPOS;
	if (has_lines && !shape_is_capitals(text))
		return false;
	struct str end = without_closers(text);
	if (end.n == 0 || strchr(".:;,-!", end.p[end.n - 1]) || str_ends(end, STR("–")) || str_ends(end, STR("—")))
		return false;
	if (str_find(text, STR(". "), 0) != STR_NPOS && !shape_is_capitals(text))
		return false;
	unsigned char first = (unsigned char)text.p[0];
	return is_upper(text.p[0]) || (first >= '0' && first <= '9') || first == '(' || first >= 0xc3;
}

bool shape_is_first_person(struct str text)
{
	static const struct str words[] = {STR_INIT("I"),  STR_INIT("my"),  STR_INIT("My"),
					   STR_INIT("me"), STR_INIT("I’m"), STR_INIT("I'm")};
	struct str word;
	while (text_next_word(&text, &word)) {
		while (word.n > 0 && strchr(".,;:!?", word.p[word.n - 1]))
			word.n--;
		for (size_t i = 0; i < COUNT_OF(words); i++)
			if (str_eq(word, words[i]))
				return true;
	}
	return false;
}

static bool is_dash(struct str word)
{
	return str_eq(word, STR("-")) || str_eq(word, STR("–")) || str_eq(word, STR("—"));
}

static struct str rest_from(struct str text, struct str rest)
{
	struct str word;
	if (!text_next_word(&rest, &word))
		return str_slice(text, text.n, text.n);
	return str_slice(text, (size_t)(word.p - text.p), text.n);
}

static struct str head_until(struct str text, struct str last)
{
	return str_slice(text, 0, (size_t)(last.p + last.n - text.p));
}

bool shape_take_name(struct str text, struct str *ret_head, struct str *ret_rest)
{
	struct str rest = text, word;
	if (text.n == 0 || !is_upper(text.p[0]))
		return false;
	for (size_t i = 0; i <= NAME_WORDS && text_next_word(&rest, &word); i++) {
		bool ends = i > 0 && is_dash(word);
		if (!ends && i < NAME_WORDS)
			ends = word.n > 1 && word.p[word.n - 1] == ':';
		if (!ends)
			continue;
		*ret_head = head_until(text, word);
		*ret_rest = rest_from(text, rest);
		return ret_rest->n > 0;
	}
	return false;
}

bool shape_take_run_in(struct str text, struct str *ret_head, struct str *ret_rest)
{
	size_t end = str_find(str_slice(text, 0, RUN_IN_BYTES), STR(".  "), 0);
	if (end == STR_NPOS || end == 0 || text.n == 0 || is_lower(text.p[0]))
		return false;
	struct str head = str_slice(text, 0, end + 1);
	if (text_words(head) > HEADING_WORDS || str_find(head, STR(". "), 0) != STR_NPOS)
		return false;
	*ret_head = head;
	*ret_rest = rest_from(text, str_slice(text, end + 1, text.n));
	return true;
}

/* ---- Kinds of lines ---- */

static bool has_year(struct str text)
{
	size_t digits = 0;
	for (size_t i = 0; i <= text.n; i++) {
		bool is_digit = i < text.n && text.p[i] >= '0' && text.p[i] <= '9';
		if (!is_digit && digits == 4 && strchr("12", text.p[i - 4]))
			return true;
		digits = is_digit ? digits + 1 : 0;
	}
	return false;
}

static bool is_one_of(struct str word, const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(word, list[i]))
			return true;
	return false;
}

/* "Adopted April 1, 2008", "As amended by Resolution 2011-92". */
static bool is_instrument(struct arena *arena, struct str text)
{
	static const struct str acts[] = {STR_INIT("adopted"),    STR_INIT("amended"),   STR_INIT("revised"),
					  STR_INIT("approved"),   STR_INIT("ratified"),  STR_INIT("enacted"),
					  STR_INIT("effective"),  STR_INIT("updated"),   STR_INIT("issued"),
					  STR_INIT("resolution"), STR_INIT("ordinance"), STR_INIT("readopted"),
					  STR_INIT("amendment"),  STR_INIT("amendments")};
	static const struct str before[] = {STR_INIT("as"),       STR_INIT("last"),       STR_INIT("most"),
					    STR_INIT("recently"), STR_INIT("originally"), STR_INIT("first"),
					    STR_INIT("date"),     STR_INIT("code"),       STR_INIT("of")};
	if (text_words(text) > INSTRUMENT_WORDS || !has_year(text))
		return false;
	struct str rest = text, word;
	if (text.n == 0 || !is_upper(text.p[0]))
		return false;
	while (shape_next_plain(arena, &rest, &word)) {
		if (is_one_of(word, acts, COUNT_OF(acts)))
			return true;
		if (!is_one_of(word, before, COUNT_OF(before)))
			return false;
	}
	return false;
}

/* The history of a section, in brackets: "(Ord. No. 2018-4 § 1; Prior code § 9.50.)", "(2003-Or-028, § 1, 3-21-03)". */
static bool is_history(struct arena *arena, struct str text)
{
	static const struct str acts[] = {STR_INIT("ord"),        STR_INIT("ordinance"), STR_INIT("res"),
					  STR_INIT("resolution"), STR_INIT("code"),      STR_INIT("added"),
					  STR_INIT("amended"),    STR_INIT("enacted"),   STR_INIT("adopted")};
	if (!str_starts(text, STR("(")) || !str_ends(text, STR(")")) || text_words(text) > INSTRUMENT_WORDS)
		return false;
	struct str rest = text, word;
	for (size_t n = 0; n < HISTORY_WORDS && shape_next_plain(arena, &rest, &word); n++)
		if (is_one_of(word, acts, COUNT_OF(acts)) || str_find(word, STR("-or-"), 0) != STR_NPOS ||
		    str_find(word, STR("-res-"), 0) != STR_NPOS)
			return true;
	return false;
}

/* "Signed this date _____", "Name of Office _____"; or only a rule to write on, behind such a line. */
static bool is_signature(struct arena *arena, struct str text)
{
	static const struct str words[] = {STR_INIT("signed"),  STR_INIT("signature"), STR_INIT("sign"),
					   STR_INIT("witness"), STR_INIT("name"),      STR_INIT("printed"),
					   STR_INIT("date"),    STR_INIT("print"),     STR_INIT("title"),
					   STR_INIT("office"),  STR_INIT("position")};
	size_t n = text_words(text);
	bool has_rule = str_find(text, STR("___"), 0) != STR_NPOS;
	if (n == 0 || n > SIGNATURE_WORDS || str_ends(text, STR(".")))
		return false;
	struct str rest = text, word;
	bool names_one = false;
	while (shape_next_plain(arena, &rest, &word))
		names_one |= is_one_of(word, words, COUNT_OF(words));
	return names_one &&
	       (has_rule || str_starts(text, STR("Signed")) || str_find(text, STR("sign)"), 0) != STR_NPOS);
}

static bool is_all_of(struct str text, const char *characters)
{
	for (size_t i = 0; i < text.n; i++)
		if (!strchr(characters, text.p[i]) || text.p[i] == '\0')
			return false;
	return text.n > 0;
}

/* "Page 3 of 12", "Skip to main content", "Staff intranet", a ruled line. */
static bool is_furniture(struct arena *arena, struct str text)
{
	static const struct str lines[] = {STR_INIT("skip to main content"),
					   STR_INIT("skip to content"),
					   STR_INIT("main menu"),
					   STR_INIT("menu"),
					   STR_INIT("print this page"),
					   STR_INIT("share this page"),
					   STR_INIT("back to top"),
					   STR_INIT("top of page"),
					   STR_INIT("print page")};
	size_t n = text_words(text);
	if (is_all_of(text, "_-=*~. ") && text.n >= 3)
		return true;
	if (n == 0 || n > 5)
		return false;
	struct buf plain = buf_open(arena, text.n);
	struct str rest = text, word = {0};
	size_t count = 0;
	while (shape_next_plain(arena, &rest, &word)) {
		if (plain.n > 0)
			buf_char(&plain, ' ');
		buf_str(&plain, word);
		if (count++ == 0 && !str_eq(word, STR("page")) && n > 2)
			count = 100;
	}
	struct str line = buf_view(&plain);
	if (is_one_of(line, lines, COUNT_OF(lines)) || (n <= 3 && str_eq(word, STR("intranet"))))
		return true;
	int64_t number;
	return str_starts(line, STR("page ")) && (count == 2 || count == 4) && str_to_i64(word, &number);
}

/* A whole block in quotation marks. */
static bool is_quotation(struct str text)
{
	static const struct str marks[][2] = {
		{STR_INIT("“"), STR_INIT("”")}, {STR_INIT("\""), STR_INIT("\"")}, {STR_INIT("‘"), STR_INIT("’")}};
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (text.n > 8 && str_starts(text, marks[i][0]) && str_ends(text, marks[i][1]) &&
		    str_find(text, marks[i][1], marks[i][0].n) == text.n - marks[i][1].n)
			return true;
	return false;
}

/* ---- One block ---- */

static void shape_label(const struct document *doc, const struct block *block, struct shape *shape)
{
	struct str rest;
	if (!label_take(block->text, &shape->label, &rest)) {
		shape->text = block->text;
		return;
	}
	const struct label *label = &shape->label;
	shape->kind = label->type == LABEL_BULLET ? SHAPE_ITEM : SHAPE_LABELLED;
	shape->text = rest;
	if (label->type == LABEL_KEYWORD) {
		bool is_alone = rest.n == 0 && (!doc->has_headings || block->is_strong || label->is_closed);
		bool is_heading = is_alone || (rest.n > 0 && shape_is_heading_like(rest));
		bool has_run_in = shape_take_run_in(rest, &(struct str){0}, &(struct str){0});
		if (is_heading && (label->is_closed || rest.n == 0 || is_upper(rest.p[0]))) {
			shape->kind = SHAPE_HEADING;
			shape->rank = RANK_KEYWORD - 1 + label->rank;
		} else if (!label->is_closed && !has_run_in) {
			*shape = (struct shape){.text = block->text};
		}
	}
}

static int rank_guessed(const struct document *doc, const struct block *block)
{
	int keyword = label_keyword_rank(block->text);
	if (keyword)
		return RANK_KEYWORD - 1 + keyword;
	if (shape_is_capitals(block->text))
		return doc->has_headings ? RANK_SECTION - 1 : RANK_CAPITALS;
	return doc->has_headings ? RANK_SECTION - 1 : RANK_LINE;
}

static bool is_guessed_heading(const struct document *doc, const struct block *block)
{
	if (block->kind != BLOCK_PARAGRAPH || block->level > 0 || block->is_quote ||
	    !shape_is_heading_like(block->text))
		return false;
	int keyword = label_keyword_rank(block->text);
	if (block->is_strong || (keyword && (!doc->has_headings || keyword < RANK_OF_SECTIONS)))
		return true;
	if (doc->has_headings)
		return shape_is_capitals(block->text) && text_words(block->text) > 1;
	return block->indent < INDENTED;
}

static void shape_of(const struct document *doc, const struct block *block, struct shape *shape)
{
	*shape = (struct shape){.kind = SHAPE_PARAGRAPH, .text = block->text};
	if (block->kind == BLOCK_HEADING) {
		struct str rest;
		if (label_take(block->text, &shape->label, &rest) && shape->label.type != LABEL_BULLET)
			shape->text = rest;
		else
			shape->label = (struct label){0};
		shape->kind = SHAPE_HEADING;
		shape->rank = RANK_MARKED + 10 * block->level;
		/* Pages of one code each begin with the same level: "Chapter 2" above "2.10 Gifts". */
		if (doc->file > 0 && shape->label.type == LABEL_KEYWORD && shape->label.rank < RANK_OF_SECTIONS)
			shape->rank = RANK_KEYWORD - 1 + shape->label.rank;
		return;
	}
	if (block->kind == BLOCK_ITEM) {
		struct str rest;
		if (!label_take(block->label, &shape->label, &rest))
			shape->label = (struct label){.type = LABEL_BULLET};
		shape->label.text = block->label;
		shape->kind = shape->label.type == LABEL_BULLET ? SHAPE_ITEM : SHAPE_LABELLED;
		return;
	}
	if (is_furniture(doc->arena, block->text))
		shape->kind = SHAPE_FURNITURE;
	else if (is_signature(doc->arena, block->text))
		shape->kind = SHAPE_SIGNATURE;
	else if (is_instrument(doc->arena, block->text) || is_history(doc->arena, block->text))
		shape->kind = SHAPE_INSTRUMENT;
	else if (is_quotation(block->text) || block->is_quote)
		shape->kind = SHAPE_QUOTE;
	else
		shape_label(doc, block, shape);
	if (shape->kind != SHAPE_PARAGRAPH || block->is_continued)
		return;
	if (is_guessed_heading(doc, block)) {
		shape->kind = SHAPE_HEADING;
		shape->rank = rank_guessed(doc, block);
	} else if (block->indent >= INDENTED && !doc->has_headings && shape_is_heading_like(block->text)) {
		shape->kind = SHAPE_ITEM;
	}
}

/* A line of an indented list that looks like a sentence: "Planning Commission, Minneapolis/St. Paul". */
static bool is_further_item(const struct document *doc, const struct shape *shapes, size_t i)
{
	return i > 0 && shapes[i].kind == SHAPE_PARAGRAPH && shapes[i - 1].kind == SHAPE_ITEM &&
	       shapes[i - 1].label.type == LABEL_NONE && doc->blocks[i].indent == doc->blocks[i - 1].indent &&
	       text_words(shapes[i].text) <= HEADING_WORDS && str_find_char(shapes[i].text, '\n', 0) == STR_NPOS;
}

void shape_all(const struct document *doc, struct shape *ret_shapes)
{
	for (size_t i = 0; i < doc->n; i++) {
		shape_of(doc, &doc->blocks[i], &ret_shapes[i]);
		if (is_further_item(doc, ret_shapes, i))
			ret_shapes[i].kind = SHAPE_ITEM;
	}
}
