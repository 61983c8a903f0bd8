#include "commitments/test/stand.h"
#include "duties/duties.h"

#include "commitments/commitments_sql.h"
#include "mail/mail.h"
#include "search/search.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature,    &access_feature,
					      &search_feature, &mail_feature,   &rulebook_feature,   &people_feature,
					      &codes_feature,  &duties_feature, &commitments_feature};
static const struct features features = {table, COUNT_OF(table)};

int32_t stand_today(struct stand *s)
{
	return site_today(&s->test->ctx).n;
}

void stand_as(struct stand *s, const struct actor *actor)
{
	s->test->ctx.actor = actor;
}

enum outcome stand_act(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	for (size_t i = 0; i < COUNT_OF(s->seeds); i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	enum outcome outcome = site_write(&s->test->ctx, fn, s);
	test_site_refresh(s->test);
	return outcome;
}

static enum outcome prepare(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	static const int32_t categories[PEOPLE] = {TENURE_ELECTED, TENURE_CANDIDATE, TENURE_EMPLOYEE};
	TRY(people_add_organization(ctx, &s->seeds[0], &s->body));
	for (size_t i = 0; i < PEOPLE; i++) {
		TRY(people_add_person(ctx, &s->seeds[1 + i], &s->people[i]));
		s->tenures[i] = (struct tenure){.person_id = s->people[i].id,
						.organization_id = s->body.id,
						.category = categories[i],
						.post = STR("Member"),
						.from_day = 20000,
						.to_day = TENURE_OPEN};
		TRY(people_add_tenure(ctx, &s->seeds[4 + i], &s->tenures[i]));
	}
	return OK;
}

static enum outcome publish(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct edition draft;
	TRY(codes_add_draft(ctx, STR("ethics"), &s->import, &draft));
	draft.change = s->change;
	TRY(codes_publish(ctx, &s->seeds[0], &draft, (struct day){s->from}));
	s->edition = draft;
	return OK;
}

void stand_edition(struct stand *s, const char *text, int32_t change, int32_t from)
{
	stand_as(s, &access_command_line);
	s->change = change;
	s->from = from;
	s->text = str_dup(s->test->arena, str_of(text));
	assert_int_equal(codes_parse(&s->test->ctx, STR("code.txt"), s->text, CODE_TEXT, &s->import), OK);
	assert_int_equal(stand_act(s, publish), OK);
	assert_int_equal(codes_edition(&s->test->ctx, s->edition.id, &s->edition), OK);
}

struct stand *stand_open(enum db_engine engine)
{
	static const char *const names[PEOPLE] = {"Imogen Vale", "Tobias Renn", "Ada Quill"};
	struct test_site *test = test_site_open(engine, &features);
	struct stand *s = arena_new(test->arena, struct stand);
	s->test = test;
	s->body = organization_new(STR("City Council"));
	for (size_t i = 0; i < PEOPLE; i++)
		s->people[i] = person_new(str_of(names[i]));
	stand_as(s, &access_command_line);
	assert_int_equal(stand_act(s, prepare), OK);
	for (size_t i = 0; i < PEOPLE; i++)
		s->actors[i] = (struct actor){
			.account_id = (int64_t)i + 1, .person_id = s->people[i].id, .name = s->people[i].name};
	stand_edition(s, "A Code\n\n1. Be honest.\n\n2. Be fair.\n", CHANGE_MATERIAL, 20000);
	return s;
}

void stand_verified(struct stand *s)
{
	struct journal_report report;
	if (journal_verify(&s->test->ctx, &report) != OK)
		fail_msg("%s", str_c(s->test->arena, problem_str(s->test->arena, s->test->ctx.problems.first)));
	test_site_refresh(s->test);
}

void stand_close(struct stand *s)
{
	stand_verified(s);
	test_site_close(s->test);
}

static enum outcome sign_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_sign(ctx, &s->seeds[0], &s->commitment);
}

enum outcome stand_sign(struct stand *s, size_t who)
{
	struct commitment_form form;
	assert_int_equal(commitments_form(&s->test->ctx, s->edition.code_id, s->body.id, &form), OK);
	stand_as(s, &s->actors[who]);
	s->commitment = (struct commitment){
		.edition_id = s->edition.id,
		.tenure_id = s->tenures[who].id,
		.text_hash = s->edition.text_hash,
		.statement = str_dup(s->test->arena, form.statement),
		.name_typed = s->people[who].name,
		.before_whom = STR("Ombra Fenn, City Clerk"),
		.made_at = STR("City Hall"),
		.made_day = 20001,
	};
	return stand_act(s, sign_write);
}

struct commitment stand_signature(struct stand *s)
{
	struct commitment commitment;
	assert_int_equal(commitments_find(&s->test->ctx, s->commitment.record_id, &commitment), OK);
	return commitment;
}

struct commitment_ask stand_ask(struct stand *s, size_t who)
{
	struct commitment_ask *asks;
	size_t n;
	assert_int_equal(commitments_asked(&s->test->ctx, s->edition.code_id, s->body.id, &asks, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (asks[i].tenure.id == s->tenures[who].id)
			return asks[i];
	return (struct commitment_ask){0};
}

static enum outcome paper_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_enter_paper(ctx, &s->seeds[0], &s->commitment);
}

enum outcome stand_paper(struct stand *s, size_t who, int32_t received)
{
	stand_as(s, &access_command_line);
	s->commitment = (struct commitment){
		.edition_id = s->edition.id,
		.tenure_id = s->tenures[who].id,
		.name_typed = s->people[who].name,
		.received_day = received,
		.form_day = received - 1,
		.paper_place = STR("Folder 3"),
		.made_day = COMMITMENT_NO_DAY,
	};
	return stand_act(s, paper_write);
}

enum outcome stand_withdraw_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_withdraw(ctx, &s->seeds[0], s->record_id, s->commitment.version, s->text);
}

enum outcome stand_withdraw(struct stand *s, const char *reason)
{
	s->record_id = s->commitment.record_id;
	s->text = str_of(reason);
	s->commitment.version = stand_signature(s).version;
	return stand_act(s, stand_withdraw_write);
}

enum outcome stand_decline_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_decline(ctx, &s->decline);
}

static enum outcome erase_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return journal_erase(ctx, &s->seeds[0], s->record_id, STR("A test"));
}

enum outcome stand_erase(struct stand *s, struct str record_id)
{
	stand_as(s, &access_command_line);
	s->record_id = record_id;
	return stand_act(s, erase_write);
}

enum outcome stand_form_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitment_form_put(ctx, &s->seeds[0], &s->form);
}

enum outcome stand_resolve_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitment_resolve(ctx, &s->seeds[0], &s->resolution);
}

enum outcome stand_end_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitment_resolution_end(ctx, &s->seeds[0], s->resolution.record_id, 1);
}

enum outcome stand_confirm_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitment_confirm_absent(ctx, &s->seeds[0], s->edition.id, s->body.id, s->absent, 1);
}

enum outcome stand_display_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_end_display(ctx, &s->seeds[0], s->commitment.record_id, STR("3 November 2026"));
}

enum outcome stand_words_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_words_put(ctx, &s->seeds[0], &s->words);
}

enum outcome stand_words_withdraw_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return commitments_words_withdraw(ctx, &s->seeds[0], s->record_id, s->words.version);
}

size_t stand_evidence(struct stand *s, int64_t provision_id)
{
	struct provision_evidence *all;
	size_t n;
	assert_int_equal(codes_evidence_beside(&s->test->ctx, provision_id, &all, &n), OK);
	return n;
}
