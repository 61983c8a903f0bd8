/* The rules of signing. Pure: what is signed, who may, in which words. */
#include "commitments/commitments_rules.h"

struct str commitment_method_words(int32_t method)
{
	return method == COMMITMENT_SIGNED_IN ? str_of(msg("signed in to this site")) : STR("");
}

enum outcome commitment_check(struct ctx *ctx, const struct commitment *commitment, const struct edition *edition,
			      const struct tenure *tenure, struct day today)
{
	if (!ctx->actor || ctx->actor->person_id == 0 || tenure->person_id != ctx->actor->person_id) {
		(void)problem_add(ctx, "", msg("You can sign only for yourself, in a post that you hold."));
		return FORBIDDEN;
	}
	if (edition->stage != EDITION_IN_FORCE)
		return problem_add(ctx, "",
				   msg("This edition is not in force, so it cannot be signed. Open the code again."));
	if (!str_eq(commitment->text_hash, edition->text_hash))
		return problem_add(ctx, "",
				   msg("The text has changed since you opened it. Read it again before you sign."));
	if (!tenure_holds(tenure, today))
		return problem_add(ctx, "", msg("Your term as {1} is not running today, so you cannot sign in it."),
				   tenure->post);
	return OK;
}

struct str commitment_record(struct arena *arena, const struct commitment *commitment)
{
	struct buf out = buf_open(arena, 512);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "code", commitment->code_slug);
	json_i64(&json, "edition", commitment->edition_number);
	json_str(&json, "kind", STR("commitment"));
	json_str(&json, "method", STR("signed-in"));
	json_str(&json, "name", commitment->name);
	json_str(&json, "office", commitment->office);
	json_str(&json, "signed", instant_str(arena, (struct instant){commitment->signed_ms}));
	json_str(&json, "text_sha256", commitment->text_hash);
	json_str(&json, "title", commitment->code_title);
	json_end(&json);
	return buf_view(&out);
}
