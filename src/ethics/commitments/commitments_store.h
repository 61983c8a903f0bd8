/* What this room's files share of its rows. */
#pragma once

#include "commitments/commitments_rules.h"

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
	struct str code_slug, body_name, body_slug; /* joined */
};

/* In force, of a code. */
MUST_USE enum outcome commitment_resolutions(struct ctx *ctx, int64_t code_id,
					     struct commitment_resolution **ret_resolutions, size_t *ret_n);
/* Inside a write, by an officer: the body resolved to publish the names of those from whom nothing was received. */
MUST_USE enum outcome commitment_resolve(struct ctx *ctx, const struct journal_seed *seed,
					 struct commitment_resolution *resolution);
/* Inside a write, by an officer: the resolution no longer holds. CONFLICT when its version is not the stored one. */
MUST_USE enum outcome commitment_resolution_end(struct ctx *ctx, const struct journal_seed *seed, struct str record_id,
						int64_t version);

/* Inside a write, by an officer: nothing was received from these terms, as of today. Each must be among those that
 * only this confirmation keeps from being shown; INVALID otherwise. The record in the journal names nobody. */
MUST_USE enum outcome commitment_confirm_absent(struct ctx *ctx, const struct journal_seed *seed, int64_t edition_id,
						int64_t organization_id, const int64_t *tenure_ids, size_t n);
/* The terms confirmed today, ascending. */
MUST_USE enum outcome commitment_absent_today(struct ctx *ctx, int64_t edition_id, int64_t **ret_ids, size_t *ret_n);

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

/* Does the code ask whoever holds the term? */
bool commitment_asks(const struct edition *edition, const struct tenure *tenure);
