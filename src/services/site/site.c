/* A site's life: made, opened, read, written, closed. */
#include "site/private.h"

#include <stdlib.h>
#include <unistd.h>

static enum outcome follow(struct ctx *ctx, const struct change *changes, size_t n)
{
	const struct features *features = ctx->site->features;
	for (size_t i = 0; i < features->n; i++) {
		if (features->p[i]->follow)
			TRY(features->p[i]->follow(ctx, changes, n));
	}
	return OK;
}

struct db_options site_db_options(struct arena *arena, const struct features *features, struct str address)
{
	const struct db_migration **migrations = arena_array(arena, const struct db_migration *, features->n);
	size_t *migrations_n = arena_array(arena, size_t, features->n);
	size_t n = 0;
	for (size_t i = 0; i < features->n; i++) {
		if (!features->p[i]->migrations)
			continue;
		migrations[n] = features->p[i]->migrations;
		migrations_n[n++] = *features->p[i]->n_migrations;
	}
	return (struct db_options){
		.address = address,
		.migrations = migrations,
		.migrations_n = migrations_n,
		.n_rooms = n,
		.follow = follow,
	};
}

static struct site *site_begin(const struct features *features, struct str address)
{
	static _Atomic uint64_t opened;
	struct arena *arena = arena_open(0);
	struct site *site = arena_new(arena, struct site);
	site->arena = arena;
	site->serial = ++opened;
	site->features = features;
	site->address = str_dup(arena, address);
	return site;
}

void site_close(struct site *site)
{
	if (!site)
		return;
	database_close(site->database);
	arena_close(site->arena);
}

void site_closep(struct site **site)
{
	site_close(*site);
}

/* ---- Making ---- */

static enum outcome write_first_rows(struct ctx *ctx, void *args)
{
	TRY(site_settings_put(ctx, args));
	const struct features *features = ctx->site->features;
	for (size_t i = 0; i < features->n; i++) {
		if (features->p[i]->begin)
			TRY(features->p[i]->begin(ctx));
	}
	return OK;
}

/* A site that was begun and could not be finished leaves no file. PostgreSQL's tables stay: the next init says so. */
static void remove_files(struct ctx *ctx, struct str address)
{
	static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
	for (size_t i = 0; i < COUNT_OF(endings); i++)
		(void)unlink(str_c(ctx->arena, str_fmt(ctx->arena, "%.*s%s", STR_ARG(address), endings[i])));
}

enum outcome site_create(struct ctx *ctx, const struct features *features, struct str address,
			 const struct site_draft *draft)
{
	struct site_settings settings;
	TRY(site_draft_check(ctx, draft, &settings));
	CLEANUP(site_closep) struct site *site = site_begin(features, address);
	struct db_options options = site_db_options(site->arena, features, address);
	options.create = true;
	enum outcome opened = database_open(ctx, &options, &site->database);
	if (opened == CONFLICT && !ctx->problems.first)
		(void)problem_add(ctx, "--site", msg("there is a site at {1} already; nothing was changed"),
				  address_shown(ctx->arena, address));
	TRY(opened);

	struct site *before = ctx->site;
	ctx->site = site;
	enum outcome outcome = db_write(ctx, site->database, write_first_rows, &settings);
	ctx->site = before;
	if (outcome != OK && database_engine(site->database) == DB_SQLITE) {
		database_close(site->database);
		site->database = NULL;
		remove_files(ctx, address);
	}
	return outcome;
}

/* ---- Opening ---- */

static struct site_settings settings_dup(struct arena *arena, const struct site_settings *settings)
{
	struct site_settings copy = *settings;
	copy.name = str_dup(arena, settings->name);
	copy.url = str_dup(arena, settings->url);
	copy.host = str_dup(arena, settings->host);
	copy.zone_name = str_dup(arena, settings->zone_name);
	copy.colour = str_dup(arena, settings->colour);
	return copy;
}

static enum outcome read_settings(struct ctx *ctx, struct site *site)
{
	struct ctx reading = *ctx;
	TRY(site_read_begin(&reading, site));
	struct site_settings settings;
	enum outcome outcome = site_settings_load(&reading, &settings);
	db_read_end(&reading);
	ctx->problems = reading.problems;
	TRY(outcome);
	site->settings = settings_dup(site->arena, &settings);
	return zone_open(ctx, site->settings.zone_name, &site->zone);
}

enum outcome site_open(struct ctx *ctx, const struct features *features, struct str address, bool upgrade,
		       struct site **ret_site)
{
	CLEANUP(site_closep) struct site *site = site_begin(features, address);
	struct db_options options = site_db_options(site->arena, features, site->address);
	options.upgrade = upgrade;
	struct site *before = ctx->site;
	ctx->site = site;
	enum outcome outcome = database_open(ctx, &options, &site->database);
	ctx->site = before;
	TRY(outcome);
	TRY(read_settings(ctx, site));
	*ret_site = site;
	site = NULL;
	return OK;
}

enum outcome site_restore(struct ctx *ctx, const struct features *features, struct str address, struct str backup,
			  struct site **ret_site)
{
	CLEANUP(site_closep) struct site *restoring = site_begin(features, address);
	struct db_options options = site_db_options(restoring->arena, features, restoring->address);
	options.create = true;
	options.upgrade = true;
	enum outcome outcome = database_restore(ctx, str_c(ctx->arena, backup), &options);
	if (outcome == CONFLICT && !ctx->problems.first)
		(void)problem_add(ctx, "--site", msg("there is a site at {1} already; nothing was changed"),
				  address_shown(ctx->arena, address));
	TRY(outcome);
	return site_open(ctx, features, address, true, ret_site);
}

void site_restore_undo(struct ctx *ctx, struct str address)
{
	database_destroy(str_c(ctx->arena, address));
}

/* ---- Using ---- */

enum outcome site_read_begin(struct ctx *ctx, struct site *site)
{
	ctx->site = site;
	return db_read_begin(ctx, site->database);
}

enum outcome site_write(struct ctx *ctx, enum outcome (*fn)(struct ctx *ctx, void *args), void *args)
{
	if (ctx->now_given && !ctx->site->settings.demo)
		return problem_add(ctx, "--now",
				   msg("--now is for reading: only a demonstration site is written at another time"));
	return db_write(ctx, ctx->site->database, fn, args);
}

struct day site_today(const struct ctx *ctx)
{
	return zone_day(ctx->site->zone, (struct instant){ctx->now_ms});
}

struct str site_link(const struct ctx *ctx, struct str path)
{
	struct buf link = buf_open(ctx->arena, ctx->site->settings.url.n + path.n);
	buf_str(&link, ctx->site->settings.url);
	buf_str(&link, path);
	return buf_view(&link);
}

static bool is_server(struct str address)
{
	return str_starts(address, STR("postgresql://")) || str_starts(address, STR("postgres://"));
}

struct str address_shown(struct arena *arena, struct str address)
{
	if (!is_server(address))
		return address;
	size_t user = str_find(address, STR("://"), 0) + 3;
	size_t end = str_find_char(address, '?', user);
	size_t path = str_find_char(address, '/', user);
	size_t host = user;
	/* The last '@' before the path ends what may hold a password, in which '@' may stand unescaped. */
	for (size_t i = user; i < address.n && i < path && i < end; i++) {
		if (address.p[i] == '@')
			host = i + 1;
	}
	return str_fmt(arena, "%.*s%.*s", STR_ARG(str_slice(address, 0, user)), STR_ARG(str_slice(address, host, end)));
}

struct str site_shown(const struct ctx *ctx)
{
	return address_shown(ctx->arena, ctx->site->address);
}

/* A site on a server has no folder of its own: the service's, wherever a command happens to be run. */
struct str site_stem(const struct ctx *ctx)
{
	if (!is_server(ctx->site->address))
		return ctx->site->address;
	const char *folder = getenv("ABOVEBOARD_STATE");
	if (!folder)
		folder = getenv("STATE_DIRECTORY"); /* systemd's StateDirectory= */
	struct str host = ctx->site->settings.host;
	return folder && *folder ? str_fmt(ctx->arena, "%s/%.*s", folder, STR_ARG(host)) : host;
}
