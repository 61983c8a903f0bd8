/* Editions as files that give the same edition again. Private to codes. */
#pragma once

#include "codes/codes.h"
#include "http/http.h"

/* An edition with its text. */
struct edition_export {
	struct edition edition;
	struct str origin; /* address of the site that published it first: https://…, no slash at the end */
	const struct provision *provisions;
	size_t n;
};

/* What a file is called and sent as. */
struct export_format {
	const char *name; /* "akn", as in --format */
	const char *file; /* "code.akn.xml", as in addresses */
	const char *type; /* Content-Type */
	const char *shown;
	struct str (*write)(struct arena *arena, const struct edition_export *from);
};

#define EXPORT_FORMATS 5
extern const struct export_format export_formats[EXPORT_FORMATS];

/* Akoma Ntoso 1.0 (OASIS Standard of 29 August 2018), valid by its schema. Labels, headings and texts stand in its own
 * elements, byte for byte; eId is the anchor, wId the stable id, class the kind, nesting the depth; what it has no
 * place for (audience, number of the edition …) stands in attributes and a proprietary element of our namespace. */
struct str export_akn(struct arena *arena, const struct edition_export *from);

/* Markdown that reads well as it is (CommonMark). A comment before each element says its kind and depth, so that
 * importing it gives the same text, labels and structure. */
struct str export_markdown(struct arena *arena, const struct edition_export *from);

/* Labels, headings and texts as printed, an empty line between elements. */
struct str export_text(struct arena *arena, const struct edition_export *from);

/* A row of RFC 4180 for each element: id, anchor, depth, kind, label, heading, text, audience, lang. */
struct str export_csv(struct arena *arena, const struct edition_export *from);

/* The canonical text (codes_canonical). */
struct str export_json(struct arena *arena, const struct edition_export *from);

/* The edition with its text, and where it came from. NOT_FOUND when its text was removed. */
MUST_USE enum outcome codes_export_load(struct ctx *ctx, const struct edition *edition,
					struct edition_export *ret_export);

/* The verb `codes export`, its options, and the downloads of the public pages. */
#define EXPORT_OPTIONS 4
extern const struct cli_option export_options[EXPORT_OPTIONS];
MUST_USE enum outcome codes_export_run(struct ctx *ctx, const struct cli *cli);
MUST_USE enum outcome codes_download_get(struct ctx *ctx, const struct req *req, struct resp *resp);
