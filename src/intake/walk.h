/* The files below a path.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_INTAKE_WALK_H
#define PIYUE_INTAKE_WALK_H

#include <piyue/base.h>

#include <sys/types.h>

/* What is to be imported, or why it cannot be. */
typedef struct Entry {
    char *path; /* owned */
    uint64_t bytes;
    bool is_regular;
    int error_number; /* 0, or why it could not be looked at */
} Entry;

typedef struct Entries {
    Entry *items;
    size_t count, capacity;
} Entries;

/* Folders are walked with a list, not by recursion: their depth is a stranger's. */
typedef struct Walk {
    Entries found, folders;
    dev_t library_device; /* the library itself is no document */
    ino_t library_inode;
} Walk;

void walk_init(Walk *walk, const char *library_directory);
void walk_clear(Walk *walk);
/* Adds a path that was named, or all that is below it: the files of a folder first, then
 * its folders, each in byte order of names. */
void walk_path(Walk *walk, const char *path);

#endif
