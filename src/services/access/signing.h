/* Words that somebody signs with a passkey of their own (D8), for rooms after this one: the passkey answers the hash of
 * the words, which hold a nonce of this site, so that one answer is one signature and shows later what was signed. */
#pragma once

#include "access/access.h"
#include "crypto/crypto.h"
#include "crypto/passkey.h"
#include "html/components.h"

#include <jansson.h>

/* A form that a passkey answers: assets/passkey.mjs. */
struct access_asked {
	const char *prefix;  /* of its fields' names */
	struct str question; /* a ticket, and the challenge where nothing else is; empty: no passkey is asked for */
	struct str host;
	struct str known; /* ids of passkeys, with spaces between; empty: any */
};

/* Asks for a signature of these words, which the answers of a page before made: view access_ask_signature. */
struct access_ask {
	struct str action, back;         /* addresses: where the answer goes, and the page before */
	struct str statement, challenge; /* the challenge: its SHA-256, base64url */
	struct str button;
	struct form_hidden hidden;
	struct access_asked asked;
	const struct http_field *kept; /* answers that come along */
	size_t n_kept;
};
/* Fills statement and challenge. */
void access_ask_fill(struct ctx *ctx, struct str statement, struct access_ask *ask);

struct proof;

/* Asked of one account, and good for LIMIT_QUESTION_MINUTES. Nothing is stored before it is answered. */
struct access_question {
	struct str nonce; /* 128 bits, hex */
	int64_t asked_ms;
	const struct proof *answer; /* NULL: none yet */
};

/* Has whoever is signed in a passkey? */
MUST_USE enum outcome access_has_passkey(struct ctx *ctx, bool *ret_has);

/* A new question to the passkeys of whoever is signed in, and what a form needs to ask it. The form's challenge is the
 * hash of the words, not the question. FORBIDDEN for the command line. */
MUST_USE enum outcome access_question_new(struct ctx *ctx, struct access_asked *ret_asked,
					  struct access_question *ret_question);

/* What such a form sent. INVALID with a problem under "passkey": not ours, too old, asked of somebody else, unreadable.
 */
MUST_USE enum outcome access_question_answered(struct ctx *ctx, const struct req *req,
					       struct access_question *ret_question);

/* What shows for good that a passkey signed. */
struct access_assertion {
	struct passkey_answer answer;
	struct str public_key; /* SubjectPublicKeyInfo */
	int32_t algorithm;     /* enum passkey_algorithm */
	struct str key_salt;   /* 16 bytes: with it the log's record tells of the key */
	struct str key_record; /* the id of that record */
};

/* Inside a write: uses the answer up. It must be of a passkey of the actor's that made sure who it is, over this very
 * hash. INVALID with a problem under "passkey". */
MUST_USE enum outcome access_question_use(struct ctx *ctx, const struct access_question *question,
					  const struct hash *words, struct access_assertion *ret_assertion);

/* What the publication log holds of a passkey with this key, as canonical JSON. Pure. */
struct str access_key_record(struct arena *arena, struct str public_key, struct str salt);

/* ---- Kept: signed.c (S16) ---- */

/* Private unless the signer chose otherwise: it links all that the same passkey signed. `room` and its own id of what
 * was signed name it. */
struct access_signed {
	int64_t subject_id, version;
	struct str statement; /* canonical JSON; the passkey signed its SHA-256 */
	struct str client_data, authenticator_data, signature;
	struct str public_key; /* SubjectPublicKeyInfo */
	int32_t algorithm;
	struct str key_salt, key_record;
	int64_t public_ms; /* 0: for the signer alone */
};
#define ACCESS_KEY_SALT_BYTES 16
/* Inside a write. */
MUST_USE enum outcome access_signed_put(struct ctx *ctx, struct str room, int64_t subject_id, struct str statement,
					const struct access_assertion *assertion);
/* Inside a write: it is destroyed; OK also when there is none. */
MUST_USE enum outcome access_signed_forget(struct ctx *ctx, struct str room, int64_t subject_id);
/* NOT_FOUND: there is none. */
MUST_USE enum outcome access_signed_of(struct ctx *ctx, struct str room, int64_t subject_id,
				       struct access_signed *ret_signed);
/* Inside a write: everybody may have it, or not any more. No rights are asked. CONFLICT when `version` is not the
 * stored one. */
MUST_USE enum outcome access_signed_show(struct ctx *ctx, struct str room, int64_t subject_id, int64_t version,
					 bool everybody);
/* The member "passkey" of a receipt; and back: NOT_FOUND when it has none, INVALID with a problem. */
void access_signed_json(struct arena *arena, struct json *json, const struct access_signed *signed_by);
MUST_USE enum outcome access_signed_read(struct ctx *ctx, const json_t *receipt, struct access_signed *ret_signed);
/* Did a passkey sign this statement, as the person whom it knows, on the site of this address? INVALID with a problem.
 * Pure. */
MUST_USE enum outcome access_signed_check(struct ctx *ctx, const struct access_signed *signed_by, struct str site);
