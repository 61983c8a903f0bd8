/* What commitments_store.c offers to this room's feature row. */
#pragma once

#include "commitments/commitments.h"

/* Do our rows say what the record says? See feature.h. */
MUST_USE enum outcome commitments_audit(struct ctx *ctx, const struct journal_record *record);

/* Our part of an erasure: name and office go, the row stays. See feature.h. */
MUST_USE enum outcome commitments_remove(struct ctx *ctx, struct str record_id);
