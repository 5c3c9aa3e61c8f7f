/* Turning groups of operations round: what the last one and a chosen one share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_UNDO_H
#define PIYUE_LIBRARY_UNDO_H

#include <piyue/library.h>
#include <piyue/operation.h>

typedef enum GroupKind { GROUP_ACTION, GROUP_UNDO, GROUP_REDO } GroupKind;
bool undo_find_kind(Action *action, const OpRow *op, GroupKind *kind,
                    Error *err) MUST_CHECK;

/* What was deleted for good, by its uid in hexadecimal. A passage may bear that of one
 * before it, since it was brought in again: nothing that was done to that is about it. */
typedef struct Purged {
    Str *targets; /* owned; the texts are the action's */
    size_t count, capacity;
} Purged;

/* Can a group be turned round? One with an operation of a newer version cannot, nor a
 * purge. What was done to things that are deleted for good leaves the list; when nothing
 * else is in it, `*is_gone` is set. `purged` are those since the group. */
bool undo_check_group(Action *action, const Purged *purged, OpList *ops,
                      bool *is_possible, bool *is_gone, Error *err) MUST_CHECK;

/* Does the opposite of a group (newest first, as store_list_group gives it) and records
 * that. ERR_CONFLICT where things are not as the group left them. */
bool undo_turn_round(Action *action, const OpList *ops, Error *err) MUST_CHECK;

/* Before the document.edition `op` is turned round: passages that were made since then,
 * in the trash by now or out of it again, come along to the edition before. */
bool moves_follow_back(Action *action, const OpRow *op, Error *err) MUST_CHECK;

#endif
