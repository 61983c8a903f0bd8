/* `aboveboard commitments sign` and `keep`: forms on paper everywhere; in an invented city also its invented people. */
#include "commitments/commitments_cmd.h"
#include "commitments/commitments_store.h"

/* Nobody signs for another: only in a demonstration does the command line act as one of its people. */
static enum outcome act_as(struct ctx *ctx, const struct person *person)
{
	if (!ctx->site->settings.demo)
		return problem_add(ctx, "--person",
				   msg("Nobody can sign for another person. {1} signs in to do it; a form signed on "
				       "paper is entered with --paper"),
				   person->name);
	struct actor *actor = arena_new(ctx->arena, struct actor);
	*actor = access_command_line;
	actor->person_id = person->id;
	ctx->actor = actor;
	return OK;
}

/* ---- commitments sign ---- */

struct signing {
	struct journal_seed seed;
	struct commitment commitment;
	bool on_paper;
	bool already;
};

static enum outcome sign_write(struct ctx *ctx, void *args)
{
	struct signing *s = args;
	enum outcome outcome = s->on_paper ? commitments_enter_paper(ctx, &s->seed, &s->commitment)
					   : commitments_sign(ctx, &s->seed, &s->commitment);
	s->already = outcome == CONFLICT && s->commitment.record_id.n;
	return s->already ? OK : outcome;
}

static enum outcome edition_for(struct ctx *ctx, const struct code *code, struct day day, struct edition *ret_edition)
{
	enum outcome outcome = codes_edition_on(ctx, code->id, day, ret_edition);
	if (outcome == NOT_FOUND)
		return problem_add(ctx, "", msg("No edition of “{1}” was in force on {2}"), code->title,
				   day_words(ctx->arena, day));
	return outcome;
}

static enum outcome sign_one(struct ctx *ctx, const struct cli *cli, const struct edition *edition,
			     const struct tenure *tenure, struct signing *s)
{
	struct commitment_form form;
	TRY(commitments_form(ctx, edition->code_id, tenure->organization_id, &form));
	*s = (struct signing){
		.seed = journal_seed_new(ctx),
		.on_paper = cli_given(cli, "paper"),
		.commitment = {.edition_id = edition->id,
			       .tenure_id = tenure->id,
			       .text_hash = edition->text_hash,
			       .statement = form.statement,
			       .name_typed = tenure->person_name,
			       .received_day = (int32_t)cli_int(cli, "paper", COMMITMENT_NO_DAY),
			       .form_day = COMMITMENT_NO_DAY,
			       .paper_place = cli_text(cli, "place"),
			       .before_whom = cli_text(cli, "before"),
			       .made_at = cli_text(cli, "at"),
			       .made_day = (int32_t)cli_int(cli, "on", COMMITMENT_NO_DAY)},
	};
	return site_write(ctx, sign_write, s);
}

enum outcome commitments_sign_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	struct organization body = {0};
	struct person person;
	struct edition edition;
	struct tenure *tenures;
	size_t n, done = 0;
	TRY(commitments_named(ctx, cli, &code, &body));
	TRY(people_person_named(ctx, cli_text(cli, "person"), "--person", &person));
	struct day day = {(int32_t)cli_int(cli, "paper", site_today(ctx).n)};
	TRY(edition_for(ctx, &code, day, &edition));
	if (!cli_given(cli, "paper"))
		TRY(act_as(ctx, &person));
	TRY(people_tenures_of(ctx, person.id, &tenures, &n));
	for (size_t i = 0; i < n; i++) {
		struct signing s;
		struct edition held;
		bool asks;
		int32_t asks_from;
		if (!tenure_holds(&tenures[i], day) || (body.id && tenures[i].organization_id != body.id))
			continue;
		TRY(commitment_edition_for(ctx, edition.id, &tenures[i], &held, &asks, &asks_from));
		if (!asks && !cli_given(cli, "paper"))
			continue;
		TRY(sign_one(ctx, cli, &edition, &tenures[i], &s));
		cli_say("%s: %.*s, %.*s (record %.*s).", s.already ? "Signed before" : "Signed", STR_ARG(person.name),
			STR_ARG(commitment_office(ctx->arena, &tenures[i])), STR_ARG(s.commitment.record_id));
		done++;
	}
	if (done == 0)
		return problem_add(ctx, "--person", msg("{1} held no post on {2} that the code asks"), person.name,
				   day_words(ctx->arena, day));
	return cli->json ? cli_print(ctx, str_fmt(ctx->arena, "{\"signatures\": %zu}\n", done)) : OK;
}

/* ---- commitments keep ---- */

struct keeping {
	struct journal_seed seed;
	struct commitment_words words;
};

static enum outcome keep_write(struct ctx *ctx, void *args)
{
	struct keeping *keeping = args;
	return commitments_words_put(ctx, &keeping->seed, &keeping->words);
}

enum outcome commitments_keep_run(struct ctx *ctx, const struct cli *cli)
{
	struct code code;
	struct person person;
	struct edition edition;
	struct provision *provisions;
	struct commitment_words *words;
	size_t n, n_words;
	struct keeping keeping = {.seed = journal_seed_new(ctx), .words = {.text = cli_text(cli, "words")}};
	enum outcome found = codes_by_slug(ctx, cli->args[0], &code);
	if (found == NOT_FOUND)
		return problem_add(ctx, "code", msg("There is no code “{1}”. See “codes list”."), cli->args[0]);
	TRY(found);
	TRY(people_person_named(ctx, cli_text(cli, "person"), "--person", &person));
	TRY(act_as(ctx, &person));
	TRY(edition_for(ctx, &code, site_today(ctx), &edition));
	TRY(codes_provisions(ctx, edition.id, &provisions, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(provisions[i].anchor, cli_text(cli, "anchor")))
			keeping.words.provision_id = provisions[i].id;
	if (!keeping.words.provision_id)
		return problem_add(ctx, "--anchor", msg("The edition in force has no passage “{1}”"),
				   cli_text(cli, "anchor"));
	TRY(commitments_words_of_person(ctx, person.id, &words, &n_words));
	for (size_t i = 0; i < n_words; i++)
		if (words[i].code_id == code.id && words[i].provision_id == keeping.words.provision_id)
			keeping.words.version = words[i].version;
	keeping.words.edition_id = edition.id;
	TRY(site_write(ctx, keep_write, &keeping));
	cli_say("%.*s on “%.*s”: published.", STR_ARG(person.name), STR_ARG(keeping.words.passage));
	return cli->json ? cli_print(ctx, STR("{\"published\": true}\n")) : OK;
}
