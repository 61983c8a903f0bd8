/* Pages made of several rooms' panels. */
#pragma once

#include "site/feature.h"

extern const struct feature pages_feature;
