/* Editing the text of a draft: a tree of provisions and one edit in, the rows to replace out. Pure: values in, values
 * out. Private to codes. */
#pragma once

#include "codes/codes.h"

#define EDIT_LABEL_BYTES   200
#define EDIT_HEADING_BYTES 2000
#define EDIT_TEXT_BYTES    (200 * 1024)
#define EDIT_DEPTHS        32

enum edit_act {
	EDIT_CHANGE = 1, /* its fields, and where it stands: with what stands below it */
	EDIT_IN,         /* one level deeper, with what stands below */
	EDIT_OUT,        /* one level up; what followed at its level stands below it then */
	EDIT_UP,         /* before the one before it that stands below the same, with what stands below */
	EDIT_DOWN,
	EDIT_MOVE,       /* behind another one and what stands below that; or as the first below it */
	EDIT_SPLIT,      /* the text from a place on becomes an element of its own */
	EDIT_MERGE,      /* its words go to the end of the element before it */
	EDIT_ADD,        /* a new element behind another one; or as the first below it */
	EDIT_DELETE,     /* it alone: what stands below it moves up a level */
	EDIT_DELETE_ALL, /* it and what stands below it */
	EDIT_LEAVE_OUT,  /* as EDIT_DELETE, for what is no part of the code: its words join what was left out */
	EDIT_PUT_BACK,   /* a line that was left out becomes an element, right behind another one */
	EDIT_CONTINUE,   /* it continues another provision of the edition before, or none */
	EDIT_ACTS,       /* one more than the last */
};

/* "split", as in forms and in the activity log; "" for none. And back. */
const char *edit_act_name(int32_t act);
bool edit_act_parse(struct str s, int32_t *ret_act);

struct edit {
	int32_t act;
	int64_t id; /* the element; of EDIT_ADD and EDIT_PUT_BACK the one behind which it goes, 0: at the beginning */
	int64_t other; /* of EDIT_MOVE: the one behind which it goes, 0: at the beginning */
	bool below;    /* of EDIT_MOVE and EDIT_ADD: as the first below that one */
	size_t at;     /* of EDIT_SPLIT: a place in its text, between two words */
	int64_t fresh; /* an id that nothing has: of what EDIT_ADD, EDIT_SPLIT and EDIT_PUT_BACK make; of EDIT_CONTINUE
			  the id that it gets */
	struct provision to; /* of EDIT_CHANGE and EDIT_ADD: kind, label, heading, text, audience, lang; EDIT_CHANGE:
				depth too; EDIT_PUT_BACK: text */
};

/* n_old rows from index `at` on become `rows`. */
struct edit_splice {
	size_t at;
	size_t n_old;
	struct provision *rows;
	size_t n_rows;
};

/* Splices, one after the other: the second's index counts what the first did. None: the text is so already. */
struct edit_change {
	struct edit_splice splices[2];
	size_t n;
	size_t words_added, words_removed;
	int64_t shown; /* the element where the reader is afterwards; 0: the top */
};

/* What the edit does to these provisions. No level is skipped, no element is empty, words are lost only by deleting and
 * changing. NOT_FOUND when an element that the edit names is not there, INVALID with a problem for what cannot be.
 * Positions and anchors of the rows are those that they had; those of new ones are empty. */
MUST_USE enum outcome edit_plan(struct ctx *ctx, const struct provision *p, size_t n, const struct edit *edit,
				struct edit_change *ret_change);

/* The provisions after the change. */
struct provision *edit_apply(struct arena *arena, const struct provision *p, size_t n, const struct edit_change *change,
			     size_t *ret_n);

/* The change that takes back this one, of the provisions before it. */
struct edit_change edit_reverse(struct arena *arena, const struct provision *p, size_t n,
				const struct edit_change *change);

/* Could this act be done with the ith element? For the buttons of a page. Of acts without further values. */
bool edit_possible(const struct provision *p, size_t n, size_t i, int32_t act);

/* Index of the element; n when it is not there. Where what stands below the ith ends. */
size_t edit_find(const struct provision *p, size_t n, int64_t id);
size_t edit_end(const struct provision *p, size_t n, size_t i);

/* The element before the ith that stands below the same; n: none. The greatest depth of those from `from` up to `to`.
 */
size_t edit_sibling_before(const struct provision *p, size_t n, size_t i);
int32_t edit_deepest(const struct provision *p, size_t from, size_t to);

/* A number that is another one whenever somebody changed what the reader of a form saw: the element's own fields; or,
 * for acts on its place, the element before it and all that stands below it too. Never 0. */
int64_t edit_stamp(const struct provision *p, size_t n, size_t i);
int64_t edit_stamp_place(const struct provision *p, size_t n, size_t i);

/* Words of label, heading and text. */
size_t edit_words(const struct provision *p, size_t n);

/* Its words on one line, as the list of what was left out has them. */
struct str edit_line(struct arena *arena, const struct provision *p);
