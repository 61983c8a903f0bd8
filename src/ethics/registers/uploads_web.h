/* What the pages of imports by upload show; between uploads_web.c and views/uploads.html. */
#pragma once

#include "html/components.h"
#include "http/http.h"
#include "registers/mapping_sheet.h"
#include "registers/uploads.h"

struct upload_line {
	struct str title, when, by, href, state;
	const char *colour;
};

struct sheet_line {
	struct str title, href;
};

struct office_import_page {
	struct page page;
	struct form_hidden hidden, mapping_hidden;
	struct field mapping, files, yaml;
	const struct choice *mappings;
	size_t n_mappings;
	const struct sheet_line *sheets;
	size_t n_sheets;
	const struct upload_line *lines;
	size_t n_lines;
};

struct upload_count {
	const char *what;
	int64_t n;
};

struct upload_fault {
	struct str file, line, column, what;
};

struct office_upload_page {
	struct page page;
	struct form_hidden hidden, drop_hidden;
	const struct upload *upload;
	struct str title, register_title, when, ended, action, drop, faults, percent, again, public_path;
	struct upload_count counts[7];
	size_t n_counts;
	const struct str *notes;
	size_t n_notes;
	const struct upload_fault *problems;
	size_t n_problems;
	int64_t refused;
	bool may_import, is_waiting, is_empty;
};

struct office_sheet_page {
	struct page page;
	struct str title, csv;
	const struct sheet_column *columns;
	size_t n_columns;
};

/* Where the sheet of a register stands. */
struct str sheet_path(struct arena *arena, const struct scheme *scheme, const char *rest);

MUST_USE enum outcome office_sheet_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_sheet_csv_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_import_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_import_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_import_mapping_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_upload_get(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_upload_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_upload_drop_post(struct ctx *ctx, const struct req *req, struct resp *resp);
MUST_USE enum outcome office_upload_faults_get(struct ctx *ctx, const struct req *req, struct resp *resp);
