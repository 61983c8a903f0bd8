/* Depths: of headings by their rank, of labelled elements by the series that their labels continue. */
#include "codes/import/outline.h"

#define LETTER_I 9

struct provision *outline_put(struct outline *o, enum provision_kind kind, int32_t depth, struct str label,
			      struct str heading, struct str text)
{
	if (o->n == o->capacity) {
		size_t more = o->capacity ? o->capacity * 2 : 64;
		o->p = arena_grow(o->doc->arena, o->p, o->capacity * sizeof(*o->p), more * sizeof(*o->p));
		o->capacity = more;
	}
	struct provision *p = &o->p[o->n];
	*p = (struct provision){.position = (int32_t)o->n,
				.depth = depth,
				.kind = (int32_t)kind,
				.label = label,
				.heading = heading,
				.text = text};
	o->n++;
	o->newest[depth] = o->n;
	if (kind == PROVISION_VALUE && o->n_values < VALUE_NAMES)
		o->values[o->n_values++] = str_trim(heading);
	o->has_body |= kind != PROVISION_TITLE && kind != PROVISION_INSTRUMENT && kind != PROVISION_PREAMBLE &&
		       kind != PROVISION_EPIGRAPH;
	return p;
}

static size_t headings_below(const struct outline *o, int rank)
{
	size_t n = o->n_headings;
	while (n > 0 && o->headings[n - 1].rank >= rank)
		n--;
	return n;
}

const struct open_heading *outline_parent(const struct outline *o, int rank)
{
	size_t n = headings_below(o, rank);
	return n > 0 ? &o->headings[n - 1] : NULL;
}

enum sense outline_sense(const struct outline *o)
{
	return o->n_headings > 0 ? o->headings[o->n_headings - 1].sense : SENSE_NONE;
}

bool outline_is_open(const struct outline *o, enum sense sense)
{
	for (size_t i = 0; i < o->n_headings; i++)
		if (o->headings[i].sense == sense)
			return true;
	return false;
}

int32_t outline_base(const struct outline *o)
{
	return o->n_headings > 0 ? o->headings[o->n_headings - 1].depth + 1 : 0;
}

const struct provision *outline_above(const struct outline *o, int32_t depth)
{
	size_t above = 0;
	for (int32_t i = 0; i < depth; i++)
		above = o->newest[i] > above ? o->newest[i] : above;
	return above > 0 ? &o->p[above - 1] : NULL;
}

void outline_append(struct outline *o, char between, struct str text)
{
	struct provision *last = &o->p[o->n - 1];
	if (last->text.p == NULL || last->text.p != o->tail.p) {
		o->tail = buf_open(o->doc->arena, last->text.n + text.n + 1);
		buf_str(&o->tail, last->text);
	}
	if (o->tail.n > 0)
		buf_char(&o->tail, between);
	buf_str(&o->tail, text);
	last->text = buf_view(&o->tail);
}

void outline_open(struct outline *o, enum provision_kind kind, int rank, enum sense sense, struct str label,
		  struct str heading, struct str text)
{
	o->n_headings = headings_below(o, rank);
	int32_t depth = outline_base(o);
	if (o->n_headings < OPEN_HEADINGS)
		o->headings[o->n_headings++] =
			(struct open_heading){.rank = rank,
					      .depth = depth,
					      .sense = sense,
					      .is_sign = str_find(label, STR("§"), 0) != STR_NPOS};
	o->n_series = 0;
	o->has_clause = false;
	outline_put(o, kind, depth, label, heading, text);
}

/* ---- Series ---- */

static bool continues(const struct series *series, enum label_type type, int64_t value)
{
	return series->label.type == type && series->label.value + 1 == value;
}

/* "(i)" is a letter behind "(h)", else the roman one; likewise "(v)" and "(x)", and "(ii)" behind "(hh)". Open series
 * tell which. */
static void settle_roman(const struct outline *o, struct label *label)
{
	for (size_t i = o->n_series; label->type == LABEL_ROMAN && label->as_letter && i > 0; i--) {
		const struct series *series = &o->series[i - 1];
		if (series->is_paragraph || series->label.is_upper != label->is_upper)
			continue;
		if (continues(series, LABEL_ROMAN, label->value))
			return;
		if (continues(series, LABEL_LETTER, label->as_letter)) {
			label->type = LABEL_LETTER;
			label->value = label->as_letter;
			return;
		}
	}
	if (label->type != LABEL_LETTER || label->as_roman == 0)
		return;
	for (size_t i = o->n_series; i > 0; i--) {
		const struct series *series = &o->series[i - 1];
		if (series->is_paragraph || series->label.is_upper != label->is_upper)
			continue;
		if (continues(series, LABEL_ROMAN, label->as_roman))
			break;
		/* Right after "(h) … :" a list may begin with "(i)". */
		bool begins_list = label->value == LETTER_I && series->is_lead && i == o->n_series;
		if (continues(series, LABEL_LETTER, label->value) && !begins_list)
			return;
	}
	label->type = LABEL_ROMAN;
	label->value = label->as_roman;
}

static bool is_listed(enum label_type type)
{
	return type == LABEL_BULLET || type == LABEL_NONE;
}

static bool is_same_series(const struct series *series, const struct label *label, size_t indent)
{
	const struct label *last = &series->label;
	if (series->is_paragraph || last->type != label->type || last->is_upper != label->is_upper ||
	    last->is_paren != label->is_paren)
		return false;
	if (label->type == LABEL_DECIMAL)
		return last->parts == label->parts;
	return series->indent == indent;
}

/* May the series stay open, and the label stand below it? */
static bool stays_open(const struct series *series, const struct label *label, size_t indent, bool is_marked)
{
	/* One marked list behind another, whatever their marks, is no part of it. */
	if (series->is_marked && is_marked && series->indent >= indent)
		return false;
	if (series->is_paragraph)
		return label->type != LABEL_DECIMAL && label->type != LABEL_INTEGER && label->type != LABEL_SIGN;
	if (label->type == LABEL_DECIMAL || label->type == LABEL_SIGN)
		return series->label.type == LABEL_DECIMAL && series->label.parts < label->parts;
	if (is_listed(label->type) && is_listed(series->label.type))
		return series->indent < indent;
	return true;
}

static size_t indent_of(const struct label *label, const struct block *block)
{
	if (block->kind == BLOCK_ITEM)
		return (size_t)block->level;
	return is_listed(label->type) ? block->indent : 0;
}

/* 1 + the index of the series that the label continues; 0: none. */
static size_t series_of(const struct outline *o, const struct label *label, size_t indent)
{
	for (size_t i = o->n_series; i > 0; i--)
		if (is_same_series(&o->series[i - 1], label, indent))
			return i;
	return 0;
}

int32_t outline_series(struct outline *o, struct label label, const struct block *block)
{
	settle_roman(o, &label);
	size_t indent = indent_of(&label, block);
	bool is_marked = block->kind == BLOCK_ITEM;
	size_t same = series_of(o, &label, indent);
	if (same) {
		o->n_series = same;
		o->series[same - 1].label = label;
		o->series[same - 1].is_lead = false;
		return o->series[same - 1].depth;
	}
	while (o->n_series > 0 && !stays_open(&o->series[o->n_series - 1], &label, indent, is_marked))
		o->n_series--;
	if (o->n_series == OPEN_SERIES)
		return o->series[o->n_series - 1].depth;
	int32_t depth = o->n_series > 0 ? o->series[o->n_series - 1].depth + 1 : outline_base(o);
	o->series[o->n_series++] =
		(struct series){.label = label, .indent = indent, .depth = depth, .is_marked = is_marked};
	return depth;
}

bool outline_is_newest(const struct outline *o, struct label label, const struct block *block)
{
	settle_roman(o, &label);
	size_t same = series_of(o, &label, indent_of(&label, block));
	return same && o->series[same - 1].label.value == label.value;
}

int32_t outline_end_series(struct outline *o)
{
	o->n_series = 0;
	return outline_base(o);
}

int32_t outline_resume(struct outline *o, struct label label, const struct block *block)
{
	settle_roman(o, &label);
	o->n_series = series_of(o, &label, indent_of(&label, block));
	return o->n_series > 0 ? o->series[o->n_series - 1].depth : outline_base(o);
}

void outline_lead(struct outline *o, int32_t depth)
{
	if (o->n_series < OPEN_SERIES)
		o->series[o->n_series++] = (struct series){.depth = depth, .is_paragraph = true};
}
