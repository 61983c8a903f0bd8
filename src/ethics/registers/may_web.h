/* What "May I accept this?" shows. */
#pragma once

#include "html/components.h"
#include "registers/review.h"

struct may_gift_row {
	struct str day, source, amount;
};

struct may_gift_finding {
	const struct gift_finding *f;
	const char *colour; /* of the tag */
	const char *says;   /* msg: "reached" */
	struct str limit, window, before, with, due, opens;
	const struct may_gift_row *rows;
	size_t n_rows;
};

struct may_gift_page {
	struct page page;
	struct form_hidden hidden, record_hidden;
	const struct scheme *scheme;
	struct field reg;
	const struct choice *registers;
	size_t n_registers;
	struct field what, from, scheme_id, identifier, value, unknown, day, people;
	const struct choice *bands; /* of a value that is a band */
	size_t n_bands;
	struct choice unknown_choice;
	bool takes_unknown, takes_identifier;
	bool is_answered;
	enum gift_answer answer;
	struct str offer; /* "Hamper, from Foundry Ltd, on 12 May 2026, 120.00 GBP" */
	struct str part;  /* "40.00 GBP is your part" */
	const struct may_gift_finding *findings;
	size_t n_findings;
	struct field outcome;
	const struct choice *outcomes;
	size_t n_outcomes;
};
