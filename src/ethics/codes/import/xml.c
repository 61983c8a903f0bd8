/* XML by expat, kept as a tree. What a document type could do (entities, files, growth without end) is refused before
 * it is read. */
#include "codes/import/xml.h"

#include "codes/editions.h"

#include <expat.h>
#include <sys/auxv.h>

#define XML_NODES     400000 /* elements, attributes and runs of text */
#define XML_SEPARATOR ' '    /* between namespace and name; no address has one */

enum refusal { REFUSED_NOT, REFUSED_DOCTYPE, REFUSED_DEPTH, REFUSED_NODES };

struct reading {
	struct arena *arena;
	XML_Parser parser;
	struct xml *root;
	struct xml *open; /* the innermost element that has not ended */
	struct buf text;  /* the run of text that has not ended */
	int64_t text_line, text_column;
	size_t depth;
	size_t nodes;
	enum refusal refusal;
};

static void parser_free(XML_Parser *parser)
{
	if (*parser)
		XML_ParserFree(*parser);
}

static void refuse(struct reading *reading, enum refusal refusal)
{
	if (reading->refusal == REFUSED_NOT)
		reading->refusal = refusal;
	(void)XML_StopParser(reading->parser, XML_FALSE);
}

static struct xml *add_node(struct reading *reading)
{
	struct xml *node = arena_array(reading->arena, struct xml, 1);
	node->line = (int64_t)XML_GetCurrentLineNumber(reading->parser);
	node->column = (int64_t)XML_GetCurrentColumnNumber(reading->parser) + 1;
	node->parent = reading->open;
	if (!reading->open)
		reading->root = node;
	else if (reading->open->last)
		reading->open->last->next = node;
	else
		reading->open->first = node;
	if (reading->open)
		reading->open->last = node;
	if (++reading->nodes > XML_NODES)
		refuse(reading, REFUSED_NODES);
	return node;
}

static void end_text(struct reading *reading)
{
	if (reading->text.n == 0)
		return;
	struct xml *node = add_node(reading);
	node->line = reading->text_line;
	node->column = reading->text_column;
	node->text = str_dup(reading->arena, buf_view(&reading->text));
	reading->text.n = 0;
}

static void split_name(struct arena *arena, const char *full, struct str *ret_space, struct str *ret_name)
{
	struct str all = str_dup(arena, str_of(full));
	size_t at = str_find_char(all, XML_SEPARATOR, 0);
	*ret_space = at == STR_NPOS ? (struct str){0} : str_slice(all, 0, at);
	*ret_name = at == STR_NPOS ? all : str_slice(all, at + 1, all.n);
}

static void add_attributes(struct reading *reading, struct xml *element, const XML_Char **pairs)
{
	size_t n = 0;
	while (pairs[2 * n])
		n++;
	if (n == 0)
		return;
	reading->nodes += n;
	if (reading->nodes > XML_NODES) {
		refuse(reading, REFUSED_NODES);
		return;
	}
	struct xml_attribute *attributes = arena_array(reading->arena, struct xml_attribute, n);
	for (size_t i = 0; i < n; i++) {
		split_name(reading->arena, pairs[2 * i], &attributes[i].space, &attributes[i].name);
		attributes[i].value = str_dup(reading->arena, str_of(pairs[2 * i + 1]));
	}
	element->attributes = attributes;
	element->n_attributes = n;
}

static void on_start(void *data, const XML_Char *name, const XML_Char **pairs)
{
	struct reading *reading = data;
	if (reading->refusal)
		return;
	end_text(reading);
	if (++reading->depth > XML_DEPTH) {
		refuse(reading, REFUSED_DEPTH);
		return;
	}
	struct xml *element = add_node(reading);
	split_name(reading->arena, name, &element->space, &element->name);
	add_attributes(reading, element, pairs);
	reading->open = element;
}

static void on_end(void *data, const XML_Char *name)
{
	struct reading *reading = data;
	(void)name;
	if (reading->refusal)
		return;
	end_text(reading);
	reading->open = reading->open->parent;
	reading->depth--;
}

static void on_text(void *data, const XML_Char *text, int n)
{
	struct reading *reading = data;
	if (reading->refusal || !reading->open)
		return;
	if (reading->text.n == 0) {
		reading->text_line = (int64_t)XML_GetCurrentLineNumber(reading->parser);
		reading->text_column = (int64_t)XML_GetCurrentColumnNumber(reading->parser) + 1;
	}
	buf_bytes(&reading->text, text, (size_t)n);
}

static void on_doctype(void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	refuse(data, REFUSED_DOCTYPE);
}

static const char *fault_message(enum XML_Error error)
{
	switch (error) {
	case XML_ERROR_NO_ELEMENTS:
	case XML_ERROR_UNCLOSED_TOKEN:
	case XML_ERROR_UNCLOSED_CDATA_SECTION:
		return msg("the XML ends before it is complete");
	case XML_ERROR_TAG_MISMATCH:
		return msg("this end tag does not belong to the element that is open");
	case XML_ERROR_DUPLICATE_ATTRIBUTE:
		return msg("the same attribute stands twice in this element");
	case XML_ERROR_UNDEFINED_ENTITY:
		return msg("this entity is not known: write the character itself");
	case XML_ERROR_BAD_CHAR_REF:
		return msg("there is no character of this number in XML");
	case XML_ERROR_UNBOUND_PREFIX:
		return msg("no namespace was declared for this prefix");
	case XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
		return msg("something follows after the end of the XML");
	default:
		return msg("this is not well-formed XML");
	}
}

static enum outcome refused(struct ctx *ctx, const struct reading *reading, struct str filename)
{
	int64_t line = (int64_t)XML_GetCurrentLineNumber(reading->parser);
	int64_t column = (int64_t)XML_GetCurrentColumnNumber(reading->parser) + 1;
	enum XML_Error error = XML_GetErrorCode(reading->parser);
	switch (reading->refusal) {
	case REFUSED_DOCTYPE:
		return problem_at(ctx, filename, line, column,
				  msg("a document type (DOCTYPE) can hide other files and text without end, so it is "
				      "not read: remove it, and write out what it defines"));
	case REFUSED_DEPTH:
		return problem_at(ctx, filename, line, column, msg("elements stand more than {1} deep in one another"),
				  str_fmt(ctx->arena, "%d", XML_DEPTH));
	case REFUSED_NODES:
		return problem_at(ctx, filename, line, column,
				  msg("this has more than {1} elements and attributes: divide it"),
				  str_fmt(ctx->arena, "%d", XML_NODES));
	case REFUSED_NOT:
		break;
	}
	if (error == XML_ERROR_NO_MEMORY)
		return BROKEN;
	return problem_at(ctx, filename, line, column, fault_message(error));
}

enum outcome xml_read(struct ctx *ctx, struct str filename, struct str content, const struct xml **ret_root)
{
	if (content.n > LIMIT_CODE_BYTES)
		return problem_at(ctx, filename, 0, 0, msg("The file is too large"));
	CLEANUP(parser_free) XML_Parser parser = XML_ParserCreateNS("UTF-8", XML_SEPARATOR);
	if (!parser)
		return BROKEN;
	struct reading reading = {.arena = ctx->arena, .parser = parser, .text = buf_open(ctx->arena, 1024)};
	/* The kernel's gift to each process, since the child may ask for nothing (D14). */
	unsigned long salt = 1;
	const void *gift = (const void *)getauxval(AT_RANDOM); /* NOLINT(performance-no-int-to-ptr) */
	if (gift)
		memcpy(&salt, gift, sizeof(salt));
	(void)XML_SetHashSalt(parser, salt ? salt : 1);
	XML_SetUserData(parser, &reading);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetCharacterDataHandler(parser, on_text);
	XML_SetStartDoctypeDeclHandler(parser, on_doctype);
	if (XML_Parse(parser, content.p ? content.p : "", (int)content.n, XML_TRUE) != XML_STATUS_OK)
		return refused(ctx, &reading, filename);
	*ret_root = reading.root;
	return OK;
}

/* ---- Asking the tree ---- */

struct str xml_attribute_in(const struct xml *element, struct str space, const char *name)
{
	for (size_t i = 0; i < element->n_attributes; i++) {
		const struct xml_attribute *attribute = &element->attributes[i];
		if (str_eq(attribute->space, space) && str_eq(attribute->name, str_of(name)))
			return attribute->value;
	}
	return (struct str){0};
}

struct str xml_attribute(const struct xml *element, const char *name)
{
	return xml_attribute_in(element, (struct str){0}, name);
}

struct str xml_lang(const struct xml *element)
{
	struct str lang = {0};
	for (; element && lang.p == NULL; element = element->parent)
		lang = xml_attribute_in(element, STR("http://www.w3.org/XML/1998/namespace"), "lang");
	lang = str_trim(lang);
	return lang_valid(lang) ? lang : (struct str){0};
}

bool xml_is(const struct xml *element, const char *name)
{
	return str_eq(element->name, str_of(name));
}

const struct xml *xml_child(const struct xml *element, const char *name)
{
	for (const struct xml *child = element->first; child; child = child->next)
		if (xml_is(child, name))
			return child;
	return NULL;
}

const struct xml *xml_after(const struct xml *node, const struct xml *top)
{
	if (node->first)
		return node->first;
	while (node != top && !node->next)
		node = node->parent;
	return node == top ? NULL : node->next;
}
