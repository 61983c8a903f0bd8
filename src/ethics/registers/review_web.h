/* What the office's pages of registers show, and their handlers. */
#pragma once

#include "html/components.h"
#include "http/http.h"
#include "registers/review.h"
#include "registers/tasks.h"

/* ---- Reviewing ---- */

struct waiting_row {
	const struct declaration *d;
	struct str title, received, due, step, href;
	const char *colour; /* of the clock's tag; NULL: there is no clock */
	const char *clock;  /* msg */
	bool is_own, is_request;
};

struct review_task {
	struct str title, period, href;
};

struct review_list_page {
	struct page page;
	const struct waiting_row *rows;
	size_t n_rows;
	const struct waiting_row *requests; /* to withhold (S1) */
	size_t n_requests;
	const struct review_task *tasks; /* periods to sign off */
	size_t n_tasks;
	bool is_officer;
	size_t n_withheld;
	const struct review_task *approvals;
	size_t n_approvals;
	bool has_tasks; /* for a clerk, where the rules have a register that gives others something to see to */
};

/* In words; empty: there is none. */
struct str review_day(struct ctx *ctx, int32_t day);
/* The words and colour of the clock's tag; NULL: there is no clock. */
const char *review_clock_words(enum clock_state state);
const char *review_clock_colour(enum clock_state state);
/* Outside of the office: is the actor one whom a step of the register names? */
bool review_is_of_step(const struct declaration *d, const struct review_who *who);
/* May the actor see that it waits: whoever could decide now or later, and clerks of the body. */
bool review_is_shown(const struct declaration *d, const struct review_who *who);

struct review_answer {
	struct str name, value;
	struct str choice; /* "2.donor"; empty: the public does not see it anyway */
	struct str id;
	struct str file;  /* where its file is; empty: it has none that one may read */
	bool is_kept;     /* as sent */
	bool is_one;      /* correction_fits */
	const char *seen; /* msg: "public", "office only" */
};

/* The page on which the office notes whether homes of the person are shown; empty where no answer is a home. */
struct str home_page(struct ctx *ctx, const struct declared *declared, struct str person_slug);

struct review_item {
	struct str title, act, index;
	const struct review_answer *answers;
	size_t n_answers;
	bool asks_withheld, may_withhold, is_hidden, is_withheld;
	struct str withhold_id;
};

struct review_past {
	struct str act, by, when, message;
};

struct review_page {
	struct page page;
	struct form_hidden hidden;
	struct declaration d;
	struct str action, title, received, derivation, due;
	const char *colour, *clock;
	const char *bar; /* why the actor cannot decide; NULL: can */
	const char *step;
	const struct review_item *items;
	size_t n_items;
	const struct review_past *past;
	size_t n_past;
	bool may_redact, has_steps, is_last, is_done;
	struct str home; /* home_page; empty also where the office does not look at it */
	struct field act, message, why, until, step_field;
	struct choice acts[3];
	size_t n_acts;
	struct str step_value;
};

struct approval_line {
	const struct approval *a;
	struct str from, until, href;
	const char *state, *colour;
};

struct approvals_page {
	struct page page;
	const struct scheme *scheme;
	const struct approval_line *lines;
	size_t n_lines;
};

/* ---- One entry of the register ---- */

struct office_entry_page {
	struct page page;
	struct entry entry;
	struct str title, action, held, public_path, asked, home;
	const struct review_answer *answers;
	size_t n_answers;
	bool may_decide, is_asked;
	struct form_hidden hidden;
};

struct office_removal_page {
	struct page page;
	struct form_hidden hidden;
	struct entry entry;
	struct str action, title;
	struct field kind, why, person;
	struct choice kinds[2];
	struct str correct;
};

struct office_withhold_page {
	struct page page;
	struct form_hidden hidden;
	struct entry entry;
	struct str action, title, text;
	struct field category;
	struct choice category_choice;
};

struct removal_line {
	struct str title, when, why, by, href, moved;
	struct str kind;
};

struct removals_page {
	struct page page;
	const struct removal_line *lines;
	size_t n_lines;
	struct str done; /* the checklist: the address that went; empty: no checklist */
};

struct withheld_line {
	struct str title, person, when, href, category;
};

struct withheld_page {
	struct page page;
	const struct withheld_line *lines;
	size_t n_lines;
};

struct withheld_one {
	struct page page;
	struct form_hidden hidden;
	struct withheld withheld;
	struct str title, category, action;
	const struct review_answer *answers;
	size_t n_answers;
	bool may_end;
};

struct scrutiny_page {
	struct page page;
	struct form_hidden hidden;
	const struct scheme *scheme;
	struct str period, action;
	const struct review_task *entries;
	size_t n_entries;
	struct field note;
	bool may_sign;
};

struct sources_line {
	struct str a, b, why, by, group;
	struct form_hidden hidden;
};

struct sources_page {
	struct page page;
	struct form_hidden hidden;
	const struct sources_line *lines;
	size_t n_lines;
	struct field a, a_id, b, b_id, why;
	bool may_change;
};

struct my_withheld_page {
	struct page page;
	struct form_hidden hidden;
	struct str title, action;
};

/* ---- What entries give to see to ---- */

struct task_line {
	struct str title, person, holder, state, href;
	const char *colour;
};

struct tasks_page {
	struct page page;
	const struct task_line *lines;
	size_t n_lines;
	bool is_mine;
};

struct task_page {
	struct page page;
	struct form_hidden hidden;
	struct entry_task task;
	struct str title, action, when;
	const struct review_answer *answers;
	size_t n_answers;
	struct str bar; /* why the actor cannot say what was arranged; empty: can */
	struct field arranged;
};

/* Answers as the office reads them: each with what the public sees of it.
 * `files`: the address below which their files stand; empty: they are not to be had. */
const struct review_answer *review_answers(struct ctx *ctx, const struct declared *declared, struct str files,
					   size_t *ret_n);
/* What the actor may look at of the declaration that the address names; FORBIDDEN, NOT_FOUND. */
MUST_USE enum outcome review_page_load(struct ctx *ctx, const struct req *req, struct review_page *view);
/* The entry of the address as it stands, where the actor has the right over its body. */
MUST_USE enum outcome office_entry_load(struct ctx *ctx, const struct req *req, enum right right,
					struct entry *ret_entry);
/* Title of a scheme by its id; the id where there is none any more. */
struct str register_title(const struct rulebook *rulebook, struct str id);
void registers_office_steps(struct ctx *ctx, struct page *page);

#define HANDLER(name) MUST_USE enum outcome name(struct ctx *ctx, const struct req *req, struct resp *resp)
HANDLER(may_gift_get);
HANDLER(may_gift_post);
HANDLER(may_gift_record_post);
HANDLER(review_list_get);
HANDLER(review_get);
HANDLER(review_file_get);
HANDLER(office_entry_file_get);
HANDLER(withheld_file_get);
HANDLER(review_post);
HANDLER(approvals_mine_get);
HANDLER(tasks_get);
HANDLER(task_get);
HANDLER(task_post);
HANDLER(approvals_get);
HANDLER(approval_withdraw_get);
HANDLER(approval_withdraw_post);
HANDLER(office_entry_get);
HANDLER(office_entry_remove_get);
HANDLER(office_entry_remove_post);
HANDLER(office_entry_withhold_get);
HANDLER(office_entry_withhold_post);
HANDLER(office_entry_keep_post);
HANDLER(office_entry_hold_get);
HANDLER(office_entry_hold_post);
HANDLER(office_entry_correct_get);
HANDLER(office_entry_correct_post);
HANDLER(office_withheld_get);
HANDLER(office_withheld_one_get);
HANDLER(office_withheld_end_post);
HANDLER(office_removals_get);
HANDLER(office_sources_get);
HANDLER(office_sources_post);
HANDLER(office_sources_end_post);
HANDLER(office_scrutiny_get);
HANDLER(office_scrutiny_post);
HANDLER(office_home_get);
HANDLER(office_home_post);
HANDLER(my_withhold_get);
HANDLER(my_withhold_post);
HANDLER(removals_get);
HANDLER(removals_json_get);
HANDLER(removals_atom_get);
#undef HANDLER
