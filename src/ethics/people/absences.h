/* Suspensions and leave of absence within a term, and who sits for an absent member.
 *
 * The law does not in general stop a clock for either: what an absence does to a duty, its rule says (rulebook). A
 * suspension from an elected or appointed post is public. Leave is for the office alone unless a clerk shows it: why
 * somebody is away is often their health. */
#pragma once

#include "people/people.h"

enum absence_kind {
	ABSENCE_LEAVE = 1,
	ABSENCE_SUSPENSION,
};

struct absence {
	int64_t id;
	int64_t version;
	int64_t tenure_id;
	int32_t kind; /* enum absence_kind */
	int32_t from_day;
	int32_t to_day;    /* last day; TENURE_OPEN: not known yet. The term's last day ends it (absence_last_day) */
	bool shown;        /* leave is public too */
	struct str reason; /* for the office alone; may be empty */
};

/* "leave", "suspension"; and back. */
struct str absence_kind_name(int32_t kind);
bool absence_kind_parse(struct str s, int32_t *ret_kind);

/* Its last day, no later than the term's. */
int32_t absence_last_day(const struct tenure *tenure, const struct absence *absence);
/* Does it lie in the term, in part at least? What does not is heeded nowhere. */
bool absence_is_within(const struct tenure *tenure, const struct absence *absence);
bool absence_is_public(const struct tenure *tenure, const struct absence *absence);

/* "Suspended from 1 May 2026 to 30 June 2026", "On leave since 1 May 2026". */
struct str absence_words(struct arena *arena, const struct tenure *tenure, const struct absence *absence);

/* A known kind, days in order and within the term, nobody's candidacy: all faults at once. Pure. */
MUST_USE enum outcome absence_check(struct ctx *ctx, const struct tenure *tenure, struct absence *absence);

/* Inside a write: a new absence (id 0), or a stored one put right. INVALID where another one of the term overlaps;
 * CONFLICT when `version` is not the stored one. What is public of it is in a new version of the term's record. Who
 * stands in during it stops no later than it does. In the activity log, without kind or reason. */
MUST_USE enum outcome people_put_absence(struct ctx *ctx, const struct journal_seed *seed, struct absence *absence);

/* Inside a write: it was entered by mistake. INVALID while somebody stands in. */
MUST_USE enum outcome people_drop_absence(struct ctx *ctx, const struct journal_seed *seed,
					  const struct absence *absence);

/* Inside a write: `tenure` is that of a person who sits for `absent` during the absence; body, post and what it stands
 * for are filled in, days that are open become the absence's. INVALID: days outside the absence. */
MUST_USE enum outcome people_add_substitute(struct ctx *ctx, const struct journal_seed *seed,
					    const struct absence *absence, struct tenure *tenure);

/* INVALID with a problem when more people would hold the tenure's post than it has seats. For what one clerk enters; a
 * file's rows are only noted, since old lists overlap. What is stored already stays. */
MUST_USE enum outcome people_seats_check(struct ctx *ctx, const struct tenure *tenure);

MUST_USE enum outcome people_absence(struct ctx *ctx, int64_t id, struct absence *ret_absence);
/* Of a term, by first day. */
MUST_USE enum outcome people_absences_of(struct ctx *ctx, int64_t tenure_id, struct absence **ret_absences,
					 size_t *ret_n);
/* All, by term and first day; for files. */
MUST_USE enum outcome people_absences(struct ctx *ctx, struct absence **ret_absences, size_t *ret_n);
/* Who stands in, or did, for the holder of the term; by first day. */
MUST_USE enum outcome people_substitutes(struct ctx *ctx, int64_t tenure_id, struct tenure **ret_tenures,
					 size_t *ret_n);

/* Fill `absences` of these terms, of one person or of one body. */
MUST_USE enum outcome people_absences_of_person(struct ctx *ctx, int64_t person_id, struct tenure *tenures, size_t n);
MUST_USE enum outcome people_absences_of_body(struct ctx *ctx, int64_t organization_id, struct tenure *tenures,
					      size_t n);
/* Leaves in each of them those that are public; with a day, those that hold on it. */
void people_absences_public(struct arena *arena, struct tenure *tenures, size_t n, const struct day *day);
