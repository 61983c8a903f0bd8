/* The publication log for everybody: pages, and receipts to check a record with. */
#pragma once

#include "site/feature.h"

extern const struct feature publish_feature;
