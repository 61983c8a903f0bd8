/* Blocks into provisions: which kind each is, under which other it stands. Knows words such as "Values" and "Adopted",
 * and the order of labels; never changes a word. */
#include "codes/import/outline.h"

#define HEADING_LINES  4
#define BROKEN_TEXT    80
#define BROKEN_REST    40
#define VALUE_WORDS    4
#define ATTRIBUTION    14
#define EXAMPLE_WORDS  15
#define LOOK_AHEAD     50
#define REPEATED_BYTES 24

/* ---- What a heading announces ---- */

static bool is_any(struct str word, const struct str *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(word, words[i]))
			return true;
	return false;
}

static enum sense sense_of(struct arena *arena, struct str heading)
{
	static const struct {
		struct str word;
		enum sense sense;
	} words[] = {
		{STR_INIT("preamble"), SENSE_PREAMBLE},
		{STR_INIT("values"), SENSE_VALUES},
		{STR_INIT("standards"), SENSE_STANDARDS},
		{STR_INIT("principles"), SENSE_PRINCIPLES},
		{STR_INIT("commitment"), SENSE_COMMITMENT},
		{STR_INIT("pledge"), SENSE_COMMITMENT},
		{STR_INIT("acknowledgement"), SENSE_COMMITMENT},
		{STR_INIT("acknowledgment"), SENSE_COMMITMENT},
		{STR_INIT("oath"), SENSE_COMMITMENT},
		{STR_INIT("undertaking"), SENSE_COMMITMENT},
		{STR_INIT("practice"), SENSE_EXAMPLES},
		{STR_INIT("examples"), SENSE_EXAMPLES},
		{STR_INIT("guidelines"), SENSE_GUIDELINES},
		{STR_INIT("tenets"), SENSE_TENETS},
	};
	struct str rest = heading, word;
	enum sense sense = SENSE_NONE;
	for (size_t n = 0; shape_next_plain(arena, &rest, &word); n++) {
		for (size_t i = 0; i < COUNT_OF(words); i++)
			if (str_eq(word, words[i].word))
				sense = words[i].sense;
		/* "Values and Standards" announces both and is neither; "Standards of conduct" is a rule's heading. */
		if (sense == SENSE_STANDARDS && n > 0)
			sense = SENSE_NONE;
	}
	return sense;
}

static bool names_principles(struct arena *arena, struct str text)
{
	struct str rest = text, word;
	while (shape_next_plain(arena, &rest, &word))
		if (str_eq(word, STR("principles")))
			return true;
	return false;
}

static bool is_known_value(const struct outline *o, struct str name)
{
	for (size_t i = 0; i < o->n_values; i++)
		if (str_eq_nocase(o->values[i], str_trim(name)))
			return true;
	return false;
}

/* ---- Headings ---- */

static bool is_value_name(const struct outline *o, const struct shape *shape, enum sense sense)
{
	return shape->rank == RANK_LINE && sense == SENSE_NONE && outline_is_open(o, SENSE_VALUES) &&
	       text_words(shape->text) <= VALUE_WORDS;
}

/* Lines in capitals that follow one another are one heading: "CITY OF TORRANCE" above "ETHICS POLICY …". */
static size_t heading_lines(const struct outline *o, size_t i)
{
	size_t last = i;
	while (last + 1 < o->doc->n && last + 1 < i + HEADING_LINES && o->shapes[last].rank == RANK_CAPITALS &&
	       o->shapes[last + 1].rank == RANK_CAPITALS && o->shapes[last + 1].kind == SHAPE_HEADING)
		last++;
	return last;
}

/* A heading that the document marks as one, with a number: a section, or what its label says. "Part" and the like
 * stand above sections. */
static enum provision_kind heading_kind(const struct outline *o, size_t i)
{
	static const struct {
		struct str word;
		enum provision_kind kind;
	} words[] = {
		{STR_INIT("tenet"), PROVISION_TENET},
		{STR_INIT("principle"), PROVISION_PRINCIPLE},
		{STR_INIT("standard"), PROVISION_STANDARD},
		{STR_INIT("value"), PROVISION_VALUE},
	};
	const struct label *label = &o->shapes[i].label;
	if (o->doc->blocks[i].kind != BLOCK_HEADING || label->type == LABEL_NONE)
		return PROVISION_HEADING;
	if (label->type != LABEL_KEYWORD)
		return PROVISION_SECTION;
	struct str rest = label->text, word = {0};
	(void)text_next_word(&rest, &word);
	for (size_t j = 0; j < COUNT_OF(words); j++)
		if (str_eq_nocase(word, words[j].word))
			return words[j].kind;
	return label->rank >= RANK_OF_SECTIONS ? PROVISION_SECTION : PROVISION_HEADING;
}

/* "Ethics policy for candidates", in the midst of a code. */
static bool names_policy(struct arena *arena, struct str text)
{
	struct str rest = text, word;
	while (shape_next_plain(arena, &rest, &word))
		if (str_eq(word, STR("policy")))
			return true;
	return false;
}

/* "§ 12.3" alone, right behind the line "§ 12.3 Gifts.": some editions print the number twice. */
static bool is_repeated_number(const struct outline *o, size_t i)
{
	const struct shape *shape = &o->shapes[i];
	if (o->n == 0 || shape->text.n > 0 || shape->label.text.n == 0 || o->doc->blocks[i].kind != BLOCK_HEADING)
		return false;
	const struct provision *last = &o->p[o->n - 1];
	struct str rest = shape->label.text, number = {0};
	while (text_next_word(&rest, &number))
		;
	bool is_bare = last->kind == PROVISION_TITLE || last->text.n == 0;
	struct str before = last->kind == PROVISION_TITLE ? last->text : last->label;
	return is_bare && str_find(str_slice(before, 0, REPEATED_BYTES), number, 0) != STR_NPOS;
}

static size_t put_heading(struct outline *o, size_t i)
{
	const struct shape *shape = &o->shapes[i];
	if (is_repeated_number(o, i)) {
		document_drop(o->doc, &o->doc->blocks[i]);
		return i + 1;
	}
	size_t last = heading_lines(o, i);
	struct str text = shape->text;
	for (size_t j = i + 1; j <= last; j++)
		text = str_fmt(o->doc->arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(o->shapes[j].text));
	enum sense sense = sense_of(o->doc->arena, text);
	int rank = shape->rank;
	enum provision_kind kind = heading_kind(o, i);
	if (kind == PROVISION_HEADING && names_policy(o->doc->arena, text))
		kind = PROVISION_POLICY;
	if (is_value_name(o, shape, sense)) {
		rank = RANK_NAME;
		kind = PROVISION_VALUE;
	} else if (rank == RANK_LINE && outline_is_open(o, SENSE_STANDARDS) && is_known_value(o, text)) {
		rank = RANK_NAME;
		sense = SENSE_STANDARDS;
	}
	const struct open_heading *parent = outline_parent(o, rank);
	bool may_name = kind == PROVISION_HEADING || kind == PROVISION_SECTION;
	if (may_name && parent && sense == SENSE_NONE && rank > RANK_MARKED && parent->sense == SENSE_VALUES)
		kind = PROVISION_VALUE;
	if (may_name && parent && sense == SENSE_NONE && rank > RANK_MARKED && parent->sense == SENSE_PRINCIPLES)
		kind = PROVISION_PRINCIPLE;
	if (sense == SENSE_NONE && parent)
		sense = kind == PROVISION_VALUE       ? SENSE_VALUE
			: kind == PROVISION_PRINCIPLE ? SENSE_PRINCIPLE
						      : parent->sense;
	outline_open(o, kind, rank, sense, shape->label.text, text, (struct str){0});
	return last + 1;
}

/* ---- Labelled elements ---- */

static bool is_next(const struct label *label, const struct label *next)
{
	return next->type == label->type && next->parts == label->parts && next->value == label->value + 1;
}

/* The next block is a heading of the same number and nothing else. */
static bool is_numbered_again(const struct outline *o, size_t i)
{
	if (i + 1 >= o->doc->n || o->doc->blocks[i + 1].kind != BLOCK_HEADING || o->shapes[i + 1].text.n > 0)
		return false;
	struct str a = o->shapes[i].label.text, b = o->shapes[i + 1].label.text, first = {0}, second = {0};
	while (text_next_word(&a, &first))
		;
	while (text_next_word(&b, &second))
		;
	return first.n > 0 && str_eq(first, second);
}

/* A short line behind a number is a heading, unless the next number follows at once: then it is a list. */
static bool is_section_line(const struct outline *o, size_t i, struct str text)
{
	const struct label *label = &o->shapes[i].label;
	if (is_numbered_again(o, i))
		return true;
	bool is_listed = o->doc->blocks[i].kind == BLOCK_ITEM;
	if (is_listed && (o->doc->blocks[i].level > 1 || (i + 1 < o->doc->n && o->doc->blocks[i + 1].level > 0)))
		return false;
	if (label->type == LABEL_SIGN && str_ends(text, STR(".")))
		text = str_slice(text, 0, text.n - 1);
	bool may_head =
		label->type == LABEL_DECIMAL || label->type == LABEL_SIGN || label->type == LABEL_INTEGER ||
		(label->is_upper && !label->is_paren && (label->type == LABEL_ROMAN || label->type == LABEL_LETTER));
	if (!may_head || !shape_is_heading_like(text) || i + 1 == o->doc->n)
		return false;
	const struct shape *next = &o->shapes[i + 1];
	if (next->kind == SHAPE_LABELLED && is_next(label, &next->label))
		return false;
	bool ends_list = i > 0 && o->shapes[i - 1].kind == SHAPE_LABELLED && is_next(&o->shapes[i - 1].label, label);
	return !ends_list && (next->kind != SHAPE_HEADING || label->type == LABEL_SIGN);
}

static int section_rank(const struct outline *o, const struct label *label)
{
	if (label->type == LABEL_KEYWORD)
		return RANK_KEYWORD - 1 + label->rank;
	/* Where headings bear such signs too, it is of their rank. */
	for (size_t i = 0; label->type == LABEL_SIGN && i < o->n_headings; i++)
		if (o->headings[i].is_sign)
			return o->headings[i].rank;
	int parts = label->type == LABEL_SIGN ? 5 : label->parts;
	return RANK_SECTION + (parts > 15 ? 15 : parts);
}

/* Is "3." the whole of which "3.1" and "3.2" are the parts, rather than a list's third item? */
static bool is_whole_number(const struct outline *o, size_t i)
{
	for (size_t j = i + 1; j < o->doc->n && j < i + LOOK_AHEAD; j++) {
		const struct shape *shape = &o->shapes[j];
		if (shape->kind == SHAPE_HEADING ||
		    (shape->kind == SHAPE_LABELLED && shape->label.type == LABEL_INTEGER))
			return false;
		if (shape->kind == SHAPE_LABELLED && shape->label.type == LABEL_DECIMAL)
			return shape->label.first == o->shapes[i].label.value;
	}
	return false;
}

static enum provision_kind labelled_kind(const struct outline *o)
{
	switch (outline_sense(o)) {
	case SENSE_GUIDELINES:
		return PROVISION_GUIDELINE;
	case SENSE_EXAMPLES:
		return PROVISION_EXAMPLE;
	case SENSE_STANDARDS:
	case SENSE_VALUE:
		return PROVISION_STANDARD;
	case SENSE_TENETS:
		return PROVISION_TENET;
	default:
		return o->has_tenets ? PROVISION_TENET : PROVISION_CLAUSE;
	}
}

/* Takes the label off the front of text whose first label begins a series; a dash may stand before it: "(d) —(1)". */
static bool take_first_of_series(struct str text, struct label *ret_label, struct str *ret_rest)
{
	static const struct str dash = STR_INIT("—");
	struct label label;
	struct str rest, begin = text;
	if (str_starts(text, dash))
		begin = str_slice(text, dash.n, text.n);
	if (!label_take(begin, &label, &rest) || !label.is_paren || rest.n == 0 ||
	    (label.value != 1 && label.as_roman != 1))
		return false;
	label.text = (struct str){text.p, (size_t)(label.text.p + label.text.n - text.p)};
	*ret_label = label;
	*ret_rest = rest;
	return true;
}

static void put_clause(struct outline *o, size_t i, struct label label, struct str text)
{
	const struct block *block = &o->doc->blocks[i];
	if (label.type == LABEL_INTEGER && is_whole_number(o, i))
		label.type = LABEL_DECIMAL;
	/* "(a)(2)" behind "(a)(1)": the first part is printed once more, and is no element of its own. */
	struct label inner;
	while (label.is_glued && outline_is_newest(o, label, block) && label_take(text, &inner, &text)) {
		inner.text = (struct str){label.text.p, (size_t)(inner.text.p + inner.text.n - label.text.p)};
		label = inner;
	}
	int32_t depth = outline_series(o, label, block);
	o->has_clause = true;
	/* "(m)  (1) An employee may": two labels on one line are two elements; so are "(m)(1)". */
	while (label.is_glued ? label_take(text, &inner, &text) : take_first_of_series(text, &inner, &text)) {
		outline_put(o, labelled_kind(o), depth, label.text, (struct str){0}, (struct str){0});
		label = inner;
		depth = outline_series(o, label, block);
	}
	enum provision_kind kind = labelled_kind(o);
	struct str head = {0};
	const struct provision *parent = outline_above(o, depth);
	if (parent && names_principles(o->doc->arena, parent->text) && shape_take_name(text, &head, &text))
		kind = PROVISION_PRINCIPLE;
	outline_put(o, kind, depth, label.text, head, text);
	if (str_ends(text, STR(":")))
		o->series[o->n_series - 1].is_lead = true;
}

static void put_section(struct outline *o, size_t i, struct str head, struct str text)
{
	const struct label *label = &o->shapes[i].label;
	int rank = section_rank(o, label);
	const struct open_heading *parent = outline_parent(o, rank);
	enum sense sense = sense_of(o->doc->arena, head);
	if (sense == SENSE_NONE && parent)
		sense = parent->sense;
	struct label inner;
	struct str rest;
	bool has_inner = take_first_of_series(text, &inner, &rest);
	outline_open(o, PROVISION_SECTION, rank, sense, label->text, head, has_inner ? (struct str){0} : text);
	if (has_inner)
		put_clause(o, i, inner, rest);
}

static void put_labelled(struct outline *o, size_t i)
{
	const struct shape *shape = &o->shapes[i];
	struct str head, rest;
	bool is_numbered = shape->label.type == LABEL_DECIMAL || shape->label.type == LABEL_SIGN ||
			   shape->label.type == LABEL_KEYWORD;
	if (is_numbered && shape_take_run_in(shape->text, &head, &rest))
		put_section(o, i, head, rest);
	else if (is_section_line(o, i, shape->text))
		put_section(o, i, shape->text, (struct str){0});
	else
		put_clause(o, i, shape->label, shape->text);
}

static void put_item(struct outline *o, size_t i)
{
	const struct shape *shape = &o->shapes[i];
	int32_t depth = outline_series(o, shape->label, &o->doc->blocks[i]);
	bool is_below_lead = o->n_series > 1;
	const struct provision *above = outline_above(o, depth);
	enum provision_kind kind = above && above->kind == PROVISION_EXAMPLE ? PROVISION_EXAMPLE : PROVISION_ITEM;
	struct str head = {0}, text = shape->text;
	switch (outline_sense(o)) {
	case SENSE_STANDARDS:
		kind = PROVISION_STANDARD;
		break;
	case SENSE_VALUE:
	case SENSE_PRINCIPLE:
		kind = is_below_lead ? PROVISION_ITEM : PROVISION_STANDARD;
		break;
	case SENSE_VALUES:
		kind = PROVISION_VALUE;
		(void)shape_take_name(text, &head, &text);
		break;
	case SENSE_PRINCIPLES:
		if (shape_take_name(text, &head, &text))
			kind = PROVISION_PRINCIPLE;
		break;
	case SENSE_EXAMPLES:
		kind = PROVISION_EXAMPLE;
		break;
	case SENSE_GUIDELINES:
		kind = kind == PROVISION_EXAMPLE ? kind : PROVISION_GUIDELINE;
		break;
	case SENSE_COMMITMENT:
		kind = PROVISION_COMMITMENT;
		break;
	default:
		break;
	}
	outline_put(o, kind, depth, shape->label.text, head, text);
}

/* A term and what it means. */
static void put_term(struct outline *o, size_t i)
{
	const struct block *block = &o->doc->blocks[i];
	int32_t depth = outline_series(o, o->shapes[i].label, block);
	outline_put(o, labelled_kind(o) == PROVISION_CLAUSE ? PROVISION_ITEM : labelled_kind(o), depth, block->label,
		    block->heading, block->text);
}

/* ---- Text ---- */

/* The rest of a paragraph that a page's end cut in two: its first part stops in the middle of a sentence. */
static bool is_broken_rest(const struct outline *o, size_t i)
{
	struct str text = o->shapes[i].text;
	if (o->n == 0 || o->doc->blocks[i].level > 0 || o->doc->blocks[i].kind != BLOCK_PARAGRAPH)
		return false;
	const struct provision *last = &o->p[o->n - 1];
	bool is_text = last->kind != PROVISION_ITEM && last->kind != PROVISION_STANDARD &&
		       last->kind != PROVISION_TITLE && last->kind != PROVISION_INSTRUMENT &&
		       last->kind != PROVISION_SIGNATURE && last->kind != PROVISION_EPIGRAPH &&
		       last->kind != PROVISION_EXAMPLE;
	if (!is_text || last->text.n < BROKEN_TEXT || shape_ends_sentence(last->text) || text.n == 0)
		return false;
	if (str_find_char(last->text, '\t', 0) != STR_NPOS || str_find_char(text, '\t', 0) != STR_NPOS)
		return false;
	return text.n >= BROKEN_REST || (text.p[0] >= 'a' && text.p[0] <= 'z');
}

/* Depth of text without a label. Where a series goes on behind it ("(a)", this text, "(b)"), the text stands beside the
 * series, so that what follows keeps its place; else it ends what stands open. */
static int32_t text_depth(struct outline *o, size_t i)
{
	size_t next = o->next_labelled[i];
	if (next < o->doc->n && o->shapes[next].kind == SHAPE_LABELLED)
		return outline_resume(o, o->shapes[next].label, &o->doc->blocks[next]);
	return outline_end_series(o);
}

/* A case that is told behind a rule, in a text that speaks of its examples by number and marks none. */
static bool is_unmarked_example(const struct outline *o, struct str text)
{
	static const struct str rules[] = {
		STR_INIT("notwithstanding"), STR_INIT("except"),  STR_INIT("subject"),  STR_INIT("this"),
		STR_INIT("these"),           STR_INIT("part"),    STR_INIT("pursuant"), STR_INIT("source"),
		STR_INIT("authority"),       STR_INIT("nothing"), STR_INIT("means"),    STR_INIT("note"),
		STR_INIT("acceptance")};
	struct str rest = text, word;
	if (!o->has_unmarked_examples || !o->has_clause || text_words(text) < EXAMPLE_WORDS ||
	    str_ends(text, STR(":")) || text.p[0] < 'A' || text.p[0] > 'Z')
		return false;
	if (str_starts(text, STR("For purposes")) || str_starts(text, STR("For the purposes")))
		return false;
	return shape_next_plain(o->doc->arena, &rest, &word) && !is_any(word, rules, COUNT_OF(rules));
}

static enum provision_kind paragraph_kind(struct outline *o, struct str text)
{
	struct str rest = text, word;
	if (shape_next_plain(o->doc->arena, &rest, &word) &&
	    (str_eq(word, STR("examples")) || str_eq(word, STR("example"))))
		return PROVISION_EXAMPLE;
	if (is_unmarked_example(o, text))
		return PROVISION_EXAMPLE;
	enum sense sense = outline_sense(o);
	if (sense == SENSE_PREAMBLE || (o->n_headings == 0 && !o->has_body && o->has_parts))
		return PROVISION_PREAMBLE;
	if (sense == SENSE_COMMITMENT || (sense == SENSE_PRINCIPLE && shape_is_first_person(text)))
		return PROVISION_COMMITMENT;
	return PROVISION_PARAGRAPH;
}

static void put_paragraph(struct outline *o, size_t i)
{
	const struct shape *shape = &o->shapes[i];
	struct str head, rest;
	if (o->doc->blocks[i].is_continued && o->n > 0) {
		outline_append(o, '\n', shape->text);
		return;
	}
	if (is_broken_rest(o, i)) {
		outline_append(o, ' ', shape->text);
		return;
	}
	bool is_principle = outline_is_open(o, SENSE_PRINCIPLES), is_value = outline_is_open(o, SENSE_VALUES);
	if ((is_principle || is_value) && shape_take_name(shape->text, &head, &rest)) {
		outline_open(o, is_principle ? PROVISION_PRINCIPLE : PROVISION_VALUE, RANK_PRINCIPLE,
			     is_principle ? SENSE_PRINCIPLE : SENSE_VALUE, (struct str){0}, head, rest);
		return;
	}
	int32_t depth = text_depth(o, i);
	if (outline_sense(o) == SENSE_VALUES && shape_is_heading_like(shape->text) &&
	    text_words(shape->text) <= VALUE_WORDS) {
		outline_put(o, PROVISION_VALUE, depth, (struct str){0}, shape->text, (struct str){0});
		return;
	}
	enum provision_kind kind = paragraph_kind(o, shape->text);
	outline_put(o, kind, depth, (struct str){0}, (struct str){0}, shape->text);
	if (str_ends(shape->text, STR(":")))
		outline_lead(o, depth);
}

/* Each act of adoption and amendment on its own, with the lines that follow it. */
static void put_instrument(struct outline *o, size_t i)
{
	static const struct str acts[] = {STR_INIT("Adopted"),   STR_INIT("Amended"),   STR_INIT("Revised"),
					  STR_INIT("Approved"),  STR_INIT("Effective"), STR_INIT("Updated"),
					  STR_INIT("As amended")};
	int32_t depth = text_depth(o, i);
	struct str rest = o->shapes[i].text, line;
	bool is_first = true;
	while (str_cut(&rest, '\n', &line)) {
		bool is_act = is_first;
		for (size_t j = 0; j < COUNT_OF(acts); j++)
			is_act |= str_starts(line, acts[j]);
		is_first = false;
		if (is_act)
			outline_put(o, PROVISION_INSTRUMENT, depth, (struct str){0}, (struct str){0}, line);
		else
			outline_append(o, '\n', line);
	}
}

static bool is_attribution(const struct outline *o, size_t i)
{
	if (i >= o->doc->n)
		return false;
	const struct block *block = &o->doc->blocks[i];
	if (block->kind != BLOCK_PARAGRAPH || text_words(block->text) > ATTRIBUTION ||
	    o->shapes[i].kind == SHAPE_HEADING)
		return false;
	bool is_starred = str_starts(block->text, STR("*")) && str_ends(block->text, STR("*"));
	return block->is_emphasis || is_starred || str_starts(block->text, STR("—")) ||
	       str_starts(block->text, STR("–"));
}

static size_t put_quote(struct outline *o, size_t i)
{
	bool is_epigraph = outline_sense(o) == SENSE_PREAMBLE || (o->n_headings == 0 && !o->has_body);
	if (!is_epigraph || text_words(o->shapes[i].text) > 100) {
		put_paragraph(o, i);
		return i + 1;
	}
	outline_put(o, PROVISION_EPIGRAPH, text_depth(o, i), (struct str){0}, (struct str){0}, o->shapes[i].text);
	if (!is_attribution(o, i + 1))
		return i + 1;
	outline_append(o, '\n', o->doc->blocks[i + 1].text);
	return i + 2;
}

/* ---- All of it ---- */

static size_t put_block(struct outline *o, size_t i)
{
	struct block *block = &o->doc->blocks[i];
	if (block->heading.n > 0) {
		put_term(o, i);
		return i + 1;
	}
	switch (o->shapes[i].kind) {
	case SHAPE_FURNITURE:
		document_drop(o->doc, block);
		return i + 1;
	case SHAPE_HEADING:
		return put_heading(o, i);
	case SHAPE_LABELLED:
		put_labelled(o, i);
		return i + 1;
	case SHAPE_ITEM:
		put_item(o, i);
		return i + 1;
	case SHAPE_INSTRUMENT:
		put_instrument(o, i);
		return i + 1;
	case SHAPE_SIGNATURE:
		outline_put(o, PROVISION_SIGNATURE, text_depth(o, i), (struct str){0}, (struct str){0},
			    o->shapes[i].text);
		return i + 1;
	case SHAPE_QUOTE:
		return put_quote(o, i);
	case SHAPE_PARAGRAPH:
		break;
	}
	put_paragraph(o, i);
	return i + 1;
}

/* For each block the next one with a label or a heading, in which text between does not count. */
static const size_t *next_labelled(const struct document *doc, const struct shape *shapes)
{
	size_t *next = arena_array(doc->arena, size_t, doc->n), at = doc->n;
	for (size_t i = doc->n; i > 0; i--) {
		next[i - 1] = at;
		if (shapes[i - 1].kind == SHAPE_LABELLED || shapes[i - 1].kind == SHAPE_HEADING)
			at = i - 1;
	}
	return next;
}

void recognise(struct document *doc, struct provision **ret_provisions, size_t *ret_n, struct str *ret_title)
{
	struct shape *shapes = arena_array(doc->arena, struct shape, doc->n);
	shape_all(doc, shapes);
	struct outline o = {.doc = doc, .shapes = shapes, .next_labelled = next_labelled(doc, shapes)};
	size_t i = 0;
	while (i < doc->n && shapes[i].kind == SHAPE_FURNITURE)
		i = put_block(&o, i);
	i = outline_title(&o, i);
	*ret_title = o.n > 0 ? outline_title_plain(doc->arena, &o.p[0]) : (struct str){0};
	outline_survey(&o, i);
	while (i < doc->n && o.n <= LIMIT_PROVISIONS)
		i = put_block(&o, i);
	struct str chapter = outline_chapter_title(&o);
	*ret_title = chapter.n > 0 ? chapter : *ret_title;
	*ret_provisions = o.p;
	*ret_n = o.n;
}
