/* What this room's files share of its rows. */
#pragma once

#include "access/signing.h"
#include "commitments/commitments_rules.h"
#include "intake/intake.h"
#include "people/audience.h"

/* ---- form.c ---- */

MUST_USE enum outcome commitment_code_slug(struct ctx *ctx, int64_t code_id, struct str *ret_slug);

MUST_USE enum outcome commitment_forms(struct ctx *ctx, int64_t code_id, struct commitment_form **ret_forms,
				       size_t *ret_n);

/* Inside a write: what the code asks for, of everybody (organization_id 0) or of one body; new where version is 0. An
 * officer's act, for the whole site or for the body. CONFLICT when the version is not the stored one. */
MUST_USE enum outcome commitment_form_put(struct ctx *ctx, const struct journal_seed *seed,
					  struct commitment_form *form);

/* ---- absence.c (S4) ---- */

struct commitment_resolution {
	int64_t id, version, code_id, organization_id;
	struct str number, link;
	int32_t resolved_day;
	int64_t ended_ms;
	struct str record_id;
	int64_t erased_ms;
	struct str code_slug, body_name, body_slug,
		body_record; /* joined; the last is the id of the body's own record */
};

/* In force, of a code. */
MUST_USE enum outcome commitment_resolutions(struct ctx *ctx, int64_t code_id,
					     struct commitment_resolution **ret_resolutions, size_t *ret_n);
/* Inside a write, by an officer: the body resolved to publish the names of those from whom nothing was received.
 * INVALID while another of its resolutions stands. */
MUST_USE enum outcome commitment_resolve(struct ctx *ctx, const struct journal_seed *seed,
					 struct commitment_resolution *resolution);
/* Inside a write, by an officer: the resolution no longer holds. CONFLICT when its version is not the stored one. */
MUST_USE enum outcome commitment_resolution_end(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
						int64_t version);

/* Inside a write, by an officer: nothing was received from these terms, as of today. Each must be among those that
 * only this confirmation keeps from being shown; INVALID otherwise. The record in the journal names nobody. */
MUST_USE enum outcome commitment_confirm_absent(struct ctx *ctx, const struct journal_seed *seed, int64_t edition_id,
						int64_t organization_id, const int64_t *tenure_ids, size_t n);
/* The terms confirmed today for a code, ascending. */
MUST_USE enum outcome commitment_absent_today(struct ctx *ctx, int64_t code_id, int64_t **ret_ids, size_t *ret_n);

/* ---- commitments_store.c ---- */

/* Inside a write, whoever acts: nothing public names the signer any more; `election` of a pledge is what c has. */
MUST_USE enum outcome commitment_display_end(struct ctx *ctx, const struct journal_seed *seed, struct commitment *c);

/* ---- assertion.c: what a passkey signed (D8, S16); access keeps it ---- */

#define COMMITMENT_SIGNED STR("commitments")

/* Inside a write, by the signer: everybody may have it with the receipt, or not any more. CONFLICT when `version` is
 * not the stored one. */
MUST_USE enum outcome commitment_assertion_show(struct ctx *ctx, struct str record_id, int64_t version, bool everybody);
/* Did a passkey sign this statement, as the person whom it knows, on the site of this address; and is it the statement
 * of the signature whose record (as it was first published) this is? INVALID with a problem. Pure. */
MUST_USE enum outcome commitment_assertion_check(struct ctx *ctx, const struct access_signed *assertion,
						 struct str site, struct str record);

/* ---- retention.c (S8) ---- */

/* A signature whose term is over, and until when it is here. */
struct commitment_retained {
	int64_t id;
	struct str record_id;
	int64_t code_id, organization_id;
	struct str name, office;
	int32_t category;
	int32_t to_day;
	int32_t shown_until, kept_until; /* last days; COMMITMENT_NO_DAY: not decided */
	int64_t display_ended_ms;
	int64_t erasing_ms; /* not 0: an erasure was begun */
	bool held;
	struct str source; /* of the days */
	int32_t keep_days;
};
/* Of one code, those whose term is over, by its last day. */
MUST_USE enum outcome commitment_retained_of(struct ctx *ctx, int64_t code_id,
					     struct commitment_retained **ret_retained, size_t *ret_n);

/* Somebody keeps a signature beyond its days (S8): it beats both, how long it is shown and how long it is kept. */
struct commitment_legal_hold {
	int64_t id, version, commitment_id;
	struct str why;
	int64_t by_account; /* 0: from the command line */
	struct str by_name;
	int64_t from_ms, ended_ms;
	struct str ended_by, ended_why;
};
/* The newest first; the first is in force unless it ended. */
MUST_USE enum outcome commitment_legal_holds(struct ctx *ctx, int64_t commitment_id,
					     struct commitment_legal_hold **ret_holds, size_t *ret_n);
/* Inside a write, by an officer of the body. CONFLICT when one stands; INVALID without a reason, and once an erasure
 * was begun. */
MUST_USE enum outcome commitment_legal_hold_put(struct ctx *ctx, struct str record_id, struct str why);
/* Inside a write, by an officer of the body: from now on its days count again. CONFLICT when `version` is not that of
 * the hold in force. */
MUST_USE enum outcome commitment_legal_hold_end(struct ctx *ctx, struct str record_id, int64_t version, struct str why);

/* Candidates' pledges that an officer may take from display: shown, and held by nobody. */
MUST_USE enum outcome commitment_pledges(struct ctx *ctx, int64_t code_id, int64_t organization_id,
					 struct commitment **ret_pledges, size_t *ret_n);
/* For how many days after the election a candidate's pledge is shown, where the code's form says nothing: the
 * rulebook's amount "pledge-public-after-election", else COMMITMENT_PLEDGE_DAYS. */
MUST_USE enum outcome commitment_pledge_days(struct ctx *ctx, int32_t *ret_days);
/* Is there a hold in force? */
MUST_USE enum outcome commitment_is_held(struct ctx *ctx, int64_t commitment_id, bool *ret_held);

/* INVALID with a problem while the record is that of a signature under a legal hold. */
MUST_USE enum outcome commitments_erasable(struct ctx *ctx, struct str record_id);

#define COMMITMENTS_JOBS 1
extern const struct job commitments_jobs[COMMITMENTS_JOBS];

/* ---- asked.c ---- */

/* The answer of the term to the edition; id 0: it did not decline. */
MUST_USE enum outcome commitments_declined(struct ctx *ctx, int64_t edition_id, int64_t tenure_id,
					   struct commitment_decline *ret_decline);

/* ---- facts.c (S16) ---- */

/* So many facts stand beside a passage; the person's page has all. */
#define COMMITMENT_FACTS_BESIDE 5

/* Pure: fills what the code shows beside the words of the facts. */
void commitment_words_beside(struct arena *arena, const struct commitment_kept *kept, const struct commitment_words *w,
			     struct provision_evidence *evidence);
/* See feature.h: facts beside passages follow signatures, terms and what later rooms tell. */
MUST_USE enum outcome commitments_follow(struct ctx *ctx, const struct change *changes, size_t n);

/* ---- words.c (S16) ---- */

/* The actor's elected or appointed post that runs today; FORBIDDEN with a problem when there is none. */
MUST_USE enum outcome commitment_own_post(struct ctx *ctx, struct tenure *ret_tenure);

/* ---- What becomes of records: each NOT_FOUND when the record is none of its own ---- */

MUST_USE enum outcome form_audit(struct ctx *ctx, const struct journal_record *record);
MUST_USE enum outcome form_remove(struct ctx *ctx, struct str record_id);
MUST_USE enum outcome absence_audit(struct ctx *ctx, const struct journal_record *record);
MUST_USE enum outcome absence_remove(struct ctx *ctx, struct str record_id);
MUST_USE enum outcome words_audit(struct ctx *ctx, const struct journal_record *record);
MUST_USE enum outcome words_remove(struct ctx *ctx, struct str record_id);

/* Do our rows say what the record says? See feature.h. */
MUST_USE enum outcome commitments_audit(struct ctx *ctx, const struct journal_record *record);

/* Our part of an erasure: names and words go, the row stays. See feature.h. */
MUST_USE enum outcome commitments_remove(struct ctx *ctx, struct str record_id);

/* INVALID unless the row's own record is what the log has, or the row shows nothing of a removed one. */
MUST_USE enum outcome commitment_row_fits(struct ctx *ctx, const struct journal_record *record, int64_t erased_ms,
					  bool shows, struct str own);

struct commitment_id_row {
	int64_t id;
};
extern const struct db_spec commitment_id_spec;

/* ---- fulfil.c: inside a write, what duties is told ---- */

/* The signature stands as it is now, or was withdrawn; it was removed; the code asks for this. */
MUST_USE enum outcome commitment_tell_done(struct ctx *ctx, const struct commitment *commitment);
MUST_USE enum outcome commitment_tell_removed(struct ctx *ctx, const struct commitment *commitment);
MUST_USE enum outcome commitment_tell_rule(struct ctx *ctx, const struct commitment_form *form);

/* ---- holds.c ---- */

/* The edition that holds for a body today; any false: none does. */
struct commitment_hold {
	int64_t body_id; /* 0: the whole site's */
	bool any;
	struct edition edition; /* its stage is EDITION_IN_FORCE, also where the body stays with an earlier one */
	int32_t asks_from;      /* commitment_binds_from */
	const struct provision *provisions; /* none where the text is for everybody */
	size_t n_provisions;
	const struct str *guide_for; /* audiences for whom alone the text clarifies another one; none: for everybody */
	size_t n_guide_for;
	const struct commitment_hold *next;
};

/* Of one code, for as many bodies as were asked about. */
struct commitment_holds {
	int64_t code_id;
	const struct edition *editions; /* published, newest first */
	size_t n_editions;
	const struct str *guide_for;
	size_t n_guide_for;
	const struct commitment_hold *first;
};
MUST_USE enum outcome commitment_holds_load(struct ctx *ctx, int64_t code_id, struct commitment_holds *ret_holds);
MUST_USE enum outcome commitment_hold_for(struct ctx *ctx, struct commitment_holds *holds, int64_t body_id,
					  const struct commitment_hold **ret_hold);
/* Does the text ask whoever holds the term? Not whom its audience leaves out, and nobody once it was removed. */
bool commitment_hold_asks(struct ctx *ctx, const struct commitment_hold *hold, const struct tenure *tenure);
/* Does the signature stand, and count for what holds? */
bool commitment_hold_counts(const struct commitment_holds *holds, const struct commitment_hold *hold,
			    const struct commitment *c);

/* Pure: is any rule of the text for whoever holds the term? A title with an audience speaks for the whole text. */
bool commitment_text_asks(struct ctx *ctx, const struct provision *provisions, size_t n, const struct tenure *tenure);

/* The edition as the term's body has it: its stage is EDITION_IN_FORCE only where it holds for that body today. */
MUST_USE enum outcome commitment_edition_for(struct ctx *ctx, int64_t edition_id, const struct tenure *tenure,
					     struct edition *ret_edition, bool *ret_asks, int32_t *ret_asks_from);
