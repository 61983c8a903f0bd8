/* One answer to one field of a scheme, typed; what an entry says. Pure: no clock, no rows. */
#pragma once

#include <jansson.h>

#include "rulebook/scheme.h"

enum value_state {
	VALUE_NONE, /* not answered */
	VALUE_GIVEN,
	VALUE_UNKNOWN, /* "not known", where the field allows it */
	VALUE_WORDS,   /* of money: as the source says it, "Above limit" */
	VALUE_WITHHELD /* of a public projection: there is one, and it is not shown */
};

/* How exact a day is. */
enum value_precision { EXACT_DAY, EXACT_MONTH, EXACT_YEAR };

/* The public copy of a file: other bytes, made or handed in apart. */
struct value_copy {
	struct str name, id; /* id: its SHA-256 */
	int64_t bytes;
};

struct value {
	enum value_state state;
	struct str text;       /* text, name, address, link, words; id of a choice or band; of a file its name. Of money
				* empty, unless it is a band or words */
	struct str scheme, id; /* of an organization: the identifier; of a file: `id` its SHA-256 */
	int64_t number; /* minor units; whole number; hundredths of a per cent; 1: yes; a day or first day; bytes of
			 * a file */
	int64_t to;     /* of a period: its last day, or DEADLINE_NO_DAY: open */
	struct str currency;            /* of money */
	struct value_copy copy;         /* of a file: what the public may have of it (S17); its id empty: nothing */
	bool is_home;                   /* of an address: where the person lives (S2): the public does not see it … */
	bool is_shown_home;             /* … unless the person permits it in writing */
	enum value_precision precision; /* of a day or first day */
	enum value_precision to_precision; /* of a period's last day */
};

struct answer {
	struct str field;
	const struct value *values; /* in their order; only those given */
	size_t n;
	struct str withheld_why; /* not empty: whoever reviewed it keeps it from the public, and this is why */
};

/* What is declared in one entry. */
struct declared {
	const struct scheme *scheme;
	const struct scheme_category *category; /* NULL: "nothing to declare" in the whole register */
	bool is_nil;                            /* nothing to declare, in `category` or in all */
	uint32_t whose;                         /* one of WHOSE_… */
	const struct answer *answers;           /* in the order of the category's fields; those not answered left out */
	size_t n_answers;
};

/* An answer as a person or a file writes it: "£1,234.50", "12 May 2026", "Above limit", "yes". `order`: in which order
 * numbers of a day stand where it is not clear ("dmy", "mdy"). INVALID with a problem under `at`; an empty text is
 * VALUE_NONE. */
MUST_USE enum outcome value_parse(struct ctx *ctx, const struct scheme_field *field, struct str at, struct str text,
				  struct str order, struct value *ret_value);
/* As people read it, in ctx's language; and as CSV has it: ISO days, plain decimals, ids of choices. */
struct str value_words(struct ctx *ctx, const struct scheme_field *field, const struct value *value);
/* "receipt.pdf (12 KB)" */
struct str file_said(struct arena *arena, struct str name, int64_t bytes);
struct str value_cell(struct arena *arena, const struct scheme_field *field, const struct value *value);
/* Order-preserving: memcmp of two keys is the order of their values, the same on both engines; at most 96 bytes of
 * text, folded. Without a value: an empty key, which comes first. */
struct str value_key(struct arena *arena, const struct scheme_field *field, const struct value *value);

const struct answer *declared_answer(const struct declared *declared, struct str field);

/* All that a scheme asks: required, limits, choices, conditions; answers that the conditions do not ask for are
 * dropped. Every fault at once, under the field's id. `today` bounds days that cannot lie ahead. */
MUST_USE enum outcome declared_check(struct ctx *ctx, struct declared *declared, struct day today);

/* Is the field asked, given the other answers; and must it be answered? Of a category's fields. */
bool declared_asks(const struct declared *declared, const struct scheme_field *field);
bool declared_requires(const struct declared *declared, const struct scheme_field *field);
/* Does the condition of a threshold hold? An empty one does. */
bool declared_meets(const struct declared *declared, const struct scheme_condition *condition);

/* Since when and until when it holds, by the category's `holds`: a period's days, or from a date on. `otherwise`: the
 * first day where nothing says so. Open: TENURE_OPEN. */
void declared_holds(const struct declared *declared, int32_t otherwise, int32_t *ret_from, int32_t *ret_to);

/* The answers as an object of canonical JSON (RFC 8785). `public`: what anybody sees, as declared_seen says it: homes
 * and redacted answers as {"withheld":true}, what is for the office left out. What a reviewer keeps back is
 * {"kept":why,"of":answer}. */
void declared_json(struct json *json, const char *name, const struct declared *declared, bool is_public);
/* The same of those answers alone that not everybody sees, in full; false: there is none. */
bool declared_private_json(struct json *json, const char *name, const struct declared *declared);
/* Back from declared_json; an answer that the scheme does not have any more is kept under its id as text. */
MUST_USE enum outcome declared_read(struct ctx *ctx, const struct scheme *scheme, struct str category, json_t *answers,
				    struct declared *ret_declared);

/* The line of lists. `is_public` as above. */
struct str declared_summary(struct ctx *ctx, const struct declared *declared, bool is_public);
