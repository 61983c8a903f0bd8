/* `records find`, `records tables`, and `people export --everything`, which stands here since it asks every room. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "people/people_cmd.h"
#include "records/records_web.h"

static enum outcome note_write(struct ctx *ctx, void *args)
{
	return records_note(ctx, args);
}

static enum outcome found_print(struct ctx *ctx, const struct cli *cli, const struct records_found *found)
{
	if (cli->json) {
		struct buf out = buf_open(ctx->arena, 256);
		struct json json = json_open(&out, JSON_INDENTED);
		json_begin_object(&json, NULL);
		json_i64(&json, "records", (int64_t)found->rows.n_rows);
		json_i64(&json, "redactions", (int64_t)found->redactions.n_rows);
		json_bool(&json, "are_more", found->are_more);
		json_end(&json);
		return cli_print(ctx, buf_view(&out));
	}
	cli_say("%zu records, %zu lines of what was masked or held back: %.*s", found->rows.n_rows,
		found->redactions.n_rows, STR_ARG(cli_text(cli, "out")));
	if (found->are_more)
		cli_say("There is more than one file can hold: ask for fewer days or other words.");
	return OK;
}

/* The activity log says it before the file is there. */
static enum outcome bundle_write(struct ctx *ctx, const struct cli *cli, const struct records_asked *asked)
{
	CLEANUP(arena_closep) struct arena *keep = arena_open(0);
	CLEANUP(fd_closep) int fd = -1;
	CLEANUP(records_close) struct records_found found = {0};
	struct records_asked note = *asked;
	struct str path = cli_text(cli, "out");
	struct site *site = ctx->site;
	db_read_end(ctx);
	enum outcome noted = site_write(ctx, note_write, &note);
	TRY(site_read_begin(ctx, site));
	TRY(noted);
	/* In one read: nothing is withheld between finding a file and taking its bytes. */
	TRY(records_find(ctx, asked, keep, &found));
	fd = open(str_c(ctx->arena, path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return problem_add(ctx, "--out", msg("{1} cannot be made: {2}"), path, str_of(strerrordesc_np(errno)));
	TRY(records_zip(ctx, &found, fd));
	return found_print(ctx, cli, &found);
}

static enum outcome find_run(struct ctx *ctx, const struct cli *cli)
{
	struct records_asked asked = {
		.from_day = (int32_t)cli_int(cli, "from", INT32_MIN),
		.to_day = (int32_t)cli_int(cli, "to", INT32_MAX),
	};
	asked.terms = records_terms(ctx->arena, cli_text(cli, "terms"), &asked.n_terms);
	if (asked.n_terms == 0)
		return problem_add(ctx, "--terms", msg("Say which words to look for"));
	if (asked.from_day > asked.to_day)
		return problem_add(ctx, "--to", msg("The last day comes before the first"));
	return bundle_write(ctx, cli, &asked);
}

static enum outcome export_run(struct ctx *ctx, const struct cli *cli)
{
	struct person person;
	if (!cli_given(cli, "everything") && !cli_given(cli, "out"))
		return people_export_run(ctx, cli);
	if (!cli_given(cli, "everything") || !cli_given(cli, "out"))
		return problem_add(ctx, "--everything",
				   msg("All that is held about a person needs --everything and --out"));
	TRY(people_person_named(ctx, cli_text(cli, "everything"), "--everything", &person));
	const struct records_asked asked = {
		.person_id = person.id, .person_name = person.name, .from_day = INT32_MIN, .to_day = INT32_MAX};
	return bundle_write(ctx, cli, &asked);
}

/* For the record of processing, and for the test that no table is forgotten. */
static enum outcome tables_run(struct ctx *ctx, const struct cli *cli)
{
	(void)cli;
	struct buf out = buf_open(ctx->arena, 4096);
	const struct features *features = ctx->site->features;
	cli_csv_row(&out, (const struct str[]){STR("room"), STR("table"), STR("what"), STR("given")}, 4);
	for (size_t i = 0; i < features->n; i++)
		for (size_t k = 0; k < features->p[i]->n_holdings; k++) {
			const struct holding *h = &features->p[i]->holdings[k];
			const char *given = h->none       ? h->none
					    : h->back     ? h->back
					    : h->personal ? "to the person"
							  : "yes";
			cli_csv_row(&out,
				    (const struct str[]){str_of(features->p[i]->name), str_of(h->table),
							 str_of(h->title), str_of(given)},
				    4);
		}
	return cli_print(ctx, buf_view(&out));
}

static const struct cli_option find_options[] = {
	{"terms", CLI_TEXT, true, "WORDS", "all of these stand in each record"},
	{"from", CLI_DAY, false, "DAY", "not before this day"},
	{"to", CLI_DAY, false, "DAY", "not after this day"},
	{"out", CLI_TEXT, true, "FILE.zip", "where the bundle goes; a new file"},
};

static const struct cli_option export_options[] = {
	{"format", CLI_TEXT, false, "FORMAT", "popolo (JSON, the default) or csv (one row a term)"},
	{"office", CLI_FLAG, false, NULL, "also what is for the office alone: staff, contacts, names for matching"},
	{"everything", CLI_TEXT, false, "PERSON", "instead: all that any room holds about this one person"},
	{"out", CLI_TEXT, false, "FILE.zip", "of --everything: where the bundle goes; a new file"},
};

const struct verb records_verbs[RECORDS_VERBS] = {
	{
		.room = "records",
		.name = "find",
		.summary = "gather what a request for records asks for, others masked, as one ZIP",
		.site = CLI_SITE_OPEN,
		.options = find_options,
		.n_options = COUNT_OF(find_options),
		.example = "aboveboard records find --site city.db --terms \"quay ferries\" --from 2026-01-01 --to "
			   "2026-06-30 "
			   "--out request-12.zip",
		.run = find_run,
	},
	{
		.room = "records",
		.name = "tables",
		.summary = "list what each room holds about people, and whether a request gives it (CSV)",
		.site = CLI_SITE_OPEN,
		.csv = true,
		.example = "aboveboard records tables --site city.db",
		.run = tables_run,
	},
	{
		.room = "people",
		.name = "export",
		.summary = "write bodies, posts, people and terms; or all that is held about one person",
		.site = CLI_SITE_OPEN,
		.options = export_options,
		.n_options = COUNT_OF(export_options),
		.example = "aboveboard people export --site city.db --everything imogen-vale --out imogen-vale.zip",
		.run = export_run,
	},
};
