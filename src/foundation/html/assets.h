/* Style sheets, scripts and icons, built from assets/ and the design system, embedded and compressed at build time. */
#pragma once

#include "http/http.h"

extern const struct asset assets[];
extern const size_t assets_n;

/* By address; NULL when there is none. */
const struct asset *asset_at(struct str path);

/* The address of the asset of that name; ends the process when there is none: our bug. */
const char *asset_path(const char *name);
