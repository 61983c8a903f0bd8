/* Markdown to HTML by walking cmark's tree: its own renderer is not used, so that what it cannot say here cannot be
 * said (raw HTML, images, scripts). CommonMark 0.30. */
#include <cmark.h>

#include "html/html.h"

/* Deeper containers are left out, their text stays: browsers cut off there too, and no staff text goes so deep. */
enum { DEPTH_SHOWN = 24 };

struct walk {
	struct html *h;
	int top_level;
	int depth;
};

#define put(h, literal) html_literal((h), "" literal, sizeof(literal) - 1)

static void put_heading(struct html *h, int level, bool entering)
{
	static const char *const sizes[] = {"xl", "l", "m", "s", "s", "s"};
	int at = level < 1 ? 1 : level > 6 ? 6 : level;
	char name[2] = {'h', (char)('0' + at)};
	if (!entering) {
		put(h, "</");
		html_literal(h, name, 2);
		put(h, ">");
		return;
	}
	put(h, "<");
	html_literal(h, name, 2);
	put(h, " class=\"govuk-heading-");
	html_attribute(h, str_of(sizes[at - 1]));
	put(h, "\">");
}

static bool is_tight(cmark_node *paragraph)
{
	cmark_node *item = cmark_node_parent(paragraph);
	cmark_node *list = item ? cmark_node_parent(item) : NULL;
	return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
}

static void put_list(struct html *h, cmark_node *node, bool entering)
{
	bool numbered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
	if (!entering) {
		html_literal(h, numbered ? "</ol>" : "</ul>", 5);
		return;
	}
	if (!numbered) {
		put(h, "<ul class=\"govuk-list govuk-list--bullet\">");
		return;
	}
	put(h, "<ol class=\"govuk-list govuk-list--number\"");
	int start = cmark_node_get_list_start(node);
	if (start != 1) {
		put(h, " start=\"");
		html_attribute(h, html_value_i64(h, start));
		put(h, "\"");
	}
	put(h, ">");
}

static void put_link(struct html *h, cmark_node *node, bool entering)
{
	if (!entering) {
		put(h, "</a>");
		return;
	}
	put(h, "<a class=\"govuk-link\" href=\"");
	html_url(h, str_of(cmark_node_get_url(node)));
	put(h, "\">");
}

#define put_pair(h, entering, begin, end) ((entering) ? put((h), begin) : put((h), end))

static void put_block(struct walk *walk, cmark_node *node, bool entering)
{
	struct html *h = walk->h;
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_BLOCK_QUOTE:
		put_pair(h, entering, "<blockquote class=\"govuk-inset-text\">", "</blockquote>");
		break;
	case CMARK_NODE_LIST:
		put_list(h, node, entering);
		break;
	case CMARK_NODE_ITEM:
		put_pair(h, entering, "<li>", "</li>");
		break;
	case CMARK_NODE_PARAGRAPH:
		if (!is_tight(node))
			put_pair(h, entering, "<p class=\"govuk-body\">", "</p>");
		else if (!entering && cmark_node_next(node))
			put(h, " ");
		break;
	case CMARK_NODE_HEADING:
		put_heading(h, walk->top_level + cmark_node_get_heading_level(node) - 1, entering);
		break;
	case CMARK_NODE_CODE_BLOCK:
		put(h, "<pre><code>");
		html_text(h, str_of(cmark_node_get_literal(node)));
		put(h, "</code></pre>");
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		put(h, "<hr class=\"govuk-section-break govuk-section-break--m govuk-section-break--visible\">");
		break;
	default:
		break;
	}
}

static void put_inline(struct walk *walk, cmark_node *node, bool entering)
{
	struct html *h = walk->h;
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
		html_text(h, str_of(cmark_node_get_literal(node)));
		break;
	case CMARK_NODE_SOFTBREAK:
		put(h, "\n");
		break;
	case CMARK_NODE_LINEBREAK:
		put(h, "<br>");
		break;
	case CMARK_NODE_CODE:
		put(h, "<code>");
		html_text(h, str_of(cmark_node_get_literal(node)));
		put(h, "</code>");
		break;
	case CMARK_NODE_EMPH:
		put_pair(h, entering, "<em>", "</em>");
		break;
	case CMARK_NODE_STRONG:
		put_pair(h, entering, "<strong>", "</strong>");
		break;
	case CMARK_NODE_LINK:
		put_link(h, node, entering);
		break;
	default: /* raw HTML; of an image its description stays, which are its children */
		break;
	}
}

static bool is_leaf(cmark_node_type type)
{
	switch (type) {
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_THEMATIC_BREAK:
	case CMARK_NODE_CODE_BLOCK:
	case CMARK_NODE_TEXT:
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
	case CMARK_NODE_CODE:
	case CMARK_NODE_HTML_INLINE:
		return true;
	default:
		return false;
	}
}

static void put_node(struct walk *walk, cmark_node *node, bool entering)
{
	cmark_node_type type = cmark_node_get_type(node);
	bool leaf = is_leaf(type);
	if (!leaf && !entering)
		walk->depth--;
	if (leaf || walk->depth < DEPTH_SHOWN) {
		if (type <= CMARK_NODE_LAST_BLOCK)
			put_block(walk, node, entering);
		else
			put_inline(walk, node, entering);
	}
	if (!leaf && entering)
		walk->depth++;
}

void html_markdown(struct html *h, struct str markdown, int top_level)
{
	cmark_node *document = cmark_parse_document(markdown.p ? markdown.p : "", markdown.n, CMARK_OPT_VALIDATE_UTF8);
	cmark_iter *nodes = cmark_iter_new(document);
	struct walk walk = {.h = h, .top_level = top_level};
	put(h, "<div class=\"site-text\">");
	for (cmark_event_type event = cmark_iter_next(nodes); event != CMARK_EVENT_DONE; event = cmark_iter_next(nodes))
		put_node(&walk, cmark_iter_get_node(nodes), event == CMARK_EVENT_ENTER);
	put(h, "</div>");
	cmark_iter_free(nodes);
	cmark_node_free(document);
}
