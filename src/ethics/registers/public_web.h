/* What the public pages of registers show; between their C files and views. */
#pragma once

#include "html/components.h"
#include "http/http.h"
#include "registers/chart.h"
#include "registers/export.h"
#include "registers/registers.h"
#include "registers/totals_kept.h"

/* ---- All registers ---- */

struct register_card {
	const struct scheme *scheme;
	int64_t entries;              /* now; of a register of counts, or of few, not shown */
	struct str how_many, changed; /* in words; changed may be empty */
};

struct registers_index_page {
	struct page page;
	const struct register_card *cards;
	size_t n_cards;
};

/* ---- A table of entries ---- */

struct register_head {
	struct str title;
	struct str href; /* sorted by this column; empty: it cannot be */
	bool is_sorted, is_descending;
};

struct register_line {
	struct str who, who_href;
	struct str what, href; /* href empty: it has no page */
	struct str category;
	struct str tag;          /* "Nothing to declare", "Withdrawn" …; empty: none */
	struct str also;         /* another line under it: withheld, on paper */
	const struct str *cells; /* as many as there are key columns */
	struct str since, received;
	struct str late; /* "3 days late"; empty */
	bool is_withheld;
};

struct register_table {
	struct str caption;
	bool has_who, has_category;
	const struct register_head *keys; /* of the cells */
	size_t n_keys;
	struct register_head who, received;
	const struct register_line *lines;
	size_t n_lines;
};

/* A filter of the form: one of the two. */
struct register_field {
	struct field field;
	const struct choice *choices;
	size_t n_choices; /* 0: to be typed */
};

struct register_chip {
	struct str text;
	struct str href; /* without it */
};

struct register_file {
	struct str title, href;
};

struct register_scrutiny {
	struct str text, note;
};

struct register_page {
	struct page page;
	const struct scheme *scheme;
	struct str path;
	struct str as_known; /* "as at 1 July 2026, as known at …"; empty: now */
	struct str now;      /* the address without these days */
	struct register_table table;
	const struct register_field *fields;
	size_t n_fields;
	bool form_open;
	const struct register_chip *chips;
	size_t n_chips;
	struct str next, first;
	const struct register_file *files;
	size_t n_files;
	struct field search;
	bool is_search;
	const struct register_line *found;
	size_t n_found;
	bool are_more_found;
	const struct register_scrutiny *scrutinies;
	size_t n_scrutinies;
	const struct chart *counts; /* of a register of counts; NULL */
	struct str few;             /* why some are not shown */
	struct str totals;          /* where what is listed is added up; empty: it is not */
};

/* ---- An entry ---- */

struct entry_answer {
	struct str name;
	const struct str *values; /* in words */
	size_t n_values;
	const struct str *links; /* of each; empty: none */
	bool is_withheld;
};

/* What an answer was and is: one of them may be empty. */
struct entry_difference {
	struct str name, was, is;
};

struct entry_version_view {
	int64_t version;
	struct str title; /* "Declared", "Corrected" … */
	struct str known; /* when it became known */
	struct str reason;
	struct str how;     /* on paper, imported; empty */
	bool is_correction; /* the old words are struck through */
	const struct entry_difference *differences;
	size_t n_differences;
	struct str log; /* its place in the publication log */
};

struct entry_page {
	struct page page;
	struct entry_shown row;
	struct str title, status, note;
	struct str who, who_href; /* href empty: who is a post alone */
	struct str register_title, register_path;
	struct str since, until, received, published, late;
	struct str counts_for, whose;
	const struct entry_answer *answers;
	size_t n_answers;
	struct register_line parent; /* href empty: none */
	const struct register_line *children;
	size_t n_children;
	const struct entry_version_view *versions;
	size_t n_versions;
	struct str log, office;
	bool is_withdrawn;
	/* It was removed: */
	bool is_removed;
	struct str removed, removed_what, removed_why, removed_by, moved_to;
};

/* ---- A person's record ---- */

struct person_register {
	const struct scheme *scheme;
	struct register_table table;
	struct str all;     /* where the rest stands; empty: all of them are here */
	struct str nothing; /* there is none: how it is said */
	const struct chart *charts;
	size_t n_charts;
	const struct chart *limits;
	size_t n_limits;
	struct str sum;
};

struct person_record_page {
	struct page page;
	struct person person;
	struct str path;
	struct str as_known, now;
	struct field as_at, known_at;
	const struct person_register *registers;
	size_t n_registers;
	const struct register_file *files;
	size_t n_files;
};

struct totals_page {
	struct page page;
	const struct scheme *scheme;
	enum totals_answer answer;
	struct str path, again; /* the register; this page */
	struct str sum, without, as_known;
	struct str as_of;                  /* when it was added up, where something has changed since */
	struct str so_far;                 /* entries, while it is being added up */
	const struct register_chip *chips; /* what alone is added up */
	size_t n_chips;
	const struct chart *charts;
	size_t n_charts;
};

struct data_page {
	struct page page;
	const struct data_register {
		struct str title, path;
		const struct register_file *files;
		size_t n_files;
	} * registers;
	size_t n_registers;
};

/* ---- Shared by the files of these pages ---- */

/* The scheme of the address; NOT_FOUND also for a register that is private. *ret_book may be NULL. */
MUST_USE enum outcome register_of(struct ctx *ctx, struct str id, const struct scheme **ret_scheme);
/* The address's words as queries have them. */
const struct asked *asked_of(struct ctx *ctx, const struct req *req, size_t *ret_n);
/* Rows of one page: lines of the table, the address behind them. Registers of the person alone: `has_who` false. */
MUST_USE enum outcome register_table_fill(struct ctx *ctx, const struct register_query *query, struct str path,
					  struct register_table *table, struct str *ret_next);
struct register_line register_line_of(struct ctx *ctx, const struct scheme *scheme, const struct entry_shown *row);
const struct register_file *register_files(struct ctx *ctx, const struct scheme *scheme, struct str words,
					   size_t *ret_n);
/* The filters in use, each with the address without it. */
const struct register_chip *register_chips(struct ctx *ctx, const struct register_query *query, struct str path,
					   size_t *ret_n);
/* "as at …, as known at …". */
struct str register_as_known(struct ctx *ctx, const struct register_query *query);
/* The charts of what the query gives; none where it is too long to be added up at once. */
MUST_USE enum outcome register_charts(struct ctx *ctx, const struct register_query *query, struct str prefix,
				      const struct chart **ret_charts, size_t *ret_n, struct str *ret_sum);
struct str register_day_words(struct ctx *ctx, int32_t day); /* empty for none */
/* Since when an entry holds, or its day, as vague as it was said: “since 2011”; empty: not known. */
struct str register_holds_words(struct ctx *ctx, const struct entry *entry, const struct declared *declared);

/* Routes. */
MUST_USE enum outcome registers_index_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome register_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome register_file_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome register_totals_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome register_entry_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome person_record_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome person_feed_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome register_feed_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome data_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome data_file_get(struct ctx *ctx, const struct req *req, struct resp *resp);
