/* Operations done again, in a library that is being made from them.
 *
 * An operation holds all that it changed, so the log alone makes everything but the
 * texts; those are read anew from the originals.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_RESCUE_REPLAY_H
#define PIYUE_RESCUE_REPLAY_H

#include <piyue/operation.h>

/* Where texts come from. Functions are false, without an error, where there is none. */
typedef struct ReplaySource {
    /* The bytes of that hash, which the edition was made of; appended. */
    bool (*get_original)(void *context, Uid edition, const Hash *hash, Str path,
                         StrBuf *out);
    /* The edition as it was read then, as far as it can be read still; NULL. */
    Document *(*open_edition)(void *context, Uid edition);
    void *context;
} ReplaySource;

typedef struct Replay {
    Library *library; /* new; its ids come out as they were */
    ReplaySource source;
    /* Documents that are deleted for good later: their texts are not needed. */
    Uid *purged; /* sorted by uid_compare */
    size_t purged_count;
    Report *report;   /* of what was lost */
    uint64_t refused; /* operations that could not be done */
    uint64_t operations;
    uint64_t texts_lost;
    int64_t last_hlc;
} Replay;

int uid_compare(const void *a, const void *b); /* of two Uid, for qsort and bsearch */

/* Does the operations, in the caller's transaction, and puts them into the log as they
 * are. What cannot be done is reported and passed over; false where the library fails. */
bool replay_operations(Replay *replay, const OpList *ops, Error *err) MUST_CHECK;
/* Whatever the texts that were read anew ask for, when all operations are done: headings
 * by hand, passages whose words stand elsewhere now. The latter are operations of their
 * own, and counted in `*moved`. */
bool replay_settle(Replay *replay, uint64_t *moved, Error *err) MUST_CHECK;

#endif
