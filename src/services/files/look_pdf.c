/* PDF as far as we need it (ISO 32000-1): where it ends, whether it is locked or can run, what it says about itself.
 * What stands in compressed object streams (7.5.7) we do not see; where what it says about itself would stand there, no
 * copy is made. */
#include "files/look.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

/* Behind a name: "/JS" is not "/JSON". */
static bool name_ends(struct str s, size_t at)
{
	return at >= s.n || is_space(s.p[at]) || strchr("/()<>[]{}%", s.p[at]);
}

/* The next place of that name from `from` on, behind it; STR_NPOS. */
static size_t name_find(struct str s, struct str name, size_t from)
{
	for (size_t at = from; (at = str_find(s, name, at)) != STR_NPOS; at++)
		if (name_ends(s, at + name.n))
			return at + name.n;
	return STR_NPOS;
}

static bool names(struct str s, struct str name)
{
	return name_find(s, name, 0) != STR_NPOS;
}

/* The end of the file: behind its last "%%EOF" there is white space alone. */
static bool ends_well(struct str s)
{
	static const struct str mark = STR_INIT("%%EOF");
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return str_ends(s, mark);
}

static size_t ends_of(struct str s)
{
	size_t n = 0;
	for (size_t at = 0; (at = str_find(s, STR("%%EOF"), at)) != STR_NPOS; at++)
		n++;
	return n;
}

/* ---- What it says about itself ---- */

/* The literal string that begins at `at`, a "(": behind its end. */
static size_t string_end(struct str s, size_t at)
{
	int depth = 0;
	for (; at < s.n; at++) {
		if (s.p[at] == '\\') {
			at++;
			continue;
		}
		depth += s.p[at] == '(' ? 1 : s.p[at] == ')' ? -1 : 0;
		if (depth == 0)
			return at + 1;
	}
	return s.n;
}

/* All strings of an object become spaces: its keys, and so its shape, stay. */
static void strings_blank(struct arena *arena, struct str s, size_t at, size_t end, struct file_parts *parts)
{
	while (at < end) {
		if (s.p[at] == '(') {
			size_t to = string_end(str_slice(s, 0, end), at);
			if (to > at + 2)
				parts_blank(arena, parts, at + 1, to - 1);
			at = to;
		} else if (s.p[at] == '<' && at + 1 < end && s.p[at + 1] == '<') {
			at += 2;
		} else if (s.p[at] == '<') {
			size_t to = str_find_char(str_slice(s, 0, end), '>', at);
			to = to == STR_NPOS ? end : to;
			parts_blank(arena, parts, at + 1, to);
			at = to + 1;
		} else {
			at++;
		}
	}
}

/* "12 0 R" at `at`: the object's own head, "12 0 obj". */
static bool reference_read(struct arena *arena, struct str s, size_t at, struct str *ret_head)
{
	size_t begin, end, space = 0;
	while (at < s.n && is_space(s.p[at]))
		at++;
	begin = at;
	while (at < s.n && at - begin < 24 && ((s.p[at] >= '0' && s.p[at] <= '9') || s.p[at] == ' '))
		space += s.p[at++] == ' ';
	end = at;
	if (at >= s.n || s.p[at] != 'R' || space != 2 || end - begin < 4)
		return false;
	*ret_head = str_fmt(arena, "%.*sobj", (int)(end - begin), s.p + begin);
	return true;
}

/* Blanks each state of the object of that head; false: there is none in plain. */
static bool object_blank(struct arena *arena, struct str s, struct str head, struct file_parts *parts)
{
	bool any = false;
	for (size_t at = 0; (at = str_find(s, head, at)) != STR_NPOS; at += head.n) {
		if (at && s.p[at - 1] >= '0' && s.p[at - 1] <= '9')
			continue;
		size_t end = str_find(s, STR("endobj"), at);
		if (end == STR_NPOS)
			return false;
		strings_blank(arena, s, at + head.n, end, parts);
		any = true;
	}
	return any;
}

#define INFOS_MOST 16

static bool info_blank(struct ctx *ctx, struct str s, struct file_parts *parts)
{
	size_t n = 0;
	for (size_t at = 0; (at = name_find(s, STR("/Info"), at)) != STR_NPOS;) {
		struct str head;
		if (++n > INFOS_MOST || !reference_read(ctx->arena, s, at, &head) ||
		    !object_blank(ctx->arena, s, head, parts))
			return false;
	}
	return true;
}

/* Streams of metadata (14.3.2): their dictionaries always stand in plain. */
static size_t metadata_streams(struct str s)
{
	static const struct str word = STR_INIT("/Metadata");
	size_t n = 0;
	for (size_t at = 0; (at = name_find(s, STR("/Type"), at)) != STR_NPOS;) {
		while (at < s.n && is_space(s.p[at]))
			at++;
		n += str_starts(str_slice(s, at, s.n), word) && name_ends(s, at + word.n);
	}
	return n;
}

/* XMP (ISO 16684-1), where all of it stands in plain. */
static bool xmp_blank(struct ctx *ctx, struct str s, struct file_parts *parts)
{
	size_t n = 0;
	for (size_t at = 0; (at = str_find(s, STR("<x:xmpmeta"), at)) != STR_NPOS;) {
		size_t end = str_find(s, STR("</x:xmpmeta>"), at);
		if (end == STR_NPOS)
			return false;
		end += sizeof("</x:xmpmeta>") - 1;
		parts_blank(ctx->arena, parts, at, end);
		at = end;
		n++;
	}
	return n >= metadata_streams(s) && (n || !names(s, STR("/Metadata")));
}

enum outcome pdf_look(struct ctx *ctx, struct str s, struct file_parts *parts)
{
	static const struct str running[] = {STR_INIT("/JavaScript"), STR_INIT("/JS"), STR_INIT("/Launch"),
					     STR_INIT("/EmbeddedFile"), STR_INIT("/RichMedia")};
	if (!ends_well(s))
		return problem_add(ctx, "",
				   msg("This PDF does not end where a PDF ends: it is damaged, or holds something else "
				       "behind its end. Save it anew, and send the new one"));
	if (names(s, STR("/Encrypt")))
		return problem_add(ctx, "",
				   msg("This PDF is locked: the office could not read it. Save it without a password"));
	for (size_t i = 0; i < COUNT_OF(running); i++)
		if (names(s, running[i]))
			return problem_add(ctx, "",
					   msg("This PDF can run a program or carries other files. Print it to a new "
					       "PDF, and send that"));
	/* Where it was changed by adding to it, what was taken out is still there. */
	bool has_earlier_states = ends_of(s) > (names(s, STR("/Linearized")) ? 2 : 1);
	parts_keep(ctx->arena, parts, 0, s.n);
	bool can_clean = info_blank(ctx, s, parts) && xmp_blank(ctx, s, parts);
	parts->can_clean = can_clean && !has_earlier_states;
	return OK;
}
