/* An XML file as a tree, for the readers of XML. Private to codes. */
#pragma once

#include "base/base.h"

#define XML_DEPTH 200 /* elements in one another */

struct xml_attribute {
	struct str space; /* its namespace's address; empty: none */
	struct str name;
	struct str value;
};

/* An element, or a run of text between tags (name empty). */
struct xml {
	struct str space; /* the namespace's address; empty: none */
	struct str name;
	struct str text; /* of a run of text */
	const struct xml_attribute *attributes;
	size_t n_attributes;
	struct xml *parent;
	struct xml *first;
	struct xml *last;
	struct xml *next;
	int64_t line; /* in the file, from 1 */
	int64_t column;
};

/* Reads well-formed UTF-8. INVALID, with a problem that names the place, for anything that is not well-formed XML, for
 * a document type declaration and with it every entity (D14), for elements nested deeper than XML_DEPTH, and for more
 * elements and attributes than a code of LIMIT_CODE_BYTES can need. Bytes outside are never asked for. Comments and
 * processing instructions are passed over. Texts are as in the file: neither white space nor NFC is touched. */
MUST_USE enum outcome xml_read(struct ctx *ctx, struct str filename, struct str content, const struct xml **ret_root);

/* The value of the attribute without a namespace; empty when it is not there. */
struct str xml_attribute(const struct xml *element, const char *name);
/* The same in a namespace. */
struct str xml_attribute_in(const struct xml *element, struct str space, const char *name);

/* The language of the element's text as xml:lang says, on it or on what it stands in (XML 1.0, 2.12); empty: not said,
 * or no language tag. */
struct str xml_lang(const struct xml *element);

bool xml_is(const struct xml *element, const char *name);

/* The first child element of this name; NULL: none. */
const struct xml *xml_child(const struct xml *element, const char *name);

/* The node that follows in the document's order, below `top`; NULL at the end. */
const struct xml *xml_after(const struct xml *node, const struct xml *top);
