/* What is odd about the labels and cross-references of a text: named, never changed. Pure. Private to codes. */
#pragma once

#include "codes/codes.h"

enum code_fault_kind {
	CODE_FAULT_DUPLICATE = 1, /* a label is there twice */
	CODE_FAULT_GAP,           /* "(b)" is followed by "(d)" */
	CODE_FAULT_ORDER,         /* "1.6.8" follows "1.7.7" */
	CODE_FAULT_REFERENCE,     /* "see section 1.4", and there is none */
};

struct code_fault {
	int32_t kind;
	size_t provision; /* its place among the provisions */
	struct str anchor;
	struct str label;    /* of the provision, as printed; empty: it has none */
	const char *message; /* msgid, with its arguments */
	struct str args[4];
};

/* All faults, in the order of the provisions. Labels are looked at among what stands below the same element; numbers
 * that say where they belong ("1.2.1", "§ 12", "Rule 5") in the whole text. Where a series goes in equal steps (10, 20,
 * 30) they are no gaps. References are judged only where they are to this text: by a number such as it has itself, or
 * to "paragraph (b)" of this section. */
void codes_check(struct arena *arena, const struct provision *provisions, size_t n, struct code_fault **ret_faults,
		 size_t *ret_n);

/* "gap", as in JSON. */
const char *code_fault_name(int32_t kind);

/* The fault in words of the source language, for the command line: "“(d)” follows “(b)”: “(c)” may be missing". */
struct str code_fault_words(struct arena *arena, const struct code_fault *fault);
