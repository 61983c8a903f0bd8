/* Editions and their provisions on both engines, what the journal keeps of them, the child's answer, the text as a
 * page. */
#include "codes/codes_import.h"
#include "codes/codes_sql.h"
#include "codes/codes_store.h"
#include "codes/codes_web.h"
#include "codes/editions.h"

#include "base/testing.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature,   &journal_feature,
					      &access_feature, &search_feature, &codes_feature};
static const struct features features = {table, COUNT_OF(table)};

#define TODAY 20779 /* TEST_NOW_MS */

struct act {
	struct journal_seed seed;
	struct str slug;
	struct code_import import;
	struct edition edition;
	struct day from;
};

static enum outcome add(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_add_draft(ctx, act->slug, &act->import, &act->edition);
}

static enum outcome publish(struct ctx *ctx, void *args)
{
	struct act *act = args;
	act->edition.change = CHANGE_MATERIAL;
	return codes_publish(ctx, &act->seed, &act->edition, act->from);
}

static enum outcome discard(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return codes_discard(ctx, &act->edition);
}

static enum outcome erase(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return journal_erase(ctx, &act->seed, act->edition.record_id, STR("published by mistake"));
}

static enum outcome tamper(struct ctx *ctx, void *args)
{
	struct act *act = args;
	return db_exec(ctx, &codes_sql_provision_insert,
		       DB_PARAMS(db_int(act->edition.id), db_int(99), db_int(1), db_int(0), db_int(PROVISION_PARAGRAPH),
				 db_text(STR("")), db_text(STR("")), db_text(STR("But for the Mayor.")),
				 db_text(STR("p99")), db_text(STR("")), db_text(STR(""))),
		       NULL);
}

static struct test_site *open_site(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	return test;
}

static struct act act_of(struct test_site *test, const char *text, int32_t from)
{
	struct act act = {.seed = journal_seed_new(&test->ctx), .slug = STR("conduct"), .from = {from}};
	assert_int_equal(codes_parse(&test->ctx, STR("code.txt"), str_of(text), CODE_TEXT, &act.import), OK);
	return act;
}

static struct act published(struct test_site *test, const char *text, int32_t from)
{
	struct act act = act_of(test, text, from);
	assert_int_equal(site_write(&test->ctx, add, &act), OK);
	assert_int_equal(act.edition.stage, EDITION_DRAFT);
	assert_int_equal(site_write(&test->ctx, publish, &act), OK);
	test_site_refresh(test);
	return act;
}

/* ---- Editions ---- */

static void a_published_text_is_the_one_in_the_log(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act act = published(test, "Code of Conduct\n\n1. Be honest.\n\n2. Be fair.\n", TODAY);
	struct edition edition;
	struct provision *provisions;
	struct journal_record record;
	struct journal_report report;
	size_t n;
	assert_int_equal(codes_edition_in_force(&test->ctx, act.edition.code_id, &edition), OK);
	assert_int_equal(edition.number, 1);
	assert_int_equal(edition.stage, EDITION_IN_FORCE);
	assert_int_equal(edition.words_in, 9);
	assert_text(edition.code_title, "Code of Conduct");
	assert_int_equal(codes_provisions(&test->ctx, edition.id, &provisions, &n), OK);
	assert_int_equal(n, 3);
	assert_text(provisions[2].label, "2.");
	assert_text(provisions[2].text, "Be fair.");
	assert_int_equal(journal_find(&test->ctx, edition.record_id, 1, &record), OK);
	struct hash hash = hash_bytes(record.content);
	assert_text(edition.text_hash, test_c(hash_hex(test->arena, &hash)));
	const char *start = "{\"change\":\"material\",\"code\":\"conduct\",\"edition\":1,"
			    "\"in_force_from\":\"2026-11-22\",\"kind\":\"code\",\"lang\":\"en\",\"provisions\":["
			    "{\"anchor\":\"title\",\"depth\":0,\"id\":\"";
	assert_true(str_starts(record.content, str_of(start)));
	assert_true(str_ends(record.content, STR("\"text\":\"Be fair.\"}],\"title\":\"Code of Conduct\"}")));
	assert_int_equal(journal_verify(&test->ctx, &report), OK);
	assert_int_equal(report.records, 1);
	test_site_close(test);
}
ON_BOTH(a_published_text_is_the_one_in_the_log)

static void a_later_edition_takes_over_on_its_day(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act first = published(test, "Old Code\n\n1. Be honest.\n", TODAY - 10);
	struct act second = published(test, "New Code\n\n1. Be honest.\n2. Be fair.\n", TODAY + 5);
	struct edition edition;
	struct code code;
	assert_int_equal(second.edition.number, 2);
	assert_int_equal(second.edition.stage, EDITION_ADOPTED);
	assert_int_equal(codes_edition_in_force(&test->ctx, first.edition.code_id, &edition), OK);
	assert_int_equal(edition.number, 1);
	assert_text(edition.code_title, "Old Code");
	assert_int_equal(codes_by_slug(&test->ctx, STR("conduct"), &code), OK);
	assert_text(code.title, "New Code");
	test->ctx.now_ms += INT64_C(5) * 24 * 3600 * 1000;
	assert_int_equal(codes_edition_in_force(&test->ctx, first.edition.code_id, &edition), OK);
	assert_int_equal(edition.number, 2);
	assert_int_equal(codes_edition(&test->ctx, first.edition.id, &edition), OK);
	assert_int_equal(edition.stage, EDITION_SUPERSEDED);
	test_site_close(test);
}
ON_BOTH(a_later_edition_takes_over_on_its_day)

static void an_edition_may_begin_before_one_that_is_published(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act first = published(test, "New Code\n\n1. Be honest.\n", TODAY - 10);
	struct act second = published(test, "Old Code\n\n1. Be fair.\n", TODAY - 100);
	struct edition edition;
	struct code code;
	assert_int_equal(second.edition.number, 2);
	assert_int_equal(second.edition.stage, EDITION_SUPERSEDED);
	assert_int_equal(second.edition.in_force_to, TODAY - 11);
	assert_int_equal(codes_edition_in_force(&test->ctx, first.edition.code_id, &edition), OK);
	assert_int_equal(edition.number, 1);
	assert_int_equal(codes_edition_on(&test->ctx, first.edition.code_id, (struct day){TODAY - 11}, &edition), OK);
	assert_int_equal(edition.number, 2);
	assert_int_equal(codes_by_slug(&test->ctx, STR("conduct"), &code), OK);
	assert_text(code.title, "New Code");
	struct act third = published(test, "Newest Code\n\n1. Be fair.\n", TODAY - 10);
	assert_int_equal(codes_edition_in_force(&test->ctx, first.edition.code_id, &edition), OK);
	assert_int_equal(edition.number, third.edition.number);
	test_site_close(test);
}
ON_BOTH(an_edition_may_begin_before_one_that_is_published)

static void whoever_comes_second_is_told(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act act = act_of(test, "Code\n\n1. Be honest.\n", TODAY);
	assert_int_equal(site_write(&test->ctx, add, &act), OK);
	struct act again = act;
	assert_int_equal(site_write(&test->ctx, publish, &act), OK);
	again.seed = journal_seed_new(&test->ctx);
	assert_int_equal(site_write(&test->ctx, publish, &again), CONFLICT);
	assert_int_equal(site_write(&test->ctx, discard, &again), CONFLICT);
	assert_int_equal(site_write(&test->ctx, discard, &act), CONFLICT);
	test_site_close(test);
}
ON_BOTH(whoever_comes_second_is_told)

static void a_discarded_draft_leaves_nothing(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act act = act_of(test, "Page 1 of 2\n\nCode\n\n1. Be honest.\n", TODAY);
	struct edition *drafts;
	struct code code;
	struct str *lines;
	size_t n;
	assert_int_equal(site_write(&test->ctx, add, &act), OK);
	test_site_refresh(test);
	assert_int_equal(codes_furniture(&test->ctx, act.edition.id, &lines, &n), OK);
	assert_int_equal(n, 1);
	assert_text(lines[0], "Page 1 of 2");
	assert_int_equal(codes_edition_in_force(&test->ctx, act.edition.code_id, &act.edition), NOT_FOUND);
	assert_int_equal(site_write(&test->ctx, discard, &act), OK);
	test_site_refresh(test);
	assert_int_equal(codes_drafts(&test->ctx, &drafts, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(codes_by_slug(&test->ctx, STR("conduct"), &code), NOT_FOUND);
	test_site_close(test);
}
ON_BOTH(a_discarded_draft_leaves_nothing)

static void bad_slugs_and_titles_are_named_together(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act act = act_of(test, "Code\n\n1. Be honest.\n", TODAY);
	act.slug = STR("Our Code");
	act.import.title = (struct str){0};
	assert_int_equal(site_write(&test->ctx, add, &act), INVALID);
	assert_int_equal(test->ctx.problems.count, 2);
	test_site_close(test);
}
ON_BOTH(bad_slugs_and_titles_are_named_together)

static void a_changed_text_is_caught(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act act = published(test, "Code\n\n1. Be honest.\n", TODAY);
	struct journal_report report;
	assert_int_equal(site_write(&test->ctx, tamper, &act), OK);
	test_site_refresh(test);
	assert_int_equal(journal_verify(&test->ctx, &report), INVALID);
	assert_string_equal(test_problem(&test->ctx, 0),
			    "codes: “Code”, edition 1, is not the text that was published");
	test_site_close(test);
}
ON_BOTH(a_changed_text_is_caught)

static void a_removed_edition_keeps_no_word(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act act = published(test, "Code\n\n1. Be honest.\n", TODAY);
	struct journal_report report;
	struct provision *provisions;
	struct edition edition;
	size_t n;
	struct act removal = act;
	removal.seed = journal_seed_new(&test->ctx);
	assert_int_equal(site_write(&test->ctx, erase, &removal), OK);
	test_site_refresh(test);
	assert_int_equal(codes_provisions(&test->ctx, act.edition.id, &provisions, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(codes_edition(&test->ctx, act.edition.id, &edition), OK);
	assert_true(edition.erased_ms != 0);
	assert_int_equal(journal_verify(&test->ctx, &report), OK);
	assert_int_equal(site_write(&test->ctx, tamper, &act), OK);
	test_site_refresh(test);
	assert_int_equal(journal_verify(&test->ctx, &report), INVALID);
	test_site_close(test);
}
ON_BOTH(a_removed_edition_keeps_no_word)

static enum outcome fill(struct ctx *ctx, void *args)
{
	struct act *act = args;
	act->edition.instrument = (struct instrument){.kind = INSTRUMENT_ADOPTION,
						      .number = STR("Resolution quillfeather"),
						      .body = STR("Council of zebulonquist"),
						      .day = TODAY - 1,
						      .link = STR("https://ravenscroftian.example/1")};
	TRY(db_exec(ctx, &codes_sql_origin_insert,
		    DB_PARAMS(db_int(act->edition.id), db_text(STR("https://oldbrambleham.example"))), NULL));
	struct consultee consultee = {.edition_id = act->edition.id,
				      .name = STR("Union of thistlewickers"),
				      .kind = CONSULTEE_BODY,
				      .asked_on = TODAY - 3,
				      .answered_on = TODAY - 2,
				      .note = STR("They wrote of marrowbonesque")};
	return codes_consultee_add(ctx, &consultee);
}

static const char *const removed_words[] = {
	"Embertonwise",   "onquilhaven",   "quillfeather",   "zebulonquist",
	"ravenscroftian", "oldbrambleham", "thistlewickers", "marrowbonesque",
};

static size_t words_in_file(struct test_site *test)
{
	static const char *const endings[] = {"", "-wal"};
	struct str bytes;
	size_t n = 0;
	for (size_t i = 0; i < COUNT_OF(endings); i++) {
		struct ctx *ctx = &test->ctx;
		const char *path = str_c(ctx->arena, str_fmt(ctx->arena, "%s%s", test->place.address, endings[i]));
		assert_int_equal(file_read(ctx, path, 64 * 1024 * 1024, &bytes), OK);
		for (size_t k = 0; k < COUNT_OF(removed_words); k++)
			n += str_find(bytes, str_of(removed_words[k]), 0) != STR_NPOS;
	}
	return n;
}

static void nothing_of_a_removed_edition_stays(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct ctx *ctx = &test->ctx;
	struct act first = published(test, "Kept Code\n\n1. Be honest.\n", TODAY - 9);
	struct act act = act_of(test, "Embertonwise Code\n\n1. Be a jonquilhaven.\n", TODAY);
	struct edition edition;
	struct consultee *consultees;
	struct journal_report report;
	struct code code;
	int64_t indexed;
	size_t n;
	assert_int_equal(site_write(ctx, add, &act), OK);
	struct act filled = act;
	assert_int_equal(site_write(ctx, fill, &filled), OK);
	test_site_refresh(test);
	assert_int_equal(codes_edition(ctx, act.edition.id, &act.edition), OK);
	act.edition.instrument = filled.edition.instrument;
	assert_int_equal(site_write(ctx, publish, &act), OK);
	db_read_end(ctx);
	assert_int_equal(search_catch_up(ctx, &indexed), OK);
	assert_int_equal(database_scrub(ctx, test->site->database), OK);
	if (engine == DB_SQLITE)
		assert_int_equal(words_in_file(test), COUNT_OF(removed_words));
	act.seed = journal_seed_new(ctx);
	assert_int_equal(site_write(ctx, erase, &act), OK);
	assert_int_equal(search_catch_up(ctx, &indexed), OK);
	assert_int_equal(database_scrub(ctx, test->site->database), OK);
	if (engine == DB_SQLITE)
		assert_int_equal(words_in_file(test), 0);
	assert_int_equal(site_read_begin(ctx, test->site), OK);
	assert_int_equal(codes_edition(ctx, act.edition.id, &edition), OK);
	assert_true(edition.erased_ms != 0 && str_empty(edition.text_hash) && edition.instrument.kind == 0);
	assert_true(str_empty(edition.instrument.body) && edition.instrument.day == INT32_MIN);
	assert_text(edition.code_title, "Kept Code");
	assert_int_equal(codes_consultees(ctx, act.edition.id, &consultees, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(codes_by_slug(ctx, STR("conduct"), &code), OK);
	assert_text(code.title, "Kept Code");
	assert_int_equal(journal_verify(ctx, &report), OK);
	first.seed = journal_seed_new(ctx);
	assert_int_equal(site_write(ctx, erase, &first), OK);
	test_site_refresh(test);
	assert_int_equal(codes_by_slug(ctx, STR("conduct"), &code), OK);
	assert_text(code.title, "Text removed");
	assert_int_equal(journal_verify(ctx, &report), OK);
	(void)published(test, "Another Code\n\n1. Be honest.\n", TODAY - 20);
	assert_int_equal(codes_by_slug(ctx, STR("conduct"), &code), OK);
	assert_text(code.title, "Another Code");
	test_site_close(test);
}
ON_BOTH(nothing_of_a_removed_edition_stays)

/* ---- The child's answer ---- */

static void an_answer_comes_back_as_it_was(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = {0}, back = {0};
	struct buf json = buf_open(ctx->arena, 0);
	assert_int_equal(
		codes_import_files_here(ctx,
					&(struct code_file){.name = STR("a.md"),
							    .content = STR("# Code\n\n1. Be [x](y).\n\n> \"q\"\n")},
					1, STR(""), &import),
		OK);
	codes_import_write(&json, &import);
	assert_int_equal(codes_import_read(ctx, STR("a.md"), buf_view(&json), &back), OK);
	assert_int_equal(back.n, import.n);
	assert_int_equal(back.words_in, import.words_in);
	assert_int_equal(back.n_furniture, 1);
	for (size_t i = 0; i < import.n; i++) {
		const struct provision *a = &import.provisions[i], *b = &back.provisions[i];
		assert_true(a->depth == b->depth && a->kind == b->kind && a->position == b->position);
		assert_true(str_eq(a->anchor, b->anchor) && str_eq(a->label, b->label) &&
			    str_eq(a->heading, b->heading) && str_eq(a->text, b->text));
	}
}

static void an_answer_that_is_none_is_refused(void **state)
{
	struct ctx *ctx = *state;
	static const char *const answers[] = {
		"",
		"[]",
		"{}",
		"{\"title\":\"x\",\"words_in\":2,\"words_stored\":1,\"words_furniture\":0,\"furniture\":[],"
		"\"provisions\":[{\"depth\":0,"
		"\"kind\":\"clause\",\"anchor\":\"s1\",\"label\":\"1.\",\"heading\":\"\",\"text\":\"x\"}]}",
		"{\"title\":\"x\",\"words_in\":2,\"words_stored\":2,\"words_furniture\":0,\"furniture\":[],"
		"\"provisions\":[{\"depth\":1,"
		"\"kind\":\"clause\",\"anchor\":\"s1\",\"label\":\"1.\",\"heading\":\"\",\"text\":\"x\"}]}",
		"{\"title\":\"x\",\"words_in\":2,\"words_stored\":2,\"words_furniture\":0,\"furniture\":[],"
		"\"provisions\":[{\"depth\":0,"
		"\"kind\":\"clause\",\"anchor\":\"a b\",\"label\":\"1.\",\"heading\":\"\",\"text\":\"x\"}]}",
		"{\"title\":\"x\",\"words_in\":2,\"words_stored\":2,\"words_furniture\":0,\"furniture\":[],"
		"\"provisions\":[{\"depth\":0,"
		"\"kind\":\"clause\",\"anchor\":\"s1\",\"label\":\"1.\",\"heading\":\"\",\"text\":\"x\\u0007\"}]}",
	};
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		struct code_import import = {0};
		problems_clear(ctx);
		assert_int_equal(codes_import_read(ctx, STR("a.md"), str_of(answers[i]), &import), INVALID);
		assert_int_equal(ctx->problems.count, 1);
	}
}

static void files_that_are_no_text_are_refused(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *bytes;
		size_t n;
		const char *problem;
	} cases[] = {
		{"Be\nfair\xff.", 9, "a.txt:2:5: "},
		{"Be\0fair", 7, "a.txt:1:3: "},
		{"PK\x03\x04zip", 7, "a.txt:1:1: this is a word processor's document"},
		{"%PDF-1.7\n\xff", 10, "a.txt:1:1: this is a PDF"},
		{"", 0, "a.txt:1:1: there are no words in this file"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct code_import import;
		problems_clear(ctx);
		struct str content = str_bytes(cases[i].bytes, cases[i].n);
		assert_int_equal(codes_import_files_here(ctx,
							 &(struct code_file){.name = STR("a.txt"), .content = content},
							 1, STR(""), &import),
				 INVALID);
		assert_int_equal(strncmp(test_problem(ctx, 0), cases[i].problem, strlen(cases[i].problem)), 0);
	}
}

/* ---- The text as a page ---- */

static void headings_skip_no_level_and_lists_are_lists(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import;
	struct str text = STR("# Code\n\n### Deep\n\n###### Deeper\n\n- a\n- b\n\n(1) c\n\n(2) d:\n\n(a) e\n\n## "
			      "Values\n\nHonesty\n\n"
			      "Care\n\n## Principles\n\nOpenness - We *show* it.\n");
	assert_int_equal(codes_parse(ctx, STR("a.md"), text, CODE_MARKDOWN, &import), OK);
	struct html h = html_open(ctx);
	codes_text(&h, import.provisions + 1, import.n - 1);
	const char *page = test_c(html_done(&h));
	assert_non_null(strstr(page, "<h2 class=\"govuk-heading-m\">Deep</h2>"));
	assert_non_null(strstr(page, "<h3 class=\"govuk-heading-s\">Deeper</h3>"));
	assert_non_null(strstr(page, "<h3 class=\"govuk-heading-s\">Openness</h3>"));
	assert_null(strstr(page, "<h4"));
	assert_null(strstr(page, ">Honesty</h"));
	assert_non_null(strstr(page, "<span class=\"provision__label\">(a)</span> <span>e</span></p>"));
	assert_non_null(strstr(page, "<ul class=\"provisions\" role=\"list\">"));
	assert_non_null(strstr(page, "<ol class=\"provisions\" role=\"list\">"));
	size_t n;
	const struct codes_entry *contents = codes_contents(ctx->arena, import.provisions + 1, import.n - 1, &n);
	assert_int_equal(n, 3);
	assert_int_equal(contents[0].n_below, 1);
	assert_text(contents[0].below[0].text, "Deeper");
	assert_text(contents[2].below[0].anchor, "openness");
}

#define BOTH(test) cmocka_unit_test(test##_on_sqlite), cmocka_unit_test(test##_on_postgres)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_published_text_is_the_one_in_the_log),
		BOTH(a_later_edition_takes_over_on_its_day),
		BOTH(an_edition_may_begin_before_one_that_is_published),
		BOTH(whoever_comes_second_is_told),
		BOTH(a_discarded_draft_leaves_nothing),
		BOTH(bad_slugs_and_titles_are_named_together),
		BOTH(a_changed_text_is_caught),
		BOTH(a_removed_edition_keeps_no_word),
		BOTH(nothing_of_a_removed_edition_stays),
		ctx_test(an_answer_comes_back_as_it_was),
		ctx_test(an_answer_that_is_none_is_refused),
		ctx_test(files_that_are_no_text_are_refused),
		ctx_test(headings_skip_no_level_and_lists_are_lists),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
