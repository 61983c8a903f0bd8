/* A council with two members and two registers, and what is done to a declaration: for the tests of declaring. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/testing.h"
#include "commitments/commitments.h"
#include "files/files.h"
#include "registers/declare.h"
#include "registers/review.h"
#include "rulebook/store.h"
#include "screening/screening.h"
#include "search/search.h"
#include "site/site_testing.h"
#include <cmocka.h>

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {
	&db_feature,     &site_feature,        &journal_feature,   &access_feature,   &search_feature,
	&mail_feature,   &rulebook_feature,    &files_feature,     &people_feature,   &codes_feature,
	&duties_feature, &commitments_feature, &screening_feature, &registers_feature};
static const struct features features = {table, COUNT_OF(table)};

static const char rules[] =
	"rulebook: {id: r, title: R, currency: USD}\n"
	"duties:\n"
	"  - {id: declare, title: Declare, kind: declaration, rows: [{due: 30 days after taking office, source: S}]}\n"
	"registers:\n"
	"  - id: interests\n"
	"    title: Interests\n"
	"    nil: yes\n"
	"    duties: [declare]\n"
	"    withheld: Withheld.\n"
	"    who: {categories: [elected], bodies: [city-council]}\n"
	"    source: S\n"
	"    categories:\n"
	"      - id: work\n"
	"        title: Work\n"
	"        whose: [self, partner]\n"
	"        fields:\n"
	"          - {id: employer, name: Employer, kind: text, required: yes, characters: 20}\n"
	"          - {id: kind, name: Kind, kind: choice, choices: {paid: Paid, unpaid: Unpaid}}\n"
	"          - {id: pay, name: Pay, kind: money, asked-when: {kind: paid}, required: yes}\n"
	"      - {id: payment, title: Payments, parent: work, fields: [{id: when, name: Day, kind: date, required: "
	"yes}]}\n"
	"      - {id: land, title: Land, fields: [{id: place, name: Place, kind: address, required: yes}]}\n"
	"  - id: jobs\n"
	"    title: Jobs\n"
	"    single: yes\n"
	"    review: before\n"
	"    source: S\n"
	"    categories: [{id: job, title: Job, fields: [{id: who, name: Who, kind: text, required: yes}, "
	"{id: worth, name: Worth, kind: money}, {id: day, name: Day, kind: date}]}]\n";

enum { IMOGEN, ADA, PEOPLE };

struct stand {
	struct test_site *test;
	struct organization bodies[2];
	struct person people[PEOPLE];
	struct tenure tenures[3];
	struct actor actors[PEOPLE];
	struct journal_seed seeds[12];
	struct mail_seed mail;
	struct declaration_begin begin;
	struct declaration d;
	int64_t id, item;
	struct str category, text, field;
	int64_t parent;
};

static inline enum outcome act(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	for (size_t i = 0; i < COUNT_OF(s->seeds); i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	s->mail = mail_seed_new(&s->test->ctx);
	enum outcome outcome = site_write(&s->test->ctx, fn, s);
	test_site_refresh(s->test);
	return outcome;
}

static inline enum outcome prepare(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	for (size_t i = 0; i < 2; i++) {
		TRY(people_add_organization(ctx, &s->seeds[i], &s->bodies[i]));
		TRY(people_add_person(ctx, &s->seeds[2 + i], &s->people[i]));
	}
	for (size_t i = 0; i < 3; i++) {
		s->tenures[i] = (struct tenure){.person_id = s->people[i == 2 ? ADA : IMOGEN].id,
						.organization_id = s->bodies[i == 1].id,
						.category = i == 2 ? TENURE_EMPLOYEE : TENURE_ELECTED,
						.post = STR("Member"),
						.from_day = site_today(ctx).n - 5,
						.to_day = TENURE_OPEN};
		TRY(people_add_tenure(ctx, &s->seeds[4 + i], &s->tenures[i]));
	}
	return OK;
}

static inline void apply(struct stand *s)
{
	struct ctx *ctx = &s->test->ctx;
	const struct rulebook_file files[] = {{STR("rulebook.yaml"), str_of(rules)}};
	struct rulebook book;
	int64_t version;
	bool changed;
	if (rulebook_parse(ctx, files, 1, &book) != OK)
		fail_msg("%s", str_c(ctx->arena, problem_str(ctx->arena, ctx->problems.first)));
	db_read_end(ctx);
	assert_int_equal(rulebook_apply(ctx, files, 1, &book, &version, &changed), OK);
	assert_int_equal(site_read_begin(ctx, s->test->site), OK);
}

static inline struct stand *stand_open(enum db_engine engine)
{
	static const char *const names[PEOPLE] = {"Imogen Vale", "Ada Quill"};
	struct test_site *test = test_site_open(engine, &features);
	struct stand *s = arena_new(test->arena, struct stand);
	s->test = test;
	test->ctx.actor = &access_command_line;
	s->bodies[0] = organization_new(STR("City Council"));
	s->bodies[1] = organization_new(STR("Parish"));
	for (size_t i = 0; i < PEOPLE; i++)
		s->people[i] = person_new(str_of(names[i]));
	assert_int_equal(act(s, prepare), OK);
	apply(s);
	for (size_t i = 0; i < PEOPLE; i++)
		s->actors[i] = (struct actor){
			.account_id = (int64_t)i + 1, .person_id = s->people[i].id, .name = s->people[i].name};
	test->ctx.actor = &s->actors[IMOGEN];
	s->begin = (struct declaration_begin){.register_id = STR("interests"),
					      .person_id = s->people[IMOGEN].id,
					      .tenure_id = s->tenures[0].id,
					      .source = SOURCE_PERSON,
					      .received_day = DEADLINE_NO_DAY,
					      .form_day = DEADLINE_NO_DAY};
	return s;
}

static inline void stand_close(struct stand *s)
{
	struct journal_report report;
	if (journal_verify(&s->test->ctx, &report) != OK)
		fail_msg("%s", str_c(s->test->arena, problem_str(s->test->arena, s->test->ctx.problems.first)));
	test_site_close(s->test);
}

/* ---- Acts ---- */

static inline enum outcome open_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return declaration_open(ctx, &s->begin, &s->id);
}

static inline enum outcome add_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	return declaration_add(ctx, &d, s->category, s->parent, &s->item);
}

static inline enum outcome nil_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	return declaration_nil(ctx, &d, s->category);
}

static inline enum outcome answer_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	struct declaration_item item = *declaration_item_of(&d, s->item);
	const struct scheme_field *field = scheme_field(item.declared.category, s->field);
	struct value *value = arena_new(ctx->arena, struct value);
	TRY(value_parse(ctx, field, field->id, s->text, STR(""), value));
	declared_answer_set(ctx->arena, &item.declared, s->field, value, 1);
	item.whose = item.declared.whose = WHOSE_SELF;
	if (item.act == ACT_KEEP)
		item.act = ACT_CHANGE;
	return declaration_item_save(ctx, &item);
}

static inline enum outcome end_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	struct declaration_item item = *declaration_item_of(&d, s->item);
	item.act = ACT_END;
	item.end_day = site_today(ctx).n;
	return declaration_item_save(ctx, &item);
}

static inline enum outcome withhold_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	struct declaration_item item = *declaration_item_of(&d, s->item);
	item.asks_withheld = true;
	item.why_withheld = STR("Threats");
	return declaration_item_save(ctx, &item);
}

static inline enum outcome sign_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	return declarations_submit(
		ctx, &(struct declaration_signing){
			     .declaration = &d, .seeds = s->seeds, .n_seeds = COUNT_OF(s->seeds), .mail = &s->mail});
}

static inline enum outcome publish_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	struct declaration d;
	TRY(declaration_load(ctx, s->id, &d));
	return declaration_publish(ctx, &d, s->seeds, COUNT_OF(s->seeds));
}

static inline enum outcome return_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return declaration_return(ctx, s->id, s->d.version);
}

static inline struct declaration *load(struct stand *s)
{
	assert_int_equal(declaration_load(&s->test->ctx, s->id, &s->d), OK);
	return &s->d;
}

static inline void add(struct stand *s, const char *category, int64_t parent)
{
	s->category = str_of(category);
	s->parent = parent;
	assert_int_equal(act(s, add_write), OK);
}

static inline void answer(struct stand *s, const char *field, const char *text)
{
	s->field = str_of(field);
	s->text = str_of(text);
	assert_int_equal(act(s, answer_write), OK);
}

static inline void nil(struct stand *s, const char *category)
{
	s->category = str_of(category);
	assert_int_equal(act(s, nil_write), OK);
}

static inline bool owes(struct stand *s)
{
	struct duty_item *items;
	size_t n;
	assert_int_equal(duties_of_person(&s->test->ctx, s->people[IMOGEN].id, &items, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (str_eq(items[i].duty, STR("declare")) && items[i].o.tenure_id == s->tenures[0].id)
			return items[i].o.status == OBLIGATION_OWED;
	fail_msg("no such duty");
	return false;
}

/* A first declaration: paid work with a payment, nothing in land. */
static inline void declare_first(struct stand *s)
{
	assert_int_equal(act(s, open_write), OK);
	add(s, "work", 0);
	int64_t work = s->item;
	answer(s, "employer", "Quay Ferries");
	answer(s, "kind", "paid");
	answer(s, "pay", "1,200");
	add(s, "payment", work);
	answer(s, "when", "2026-02-01");
	nil(s, "land");
	assert_int_equal(act(s, sign_write), OK);
}

#define BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)
