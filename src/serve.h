/* `aboveboard serve`: host name → site → who asks → route → page. */
#pragma once

#include "site/feature.h"

extern const struct feature serve_feature;
