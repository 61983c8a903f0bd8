/* Accounts, sign-in, sessions, rights, the activity log. OWASP ASVS 5.0; NIST SP 800-63B for passwords. */
#pragma once

#include "html/components.h"
#include "http/http.h"
#include "site/site.h"

enum role { ROLE_PERSON = 1, ROLE_CLERK, ROLE_OFFICER, ROLE_AUDITOR, ROLE_ADMINISTRATOR };

/* "ethics officer", in the source language; for pages and the activity log. */
const char *role_name(enum role role);
bool role_parse(struct str s, enum role *ret_role);

struct grant {
	int64_t id;
	int64_t account_id;
	enum role role;
	int64_t body_id; /* people's organization; 0: the whole site */
	struct day from;
	struct day to;      /* last day; n == INT32_MAX: open */
	int64_t deputy_for; /* the account for whom a deputy acts; 0: none */
	struct str reason;  /* of a deputy */
};

/* Who acts. In ctx->actor during a request or command. */
struct actor {
	int64_t account_id; /* 0: the command line of the machine's administrator */
	int64_t person_id;  /* people's person; 0: the account belongs to no member */
	int64_t session_id;
	int64_t confirmed_ms; /* when a password, code or passkey last showed in this session who it is */
	bool has_second_step; /* an app or a passkey */
	bool first_session;   /* in which the account's first password was set */
	int64_t acts_for;     /* the account whose deputy acts in this request, when only a deputy's right allows it; 0:
				 none */
	struct str name;
	struct str csrf;            /* the session's token, masked anew for each page (BREACH) */
	const struct grant *grants; /* those in force on ctx's day */
	size_t n_grants;
	const struct body *bodies; /* the body tree, by id; loaded when a grant names a body */
	size_t n_bodies;
};

/* What access knows of people's organizations. */
struct body {
	int64_t id;
	int64_t parent_id; /* 0: none */
	struct str name;
	struct str slug; /* as addresses have it */
};

/* Whoever runs a command on the machine: may do all, account 0, "command line". main sets ctx->actor to it for verbs.
 */
extern const struct actor access_command_line;

/* Asked for as a body: what belongs to no body, such as a code. Only a right for the whole site covers it. */
#define ACCESS_WHOLE_SITE (-1)

/* True when the actor holds the right for this body, one above it or the whole site (body 0 asks: anywhere). Pure. */
bool access_may(const struct ctx *ctx, enum right right, int64_t body_id);

/* FORBIDDEN with a problem unless access_may. For rules that depend on the row, beyond the route's right. Settles for
 * whom a deputy acts: ctx->actor may be another pointer afterwards. */
MUST_USE enum outcome access_need(struct ctx *ctx, enum right right, int64_t body_id);

/* Inside a write: one line of the activity log. `act` is the program's own word ("codes.publish"); `subject` a row id
 * or 0; `detail` is shown to auditors and holds no text that S1 withholds. Says by itself who acts and for whom. */
MUST_USE enum outcome access_log(struct ctx *ctx, const char *act, int64_t subject, struct str detail);
/* Inside a write: the details of all that was done to this row go, since it is removed (D10). Who acted when remains.
 */
MUST_USE enum outcome access_log_forget(struct ctx *ctx, int64_t subject);

/* ---- Requests ---- */

/* Finds the session of the request's cookie and sets ctx->actor; a visitor leaves it NULL. Never fails for a bad
 * cookie. ctx->db is a reader. */
MUST_USE enum outcome access_identify(struct ctx *ctx, const struct req *req);

/* May this request use its route? FORBIDDEN, with *ret_sign_in true when the answer is to sign in first: then redirect
 * to
 * "/sign-in?next=" and the encoded path (access takes only a path of this site). Checks the CSRF token where the route
 * says so; that a POST comes from a page of this site at all, http has checked by its origin. */
MUST_USE enum outcome access_admit(struct ctx *ctx, const struct req *req, bool *ret_sign_in);

/* After access_admit refused: a form whose session has ended is shown again with all that was typed but secrets, to be
 * sent once more after signing in (in another tab); *ret_answered is true then. */
MUST_USE enum outcome access_keep(struct ctx *ctx, const struct req *req, struct resp *resp, bool *ret_answered);

/* The hidden fields for a form on this page (CSRF token, one-time id, the row's version). */
struct form_hidden access_form(struct ctx *ctx, int64_t version);

/* ---- Pages ---- */

/* What stands around a page: the site's name, the menu that the features offer, and, where ctx->actor is somebody,
 * their name and token. On a public route ctx->actor is NULL for everyone, so that the page's bytes are the same for
 * all (D5). */
struct page access_page(struct ctx *ctx, struct str title);

/* Does the menu show the entry to ctx->actor? */
bool access_menu_shows(const struct ctx *ctx, const struct menu_entry *entry);

/* Offers one-click sign-in in each role on demo sites, in this process (`serve --demo`). */
void access_demo_allow(void);

/* ---- Confirming ---- */

/* After access_admit, before the handler: office pages need a second step of officers and administrators where the site
 * asks for it, and a form of theirs (a route of RIGHT_OFFICER or RIGHT_ADMINISTER) needs a sign-in or confirmation in
 * the last LIMIT_CONFIRM_MINUTES. If not, *ret_answered is true and `resp` leads there; the page that asks sends the
 * same form again, so that a handler never notices. */
MUST_USE enum outcome access_guard(struct ctx *ctx, const struct req *req, struct resp *resp, bool *ret_answered);

/* Has the last sign-in or confirmation been longer ago than LIMIT_CONFIRM_MINUTES? Then a form that counts asks for the
 * password. */
bool access_step_up_due(const struct ctx *ctx);

/* Outside a write, for a form with a password of its own, such as that of signing: the password in `field` where there
 * is one, and there must be one when access_step_up_due. Tries are limited for the session, and checked in the same
 * queue as sign-ins. INVALID with a problem under `field`: empty, wrong, or too many tries; RETRY: too many at once;
 * FORBIDDEN for the command line. */
MUST_USE enum outcome access_step_up(struct ctx *ctx, const struct req *req, const char *field);

/* What confirms for an account that one click made on a demonstration and that has no password of its own: shown beside
 * the field. Empty for every other account, and everywhere but on demo sites served with --demo. */
MUST_USE enum outcome access_demo_password(struct ctx *ctx, struct str *ret_password);

/* ---- Accounts ---- */

/* Inside a write: an account and a single-use link for its password. `token` is from token_new, before the write.
 * *ret_path is the path with the token; only its hash is stored; it works once, for LIMIT_INVITATION_HOURS. An empty
 * name or e-mail is asked for on the page that the link opens. INVALID with problems: an e-mail address that is none or
 * has an account. */
MUST_USE enum outcome access_invite(struct ctx *ctx, struct str name, struct str email, int64_t person_id,
				    enum role role, int64_t body_id, struct str token, struct str *ret_path,
				    int64_t *ret_account_id);

/* Inside a write, before access_invite: INVALID with a problem when the person has an account already. A second one
 * would let whoever has its link sign for them. */
MUST_USE enum outcome access_person_free(struct ctx *ctx, int64_t person_id);

/* Inside a write: people's `_put`: the person holds no post any more, so rights that came with it end (S6). */
MUST_USE enum outcome access_put_person_ended(struct ctx *ctx, int64_t person_id, struct day last_day);

/* Inside a write: people's `_put`: the person holds a post until that day (INT32_MAX: open). The right of a member that
 * ended earlier, with another post, lasts as long; any other right an administrator gives anew. */
MUST_USE enum outcome access_put_person_holds(struct ctx *ctx, int64_t person_id, struct day last_day);

/* Inside a write: people's `_put`: the person was removed. Their account lets nobody in any more and keeps no name,
 * address, password, passkey or session; what the activity log says of it goes too. Harmless when repeated. */
MUST_USE enum outcome access_put_person_removed(struct ctx *ctx, int64_t person_id);

/* Inside a write: two persons were found to be one, or one to be two: `from`'s account belongs to `to` from now on.
 * *ret_moved: there was one. INVALID with a problem when `to` has an account already: then an administrator disables
 * one of them first. */
MUST_USE enum outcome access_put_person_merged(struct ctx *ctx, int64_t from, int64_t to, bool *ret_moved);

/* Inside a write: people's `_put` of a body as it is now: its place in the tree, its name and slug. A right for a body
 * holds below it. */
MUST_USE enum outcome access_put_body(struct ctx *ctx, int64_t body_id, int64_t parent_id, struct str name,
				      struct str slug);

/* ---- Reaching people ---- */

/* An account that is not disabled and has an e-mail address. */
struct access_reach {
	int64_t account_id;
	int64_t person_id; /* 0: the account belongs to no member */
	struct str name, email;
};
/* In a read or write; NOT_FOUND when there is none. */
MUST_USE enum outcome access_reach_person(struct ctx *ctx, int64_t person_id, struct access_reach *ret_reach);
MUST_USE enum outcome access_reach_account(struct ctx *ctx, int64_t account_id, struct access_reach *ret_reach);
MUST_USE enum outcome access_reach_email(struct ctx *ctx, struct str email, struct access_reach *ret_reach);
/* Who holds the role today for the body, one above it or the whole site, deputies too, by account; their names and
 * addresses are not filled. */
MUST_USE enum outcome access_holders(struct ctx *ctx, enum role role, int64_t body_id,
				     struct access_reach **ret_holders, size_t *ret_n);

extern const struct feature access_feature;
