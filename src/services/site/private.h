/* Shared by the files of this room alone. */
#pragma once

#include "site/site.h"

void site_closep(struct site **site);

/* Every feature's tables, and what follows a write; `arena` outlives the database. */
struct db_options site_db_options(struct arena *arena, const struct features *features, struct str address);

/* An address without password and options. */
struct str address_shown(struct arena *arena, struct str address);

/* Inside a write. */
MUST_USE enum outcome site_settings_put(struct ctx *ctx, const struct site_settings *settings);

/* The setting that is the fingerprint of the site's file of secrets. */
#define SITE_KEYS_PRINT "keys_print"

#define SITE_VERBS 3
extern const struct verb site_verbs[SITE_VERBS];
