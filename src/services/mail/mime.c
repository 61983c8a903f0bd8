/* Headers, encoded words, quoted-printable. */
#include "mail/mime.h"

#define LINE_CHARS   76 /* RFC 2045 section 6.7, RFC 2047 section 2 */
#define PLAIN_CHARS  60 /* a longer run without a space is encoded, since it cannot be folded */
#define WORD_CHARS   75 /* of an encoded word, RFC 2047 section 2 */
#define WORD_START   "=?utf-8?Q?"
#define WORD_END     "?="
#define WORD_OUTSIDE (sizeof(WORD_START) - 1 + sizeof(WORD_END) - 1)

static void hex_put(struct buf *out, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";
	buf_char(out, '=');
	buf_char(out, digits[c >> 4]);
	buf_char(out, digits[c & 15]);
}

/* ---- Headers ---- */

/* One line: what would end it is a space. */
static struct str one_line(struct arena *arena, struct str text)
{
	char *line = arena_copy(arena, text.p ? text.p : "", text.n);
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = ' ';
	return str_trim(str_bytes(line, text.n));
}

/* Can it stand as it is, folded at its spaces? */
static bool is_plain(struct str text)
{
	size_t run = 0;
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		run = c == ' ' ? 0 : run + 1;
		if (c < ' ' || c > '~' || run > PLAIN_CHARS || (c == ' ' && text.p[i - 1] == ' '))
			return false;
	}
	return str_find(text, STR("=?"), 0) == STR_NPOS;
}

/* Appends words at spaces over lines; *column is where the line stands. */
static void folded_put(struct buf *out, struct str text, size_t *column)
{
	struct str word;
	bool is_first = true;
	while (str_cut(&text, ' ', &word)) {
		if (!is_first && *column + 1 + word.n > LINE_CHARS) {
			buf_lit(out, "\r\n ");
			*column = 1;
		} else if (!is_first) {
			buf_char(out, ' ');
			++*column;
		}
		buf_str(out, word);
		*column += word.n;
		is_first = false;
	}
}

/* What may stand for itself in an encoded word, in a phrase too (RFC 2047 section 5). */
static bool is_word_char(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '!' || c == '*' ||
	       c == '+' || c == '-' || c == '/';
}

static size_t word_width(struct str character)
{
	unsigned char c = (unsigned char)character.p[0];
	return is_word_char(c) || c == ' ' ? 1 : 3 * character.n;
}

/* Appends encoded words, each of whole characters (RFC 2047 section 5); what folds them is not part of the text. */
static void words_put(struct buf *out, struct str text, size_t *column)
{
	size_t at = 0, room = 0;
	bool is_open = false;
	while (at < text.n) {
		size_t from = at;
		(void)utf8_next(text, &at);
		struct str character = str_slice(text, from, at);
		size_t width = word_width(character);
		if (is_open && width > room) {
			buf_lit(out, WORD_END "\r\n ");
			*column = 1;
			is_open = false;
		}
		if (!is_open) {
			buf_lit(out, WORD_START);
			room = LINE_CHARS - *column < WORD_CHARS ? LINE_CHARS - *column : WORD_CHARS;
			room -= WORD_OUTSIDE;
			is_open = true;
		}
		room -= width;
		for (size_t i = 0; i < character.n; i++) {
			unsigned char c = (unsigned char)character.p[i];
			if (c == ' ')
				buf_char(out, '_');
			else if (is_word_char(c))
				buf_char(out, (char)c);
			else
				hex_put(out, c);
		}
	}
	if (is_open)
		buf_lit(out, WORD_END);
	*column = LINE_CHARS;
}

static void text_header(struct buf *out, const char *name, struct str text)
{
	struct str line = one_line(out->arena, text);
	size_t column = strlen(name) + 2;
	buf_fmt(out, "%s: ", name);
	if (is_plain(line))
		folded_put(out, line, &column);
	else
		words_put(out, line, &column);
	buf_lit(out, "\r\n");
}

/* A name in quotation marks (RFC 5322 section 3.2.4) or as encoded words, then the address. */
static void address_header(struct buf *out, const char *header, struct str name, struct str address)
{
	struct str line = one_line(out->arena, name);
	size_t column = strlen(header) + 2;
	buf_fmt(out, "%s: ", header);
	if (line.n && line.n <= PLAIN_CHARS && is_plain(line)) {
		buf_char(out, '"');
		for (size_t i = 0; i < line.n; i++) {
			if (line.p[i] == '"' || line.p[i] == '\\')
				buf_char(out, '\\');
			buf_char(out, line.p[i]);
		}
		buf_char(out, '"');
	} else {
		words_put(out, line, &column);
	}
	if (line.n)
		buf_lit(out, "\r\n ");
	buf_fmt(out, "<%.*s>\r\n", STR_ARG(address));
}

/* RFC 5322 section 3.3, UTC. */
static void date_header(struct buf *out, struct instant instant)
{
	static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct instant bounded = instant_bounded(instant);
	struct day day = instant_day(bounded);
	struct date date = day_date(day);
	int64_t second = bounded.ms / 1000 - (int64_t)day.n * 86400;
	if (bounded.ms % 1000 < 0)
		second--;
	buf_fmt(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", days[(day.n % 7 + 7) % 7], date.day,
		months[date.month - 1], date.year, (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

/* ---- Parts ---- */

/* Does this byte of a line stand for itself? White space at a line's end would be lost on the way; "From " and "." at
 * its beginning mean something to programs that carry mail. */
static bool stands(struct str line, size_t i)
{
	unsigned char c = (unsigned char)line.p[i];
	if (c == ' ')
		return i + 1 < line.n;
	if (i == 0 && (c == '.' || str_starts(line, STR("From "))))
		return false;
	return c > ' ' && c <= '~' && c != '=';
}

/* RFC 2045 section 6.7. A byte never leaves its line but by a soft break. */
static void line_put(struct buf *out, struct str line)
{
	size_t column = 0;
	for (size_t i = 0; i < line.n; i++) {
		size_t width = stands(line, i) ? 1 : 3;
		if (column + width > LINE_CHARS - 1) {
			buf_lit(out, "=\r\n");
			column = 0;
		}
		if (width == 1)
			buf_char(out, line.p[i]);
		else
			hex_put(out, (unsigned char)line.p[i]);
		column += width;
	}
	buf_lit(out, "\r\n");
}

static void part_put(struct buf *out, const char *type, struct str text)
{
	struct str line;
	buf_fmt(out, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
	if (text.n && text.p[text.n - 1] == '\n')
		text.n--;
	if (!text.p)
		text = STR("");
	while (str_cut(&text, '\n', &line))
		line_put(out, line);
}

struct str mime_write(struct arena *arena, const struct mime *mime)
{
	struct buf out = buf_open(arena, 2048 + mime->text.n * 2 + mime->html.n * 2);
	/* "=_" cannot stand in quoted-printable, so that no text ends its part. */
	struct str mark = str_slice(mime->message_id, 0, str_find_char(mime->message_id, '@', 0));
	date_header(&out, mime->date);
	address_header(&out, "From", mime->from_name, mime->from);
	address_header(&out, "To", mime->to_name, mime->to);
	text_header(&out, "Subject", mime->title);
	buf_fmt(&out, "Message-ID: <%.*s>\r\n", STR_ARG(mime->message_id));
	buf_fmt(&out, "List-Id: <%.*s>\r\n", STR_ARG(mime->list_id));
	/* RFC 3834; the second header is what Exchange heeds. */
	buf_lit(&out,
		"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\nMIME-Version: 1.0\r\n");
	if (str_empty(mime->html)) {
		part_put(&out, "text/plain", mime->text);
		return buf_view(&out);
	}
	buf_fmt(&out, "Content-Type: multipart/alternative;\r\n boundary=\"=_%.*s\"\r\n\r\n", STR_ARG(mark));
	buf_fmt(&out, "--=_%.*s\r\n", STR_ARG(mark));
	part_put(&out, "text/plain", mime->text);
	buf_fmt(&out, "\r\n--=_%.*s\r\n", STR_ARG(mark));
	part_put(&out, "text/html", mime->html);
	buf_fmt(&out, "\r\n--=_%.*s--\r\n", STR_ARG(mark));
	return buf_view(&out);
}
