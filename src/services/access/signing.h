/* Words that somebody signs with a passkey of their own (D8), for rooms after this one: the passkey answers the hash of
 * the words, which hold a nonce of this site, so that one answer is one signature and shows later what was signed. */
#pragma once

#include "access/access.h"
#include "crypto/crypto.h"
#include "crypto/passkey.h"

/* A form that a passkey answers: assets/passkey.mjs. */
struct access_asked {
	const char *prefix;  /* of its fields' names */
	struct str question; /* a ticket, and the challenge where nothing else is; empty: no passkey is asked for */
	struct str host;
	struct str known; /* ids of passkeys, with spaces between; empty: any */
};

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
