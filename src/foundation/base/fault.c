#include "base/base.h"

#ifdef ABOVEBOARD_FAULTS
#include <pthread.h>
#include <stdatomic.h>

static const char *const fault_names[FAULT_COUNT] = {
	[FAULT_ALLOC] = "alloc",   [FAULT_WRITE] = "write", [FAULT_SYNC] = "sync",
	[FAULT_RENAME] = "rename", [FAULT_SQL] = "sql",
};

static _Atomic uint64_t armed[FAULT_COUNT];
static _Atomic uint64_t passages[FAULT_COUNT];

static void read_environment(void)
{
	const char *value = getenv("ABOVEBOARD_FAULT");
	if (!value)
		return;
	struct str rest = str_of(value), name;
	uint64_t nth;
	if (str_cut(&rest, ':', &name) && str_to_u64(rest, &nth)) {
		for (int kind = 0; kind < FAULT_COUNT; kind++) {
			if (str_eq(name, str_of(fault_names[kind]))) {
				atomic_store(&armed[kind], nth);
				return;
			}
		}
	}
	die("ABOVEBOARD_FAULT=%s: expected alloc, write, sync, rename or sql, a colon and a number", value);
}

static void ready(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, read_environment);
}

void fault_arm(enum fault kind, uint64_t nth)
{
	ready();
	atomic_store(&passages[kind], 0);
	atomic_store(&armed[kind], nth);
}

uint64_t fault_passages(enum fault kind)
{
	return atomic_load(&passages[kind]);
}

bool fault_here(enum fault kind)
{
	ready();
	return atomic_fetch_add(&passages[kind], 1) + 1 == atomic_load(&armed[kind]);
}
#endif
