/* The sites of one process, found by host name. Filled by sites_open, never changed after: lookups take no lock. */
#include "site/private.h"

#include <dirent.h>
#include <errno.h>

struct site_table {
	struct arena *arena;
	struct site **sites;
	size_t n;
	struct site **slots; /* open addressing; a power of two, at most half full */
	size_t n_slots;
};

/* FNV-1a, 64 bits. */
static uint64_t host_hash(struct str host)
{
	uint64_t hash = 0xcbf29ce484222325u;
	for (size_t i = 0; i < host.n; i++)
		hash = (hash ^ (unsigned char)host.p[i]) * 0x100000001b3u;
	return hash;
}

/* The slot of this host, or the empty one where it would stand. */
static struct site **slot_of(const struct site_table *table, struct str host)
{
	size_t at = (size_t)host_hash(host) & (table->n_slots - 1);
	while (table->slots[at] && !str_eq(table->slots[at]->settings.host, host))
		at = (at + 1) & (table->n_slots - 1);
	return &table->slots[at];
}

static bool is_loopback(struct str host)
{
	return str_eq(host, STR("localhost")) || str_starts(host, STR("127.")) || str_eq(host, STR("::1")) ||
	       str_eq(host, STR("[::1]"));
}

struct site *sites_find(const struct site_table *table, struct str host)
{
	struct site *site = *slot_of(table, host);
	return !site && table->n == 1 && is_loopback(host) ? table->sites[0] : site;
}

size_t sites_n(const struct site_table *table)
{
	return table->n;
}

struct site *sites_at(const struct site_table *table, size_t i)
{
	return table->sites[i];
}

void sites_close(struct site_table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < table->n; i++)
		site_close(table->sites[i]);
	arena_close(table->arena);
}

static void sites_closep(struct site_table **table)
{
	sites_close(*table);
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void closedirp(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* The folder's *.db files in the order of their names, behind what `addresses` holds already; room for LIMIT_SITES. */
static enum outcome list_folder(struct ctx *ctx, struct str folder, struct str *addresses, size_t *n)
{
	CLEANUP(closedirp) DIR *dir = opendir(str_c(ctx->arena, folder));
	if (!dir) {
		const char *why = strerrordesc_np(errno);
		return problem_add(ctx, "--sites", msg("the folder {1} cannot be read: {2}"), folder,
				   str_of(why ? why : "unknown fault"));
	}
	size_t first = *n;
	for (const struct dirent *entry; (entry = readdir(dir));) {
		struct str name = str_of(entry->d_name);
		if (!str_ends(name, STR(".db")) || name.p[0] == '.')
			continue;
		if (*n == LIMIT_SITES)
			return problem_add(ctx, "--sites", msg("{1} holds more than {2} sites"), folder,
					   str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_SITES));
		addresses[(*n)++] = str_fmt(ctx->arena, "%.*s/%s", STR_ARG(folder), entry->d_name);
	}
	qsort(addresses + first, *n - first, sizeof(*addresses), by_name);
	return OK;
}

static enum outcome open_one(struct ctx *ctx, const struct features *features, struct str address, bool upgrade,
			     struct site_table *table)
{
	struct site *site;
	TRY(site_open(ctx, features, address, upgrade, &site));
	struct site **slot = slot_of(table, site->settings.host);
	if (*slot) {
		(void)problem_add(ctx, "--sites", msg("{1} and {2} are both the site of {3}: a host name has one site"),
				  address_shown(ctx->arena, (*slot)->address), address_shown(ctx->arena, address),
				  site->settings.host);
		site_close(site);
		return INVALID;
	}
	*slot = site;
	table->sites[table->n++] = site;
	return OK;
}

enum outcome sites_open(struct ctx *ctx, const struct features *features, struct str address, struct str folder,
			bool upgrade, struct site_table **ret_table)
{
	struct str *addresses = arena_array(ctx->arena, struct str, LIMIT_SITES + 1);
	size_t n = 0;
	if (address.n)
		addresses[n++] = address;
	if (folder.n)
		TRY(list_folder(ctx, folder, addresses, &n));
	if (n == 0)
		return problem_add(ctx, "--sites", msg("there is no site (*.db) in {1}; aboveboard init makes one"),
				   folder);

	struct arena *arena = arena_open(0);
	CLEANUP(sites_closep) struct site_table *table = arena_new(arena, struct site_table);
	table->arena = arena;
	table->sites = arena_array(arena, struct site *, n);
	for (table->n_slots = 2; table->n_slots < 2 * n;)
		table->n_slots *= 2;
	table->slots = arena_array(arena, struct site *, table->n_slots);
	enum outcome worst = OK;
	for (size_t i = 0; i < n; i++) {
		enum outcome outcome = open_one(ctx, features, addresses[i], upgrade, table);
		if (outcome != OK && outcome != INVALID)
			return outcome;
		worst = outcome == OK ? worst : outcome;
	}
	TRY(worst);
	*ret_table = table;
	table = NULL;
	return OK;
}
