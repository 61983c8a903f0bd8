/* A page of HTML as a tree: bounded parsing, a walk without recursion, and what is a page's text. */
#include <setjmp.h>

#include "codes/import/markup.h"

#define TREE_BYTES     ((size_t)320 * 1024 * 1024)
#define PARSE_MS       4000
#define CLOCK_EVERY    4096
#define PEEK_BYTES     80
#define PEEK_NODES     64
#define SIMPLE_CELL    2
#define LETTERS        26
#define ROMAN_MARK_MAX 3999

/* ---- Parsing ---- */

/* What gumbo takes its memory from. It never gives back: the arena is closed whole. */
struct parsing {
	struct arena *arena;
	size_t bytes;
	size_t calls;
	int64_t begun_ms;
	jmp_buf too_much;
};

static int64_t clock_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Gumbo asks for memory at each tag, so that this sees a page that keeps it busy too. */
static void *take_memory(void *userdata, size_t n)
{
	struct parsing *parsing = userdata;
	bool is_late = ++parsing->calls % CLOCK_EVERY == 0 && clock_ms() - parsing->begun_ms > PARSE_MS;
	if (is_late || n > TREE_BYTES - parsing->bytes)
		longjmp(parsing->too_much, 1);
	parsing->bytes += n + sizeof(max_align_t);
	parsing->bytes = parsing->bytes > TREE_BYTES ? TREE_BYTES : parsing->bytes;
	return arena_alloc(parsing->arena, n);
}

static void keep_memory(void *userdata, void *p)
{
	(void)userdata;
	(void)p;
}

static const GumboNode *parse(struct parsing *parsing, struct str text)
{
	GumboOptions options = kGumboDefaultOptions;
	options.allocator = take_memory;
	options.deallocator = keep_memory;
	options.userdata = parsing;
	options.max_errors = 0;
	parsing->begun_ms = clock_ms();
	if (setjmp(parsing->too_much))
		return NULL;
	return gumbo_parse_with_options(&options, text.p, text.n)->root;
}

static bool is_main(const GumboNode *node)
{
	return markup_is(node, GUMBO_TAG_MAIN) || str_eq_nocase(markup_attribute(node, "role"), STR("main"));
}

/* The main parts, if the page has such; else its only article. */
static void find_mains(struct markup_tree *tree)
{
	const GumboNode *article = NULL;
	size_t articles = 0;
	for (struct markup_walk walk = markup_walk(tree->root); markup_step(&walk);) {
		if (markup_is_text(walk.node) || walk.is_leaving)
			continue;
		if (is_main(walk.node)) {
			if (tree->n_mains < MARKUP_MAINS)
				tree->mains[tree->n_mains] = walk.node;
			tree->n_mains++;
			markup_skip(&walk);
		} else if (markup_is(walk.node, GUMBO_TAG_ARTICLE)) {
			article = walk.node;
			articles++;
			markup_skip(&walk);
		}
	}
	if (tree->n_mains == 0 && articles == 1)
		tree->mains[tree->n_mains++] = article;
	if (tree->n_mains > MARKUP_MAINS)
		tree->n_mains = 0;
}

static enum outcome refuse_deep(struct ctx *ctx, struct str filename, const struct markup_tree *tree)
{
	size_t depth = 0;
	for (struct markup_walk walk = markup_walk(tree->root); markup_step(&walk);) {
		if (markup_is_text(walk.node))
			continue;
		if (walk.is_leaving)
			depth--;
		else if (++depth > LIMIT_MARKUP_DEPTH)
			return problem_at(
				ctx, filename, (int64_t)walk.node->v.element.start_pos.line,
				(int64_t)walk.node->v.element.start_pos.column,
				msg("elements stand more than {1} deep in one another here: this is no page of text"),
				str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_MARKUP_DEPTH));
	}
	return OK;
}

enum outcome markup_tree_open(struct ctx *ctx, struct str filename, struct str text, struct markup_tree *ret_tree)
{
	TRY(markup_scan(ctx, filename, text));
	struct markup_tree tree = {.arena = arena_open(2 * TREE_BYTES)};
	struct parsing *parsing = arena_new(ctx->arena, struct parsing);
	parsing->arena = tree.arena;
	tree.root = parse(parsing, text);
	enum outcome outcome =
		tree.root ? refuse_deep(ctx, filename, &tree)
			  : problem_at(ctx, filename, 0, 0,
				       msg("this page is too large or too tangled to be read: save its text alone, and "
					   "import that"));
	if (outcome != OK) {
		markup_tree_close(&tree);
		return outcome;
	}
	find_mains(&tree);
	*ret_tree = tree;
	return OK;
}

void markup_tree_close(struct markup_tree *tree)
{
	arena_closep(&tree->arena);
}

/* ---- The walk ---- */

bool markup_is_text(const GumboNode *node)
{
	return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA;
}

struct str markup_text(struct arena *arena, const GumboNode *node)
{
	struct str text = str_of(node->v.text.text);
	bool is_plain = true;
	for (size_t i = 0; i < text.n && is_plain; i++)
		is_plain = (text.p[i] >= ' ' && text.p[i] < 0x7f) || text.p[i] == '\n' || text.p[i] == '\t';
	if (is_plain)
		return text;
	struct buf clean = buf_open(arena, text.n);
	if (utf8_fault(text) != STR_NPOS)
		return (struct str){0};
	for (size_t at = 0; at < text.n;) {
		size_t from = at;
		uint32_t c = utf8_next(text, &at);
		if ((c < ' ' && c != '\n') || (c >= 0x7f && c < 0xa0))
			buf_char(&clean, ' ');
		else
			buf_str(&clean, str_slice(text, from, at));
	}
	struct ctx ctx = {.arena = arena};
	const struct text_rules rules = {.name = "text", .max_bytes = SIZE_MAX, .lines = true};
	return text_accept(&ctx, buf_view(&clean), &rules, &text) == OK ? text : buf_view(&clean);
}

static bool is_element(const GumboNode *node)
{
	return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

struct markup_walk markup_walk(const GumboNode *top)
{
	return (struct markup_walk){.top = top};
}

/* NULL behind the last one. */
static const GumboNode *child_at(const GumboNode *node, size_t i)
{
	const GumboVector *children = &node->v.element.children;
	return i < children->length ? children->data[i] : NULL;
}

static bool step_once(struct markup_walk *walk)
{
	if (!walk->node) {
		walk->node = walk->top;
		return true;
	}
	bool goes_in = is_element(walk->node) && !walk->is_leaving && !walk->is_skipped;
	if (goes_in) {
		const GumboNode *first = child_at(walk->node, 0);
		walk->is_leaving = !first;
		walk->node = first ? first : walk->node;
		return true;
	}
	walk->is_skipped = false;
	if (walk->node == walk->top)
		return false;
	const GumboNode *next = child_at(walk->node->parent, walk->node->index_within_parent + 1);
	walk->is_leaving = !next;
	walk->node = next ? next : walk->node->parent;
	return true;
}

/* Comments are passed over. */
bool markup_step(struct markup_walk *walk)
{
	do {
		if (!step_once(walk))
			return false;
	} while (!markup_is_text(walk->node) && !is_element(walk->node));
	return true;
}

void markup_skip(struct markup_walk *walk)
{
	walk->is_skipped = true;
}

/* ---- What an element is ---- */

bool markup_is(const GumboNode *node, GumboTag tag)
{
	return is_element(node) && node->v.element.tag == tag;
}

static bool is_any_tag(const GumboNode *node, const GumboTag *tags, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (markup_is(node, tags[i]))
			return true;
	return false;
}

bool markup_is_list(const GumboNode *node)
{
	static const GumboTag tags[] = {GUMBO_TAG_UL, GUMBO_TAG_OL, GUMBO_TAG_DL, GUMBO_TAG_MENU, GUMBO_TAG_DIR};
	return is_any_tag(node, tags, COUNT_OF(tags));
}

bool markup_is_apart(const GumboNode *node)
{
	static const GumboTag inlines[] = {
		GUMBO_TAG_A,     GUMBO_TAG_ABBR,  GUMBO_TAG_ACRONYM, GUMBO_TAG_B,       GUMBO_TAG_BDI,
		GUMBO_TAG_BDO,   GUMBO_TAG_BIG,   GUMBO_TAG_CITE,    GUMBO_TAG_CODE,    GUMBO_TAG_DATA,
		GUMBO_TAG_DEL,   GUMBO_TAG_DFN,   GUMBO_TAG_EM,      GUMBO_TAG_FONT,    GUMBO_TAG_I,
		GUMBO_TAG_IMG,   GUMBO_TAG_INS,   GUMBO_TAG_KBD,     GUMBO_TAG_MARK,    GUMBO_TAG_NOBR,
		GUMBO_TAG_Q,     GUMBO_TAG_RUBY,  GUMBO_TAG_RB,      GUMBO_TAG_RT,      GUMBO_TAG_S,
		GUMBO_TAG_SAMP,  GUMBO_TAG_SMALL, GUMBO_TAG_SPAN,    GUMBO_TAG_STRIKE,  GUMBO_TAG_STRONG,
		GUMBO_TAG_SUB,   GUMBO_TAG_SUP,   GUMBO_TAG_TIME,    GUMBO_TAG_TT,      GUMBO_TAG_U,
		GUMBO_TAG_VAR,   GUMBO_TAG_WBR,   GUMBO_TAG_LABEL,   GUMBO_TAG_UNKNOWN, GUMBO_TAG_SCRIPT,
		GUMBO_TAG_STYLE, GUMBO_TAG_BR,
	};
	return is_element(node) && !is_any_tag(node, inlines, COUNT_OF(inlines));
}

struct str markup_attribute(const GumboNode *node, const char *name)
{
	if (!is_element(node))
		return (struct str){0};
	const GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, name);
	return attribute ? str_of(attribute->value) : (struct str){0};
}

bool markup_has_attribute(const GumboNode *node, const char *name)
{
	return is_element(node) && gumbo_get_attribute(&node->v.element.attributes, name);
}

/* ---- Furniture ---- */

static bool is_within(const GumboNode *node, const GumboNode *top)
{
	for (; node && is_element(node); node = node->parent)
		if (node == top)
			return true;
	return false;
}

/* In a main part, or in an article of a page without one. */
static bool is_in_main(const struct markup_tree *tree, const GumboNode *node)
{
	for (size_t i = 0; i < tree->n_mains; i++)
		if (is_within(node, tree->mains[i]))
			return true;
	return false;
}

static bool has_main(const struct markup_tree *tree, const GumboNode *node)
{
	for (size_t i = 0; i < tree->n_mains; i++)
		if (is_within(tree->mains[i], node))
			return true;
	return false;
}

static bool is_any_word(struct str word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(word, str_of(words[i])))
			return true;
	return false;
}

static bool is_hidden(const GumboNode *node)
{
	struct str style = markup_attribute(node, "style");
	static const char *const names[] = {"sr-only",           "visually-hidden",
					    "visuallyhidden",    "screen-reader-text",
					    "screenreader-only", "element-invisible"};
	struct str classes = markup_attribute(node, "class"), word;
	while (text_next_word(&classes, &word))
		if (is_any_word(word, names, COUNT_OF(names)))
			return true;
	return markup_has_attribute(node, "hidden") || str_eq(markup_attribute(node, "aria-hidden"), STR("true")) ||
	       str_find(style, STR("display:none"), 0) != STR_NPOS ||
	       str_find(style, STR("display: none"), 0) != STR_NPOS ||
	       str_find(style, STR("visibility:hidden"), 0) != STR_NPOS ||
	       str_find(style, STR("visibility: hidden"), 0) != STR_NPOS;
}

static bool has_furniture_role(const GumboNode *node)
{
	static const char *const roles[] = {"navigation", "banner",  "contentinfo", "search",      "menu",
					    "menubar",    "toolbar", "dialog",      "alertdialog", "complementary"};
	return is_any_word(markup_attribute(node, "role"), roles, COUNT_OF(roles));
}

/* "site-footer", "breadcrumb": a class or name whose last word says what it is. "has-sidebar" says it of another. */
static bool names_furniture(struct str name)
{
	static const char *const words[] = {"breadcrumb", "breadcrumbs", "navbar",  "nav",        "navigation",
					    "menu",       "sidebar",     "footer",  "pagination", "pager",
					    "skiplink",   "skiplinks",   "cookies", "toolbar",    "masthead",
					    "share",      "sharing",     "social"};
	static const char *const about[] = {"has", "no", "with", "without", "not", "is", "and"};
	struct str last = name;
	for (size_t i = 0, from = 0; i <= name.n; i++) {
		if (i < name.n && name.p[i] != '-' && name.p[i] != '_')
			continue;
		last = str_slice(name, from, i);
		if (is_any_word(last, about, COUNT_OF(about)))
			return false;
		from = i + 1;
	}
	return is_any_word(last, words, COUNT_OF(words));
}

static bool has_text_heading(const GumboNode *top)
{
	static const GumboTag tags[] = {GUMBO_TAG_H1, GUMBO_TAG_MAIN, GUMBO_TAG_ARTICLE};
	for (struct markup_walk walk = markup_walk(top); markup_step(&walk);)
		if (is_any_tag(walk.node, tags, COUNT_OF(tags)))
			return true;
	return false;
}

static bool has_furniture_name(const GumboNode *node)
{
	static const GumboTag tags[] = {GUMBO_TAG_DIV,     GUMBO_TAG_UL, GUMBO_TAG_OL,
					GUMBO_TAG_SECTION, GUMBO_TAG_P,  GUMBO_TAG_TABLE};
	if (!is_any_tag(node, tags, COUNT_OF(tags)))
		return false;
	struct str classes = markup_attribute(node, "class"), word;
	bool is_named = names_furniture(markup_attribute(node, "id"));
	while (!is_named && text_next_word(&classes, &word))
		is_named = names_furniture(word);
	return is_named && !has_text_heading(node);
}

bool markup_is_furniture(const struct markup_tree *tree, const GumboNode *node)
{
	static const GumboTag never[] = {
		GUMBO_TAG_HEAD,   GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE,    GUMBO_TAG_NOSCRIPT, GUMBO_TAG_TEMPLATE,
		GUMBO_TAG_NAV,    GUMBO_TAG_BUTTON, GUMBO_TAG_SELECT,   GUMBO_TAG_TEXTAREA, GUMBO_TAG_IFRAME,
		GUMBO_TAG_OBJECT, GUMBO_TAG_VIDEO,  GUMBO_TAG_AUDIO,    GUMBO_TAG_CANVAS,   GUMBO_TAG_SVG,
		GUMBO_TAG_MAP,    GUMBO_TAG_TITLE,  GUMBO_TAG_NOFRAMES, GUMBO_TAG_DATALIST,
	};
	static const GumboTag outside[] = {GUMBO_TAG_HEADER, GUMBO_TAG_FOOTER, GUMBO_TAG_ASIDE};
	if (markup_is(node, GUMBO_TAG_HTML) || markup_is(node, GUMBO_TAG_BODY))
		return false;
	if (is_any_tag(node, never, COUNT_OF(never)) || is_hidden(node))
		return true;
	if (tree->n_mains > 0 && !is_in_main(tree, node))
		return !has_main(tree, node);
	if (is_any_tag(node, outside, COUNT_OF(outside)))
		return tree->n_mains == 0;
	return has_furniture_role(node) || has_furniture_name(node);
}

/* ---- Rows ---- */

bool markup_is_simple_row(const GumboNode *row)
{
	static const GumboTag cells[] = {GUMBO_TAG_TR, GUMBO_TAG_TD, GUMBO_TAG_TH, GUMBO_TAG_BR};
	size_t inner = 0, n_cells = 0;
	for (struct markup_walk walk = markup_walk(row); markup_step(&walk);) {
		if (walk.is_leaving || !markup_is_apart(walk.node))
			continue;
		bool is_cell = markup_is(walk.node, GUMBO_TAG_TD) || markup_is(walk.node, GUMBO_TAG_TH);
		n_cells += is_cell;
		inner = is_cell ? 0 : inner;
		if (is_any_tag(walk.node, cells, COUNT_OF(cells)))
			continue;
		bool is_line = markup_is(walk.node, GUMBO_TAG_P) || markup_is(walk.node, GUMBO_TAG_DIV);
		if (!is_line || ++inner > SIMPLE_CELL - 1)
			return false;
	}
	return n_cells > 1;
}

/* ---- Lists ---- */

static char type_named(struct str style)
{
	static const struct {
		const char *name;
		char type;
	} types[] = {{"lower-alpha", 'a'}, {"lower-latin", 'a'}, {"upper-alpha", 'A'}, {"upper-latin", 'A'},
		     {"lower-roman", 'i'}, {"upper-roman", 'I'}, {"decimal", '1'},     {"disc", '*'},
		     {"circle", '*'},      {"square", '*'},      {"none", '\0'}};
	size_t at = str_find(style, STR("list-style"), 0);
	if (at == STR_NPOS)
		return '?';
	struct str rest = str_slice(style, at, style.n), value;
	(void)str_cut(&rest, ';', &value);
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (str_find(value, str_of(types[i].name), 0) != STR_NPOS)
			return types[i].type;
	return '?';
}

char markup_list_type(const GumboNode *list)
{
	char named = type_named(markup_attribute(list, "style"));
	if (named != '?')
		return named;
	if (!markup_is(list, GUMBO_TAG_OL))
		return markup_is(list, GUMBO_TAG_DL) ? '\0' : '*';
	struct str type = markup_attribute(list, "type");
	return type.n == 1 && strchr("1aAiI", type.p[0]) ? type.p[0] : '1';
}

int64_t markup_items(const GumboNode *list)
{
	int64_t n = 0;
	const GumboVector *children = &list->v.element.children;
	for (unsigned i = 0; i < children->length; i++)
		n += markup_is(children->data[i], GUMBO_TAG_LI);
	return n;
}

static void put_roman(struct buf *mark, int64_t number, bool is_upper)
{
	static const struct {
		int64_t value;
		const char *lower;
		const char *upper;
	} digits[] = {{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"},  {400, "cd", "CD"}, {100, "c", "C"},
		      {90, "xc", "XC"}, {50, "l", "L"},    {40, "xl", "XL"}, {10, "x", "X"},    {9, "ix", "IX"},
		      {5, "v", "V"},    {4, "iv", "IV"},   {1, "i", "I"}};
	for (size_t i = 0; i < COUNT_OF(digits); i++)
		for (; number >= digits[i].value; number -= digits[i].value)
			buf_c(mark, is_upper ? digits[i].upper : digits[i].lower);
}

/* 1 is "a", 26 "z", 27 "aa". */
static void put_letters(struct buf *mark, int64_t number, char first)
{
	char letters[16];
	size_t n = 0;
	for (; number > 0; number = (number - 1) / LETTERS)
		letters[n++] = (char)(first + (number - 1) % LETTERS);
	while (n > 0)
		buf_char(mark, letters[--n]);
}

struct str markup_list_mark(struct arena *arena, char type, int64_t number)
{
	struct buf mark = buf_open(arena, 8);
	if (type == '\0')
		return (struct str){0};
	if (type == '*')
		return STR("•");
	if ((type == 'a' || type == 'A') && number > 0)
		put_letters(&mark, number, type);
	else if ((type == 'i' || type == 'I') && number > 0 && number <= ROMAN_MARK_MAX)
		put_roman(&mark, number, type == 'I');
	else
		buf_i64(&mark, number);
	buf_char(&mark, '.');
	return buf_view(&mark);
}

bool markup_has_own_label(const GumboNode *item)
{
	char start[PEEK_BYTES];
	size_t n = 0, nodes = 0;
	for (struct markup_walk walk = markup_walk(item); n < PEEK_BYTES && nodes < PEEK_NODES && markup_step(&walk);
	     nodes++) {
		if (walk.node != item && (markup_is_list(walk.node) || markup_is(walk.node, GUMBO_TAG_TABLE)))
			break;
		if (!markup_is_text(walk.node)) {
			bool ends = n > 0 && (markup_is_apart(walk.node) || markup_is(walk.node, GUMBO_TAG_BR));
			if (ends)
				start[n++] = ' ';
			continue;
		}
		struct str text = str_of(walk.node->v.text.text);
		for (size_t i = 0; i < text.n && n < PEEK_BYTES; i++)
			start[n++] = text.p[i];
	}
	struct str words = str_bytes(start, n), rest;
	while (words.n > 0 && utf8_fault(words) != STR_NPOS)
		words.n--;
	struct label label;
	if (!label_take(words, &label, &rest) || rest.n == 0)
		return false;
	return label.type != LABEL_KEYWORD || label.is_closed;
}
