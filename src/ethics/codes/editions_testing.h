/* What the tests of editions, adoptions and relations do: a write each, and a site to do it on. */
#pragma once

#include "codes/beside_web.h"
#include "codes/codes_sql.h"
#include "codes/codes_store.h"
#include "codes/editions.h"
#include "mail/mail.h"
#include "people/people.h"

#include "base/testing.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature, &journal_feature, &access_feature,
					      &search_feature, &mail_feature, &people_feature,  &codes_feature};
static const struct features features = {table, COUNT_OF(table)};

#define TODAY 20779 /* TEST_NOW_MS */

/* Everything that one write of these tests may need. */
struct act {
	struct journal_seed seed;
	struct str slug;
	struct code_import import;
	struct edition edition;
	struct day day;
	bool flag;
	struct consultee consultee;
	struct repeal repeal;
	struct organization body;
	struct adoption adoption;
	struct relation relation;
	struct str record_id;
};

static inline enum outcome add(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_add_draft(ctx, act->slug, &act->import, &act->edition);
}

static inline enum outcome update(struct ctx *ctx, void *args)
{
	return codes_edition_update(ctx, &((struct act *)args)->edition);
}

static inline enum outcome publish(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_publish(ctx, &act->seed, &act->edition, act->day);
}

static inline enum outcome discard(struct ctx *ctx, void *args)
{
	return codes_discard(ctx, &((struct act *)args)->edition);
}

static inline enum outcome consult(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_edition_consult(ctx, &act->edition, act->flag);
}

static inline enum outcome consultee_add(struct ctx *ctx, void *args)
{
	return codes_consultee_add(ctx, &((struct act *)args)->consultee);
}

static inline enum outcome consultee_update(struct ctx *ctx, void *args)
{
	return codes_consultee_update(ctx, &((struct act *)args)->consultee);
}

static inline enum outcome consultee_remove(struct ctx *ctx, void *args)
{
	return codes_consultee_remove(ctx, &((struct act *)args)->consultee);
}

static inline enum outcome repeal(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_repeal(ctx, &act->seed, &act->repeal, act->flag);
}

static inline enum outcome add_body(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return people_add_organization(ctx, &act->seed, &act->body);
}

static inline enum outcome adopt(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_adopt(ctx, &act->seed, &act->adoption);
}

static inline enum outcome adoption_end(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_adoption_end(ctx, &act->seed, &act->adoption, act->day);
}

static inline enum outcome relate(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_relate(ctx, &act->seed, &act->relation);
}

static inline enum outcome relation_end(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_relation_end(ctx, &act->seed, &act->relation);
}

static inline enum outcome erase(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return journal_erase(ctx, &act->seed, act->record_id, STR("published by mistake"));
}

/* Somebody with access to the database moves a day without a trace. */
static inline enum outcome tamper(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return db_exec(ctx, &codes_sql_adoption_end,
		       DB_PARAMS(db_int(act->adoption.id), db_int(act->adoption.version), db_int(TODAY - 3)), NULL);
}

/* One write, with a new seed, and a new snapshot after it; the problems of a refusal stay. */
static inline enum outcome act_do(struct test_site *test, enum outcome (*fn)(struct ctx *ctx, void *args),
				  struct act *act)
{
	act->seed = journal_seed_new(&test->ctx);
	problems_clear(&test->ctx);
	enum outcome outcome = site_write(&test->ctx, fn, act);
	if (outcome == OK)
		test_site_refresh(test);
	return outcome;
}

#define DONE(test, fn, act)           assert_int_equal(act_do((test), (fn), (act)), OK)
#define REFUSED(test, fn, act, words) refused((test), (fn), (act), (words))

static inline void refused(struct test_site *test, enum outcome (*fn)(struct ctx *ctx, void *args), struct act *act,
			   const char *words)
{
	assert_int_equal(act_do(test, fn, act), INVALID);
	if (!strstr(test_problem(&test->ctx, 0), words))
		fail_msg("“%s” does not say “%s”", test_problem(&test->ctx, 0), words);
	test_site_refresh(test);
}

static inline struct test_site *open_site(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	return test;
}

static inline struct act drafted(struct test_site *test, const char *slug, const char *text)
{
	struct act act = {.slug = str_of(slug), .day = {TODAY}};
	assert_int_equal(codes_parse(&test->ctx, STR("code.txt"), str_of(text), CODE_TEXT, &act.import), OK);
	DONE(test, add, &act);
	return act;
}

static inline struct act published(struct test_site *test, const char *slug, const char *text, int32_t from)
{
	struct act act = drafted(test, slug, text);
	act.edition.change = CHANGE_MATERIAL;
	act.day = (struct day){from};
	DONE(test, publish, &act);
	return act;
}

static inline int64_t body(struct test_site *test, const char *name)
{
	struct act act = {.body = organization_new(str_of(name))};
	DONE(test, add_body, &act);
	return act.body.id;
}

static inline void verify(struct test_site *test, enum outcome expected)
{
	struct journal_report report;
	enum outcome outcome = journal_verify(&test->ctx, &report);
	if (outcome != expected)
		fail_msg("verify: %d; %s; %s", outcome, test_problem(&test->ctx, 0), test_problem(&test->ctx, 1));
	problems_clear(&test->ctx);
}

static inline void remove_record(struct test_site *test, struct str record_id)
{
	struct act act = {.record_id = str_dup(test->arena, record_id)};
	DONE(test, erase, &act);
}

#define TEXT  "Code of Conduct\n\n1. Be honest.\n\n2. Be fair.\n"
#define TEXT2 "Code of Conduct\n\n1. Be honest.\n\n2. Be fair.\n\n3. Be kind.\n"

#define BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)
