/* A host that lies: preloaded in front of libc, it says that every file system is NFS
 * (PIYUE_HOST_NFS=1), or that it is so many seconds later (PIYUE_HOST_SECONDS).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include <stdlib.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NFS_MAGIC 0x6969

int statfs(const char *path, struct statfs *info)
{
    int result = (int)syscall(SYS_statfs, path, info);
    if (result == 0 && getenv("PIYUE_HOST_NFS"))
        info->f_type = NFS_MAGIC;
    return result;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    const char *seconds = getenv("PIYUE_HOST_SECONDS");
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && seconds && clock == CLOCK_REALTIME)
        now->tv_sec += strtol(seconds, NULL, 10);
    return result;
}
