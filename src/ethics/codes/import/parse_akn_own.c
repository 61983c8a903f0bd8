/* Our own Akoma Ntoso read back, as exactly as export_akn wrote it. */
#include "codes/import/akn.h"
#include "codes/import/exact.h"

const struct xml *akn_own(const struct xml *document)
{
	const struct xml *meta = xml_child(document, "meta");
	const struct xml *own = meta ? xml_child(meta, "proprietary") : NULL;
	own = own ? xml_child(own, "code") : NULL;
	return own && str_eq(own->space, STR(AKN_OWN)) ? own : NULL;
}

struct own {
	struct ctx *ctx;
	struct str filename;
	struct exact exact;
	int32_t depth; /* of the element that is read */
	enum outcome outcome;
};

static void unexpected(struct own *own, const struct xml *node)
{
	struct str name = node->name.n > 0 ? node->name : str_slice(str_trim(node->text), 0, 40);
	own->outcome =
		problem_at(own->ctx, own->filename, node->line, node->column,
			   msg("“{1}” does not stand here in a code that was exported. Take the line with “ab:code” "
			       "out, and the file is read as any other maker's"),
			   utf8_fault(name) == STR_NPOS ? name : STR("…"));
}

static bool is_blank(const struct xml *node)
{
	return node->name.n == 0 && str_trim(node->text).n == 0;
}

/* The text of an element that holds text only, perhaps within one other. */
static struct str text_of(struct own *own, const struct xml *element)
{
	struct buf out = buf_open(own->ctx->arena, 0);
	for (const struct xml *node = xml_after(element, element); node; node = xml_after(node, element)) {
		if (node->name.n == 0)
			buf_str(&out, node->text);
		else if (!xml_is(node, "docTitle"))
			unexpected(own, node);
	}
	return buf_view(&out);
}

/* Paragraphs are lines. */
static void add_line(struct own *own, const struct xml *p, struct buf *text, bool *is_first)
{
	if (!*is_first)
		buf_char(text, '\n');
	*is_first = false;
	buf_str(text, text_of(own, p));
}

static void add_lines(struct own *own, const struct xml *block, struct buf *text, bool *is_first)
{
	for (const struct xml *p = block->first; p; p = p->next) {
		if (xml_is(p, "p"))
			add_line(own, p, text, is_first);
		else if (!is_blank(p))
			unexpected(own, p);
	}
}

static bool is_block_of(const struct xml *node, const char *name)
{
	return xml_is(node, "block") && str_eq(xml_attribute(node, "name"), str_of(name));
}

/* Its own label, heading and text; *ret_below is the first element that stands below it. */
static struct provision read_head(struct own *own, const struct xml *element, const struct xml **ret_below)
{
	struct provision p = {.depth = own->depth, .anchor = xml_attribute(element, "eId")};
	struct buf text = buf_open(own->ctx->arena, 0);
	bool is_first = true;
	const struct xml *node = element->first;
	for (; node; node = node->next) {
		if (is_blank(node))
			continue;
		if (xml_is(node, "num") || is_block_of(node, AKN_NUM))
			p.label = text_of(own, node);
		else if (xml_is(node, "heading") || is_block_of(node, AKN_HEADING))
			p.heading = text_of(own, node);
		else if (xml_is(node, "p"))
			add_line(own, node, &text, &is_first);
		else if (xml_is(node, "intro") || xml_is(node, "content"))
			add_lines(own, node, &text, &is_first);
		else
			break;
	}
	p.text = buf_view(&text);
	p.audience = xml_attribute_in(element, STR(AKN_OWN), "audience");
	p.lang = xml_attribute_in(element, STR("http://www.w3.org/XML/1998/namespace"), "lang");
	*ret_below = node;
	return p;
}

/* XML_DEPTH bounds this recursion. */
static void read_element(struct own *own, const struct xml *element)
{
	const struct xml *node;
	struct place place = {own->filename, element->line, element->column};
	struct provision p = read_head(own, element, &node);
	if (!provision_kind_parse(xml_attribute(element, "class"), &p.kind)) {
		own->outcome = problem_at(own->ctx, own->filename, element->line, element->column,
					  msg("“{1}” is no kind of element: the attribute class names it"),
					  xml_attribute(element, "class"));
		return;
	}
	exact_add(&own->exact, p, xml_attribute(element, "wId"), place);
	own->depth++;
	for (; node; node = node->next) {
		if (xml_attribute(node, "class").n > 0)
			read_element(own, node);
		else if (!is_blank(node))
			unexpected(own, node);
	}
	own->depth--;
}

static enum outcome read_facts(struct ctx *ctx, const struct code_file *file, const struct xml *own,
			       struct code_import *import)
{
	const struct facts_text text = {
		.slug = xml_attribute(own, "slug"),
		.number = xml_attribute(own, "edition"),
		.change = xml_attribute(own, "change"),
		.in_force_from = xml_attribute(own, "in-force-from"),
		.lang = xml_attribute(own, "lang"),
		.origin = xml_attribute(own, "origin"),
		.instrument_kind = xml_attribute(own, "instrument-kind"),
		.instrument_number = xml_attribute(own, "instrument-number"),
		.instrument_body = xml_attribute(own, "instrument-body"),
		.instrument_day = xml_attribute(own, "instrument-day"),
		.instrument_link = xml_attribute(own, "instrument-link"),
	};
	const struct place place = {file->name, own->line, own->column, false};
	struct edition_facts *facts = arena_array(ctx->arena, struct edition_facts, 1);
	TRY(exact_facts(ctx, &text, place, facts));
	TRY(exact_title(ctx, file, xml_attribute(own, "title"), place, &import->title));
	import->facts = facts;
	import->instrument = facts->instrument;
	return OK;
}

enum outcome akn_read_own(struct ctx *ctx, const struct code_file *file, const struct xml *document,
			  const struct xml *element, struct code_import *ret_import)
{
	struct own own = {.ctx = ctx, .filename = file->name, .exact = {.ctx = ctx, .file = file}};
	struct code_import import;
	for (const struct xml *beside = document->parent ? document->parent->first : NULL; beside;
	     beside = beside->next)
		if (beside != document && !is_blank(beside))
			unexpected(&own, beside);
	for (const struct xml *part = document->first; part; part = part->next) {
		bool is_text = xml_is(part, "preface") || xml_is(part, "preamble") || xml_is(part, "body");
		if (!is_text && !xml_is(part, "meta") && !is_blank(part))
			unexpected(&own, part);
		for (const struct xml *node = is_text ? part->first : NULL; node; node = node->next)
			if (!is_blank(node))
				read_element(&own, node);
	}
	TRY(exact_close(&own.exact, &import));
	TRY(own.outcome);
	TRY(read_facts(ctx, file, element, &import));
	import.words_in = import.words_stored = 0; /* the proof counts them */
	*ret_import = import;
	return OK;
}
