/* What the pages of the rules show. Private to rulebook. */
#pragma once

#include "html/components.h"
#include "rulebook/store.h"

struct rule_line {
	struct str id, title, href;
	struct str when; /* "1 January 2025 to 31 December 2026"; empty: always */
	struct str rule; /* "28 days after taking office", "630 USD" */
	struct str source, link;
	struct str fine;     /* empty: none stated */
	bool confirm, holds; /* holds today */
};

/* What a version changed against the one before it. */
struct rules_then {
	struct str number, applied;
	bool is_first, is_known; /* known: both can still be read */
	const struct str *changes;
	size_t n, n_more;
};

struct rules_page {
	struct page page;
	bool has_rules;
	struct str title, text;
	const struct rule_line *duties;
	size_t n_duties;
	const struct rule_line *amounts;
	size_t n_amounts;
	struct str version, applied, sha256, record_href;
	const struct rules_then *then; /* newest first */
	size_t n_then;
};

struct rule_page {
	struct page page;
	struct str title, text;
	const struct rule_line *rows;
	size_t n_rows;
	const struct duty_exception *exceptions;
	size_t n_exceptions;
};

struct version_line {
	int64_t number;
	struct str title, applied, sha256;
	bool is_removed;
};

struct rules_office_page {
	struct page page;
	const struct version_line *versions;
	size_t n_versions;
	size_t n_confirm; /* rows to be confirmed */
};
