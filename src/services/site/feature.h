/* What a room adds to the program. main.c holds the one const table of these; nothing is registered at run time (D1). */
#pragma once

#include "db/db.h"
#include "http/http.h"

/* An entry of a menu: on public pages those of RIGHT_PUBLIC, on a signed-in person's pages those that they may use. */
struct menu_entry {
	const char *text; /* msg(…) */
	const char *href;
	int right; /* enum right of access.h */
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
