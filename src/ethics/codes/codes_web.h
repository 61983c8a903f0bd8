/* What the room's pages show; between its web files and views/codes.html. Private to codes, but for codes_text. */
#pragma once

#include "codes/codes.h"
#include "codes/review_store.h"
#include "html/components.h"

/* ---- The text as a tree ---- */

struct codes_group;

/* A relation to another text, as seen from one of its ends. */
struct codes_note {
	int64_t provision_id; /* of this end; 0: the whole text */
	int32_t kind;         /* enum relation_kind */
	bool is_from;         /* this end supplements, clarifies, gives way; else it is the other one that does */
	struct str audience;  /* for whom, in words; empty: everybody */
	struct str title;     /* of the other end */
	struct str href;
};

/* A body that adopted the code. */
struct codes_adopter {
	struct adoption adoption;
	struct str href; /* of the body's page; empty: it has none */
	struct str act;  /* in words; empty: not known */
};

/* An audience that the text names. */
struct codes_reader {
	struct str audience;
	struct str words;
	struct str href;
	bool is_chosen;
};

/* A provision with what stands below it. */
struct codes_node {
	const struct provision *p;
	struct str heading; /* as shown above its text: label and heading; empty: it is no heading */
	int level;          /* of the heading, 2 to 4 */
	struct str href;    /* of its page, where its addresses and history are; empty: it has none */
	const struct provision_evidence *evidence; /* how it is kept */
	size_t n_evidence;
	struct str lang;                /* of its words, where it is not the page's; else empty */
	struct str applies;             /* to whom, in words; empty: as what it stands under */
	const struct codes_note *notes; /* other texts */
	size_t n_notes;
	const struct codes_group *below;
	size_t n_below;
};

/* Neighbours that are one list, or that are none. */
struct codes_group {
	bool is_list;
	bool is_bulleted;
	bool is_unlabelled;
	const struct codes_node *nodes;
	size_t n;
};

/* What a public page adds to the bare text: where each passage's page is, and what stands beside it. */
struct codes_beside {
	struct str slug;                           /* empty: the passages have no pages */
	struct str lang;                           /* of the edition, where it is not the page's; else empty */
	const struct provision_evidence *evidence; /* by provision id, as codes_evidence gives it */
	size_t n_evidence;
	const struct str *applies;      /* of each provision, as codes_applies gives it; NULL: it is not shown */
	const struct codes_note *notes; /* by provision id */
	size_t n_notes;
};

/* `beside`: NULL: nothing. */
const struct codes_group *codes_tree(struct arena *arena, const struct provision *provisions, size_t n,
				     const struct codes_beside *beside, size_t *ret_n);

/* An entry of the contents. */
struct codes_entry {
	struct str text;
	struct str anchor;
	const struct codes_entry *below;
	size_t n_below;
};

const struct codes_entry *codes_contents(struct arena *arena, const struct provision *provisions, size_t n,
					 size_t *ret_n);

/* Asked by the views. */
struct str codes_shown(struct arena *arena, struct str text); /* the cells of a table's row on lines of their own */
struct str codes_number(struct arena *arena, int64_t number); /* "1,432" */
struct str codes_day(struct arena *arena, int32_t day);       /* "3 March 2026" */

/* ---- Public pages ---- */

struct codes_list_row {
	struct code code;
	struct edition edition;
};

struct codes_list_page {
	struct page page;
	const struct codes_list_row *rows;
	size_t n_rows;
};

/* An edition whose text was removed: when, and why. */
struct codes_gone {
	struct edition edition;
	struct str when, ground;
};

struct codes_gone_page {
	struct page page;
	const struct codes_gone *gone;
	size_t n_gone;
};

/* Answers an address at which something of removed editions (at least one) stood, with status 410. */
MUST_USE enum outcome codes_gone(struct ctx *ctx, const struct edition *editions, size_t n, struct resp *resp);

struct codes_page {
	struct page page;
	struct str title;
	struct str title_anchor; /* empty: the title is no provision */
	struct edition edition;
	struct edition current;             /* the edition in force, when this is another one; else id 0 */
	struct str on;                      /* "18 October 2011": asked for the text of that day; else empty */
	const struct provision *provisions; /* behind the title */
	size_t n_provisions;
	const struct codes_group *groups; /* the same as a tree */
	size_t n_groups;
	bool has_principles;
	const struct edition *before; /* the edition before this one; NULL: it is the first */
	struct str act;               /* that made it, in words; empty: not known */
	const struct codes_adopter *adopters;
	size_t n_adopters;
	const struct codes_note *notes; /* of the whole text */
	size_t n_notes;
	const struct codes_reader *readers; /* the audiences that the text names */
	size_t n_readers;
	struct str reader;     /* only what applies to these is shown: in words; empty: all */
	struct str whole_href; /* the page with all */
	const struct codes_entry *contents;
	size_t n_contents;
	const struct edition *editions;
	size_t n_editions;
	struct codes_gone gone; /* its text was removed */
};

/* ---- The office ---- */

struct codes_office_page {
	struct page page;
	bool may_prepare, may_read; /* drafts */
	struct form_hidden hidden;
	const struct edition *drafts;
	size_t n_drafts;
	const struct codes_list_row *rows;
	size_t n_rows;
};

struct codes_import_page {
	struct page page;
	struct form_hidden hidden;
	struct field file, text, code, title, format;
	const struct choice *codes;
	size_t n_codes;
	const struct choice *formats;
	size_t n_formats;
};

/* One thing to do with a draft. */
struct codes_task {
	struct str id;
	struct str name, hint, href;
	struct str status;
	bool is_done;
};

struct codes_review_page {
	struct page page;
	struct str path;
	const struct codes_task *tasks;
	size_t n_tasks;
	struct review_sum sum;
	struct form_hidden hidden_discard;
	struct edition edition;
	bool may_prepare;
	bool may_publish;
	const struct summary_row *kinds;
	size_t n_kinds;
	const struct str *furniture;
	size_t n_furniture;
	const struct provision *provisions;
	size_t n_provisions;
};

/* Codes with the edition that their page shows, by title; those without a published one are left out. */
MUST_USE enum outcome codes_rows(struct ctx *ctx, const struct codes_list_row **ret_rows, size_t *ret_n);

/* The way back from a page of the office: Office, Codes of conduct. */
void codes_office_steps(struct ctx *ctx, struct page *page);
/* The published edition that an address names: by its number, or the one that /codes/… shows. */
MUST_USE enum outcome codes_edition_of_address(struct ctx *ctx, const struct req *req, struct edition *ret_edition);

/* Routes of the office; those of the public stand in codes_web.c. */
MUST_USE enum outcome codes_office_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_import_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_import_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_amend_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_review_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome codes_discard_post(struct ctx *ctx, const struct req *req, struct resp *resp);
