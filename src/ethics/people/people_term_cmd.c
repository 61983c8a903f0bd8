/* `aboveboard people add-term` and `change-term`: one more term of somebody, and everything about one put right. */
#include "people/absences.h"
#include "people/people_cmd.h"

struct term_change {
	struct journal_seed seed;
	struct tenure tenure;
};

static enum outcome term_write(struct ctx *ctx, void *args)
{
	struct term_change *change = args;
	struct tenure tenure = change->tenure;
	bool is_new = tenure.id == 0;
	TRY(people_seats_check(ctx, &tenure));
	TRY(people_put_tenure(ctx, &change->seed, &tenure, NULL));
	change->tenure.post = tenure.post;
	change->tenure.record_id = tenure.record_id;
	return access_log(ctx, is_new ? "people.add_term" : "people.change_term", tenure.id,
			  tenure_office(ctx->arena, &tenure));
}

static void take_text(const struct cli *cli, const char *option, struct str *text)
{
	if (cli_given(cli, option))
		*text = cli_text(cli, option);
}

/* What both verbs ask for; what is not given stays. */
static enum outcome term_take(struct ctx *ctx, const struct cli *cli, struct tenure *t)
{
	if (cli_given(cli, "category") && !tenure_category_parse(cli_text(cli, "category"), &t->category))
		return problem_add(
			ctx, "category",
			msg("Use elected, appointed, candidate, employee, consultant or “supplier contact”"));
	if (cli_given(cli, "why") && !tenure_ending_parse(cli_text(cli, "why"), &t->ending))
		return problem_add(ctx, "--why",
				   msg("Use “term over”, resigned, “removed from the post”, disqualified or died"));
	if (cli_given(cli, "entry") && !tenure_entry_parse(cli_text(cli, "entry"), &t->entry))
		return problem_add(ctx, "--entry", msg("Use election, by-election, co-option or appointment"));
	if (cli_given(cli, "post")) {
		t->post = cli_text(cli, "post");
		t->post_id = 0;
		TRY(people_post_by_label(ctx, t));
	}
	if (cli_given(cli, "manager")) {
		struct person manager;
		TRY(people_person_named(ctx, cli_text(cli, "manager"), "--manager", &manager));
		t->manager_id = manager.id;
	}
	t->from_day = (int32_t)cli_int(cli, "from", t->from_day);
	t->to_day = (int32_t)cli_int(cli, "to", t->to_day);
	take_text(cli, "entry-note", &t->entry_note);
	take_text(cli, "contract", &t->contract);
	take_text(cli, "workplace", &t->workplace);
	take_text(cli, "grade", &t->grade);
	take_text(cli, "status", &t->status);
	return OK;
}

static enum outcome said(struct ctx *ctx, const struct cli *cli, const struct tenure *t, const char *done)
{
	if (!cli->json) {
		cli_say("%s", done);
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 128);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "post", t->post);
	json_str(&json, "record", tenure_category_is_public(t->category) ? t->record_id : STR(""));
	json_str(&json, "done", str_of(done));
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

enum outcome people_add_term_run(struct ctx *ctx, const struct cli *cli)
{
	struct term_change change = {.seed = journal_seed_new(ctx),
				     .tenure = {.from_day = TENURE_FROM_EVER, .to_day = TENURE_OPEN}};
	struct person person;
	struct organization body;
	TRY(people_person_named(ctx, cli->args[0], "", &person));
	if (!cli_given(cli, "body"))
		return problem_add(ctx, "--body", msg("Choose the council, committee or board"));
	TRY(people_body_named(ctx, cli_text(cli, "body"), "body", &body));
	change.tenure.person_id = person.id;
	change.tenure.organization_id = body.id;
	TRY(term_take(ctx, cli, &change.tenure));
	TRY(site_write(ctx, term_write, &change));
	return said(ctx, cli, &change.tenure, "The term is added.");
}

enum outcome people_change_term_run(struct ctx *ctx, const struct cli *cli)
{
	struct term_change change = {.seed = journal_seed_new(ctx)};
	int64_t id;
	enum outcome found = id_parse(cli->args[0], &id) ? people_tenure(ctx, id, &change.tenure) : NOT_FOUND;
	if (found == NOT_FOUND || (found == OK && change.tenure.erased_ms))
		return problem_add(ctx, "", msg("There is no term “{1}”. “people show --json PERSON” has the ids."),
				   cli->args[0]);
	TRY(found);
	if (cli_given(cli, "body"))
		return problem_add(ctx, "--body", msg("A term cannot move to another body: end it and add another"));
	TRY(term_take(ctx, cli, &change.tenure));
	TRY(site_write(ctx, term_write, &change));
	return said(ctx, cli, &change.tenure, "The term is changed.");
}

const struct cli_option people_term_options[PEOPLE_TERM_OPTIONS] = {
	{"body", CLI_TEXT, false, "SLUG", "the council, committee or board, of a new term"},
	{"post", CLI_TEXT, false, "POST", "such as “Mayor”; a post of the body where there is one of that name"},
	{"category", CLI_TEXT, false, "HOW", "elected, appointed, candidate, employee, consultant, “supplier contact”"},
	{"from", CLI_DAY, false, "DAY", "first day in the post"},
	{"to", CLI_DAY, false, "DAY", "last day in the post"},
	{"why", CLI_TEXT, false, "WHY",
	 "it ended: “term over”, resigned, “removed from the post”, disqualified or died"},
	{"entry", CLI_TEXT, false, "HOW", "came into it by: election, by-election, co-option or appointment"},
	{"entry-note", CLI_TEXT, false, "TEXT", "by what, such as “Resolution 2026-14”: public"},
	{"contract", CLI_TEXT, false, "KIND", "kind of contract; this and what follows is for the office alone"},
	{"workplace", CLI_TEXT, false, "PLACE", "where they work"},
	{"grade", CLI_TEXT, false, "GRADE", "such as B"},
	{"status", CLI_TEXT, false, "STATUS", "membership status, such as voting"},
	{"manager", CLI_TEXT, false, "PERSON", "the line manager"},
};
