/* What a fallible function returns. Results go to parameters named ret_…, untouched unless the outcome is OK.
 * One place turns an outcome into an HTTP status (http) or an exit code (main), and logs it once. */
#pragma once

#include "base/attributes.h"

enum outcome {
	OK = 0,
	NOT_FOUND, /* what was asked for is not there                      404, exit 1 */
	INVALID,   /* the input is wrong; ctx->problems says how           400, exit 1 */
	FORBIDDEN, /* the actor may not do this                            403, exit 1 */
	CONFLICT,  /* somebody else changed it first, or it exists already 409, exit 1 */
	RETRY,     /* busy: the same call may succeed later                503, exit 3 */
	BROKEN,    /* our fault or the machine's; logged where it happened 500, exit 3 */
};

/* The outcome's name in capitals, as in this header. */
const char *outcome_name(enum outcome outcome);

/* Returns from the calling function with the outcome of `call` unless it is OK. */
#define TRY(call)                                                                                                      \
	do {                                                                                                           \
		enum outcome try_outcome_ = (call);                                                                    \
		if (try_outcome_ != OK)                                                                                \
			return try_outcome_;                                                                           \
	} while (0)
