/* What these pages show; between pages_web.c and views/pages.html. */
#pragma once

#include "commitments/commitments.h"
#include "duties/duties_web.h"
#include "html/components.h"
#include "people/people_web.h"
#include "registers/registers_panel.h"

struct pages_home {
	struct page page;
	struct str site_name;
	const struct code *codes; /* those with an edition in force */
	size_t n_codes;
};

struct pages_member {
	struct page page;
	struct people_person_panel panel;
	const struct commitment *commitments; /* on display */
	size_t n_commitments;
	struct commitment_kept kept; /* how they keep the code, in their own words, and what stands beside it */
	struct registers_panel registers;
};

struct pages_body {
	struct page page;
	struct people_body panel;
	const struct code_in_force *codes; /* that bind this body */
	size_t n_codes;
};

struct pages_my {
	struct page page;
	bool is_member;
	const struct commitment_ask *offers;
	size_t n_offers;
	const struct commitment *commitments;
	size_t n_commitments;
	struct duties_panel duties;
	size_t n_helped; /* whom the actor helps to declare */
};

struct pages_office {
	struct page page;
	const struct duties_waiting *waiting;
	size_t n_waiting;
	int64_t n_unconfirmed;        /* rules to be confirmed; 0 also for whom it does not concern */
	int64_t n_mail_problems;      /* messages that could not be sent so far, or were given up lately */
	const struct edition *drafts; /* waiting to be published; for clerks */
	size_t n_drafts;
	const struct menu_entry *tasks;
	size_t n_tasks;
	size_t n_helped; /* whom the actor helps to declare */
};

struct pages_about {
	struct page page;
	struct str site_name;
	struct str url;
};
