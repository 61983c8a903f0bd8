/* Catalogues: what msgfmt writes is read, whatever is damaged is refused. */
#include "base/property.h"
#include "base/testing.h"
#include "html/html.h"

struct entry {
	struct str message;
	struct str translation;
};

static void put_number(struct buf *out, size_t value)
{
	for (unsigned shift = 0; shift < 32; shift += 8)
		buf_char(out, (char)(value >> shift & 0xff));
}

/* A .mo file as the manual of gettext describes it. */
static struct str catalogue(struct arena *arena, const struct entry *entries, size_t n)
{
	struct buf out = buf_open(arena, 0), texts = buf_open(arena, 0);
	size_t messages = 28, translations = messages + 8 * n, at = translations + 8 * n;
	const size_t header[] = {0x950412de, 0, n, messages, translations, 0, at};
	for (size_t i = 0; i < COUNT_OF(header); i++)
		put_number(&out, header[i]);
	for (size_t side = 0; side < 2; side++) {
		for (size_t i = 0; i < n; i++) {
			struct str text = side == 0 ? entries[i].message : entries[i].translation;
			put_number(&out, text.n);
			put_number(&out, at + texts.n);
			buf_str(&texts, text);
			buf_char(&texts, '\0');
		}
	}
	buf_str(&out, buf_view(&texts));
	return buf_view(&out);
}

static const struct entry welsh[] = {
	{STR_INIT(""), STR_INIT("Content-Type: text/plain; charset=UTF-8\n")},
	{STR_INIT("Members"), STR_INIT("Aelodau")},
	{STR_INIT("Not yet"), STR_INIT("")},
	{STR_INIT("Sent by {1}"), STR_INIT("Anfonwyd gan <{1}>")},
};

static void messages_are_translated(void **state)
{
	struct ctx *ctx = *state;
	struct lang lang;
	assert_int_equal(lang_open(ctx, "cy", catalogue(ctx->arena, welsh, COUNT_OF(welsh)), &lang), OK);
	assert_text(lang_lookup(&lang, STR("Members")), "Aelodau");
	assert_text(lang_lookup(&lang, STR("Member")), "Member");
	assert_text(lang_lookup(&lang, STR("Zebra")), "Zebra");
	assert_text(lang_lookup(&lang, STR("Not yet")), "Not yet");
	ctx->lang = &lang;
	struct html h = html_open(ctx);
	const struct str args[] = {STR("A&B")};
	html_message(&h, STR("Members"));
	html_message_with(&h, STR("Sent by {1}"), args, 1);
	html_shown_with(&h, STR("Sent by {1}"), args, 1);
	assert_text(html_done(&h), "AelodauAnfonwyd gan &lt;A&amp;B&gt;Anfonwyd gan &lt;A&amp;B&gt;");
	struct problem problem = {.message = "Sent by {1}", .args = {STR("x")}};
	assert_text(html_problem(&h, &problem), "Anfonwyd gan <x>");
}

static void no_messages_at_all(void **state)
{
	struct ctx *ctx = *state;
	struct lang lang;
	assert_int_equal(lang_open(ctx, "cy", catalogue(ctx->arena, NULL, 0), &lang), OK);
	assert_text(lang_lookup(&lang, STR("Members")), "Members");
}

static void what_is_no_catalogue_is_refused(void **state)
{
	struct ctx *ctx = *state;
	struct lang lang;
	const struct entry unsorted[] = {{STR_INIT("b"), STR_INIT("1")}, {STR_INIT("a"), STR_INIT("2")}};
	const struct entry garbled[] = {{STR_INIT("b"), STR_INIT("\xff")}};
	assert_int_equal(lang_open(ctx, "cy", STR(""), &lang), INVALID);
	assert_string_equal(test_problem(ctx, 0),
			    "cy: The catalogue of this language is not a .mo file as msgfmt writes it");
	assert_int_equal(lang_open(ctx, "cy", STR("not a catalogue, but long enough to be one"), &lang), INVALID);
	assert_int_equal(lang_open(ctx, "cy", catalogue(ctx->arena, unsorted, 2), &lang), INVALID);
	assert_int_equal(lang_open(ctx, "cy", catalogue(ctx->arena, garbled, 1), &lang), INVALID);
}

/* One byte changed or the end cut off: refused, or every lookup stays within it (the sanitizer watches). */
static bool damage_is_harmless(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	struct lang lang;
	struct str whole = catalogue(gen->arena, welsh, COUNT_OF(welsh));
	size_t n = gen_bool(gen) ? whole.n : (size_t)gen_below(gen, whole.n), at = (size_t)gen_below(gen, whole.n);
	char *damaged = arena_copy(gen->arena, whole.p, n);
	if (at < n)
		damaged[at] = (char)gen_below(gen, 256);
	if (lang_open(&ctx, "cy", str_bytes(damaged, n), &lang) != OK)
		return true;
	for (size_t i = 0; i < COUNT_OF(welsh); i++) {
		struct str found = lang_lookup(&lang, welsh[i].message);
		bool inside = found.p >= damaged && found.p + found.n <= damaged + n;
		if (found.p != welsh[i].message.p && !inside)
			return false;
	}
	return true;
}

static void damaged_catalogues_are_harmless(void **state)
{
	(void)state;
	assert_true(property_holds("a damaged catalogue is harmless", damage_is_harmless, 2000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(messages_are_translated),
		ctx_test(no_messages_at_all),
		ctx_test(what_is_no_catalogue_is_refused),
		ctx_test(damaged_catalogues_are_harmless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
