/* The command line, and the one const table of features. */
#include <signal.h>
#include <unistd.h>

#include "access/access.h"
#include "codes/codes.h"
#include "commitments/commitments.h"
#include "crypto/crypto.h"
#include "duties/duties.h"
#include "files/files.h"
#include "intake/csv.h"
#include "intake/intake.h"
#include "jobs/jobs.h"
#include "journal/journal.h"
#include "mail/mail.h"
#include "pages/pages.h"
#include "people/people.h"
#include "publish/publish.h"
#include "records/records.h"
#include "registers/registers.h"
#include "rulebook/rulebook.h"
#include "screening/screening.h"
#include "search/search.h"
#include "serve.h"
#include "site/site.h"

/* db stands below the features and knows nothing of them; its tables come first all the same. */
static const struct feature db_feature = {
	.name = "db",
	.migrations = db_migrations,
	.n_migrations = &db_migrations_n,
};

/* In the order of the rooms: their migrations are applied, their menus shown and their `follow` called in it. */
// clang-format off
static const struct feature *const feature_table[] = {
	&db_feature,
	&site_feature,
	&journal_feature,
	&mail_feature,
	&access_feature,
	&search_feature,
	&jobs_feature,
	&rulebook_feature,
	&files_feature,
	&people_feature,
	&codes_feature,
	&duties_feature,
	&commitments_feature,
	&screening_feature,
	&registers_feature,
	&pages_feature,
	&publish_feature,
	&records_feature,
	&serve_feature,
};
// clang-format on

static const struct features features = {feature_table, COUNT_OF(feature_table)};

static bool verb_matches(const struct verb *verb, int argc, char **argv)
{
	if (!verb->room)
		return strcmp(verb->name, argv[1]) == 0;
	return argc > 2 && strcmp(verb->room, argv[1]) == 0 && strcmp(verb->name, argv[2]) == 0;
}

static const struct verb *verb_find(int argc, char **argv)
{
	for (size_t i = 0; i < features.n; i++)
		for (size_t j = 0; j < features.p[i]->n_verbs; j++)
			if (verb_matches(&features.p[i]->verbs[j], argc, argv))
				return &features.p[i]->verbs[j];
	return NULL;
}

static bool room_has_verbs(const char *room)
{
	for (size_t i = 0; i < features.n; i++)
		for (size_t j = 0; j < features.p[i]->n_verbs; j++)
			if (features.p[i]->verbs[j].room && strcmp(features.p[i]->verbs[j].room, room) == 0)
				return true;
	return false;
}

/* All verbs, or those of one room. */
static struct str overview(struct arena *arena, const char *room)
{
	struct buf text = buf_open(arena, 4096);
	buf_lit(&text, "Aboveboard: the ethics office of a public body.\n\n"
		       "  aboveboard [ROOM] VERB [--site FILE-or-URL] [options] [ARGS]\n\n");
	for (size_t i = 0; i < features.n; i++) {
		for (size_t j = 0; j < features.p[i]->n_verbs; j++) {
			const struct verb *verb = &features.p[i]->verbs[j];
			if (room && (!verb->room || strcmp(verb->room, room) != 0))
				continue;
			struct str name =
				verb->room ? str_fmt(arena, "%s %s", verb->room, verb->name) : str_of(verb->name);
			buf_fmt(&text, "  %-22.*s %s\n", STR_ARG(name), verb->summary);
		}
	}
	buf_lit(&text, "\nEvery verb has --help, with an example. --site may stand in $ABOVEBOARD_SITE.\n");
	return buf_view(&text);
}

/* Several lines to standard error. */
static void say_lines(struct str lines)
{
	(void)fd_write_all(STDERR_FILENO, lines);
}

static int exit_code(enum outcome outcome)
{
	switch (outcome) {
	case OK:
		return EXIT_DONE;
	case NOT_FOUND:
	case INVALID:
	case FORBIDDEN:
	case CONFLICT:
		return EXIT_REFUSED;
	case RETRY:
	case BROKEN:
		break;
	}
	return EXIT_BROKEN;
}

/* The one place where a command's outcome becomes words and an exit code. */
static int conclude(struct ctx *ctx, enum outcome outcome)
{
	for (const struct problem *p = ctx->problems.first; p; p = p->next)
		cli_say("%.*s", STR_ARG(problem_str(ctx->arena, p)));
	if (outcome != OK && !ctx->problems.first) {
		if (outcome == RETRY)
			cli_say("The site is busy. Try again in a moment.");
		else if (outcome == BROKEN)
			cli_say("This failed, by a fault of the machine or of the program: the lines above say more. "
				"What was "
				"saved before is safe.");
		else
			cli_say("That did not work: %s.", outcome_name(outcome));
	}
	return exit_code(outcome);
}

static enum outcome run_on_open_site(struct ctx *ctx, const struct cli *cli, struct str address)
{
	struct site *site;
	TRY(site_open(ctx, &features, address, false, &site));
	enum outcome outcome = site_read_begin(ctx, site);
	if (outcome == OK) {
		outcome = cli->verb->run(ctx, cli);
		db_read_end(ctx);
	}
	site_close(site);
	ctx->site = NULL;
	return outcome;
}

static enum outcome run(struct ctx *ctx, const struct cli *cli, struct str address)
{
	ctx->actor = &access_command_line;
	if (cli->verb->site == CLI_NO_SITE || (cli->verb->site == CLI_SITE_MAYBE && str_empty(address)))
		return cli->verb->run(ctx, cli);
	if (cli->verb->site == CLI_SITE_OPEN || cli->verb->site == CLI_SITE_MAYBE)
		return run_on_open_site(ctx, cli, address);
	struct site named = {.features = &features, .address = address, .arena = ctx->arena};
	ctx->site = &named;
	enum outcome outcome = cli->verb->run(ctx, cli);
	ctx->site = NULL;
	return outcome;
}

static int command(struct arena *arena, int argc, char **argv)
{
	struct ctx ctx = {.arena = arena, .now_ms = instant_now().ms};
	const struct verb *verb = verb_find(argc, argv);
	if (!verb) {
		const char *room = room_has_verbs(argv[1]) ? argv[1] : NULL;
		cli_say("There is no verb “%s%s%s”.", argv[1], room && argc > 2 ? " " : "",
			room && argc > 2 ? argv[2] : "");
		say_lines(overview(arena, room));
		return EXIT_USAGE;
	}
	int skip = verb->room ? 3 : 2;
	struct cli cli;
	struct str address;
	bool help = false;
	if (cli_parse(&ctx, verb, argc - skip, argv + skip, &cli, &address, &help) != OK) {
		(void)conclude(&ctx, INVALID);
		say_lines(cli_help(arena, verb));
		return EXIT_USAGE;
	}
	if (help)
		return conclude(&ctx, cli_print(&ctx, cli_help(arena, verb)));
	return conclude(&ctx, run(&ctx, &cli, address));
}

static const struct intake_parser *const parsers[] = {&csv_parser, &mapping_parser, &codes_parser, &files_parser,
						      &people_parser};

/* Two processes that write one site at the same millisecond must not make the same row id. */
static void node_choose(void)
{
	uint32_t drawn;
	random_bytes(NULL, &drawn, sizeof(drawn));
	id_node_set(drawn % 1024, drawn / 1024 % 2048);
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN); /* a closed pipe is an outcome of write, not an end */
	crypto_init();
	node_choose();
	if (argc == 3 && strcmp(argv[1], "intake-child") == 0)
		return intake_child(parsers, COUNT_OF(parsers), argv[2]);
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	bool help = argc < 2 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 ||
		    strcmp(argv[1], "-h") == 0;
	if (help)
		return conclude(&ctx, cli_print(&ctx, overview(arena, argc > 2 ? argv[2] : NULL))) != EXIT_DONE
			       ? EXIT_BROKEN
		       : argc < 2 ? EXIT_USAGE
				  : EXIT_DONE;
	if (strcmp(argv[1], "--version") == 0)
		return conclude(&ctx, cli_print(&ctx, STR("aboveboard " ABOVEBOARD_VERSION "\n")));
	return command(arena, argc, argv);
}
