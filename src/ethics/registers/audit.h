/* Who can see what: `registers audit`. It asks the functions by which pages, files and the publication log decide.
 * Private to registers. */
#pragma once

#include "registers/registers.h"
#include "registers/seen.h"

enum audit_public {
	AUDIT_SEEN = 1,  /* everybody reads it */
	AUDIT_NO_HOMES,  /* but the address of a home */
	AUDIT_NO_FAMILY, /* but the name of a partner or relative */
	AUDIT_COPY,      /* everybody reads the public copy of the file */
	AUDIT_THAT,      /* everybody sees that there is an answer */
	AUDIT_NOT,
};
const char *audit_public_name(enum audit_public seen);
/* "yes", "as the public", "no": what somebody reads who may or may not read the whole. */
const char *audit_reads(enum audit_public seen, bool whole);

/* A field of a category, and who reads the answer to it. */
struct audit_field {
	const struct scheme_category *category;
	const struct scheme_field *field;
	enum audit_public seen;
	struct str columns; /* of public files, between spaces; empty: it is in none */
	/* Who reads the whole answer, whatever it is; others what the public sees. */
	bool by_role[ROLE_ADMINISTRATOR + 1]; /* for a body of the person; ROLE_PERSON: another member */
	bool by_command_line;
};

struct audit {
	const struct scheme *scheme;
	const struct audit_field *fields;
	size_t n_fields;
	bool withheld_by_role[ROLE_ADMINISTRATOR + 1]; /* what is withheld by law (S1); never on the command line */
	struct str public_until, keep_until;           /* in words */
};

/* All fields of a register, as of today. */
struct audit audit_of(struct ctx *ctx, const struct rulebook *rulebook, const struct scheme *scheme);

/* Documents in Markdown that a clerk finishes (S18): of one register, or of all where `wanted` is empty. */
struct str audit_assessment(struct ctx *ctx, const struct rulebook *book, struct str wanted);
struct str audit_record(struct ctx *ctx, const struct rulebook *book, struct str wanted);

extern const struct cli_option registers_audit_options[2];
MUST_USE enum outcome registers_audit_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome registers_schemes_run(struct ctx *ctx, const struct cli *cli);
