/* A small file system of our own. SPDX-License-Identifier: GPL-3.0-or-later */
#include "small_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <piyue/base.h>

#define OPTIONS "size=64m,mode=0700"
#define KB 1024

static void fail(const char *what)
{
    fprintf(stderr, "the small disk: %s: %s\n", what, strerror(errno));
    abort();
}

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool is_written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0)
        close(fd);
    return is_written;
}

static bool enter_own_space(void)
{
    char users[64], groups[64];
    snprintf(users, sizeof(users), "%u %u 1", geteuid(), geteuid());
    snprintf(groups, sizeof(groups), "%u %u 1", getegid(), getegid());
    if (geteuid() == 0)
        return unshare(CLONE_NEWNS) == 0;
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
           write_text("/proc/self/uid_map", users) &&
           write_text("/proc/self/setgroups", "deny") &&
           write_text("/proc/self/gid_map", groups);
}

bool small_disk_mount(SmallDisk *disk)
{
    *disk = (SmallDisk){.path = "/tmp/piyue-disk-XXXXXX"};
    if (!mkdtemp(disk->path))
        fail("a directory");
    disk->is_there = enter_own_space() &&
                     mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
                     mount("tmpfs", disk->path, "tmpfs", 0, OPTIONS) == 0;
    return disk->is_there;
}

void small_disk_unmount(SmallDisk *disk)
{
    if (disk->is_there)
        umount2(disk->path, MNT_DETACH);
    disk->is_there = false;
    rmdir(disk->path);
}

static int64_t get_room(const SmallDisk *disk)
{
    struct statvfs info;
    if (statvfs(disk->path, &info) != 0)
        fail("its size");
    return (int64_t)info.f_bavail * (int64_t)info.f_bsize;
}

void small_disk_empty(const SmallDisk *disk)
{
    char *filler = path_join(disk->path, "filler");
    unlink(filler);
    free(filler);
}

void small_disk_take(SmallDisk *disk, int64_t bytes)
{
    small_disk_empty(disk);
    disk->taken_bytes = bytes;
    char *filler = path_join(disk->path, "filler");
    int fd = open(filler, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        fail("what fills it");
    /* Whoever works on it may write between the question and the answer. */
    do {
        bytes = MIN(bytes, get_room(disk));
        errno = bytes > 0 ? posix_fallocate(fd, 0, bytes) : 0;
        bytes -= KB;
    } while (errno == ENOSPC);
    if (errno)
        fail("its room");
    close(fd);
    free(filler);
}

void small_disk_leave(SmallDisk *disk, int64_t kilobytes)
{
    small_disk_empty(disk);
    int64_t room = get_room(disk);
    small_disk_take(disk, MAX(room - kilobytes * KB, 0));
}
