/* Archives: each file in one is imported by itself, as if it lay in a folder.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_INTAKE_ARCHIVE_H
#define PIYUE_INTAKE_ARCHIVE_H

#include "intake/intake.h"

/* Is the copy an archive of files, and no document that is one inside? */
bool archive_is_one(const Copy *copy, const char *name, const ImportOptions *options);

/* Told before a file is read (bytes: its size, result: NULL) and after; false stops. */
typedef bool ArchiveTold(void *context, const char *path, uint64_t bytes,
                         ImportResult *result);

/* Imports all that is in it; `path` is where the archive is. False when it is broken, or
 * holds nothing, or was stopped. */
bool archive_import(Library *library, const Copy *copy, const char *path,
                    const IntakeOptions *options, ArchiveTold *told, void *context,
                    Error *err) MUST_CHECK;

#endif
