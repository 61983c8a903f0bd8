/* Who may sign what, and what a signature leaves behind, on both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "commitments/commitments_rules.h"
#include "duties/duties.h"
#include "mail/mail.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature,    &access_feature,
					      &search_feature, &mail_feature,   &rulebook_feature,   &people_feature,
					      &codes_feature,  &duties_feature, &commitments_feature};
static const struct features features = {table, COUNT_OF(table)};

/* ---- Rules ---- */

static const struct edition in_force = {.id = 1, .stage = EDITION_IN_FORCE, .text_hash = STR_INIT("aa")};
static const struct tenure mayor = {.id = 2,
				    .person_id = 7,
				    .post = STR_INIT("Mayor"),
				    .person_name = STR_INIT("Lucía Żalewicz-O’Neil"),
				    .from_day = 100,
				    .to_day = 200};
static const struct commitment wish = {.edition_id = 1,
				       .tenure_id = 2,
				       .text_hash = STR_INIT("aa"),
				       .statement = STR_INIT("I promise."),
				       .name_typed = STR_INIT("lucia zalewicz oneil"),
				       .made_day = COMMITMENT_NO_DAY};
static const struct commitment_form asked = {.kind = COMMITMENT_LOCAL, .statement = STR_INIT("I promise.")};

struct check {
	const char *name;
	struct actor actor;
	struct edition edition;
	struct str text_hash;
	int32_t today;
	enum outcome wanted;
};

static void who_may_sign(void **state)
{
	(void)state;
	const struct actor self = {.account_id = 1, .person_id = 7};
	struct edition draft = in_force, superseded = in_force, removed = in_force;
	draft.stage = EDITION_DRAFT;
	superseded.stage = EDITION_SUPERSEDED;
	removed.erased_ms = 1;
	const struct check checks[] = {
		{"in one's own office", self, in_force, STR("aa"), 100, OK},
		{"on the last day", self, in_force, STR("aa"), 200, OK},
		{"the day before", self, in_force, STR("aa"), 99, INVALID},
		{"the day after", self, in_force, STR("aa"), 201, INVALID},
		{"somebody else's", {.account_id = 1, .person_id = 8}, in_force, STR("aa"), 100, FORBIDDEN},
		{"an account of no person", {.account_id = 1}, in_force, STR("aa"), 100, FORBIDDEN},
		{"another text", self, in_force, STR("ab"), 100, INVALID},
		{"no text", self, in_force, STR(""), 100, INVALID},
		{"a draft", self, draft, STR("aa"), 100, INVALID},
		{"what was removed", self, removed, STR("aa"), 100, INVALID},
		{"what is superseded", self, superseded, STR("aa"), 100, INVALID},
	};
	for (size_t i = 0; i < COUNT_OF(checks); i++) {
		CLEANUP(arena_closep) struct arena *arena = arena_open(0);
		struct ctx ctx = {.arena = arena, .actor = &checks[i].actor};
		struct commitment commitment = wish;
		commitment.text_hash = checks[i].text_hash;
		enum outcome got = commitment_check(&ctx, &commitment, &checks[i].edition, &mayor, &asked,
						    (struct day){checks[i].today});
		if (got != checks[i].wanted)
			fail_msg("%s: %s", checks[i].name, outcome_name(got));
		assert_int_equal(ctx.problems.count, got == OK ? 0 : 1);
	}
}

/* ---- Signing ---- */

struct fixture {
	struct journal_seed seeds[8];
	struct organization body;
	struct person person;
	struct tenure tenure;
	struct code_import import;
	struct edition edition;
	struct commitment commitment;
	struct str text; /* of the code */
};

static enum outcome prepare(struct ctx *ctx, void *args)
{
	struct fixture *f = args;
	TRY(people_add_organization(ctx, &f->seeds[0], &f->body));
	TRY(people_add_person(ctx, &f->seeds[1], &f->person));
	f->tenure.person_id = f->person.id;
	f->tenure.organization_id = f->body.id;
	TRY(people_add_tenure(ctx, &f->seeds[2], &f->tenure));
	TRY(codes_add_draft(ctx, STR("ethics"), &f->import, &f->edition));
	return codes_publish(ctx, &f->seeds[3], &f->edition, (struct day){20000});
}

static enum outcome sign(struct ctx *ctx, void *args)
{
	struct fixture *f = args;
	return commitments_sign(ctx, &f->seeds[4], &f->commitment);
}

static enum outcome erase(struct ctx *ctx, void *args)
{
	struct fixture *f = args;
	return journal_erase(ctx, &f->seeds[5], f->commitment.record_id, STR("published by mistake"));
}

static struct fixture *fixture_open(struct test_site *test)
{
	struct fixture *f = arena_new(test->arena, struct fixture);
	f->body = (struct organization){.name = STR("City Council")};
	f->person = (struct person){.name = STR("Imogen Vale")};
	f->tenure = (struct tenure){
		.category = TENURE_ELECTED, .post = STR("Mayor"), .from_day = 20000, .to_day = TENURE_OPEN};
	for (size_t i = 0; i < COUNT_OF(f->seeds); i++)
		f->seeds[i] = journal_seed_new(&test->ctx);
	f->text = STR("A Code\n\n1. Be honest.\n\n2. Be fair.\n");
	assert_int_equal(codes_parse(&test->ctx, STR("code.txt"), f->text, CODE_TEXT, &f->import), OK);
	test->ctx.actor = &access_command_line;
	assert_int_equal(site_write(&test->ctx, prepare, f), OK);
	test_site_refresh(test);
	assert_int_equal(codes_edition(&test->ctx, f->edition.id, &f->edition), OK);
	f->commitment = (struct commitment){
		.edition_id = f->edition.id,
		.tenure_id = f->tenure.id,
		.text_hash = f->edition.text_hash,
		.statement = commitment_form_default(0, 0).statement,
		.name_typed = STR("imogen  VALE"),
	};
	struct actor *self = arena_new(test->arena, struct actor);
	*self = (struct actor){.account_id = 1, .person_id = f->person.id, .name = f->person.name};
	test->ctx.actor = self;
	return f;
}

static void a_signature_stands_on_the_roll_once(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct fixture *f = fixture_open(test);
	assert_int_equal(site_write(&test->ctx, sign, f), OK);
	f->seeds[4] = journal_seed_new(&test->ctx);
	struct fixture again = *f;
	assert_int_equal(site_write(&test->ctx, sign, &again), CONFLICT);
	test_site_refresh(test);

	struct commitment *roll;
	size_t n;
	assert_int_equal(commitments_roll(&test->ctx, f->edition.code_id, 0, &roll, &n), OK);
	assert_int_equal(n, 1);
	assert_true(str_eq(roll[0].name, STR("Imogen Vale")));
	assert_true(str_eq(roll[0].office, STR("Mayor, City Council")));
	assert_true(str_eq(roll[0].text_hash, f->edition.text_hash));

	struct str receipt, content;
	assert_int_equal(journal_receipt(&test->ctx, roll[0].record_id, 1, &receipt), OK);
	assert_int_equal(journal_receipt_check(&test->ctx, receipt, &content), OK);
	assert_true(str_find(content, STR("\"name\":\"Imogen Vale\""), 0) != STR_NPOS);
	struct journal_report report;
	assert_int_equal(journal_verify(&test->ctx, &report), OK);
	test_site_close(test);
}

static void what_was_erased_is_nowhere(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct fixture *f = fixture_open(test);
	assert_int_equal(site_write(&test->ctx, sign, f), OK);
	assert_int_equal(site_write(&test->ctx, erase, f), OK);
	test_site_refresh(test);
	struct commitment *roll;
	size_t n;
	assert_int_equal(commitments_roll(&test->ctx, f->edition.code_id, 0, &roll, &n), OK);
	assert_int_equal(n, 1);
	assert_true(roll[0].erased_ms != 0);
	assert_true(str_empty(roll[0].name));
	assert_true(str_empty(roll[0].office));
	struct journal_report report;
	assert_int_equal(journal_verify(&test->ctx, &report), OK);
	assert_int_equal(report.erased, 1);
	test_site_close(test);
}

static void offers_are_the_actors_own(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct fixture *f = fixture_open(test);
	struct commitment_ask *offers;
	size_t n;
	assert_int_equal(commitments_offers(&test->ctx, &offers, &n), OK);
	assert_int_equal(n, 1);
	assert_false(offers[0].counts);
	assert_int_equal(site_write(&test->ctx, sign, f), OK);
	test_site_refresh(test);
	assert_int_equal(commitments_offers(&test->ctx, &offers, &n), OK);
	assert_int_equal(n, 1);
	assert_true(offers[0].counts);
	assert_true(str_eq(offers[0].signature.record_id, f->commitment.record_id));
	test->ctx.actor = &access_command_line;
	assert_int_equal(commitments_offers(&test->ctx, &offers, &n), OK);
	assert_int_equal(n, 0);
	test_site_close(test);
}

ON_BOTH(a_signature_stands_on_the_roll_once)
ON_BOTH(what_was_erased_is_nowhere)
ON_BOTH(offers_are_the_actors_own)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_may_sign),
		cmocka_unit_test(a_signature_stands_on_the_roll_once_on_sqlite),
		cmocka_unit_test(a_signature_stands_on_the_roll_once_on_postgres),
		cmocka_unit_test(what_was_erased_is_nowhere_on_sqlite),
		cmocka_unit_test(what_was_erased_is_nowhere_on_postgres),
		cmocka_unit_test(offers_are_the_actors_own_on_sqlite),
		cmocka_unit_test(offers_are_the_actors_own_on_postgres),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
