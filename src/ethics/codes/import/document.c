/* A document: the file's words in order, cut into blocks; and the reader of plain text. */
#include "codes/import/import.h"

#define TAB_COLUMNS  8
#define WRAPPED_LINE 50
#define TABLE_TABS   2
#define BLOCKS_MAX   (2 * LIMIT_PROVISIONS)

void document_add(struct document *doc, struct block block)
{
	if (doc->n == BLOCKS_MAX) {
		doc->too_long_line = doc->is_too_long ? doc->too_long_line : block.line;
		doc->is_too_long = true;
		return;
	}
	if (doc->n == doc->capacity) {
		size_t more = doc->capacity ? doc->capacity * 2 : 64;
		doc->blocks = arena_grow(doc->arena, doc->blocks, doc->capacity * sizeof(block), more * sizeof(block));
		doc->capacity = more;
	}
	block.file = doc->file;
	doc->blocks[doc->n++] = block;
}

void document_leave_out(struct document *doc, struct span span)
{
	if (span.from == span.to)
		return;
	if (doc->n_furniture == doc->furniture_capacity) {
		size_t more = doc->furniture_capacity ? doc->furniture_capacity * 2 : 16;
		doc->furniture = arena_grow(doc->arena, doc->furniture, doc->furniture_capacity * sizeof(span),
					    more * sizeof(span));
		doc->furniture_capacity = more;
	}
	doc->furniture[doc->n_furniture++] = span;
}

static struct str content_of(const struct document *doc, struct span span)
{
	return str_slice(buf_view(&doc->content), span.from, span.to);
}

/* ---- Lines into blocks ---- */

struct line {
	struct span span; /* without the line feed */
	struct str text;
	size_t indent;
	bool is_empty;
	bool is_row; /* of a table: cells between tabs */
};

static struct line line_at(const struct document *doc, size_t from, size_t end)
{
	struct str rest = content_of(doc, (struct span){from, end});
	size_t n = str_find_char(rest, '\n', 0);
	struct line line = {.span = {from, n == STR_NPOS ? end : from + n}};
	line.text = content_of(doc, line.span);
	size_t i = 0;
	for (; i < line.text.n && (line.text.p[i] == ' ' || line.text.p[i] == '\t'); i++)
		line.indent += line.text.p[i] == '\t' ? TAB_COLUMNS - line.indent % TAB_COLUMNS : 1;
	struct str words = line.text, word;
	line.is_empty = !text_next_word(&words, &word);
	size_t tabs = 0;
	for (; i < line.text.n; i++)
		tabs += line.text.p[i] == '\t';
	line.is_row = tabs >= TABLE_TABS;
	return line;
}

static bool ends_with_and(struct str text)
{
	return str_ends(text, STR(" and")) || str_ends(text, STR(" or"));
}

/* Does this line begin a new element, although no empty line stands before it? A wrapped line may begin with "(a)" or
 * "3." by chance; then the line before it does not end as a sentence does. */
static bool begins_block(const struct line *before, const struct line *line)
{
	if (line->is_row || before->is_row)
		return true;
	struct label label;
	struct str rest;
	if (!label_take(line->text, &label, &rest) || rest.n == 0)
		return false;
	struct str end = str_trim(before->text);
	if (label.type == LABEL_BULLET)
		return true;
	return shape_ends_sentence(end) || str_ends(end, STR(",")) || ends_with_and(end) || end.n < WRAPPED_LINE;
}

void document_add_lines(struct document *doc, struct span span, const struct block *like)
{
	struct block block = *like;
	struct line before = {.is_empty = true};
	bool is_open = false;
	int64_t number = like->line;
	for (size_t at = span.from; at < span.to; number++) {
		struct line line = line_at(doc, at, span.to);
		at = line.span.to + 1;
		if (is_open && (line.is_empty || begins_block(&before, &line))) {
			document_add(doc, block);
			block = (struct block){
				.level = like->level, .is_quote = like->is_quote, .breaks = like->breaks};
			is_open = false;
		}
		if (!line.is_empty) {
			if (!is_open) {
				block.span.from = line.span.from;
				block.indent = line.indent;
				block.line = number;
			}
			block.span.to = line.span.to;
			is_open = true;
		}
		before = line;
	}
	if (is_open)
		document_add(doc, block);
}

void document_read_text(struct document *doc, struct str text)
{
	size_t from = doc->content.n;
	buf_str(&doc->content, text);
	document_add_lines(doc, (struct span){from, doc->content.n}, &(struct block){.line = 1});
}

/* ---- The blocks' texts ---- */

/* Lines that were wrapped at a margin become one; short ones (an address, a title page) stay as they are. In Markdown
 * one long line is enough to tell. */
static bool is_wrapped(struct str text, const struct block *block)
{
	struct str rest = text, line;
	size_t lines = 0;
	if (block->breaks == BREAKS_MEANT)
		return false;
	while (block->breaks == BREAKS_SOFT && str_cut(&rest, '\n', &line))
		if (str_trim(line).n >= WRAPPED_LINE)
			return true;
	rest = text;
	while (str_cut(&rest, '\n', &line)) {
		bool is_last = !rest.p || rest.n == 0;
		if (!is_last && str_trim(line).n < WRAPPED_LINE)
			return false;
		lines++;
	}
	return lines > 1;
}

/* The line without the mark that it is meant to end; *ret_is_meant says that there was one. */
static struct str without_mark(struct str line, bool *ret_is_meant)
{
	static const struct str mark = STR_INIT(BREAK_MARK);
	line = str_trim(line);
	*ret_is_meant = str_ends(line, mark);
	return *ret_is_meant ? str_trim(str_slice(line, 0, line.n - mark.n)) : line;
}

static struct str joined_lines(struct arena *arena, struct str text, const struct block *block)
{
	if (str_find_char(text, '\n', 0) == STR_NPOS)
		return str_trim(text);
	char wrapped = is_wrapped(text, block) ? ' ' : '\n', between = wrapped;
	bool is_meant;
	struct buf joined = buf_open(arena, text.n);
	struct str rest = text, line;
	while (str_cut(&rest, '\n', &line)) {
		line = without_mark(line, &is_meant);
		if (line.n > 0 && joined.n > 0)
			buf_char(&joined, between);
		buf_str(&joined, line);
		between = is_meant ? '\n' : line.n > 0 ? wrapped : between;
	}
	return buf_view(&joined);
}

static int span_order(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	return x->from < y->from ? -1 : x->from > y->from;
}

/* The first furniture that ends behind `at`. */
static size_t furniture_from(const struct document *doc, size_t at)
{
	size_t low = 0, high = doc->n_read_furniture;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (doc->furniture[middle].to <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct str kept(const struct document *doc, struct span span)
{
	size_t i = furniture_from(doc, span.from);
	if (i == doc->n_read_furniture || doc->furniture[i].from >= span.to)
		return content_of(doc, span);
	struct buf text = buf_open(doc->arena, span.to - span.from);
	size_t at = span.from;
	for (; i < doc->n_read_furniture && doc->furniture[i].from < span.to; i++) {
		if (doc->furniture[i].from > at)
			buf_str(&text, content_of(doc, (struct span){at, doc->furniture[i].from}));
		at = doc->furniture[i].to;
	}
	if (at < span.to)
		buf_str(&text, content_of(doc, (struct span){at, span.to}));
	return buf_view(&text);
}

void document_close(struct document *doc)
{
	if (doc->n_furniture > 1)
		qsort(doc->furniture, doc->n_furniture, sizeof(struct span), span_order);
	doc->n_read_furniture = doc->n_furniture;
	size_t n = 0;
	for (size_t i = 0; i < doc->n; i++) {
		struct block block = doc->blocks[i];
		block.label = content_of(doc, block.marker);
		block.heading = str_trim(kept(doc, block.head));
		block.text = joined_lines(doc->arena, kept(doc, block.span), &block);
		struct str rest = block.text, word;
		if (block.label.n > 0 || block.heading.n > 0 || text_next_word(&rest, &word))
			doc->blocks[n++] = block;
	}
	doc->n = n;
}

void document_drop(struct document *doc, struct block *block)
{
	size_t at = block->span.from;
	document_leave_out(doc, block->marker);
	document_leave_out(doc, block->head);
	for (size_t i = furniture_from(doc, at); i < doc->n_read_furniture && doc->furniture[i].from < block->span.to;
	     i++) {
		if (doc->furniture[i].from > at)
			document_leave_out(doc, (struct span){at, doc->furniture[i].from});
		at = doc->furniture[i].to;
	}
	if (at < block->span.to)
		document_leave_out(doc, (struct span){at, block->span.to});
}
