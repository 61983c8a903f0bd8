/* What the room's own pages and verbs ask of its rows. Private to codes. */
#pragma once

#include "codes/codes.h"

/* Rows of codes_sql_provisions and the like. */
extern const struct db_spec codes_provision_spec;

/* The lines that the import of an edition left out. */
MUST_USE enum outcome codes_furniture(struct ctx *ctx, int64_t edition_id, struct str **ret_lines, size_t *ret_n);

/* The published edition of this number; NOT_FOUND for drafts. */
MUST_USE enum outcome codes_edition_numbered(struct ctx *ctx, int64_t code_id, int64_t number,
					     struct edition *ret_edition);

/* The edition that the code's page shows: the one in force, else the next to come, else the last that was in force.
 * NOT_FOUND when none is published. */
MUST_USE enum outcome codes_edition_shown(struct ctx *ctx, int64_t code_id, struct edition *ret_edition);

/* The editions of the code that had this passage and whose text was removed, newest first. */
MUST_USE enum outcome codes_editions_without(struct ctx *ctx, int64_t code_id, int64_t provision_id,
					     struct edition **ret_editions, size_t *ret_n);

/* The newest draft of the code. */
MUST_USE enum outcome codes_newest_draft(struct ctx *ctx, int64_t code_id, struct edition *ret_edition);

/* A slug that no code has yet, made of the title. */
MUST_USE enum outcome codes_new_slug(struct ctx *ctx, struct str title, struct str *ret_slug);

/* feature.search_documents, feature.search_subjects and feature.follow. */
struct search_sink;
MUST_USE enum outcome codes_search_documents(struct ctx *ctx, int64_t code_id, struct search_sink *sink);
MUST_USE enum outcome codes_search_subjects(struct ctx *ctx);
MUST_USE enum outcome codes_follow(struct ctx *ctx, const struct change *changes, size_t n);

/* feature.audit and feature.remove. */
MUST_USE enum outcome codes_audit(struct ctx *ctx, const struct journal_record *record);
MUST_USE enum outcome codes_remove(struct ctx *ctx, struct str record_id);

/* feature.rules_fit: the codes of duties. */
MUST_USE enum outcome codes_rules_fit(struct ctx *ctx, const struct rulebook *book);
