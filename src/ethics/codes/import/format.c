/* What kind of file it is: by name, by its first bytes, by its content; and what is said of kinds that are none of a
 * code's. */
#include "codes/import/import.h"

#define MARKDOWN_HEADING_MAX 6
#define START_BYTES          4096

static const struct {
	struct str name;
	enum code_format format;
} formats[] = {
	{STR_INIT("text"), CODE_TEXT}, {STR_INIT("markdown"), CODE_MARKDOWN}, {STR_INIT("html"), CODE_HTML},
	{STR_INIT("akn"), CODE_AKN},   {STR_INIT("json"), CODE_JSON},         {STR_INIT("csv"), CODE_CSV},
	{STR_INIT("xml"), CODE_XML},
};

bool code_format_parse(struct str name, enum code_format *ret_format, bool *ret_is_guess)
{
	*ret_is_guess = name.n == 0;
	*ret_format = CODE_TEXT;
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		if (str_eq(name, formats[i].name)) {
			*ret_format = formats[i].format;
			return true;
		}
	}
	return name.n == 0;
}

/* ---- A guess ---- */

static bool ends_nocase(struct str s, const char *end)
{
	size_t n = strlen(end);
	return s.n >= n && str_eq_nocase(str_slice(s, s.n - n, s.n), str_of(end));
}

static bool starts_nocase(struct str s, const char *start)
{
	return str_eq_nocase(str_slice(s, 0, strlen(start)), str_of(start));
}

/* "# Heading" */
static bool is_heading_line(struct str line)
{
	size_t n = 0;
	while (n < line.n && line.p[n] == '#')
		n++;
	return n > 0 && n <= MARKDOWN_HEADING_MAX && n + 1 < line.n && line.p[n] == ' ';
}

/* "**words**": two asterisks before a word and two behind one. */
static bool has_strong(struct str line)
{
	size_t open = str_find(line, STR("**"), 0);
	if (open == STR_NPOS || open + 2 >= line.n || strchr(" \t*", line.p[open + 2]))
		return false;
	size_t close = str_find(line, STR("**"), open + 3);
	return close != STR_NPOS && line.p[close - 1] != ' ';
}

static bool has_markdown(struct str text)
{
	struct str rest = text, line;
	while (rest.n > 0 && str_cut(&rest, '\n', &line))
		if (is_heading_line(line) || has_strong(line))
			return true;
	return false;
}

/* "<name" as a tag begins. */
static bool begins_tag(struct str start, const char *name)
{
	return str_starts(start, STR("<")) && starts_nocase(str_slice(start, 1, start.n), name);
}

static bool is_html(struct str start)
{
	static const char *const tags[] = {"!doctype html", "html", "head", "body", "main", "article", "div"};
	for (size_t i = 0; i < COUNT_OF(tags); i++)
		if (begins_tag(start, tags[i]))
			return true;
	return false;
}

/* An object whose first name is one of an edition's. */
static bool is_json_code(struct str start)
{
	struct str inside = str_trim(str_slice(start, 1, start.n));
	return str_starts(inside, STR("\"change\"")) || str_starts(inside, STR("\"code\"")) ||
	       str_starts(inside, STR("\"provisions\""));
}

enum code_format codes_format_guess(struct str filename, struct str text)
{
	struct str start = str_trim(str_slice(text, 0, START_BYTES));
	bool has_tag = str_starts(start, STR("<"));
	if (own_markdown(text))
		return CODE_MARKDOWN;
	if (str_starts(start, STR("{")) && (ends_nocase(filename, ".json") || is_json_code(start)))
		return CODE_JSON;
	if (ends_nocase(filename, ".csv"))
		return CODE_CSV;
	if (is_html(start))
		return CODE_HTML;
	if (begins_tag(start, "?xml") || begins_tag(start, "akomaNtoso")) {
		if (str_find(start, STR("xhtml"), 0) != STR_NPOS)
			return CODE_HTML;
		return str_find(start, STR("akomaNtoso"), 0) != STR_NPOS ? CODE_AKN : CODE_XML;
	}
	if (has_tag && (ends_nocase(filename, ".html") || ends_nocase(filename, ".htm") ||
			ends_nocase(filename, ".xhtml") || begins_tag(start, "!--")))
		return CODE_HTML;
	if (begins_tag(start, "!doctype") || (has_tag && ends_nocase(filename, ".xml")))
		return CODE_XML;
	if (ends_nocase(filename, ".md") || ends_nocase(filename, ".markdown"))
		return CODE_MARKDOWN;
	return has_markdown(text) ? CODE_MARKDOWN : CODE_TEXT;
}

/* ---- What is no code's file ---- */

enum outcome code_format_refuse(struct ctx *ctx, struct str filename, struct str content)
{
	static const struct {
		struct str start;
		const char *message;
	} kinds[] = {
		{STR_INIT("PK\x03\x04"),
		 msg("this is a word processor's document: save it as plain text, and import that")},
		{STR_INIT("\xd0\xcf\x11\xe0"),
		 msg("this is a word processor's document: save it as plain text, and import that")},
		{STR_INIT("{\\rtf"), msg("this is an RTF document: save it as plain text, and import that")},
		{STR_INIT("%PDF-"), msg("this is a PDF: save its text as a plain text file, and import that")},
		{STR_INIT("\x89PNG"), msg("this is a picture: type its text into a plain text file, and import that")},
		{STR_INIT("\xff\xd8\xff"),
		 msg("this is a picture: type its text into a plain text file, and import that")},
		{STR_INIT("GIF8"), msg("this is a picture: type its text into a plain text file, and import that")},
		{STR_INIT("II*\0"), msg("this is a picture: type its text into a plain text file, and import that")},
		{STR_INIT("MM\0*"), msg("this is a picture: type its text into a plain text file, and import that")},
		{STR_INIT("\x1f\x8b"), msg("this is a compressed file: unpack it, and import what is in it")},
		{STR_INIT("\xff\xfe"), msg("this is text in UTF-16: save it as UTF-8, and import that")},
		{STR_INIT("\xfe\xff"), msg("this is text in UTF-16: save it as UTF-8, and import that")},
	};
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (str_starts(content, kinds[i].start))
			return problem_at(ctx, filename, 1, 1, kinds[i].message);
	return OK;
}
