/* What the pages of a new council show; between council_web.c, council_view.c and views/council.html. */
#pragma once

#include "html/components.h"
#include "http/http.h"
#include "pages/council.h"
#include "people/office_paste.h"
#include "people/people_web.h"

/* The pages, in their order; what a button sends as `step`. */
enum council_step {
	COUNCIL_STEP_BODY,    /* which body, which election, which seats */
	COUNCIL_STEP_TABLE,   /* days and the table */
	COUNCIL_STEP_COLUMNS, /* what each column holds */
	COUNCIL_STEP_PEOPLE,  /* who each row is, who leaves */
	COUNCIL_STEP_PREVIEW, /* what would happen */
	COUNCIL_STEP_APPLY,
};

/* An answer of another page, carried along. */
struct council_carry {
	struct str name, value;
};

/* A row of the table, or somebody who sits: what was recognised, and the choice where there is one. */
struct council_row {
	struct str line, name, seat, state;
	const char *colour; /* of the tag that says the state; NULL: the plain one */
	struct field field;
	const struct choice *choices;
	size_t n_choices; /* 0: nothing to choose */
};

/* A term that ends or begins. */
struct council_term {
	struct str name, slug, office, days, how;
};

struct council_terms {
	const struct council_term *p;
	size_t n;
};

struct council_pages {
	struct page page;
	struct form_hidden hidden;
	enum council_step step;
	struct field body, election, scope, first_day, last_day, seat, table;
	const struct choice *bodies, *elections, *scopes;
	size_t n_bodies, n_elections, n_scopes;
	const struct new_council *councils; /* earlier ones */
	size_t n_councils;
	struct str body_name, rule; /* rule: from where the days come; empty: there is none */
	struct paste_columns columns;
	const struct council_carry *carried;
	size_t n_carried;
	struct str carried_table;
	const struct council_row *rows, *sitting;
	size_t n_rows, n_sitting;
	size_t n_asked;
	struct council_terms ending, beginning;
	const struct council_person *vacant, *staying, *candidates;
	size_t n_vacant, n_staying, n_candidates;
	struct council_effects effects;
	struct str from_words, basis;
	size_t n_new;
};

struct council_page {
	struct page page;
	struct new_council council;
	struct str from_words, until_words, made, undone;
	struct council_terms ended, began;
	bool may_undo; /* the actor, and nothing stands against it */
	bool is_clerk;
	const struct problem *why_not;
	struct form_hidden hidden;
	struct str path;
	bool stays_named; /* somebody who was not public before stays named in the log */
};

/* Fill what the pages show. */
void council_people_fill(struct ctx *ctx, const struct req *req, const struct council_act *act,
			 struct council_pages *view);
void council_preview_fill(struct ctx *ctx, const struct council_act *act, struct council_pages *view);
MUST_USE enum outcome council_page_fill(struct ctx *ctx, struct council_page *view);

MUST_USE enum outcome pages_council_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome pages_council_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome pages_council_one_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome pages_council_undo_post(struct ctx *ctx, const struct req *req, struct resp *resp);
