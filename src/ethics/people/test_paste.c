/* Pasted tables. */
#include "base/testing.h"

#include "base/property.h"
#include "people/paste_file.h"

static struct paste read_as(struct ctx *ctx, const char *text, size_t rows, size_t columns)
{
	struct paste paste = {0};
	assert_int_equal(paste_read(ctx, str_of(text), true, &paste), OK);
	assert_int_equal(paste.n_rows, rows);
	assert_int_equal(paste.n_columns, columns);
	return paste;
}

/* "header|name,post,from" */
static void expect_fields(struct ctx *ctx, const struct paste *paste, const char *expected)
{
	struct buf out = buf_open(ctx->arena, 64);
	buf_c(&out, paste->has_header ? "header|" : "|");
	for (size_t i = 0; i < paste->n_columns; i++) {
		if (i > 0)
			buf_char(&out, ',');
		buf_str(&out, paste_field_name(paste->fields[i]));
	}
	assert_text(buf_view(&out), expected);
}

static void columns_are_guessed(void **state)
{
	static const struct {
		const char *text;
		size_t rows, columns;
		const char *fields;
	} cases[] = {
		{"Name\tPosition\tTerm expires\nImogen Vale\tMayor\t12/31/2028\nTobias Renn\tMember\t12/31/2026\n", 3,
		 3, "header|name,post,to"},
		{"Imogen Vale\tMayor\timogen@alderquay.example\nTobias Renn\tMember\tt@alderquay.example", 2, 3,
		 "|name,post,email"},
		{"Surname;First name;Ward;Phone\nVale;Imogen;Hill Ward;555 010 2030\n", 2, 4,
		 "header|last-name,first-name,area,phone"},
		{"| Councillor | Ward |\n|---|:---|\n| Cllr Imogen Vale | Hill |\n| Tobias Renn | Mill |\n", 3, 2,
		 "header|name,area"},
		{"Imogen Vale\nMayor\nimogen@alderquay.example\n\nTobias Renn\nMember for Mill Ward\n\nHana "
		 "Mori\nChair\n",
		 3, 3, "|name,post,email"},
		{"Imogen Vale\nTobias Renn\nHana Mori\n", 3, 1, "|name"},
		{"Vale, Imogen\nRenn, Tobias\n", 2, 1, "|name"},
		{"name,post\nRuth Okafor,Treasurer\n", 2, 2, "header|name,post"},
		{"Name,Ward,Elected\nRuth Okafor,Hill,6 May 2021\n", 2, 3, "header|name,area,from"},
		{"ID,Candidate name,Elected\n7,Ruth Okafor,yes\n", 2, 3, "header|identifier,name,elected"},
		{"name,post,from,to\n\"Vale, Imogen\",Mayor,2025-01-06,\nTobias Renn,\"Member,\nHill "
		 "Ward\",2025-01-06,2026-12-31",
		 3, 4, "header|name,post,from,to"},
		{"Imogen Vale\t6 January 2025\t5 January 2029\nTobias Renn\t6 January 2025\t5 January 2027", 2, 3,
		 "|name,from,to"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ctx *ctx = *state;
		struct paste paste = read_as(ctx, cases[i].text, cases[i].rows, cases[i].columns);
		expect_fields(ctx, &paste, cases[i].fields);
	}
}

static void rows_are_put_together(void **state)
{
	struct ctx *ctx = *state;
	struct paste paste = read_as(ctx,
				     "Surname\tFirst name\tRole\tElected on\n"
				     "Vale\tImogen \t Mayor\t6 January 2025\n"
				     "de la Cruz-Renn\tTobias\t\t\n",
				     3, 4);
	struct paste_row *rows;
	size_t n;
	assert_int_equal(paste_rows(ctx, &paste, &rows, &n), OK);
	assert_int_equal(n, 2);
	assert_text(rows[0].name, "Imogen Vale");
	assert_text(rows[0].sort_name, "Vale, Imogen");
	assert_text(rows[0].post, "Mayor");
	assert_text(day_str(ctx->arena, (struct day){rows[0].from_day}), "2025-01-06");
	assert_text(rows[1].name, "Tobias de la Cruz-Renn");
	assert_text(rows[1].sort_name, "de la Cruz-Renn, Tobias");
	assert_int_equal(rows[1].from_day, PEOPLE_NO_DAY);
	assert_int_equal(rows[1].line, 3);
}

static void names_lose_their_titles(void **state)
{
	static const char *const cases[][4] = {
		{"Cllr Imogen Vale", "Imogen Vale", "", ""},
		{"Councillor Mrs. Imogen Vale", "Imogen Vale", "", ""},
		{"Mayor Imogen Vale", "Imogen Vale", "", "Mayor"},
		{"Imogen Vale (Chair)", "Imogen Vale", "", "Chair"},
		{"Vale, Imogen", "Imogen Vale", "Vale, Imogen", ""},
		{"Vale, Cllr", "Cllr Vale", "Vale, Cllr", ""},
		{"Mayor", "Mayor", "", ""},
		{"Honoria Vale", "Honoria Vale", "", ""},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ctx *ctx = *state;
		struct str name, sort_name, post;
		paste_name(ctx->arena, str_of(cases[i][0]), &name, &sort_name, &post);
		assert_text(name, cases[i][1]);
		assert_text(sort_name, cases[i][2]);
		assert_text(post, cases[i][3]);
	}
}

static void days_are_read_as_people_write_them(void **state)
{
	static const struct {
		const char *text;
		bool month_first;
		const char *day; /* NULL: none */
	} cases[] = {
		{"14 May 2012", true, "2012-05-14"},
		{"May 14, 2012", false, "2012-05-14"},
		{"14th May 2012", true, "2012-05-14"},
		{"14.5.2012", false, "2012-05-14"},
		{"5/14/2012", true, "2012-05-14"},
		{"2012-05-14", true, "2012-05-14"},
		{"Sept. 2012", true, "2012-09-01"},
		{"14/5/2012", true, NULL},
		{"31/4/2012", false, NULL},
		{"2012", true, NULL},
		{"soon", true, NULL},
		{"May", true, NULL},
		{"1 2 3 4", true, NULL},
		{"29 February 2024", true, "2024-02-29"},
		{"29 February 2023", true, NULL},
		{"99999999999 May 2012", true, NULL},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ctx *ctx = *state;
		struct day day;
		bool is_day = paste_day(str_of(cases[i].text), cases[i].month_first, &day);
		assert_int_equal(is_day, cases[i].day != NULL);
		if (is_day)
			assert_text(day_str(ctx->arena, day), cases[i].day);
	}
}

static void one_clear_day_settles_the_order_of_all(void **state)
{
	struct ctx *ctx = *state;
	struct paste paste = read_as(ctx, "Imogen Vale\t3/4/2025\nTobias Renn\t25/4/2025\n", 2, 2);
	assert_false(paste.month_first);
	paste = read_as(ctx, "Imogen Vale\t3/4/2025\nTobias Renn\t4/25/2025\n", 2, 2);
	assert_true(paste.month_first);
	paste = read_as(ctx, "Imogen Vale\t3/4/2025\n", 1, 2);
	assert_true(paste.month_first);
}

static void rows_become_bodies_posts_people_and_terms(void **state)
{
	struct ctx *ctx = *state;
	struct organization council = organization_new(STR("City Council"));
	council.slug = STR("city-council");
	struct paste_defaults defaults = {.body = STR("city council"),
					  .post = STR("Member"),
					  .category = TENURE_ELECTED,
					  .from_day = TENURE_FROM_EVER,
					  .bodies = &council,
					  .n_bodies = 1};
	struct paste paste = read_as(ctx,
				     "Name\tWard\tBoard\tE-mail\n"
				     "Imogen Vale\tHill Ward\t\ti@x.example\n"
				     "Imogen Vale\t\tHarbour Board\t\n"
				     "Imogen Vale\t\tHarbour Board\t\n"
				     "Tobias Renn\tHill Ward\t\t\n",
				     5, 4);
	struct paste_row *rows;
	struct people_file file;
	size_t n;
	assert_int_equal(paste_rows(ctx, &paste, &rows, &n), OK);
	assert_int_equal(paste_file(ctx, rows, n, &defaults, &file), OK);
	assert_int_equal(file.n_organizations, 1);
	assert_text(file.organizations[0].row.name, "Harbour Board");
	assert_int_equal(file.n_persons, 2);
	assert_int_equal(file.persons[0].details.n_contacts, 1);
	assert_false(file.persons[0].details.contacts[0].is_public);
	assert_int_equal(file.n_posts, 2);
	assert_text(file.posts[0].row.label, "Member, Hill Ward");
	assert_int_equal(file.n_tenures, 3);
	assert_text(file.tenures[0].organization_id, "city-council");
	defaults.body = STR("");
	assert_int_equal(paste_file(ctx, rows, n, &defaults, &file), INVALID);
	assert_string_equal(test_problem(ctx, 0),
			    "body: Row 2 names no body: choose one for all rows, or a column of bodies");
}

static void what_is_wrong_is_said(void **state)
{
	struct ctx *ctx = *state;
	struct paste paste;
	struct paste_row *rows;
	size_t n;
	assert_int_equal(paste_read(ctx, STR(" \n\t\n"), true, &paste), INVALID);
	assert_string_equal(test_problem(ctx, 0), "table: Paste a table here: one person a row");
	problems_clear(ctx);
	paste = read_as(ctx, "Name\tFrom\nImogen Vale\tsoon\n\t6 May 2025\n", 3, 2);
	assert_int_equal(paste_rows(ctx, &paste, &rows, &n), INVALID);
	assert_string_equal(test_problem(ctx, 0), "table: Row 2: “soon” is not a day. Write it like 14 May 2026");
	assert_string_equal(test_problem(ctx, 1),
			    "table: Row 3 has no name. Leave it out, or choose another column for names");
	problems_clear(ctx);
	paste.fields[0] = PASTE_FROM;
	assert_int_equal(paste_rows(ctx, &paste, &rows, &n), INVALID);
	assert_int_equal(ctx->problems.count, 2);
	problems_clear(ctx);
	struct buf large = buf_open(ctx->arena, 8 * PASTE_ROWS);
	for (int i = 0; i <= PASTE_ROWS; i++)
		buf_c(&large, "Imogen\n");
	assert_int_equal(paste_read(ctx, buf_view(&large), true, &paste), INVALID);
	problems_clear(ctx);
	struct buf wide = buf_open(ctx->arena, 64);
	for (int i = 0; i <= PASTE_COLUMNS; i++)
		buf_c(&wide, "a\t");
	assert_int_equal(paste_read(ctx, buf_view(&wide), true, &paste), INVALID);
}

/* Whatever is pasted, every word of it stands in a cell. */
static bool every_word_stands_in_a_cell(struct gen *gen)
{
	static const char *const words[] = {"Imogen",     "Vale", "Mayor",   "x@y.example",
					    "2025-01-06", "Ünal", "(Chair)", "Hill"};
	struct ctx ctx = {.arena = gen->arena};
	struct buf text = buf_open(gen->arena, 256);
	size_t rows = 1 + gen_below(gen, 6), columns = 1 + gen_below(gen, 5), found = 0;
	for (size_t i = 0; i < rows * columns; i++) {
		buf_c(&text, words[gen_below(gen, COUNT_OF(words))]);
		buf_char(&text, (i + 1) % columns == 0 ? '\n' : '\t');
	}
	gen_note(gen, "%.*s", STR_ARG(buf_view(&text)));
	struct paste paste;
	if (paste_read(&ctx, buf_view(&text), true, &paste) != OK)
		return false;
	for (size_t i = 0; i < paste.n_rows * paste.n_columns; i++)
		found += text_words(paste.cells[i]);
	return found == rows * columns;
}

/* Any text at all is read, or refused with a word. */
static bool any_text_is_read_or_refused(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	struct str raw = gen_text(gen, 200), text;
	const struct text_rules rules = {.name = "table", .max_bytes = 100000, .lines = true};
	struct paste paste;
	struct paste_row *rows;
	size_t n;
	gen_note(gen, "%.*s", STR_ARG(str_hex(gen->arena, raw)));
	if (text_accept(&ctx, raw, &rules, &text) != OK)
		return true;
	return (paste_read(&ctx, text, true, &paste) == OK && paste_rows(&ctx, &paste, &rows, &n) == OK) ||
	       ctx.problems.first;
}

static void any_table_is_read(void **state)
{
	(void)state;
	assert_true(property_holds("every word stands in a cell", every_word_stands_in_a_cell, 500));
	assert_true(property_holds("any text is read or refused", any_text_is_read_or_refused, 2000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(columns_are_guessed),
		ctx_test(rows_are_put_together),
		ctx_test(names_lose_their_titles),
		ctx_test(days_are_read_as_people_write_them),
		ctx_test(one_clear_day_settles_the_order_of_all),
		ctx_test(rows_become_bodies_posts_people_and_terms),
		ctx_test(what_is_wrong_is_said),
		cmocka_unit_test(any_table_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
