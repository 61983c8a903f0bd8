/* Between a file and provisions: what the readers make of text and Markdown, and what recognition makes of that.
 * Private to codes. */
#pragma once

#include "codes/codes_import.h"

/* Refuses files that are no text, or text of another kind, by their first bytes: better than naming a control character
 * in the middle of one. */
MUST_USE enum outcome code_format_refuse(struct ctx *ctx, struct str filename, struct str content);

/* ---- A document: its content in reading order, cut into blocks ---- */

/* U+2028, LINE SEPARATOR: ends a line of Markdown that is meant to end there. White space, so no word. */
#define BREAK_MARK "\xe2\x80\xa8"

struct span {
	size_t from;
	size_t to;
};

enum block_kind {
	BLOCK_PARAGRAPH,
	BLOCK_HEADING, /* marked as one: Markdown's "#", HTML's h1 to h6 */
	BLOCK_ITEM,    /* marked as a list's */
};

struct block {
	enum block_kind kind;
	int level;        /* of a heading 1 to 6, of a list item its nesting from 1; else 0 */
	size_t indent;    /* columns before it */
	bool is_strong;   /* all of it is bold */
	bool is_emphasis; /* all of it is in italics */
	bool is_quote;
	enum {
		BREAKS_GUESSED, /* line ends of plain text: at a margin, or meant */
		BREAKS_SOFT,    /* Markdown: space, but for those that BREAK_MARK ends */
		BREAKS_MEANT,   /* HTML: lines */
	} breaks;
	bool is_continued;  /* a further paragraph of the list item before it */
	size_t file;        /* of several files which one, from 0 */
	int64_t line;       /* in the file, from 1 */
	struct span marker; /* the printed mark of a list item, in the content */
	struct span head;   /* of a term and its meaning: the term, in the content behind the marker */
	struct span span;   /* the rest of the block, in the content */
	struct str label;   /* the marker's text; set by document_close */
	struct str heading; /* the head's text; set by document_close */
	struct str text;    /* the block's text without what is left out; set by document_close */
};

/* What is in the language of the whole says no language of its own. */
void import_langs(struct provision *provisions, size_t n, struct str lang);

/* `content` holds every word of the file in order. Words of `furniture` are left out, those between are kept. */
struct document {
	struct arena *arena;
	struct buf content;
	struct block *blocks;
	size_t n;
	size_t capacity;
	struct span *furniture;
	size_t n_furniture;
	size_t n_read_furniture; /* those that the reader left out, in order; recognition adds to them */
	size_t furniture_capacity;
	size_t file;             /* the one being read */
	struct str lang;         /* of all of it, as the first file says; empty: not said */
	struct provision *ready; /* of formats whose elements say what they are: nothing need be recognised */
	size_t n_ready;
	size_t ready_capacity;
	bool has_headings; /* marks its headings, so that none need be guessed */
	bool is_too_long;  /* more blocks than an edition may have elements: the rest was not read */
	int64_t too_long_line;
};

void document_add(struct document *doc, struct block block);
void document_leave_out(struct document *doc, struct span span);

/* Cuts lines of the content into blocks: at empty lines, before a line that begins with a label or bullet, around the
 * rows of a table. `like` gives the flags of the first block; later ones get its indent and line only. */
void document_add_lines(struct document *doc, struct span span, const struct block *like);

/* Fills in the texts of all blocks; those without a word are gone. */
void document_close(struct document *doc);

/* Leaves out a whole block. */
void document_drop(struct document *doc, struct block *block);

/* Leaves out what a closed document of several files has at the top or foot of each of them, but for the first time. */
void document_leave_out_repeats(struct document *doc, size_t n_files);

/* The readers; each adds to the content, which several files share. Plain text: its words are those between white
 * space. Markdown: the words of its text content, which is the text of the parsed document (CommonMark) with the marks
 * of list items as printed; tags and the addresses of links stand in the content too, left out as furniture. */
void document_read_text(struct document *doc, struct str text);
void document_read_markdown(struct document *doc, struct str text);

/* HTML: the words of the page's text, as a browser lays them out: those of all text nodes, apart where an element
 * stands on its own, with the marks of list items as a browser prints them. What a reader does not see as the page's
 * text is left out as furniture: scripts and styles, menus, headers and footers, what is hidden. INVALID as
 * markup_tree_open. */
MUST_USE enum outcome document_read_html(struct ctx *ctx, struct document *doc, struct str filename, struct str text);

/* XML of a schema that is not known: its elements' names tell numbers, headings and text; makes provisions that are
 * ready. INVALID as xml_read. */
MUST_USE enum outcome document_read_xml(struct ctx *ctx, struct document *doc, struct str filename, struct str content);

/* ---- Labels ---- */

enum label_type {
	LABEL_NONE,
	LABEL_BULLET,
	LABEL_DECIMAL,      /* "1.2.1", "15.10." */
	LABEL_INTEGER,      /* "12.", "12)" */
	LABEL_PAREN_NUMBER, /* "(12)" */
	LABEL_LETTER,       /* "(a)", "a.", "A)" */
	LABEL_ROMAN,        /* "(iv)", "IV." */
	LABEL_SIGN,         /* "§ 12.3" */
	LABEL_KEYWORD,      /* "Article IV." */
};

struct label {
	enum label_type type;
	int parts;         /* of a decimal: how many numbers */
	int64_t first;     /* of a decimal: its first number */
	int64_t value;     /* the last number, the letter from 1, the roman number */
	int64_t as_letter; /* of a roman number that is a doubled letter too ("ii"): that, from 27 on; else 0 */
	int64_t as_roman;  /* of a letter that is a roman number too ("i", "v", "x"): that number, else 0 */
	bool is_upper;
	bool is_paren;   /* "(a)" rather than "a." */
	int rank;        /* of a keyword: 1 for the widest */
	bool is_closed;  /* of a keyword: its number ends with a mark, "Article IV." */
	bool is_glued;   /* another label follows without a space: "(a)(1)" */
	struct str text; /* as printed */
};

/* The label at the beginning of the text; *ret_rest begins with the word behind it. False when there is none. Labels
 * end where a word ends, or before one glued to them, "(a)(1)". */
bool label_take(struct str text, struct label *ret_label, struct str *ret_rest);

/* The rank of a line that begins as "Subpart A—General" does, its label not a word of its own; 0 when it does not. */
int label_keyword_rank(struct str text);

/* ---- Shapes: what a block is, seen by itself ---- */

enum shape_kind {
	SHAPE_PARAGRAPH,
	SHAPE_HEADING,
	SHAPE_LABELLED,
	SHAPE_ITEM, /* bullets, and short indented lines without a mark */
	SHAPE_INSTRUMENT,
	SHAPE_SIGNATURE,
	SHAPE_QUOTE,
	SHAPE_FURNITURE,
};

/* Ranks of headings: a heading stands below the nearest one before it with a smaller rank. */
enum {
	RANK_KEYWORD = 1,     /* to 9: "Part", "Article" … */
	RANK_OF_SECTIONS = 7, /* a keyword's rank: from here on it names single rules, "Section", "Rule", "Principle" */
	RANK_CAPITALS = 10,
	RANK_LINE = 11,    /* a short line between empty lines */
	RANK_NAME = 12,    /* a value's name among other headings */
	RANK_MARKED = 20,  /* and 10 more for each level of a marked heading */
	RANK_SECTION = 90, /* and one more for each part of its number */
	RANK_PRINCIPLE = 110,
};

struct shape {
	enum shape_kind kind;
	int rank; /* of headings */
	struct label label;
	struct str text; /* behind the label */
};

void shape_all(const struct document *doc, struct shape *ret_shapes);

/* Pure questions about a text. */
bool shape_is_heading_like(struct str text);
bool shape_is_capitals(struct str text);
bool shape_ends_sentence(struct str text);
bool shape_is_first_person(struct str text);

/* Takes "Honesty:" or "Honesty -" off the front of "Honesty: Holders …", at most three words. */
bool shape_take_name(struct str text, struct str *ret_head, struct str *ret_rest);

/* Takes "Code of ethics; preamble." off the front of "Code of ethics; preamble.  The city …": two spaces end it. */
bool shape_take_run_in(struct str text, struct str *ret_head, struct str *ret_rest);

/* The next word in lower case without the marks around it; false when there is none. */
bool shape_next_plain(struct arena *arena, struct str *rest, struct str *ret_word);

/* ---- Recognition ---- */

/* Blocks into provisions without anchors; leaves out page furniture. *ret_title is empty when none was found. */
void recognise(struct document *doc, struct provision **ret_provisions, size_t *ret_n, struct str *ret_title);

/* The newest act of adoption or amendment that the provisions tell of; kind 0 and day INT32_MIN: none, or not clear. */
struct instrument instrument_of(struct arena *arena, const struct provision *provisions, size_t n);

/* Depths are below this one; what is deeper stands there. */
#define PROVISION_DEPTHS 130

/* Gives every provision its anchor: readable, made of labels and headings, unique. */
void anchors_set(struct arena *arena, struct provision *provisions, size_t n);

/* ---- Readers of formats that hold a whole code by themselves ---- */

/* Akoma Ntoso; canonical JSON; CSV of provisions; Markdown that export_markdown wrote. What an export says of its
 * edition goes to facts. JSON and Akoma Ntoso are read as they are (content is UTF-8, not composed), the others as
 * accepted text. */
MUST_USE enum outcome akn_parse(struct ctx *ctx, const struct code_file *file, struct code_import *ret_import);
MUST_USE enum outcome json_parse(struct ctx *ctx, const struct code_file *file, struct code_import *ret_import);
MUST_USE enum outcome csv_parse(struct ctx *ctx, const struct code_file *file, struct code_import *ret_import);
MUST_USE enum outcome own_markdown_parse(struct ctx *ctx, const struct code_file *file, struct code_import *ret_import);

/* How Markdown that export_markdown wrote begins. */
#define OWN_MARKDOWN "<!-- aboveboard code"
/* Is it such Markdown? */
bool own_markdown(struct str text);

/* The proof for a reader of its own: every word of the document's content that is not left out stands in import's
 * provisions, in order; counts words and lists furniture (in the order of the content). INVALID when there is no
 * provision, BROKEN when a word was lost. */
MUST_USE enum outcome import_prove(struct ctx *ctx, const struct code_file *file, struct document *doc,
				   struct code_import *import);

/* A title for a file that says none. */
struct str import_title_from(struct arena *arena, struct str filename);

/* INVALID: more elements than LIMIT_PROVISIONS. */
MUST_USE enum outcome import_refuse_too_many(struct ctx *ctx, struct str filename, int64_t line);
