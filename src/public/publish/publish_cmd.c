/* `aboveboard publish data`, and `journal erase`: here and not in journal, since whoever removes a record stands in the
 * activity log, and access comes after journal. */
#include "publish/publish_cmd.h"

#include "access/access.h"
#include "journal/journal.h"
#include "publish/bundle.h"

static const struct cli_option erase_options[] = {
	{"record", CLI_TEXT, true, "ID", "the record, as `journal show` and its public page name it"},
	{"ground", CLI_TEXT, true, "TEXT", "why it is removed; the public reads this"},
};

struct erasure {
	struct journal_seed seed;
	struct str record_id;
	struct str ground;
};

static enum outcome erase_write(struct ctx *ctx, void *args)
{
	const struct erasure *erasure = args;
	TRY(journal_erase(ctx, &erasure->seed, erasure->record_id, erasure->ground));
	struct str detail = str_fmt(ctx->arena, "%.*s: %.*s", STR_ARG(erasure->record_id), STR_ARG(erasure->ground));
	return access_log(ctx, "journal.erase", 0, detail);
}

/* A room that keeps a copy of its records must know how to drop it, or a removal would only be claimed. */
static bool room_lets_go(const struct ctx *ctx, struct str room)
{
	const struct features *features = ctx->site->features;
	for (size_t i = 0; i < features->n; i++)
		if (str_eq(str_of(features->p[i]->name), room))
			return features->p[i]->remove || !features->p[i]->audit;
	return false;
}

/* Faults that can be known are told before the removal is noted for good. */
static enum outcome erase_check(struct ctx *ctx, const struct erasure *erasure)
{
	struct journal_record record;
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome outcome = journal_find(ctx, erasure->record_id, 0, &record);
	enum outcome lets = outcome == OK ? journal_erasable(ctx, erasure->record_id) : OK;
	db_read_end(ctx);
	if (outcome == NOT_FOUND)
		(void)problem_add(ctx, "record", msg("The publication log has no record {1}"), erasure->record_id);
	TRY(outcome);
	TRY(lets);
	if (!str_empty(record.erased_ground)) {
		(void)problem_add(ctx, "record", msg("The record {1} was removed before"), erasure->record_id);
		return CONFLICT;
	}
	if (!room_lets_go(ctx, record.room))
		return problem_add(ctx, "record",
				   msg("Records of “{1}” cannot be removed yet: the site would go on showing them"),
				   record.room);
	if (str_empty(str_trim(erasure->ground)))
		return problem_add(ctx, "ground", msg("Say why the record is removed: the public reads this"));
	return OK;
}

static enum outcome erase(struct ctx *ctx, const struct cli *cli)
{
	struct erasure erasure = {journal_seed_new(ctx), cli_text(cli, "record"), cli_text(cli, "ground")};
	TRY(erase_check(ctx, &erasure));
	struct journal_removal removal = {.record_id = erasure.record_id};
	TRY(journal_removals_write(ctx, "", &removal, 1, erasure.ground, erase_write, &erasure));
	TRY(database_scrub(ctx, ctx->site->database));
	if (!cli->json)
		return cli_print(ctx,
				 str_fmt(ctx->arena,
					 "Removed the record %.*s. The publication log still shows that it was here.\n",
					 STR_ARG(erasure.record_id)));
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "record", erasure.record_id);
	json_str(&json, "ground", erasure.ground);
	json_str(&json, "removed", instant_str(ctx->arena, (struct instant){ctx->now_ms}));
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

/* Opens the site itself: a reader that main holds open would keep what was erased in the write-ahead log. */
static enum outcome erase_run(struct ctx *ctx, const struct cli *cli)
{
	struct site *named = ctx->site;
	struct site *site;
	TRY(site_open(ctx, named->features, named->address, false, &site));
	ctx->site = site;
	enum outcome outcome = erase(ctx, cli);
	ctx->site = named;
	site_close(site);
	return outcome;
}

/* ---- publish data ---- */

static const struct cli_option data_options[] = {
	{"to", CLI_TEXT, true, "FOLDER", "where to write " BUNDLE_DATABASE " and " BUNDLE_ARCHIVE},
};

static enum outcome data_run(struct ctx *ctx, const struct cli *cli)
{
	const char *folder = str_c(ctx->arena, cli_text(cli, "to"));
	db_read_end(ctx); /* it reads in short reads of its own */
	enum outcome outcome = bundle_write(ctx, folder);
	TRY(site_read_begin(ctx, ctx->site));
	TRY(outcome);
	if (!cli->json)
		return cli_print(ctx, str_fmt(ctx->arena, "Wrote %s/" BUNDLE_DATABASE " and %s/" BUNDLE_ARCHIVE ".\n",
					      folder, folder));
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "database", str_fmt(ctx->arena, "%s/" BUNDLE_DATABASE, folder));
	json_str(&json, "archive", str_fmt(ctx->arena, "%s/" BUNDLE_ARCHIVE, folder));
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

const struct verb publish_verbs[PUBLISH_VERBS] = {
	{
		.room = "journal",
		.name = "erase",
		.summary = "destroy the content of a published record; the log still shows that it was here",
		.site = CLI_SITE_NAMED,
		.options = erase_options,
		.n_options = COUNT_OF(erase_options),
		.example = "aboveboard journal erase --site town.db --record 06bz8xj5r3qk1w0v4n7t2hmcfe --ground "
			   "\"Wrong person\"",
		.run = erase_run,
	},
	{
		.room = "publish",
		.name = "data",
		.summary = "write all that is public as a SQLite database and as an archive of files",
		.site = CLI_SITE_OPEN,
		.options = data_options,
		.n_options = COUNT_OF(data_options),
		.example = "aboveboard publish data --site town.db --to /srv/open-data",
		.run = data_run,
	},
};
