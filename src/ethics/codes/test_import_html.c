/* The import of web pages and of XML: structure, furniture, several pages, and pages made to break it. */
#include "base/property.h"
#include "base/testing.h"
#include "codes/check.h"
#include "codes/codes_import.h"
#include "codes/import_testing.h"

#define BOMB_MS_MAX 20000

static struct code_import import_page(struct ctx *ctx, const char *page)
{
	struct code_import import = {0};
	assert_int_equal(codes_parse(ctx, STR("a.html"), str_of(page), CODE_HTML, &import), OK);
	assert_int_equal(import.words_in, import.words_stored + import.words_furniture);
	return import;
}

static struct str furniture(struct ctx *ctx, const struct code_import *import)
{
	struct buf lines = buf_open(ctx->arena, 4096);
	for (size_t i = 0; i < import->n_furniture; i++)
		buf_fmt(&lines, "%zu %.*s\n", import->furniture_after[i], STR_ARG(import->furniture[i]));
	return buf_view(&lines);
}

/* ---- Structure ---- */

static void a_page_is_taken_apart(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_page(
		ctx,
		"<!DOCTYPE html><html><head><title>Code | Port Alder</title><style>p { x }</style></head><body>"
		"<header>Port Alder<nav><a href='/'>Home</a> <a>Codes</a></nav></header>"
		"<h1>Code of\n Conduct</h1><p>Adopted by the Harbour Board on 4 May 2021 (Resolution 21-07).</p>"
		"<h2>Section 1. Gifts</h2><p>Mem<b>bers</b> take&nbsp;<i>none</i>.<br>Ever.</p>"
		"<h2>Section 2. Care</h2><p>(a) They look</p><div>(b) after things:<ul><li>boats<li>quays</ul></div>"
		"<p hidden>x</p><footer>Public domain</footer><script>a<b</script></body></html>");
	assert_text(import.title, "Code of Conduct");
	assert_text(outline(ctx, &import),
		    "0 title [] <> Code of Conduct\n"
		    "0 instrument [] <> Adopted by the Harbour Board on 4 May 2021 (Resolution 21-07).\n"
		    "0 section [Section 1.] <Gifts> \n"
		    "1 paragraph [] <> Members take\xc2\xa0none.\nEver.\n"
		    "0 section [Section 2.] <Care> \n"
		    "1 clause [(a)] <> They look\n"
		    "1 clause [(b)] <> after things:\n"
		    "2 item [•] <> boats\n"
		    "2 item [•] <> quays\n");
	assert_text(furniture(ctx, &import), "0 Code | Port Alder p { x }\n"
					     "0 Port Alder Home Codes\n"
					     "9 x\n"
					     "9 Public domain\n"
					     "9 a<b\n");
	assert_int_equal(import.instrument.kind, INSTRUMENT_ADOPTION);
	assert_text(import.instrument.number, "Resolution 21-07");
	assert_text(import.instrument.body, "Harbour Board");
	assert_int_equal(import.instrument.day, day_of((struct date){2021, 5, 4}).n);
}

static void lists_bear_the_marks_that_a_browser_prints(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_page(
		ctx, "<ol type=a start=2><li>b<ol type=I><li>one<li value=4>four</ol><li><p>c</p><p>more</p></ol>"
		     "<ol reversed><li>two<li>one</ol><ul style='list-style: none'><li>plain</ul>");
	assert_text(outline(ctx, &import), "0 clause [b.] <> b\n"
					   "1 clause [I.] <> one\n"
					   "1 clause [IV.] <> four\n"
					   "0 clause [c.] <> c\nmore\n"
					   "0 clause [2.] <> two\n"
					   "0 clause [1.] <> one\n"
					   "0 item [] <> plain\n");
	import = import_page(ctx, "<ol><li>(i) own label<li><b>(ii)</b> again</ol><h2>Then</h2>"
				  "<ol style='list-style-type:lower-roman'><li>one<li>Section 5 applies</ol>");
	assert_text(outline(ctx, &import), "0 clause [(i)] <> own label\n"
					   "0 clause [(ii)] <> again\n"
					   "0 heading [] <Then> \n"
					   "1 clause [i.] <> one\n"
					   "1 clause [ii.] <> Section 5 applies\n");
}

static void terms_head_what_they_mean(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import =
		import_page(ctx, "<h1>Rules</h1><h2>Words</h2><dl><dt>Gift<dd>what costs <b>nothing</b>"
				 "<dt>(b)<dd><p>a label,</p><p>and more</p><dt>Boat<dt>Ship<dd>what floats</dl>");
	assert_text(outline(ctx, &import), "0 title [] <> Rules\n"
					   "0 heading [] <Words> \n"
					   "1 item [] <Gift> what costs nothing\n"
					   "1 clause [(b)] <> a label,\nand more\n"
					   "1 item [] <Boat> \n"
					   "1 item [] <Ship> what floats\n");
}

static void rows_of_a_table_are_lines(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import =
		import_page(ctx, "<table><tr><th>Who<th>What<tr><td>Clerk<td><p>signs<br>here</p></table>"
				 "<table><tr><td>(a)<td>A member asks.<tr><td>(b)<td>A clerk answers.</table>"
				 "<table><tr><td><h3>Layout</h3><p>is</p><p>apart</p></table>");
	assert_text(outline(ctx, &import), "0 preamble [] <> Who\tWhat\n"
					   "0 preamble [] <> Clerk\tsigns here\n"
					   "0 clause [(a)] <> A member asks.\n"
					   "0 clause [(b)] <> A clerk answers.\n"
					   "0 heading [] <Layout> \n"
					   "1 paragraph [] <> is\n"
					   "1 paragraph [] <> apart\n");
}

static void only_the_main_part_is_text(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_page(
		ctx, "<p>Banner</p><div class='site-breadcrumb'>You are here</div><main><h1>Code</h1><p>Be fair.</p>"
		     "<ul class=pagination><li>Next page</ul><aside>(Ord. No. 5 § 1.)</aside></main><p>Below</p>");
	assert_text(outline(ctx, &import), "0 title [] <> Code\n"
					   "0 paragraph [] <> Be fair.\n"
					   "0 instrument [] <> (Ord. No. 5 § 1.)\n");
	assert_text(furniture(ctx, &import), "0 Banner\n0 You are here\n2 Next page\n3 Below\n");
	import = import_page(ctx, "<div class='has-sidebar content'><h1>Code</h1><p>Be fair.</p></div>"
				  "<div class=sidebar>News</div>");
	assert_int_equal(import.n, 2);
	assert_text(furniture(ctx, &import), "2 News\n");
}

static void references_to_characters_bring_no_control(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_page(ctx, "<p>a&#1;b&#x81;c e&#x301; &#0; &amp;lt;</p>");
	assert_text(import.provisions[0].text, "a b c \xc3\xa9 \xef\xbf\xbd &lt;");
}

static void what_pages_repeat_is_text_once(void **state)
{
	struct ctx *ctx = *state;
	const struct code_file files[] = {
		{.name = STR("2.html"),
		 .content = STR("<p>Town Code of Conduct</p><h1>Chapter 2 Care</h1><p>See the clerk</p>"),
		 .format = CODE_HTML},
		{.name = STR("2.1.html"),
		 .content = STR("<p>Town Code of Conduct</p><h1>2.1 Boats</h1><p>(a) One.</p><p>See the clerk</p>"),
		 .format = CODE_HTML},
		{.name = STR("2.2.html"),
		 .content = STR("<p>Town Code of Conduct</p><h1>2.2 Quays</h1><p>Two.</p><p>See the clerk</p>"),
		 .format = CODE_HTML},
	};
	struct code_import import = {0};
	assert_int_equal(codes_parse_files(ctx, files, COUNT_OF(files), &import), OK);
	assert_text(outline(ctx, &import), "0 title [] <> Town Code of Conduct\n"
					   "0 heading [Chapter 2] <Care> \n"
					   "1 paragraph [] <> See the clerk\n"
					   "1 section [2.1] <Boats> \n"
					   "2 clause [(a)] <> One.\n"
					   "1 section [2.2] <Quays> \n"
					   "2 paragraph [] <> Two.\n");
	assert_text(furniture(ctx, &import), "3 Town Code of Conduct\n5 See the clerk\n"
					     "5 Town Code of Conduct\n7 See the clerk\n");
	assert_int_equal(import.words_in, 10 + 11 + 10);
}

/* ---- XML ---- */

static void xml_says_itself_what_stands_in_what(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = {0};
	const char *text =
		"<?xml version='1.0'?>\n<Act xmlns='urn:x'><BillNumber>C-2</BillNumber><ShortTitle>Harbour\n  "
		"Act</ShortTitle>"
		"<Body><Heading level='1'><Label>PART 1</Label><TitleText>Gifts</TitleText></Heading>"
		"<Section><MarginalNote>None</MarginalNote><Label>1</Label><Subsection><Label>(1)</Label>"
		"<Text>No <Em>gift</Em>, <X>ever</X>(not "
		"<Y>one</Y>).</Text><Paragraph><Label>a)</Label><Text>x</Text></Paragraph>"
		"<Text>Further.</Text></Subsection><HistoricalNote><Item>2006, c. 9</Item></HistoricalNote></Section>"
		"<Heading "
		"level='2'><TitleText>Deep</TitleText></Heading><section><num>2</num><heading>Two</heading><text>t</"
		"text>"
		"</section></Body></Act>";
	assert_int_equal(codes_format_guess(STR("a.xml"), str_of(text)), CODE_XML);
	assert_int_equal(codes_parse(ctx, STR("a.xml"), str_of(text), CODE_XML, &import), OK);
	assert_text(import.title, "Harbour Act");
	assert_text(outline(ctx, &import), "0 title [] <> Harbour Act\n"
					   "0 heading [PART 1] <Gifts> \n"
					   "1 heading [] <None> \n"
					   "1 section [1] <> \n"
					   "2 clause [(1)] <> No gift, ever(not one).\n"
					   "3 clause [a)] <> x\n"
					   "3 paragraph [] <> Further.\n"
					   "2 instrument [] <> 2006, c. 9\n"
					   "1 heading [] <Deep> \n"
					   "2 section [2] <Two> t\n");
	assert_text(furniture(ctx, &import), "0 C-2\n");
	assert_int_equal(import.words_in, import.words_stored + import.words_furniture);
}

static void bad_xml_is_refused_with_the_place(void **state)
{
	struct ctx *ctx = *state;
	static const char *const cases[] = {
		"<a><b>x</a>",
		"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
		"<!DOCTYPE a [<!ENTITY e 'x'><!ENTITY f '&e;&e;'>]><a>&f;</a>",
		"",
		"<a/>",
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct code_import import = {0};
		problems_clear(ctx);
		assert_int_equal(codes_parse(ctx, STR("a.xml"), str_of(cases[i]), CODE_XML, &import), INVALID);
		assert_int_equal(strncmp(test_problem(ctx, 0), "a.xml:1:", 8), 0);
		assert_int_equal(import.n, 0);
	}
	const struct code_file mixed[] = {{STR("a.xml"), STR("<a><text>x</text></a>"), CODE_XML},
					  {STR("b.txt"), STR("y"), CODE_TEXT}};
	struct code_import import = {0};
	assert_int_equal(codes_parse_files(ctx, mixed, 2, &import), INVALID);
}

/* ---- Pages made to break it ---- */

static struct str repeated(struct ctx *ctx, const char *start, const char *part, size_t n)
{
	struct buf page = buf_open(ctx->arena, strlen(part) * n + 64);
	buf_c(&page, start);
	for (size_t i = 0; i < n; i++)
		buf_c(&page, part);
	return buf_view(&page);
}

static void refused(struct ctx *ctx, struct str page, const char *problem)
{
	struct code_import import = {0};
	struct instant before = instant_now();
	problems_clear(ctx);
	assert_int_equal(codes_parse(ctx, STR("a.html"), page, CODE_HTML, &import), INVALID);
	assert_true(instant_now().ms - before.ms < BOMB_MS_MAX);
	assert_string_equal(test_problem(ctx, 0), problem);
	assert_int_equal(import.n, 0);
}

static void bombs_are_refused_soon(void **state)
{
	struct ctx *ctx = *state;
	static const char tangled[] =
		"a.html:1: this page is too large or too tangled to be read: save its text alone, and import that";
	refused(ctx, repeated(ctx, "", "<div>", 500000), tangled);
	refused(ctx, repeated(ctx, "<p>x", "<b>", 500000), tangled);
	refused(ctx, repeated(ctx, "<table>", "x<i>", 200000), tangled);
	refused(ctx, repeated(ctx, "<p ", "a=1 ", 500000), tangled);
	refused(ctx, repeated(ctx, "", "<ul><li>", 200000), tangled);
	/* End tags that end nothing hide the depth from the quick look, and from nothing else. */
	refused(ctx, repeated(ctx, "", "<font></b></i>", 20000),
		"a.html:1:3557: elements stand more than 256 deep in one another here: this is no page of text");
}

static void deep_pages_are_refused_with_the_place(void **state)
{
	struct ctx *ctx = *state;
	refused(ctx, repeated(ctx, "\n", "<div>", 300),
		"a.html:2:1271: elements stand more than 256 deep in one another here: this is no page of text");
	struct code_import import = {0};
	assert_int_equal(codes_parse(ctx, STR("a.html"), repeated(ctx, "x", "<div>y", 250), CODE_HTML, &import), OK);
	assert_int_equal(import.n, 251);
}

static void pages_without_words_are_refused(void **state)
{
	struct ctx *ctx = *state;
	static const char empty[] = "a.html:1:1: there are no words in this file";
	refused(ctx, STR(""), empty);
	refused(ctx, STR("<html><head><title>T</title></head><body><script>x</script></body></html>"), empty);
	refused(ctx, STR("<!-- words -->"), empty);
}

/* ---- Any page ---- */

static const char *const html_names[] = {"div", "p",    "ul",   "ol", "li", "dl",    "dt",      "dd",         "table",
					 "tr",  "td",   "b",    "br", "h2", "nav",   "section", "blockquote", "pre",
					 "a",   "main", "span", "em", "hr", "aside", "h1",      "header",     "script"};
static const char *const xml_names[] = {"Section",        "num",  "label",      "heading",   "TitleText",
					"MarginalNote",   "text", "para",       "cite",      "Heading",
					"HistoricalNote", "a",    "BillNumber", "ShortTitle"};
static const char *const texts[] = {"(a)", "1.",          "word ", " x", "Section 1.",   "(a)(1)",
				    "\n",  "•",           "a.",    "I",  "Adopted 2021", "“q”",
				    "_",   "Page 1 of 2", "e",     "  ", "1.2.1 y",      "Gifts"};

/* Elements in one another; those of HTML need not end. */
static struct str any_markup(struct gen *gen, bool is_xml)
{
	struct buf out = buf_open(gen->arena, 0);
	const char *open[12];
	size_t n_open = 0, n = (size_t)gen_below(gen, 60);
	if (is_xml)
		buf_lit(&out, "<root>");
	for (size_t i = 0; i < n; i++) {
		uint64_t what = gen_below(gen, 5);
		if (what < 2 && n_open < COUNT_OF(open)) {
			open[n_open] = is_xml ? xml_names[gen_below(gen, COUNT_OF(xml_names))]
					      : html_names[gen_below(gen, COUNT_OF(html_names))];
			buf_fmt(&out, "<%s>", open[n_open++]);
		} else if (what == 2 && n_open > 0) {
			buf_fmt(&out, "</%s>", open[--n_open]);
		} else {
			buf_c(&out, texts[gen_below(gen, COUNT_OF(texts))]);
		}
	}
	while (is_xml && n_open > 0)
		buf_fmt(&out, "</%s>", open[--n_open]);
	if (is_xml)
		buf_lit(&out, "</root>");
	gen_note(gen, "%.*s", STR_ARG(buf_view(&out)));
	return buf_view(&out);
}

static bool markup_keeps_its_promises(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	bool is_xml = gen_bool(gen);
	struct code_file files[2];
	size_t n_files = 1 + (size_t)gen_bool(gen);
	for (size_t i = 0; i < n_files; i++)
		files[i] = (struct code_file){
			.name = STR("a"), .content = any_markup(gen, is_xml), .format = is_xml ? CODE_XML : CODE_HTML};
	struct code_import import = {0};
	enum outcome outcome = codes_parse_files(&ctx, files, n_files, &import);
	if (outcome != OK)
		return outcome == INVALID && ctx.problems.count == 1 && import.n == 0;
	int32_t above = -1;
	for (size_t i = 0; i < import.n; i++) {
		const struct provision *p = &import.provisions[i];
		if (p->depth < 0 || p->depth > above + 1 || p->position != (int32_t)i || p->anchor.n == 0 ||
		    p->label.n + p->heading.n + p->text.n == 0)
			return false;
		above = p->depth;
	}
	struct code_fault *faults;
	size_t n;
	codes_check(ctx.arena, import.provisions, import.n, &faults, &n);
	return import.words_in == import.words_stored + import.words_furniture;
}

static void no_markup_loses_a_word(void **state)
{
	(void)state;
	assert_true(property_holds("markup keeps its promises", markup_keeps_its_promises, 6000));
}

/* ---- Real pages ---- */

static struct str shared_page(struct ctx *ctx, const char *name)
{
	const char *folder = getenv("ABOVEBOARD_SHARED");
	if (!folder) {
		print_message("%s: ABOVEBOARD_SHARED is not set\n", name);
		skip();
	}
	struct str content;
	const char *path = test_c(str_fmt(ctx->arena, "%s/data/code-sanmateo-html/%s.html", folder, name));
	assert_int_equal(file_read(ctx, path, LIMIT_CODE_BYTES, &content), OK);
	return content;
}

/* The words of a page, counted without gumbo or the reader: its bytes but for tags, comments and what they hold. Good
 * enough for pages whose inline elements begin and end between words. */
static size_t words_by_hand(struct ctx *ctx, struct str page)
{
	struct buf words = buf_open(ctx->arena, page.n);
	for (size_t at = 0; at < page.n;) {
		struct str rest = str_slice(page, at, page.n);
		if (str_starts(rest, STR("<!--"))) {
			at += str_find(rest, STR("-->"), 0) + 3;
			buf_char(&words, ' ');
		} else if (rest.p[0] == '<') {
			bool is_inline = str_starts(rest, STR("<a ")) || str_starts(rest, STR("</a>")) ||
					 str_starts(rest, STR("<span")) || str_starts(rest, STR("</span"));
			at += str_find(rest, STR(">"), 0) + 1;
			if (!is_inline)
				buf_char(&words, ' ');
		} else {
			buf_char(&words, page.p[at++]);
		}
	}
	return text_words(buf_view(&words));
}

static void a_code_of_twelve_pages(void **state)
{
	struct ctx *ctx = *state;
	static const char *const names[] = {"2.12",     "2.12.010", "2.12.020", "2.12.030", "2.12.040", "2.80",
					    "2.80.010", "2.80.020", "2.80.030", "2.80.040", "2.80.050", "2.80.060"};
	struct code_file files[COUNT_OF(names)];
	size_t by_hand = 0;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		files[i] = (struct code_file){.name = str_of(names[i]), .content = shared_page(ctx, names[i])};
		by_hand += words_by_hand(ctx, files[i].content);
	}
	struct code_import import;
	assert_int_equal(codes_import_files_here(ctx, files, COUNT_OF(files), STR(""), &import), OK);
	assert_int_equal(import.words_in, import.words_stored + import.words_furniture);
	assert_int_equal(import.words_in, by_hand);
	assert_text(import.title, "City of San Mateo Municipal Code");
	size_t kinds[PROVISION_KINDS] = {0};
	for (size_t i = 0; i < import.n; i++) {
		kinds[import.provisions[i].kind]++;
		bool is_section = import.provisions[i].kind == PROVISION_SECTION;
		assert_true(!is_section || import.provisions[i].depth == 1);
	}
	assert_int_equal(kinds[PROVISION_TITLE], 1);
	assert_int_equal(kinds[PROVISION_SECTION], 10);
	assert_int_equal(kinds[PROVISION_CLAUSE], 2 + 5 + 5 + 4);
	assert_int_equal(kinds[PROVISION_INSTRUMENT], 10);
	assert_text(import.provisions[1].anchor, "chapter-2.12");
	/* One chapter by itself. */
	assert_int_equal(codes_import_files_here(ctx, files, 5, STR("html"), &import), OK);
	assert_text(import.provisions[1].heading, "CODE OF ETHICS FOR OFFICERS");
	assert_text(import.title, "CODE OF ETHICS FOR OFFICERS");
	assert_int_equal(import.n, 15);
}

static void statutes_in_xml(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *name;
		const char *title;
		size_t sections;
		size_t labelled;
	} cases[] = {
		{"coi_act_en_2025-07-31", "Conflict of Interest Act", 72, 300},
		{"coi_act_fr_2025-07-31", "Loi sur les conflits d’intérêts", 72, 300},
	};
	const char *folder = getenv("ABOVEBOARD_SHARED");
	if (!folder) {
		print_message("ABOVEBOARD_SHARED is not set\n");
		skip();
	}
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct code_file file = {.name = STR("coi.xml")};
		struct code_import import;
		const char *path =
			test_c(str_fmt(ctx->arena, "%s/data/code-canada-coi-act/%s.xml", folder, cases[i].name));
		assert_int_equal(file_read(ctx, path, LIMIT_CODE_BYTES, &file.content), OK);
		assert_int_equal(codes_import_files_here(ctx, &file, 1, STR(""), &import), OK);
		assert_int_equal(import.words_in, import.words_stored + import.words_furniture);
		assert_text(import.title, cases[i].title);
		size_t sections = 0, labelled = 0;
		for (size_t j = 0; j < import.n; j++) {
			sections += import.provisions[j].kind == PROVISION_SECTION;
			labelled += import.provisions[j].label.n > 0;
		}
		assert_int_equal(sections, cases[i].sections);
		assert_true(labelled > cases[i].labelled);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(a_page_is_taken_apart),
		ctx_test(lists_bear_the_marks_that_a_browser_prints),
		ctx_test(terms_head_what_they_mean),
		ctx_test(rows_of_a_table_are_lines),
		ctx_test(only_the_main_part_is_text),
		ctx_test(references_to_characters_bring_no_control),
		ctx_test(what_pages_repeat_is_text_once),
		ctx_test(xml_says_itself_what_stands_in_what),
		ctx_test(bad_xml_is_refused_with_the_place),
		ctx_test(bombs_are_refused_soon),
		ctx_test(deep_pages_are_refused_with_the_place),
		ctx_test(pages_without_words_are_refused),
		ctx_test(no_markup_loses_a_word),
		ctx_test(a_code_of_twelve_pages),
		ctx_test(statutes_in_xml),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
