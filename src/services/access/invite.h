/* Inviting people of the list to sign in, by a link in a message or a code in a letter; for room people. */
#pragma once

#include "access/access.h"
#include "crypto/crypto.h"

/* What there is of a person's account. */
struct access_standing {
	int64_t person_id;
	int64_t account_id; /* 0: there is none */
	bool has_password;
	int64_t disabled_ms; /* 0: may sign in */
	int64_t created_ms;
	int64_t until_ms; /* until when an unused link or code lets them in; 0: there is none */
};
/* In a read or write. */
MUST_USE enum outcome access_standing_of(struct ctx *ctx, int64_t person_id, struct access_standing *ret_standing);

/* In a read or write: has somebody else than this person an account with the address? */
MUST_USE enum outcome access_email_taken(struct ctx *ctx, struct str email, int64_t person_id, bool *ret_taken);

/* A code for a letter, "7D2K-…": 16 letters and digits of Crockford's base 32. Taken before the write; only its hash is
 * stored. */
struct str access_code_new(struct ctx *ctx);

struct access_invitee {
	int64_t person_id;
	struct str name, email; /* an empty address is asked for with the password */
	struct str token;       /* of a link (token_new), good for LIMIT_INVITATION_HOURS; or */
	struct str code;        /* of a letter, for LIMIT_LETTER_DAYS */
};
/* Inside a write: a link or a code for the account of this person, which is made where there is none, with no right in
 * the office. What was sent before stops working. *ret_path is the link's, empty for a code. CONFLICT when the person
 * has a password or may not sign in; INVALID with a problem when the address is none or somebody else's. */
MUST_USE enum outcome access_invite_person(struct ctx *ctx, const struct access_invitee *invitee, struct str *ret_path,
					   int64_t *ret_until_ms);

/* The dark squares of a QR code as the data of an SVG path, one unit each, in a square of *ret_side units with the
 * quiet zone. False when the text does not fit. */
bool qr_path(struct arena *arena, struct str text, struct str *ret_path, int64_t *ret_side);
