/* What can still be read of a library: operations past damaged places, and originals
 * wherever they are kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_RESCUE_RECOVER_H
#define PIYUE_RESCUE_RECOVER_H

#include "rescue/replay.h"

/* A copy of the library, opened when it is first asked. */
typedef struct RecoverCopy {
    Str path;
    Store *store; /* NULL: not opened yet, or it cannot be */
    bool was_tried;
} RecoverCopy;

typedef struct Recover {
    Store *store;        /* the library, for reading; borrowed */
    const char *scratch; /* a directory of its own; borrowed */
    Arena *arena;
    RecoverCopy *copies; /* backups, newest first */
    size_t copy_count;
    Report *report;
    int64_t after; /* number of the last operation that was read */
    int64_t last;  /* … and of the last there was */
    Uid last_id;
    uint64_t lost, regained; /* operations that are gone; that backups had */
} Recover;

bool recover_init(Recover *recover, Store *store, const char *scratch, Report *report,
                  Error *err) MUST_CHECK;
void recover_clear(Recover *recover);

/* The next operations in order; none when all have been read. Those that cannot be read
 * come from a backup, or are counted as lost. */
bool recover_operations(Recover *recover, Arena *arena, OpList *ops,
                        Error *err) MUST_CHECK;
/* The documents that were deleted for good: an owned, sorted array. */
bool recover_purged(Recover *recover, Uid **purged, size_t *count, Error *err) MUST_CHECK;
/* For Replay.source; its context is a Recover. */
ReplaySource recover_get_source(Recover *recover);

#endif
