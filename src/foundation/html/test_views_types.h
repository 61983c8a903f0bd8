/* What the views of tests and benches show. */
#pragma once

#include "base/base.h"

struct test_provision {
	struct str anchor;
	struct str label;
	struct str text;
};
