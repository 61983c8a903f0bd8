/* A site with a council, a committee below it, three members and a code that they sign: for the tests of what is
 * stored. */
#pragma once

#include "duties/duties_sql.h"
#include "duties/duties_store.h"
#include "jobs/jobs.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,  &journal_feature,  &access_feature,
					      &search_feature, &jobs_feature,  &rulebook_feature, &people_feature,
					      &codes_feature,  &duties_feature};
static const struct features features = {table, COUNT_OF(table)};

#define CODE                                                                                                           \
	"# Code of conduct\n\n"                                                                                        \
	"## 1. Honesty\n\nBe honest, always.\n\n"                                                                      \
	"## 2. Respect\n\nHear everybody.\n\n"                                                                         \
	"## 3. Stewardship\n\nSpend with care.\n"

struct stand {
	struct test_site *test;
	struct organization bodies[2]; /* the second below the first */
	struct person people[3];
	struct tenure tenures[3];
	struct edition edition;
	struct journal_seed seeds[12];
	struct code_import import;
	struct duty_done done;
	struct duty_local local;
	struct duty_change change;
	struct duty_filing filing;
	struct str ref;
	int32_t from, category;
	size_t who;
};

static inline enum outcome act(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	for (size_t i = 0; i < COUNT_OF(s->seeds); i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	enum outcome outcome = site_write(&s->test->ctx, fn, s);
	test_site_refresh(s->test);
	return outcome;
}

static inline int32_t today(struct stand *s)
{
	return site_today(&s->test->ctx).n;
}

static inline enum outcome prepare(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	TRY(people_add_organization(ctx, &s->seeds[0], &s->bodies[0]));
	s->bodies[1].parent_id = s->bodies[0].id;
	TRY(people_add_organization(ctx, &s->seeds[1], &s->bodies[1]));
	for (size_t i = 0; i < 3; i++) {
		TRY(people_add_person(ctx, &s->seeds[2 + i], &s->people[i]));
		s->tenures[i] = (struct tenure){.person_id = s->people[i].id,
						.organization_id = s->bodies[i == 2].id,
						.category = TENURE_ELECTED,
						.post = STR("Member"),
						.from_day = s->from,
						.to_day = TENURE_OPEN};
		TRY(people_add_tenure(ctx, &s->seeds[5 + i], &s->tenures[i]));
	}
	return OK;
}

static inline enum outcome publish(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	TRY(codes_add_draft(ctx, STR("code"), &s->import, &s->edition));
	s->edition.change = CHANGE_MATERIAL;
	return codes_publish(ctx, &s->seeds[0], &s->edition, (struct day){s->from});
}

static inline enum outcome put_rule(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return duties_put_rule(ctx, &s->local);
}

static inline enum outcome put_done(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return duties_put_done(ctx, &s->done);
}

/* Somebody more, of that category. */
static inline enum outcome take_in(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct person person = person_new(STR("Perry Finch"));
	TRY(people_add_person(ctx, &s->seeds[0], &person));
	struct tenure tenure = {.person_id = person.id,
				.organization_id = s->bodies[0].id,
				.category = s->category,
				.post = STR("Clerk"),
				.from_day = s->from,
				.to_day = TENURE_OPEN};
	return people_add_tenure(ctx, &s->seeds[1], &tenure);
}

static inline enum outcome do_end(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return people_end_tenure(ctx, &s->seeds[0], &s->tenures[s->who], (struct day){s->from});
}

static inline void run_jobs(struct stand *s)
{
	struct job_report report;
	int64_t again;
	db_read_end(&s->test->ctx);
	assert_int_equal(jobs_run(&s->test->ctx, &duties_jobs[0], 0, true, &report, &again), OK);
	assert_int_equal(report.outcome, OK);
	assert_int_equal(report.left, 0);
	assert_int_equal(site_read_begin(&s->test->ctx, s->test->site), OK);
}

/* A body with one below it, three members, a code that all must sign within 30 days of the later of two days. */
static inline struct stand stand_open(enum db_engine engine)
{
	struct stand s = {.test = test_site_open(engine, &features)};
	s.test->ctx.actor = &access_command_line;
	s.bodies[0] = organization_new(STR("City Council"));
	s.bodies[1] = organization_new(STR("Planning Committee"));
	s.people[0] = person_new(STR("Imogen Vale"));
	s.people[1] = person_new(STR("Tobias Wren"));
	s.people[2] = person_new(STR("Ada Kestrel"));
	s.from = today(&s) - 40;
	assert_int_equal(act(&s, prepare), OK);
	assert_int_equal(codes_parse(&s.test->ctx, STR("code.md"), STR(CODE), CODE_MARKDOWN, &s.import), OK);
	s.from = today(&s) - 5;
	assert_int_equal(act(&s, publish), OK);
	s.local = (struct duty_local){.code = STR("code"),
				      .title = STR("Sign the code"),
				      .form = STR("local"),
				      .mandatory = true,
				      .within_days = 30,
				      .since_day = DEADLINE_NO_DAY,
				      .source = STR("Resolution 2026-14")};
	assert_int_equal(act(&s, put_rule), OK);
	return s;
}

static inline struct duty_item one_of(struct stand *s, size_t who)
{
	struct duty_item *items;
	size_t n;
	assert_int_equal(duties_of_person(&s->test->ctx, s->people[who].id, &items, &n), OK);
	assert_int_equal(n, 1);
	return items[0];
}
