/* What this room's pages show; between its web files and views/. Private to duties, but for the panel of "my page". */
#pragma once

#include "duties/duties_store.h"
#include "html/components.h"
#include "people/office_form.h"

struct duties_row {
	struct duty_item item;
	struct str due, state, why;
	const char *colour; /* of its tag */
	struct str href;    /* where it is done or changed */
	struct str ref;     /* obligation_ref */
	struct str act;     /* of one's own: the button that records it; empty: it cannot be recorded yet */
	struct str act_href;
	bool may_choose; /* a box to tick stands before it */
};

/* "To do" of one person; pages shows it on "my page". What is signed is commitments' to offer. */
struct duties_panel {
	const struct duties_row *owed, *done;
	size_t n_owed, n_done;
};
MUST_USE enum outcome duties_panel_load(struct ctx *ctx, int64_t person_id, struct duties_panel *ret_panel);

/* A term in the lists of who starts and who leaves. */
struct duties_term_row {
	struct duty_term_item term;
	struct str office, when;
	const struct duties_row *owed;
};

/* What waits in the lists of the office for the actor, of all bodies or of each that they may read: lists that are not
 * empty. pages shows it on the first page of the office. */
struct duties_waiting {
	struct str list, href, body; /* body: empty: of all */
	struct str count;
};
#define DUTIES_WAITING_MOST 20
MUST_USE enum outcome duties_waiting_load(struct ctx *ctx, struct duties_waiting **ret_waiting, size_t *ret_n);

struct duties_office_page {
	struct page page;
	const struct page_link *lists;
	size_t n_lists;
	struct str heading, lead, empty;
	bool is_terms; /* who starts, who leaves; else rows by due date */
	const struct duties_row *rows;
	const struct duties_term_row *terms;
	size_t n_rows;
	/* To choose from; n 0: there is no choice. */
	struct str show;
	struct field body, duty, days;
	const struct choice *bodies, *duties, *spans;
	size_t n_bodies, n_duties, n_spans;
	bool is_chosen;
	struct str next, csv; /* addresses; empty: none */
	int64_t left;         /* persons still to be computed anew */
	bool may_remind;
	struct form_hidden hidden;
	const struct organization *unkinded; /* bodies that some rules pass over, since their kind is not known */
	size_t n_unkinded;
};

/* What a reminder that is about to be sent would do. */
struct duties_reminded {
	struct str name, how;
	size_t n;
};
struct duties_remind_page {
	struct page page;
	struct form_hidden hidden;
	const struct duties_reminded *people;
	size_t n_people;
	const struct str *refs;
	size_t n_refs, n_mails, n_letters;
};

struct duties_letter {
	struct str name, slug, address;
	int64_t person_id;
	bool no_address; /* of e-mail; else letters are wanted */
	const struct duties_row *rows;
	size_t n;
};
struct duties_letters_page {
	struct page page;
	struct form_hidden hidden;
	const struct duties_letter *letters;
	size_t n_letters;
	int64_t until; /* when it was shown */
	struct str today;
};

struct duties_item_page {
	struct page page;
	struct duties_row row;
	const struct str *steps;
	size_t n_steps;
	struct str text; /* Markdown: what one does */
	struct str fine;
	struct str path; /* of the item, in the office; empty: one's own */
	bool may_extend, may_file, may_undo, may_take_back;
	struct form_hidden hidden;
};

struct duties_bar {
	struct duty_figures f;
	struct str label, few;                     /* few: why nothing is shown; empty: it is */
	int64_t width_done, width_owe, width_late; /* of 400 */
};
struct duties_public_page {
	struct page page;
	struct str code_title, body_name; /* empty: of all */
	const struct duties_bar *bars;
	size_t n_bars;
	int64_t few; /* not 0: of some duties nothing is shown, since fewer persons than this stand behind a figure */
};

struct duties_bodies_page {
	struct page page;
	const struct organization *bodies;
	size_t n_bodies;
};

struct duties_event_row {
	struct form_hidden hidden;
	struct str what, who, day, path;
};
struct duties_events_page {
	struct page page;
	struct people_form form;
	struct str body, path;
	const struct duties_event_row *rows;
	size_t n_rows, n_kinds;
	struct str person; /* whom the event concerns that was just recorded; empty: none was */
	const struct duties_row *follows;
	size_t n_follows;
};

struct duties_feed_page {
	struct page page;
	struct str address, since; /* of one's own calendar; empty: there is none */
	struct form_hidden hidden;
};

MUST_USE enum outcome duties_row_of(struct ctx *ctx, const struct duty_item *item, struct duties_row *ret_row);
/* Fills what the pages of one obligation share. */
MUST_USE enum outcome duties_item_load(struct ctx *ctx, const struct duty_item *item, struct duties_item_page *view);
/* The address of it in the office. */
struct str duties_office_path(struct ctx *ctx, const struct duty_item *item);
MUST_USE enum outcome duties_office_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_office_csv_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_events_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_events_body_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_events_body_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_event_remove_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_item_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_act_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_act_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_letter_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_my_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_my_file_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_my_file_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_body_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_public_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_calendar_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_feed_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_my_calendar_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_my_calendar_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_remind_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_letters_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_letters_post(struct ctx *ctx, const struct req *req, struct resp *resp);
