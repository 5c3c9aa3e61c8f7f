/* rescue: a library as it was: backups, and made anew from its operations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_RESCUE_H
#define PIYUE_RESCUE_H

#include <piyue/library.h>

/* ---- backups ------------------------------------------------------------ */

/* A copy of the library in its directory's backups/. */
typedef struct BackupRow {
    Str path; /* arena */
    int64_t made_ms, bytes;
    bool is_daily; /* one of those that come and go by themselves */
} BackupRow;
typedef struct BackupList {
    BackupRow *rows; /* arena; newest first */
    size_t count;
} BackupList;
/* `directory` is the library's; no backup is no error. */
bool backup_list(const char *directory, Arena *arena, BackupList *list,
                 Error *err) MUST_CHECK;
/* Was the one of the day made? Costs one look at the directory. */
bool backup_is_done_today(const char *directory, int64_t now_ms);
/* Makes that of the day, unless it is there, and lets daily ones go: all of 7 days stay,
 * one in 7 days of 35, one in 30 of 360, and the newest 7 however old. `*path` (owned)
 * gets the new one, NULL if there was one already; `*dropped` how many went. ERR_OUTPUT
 * where the disk has less room left than twice the library. */
bool library_back_up_daily(Library *library, int64_t now_ms, char **path, size_t *dropped,
                           Error *err) MUST_CHECK;

/* ---- made anew ---------------------------------------------------------- */

typedef struct RebuildOptions {
    const OutlineRules *rules; /* as library_set_rules(); borrowed */
    const char *kept;          /* where the library goes that was there before */
    bool is_trial;             /* the library stays as it is; `kept` is not needed */
} RebuildOptions;

typedef struct RebuildResult {
    uint64_t operations, documents, passages;
    uint64_t lost;        /* operations that neither the library nor a backup has */
    uint64_t regained;    /* that only a backup has */
    uint64_t refused;     /* that could not be done again */
    uint64_t texts_lost;  /* that could not be read from their originals */
    uint64_t moved;       /* passages, since their text was read otherwise than before */
    bool was_readable;    /* the library before could be read whole … */
    uint64_t differences; /* … and this many of its things are not as they were */
} RebuildResult;

/* Makes the library in `directory` anew, from its operations and originals: what is in
 * its tables otherwise is not looked at, and may be damaged. Originals come from the
 * library, its backups, or the files they were imported from, proved by their hashes.
 * What is lost goes to the report, and does not stop it; its progress does. The new one
 * takes the place of the old one when it is whole and sound, in one transaction; the old
 * one is at `kept`.
 * Nothing may have the library open in this process. ERR_STORE where the library cannot
 * be opened at all; ERR_CONFLICT where somebody else is at it. O(operations + texts). */
bool library_rebuild(const char *directory, const RebuildOptions *options,
                     RebuildResult *result, Report *report, Error *err) MUST_CHECK;

#endif
