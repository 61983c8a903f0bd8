/* The rules of names and terms, and their rows and records on both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/mail.h"
#include "people/people_sql.h"
#include "people/people_store.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature, &journal_feature, &access_feature,
					      &search_feature, &mail_feature, &people_feature};
static const struct features features = {table, COUNT_OF(table)};

static void expect(struct str got, const char *wanted)
{
	if (!str_eq(got, str_of(wanted)))
		fail_msg("%.*s is not %s", STR_ARG(got), wanted);
}

/* ---- Rules ---- */

static void a_name_sorts_by_its_last_word_unless_told(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct person plain = {.name = STR(" Imogen Vale ")};
	assert_int_equal(person_check(&ctx, &plain), OK);
	expect(plain.name, "Imogen Vale");
	expect(plain.sort_name, "Vale, Imogen");
	struct person told = {.name = STR("Anna van Dijk"), .sort_name = STR("van Dijk, Anna")};
	assert_int_equal(person_check(&ctx, &told), OK);
	expect(told.sort_name, "van Dijk, Anna");
	struct person single = {.name = STR("Ottoline")};
	assert_int_equal(person_check(&ctx, &single), OK);
	expect(single.sort_name, "Ottoline");
}

static void every_fault_of_a_term_is_named_at_once(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct tenure tenure = {.category = 9, .from_day = 10, .to_day = 9};
	assert_int_equal(tenure_check(&ctx, &tenure), INVALID);
	assert_int_equal(ctx.problems.count, 4);
}

static void a_term_holds_from_its_first_to_its_last_day(void **state)
{
	(void)state;
	const struct tenure tenure = {.from_day = 100, .to_day = 200};
	assert_false(tenure_holds(&tenure, (struct day){99}));
	assert_true(tenure_holds(&tenure, (struct day){100}));
	assert_true(tenure_holds(&tenure, (struct day){200}));
	assert_false(tenure_holds(&tenure, (struct day){201}));
}

/* ---- Rows and records ---- */

struct fixture {
	struct journal_seed seeds[4];
	struct organization body;
	struct person person;
	struct tenure tenure;
	struct day last_day;
};

static enum outcome add_all(struct ctx *ctx, void *args)
{
	struct fixture *f = args;
	TRY(people_add_organization(ctx, &f->seeds[0], &f->body));
	TRY(people_add_person(ctx, &f->seeds[1], &f->person));
	f->tenure.person_id = f->person.id;
	f->tenure.organization_id = f->body.id;
	return people_add_tenure(ctx, &f->seeds[2], &f->tenure);
}

static enum outcome end_it(struct ctx *ctx, void *args)
{
	struct fixture *f = args;
	return people_end_tenure(ctx, &f->seeds[3], &f->tenure, f->last_day);
}

static struct fixture fixture_of(struct ctx *ctx, const char *name)
{
	struct fixture f = {
		.body = {.name = STR("City Council")},
		.person = {.name = str_of(name)},
		.tenure = {.category = TENURE_ELECTED, .post = STR("Mayor"), .from_day = 20000, .to_day = TENURE_OPEN},
		.last_day = {20700},
	};
	for (size_t i = 0; i < COUNT_OF(f.seeds); i++)
		f.seeds[i] = journal_seed_new(ctx);
	return f;
}

static void serving_is_who_holds_a_post_that_day(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	struct fixture f = fixture_of(&test->ctx, "Imogen Vale");
	struct fixture g = fixture_of(&test->ctx, "Imogen Vale");
	assert_int_equal(site_write(&test->ctx, add_all, &f), OK);
	assert_int_equal(site_write(&test->ctx, add_all, &g), OK);
	expect(f.person.slug, "imogen-vale");
	expect(g.person.slug, "imogen-vale-2");

	test_site_refresh(test);
	struct tenure *serving;
	size_t n;
	assert_int_equal(people_serving(&test->ctx, (struct day){20000}, &serving, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(people_serving(&test->ctx, (struct day){19999}, &serving, &n), OK);
	assert_int_equal(n, 0);

	assert_int_equal(site_write(&test->ctx, end_it, &f), OK);
	assert_int_equal(site_write(&test->ctx, end_it, &f), CONFLICT); /* the version has moved on */
	test_site_refresh(test);
	assert_int_equal(people_serving(&test->ctx, (struct day){20700}, &serving, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(people_serving(&test->ctx, (struct day){20701}, &serving, &n), OK);
	assert_int_equal(n, 1);

	struct journal_report report;
	assert_int_equal(journal_verify(&test->ctx, &report), OK);
	test_site_close(test);
}

static enum outcome end_behind_the_journals_back(struct ctx *ctx, void *args)
{
	const struct tenure *tenure = args;
	return db_exec(ctx, &people_sql_tenure_update,
		       DB_PARAMS(db_int(tenure->id), db_int(1), db_null(), db_int(TENURE_ELECTED),
				 db_text(STR("Mayor")), db_int(20000), db_int(20001), db_int(0), db_text(STR("")),
				 db_text(STR("")), db_text(STR("")), db_text(STR("")), db_null(), db_int(0),
				 db_text(STR("")), db_null()),
		       NULL);
}

static void a_silent_edit_is_caught(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	struct fixture f = fixture_of(&test->ctx, "Imogen Vale");
	assert_int_equal(site_write(&test->ctx, add_all, &f), OK);
	assert_int_equal(site_write(&test->ctx, end_behind_the_journals_back, &f.tenure), OK);
	test_site_refresh(test);
	struct journal_report report;
	assert_int_equal(journal_verify(&test->ctx, &report), INVALID);
	bool named = false;
	for (const struct problem *p = test->ctx.problems.first; p; p = p->next)
		named |= str_find(problem_str(test->arena, p), f.tenure.record_id, 0) != STR_NPOS;
	assert_true(named);
	test_site_close(test);
}

static void nothing_is_added_when_a_rule_refuses(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	struct fixture f = fixture_of(&test->ctx, "Imogen Vale");
	f.tenure.to_day = f.tenure.from_day - 1;
	assert_int_equal(site_write(&test->ctx, add_all, &f), INVALID);
	test_site_refresh(test);
	struct organization *bodies;
	size_t n;
	assert_int_equal(people_organizations(&test->ctx, &bodies, &n), OK);
	assert_int_equal(n, 0);
	struct journal_report report;
	assert_int_equal(journal_verify(&test->ctx, &report), OK);
	test_site_close(test);
}

/* ---- Posts, names, death, removal ---- */

#define SEEDS 40

struct story {
	struct journal_seed seeds[SEEDS];
	size_t next;
	struct organization body, below;
	struct post post;
	struct person person;
	struct tenure tenure;
	int64_t tenure_id;
	struct str record_id;
};

static const struct journal_seed *seed_of(struct story *story)
{
	assert_true(story->next < SEEDS);
	return &story->seeds[story->next++];
}

static struct story story_new(struct ctx *ctx)
{
	struct story story = {0};
	for (size_t i = 0; i < SEEDS; i++)
		story.seeds[i] = journal_seed_new(ctx);
	return story;
}

static const struct people_details details_of_story = {
	.names = (struct person_name[]){{.kind = NAME_FORMER,
					 .name = STR_INIT("Imogen Hart"),
					 .from_day = 10000,
					 .to_day = 14999,
					 .is_public = true},
					{.kind = NAME_MATCHING,
					 .name = STR_INIT("I. Vale"),
					 .from_day = PEOPLE_NO_DAY,
					 .to_day = PEOPLE_NO_DAY}},
	.n_names = 2,
	.contacts = (struct contact[]){{.kind = STR_INIT("email"), .value = STR_INIT("secret@alderquay.example")},
				       {.kind = STR_INIT("phone"), .value = STR_INIT("555 0100"), .is_public = true}},
	.n_contacts = 2,
	.identifiers = (struct identifier[]){{.scheme = STR_INIT("payroll"), .value = STR_INIT("P-1")},
					     {.scheme = STR_INIT("roll"), .value = STR_INIT("R-1"), .is_public = true}},
	.n_identifiers = 2,
};

static enum outcome story_begin(struct ctx *ctx, void *args)
{
	struct story *story = args;
	enum people_change change;
	story->next = 0;
	story->body = organization_new(STR("City Council"));
	story->body.founded_day = 0;
	TRY(people_put_organization(ctx, seed_of(story), &story->body, NULL, &change));
	assert_int_equal(change, PEOPLE_CREATED);
	story->below = organization_new(STR("Works"));
	story->below.parent_id = story->body.id;
	TRY(people_put_organization(ctx, seed_of(story), &story->below, NULL, NULL));
	story->post = (struct post){
		.organization_id = story->body.id, .role = STR("Member"), .area = STR("North"), .seats = 2};
	TRY(people_put_post(ctx, seed_of(story), &story->post, NULL));
	expect(story->post.label, "Member, North");
	story->person = person_new(STR("Imogen Vale"));
	story->person.name_from_day = 15000;
	TRY(people_put_person(ctx, seed_of(story), &story->person, &details_of_story, NULL));
	story->tenure = (struct tenure){.person_id = story->person.id,
					.organization_id = story->below.id,
					.post = STR("Engineer"),
					.category = TENURE_EMPLOYEE,
					.from_day = 16000,
					.to_day = TENURE_OPEN,
					.grade = STR("B")};
	TRY(people_put_tenure(ctx, seed_of(story), &story->tenure, &change));
	assert_int_equal(change, PEOPLE_CREATED);
	return OK;
}

static int64_t log_size(struct test_site *test)
{
	struct journal_report report;
	test_site_refresh(test);
	enum outcome outcome = journal_verify(&test->ctx, &report);
	for (const struct problem *p = test->ctx.problems.first; p; p = p->next)
		print_error("%.*s\n", STR_ARG(problem_str(test->arena, p)));
	assert_int_equal(outcome, OK);
	return report.head.size;
}

static enum outcome elect(struct ctx *ctx, void *args)
{
	struct story *story = args;
	struct tenure seat = {.person_id = story->person.id,
			      .organization_id = story->body.id,
			      .post_id = story->post.id,
			      .category = TENURE_ELECTED,
			      .from_day = 18000,
			      .to_day = TENURE_OPEN};
	story->next = 10;
	TRY(people_put_tenure(ctx, seed_of(story), &seat, NULL));
	assert_true(seat.is_public);
	expect(seat.post, "Member, North");
	story->tenure_id = seat.id;
	return OK;
}

/* The seat as a job: what was public would say what is not. */
static enum outcome employ(struct ctx *ctx, void *args)
{
	struct story *story = args;
	struct tenure seat;
	TRY(people_tenure(ctx, story->tenure_id, &seat));
	seat.category = TENURE_EMPLOYEE;
	seat.post_id = 0;
	seat.post = STR("Engineer");
	story->next = 10;
	return people_put_tenure(ctx, seed_of(story), &seat, NULL);
}

static enum outcome appoint(struct ctx *ctx, void *args)
{
	struct story *story = args;
	struct tenure seat;
	TRY(people_tenure(ctx, story->tenure_id, &seat));
	seat.category = TENURE_APPOINTED;
	story->next = 10;
	return people_put_tenure(ctx, seed_of(story), &seat, NULL);
}

static enum outcome put_all_again(struct ctx *ctx, void *args)
{
	struct story *story = args;
	enum people_change change;
	story->next = 12;
	TRY(people_put_organization(ctx, seed_of(story), &story->body, NULL, &change));
	assert_int_equal(change, PEOPLE_UNCHANGED);
	TRY(people_put_post(ctx, seed_of(story), &story->post, &change));
	assert_int_equal(change, PEOPLE_UNCHANGED);
	TRY(people_put_person(ctx, seed_of(story), &story->person, &details_of_story, &change));
	assert_int_equal(change, PEOPLE_UNCHANGED);
	TRY(people_put_tenure(ctx, seed_of(story), &story->tenure, &change));
	assert_int_equal(change, PEOPLE_UNCHANGED);
	return OK;
}

static enum outcome rename_her(struct ctx *ctx, void *args)
{
	struct story *story = args;
	story->next = 20;
	return people_rename(ctx, seed_of(story), &story->person, STR("Imogen Vale-Renn"), STR(""), 19000, true);
}

static enum outcome she_dies(struct ctx *ctx, void *args)
{
	struct story *story = args;
	story->person.version = 0;
	return people_died(ctx, &story->seeds[21], 5, &story->person, (struct day){20000});
}

static void staff_stay_out_of_the_log_until_they_are_public(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	struct story story = story_new(&test->ctx);
	assert_int_equal(site_write(&test->ctx, story_begin, &story), OK);
	int64_t size = log_size(test);
	assert_int_equal(size, 3); /* two bodies and a post; nothing of an employee */
	assert_int_equal(site_write(&test->ctx, put_all_again, &story), OK);
	assert_int_equal(log_size(test), size);

	assert_int_equal(site_write(&test->ctx, elect, &story), OK);
	assert_int_equal(log_size(test), size + 2); /* the person and the seat, not the job */
	struct journal_record record;
	assert_int_equal(journal_find(&test->ctx, story.person.record_id, 0, &record), OK);
	assert_true(str_find(record.content, STR("Imogen Hart"), 0) != STR_NPOS);
	assert_true(str_find(record.content, STR("555 0100"), 0) != STR_NPOS);
	assert_true(str_find(record.content, STR("secret@"), 0) == STR_NPOS);
	assert_true(str_find(record.content, STR("I. Vale"), 0) == STR_NPOS);
	assert_true(str_find(record.content, STR("P-1"), 0) == STR_NPOS);
	assert_int_equal(site_write(&test->ctx, elect, &story), INVALID); /* holds it already */
	problems_clear(&test->ctx);

	size = log_size(test);
	assert_int_equal(site_write(&test->ctx, employ, &story), INVALID);
	assert_string_equal(test->ctx.problems.first->message,
			    "Its record is public: remove the record, then add the term again");
	problems_clear(&test->ctx);
	assert_int_equal(log_size(test), size);
	assert_int_equal(site_write(&test->ctx, appoint, &story), OK);
	assert_int_equal(log_size(test), size + 1);
	test_site_close(test);
}

static void a_new_name_keeps_the_former(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	struct story story = story_new(&test->ctx);
	assert_int_equal(site_write(&test->ctx, story_begin, &story), OK);
	assert_int_equal(site_write(&test->ctx, elect, &story), OK);
	int64_t size = log_size(test);
	assert_int_equal(site_write(&test->ctx, rename_her, &story), OK);
	assert_int_equal(site_write(&test->ctx, rename_her, &story), CONFLICT);
	assert_int_equal(log_size(test), size + 1);
	struct person person;
	struct people_details details;
	assert_int_equal(people_person(&test->ctx, story.person.id, &person), OK);
	assert_int_equal(people_details(&test->ctx, story.person.id, &details), OK);
	expect(person.name, "Imogen Vale-Renn");
	expect(person.sort_name, "Vale-Renn, Imogen");
	assert_int_equal(details.n_names, 3);
	expect(person_name_on(&person, details.names, details.n_names, (struct day){19000}), "Imogen Vale-Renn");
	expect(person_name_on(&person, details.names, details.n_names, (struct day){18999}), "Imogen Vale");
	expect(person_name_on(&person, details.names, details.n_names, (struct day){12000}), "Imogen Hart");
	test_site_close(test);
}

static void death_ends_every_term_that_day(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	struct story story = story_new(&test->ctx);
	assert_int_equal(site_write(&test->ctx, story_begin, &story), OK);
	assert_int_equal(site_write(&test->ctx, elect, &story), OK);
	int64_t size = log_size(test);
	assert_int_equal(site_write(&test->ctx, she_dies, &story), OK);
	assert_int_equal(log_size(test), size + 2);
	struct tenure *tenures;
	size_t n;
	assert_int_equal(people_tenures_of(&test->ctx, story.person.id, &tenures, &n), OK);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(tenures[i].to_day, 20000);
		assert_int_equal(tenures[i].ending, ENDING_DIED);
	}
	expect(people_term_words(test->arena, &tenures[0]), "14 April 2019, served until 4 October 2024");
	assert_int_equal(people_tenures_open(&test->ctx, (struct day){20001}, &tenures, &n), OK);
	assert_int_equal(n, 0);
	test_site_close(test);
}

static enum outcome make_a_ring(struct ctx *ctx, void *args)
{
	struct story *story = args;
	struct organization top = story->body;
	top.parent_id = story->below.id;
	return people_put_organization(ctx, &story->seeds[30], &top, NULL, NULL);
}

static enum outcome take_an_identifier(struct ctx *ctx, void *args)
{
	struct story *story = args;
	struct person other = person_new(STR("Tobias Renn"));
	return people_put_person(ctx, &story->seeds[31], &other, &details_of_story, NULL);
}

static void rings_and_taken_identifiers_are_refused(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	struct story story = story_new(&test->ctx);
	assert_int_equal(site_write(&test->ctx, story_begin, &story), OK);
	assert_int_equal(site_write(&test->ctx, make_a_ring, &story), INVALID);
	expect(test->ctx.problems.first->where, "parent");
	problems_clear(&test->ctx);
	assert_int_equal(site_write(&test->ctx, take_an_identifier, &story), INVALID);
	assert_int_equal(test->ctx.problems.count, 2);
	problems_clear(&test->ctx);
	test_site_close(test);
}

static enum outcome erase_it(struct ctx *ctx, void *args)
{
	struct story *story = args;
	return journal_erase(ctx, &story->seeds[32], story->record_id, STR("published by mistake"));
}

static void what_is_removed_says_nothing_any_more(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	struct story story = story_new(&test->ctx);
	assert_int_equal(site_write(&test->ctx, story_begin, &story), OK);
	assert_int_equal(site_write(&test->ctx, elect, &story), OK);
	struct tenure seat;
	test_site_refresh(test);
	assert_int_equal(people_tenure(&test->ctx, story.tenure_id, &seat), OK);
	const struct str records[] = {story.person.record_id, seat.record_id, story.post.record_id,
				      story.below.record_id};
	for (size_t i = 0; i < COUNT_OF(records); i++) {
		story.record_id = records[i];
		assert_int_equal(site_write(&test->ctx, erase_it, &story), OK);
		(void)log_size(test);
	}
	struct person person;
	struct people_details details;
	struct organization below;
	assert_int_equal(people_person(&test->ctx, story.person.id, &person), OK);
	assert_int_equal(people_details(&test->ctx, story.person.id, &details), OK);
	assert_int_equal(
		person.name.n + person.sort_name.n + details.n_names + details.n_contacts + details.n_identifiers, 0);
	assert_true(str_starts(person.slug, STR("removed-")));
	assert_int_equal(people_organization(&test->ctx, story.below.id, &below), OK);
	assert_int_equal(below.name.n, 0);
	assert_int_equal(people_tenure(&test->ctx, story.tenure_id, &seat), OK);
	assert_int_equal(seat.post.n, 0);
	size_t n;
	struct tenure *tenures;
	assert_int_equal(people_serving(&test->ctx, (struct day){18500}, &tenures, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(site_write(&test->ctx, put_all_again, &story), CONFLICT);
	test_site_close(test);
}

static enum outcome show_the_job(struct ctx *ctx, void *args)
{
	struct story *story = args;
	TRY(people_show_tenure(ctx, story->tenure.id));
	return people_show_tenure(ctx, story->tenure.id);
}

static void who_chose_to_sign_becomes_public(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	struct story story = story_new(&test->ctx);
	assert_int_equal(site_write(&test->ctx, story_begin, &story), OK);
	int64_t size = log_size(test);
	assert_int_equal(site_write(&test->ctx, show_the_job, &story), OK);
	assert_int_equal(log_size(test), size + 2);
	struct journal_record record;
	assert_int_equal(journal_find(&test->ctx, story.tenure.record_id, 0, &record), OK);
	assert_true(str_find(record.content, STR("Engineer"), 0) != STR_NPOS);
	assert_true(str_find(record.content, STR("grade"), 0) == STR_NPOS);
	test_site_close(test);
}

ON_BOTH(staff_stay_out_of_the_log_until_they_are_public)
ON_BOTH(a_new_name_keeps_the_former)
ON_BOTH(death_ends_every_term_that_day)
ON_BOTH(rings_and_taken_identifiers_are_refused)
ON_BOTH(what_is_removed_says_nothing_any_more)
ON_BOTH(who_chose_to_sign_becomes_public)
ON_BOTH(serving_is_who_holds_a_post_that_day)
ON_BOTH(a_silent_edit_is_caught)
ON_BOTH(nothing_is_added_when_a_rule_refuses)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_sorts_by_its_last_word_unless_told),
		cmocka_unit_test(every_fault_of_a_term_is_named_at_once),
		cmocka_unit_test(a_term_holds_from_its_first_to_its_last_day),
		cmocka_unit_test(serving_is_who_holds_a_post_that_day_on_sqlite),
		cmocka_unit_test(serving_is_who_holds_a_post_that_day_on_postgres),
		cmocka_unit_test(a_silent_edit_is_caught_on_sqlite),
		cmocka_unit_test(a_silent_edit_is_caught_on_postgres),
		cmocka_unit_test(nothing_is_added_when_a_rule_refuses_on_sqlite),
		cmocka_unit_test(nothing_is_added_when_a_rule_refuses_on_postgres),
		cmocka_unit_test(staff_stay_out_of_the_log_until_they_are_public_on_sqlite),
		cmocka_unit_test(staff_stay_out_of_the_log_until_they_are_public_on_postgres),
		cmocka_unit_test(a_new_name_keeps_the_former_on_sqlite),
		cmocka_unit_test(a_new_name_keeps_the_former_on_postgres),
		cmocka_unit_test(death_ends_every_term_that_day_on_sqlite),
		cmocka_unit_test(death_ends_every_term_that_day_on_postgres),
		cmocka_unit_test(rings_and_taken_identifiers_are_refused_on_sqlite),
		cmocka_unit_test(rings_and_taken_identifiers_are_refused_on_postgres),
		cmocka_unit_test(what_is_removed_says_nothing_any_more_on_sqlite),
		cmocka_unit_test(what_is_removed_says_nothing_any_more_on_postgres),
		cmocka_unit_test(who_chose_to_sign_becomes_public_on_sqlite),
		cmocka_unit_test(who_chose_to_sign_becomes_public_on_postgres),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
