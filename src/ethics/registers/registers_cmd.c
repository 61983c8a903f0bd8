/* The table of verbs, and `registers list`. */
#include <unistd.h>

#include "registers/audit.h"
#include "registers/declare_cmd.h"
#include "registers/demo_cmd.h"
#include "registers/export.h"
#include "registers/mapping.h"
#include "registers/registers_cmd.h"
#include "registers/removal_cmd.h"

/* ---- registers list ---- */

/* What was imported since may be older than this site's first revision: who asks for an earlier time is told. */
static void early_say(const struct register_query *query)
{
	if (query->known_at.n && query->filter.known.upto == 0)
		(void)dprintf(STDERR_FILENO, "%.*s: nothing was published on this site yet, so nothing is listed\n",
			      STR_ARG(query->known_at));
}

static enum outcome print_bytes(struct ctx *ctx, void *to, struct str bytes)
{
	(void)to;
	return cli_print(ctx, bytes);
}

/* For people: one line an entry. */
static enum outcome print_line(struct ctx *ctx, const struct entry *entry, void *arg)
{
	(void)arg;
	struct buf out = buf_open(ctx->arena, 256);
	struct str day = entry->declared_day == DEADLINE_NO_DAY
				 ? STR("")
				 : day_str(ctx->arena, (struct day){entry->declared_day});
	struct str category = entry->declared.category ? entry->declared.category->title : STR("");
	buf_fmt(&out, "%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(entry->record_id), STR_ARG(day),
		STR_ARG(!entry->person_id         ? entry->body_name
			: entry->person_is_public ? entry->person_name
						  : STR("")),
		STR_ARG(category), STR_ARG(mapping_spaced(ctx->arena, declared_summary(ctx, &entry->declared, true))));
	return cli_print(ctx, buf_view(&out));
}

enum outcome registers_named_scheme(struct ctx *ctx, const struct cli *cli, const struct scheme **ret_scheme)
{
	const struct rulebook *rulebook;
	int64_t version;
	TRY(rulebook_current(ctx, &rulebook, &version));
	*ret_scheme = rulebook_scheme(rulebook, cli_text(cli, "register"));
	if (!*ret_scheme)
		return problem_add(ctx, "--register",
				   msg("The site's rulebook has no register “{1}”. See “registers audit”."),
				   cli_text(cli, "register"));
	return OK;
}

enum outcome registers_list_run(struct ctx *ctx, const struct cli *cli)
{
	static const char *const words[] = {"as-at", "known-at", "category", "member"};
	struct asked asked[COUNT_OF(words)];
	size_t n = 0;
	const struct scheme *scheme;
	struct register_query query;
	TRY(registers_named_scheme(ctx, cli, &scheme));
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (cli_given(cli, words[i]))
			asked[n++] = (struct asked){str_of(words[i]), cli_text(cli, words[i])};
	TRY(register_query_read(ctx, scheme, asked, n, &query));
	early_say(&query);
	if (!cli->csv && !cli->json)
		return registers_each(ctx, &query.filter, print_line, NULL);
	const struct export_sink sink = {.put = print_bytes};
	return registers_export(ctx, &query, 1, cli->csv ? EXPORT_CSV : EXPORT_JSON, &sink);
}

const struct cli_option registers_list_options[REGISTERS_LIST_OPTIONS] = {
	{"register", CLI_TEXT, true, "ID", "which one"},
	{"as-at", CLI_TEXT, false, "DAY", "what held on that day"},
	{"known-at", CLI_TEXT, false, "DAY", "as it was published then: a day, or an instant"},
	{"category", CLI_TEXT, false, "ID", "of this category alone"},
	{"member", CLI_TEXT, false, "SLUG", "of this person alone"},
};

/* ---- The table ---- */

static const struct cli_option declare_options[] = {
	{"person", CLI_TEXT, true, "PERSON", "who declares: the last part of the address of their page"},
	{"register", CLI_TEXT, true, "REGISTER", "in which register"},
	{"paper", CLI_DAY, false, "DAY", "from a signed form that was received on this day"},
	{"place", CLI_TEXT, false, "PLACE", "where the paper is kept"},
};

const struct verb registers_verbs[REGISTERS_VERBS] = {
	{
		.room = "registers",
		.name = "list",
		.summary = "list what is declared in a register",
		.site = CLI_SITE_OPEN,
		.options = registers_list_options,
		.n_options = COUNT_OF(registers_list_options),
		.csv = true,
		.example = "aboveboard registers list --site city.db --register gifts --as-at 2026-10-01 --format csv",
		.run = registers_list_run,
	},
	{
		.room = "registers",
		.name = "import",
		.summary = "bring files into a register through a mapping",
		.args = "FILE-or-FOLDER…",
		.args_min = 1,
		.args_max = 1000,
		.site = CLI_SITE_NAMED,
		.options = registers_import_options,
		.n_options = COUNT_OF(registers_import_options),
		.example =
			"aboveboard registers import --site city.db --mapping mappings/gifts.yaml --dry-run gifts.csv",
		.run = registers_import_run,
	},
	{
		.room = "registers",
		.name = "sheet",
		.summary = "print a register's own sheet to be filled in, or the mapping that imports it",
		.site = CLI_SITE_OPEN,
		.options = registers_sheet_options,
		.n_options = COUNT_OF(registers_sheet_options),
		.example = "aboveboard registers sheet --site city.db --register gifts > gifts.csv",
		.run = registers_sheet_run,
	},
	{
		.room = "registers",
		.name = "mapping-keys",
		.summary = "print the reference of all keys of a mapping (docs/mappings.md)",
		.site = CLI_NO_SITE,
		.example = "aboveboard registers mapping-keys",
		.run = registers_mapping_keys_run,
	},
	{
		.room = "registers",
		.name = "declare",
		.summary = "enter a declaration that was signed on paper; in a demonstration also of one of its people",
		.args = "WORDS…",
		.args_min = 1,
		.args_max = 400,
		.site = CLI_SITE_OPEN,
		.options = declare_options,
		.n_options = COUNT_OF(declare_options),
		.example = "aboveboard registers declare --site city.db --person imogen-vale --register interests "
			   "--paper 2026-11-02 "
			   "--place \"Folder 3\" work: employer=\"Quay Ferries\" what=Deckhand payment: "
			   "when=2026-02-01 land:nil",
		.run = registers_declare_run,
	},
	{
		.room = "registers",
		.name = "put",
		.summary = "in a demonstration, declare for its people",
		.args = "FILE.json",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard registers put --site demo.db declared.json",
		.run = registers_put_run,
	},
	{
		.room = "registers",
		.name = "remove",
		.summary = "withhold an entry now, or correct a typing mistake in it",
		.args = "ENTRY",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = registers_remove_options,
		.n_options = REGISTERS_REMOVE_OPTIONS,
		.example = "aboveboard registers remove --site city.db --kind should-not-have-been-published "
			   "--why \"It named a home\" --by \"the monitoring officer\" 7m3k9d2q5x8f1b6h4j0n2c7v8w",
		.run = registers_remove_run,
	},
	{
		.room = "registers",
		.name = "audit",
		.summary = "say who can see each field of each register, and how long",
		.site = CLI_SITE_OPEN,
		.options = registers_audit_options,
		.n_options = COUNT_OF(registers_audit_options),
		.csv = true,
		.example = "aboveboard registers audit --site city.db --register gifts",
		.run = registers_audit_run,
	},
	{
		.room = "registers",
		.name = "schemes",
		.summary = "list the registers of the rules in force, with their categories",
		.site = CLI_SITE_OPEN,
		.csv = true,
		.example = "aboveboard registers schemes --site city.db",
		.run = registers_schemes_run,
	},
};
