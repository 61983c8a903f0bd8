/* A site with two members, a body and two registers: for the tests of what is stored. */
#pragma once

#include "base/testing.h"

#include "commitments/commitments.h"
#include "duties/duties.h"
#include "files/files.h"
#include "jobs/jobs.h"
#include "mail/mail.h"
#include "registers/registers_sql.h"
#include "registers/store.h"
#include "rulebook/store.h"
#include "screening/screening.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {
	&db_feature,    &site_feature,   &journal_feature,     &access_feature,    &search_feature,
	&mail_feature,  &jobs_feature,   &rulebook_feature,    &files_feature,     &people_feature,
	&codes_feature, &duties_feature, &commitments_feature, &screening_feature, &registers_feature};
static const struct features features = {table, COUNT_OF(table)};

#ifndef RULES /* a test may have its own */
#define RULES                                                                                                          \
	"rulebook: {id: t, title: T, currency: GBP}\n"                                                                 \
	"events:\n"                                                                                                    \
	"  - {id: gift-received, text: a gift was received}\n"                                                         \
	"duties:\n"                                                                                                    \
	"  - {id: register-gift, title: Register a gift, kind: declaration, rows: [{due: 28 days after "               \
	"gift-received, source: S}]}\n"                                                                                \
	"amounts:\n"                                                                                                   \
	"  - {id: shown, about: A, rows: [{amount: 1 year, source: S}]}\n"                                             \
	"  - {id: kept, about: A, rows: [{amount: 6 years, source: S}]}\n"                                             \
	"registers:\n"                                                                                                 \
	"  - id: gifts\n"                                                                                              \
	"    title: Gifts\n"                                                                                           \
	"    single: yes\n"                                                                                            \
	"    nil: yes\n"                                                                                               \
	"    duties: [register-gift]\n"                                                                                \
	"    event: gift-received\n"                                                                                   \
	"    event-day: received\n"                                                                                    \
	"    scrutiny: 3 months\n"                                                                                     \
	"    public-until: shown after leaving office\n"                                                               \
	"    keep-until: kept after leaving office\n"                                                                  \
	"    withheld: There is an interest whose details are withheld.\n"                                             \
	"    source: A code\n"                                                                                         \
	"    fields:\n"                                                                                                \
	"      - {id: donor, name: Given by, label: Who?, kind: organization, required: yes, filter: yes, compare: "   \
	"yes, many: 3}\n"                                                                                              \
	"      - {id: received, name: Day, kind: date, required: yes, sort: yes}\n"                                    \
	"      - {id: value, name: Value, kind: money, unknown: yes, sort: yes, filter: yes}\n"                        \
	"    categories:\n"                                                                                            \
	"      - id: gift\n"                                                                                           \
	"        title: Gifts\n"                                                                                       \
	"        holds: received\n"                                                                                    \
	"        fields:\n"                                                                                            \
	"          - donor\n"                                                                                          \
	"          - received\n"                                                                                       \
	"          - value\n"                                                                                          \
	"          - {id: outcome, name: Outcome, kind: choice, filter: yes, choices: {accepted: Accepted, refused: "  \
	"Refused}}\n"                                                                                                  \
	"          - {id: place, name: Where, kind: address}\n"                                                        \
	"          - {id: note, name: Note, kind: text, shown: office}\n"                                              \
	"          - {id: paper, name: Paper, kind: file}\n"                                                           \
	"        summary: \"{donor}: {value}\"\n"                                                                      \
	"      - {id: part, title: Part, parent: gift, fields: [received]}\n"                                          \
	"      - {id: flat, title: Flats, whose: [self, partner], fields: [received, {id: deed, name: Deed, kind: "    \
	"file}]}\n"                                                                                                    \
	"  - id: family\n"                                                                                             \
	"    title: Family on staff\n"                                                                                 \
	"    public: counts\n"                                                                                         \
	"    source: A code\n"                                                                                         \
	"    categories:\n"                                                                                            \
	"      - id: relative\n"                                                                                       \
	"        title: Relatives\n"                                                                                   \
	"        fields:\n"                                                                                            \
	"          - {id: who, name: Who, kind: person, required: yes}\n"
#endif

#define STAND_PUTS 64

struct stand {
	struct test_site *test;
	struct organization body;
	struct person people[2];
	struct tenure tenures[2];
	struct journal_seed seeds[12];
	const struct scheme *gifts, *family;
	struct entry_put puts[STAND_PUTS];
	size_t n_puts;
	struct str record_ids[STAND_PUTS];
	struct answer answers[STAND_PUTS][8];
	struct value values[STAND_PUTS][8];
	int64_t revision, id;
	struct str record_id;
};

static inline enum outcome stand_act(struct stand *s, enum outcome (*fn)(struct ctx *ctx, void *args))
{
	for (size_t i = 0; i < COUNT_OF(s->seeds); i++)
		s->seeds[i] = journal_seed_new(&s->test->ctx);
	problems_clear(&s->test->ctx);
	return site_write(&s->test->ctx, fn, s);
}

/* Few values at once, so that it takes several runs. */
static inline enum outcome stand_order(struct stand *s)
{
	db_read_end(&s->test->ctx);
	enum outcome outcome = batch_order_by(&s->test->ctx, s->revision, 3);
	problems_clear(&s->test->ctx);
	assert_int_equal(site_read_begin(&s->test->ctx, s->test->site), OK);
	return outcome;
}

static inline enum outcome stand_prepare(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	TRY(people_add_organization(ctx, &s->seeds[0], &s->body));
	for (size_t i = 0; i < 2; i++) {
		TRY(people_add_person(ctx, &s->seeds[1 + i], &s->people[i]));
		s->tenures[i] = (struct tenure){.person_id = s->people[i].id,
						.organization_id = s->body.id,
						.category = TENURE_ELECTED,
						.post = STR("Member"),
						.from_day = 20000,
						.to_day = TENURE_OPEN};
		TRY(people_add_tenure(ctx, &s->seeds[5 + i], &s->tenures[i]));
	}
	return OK;
}

static inline struct stand *stand_open(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	struct stand *s = arena_new(test->arena, struct stand);
	const struct rulebook_file file = {STR("rulebook.yaml"), STR(RULES)};
	struct rulebook *book = arena_new(test->arena, struct rulebook);
	int64_t version;
	bool changed;
	s->test = test;
	test->ctx.actor = &access_command_line;
	s->body = organization_new(STR("City Council"));
	s->people[0] = person_new(STR("Imogen Vale"));
	s->people[1] = person_new(STR("Bruno Ashgrove"));
	if (rulebook_parse(&test->ctx, &file, 1, book) != OK)
		fail_msg("%s", test_problem(&test->ctx, 0));
	assert_int_equal(rulebook_apply(&test->ctx, &file, 1, book, &version, &changed), OK);
	assert_int_equal(stand_act(s, stand_prepare), OK);
	test_site_refresh(test);
	s->gifts = rulebook_scheme(book, STR("gifts"));
	s->family = rulebook_scheme(book, STR("family"));
	return s;
}

static inline void stand_close(struct stand *s)
{
	test_site_close(s->test);
}

/* The ctx, seeing what was written. */
static inline struct ctx *stand_ctx(struct stand *s)
{
	test_site_refresh(s->test);
	return &s->test->ctx;
}

/* A further put of the next write; answer() adds to it. */
static inline struct entry_put *draft(struct stand *s, const struct scheme *scheme, const char *category, size_t who)
{
	size_t i = s->n_puts++;
	struct entry_put *put = &s->puts[i];
	*put = (struct entry_put){.seed = journal_seed_new(&s->test->ctx)};
	put->entry = (struct entry){.person_id = s->people[who].id, .act = ENTRY_DECLARED, .source = SOURCE_PERSON};
	put->entry.declared = (struct declared){
		.scheme = scheme, .category = scheme_category(scheme, str_of(category)), .answers = s->answers[i]};
	return put;
}

static inline void answer(struct stand *s, struct entry_put *put, const char *id, const char *text)
{
	size_t i = (size_t)(put - s->puts), n = put->entry.declared.n_answers++;
	const struct scheme_field *field = scheme_field(put->entry.declared.category, str_of(id));
	s->values[i][n] = (struct value){0};
	assert_int_equal(value_parse(&s->test->ctx, field, str_of(id), str_of(text), STR(""), &s->values[i][n]), OK);
	s->answers[i][n] = (struct answer){.field = field->id, .values = &s->values[i][n], .n = 1};
}

static inline struct entry_put *gift(struct stand *s, size_t who, const char *donor, const char *value,
				     const char *received)
{
	struct entry_put *put = draft(s, s->gifts, "gift", who);
	answer(s, put, "donor", donor);
	answer(s, put, "received", received);
	answer(s, put, "value", value);
	answer(s, put, "outcome", "accepted");
	return put;
}

static inline enum outcome puts_write(struct ctx *ctx, void *args)
{
	struct stand *s = args;
	return registers_put(ctx, s->puts, s->n_puts, s->record_ids);
}

/* Writes the drafts, and begins anew; each write a second later. */
static inline enum outcome stand_put(struct stand *s)
{
	enum outcome outcome = stand_act(s, puts_write);
	s->n_puts = 0;
	s->test->ctx.now_ms += 1000;
	return outcome;
}

/* A further version of an entry, its answers as they are. */
static inline struct entry_put *redraft(struct stand *s, int64_t id)
{
	size_t i = s->n_puts++;
	struct entry_put *put = &s->puts[i];
	*put = (struct entry_put){.id = id, .seed = journal_seed_new(&s->test->ctx)};
	assert_int_equal(registers_entry_by_id(stand_ctx(s), id, &put->entry), OK);
	put->version = put->entry.version;
	put->entry.act = ENTRY_CHANGED;
	put->entry.from_day = put->entry.to_day = DEADLINE_NO_DAY;
	memcpy(s->answers[i], put->entry.declared.answers, put->entry.declared.n_answers * sizeof(struct answer));
	put->entry.declared.answers = s->answers[i];
	for (size_t j = 0; j < put->entry.declared.n_answers; j++)
		s->values[i][j] = s->answers[i][j].values[0];
	return put;
}
