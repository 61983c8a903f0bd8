/* The seam for failures: in a test build a chosen one of the process's allocations, writes, syncs, renames or SQL steps
 * fails. In a release build every call is `false` at compile time. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum fault { FAULT_ALLOC, FAULT_WRITE, FAULT_SYNC, FAULT_RENAME, FAULT_SQL, FAULT_COUNT };

#ifdef ABOVEBOARD_FAULTS
/* From now on the nth (1-based) passage of this kind fails, once; 0: none. Also read from the environment at start:
 * ABOVEBOARD_FAULT="sql:17". */
void fault_arm(enum fault kind, uint64_t nth);
/* Passages of this kind since the last fault_arm. */
uint64_t fault_passages(enum fault kind);
/* True when this passage must fail. */
bool fault_here(enum fault kind);
#else
static inline bool fault_here(enum fault kind)
{
	(void)kind;
	return false;
}
#endif
