/* The languages that a file's elements say, from Akoma Ntoso, other XML and web pages to an edition, and out and in
 * again. */
#include "base/testing.h"
#include "codes/codes_export.h"
#include "codes/codes_import.h"

static struct code_import import_file(struct ctx *ctx, const char *name, struct str content)
{
	struct code_import import = {0};
	const struct code_file file = {.name = str_of(name), .content = content};
	assert_int_equal(codes_import_files_here(ctx, &file, 1, STR(""), &import), OK);
	return import;
}

/* "Be fair.=es": the words of each provision and its language. */
static struct str languages(struct ctx *ctx, const struct code_import *import)
{
	struct buf out = buf_open(ctx->arena, 256);
	buf_str(&out, import->facts ? import->facts->lang : STR("-"));
	for (size_t i = 0; i < import->n; i++) {
		const struct provision *p = &import->provisions[i];
		buf_fmt(&out, "|%.*s%.*s=%.*s", STR_ARG(p->heading), STR_ARG(p->text), STR_ARG(p->lang));
	}
	return buf_view(&out);
}

#define AKN(meta, content)                                                                                             \
	"<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\"><act name=\"code\">" meta              \
	"<body>" content "</body></act></akomaNtoso>"
#define META                                                                                                           \
	"<meta><identification source=\"#a\"><FRBRExpression><FRBRlanguage language=\"eng\"/></FRBRExpression>"        \
	"</identification></meta>"
#define TWO                                                                                                            \
	"<section><num>1</num><content><p>Be honest.</p></content></section>"                                          \
	"<section><num>2</num><content><p xml:lang=\"cy\">Byddwch yn deg.</p></content></section>"                     \
	"<section xml:lang=\"es\"><num>3</num><heading>Cortesía</heading><content><p>Sea "                            \
	"cortés.</p></content></section>"

static void elements_say_their_language(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *name, *content, *languages;
	} cases[] = {
		{"a.xml", AKN(META, TWO), "en|Be honest.=|Byddwch yn deg.=cy|CortesíaSea cortés.=es"},
		{"a.xml",
		 AKN("", "<section xml:lang=\"cy\"><num>1</num><content><p>Byddwch yn deg.</p></content></section>"),
		 "|Byddwch yn deg.=cy"},
		{"a.xml",
		 "<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\" xml:lang=\"spa\"><act><body>"
		 "<section><num>1</num><content><p>Sea justo.</p></content></section></body></act></akomaNtoso>",
		 "es|Sea justo.="},
		{"b.xml",
		 "<law xml:lang=\"en\"><section><num>1</num><text>Be fair.</text></section>"
		 "<section><num>2</num><text xml:lang=\"cy\">Byddwch yn deg.</text></section>"
		 "<section xml:lang=\"no language\"><num>3</num><text>Be kind.</text></section></law>",
		 "en|Be fair.=|Byddwch yn deg.=cy|Be kind.="},
		{"c.html", "<!DOCTYPE html><html lang=\"cy\"><title>x</title><p>Byddwch yn deg.</p></html>",
		 "cy|Byddwch yn deg.="},
		{"c.html",
		 "<!DOCTYPE html><html lang=\"en\"><title>x</title><main lang=\"es\"><p>Sea justo.</p></main></html>",
		 "es|Sea justo.="},
		{"c.html", "<!DOCTYPE html><html lang=\"<>\"><title>x</title><p>Be fair.</p></html>", "-|Be fair.="},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct code_import import = import_file(ctx, cases[i].name, str_of(cases[i].content));
		assert_text(languages(ctx, &import), cases[i].languages);
	}
}

static void languages_come_back_byte_for_byte(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import = import_file(ctx, "a.xml", STR(AKN(META, TWO)));
	struct edition_export from = {
		.edition = {.number = 1,
			    .in_force_from = INT32_MIN,
			    .instrument = {.day = INT32_MIN},
			    .lang = import.facts->lang,
			    .code_slug = STR("code"),
			    .code_title = import.title},
		.origin = STR("https://ethics.example.gov"),
		.provisions = import.provisions,
		.n = import.n,
	};
	for (size_t i = 0; i < import.n; i++)
		import.provisions[i].id = (int64_t)i + 1;
	struct str akn = export_akn(ctx->arena, &from), json = export_json(ctx->arena, &from);
	assert_true(str_find(akn, STR("xml:lang=\"cy\""), 0) != STR_NPOS);
	struct code_import back = import_file(ctx, "a.xml", akn);
	assert_text(languages(ctx, &back), "en|Be honest.=|Byddwch yn deg.=cy|CortesíaSea cortés.=es");
	from.provisions = back.provisions;
	from.n = back.n;
	from.edition.lang = back.facts->lang;
	assert_true(str_eq(export_akn(ctx->arena, &from), akn));
	assert_true(str_eq(export_json(ctx->arena, &from), json));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(elements_say_their_language),
		ctx_test(languages_come_back_byte_for_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
