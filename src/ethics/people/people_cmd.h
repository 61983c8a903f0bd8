/* The verbs of people, for its row of the feature table. */
#pragma once

#include "base/cli.h"

#define PEOPLE_VERBS 5
extern const struct verb people_verbs[PEOPLE_VERBS];
