/* Bodies, posts, persons, tenures. Popolo's classes; its "membership" is our tenure. */
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

struct organization {
	int64_t id;
	int64_t version;
	struct str slug;
	struct str name;
	int64_t parent_id; /* 0: none */
};

struct person {
	int64_t id;
	int64_t version;
	struct str slug;
	struct str name;      /* as people read it */
	struct str sort_name; /* "Vale, Imogen": the stored key of human order */
};

/* A person in a post of a body, from–to. */
struct tenure {
	int64_t id;
	int64_t version;
	int64_t person_id;
	int64_t organization_id;
	int32_t category;   /* enum tenure_category */
	struct str post;    /* "Mayor", "Member for North Ward" */
	int32_t from_day;
	int32_t to_day;     /* last day; INT32_MAX: open */
	struct str person_name, person_slug, person_sort_name; /* joined */
	struct str organization_name;
};

struct str tenure_category_name(int32_t category); /* "elected" */
bool tenure_category_parse(struct str s, int32_t *ret_category);

/* Rules, pure: names, days in order, a known category. */
MUST_USE enum outcome person_check(struct ctx *ctx, struct person *person);
MUST_USE enum outcome tenure_check(struct ctx *ctx, const struct tenure *tenure);

/* Inside a write. New rows get ids and slugs (made unique); each publishes a record in the journal. */
MUST_USE enum outcome people_add_organization(struct ctx *ctx, const struct journal_seed *seed, struct organization *organization);
MUST_USE enum outcome people_add_person(struct ctx *ctx, const struct journal_seed *seed, struct person *person);
MUST_USE enum outcome people_add_tenure(struct ctx *ctx, const struct journal_seed *seed, struct tenure *tenure);
/* Ends a tenure on its last day; tells access. CONFLICT when `tenure->version` is not the stored one. */
MUST_USE enum outcome people_end_tenure(struct ctx *ctx, const struct journal_seed *seed, struct tenure *tenure, struct day last_day);

MUST_USE enum outcome people_organization(struct ctx *ctx, int64_t id, struct organization *ret_organization);
MUST_USE enum outcome people_person(struct ctx *ctx, int64_t id, struct person *ret_person);
MUST_USE enum outcome people_person_by_slug(struct ctx *ctx, struct str slug, struct person *ret_person);
MUST_USE enum outcome people_tenure(struct ctx *ctx, int64_t id, struct tenure *ret_tenure);
/* A person's tenures, newest first; and everybody who holds a public post on a day (elected, appointed), by body, post and
 * sort name. */
MUST_USE enum outcome people_tenures_of(struct ctx *ctx, int64_t person_id, struct tenure **ret_tenures, size_t *ret_n);
MUST_USE enum outcome people_serving(struct ctx *ctx, struct day day, struct tenure **ret_tenures, size_t *ret_n);
MUST_USE enum outcome people_organizations(struct ctx *ctx, struct organization **ret_organizations, size_t *ret_n);

extern const struct feature people_feature;
