/* An authority: its settings, address and database. Decisions D8, D12, D17. */
#pragma once

#include "db/db.h"
#include "site/feature.h"

struct site_settings {
	struct str name; /* "City of Port Alder" */
	struct str url;  /* "https://ethics.example.gov", no slash at the end: log origin, links in mail and feeds */
	struct str host; /* of the url, lower case, without the port */
	struct str zone_name; /* IANA */
	struct str colour;    /* "#1d5c63"; empty: the built-in one */
	int32_t fiscal_month; /* 1 to 12: the month in which the fiscal year begins */
	bool demo;            /* made with init --demo: may offer one-click sign-in, may take --now in writes */
};

/* A verb that opens or makes its site itself (CLI_SITE_NAMED) finds in ctx->site one that has only address and
 * features. */
struct site {
	struct site_settings settings; /* as of opening; site_settings_load reads them anew */
	const struct zone *zone;
	struct database *database;
	const struct features *features;
	struct arena *arena; /* the site's own */
	struct str address;  /* file path or postgresql:// as given */
	uint64_t serial;     /* no other that this process opened has the same */
};

/* What `init` is told. */
struct site_draft {
	struct str name, url, zone_name, colour;
	int32_t fiscal_month; /* 0: 7 in America/…, 4 otherwise is NOT guessed: 1 */
	bool demo;
};

/* Faults of a draft as problems (the url must be https, or http on localhost; a name; an existing zone; a colour with
 * enough contrast against white, 4.5:1). Pure but for reading the zone. */
MUST_USE enum outcome site_draft_check(struct ctx *ctx, const struct site_draft *draft,
				       struct site_settings *ret_settings);

/* Makes a site at the address, with every feature's tables; CONFLICT when there is one. */
MUST_USE enum outcome site_create(struct ctx *ctx, const struct features *features, struct str address,
				  const struct site_draft *draft);

/* Opens a site. `upgrade` applies pending migrations (D12). The site lives until site_close. */
MUST_USE enum outcome site_open(struct ctx *ctx, const struct features *features, struct str address, bool upgrade,
				struct site **ret_site);
/* Makes a site at a new address from a backup file, applies pending migrations and opens it. CONFLICT when there is
 * one. */
MUST_USE enum outcome site_restore(struct ctx *ctx, const struct features *features, struct str address,
				   struct str backup, struct site **ret_site);

/* What site_restore made at that address goes again; the site is closed. */
void site_restore_undo(struct ctx *ctx, struct str address);

void site_close(struct site *site);

/* ctx->site and ctx->db set for reading; ended by db_read_end. */
MUST_USE enum outcome site_read_begin(struct ctx *ctx, struct site *site);

/* The settings as stored now, in ctx's arena; INVALID with a problem when they are not those of a site. */
MUST_USE enum outcome site_settings_load(struct ctx *ctx, struct site_settings *ret_settings);

/* A write on ctx->site, as db_write; refuses ctx->now_given except on demo sites (D20). */
MUST_USE enum outcome site_write(struct ctx *ctx, enum outcome (*fn)(struct ctx *ctx, void *args), void *args);

/* The site's calendar day at ctx's now. */
struct day site_today(const struct ctx *ctx);

/* An absolute address on this site: the url and a path. */
struct str site_link(const struct ctx *ctx, struct str path);

/* The site's address as messages, summaries and logs show it: of a postgresql:// address neither password nor options.
 */
struct str site_shown(const struct ctx *ctx);

/* What the names of the files beside a site begin with (.keys, .removals): its file's path, or on PostgreSQL its host
 * name, in the folder that $ABOVEBOARD_STATE names, else $STATE_DIRECTORY, else the current one. */
struct str site_stem(const struct ctx *ctx);

/* ---- Secrets (D12): in the file SITE.keys, which its owner alone may use; never in the database or a backup. All
 * nodes of a site need the same file. ---- */

/* The secret that was put under the name ("mail.password"); NOT_FOUND when there is none. BROKEN with a problem when
 * others may read the file. */
MUST_USE enum outcome site_secret_find(struct ctx *ctx, const char *name, struct str *ret_secret);
/* Durable when it returns; replaces what was there. A {NULL, 0} removes it. Names hold no space. */
MUST_USE enum outcome site_secret_put(struct ctx *ctx, const char *name, struct str secret);
/* A key of 256 bits for that purpose ("access.seal"), 32 bytes: the same wherever the file is the same. The file is
 * made when it is first needed. */
MUST_USE enum outcome site_key(struct ctx *ctx, const char *name, struct str *ret_key);
/* The same where the file is there; NOT_FOUND where it is not, and none is made. */
MUST_USE enum outcome site_key_find(struct ctx *ctx, const char *name, struct str *ret_key);
/* Outside of a read: is there a file, and is it the one with which the site was served before? What was never served
 * knows no file as another's. */
enum keys_state { KEYS_OWN, KEYS_MISSING, KEYS_OTHERS };
MUST_USE enum outcome site_keys_state(struct ctx *ctx, enum keys_state *ret_state);
/* Outside of a read: whether the file is the one with which the site was served before, by a fingerprint in the
 * database. INVALID with a problem where several computers may serve it (PostgreSQL) and it is another; `renew` takes
 * it all the same. A site that is one file takes whatever stands beside it. */
MUST_USE enum outcome site_keys_check(struct ctx *ctx, bool renew);

/* ---- One-time form ids (D13) ---- */

/* A new id for a form that is about to be shown. */
struct str form_id_new(struct ctx *ctx);

/* Inside the write that a form asked for: CONFLICT when this id was used before, with *ret_result what that use gave
 * (an address to show); else notes the use. An empty id is INVALID. Kept 30 days. */
MUST_USE enum outcome form_id_use(struct ctx *ctx, struct str form_id, struct str *ret_result);
/* Inside the same write: what a repetition of the form is shown. */
MUST_USE enum outcome form_id_result(struct ctx *ctx, struct str form_id, struct str result);

/* ---- Several sites in one process ---- */

/* The sites served by this process, by host name. */
struct site_table;
MUST_USE enum outcome sites_open(struct ctx *ctx, const struct features *features, struct str address,
				 struct str folder, bool upgrade, struct site_table **ret_table);
void sites_close(struct site_table *table);
/* Any thread; NULL when no site has this host. When there is one site alone, localhost and loopback addresses find it
 * too. */
struct site *sites_find(const struct site_table *table, struct str host);
/* All of them, in the order of their files' names. */
size_t sites_n(const struct site_table *table);
struct site *sites_at(const struct site_table *table, size_t i);

extern const struct feature site_feature;
