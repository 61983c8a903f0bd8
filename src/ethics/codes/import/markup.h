/* A page of HTML as gumbo's tree, and what its elements are. Private to codes. */
#pragma once

#include <gumbo.h>

#include "codes/import/import.h"

#define LIST_LEVELS  32
#define MARKUP_MAINS 8

struct markup_tree {
	struct arena *arena; /* of the tree, apart from the request's */
	const GumboNode *root;
	const GumboNode *mains[MARKUP_MAINS]; /* what the page says is its main part; none: all of it may be */
	size_t n_mains;
};

/* Parses the page. INVALID with a problem for one that is nested deeper than LIMIT_MARKUP_DEPTH, or that takes more
 * memory or time than a page can need (an "HTML bomb"). */
MUST_USE enum outcome markup_tree_open(struct ctx *ctx, struct str filename, struct str text,
				       struct markup_tree *ret_tree);
/* INVALID with a problem for a page that leaves elements open beyond all measure; markup_tree_open asks it first. */
MUST_USE enum outcome markup_scan(struct ctx *ctx, struct str filename, struct str text);
void markup_tree_close(struct markup_tree *tree);

/* A walk over all below (and with) an element in the document's order, without recursion: each element is met when it
 * begins and, is_leaving, when it ends; a text once.
 *     for (struct markup_walk walk = markup_walk(top); markup_step(&walk);) … walk.node … */
struct markup_walk {
	const GumboNode *top;
	const GumboNode *node;
	bool is_leaving;
	bool is_skipped;
};
struct markup_walk markup_walk(const GumboNode *top);
bool markup_step(struct markup_walk *walk);
/* Passes over what is in the element that was just entered, and its end. */
void markup_skip(struct markup_walk *walk);

bool markup_is_text(const GumboNode *node);

/* Its text, in NFC; control characters, which only references such as "&#1;" can bring, are spaces. */
struct str markup_text(struct arena *arena, const GumboNode *node);
bool markup_is(const GumboNode *node, GumboTag tag);
bool markup_is_list(const GumboNode *node); /* ul, ol, menu, dl */

/* Stands apart from the text before and behind it, so that no word goes on across its edge. */
bool markup_is_apart(const GumboNode *node);

/* Not the page's text: scripts, menus, what is hidden, what stands beside the main part. */
bool markup_is_furniture(const struct markup_tree *tree, const GumboNode *node);

/* The value; empty when there is none. */
struct str markup_attribute(const GumboNode *node, const char *name);
bool markup_has_attribute(const GumboNode *node, const char *name);

/* A row whose cells hold a line of text each. */
bool markup_is_simple_row(const GumboNode *row);

/* How the list marks its items: '1', 'a', 'A', 'i', 'I', '*', or '\0' for no marks. */
char markup_list_type(const GumboNode *list);
/* "3.", "c.", "iii.", "•"; empty for no mark. */
struct str markup_list_mark(struct arena *arena, char type, int64_t number);

/* How many items it has, not counting those of lists within. */
int64_t markup_items(const GumboNode *list);

/* The item's text begins with a printed label, as in "<li>(a) Members …". */
bool markup_has_own_label(const GumboNode *item);
