/* Bodies, posts, persons, terms. Popolo's classes; its "membership" is our tenure. */
#pragma once

#include "access/access.h"
#include "intake/intake.h"
#include "journal/journal.h"

enum tenure_category {
	TENURE_ELECTED = 1,
	TENURE_APPOINTED,
	TENURE_CANDIDATE,
	TENURE_EMPLOYEE,
	TENURE_CONSULTANT,
	TENURE_SUPPLIER,
};

/* Why a term ended, where somebody said so. */
enum tenure_ending {
	ENDING_NOT_SAID,
	ENDING_TERM,     /* the term was over */
	ENDING_RESIGNED, /* gave it up */
	ENDING_REMOVED,  /* was recalled or dismissed */
	ENDING_DIED,
	ENDING_DISQUALIFIED, /* may not hold the post by law */
};
#define ENDING_LAST ENDING_DISQUALIFIED

/* How somebody came into a term, where somebody said so. */
enum tenure_entry {
	ENTRY_NOT_SAID,
	ENTRY_ELECTION,
	ENTRY_BY_ELECTION, /* to fill one seat between elections */
	ENTRY_CO_OPTION,   /* chosen by the members; its category is appointed */
	ENTRY_APPOINTMENT,
};
#define ENTRY_LAST ENTRY_APPOINTMENT

/* The last day of a term that has not ended, and the first day of one of which nobody knows it. */
#define TENURE_OPEN      INT32_MAX
#define TENURE_FROM_EVER INT32_MIN

/* A day that is not known. */
#define PEOPLE_NO_DAY INT32_MIN

struct organization {
	int64_t id;
	int64_t version;
	struct str slug;
	struct str name;
	struct str classification; /* "council", "committee", "parish": free text; may be empty */
	int64_t parent_id;         /* 0: none */
	int32_t founded_day;       /* PEOPLE_NO_DAY */
	int32_t dissolved_day;     /* its last day; PEOPLE_NO_DAY: not dissolved */
	struct str record_id;
	int64_t erased_ms; /* 0, or when its record was removed: nothing else is left of it then */
};

/* A seat or a job in a body, with or without somebody in it. */
struct post {
	int64_t id;
	int64_t version;
	int64_t organization_id;
	struct str slug;  /* within its body */
	struct str label; /* "Member for North Ward": what a term shows */
	struct str role;  /* "Member"; may be empty */
	struct str area;  /* "North Ward"; may be empty */
	int32_t seats;    /* how many may hold it at once; at least 1 */
	struct str record_id;
	int64_t erased_ms;
	struct str organization_name, organization_slug; /* joined */
};

struct person {
	int64_t id;
	int64_t version;
	struct str slug;
	struct str name;       /* as people read it: the name in use */
	struct str sort_name;  /* "Vale, Imogen": what human order goes by */
	int32_t name_from_day; /* since when this name is in use; PEOPLE_NO_DAY */
	int32_t died_day;      /* PEOPLE_NO_DAY */
	bool by_post;          /* letters, not e-mail: as good as any other way; for the office alone */
	bool is_public;        /* has a record in the publication log */
	struct str record_id;
	int64_t erased_ms;
	int64_t merged_into; /* the person whom this one was found to be; 0 */
};

struct absence;

/* A person in a post of a body, from–to. What stands after substitute_for is as stored; contract to manager_id are for
 * the office alone and never published. */
struct tenure {
	int64_t id;
	int64_t version;
	int64_t person_id;
	int64_t organization_id;
	int64_t post_id;  /* 0: the post is given by its name alone */
	int32_t category; /* enum tenure_category */
	struct str post;  /* "Mayor", "Member for North Ward": the post's label where post_id is set */
	int32_t from_day; /* TENURE_FROM_EVER */
	int32_t to_day;   /* last day; TENURE_OPEN */
	int32_t ending;   /* enum tenure_ending */
	struct str contract, workplace, grade, status; /* kind of contract; membership status. May be empty */
	int64_t manager_id;                            /* the line manager, a person; 0: none */
	int32_t entry;                                 /* enum tenure_entry */
	struct str entry_note;                         /* "by Resolution 2026-14": public; may be empty */
	int64_t substitute_for; /* the term of the absent member for whom this person sits, taking no seat; 0 */
	bool is_public;         /* has a record in the publication log */
	struct str record_id;
	int64_t erased_ms;
	struct str person_name, person_slug, person_sort_name; /* joined */
	struct str organization_name, organization_slug;
	struct str substitute_for_name; /* the absent member's; empty where that term's record was removed */
	const struct absence *absences; /* only where a reader says so (absences.h) */
	size_t n_absences;
};

/* A name of a person beside the one in use. */
enum person_name_kind {
	NAME_FORMER = 1,
	NAME_BALLOT,   /* as it stood on a ballot */
	NAME_MATCHING, /* only to recognise the person in files; never public */
};

struct person_name {
	int64_t person_id;
	int32_t kind;
	struct str name;
	int32_t from_day, to_day; /* PEOPLE_NO_DAY */
	bool is_public;           /* else for the office alone */
};

/* How to reach a person or a body. Several may share one. Never public unless it says so. */
struct contact {
	int64_t subject_id;
	struct str kind; /* "email", "phone", "address", "post", "url", …: a word */
	struct str value;
	struct str note;
	bool is_public;
};

/* A number or address under which others know a person or a body. */
struct identifier {
	int64_t subject_id;
	struct str scheme, value;
	bool is_public;
};

/* What a new one starts from, with no day known (day 0 is a day). */
struct organization organization_new(struct str name);
struct person person_new(struct str name);
struct person_name person_name_new(enum person_name_kind kind, struct str name);

/* All of these of one person or body, in their order. Bodies have no names beside their own. */
struct people_details {
	struct person_name *names;
	size_t n_names;
	struct contact *contacts;
	size_t n_contacts;
	struct identifier *identifiers;
	size_t n_identifiers;
};

/* ---- Words ---- */

/* "elected"; and back. */
struct str tenure_category_name(int32_t category);
bool tenure_category_parse(struct str s, int32_t *ret_category);

/* "resigned"; empty for ENDING_NOT_SAID; and back. */
struct str tenure_ending_name(int32_t ending);
bool tenure_ending_parse(struct str s, int32_t *ret_ending);

/* "by-election"; empty for ENTRY_NOT_SAID; and back. */
struct str tenure_entry_name(int32_t entry);
bool tenure_entry_parse(struct str s, int32_t *ret_entry);

/* "Substitute for Imogen Vale. Co-opted: Resolution 2026-14"; empty where there is nothing to say. Public. */
struct str tenure_entry_words(struct arena *arena, const struct tenure *tenure);

/* "former"; and back. */
struct str person_name_kind_name(int32_t kind);
bool person_name_kind_parse(struct str s, int32_t *ret_kind);

/* Nothing, or what says that the post is only sought: "Candidate: ". One word for it everywhere. */
const char *tenure_sought(const struct tenure *tenure);

/* "Mayor, City Council"; "Candidate: Mayor, City Council". */
struct str tenure_office(struct arena *arena, const struct tenure *tenure);

/* "since 1 July 2026", "1 July 2024 to 30 June 2026", "served until 3 May 2026" of somebody who died. */
struct str people_term_words(struct arena *arena, const struct tenure *tenure);

/* "2026-07-01"; empty for a day that is not known or a term that is open. */
struct str people_day(struct arena *arena, int32_t day);

/* True from the first to the last day. */
bool tenure_holds(const struct tenure *tenure, struct day day);

/* Elected and appointed: who holds these is public. Everybody else is once they chose to sign (people_show_tenure). */
bool tenure_category_is_public(int32_t category);
/* May pages about the person list it today? A candidacy no longer, once its last day is past (S8). */
bool tenure_is_listed(const struct tenure *tenure, struct day today);

/* ---- Rules, pure: all faults at once ---- */

/* Names that are there and bounded, days in order, a known category. person_check fills an empty sort_name with the
 * last word first; post_check an empty label with role and area. All trim their texts. */
MUST_USE enum outcome organization_check(struct ctx *ctx, struct organization *organization);
MUST_USE enum outcome post_check(struct ctx *ctx, struct post *post);
/* What a post without a label is called: "Member, North Ward". */
struct str post_words(struct arena *arena, struct str role, struct str area);
MUST_USE enum outcome person_check(struct ctx *ctx, struct person *person);
MUST_USE enum outcome tenure_check(struct ctx *ctx, const struct tenure *tenure);
MUST_USE enum outcome person_name_check(struct ctx *ctx, struct person_name *name);
MUST_USE enum outcome contact_check(struct ctx *ctx, struct contact *contact);
MUST_USE enum outcome identifier_check(struct ctx *ctx, struct identifier *identifier);

/* The name that was in use on a day: a public former one, or the one in use now. `names` are the person's. */
struct str person_name_on(const struct person *person, const struct person_name *names, size_t n, struct day day);

/* ---- Inside a write: putting ---- */

/* What became of a row. */
enum people_change { PEOPLE_UNCHANGED, PEOPLE_CREATED, PEOPLE_CHANGED };

/* Each checks, then adds the row when its id is 0 (and gives it an id, a slug, version 1), else makes the stored row
 * say the same; `version` must be the stored one (CONFLICT) or 0: whatever it is. Where nothing differs nothing is
 * written or published. What is public gets a new version of its record. The seed serves either way. The row is filled
 * in as stored. `ret_change` may be NULL. The caller puts the act into the activity log.
 *
 * `details`: NULL leaves names, contacts and identifiers as they are; else these are all of them. INVALID with a
 * problem when another person or body has one of the identifiers. */
MUST_USE enum outcome people_put_organization(struct ctx *ctx, const struct journal_seed *seed,
					      struct organization *organization, const struct people_details *details,
					      enum people_change *ret_change);
MUST_USE enum outcome people_put_post(struct ctx *ctx, const struct journal_seed *seed, struct post *post,
				      enum people_change *ret_change);
/* A person is public from the first public term on; a new one is not yet. */
MUST_USE enum outcome people_put_person(struct ctx *ctx, const struct journal_seed *seed, struct person *person,
					const struct people_details *details, enum people_change *ret_change);
/* person_id and organization_id must be rows. A public category makes the person public too. Tells access when the
 * person holds no post any more. A last day ends what lies within the term: absences (absences.h), and the terms of
 * those who stand in. */
MUST_USE enum outcome people_put_tenure(struct ctx *ctx, const struct journal_seed *seed, struct tenure *tenure,
					enum people_change *ret_change);

/* The same for new rows without details; a body's and a person's days are not heeded. */
MUST_USE enum outcome people_add_organization(struct ctx *ctx, const struct journal_seed *seed,
					      struct organization *organization);
MUST_USE enum outcome people_add_person(struct ctx *ctx, const struct journal_seed *seed, struct person *person);
MUST_USE enum outcome people_add_tenure(struct ctx *ctx, const struct journal_seed *seed, struct tenure *tenure);

/* The term's last day and why. CONFLICT when `tenure->version` is not the stored one. */
MUST_USE enum outcome people_end_tenure(struct ctx *ctx, const struct journal_seed *seed, const struct tenure *tenure,
					struct day last_day);

/* Another name from a day on; the one so far becomes a former name, which is public or not. CONFLICT as above. */
MUST_USE enum outcome people_rename(struct ctx *ctx, const struct journal_seed *seed, const struct person *person,
				    struct str name, struct str sort_name, int32_t from_day, bool former_is_public);

/* The person died: terms that are open end that day ("served until"), rights with them. `seeds`: one for the person and
 * one for each of their terms, n_seeds of them; too few is RETRY: the terms have changed since they were counted. */
MUST_USE enum outcome people_died(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds,
				  const struct person *person, struct day day);

/* Two rows are one person: the terms of `away` become those of `keep`, and what hangs on them; names, contacts and
 * identifiers are added, its name as one for matching; its account follows; its address leads to `keep`. Both versions
 * must be the stored ones. `seeds`: one each for the two persons and for every term of `away`; too few is RETRY.
 * INVALID when one has died by what is known and the other not, both have an account, `away` has one and the actor is
 * no administrator, or `away` is itself the whole of two. */
MUST_USE enum outcome people_merge(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds,
				   const struct person *keep, const struct person *away, struct str reason);

/* What a person was merged from. */
struct person_merge {
	int64_t id, kept_id, away_id;
	int64_t merged_ms;
	struct str reason;
	struct str added;
	bool account_moved;
	struct str away_name, away_slug; /* joined */
};
/* Those not undone, newest first. */
MUST_USE enum outcome people_merges(struct ctx *ctx, int64_t kept_id, struct person_merge **ret_merges, size_t *ret_n);

/* They are two after all: each has again the terms, names, contacts, identifiers and account that it had; what was
 * added since stays with the one kept. Seeds as above. */
MUST_USE enum outcome people_unmerge(struct ctx *ctx, const struct journal_seed *seeds, size_t n_seeds,
				     const struct person_merge *merge);

/* Two persons who may be one. */
struct person_pair {
	int64_t a, b;
};
MUST_USE enum outcome people_duplicates(struct ctx *ctx, struct person_pair **ret_pairs, size_t *ret_n);

/* Publishes a term that is not public by its category, and its person: somebody chose to sign. Harmless when they are
 * public already; needs no seed. */
MUST_USE enum outcome people_show_tenure(struct ctx *ctx, int64_t tenure_id);

/* ---- Reading ---- */

MUST_USE enum outcome people_organization(struct ctx *ctx, int64_t id, struct organization *ret_organization);
MUST_USE enum outcome people_organization_by_slug(struct ctx *ctx, struct str slug,
						  struct organization *ret_organization);
/* By name. Removed ones are left out, here and in all lists. */
MUST_USE enum outcome people_organizations(struct ctx *ctx, struct organization **ret_organizations, size_t *ret_n);
MUST_USE enum outcome people_post(struct ctx *ctx, int64_t id, struct post *ret_post);
/* Of one body (0: of all), by body and label. */
MUST_USE enum outcome people_posts(struct ctx *ctx, int64_t organization_id, struct post **ret_posts, size_t *ret_n);
/* Where the term's post is a name alone and its body has a post called so, whatever the case: that one is meant. */
MUST_USE enum outcome people_post_by_label(struct ctx *ctx, struct tenure *tenure);
MUST_USE enum outcome people_person(struct ctx *ctx, int64_t id, struct person *ret_person);
MUST_USE enum outcome people_person_by_slug(struct ctx *ctx, struct str slug, struct person *ret_person);
/* Whom somebody means who wrote the last part of the address of their page, or a name that one alone has, whatever its
 * case. INVALID with a problem under `where`: nobody, several, or nothing was written. */
MUST_USE enum outcome people_person_named(struct ctx *ctx, struct str name, const char *where,
					  struct person *ret_person);
/* All persons, by sort key. */
MUST_USE enum outcome people_persons(struct ctx *ctx, struct person **ret_persons, size_t *ret_n);
/* Names, contacts and identifiers of a person or a body. */
MUST_USE enum outcome people_details(struct ctx *ctx, int64_t subject_id, struct people_details *ret_details);
/* The first of a person's own e-mail addresses that can be written to, and where letters go; empty: none is known. */
MUST_USE enum outcome people_addresses(struct ctx *ctx, int64_t person_id, struct str *ret_email,
				       struct str *ret_address);
MUST_USE enum outcome people_tenure(struct ctx *ctx, int64_t id, struct tenure *ret_tenure);

/* A person's tenures, newest first. */
MUST_USE enum outcome people_tenures_of(struct ctx *ctx, int64_t person_id, struct tenure **ret_tenures, size_t *ret_n);
/* A body's, past ones too, by sort key and first day. */
MUST_USE enum outcome people_tenures_of_body(struct ctx *ctx, int64_t organization_id, struct tenure **ret_tenures,
					     size_t *ret_n);
/* Who holds an elected or appointed post on a day, by body and sort key. */
MUST_USE enum outcome people_serving(struct ctx *ctx, struct day day, struct tenure **ret_tenures, size_t *ret_n);
/* Everybody whose term has not ended by the day, candidates and staff too; for the office alone. */
MUST_USE enum outcome people_tenures_open(struct ctx *ctx, struct day day, struct tenure **ret_tenures, size_t *ret_n);
/* All terms, by person's id and first day; for the office and for files. */
MUST_USE enum outcome people_tenures(struct ctx *ctx, struct tenure **ret_tenures, size_t *ret_n);

/* The id of the person or body that has the identifier; NOT_FOUND. */
MUST_USE enum outcome people_by_identifier(struct ctx *ctx, struct str scheme, struct str value, int64_t *ret_id);

/* The body on which a right over this person rests, as access_need wants it (S6): of all on which the person serves, or
 * will, or did last. To read, any on which the actor has the right is enough; what is done to the person as a whole
 * needs the right on every one, so this is one where the actor has none, if there is one. ACCESS_WHOLE_SITE: there is
 * no body, or none to read by. */
MUST_USE enum outcome people_body_for(struct ctx *ctx, enum right right, int64_t person_id, int64_t *ret_body_id);

/* The parser of uploaded files of people, for the intake child. */
extern const struct intake_parser people_parser;

extern const struct feature people_feature;
