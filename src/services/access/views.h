/* What the room's views show. */
#pragma once

#include "access/private.h"

struct role_choice {
	const char *word;  /* "officer" */
	const char *label; /* "Sign in as the ethics officer" */
};

struct access_sign_in {
	struct page page;
	struct str email;
	struct str next;
	bool refused;                    /* the address and password did not fit */
	int64_t wait_minutes;            /* above 0: too many tries */
	const struct role_choice *roles; /* of a demonstration's buttons */
	size_t n_roles;
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

struct access_account_page {
	struct page page;
	struct str name;
	struct str email;
	struct form_hidden hidden;
	const struct account_session *sessions;
	size_t n_sessions;
	const struct grant_line *grants;
	size_t n_grants;
};

/* A right in words. */
struct grant_line {
	struct str id;
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
};
