/* A draft that is edited: its text, one edit as a write, what was done to it, and taking that back. Private to codes.
 */
#pragma once

#include "codes/edit.h"

/* How many steps can be taken back; older ones stay in the list. */
#define REVIEW_STEPS_KEPT 1000

/* Room between the keys by which the provisions of a new draft are in order. */
#define REVIEW_KEY_STEP 65536

struct review_draft {
	struct edition edition;
	struct provision *p; /* positions 0, 1, …; anchors as they would be published now */
	size_t n;
};

/* The text of a draft; NOT_FOUND when the edition is none, or none any more. */
MUST_USE enum outcome review_draft(struct ctx *ctx, int64_t edition_id, struct review_draft *ret_draft);

/* One thing that was done. */
struct review_step {
	int64_t seq;
	bool is_undone;
	int32_t act;      /* enum edit_act */
	int64_t shown_id; /* the element that it was about, where it is now */
	struct str what;  /* how the element begins */
	struct str by_whom;
	int64_t at_ms;
	int64_t words_added, words_removed;
	int64_t line;       /* of the furniture; -1: none */
	struct str splices; /* empty: too old to be taken back */
};

/* Newest first. */
MUST_USE enum outcome review_steps(struct ctx *ctx, int64_t edition_id, int64_t max, struct review_step **ret_steps,
				   size_t *ret_n);

/* The step that can be taken back now, and the one that can be done again; seq 0: none. */
MUST_USE enum outcome review_step_last(struct ctx *ctx, int64_t edition_id, struct review_step *ret_step);
MUST_USE enum outcome review_step_next(struct ctx *ctx, int64_t edition_id, struct review_step *ret_step);

/* What all steps that hold did to the words. */
struct review_sum {
	int64_t steps;
	int64_t words_added, words_removed;
};
MUST_USE enum outcome review_sum(struct ctx *ctx, int64_t edition_id, struct review_sum *ret_sum);

/* A line that is left out of the text. */
struct review_line {
	int64_t position;
	struct str text;
	int64_t after_id; /* the element behind which it stood; 0: at the beginning; -1: not known */
	bool is_back;
};
MUST_USE enum outcome review_lines(struct ctx *ctx, int64_t edition_id, struct review_line **ret_lines, size_t *ret_n);

/* What a form asks for. */
struct review_edit {
	int64_t edition_id;
	struct edit edit;
	int64_t stamp; /* edit_stamp for EDIT_CHANGE, EDIT_SPLIT and EDIT_CONTINUE, edit_stamp_place for the others; not
			  looked at where a new element is put */
	int64_t line;  /* of EDIT_PUT_BACK: the line's position. Its text, and the place where none is given (edit.id
			  -1),  are the line's */
};

struct review_done {
	int64_t shown; /* the element to show; 0: the top */
	int64_t seq;   /* of the step; 0: nothing changed */
};

/* Inside a write: does it and notes how to take it back. CONFLICT when the edition is no draft any more, or somebody
 * changed or removed what the form showed; INVALID as edit_plan, and when the text would be longer than a code may be.
 */
MUST_USE enum outcome review_edit(struct ctx *ctx, const struct review_edit *edit, struct review_done *ret_done);

/* Inside a write: takes back the step, or does it again. CONFLICT when it is not the one to be taken back (done again)
 * next, since somebody did something else in between. */
MUST_USE enum outcome review_undo(struct ctx *ctx, int64_t edition_id, int64_t seq, struct review_done *ret_done);
MUST_USE enum outcome review_redo(struct ctx *ctx, int64_t edition_id, int64_t seq, struct review_done *ret_done);

/* Inside a write: a draft with the text, title and language of an edition that is published; all ids stay. */
MUST_USE enum outcome review_copy(struct ctx *ctx, const struct edition *from, struct edition *ret_edition);

/* Was the draft edited? Then the stored anchors are not those of its text as it is now. */
MUST_USE enum outcome review_is_edited(struct ctx *ctx, int64_t edition_id, bool *ret_is_edited);

/* Inside a write, before publishing: stores the anchors of the text as it is, and forgets the steps. */
MUST_USE enum outcome review_settle(struct ctx *ctx, int64_t edition_id);

/* Inside a write: forgets the steps of a draft that goes. */
MUST_USE enum outcome review_forget(struct ctx *ctx, int64_t edition_id);
