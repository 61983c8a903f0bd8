/* `aboveboard people elections, add-election, change-election, add-candidate`. */
#include "people/elections.h"
#include "people/people_cmd.h"

/* ---- One election, said ---- */

static void election_json(struct json *json, struct arena *arena, const struct election *e)
{
	json_str(json, "slug", e->slug);
	json_str(json, "name", e->name);
	json_str(json, "body", e->organization_slug);
	json_str(json, "opens", people_day(arena, e->opens_day));
	json_str(json, "closes", people_day(arena, e->closes_day));
	json_str(json, "polling", people_day(arena, e->polling_day));
	json_str(json, "record", e->record_id);
}

static enum outcome said(struct ctx *ctx, const struct cli *cli, const struct election *e, const char *done)
{
	if (!cli->json) {
		cli_say("%s “%.*s” (%.*s): election day is %.*s.", done, STR_ARG(e->name), STR_ARG(e->slug),
			STR_ARG(election_day_words(ctx->arena, e)));
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 256);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	election_json(&json, ctx->arena, e);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

/* ---- people elections ---- */

static void list_csv(struct arena *arena, struct buf *out, const struct election *elections, size_t n)
{
	const struct str head[] = {STR("slug"), STR("name"), STR("body"), STR("opens"), STR("closes"), STR("polling")};
	cli_csv_row(out, head, COUNT_OF(head));
	for (size_t i = 0; i < n; i++) {
		const struct election *e = &elections[i];
		const struct str row[] = {
			e->slug,
			e->name,
			e->organization_slug,
			people_day(arena, e->opens_day),
			people_day(arena, e->closes_day),
			people_day(arena, e->polling_day),
		};
		cli_csv_row(out, row, COUNT_OF(row));
	}
}

static void list_json(struct arena *arena, struct buf *out, const struct election *elections, size_t n)
{
	struct json json = json_open(out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "elections");
	for (size_t i = 0; i < n; i++) {
		json_begin_object(&json, NULL);
		election_json(&json, arena, &elections[i]);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

enum outcome people_elections_run(struct ctx *ctx, const struct cli *cli)
{
	struct election *elections;
	size_t n;
	TRY(people_elections(ctx, &elections, &n));
	struct buf out = buf_open(ctx->arena, 1024);
	if (cli->json)
		list_json(ctx->arena, &out, elections, n);
	else if (cli->csv)
		list_csv(ctx->arena, &out, elections, n);
	for (size_t i = 0; i < n && !cli->json && !cli->csv; i++)
		buf_fmt(&out, "%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(elections[i].slug), STR_ARG(elections[i].name),
			STR_ARG(elections[i].organization_name),
			STR_ARG(people_day(ctx->arena, elections[i].polling_day)));
	return cli_print(ctx, buf_view(&out));
}

/* ---- people add-election, change-election ---- */

struct election_write {
	struct journal_seed *seeds;
	size_t n_seeds;
	struct election election;
};

static enum outcome election_write(struct ctx *ctx, void *args)
{
	struct election_write *write = args;
	struct election election = write->election;
	bool is_new = election.id == 0;
	TRY(people_put_election(ctx, write->seeds, write->n_seeds, &election));
	write->election = election;
	return access_log(ctx, is_new ? "people.add_election" : "people.change_election", election.id, election.name);
}

static void seeds_take(struct ctx *ctx, struct election_write *write, size_t n)
{
	write->seeds = arena_array(ctx->arena, struct journal_seed, n);
	write->n_seeds = n;
	for (size_t i = 0; i < n; i++)
		write->seeds[i] = journal_seed_new(ctx);
}

static void days_take(const struct cli *cli, struct election *e)
{
	e->opens_day = (int32_t)cli_int(cli, "opens", e->opens_day);
	e->closes_day = (int32_t)cli_int(cli, "closes", e->closes_day);
	e->polling_day = (int32_t)cli_int(cli, "polling", e->polling_day);
}

enum outcome people_add_election_run(struct ctx *ctx, const struct cli *cli)
{
	struct election_write write = {.election = {.name = cli_text(cli, "name")}};
	struct organization body;
	TRY(people_body_named(ctx, cli_text(cli, "body"), "body", &body));
	write.election.organization_id = body.id;
	days_take(cli, &write.election);
	seeds_take(ctx, &write, 1);
	TRY(site_write(ctx, election_write, &write));
	return said(ctx, cli, &write.election, "Added");
}

static enum outcome election_named(struct ctx *ctx, struct str slug, struct election *ret_election)
{
	enum outcome found = people_election_by_slug(ctx, slug, ret_election);
	if (found == NOT_FOUND || (found == OK && ret_election->erased_ms))
		return problem_add(ctx, "", msg("There is no election “{1}”. See “people elections”."), slug);
	return found;
}

enum outcome people_change_election_run(struct ctx *ctx, const struct cli *cli)
{
	struct election_write write = {0};
	struct candidacy *candidacies;
	size_t n;
	TRY(election_named(ctx, cli->args[0], &write.election));
	TRY(people_candidacies(ctx, write.election.id, &candidacies, &n));
	if (cli_given(cli, "name"))
		write.election.name = cli_text(cli, "name");
	days_take(cli, &write.election);
	seeds_take(ctx, &write, n + 1);
	TRY(site_write(ctx, election_write, &write));
	return said(ctx, cli, &write.election, "Changed");
}

/* ---- people add-candidate ---- */

struct candidate_write {
	struct journal_seed person_seed, tenure_seed;
	struct election election;
	struct person person; /* id 0: new */
	struct tenure tenure;
};

static enum outcome candidate_write(struct ctx *ctx, void *args)
{
	struct candidate_write *write = args;
	struct person person = write->person;
	struct tenure tenure = write->tenure;
	if (!person.id)
		TRY(people_add_person(ctx, &write->person_seed, &person));
	tenure.person_id = person.id;
	TRY(people_put_candidacy(ctx, &write->tenure_seed, &write->election, &tenure));
	write->person = person;
	return access_log(ctx, "people.add_candidate", tenure.id, tenure_office(ctx->arena, &tenure));
}

enum outcome people_add_candidate_run(struct ctx *ctx, const struct cli *cli)
{
	struct candidate_write write = {
		.person_seed = journal_seed_new(ctx),
		.tenure_seed = journal_seed_new(ctx),
		.person = person_new(cli_text(cli, "name")),
		.tenure = {.post = cli_text(cli, "post"), .from_day = (int32_t)cli_int(cli, "from", TENURE_FROM_EVER)},
	};
	TRY(election_named(ctx, cli->args[0], &write.election));
	if (cli_given(cli, "person") == cli_given(cli, "name"))
		return problem_add(ctx, "",
				   msg("Say who stands: --person SLUG of somebody who is here, or --name of "
				       "somebody new"));
	if (cli_given(cli, "person"))
		TRY(people_person_named(ctx, cli_text(cli, "person"), "--person", &write.person));
	TRY(site_write(ctx, candidate_write, &write));
	if (!cli->json) {
		cli_say("%.*s stands in “%.*s”. Nothing of it is public before they choose to sign.",
			STR_ARG(write.person.name), STR_ARG(write.election.name));
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 128);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "election", write.election.slug);
	json_str(&json, "slug", write.person.slug);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

const struct cli_option people_add_election_options[PEOPLE_ADD_ELECTION_OPTIONS] = {
	{"name", CLI_TEXT, true, "NAME", "such as “Municipal election 2028”"},
	{"body", CLI_TEXT, true, "SLUG", "the council, committee or board that is elected"},
	{"opens", CLI_DAY, true, "DAY", "from which nomination papers are handed out"},
	{"closes", CLI_DAY, true, "DAY", "last day for nominations"},
	{"polling", CLI_DAY, true, "DAY", "election day"},
};

const struct cli_option people_change_election_options[PEOPLE_CHANGE_ELECTION_OPTIONS] = {
	{"name", CLI_TEXT, false, "NAME", "such as “Municipal election 2028”"},
	{"opens", CLI_DAY, false, "DAY", "from which nomination papers are handed out"},
	{"closes", CLI_DAY, false, "DAY", "last day for nominations"},
	{"polling", CLI_DAY, false, "DAY", "election day"},
};

const struct cli_option people_add_candidate_options[PEOPLE_ADD_CANDIDATE_OPTIONS] = {
	{"name", CLI_TEXT, false, "NAME", "of somebody who is not here yet"},
	{"person", CLI_TEXT, false, "PERSON", "of somebody who is"},
	{"post", CLI_TEXT, true, "POST", "for which they stand, such as “Mayor”"},
	{"from", CLI_DAY, false, "DAY", "since when; otherwise from the opening of nominations on"},
};
