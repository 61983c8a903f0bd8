/* `aboveboard people add-absence`, `change-absence` and `add-substitute`. */
#include "people/absences.h"
#include "people/people_cmd.h"

struct absence_change {
	struct journal_seed seeds[2];
	struct absence absence;
	bool drop;
	struct person person; /* of a substitute; id 0: new */
	struct tenure tenure;
};

static enum outcome absence_write(struct ctx *ctx, void *args)
{
	struct absence_change *change = args;
	struct absence absence = change->absence;
	if (change->drop)
		return people_drop_absence(ctx, &change->seeds[0], &absence);
	TRY(people_put_absence(ctx, &change->seeds[0], &absence));
	change->absence.id = absence.id;
	return OK;
}

/* What is not given stays. */
static enum outcome absence_take(struct ctx *ctx, const struct cli *cli, struct absence *a)
{
	if (cli_given(cli, "kind") && !absence_kind_parse(cli_text(cli, "kind"), &a->kind))
		return problem_add(ctx, "--kind", msg("Use leave or suspension"));
	a->from_day = (int32_t)cli_int(cli, "from", a->from_day);
	a->to_day = (int32_t)cli_int(cli, "to", a->to_day);
	a->shown = a->shown || cli_given(cli, "shown");
	if (cli_given(cli, "reason"))
		a->reason = cli_text(cli, "reason");
	return OK;
}

static enum outcome said(struct ctx *ctx, const struct cli *cli, const char *what, int64_t id, const char *done)
{
	if (!cli->json) {
		cli_say("%s (%.*s)", done, STR_ARG(id_str(ctx->arena, id)));
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 128);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, what, id_str(ctx->arena, id));
	json_str(&json, "done", str_of(done));
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

static enum outcome absence_named(struct ctx *ctx, struct str text, struct absence *ret_absence)
{
	int64_t id;
	enum outcome found = id_parse(text, &id) ? people_absence(ctx, id, ret_absence) : NOT_FOUND;
	if (found == NOT_FOUND)
		return problem_add(ctx, "", msg("There is no absence “{1}”. “people show --json PERSON” has the ids."),
				   text);
	return found;
}

enum outcome people_add_absence_run(struct ctx *ctx, const struct cli *cli)
{
	struct absence_change change = {.seeds = {journal_seed_new(ctx)},
					.absence = {.from_day = PEOPLE_NO_DAY, .to_day = TENURE_OPEN}};
	struct tenure tenure;
	enum outcome found = id_parse(cli->args[0], &change.absence.tenure_id)
				     ? people_tenure(ctx, change.absence.tenure_id, &tenure)
				     : NOT_FOUND;
	if (found == NOT_FOUND || (found == OK && tenure.erased_ms))
		return problem_add(ctx, "", msg("There is no term “{1}”. “people show --json PERSON” has the ids."),
				   cli->args[0]);
	TRY(found);
	TRY(absence_take(ctx, cli, &change.absence));
	TRY(site_write(ctx, absence_write, &change));
	return said(ctx, cli, "absence", change.absence.id, "The absence is added.");
}

enum outcome people_change_absence_run(struct ctx *ctx, const struct cli *cli)
{
	struct absence_change change = {.seeds = {journal_seed_new(ctx)}, .drop = cli_given(cli, "mistake")};
	TRY(absence_named(ctx, cli->args[0], &change.absence));
	TRY(absence_take(ctx, cli, &change.absence));
	TRY(site_write(ctx, absence_write, &change));
	return said(ctx, cli, "absence", change.absence.id,
		    change.drop ? "The absence is taken away." : "The absence is changed.");
}

static enum outcome substitute_write(struct ctx *ctx, void *args)
{
	struct absence_change *change = args;
	struct person person = change->person;
	struct tenure tenure = change->tenure;
	if (!person.id)
		TRY(people_add_person(ctx, &change->seeds[0], &person));
	tenure.person_id = person.id;
	TRY(people_add_substitute(ctx, &change->seeds[1], &change->absence, &tenure));
	change->tenure.id = tenure.id;
	return OK;
}

enum outcome people_add_substitute_run(struct ctx *ctx, const struct cli *cli)
{
	struct absence_change change = {
		.seeds = {journal_seed_new(ctx), journal_seed_new(ctx)},
		.person = person_new(cli_text(cli, "name")),
		.tenure = {.from_day = (int32_t)cli_int(cli, "from", TENURE_FROM_EVER),
			   .to_day = (int32_t)cli_int(cli, "to", TENURE_OPEN),
			   .entry_note = cli_text(cli, "entry-note")},
	};
	struct tenure absent;
	TRY(absence_named(ctx, cli->args[0], &change.absence));
	TRY(people_tenure(ctx, change.absence.tenure_id, &absent));
	change.tenure.category = absent.category;
	if (cli_given(cli, "category") && !tenure_category_parse(cli_text(cli, "category"), &change.tenure.category))
		return problem_add(
			ctx, "category",
			msg("Use elected, appointed, candidate, employee, consultant or “supplier contact”"));
	if (cli_given(cli, "person") == cli_given(cli, "name"))
		return problem_add(ctx, "",
				   msg("Say who stands in: --person for one who is here, --name for a new one"));
	if (cli_given(cli, "person"))
		TRY(people_person_named(ctx, cli_text(cli, "person"), "--person", &change.person));
	TRY(site_write(ctx, substitute_write, &change));
	return said(ctx, cli, "term", change.tenure.id, "The substitute is added.");
}

const struct cli_option people_absence_options[PEOPLE_ABSENCE_OPTIONS] = {
	{"kind", CLI_TEXT, false, "KIND", "leave or suspension"},
	{"from", CLI_DAY, false, "DAY", "first day"},
	{"to", CLI_DAY, false, "DAY", "last day; without it the absence goes on"},
	{"shown", CLI_FLAG, false, "", "leave is shown on the public site; a suspension from a public post always is"},
	{"reason", CLI_TEXT, false, "TEXT", "for the office alone"},
	{"mistake", CLI_FLAG, false, "", "of change-absence: it was entered by mistake, and goes"},
};

const struct cli_option people_substitute_options[PEOPLE_SUBSTITUTE_OPTIONS] = {
	{"person", CLI_TEXT, false, "SLUG", "somebody who is here"},
	{"name", CLI_TEXT, false, "NAME", "somebody new"},
	{"category", CLI_TEXT, false, "HOW", "elected, appointed …; without it as the absent member"},
	{"from", CLI_DAY, false, "DAY", "first day; without it the absence’s"},
	{"to", CLI_DAY, false, "DAY", "last day; without it the absence’s"},
	{"entry-note", CLI_TEXT, false, "TEXT", "by what, such as “Resolution 2026-14”: public"},
};
