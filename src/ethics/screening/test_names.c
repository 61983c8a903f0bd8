/* Names taken apart and compared. */
#include "base/property.h"
#include "base/testing.h"
#include "screening/pair.h"

static struct str words_told(struct arena *arena, const char *text, enum name_kind kind)
{
	struct name name;
	struct buf out = buf_open(arena, 128);
	name_read(arena, str_of(text), kind, &name);
	for (size_t i = 0; i < name.n; i++)
		buf_fmt(&out, "%s%.*s:%c", i ? " " : "", STR_ARG(name.tokens[i].text),
			"?winpt cf"[name.tokens[i].kind + (name.tokens[i].kind > TOKEN_TITLE)]);
	return buf_view(&out);
}

static void names_are_taken_apart(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		enum name_kind kind;
		const char *text, *words;
	} cases[] = {
		/* w a word, i an initial, n a number, p a particle, t a title, c common, f a legal form */
		{NAME_PERSON, "Dr. Ada  QUILL", "dr:t ada:w quill:w"},
		{NAME_PERSON, "Quill, A.B.", "quill:w a:i b:i"},
		{NAME_PERSON, "Ibrahim al-Sadiq bin Omar", "ibrahim:w al:p sadiq:w bin:p omar:w"},
		{NAME_PERSON, "O’Hare", "ohare:w"},
		{NAME_PERSON, "Zo\u00eb\u200b Kov\u00e1\u010d", "zoe:w kovac:w"},
		{NAME_PERSON, "", ""},
		{NAME_PERSON, "… !", ""},
		{NAME_ORGANIZATION, "Quay Ferries p.l.c.", "quay:w ferries:w plc:f"},
		{NAME_ORGANIZATION, "The Harbour Trust of Alder & Co., Ltd.",
		 "the:p harbour:w trust:w of:p alder:w and:f ltd:f"},
		{NAME_ORGANIZATION, "OOO Pristan", "ooo:f pristan:w"},
		{NAME_ORGANIZATION, "Gesellschaft Kai GmbH & Co. KG", "gesellschaft:w kai:w gmbh:f"},
		{NAME_ORGANIZATION, "Limited", "limited:w"},
		{NAME_ORGANIZATION, "Lot IV", "lot:w iv:n"},
		{NAME_ORGANIZATION, "Lot Forty-Four", "lot:w forty:n"},
		{NAME_ORGANIZATION, "Quay Lines Group Limited Liability Company", "quay:w lines:w group:c limited:f"},
		{NAME_ORGANIZATION, "Quay Fund X L.P.", "quay:w fund:c x:n lp:f"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_text(words_told(ctx->arena, cases[i].text, cases[i].kind), cases[i].words);
}

static double score(struct ctx *ctx, enum name_kind kind, const char *a, const char *b)
{
	struct names x, y;
	struct pair pair;
	names_read(ctx->arena, str_of(a), kind, &x);
	names_read(ctx->arena, str_of(b), kind, &y);
	names_compare(&x, &y, kind, &pair);
	return pair.score;
}

/* Each of a kind that people meet; the names are made up. */
static const struct {
	enum name_kind kind;
	bool are_alike;
	const char *a, *b;
} pairs[] = {
	{NAME_PERSON, true, "Imogen Vale", "VALE, Imogen"},
	{NAME_PERSON, true, "Imogen Vale", "Imogen Mary Vale"},
	{NAME_PERSON, true, "Imogen Vale", "Cllr Imogen Vale MBE"},
	{NAME_PERSON, true, "I. Vale", "Imogen Vale"},
	{NAME_PERSON, true, "Tobias Renn", "Tobais Renn"},
	{NAME_PERSON, true, "Bob Thornbury", "Robert Thornbury"},
	{NAME_PERSON, true, "Дмитрий Орлов", "Dmitry Orlov"},
	{NAME_PERSON, true, "Καλλιόπη Μαρή", "Kalliope Mari"},
	{NAME_PERSON, true, "Anna Van Der Berg", "Anna Vanderberg"},
	{NAME_PERSON, true, "Quill\u202e Ada", "Ada Quill"},
	{NAME_PERSON, false, "Imogen Vale", "Imogen Renn"},
	{NAME_PERSON, false, "Imogen Vale", "Tobias Vale"},
	{NAME_PERSON, false, "Omar bin Yusuf", "Yusuf bin Omar"},
	{NAME_PERSON, false, "Ann Lee", "Jan Fox"},
	{NAME_PERSON, false, "Vale", ""},
	{NAME_PERSON, false, "", ""},
	{NAME_ORGANIZATION, true, "Quay Ferries Ltd", "QUAY FERRIES LIMITED"},
	{NAME_ORGANIZATION, true, "Quay Ferries Ltd", "Quay Ferries"},
	{NAME_ORGANIZATION, true, "Quay Ferries Ltd", "The Quay Ferries Company"},
	{NAME_ORGANIZATION, true, "Harbour Foods Ltd t/a The Crab Shack", "Crab Shack"},
	{NAME_ORGANIZATION, true, "Thornbury & Sons", "Thornbury and Sons"},
	{NAME_ORGANIZATION, true, "Oresund Vaerft A/S", "Øresund Værft AS"},
	{NAME_ORGANIZATION, true, "ООО Причал", "Prichal LLC"},
	{NAME_ORGANIZATION, false, "Lot 4 Harbour Road", "Lot 5 Harbour Road"},
	{NAME_ORGANIZATION, false, "Quay Capital Trust I", "Quay Capital Trust II"},
	{NAME_ORGANIZATION, false, "Quay Ferries Ltd", "Lock Ferries Ltd"},
	{NAME_ORGANIZATION, false, "International Group Holdings", "Global Services Group"},
	{NAME_ORGANIZATION, false, "Limited", "Ltd"},
	{NAME_ORGANIZATION, false, "Government of Alder", "Government of Marl"},
	{NAME_ORGANIZATION, false, "Bank of Alder (North) plc", "Bank of Alder (South) plc"},
};

static void pairs_are_told_apart(void **state)
{
	struct ctx *ctx = *state;
	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		double is = score(ctx, pairs[i].kind, pairs[i].a, pairs[i].b);
		if ((is >= PAIR_ALIKE) != pairs[i].are_alike)
			fail_msg("%s | %s: %.4f", pairs[i].a, pairs[i].b, is);
	}
}

static void it_says_why(void **state)
{
	struct ctx *ctx = *state;
	struct names a, b;
	struct pair pair;
	names_read(ctx->arena, STR("Quay Feries Ltd 4"), NAME_ORGANIZATION, &a);
	names_read(ctx->arena, STR("Quay Ferries Alder PLC 5"), NAME_ORGANIZATION, &b);
	names_compare(&a, &b, NAME_ORGANIZATION, &pair);
	assert_text(pair_words(ctx->arena, &pair),
		    "the same: quay, ltd / plc; sounds alike: feries / ferries; in one and not in the other: alder; "
		    "another number: 4, 5");
}

/* ---- Whatever the text ---- */

static struct str text_make(struct gen *gen)
{
	static const char *const bits[] = {"a", "Quay",   "ferries", " ",  " ", ".",     "-",     "/",   "Ltd",
					   "4", "IV",     "al-",     "O’", "Ж", "贝",    "ب",     "é",   "x",
					   "J", "\u200b", "\u202e",  "’",  "&", " t/a ", " bin ", "aaaa"};
	struct buf out = buf_open(gen->arena, 64);
	if (gen_below(gen, 8) == 7)
		return gen_text(gen, 60);
	for (uint64_t n = gen_below(gen, 14); n; n--)
		buf_c(&out, bits[gen_below(gen, COUNT_OF(bits))]);
	return buf_view(&out);
}

static bool order_makes_no_difference(struct gen *gen)
{
	enum name_kind kind = gen_bool(gen) ? NAME_PERSON : NAME_ORGANIZATION;
	struct str a = text_make(gen), b = text_make(gen);
	struct names x, y;
	struct pair one, other, own;
	gen_note(gen, "“%.*s” and “%.*s” of kind %d\n", STR_ARG(a), STR_ARG(b), (int)kind);
	names_read(gen->arena, a, kind, &x);
	names_read(gen->arena, b, kind, &y);
	names_compare(&x, &y, kind, &one);
	names_compare(&y, &x, kind, &other);
	names_compare(&x, &x, kind, &own);
	gen_note(gen, "%.6f %.6f own %.6f", one.score, other.score, own.score);
	(void)pair_words(gen->arena, &one);
	bool is_own = x.p[0].n == 0 || own.score > 0.999;
	return one.score == other.score && one.score >= 0 && one.score <= 1 && is_own;
}

static void whatever_the_text(void **state)
{
	(void)state;
	assert_true(property_holds("order makes no difference", order_makes_no_difference, 3000));
}

static void what_is_too_long_is_compared_in_part(void **state)
{
	struct ctx *ctx = *state;
	struct buf text = buf_open(ctx->arena, 20000);
	for (int i = 0; i < 1000; i++)
		buf_fmt(&text, "word%d ", i);
	struct name name;
	struct pair pair;
	name_read(ctx->arena, buf_view(&text), NAME_ORGANIZATION, &name);
	assert_int_equal(name.n, NAME_TOKENS);
	pair_compare(&name, &name, NAME_ORGANIZATION, &pair);
	assert_true(pair.score > 0.999);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(names_are_taken_apart),
		ctx_test(pairs_are_told_apart),
		ctx_test(it_says_why),
		cmocka_unit_test(whatever_the_text),
		ctx_test(what_is_too_long_is_compared_in_part),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
