/* The outline that recognition builds: provisions in order, and what stands open above the next one. Private to codes.
 */
#pragma once

#include "codes/import/import.h"

#define OPEN_HEADINGS 64
#define OPEN_SERIES   64
#define DEPTHS        (OPEN_HEADINGS + OPEN_SERIES + 2)
#define VALUE_NAMES   64

/* What a heading announces for all below it. */
enum sense {
	SENSE_NONE,
	SENSE_PREAMBLE,
	SENSE_VALUES, /* names of values follow */
	SENSE_VALUE,  /* one of them */
	SENSE_STANDARDS,
	SENSE_PRINCIPLES, /* names of principles follow */
	SENSE_PRINCIPLE,  /* one of them */
	SENSE_COMMITMENT,
	SENSE_GUIDELINES,
	SENSE_EXAMPLES,
	SENSE_TENETS,
};

struct open_heading {
	int rank;
	int32_t depth;
	enum sense sense;
	bool is_sign; /* "§ 12.3" */
};

/* A run of labels of one type: "(a)", "(b)" …; or an introduction ("…:") below which a list may come. */
struct series {
	struct label label; /* the newest */
	size_t indent;      /* of bullets; the nesting of a marked list's items */
	int32_t depth;
	bool is_lead;      /* ends with a colon */
	bool is_marked;    /* of a list that the document marks as one */
	bool is_paragraph; /* an introduction, no series */
};

struct outline {
	struct document *doc;
	const struct shape *shapes;
	const size_t *next_labelled; /* of each block; the number of blocks: none */
	struct provision *p;
	size_t n;
	size_t capacity;
	size_t newest[DEPTHS]; /* of each depth: 1 + its newest provision; 0: none */
	struct buf tail;       /* the text of the newest provision while it grows */
	struct str values[VALUE_NAMES];
	size_t n_values;
	struct open_heading headings[OPEN_HEADINGS];
	size_t n_headings;
	struct series series[OPEN_SERIES];
	size_t n_series;
	bool has_body;              /* something labelled or a heading was met */
	bool has_parts;             /* the document has headings or labels */
	bool has_tenets;            /* its numbered elements are tenets */
	bool has_unmarked_examples; /* it speaks of "example 2", and no element is marked as one */
	bool has_clause;            /* something labelled stands below the newest heading */
};

struct provision *outline_put(struct outline *o, enum provision_kind kind, int32_t depth, struct str label,
			      struct str heading, struct str text);

/* Adds to the text of the newest provision. */
void outline_append(struct outline *o, char between, struct str text);

/* Puts a heading or section, closes those of its rank and deeper ones, and opens it. */
void outline_open(struct outline *o, enum provision_kind kind, int rank, enum sense sense, struct str label,
		  struct str heading, struct str text);

/* The heading below which one of this rank would stand; NULL: none. */
const struct open_heading *outline_parent(const struct outline *o, int rank);

/* The sense in force; SENSE_NONE at the top. */
enum sense outline_sense(const struct outline *o);

/* True when an open heading announced this. */
bool outline_is_open(const struct outline *o, enum sense sense);

/* Depth of what stands directly below the open headings. */
int32_t outline_base(const struct outline *o);

/* The provision below which one of this depth would stand; NULL: none. */
const struct provision *outline_above(const struct outline *o, int32_t depth);

/* Depth of an element with this label; it is the newest of its series then. */
int32_t outline_series(struct outline *o, struct label label, const struct block *block);

/* The newest label of the series that the label would continue is this very one: "(a)(2)" behind "(a)(1)". */
bool outline_is_newest(const struct outline *o, struct label label, const struct block *block);

/* Ends all series; returns outline_base. */
int32_t outline_end_series(struct outline *o);

/* Ends all series but the one that this label, still to come, continues, and those above it; returns its depth, or
 * outline_base when it continues none. */
int32_t outline_resume(struct outline *o, struct label label, const struct block *block);

/* A paragraph at this depth introduces a list: what follows stands below it. */
void outline_lead(struct outline *o, int32_t depth);

/* Puts the title page that begins at this block, if one does; returns the block behind it. */
size_t outline_title(struct outline *o, size_t first);

/* The code's name for lists and addresses: the title without line ends, a footnote's mark or a part's name. */
struct str outline_title_plain(struct arena *arena, const struct provision *title);

/* Of several pages that are one chapter of something larger: the chapter's name; empty: they are not. */
struct str outline_chapter_title(const struct outline *o);

/* Notes what kind of text follows: with parts, of tenets, with examples that are not marked. */
void outline_survey(struct outline *o, size_t from);
