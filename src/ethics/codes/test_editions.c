/* What becomes of codes on both engines: consultation, acts, publication, repeal, adoption by bodies, relations between
 * texts; and that the publication log fits all of it, after tampering and removals too. */
#include "codes/beside_web.h"
#include "codes/codes_sql.h"
#include "codes/codes_store.h"
#include "codes/editions.h"
#include "people/people.h"

#include "base/testing.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature, &access_feature,
					      &search_feature, &people_feature, &codes_feature};
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

static enum outcome add(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_add_draft(ctx, act->slug, &act->import, &act->edition);
}

static enum outcome update(struct ctx *ctx, void *args)
{
	return codes_edition_update(ctx, &((struct act *)args)->edition);
}

static enum outcome publish(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_publish(ctx, &act->seed, &act->edition, act->day);
}

static enum outcome discard(struct ctx *ctx, void *args)
{
	return codes_discard(ctx, &((struct act *)args)->edition);
}

static enum outcome consult(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_edition_consult(ctx, &act->edition, act->flag);
}

static enum outcome consultee_add(struct ctx *ctx, void *args)
{
	return codes_consultee_add(ctx, &((struct act *)args)->consultee);
}

static enum outcome consultee_update(struct ctx *ctx, void *args)
{
	return codes_consultee_update(ctx, &((struct act *)args)->consultee);
}

static enum outcome consultee_remove(struct ctx *ctx, void *args)
{
	return codes_consultee_remove(ctx, &((struct act *)args)->consultee);
}

static enum outcome repeal(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_repeal(ctx, &act->seed, &act->repeal, act->flag);
}

static enum outcome add_body(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return people_add_organization(ctx, &act->seed, &act->body);
}

static enum outcome adopt(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_adopt(ctx, &act->seed, &act->adoption);
}

static enum outcome adoption_end(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_adoption_end(ctx, &act->seed, &act->adoption, act->day);
}

static enum outcome relate(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_relate(ctx, &act->seed, &act->relation);
}

static enum outcome relation_end(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_relation_end(ctx, &act->seed, &act->relation);
}

static enum outcome erase(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return journal_erase(ctx, &act->seed, act->record_id, STR("published by mistake"));
}

/* Somebody with access to the database moves a day without a trace. */
static enum outcome tamper(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return db_exec(ctx, &codes_sql_adoption_end,
		       DB_PARAMS(db_int(act->adoption.id), db_int(act->adoption.version), db_int(TODAY - 3)), NULL);
}

/* One write, with a new seed, and a new snapshot after it; the problems of a refusal stay. */
static enum outcome act_do(struct test_site *test, enum outcome (*fn)(struct ctx *ctx, void *args), struct act *act)
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

static void refused(struct test_site *test, enum outcome (*fn)(struct ctx *ctx, void *args), struct act *act,
		    const char *words)
{
	assert_int_equal(act_do(test, fn, act), INVALID);
	if (!strstr(test_problem(&test->ctx, 0), words))
		fail_msg("“%s” does not say “%s”", test_problem(&test->ctx, 0), words);
	test_site_refresh(test);
}

static struct test_site *open_site(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	return test;
}

static struct act drafted(struct test_site *test, const char *slug, const char *text)
{
	struct act act = {.slug = str_of(slug), .day = {TODAY}};
	assert_int_equal(codes_parse(&test->ctx, STR("code.txt"), str_of(text), CODE_TEXT, &act.import), OK);
	DONE(test, add, &act);
	return act;
}

static struct act published(struct test_site *test, const char *slug, const char *text, int32_t from)
{
	struct act act = drafted(test, slug, text);
	act.edition.change = CHANGE_MATERIAL;
	act.day = (struct day){from};
	DONE(test, publish, &act);
	return act;
}

static int64_t body(struct test_site *test, const char *name)
{
	struct act act = {.body = organization_new(str_of(name))};
	DONE(test, add_body, &act);
	return act.body.id;
}

static void verify(struct test_site *test, enum outcome expected)
{
	struct journal_report report;
	enum outcome outcome = journal_verify(&test->ctx, &report);
	if (outcome != expected)
		fail_msg("verify: %d; %s; %s", outcome, test_problem(&test->ctx, 0), test_problem(&test->ctx, 1));
	problems_clear(&test->ctx);
}

static void remove_record(struct test_site *test, struct str record_id)
{
	struct act act = {.record_id = str_dup(test->arena, record_id)};
	DONE(test, erase, &act);
}

#define TEXT  "Code of Conduct\n\n1. Be honest.\n\n2. Be fair.\n"
#define TEXT2 "Code of Conduct\n\n1. Be honest.\n\n2. Be fair.\n\n3. Be kind.\n"

/* ---- Publishing ---- */

static void from_the_second_edition_on_the_change_is_said(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	published(test, "conduct", TEXT, TODAY - 10);
	struct act second = drafted(test, "conduct", TEXT2);
	REFUSED(test, publish, &second, "change: Choose whether the change is material");
	second.edition.change = CHANGE_MINOR;
	DONE(test, publish, &second);
	assert_int_equal(second.edition.change, CHANGE_MINOR);
	struct journal_record record;
	assert_int_equal(journal_find(&test->ctx, second.edition.record_id, 1, &record), OK);
	assert_true(str_starts(record.content, STR("{\"change\":\"minor\",\"code\":\"conduct\",\"edition\":2,")));
	verify(test, OK);
	test_site_close(test);
}
ON_BOTH(from_the_second_edition_on_the_change_is_said)

static void an_act_is_published_with_its_edition(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act act = drafted(test, "conduct", TEXT);
	act.edition.code_title = STR("Cod Ymddygiad");
	act.edition.lang = STR("cy");
	act.edition.in_force_from = TODAY + 30;
	act.edition.instrument = (struct instrument){
		.kind = INSTRUMENT_ADOPTION,
		.number = STR("Resolution 2026-31"),
		.body = STR("City Council"),
		.day = TODAY - 1,
		.link = STR("https://council.example/r/31"),
	};
	struct act before = act;
	DONE(test, update, &act);
	assert_int_equal(act.edition.in_force_from, TODAY + 30);
	assert_int_equal(act.edition.version, before.edition.version + 1);
	assert_int_equal(act_do(test, update, &before), CONFLICT);
	act.day = (struct day){act.edition.in_force_from};
	DONE(test, publish, &act);
	assert_int_equal(act.edition.stage, EDITION_ADOPTED);
	struct journal_record record;
	assert_int_equal(journal_find(&test->ctx, act.edition.record_id, 1, &record), OK);
	const char *middle = "\"instrument\":{\"body\":\"City Council\",\"day\":\"2026-11-21\",\"kind\":\"adoption\","
			     "\"link\":\"https://council.example/r/31\",\"number\":\"Resolution 2026-31\"},"
			     "\"kind\":\"code\",\"lang\":\"cy\",";
	assert_non_null(strstr(test_c(record.content), middle));
	assert_true(str_ends(record.content, STR("\"title\":\"Cod Ymddygiad\"}")));
	assert_int_equal(act_do(test, update, &act), CONFLICT);
	verify(test, OK);
	test_site_close(test);
}
ON_BOTH(an_act_is_published_with_its_edition)

static void days_that_cannot_be_are_refused(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act act = drafted(test, "conduct", TEXT);
	act.edition.instrument.day = TODAY + 1;
	REFUSED(test, publish, &act, "instrument_day: The act was made on 23 November 2026, which has not come yet");
	act.edition.instrument.day = TODAY;
	act.day = (struct day){TODAY - 1};
	REFUSED(test, publish, &act,
		"in_force_from: The first day in force, 21 November 2026, is before the day of the act");
	act.day = (struct day){TODAY + 400000};
	REFUSED(test, publish, &act, "more than 20 years ahead");
	act.day = (struct day){TODAY - 1};
	act.edition.is_retroactive = true;
	DONE(test, publish, &act);
	test_site_close(test);
}
ON_BOTH(days_that_cannot_be_are_refused)

static void every_fault_of_a_draft_is_named(void **state)
{
	struct ctx *ctx = *state;
	struct edition edition = {
		.lang = STR("english"),
		.change = 7,
		.in_force_from = TODAY + 400000,
		.instrument = {.kind = 9, .day = TODAY + 1, .link = STR("javascript:alert(1)")},
	};
	assert_int_equal(edition_check(ctx, &edition, (struct day){TODAY}), INVALID);
	assert_int_equal(ctx->problems.count, 6);
	assert_true(lang_valid(STR("en")) && lang_valid(STR("zh-Hant")) && lang_valid(STR("en-GB")));
	assert_false(lang_valid(STR("")) || lang_valid(STR("e")) || lang_valid(STR("en-")) || lang_valid(STR("-en")) ||
		     lang_valid(STR("en gb")) || lang_valid(STR("1n")));
	assert_true(link_valid(STR("https://a.example/x?y=z")));
	assert_false(link_valid(STR("https://")) || link_valid(STR("https:///x")) || link_valid(STR("/x")) ||
		     link_valid(STR("https://a b")) || link_valid(STR("https://a\"b")));
}

/* ---- Consultation ---- */

static void who_is_asked_moves_a_draft_into_consultation(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act act = drafted(test, "conduct", TEXT);
	act.consultee = (struct consultee){
		.edition_id = act.edition.id,
		.name = STR("Alder Quay Employees Association"),
		.kind = CONSULTEE_MEET_AND_CONFER,
		.asked_on = TODAY - 3,
		.answered_on = INT32_MIN,
	};
	DONE(test, consultee_add, &act);
	struct edition *editions;
	struct consultee *consultees;
	size_t n;
	assert_int_equal(codes_edition(&test->ctx, act.edition.id, &act.edition), OK);
	assert_int_equal(act.edition.stage, EDITION_CONSULTATION);
	assert_int_equal(codes_editions(&test->ctx, act.edition.code_id, &editions, &n), OK);
	assert_int_equal(n, 0);
	act.consultee.answered_on = TODAY - 4;
	REFUSED(test, consultee_update, &act, "answered_on: They cannot have answered before they were asked");
	act.consultee.answered_on = TODAY;
	act.consultee.note = STR("Agreed, with a change to 2.");
	struct act stale = act;
	DONE(test, consultee_update, &act);
	assert_int_equal(act_do(test, consultee_update, &stale), CONFLICT);
	assert_int_equal(act_do(test, consultee_remove, &stale), CONFLICT);
	assert_int_equal(codes_consultees(&test->ctx, act.edition.id, &consultees, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(consultees[0].answered_on, TODAY);
	act.flag = false;
	DONE(test, consult, &act);
	assert_int_equal(act.edition.stage, EDITION_DRAFT);
	act.flag = true;
	DONE(test, consult, &act);
	DONE(test, publish, &act);
	assert_int_equal(act.edition.stage, EDITION_IN_FORCE);
	assert_int_equal(act_do(test, consult, &act), CONFLICT);
	assert_int_equal(act_do(test, consultee_remove, &act), CONFLICT);
	assert_int_equal(act_do(test, consultee_add, &act), CONFLICT);
	assert_int_equal(codes_consultees(&test->ctx, act.edition.id, &consultees, &n), OK);
	assert_int_equal(n, 1);
	verify(test, OK);
	test_site_close(test);
}
ON_BOTH(who_is_asked_moves_a_draft_into_consultation)

static void a_discarded_draft_takes_its_consultation_along(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act act = drafted(test, "conduct", TEXT);
	act.consultee = (struct consultee){.edition_id = act.edition.id,
					   .kind = CONSULTEE_PUBLIC,
					   .asked_on = TODAY + 1,
					   .answered_on = INT32_MIN};
	REFUSED(test, consultee_add, &act, "name: Enter who is asked");
	act.consultee.name = STR("Everybody");
	act.consultee.asked_on = TODAY;
	DONE(test, consultee_add, &act);
	assert_int_equal(codes_edition(&test->ctx, act.edition.id, &act.edition), OK);
	DONE(test, discard, &act);
	struct consultee *consultees;
	size_t n;
	assert_int_equal(codes_consultees(&test->ctx, act.edition.id, &consultees, &n), OK);
	assert_int_equal(n, 0);
	test_site_close(test);
}
ON_BOTH(a_discarded_draft_takes_its_consultation_along)

/* ---- Repeal ---- */

static struct act repeal_of(const struct act *code, int32_t on_day)
{
	return (struct act){.repeal = {.code_id = code->edition.code_id,
				       .on_day = on_day,
				       .instrument = {.day = INT32_MIN, .number = STR("Resolution 9")}}};
}

static void a_repeal_ends_a_code_until_the_next_edition(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act first = published(test, "conduct", TEXT, TODAY - 100);
	struct act act = repeal_of(&first, TODAY - 100);
	int64_t code_id = first.edition.code_id;
	struct edition edition;
	REFUSED(test, repeal, &act, "on: No edition of this code is in force on the day before");
	act = repeal_of(&first, TODAY - 50);
	act.repeal.instrument.day = TODAY - 40;
	REFUSED(test, repeal, &act, "on: The first day without the code");
	act.flag = true;
	DONE(test, repeal, &act);
	REFUSED(test, repeal, &act, "repealed from that day already");
	assert_int_equal(codes_edition_in_force(&test->ctx, code_id, &edition), NOT_FOUND);
	assert_int_equal(codes_edition_on(&test->ctx, code_id, (struct day){TODAY - 51}, &edition), OK);
	assert_int_equal(edition.stage, EDITION_REPEALED);
	assert_int_equal(edition.repealed_on, TODAY - 50);
	verify(test, OK);
	struct act second = published(test, "conduct", TEXT2, TODAY - 20);
	assert_int_equal(second.edition.stage, EDITION_IN_FORCE);
	assert_int_equal(codes_edition_on(&test->ctx, code_id, (struct day){TODAY - 21}, &edition), NOT_FOUND);
	assert_int_equal(codes_edition(&test->ctx, first.edition.id, &edition), OK);
	assert_int_equal(edition.in_force_to, TODAY - 51);
	remove_record(test, act.repeal.record_id);
	assert_int_equal(codes_edition_on(&test->ctx, code_id, (struct day){TODAY - 21}, &edition), OK);
	assert_int_equal(edition.stage, EDITION_SUPERSEDED);
	assert_int_equal(edition.repealed_on, INT32_MAX);
	verify(test, OK);
	test_site_close(test);
}
ON_BOTH(a_repeal_ends_a_code_until_the_next_edition)

/* ---- Adoption ---- */

static struct act adoption_of(const struct act *code, int64_t body_id, int64_t edition_id, int32_t from_day)
{
	return (struct act){.adoption = {.code_id = code->edition.code_id,
					 .body_id = body_id,
					 .edition_id = edition_id,
					 .from_day = from_day,
					 .instrument = {.day = INT32_MIN}}};
}

static void what_binds_a_body_follows_from_adoptions(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	int64_t council = body(test, "City Council"), school = body(test, "Alder Quay School"),
		harbor = body(test, "Harbor Board");
	struct act first = published(test, "conduct", TEXT, TODAY - 100);
	published(test, "gifts", "Gifts\n\n1. Take none.\n", TODAY - 100);
	struct code_in_force *codes;
	struct edition edition;
	size_t n;
	assert_int_equal(codes_in_force_for_body(&test->ctx, harbor, (struct day){TODAY}, &codes, &n), OK);
	assert_int_equal(n, 2);
	struct act stays = adoption_of(&first, school, first.edition.id, TODAY - 60);
	struct act follows = adoption_of(&first, council, 0, TODAY - 90);
	DONE(test, adopt, &stays);
	DONE(test, adopt, &follows);
	assert_text(stays.adoption.body_name, "Alder Quay School");
	assert_int_equal(stays.adoption.edition_number, 1);
	struct act second = published(test, "conduct", TEXT2, TODAY - 10);
	int64_t code_id = first.edition.code_id;
	assert_int_equal(codes_edition_for_body(&test->ctx, code_id, school, (struct day){TODAY}, &edition), OK);
	assert_int_equal(edition.number, 1);
	assert_int_equal(codes_edition_for_body(&test->ctx, code_id, council, (struct day){TODAY}, &edition), OK);
	assert_int_equal(edition.number, second.edition.number);
	assert_int_equal(codes_edition_for_body(&test->ctx, code_id, school, (struct day){TODAY - 61}, &edition),
			 NOT_FOUND);
	assert_int_equal(codes_in_force_for_body(&test->ctx, harbor, (struct day){TODAY}, &codes, &n), OK);
	assert_int_equal(n, 1);
	assert_text(codes[0].code.slug, "gifts");
	assert_int_equal(codes[0].adoption_id, 0);
	assert_int_equal(codes_in_force_for_body(&test->ctx, school, (struct day){TODAY}, &codes, &n), OK);
	assert_int_equal(n, 2);
	assert_text(codes[0].code.slug, "conduct");
	assert_true(codes[0].adoption_id == stays.adoption.id);
	verify(test, OK);
	test_site_close(test);
}
ON_BOTH(what_binds_a_body_follows_from_adoptions)

static void adoptions_end_and_do_not_overlap(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	int64_t school = body(test, "Alder Quay School");
	struct act code = published(test, "conduct", TEXT, TODAY - 100);
	struct act act = adoption_of(&code, school, 0, TODAY - 60), none = adoption_of(&code, 1, 0, TODAY),
		   other = adoption_of(&code, school, school, TODAY);
	REFUSED(test, adopt, &none, "body: Choose the body");
	REFUSED(test, adopt, &other, "edition: Choose a published edition");
	DONE(test, adopt, &act);
	struct act again = adoption_of(&code, school, 0, TODAY);
	REFUSED(test, adopt, &again, "from: Alder Quay School has adopted this code from 23 September 2026 on");
	act.day = (struct day){TODAY - 61};
	REFUSED(test, adoption_end, &act, "to: The adoption began on 23 September 2026");
	act.day = (struct day){TODAY - 1};
	struct act stale = act;
	DONE(test, adoption_end, &act);
	assert_int_equal(act_do(test, adoption_end, &stale), CONFLICT);
	test_site_refresh(test);
	struct journal_record record;
	assert_int_equal(journal_find(&test->ctx, act.adoption.record_id, 2, &record), OK);
	assert_true(str_starts(record.content, STR("{\"body\":\"Alder Quay School\",\"body_id\":\"")));
	assert_true(
		str_ends(record.content, STR("\"from\":\"2026-09-23\",\"kind\":\"adoption\",\"to\":\"2026-11-21\"}")));
	DONE(test, adopt, &again);
	verify(test, OK);
	DONE(test, tamper, &again);
	verify(test, INVALID);
	test_site_close(test);
}
ON_BOTH(adoptions_end_and_do_not_overlap)

static void a_removed_adoption_leaves_nothing_and_binds_nobody(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	int64_t school = body(test, "Alder Quay School");
	struct act code = published(test, "conduct", TEXT, TODAY - 100);
	struct act act = adoption_of(&code, school, code.edition.id, TODAY - 60);
	struct adoption *adoptions, gone;
	size_t n;
	DONE(test, adopt, &act);
	remove_record(test, act.adoption.record_id);
	assert_int_equal(codes_adoptions_of_code(&test->ctx, code.edition.code_id, &adoptions, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(codes_adoptions_of_body(&test->ctx, school, &adoptions, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(codes_adoption(&test->ctx, act.adoption.id, &gone), OK);
	assert_text(gone.body_name, "");
	assert_true(gone.erased_ms != 0 && gone.body_id == 0);
	verify(test, OK);
	act.day = (struct day){TODAY};
	assert_int_equal(act_do(test, adoption_end, &act), CONFLICT);
	test_site_close(test);
}
ON_BOTH(a_removed_adoption_leaves_nothing_and_binds_nobody)

/* ---- Relations ---- */

static void texts_are_related_by_passages_that_stay(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act code = published(test, "conduct", TEXT, TODAY - 100),
		   guide = published(test, "guide", "Guide\n\n1. How to be fair.\n", TODAY - 100);
	struct provision *provisions;
	struct relation *relations;
	size_t n;
	assert_int_equal(codes_provisions(&test->ctx, code.edition.id, &provisions, &n), OK);
	struct act act = {.relation = {.kind = RELATION_CLARIFIES,
				       .code_id = guide.edition.code_id,
				       .to_code_id = code.edition.code_id,
				       .to_provision_id = provisions[2].id,
				       .audience = STR("category=employee, candidate")}};
	struct act wrong = act;
	wrong.relation.to_provision_id = 5;
	REFUSED(test, relate, &wrong, "to: No published edition of “Code of Conduct” has this passage");
	wrong = act;
	wrong.relation.code_id = code.edition.code_id;
	REFUSED(test, relate, &wrong, "to: Choose another text");
	wrong = act;
	wrong.relation.audience = STR("height=tall");
	REFUSED(test, relate, &wrong, "audience");
	DONE(test, relate, &act);
	assert_text(act.relation.audience, "category=candidate,employee");
	assert_text(act.relation.to_code_title, "Code of Conduct");
	REFUSED(test, relate, &act, "to: This is recorded already");
	published(test, "conduct", TEXT2, TODAY - 1);
	assert_int_equal(codes_relations_of_code(&test->ctx, code.edition.code_id, &relations, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(codes_relations_of_code(&test->ctx, guide.edition.code_id, &relations, &n), OK);
	assert_int_equal(n, 1);
	verify(test, OK);
	assert_int_equal(codes_relation(&test->ctx, act.relation.id, &act.relation), OK);
	struct act stale = act;
	DONE(test, relation_end, &act);
	assert_int_equal(act.relation.ended_on, TODAY);
	assert_int_equal(act_do(test, relation_end, &stale), CONFLICT);
	test_site_refresh(test);
	assert_int_equal(codes_relations_of_code(&test->ctx, code.edition.code_id, &relations, &n), OK);
	assert_int_equal(n, 0);
	verify(test, OK);
	remove_record(test, act.relation.record_id);
	verify(test, OK);
	test_site_close(test);
}
ON_BOTH(texts_are_related_by_passages_that_stay)

/* ---- Audiences ---- */

static void the_text_says_to_whom_it_applies_and_in_which_language(void **state)
{
	struct ctx *ctx = *state;
	const struct provision p[] = {
		{.id = 1, .kind = PROVISION_CLAUSE, .text = STR("Be fair."), .anchor = STR("a")},
		{.id = 2,
		 .position = 1,
		 .kind = PROVISION_CLAUSE,
		 .text = STR("Byddwch yn deg."),
		 .anchor = STR("b"),
		 .audience = STR("category=candidate"),
		 .lang = STR("cy")},
	};
	struct html h = html_open(ctx);
	codes_text(&h, p, COUNT_OF(p));
	const char *page = test_c(html_done(&h));
	const char *note = strstr(page, "Applies to: candidates");
	assert_non_null(note);
	assert_null(strstr(note + 1, "Applies to"));
	assert_non_null(strstr(page, "<p class=\"provision__text\" lang=\"cy\">"));
	assert_null(strstr(page, "lang=\"\""));
	assert_true(strstr(page, "Be fair.") < note);
}

static void what_applies_to_whom_follows_what_stands_above(void **state)
{
	struct ctx *ctx = *state;
	const struct provision p[] = {
		{.id = 1, .depth = 0},
		{.id = 2, .depth = 0, .audience = STR("category=candidate,employee")},
		{.id = 3, .depth = 1},
		{.id = 4, .depth = 1, .audience = STR("category=employee; workplace=Depot")},
		{.id = 5, .depth = 2, .audience = STR("category=employee; workplace=Depot")},
		{.id = 6, .depth = 0},
	};
	const struct str *applies = codes_applies(ctx->arena, p, COUNT_OF(p));
	static const char *const words[] = {"", "candidates and employees", "", "employees, workplace Depot", "", ""};
	for (size_t i = 0; i < COUNT_OF(p); i++)
		assert_text(applies[i], words[i]);
	assert_text(codes_applies_to(ctx->arena, p, COUNT_OF(p), 3), "candidates and employees");
	assert_text(codes_applies_to(ctx->arena, p, COUNT_OF(p), 6), "");
	static const struct {
		const char *reader;
		const char *kept;
	} cases[] = {
		{"category=elected", "16"},
		{"category=candidate", "1236"},
		{"category=employee", "123456"},
		{"category=employee; workplace=Library", "1236"},
		{"category=EMPLOYEE; workplace=depot", "123456"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct audience reader;
		size_t n;
		assert_int_equal(audience_parse(ctx, "for", str_of(cases[i].reader), &reader), OK);
		const struct provision *kept = codes_only_for(ctx->arena, &reader, p, COUNT_OF(p), &n);
		struct buf ids = buf_open(ctx->arena, 16);
		for (size_t j = 0; j < n; j++)
			buf_char(&ids, (char)('0' + kept[j].id));
		assert_text(buf_view(&ids), cases[i].kept);
	}
	size_t n;
	const struct codes_reader *readers = codes_readers(ctx->arena, STR("/codes/a"), p, COUNT_OF(p), STR(""), &n);
	assert_int_equal(n, 2);
	assert_text(readers[0].href, "/codes/a?for=category%3Dcandidate%2Cemployee");
	assert_false(readers[0].is_chosen);
}

#define BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(from_the_second_edition_on_the_change_is_said),
		BOTH(an_act_is_published_with_its_edition),
		BOTH(days_that_cannot_be_are_refused),
		ctx_test(every_fault_of_a_draft_is_named),
		BOTH(who_is_asked_moves_a_draft_into_consultation),
		BOTH(a_discarded_draft_takes_its_consultation_along),
		BOTH(a_repeal_ends_a_code_until_the_next_edition),
		BOTH(what_binds_a_body_follows_from_adoptions),
		BOTH(adoptions_end_and_do_not_overlap),
		BOTH(a_removed_adoption_leaves_nothing_and_binds_nobody),
		BOTH(texts_are_related_by_passages_that_stay),
		ctx_test(the_text_says_to_whom_it_applies_and_in_which_language),
		ctx_test(what_applies_to_whom_follows_what_stands_above),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
