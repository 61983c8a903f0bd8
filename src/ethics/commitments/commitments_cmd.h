/* The verbs of commitments, for its row of the feature table. */
#pragma once

#include "base/cli.h"

#define COMMITMENTS_VERBS 2
extern const struct verb commitments_verbs[COMMITMENTS_VERBS];
