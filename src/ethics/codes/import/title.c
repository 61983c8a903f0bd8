/* What is found out before the rest is put in its place: the title page, and what kind of text it is. */
#include "codes/import/outline.h"

#define TITLE_BLOCKS  4
#define SUBTITLE_LINE 80
#define TITLE_WORDS   14
#define TENETS_MIN    3
#define EXAMPLES_MIN  2

/* ---- The title page ---- */

static bool has_title_word(struct arena *arena, struct str text)
{
	static const struct str words[] = {STR_INIT("code"),      STR_INIT("ethics"),     STR_INIT("conduct"),
					   STR_INIT("policy"),    STR_INIT("rules"),      STR_INIT("charter"),
					   STR_INIT("standards"), STR_INIT("plan"),       STR_INIT("protocol"),
					   STR_INIT("ordinance"), STR_INIT("principles"), STR_INIT("pledge")};
	struct str rest = text, word;
	while (shape_next_plain(arena, &rest, &word))
		for (size_t i = 0; i < COUNT_OF(words); i++)
			if (str_eq(word, words[i]))
				return true;
	return false;
}

/* Short lines below the title, and no heading: "For / Elected Officials / Appointed Officials". */
static bool is_subtitle(const struct outline *o, size_t i)
{
	const struct shape *shape = &o->shapes[i];
	if (shape->kind != SHAPE_PARAGRAPH || o->doc->blocks[i].kind != BLOCK_PARAGRAPH ||
	    shape_ends_sentence(shape->text))
		return false;
	struct str rest = shape->text, line;
	size_t lines = 0;
	for (; str_cut(&rest, '\n', &line); lines++)
		if (line.n > SUBTITLE_LINE || str_find_char(line, '\t', 0) != STR_NPOS)
			return false;
	return lines > 1 || o->doc->has_headings;
}

static size_t title_last(const struct outline *o, size_t first)
{
	if (o->doc->blocks[first].kind == BLOCK_HEADING)
		return first;
	for (size_t i = first; i < o->doc->n && i < first + TITLE_BLOCKS && o->shapes[i].kind == SHAPE_HEADING; i++)
		if (has_title_word(o->doc->arena, o->shapes[i].text))
			return i;
	return first;
}

/* A short line above the first marked heading: "City of Alder Quay Municipal Code." */
static bool is_running_title(const struct outline *o, size_t i)
{
	return i + 1 < o->doc->n && o->doc->has_headings && o->shapes[i].kind == SHAPE_PARAGRAPH &&
	       o->doc->blocks[i].kind == BLOCK_PARAGRAPH && o->doc->blocks[i + 1].kind == BLOCK_HEADING &&
	       text_words(o->shapes[i].text) <= TITLE_WORDS && has_title_word(o->doc->arena, o->shapes[i].text);
}

size_t outline_title(struct outline *o, size_t first)
{
	if (first < o->doc->n && is_running_title(o, first)) {
		outline_put(o, PROVISION_TITLE, 0, (struct str){0}, (struct str){0}, o->shapes[first].text);
		return first + 1;
	}
	if (first >= o->doc->n || o->shapes[first].kind != SHAPE_HEADING)
		return first;
	size_t last = title_last(o, first);
	struct str text = o->shapes[first].text;
	for (size_t i = first + 1; i <= last; i++)
		text = str_fmt(o->doc->arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(o->doc->blocks[i].text));
	outline_put(o, PROVISION_TITLE, 0, o->shapes[first].label.text, (struct str){0}, text);
	size_t next = last + 1;
	for (; next < o->doc->n && is_subtitle(o, next); next++)
		outline_put(o, PROVISION_TITLE, 0, (struct str){0}, (struct str){0}, o->shapes[next].text);
	return next;
}

struct str outline_title_plain(struct arena *arena, const struct provision *title)
{
	struct buf name = buf_open(arena, title->text.n);
	struct str rest = title->text, word;
	while (text_next_word(&rest, &word)) {
		if (name.n > 0)
			buf_char(&name, ' ');
		buf_str(&name, word);
	}
	struct str text = buf_view(&name);
	static const struct str parts[] = {STR_INIT(" - Introduction"), STR_INIT(" – Introduction"), STR_INIT("*"),
					   STR_INIT(".")};
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (str_ends(text, parts[i]))
			text = str_slice(text, 0, text.n - parts[i].n);
	return text;
}

struct str outline_chapter_title(const struct outline *o)
{
	const struct provision *chapter = NULL;
	for (size_t i = 0; i < o->n; i++) {
		const struct provision *p = &o->p[i];
		bool is_chapter = p->kind == PROVISION_HEADING && p->depth == 0 && p->label.n > 0;
		if (is_chapter && chapter)
			return (struct str){0};
		chapter = is_chapter ? p : chapter;
	}
	if (o->doc->file == 0 || !chapter || !has_title_word(o->doc->arena, chapter->heading))
		return (struct str){0};
	const struct provision title = {.text = chapter->heading};
	return outline_title_plain(o->doc->arena, &title);
}

/* ---- The text as a whole ---- */

/* "example 2", "examples 4 and 5" */
static size_t examples_named(struct str text)
{
	size_t n = 0;
	for (size_t at = 0; (at = str_find(text, STR("xample"), at)) != STR_NPOS; at++) {
		size_t next = at + strlen("xample");
		next += next < text.n && text.p[next] == 's';
		n += next + 1 < text.n && text.p[next] == ' ' && text.p[next + 1] >= '1' && text.p[next + 1] <= '9';
	}
	return n;
}

static void survey_examples(struct outline *o)
{
	size_t named = 0;
	for (size_t i = 0; i < o->doc->n; i++) {
		struct str text = o->doc->blocks[i].text;
		if (str_starts(text, STR("Example")))
			return;
		named += examples_named(text);
	}
	o->has_unmarked_examples = named >= EXAMPLES_MIN;
}

/* Numbered from 1 below a title, and no other heading: the shape of a code of tenets. */
void outline_survey(struct outline *o, size_t from)
{
	size_t headings = 0, integers = 0, others = 0;
	for (size_t i = from; i < o->doc->n; i++) {
		headings += o->shapes[i].kind == SHAPE_HEADING;
		bool is_labelled = o->shapes[i].kind == SHAPE_LABELLED;
		integers += is_labelled && o->shapes[i].label.type == LABEL_INTEGER;
		others += is_labelled && o->shapes[i].label.type != LABEL_INTEGER;
	}
	o->has_parts = headings + integers + others > 0;
	o->has_tenets = headings == 0 && others == 0 && integers >= TENETS_MIN;
	survey_examples(o);
}
