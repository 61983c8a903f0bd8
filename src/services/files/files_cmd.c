/* `aboveboard files …`, and what the room adds to the program. */
#include "base/cli.h"
#include "files/files_sql.h"
#include "files/private.h"

/* ---- files show ---- */

static enum outcome figures_print(struct ctx *ctx, const struct cli *cli)
{
	struct files_figures figures;
	TRY(files_figures(ctx, &figures));
	struct buf out = buf_open(ctx->arena, 128);
	if (cli->json) {
		struct json json = json_open(&out, JSON_INDENTED);
		json_begin_object(&json, NULL);
		json_i64(&json, "files", figures.files);
		json_i64(&json, "bytes", figures.bytes);
		json_i64(&json, "quota", figures.quota);
		json_end(&json);
	} else {
		buf_fmt(&out, "%lld files, %lld bytes; room for %lld bytes\n", (long long)figures.files,
			(long long)figures.bytes, (long long)figures.quota);
	}
	return cli_print(ctx, buf_view(&out));
}

/* ---- files quota ---- */

static enum outcome quota_write(struct ctx *ctx, void *args)
{
	TRY(files_quota_put(ctx, *(const int64_t *)args));
	return access_log(ctx, "files.quota", 0, str_fmt(ctx->arena, "%lld", (long long)*(const int64_t *)args));
}

static enum outcome quota_run(struct ctx *ctx, const struct cli *cli)
{
	int64_t megabytes = cli_int(cli, "megabytes", 0);
	struct site *site = ctx->site;
	if (megabytes < 1 || megabytes > INT64_C(16) * 1024 * 1024)
		return problem_add(ctx, "--megabytes", msg("Enter a number from 1 to 16777216"));
	int64_t bytes = megabytes << 20;
	TRY(site_write(ctx, quota_write, &bytes));
	db_read_end(ctx);
	TRY(site_read_begin(ctx, site));
	return figures_print(ctx, cli);
}

/* ---- files verify ---- */

struct kept {
	int64_t id;
	struct str key;
	bool is_public;
	int32_t kind;
	int64_t bytes;
};
static const struct db_col kept_cols[] = {
	DB_COL_I64(struct kept, id),   DB_COL_BYTES(struct kept, key), DB_COL_BOOL(struct kept, is_public),
	DB_COL_I32(struct kept, kind), DB_COL_I64(struct kept, bytes),
};
static const struct db_spec kept_spec = DB_SPEC(struct kept, kept_cols);

struct verifying {
	int64_t good, bad;
};

static enum outcome kept_verify(struct ctx *ctx, const void *row, void *arg)
{
	const struct kept *kept = row;
	struct verifying *verifying = arg;
	bool fits;
	TRY(file_fits(ctx, kept->id, kept->key, kept->is_public, kept->bytes, &fits));
	verifying->good += fits;
	verifying->bad += !fits;
	if (!fits)
		cli_say("File %lld is damaged, or was sealed under another key.", (long long)kept->id);
	return OK;
}

static enum outcome verify_run(struct ctx *ctx, const struct cli *cli)
{
	struct verifying verifying = {0};
	TRY(db_each(ctx, &files_sql_everything, DB_NO_PARAMS, &kept_spec, kept_verify, &verifying));
	struct buf out = buf_open(ctx->arena, 64);
	if (cli->json)
		buf_fmt(&out, "{\"whole\": %lld, \"damaged\": %lld}\n", (long long)verifying.good,
			(long long)verifying.bad);
	else
		buf_fmt(&out, "%lld files are whole, %lld are not.\n", (long long)verifying.good,
			(long long)verifying.bad);
	TRY(cli_print(ctx, buf_view(&out)));
	return verifying.bad ? problem_add(ctx, "", msg("Take these files from a backup.")) : OK;
}

static const struct cli_option quota_options[] = {
	{"megabytes", CLI_INT, true, "N", "how much the site may keep, in MB of 1,048,576 bytes"},
};

static const struct verb verbs[] = {
	{
		.room = "files",
		.name = "show",
		.summary = "how many files the site keeps, and for how many it has room",
		.site = CLI_SITE_OPEN,
		.example = "aboveboard files show --site city.db",
		.run = figures_print,
	},
	{
		.room = "files",
		.name = "quota",
		.summary = "say how much the files of the site may take",
		.site = CLI_SITE_OPEN,
		.options = quota_options,
		.n_options = COUNT_OF(quota_options),
		.example = "aboveboard files quota --site city.db --megabytes 2048",
		.run = quota_run,
	},
	{
		.room = "files",
		.name = "verify",
		.summary = "read every file and compare it with its fingerprint",
		.site = CLI_SITE_OPEN,
		.example = "aboveboard files verify --site city.db",
		.run = verify_run,
	},
};

const struct feature files_feature = {
	.name = "files",
	.verbs = verbs,
	.n_verbs = COUNT_OF(verbs),
	.migrations = files_migrations,
	.n_migrations = &files_migrations_n,
	.jobs = files_jobs,
	.n_jobs = FILES_JOBS,
};
