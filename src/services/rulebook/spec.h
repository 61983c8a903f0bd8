/* Typed specs: which keys a map of YAML has, what each holds and where it goes. One table reads, checks and describes
 * (docs/rulebook.md, docs/mappings.md). */
#pragma once

#include "rulebook/yaml.h"

enum spec_kind {
	SPEC_TEXT = 1,  /* one line: struct str */
	SPEC_MARKDOWN,  /* several lines: struct str */
	SPEC_ID,        /* a-z, 0-9, single hyphens: struct str */
	SPEC_LINK,      /* https://…: struct str */
	SPEC_YES,       /* yes or no: bool */
	SPEC_NUMBER,    /* int32_t within min and max */
	SPEC_DAY,       /* 2026-11-22: int32_t, DEADLINE_NO_DAY when left out */
	SPEC_CHOICE,    /* one of choices: int32_t */
	SPEC_CHOICES,   /* a list of choices: uint32_t, bits 1 << value */
	SPEC_TEXTS,     /* a list of lines: struct texts */
	SPEC_IDS,       /* a list of ids: struct texts */
	SPEC_PHRASE,    /* a line that is read later: const struct yaml_node *, NULL when left out */
	SPEC_MAP,       /* a map of its own spec: the struct itself */
	SPEC_LIST,      /* a list of such maps: struct spec_list */
	SPEC_PAIRS,     /* a map of ids to lines: const struct yaml_node *, NULL when left out */
	SPEC_CONDITION, /* a map of one id to an id or a list of ids, read later: const struct yaml_node * */
	SPEC_FIELDS,    /* a list of ids and of maps of `of`, read later: const struct yaml_node * */
};

struct spec_choice {
	const char *name;
	int32_t value;
	const char *about;
};

struct spec_field {
	const char *name;
	enum spec_kind kind;
	bool required;
	size_t at;         /* offsetof */
	const char *about; /* for the reference, Markdown, no full stop */
	const char *example;
	const struct spec_choice *choices; /* ends with a NULL name */
	const struct spec *of;
	int32_t min, max;
};

/* Every struct that a spec fills has a `const struct yaml_node *node` first. */
struct spec {
	const char *name; /* "a duty" */
	const char *about;
	const struct spec_field *fields;
	size_t n;
	size_t size;
};

struct spec_list {
	void *p; /* n structs of the list's spec; those with a fault too */
	size_t n;
};

#define SPEC(type, title, what, table)                                                                                 \
	{                                                                                                              \
		.name = (title), .about = (what), .fields = (table), .n = COUNT_OF(table), .size = sizeof(type)        \
	}

/* Fills the zeroed struct from the map; all faults are added to ctx's problems. INVALID when there was one; what could
 * be read stands in *ret_struct all the same, so that later checks find more. */
MUST_USE enum outcome spec_read(struct ctx *ctx, const struct spec *spec, const struct yaml_node *node,
				void *ret_struct);

/* The reference: the spec as a chapter with a table of its keys, then those of the specs that hang on it. */
void spec_describe(struct buf *out, const struct spec *spec);

/* Lower-case letters, digits, single hyphens between. */
bool spec_id_is(struct str s);

/* Adds `message` ({1}: the name, {2}: what is near) or, where nothing is near, `otherwise` ({1}: the name, {2}: all).
 */
enum outcome spec_unknown(struct ctx *ctx, const struct yaml_node *node, struct str name, const struct str *known,
			  size_t n, struct str what);
