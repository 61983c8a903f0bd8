/* What the pages of declaring show; between their web files and views/. Private to registers. */
#pragma once

#include "access/signing.h"
#include "html/components.h"
#include "people/office_form.h"
#include "registers/declare.h"
#include "registers/helpers.h"

/* ---- Shared ---- */

/* A declaration that the actor may write, or read once it is handed in; with what its pages need. */
struct declare_at {
	struct declaration declaration;
	const struct organization *bodies; /* of the terms for which the register is */
	size_t n_bodies;
	struct str path; /* "/declare/0D3…" */
	bool is_clerk;   /* types in a signed form (S7) */
	bool is_helper;  /* prepares it for whoever signs it */
	size_t n_helped; /* items in which a helper wrote */
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
bool declare_may_correct(const struct ctx *ctx, const struct declaration *paper, int32_t days);
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
	int32_t day;      /* DEADLINE_NO_DAY: nothing is */
	bool confirm;     /* the rule is to be confirmed */
};

struct declare_list_row {
	const struct scheme *scheme;
	struct str journey, href, state, offices;
	struct declare_due due;
	bool is_begun;
};

struct declare_list_page {
	struct page page;
	const struct declare_list_row *rows;
	size_t n;
	bool is_member; /* the account is a person's, who may name a helper */
};

struct declare_standing_row {
	struct str category, summary, since;
	struct str withhold;          /* address at which to ask for it; empty: nothing is public */
	struct declare_button change; /* action empty: none */
};

struct declare_past_row {
	struct str when, says, state, href, label;
};

struct declare_approval_row {
	struct str says, conditions, why; /* why: it was withdrawn; empty */
	struct str state;
	const char *colour;
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
	const struct declare_approval_row *approvals; /* of registers with steps (S14) */
	size_t n_approvals;
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
	struct str scan; /* of a signed form; empty: there is none yet */
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
	struct choice choices[5];
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

/* An answer that is stored at once. The same answer again is no change; another one where the stored answer is not the
 * one that the form showed is a CONFLICT, so that neither of two windows is overwritten unseen. */
struct declare_answering {
	const struct declare_at *at;
	const struct req *req;
	struct str question_id, was;
	int64_t item_id;
	bool is_file;      /* then not what was sent counts, but: */
	struct value file; /* VALUE_NONE: none any more */
	struct str next;   /* then: the question behind it; empty: there is none */
	bool is_sealed;    /* then: what stood in the database until now has to leave its files (declare_scrub) */
};
/* Inside a write; `args` is a declare_answering. */
MUST_USE enum outcome declare_answer_write(struct ctx *ctx, void *args);
/* Outside of a write. */
MUST_USE enum outcome declare_scrub(struct ctx *ctx);
MUST_USE enum outcome declare_question_load(struct ctx *ctx, const struct req *req, struct declare_question_page *view);

/* ---- A file as an answer ---- */

struct declare_file_page {
	struct page page;
	struct declare_at at;
	struct question question;
	struct form_hidden hidden;
	struct field file, copy, own, sure;
	struct choice choices[3], sure_choice;
	size_t n_choices;
	struct str caption, token, action, back, download, stored;
	struct str copy_stored, copy_download, copy_page; /* of the public copy */
	const struct str *hints;                          /* msgs: what was found */
	size_t n_hints;
	bool is_change, is_public, can_look;
};
/* The scan of a signed form (S7). */
struct declare_scan_page {
	struct page page;
	struct declare_at at;
	struct form_hidden hidden;
	struct field file;
	struct str stored; /* "signed-form.pdf (12 KB)"; empty: there is none */
};
/* Empty: there is none, or it is not for the actor. */
MUST_USE enum outcome declare_scan_words(struct ctx *ctx, const struct declare_at *at, struct str *ret_words);
MUST_USE enum outcome declare_file_show(struct ctx *ctx, const struct req *req, struct resp *resp,
					const struct declare_question_page *question);

/* ---- Checking, signing, the receipt ---- */

struct declare_check_group {
	struct str title, summary, href, state;
	struct str helper; /* who prepared it, or changed it; empty */
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
	bool has_passkey;
	int32_t correct_days; /* of a clerk: that the member has to put it right */
};

/* What a passkey is asked to sign. */
struct declare_ask_page {
	struct page page;
	struct declare_at at;
	struct str says;
	struct access_ask ask;
};

struct declare_receipt_page {
	struct page page;
	struct declare_at at;
	struct str banner, says, when, next, label, correct_until, correct_href;
	struct str record, receipt;
	const struct declare_check_group *groups;
	size_t n;
	struct declare_button correct;
	struct str scan;  /* of a signed form, for whoever may read it */
	bool has_passkey; /* the copy holds what it signed */
};

/* ---- Helpers ---- */

struct helper_row {
	const struct helper *helper;
	struct str from, to, ended; /* ended: empty while it was not ended early */
	bool holds, is_open;        /* is_open: holds, or will */
	struct form_hidden hidden;
};

struct helper_mine_page {
	struct page page;
	struct people_form form;
	const struct helper_row *rows;
	size_t n;
};

struct helping_list_page {
	struct page page;
	const struct helper_row *rows;
	size_t n;
};

struct helping_register {
	struct str journey;
	struct declare_due due;
	const struct declare_past_row *drafts;
	size_t n_drafts;
	struct declare_button begin; /* action empty: only the person begins it */
};

struct helping_page {
	struct page page;
	struct helper helper;
	struct str until;
	const struct str *owed; /* "Register of interests. Due by 3 March 2026" */
	size_t n_owed;
	const struct helping_register *registers;
	size_t n;
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

/* Begins a declaration: of the actor's own, or of whom the actor helps. */
struct declare_beginning {
	struct declaration_begin begin;
	struct str form_id, act;
	int64_t entry_id;
	struct str path; /* where it goes on */
};
MUST_USE enum outcome declare_begin(struct ctx *ctx, struct declare_beginning *beginning);
/* The most urgent of what the register fulfils; no words: nothing is owed. */
struct declare_due declare_due_of(struct ctx *ctx, const struct scheme *scheme, const struct duty_item *items,
				  size_t n);
/* Declarations that are begun, as links to go on. */
const struct declare_past_row *declare_drafts(struct ctx *ctx, const struct declaration *all, size_t n,
					      struct str register_id, size_t *ret_n);
/* May the helper do this at all? FORBIDDEN where only who signs may; OK for everybody else. */
MUST_USE enum outcome declare_not_helper(const struct declare_at *at);

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
DECLARE_HANDLER(declare_file_get);
DECLARE_HANDLER(declare_file_post);
DECLARE_HANDLER(declare_file_copy_get);
DECLARE_HANDLER(declare_file_copy_post);
DECLARE_HANDLER(declare_check_get);
DECLARE_HANDLER(declare_sign_get);
DECLARE_HANDLER(declare_sign_post);
DECLARE_HANDLER(declare_sign_passkey_post);
DECLARE_HANDLER(declare_receipt_get);
DECLARE_HANDLER(declare_copy_get);
DECLARE_HANDLER(declare_scan_get);
DECLARE_HANDLER(declare_scan_post);
DECLARE_HANDLER(declare_scan_file_get);
DECLARE_HANDLER(declare_paper_get);
DECLARE_HANDLER(declare_paper_post);
DECLARE_HANDLER(declare_paper_print_get);
DECLARE_HANDLER(helper_mine_get);
DECLARE_HANDLER(helper_mine_post);
DECLARE_HANDLER(helping_list_get);
DECLARE_HANDLER(helping_get);
DECLARE_HANDLER(helping_post);
/* Of what is handed in: called by declare_get. */
DECLARE_HANDLER(declare_receipt_page);
