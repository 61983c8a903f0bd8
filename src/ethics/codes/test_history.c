/* Provisions followed through the editions of a code on both engines, what stands beside them, and which edition a day
 * or a number names. */
#include "codes/asked.h"
#include "codes/codes_sql.h"
#include "codes/origins.h"

#include "base/testing.h"
#include "mail/mail.h"
#include "people/people.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature, &journal_feature, &access_feature,
					      &search_feature, &mail_feature, &people_feature,  &codes_feature};
static const struct features features = {table, COUNT_OF(table)};

#define DAY_2013 15971 /* 23 September 2013 */
#define DAY_2020 18491 /* 17 August 2020 */

struct act {
	struct journal_seed seed;
	struct code_import import;
	struct edition edition;
	struct day from;
	struct provision_evidence evidence;
};

static enum outcome add(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_add_draft(ctx, STR("conduct"), &act->import, &act->edition);
}

static enum outcome publish(struct ctx *ctx, void *args)
{
	struct act *act = args;
	act->edition.change = CHANGE_MATERIAL;
	return codes_publish(ctx, &act->seed, &act->edition, act->from);
}

static enum outcome erase(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return journal_erase(ctx, &act->seed, act->edition.record_id, STR("published by mistake"));
}

static enum outcome put_evidence(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_evidence_put(ctx, &act->evidence);
}

static enum outcome remove_evidence(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_evidence_remove(ctx, act->evidence.room, act->evidence.subject);
}

static struct test_site *open_site(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	return test;
}

static struct act drafted(struct test_site *test, const char *text)
{
	struct act act = {.seed = journal_seed_new(&test->ctx)};
	assert_int_equal(codes_parse(&test->ctx, STR("code.txt"), str_of(text), CODE_TEXT, &act.import), OK);
	assert_int_equal(site_write(&test->ctx, add, &act), OK);
	test_site_refresh(test);
	return act;
}

static struct act published(struct test_site *test, const char *text, int32_t from)
{
	struct act act = drafted(test, text);
	act.from = (struct day){from};
	assert_int_equal(site_write(&test->ctx, publish, &act), OK);
	test_site_refresh(test);
	return act;
}

static int64_t id_of(struct test_site *test, const struct act *act, const char *words)
{
	struct provision *p;
	size_t n;
	assert_int_equal(codes_provisions(&test->ctx, act->edition.id, &p, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (str_find(p[i].text, str_of(words), 0) != STR_NPOS)
			return p[i].id;
	return 0;
}

#define FIRST                                                                                                          \
	"Code\n\n1. Accept no gift worth more than fifty dollars from anyone.\n\n2. Declare who pays for your travel " \
	"within ten days.\n"
#define SECOND                                                                                                         \
	"Code\n\n1. Accept no gift worth more than twenty dollars from anyone.\n\n2. Keep records open to all who "    \
	"ask "                                                                                                         \
	"for them.\n"
#define THIRD                                                                                                          \
	"Code\n\n1. Keep records open to all who ask for them.\n\n2. Declare who pays for your travel within ten "     \
	"days.\n"

/* ---- Ids ---- */

static void a_provision_keeps_its_id_from_edition_to_edition(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act first = published(test, FIRST, DAY_2013), second = published(test, SECOND, DAY_2020);
	assert_true(id_of(test, &first, "gift") != 0);
	assert_int_equal(id_of(test, &first, "gift"), id_of(test, &second, "gift"));
	int64_t known[] = {id_of(test, &first, "Declare"), id_of(test, &second, "records")};
	assert_true(known[0] != known[1]);
	/* What was left out for an edition comes back as itself. */
	struct act third = published(test, THIRD, DAY_2020 + 100);
	assert_int_equal(id_of(test, &third, "records"), known[1]);
	assert_int_equal(id_of(test, &third, "Declare"), known[0]);
	struct provision_in_edition *in;
	size_t n;
	assert_int_equal(codes_provision_followed(&test->ctx, first.edition.code_id, known[0], &in, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(in[0].edition_id, first.edition.id);
	assert_int_equal(in[1].edition_id, third.edition.id);
	test_site_close(test);
}
ON_BOTH(a_provision_keeps_its_id_from_edition_to_edition)

static void a_draft_says_what_it_continues(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act first = published(test, FIRST, DAY_2013), draft = drafted(test, SECOND);
	struct codes_origins origins;
	assert_int_equal(codes_origins(&test->ctx, &draft.edition, &origins), OK);
	assert_int_equal(origins.before.id, first.edition.id);
	assert_int_equal(origins.n, 3);
	assert_int_equal(origins.origins[0].ground, MATCH_SAME);
	assert_int_equal(origins.origins[1].ground, MATCH_PLACE);
	assert_in_range(origins.origins[1].share, 80, 95);
	assert_int_equal(origins.origins[1].other.id, id_of(test, &first, "gift"));
	assert_int_equal(origins.origins[2].ground, MATCH_NEW);
	assert_int_equal(origins.n_gone, 1);
	assert_int_equal(origins.gone[0].id, id_of(test, &first, "Declare"));
	test_site_close(test);
}
ON_BOTH(a_draft_says_what_it_continues)

static void a_removed_edition_is_neither_continued_nor_compared(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act first = published(test, FIRST, DAY_2013), second = published(test, SECOND, DAY_2020);
	struct edition_comparison c;
	int64_t gift = id_of(test, &first, "gift");
	assert_int_equal(codes_compare_editions(&test->ctx, &second.edition, &first.edition, &c), OK);
	assert_int_equal(c.earlier.id, first.edition.id);
	assert_int_equal(c.comparison.counts.changed, 1);
	second.seed = journal_seed_new(&test->ctx);
	assert_int_equal(site_write(&test->ctx, erase, &second), OK);
	test_site_refresh(test);
	assert_int_equal(codes_edition(&test->ctx, second.edition.id, &second.edition), OK);
	assert_int_equal(codes_compare_editions(&test->ctx, &second.edition, &first.edition, &c), NOT_FOUND);
	struct act third = published(test, THIRD "\n3. Accept no gift worth more than fifty dollars from anyone.\n",
				     DAY_2020 + 100);
	assert_int_equal(id_of(test, &third, "gift"), gift);
	test_site_close(test);
}
ON_BOTH(a_removed_edition_is_neither_continued_nor_compared)

/* ---- Evidence ---- */

static void what_is_put_beside_a_provision_stands_there_until_it_is_taken_away(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act act = published(test, FIRST, DAY_2013);
	struct provision_evidence *found;
	size_t n;
	act.evidence = (struct provision_evidence){.provision_id = id_of(test, &act, "gift"),
						   .room = STR("commitments"),
						   .subject = 7,
						   .label = STR("In their own words"),
						   .by = STR("Imogen Vale"),
						   .text = STR("I send gifts back."),
						   .day = DAY_2020};
	assert_int_equal(site_write(&test->ctx, put_evidence, &act), OK);
	act.evidence.text = STR("I send gifts back the same day.");
	assert_int_equal(site_write(&test->ctx, put_evidence, &act), OK);
	act.evidence.subject = 8;
	act.evidence.day = INT32_MIN;
	assert_int_equal(site_write(&test->ctx, put_evidence, &act), OK);
	test_site_refresh(test);
	assert_int_equal(codes_evidence(&test->ctx, act.edition.id, &found, &n), OK);
	assert_int_equal(n, 2);
	assert_true(str_empty(found[0].person_slug));
	assert_text(found[0].text, "I send gifts back the same day.");
	assert_int_equal(found[0].subject, 7);
	assert_int_equal(found[1].day, INT32_MIN);
	assert_int_equal(site_write(&test->ctx, remove_evidence, &act), OK);
	test_site_refresh(test);
	assert_int_equal(codes_evidence_beside(&test->ctx, act.evidence.provision_id, &found, &n), OK);
	assert_int_equal(n, 1);
	act.evidence.provision_id = 4711;
	assert_int_equal(site_write(&test->ctx, put_evidence, &act), INVALID);
	act.evidence.provision_id = found[0].provision_id;
	act.evidence.text = STR(" ");
	assert_int_equal(site_write(&test->ctx, put_evidence, &act), INVALID);
	test_site_close(test);
}
ON_BOTH(what_is_put_beside_a_provision_stands_there_until_it_is_taken_away)

struct author {
	struct journal_seed seeds[4];
	struct organization body;
	struct person person;
	struct tenure term;
};

static enum outcome put_author(struct ctx *ctx, void *args)
{
	struct author *author = args;
	TRY(people_add_organization(ctx, &author->seeds[0], &author->body));
	TRY(people_add_person(ctx, &author->seeds[1], &author->person));
	author->term.person_id = author->person.id;
	author->term.organization_id = author->body.id;
	return people_add_tenure(ctx, &author->seeds[2], &author->term);
}

static enum outcome erase_author(struct ctx *ctx, void *args)
{
	struct author *author = args;
	struct person person;
	TRY(people_person(ctx, author->person.id, &person));
	return journal_erase(ctx, &author->seeds[3], person.record_id, STR("published by mistake"));
}

static void evidence_names_nobody_whose_record_was_removed(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act act = published(test, FIRST, DAY_2013);
	struct author author = {
		.body = organization_new(STR("City Council")),
		.person = person_new(STR("Imogen Vale")),
		.term = {
			.category = TENURE_ELECTED, .post = STR("Mayor"), .from_day = DAY_2013, .to_day = TENURE_OPEN}};
	struct provision_evidence *found;
	size_t n;
	for (size_t i = 0; i < COUNT_OF(author.seeds); i++)
		author.seeds[i] = journal_seed_new(&test->ctx);
	assert_int_equal(site_write(&test->ctx, put_author, &author), OK);
	act.evidence = (struct provision_evidence){.provision_id = id_of(test, &act, "gift"),
						   .room = STR("commitments"),
						   .subject = 7,
						   .by = STR("Imogen Vale, Mayor"),
						   .text = STR("I send gifts back."),
						   .tenure_id = author.term.id,
						   .day = DAY_2020};
	assert_int_equal(site_write(&test->ctx, put_evidence, &act), OK);
	test_site_refresh(test);
	assert_int_equal(codes_evidence(&test->ctx, act.edition.id, &found, &n), OK);
	assert_text(found[0].person_slug, "imogen-vale");
	assert_text(found[0].by, "Imogen Vale, Mayor");
	assert_int_equal(site_write(&test->ctx, erase_author, &author), OK);
	test_site_refresh(test);
	assert_int_equal(codes_evidence_beside(&test->ctx, act.evidence.provision_id, &found, &n), OK);
	assert_int_equal(n, 1);
	assert_text(found[0].person_slug, "");
	assert_text(found[0].by, "");
	assert_text(found[0].text, "I send gifts back.");
	test_site_close(test);
}
ON_BOTH(evidence_names_nobody_whose_record_was_removed)

/* ---- Which edition ---- */

static void a_day_or_a_number_names_an_edition(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act first = published(test, FIRST, DAY_2013), second = published(test, SECOND, DAY_2020);
	const struct code code = {.id = first.edition.code_id, .slug = STR("conduct")};
	static const struct {
		const char *name;
		int number; /* 0: refused */
		const char *problem;
	} cases[] = {
		{"1", 1, NULL},
		{"edition:2", 2, NULL},
		{"2013-09-23", 1, NULL},
		{"2020-08-16", 1, NULL},
		{"2020-08-17", 2, NULL},
		{"9999-12-31", 2, NULL},
		{"2013-09-22", 0,
		 "a: “conduct” was not in force on 22 September 2013. Its first edition is in force from 23 September "
		 "2013"},
		{"3", 0, "a: “conduct” has no published edition 3. It has 1 (2013-09-23), 2 (2020-08-17)"},
		{"2013-13-45", 0,
		 "a: “2013-13-45” is neither a day nor an edition. Write a day as 2013-09-23, an edition as 3 or "
		 "edition:3"},
		{"", 0,
		 "a: “” is neither a day nor an edition. Write a day as 2013-09-23, an edition as 3 or edition:3"},
		{"edition:", 0,
		 "a: “edition:” is neither a day nor an edition. Write a day as 2013-09-23, an edition as 3 or "
		 "edition:3"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct edition edition;
		problems_clear(&test->ctx);
		enum outcome outcome = codes_edition_asked(&test->ctx, &code, "a", str_of(cases[i].name), &edition);
		assert_int_equal(outcome, cases[i].number ? OK : INVALID);
		if (cases[i].number)
			assert_int_equal(edition.number, cases[i].number);
		else
			assert_string_equal(test_problem(&test->ctx, 0), cases[i].problem);
	}
	assert_int_equal(second.edition.number, 2);
	test_site_close(test);
}
ON_BOTH(a_day_or_a_number_names_an_edition)

#define BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_provision_keeps_its_id_from_edition_to_edition),
		BOTH(a_draft_says_what_it_continues),
		BOTH(a_removed_edition_is_neither_continued_nor_compared),
		BOTH(what_is_put_beside_a_provision_stands_there_until_it_is_taken_away),
		BOTH(evidence_names_nobody_whose_record_was_removed),
		BOTH(a_day_or_a_number_names_an_edition),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
