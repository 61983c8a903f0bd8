#include "journal/journal_sql.h"
#include "journal/removals.h"

/* ---- journal verify ---- */

static struct str report_json(struct arena *arena, const struct journal_report *report)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_bool(&json, "verified", true);
	json_i64(&json, "size", report->head.size);
	json_str(&json, "root", hash_hex(arena, &report->head.root));
	json_i64(&json, "records", report->records);
	json_i64(&json, "erased", report->erased);
	json_end(&json);
	return buf_view(&out);
}

static struct str misfit_json(struct ctx *ctx)
{
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_bool(&json, "verified", false);
	json_begin_array(&json, "misfit");
	for (const struct problem *p = ctx->problems.first; p; p = p->next)
		json_str(&json, NULL, problem_str(ctx->arena, p));
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

static struct str report_text(struct arena *arena, const struct journal_report *report)
{
	return str_fmt(arena, "The publication log fits.\nsize    %lld\nroot    %.*s\nrecords %lld\nerased  %lld\n",
		       (long long)report->head.size, STR_ARG(hash_hex(arena, &report->head.root)),
		       (long long)report->records, (long long)report->erased);
}

static enum outcome verify_run(struct ctx *ctx, const struct cli *cli)
{
	struct journal_report report;
	enum outcome outcome = journal_verify(ctx, &report);
	if (outcome == INVALID && cli->json)
		TRY(cli_print(ctx, misfit_json(ctx)));
	TRY(outcome);
	return cli_print(ctx, cli->json ? report_json(ctx->arena, &report) : report_text(ctx->arena, &report));
}

/* ---- journal show ---- */

static const struct cli_option show_options[] = {
	{"version", CLI_INT, false, "N", "show this version instead of the newest"},
};

static struct str record_json(struct arena *arena, const struct journal_record *record)
{
	struct buf out = buf_open(arena, record->content.n + 1024);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "record", record->place.record_id);
	json_i64(&json, "version", record->place.version);
	json_i64(&json, "newest", record->newest);
	json_i64(&json, "index", record->place.index);
	json_str(&json, "time", instant_str(arena, (struct instant){record->time_ms}));
	json_str(&json, "leaf", record->leaf_bytes);
	if (record->content.p) {
		json_str(&json, "salt", str_hex(arena, record->salt));
		json_raw(&json, "content", record->content);
	}
	if (!str_empty(record->erased_ground)) {
		json_str(&json, "removed", instant_str(arena, (struct instant){record->erased_ms}));
		json_str(&json, "ground", record->erased_ground);
	}
	json_end(&json);
	return buf_view(&out);
}

static struct str record_text(struct arena *arena, const struct journal_record *record)
{
	struct buf out = buf_open(arena, record->content.n + 1024);
	buf_fmt(&out, "record    %.*s\nversion   %lld of %lld\nplace     %lld\npublished %.*s\nleaf      %.*s\n",
		STR_ARG(record->place.record_id), (long long)record->place.version, (long long)record->newest,
		(long long)record->place.index, STR_ARG(instant_str(arena, (struct instant){record->time_ms})),
		STR_ARG(record->leaf_bytes));
	if (record->content.p)
		buf_fmt(&out, "salt      %.*s\ncontent   %.*s\n", STR_ARG(str_hex(arena, record->salt)),
			STR_ARG(record->content));
	if (!str_empty(record->erased_ground))
		buf_fmt(&out, "removed   %.*s\nground    %.*s\n",
			STR_ARG(instant_str(arena, (struct instant){record->erased_ms})),
			STR_ARG(record->erased_ground));
	return buf_view(&out);
}

static enum outcome no_such_record(struct ctx *ctx, struct str record_id)
{
	(void)problem_add(ctx, "record", msg("The publication log has no record {1}"), record_id);
	return NOT_FOUND;
}

static enum outcome show_run(struct ctx *ctx, const struct cli *cli)
{
	struct journal_record record;
	enum outcome outcome = journal_find(ctx, cli->args[0], cli_int(cli, "version", 0), &record);
	if (outcome == NOT_FOUND)
		return no_such_record(ctx, cli->args[0]);
	TRY(outcome);
	return cli_print(ctx, cli->json ? record_json(ctx->arena, &record) : record_text(ctx->arena, &record));
}

/* ---- journal erase ---- */

static const struct verb verbs[] = {
	{
		.room = "journal",
		.name = "verify",
		.summary = "recompute the whole publication log and name the first record that does not fit",
		.site = CLI_SITE_OPEN,
		.example = "aboveboard journal verify --site town.db",
		.run = verify_run,
	},
	{
		.room = "journal",
		.name = "show",
		.summary = "show what the publication log has of a record",
		.args = "RECORD",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = show_options,
		.n_options = COUNT_OF(show_options),
		.example = "aboveboard journal show 06bz8xj5r3qk1w0v4n7t2hmcfe --site town.db",
		.run = show_run,
	},
};

static const struct job jobs[] = {
	{
		.name = "journal.removals",
		.about = msg("Notes beside the site whether removals that a crash interrupted were made."),
		.every_s = 3600,
		.alone = true,
		.left = removals_unsettled,
		.run = removals_settle,
	},
};

const struct feature journal_feature = {
	.name = "journal",
	.jobs = jobs,
	.n_jobs = COUNT_OF(jobs),
	.verbs = verbs,
	.n_verbs = COUNT_OF(verbs),
	.migrations = journal_migrations,
	.n_migrations = &journal_migrations_n,
};
