/* The import: structure of real and invented codes, no word lost in any. */
#include "base/property.h"
#include "base/testing.h"
#include "codes/codes.h"
#include "codes/import_testing.h"

#define IMPORT_MS_MAX 500

static struct code_import import_text(struct ctx *ctx, struct str text, enum code_format format)
{
	struct code_import import = {0};
	assert_int_equal(codes_parse(ctx, STR("code"), text, format, &import), OK);
	assert_int_equal(import.words_in, import.words_stored + import.words_furniture);
	return import;
}

/* Skips the test, with a notice, where the shared documents are not here. */
static struct code_import import_shared(struct ctx *ctx, const char *name)
{
	const char *folder = getenv("ABOVEBOARD_SHARED");
	if (!folder) {
		print_message("%s: ABOVEBOARD_SHARED is not set\n", name);
		skip();
	}
	struct str raw, text, path = str_fmt(ctx->arena, "%s/%s", folder, name);
	const struct text_rules rules = {.name = name, .max_bytes = LIMIT_CODE_BYTES, .lines = true, .is_file = true};
	assert_int_equal(file_read(ctx, str_c(ctx->arena, path), LIMIT_CODE_BYTES, &raw), OK);
	assert_int_equal(text_accept(ctx, raw, &rules, &text), OK);
	struct instant before = instant_now();
	struct code_import import = import_text(ctx, text, codes_format_guess(str_of(name), text));
	assert_true(instant_now().ms - before.ms < IMPORT_MS_MAX);
	return import;
}

static size_t count(const struct code_import *import, int32_t kind)
{
	size_t n = 0;
	for (size_t i = 0; i < import->n; i++)
		n += import->provisions[i].kind == kind;
	return n;
}

static const struct provision *at(const struct code_import *import, const char *anchor)
{
	for (size_t i = 0; i < import->n; i++)
		if (str_eq(import->provisions[i].anchor, str_of(anchor)))
			return &import->provisions[i];
	fail_msg("there is no provision %s", anchor);
	return NULL;
}

/* The elements directly below. */
static size_t children(const struct code_import *import, const struct provision *parent)
{
	size_t n = 0;
	for (size_t i = (size_t)parent->position + 1; i < import->n && import->provisions[i].depth > parent->depth; i++)
		n += import->provisions[i].depth == parent->depth + 1;
	return n;
}

/* ---- Invented text ---- */

static void a_code_of_values_is_recognised(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_text(
		ctx,
		STR("Harbour intranet\n\nTown of Port Alder\n\nCode of Ethics\n\nFor\nElected Officials\nVolunteers\n\n"
		    "Adopted May 4, 2021\nAmended by\nResolution 2024-17 - June 3, 2024\n\nPreamble\n\n"
		    "\"Say what you will do.\"\n\n*Ines Calloway\nFirst mayor*\n\nThis code says how we keep trust.\n\n"
		    "Values\n\nCandour\n\nCare\n\nStandards\n\nCandour\n\n- I say what I know.\n- I correct "
		    "mistakes.\n\nCare\n\n"
		    "- I look after things.\n\nCommitment\n\nI agree to uphold this code.\n\nName of Office _____\n"),
		CODE_TEXT);
	assert_text(import.title, "Town of Port Alder Code of Ethics");
	assert_text(outline(ctx, &import), "0 title [] <> Town of Port Alder\nCode of Ethics\n"
					   "0 title [] <> For\nElected Officials\nVolunteers\n"
					   "0 instrument [] <> Adopted May 4, 2021\n"
					   "0 instrument [] <> Amended by\nResolution 2024-17 - June 3, 2024\n"
					   "0 heading [] <Preamble> \n"
					   "1 epigraph [] <> \"Say what you will do.\"\n*Ines Calloway\nFirst mayor*\n"
					   "1 preamble [] <> This code says how we keep trust.\n"
					   "0 heading [] <Values> \n"
					   "1 value [] <Candour> \n"
					   "1 value [] <Care> \n"
					   "0 heading [] <Standards> \n"
					   "1 heading [] <Candour> \n"
					   "2 standard [-] <> I say what I know.\n"
					   "2 standard [-] <> I correct mistakes.\n"
					   "1 heading [] <Care> \n"
					   "2 standard [-] <> I look after things.\n"
					   "0 heading [] <Commitment> \n"
					   "1 commitment [] <> I agree to uphold this code.\n"
					   "1 signature [] <> Name of Office _____\n");
	assert_int_equal(import.n_furniture, 1);
	assert_text(import.furniture[0], "Harbour intranet");
	assert_text(import.provisions[11].anchor, "standards-candour");
}

static void numbered_clauses_keep_their_labels(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_text(
		ctx,
		STR("Rules of Conduct\n\n1.1 Members shall:\n\n1.1.1 read;\n\n1.1.3 ask:\n\n(a) first,\n\n(b) "
		    "again.\n\n"
		    "1.0.9 Principles matter.\n\n1.2 These principles apply:\n\n1.2.1 Honesty: Tell the truth.\n\n"
		    "(h) Long:\n\n(i) short.\n\n(ii) shorter.\n\n15.10.  Gifts.  (a) None.\n\n(b) Really\n(c) none.\n"),
		CODE_TEXT);
	assert_text(outline(ctx, &import), "0 title [] <> Rules of Conduct\n"
					   "0 clause [1.1] <> Members shall:\n"
					   "1 clause [1.1.1] <> read;\n"
					   "1 clause [1.1.3] <> ask:\n"
					   "2 clause [(a)] <> first,\n"
					   "2 clause [(b)] <> again.\n"
					   "1 clause [1.0.9] <> Principles matter.\n"
					   "0 clause [1.2] <> These principles apply:\n"
					   "1 principle [1.2.1] <Honesty:> Tell the truth.\n"
					   "2 clause [(h)] <> Long:\n"
					   "3 clause [(i)] <> short.\n"
					   "3 clause [(ii)] <> shorter.\n"
					   "0 section [15.10.] <Gifts.> \n"
					   "1 clause [(a)] <> None.\n"
					   "1 clause [(b)] <> Really\n"
					   "1 clause [(c)] <> none.\n");
	assert_text(at(&import, "s15.10-b")->label, "(b)");
	assert_text(at(&import, "s1.0.9")->label, "1.0.9");
}

static void letters_that_are_roman_numbers_are_told_apart(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_text(ctx,
						STR("(g) x.\n\n(h) y.\n\n(1) z.\n\n(i) letter or roman.\n\n(j) "
						    "k.\n\n(u) a.\n\n(v) b.\n\n(i) c.\n\n(ii) d.\n"),
						CODE_TEXT);
	const int32_t depths[] = {0, 0, 1, 0, 0, 0, 0, 1, 1};
	assert_int_equal(import.n, COUNT_OF(depths));
	for (size_t i = 0; i < COUNT_OF(depths); i++)
		assert_int_equal(import.provisions[i].depth, depths[i]);
}

static void a_paragraph_cut_by_a_page_is_one(void **state)
{
	struct ctx *ctx = *state;
	const char *text =
		"1.5 The Code does not replace the conduct rules that stand in legislation such as the Local\n\n"
		"Page 2 of 3\n\nGovernment and Harbours Act, but clarifies what they mean for members.\n\n1.6 Next.\n";
	struct code_import import = import_text(ctx, str_of(text), CODE_TEXT);
	assert_int_equal(import.n, 2);
	assert_true(str_find(import.provisions[0].text, STR("the Local Government and Harbours"), 0) != STR_NPOS);
	assert_int_equal(import.words_furniture, 4);
}

static void glued_labels_are_nested_elements(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_text(ctx,
						STR("1.1 One:\n\n(a)(1)(i) x,\n\n(ii) y,\n\n(a)(2) z.\n\n(b) —(1) "
						    "v.\n\n(2) (i) w.\n\n(hh) p.\n\n(ii) q.\n"),
						CODE_TEXT);
	assert_text(outline(ctx, &import), "0 clause [1.1] <> One:\n"
					   "1 clause [(a)] <> \n"
					   "2 clause [(1)] <> \n"
					   "3 clause [(i)] <> x,\n"
					   "3 clause [(ii)] <> y,\n"
					   "2 clause [(a)(2)] <> z.\n"
					   "1 clause [(b)] <> \n"
					   "2 clause [—(1)] <> v.\n"
					   "2 clause [(2)] <> \n"
					   "3 clause [(i)] <> w.\n"
					   "1 clause [(hh)] <> p.\n"
					   "1 clause [(ii)] <> q.\n");
	assert_int_equal(import.words_in, 2 + 4 + 2 + 2 + 3 + 3 + 2 + 2);
}

static void acts_examples_policies_and_repeated_numbers_are_recognised(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import =
		import_text(ctx,
			    STR("# Code\n\nAdopted by the Harbour Board on 4 May 2021 (Resolution 21-07).\n\n"
				"As amended by Ordinance No. 12 of the Council, June 3, 2024\n\n## Part I. "
				"Rules\n\n### Rule 5. Gifts\n\n"
				"(a) None may be\ntaken by anybody who holds an office or a post here; and\n\n"
				"A clerk is offered a boat by a fisher whose licence is due, and says no as in example "
				"1 and example 2.\n\n"
				"(b) none given.\n\n(Ord. No. 5 § 1.)\n\n## Policy on boats\n\nBoats stay.\n"),
			    CODE_MARKDOWN);
	assert_text(outline(ctx, &import),
		    "0 title [] <> Code\n"
		    "0 instrument [] <> Adopted by the Harbour Board on 4 May 2021 (Resolution 21-07).\n"
		    "0 instrument [] <> As amended by Ordinance No. 12 of the Council, June 3, 2024\n"
		    "0 heading [Part I.] <Rules> \n"
		    "1 section [Rule 5.] <Gifts> \n"
		    "2 clause [(a)] <> None may be taken by anybody who holds an office or a post here; and\n"
		    "2 example [] <> A clerk is offered a boat by a fisher whose licence is due, and says no as in "
		    "example 1 "
		    "and example 2.\n"
		    "2 clause [(b)] <> none given.\n"
		    "2 instrument [] <> (Ord. No. 5 § 1.)\n"
		    "0 policy [] <Policy on boats> \n"
		    "1 paragraph [] <> Boats stay.\n");
	assert_int_equal(import.instrument.kind, INSTRUMENT_AMENDMENT);
	assert_text(import.instrument.number, "Ordinance No. 12");
	assert_int_equal(import.instrument.day, day_of((struct date){2024, 6, 3}).n);
	import = import_text(ctx, STR("# Guide\n\nAdopted by Administrative Order 2026-03 - 20 April 2026\n\nx\n"),
			     CODE_MARKDOWN);
	assert_text(import.instrument.number, "Administrative Order 2026-03");
	assert_text(import.instrument.body, "");
	import = import_text(ctx, STR("# Guide\n\nAmended by City Council Resolution 7, 2026-04-20\n\nx\n"),
			     CODE_MARKDOWN);
	assert_text(import.instrument.number, "Resolution 7");
	assert_text(import.instrument.body, "City Council");
	import = import_text(ctx, STR("# Code\n\n§ 12.3 Gifts.\n\n#### § § 12.3\n\nNone.\n"), CODE_MARKDOWN);
	assert_text(outline(ctx, &import), "0 title [] <> Code\n"
					   "0 section [§ 12.3] <Gifts.> \n"
					   "1 paragraph [] <> None.\n");
	assert_text(import.furniture[0], "§ § 12.3");
}

static void text_between_the_parts_of_a_series_leaves_it_whole(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_text(
		ctx, STR("1.1 One:\n\n(a) x:\n\n(1) y.\n\nAn example stands here.\n\n(2) z.\n\nAnother.\n\n(b) w.\n"),
		CODE_TEXT);
	const int32_t depths[] = {0, 1, 2, 2, 2, 1, 1};
	assert_int_equal(import.n, COUNT_OF(depths));
	for (size_t i = 0; i < COUNT_OF(depths); i++)
		assert_int_equal(import.provisions[i].depth, depths[i]);
}

static void markdown_keeps_markers_and_lists_what_it_leaves_out(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_text(
		ctx,
		STR("# Code of Conduct\n\n## Values\n\n### Care\n\n1. Who **is** [here](/x).\n3. We\n   - all\n"
		    "\n     of us\n\n[note]: is text\n\n<p>Pasted <b>words</b>.<br>More.</p>\n\n---\n\n* a\n"),
		CODE_MARKDOWN);
	assert_text(outline(ctx, &import), "0 title [] <> Code of Conduct\n"
					   "0 heading [] <Values> \n"
					   "1 value [] <Care> \n"
					   "2 standard [1.] <> Who is here.\n"
					   "2 standard [3.] <> We\n"
					   "3 item [-] <> all\nof us\n"
					   "2 paragraph [] <> [note]: is text\n"
					   "2 paragraph [] <> Pasted words.\nMore.\n"
					   "2 standard [*] <> a\n");
	assert_int_equal(import.n_furniture, 6);
	assert_text(import.furniture[0], "/x");
	assert_text(import.furniture[4], "<br>");
}

static void a_list_behind_a_quotation_is_no_attribution(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_text(ctx, STR("> \"Say it.\"\n\n1. — first\n"), CODE_MARKDOWN);
	assert_int_equal(import.n, 2);
	assert_text(import.provisions[1].label, "1.");
}

static void the_format_is_guessed(void **state)
{
	(void)state;
	assert_int_equal(codes_format_guess(STR("a.md"), STR("x")), CODE_MARKDOWN);
	assert_int_equal(codes_format_guess(STR("a.txt"), STR("# Heading\n\nx")), CODE_MARKDOWN);
	assert_int_equal(codes_format_guess(STR("a.txt"), STR("who **is not** here")), CODE_MARKDOWN);
	assert_int_equal(codes_format_guess(STR("a.txt"), STR("#5 and 2 ** 3\n- item\n*")), CODE_TEXT);
	assert_int_equal(codes_format_guess(STR("a"), STR("")), CODE_TEXT);
}

static void bad_files_are_refused_with_a_reason(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *text;
		const char *problem;
	} cases[] = {
		{"", "code:1:1: there are no words in this file"},
		{" \n\t\n", "code:1:1: there are no words in this file"},
		{"----------\n", "code:1:1: there are no words in this file"},
		{"%PDF-1.7\n", "code:1:1: this is a PDF: save its text as a plain text file, and import that"},
		{"<!doctype html>\n<p>x", "code:1:1: this is a web page: import it as HTML"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct code_import import = {0};
		problems_clear(ctx);
		assert_int_equal(codes_parse(ctx, STR("code"), str_of(cases[i].text), CODE_TEXT, &import), INVALID);
		assert_string_equal(test_problem(ctx, 0), cases[i].problem);
		assert_int_equal(import.n, 0);
	}
}

static void several_files_make_one_code(void **state)
{
	struct ctx *ctx = *state;
	const struct code_file files[] = {
		{.name = STR("a.md"), .content = STR("# Code\n\n1. One [x](/y)"), .format = CODE_MARKDOWN},
		{.name = STR("b.md"), .content = STR("2. Two\n\nPage 1 of 2\n\n3. Three"), .format = CODE_MARKDOWN},
	};
	struct code_import import;
	assert_int_equal(codes_parse_files(ctx, files, 2, &import), OK);
	assert_text(outline(ctx, &import), "0 title [] <> Code\n"
					   "0 tenet [1.] <> One x\n"
					   "0 tenet [2.] <> Two\n"
					   "0 tenet [3.] <> Three\n");
	assert_int_equal(import.words_in, 13);
	assert_int_equal(import.n_furniture, 2);
	assert_text(import.furniture[0], "/y");
	assert_int_equal(import.furniture_after[0], 2);
	assert_text(import.furniture[1], "Page 1 of 2");
	assert_int_equal(import.furniture_after[1], 3);
}

static void too_many_elements_are_refused(void **state)
{
	struct ctx *ctx = *state;
	struct buf text = buf_open(ctx->arena, 0);
	for (size_t i = 0; i <= LIMIT_PROVISIONS; i++)
		buf_lit(&text, "a\n\n");
	struct code_import import = {0};
	assert_int_equal(codes_parse(ctx, STR("code"), buf_view(&text), CODE_TEXT, &import), INVALID);
	assert_non_null(strstr(test_problem(ctx, 0), "more than 20000 elements"));
}

/* ---- Any document ---- */

static const char *const pieces[] = {"1.",      "1.2",     "1.2.1",     "(a)",      "(i)",  "(1)",        "-",
				     "*",       "Values",  "Standards", "Honesty",  "I",    "agree",      "the",
				     "§",       "3",       "12.",       "\n",       "\n\n", "\t",         "  ",
				     "Article", "IV.",     "A",         "PART",     "x:",   "y.",         "“q”",
				     "___",     "Adopted", "2021",      "Example",  "# ",   "**",         "<b>",
				     "]:",      "[z]",     "`",         "> ",       "+",    "1)",         "&amp;",
				     "Signed",  "Page",    "    ",      "\xc2\xa0", "---",  "Principles", "Preamble",
				     "and",     ",",       "http://a/", "(x)"};

static struct str any_document(struct gen *gen)
{
	struct buf text = buf_open(gen->arena, 0);
	size_t n = (size_t)gen_below(gen, 80);
	for (size_t i = 0; i < n; i++) {
		buf_c(&text, pieces[gen_below(gen, COUNT_OF(pieces))]);
		if (gen_below(gen, 3))
			buf_char(&text, ' ');
	}
	gen_note(gen, "%.*s", STR_ARG(buf_view(&text)));
	return buf_view(&text);
}

/* codes_parse itself compares every word; here are its other promises. */
static bool import_keeps_its_promises(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	struct str text = any_document(gen);
	enum code_format format = gen_bool(gen) ? CODE_MARKDOWN : CODE_TEXT;
	struct code_import import = {0};
	enum outcome outcome = codes_parse(&ctx, STR("code"), text, format, &import);
	if (outcome != OK)
		return outcome == INVALID && ctx.problems.count == 1 && import.n == 0;
	/* Glued labels, "(a)(1)", are words of their own. */
	bool is_glued = str_find(text, STR(")("), 0) != STR_NPOS;
	if (format == CODE_TEXT &&
	    (import.words_in < text_words(text) || (!is_glued && import.words_in > text_words(text))))
		return false;
	int32_t above = -1;
	for (size_t i = 0; i < import.n; i++) {
		const struct provision *p = &import.provisions[i];
		if (p->depth < 0 || p->depth > above + 1 || p->position != (int32_t)i || p->anchor.n == 0)
			return false;
		for (size_t j = 0; j < i; j++)
			if (str_eq(p->anchor, import.provisions[j].anchor))
				return false;
		above = p->depth;
	}
	return import.words_in == import.words_stored + import.words_furniture;
}

static void no_document_loses_a_word(void **state)
{
	(void)state;
	assert_true(property_holds("an import keeps its promises", import_keeps_its_promises, 4000));
}

/* ---- The founding documents ---- */

static void torrance(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_shared(ctx, "seeds/torrance-code-of-ethics.txt");
	assert_text(import.title, "City of Torrance Code of Ethics");
	assert_int_equal(import.words_in, 1728);
	assert_int_equal(count(&import, PROVISION_VALUE), 5);
	assert_int_equal(count(&import, PROVISION_STANDARD), 20);
	assert_int_equal(children(&import, at(&import, "standards-honesty")), 3);
	assert_int_equal(children(&import, at(&import, "standards-respect")), 5);
	assert_int_equal(children(&import, at(&import, "standards-responsibility")), 5);
	assert_int_equal(children(&import, at(&import, "standards-transparency")), 4);
	assert_int_equal(children(&import, at(&import, "standards-trust")), 3);
	assert_int_equal(count(&import, PROVISION_EPIGRAPH), 1);
	assert_int_equal(count(&import, PROVISION_PREAMBLE), 3);
	assert_int_equal(count(&import, PROVISION_INSTRUMENT), 2);
	assert_text(at(&import, "adoption1")->text, "Adopted April 1, 2008");
	assert_text(at(&import, "adoption2")->text, "Amended by\nResolution 2011-92 - October 18, 2011");
	assert_int_equal(count(&import, PROVISION_COMMITMENT), 9);
	assert_int_equal(count(&import, PROVISION_SIGNATURE), 3);
	assert_int_equal(count(&import, PROVISION_GUIDELINE), 4);
	assert_int_equal(count(&import, PROVISION_EXAMPLE), 7);
	assert_int_equal(import.n, 82);
}

static void icma(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_shared(ctx, "seeds/icma-code-of-ethics.txt");
	assert_int_equal(import.words_in, 347);
	assert_int_equal(count(&import, PROVISION_TENET), 12);
	for (int i = 1; i <= 12; i++) {
		const struct provision *tenet = at(&import, test_c(str_fmt(ctx->arena, "tenet-%d", i)));
		assert_text(tenet->label, test_c(str_fmt(ctx->arena, "%d.", i)));
	}
	assert_int_equal(count(&import, PROVISION_PREAMBLE), 1);
	assert_int_equal(count(&import, PROVISION_INSTRUMENT), 1);
	assert_int_equal(import.n, 15);
}

static void officer_code(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_shared(ctx, "seeds/officer-code-of-conduct.txt");
	static const char *const labels[] = {"1.7.1", "1.7.2", "1.7.3", "1.7.4", "1.7.5",
					     "1.7.6", "1.7.7", "1.6.8", "1.6.9"};
	assert_text(import.title, "Officer Code of Conduct");
	assert_int_equal(import.words_in, 760);
	assert_int_equal(import.words_furniture, 2);
	const struct provision *p = at(&import, "s1.7.1");
	for (size_t i = 0; i < COUNT_OF(labels); i++, p++) {
		assert_text(p->label, labels[i]);
		assert_int_equal(p->kind, PROVISION_PRINCIPLE);
		assert_int_equal(p->depth, 1);
	}
	assert_text(at(&import, "s1.6.8")->heading, "Duty:");
	assert_int_equal(children(&import, at(&import, "s1.7")), 9);
	assert_int_equal(count(&import, PROVISION_CLAUSE), 11);
	assert_true(str_find(at(&import, "s1.5")->text, STR("the Local Government and Housing Act"), 0) != STR_NPOS);
}

static void kent(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_shared(ctx, "seeds/kent-pcc-code-of-conduct.txt");
	static const char *const principles[] = {"selflessness", "integrity", "objectivity", "accountability",
						 "openness",     "honesty",   "leadership"};
	assert_int_equal(import.words_in, 871);
	for (size_t i = 0; i < COUNT_OF(principles); i++) {
		const struct provision *p = at(&import, principles[i]);
		assert_int_equal(p->kind, PROVISION_PRINCIPLE);
		assert_int_equal(p[1].kind, PROVISION_COMMITMENT);
		assert_int_equal(p[1].depth, p->depth + 1);
	}
	assert_int_equal(children(&import, at(&import, "openness-p1")), 6);
	assert_int_equal(children(&import, at(&import, "s6")), 3);
	assert_text(at(&import, "s6-3-ii")->label, "(ii)");
	assert_int_equal(import.n, 40);
}

static void long_beach(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_shared(ctx, "seeds/long-beach-action-plan.txt");
	assert_text(import.title, "Action Plan Deliverables Update");
	assert_int_equal(count(&import, PROVISION_HEADING), 10);
	assert_int_equal(count(&import, PROVISION_CLAUSE), 11);
	assert_text(at(&import, "s2.10")->label, "2.10.");
	assert_int_equal(children(&import, at(&import, "s2.3")), 3);
}

static void larger_codes(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import =
		import_shared(ctx, "data/code-minneapolis-ch15/minneapolis_ch15_ethics_in_government.txt");
	assert_int_equal(import.words_in, 7448);
	assert_int_equal(count(&import, PROVISION_SECTION), 28);
	assert_text(at(&import, "s15.280-i")->label, "(i)");
	assert_int_equal(children(&import, at(&import, "s15.280-m-3")), 37);
	import = import_shared(ctx, "data/code-us-oge-2635/5cfr2635_standards_of_ethical_conduct.md");
	/* One of its labels is two, glued together: "(2)(i)". */
	assert_int_equal(import.words_in, 38012 + 1);
	assert_int_equal(count(&import, PROVISION_SECTION), 56);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(a_code_of_values_is_recognised),
		ctx_test(numbered_clauses_keep_their_labels),
		ctx_test(letters_that_are_roman_numbers_are_told_apart),
		ctx_test(a_paragraph_cut_by_a_page_is_one),
		ctx_test(glued_labels_are_nested_elements),
		ctx_test(acts_examples_policies_and_repeated_numbers_are_recognised),
		ctx_test(text_between_the_parts_of_a_series_leaves_it_whole),
		ctx_test(markdown_keeps_markers_and_lists_what_it_leaves_out),
		ctx_test(a_list_behind_a_quotation_is_no_attribution),
		ctx_test(the_format_is_guessed),
		ctx_test(bad_files_are_refused_with_a_reason),
		ctx_test(several_files_make_one_code),
		ctx_test(too_many_elements_are_refused),
		ctx_test(no_document_loses_a_word),
		ctx_test(torrance),
		ctx_test(icma),
		ctx_test(officer_code),
		ctx_test(kent),
		ctx_test(long_beach),
		ctx_test(larger_codes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
