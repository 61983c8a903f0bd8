/* What the writer and the readers of Akoma Ntoso agree on. Private to codes. */
#pragma once

#include "codes/import/import.h"
#include "codes/import/xml.h"

#define AKN_SPACE "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
#define AKN_OWN   "urn:aboveboard:codes:1" /* our attributes and elements in it */

/* Names of our container's parts, which Akoma Ntoso leaves to the writer. */
#define AKN_NUM     "num"
#define AKN_HEADING "heading"

#define AKN_MARK "\xef\xbb\xbf" /* a byte order mark: no word has one */

/* Text, and elements within a line: they end no word. */
bool akn_is_inline(const struct xml *node);
/* Left out and listed: what an editor added, and lists of the contents. */
bool akn_is_left_out(const struct xml *node);
bool akn_is_one_of(const struct xml *node, const char *const *names, size_t n);

/* The proof (import_prove) against the text content of the document, read apart from how its provisions were made.
 * `before` are words that stand before it; metadata is no content. Of another maker's file (is_foreign) what editors
 * added is left out. */
MUST_USE enum outcome akn_prove(struct ctx *ctx, const struct code_file *file, const struct xml *root, bool is_foreign,
				struct str before, struct code_import *import);

/* "eng" for "en" or "en-GB"; a language without a code of three letters here as it is. And back: "en" for "eng". */
struct str akn_language(struct str lang);
struct str akn_language_tag(struct str language);

/* What the metadata of a document says of its edition and its title; of our own exports everything, of others what can
 * be taken from FRBR and the life cycle. */
MUST_USE enum outcome akn_facts(struct ctx *ctx, struct str filename, const struct xml *document,
				struct edition_facts *ret_facts, struct str *ret_title);

/* Our own export's proprietary element; NULL when the document is none. */
const struct xml *akn_own(const struct xml *document);

/* Text checked and composed, as it is stored. */
MUST_USE enum outcome akn_accept(struct ctx *ctx, struct str filename, struct str raw, struct str *ret_text);

/* Reads our own export. INVALID with a problem where it is not what export_akn writes. */
MUST_USE enum outcome akn_read_own(struct ctx *ctx, const struct code_file *file, const struct xml *document,
				   const struct xml *own, struct code_import *ret_import);
