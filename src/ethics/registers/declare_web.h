/* What the pages of declaring show; between their web files and views/. Private to registers. */
#pragma once

#include "html/components.h"
#include "people/office_form.h"
#include "registers/declare.h"

/* ---- Shared ---- */

/* A declaration that the actor may write, or read once it is handed in; with what its pages need. */
struct declare_at {
	struct declaration declaration;
	const struct organization *bodies; /* of the terms for which the register is */
	size_t n_bodies;
	struct str path; /* "/declare/0D3…" */
	bool is_clerk;   /* types in a signed form (S7) */
};
enum declare_access { DECLARE_READ, DECLARE_WRITE };
/* The request's first parameter names it. NOT_FOUND, FORBIDDEN; for DECLARE_WRITE also CONFLICT once it is handed in.
 */
MUST_USE enum outcome declare_find(struct ctx *ctx, const struct req *req, enum declare_access access,
				   struct declare_at *ret_at);
/* The same inside a write. */
MUST_USE enum outcome declare_find_again(struct ctx *ctx, const struct declare_at *at, struct declare_at *ret_at);
/* The second parameter names one of its items. */
MUST_USE enum outcome declare_item_find(struct ctx *ctx, const struct req *req, struct declare_at *at,
					const struct declaration_item **ret_item);
void declare_steps(struct ctx *ctx, struct page *page, const struct declare_at *at);
struct str declare_item_path(struct ctx *ctx, const struct declare_at *at, int64_t item_id);
/* The first question of an item. */
MUST_USE enum outcome declare_first_path(struct ctx *ctx, int64_t id, int64_t item_id, struct str *ret_path);
/* Has the member still days to put right what a clerk typed in? */
bool declare_may_correct(const struct ctx *ctx, const struct declaration *paper);
struct str declare_journey(const struct scheme *scheme);
struct str declare_notice(struct str done);
/* Answers of an item as a list; `path`: with links to change them; empty: none. */
void declare_rows(struct ctx *ctx, const struct declare_at *at, const struct declaration_item *item, bool with_links,
		  struct summary_row **ret_rows, size_t *ret_n);

/* One form of one button. */
struct declare_button {
	struct str action, act, name, value, text;
	struct form_hidden hidden;
	bool is_secondary, is_warning;
};

/* ---- What I may declare ---- */

struct declare_due {
	struct str words; /* empty: nothing is */
};

struct declare_list_row {
	const struct scheme *scheme;
	struct str journey, href, state, offices;
	struct declare_due due;
};

struct declare_list_page {
	struct page page;
	const struct declare_list_row *rows;
	size_t n;
};

struct declare_standing_row {
	struct str category, summary, since;
	struct str withhold;          /* address at which to ask for it; empty: nothing is public */
	struct declare_button change; /* action empty: none */
};

struct declare_past_row {
	struct str when, says, state, href, label;
};

struct declare_register_page {
	struct page page;
	const struct scheme *scheme;
	struct str journey, banner, print, offices;
	struct declare_due due;
	const struct declare_standing_row *standing;
	size_t n_standing;
	const struct declare_past_row *past;
	size_t n_past;
	const struct declare_past_row *drafts;
	size_t n_drafts;
	bool is_first; /* S18: the privacy notice */
	bool is_review;
	struct declare_button begin, unchanged, nil;
	const struct declare_button *bodies; /* of a register of bodies: one for each */
	size_t n_bodies;
};

/* ---- The list of tasks, a category, an item ---- */

struct declare_task {
	struct str id, title, label, href, state;
	const char *colour;
};

struct declare_tasks_page {
	struct page page;
	struct declare_at at;
	struct str banner, how, message;
	const struct declare_task *tasks;
	size_t n;
	struct declare_button nil, drop;
	bool is_ready;
};

struct declare_item_row {
	const struct declaration_item *item;
	struct str summary, href, state;
	const char *colour;
	bool is_child;
};

struct declare_category_page {
	struct page page;
	struct declare_at at;
	const struct scheme_category *category;
	const struct declare_item_row *rows;
	size_t n;
	struct form_hidden hidden;
	struct field any;
	struct choice choices[2];
	struct declare_button add;
	bool asks_any; /* "Do you have anything to declare?" */
	bool may_add;
};

struct declare_item_page {
	struct page page;
	struct declare_at at;
	const struct declaration_item *item;
	struct str summary, back;
	const struct summary_row *rows;
	size_t n_rows;
	const struct declare_item_row *children;
	size_t n_children;
	const struct declare_button *adds; /* of children: one for each category */
	size_t n_adds;
	struct form_hidden hidden;
	struct field what, day, reason;
	struct choice choices[4];
	size_t n_choices;
	struct declare_button drop;
	bool stands;   /* in the register: what happened to it is asked */
	bool is_stale; /* and says something else by now: */
	const struct summary_row *meanwhile;
	size_t n_meanwhile;
	size_t faults;
};

/* ---- A question ---- */

struct declare_question_page {
	struct page page;
	struct declare_at at;
	const struct declaration_item *item;
	struct question question;
	struct people_form form;
	struct str caption, token, stored, back;
	bool is_change; /* goes back to the entry, not on to the next question */
	bool is_single; /* one input: its label is the page's heading */
};

/* Fills the inputs from what is stored or was sent. */
void declare_question_ask(struct ctx *ctx, const struct req *req, const struct declare_at *at,
			  const struct declaration_item *item, const struct question *question,
			  struct declare_question_page *view);
/* Reads the inputs into the item. INVALID with problems under their names. */
MUST_USE enum outcome declare_question_take(struct ctx *ctx, const struct req *req, const struct declare_at *at,
					    const struct question *question, struct declaration_item *item);

/* ---- Checking, signing, the receipt ---- */

struct declare_check_group {
	struct str title, summary, href, state;
	const struct summary_row *rows;
	size_t n;
	bool is_child;
};

struct declare_check_page {
	struct page page;
	struct declare_at at;
	const struct declare_task *missing; /* categories: what keeps it from being signed */
	size_t n_missing;
	struct str banner;
	const struct declare_check_group *groups;
	size_t n;
	bool may_sign;
};

struct declare_sign_page {
	struct page page;
	struct declare_at at;
	struct str banner, says, next;
	const struct declare_check_group *groups; /* of "nothing has changed": what stands */
	size_t n;
	struct form_hidden hidden;
	struct field sure, password;
	struct choice sure_choice;
};

struct declare_receipt_page {
	struct page page;
	struct declare_at at;
	struct str banner, says, when, next, label, correct_until, correct_href;
	struct str record, receipt;
	const struct declare_check_group *groups;
	size_t n;
	struct declare_button correct;
};

/* ---- Forms on paper ---- */

struct declare_paper_page {
	struct page page;
	struct people_form form;
	const struct declare_past_row *open; /* begun, not entered yet */
	size_t n_open;
	struct field print, person; /* a form to print */
	const struct choice *registers;
	size_t n_registers;
};

struct declare_print_category {
	const struct scheme_category *category;
	const struct declare_check_group *groups;
	size_t n;
	const struct question *questions;
	size_t n_questions;
};

struct declare_print_page {
	struct page page;
	const struct scheme *scheme;
	struct str name, offices, banner;
	struct str other; /* the same with what stands, or without; empty: there is no other */
	const struct declare_print_category *categories;
	size_t n;
	bool is_filled;
};

/* The list of tasks; `missing`: only those that keep it from being signed. */
struct declare_task *declare_tasks(struct ctx *ctx, const struct declare_at *at, bool missing, size_t *ret_n);
struct declare_check_group *declare_groups(struct ctx *ctx, const struct declare_at *at, bool with_links,
					   size_t *ret_n);
/* What a declaration says, and where it stands. */
struct str declare_says_words(struct ctx *ctx, const struct declaration *declaration);
struct str declare_state_words(struct ctx *ctx, const struct declaration *declaration);
struct declare_button declare_button_of(struct ctx *ctx, struct str action, const char *act, struct str text);
struct str declare_offices(struct ctx *ctx, const struct register_for *own);

#define DECLARE_HANDLER(name) MUST_USE enum outcome name(struct ctx *ctx, const struct req *req, struct resp *resp)
DECLARE_HANDLER(declare_list_get);
DECLARE_HANDLER(declare_register_get);
DECLARE_HANDLER(declare_register_post);
DECLARE_HANDLER(declare_print_get);
DECLARE_HANDLER(declare_get);
DECLARE_HANDLER(declare_post);
DECLARE_HANDLER(declare_category_get);
DECLARE_HANDLER(declare_category_post);
DECLARE_HANDLER(declare_item_get);
DECLARE_HANDLER(declare_item_post);
DECLARE_HANDLER(declare_question_get);
DECLARE_HANDLER(declare_question_post);
DECLARE_HANDLER(declare_check_get);
DECLARE_HANDLER(declare_sign_get);
DECLARE_HANDLER(declare_sign_post);
DECLARE_HANDLER(declare_receipt_get);
DECLARE_HANDLER(declare_copy_get);
DECLARE_HANDLER(declare_paper_get);
DECLARE_HANDLER(declare_paper_post);
DECLARE_HANDLER(declare_paper_print_get);
/* Of what is handed in: called by declare_get. */
DECLARE_HANDLER(declare_receipt_page);
