/* Rulebooks applied to a site. Private to rulebook. */
#pragma once

#include "rulebook/scheme.h"

struct rulebook_version {
	int64_t number;
	struct str book_id, title, sha256; /* empty when it was removed */
	int64_t applied_ms;
	struct str record_id;
	int64_t removed_ms;
};

/* NOT_FOUND: none was applied yet. */
MUST_USE enum outcome rulebook_newest(struct ctx *ctx, struct rulebook_version *ret_version);
/* The newest hundred, newest first. */
MUST_USE enum outcome rulebook_versions(struct ctx *ctx, struct rulebook_version **ret_versions, size_t *ret_n);

/* The rules as they were in a version, in ctx's arena. NOT_FOUND: there is none, or it was removed; INVALID: this
 * program cannot read it any more. */
MUST_USE enum outcome rulebook_of_version(struct ctx *ctx, const struct rulebook_version *version,
					  struct rulebook *ret_book);

/* Outside of a read. Applies checked files as the site's rulebook, all or nothing; when they are those that hold
 * already nothing changes, and *ret_version is that of now. *ret_changed says which. */
MUST_USE enum outcome rulebook_apply(struct ctx *ctx, const struct rulebook_file *files, size_t n,
				     const struct rulebook *book, int64_t *ret_version, bool *ret_changed);

/* Do the rules fit this site? INVALID with a problem for each code or body that they name and that is not here. */
MUST_USE enum outcome rulebook_fits(struct ctx *ctx, const struct rulebook *book);

enum outcome rulebook_remove(struct ctx *ctx, struct str record_id);
enum outcome rulebook_audit(struct ctx *ctx, const struct journal_record *record);

/* The hash that names these files. */
struct str rulebook_hash(struct ctx *ctx, const struct rulebook_file *files, size_t n);

/* ---- What differs between two rulebooks ---- */

enum rule_difference { RULE_ADDED = 1, RULE_CHANGED, RULE_ENDED, RULE_REMOVED };

struct rule_change {
	enum rule_difference difference;
	const char *kind; /* "duty", "amount", "event", "holidays", "guidance", "register", "category", "word" */
	struct str id;    /* of a category: "gifts/gift" */
	int32_t from_day; /* of the row; DEADLINE_NO_DAY: since ever, or no row */
};

/* RULE_ENDED: a row that differs by its last day alone. */
void rulebook_changes(struct arena *arena, const struct rulebook *before, const struct rulebook *after,
		      struct rule_change **ret_changes, size_t *ret_n);
const char *rule_difference_name(enum rule_difference difference);

/* JSON of one row or thing; `to` false leaves its last day out. */
void duty_json(struct ctx *ctx, struct json *json, const struct duty_rule *duty, bool to);
void amount_json(struct ctx *ctx, struct json *json, const struct rule_amount *amount, bool to);
/* All of a register but its categories; one category with its fields. */
void scheme_json(struct ctx *ctx, struct json *json, const struct scheme *scheme);
void category_json(struct json *json, const struct scheme_category *category);
/* Parts of them. */
void source_json(struct ctx *ctx, struct json *json, const struct rule_source *row, bool to);
void audience_json(struct json *json, const struct duty_audience *audience);
