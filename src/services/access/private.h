/* Shared by the files of this room alone. */
#pragma once

#include "access/access.h"
#include "crypto/crypto.h"

#define DAY_OPEN INT32_MAX

#define MINUTE_MS       (60LL * 1000)
#define HOUR_MS         (60 * MINUTE_MS)
#define DAY_MS          (24 * HOUR_MS)
#define TRIES_WINDOW_MS (15 * MINUTE_MS)
/* By how much the clocks of two nodes may differ. What is later than that was written before the clock was put back:
 * it neither keeps a session alive nor anybody out. */
#define CLOCKS_APART_MS (10 * MINUTE_MS)
#define ENDED_KEPT_MS   (30 * DAY_MS)

struct account {
	int64_t id;
	int64_t version;
	struct str name;
	struct str email;
	struct str password; /* argon2id; {NULL, 0} before the first one */
	int64_t person_id;
	int64_t disabled_ms; /* 0: may sign in */
};

struct session {
	int64_t id;
	int64_t account_id;
	int64_t created_ms;
	int64_t seen_ms;
	struct str client; /* "Firefox on Windows" */
	struct str name;   /* the account's */
	int64_t person_id;
	int64_t confirmed_ms;
	bool is_first;
	int64_t n_factors;
};

/* ---- rights.c: pure ---- */

/* The grant by which the actor holds the right for the body, one of their own before a deputy's; NULL when none does.
 */
const struct grant *grant_giving(const struct actor *actor, enum right right, int64_t body_id);

/* What is typed for a role: "officer". */
const char *role_word(enum role role);

/* Faults of a grant that is about to be made. */
MUST_USE enum outcome grant_check(struct ctx *ctx, const struct grant *grant);

/* ---- identity.c: pure ---- */

/* The form under which an e-mail address is unique: without case, compatibility forms made one. */
struct str email_fold(struct arena *arena, struct str email);

/* NIST SP 800-63B section 5.1.1.2: long enough, and not one that anybody would try first; no rules of composition.
 * INVALID with a problem under `field`. */
MUST_USE enum outcome password_check(struct ctx *ctx, const char *field, struct str password, struct str name,
				     struct str email);

/* "Firefox on Windows", from a User-Agent header: enough to recognise one's own, too little to follow anybody. */
struct str client_words(struct arena *arena, struct str user_agent);

/* What the browser sent as its session's token; empty: nothing. */
struct str session_cookie(const struct ctx *ctx, const struct req *req);

/* `next` when it is a path of this site, else `otherwise`. */
struct str next_path(struct str next, struct str otherwise);

/* ---- csrf.c: pure but for the mask ---- */

/* The session's secret, masked with fresh random bytes, so that no two pages hold the same bytes (BREACH). */
struct str csrf_mask(struct ctx *ctx, struct str session_token);
/* Do two masked tokens hide the same secret? */
bool csrf_agrees(struct str a, struct str b);

/* ---- store.c ---- */

MUST_USE enum outcome account_by_id(struct ctx *ctx, int64_t id, struct account *ret_account);
MUST_USE enum outcome account_by_email(struct ctx *ctx, struct str email, struct account *ret_account);
MUST_USE enum outcome account_of_role(struct ctx *ctx, enum role role, struct account *ret_account);
MUST_USE enum outcome accounts_list(struct ctx *ctx, struct account **ret_accounts, size_t *ret_n);
MUST_USE enum outcome bodies_list(struct ctx *ctx, struct body **ret_bodies, size_t *ret_n);
MUST_USE enum outcome grants_in_force(struct ctx *ctx, int64_t account_id, struct grant **ret_grants, size_t *ret_n);
/* In force today or later, of everybody, by account. */
MUST_USE enum outcome grants_list(struct ctx *ctx, struct grant **ret_grants, size_t *ret_n);
/* Accounts that can sign in as administrator of the whole site today, not counting one grant and one account (0: all).
 */
MUST_USE enum outcome administrators_count(struct ctx *ctx, int64_t but_grant_id, int64_t but_account_id,
					   int64_t *ret_n);
MUST_USE enum outcome sessions_of(struct ctx *ctx, int64_t account_id, struct session **ret_sessions, size_t *ret_n);
MUST_USE enum outcome session_by_token(struct ctx *ctx, struct str token, struct session *ret_session);

/* Whom an unused link in its time is for; NOT_FOUND otherwise. */
struct link_owner {
	int64_t account_id;
	struct str name;
	struct str email; /* empty: to be given with the password */
};
/* By the hash of a link's token, or of a letter's code. */
MUST_USE enum outcome invitation_find(struct ctx *ctx, const struct hash *hash, bool by_letter,
				      struct link_owner *ret_owner);

#define ACCOUNT_NAME_BYTES_MAX 200

/* INVALID with a problem when an account has this address. */
MUST_USE enum outcome email_free(struct ctx *ctx, struct str email);

/* Inside a write, all below. */

/* CONFLICT when the link was used or its time is over: it works once, whoever comes second. */
MUST_USE enum outcome invitation_use(struct ctx *ctx, struct str token);
MUST_USE enum outcome account_password_put(struct ctx *ctx, int64_t account_id, struct str password_hash);
/* The name and e-mail address of an account that had none; both checked before. */
MUST_USE enum outcome account_identify(struct ctx *ctx, int64_t account_id, struct str name, struct str email);

/* ---- letter.c ---- */

/* A code was typed: a link that takes its place for an hour, with `token`; the code stays until a password is set.
 * NOT_FOUND when it is none, was used, or its time is over. */
MUST_USE enum outcome letter_enter(struct ctx *ctx, const struct hash *code, struct str token, struct str *ret_path);

/* ---- store.c, inside a write ---- */

/* A new single-use link for an account; earlier ones stop working. */
MUST_USE enum outcome invitation_put(struct ctx *ctx, int64_t account_id, struct str token, struct str *ret_path);
/* Checked by grant_check before. */
MUST_USE enum outcome grant_put(struct ctx *ctx, const struct grant *grant);
/* INVALID for the last administrator's right, and for the last but one without a reason (S6), which the activity log
 * keeps; CONFLICT when it has ended. */
MUST_USE enum outcome grant_end(struct ctx *ctx, int64_t grant_id, struct str reason);
/* INVALID for the last administrator, and for the last but one without a reason; CONFLICT when the version is not the
 * stored one. */
MUST_USE enum outcome account_disable(struct ctx *ctx, int64_t account_id, int64_t version, struct str reason);
MUST_USE enum outcome account_enable(struct ctx *ctx, int64_t account_id, int64_t version);
MUST_USE enum outcome session_put(struct ctx *ctx, int64_t account_id, struct str token, struct str client,
				  bool is_first, int64_t *ret_id);

/* One line of the activity log by somebody who is not ctx's actor (a sign-in). */
MUST_USE enum outcome activity_put(struct ctx *ctx, const struct actor *actor, const char *act, int64_t subject,
				   struct str detail);

struct activity {
	int64_t id;
	int64_t at_ms;
	struct str who;
	struct str for_whom;
	struct str act;
	int64_t subject;
	struct str detail;
};
/* Newest first, those before an id. `readings`: only who read what is not public (S18): acts with a name like
 * "registers.read". */
MUST_USE enum outcome activity_before(struct ctx *ctx, int64_t id, bool readings, size_t most,
				      struct activity **ret_rows, size_t *ret_n);

/* ---- sign_in.c ---- */

/* Who tries: one subject, or two for a stranger, the account and the network. */
struct
try {
	struct hash subjects[2];
	int64_t ids[2];
	size_t n;
};
/* `what` keeps passwords and codes apart. */
MUST_USE enum outcome try_of(struct ctx *ctx, const char *what, struct str email, const struct req *req,
			     struct try *ret_try);
/* Of somebody who is signed in. */
struct try try_of_session(struct ctx *ctx);
/* A write of its own. FORBIDDEN when the limit is reached: *ret_wait_ms says for how long. */
MUST_USE enum outcome try_begin(struct ctx *ctx, const struct try *try, int64_t *ret_wait_ms);
/* Of somebody who names no account: the network alone. */
struct try try_of_network(struct ctx *ctx, const struct req *req);
/* Inside a write: it does not count. */
MUST_USE enum outcome try_undo(struct ctx *ctx, const struct try *try);
/* Inside a write: it was the right one. */
MUST_USE enum outcome try_forget(struct ctx *ctx, const struct try *try);

/* The account of this e-mail address and password. FORBIDDEN: no such account or password, it does not say which;
 * RETRY: too many at once; *ret_wait_ms above 0: FORBIDDEN because of the limit. */
MUST_USE enum outcome sign_in_check(struct ctx *ctx, struct str email, struct str password, struct try *try,
				    struct account *ret_account, int64_t *ret_wait_ms);

/* Begun minutes; and what is said under a field. */
int64_t wait_minutes(int64_t wait_ms);
enum outcome wait_problem(struct ctx *ctx, const char *field, int64_t wait_ms);

/* ---- confirm.c ---- */

/* sign_in_check of the actor's own account, its refusals as problems under `field` (INVALID). */
MUST_USE enum outcome password_of_actor(struct ctx *ctx, const char *field, struct str password, struct try *ret_try,
					struct account *ret_account);

/* ---- session.c ---- */

/* A new session in a write of its own, after `also` (may be NULL) in the same write; sets the cookie. */
struct session_start {
	int64_t account_id; /* 0: `also` finds it out, and writes it to *account_found */
	const int64_t *account_found;
	const char *act;       /* for the activity log; NULL: none */
	const struct try *try; /* to be taken back; NULL: none */
	enum outcome (*also)(struct ctx *ctx, void *args);
	void *args;
	bool end_others; /* browsers that were known are so no more */
	bool is_first;   /* the account had no password before */
};
MUST_USE enum outcome session_start(struct ctx *ctx, const struct req *req, const struct session_start *start,
				    struct resp *resp);
/* Ends one of the actor's own sessions, in a write of its own. NOT_FOUND when it is none. */
MUST_USE enum outcome session_end(struct ctx *ctx, int64_t session_id);
/* Ends all of the actor's sessions but this one, in a write of its own. */
MUST_USE enum outcome sessions_end_others(struct ctx *ctx);
/* The token by which the browser is known, from its cookie; empty: it has none. */
struct str device_of(struct ctx *ctx, const struct req *req);
/* Did the account of this address, folded, sign in with this token before? */
MUST_USE enum outcome device_knows(struct ctx *ctx, struct str device, struct str email_folded, bool *ret_knows);
/* Tells the browser to forget the session's cookie. */
void session_cookie_clear(struct ctx *ctx, struct resp *resp);

/* True on a demo site in a process that offers one-click sign-in. */
bool demo_allowed(const struct ctx *ctx);

/* ---- What the files offer ---- */

enum outcome access_restored(struct ctx *ctx);
struct journal_record;
enum outcome access_audit(struct ctx *ctx, const struct journal_record *record);
enum outcome access_remove(struct ctx *ctx, struct str record_id);

#define ACCESS_VERBS 7
extern const struct verb access_verbs[ACCESS_VERBS];

/* Where somebody is led who signs in without having asked for a page. */
#define ACCESS_HOME "/my"
