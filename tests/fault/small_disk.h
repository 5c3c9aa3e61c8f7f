/* A small file system of our own, to be filled: tmpfs, in a name space that only this
 * process and those that it starts see. Needs root or user name spaces.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_SMALL_DISK_H
#define PIYUE_SMALL_DISK_H

#include <stdbool.h>
#include <stdint.h>

typedef struct SmallDisk {
    char path[32];
    bool is_there;
    int64_t taken_bytes; /* of it, by the last small_disk_take() */
} SmallDisk;

/* False where the system does not let us. The rest aborts when it fails. */
bool small_disk_mount(SmallDisk *disk);
void small_disk_unmount(SmallDisk *disk);
/* Takes so much of it, or all of it; what was taken before is given back. */
void small_disk_take(SmallDisk *disk, int64_t bytes);
/* Takes all but so many kB. */
void small_disk_leave(SmallDisk *disk, int64_t kilobytes);
/* Gives back what was taken. */
void small_disk_empty(const SmallDisk *disk);

#endif
