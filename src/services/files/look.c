#include "files/look.h"

/* ---- Parts ---- */

static void range_add(struct arena *arena, struct file_range **ranges, size_t *n, size_t *room, struct file_range range)
{
	if (*n == *room) {
		size_t more = *room ? 2 * *room : 16;
		struct file_range *grown = arena_array(arena, struct file_range, more);
		if (*n)
			memcpy(grown, *ranges, *n * sizeof(*grown));
		*ranges = grown;
		*room = more;
	}
	(*ranges)[(*n)++] = range;
}

void parts_keep(struct arena *arena, struct file_parts *parts, size_t from, size_t to)
{
	if (parts->n_keep && parts->keep[parts->n_keep - 1].to == from)
		parts->keep[parts->n_keep - 1].to = to;
	else if (from < to)
		range_add(arena, &parts->keep, &parts->n_keep, &parts->keep_room, (struct file_range){from, to});
}

void parts_blank(struct arena *arena, struct file_parts *parts, size_t from, size_t to)
{
	if (from < to)
		range_add(arena, &parts->blank, &parts->n_blank, &parts->blank_room, (struct file_range){from, to});
}

struct str parts_copy(struct arena *arena, struct str content, const struct file_parts *parts)
{
	if (!parts->can_clean)
		return (struct str){0};
	char *whole = arena_copy(arena, content.p, content.n);
	for (size_t i = 0; i < parts->n_blank; i++)
		memset(whole + parts->blank[i].from, ' ', parts->blank[i].to - parts->blank[i].from);
	struct buf out = buf_open(arena, content.n);
	for (size_t i = 0; i < parts->n_keep; i++)
		buf_bytes(&out, whole + parts->keep[i].from, parts->keep[i].to - parts->keep[i].from);
	return buf_view(&out);
}

static enum outcome damaged(struct ctx *ctx)
{
	return problem_add(ctx, "", msg("The file is damaged. Save it again, or make a new picture, and send that"));
}

static enum outcome two_things(struct ctx *ctx)
{
	return problem_add(ctx, "",
			   msg("Behind its end the file holds something else. Save it anew, and send the new one"));
}

static uint32_t be32(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static size_t be16(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;
	return (size_t)b[0] << 8 | b[1];
}

/* ---- PNG (ISO/IEC 15948): chunks to the end of the file ---- */

#define PNG_SIGNATURE STR("\x89PNG\r\n\x1a\n")

/* Those that draw the picture. Text, times, places, profiles with names and further pictures are not among them. */
static bool png_draws(struct str type)
{
	static const char *const drawing[] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA",
					      "cHRM", "sRGB", "sBIT", "bKGD", "pHYs"};
	for (size_t i = 0; i < COUNT_OF(drawing); i++)
		if (str_eq(type, str_of(drawing[i])))
			return true;
	return false;
}

static enum outcome png_look(struct ctx *ctx, struct str s, struct file_parts *parts)
{
	size_t at = PNG_SIGNATURE.n;
	bool has_data = false;
	parts_keep(ctx->arena, parts, 0, at);
	for (bool first = true;; first = false) {
		if (s.n - at < 12)
			return damaged(ctx);
		size_t n = be32(s.p + at);
		struct str type = str_slice(s, at + 4, at + 8);
		if (n > s.n - at - 12 || first != str_eq(type, STR("IHDR")) || (first && n != 13))
			return damaged(ctx);
		size_t end = at + 12 + n;
		if (png_draws(type))
			parts_keep(ctx->arena, parts, at, end);
		has_data = has_data || str_eq(type, STR("IDAT"));
		at = end;
		if (str_eq(type, STR("IEND")))
			break;
	}
	if (!has_data)
		return damaged(ctx);
	parts->can_clean = true;
	return at == s.n ? OK : two_things(ctx);
}

/* ---- JPEG (ITU-T T.81, annex B): segments, then the drawing ---- */

enum { JPEG_SOI = 0xd8, JPEG_EOI = 0xd9, JPEG_SOS = 0xda, JPEG_APP0 = 0xe0, JPEG_APP14 = 0xee, JPEG_COM = 0xfe };

/* Does it stand alone, without a length? */
static bool jpeg_is_bare(unsigned marker)
{
	return (marker >= 0xd0 && marker <= 0xd7) || marker == 0x01;
}

/* APP0 holds the shape of the pixels, APP14 how colours are to be read; what else programs add says who, when, where.
 */
static bool jpeg_draws(unsigned marker, struct str segment)
{
	if (marker == JPEG_APP0)
		return segment.n == 18 && str_eq(str_slice(segment, 4, 9), STR("JFIF\0"));
	if (marker == JPEG_APP14)
		return str_eq(str_slice(segment, 4, 9), STR("Adobe"));
	return (marker < JPEG_APP0 || marker > 0xef) && marker != JPEG_COM;
}

/* The end of what was drawn: where the next marker begins. */
static size_t jpeg_drawn(struct str s, size_t at)
{
	for (; at + 1 < s.n; at++) {
		unsigned next = (unsigned char)s.p[at + 1];
		if ((unsigned char)s.p[at] == 0xff && next != 0 && next != 0xff && !(next >= 0xd0 && next <= 0xd7))
			return at;
	}
	return s.n;
}

/* Cameras put further pictures and notes behind the end; what another program would open is refused. */
static bool is_another_file(struct str rest)
{
	static const struct str begins[] = {STR_INIT("PK\003\004"), STR_INIT("PK\005\006"), STR_INIT("%PDF-"),
					    STR_INIT("<!DOCTYPE"),  STR_INIT("<html"),      STR_INIT("<script"),
					    STR_INIT("<svg"),       STR_INIT("Rar!"),       STR_INIT("\177ELF"),
					    STR_INIT("<?php"),      STR_INIT("7z\xbc\xaf")};
	for (size_t i = 0; i < COUNT_OF(begins); i++)
		if (str_find(rest, begins[i], 0) != STR_NPOS)
			return true;
	return false;
}

static enum outcome jpeg_look(struct ctx *ctx, struct str s, struct file_parts *parts)
{
	size_t at = 2;
	bool has_data = false;
	parts_keep(ctx->arena, parts, 0, at);
	for (;;) {
		size_t begin = at;
		while (at < s.n && (unsigned char)s.p[at] == 0xff)
			at++;
		if (at == begin || at >= s.n)
			return damaged(ctx);
		unsigned marker = (unsigned char)s.p[at++];
		if (marker == JPEG_EOI) {
			parts_keep(ctx->arena, parts, at - 2, at);
			break;
		}
		if (jpeg_is_bare(marker))
			continue;
		if (marker == 0 || marker == JPEG_SOI || s.n - at < 2 || be16(s.p + at) < 2 ||
		    be16(s.p + at) > s.n - at)
			return damaged(ctx);
		size_t end = at + be16(s.p + at);
		if (marker == JPEG_SOS) {
			has_data = true;
			end = jpeg_drawn(s, end);
		}
		if (jpeg_draws(marker, str_slice(s, at - 2, end)))
			parts_keep(ctx->arena, parts, at - 2, end);
		at = end;
	}
	if (!has_data)
		return damaged(ctx);
	parts->can_clean = true;
	return is_another_file(str_slice(s, at, s.n)) ? two_things(ctx) : OK;
}

/* ---- Text ---- */

static bool is_plain(struct str s)
{
	if (utf8_fault(s) != STR_NPOS)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') || c == 0x7f)
			return false;
	}
	return true;
}

/* What a browser or a shell would take for its own. */
static bool is_markup(struct str s)
{
	if (str_starts(s, STR("\xef\xbb\xbf")))
		s = str_slice(s, 3, s.n);
	s = str_trim(s);
	if (str_starts(s, STR("#!")) || str_starts(s, STR("%!")))
		return true;
	if (s.n < 2 || s.p[0] != '<')
		return false;
	char c = s.p[1];
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '!' || c == '?' || c == '/';
}

static enum outcome not_taken(struct ctx *ctx)
{
	return problem_add(ctx, "",
			   msg("Send a PDF, a picture (JPEG or PNG), or plain text (also CSV, in UTF-8). Anything else "
			       "you can print to a PDF. What counts is what is in the file, not what it is called"));
}

enum outcome parts_look(struct ctx *ctx, struct str content, struct file_parts *ret_parts)
{
	struct file_parts parts = {.kind = FILE_TEXT};
	if (str_empty(content))
		return problem_add(ctx, "", msg("The file is empty"));
	if (str_starts(content, PNG_SIGNATURE)) {
		parts.kind = FILE_PNG;
		TRY(png_look(ctx, content, &parts));
	} else if (str_starts(content, STR("\xff\xd8\xff"))) {
		parts.kind = FILE_JPEG;
		TRY(jpeg_look(ctx, content, &parts));
	} else if (str_starts(content, STR("%PDF-"))) {
		parts.kind = FILE_PDF;
		TRY(pdf_look(ctx, content, &parts));
	} else if (is_plain(content) && !is_markup(content)) {
		parts.hints = hints_of(content);
		parts.can_clean = true;
		parts_keep(ctx->arena, &parts, 0, content.n);
	} else {
		return not_taken(ctx);
	}
	*ret_parts = parts;
	return OK;
}
