/* What people's pages show; between their C files and views. */
#pragma once

#include "html/components.h"
#include "people/people.h"

/* ---- For everybody ---- */

/* A long list in stretches. */
struct people_pager {
	int64_t page, pages; /* from 1 */
	int64_t total;
	struct str previous, next; /* addresses; empty at the ends */
};

/* Neighbours of one body in a list. */
struct people_group {
	struct str body, slug; /* "Name removed" where it was */
	const struct tenure *tenures;
	size_t n;
};

struct people_members {
	struct page page;
	struct field on, name, body, who;
	const struct choice *bodies;
	size_t n_bodies;
	const struct choice *whos;
	size_t n_whos;
	bool is_past; /* those who served before the day */
	struct str day;
	const struct people_group *groups;
	size_t n_groups;
	struct people_pager pager;
};

struct people_bodies {
	struct page page;
	struct field name;
	const struct organization *bodies;
	size_t n_bodies;
	struct people_pager pager;
};

/* A post of a body and who holds it. */
struct post_held {
	int64_t id;
	struct str label, area;
	int32_t seats;
	int64_t holders;
};

/* What people know of one body on a day; a page of it may show more. */
struct people_body {
	struct organization organization;
	struct organization above; /* id 0: none */
	struct day day;
	bool is_today;
	struct field on;
	const struct tenure *members;
	size_t n_members;
	struct str all_members; /* the address of the whole list, where it is longer; empty */
	const struct tenure *past;
	size_t n_past;
	struct str all_past;
	const struct post_held *posts;
	size_t n_posts;
	const struct organization *below;
	size_t n_below;
	struct people_details details;      /* public ones alone */
	struct str removed, removed_ground; /* when and why, where its record was removed; empty */
};

/* The same of one person: public terms alone. */
struct people_person_panel {
	struct person person;
	struct str name; /* on that day */
	struct day day;
	bool is_today;
	struct field on;
	const struct tenure *now, *before;
	size_t n_now, n_before;
	bool holds_public_post; /* on whatever day */
	struct people_details details;
	struct str removed, removed_ground;
};

/* Fills what a page of the body or the person shows; `on` is what the address asks for (empty: today; a day that is
 * none is INVALID with a problem under "on"). NOT_FOUND. The person's panel holds only what is public: whether the
 * person has a page at all, the caller decides (people_has_page, or because they signed). */
MUST_USE enum outcome people_body_load(struct ctx *ctx, struct str slug, struct str on, struct people_body *ret_body);
MUST_USE enum outcome people_person_load(struct ctx *ctx, struct str slug, struct str on,
					 struct people_person_panel *ret_person);
bool people_has_page(const struct people_person_panel *person);

/* The name as a page shows it: "Name removed" where there is none any more. */
struct str people_shown(struct str name);

/* "Post removed" where there is none any more. */
struct str people_shown_post(struct str post);

/* "E-mail", "Phone" …; a kind that has no word of its own as it is. */
struct str people_contact_word(struct str kind);

/* "1 May 2001 to 30 June 2020", "until …"; empty when no day is known. */
struct str people_name_words(struct arena *arena, const struct person_name *name);

/* "1 May 2001"; "not known". */
struct str people_day_words(struct arena *arena, int32_t day);

/* ---- In the office ---- */

struct people_office {
	struct page page;
	bool may_change, may_import;
	struct field name;
	struct people_pager pager;
	const struct tenure *tenures;
	size_t n_tenures;
	const bool *may_end, *may_invite; /* of each term */
	const struct person *without;     /* who have no term or job */
	size_t n_without;
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
