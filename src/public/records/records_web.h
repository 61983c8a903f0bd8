/* What the page of requests shows; between records_web.c and views/records.html. */
#pragma once

#include "html/components.h"
#include "records/records.h"

struct records_page {
	struct page page;
	struct form_hidden find_hidden, person_hidden;
	struct field terms, from, to, person;
};

/* index.html of a bundle: its rows go into the archive as they come. */
struct records_sheet;
struct zip;
struct records_rows {
	struct records_sheet *sheet;
	struct zip *zip;
	struct spool *spool;
};
struct records_sheet {
	struct ctx *ctx;
	const struct records_found *found;
	struct records_rows rows, redactions;
	enum outcome outcome; /* of what was put so far */
};
struct records_line {
	struct str cells[4];
};
/* In a view: what stands before the rows goes first. */
void records_rows_flow(struct html *h, const struct records_rows *rows);

/* `records find`, `records tables`, and `people export` with --everything. */
#define RECORDS_VERBS 3
extern const struct verb records_verbs[RECORDS_VERBS];
