/* `aboveboard people change-body`, `add-post`, `rename`, `died`, `contact`: what the office's forms do; and `remove`.
 */
#include "people/people_cmd.h"

#include "people/people_store.h"
#include "people/people_web.h"

static enum outcome said(struct ctx *ctx, const struct cli *cli, struct str slug, const char *done)
{
	if (!cli->json) {
		cli_say("%s", done);
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 128);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "slug", slug);
	json_str(&json, "done", str_of(done));
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

static int32_t day_given(const struct cli *cli, const char *name, int32_t otherwise)
{
	return (int32_t)cli_int(cli, name, otherwise);
}

/* ---- people change-body ---- */

struct body_change {
	struct journal_seed seed;
	struct organization body;
};

static enum outcome body_write(struct ctx *ctx, void *args)
{
	struct body_change *change = args;
	struct organization body = change->body;
	TRY(people_put_organization(ctx, &change->seed, &body, NULL, NULL));
	return access_log(ctx, "people.change_body", body.id, body.name);
}

enum outcome people_change_body_run(struct ctx *ctx, const struct cli *cli)
{
	struct body_change change = {.seed = journal_seed_new(ctx)};
	TRY(people_body_named(ctx, cli->args[0], "", &change.body));
	if (cli_given(cli, "name"))
		change.body.name = cli_text(cli, "name");
	if (cli_given(cli, "classification"))
		change.body.classification = cli_text(cli, "classification");
	if (cli_given(cli, "parent")) {
		struct organization parent;
		TRY(people_body_named(ctx, cli_text(cli, "parent"), "parent", &parent));
		change.body.parent_id = parent.id;
	}
	change.body.founded_day = day_given(cli, "founded", change.body.founded_day);
	change.body.dissolved_day = day_given(cli, "dissolved", change.body.dissolved_day);
	TRY(site_write(ctx, body_write, &change));
	return said(ctx, cli, change.body.slug, "The body is changed.");
}

/* ---- people add-post ---- */

struct post_change {
	struct journal_seed seed;
	struct post post;
};

static enum outcome post_write(struct ctx *ctx, void *args)
{
	struct post_change *change = args;
	TRY(people_put_post(ctx, &change->seed, &change->post, NULL));
	return access_log(ctx, "people.add_post", change->post.id, change->post.label);
}

enum outcome people_add_post_run(struct ctx *ctx, const struct cli *cli)
{
	struct organization body;
	TRY(people_body_named(ctx, cli_text(cli, "body"), "body", &body));
	int64_t seats = cli_int(cli, "seats", 1);
	struct post_change change = {
		.seed = journal_seed_new(ctx),
		.post = {.organization_id = body.id,
			 .label = cli_text(cli, "label"),
			 .role = cli_text(cli, "role"),
			 .area = cli_text(cli, "area"),
			 .seats = seats > 0 && seats <= 1000 ? (int32_t)seats : 0},
	};
	TRY(site_write(ctx, post_write, &change));
	return said(ctx, cli, change.post.slug, "The post is added.");
}

/* ---- people rename ---- */

struct rename {
	struct journal_seed seed;
	struct person person;
	struct str name, sort_name;
	int32_t from_day;
	bool former_is_public;
};

static enum outcome rename_write(struct ctx *ctx, void *args)
{
	struct rename *rename = args;
	return people_rename(ctx, &rename->seed, &rename->person, rename->name, rename->sort_name, rename->from_day,
			     rename->former_is_public);
}

enum outcome people_rename_run(struct ctx *ctx, const struct cli *cli)
{
	struct rename rename = {
		.seed = journal_seed_new(ctx),
		.name = cli_text(cli, "name"),
		.sort_name = cli_text(cli, "sort-name"),
		.from_day = day_given(cli, "from", PEOPLE_NO_DAY),
		.former_is_public = cli_given(cli, "former-public"),
	};
	TRY(people_person_named(ctx, cli->args[0], "", &rename.person));
	TRY(site_write(ctx, rename_write, &rename));
	return said(ctx, cli, rename.person.slug,
		    "The person has a new name; the one so far is kept as a former name.");
}

/* ---- people died ---- */

struct death {
	struct journal_seed *seeds;
	size_t n_seeds;
	struct person person;
	struct day day;
};

static enum outcome death_write(struct ctx *ctx, void *args)
{
	struct death *death = args;
	return people_died(ctx, death->seeds, death->n_seeds, &death->person, death->day);
}

enum outcome people_died_run(struct ctx *ctx, const struct cli *cli)
{
	struct death death = {.day = {day_given(cli, "on", 0)}};
	struct tenure *tenures;
	size_t n;
	TRY(people_person_named(ctx, cli->args[0], "", &death.person));
	TRY(people_tenures_of(ctx, death.person.id, &tenures, &n));
	if (death.day.n > site_today(ctx).n)
		return problem_add(ctx, "on", msg("The day must not be after {1}"),
				   day_words(ctx->arena, site_today(ctx)));
	death.n_seeds = n + 4;
	death.seeds = arena_array(ctx->arena, struct journal_seed, death.n_seeds);
	for (size_t i = 0; i < death.n_seeds; i++)
		death.seeds[i] = journal_seed_new(ctx);
	TRY(site_write(ctx, death_write, &death));
	return said(ctx, cli, death.person.slug, "Terms that had not ended end that day.");
}

/* ---- people contact ---- */

struct reach {
	struct journal_seed seed;
	struct person person;
	struct people_details details;
};

static enum outcome reach_write(struct ctx *ctx, void *args)
{
	struct reach *reach = args;
	struct person person = reach->person;
	TRY(people_put_person(ctx, &reach->seed, &person, &reach->details, NULL));
	return access_log(ctx, "people.change", person.id, person.name);
}

enum outcome people_contact_run(struct ctx *ctx, const struct cli *cli)
{
	struct reach reach = {.seed = journal_seed_new(ctx)};
	TRY(people_person_named(ctx, cli->args[0], "", &reach.person));
	TRY(people_details(ctx, reach.person.id, &reach.details));
	size_t n = reach.details.n_contacts;
	struct contact *contacts = arena_array(ctx->arena, struct contact, n + 1);
	for (size_t i = 0; i < n; i++)
		contacts[i] = reach.details.contacts[i];
	if (cli_given(cli, "value"))
		contacts[n++] = (struct contact){
			.kind = cli_given(cli, "kind") ? cli_text(cli, "kind") : STR("email"),
			.value = cli_text(cli, "value"),
			.note = cli_text(cli, "note"),
			.is_public = cli_given(cli, "public"),
		};
	reach.details.contacts = contacts;
	reach.details.n_contacts = n;
	if (cli_given(cli, "by-post"))
		reach.person.by_post = true;
	TRY(site_write(ctx, reach_write, &reach));
	return said(ctx, cli, reach.person.slug,
		    cli_given(cli, "public") ? "Saved; it is public." : "Saved, for the office alone.");
}

/* ---- people remove ---- */

static enum outcome removal_write(struct ctx *ctx, void *args)
{
	const struct person *person = args;
	TRY(people_remove_person(ctx, person));
	TRY(journal_remove_from_rooms(ctx, person->record_id));
	return access_log(ctx, "people.remove", person->id, STR(""));
}

static enum outcome remove_run(struct ctx *ctx, const struct cli *cli)
{
	struct person person;
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome found = people_person_named(ctx, cli->args[0], "", &person);
	db_read_end(ctx);
	TRY(found);
	if (person.is_public)
		return problem_add(
			ctx, "",
			msg("This person is published, so the log must tell of the removal: aboveboard journal "
			    "erase --record {1} --ground \"…\""),
			person.record_id);
	struct journal_removal removal = {.record_id = person.record_id};
	TRY(journal_removals_write(ctx, "", &removal, 1, cli_text(cli, "ground"), removal_write, &person));
	TRY(database_scrub(ctx, ctx->site->database));
	return said(ctx, cli, person.slug,
		    "Removed, with all terms and jobs. An older backup will not bring them back.");
}

/* Opens the site itself, as journal erase does, so that no reader keeps what was removed. */
enum outcome people_remove_run(struct ctx *ctx, const struct cli *cli)
{
	struct site *named = ctx->site;
	struct site *site;
	TRY(site_open(ctx, named->features, named->address, false, &site));
	ctx->site = site;
	enum outcome outcome = remove_run(ctx, cli);
	ctx->site = named;
	site_close(site);
	return outcome;
}

const struct cli_option people_remove_options[PEOPLE_REMOVE_OPTIONS] = {
	{"ground", CLI_TEXT, true, "TEXT", "why; kept beside the site, so name nobody in it"},
};

const struct cli_option people_change_body_options[PEOPLE_CHANGE_BODY_OPTIONS] = {
	{"name", CLI_TEXT, false, "NAME", "another name"},
	{"classification", CLI_TEXT, false, "KIND", "such as council, commission or “parish council”"},
	{"parent", CLI_TEXT, false, "SLUG", "the body under which it stands"},
	{"founded", CLI_DAY, false, "DAY", "its first day"},
	{"dissolved", CLI_DAY, false, "DAY", "its last day"},
};

const struct cli_option people_add_post_options[PEOPLE_ADD_POST_OPTIONS] = {
	{"body", CLI_TEXT, true, "SLUG", "the council, committee or board"},
	{"label", CLI_TEXT, false, "POST", "as terms show it; without it role and area"},
	{"role", CLI_TEXT, false, "ROLE", "such as Member"},
	{"area", CLI_TEXT, false, "AREA", "ward or district"},
	{"seats", CLI_INT, false, "N", "how many may hold it at once (default 1)"},
};

const struct cli_option people_rename_options[PEOPLE_RENAME_OPTIONS] = {
	{"name", CLI_TEXT, true, "NAME", "the new name"},
	{"sort-name", CLI_TEXT, false, "NAME", "to sort by, when it is not the last word that comes first"},
	{"from", CLI_DAY, false, "DAY", "since when"},
	{"former-public", CLI_FLAG, false, NULL, "show the former name on the public site"},
};

const struct cli_option people_died_options[PEOPLE_DIED_OPTIONS] = {
	{"on", CLI_DAY, true, "DAY", "the day of death"},
};

const struct cli_option people_contact_options[PEOPLE_CONTACT_OPTIONS] = {
	{"kind", CLI_TEXT, false, "KIND", "email (the default), phone, address, url …"},
	{"value", CLI_TEXT, false, "TEXT", "the address or number"},
	{"note", CLI_TEXT, false, "TEXT", "such as “mornings only”"},
	{"public", CLI_FLAG, false, NULL, "show it on the public site"},
	{"by-post", CLI_FLAG, false, NULL, "reach this person by post, not by e-mail"},
};
