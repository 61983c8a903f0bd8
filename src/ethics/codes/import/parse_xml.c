/* The reader of statutes in XML of their own: elements that hold a number, a heading and text, one in another. Which is
 * which is told by their names, as many schemas have them ("num", "Label", "heading", "MarginalNote", "text"); what
 * stands in what, by the elements themselves. */
#include "codes/import/import.h"
#include "codes/import/xml.h"

#define PATHS       (XML_DEPTH + 2)
#define OPEN_LEVELS 9

/* An element on the way to where the reader is, and its provision. */
struct place {
	const struct xml *element;
	size_t provision; /* 1 + its place; 0: it has none */
	int32_t depth;    /* of provisions that stand below it */
};

struct xml_reader {
	struct document *doc;
	struct place path[PATHS];
	size_t n_path;
	int32_t base;   /* below headings that stand beside what they head */
	struct buf run; /* the text being read */
};

enum part { PART_NONE, PART_LABEL, PART_HEADING, PART_BESIDE, PART_TITLE, PART_NOTE, PART_TEXT, PART_FURNITURE };

static enum part part_of(const struct xml *element)
{
	static const struct {
		const char *name;
		enum part part;
	} parts[] = {
		{"num", PART_LABEL},
		{"label", PART_LABEL},
		{"enum", PART_LABEL},
		{"heading", PART_HEADING},
		{"head", PART_HEADING},
		{"header", PART_HEADING},
		{"titletext", PART_HEADING},
		{"marginalnote", PART_BESIDE},
		{"catchline", PART_HEADING},
		{"longtitle", PART_TITLE},
		{"shorttitle", PART_TITLE},
		{"annotation", PART_NOTE},
		{"historicalnote", PART_NOTE},
		{"text", PART_TEXT},
		{"p", PART_TEXT},
		{"content", PART_TEXT},
		{"script", PART_FURNITURE},
		{"style", PART_FURNITURE},
		{"meta", PART_FURNITURE},
		{"billnumber", PART_FURNITURE},
		{"parliament", PART_FURNITURE},
		{"stages", PART_FURNITURE},
		{"chapter-id", PART_FURNITURE},
		{"runninghead", PART_FURNITURE},
		{"billhistory", PART_FURNITURE},
		{"consolidatednumber", PART_FURNITURE},
		{"annualstatuteid", PART_FURNITURE},
		{"recentamendments", PART_FURNITURE},
	};
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (str_eq_nocase(element->name, str_of(parts[i].name)))
			return parts[i].part;
	return PART_NONE;
}

static bool is_run(const struct xml *node)
{
	return node->name.n == 0;
}

static bool has_words(struct str text)
{
	struct str word;
	return text_next_word(&text, &word);
}

static bool has_own_words(const struct xml *element)
{
	for (const struct xml *child = element->first; child; child = child->next)
		if (is_run(child) && has_words(child->text))
			return true;
	return false;
}

/* A heading that is an element with a title in it ("Heading" holds "TitleText") is what heads, not its text. */
static bool holds_part(const struct xml *element, enum part part)
{
	for (const struct xml *child = element->first; child; child = child->next)
		if (!is_run(child) && part_of(child) == part)
			return true;
	return false;
}

/* ---- Text ---- */

/* A text in NFC with its white space as single spaces. */
static void put_run(struct xml_reader *xml, struct str text)
{
	struct str clean = text, word = {0};
	struct ctx ctx = {.arena = xml->doc->arena};
	const struct text_rules rules = {.name = "text", .max_bytes = SIZE_MAX, .lines = true};
	if (text_accept(&ctx, text, &rules, &clean) != OK || clean.n == 0)
		return;
	struct str rest = clean;
	while (text_next_word(&rest, &word)) {
		bool is_joined = word.p == clean.p;
		if (xml->run.n > 0 && !is_joined && xml->run.p[xml->run.n - 1] != ' ')
			buf_char(&xml->run, ' ');
		buf_str(&xml->run, word);
	}
	if (rest.n > 0 || !has_words(clean) || word.p + word.n < clean.p + clean.n)
		buf_char(&xml->run, ' ');
}

/* All text of an element: elements within it are parts of its line. */
static struct str text_of(struct xml_reader *xml, const struct xml *element)
{
	bool is_line = has_own_words(element);
	xml->run = buf_open(xml->doc->arena, 64);
	for (const struct xml *node = element; node; node = xml_after(node, element)) {
		if (is_run(node))
			put_run(xml, node->text);
		else if (!is_line && xml->run.n > 0 && xml->run.p[xml->run.n - 1] != ' ')
			buf_char(&xml->run, ' ');
	}
	return str_trim(buf_view(&xml->run));
}

static void put_words(struct xml_reader *xml, struct str text, bool is_left_out)
{
	struct buf *content = &xml->doc->content;
	size_t from = content->n;
	buf_str(content, text);
	if (is_left_out)
		document_leave_out(xml->doc, (struct span){from, content->n});
	buf_char(content, '\n');
}

/* ---- Provisions ---- */

static struct place *owner_of(struct xml_reader *xml, const struct xml *element)
{
	for (size_t i = xml->n_path; i > 0; i--)
		if (xml->path[i - 1].element == element)
			return &xml->path[i - 1];
	return &xml->path[0];
}

static int32_t depth_of(const struct xml_reader *xml, const struct place *place)
{
	int32_t depth = xml->base;
	for (const struct place *above = xml->path; above < place; above++)
		depth = above->provision > 0 ? above->depth : depth;
	return depth;
}

static struct provision *put(struct xml_reader *xml, enum provision_kind kind, int32_t depth)
{
	struct document *doc = xml->doc;
	if (doc->n_ready == doc->ready_capacity) {
		size_t more = doc->ready_capacity ? doc->ready_capacity * 2 : 256, size = sizeof(struct provision);
		doc->ready = arena_grow(doc->arena, doc->ready, doc->ready_capacity * size, more * size);
		doc->ready_capacity = more;
	}
	/* What stands below nothing yet stands no deeper than one below what is there. */
	int32_t above = doc->n_ready > 0 ? doc->ready[doc->n_ready - 1].depth : -1;
	struct provision *p = &doc->ready[doc->n_ready];
	*p = (struct provision){.position = (int32_t)doc->n_ready,
				.depth = depth > above + 1 ? above + 1 : depth,
				.kind = (int32_t)kind};
	doc->n_ready++;
	return p;
}

static bool is_newest(const struct xml_reader *xml, const struct place *place)
{
	return place->provision > 0 && place->provision == xml->doc->n_ready;
}

/* The owner's provision while nothing came behind it, else a new one of its own. */
static struct provision *open_own(struct xml_reader *xml, struct place *place, enum provision_kind kind)
{
	if (is_newest(xml, place))
		return &xml->doc->ready[place->provision - 1];
	bool is_further = place->provision > 0;
	int32_t depth = is_further ? place->depth : depth_of(xml, place);
	struct provision *p = put(xml, is_further ? PROVISION_PARAGRAPH : kind, depth);
	if (!is_further) {
		place->provision = xml->doc->n_ready;
		place->depth = p->depth + 1;
	}
	return p;
}

static bool is_section(const struct xml *element)
{
	return str_eq_nocase(element->name, STR("section"));
}

/* "<Heading level='2'>" stands beside what it heads. */
static struct provision *open_beside(struct xml_reader *xml, struct place *owner)
{
	struct provision *own = is_newest(xml, owner) ? &xml->doc->ready[owner->provision - 1] : NULL;
	if (own && own->heading.n + own->text.n == 0)
		return own;
	int64_t level = 1;
	(void)str_to_i64(xml_attribute(owner->element, "level"), &level);
	level = level < 1 ? 1 : level > OPEN_LEVELS ? OPEN_LEVELS : level;
	struct provision *p = put(xml, PROVISION_HEADING, (int32_t)level - 1);
	owner->provision = xml->doc->n_ready;
	xml->base = p->depth + 1;
	return p;
}

static void put_label(struct xml_reader *xml, const struct xml *element, struct str text)
{
	const struct xml *parent = element->parent;
	struct place *owner = owner_of(xml, parent);
	struct provision *p;
	if (parent && owner->element == parent && part_of(parent) == PART_HEADING && !owner->provision)
		p = open_beside(xml, owner);
	else if (owner->provision)
		p = put(xml, PROVISION_PARAGRAPH, owner->depth);
	else
		p = open_own(xml, owner, parent && is_section(parent) ? PROVISION_SECTION : PROVISION_CLAUSE);
	p->label = text;
	p->lang = xml_lang(element);
	put_words(xml, text, false);
}

static void put_beside(struct xml_reader *xml, const struct xml *element, struct str text)
{
	struct provision *p = open_beside(xml, owner_of(xml, element->parent));
	p->heading = text;
	p->lang = xml_lang(element);
	put_words(xml, text, false);
}

static void put_heading(struct xml_reader *xml, const struct xml *element, struct str text)
{
	struct place *owner = owner_of(xml, element->parent);
	struct provision *own = is_newest(xml, owner) ? &xml->doc->ready[owner->provision - 1] : NULL;
	if (own && own->heading.n == 0 && own->text.n == 0) {
		own->heading = text;
		own->lang = xml_lang(element);
	} else {
		int32_t depth = owner->provision ? owner->depth : depth_of(xml, owner);
		struct provision *p = put(xml, PROVISION_HEADING, depth);
		p->heading = text;
		p->lang = xml_lang(element);
	}
	put_words(xml, text, false);
}

static void put_text(struct xml_reader *xml, const struct xml *element, enum part part, struct str text)
{
	bool is_own = part == PART_TEXT && element->parent && element->parent->parent;
	struct place *owner = owner_of(xml, is_own ? element->parent : element);
	struct provision *p = part == PART_TITLE  ? put(xml, PROVISION_TITLE, 0)
			      : part == PART_NOTE ? put(xml, PROVISION_INSTRUMENT, depth_of(xml, owner))
						  : open_own(xml, owner, PROVISION_PARAGRAPH);
	if (p->text.n == 0)
		p->lang = xml_lang(element);
	if (p->text.n > 0)
		p->text = str_fmt(xml->doc->arena, "%.*s\n%.*s", STR_ARG(p->text), STR_ARG(text));
	else
		p->text = text;
	put_words(xml, text, false);
}

/* ---- The walk ---- */

/* True when the element was read whole. */
static bool enter(struct xml_reader *xml, const struct xml *element)
{
	/* The root is what all stands in, whatever its name. */
	enum part part = element->parent ? part_of(element) : PART_NONE;
	bool is_leaf = has_own_words(element) || part == PART_FURNITURE || part == PART_NOTE ||
		       ((part == PART_LABEL || part == PART_TEXT || part == PART_BESIDE || part == PART_TITLE));
	bool holds_title = part == PART_HEADING && holds_part(element, PART_HEADING);
	if (part == PART_HEADING && !holds_title)
		is_leaf = true;
	if (!is_leaf) {
		xml->path[xml->n_path++] = (struct place){.element = element};
		return false;
	}
	struct str text = text_of(xml, element);
	if (!has_words(text))
		return true;
	bool is_beside = part == PART_HEADING && element->parent && part_of(element->parent) == PART_HEADING;
	if (part == PART_FURNITURE) {
		put_words(xml, text, true);
	} else if (part == PART_LABEL) {
		put_label(xml, element, text);
	} else if (is_beside) {
		put_beside(xml, element, text);
	} else if (part == PART_HEADING || part == PART_BESIDE) {
		put_heading(xml, element, text);
	} else {
		xml->path[xml->n_path++] = (struct place){.element = element};
		put_text(xml, element, part, text);
		xml->n_path--;
	}
	return true;
}

enum outcome document_read_xml(struct ctx *ctx, struct document *doc, struct str filename, struct str content)
{
	const struct xml *root;
	TRY(xml_read(ctx, filename, content, &root));
	struct xml_reader xml = {.doc = doc};
	if (doc->file == 0)
		doc->lang = xml_lang(root);
	for (const struct xml *node = root; node;) {
		while (xml.n_path > 0 && !is_run(node) && xml.path[xml.n_path - 1].element != node->parent)
			xml.n_path--;
		bool goes_in = !is_run(node) && !enter(&xml, node);
		if (goes_in && node->first) {
			node = node->first;
			continue;
		}
		while (node != root && !node->next)
			node = node->parent;
		node = node == root ? NULL : node->next;
		if (doc->n_ready > LIMIT_PROVISIONS)
			break;
	}
	return OK;
}
