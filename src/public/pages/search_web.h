/* What the page of search shows; between search_web.c and views/search.html. */
#pragma once

#include "html/components.h"
#include "search/search.h"

/* Hits of one code, person or body, in their order. */
struct pages_search_group {
	struct str title, path;
	bool is_itself; /* the one hit is what the group is: a person, a body */
	const struct search_hit *hits;
	size_t n_hits;
};

struct pages_search {
	struct page page;
	struct field q, in;
	const struct choice *places;
	size_t n_places;
	bool is_asked; /* something was looked for, and it could be */
	struct str asked;
	struct str place;
	struct str found; /* "23 results"; "More than 1,000 results: these are the first 1,000" */
	size_t n;
	int64_t page_no, n_pages;
	bool is_beyond; /* there is no such page of results */
	const struct pages_search_group *groups;
	size_t n_groups;
};

/* Asked by the view. */
struct str pages_hit_title(const struct search_hit *hit);

MUST_USE enum outcome pages_search_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome pages_search_json_get(struct ctx *ctx, const struct req *req, struct resp *resp);
