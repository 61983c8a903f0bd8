/* Who sees what of a declaration. One function says it: the pages, the files, the publication log and the report of
 * permissions (`registers audit`) all ask it. Pure. Safeguards S2, S14, S17. */
#pragma once

#include "access/access.h"
#include "registers/value.h"

enum seen {
	SEEN_NOT = 1, /* not even that there is an answer */
	SEEN_THAT,    /* that there is one: "Withheld" */
	SEEN_COPY,    /* of a file its public copy, and nothing of the file itself (S17) */
	SEEN_WHOLE,
};

/* What anybody sees of a field of a register of that scheme, whatever is answered. Places are seen but where somebody
 * lives (S2), of files their public copy where there is one (S17), and of a register of counts nothing is (S14). */
enum seen field_seen(const struct scheme *scheme, const struct scheme_field *field);

/* The same of one value: an address where the person lives is withheld unless they permit it, and so is the name of a
 * partner or a child. What a reviewer keeps back (answer.withheld_why) the caller heeds, as declared_seen does. */
enum seen value_seen(const struct declared *declared, const struct scheme_field *field, const struct value *value);

/* Does anybody see the whole answer: every value, and nothing kept back by a reviewer? */
bool answer_is_seen(const struct declared *declared, const struct scheme_field *field, const struct answer *answer);

/* The declaration with what anybody may see of it: other answers are left out, or stand as VALUE_WITHHELD; why a
 * reviewer kept one back stays with it. */
struct declared declared_seen(struct arena *arena, const struct declared *declared);

/* ---- In the office ---- */

/* Which right, for a body of the person, opens an answer to others than the person: RIGHT_READ for what anybody may
 * see, else RIGHT_CLERK: whoever types in paper forms and reviews, but no auditor and no administrator. */
enum right value_right(const struct declared *declared, const struct scheme_field *field, const struct value *value);

/* The right that opens what is withheld by law (S1): officers and their deputies; beside them the person alone. */
#define WITHHELD_RIGHT RIGHT_OFFICER

/* The declaration as ctx's actor may read it in the office, by access_may(value_right) for the body: other answers
 * stand as VALUE_WITHHELD. */
struct declared declared_office(struct ctx *ctx, const struct declared *declared, int64_t body_id);
