/* Akoma Ntoso of any maker (1.0, its drafts, and 2.0) into provisions: numbers become labels, headings headings, and
 * what stands in one another deeper ones. All text of the document's content is kept in its order; what editors added
 * is left out and listed. */
#include "codes/import/akn.h"
#include "codes/import/import.h"

#define TITLE_BYTES 300 /* of a code's title */

/* ---- Names ---- */

struct name_kind {
	const char *name;
	int32_t kind;
};

/* Elements that become a provision, in the order of the standard's list. */
static const struct name_kind hierarchy[] = {
	{"book", PROVISION_HEADING},        {"tome", PROVISION_HEADING},        {"part", PROVISION_HEADING},
	{"title", PROVISION_HEADING},       {"chapter", PROVISION_HEADING},     {"division", PROVISION_HEADING},
	{"subpart", PROVISION_HEADING},     {"subtitle", PROVISION_HEADING},    {"subchapter", PROVISION_HEADING},
	{"subdivision", PROVISION_HEADING}, {"section", PROVISION_SECTION},     {"article", PROVISION_SECTION},
	{"rule", PROVISION_SECTION},        {"hcontainer", PROVISION_SECTION},  {"subsection", PROVISION_CLAUSE},
	{"clause", PROVISION_CLAUSE},       {"subclause", PROVISION_CLAUSE},    {"subrule", PROVISION_CLAUSE},
	{"paragraph", PROVISION_CLAUSE},    {"subparagraph", PROVISION_CLAUSE}, {"level", PROVISION_CLAUSE},
	{"alinea", PROVISION_CLAUSE},       {"proviso", PROVISION_CLAUSE},      {"transitional", PROVISION_CLAUSE},
	{"list", PROVISION_CLAUSE},         {"sublist", PROVISION_CLAUSE},      {"point", PROVISION_ITEM},
	{"indent", PROVISION_ITEM},         {"item", PROVISION_ITEM},           {"li", PROVISION_ITEM},
	{"recital", PROVISION_PREAMBLE},    {"citation", PROVISION_PREAMBLE},
};

/* One block of text each. */
static const char *const leaves[] = {"p",    "block", "listIntroduction", "listWrapUp", "listConclusion",
				     "from", "tblock"};

static bool is_heading(const struct xml *node)
{
	return xml_is(node, "heading") || xml_is(node, "subheading");
}

/* Its kind; 0 when the element is no provision. */
static int32_t kind_of(const struct xml *node)
{
	for (size_t i = 0; i < COUNT_OF(hierarchy); i++)
		if (xml_is(node, hierarchy[i].name))
			return hierarchy[i].kind;
	if (xml_child(node, "heading"))
		return PROVISION_HEADING;
	return xml_child(node, "num") ? PROVISION_PARAGRAPH : 0;
}

static const struct xml *below(const struct xml *top, const char *name)
{
	for (const struct xml *node = xml_after(top, top); node; node = xml_after(node, top))
		if (xml_is(node, name))
			return node;
	return NULL;
}

/* ---- Text ---- */

enum gap { GAP_NONE, GAP_SPACE, GAP_CELL, GAP_LINE };

/* Text with its white space made even: a space between words, a line feed between blocks, a tab between the cells of a
 * table's row. */
struct flat {
	struct buf out;
	enum gap gap;
	bool in_cell;
	bool is_numbered; /* a number came last: what follows stands on its line */
};

static void flat_gap(struct flat *flat, enum gap gap)
{
	if ((flat->in_cell || flat->is_numbered) && gap > GAP_SPACE)
		gap = GAP_SPACE;
	if (gap > flat->gap)
		flat->gap = gap;
}

static bool is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void flat_text(struct flat *flat, struct str text)
{
	static const char between[] = {[GAP_SPACE] = ' ', [GAP_CELL] = '\t', [GAP_LINE] = '\n'};
	for (size_t i = 0; i < text.n; i++) {
		if (is_white(text.p[i])) {
			flat_gap(flat, GAP_SPACE);
			continue;
		}
		if (str_starts(str_slice(text, i, text.n), STR(AKN_MARK))) {
			i += sizeof(AKN_MARK) - 2;
			continue;
		}
		if (flat->gap && flat->out.n > 0)
			buf_char(&flat->out, between[flat->gap]);
		flat->gap = GAP_NONE;
		flat->is_numbered = false;
		buf_char(&flat->out, text.p[i]);
	}
}

static void flatten(struct flat *flat, const struct xml *node);

static void flatten_cell(struct flat *flat, const struct xml *cell)
{
	flat_gap(flat, GAP_CELL);
	bool was_in_cell = flat->in_cell;
	flat->in_cell = true;
	for (const struct xml *child = cell->first; child; child = child->next)
		flatten(flat, child);
	flat->in_cell = was_in_cell;
	flat_gap(flat, GAP_CELL);
}

static void flatten(struct flat *flat, const struct xml *node)
{
	if (node->name.n == 0) {
		flat_text(flat, node->text);
		return;
	}
	if (akn_is_left_out(node) || xml_is(node, "meta")) {
		flat_gap(flat, GAP_SPACE);
		return;
	}
	if (xml_is(node, "td") || xml_is(node, "th")) {
		flatten_cell(flat, node);
		return;
	}
	enum gap gap = akn_is_inline(node) ? GAP_NONE : GAP_LINE;
	flat_gap(flat, gap);
	for (const struct xml *child = node->first; child; child = child->next)
		flatten(flat, child);
	flat->is_numbered = xml_is(node, "num");
	flat_gap(flat, gap);
}

/* ---- Provisions ---- */

/* Where text on its own goes. */
enum place { PLACE_BODY, PLACE_PREFACE, PLACE_PREAMBLE, PLACE_CONCLUSIONS };

struct akn {
	struct ctx *ctx;
	struct arena *arena;
	struct provision *p;
	size_t n;
	size_t capacity;
	struct buf text; /* of the newest provision, while it grows */
	bool is_too_long;
	int64_t too_long_line;
	enum place place;
	struct code_import import;
};

/* The element whose children are being read. */
struct owner {
	int32_t kind;
	int32_t depth;   /* of its provision */
	size_t index;    /* of its provision + 1; 0: it has none */
	int stage;       /* 1 once it has a label, 2 a heading, 3 text */
	bool has_below;  /* provisions came below it */
	bool is_element; /* may become a provision itself */
	size_t tail;     /* the paragraph behind what stands below it, + 1 */
};

static void end_text(struct akn *akn)
{
	if (akn->n > 0 && akn->text.n > 0)
		akn->p[akn->n - 1].text = str_dup(akn->arena, buf_view(&akn->text));
	akn->text.n = 0;
}

static struct str lang_of(const struct xml *element)
{
	return akn_language_tag(xml_lang(element)); /* some write "eng" here too */
}

/* `from` is what the provision comes of: its place and its language. */
static struct provision *add(struct akn *akn, int32_t kind, int32_t depth, const struct xml *from)
{
	end_text(akn);
	if (akn->n >= LIMIT_PROVISIONS && !akn->is_too_long) {
		akn->is_too_long = true;
		akn->too_long_line = from->line;
	}
	if (akn->n == akn->capacity) {
		size_t capacity = akn->capacity ? 2 * akn->capacity : 256;
		struct provision *grown = arena_array(akn->arena, struct provision, capacity);
		if (akn->n > 0)
			memcpy(grown, akn->p, akn->n * sizeof(*grown));
		akn->p = grown;
		akn->capacity = capacity;
	}
	struct provision *p = &akn->p[akn->n];
	*p = (struct provision){.position = (int32_t)akn->n, .kind = kind, .depth = depth, .lang = lang_of(from)};
	akn->n++;
	return p;
}

static void append_text(struct akn *akn, struct str text)
{
	if (akn->text.n > 0)
		buf_char(&akn->text, '\n');
	buf_str(&akn->text, text);
}

static struct provision *owned(struct akn *akn, struct owner *owner, const struct xml *from)
{
	if (owner->index == 0) {
		(void)add(akn, owner->kind, owner->depth, from);
		owner->index = akn->n;
	}
	return &akn->p[owner->index - 1];
}

static int32_t depth_below(const struct owner *owner)
{
	int32_t depth = owner->index ? owner->depth + 1 : owner->depth;
	return depth < PROVISION_DEPTHS ? depth : PROVISION_DEPTHS - 1;
}

/* What a block on its own is. */
static int32_t kind_of_block(const struct akn *akn, const struct xml *block)
{
	switch (akn->place) {
	case PLACE_PREFACE:
		if (xml_is(block, "docTitle") || below(block, "docTitle") || below(block, "shortTitle") ||
		    xml_is(block->parent, "longTitle"))
			return PROVISION_TITLE;
		return below(block, "docDate") || below(block, "docNumber") ? PROVISION_INSTRUMENT
									    : PROVISION_PARAGRAPH;
	case PLACE_PREAMBLE:
		return PROVISION_PREAMBLE;
	case PLACE_CONCLUSIONS:
		return xml_is(block, "signature") || below(block, "signature") ? PROVISION_SIGNATURE
									       : PROVISION_PARAGRAPH;
	case PLACE_BODY:
		break;
	}
	return PROVISION_PARAGRAPH;
}

/* `block` is the element that the text stands in. */
static void add_text(struct akn *akn, struct owner *owner, const struct xml *block, struct str text)
{
	if (text.n == 0)
		return;
	if (!owner->is_element) {
		(void)add(akn, kind_of_block(akn, block), owner->depth, block);
		append_text(akn, text);
	} else if (!owner->has_below) {
		struct provision *p = owned(akn, owner, block);
		if (owner->stage < 3)
			p->lang = lang_of(block); /* of its words, not of its number */
		append_text(akn, text);
		owner->stage = 3;
	} else {
		if (owner->tail != akn->n) {
			(void)add(akn, PROVISION_PARAGRAPH, depth_below(owner), block);
			owner->tail = akn->n;
		}
		append_text(akn, text);
	}
}

static struct str joined(struct akn *akn, struct str a, struct str b)
{
	return a.n == 0 ? b : str_fmt(akn->arena, "%.*s %.*s", STR_ARG(a), STR_ARG(b));
}

static struct str one_line(struct akn *akn, const struct xml *node)
{
	struct flat flat = {.out = buf_open(akn->arena, 64), .in_cell = true};
	flatten(&flat, node);
	return buf_view(&flat.out);
}

static void add_label(struct akn *akn, struct owner *owner, const struct xml *num)
{
	struct str text = one_line(akn, num);
	if (text.n == 0)
		return;
	if (owner->stage > 1 || owner->has_below || !owner->is_element) {
		add_text(akn, owner, num, text);
		return;
	}
	struct provision *p = owned(akn, owner, num);
	p->label = joined(akn, p->label, text);
	owner->stage = 1;
}

static void add_heading(struct akn *akn, struct owner *owner, const struct xml *heading)
{
	struct str text = one_line(akn, heading);
	if (text.n == 0)
		return;
	if (owner->stage > 2 || owner->has_below || !owner->is_element) {
		add_text(akn, owner, heading, text);
		return;
	}
	struct provision *p = owned(akn, owner, heading);
	p->lang = lang_of(heading);
	p->heading = joined(akn, p->heading, text);
	owner->stage = 2;
}

static void walk(struct akn *akn, struct owner *owner, const struct xml *element);

static void walk_provision(struct akn *akn, struct owner *above, const struct xml *element, int32_t kind)
{
	struct owner owner = {.kind = kind, .depth = depth_below(above), .is_element = true};
	if (kind == PROVISION_CLAUSE && !xml_child(element, "num"))
		owner.kind = PROVISION_PARAGRAPH;
	size_t before = akn->n;
	walk(akn, &owner, element);
	above->has_below |= akn->n > before;
}

static enum place place_of(const struct akn *akn, const struct xml *element)
{
	if (xml_is(element, "preface") || xml_is(element, "coverPage"))
		return PLACE_PREFACE;
	if (xml_is(element, "preamble"))
		return PLACE_PREAMBLE;
	if (xml_is(element, "conclusions"))
		return PLACE_CONCLUSIONS;
	return akn->place;
}

static void walk_block(struct akn *akn, struct owner *owner, const struct xml *node)
{
	int32_t kind;
	if (xml_is(node, "meta") || akn_is_left_out(node))
		return;
	if (xml_is(node, "num")) {
		add_label(akn, owner, node);
	} else if (is_heading(node)) {
		add_heading(akn, owner, node);
	} else if (xml_is(node, "crossHeading")) {
		struct owner crossing = {.kind = PROVISION_HEADING, .depth = depth_below(owner), .is_element = true};
		size_t before = akn->n;
		add_heading(akn, &crossing, node);
		owner->has_below |= akn->n > before;
	} else if (xml_is(node, "table") || akn_is_one_of(node, leaves, COUNT_OF(leaves))) {
		struct flat flat = {.out = buf_open(akn->arena, 256)};
		flatten(&flat, node);
		add_text(akn, owner, node, buf_view(&flat.out));
	} else if ((kind = kind_of(node)) != 0) {
		walk_provision(akn, owner, node, kind);
	} else {
		enum place place = akn->place;
		akn->place = place_of(akn, node);
		walk(akn, owner, node);
		akn->place = place;
	}
}

/* XML_DEPTH bounds this recursion. */
static void walk(struct akn *akn, struct owner *owner, const struct xml *element)
{
	const struct xml *child = element->first;
	while (child) {
		if (!akn_is_inline(child)) {
			walk_block(akn, owner, child);
			child = child->next;
			continue;
		}
		const struct xml *first = child;
		struct flat flat = {.out = buf_open(akn->arena, 0)};
		for (; child && akn_is_inline(child); child = child->next)
			flatten(&flat, child);
		add_text(akn, owner, first->name.n > 0 ? first : element, buf_view(&flat.out));
	}
}

/* ---- All of it ---- */

static enum outcome accept_all(struct ctx *ctx, struct str filename, struct provision *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		TRY(akn_accept(ctx, filename, p[i].label, &p[i].label));
		TRY(akn_accept(ctx, filename, p[i].heading, &p[i].heading));
		TRY(akn_accept(ctx, filename, p[i].text, &p[i].text));
	}
	return OK;
}

static struct str title_below(struct akn *akn, const struct xml *top, const char *name)
{
	const struct xml *title = top ? below(top, name) : NULL;
	struct str text = title ? one_line(akn, title) : (struct str){0};
	return text.n <= TITLE_BYTES ? text : (struct str){0};
}

/* The first heading, as a title for a part of a code. */
static struct str title_of_part(struct akn *akn)
{
	struct str text = akn->n > 0 ? joined(akn, akn->p[0].label, akn->p[0].heading) : (struct str){0};
	return akn->n > 0 && akn->p[0].heading.n > 0 && text.n <= TITLE_BYTES ? text : (struct str){0};
}

/* What people call the text: its short title, else its title where it is no sentence of many lines, else the name that
 * the metadata gives. */
static enum outcome title_of(struct ctx *ctx, struct str filename, struct akn *akn, const struct xml *document,
			     struct str said)
{
	struct str titles[] = {
		title_below(akn, xml_child(document, "preface"), "shortTitle"),
		title_below(akn, document, "docTitle"),
		title_below(akn, document, "shortTitle"),
		said.n <= TITLE_BYTES ? said : (struct str){0},
		title_of_part(akn),
		import_title_from(ctx->arena, filename),
	};
	size_t i = 0;
	while (i + 1 < COUNT_OF(titles) && titles[i].n == 0)
		i++;
	return akn_accept(ctx, filename, titles[i], &akn->import.title);
}

static enum outcome read_foreign(struct ctx *ctx, const struct code_file *file, const struct xml *root,
				 const struct xml *document, struct code_import *ret_import)
{
	struct str filename = file->name;
	struct akn akn = {.ctx = ctx, .arena = ctx->arena};
	struct owner nobody = {.kind = PROVISION_PARAGRAPH};
	struct edition_facts *facts = arena_array(ctx->arena, struct edition_facts, 1);
	struct str said = {0};
	akn.text = buf_open(ctx->arena, 4096);
	TRY(akn_facts(ctx, filename, document, facts, &said));
	walk(&akn, &nobody, root);
	end_text(&akn);
	if (akn.is_too_long)
		return import_refuse_too_many(ctx, filename, akn.too_long_line);
	TRY(title_of(ctx, filename, &akn, document, said));
	/* Of an act whose text is not given, its name is all there is. */
	struct str name = akn.n == 0 ? said : (struct str){0};
	if (name.n > 0)
		add(&akn, PROVISION_TITLE, 0, document)->text = name;
	TRY(accept_all(ctx, filename, akn.p, akn.n));
	if (facts->lang.n == 0)
		facts->lang = lang_of(document);
	import_langs(akn.p, akn.n, facts->lang);
	akn.import.provisions = akn.p;
	akn.import.n = akn.n;
	akn.import.facts = facts;
	akn.import.instrument = facts->instrument;
	TRY(akn_prove(ctx, file, root, true, name, &akn.import));
	anchors_set(ctx->arena, akn.p, akn.n);
	*ret_import = akn.import;
	return OK;
}

static bool is_akn_space(struct str space)
{
	return str_starts(space, STR(AKN_SPACE)) || str_starts(space, STR("http://www.akomantoso.org/"));
}

enum outcome akn_parse(struct ctx *ctx, const struct code_file *file, struct code_import *ret_import)
{
	const struct xml *root, *document;
	struct code_import import;
	TRY(xml_read(ctx, file->name, file->content, &root));
	if (!xml_is(root, "akomaNtoso") || !is_akn_space(root->space))
		return problem_at(ctx, file->name, root->line, root->column,
				  msg("this is XML, but not Akoma Ntoso: its outermost element is “{1}” of “{2}”"),
				  root->name, root->space);
	for (document = root->first; document && document->name.n == 0; document = document->next)
		;
	if (!document)
		return problem_at(ctx, file->name, root->line, root->column, msg("there is no document in this file"));
	const struct xml *own = akn_own(document);
	if (!own)
		return read_foreign(ctx, file, root, document, ret_import);
	TRY(akn_read_own(ctx, file, document, own, &import));
	TRY(akn_prove(ctx, file, root, false, (struct str){0}, &import));
	*ret_import = import;
	return OK;
}
