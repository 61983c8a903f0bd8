/* Messages as they go over the wire. What another parser reads from them: tests/blackbox/test_mail.py. */
#include "base/property.h"
#include "base/testing.h"
#include "mail/mime.h"

static const struct mime plain = {
	.message_id = STR_INIT("abc@ethics.example.gov"),
	.list_id = STR_INIT("duties.digest.ethics.example.gov"),
	.date = {INT64_C(1795375694123)}, /* 2026-11-22T19:28:14.123Z */
	.from_name = STR_INIT("City Clerk"),
	.from = STR_INIT("ethics@example.gov"),
	.to_name = STR_INIT("Ada \"Q\" Quill"),
	.to = STR_INIT("ada@example.gov"),
	.title = STR_INIT("Two forms are due"),
	.text = STR_INIT("Two forms are due.\n.\nFrom here on: 3 = 3 \n"),
};

static void a_plain_message(void **state)
{
	struct ctx *ctx = *state;
	assert_text(mime_write(ctx->arena, &plain), "Date: Sun, 22 Nov 2026 19:28:14 +0000\r\n"
						    "From: \"City Clerk\"\r\n <ethics@example.gov>\r\n"
						    "To: \"Ada \\\"Q\\\" Quill\"\r\n <ada@example.gov>\r\n"
						    "Subject: Two forms are due\r\n"
						    "Message-ID: <abc@ethics.example.gov>\r\n"
						    "List-Id: <duties.digest.ethics.example.gov>\r\n"
						    "Auto-Submitted: auto-generated\r\n"
						    "X-Auto-Response-Suppress: OOF, AutoReply\r\n"
						    "MIME-Version: 1.0\r\n"
						    "Content-Type: text/plain; charset=utf-8\r\n"
						    "Content-Transfer-Encoding: quoted-printable\r\n"
						    "\r\n"
						    "Two forms are due.\r\n"
						    "=2E\r\n"
						    "=46rom here on: 3 =3D 3=20\r\n");
}

static void a_message_with_a_page(void **state)
{
	struct ctx *ctx = *state;
	struct mime mime = plain;
	mime.text = STR("a\n");
	mime.html = STR("<p>\xc3\xa9</p>\n");
	struct str message = mime_write(ctx->arena, &mime);
	size_t body = str_find(message, STR("Content-Type: multipart"), 0);
	assert_text(str_slice(message, body, message.n),
		    "Content-Type: multipart/alternative;\r\n boundary=\"=_abc\"\r\n\r\n"
		    "--=_abc\r\n"
		    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
		    "a\r\n\r\n"
		    "--=_abc\r\n"
		    "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
		    "<p>=C3=A9</p>\r\n\r\n"
		    "--=_abc--\r\n");
}

static void titles_in_other_scripts_are_encoded(void **state)
{
	struct ctx *ctx = *state;
	struct mime mime = plain;
	mime.title = STR("Fällig: 2 Formulare");
	assert_true(str_find(mime_write(ctx->arena, &mime), STR("Subject: =?utf-8?Q?F=C3=A4llig=3A_2_Formulare?=\r\n"),
			     0) != STR_NPOS);
	mime.title = STR("one=?utf-8?Q?two?=");
	assert_true(str_find(mime_write(ctx->arena, &mime), STR("Subject: =?utf-8?Q?one=3D=3Futf-8"), 0) != STR_NPOS);
}

static void dates_before_1970_are_dates_too(void **state)
{
	struct ctx *ctx = *state;
	struct mime mime = plain;
	mime.date.ms = -1;
	assert_true(str_starts(mime_write(ctx->arena, &mime), STR("Date: Wed, 31 Dec 1969 23:59:59 +0000\r\n")));
}

/* ---- Properties ---- */

struct decoded {
	struct str title, text;
};

static int hex_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Undoes "=XX"; a small reader of its own, which shares nothing with the writer. */
static void unescape(struct buf *out, struct str in, bool underscore)
{
	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] == '=' && i + 2 < in.n && hex_of(in.p[i + 1]) >= 0) {
			buf_char(out, (char)(hex_of(in.p[i + 1]) * 16 + hex_of(in.p[i + 2])));
			i += 2;
		} else if (in.p[i] == '=' && i + 2 < in.n && in.p[i + 1] == '\r') {
			i += 2;
		} else if (in.p[i] != '\r') {
			buf_char(out, underscore && in.p[i] == '_' ? ' ' : in.p[i]);
		}
	}
}

static struct str title_read(struct arena *arena, struct str value)
{
	struct buf out = buf_open(arena, value.n + 1);
	static const struct str start = STR_INIT("=?utf-8?Q?");
	if (!str_starts(value, start)) {
		for (size_t i = 0; i < value.n; i++)
			if (value.p[i] != '\r' && value.p[i] != '\n')
				buf_char(&out, value.p[i]);
		return buf_view(&out);
	}
	for (size_t at = 0; (at = str_find(value, start, at)) != STR_NPOS;) {
		size_t end = str_find(value, STR("?="), at + start.n);
		unescape(&out, str_slice(value, at + start.n, end), true);
		at = end + 2;
	}
	return buf_view(&out);
}

/* The whole message line by line: none too long, no lone CR or LF, no other header than ours. */
static bool is_well_formed(struct str message)
{
	static const char *const names[] = {"Date",
					    "From",
					    "To",
					    "Subject",
					    "Message-ID",
					    "List-Id",
					    "Auto-Submitted",
					    "X-Auto-Response-Suppress",
					    "MIME-Version",
					    "Content-Type",
					    "Content-Transfer-Encoding"};
	size_t from = 0, next_name = 0;
	bool is_header = true;
	while (from < message.n) {
		size_t end = str_find(message, STR("\r\n"), from);
		struct str line = str_slice(message, from, end);
		if (end == STR_NPOS || str_find_char(line, '\n', 0) != STR_NPOS ||
		    str_find_char(line, '\r', 0) != STR_NPOS)
			return false;
		for (size_t i = 0; i < line.n; i++)
			if ((unsigned char)line.p[i] < ' ' || (unsigned char)line.p[i] > '~')
				return false;
		if (line.n > 78)
			return false;
		if (is_header && line.n == 0)
			is_header = false;
		else if (is_header && line.p[0] != ' ') {
			struct str name = str_of(next_name < COUNT_OF(names) ? names[next_name++] : "none");
			if (!str_starts(line, name) || line.p[name.n] != ':')
				return false;
		}
		from = end + 2;
	}
	return !is_header && next_name == COUNT_OF(names);
}

static bool a_message_is_read_back(struct gen *gen)
{
	struct mime mime = plain;
	mime.title = gen_text(gen, 120);
	mime.to_name = gen_text(gen, 60);
	mime.text = gen_text(gen, 400);
	gen_note(gen, "title=%.*s name=%.*s text=%.*s", STR_ARG(str_hex(gen->arena, mime.title)),
		 STR_ARG(str_hex(gen->arena, mime.to_name)), STR_ARG(str_hex(gen->arena, mime.text)));
	struct str message = mime_write(gen->arena, &mime);
	if (!is_well_formed(message))
		return false;
	size_t subject = str_find(message, STR("\r\nSubject: "), 0) + 11;
	size_t body = str_find(message, STR("\r\n\r\n"), 0) + 4;
	struct str title =
		title_read(gen->arena, str_slice(message, subject, str_find(message, STR("\r\nMessage-ID: "), 0)));
	struct buf text = buf_open(gen->arena, message.n);
	unescape(&text, str_slice(message, body, message.n), false);
	struct buf wanted_title = buf_open(gen->arena, 0);
	for (size_t i = 0; i < mime.title.n; i++) {
		char c = mime.title.p[i];
		buf_char(&wanted_title, (unsigned char)c < ' ' || c == 0x7f ? ' ' : c);
	}
	if (!str_eq(title, str_trim(buf_view(&wanted_title))))
		return false;
	bool has_end = mime.text.n && mime.text.p[mime.text.n - 1] == '\n';
	struct str wanted = str_fmt(gen->arena, "%.*s%s", STR_ARG(mime.text), has_end ? "" : "\n");
	return str_eq(buf_view(&text), wanted);
}

static void any_text_is_read_back(void **state)
{
	(void)state;
	assert_true(property_holds("a message is read back", a_message_is_read_back, 3000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(a_plain_message),
		ctx_test(a_message_with_a_page),
		ctx_test(titles_in_other_scripts_are_encoded),
		ctx_test(dates_before_1970_are_dates_too),
		cmocka_unit_test(any_text_is_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
