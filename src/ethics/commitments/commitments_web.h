/* What this room's pages show; between commitments_web.c and views/commitments.html. */
#pragma once

#include "commitments/commitments.h"
#include "html/components.h"

struct commitments_roll_page {
	struct page page;
	struct code code;
	const struct commitment *commitments;
	size_t n_commitments;
	const struct zone *zone;
};

struct commitments_sign_page {
	struct page page;
	struct form_hidden hidden;
	struct edition edition;
	struct tenure tenure;
	struct str office;
	const struct provision *provisions;
	size_t n_provisions;
	struct field read;
	struct choice read_choice;
};

struct commitments_receipt_page {
	struct page page;
	struct commitment commitment;
	struct str signed_words; /* "22 November 2026, 11:28 am PST" */
	struct str receipt_path;
};
