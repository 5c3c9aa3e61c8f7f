/* What an EPUB says of itself: its files in reading order, its metadata.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_BOOK_PACKAGE_H
#define PIYUE_BOOK_PACKAGE_H

#include "book/contents.h"

/* A file that is read. Paths live in the arena of the package. */
typedef struct Chapter {
    Str path;
    size_t file; /* index in the archive, SIZE_MAX where it is missing */
    bool is_linear;
} Chapter;

typedef struct Package {
    Arena *arena;
    Chapter *chapters; /* owned; what is not linear stands behind the others */
    size_t chapter_count, chapter_capacity;
    Str nav, ncx; /* paths; empty where there is none */
} Package;

/* Reads META-INF/container.xml, the package document and META-INF/encryption.xml, and
 * tells the metadata. ERR_FORMAT where that cannot be done, or the book is locked. */
bool package_read(Package *package, Zip *zip, const char *name, Sink *sink,
                  Error *err) MUST_CHECK;
void package_clear(Package *package);

#endif
