/* Adoption by bodies and relations between texts on both engines, and that the publication log fits them, after
 * tampering and removals too; to whom a text applies. */
#include "codes/editions_testing.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(what_binds_a_body_follows_from_adoptions),
		BOTH(adoptions_end_and_do_not_overlap),
		BOTH(a_removed_adoption_leaves_nothing_and_binds_nobody),
		BOTH(texts_are_related_by_passages_that_stay),
		ctx_test(the_text_says_to_whom_it_applies_and_in_which_language),
		ctx_test(what_applies_to_whom_follows_what_stands_above),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
