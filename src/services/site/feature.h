/* What a room adds to the program. main.c holds the one const table of these; nothing is registered at run time (D1). */
#pragma once

#include "db/db.h"
#include "http/http.h"

/* What a route asks for. Who holds which is access_may's to say. */
enum right {
	RIGHT_PUBLIC = 1,   /* anybody; the page is the same for everyone */
	RIGHT_SIGN_IN,      /* anybody, but the page may set a session */
	RIGHT_PERSON,       /* whoever is signed in */
	RIGHT_CLERK,        /* prepares: clerk or officer */
	RIGHT_OFFICER,      /* reviews and publishes */
	RIGHT_AUDIT,        /* reads: auditor, officer or administrator */
	RIGHT_ADMINISTER,   /* accounts and settings */
};

/* An entry of a menu: on public pages those of RIGHT_PUBLIC, on a signed-in person's pages those that they may use. */
struct menu_entry {
	const char *text; /* msg(…) */
	const char *href;
	enum right right;
};

struct feature {
	const char *name; /* the room's */
	const struct route *routes;
	size_t n_routes;
	const struct verb *verbs;
	size_t n_verbs;
	const struct menu_entry *menu;
	size_t n_menu;
	const struct db_migration *migrations;
	const size_t *n_migrations;
	/* Brings what this room derives up to date with what a write changed, in its transaction. NULL: derives nothing. */
	enum outcome (*follow)(struct ctx *ctx, const struct change *changes, size_t n);
	/* Checks and prepares a fresh site's own rows, in the transaction of init. NULL: needs none. */
	enum outcome (*begin)(struct ctx *ctx);
	/* Re-applies to a restored site what was removed after its backup (D10); see journal.h. NULL: nothing to do. */
	enum outcome (*remove)(struct ctx *ctx, struct str record_id);
};

/* The table and its length, as main.c has them. */
struct features {
	const struct feature *const *p;
	size_t n;
};
