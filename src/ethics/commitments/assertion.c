/* What a passkey signed under a code: who may have it, and whether it is the signature that was published. */
#include "commitments/commitments_store.h"

enum outcome commitment_assertion_show(struct ctx *ctx, struct str record_id, int64_t version, bool everybody)
{
	struct commitment c;
	TRY(commitments_find(ctx, record_id, &c));
	if (!ctx->actor || ctx->actor->person_id == 0 || ctx->actor->person_id != c.person_id)
		return FORBIDDEN;
	TRY(access_signed_show(ctx, COMMITMENT_SIGNED, c.id, version, everybody));
	db_note(ctx, "commitments", c.id);
	return access_log(ctx, everybody ? "commitments.show_passkey" : "commitments.hide_passkey", c.id, c.office);
}

static bool same(const json_t *a, const json_t *b, const char *name)
{
	const json_t *one = json_object_get(a, name), *other = json_object_get(b, name);
	return one && other ? json_equal(one, other) == 1 : !one && !other;
}

static bool get_time(const json_t *object, const char *name, int64_t *ret_ms)
{
	struct instant time;
	if (!instant_parse(intake_text(object, name), &time))
		return false;
	*ret_ms = time.ms;
	return true;
}

#define MINUTE_MS INT64_C(60000)

/* Is the statement that of the record, made at most so long before it as a question waits? */
static enum outcome statement_check(struct ctx *ctx, struct str statement, struct str record)
{
	static const char *const names[] = {"before_whom", "code",   "edition",   "made_at",     "made_on",
					    "name_typed",  "office", "statement", "text_sha256", "type"};
	int64_t asked_ms, signed_ms;
	CLEANUP(json_decrefp) json_t *said = json_loadb(statement.p, statement.n, JSON_REJECT_DUPLICATES, NULL);
	CLEANUP(json_decrefp) json_t *published = json_loadb(record.p, record.n, JSON_REJECT_DUPLICATES, NULL);
	if (!str_eq(intake_text(said, "kind"), STR("commitment-statement")) ||
	    !str_eq(intake_text(published, "method"), commitment_method_name(COMMITMENT_PASSKEY)))
		return problem_add(ctx, "receipt", msg("What the passkey signed is not a signature under a code"));
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (!same(said, published, names[i]))
			return problem_add(ctx, "receipt",
					   msg("What the passkey signed is not what was published: “{1}” differs"),
					   str_of(names[i]));
	if (!get_time(said, "time", &asked_ms) || !get_time(published, "signed", &signed_ms) || signed_ms < asked_ms ||
	    signed_ms - asked_ms > (int64_t)LIMIT_QUESTION_MINUTES * MINUTE_MS)
		return problem_add(ctx, "receipt",
				   msg("What the passkey signed was not signed at the time that was published"));
	return OK;
}

enum outcome commitment_assertion_check(struct ctx *ctx, const struct access_signed *a, struct str site,
					struct str record)
{
	TRY(access_signed_check(ctx, a, site));
	return statement_check(ctx, a->statement, record);
}
