/* What shows who somebody is beside a password: codes from an app, passkeys, recovery codes; and what is asked again
 * before an act that counts. Shared by the files of this room alone. */
#pragma once

#include "access/private.h"
#include "crypto/passkey.h"
#include "crypto/totp.h"
#include "journal/journal.h"
#include "mail/mail.h"

/* ---- ticket.c: a question that this site asked, in its own text: nothing is stored until it is answered ---- */

enum ticket_for {
	TICKET_SIGN_IN = 1, /* by a passkey; whose is not known yet */
	TICKET_STEP,        /* the password was right, the second step is to come */
	TICKET_CONFIRM,     /* a passkey of somebody signed in */
	TICKET_PASSKEY,     /* a new one */
	TICKET_SIGN,        /* words that a passkey signs */
};

struct ticket {
	struct str bytes; /* a passkey's challenge */
	int64_t account_id;
	int64_t expires_ms;
};

/* As text for a form; good for LIMIT_QUESTION_MINUTES. */
MUST_USE enum outcome ticket_new(struct ctx *ctx, enum ticket_for what, int64_t account_id, struct str *ret_text);
/* Of a form. INVALID with a problem under "passkey": not ours, too old, for something else. */
MUST_USE enum outcome ticket_read(struct ctx *ctx, enum ticket_for what, struct str text, struct ticket *ret_ticket);
/* Inside a write: INVALID with a problem under "passkey" when it was used before. */
MUST_USE enum outcome ticket_use(struct ctx *ctx, const struct ticket *ticket);

/* ---- factors.c: rows ---- */

struct factors {
	int64_t apps; /* 0 or 1 */
	int64_t passkeys;
	int64_t recovery_codes; /* not used yet */
};
MUST_USE enum outcome factors_of(struct ctx *ctx, int64_t account_id, struct factors *ret_factors);
static inline bool factors_any(const struct factors *factors)
{
	return factors->apps || factors->passkeys;
}
/* The accounts that have a second step, in no order. */
MUST_USE enum outcome factors_accounts(struct ctx *ctx, int64_t **ret_ids, size_t *ret_n);

struct passkey_row {
	int64_t id;
	int64_t account_id;
	struct str name;
	struct str credential;
	struct str public_key;
	int32_t algorithm;
	int64_t signs; /* passkey.h: count */
	struct str salt;
	struct str record_id; /* of the journal's record of it */
	int64_t created_ms;
	int64_t used_ms;
};
extern const struct db_spec passkey_spec;
/* NOT_FOUND when nobody has it. */
MUST_USE enum outcome passkey_by_credential(struct ctx *ctx, struct str credential, struct passkey_row *ret_row);
MUST_USE enum outcome passkeys_of(struct ctx *ctx, int64_t account_id, struct passkey_row **ret_rows, size_t *ret_n);

/* Must officers and administrators have a second step? Never on demonstrations. */
MUST_USE enum outcome second_step_required(struct ctx *ctx, bool *ret_required);

/* Inside a write, all below. */

MUST_USE enum outcome second_step_require(struct ctx *ctx, bool required);

#define RECOVERY_CODES 10

/* "7d2k-…": 80 random bits; and the hash of one as it is typed: hyphens and spaces are nothing, base 32 knows no case
 * and takes o for 0, i and l for 1. False when it is none. */
struct str code_new(struct ctx *ctx);
bool code_hash(struct str code, struct hash *ret_hash);

struct recovery {
	struct str codes[RECOVERY_CODES]; /* "7d2k-…": made before the write, shown once */
	int64_t ids[RECOVERY_CODES];
};
struct recovery recovery_new(struct ctx *ctx);
/* In place of those before. */
MUST_USE enum outcome recovery_put(struct ctx *ctx, int64_t account_id, const struct recovery *recovery);
/* FORBIDDEN when it is none, or used. */
MUST_USE enum outcome recovery_use(struct ctx *ctx, int64_t account_id, struct str code);

MUST_USE enum outcome app_put(struct ctx *ctx, int64_t account_id, struct str sealed, int64_t step);
MUST_USE enum outcome app_remove(struct ctx *ctx, int64_t account_id);

/* A passkey that is new; its key goes to the publication log as a salted hash (D8). INVALID with a problem when it is
 * there already. */
struct passkey_seed {
	struct journal_seed journal;
	unsigned char salt[16];
	int64_t id;
};
MUST_USE enum outcome passkey_put(struct ctx *ctx, int64_t account_id, struct str name, const struct passkey *passkey,
				  const struct passkey_seed *seed);
/* What the log holds of a passkey, as canonical JSON. Pure. */
struct str passkey_record(struct arena *arena, struct str public_key, struct str salt);
/* NOT_FOUND when it is none of the account's. */
MUST_USE enum outcome passkey_remove(struct ctx *ctx, int64_t account_id, int64_t id);

/* All of them: somebody lost their telephone and their codes. */
MUST_USE enum outcome factors_remove(struct ctx *ctx, int64_t account_id);

/* ---- proof.c: a code or a passkey's answer, on its way from a form into a write ---- */

struct proof {
	struct str seal_key;
	struct str code;      /* of the app, or a recovery code */
	struct ticket ticket; /* which the passkey answered */
	struct str challenge; /* what it signed instead of the ticket's bytes; empty: those */
	struct str credential;
	struct passkey_answer answer;
	bool by_passkey;
	bool needs_verified; /* the passkey must have made sure who it is */
};
/* The names of the form's fields begin with `prefix`. INVALID with a problem under "code" or "passkey" when neither is
 * there, or the passkey's answer is to no question of `what` for this account (0: any). */
MUST_USE enum outcome proof_read(struct ctx *ctx, const struct req *req, const char *prefix, enum ticket_for what,
				 int64_t account_id, struct proof *ret_proof);
/* Inside a write: holds for the account (0: whose the passkey is) and is used up. INVALID with a problem. */
MUST_USE enum outcome proof_use(struct ctx *ctx, const struct proof *proof, int64_t account_id,
				int64_t *ret_account_id);

/* The secret of a new app, sealed for the form that shows it; and back. INVALID when it is not this account's or too
 * old.
 */
MUST_USE enum outcome app_secret_seal(struct ctx *ctx, int64_t account_id, struct str secret, struct str *ret_text);
MUST_USE enum outcome app_secret_open(struct ctx *ctx, int64_t account_id, struct str text, struct str *ret_secret);
/* The same for its row. */
MUST_USE enum outcome app_secret_keep(struct ctx *ctx, int64_t account_id, struct str secret, struct str *ret_sealed);

/* ---- notice.c ---- */

enum notice {
	NOTICE_NEW_DEVICE,
	NOTICE_PASSWORD,
	NOTICE_APP_ADDED,
	NOTICE_APP_REMOVED,
	NOTICE_PASSKEY_ADDED,
	NOTICE_PASSKEY_REMOVED,
	NOTICE_CODES,
	NOTICE_CODE_USED,
	NOTICE_FACTORS_REMOVED,
};
/* Inside a write: tells the account's owner, where the site has a mail server and the account an address. Never the
 * reason why something is not done. */
MUST_USE enum outcome notice_put(struct ctx *ctx, const struct mail_seed *seed, int64_t account_id, enum notice notice,
				 struct str detail);
/* Inside a write: the link that sets a password, to the account's address. */
MUST_USE enum outcome link_mail(struct ctx *ctx, const struct mail_seed *seed, const struct account *account,
				struct str path);

/* ---- confirm.c ---- */

/* Was this form sent by somebody who showed lately who they are? If not, *ret_answered is true and the answer a page
 * that asks, and that sends the form again. For forms without files. */
MUST_USE enum outcome confirm_form(struct ctx *ctx, const struct req *req, struct resp *resp, bool *ret_answered);
