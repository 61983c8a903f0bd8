/* An edition as Markdown: headings, labels in bold, bullets as lists. A comment before each element says its kind and
 * depth; import/parse_own_markdown.c reads it back. */
#include "codes/codes_export.h"
#include "codes/import/import.h"

#define LEVEL_LAST 6

/* ---- Escaping ---- */

static bool is_always_escaped(char c)
{
	return c == '\\' || c == '`' || c == '*' || c == '_' || c == '<' || c == '>' || c == '&' || c == '[' ||
	       c == ']' || c == '~' || c == '|';
}

/* What begins something else at the beginning of a line: "#", "-", "1." … */
static bool is_escaped_first(struct str line, size_t i)
{
	char c = line.p[i];
	if (i == 0)
		return c == '#' || c == '+' || c == '-' || c == '=';
	if (c != '.' && c != ')')
		return false;
	while (i > 0 && line.p[i - 1] >= '0' && line.p[i - 1] <= '9')
		i--;
	return i == 0;
}

/* Spaces at the ends and tabs would be lost, and a line feed would end the line. */
static bool is_numbered(struct str line, size_t i)
{
	char c = line.p[i];
	return c == '\t' || c == '\n' || (c == ' ' && (i == 0 || i + 1 == line.n));
}

static void put_escaped(struct buf *out, struct str line)
{
	for (size_t i = 0; i < line.n; i++) {
		char c = line.p[i];
		if (is_numbered(line, i)) {
			buf_fmt(out, "&#%d;", c);
			continue;
		}
		if (is_always_escaped(c) || is_escaped_first(line, i))
			buf_char(out, '\\');
		buf_char(out, c);
	}
}

/* Within a comment: nothing may end it. */
static void put_said(struct buf *out, const char *name, struct str value)
{
	if (value.n == 0)
		return;
	buf_fmt(out, " %s=\"", name);
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		bool ends = c == '-' && (i == 0 || i + 1 == value.n || value.p[i - 1] == '-');
		if (c == '&' || c == '"' || c == '<' || c == '>' || c == '\n' || c == '\t' || ends)
			buf_fmt(out, "&#%d;", c);
		else
			buf_char(out, c);
	}
	buf_char(out, '"');
}

/* ---- Elements ---- */

/* A line each, a backslash where the next one follows. */
static void put_lines(struct buf *out, struct str text, const char *indent)
{
	struct str rest = text, line;
	bool is_first = true;
	while (str_cut(&rest, '\n', &line)) {
		if (!is_first)
			buf_fmt(out, "\\\n%s", indent);
		put_escaped(out, line);
		is_first = false;
	}
}

static bool is_bullet(struct str label)
{
	return str_eq(label, STR("-")) || str_eq(label, STR("*")) || str_eq(label, STR("+"));
}

static void put_label(struct buf *out, struct str label, bool has_more)
{
	if (label.n == 0)
		return;
	buf_lit(out, "**");
	put_escaped(out, label);
	buf_c(out, has_more ? "** " : "**");
}

static void put_element(struct buf *out, const struct provision *p)
{
	if (p->heading.n > 0) {
		for (int32_t level = 0; level < p->depth + 2 && level < LEVEL_LAST; level++)
			buf_char(out, '#');
		buf_char(out, ' ');
		put_label(out, p->label, true);
		put_escaped(out, p->heading);
		if (p->text.n > 0) {
			buf_lit(out, "\n\n");
			put_lines(out, p->text, "");
		}
	} else if (p->kind == PROVISION_TITLE && p->label.n == 0) {
		buf_lit(out, "# ");
		put_escaped(out, p->text);
	} else if (is_bullet(p->label)) {
		buf_str(out, p->label);
		if (p->text.n > 0) {
			buf_char(out, ' ');
			put_lines(out, p->text, "  ");
		}
	} else {
		put_label(out, p->label, p->text.n > 0);
		if (p->text.n > 0)
			put_lines(out, p->text, "");
	}
	buf_lit(out, "\n");
}

static void put_facts(struct arena *arena, struct buf *out, const struct edition_export *from)
{
	const struct edition *edition = &from->edition;
	const struct instrument *by = &edition->instrument;
	bool has_from = edition->in_force_from != INT32_MIN, has_day = by->day != INT32_MIN;
	buf_lit(out, OWN_MARKDOWN);
	put_said(out, "code", edition->code_slug);
	put_said(out, "edition", str_fmt(arena, "%d", edition->number));
	put_said(out, "title", edition->code_title);
	put_said(out, "lang", edition->lang);
	put_said(out, "change", str_of(edition_change_name(edition->change)));
	if (has_from)
		put_said(out, "in-force-from", day_str(arena, (struct day){edition->in_force_from}));
	put_said(out, "origin", from->origin);
	put_said(out, "instrument-kind", str_of(instrument_kind_name(by->kind)));
	put_said(out, "instrument-number", by->number);
	put_said(out, "instrument-body", by->body);
	if (has_day)
		put_said(out, "instrument-day", day_str(arena, (struct day){by->day}));
	put_said(out, "instrument-link", by->link);
	buf_lit(out, " -->\n");
}

struct str export_markdown(struct arena *arena, const struct edition_export *from)
{
	struct buf out = buf_open(arena, 65536);
	put_facts(arena, &out, from);
	for (size_t i = 0; i < from->n; i++) {
		const struct provision *p = &from->provisions[i];
		buf_fmt(&out, "\n<!-- %s %d", provision_kind_name(p->kind), p->depth);
		put_said(&out, "audience", p->audience);
		put_said(&out, "lang", p->lang);
		buf_lit(&out, " -->\n");
		put_element(&out, p);
	}
	return buf_view(&out);
}
