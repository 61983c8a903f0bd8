/* What becomes of editions on both engines: publication, acts, consultation, repeal; and that the publication log fits
 * all of it. */
#include "codes/editions_testing.h"

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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
