/* Elections and candidacies: rules, rows and records on both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/mail.h"
#include "people/elections.h"
#include "people/people_store.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature, &journal_feature, &access_feature,
					      &search_feature, &mail_feature, &people_feature};
static const struct features features = {table, COUNT_OF(table)};

static void every_fault_of_an_election_is_named_at_once(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct election empty = {.opens_day = PEOPLE_NO_DAY, .closes_day = PEOPLE_NO_DAY, .polling_day = PEOPLE_NO_DAY};
	assert_int_equal(election_check(&ctx, &empty), INVALID);
	assert_int_equal(ctx.problems.count, 4);
	problems_clear(&ctx);
	struct election backwards = {.name = STR("x"), .opens_day = 30, .closes_day = 20, .polling_day = 10};
	assert_int_equal(election_check(&ctx, &backwards), INVALID);
	assert_int_equal(ctx.problems.count, 2);
	problems_clear(&ctx);
	struct election one_day = {.name = STR(" x "), .opens_day = 30, .closes_day = 30, .polling_day = 30};
	assert_int_equal(election_check(&ctx, &one_day), OK);
	assert_true(str_eq(one_day.name, STR("x")));
}

/* ---- Rows ---- */

enum { OPENS = 20000, CLOSES = 20030, POLLING = 20100 };
enum { STAYS, LATE, WITHDREW, CANDIDATES };

struct stand {
	struct test_site *test;
	struct journal_seed seeds[12];
	size_t n_seeds;
	struct organization body;
	struct person people[CANDIDATES];
	struct tenure tenures[CANDIDATES];
	struct election election;
	int32_t day;
};

static enum outcome act(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	for (size_t i = 0; i < COUNT_OF(s->seeds); i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	enum outcome outcome = site_write(&s->test->ctx, fn, s);
	test_site_refresh(s->test);
	return outcome;
}

static enum outcome prepare(struct ctx *ctx, void *args)
{
	static const int32_t since[CANDIDATES] = {TENURE_FROM_EVER, OPENS + 10, TENURE_FROM_EVER};
	struct stand *s = args;
	TRY(people_add_organization(ctx, &s->seeds[0], &s->body));
	s->election.organization_id = s->body.id;
	TRY(people_put_election(ctx, &s->seeds[1], 1, &s->election));
	for (size_t i = 0; i < CANDIDATES; i++) {
		TRY(people_add_person(ctx, &s->seeds[2 + i], &s->people[i]));
		s->tenures[i] =
			(struct tenure){.person_id = s->people[i].id, .post = STR("Mayor"), .from_day = since[i]};
		TRY(people_put_candidacy(ctx, &s->seeds[6 + i], &s->election, &s->tenures[i]));
	}
	return people_end_tenure(ctx, &s->seeds[10], &s->tenures[WITHDREW], (struct day){OPENS + 20});
}

static enum outcome put(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct election election = s->election;
	TRY(people_put_election(ctx, s->seeds, s->n_seeds, &election));
	s->election = election;
	return OK;
}

static enum outcome blank(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return people_candidacy_blank(ctx, s->tenures[STAYS].id, s->day);
}

static enum outcome stand_again(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure tenure = {.person_id = s->people[STAYS].id, .post = STR("Treasurer"), .from_day = s->day};
	return people_put_candidacy(ctx, &s->seeds[0], &s->election, &tenure);
}

static enum outcome stand_linked(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure tenure = {.person_id = s->people[LATE].id, .post = STR(" mayor "), .from_day = TENURE_FROM_EVER};
	TRY(people_put_candidacy(ctx, &s->seeds[0], &s->election, &tenure));
	return tenure.id == s->tenures[LATE].id && tenure.from_day == OPENS + 10 ? OK : BROKEN;
}

/* Who holds a post may stand for it again; nobody holds it twice. */
static enum outcome hold_it(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct tenure tenure = {.person_id = s->people[STAYS].id,
				.organization_id = s->body.id,
				.category = TENURE_ELECTED,
				.post = STR("Mayor"),
				.from_day = 19000,
				.to_day = TENURE_OPEN};
	return people_put_tenure(ctx, &s->seeds[0], &tenure, NULL);
}

static enum outcome erase(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return journal_erase(ctx, &s->seeds[0], s->election.record_id, STR("A test"));
}

static struct stand *stand_open(enum db_engine engine)
{
	static const char *const names[CANDIDATES] = {"Imogen Vale", "Tobias Renn", "Ada Quill"};
	struct test_site *test = test_site_open(engine, &features);
	struct stand *s = arena_new(test->arena, struct stand);
	s->test = test;
	s->n_seeds = COUNT_OF(s->seeds);
	s->body = organization_new(STR("City Council"));
	for (size_t i = 0; i < CANDIDATES; i++)
		s->people[i] = person_new(str_of(names[i]));
	s->election = (struct election){.name = STR("Municipal election 2024"),
					.opens_day = OPENS,
					.closes_day = CLOSES,
					.polling_day = POLLING};
	test->ctx.actor = &access_command_line;
	assert_int_equal(act(s, prepare), OK);
	return s;
}

static void stand_close(struct stand *s)
{
	struct journal_report report;
	if (journal_verify(&s->test->ctx, &report) != OK)
		fail_msg("%s", str_c(s->test->arena, problem_str(s->test->arena, s->test->ctx.problems.first)));
	test_site_close(s->test);
}

static struct tenure tenure_now(struct stand *s, size_t who)
{
	struct tenure tenure;
	assert_int_equal(people_tenure(&s->test->ctx, s->tenures[who].id, &tenure), OK);
	return tenure;
}

static void candidate_mode_begins_and_ends_with_the_election(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct tenure stays = tenure_now(s, STAYS);
	assert_int_equal(stays.category, TENURE_CANDIDATE);
	assert_false(tenure_holds(&stays, (struct day){OPENS - 1}));
	assert_true(tenure_holds(&stays, (struct day){OPENS}));
	assert_true(tenure_holds(&stays, (struct day){POLLING}));
	assert_false(tenure_holds(&stays, (struct day){POLLING + 1}));
	assert_int_equal(tenure_now(s, LATE).from_day, OPENS + 10);
	s->day = OPENS - 1;
	assert_int_equal(act(s, stand_again), INVALID);
	s->day = POLLING + 1;
	assert_int_equal(act(s, stand_again), INVALID);
	s->day = POLLING;
	assert_int_equal(act(s, stand_again), OK);
	assert_int_equal(act(s, hold_it), OK);
	assert_int_equal(act(s, hold_it), INVALID);
	assert_int_equal(act(s, stand_linked), OK); /* is here already, as if from a file */
	stand_close(s);
}
ON_BOTH(candidate_mode_begins_and_ends_with_the_election)

static void new_days_move_the_candidacies_that_had_the_old_ones(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	s->election.opens_day = OPENS - 5;
	s->election.polling_day = POLLING + 7;
	s->n_seeds = CANDIDATES; /* one too few */
	assert_int_equal(act(s, put), RETRY);
	s->n_seeds = COUNT_OF(s->seeds);
	assert_int_equal(act(s, put), OK);
	assert_int_equal(s->election.version, 2);
	assert_int_equal(tenure_now(s, STAYS).from_day, OPENS - 5);
	assert_int_equal(tenure_now(s, STAYS).to_day, POLLING + 7);
	assert_int_equal(tenure_now(s, LATE).from_day, OPENS + 10);
	assert_int_equal(tenure_now(s, LATE).to_day, POLLING + 7);
	assert_int_equal(tenure_now(s, WITHDREW).to_day, OPENS + 20);
	s->election.version = 1;
	s->election.name = STR("Another name");
	assert_int_equal(act(s, put), CONFLICT);
	stand_close(s);
}
ON_BOTH(new_days_move_the_candidacies_that_had_the_old_ones)

static void an_election_is_public_and_its_candidates_are_not(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct ctx *ctx = &s->test->ctx;
	struct journal_record record;
	assert_int_equal(journal_find(ctx, s->election.record_id, 0, &record), OK);
	assert_true(str_find(record.content, STR("\"polling\":\"2025-01-12\""), 0) != STR_NPOS);
	for (size_t i = 0; i < CANDIDATES; i++)
		assert_int_equal(journal_find_subject(ctx, "people", s->tenures[i].id, &record), NOT_FOUND);
	struct election *elections;
	size_t n;
	assert_int_equal(people_elections(ctx, &elections, &n), OK);
	assert_int_equal(n, 1);
	assert_true(str_eq(elections[0].slug, STR("municipal-election-2024")));
	assert_int_equal(act(s, erase), OK);
	assert_int_equal(people_elections(ctx, &elections, &n), OK);
	assert_int_equal(n, 0);
	struct election removed;
	assert_int_equal(people_election(ctx, s->election.id, &removed), OK);
	assert_true(str_empty(removed.name));
	assert_int_equal(people_election_of(ctx, s->tenures[STAYS].id, &removed), NOT_FOUND);
	stand_close(s);
}
ON_BOTH(an_election_is_public_and_its_candidates_are_not)

static void the_blank_form_is_for_the_office_alone(enum db_engine engine)
{
	struct stand *s = stand_open(engine);
	struct ctx *ctx = &s->test->ctx;
	struct journal_head before, after;
	struct candidacy *candidacies;
	size_t n;
	assert_int_equal(journal_head(ctx, &before), OK);
	s->day = site_today(ctx).n + 1;
	assert_int_equal(act(s, blank), INVALID);
	s->day = OPENS + 3;
	assert_int_equal(act(s, blank), OK);
	assert_int_equal(people_candidacies(ctx, s->election.id, &candidacies, &n), OK);
	assert_int_equal(n, CANDIDATES);
	assert_true(str_eq(candidacies[0].tenure.person_name, STR("Ada Quill"))); /* Quill, Renn, Vale */
	assert_int_equal(candidacies[0].blank_day, PEOPLE_NO_DAY);
	assert_int_equal(candidacies[2].blank_day, OPENS + 3);
	assert_int_equal(journal_head(ctx, &after), OK);
	assert_int_equal(before.size, after.size);
	const struct actor nobody = {.account_id = 7, .name = STR("Ada Quill")};
	ctx->actor = &nobody;
	assert_int_equal(act(s, blank), FORBIDDEN);
	ctx->actor = &access_command_line;
	s->day = PEOPLE_NO_DAY;
	assert_int_equal(act(s, blank), OK);
	struct candidacy candidacy;
	assert_int_equal(people_candidacy(ctx, s->tenures[STAYS].id, &candidacy), OK);
	assert_int_equal(candidacy.blank_day, PEOPLE_NO_DAY);
	stand_close(s);
}
ON_BOTH(the_blank_form_is_for_the_office_alone)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_of_an_election_is_named_at_once),
		on_both(candidate_mode_begins_and_ends_with_the_election),
		on_both(new_days_move_the_candidacies_that_had_the_old_ones),
		on_both(an_election_is_public_and_its_candidates_are_not),
		on_both(the_blank_form_is_for_the_office_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
