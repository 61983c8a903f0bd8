/* Exports and their way back: as properties of any edition, of the shared documents, and through both engines. */
#include "base/property.h"
#include "base/testing.h"
#include "codes/codes_export.h"
#include "codes/codes_import.h"
#include "codes/codes_store.h"
#include "codes/import_testing.h"
#include "search/search.h"
#include "site/site_testing.h"

static enum outcome import_file(struct ctx *ctx, struct str name, struct str content, struct code_import *ret_import)
{
	const struct code_file file = {.name = name, .content = content};
	return codes_import_files_here(ctx, &file, 1, STR(""), ret_import);
}

#define ORIGIN "https://ethics.example.gov"

/* ---- Any edition ---- */

/* Text as it is stored: accepted. */
static struct str gen_accepted(struct gen *gen, size_t max, bool has_lines)
{
	struct ctx ctx = {.arena = gen->arena};
	const struct text_rules rules = {.name = "text", .max_bytes = 1000, .lines = has_lines};
	struct str text;
	return text_accept(&ctx, gen_text(gen, max), &rules, &text) == OK ? text : STR("x");
}

/* Marks that mean something in one of the formats, among words. */
static struct str gen_marked(struct gen *gen)
{
	static const char *const pieces[] = {"#",    "**",       "- ",    "1. ", "<!-- clause 1 -->",
					     "\\",   "&amp;",    "&#32;", "\"",  ",",
					     "\n",   "]]>",      "<p>",   " ",   "\t",
					     "word", "(a)",      "_x_",   "`",   "|",
					     "~~",   "\xcc\xb8", "\n\n",  "=",   "+",
					     ">",    "''",       "-->",   "--",  "é"};
	struct buf out = buf_open(gen->arena, 64);
	while (gen_below(gen, 8) > 0)
		buf_c(&out, pieces[gen_below(gen, COUNT_OF(pieces))]);
	struct ctx ctx = {.arena = gen->arena};
	const struct text_rules rules = {.name = "text", .max_bytes = 4000, .lines = true};
	struct str text;
	return text_accept(&ctx, buf_view(&out), &rules, &text) == OK ? text : STR("x");
}

static struct str gen_part(struct gen *gen)
{
	switch (gen_below(gen, 4)) {
	case 0:
		return (struct str){0};
	case 1:
		return gen_accepted(gen, 20, true);
	default:
		return gen_marked(gen);
	}
}

static struct instrument gen_instrument(struct gen *gen)
{
	struct instrument by = {.day = INT32_MIN};
	if (gen_bool(gen))
		return by;
	by.kind = (int32_t)gen_below(gen, INSTRUMENT_REPEAL + 1);
	by.number = gen_accepted(gen, 20, false);
	by.body = gen_accepted(gen, 20, false);
	if (gen_bool(gen))
		by.day = (int32_t)gen_int(gen, -100000, 100000);
	if (gen_bool(gen))
		by.link = STR("https://example.gov/acts/1?a=b&c=%zz'[x]");
	return by;
}

static struct str gen_audience(struct gen *gen)
{
	static const char *const audiences[] = {
		"", "", "", "category=elected", "category=candidate,elected; workplace=\"A, \"\"B\"\"\"", "grade=G5"};
	return str_of(audiences[gen_below(gen, COUNT_OF(audiences))]);
}

static struct provision gen_provision(struct gen *gen, size_t i, int32_t above)
{
	struct provision p = {
		.id = 1 + (int64_t)i * 977 + (int64_t)gen_below(gen, 977),
		.position = (int32_t)i,
		.depth = (int32_t)gen_int(gen, 0, above + 1),
		.kind = 1 + (int32_t)gen_below(gen, PROVISION_KINDS - 1),
		.label = gen_part(gen),
		.heading = gen_part(gen),
		.text = gen_part(gen),
		.anchor = str_fmt(gen->arena, "s%zu.%d", i, (int)gen_below(gen, 9)),
		.audience = gen_audience(gen),
		.lang = gen_below(gen, 4) == 0 ? STR("cy") : (struct str){0},
	};
	if (text_words(p.label) + text_words(p.heading) + text_words(p.text) == 0)
		p.text = STR("a");
	return p;
}

static struct edition_export gen_edition(struct gen *gen)
{
	size_t n = 1 + gen_below(gen, 12);
	struct provision *p = arena_array(gen->arena, struct provision, n);
	for (size_t i = 0; i < n; i++)
		p[i] = gen_provision(gen, i, i > 0 ? p[i - 1].depth : -1);
	struct str title = gen_accepted(gen, 20, false);
	return (struct edition_export){
		.edition =
			{
				.number = 1 + (int32_t)gen_below(gen, 9),
				.change = (int32_t)gen_below(gen, 3),
				.in_force_from = gen_bool(gen) ? (int32_t)gen_int(gen, -100000, 100000) : INT32_MIN,
				.instrument = gen_instrument(gen),
				.lang = gen_bool(gen) ? STR("en") : STR("es-MX"),
				.code_slug = STR("conduct"),
				.code_title = text_words(title) > 0 ? title : STR("Code"),
			},
		.origin = STR(ORIGIN),
		.provisions = p,
		.n = n,
	};
}

/* ---- The way back ---- */

static bool read_back(struct gen *gen, const char *name, struct str file, struct code_import *ret_import)
{
	struct ctx ctx = {.arena = gen->arena};
	if (import_file(&ctx, str_of(name), file, ret_import) == OK)
		return true;
	for (const struct problem *problem = ctx.problems.first; problem; problem = problem->next)
		gen_note(gen, "%.*s", STR_ARG(problem_str(gen->arena, problem)));
	gen_note(gen, "%.*s", STR_ARG(file));
	return false;
}

/* The edition that the import would become. */
static struct edition_export edition_of(const struct code_import *import)
{
	const struct edition_facts *facts = import->facts;
	return (struct edition_export){
		.edition =
			{
				.number = facts->number,
				.change = facts->change,
				.in_force_from = facts->in_force_from,
				.instrument = facts->instrument,
				.lang = facts->lang,
				.code_slug = facts->slug,
				.code_title = import->title,
			},
		.origin = facts->origin.n > 0 ? facts->origin : STR(ORIGIN),
		.provisions = import->provisions,
		.n = import->n,
	};
}

static bool same(struct gen *gen, struct str a, struct str b)
{
	if (str_eq(a, b))
		return true;
	gen_note(gen, "%.*s\n---- is not ----\n%.*s", STR_ARG(a), STR_ARG(b));
	return false;
}

static size_t words_of(const struct code_import *import)
{
	size_t words = 0;
	for (size_t i = 0; i < import->n; i++)
		words += text_words(import->provisions[i].label) + text_words(import->provisions[i].heading) +
			 text_words(import->provisions[i].text);
	return words;
}

static bool counts_balance(const struct code_import *import)
{
	size_t words = words_of(import);
	return import->words_in == words && import->words_stored == words && import->words_furniture == 0;
}

/* The same through the child's answer. */
static bool survives_the_child(struct gen *gen, struct code_import *import)
{
	struct ctx ctx = {.arena = gen->arena};
	struct buf answer = buf_open(gen->arena, 4096);
	codes_import_write(&answer, import);
	return codes_import_read(&ctx, STR("file"), buf_view(&answer), import) == OK;
}

static bool akn_gives_the_same_bytes(struct gen *gen)
{
	const struct edition_export from = gen_edition(gen);
	struct code_import import;
	struct str file = export_akn(gen->arena, &from);
	if (!read_back(gen, "code.akn.xml", file, &import) || !survives_the_child(gen, &import) ||
	    !counts_balance(&import))
		return false;
	const struct edition_export back = edition_of(&import);
	return same(gen, file, export_akn(gen->arena, &back)) &&
	       same(gen, export_json(gen->arena, &from), export_json(gen->arena, &back));
}

static bool json_gives_the_same_bytes(struct gen *gen)
{
	const struct edition_export from = gen_edition(gen);
	struct code_import import;
	struct str file = export_json(gen->arena, &from);
	if (!read_back(gen, "code.json", file, &import) || !survives_the_child(gen, &import) ||
	    !counts_balance(&import))
		return false;
	const struct edition_export back = edition_of(&import);
	return same(gen, file, export_json(gen->arena, &back)) &&
	       same(gen, export_akn(gen->arena, &from), export_akn(gen->arena, &back));
}

static bool markdown_gives_the_same_structure(struct gen *gen)
{
	const struct edition_export from = gen_edition(gen);
	struct code_import import;
	struct str file = export_markdown(gen->arena, &from);
	if (!read_back(gen, "code.md", file, &import) || !counts_balance(&import))
		return false;
	struct edition_export back = edition_of(&import);
	bool is_same = import.n == from.n;
	for (size_t i = 0; i < import.n && is_same; i++) {
		const struct provision *a = &from.provisions[i], *b = &import.provisions[i];
		is_same = a->depth == b->depth && a->kind == b->kind && same(gen, a->label, b->label) &&
			  same(gen, a->heading, b->heading) && same(gen, a->text, b->text) &&
			  same(gen, a->audience, b->audience) && same(gen, a->lang, b->lang);
	}
	back.provisions = from.provisions;
	return is_same && same(gen, export_json(gen->arena, &from), export_json(gen->arena, &back));
}

static bool csv_gives_the_same_elements(struct gen *gen)
{
	const struct edition_export from = gen_edition(gen);
	struct code_import import;
	struct str file = export_csv(gen->arena, &from);
	if (!read_back(gen, "code.csv", file, &import) || !counts_balance(&import))
		return false;
	const struct edition_export back = {.provisions = import.provisions, .n = import.n};
	return same(gen, file, export_csv(gen->arena, &back));
}

static void any_edition_comes_back(void **state)
{
	(void)state;
	assert_true(property_holds("Akoma Ntoso", akn_gives_the_same_bytes, 1500));
	assert_true(property_holds("JSON", json_gives_the_same_bytes, 1500));
	assert_true(property_holds("Markdown", markdown_gives_the_same_structure, 1500));
	assert_true(property_holds("CSV", csv_gives_the_same_elements, 1500));
}

/* ---- Akoma Ntoso of other makers ---- */

#define AKN(content)                                                                                                   \
	"<akomaNtoso xmlns=\"http://www.akomantoso.org/2.0\"><act><meta><identification><FRBRWork>"                    \
	"<FRBRalias value=\"Harbour By-law\"/><FRBRdate date=\"2003-05-12\"/><FRBRauthor href=\"#council\"/>"          \
	"</FRBRWork><FRBRExpression><FRBRdate date=\"2011-08-05\"/><FRBRlanguage language=\"eng\"/></FRBRExpression>"  \
	"</identification><lifecycle><eventRef date=\"2011-08-05\" type=\"amendment\" source=\"#a\"/>"                 \
	"<eventRef date=\"2016-11-04\" type=\"amendment\" source=\"#b\"/></lifecycle><references>"                     \
	"<TLCOrganization id=\"council\" showAs=\"Harbour Council\"/><passiveRef id=\"a\" showAs=\"By-law 7 of "       \
	"2011\"/>"                                                                                                     \
	"</references></meta>" content "</act></akomaNtoso>"

static struct code_import import_akn(struct ctx *ctx, const char *text)
{
	struct code_import import = {0};
	assert_int_equal(import_file(ctx, STR("code.xml"), str_of(text), &import), OK);
	assert_int_equal(import.words_in, import.words_stored + import.words_furniture);
	return import;
}

static void other_makers_files_keep_numbers_headings_and_words(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_akn(
		ctx,
		AKN("<preface><p>Act 7 <docTitle>On the\n Harbour</docTitle></p></preface>"
		    "<preamble><p>WHEREAS</p></preamble>"
		    "<body><part><num>1</num><heading>Boats</heading><subheading>and rafts</subheading>"
		    "<section><num>1.</num><heading>Use</heading><content><p>In this <b>by</b>-law:</p>"
		    "<blockList><listIntroduction>A <term>boat</term> is</listIntroduction>"
		    "<item><num>(a)</num><p>a raft;</p></item><item><num>(b)</num><p>a\n  barge.</p></item></blockList>"
		    "<p>Others are not.</p></content></section>"
		    "<section><subsection><num>(1)</num><content><p>Fees:</p><table><tr><th>What</th><th>How "
		    "much</th></tr>"
		    "<tr><td><p>Raft</p></td><td><p>1</p><p>pound</p></td></tr></table></content></subsection>"
		    "<subsection><num>(2)</num><content><p>For “x” <mod>put "
		    "<quotedStructure><num>9</num><heading>Y</heading>"
		    "<content><p>Z.</p></content></quotedStructure></mod> "
		    "instead<remark>[amended]</remark>.</p></content>"
		    "</subsection></section></part></body>"
		    "<conclusions><p>Done by <signature>me</signature></p></conclusions>"));
	assert_text(import.title, "On the Harbour");
	assert_text(outline(ctx, &import), "0 title [] <> Act 7 On the Harbour\n"
					   "0 preamble [] <> WHEREAS\n"
					   "0 heading [1] <Boats and rafts> \n"
					   "1 section [1.] <Use> In this by-law:\nA boat is\n"
					   "2 item [(a)] <> a raft;\n"
					   "2 item [(b)] <> a barge.\n"
					   "2 paragraph [] <> Others are not.\n"
					   "1 clause [(1)] <> Fees:\nWhat\tHow much\nRaft\t1 pound\n"
					   "1 clause [(2)] <> For “x” put\n9 Y\nZ.\ninstead .\n"
					   "0 signature [] <> Done by me\n");
	assert_int_equal(import.n_furniture, 1);
	assert_text(import.furniture[0], "[amended]");
	assert_int_equal(import.furniture_after[0], 9);
	const struct edition_facts *facts = import.facts;
	assert_text(day_str(ctx->arena, (struct day){facts->in_force_from}), "2011-08-05");
	assert_text(day_str(ctx->arena, (struct day){facts->instrument.day}), "2011-08-05");
	assert_int_equal(facts->instrument.kind, INSTRUMENT_AMENDMENT);
	assert_text(facts->instrument.number, "By-law 7 of 2011");
	assert_text(facts->instrument.body, "Harbour Council");
	assert_text(facts->lang, "en");
}

static void an_act_without_a_text_is_its_name(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_akn(ctx, AKN("<body><section><content><p/></content></section></body>"));
	assert_text(outline(ctx, &import), "0 title [] <> Harbour By-law\n");
	assert_int_equal(import.words_in, 2);
}

/* ---- Faults ---- */

static void faults_are_named_by_line_or_field(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *name, *content, *problem;
	} cases[] = {
		{"a.xml", "<akomaNtoso>\n<!DOCTYPE x>", "a.xml:2:3: this is not well-formed XML"},
		{"a.xml", "<?xml version=\"1.0\"?>\n<!DOCTYPE akomaNtoso SYSTEM \"file:///etc/passwd\"><akomaNtoso/>",
		 "a.xml:2:49: a document type (DOCTYPE) can hide other files and text without end, so it is not read: "
		 "remove it, "
		 "and write out what it defines"},
		{"a.xml", "<akomaNtoso>\n<act><p>x</act></akomaNtoso>",
		 "a.xml:2:12: this end tag does not belong to the element that is open"},
		{"a.xml", "<akomaNtoso xmlns=\"http://www.akomantoso.org/2.0\"/>",
		 "a.xml:1:1: there is no document in this file"},
		{"a.xml", "<akomaNtoso/>",
		 "a.xml:1:1: this is XML, but not Akoma Ntoso: its outermost element is “akomaNtoso” of “”"},
		{"a.json", "{\"kind\":\"code\",\"provisions\":[],}", "a.json:1:32: This is not JSON"},
		{"a.json", "{}",
		 "a.json:1:1: this is JSON, but not of a code: it has no list “provisions” and no “kind” that says "
		 "“code”"},
		{"a.json", "{\"kind\":\"code\",\"provisions\":[{\"depth\":0,\"kind\":\"rule\",\"text\":\"x\"}]}",
		 "a.json: provisions[0].kind: “rule” is no kind of provision"},
		{"a.json", "{\"kind\":\"code\",\"provisions\":[{\"depth\":1,\"kind\":\"clause\",\"text\":\"x\"}]}",
		 "a.json: provisions[0].depth: the depth 1 cannot be: it is at most one more than that of the element "
		 "before, and "
		 "below 130"},
		{"a.json",
		 "{\"in_force_from\":\"2026-02-30\",\"kind\":\"code\",\"provisions\":[{\"depth\":0,\"kind\":\"clause\","
		 "\"text\":\"x\"}]}",
		 "a.json: in_force_from: “2026-02-30” is not a day like 2026-11-22"},
		{"a.csv", "label,words\n1,x\n",
		 "a.csv:1: there is no column “words”: a code has id, anchor, depth, kind, label, heading, text, "
		 "audience and lang"},
		{"a.csv", "anchor,text\na,One\nb,Two\na,Three\n", "a.csv:4: the anchor “a” stands twice"},
		{"a.csv", "text,depth\n\"One\nline\",0\nTwo,2\n",
		 "a.csv:4: the depth 2 cannot be: it is at most one more than that of the element before, and below "
		 "130"},
		{"a.csv", "text\n\"One\n", "a.csv:2: a quotation mark in this row is never closed"},
		{"a.csv", "id,text\nnone,One\n", "a.csv:2: “none” is not an id: it has 13 letters and digits"},
		{"a.csv", "text,audience\nOne,staff\n",
		 "a.csv:2: “staff” does not say to whom this applies: write category=elected,employee or "
		 "workplace=Depot, for "
		 "example"},
		{"a.md", "<!-- aboveboard code title=\"T\" -->\n\n<!-- rule 0 -->\nOne\n",
		 "a.md:3:1: this comment has to say a kind and a depth, such as <!-- clause 1 -->"},
		{"a.md", "<!-- aboveboard code title=\"T\" -->\n\n<!-- clause 0 -->\nOne\n\nTwo\n",
		 "a.md:6:1: nothing says what this is: put a comment such as <!-- paragraph 1 --> before it, with its "
		 "kind and "
		 "depth. Or take the first line of the file out: then all of it is recognised anew"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct code_import import;
		problems_clear(ctx);
		struct str content = str_of(cases[i].content);
		assert_int_equal(import_file(ctx, str_of(cases[i].name), content, &import), INVALID);
		assert_string_equal(test_problem(ctx, 0), cases[i].problem);
	}
}

/* ---- Through the store ---- */

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
};

static enum outcome add_and_publish(struct ctx *ctx, void *args)
{
	struct act *act = args;
	struct edition *edition = &act->edition;
	TRY(codes_add_draft(ctx, act->slug, &act->import, edition));
	edition->change = edition->change ? edition->change : CHANGE_MATERIAL;
	int32_t from = edition->in_force_from == INT32_MIN ? TODAY : edition->in_force_from;
	return codes_publish(ctx, &act->seed, edition, (struct day){from});
}

static struct test_site *open_site(enum db_engine engine)
{
	struct test_site *test = test_site_open(engine, &features);
	test->ctx.actor = &access_command_line;
	return test;
}

static struct act published(struct test_site *test, const char *slug, const char *name, struct str file)
{
	struct act act = {.seed = journal_seed_new(&test->ctx), .slug = str_of(slug)};
	assert_int_equal(import_file(&test->ctx, str_of(name), file, &act.import), OK);
	assert_int_equal(site_write(&test->ctx, add_and_publish, &act), OK);
	test_site_refresh(test);
	return act;
}

static struct edition_export exported(struct test_site *test, const struct edition *edition)
{
	struct edition_export from;
	assert_int_equal(codes_export_load(&test->ctx, edition, &from), OK);
	return from;
}

static const char markdown[] =
	"<!-- aboveboard code code=\"conduct\" edition=\"4\" title=\"Harbour Code\" lang=\"en\" change=\"minor\" "
	"in-force-from=\"2024-07-01\" origin=\"https://harbour.example.org\" instrument-kind=\"amendment\" "
	"instrument-number=\"Resolution 2024-17\" instrument-day=\"2024-06-03\" -->\n\n"
	"<!-- title 0 -->\n# Harbour Code\n\n<!-- heading 0 -->\n## **PART 1** Duties\n\n"
	"<!-- clause 1 -->\n**1.1** Be honest.\n\n<!-- item 2 lang=\"cy\" -->\n- byddwch yn onest\n";

static void an_export_published_elsewhere_is_the_same_edition(enum db_engine engine)
{
	struct test_site *here = open_site(engine), *there = open_site(engine);
	struct act first = published(here, "conduct", "code.md", str_of(markdown));
	assert_int_equal(first.edition.number, 4);
	struct edition_export from = exported(here, &first.edition);
	assert_text(from.origin, "https://harbour.example.org");
	struct str akn = export_akn(here->arena, &from), json = export_json(here->arena, &from);
	struct hash hash = hash_bytes(json);
	assert_text(first.edition.text_hash, test_c(hash_hex(here->arena, &hash)));

	struct act second = published(there, "conduct", "code.akn.xml", akn);
	struct edition_export back = exported(there, &second.edition);
	assert_text(second.edition.text_hash, test_c(first.edition.text_hash));
	assert_text(export_akn(there->arena, &back), test_c(akn));
	assert_text(export_json(there->arena, &back), test_c(json));
	test_site_close(there);
	test_site_close(here);
}
ON_BOTH(an_export_published_elsewhere_is_the_same_edition)

static void ids_of_another_code_are_not_taken(enum db_engine engine)
{
	struct test_site *test = open_site(engine);
	struct act first = published(test, "conduct", "code.md", str_of(markdown));
	struct edition_export from = exported(test, &first.edition);
	struct str json = export_json(test->arena, &from);
	struct act again = published(test, "conduct", "code.json", json);
	struct act other = published(test, "copy", "code.json", json);
	struct edition_export same_code = exported(test, &again.edition), copy = exported(test, &other.edition);
	assert_int_equal(again.edition.number, 5);
	assert_int_equal(other.edition.number, 4);
	for (size_t i = 0; i < from.n; i++) {
		assert_true(same_code.provisions[i].id == from.provisions[i].id);
		assert_true(copy.provisions[i].id != from.provisions[i].id);
		assert_text(copy.provisions[i].anchor, test_c(from.provisions[i].anchor));
	}
	test_site_close(test);
}
ON_BOTH(ids_of_another_code_are_not_taken)

/* ---- Shared documents ---- */

static const char *const shared[] = {
	"seeds/icma-code-of-ethics.txt",
	"seeds/kent-pcc-code-of-conduct.txt",
	"seeds/long-beach-action-plan.txt",
	"seeds/officer-code-of-conduct.txt",
	"seeds/torrance-code-of-ethics.txt",
	"data/code-minneapolis-ch15/minneapolis_ch15_ethics_in_government.txt",
	"data/code-us-oge-2635/5cfr2635_standards_of_ethical_conduct.md",
	"data/versions-desmoines-rules/2013_09_23.md",
	"data/versions-desmoines-rules/2020_08_17.md",
	"data/versions-desmoines-rules/2020_11_09.md",
	"data/akn-za-bylaws/za-cpt_act_by-law_2003_sub-council_eng_2011-08-05.xml",
	"data/akn-za-bylaws/za-cpt_act_by-law_2003_sub-council_eng_2013-11-01.xml",
	"data/akn-za-bylaws/za-cpt_act_by-law_2003_sub-council_eng_2016-11-04.xml",
	"data/akn-za-bylaws/za-cpt_act_by-law_2013_sub-council-amendment_eng_2013-11-01.xml",
	"data/akn-za-bylaws/za-wc033_act_by-law_2005_conduct-of-meetings_eng_2005-10-03.xml",
	"data/akn-schema-and-examples/examples_final/ke_Debate_Bungeni_2011-06-10.xml",
	"data/akn-schema-and-examples/examples_final/uk_pga-2014-27-enacted-data.xml",
	"data/akn-schema-and-examples/examples_final/us_Act_2011-11-29.xml",
	"data/akn-schema-and-examples/examples_final/us_Title9-Chap3-eng.xml",
	"data/akn-schema-and-examples/examples_final/uy_bill_2010-09-27.xml",
	"data/akn-schema-and-examples/examples_csprd02/ke_Debate_Bungeni_2011-06-10.xml",
	"data/akn-schema-and-examples/examples_csprd02/uk_pga-2014-27-enacted-data.xml",
	"data/akn-schema-and-examples/examples_csprd02/us_Act_2011-11-29.xml",
	"data/akn-schema-and-examples/examples_csprd02/us_Title9-Chap3-eng.xml",
	"data/akn-schema-and-examples/examples_csprd02/uy_bill_2010-09-27.xml",
};

static void check_shared(struct ctx *ctx, const char *folder, const char *name)
{
	struct str content, path = str_fmt(ctx->arena, "%s/%s", folder, name);
	struct code_import import, back;
	assert_int_equal(file_read(ctx, str_c(ctx->arena, path), LIMIT_CODE_BYTES, &content), OK);
	assert_int_equal(import_file(ctx, path, content, &import), OK);
	assert_int_equal(import.words_in, import.words_stored + import.words_furniture);
	struct edition_export from = {
		.edition = {.number = 1,
			    .change = CHANGE_MATERIAL,
			    .in_force_from = TODAY,
			    .instrument = {.day = INT32_MIN},
			    .lang = STR("en"),
			    .code_slug = STR("code"),
			    .code_title = import.title},
		.origin = STR(ORIGIN),
		.provisions = import.provisions,
		.n = import.n,
	};
	for (size_t i = 0; i < import.n; i++)
		import.provisions[i].id = id_new(ctx);
	const char *const names[] = {"code.akn.xml", "code.json"};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct str file = i == 0 ? export_akn(ctx->arena, &from) : export_json(ctx->arena, &from);
		assert_int_equal(import_file(ctx, str_of(names[i]), file, &back), OK);
		assert_int_equal(back.words_in, words_of(&import));
		struct edition_export again = edition_of(&back);
		assert_true(str_eq(export_akn(ctx->arena, &again), export_akn(ctx->arena, &from)));
		assert_true(str_eq(export_json(ctx->arena, &again), export_json(ctx->arena, &from)));
	}
	assert_int_equal(import_file(ctx, STR("code.md"), export_markdown(ctx->arena, &from), &back), OK);
	assert_int_equal(back.n, import.n);
	for (size_t i = 0; i < import.n; i++) {
		const struct provision *a = &import.provisions[i], *b = &back.provisions[i];
		assert_true(a->depth == b->depth && a->kind == b->kind && str_eq(a->label, b->label) &&
			    str_eq(a->heading, b->heading) && str_eq(a->text, b->text));
	}
	assert_int_equal(import_file(ctx, STR("code.csv"), export_csv(ctx->arena, &from), &back), OK);
	assert_true(
		str_eq(export_text(ctx->arena, &from),
		       export_text(ctx->arena, &(struct edition_export){.provisions = back.provisions, .n = back.n})));
	assert_int_equal(import_file(ctx, STR("code.txt"), export_text(ctx->arena, &from), &back), OK);
	assert_int_equal(back.words_in, words_of(&import));
}

static void shared_documents_come_back(void **state)
{
	struct ctx *ctx = *state;
	const char *folder = getenv("ABOVEBOARD_SHARED");
	if (!folder) {
		print_message("ABOVEBOARD_SHARED is not set\n");
		skip();
	}
	for (size_t i = 0; i < COUNT_OF(shared); i++) {
		arena_scope(ctx->arena);
		check_shared(ctx, folder, shared[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_edition_comes_back),
		ctx_test(other_makers_files_keep_numbers_headings_and_words),
		ctx_test(an_act_without_a_text_is_its_name),
		ctx_test(faults_are_named_by_line_or_field),
		on_both(an_export_published_elsewhere_is_the_same_edition),
		on_both(ids_of_another_code_are_not_taken),
		ctx_test(shared_documents_come_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
