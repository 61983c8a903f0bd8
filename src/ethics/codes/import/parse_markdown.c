/* The reader of Markdown: the tree that cmark makes of it (CommonMark 0.30), its text in order. */
#include <cmark.h>

#include "codes/import/import.h"

struct markdown {
	struct document *doc;
	struct str source;
	struct str guard;      /* stands in each "]:" of the source; not part of the document */
	const size_t *line_at; /* where each line of the source begins */
	size_t n_lines;
	int list_level;
	int quote_level;
	bool has_marker; /* a list item has begun and its first paragraph has not */
	struct span marker;
	int64_t marker_line;
	bool is_in_item;    /* the block before is of the list item that is open */
	struct block block; /* the one being read */
	size_t block_from;
};

static void nodes_free(cmark_node **node)
{
	if (*node)
		cmark_node_free(*node);
}

static void iter_free(cmark_iter **iter)
{
	if (*iter)
		cmark_iter_free(*iter);
}

/* ---- Text into the content ---- */

static size_t here(const struct markdown *md)
{
	return md->doc->content.n;
}

static void put(struct markdown *md, struct str text)
{
	size_t at = 0;
	for (;;) {
		size_t next = str_find(text, md->guard, at);
		buf_str(&md->doc->content, str_slice(text, at, next == STR_NPOS ? text.n : next));
		if (next == STR_NPOS)
			return;
		at = next + md->guard.n;
	}
}

static void put_line(struct markdown *md)
{
	buf_char(&md->doc->content, '\n');
}

/* What stands in the file but is not its text. When it has lines it stands on its own, since blocks are cut at lines.
 */
static void put_left_out(struct markdown *md, struct str text)
{
	bool has_lines = str_find_char(text, '\n', 0) != STR_NPOS;
	if (has_lines)
		put_line(md);
	size_t from = here(md);
	put(md, text);
	document_leave_out(md->doc, (struct span){from, here(md)});
	if (has_lines)
		put_line(md);
}

static bool is_tag_start(struct str s, size_t at)
{
	if (at + 1 >= s.n || s.p[at] != '<')
		return false;
	char c = s.p[at + 1];
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '!' || c == '?';
}

static struct str tag_name(struct str tag)
{
	size_t from = 1, to;
	if (from < tag.n && tag.p[from] == '/')
		from++;
	for (to = from; to < tag.n; to++) {
		char c = (char)(tag.p[to] | 0x20);
		if ((c < 'a' || c > 'z') && (tag.p[to] < '0' || tag.p[to] > '9'))
			break;
	}
	return str_slice(tag, from, to);
}

/* Tags within a line of text; all others end the line. */
static bool is_inline_tag(struct str tag)
{
	static const struct str names[] = {STR_INIT("a"),    STR_INIT("abbr"),  STR_INIT("b"),    STR_INIT("cite"),
					   STR_INIT("code"), STR_INIT("del"),   STR_INIT("em"),   STR_INIT("font"),
					   STR_INIT("i"),    STR_INIT("ins"),   STR_INIT("mark"), STR_INIT("q"),
					   STR_INIT("s"),    STR_INIT("small"), STR_INIT("span"), STR_INIT("strong"),
					   STR_INIT("sub"),  STR_INIT("sup"),   STR_INIT("u")};
	struct str name = tag_name(tag);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq_nocase(name, names[i]))
			return true;
	return name.n == 0;
}

static void put_tag(struct markdown *md, struct str tag)
{
	bool ends_line = !is_inline_tag(tag);
	if (ends_line) {
		buf_lit(&md->doc->content, BREAK_MARK);
		put_line(md);
	}
	put_left_out(md, tag);
	if (ends_line)
		put_line(md);
}

/* Where what begins at `at` ends: a tag, a comment, a script or style with all that is in it. */
static size_t tag_end(struct str html, size_t at)
{
	struct str tag = str_slice(html, at, html.n);
	struct str close = STR(">");
	if (str_starts(tag, STR("<!--")))
		close = STR("-->");
	else if (str_eq_nocase(tag_name(tag), STR("script")) && tag.p[1] != '/')
		close = STR("</script>");
	else if (str_eq_nocase(tag_name(tag), STR("style")) && tag.p[1] != '/')
		close = STR("</style>");
	size_t end = str_find(tag, close, 1);
	return end == STR_NPOS ? html.n : at + end + close.n;
}

static void put_html(struct markdown *md, struct str html)
{
	for (size_t at = 0; at < html.n;) {
		if (is_tag_start(html, at)) {
			size_t end = tag_end(html, at);
			put_tag(md, str_slice(html, at, end));
			at = end;
			continue;
		}
		size_t next = at + 1;
		while (next < html.n && !is_tag_start(html, next))
			next++;
		put(md, str_slice(html, at, next));
		at = next;
	}
}

/* ---- Blocks ---- */

static void block_begin(struct markdown *md, const struct block *like)
{
	put_line(md);
	md->block = *like;
	md->block.is_quote = md->quote_level > 0;
	md->block.breaks = BREAKS_SOFT;
	md->block_from = here(md);
}

/* The first block of a list item bears its marker; those after it continue it. */
static void block_in_item(struct markdown *md)
{
	if (md->list_level == 0)
		return;
	md->block.level = md->list_level;
	if (md->has_marker) {
		md->block.kind = BLOCK_ITEM;
		md->block.marker = md->marker;
		md->has_marker = false;
		md->is_in_item = true;
	} else {
		md->block.is_continued = md->is_in_item;
	}
}

static void block_end(struct markdown *md)
{
	struct span span = {md->block_from, here(md)};
	size_t before = md->doc->n;
	document_add_lines(md->doc, span, &md->block);
	if (md->doc->n == before && md->block.marker.to > 0) {
		md->block.span = span;
		document_add(md->doc, md->block);
	}
}

/* A list item that has no text of its own. */
static void marker_flush(struct markdown *md)
{
	if (!md->has_marker)
		return;
	block_begin(md, &(struct block){.line = md->marker_line});
	block_in_item(md);
	block_end(md);
}

/* The marker as printed: cmark keeps only where it stands. */
static struct str marker_text(const struct markdown *md, cmark_node *item)
{
	size_t line = (size_t)cmark_node_get_start_line(item), column = (size_t)cmark_node_get_start_column(item);
	if (line == 0 || line > md->n_lines || column == 0)
		return STR("-");
	size_t from = md->line_at[line - 1] + column - 1, to = from;
	while (to < md->source.n && md->source.p[to] >= '0' && md->source.p[to] <= '9')
		to++;
	if (to < md->source.n && strchr("-+*.)", md->source.p[to]) && md->source.p[to])
		return str_slice(md->source, from, to + 1);
	return STR("-");
}

static void item_begin(struct markdown *md, cmark_node *item)
{
	marker_flush(md);
	put_line(md);
	size_t from = here(md);
	put(md, marker_text(md, item));
	md->marker = (struct span){from, here(md)};
	md->marker_line = cmark_node_get_start_line(item);
	md->has_marker = true;
	md->is_in_item = false;
}

/* True when the paragraph consists of one child of this type. */
static bool is_all(cmark_node *paragraph, cmark_node_type type)
{
	cmark_node *child = cmark_node_first_child(paragraph);
	return child && cmark_node_get_type(child) == type && !cmark_node_next(child);
}

static void leaf_begin(struct markdown *md, cmark_node *node)
{
	struct block like = {.line = cmark_node_get_start_line(node)};
	if (cmark_node_get_type(node) == CMARK_NODE_HEADING) {
		marker_flush(md);
		like.kind = BLOCK_HEADING;
		like.level = cmark_node_get_heading_level(node);
		md->doc->has_headings = true;
		md->is_in_item = false;
	}
	like.is_strong = is_all(node, CMARK_NODE_STRONG);
	like.is_emphasis = is_all(node, CMARK_NODE_EMPH);
	block_begin(md, &like);
	if (like.kind != BLOCK_HEADING)
		block_in_item(md);
}

static void leaf_end(struct markdown *md)
{
	if (md->block.kind == BLOCK_HEADING) {
		md->block.span = (struct span){md->block_from, here(md)};
		document_add(md->doc, md->block);
	} else {
		block_end(md);
	}
}

static void code_block(struct markdown *md, cmark_node *node)
{
	block_begin(md, &(struct block){.line = cmark_node_get_start_line(node)});
	block_in_item(md);
	struct str info = str_of(cmark_node_get_fence_info(node));
	if (info.n > 0) {
		put_left_out(md, info);
		put_line(md);
	}
	put(md, str_of(cmark_node_get_literal(node)));
	block_end(md);
}

static void html_block(struct markdown *md, cmark_node *node)
{
	block_begin(md, &(struct block){.line = cmark_node_get_start_line(node)});
	block_in_item(md);
	put_html(md, str_of(cmark_node_get_literal(node)));
	block_end(md);
}

/* An address is no text, but a reader of the report sees that it was left out. */
static void link_end(struct markdown *md, cmark_node *node)
{
	struct str url = str_of(cmark_node_get_url(node)), title = str_of(cmark_node_get_title(node));
	cmark_node *child = cmark_node_first_child(node);
	struct str shown = child ? str_of(cmark_node_get_literal(child)) : (struct str){0};
	if (!str_ends(url, shown) || shown.n == 0)
		put_left_out(md, url);
	put_left_out(md, title);
}

static void enter(struct markdown *md, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_LIST:
		marker_flush(md);
		md->list_level++;
		break;
	case CMARK_NODE_ITEM:
		item_begin(md, node);
		break;
	case CMARK_NODE_BLOCK_QUOTE:
		md->quote_level++;
		break;
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING:
		leaf_begin(md, node);
		break;
	case CMARK_NODE_CODE_BLOCK:
		code_block(md, node);
		break;
	case CMARK_NODE_HTML_BLOCK:
		html_block(md, node);
		break;
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		put(md, str_of(cmark_node_get_literal(node)));
		break;
	case CMARK_NODE_HTML_INLINE:
		put_tag(md, str_of(cmark_node_get_literal(node)));
		break;
	case CMARK_NODE_LINEBREAK:
		buf_lit(&md->doc->content, BREAK_MARK);
		put_line(md);
		break;
	case CMARK_NODE_SOFTBREAK:
		put_line(md);
		break;
	default:
		break;
	}
}

static void leave(struct markdown *md, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_LIST:
		md->list_level--;
		break;
	case CMARK_NODE_ITEM:
		marker_flush(md);
		md->is_in_item = false;
		break;
	case CMARK_NODE_BLOCK_QUOTE:
		md->quote_level--;
		break;
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING:
		leaf_end(md);
		break;
	case CMARK_NODE_LINK:
	case CMARK_NODE_IMAGE:
		link_end(md, node);
		break;
	default:
		break;
	}
}

/* ---- The source ---- */

/* A character of the private use area that the text does not contain; empty when it contains all that are tried. */
static struct str unused_character(struct arena *arena, struct str text)
{
	for (uint32_t point = 0xe000; point < 0xe100; point++) {
		struct buf buf = buf_open(arena, 4);
		utf8_put(&buf, point);
		if (str_find(text, buf_view(&buf), 0) == STR_NPOS)
			return buf_view(&buf);
	}
	return (struct str){0};
}

/* Markdown takes "[note]: words" out of the text when it looks like a link's definition; with the guard in it, it never
 * does, and no word is lost. */
static struct str guarded(struct arena *arena, struct str text, struct str guard)
{
	struct buf source = buf_open(arena, text.n + 64);
	for (size_t at = 0;;) {
		size_t next = str_find(text, STR("]:"), at);
		if (next == STR_NPOS) {
			buf_str(&source, str_slice(text, at, text.n));
			return buf_view(&source);
		}
		buf_str(&source, str_slice(text, at, next + 1));
		buf_str(&source, guard);
		at = next + 1;
	}
}

static void index_lines(struct markdown *md)
{
	size_t n = 1;
	for (size_t i = 0; i < md->source.n; i++)
		n += md->source.p[i] == '\n';
	size_t *line_at = arena_array(md->doc->arena, size_t, n);
	for (size_t i = 0; i < md->source.n; i++)
		if (md->source.p[i] == '\n')
			line_at[++md->n_lines] = i + 1;
	md->n_lines++;
	md->line_at = line_at;
}

void document_read_markdown(struct document *doc, struct str text)
{
	struct markdown md = {.doc = doc, .guard = unused_character(doc->arena, text)};
	if (md.guard.n == 0) {
		document_read_text(doc, text);
		return;
	}
	md.source = guarded(doc->arena, text, md.guard);
	index_lines(&md);
	CLEANUP(nodes_free) cmark_node *root = cmark_parse_document(md.source.p, md.source.n, CMARK_OPT_DEFAULT);
	CLEANUP(iter_free) cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		if (event == CMARK_EVENT_ENTER)
			enter(&md, cmark_iter_get_node(iter));
		else
			leave(&md, cmark_iter_get_node(iter));
	}
}
