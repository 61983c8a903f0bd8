/* Bodies, persons, tenures. Popolo's classes; its "membership" is our tenure. */
#pragma once

#include "access/access.h"
#include "journal/journal.h"

enum tenure_category {
	TENURE_ELECTED = 1,
	TENURE_APPOINTED,
	TENURE_CANDIDATE,
	TENURE_EMPLOYEE,
	TENURE_CONSULTANT,
	TENURE_SUPPLIER,
};

/* The last day of a term that has not ended. */
#define TENURE_OPEN INT32_MAX

struct organization {
	int64_t id;
	int64_t version;
	struct str slug;
	struct str name;
	int64_t parent_id; /* 0: none */
	struct str record_id;
};

struct person {
	int64_t id;
	int64_t version;
	struct str slug;
	struct str name;      /* as people read it */
	struct str sort_name; /* "Vale, Imogen": what human order goes by */
	struct str record_id;
};

/* A person in a post of a body, from–to. */
struct tenure {
	int64_t id;
	int64_t version;
	int64_t person_id;
	int64_t organization_id;
	int32_t category; /* enum tenure_category */
	struct str post;  /* "Mayor", "Member for North Ward" */
	int32_t from_day;
	int32_t to_day; /* last day; TENURE_OPEN */
	struct str record_id;
	struct str person_name, person_slug, person_sort_name; /* joined */
	struct str organization_name;
};

/* "elected"; and back. */
struct str tenure_category_name(int32_t category);
bool tenure_category_parse(struct str s, int32_t *ret_category);

/* "Mayor, City Council". */
struct str tenure_office(struct arena *arena, const struct tenure *tenure);

/* True from the first to the last day. */
bool tenure_holds(const struct tenure *tenure, struct day day);

/* Rules, pure: names that are there and bounded, days in order, a known category. person_check fills an empty sort_name
 * with the last word first. */
MUST_USE enum outcome organization_check(struct ctx *ctx, const struct organization *organization);
MUST_USE enum outcome person_check(struct ctx *ctx, struct person *person);
MUST_USE enum outcome tenure_check(struct ctx *ctx, const struct tenure *tenure);

/* Inside a write. Each checks, gives the row an id and a slug of its own, and publishes it in the journal. */
MUST_USE enum outcome people_add_organization(struct ctx *ctx, const struct journal_seed *seed,
					      struct organization *organization);
MUST_USE enum outcome people_add_person(struct ctx *ctx, const struct journal_seed *seed, struct person *person);
MUST_USE enum outcome people_add_tenure(struct ctx *ctx, const struct journal_seed *seed, struct tenure *tenure);

/* Inside a write: the tenure's last day. CONFLICT when `tenure->version` is not the stored one. Tells access when the
 * person holds no post after that day. */
MUST_USE enum outcome people_end_tenure(struct ctx *ctx, const struct journal_seed *seed, const struct tenure *tenure,
					struct day last_day);

MUST_USE enum outcome people_organization(struct ctx *ctx, int64_t id, struct organization *ret_organization);
MUST_USE enum outcome people_organization_by_slug(struct ctx *ctx, struct str slug,
						  struct organization *ret_organization);
MUST_USE enum outcome people_organizations(struct ctx *ctx, struct organization **ret_organizations, size_t *ret_n);
MUST_USE enum outcome people_person(struct ctx *ctx, int64_t id, struct person *ret_person);
MUST_USE enum outcome people_person_by_slug(struct ctx *ctx, struct str slug, struct person *ret_person);
MUST_USE enum outcome people_tenure(struct ctx *ctx, int64_t id, struct tenure *ret_tenure);

/* A person's tenures, newest first. */
MUST_USE enum outcome people_tenures_of(struct ctx *ctx, int64_t person_id, struct tenure **ret_tenures, size_t *ret_n);
/* Who holds an elected or appointed post on a day, by body and sort key. */
MUST_USE enum outcome people_serving(struct ctx *ctx, struct day day, struct tenure **ret_tenures, size_t *ret_n);
/* Everybody whose term has not ended by the day, candidates and staff too; for the office alone. */
MUST_USE enum outcome people_tenures_open(struct ctx *ctx, struct day day, struct tenure **ret_tenures, size_t *ret_n);

extern const struct feature people_feature;
