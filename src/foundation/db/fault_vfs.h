/* In test builds SQLite writes and syncs through a layer that can fail (base/fault.h); in a release build there is
 * none. */
#pragma once

#include <stddef.h>

#ifdef ABOVEBOARD_FAULTS
#define FAULT_VFS "aboveboard_faults"
void fault_vfs_register(void);
#else
#define FAULT_VFS NULL
static inline void fault_vfs_register(void)
{
}
#endif
