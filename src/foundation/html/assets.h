/* Style sheets, scripts and icons, built from assets/ and the design system, embedded and compressed at build time. */
#pragma once

#include "base/base.h"

struct asset {
	const char *name; /* "site.css" */
	const char *path; /* "/assets/site-1a2b3c4d.css": the content's hash is in the name, so it never changes */
	const char *type; /* "text/css; charset=utf-8" */
	struct str identity;
	struct str gzip;   /* empty: not worth it */
	struct str brotli;
	struct str zstd;
	const char *etag;  /* with quotes */
};

extern const struct asset assets[];
extern const size_t assets_n;

/* By address; NULL when there is none. */
const struct asset *asset_at(struct str path);

/* The address of the asset of that name; ends the process when there is none: our bug. */
const char *asset_path(const char *name);
