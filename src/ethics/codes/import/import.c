/* A file's text into provisions, and the proof that no word was lost. */
#include "codes/import/import.h"

#define MARKDOWN_HEADING_MAX 6

const char *provision_kind_name(int32_t kind)
{
	static const char *const names[] = {
		[PROVISION_TITLE] = "title",         [PROVISION_PREAMBLE] = "preamble",
		[PROVISION_EPIGRAPH] = "epigraph",   [PROVISION_INSTRUMENT] = "instrument",
		[PROVISION_HEADING] = "heading",     [PROVISION_VALUE] = "value",
		[PROVISION_PRINCIPLE] = "principle", [PROVISION_STANDARD] = "standard",
		[PROVISION_SECTION] = "section",     [PROVISION_CLAUSE] = "clause",
		[PROVISION_TENET] = "tenet",         [PROVISION_GUIDELINE] = "guideline",
		[PROVISION_EXAMPLE] = "example",     [PROVISION_COMMITMENT] = "commitment",
		[PROVISION_SIGNATURE] = "signature", [PROVISION_PARAGRAPH] = "paragraph",
		[PROVISION_ITEM] = "item",
	};
	return kind > 0 && (size_t)kind < COUNT_OF(names) ? names[kind] : "";
}

bool provision_kind_parse(struct str s, int32_t *ret_kind)
{
	for (int32_t kind = 1; kind < PROVISION_KINDS; kind++) {
		if (str_eq(s, str_of(provision_kind_name(kind)))) {
			*ret_kind = kind;
			return true;
		}
	}
	return false;
}

/* ---- Which format ---- */

static bool ends_nocase(struct str s, struct str end)
{
	return s.n >= end.n && str_eq_nocase(str_slice(s, s.n - end.n, s.n), end);
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

enum code_format codes_format_guess(struct str filename, struct str text)
{
	if (ends_nocase(filename, STR(".md")) || ends_nocase(filename, STR(".markdown")))
		return CODE_MARKDOWN;
	struct str rest = text, line;
	while (rest.n > 0 && str_cut(&rest, '\n', &line))
		if (is_heading_line(line) || has_strong(line))
			return CODE_MARKDOWN;
	return CODE_TEXT;
}

/* ---- No word is lost ---- */

static int span_order(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	return x->from < y->from ? -1 : x->from > y->from;
}

/* What the document holds but for its furniture. */
static struct str kept_content(struct document *doc)
{
	struct str content = buf_view(&doc->content);
	struct buf kept = buf_open(doc->arena, content.n);
	size_t at = 0;
	if (doc->n_furniture > 1)
		qsort(doc->furniture, doc->n_furniture, sizeof(struct span), span_order);
	for (size_t i = 0; i < doc->n_furniture; i++) {
		buf_str(&kept, str_slice(content, at, doc->furniture[i].from));
		at = doc->furniture[i].to;
	}
	buf_str(&kept, str_slice(content, at, content.n));
	return buf_view(&kept);
}

/* Takes the next word of label, heading and text of the provisions. */
struct word_reader {
	const struct provision *p;
	size_t n;
	size_t at;
	int part;
	struct str rest;
};

static bool next_stored(struct word_reader *reader, struct str *ret_word)
{
	while (!text_next_word(&reader->rest, ret_word)) {
		if (reader->part == 3) {
			reader->part = 0;
			reader->at++;
		}
		if (reader->at == reader->n)
			return false;
		const struct provision *p = &reader->p[reader->at];
		reader->rest = reader->part == 0 ? p->label : reader->part == 1 ? p->heading : p->text;
		reader->part++;
	}
	return true;
}

/* Every word that was kept stands in the provisions, once and in its order. */
static bool words_agree(struct str kept, const struct provision *provisions, size_t n, size_t *ret_words)
{
	struct word_reader reader = {.p = provisions, .n = n};
	struct str rest = kept, word, stored;
	size_t words = 0;
	while (text_next_word(&rest, &word)) {
		if (!next_stored(&reader, &stored) || !str_eq(word, stored))
			return false;
		words++;
	}
	*ret_words = words;
	return !next_stored(&reader, &stored);
}

static void list_furniture(struct document *doc, struct code_import *import)
{
	import->furniture = arena_array(doc->arena, struct str, doc->n_furniture);
	for (size_t i = 0; i < doc->n_furniture; i++) {
		struct span span = doc->furniture[i];
		struct str text = str_trim(str_slice(buf_view(&doc->content), span.from, span.to));
		size_t words = text_words(text);
		if (words == 0)
			continue;
		import->furniture[import->n_furniture++] = text;
		import->words_furniture += words;
	}
}

/* ---- All of it ---- */

/* Files that are no text but have words in them: say what to do instead. */
static enum outcome refuse_other_formats(struct ctx *ctx, struct str filename, struct str text)
{
	struct str start = str_trim(str_slice(text, 0, 200));
	if (str_starts(start, STR("%PDF-")))
		return problem_at(ctx, filename, 1, 1,
				  msg("this is a PDF: save its text as a plain text file, and import that"));
	if (str_starts(start, STR("{\\rtf")))
		return problem_at(ctx, filename, 1, 1,
				  msg("this is an RTF document: save it as plain text, and import that"));
	if (str_eq_nocase(str_slice(start, 0, 9), STR("<!DOCTYPE")) ||
	    str_eq_nocase(str_slice(start, 0, 5), STR("<html")))
		return problem_at(ctx, filename, 1, 1,
				  msg("this is a web page: copy its text into a plain text file, and import that"));
	return OK;
}

static struct str title_from(struct arena *arena, struct str filename)
{
	size_t slash = 0, dot;
	for (size_t i = 0; i < filename.n; i++)
		slash = filename.p[i] == '/' ? i + 1 : slash;
	struct str name = str_slice(filename, slash, filename.n);
	for (dot = name.n; dot > 0 && name.p[dot - 1] != '.'; dot--)
		;
	struct str slug = text_slug(arena, str_slice(name, 0, dot > 1 ? dot - 1 : name.n));
	return slug.n > 0 ? slug : STR("code");
}

enum outcome codes_parse(struct ctx *ctx, struct str filename, struct str text, enum code_format format,
			 struct code_import *ret_import)
{
	struct document doc = {.arena = ctx->arena};
	struct code_import import = {0};
	TRY(refuse_other_formats(ctx, filename, text));
	if (format == CODE_MARKDOWN)
		document_read_markdown(&doc, text);
	else
		document_read_text(&doc, text);
	document_close(&doc);
	recognise(&doc, &import.provisions, &import.n, &import.title);
	if (doc.is_too_long || import.n > LIMIT_PROVISIONS)
		return problem_at(ctx, filename, doc.too_long_line, 0,
				  msg("this has more than {1} elements, which is more than a code may have: divide it"),
				  str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_PROVISIONS));
	if (import.n == 0)
		return problem_at(ctx, filename, 1, 1, msg("there are no words in this file"));
	struct str kept = kept_content(&doc);
	list_furniture(&doc, &import);
	import.words_in = format == CODE_TEXT ? text_words(text) : text_words(kept) + import.words_furniture;
	if (!words_agree(kept, import.provisions, import.n, &import.words_stored) ||
	    import.words_in != import.words_stored + import.words_furniture) {
		log_event(LOG_ERROR, "codes_parse", "fault=words bytes=%zu", text.n);
		(void)problem_at(
			ctx, filename, 0, 0,
			msg("this file could not be taken apart without losing words, so nothing was changed: please "
			    "report it"));
		return BROKEN;
	}
	if (import.title.n == 0)
		import.title = title_from(ctx->arena, filename);
	anchors_set(ctx->arena, import.provisions, import.n);
	*ret_import = import;
	return OK;
}
