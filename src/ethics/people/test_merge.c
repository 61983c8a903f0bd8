/* Two people who are one, and two again. */
#include "base/testing.h"

#include "mail/mail.h"
#include "people/people_store.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature, &journal_feature, &access_feature,
					      &search_feature, &mail_feature, &people_feature};
static const struct features features = {table, COUNT_OF(table)};

#define SEEDS 12

struct scene {
	struct journal_seed seeds[SEEDS];
	struct organization body;
	struct person keep, away;
	struct tenure of_keep, of_away, job_of_away;
	struct person_merge merge;
	struct str reason;
	int32_t died_day;
};

static void seed(struct test_site *test, struct scene *scene)
{
	for (size_t i = 0; i < SEEDS; i++)
		scene->seeds[i] = journal_seed_new(&test->ctx);
}

static enum outcome build(struct ctx *ctx, void *args)
{
	struct scene *s = args;
	struct identifier number = {.scheme = STR("register"), .value = STR("17"), .is_public = true};
	struct contact mails[] = {{.kind = STR("email"), .value = STR("i@x.example")},
				  {.kind = STR("phone"), .value = STR("555 0100")}};
	const struct people_details of_keep = {.contacts = mails, .n_contacts = 1};
	const struct people_details of_away = {
		.contacts = mails, .n_contacts = 2, .identifiers = &number, .n_identifiers = 1};
	s->body = organization_new(STR("City Council"));
	s->keep = person_new(STR("Imogen Vale"));
	s->away = person_new(STR("Imogen S. Vale"));
	s->away.died_day = s->died_day;
	TRY(people_put_organization(ctx, &s->seeds[0], &s->body, NULL, NULL));
	TRY(people_put_person(ctx, &s->seeds[1], &s->keep, &of_keep, NULL));
	TRY(people_put_person(ctx, &s->seeds[2], &s->away, &of_away, NULL));
	s->of_keep = (struct tenure){.person_id = s->keep.id,
				     .organization_id = s->body.id,
				     .post = STR("Mayor"),
				     .category = TENURE_ELECTED,
				     .from_day = 20000,
				     .to_day = TENURE_OPEN};
	s->of_away = s->job_of_away = s->of_keep;
	s->of_away.person_id = s->job_of_away.person_id = s->away.id;
	s->of_away.post = STR("Member");
	s->of_away.from_day = 18000;
	s->of_away.to_day = 19999;
	s->job_of_away.post = STR("Archivist");
	s->job_of_away.category = TENURE_EMPLOYEE;
	TRY(people_put_tenure(ctx, &s->seeds[3], &s->of_keep, NULL));
	TRY(people_put_tenure(ctx, &s->seeds[4], &s->of_away, NULL));
	return people_put_tenure(ctx, &s->seeds[5], &s->job_of_away, NULL);
}

static enum outcome merge(struct ctx *ctx, void *args)
{
	struct scene *s = args;
	return people_merge(ctx, s->seeds, SEEDS, &s->keep, &s->away, s->reason);
}

static enum outcome unmerge(struct ctx *ctx, void *args)
{
	struct scene *s = args;
	return people_unmerge(ctx, s->seeds, SEEDS, &s->merge);
}

static enum outcome erase_away(struct ctx *ctx, void *args)
{
	struct scene *s = args;
	return journal_erase(ctx, &s->seeds[0], s->away.record_id, STR("asked for"));
}

static struct scene *built(struct test_site *test, int32_t died_day)
{
	struct scene *scene = arena_new(test->arena, struct scene);
	scene->died_day = died_day;
	scene->reason = STR("same register number");
	seed(test, scene);
	assert_int_equal(site_write(&test->ctx, build, scene), OK);
	test_site_refresh(test);
	assert_int_equal(people_person(&test->ctx, scene->keep.id, &scene->keep), OK);
	assert_int_equal(people_person(&test->ctx, scene->away.id, &scene->away), OK);
	return scene;
}

static void verify(struct test_site *test)
{
	struct journal_report report;
	assert_int_equal(journal_verify(&test->ctx, &report), OK);
}

/* Names, contacts and identifiers; and terms. */
static void expect_person(struct test_site *test, const struct person *person, size_t names, size_t contacts,
			  size_t identifiers, size_t terms)
{
	struct people_details details;
	struct tenure *tenures;
	size_t n;
	assert_int_equal(people_details(&test->ctx, person->id, &details), OK);
	assert_int_equal(details.n_names, names);
	assert_int_equal(details.n_contacts, contacts);
	assert_int_equal(details.n_identifiers, identifiers);
	assert_int_equal(people_tenures_of(&test->ctx, person->id, &tenures, &n), OK);
	assert_int_equal(n, terms);
}

static void two_become_one_and_two_again(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct scene *s = built(test, PEOPLE_NO_DAY);
	struct person found, *persons;
	struct person_merge *merges;
	struct person_pair *pairs;
	int64_t id;
	size_t n;
	assert_int_equal(people_duplicates(&test->ctx, &pairs, &n), OK);
	assert_int_equal(n, 1);
	seed(test, s);
	assert_int_equal(site_write(&test->ctx, merge, s), OK);
	test_site_refresh(test);
	expect_person(test, &s->keep, 1, 2, 1, 3);
	assert_int_equal(people_person_by_slug(&test->ctx, s->away.slug, &found), OK);
	assert_true(found.id == s->keep.id);
	assert_int_equal(people_by_identifier(&test->ctx, STR("register"), STR("17"), &id), OK);
	assert_true(id == s->keep.id);
	assert_int_equal(people_persons(&test->ctx, &persons, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(people_duplicates(&test->ctx, &pairs, &n), OK);
	assert_int_equal(n, 0);
	verify(test);
	seed(test, s);
	assert_int_equal(site_write(&test->ctx, merge, s), CONFLICT);
	assert_int_equal(people_merges(&test->ctx, s->keep.id, &merges, &n), OK);
	assert_int_equal(n, 1);
	assert_text(merges[0].away_name, "Imogen S. Vale");
	s->merge = merges[0];
	seed(test, s);
	assert_int_equal(site_write(&test->ctx, unmerge, s), OK);
	seed(test, s);
	assert_int_equal(site_write(&test->ctx, unmerge, s), CONFLICT);
	test_site_refresh(test);
	expect_person(test, &s->keep, 0, 1, 0, 1);
	expect_person(test, &s->away, 0, 2, 1, 2);
	assert_int_equal(people_person_by_slug(&test->ctx, s->away.slug, &found), OK);
	assert_true(found.id == s->away.id);
	verify(test);
	test_site_close(test);
}
ON_BOTH(two_become_one_and_two_again)

static void what_cannot_be_one_is_refused(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct scene *s = built(test, 20700);
	seed(test, s);
	assert_int_equal(site_write(&test->ctx, merge, s), INVALID);
	assert_true(strstr(test_problem(&test->ctx, 0), "One of them died"));
	problems_clear(&test->ctx);
	s->away = s->keep;
	assert_int_equal(site_write(&test->ctx, merge, s), INVALID);
	problems_clear(&test->ctx);
	s->keep.version++;
	assert_int_equal(site_write(&test->ctx, merge, s), CONFLICT);
	test_site_close(test);
}
ON_BOTH(what_cannot_be_one_is_refused)

static void a_removed_person_stays_merged(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct scene *s = built(test, PEOPLE_NO_DAY);
	struct person_merge *merges;
	size_t n;
	seed(test, s);
	assert_int_equal(site_write(&test->ctx, merge, s), OK);
	seed(test, s);
	assert_int_equal(site_write(&test->ctx, erase_away, s), OK);
	test_site_refresh(test);
	verify(test);
	/* All that only the removed one had is gone, the public number from the kept one's record too. */
	expect_person(test, &s->keep, 0, 1, 0, 3);
	struct journal_record record;
	assert_int_equal(journal_find(&test->ctx, s->keep.record_id, 0, &record), OK);
	assert_true(str_find(record.content, STR("register"), 0) == STR_NPOS);
	assert_int_equal(people_merges(&test->ctx, s->keep.id, &merges, &n), OK);
	s->merge = merges[0];
	assert_text(s->merge.reason, "");
	seed(test, s);
	assert_int_equal(site_write(&test->ctx, unmerge, s), INVALID);
	test_site_close(test);
}
ON_BOTH(a_removed_person_stays_merged)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both(two_become_one_and_two_again),
		on_both(what_cannot_be_one_is_refused),
		on_both(a_removed_person_stays_merged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
