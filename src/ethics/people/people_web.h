/* What people's pages show; between people_web.c and views/people.html. */
#pragma once

#include "html/components.h"
#include "people/people.h"

/* Those who serve on one body. */
struct people_group {
	struct str body;
	const struct tenure *tenures;
	size_t n;
};

struct people_members {
	struct page page;
	const struct people_group *groups;
	size_t n_groups;
};

struct people_office {
	struct page page;
	bool may_change;
	const struct tenure *tenures;
	size_t n_tenures;
};

struct people_add {
	struct page page;
	struct form_hidden hidden;
	struct field name, sort_name, body, post, category, from;
	const struct choice *bodies;
	size_t n_bodies;
	const struct choice *categories;
	size_t n_categories;
};

struct people_add_body {
	struct page page;
	struct form_hidden hidden;
	struct field name, parent;
	const struct choice *parents;
	size_t n_parents;
};

struct people_end {
	struct page page;
	struct form_hidden hidden;
	struct tenure tenure;
	struct field to;
};

struct people_invite {
	struct page page;
	struct form_hidden hidden;
	struct person person;
	struct field email;
};

struct people_invited {
	struct page page;
	struct person person;
	struct str link;
};
