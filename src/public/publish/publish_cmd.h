/* The verbs of publish, for its row of the feature table. */
#pragma once

#include "base/cli.h"

#define PUBLISH_VERBS 2
extern const struct verb publish_verbs[PUBLISH_VERBS];
