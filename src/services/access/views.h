/* What the room's views show. */
#pragma once

#include "access/factors.h"
#include "access/signing.h"

/* With a new question; the account's passkeys where it is not 0. */
MUST_USE enum outcome asked_fill(struct ctx *ctx, enum ticket_for what, int64_t account_id, struct access_asked *asked);

/* Asks again, and sends a form that came too late after all. */
struct access_confirm_page {
	struct page page;
	struct form_hidden hidden;
	struct str action;
	int64_t minutes;
	struct str password_hint;
	bool has_app;
	struct access_asked asked;
	const struct http_field *fields;
	size_t n_fields;
};

/* A form that came when its session had ended. */
struct access_kept_page {
	struct page page;
	struct form_hidden hidden;
	struct str action;
	bool is_signed_in; /* again */
	const struct http_field *fields;
	size_t n_fields;
};

/* The second step of signing in. */
struct access_step_page {
	struct page page;
	struct str ticket;
	struct str next;
	bool has_codes; /* of an app or for recovery */
	struct access_asked asked;
};

struct access_forgotten_page {
	struct page page;
	struct str email;
	bool sent;
	bool has_mail;
};

struct role_choice {
	const char *word;  /* "officer" */
	const char *label; /* "Sign in as the ethics officer" */
};

struct access_sign_in {
	struct page page;
	struct str email;
	struct str next;
	bool refused;         /* the address and password did not fit */
	int64_t wait_minutes; /* above 0: too many tries */
	struct access_asked asked;
	const struct role_choice *roles; /* of a demonstration's buttons */
	size_t n_roles;
};

/* The code of a letter is asked for. */
struct access_letter_page {
	struct page page;
	struct str code;
	int64_t days;
};

struct access_set_password {
	struct page page;
	struct str token;
	struct str name;
	struct str email;
	bool asks_who; /* the account has no e-mail address yet */
};

struct account_session {
	struct str id;
	struct str client;
	struct str since;
	struct str seen;
	bool current;
};

struct passkey_line {
	struct str id;
	struct str name;
	struct str since;
	struct str used;
};

struct access_account_page {
	struct page page;
	struct str name;
	struct str email;
	struct form_hidden hidden;
	const struct account_session *sessions;
	size_t n_sessions;
	const struct grant_line *grants;
	size_t n_grants;
	struct factors factors;
	const struct passkey_line *passkeys;
	size_t n_passkeys;
	bool must_add; /* sent here since a second step is missing */
};

struct access_app_page {
	struct page page;
	struct form_hidden hidden;
	struct str secret; /* sealed */
	struct str typed;  /* to be typed into an app, in groups */
	struct str path;   /* of the QR code */
	int64_t side;
};

struct access_passkey_page {
	struct page page;
	struct form_hidden hidden;
	struct str name;
	struct access_asked asked;
	struct str user_id; /* base64url */
	struct str user_name;
	struct str user_label;
};

struct access_codes_page {
	struct page page;
	const struct str *codes;
	size_t n_codes;
	struct str what; /* was done besides */
};

/* A right in words. */
struct grant_line {
	struct str id;
	bool administrator;
	const char *role;
	struct str body; /* empty: the whole site */
	struct str from; /* "22 November 2026" */
	struct str to;   /* empty: open */
	struct str deputy_for;
	struct str reason;
	bool later; /* not in force yet */
};

struct account_line {
	struct str id;
	struct str name;
	struct str email;
	int64_t version;
	bool disabled;
	bool waiting; /* has not set a password yet */
	bool has_second_step;
	bool asks_reason; /* the last but one administrator */
	const struct grant_line *grants;
	size_t n_grants;
};

struct access_accounts_page {
	struct page page;
	struct form_hidden hidden;
	const struct account_line *accounts;
	size_t n_accounts;
	bool may_change;
	bool too_few_administrators;
	bool second_step_required;
	bool demo;
};

struct access_invite_page {
	struct page page;
	struct form_hidden hidden;
	struct str name;
	struct str email;
	const struct choice *roles;
	size_t n_roles;
	const struct choice *bodies;
	size_t n_bodies;
};

struct access_link_page {
	struct page page;
	struct str name;
	struct str link;
	struct str mailed_to; /* the site sends it; empty: it is handed over */
	int64_t hours;
};

struct access_grant_page {
	struct page page;
	struct form_hidden hidden;
	struct str account_id;
	struct str account_name;
	struct str from;
	struct str to;
	struct str reason;
	const struct choice *roles;
	size_t n_roles;
	const struct choice *bodies;
	size_t n_bodies;
	const struct choice *principals;
	size_t n_principals;
};

struct activity_line {
	struct str when;
	struct str who;
	struct str for_whom;
	struct str act;
	struct str detail;
};

struct access_activity_page {
	struct page page;
	const struct activity_line *lines;
	size_t n_lines;
	struct str older; /* address of the next page; empty: none */
	bool readings;    /* only who read what is not public */
};
