/* Markdown that export_markdown wrote, perhaps edited since. */
#include "codes/import/exact.h"

#define COMMENT_OPEN  "<!-- "
#define COMMENT_CLOSE " -->"

bool own_markdown(struct str text)
{
	return str_starts(text, STR(OWN_MARKDOWN));
}

struct lines {
	struct ctx *ctx;
	struct str filename;
	struct str rest;
	struct str line; /* the current one */
	int64_t number;  /* its */
	bool is_over;
};

static void next_line(struct lines *lines)
{
	lines->number++;
	lines->is_over = lines->rest.n == 0 || !str_cut(&lines->rest, '\n', &lines->line);
	if (lines->is_over)
		lines->line = (struct str){0};
}

/* ---- Escapes ---- */

static bool is_punctuation(char c)
{
	return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

/* The character that "&#NN;" at i stands for, 0 for none; *ret_end is behind it. Only what the writer makes. */
static char numbered(struct str s, size_t i, size_t *ret_end)
{
	size_t end = str_find_char(s, ';', i);
	int64_t number;
	if (!str_starts(str_slice(s, i, s.n), STR("&#")) || end == STR_NPOS || end - i > 6 ||
	    !str_to_i64(str_slice(s, i + 2, end), &number) || (number < ' ' && number != '\t' && number != '\n') ||
	    number > '~')
		return 0;
	*ret_end = end + 1;
	return (char)number;
}

static void unescape(struct buf *out, struct str s, bool has_backslashes)
{
	for (size_t i = 0; i < s.n;) {
		size_t end = 0;
		char c = numbered(s, i, &end);
		if (c) {
			buf_char(out, c);
			i = end;
			continue;
		}
		i += has_backslashes && s.p[i] == '\\' && i + 1 < s.n && is_punctuation(s.p[i + 1]);
		buf_char(out, s.p[i++]);
	}
}

static struct str unescaped(struct arena *arena, struct str s)
{
	struct buf out = buf_open(arena, s.n);
	unescape(&out, s, true);
	return buf_view(&out);
}

/* Does a single backslash end the line: another one follows. */
static bool is_continued(struct str line)
{
	size_t n = 0;
	while (n < line.n && line.p[line.n - 1 - n] == '\\')
		n++;
	return n % 2 == 1;
}

/* ---- Comments ---- */

/* `name="value"` pairs behind the first words of a comment; empty when it is not there. */
static struct str said(struct arena *arena, struct str comment, const char *name)
{
	struct str start = str_fmt(arena, " %s=\"", name);
	size_t at = str_find(comment, start, 0);
	if (at == STR_NPOS)
		return (struct str){0};
	size_t from = at + start.n, to = str_find_char(comment, '"', from);
	struct buf value = buf_open(arena, 64);
	unescape(&value, str_slice(comment, from, to == STR_NPOS ? comment.n : to), false);
	return buf_view(&value);
}

static bool is_comment(struct str line)
{
	return str_starts(line, STR(COMMENT_OPEN)) && str_ends(line, STR(COMMENT_CLOSE));
}

static bool read_comment(struct lines *lines, struct provision *p)
{
	struct str rest = str_slice(lines->line, sizeof(COMMENT_OPEN) - 1, lines->line.n), kind, depth;
	int64_t number = -1;
	bool is_right = text_next_word(&rest, &kind) && provision_kind_parse(kind, &p->kind) &&
			text_next_word(&rest, &depth) && str_to_i64(depth, &number) && number >= 0 &&
			number < INT32_MAX;
	p->depth = (int32_t)number;
	p->audience = said(lines->ctx->arena, lines->line, "audience");
	p->lang = said(lines->ctx->arena, lines->line, "lang");
	if (!is_right)
		(void)problem_at(lines->ctx, lines->filename, lines->number, 1,
				 msg("this comment has to say a kind and a depth, such as <!-- clause 1 -->"));
	return is_right;
}

/* ---- Elements ---- */

/* From the rest of a line on, and further lines while a backslash ends them. */
static struct str read_text(struct lines *lines, struct str first, size_t indent)
{
	struct buf text = buf_open(lines->ctx->arena, first.n);
	struct str line = first;
	while (is_continued(line)) {
		unescape(&text, str_slice(line, 0, line.n - 1), true);
		buf_char(&text, '\n');
		next_line(lines);
		line = lines->line;
		for (size_t i = 0; i < indent && line.n > 0 && line.p[0] == ' '; i++)
			line = str_slice(line, 1, line.n);
	}
	unescape(&text, line, true);
	next_line(lines);
	return buf_view(&text);
}

/* Takes "**label**" and the space behind it off the front. */
static struct str take_label(struct arena *arena, struct str *line)
{
	if (!str_starts(*line, STR("**")))
		return (struct str){0};
	size_t end = 2;
	while (end < line->n && !str_starts(str_slice(*line, end, line->n), STR("**")))
		end += line->p[end] == '\\' ? 2 : 1;
	if (end >= line->n)
		return (struct str){0};
	struct str label = unescaped(arena, str_slice(*line, 2, end));
	*line = str_slice(*line, end + 2, line->n);
	if (str_starts(*line, STR(" ")))
		*line = str_slice(*line, 1, line->n);
	return label;
}

static void skip_empty(struct lines *lines)
{
	while (!lines->is_over && str_trim(lines->line).n == 0)
		next_line(lines);
}

static void read_heading(struct lines *lines, struct provision *p)
{
	struct arena *arena = lines->ctx->arena;
	struct str line = lines->line;
	bool is_title = p->kind == PROVISION_TITLE && str_starts(line, STR("# "));
	while (str_starts(line, STR("#")))
		line = str_slice(line, 1, line.n);
	if (str_starts(line, STR(" ")))
		line = str_slice(line, 1, line.n);
	if (!is_title)
		p->label = take_label(arena, &line);
	next_line(lines);
	if (is_title) {
		p->text = unescaped(arena, line);
		return;
	}
	p->heading = unescaped(arena, line);
	skip_empty(lines);
	if (!lines->is_over && !is_comment(lines->line))
		p->text = read_text(lines, lines->line, 0);
}

static bool is_bullet(struct str line)
{
	return line.n > 0 && (line.p[0] == '-' || line.p[0] == '*' || line.p[0] == '+') &&
	       (line.n == 1 || line.p[1] == ' ');
}

static void read_element(struct lines *lines, struct exact *exact)
{
	struct provision p = {0};
	struct place place = {lines->filename, lines->number, 0};
	bool is_right = read_comment(lines, &p);
	next_line(lines);
	struct str line = lines->line;
	if (str_starts(line, STR("#"))) {
		read_heading(lines, &p);
	} else if (is_bullet(line)) {
		p.label = str_slice(line, 0, 1);
		p.text = read_text(lines, str_slice(line, 2, line.n), 2);
	} else if (line.n > 0 && !is_comment(line)) {
		p.label = take_label(lines->ctx->arena, &line);
		p.text = read_text(lines, line, 0);
	}
	if (is_right)
		exact_add(exact, p, (struct str){0}, place);
}

static enum outcome read_facts(struct ctx *ctx, const struct code_file *file, struct str comment,
			       struct edition_facts *facts, struct str *ret_title)
{
	struct arena *arena = ctx->arena;
	const struct facts_text text = {
		.slug = said(arena, comment, "code"),
		.number = said(arena, comment, "edition"),
		.change = said(arena, comment, "change"),
		.in_force_from = said(arena, comment, "in-force-from"),
		.lang = said(arena, comment, "lang"),
		.origin = said(arena, comment, "origin"),
		.instrument_kind = said(arena, comment, "instrument-kind"),
		.instrument_number = said(arena, comment, "instrument-number"),
		.instrument_body = said(arena, comment, "instrument-body"),
		.instrument_day = said(arena, comment, "instrument-day"),
		.instrument_link = said(arena, comment, "instrument-link"),
	};
	const struct place place = {file->name, 1, 0};
	TRY(exact_facts(ctx, &text, place, facts));
	return exact_title(ctx, file, said(arena, comment, "title"), place, ret_title);
}

enum outcome own_markdown_parse(struct ctx *ctx, const struct code_file *file, struct code_import *ret_import)
{
	struct lines lines = {.ctx = ctx, .filename = file->name, .rest = file->content};
	struct exact exact = {.ctx = ctx, .file = file};
	struct edition_facts *facts = arena_array(ctx->arena, struct edition_facts, 1);
	struct code_import import;
	struct str title = {0};
	next_line(&lines);
	enum outcome told = read_facts(ctx, file, lines.line, facts, &title);
	for (next_line(&lines); !lines.is_over;) {
		skip_empty(&lines);
		if (lines.is_over)
			break;
		if (is_comment(lines.line)) {
			read_element(&lines, &exact);
			continue;
		}
		(void)problem_at(
			ctx, file->name, lines.number, 1,
			msg("nothing says what this is: put a comment such as <!-- paragraph 1 --> before it, with "
			    "its kind and depth. Or take the first line of the file out: then all of it is "
			    "recognised anew"));
		while (!lines.is_over && !is_comment(lines.line))
			next_line(&lines);
	}
	TRY(exact_close(&exact, &import));
	TRY(told);
	import.title = title;
	import.facts = facts;
	import.instrument = facts->instrument;
	*ret_import = import;
	return OK;
}
