/* Actions: a transaction and a group of operations in one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_JOURNAL_H
#define PIYUE_LIBRARY_JOURNAL_H

#include <piyue/library.h>

#define META_CLOCK "clock"   /* hybrid logical clock of the newest operation */
#define META_DEVICE "device" /* identity of this library among a user's others */

struct Library {
    Store *store;
    char *author;        /* owned */
    const OutlineRules *rules; /* borrowed; NULL for none */
    char *why_read_only; /* owned; NULL while it can be written */
    /* Between library_begin_batch and library_end_batch actions share a transaction and a
     * group. */
    bool in_batch, has_batch_changes, has_batch_failed;
    Uid batch_group;
};

/* One thing the user does. All of it is on disk, or nothing. */
typedef struct Action {
    Library *library;
    Arena *arena; /* for whatever is read on the way */
    Uid group;
    Uid undoes; /* zero but for undo and redo */
    int64_t now_ms;
    int64_t hlc;
    StrBuf device;
    bool has_changes;
    bool is_replay; /* the log decides: no conflict is looked for */
    int64_t outlined_doc; /* its headings are to be found anew; 0 for none */
} Action;

/* Takes the write lock. On false nothing is to be ended. */
bool action_begin(Action *action, Library *library, Error *err) MUST_CHECK;
/* What follows is another thing, in the same transaction: undone by itself. */
void action_next(Action *action);
/* Writes one operation about what has just been changed. */
bool action_record(Action *action, Str kind, Str target, Str old_json, Str new_json,
                   Error *err) MUST_CHECK;
/* Commits when `is_done`, else rolls back (err says why). True if it is on disk. */
bool action_end(Action *action, bool is_done, Error *err) MUST_CHECK;

Str uid_format(Uid uid, Arena *arena); /* 32 hexadecimal digits */
bool uid_is_equal(Uid a, Uid b);
bool uid_is_zero(Uid uid);

#endif
