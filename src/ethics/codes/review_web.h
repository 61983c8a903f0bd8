/* What the pages of a draft that is edited show; between review_*.c and views/review.html. Private to codes. */
#pragma once

#include "codes/codes_web.h"

/* "Clause", as people read it. */
struct str review_kind(int32_t kind);

/* "Split “(a) In words …”", of a step. */
struct str review_step_words(struct arena *arena, const struct review_step *step);

/* The beginning of an element on one line, or what it is when it has no words there. */
struct str review_beginning(struct arena *arena, const struct provision *p);

/* "/office/codes/editions/…", and with more behind it. */
struct str review_path(struct ctx *ctx, int64_t edition_id, const char *more);

/* The page of the text where this element is, its own place marked; `done`: the step that was just done, 0: none. */
struct str review_text_path(struct ctx *ctx, int64_t edition_id, int64_t element_id, int64_t done);

/* A page has one form id for many buttons, each of which counts once: the id for what one of them asks. One that is no
 * form id stays as it is, for form_id_use to refuse. */
struct str review_form_id(struct ctx *ctx, struct str form_id, struct str what);

/* ---- The text as a list of elements ---- */

struct review_row {
	const struct provision *p;
	struct str id;
	struct str kind;
	struct str audience; /* "elected or appointed"; empty: as what stands above it */
	struct str name;     /* for those who do not see the row beside a button: "1. Be honest" */
	int indent;          /* 0 to 8 */
	int64_t stamp;       /* of its place */
	struct str origin;   /* what it continues, as a few words; empty: nothing to say */
	bool is_unsure;      /* the match deserves a look */
	bool may_in, may_out, may_up, may_down, may_merge;
	const struct str *faults; /* what is odd about its label and references */
	size_t n_faults;
	bool is_shown;  /* the one that something was just done to */
	bool is_moving; /* it, or one above it, is being moved */
};

struct review_jump {
	struct str text;
	struct str href;
	bool is_second; /* below the first level */
};

struct review_text_page {
	struct page page;
	struct form_hidden hidden;
	struct edition edition;
	struct str path;  /* of the draft */
	struct str title; /* of the draft */
	bool may_prepare;
	const struct review_row *rows;
	size_t n_rows, n_all;
	size_t first, last; /* of the rows, counted from 1 */
	struct str previous, next;
	struct str above; /* what the first of the rows stands below; empty: nothing */
	const struct review_jump *jumps;
	size_t n_jumps;
	const struct review_jump *faults; /* of the whole text */
	size_t n_faults, n_more_faults;
	struct review_step undo, redo; /* seq 0: none */
	struct str undo_words, redo_words;
	struct review_sum sum;
	struct str done; /* what was just done; empty: nothing */
	/* While a place is chosen for an element: */
	struct str moving, moving_id; /* its beginning; empty: none is */
	int64_t moving_stamp;
	struct str cancel;
};

/* ---- One element ---- */

struct review_element_page {
	struct page page;
	struct form_hidden hidden, hidden_split, hidden_place, hidden_continue;
	struct edition edition;
	struct str path; /* of the element; empty: a new one */
	struct str draft_path, text_path, add_path, move_path;
	struct str name;
	struct str id;
	int64_t stamp; /* of its place */
	const struct provision *p;
	const struct provision *before, *behind; /* NULL: none */
	struct str after_id;                     /* behind which a new one goes; and for a form whose element is gone */
	struct field kind, depth, label, heading, text, audience, lang;
	const struct choice *kinds, *depths;
	size_t n_kinds, n_depths;
	struct field at, words; /* of splitting */
	const struct choice *places;
	size_t n_places;
	bool may_split, may_merge, may_delete, may_delete_all;
	size_t n_below;
	bool is_below; /* a new one: as the first below */
	/* What it continues of the edition before: */
	bool has_origins;
	struct str origin;
	struct field continues;
	const struct choice *continued;
	size_t n_continued;
	/* Somebody changed it first: */
	bool is_conflict, is_gone;
	struct str conflict_by; /* who; empty: not known */
};

/* ---- Around the text ---- */

struct review_lines_row {
	const struct review_line *line;
	struct str place; /* "behind “1. Be honest …”" */
};

struct review_lines_page {
	struct page page;
	struct form_hidden hidden;
	struct edition edition;
	struct str path;
	bool may_prepare;
	const struct review_lines_row *rows;
	size_t n_rows;
};

struct review_steps_row {
	struct str words, by_whom, when;
	int64_t added, removed;
	bool is_undone;
	struct str href; /* where it is now */
};

struct review_steps_page {
	struct page page;
	struct form_hidden hidden;
	struct edition edition;
	struct str path;
	bool may_prepare;
	const struct review_steps_row *rows;
	size_t n_rows;
	struct review_step undo, redo;
	struct str undo_words, redo_words;
	struct review_sum sum;
};

struct review_preview_page {
	struct page page;
	struct edition edition;
	struct str path;
	struct str title;
	const struct codes_entry *contents;
	size_t n_contents;
	const struct provision *provisions;
	size_t n_provisions;
};

/* ---- A write that a form asked for ---- */

struct review_write {
	struct str form_id;
	bool undo, redo;
	int64_t seq; /* of what is undone or done again */
	struct review_edit edit;
	struct str path; /* where to go then */
};

/* Does it once for each form: the same form again gives the same path. */
MUST_USE enum outcome review_write(struct ctx *ctx, struct review_write *write);

/* The draft that the address names, for somebody who may read it. NOT_FOUND when it is no draft. */
MUST_USE enum outcome review_load(struct ctx *ctx, const struct req *req, struct review_draft *ret_draft);

/* The frame of a page about a draft. */
struct page review_page(struct ctx *ctx, const struct edition *edition, struct str title);

/* The text again, around this element, with what went wrong (ctx->problems). */
MUST_USE enum outcome review_text_again(struct ctx *ctx, const struct req *req, int64_t element_id, unsigned status,
					struct resp *resp);

/* What a form that cannot be shown again answers when it was not accepted: the text as it is now, and why. */
MUST_USE enum outcome review_conclude(struct ctx *ctx, const struct req *req, enum outcome outcome,
				      const struct review_write *write, struct resp *resp);

/* Routes: they stand in codes_web.c's table. */
MUST_USE enum outcome review_text_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome review_text_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome review_element_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome review_element_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome review_split_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome review_continues_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome review_add_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome review_add_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome review_lines_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome review_lines_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome review_steps_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome review_preview_get(struct ctx *ctx, const struct req *req, struct resp *resp);
