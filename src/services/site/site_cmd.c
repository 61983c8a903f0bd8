/* `aboveboard backup`, `upgrade`, `limits`. */
#include "site/private.h"

#include <sys/stat.h>

static enum outcome print_json(struct ctx *ctx, struct buf *json)
{
	buf_lit(json, "\n");
	return cli_print(ctx, buf_view(json));
}

/* ---- backup ---- */

static enum outcome backup_run(struct ctx *ctx, const struct cli *cli)
{
	const char *path = str_c(ctx->arena, cli->args[0]);
	enum outcome outcome = database_backup(ctx, ctx->site->database, path);
	if (outcome == CONFLICT && !ctx->problems.first)
		(void)problem_add(ctx, "", msg("there is a file {1} already; nothing was changed"), cli->args[0]);
	TRY(outcome);
	struct stat made;
	int64_t bytes = stat(path, &made) == 0 ? made.st_size : 0;
	struct str stem = site_stem(ctx);
	cli_say("Backed up %.*s to %s (%lld bytes).", STR_ARG(site_shown(ctx)), path, (long long)bytes);
	cli_say("Not in the backup, and to be kept apart from it: %.*s.keys (secrets) and %.*s.removals (what was "
		"erased; "
		"restore erases it again). Copy them where they exist.",
		STR_ARG(stem), STR_ARG(stem));
	if (!cli->json)
		return OK;
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "site", site_shown(ctx));
	json_str(&json, "backup", cli->args[0]);
	json_i64(&json, "bytes", bytes);
	json_end(&json);
	return print_json(ctx, &out);
}

/* ---- upgrade ---- */

static enum outcome upgrade_run(struct ctx *ctx, const struct cli *cli)
{
	CLEANUP(site_closep) struct site *site = NULL;
	TRY(site_open(ctx, ctx->site->features, ctx->site->address, true, &site));
	cli_say("%.*s is up to date with aboveboard " ABOVEBOARD_VERSION ".",
		STR_ARG(address_shown(ctx->arena, site->address)));
	if (!cli->json)
		return OK;
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_str(&json, "site", address_shown(ctx->arena, site->address));
	json_str(&json, "program", STR(ABOVEBOARD_VERSION));
	json_bool(&json, "up_to_date", true);
	json_end(&json);
	return print_json(ctx, &out);
}

/* ---- limits ---- */

struct limit {
	const char *name;
	uint64_t value;
	const char *unit;
	const char *what;
};

#define LIMIT_ROW(limit_name, limit_value, limit_unit, limit_what)                                                     \
	{#limit_name, (limit_value), (limit_unit), (limit_what)},
static const struct limit limits[] = {LIMITS(LIMIT_ROW)};

/* LIMIT_FORM_BYTES is shown as form-bytes. */
static struct str limit_shown(struct arena *arena, const struct limit *limit)
{
	struct str name = str_of(limit->name);
	name = str_slice(name, sizeof("LIMIT_") - 1, name.n);
	char *shown = arena_copy(arena, name.p, name.n);
	for (size_t i = 0; i < name.n; i++)
		shown[i] = shown[i] == '_' ? '-' : (char)(shown[i] - 'A' + 'a');
	return str_bytes(shown, name.n);
}

static enum outcome limits_run(struct ctx *ctx, const struct cli *cli)
{
	struct buf out = buf_open(ctx->arena, 8192);
	struct json json = json_open(&out, JSON_PLAIN);
	if (cli->json) {
		json_begin_object(&json, NULL);
		json_begin_array(&json, "limits");
	} else if (cli->csv) {
		const struct str head[] = {STR("name"), STR("value"), STR("unit"), STR("bounds")};
		cli_csv_row(&out, head, COUNT_OF(head));
	}
	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		struct str name = limit_shown(ctx->arena, &limits[i]);
		if (cli->json) {
			json_begin_object(&json, NULL);
			json_str(&json, "name", name);
			json_i64(&json, "value", (int64_t)limits[i].value);
			json_str(&json, "unit", str_of(limits[i].unit));
			json_str(&json, "bounds", str_of(limits[i].what));
			json_end(&json);
		} else if (cli->csv) {
			const struct str row[] = {
				name,
				str_fmt(ctx->arena, "%llu", (unsigned long long)limits[i].value),
				str_of(limits[i].unit),
				str_of(limits[i].what),
			};
			cli_csv_row(&out, row, COUNT_OF(row));
		} else {
			buf_fmt(&out, "%-22.*s %12llu %-12s %s\n", STR_ARG(name), (unsigned long long)limits[i].value,
				limits[i].unit, limits[i].what);
		}
	}
	if (!cli->json)
		return cli_print(ctx, buf_view(&out));
	json_end(&json);
	json_end(&json);
	return print_json(ctx, &out);
}

const struct verb site_verbs[SITE_VERBS] = {
	{
		.name = "backup",
		.summary = "copy a site, consistently and while it serves, to one file",
		.args = "FILE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard backup --site city.db city-2026-11-22.backup",
		.run = backup_run,
	},
	{
		.name = "upgrade",
		.summary = "bring a site's database up to date with this program",
		.site = CLI_SITE_NAMED,
		.example = "aboveboard upgrade --site city.db",
		.run = upgrade_run,
	},
	{
		.name = "limits",
		.summary = "print every limit of the program",
		.site = CLI_NO_SITE,
		.csv = true,
		.example = "aboveboard limits --json",
		.run = limits_run,
	},
};
