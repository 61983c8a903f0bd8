/* The names of Akoma Ntoso's elements, and the proof that a reader of it lost no word. */
#include "codes/import/akn.h"

/* Elements within a line: they end no word. */
static const char *const inlines[] = {
	"ref",
	"mref",
	"rref",
	"mod",
	"mmod",
	"rmod",
	"recordedTime",
	"vote",
	"outcome",
	"ins",
	"del",
	"omissis",
	"quotedText",
	"embeddedText",
	"opinion",
	"placeholder",
	"fillIn",
	"decoration",
	"docType",
	"docTitle",
	"docNumber",
	"docProponent",
	"docDate",
	"legislature",
	"session",
	"shortTitle",
	"docAuthority",
	"docPurpose",
	"docCommittee",
	"docIntroducer",
	"docStage",
	"docStatus",
	"docJurisdiction",
	"docketNumber",
	"date",
	"time",
	"person",
	"organization",
	"concept",
	"object",
	"event",
	"location",
	"process",
	"role",
	"term",
	"quantity",
	"def",
	"entity",
	"courtType",
	"neutralCitation",
	"party",
	"judge",
	"lawyer",
	"signature",
	"argument",
	"affectedDocument",
	"relatedDocument",
	"change",
	"inline",
	"b",
	"i",
	"a",
	"u",
	"sub",
	"sup",
	"abbr",
	"span",
	"noteRef",
	"marker",
	"img",
};

/* Left out and listed: what an editor added, and lists of the contents. */
static const char *const furniture[] = {"remark", "toc", "note"};

bool akn_is_one_of(const struct xml *node, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (xml_is(node, names[i]))
			return true;
	return false;
}

bool akn_is_inline(const struct xml *node)
{
	return node->name.n == 0 || akn_is_one_of(node, inlines, COUNT_OF(inlines));
}

bool akn_is_left_out(const struct xml *node)
{
	return node->name.n > 0 && akn_is_one_of(node, furniture, COUNT_OF(furniture));
}

/* ---- The proof ---- */

enum outcome akn_accept(struct ctx *ctx, struct str filename, struct str raw, struct str *ret_text)
{
	const struct text_rules rules = {
		.name = str_c(ctx->arena, filename), .max_bytes = LIMIT_CODE_BYTES, .lines = true};
	return text_accept(ctx, raw, &rules, ret_text);
}

/* The content, read apart from all that is above. */
struct content {
	struct ctx *ctx;
	struct str filename;
	struct document *doc;
	struct buf run; /* text that is not yet in the document */
	bool is_foreign;
};

static struct str without_marks(struct arena *arena, struct str s)
{
	if (str_find(s, STR(AKN_MARK), 0) == STR_NPOS)
		return s;
	struct buf out = buf_open(arena, s.n);
	for (size_t i = 0; i < s.n; i++) {
		if (str_starts(str_slice(s, i, s.n), STR(AKN_MARK)))
			i += sizeof(AKN_MARK) - 2;
		else
			buf_char(&out, s.p[i]);
	}
	return buf_view(&out);
}

static enum outcome end_run(struct content *content)
{
	struct str text;
	TRY(akn_accept(content->ctx, content->filename, buf_view(&content->run), &text));
	buf_str(&content->doc->content, without_marks(content->ctx->arena, text));
	content->run.n = 0;
	return OK;
}

/* Every run of text in its order: a line feed where a block begins or ends, and where something was left out. */
static enum outcome read_content(struct content *content, const struct xml *node, bool is_aside)
{
	if (node->name.n == 0) {
		buf_str(&content->run, node->text);
		return OK;
	}
	bool leaves_out = content->is_foreign && !is_aside && akn_is_left_out(node), breaks = !akn_is_inline(node);
	if (breaks)
		buf_char(&content->run, '\n');
	if (xml_is(node, "meta"))
		return OK;
	if (leaves_out)
		TRY(end_run(content));
	size_t from = content->doc->content.n;
	for (const struct xml *child = node->first; child; child = child->next)
		TRY(read_content(content, child, is_aside || leaves_out));
	if (breaks)
		buf_char(&content->run, '\n');
	if (!leaves_out)
		return OK;
	TRY(end_run(content));
	document_leave_out(content->doc, (struct span){from, content->doc->content.n});
	return OK;
}

/* As import_prove, byte order marks aside: where a text begins with one it is dropped (text_accept), elsewhere not. */
static enum outcome compare(struct ctx *ctx, const struct code_file *file, struct document *doc,
			    struct code_import *import)
{
	struct provision *all = import->provisions;
	import->provisions = arena_array(ctx->arena, struct provision, import->n);
	for (size_t i = 0; i < import->n; i++) {
		import->provisions[i].label = without_marks(ctx->arena, all[i].label);
		import->provisions[i].heading = without_marks(ctx->arena, all[i].heading);
		import->provisions[i].text = without_marks(ctx->arena, all[i].text);
	}
	enum outcome outcome = import_prove(ctx, file, doc, import);
	import->provisions = all;
	import->words_stored = 0;
	for (size_t i = 0; i < import->n; i++)
		import->words_stored += text_words(all[i].label) + text_words(all[i].heading) + text_words(all[i].text);
	import->words_in = import->words_stored + import->words_furniture;
	return outcome;
}

enum outcome akn_prove(struct ctx *ctx, const struct code_file *file, const struct xml *root, bool is_foreign,
		       struct str before, struct code_import *import)
{
	struct document doc = {.arena = ctx->arena, .content = buf_open(ctx->arena, 65536)};
	struct content content = {.ctx = ctx, .filename = file->name, .doc = &doc, .is_foreign = is_foreign};
	content.run = buf_open(ctx->arena, 65536);
	buf_str(&content.run, before);
	TRY(read_content(&content, root, false));
	TRY(end_run(&content));
	return compare(ctx, file, &doc, import);
}
