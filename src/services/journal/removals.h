/* The lines of SITE.removals, shared by those that write them and those that make removals again. */
#pragma once

#include "journal/rows.h"

enum removal_line {
	REMOVAL_NOTED, /* a record is about to be erased */
	REMOVAL_DONE,  /* it was */
	REMOVAL_VOID,  /* it was not: the write was refused */
};

struct removal {
	enum removal_line kind;
	int64_t number;  /* of the line, from 1 */
	struct str note; /* which it was, or is said of */
	struct str record_id;
	struct str ground;
	struct str room, sealed; /* empty: it is erased, and that is all */
	struct instant removed;
	bool stands;     /* no line says that it was not made */
	bool is_settled; /* one says whether it was */
};

const char *removals_path(struct ctx *ctx);
/* Every whole line; those that nothing is known of are INVALID with a problem. None where there is no file. */
MUST_USE enum outcome removals_load(struct ctx *ctx, struct removal **ret_removals, size_t *ret_n);

#define REMOVALS_KEY "journal.removals" /* under which stands how they were made */
struct str removal_context(struct arena *arena, struct str record_id);

/* What a crash left unsaid (struct job). */
MUST_USE enum outcome removals_unsettled(struct ctx *ctx, int64_t *ret_n);
MUST_USE enum outcome removals_settle(struct ctx *ctx);
