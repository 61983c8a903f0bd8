/* A file becomes an import: at the edge of the command line in this process, from the web in a child (D14). Private to
 * codes. */
#pragma once

#include "codes/codes.h"

/* A format by name: "text", "markdown", "html" …; false for another. An empty name is a guess, *ret_is_guess true. */
bool code_format_parse(struct str name, enum code_format *ret_format, bool *ret_is_guess);

/* The names of all formats, for messages and --help. */
#define CODE_FORMATS "text, markdown, html, akn, json, csv, xml"

/* Checks the bytes of each file as text and makes one code of them here, in the order given. `format` as above, for all
 * of them; "" guesses each one's. Problems name the file. */
MUST_USE enum outcome codes_import_files_here(struct ctx *ctx, const struct code_file *files, size_t n,
					      struct str format, struct code_import *ret_import);

/* The same in a child process, whose answer is trusted no more than the files. */
MUST_USE enum outcome codes_import_files_aside(struct ctx *ctx, const struct code_file *files, size_t n,
					       struct str format, struct code_import *ret_import);

/* What the child answers, and reading it. INVALID with a problem when it is not what an import gives. */
void codes_import_write(struct buf *out, const struct code_import *import);
MUST_USE enum outcome codes_import_read(struct ctx *ctx, struct str filename, struct str json,
					struct code_import *ret_import);
