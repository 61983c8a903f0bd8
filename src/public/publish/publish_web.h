/* What these pages show; between publish_web.c and views/log.html. */
#pragma once

#include "access/access.h"
#include "journal/journal.h"

struct publish_log {
	struct page page;
	int64_t size;
	struct str root; /* hex */
	struct str origin;
};

struct publish_record {
	struct page page;
	const struct journal_record *record;
	bool hidden;          /* it is no longer on display */
	bool removed;         /* the record was removed … */
	bool is_removal;      /* … and this version says so */
	struct str published; /* as people read it, in the site's zone */
	struct str removed_at;
	struct str content_hash, leaf_hash, salt; /* hex */
	const struct journal_head *head;
	struct str root;
	const struct str *proof; /* hex */
	size_t n_proof;
	const struct page_link *versions;
	size_t n_versions;
	struct str receipt_path; /* empty: the content is gone */
};

MUST_USE enum outcome bundle_database_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome bundle_archive_get(struct ctx *ctx, const struct req *req, struct resp *resp);
