/* `aboveboard people merge`, `people unmerge`. */
#include "people/people_cmd.h"

struct merging {
	struct person keep, away;
	struct person_merge merge;
	struct str reason;
	struct journal_seed *seeds;
	size_t n_seeds;
};

static void take_seeds(struct ctx *ctx, struct merging *m, size_t n)
{
	m->seeds = arena_array(ctx->arena, struct journal_seed, n);
	for (m->n_seeds = 0; m->n_seeds < n; m->n_seeds++)
		m->seeds[m->n_seeds] = journal_seed_new(ctx);
}

static enum outcome merge_write(struct ctx *ctx, void *args)
{
	struct merging *m = args;
	return people_merge(ctx, m->seeds, m->n_seeds, &m->keep, &m->away, m->reason);
}

static enum outcome unmerge_write(struct ctx *ctx, void *args)
{
	struct merging *m = args;
	return people_unmerge(ctx, m->seeds, m->n_seeds, &m->merge);
}

enum outcome people_merge_run(struct ctx *ctx, const struct cli *cli)
{
	struct merging m = {.reason = cli_text(cli, "reason")};
	struct tenure *tenures;
	size_t n;
	TRY(people_person_named(ctx, cli->args[0], "", &m.keep));
	TRY(people_person_named(ctx, cli->args[1], "", &m.away));
	TRY(people_tenures_of(ctx, m.away.id, &tenures, &n));
	take_seeds(ctx, &m, n + 2);
	TRY(site_write(ctx, merge_write, &m));
	if (!cli->json) {
		cli_say("“%.*s” is now “%.*s”, with %zu more terms. Take it back with: aboveboard people unmerge %.*s",
			STR_ARG(m.away.name), STR_ARG(m.keep.name), n, STR_ARG(m.keep.slug));
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 128);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "person", m.keep.slug);
	json_str(&json, "merged", m.away.slug);
	json_i64(&json, "terms", (int64_t)n);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

enum outcome people_unmerge_run(struct ctx *ctx, const struct cli *cli)
{
	struct merging m = {0};
	struct person_merge *merges;
	struct tenure *tenures;
	size_t n, n_tenures;
	TRY(people_person_named(ctx, cli->args[0], "", &m.keep));
	TRY(people_merges(ctx, m.keep.id, &merges, &n));
	if (n == 0)
		return problem_add(ctx, "", msg("“{1}” was not merged from anybody"), m.keep.name);
	m.merge = merges[0];
	TRY(people_tenures_of(ctx, m.keep.id, &tenures, &n_tenures));
	take_seeds(ctx, &m, n_tenures + 2);
	TRY(site_write(ctx, unmerge_write, &m));
	if (!cli->json) {
		cli_say("“%.*s” and “%.*s” are two people again.", STR_ARG(m.keep.name), STR_ARG(m.merge.away_name));
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 128);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "person", m.keep.slug);
	json_str(&json, "again", m.merge.away_slug);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

const struct cli_option people_merge_options[PEOPLE_MERGE_OPTIONS] = {
	{"reason", CLI_TEXT, true, "WORDS", "how it is known that the two are one person; for the office"},
};
