/* Files of people: cells, days, what is refused, and that nothing is lost on the way through a file or a site. */
#include "base/property.h"
#include "base/testing.h"
#include "intake/csv.h"
#include "mail/mail.h"
#include "people/people_import.h"
#include "search/search.h"
#include "site/site_testing.h"

static const struct feature db_feature = {.name = "db", .migrations = db_migrations, .n_migrations = &db_migrations_n};
static const struct feature *const table[] = {&db_feature,     &site_feature, &journal_feature, &access_feature,
					      &search_feature, &mail_feature, &people_feature};
static const struct features features = {table, COUNT_OF(table)};

/* ---- Cells ---- */

static void cells_are_what_the_rows_say(void **state)
{
	struct ctx *ctx = *state;
	struct csv csv;
	assert_int_equal(csv_read(ctx, STR("f"), STR("a;\"b\";c\n\n 1 ;\"x;\"\"y\"\"\nz\" ;\n;;\nlast"), 10, &csv), OK);
	assert_int_equal(csv.n_columns, 3);
	assert_int_equal(csv.n_rows, 3);
	assert_text(csv.cells[1], "b");
	assert_text(csv.cells[3], "1");
	assert_text(csv.cells[4], "x;\"y\"\nz");
	assert_text(csv.cells[5], "");
	assert_text(csv.cells[6], "last");
	assert_int_equal(csv.lines[1], 3);
	assert_int_equal(csv.lines[2], 6);
}

static void broken_rows_are_named_by_line(void **state)
{
	static const struct {
		const char *text;
		const char *problem;
	} cases[] = {
		{"a,b\n1,2,3\n4,5,6,7\n", "f:2: This row has more cells than the first one, which has 2"},
		{"a,b\n1,\"2\n3", "f:2: A quote opens here and is never closed"},
		{"a,b\n1,\"2\"3\n",
		 "f:2: After a closing quote there must be a separator: a quote within a cell is written "
		 "twice"},
		{",,\n1,2\n", "f:1:1: The first row must name the columns"},
		{"a\n1\n2\n3\n4\n5\n", "f:6: A file has at most 4 rows: cut it into several"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ctx *ctx = *state;
		struct csv csv;
		problems_clear(ctx);
		assert_int_equal(csv_read(ctx, STR("f"), str_of(cases[i].text), 4, &csv), INVALID);
		assert_string_equal(test_problem(ctx, 0), cases[i].problem);
	}
}

static bool cells_written_are_cells_read(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	struct buf text = buf_open(gen->arena, 64);
	struct str cells[3][3];
	for (size_t row = 0; row < 3; row++) {
		for (size_t i = 0; i < 3; i++) {
			cells[row][i] = str_trim(gen_text(gen, 8));
			if (str_find_char(cells[row][i], '\0', 0) != STR_NPOS ||
			    str_find_char(cells[row][i], '\r', 0) != STR_NPOS)
				return true;
		}
		static const char *const openings[] = {"x", "=x", "'-x", "+", "''@", "'x"};
		cells[row][0] = str_fmt(gen->arena, "%s%.*s", openings[gen_below(gen, COUNT_OF(openings))],
					STR_ARG(cells[row][0]));
		cells[row][2] = str_fmt(gen->arena, "%.*sx", STR_ARG(cells[row][2]));
		cli_csv_row(&text, cells[row], 3);
	}
	/* As the edge gives it: line feeds alone. */
	struct buf lines = buf_open(gen->arena, text.n);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\r')
			buf_char(&lines, text.p[i]);
	gen_note(gen, "%.*s", STR_ARG(buf_view(&lines)));
	struct csv csv;
	size_t line = str_find_char(buf_view(&lines), '\n', 0);
	struct str head = str_slice(buf_view(&lines), 0, line);
	if (str_find_char(head, ';', 0) != STR_NPOS || str_find_char(head, '\t', 0) != STR_NPOS)
		return true; /* another separator may win */
	if (csv_read(&ctx, STR("f"), buf_view(&lines), 10, &csv) != OK || csv.n_rows != 3 || csv.n_columns != 3)
		return false;
	for (size_t i = 0; i < 9; i++)
		if (!str_eq(csv.cells[i], str_trim(cells[i / 3][i % 3])))
			return false;
	return true;
}

static void cells_survive(void **state)
{
	(void)state;
	assert_true(property_holds("cells", cells_written_are_cells_read, 2000));
}

static void a_year_or_month_is_its_first_or_last_day(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *text, *first, *last;
	} cases[] = {{"2024", "2024-01-01", "2024-12-31"},
		     {"2024-02", "2024-02-01", "2024-02-29"},
		     {"2023-02-28", "2023-02-28", "2023-02-28"},
		     {"2023-02-29", NULL, NULL},
		     {"2023-13", NULL, NULL},
		     {"0000", NULL, NULL},
		     {"20", NULL, NULL},
		     {"-123", NULL, NULL},
		     {"2024/02", NULL, NULL}};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct day first, last;
		bool ok = file_day_parse(str_of(cases[i].text), false, &first);
		assert_int_equal(ok, cases[i].first != NULL);
		if (!ok)
			continue;
		assert_true(file_day_parse(str_of(cases[i].text), true, &last));
		assert_text(day_str(ctx->arena, first), cases[i].first);
		assert_text(day_str(ctx->arena, last), cases[i].last);
	}
}

static struct people_file csv_taken(struct ctx *ctx, const char *text)
{
	struct people_file file;
	assert_int_equal(people_file_read_csv(ctx, STR("f"), str_of(text), STR(""), &file), OK);
	assert_int_equal(people_file_check(ctx, &file, TENURE_ELECTED), OK);
	return file;
}

static void what_begins_like_a_formula_survives(void **state)
{
	struct ctx *ctx = *state;
	struct people_file file =
		csv_taken(ctx, "name,body,post,phone,grade\n=1+1,'-Board,Chair,+44 20,-5\n't Hooft,@Board,Clerk,,''\n");
	struct str written = people_file_write_csv(ctx->arena, &file, true), lines;
	const struct text_rules rules = {.name = "f", .max_bytes = 10000, .lines = true};
	assert_true(str_find(written, STR("'=1+1,"), 0) != STR_NPOS);
	assert_true(str_find(written, STR("\n't Hooft,"), 0) != STR_NPOS);
	assert_int_equal(text_accept(ctx, written, &rules, &lines), OK);
	struct people_file again = csv_taken(ctx, str_c(ctx->arena, lines));
	assert_text(again.persons[0].row.name, "=1+1");
	assert_text(again.persons[1].row.name, "'t Hooft");
	assert_text(again.persons[0].details.contacts[0].value, "+44 20");
	assert_text(again.organizations[0].row.name, "-Board");
	assert_text(again.organizations[1].row.name, "@Board");
	assert_text(again.tenures[0].row.grade, "-5");
	assert_text(again.tenures[1].row.grade, "''");
	assert_true(str_eq(people_file_write_csv(ctx->arena, &again, true), written));
}

/* Two roles of one body in rows that name no post are two posts, and a mark between letters parts none. */
static void what_a_spreadsheet_leaves_open_is_filled_the_same_each_time(void **state)
{
	struct ctx *ctx = *state;
	struct people_file file = csv_taken(ctx, "name,body,post,role,area\nE\xef\xbb\xbf\xcc\x81lan "
						 "Vale,Board,,Member,North\nB,Board,,Clerk,\n"),
			   again;
	assert_int_equal(file.n_posts, 2);
	assert_text(file.posts[0].row.label, "Member, North");
	assert_text(file.tenures[1].row.post, "Clerk");
	assert_text(file.persons[0].row.name, "\xc3\x89lan Vale");
	struct str written = people_file_write_popolo(ctx->arena, &file, true);
	assert_int_equal(people_file_read_popolo(ctx, STR("f"), written, true, &again), OK);
	assert_int_equal(people_file_check(ctx, &again, 0), OK);
	assert_true(str_eq(people_file_write_popolo(ctx->arena, &again, true), written));
}

static void ids_are_bounded(void **state)
{
	struct ctx *ctx = *state;
	struct buf text = buf_open(ctx->arena, 4096);
	struct people_file file;
	buf_lit(&text, "name,body,post,manager_id\nA,B,C,");
	for (int i = 0; i <= FILE_VALUE_BYTES; i++)
		buf_char(&text, 'x');
	assert_int_equal(people_file_read_csv(ctx, STR("f"), buf_view(&text), STR(""), &file), OK);
	assert_int_equal(people_file_check(ctx, &file, TENURE_ELECTED), INVALID);
	assert_string_equal(test_problem(ctx, 0), "f:2: The id is 2001 bytes long; at most 2000 are allowed");
}

/* ---- Any file ---- */

static struct str one_of(struct gen *gen, const char *const *words, size_t n)
{
	return str_of(words[gen_below(gen, n)]);
}

/* A day that is not known, or one of a thousand. */
static int32_t some_day(struct gen *gen, int32_t unknown)
{
	return gen_below(gen, 3) == 0 ? unknown : (int32_t)gen_int(gen, 18000, 19000);
}

static struct people_details some_details(struct gen *gen, size_t i, bool is_person)
{
	static const char *const kinds[] = {"email", "phone", "address"};
	struct people_details d = {.names = arena_array(gen->arena, struct person_name, 2),
				   .contacts = arena_array(gen->arena, struct contact, 2),
				   .identifiers = arena_array(gen->arena, struct identifier, 1)};
	for (size_t n = is_person ? gen_below(gen, 3) : 0; d.n_names < n; d.n_names++) {
		struct person_name *name = &d.names[d.n_names];
		*name = person_name_new((enum person_name_kind)(1 + gen_below(gen, 3)),
					str_fmt(gen->arena, "Other %zu %zu", i, d.n_names));
		name->is_public = name->kind != NAME_MATCHING && gen_bool(gen);
	}
	for (size_t n = gen_below(gen, 3); d.n_contacts < n; d.n_contacts++)
		d.contacts[d.n_contacts] = (struct contact){.kind = one_of(gen, kinds, 3),
							    .value = str_fmt(gen->arena, "v%zu", d.n_contacts),
							    .is_public = gen_bool(gen)};
	if (gen_bool(gen))
		d.identifiers[d.n_identifiers++] =
			(struct identifier){.scheme = STR("roll"),
					    .value = str_fmt(gen->arena, "%s%zu", is_person ? "p" : "o", i),
					    .is_public = gen_bool(gen)};
	return d;
}

static struct people_file some_file(struct gen *gen)
{
	struct arena *arena = gen->arena;
	static const char *const grades[] = {"", "A", "B, C", "“D”"};
	struct people_file file = {
		.name = STR("f"),
		.n_organizations = 1 + gen_below(gen, 4),
		.n_posts = gen_below(gen, 4),
		.n_persons = 1 + gen_below(gen, 6),
		.n_tenures = gen_below(gen, 10),
	};
	file.organizations = arena_array(arena, struct file_organization, file.n_organizations);
	file.posts = arena_array(arena, struct file_post, file.n_posts);
	file.persons = arena_array(arena, struct file_person, file.n_persons);
	file.tenures = arena_array(arena, struct file_tenure, file.n_tenures);
	for (size_t i = 0; i < file.n_organizations; i++) {
		struct file_organization *o = &file.organizations[i];
		*o = (struct file_organization){.id = str_fmt(arena, "o%zu", i),
						.row = organization_new(str_fmt(arena, "Body %zu", i)),
						.details = some_details(gen, i, false)};
		if (i > 0 && gen_bool(gen))
			o->parent_id = str_fmt(arena, "o%llu", (unsigned long long)gen_below(gen, i));
		o->row.founded_day = some_day(gen, PEOPLE_NO_DAY);
	}
	for (size_t i = 0; i < file.n_posts; i++)
		file.posts[i] = (struct file_post){.id = str_fmt(arena, "s%zu", i),
						   .organization_id =
							   file.organizations[gen_below(gen, file.n_organizations)].id,
						   .row = {.label = str_fmt(arena, "Seat %zu", i),
							   .area = one_of(gen, grades, 4),
							   .seats = 1 + (int32_t)gen_below(gen, 3)}};
	for (size_t i = 0; i < file.n_persons; i++) {
		file.persons[i] = (struct file_person){.id = str_fmt(arena, "p%zu", i),
						       .row = person_new(str_fmt(arena, "Person %zu", i)),
						       .details = some_details(gen, i, true)};
		file.persons[i].row.sort_name = str_fmt(arena, "%zu, Person", i);
		file.persons[i].row.by_post = gen_bool(gen);
	}
	for (size_t i = 0; i < file.n_tenures; i++) {
		struct file_tenure *t = &file.tenures[i];
		const struct file_post *post =
			file.n_posts && gen_bool(gen) ? &file.posts[gen_below(gen, file.n_posts)] : NULL;
		*t = (struct file_tenure){.id = str_fmt(arena, "m%zu", i),
					  .person_id = file.persons[gen_below(gen, file.n_persons)].id,
					  .organization_id =
						  post ? post->organization_id
						       : file.organizations[gen_below(gen, file.n_organizations)].id,
					  .post_id = post ? post->id : STR(""),
					  .row = {.post = post ? post->row.label : str_fmt(arena, "Job %zu", i),
						  .category = 1 + (int32_t)gen_below(gen, 6),
						  .from_day = some_day(gen, TENURE_FROM_EVER),
						  .to_day = TENURE_OPEN,
						  .grade = one_of(gen, grades, 4)}};
		if (gen_bool(gen))
			t->row.to_day = (int32_t)gen_int(gen, 19000, 20000);
	}
	return file;
}

static bool popolo_loses_nothing(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	struct people_file file = some_file(gen), again;
	struct str written = people_file_write_popolo(gen->arena, &file, false);
	gen_note(gen, "%.*s", STR_ARG(written));
	return people_file_check(&ctx, &file, 0) == OK &&
	       people_file_read_popolo(&ctx, STR("f"), written, false, &again) == OK &&
	       people_file_check(&ctx, &again, 0) == OK &&
	       str_eq(people_file_write_popolo(gen->arena, &again, false), written);
}

static void popolo_survives(void **state)
{
	(void)state;
	assert_true(property_holds("popolo", popolo_loses_nothing, 500));
}

/* ---- Through a site ---- */

struct counts {
	int64_t created, changed, unchanged;
};

/* Puts the file into the site and says what became of its rows; false where a rule refuses it. */
static bool put(struct test_site *site, const struct people_file *file, struct counts *ret)
{
	struct people_import import = {.file = *file};
	people_import_seed(&site->ctx, &import);
	problems_clear(&site->ctx);
	enum outcome outcome = people_import_apply(&site->ctx, &import);
	test_site_refresh(site);
	if (outcome != OK)
		return false;
	const struct import_counts *kinds[] = {&import.result.organizations, &import.result.posts,
					       &import.result.persons, &import.result.tenures};
	*ret = (struct counts){0};
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		ret->created += kinds[i]->created;
		ret->changed += kinds[i]->changed;
		ret->unchanged += kinds[i]->unchanged;
	}
	return true;
}

static struct str taken_out(struct test_site *site, bool for_office)
{
	struct people_file file;
	assert_int_equal(people_export(&site->ctx, for_office, &file), OK);
	return people_file_write_popolo(site->arena, &file, false);
}

static int64_t log_size(struct test_site *site)
{
	struct journal_report report;
	assert_int_equal(journal_verify(&site->ctx, &report), OK);
	return report.head.size;
}

/* Two sites, kept over all runs: each run adds to what is there, under ids of its own. */
struct sites {
	struct test_site *first;
	enum db_engine engine;
	unsigned runs;
};
static struct sites sites;

static void number_ids(struct people_file *file, struct arena *arena, unsigned run)
{
#define NUMBERED(id)                                                                                                   \
	do {                                                                                                           \
		if ((id).n)                                                                                            \
			(id) = str_fmt(arena, "%u-%.*s", run, STR_ARG(id));                                            \
	} while (0)
	for (size_t i = 0; i < file->n_organizations; i++) {
		NUMBERED(file->organizations[i].id);
		NUMBERED(file->organizations[i].parent_id);
		NUMBERED(file->organizations[i].row.name);
		for (size_t k = 0; k < file->organizations[i].details.n_identifiers; k++)
			NUMBERED(file->organizations[i].details.identifiers[k].value);
	}
	for (size_t i = 0; i < file->n_posts; i++) {
		NUMBERED(file->posts[i].id);
		NUMBERED(file->posts[i].organization_id);
	}
	for (size_t i = 0; i < file->n_persons; i++) {
		NUMBERED(file->persons[i].id);
		for (size_t k = 0; k < file->persons[i].details.n_identifiers; k++)
			NUMBERED(file->persons[i].details.identifiers[k].value);
	}
	for (size_t i = 0; i < file->n_tenures; i++) {
		NUMBERED(file->tenures[i].id);
		NUMBERED(file->tenures[i].person_id);
		NUMBERED(file->tenures[i].organization_id);
		NUMBERED(file->tenures[i].post_id);
	}
#undef NUMBERED
}

/* The second time nothing is new, and nothing is published. A file that a rule refuses leaves no trace. */
static bool twice_is_once(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	struct people_file file = some_file(gen);
	struct counts counts;
	number_ids(&file, gen->arena, ++sites.runs);
	gen_note(gen, "%.*s", STR_ARG(people_file_write_popolo(gen->arena, &file, false)));
	if (people_file_check(&ctx, &file, 0) != OK)
		return false;
	int64_t before = log_size(sites.first);
	if (!put(sites.first, &file, &counts))
		return log_size(sites.first) == before;
	int64_t n = (int64_t)(file.n_organizations + file.n_posts + file.n_persons + file.n_tenures);
	if (counts.created != n)
		return false;
	before = log_size(sites.first);
	return put(sites.first, &file, &counts) && counts.unchanged == n && log_size(sites.first) == before;
}

static void import_and_export(enum db_engine engine)
{
	sites = (struct sites){.first = test_site_open(engine, &features), .engine = engine};
	sites.first->ctx.actor = &access_command_line;
	assert_true(property_holds("a second import changes nothing", twice_is_once, 25));
	static const bool both[] = {false, true};
	for (size_t i = 0; i < COUNT_OF(both); i++) {
		struct str out = taken_out(sites.first, both[i]);
		struct test_site *second = test_site_open(engine, &features);
		second->ctx.actor = &access_command_line;
		struct people_file file;
		struct counts counts;
		assert_int_equal(people_file_read_popolo(&second->ctx, STR("f"), out, false, &file), OK);
		assert_int_equal(people_file_check(&second->ctx, &file, 0), OK);
		assert_true(put(second, &file, &counts));
		assert_true(str_eq(taken_out(second, both[i]), out));
		test_site_close(second);
	}
	test_site_close(sites.first);
}

ON_BOTH(import_and_export)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		ctx_test(cells_are_what_the_rows_say),
		ctx_test(broken_rows_are_named_by_line),
		cmocka_unit_test(cells_survive),
		ctx_test(a_year_or_month_is_its_first_or_last_day),
		ctx_test(what_begins_like_a_formula_survives),
		ctx_test(what_a_spreadsheet_leaves_open_is_filled_the_same_each_time),
		ctx_test(ids_are_bounded),
		cmocka_unit_test(popolo_survives),
		cmocka_unit_test(import_and_export_on_sqlite),
		cmocka_unit_test(import_and_export_on_postgres),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
