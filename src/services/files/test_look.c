/* What content is, what makes a copy of it, and hints: by bytes alone. */
#include "base/testing.h"
#include "files/look.h"

static void put_be32(struct buf *out, uint32_t n)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_char(out, (char)(n >> shift));
}

static void png_chunk(struct buf *out, const char *type, struct str data)
{
	put_be32(out, (uint32_t)data.n);
	buf_c(out, type);
	buf_str(out, data);
	put_be32(out, 0);
}

static struct str png(struct arena *arena, const char *extra, struct str said)
{
	struct buf out = buf_open(arena, 256);
	buf_lit(&out, "\x89PNG\r\n\x1a\n");
	png_chunk(&out, "IHDR", STR("\0\0\0\1\0\0\0\1\10\0\0\0\0"));
	if (extra)
		png_chunk(&out, extra, said);
	png_chunk(&out, "IDAT", STR("drawn"));
	png_chunk(&out, "IEND", STR(""));
	return buf_view(&out);
}

#define JPEG_HEAD "\xff\xd8"
#define JPEG_JFIF "\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define JPEG_EXIF                                                                                                      \
	"\xff\xe1\0\x0e"                                                                                               \
	"Exif\0\0home!!"
#define JPEG_NOTE "\xff\xfe\0\6note"
#define JPEG_DRAW                                                                                                      \
	"\xff\xda\0\4ab"                                                                                               \
	"data\xff\0more\xff\xd0rest"
#define JPEG_END "\xff\xd9"

static const char pdf_info[] =
	"%PDF-1.4\n1 0 obj\n<< /Author (Imogen \\) Vale) /Title <C0FFEE> /Trapped /True >>\nendobj\n"
	"2 0 obj\n<< /Type /Metadata >>\nstream\n<x:xmpmeta>Imogen</x:xmpmeta>\nendstream\nendobj\n"
	"3 0 obj\n(kept)\nendobj\ntrailer\n<< /Info 1 0 R /Metadata 2 0 R >>\n%%EOF\n";

static enum outcome look(struct arena *arena, struct str content, struct file_parts *parts)
{
	struct ctx ctx = {.arena = arena};
	enum outcome outcome = parts_look(&ctx, content, parts);
	assert_int_equal(ctx.problems.count, outcome == INVALID ? 1 : 0);
	return outcome;
}

static void copy_is(struct str content, enum file_kind kind, struct str wanted)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct file_parts parts;
	assert_int_equal(look(arena, content, &parts), OK);
	assert_int_equal(parts.kind, kind);
	struct str copy = parts_copy(arena, content, &parts);
	assert_true(str_eq(copy, wanted));
}

static void refused(struct str content)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct file_parts parts = {.kind = 0};
	assert_int_equal(look(arena, content, &parts), INVALID);
	assert_int_equal(parts.kind, 0);
}

static void pictures_lose_what_they_say(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct str plain = png(arena, NULL, STR(""));
	copy_is(plain, FILE_PNG, plain);
	copy_is(png(arena, "tEXt", STR("Author\0Imogen")), FILE_PNG, plain);
	copy_is(png(arena, "eXIf", STR("home")), FILE_PNG, plain);
	copy_is(png(arena, "fdAT", STR("another picture")), FILE_PNG, plain);
	copy_is(STR(JPEG_HEAD JPEG_JFIF JPEG_EXIF JPEG_NOTE JPEG_DRAW JPEG_END), FILE_JPEG,
		STR(JPEG_HEAD JPEG_JFIF JPEG_DRAW JPEG_END));
	/* What a camera puts behind the end is no part of the copy. */
	copy_is(STR(JPEG_HEAD JPEG_DRAW JPEG_END JPEG_HEAD JPEG_EXIF), FILE_JPEG, STR(JPEG_HEAD JPEG_DRAW JPEG_END));
}

static void a_pdf_says_no_more_who_made_it(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct file_parts parts;
	struct str content = str_of(pdf_info);
	assert_int_equal(look(arena, content, &parts), OK);
	struct str copy = parts_copy(arena, content, &parts);
	assert_int_equal(copy.n, content.n);
	assert_int_equal(str_find(copy, STR("Imogen"), 0), STR_NPOS);
	assert_int_equal(str_find(copy, STR("Vale"), 0), STR_NPOS);
	assert_int_equal(str_find(copy, STR("C0FFEE"), 0), STR_NPOS);
	assert_int_not_equal(str_find(copy, STR("(kept)"), 0), STR_NPOS);
	assert_int_not_equal(str_find(copy, STR("/Trapped /True"), 0), STR_NPOS);
}

static void a_pdf_that_hides_what_it_says_makes_no_copy(void **state)
{
	(void)state;
	static const char *const hiding[] = {
		"%PDF-1.5\ntrailer << /Info 7 0 R >>\n%%EOF",                           /* in a compressed object */
		"%PDF-1.5\n<< /Metadata 7 0 R >>\n%%EOF",                               /* in a compressed stream */
		"%PDF-1.5\n1 0 obj <</Type/Metadata>> stream <x:xmpmeta></x:xmpmeta>\n" /* one in plain, one not */
		"2 0 obj <</Type /Metadata/Filter/FlateDecode>> stream x\n%%EOF",
		"%PDF-1.5\n(taken out)\n%%EOF\n1 0 obj endobj\n%%EOF",    /* an earlier state */
		"%PDF-1.5\n1 0 obj (x) endobj trailer /Info what\n%%EOF", /* as nobody writes it */
	};
	for (size_t i = 0; i < COUNT_OF(hiding); i++) {
		CLEANUP(arena_closep) struct arena *arena = arena_open(0);
		struct file_parts parts;
		assert_int_equal(look(arena, str_of(hiding[i]), &parts), OK);
		assert_false(parts.can_clean);
		assert_null(parts_copy(arena, str_of(hiding[i]), &parts).p);
	}
}

static void what_is_not_taken(void **state)
{
	(void)state;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	static const struct str no[] = {
		STR_INIT(""),
		STR_INIT("PK\3\4 a zip"),
		STR_INIT("MZ\x90\0 a program"),
		STR_INIT("GIF89a\1\0"),
		STR_INIT("<svg onload=alert(1)>"),
		STR_INIT("\xef\xbb\xbf \n<!DOCTYPE html>"),
		STR_INIT("#!/bin/sh\nrm"),
		STR_INIT("caf\xe9"),
		STR_INIT("a\0b"),
		STR_INIT("\x89PNG\r\n\x1a\n"),
		STR_INIT("\xff\xd8\xff"),
		STR_INIT("\xff\xd8\xff\xe0\0\1"),
		STR_INIT(JPEG_HEAD JPEG_JFIF JPEG_END),
		STR_INIT(JPEG_HEAD JPEG_DRAW),
		STR_INIT(JPEG_HEAD JPEG_DRAW JPEG_END "PK\3\4 a zip"),
		STR_INIT(JPEG_HEAD JPEG_DRAW JPEG_END "<script>alert(1)</script>"),
		STR_INIT("%PDF-1.4\n"),
		STR_INIT("%PDF-1.4\n%%EOF\nPK\3\4 a zip"),
		STR_INIT("%PDF-1.4\n<< /Encrypt 4 0 R >>\n%%EOF"),
		STR_INIT("%PDF-1.4\n<< /S /JavaScript /JS (app.alert\\(1\\)) >>\n%%EOF"),
		STR_INIT("%PDF-1.4\n<</Launch<<>>>>\n%%EOF"),
		STR_INIT(" %PDF-1.4\n\x80%%EOF"),
	};
	for (size_t i = 0; i < COUNT_OF(no); i++)
		refused(no[i]);
	struct str whole = png(arena, NULL, STR(""));
	refused(str_slice(whole, 0, whole.n - 1));
	refused(str_fmt(arena, "%.*s<html>", STR_ARG(whole)));
	struct buf behind = buf_open(arena, 256);
	buf_str(&behind, whole);
	buf_lit(&behind, "PK");
	refused(buf_view(&behind));
}

static void plain_text_is_taken_as_it_is(void **state)
{
	(void)state;
	copy_is(STR("day,what\n2026-04-16,\"A hamper\"\n"), FILE_TEXT, STR("day,what\n2026-04-16,\"A hamper\"\n"));
	copy_is(STR("a < b, and <3"), FILE_TEXT, STR("a < b, and <3"));
	copy_is(STR("%PD"), FILE_TEXT, STR("%PD"));
}

static void hints_are(const char *text, uint32_t wanted)
{
	uint32_t hints = hints_of(str_of(text));
	if (hints != wanted)
		fail_msg("“%s” has hints %u, not %u", text, hints, wanted);
}

static void texts_are_looked_at(void **state)
{
	(void)state;
	hints_are("Given on 2026-04-16, worth £1,250.00", 0);
	hints_are("Call 020 7946 0123 today", FILE_HINT_PHONE);
	hints_are("+1 (206) 555-0123", FILE_HINT_PHONE);
	hints_are("order 123456789012", 0);
	hints_are("write to imogen.vale@example.gov", FILE_HINT_MAIL);
	hints_are("3 @ 4.50 each", 0);
	hints_are("12 Harbour Street, Alder Quay", FILE_HINT_ADDRESS);
	hints_are("12A old mill lane", FILE_HINT_ADDRESS);
	hints_are("at AQ1 2BC since", FILE_HINT_ADDRESS);
	hints_are("the street was wet", 0);
	hints_are("Signed: I. Vale", FILE_HINT_SIGNATURE);
	hints_are("", 0);
}

static void name_is(const char *said, enum file_kind kind, const char *wanted)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct str name = file_name(arena, str_of(said), kind);
	if (!str_eq(name, str_of(wanted)))
		fail_msg("“%s” is called “%.*s”, not “%s”", said, STR_ARG(name), wanted);
}

static void names_are_made_plain(void **state)
{
	(void)state;
	name_is("letter.pdf", FILE_PDF, "letter.pdf");
	name_is("Scan.JPEG", FILE_JPEG, "Scan.JPEG");
	name_is("table.csv", FILE_TEXT, "table.csv");
	name_is("letter.exe", FILE_PDF, "letter.exe.pdf");
	name_is("../../etc/passwd", FILE_TEXT, "passwd.txt");
	name_is("C:\\Users\\I Vale\\home.png", FILE_PNG, "home.png");
	name_is("\xe2\x80\xaegpj.exe", FILE_JPEG, "gpj.exe.jpg");
	name_is("a\r\nSet-Cookie: b", FILE_PDF, "aSet-Cookie: b.pdf");
	name_is("<script>.pdf", FILE_PDF, "<script>.pdf");
	name_is(".pdf", FILE_PDF, "file.pdf.pdf");
	name_is("", FILE_PNG, "file.png");
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct buf name = buf_open(arena, 4096);
	for (int i = 0; i < 1000; i++)
		buf_lit(&name, "é");
	assert_true(file_name(arena, buf_view(&name), FILE_PDF).n <= 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_lose_what_they_say),
		cmocka_unit_test(a_pdf_says_no_more_who_made_it),
		cmocka_unit_test(a_pdf_that_hides_what_it_says_makes_no_copy),
		cmocka_unit_test(what_is_not_taken),
		cmocka_unit_test(plain_text_is_taken_as_it_is),
		cmocka_unit_test(texts_are_looked_at),
		cmocka_unit_test(names_are_made_plain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
