/* `aboveboard people new-council`: a verb of people that stands here, since it shows what is owed afterwards too. */
#include "base/cli.h"
#include "pages/council.h"

static const struct cli_option options[] = {
	{"body", CLI_TEXT, false, "SLUG", "the council, committee or board"},
	{"election", CLI_TEXT, false, "SLUG", "its election: candidates are recognised, days come from the rule"},
	{"from", CLI_DAY, false, "DAY", "first day of the new terms; otherwise from the rule after election day"},
	{"until", CLI_DAY, false, "DAY", "last day of the terms that end; otherwise the day before"},
	{"seats-only", CLI_FLAG, false, NULL, "only the seats in the result change; everybody else stays"},
	{"by-election", CLI_FLAG, false, NULL, "the same, to fill a seat between elections"},
	{"seat", CLI_TEXT, false, "POST", "where a row names none"},
	{"answers", CLI_TEXT, false, "LIST", "such as \"line-4=new,term-0SAEG6KJQQ01K=stays\""},
	{"dry-run", CLI_FLAG, false, NULL, "say what would happen, and change nothing"},
	{"undo", CLI_TEXT, false, "ID", "undo this one, until the first of its people is invited"},
};

static enum outcome answers_take(struct ctx *ctx, struct str text, struct result_order *order)
{
	struct result_answer *answers = arena_array(ctx->arena, struct result_answer, text.n / 2 + 1);
	struct str part, name;
	while (text.n && str_cut(&text, ',', &part)) {
		struct str value = str_trim(part);
		if (!str_cut(&value, '=', &name) || !value.n)
			return problem_add(ctx, "--answers", msg("“{1}” is no answer: write it as line-4=new"), part);
		answers[order->n_answers++] = (struct result_answer){str_trim(name), str_trim(value)};
	}
	order->answers = answers;
	return OK;
}

static enum outcome body_take(struct ctx *ctx, const struct cli *cli, struct council_act *act,
			      struct election *election)
{
	struct organization body;
	if (cli_given(cli, "election") &&
	    (people_election_by_slug(ctx, cli_text(cli, "election"), election) != OK || election->erased_ms))
		return problem_add(ctx, "--election", msg("There is no election “{1}”"), cli_text(cli, "election"));
	act->council.election_id = election->id;
	act->body_id = election->organization_id;
	if (!cli_given(cli, "body"))
		return act->body_id ? OK : problem_add(ctx, "--body", msg("Say which body, or which election"));
	if (people_organization_by_slug(ctx, cli_text(cli, "body"), &body) != OK || body.erased_ms)
		return problem_add(ctx, "--body", msg("There is no body “{1}”"), cli_text(cli, "body"));
	if (act->body_id && act->body_id != body.id)
		return problem_add(ctx, "--election", msg("“{1}” is an election to {2}"), election->name,
				   election->organization_name);
	act->body_id = body.id;
	return OK;
}

static enum outcome days_take(struct ctx *ctx, const struct cli *cli, const struct election *election,
			      struct result_order *order)
{
	const struct rule_amount *rule;
	int32_t first = PEOPLE_NO_DAY;
	if (election->id)
		TRY(council_first_day(ctx, election->polling_day, &first, &rule));
	order->first_day = (int32_t)cli_int(cli, "from", first);
	if (order->first_day == PEOPLE_NO_DAY)
		return problem_add(ctx, "--from", msg("No rule says when the new terms begin: give their first day"));
	order->last_day = (int32_t)cli_int(cli, "until", order->first_day - 1);
	order->seat = str_trim(cli_text(cli, "seat"));
	order->scope = cli_given(cli, "by-election")  ? RESULT_BY_ELECTION
		       : cli_given(cli, "seats-only") ? RESULT_SEATS
						      : RESULT_WHOLE;
	return result_days_check(ctx, order->first_day, order->last_day);
}

static enum outcome rows_take(struct ctx *ctx, const struct cli *cli, struct result_order *order)
{
	const struct text_rules rules = {.name = str_c(ctx->arena, cli->args[0]),
					 .max_bytes = LIMIT_UPLOAD_BYTES,
					 .lines = true,
					 .is_file = true};
	struct str content, text;
	struct paste table;
	struct paste_row *rows;
	TRY(file_read(ctx, str_c(ctx->arena, cli->args[0]), LIMIT_UPLOAD_BYTES, &content));
	TRY(text_accept(ctx, content, &rules, &text));
	TRY(paste_read(ctx, text, false, &table));
	paste_keep(&table, PASTE_OF_RESULT);
	TRY(paste_rows(ctx, &table, &rows, &order->n_rows));
	order->rows = rows;
	return OK;
}

/* ---- What is said ---- */

static const char *kind_word(enum result_kind kind)
{
	static const char *const words[] = {[RESULT_ASKED] = "asked",
					    [RESULT_REELECTED] = "re-elected",
					    [RESULT_MOVED] = "another-seat",
					    [RESULT_KNOWN] = "known",
					    [RESULT_NEW] = "new",
					    [RESULT_DONE] = "here-already",
					    [RESULT_OUT] = "left-out"};
	return words[kind];
}

static void duties_json(struct json *json, const char *name, const struct council_duty *duties, size_t n)
{
	json_begin_array(json, name);
	for (size_t i = 0; i < n; i++) {
		json_begin_object(json, NULL);
		json_str(json, "title", duties[i].title);
		json_str(json, "due", duties[i].due);
		json_str(json, "who", duties[i].who);
		json_str(json, "why", duties[i].why);
		json_end(json);
	}
	json_end(json);
}

static void persons_json(struct json *json, const char *name, const char *note, const struct council_person *persons,
			 size_t n)
{
	json_begin_array(json, name);
	for (size_t i = 0; i < n; i++) {
		json_begin_object(json, NULL);
		json_str(json, "name", persons[i].name);
		json_str(json, note, persons[i].note);
		json_end(json);
	}
	json_end(json);
}

static struct str as_json(struct ctx *ctx, const struct council_act *act)
{
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "id", act->preview ? STR("") : id_str(ctx->arena, act->council.id));
	json_bool(&json, "dry_run", act->preview);
	json_str(&json, "from", people_day(ctx->arena, act->order.first_day));
	json_begin_array(&json, "result");
	for (size_t i = 0; i < act->result.n_lines; i++) {
		const struct result_line *line = &act->result.lines[i];
		json_begin_object(&json, NULL);
		json_str(&json, "line", str_of(line->field));
		json_str(&json, "name", line->row->name);
		json_str(&json, "seat", line->seat);
		json_str(&json, "is", str_of(kind_word(line->kind)));
		json_end(&json);
	}
	json_end(&json);
	json_begin_array(&json, "ended");
	for (size_t i = 0; i < act->result.n_terms; i++) {
		const struct result_term *term = &act->result.terms[i];
		if (term->fate != FATE_ENDS)
			continue;
		json_begin_object(&json, NULL);
		json_str(&json, "term", str_of(term->field));
		json_str(&json, "name", term->tenure->person_name);
		json_str(&json, "seat", term->tenure->post);
		json_str(&json, "ending", tenure_ending_name(term->ending));
		json_end(&json);
	}
	json_end(&json);
	json_begin_array(&json, "vacant");
	for (size_t i = 0; i < act->result.n_seats; i++) {
		if (act->result.seats[i].vacant == 0)
			continue;
		json_begin_object(&json, NULL);
		json_str(&json, "seat", act->result.seats[i].label);
		json_i64(&json, "seats", act->result.seats[i].vacant);
		json_end(&json);
	}
	json_end(&json);
	if (act->preview) {
		duties_json(&json, "owed", act->effects.owed, act->effects.n_owed);
		duties_json(&json, "no_longer_owed", act->effects.gone, act->effects.n_gone);
		persons_json(&json, "rights_end", "on", act->effects.rights, act->effects.n_rights);
		persons_json(&json, "to_invite", "email", act->effects.invitations, act->effects.n_invitations);
	}
	json_end(&json);
	return buf_view(&out);
}

static void say_person(const char *what, const struct council_person *person)
{
	cli_say("%-13s %.*s%s%.*s", what, STR_ARG(person->name), person->note.n ? ", " : "", STR_ARG(person->note));
}

static void say(struct ctx *ctx, const struct council_act *act)
{
	const struct result *r = &act->result;
	const struct council_effects *e = &act->effects;
	for (size_t i = 0; i < r->n_lines; i++) {
		const struct council_person line = {r->lines[i].row->name, r->lines[i].seat};
		say_person(kind_word(r->lines[i].kind), &line);
	}
	for (size_t i = 0; i < r->n_terms; i++) {
		const struct council_person left = {r->terms[i].tenure->person_name, r->terms[i].tenure->post};
		if (r->terms[i].fate == FATE_ENDS && !r->terms[i].line)
			say_person("leaves", &left);
	}
	for (size_t i = 0; i < r->n_seats; i++)
		if (r->seats[i].vacant)
			cli_say("%-13s %.*s, %d", "vacant", STR_ARG(r->seats[i].label), r->seats[i].vacant);
	for (size_t i = 0; i < e->n_owed; i++)
		cli_say("%-13s %.*s%s%.*s: %.*s", "owed", STR_ARG(e->owed[i].title), e->owed[i].due.n ? " by " : "",
			STR_ARG(e->owed[i].due), STR_ARG(e->owed[i].who));
	for (size_t i = 0; i < e->n_rights; i++)
		say_person("rights end", &e->rights[i]);
	for (size_t i = 0; i < e->n_invitations; i++)
		say_person("to invite", &e->invitations[i]);
	if (act->preview)
		cli_say("This was a dry run: nothing was changed.");
	else
		cli_say("Done. To undo it: aboveboard people new-council --undo %.*s",
			STR_ARG(id_str(ctx->arena, act->council.id)));
}

static enum outcome undo_run(struct ctx *ctx, const struct cli *cli)
{
	struct council_undo undo = {0};
	int64_t id;
	enum outcome found =
		id_parse(cli_text(cli, "undo"), &id) ? people_new_council(ctx, id, &undo.council) : NOT_FOUND;
	if (found == NOT_FOUND)
		return problem_add(ctx, "--undo", msg("There is no new council “{1}”"), cli_text(cli, "undo"));
	TRY(found);
	TRY(council_undo(ctx, &undo));
	if (!cli->json) {
		cli_say("Undone: the terms that it ended go on, those that it began are removed.");
		return OK;
	}
	struct buf out = buf_open(ctx->arena, 64);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "undone", cli_text(cli, "undo"));
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

static enum outcome new_council_run(struct ctx *ctx, const struct cli *cli)
{
	struct council_act act = {.preview = cli_given(cli, "dry-run")};
	struct election election = {0};
	if (cli_given(cli, "undo"))
		return undo_run(ctx, cli);
	if (cli->n_args == 0)
		return problem_add(ctx, "", msg("Name the file of the result"));
	TRY(body_take(ctx, cli, &act, &election));
	TRY(days_take(ctx, cli, &election, &act.order));
	TRY(rows_take(ctx, cli, &act.order));
	TRY(answers_take(ctx, cli_text(cli, "answers"), &act.order));
	TRY(council_seed(ctx, &act));
	enum outcome outcome = site_write(ctx, council_write, &act);
	if (!(act.preview && act.tried && outcome == CONFLICT))
		TRY(outcome);
	if (cli->json)
		return cli_print(ctx, as_json(ctx, &act));
	say(ctx, &act);
	return OK;
}

const struct verb council_verbs[COUNCIL_VERBS] = {
	{
		.room = "people",
		.name = "new-council",
		.summary = "the result of an election: terms that end and begin, all in one, which can be undone",
		.args = "RESULT.csv",
		.args_min = 0,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = options,
		.n_options = COUNT_OF(options),
		.example =
			"aboveboard people new-council --site city.db --body city-council --from 2027-05-10 --dry-run "
			"result.csv",
		.run = new_council_run,
	},
};
