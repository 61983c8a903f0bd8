#include "registers/seen.h"

enum seen field_seen(const struct scheme *scheme, const struct scheme_field *field)
{
	if (!scheme || scheme->shown != REGISTER_PUBLIC)
		return SEEN_NOT;
	switch (field->shown) {
	case SHOWN_PUBLIC:
		return field->kind == FIELD_FILE ? SEEN_COPY : SEEN_WHOLE;
	case SHOWN_REDACTED:
		return SEEN_THAT;
	case SHOWN_OFFICE:
		break;
	}
	return SEEN_NOT;
}

enum seen value_seen(const struct declared *declared, const struct scheme_field *field, const struct value *value)
{
	enum seen seen = field_seen(declared->scheme, field);
	if (seen == SEEN_COPY)
		return str_empty(value->copy.id) ? SEEN_THAT : SEEN_COPY;
	if (seen != SEEN_WHOLE)
		return seen;
	if (value->state == VALUE_WITHHELD || (field->kind == FIELD_ADDRESS && value->is_home && !value->is_shown_home))
		return SEEN_THAT;
	bool is_of_family = (declared->whose & (WHOSE_PARTNER | WHOSE_CHILD | WHOSE_HOUSEHOLD | WHOSE_FAMILY)) != 0;
	return field->kind == FIELD_PERSON && is_of_family ? SEEN_THAT : SEEN_WHOLE;
}

/* To anybody the public copy is the file. */
static struct value copy_as_file(const struct value_copy *copy)
{
	return (struct value){.state = VALUE_GIVEN, .text = copy->name, .id = copy->id, .number = copy->bytes};
}

static struct answer answer_seen(struct arena *arena, const struct declared *declared, const struct scheme_field *field,
				 const struct answer *answer)
{
	struct value *values = arena_array(arena, struct value, answer->n);
	struct answer seen = {.field = answer->field, .values = values, .withheld_why = answer->withheld_why};
	for (size_t i = 0; i < answer->n; i++) {
		enum seen how = value_seen(declared, field, &answer->values[i]);
		if (how != SEEN_NOT && !str_empty(answer->withheld_why))
			how = SEEN_THAT;
		if (how == SEEN_WHOLE)
			values[seen.n++] = answer->values[i];
		else if (how == SEEN_COPY)
			values[seen.n++] = copy_as_file(&answer->values[i].copy);
		else if (how == SEEN_THAT)
			values[seen.n++] =
				(struct value){.state = VALUE_WITHHELD, .is_home = answer->values[i].is_home};
	}
	return seen;
}

bool answer_is_seen(const struct declared *declared, const struct scheme_field *field, const struct answer *answer)
{
	if (!str_empty(answer->withheld_why))
		return false;
	for (size_t i = 0; i < answer->n; i++)
		if (value_seen(declared, field, &answer->values[i]) != SEEN_WHOLE)
			return false;
	return true;
}

struct declared declared_seen(struct arena *arena, const struct declared *declared)
{
	struct declared seen = *declared;
	struct answer *answers = arena_array(arena, struct answer, declared->n_answers);
	seen.answers = answers;
	seen.n_answers = 0;
	for (size_t i = 0; i < declared->n_answers; i++) {
		const struct answer *answer = &declared->answers[i];
		const struct scheme_field *field =
			declared->category ? scheme_field(declared->category, answer->field) : NULL;
		if (!field)
			continue; /* of an older scheme: who may see it is not known */
		answers[seen.n_answers] = answer_seen(arena, declared, field, answer);
		if (answers[seen.n_answers].n)
			seen.n_answers++;
	}
	return seen;
}

/* ---- In the office ---- */

enum right value_right(const struct declared *declared, const struct scheme_field *field, const struct value *value)
{
	return value_seen(declared, field, value) == SEEN_WHOLE ? RIGHT_READ : RIGHT_CLERK;
}

static bool may_read(struct ctx *ctx, const struct declared *declared, const struct answer *answer, int64_t body_id)
{
	const struct scheme_field *field = declared->category ? scheme_field(declared->category, answer->field) : NULL;
	if (!field || !str_empty(answer->withheld_why))
		return access_may(ctx, RIGHT_CLERK, body_id);
	for (size_t i = 0; i < answer->n; i++)
		if (!access_may(ctx, value_right(declared, field, &answer->values[i]), body_id))
			return false;
	return true;
}

struct declared declared_office(struct ctx *ctx, const struct declared *declared, int64_t body_id)
{
	static const struct value withheld = {.state = VALUE_WITHHELD};
	struct declared office = *declared;
	struct answer *answers = arena_array(ctx->arena, struct answer, declared->n_answers);
	for (size_t i = 0; i < declared->n_answers; i++) {
		answers[i] = declared->answers[i];
		if (may_read(ctx, declared, &answers[i], body_id))
			continue;
		answers[i].values = &withheld;
		answers[i].n = 1;
	}
	office.answers = answers;
	return office;
}
