/* What people_store.c offers to this room's feature row. */
#pragma once

#include "people/people.h"

/* Do our rows say what the record says? See feature.h. */
MUST_USE enum outcome people_audit(struct ctx *ctx, const struct journal_record *record);
