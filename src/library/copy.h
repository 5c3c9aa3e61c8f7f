/* A private copy of an input.
 *
 * What is hashed, imported and kept must be the same bytes, even if the file changes,
 * shrinks or disappears meanwhile: so they are copied first, and only the copy is used.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_COPY_H
#define PIYUE_LIBRARY_COPY_H

#include <piyue/base.h>

typedef struct Copy {
    int fd;
    Hash hash;
    uint64_t bytes;
    void *map; /* NULL until copy_map, and for an empty copy */
} Copy;

/* Copies `input` from its start (from where it is, if it cannot seek) to its end:
 * small files into memory, large ones and pipes into an unnamed file in `directory`
 * (NULL for memory always). ERR_INPUT, ERR_LIMIT, ERR_OUTPUT. */
bool copy_take(Copy *copy, int input, const char *path, uint64_t max_bytes,
               const char *directory, Error *err) MUST_CHECK;
/* The same of bytes that are in memory. `path` is for messages. */
bool copy_put(Copy *copy, Str bytes, const char *path, Error *err) MUST_CHECK;
/* All bytes; until copy_close. */
bool copy_map(Copy *copy, Str *bytes, Error *err) MUST_CHECK;
void copy_close(Copy *copy);

#endif
