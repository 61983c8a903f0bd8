/* The labels of a text, found by number and by place: what check.c and check_references.c share. Private to codes. */
#pragma once

#include "codes/check.h"

struct checking {
	struct arena *arena;
	const struct provision *p;
	size_t n;
	size_t *parents; /* of each provision: 1 + that above it; 0: the top */
	size_t *holders; /* the same, but past text without a label that only introduces a list */
	struct str
		*numbers; /* of each label its number without signs and marks: "1.2.1", "33A", "a"; empty: no label */
	struct index_slot *slots;
	size_t mask;
	struct code_fault *faults;
	size_t n_faults;
	size_t capacity;
};

/* A label that says by itself where it belongs: "1.2", "§ 3", "Rule 5." */
bool check_is_absolute(const struct checking *c, size_t i);

/* The first provision with this number; or with this label ("(a)": its number, "a") below `holder` (1 + its place).
 * 0: none; else 1 + its place. */
size_t check_find_absolute(const struct checking *c, struct str number);
size_t check_find_below(const struct checking *c, size_t holder, struct str number);

/* Has the text numbers such as this one: with the same beginning ("1.2." of "1.2.9"), or with the same first part and
 * as many parts? */
bool check_has_alike(const struct checking *c, struct str number);

void check_add(struct checking *c, int32_t kind, size_t provision, const char *message, struct str a, struct str b,
	       struct str d);

/* Faults of the references in the text of one provision. */
void check_references(struct checking *c, size_t i);
