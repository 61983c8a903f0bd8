/* `aboveboard commitments …`: listing the roll, what a code asks for, pledges whose election is over. */
#include "commitments/commitments_cmd.h"

#include "commitments/commitments_web.h"

static enum outcome code_named(struct ctx *ctx, struct str slug, struct code *ret_code)
{
	enum outcome outcome = codes_by_slug(ctx, slug, ret_code);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "code", msg("There is no code “{1}”. See “codes list”."), slug);
	return outcome;
}

enum outcome commitments_named(struct ctx *ctx, const struct cli *cli, struct code *ret_code,
			       struct organization *ret_body)
{
	TRY(code_named(ctx, cli->args[0], ret_code));
	if (!cli_given(cli, "body"))
		return OK;
	enum outcome outcome = people_organization_by_slug(ctx, cli_text(cli, "body"), ret_body);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "--body", msg("There is no body “{1}”. See “people list”."),
				   cli_text(cli, "body"));
	return outcome;
}

/* ---- commitments list ---- */

static void list_json(struct arena *arena, struct buf *out, const struct commitment *commitments, size_t n)
{
	struct json json = json_open(out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "signatures");
	for (size_t i = 0; i < n; i++) {
		const struct commitment *c = &commitments[i];
		json_begin_object(&json, NULL);
		json_str(&json, "record", c->record_id);
		json_str(&json, "state", commitment_state_name(c));
		json_bool(&json, "removed", c->erased_ms != 0);
		json_str(&json, "name", c->name);
		json_str(&json, "office", c->office);
		json_i64(&json, "edition", c->edition_number);
		json_str(&json, "type", str_of(commitment_kind_name(c->kind)));
		json_str(&json, "method", commitment_method_name(c->method));
		json_str(&json, "signed", c->signed_ms ? instant_str(arena, (struct instant){c->signed_ms}) : STR(""));
		json_str(&json, "received", commitments_day_value(arena, c->received_day));
		json_str(&json, "text_sha256", c->text_hash);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

static void list_text(struct arena *arena, struct buf *out, const struct commitment *commitments, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct commitment *c = &commitments[i];
		struct str when = c->signed_ms ? instant_str(arena, (struct instant){c->signed_ms}) : STR("");
		struct str state = commitment_state_name(c);
		buf_fmt(out, "%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(c->record_id),
			STR_ARG(c->erased_ms ? STR("(removed)") : c->name), STR_ARG(c->office), STR_ARG(when),
			STR_ARG(state));
	}
}

static void list_csv(struct arena *arena, struct buf *out, const struct commitment *commitments, size_t n)
{
	const struct str head[] = {STR("record"), STR("removed"),     STR("name"),  STR("office"), STR("edition"),
				   STR("signed"), STR("text_sha256"), STR("state"), STR("method"), STR("received")};
	cli_csv_row(out, head, COUNT_OF(head));
	for (size_t i = 0; i < n; i++) {
		const struct commitment *c = &commitments[i];
		const struct str row[] = {
			c->record_id,
			c->erased_ms ? STR("true") : STR("false"),
			c->name,
			c->office,
			str_fmt(arena, "%d", c->edition_number),
			c->signed_ms ? instant_str(arena, (struct instant){c->signed_ms}) : STR(""),
			c->text_hash,
			commitment_state_name(c),
			commitment_method_name(c->method),
			commitments_day_value(arena, c->received_day),
		};
		cli_csv_row(out, row, COUNT_OF(row));
	}
}

static enum outcome list_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	struct commitment *commitments;
	size_t n;
	TRY(code_named(ctx, cli_text(cli, "code"), &code));
	TRY(commitments_roll(ctx, code.id, 0, &commitments, &n));
	struct buf out = buf_open(ctx->arena, 4096);
	if (cli->json)
		list_json(ctx->arena, &out, commitments, n);
	else if (cli->csv)
		list_csv(ctx->arena, &out, commitments, n);
	else
		list_text(ctx->arena, &out, commitments, n);
	return cli_print(ctx, buf_view(&out));
}

/* ---- commitments form ---- */

struct form_write {
	struct journal_seed seed;
	struct commitment_form form;
};

static enum outcome form_write(struct ctx *ctx, void *args)
{
	struct form_write *write = args;
	return commitment_form_put(ctx, &write->seed, &write->form);
}

static void take_text(const struct cli *cli, const char *name, struct str *value, bool *changed)
{
	if (!cli_given(cli, name))
		return;
	*value = str_trim(cli_text(cli, name));
	*changed = true;
}

static void take_days(const struct cli *cli, const char *name, int32_t *value, bool *changed)
{
	if (!cli_given(cli, name))
		return;
	int64_t days = cli_int(cli, name, 0);
	*value = days >= -1 && days <= COMMITMENT_DAYS_AT_MOST ? (int32_t)days : INT32_MIN;
	*changed = true;
}

/* What was given replaces what holds; true when something was. */
static enum outcome form_take(struct ctx *ctx, const struct cli *cli, struct commitment_form *form, bool *ret_changed)
{
	bool changed = cli_given(cli, "mandatory") || cli_given(cli, "voluntary") || cli_given(cli, "kind");
	if (cli_given(cli, "kind") && !commitment_kind_parse(cli_text(cli, "kind"), &form->kind))
		return problem_add(ctx, "--kind",
				   msg("“{1}” is no kind: say local, statutory-form, oath or acceptance"),
				   cli_text(cli, "kind"));
	if (cli_given(cli, "mandatory") && cli_given(cli, "voluntary"))
		return problem_add(ctx, "--mandatory", msg("say either --mandatory or --voluntary"));
	if (cli_given(cli, "mandatory"))
		form->mandatory = true;
	if (cli_given(cli, "voluntary"))
		form->mandatory = false;
	take_text(cli, "statement", &form->statement, &changed);
	take_text(cli, "instrument", &form->instrument, &changed);
	take_text(cli, "link", &form->instrument_link, &changed);
	take_days(cli, "within", &form->within_days, &changed);
	take_text(cli, "effect", &form->effect, &changed);
	take_days(cli, "public-days", &form->public_days, &changed);
	take_days(cli, "keep-days", &form->keep_days, &changed);
	take_days(cli, "pledge-days", &form->pledge_days, &changed);
	take_text(cli, "source", &form->retention_source, &changed);
	*ret_changed = changed;
	return OK;
}

static enum outcome form_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	struct organization body = {0};
	struct form_write write = {.seed = journal_seed_new(ctx)};
	bool changed;
	TRY(commitments_named(ctx, cli, &code, &body));
	TRY(commitments_form(ctx, code.id, body.id, &write.form));
	if (write.form.organization_id != body.id)
		write.form.version = 0;
	write.form.organization_id = body.id;
	TRY(form_take(ctx, cli, &write.form, &changed));
	if (changed)
		TRY(site_write(ctx, form_write, &write));
	struct str record = commitment_form_record(ctx->arena, &write.form, code.slug, body.slug);
	if (cli->json)
		return cli_print(ctx, str_fmt(ctx->arena, "%.*s\n", STR_ARG(record)));
	const struct commitment_form *f = &write.form;
	cli_say("%s", changed ? "Saved. It holds for every signature from now on." : "This holds now.");
	return cli_print(
		ctx, str_fmt(ctx->arena,
			     "kind       %.*s\nmandatory  %s\ninstrument %.*s\nwithin     %d days\nwords      %.*s\n",
			     STR_ARG(commitment_kind_words(f->kind)), f->mandatory ? "yes" : "no",
			     STR_ARG(f->instrument), f->within_days, STR_ARG(f->statement)));
}

/* ---- commitments end-display ---- */

static enum outcome display_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	struct organization body = {0};
	struct commitment *pledges;
	size_t n;
	TRY(commitments_named(ctx, cli, &code, &body));
	TRY(commitment_pledges(ctx, code.id, body.id, &pledges, &n));
	TRY(commitments_end_display_of(ctx, STR(""), pledges, n, cli_text(cli, "election")));
	if (cli->json)
		return cli_print(ctx, str_fmt(ctx->arena, "{\"ended\": %zu}\n", n));
	cli_say("Pledges taken off display: %zu.", n);
	return OK;
}

/* ---- The table ---- */

static const struct cli_option list_options[] = {
	{"code", CLI_TEXT, true, "SLUG", "the code of conduct"},
};

static const struct cli_option form_options[] = {
	{"body", CLI_TEXT, false, "SLUG", "of this body alone (default: of every body that has nothing of its own)"},
	{"kind", CLI_TEXT, false, "KIND", "local, statutory-form, oath or acceptance"},
	{"statement", CLI_TEXT, false, "WORDS", "the words that are signed"},
	{"mandatory", CLI_FLAG, false, NULL, "signing is mandatory; needs --instrument"},
	{"voluntary", CLI_FLAG, false, NULL, "signing is voluntary"},
	{"instrument", CLI_TEXT, false, "CITATION", "the law or resolution that makes it mandatory"},
	{"link", CLI_TEXT, false, "URL", "where it can be read"},
	{"within", CLI_INT, false, "DAYS", "deadline, after taking office or after a text that asks anew; 0: none"},
	{"effect", CLI_TEXT, false, "WORDS", "what happens if the deadline is missed"},
	{"public-days", CLI_INT, false, "DAYS", "how long signatures are shown after a term ends; -1: not decided"},
	{"keep-days", CLI_INT, false, "DAYS", "how long they are kept after a term ends; -1: not decided"},
	{"pledge-days", CLI_INT, false, "DAYS",
	 "for how long after the election a candidate's pledge is shown (default: 30)"},
	{"source", CLI_TEXT, false, "CITATION", "the rule that says how long"},
};

static const struct cli_option display_options[] = {
	{"election", CLI_TEXT, true, "WORDS", "for which election the pledges were made, such as “3 November 2026”"},
	{"body", CLI_TEXT, false, "SLUG", "of this body alone"},
};

static const struct cli_option sign_options[] = {
	{"person", CLI_TEXT, true, "SLUG", "who signs"},
	{"body", CLI_TEXT, false, "SLUG", "in the post in this body (default: in every post that the code asks)"},
	{"paper", CLI_DAY, false, "DAY", "enter a form that the person signed on paper, received on this day"},
	{"place", CLI_TEXT, false, "WORDS", "where the paper is kept; needed with --paper"},
	{"before", CLI_TEXT, false, "WORDS", "of an oath or a declaration of acceptance: before whom"},
	{"at", CLI_TEXT, false, "WORDS", "of these: where"},
	{"on", CLI_DAY, false, "DAY", "of these: on which day"},
};

static const struct cli_option keep_options[] = {
	{"person", CLI_TEXT, true, "SLUG", "whose words they are"},
	{"anchor", CLI_TEXT, true, "ANCHOR", "the passage of the code, as in its address"},
	{"words", CLI_TEXT, true, "WORDS", "how they keep it"},
};

const struct verb commitments_verbs[COMMITMENTS_VERBS] = {
	{
		.room = "commitments",
		.name = "verify",
		.summary = "check a receipt: its arithmetic, and with --site the log, the text and what became of it",
		.args = "FILE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_MAYBE,
		.example = "aboveboard commitments verify --site city.db receipt.json",
		.run = commitments_verify_run,
	},
	{
		.room = "commitments",
		.name = "list",
		.summary = "list who has signed a code",
		.site = CLI_SITE_OPEN,
		.options = list_options,
		.n_options = COUNT_OF(list_options),
		.csv = true,
		.example = "aboveboard commitments list --site city.db --code ethics --json",
		.run = list_run,
	},
	{
		.room = "commitments",
		.name = "form",
		.summary = "show or set what a code asks for: kind, words, whether it is mandatory, by when",
		.args = "CODE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = form_options,
		.n_options = COUNT_OF(form_options),
		.example = "aboveboard commitments form ethics --site city.db --mandatory --instrument \"Resolution "
			   "2026-14\" "
			   "--within 30",
		.run = form_run,
	},
	{
		.room = "commitments",
		.name = "end-display",
		.summary = "take the pledges of candidates off display when an election is over",
		.args = "CODE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = display_options,
		.n_options = COUNT_OF(display_options),
		.example = "aboveboard commitments end-display fair-campaign --site city.db --election \"3 November "
			   "2026\"",
		.run = display_run,
	},
	{
		.room = "commitments",
		.name = "sign",
		.summary = "enter a form signed on paper; on a demonstration, sign as its invented people",
		.args = "CODE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = sign_options,
		.n_options = COUNT_OF(sign_options),
		.example = "aboveboard commitments sign ethics --site city.db --person tobias-renn --paper 2026-03-04 "
			   "--place "
			   "\"Clerk's office, folder 3\"",
		.run = commitments_sign_run,
	},
	{
		.room = "commitments",
		.name = "keep",
		.summary = "on a demonstration, write how one of its invented people keeps a passage",
		.args = "CODE",
		.args_min = 1,
		.args_max = 1,
		.site = CLI_SITE_OPEN,
		.options = keep_options,
		.n_options = COUNT_OF(keep_options),
		.example = "aboveboard commitments keep ethics --site demo.db --person imogen-vale --anchor honesty "
			   "--words "
			   "\"I publish my calendar.\"",
		.run = commitments_keep_run,
	},
};
