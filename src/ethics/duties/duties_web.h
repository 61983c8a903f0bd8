/* What this room's pages show; between its web files and views/. Private to duties, but for the panel of "my page". */
#pragma once

#include "duties/duties_store.h"
#include "html/components.h"

struct duties_row {
	struct duty_item item;
	struct str due, state, why;
	const char *colour; /* of its tag */
	struct str href;    /* where it is done or changed */
};

/* "To do" of one person; pages shows it on "my page". What is signed is commitments' to offer. */
struct duties_panel {
	const struct duties_row *owed, *done;
	size_t n_owed, n_done;
};
MUST_USE enum outcome duties_panel_load(struct ctx *ctx, int64_t person_id, struct duties_panel *ret_panel);

struct duties_office_page {
	struct page page;
	const struct page_link *lists, *bodies;
	size_t n_lists, n_bodies;
	struct str heading, empty;
	const struct duties_row *rows;
	size_t n_rows;
	struct str next, csv; /* addresses; empty: none */
	int64_t left;         /* persons still to be computed anew */
};

struct duties_item_page {
	struct page page;
	struct duties_row row;
	const struct str *steps;
	size_t n_steps;
	struct str text; /* Markdown: what one does */
	struct str fine;
	struct str path; /* of the item, in the office; empty: one's own */
	bool may_extend, may_file, may_undo;
	struct form_hidden hidden;
};

struct duties_bar {
	struct duty_figures f;
	struct str label;
	int64_t width_done, width_owe, width_late; /* of 400 */
};
struct duties_public_page {
	struct page page;
	struct str code_title;
	const struct duties_bar *bars;
	size_t n_bars;
};

MUST_USE enum outcome duties_row_of(struct ctx *ctx, const struct duty_item *item, struct duties_row *ret_row);
/* Fills what the pages of one obligation share. */
MUST_USE enum outcome duties_item_load(struct ctx *ctx, const struct duty_item *item, struct duties_item_page *view);
MUST_USE enum outcome duties_office_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_office_csv_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_item_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_act_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_act_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_letter_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_my_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_my_file_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_my_file_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome duties_public_get(struct ctx *ctx, const struct req *req, struct resp *resp);
