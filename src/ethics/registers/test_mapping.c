/* Mappings: what is refused and where, the reference of their keys, and what rows become. */
#include "base/testing.h"

#include <unistd.h>

#include "people/people.h"
#include "registers/import_parts.h"

static const char book[] = "rulebook: {id: t, title: T, currency: GBP}\n"
			   "registers:\n"
			   "  - id: gifts\n"
			   "    title: Gifts\n"
			   "    nil: yes\n"
			   "    source: S\n"
			   "    categories:\n"
			   "      - id: gift\n"
			   "        title: Gifts\n"
			   "        fields:\n"
			   "          - {id: donor, name: From, kind: organization, required: yes, many: 3}\n"
			   "          - {id: day, name: Day, kind: date}\n"
			   "          - {id: value, name: Value, kind: money, unknown: yes}\n"
			   "          - {id: held, name: Held, kind: period}\n";

static const char start[] = "mapping: m\n"
			    "title: M\n"
			    "register: gifts\n"
			    "person: {name: \"{Who}\", order: last-first}\n"
			    "files:\n"
			    "  - name: \"*.csv\"\n"
			    "    dates: day-first\n"
			    "    key: \"{No}\"\n";

static const struct scheme *scheme_of(struct ctx *ctx)
{
	const struct rulebook_file file = {STR("rulebook.yaml"), str_of(book)};
	struct rulebook *rules = arena_new(ctx->arena, struct rulebook);
	assert_int_equal(rulebook_parse(ctx, &file, 1, rules), OK);
	return &rules->schemes[0];
}

static enum outcome read_all(struct ctx *ctx, const char *more, struct mapping *ret_mapping)
{
	TRY(mapping_read(ctx, STR("m.yaml"), str_fmt(ctx->arena, "%s%s", start, more), ret_mapping));
	return mapping_check(ctx, ret_mapping, scheme_of(ctx));
}

static void faults_have_their_place(void **state)
{
	static const struct {
		const char *more, *problem;
	} cases[] = {
		{"    entries: [{category: gift, fields: {donor: \"{A\"}}]\n",
		 "m.yaml:9:49: the name of a column is expected between { and }"},
		{"    entries: [{category: gift, fields: {donor: \"x]\"}}]\n",
		 "m.yaml:9:49: this bracket was never opened: write ]] for the sign itself"},
		{"    entries: [{category: gift, fields: {doner: x}}]\n",
		 "m.yaml:9:41: “doner” is not a field of “gift”; did you mean “donor”?"},
		{"    entries: [{category: gift, fields: {held: x}}]\n",
		 "m.yaml:9:41: “held” is a period: give it under “periods”"},
		{"    entries: [{category: gift, lists: [{field: day, from: [a, b]}]}]\n",
		 "m.yaml:9:40: “day” takes at most 1 answers"},
		{"    entries: [{category: gift, fields: {day: x}, identifiers: [{field: donor, scheme: S, id: x}]}]\n",
		 "m.yaml:9:64: “donor” is not filled by this entry"},
		{"    entries: [{category: gift, fields: {day: x}, periods: [{field: day, from: x}]}]\n",
		 "m.yaml:9:60: “day” is filled twice"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ctx *ctx = *state;
		struct mapping mapping;
		problems_clear(ctx);
		assert_int_equal(read_all(ctx, cases[i].more, &mapping), INVALID);
		assert_string_equal(test_problem(ctx, 0), cases[i].problem);
	}
}

static void names_of_files_are_patterns(void **state)
{
	(void)state;
	assert_true(mapping_names(STR("*Category_1.csv"), STR("PublishedInterest-category_1.CSV")));
	assert_false(mapping_names(STR("*Category_1.csv"), STR("PublishedInterest-Category_1.1.csv")));
	assert_true(mapping_names(STR("a?c*"), STR("abc")));
	assert_false(mapping_names(STR("a?c"), STR("abcd")));
	assert_true(mapping_names(STR("*"), STR("")));
}

static void a_name_says_when_its_source_published_it(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *pattern, *name, *day;
	} cases[] = {
		{"YYMMDD", "240930", "2024-09-30"},
		{"YYMMDD", "register-241028-final", "2024-10-28"},
		{"YYYY-MM-DD", "Gifts 2026-03-05.csv", "2026-03-05"},
		{"DD.MM.YYYY", "05.03.2026", "2026-03-05"},
		{"Declarations_YYYY-MM-DD", "Declarations_2026-03-05.csv", "2026-03-05"},
		{"MNIS YYMMDD", "MNIS 260305", "2026-03-05"},
		{"Declarations_YYYY-MM-DD", "declared_2026-03-05.csv", NULL},
		{"YYMMDD", "20240930", NULL},
		{"YYMMDD", "241331", NULL},
		{"YYMMDD", "24093", NULL},
		{"YYYY-MM-DD", "2026_03_05", NULL},
		{"", "240930", NULL},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct mapping mapping = {.published = str_of(cases[i].pattern)};
		struct day day = {0};
		assert_int_equal(mapping_published(&mapping, str_of(cases[i].name), &day), cases[i].day != NULL);
		if (cases[i].day)
			assert_text(day_str(ctx->arena, day), cases[i].day);
	}
}

/* The first row of the text through the mapping's first entry. */
static enum outcome row_of(struct ctx *ctx, const char *more, const char *text, struct mapped *ret_mapped)
{
	const struct csv_options options = {.encoding = CSV_UTF8, .check = true};
	struct mapping *mapping = arena_new(ctx->arena, struct mapping);
	struct mapping_head *head = arena_new(ctx->arena, struct mapping_head);
	struct csv_reader *reader = csv_open(ctx, STR("f.csv"), str_of(text), &options);
	struct csv_row row;
	TRY(read_all(ctx, more, mapping));
	TRY(csv_next(ctx, reader, &row));
	TRY(mapping_head_read(ctx, mapping, &mapping->files[0], scheme_of(ctx), STR("f.csv"), &row, head));
	TRY(csv_next(ctx, reader, &row));
	return mapping_row(ctx, head, &mapping->files[0].entries[0], &row, (struct day){20779}, ret_mapped);
}

static const char entry[] = "    columns:\n"
			    "      - {name: Value, remove: [\"~\"], empty: [none]}\n"
			    "      - {name: From, replace: [{is: [QF], to: Quay Ferries Ltd}]}\n"
			    "    registered: \"{Noted|Day}\"\n"
			    "    entries:\n"
			    "      - category: gift\n"
			    "        nil: [{column: From, is: [nil]}]\n"
			    "        fields: {day: \"{Day}\", value: \"{Value}\"}\n"
			    "        lists: [{field: donor, from: [\"{From}[, {Town}]\", \"{From 2}\"]}]\n"
			    "        periods: [{field: held, from: \"{Day}\", to: \"{Until}\"}]\n"
			    "        identifiers: [{field: donor, scheme: GB-COH, id: \"{Company}\"}]\n";

#define HEAD "No,Who,Noted,Day,From,Town,From  2,Value,Until,Company\n"

static void a_row_becomes_an_entry(void **state)
{
	struct ctx *ctx = *state;
	struct mapped mapped;
	if (row_of(ctx, entry, HEAD "7,\"Vale, Imogen\",,12/05/2026,qf,Alder,,~£1,,01234567\n", &mapped) != OK)
		fail_msg("%s", test_problem(ctx, 0));
	assert_text(mapped.key, "7");
	assert_text(mapped.person_name, "Imogen Vale");
	assert_text(day_str(ctx->arena, (struct day){mapped.registered}), "2026-05-12");
	const struct answer *donor = declared_answer(&mapped.declared, STR("donor"));
	assert_int_equal(donor->n, 1);
	assert_text(donor->values[0].text, "Quay Ferries Ltd, Alder");
	assert_text(donor->values[0].id, "01234567");
	assert_int_equal(declared_answer(&mapped.declared, STR("value"))->values[0].number, 100);
	assert_true(mapped.digest != 0);
}

static void a_row_with_faults_tells_them_all(void **state)
{
	struct ctx *ctx = *state;
	struct mapped mapped;
	assert_int_equal(row_of(ctx, entry, HEAD ",,,31/02/2026,,,,1,,\n", &mapped), INVALID);
	bool key = false, day = false, who = false;
	for (size_t i = 0; *test_problem(ctx, i); i++) {
		struct str said = str_of(test_problem(ctx, i));
		key = key || str_starts(said, STR("f.csv:2:1: This row has no key"));
		day = day || str_starts(said, STR("f.csv:2:4: There is no such day"));
		who = who || str_starts(said, STR("f.csv:2:2: Nobody is named here"));
	}
	assert_true(key && day && who);
}

static void an_entry_of_nothing_is_one(void **state)
{
	struct ctx *ctx = *state;
	struct mapped mapped;
	assert_int_equal(row_of(ctx, entry, HEAD "7,Ada Loom,,,Nil,,,,,\n", &mapped), OK);
	assert_true(mapped.declared.is_nil);
	assert_int_equal(mapped.declared.n_answers, 0);
}

static void what_is_staged_comes_back(void **state)
{
	struct ctx *ctx = *state;
	struct mapped mapped;
	const struct scheme *scheme = scheme_of(ctx);
	assert_int_equal(row_of(ctx, entry, HEAD "7,\"Vale, Imogen\",,12/05/2026,qf,,Two,about 5,1/6/2026,\n", &mapped),
			 OK);
	const struct staged row = {.act = ENTRY_CHANGED,
				   .key = mapped.key,
				   .parent = STR("p"),
				   .digest = mapped.digest,
				   .entry_id = 5,
				   .person = 2,
				   .declared_day = mapped.registered,
				   .from = mapped.from,
				   .to = mapped.to,
				   .declared = mapped.declared};
	struct buf packed = buf_open(ctx->arena, 100), again = buf_open(ctx->arena, 100);
	struct staged back;
	size_t at = 0;
	staged_pack(&packed, &row);
	assert_int_equal(staged_unpack(ctx->arena, buf_view(&packed), &at, scheme, &back), OK);
	assert_int_equal(at, packed.n);
	staged_pack(&again, &back);
	assert_true(str_eq(buf_view(&packed), buf_view(&again)));
	for (size_t cut = 0; cut < packed.n; cut++) {
		at = 0;
		assert_int_equal(staged_unpack(ctx->arena, str_slice(buf_view(&packed), 0, cut), &at, scheme, &back),
				 INVALID);
	}
}

static void keys_are_found_by_the_thousand(void **state)
{
	(void)state;
	CLEANUP(keys_closep) struct key_table *keys = keys_open();
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	for (int64_t i = 0; i < 20000; i++)
		assert_true(keys_put(keys, str_fmt(arena, "%lld", (long long)i),
				     (struct key_mark){.known = i % 2, .seen = i % 3 == 0, .digest = i}));
	for (int64_t i = 0; i < 20000; i++) {
		struct key_mark mark = keys_find(keys, str_fmt(arena, "%lld", (long long)i));
		assert_true(mark.known == (i % 2 == 1) && mark.seen == (i % 3 == 0) && mark.digest == i);
	}
	assert_false(keys_find(keys, STR("none")).seen);
}

static void the_reference_page_is_what_the_loader_reads(void **state)
{
	struct ctx *ctx = *state;
	struct str page;
	const char *path = access("docs/mappings.md", R_OK) == 0 ? "docs/mappings.md" : "../docs/mappings.md";
	assert_int_equal(file_read(ctx, path, 1 << 20, &page), OK);
	if (!str_eq(page, mapping_schema(ctx->arena)))
		fail_msg("docs/mappings.md is not what the tables say: aboveboard registers mapping-keys > "
			 "docs/mappings.md");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(faults_have_their_place),
		cmocka_unit_test(names_of_files_are_patterns),
		ctx_test(a_name_says_when_its_source_published_it),
		ctx_test(a_row_becomes_an_entry),
		ctx_test(a_row_with_faults_tells_them_all),
		ctx_test(an_entry_of_nothing_is_one),
		ctx_test(what_is_staged_comes_back),
		cmocka_unit_test(keys_are_found_by_the_thousand),
		ctx_test(the_reference_page_is_what_the_loader_reads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
