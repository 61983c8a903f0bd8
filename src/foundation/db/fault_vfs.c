#include "db/fault_vfs.h"

#ifdef ABOVEBOARD_FAULTS
#include <sqlite3.h>

#include "base/base.h"

/* A file whose calls go to the system's VFS but for the few that may fail. The system's own file follows in memory. */
struct fault_file {
	sqlite3_file file;
};

static sqlite3_file *below(sqlite3_file *file)
{
	return (sqlite3_file *)((struct fault_file *)file + 1);
}

static int file_close(sqlite3_file *file)
{
	return below(file)->pMethods->xClose(below(file));
}

static int file_read_at(sqlite3_file *file, void *p, int n, sqlite3_int64 at)
{
	return below(file)->pMethods->xRead(below(file), p, n, at);
}

static int file_write_at(sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
	return fault_here(FAULT_WRITE) ? SQLITE_FULL : below(file)->pMethods->xWrite(below(file), p, n, at);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 n)
{
	return below(file)->pMethods->xTruncate(below(file), n);
}

static int file_sync(sqlite3_file *file, int flags)
{
	return fault_here(FAULT_SYNC) ? SQLITE_IOERR_FSYNC : below(file)->pMethods->xSync(below(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret_n)
{
	return below(file)->pMethods->xFileSize(below(file), ret_n);
}

static int file_lock(sqlite3_file *file, int level)
{
	return below(file)->pMethods->xLock(below(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
	return below(file)->pMethods->xUnlock(below(file), level);
}

static int file_is_reserved(sqlite3_file *file, int *ret_reserved)
{
	return below(file)->pMethods->xCheckReservedLock(below(file), ret_reserved);
}

static int file_control(sqlite3_file *file, int op, void *arg)
{
	return below(file)->pMethods->xFileControl(below(file), op, arg);
}

static int file_sector(sqlite3_file *file)
{
	return below(file)->pMethods->xSectorSize(below(file));
}

static int file_traits(sqlite3_file *file)
{
	return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

static int shm_map(sqlite3_file *file, int region, int n, int extend, void volatile **ret_p)
{
	return below(file)->pMethods->xShmMap(below(file), region, n, extend, ret_p);
}

static int shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	return below(file)->pMethods->xShmLock(below(file), offset, n, flags);
}

static void shm_barrier(sqlite3_file *file)
{
	below(file)->pMethods->xShmBarrier(below(file));
}

static int shm_unmap(sqlite3_file *file, int remove)
{
	return below(file)->pMethods->xShmUnmap(below(file), remove);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = file_close,
	.xRead = file_read_at,
	.xWrite = file_write_at,
	.xTruncate = file_truncate,
	.xSync = file_sync,
	.xFileSize = file_size,
	.xLock = file_lock,
	.xUnlock = file_unlock,
	.xCheckReservedLock = file_is_reserved,
	.xFileControl = file_control,
	.xSectorSize = file_sector,
	.xDeviceCharacteristics = file_traits,
	.xShmMap = shm_map,
	.xShmLock = shm_lock,
	.xShmBarrier = shm_barrier,
	.xShmUnmap = shm_unmap,
};

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *ret_flags)
{
	sqlite3_vfs *system = vfs->pAppData;
	int code = system->xOpen(system, name, below(file), flags, ret_flags);
	file->pMethods = code == SQLITE_OK ? &methods : NULL;
	return code;
}

void fault_vfs_register(void)
{
	static sqlite3_vfs vfs;
	sqlite3_vfs *system = sqlite3_vfs_find(NULL);
	/* All that is not about an open file works with the system's own functions. */
	vfs = *system;
	vfs.zName = FAULT_VFS;
	vfs.pNext = NULL;
	vfs.pAppData = system;
	vfs.szOsFile = (int)sizeof(struct fault_file) + system->szOsFile;
	vfs.xOpen = vfs_open;
	sqlite3_vfs_register(&vfs, 0);
}
#endif
