/* `aboveboard people …`: bodies, persons and terms from the command line. */
#include "people/people_cmd.h"
#include "people/absences.h"
#include "people/invitations.h"

#include "people/people.h"

static enum outcome summary(struct ctx *ctx, const struct cli *cli, const char *what, struct str name, struct str slug)
{
	if (!cli->json) {
		cli_say("Added %s “%.*s” (%.*s).", what, STR_ARG(name), STR_ARG(slug));
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "added", str_of(what));
	json_str(&json, "name", name);
	json_str(&json, "slug", slug);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

enum outcome people_body_named(struct ctx *ctx, struct str slug, const char *where, struct organization *ret_body)
{
	enum outcome outcome = people_organization_by_slug(ctx, slug, ret_body);
	if (outcome == NOT_FOUND || (outcome == OK && ret_body->erased_ms))
		return problem_add(ctx, where, msg("There is no body “{1}”. See “people bodies”."), slug);
	return outcome;
}

/* ---- people add-body ---- */

struct add_body {
	struct journal_seed seed;
	struct organization organization;
};

static enum outcome add_body_write(struct ctx *ctx, void *args)
{
	struct add_body *add = args;
	return people_add_organization(ctx, &add->seed, &add->organization);
}

static enum outcome add_body_run(struct ctx *ctx, const struct cli *cli)
{
	struct add_body add = {.seed = journal_seed_new(ctx), .organization = {.name = cli_text(cli, "name")}};
	if (cli_given(cli, "parent")) {
		struct organization parent;
		TRY(people_body_named(ctx, cli_text(cli, "parent"), "parent", &parent));
		add.organization.parent_id = parent.id;
	}
	TRY(site_write(ctx, add_body_write, &add));
	return summary(ctx, cli, "body", add.organization.name, add.organization.slug);
}

/* ---- people add ---- */

struct add_person {
	struct journal_seed person_seed, tenure_seed;
	struct person person;
	struct tenure tenure;
};

static enum outcome add_write(struct ctx *ctx, void *args)
{
	struct add_person *add = args;
	TRY(people_add_person(ctx, &add->person_seed, &add->person));
	TRY(people_post_by_label(ctx, &add->tenure));
	TRY(people_seats_check(ctx, &add->tenure));
	add->tenure.person_id = add->person.id;
	return people_add_tenure(ctx, &add->tenure_seed, &add->tenure);
}

static enum outcome add_run(struct ctx *ctx, const struct cli *cli)
{
	struct organization body;
	TRY(people_body_named(ctx, cli_text(cli, "body"), "body", &body));
	struct add_person add = {
		.person_seed = journal_seed_new(ctx),
		.tenure_seed = journal_seed_new(ctx),
		.person = {.name = cli_text(cli, "name"), .sort_name = cli_text(cli, "sort-name")},
		.tenure = {.organization_id = body.id,
			   .post = cli_text(cli, "post"),
			   .from_day = (int32_t)cli_int(cli, "from", 0),
			   .to_day = TENURE_OPEN},
	};
	if (!tenure_category_parse(cli_text(cli, "category"), &add.tenure.category))
		return problem_add(
			ctx, "category",
			msg("Use elected, appointed, candidate, employee, consultant or “supplier contact”"));
	TRY(site_write(ctx, add_write, &add));
	return summary(ctx, cli, "person", add.person.name, add.person.slug);
}

/* ---- people end ---- */

struct end_term {
	struct journal_seed seed;
	struct tenure tenure;
	struct day last_day;
};

static enum outcome end_write(struct ctx *ctx, void *args)
{
	struct end_term *end = args;
	return people_end_tenure(ctx, &end->seed, &end->tenure, end->last_day);
}

static enum outcome end_run(struct ctx *ctx, const struct cli *cli)
{
	struct person person;
	TRY(people_person_named(ctx, cli->args[0], "", &person));
	struct tenure *tenures;
	size_t n;
	TRY(people_tenures_of(ctx, person.id, &tenures, &n));
	struct end_term end = {.seed = journal_seed_new(ctx), .last_day = {(int32_t)cli_int(cli, "on", 0)}};
	size_t open = 0;
	for (size_t i = 0; i < n; i++) {
		if (tenures[i].to_day != TENURE_OPEN)
			continue;
		if (cli_given(cli, "post") && !str_eq(tenures[i].post, cli_text(cli, "post")))
			continue;
		end.tenure = tenures[i];
		open++;
	}
	if (open == 0)
		return problem_add(ctx, "", msg("{1} has no term like that which has not ended"), person.name);
	if (open > 1)
		return problem_add(ctx, "post", msg("{1} holds several posts: say which with --post"), person.name);
	if (cli_given(cli, "why") && !tenure_ending_parse(cli_text(cli, "why"), &end.tenure.ending))
		return problem_add(ctx, "why",
				   msg("Use “term over”, resigned, “removed from the post”, disqualified or died"));
	TRY(site_write(ctx, end_write, &end));
	if (!cli->json) {
		cli_say("The term of %.*s ends on %.*s.", STR_ARG(person.name),
			STR_ARG(day_words(ctx->arena, end.last_day)));
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "ended", STR("term"));
	json_str(&json, "slug", person.slug);
	json_str(&json, "post", end.tenure.post);
	json_str(&json, "to", day_str(ctx->arena, end.last_day));
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

/* ---- The table ---- */

static const struct cli_option add_body_options[] = {
	{"name", CLI_TEXT, true, "NAME", "the council, committee or board"},
	{"parent", CLI_TEXT, false, "SLUG", "the body under which it stands"},
};

static const struct cli_option add_options[] = {
	{"name", CLI_TEXT, true, "NAME", "as people know the person"},
	{"sort-name", CLI_TEXT, false, "NAME", "to sort by, when it is not the last word that comes first"},
	{"body", CLI_TEXT, true, "SLUG", "the council, committee or board"},
	{"post", CLI_TEXT, true, "POST", "such as “Mayor”"},
	{"category", CLI_TEXT, true, "HOW", "elected, appointed, candidate, employee, consultant, “supplier contact”"},
	{"from", CLI_DAY, true, "DAY", "first day in the post"},
};

static const struct cli_option end_options[] = {
	{"on", CLI_DAY, true, "DAY", "last day in the post"},
	{"post", CLI_TEXT, false, "POST", "which one, when there are several"},
	{"why", CLI_TEXT, false, "WHY", "“term over”, resigned, “removed from the post”, disqualified or died"},
};

static const struct cli_option posts_options[] = {
	{"body", CLI_TEXT, false, "SLUG", "of this body alone"},
};

const struct verb people_verbs[PEOPLE_VERBS] = {
	{
		.room = "people",
		.name = "add-body",
		.summary = "add a council, committee or board",
		.site = CLI_SITE_OPEN,
		.options = add_body_options,
		.n_options = COUNT_OF(add_body_options),
		.example = "aboveboard people add-body --site city.db --name \"City Council\"",
		.run = add_body_run,
	},
	{
		.room = "people",
		.name = "add",
		.summary = "add a person and the post they hold",
		.site = CLI_SITE_OPEN,
		.options = add_options,
		.n_options = COUNT_OF(add_options),
		.example =
			"aboveboard people add --site city.db --name \"Imogen Vale\" --body city-council --post Mayor "
			"--category elected --from 2026-01-05",
		.run = add_run,
	},
	{
		.room = "people",
		.name = "end",
		.summary = "end a term",
		.args = "PERSON",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = end_options,
		.n_options = COUNT_OF(end_options),
		.example = "aboveboard people end --site city.db --on 2026-12-31 imogen-vale",
		.run = end_run,
	},
	{
		.room = "people",
		.name = "invite",
		.summary = "make a single-use link with which a person chooses a password",
		.args = "PERSON",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_invite_options,
		.n_options = COUNT_OF(people_invite_options),
		.example = "aboveboard people invite --site city.db --email imogen@example.org imogen-vale",
		.run = people_invite_run,
	},
	{
		.room = "people",
		.name = "list",
		.summary = "list everybody whose term has not ended",
		.site = CLI_SITE_OPEN,
		.csv = true,
		.example = "aboveboard people list --site city.db --json",
		.run = people_list_run,
	},
	{
		.room = "people",
		.name = "import",
		.summary = "read bodies, posts, people and terms from Popolo JSON or CSV",
		.args = "FILE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_import_options,
		.n_options = COUNT_OF(people_import_options),
		.example = "aboveboard people import --site city.db --dry-run council.csv",
		.run = people_import_run,
	},
	{
		.room = "people",
		.name = "bodies",
		.summary = "list councils, committees and boards",
		.site = CLI_SITE_OPEN,
		.csv = true,
		.example = "aboveboard people bodies --site city.db --format csv",
		.run = people_bodies_run,
	},
	{
		.room = "people",
		.name = "posts",
		.summary = "list posts, of one body or all",
		.site = CLI_SITE_OPEN,
		.options = posts_options,
		.n_options = COUNT_OF(posts_options),
		.csv = true,
		.example = "aboveboard people posts --site city.db --body city-council",
		.run = people_posts_run,
	},
	{
		.room = "people",
		.name = "show",
		.summary = "show all that is known of a person or a body",
		.args = "SLUG",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard people show --site city.db --json imogen-vale",
		.run = people_show_run,
	},
	{
		.room = "people",
		.name = "add-post",
		.summary = "add a post to a body",
		.site = CLI_SITE_OPEN,
		.options = people_add_post_options,
		.n_options = COUNT_OF(people_add_post_options),
		.example = "aboveboard people add-post --site city.db --body city-council --role Member --area \"North "
			   "Ward\"",
		.run = people_add_post_run,
	},
	{
		.room = "people",
		.name = "change-body",
		.summary = "change the name, kind, place or days of a body",
		.args = "BODY",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_change_body_options,
		.n_options = COUNT_OF(people_change_body_options),
		.example = "aboveboard people change-body --site city.db --dissolved 2026-06-30 planning-board",
		.run = people_change_body_run,
	},
	{
		.room = "people",
		.name = "rename",
		.summary = "give a person a new name; the one so far is kept as a former name",
		.args = "PERSON",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_rename_options,
		.n_options = COUNT_OF(people_rename_options),
		.example = "aboveboard people rename --site city.db --name \"Imogen Vale-Renn\" --from 2026-06-01 "
			   "imogen-vale",
		.run = people_rename_run,
	},
	{
		.room = "people",
		.name = "died",
		.summary = "end the terms of a person who died",
		.args = "PERSON",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_died_options,
		.n_options = COUNT_OF(people_died_options),
		.example = "aboveboard people died --site city.db --on 2026-11-01 imogen-vale",
		.run = people_died_run,
	},
	{
		.room = "people",
		.name = "remove",
		.summary = "remove a person who was never published, with all terms and jobs",
		.args = "PERSON",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_NAMED,
		.options = people_remove_options,
		.n_options = COUNT_OF(people_remove_options),
		.example = "aboveboard people remove --site city.db --ground \"Left in 2019, data no longer needed\" "
			   "imogen-vale",
		.run = people_remove_run,
	},
	{
		.room = "people",
		.name = "contact",
		.summary = "add an address or number of a person",
		.args = "PERSON",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_contact_options,
		.n_options = COUNT_OF(people_contact_options),
		.example = "aboveboard people contact --site city.db --kind phone --value \"555 0100\" --public "
			   "imogen-vale",
		.run = people_contact_run,
	},
	{
		.room = "people",
		.name = "add-term",
		.summary = "add a term or job of a person who is here",
		.args = "PERSON",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_term_options,
		.n_options = COUNT_OF(people_term_options),
		.example = "aboveboard people add-term --site city.db --body city-council --post Mayor --category "
			   "elected --from 2026-01-05 imogen-vale",
		.run = people_add_term_run,
	},
	{
		.room = "people",
		.name = "change-term",
		.summary = "put a term right: post, days, how it is held, contract",
		.args = "TERM",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_term_options,
		.n_options = COUNT_OF(people_term_options),
		.example = "aboveboard people change-term --site city.db --from 2026-01-06 0saeg6kjqq01k",
		.run = people_change_term_run,
	},
	{
		.room = "people",
		.name = "add-absence",
		.summary = "somebody is suspended or on leave within a term",
		.args = "TERM",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_absence_options,
		.n_options = COUNT_OF(people_absence_options),
		.example = "aboveboard people add-absence --site city.db --kind leave --from 2026-05-01 0saeg6kjqq01k",
		.run = people_add_absence_run,
	},
	{
		.room = "people",
		.name = "change-absence",
		.summary = "end a suspension or leave, or put it right; who stands in stops with it",
		.args = "ABSENCE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_absence_options,
		.n_options = COUNT_OF(people_absence_options),
		.example = "aboveboard people change-absence --site city.db --to 2026-08-31 0saeg6kjqq01k",
		.run = people_change_absence_run,
	},
	{
		.room = "people",
		.name = "add-substitute",
		.summary = "somebody stands in for an absent member",
		.args = "ABSENCE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_substitute_options,
		.n_options = COUNT_OF(people_substitute_options),
		.example = "aboveboard people add-substitute --site city.db --name \"Ada Loom\" 0saeg6kjqq01k",
		.run = people_add_substitute_run,
	},
	{
		.room = "people",
		.name = "merge",
		.summary = "two people of the list are one: keep the first, with all that the second has",
		.args = "KEEP OTHER",
		.args_min = 2,
		.args_max = 2,
		.site = CLI_SITE_OPEN,
		.options = people_merge_options,
		.n_options = COUNT_OF(people_merge_options),
		.example = "aboveboard people merge --site city.db --reason \"same birth date in both files\" "
			   "imogen-vale imogen-vale-2",
		.run = people_merge_run,
	},
	{
		.room = "people",
		.name = "unmerge",
		.summary = "take back the last merge of a person: they are two again",
		.args = "PERSON",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard people unmerge --site city.db imogen-vale",
		.run = people_unmerge_run,
	},
	{
		.room = "people",
		.name = "elections",
		.summary = "list elections with their days",
		.site = CLI_SITE_OPEN,
		.csv = true,
		.example = "aboveboard people elections --site city.db --json",
		.run = people_elections_run,
	},
	{
		.room = "people",
		.name = "add-election",
		.summary = "add an election: when nominations open and close, and election day",
		.site = CLI_SITE_OPEN,
		.options = people_add_election_options,
		.n_options = COUNT_OF(people_add_election_options),
		.example = "aboveboard people add-election --site city.db --name \"Municipal election 2028\" --body "
			   "city-council --opens 2028-07-17 --closes 2028-08-11 --polling 2028-11-07",
		.run = people_add_election_run,
	},
	{
		.room = "people",
		.name = "change-election",
		.summary = "put the name or the days of an election right; its candidacies move with it",
		.args = "ELECTION",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_change_election_options,
		.n_options = COUNT_OF(people_change_election_options),
		.example =
			"aboveboard people change-election --site city.db --polling 2028-11-14 municipal-election-2028",
		.run = people_change_election_run,
	},
	{
		.room = "people",
		.name = "add-candidate",
		.summary = "somebody stands in an election; not public before they choose to sign",
		.args = "ELECTION",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = people_add_candidate_options,
		.n_options = COUNT_OF(people_add_candidate_options),
		.example = "aboveboard people add-candidate --site city.db --name \"Tobias Renn\" --post Mayor "
			   "municipal-election-2028",
		.run = people_add_candidate_run,
	},
	{
		.room = "people",
		.name = "invite-many",
		.summary = "invite people to sign in: e-mails with a link go out, letters wait to be printed",
		.args = "[PERSON…]",
		.args_max = INVITE_MOST,
		.site = CLI_SITE_OPEN,
		.options = people_invite_many_options,
		.n_options = COUNT_OF(people_invite_many_options),
		.example = "aboveboard people invite-many --site city.db --body city-council --on 2026-12-07 --dry-run",
		.run = people_invite_many_run,
	},
	{
		.room = "people",
		.name = "letters",
		.summary = "print the letters of invitations that were made together, each with a new code",
		.args = "INVITATIONS",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.example = "aboveboard people letters --site city.db 0hk3q7d8m2xaa | lp",
		.run = people_letters_run,
	},
};
