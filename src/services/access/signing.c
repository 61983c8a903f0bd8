/* Signing words with a passkey: a question whose challenge is made from the words. */
#include "access/signing.h"
#include "access/factors.h"
#include "access/views.h"

#define NONCE_BYTES 16

static enum outcome own_account(const struct ctx *ctx, int64_t *ret_account_id)
{
	if (!ctx->actor || ctx->actor->account_id == 0)
		return FORBIDDEN;
	*ret_account_id = ctx->actor->account_id;
	return OK;
}

enum outcome access_has_passkey(struct ctx *ctx, bool *ret_has)
{
	int64_t own;
	struct factors factors;
	TRY(own_account(ctx, &own));
	TRY(factors_of(ctx, own, &factors));
	*ret_has = factors.passkeys > 0;
	return OK;
}

static struct access_question question_of(struct ctx *ctx, const struct ticket *ticket)
{
	return (struct access_question){
		.nonce = str_hex(ctx->arena, str_slice(ticket->bytes, 0, NONCE_BYTES)),
		.asked_ms = ticket->expires_ms - (int64_t)LIMIT_QUESTION_MINUTES * MINUTE_MS,
	};
}

enum outcome access_question_new(struct ctx *ctx, struct access_asked *ret_asked, struct access_question *ret_question)
{
	int64_t own;
	struct ticket ticket;
	struct access_asked asked = {0};
	TRY(own_account(ctx, &own));
	TRY(asked_fill(ctx, TICKET_SIGN, own, &asked));
	TRY(ticket_read(ctx, TICKET_SIGN, asked.question, &ticket));
	*ret_question = question_of(ctx, &ticket);
	*ret_asked = asked;
	return OK;
}

void access_ask_fill(struct ctx *ctx, struct str statement, struct access_ask *ask)
{
	struct hash words = hash_bytes(statement);
	ask->statement = statement;
	ask->challenge = base64url_str(ctx->arena, hash_str(&words));
}

enum outcome access_question_answered(struct ctx *ctx, const struct req *req, struct access_question *ret_question)
{
	int64_t own;
	struct proof *proof = arena_new(ctx->arena, struct proof);
	TRY(own_account(ctx, &own));
	if (str_empty(req_field(req, "credential")))
		return problem_add(ctx, "passkey", msg("Your passkey gave no answer. Try again, or use your password"));
	TRY(proof_read(ctx, req, "", TICKET_SIGN, own, proof));
	proof->needs_verified = true;
	*ret_question = question_of(ctx, &proof->ticket);
	ret_question->answer = proof;
	return OK;
}

enum outcome access_question_use(struct ctx *ctx, const struct access_question *question, const struct hash *words,
				 struct access_assertion *ret_assertion)
{
	int64_t own, account_id;
	struct passkey_row row;
	TRY(own_account(ctx, &own));
	struct proof proof = *question->answer;
	proof.challenge = hash_str(words);
	TRY(proof_use(ctx, &proof, own, &account_id));
	TRY(passkey_by_credential(ctx, proof.credential, &row));
	*ret_assertion = (struct access_assertion){
		.answer = proof.answer,
		.public_key = row.public_key,
		.algorithm = row.algorithm,
		.key_salt = row.salt,
		.key_record = row.record_id,
	};
	return OK;
}

struct str access_key_record(struct arena *arena, struct str public_key, struct str salt)
{
	return passkey_record(arena, public_key, salt);
}
