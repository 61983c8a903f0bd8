/* A quick look at a page before it is parsed: hopelessly nested ones would keep the parser busy for long. What this
 * misjudges, the parser's own bounds catch. */
#include "codes/import/markup.h"

#define OPEN_MAX       (4 * LIMIT_MARKUP_DEPTH)
#define ATTRIBUTES_MAX 1000
#define NAME_BYTES     16

struct scan {
	struct str text;
	size_t at;
	size_t open;       /* elements that began and did not end */
	size_t attributes; /* of the newest tag */
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '/';
}

static char at(const struct scan *scan, size_t ahead)
{
	return scan->at + ahead < scan->text.n ? scan->text.p[scan->at + ahead] : '\0';
}

static struct str take_name(struct scan *scan)
{
	size_t from = scan->at;
	while (is_letter(at(scan, 0)) || (at(scan, 0) >= '0' && at(scan, 0) <= '9'))
		scan->at++;
	return str_slice(scan->text, from, scan->at);
}

/* Behind the '>' that ends the tag. */
static void pass_tag(struct scan *scan)
{
	scan->attributes = 0;
	char quote = '\0', before = ' ';
	for (; scan->at < scan->text.n; scan->at++) {
		char c = scan->text.p[scan->at];
		if (quote) {
			quote = c == quote ? '\0' : quote;
		} else if (c == '>') {
			scan->at++;
			return;
		} else if ((c == '"' || c == '\'') && before == '=') {
			quote = c;
		} else {
			scan->attributes += is_space(before) && !is_space(c);
		}
		before = c;
	}
}

static void pass_until(struct scan *scan, struct str end)
{
	size_t found = str_find(scan->text, end, scan->at);
	scan->at = found == STR_NPOS ? scan->text.n : found + end.n;
}

/* Elements that need no end tag, so that a missing one tells nothing. */
static bool needs_end(struct str name)
{
	static const char *const names[] = {
		"p",        "li",     "dt",    "dd",  "tr",       "td",   "th",   "option", "thead", "tbody", "tfoot",
		"colgroup", "br",     "hr",    "img", "input",    "meta", "link", "area",   "base",  "col",   "embed",
		"param",    "source", "track", "wbr", "optgroup", "html", "head", "body",   "frame", "rp"};
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq_nocase(name, str_of(names[i])))
			return false;
	return name.n <= NAME_BYTES;
}

static void take_tag(struct scan *scan)
{
	bool is_end = at(scan, 1) == '/';
	scan->at += is_end ? 2 : 1;
	struct str name = take_name(scan);
	pass_tag(scan);
	if (!is_end && str_eq_nocase(name, STR("script")))
		pass_until(scan, STR("</script"));
	else if (!is_end && str_eq_nocase(name, STR("style")))
		pass_until(scan, STR("</style"));
	else if (!is_end && needs_end(name))
		scan->open++;
	else if (is_end && needs_end(name) && scan->open > 0)
		scan->open--;
}

enum outcome markup_scan(struct ctx *ctx, struct str filename, struct str text)
{
	struct scan scan = {.text = text};
	while (scan.at < text.n) {
		size_t from = str_find_char(text, '<', scan.at);
		if (from == STR_NPOS)
			break;
		scan.at = from;
		char next = at(&scan, 1);
		if (str_starts(str_slice(text, from, text.n), STR("<!--")))
			pass_until(&scan, STR("-->"));
		else if (is_letter(next) || (next == '/' && is_letter(at(&scan, 2))))
			take_tag(&scan);
		else
			scan.at++;
		if (scan.open <= OPEN_MAX && scan.attributes <= ATTRIBUTES_MAX)
			continue;
		int64_t line = 1;
		for (size_t i = 0; i < from; i++)
			line += text.p[i] == '\n';
		return problem_at(ctx, filename, line, 0,
				  msg("this page is too large or too tangled to be read: save its text alone, and "
				      "import that"));
	}
	return OK;
}
