/* A typing mistake put right (S3): one answer anew, the old one struck through beside it. */
#include "registers/review_parts.h"

bool correction_fits(const struct scheme_field *field, const struct answer *answer)
{
	return field && answer && answer->n == 1 && field->kind != FIELD_FILE;
}

enum outcome correction_find(const struct entry *entry, struct str field_id, const struct scheme_field **ret_field,
			     const struct answer **ret_answer)
{
	if (!entry->declared.category)
		return NOT_FOUND;
	*ret_answer = declared_answer(&entry->declared, field_id);
	*ret_field = scheme_field(entry->declared.category, field_id);
	return correction_fits(*ret_field, *ret_answer) ? OK : NOT_FOUND;
}

/* What is not asked stays as it was: above all, that somebody lives there (S2). */
static enum outcome answer_anew(struct ctx *ctx, const struct correction *correction, struct declared *declared)
{
	struct value *value = arena_new(ctx->arena, struct value);
	const struct value *before = &correction->answer->values[0];
	struct str text = str_trim(correction->text);
	if (str_empty(text))
		return problem_add(ctx, "text", msg("Enter what it should say"));
	TRY(value_parse(ctx, correction->field, STR("text"), text, STR(""), value));
	value->is_home = before->is_home;
	if (correction->field->kind == FIELD_ORGANIZATION && str_empty(value->id)) {
		value->scheme = before->scheme;
		value->id = before->id;
	}
	struct answer *answers = arena_copy(ctx->arena, declared->answers, declared->n_answers * sizeof(*answers));
	for (size_t i = 0; i < declared->n_answers; i++)
		if (&declared->answers[i] == correction->answer)
			answers[i].values = value;
	declared->answers = answers;
	return OK;
}

enum outcome correction_of(struct ctx *ctx, const struct entry *entry, const struct correction *correction,
			   struct entry_put *ret_put)
{
	struct entry_put put = {.id = entry->id, .version = entry->version, .entry = *entry};
	put.entry.act = ENTRY_CORRECTED;
	put.entry.source = SOURCE_OFFICE;
	put.entry.reason = str_trim(correction->reason);
	enum outcome outcome = answer_anew(ctx, correction, &put.entry.declared);
	if (!review_text_good(ctx, "reason", put.entry.reason, msg("Say what was wrong: everybody reads this")))
		outcome = INVALID;
	*ret_put = put;
	return outcome;
}

enum outcome correction_write(struct ctx *ctx, struct entry_put *put)
{
	struct str record_id;
	TRY(homes_mark(ctx, put, 1));
	TRY(registers_put(ctx, put, 1, &record_id));
	return access_log(ctx, "registers.correct", put->id, put->entry.register_id);
}
