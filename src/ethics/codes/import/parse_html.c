/* The reader of HTML: the tree that gumbo makes of it (the HTML standard's parsing), its text in order. Every text node
 * is read; of each it is told whether it is the page's text or its furniture. */
#include "codes/import/markup.h"

#include "codes/editions.h"

struct list {
	int64_t number; /* the next item's */
	int step;
	char type; /* '1', 'a', 'A', 'i', 'I'; '*' for bullets; '\0' for no marks */
};

struct html_reader {
	struct document *doc;
	const struct markup_tree *tree;
	struct list lists[LIST_LEVELS];
	size_t n_lists; /* may be more than LIST_LEVELS: those are read as the innermost one */
	size_t n_strong;
	size_t n_emphasis;
	size_t n_pre;
	bool is_open;   /* a block has begun */
	bool is_glued;  /* what follows belongs to the block that is open, though an element begins: a term's meaning */
	bool has_space; /* white space was met, and no word after it */
	bool has_plain; /* words that are not bold, or not in italics */
	bool has_upright;
	bool has_marker; /* a list item has begun, and none of its blocks */
	bool is_in_item;
	struct span marker;
	struct block block;
	size_t block_from;
	int64_t line;
};

static size_t here(const struct html_reader *html)
{
	return html->doc->content.n;
}

static void put_line(struct html_reader *html)
{
	buf_char(&html->doc->content, '\n');
	html->has_space = false;
}

/* ---- Blocks ---- */

static void block_end(struct html_reader *html)
{
	if (!html->is_open)
		return;
	html->is_open = html->is_glued = false;
	struct span span = {html->block_from, here(html)};
	struct block *block = &html->block;
	block->is_strong = !html->has_plain;
	block->is_emphasis = !html->has_upright;
	if (block->kind == BLOCK_HEADING || block->head.to > 0) {
		block->span = span;
		document_add(html->doc, *block);
	} else {
		size_t before = html->doc->n;
		document_add_lines(html->doc, span, block);
		if (html->doc->n == before && block->marker.to > 0) {
			block->span = span;
			document_add(html->doc, *block);
		}
	}
	put_line(html);
}

/* The first block of a list item bears its mark; those after it continue it. */
static void block_begin(struct html_reader *html, enum block_kind kind, int level)
{
	block_end(html);
	put_line(html);
	html->block = (struct block){.kind = kind, .level = level, .line = html->line, .breaks = BREAKS_MEANT};
	if (html->n_lists > 0 && kind == BLOCK_PARAGRAPH) {
		html->block.level = (int)html->n_lists;
		if (html->has_marker) {
			html->block.kind = BLOCK_ITEM;
			html->block.marker = html->marker;
			html->is_in_item = true;
		} else {
			html->block.is_continued = html->is_in_item;
		}
	}
	html->has_marker = false;
	html->block_from = here(html);
	html->is_open = true;
	html->has_space = html->has_plain = html->has_upright = false;
}

/* A list item that has no text of its own. */
static void marker_flush(struct html_reader *html)
{
	if (!html->has_marker)
		return;
	if (html->marker.to > html->marker.from)
		block_begin(html, BLOCK_PARAGRAPH, 0);
	html->has_marker = false;
	block_end(html);
}

/* An element begins or ends that stands on its own. */
static void boundary(struct html_reader *html)
{
	if (html->is_glued && html->is_open) {
		if (here(html) > html->block_from)
			block_end(html);
		return;
	}
	block_end(html);
}

/* ---- Text ---- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* The next run of text without white space. */
static struct str next_run(struct str text, size_t *at)
{
	size_t from = *at;
	while (*at < text.n && !is_space(text.p[*at]))
		(*at)++;
	return str_slice(text, from, *at);
}

static void put_run(struct html_reader *html, struct str run)
{
	if (!html->is_open)
		block_begin(html, BLOCK_PARAGRAPH, 0);
	struct buf *content = &html->doc->content;
	bool begins_line = here(html) == html->block_from || strchr("\t\n", content->p[content->n - 1]);
	if (html->has_space && !begins_line)
		buf_char(content, ' ');
	html->has_space = false;
	html->has_plain |= html->n_strong == 0;
	html->has_upright |= html->n_emphasis == 0;
	buf_str(content, run);
}

static void put_pre(struct html_reader *html, struct str text)
{
	if (!html->is_open)
		block_begin(html, BLOCK_PARAGRAPH, 0);
	html->has_plain = html->has_upright = true;
	buf_str(&html->doc->content, text);
}

/* White space is one space, as in a browser. */
static void put_text(struct html_reader *html, struct str text)
{
	if (html->n_pre > 0) {
		put_pre(html, text);
		return;
	}
	for (size_t at = 0; at < text.n;) {
		if (is_space(text.p[at])) {
			html->has_space = true;
			at++;
			continue;
		}
		put_run(html, next_run(text, &at));
	}
}

/* In one line of text, no word goes on across it. */
static bool separates(const GumboNode *node)
{
	return markup_is_apart(node) || markup_is(node, GUMBO_TAG_BR) || markup_is(node, GUMBO_TAG_SCRIPT) ||
	       markup_is(node, GUMBO_TAG_STYLE);
}

/* All text of an element, left out in one piece. Words within a line stay as close as they are. */
static void leave_out(struct html_reader *html, const GumboNode *top, bool is_apart)
{
	if (is_apart)
		boundary(html);
	size_t from = here(html);
	bool has_space = false, is_empty = true;
	struct buf *content = &html->doc->content;
	for (struct markup_walk walk = markup_walk(top); markup_step(&walk);) {
		if (!markup_is_text(walk.node)) {
			has_space |= separates(walk.node);
			continue;
		}
		struct str text = markup_text(html->doc->arena, walk.node);
		for (size_t at = 0; at < text.n;) {
			if (is_space(text.p[at])) {
				has_space = true;
				at++;
				continue;
			}
			if (has_space && !is_empty)
				buf_char(content, ' ');
			buf_str(content, next_run(text, &at));
			has_space = is_empty = false;
		}
	}
	document_leave_out(html->doc, (struct span){from, here(html)});
	if (is_apart && !html->is_open)
		put_line(html);
}

/* ---- Lists ---- */

static struct list *innermost(struct html_reader *html)
{
	size_t n = html->n_lists > LIST_LEVELS ? LIST_LEVELS : html->n_lists;
	return n > 0 ? &html->lists[n - 1] : NULL;
}

static void list_begin(struct html_reader *html, const GumboNode *node)
{
	block_end(html);
	marker_flush(html);
	html->n_lists++;
	struct list *list = innermost(html);
	*list = (struct list){.number = 1, .step = 1, .type = markup_list_type(node)};
	if (markup_has_attribute(node, "reversed")) {
		list->number = markup_items(node);
		list->step = -1;
	}
	(void)str_to_i64(markup_attribute(node, "start"), &list->number);
	html->is_in_item = false;
}

static void list_end(struct html_reader *html)
{
	block_end(html);
	marker_flush(html);
	html->n_lists--;
	html->is_in_item = false;
}

/* The mark that a browser prints before an item; none where the item's text begins with one of its own. */
static void item_begin(struct html_reader *html, const GumboNode *node)
{
	block_end(html);
	marker_flush(html);
	struct list *list = innermost(html);
	html->is_in_item = false;
	if (!list)
		return;
	(void)str_to_i64(markup_attribute(node, "value"), &list->number);
	struct str mark = markup_list_mark(html->doc->arena, list->type, list->number);
	if (list->number < INT32_MAX && list->number > INT32_MIN)
		list->number += list->step;
	if (markup_has_own_label(node))
		return;
	put_line(html);
	size_t from = here(html);
	buf_str(&html->doc->content, mark);
	html->marker = (struct span){from, here(html)};
	html->has_marker = true;
}

/* A term heads what it means; one that is a label is its label. */
static void term_begin(struct html_reader *html)
{
	block_end(html);
	marker_flush(html);
	html->marker = (struct span){here(html), here(html)};
	html->has_marker = true;
	block_begin(html, BLOCK_PARAGRAPH, 0);
}

static void term_end(struct html_reader *html)
{
	if (!html->is_open || html->block.kind != BLOCK_ITEM || here(html) == html->block_from)
		return;
	struct label label;
	struct str rest, term = str_slice(buf_view(&html->doc->content), html->block_from, here(html));
	struct span span = {html->block_from, here(html)};
	if (label_take(term, &label, &rest) && rest.n == 0)
		html->block.marker = span;
	else
		html->block.head = span;
	put_line(html);
	html->block_from = here(html);
	html->is_glued = true;
}

/* ---- Tables ---- */

/* A row of short cells is a line, its cells between tabs. */
static void row(struct html_reader *html, const GumboNode *node)
{
	block_begin(html, BLOCK_PARAGRAPH, 0);
	bool is_first = true;
	for (struct markup_walk walk = markup_walk(node); markup_step(&walk);) {
		bool is_cell = markup_is(walk.node, GUMBO_TAG_TD) || markup_is(walk.node, GUMBO_TAG_TH);
		if (markup_is_text(walk.node)) {
			put_text(html, markup_text(html->doc->arena, walk.node));
		} else if (is_cell && !walk.is_leaving) {
			if (!is_first)
				buf_char(&html->doc->content, '\t');
			html->has_space = is_first = false;
		} else {
			html->has_space |= separates(walk.node);
		}
	}
	block_end(html);
}

/* ---- Elements ---- */

static void count_style(struct html_reader *html, GumboTag tag, size_t by)
{
	if (tag == GUMBO_TAG_B || tag == GUMBO_TAG_STRONG)
		html->n_strong += by;
	if (tag == GUMBO_TAG_I || tag == GUMBO_TAG_EM || tag == GUMBO_TAG_CITE)
		html->n_emphasis += by;
	if (tag == GUMBO_TAG_PRE)
		html->n_pre += by;
}

static int heading_level(GumboTag tag)
{
	return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6 ? (int)(tag - GUMBO_TAG_H1) + 1 : 0;
}

/* True when the element was read whole. */
static bool enter(struct html_reader *html, const GumboNode *node)
{
	GumboTag tag = node->v.element.tag;
	html->line = (int64_t)node->v.element.start_pos.line;
	if (markup_is_furniture(html->tree, node)) {
		leave_out(html, node, markup_is_apart(node));
		return true;
	}
	count_style(html, tag, 1);
	if (heading_level(tag)) {
		block_end(html);
		marker_flush(html);
		html->doc->has_headings = true;
		html->is_in_item = false;
		block_begin(html, BLOCK_HEADING, heading_level(tag));
	} else if (markup_is_list(node)) {
		list_begin(html, node);
	} else if (tag == GUMBO_TAG_LI) {
		item_begin(html, node);
	} else if (tag == GUMBO_TAG_DT && html->n_lists > 0) {
		term_begin(html);
	} else if (tag == GUMBO_TAG_BR) {
		if (html->is_open)
			put_line(html);
	} else if (tag == GUMBO_TAG_TR && markup_is_simple_row(node)) {
		block_end(html);
		row(html, node);
		return true;
	} else if (markup_is_apart(node)) {
		boundary(html);
	}
	return false;
}

static void leave(struct html_reader *html, const GumboNode *node)
{
	GumboTag tag = node->v.element.tag;
	count_style(html, tag, (size_t)-1);
	if (markup_is_list(node)) {
		list_end(html);
	} else if (tag == GUMBO_TAG_LI) {
		block_end(html);
		marker_flush(html);
		html->is_in_item = false;
	} else if (tag == GUMBO_TAG_DT) {
		term_end(html);
	} else if (markup_is_apart(node)) {
		boundary(html);
	}
}

enum outcome document_read_html(struct ctx *ctx, struct document *doc, struct str filename, struct str text)
{
	CLEANUP(markup_tree_close) struct markup_tree tree = {0};
	TRY(markup_tree_open(ctx, filename, text, &tree));
	struct html_reader html = {.doc = doc, .tree = &tree};
	/* Of the part that is read, else of the page (HTML, "The lang and xml:lang attributes"). */
	struct str lang = tree.n_mains > 0 ? str_trim(markup_attribute(tree.mains[0], "lang")) : (struct str){0};
	if (lang.n == 0)
		lang = str_trim(markup_attribute(tree.root, "lang"));
	if (doc->file == 0 && lang.n > 0 && lang_valid(lang))
		doc->lang = str_dup(doc->arena, lang);
	for (struct markup_walk walk = markup_walk(tree.root); markup_step(&walk);) {
		if (markup_is_text(walk.node)) {
			html.line = (int64_t)walk.node->v.text.start_pos.line;
			put_text(&html, markup_text(doc->arena, walk.node));
		} else if (walk.is_leaving) {
			leave(&html, walk.node);
		} else if (enter(&html, walk.node)) {
			markup_skip(&walk);
		}
	}
	block_end(&html);
	return OK;
}
