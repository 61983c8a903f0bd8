/* Parsing hostile files in a child process (D14), and reading JSON. */
#pragma once

#include <jansson.h>

#include "base/base.h"

/* One parser that runs in the child: bytes in, JSON out. Registered by main.c in one const table. In the child there is
 * no database and no clock; problems found are carried back to the caller. */
struct intake_parser {
	const char *name; /* "code-text" */
	enum outcome (*parse)(struct ctx *ctx, struct str content, struct str options_json, struct buf *ret_json);
};

/* Runs the parser of that name over the content in a child: seccomp (read, write, memory, exit), 512 MiB, 20 s of
 * processor. `filename` is what problems call the file; empty: the parser names it, since the content is several. A
 * child that dies or runs out answers INVALID: the file could not be read. The answer is our own JSON, in the arena. */
MUST_USE enum outcome intake_run(struct ctx *ctx, const char *parser, struct str filename, struct str content,
				 struct str options_json, struct str *ret_json);

#ifdef ABOVEBOARD_FAULTS
/* Test builds only: how long intake_run waits from now on; 0: LIMIT_INTAKE_SECONDS. */
void intake_patience_lower(uint64_t ms);
#endif

/* What the child does: main calls it when started as `aboveboard intake-child PARSER`. Returns the exit code, or ends
 * the process itself once it has given up its rights. */
int intake_child(const struct intake_parser *const *parsers, size_t n, const char *name);

/* What a person should be told later: an array of {where, line, column, message, args}. */
struct str intake_problems_json(struct arena *arena, const struct problems *problems);

/* Reads JSON strictly (RFC 8259, no duplicate names, depth at most 64, size checked before); NULL with a problem on a
 * fault. The caller owns the reference: CLEANUP(json_decrefp), which is jansson's. */
json_t *intake_json(struct ctx *ctx, struct str name, struct str json);

/* The text of an object's member; empty when it has none or that is no text. A view: it lives as long as the object. */
struct str intake_text(const json_t *object, const char *name);
