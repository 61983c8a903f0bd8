/* search find, search rebuild. */
#include "search/private.h"

#define FOUND_MOST 20

/* What others wrote a moment ago is found too; but not at another time, which nothing is written in. */
static enum outcome caught_up(struct ctx *ctx, int64_t *ret_n)
{
	struct site *site = ctx->site;
	if (ctx->now_given)
		return OK;
	db_read_end(ctx);
	enum outcome outcome = search_catch_up(ctx, ret_n);
	enum outcome again = site_read_begin(ctx, site);
	return outcome != OK ? outcome : again;
}

/* ---- search find ---- */

static const struct cli_option find_options[] = {
	{"in", CLI_TEXT, false, "WHERE", "only in codes, or only in people"},
	{"page", CLI_INT, false, "N", "the next results: page 2, 3 …"},
};

static void hit_text(struct buf *out, const struct search_hit *hit)
{
	buf_fmt(out, "%.*s\n", STR_ARG(hit->path));
	buf_fmt(out, "  %.*s", STR_ARG(hit->group_title));
	if (hit->context.n)
		buf_fmt(out, " – %.*s", STR_ARG(hit->context));
	if (hit->title.n && !str_eq(hit->title, hit->group_title))
		buf_fmt(out, " – %.*s", STR_ARG(hit->title));
	buf_lit(out, "\n  ");
	for (size_t i = 0; i < hit->n_pieces; i++)
		for (size_t at = 0; at < hit->pieces[i].text.n; at++)
			buf_char(out, hit->pieces[i].text.p[at] == '\n' ? ' ' : hit->pieces[i].text.p[at]);
	buf_lit(out, "\n\n");
}

static enum outcome find_run(struct ctx *ctx, const struct cli *cli)
{
	int64_t indexed = 0;
	struct search_results results;
	struct buf asked = buf_open(ctx->arena, 256);
	for (size_t i = 0; i < cli->n_args; i++)
		buf_fmt(&asked, "%s%.*s", i > 0 ? " " : "", STR_ARG(cli->args[i]));
	struct str q;
	const struct text_rules rules = {.name = "QUERY", .max_bytes = LIMIT_SEARCH_BYTES};
	TRY(text_accept(ctx, buf_view(&asked), &rules, &q));
	int64_t page = cli_int(cli, "page", 1);
	if (page < 1 || page > INT32_MAX)
		return problem_add(ctx, "--page", msg("pages are counted from 1"));
	TRY(caught_up(ctx, &indexed));
	size_t first = (size_t)(page - 1) * FOUND_MOST;
	TRY(search_find(ctx, q, cli_text(cli, "in"), first, FOUND_MOST, &results));
	if (cli->json)
		return cli_print(ctx, search_json(ctx, q, first, &results));
	struct buf out = buf_open(ctx->arena, 4096);
	for (size_t i = 0; i < results.n_hits; i++)
		hit_text(&out, &results.hits[i]);
	TRY(cli_print(ctx, buf_view(&out)));
	cli_say("%s%zu found.", results.are_more ? "More than " : "", results.n);
	return OK;
}

/* ---- search rebuild ---- */

static enum outcome rebuild_run(struct ctx *ctx, const struct cli *cli)
{
	int64_t n = 0;
	struct site *site = ctx->site;
	db_read_end(ctx);
	enum outcome outcome = site_write(ctx, index_note_all, NULL);
	if (outcome == OK)
		outcome = search_catch_up(ctx, &n);
	TRY(site_read_begin(ctx, site));
	TRY(outcome);
	if (cli->json)
		return cli_print(ctx, str_fmt(ctx->arena, "{\"indexed\":%lld}\n", (long long)n));
	cli_say("Made anew: %lld codes, people and bodies can be found.", (long long)n);
	return OK;
}

const struct verb search_verbs[SEARCH_VERBS] = {
	{
		.room = "search",
		.name = "find",
		.summary = "find words in codes, and people and bodies by their names",
		.args = "WORDS…",
		.args_min = 1,
		.args_max = LIMIT_SEARCH_WORDS,
		.site = CLI_SITE_OPEN,
		.options = find_options,
		.n_options = COUNT_OF(find_options),
		.example = "aboveboard search find --site city.db gifts from \"a supplier\"",
		.run = find_run,
	},
	{
		.room = "search",
		.name = "rebuild",
		.summary = "make anew what search finds",
		.site = CLI_SITE_OPEN,
		.example = "aboveboard search rebuild --site city.db",
		.run = rebuild_run,
	},
};
