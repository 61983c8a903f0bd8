/* An edition as Akoma Ntoso. */
#include "codes/codes_export.h"
#include "codes/import/akn.h"

struct writer {
	struct arena *arena;
	struct buf out;
	const struct edition_export *from;
	struct str address; /* of the edition */
	int32_t indent;
	size_t in_preface;  /* how many provisions stand before the preamble, */
	size_t in_preamble; /* and how many before the body */
};

/* ---- Escaping ---- */

/* U+0338 after a tag's ">" would be taken for a part of it by a program that composes characters. */
#define SLASH_OVERLAY "\xcc\xb8"

static void put_escaped(struct buf *out, struct str s, bool in_attribute)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '&')
			buf_lit(out, "&amp;");
		else if (c == '<')
			buf_lit(out, "&lt;");
		else if (c == '>')
			buf_lit(out, "&gt;");
		else if (in_attribute && c == '"')
			buf_lit(out, "&quot;");
		else if (in_attribute && (c == '\n' || c == '\t'))
			buf_fmt(out, "&#%d;", c);
		else if (i == 0 && str_starts(s, STR(SLASH_OVERLAY)))
			buf_lit(out, "&#x338;"), i += sizeof(SLASH_OVERLAY) - 2;
		else
			buf_char(out, c);
	}
}

static void put_attribute(struct buf *out, const char *name, struct str value)
{
	if (value.n == 0)
		return;
	buf_fmt(out, " %s=\"", name);
	put_escaped(out, value, true);
	buf_char(out, '"');
}

static void put_line(struct writer *w)
{
	buf_fmt(&w->out, "\n%*s", (int)(2 * w->indent), "");
}

static void open_element(struct writer *w, const char *name)
{
	put_line(w);
	buf_fmt(&w->out, "<%s>", name);
	w->indent++;
}

static void close_element(struct writer *w, const char *name)
{
	w->indent--;
	put_line(w);
	buf_fmt(&w->out, "</%s>", name);
}

/* <name first="…"/>, with a second attribute where it is given. */
static void put_empty(struct writer *w, const char *element, const char *name, struct str value, const char *name2,
		      struct str value2)
{
	put_line(w);
	buf_fmt(&w->out, "<%s", element);
	put_attribute(&w->out, name, value);
	if (name2)
		put_attribute(&w->out, name2, value2);
	buf_lit(&w->out, "/>");
}

/* ---- Metadata ---- */

static struct str day_text(struct writer *w, int32_t day)
{
	return day == INT32_MIN ? (struct str){0} : day_str(w->arena, (struct day){day});
}

/* The day from which the text holds; of a draft without one, that of its instrument, else that on which it came. */
static struct str expression_day(struct writer *w)
{
	const struct edition *edition = &w->from->edition;
	int32_t day = edition->in_force_from;
	if (day == INT32_MIN)
		day = edition->instrument.day;
	if (day == INT32_MIN)
		day = instant_day((struct instant){edition->added_ms}).n;
	return day_text(w, day);
}

static struct str work_day(struct writer *w)
{
	const struct edition *edition = &w->from->edition;
	return edition->instrument.day == INT32_MIN ? expression_day(w) : day_text(w, edition->instrument.day);
}

/* The country of the language or of the address ("gov" is the United States'); "zz" is Unicode's for an unknown one. */
static struct str country_of(struct writer *w)
{
	struct str rest = w->from->edition.lang, part;
	for (size_t i = 0; rest.n > 0 && str_cut(&rest, '-', &part); i++)
		if (i > 0 && part.n == 2)
			return text_slug(w->arena, part);
	struct str host = w->from->origin;
	size_t slashes = str_find(host, STR("//"), 0);
	host = slashes == STR_NPOS ? host : str_slice(host, slashes + 2, host.n);
	size_t end = str_find_char(host, ':', 0);
	host = end == STR_NPOS ? host : str_slice(host, 0, end);
	if (str_ends(host, STR(".gov")))
		return STR("us");
	if (str_ends(host, STR(".uk")))
		return STR("gb");
	if (host.n > 3 && host.p[host.n - 3] == '.')
		return text_slug(w->arena, str_slice(host, host.n - 2, host.n));
	return STR("zz");
}

static void put_names(struct writer *w, struct str address, const char *date_name, struct str date)
{
	put_empty(w, "FRBRthis", "value", str_fmt(w->arena, "%.*s/!main", STR_ARG(address)), NULL, (struct str){0});
	put_empty(w, "FRBRuri", "value", address, NULL, (struct str){0});
	put_empty(w, "FRBRdate", "date", date, "name", str_of(date_name));
	put_empty(w, "FRBRauthor", "href", STR("#meta_author"), NULL, (struct str){0});
}

static void put_identification(struct writer *w)
{
	const struct edition *edition = &w->from->edition;
	const struct str none = {0};
	struct str work = str_fmt(w->arena, "%.*s/codes/%.*s", STR_ARG(w->from->origin), STR_ARG(edition->code_slug));
	put_line(w);
	buf_lit(&w->out, "<identification source=\"#meta_publisher\">");
	w->indent++;
	open_element(w, "FRBRWork");
	put_names(w, work, edition->instrument.day == INT32_MIN ? "inForce" : "enactment", work_day(w));
	put_empty(w, "FRBRcountry", "value", country_of(w), NULL, none);
	put_empty(w, "FRBRsubtype", "value", STR("code-of-conduct"), NULL, none);
	put_empty(w, "FRBRname", "value", edition->code_title, NULL, none);
	close_element(w, "FRBRWork");
	open_element(w, "FRBRExpression");
	put_names(w, w->address, edition->in_force_from == INT32_MIN ? "draft" : "inForce", expression_day(w));
	put_empty(w, "FRBRversionNumber", "value", str_fmt(w->arena, "%d", edition->number), NULL, none);
	put_empty(w, "FRBRlanguage", "language", akn_language(edition->lang), NULL, none);
	close_element(w, "FRBRExpression");
	open_element(w, "FRBRManifestation");
	put_names(w, str_fmt(w->arena, "%.*s/code.akn.xml", STR_ARG(w->address)), "publication", expression_day(w));
	put_empty(w, "FRBRformat", "value", STR("application/akn+xml"), NULL, none);
	close_element(w, "FRBRManifestation");
	close_element(w, "identification");
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The address with what an address may not hold as it is (RFC 3986) in percent signs: browsers take more than the
 * schema does. Empty when its host is none that the schema takes. */
static struct str href_of(struct arena *arena, struct str link)
{
	static const char plain[] = "-._~:/?@!$&'()*+,;=";
	struct buf out = buf_open(arena, link.n);
	bool has_fragment = false;
	size_t host = str_find(link, STR("//"), 0), at;
	for (at = host == STR_NPOS ? link.n : host + 2; at < link.n && !strchr("/?#", link.p[at]); at++)
		if (!strchr("-.", link.p[at]) && !(link.p[at] >= '0' && link.p[at] <= '9') &&
		    !((link.p[at] | 0x20) >= 'a' && (link.p[at] | 0x20) <= 'z'))
			break;
	size_t digits = at < link.n && link.p[at] == ':' ? at + 1 : at;
	while (digits > at && digits < link.n && digits < at + 6 && link.p[digits] >= '0' && link.p[digits] <= '9')
		digits++;
	if (digits < link.n && !strchr("/?#", link.p[digits]))
		return (struct str){0};
	for (size_t i = 0; i < link.n; i++) {
		char c = link.p[i];
		bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool is_escape = c == '%' && i + 2 < link.n && is_hex(link.p[i + 1]) && is_hex(link.p[i + 2]);
		bool is_fragment = c == '#' && !has_fragment;
		has_fragment |= is_fragment;
		if (is_word || is_escape || is_fragment || (c && strchr(plain, c)))
			buf_char(&out, c);
		else
			buf_fmt(&out, "%%%02X", (unsigned char)c);
	}
	return buf_view(&out);
}

static void put_event(struct writer *w, const char *id, int32_t day, const char *type, const char *what)
{
	if (day == INT32_MIN)
		return;
	put_line(w);
	buf_fmt(&w->out, "<eventRef eId=\"%s\" date=\"%.*s\" type=\"%s\" source=\"#meta_instrument\" ab:event=\"%s\"/>",
		id, STR_ARG(day_text(w, day)), type, what);
}

static void put_lifecycle(struct writer *w)
{
	const struct edition *edition = &w->from->edition;
	const struct instrument *by = &edition->instrument;
	if (by->day == INT32_MIN && edition->in_force_from == INT32_MIN)
		return;
	const char *type = by->kind == INSTRUMENT_AMENDMENT ? "amendment" : "generation";
	put_line(w);
	buf_lit(&w->out, "<lifecycle source=\"#meta_publisher\">");
	w->indent++;
	put_event(w, "meta_made", by->day, type, "made");
	put_event(w, "meta_in_force", edition->in_force_from, type, "in-force");
	close_element(w, "lifecycle");
}

static void put_reference(struct writer *w, const char *element, const char *id, struct str href, struct str shown)
{
	put_line(w);
	buf_fmt(&w->out, "<%s eId=\"%s\"", element, id);
	put_attribute(&w->out, "href", href);
	put_attribute(&w->out, "showAs", shown);
	buf_lit(&w->out, "/>");
}

static void put_references(struct writer *w)
{
	const struct instrument *by = &w->from->edition.instrument;
	struct str origin = w->from->origin;
	struct str instrument = by->number.n > 0 ? by->number : str_of(instrument_kind_name(by->kind));
	put_line(w);
	buf_lit(&w->out, "<references source=\"#meta_publisher\">");
	w->indent++;
	put_reference(w, "TLCOrganization", "meta_publisher", origin, origin);
	put_reference(w, "TLCOrganization", "meta_author", origin, by->body.n > 0 ? by->body : origin);
	struct str href = href_of(w->arena, by->link);
	put_reference(w, "TLCEvent", "meta_instrument", href.n > 0 ? href : w->address,
		      instrument.n > 0 ? instrument : w->from->edition.code_title);
	close_element(w, "references");
}

/* What only we ask: the facts of the edition as they are stored. */
static void put_own(struct writer *w)
{
	const struct edition *edition = &w->from->edition;
	const struct instrument *by = &edition->instrument;
	put_line(w);
	buf_lit(&w->out, "<proprietary source=\"#meta_publisher\">");
	w->indent++;
	put_line(w);
	buf_lit(&w->out, "<ab:code");
	put_attribute(&w->out, "slug", edition->code_slug);
	put_attribute(&w->out, "edition", str_fmt(w->arena, "%d", edition->number));
	put_attribute(&w->out, "title", edition->code_title);
	put_attribute(&w->out, "lang", edition->lang);
	put_attribute(&w->out, "change", str_of(edition_change_name(edition->change)));
	put_attribute(&w->out, "in-force-from", day_text(w, edition->in_force_from));
	put_attribute(&w->out, "origin", w->from->origin);
	put_attribute(&w->out, "instrument-kind", str_of(instrument_kind_name(by->kind)));
	put_attribute(&w->out, "instrument-number", by->number);
	put_attribute(&w->out, "instrument-body", by->body);
	put_attribute(&w->out, "instrument-day", day_text(w, by->day));
	put_attribute(&w->out, "instrument-link", by->link);
	buf_lit(&w->out, "/>");
	close_element(w, "proprietary");
}

/* ---- The text ---- */

static size_t end_of(const struct writer *w, size_t i)
{
	size_t end = i + 1;
	while (end < w->from->n && w->from->provisions[end].depth > w->from->provisions[i].depth)
		end++;
	return end;
}

/* Is all of it of these two kinds? */
static bool is_only(const struct writer *w, size_t from, size_t to, int32_t one, int32_t other)
{
	for (size_t i = from; i < to; i++)
		if (w->from->provisions[i].kind != one && w->from->provisions[i].kind != other)
			return false;
	return true;
}

/* Titles and adoption lines at the beginning are the preface; a preamble with its heading and mottoes behind them the
 * preamble. The body needs one element at least. */
static void divide(struct writer *w)
{
	const struct provision *p = w->from->provisions;
	size_t n = w->from->n, at = 0, end;
	while (at < n && (end = end_of(w, at)) < n && is_only(w, at, end, PROVISION_TITLE, PROVISION_INSTRUMENT))
		at = end;
	w->in_preface = at;
	while (at < n && (end = end_of(w, at)) < n) {
		size_t from = p[at].kind == PROVISION_HEADING ? at + 1 : at;
		if (from == end || !is_only(w, from, end, PROVISION_PREAMBLE, PROVISION_EPIGRAPH))
			break;
		at = end;
	}
	w->in_preamble = at;
}

static const char *keyword_of(struct str label)
{
	static const char *const keywords[] = {"part",       "chapter",  "title",       "article",
					       "book",       "tome",     "division",    "subpart",
					       "subchapter", "subtitle", "subdivision", "section"};
	struct str rest = label, word;
	if (text_next_word(&rest, &word))
		for (size_t i = 0; i < COUNT_OF(keywords); i++)
			if (str_eq_nocase(word, str_of(keywords[i])))
				return keywords[i];
	return NULL;
}

static const char *heading_element(const struct provision *p)
{
	static const char *const by_depth[] = {"part", "chapter", "division", "subdivision"};
	const char *keyword = keyword_of(p->label);
	size_t depth = (size_t)p->depth;
	return keyword ? keyword : by_depth[depth < COUNT_OF(by_depth) ? depth : COUNT_OF(by_depth) - 1];
}

/* NULL: none of Akoma Ntoso's own names says it, so that it is an hcontainer. `above` is NULL at the top. */
static const char *element_of(const struct provision *p, const struct provision *above)
{
	bool is_below = above && above->kind == p->kind;
	switch (p->kind) {
	case PROVISION_HEADING:
		return heading_element(p);
	case PROVISION_SECTION:
		return is_below ? "subsection" : keyword_of(p->label) ? keyword_of(p->label) : "section";
	case PROVISION_CLAUSE:
		return is_below ? "subclause" : "clause";
	case PROVISION_PARAGRAPH:
		return is_below ? "subparagraph" : "paragraph";
	case PROVISION_STANDARD:
		return "rule";
	case PROVISION_ITEM:
		return p->label.n > 0 ? "point" : "indent";
	default:
		return NULL;
	}
}

static void put_identity(struct writer *w, const struct provision *p)
{
	put_attribute(&w->out, "eId", p->anchor);
	put_attribute(&w->out, "wId", id_str(w->arena, p->id));
	put_attribute(&w->out, "class", str_of(provision_kind_name(p->kind)));
	put_attribute(&w->out, "ab:audience", p->audience);
	put_attribute(&w->out, "xml:lang", p->lang);
}

/* Inline content on a line of its own. `inner` is an element around all of it, or NULL. */
static void put_inline(struct writer *w, const char *open, const char *close, const char *inner, struct str text)
{
	put_line(w);
	buf_fmt(&w->out, "<%s>", open);
	if (inner)
		buf_fmt(&w->out, "<%s>", inner);
	put_escaped(&w->out, text, false);
	if (inner)
		buf_fmt(&w->out, "</%s>", inner);
	buf_fmt(&w->out, "</%s>", close);
}

/* A paragraph for each line. */
static void put_lines(struct writer *w, const struct provision *p)
{
	struct str rest = p->text, line;
	const char *inner = p->kind == PROVISION_TITLE ? "docTitle" : NULL;
	while (p->text.n > 0 && str_cut(&rest, '\n', &line))
		put_inline(w, "p", "p", inner, line);
}

/* In preface and preamble. */
static void put_container(struct writer *w, size_t i)
{
	const struct provision *p = &w->from->provisions[i];
	size_t end = end_of(w, i);
	put_line(w);
	buf_fmt(&w->out, "<container name=\"%s\"", provision_kind_name(p->kind));
	put_identity(w, p);
	buf_char(&w->out, '>');
	w->indent++;
	if (p->label.n > 0)
		put_inline(w, "block name=\"" AKN_NUM "\"", "block", NULL, p->label);
	if (p->heading.n > 0)
		put_inline(w, "block name=\"" AKN_HEADING "\"", "block", NULL, p->heading);
	put_lines(w, p);
	for (size_t child = i + 1; child < end; child = end_of(w, child))
		put_container(w, child);
	close_element(w, "container");
}

/* In the body. */
static void put_hierarchy(struct writer *w, size_t i, const struct provision *above)
{
	const struct provision *p = &w->from->provisions[i];
	size_t end = end_of(w, i);
	const char *element = element_of(p, above);
	put_line(w);
	if (element)
		buf_fmt(&w->out, "<%s", element);
	else
		buf_fmt(&w->out, "<hcontainer name=\"%s\"", provision_kind_name(p->kind));
	put_identity(w, p);
	buf_char(&w->out, '>');
	w->indent++;
	if (p->label.n > 0)
		put_inline(w, "num", "num", NULL, p->label);
	if (p->heading.n > 0)
		put_inline(w, "heading", "heading", NULL, p->heading);
	const char *around = end > i + 1 ? "intro" : "content";
	if (p->text.n > 0) {
		open_element(w, around);
		put_lines(w, p);
		close_element(w, around);
	}
	for (size_t child = i + 1; child < end; child = end_of(w, child))
		put_hierarchy(w, child, p);
	close_element(w, element ? element : "hcontainer");
}

static void put_part(struct writer *w, const char *name, size_t from, size_t to)
{
	if (from == to)
		return;
	open_element(w, name);
	for (size_t i = from; i < to; i = end_of(w, i)) {
		if (strcmp(name, "body") == 0)
			put_hierarchy(w, i, NULL);
		else
			put_container(w, i);
	}
	close_element(w, name);
}

struct str export_akn(struct arena *arena, const struct edition_export *from)
{
	const struct edition *edition = &from->edition;
	struct writer w = {
		.arena = arena,
		.out = buf_open(arena, 65536),
		.from = from,
		.address = str_fmt(arena, "%.*s/codes/%.*s/editions/%d", STR_ARG(from->origin),
				   STR_ARG(edition->code_slug), edition->number),
	};
	divide(&w);
	buf_lit(&w.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<akomaNtoso xmlns=\"" AKN_SPACE
			"\" xmlns:ab=\"" AKN_OWN "\">");
	w.indent++;
	put_line(&w);
	buf_fmt(&w.out, "<act name=\"code-of-conduct\" contains=\"%s\">",
		edition->number > 1 ? "singleVersion" : "originalVersion");
	w.indent++;
	open_element(&w, "meta");
	put_identification(&w);
	put_lifecycle(&w);
	put_references(&w);
	put_own(&w);
	close_element(&w, "meta");
	put_part(&w, "preface", 0, w.in_preface);
	put_part(&w, "preamble", w.in_preface, w.in_preamble);
	put_part(&w, "body", w.in_preamble, from->n);
	close_element(&w, "act");
	close_element(&w, "akomaNtoso");
	buf_char(&w.out, '\n');
	return buf_view(&w.out);
}
