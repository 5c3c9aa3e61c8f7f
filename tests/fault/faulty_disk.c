/* A disk that fails when it is told to.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "faulty_disk.h"

#include <piyue/base.h>

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a file held before a write that is not synced yet. */
typedef struct Unsynced {
    const char *path; /* NULL: synced since */
    sqlite3_int64 off, file_bytes;
    char *bytes; /* owned */
    size_t count;
} Unsynced;

typedef struct FaultyFile {
    sqlite3_file base;
    const char
        *path; /* SQLite keeps it while the file is open; NULL for temporary ones */
    sqlite3_file *real;
} FaultyFile;

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    Fault fault;
    int at, count;
    bool has_failed;
    Unsynced *log;
    size_t log_count, log_capacity;
} disk;

/* ---- failing ------------------------------------------------------------------- */

static void cut_power(void)
{
    while (disk.log_count) {
        Unsynced *write = &disk.log[--disk.log_count];
        int fd = write->path ? open(write->path, O_WRONLY | O_CLOEXEC) : -1;
        if (fd < 0)
            continue;
        bool is_restored =
            pwrite(fd, write->bytes, write->count, write->off) == (ssize_t)write->count &&
            ftruncate(fd, write->file_bytes) == 0;
        close(fd);
        if (!is_restored)
            abort();
    }
    _exit(FAULT_EXIT);
}

/* SQLITE_OK, or what the step comes to. A killed program does not come back, but for a
 * write, of which one half is to be done first (`is_write`). */
static int take_step(bool is_write, bool *is_last)
{
    *is_last = false;
    if (disk.fault == FAULT_NONE || ++disk.count < disk.at)
        return SQLITE_OK;
    disk.has_failed = true;
    if (disk.fault == FAULT_FULL)
        return is_write ? SQLITE_FULL : SQLITE_OK;
    if (disk.fault == FAULT_POWER)
        cut_power();
    if (!is_write)
        _exit(FAULT_EXIT);
    *is_last = true;
    return SQLITE_OK;
}

/* ---- files --------------------------------------------------------------------- */

static FaultyFile *own(sqlite3_file *file)
{
    return (FaultyFile *)file;
}

static sqlite3_file *real(sqlite3_file *file)
{
    return own(file)->real;
}

static void remember(const FaultyFile *file, sqlite3_int64 off, size_t count)
{
    sqlite3_int64 size = 0;
    if (!file->path || disk.fault != FAULT_POWER ||
        file->real->pMethods->xFileSize(file->real, &size) != SQLITE_OK)
        return;
    disk.log =
        mem_grow(disk.log, &disk.log_capacity, disk.log_count + 1, sizeof(*disk.log));
    size_t there = off < size ? MIN(count, (size_t)(size - off)) : 0;
    Unsynced *write = &disk.log[disk.log_count++];
    *write = (Unsynced){.path = file->path,
                        .off = off,
                        .file_bytes = size,
                        .bytes = mem_alloc(there + 1),
                        .count = there};
    if (there && file->real->pMethods->xRead(file->real, write->bytes, (int)there, off))
        abort();
}

static int file_close(sqlite3_file *file)
{
    return real(file)->pMethods->xClose(real(file));
}

static int file_read_bytes(sqlite3_file *file, void *out, int count, sqlite3_int64 off)
{
    return real(file)->pMethods->xRead(real(file), out, count, off);
}

static int file_write_bytes(sqlite3_file *file, const void *data, int count,
                            sqlite3_int64 off)
{
    bool is_last;
    int code = take_step(true, &is_last);
    if (code != SQLITE_OK)
        return code;
    remember(own(file), off, (size_t)count);
    code =
        real(file)->pMethods->xWrite(real(file), data, is_last ? count / 2 : count, off);
    if (is_last)
        _exit(FAULT_EXIT);
    return code;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    bool is_last;
    sqlite3_int64 before = 0;
    (void)take_step(false, &is_last);
    real(file)->pMethods->xFileSize(real(file), &before);
    if (size < before)
        remember(own(file), size, (size_t)(before - size));
    return real(file)->pMethods->xTruncate(real(file), size);
}

/* The system is not asked: what counts as synced is what is remembered no more. */
static int file_sync(sqlite3_file *file, int flags)
{
    bool is_last;
    (void)flags;
    (void)take_step(false, &is_last);
    for (size_t i = 0; i < disk.log_count; i++)
        if (disk.log[i].path && own(file)->path &&
            strcmp(disk.log[i].path, own(file)->path) == 0)
            disk.log[i].path = NULL;
    return SQLITE_OK;
}

static int file_get_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real(file)->pMethods->xFileSize(real(file), size);
}

static int file_lock(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xLock(real(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xUnlock(real(file), level);
}

static int file_check_lock(sqlite3_file *file, int *result)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), result);
}

static int file_control(sqlite3_file *file, int what, void *argument)
{
    return real(file)->pMethods->xFileControl(real(file), what, argument);
}

static int file_get_sector(sqlite3_file *file)
{
    return real(file)->pMethods->xSectorSize(real(file));
}

static int file_get_traits(sqlite3_file *file)
{
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int file_map_shared(sqlite3_file *file, int page, int bytes, int extend,
                           void volatile **out)
{
    return real(file)->pMethods->xShmMap(real(file), page, bytes, extend, out);
}

static int file_lock_shared(sqlite3_file *file, int off, int count, int flags)
{
    return real(file)->pMethods->xShmLock(real(file), off, count, flags);
}

static void file_fence_shared(sqlite3_file *file)
{
    real(file)->pMethods->xShmBarrier(real(file));
}

static int file_unmap_shared(sqlite3_file *file, int is_delete)
{
    return real(file)->pMethods->xShmUnmap(real(file), is_delete);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read_bytes,
    .xWrite = file_write_bytes,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_get_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_get_sector,
    .xDeviceCharacteristics = file_get_traits,
    .xShmMap = file_map_shared,
    .xShmLock = file_lock_shared,
    .xShmBarrier = file_fence_shared,
    .xShmUnmap = file_unmap_shared,
};

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                     int *out_flags)
{
    (void)vfs;
    FaultyFile *opened = own(file);
    *opened = (FaultyFile){.path = name, .real = (sqlite3_file *)(opened + 1)};
    int code = disk.real->xOpen(disk.real, name, opened->real, flags, out_flags);
    if (opened->real->pMethods)
        opened->base.pMethods = &methods;
    return code;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int is_synced)
{
    bool is_last;
    (void)vfs;
    (void)take_step(false, &is_last);
    return disk.real->xDelete(disk.real, name, is_synced);
}

/* ---- control -------------------------------------------------------------------- */

void faulty_disk_install(void)
{
    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.zName = "faulty";
    disk.vfs.pNext = NULL;
    disk.vfs.szOsFile = (int)sizeof(FaultyFile) + disk.real->szOsFile;
    disk.vfs.xOpen = disk_open;
    disk.vfs.xDelete = disk_delete;
    if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
        abort();
}

void faulty_disk_arm(Fault fault, int at)
{
    disk.fault = fault;
    disk.at = at;
    disk.count = 0;
    disk.has_failed = false;
}

void faulty_disk_disarm(void)
{
    disk.fault = FAULT_NONE;
}

bool faulty_disk_has_failed(void)
{
    return disk.has_failed;
}

int faulty_disk_count(void)
{
    return disk.count;
}
