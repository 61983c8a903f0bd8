/* Files' text into provisions, and the proof that no word was lost. */
#include "codes/import/import.h"

#include "codes/editions.h"

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
		[PROVISION_ITEM] = "item",           [PROVISION_POLICY] = "policy",
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

/* ---- No word is lost ---- */

static int span_order(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	return x->from < y->from ? -1 : x->from > y->from;
}

/* What a part of the document holds but for its furniture. Furniture is counted on from *at; kept_at[i] says how many
 * bytes were kept before the furniture i. */
static struct str kept_content(const struct document *doc, struct span span, size_t *at, size_t *kept_at)
{
	struct str content = buf_view(&doc->content);
	struct buf kept = buf_open(doc->arena, span.to - span.from);
	size_t from = span.from;
	for (; *at < doc->n_furniture && doc->furniture[*at].from < span.to; (*at)++) {
		buf_str(&kept, str_slice(content, from, doc->furniture[*at].from));
		from = doc->furniture[*at].to;
		kept_at[*at] = kept.n;
	}
	buf_str(&kept, str_slice(content, from, span.to));
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

/* The word is the next one stored; or, where labels are glued to one another ("(a)(1)"), those that it is made of.
 * *words counts them. */
static bool is_next_stored(struct word_reader *reader, struct str word, size_t *words)
{
	struct str stored, rest = word;
	do {
		if (!next_stored(reader, &stored) || !str_starts(rest, stored))
			return false;
		rest = str_slice(rest, stored.n, rest.n);
		(*words)++;
	} while (rest.n > 0 && reader->part == 1 && stored.p[stored.n - 1] == ')');
	return rest.n == 0;
}

/* Furniture that has words, with its place among the provisions. */
static void list_furniture(struct document *doc, size_t i, size_t after, struct code_import *import)
{
	struct span span = doc->furniture[i];
	struct str text = str_trim(str_slice(buf_view(&doc->content), span.from, span.to));
	size_t words = text_words(text);
	if (words == 0)
		return;
	import->furniture[import->n_furniture] = text;
	import->furniture_after[import->n_furniture++] = after;
	import->words_furniture += words;
}

/* Every word that was kept stands in the provisions, once and in its order; *ret_words are those kept. What was left
 * out is listed. `parts` are where the words of each file stand: a word of one never runs into the next. */
static bool prove_words(struct document *doc, const struct span *parts, size_t n, struct code_import *import)
{
	struct word_reader reader = {.p = import->provisions, .n = import->n};
	size_t *kept_at = arena_array(doc->arena, size_t, doc->n_furniture), at = 0, listed = 0;
	import->furniture = arena_array(doc->arena, struct str, doc->n_furniture);
	import->furniture_after = arena_array(doc->arena, size_t, doc->n_furniture);
	struct str word, stored;
	for (size_t i = 0; i < n; i++) {
		struct str kept = kept_content(doc, parts[i], &at, kept_at), rest = kept;
		while (text_next_word(&rest, &word)) {
			for (; listed < at && kept_at[listed] <= (size_t)(word.p - kept.p); listed++)
				list_furniture(doc, listed, import->words_stored ? reader.at + 1 : 0, import);
			size_t stored_words = 0;
			if (!is_next_stored(&reader, word, &stored_words))
				return false;
			import->words_stored += stored_words;
			import->words_in += stored_words - 1;
		}
		for (; listed < at; listed++)
			list_furniture(doc, listed, import->words_stored ? reader.at + 1 : 0, import);
	}
	return !next_stored(&reader, &stored);
}

/* ---- All of it ---- */

struct str import_title_from(struct arena *arena, struct str filename)
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

/* Formats whose readers make blocks, of which recognition makes provisions. */
static enum outcome read_blocks(struct ctx *ctx, struct document *doc, const struct code_file *file)
{
	bool is_marked = file->format != CODE_TEXT && file->format != CODE_MARKDOWN;
	if (!is_marked && codes_format_guess((struct str){0}, file->content) == CODE_HTML)
		return problem_at(ctx, file->name, 1, 1, msg("this is a web page: import it as HTML"));
	switch (file->format) {
	case CODE_TEXT:
		document_read_text(doc, file->content);
		return OK;
	case CODE_MARKDOWN:
		document_read_markdown(doc, file->content);
		return OK;
	case CODE_XML:
		return document_read_xml(ctx, doc, file->name, file->content);
	case CODE_HTML:
		return document_read_html(ctx, doc, file->name, file->content);
	default:
		return problem_at(ctx, file->name, 1, 1,
				  msg("this format holds a whole code: import this file by itself"));
	}
}

/* Words of one file's content but for furniture, and of its furniture. Of plain text they are counted in the file
 * itself. */
static size_t words_of(const struct document *doc, const struct code_file *file, struct span part)
{
	if (file->format == CODE_TEXT)
		return text_words(file->content);
	size_t at = 0, words = 0;
	while (at < doc->n_furniture && doc->furniture[at].from < part.from)
		at++;
	size_t *kept_at = arena_array(doc->arena, size_t, doc->n_furniture), first = at;
	words = text_words(kept_content(doc, part, &at, kept_at));
	for (; first < at; first++)
		words += text_words(
			str_slice(buf_view(&doc->content), doc->furniture[first].from, doc->furniture[first].to));
	return words;
}

enum outcome import_refuse_too_many(struct ctx *ctx, struct str filename, int64_t line)
{
	return problem_at(ctx, filename, line, 0,
			  msg("this has more than {1} elements, which is more than a code may have: divide it"),
			  str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_PROVISIONS));
}

static enum outcome refuse_unproven(struct ctx *ctx, const struct code_file *file)
{
	log_event(LOG_ERROR, "codes_parse", "fault=words bytes=%zu", file->content.n);
	(void)problem_at(ctx, file->name, 0, 0,
			 msg("this file could not be taken apart without losing words, so nothing was changed: please "
			     "report it"));
	return BROKEN;
}

enum outcome import_prove(struct ctx *ctx, const struct code_file *file, struct document *doc,
			  struct code_import *import)
{
	const struct span all = {0, doc->content.n};
	if (import->n == 0)
		return problem_at(ctx, file->name, 1, 1, msg("there are no words in this file"));
	import->words_in = words_of(doc, file, all);
	if (!prove_words(doc, &all, 1, import) || import->words_in != import->words_stored + import->words_furniture)
		return refuse_unproven(ctx, file);
	return OK;
}

void import_langs(struct provision *provisions, size_t n, struct str lang)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(provisions[i].lang, lang))
			provisions[i].lang = (struct str){0};
}

/* The last line of the title page is the short title. */
static void take_ready(const struct document *doc, struct code_import *import)
{
	import->provisions = doc->ready;
	import->n = doc->n_ready;
	for (size_t i = 0; i < import->n; i++)
		if (import->provisions[i].kind == PROVISION_TITLE)
			import->title = import->provisions[i].text;
}

/* Provisions of a document that was read, and the proof. */
static enum outcome make_import(struct ctx *ctx, struct document *doc, const struct code_file *files,
				const struct span *parts, size_t n, struct code_import *import)
{
	if (doc->n_ready > 0 && doc->n > 0)
		return problem_at(ctx, files[0].name, 1, 1,
				  msg("XML and other formats do not go together into one code: import them apart"));
	if (doc->n_ready > 0)
		take_ready(doc, import);
	else
		recognise(doc, &import->provisions, &import->n, &import->title);
	if (import->n > LIMIT_PROVISIONS)
		return import_refuse_too_many(ctx, files[0].name, 0);
	if (import->n == 0)
		return problem_at(ctx, files[0].name, 1, 1, msg("there are no words in this file"));
	if (doc->n_furniture > 1)
		qsort(doc->furniture, doc->n_furniture, sizeof(struct span), span_order);
	for (size_t i = 0; i < n; i++)
		import->words_in += words_of(doc, &files[i], parts[i]);
	if (!prove_words(doc, parts, n, import) || import->words_in != import->words_stored + import->words_furniture)
		return refuse_unproven(ctx, &files[0]);
	if (import->title.n == 0)
		import->title = import_title_from(ctx->arena, files[0].name);
	anchors_set(ctx->arena, import->provisions, import->n);
	if (doc->lang.n > 0) {
		struct edition_facts *facts = arena_array(ctx->arena, struct edition_facts, 1);
		*facts = edition_facts_none;
		facts->lang = doc->lang;
		import->facts = facts;
	}
	import_langs(import->provisions, import->n, doc->lang);
	/* A statute's notes tell of acts on single sections. */
	import->instrument = (struct instrument){.day = INT32_MIN};
	if (doc->n_ready == 0)
		import->instrument = instrument_of(ctx->arena, import->provisions, import->n);
	return OK;
}

enum outcome codes_parse_files(struct ctx *ctx, const struct code_file *files, size_t n, struct code_import *ret_import)
{
	struct document doc = {.arena = ctx->arena};
	struct code_import import = {0};
	if (n == 1 && files[0].format == CODE_AKN)
		return akn_parse(ctx, &files[0], ret_import);
	if (n == 1 && files[0].format == CODE_JSON)
		return json_parse(ctx, &files[0], ret_import);
	if (n == 1 && files[0].format == CODE_CSV)
		return csv_parse(ctx, &files[0], ret_import);
	if (n == 1 && files[0].format == CODE_MARKDOWN && own_markdown(files[0].content))
		return own_markdown_parse(ctx, &files[0], ret_import);
	struct span *parts = arena_array(ctx->arena, struct span, n);
	doc.content = buf_open(ctx->arena, 0);
	for (size_t i = 0; i < n; i++) {
		TRY(code_format_refuse(ctx, files[i].name, str_trim(files[i].content)));
		parts[i].from = doc.content.n;
		doc.file = i;
		TRY(read_blocks(ctx, &doc, &files[i]));
		if (doc.is_too_long)
			return import_refuse_too_many(ctx, files[i].name, doc.too_long_line);
		buf_lit(&doc.content, "\n\n");
		parts[i].to = doc.content.n;
	}
	document_close(&doc);
	document_leave_out_repeats(&doc, n);
	TRY(make_import(ctx, &doc, files, parts, n, &import));
	*ret_import = import;
	return OK;
}

enum outcome codes_parse(struct ctx *ctx, struct str filename, struct str text, enum code_format format,
			 struct code_import *ret_import)
{
	return codes_parse_files(ctx, &(struct code_file){.name = filename, .content = text, .format = format}, 1,
				 ret_import);
}
