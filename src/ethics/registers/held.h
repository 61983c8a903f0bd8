/* What an entry says, for whoever may ask for all that is held about a person (S18). */
#pragma once

#include "registers/registers.h"

MUST_USE enum outcome held_entry_fill(struct ctx *ctx, struct held *held);
/* A file of what is declared for somebody else is that one's. */
MUST_USE enum outcome held_file_fill(struct ctx *ctx, struct held *held);
/* The rows that were refused, as they were sent. */
MUST_USE enum outcome held_upload_fill(struct ctx *ctx, struct held *held);
